/* SPDX-License-Identifier: EUPL-1.2 */
/* One scan carried over a connection, chunk by chunk, as fast as the line takes it and no faster
 * (pace.h). Each call is one exchange; what is lost is simply done again from where the other end
 * says it has got to. Blocks its thread. */
#pragma once

#include "proto/base/arena.h"
#include "proto/base/time.h"
#include "proto/link/client.h"
#include "proto/papers/pace.h"
#include "proto/papers/papers.h"

/** A connection that carries. */
struct lt_carry {
	struct lt_talk *talk;	    /**< borrowed */
	struct lt_clock *clock;	    /**< borrowed */
	struct lt_talk_watch watch; /**< of each exchange; for the owner to set; 0: none */
	struct lt_pace pace;
	struct lt_arena arena; /**< one reply at a time */
	uint8_t *room;	       /**< one chunk */
};

int lt_carry_init(struct lt_carry *carry, struct lt_talk *talk, struct lt_clock *clock,
		  struct lt_err *err) LT_MUST_USE;
void lt_carry_done(struct lt_carry *carry);
static inline void lt_cleanup_carry(struct lt_carry *carry)
{
	lt_carry_done(carry);
}

/** Which scan, and the leave to carry it (empty: a desk's own). Borrowed. */
struct lt_cargo {
	const uint8_t *hash;
	struct lt_slice ticket;
};

/**
 * Sends the next chunk of a file.
 * @param offset  from where; in: LT_CARRY_ASK to ask first; out: where to go on
 * @return 0; as lt_talk_ask: what the receiver refused, LT_E_DENIED (ask for another ticket),
 *         LT_E_LINE, LT_E_TIMEOUT.
 */
int lt_carry_put(struct lt_carry *carry, const struct lt_cargo *cargo,
		 const struct lt_paper_file *file, uint64_t *offset, bool *ret_whole,
		 struct lt_err *err) LT_MUST_USE;
#define LT_CARRY_ASK UINT64_MAX
/** ... a chunk that is in memory already, of a file of @p size bytes; empty with LT_CARRY_ASK.
 *  @return as lt_carry_put. */
int lt_carry_put_piece(struct lt_carry *carry, const struct lt_cargo *cargo, uint64_t size,
		       struct lt_slice piece, uint64_t *offset, bool *ret_whole,
		       struct lt_err *err) LT_MUST_USE;

/** A chunk that came. */
struct lt_carried {
	uint64_t size;	       /**< of the whole; 0: it is not there yet */
	uint64_t have;	       /**< size 0: so much of it has arrived there */
	struct lt_slice bytes; /**< until the next call; empty: the end */
};
/** Fetches the next chunk. @return 0; as lt_carry_put. */
int lt_carry_get(struct lt_carry *carry, const struct lt_cargo *cargo, uint64_t offset,
		 struct lt_carried *ret, struct lt_err *err) LT_MUST_USE;
