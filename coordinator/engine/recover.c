/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening: the state of the last checkpoint, then the journal's tail through evolve. Restart,
 * rollback and replay are this one code. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "coordinator/engine/apply.h"
#include "coordinator/engine/engine_own.h"
#include "proto/base/limits.h"

/* -- what decide asks -- */

static int ask_definition(void *owner, const uint8_t *hash, const struct lt_definition **ret,
			  struct lt_err *err)
{
	struct lt_engine *engine = owner;
	return lt_registry_definition(engine->registry, hash, ret, err);
}

static int ask_active(void *owner, const char *procedure, int64_t at_us,
		      const struct lt_definition **ret, struct lt_err *err)
{
	struct lt_engine *engine = owner;
	return lt_registry_active(engine->registry, procedure, at_us, ret, err);
}

static int ask_dossier(void *owner, const char *code, Lt__Dossier **ret, struct lt_err *err)
{
	struct lt_engine *engine = owner;
	uint64_t id;
	*ret = NULL;
	int r = lt_state_code(engine->state.txn, code, &id, err);
	if (r == 0)
		r = lt_state_dossier(engine->state.txn, id, &engine->arena, ret, err);
	return r == LT_E_ABSENT ? 0 : r;
}

/* Numbers minted here have six digits; codes of another shape under the same prefix are passed
 * over. */
enum { NUMBER_DIGITS = 6 };

static bool is_number(const uint8_t *text)
{
	for (int i = 0; i < NUMBER_DIGITS; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return text[NUMBER_DIGITS] == 0;
}

static int ask_number(void *owner, const char *prefix, uint32_t *ret, struct lt_err *err)
{
	struct lt_engine *engine = owner;
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	size_t n = strlen(prefix);
	LT_ASSERT(n + NUMBER_DIGITS + 1 <= LT_DOSSIER_CODE_BYTES_MAX);
	lt_key_code(prefix, &start);
	memset(start.bytes + n, '9' + 1, start.size - n);
	*ret = 1;
	int r = lt_scan_back(engine->state.txn, LT_TABLE_code, lt_key_slice(&start), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (memcmp(key.data, prefix, n) != 0)
			return 0;
		if (is_number(key.data + n)) {
			*ret = (uint32_t)strtoul((const char *)key.data + n, NULL, 10) + 1;
			return 0;
		}
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- the journal's tail -- */

static int apply_one(struct lt_engine *engine, uint64_t seq, struct lt_slice bytes,
		     struct lt_err *err)
{
	lt_arena_reset(&engine->arena);
	return lt_apply_batch(&engine->state, engine->registry, seq, bytes, NULL, &engine->arena,
			      err);
}

int lt_engine_catch_up(struct lt_engine *engine, struct lt_err *err)
{
	uint64_t last;
	int r = lt_journal_last(engine->journal, &last, err);
	if (r == 0 && last < engine->state.meta.batch)
		return lt_err_set(err, LT_E_DAMAGED,
				  "the journal ends at batch %llu, before the state's %llu: "
				  "restore both files of one backup",
				  (unsigned long long)last,
				  (unsigned long long)engine->state.meta.batch);
	while (r == 0 && engine->state.meta.batch < last) {
		struct lt_slice bytes;
		uint64_t seq = engine->state.meta.batch + 1;
		r = lt_journal_read(engine->journal, seq, &bytes, err);
		if (r == 0)
			r = apply_one(engine, seq, bytes, err);
		engine->stats.recovered_batches++;
		if (r == 0 && lt_engine_wants_checkpoint(engine, false))
			r = lt_state_checkpoint(&engine->state, err);
	}
	return r;
}

/* -- opening and closing -- */

static int open_files(struct lt_engine *engine, const struct lt_engine_options *options,
		      struct lt_err *err)
{
	LT_AUTO(free) char *journal = NULL;
	LT_AUTO(free) char *state = NULL;
	if (asprintf(&journal, "%s/journal.mdb", options->folder) < 0 ||
	    asprintf(&state, "%s/state.mdb", options->folder) < 0)
		return LT_E_NOMEM;
	if (mkdir(options->folder, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", options->folder, strerror(errno));
	int r = lt_journal_local_open(journal, false, options->journal_faults, &engine->journal,
				      err);
	if (r == 0)
		r = lt_state_open(state, options->state_faults, &engine->state, err);
	return r;
}

static void free_engine(struct lt_engine *engine, bool keep)
{
	if (!engine)
		return;
	lt_registry_free(engine->registry);
	if (engine->state.store)
		lt_state_close(&engine->state, keep);
	lt_journal_free(engine->journal);
	lt_leases_done(&engine->leases);
	lt_answers_free(engine->answers);
	lt_arena_done(&engine->arena);
	free(engine->folder);
	free(engine);
}

int lt_engine_open(const struct lt_engine_options *options, struct lt_engine **ret,
		   struct lt_err *err)
{
	struct lt_engine *engine = calloc(1, sizeof *engine);
	if (!engine)
		return lt_err_set(err, LT_E_NOMEM, "engine");
	engine->clock = options->clock;
	engine->folder = strdup(options->folder);
	engine->answers = lt_answers_new();
	engine->lookup = (struct lt_lookup){.owner = engine,
					    .definition = ask_definition,
					    .active = ask_active,
					    .dossier_of = ask_dossier,
					    .next_number = ask_number};
	lt_arena_init(&engine->arena, LT_BATCH_ARENA_BYTES);
	int64_t started_us = lt_clock_monotonic(engine->clock);
	int r = engine->folder && engine->answers ? open_files(engine, options, err) : LT_E_NOMEM;
	if (r == 0)
		r = lt_registry_new(&engine->state, &engine->registry, err);
	if (r == 0 && options->judge_apart)
		lt_registry_judge_apart(engine->registry);
	if (r == 0)
		r = lt_engine_catch_up(engine, err);
	if (r == 0)
		r = lt_engine_load_leases(engine, err);
	if (r < 0) {
		free_engine(engine, false);
		return r;
	}
	engine->stats.recovered_us = lt_clock_monotonic(engine->clock) - started_us;
	lt_engine_begin(engine);
	*ret = engine;
	return 0;
}

void lt_engine_close(struct lt_engine *engine)
{
	free_engine(engine, true);
}

void lt_engine_crash(struct lt_engine *engine)
{
	free_engine(engine, false);
}

/* -- space -- */

void lt_engine_watch_space(struct lt_engine *engine)
{
	struct lt_store_stats state, journal;
	int64_t now_us = lt_clock_monotonic(engine->clock);
	if (engine->space_looked_us && now_us - engine->space_looked_us < LT_US_PER_SECOND)
		return;
	engine->space_looked_us = now_us;
	if (lt_store_stats(engine->state.store, &state, NULL) < 0 ||
	    lt_store_stats(lt_journal_local_store(engine->journal), &journal, NULL) < 0)
		return;
	bool map_full = state.used_bytes > state.map_bytes / 100 * LT_MAP_FILL_REFUSE_PERCENT ||
			journal.used_bytes > journal.map_bytes / 100 * LT_MAP_FILL_REFUSE_PERCENT;
	engine->stats.full = map_full || journal.disk_free_bytes < LT_DISK_FREE_REFUSE_BYTES ||
			     state.disk_free_bytes < LT_DISK_FREE_REFUSE_BYTES;
}
