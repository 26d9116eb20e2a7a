/* SPDX-License-Identifier: EUPL-1.2 */
/* Bounds of the sandbox that nobody else needs; the rest is in proto/base/limits.h. */
#pragma once

#include "proto/base/limits.h"

#define LT_HOOK_INSTRUCTIONS 1000 /* between looks at the CPU clock: a system call each */
#define LT_CALL_BLOCK_BYTES                                                                        \
	(256u << 10) /* one string or table in a call: bounds ==, <, tonumber                      \
		      */
#define LT_LOAD_BLOCK_BYTES (16u << 20)
#define LT_DATA_INSTRUCTIONS 400000000 /* a directory of 65,536 units and their officers */
#define LT_DATA_CPU_US (30 * INT64_C(1000000))
#define LT_DATA_BYTES (UINT64_C(2) << 30)
#define LT_FUNCTIONS_MAX 8192u	/* function points of one definition: four a step */
#define LT_WATCHES_MAX 4096u	/* variables that one function point may see */
#define LT_NESTING_MAX 16	/* lists of steps inside lists, tables inside tables */
#define LT_FINDINGS_MAX 200u	/* more help nobody */
#define LT_SORT_ITEMS_MAX 10000 /* elements one sort or pairs may see */
#define LT_ARGS_MAX 64u		/* fields one auto.with may hand over */
#define LT_NAMES_MAX 65536u	/* outcomes, papers and such of one procedure: checks walk them */
#define LT_DATA_NAMES_MAX (1u << 24)
