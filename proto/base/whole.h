/* SPDX-License-Identifier: EUPL-1.2 */
/* All of the bytes or none: read and write give less than was asked for, and signals come between.
 * Any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

/** Writes all of it. @return false: it cannot be, errno says why. Whoever writes to a pipe has
 *  SIGPIPE ignored. */
bool lt_write_whole(int fd, const void *data, size_t size) LT_MUST_USE;

/** Reads exactly @p size bytes of a pipe or socket.
 *  @param until_us  CLOCK_MONOTONIC, microseconds; INT64_MAX: as long as it takes
 *  @return 0; LT_E_TIMEOUT; LT_E_ABSENT: the other end was closed, or failed, before that. */
int lt_read_whole(int fd, void *data, size_t size, int64_t until_us) LT_MUST_USE;
