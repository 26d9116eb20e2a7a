/* SPDX-License-Identifier: EUPL-1.2 */
/* migrate: running dossiers go on under another version of their procedure. Tried first, always. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/find.h"
#include "tools/lienthong/print.h"

struct plan {
	const char *from, *to, *as;
	struct lt_texts map;
	bool dry_run, apply;
	Lt__MigrateDossier body;
};

struct result {
	const Lt__MigrationItem **items;
	size_t count, moving, staying;
};

static int read_plan(struct lt_tool *tool, int argc, char **argv, struct plan *p,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--from", LT_ARG_TEXT, &p->from},   {"--to", LT_ARG_TEXT, &p->to},
		{"--map", LT_ARG_LIST, &p->map},     {"--dry-run", LT_ARG_FLAG, &p->dry_run},
		{"--apply", LT_ARG_FLAG, &p->apply}, {"--as", LT_ARG_TEXT, &p->as},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "--from MÃ-BĂM", p->from, err);
	if (r == 0)
		r = lt_args_need(tool, "--to MÃ-BĂM", p->to, err);
	if (r == 0 && p->dry_run && p->apply)
		r = lt_err_set(err, LT_E_USAGE, "--dry-run và --apply: chỉ chọn một");
	return r;
}

/* old=new, ... */
static int read_map(struct lt_tool *tool, struct plan *p, struct lt_err *err)
{
	Lt__StepMove **moves = lt_arena_zalloc(&tool->arena, p->map.count + 1, sizeof *moves);
	for (size_t i = 0; moves && i < p->map.count; i++) {
		char *from = lt_arena_str(&tool->arena, p->map.items[i]);
		char *to = from ? strchr(from, '=') : NULL;
		moves[i] = lt_arena_alloc(&tool->arena, sizeof **moves);
		if (!from || !moves[i])
			return lt_err_set(err, LT_E_NOMEM, "--map");
		if (!to || to == from || !to[1])
			return lt_err_set(err, LT_E_USAGE, "--map %s: cần bước_cũ=bước_mới",
					  p->map.items[i]);
		*to++ = 0;
		lt__step_move__init(moves[i]);
		moves[i]->from = from;
		moves[i]->to = to;
	}
	p->body.moves = moves;
	p->body.n_moves = p->map.count;
	return moves ? 0 : lt_err_set(err, LT_E_NOMEM, "--map");
}

/* -- trying -- */

static int keep(struct lt_tool *tool, struct result *result, const Lt__FetchReply *reply)
{
	for (size_t i = 0; i < reply->n_migrations; i++) {
		const Lt__MigrationItem *item = reply->migrations[i];
		if (!LT_ARENA_PUSH(&tool->arena, result->items, result->count))
			return LT_E_NOMEM;
		result->items[result->count++] = item;
		result->moving += !*item->why;
		result->staying += *item->why != 0;
	}
	return 0;
}

static int try_all(struct lt_session *s, struct plan *p, struct result *result, struct lt_err *err)
{
	const char *after = "";
	int r;
	do {
		Lt__Fetch fetch = LT__FETCH__INIT;
		Lt__FetchReply *reply;
		Lt__Actor actor;
		lt_session_signer(s, p->as, &actor);
		fetch.actor = &actor;
		fetch.kind = LT__FETCH_KIND__FETCH_KIND_MIGRATION;
		fetch.migrate = &p->body;
		fetch.limit = 200;
		fetch.after = after;
		r = lt_session_fetch(s, &fetch, &reply, err);
		if (r < 0)
			return r;
		r = keep(s->tool, result, reply);
		after = reply->next;
	} while (r == 0 && *after);
	return r;
}

/* -- applying -- */

/* What changed since it was tried is decided anew: a dossier that no longer fits stays. */
static int apply_one(struct lt_session *s, struct plan *p, const Lt__MigrationItem *tried,
		     Lt__MigrationItem *done, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	lt_session_signer(s, p->as, &actor);
	command.code = tried->code;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_MIGRATE;
	command.migrate = &p->body;
	int r = lt_session_command(s, &command, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "hồ sơ %s", tried->code);
	*done = *tried;
	done->why = reply->refusal ? reply->text : "";
	done->new_due_us = reply->due_us;
	return 0;
}

static int apply_all(struct lt_session *s, struct plan *p, struct result *result,
		     struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < result->count && r == 0; i++) {
		if (*result->items[i]->why)
			continue;
		Lt__MigrationItem *done = lt_arena_alloc(&s->tool->arena, sizeof *done);
		r = done ? apply_one(s, p, result->items[i], done, err) : LT_E_NOMEM;
		if (r < 0)
			break;
		result->items[i] = done;
		result->moving -= *done->why != 0;
		result->staying += *done->why != 0;
	}
	return r;
}

/* -- telling -- */

static int print(struct lt_tool *tool, const struct plan *p, const struct result *result)
{
	static const char *const titles[] = {"HỒ SƠ", "KẾT QUẢ", "HẸN TRẢ CŨ", "HẸN TRẢ MỚI",
					     "VÌ SAO Ở LẠI"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 5};
	const char *moves = p->apply ? "đã chuyển" : "chuyển được";
	int r = 0;
	for (size_t i = 0; i < result->count && r == 0; i++) {
		const Lt__MigrationItem *item = result->items[i];
		char due[LT_TIME_TEXT_BYTES], next[LT_TIME_TEXT_BYTES];
		bool stays = *item->why != 0;
		const char *const cells[] = {
			item->code, stays ? "ở lại" : moves, lt_due_text(item->due_us, due),
			stays ? "" : lt_due_text(item->new_due_us, next), item->why};
		r = lt_sheet_add(&table, cells);
	}
	if (result->count)
		lt_sheet_print(&table, tool->out);
	(void)fprintf(tool->out, "%s: %zu hồ sơ; ở lại phiên bản cũ: %zu\n",
		      p->apply ? "Đã chuyển" : "Chuyển được", result->moving, result->staying);
	if (!p->apply && result->moving)
		(void)fprintf(tool->out, "Chưa ghi gì. Để chuyển, chạy lại với --apply.\n");
	return r;
}

static int tell(struct lt_tool *tool, const struct plan *p, const struct result *result,
		struct lt_err *err)
{
	if (!tool->json)
		return print(tool, p, result);
	json_t *list = json_array();
	for (size_t i = 0; i < result->count; i++)
		(void)json_array_append_new(list, lt_json_message(&result->items[i]->base));
	return lt_json_print(tool,
			     json_pack("{s:b,s:I,s:I,s:o}", "applied", (int)p->apply, "moved",
				       (json_int_t)result->moving, "stayed",
				       (json_int_t)result->staying, "dossiers", list),
			     err);
}

static int migrate(struct lt_session *s, struct plan *p, struct lt_err *err)
{
	struct result result = {0};
	int r = s->side == LT_SESSION_OPERATOR
			? 0
			: lt_err_set(err, LT_E_DENIED,
				     "chỉ quản trị chuyển phiên bản: hãy dùng -C với thư mục của "
				     "máy chủ điều phối");
	if (r == 0)
		r = lt_find_version(s, p->from, &p->body.from, err);
	if (r == 0)
		r = lt_find_version(s, p->to, &p->body.to, err);
	if (r == 0)
		r = try_all(s, p, &result, err);
	if (r == 0 && p->apply)
		r = apply_all(s, p, &result, err);
	return r < 0 ? r : tell(s->tool, p, &result, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct plan p = {.body = LT__MIGRATE_DOSSIER__INIT};
	int r = read_plan(tool, argc, argv, &p, err);
	if (r == 0)
		r = read_map(tool, &p, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	return r < 0 ? r : migrate(&s, &p, err);
}

static const char help[] =
	"lienthong migrate: chuyển hồ sơ đang chạy sang phiên bản khác (migrate)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] migrate --from MÃ-BĂM --to MÃ-BĂM [--map CŨ=MỚI]\n"
	"                               --as CÁN-BỘ [--apply]\n"
	"\n"
	"Không có --apply thì chỉ thử: từng hồ sơ chuyển được hay ở lại, vì sao, hẹn trả cũ và\n"
	"mới. Với --apply, mỗi hồ sơ chuyển được ghi một sự kiện, hạn của hồ sơ và của bước đang\n"
	"mở tính lại theo phiên bản mới; hồ sơ không chuyển được giữ phiên bản cũ.\n"
	"\n"
	"Hồ sơ ở lại khi phiên bản mới không có bước đang mở, bước đó khác loại hay khác đơn vị;\n"
	"thiếu thông tin bắt buộc mới; máy đang chạy bước tự động; theo hạn mới thì đã trễ;\n"
	"phiên bản cũ chạy như thủ tục con.\n"
	"\n"
	"  --from, --to   mã băm (vài chữ số đầu) như lệnh procedures liệt kê\n"
	"  --as CÁN-BỘ    ai chuyển; nếu danh bạ có người được công bố thì phải là một người đó\n"
	"  --map CŨ=MỚI   bước đổi tên: bước CŨ tiếp tục là bước MỚI; nhắc lại được\n"
	"  --apply        chuyển thật\n"
	"  --dry-run      chỉ thử (mặc định)\n"
	"  --json         kết quả dạng JSON\n"
	"\n"
	"Ví dụ: lienthong migrate --from 3f1c07 --to 99ab41 --map appraise=review\n";

const struct lt_subcommand lt_tool_migrate = {
	.name = "migrate",
	.summary = "chuyển hồ sơ đang chạy sang phiên bản khác (migrate)",
	.run = run,
	.help = help,
};
