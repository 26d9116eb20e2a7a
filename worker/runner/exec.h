/* SPDX-License-Identifier: EUPL-1.2 */
/* An adapter program: one JSON object a line in, one JSON object a line out.
 *
 *   {"dossier":"H01-...","step":"check","capability":"land.check","attempt":1,"args":{"plot":"12"}}
 *   {"outcome":"ok","fields":{"owner":"..."},"note":"..."}        or {"failed":true,"note":"..."}
 *
 * It is started once and has one job at a time. What it writes to standard error is left alone. */
#pragma once

#include <stdbool.h>

#include "runner.pb-c.h"

#include "proto/base/arena.h"

enum { LT_EXEC_LINE_BYTES_MAX = 64 << 10 };

struct lt_exec;

/** @param command  absolute path and arguments, parted by blanks. @return NULL: no memory. */
struct lt_exec *lt_exec_new(const char *command);
/** Ends the program. NULL is fine. */
void lt_exec_free(struct lt_exec *program);

/**
 * Does one job; blocks as long as the program takes. Its failures are results with a note.
 * @param timeout_s    CPU seconds the program may use for it
 * @param ret          filled in; texts in @p arena
 * @param ret_leaving  the program's output can no longer be trusted to belong to the next job
 */
void lt_exec_run(struct lt_exec *program, const Lt__RunJob *job, long timeout_s,
		 struct lt_arena *arena, Lt__JobResult *ret, bool *ret_leaving);
