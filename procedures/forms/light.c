/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/light.h"

#include <inttypes.h>
#include <stdio.h>

#include "procedures/forms/words.h"

char *lt_money_text(int64_t vnd, char text[static LT_MONEY_TEXT_BYTES])
{
	char digits[LT_NUMBER_TEXT_BYTES];
	if (vnd < 0)
		(void)snprintf(text, LT_MONEY_TEXT_BYTES, "chưa xác định");
	else
		(void)snprintf(text, LT_MONEY_TEXT_BYTES, "%s đ", lt_word_number(vnd, digits));
	return text;
}

char *lt_print_hundredths(int64_t v, char mark, char text[static LT_TIME_TEXT_BYTES])
{
	uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
	(void)snprintf(text, LT_TIME_TEXT_BYTES, "%s%llu%c%02llu", v < 0 ? "-" : "",
		       (unsigned long long)(size / 100), mark, (unsigned long long)(size % 100));
	return text;
}

char *lt_due_text(int64_t due_us, char text[static LT_TIME_TEXT_BYTES])
{
	if (due_us == 0 || due_us == INT64_MAX)
		(void)snprintf(text, LT_TIME_TEXT_BYTES, "%s",
			       due_us ? "đang dừng tính" : "không có hạn");
	else
		lt_time_vietnamese(due_us, text);
	return text;
}

char *lt_span_text(int64_t us, int64_t day_us, char text[static LT_TIME_TEXT_BYTES])
{
	int64_t days = us / day_us, hours = us % day_us / LT_US_PER_HOUR;
	int64_t minutes = us % LT_US_PER_HOUR / LT_US_PER_MINUTE;
	if (days)
		(void)snprintf(text, LT_TIME_TEXT_BYTES, "%" PRId64 " ngày %" PRId64 " giờ", days,
			       hours);
	else if (hours)
		(void)snprintf(text, LT_TIME_TEXT_BYTES, "%" PRId64 " giờ %" PRId64 " phút", hours,
			       minutes);
	else
		(void)snprintf(text, LT_TIME_TEXT_BYTES, "%" PRId64 " phút", minutes);
	return text;
}

/* Whose time it is while the clock stands. */
static const char *whose(Lt__PauseReason reason)
{
	switch (reason) {
	case LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT:
	case LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY:
	case LT__PAUSE_REASON__PAUSE_REASON_CONFIRMATION:
	case LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION:
		return "thời gian của công dân";
	default:
		return "thời gian không tính cho cơ quan nào";
	}
}

const char *lt_held_text(struct lt_arena *arena, const Lt__Hold *held)
{
	const char *reason = lt_word_pause(held->reason);
	const char *text = lt_arena_printf(arena, "đang dừng ở nơi nhận: %s (%s)",
					   reason ? reason : "?", whose(held->reason));
	return text ? text : "";
}

const char *lt_light_text(struct lt_arena *arena, const Lt__WorkItem *item, bool late)
{
	char span[LT_TIME_TEXT_BYTES];
	const char *text = NULL;
	(void)lt_span_text(item->left_work_minutes * LT_US_PER_MINUTE, LT_WORKING_DAY_US, span);
	if (item->held && !late)
		text = lt_held_text(arena, item->held);
	else if (late)
		text = item->left_work_minutes ? lt_arena_printf(arena, "QUÁ HẠN %s", span) : NULL;
	else if (item->used_percent)
		text = lt_arena_printf(arena, "đã dùng %u %%, còn %s", item->used_percent, span);
	else if (item->left_work_minutes)
		text = lt_arena_printf(arena, "còn %s", span);
	return text ? text : late ? "QUÁ HẠN" : "";
}
