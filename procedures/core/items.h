/* SPDX-License-Identifier: EUPL-1.2 */
/* The text of a list field: items one a line, or with ";" between them. */
#pragma once

#include "procedures/core/definition.h"
#include "proto/base/slice.h"

/**
 * Items without the blanks around them; empty ones are left out, the same twice stays twice.
 * @return 0; LT_E_LIMIT: more than LT_ITEMS_MAX, or one longer than LT_NAME_BYTES_MAX; LT_E_NOMEM
 */
int lt_items_split(const char *text, struct lt_arena *arena, struct lt_names *ret) LT_MUST_USE;
/** The next item of the text at *at, which moves behind it. @return false: there is none. */
bool lt_items_next(const char **at, struct lt_slice *ret);
