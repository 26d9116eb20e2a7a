/* SPDX-License-Identifier: EUPL-1.2 */
/* From an event log. A log tells when an activity ended, seldom when it began, and often not how it
 * ended: the way is then told by what came next. */
#include <string.h>

#include "tools/lienthong/past_own.h"

struct taking {
	struct lt_archive *record;
	const struct lt_definition *definition;
	struct lt_pasts *pasts;
};

/* -- steps -- */

/* The step an activity means: by name, else by title; else its own words, which are no step. */
static const char *step_name(const struct lt_definition *def, const char *activity)
{
	for (uint32_t i = 0; i < def->steps_count; i++)
		if (strcmp(def->steps[i].name, activity) == 0)
			return def->steps[i].name;
	for (uint32_t i = 0; i < def->steps_count; i++)
		if (strcmp(def->steps[i].title, activity) == 0)
			return def->steps[i].name;
	return activity;
}

/* XES: what is no end of an activity. Source: IEEE 1849-2016, lifecycle extension. */
static bool is_no_end(const char *lifecycle)
{
	static const char *const states[] = {"start",	"schedule", "assign",
					     "suspend", "resume",   "reassign"};
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strcasecmp(lifecycle, states[i]) == 0)
			return true;
	return false;
}

/* -- which way it went -- */

/* Marks what is met first on the way from a step: people's work, waits, ends. */
static void mark(const struct lt_definition *def, lt_step_index from, bool *met, bool *passed)
{
	bool more = true;
	if (from >= def->steps_count)
		return;
	passed[from] = true;
	while (more) {
		more = false;
		for (uint32_t i = 0; i < def->steps_count; i++) {
			const struct lt_step *s = &def->steps[i];
			if (!passed[i] || met[i])
				continue;
			met[i] = more = true;
			if (s->kind == LT__STEP_KIND__STEP_KIND_CHOOSE) {
				for (uint32_t k = 0; k < s->on_count; k++)
					if (s->on[k].step < def->steps_count)
						passed[s->on[k].step] = true;
				if (s->otherwise < def->steps_count)
					passed[s->otherwise] = true;
			}
			for (uint32_t k = 0; k < s->branches_count; k++)
				if (s->branches[k].start < def->steps_count)
					passed[s->branches[k].start] = true;
		}
	}
}

/* Does this way lead on to @p next, or (NULL) to an end? */
static bool leads(const struct lt_definition *def, lt_step_index to, const char *next)
{
	bool met[LT_STEPS_MAX] = {false}, passed[LT_STEPS_MAX] = {false};
	if (to == LT_STEP_DONE)
		return next != NULL;
	mark(def, to, met, passed);
	for (uint32_t i = 0; i < def->steps_count; i++) {
		const struct lt_step *s = &def->steps[i];
		if (met[i] && (next ? strcmp(s->name, next) == 0
				    : s->kind == LT__STEP_KIND__STEP_KIND_FINISH))
			return true;
	}
	return false;
}

/* "" if more than one way does, or none. */
static const char *infer(const struct lt_definition *def, const char *step, const char *next)
{
	lt_step_index at = lt_definition_step(def, step);
	const char *found = "";
	if (at >= def->steps_count)
		return "";
	for (uint32_t i = 0; i < def->steps[at].on_count; i++) {
		if (!leads(def, def->steps[at].on[i].step, next))
			continue;
		if (*found)
			return "";
		found = def->steps[at].on[i].outcome;
	}
	return found;
}

static void infer_outcomes(const struct lt_definition *def, struct lt_past *p)
{
	for (size_t i = 0; i < p->deeds_count; i++) {
		struct lt_deed *d = &p->deeds[i];
		lt_step_index at = lt_definition_step(def, d->step);
		if (at < def->steps_count)
			d->step_kind = def->steps[at].kind;
		if (!*d->outcome)
			d->outcome = infer(def, d->step,
					   i + 1 < p->deeds_count ? p->deeds[i + 1].step : NULL);
	}
}

/* -- cases -- */

static int add_event(struct taking *t, struct lt_past *p, const struct lt_log_event *e)
{
	const struct lt_log *log = &t->record->log;
	const struct lt_log_step *step = &log->steps[e->step];
	const char *name = step_name(t->definition, step->activity);
	if (is_no_end(step->lifecycle))
		return 0;
	if (!LT_ARENA_PUSH(&t->record->arena, p->deeds, p->deeds_count))
		return LT_E_NOMEM;
	int64_t begun_us = p->deeds_count ? p->deeds[p->deeds_count - 1].at_us : p->received_us;
	p->deeds[p->deeds_count++] =
		(struct lt_deed){.kind = LT_DEED_ACT,
				 .at_us = e->at_us,
				 .begun_us = begun_us,
				 .order = (uint64_t)(e - log->events),
				 .step = name,
				 .outcome = log->outcomes.items[e->outcome],
				 .officer = log->who_column ? log->people.items[e->who] : "",
				 .unit = "",
				 .note = ""};
	return 0;
}

/* A start tells when the next end of the same activity was begun. */
static void note_starts(struct taking *t, struct lt_past *p, const struct lt_log_event *first)
{
	const struct lt_log *log = &t->record->log;
	for (const struct lt_log_event *e = first; e;
	     e = e->next == LT_LOG_LAST ? NULL : &log->events[e->next]) {
		const struct lt_log_step *step = &log->steps[e->step];
		if (strcasecmp(step->lifecycle, "start") != 0)
			continue;
		const char *name = step_name(t->definition, step->activity);
		for (size_t i = 0; i < p->deeds_count; i++)
			if (p->deeds[i].order > (uint64_t)(e - log->events) &&
			    strcmp(p->deeds[i].step, name) == 0) {
				p->deeds[i].begun_us = e->at_us;
				break;
			}
	}
}

static void take_dates(const struct lt_log *log, uint32_t number, struct lt_past *p)
{
	if (number >= log->dates_count)
		return;
	const struct lt_log_dates *d = &log->dates[number];
	p->received_us = d->start_us != LT_LOG_NEVER && d->start_us < p->received_us
				 ? d->start_us
				 : p->received_us;
	p->due_us = d->deadline_us != LT_LOG_NEVER ? d->deadline_us : 0;
	p->finished_us = d->end_us != LT_LOG_NEVER ? d->end_us : 0;
}

static int add_case(struct taking *t, const struct lt_log_event *first,
		    const struct lt_past_choice *choice)
{
	const struct lt_log *log = &t->record->log;
	struct lt_past p = {.code = log->cases.items[first->case_number],
			    .unit = "",
			    .outcome = "",
			    .received_us = first->at_us,
			    .order = (uint64_t)(first - log->events)};
	int r = 0;
	take_dates(log, first->case_number, &p);
	p.at_us = p.received_us;
	if (!lt_past_wanted(choice, p.received_us)) {
		t->pasts->others++;
		return 0;
	}
	for (const struct lt_log_event *e = first; r == 0 && e;
	     e = e->next == LT_LOG_LAST ? NULL : &log->events[e->next])
		r = add_event(t, &p, e);
	note_starts(t, &p, first);
	infer_outcomes(t->definition, &p);
	if (!log->dates && p.deeds_count) /* a log of what is over, unless it says otherwise */
		p.finished_us = p.deeds[p.deeds_count - 1].at_us;
	p.late = p.due_us && (p.finished_us ? p.finished_us : t->pasts->as_of_us) > p.due_us;
	if (r == 0 && !LT_ARENA_PUSH(&t->record->arena, t->pasts->items, t->pasts->count))
		r = LT_E_NOMEM;
	if (r == 0)
		t->pasts->items[t->pasts->count++] = p;
	return r;
}

int lt_past_take_log(struct lt_archive *record, const struct lt_definition *definition,
		     const struct lt_past_choice *choice, struct lt_pasts *ret)
{
	struct taking t = {.record = record, .definition = definition, .pasts = ret};
	const struct lt_log *log = &record->log;
	int r = 0;
	ret->as_of_us = log->events[log->events_count - 1].at_us;
	for (size_t i = 0; i < log->dates_count; i++)
		if (log->dates[i].end_us != LT_LOG_NEVER && log->dates[i].end_us > ret->as_of_us)
			ret->as_of_us = log->dates[i].end_us;
	for (size_t i = 0; i < log->events_count && r == 0; i++)
		if (log->events[i].first)
			r = add_case(&t, &log->events[i], choice);
	return r;
}
