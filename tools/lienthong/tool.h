/* SPDX-License-Identifier: EUPL-1.2 */
/* What the subcommands share: where the person stands, what they asked for, where answers go. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_tool;

/** One subcommand: a row of the dispatch table. */
struct lt_subcommand {
	const char *name;
	const char *summary; /**< one line of the tool's own help, Vietnamese */
	const char *help;    /**< a screen: at most 24 lines */
	/** @return 0; a negative LT_E_*: the caller says it once, on standard error. */
	int (*run)(struct lt_tool *tool, int argc, char **argv, struct lt_err *err);
};

/** A scan that the next command names. Borrowed. */
struct lt_scan_file {
	const char *path;
	const uint8_t *hash;
};

/** One run of the tool. */
struct lt_tool {
	const struct lt_subcommand *command;
	const char *folder; /**< -C; NULL: $LIENTHONG_DIR, then the current folder */
	bool json;
	FILE *out, *errors;
	struct lt_arena arena; /**< texts of the whole run */
	struct lt_scan_file *scans;
	size_t scans_count;
};

/** Told to peers and to people. */
#define LT_TOOL_VERSION "0.1.0"

/** Rows of the dispatch table, one a file. */
extern const struct lt_subcommand lt_tool_init, lt_tool_status, lt_tool_publish, lt_tool_migrate,
	lt_tool_withdraw, lt_tool_check, lt_tool_submit, lt_tool_list, lt_tool_act, lt_tool_show,
	lt_tool_explain, lt_tool_search, lt_tool_incidents, lt_tool_procedures, lt_tool_source,
	lt_tool_backup, lt_tool_bench, lt_tool_load, lt_tool_replay, lt_tool_verify,
	lt_tool_practice, lt_tool_due, lt_tool_form, lt_tool_report, lt_tool_line, lt_tool_rebind,
	lt_tool_release, lt_tool_conflicts, lt_tool_attach, lt_tool_paper, lt_tool_account,
	lt_tool_key;
/** What proves the nodes. */
extern const struct lt_subcommand lt_tool_ca, lt_tool_enrol, lt_tool_renew, lt_tool_revoke,
	lt_tool_nodes;
/** Hand-offs: what proves them, and those between provinces. */
extern const struct lt_subcommand lt_tool_receipt, lt_tool_keys, lt_tool_relay, lt_tool_reconcile;
/** Those of the analysts: no server is asked. */
extern const struct lt_subcommand lt_tool_fmt, lt_tool_test, lt_tool_simulate, lt_tool_import,
	lt_tool_dry_run;
/** Those that show a procedure. */
extern const struct lt_subcommand lt_tool_draw, lt_tool_print, lt_tool_export, lt_tool_diff;
