/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers that left no event: refusals, and what was so already. They are in no journal, but a
 * request may arrive twice (its sender asked again, and the first copy was only late), and whoever
 * was refused must not find it done.
 *
 * Kept in memory: no copy of a request outlives the connections of this process. Engine thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "command.pb-c.h"

#include "proto/base/arena.h"

struct lt_answers;

/** Which request. */
struct lt_asked {
	uint64_t node_key, boot, seq, content;
};

struct lt_answers *lt_answers_new(void);
/** NULL is fine. */
void lt_answers_free(struct lt_answers *answers);
/** Begins the answers of the next batch. */
void lt_answers_begin(struct lt_answers *answers);
/** Keeps one; without memory it is not kept. */
void lt_answers_keep(struct lt_answers *answers, const struct lt_asked *asked,
		     const Lt__CommandReply *reply);
/** Forgets those of this batch: it is given up, and nobody was told. */
void lt_answers_undo(struct lt_answers *answers);
/** @return true when the request was answered; @p ret in the arena; @p ret_same: with this content.
 *  Without memory in the arena: false. */
bool lt_answers_find(const struct lt_answers *answers, const struct lt_asked *asked,
		     struct lt_arena *arena, Lt__CommandReply *ret, bool *ret_same);
