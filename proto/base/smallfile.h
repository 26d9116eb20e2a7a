/* SPDX-License-Identifier: EUPL-1.2 */
/* Small files in a folder: a line of text, written whole and synced before anybody relies on it.
 * Mode 0600. Any thread; not two writers of one file. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"

enum { LT_SMALLFILE_LINE_BYTES = 128 };

/** Writes a file whole: a temporary one, synced, renamed. @return 0; LT_E_IO; LT_E_LIMIT. */
int lt_smallfile_write(const char *dir, const char *name, const char *text,
		       struct lt_err *err) LT_MUST_USE;
/** Its first line, cut to what fits. @return 0; LT_E_ABSENT; LT_E_IO; LT_E_LIMIT. */
int lt_smallfile_line(const char *dir, const char *name, char ret[static LT_SMALLFILE_LINE_BYTES],
		      struct lt_err *err) LT_MUST_USE;
/** Removes it, if it is there. */
void lt_smallfile_remove(const char *dir, const char *name);
/** The next of a number that only grows: above what the file says, and at least the wall clock in
 *  microseconds, so that a folder made anew, or restored, goes on above the lost one. On disk
 * before it is returned. @return 0; LT_E_DAMAGED (not a number); LT_E_IO; LT_E_LIMIT. */
int lt_smallfile_rise(const char *dir, const char *name, uint64_t *ret,
		      struct lt_err *err) LT_MUST_USE;
