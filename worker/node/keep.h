/* SPDX-License-Identifier: EUPL-1.2 */
/* own.mdb: what the node itself keeps over restarts, beside the replica of the coordinator's.
 *
 *   pending  number -> KeptCommand   commands of people that the coordinator has not answered
 *   conflict number -> KeptCommand   ... that it refused, until a person settles them
 *   given_up number -> KeptCommand   ... that somebody gave up, with the reason; for ever
 *   answered key -> KeptCommand      what requests of systems were answered, for a month
 *   meta     name -> u64             the stream of numbers, the next number, other counters
 *
 * Writes gather in one transaction until lt_keep_commit, which is the durable point. After any
 * error nothing since the last commit holds. One thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "alone.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/store/store.h"

struct lt_keep;

/** Tables of numbered commands. */
enum lt_keep_table { LT_KEEP_PENDING = 1, LT_KEEP_CONFLICT, LT_KEEP_GIVEN_UP, LT_KEEP_ANSWERED };

/** Opens or makes the file. @param stream  of a file made now. @param faults  may be NULL
 *  @return errors of the store. */
int lt_keep_open(const char *path, uint64_t stream, struct lt_faults *faults, struct lt_keep **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Drops what was not committed. NULL is fine. */
void lt_keep_close(struct lt_keep *keep);
/** The stream its numbers belong to: the boot that made the file. */
uint64_t lt_keep_stream(const struct lt_keep *keep);

/** A number by its name, at most 16 bytes; 0 if it was never set. */
int lt_keep_number(struct lt_keep *keep, const char *name, uint64_t *ret,
		   struct lt_err *err) LT_MUST_USE;
int lt_keep_set_number(struct lt_keep *keep, const char *name, uint64_t value,
		       struct lt_err *err) LT_MUST_USE;

/** Writes, or writes over. */
int lt_keep_put(struct lt_keep *keep, enum lt_keep_table table, uint64_t n,
		const Lt__KeptCommand *command, struct lt_err *err) LT_MUST_USE;
/** LT_E_ABSENT if there is none. */
int lt_keep_get(struct lt_keep *keep, enum lt_keep_table table, uint64_t n, struct lt_arena *arena,
		Lt__KeptCommand **ret, struct lt_err *err) LT_MUST_USE;
/** Fine if there is none. */
int lt_keep_remove(struct lt_keep *keep, enum lt_keep_table table, uint64_t n,
		   struct lt_err *err) LT_MUST_USE;
/** The first number >= @p from, and what is there; LT_E_ABSENT: none. */
int lt_keep_next(struct lt_keep *keep, enum lt_keep_table table, uint64_t from,
		 struct lt_arena *arena, uint64_t *ret_n, Lt__KeptCommand **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Makes everything written durable. @return 0; LT_E_FULL, LT_E_STORE ...: nothing of it is kept;
 *  LT_E_UNKNOWN: the next open tells. */
int lt_keep_commit(struct lt_keep *keep, struct lt_err *err) LT_MUST_USE;
/** Drops what was written since the last commit. */
void lt_keep_abort(struct lt_keep *keep);
