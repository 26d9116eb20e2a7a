/* SPDX-License-Identifier: EUPL-1.2 */
/* What benchmarks of the engine share. */
#pragma once

#include <stdio.h>

#include "coordinator/engine/engine.h"

struct bench_engine {
	struct lt_engine *engine;
	struct lt_clock clock;
	struct lt_arena arena;
	uint64_t seq;
	char *folder; /**< to be removed; NULL: it is the caller's */
};

/** Runs one command as "o" of "X1". @return its dossier; a refusal ends the program. */
uint64_t bench_run(struct bench_engine *bench, Lt__Command *command, Lt__ActorKind kind);
/** Publishes a source. @p kind: LT__COMMAND__BODY_PUBLISH_... */
void bench_publish(struct bench_engine *bench, const char *text, int kind);
/** Makes the batch durable, with a checkpoint if one is wanted; forgets the arena. */
void bench_commit(struct bench_engine *bench);
/** Opens an engine with an empty store at 3 January 2024, and its first batch.
 *  @param folder  NULL: one that is made, and kept in the bench */
void bench_open(struct bench_engine *bench, const char *folder);
/** ... and takes a folder that was made away. */
void bench_close(struct bench_engine *bench);
/** Makes what was done durable and begins the next batch. */
void bench_next(struct bench_engine *bench);
/** Begins a directory of one-stop units X000, X001, ...: up to its officers, which follow.
 *  @param ret_text  whole once the stream is closed; the caller frees it */
FILE *bench_directory(int units, char **ret_text, size_t *ret_size);
/** Asks once. @return how long it took; an error ends the program. */
double bench_read_ms(struct bench_engine *bench, const struct lt_origin *origin,
		     const Lt__Fetch *fetch, Lt__FetchReply *ret);
/** For qsort: the fastest first. */
int bench_by_size(const void *a, const void *b);
/** Publishes the country's calendar and @p directory, which is freed. */
void bench_publish_places(struct bench_engine *bench, char *directory);
