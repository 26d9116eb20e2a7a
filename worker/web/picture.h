/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures of procedures in pages: drawn once a version, kept, and marked anew for each page. */
#pragma once

#include "procedures/chart/picture.h"
#include "worker/web/view.h"

struct lt_pictures;

/** NULL: no memory. */
struct lt_pictures *lt_pictures_new(void);
/** NULL is fine. */
void lt_pictures_free(struct lt_pictures *pictures);

/** What a page shows. */
struct lt_view_picture {
	const char *dot;   /**< of the read that knows the procedure */
	const char *title; /**< what the picture is, in the page's language */
	const struct lt_picture_mark *marks;
	size_t marks_count;
};
/** Writes the picture; without graphviz, or when it cannot be drawn, a sentence that says so: all
 *  of it stands in the table beside. */
void lt_view_picture(struct lt_view *view, const struct lt_view_picture *picture);
