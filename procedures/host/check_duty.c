/* SPDX-License-Identifier: EUPL-1.2 */
/* What the law asks of the people in a procedure: a time for everybody who works while the clock
 * runs, one request for more papers, a refusal on paper, a signature by somebody who may sign and
 * who did not prepare what is signed. */
#include <string.h>

#include "procedures/host/check.h"

#define EVENT_SUPPLEMENT "applicant.supplement"

static struct lt_spot spot_at(const struct lt_check *c, lt_step_index step, const char *key)
{
	struct lt_spot spot = lt_load_spot(c->loader, step);
	spot.key = key;
	return spot;
}

static bool equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_person(const struct lt_step *s)
{
	return s->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       s->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
}

/* -- steps without a time: "không tính thời gian" -- */

bool lt_check_is_last(const struct lt_definition *d, const struct lt_step *s)
{
	for (uint32_t i = 0; i < s->on_count; i++) {
		lt_step_index to = s->on[i].step;
		if (to >= d->steps_count || d->steps[to].kind != LT__STEP_KIND__STEP_KIND_FINISH)
			return false;
	}
	return s->on_count > 0;
}

/* A person who does by hand what the machine could not: there is no telling when. */
static bool stands_in(const struct lt_definition *d, lt_step_index step)
{
	for (uint32_t i = 0; i < d->steps_count; i++)
		if (d->steps[i].kind == LT__STEP_KIND__STEP_KIND_AUTO &&
		    lt_step_target(&d->steps[i], "failed") == step)
			return true;
	return false;
}

/* A block that stands, or has a time for all of it, counts for what is inside. */
static bool block_is_timed(const struct lt_definition *d, const struct lt_step *s)
{
	while (s->block != LT_STEP_NONE) {
		s = &d->steps[s->block];
		if (s->clock_stop || s->limit.unit != LT_LIMIT_NONE)
			return true;
	}
	return false;
}

static void check_untimed(struct lt_check *c, lt_step_index step)
{
	const struct lt_definition *d = c->definition;
	const struct lt_step *s = &d->steps[step];
	if (!is_person(s) || s->clock_stop || s->limit.unit != LT_LIMIT_NONE ||
	    d->limit.unit == LT_LIMIT_NONE || !c->loader->drafts[step].untimed)
		return;
	if (!lt_check_is_last(d, s) && !stands_in(d, step) && !block_is_timed(d, s))
		LT_REPORT(c->report, UNTIMED, lt_load_spot(c->loader, step), lt_check_who(c, step));
}

/* -- refusals: "từ chối phải bằng văn bản, nêu rõ lý do" (NĐ 118/2025, form 03 of the set) -- */

static void check_refusal(struct lt_check *c, lt_step_index step)
{
	const struct lt_step *s = &c->definition->steps[step];
	if (s->outcome && strcmp(s->outcome, "refused") == 0 && !s->form)
		LT_REPORT(c->report, REFUSAL_FORM, lt_load_spot(c->loader, step),
			  lt_check_who(c, step));
}

/* -- more papers are asked for once; a second time makes the dossier overdue (QĐ 766/QĐ-TTg) -- */

static bool is_supplement(const struct lt_step *s)
{
	for (uint32_t i = 0; i < s->events_count; i++)
		if (strcmp(s->events[i].event, EVENT_SUPPLEMENT) == 0)
			return true;
	return false;
}

/* Marks what may come after a step. @return false: no memory. */
static bool follow(struct lt_check *c, lt_step_index from, bool *after, uint32_t *queue)
{
	const struct lt_definition *d = c->definition;
	uint32_t count = 0;
	struct lt_edge edge;
	memset(after, 0, d->steps_count * sizeof *after);
	queue[count++] = from;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; lt_check_edge(&d->steps[queue[i]], k, &edge); k++) {
			if (edge.step >= d->steps_count || after[edge.step])
				continue;
			after[edge.step] = true;
			if (edge.step != from)
				queue[count++] = edge.step;
		}
	return true;
}

static bool comes_after(struct lt_check *c, lt_step_index step, lt_step_index from, bool *after,
			uint32_t *queue)
{
	return follow(c, from, after, queue) && after[step];
}

/* Of two requests, whichever stands first in the file; one of a pair is told. */
static void check_pair(struct lt_check *c, lt_step_index a, lt_step_index b, bool *after,
		       uint32_t *queue)
{
	const struct lt_step *steps = c->definition->steps;
	if (comes_after(c, b, a, after, queue))
		LT_REPORT(c->report, SUPPLEMENT_TWICE, lt_load_spot(c->loader, b),
			  lt_check_who(c, b), steps[a].name);
	else if (comes_after(c, a, b, after, queue))
		LT_REPORT(c->report, SUPPLEMENT_TWICE, lt_load_spot(c->loader, a),
			  lt_check_who(c, a), steps[b].name);
}

static void check_supplements(struct lt_check *c)
{
	const struct lt_definition *d = c->definition;
	lt_step_index last = LT_STEP_NONE;
	bool *after = lt_check_alloc(c, d->steps_count, sizeof *after);
	uint32_t *queue = lt_check_alloc(c, (size_t)d->steps_count + 1, sizeof *queue);
	if (!after || !queue)
		return;
	for (uint32_t i = 0; i < d->steps_count; i++) {
		const struct lt_step *s = &d->steps[i];
		if (!is_supplement(s))
			continue;
		if (s->times > 1)
			LT_REPORT(c->report, SECOND_SUPPLEMENT, spot_at(c, i, "times"),
				  lt_check_who(c, i),
				  lt_report_number(c->report, (int64_t)s->times));
		if (last != LT_STEP_NONE)
			check_pair(c, last, i, after, queue);
		last = i;
	}
}

/* -- who signs -- */

static bool directory_names_signers(const struct lt_directory *d)
{
	for (size_t i = 0; d && i < lt_directory_roles_count(d); i++)
		if (lt_directory_role_at(d, i)->signs)
			return true;
	return false;
}

static bool may_sign(const struct lt_directory *d, const char *role)
{
	for (size_t i = 0; i < lt_directory_roles_count(d); i++)
		if (strcmp(lt_directory_role_at(d, i)->name, role) == 0)
			return lt_directory_role_at(d, i)->signs;
	return true; /* unknown: another rule says so */
}

static const char *signers(struct lt_check *c)
{
	const char *text = "";
	for (size_t i = 0; text && i < lt_directory_roles_count(c->directory); i++)
		if (lt_directory_role_at(c->directory, i)->signs)
			text = lt_arena_printf(c->report->scratch, "%s%s\"%s\"", text,
					       *text ? ", " : "",
					       lt_directory_role_at(c->directory, i)->name);
	c->report->nomem |= !text;
	return text ? text : "";
}

static void check_signer(struct lt_check *c, lt_step_index step)
{
	const struct lt_step *s = &c->definition->steps[step];
	if (s->sign == 0 || !directory_names_signers(c->directory))
		return;
	if (!s->role)
		LT_REPORT(c->report, SIGNER_ANYBODY, spot_at(c, step, "sign"),
			  lt_check_who(c, step), signers(c));
	else if (!may_sign(c->directory, s->role))
		LT_REPORT(c->report, SIGNER, lt_load_spot(c->loader, step), lt_check_who(c, step),
			  s->role, signers(c));
}

static bool same_desk(const struct lt_step *a, const struct lt_step *b)
{
	return equal(a->place.unit, b->place.unit) && equal(a->place.level, b->place.level) &&
	       equal(a->place.at_field, b->place.at_field) && !a->place.at && !b->place.at &&
	       equal(a->role, b->role);
}

/* Does @p from lead to @p to, at once or by a choice of the machine? */
static bool leads(struct lt_check *c, lt_step_index from, lt_step_index to)
{
	const struct lt_definition *d = c->definition;
	struct lt_edge edge, choice;
	for (uint32_t i = 0; lt_check_edge(&d->steps[from], i, &edge); i++) {
		if (edge.step == to)
			return true;
		if (edge.step >= d->steps_count ||
		    d->steps[edge.step].kind != LT__STEP_KIND__STEP_KIND_CHOOSE)
			continue;
		for (uint32_t k = 0; lt_check_edge(&d->steps[edge.step], k, &choice); k++)
			if (choice.step == to)
				return true;
	}
	return false;
}

/* Who prepares does not sign: of a signature, the steps right before it. */
static void check_separation(struct lt_check *c, lt_step_index step)
{
	const struct lt_definition *d = c->definition;
	const struct lt_step *s = &d->steps[step];
	for (uint32_t i = 0; s->sign && i < d->steps_count; i++) {
		const struct lt_step *before = &d->steps[i];
		if (i == step || !is_person(before) || before->sign || !same_desk(before, s) ||
		    !leads(c, i, step))
			continue;
		LT_REPORT(c->report, SAME_DESK, spot_at(c, step, "sign"), lt_check_who(c, step),
			  before->name);
		return;
	}
}

void lt_check_duties(struct lt_check *check)
{
	for (uint32_t i = 0; i < check->definition->steps_count; i++) {
		check_untimed(check, i);
		check_refusal(check, i);
		check_signer(check, i);
		check_separation(check, i);
	}
	check_supplements(check);
}
