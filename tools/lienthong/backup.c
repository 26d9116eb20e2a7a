/* SPDX-License-Identifier: EUPL-1.2 */
/* backup: a consistent copy of a coordinator's folder, while it runs. Read beside the running
 * process: the state first, then the journal, which therefore has everything the state has, and
 * more. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/done.h"
#include "proto/papers/stock.h"
#include "proto/store/store.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

static int copy_file(struct lt_tool *tool, const char *from, const char *to, const char *name,
		     bool journal, struct lt_err *err)
{
	static const char *const journal_tables[] = {"batch"};
	LT_AUTO(store) struct lt_store *store = NULL;
	struct lt_store_options options = {.read_only = true};
	const char *source = lt_arena_printf(&tool->arena, "%s/%s", from, name);
	const char *target = lt_arena_printf(&tool->arena, "%s/%s", to, name);
	if (!source || !target)
		return LT_E_NOMEM;
	if (journal) {
		options.tables = journal_tables;
		options.tables_count = 1;
	}
	int r = lt_store_open(source, &options, &store, err);
	return r < 0 ? r : lt_store_backup(store, target, err);
}

/* -- scans -- */

struct scans {
	struct lt_papers *from, *to;
	uint64_t copied, kept, damaged;
	struct lt_err why; /* of the last that could not be copied */
};

static int copy_scan(void *owner, const struct lt_paper_lying *paper)
{
	struct scans *s = owner;
	struct lt_err err = {0};
	uint64_t size;
	if (lt_papers_find(s->to, paper->hash, &size, NULL) == 0) {
		s->kept++; /* of an earlier backup: a paper never changes */
		return 0;
	}
	int r = lt_papers_copy(s->from, paper->hash, s->to, &err);
	if (r < 0)
		s->why = err;
	s->copied += r == 0;
	s->damaged += r == LT_E_DAMAGED; /* named; the others are copied all the same */
	return r == LT_E_DAMAGED ? 0 : r;
}

static int copy_scans(struct lt_tool *tool, const char *from, const char *to, struct scans *ret,
		      struct lt_err *err)
{
	LT_AUTO(papers) struct lt_papers *source = NULL;
	LT_AUTO(papers) struct lt_papers *target = NULL;
	const char *folder = lt_arena_printf(&tool->arena, "%s/papers", from);
	const char *copy = lt_arena_printf(&tool->arena, "%s/papers", to);
	if (!folder || !copy)
		return LT_E_NOMEM;
	if (access(folder, F_OK) != 0) /* it has never had one */
		return 0;
	int r = lt_papers_open(folder, &source, err);
	if (r == 0)
		r = lt_papers_open(copy, &target, err);
	*ret = (struct scans){.from = source, .to = target};
	if (r == 0)
		r = lt_papers_each(source, copy_scan, ret, err);
	if (r < 0 && ret->why.text[0])
		return lt_err_set(err, r, "%s", ret->why.text);
	if (r == 0 && ret->damaged)
		return lt_err_set(err, LT_E_DAMAGED,
				  "%llu bản quét hỏng không sao lưu được (còn lại đã xong): %s",
				  (unsigned long long)ret->damaged, ret->why.text);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *to, *from = lt_session_folder(tool);
	struct scans scans = {0};
	int r = lt_args_word(tool, argc, argv, "THƯ-MỤC-SAO-LƯU", &to, err);
	if (r < 0)
		return r;
	if (mkdir(to, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", to, strerror(errno));
	r = copy_file(tool, from, to, "state.mdb", false, err);
	if (r == 0)
		r = copy_file(tool, from, to, "journal.mdb", true, err);
	if (r == 0) /* last: what the copied journal names is here by now, or still on its way */
		r = copy_scans(tool, from, to, &scans, err);
	if (r == 0)
		r = lt_done_note(from, LT_DONE_BACKUP, true, err);
	if (r < 0)
		return lt_err_wrap(err, r, "sao lưu %s vào %s", from, to);
	if (tool->json)
		(void)fprintf(tool->out, "{\"folder\":\"%s\",\"papers\":%llu,\"kept\":%llu}\n", to,
			      (unsigned long long)scans.copied, (unsigned long long)scans.kept);
	else
		(void)fprintf(tool->out,
			      "Đã sao lưu %s vào %s; bản quét: %llu tệp mới, %llu đã có.\n"
			      "Kiểm bản sao: lienthong -C %s verify --papers\n",
			      from, to, (unsigned long long)scans.copied,
			      (unsigned long long)scans.kept, to);
	return 0;
}

static const char help[] =
	"lienthong backup: sao lưu toàn bộ dữ liệu khi máy chủ đang chạy (backup)\n"
	"\n"
	"  lienthong -C THƯ-MỤC backup THƯ-MỤC-SAO-LƯU [--json]\n"
	"\n"
	"Chạy trên máy của máy chủ điều phối (coordinator). Bản sao gồm nhật ký, trạng\n"
	"thái và bản quét (papers); tệp đã có thì không ghi đè. Bản quét có thể sao tiếp vào\n"
	"thư mục papers của lần trước: chỉ tệp mới được chép, mỗi tệp được so mã băm.\n"
	"Kiểm bản sao bằng lienthong -C THƯ-MỤC-SAO-LƯU verify --papers.\n"
	"Khôi phục: chép cả ba vào thư mục trống do lienthong init tạo, rồi chạy\n"
	"lienthong-coordinator --dir THƯ-MỤC.\n";

const struct lt_subcommand lt_tool_backup = {
	.name = "backup",
	.summary = "sao lưu toàn bộ khi đang chạy (backup)",
	.run = run,
	.help = help,
};
