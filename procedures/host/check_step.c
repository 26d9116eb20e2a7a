/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules that one step can break by itself, a function a kind. */
#include "procedures/host/check.h"

#include <string.h>

#include "procedures/host/near.h"

static struct lt_spot spot(const struct lt_check *c, lt_step_index step)
{
	return lt_load_spot(c->loader, step);
}

const char *lt_check_who(struct lt_check *check, lt_step_index step)
{
	const char *text = lt_arena_printf(check->report->scratch, "bước \"%s\"",
					   check->definition->steps[step].name);
	check->report->nomem |= !text;
	return text ? text : "";
}

void *lt_check_alloc(struct lt_check *check, size_t count, size_t size)
{
	void *memory = lt_arena_zalloc(check->scratch, count, size);
	check->report->nomem |= !memory;
	return memory;
}

bool lt_check_edge(const struct lt_step *step, uint32_t i, struct lt_edge *ret)
{
	if (i < step->on_count) {
		*ret = (struct lt_edge){step->on[i].outcome, step->on[i].step, 0};
		return true;
	}
	i -= step->on_count;
	if (i < step->branches_count) {
		*ret = (struct lt_edge){step->branches[i].name, step->branches[i].start, i + 1};
		return true;
	}
	*ret = (struct lt_edge){"otherwise", step->otherwise, 0};
	return i == step->branches_count && step->otherwise != LT_STEP_NONE;
}

static bool has(const struct lt_step *step, const char *outcome)
{
	for (uint32_t i = 0; i < step->on_count; i++)
		if (strcmp(step->on[i].outcome, outcome) == 0)
			return true;
	return false;
}

/* Outcomes other than those named, which end with NULL. */
static uint32_t count_others(const struct lt_step *step, const char *const *named)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < step->on_count; i++) {
		bool known = false;
		for (size_t k = 0; named[k]; k++)
			known |= strcmp(step->on[i].outcome, named[k]) == 0;
		count += !known;
	}
	return count;
}

void lt_check_need(struct lt_check *c, lt_step_index s, const char *outcome)
{
	if (!has(&c->definition->steps[s], outcome))
		LT_REPORT(c->report, MISSING_OUTCOME, spot(c, s), lt_check_who(c, s), outcome);
}

/* Outcomes that this kind of step never has, most often misspelled. */
void lt_check_only(struct lt_check *c, lt_step_index s, const char *const *named, const char *shown)
{
	const struct lt_step *step = &c->definition->steps[s];
	for (uint32_t i = 0; i < step->on_count; i++) {
		struct lt_near near;
		char text[LT_NEAR_TEXT_BYTES];
		bool known = false;
		lt_near_init(&near, step->on[i].outcome);
		for (size_t k = 0; named[k]; k++) {
			known |= strcmp(step->on[i].outcome, named[k]) == 0;
			lt_near_offer(&near, named[k]);
		}
		if (!known)
			LT_REPORT_NEAR(c->report, OUTCOME_NEVER, spot(c, s),
				       lt_near_text(&near, text), lt_check_who(c, s),
				       step->on[i].outcome, shown);
	}
}

static void check_human(struct lt_check *c, lt_step_index s)
{
	if (c->definition->steps[s].on_count == 0)
		LT_REPORT(c->report, NO_OUTCOME, spot(c, s), lt_check_who(c, s), "complete");
}

static void check_handoff(struct lt_check *c, lt_step_index s)
{
	static const char *const not_answers[] = {"returned", "overdue", NULL};
	const struct lt_step *step = &c->definition->steps[s];
	if (!has(step, "returned"))
		LT_REPORT(c->report, HANDOFF_RETURNED, spot(c, s), lt_check_who(c, s));
	if (count_others(step, not_answers) == 0)
		LT_REPORT(c->report, HANDOFF_ANSWER, spot(c, s), lt_check_who(c, s));
}

static void check_auto(struct lt_check *c, lt_step_index s)
{
	static const char *const failures[] = {"failed", NULL};
	const struct lt_step *step = &c->definition->steps[s];
	if (!has(step, "failed"))
		LT_REPORT(c->report, AUTO_FAILED, spot(c, s), lt_check_who(c, s));
	if (count_others(step, failures) == 0)
		LT_REPORT(c->report, AUTO_OK, spot(c, s), lt_check_who(c, s));
}

static void check_consult(struct lt_check *c, lt_step_index s)
{
	static const char *const all[] = {"agreed", "opposed", "silent", NULL};
	const struct lt_step *step = &c->definition->steps[s];
	if (step->places_count == 0)
		LT_REPORT(c->report, CONSULT_UNITS, spot(c, s), lt_check_who(c, s));
	if (step->silence == LT_SILENCE_NONE)
		LT_REPORT(c->report, CONSULT_SILENCE, spot(c, s), lt_check_who(c, s));
	if (step->limit.unit == LT_LIMIT_NONE)
		LT_REPORT(c->report, CONSULT_LIMIT, spot(c, s), lt_check_who(c, s));
	lt_check_need(c, s, "agreed");
	lt_check_need(c, s, "opposed");
	if (step->silence == LT_SILENCE_EXPLAIN && !has(step, "silent"))
		LT_REPORT(c->report, CONSULT_SILENT, spot(c, s), lt_check_who(c, s));
	lt_check_only(c, s, all, "agreed, opposed, silent");
}

static bool waits_for(const struct lt_step *step, const char *outcome)
{
	for (uint32_t i = 0; i < step->events_count; i++)
		if (strcmp(step->events[i].outcome, outcome) == 0)
			return true;
	return strcmp(outcome, "expired") == 0;
}

static void check_wait(struct lt_check *c, lt_step_index s)
{
	const struct lt_step *step = &c->definition->steps[s];
	if (step->limit.unit == LT_LIMIT_NONE)
		LT_REPORT(c->report, WAIT_MAX, spot(c, s), lt_check_who(c, s));
	if (!has(step, "expired"))
		LT_REPORT(c->report, WAIT_EXPIRED, spot(c, s), lt_check_who(c, s));
	for (uint32_t i = 0; i < step->events_count; i++)
		lt_check_need(c, s, step->events[i].outcome);
	for (uint32_t i = 0; i < step->on_count; i++)
		if (!waits_for(step, step->on[i].outcome))
			LT_REPORT(c->report, WAIT_EVENT, spot(c, s), lt_check_who(c, s),
				  step->on[i].outcome);
}

static void check_choose(struct lt_check *c, lt_step_index s)
{
	if (!c->loader->drafts[s].otherwise)
		LT_REPORT(c->report, CHOOSE_OTHERWISE, spot(c, s), lt_check_who(c, s));
}

/* The caller's side of what is shared; the other side is in another file. */
static void check_shared(struct lt_check *c, lt_step_index s)
{
	const struct lt_definition *d = c->definition;
	const struct lt_names_map *map = &d->steps[s].shared_fields;
	for (uint32_t i = 0; i < map->count; i++) {
		struct lt_near near;
		char text[LT_NEAR_TEXT_BYTES];
		if (lt_definition_field(d, map->caller[i]))
			continue;
		lt_near_init(&near, map->caller[i]);
		for (uint32_t k = 0; k < d->fields_count; k++)
			lt_near_offer(&near, d->fields[k].name);
		LT_REPORT_NEAR(c->report, WRONG_VALUE, spot(c, s), lt_near_text(&near, text),
			       lt_check_who(c, s), "with", map->caller[i],
			       "tên một thông tin khai báo trong fields");
	}
}

static void check_call(struct lt_check *c, lt_step_index s)
{
	if (c->definition->steps[s].on_count == 0)
		LT_REPORT(c->report, NO_OUTCOME, spot(c, s), lt_check_who(c, s), "granted");
	check_shared(c, s);
}

static void (*const checks[])(struct lt_check *, lt_step_index) = {
	[LT__STEP_KIND__STEP_KIND_HUMAN] = check_human,
	[LT__STEP_KIND__STEP_KIND_AUTO] = check_auto,
	[LT__STEP_KIND__STEP_KIND_HANDOFF] = check_handoff,
	[LT__STEP_KIND__STEP_KIND_CONSULT] = check_consult,
	[LT__STEP_KIND__STEP_KIND_PARALLEL] = lt_check_parallel,
	[LT__STEP_KIND__STEP_KIND_WAIT] = check_wait,
	[LT__STEP_KIND__STEP_KIND_CHOOSE] = check_choose,
	[LT__STEP_KIND__STEP_KIND_CALL] = check_call,
	[LT__STEP_KIND__STEP_KIND_FINISH] = NULL,
};

void lt_check_steps(struct lt_check *check)
{
	size_t errors = check->report->findings->errors;
	for (uint32_t i = 0; i < check->definition->steps_count; i++) {
		Lt__StepKind kind = check->definition->steps[i].kind;
		if (checks[kind])
			checks[kind](check, i);
	}
	check->loose = check->report->findings->errors > errors;
}
