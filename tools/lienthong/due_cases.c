/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of cases: received, limit and pauses in; a due moment for each way of counting out.
 *
 * Invariant: what is printed as a due moment was counted by lt_due from fields that are all in
 * order. Anything doubtful (two columns of a name, a pause within another, a limit that is no whole
 * number of minutes) is told, and its row has no due moment at all. */
#include "tools/lienthong/due_cases.h"

#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/calendar/calendar_csv.h"
#include "procedures/forms/clean.h"
#include "proto/base/limits.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/textfile.h"

#define MILLION INT64_C(1000000)
/* Beyond every limit there may be, in any unit. */
#define AMOUNT_MAX 1000000
#define TABLE_BYTES_MAX ((size_t)64 << 20)

enum { MINUTES_PER_HOUR = 60, MINUTES_PER_DAY = 8 * 60 };

/* Columns of the usual table, in its order. */
enum column {
	CASE_ID,
	CALENDAR,
	RECEIVED,
	UNIT,
	AMOUNT,
	PAUSES,
	DUE_LEGAL,
	DUE_ROLLED,
	DUE_SAME_TIME,
	DUE_HOURS8,
	DUE_RESTART_LEGAL,
	DUE_RESTART_ROLLED,
	TAGS,
	COLUMNS
};

static const struct {
	const char *name;
	bool is_due, days_only, paused_only; /* of a due column: which rows have it */
	enum lt_counting counting;
} columns[COLUMNS] = {
	[CASE_ID] = {.name = "case_id"},
	[CALENDAR] = {.name = "calendar"},
	[RECEIVED] = {.name = "received"},
	[UNIT] = {.name = "unit"},
	[AMOUNT] = {.name = "amount"},
	[PAUSES] = {.name = "pauses"},
	[DUE_LEGAL] = {"due_legal", .is_due = true, .counting = LT_COUNTING_LEGAL},
	[DUE_ROLLED] = {"due_rolled", .is_due = true, .counting = LT_COUNTING_ROLLED},
	[DUE_SAME_TIME] = {"due_sametime", true, true, false, LT_COUNTING_SAME_TIME},
	[DUE_HOURS8] = {"due_hours8", true, true, false, LT_COUNTING_HOURS8},
	[DUE_RESTART_LEGAL] = {"due_restart_legal", true, false, true, LT_COUNTING_RESTART_LEGAL},
	[DUE_RESTART_ROLLED] = {"due_restart_rolled", true, false, true,
				LT_COUNTING_RESTART_ROLLED},
	[TAGS] = {.name = "tags"},
};

/* A printed column: one of the usual ones, or (COLUMNS) any other of the table. */
struct printed {
	enum column column;
	int from; /* index in the table; -1: the table has it not */
};

struct job {
	struct lt_tool *tool;
	const struct lt_due_files *files;
	struct lt_calendar *calendar;
	struct lt_textfile table;
	int at[COLUMNS]; /* index in the table, -1 */
	struct printed printed[LT_CSV_COLUMNS_MAX + COLUMNS];
	size_t printed_count;
	struct lt_arena arena; /* of one row */
	struct lt_err why;     /* what is wrong with it */
	size_t rows, rows_wrong;
};

/* One row, read. */
struct due_case {
	const struct lt_office *office;
	int64_t received_us;
	bool in_days; /* unit wd */
	struct lt_limit limit;
	struct lt_pause *pauses;
	size_t pauses_count;
};

/* -- what is wrong -- */

static const char *field(const struct job *j, enum column column)
{
	return lt_textfile_field(&j->table, j->at[column]);
}

/* "cases.csv:6: hồ sơ S00005, cột "pauses" = "...": ..." */
static int wrong(struct job *j, enum column column, const char *why)
{
	const char *value = columns[column].is_due ? "" : field(j, column);
	return lt_textfile_fault(
		&j->table, &j->why, LT_E_FORMAT, "hồ sơ %.40s, cột \"%s\"%s%.80s%s: %s",
		lt_clean(&j->arena, field(j, CASE_ID)), columns[column].name, *value ? " = \"" : "",
		lt_clean(&j->arena, value), *value ? "\"" : "", why);
}

/* -- the fields of a row -- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "3", "0.25", "-1" in millionths. Not "1e3", " 1", "1.", ".5": nobody means them. */
static bool read_decimal(const char *text, int64_t *ret)
{
	bool minus = *text == '-';
	const char *at = text + minus;
	int64_t n = 0, unit = MILLION;
	if (!is_digit(*at))
		return false;
	for (; is_digit(*at); at++)
		if (n <= AMOUNT_MAX) /* large enough to be refused */
			n = 10 * n + (*at - '0');
	n *= MILLION;
	if (*at == '.' && !is_digit(*++at))
		return false;
	for (; is_digit(*at); at++) {
		unit /= 10;
		if (unit == 0 && *at != '0')
			return false;
		n += unit * (*at - '0');
	}
	*ret = minus ? -n : n;
	return !*at;
}

static int whole(struct job *j, int64_t millionths, int32_t factor, const char *why, int32_t *ret)
{
	int64_t n = millionths * factor;
	if (n % MILLION)
		return wrong(j, AMOUNT, why);
	*ret = (int32_t)(n / MILLION);
	return 0;
}

static int read_limit(struct job *j, struct due_case *c)
{
	static const struct {
		const char *name;
		enum lt_limit_unit unit;
		int32_t factor;
		const char *otherwise;
	} units[] = {
		{"wd", LT_LIMIT_WORKING_DAYS, 1, "không phải số phút làm việc nguyên"},
		{"cd", LT_LIMIT_CALENDAR_DAYS, 1, "số ngày phải là số nguyên"},
		{"mo", LT_LIMIT_MONTHS, 1, "số tháng phải là số nguyên"},
		{"wh", LT_LIMIT_WORKING_MINUTES, MINUTES_PER_HOUR,
		 "không phải số phút làm việc nguyên"},
		{"sd", LT_LIMIT_SAME_DAY, MINUTES_PER_HOUR, "giờ chốt không tròn phút"},
	};
	int64_t n = 0;
	size_t i = 0;
	while (i < 5 && strcmp(units[i].name, field(j, UNIT)) != 0)
		i++;
	if (i == 5)
		return wrong(j, UNIT, "đơn vị phải là wd, cd, mo, wh hoặc sd");
	if (!read_decimal(field(j, AMOUNT), &n))
		return wrong(j, AMOUNT, "không phải số, như 15 hoặc 0.25");
	if (n < 0)
		return wrong(j, AMOUNT, "thời hạn âm");
	if (n > AMOUNT_MAX * MILLION)
		return wrong(j, AMOUNT, "thời hạn quá lớn");
	c->limit.unit = units[i].unit;
	c->in_days = c->limit.unit == LT_LIMIT_WORKING_DAYS;
	/* A quarter of a day is two working hours. */
	bool parts = c->in_days && n % MILLION;
	if (parts)
		c->limit.unit = LT_LIMIT_WORKING_MINUTES;
	return whole(j, n, parts ? MINUTES_PER_DAY : units[i].factor, units[i].otherwise,
		     &c->limit.amount);
}

/* A moment has a clock time: a bare date is not known to mean midnight. */
static bool read_moment(const char *text, int64_t *ret_us)
{
	return strlen(text) > 10 && lt_time_parse(text, ret_us) == 0;
}

/* "from/to", "from/". */
static int read_pause(struct job *j, char *text, struct lt_pause *ret)
{
	char *to = strchr(text, '/');
	if (!to)
		return wrong(j, PAUSES, "mỗi lần dừng viết từ/đến, cách nhau bằng dấu ;");
	*to++ = '\0';
	ret->to_us = LT_PAUSE_OPEN;
	if (!read_moment(text, &ret->from_us) || (*to && !read_moment(to, &ret->to_us)))
		return wrong(j, PAUSES, "không hiểu thời điểm; cần dạng 2021-09-10T14:59:59");
	if (ret->to_us < ret->from_us)
		return wrong(j, PAUSES, "có lần dừng kết thúc trước khi bắt đầu");
	return 0;
}

/* "start after receipt", "in order, not overlapping". */
static int check_order(struct job *j, const struct due_case *c)
{
	for (size_t i = 0; i < c->pauses_count; i++) {
		if (c->pauses[i].from_us <= c->received_us)
			return wrong(j, PAUSES, "có lần dừng không bắt đầu sau khi tiếp nhận");
		if (i == 0)
			continue;
		struct lt_pause before = c->pauses[i - 1];
		if (before.to_us == LT_PAUSE_OPEN)
			return wrong(j, PAUSES,
				     "chỉ lần dừng cuối được để trống thời điểm kết thúc");
		if (c->pauses[i].from_us < before.from_us)
			return wrong(j, PAUSES, "các lần dừng không theo thứ tự thời gian");
		if (c->pauses[i].from_us < before.to_us)
			return wrong(j, PAUSES, "các lần dừng chồng lên nhau");
	}
	return 0;
}

static int read_pauses(struct job *j, struct due_case *c)
{
	int r = 0;
	char *rest = lt_arena_str(&j->arena, field(j, PAUSES));
	if (!rest)
		return LT_E_NOMEM;
	if (!*rest)
		return 0;
	if (c->limit.unit == LT_LIMIT_MONTHS || c->limit.unit == LT_LIMIT_SAME_DAY)
		return wrong(j, PAUSES, "thời hạn mo và sd không có lần dừng");
	for (char *one = strsep(&rest, ";"); one && r == 0; one = strsep(&rest, ";")) {
		if (c->pauses_count == LT_PAUSES_MAX)
			return wrong(j, PAUSES, "quá nhiều lần dừng");
		if (!LT_ARENA_PUSH(&j->arena, c->pauses, c->pauses_count))
			return LT_E_NOMEM;
		r = read_pause(j, one, &c->pauses[c->pauses_count++]);
	}
	return r < 0 ? r : check_order(j, c);
}

static int read_case(struct job *j, struct due_case *c)
{
	for (enum column i = CASE_ID; i <= UNIT; i++)
		if (!*field(j, i))
			return wrong(j, i, "để trống");
	c->office = lt_calendar_office(j->calendar, field(j, CALENDAR));
	if (!c->office)
		return wrong(j, CALENDAR, "không có trong tệp --calendars");
	if (!read_moment(field(j, RECEIVED), &c->received_us))
		return wrong(j, RECEIVED, "không hiểu thời điểm; cần dạng 2022-04-08T14:35:00");
	int r = read_limit(j, c);
	return r < 0 ? r : read_pauses(j, c);
}

/* -- the due moments of a row -- */

static bool has(const struct due_case *c, enum column column)
{
	return (c->in_days || !columns[column].days_only) &&
	       (c->pauses_count > 0 || !columns[column].paused_only);
}

static int beyond(struct job *j, enum column column, const char *what)
{
	const char *why = lt_arena_printf(&j->arena, "%s ngoài lịch công vụ; chỉ có %s", what,
					  lt_calendar_known_text(j->calendar));
	return why ? wrong(j, column, why) : LT_E_NOMEM;
}

/* Which field asks for a day that the calendar does not know? If none: the limit leads there. */
static int unknown_day(struct job *j, const struct due_case *c, enum column due)
{
	if (!lt_calendar_knows(j->calendar, c->received_us))
		return beyond(j, RECEIVED, "ngày này");
	for (size_t i = 0; i < c->pauses_count; i++)
		if (!lt_calendar_knows(j->calendar, c->pauses[i].from_us) ||
		    (c->pauses[i].to_us != LT_PAUSE_OPEN &&
		     !lt_calendar_knows(j->calendar, c->pauses[i].to_us)))
			return beyond(j, PAUSES, "có ngày");
	return beyond(j, due, "thời hạn kéo tới ngày");
}

static int count(struct job *j, const struct due_case *c, enum column column, const char **ret)
{
	char text[LT_TIME_TEXT_BYTES];
	int64_t due_us;
	*ret = "";
	if (!has(c, column))
		return 0;
	int r = lt_due(c->office, c->received_us, c->limit, columns[column].counting, c->pauses,
		       c->pauses_count, &due_us);
	if (r == LT_E_CALENDAR)
		return unknown_day(j, c, column);
	if (r == LT_E_LIMIT)
		return wrong(j, AMOUNT, "thời hạn quá lớn");
	if (r < 0)
		return wrong(j, column, lt_err_vietnamese(r));
	if (due_us == LT_DUE_SUSPENDED) {
		*ret = "SUSPENDED";
		return 0;
	}
	*strrchr(lt_time_iso(due_us, text), '+') = '\0'; /* local time, as it came */
	*ret = lt_arena_str(&j->arena, text);
	return *ret ? 0 : LT_E_NOMEM;
}

static int count_all(struct job *j, const char *dues[static COLUMNS])
{
	struct due_case c = {0};
	int r = read_case(j, &c);
	for (enum column i = 0; i < COLUMNS && r == 0; i++)
		if (columns[i].is_due)
			r = count(j, &c, i, &dues[i]);
	return r;
}

/* -- the table, in and out -- */

static void print_field(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		(void)fputs(text, out);
		return;
	}
	(void)fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			(void)fputc('"', out);
		(void)fputc(*text, out);
	}
	(void)fputc('"', out);
}

static void print_row(const struct job *j, const char *const *dues)
{
	FILE *out = j->tool->out;
	for (size_t i = 0; i < j->printed_count; i++) {
		struct printed p = j->printed[i];
		bool is_due = p.column != COLUMNS && columns[p.column].is_due;
		if (i)
			(void)fputc(',', out);
		print_field(out, is_due ? dues[p.column] : lt_textfile_field(&j->table, p.from));
	}
	(void)fputc('\n', out);
}

static void print_names(const struct job *j)
{
	for (size_t i = 0; i < j->printed_count; i++) {
		struct printed p = j->printed[i];
		if (i)
			(void)fputc(',', j->tool->out);
		print_field(j->tool->out, p.column == COLUMNS ? j->table.csv.columns[p.from]
							      : columns[p.column].name);
	}
	(void)fputc('\n', j->tool->out);
}

static enum column column_of(const char *name)
{
	enum column i = 0;
	while (i < COLUMNS && strcmp(columns[i].name, name) != 0)
		i++;
	return i;
}

static int find_columns(struct job *j, struct lt_err *err)
{
	const struct lt_csv *csv = &j->table.csv;
	for (enum column i = 0; i < COLUMNS; i++)
		j->at[i] = -1;
	for (size_t i = 0; i < csv->columns_count; i++) {
		enum column column = column_of(csv->columns[i]);
		if (column == COLUMNS)
			continue;
		if (j->at[column] >= 0)
			return lt_err_set(err, LT_E_FORMAT, "%s:1: hai cột \"%s\"", j->table.path,
					  columns[column].name);
		j->at[column] = (int)i;
	}
	for (enum column i = CASE_ID; i <= PAUSES; i++) {
		int r = lt_textfile_need(&j->table, columns[i].name, &j->at[i], err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A column that the table has not comes after the one it follows in the usual table. */
static void print_missing(struct job *j, enum column next)
{
	for (; next < COLUMNS && j->at[next] < 0; next++)
		j->printed[j->printed_count++] = (struct printed){next, -1};
}

static void lay_out(struct job *j)
{
	for (size_t i = 0; i < j->table.csv.columns_count; i++) {
		enum column column = column_of(j->table.csv.columns[i]);
		j->printed[j->printed_count++] = (struct printed){column, (int)i};
		if (column != COLUMNS)
			print_missing(j, column + 1);
	}
}

static int count_row(struct job *j)
{
	const char *dues[COLUMNS] = {0};
	lt_arena_reset(&j->arena);
	j->why = (struct lt_err){0};
	int r = count_all(j, dues);
	j->rows++;
	if (r == 0)
		print_row(j, dues);
	if (r != LT_E_FORMAT)
		return r;
	j->rows_wrong++;
	(void)fprintf(j->tool->errors, "%s\n", j->why.text);
	return 0;
}

static int count_table(struct job *j, struct lt_err *err)
{
	int r = lt_textfile_open(j->files->cases, &j->table, err);
	if (r == 0)
		r = find_columns(j, err);
	if (r < 0)
		return r;
	lay_out(j);
	print_names(j);
	while ((r = lt_textfile_next(&j->table, err)) > 0) {
		r = count_row(j);
		if (r < 0)
			return r;
	}
	if (r == 0 && j->rows_wrong > 0)
		r = lt_err_set(err, LT_E_FORMAT, "%zu trong %zu dòng sai, không có ngày hẹn",
			       j->rows_wrong, j->rows);
	return r;
}

/* -- the calendar -- */

static int read_calendar(struct job *j, struct lt_err *err)
{
	const struct lt_due_files *f = j->files;
	struct lt_calendar_texts texts = {.offices_name = f->calendars,
					  .public_days_name = f->public_days,
					  .closures_name = f->closures};
	int r = lt_args_file(j->tool, f->calendars, TABLE_BYTES_MAX, &texts.offices, err);
	if (r == 0)
		r = lt_args_file(j->tool, f->public_days, TABLE_BYTES_MAX, &texts.public_days, err);
	if (r == 0 && f->closures)
		r = lt_args_file(j->tool, f->closures, TABLE_BYTES_MAX, &texts.closures, err);
	return r < 0 ? r : lt_calendar_from_csv("", &texts, &j->calendar, err);
}

int lt_due_cases(struct lt_tool *tool, const struct lt_due_files *files, struct lt_err *err)
{
	struct job *j = lt_arena_zalloc(&tool->arena, 1, sizeof *j);
	if (!j)
		return LT_E_NOMEM;
	j->tool = tool;
	j->files = files;
	lt_arena_init(&j->arena, SIZE_MAX);
	int r = read_calendar(j, err);
	if (r == 0)
		r = count_table(j, err);
	lt_textfile_done(&j->table);
	lt_calendar_free(j->calendar);
	lt_arena_done(&j->arena);
	return r;
}
