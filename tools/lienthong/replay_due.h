/* SPDX-License-Identifier: EUPL-1.2 */
/* The real deadlines of a log's cases, counted and watched by the engine.
 *
 * A case ends when its office says so, which in recorded logs may be before, between or after the
 * activities. So each case with a start and a deadline has a dossier of its own for them: received
 * at the start, due by the time limit of its procedure, ended by an officer at the end. There is
 * one procedure for each different limit, in working minutes of an office that is open round the
 * clock but for the last minute of each day (an interval may not reach midnight).
 *
 * A limit has no fractions of a minute and deadlines do: the dossier is received at the moment
 * nearest to the start, at most half a minute away, from which whole minutes lead to the deadline.
 *
 * Nothing tells the engine who was late: it sees receipts, ends, and the time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "tools/lienthong/luatext.h"
#include "tools/lienthong/replay_log.h"

/** The office that is always open, and its hours. */
#define LT_REPLAY_OFFICE_ALWAYS "ALWAYS"
#define LT_REPLAY_HOURS_ALWAYS "00:00-23:59"
#define LT_REPLAY_OUTCOME_DONE "done"

/** One case's dossier with a deadline. */
struct lt_replay_due {
	uint32_t case_number;
	int32_t minutes;	     /**< the limit */
	int64_t received_us, end_us; /**< end: LT_LOG_NEVER while it is open */
};

/** All of them, and the procedures they need. */
struct lt_replay_dues {
	struct lt_replay_due *items; /**< in the order of cases; in the log's arena */
	size_t count;
	struct lt_luatext *procedures; /**< one a limit */
	size_t procedures_count;
};

/** @param calendar  the log's calendar, as Lua: limits are counted by it.
 *  @return 0 (also without deadlines); LT_E_CALENDAR (it does not reach so far); LT_E_NOMEM. */
int lt_replay_dues_make(struct lt_log *log, const struct lt_luatext *calendar,
			struct lt_replay_dues *ret, struct lt_err *err) LT_MUST_USE;
void lt_replay_dues_done(struct lt_replay_dues *dues);

enum { LT_REPLAY_CODE_BYTES = 32 };
/** "replay.80640": the procedure of a limit. @return @p text. */
char *lt_replay_due_code(int32_t minutes, char text[static LT_REPLAY_CODE_BYTES]);
/** Is this the code of such a procedure? */
bool lt_replay_is_due_code(const char *code);

/** What the journal tells of one case's deadline. */
struct lt_due_history {
	uint32_t received, finished, overdue; /**< how often */
	int64_t due_us;
};

/** Cases with both a deadline and an end, late ones among them: by the engine, by the log. */
struct lt_due_tally {
	size_t cases;			     /**< with a deadline */
	size_t ended, late, open, open_late; /**< by the journal */
	size_t log_ended, log_late;	     /**< by the log's own columns */
};

/** Counts both sides, by themselves. */
struct lt_due_tally lt_due_count(const struct lt_log *log, const struct lt_due_history *dues);
/** What differs between the journal and the log about one case, Vietnamese; NULL: nothing. */
const char *lt_due_differs(const struct lt_log_dates *dates, const struct lt_due_history *due);
