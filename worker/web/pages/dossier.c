/* SPDX-License-Identifier: EUPL-1.2 */
/* One dossier: where it is and why, what this person may do now and what each act leads to, its
 * history. */
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/journey.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/acts.h"
#include "worker/web/pages/papers.h"

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

/* -- the acts -- */

static bool may_act(const struct lt_view *v, const Lt__WorkItem *item)
{
	for (size_t i = 0; v->person && i < v->person->n_desks; i++) {
		const Lt__PersonDesk *desk = v->person->desks[i];
		if (strcmp(desk->unit, item->unit) == 0 &&
		    (!*item->role || strcmp(desk->role, item->role) == 0))
			return true;
	}
	return false;
}

static void outcomes(struct lt_view *v, const Lt__Dossier *d, const Lt__Explanation *e)
{
	const Lt__WorkItem *item = e->item;
	if (!e->n_next)
		return;
	lt_acts_begin(v, item->code, item->unit, item->token, "xong");
	lt_acts_with(v, e);
	if (d->supplements)
		lt_html(&v->html,
			"<label class=\"tick\"><input type=\"checkbox\" name=\"lai\" "
			"value=\"1\"> %s</label>",
			LT_SAY(v,
			       "Nếu là yêu cầu bổ sung lần nữa: đã biết hồ sơ bị tính là quá hạn",
			       "If this asks to supplement again: I know it counts as late"));
	lt_html(&v->html, "<div class=\"choices\">");
	for (size_t i = 0; i < e->n_next; i++)
		lt_html(&v->html,
			"<button name=\"kq\" value=\"%s\"><b>%s</b> "
			"<small>→ %s</small></button>",
			e->next[i]->outcome,
			*e->next[i]->label ? e->next[i]->label
					   : lt_word_outcome(e->next[i]->outcome),
			lt_acts_leads(e->next[i]));
	lt_html(&v->html, "</div></form>");
}

static void claim(struct lt_view *v, const Lt__WorkItem *item)
{
	bool mine = strcmp(item->officer, v->person->id) == 0;
	if (*item->officer && !mine)
		return;
	lt_acts_begin(v, item->code, item->unit, item->token, mine ? "nha" : "nhan");
	lt_html(&v->html, "<button class=\"second\">%s</button></form>",
		mine ? LT_SAY(v, "Nhả việc này", "Give it back")
		     : LT_SAY(v, "Nhận việc này", "Take it"));
}

static void open_step(struct lt_view *v, const Lt__Dossier *d, const Lt__Explanation *e,
		      int64_t now_us)
{
	char due[LT_TIME_TEXT_BYTES];
	const Lt__WorkItem *item = e->item;
	bool late = item->overdue || (item->due_us && item->due_us < now_us);
	lt_html(&v->html, "<section class=\"step\"><h2>%s</h2><p>",
		*item->step_title ? item->step_title : item->step);
	if (*e->unit_name)
		lt_html(&v->html, "%s. ", e->unit_name);
	if (*item->officer)
		lt_html(&v->html, "%s: %s. ", LT_SAY(v, "Người giữ", "Held by"), item->officer);
	if (item->due_us)
		lt_html(&v->html, "%s %s <span class=\"light %s\">%s</span>",
			LT_SAY(v, "Hạn của bước:", "The step is due:"),
			lt_due_text(item->due_us, due),
			late			   ? "late"
			: item->used_percent >= 80 ? "soon"
						   : "calm",
			lt_light_text(v->arena, item, late));
	lt_html(&v->html, "</p>");
	if (*e->why)
		lt_html(&v->html, "<p class=\"quiet\">%s %s</p>",
			LT_SAY(v, "Vì sao ở đây:", "Why it is here:"), e->why);
	if (*item->incident)
		lt_html(&v->html, "<p class=\"problem\">%s</p>", item->incident);
	if (may_act(v, item)) {
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

/* -- history -- */

static void history(struct lt_view *v, const Lt__FetchReply *show)
{
	struct lt_journey journey = {.arena = v->arena, .labels = show};
	struct lt_err err = {0};
	Lt__Event **events;
	if (lt_journey_read(show, v->arena, &events, &err) < 0) {
		lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
		return;
	}
	lt_html(&v->html,
		"<h2>%s</h2><div class=\"wide\"><table><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>",
		LT_SAY(v, "Quá trình", "History"), LT_SAY(v, "Lúc", "When"), LT_SAY(v, "Ai", "Who"),
		LT_SAY(v, "Việc", "What"));
	for (size_t i = 0; i < show->n_events; i++) {
		char at[LT_TIME_TEXT_BYTES];
		const char *who = lt_journey_who(&journey, events[i]);
		lt_html(&v->html, "<tr><td>%s</td><td>%s</td><td>%s</td></tr>",
			lt_time_vietnamese(lt_event_at(events[i]), at), who,
			lt_journey_what(&journey, events[i]));
	}
	lt_html(&v->html, "</tbody></table></div>");
}

/* -- the page -- */

static int ask(struct lt_view *v, Lt__FetchKind kind, Lt__FetchReply **ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = kind;
	fetch.code = v->parameter;
	return lt_view_fetch(v, &fetch, ret);
}

static void show(struct lt_view *v)
{
	Lt__FetchReply *show, *why;
	if (ask(v, LT__FETCH_KIND__FETCH_KIND_SHOW, &show) < 0 ||
	    ask(v, LT__FETCH_KIND__FETCH_KIND_EXPLAIN, &why) < 0)
		return;
	lt_view_looked(v, show->dossier->code, "xem");
	lt_view_begin(v, show->dossier->code);
	facts(v, show);
	for (size_t i = 0; i < why->n_explanations; i++)
		open_step(v, show->dossier, why->explanations[i], why->as_of_us);
	result(v, show->dossier);
	lt_acts_others(v, show);
	lt_papers_section(v, show->dossier);
	lt_view_forms(v, show);
	history(v, show);
	lt_view_end(v);
}

/* -- doing -- */

static void act(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__CommandReply *reply;
	union lt_act_body body;
	const char *unit = lt_http_text(v->request->form, "dv");
	command.code = v->parameter;
	if (!lt_acts_read(v, &command, &body))
		return lt_view_problem(
			v, 400, LT_SAY(v, "Chưa ghi gì", "Nothing was done"),
			LT_SAY(v, "Không rõ cần làm việc gì; hãy mở lại hồ sơ.",
			       "It is not clear what to do; open the dossier again."));
	if (lt_view_command(v, &command, unit, &reply) < 0)
		return;
	if (reply->refusal)
		lt_view_tell(v, "problem", lt_view_refusal(v, reply));
	else
		lt_view_tell(v, "done", LT_SAY(v, "Đã ghi.", "Done."));
	lt_http_redirect(v->response, lt_arena_printf(v->arena, "/ho-so/%s", v->parameter));
}

const struct lt_route lt_routes_dossier[] = {
	{LT_HTTP_GET, "/ho-so/:", LT_NEEDS_PERSON, show},
	{LT_HTTP_POST, "/ho-so/:/lam", LT_NEEDS_PERSON, act},
	{0, NULL, 0, NULL},
};
