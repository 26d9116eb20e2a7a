/* SPDX-License-Identifier: EUPL-1.2 */
/* What a child tells of one file, as bytes. The reader trusts none of them. */
#pragma once

#include "procedures/host/judge.h"

/** Number of a telling that is about the directory file. */
#define LT_JUDGE_DIRECTORY_INDEX UINT32_MAX

/** @return 0, LT_E_NOMEM. */
int lt_judge_pack(uint32_t index, const struct lt_judged *judged, struct lt_arena *arena,
		  struct lt_slice *ret) LT_MUST_USE;
/** Texts are copied to @p arena, control characters taken out. @return 0; LT_E_FORMAT; LT_E_NOMEM.
 */
int lt_judge_unpack(struct lt_slice bytes, struct lt_arena *arena, uint32_t *ret_index,
		    struct lt_judged *ret) LT_MUST_USE;
