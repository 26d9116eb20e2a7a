/* SPDX-License-Identifier: EUPL-1.2 */
/* Early, on time or late: indicator 2.1 of QĐ 766/QĐ-TTg, "tỷ lệ hồ sơ xử lý trước hạn, đúng hạn".
 *
 * One rule, clause by clause, over recorded facts; nobody else decides what counts as late. */
#pragma once

#include <stdbool.h>

#include "dossier.pb-c.h"

/** How a dossier stands against its due date. */
enum lt_progress {
	LT_PROGRESS_NOT_COUNTED = 1, /**< ended without having been accepted */
	LT_PROGRESS_EARLY,	     /**< ended on a day before the due day */
	LT_PROGRESS_ON_TIME,	     /**< ended on the due day, not after the due moment */
	LT_PROGRESS_LATE,	     /**< ended after it, or asked for papers more than once */
	LT_PROGRESS_UNDATED,	     /**< ended; neither a due date nor a limit tells */
	LT_PROGRESS_OPEN,	     /**< not ended, within its time */
	LT_PROGRESS_OPEN_LATE	     /**< not ended, late already */
};

/** What the rule looks at. Instants in microseconds UTC; 0: there is none. */
struct lt_progress_facts {
	bool accepted;	       /**< "chỉ tính các hồ sơ đã được tiếp nhận" */
	int64_t received_us;   /**< NgayTiepNhan: start of handling */
	int64_t due_us;	       /**< NgayHenTra */
	int64_t processed_us;  /**< "Đã xử lý xong" */
	int64_t returned_us;   /**< "Đã trả kết quả" */
	int64_t stopped_us;    /**< "Dừng xử lý", "Từ chối", withdrawn */
	int64_t asked_us;      /**< a request for papers that the citizen has not answered yet */
	uint32_t supplements;  /**< requests for papers so far */
	int64_t supplement_us; /**< time of the answered ones, to be taken off the end */
	int64_t limit_us;      /**< longest time the procedure may take, where no due date is */
	int64_t period_end_us; /**< of the report: stands for the end of what has none */
};

/** The rule. Pure. Source: QĐ 766/QĐ-TTg, indicator 2.1. */
enum lt_progress lt_progress_of(const struct lt_progress_facts *facts);

/** Requests for papers: pauses for a supplement, each request once even if another reason to pause
 *  came between. Pure. */
uint32_t lt_progress_supplements(const Lt__Dossier *dossier);

/**
 * The rule for a dossier as it stands. An open one is late because an event said so
 * (DossierOverdue, a second request for papers), never because of the hour.
 * The due date a dossier carries has been moved by its ledger for every supplement, in working
 * time: that is where the supplement's time is taken off, once.
 * @param ret_since_us  when a late one became late; 0: it is not. May be NULL
 */
enum lt_progress lt_progress_dossier(const Lt__Dossier *dossier, int64_t *ret_since_us);
