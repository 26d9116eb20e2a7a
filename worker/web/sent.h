/* SPDX-License-Identifier: EUPL-1.2 */
/* A form carries a number. Whoever sends it twice (a double click, the browser's retry, the back
 * button) is told what came of it the first time; nothing is done again.
 *
 *   lt_sent_begin -> FIRST: do it, then lt_sent_end | DONE: here is what came of it | UNKNOWN */
#pragma once

#include "worker/web/accounts.h"

enum { LT_SENT_TEXT_BYTES = 2 * 16 + 1 };

enum lt_sent {
	LT_SENT_FIRST = 0,
	LT_SENT_DONE,	 /**< see *ret_code */
	LT_SENT_UNKNOWN, /**< the node stopped while it was being done */
	LT_SENT_FAILED,	 /**< the store, or a number that is none: nothing may be done */
};

/** A fresh number for a form. */
void lt_sent_number(char ret[static LT_SENT_TEXT_BYTES]);
/** May this form be carried out? One that is being carried out now is waited for. The answer
 *  FIRST is durable before it is given. Any thread.
 *  @param boot  of this start of the node */
enum lt_sent lt_sent_begin(struct lt_accounts *accounts, const char *number, const char *account,
			   uint64_t boot, struct lt_arena *arena, const char **ret_code);
/** What came of it. @param code  of the dossier; "": it may be sent again. */
void lt_sent_end(struct lt_accounts *accounts, const char *number, const char *code);

/** So long a number is remembered. */
#define LT_SENT_KEPT_US (7 * LT_US_PER_DAY)
