/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/simulate_learn.h"

#include <stdlib.h>
#include <string.h>

#include "coordinator/trial/stage.h"
#include "proto/base/limits.h"
#include "tools/lienthong/numbering.h"
#include "tools/lienthong/past.h"

enum { OUTCOMES_MAX = 64 };

struct outcome {
	const char *name;
	uint64_t count;
};

struct lesson {
	const char *step;
	double *minutes; /* one each time that could be measured */
	size_t minutes_count;
	uint64_t ended;
	struct outcome outcomes[OUTCOMES_MAX];
	size_t outcomes_count;
};

struct lessons {
	struct lt_arena *arena;
	struct lesson *items;
	size_t count;
};

static struct lesson *lesson_of(struct lessons *all, const char *step)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].step, step) == 0)
			return &all->items[i];
	if (all->count == LT_SIM_STEPS_MAX || !LT_ARENA_PUSH(all->arena, all->items, all->count))
		return NULL;
	all->items[all->count] = (struct lesson){.step = lt_arena_str(all->arena, step)};
	return all->items[all->count].step ? &all->items[all->count++] : NULL;
}

static bool add_time(struct lessons *all, struct lesson *l, double minutes)
{
	if (!LT_ARENA_PUSH(all->arena, l->minutes, l->minutes_count))
		return false;
	l->minutes[l->minutes_count++] = minutes;
	return true;
}

static bool add_outcome(struct lessons *all, struct lesson *l, const char *name)
{
	l->ended++;
	for (size_t i = 0; i < l->outcomes_count; i++)
		if (strcmp(l->outcomes[i].name, name) == 0) {
			l->outcomes[i].count++;
			return true;
		}
	if (l->outcomes_count == OUTCOMES_MAX)
		return false;
	name = lt_arena_str(all->arena, name);
	l->outcomes[l->outcomes_count++] = (struct outcome){name, 1};
	return name != NULL;
}

static double mean(const struct lesson *l)
{
	double sum = 0;
	for (size_t i = 0; i < l->minutes_count; i++)
		sum += l->minutes[i];
	return sum / (double)l->minutes_count;
}

static int compare_numbers(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

static double median(double *numbers, size_t count)
{
	qsort(numbers, count, sizeof *numbers, compare_numbers);
	return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

/* -- into the plan: what was said by hand stays -- */

static bool is_said(const struct lt_sim_plan *plan, const struct lt_sim_assumed *assumed,
		    const char *step, bool share)
{
	for (size_t i = 0; !share && i < assumed->handling; i++)
		if (strcmp(plan->handling[i].name, step) == 0)
			return true;
	for (size_t i = 0; share && i < assumed->shares; i++)
		if (strcmp(plan->shares[i].step, step) == 0)
			return true;
	return false;
}

static void apply(const struct lesson *l, double minutes, const struct lt_sim_assumed *assumed,
		  struct lt_sim_plan *plan)
{
	if (l->minutes_count && !is_said(plan, assumed, l->step, false) &&
	    plan->handling_count < LT_SIM_STEPS_MAX)
		plan->handling[plan->handling_count++] = (struct lt_sim_number){l->step, minutes};
	if (is_said(plan, assumed, l->step, true))
		return;
	for (size_t i = 0; i < l->outcomes_count && plan->shares_count < LT_SIM_SHARES_MAX; i++)
		plan->shares[plan->shares_count++] =
			(struct lt_sim_share){l->step, l->outcomes[i].name,
					      (double)l->outcomes[i].count / (double)l->ended};
}

/* -- a table -- */

static int learn_line(struct lessons *all, char *line, const char *where, struct lt_err *err)
{
	char *outcome = strchr(line, ','), *minutes = outcome ? strchr(outcome + 1, ',') : NULL,
	     *end;
	if (!minutes)
		return lt_err_set(err, LT_E_FORMAT, "%s: cần ba cột: step,outcome,minutes", where);
	*outcome++ = *minutes++ = 0;
	double took = strtod(minutes, &end);
	if (end == minutes || *end || !(took >= 0))
		return lt_err_set(err, LT_E_FORMAT, "%s: '%s' không phải số phút", where, minutes);
	struct lesson *l = lesson_of(all, line);
	if (!l || !add_time(all, l, took) || !add_outcome(all, l, outcome))
		return lt_err_set(err, LT_E_LIMIT, "%s: quá nhiều bước hoặc kết quả", where);
	return 0;
}

int lt_sim_learn_table(struct lt_tool *tool, const char *path, const struct lt_sim_assumed *assumed,
		       struct lt_sim_plan *plan, struct lt_err *err)
{
	struct lessons all = {.arena = &tool->arena};
	struct lt_slice text;
	size_t number = 0;
	int r = lt_args_file(tool, path, 64u << 20, &text, err);
	char *at = r == 0 ? (char *)(uintptr_t)text.data : NULL; /* a copy of our own */
	while (r == 0 && *at) {
		char *line = at, where[LT_ERR_TEXT_BYTES];
		size_t size = strcspn(at, "\n");
		at += size + (at[size] == '\n');
		line[size] = 0;
		if (size && line[size - 1] == '\r')
			line[size - 1] = 0;
		number++;
		(void)snprintf(where, sizeof where, "%s:%zu", path, number);
		if (*line && !(number == 1 && strncmp(line, "step,", 5) == 0))
			r = learn_line(&all, line, where, err);
	}
	for (size_t i = 0; r == 0 && i < all.count; i++)
		apply(&all.items[i], mean(&all.items[i]), assumed, plan);
	return r;
}

/* -- a record -- */

struct learning {
	struct lessons lessons;
	struct lt_arena *arena;
	struct lt_stage *stage;
	const struct lt_calendar *calendar;
	const char *office; /* where the record names none the calendar has */
	struct lt_pasts pasts;
	double *replies; /* days */
	size_t replies_count;
	size_t unknown_days; /* times on days the calendar does not have */
};

/* Somebody's piece of work. */
struct work {
	const struct lt_past *past;
	const struct lt_deed *deed;
};

static const struct lt_office *office_of(const struct learning *l, const struct lt_past *past)
{
	const struct lt_office *office =
		past->received ? lt_calendar_office(l->calendar, past->received->office) : NULL;
	return office ? office : lt_calendar_office(l->calendar, l->office);
}

static bool is_work(const struct lt_deed *d)
{
	return d->kind == LT_DEED_ACT && !d->follows &&
	       (d->step_kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
		d->step_kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
		d->step_kind == LT__STEP_KIND__STEP_KIND_CONSULT);
}

static int compare_work(const void *left, const void *right)
{
	const struct lt_deed *a = ((const struct work *)left)->deed,
			     *b = ((const struct work *)right)->deed;
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static int gather(struct learning *l, struct work **ret, size_t *ret_count)
{
	*ret_count = 0;
	for (size_t i = 0; i < l->pasts.count; i++)
		for (size_t k = 0; k < l->pasts.items[i].deeds_count; k++) {
			if (!is_work(&l->pasts.items[i].deeds[k]))
				continue;
			if (!LT_ARENA_PUSH(l->arena, *ret, *ret_count))
				return LT_E_NOMEM;
			(*ret)[(*ret_count)++] =
				(struct work){&l->pasts.items[i], &l->pasts.items[i].deeds[k]};
		}
	if (*ret_count)
		qsort(*ret, *ret_count, sizeof **ret, compare_work);
	return 0;
}

static int time_work(struct learning *l, const struct work *w, int64_t free_us)
{
	const struct lt_office *office = office_of(l, w->past);
	int64_t from_us = w->deed->begun_us > free_us ? w->deed->begun_us : free_us, us;
	struct lesson *lesson = lesson_of(&l->lessons, w->deed->step);
	if (!lesson)
		return LT_E_NOMEM;
	if (!office || lt_working_between(office, from_us, w->deed->at_us, &us) < 0) {
		l->unknown_days++;
		return 0;
	}
	return add_time(&l->lessons, lesson, (double)us / (double)LT_US_PER_MINUTE) ? 0
										    : LT_E_NOMEM;
}

/* In the order in which it was done: each officer does one thing after the other. */
static int learn_times(struct learning *l)
{
	struct lt_numbering officers = {0};
	struct work *all = NULL;
	int64_t *free_us = NULL;
	size_t count, known = 0;
	int r = gather(l, &all, &count);
	for (size_t i = 0; i < count && r == 0; i++) {
		uint32_t officer = 0;
		if (!*all[i].deed->officer) {
			r = time_work(l, &all[i], INT64_MIN);
			continue;
		}
		r = lt_numbering_add(&officers, l->arena, all[i].deed->officer, &officer);
		if (r == 0 && officer == known) {
			if (!LT_ARENA_PUSH(l->arena, free_us, known))
				return LT_E_NOMEM;
			free_us[known++] = INT64_MIN;
		}
		if (r == 0)
			r = time_work(l, &all[i], free_us[officer]);
		if (r == 0)
			free_us[officer] = all[i].deed->at_us;
	}
	return r;
}

/* A wait ends by what it waited for; "expired" is a share too: nobody answers. */
static int learn_ends(struct learning *l, const struct lt_deed *d)
{
	bool wait = d->step_kind == LT__STEP_KIND__STEP_KIND_WAIT;
	bool counts = wait || (!d->follows && d->step_kind &&
			       d->step_kind != LT__STEP_KIND__STEP_KIND_CONSULT);
	if (d->kind != LT_DEED_ACT || !counts || !*d->outcome)
		return 0;
	struct lesson *lesson = lesson_of(&l->lessons, d->step);
	if (!lesson || !add_outcome(&l->lessons, lesson, d->outcome))
		return LT_E_NOMEM;
	if (!wait || strcmp(d->outcome, "expired") == 0)
		return 0;
	if (!LT_ARENA_PUSH(l->arena, l->replies, l->replies_count))
		return LT_E_NOMEM;
	l->replies[l->replies_count++] = (double)(d->at_us - d->begun_us) / (double)LT_US_PER_DAY;
	return 0;
}

/* Of eight working hours, as arrivals are given by hand. */
static double arrivals(const struct learning *l)
{
	const struct lt_past *first = &l->pasts.items[0], *last = first;
	int64_t us = 0;
	for (size_t i = 0; i < l->pasts.count; i++) {
		const struct lt_past *p = &l->pasts.items[i];
		first = p->received_us < first->received_us ? p : first;
		last = p->received_us > last->received_us ? p : last;
	}
	const struct lt_office *office = office_of(l, first);
	if (!office || lt_working_between(office, first->received_us, last->received_us, &us) < 0 ||
	    us < 8 * LT_US_PER_HOUR)
		us = 8 * LT_US_PER_HOUR; /* all on one day */
	return (double)l->pasts.count * (double)(8 * LT_US_PER_HOUR) / (double)us;
}

/* -- what was learnt -- */

static json_t *lesson_json(const struct lesson *l, double minutes)
{
	json_t *outcomes = json_object();
	for (size_t i = 0; i < l->outcomes_count; i++)
		(void)json_object_set_new(
			outcomes, l->outcomes[i].name,
			json_real((double)l->outcomes[i].count / (double)l->ended));
	return json_pack("{s:s, s:f, s:I, s:I, s:o}", "step", l->step, "minutes", minutes, "timed",
			 (json_int_t)l->minutes_count, "ended", (json_int_t)l->ended, "outcomes",
			 outcomes);
}

static json_t *settle(struct learning *l, const struct lt_sim_assumed *assumed,
		      struct lt_sim_plan *plan)
{
	json_t *steps = json_array();
	double a_day = arrivals(l);
	double reply = l->replies_count ? median(l->replies, l->replies_count) : -1;
	for (size_t i = 0; i < l->lessons.count; i++) {
		struct lesson *lesson = &l->lessons.items[i];
		double minutes =
			lesson->minutes_count ? median(lesson->minutes, lesson->minutes_count) : 0;
		apply(lesson, minutes, assumed, plan);
		(void)json_array_append_new(steps, lesson_json(lesson, minutes));
	}
	if (!assumed->arrivals)
		plan->arrivals = a_day;
	if (!assumed->reply_days && reply >= 0)
		plan->reply_days = reply;
	return json_pack("{s:I, s:f, s:o, s:I, s:o}", "dossiers", (json_int_t)l->pasts.count,
			 "arrivals", a_day, "reply_days",
			 reply < 0 ? json_null() : json_real(reply), "unknown_days",
			 (json_int_t)l->unknown_days, "steps", steps);
}

/* -- the whole -- */

static int find_office(struct learning *l, const struct lt_definition *def,
		       const struct lt_sim_plan *plan, struct lt_err *err)
{
	const struct lt_directory *directory = NULL;
	int r = lt_trial_pass(&l->stage->trial, plan->from_us, err);
	if (r == 0)
		r = lt_trial_directory(&l->stage->trial, &directory, err);
	if (r == 0)
		r = lt_registry_calendar(lt_engine_registry(l->stage->trial.engine), plan->from_us,
					 &l->calendar, err);
	const char *unit = r < 0	? NULL
			   : plan->unit ? plan->unit
					: lt_stage_usual_unit(l->stage, def);
	const struct lt_unit *u = unit ? lt_directory_unit(directory, unit) : NULL;
	if (r == 0 && !u)
		return lt_err_set(err, LT_E_SCRIPT, "%.200s",
				  unit ? "--unit: danh bạ không có đơn vị ấy" : l->stage->failure);
	l->office = u ? u->office : NULL;
	return r;
}

static int learn(struct learning *l, struct lt_archive *archive, const struct lt_sim_plan *plan,
		 struct lt_err *err)
{
	struct lt_past_choice all = {0};
	const struct lt_definition *def = lt_stage_definition(l->stage, NULL);
	if (!def)
		return lt_err_set(err, LT_E_SCRIPT, "%.200s", l->stage->failure);
	int r = find_office(l, def, plan, err);
	if (r == 0)
		r = lt_archive_take(archive, def, &all, &l->pasts, err);
	if (r == 0 && !l->pasts.count)
		return lt_err_set(err, LT_E_ABSENT, "không có hồ sơ nào của thủ tục %s để học",
				  def->code);
	if (r == 0)
		r = learn_times(l);
	for (size_t i = 0; i < l->pasts.count && r == 0; i++)
		for (size_t k = 0; k < l->pasts.items[i].deeds_count && r == 0; k++)
			r = learn_ends(l, &l->pasts.items[i].deeds[k]);
	size_t timed = 0;
	for (size_t i = 0; i < l->lessons.count; i++)
		timed += l->lessons.items[i].minutes_count;
	return r == 0 && !timed && l->unknown_days
		       ? lt_err_set(err, LT_E_CALENDAR,
				    "lịch không có những ngày đã ghi (lịch có %s); hãy dùng "
				    "--calendar",
				    lt_calendar_known_text(l->calendar))
		       : r;
}

int lt_sim_learn_record(const struct lt_trial_files *files, const char *path,
			const struct lt_sim_assumed *assumed, struct lt_sim_plan *plan,
			struct lt_arena *arena, json_t **ret_told, struct lt_err *err)
{
	struct learning l = {.lessons.arena = arena, .arena = arena};
	struct lt_archive *archive = NULL;
	int r = lt_archive_open(path, &archive, err);
	l.stage = calloc(1, sizeof *l.stage);
	if (r == 0)
		r = l.stage ? lt_trial_prepare(files, l.stage, 0, true, err) : LT_E_NOMEM;
	if (r == 0)
		r = learn(&l, archive, plan, err);
	if (r == 0)
		*ret_told = settle(&l, assumed, plan);
	if (l.stage)
		lt_trial_close(&l.stage->trial);
	free(l.stage);
	lt_archive_free(archive);
	return r == 0 && !*ret_told ? LT_E_NOMEM : r;
}
