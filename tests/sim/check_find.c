/* SPDX-License-Identifier: EUPL-1.2 */
/* What somebody finds at a node is what the coordinator would find for that node: in the middle of
 * everything, right after the node was told of the dossier's last event; and in the end, by code
 * and by name, for every dossier of its copy. */
#include <string.h>

#include "coordinator/engine/shell.h"
#include "proto/base/limits.h"
#include "records/overlay.h"
#include "records/query/query.h"
#include "tests/sim/sim.h"

#define NEWS_US LT_US_PER_MINUTE

static const Lt__WorkItem *item_of(const Lt__FetchReply *reply, uint64_t dossier)
{
	for (size_t i = 0; i < reply->n_items; i++)
		if (reply->items[i]->dossier == dossier)
			return reply->items[i];
	return NULL;
}

/* But for what depends on the hour. */
static bool is_same(const Lt__WorkItem *a, const Lt__WorkItem *b)
{
	if (!a || !b)
		return a == b;
	return a->token == b->token && strcmp(a->step, b->step) == 0 && a->kind == b->kind &&
	       strcmp(a->unit, b->unit) == 0 && strcmp(a->officer, b->officer) == 0 &&
	       strcmp(a->code, b->code) == 0 && strcmp(a->incident, b->incident) == 0 &&
	       a->due_us == b->due_us && a->dossier_due_us == b->dossier_due_us &&
	       a->taken == b->taken;
}

static void compare(struct sim_world *world, const struct sim_node *node, const Lt__Fetch *fetch,
		    uint64_t dossier, const Lt__FetchReply *found)
{
	struct lt_engine *engine = world->coordinator.engine;
	struct lt_viewer viewer = {.node = node->spec->id};
	Lt__FetchReply own = LT__FETCH_REPLY__INIT;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	lt_query(lt_engine_records(engine), &viewer, lt_engine_now(engine), fetch, &arena, &own);
	const Lt__WorkItem *there = item_of(&own, dossier), *here = item_of(found, dossier);
	if (own.error || (here && here->provisional) || is_same(here, there))
		return;
	sim_fail(world, dossier, "%s finds dossier %llu by '%s' %s %s of t%u, it is %s %s of t%u",
		 node->spec->id, (unsigned long long)dossier, fetch->text,
		 here ? "at" : "nowhere:", here ? here->step : "", here ? here->token : 0,
		 there ? "at" : "nowhere:", there ? there->step : "", there ? there->token : 0);
}

/* What left is found at the coordinator only. */
static bool has_copy(const struct sim_node *node, uint64_t dossier)
{
	uint32_t count = 0;
	return lt_state_events_count(lt_replica_records(node->replica)->state.txn, dossier, &count,
				     NULL) == 0 &&
	       count > 0;
}

void sim_check_found(struct sim_world *world, const struct sim_node *node, const Lt__Fetch *fetch,
		     uint32_t told, const Lt__FetchReply *found)
{
	int64_t saved[2];
	uint32_t count = 0;
	if (!told || found->error || found->line_down_us || !world->coordinator.engine)
		return;
	sim_faults_hush(world, saved);
	struct lt_state *state = lt_engine_state(world->coordinator.engine);
	if (lt_state_events_count(state->txn, fetch->dossier, &count, NULL) == 0 && count == told &&
	    has_copy(node, fetch->dossier))
		compare(world, node, fetch, fetch->dossier, found); /* nobody moved it since */
	sim_faults_restore(world, saved);
}

static void look_for(struct sim_world *world, struct sim_node *node, uint64_t dossier,
		     const char *text)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply found = LT__FETCH_REPLY__INIT;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	fetch.text = (char *)(uintptr_t)text;
	if (lt_replica_read(node->replica, &fetch, &arena, &found) && !found.error)
		compare(world, node, &fetch, dossier, &found);
}

void sim_check_finds(struct sim_world *world, struct sim_node *node)
{
	struct lt_engine *engine = world->coordinator.engine;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	for (size_t i = 0; i < world->book.dossiers_count && !world->failed; i++) {
		uint64_t id = world->book.dossiers[i].id;
		Lt__Dossier *d;
		lt_arena_reset(&arena);
		if (!has_copy(node, id) ||
		    lt_state_dossier(lt_engine_state(engine)->txn, id, &arena, &d, NULL) < 0 ||
		    d->stamp_us >= lt_engine_now(engine) - NEWS_US)
			continue;
		look_for(world, node, id, d->code);
		look_for(world, node, id, d->applicant->name);
	}
}
