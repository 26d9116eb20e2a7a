/* SPDX-License-Identifier: EUPL-1.2 */
/* A printed form as data: what stands on the paper, not how it looks.
 *
 * A form is described once, with the functions here; html.c and text.c each show the whole of it,
 * so the two cannot disagree. Every text that enters is cleaned (lt_clean) and kept to a length,
 * and the one place that writes markup escapes it: no value can become markup.
 *
 * Functions return nothing: without memory the page is marked, and showing it fails. All memory is
 * the arena's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"

enum {
	LT_PAGE_COLUMNS_MAX = 12,
	LT_PAGE_CELL_LINES_MAX = 4,
	LT_PAGE_SIGNERS_MAX = 2,
	LT_PAGE_TEXT_POINTS_MAX = 1000 /**< longer values are cut, and it is said that they were */
};

/** The paper; wide is landscape. */
enum lt_page_sheet { LT_PAGE_A5 = 1, LT_PAGE_A4, LT_PAGE_A4_WIDE };

/** What a block is. */
enum lt_block_kind {
	LT_BLOCK_FACT = 1,  /**< "Địa chỉ: ..."; without a text a dotted line for the pen */
	LT_BLOCK_PARAGRAPH, /**< whole sentences */
	LT_BLOCK_LIST,	    /**< 1. 2. 3. */
	LT_BLOCK_TABLE,
	LT_BLOCK_SIGN, /**< one signature at the right, or two side by side */
	LT_BLOCK_NOTE  /**< small print below */
};

/** Some lines, one below the other; the first is the bold one if the table says so. */
struct lt_cell {
	const char *lines[LT_PAGE_CELL_LINES_MAX]; /**< NULL and "" are left out */
};

/** A column of a table. */
struct lt_column {
	const char *title;
	unsigned width; /**< share of the table's width, in hundredths */
	bool centred;
};

/** Somebody who signs. */
struct lt_signer {
	const char *title; /**< "NGƯỜI NỘP HỒ SƠ" */
	const char *hint;  /**< "(Ký và ghi rõ họ tên)" */
	const char *name;  /**< NULL or "": for the pen */
};

/** A part of the page; only the members of its kind are set. */
struct lt_block {
	enum lt_block_kind kind;
	bool strong;			 /**< FACT: the text in bold */
	const char *label, *text;	 /**< FACT; PARAGRAPH and NOTE have only a text */
	const char **items;		 /**< LIST */
	const struct lt_column *columns; /**< TABLE; borrowed */
	size_t columns_count;
	const struct lt_cell **rows; /**< TABLE: columns_count cells each */
	size_t count;		     /**< items, rows or signers */
	struct lt_signer signers[LT_PAGE_SIGNERS_MAX];
};

/** A page, made by the functions below. */
struct lt_page {
	struct lt_arena *arena;
	bool failed; /**< there was no memory */
	enum lt_page_sheet sheet;
	const char *form;   /**< "01" */
	const char *agency; /**< top left */
	const char *suffix; /**< of the paper's number: "/PBS"; NULL: the form bears no number */
	const char *place;  /**< "Phường Tân Giang" */
	int64_t date_us;    /**< of the paper; 0: for the pen */
	const char *title, *subtitle; /**< subtitle NULL: none */
	const char *draft;	      /**< why this is only a draft; NULL: it is none */
	const char *qr;		      /**< what the square code says; NULL: none */
	const char *bars;	      /**< what the bar code says; NULL: none */
	const char *foot;	      /**< where the facts come from */
	const char *style;	      /**< address of lt_form_style; NULL: it stands inside */
	const char *script;	      /**< address of what makes "In" print; only with a style */
	const char *back; /**< on a screen the way back, and "In"; only with a style; or NULL */
	struct lt_block *blocks;
	size_t blocks_count;
};

/** Cleaned and kept to length; "" for NULL. */
const char *lt_page_clean(struct lt_page *page, const char *text);
/** Printed, then cleaned. */
const char *lt_page_say(struct lt_page *page, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** "Label: text". @p text NULL or "": a dotted line. */
void lt_page_fact(struct lt_page *page, const char *label, const char *text);
/** As lt_page_fact, the text in bold. */
void lt_page_strong(struct lt_page *page, const char *label, const char *text);
void lt_page_paragraph(struct lt_page *page, const char *text);
void lt_page_note(struct lt_page *page, const char *text);
/** Starts a numbered list; items follow. */
void lt_page_list(struct lt_page *page);
/** Adds to the list begun last. */
void lt_page_item(struct lt_page *page, const char *text);
/** Starts a table; rows follow. @p columns must outlive the page. */
void lt_page_table(struct lt_page *page, const struct lt_column *columns, size_t count);
/** Adds a row to the table begun last: as many cells as it has columns. */
void lt_page_row(struct lt_page *page, const struct lt_cell *cells);
/** Who signs: one at the right (@p left NULL), or two. */
void lt_page_sign(struct lt_page *page, const struct lt_signer *left,
		  const struct lt_signer *right);

enum { LT_PAGE_TIME_BYTES = 64 };
/** "08 giờ 15 phút, ngày 04/08/2025". @return @p text. */
char *lt_page_time(int64_t instant_us, char text[static LT_PAGE_TIME_BYTES]);
/** "ngày 04 tháng 8 năm 2025". @return @p text. */
char *lt_page_date(int64_t instant_us, char text[static LT_PAGE_TIME_BYTES]);

/** The page as one self-contained HTML file: no script, nothing fetched (but for
 *  page->style), well-formed as XML.
 *  @return 0; LT_E_NOMEM. */
int lt_page_html(const struct lt_page *page, const char **ret, struct lt_err *err) LT_MUST_USE;
/** The page as plain text of fixed width. @return 0; LT_E_NOMEM. */
int lt_page_text(const struct lt_page *page, const char **ret, struct lt_err *err) LT_MUST_USE;
