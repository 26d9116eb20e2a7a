/* SPDX-License-Identifier: EUPL-1.2 */
/* What is assumed about people: how long, how many, which way. */
#include <math.h>
#include <string.h>

#include "proto/base/limits.h"
#include "tools/lienthong/simulate.h"

/* -- chance -- */

/* Source: S. Vigna, splitmix64. */
static uint64_t draw(struct lt_sim_chance *chance)
{
	uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct lt_sim_chance lt_sim_chance(uint64_t seed, uint64_t dossier, uint32_t token,
				   enum lt_sim_purpose purpose)
{
	struct lt_sim_chance c = {.state = seed};
	c.state = draw(&c) ^ dossier;
	c.state = draw(&c) ^ ((uint64_t)token << 8 | (uint64_t)purpose);
	(void)draw(&c);
	return c;
}

double lt_sim_uniform(struct lt_sim_chance *chance)
{
	return (double)(draw(chance) >> 11) / 9007199254740992.0; /* 2^53 */
}

double lt_sim_wait(struct lt_sim_chance *chance, double mean)
{
	return -log(1.0 - lt_sim_uniform(chance)) * mean;
}

/* -- numbers by name -- */

static const struct lt_sim_number *named(const struct lt_sim_number *numbers, size_t count,
					 const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(numbers[i].name, name) == 0)
			return &numbers[i];
	return NULL;
}

double lt_sim_minutes(const struct lt_sim_plan *plan, const char *step)
{
	const struct lt_sim_number *given = named(plan->handling, plan->handling_count, step);
	if (plan->without && strcmp(plan->without, step) == 0)
		return 0;
	return given ? given->number : plan->minutes;
}

uint32_t lt_sim_officers(const struct lt_sim_plan *plan, const char *unit, const char *role)
{
	const char *who = *role ? role : "*";
	char at_unit[LT_NAME_BYTES_MAX];
	(void)snprintf(at_unit, sizeof at_unit, "%s:%s", unit, who);
	const struct lt_sim_number *given = named(plan->officers, plan->officers_count, at_unit);
	if (!given)
		given = named(plan->officers, plan->officers_count, who);
	uint32_t count = given ? (uint32_t)given->number : 1;
	bool more = plan->more_role &&
		    (strcmp(plan->more_role, who) == 0 || strcmp(plan->more_role, at_unit) == 0);
	return count + more;
}

/* -- which way -- */

static bool grants(const struct lt_definition *def)
{
	for (uint32_t i = 0; i < def->steps_count; i++)
		if (def->steps[i].kind == LT__STEP_KIND__STEP_KIND_FINISH &&
		    strcmp(def->steps[i].outcome, "granted") == 0)
			return true;
	return false;
}

/* "granted" if there is such an end; else all but "refused". */
static bool is_aim(const struct lt_definition *def, const struct lt_step *finish)
{
	return grants(def) ? strcmp(finish->outcome, "granted") == 0
			   : strcmp(finish->outcome, "refused") != 0;
}

static uint32_t nearest(const struct lt_definition *def, const struct lt_step *step,
			const uint32_t *distances)
{
	uint32_t best = UINT32_MAX;
	if (step->kind == LT__STEP_KIND__STEP_KIND_FINISH)
		return is_aim(def, step) ? 0 : UINT32_MAX;
	for (uint32_t i = 0; i < step->on_count; i++) {
		lt_step_index to = step->on[i].step;
		if (to == LT_STEP_DONE)
			best = best < 1 ? best : 1;
		else if (to < def->steps_count && distances[to] < best)
			best = distances[to];
	}
	if (step->otherwise < def->steps_count && step->kind == LT__STEP_KIND__STEP_KIND_CHOOSE &&
	    distances[step->otherwise] < best)
		best = distances[step->otherwise];
	return best == UINT32_MAX ? best : best + 1;
}

uint32_t *lt_sim_distances(const struct lt_definition *def, struct lt_arena *arena)
{
	uint32_t *distances = lt_arena_alloc(arena, (def->steps_count + 1) * sizeof *distances);
	if (!distances)
		return NULL;
	memset(distances, 0xff, (def->steps_count + 1) * sizeof *distances);
	for (bool moved = true; moved;) {
		moved = false;
		for (uint32_t i = 0; i < def->steps_count; i++) {
			uint32_t d = nearest(def, &def->steps[i], distances);
			moved |= d < distances[i];
			distances[i] = d < distances[i] ? d : distances[i];
		}
	}
	return distances;
}

/* Time alone ends a wait as "expired": to choose it is to do nothing. */
static bool may_give(const struct lt_step *step, const char *outcome)
{
	return step->kind == LT__STEP_KIND__STEP_KIND_WAIT ||
	       (strcmp(outcome, "overdue") != 0 && strcmp(outcome, "silent") != 0);
}

static bool has_share(const struct lt_sim_plan *plan, const char *step, const char *outcome)
{
	for (size_t i = 0; i < plan->shares_count; i++)
		if (strcmp(plan->shares[i].step, step) == 0 &&
		    (!outcome || strcmp(plan->shares[i].outcome, outcome) == 0))
			return true;
	return false;
}

/* The outcome that is nearest to a grant, of those without a share of their own. UINT32_MAX: none.
 */
static uint32_t forward_of(const struct lt_sim_plan *plan, const struct lt_definition *def,
			   const struct lt_step *step, const uint32_t *distances)
{
	uint32_t best = UINT32_MAX, at = UINT32_MAX;
	for (uint32_t i = 0; i < step->on_count; i++) {
		lt_step_index to = step->on[i].step;
		uint32_t d = to == LT_STEP_DONE	     ? 0
			     : to < def->steps_count ? distances[to]
						     : UINT32_MAX;
		if (may_give(step, step->on[i].outcome) &&
		    !has_share(plan, step->name, step->on[i].outcome) &&
		    (at == UINT32_MAX || d < best)) {
			best = d;
			at = i;
		}
	}
	return at;
}

static const char *by_shares(const struct lt_sim_plan *plan, const struct lt_step *step,
			     struct lt_sim_chance *chance)
{
	double sum = 0;
	for (size_t i = 0; i < plan->shares_count; i++)
		if (strcmp(plan->shares[i].step, step->name) == 0)
			sum += plan->shares[i].share;
	double at = sum > 0 ? lt_sim_uniform(chance) * (sum > 1 ? sum : 1) : 2;
	for (size_t i = 0; i < plan->shares_count; i++) {
		if (strcmp(plan->shares[i].step, step->name) != 0)
			continue;
		at -= plan->shares[i].share;
		if (at < 0)
			return plan->shares[i].outcome;
	}
	return NULL; /* the rest of the share goes forward */
}

static const char *draw_outcome(const struct lt_sim_plan *plan, const struct lt_definition *def,
				const struct lt_step *step, const uint32_t *distances,
				struct lt_sim_chance *chance)
{
	const char *given = by_shares(plan, step, chance);
	uint32_t forward = forward_of(plan, def, step, distances), others = 0;
	if (given || forward == UINT32_MAX)
		return given;
	for (uint32_t i = 0; i < step->on_count; i++)
		others += i != forward && may_give(step, step->on[i].outcome);
	if (has_share(plan, step->name, NULL) || others == 0 ||
	    lt_sim_uniform(chance) < plan->forward)
		return step->on[forward].outcome;
	uint32_t pick = (uint32_t)(lt_sim_uniform(chance) * others);
	for (uint32_t i = 0; i < step->on_count; i++)
		if (i != forward && may_give(step, step->on[i].outcome) && pick-- == 0)
			return step->on[i].outcome;
	return step->on[forward].outcome;
}

const char *lt_sim_outcome(const struct lt_sim_plan *plan, const struct lt_definition *def,
			   const struct lt_step *step, const uint32_t *distances,
			   struct lt_sim_chance *chance)
{
	const char *outcome = draw_outcome(plan, def, step, distances, chance);
	bool wait = step->kind == LT__STEP_KIND__STEP_KIND_WAIT;
	return outcome && wait && strcmp(outcome, "expired") == 0 ? NULL : outcome;
}

/* -- what is handed in -- */

static Lt__Field *make_field(const struct lt_sim_form *form, const struct lt_field_decl *decl,
			     struct lt_arena *arena)
{
	Lt__Field *f = lt_arena_alloc(arena, sizeof *f);
	double luck = form->luck ? lt_sim_uniform(form->luck) : 0;
	LT_REQUIRE(f != NULL);
	lt__field__init(f);
	f->name = decl->name;
	f->value_case = decl->type == LT_FIELD_NUMBER  ? LT__FIELD__VALUE_NUMBER
			: decl->type == LT_FIELD_YESNO ? LT__FIELD__VALUE_YES
						       : LT__FIELD__VALUE_TEXT;
	if (decl->type == LT_FIELD_NUMBER)
		f->number = 1;
	else if (decl->type == LT_FIELD_YESNO)
		f->yes = form->luck && luck < 0.5;
	else if (decl->type == LT_FIELD_CHOICE)
		f->text = decl->choices.items[(uint32_t)(luck * decl->choices.count)];
	else
		f->text = decl->type == LT_FIELD_DATE	? "2025-01-01"
			  : decl->type == LT_FIELD_AREA ? form->area
							: "mẫu";
	return f;
}

static bool is_given(const struct lt_sim_form *form, const char *name)
{
	for (size_t i = 0; i < form->given_count; i++)
		if (strcmp(form->given[i]->name, name) == 0)
			return true;
	return false;
}

size_t lt_sim_fill(const struct lt_sim_form *form, const struct lt_definition *def,
		   struct lt_arena *arena, Lt__Field ***ret)
{
	Lt__Field **fields =
		lt_arena_zalloc(arena, def->fields_count + form->given_count + 1, sizeof *fields);
	size_t count = 0;
	LT_REQUIRE(fields != NULL);
	for (size_t i = 0; i < form->given_count; i++)
		fields[count++] = form->given[i];
	for (uint32_t i = 0; i < def->fields_count; i++) {
		const struct lt_field_decl *decl = &def->fields[i];
		bool steers = decl->type == LT_FIELD_YESNO || decl->type == LT_FIELD_CHOICE;
		if (!is_given(form, decl->name) && (decl->required || steers))
			fields[count++] = make_field(form, decl, arena);
	}
	*ret = fields;
	return count;
}

/* -- a plan, between processes -- */

json_t *lt_sim_plan_json(const struct lt_sim_plan *plan)
{
	json_t *handling = json_array(), *shares = json_array();
	for (size_t i = 0; i < plan->handling_count; i++)
		(void)json_array_append_new(handling,
					    json_pack("{s:s, s:f}", "step", plan->handling[i].name,
						      "minutes", plan->handling[i].number));
	for (size_t i = 0; i < plan->shares_count; i++)
		(void)json_array_append_new(shares, json_pack("{s:s, s:s, s:f}", "step",
							      plan->shares[i].step, "outcome",
							      plan->shares[i].outcome, "share",
							      plan->shares[i].share));
	return json_pack("{s:f, s:f, s:o, s:o}", "arrivals", plan->arrivals, "reply_days",
			 plan->reply_days, "handling", handling, "shares", shares);
}

void lt_sim_plan_read(const json_t *json, struct lt_sim_plan *plan)
{
	const json_t *handling = json_object_get(json, "handling");
	const json_t *shares = json_object_get(json, "shares");
	plan->arrivals = json_number_value(json_object_get(json, "arrivals"));
	plan->reply_days = json_number_value(json_object_get(json, "reply_days"));
	plan->handling_count = plan->shares_count = 0;
	for (size_t i = 0; i < json_array_size(handling) && i < LT_SIM_STEPS_MAX; i++) {
		const json_t *from = json_array_get(handling, i);
		plan->handling[plan->handling_count++] =
			(struct lt_sim_number){json_string_value(json_object_get(from, "step")),
					       json_number_value(json_object_get(from, "minutes"))};
	}
	for (size_t i = 0; i < json_array_size(shares) && i < LT_SIM_SHARES_MAX; i++) {
		const json_t *from = json_array_get(shares, i);
		plan->shares[plan->shares_count++] =
			(struct lt_sim_share){json_string_value(json_object_get(from, "step")),
					      json_string_value(json_object_get(from, "outcome")),
					      json_number_value(json_object_get(from, "share"))};
	}
}
