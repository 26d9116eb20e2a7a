/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything here is a counter at hand or a small read; a watcher costs the engine no more than one
 * list of a desk does. */
#include "coordinator/http/vitals.h"

#include "procedures/core/contributions.h"
#include "proto/base/done.h"
#include "proto/http/health.h"
#include "proto/link/certs.h"

enum { SCRATCH_BYTES_MAX = 16 << 20 };

/* -- the process -- */

static void process(const struct lt_vitals_source *from, struct lt_vitals *v)
{
	struct lt_clock machine = lt_clock_system();
	v->one = 1;
	v->started_us = from->started_us;
	v->clock_us = lt_clock_wall(&machine);
	v->memory_bytes = lt_health_memory();
}

/* -- the engine -- */

static void engine(const struct lt_vitals_source *from, struct lt_vitals *v)
{
	const struct lt_engine_stats *s = lt_engine_stats(from->engine);
	struct lt_shell_stats line = lt_shell_stats(from->shell);
	v->queued = (int64_t)line.queued;
	v->shed = (int64_t)line.shed;
	v->calls = (int64_t)line.calls;
	v->batches = (int64_t)s->batches;
	v->commands = (int64_t)s->commands;
	v->errors = (int64_t)s->errors;
	v->undone = (int64_t)s->aborts;
	v->timers = (int64_t)s->timers_fired;
	v->events = (int64_t)lt_engine_state(from->engine)->meta.events;
	for (size_t i = 0; i < LT_CLASS_COUNT; i++)
		v->refused[i] = (int64_t)s->refused_by[i];
	v->appends = s->appends;
	v->batch_sizes = s->batch_sizes;
	v->checkpoints = (int64_t)s->checkpoints;
	v->checkpoint_us = s->checkpoint_us;
	v->checkpoint_us_max = s->checkpoint_us_max;
	v->checkpoint_waits = (int64_t)s->checkpoint_waits;
	v->recovered_us = s->recovered_us;
	v->strange_copies = (int64_t)s->strange_copies;
	v->healthy = lt_engine_healthy(from->engine);
	v->full = s->full;
	v->jobs_lost = (int64_t)s->jobs_lost;
	v->offers = (int64_t)line.offered;
	v->peers = (int64_t)line.peers;
	v->parked = (int64_t)line.parked;
	v->hellos = (int64_t)line.hellos;
	v->hellos_refused = (int64_t)line.hellos_refused;
}

static int64_t rows(struct lt_engine *of, enum lt_table table)
{
	uint64_t count = 0;
	LT_IGNORE(lt_txn_count(lt_engine_state(of)->txn, table, &count, NULL));
	return (int64_t)count;
}

static void tables(struct lt_engine *of, struct lt_vitals *v)
{
	v->dossiers = rows(of, LT_TABLE_dossier);
	v->tasks = rows(of, LT_TABLE_task);
	v->timers_set = rows(of, LT_TABLE_timer);
	v->jobs_waiting = rows(of, LT_TABLE_job);
	v->jobs_held = rows(of, LT_TABLE_lease);
	v->incidents = rows(of, LT_TABLE_incident);
	v->procedures = rows(of, LT_TABLE_active);
}

/* The same sums that reports read. */
static void tallies(struct lt_engine *of, struct lt_arena *arena, struct lt_vitals *v)
{
	static const struct lt_origin self = {.node = "", .is_operator = true};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_TALLIES;
	fetch.scope = LT__TALLY_SCOPE__TALLY_SCOPE_ALL;
	lt_engine_query(of, &self, &fetch, arena, &reply);
	if (reply.error || reply.n_tallies != 1 ||
	    reply.tallies[0]->n_to_month != LT_COUNTER_COUNT ||
	    reply.tallies[0]->n_now != LT_COUNTER_COUNT)
		return;
	const int64_t *all = reply.tallies[0]->to_month, *now = reply.tallies[0]->now;
	v->received = all[LT_COUNTER_received];
	v->ended = all[LT_COUNTER_ended];
	v->open = v->received - v->ended;
	v->overdue = all[LT_COUNTER_became_late] - all[LT_COUNTER_late_ended];
	v->steps_done = all[LT_COUNTER_steps_done];
	v->paused = now[LT_COUNTER_paused];
	v->steps_held = now[LT_COUNTER_steps_held];
	v->steps_overdue = now[LT_COUNTER_steps_held_late];
}

/* -- nodes -- */

static void nodes(const struct lt_vitals_source *from, struct lt_arena *arena, struct lt_vitals *v)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	int64_t now_us = lt_engine_now(from->engine); /* maybe a practice clock */
	if (lt_shell_nodes(from->shell, arena, &reply) < 0)
		return;
	for (size_t i = 0; i < reply.n_nodes; i++) {
		const Lt__NodeInfo *node = reply.nodes[i];
		int64_t silent_us = node->heard_us ? now_us - node->heard_us : 0;
		if (!node->n_units)
			continue; /* no longer in the directory */
		v->nodes_connected += node->connected;
		v->nodes_away += !node->connected;
		v->clones += node->clones;
		if (!node->connected && silent_us > v->silence_us)
			v->silence_us = silent_us;
		if (node->expires_us && (!v->node_cert_us || node->expires_us < v->node_cert_us))
			v->node_cert_us = node->expires_us;
	}
}

/* -- room, and what people must look after -- */

static void room(struct lt_engine *of, struct lt_vitals *v)
{
	struct lt_store_stats s;
	if (lt_store_stats(lt_engine_state(of)->store, &s, NULL) == 0) {
		v->state_used = (int64_t)s.used_bytes;
		v->state_map = (int64_t)s.map_bytes;
		v->state_disk_free = (int64_t)s.disk_free_bytes;
	}
	if (lt_store_stats(lt_journal_local_store(lt_engine_journal(of)), &s, NULL) == 0) {
		v->journal_used = (int64_t)s.used_bytes;
		v->journal_map = (int64_t)s.map_bytes;
		v->journal_disk_free = (int64_t)s.disk_free_bytes;
	}
}

static int64_t expiry(const char *path, struct lt_arena *arena)
{
	struct lt_cert_issued cert;
	if (!path || lt_certs_read_file(path, arena, &cert, NULL) < 0)
		return 0;
	return cert.expires_us;
}

static void care(const struct lt_vitals_source *from, struct lt_arena *arena, struct lt_vitals *v)
{
	struct lt_done done;
	v->coordinator_cert_us = expiry(from->cert, arena);
	v->ca_cert_us = expiry(from->ca, arena);
	if (lt_done_read(from->dir, LT_DONE_BACKUP, &done) == 0)
		v->backup_us = done.at_us;
	if (lt_done_read(from->dir, LT_DONE_VERIFY, &done) == 0) {
		v->verify_us = done.at_us;
		v->verify_holds = done.well;
	}
}

void lt_vitals_take(const struct lt_vitals_source *source, struct lt_vitals *ret)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	lt_arena_init(&arena, SCRATCH_BYTES_MAX);
	process(source, ret);
	engine(source, ret);
	tables(source->engine, ret);
	tallies(source->engine, &arena, ret);
	nodes(source, &arena, ret);
	room(source->engine, ret);
	care(source, &arena, ret);
}
