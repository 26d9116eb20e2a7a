/* SPDX-License-Identifier: EUPL-1.2 */
/* The history is replayed: before each event the dossier stands as it stood then, so the step that
 * ends still has its desk and its due date.
 *
 * Whoever ends a step holds the dossier in the open hand until the next step begins:
 *
 *   received, completed, opinion -> in hand -> started  -> a row, giver to taker
 *                                           -> nothing  -> a row to those who are waited for
 */
#include "procedures/forms/handover.h"

#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve.h"
#include "procedures/forms/words.h"

#define STEP LT__LABEL_KIND__LABEL_KIND_STEP
#define UNIT LT__LABEL_KIND__LABEL_KIND_UNIT
#define OFFICER LT__LABEL_KIND__LABEL_KIND_OFFICER

struct walk {
	const struct lt_form_input *in;
	struct lt_arena *arena;
	const Lt__Dossier *d; /* as before the event */
	struct lt_handover *rows;
	size_t count;
	struct lt_handover hand;  /* giver's side of the next rows */
	bool held;		  /* somebody holds it in the open hand, and no row says so yet */
	int64_t cancelled_due_us; /* of the desk whose step was cancelled last */
	const Lt__Event *signal;  /* what a wait was ended by, just before it ends */
	bool failed;
};

static const char *name(const struct walk *w, Lt__LabelKind kind, const char *code)
{
	return lt_facts_name(w->in, kind, code);
}

/* The procedure's own word for what was chosen, before ours. */
static const char *word_of(struct walk *w, const Lt__StepCompleted *e)
{
	const char *code = lt_arena_printf(w->arena, "%s/%s", e->step, e->outcome);
	w->failed = w->failed || !code;
	const char *label =
		code ? lt_facts_name(w->in, LT__LABEL_KIND__LABEL_KIND_OUTCOME, code) : "";
	return label == code ? lt_facts_outcome(e->outcome) : label;
}

static const char *say(struct walk *w, const char *a, const char *between, const char *b)
{
	const char *text = lt_arena_printf(w->arena, "%s%s%s", a, *a && *b ? between : "", b);
	w->failed = w->failed || !text;
	return text ? text : "";
}

static const char *applicant(const struct walk *w)
{
	const Lt__Applicant *a = w->in->dossier->applicant;
	return a && *a->name ? a->name : "người nộp hồ sơ";
}

/* Who acted, as one end of a hand-over. */
static struct lt_hand actor(struct walk *w, const Lt__Event *e)
{
	const Lt__Actor *a = e->actor;
	struct lt_hand hand = {"", ""};
	switch (a ? a->kind : LT__ACTOR_KIND__ACTOR_KIND_ENGINE) {
	case LT__ACTOR_KIND__ACTOR_KIND_OFFICER:
		return (struct lt_hand){name(w, UNIT, a->unit), name(w, OFFICER, a->id)};
	case LT__ACTOR_KIND__ACTOR_KIND_CITIZEN:
		hand.person = applicant(w);
		return hand;
	case LT__ACTOR_KIND__ACTOR_KIND_NODE:
		hand.person = say(w, "Máy trạm", " ", a->id);
		return hand;
	case LT__ACTOR_KIND__ACTOR_KIND_OPERATOR:
		hand.person = say(w, "Quản trị", " ", a->id);
		return hand;
	default:
		hand.person = "Hệ thống";
		return hand;
	}
}

static struct lt_handover *row_of(struct walk *w, uint32_t token)
{
	for (size_t i = w->count; token && i-- > 0;)
		if (w->rows[i].token == token)
			return &w->rows[i];
	return NULL;
}

static void give(struct walk *w, struct lt_hand taker, const char *next, uint32_t token,
		 const char *note)
{
	if (!LT_ARENA_PUSH(w->arena, w->rows, w->count)) {
		w->failed = true;
		return;
	}
	struct lt_handover *row = &w->rows[w->count++];
	*row = w->hand;
	row->taker = taker;
	row->next = next;
	row->token = token;
	row->note = say(w, w->hand.note, "; ", note);
	w->held = false;
}

/* What nobody took: other branches or opinions are waited for. */
static void put_down(struct walk *w)
{
	if (w->held)
		give(w, (struct lt_hand){"", "(chờ các bên còn lại)"}, "", 0, "");
}

static void take_up(struct walk *w, struct lt_hand giver, const char *work, const Lt__Event *e)
{
	put_down(w);
	w->hand = (struct lt_handover){
		.giver = giver, .work = work, .next = "", .note = "", .given_us = lt_event_at(e)};
	w->held = true;
}

static void measure(struct walk *w, int64_t due_us)
{
	w->hand.timing = lt_timing_of(w->hand.given_us, due_us);
	w->hand.due_us = w->hand.timing ? due_us : 0;
}

/* -- events that open a hand -- */

static bool by_engine(const Lt__Event *e)
{
	return !e->actor || e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_ENGINE;
}

static bool is_desk(Lt__StepKind kind)
{
	return kind == LT__STEP_KIND__STEP_KIND_HUMAN || kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
	       kind == LT__STEP_KIND__STEP_KIND_AUTO;
}

static void on_completed(struct walk *w, const Lt__Event *e)
{
	const Lt__StepCompleted *c = e->completed;
	const Lt__Token *t = lt_dossier_token(w->d, c->token);
	if (!t || (!is_desk(t->kind) && t->kind != LT__STEP_KIND__STEP_KIND_WAIT))
		return; /* its branches, opinions or children gave the dossier on themselves */
	struct lt_hand giver = actor(w, w->signal && !is_desk(t->kind) ? w->signal : e);
	w->signal = NULL;
	if (is_desk(t->kind) && by_engine(e)) /* the term ended it, whoever had it */
		giver = (struct lt_hand){name(w, UNIT, t->unit), name(w, OFFICER, t->officer)};
	else if (is_desk(t->kind) && !*giver.unit)
		giver.unit = name(w, UNIT, t->unit);
	struct lt_handover *row = row_of(w, t->id);
	if (row && is_desk(t->kind) && !*row->taker.person)
		row->taker.person = giver.person;
	take_up(w, giver, name(w, STEP, t->step), e);
	w->hand.note = say(w, word_of(w, c), ": ", c->note);
	if (!is_desk(t->kind))
		return;
	measure(w, t->due_us);
	if (w->hand.timing && by_engine(e) && w->hand.given_us >= t->due_us)
		w->hand.timing = LT_TIMING_LATE;
}

static void on_opinion(struct walk *w, const Lt__Event *e)
{
	const Lt__Opinion *o = e->opinion_given->opinion;
	const Lt__Token *t = lt_dossier_token(w->d, e->opinion_given->token);
	if (!o || !t)
		return;
	bool silent = strcmp(o->opinion, "silent") == 0;
	struct lt_hand giver = {name(w, UNIT, o->unit),
				silent ? "" : lt_facts_name(w->in, OFFICER, o->officer)};
	take_up(w, giver, name(w, STEP, t->step), e);
	w->hand.note = say(w, lt_facts_outcome(o->opinion), ": ", e->opinion_given->note);
	measure(w, t->due_us);
	if (silent && w->hand.timing)
		w->hand.timing = LT_TIMING_LATE; /* the term is over, and nothing came */
}

/* -- events that close it -- */

static void ask_opinions(struct walk *w, const Lt__Token *t)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		give(w, (struct lt_hand){name(w, UNIT, t->opinions[i]->unit), ""},
		     name(w, STEP, t->step), 0, "lấy ý kiến");
}

static void on_started(struct walk *w, const Lt__StepStarted *e)
{
	const Lt__Token *t = e->token;
	const char *pause = lt_word_pause(t->pause), *note = "";
	if (e->again)
		return;
	if (t->kind == LT__STEP_KIND__STEP_KIND_CONSULT)
		return ask_opinions(w, t);
	if (t->clock_stopped)
		note = say(w, "dừng tính thời hạn", ": ", pause ? pause : "");
	if (t->kind == LT__STEP_KIND__STEP_KIND_WAIT) {
		bool citizen = t->pause == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT ||
			       t->pause == LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION;
		give(w, (struct lt_hand){"", citizen ? applicant(w) : "(chờ)"},
		     name(w, STEP, t->step), t->id, note);
	} else if (is_desk(t->kind)) {
		give(w, (struct lt_hand){name(w, UNIT, t->unit), name(w, OFFICER, t->officer)},
		     name(w, STEP, t->step), t->id, note);
	}
}

static void on_finished(struct walk *w, const Lt__DossierFinished *e)
{
	if (w->held && e->n_deliver)
		give(w, (struct lt_hand){w->in->unit_name, ""}, "Trả kết quả", UINT32_MAX, "");
}

static void on_returned(struct walk *w, const Lt__Event *e)
{
	struct lt_hand giver = actor(w, e);
	struct lt_handover *row = row_of(w, UINT32_MAX);
	if (row)
		row->taker.person = giver.person;
	take_up(w, giver, "Trả kết quả", e);
	give(w, (struct lt_hand){"", applicant(w)}, "", 0, lt_word_way(e->returned->way));
}

/* A citizen takes the dossier back from the desk it was at. */
static void on_withdrawn(struct walk *w, const Lt__Event *e)
{
	struct lt_hand giver = w->count ? w->rows[w->count - 1].taker : actor(w, e);
	take_up(w, giver, "Công dân rút hồ sơ", e);
	measure(w, w->cancelled_due_us);
	give(w, (struct lt_hand){"", applicant(w)}, "", 0, e->withdrawn->note);
}

static void on_stopped(struct walk *w, const Lt__Event *e)
{
	take_up(w, actor(w, e), "Dừng giải quyết", e);
	give(w, (struct lt_hand){"", applicant(w)}, "", 0, e->stopped->note);
}

/* -- events in between -- */

static void on_claimed(struct walk *w, const Lt__Event *e)
{
	struct lt_handover *row = row_of(w, e->claimed->token);
	if (!row)
		return;
	row->taker.person = name(w, OFFICER, e->claimed->officer);
	row->taken_us = lt_event_at(e);
	if (*e->claimed->by)
		row->note = say(w, row->note, "; phân công bởi ", name(w, OFFICER, e->claimed->by));
}

static void on_released(struct walk *w, uint32_t token)
{
	struct lt_handover *row = row_of(w, token);
	if (!row)
		return;
	row->taker.person = "";
	row->taken_us = 0;
}

static void on_cancelled(struct walk *w, const Lt__StepCancelled *e)
{
	const Lt__Token *t = lt_dossier_token(w->d, e->token);
	struct lt_handover *row = row_of(w, e->token);
	if (t && is_desk(t->kind))
		w->cancelled_due_us = t->due_us;
	if (row)
		row->note =
			say(w, row->note, "; ", say(w, "hủy", ": ", lt_word_cancelled(e->reason)));
}

static void on_event(struct walk *w, const Lt__Event *e)
{
	struct lt_handover *row;
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		return take_up(w, (struct lt_hand){"", applicant(w)}, "", e);
	case LT__EVENT__BODY_COMPLETED:
		return on_completed(w, e);
	case LT__EVENT__BODY_SIGNAL:
		w->signal = e->signal->kept ? NULL : e;
		return;
	case LT__EVENT__BODY_OPINION_GIVEN:
		return on_opinion(w, e);
	case LT__EVENT__BODY_STARTED:
		return on_started(w, e->started);
	case LT__EVENT__BODY_CLAIMED:
		return on_claimed(w, e);
	case LT__EVENT__BODY_RELEASED:
		return on_released(w, e->released->token);
	case LT__EVENT__BODY_ACCEPTED:
		row = row_of(w, e->accepted->token);
		if (row)
			row->taken_us = lt_event_at(e);
		return;
	case LT__EVENT__BODY_CANCELLED:
		return on_cancelled(w, e->cancelled);
	case LT__EVENT__BODY_FINISHED:
		return on_finished(w, e->finished);
	case LT__EVENT__BODY_RETURNED:
		return on_returned(w, e);
	case LT__EVENT__BODY_WITHDRAWN:
		return on_withdrawn(w, e);
	case LT__EVENT__BODY_STOPPED:
		return on_stopped(w, e);
	default:
		return;
	}
}

int lt_handovers(const struct lt_form_input *in, struct lt_arena *arena, struct lt_handover **ret,
		 size_t *ret_count, struct lt_err *err)
{
	Lt__Event **events;
	Lt__Dossier *d = lt_dossier_new(in->dossier->id, arena);
	struct walk w = {.in = in, .arena = arena, .d = d};
	int r = d ? lt_facts_events(in, arena, &events, err) : LT_E_NOMEM;
	for (size_t i = 0; r == 0 && i < in->events_count; i++) {
		on_event(&w, events[i]);
		r = lt_evolve(d, events[i], lt_slice(in->events[i].data, in->events[i].len), arena);
	}
	put_down(&w);
	if (r < 0 || w.failed)
		return r < 0 ? r : LT_E_NOMEM;
	*ret = w.rows;
	*ret_count = w.count;
	return 0;
}
