/* SPDX-License-Identifier: EUPL-1.2 */
/* The index rows a dossier must have: a pure function of its state.
 *
 * The engine writes rows(after) - rows(before) and nothing else writes an index, so no list can
 * disagree with a dossier. Rows that never change after receipt (code, search terms) are told
 * apart, to be written once and not compared on each transition. */
#pragma once

#include "dossier.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/codec/keys.h"

enum { LT_ROW_VALUE_BYTES = 8 };

/** One row: key and value by value, in the order of its table's number, then key. */
struct lt_row {
	enum lt_table table;
	struct lt_key key;
	const char *text; /**< value as text (who holds a task); NULL: see number */
	uint64_t number;  /**< value as number, if number_bytes > 0 */
	uint8_t number_bytes;
};

/** Rows in the order of table and key. */
struct lt_rows {
	struct lt_row *items;
	size_t count;
};

/** Rows that change while the dossier moves: task, timer, job, lease, incident, late, duty,
 *  paper, elsewhere, figure. Sorted.
 *  Pure.
 *  @param dossier  NULL or not yet received: no rows */
int lt_rows_live(const Lt__Dossier *dossier, struct lt_arena *arena,
		 struct lt_rows *ret) LT_MUST_USE;
/** Rows of its code and search terms. Sorted. Pure. */
int lt_rows_fixed(const Lt__Dossier *dossier, struct lt_arena *arena,
		  struct lt_rows *ret) LT_MUST_USE;

/** memcmp order of table, key. */
int lt_row_compare(const struct lt_row *a, const struct lt_row *b);
/** The value's bytes; at most LT_ROW_VALUE_BYTES go to @p number when it is a number. */
struct lt_slice lt_row_value(const struct lt_row *row, uint8_t number[static LT_ROW_VALUE_BYTES]);

/** Is every open dossier on somebody's list, or has a timer, a job, an incident?
 * (No silent stall.) */
bool lt_rows_cover(const Lt__Dossier *dossier, const struct lt_rows *live);

/** Is there any row but those that only say what was counted? An ended dossier keeps these for
 * ever.
 */
bool lt_rows_wait(const struct lt_rows *live);

/** Text folded for search: no case, no marks, đ as d; single spaces. In the arena. */
const char *lt_search_fold(const char *text, struct lt_arena *arena);

/** A folded name with its last word before the others: "nguyen thi lan" -> "lan nguyen thi", as
 * people are called. One word: itself. In the arena. */
const char *lt_search_given_first(const char *folded, struct lt_arena *arena);

/** Order of steps without a due date on a list: after all others. */
#define LT_DUE_NONE_KEY (INT64_MAX - 1)

/** Units whose lists show the dossier now, or who owe a duty for it; keys, each once. For the
 * feed. */
int lt_rows_units(const Lt__Dossier *dossier, struct lt_arena *arena, uint64_t **ret,
		  size_t *ret_count) LT_MUST_USE;
/** ... and all that ever had it: stood on its way, worked on it, answered for a lateness of it. For
 * who may still open it. */
int lt_rows_units_ever(const Lt__Dossier *dossier, struct lt_arena *arena, uint64_t **ret,
		       size_t *ret_count) LT_MUST_USE;
