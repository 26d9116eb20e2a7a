/* SPDX-License-Identifier: EUPL-1.2 */
/* Which of the known names may have been meant: edit distance, for the remedy of a misspelling. */
#pragma once

#include <stddef.h>

enum { LT_NEAR_OFFERS_MAX = 4096 }; /* further names are not looked at */
enum { LT_NEAR_MAX = 3, LT_NEAR_TEXT_BYTES = 256, LT_NEAR_NAME_BYTES = 64 };

struct lt_near {
	const char *wanted;
	size_t count, offered;
	struct {
		char name[LT_NEAR_NAME_BYTES];
		unsigned distance;
	} items[LT_NEAR_MAX]; /**< nearest first; by name when equally near */
};

/** Starts a search for names near @p wanted, which must stay alive. */
void lt_near_init(struct lt_near *near, const char *wanted);
/** Considers one known name; NULL is ignored. */
void lt_near_offer(struct lt_near *near, const char *name);
/** "a", "b" or "c" with quotes; "" if none. @return @p text. */
char *lt_near_text(const struct lt_near *near, char text[static LT_NEAR_TEXT_BYTES]);
/** Letters to insert, delete, change or swap, up to @p max + 1. */
unsigned lt_near_distance(const char *a, const char *b, unsigned max);
