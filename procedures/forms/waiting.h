/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits for the line, and what came of working alone, in the words of officers. */
#pragma once

#include "command.pb-c.h"

#include "proto/base/arena.h"

/** "chưa đầy 1 phút", "3 giờ 20 phút", "4 ngày": how long something has waited. In the arena. */
const char *lt_age_text(struct lt_arena *arena, int64_t us);
/** "tiếp nhận hồ sơ của Lý Thị Bưởi": what somebody wanted done. In the arena. */
const char *lt_deed_text(struct lt_arena *arena, const Lt__Command *command);
