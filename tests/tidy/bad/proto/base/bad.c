/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules about lines and calls, each once; beside them what looks alike: strcpy(a, b), assert(x). */
#include "proto/base/bad.h"

static const char allowed[] = "strcpy(a, b); system(\"ls\"); lt__x__unpack(); // no comment";
static const char vietnamese[] = "dòng tiếng Việt dài đúng một trăm cột, tính theo byte thì dài hơ";

static void calls(struct box *box, char *a, const char *b)
{
	box->system(a);
	my_assert(box);
	strcpy(a, b);
	lt__bad__unpack(NULL, 0, b);
	lt_log(LT_LOG_INFO, "engine", 0, started, "x=%d", 1);
	lt_log(LT_LOG_INFO, "engine", f(0, 1),
	       unheard_of, "x=%d", 1);
}

static int blank_end; 
static int hồ_sơ;
/* TODO */
/* See issue #12; the issue of a paper in 3 copies is fine. */
static int wide = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16 + 17 + 18 + 19;
