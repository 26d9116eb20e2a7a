/* SPDX-License-Identifier: EUPL-1.2 */
/* What the applicant handed in before, offered beside each paper: one tick takes it, and nobody is
 * asked for it again (Nghị định 61/2018/NĐ-CP). Found by the identity number alone. */
#include <string.h>

#include "procedures/forms/words.h"
#include "worker/web/pages/receive_own.h"

void lt_receiving_before(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	const char *number = lt_http_text(v->request->form, "giay_to");
	if (!*number)
		return;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPERS_BEFORE;
	fetch.unit = r->unit;
	fetch.code = r->intake->procedure;
	fetch.text = number;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0) {
		r->before_failed = lt_arena_str(v->arena, err.text);
		return;
	}
	r->before = reply->papers;
	r->before_count = reply->n_papers;
	for (size_t i = 0; i < reply->n_papers; i++)
		lt_view_looked(
			v, reply->papers[i]->code,
			lt_arena_printf(v->arena, "tìm giấy tờ đã nộp: %s", reply->papers[i]->id));
}

const Lt__PaperLine *lt_receiving_offer(const struct lt_receiving *r, const char *id)
{
	for (size_t i = 0; i < r->before_count; i++)
		if (strcmp(r->before[i]->id, id) == 0)
			return r->before[i];
	return NULL;
}

const Lt__PaperLine *lt_receiving_reused(const struct lt_receiving *r, const char *id)
{
	const Lt__PaperLine *offer = lt_receiving_offer(r, id);
	return offer && strcmp(lt_receiving_typed(r, "dl.", id), offer->code) == 0 ? offer : NULL;
}

void lt_receiving_reuse(const Lt__PaperLine *offer, Lt__Paper *paper)
{
	paper->hash = offer->paper->hash;
	paper->bytes = offer->paper->bytes;
	paper->media = offer->paper->media;
	paper->form = offer->paper->form;
	paper->reused = true;
}

/* "; dùng được hết ngày 30/11/2024" */
static const char *until(struct lt_view *v, const Lt__PaperLine *offer)
{
	if (!offer->until_us)
		return "";
	struct lt_date last = lt_date_of_day(lt_local_of(offer->until_us - 1).day);
	const char *text =
		lt_arena_printf(v->arena, "; %s %02d/%02d/%d",
				LT_SAY(v, "dùng lại được đến hết ngày", "serves to the end of"),
				last.mday, last.month, last.year);
	return text ? text : "";
}

void lt_receiving_show_offer(struct lt_receiving *r, const char *id)
{
	struct lt_view *v = r->view;
	const Lt__PaperLine *offer = lt_receiving_offer(r, id);
	char at[LT_TIME_TEXT_BYTES];
	if (!offer)
		return;
	lt_html(&v->html,
		"<label class=\"tick offer\"><input type=\"checkbox\" name=\"dl.%s\" value=\"%s\"",
		id, offer->code);
	if (lt_receiving_reused(r, id))
		lt_html(&v->html, " checked");
	lt_html(&v->html, "> %s %s, %s (%s)%s</label>",
		LT_SAY(v, "Dùng lại bản đã nộp", "Use again what was handed in"),
		lt_time_vietnamese(offer->received_us, at), offer->unit_name, offer->code,
		until(v, offer));
}

void lt_receiving_before_note(struct lt_receiving *r)
{
	struct lt_view *v = r->view;
	if (r->before_failed)
		lt_html(&v->html, "<p class=\"problem\">%s %s</p>",
			LT_SAY(v, "Chưa tìm được giấy tờ đã nộp trước đây:",
			       "What was handed in before could not be looked for:"),
			r->before_failed);
	else if (r->before_count)
		lt_html(&v->html, "<p class=\"done\" role=\"status\">%s %zu %s</p>",
			LT_SAY(v, "Người này đã nộp", "This applicant has handed in"),
			r->before_count,
			LT_SAY(v,
			       "giấy tờ dùng lại được: đánh dấu ở từng dòng, không yêu "
			       "cầu nộp lại.",
			       "papers that can be used again: tick them, do not ask for them."));
}
