/* SPDX-License-Identifier: EUPL-1.2 */
/* The Lua side: loads procedures, directories and calendars in a sandbox, and answers the core.
 *
 * Nothing a file does can reach past its budget of instructions, CPU time and memory, touch
 * anything outside its own state, or give two answers to one question. Only this folder includes
 * lua.h. */
#pragma once

#include "procedures/calendar/calendar.h"
#include "procedures/core/definition.h"
#include "procedures/core/directory.h"
#include "proto/base/slice.h"

/** One thing wrong with a file. Texts are in the arena the check was given; messages are
 * Vietnamese. */
struct lt_finding {
	const char *rule; /**< "E11" */
	const char *name; /**< "UNKNOWN_TARGET": several names may share a number */
	const char *file;
	int32_t line;	/**< 0: the file as a whole */
	int32_t column; /**< in letters, from 1; 0: the line as a whole */
	bool warning;
	const char *message; /**< what is wrong */
	const char *remedy;  /**< what to do about it */
};

struct lt_findings {
	struct lt_finding *items;
	size_t count;
	size_t errors; /**< findings that are not warnings */
};

/**
 * Loads and compiles one procedure file.
 * @param source     the text; @p file is its name for messages
 * @param base       source of the national procedure it overrides; empty slice: none
 * @param directory  to check units, levels and roles against; NULL: that part is left out
 * @param findings   what the checker says; in @p arena. Compiles only if findings->errors is 0
 * @return 0 and a definition to lt_definition_free; LT_E_SCRIPT (findings tell), LT_E_LIMIT,
 * LT_E_NOMEM. Engine thread, or any one thread that keeps the definition to itself.
 */
int lt_host_load(struct lt_slice source, const char *file, struct lt_slice base,
		 const struct lt_directory *directory, struct lt_arena *arena,
		 struct lt_findings *findings, struct lt_definition **ret,
		 struct lt_err *err) LT_MUST_USE;
/**
 * Compiles a file that was admitted by lt_host_load before, perhaps by an older version: no checks,
 * so that a rule that came later never strands the dossiers that hold this definition.
 * @return as lt_host_load; LT_E_SCRIPT only if nothing runnable can be made of it.
 */
int lt_host_reload(struct lt_slice source, const char *file, struct lt_slice base,
		   struct lt_definition **ret, struct lt_err *err) LT_MUST_USE;
/** Lets go of a definition and its state. Accepts NULL. */
void lt_definition_free(struct lt_definition *definition);
/** A function as its author wrote it, lines and indents made one blank; "" for a constant. Lives as
 *  long as the definition. */
const char *lt_definition_function_text(const struct lt_definition *definition,
					lt_function function);
static inline void lt_cleanup_definition(struct lt_definition **definition)
{
	lt_definition_free(*definition);
}

/** Which procedure does this override file name as its base ("extends")? "" if none; in the arena.
 */
int lt_host_base_of(struct lt_slice source, const char *file, struct lt_arena *arena,
		    const char **ret_code, struct lt_err *err) LT_MUST_USE;

/** Read a directory, a calendar. @return 0 and what is to be freed by its own _free; LT_E_SCRIPT
 * with file and line in @p err; LT_E_LIMIT; LT_E_NOMEM. Any one thread. */
int lt_host_load_directory(struct lt_slice source, const char *file, struct lt_directory **ret,
			   struct lt_err *err) LT_MUST_USE;
int lt_host_load_calendar(struct lt_slice source, const char *file, struct lt_calendar **ret,
			  struct lt_err *err) LT_MUST_USE;
