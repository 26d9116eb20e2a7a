/* SPDX-License-Identifier: EUPL-1.2 */
/* A view of bytes that somebody else owns. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Borrowed bytes; valid as long as their owner says (store views: until the transaction ends). */
struct lt_slice {
	const uint8_t *data;
	size_t size;
};

static inline struct lt_slice lt_slice(const void *data, size_t size)
{
	return (struct lt_slice){.data = data, .size = size};
}

static inline struct lt_slice lt_slice_str(const char *text)
{
	return lt_slice(text, strlen(text));
}

static inline bool lt_slice_equal(struct lt_slice a, struct lt_slice b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/** Order of memcmp, shorter first on a tie. */
static inline int lt_slice_compare(struct lt_slice a, struct lt_slice b)
{
	size_t n = a.size < b.size ? a.size : b.size;
	int c = n ? memcmp(a.data, b.data, n) : 0;
	return c ? c : (a.size > b.size) - (a.size < b.size);
}
