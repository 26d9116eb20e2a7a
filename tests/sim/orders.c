/* SPDX-License-Identifier: EUPL-1.2 */
/* What the receiving desk and the operator may order of a dossier that is on its way: its clock
 * held, let go or given more days, an apology, an explanation, other units; a line that was down,
 * another version. Some of it is refused, and then must leave nothing. */
#include <string.h>

#include "procedures/core/definition.h"
#include "coordinator/engine/shell.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/sim/sim.h"

static const char *mark(struct sim_world *world)
{
	return lt_arena_printf(&world->arena, "lệnh %zu", world->book.requests_count + 1);
}

static void hold(struct sim_world *world, Lt__Command *c)
{
	Lt__HoldClock *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__hold_clock__init(body);
	body->reason = (Lt__PauseReason)(1 + sim_below(&world->chance, 8));
	body->note = mark(world);
	if (sim_percent(&world->chance, 70))
		body->paper = "CV-01";
	c->body_case = LT__COMMAND__BODY_HOLD;
	c->hold = body;
}

static void let_go(struct sim_world *world, Lt__Command *c)
{
	Lt__ReleaseClock *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__release_clock__init(body);
	body->note = mark(world);
	c->body_case = LT__COMMAND__BODY_RELEASE_CLOCK;
	c->release_clock = body;
}

static void extend(struct sim_world *world, Lt__Command *c)
{
	Lt__ExtendDossier *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__extend_dossier__init(body);
	body->amount = (int32_t)sim_between(&world->chance, 0, 6);
	body->paper = "QĐ-02";
	body->note = mark(world);
	c->body_case = LT__COMMAND__BODY_EXTEND;
	c->extend = body;
}

static void apologise(struct sim_world *world, const Lt__Dossier *d, Lt__Command *c)
{
	Lt__Apologise *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__apologise__init(body);
	body->lateness = d->n_lates ? d->lates[sim_below(&world->chance, d->n_lates)]->id : 0;
	body->reason = mark(world);
	body->new_due_us =
		sim_true_us(world) + sim_between(&world->chance, -LT_US_PER_DAY, 5 * LT_US_PER_DAY);
	c->body_case = LT__COMMAND__BODY_APOLOGISE;
	c->apologise = body;
}

static void explain(struct sim_world *world, const Lt__Dossier *d, Lt__Command *c)
{
	Lt__ExplainLateness *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__explain_lateness__init(body);
	body->lateness = d->n_lates ? d->lates[sim_below(&world->chance, d->n_lates)]->id : 0;
	body->text = mark(world);
	c->body_case = LT__COMMAND__BODY_EXPLAIN_LATENESS;
	c->explain_lateness = body;
}

static void rebind(struct sim_world *world, Lt__Command *c)
{
	Lt__RebindUnits *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__rebind_units__init(body);
	c->body_case = LT__COMMAND__BODY_REBIND;
	c->rebind = body;
}

bool sim_order(struct sim_world *world, const Lt__Dossier *d, Lt__Command *c)
{
	uint64_t dice = sim_below(&world->chance, 100);
	if (d->hold && (world->calm || dice < 60))
		let_go(world, c);
	else if (world->calm)
		return false;
	else if (d->n_duties && dice < 35)
		apologise(world, d, c);
	else if (d->n_duties && dice < 70)
		explain(world, d, c);
	else if (dice < 30)
		hold(world, c);
	else if (dice < 60)
		extend(world, c);
	else if (dice < 75)
		apologise(world, d, c);
	else if (dice < 85)
		let_go(world, c);
	else
		rebind(world, c);
	return true;
}

/* -- the operator -- */

static const struct sim_node *any_node(struct sim_world *world)
{
	return &world->nodes[sim_below(&world->faulty, world->nodes_count)];
}

/* The line of a unit was down for some time: its dossiers are given it back. */
void sim_order_line_down(struct sim_world *world)
{
	const struct sim_node *node = any_node(world);
	Lt__LineDown body = LT__LINE_DOWN__INIT;
	Lt__Command c = LT__COMMAND__INIT;
	struct lt_err err = {0};
	if (!world->coordinator.engine || !node->spec->units_count)
		return;
	body.unit = node->spec->units[sim_below(&world->faulty, node->spec->units_count)];
	body.to_us = sim_true_us(world);
	body.from_us = body.to_us - sim_between(&world->faulty, LT_US_PER_HOUR, LT_US_PER_DAY);
	body.note = "đứt cáp";
	c.body_case = LT__COMMAND__BODY_LINE;
	c.line = &body;
	int r = sim_coordinator_order(world, &c, &err);
	sim_happen(world, "the line to %s was down: %s", body.unit, lt_err_name(r));
	sim_faults_look(world, lt_engine_healthy(world->coordinator.engine) ? 0 : r, &err);
}

/* A dossier goes on under the newest version of its procedure. */
void sim_order_migration(struct sim_world *world)
{
	struct lt_engine *engine = world->coordinator.engine;
	const struct lt_definition *newest;
	int64_t saved[2];
	Lt__MigrateDossier body = LT__MIGRATE_DOSSIER__INIT;
	Lt__Command c = LT__COMMAND__INIT;
	struct lt_err err = {0};
	Lt__Dossier *d = NULL;
	if (!engine || !world->book.dossiers_count)
		return;
	uint64_t id =
		world->book.dossiers[sim_below(&world->faulty, world->book.dossiers_count)].id;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	sim_faults_hush(world, saved);
	int r = lt_state_dossier(lt_engine_state(engine)->txn, id, &arena, &d, &err);
	if (r == 0)
		r = lt_registry_active(lt_engine_registry(engine), d->procedure,
				       lt_engine_now(engine), &newest, &err);
	sim_faults_restore(world, saved);
	if (r < 0)
		return;
	body.from = d->definition;
	body.to.data = (uint8_t *)(uintptr_t)newest->hash;
	body.to.len = LT_HASH_BYTES;
	c.dossier = id;
	c.body_case = LT__COMMAND__BODY_MIGRATE;
	c.migrate = &body;
	r = sim_coordinator_order(world, &c, &err);
	sim_happen(world, "d%llu to the newest version: %s", (unsigned long long)id,
		   lt_err_name(r));
	sim_faults_look(world, lt_engine_healthy(engine) ? 0 : r, &err);
}
