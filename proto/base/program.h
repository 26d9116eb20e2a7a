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
