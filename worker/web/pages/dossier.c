/* SPDX-License-Identifier: EUPL-1.2 */
/* One dossier: where it is and why, what this person may do now and what each act leads to, its
 * history. */
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/journey.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/acts.h"
#include "worker/web/pages/conflicts.h"
#include "worker/web/pages/history.h"
#include "worker/web/pages/ledger.h"
#include "worker/web/pages/papers.h"
#include "worker/web/pages/place.h"
#include "worker/web/pages/work_list.h"

/* -- what stands at the top -- */

static void fact(struct lt_view *v, const char *label, const char *text)
{
	if (text && *text)
		lt_html(&v->html, "<dt>%s</dt><dd>%s</dd>", label, text);
}

static void facts(struct lt_view *v, const Lt__FetchReply *show)
{
	const Lt__Dossier *d = show->dossier;
	char received[LT_TIME_TEXT_BYTES], due[LT_TIME_TEXT_BYTES], money[LT_MONEY_TEXT_BYTES];
	lt_html(&v->html, "<dl class=\"facts\">");
	fact(v, LT_SAY(v, "Thủ tục", "Procedure"), show->procedure_name);
	fact(v, LT_SAY(v, "Chủ hồ sơ", "Applicant"), d->applicant ? d->applicant->name : "");
	fact(v, LT_SAY(v, "Tình trạng", "State"), lt_word_status(d->status));
	fact(v, LT_SAY(v, "Nơi tiếp nhận", "Received by"), show->unit_name);
	fact(v, LT_SAY(v, "Nơi giải quyết", "Decided by"), show->lead_name);
	fact(v, LT_SAY(v, "Tiếp nhận lúc", "Received at"),
	     lt_time_vietnamese(d->received_us, received));
	fact(v, LT_SAY(v, "Hẹn trả", "Due"), lt_due_text(d->due_us, due));
	fact(v, LT_SAY(v, "Phí, lệ phí", "Fee"), lt_money_text(d->fee_vnd, money));
	lt_html(&v->html, "</dl>");
}

/* What was written on the form, and by the steps since. */
static void contents(struct lt_view *v, const Lt__FetchReply *show)
{
	const Lt__Dossier *d = show->dossier;
	const Lt__Applicant *a = d->applicant;
	if (!a && !d->n_fields)
		return;
	lt_html(&v->html, "<h2>%s</h2><dl class=\"facts\">",
		LT_SAY(v, "Nội dung hồ sơ", "What it is about"));
	if (a) {
		fact(v, LT_SAY(v, "Số giấy tờ", "Identity number"), a->id_number);
		fact(v, LT_SAY(v, "Điện thoại", "Telephone"), a->phone);
		fact(v, LT_SAY(v, "Thư điện tử", "Email"), a->email);
		fact(v, LT_SAY(v, "Địa chỉ", "Address"), a->address);
		fact(v, LT_SAY(v, "Người nộp thay", "Handed in by"), a->authorised_name);
	}
	for (size_t i = 0; i < d->n_fields; i++)
		fact(v, lt_journey_name(show, LT__LABEL_KIND__LABEL_KIND_FIELD, d->fields[i]->name),
		     lt_journey_value(v->arena, show, d->fields[i]));
	lt_html(&v->html, "</dl>");
}

/* -- the acts -- */

static void button(struct lt_view *v, const char *outcome, const char *label, const char *leads)
{
	lt_html(&v->html, "<button name=\"kq\" value=\"%s\"><b>%s</b>", outcome, label);
	if (*leads && strcmp(leads, label) != 0)
		lt_html(&v->html, " <small>→ %s</small>", leads);
	lt_html(&v->html, "</button>");
}

/* An outcome that nobody gave a name is called by where it leads. A hand-off's date is the engine's
 * to tell. */
static void buttons(struct lt_view *v, const Lt__Explanation *e)
{
	for (size_t i = 0; i < e->n_next; i++) {
		const Lt__NextStep *n = e->next[i];
		const char *word = *n->label ? n->label : lt_word_outcome(n->outcome);
		const char *leads = lt_acts_leads(n);
		if (strcmp(n->outcome, "overdue") != 0)
			button(v, n->outcome, strcmp(word, n->outcome) == 0 ? leads : word, leads);
	}
}

static void again(struct lt_view *v, const Lt__WorkItem *item)
{
	lt_html(&v->html,
		"<label class=\"tick\"><input type=\"checkbox\" name=\"lai\" value=\"1\"");
	if (*lt_acts_typed(v, "xong", item->token, "lai", ""))
		lt_html(&v->html, " checked");
	lt_html(&v->html, "> %s</label>",
		LT_SAY(v, "Nếu là yêu cầu bổ sung lần nữa: đã biết hồ sơ bị tính là quá hạn",
		       "If this asks to supplement again: I know it counts as late"));
}

static void outcomes(struct lt_view *v, const Lt__Dossier *d, const Lt__Explanation *e)
{
	const Lt__WorkItem *item = e->item;
	if (!e->n_next)
		return;
	lt_acts_begin(v, item->code, item->unit, item->token, "xong");
	lt_acts_with(v, e);
	if (d->supplements)
		again(v, item);
	lt_html(&v->html, "<div class=\"choices\">");
	buttons(v, e);
	lt_html(&v->html, "</div></form>");
}

static void claim(struct lt_view *v, const Lt__WorkItem *item)
{
	bool mine = lt_work_is_mine(v, item);
	bool one = item->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
		   item->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
	if (!one || (*item->officer && !mine))
		return;
	lt_acts_begin(v, item->code, item->unit, item->token, mine ? "nha" : "nhan");
	lt_html(&v->html, "<button class=\"second\">%s</button></form>",
		mine ? LT_SAY(v, "Nhả việc này", "Give it back")
		     : LT_SAY(v, "Nhận việc này", "Take it"));
}

/* In whose stead this person would act here. */
static void stands_in(struct lt_view *v, const Lt__WorkItem *item)
{
	const Lt__PersonDesk *desk = lt_view_sits(v, item->unit, item->role);
	if (desk && *desk->instead_of)
		lt_html(&v->html, "<p class=\"quiet\">%s %s.</p>",
			LT_SAY(v, "Làm thay", "In the stead of"), desk->instead_of_name);
}

/* Whose opinion has not come yet. */
static void asked(struct lt_view *v, const Lt__FetchReply *show, const Lt__Explanation *e)
{
	for (size_t i = 0; i < e->n_asked; i++)
		lt_html(&v->html, "%s %s", i ? "," : LT_SAY(v, "Chờ ý kiến của", "Opinions of"),
			lt_journey_name(show, LT__LABEL_KIND__LABEL_KIND_UNIT, e->asked[i]));
	if (e->n_asked)
		lt_html(&v->html, "%s ", LT_SAY(v, ".", " are awaited."));
}

static void open_step(struct lt_view *v, const Lt__FetchReply *show, const Lt__Explanation *e,
		      const char *cause)
{
	const Lt__Dossier *d = show->dossier;
	char due[LT_TIME_TEXT_BYTES];
	const Lt__WorkItem *item = e->item;
	lt_html(&v->html, "<section class=\"step\"><h2>%s</h2><p>",
		*item->step_title ? item->step_title : item->step);
	if (*e->unit_name)
		lt_html(&v->html, "%s. ", e->unit_name);
	asked(v, show, e);
	if (*item->officer)
		lt_html(&v->html, "%s: %s. ", LT_SAY(v, "Người giữ", "Held by"),
			lt_journey_name(show, LT__LABEL_KIND__LABEL_KIND_OFFICER, item->officer));
	if (item->due_us) {
		lt_html(&v->html, "%s %s ", LT_SAY(v, "Hạn của bước:", "The step is due:"),
			lt_due_text(item->due_us, due));
		lt_work_light(v, item, show->as_of_us);
	}
	lt_html(&v->html, "</p>");
	if (*cause)
		lt_html(&v->html, "<p class=\"quiet\">%s %s</p>",
			LT_SAY(v, "Vì sao ở đây:", "Why it is here:"), cause);
	if (*item->incident)
		lt_html(&v->html, "<p class=\"problem\">%s</p>", item->incident);
	if (lt_work_may_act(v, item)) {
		stands_in(v, item);
		claim(v, item);
		outcomes(v, d, e);
		lt_acts_assign(v, e);
	}
	lt_acts_opinion(v, e);
	lt_acts_tell(v, d, e);
	lt_html(&v->html, "</section>");
}

static void result(struct lt_view *v, const Lt__Dossier *d)
{
	static const char *const ways[] = {"counter", "post", "online"};
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED || !lt_view_is_of(v, d->unit))
		return;
	lt_html(&v->html, "<section class=\"step\"><h2>%s</h2>",
		LT_SAY(v, "Trả kết quả", "Hand over the result"));
	lt_acts_begin(v, d->code, d->unit, 0, "tra");
	lt_html(&v->html, "<div class=\"choices\">");
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		lt_html(&v->html, "<button name=\"kq\" value=\"%s\">%s</button>", ways[i],
			lt_word_way(ways[i]));
	lt_html(&v->html, "</div></form></section>");
}

/* -- the page -- */

/* @param problem  why what was sent was not done; "" */
static void show_with(struct lt_view *v, const char *problem)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *show;
	struct lt_past_events history;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = v->parameter;
	fetch.explained = true;
	if (lt_view_fetch(v, &fetch, &show) < 0)
		return;
	int r = lt_past_events_read(v, show, &history, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	lt_view_looked(v, show->dossier->code, "xem");
	lt_view_begin(v, show->dossier->code);
	if (*problem)
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>", problem);
	lt_conflicts_provisional(v, show);
	lt_conflicts_section(v, show->dossier->code);
	facts(v, show);
	for (size_t i = 0; i < show->n_explanations; i++)
		open_step(v, show, show->explanations[i],
			  lt_past_events_cause(v, &history, show->explanations[i]->item->token));
	result(v, show->dossier);
	lt_acts_others(v, show);
	lt_acts_said(v, show->dossier);
	contents(v, show);
	lt_papers_section(v, show->dossier);
	lt_place_section(v, show);
	lt_ledger_section(v, show);
	lt_view_forms(v, show);
	lt_past_events_table(v, &history);
	lt_view_end(v);
}

static void show(struct lt_view *v)
{
	show_with(v, "");
}

/* -- doing -- */

static void act(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__CommandReply *reply;
	union lt_act_body body;
	const char *unit = lt_http_text(v->request->form, "dv"), *flaw;
	command.code = v->parameter;
	if (!lt_acts_read(v, &command, &body, &flaw))
		return lt_view_problem(
			v, 400, LT_SAY(v, "Chưa ghi gì", "Nothing was done"),
			LT_SAY(v, "Không rõ cần làm việc gì; hãy mở lại hồ sơ.",
			       "It is not clear what to do; open the dossier again."));
	if (flaw) { /* nothing is done without a scan that was meant to go along */
		v->response->status = 422;
		return show_with(v, flaw);
	}
	if (lt_view_command(v, &command, unit, &reply) < 0)
		return;
	if (reply->refusal) { /* what was typed stays on the page */
		v->response->status = 422;
		return show_with(v, lt_view_refusal(v, reply));
	}
	lt_view_tell(v, "done",
		     reply->provisional
			     ? LT_SAY(v, "Đã ghi tại máy trạm, chờ máy chủ xác nhận.",
				      "Recorded at this node; the coordinator has to confirm it.")
			     : LT_SAY(v, "Đã ghi.", "Done."));
	lt_http_redirect(v->response, lt_arena_printf(v->arena, "/ho-so/%s", v->parameter));
}

const struct lt_route lt_routes_dossier[] = {
	{LT_HTTP_GET, "/ho-so/:", LT_NEEDS_PERSON, show},
	{LT_HTTP_POST, "/ho-so/:/lam", LT_NEEDS_PERSON, act},
	{0, NULL, 0, NULL},
};
