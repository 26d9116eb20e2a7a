/* SPDX-License-Identifier: EUPL-1.2 */
/* How long a wiped node takes until all is there again, and what a week away costs; without a line,
 * so what is measured is the work at both ends. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/replica/fixture.h"

enum { OPEN = 10000, TOGETHER = 250, MOVED = 500 };

static double seconds_since(struct lt_clock *clock, int64_t from_us)
{
	return (double)(lt_clock_monotonic(clock) - from_us) / 1e6;
}

int main(void)
{
	struct lt_clock clock = lt_clock_system();
	struct province p;
	struct follower f = {0};
	uint64_t *ids = calloc(OPEN, sizeof *ids);
	struct rusage usage;
	province_open(&p);
	for (size_t i = 0; ids && i < OPEN; i++) {
		if (i % TOGETHER == 0)
			together(&p, TOGETHER);
		ids[i] = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	}
	int64_t from_us = lt_clock_monotonic(&clock);
	follower_open(&f, &p, COMMUNE);
	follow(&f);
	(void)printf("%d open dossiers restored in %.2f s, %zu pages, %zu bytes\n", OPEN,
		     seconds_since(&clock, from_us), f.pages, f.wire_bytes);
	f.pages = f.wire_bytes = 0;
	follower_close(&f);
	together(&p, MOVED);
	for (size_t i = 0; ids && i < MOVED; i++)
		(void)act(&p, ids[20 * i], "receive", "complete", RECEIVER, DESK);
	from_us = lt_clock_monotonic(&clock);
	follower_open(&f, &p, COMMUNE);
	follow(&f);
	(void)printf("%d of them moved while it was away: opened, checked and caught up in %.2f s, "
		     "%zu pages, %zu bytes\n",
		     MOVED, seconds_since(&clock, from_us), f.pages, f.wire_bytes);
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("both ends in one process: %ld kB at most\n", usage.ru_maxrss);
	province_close(&p);
	follower_wipe(&f);
	free(ids);
	return 0;
}
