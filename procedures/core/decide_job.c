/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic steps: offers, acknowledgements, reports, expiries.
 *
 *   READY --offer--> OFFERED --accept--> RUNNING --report ok--> completed
 *     ^                 | not accepted in time   | lease ran out, or the node failed
 *     |                 v                        v
 *     +--------------BACKOFF <-------------------+
 *
 * until the step's bound of tries, or of offers in a row that nobody accepted: outcome "failed".
 * Each offer has the next attempt number; whoever speaks with another one is refused. */
#include <string.h>

#include "procedures/core/work.h"
#include "proto/base/limits.h"

enum { BACKOFF_DOUBLINGS_MAX = 10 };

static bool is_running(const Lt__Token *t)
{
	return t->state == LT__TOKEN_STATE__TOKEN_STATE_OFFERED ||
	       t->state == LT__TOKEN_STATE__TOKEN_STATE_RUNNING;
}

bool lt_decide_from_engine(struct lt_work *w)
{
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_ENGINE)
		lt_work_refuse(w, LT_REFUSAL_INTERNAL, "%s", "");
	return !lt_work_stopped(w);
}

static const Lt__Token *job_of(struct lt_work *w, uint32_t token, uint32_t attempt)
{
	const Lt__Token *t = lt_dossier_token(w->d, token);
	if (!t || t->kind != LT__STEP_KIND__STEP_KIND_AUTO || !is_running(t) ||
	    t->attempt != attempt) {
		lt_work_refuse(w, LT_REFUSAL_STALE, "hồ sơ %s, thẻ %u, lượt %u", w->d->code, token,
			       attempt);
		return NULL;
	}
	return t;
}

static const Lt__Token *own_job(struct lt_work *w, uint32_t token, uint32_t attempt)
{
	const Lt__Token *t = job_of(w, token, attempt);
	if (t && strcmp(t->node, w->cmd->actor->node) != 0) {
		lt_work_refuse(w, LT_REFUSAL_STALE, "việc này đã giao cho máy trạm %s", t->node);
		return NULL;
	}
	return t;
}

void lt_decide_offer_job(struct lt_work *w, const Lt__OfferJob *cmd)
{
	const Lt__Token *t = lt_dossier_token(w->d, cmd->token);
	if (!lt_decide_from_engine(w))
		return;
	if (!t || t->kind != LT__STEP_KIND__STEP_KIND_AUTO ||
	    t->state != LT__TOKEN_STATE__TOKEN_STATE_READY)
		return lt_work_refuse(w, LT_REFUSAL_STALE, "thẻ %u không còn chờ giao", cmd->token);
	Lt__Event *e = lt_work_event(w);
	Lt__JobOffered *offered = LT_MAKE(w, Lt__JobOffered, lt__job_offered__init);
	if (!e || !offered)
		return;
	offered->token = t->id;
	offered->attempt = t->attempt + 1;
	offered->node = cmd->node;
	e->body_case = LT__EVENT__BODY_OFFERED;
	e->offered = offered;
	lt_work_emit(w, e);
}

void lt_decide_accept_job(struct lt_work *w, const Lt__AcceptJob *cmd)
{
	const Lt__Token *t = own_job(w, cmd->token, cmd->attempt);
	if (!t || t->state == LT__TOKEN_STATE__TOKEN_STATE_RUNNING)
		return;
	Lt__Event *e = lt_work_event(w);
	Lt__JobAccepted *accepted = LT_MAKE(w, Lt__JobAccepted, lt__job_accepted__init);
	if (!e || !accepted)
		return;
	accepted->token = t->id;
	accepted->attempt = cmd->attempt;
	e->body_case = LT__EVENT__BODY_ACCEPTED;
	e->accepted = accepted;
	lt_work_emit(w, e);
}

enum why { WAITED, UNANSWERED, FAILURE };

static void release_job(struct lt_work *w, const Lt__Token *t, const char *reason, enum why why,
			int64_t retry_us)
{
	Lt__Event *e = lt_work_event(w);
	Lt__JobReleased *released = LT_MAKE(w, Lt__JobReleased, lt__job_released__init);
	if (!e || !released)
		return;
	released->token = t->id;
	released->attempt = t->attempt;
	released->reason = reason;
	released->failure = why == FAILURE;
	released->unanswered = why == UNANSWERED;
	released->retry_us = retry_us;
	e->body_case = LT__EVENT__BODY_RELEASED_JOB;
	e->released_job = released;
	lt_work_emit(w, e);
}

/* Doubling, so that a dead partner system is not hammered. */
static int64_t retry_at(struct lt_work *w, const Lt__Token *t)
{
	uint32_t doublings =
		t->failures < BACKOFF_DOUBLINGS_MAX ? t->failures : BACKOFF_DOUBLINGS_MAX;
	return t->backoff_us ? w->env->now_us + (t->backoff_us << doublings) : 0;
}

static void give_up(struct lt_work *w, const Lt__Token *t, const char *reason)
{
	const struct lt_step *step = lt_work_step(w, t);
	Lt__Event *e = lt_work_event(w);
	Lt__StepCompleted *completed = LT_MAKE(w, Lt__StepCompleted, lt__step_completed__init);
	if (!step || !e || !completed)
		return;
	completed->outcome = "failed";
	completed->note = reason;
	completed->attempt = t->attempt;
	completed->node = t->node;
	lt_flow_complete(w, t, step, e, completed);
}

static void fail_job(struct lt_work *w, const Lt__Token *t, const char *reason)
{
	if (t->failures + 1 < t->attempts_max)
		return release_job(w, t, reason, FAILURE, retry_at(w, t));
	give_up(w, t, reason);
}

/* Never begun, so it costs no try. The first goes to the next node at once; but nodes that cannot
 * answer in time are not to be asked for ever, each time with two more events in the dossier. */
static void miss_offer(struct lt_work *w, const Lt__Token *t, const char *reason)
{
	if (t->unanswered + 1 >= LT_OFFERS_UNANSWERED_MAX)
		return give_up(w, t, reason);
	release_job(w, t, reason, UNANSWERED,
		    t->unanswered ? w->env->now_us + (LT_OFFER_ACK_US << (t->unanswered - 1)) : 0);
}

static void finish_job(struct lt_work *w, const Lt__Token *t, const Lt__ReportJob *cmd)
{
	const struct lt_definition *def = lt_work_definition(w, t->frame);
	const struct lt_step *step = def ? lt_work_step(w, t) : NULL;
	const char *outcome = *cmd->outcome ? cmd->outcome : "ok";
	if (!step)
		return;
	if (lt_step_target(step, outcome) == LT_STEP_NONE || strcmp(outcome, "overdue") == 0)
		return lt_work_refuse(w, LT_REFUSAL_OUTCOME, "bước tự động '%s' trả '%s'", t->step,
				      outcome);
	if (!lt_decide_fields(w, def, cmd->fields, cmd->n_fields) ||
	    !lt_decide_papers(w, def, cmd->papers, cmd->n_papers))
		return;
	Lt__Event *e = lt_work_act(w);
	Lt__StepCompleted *completed = LT_MAKE(w, Lt__StepCompleted, lt__step_completed__init);
	if (!e || !completed)
		return;
	completed->outcome = outcome;
	completed->note = cmd->note;
	completed->fields = lt_work_fields(w, t->frame, cmd->fields, cmd->n_fields);
	completed->n_fields = cmd->n_fields;
	completed->papers = lt_work_papers(w, t->frame, cmd->papers, cmd->n_papers);
	completed->n_papers = cmd->n_papers;
	completed->attempt = t->attempt;
	completed->node = t->node;
	lt_flow_complete(w, t, step, e, completed);
}

void lt_decide_report_job(struct lt_work *w, const Lt__ReportJob *cmd)
{
	const Lt__Token *t = own_job(w, cmd->token, cmd->attempt);
	if (!t)
		return;
	if (cmd->running) /* a sign of life: the engine extends the lease, nothing is recorded */
		return;
	if (cmd->failed)
		return fail_job(w, t, *cmd->note ? cmd->note : "máy trạm báo lỗi");
	finish_job(w, t, cmd);
	if (w->fx->verdict.refusal == LT_REFUSAL_OUTCOME ||
	    w->fx->verdict.refusal == LT_REFUSAL_FIELD_UNKNOWN ||
	    w->fx->verdict.refusal == LT_REFUSAL_FIELD_TYPE ||
	    w->fx->verdict.refusal == LT_REFUSAL_PAPER_UNKNOWN)
		fail_job(w, t, w->fx->verdict.text); /* nonsense is a failed try, not a lost step */
}

void lt_decide_expire_job(struct lt_work *w, const Lt__ExpireJob *cmd)
{
	if (!lt_decide_from_engine(w))
		return;
	const Lt__Token *t = job_of(w, cmd->token, cmd->attempt);
	if (!t)
		return;
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_RUNNING)
		fail_job(w, t, cmd->reason);
	else
		miss_offer(w, t, cmd->reason);
}

void lt_decide_retry_job(struct lt_work *w, const Lt__Token *token)
{
	release_job(w, token, "hết thời gian chờ thử lại", WAITED, 0);
}
