/* SPDX-License-Identifier: EUPL-1.2 */
/* One run: drawn from the seed, turned until its end, then looked at. */
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/shell.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "tests/sim/sim.h"
#include "tests/support/support.h"

enum { NATIONAL_MAX = 4, CIRCLES_MAX = 20000, BUILD_ARENA_BYTES = 8 << 20 };

#define CALM_US (30 * LT_US_PER_DAY)
#define STILL_US (3 * LT_US_PER_DAY)

int64_t sim_now(struct sim_world *world)
{
	return lt_clock_monotonic(&world->clock);
}

int64_t sim_pace(const struct sim_world *world, int64_t us)
{
	enum { HURRY = 200 };
	return world->knobs.hurry && !world->calm ? us / HURRY + 1 : us;
}

int64_t sim_true_us(struct sim_world *world)
{
	return world->start_us + lt_clock_monotonic(&world->clock);
}

/* -- drawing a world -- */

static void draw_knobs(struct sim_world *world)
{
	struct sim_chance chance;
	sim_chance_seed(&chance, world->seed, 1);
#define X(name) world->knobs.name = sim_percent(&chance, 50);
	SIM_KNOBS_DRAWN(X)
#undef X
	world->office_hours = !world->knobs.hurry && sim_percent(&chance, 60);
	sim_faults_draw(world);
}

static void draw_procedures(struct sim_world *world)
{
	const struct sim_province *province = world->province;
	size_t own = 0;
	while (own < province->procedures_count && province->procedures[own].own)
		world->procedures[world->procedures_count++] = &province->procedures[own++];
	if (!world->knobs.poison || sim_percent(&world->chance, 70))
		world->procedures_count--; /* the wide one is slow */
	size_t national = province->procedures_count - own;
	for (int i = 0; i < NATIONAL_MAX && national; i++) {
		const struct sim_procedure *p =
			&province->procedures[own + sim_below(&world->chance, national)];
		size_t k = 0;
		while (k < world->procedures_count && world->procedures[k] != p)
			k++;
		if (k == world->procedures_count)
			world->procedures[world->procedures_count++] = p;
	}
}

static int draw_nodes(struct sim_world *world, struct lt_err *err)
{
	const struct lt_directory *directory = world->province->directory;
	int r = 0;
	world->nodes_count = lt_directory_nodes_count(directory);
	world->nodes = calloc(world->nodes_count, sizeof *world->nodes);
	world->nodes_us = calloc(world->nodes_count, sizeof *world->nodes_us);
	world->nodes_posts = calloc(world->nodes_count, sizeof(struct lt_post *));
	if (!world->nodes || !world->nodes_us || !world->nodes_posts)
		return lt_err_set(err, LT_E_NOMEM, "nodes");
	for (size_t i = 0; i < world->nodes_count && r == 0; i++) {
		struct sim_node *node = &world->nodes[i];
		node->world = world;
		node->number = (uint32_t)i + 1;
		node->spec = lt_directory_node_at(directory, i);
		node->key = lt_name_key(node->spec->id);
		node->wake_us = sim_between(&world->line_chance, 0, LT_US_PER_HOUR);
		r = sim_node_start(node, err);
	}
	return r;
}

static int draw(struct sim_world *world, struct lt_err *err)
{
	sim_chance_sodium(world->seed);
	sim_chance_seed(&world->chance, world->seed, 2);
	sim_chance_seed(&world->faulty, world->seed, 3);
	sim_chance_seed(&world->line_chance, world->seed, 4);
	draw_knobs(world);
	lt_arena_init(&world->arena, BUILD_ARENA_BYTES);
	lt_arena_init(&world->mail, LT_DECODE_BYTES_MAX);
	world->history = history_new();
	world->province = sim_catalogue_province(sim_below(&world->chance, 100));
	draw_procedures(world);
	world->start_us =
		sim_between(&world->chance, world->province->first_us, world->province->last_us);
	world->end_us = sim_pace(world, sim_between(&world->chance, LT_US_PER_DAY,
						    world->province->days_max * LT_US_PER_DAY));
	world->clock = lt_clock_fake(world->start_us);
	int r = lt_fake_line_new(sim_chance_next(&world->chance), &world->clock, NULL,
				 &world->line);
	if (r < 0)
		return lt_err_set(err, r, "line");
	r = sim_coordinator_new(world, err);
	if (r == 0)
		r = draw_nodes(world, err);
	if (r == 0)
		r = sim_officers_new(world, err);
	if (r == 0)
		r = sim_citizens_new(world, err);
	if (r == 0)
		sim_faults_new(world);
	return r;
}

static void done(struct sim_world *world)
{
	for (size_t i = 0; i < world->nodes_count; i++) {
		sim_node_stop(&world->nodes[i], SIM_STOP_CLEAN);
		lt_test_remove(world->nodes[i].folder);
		free(world->nodes[i].queue);
		free(world->nodes[i].kept);
		free(world->nodes[i].acknowledged);
	}
	sim_shelf_fill_disk(NULL);
	sim_coordinator_done(world);
	lt_fake_line_free(world->line);
	sim_book_done(&world->book);
	history_free(world->history);
	free(world->nodes);
	free(world->nodes_us);
	free(world->nodes_posts);
	free(world->officers);
	free(world->citizens);
	lt_arena_done(&world->arena);
	lt_arena_done(&world->mail);
}

/* -- turning -- */

static void turn(struct sim_world *world)
{
	(void)lt_fake_line_step(world->line);
	int64_t now_us = sim_now(world);
	for (size_t i = 0; i < world->nodes_count && !world->failed; i++) {
		if (world->nodes_us[i] <= now_us)
			sim_node_step(&world->nodes[i]);
	}
	sim_officers_step(world);
	sim_citizens_step(world);
	if (!world->failed)
		sim_faults_step(world);
	if (!world->failed)
		sim_coordinator_step(world);
}

static void sooner(int64_t *next_us, int64_t at_us)
{
	if (at_us < *next_us)
		*next_us = at_us;
}

static int64_t next_of_all(struct sim_world *world)
{
	int64_t next_us = world->end_us;
	sooner(&next_us, lt_fake_line_next_us(world->line));
	sooner(&next_us, sim_coordinator_next_us(world));
	sooner(&next_us, sim_faults_next_us(world));
	for (size_t i = 0; i < world->nodes_count; i++)
		sooner(&next_us, world->nodes_us[i]);
	sooner(&next_us, world->officers_us);
	sooner(&next_us, world->citizens_us);
	return next_us;
}

/* Who it is that never has done. */
static const char *restless(struct sim_world *world)
{
	int64_t now_us = sim_now(world);
	if (lt_fake_line_next_us(world->line) <= now_us)
		return "the line";
	if (sim_coordinator_next_us(world) <= now_us)
		return "the coordinator";
	if (sim_faults_next_us(world) <= now_us)
		return "faults";
	if (world->officers_us <= now_us)
		return "officers";
	if (world->citizens_us <= now_us)
		return "citizens";
	for (size_t i = 0; i < world->nodes_count; i++)
		if (world->nodes_us[i] <= now_us)
			return world->nodes[i].spec->id;
	return "many";
}

/* Turns until the end; a world that turns without time passing is stuck. */
static void run(struct sim_world *world)
{
	uint32_t circles = 0;
	int64_t second_us = sim_now(world);
	while (!world->failed && sim_now(world) < world->end_us) {
		turn(world);
		int64_t now_us = sim_now(world), next_us = next_of_all(world);
		lt_clock_advance(&world->clock, next_us > now_us ? next_us - now_us : 1);
		if (sim_now(world) - second_us > LT_US_PER_SECOND) {
			second_us = sim_now(world);
			circles = 0;
		} else if (++circles > CIRCLES_MAX) {
			sim_fail(world, 0, "the world turns in circles: %s", restless(world));
		}
	}
}

/* Everybody looks for news before anybody looks at them, and goes on looking: who rests hears of
 * nothing, which is the simulator's thrift and no fault. */
static void catch_up(struct sim_world *world)
{
	world->end_us += 2 * LT_US_PER_MINUTE;
	for (size_t i = 0; i < world->nodes_count; i++)
		sim_node_keep_awake(&world->nodes[i], world->end_us);
	run(world);
}

/* Liveness: day by day, until nothing is open, or nothing has moved for days. */
static void run_calm(struct sim_world *world)
{
	int64_t last_us = sim_now(world) + CALM_US, moved_us = sim_now(world);
	uint64_t events = 0;
	sim_faults_calm(world);
	do {
		world->end_us = sim_now(world) + LT_US_PER_DAY;
		run(world);
		catch_up(world);
		if (world->failed)
			return;
		sim_check_dossiers(world);
		uint64_t now = lt_engine_state(world->coordinator.engine)->meta.events;
		if (now != events)
			moved_us = sim_now(world);
		events = now;
	} while (!world->failed && world->open && sim_now(world) < last_us &&
		 sim_now(world) - moved_us < STILL_US);
}

static void finish(struct sim_world *world)
{
	int64_t saved[2];
	struct lt_err err = {0};
	sim_faults_hush(world, saved);
	if (!world->failed && !world->coordinator.engine && sim_coordinator_start(world, &err) < 0)
		sim_fail(world, 0, "the folder cannot be opened: %s", err.text);
	if (!world->failed)
		sim_check_journal(world);
	if (!world->failed)
		sim_check_book(world);
	if (!world->failed)
		sim_check_dossiers(world);
	for (size_t i = 0; i < world->book.batches_count; i++)
		world->hash ^= world->book.batches[i] * (2 * i + 1);
	sim_coordinator_stop(world, sim_percent(&world->faulty, 50));
	if (!world->failed)
		sim_check_verify(world);
}

int sim_run(uint64_t seed, enum sim_mode mode, bool verbose, struct sim_summary *ret,
	    struct lt_err *err)
{
	struct sim_world *world = calloc(1, sizeof *world);
	if (!world)
		return lt_err_set(err, LT_E_NOMEM, "world");
	world->seed = seed;
	world->mode = mode;
	world->verbose = verbose;
	world->hash = seed;
	int r = draw(world, err);
	if (r == 0) {
		run(world);
		if (mode == SIM_LIVENESS && !world->failed)
			run_calm(world);
		finish(world);
	}
	*ret = (struct sim_summary){.failed = world->failed,
				    .hash = world->hash,
				    .events = world->events,
				    .dossiers = world->ended + world->open,
				    .ended = world->ended,
				    .incidents = world->incidents,
				    .requests = world->book.requests_count,
				    .crashes = world->faults.crashes,
				    .provisional = world->provisional,
				    .copies = world->copies,
				    .conflicts = world->conflicts,
				    .put_off = world->put_off,
				    .lost = lt_fake_line_stats(world->line).lost,
				    .doubled = lt_fake_line_stats(world->line).doubled};
	memcpy(ret->looked, world->looked, sizeof ret->looked);
	done(world);
	free(world);
	return r;
}
