/* SPDX-License-Identifier: EUPL-1.2 */
/* A page as plain text: for a terminal, a letter, a printer without graphics. */
#include <string.h>

#include "procedures/forms/clean.h"
#include "procedures/forms/page.h"
#include "procedures/forms/wrap.h"

enum { WIDTH = 80, WIDTH_WIDE = 165, INDENT = 4, SIGN_ROOM = 3 };

struct look {
	struct lt_writer w;
	struct lt_arena *arena;
	size_t width;
};

static struct lt_text_column column(struct look *k, const char *text, size_t width, bool centred)
{
	struct lt_text_column c = {.width = width, .centred = centred};
	k->w.failed = !lt_wrap(k->arena, text, width, &c.lines) || k->w.failed;
	return c;
}

static void more(struct look *k, struct lt_text_column *c, const char *text)
{
	k->w.failed = !lt_wrap(k->arena, text, c->width, &c->lines) || k->w.failed;
}

static void centre(struct look *k, const char *text)
{
	struct lt_text_column c = column(k, text, k->width, true);
	lt_write_columns(&k->w, &c, 1, "");
}

/* A text with its later lines under @p indent. */
static void hang(struct look *k, const char *text, size_t indent)
{
	struct lt_lines lines = {0};
	k->w.failed = !lt_wrap(k->arena, text, k->width - indent, &lines) || k->w.failed;
	for (size_t i = 0; i < lines.count; i++) {
		lt_write_fill(&k->w, ' ', i ? indent : 0);
		lt_writer_plain(&k->w, lines.items[i]);
		lt_writer_plain(&k->w, "\n");
	}
}

static const char *joined(struct look *k, const char *a, const char *between, const char *b)
{
	const char *text = lt_arena_printf(k->arena, "%s%s%s", a, between, b);
	k->w.failed = k->w.failed || !text;
	return text ? text : "";
}

/* -- the top of the paper -- */

static void write_head(struct look *k, const struct lt_page *page)
{
	char date[LT_PAGE_TIME_BYTES];
	size_t left = k->width * 44 / 100, right = k->width - left;
	struct lt_text_column head[2] = {
		column(k, page->agency, left, true),
		column(k, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, true)};
	const char *form = joined(k, "Mẫu số ", "", page->form);
	lt_write_fill(&k->w, ' ', k->width - lt_clean_width(form));
	lt_writer_plain(&k->w, form);
	lt_writer_plain(&k->w, "\n");
	more(k, &head[1], "Độc lập - Tự do - Hạnh phúc");
	more(k, &head[1], "---------------");
	more(k, &head[0], "-------");
	if (page->suffix)
		more(k, &head[0], joined(k, "Số: ...........", "", page->suffix));
	more(k, &head[1],
	     joined(k, page->place && *page->place ? page->place : "........", ", ",
		    page->date_us ? lt_page_date(page->date_us, date)
				  : "ngày ... tháng ... năm ...."));
	lt_write_columns(&k->w, head, 2, "");
	lt_writer_plain(&k->w, "\n");
	centre(k, page->title);
	if (page->subtitle)
		centre(k, page->subtitle);
	if (page->draft)
		centre(k, joined(k, "*** ", page->draft, " ***"));
	lt_writer_plain(&k->w, "\n");
}

/* -- blocks -- */

static void write_fact(struct look *k, const struct lt_block *block)
{
	if (*block->text)
		return hang(k, joined(k, block->label, ": ", block->text), INDENT);
	size_t used = lt_clean_width(block->label) + 2;
	lt_writer_plain(&k->w, block->label);
	lt_writer_plain(&k->w, ": ");
	lt_write_fill(&k->w, '.', used < k->width ? k->width - used : 0);
	lt_writer_plain(&k->w, "\n");
}

static void write_list(struct look *k, const struct lt_block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		const char *item = lt_arena_printf(k->arena, "%zu. %s", i + 1, block->items[i]);
		lt_write_fill(&k->w, ' ', INDENT / 2);
		hang(k, item ? item : "", INDENT + 1);
	}
}

static void write_line(struct look *k, const size_t *widths, size_t count)
{
	for (size_t c = 0; c < count; c++) {
		lt_write_fill(&k->w, '-', widths[c] + (c ? 2 : 1));
		lt_writer_plain(&k->w, c + 1 < count ? "+" : "\n");
	}
}

static void write_row(struct look *k, const struct lt_block *block, const size_t *widths,
		      const struct lt_cell *cells)
{
	struct lt_text_column columns[LT_PAGE_COLUMNS_MAX];
	for (size_t c = 0; c < block->columns_count; c++) {
		columns[c] = (struct lt_text_column){.width = widths[c],
						     .centred = block->columns[c].centred};
		for (size_t i = 0; i < LT_PAGE_CELL_LINES_MAX && cells[c].lines[i]; i++)
			more(k, &columns[c], cells[c].lines[i]);
	}
	lt_write_columns(&k->w, columns, block->columns_count, " | ");
	write_line(k, widths, block->columns_count);
}

static void write_table(struct look *k, const struct lt_block *block)
{
	size_t widths[LT_PAGE_COLUMNS_MAX], room = k->width - 3 * (block->columns_count - 1);
	struct lt_cell titles[LT_PAGE_COLUMNS_MAX] = {0};
	for (size_t c = 0; c < block->columns_count; c++) {
		widths[c] = room * block->columns[c].width / 100;
		titles[c].lines[0] = block->columns[c].title;
	}
	lt_writer_plain(&k->w, "\n");
	write_line(k, widths, block->columns_count);
	write_row(k, block, widths, titles);
	for (size_t i = 0; i < block->count; i++)
		write_row(k, block, widths, block->rows[i]);
	lt_writer_plain(&k->w, "\n");
}

static void write_sign(struct look *k, const struct lt_block *block)
{
	size_t width = k->width / 2, skip = block->count == 1;
	struct lt_text_column columns[2] = {{.width = width}, {.width = width}};
	lt_writer_plain(&k->w, "\n");
	for (size_t i = 0; i < block->count; i++) {
		columns[skip + i] = column(k, block->signers[i].title, width, true);
		more(k, &columns[skip + i], block->signers[i].hint);
	}
	lt_write_columns(&k->w, columns, 2, "");
	lt_write_fill(&k->w, '\n', SIGN_ROOM);
	columns[0].lines.count = columns[1].lines.count = 0;
	for (size_t i = 0; i < block->count; i++)
		columns[skip + i] = column(k, block->signers[i].name, width, true);
	lt_write_columns(&k->w, columns, 2, "");
	lt_writer_plain(&k->w, "\n");
}

static void write_block(struct look *k, const struct lt_block *block)
{
	switch (block->kind) {
	case LT_BLOCK_FACT:
		return write_fact(k, block);
	case LT_BLOCK_PARAGRAPH:
		return hang(k, block->text, 0);
	case LT_BLOCK_LIST:
		return write_list(k, block);
	case LT_BLOCK_TABLE:
		return write_table(k, block);
	case LT_BLOCK_SIGN:
		return write_sign(k, block);
	case LT_BLOCK_NOTE:
		return; /* all together, at the foot */
	}
}

int lt_page_text(const struct lt_page *page, const char **ret, struct lt_err *err)
{
	struct look k = {.w = {.arena = page->arena},
			 .arena = page->arena,
			 .width = page->sheet == LT_PAGE_A4_WIDE ? WIDTH_WIDE : WIDTH};
	k.w.failed = page->failed;
	write_head(&k, page);
	for (size_t i = 0; i < page->blocks_count; i++)
		write_block(&k, &page->blocks[i]);
	lt_write_fill(&k.w, '-', k.width);
	lt_writer_plain(&k.w, "\n");
	for (size_t i = 0; i < page->blocks_count; i++)
		if (page->blocks[i].kind == LT_BLOCK_NOTE)
			hang(&k, page->blocks[i].text, 0);
	hang(&k, page->foot, 0);
	const char *text = lt_writer_text(&k.w);
	if (!text)
		return lt_err_set(err, LT_E_NOMEM, "mẫu số %s quá lớn", page->form);
	*ret = text;
	return 0;
}
