/* SPDX-License-Identifier: EUPL-1.2 */
#define LT_LOG_EVENTS(X) X(started) X(stopped)

struct lt_bad;

/** One that bad.h declares too, and one that only looks so. */
int lt_bad_second(struct lt_bad *other);
static inline int lt_bad_plain(int x)
{
	return x;
}
