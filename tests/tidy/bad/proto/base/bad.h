/* SPDX-License-Identifier: EUPL-1.2 */
/* Of these only lt_bad_lonely is without words. */
#pragma once

struct lt_bad;

/** One comment for the block. */
int lt_bad_first(struct lt_bad *bad);
int lt_bad_second(struct lt_bad *bad,
		  int more);

struct lt_bad *lt_bad_new(void);

static inline int lt_bad_plain(int x)
{
	return x + 1;
}

int lt_bad_lonely(struct lt_bad *bad);
