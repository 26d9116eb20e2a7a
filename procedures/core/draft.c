/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafting the apology slip from the dossier as it stands. Source: TT 03/2025/TT-VPCP, form 04. */
#include "procedures/core/draft.h"

#include <inttypes.h>
#include <string.h>

#include "procedures/core/late.h"

/* "01 ngày tính 08 giờ làm việc"; a week has five such days. */
enum { DAY_MINUTES = 8 * 60, WEEK_DAYS = 7, WEEK_WORKING_DAYS = 5, MONTH_WORKING_DAYS = 22 };

enum { LATES_TOLD_MAX = 4 }; /* lines of a slip of half a page */

/* -- how much is left to do -- */

static int64_t minutes_of(const struct lt_step *step)
{
	if (step->clock_stop)
		return 0; /* others' time: it will move the date by itself */
	switch (step->limit.unit) {
	case LT_LIMIT_WORKING_MINUTES:
		return step->limit.amount;
	case LT_LIMIT_WORKING_DAYS:
		return (int64_t)step->limit.amount * DAY_MINUTES;
	case LT_LIMIT_CALENDAR_DAYS:
		return (int64_t)step->limit.amount * DAY_MINUTES * WEEK_WORKING_DAYS / WEEK_DAYS;
	case LT_LIMIT_MONTHS:
		return (int64_t)step->limit.amount * DAY_MINUTES * MONTH_WORKING_DAYS;
	case LT_LIMIT_SAME_DAY:
		return DAY_MINUTES;
	default:
		return 0;
	}
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t target_minutes(const int64_t *need, uint32_t from, lt_step_index to, uint32_t count)
{
	return to < count && to > from ? need[to] : 0; /* a way back is not taken into account */
}

/* Minutes from entering each step to an end, by the longest way forward. Steps stand in the order
 * in which the file tells them, so one pass from the last to the first is enough. */
static int64_t *needs(const struct lt_definition *def, struct lt_arena *arena)
{
	int64_t *need = lt_arena_zalloc(arena, def->steps_count + 1, sizeof *need);
	for (uint32_t i = def->steps_count; need && i-- > 0;) {
		const struct lt_step *step = &def->steps[i];
		int64_t next = step->kind == LT__STEP_KIND__STEP_KIND_CHOOSE
				       ? target_minutes(need, i, step->otherwise, def->steps_count)
				       : 0;
		int64_t branches = 0;
		for (uint32_t k = 0; k < step->on_count; k++)
			next = larger(next,
				      target_minutes(need, i, step->on[k].step, def->steps_count));
		for (uint32_t k = 0; k < step->branches_count; k++)
			branches = larger(branches, target_minutes(need, i, step->branches[k].start,
								   def->steps_count));
		need[i] = minutes_of(step) + branches + next;
	}
	return need;
}

static int64_t left_us(const struct lt_draft_question *q, const struct lt_office *office,
		       const Lt__Token *t)
{
	int64_t us = 0;
	int64_t from_us = t->due_us < q->now_us ? t->entered_us : q->now_us;
	if (!t->due_us || t->due_us == LT_DUE_SUSPENDED || t->clock_stopped ||
	    lt_working_between(office, from_us, t->due_us, &us) < 0)
		return 0;
	return us;
}

/* Working time until the slowest open step has come to an end. */
static int64_t work_left(const struct lt_draft_question *q, const struct lt_office *office,
			 const int64_t *need)
{
	int64_t most_us = 0;
	for (size_t i = 0; i < q->dossier->n_tokens; i++) {
		const Lt__Token *t = q->dossier->tokens[i];
		lt_step_index at =
			t->frame ? LT_STEP_NONE : lt_definition_step(q->definition, t->step);
		int64_t us = left_us(q, office, t);
		if (at < q->definition->steps_count)
			us += (need[at] - minutes_of(&q->definition->steps[at])) * LT_US_PER_MINUTE;
		most_us = larger(most_us, us);
	}
	return most_us;
}

static int new_date(const struct lt_draft_question *q, const int64_t *need, int64_t *ret_us)
{
	static const struct lt_limit same_day = {LT_LIMIT_SAME_DAY, 24 * 60 - 1};
	const Lt__Dossier *d = q->dossier;
	const struct lt_office *office = lt_calendar_office(q->calendar, d->office);
	int64_t at_us = larger(q->now_us, d->due_us) + 1; /* never the date that cannot be kept */
	int64_t end_us;
	if (!office)
		return LT_E_CALENDAR;
	int r = lt_working_after(office, q->now_us, work_left(q, office, need), &end_us);
	if (r == 0)
		r = lt_due(office, larger(at_us, end_us), same_day, LT_COUNTING_LEGAL, NULL, 0,
			   ret_us);
	return r;
}

/* -- why -- */

static const char *unit_name(const struct lt_draft_question *q, const char *code)
{
	const struct lt_unit *unit = lt_directory_unit(q->directory, code);
	return unit ? unit->name : code;
}

static const char *step_title(const struct lt_draft_question *q, const char *name)
{
	lt_step_index i = lt_definition_step(q->definition, name);
	return i < q->definition->steps_count ? q->definition->steps[i].title : name;
}

static const char *over_text(const struct lt_draft_question *q, const Lt__Lateness *l,
			     struct lt_arena *arena)
{
	const struct lt_office *office = lt_calendar_office(q->calendar, q->dossier->office);
	int64_t us, until_us = l->ended_us ? l->ended_us : q->now_us;
	if (!office || lt_working_between(office, l->due_us, until_us, &us) < 0 ||
	    us < LT_US_PER_MINUTE)
		return "";
	return us < LT_US_PER_HOUR
		       ? lt_arena_printf(arena, " %" PRId64 " phút làm việc", us / LT_US_PER_MINUTE)
		       : lt_arena_printf(arena, " %" PRId64 " giờ làm việc", us / LT_US_PER_HOUR);
}

/* Which steps were late and by how much; none: what it waits for. The first few by name, then how
 * many more. */
static const char *reason(const struct lt_draft_question *q, struct lt_holder holder,
			  struct lt_arena *arena)
{
	const Lt__Dossier *d = q->dossier;
	const char *text = "";
	size_t told = 0, more = 0;
	for (size_t i = 0; i < d->n_lates && text; i++) {
		const Lt__Lateness *l = d->lates[i];
		bool counts = l->token && !l->lifted;
		more += counts && told == LATES_TOLD_MAX;
		const char *over = counts && told < LATES_TOLD_MAX ? over_text(q, l, arena) : NULL;
		told += over != NULL;
		if (over)
			text = lt_arena_printf(arena, "%s%s“%s” tại %s chậm%s", text,
					       *text ? "; " : "", step_title(q, l->step),
					       unit_name(q, l->unit), over);
	}
	if (text && more)
		text = lt_arena_printf(arena, "%s; và %zu lần khác", text, more);
	for (size_t i = 0; i < d->n_tokens && text && !*text; i++)
		if (strcmp(d->tokens[i]->unit, holder.unit) == 0)
			text = lt_arena_printf(arena, "“%s” tại %s chưa xong",
					       step_title(q, d->tokens[i]->step),
					       unit_name(q, holder.unit));
	return text && !*text ? lt_arena_printf(arena, "%s chưa giải quyết xong",
						unit_name(q, holder.unit))
			      : text;
}

/* -- the slip -- */

static bool is_needed(const struct lt_draft_question *q)
{
	const Lt__Dossier *d = q->dossier;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN || !d->due_us ||
	    d->due_us == LT_DUE_SUSPENDED)
		return false;
	bool most = d->warned_for_us == d->due_us && d->most_us && d->most_us <= q->now_us;
	bool step_late = false;
	for (size_t i = 0; i < d->n_lates; i++)
		step_late |= !d->lates[i]->lifted;
	return most || step_late || d->overdue || d->due_us < q->now_us;
}

int lt_draft_apology(const struct lt_draft_question *q, struct lt_arena *arena,
		     struct lt_draft *ret)
{
	const struct lt_unit *above = NULL;
	struct lt_draft draft = {.old_due_us = q->dossier->due_us};
	if (!is_needed(q))
		return LT_E_ABSENT;
	int64_t *need = needs(q->definition, arena);
	if (!need)
		return LT_E_NOMEM;
	int r = new_date(q, need, &draft.new_due_us);
	if (r < 0)
		return r;
	struct lt_holder holder = lt_late_holder(q->dossier, 0);
	draft.unit = holder.unit;
	draft.head = lt_directory_head(q->directory, holder.unit, q->now_us, &above);
	draft.head_unit = above ? above->code : "";
	draft.late = q->dossier->due_us < q->now_us;
	draft.reason = reason(q, holder, arena);
	if (!draft.reason)
		return LT_E_NOMEM;
	*ret = draft;
	return 0;
}
