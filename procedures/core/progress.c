/* SPDX-License-Identifier: EUPL-1.2 */
/* The clauses of indicator 2.1 in the order in which they decide. */
#include "procedures/core/progress.h"

#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve.h"
#include "proto/base/limits.h"

/* "Nếu có đồng thời Đã xử lý xong, Đã trả kết quả thì ưu tiên Đã xử lý xong": processed, then
 * returned, then stopped or refused. */
static int64_t recorded_end(const struct lt_progress_facts *f)
{
	return f->processed_us ? f->processed_us : f->returned_us ? f->returned_us : f->stopped_us;
}

static enum lt_progress late(bool ended)
{
	return ended ? LT_PROGRESS_LATE : LT_PROGRESS_OPEN_LATE;
}

/* "Không có ngày hẹn trả: kết thúc - bắt đầu - bổ sung <= thời hạn tối đa" */
static enum lt_progress undated(const struct lt_progress_facts *f, int64_t end_us, bool ended)
{
	if (f->limit_us == 0)
		return ended ? LT_PROGRESS_UNDATED : LT_PROGRESS_OPEN;
	if (end_us - f->received_us - f->supplement_us > f->limit_us)
		return late(ended);
	return ended ? LT_PROGRESS_ON_TIME : LT_PROGRESS_OPEN;
}

enum lt_progress lt_progress_of(const struct lt_progress_facts *f)
{
	int64_t recorded_us = recorded_end(f);
	bool ended = recorded_us != 0;
	if (ended && !f->accepted)
		return LT_PROGRESS_NOT_COUNTED;
	if (f->supplements > 1)
		return late(ended); /* "yêu cầu bổ sung hơn 01 lần thì tính quá hạn" */
	/* "Công dân chưa quay lại bổ sung: lấy ngày yêu cầu"; "chưa hoàn thành: lấy ngày cuối kỳ"
	 */
	int64_t end_us = ended ? recorded_us : f->asked_us ? f->asked_us : f->period_end_us;
	if (f->due_us == 0)
		return undated(f, end_us, ended);
	end_us -= f->supplement_us;
	if (end_us > f->due_us && end_us - f->due_us >= LT_DUE_GRACE_US)
		return late(ended); /* times are told in whole seconds */
	if (!ended)
		return LT_PROGRESS_OPEN;
	return lt_local_of(end_us).day < lt_local_of(f->due_us).day ? LT_PROGRESS_EARLY
								    : LT_PROGRESS_ON_TIME;
}

static bool is_supplement(const Lt__Pause *p)
{
	return p->reason == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
}

/* Did this request go on behind another reason: pauses without a gap, back to the same step? */
static bool goes_on(const Lt__Dossier *d, size_t at)
{
	const Lt__Pause *p = d->pauses[at];
	for (size_t i = at; i-- > 0 && d->pauses[i]->to_us == d->pauses[i + 1]->from_us;)
		if (is_supplement(d->pauses[i]))
			return i + 1 < at && strcmp(d->pauses[i]->step, p->step) == 0;
	return false;
}

static const Lt__Pause *request(const Lt__Dossier *d, uint32_t number)
{
	uint32_t count = 0;
	for (size_t i = 0; i < d->n_pauses; i++)
		if (is_supplement(d->pauses[i]) && !goes_on(d, i) && ++count == number)
			return d->pauses[i];
	return NULL;
}

uint32_t lt_progress_supplements(const Lt__Dossier *dossier)
{
	uint32_t count = 0;
	for (size_t i = 0; i < dossier->n_pauses; i++)
		count += is_supplement(dossier->pauses[i]) && !goes_on(dossier, i);
	return count;
}

/* Only calendar days have a length without a calendar. */
static int64_t limit_us(const Lt__Dossier *d)
{
	return d->limit && d->limit->unit == LT_LIMIT_CALENDAR_DAYS
		       ? d->limit->amount * LT_US_PER_DAY
		       : 0;
}

/* Refused at intake, or taken back online before anybody accepted it: never "được tiếp nhận". */
static bool accepted(const Lt__Dossier *d)
{
	return d->tokens_made > 1 ||
	       (d->channel != LT__CHANNEL__CHANNEL_ONLINE && strcmp(d->outcome, "refused") != 0);
}

static void set_end(const Lt__Dossier *d, struct lt_progress_facts *f)
{
	switch (d->status) {
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED:
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED:
		f->processed_us = d->finished_us;
		f->returned_us = d->returned_us;
		break;
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN:
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED:
		f->stopped_us = d->finished_us;
		break;
	default:
		/* the end of the period is not known here; an event has said if it lies behind */
		f->period_end_us = d->overdue ? INT64_MAX : f->due_us;
		break;
	}
}

/* While the clock stands, for papers or another reason, time is not the office's: what is open is
 * asked about as of the stop, what was ended then ended no later than that. */
static void set_pause(const Lt__Dossier *d, struct lt_progress_facts *f)
{
	const Lt__Pause *p = lt_dossier_open_pause(d);
	if (!p)
		return;
	f->due_us = p->due_before_us == LT_DUE_SUSPENDED ? 0 : p->due_before_us;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		f->processed_us = f->returned_us = f->stopped_us = p->from_us;
	else if (!d->overdue)
		f->asked_us = p->from_us;
}

/* The date that passed. A due date may have been counted anew since. */
static int64_t passed(const Lt__Dossier *d, int64_t due_us)
{
	for (size_t i = d->overdue ? d->n_lates : 0; i-- > 0;)
		if (d->lates[i]->token == 0 && !d->lates[i]->lifted)
			return d->lates[i]->due_us;
	return due_us;
}

static int64_t late_since(const Lt__Dossier *d, const struct lt_progress_facts *f)
{
	const Lt__Pause *second = f->supplements > 1 ? request(d, 2) : NULL;
	int64_t passed_us = passed(d, f->due_us);
	if (second && (!d->overdue || second->from_us < passed_us))
		return second->from_us;
	return passed_us;
}

enum lt_progress lt_progress_dossier(const Lt__Dossier *dossier, int64_t *ret_since_us)
{
	struct lt_progress_facts facts = {
		.accepted = accepted(dossier),
		.received_us = dossier->received_us,
		.due_us = dossier->due_us == LT_DUE_SUSPENDED ? 0 : dossier->due_us,
		.supplements = lt_progress_supplements(dossier),
		.limit_us = limit_us(dossier)};
	set_end(dossier, &facts);
	set_pause(dossier, &facts);
	enum lt_progress p = lt_progress_of(&facts);
	bool is_late = p == LT_PROGRESS_LATE || p == LT_PROGRESS_OPEN_LATE;
	if (ret_since_us)
		*ret_since_us = is_late ? late_since(dossier, &facts) : 0;
	return p;
}
