/* SPDX-License-Identifier: EUPL-1.2 */
/* A page as HTML for the printer: one file, the style sheet inside, no script, nothing fetched. */
#include "procedures/forms/html.h"
#include "procedures/forms/bars.h"
#include "procedures/forms/page.h"
#include "procedures/forms/qr.h"
#include "procedures/forms/writer.h"

/* -- what is on a screen alone -- */

/* The button is there once the script is: without it the browser's own way to print remains. */
static void write_screen(struct lt_writer *w, const struct lt_page *page)
{
	if (!page->style || !page->back)
		return;
	LT_MARKUP(w, "<nav class=\"screen\" aria-label=\"Phiếu\"><a href=\"");
	lt_writer_escape(w, page->back);
	LT_MARKUP(w, "\">Về hồ sơ</a> <button type=\"button\" data-print=\"\" "
		     "hidden=\"hidden\">In phiếu này</button></nav>\n");
}

/* -- the top of the paper -- */

static void write_style(struct lt_writer *w, const struct lt_page *page)
{
	if (page->style) { /* the server's own policy holds */
		LT_MARKUP(w, "<link rel=\"stylesheet\" href=\"");
		lt_writer_escape(w, page->style);
		LT_MARKUP(w, "\"/>\n");
		if (page->script) {
			LT_MARKUP(w, "<script type=\"module\" src=\"");
			lt_writer_escape(w, page->script);
			LT_MARKUP(w, "\"></script>\n");
		}
		return;
	}
	LT_MARKUP(w, "<meta http-equiv=\"Content-Security-Policy\" "
		     "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n<style>\n");
	lt_writer_plain(w, lt_form_style); /* a file of this folder, not a value */
	LT_MARKUP(w, "</style>\n");
}

static void write_start(struct lt_writer *w, const struct lt_page *page)
{
	LT_MARKUP(w, "<!DOCTYPE html>\n"
		     "<html lang=\"vi\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
		     "<meta charset=\"utf-8\"/>\n"
		     "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
	lt_writer_escape(w, page->title);
	if (page->subtitle) {
		LT_MARKUP(w, " – ");
		lt_writer_escape(w, page->subtitle);
	}
	LT_MARKUP(w, "</title>\n");
	write_style(w, page);
	LT_MARKUP(w, "</head>\n");
	if (page->sheet == LT_PAGE_A5)
		LT_MARKUP(w, "<body class=\"a5\">\n");
	else if (page->sheet == LT_PAGE_A4)
		LT_MARKUP(w, "<body class=\"a4\">\n");
	else
		LT_MARKUP(w, "<body class=\"wide\">\n");
	write_screen(w, page);
}

static void write_place(struct lt_writer *w, const struct lt_page *page)
{
	char date[LT_PAGE_TIME_BYTES];
	LT_MARKUP(w, "<div class=\"place\">");
	lt_writer_escape(w, page->place && *page->place ? page->place : "........");
	LT_MARKUP(w, ", ");
	lt_writer_escape(w, page->date_us ? lt_page_date(page->date_us, date)
					  : "ngày ... tháng ... năm ....");
	LT_MARKUP(w, "</div>");
}

static void write_head(struct lt_writer *w, const struct lt_page *page)
{
	LT_MARKUP(w, "<div class=\"number\">Mẫu số ");
	lt_writer_escape(w, page->form);
	LT_MARKUP(w, "</div>\n<table class=\"head\"><tr>\n<td class=\"left\"><b>");
	lt_writer_escape(w, page->agency);
	LT_MARKUP(w, "</b><hr class=\"rule\"/>");
	if (page->suffix) {
		LT_MARKUP(w, "<div>Số: ...........");
		lt_writer_escape(w, page->suffix);
		LT_MARKUP(w, "</div>");
	}
	LT_MARKUP(w, "</td>\n<td><b class=\"nation\">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>"
		     "<b class=\"motto\">Độc lập - Tự do - Hạnh phúc</b><hr class=\"rule\"/>");
	write_place(w, page);
	LT_MARKUP(w, "</td>\n</tr></table>\n<h1>");
	lt_writer_escape(w, page->title);
	LT_MARKUP(w, "</h1>\n");
	if (page->subtitle) {
		LT_MARKUP(w, "<div class=\"subtitle\">");
		lt_writer_escape(w, page->subtitle);
		LT_MARKUP(w, "</div>\n");
	}
	if (page->draft) {
		LT_MARKUP(w, "<div class=\"draft\">");
		lt_writer_escape(w, page->draft);
		LT_MARKUP(w, "</div>\n");
	}
}

/* -- blocks -- */

static void write_label(struct lt_writer *w, const struct lt_block *block)
{
	LT_MARKUP(w, "<span class=\"label\">");
	lt_writer_escape(w, block->label);
	LT_MARKUP(w, ":</span> ");
}

static void write_fact(struct lt_writer *w, const struct lt_block *block)
{
	if (!*block->text) {
		LT_MARKUP(w, "<p class=\"pen\">");
		write_label(w, block);
		LT_MARKUP(w, "<span class=\"dots\"></span></p>\n");
		return;
	}
	LT_MARKUP(w, "<p>");
	write_label(w, block);
	if (block->strong)
		LT_MARKUP(w, "<b>");
	lt_writer_escape(w, block->text);
	if (block->strong)
		LT_MARKUP(w, "</b>");
	LT_MARKUP(w, "</p>\n");
}

static void write_paragraph(struct lt_writer *w, const struct lt_block *block)
{
	LT_MARKUP(w, "<p class=\"text\">");
	lt_writer_escape(w, block->text);
	LT_MARKUP(w, "</p>\n");
}

static void write_list(struct lt_writer *w, const struct lt_block *block)
{
	LT_MARKUP(w, "<ol>\n");
	for (size_t i = 0; i < block->count; i++) {
		LT_MARKUP(w, "<li>");
		lt_writer_escape(w, block->items[i]);
		LT_MARKUP(w, "</li>\n");
	}
	LT_MARKUP(w, "</ol>\n");
}

static void write_cell(struct lt_writer *w, const struct lt_cell *cell, bool centred)
{
	if (centred)
		LT_MARKUP(w, "<td class=\"mid\">");
	else
		LT_MARKUP(w, "<td>");
	for (size_t i = 0; i < LT_PAGE_CELL_LINES_MAX && cell->lines[i]; i++) {
		if (i)
			LT_MARKUP(w, "<br/>");
		lt_writer_escape(w, cell->lines[i]);
	}
	LT_MARKUP(w, "</td>");
}

static void write_table(struct lt_writer *w, const struct lt_block *block)
{
	LT_MARKUP(w, "<table class=\"rows\">\n<colgroup>");
	for (size_t c = 0; c < block->columns_count; c++) {
		LT_MARKUP(w, "<col width=\"");
		lt_writer_number(w, block->columns[c].width);
		LT_MARKUP(w, "%\"/>");
	}
	LT_MARKUP(w, "</colgroup>\n<thead><tr>");
	for (size_t c = 0; c < block->columns_count; c++) {
		LT_MARKUP(w, "<th>");
		lt_writer_escape(w, block->columns[c].title);
		LT_MARKUP(w, "</th>");
	}
	LT_MARKUP(w, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < block->count; i++) {
		LT_MARKUP(w, "<tr>");
		for (size_t c = 0; c < block->columns_count; c++)
			write_cell(w, &block->rows[i][c], block->columns[c].centred);
		LT_MARKUP(w, "</tr>\n");
	}
	LT_MARKUP(w, "</tbody>\n</table>\n");
}

static void write_sign(struct lt_writer *w, const struct lt_block *block)
{
	LT_MARKUP(w, "<table class=\"signs\"><tr>\n");
	if (block->count == 1)
		LT_MARKUP(w, "<td class=\"gap\"></td>\n");
	for (size_t i = 0; i < block->count; i++) {
		LT_MARKUP(w, "<td><b>");
		lt_writer_escape(w, block->signers[i].title);
		LT_MARKUP(w, "</b><i>");
		lt_writer_escape(w, block->signers[i].hint);
		LT_MARKUP(w, "</i><div class=\"room\"></div><b>");
		lt_writer_escape(w, block->signers[i].name);
		LT_MARKUP(w, "</b></td>\n");
	}
	LT_MARKUP(w, "</tr></table>\n");
}

static void write_block(struct lt_writer *w, const struct lt_block *block)
{
	switch (block->kind) {
	case LT_BLOCK_FACT:
		return write_fact(w, block);
	case LT_BLOCK_PARAGRAPH:
		return write_paragraph(w, block);
	case LT_BLOCK_LIST:
		return write_list(w, block);
	case LT_BLOCK_TABLE:
		return write_table(w, block);
	case LT_BLOCK_SIGN:
		return write_sign(w, block);
	case LT_BLOCK_NOTE:
		return; /* all together, at the foot */
	}
}

static void write_notes(struct lt_writer *w, const struct lt_page *page)
{
	LT_MARKUP(w, "<div class=\"notes\">\n");
	for (size_t i = 0; i < page->blocks_count; i++) {
		if (page->blocks[i].kind != LT_BLOCK_NOTE)
			continue;
		LT_MARKUP(w, "<p>");
		lt_writer_escape(w, page->blocks[i].text);
		LT_MARKUP(w, "</p>\n");
	}
	LT_MARKUP(w, "<p><i>");
	lt_writer_escape(w, page->foot);
	LT_MARKUP(w, "</i></p>\n</div>\n");
}

int lt_page_html(const struct lt_page *page, const char **ret, struct lt_err *err)
{
	struct lt_writer w = {.arena = page->arena};
	if (page->failed)
		return lt_err_set(err, LT_E_NOMEM, "mẫu số %s quá lớn", page->form);
	write_start(&w, page);
	write_head(&w, page);
	int r = page->qr ? lt_qr_svg(&w, page->qr, err) : 0;
	if (r == 0 && page->bars)
		r = lt_bars_svg(&w, page->bars, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < page->blocks_count; i++)
		write_block(&w, &page->blocks[i]);
	write_notes(&w, page);
	LT_MARKUP(&w, "</body>\n</html>\n");
	const char *text = lt_writer_text(&w);
	if (!text)
		return lt_err_set(err, LT_E_NOMEM, "mẫu số %s quá lớn", page->form);
	*ret = text;
	return 0;
}
