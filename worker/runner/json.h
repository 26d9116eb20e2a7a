/* SPDX-License-Identifier: EUPL-1.2 */
/* Jobs and results as adapter programs read and write them. */
#pragma once

#include "runner.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/slice.h"

/** The job as one line with its newline, to be freed. @return NULL: no memory. */
char *lt_json_of_job(const Lt__RunJob *job, size_t *ret_size);
/**
 * Reads an answer.
 * @param code  dossier the answer must be about, if it names one
 * @param ret   outcome, note, fields, failed; in @p arena. Where the answer is not in order, only
 *              note may have been set, with the particulars
 * @return -1: it is in order; otherwise what is wrong: enum lt_runner_note
 */
int lt_json_to_result(struct lt_slice line, const char *code, struct lt_arena *arena,
		      Lt__JobResult *ret) LT_MUST_USE;
