/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole history of a dossier, for the reader of a failing trace. */
#include <stdio.h>

#include "event.pb-c.h"
#include "procedures/core/evolve.h"
#include "proto/codec/codec.h"
#include "tests/scenario/tell.h"

#define SAY(...) lt_arena_printf(arena, __VA_ARGS__)

/* What an event is about, in a few words: a function a subject. NULL: not of this subject. */

static const char *of_steps(const Lt__Event *e, struct lt_arena *arena)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_STARTED:
		return SAY("started %s #%u %s due %s%s", e->started->token->step,
			   e->started->token->id, e->started->token->unit,
			   lt_tell_time(e->started->token->due_us, arena),
			   e->started->again ? " again" : "");
	case LT__EVENT__BODY_COMPLETED:
		return SAY("completed %s #%u: %s %s%s%s", e->completed->step, e->completed->token,
			   e->completed->outcome, e->completed->officer,
			   *e->completed->note ? ": " : "", e->completed->note);
	case LT__EVENT__BODY_CANCELLED:
		return SAY("cancelled %s #%u: %s", e->cancelled->step, e->cancelled->token,
			   e->cancelled->reason);
	case LT__EVENT__BODY_CLAIMED:
		return SAY("claimed #%u by %s %s", e->claimed->token, e->claimed->officer,
			   e->claimed->by);
	case LT__EVENT__BODY_RELEASED:
		return SAY("released #%u by %s", e->released->token, e->released->officer);
	case LT__EVENT__BODY_OPINION_GIVEN:
		return SAY("opinion of %s: %s", e->opinion_given->opinion->unit,
			   e->opinion_given->opinion->opinion);
	case LT__EVENT__BODY_SIGNAL:
		return SAY("signal %s%s", e->signal->signal->event, e->signal->kept ? " kept" : "");
	case LT__EVENT__BODY_CALLED:
		return SAY("called %s", e->called->frame->procedure);
	case LT__EVENT__BODY_CALL_ENDED:
		return SAY("call ended: %s", e->call_ended->outcome);
	default:
		return NULL;
	}
}

static const char *of_branches(const Lt__Event *e, struct lt_arena *arena)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_ROUTED:
		return SAY("routed %s: %s -> %s", e->routed->step, e->routed->case_name,
			   e->routed->target);
	case LT__EVENT__BODY_BRANCH_DECIDED:
		return SAY("branch %s of %s %s", e->branch_decided->name, e->branch_decided->step,
			   e->branch_decided->starts ? "starts" : "is left out");
	case LT__EVENT__BODY_BRANCH_ENDED:
		return SAY("branch %u of #%u ended", e->branch_ended->branch,
			   e->branch_ended->token);
	case LT__EVENT__BODY_BLOCK_JOINED:
		return SAY("%s joined, the rest goes on", e->block_joined->step);
	case LT__EVENT__BODY_BLOCK_ENDED:
		return SAY("%s ended with its last branch", e->block_ended->step);
	case LT__EVENT__BODY_ITEM_ADDED:
		return SAY("%s also for %s%s", e->item_added->step, e->item_added->item,
			   e->item_added->waits ? ", which waits" : "");
	default:
		return NULL;
	}
}

static const char *of_jobs(const Lt__Event *e, struct lt_arena *arena)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_OFFERED:
		return SAY("job #%u offered to %s attempt %u", e->offered->token, e->offered->node,
			   e->offered->attempt);
	case LT__EVENT__BODY_ACCEPTED:
		return SAY("job #%u accepted attempt %u", e->accepted->token, e->accepted->attempt);
	case LT__EVENT__BODY_RELEASED_JOB:
		return SAY("job #%u released: %s", e->released_job->token, e->released_job->reason);
	case LT__EVENT__BODY_INCIDENT:
		return SAY("incident %s@%s: %s", e->incident->incident->point,
			   e->incident->incident->step, e->incident->incident->message);
	case LT__EVENT__BODY_INCIDENT_CLEARED:
		return SAY("incident of #%u cleared by %s", e->incident_cleared->token,
			   e->incident_cleared->by);
	default:
		return NULL;
	}
}

static const char *of_time(const Lt__Event *e, struct lt_arena *arena)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_CLOCK_STOPPED:
		return SAY("clock stopped by %s", e->clock_stopped->step);
	case LT__EVENT__BODY_CLOCK_RESUMED:
		return SAY("clock runs, due %s", lt_tell_time(e->clock_resumed->due_us, arena));
	case LT__EVENT__BODY_STEP_OVERDUE:
		return SAY("%s overdue at %s", e->step_overdue->step, e->step_overdue->unit);
	case LT__EVENT__BODY_OVERDUE:
		return "dossier overdue";
	case LT__EVENT__BODY_RUNS_OUT:
		return SAY("%u%% of the time of %s, %s told%s%s", e->runs_out->percent,
			   *e->runs_out->step ? e->runs_out->step : "the dossier",
			   e->runs_out->unit, *e->runs_out->head ? " and " : "", e->runs_out->head);
	case LT__EVENT__BODY_WARNINGS_SET:
		return SAY("warnings of #%u follow the due date %s", e->warnings_set->token,
			   lt_tell_time(e->warnings_set->due_us, arena));
	case LT__EVENT__BODY_LATENESS_LIFTED:
		return SAY("lateness %u lifted", e->lateness_lifted->lateness);
	case LT__EVENT__BODY_DUTY_DONE:
		return SAY("duty %d for lateness %u done by %s", (int)e->duty_done->kind,
			   e->duty_done->lateness, e->duty_done->officer);
	default:
		return NULL;
	}
}

static const char *of_dossiers(const Lt__Event *e, struct lt_arena *arena)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		return SAY("received %s, procedure %s, due %s", e->received->code,
			   e->received->procedure, lt_tell_time(e->received->due_us, arena));
	case LT__EVENT__BODY_ATTACHED:
		return SAY("%s attached, %llu bytes", e->attached->paper->id,
			   (unsigned long long)e->attached->paper->bytes);
	case LT__EVENT__BODY_FEEDBACK:
		return SAY("feedback %u", e->feedback->rating);
	case LT__EVENT__BODY_FEEDBACK_ANSWERED:
		return SAY("feedback %u answered", e->feedback_answered->number);
	case LT__EVENT__BODY_FEE_ADDED:
		return SAY("fee of %s %lld", e->fee_added->line->path,
			   (long long)e->fee_added->line->fee_vnd);
	case LT__EVENT__BODY_FEE_SET:
		return SAY("fee %lld", (long long)e->fee_set->fee_vnd);
	case LT__EVENT__BODY_MIGRATED:
		return SAY("moved to another version by %s", e->migrated->by);
	case LT__EVENT__BODY_FINISHED:
		return SAY("finished %s", e->finished->outcome);
	case LT__EVENT__BODY_RETURNED:
		return SAY("returned %s by %s", e->returned->way, e->returned->officer);
	case LT__EVENT__BODY_WITHDRAWN:
		return SAY("withdrawn: %s", e->withdrawn->note);
	case LT__EVENT__BODY_STOPPED:
		return SAY("stopped by %s: %s", e->stopped->officer, e->stopped->note);
	default:
		return NULL;
	}
}

static const char *(*const subjects[])(const Lt__Event *e, struct lt_arena *arena) = {
	of_steps, of_branches, of_jobs, of_time, of_dossiers,
};

static const char *event_text(const Lt__Event *e, struct lt_arena *arena)
{
	const char *text = NULL;
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects && !text; i++)
		text = subjects[i](e, arena);
	return text ? text : SAY("event of kind %d", (int)e->body_case);
}

void lt_tell_journey(const Lt__Dossier *d, const ProtobufCBinaryData *events, size_t count,
		     struct lt_arena *arena)
{
	struct lt_items now = {0};
	(void)printf("# journey of %s:\n", d->code);
	for (size_t i = 0; i < count; i++) {
		Lt__Event *e;
		if (LT_DECODE_OWN(event, lt_slice(events[i].data, events[i].len), arena, &e) < 0)
			break;
		const char *text = event_text(e, arena);
		(void)printf("#   %3u %s %s\n", e->n, lt_tell_time(lt_event_at(e), arena),
			     text ? text : "");
	}
	lt_tell_changes(NULL, d, arena, &now);
	for (size_t i = 0; i < now.count; i++)
		(void)printf("#   now: %s\n", now.texts[i]);
}
