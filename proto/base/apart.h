/* SPDX-License-Identifier: EUPL-1.2 */
/* One piece of work apart, in a process that may be killed: what it does wrong ends with it. For
 * work that needs files of its own first; what needs none has procedures/host/child.h.
 *
 * The child is bounded in wall time, CPU time and memory, dies with the caller, and locks itself in
 * (lock_in.h) once it has opened what it needs. Call from a process with one thread. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

struct lt_apart_limits {
	int64_t wall_us;     /**< then it is killed */
	uint32_t cpu_s;	     /**< its own bound, whatever it catches; 0: none */
	size_t memory_bytes; /**< heap and stacks; 0: none. Not under a sanitizer */
	size_t answer_bytes; /**< what it may answer */
};

/** What a child does. Its answer is copied before it ends. @return 0 or LT_E_*. */
typedef int (*lt_apart_work)(void *owner, struct lt_slice *ret_answer, struct lt_err *err);

/**
 * Does @p work in a child and waits for it.
 * @param ret  the answer, in @p arena
 * @return 0; what the work returned, with its text; LT_E_TIMEOUT (wall or CPU time); LT_E_LIMIT
 * (memory, a long answer, or it crashed: the text says which); LT_E_IO; LT_E_NOMEM.
 */
int lt_apart_run(lt_apart_work work, void *owner, const struct lt_apart_limits *limits,
		 struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;
