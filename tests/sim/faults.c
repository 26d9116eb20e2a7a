/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes wrong, and when: drawn from the seed, each kind only where its knob is on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/shell.h"
#include "proto/base/limits.h"
#include "tests/sim/sim.h"

enum action {
	ACTION_CRASH,
	ACTION_STORE,
	ACTION_RESTART,
	ACTION_CUT,
	ACTION_HANG_UP,
	ACTION_CLOCK,
	ACTION_LEAP,
	ACTION_PUBLISH,
	ACTION_FLOOD,
	ACTION_PARTITION,
	ACTION_FREEZE,
	ACTION_ORDER,
	ACTIONS
};

/* Up to so slow that a node accepts no job in time, and every offer of it is for nothing. */
#define SLOW_US_MAX (20 * LT_US_PER_SECOND)

enum { VERIFY_EVERY = 4, FLOODS_MAX = 2, COUNTDOWN_MAX = 80 };

static bool enabled(const struct sim_knobs *k, enum action action)
{
	const bool on[ACTIONS] = {
		[ACTION_CRASH] = k->crashes,	[ACTION_STORE] = k->store_faults,
		[ACTION_RESTART] = k->restarts, [ACTION_CUT] = k->cuts,
		[ACTION_HANG_UP] = k->hang_ups, [ACTION_CLOCK] = k->clock_steps,
		[ACTION_LEAP] = k->leaps,	[ACTION_PUBLISH] = k->publishing,
		[ACTION_FLOOD] = k->floods,	[ACTION_PARTITION] = k->partitions,
		[ACTION_FREEZE] = k->freezes,	[ACTION_ORDER] = k->orders};
	return on[action];
}

/* -- injected faults of the stores -- */

void sim_faults_hush(struct sim_world *world, int64_t saved[2])
{
	saved[0] = world->coordinator.journal_faults.countdown;
	saved[1] = world->coordinator.state_faults.countdown;
	world->coordinator.journal_faults.countdown = 0;
	world->coordinator.state_faults.countdown = 0;
}

void sim_faults_restore(struct sim_world *world, const int64_t saved[2])
{
	world->coordinator.journal_faults.countdown = saved[0];
	world->coordinator.state_faults.countdown = saved[1];
}

static void arm(struct sim_world *world)
{
	static const int codes[] = {LT_E_STORE, LT_E_FULL, LT_E_UNKNOWN};
	struct sim_chance *chance = &world->faulty;
	bool journal = sim_percent(chance, 50);
	struct lt_faults *f =
		journal ? &world->coordinator.journal_faults : &world->coordinator.state_faults;
	f->countdown = sim_between(chance, 1, sim_percent(chance, 50) ? 8 : COUNTDOWN_MAX);
	f->code = codes[sim_below(chance, 3)];
	world->faults.crash_after_hit = sim_percent(chance, 50);
	sim_happen(world, "call %lld of the %s will fail with %s", (long long)f->countdown,
		   journal ? "journal" : "state", lt_err_name(f->code));
}

/* -- the coordinator ends and begins -- */

static void crash(struct sim_world *world, bool between_batches)
{
	int64_t saved[2];
	struct sim_faults *f = &world->faults;
	sim_faults_hush(world, saved);
	f->state_before = 0;
	if (between_batches) {
		sim_check_journal(world);
		f->state_before = sim_check_state(world);
	}
	sim_coordinator_stop(world, false);
	f->crashes++;
	f->aborts_seen = 0;
	f->down_until_us = sim_now(world) + sim_between(&world->faulty, 0, 20 * LT_US_PER_SECOND);
	sim_happen(world, "coordinator crashes");
	if (f->crashes % VERIFY_EVERY == 0)
		sim_check_verify(world);
}

static void begin_again(struct sim_world *world)
{
	struct sim_coordinator *c = &world->coordinator;
	struct sim_faults *f = &world->faults;
	struct lt_err err = {0};
	if (!world->calm && world->knobs.store_faults && sim_percent(&world->faulty, 20))
		arm(world);
	int r = sim_coordinator_start(world, &err);
	uint64_t hits = c->journal_faults.hits + c->state_faults.hits;
	bool hit = hits != f->hits_seen;
	f->hits_seen = hits;
	c->journal_faults.countdown = c->state_faults.countdown = 0;
	if (r < 0) {
		if (!hit)
			sim_fail(world, 0, "the folder cannot be opened: %s", err.text);
		f->opens_failed++;
		f->down_until_us = sim_now(world) + LT_US_PER_SECOND;
		return;
	}
	f->down_until_us = 0;
	sim_happen(world, "coordinator is up, %llu batches recovered",
		   (unsigned long long)lt_engine_stats(c->engine)->recovered_batches);
	sim_check_journal(world);
	if (f->state_before && !world->failed && sim_check_state(world) != f->state_before)
		sim_fail(world, 0, "the state after a crash is not the state before it");
}

void sim_faults_look(struct sim_world *world, int result, const struct lt_err *err)
{
	struct sim_coordinator *c = &world->coordinator;
	struct sim_faults *f = &world->faults;
	uint64_t hits = c->journal_faults.hits + c->state_faults.hits;
	bool hit = hits != f->hits_seen;
	f->hits_seen = hits;
	if (result < 0 && !hit) {
		sim_fail(world, 0, "the coordinator gave up: %s", err->text);
		return;
	}
	uint64_t aborts = lt_engine_stats(c->engine)->aborts;
	bool aborted = aborts != f->aborts_seen;
	f->aborts_seen = aborts;
	if (hit)
		sim_happen(world, "a store call failed%s", aborted ? ", batch given up" : "");
	if (aborted && !hit)
		sim_fail(world, 0, "a batch was given up, and nothing had failed");
	if (result < 0)
		crash(world, false);
	else if (hit && f->crash_after_hit)
		crash(world, true);
}

/* -- the rest of the world -- */

static struct sim_node *any_node(struct sim_world *world)
{
	return &world->nodes[sim_below(&world->faulty, world->nodes_count)];
}

static void restart(struct sim_world *world)
{
	struct sim_node *node = any_node(world);
	if (!node->client)
		return;
	uint64_t dice = sim_below(&world->faulty, 100);
	enum sim_stop how = dice < 30	? SIM_STOP_CLEAN
			    : dice < 95 ? SIM_STOP_KILLED
					: SIM_STOP_WIPED;
	sim_happen(world, "%s goes off (%d)", node->spec->id, (int)how);
	sim_node_stop(node, how);
	node->off_until_us =
		sim_now(world) + sim_between(&world->faulty, LT_US_PER_SECOND,
					     sim_percent(&world->faulty, 80) ? LT_US_PER_MINUTE
									     : 5 * LT_US_PER_HOUR);
}

static void cut(struct sim_world *world)
{
	struct sim_node *node = any_node(world);
	unsigned directions = 1 + (unsigned)sim_below(&world->faulty, 3);
	lt_fake_line_cut(world->line, node->number, directions);
	node->cut_until_us =
		sim_now(world) + sim_between(&world->faulty, LT_US_PER_SECOND,
					     sim_percent(&world->faulty, 80) ? 2 * LT_US_PER_MINUTE
									     : 2 * LT_US_PER_HOUR);
	sim_happen(world, "%s cut off (%u)", node->spec->id, directions);
}

/* Some nodes at once lose the coordinator, all in the same way. */
static void part(struct sim_world *world)
{
	uint32_t percent = (uint32_t)sim_below(&world->faulty, 100);
	unsigned directions = 1 + (unsigned)sim_below(&world->faulty, 3);
	int64_t until_us = sim_now(world) +
			   sim_between(&world->faulty, LT_US_PER_SECOND, 20 * LT_US_PER_MINUTE);
	size_t count = 0;
	for (size_t i = 0; i < world->nodes_count; i++) {
		struct sim_node *node = &world->nodes[i];
		if (!sim_percent(&world->faulty, percent))
			continue;
		lt_fake_line_cut(world->line, node->number, directions);
		node->cut_until_us = until_us;
		count++;
	}
	sim_happen(world, "%zu nodes cut off (%u)", count, directions);
}

/* One process stands still, for up to three leases, and then goes on as if nothing had been. */
static void freeze(struct sim_world *world)
{
	int64_t until_us =
		sim_now(world) + sim_between(&world->faulty, LT_US_PER_SECOND, 3 * LT_LEASE_US);
	if (sim_percent(&world->faulty, 25)) {
		world->coordinator.frozen_until_us = until_us;
		sim_happen(world, "the coordinator stands still");
		return;
	}
	struct sim_node *node = any_node(world);
	node->frozen_until_us = until_us;
	sim_happen(world, "%s stands still", node->spec->id);
}

static void step_clock(struct sim_world *world)
{
	static const int64_t sizes[] = {LT_US_PER_SECOND, LT_US_PER_MINUTE, LT_US_PER_HOUR,
					LT_US_PER_DAY};
	int64_t size_us = sizes[sim_below(&world->faulty, 4)];
	int64_t by_us = sim_between(&world->faulty, -size_us, size_us);
	if (sim_percent(&world->faulty, 40)) {
		struct sim_node *node = any_node(world);
		node->skew_us = by_us;
		sim_happen(world, "the clock of %s is %lld s off", node->spec->id,
			   (long long)(by_us / LT_US_PER_SECOND));
		return;
	}
	world->clock.fake_wall_us += by_us;
	world->coordinator.look_us = sim_now(world);
	sim_happen(world, "the clock steps by %lld s", (long long)(by_us / LT_US_PER_SECOND));
}

/* Everybody stands still, then everything is due at once. */
static void leap(struct sim_world *world)
{
	int64_t by_us = sim_between(&world->faulty, LT_US_PER_HOUR, 12 * LT_US_PER_DAY);
	lt_clock_advance(&world->clock, by_us);
	world->end_us += by_us;
	sim_happen(world, "%lld hours pass", (long long)(by_us / LT_US_PER_HOUR));
}

/* The same text under the next version: another hash. */
static char *next_version(struct sim_world *world, const char *source)
{
	static const char *const words[] = {"version = \"", "phien_ban = \""};
	const char *at = NULL;
	char *text = NULL;
	for (size_t i = 0; i < 2 && !at; i++) {
		at = strstr(source, words[i]);
		at = at ? at + strlen(words[i]) : NULL;
	}
	LT_REQUIRE(at != NULL);
	int n = asprintf(&text, "%.*s%llu.%s", (int)(at - source), source,
			 (unsigned long long)++world->faults.versions, at);
	LT_REQUIRE(n > 0);
	return text;
}

static void publish(struct sim_world *world)
{
	uint64_t dice = sim_below(&world->faulty, 10);
	const struct sim_procedure *p =
		world->procedures[sim_below(&world->faulty, world->procedures_count)];
	Lt__Command__BodyCase kind = dice == 0	 ? LT__COMMAND__BODY_PUBLISH_CALENDAR
				     : dice == 1 ? LT__COMMAND__BODY_PUBLISH_DIRECTORY
						 : LT__COMMAND__BODY_PUBLISH_DEFINITION;
	struct lt_err err = {0};
	LT_AUTO(free)
	char *text = next_version(world, dice == 0   ? sim_catalogue_calendar()
					 : dice == 1 ? world->province->source
						     : p->source);
	if (!world->coordinator.engine)
		return;
	int r = sim_coordinator_publish(world, kind, text, p->path, &err);
	sim_happen(world, "publishing %s: %s", dice < 2 ? "data" : p->path, lt_err_name(r));
	if (r == LT_E_REFUSED && !world->knobs.store_faults)
		sim_fail(world, 0, "a new version was refused: %s", err.text);
	sim_faults_look(world, lt_engine_healthy(world->coordinator.engine) ? 0 : r, &err);
}

static void act(struct sim_world *world, enum action action)
{
	switch (action) {
	case ACTION_CRASH:
		if (world->coordinator.engine)
			crash(world, true);
		return;
	case ACTION_STORE:
		return arm(world);
	case ACTION_RESTART:
		return restart(world);
	case ACTION_CUT:
		return cut(world);
	case ACTION_HANG_UP:
		return lt_fake_line_hang_up(world->line, any_node(world)->number);
	case ACTION_CLOCK:
		return step_clock(world);
	case ACTION_LEAP:
		return leap(world);
	case ACTION_PARTITION:
		return part(world);
	case ACTION_FREEZE:
		return freeze(world);
	case ACTION_ORDER:
		return sim_percent(&world->faulty, 50) ? sim_order_line_down(world)
						       : sim_order_migration(world);
	case ACTION_FLOOD:
		if (world->faults.floods++ < FLOODS_MAX)
			sim_node_flood(any_node(world));
		return;
	default:
		return publish(world);
	}
}

static void sooner(int64_t *next_us, int64_t at_us)
{
	if (at_us && at_us < *next_us)
		*next_us = at_us;
}

/* Notes when the first of what is broken is to be mended, after each change. */
static void plan_mending(struct sim_world *world)
{
	world->faults.mend_us = INT64_MAX;
	for (size_t i = 0; i < world->nodes_count; i++) {
		sooner(&world->faults.mend_us, world->nodes[i].cut_until_us);
		sooner(&world->faults.mend_us, world->nodes[i].off_until_us);
	}
}

static void mend_nodes(struct sim_world *world, bool all)
{
	int64_t now_us = sim_now(world);
	struct lt_err err = {0};
	for (size_t i = 0; i < world->nodes_count; i++) {
		struct sim_node *node = &world->nodes[i];
		if (node->cut_until_us && (all || node->cut_until_us <= now_us)) {
			lt_fake_line_cut(world->line, node->number, 0);
			node->cut_until_us = 0;
		}
		if (node->off_until_us && (all || node->off_until_us <= now_us)) {
			LT_REQUIRE(sim_node_start(node, &err) == 0);
			node->off_until_us = 0;
			sim_happen(world, "%s is on again", node->spec->id);
		}
	}
	plan_mending(world);
}

static void mend(struct sim_world *world, bool all)
{
	int64_t now_us = sim_now(world);
	if (all || world->faults.mend_us <= now_us)
		mend_nodes(world, all);
	if (!world->coordinator.engine && (all || world->faults.down_until_us <= now_us))
		begin_again(world);
}

/* -- the coordinator's disk -- */

/* Not where the line doubles messages, which neither TCP nor nng does: "no room" is the one answer
 * that is not kept, so a second copy of the request, after there is room again, is received beside
 * what the node has put in its place. Seeds 3576, 3681 and 4875 showed it. */
void sim_faults_draw(struct sim_world *world)
{
	struct sim_faults *f = &world->faults;
	sim_chance_seed(&f->room_chance, world->seed, 5);
	world->knobs.no_room = sim_percent(&f->room_chance, 50) && !world->knobs.doubling;
	f->room_us = world->knobs.no_room
			     ? sim_pace(world, sim_between(&f->room_chance, 0, LT_US_PER_DAY))
			     : INT64_MAX;
}

static void set_room(struct sim_world *world, bool no_room)
{
	sim_shelf_fill_disk(no_room ? world->coordinator.folder : NULL);
	world->faults.no_room = no_room;
	sim_happen(world, "the coordinator has %s", no_room ? "no room" : "room again");
}

static void turn_room(struct sim_world *world)
{
	struct sim_faults *f = &world->faults;
	int64_t lasts_us = LT_US_PER_DAY / 2;
	if (sim_now(world) < f->room_us)
		return;
	set_room(world, !f->no_room);
	if (sim_percent(&f->room_chance, 40))
		lasts_us = LT_US_PER_HOUR;
	f->room_us = sim_now(world) +
		     sim_pace(world, sim_between(&f->room_chance, LT_US_PER_SECOND, lasts_us));
}

void sim_faults_step(struct sim_world *world)
{
	mend(world, false);
	turn_room(world);
	if (world->calm || sim_now(world) < world->faults.wake_us)
		return;
	enum action action = (enum action)sim_below(&world->faulty, ACTIONS);
	if (enabled(&world->knobs, action))
		act(world, action);
	plan_mending(world);
	world->faults.wake_us =
		sim_now(world) + sim_pace(world, sim_between(&world->faulty, LT_US_PER_SECOND,
							     world->faults.apart_us_max));
}

int64_t sim_faults_next_us(const struct sim_world *world)
{
	int64_t next_us = world->calm ? INT64_MAX : world->faults.wake_us;
	if (world->faults.room_us < next_us)
		next_us = world->faults.room_us;
	if (world->faults.mend_us < next_us)
		next_us = world->faults.mend_us;
	if (!world->coordinator.engine && world->faults.down_until_us < next_us)
		next_us = world->faults.down_until_us;
	return next_us;
}

void sim_faults_new(struct sim_world *world)
{
	struct lt_fake_knobs *line = lt_fake_line_knobs(world->line);
	struct sim_chance *chance = &world->faulty;
	world->faults.mend_us = INT64_MAX;
	line->lost_per_mille = world->knobs.loss ? (uint32_t)sim_below(chance, 200) : 0;
	line->doubled_per_mille = world->knobs.doubling ? (uint32_t)sim_below(chance, 400) : 0;
	line->reordered_per_mille = world->knobs.reordering ? (uint32_t)sim_below(chance, 500) : 0;
	line->delay_us_min = 500;
	line->delay_us_max = world->knobs.delay ? sim_between(chance, 1000, 8000000) : 1000;
	world->faults.apart_us_max =
		sim_between(chance, 20 * LT_US_PER_MINUTE, 12 * LT_US_PER_HOUR);
	world->faults.wake_us =
		sim_pace(world, sim_between(chance, LT_US_PER_SECOND, world->faults.apart_us_max));
	for (size_t i = 0; i < world->nodes_count && world->knobs.slowness; i++)
		if (sim_percent(chance, 30))
			world->nodes[i].slow_us = sim_between(chance, 1000, SLOW_US_MAX);
}

void sim_faults_calm(struct sim_world *world)
{
	world->coordinator.journal_faults.countdown = 0;
	world->coordinator.state_faults.countdown = 0;
	*lt_fake_line_knobs(world->line) =
		(struct lt_fake_knobs){.delay_us_min = 500, .delay_us_max = 1000};
	world->clock.fake_wall_us = sim_true_us(world);
	world->coordinator.look_us = sim_now(world);
	world->calm = true;
	world->coordinator.frozen_until_us = 0;
	for (size_t i = 0; i < world->nodes_count; i++) {
		world->nodes[i].wake_us = sim_now(world);
		world->nodes[i].frozen_until_us = world->nodes[i].slow_us = 0;
		world->nodes[i].skew_us = 0;
		sim_node_stir(&world->nodes[i]);
	}
	world->faults.room_us = INT64_MAX;
	if (world->faults.no_room)
		set_room(world, false);
	sim_happen(world, "no more faults");
	mend(world, true);
}
