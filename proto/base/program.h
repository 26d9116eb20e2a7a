/* SPDX-License-Identifier: EUPL-1.2 */
/* Another program run to its end: text in, text out, within a time. Of this process nothing goes
 * along but the environment. */
#pragma once

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/**
 * Runs @p argv (a name to be found on PATH, arguments, NULL) with @p input on its standard input.
 * @param timeout_ms  it is killed then
 * @param ret         what it wrote to its standard output, NUL-terminated; at most @p max bytes
 * @return 0; LT_E_ABSENT: no such program; LT_E_TIMEOUT; LT_E_LIMIT: it wrote more; LT_E_IO: it
 * failed, its first words of complaint are in the text; LT_E_NOMEM. Any thread.
 */
int lt_program_run(const char *const *argv, struct lt_slice input, int timeout_ms, size_t max,
		   struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;

/** How far it may go. */
struct lt_program_bounds {
	int timeout_ms;	 /**< it is killed then */
	size_t bytes;	 /**< of its output */
	const char *dir; /**< where it runs; NULL: where this process does */
	int input; /**< a descriptor to be its standard input instead of a text; 0: none. Stays
		      the caller's */
};

/** How it ended. */
struct lt_program_end {
	struct lt_slice out;	/**< NUL-terminated */
	const char *complaints; /**< the first 32 KiB of its standard error */
	int status;
};

/** As lt_program_run, but a program that says no is an answer. @return 0; LT_E_IO only if it did
 *  not end by itself. */
int lt_program_try(const char *const *argv, struct lt_slice input,
		   const struct lt_program_bounds *bounds, struct lt_arena *arena,
		   struct lt_program_end *ret, struct lt_err *err) LT_MUST_USE;
