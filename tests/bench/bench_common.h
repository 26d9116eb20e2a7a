/* SPDX-License-Identifier: EUPL-1.2 */
/* What benchmarks of the engine share. */
#pragma once

#include "coordinator/engine/engine.h"

struct bench_engine {
	struct lt_engine *engine;
	struct lt_clock clock;
	struct lt_arena arena;
	uint64_t seq;
};

/** Runs one command as "o" of "X1". @return its dossier; a refusal ends the program. */
uint64_t bench_run(struct bench_engine *bench, Lt__Command *command, Lt__ActorKind kind);
/** Publishes a source. @p kind: LT__COMMAND__BODY_PUBLISH_... */
void bench_publish(struct bench_engine *bench, const char *text, int kind);
/** Makes the batch durable, with a checkpoint if one is wanted; forgets the arena. */
void bench_commit(struct bench_engine *bench);
