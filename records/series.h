/* SPDX-License-Identifier: EUPL-1.2 */
/* Series of dossier codes that nodes have for themselves, so that they receive dossiers without
 * asking anybody: {unit}-{yymmdd}-{series}{number}, where series has at least three digits and
 * number five. The coordinator's own numbers have six digits in all, so the two never meet. */
#pragma once

#include "event.pb-c.h"

#include "proto/store/store.h"

enum { LT_SERIES_NUMBER_MAX = 99999 };

/** The series of a node's store; 0: it has none. */
int lt_series_of(struct lt_txn *txn, const char *node, uint64_t stream, uint32_t *ret,
		 struct lt_err *err) LT_MUST_USE;
/** The last series given to anybody; 0: none. */
int lt_series_last(struct lt_txn *txn, uint32_t *ret, struct lt_err *err) LT_MUST_USE;
int lt_series_apply(struct lt_txn *txn, const Lt__SeriesGranted *e, struct lt_err *err) LT_MUST_USE;
/** The code of a series' number, received on the day of @p at_us. @return NULL: no memory. */
const char *lt_series_code(const char *unit, int64_t at_us, uint32_t series, uint64_t number,
			   struct lt_arena *arena);
