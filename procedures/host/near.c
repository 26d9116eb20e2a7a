/* SPDX-License-Identifier: EUPL-1.2 */
/* Optimal string alignment distance over bytes, three rows. Source: Damerau 1964. */
#include "procedures/host/near.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned lt_near_distance(const char *a, const char *b, unsigned max)
{
	unsigned rows[3][LT_NEAR_NAME_BYTES + 1];
	size_t m = strlen(a), n = strlen(b);

	if (m > LT_NEAR_NAME_BYTES || n > LT_NEAR_NAME_BYTES || (m > n ? m - n : n - m) > max)
		return max + 1;
	for (size_t j = 0; j <= n; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= m; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *older = rows[(i + 1) % 3];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(least(above[j] + 1, row[j - 1] + 1),
				       above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], older[j - 2] + 1);
		}
	}
	return least(rows[m % 3][n], max + 1);
}

void lt_near_init(struct lt_near *near, const char *wanted)
{
	near->wanted = wanted;
	near->count = near->offered = 0;
}

void lt_near_offer(struct lt_near *near, const char *name)
{
	if (near->offered++ >= LT_NEAR_OFFERS_MAX)
		return;
	if (!name || !*name || strlen(name) >= LT_NEAR_NAME_BYTES ||
	    strcmp(name, near->wanted) == 0)
		return;
	size_t length = strlen(near->wanted);
	unsigned max = length <= 3 ? 1 : length <= 7 ? 2 : 3;
	unsigned distance = lt_near_distance(near->wanted, name, max);
	if (distance > max)
		return;
	size_t at = near->count;
	while (at > 0 && (near->items[at - 1].distance > distance ||
			  (near->items[at - 1].distance == distance &&
			   strcmp(near->items[at - 1].name, name) > 0)))
		at--;
	bool known =
		at > 0 && strcmp(near->items[at - 1].name, name) == 0; /* equals stand together */
	if (at >= LT_NEAR_MAX || known)
		return;
	if (near->count < LT_NEAR_MAX)
		near->count++;
	memmove(&near->items[at + 1], &near->items[at],
		(near->count - at - 1) * sizeof near->items[0]);
	(void)snprintf(near->items[at].name, sizeof near->items[at].name, "%s", name);
	near->items[at].distance = distance;
}

char *lt_near_text(const struct lt_near *near, char text[static LT_NEAR_TEXT_BYTES])
{
	size_t n = 0;
	text[0] = 0;
	for (size_t i = 0; i < near->count; i++) {
		const char *joint = i == 0 ? "" : i + 1 == near->count ? " hoặc " : ", ";
		int put = snprintf(text + n, LT_NEAR_TEXT_BYTES - n, "%s\"%s\"", joint,
				   near->items[i].name);
		if (put < 0 || (size_t)put >= LT_NEAR_TEXT_BYTES - n)
			break;
		n += (size_t)put;
	}
	return text;
}
