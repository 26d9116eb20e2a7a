/* SPDX-License-Identifier: EUPL-1.2 */
/* A coordinator's numbers, as its engine's thread samples them when somebody watches. */
#pragma once

#include "coordinator/engine/shell.h"
#include "proto/http/metrics.h"

/** All counts since the start unless told otherwise. Instants: wall clock of the machine; 0: never,
 *  or there is none. */
struct lt_vitals {
	int64_t one; /**< 1, for series that only carry labels */
	int64_t started_us, clock_us, memory_bytes;
	/* the engine */
	int64_t queued, shed, calls, batches, commands, errors, undone, timers, events;
	int64_t refused[LT_CLASS_COUNT];
	struct lt_histogram appends, batch_sizes;
	int64_t checkpoints, checkpoint_us, checkpoint_us_max, checkpoint_waits, recovered_us,
		strange_copies;
	int64_t healthy, full;
	/* what is in the store now */
	int64_t dossiers, tasks, timers_set, jobs_waiting, jobs_held, incidents, procedures;
	int64_t received, ended, open, overdue, paused, steps_done, steps_held, steps_overdue;
	int64_t offers, jobs_lost;
	/* who is there */
	int64_t nodes_connected, nodes_away, silence_us, clones, peers, parked, hellos,
		hellos_refused;
	/* room */
	int64_t journal_used, journal_map, journal_disk_free, state_used, state_map,
		state_disk_free;
	/* what people must look after */
	int64_t coordinator_cert_us, ca_cert_us, node_cert_us;
	int64_t backup_us, verify_us, verify_holds;
};

/** What is asked of. All borrowed. */
struct lt_vitals_source {
	const char *dir;
	const char *cert, *ca; /**< files; NULL: no TLS */
	struct lt_engine *engine;
	struct lt_shell *shell;
	int64_t started_us;
};

/** Samples. The engine's thread, between batches. @param ret  zeroed */
void lt_vitals_take(const struct lt_vitals_source *source, struct lt_vitals *ret);

/** How they are told. */
extern const struct lt_metric lt_vitals_metrics[];
extern const size_t lt_vitals_metrics_count;

/** Writes a line for each thing that is not ready: Vietnamese, then English.
 *  @param stuck_us  for how long the engine has been in @p work; it did not answer */
void lt_vitals_ready(const struct lt_vitals *vitals, bool fresh, struct lt_engine_work work,
		     int64_t stuck_us, FILE *out);
