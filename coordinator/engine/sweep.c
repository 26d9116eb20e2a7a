/* SPDX-License-Identifier: EUPL-1.2 */
/* A slice of the first sweep in each batch. */
#include <string.h>

#include "coordinator/engine/engine_own.h"
#include "coordinator/engine/publish.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "records/sweeps.h"

/* Ids of the next dossiers. */
static int next_ids(struct lt_engine *engine, uint64_t from, uint64_t ids[static LT_SWEEP_SLICE],
		    size_t *ret_count, struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	size_t count = 0;
	lt_key_dossier(from, &start);
	int r = lt_scan_from(engine->records.state.txn, LT_TABLE_dossier, lt_key_slice(&start),
			     &scan, err);
	while (r == 0 && count < LT_SWEEP_SLICE) {
		r = lt_scan_next(&scan, &key, &value, err);
		if (r == 0 || r == LT_E_DAMAGED) /* one that cannot be read is passed over */
			ids[count++] = lt_get_u64(key.data);
		r = r == LT_E_DAMAGED ? 0 : r;
	}
	*ret_count = count;
	return r == LT_E_ABSENT ? 0 : r;
}

static int ask_one(struct lt_engine *engine, const Lt__Sweep *sweep, uint64_t id,
		   struct lt_err *err)
{
	Lt__Command *c = lt_engine_own_command(engine, id);
	Lt__SweepDossier *body = lt_arena_alloc(&engine->records.arena, sizeof *body);
	if (!c || !body)
		return LT_E_NOMEM;
	lt__sweep_dossier__init(body);
	switch (sweep->what_case) {
	case LT__SWEEP__WHAT_CALENDAR:
		body->what_case = LT__SWEEP_DOSSIER__WHAT_CALENDAR;
		body->calendar = sweep->calendar;
		break;
	case LT__SWEEP__WHAT_LINE:
		body->what_case = LT__SWEEP_DOSSIER__WHAT_LINE;
		body->line = sweep->line;
		break;
	default:
		body->what_case = LT__SWEEP_DOSSIER__WHAT_DIRECTORY;
		body->directory = sweep->directory;
		break;
	}
	c->body_case = LT__COMMAND__BODY_SWEEP;
	c->sweep = body;
	int r = lt_engine_internal(engine, c, err);
	if (r != LT_E_DAMAGED && r != LT_E_ABSENT)
		return r;
	lt_log(LT_LOG_ERROR, "engine", id, damaged, "not swept: %s", err ? err->text : "");
	return 0;
}

static int record_progress(struct lt_engine *engine, Lt__SweepAdvanced *advanced,
			   struct lt_err *err)
{
	struct lt_effects fx;
	struct lt_seen nobody = {0};
	struct lt_origin origin = {.node = ""};
	int r = lt_registry_progress(engine->records.registry, advanced, engine->now_us,
				     &engine->records.arena, &fx);
	return r < 0 ? r
		     : lt_engine_record(engine, &origin, NULL, 0, &nobody, &fx, /* reply: */ NULL,
					err);
}

/* Where this run of the engine has come to: slices that moved nobody leave no event, and may be
 * looked at again after a crash. */
static uint64_t begin_at(const struct lt_engine *engine, const Lt__Sweep *sweep)
{
	bool same = engine->sweep_n == sweep->n;
	return same && engine->sweep_next > sweep->next ? engine->sweep_next : sweep->next;
}

static int run_slice(struct lt_engine *engine, const Lt__Sweep *sweep, struct lt_err *err)
{
	uint64_t ids[LT_SWEEP_SLICE];
	size_t count, done = 0, entries = engine->entries_count;
	int r = next_ids(engine, begin_at(engine, sweep), ids, &count, err);
	while (r == 0 && done < count && !lt_engine_batch_full(engine))
		r = ask_one(engine, sweep, ids[done++], err);
	if (r < 0)
		return r;
	Lt__SweepAdvanced advanced = LT__SWEEP_ADVANCED__INIT;
	advanced.sweep = sweep->n;
	advanced.upto = done ? ids[done - 1] : engine->records.state.meta.dossiers;
	advanced.done = done == count && count < LT_SWEEP_SLICE;
	advanced.moved = engine->entries_count - entries;
	engine->sweep_n = sweep->n;
	engine->sweep_next = advanced.upto + 1;
	return advanced.moved || advanced.done ? record_progress(engine, &advanced, err) : 0;
}

int lt_engine_run_sweeps(struct lt_engine *engine, struct lt_err *err)
{
	Lt__Sweeps *sweeps;
	int r = lt_sweeps_read(&engine->records.state, &engine->records.arena, &sweeps, err);
	for (size_t i = 0; r == 0 && i < sweeps->n_sweeps; i++)
		if (sweeps->sweeps[i]->from_us <= engine->now_us)
			return lt_engine_batch_full(engine)
				       ? 0
				       : run_slice(engine, sweeps->sweeps[i], err);
	return r;
}

int lt_engine_sweeping(struct lt_engine *engine, struct lt_arena *arena, int64_t *ret_count,
		       uint64_t *ret_upto)
{
	Lt__Sweeps *sweeps;
	*ret_count = 0;
	*ret_upto = 0;
	int r = lt_sweeps_read(&engine->records.state, arena, &sweeps, /* err: */ NULL);
	for (size_t i = 0; r == 0 && i < sweeps->n_sweeps; i++) {
		uint64_t next = begin_at(engine, sweeps->sweeps[i]);
		if (sweeps->sweeps[i]->from_us <= engine->now_us && (*ret_count)++ == 0)
			*ret_upto = next ? next - 1 : 0;
	}
	return r;
}

int lt_engine_next_sweep(struct lt_engine *engine, int64_t *ret, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Sweeps *sweeps;
	*ret = INT64_MAX;
	lt_arena_init(&arena, 1 << 20);
	int r = lt_sweeps_read(&engine->records.state, &arena, &sweeps, err);
	for (size_t i = 0; r == 0 && i < sweeps->n_sweeps; i++)
		if (sweeps->sweeps[i]->from_us < *ret)
			*ret = sweeps->sweeps[i]->from_us;
	return r;
}
