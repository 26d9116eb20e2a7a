/* SPDX-License-Identifier: EUPL-1.2 */
/* What the reports share: for people, as JSON, as CSV. */
#pragma once

#include "procedures/forms/light.h"
#include "link.pb-c.h"

#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

enum { LT_MONTH_TEXT_BYTES = 16 };

/** What was asked for. */
struct lt_report {
	struct lt_session *session;
	const char *unit; /**< ""; all */
	uint32_t month;	  /**< 0: the current one */
	const char *by;	  /**< "unit", "procedure", "officer"; NULL: the whole report */
	bool csv;
	const char *what_if; /**< codes, comma separated; NULL */
	int64_t close;	     /**< 0: none */
	const char *before;  /**< "17:00", or an instant; NULL */
	const char *after;
	uint32_t limit;
};

/** "2025-07" or "07/2025". @return 0 or LT_E_FORMAT. */
int lt_report_month(const char *text, uint32_t *ret_month) LT_MUST_USE;
/** "tháng 07/2025". @return @p text. */
char *lt_report_month_text(uint32_t month, char text[static LT_MONTH_TEXT_BYTES]);
/** "2025-07". @return @p text. */
char *lt_report_month_iso(uint32_t month, char text[static LT_MONTH_TEXT_BYTES]);
/** Asks for the counters of a scope. @return as lt_session_fetch. */
int lt_report_tallies(const struct lt_report *report, Lt__TallyScope scope, Lt__FetchReply **ret,
		      struct lt_err *err) LT_MUST_USE;
/** The counters of a row; a reply of another version may have fewer. */
void lt_report_counters(const int64_t *items, size_t count, int64_t *ret);
/** "toàn hệ thống" or the unit. */
const char *lt_report_whose(const struct lt_report *report);

/** One line of CSV (RFC 4180); a cell that a spreadsheet would take for a formula is quoted with an
 * apostrophe. */
void lt_csv_line(FILE *out, const char *const *cells, size_t count);
/** The reports. @return as lt_session_fetch; LT_E_USAGE; LT_E_IO. */
int lt_report_score(const struct lt_report *report, struct lt_err *err) LT_MUST_USE;
int lt_report_what_if(const struct lt_report *report, struct lt_err *err) LT_MUST_USE;
int lt_report_monthly(const struct lt_report *report, struct lt_err *err) LT_MUST_USE;
int lt_report_late(const struct lt_report *report, struct lt_err *err) LT_MUST_USE;
int lt_report_duty(const struct lt_report *report, struct lt_err *err) LT_MUST_USE;
