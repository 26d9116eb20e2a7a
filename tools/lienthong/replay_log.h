/* SPDX-License-Identifier: EUPL-1.2 */
/* An event log: cases, and what was done to each, by whom, where, when.
 *
 * NAME.events.csv[.gz]: case_id, activity, timestamp; seq, lifecycle and outcome if there are; then
 * columns of the log's own. NAME.cases.csv[.gz] beside it lists the cases; their order there breaks
 * ties of time, and its columns startdate, deadline and enddate, if it has all three, say when each
 * case was received, due and done. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "tools/lienthong/numbering.h"

/** An activity in one state of its life cycle: what becomes a step. */
struct lt_log_step {
	const char *activity, *lifecycle;
	const char *name;  /**< "step_1" */
	const char *title; /**< the activity; with the life cycle where the log has several */
};

struct lt_log_event {
	int64_t at_us, seq;
	uint32_t case_number, step, who, where;
	uint32_t outcome; /**< how the step ended; 0: the log does not say */
	uint32_t row;	  /**< place in the file */
	uint32_t next;	  /**< the case's next event; LT_LOG_LAST */
	bool first;	  /**< of its case */
};
#define LT_LOG_LAST UINT32_MAX

/** When a case was received, due and done; LT_LOG_NEVER: not said. */
struct lt_log_dates {
	int64_t start_us, deadline_us, end_us;
};
#define LT_LOG_NEVER INT64_MIN

/** One log, in time order over all cases; ties by the order of cases, then seq, then place in the
 * file. */
struct lt_log {
	struct lt_arena arena;
	const char *name;
	struct lt_numbering cases, people, units, outcomes;
	struct lt_log_step *steps;
	size_t steps_count;
	struct lt_log_event *events;
	size_t events_count;
	struct lt_log_dates *dates; /**< of each case; NULL: the log has no such columns */
	size_t dates_count;
	const char *who_column, *where_column; /**< NULL: the log has none */
	size_t activities_count, idle_cases;   /**< idle: listed, without an event */
	uint64_t who_changes, where_changes;   /**< between successive events of a case */
};

/**
 * Reads a log. @p path is NAME, NAME.events.csv or NAME.events.csv.gz.
 * @return 0; LT_E_ABSENT (no such file); LT_E_IO; LT_E_FORMAT (file and line are named);
 * LT_E_LIMIT; LT_E_NOMEM.
 */
int lt_log_read(const char *path, struct lt_log *ret, struct lt_err *err) LT_MUST_USE;
void lt_log_done(struct lt_log *log);
static inline void lt_cleanup_log(struct lt_log *log)
{
	lt_log_done(log);
}

/** How people and units are called; those the log leaves empty have a name too. */
const char *lt_log_person(const struct lt_log *log, uint32_t who);
const char *lt_log_unit(const struct lt_log *log, uint32_t where);
