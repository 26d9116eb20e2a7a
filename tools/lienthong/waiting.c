/* SPDX-License-Identifier: EUPL-1.2 */
/* At a node: how old the view is, what waits for the line, and the conflicts that came of working
 * alone. */
#include "tools/lienthong/waiting.h"

#include <string.h>

#include "procedures/forms/waiting.h"
#include "proto/base/time.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

/* -- one line under every list -- */

static const char *retry_text(struct lt_tool *tool, const Lt__Waiting *w)
{
	int64_t seconds = lt_retry_seconds(w);
	const char *text = seconds < 0 ? ""
			   : seconds > 0 ? lt_arena_printf(&tool->arena, ", thử lại sau %lld giây",
							   (long long)seconds)
					 : ", đang thử lại";
	return text ? text : "";
}

static void print_commands(struct lt_tool *tool, const Lt__Waiting *w)
{
	if (w->commands)
		(void)fprintf(tool->out,
			      "%u yêu cầu chờ gửi, cũ nhất %s%s; mục ghi (tạm) còn chờ máy chủ "
			      "xác nhận\n",
			      w->commands, lt_age_text(&tool->arena, w->now_us - w->oldest_us),
			      retry_text(tool, w));
	if (w->no_room)
		(void)fprintf(tool->out,
			      "%u trong số đó chờ kho của máy chủ có chỗ cho hồ sơ mới; máy trạm "
			      "tự thử lại\n",
			      w->no_room);
	if (!w->commands && w->retry_us)
		(void)fprintf(tool->out, "Không yêu cầu nào chờ gửi%s\n", retry_text(tool, w));
}

static void print_awaited(struct lt_tool *tool, const Lt__Waiting *w)
{
	for (size_t i = 0; i < w->n_awaited; i++) {
		const Lt__Awaited *a = w->awaited[i];
		(void)fprintf(tool->out, "%s%u hồ sơ chờ %s (%s)", a->more ? "ít nhất " : "",
			      a->dossiers, a->unit_name, a->unit);
		if (a->oldest_us)
			(void)fprintf(tool->out, ", cũ nhất %s",
				      lt_age_text(&tool->arena, w->now_us - a->oldest_us));
		(void)fputc('\n', tool->out);
	}
}

void lt_waiting_print(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	const Lt__Waiting *w = reply->waiting;
	char upto[LT_TIME_TEXT_BYTES];
	if (tool->json)
		return;
	if (reply->copied_us && !reply->line_down_us) /* with the line down it stands above */
		(void)fprintf(tool->out, "Bản sao tại máy trạm đầy đủ đến %s\n",
			      lt_time_vietnamese(reply->copied_us, upto));
	if (w)
		print_commands(tool, w);
	if (w)
		print_awaited(tool, w);
	if (w && w->conflicts)
		(void)fprintf(tool->out, "%u việc máy chủ không nhận; xem: lienthong conflicts\n",
			      w->conflicts);
}

void lt_waiting_note(struct lt_tool *tool, const Lt__CommandReply *reply)
{
	if (reply->provisional)
		lt_print_line(tool, "LƯU Ý", "%s",
			      *reply->text
				      ? reply->text
				      : "tạm ghi tại máy trạm lúc mất đường truyền; sẽ tự gửi khi "
					"có lại, máy chủ xác nhận sau");
}

/* -- conflicts -- */

static int print_conflicts(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"SỐ",  "MÃ HỒ SƠ",	 "VIỆC ĐÃ LÀM",
					     "LÚC", "NGƯỜI LÀM", "MÁY CHỦ KHÔNG NHẬN VÌ"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 6};
	int r = 0;
	for (size_t i = 0; i < reply->n_conflicts && r == 0; i++) {
		const Lt__Conflict *c = reply->conflicts[i];
		char number[24], at[LT_TIME_TEXT_BYTES];
		(void)snprintf(number, sizeof number, "%llu", (unsigned long long)c->number);
		const char *const cells[] = {number,
					     c->code,
					     lt_deed_text(&tool->arena, NULL, c->command),
					     lt_time_vietnamese(c->acted_us, at),
					     c->command->actor ? c->command->actor->id : "",
					     c->text};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	if (r == 0 && reply->n_conflicts)
		(void)fputs(
			"Làm lại: conflicts MÃ --again; thôi: conflicts MÃ --drop 'lý do'; sửa: "
			"làm việc mới (act, submit --code) rồi thôi mục cũ\n",
			tool->out);
	return r;
}

struct wish {
	const char *unit, *as, *drop;
	bool again;
	const char *code;
};

static int settle(struct lt_session *s, const struct wish *wish, const Lt__Conflict *conflict,
		  struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__SettleConflict body = LT__SETTLE_CONFLICT__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	const char *unit = wish->unit		      ? wish->unit
			   : conflict->command->actor ? conflict->command->actor->unit
						      : NULL;
	const char *as = wish->as		    ? wish->as
			 : conflict->command->actor ? conflict->command->actor->id
						    : NULL;
	int r = lt_session_actor(s, as, false, unit, &actor, err);
	body.number = conflict->number;
	body.again = wish->again;
	body.note = wish->drop ? wish->drop : "";
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_SETTLE;
	command.settle = &body;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	if (r == 0 && reply->refusal)
		r = lt_session_refused(wish->code, reply, err);
	if (r == 0)
		(void)fprintf(s->tool->out, "Mục %llu (%s): %s\n",
			      (unsigned long long)conflict->number, wish->code,
			      wish->again ? "đã gửi lại" : "đã thôi, có ghi lý do");
	return r;
}

static int read_wish(struct lt_tool *tool, int argc, char **argv, struct wish *wish,
		     struct lt_err *err)
{
	struct lt_texts rest = {0};
	const struct lt_arg args[] = {{"--unit", LT_ARG_TEXT, &wish->unit},
				      {"--as", LT_ARG_TEXT, &wish->as},
				      {"--drop", LT_ARG_TEXT, &wish->drop},
				      {"--again", LT_ARG_FLAG, &wish->again}};
	int r = lt_args_read(tool, args, 4, argc, argv, 1, &rest, err);
	wish->code = rest.count ? rest.items[0] : NULL;
	if (r == 0 && (wish->again || wish->drop))
		r = lt_args_need(tool, "MÃ-HỒ-SƠ", wish->code, err);
	if (r == 0 && wish->again && wish->drop)
		r = lt_err_set(err, LT_E_USAGE, "chọn một: --again hoặc --drop");
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct wish wish = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = read_wish(tool, argc, argv, &wish, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CONFLICTS;
	fetch.unit = wish.unit && !wish.code ? wish.unit : "";
	fetch.code = wish.code ? wish.code : "";
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &reply, err);
	if (r < 0)
		return r;
	for (size_t i = 0; (wish.again || wish.drop) && i < reply->n_conflicts && r == 0; i++)
		r = settle(&s, &wish, reply->conflicts[i], err);
	if (wish.again || wish.drop)
		return r == 0 && reply->n_conflicts == 0
			       ? lt_err_set(err, LT_E_ABSENT, "%s: không có vướng mắc nào",
					    wish.code)
			       : r;
	if (tool->json)
		return lt_json_print(tool, lt_json_message(&reply->base), err);
	if (reply->n_conflicts == 0)
		(void)fputs("Không có việc nào bị máy chủ từ chối.\n", tool->out);
	return print_conflicts(tool, reply);
}

static const char help[] =
	"lienthong conflicts: việc làm lúc mất đường truyền mà máy chủ không nhận (conflicts)\n"
	"\n"
	"  lienthong [-C MÁY-TRẠM] conflicts [MÃ-HỒ-SƠ] [--unit ĐƠN-VỊ] [--json]\n"
	"  lienthong [-C MÁY-TRẠM] conflicts MÃ-HỒ-SƠ --again [--as CÁN-BỘ]\n"
	"  lienthong [-C MÁY-TRẠM] conflicts MÃ-HỒ-SƠ --drop 'lý do' [--as CÁN-BỘ]\n"
	"\n"
	"Lúc mất đường truyền, máy trạm tự quyết theo bản sao và ghi tạm. Khi có lại, máy chủ có\n"
	"thể không nhận (hồ sơ đã rút, người khác đã làm...). Mục đó nằm ở đây, không tự mất:\n"
	"đã làm gì, lúc nào, ai làm, vì sao không nhận.\n"
	"\n"
	"  --again        gửi lại đúng việc đó; vẫn tính giờ đã làm\n"
	"  --drop LÝ-DO   thôi; lý do và người thôi được ghi giữ ở máy trạm\n";

const struct lt_subcommand lt_tool_conflicts = {
	.name = "conflicts",
	.summary = "việc làm lúc mất đường truyền mà máy chủ không nhận (conflicts)",
	.run = run,
	.help = help,
};
