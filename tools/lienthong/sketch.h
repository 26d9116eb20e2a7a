/* SPDX-License-Identifier: EUPL-1.2 */
/* What the subcommands that show a procedure share: which one, with which names, written where. */
#pragma once

#include <stdio.h>

#include "procedures/chart/chart.h"
#include "tools/lienthong/definition.h"

/** One way to show a procedure. */
struct lt_sketch {
	const char *flag; /**< its own option: "--text" */
	/** Writes it. @p flag: the option was given. @return 0, or what went wrong. */
	int (*write)(const struct lt_chart *chart, const struct lt_procedure *procedure, bool flag,
		     FILE *out, struct lt_err *err);
	/** Turns what was written into what is shown; NULL: it is that already. */
	int (*turn)(struct lt_tool *tool, bool flag, struct lt_slice *text, struct lt_err *err);
};

/** Runs the subcommand: [-C] NAME [FLAG] [--out] [--directory] [--base]. @return as
 *  lt_procedure_read; the writer's own; LT_E_IO. */
int lt_sketch_run(struct lt_tool *tool, const struct lt_sketch *sketch, int argc, char **argv,
		  struct lt_err *err) LT_MUST_USE;
