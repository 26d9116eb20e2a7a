/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers for texts. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/arena.h"

/** Texts, each once, numbered from 0 in the order they were first met. Zero-initialise; lives in
 *  the arena it is given. */
struct lt_numbering {
	const char **items;
	size_t count;
	uint32_t *slots; /**< open addressing: number + 1, 0 free */
	size_t slots_count;
};
#define LT_NO_NUMBER UINT32_MAX

/** Number of a text, a new one if it was not known. @return 0 or LT_E_NOMEM. */
int lt_numbering_add(struct lt_numbering *numbering, struct lt_arena *arena, const char *text,
		     uint32_t *ret) LT_MUST_USE;
/** @return LT_NO_NUMBER for a text that is not in it. */
uint32_t lt_numbering_find(const struct lt_numbering *numbering, const char *text);
