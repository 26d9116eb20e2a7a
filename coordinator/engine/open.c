/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening and closing, and how much room is left. */
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/engine_own.h"
#include "proto/base/limits.h"

static void free_engine(struct lt_engine *engine, bool keep)
{
	if (!engine)
		return;
	lt_records_close(&engine->records, keep);
	lt_leases_done(&engine->leases);
	lt_answers_free(engine->answers);
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
	int64_t started_us = lt_clock_monotonic(engine->clock);
	struct lt_records_options files = {.folder = options->folder,
					   .state_faults = options->state_faults,
					   .journal_faults = options->journal_faults};
	int r = engine->folder && engine->answers ? lt_records_open(&files, &engine->records, err)
						  : LT_E_NOMEM;
	if (r == 0 && options->publish_alone)
		lt_registry_publish_alone(engine->records.registry);
	if (r == 0)
		r = lt_engine_load_leases(engine, err);
	if (r < 0) {
		free_engine(engine, false);
		return r;
	}
	engine->stats.recovered_batches = engine->records.recovered_batches;
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
	if (lt_store_stats(engine->records.state.store, &state, NULL) < 0 ||
	    lt_store_stats(lt_journal_local_store(engine->records.journal), &journal, NULL) < 0)
		return;
	bool map_full = state.used_bytes > state.map_bytes / 100 * LT_MAP_FILL_REFUSE_PERCENT ||
			journal.used_bytes > journal.map_bytes / 100 * LT_MAP_FILL_REFUSE_PERCENT;
	engine->stats.full = map_full || journal.disk_free_bytes < LT_DISK_FREE_REFUSE_BYTES ||
			     state.disk_free_bytes < LT_DISK_FREE_REFUSE_BYTES;
}
