/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/pages/history.h"

#include "procedures/core/evolve.h"
#include "procedures/forms/journey.h"

int lt_past_events_read(struct lt_view *v, const Lt__FetchReply *show, struct lt_past_events *ret,
			struct lt_err *err)
{
	struct lt_journey journey = {.arena = v->arena, .labels = show, .plain = true};
	struct lt_past_events h = {.count = show->n_events,
				   .confirmed = show->n_events - show->provisional_events};
	int r = lt_journey_read(show, v->arena, &h.events, err);
	h.who = lt_arena_zalloc(v->arena, h.count + 1, sizeof *h.who);
	h.what = lt_arena_zalloc(v->arena, h.count + 1, sizeof *h.what);
	if (r < 0 || !h.who || !h.what)
		return r < 0 ? r : LT_E_NOMEM;
	for (size_t i = 0; i < h.count; i++) { /* in their order: steps are named as they begin */
		h.who[i] = lt_journey_who(&journey, h.events[i]);
		h.what[i] = lt_journey_what(&journey, h.events[i]);
	}
	*ret = h;
	return 0;
}

static bool brings_about(const Lt__Event *e)
{
	return e->body_case == LT__EVENT__BODY_RECEIVED ||
	       e->body_case == LT__EVENT__BODY_COMPLETED ||
	       e->body_case == LT__EVENT__BODY_ROUTED || e->body_case == LT__EVENT__BODY_SIGNAL ||
	       e->body_case == LT__EVENT__BODY_INCIDENT_CLEARED;
}

const char *lt_past_events_cause(struct lt_view *v, const struct lt_past_events *h, uint32_t token)
{
	char at[LT_TIME_TEXT_BYTES];
	const char *text = NULL;
	size_t cause = h->count;
	for (size_t i = 0; i < h->count; i++) {
		const Lt__Event *e = h->events[i];
		if (e->body_case == LT__EVENT__BODY_STARTED && e->started->token->id == token)
			break;
		cause = brings_about(e) ? i : cause;
	}
	if (cause < h->count)
		text = lt_arena_printf(v->arena, "%s: %s, %s", h->who[cause], h->what[cause],
				       lt_time_vietnamese(lt_event_at(h->events[cause]), at));
	return text ? text : "";
}

void lt_past_events_table(struct lt_view *v, const struct lt_past_events *h)
{
	lt_html(&v->html,
		"<h2>%s</h2><div class=\"wide history\"><table><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>",
		LT_SAY(v, "Quá trình", "History"), LT_SAY(v, "Lúc", "When"), LT_SAY(v, "Ai", "Who"),
		LT_SAY(v, "Việc", "What"));
	for (size_t i = 0; i < h->count; i++) {
		char at[LT_TIME_TEXT_BYTES];
		lt_html(&v->html, "<tr><td>%s</td><td>%s</td><td>%s%s</td></tr>",
			lt_time_vietnamese(lt_event_at(h->events[i]), at), h->who[i],
			i < h->confirmed ? "" : "(tạm) ", h->what[i]);
	}
	lt_html(&v->html, "</tbody></table></div>");
}
