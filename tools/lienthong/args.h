/* SPDX-License-Identifier: EUPL-1.2 */
/* The words after the subcommand: options by table, in any order, and the rest. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common.pb-c.h"

#include "proto/base/slice.h"
#include "tools/lienthong/tool.h"

enum lt_arg_kind {
	LT_ARG_FLAG = 1, /**< bool */
	LT_ARG_TEXT,	 /**< const char * */
	LT_ARG_NUMBER,	 /**< int64_t, not negative */
	LT_ARG_TIME,	 /**< int64_t, an instant */
	LT_ARG_LIST	 /**< struct lt_texts; may be given several times */
};

/** An option: `--name value` or `--name=value`. */
struct lt_arg {
	const char *name; /**< "--unit" */
	enum lt_arg_kind kind;
	void *to; /**< untouched if the option is not given */
};

/** Words, borrowed from the command line. */
struct lt_texts {
	const char **items;
	size_t count;
};

/**
 * Reads the arguments of a subcommand. Everywhere: -C DIR, --json, and -- to end the options.
 * @param argv  after the subcommand's name; texts are borrowed
 * @param rest  words that are no options, at most @p rest_max of them
 * @return 0; LT_E_USAGE with what is wrong and what is known; LT_E_NOMEM.
 */
int lt_args_read(struct lt_tool *tool, const struct lt_arg *args, size_t args_count, int argc,
		 char **argv, size_t rest_max, struct lt_texts *ret_rest,
		 struct lt_err *err) LT_MUST_USE;

/** As lt_args_read, for a subcommand with one word and no options of its own. @p what names it. */
int lt_args_word(struct lt_tool *tool, int argc, char **argv, const char *what, const char **ret,
		 struct lt_err *err) LT_MUST_USE;

/** @return LT_E_USAGE naming the option if @p value is NULL or "". */
int lt_args_need(const struct lt_tool *tool, const char *name, const char *value,
		 struct lt_err *err) LT_MUST_USE;

/** An instant: all forms of lt_time_parse, and what the tool itself prints: "08:30 01/07/2025",
 *  "01/07/2025". @return 0 or LT_E_FORMAT. */
int lt_args_time(const char *text, int64_t *ret_us) LT_MUST_USE;

/** `n=v`: true/false/có/không → yes or no, digits → number, else text. `n:text=v` forces text.
 *  Texts live in the tool's arena. @return LT_E_USAGE, LT_E_NOMEM. */
int lt_args_fields(struct lt_tool *tool, const struct lt_texts *texts, Lt__Field ***ret,
		   size_t *ret_count, struct lt_err *err) LT_MUST_USE;

/** `id`, `id:original|copy|electronic`, and further words `:digitised`, `:reused`, `:store`; with
 * `=FILE` the content's hash is recorded (and the form is electronic unless given); with
 * `@https://...#code` the link of the electronic copy and the code of a result. @return LT_E_USAGE;
 * LT_E_ABSENT, LT_E_IO (the file); LT_E_NOMEM. */
int lt_args_papers(struct lt_tool *tool, const struct lt_texts *texts, Lt__Paper ***ret,
		   size_t *ret_count, struct lt_err *err) LT_MUST_USE;

/** "portal", "gateway", "counter": how the fee was paid; NULL: nothing is. @return LT_E_USAGE. */
int lt_args_payment(const char *text, Lt__Payment *ret, struct lt_err *err) LT_MUST_USE;

/** A whole file in the tool's arena, NUL-terminated. @return LT_E_ABSENT, LT_E_IO, LT_E_LIMIT
 *  (over @p max bytes), LT_E_NOMEM; the text names the file. */
int lt_args_file(struct lt_tool *tool, const char *path, size_t max, struct lt_slice *ret,
		 struct lt_err *err) LT_MUST_USE;
