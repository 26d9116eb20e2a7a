/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules a file must keep, and how the findings are worded: one table. {1} {2} ... are filled
 * in; a remedy that begins with {near} first offers the names that may have been meant. */
#pragma once

#include "procedures/host/host.h"
#include "procedures/host/locate.h"

/** One a row of rules.inc. */
enum lt_rule {
#define X(name, number, warning, where, message, remedy) LT_RULE_##name,
#include "procedures/host/rules.inc"
#undef X
};

/** Where findings go while a file is read and checked. */
struct lt_report {
	struct lt_findings *findings;
	struct lt_arena *arena;	  /**< the caller's, for what is kept */
	struct lt_arena *scratch; /**< for pieces of texts */
	const char *file, *base_file;
	bool vietnamese; /**< the file is written in Vietnamese words: so is the advice */
	struct lt_slice source, base; /**< to point at words; empty: lines only */
	struct lt_tokens tokens[2];   /**< of the two, made when first needed */
	bool nomem;
};

/** Where in the files. */
struct lt_spot {
	int32_t line;
	bool base;	  /**< in the base file */
	const char *name; /**< of the step that begins there; NULL: of something else */
	const char *key;  /**< the word to point at instead of the rule's own; NULL: that */
};

/** Adds a finding; use the macros. @p near is NULL or a text of names that may have been meant. */
void lt_report_add(struct lt_report *report, enum lt_rule rule, struct lt_spot spot,
		   const char *near, const char *const args[static 4]);
/** Counts one that is not shown any more. @return false: there is still room, nothing counted. */
bool lt_report_full(struct lt_report *report, enum lt_rule rule);

/* The texts are made only if they are shown. */
#define LT_REPORT_NEAR(report, rule, spot, near, ...)                                              \
	do {                                                                                       \
		if (!lt_report_full((report), LT_RULE_##rule))                                     \
			lt_report_add((report), LT_RULE_##rule, (spot), (near),                    \
				      (const char *const[4]){__VA_ARGS__});                        \
	} while (0)
#define LT_REPORT(report, rule, spot, ...) LT_REPORT_NEAR(report, rule, spot, NULL, __VA_ARGS__)

/** Puts findings into the order of the file. */
void lt_report_sort(struct lt_report *report);
/** Does this text stand in quotes in the file or its base? */
bool lt_report_quotes(struct lt_report *report, const char *text);
/** A number as text, in the scratch arena. */
const char *lt_report_number(struct lt_report *report, int64_t number);
