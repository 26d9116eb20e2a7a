/* SPDX-License-Identifier: EUPL-1.2 */
/* A process of its own for what an author wrote: it may die, loop or eat memory, and whoever asked
 * hears of it and goes on.
 *
 * The child is a fork without exec: it has what the parent had, and gives back bytes over a pipe,
 * nothing else. It opens no files, writes none, starts no process, and is killed when its parent
 * goes, when it is silent for too long, or over its CPU time or memory. Results are data from a
 * stranger: read them with bounds. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "proto/base/arena.h"
#include "proto/base/slice.h"

enum { LT_CHILD_TELL_BYTES_MAX = 16 << 20 };

/** What a child may use. */
struct lt_child_bounds {
	int64_t silence_ms;  /**< between two tellings, by the wall clock */
	int64_t cpu_s;	     /**< in all */
	size_t memory_bytes; /**< beyond what the parent had */
	bool examines; /**< runs nothing of a stranger, but starts children that do: not bound */
};

/** How a child came to its end. */
enum lt_child_end {
	LT_CHILD_RUNS = 0,
	LT_CHILD_DONE,	  /**< its work returned */
	LT_CHILD_SILENT,  /**< killed: nothing was told for too long */
	LT_CHILD_CPU,	  /**< killed: over its CPU time */
	LT_CHILD_CRASHED, /**< a signal, or no more memory where that cannot be borne */
};

/** A child and the pipe it tells by. One thread. */
struct lt_child {
	pid_t pid;
	int fd;
	int64_t silence_ms;
	enum lt_child_end end;
};

/** In the child. Tells by lt_child_tell; when it returns, the child ends. */
typedef void (*lt_child_work)(void *argument, int fd);

/** Starts a child. @return 0; LT_E_IO (no pipe, no process). Any thread; ended by lt_child_stop. */
int lt_child_start(struct lt_child *child, const struct lt_child_bounds *bounds, lt_child_work work,
		   void *argument, struct lt_err *err) LT_MUST_USE;
/** In the child: gives the parent one piece of bytes. @return 0; LT_E_LINE: nobody listens;
 *  LT_E_LIMIT: over LT_CHILD_TELL_BYTES_MAX. */
int lt_child_tell(int fd, struct lt_slice bytes) LT_MUST_USE;
/** Waits for the next piece, in @p arena. @return 0; LT_E_ABSENT: there is none, child->end says
 * why; LT_E_NOMEM. */
int lt_child_next(struct lt_child *child, struct lt_arena *arena, struct lt_slice *ret) LT_MUST_USE;
/** Kills what still runs and takes its leave. Accepts one that never started. */
void lt_child_stop(struct lt_child *child);
