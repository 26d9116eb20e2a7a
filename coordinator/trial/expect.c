/* SPDX-License-Identifier: EUPL-1.2 */
/* The words that say what must hold, and what the steps of a procedure can do. */
#include <string.h>

#include "coordinator/trial/stage.h"
#include "procedures/core/evolve.h"

#define SAY(stage, ...)                                                                            \
	({                                                                                         \
		const char *said_ = lt_arena_printf(&(stage)->trial.arena, __VA_ARGS__);           \
		LT_REQUIRE(said_ != NULL);                                                         \
		said_;                                                                             \
	})

const char *lt_stage_time_text(struct lt_stage *stage, int64_t at_us)
{
	char text[LT_TIME_TEXT_BYTES];
	if (at_us == 0)
		return "không có hạn";
	if (at_us == LT_DUE_SUSPENDED)
		return "đồng hồ đang dừng";
	int seconds = (int)(lt_local_of(at_us).us / LT_US_PER_SECOND % 60);
	return seconds ? SAY(stage, "%s (và %d giây)", lt_time_vietnamese(at_us, text), seconds)
		       : SAY(stage, "%s", lt_time_vietnamese(at_us, text));
}

/* -- due, fee -- */

static int64_t due_of(const Lt__Dossier *d)
{
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN && lt_dossier_open_pause(d)
		       ? LT_DUE_SUSPENDED
		       : d->due_us;
}

static bool same_minute(int64_t a_us, int64_t b_us)
{
	return a_us / LT_US_PER_MINUTE == b_us / LT_US_PER_MINUTE;
}

bool lt_stage_expect_due(struct lt_stage *stage, size_t number, const char *when)
{
	struct lt_date date;
	int64_t at_us;
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	if (!d)
		return false;
	int64_t due_us = due_of(d);
	bool special = due_us == 0 || due_us == LT_DUE_SUSPENDED, holds;
	if (strcmp(when, "stopped") == 0)
		holds = due_us == LT_DUE_SUSPENDED;
	else if (strcmp(when, "none") == 0)
		holds = due_us == 0;
	else if (lt_date_parse(when, &date) == 0)
		holds = !special && lt_local_of(due_us).day == lt_day_of_date(date);
	else if (lt_stage_time(stage, when, &at_us))
		holds = !special && same_minute(due_us, at_us);
	else
		return false;
	return holds || lt_stage_fail(stage, "hẹn trả: kịch bản ghi %s, hồ sơ có %s", when,
				      lt_stage_time_text(stage, due_us));
}

bool lt_stage_expect_fee(struct lt_stage *stage, size_t number, int64_t fee_vnd)
{
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	if (!d)
		return false;
	return d->fee_vnd == fee_vnd ||
	       lt_stage_fail(stage, "phí: kịch bản ghi %lld đồng, hồ sơ có %lld đồng%s",
			     (long long)fee_vnd, (long long)d->fee_vnd,
			     d->fee_vnd < 0 ? " (chưa tính được: có sự cố)" : "");
}

/* -- where -- */

static const Lt__Token *open_at(const Lt__Dossier *d, const char *step)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (strcmp(d->tokens[i]->step, step) == 0)
			return d->tokens[i];
	return NULL;
}

static const char *where(struct lt_stage *stage, const Lt__Dossier *d)
{
	const char *text = "";
	for (size_t i = 0; i < d->n_tokens; i++)
		text = SAY(stage, "%s%s%s%s%s", text, i ? ", " : "", d->tokens[i]->step,
			   *d->tokens[i]->unit ? " tại " : "", d->tokens[i]->unit);
	if (*text)
		return text;
	return *d->outcome ? SAY(stage, "đã kết thúc: %s", d->outcome) : "không bước nào đang mở";
}

bool lt_stage_expect_at(struct lt_stage *stage, size_t number, const char *step)
{
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	if (!d)
		return false;
	return open_at(d, step) ||
	       lt_stage_fail(stage, "phải ở bước \"%s\", mà đang ở: %s", step, where(stage, d));
}

static bool asked(const Lt__Token *t, const char *unit)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, unit) == 0)
			return true;
	return strcmp(t->unit, unit) == 0;
}

bool lt_stage_expect_desk(struct lt_stage *stage, size_t number, const char *step, const char *unit)
{
	if (!lt_stage_expect_at(stage, number, step))
		return false;
	const Lt__Dossier *d = stage->cases[number].dossier;
	return asked(open_at(d, step), unit) ||
	       lt_stage_fail(stage, "bước \"%s\" phải ở đơn vị %s, mà đang ở: %s", step, unit,
			     where(stage, d));
}

/* -- late -- */

bool lt_stage_overdue(struct lt_stage *stage, size_t number, const char ***ret, size_t *ret_count)
{
	struct lt_err err = {0};
	Lt__Event **events;
	size_t count;
	*ret = NULL;
	*ret_count = 0;
	if (!lt_stage_good(
		    stage,
		    lt_trial_events(&stage->trial, stage->cases[number].id, &events, &count, &err),
		    &err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (events[i]->body_case != LT__EVENT__BODY_STEP_OVERDUE)
			continue;
		LT_REQUIRE(LT_ARENA_PUSH(&stage->trial.arena, *ret, *ret_count));
		(*ret)[(*ret_count)++] = events[i]->step_overdue->step;
	}
	return true;
}

bool lt_stage_expect_overdue(struct lt_stage *stage, size_t number, const char *step)
{
	const char **steps;
	size_t count;
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	if (!d || !lt_stage_overdue(stage, number, &steps, &count))
		return false;
	if (!step)
		return d->overdue ||
		       lt_stage_fail(stage, "hồ sơ phải quá hạn, mà còn trong hạn: hẹn trả %s",
				     lt_stage_time_text(stage, due_of(d)));
	const char *all = "";
	for (size_t i = 0; i < count; i++) {
		if (strcmp(steps[i], step) == 0)
			return true;
		all = SAY(stage, "%s%s%s", all, i ? ", " : "", steps[i]);
	}
	return lt_stage_fail(stage, "bước \"%s\" phải quá hạn; các bước đã quá hạn: %s", step,
			     *all ? all : "không bước nào");
}

/* -- ends -- */

static const char *end_of(const Lt__Dossier *d)
{
	switch (d->status) {
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED:
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED:
		return d->outcome;
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN:
		return "withdrawn";
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED:
		return "stopped";
	default:
		return NULL;
	}
}

bool lt_stage_expect_end(struct lt_stage *stage, size_t number, const char *outcome)
{
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	if (!d)
		return false;
	const char *end = end_of(d);
	if (!end)
		return lt_stage_fail(stage, "hồ sơ phải kết thúc%s%s, mà đang ở: %s",
				     outcome ? " với kết quả " : "", outcome ? outcome : "",
				     where(stage, d));
	return !outcome || strcmp(end, outcome) == 0 ||
	       lt_stage_fail(stage, "kết quả phải là \"%s\", mà là \"%s\"", outcome, end);
}

bool lt_stage_expect_incident(struct lt_stage *stage, size_t number, const char *says)
{
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	if (!d)
		return false;
	for (size_t i = 0; i < d->n_incidents; i++)
		if (!says || strstr(d->incidents[i]->message, says))
			return true;
	return d->n_incidents ? lt_stage_fail(stage, "sự cố phải nói \"%s\", mà nói: %s", says,
					      d->incidents[0]->message)
			      : lt_stage_fail(stage, "hồ sơ phải có sự cố, mà không có");
}

bool lt_stage_expect_refusal(struct lt_stage *stage, const Lt__CommandReply *reply,
			     const char *says)
{
	if (!reply->refusal)
		return lt_stage_fail(stage, "việc này phải bị từ chối, mà được nhận");
	return !says || strstr(reply->text, says) ||
	       lt_stage_fail(stage, "lời từ chối phải có \"%s\", mà là: %s", says, reply->text);
}

bool lt_stage_expect_accepted(struct lt_stage *stage, const Lt__CommandReply *reply,
			      const char *what)
{
	return !reply->refusal || lt_stage_fail(stage, "%s bị từ chối: %s", what, reply->text);
}
