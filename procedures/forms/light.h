/* SPDX-License-Identifier: EUPL-1.2 */
/* Times left, dates and sums as people read them, on screen and paper alike. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/time.h"

/** "01 ngày tính 08 giờ làm việc" */
#define LT_WORKING_DAY_US (8 * LT_US_PER_HOUR)

enum { LT_MONEY_TEXT_BYTES = 40 };

/** "15.000 đ"; a negative amount is one that is not known yet. @return @p text. */
char *lt_money_text(int64_t vnd, char text[static LT_MONEY_TEXT_BYTES]);
/** Hundredths as "97,80" (Vietnamese) or "97.80". @return @p text. */
char *lt_print_hundredths(int64_t v, char mark, char text[static LT_TIME_TEXT_BYTES]);
/** "08:30 01/07/2025"; 0: "không có hạn"; INT64_MAX: "đang dừng tính". @return @p text. */
char *lt_due_text(int64_t due_us, char text[static LT_TIME_TEXT_BYTES]);
/** "3 giờ 20 phút", "2 ngày 4 giờ" with days of @p day_us. @return @p text. */
char *lt_span_text(int64_t us, int64_t day_us, char text[static LT_TIME_TEXT_BYTES]);

/** "đang dừng ở nơi nhận: chờ công dân bổ sung hồ sơ (thời gian của công dân)": why the clock of a
 * hand-off stands, and whose time that is. In the arena. */
const char *lt_held_text(struct lt_arena *arena, const Lt__Hold *held);

/** "còn 3 giờ 20 phút", "đã dùng 80 %, còn 40 phút", "QUÁ HẠN 2 ngày 1 giờ": in working time. In
 * the arena; "" when there is nothing to say. */
const char *lt_light_text(struct lt_arena *arena, const Lt__WorkItem *item, bool late);
