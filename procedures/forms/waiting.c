/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/waiting.h"

#include "procedures/forms/journey.h"
#include "procedures/forms/words.h"
#include "proto/base/time.h"

enum { MINUTES_OF_HOUR = 60, MINUTES_OF_DAY = 1440, HOURS_UNTIL = 2 * MINUTES_OF_DAY };

const char *lt_age_text(struct lt_arena *arena, int64_t us)
{
	int minutes = us > 0 ? (int)(us / LT_US_PER_MINUTE) : 0;
	const char *text =
		minutes < 1		    ? "chưa đầy 1 phút"
		: minutes < MINUTES_OF_HOUR ? lt_arena_printf(arena, "%d phút", minutes)
		: minutes < HOURS_UNTIL
			? lt_arena_printf(arena, "%d giờ %d phút", minutes / MINUTES_OF_HOUR,
					  minutes % MINUTES_OF_HOUR)
			: lt_arena_printf(arena, "%d ngày", minutes / MINUTES_OF_DAY);
	return text ? text : "?";
}

int64_t lt_retry_seconds(const Lt__Waiting *w)
{
	int64_t left_us = w->retry_us - w->now_us;
	if (!w->retry_us)
		return -1;
	return left_us > 0 ? (left_us + LT_US_PER_SECOND - 1) / LT_US_PER_SECOND : 0;
}

static const char *step_of(const Lt__FetchReply *labels, const char *step)
{
	return lt_journey_name(labels, LT__LABEL_KIND__LABEL_KIND_STEP, step);
}

const char *lt_deed_text(struct lt_arena *arena, const Lt__FetchReply *labels, const Lt__Command *c)
{
	const char *text = NULL;
	switch (c->body_case) {
	case LT__COMMAND__BODY_SUBMIT:
		text = lt_arena_printf(arena, "tiếp nhận hồ sơ của %s",
				       c->submit->applicant ? c->submit->applicant->name : "?");
		break;
	case LT__COMMAND__BODY_ACT:
		text = lt_arena_printf(arena, "%s%s%s", step_of(labels, c->act->step),
				       *c->act->step ? ": " : "", lt_word_outcome(c->act->outcome));
		break;
	case LT__COMMAND__BODY_CLAIM:
		text = lt_arena_printf(arena, "nhận việc%s%s", *c->claim->step ? " " : "",
				       step_of(labels, c->claim->step));
		break;
	case LT__COMMAND__BODY_SIGNAL:
		text = lt_arena_printf(arena, "ghi nhận %s", lt_word_signal(c->signal->event));
		break;
	case LT__COMMAND__BODY_RETURN_RESULT:
		text = "trả kết quả";
		break;
	case LT__COMMAND__BODY_ANSWER_FEEDBACK:
		text = "trả lời ý kiến công dân";
		break;
	default:
		text = "thao tác khác";
	}
	return text ? text : "?";
}
