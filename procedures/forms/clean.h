/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts that came from outside (names, notes, reasons), made safe to show on a screen or a paper,
 * and how many columns they take. */
#pragma once

#include "proto/base/arena.h"

/** A text that cannot move the cursor or turn the line round: controls become spaces, and the marks
 *  that change writing direction go. @return in the arena; "" without memory. */
const char *lt_clean(struct lt_arena *arena, const char *text);
/** Columns of a terminal that a text takes. */
size_t lt_clean_width(const char *text);
