/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits for the line, and what came of working alone, in the words of officers. */
#pragma once

#include "command.pb-c.h"
#include "link.pb-c.h"

#include "proto/base/arena.h"

/** "chưa đầy 1 phút", "3 giờ 20 phút", "4 ngày": how long something has waited. In the arena. */
const char *lt_age_text(struct lt_arena *arena, int64_t us);
/** Whole seconds until the line is tried again, upwards; 0: it is being tried; -1: it is up, or it
 * is not known when. */
int64_t lt_retry_seconds(const Lt__Waiting *waiting);
/** "tiếp nhận hồ sơ của Lý Thị Bưởi": what somebody wanted done. In the arena.
 *  @param labels  with the titles of its dossier's steps; NULL: steps are told by their names */
const char *lt_deed_text(struct lt_arena *arena, const Lt__FetchReply *labels,
			 const Lt__Command *command);
