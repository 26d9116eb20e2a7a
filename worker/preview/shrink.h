/* SPDX-License-Identifier: EUPL-1.2 */
/* A picture made smaller, row by row: each pixel of the small one is the mean of those it covers,
 * so that thin letters stay. Memory: one small picture and one row of sums. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** 8 bits of red, green, blue a pixel, rows from the top. */
struct lt_picture_rgb {
	uint32_t width, height;
	uint8_t *pixels; /**< to be freed */
};

struct lt_shrink {
	uint32_t width, height; /**< of what comes */
	struct lt_picture_rgb small;
	uint64_t *sums;	       /**< of the row being made: three a pixel */
	uint32_t row, rows_in; /**< of the small one; of what came */
	uint32_t first;	       /**< row of what comes with which the small row began */
};

/** @param side  pixels of the longer side at most; a smaller picture stays as it is
 *  @return false: no pixels, or no memory */
bool lt_shrink_begin(struct lt_shrink *shrink, uint32_t width, uint32_t height, uint32_t side);
/** The next row, 3 * width bytes. More than height of them are not looked at. */
void lt_shrink_row(struct lt_shrink *shrink, const uint8_t *rgb);
/** Gives the small picture out; rows that never came are white. */
struct lt_picture_rgb lt_shrink_end(struct lt_shrink *shrink);
/** Frees what is left of it. */
void lt_shrink_done(struct lt_shrink *shrink);
