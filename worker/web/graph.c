/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything is whole pixels of a drawing 640 wide. Line 1 is solid with dots, 2 dashed with
 * squares, 3 dotted with triangles: as plain on a black and white print. */
#include "worker/web/graph.h"

#include "procedures/forms/words.h"

enum {
	WIDE = 640,
	LINES_HIGH = 260,
	LEFT = 56,
	RIGHT = 24,
	TOP = 14,
	BOTTOM = 30,
	GRID = 4,
	BAR_HIGH = 22,
	BAR_STEP = 32,
	BAR_LEFT = 250,
	BAR_RIGHT = 70,
	MARK = 4,
};

static void begin(struct lt_html *html, const struct lt_graph *c, int high)
{
	lt_html(html,
		"<figure class=\"chart\"><svg viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">%s</title><desc id=\"%s-d\">%s"
		"</desc>",
		WIDE, high, c->id, c->id, c->id, c->title, c->id, c->text);
}

static void end(struct lt_html *html, const struct lt_graph *c)
{
	lt_html(html, "</svg><figcaption>%s</figcaption></figure>", c->title);
}

/* 1, 2 or 5 times a power of ten, four of which reach over the highest value. */
static int64_t grid_step(const struct lt_graph *c)
{
	static const int64_t leaps[] = {1, 2, 5};
	int64_t most = 1;
	for (size_t s = 0; s < c->series_count; s++)
		for (size_t i = 0; i < c->count; i++)
			if (c->series[s].values[i] > most)
				most = c->series[s].values[i];
	for (int64_t power = 1; power < INT64_MAX / 100; power *= 10)
		for (size_t i = 0; i < 3; i++)
			if (GRID * leaps[i] * power >= most)
				return leaps[i] * power;
	return most;
}

/* -- lines -- */

static int x_of(const struct lt_graph *c, size_t i)
{
	int span = WIDE - LEFT - RIGHT;
	return LEFT + (c->count > 1 ? (int)((size_t)span * i / (c->count - 1)) : span / 2);
}

static int y_of(int64_t value, int64_t step)
{
	int span = LINES_HIGH - TOP - BOTTOM;
	return LINES_HIGH - BOTTOM - (int)(value * span / (GRID * step));
}

static void grid(struct lt_html *html, const struct lt_graph *c, int64_t step)
{
	for (int i = 0; i <= GRID; i++) {
		char number[LT_NUMBER_TEXT_BYTES];
		int y = y_of(i * step, step);
		lt_html(html,
			"<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/><text "
			"x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
			LEFT, y, WIDE - RIGHT, y, LEFT - 8, y + 4,
			lt_word_number(i * step, number));
	}
	for (size_t i = 0; i < c->count; i++)
		lt_html(html, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
			x_of(c, i), LINES_HIGH - 8, c->labels[i]);
}

static void mark(struct lt_html *html, size_t series, int x, int y)
{
	if (series == 0)
		lt_html(html, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"/>", x, y, MARK);
	else if (series == 1)
		lt_html(html, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x - MARK,
			y - MARK, 2 * MARK, 2 * MARK);
	else
		lt_html(html, "<path d=\"M%d %dl%d %dh%dz\"/>", x, y - MARK - 1, MARK + 1,
			2 * MARK + 1, -2 * MARK - 2);
}

static void line(struct lt_html *html, const struct lt_graph *c, size_t s, int64_t step)
{
	lt_html(html, "<g class=\"line line-%zu\"><polyline points=\"", s + 1);
	for (size_t i = 0; i < c->count; i++)
		lt_html(html, "%d,%d ", x_of(c, i), y_of(c->series[s].values[i], step));
	lt_html(html, "\"/>");
	for (size_t i = 0; i < c->count; i++)
		mark(html, s, x_of(c, i), y_of(c->series[s].values[i], step));
	lt_html(html, "</g>");
}

/* Which line is which: a piece of it and its name. */
static void legend(struct lt_html *html, const struct lt_graph *c)
{
	lt_html(html, "<ul class=\"legend\">");
	for (size_t s = 0; s < c->series_count; s++) {
		lt_html(html,
			"<li><svg viewBox=\"0 0 44 16\" aria-hidden=\"true\"><g class=\"line "
			"line-%zu\"><polyline points=\"2,8 42,8\"/>",
			s + 1);
		mark(html, s, 22, 8);
		lt_html(html, "</g></svg> %s</li>", c->series[s].name);
	}
	lt_html(html, "</ul>");
}

void lt_graph_lines(struct lt_html *html, const struct lt_graph *chart)
{
	int64_t step = grid_step(chart);
	if (!chart->count)
		return;
	legend(html, chart);
	begin(html, chart, LINES_HIGH);
	grid(html, chart, step);
	for (size_t s = 0; s < chart->series_count; s++)
		line(html, chart, s, step);
	end(html, chart);
}

/* -- bars -- */

void lt_graph_bars(struct lt_html *html, const struct lt_graph *chart)
{
	int64_t reach = GRID * grid_step(chart);
	if (!chart->count)
		return;
	begin(html, chart, (int)chart->count * BAR_STEP + 6);
	for (size_t i = 0; i < chart->count; i++) {
		char number[LT_NUMBER_TEXT_BYTES];
		int64_t value = chart->series[0].values[i];
		int y = 3 + (int)i * BAR_STEP;
		int wide = (int)(value * (WIDE - BAR_LEFT - BAR_RIGHT) / reach);
		lt_html(html,
			"<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect class=\"bar\" "
			"x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/><text class=\"told\" "
			"x=\"%d\" y=\"%d\">%s</text>",
			BAR_LEFT - 8, y + 16, chart->labels[i], BAR_LEFT, y,
			wide ? wide : (value > 0), BAR_HIGH, BAR_LEFT + wide + 6, y + 16,
			lt_word_number(value, number));
	}
	end(html, chart);
}
