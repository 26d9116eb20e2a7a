/* SPDX-License-Identifier: EUPL-1.2 */
/* The command-line tool, run for a person of a page: for what an analyst wrote and nobody has
 * released yet. None of it is read in this process: the tool reads it in children that are locked
 * in and end after a while. */
#pragma once

#include "proto/base/program.h"
#include "worker/web/view.h"

/** A folder of its own for one run. Zero-initialise. */
struct lt_tool_files {
	char *dir;
	const char *names[64];
	size_t count;
};

/** Puts a file there. @param name  as somebody called it: what is no plain name of a Lua file is
 *  refused @return 0; LT_E_USAGE, LT_E_LIMIT (too many); LT_E_IO. */
int lt_tool_put(struct lt_view *view, struct lt_tool_files *files, const char *name,
		const char *text, struct lt_err *err) LT_MUST_USE;
/** Removes all of it. */
void lt_tool_done(struct lt_tool_files *files);
static inline void lt_cleanup_tool_files(struct lt_tool_files *files)
{
	lt_tool_done(files);
}

/**
 * Runs `lienthong WORDS...` in the folder of the files.
 * @param words  NULL-terminated, at most 60
 * @return 0 whatever the tool says; LT_E_ABSENT: it is not installed; LT_E_BUSY: enough run
 * already; LT_E_TIMEOUT and others of lt_program_try. The text is for the person.
 */
int lt_tool_run(struct lt_view *view, const struct lt_tool_files *files, const char *const *words,
		struct lt_program_end *ret, struct lt_err *err) LT_MUST_USE;
/** The node's folder, absolute. */
const char *lt_tool_folder(struct lt_view *view);
