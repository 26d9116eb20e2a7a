/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/preview/shrink.h"

#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 3 };

bool lt_shrink_begin(struct lt_shrink *s, uint32_t width, uint32_t height, uint32_t side)
{
	*s = (struct lt_shrink){.width = width, .height = height};
	if (!width || !height || !side)
		return false;
	uint32_t longer = width > height ? width : height;
	uint32_t most = longer < side ? longer : side;
	s->small.width = (uint32_t)((uint64_t)width * most / longer);
	s->small.height = (uint32_t)((uint64_t)height * most / longer);
	s->small.width += !s->small.width; /* a line of one pixel is still there */
	s->small.height += !s->small.height;
	size_t size = (size_t)s->small.width * s->small.height * CHANNELS;
	s->small.pixels = malloc(size);
	s->sums = calloc((size_t)s->small.width * CHANNELS, sizeof *s->sums);
	if (!s->small.pixels || !s->sums)
		return false;
	memset(s->small.pixels, 0xff, size);
	return true;
}

/* Where the part of a whole that small pixel @p i covers begins. */
static uint32_t begin_of(uint32_t i, uint32_t small, uint32_t whole)
{
	return (uint32_t)((uint64_t)i * whole / small);
}

static void put_row(struct lt_shrink *s, uint32_t rows)
{
	uint8_t *out = s->small.pixels + (size_t)s->row * s->small.width * CHANNELS;
	for (uint32_t x = 0; x < s->small.width; x++) {
		uint64_t count = begin_of(x + 1, s->small.width, s->width) -
				 begin_of(x, s->small.width, s->width);
		count *= rows;
		for (size_t c = 0; c < CHANNELS; c++)
			*out++ = (uint8_t)(s->sums[CHANNELS * x + c] / count);
	}
	memset(s->sums, 0, (size_t)s->small.width * CHANNELS * sizeof *s->sums);
}

void lt_shrink_row(struct lt_shrink *s, const uint8_t *rgb)
{
	if (s->rows_in == s->height)
		return;
	for (uint32_t x = 0; x < s->small.width; x++) {
		uint32_t to = begin_of(x + 1, s->small.width, s->width);
		for (uint32_t i = begin_of(x, s->small.width, s->width); i < to; i++)
			for (size_t c = 0; c < CHANNELS; c++)
				s->sums[CHANNELS * x + c] += rgb[(size_t)CHANNELS * i + c];
	}
	s->rows_in++;
	if (s->rows_in < begin_of(s->row + 1, s->small.height, s->height))
		return;
	put_row(s, s->rows_in - s->first);
	s->first = s->rows_in;
	s->row++;
}

struct lt_picture_rgb lt_shrink_end(struct lt_shrink *s)
{
	struct lt_picture_rgb small = s->small;
	s->small.pixels = NULL;
	lt_shrink_done(s);
	return small;
}

void lt_shrink_done(struct lt_shrink *s)
{
	free(s->small.pixels);
	free(s->sums);
	s->small.pixels = NULL;
	s->sums = NULL;
}
