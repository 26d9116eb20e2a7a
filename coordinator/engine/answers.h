/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers that left no event: refusals, and what was so already. They are in no journal, but a
 * request may arrive twice (its sender asked again, and the first copy was only late), and whoever
 * was refused must not find it done.
 *
 * The answers themselves are kept as long as there is room; that a number was answered, of each
 * stream of numbers, as far back as a sender may still have it under way.
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
/** Keeps one; without memory only that there was one, or not even that. */
void lt_answers_keep(struct lt_answers *answers, const struct lt_asked *asked,
		     const Lt__CommandReply *reply);
/** Forgets those of this batch: it is given up, and nobody was told. */
void lt_answers_undo(struct lt_answers *answers);
/** @return true when the request was answered; @p ret in the arena; @p ret_same: with this content.
 *  Without memory in the arena: false. */
bool lt_answers_find(const struct lt_answers *answers, const struct lt_asked *asked,
		     struct lt_arena *arena, Lt__CommandReply *ret, bool *ret_same);
/** Was it answered, though what it was told is forgotten? Then it may not be decided again. */
bool lt_answers_was(const struct lt_answers *answers, const struct lt_asked *asked);
