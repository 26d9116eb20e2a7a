/* SPDX-License-Identifier: EUPL-1.2 */
/* Work in a child process that may be killed: what it does wrong ends with it.
 *
 * The child is bounded in wall time, CPU time and memory, dies with the caller, and may be locked
 * in: then the kernel refuses it files, sockets and other processes. Call from a process with one
 * thread. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

struct lt_child_limits {
	int64_t wall_us;     /**< then it is killed */
	uint32_t cpu_s;	     /**< its own bound, whatever it catches; 0: none */
	size_t memory_bytes; /**< heap and stacks; 0: none. Not under a sanitizer */
	size_t answer_bytes; /**< what it may answer */
};

/** What a child does. Its answer is copied before it ends. @return 0 or LT_E_*. */
typedef int (*lt_child_work)(void *owner, struct lt_slice *ret_answer, struct lt_err *err);

/**
 * Does @p work in a child and waits for it.
 * @param ret  the answer, in @p arena
 * @return 0; what the work returned, with its text; LT_E_TIMEOUT (wall or CPU time); LT_E_LIMIT
 * (memory, a long answer, or it crashed: the text says which); LT_E_IO; LT_E_NOMEM.
 */
int lt_child_run(lt_child_work work, void *owner, const struct lt_child_limits *limits,
		 struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;

/**
 * For the child itself: from now on no file, socket, process or signal to others; what is open
 * stays open for reading, writing and syncing. There is no way back.
 * @return 0; LT_E_IO: this kernel cannot (the caller must not go on).
 */
int lt_child_lock_in(struct lt_err *err) LT_MUST_USE;
