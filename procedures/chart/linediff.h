/* SPDX-License-Identifier: EUPL-1.2 */
/* Which lines of a text another one has no more, and which it has beside them. */
#pragma once

#include <stdio.h>

#include "proto/base/arena.h"
#include "proto/base/slice.h"

/** A line that is in one of the two only. */
struct lt_line_change {
	char sign;  /**< '-' or '+' */
	int number; /**< of the line, from 1, in the text it is in */
	struct lt_slice line;
};

struct lt_line_changes {
	struct lt_line_change *items; /**< in the order of the texts */
	size_t count, added, removed;
};

/** Compares; texts are borrowed by the result. Where the changed part is very large, all of it
 *  counts as changed. @return 0; LT_E_NOMEM. */
int lt_lines_differ(struct lt_slice before, struct lt_slice after, struct lt_arena *arena,
		    struct lt_line_changes *ret) LT_MUST_USE;
