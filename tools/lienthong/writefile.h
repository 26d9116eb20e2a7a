/* SPDX-License-Identifier: EUPL-1.2 */
/* Writing files people keep: whole or not at all. */
#pragma once

#include "proto/base/err.h"
#include "proto/base/slice.h"
#include "tools/lienthong/tool.h"

/** Replaces or makes a file: written beside it, synced, renamed over it; the old one's permissions
 *  are kept. @return 0; LT_E_IO, LT_E_FULL: the text names the file, and the old one is as it was.
 */
int lt_writefile(const char *path, struct lt_slice text, struct lt_err *err) LT_MUST_USE;
/** Writes to the file if one was named, else to the tool's output. @return as lt_writefile. */
int lt_writefile_or_print(struct lt_tool *tool, const char *path, struct lt_slice text,
			  struct lt_err *err) LT_MUST_USE;
