/* SPDX-License-Identifier: EUPL-1.2 */
/* What people read on a chart. */
#include "procedures/chart/chart.h"

#include <stdio.h>
#include <string.h>

#include "procedures/forms/words.h"
#include "proto/base/arena.h"

enum { PREFIX_BYTES_MIN = 4 };

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* Takes one name more into what all of them begin with, whole words only: "Thuế cơ sở Thục Phán"
 * and the others are "Thuế cơ sở". */
static size_t common(const char *all, size_t size, const char *name)
{
	size_t same = 0;
	while (same < size && all[same] == name[same])
		same++;
	bool word = (same == size || all[same] == ' ') && (name[same] == 0 || name[same] == ' ');
	while (!word && same > 0 && all[same - 1] != ' ')
		same--;
	while (same > 0 && all[same - 1] == ' ')
		same--;
	return same;
}

/* @return NULL: there are none at this level, or their names have nothing in common. */
static const char *unit_at(const struct lt_chart *chart, const char *kind, const char *level)
{
	const char *name = NULL;
	size_t size = 0;
	for (size_t i = 0; i < lt_directory_units_count(chart->directory); i++) {
		const struct lt_unit *u = lt_directory_unit_at(chart->directory, i);
		if (strcmp(u->kind, kind) != 0 || strcmp(u->level, level) != 0 || u->successor)
			continue; /* of another sort, or gone */
		size = name ? common(name, size, u->name) : strlen(u->name);
		name = name ? name : u->name;
	}
	return size < PREFIX_BYTES_MIN ? NULL : lt_arena_copy(chart->arena, name, size);
}

const char *lt_chart_unit(const struct lt_chart *chart, const char *kind, const char *level)
{
	const char *all = NULL;
	if (!chart->directory)
		return kind;
	for (size_t i = lt_directory_levels_count(chart->directory); i-- > 0;) {
		const char *here = lt_directory_level_at(chart->directory, i)->name;
		if (level && strcmp(here, level) != 0)
			continue;
		const char *unit = unit_at(chart, kind, here);
		if (unit && all && (strstr(all, unit) || strncmp(unit, all, strlen(all)) == 0))
			continue; /* the same, with the province's name */
		if (unit)
			all = all ? lt_arena_printf(chart->arena, "%s hoặc %s", all, unit) : unit;
	}
	return all ? all : kind;
}

const char *lt_chart_level(const struct lt_chart *chart, const char *level)
{
	for (size_t i = 0; chart->directory && i < lt_directory_levels_count(chart->directory);
	     i++) {
		const struct lt_level_spec *l = lt_directory_level_at(chart->directory, i);
		if (strcmp(l->name, level) == 0)
			return l->label;
	}
	return level;
}

const char *lt_chart_role(const struct lt_chart *chart, const char *role)
{
	const char *label =
		chart->directory ? lt_directory_role_label(chart->directory, role) : NULL;
	return label ? label : role;
}

static const char *minutes(const struct lt_chart *chart, int32_t amount)
{
	if (amount % 60)
		return lt_arena_printf(chart->arena, "%d giờ %d phút làm việc", amount / 60,
				       amount % 60);
	return lt_arena_printf(chart->arena, "%d giờ làm việc", amount / 60);
}

const char *lt_chart_limit(const struct lt_chart *chart, struct lt_limit limit)
{
	switch (limit.unit) {
	case LT_LIMIT_NONE:
		return "không tính thời gian";
	case LT_LIMIT_WORKING_MINUTES:
		return or_empty(minutes(chart, limit.amount));
	case LT_LIMIT_SAME_DAY:
		return or_empty(lt_arena_printf(chart->arena, "trong ngày (nhận trước %02d:%02d)",
						limit.amount / 60, limit.amount % 60));
	case LT_LIMIT_WORKING_DAYS:
	case LT_LIMIT_CALENDAR_DAYS:
	case LT_LIMIT_MONTHS:
		break;
	}
	return or_empty(
		lt_arena_printf(chart->arena, "%d %s", limit.amount, lt_word_limit(limit.unit)));
}

static const char *place(const struct lt_chart *chart, const struct lt_place *p, bool level)
{
	const char *unit = lt_chart_unit(chart, p->unit ? p->unit : "?", p->level);
	if (!p->level || !level)
		return unit;
	return or_empty(
		lt_arena_printf(chart->arena, "%s (%s)", unit, lt_chart_level(chart, p->level)));
}

/* By the first part of the event that is waited for, as pauses are. */
static bool of_citizens(const struct lt_step *wait)
{
	static const char *const begins[] = {"applicant", "vneid", "relative", "posting"};
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (wait->events_count &&
		    strncmp(wait->events[0].event, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

const char *lt_chart_title(const struct lt_chart *chart, const struct lt_step *step)
{
	bool ends = step->kind == LT__STEP_KIND__STEP_KIND_FINISH;
	if (!ends || strcmp(step->title, step->name) != 0 || !step->outcome)
		return step->title;
	return or_empty(
		lt_arena_printf(chart->arena, "Kết thúc: %s", lt_word_outcome(step->outcome)));
}

const char *lt_chart_who(const struct lt_chart *chart, const struct lt_step *step, bool level)
{
	const char *who = "";
	switch (step->kind) {
	case LT__STEP_KIND__STEP_KIND_HUMAN:
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
		who = place(chart, &step->place, level);
		break;
	case LT__STEP_KIND__STEP_KIND_CONSULT:
		for (uint32_t i = 0; i < step->places_count; i++)
			who = or_empty(lt_arena_printf(chart->arena, "%s%s%s", who, i ? "; " : "",
						       place(chart, &step->places[i], true)));
		break;
	case LT__STEP_KIND__STEP_KIND_AUTO:
		return "Hệ thống, tự động";
	case LT__STEP_KIND__STEP_KIND_WAIT:
		return of_citizens(step) ? "Công dân, tổ chức" : "Bên ngoài";
	case LT__STEP_KIND__STEP_KIND_CALL:
		return or_empty(lt_arena_printf(chart->arena, "Theo thủ tục %s",
						or_empty(step->procedure)));
	default:
		return "";
	}
	if (!step->role)
		return who;
	return or_empty(
		lt_arena_printf(chart->arena, "%s, %s", lt_chart_role(chart, step->role), who));
}

const char *lt_chart_time(const struct lt_chart *chart, const struct lt_step *step)
{
	bool wait = step->kind == LT__STEP_KIND__STEP_KIND_WAIT;
	bool none = step->limit.unit == LT_LIMIT_NONE;
	const char *time = lt_chart_limit(chart, step->limit);
	if (wait && !none)
		time = or_empty(lt_arena_printf(chart->arena, "chờ tối đa %s", time));
	if (!step->clock_stop)
		return time;
	if (none)
		return "không tính vào thời hạn";
	return or_empty(lt_arena_printf(chart->arena, "%s, không tính vào thời hạn", time));
}

size_t lt_chart_line(const char *text, size_t columns)
{
	size_t at = 0, blank = 0, letters = 0;
	for (; text[at]; at++) {
		if (((unsigned char)text[at] & 0xC0) == 0x80)
			continue;
		if (letters++ >= columns && blank)
			return blank;
		if (text[at] == ' ')
			blank = at;
	}
	return at;
}

unsigned lt_chart_depth(const struct lt_definition *d, const struct lt_step *s)
{
	unsigned depth = 0;
	for (; s->block != LT_STEP_NONE; s = &d->steps[s->block])
		depth++;
	return depth;
}

/* "“Các đồng sở hữu”", "Thuế, Công an" */
static const char *items_text(const struct lt_chart *chart, const struct lt_step *step)
{
	const struct lt_field_decl *field =
		step->each_field ? lt_definition_field(chart->definition, step->each_field) : NULL;
	const char *text = field ? lt_arena_printf(chart->arena, "“%s”", field->label) : "";
	for (uint32_t i = 0; i < step->each.count && text; i++)
		text = lt_arena_printf(chart->arena, "%s%s%s", text, i ? ", " : "",
				       step->each.items[i]);
	return text ? text : "";
}

const char *lt_chart_join(const struct lt_chart *chart, const struct lt_step *step)
{
	bool each = lt_step_each(step);
	if (!each && !step->rest_continues)
		return NULL;
	const char *what = each ? "mục" : "nhánh";
	const char *head = each ? lt_arena_printf(chart->arena, "mỗi mục của %s một nhánh; ",
						  items_text(chart, step))
				: "";
	const char *need =
		step->need == 0 ? "không chờ"
		: step->need == LT_NEED_ALL || (!each && step->need == step->branches_count)
			? lt_arena_printf(chart->arena, "chờ mọi %s", what)
			: lt_arena_printf(chart->arena, "chờ %u %s", step->need, what);
	return lt_arena_printf(chart->arena, "%s%s%s", head ? head : "", need ? need : "",
			       step->rest_continues ? ", phần còn lại vẫn chạy" : "");
}

void lt_chart_escape(FILE *out, const char *text, size_t size)
{
	for (size_t i = 0; text && i < size && text[i]; i++) {
		const char *as = text[i] == '&'	  ? "&amp;"
				 : text[i] == '<' ? "&lt;"
				 : text[i] == '>' ? "&gt;"
				 : text[i] == '"' ? "&quot;"
						  : NULL;
		if (as)
			(void)fputs(as, out);
		else
			(void)fputc(text[i], out);
	}
}
