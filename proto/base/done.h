/* SPDX-License-Identifier: EUPL-1.2 */
/* When something was last done to a folder from outside, and how it ended: a backup, a check. A
 * small file of it in the folder, for whoever watches the folder's process. Any thread. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"

#define LT_DONE_BACKUP "backup.done"
#define LT_DONE_VERIFY "verify.done"

struct lt_done {
	int64_t at_us; /**< wall clock of the machine */
	bool well;
};

/** Writes it over, whole. @return 0; LT_E_IO. */
int lt_done_note(const char *dir, const char *name, bool well, struct lt_err *err) LT_MUST_USE;
/** @return 0; LT_E_ABSENT: never done; LT_E_FORMAT. */
int lt_done_read(const char *dir, const char *name, struct lt_done *ret) LT_MUST_USE;
