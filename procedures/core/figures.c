/* SPDX-License-Identifier: EUPL-1.2 */
/* Figure by figure, beside contributions.c: what adds to a counter there has a row here. */
#include "procedures/core/figures.h"

#include <stdio.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/late.h"
#include "procedures/core/progress.h"
#include "proto/base/ids.h"

struct builder {
	const Lt__Dossier *d;
	struct lt_arena *arena;
	struct lt_figureds rows;
	int error;
};

enum lt_counter lt_figure_counter(enum lt_figure figure)
{
	static const enum lt_counter counters[] = {
#define X(name, number, counter, when, text) [number] = LT_COUNTER_##counter,
		LT_FIGURES(X)
#undef X
	};
	LT_ASSERT(figure > 0 && figure < LT_FIGURE_COUNT);
	return counters[figure];
}

bool lt_figure_by_month(enum lt_figure figure)
{
	enum { D, M };
	static const bool by_month[] = {
#define X(name, number, counter, when, text) [number] = (when) == M,
		LT_FIGURES(X)
#undef X
	};
	LT_ASSERT(figure > 0 && figure < LT_FIGURE_COUNT);
	return by_month[figure];
}

const char *lt_figure_vietnamese(enum lt_figure figure)
{
	static const char *const words[] = {
#define X(name, number, counter, when, text) [number] = text,
		LT_FIGURES(X)
#undef X
	};
	LT_ASSERT(figure > 0 && figure < LT_FIGURE_COUNT);
	return words[figure];
}

uint32_t lt_figure_day(int64_t instant_us)
{
	if (instant_us <= 0 || instant_us == LT_DUE_SUSPENDED)
		return LT_WHEN_NONE;
	return (uint32_t)lt_local_of(instant_us).day;
}

uint64_t lt_figure_step(const char *procedure, const char *step)
{
	char name[2 * LT_NAME_BYTES_MAX + 2];
	(void)snprintf(name, sizeof name, "%s/%s", procedure, step);
	return lt_name_key(name);
}

static struct lt_figured *add(struct builder *b, enum lt_figure figure, uint32_t when)
{
	static struct lt_figured nowhere;
	if (b->error || !LT_ARENA_PUSH(b->arena, b->rows.items, b->rows.count)) {
		b->error = LT_E_NOMEM;
		return &nowhere;
	}
	struct lt_figured *row = &b->rows.items[b->rows.count++];
	*row = (struct lt_figured){.unit = b->d->unit,
				   .figure = figure,
				   .when = when,
				   .item = *b->d->procedure ? lt_name_key(b->d->procedure) : 0};
	return row;
}

static void add_progress(struct builder *b)
{
	static const enum lt_figure figures[] = {
		[LT_PROGRESS_NOT_COUNTED] = LT_FIGURE_not_accepted,
		[LT_PROGRESS_EARLY] = LT_FIGURE_early,
		[LT_PROGRESS_ON_TIME] = LT_FIGURE_on_time,
		[LT_PROGRESS_LATE] = LT_FIGURE_late,
		[LT_PROGRESS_UNDATED] = LT_FIGURE_undated,
		[LT_PROGRESS_OPEN] = LT_FIGURE_open,
		[LT_PROGRESS_OPEN_LATE] = LT_FIGURE_open_late,
	};
	const Lt__Dossier *d = b->d;
	int64_t since_us;
	enum lt_progress progress = lt_progress_dossier(d, &since_us);
	bool open = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	uint32_t when = !open ? lt_month_of(d->finished_us)
			      : lt_figure_day(since_us ? since_us : d->due_us);
	struct lt_figured *row = add(b, figures[progress], when);
	if (progress == LT_PROGRESS_OPEN && when != LT_WHEN_NONE)
		row->due_us = d->due_us;
}

static void add_steps(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_lates; i++) {
		const Lt__Lateness *late = b->d->lates[i];
		if (!late->token || late->lifted)
			continue;
		struct lt_figured *row = add(b, LT_FIGURE_step_late, lt_month_of(late->due_us));
		row->unit = late->unit;
		row->item = lt_figure_step(b->d->procedure, late->step);
		row->n = late->id;
		if (late->ended_us)
			continue;
		row = add(b, LT_FIGURE_step_late_now, lt_figure_day(late->due_us));
		row->unit = late->unit;
		row->item = lt_figure_step(b->d->procedure, late->step);
		row->n = late->id;
	}
}

static void add_duties(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_duties; i++) {
		const Lt__Duty *duty = b->d->duties[i];
		if (!lt_duty_open(duty))
			continue;
		bool apology = duty->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY;
		struct lt_figured *row = add(b, apology ? LT_FIGURE_apology : LT_FIGURE_explanation,
					     lt_figure_day(duty->since_us));
		row->unit = duty->unit;
		row->n = duty->lateness;
	}
}

static void add_said(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_said; i++) {
		const Lt__Feedback *said = b->d->said[i];
		add(b, LT_FIGURE_feedback, lt_month_of(said->at_us))->n = said->number;
		if (!said->answered_us)
			add(b, LT_FIGURE_feedback_open, lt_figure_day(said->at_us))->n =
				said->number;
	}
}

int lt_figures(const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_figureds *ret)
{
	struct builder b = {.d = dossier, .arena = arena};
	if (dossier && dossier->status) {
		(void)add(&b, LT_FIGURE_received, lt_month_of(dossier->received_us));
		add_progress(&b);
		add_steps(&b);
		add_duties(&b);
		add_said(&b);
	}
	if (b.error)
		return b.error;
	*ret = b.rows;
	return 0;
}
