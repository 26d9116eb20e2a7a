/* SPDX-License-Identifier: EUPL-1.2 */
/* Last feed number per unit: a cache of the last key of each unit's part of the feed table, so that
 * numbering needs no search. Forgotten whenever the state's transaction is dropped. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

struct lt_feeds;

struct lt_feeds *lt_feeds_new(void);
void lt_feeds_free(struct lt_feeds *feeds);
/** Forgets every unit: the state was rebuilt and the numbers may have moved. */
void lt_feeds_forget(struct lt_feeds *feeds);
/** The unit's number, to read or move; NULL: not known yet. Valid until the next insert. */
uint64_t *lt_feeds_find(struct lt_feeds *feeds, uint64_t unit);
/** Notes that the unit's feed moved. lt_feeds_moved lists each such unit once since
 * the last clear. */
void lt_feeds_move(struct lt_feeds *feeds, uint64_t unit);
const uint64_t *lt_feeds_moved(const struct lt_feeds *feeds, size_t *ret_count);
void lt_feeds_clear_moved(struct lt_feeds *feeds);
/** Remembers a unit. @return 0 or LT_E_NOMEM. */
int lt_feeds_insert(struct lt_feeds *feeds, uint64_t unit, uint64_t last) LT_MUST_USE;
