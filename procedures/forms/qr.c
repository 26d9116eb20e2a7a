/* SPDX-License-Identifier: EUPL-1.2 */
/* One path of horizontal strokes: small, sharp at any size, and no picture file. */
#include "procedures/forms/qr.h"

#include <errno.h>
#include <qrencode.h>

/* Half as wide as ISO/IEC 18004 asks: the paper around it is white as well. */
enum { BORDER = 2 };

/* A row after the other, each as one broken line. */
static void write_strokes(struct lt_writer *w, const QRcode *code)
{
	unsigned width = (unsigned)code->width;
	for (unsigned y = 0; y < width; y++) {
		const unsigned char *row = code->data + (size_t)y * width;
		unsigned pen = 0; /* the line reaches up to here */
		LT_MARKUP(w, "M");
		lt_writer_number(w, BORDER);
		LT_MARKUP(w, " ");
		lt_writer_number(w, y + BORDER);
		LT_MARKUP(w, ".5");
		for (unsigned x = 0, from; x < width; x++) {
			if (!(row[x] & 1))
				continue;
			for (from = x; x + 1 < width && (row[x + 1] & 1);)
				x++;
			if (from > pen) {
				LT_MARKUP(w, "m");
				lt_writer_number(w, from - pen);
				LT_MARKUP(w, " 0");
			}
			LT_MARKUP(w, "h");
			lt_writer_number(w, x - from + 1);
			pen = x + 1;
		}
	}
}

int lt_qr_svg(struct lt_writer *w, const char *text, struct lt_err *err)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (!code && errno == ENOMEM)
		return lt_err_set(err, LT_E_NOMEM, "mã vuông của %s", text);
	if (!code)
		return lt_err_set(err, LT_E_LIMIT, "mã vuông không chứa được '%s'", text);
	unsigned long side = (unsigned long)code->width + 2 * BORDER;
	LT_MARKUP(w, "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
		     "aria-label=\"");
	lt_writer_escape(w, text);
	LT_MARKUP(w, "\" shape-rendering=\"crispEdges\" viewBox=\"0 0 ");
	lt_writer_number(w, side);
	LT_MARKUP(w, " ");
	lt_writer_number(w, side);
	LT_MARKUP(w, "\"><path stroke=\"#000\" d=\"");
	write_strokes(w, code);
	LT_MARKUP(w, "\"/></svg>\n");
	QRcode_free(code);
	return 0;
}
