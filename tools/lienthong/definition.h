/* SPDX-License-Identifier: EUPL-1.2 */
/* One procedure to look at: from a file, or as a server has published it. */
#pragma once

#include "procedures/host/host.h"
#include "tools/lienthong/args.h"

/** What is asked for. */
struct lt_wanted {
	const char *name; /**< a file; else a procedure's code, or the first digits of a hash */
	const char *base; /**< file of the national procedure of an override; NULL */
	const char *directory; /**< file, for names people read; NULL: names as written */
};

/** A procedure that was found. Zero-initialise; lt_procedure_done frees. */
struct lt_procedure {
	struct lt_definition *definition;
	struct lt_directory *directory; /**< NULL: none given */
	struct lt_findings findings;	/**< warnings; in the tool's arena */
};

/** Options --base and --directory, to be put among a subcommand's own. */
#define LT_WANTED_ARGS(wanted)                                                                     \
	{"--directory", LT_ARG_TEXT, &(wanted).directory},                                         \
	{                                                                                          \
		"--base", LT_ARG_TEXT, &(wanted).base                                              \
	}

/** Reads and compiles it. @return as lt_args_file and lt_host_load; LT_E_SCRIPT: findings are the
 *  tool's errors already; asks the server of the tool's folder only if there is no such file. */
int lt_procedure_read(struct lt_tool *tool, const struct lt_wanted *wanted,
		      struct lt_procedure *ret, struct lt_err *err) LT_MUST_USE;
/** Frees what it holds. */
void lt_procedure_done(struct lt_procedure *procedure);
static inline void lt_cleanup_procedure(struct lt_procedure *procedure)
{
	lt_procedure_done(procedure);
}
