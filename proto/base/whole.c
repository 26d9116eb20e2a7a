/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/whole.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "proto/base/time.h"

enum { WAIT_MS_MAX = 60000 };

bool lt_write_whole(int fd, const void *data, size_t size)
{
	const uint8_t *at = data;
	while (size) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

/* @return 0: there is something to read, or nothing will come; LT_E_TIMEOUT. */
static int await(int fd, int64_t until_us)
{
	struct lt_clock clock = lt_clock_system();
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left_us = until_us - lt_clock_monotonic(&clock);
		if (left_us <= 0)
			return LT_E_TIMEOUT;
		int64_t left_ms = left_us / 1000 + 1;
		int ready = poll(&p, 1, left_ms < WAIT_MS_MAX ? (int)left_ms : WAIT_MS_MAX);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return 0; /* read says what it is */
	}
}

int lt_read_whole(int fd, void *data, size_t size, int64_t until_us)
{
	uint8_t *at = data;
	while (size) {
		int r = await(fd, until_us);
		if (r < 0)
			return r;
		ssize_t n = read(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return LT_E_ABSENT;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}
