/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this folder share. */
#pragma once

#include <pthread.h>
#include <stddef.h>

#include "dossier.pb-c.h"
#include "event.pb-c.h"

#include "proto/base/arena.h"
#include "records/tallies.h"
#include "tests/history/history.h"

struct history_record {
	struct history_request request;
	char *node, *officer;
	struct history_answer answer;
	uint64_t told_at;
	bool contrary;
	/* what the journal says of it, anew with each check */
	uint32_t entries, marks, submissions, refusal;
	uint64_t dossier;
};

struct history_read {
	uint64_t dossier;
	uint32_t least, events;
};

struct history {
	pthread_mutex_t lock;
	const atomic_ulong *moment;
	struct history_record *records; /* by mark - 1 */
	size_t records_count;
	uint64_t *offers; /* keys of the jobs that nodes were told of */
	size_t offers_count;
	struct history_read *reads; /* those that showed too little */
	size_t reads_count, stale_count;
	uint64_t probes_count, leaks_count;
	char leaked_to[64];
};

/* A dossier as the walk knows it. */
struct history_dossier {
	Lt__Dossier *fold; /* NULL: none of this number */
	uint8_t head[32];
	uint64_t sent, ended; /* hand-offs */
};

/* One check. */
struct history_walk {
	struct history *history;
	const struct history_source *source;
	struct history_report *report;
	struct lt_arena arena; /* all of the walk */
	uint32_t *index;       /* (node, boot, seq) -> mark */
	size_t index_size;
	struct history_dossier *dossiers; /* by id */
	size_t dossiers_count;
	uint64_t *offers; /* made, as the journal says */
	size_t offers_count;
	int64_t stamp_us;
	struct lt_tallies *sums; /* of what the histories contribute to counters */
};

uint64_t history_offer_key(const char *node, uint64_t dossier, uint32_t token, uint32_t attempt);
/** Counts one look at an invariant; the first broken one is kept as its example. */
void history_see(struct history_walk *walk, int number, bool holds, uint64_t dossier,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));
/** An event against the dossier as it was before it. */
void history_see_event(struct history_walk *walk, struct history_dossier *d,
		       const Lt__Event *event);
/** ... and what it made of it: applies it. */
void history_see_fold(struct history_walk *walk, struct history_dossier *d, const Lt__Event *event,
		      struct lt_slice bytes);
/** A dossier at the end. */
void history_see_end(struct history_walk *walk, uint64_t id, const struct history_dossier *d);
