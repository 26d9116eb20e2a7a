/* SPDX-License-Identifier: EUPL-1.2 */
/* An arena: memory that is all given back at once. One per message, command or batch. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

struct lt_arena_chunk;

/** Bump allocator with a hard cap. Not shared between threads. Zero bytes are not promised. */
struct lt_arena {
	struct lt_arena_chunk *chunks; /**< newest first; the oldest survives a reset */
	uint8_t *at, *end;	       /**< free part of the newest chunk */
	size_t used, cap;	       /**< bytes handed out since the last reset; its bound */
};

/** Prepares an empty arena that never hands out more than @p cap bytes between resets. */
void lt_arena_init(struct lt_arena *arena, size_t cap);
/** Gives everything back; keeps one chunk for the next round. */
void lt_arena_reset(struct lt_arena *arena);
/** Frees everything. Accepts an arena that was never used. */
void lt_arena_done(struct lt_arena *arena);

/** @return 16-byte aligned memory until reset, or NULL over the cap or without memory. */
void *lt_arena_alloc(struct lt_arena *arena, size_t size) LT_MUST_USE;
/** As lt_arena_alloc, zeroed, @p count times @p size with overflow check. */
void *lt_arena_zalloc(struct lt_arena *arena, size_t count, size_t size) LT_MUST_USE;
/** Copies, NUL-terminated one byte beyond @p size. @return NULL as lt_arena_alloc. */
void *lt_arena_copy(struct lt_arena *arena, const void *data, size_t size) LT_MUST_USE;
/** Copies a string. NULL gives NULL. */
char *lt_arena_str(struct lt_arena *arena, const char *text) LT_MUST_USE;
/** Prints into the arena. @return NULL over the cap. */
char *lt_arena_printf(struct lt_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3))) LT_MUST_USE;

/** The free room of the newest chunk, to build something in whose size is not known before; what is
 *  there is lost with the next allocation. NULL: an arena not yet used. */
uint8_t *lt_arena_room(struct lt_arena *arena, size_t *ret_size) LT_MUST_USE;
/** After lt_arena_room, and after what was built there has been taken. */
void lt_arena_leave_room(struct lt_arena *arena);

static inline void lt_cleanup_arena(struct lt_arena *arena)
{
	lt_arena_done(arena);
}

/** Room for one more element in an arena array that doubles at powers of two.
 *  @p items and @p count are lvalues; sets @p items NULL-safe. Evaluates to true on success. */
#define LT_ARENA_PUSH(arena, items, count)                                                         \
	({                                                                                         \
		size_t n_ = (count);                                                               \
		bool ok_ = true;                                                                   \
		if (n_ < 4 ? n_ == 0 : (n_ & (n_ - 1)) == 0) {                                     \
			__typeof__(items) grown_ =                                                 \
				lt_arena_alloc((arena), (n_ < 4 ? 4 : 2 * n_) * sizeof *(items));  \
			ok_ = grown_ != NULL;                                                      \
			if (ok_ && n_)                                                             \
				__builtin_memcpy(grown_, (items), n_ * sizeof *(items));           \
			if (ok_)                                                                   \
				(items) = grown_;                                                  \
		}                                                                                  \
		ok_;                                                                               \
	})
