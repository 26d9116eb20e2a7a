/* SPDX-License-Identifier: EUPL-1.2 */
/* due CODE: the ledger of a dossier's date and of each open step's, line by line, and their sums.
 */
#include "tools/lienthong/due_ledger.h"

#include <inttypes.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/forms/clean.h"
#include "procedures/forms/words.h"
#include "tools/lienthong/connect.h"
#include "procedures/forms/journey.h"
#include "tools/lienthong/print.h"

/* "20 ngày làm việc"; hours as hours and minutes. */
static const char *limit_text(struct lt_tool *tool, const Lt__Limit *limit, int32_t more)
{
	char span[LT_TIME_TEXT_BYTES];
	const char *word = lt_word_limit(limit->unit);
	int32_t amount = limit->amount + more;
	if (limit->unit == LT_LIMIT_WORKING_MINUTES)
		return lt_arena_printf(&tool->arena, "%s làm việc",
				       lt_span_text(amount * LT_US_PER_MINUTE, INT64_MAX, span));
	if (limit->unit == LT_LIMIT_SAME_DAY)
		return lt_arena_printf(&tool->arena, "trong ngày, giờ chốt %02d:%02d", amount / 60,
				       amount % 60);
	return lt_arena_printf(&tool->arena, "%d %s", amount, word ? word : "?");
}

static const char *amount_text(struct lt_tool *tool, const Lt__LedgerSum *sum, int64_t amount)
{
	char span[LT_TIME_TEXT_BYTES];
	if (!sum->days)
		return lt_arena_str(&tool->arena, lt_span_text(amount, INT64_MAX, span));
	return lt_arena_printf(&tool->arena, "%" PRId64 " ngày", amount);
}

static void print_sum(struct lt_tool *tool, const Lt__LedgerSum *sum)
{
	if (!sum)
		return;
	bool over = sum->remaining < 0;
	lt_print_line(
		tool, "Cộng", "%s = %s đã dùng %s %s", amount_text(tool, sum, sum->limit),
		amount_text(tool, sum, sum->used), over ? "-" : "+",
		lt_arena_printf(&tool->arena, "%s %s",
				amount_text(tool, sum, over ? -sum->remaining : sum->remaining),
				over ? "QUÁ HẠN" : "còn lại"));
	if (sum->paused || sum->pushed)
		lt_print_line(
			tool, "", "%s từ lúc tính đến hạn = %s + %s dừng%s%s",
			amount_text(tool, sum, sum->total), amount_text(tool, sum, sum->limit),
			amount_text(tool, sum, sum->paused), sum->pushed ? " + " : "",
			sum->pushed ? lt_arena_printf(&tool->arena, "%s dời sang ngày làm việc",
						      amount_text(tool, sum, sum->pushed))
				    : "");
}

static int print_lines(struct lt_tool *tool, Lt__LedgerLine *const *lines, size_t count,
		       bool of_step)
{
	static const char *const titles[] = {"LÚC", "VÌ SAO"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 2};
	int r = 0;
	for (size_t i = 0; i < count && r == 0; i++) {
		char at[LT_TIME_TEXT_BYTES];
		const char *const cells[] = {
			lt_due_text(lines[i]->at_us, at),
			lt_journey_ledger(&tool->arena, NULL, lines[i], of_step)};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	return r;
}

static int print_dossier(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	char due[LT_TIME_TEXT_BYTES];
	int32_t extended = 0;
	for (size_t i = 0; i < d->n_due_changes; i++)
		if (d->due_changes[i]->cause == LT__DUE_CAUSE__DUE_CAUSE_EXTENSION)
			extended += d->due_changes[i]->amount;
	lt_print_line(tool, "Hồ sơ", "%s  %s %s", d->code, d->procedure, reply->procedure_name);
	lt_print_line(tool, "Hẹn trả", "%s%s", lt_due_text(d->due_us, due),
		      d->overdue ? "  QUÁ HẠN" : "");
	if (!reply->n_ledger) {
		lt_print_line(tool, "Thời hạn", "%s", "thủ tục không tính thời hạn");
		return 0;
	}
	lt_print_line(tool, "Thời hạn", "%s%s, giờ làm việc %s, lịch %s",
		      limit_text(tool, d->limit, extended), extended ? " (đã gia hạn)" : "",
		      d->office, d->calendar);
	(void)fputs("\nSỔ TÍNH HẠN CỦA HỒ SƠ\n", tool->out);
	int r = print_lines(tool, reply->ledger, reply->n_ledger, false);
	print_sum(tool, reply->ledger_sum);
	return r;
}

static int print_step(struct lt_tool *tool, const Lt__StepLedger *s)
{
	const char *title = *s->title ? s->title : s->step;
	(void)fprintf(tool->out, "\nSỔ TÍNH HẠN CỦA BƯỚC %s (thẻ %u)\n",
		      lt_clean(&tool->arena, title), s->token);
	lt_print_line(tool, "Thời hạn", "%s, giờ làm việc %s, lịch %s",
		      limit_text(tool, s->limit, 0), s->office, s->calendar);
	int r = print_lines(tool, s->lines, s->n_lines, true);
	print_sum(tool, s->sum);
	return r;
}

static int as_json(struct lt_tool *tool, const Lt__FetchReply *reply, struct lt_err *err)
{
	json_t *all = lt_json_message(&reply->base), *kept = json_object();
	static const char *const keys[] = {"ledger", "ledger_sum", "step_ledgers", "as_of_us",
					   "as_of"};
	json_t *dossier = json_object_get(all, "dossier");
	static const char *const facts[] = {"code",	   "procedure",	 "due_us", "due",
					    "received_us", "received",	 "limit",  "office",
					    "calendar",	   "counting",	 "pauses", "due_changes",
					    "hold",	   "supplements"};
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (json_object_get(dossier, facts[i]))
			(void)json_object_set(kept, facts[i], json_object_get(dossier, facts[i]));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (json_object_get(all, keys[i]))
			(void)json_object_set(kept, keys[i], json_object_get(all, keys[i]));
	json_decref(all);
	return lt_json_print(tool, kept, err);
}

int lt_due_ledger(struct lt_tool *tool, const char *code, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = code;
	int r = lt_session_read(tool, &fetch, &reply, err);
	if (r < 0 || !reply->dossier)
		return r < 0 ? r : lt_err_set(err, LT_E_ABSENT, "không có hồ sơ %s", code);
	if (tool->json)
		return as_json(tool, reply, err);
	r = print_dossier(tool, reply);
	for (size_t i = 0; i < reply->n_step_ledgers && r == 0; i++)
		r = print_step(tool, reply->step_ledgers[i]);
	return r;
}
