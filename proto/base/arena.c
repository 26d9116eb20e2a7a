/* SPDX-License-Identifier: EUPL-1.2 */
/* Chunked bump allocation. Chunks double, so a batch of any size costs few mallocs, and the last
 * reset keeps one chunk, so a steady load costs none. */
#include "proto/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer what is not handed out may not be touched: a text that outlives its
 * arena's reset is found where it is read. */
#if defined(__SANITIZE_ADDRESS__)
#define ADDRESSES_ARE_WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESSES_ARE_WATCHED
#endif
#endif
#ifdef ADDRESSES_ARE_WATCHED
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum { ALIGN = 16, FIRST_CHUNK_BYTES = 8 << 10, MAX_CHUNK_BYTES = 1 << 20 };

struct lt_arena_chunk {
	struct lt_arena_chunk *older;
	size_t size;
	_Alignas(ALIGN) uint8_t bytes[];
};

void lt_arena_init(struct lt_arena *arena, size_t cap)
{
	*arena = (struct lt_arena){.cap = cap};
}

static void use_chunk(struct lt_arena *arena, struct lt_arena_chunk *chunk)
{
	arena->chunks = chunk;
	arena->at = chunk->bytes;
	arena->end = chunk->bytes + chunk->size;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, chunk->size);
}

void lt_arena_reset(struct lt_arena *arena)
{
	struct lt_arena_chunk *c = arena->chunks;
	arena->used = 0;
	if (!c)
		return;
	while (c->older) { /* keep the newest that is not a giant: it fits the steady load */
		struct lt_arena_chunk *older = c->older;
		if (c->size <= MAX_CHUNK_BYTES) {
			c->older = older->older;
			free(older);
		} else {
			free(c);
			c = older;
		}
	}
	use_chunk(arena, c);
}

void lt_arena_done(struct lt_arena *arena)
{
	struct lt_arena_chunk *c = arena->chunks;
	while (c) {
		struct lt_arena_chunk *older = c->older;
		free(c);
		c = older;
	}
	*arena = (struct lt_arena){.cap = arena->cap};
}

/* @p exact  bytes asked for; @p size  those rounded up */
static void *take(struct lt_arena *arena, size_t exact, size_t size)
{
	void *p = arena->at;
	arena->at += size;
	ASAN_UNPOISON_MEMORY_REGION(p, exact);
	return p;
}

static void *alloc_slow(struct lt_arena *arena, size_t exact, size_t size)
{
	size_t want = arena->chunks ? 2 * arena->chunks->size : FIRST_CHUNK_BYTES;
	if (want > MAX_CHUNK_BYTES)
		want = MAX_CHUNK_BYTES;
	if (want < size)
		want = size;
	struct lt_arena_chunk *c = malloc(sizeof *c + want);
	if (!c)
		return NULL;
	c->older = arena->chunks;
	c->size = want;
	use_chunk(arena, c);
	return take(arena, exact, size);
}

void *lt_arena_alloc(struct lt_arena *arena, size_t size)
{
	size_t exact = size;
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (size > arena->cap || arena->used > arena->cap - size)
		return NULL;
	arena->used += size;
	if ((size_t)(arena->end - arena->at) < size || !arena->at)
		return alloc_slow(arena, exact, size);
	return take(arena, exact, size);
}

uint8_t *lt_arena_room(struct lt_arena *arena, size_t *ret_size)
{
	*ret_size = (size_t)(arena->end - arena->at);
	ASAN_UNPOISON_MEMORY_REGION(arena->at, *ret_size);
	return arena->at;
}

void lt_arena_leave_room(struct lt_arena *arena)
{
	ASAN_POISON_MEMORY_REGION(arena->at, (size_t)(arena->end - arena->at));
}

void *lt_arena_zalloc(struct lt_arena *arena, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	void *p = lt_arena_alloc(arena, bytes);
	return p ? memset(p, 0, bytes) : NULL;
}

void *lt_arena_copy(struct lt_arena *arena, const void *data, size_t size)
{
	uint8_t *p = size < SIZE_MAX ? lt_arena_alloc(arena, size + 1) : NULL;
	if (!p)
		return NULL;
	if (size)
		memcpy(p, data, size);
	p[size] = 0;
	return p;
}

char *lt_arena_str(struct lt_arena *arena, const char *text)
{
	return text ? lt_arena_copy(arena, text, strlen(text)) : NULL;
}

char *lt_arena_printf(struct lt_arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *p = n >= 0 ? lt_arena_alloc(arena, (size_t)n + 1) : NULL;
	if (p)
		(void)vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	return p;
}
