/* SPDX-License-Identifier: EUPL-1.2 */
/* paper: the scan of a document, verified, into a file; or which scans are on their way.
 *
 * A node that does not have the scan fetches it from its coordinator first; how far it has got is
 * told meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/base/whole.h"
#include "proto/papers/carry.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

enum { PATIENCE_SECONDS = 120, SHORT_HASH_BYTES = 8, AGAIN_US = 300000, TELL_AGAIN = 10 };

struct wish {
	const char *what, *document, *out; /* what: dossier code or hash */
	bool waiting;
	int64_t patience_seconds;
	uint8_t hash[LT_HASH_BYTES];
	struct lt_slice ticket;
};

static int read_wish(struct lt_tool *tool, int argc, char **argv, struct wish *w,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--doc", LT_ARG_TEXT, &w->document},
		{"--out", LT_ARG_TEXT, &w->out},
		{"--wait", LT_ARG_NUMBER, &w->patience_seconds},
		{"--waiting", LT_ARG_FLAG, &w->waiting},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &rest, err);
	w->what = rest.count ? rest.items[0] : NULL;
	if (r < 0 || w->waiting)
		return r;
	r = lt_args_need(tool, "MÃ-HỒ-SƠ hoặc MÃ-BĂM", w->what, err);
	if (r == 0)
		r = lt_args_need(tool, "--out", w->out, err);
	if (r == 0 && !lt_unhex(w->what, w->hash, sizeof w->hash))
		r = lt_args_need(tool, "--doc", w->document, err);
	return r;
}

/* -- which scan -- */

static bool by_hash(const struct wish *w)
{
	uint8_t hash[LT_HASH_BYTES];
	return lt_unhex(w->what, hash, sizeof hash);
}

static int find(struct lt_session *s, struct wish *w, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPER_READ;
	if (by_hash(w) && s->side == LT_SESSION_OFFICER)
		return 0; /* the desk has it, or asks for it itself */
	if (by_hash(w)) {
		fetch.hash = (ProtobufCBinaryData){.len = sizeof w->hash, .data = w->hash};
	} else {
		fetch.code = w->what;
		fetch.text = w->document;
	}
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r == 0 && (!reply->paper || reply->paper->hash.len != sizeof w->hash))
		r = lt_err_set(err, LT_E_VERSION, "%s không giữ tệp giấy tờ", lt_session_whom(s));
	if (r < 0)
		return r;
	memcpy(w->hash, reply->paper->hash.data, sizeof w->hash);
	w->ticket = lt_slice(reply->paper->ticket.data, reply->paper->ticket.len);
	return 0;
}

/* -- its bytes -- */

struct arrival {
	int fd;
	const char *path; /* while it is not whole */
	uint64_t have, size;
	crypto_generichash_state state;
};

static int io_error(const char *path, struct lt_err *err)
{
	return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
}

static int add(struct arrival *a, struct lt_slice bytes, struct lt_err *err)
{
	(void)crypto_generichash_update(&a->state, bytes.data, bytes.size);
	if (!lt_write_whole(a->fd, bytes.data, bytes.size))
		return io_error(a->path, err);
	a->have += bytes.size;
	return 0;
}

static void tell_progress(struct lt_tool *tool, uint64_t have, int turn)
{
	if (turn % TELL_AGAIN == 0)
		(void)fprintf(tool->errors, "máy trạm đang tải tệp từ máy chủ: %llu byte đã về\n",
			      (unsigned long long)have);
}

/* One exchange. *ret_whole: there is no more. */
static int step(struct lt_session *s, struct lt_carry *carry, const struct lt_cargo *cargo,
		struct arrival *a, int *turn, bool *ret_whole, struct lt_err *err)
{
	struct lt_carried came;
	int r = lt_carry_get(carry, cargo, a->have, &came, err);
	if (r < 0)
		return r;
	if (came.size == 0) {
		tell_progress(s->tool, came.have, (*turn)++);
		(void)usleep(AGAIN_US);
		return 0;
	}
	a->size = came.size;
	*ret_whole = a->have + came.bytes.size >= came.size || came.bytes.size == 0;
	return add(a, came.bytes, err);
}

static int fetch_all(struct lt_session *s, const struct wish *w, struct arrival *a,
		     struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	LT_AUTO(carry) struct lt_carry carry = {0};
	const struct lt_cargo cargo = {.hash = w->hash, .ticket = w->ticket};
	int64_t until_us = lt_clock_monotonic(&clock) + w->patience_seconds * LT_US_PER_SECOND;
	bool whole = false;
	int turn = 0;
	int r = lt_carry_init(&carry, s->talk, &clock, err);
	carry.watch = lt_session_watch(s);
	while (r == 0 && !whole) {
		r = step(s, &carry, &cargo, a, &turn, &whole, err);
		if (r == 0 && a->size == 0 && lt_clock_monotonic(&clock) > until_us)
			r = lt_err_set(err, LT_E_TIMEOUT,
				       "máy trạm chưa tải xong; nó vẫn tải tiếp, hãy gọi lại lệnh "
				       "này sau (xem: lienthong paper --waiting)");
	}
	return r;
}

static int finish(struct arrival *a, const struct wish *w, struct lt_err *err)
{
	uint8_t hash[LT_HASH_BYTES];
	(void)crypto_generichash_final(&a->state, hash, sizeof hash);
	if (memcmp(hash, w->hash, sizeof hash) != 0)
		return lt_err_set(err, LT_E_DAMAGED,
				  "tệp nhận được khác với mã băm đã ghi; hãy gọi lại lệnh này");
	if (fsync(a->fd) != 0 || rename(a->path, w->out) != 0)
		return io_error(w->out, err);
	return 0;
}

static int fetch(struct lt_session *s, struct wish *w, struct lt_err *err)
{
	struct arrival a = {.fd = -1};
	a.path = lt_arena_printf(&s->tool->arena, "%s.part", w->out);
	if (!a.path)
		return LT_E_NOMEM;
	a.fd = open(a.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (a.fd < 0)
		return io_error(a.path, err);
	(void)crypto_generichash_init(&a.state, NULL, 0, LT_HASH_BYTES);
	int r = fetch_all(s, w, &a, err);
	if (r == 0)
		r = finish(&a, w, err);
	(void)close(a.fd);
	if (r < 0)
		(void)unlink(a.path);
	else
		lt_print_line(s->tool, "Đã lấy", "%s, %llu byte, đúng mã băm", w->out,
			      (unsigned long long)a.have);
	return r;
}

/* -- on their way -- */

static const char *state_of(struct lt_tool *tool, const Lt__PaperErrand *e)
{
	char at[LT_TIME_TEXT_BYTES];
	if (!e->next_us)
		return e->put ? "đang gửi" : "đang tải về";
	return lt_arena_printf(&tool->arena, "%s; thử lại lúc %s",
			       *e->text ? e->text : lt_err_vietnamese(e->reason),
			       lt_time_vietnamese(e->next_us, at));
}

static int print_waiting(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"MÃ BĂM", "CHIỀU", "TỪ LÚC", "ĐÃ XONG", "TÌNH TRẠNG"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 5};
	int r = 0;
	for (size_t i = 0; i < reply->n_errands && r == 0; i++) {
		const Lt__PaperErrand *e = reply->errands[i];
		char hash[2 * SHORT_HASH_BYTES + 1] = "", since[LT_TIME_TEXT_BYTES];
		if (e->hash.len >= SHORT_HASH_BYTES)
			(void)lt_hex(lt_slice(e->hash.data, SHORT_HASH_BYTES), hash);
		const char *const cells[] = {
			hash, e->put ? "gửi đi" : "tải về", lt_time_vietnamese(e->since_us, since),
			e->size ? lt_arena_printf(&tool->arena, "%llu %% của %llu byte",
						  (unsigned long long)(e->done * 100 / e->size),
						  (unsigned long long)e->size)
				: "",
			state_of(tool, e)};
		r = lt_sheet_add(&table, cells);
	}
	if (reply->errands_count == 0)
		(void)fprintf(tool->out, "Không có tệp nào đang chờ gửi hay tải.\n");
	lt_sheet_print(&table, tool->out);
	if (reply->errands_count > reply->n_errands)
		(void)fprintf(tool->out, "... tất cả %llu tệp\n",
			      (unsigned long long)reply->errands_count);
	return r;
}

static int show_waiting(struct lt_session *s, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	if (s->side == LT_SESSION_OPERATOR)
		return lt_err_set(err, LT_E_USAGE,
				  "--waiting là của máy trạm: hãy chỉ thư mục của nó bằng -C");
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPERS_WAITING;
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r < 0)
		return r;
	return s->tool->json ? lt_json_print(s->tool, lt_json_message(&reply->base), err)
			     : print_waiting(s->tool, reply);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct wish w = {.patience_seconds = PATIENCE_SECONDS};
	int r = read_wish(tool, argc, argv, &w, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0 && w.waiting)
		return show_waiting(&s, err);
	if (r == 0)
		r = find(&s, &w, err);
	return r < 0 ? r : fetch(&s, &w, err);
}

static const char help[] =
	"lienthong paper: lấy bản điện tử của một giấy tờ (fetch a scan)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] paper MÃ --doc GIẤY-TỜ --out TỆP [--wait GIÂY]\n"
	"  lienthong [-C THƯ-MỤC] paper MÃ-BĂM --out TỆP\n"
	"  lienthong [-C MÁY-TRẠM] paper --waiting [--json]\n"
	"\n"
	"  --doc GIẤY-TỜ   mã giấy tờ trong hồ sơ, như lệnh show liệt kê\n"
	"  --wait GIÂY     chờ máy trạm tải tệp từ máy chủ về; mặc định 120\n"
	"  --waiting       tệp đang chờ gửi đi hay tải về: tới đâu, vì sao chờ, khi nào thử lại\n"
	"\n"
	"Chỉ lấy được giấy tờ của hồ sơ mà đơn vị của máy trạm đang thấy. Tệp ghi ra luôn đúng mã\n"
	"băm đã ghi trong hồ sơ; sai một bit thì không có tệp nào.\n"
	"\n"
	"Ví dụ: lienthong paper H14.1-250701-000001 --doc to_khai --out to_khai.pdf\n";

const struct lt_subcommand lt_tool_paper = {
	.name = "paper",
	.summary = "lấy bản điện tử của một giấy tờ; tệp đang chờ gửi (paper)",
	.run = run,
	.help = help,
};
