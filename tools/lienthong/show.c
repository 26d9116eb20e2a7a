/* SPDX-License-Identifier: EUPL-1.2 */
/* show: one dossier, what it is and everything it went through. */
#include <inttypes.h>
#include <string.h>

#include "procedures/core/decide.h"
#include "procedures/core/evolve.h"
#include "proto/base/ids.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/journey_print.h"
#include "tools/lienthong/print.h"
#include "procedures/forms/clean.h"
#include "procedures/forms/words.h"

enum { HASH_DIGITS_SHOWN = 16 };
#define STEP LT__LABEL_KIND__LABEL_KIND_STEP
#define UNIT LT__LABEL_KIND__LABEL_KIND_UNIT
#define OFFICER LT__LABEL_KIND__LABEL_KIND_OFFICER
#define ROLE LT__LABEL_KIND__LABEL_KIND_ROLE
#define PAPER LT__LABEL_KIND__LABEL_KIND_PAPER
#define FIELD LT__LABEL_KIND__LABEL_KIND_FIELD

static void title(struct lt_tool *tool, const char *text)
{
	(void)fprintf(tool->out, "\n%s\n", text);
}

static const char *or_what(const char *word)
{
	return word ? word : "?";
}

/* -- what it is -- */

static void print_applicant(struct lt_tool *tool, const Lt__Applicant *a)
{
	if (!a)
		return;
	lt_print_line(tool, "Người nộp", "%s%s%s%s%s%s%s", a->name, *a->id_number ? " · " : "",
		      a->id_number, *a->phone ? " · " : "", a->phone, *a->address ? " · " : "",
		      a->address);
}

static void print_result(struct lt_tool *tool, const Lt__Dossier *d)
{
	char at[LT_TIME_TEXT_BYTES];
	if (*d->outcome)
		lt_print_line(tool, "Kết quả", "%s (%s), %s", lt_word_outcome(d->outcome),
			      d->outcome, lt_due_text(d->finished_us, at));
	for (size_t i = 0; i < d->n_deliver && !d->returned_us; i++)
		lt_print_line(tool, i ? "" : "Cách trả", "%s (%s)", lt_word_way(d->deliver[i]),
			      d->deliver[i]);
	if (d->returned_us)
		lt_print_line(tool, "Đã trả", "%s, %s", lt_due_text(d->returned_us, at),
			      lt_word_way(d->way));
}

static void print_head(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	char at[LT_TIME_TEXT_BYTES], money[LT_MONEY_TEXT_BYTES], hash[2 * LT_HASH_BYTES + 1] = "";
	bool late = d->overdue || (d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN &&
				   d->due_us && d->due_us < reply->as_of_us);
	if (d->definition.len == LT_HASH_BYTES)
		lt_hex(lt_slice(d->definition.data, HASH_DIGITS_SHOWN / 2), hash);
	lt_print_line(tool, "Hồ sơ", "%s", d->code);
	lt_print_line(tool, "Thủ tục", "%s %s", d->procedure, reply->procedure_name);
	lt_print_line(tool, "", "phiên bản %s, danh bạ %s", hash, d->directory);
	print_applicant(tool, d->applicant);
	lt_print_line(tool, "Nơi nhận", "%s %s", d->unit, reply->unit_name);
	lt_print_line(tool, "Tình trạng", "%s; Cổng quốc gia: %s",
		      or_what(lt_word_status(d->status)),
		      or_what(lt_word_portal(lt_portal_status(d))));
	lt_print_line(tool, "Tiếp nhận", "%s, %s", lt_due_text(d->received_us, at),
		      or_what(lt_word_channel(d->channel)));
	lt_print_line(tool, "Hẹn trả", "%s%s", lt_due_text(d->due_us, at), late ? "  QUÁ HẠN" : "");
	lt_print_line(tool, "Phí, lệ phí", "%s", lt_money_text(d->fee_vnd, money));
	for (size_t i = 0; i < d->n_fees; i++)
		lt_print_line(tool, "", "trong đó %s: %s", d->fees[i]->name,
			      lt_money_text(d->fees[i]->fee_vnd, money));
	print_result(tool, d);
}

/* -- where it is -- */

static int print_tokens(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	static const char *const titles[] = {"THẺ",    "BƯỚC",	  "LOẠI",      "TÌNH TRẠNG",
					     "ĐƠN VỊ", "VAI TRÒ", "NGƯỜI GIỮ", "HẠN"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 8};
	int r = 0;
	for (size_t i = 0; i < d->n_tokens && r == 0; i++) {
		const Lt__Token *t = d->tokens[i];
		char number[16], due[LT_TIME_TEXT_BYTES];
		(void)snprintf(number, sizeof number, "%u", t->id);
		const char *due_text =
			lt_arena_printf(&tool->arena, "%s%s", lt_due_text(t->due_us, due),
					t->overdue ? "  QUÁ HẠN" : "");
		const char *const cells[] = {
			number,
			t->item ? lt_arena_printf(&tool->arena, "%s: %s", t->step, t->item_text)
				: t->step,
			or_what(lt_word_step_kind(t->kind)),
			or_what(lt_word_token_state(t->state)),
			lt_journey_name(reply, UNIT, t->unit),
			lt_journey_name(reply, ROLE, t->role),
			*t->officer ? lt_journey_name(reply, OFFICER, t->officer) : t->node,
			due_text};
		r = lt_sheet_add(&table, cells);
	}
	if (d->n_tokens)
		title(tool, "ĐANG Ở ĐÂU");
	lt_sheet_print(&table, tool->out);
	for (size_t i = 0; i < d->n_incidents; i++)
		(void)fprintf(tool->out, "SỰ CỐ (thẻ %u, %s): %s\n", d->incidents[i]->token,
			      lt_word_point(d->incidents[i]->point),
			      lt_clean(&tool->arena, d->incidents[i]->message));
	return r;
}

/* -- what it went through -- */

static int print_journey(struct lt_tool *tool, const Lt__FetchReply *reply,
			 Lt__Event *const *events)
{
	title(tool, "HÀNH TRÌNH");
	return lt_journey_print(tool, reply, events);
}

static int print_ledger(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"LÚC", "VÌ SAO HẸN NGÀY NÀY"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 2};
	int r = 0;
	for (size_t i = 0; i < reply->n_ledger && r == 0; i++) {
		char at[LT_TIME_TEXT_BYTES];
		const char *const cells[] = {
			lt_due_text(reply->ledger[i]->at_us, at),
			lt_journey_ledger(&tool->arena, reply, reply->ledger[i], false)};
		r = lt_sheet_add(&table, cells);
	}
	if (reply->n_ledger)
		title(tool, "SỔ TÍNH HẠN");
	lt_sheet_print(&table, tool->out);
	return r;
}

/* -- what it contains -- */

static const char *value_text(struct lt_tool *tool, const Lt__Field *f)
{
	switch (f->value_case) {
	case LT__FIELD__VALUE_NUMBER:
		return lt_arena_printf(&tool->arena, "%" PRId64, f->number);
	case LT__FIELD__VALUE_YES:
		return f->yes ? "có" : "không";
	default:
		return f->text;
	}
}

static int print_fields(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	static const char *const titles[] = {"TRƯỜNG", "GIÁ TRỊ"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 2};
	int r = 0;
	for (size_t i = 0; i < d->n_fields && r == 0; i++) {
		const char *const cells[] = {lt_journey_name(reply, FIELD, d->fields[i]->name),
					     value_text(tool, d->fields[i])};
		r = lt_sheet_add(&table, cells);
	}
	if (d->n_fields)
		title(tool, "THÔNG TIN KÊ KHAI");
	lt_sheet_print(&table, tool->out);
	return r;
}

static int print_papers(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	static const char *const titles[] = {"GIẤY TỜ", "TÊN", "LOẠI", "TỪ BƯỚC", "MÃ BĂM"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 5};
	int r = 0;
	for (size_t i = 0; i < d->n_papers && r == 0; i++) {
		const Lt__Paper *p = d->papers[i];
		const char *form = lt_word_form(p->form);
		char hash[2 * LT_HASH_BYTES + 1] = "";
		if (p->hash.len == LT_HASH_BYTES)
			lt_hex(lt_slice(p->hash.data, HASH_DIGITS_SHOWN / 2), hash);
		const char *label = lt_journey_name(reply, PAPER, p->id);
		const char *const cells[] = {
			p->id,
			*p->name	 ? p->name
			: label == p->id ? ""
					 : label,
			form ? form : "",
			*p->step ? lt_journey_name(reply, STEP, p->step) : "người nộp", hash};
		r = lt_sheet_add(&table, cells);
	}
	if (d->n_papers)
		title(tool, "GIẤY TỜ");
	lt_sheet_print(&table, tool->out);
	return r;
}

static int print(struct lt_tool *tool, const Lt__FetchReply *reply, Lt__Event *const *events)
{
	int r;
	print_head(tool, reply);
	if ((r = print_tokens(tool, reply)) < 0 || (r = print_journey(tool, reply, events)) < 0 ||
	    (r = print_ledger(tool, reply)) < 0 || (r = print_fields(tool, reply)) < 0)
		return r;
	return print_papers(tool, reply);
}

static json_t *as_json(const Lt__FetchReply *reply, Lt__Event *const *events)
{
	json_t *history = json_array(), *ledger = json_array();
	char now[LT_TIME_TEXT_BYTES];
	for (size_t i = 0; i < reply->n_events; i++)
		(void)json_array_append_new(history, lt_json_message(&events[i]->base));
	for (size_t i = 0; i < reply->n_ledger; i++)
		(void)json_array_append_new(ledger, lt_json_message(&reply->ledger[i]->base));
	return json_pack("{s:o, s:i, s:s, s:s, s:o, s:o, s:i, s:s}", "dossier",
			 lt_json_message(&reply->dossier->base), "portal_status",
			 (int)lt_portal_status(reply->dossier), "procedure_name",
			 reply->procedure_name, "unit_name", reply->unit_name, "events", history,
			 "ledger", ledger, "provisional_events", (int)reply->provisional_events,
			 "as_of", lt_time_iso(reply->as_of_us, now));
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	Lt__Event **events;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	int r = lt_args_word(tool, argc, argv, "MÃ-HỒ-SƠ", &fetch.code, err);
	if (r == 0)
		r = lt_session_read(tool, &fetch, &reply, err);
	if (r == 0 && !reply->dossier)
		r = lt_err_set(err, LT_E_ABSENT, "không có hồ sơ %s", fetch.code);
	if (r == 0)
		r = lt_journey_read(reply, &tool->arena, &events, err);
	if (r < 0)
		return r;
	return tool->json ? lt_json_print(tool, as_json(reply, events), err)
			  : print(tool, reply, events);
}

static const char help[] =
	"lienthong show: xem một hồ sơ (show a dossier)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] show MÃ-HỒ-SƠ [--json]\n"
	"\n"
	"In ra: tình trạng; đang ở bước nào, đơn vị nào, ai giữ, hạn nào; hành trình từ lúc\n"
	"nhận (lúc nào, ai, việc gì, vì sao); sổ tính hạn: vì sao hẹn ngày này, từng lần dừng,\n"
	"từng ngày nghỉ; thông tin kê khai; giấy tờ.\n"
	"\n"
	"  --json    kết quả dạng JSON: dossier, events, ledger\n";

const struct lt_subcommand lt_tool_show = {
	.name = "show",
	.summary = "một hồ sơ: tình trạng, hành trình, sổ tính hạn, giấy tờ (show)",
	.run = run,
	.help = help,
};
