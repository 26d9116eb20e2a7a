/* SPDX-License-Identifier: EUPL-1.2 */
/* What a node's units handed over to units of other nodes and nobody there has taken over yet. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_records;

/** Steps looked at for one answer: a page of work must not wait for a count. Beyond, the last item
 *  says that there may be more. */
enum { LT_AWAITED_STEPS_MAX = 1000 };

/**
 * Counts them, a unit an item, in the order of the directory.
 * @param node   id; a unit that it serves is not awaited
 * @param reads  that many steps are looked at, at most
 * @param arena  the items and their texts
 * @return 0; LT_E_ABSENT: no directory is in force; errors of the store; LT_E_NOMEM.
 */
int lt_awaited(struct lt_records *records, const char *node, int64_t now_us, size_t reads,
	       struct lt_arena *arena, Lt__Waiting *ret, struct lt_err *err) LT_MUST_USE;
