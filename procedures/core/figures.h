/* SPDX-License-Identifier: EUPL-1.2 */
/* The figures of the leader's board, and what stands behind each.
 *
 * A figure is a counter of the tallies (contributions.h); a dossier, step or duty that it counted
 * has a row in the table `figure`, so that every figure leads to its list by the page. Both follow
 * from the dossier's state alone and from the same rule: as many rows as the figure says. */
#pragma once

#include "procedures/core/contributions.h"
#include "procedures/core/rows.h"

/* Part of keys: add at the end, never renumber.
 * name, number, counter, what `when` of its rows is (M month, D local day), Vietnamese */
#define LT_FIGURES(X)                                                                              \
	X(received, 1, received, M, "Tiếp nhận")                                                   \
	X(open, 2, in_time_now, D, "Đang trong hạn")                                               \
	X(open_late, 3, late_now, D, "Đang quá hạn")                                               \
	X(early, 4, early, M, "Trước hạn")                                                         \
	X(on_time, 5, on_time, M, "Đúng hạn")                                                      \
	X(late, 6, late, M, "Trễ hạn")                                                             \
	X(undated, 7, undated, M, "Không xác định được hạn")                                       \
	X(not_accepted, 8, not_accepted, M, "Không được tiếp nhận")                                \
	X(step_late, 9, steps_late, M, "Bước quá hạn")                                             \
	X(step_late_now, 10, steps_late_now, D, "Bước đang quá hạn")                               \
	X(apology, 11, owed_apologies, D, "Còn nợ thư xin lỗi")                                    \
	X(explanation, 12, owed_explanations, D, "Còn nợ giải trình")                              \
	X(feedback, 13, feedbacks, M, "Ý kiến của công dân")                                       \
	X(feedback_open, 14, feedbacks_open, D, "Ý kiến chưa trả lời")

/** LT_FIGURE_received ... */
enum lt_figure {
#define X(name, number, counter, when, text) LT_FIGURE_##name = (number),
	LT_FIGURES(X)
#undef X
		LT_FIGURE_COUNT /**< one more than the last; 0 is no figure */
};

#define LT_FIGURE_BIT(name) (UINT32_C(1) << LT_FIGURE_##name)

/** `when` of rows without a date: behind every day. */
#define LT_WHEN_NONE UINT32_MAX

/** Which counter a figure is the sum of. */
enum lt_counter lt_figure_counter(enum lt_figure figure);
/** Is it counted in a month? Otherwise by days: what stands now. */
bool lt_figure_by_month(enum lt_figure figure);
/** "Tiếp nhận" */
const char *lt_figure_vietnamese(enum lt_figure figure);
/** Local day of an instant, as rows and day counters have it; LT_WHEN_NONE: there is none. */
uint32_t lt_figure_day(int64_t instant_us);
/** What stands for a step of a procedure in keys. */
uint64_t lt_figure_step(const char *procedure, const char *step);

/** One row to be. `unit` is the dossier's. */
struct lt_figured {
	const char *unit;
	enum lt_figure figure;
	uint32_t when;
	uint64_t item;	/**< procedure, or lt_figure_step */
	uint32_t n;	/**< lateness, or number of what was said; 0: the dossier */
	int64_t due_us; /**< of an open dossier in time; 0: none */
};

/** Rows of a dossier. In the arena. */
struct lt_figureds {
	struct lt_figured *items;
	size_t count;
};

/** What the figures counted of a dossier. @return 0 or LT_E_NOMEM. Pure. */
int lt_figures(const Lt__Dossier *dossier, struct lt_arena *arena,
	       struct lt_figureds *ret) LT_MUST_USE;
