/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the leader's board share: board.c, board_tables.c, board_list.c. */
#pragma once

#include "procedures/core/figures.h"
#include "worker/web/web_own.h"

/** A board that is being shown. */
struct lt_board {
	struct lt_view *view;
	const Lt__Board *board;
	int64_t as_of_us;
	bool is_kept; /**< the line is down: the last that was known */
};

/** Figures of a table's column: 1 << enum lt_figure, added up; 0: the rate of those in time. */
struct lt_board_column {
	const char *vietnamese, *english, *csv;
	uint32_t figures;
};

/** One table of the board. */
struct lt_board_table {
	const char *name; /**< in addresses */
	const char *vietnamese, *english;
	const char *const *heads; /**< Vietnamese, English, CSV of the first columns, in threes */
	size_t heads_count;	  /**< columns of words before the figures */
	const struct lt_board_column *columns;
	size_t columns_count;
	/** The rows in `ret`. @return how many. */
	size_t (*rows)(const struct lt_board *board, Lt__BoardRow *const **ret);
	/** The words of a row, as many as heads_count. */
	void (*words)(const struct lt_board *board, const Lt__BoardRow *row, const char **ret);
	/** What the addresses of a row's lists add: "&tt=1.000001". In the arena. */
	const char *(*address)(const struct lt_board *board, const Lt__BoardRow *row);
};

enum { LT_BOARD_TABLES = 5 };
extern const struct lt_board_table lt_board_tables[LT_BOARD_TABLES];

/** Shows a table, every figure a link to its list. */
void lt_board_show(const struct lt_board *board, const struct lt_board_table *table);
/** What the score is called among the tables. */
#define LT_BOARD_SCORE "diem"
bool lt_board_has_table(const char *name);
/** The same as a file for spreadsheets; one that lt_board_has_table. */
void lt_board_csv(const struct lt_board *board, const char *name);
/** The way to that file. */
void lt_board_csv_link(const struct lt_board *board, const char *table, const char *title);
/** The score, and what closing dossiers would make of it. */
void lt_board_score(const struct lt_board *board);
void lt_board_score_csv(const struct lt_board *board, struct lt_writer *out);
/** A number that leads to its list; plain if it is 0. @param address  what the row adds */
void lt_board_figure(const struct lt_board *board, int64_t value, uint32_t figures,
		     const char *address);
/** Sum of a row's figures. */
int64_t lt_board_value(const Lt__BoardRow *row, uint32_t figures);
/** "06/2024" */
const char *lt_board_month_text(struct lt_arena *arena, uint32_t month);
/** "2024-06" */
const char *lt_board_month_iso(struct lt_arena *arena, uint32_t month);
/** The month asked for, as "2024-06"; 0: none, or not understood. */
uint32_t lt_board_month_asked(const struct lt_view *view);
/** The list behind a figure. */
void lt_board_list(struct lt_view *view);
/** Asks as this person, for a board. @return as lt_ask_fetch: no page is made of a failure */
int lt_board_ask(struct lt_view *view, Lt__Fetch *fetch, Lt__FetchReply **ret,
		 struct lt_err *err) LT_MUST_USE;
