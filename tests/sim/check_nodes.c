/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold of nodes once the line has been quiet for a while: nothing of theirs waits, and
 * what they have copied is what the coordinator has. */
#include <string.h>

#include "coordinator/engine/shell.h"
#include "proto/codec/codec.h"
#include "records/overlay.h"
#include "records/records.h"
#include "tests/sim/sim.h"

/* For the answer, and for the news of it: a fraction of a poll, so that news which only the end of
 * one brings is late. */
#define PATIENCE_US (10 * LT_US_PER_MINUTE)
#define NEWS_US (5 * LT_US_PER_SECOND)

static void check_waiting(struct sim_world *world, const struct sim_node *node)
{
	int64_t long_ago_us = sim_now(world) - PATIENCE_US;
	const struct sim_request *first = node->queue_count ? node->queue[0] : NULL;
	for (size_t i = 0; i < node->kept_count && !(first && first->asked_us < long_ago_us); i++)
		first = node->kept[i];
	if (first && first->asked_us < long_ago_us)
		sim_fail(world, first->dossier, "%s still waits for an answer to m%llu%s",
			 node->spec->id, (unsigned long long)first->mark,
			 first->provisional ? ", decided alone" : "");
	struct lt_outgoing *out = lt_outbox_next(node->outbox, NULL);
	if (out && out->acted_us < sim_true_us(world) - PATIENCE_US)
		sim_fail(world, 0, "%s still keeps number %llu", node->spec->id,
			 (unsigned long long)out->seq);
}

/* Whoever looks for news must have heard of it. While a clock that was set back is behind the last
 * stamp, all that happens has that one, and is never old. */
static bool is_old_news(struct sim_world *world, const Lt__Dossier *d)
{
	int64_t now_us = lt_engine_now(world->coordinator.engine), true_us = sim_true_us(world);
	return d->stamp_us < (now_us > true_us ? now_us : true_us) - NEWS_US;
}

/* A dossier of the replica is, byte for byte, the coordinator's. */
static void check_copy(struct sim_world *world, const struct sim_node *node, struct lt_slice key,
		       struct lt_slice value)
{
	struct lt_engine *engine = world->coordinator.engine;
	uint64_t id = lt_get_u64(key.data);
	struct lt_slice own;
	struct lt_err err = {0};
	Lt__Dossier *d, *copy;
	if (id & LT_OVERLAY_ID)
		return;
	int r = lt_txn_get(lt_engine_state(engine)->txn, LT_TABLE_dossier, key, &own, &err);
	if (r < 0) {
		sim_fail(world, id, "%s has dossier %llu, the coordinator has not: %s",
			 node->spec->id, (unsigned long long)id, err.text);
		return;
	}
	world->copies++;
	if (own.size == value.size && memcmp(own.data, value.data, own.size) == 0)
		return;
	lt_arena_reset(&world->arena);
	LT_REQUIRE(LT_DECODE_OWN(dossier, own, &world->arena, &d) == 0 &&
		   LT_DECODE_OWN(dossier, value, &world->arena, &copy) == 0);
	if (is_old_news(world, d))
		sim_fail(world, id,
			 "%s shows dossier %llu other than it is: as of event %u, not %u",
			 node->spec->id, (unsigned long long)id, copy->events_count,
			 d->events_count);
}

static void check_copies(struct sim_world *world, struct sim_node *node)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_records *records = lt_replica_records(node->replica);
	int r = lt_scan_from(records->state.txn, LT_TABLE_dossier, lt_slice(NULL, 0), &scan, NULL);
	while (r == 0 && !world->failed && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0)
		check_copy(world, node, key, value);
}

/* What a unit has to do is at its node. */
void sim_check_at_desks(struct sim_world *world, const Lt__Dossier *d)
{
	uint32_t count = 0;
	if (!is_old_news(world, d))
		return;
	for (size_t t = 0; t < d->n_tokens; t++)
		for (size_t i = 0; i < world->nodes_count; i++) {
			const struct sim_node *node = &world->nodes[i];
			struct lt_records *copy = lt_replica_records(node->replica);
			if (!lt_directory_serves(world->province->directory, node->spec->id,
						 d->tokens[t]->unit))
				continue;
			if (lt_state_events_count(copy->state.txn, d->id, &count, NULL) < 0 ||
			    count != d->events_count)
				sim_fail(world, d->id,
					 "dossier %llu has %u events, %s of %s knows of %u",
					 (unsigned long long)d->id, d->events_count,
					 d->tokens[t]->unit, node->spec->id, count);
		}
}

void sim_check_nodes(struct sim_world *world)
{
	for (size_t i = 0; i < world->nodes_count && !world->failed; i++) {
		struct sim_node *node = &world->nodes[i];
		if (!lt_line_bound(node->line))
			sim_fail(world, 0, "%s is not bound", node->spec->id);
		check_waiting(world, node);
		check_copies(world, node);
		if (!world->failed)
			sim_check_finds(world, node);
	}
}
