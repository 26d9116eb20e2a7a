/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/papers/pace.h"

#include "proto/base/limits.h"

void lt_pace_init(struct lt_pace *pace)
{
	*pace = (struct lt_pace){.chunk = LT_PAPER_CHUNK_BYTES_MIN};
}

static size_t within(size_t value, size_t least, size_t most)
{
	return value < least ? least : value > most ? most : value;
}

void lt_pace_done(struct lt_pace *pace, size_t bytes, int64_t took_us)
{
	if (took_us < 1)
		took_us = 1;
	if (!pace->trip_us || took_us < pace->trip_us)
		pace->trip_us = took_us;
	if (bytes < pace->chunk / 2)
		return; /* the end of a file, a question: no measure */
	int64_t carried_us = took_us - pace->trip_us;
	if (carried_us < LT_PAPER_CHUNK_US / 64) /* no measure of the line yet: try more */
		carried_us = LT_PAPER_CHUNK_US / 64;
	/* at most twice or half of it, since one exchange may have been lucky or not */
	size_t fits = (size_t)((int64_t)bytes * LT_PAPER_CHUNK_US / carried_us);
	fits = within(fits, pace->chunk / 2, pace->chunk * 2);
	pace->chunk = within(fits, LT_PAPER_CHUNK_BYTES_MIN, LT_PAPER_CHUNK_BYTES_MAX);
}

void lt_pace_failed(struct lt_pace *pace)
{
	lt_pace_init(pace);
}
