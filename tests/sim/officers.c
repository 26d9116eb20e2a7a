/* SPDX-License-Identifier: EUPL-1.2 */
/* Officers: look at the unit's list, take something, act on it, claim, assign, give back; and err:
 * at a desk that is not theirs, with an outcome that does not exist, twice. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/definition.h"
#include "proto/base/limits.h"
#include "records/overlay.h"
#include "tests/sim/sim.h"

#define THINK_US_MAX (3 * LT_US_PER_HOUR)
#define IDLE_US_MAX (12 * LT_US_PER_HOUR)
#define CALM_THINK_US_MAX (40 * LT_US_PER_MINUTE)

enum { LIST_ROWS = 12 };

/* -- office hours -- */

int64_t sim_office_time(const struct sim_world *world, int64_t at_us)
{
	if (!world->office_hours)
		return at_us;
	struct lt_local local = lt_local_of(world->start_us + at_us);
	int64_t morning_us = 15 * LT_US_PER_HOUR / 2, evening_us = 17 * LT_US_PER_HOUR;
	if (lt_weekday_of_day(local.day) < 5 && local.us >= morning_us && local.us < evening_us)
		return at_us;
	if (local.us >= morning_us)
		local.day++;
	while (lt_weekday_of_day(local.day) >= 5)
		local.day++;
	/* Not all at the stroke of the clock. */
	local.us = morning_us + at_us % LT_US_PER_HOUR;
	return lt_instant_of(local) - world->start_us;
}

static void wake_at(struct sim_world *world, struct sim_officer *o, int64_t at_us)
{
	o->wake_us = at_us;
	if (at_us < world->officers_us)
		world->officers_us = at_us;
}

static void think(struct sim_world *world, struct sim_officer *o, bool found)
{
	int64_t most_us = world->calm ? CALM_THINK_US_MAX : THINK_US_MAX;
	if (found)
		o->idle_us = most_us;
	else if (o->idle_us < IDLE_US_MAX)
		o->idle_us *= 2;
	o->waits = false;
	int64_t after_us =
		sim_pace(world, sim_between(&world->chance, LT_US_PER_SECOND, o->idle_us));
	wake_at(world, o, sim_office_time(world, sim_now(world) + after_us));
}

/* -- commands -- */

static Lt__Command *command_of(struct sim_world *world, const struct sim_officer *o,
			       const char *unit, Lt__Command__BodyCase kind, uint64_t dossier,
			       const char *code)
{
	Lt__Command *c = lt_arena_zalloc(&world->arena, 1, sizeof *c);
	Lt__Actor *actor = lt_arena_zalloc(&world->arena, 1, sizeof *actor);
	LT_REQUIRE(c && actor);
	lt__command__init(c);
	lt__actor__init(actor);
	actor->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor->id = o->id;
	actor->unit = unit;
	c->actor = actor;
	c->dossier = dossier & LT_OVERLAY_ID ? 0 : dossier; /* the node's own number: by its code */
	if (!c->dossier)
		c->code = lt_arena_str(&world->arena, code);
	c->body_case = kind;
	if (world->knobs.offline && sim_percent(&world->chance, 20))
		c->happened_us =
			sim_true_us(world) - sim_between(&world->chance, 0, 2 * LT_US_PER_DAY);
	return c;
}

static void nothing(struct sim_world *world, void *owner, const Lt__FetchReply *reply)
{
	(void)world, (void)owner, (void)reply;
}

/* Whoever has just done something looks for it. */
static void look_for(struct sim_world *world, struct sim_node *node, uint64_t dossier)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	struct sim_dossier *d = sim_book_dossier(world, dossier);
	if (!d || !sim_percent(&world->chance, 20))
		return;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	fetch.dossier = d->id;
	fetch.text = d->code;
	(void)sim_node_read(node, &fetch, nothing, NULL);
}

static void answered(struct sim_world *world, struct sim_request *request,
		     const Lt__CommandReply *reply)
{
	think(world, request->owner, true);
	if (reply && !reply->refusal)
		look_for(world, request->node, reply->dossier);
	if (reply && !reply->refusal && world->knobs.repeats && sim_percent(&world->chance, 20))
		sim_node_repeat(request->node, request);
}

/* The number of a step that the coordinator knows by another, or not yet, is none. */
static uint32_t token_of(const Lt__WorkItem *item)
{
	return item->provisional ? 0 : item->token;
}

static struct sim_request *send(struct sim_officer *o, Lt__Command *c, uint32_t token)
{
	struct sim_request *request = sim_node_command(o->node, c);
	if (!request)
		return NULL;
	request->token = token;
	request->done = answered;
	request->owner = o;
	o->waits = true;
	sim_node_touch(o->node);
	return request;
}

static bool forbidden(const Lt__WorkItem *item, const char *outcome)
{
	return (item->kind == LT__STEP_KIND__STEP_KIND_WAIT && strcmp(outcome, "expired") == 0) ||
	       (item->kind == LT__STEP_KIND__STEP_KIND_HANDOFF && strcmp(outcome, "overdue") == 0);
}

/* Mostly what moves the dossier on, which authors write first. */
static const char *choose_outcome(struct sim_world *world, const Lt__WorkItem *item)
{
	const char *chosen = item->n_outcomes ? item->outcomes[0] : "done";
	if (item->kind == LT__STEP_KIND__STEP_KIND_CONSULT)
		return sim_percent(&world->chance, 80) ? "agree" : "oppose";
	if (sim_percent(&world->chance, 70) && !forbidden(item, chosen))
		return chosen;
	for (int i = 0; i < 8 && item->n_outcomes; i++) {
		chosen = item->outcomes[sim_below(&world->chance, item->n_outcomes)];
		if (!forbidden(item, chosen))
			return chosen;
	}
	return chosen;
}

static void add_results(struct sim_world *world, const struct lt_definition *d, Lt__ActOnStep *act)
{
	if (!d->results_count || sim_percent(&world->chance, 70))
		return;
	Lt__Paper *paper = lt_arena_zalloc(&world->arena, 1, sizeof *paper);
	Lt__Paper **list = lt_arena_zalloc(&world->arena, 1, sizeof(void *));
	LT_REQUIRE(paper && list);
	lt__paper__init(paper);
	paper->id = d->results[sim_below(&world->chance, d->results_count)].id;
	list[0] = paper;
	act->papers = list;
	act->n_papers = 1;
}

static void act_on(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	const struct sim_procedure *p = sim_procedure_of(world->province, item->procedure);
	Lt__ActOnStep *act = lt_arena_zalloc(&world->arena, 1, sizeof *act);
	LT_REQUIRE(act != NULL);
	lt__act_on_step__init(act);
	Lt__Command *c =
		command_of(world, o, o->unit, LT__COMMAND__BODY_ACT, item->dossier, item->code);
	c->act = act;
	act->token = item->token;
	act->step = item->step;
	act->outcome = choose_outcome(world, item);
	act->again = world->book.requests_count % 2;
	act->note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
	if (p && sim_percent(&world->chance, 20))
		sim_fields(world, p->definition, false, &world->chance, &act->fields,
			   &act->n_fields);
	if (p)
		add_results(world, p->definition, act);
	struct sim_request *request = send(o, c, token_of(item));
	if (request)
		request->marked = true;
	if (request && world->knobs.mistakes && sim_percent(&world->chance, 5)) {
		act->note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
		request = send(o, c, token_of(item)); /* the button was pressed twice */
		request->marked = true;
	}
}

static void hold(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	Lt__ReleaseStep release = LT__RELEASE_STEP__INIT;
	bool back = *item->officer != 0;
	Lt__Command *c = command_of(world, o, o->unit,
				    back ? LT__COMMAND__BODY_RELEASE : LT__COMMAND__BODY_CLAIM,
				    item->dossier, item->code);
	claim.token = release.token = item->token;
	claim.step = release.step = item->step;
	if (back)
		c->release = &release;
	else
		c->claim = &claim;
	(void)send(o, c, token_of(item));
}

static void assign(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	Lt__AssignStep body = LT__ASSIGN_STEP__INIT;
	Lt__Command *c =
		command_of(world, o, o->unit, LT__COMMAND__BODY_ASSIGN, item->dossier, item->code);
	body.token = item->token;
	body.step = item->step;
	body.officer = world->officers[sim_below(&world->chance, world->officers_count)].id;
	const char **who;
	size_t count;
	if (lt_directory_who(world->province->directory, o->unit, item->role, sim_true_us(world),
			     &world->arena, &who, &count) == 0 &&
	    count)
		body.officer = who[sim_below(&world->chance, count)];
	c->assign = &body;
	(void)send(o, c, token_of(item));
}

static struct sim_officer *officer_of(struct sim_world *world, const char *id, const char *unit)
{
	for (size_t i = 0; i < world->officers_count; i++)
		if (strcmp(world->officers[i].id, id) == 0 &&
		    strcmp(world->officers[i].unit, unit) == 0)
			return &world->officers[i];
	return NULL;
}

/* One wants what the other gives back in the same moment: who was refused must not have it. */
static void tug(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	Lt__ReleaseStep release = LT__RELEASE_STEP__INIT;
	struct sim_officer *other = officer_of(world, item->officer, item->unit);
	claim.token = release.token = item->token;
	claim.step = release.step = item->step;
	Lt__Command *c =
		command_of(world, o, o->unit, LT__COMMAND__BODY_CLAIM, item->dossier, item->code);
	c->claim = &claim;
	(void)send(o, c, token_of(item));
	if (!other)
		return;
	c = command_of(world, other, other->unit, LT__COMMAND__BODY_RELEASE, item->dossier,
		       item->code);
	c->release = &release;
	struct sim_request *request = sim_node_command(other->node, c);
	if (request)
		request->token = token_of(item);
}

/* -- mistakes that must be refused -- */

/* What is asked here must be refused. */
static void ask_wrongly(struct sim_world *world, struct sim_officer *o, struct sim_node *node,
			Lt__Command *c, uint32_t token)
{
	struct sim_request *request = sim_node_command(node, c);
	if (!request)
		return think(world, o, true);
	request->marked = request->must_refuse = true;
	request->token = token;
	request->done = answered;
	request->owner = o;
	o->waits = true;
	sim_node_touch(node);
}

/* Who may do it, and does it as he may, but through a node that does not speak for his desk. */
static void stray(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	struct sim_node *node = &world->nodes[sim_below(&world->chance, world->nodes_count)];
	if (lt_directory_serves(world->province->directory, node->spec->id, o->unit) ||
	    item->dossier & LT_OVERLAY_ID)
		return think(world, o, true);
	Lt__Command *c =
		command_of(world, o, o->unit, LT__COMMAND__BODY_ACT, item->dossier, item->code);
	act.token = item->token;
	act.step = item->step;
	act.outcome = choose_outcome(world, item);
	act.note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
	c->act = &act;
	ask_wrongly(world, o, node, c, token_of(item));
}

static void err(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	const struct sim_officer *other =
		&world->officers[sim_below(&world->chance, world->officers_count)];
	bool wrong_desk = sim_percent(&world->chance, 60) && strcmp(other->unit, item->unit) != 0 &&
			  item->kind != LT__STEP_KIND__STEP_KIND_CONSULT &&
			  item->kind != LT__STEP_KIND__STEP_KIND_WAIT;
	if (sim_percent(&world->chance, 30))
		return stray(world, o, item);
	Lt__Command *c =
		command_of(world, wrong_desk ? other : o, wrong_desk ? other->unit : o->unit,
			   LT__COMMAND__BODY_ACT, item->dossier, item->code);
	act.token = item->token;
	act.step = item->step;
	act.outcome = wrong_desk ? choose_outcome(world, item) : "nonsense";
	act.note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
	c->act = &act;
	bool through_other = wrong_desk && sim_percent(&world->chance, 70);
	ask_wrongly(world, o, through_other ? other->node : o->node, c, token_of(item));
}

/* -- handing over the result -- */

static void seen(struct sim_world *world, void *owner, const Lt__FetchReply *reply)
{
	struct sim_officer *o = owner;
	Lt__ReturnResult body = LT__RETURN_RESULT__INIT;
	const Lt__Dossier *d = reply && !reply->error ? reply->dossier : NULL;
	if (!d || d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED || !d->n_deliver)
		return think(world, o, true);
	body.way = d->deliver[sim_below(&world->chance, d->n_deliver)];
	Lt__Command *c =
		command_of(world, o, o->unit, LT__COMMAND__BODY_RETURN_RESULT, d->id, d->code);
	c->return_result = &body;
	if (!send(o, c, 0))
		think(world, o, true);
}

static void return_result(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.dossier = item->dossier;
	fetch.code = item->code;
	o->waits = sim_node_read(o->node, &fetch, seen, o);
	if (!o->waits)
		think(world, o, true);
}

/* -- the list -- */

static bool may(struct sim_world *world, const struct sim_officer *o, const Lt__WorkItem *item)
{
	bool mine = !*item->officer || strcmp(item->officer, o->id) == 0;
	return (mine || (!world->calm && sim_percent(&world->chance, 50))) && !*item->incident &&
	       lt_directory_may(world->province->directory, o->id, o->unit, item->role,
				sim_true_us(world));
}

static void work_on(struct sim_world *world, struct sim_officer *o, const Lt__WorkItem *item)
{
	uint64_t dice = sim_below(&world->chance, 100);
	bool desk = item->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
		    item->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
	if (item->token == 0)
		return return_result(world, o, item);
	if (*item->officer && strcmp(item->officer, o->id) != 0) /* ends it, or wants it */
		return dice < 50 ? act_on(world, o, item) : tug(world, o, item);
	if (!world->calm && world->knobs.mistakes && dice < 8)
		return err(world, o, item);
	if (!world->calm && desk && dice < 25)
		return hold(world, o, item);
	if (!world->calm && desk && dice < 32)
		return assign(world, o, item);
	act_on(world, o, item);
}

static void listed(struct sim_world *world, void *owner, const Lt__FetchReply *reply)
{
	struct sim_officer *o = owner;
	const Lt__WorkItem *fit[LIST_ROWS];
	size_t count = 0;
	lt_arena_reset(&world->arena);
	for (size_t i = 0; reply && i < reply->n_items && count < LIST_ROWS; i++)
		if (may(world, o, reply->items[i]) ||
		    (world->knobs.mistakes && !world->calm && sim_percent(&world->chance, 20)))
			fit[count++] = reply->items[i];
	if (count == 0)
		return think(world, o, false);
	work_on(world, o,
		fit[sim_percent(&world->chance, 50) ? 0 : sim_below(&world->chance, count)]);
	if (!o->waits)
		think(world, o, true);
}

static void look(struct sim_world *world, struct sim_officer *o)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = o->unit;
	fetch.limit = LIST_ROWS;
	o->waits = sim_node_read(o->node, &fetch, listed, o);
	if (!o->waits)
		wake_at(world, o,
			sim_now(world) +
				sim_pace(world, sim_between(&world->chance, LT_US_PER_SECOND,
							    5 * LT_US_PER_MINUTE)));
}

void sim_officers_step(struct sim_world *world)
{
	if (sim_now(world) < world->officers_us)
		return;
	world->officers_us = INT64_MAX;
	for (size_t i = 0; i < world->officers_count; i++) {
		struct sim_officer *o = &world->officers[i];
		if (!o->waits && o->wake_us <= sim_now(world))
			look(world, o);
		else if (!o->waits && o->wake_us < world->officers_us)
			world->officers_us = o->wake_us;
	}
}

/* -- who there is -- */

static int add_officers(struct sim_world *world, struct sim_node *node, const char *unit)
{
	const char **who;
	size_t count;
	lt_arena_reset(&world->arena);
	int r = lt_directory_who(world->province->directory, unit, "", sim_true_us(world),
				 &world->arena, &who, &count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		world->officers = realloc(world->officers,
					  (world->officers_count + 1) * sizeof *world->officers);
		LT_REQUIRE(world->officers != NULL);
		struct sim_officer *o = &world->officers[world->officers_count++];
		*o = (struct sim_officer){
			.id = who[i], .unit = unit, .node = node, .idle_us = THINK_US_MAX};
		o->wake_us = sim_office_time(
			world, sim_pace(world, sim_between(&world->chance, 0, THINK_US_MAX)));
	}
	return r;
}

int sim_officers_new(struct sim_world *world, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < world->nodes_count && r == 0; i++)
		for (size_t k = 0; k < world->nodes[i].spec->units_count && r == 0; k++)
			r = add_officers(world, &world->nodes[i], world->nodes[i].spec->units[k]);
	return r < 0 ? lt_err_set(err, r, "officers") : 0;
}
