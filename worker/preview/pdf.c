/* SPDX-License-Identifier: EUPL-1.2 */
/* The first page of a PDF, drawn by poppler on cairo. Fonts that are not in the file cannot be had
 * by a process that is locked in: a page that needs one would lose its words, so it is not shown.
 */
#include <stdlib.h>

#include <poppler.h>

#include "worker/preview/decode.h"

enum { RGB = 3, POINTS_MAX = 20000 };

static bool has_its_fonts(PopplerDocument *document)
{
	PopplerFontInfo *fonts = poppler_font_info_new(document);
	PopplerFontsIter *iter = NULL;
	bool well = true;
	(void)poppler_font_info_scan(fonts, 1, &iter);
	if (iter)
		do
			well = well && poppler_fonts_iter_is_embedded(iter);
		while (poppler_fonts_iter_next(iter));
	poppler_fonts_iter_free(iter);
	g_object_unref(fonts);
	return well;
}

/* 32 bits a pixel in the machine's order: blue, green, red and nothing. */
static bool copy_out(cairo_surface_t *surface, struct lt_picture_rgb *ret)
{
	struct lt_picture_rgb picture = {.width = (uint32_t)cairo_image_surface_get_width(surface),
					 .height =
						 (uint32_t)cairo_image_surface_get_height(surface)};
	cairo_surface_flush(surface);
	const uint8_t *from = cairo_image_surface_get_data(surface);
	size_t stride = (size_t)cairo_image_surface_get_stride(surface);
	uint8_t *to = malloc((size_t)picture.width * picture.height * RGB);
	if (!to || !from) {
		free(to);
		return false;
	}
	picture.pixels = to;
	for (uint32_t y = 0; y < picture.height; y++)
		for (uint32_t x = 0; x < picture.width; x++) {
			uint32_t pixel = ((const uint32_t *)(const void *)(from + stride * y))[x];
			*to++ = (uint8_t)(pixel >> 16);
			*to++ = (uint8_t)(pixel >> 8);
			*to++ = (uint8_t)pixel;
		}
	*ret = picture;
	return true;
}

static bool draw(PopplerPage *page, uint32_t side, struct lt_picture_rgb *ret)
{
	double width = 0, height = 0;
	poppler_page_get_size(page, &width, &height);
	if (!(width >= 1 && width <= POINTS_MAX && height >= 1 && height <= POINTS_MAX))
		return false;
	double scale = side / (width > height ? width : height);
	int across = (int)(width * scale), down = (int)(height * scale);
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
							      across ? across : 1, down ? down : 1);
	cairo_t *cairo = cairo_create(surface);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, scale, scale);
	poppler_page_render(page, cairo);
	bool well = cairo_status(cairo) == CAIRO_STATUS_SUCCESS && copy_out(surface, ret);
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return well;
}

bool lt_decode_pdf(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret)
{
	GBytes *bytes = g_bytes_new_static(file.data, file.size);
	PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
	PopplerPage *page = document && poppler_document_get_n_pages(document) > 0
				    ? poppler_document_get_page(document, 0)
				    : NULL;
	bool well = page && has_its_fonts(document) && draw(page, side, ret);
	if (page)
		g_object_unref(page);
	if (document)
		g_object_unref(document);
	g_bytes_unref(bytes);
	return well;
}
