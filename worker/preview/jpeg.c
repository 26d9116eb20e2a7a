/* SPDX-License-Identifier: EUPL-1.2 */
/* JPEG in and out. libjpeg itself decodes at an eighth, a quarter or a half where that is enough.
 * Errors leave by longjmp: no cleanup attribute in what may be left so. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "worker/preview/decode.h"

enum { QUALITY = 80, MEMORY_BYTES_MAX = 200 << 20, SCANS_MAX = 64, RGB = 3, CMYK = 4 };

struct errors {
	struct jpeg_error_mgr base; /* first: libjpeg knows no more of it */
	jmp_buf out;
};

static void __attribute__((noreturn)) on_error(j_common_ptr common)
{
	struct errors *e = (struct errors *)(void *)common->err;
	longjmp(e->out, 1);
}

static void on_message(j_common_ptr common)
{
	(void)common;
}

/* A progressive file of thousands of scans takes for ever: none that is honest has them. */
static void on_progress(j_common_ptr common)
{
	if (common->is_decompressor && ((j_decompress_ptr)common)->input_scan_number > SCANS_MAX)
		on_error(common);
}

static void init_errors(struct errors *e)
{
	(void)jpeg_std_error(&e->base);
	e->base.error_exit = on_error;
	e->base.output_message = on_message;
}

static void choose_scale(struct jpeg_decompress_struct *d, uint32_t side)
{
	uint32_t longer = d->image_width > d->image_height ? d->image_width : d->image_height;
	d->scale_num = 1;
	d->scale_denom = 8;
	while (d->scale_denom > 1 && longer / d->scale_denom < side)
		d->scale_denom /= 2;
	bool four = d->jpeg_color_space == JCS_CMYK || d->jpeg_color_space == JCS_YCCK;
	d->out_color_space = four ? JCS_CMYK : JCS_RGB;
}

/* Inks as Adobe writes them: 255 is none. */
static void from_inks(uint8_t *row, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++)
		for (size_t c = 0; c < RGB; c++)
			row[(size_t)RGB * x + c] = (uint8_t)(row[(size_t)CMYK * x + c] *
							     row[(size_t)CMYK * x + RGB] / 255);
}

/* All that must be freed, whichever way it is left. */
struct decoding {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_progress_mgr progress;
	struct errors errors;
	struct lt_shrink shrink;
	uint8_t *row;
};

static bool decode(struct decoding *d, struct lt_slice file, uint32_t side)
{
	if (setjmp(d->errors.out))
		return d->shrink.rows_in > 0; /* what came can be looked at */
	jpeg_mem_src(&d->jpeg, file.data, file.size);
	if (jpeg_read_header(&d->jpeg, TRUE) != JPEG_HEADER_OK)
		return false;
	choose_scale(&d->jpeg, side);
	(void)jpeg_start_decompress(&d->jpeg);
	d->row = malloc((size_t)d->jpeg.output_width * CMYK);
	if (!d->row ||
	    !lt_shrink_begin(&d->shrink, d->jpeg.output_width, d->jpeg.output_height, side))
		return false;
	while (d->jpeg.output_scanline < d->jpeg.output_height) {
		(void)jpeg_read_scanlines(&d->jpeg, &d->row, 1);
		if (d->jpeg.out_color_space == JCS_CMYK)
			from_inks(d->row, d->jpeg.output_width);
		lt_shrink_row(&d->shrink, d->row);
	}
	return true;
}

bool lt_decode_jpeg(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret)
{
	struct decoding *d = calloc(1, sizeof *d);
	if (!d)
		return false;
	init_errors(&d->errors);
	d->jpeg.err = &d->errors.base;
	jpeg_create_decompress(&d->jpeg);
	d->jpeg.mem->max_memory_to_use = MEMORY_BYTES_MAX;
	d->progress.progress_monitor = on_progress;
	d->jpeg.progress = &d->progress;
	bool well = decode(d, file, side);
	if (well)
		*ret = lt_shrink_end(&d->shrink);
	jpeg_destroy_decompress(&d->jpeg);
	lt_shrink_done(&d->shrink);
	free(d->row);
	free(d);
	return well;
}

struct encoding {
	struct jpeg_compress_struct jpeg;
	struct errors errors;
	unsigned char *bytes;
	unsigned long size;
};

static bool encode(struct encoding *e, const struct lt_picture_rgb *picture)
{
	if (setjmp(e->errors.out))
		return false;
	jpeg_mem_dest(&e->jpeg, &e->bytes, &e->size);
	e->jpeg.image_width = picture->width;
	e->jpeg.image_height = picture->height;
	e->jpeg.input_components = RGB;
	e->jpeg.in_color_space = JCS_RGB;
	jpeg_set_defaults(&e->jpeg);
	jpeg_set_quality(&e->jpeg, QUALITY, TRUE);
	jpeg_start_compress(&e->jpeg, TRUE);
	while (e->jpeg.next_scanline < picture->height) {
		JSAMPROW row =
			picture->pixels + (size_t)e->jpeg.next_scanline * picture->width * RGB;
		(void)jpeg_write_scanlines(&e->jpeg, &row, 1);
	}
	jpeg_finish_compress(&e->jpeg);
	return true;
}

uint8_t *lt_encode_jpeg(const struct lt_picture_rgb *picture, size_t *ret_size)
{
	struct encoding *e = calloc(1, sizeof *e);
	uint8_t *bytes = NULL;
	if (!e)
		return NULL;
	init_errors(&e->errors);
	e->jpeg.err = &e->errors.base;
	jpeg_create_compress(&e->jpeg);
	if (encode(e, picture)) {
		bytes = e->bytes;
		*ret_size = e->size;
	} else {
		free(e->bytes);
	}
	jpeg_destroy_compress(&e->jpeg);
	free(e);
	return bytes;
}
