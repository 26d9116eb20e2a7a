/* SPDX-License-Identifier: EUPL-1.2 */
/* backup: a consistent copy of a coordinator's folder, while it runs. Read beside the running
 * process: the state first, then the journal, which therefore has everything the state has, and
 * more. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/base/done.h"
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

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *to, *from = lt_session_folder(tool);
	int r = lt_args_word(tool, argc, argv, "THƯ-MỤC-SAO-LƯU", &to, err);
	if (r < 0)
		return r;
	if (mkdir(to, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", to, strerror(errno));
	r = copy_file(tool, from, to, "state.mdb", false, err);
	if (r == 0)
		r = copy_file(tool, from, to, "journal.mdb", true, err);
	if (r == 0)
		r = lt_done_note(from, LT_DONE_BACKUP, true, err);
	if (r < 0)
		return lt_err_wrap(err, r, "sao lưu %s vào %s", from, to);
	if (tool->json)
		(void)fprintf(tool->out, "{\"folder\":\"%s\"}\n", to);
	else
		(void)fprintf(tool->out,
			      "Đã sao lưu %s vào %s.\nKiểm bản sao: lienthong -C %s verify\n", from,
			      to, to);
	return 0;
}

static const char help[] =
	"lienthong backup: sao lưu toàn bộ dữ liệu khi máy chủ đang chạy (backup)\n"
	"\n"
	"  lienthong -C THƯ-MỤC backup THƯ-MỤC-SAO-LƯU [--json]\n"
	"\n"
	"Chạy trên máy của máy chủ điều phối (coordinator). Bản sao gồm nhật ký và trạng thái;\n"
	"tệp đã có thì không ghi đè. Kiểm bản sao bằng lienthong -C THƯ-MỤC-SAO-LƯU verify.\n"
	"Khôi phục: chép hai tệp vào thư mục trống do lienthong init tạo, rồi chạy\n"
	"lienthong-coordinator --dir THƯ-MỤC.\n";

const struct lt_subcommand lt_tool_backup = {
	.name = "backup",
	.summary = "sao lưu toàn bộ khi đang chạy (backup)",
	.run = run,
	.help = help,
};
