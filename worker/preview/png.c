/* SPDX-License-Identifier: EUPL-1.2 */
/* PNG in. Row by row, but for interlaced ones, which come whole. Errors leave by longjmp. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "proto/papers/content.h"
#include "worker/preview/decode.h"

enum { RGBA = 4, RGB = 3 };

struct decoding {
	png_structp png;
	png_infop info;
	struct lt_slice left;
	struct lt_shrink shrink;
	uint8_t *rows;
	int passes; /* more than one: interlaced */
};

static void on_read(png_structp png, png_bytep to, size_t size)
{
	struct decoding *d = png_get_io_ptr(png);
	if (size > d->left.size)
		png_error(png, "ends");
	memcpy(to, d->left.data, size);
	d->left = lt_slice(d->left.data + size, d->left.size - size);
}

static void __attribute__((noreturn)) on_error(png_structp png, png_const_charp text)
{
	(void)text;
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

/* On white, in place. */
static void feed(struct decoding *d, uint8_t *row)
{
	for (uint32_t x = 0; x < d->shrink.width; x++) {
		const uint8_t *from = row + (size_t)RGBA * x;
		unsigned alpha = from[RGB];
		uint8_t *to = row + (size_t)RGB * x;
		for (size_t c = 0; c < RGB; c++)
			to[c] = (uint8_t)((from[c] * alpha + 255 * (255 - alpha)) / 255);
	}
	lt_shrink_row(&d->shrink, row);
}

static void set_up(struct decoding *d)
{
	png_set_read_fn(d->png, d, on_read);
	png_read_info(d->png, d->info);
	png_set_expand(d->png);
	png_set_scale_16(d->png);
	png_set_gray_to_rgb(d->png);
	png_set_add_alpha(d->png, 0xff, PNG_FILLER_AFTER);
}

static bool decode(struct decoding *d, uint32_t side)
{
	if (setjmp(png_jmpbuf(d->png)))
		return d->shrink.rows_in > 0;
	set_up(d);
	uint32_t width = png_get_image_width(d->png, d->info);
	uint32_t height = png_get_image_height(d->png, d->info);
	if ((uint64_t)width * height > LT_PAPER_PIXELS_MAX)
		return false;
	d->passes = png_set_interlace_handling(d->png);
	bool whole = d->passes > 1;
	png_read_update_info(d->png, d->info);
	size_t size = png_get_rowbytes(d->png, d->info);
	d->rows = size == (size_t)width * RGBA ? malloc(whole ? size * height : size) : NULL;
	if (!d->rows || !lt_shrink_begin(&d->shrink, width, height, side))
		return false;
	for (int pass = 0; whole && pass < d->passes; pass++)
		for (uint32_t y = 0; y < height; y++)
			png_read_row(d->png, d->rows + size * y, NULL);
	for (uint32_t y = 0; y < height; y++) {
		if (!whole)
			png_read_row(d->png, d->rows, NULL);
		feed(d, d->rows + (whole ? size * y : 0));
	}
	return true;
}

bool lt_decode_png(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret)
{
	struct decoding *d = calloc(1, sizeof *d);
	if (!d)
		return false;
	d->left = file;
	d->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	d->info = d->png ? png_create_info_struct(d->png) : NULL;
	bool well = d->info && decode(d, side);
	if (well)
		*ret = lt_shrink_end(&d->shrink);
	png_destroy_read_struct(&d->png, &d->info, NULL);
	lt_shrink_done(&d->shrink);
	free(d->rows);
	free(d);
	return well;
}
