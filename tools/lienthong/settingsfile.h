/* SPDX-License-Identifier: EUPL-1.2 */
/* Changes lines of a settings file and leaves all others, comments too, as people wrote them. */
#pragma once

#include <stddef.h>

#include "proto/base/err.h"
#include "tools/lienthong/tool.h"

/** A setting to be written. */
struct lt_setting {
	const char *name, *value;
};

/** The value of a setting, in the tool's arena. @param ret  NULL: no such line, or no file
 *  @return 0; LT_E_IO; LT_E_NOMEM. */
int lt_settingsfile_get(struct lt_tool *tool, const char *path, const char *name, const char **ret,
			struct lt_err *err) LT_MUST_USE;
/** Replaces the value where the name stands, appends it where not; makes the file if it is not
 *  there. Written whole. @return 0; LT_E_IO, LT_E_FULL; LT_E_NOMEM. */
int lt_settingsfile_put(struct lt_tool *tool, const char *path, const struct lt_setting *settings,
			size_t count, struct lt_err *err) LT_MUST_USE;
