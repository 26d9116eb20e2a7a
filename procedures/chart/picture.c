/* SPDX-License-Identifier: EUPL-1.2 */
/* graphviz writes an element a line: a line is taken over, left out, or tells where a step stands.
 */
#include "procedures/chart/picture.h"

#include <float.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/program.h"

enum { DOT_TIMEOUT_MS = 60000, SVG_BYTES_MAX = 64 << 20, BADGE_HEIGHT = 18, LETTER_WIDTH = 8 };

int lt_picture_draw(struct lt_slice dot, struct lt_arena *arena, struct lt_slice *ret,
		    struct lt_err *err)
{
	static const char *const argv[] = {"dot", "-Tsvg", NULL};
	return lt_program_run(argv, dot, DOT_TIMEOUT_MS, SVG_BYTES_MAX, arena, ret, err);
}

/* Where a shape stands, in the picture's own measure: x to the right, y downwards. */
struct box {
	double left, top, right, bottom;
};

struct marking {
	const struct lt_picture *picture;
	struct lt_writer *out;
	const struct lt_picture_mark *mark; /* of the step whose lines these are; NULL */
	struct box box;
};

/* Numbers in markup of ours. */
static void __attribute__((format(printf, 2, 3)))
put(struct lt_writer *out, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	LT_ASSERT(n > 0 && n < (int)sizeof text);
	lt_writer_add(out, text, (size_t)n);
}

/* -- where a step stands -- */

static void take_in(struct box *box, double x, double y)
{
	box->left = x < box->left ? x : box->left;
	box->right = x > box->right ? x : box->right;
	box->top = y < box->top ? y : box->top;
	box->bottom = y > box->bottom ? y : box->bottom;
}

/* Behind an attribute's first quote; NULL: the line has it not. */
static const char *value_of(const char *line, const char *end, const char *attribute)
{
	const char *at = strstr(line, attribute);
	return at && at < end ? at + strlen(attribute) : NULL;
}

/* The points of a polygon or a path: "M422.5,-695C422.5,-695 257.5,..." */
static void measure(const char *line, const char *end, struct box *box)
{
	const char *at = value_of(line, end, " points=\"");
	at = at ? at : value_of(line, end, " d=\"");
	while (at && at < end && *at != '"') {
		char *behind_x, *behind_y;
		double x = strtod(at, &behind_x);
		if (behind_x == at || *behind_x != ',') {
			at++;
			continue;
		}
		double y = strtod(behind_x + 1, &behind_y);
		take_in(box, x, y);
		at = behind_y;
	}
}

/* -- the marks -- */

static void put_number(struct lt_writer *out, uint64_t number)
{
	char text[24];
	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	lt_writer_plain(out, text);
}

static size_t digits(uint64_t number)
{
	size_t n = 1;
	while (number >= 10 && n++)
		number /= 10;
	return n;
}

#define TEXT_STYLE                                                                                 \
	"\" text-anchor=\"middle\" font-family=\"DejaVu Sans\" font-size=\"12\" "                  \
	"font-weight=\"bold\" fill=\"white\">"

/* On the upper edge: how many stand here, on the right. */
static void put_count(struct marking *m)
{
	double width = (double)(digits(m->mark->open) * LETTER_WIDTH + BADGE_HEIGHT / 2 + 4);
	double left = m->box.right - width, top = m->box.top - BADGE_HEIGHT / 2.0;
	put(m->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" rx=\"9\" ", left,
	    top, width, (double)BADGE_HEIGHT);
	if (m->mark->late)
		LT_MARKUP(m->out, "fill=\"#92400e\"/>");
	else
		LT_MARKUP(m->out, "fill=\"#1e40af\"/>");
	put(m->out, "<text x=\"%.1f\" y=\"%.1f" TEXT_STYLE, left + width / 2,
	    top + BADGE_HEIGHT - 5.0);
	put_number(m->out, m->mark->open);
	LT_MARKUP(m->out, "</text>");
}

/* ... and on the left, in a shape of its own, how many cannot go on. */
static void put_incidents(struct marking *m)
{
	double width =
		(double)((digits(m->mark->incidents) + 1) * LETTER_WIDTH + BADGE_HEIGHT / 2 + 4);
	double left = m->box.left, top = m->box.top - BADGE_HEIGHT / 2.0;
	put(m->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" fill=\"#b91c1c\"/>",
	    left, top, width, (double)BADGE_HEIGHT);
	put(m->out, "<text x=\"%.1f\" y=\"%.1f" TEXT_STYLE "!", left + width / 2,
	    top + BADGE_HEIGHT - 5.0);
	put_number(m->out, m->mark->incidents);
	LT_MARKUP(m->out, "</text>");
}

static void put_here(struct marking *m)
{
	enum { GAP = 6 };
	put(m->out,
	    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"10\" fill=\"none\" "
	    "stroke=\"#b45309\" stroke-width=\"4\"/>",
	    m->box.left - GAP, m->box.top - GAP, m->box.right - m->box.left + 2 * GAP,
	    m->box.bottom - m->box.top + 2 * GAP);
}

static void put_mark(struct marking *m)
{
	const struct lt_picture_mark *mark = m->mark;
	if (!mark || m->box.left > m->box.right || (!mark->open && !mark->incidents && !mark->here))
		return;
	LT_MARKUP(m->out, "<g class=\"mark\"><title>");
	lt_writer_escape(m->out, mark->words ? mark->words : "");
	LT_MARKUP(m->out, "</title>");
	if (mark->here)
		put_here(m);
	if (mark->open)
		put_count(m);
	if (mark->incidents)
		put_incidents(m);
	LT_MARKUP(m->out, "</g>\n");
}

/* -- line by line -- */

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static const struct lt_picture_mark *mark_of(const struct lt_picture *p, const char *name)
{
	size_t n = strcspn(name, "\"");
	for (size_t i = 0; i < p->marks_count; i++)
		if (strlen(p->marks[i].step) == n && strncmp(p->marks[i].step, name, n) == 0)
			return &p->marks[i];
	return NULL;
}

/* The picture's own head, in place of graphviz's: as wide as it was drawn, told in words. */
static void put_head(struct marking *m, const char *line)
{
	const char *width = strstr(line, "width=\""), *view = strstr(line, "viewBox=\"");
	LT_MARKUP(m->out, "<svg class=\"picture\" role=\"img\" aria-label=\"");
	lt_writer_escape(m->out, m->picture->title);
	LT_MARKUP(m->out, "\" xmlns=\"http://www.w3.org/2000/svg\"");
	if (width)
		put(m->out, " width=\"%.0f\"", strtod(width + strlen("width=\""), NULL));
	if (view) {
		size_t n = strcspn(view + strlen("viewBox=\""), "\"") + strlen("viewBox=\"\"");
		LT_MARKUP(m->out, " ");
		lt_writer_add(m->out, view, n);
	}
	LT_MARKUP(m->out, ">\n");
}

static void take_line(struct marking *m, const char *line, const char *end)
{
	static const char step[] = "<g id=\"" LT_PICTURE_STEP;
	if (begins(line, "<!--") || begins(line, "<title>") || begins(line, "-->"))
		return;
	if (begins(line, step)) {
		m->mark = mark_of(m->picture, line + sizeof step - 1);
		m->box = (struct box){DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
	} else if (m->mark && (begins(line, "<polygon") || begins(line, "<path"))) {
		measure(line, end, &m->box);
	} else if (m->mark && begins(line, "</g>")) {
		put_mark(m);
		m->mark = NULL;
	}
	lt_writer_add(m->out, line, (size_t)(end - line) + (*end == '\n'));
}

void lt_picture_mark(const struct lt_picture *picture, struct lt_writer *out)
{
	struct marking m = {.picture = picture, .out = out};
	const char *line =
		picture->drawn.data ? strstr((const char *)picture->drawn.data, "<svg") : NULL;
	if (!line)
		return;
	put_head(&m, line);
	line = strchr(line, '>');
	line = line ? line + 1 + (line[1] == '\n') : "";
	while (*line) {
		const char *end = strchr(line, '\n');
		end = end ? end : line + strlen(line);
		take_line(&m, line, end);
		line = *end ? end + 1 : end;
	}
}
