/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/pages/ledger.h"

#include "procedures/calendar/calendar.h"
#include "procedures/forms/journey.h"
#include "procedures/forms/light.h"

static const char *amount(struct lt_view *v, const Lt__LedgerSum *sum, int64_t much)
{
	char span[LT_TIME_TEXT_BYTES];
	const char *text = sum->days ? lt_arena_printf(v->arena, "%lld %s", (long long)much,
						       LT_SAY(v, "ngày", "days"))
				     : lt_arena_str(v->arena, lt_span_text(much, INT64_MAX, span));
	return text ? text : "";
}

/* Two lines that add up, as the law counts. */
static void sums(struct lt_view *v, const Lt__LedgerSum *sum)
{
	bool over = sum && sum->remaining < 0;
	if (!sum)
		return;
	lt_html(&v->html, "<p>%s %s = %s %s %s %s %s</p>", LT_SAY(v, "Thời hạn", "The limit:"),
		amount(v, sum, sum->limit), LT_SAY(v, "đã dùng", "used"), amount(v, sum, sum->used),
		over ? "−" : "+",
		over ? LT_SAY(v, "quá hạn", "overdue") : LT_SAY(v, "còn lại", "left"),
		amount(v, sum, over ? -sum->remaining : sum->remaining));
	if (sum->paused || sum->pushed)
		lt_html(&v->html, "<p>%s %s = %s + %s %s + %s %s</p>",
			LT_SAY(v, "Từ lúc tính đến hạn:", "From the start to the date:"),
			amount(v, sum, sum->total), amount(v, sum, sum->limit),
			amount(v, sum, sum->paused), LT_SAY(v, "dừng", "paused"),
			amount(v, sum, sum->pushed),
			LT_SAY(v, "dời sang ngày làm việc", "pushed to a working day"));
}

static void lines(struct lt_view *v, const Lt__FetchReply *show, Lt__LedgerLine *const *all,
		  size_t count, bool of_step)
{
	lt_html(&v->html,
		"<div class=\"wide\"><table><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th></tr></thead><tbody>",
		LT_SAY(v, "Lúc", "When"), LT_SAY(v, "Vì sao", "Why"));
	for (size_t i = 0; i < count; i++) {
		char at[LT_TIME_TEXT_BYTES];
		lt_html(&v->html, "<tr><td>%s</td><td>%s</td></tr>", lt_due_text(all[i]->at_us, at),
			lt_journey_ledger(v->arena, show, all[i], of_step));
	}
	lt_html(&v->html, "</tbody></table></div>");
}

void lt_ledger_section(struct lt_view *v, const Lt__FetchReply *show)
{
	if (!show->n_ledger && !show->n_step_ledgers)
		return;
	lt_html(&v->html, "<details class=\"ledger\"><summary>%s</summary>",
		LT_SAY(v, "Ngày hẹn trả tính thế nào (sổ tính hạn)",
		       "How the date came about (the ledger)"));
	if (show->n_ledger) {
		lines(v, show, show->ledger, show->n_ledger, false);
		sums(v, show->ledger_sum);
	}
	for (size_t i = 0; i < show->n_step_ledgers; i++) {
		const Lt__StepLedger *s = show->step_ledgers[i];
		lt_html(&v->html, "<h3>%s: %s</h3>", LT_SAY(v, "Bước", "Step"),
			*s->title ? s->title : s->step);
		lines(v, show, s->lines, s->n_lines, true);
		sums(v, s->sum);
	}
	lt_html(&v->html, "</details>");
}
