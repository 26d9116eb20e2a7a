/* SPDX-License-Identifier: EUPL-1.2 */
/* A file of tests: read in the sandbox, its tests called one at a time. */
#pragma once

#include "coordinator/trial/stage.h"
#include "proto/base/slice.h"

struct lt_script;

enum { LT_SCRIPT_TESTS_MAX = 500, LT_SCRIPT_USES_MAX = 16 };

/** What `test` and `use` said. Strings live in the script. */
struct lt_script_list {
	struct {
		const char *name;
		int32_t line;
	} tests[LT_SCRIPT_TESTS_MAX];
	size_t tests_count;
	const char *uses[LT_SCRIPT_USES_MAX];
	size_t uses_count;
};

/** Where it failed. */
struct lt_script_complaint {
	int32_t line; /**< 0: no line of the tests' file */
	char text[LT_STAGE_FAILURE_BYTES];
};

/** Reads a file of tests: runs it once, so that its tests are known.
 *  @return 0; LT_E_SCRIPT with the complaint; LT_E_NOMEM. */
int lt_script_new(struct lt_slice source, struct lt_script **ret,
		  struct lt_script_complaint *ret_why) LT_MUST_USE;
/** Accepts NULL. */
void lt_script_free(struct lt_script *script);
const struct lt_script_list *lt_script_list(const struct lt_script *script);
/** Calls one of the tests. @return 0: all that it says holds; else as lt_script_new. */
int lt_script_play(struct lt_script *script, size_t test, struct lt_stage *stage,
		   struct lt_script_complaint *ret_why) LT_MUST_USE;
