/* SPDX-License-Identifier: EUPL-1.2 */
/* From two CSV files to one list of events in time order.
 *
 * Who and where: a log names them as it likes. The person is the first of `who_columns` that the
 * log has, the unit the first of `where_columns`; a log of teams without people has one person a
 * team, a log of people without units has one unit. */
#include "tools/lienthong/replay_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "tools/lienthong/textfile.h"

#define LOG_BYTES_MAX ((size_t)8 << 30)
#define EVENTS_MAX (UINT32_MAX - 1)
#define NAME_UNKNOWN "(không rõ)"
#define NAME_EMPTY "(để trống)"
/* Cannot be part of a text: control characters are refused. */
#define SEPARATOR "\x1f"

enum { TEXT_BYTES_MAX = 2048, SUFFIXES = 2 };

static const char *const suffixes[SUFFIXES] = {".csv", ".csv.gz"};
static const char *const who_columns[] = {"resource",  "org:resource", "user",		"officer",
					  "employee",  "performer",    "originator",	"agent",
					  "role",      "support_team", "team",		"group",
					  "org:group", "department",   "resource_kind", NULL};
static const char *const where_columns[] = {"group", "org:group",  "support_team",
					    "team",  "department", "unit",
					    "role",  "org_line",   NULL};

struct columns {
	int case_id, seq, activity, timestamp, lifecycle, outcome, who, where;
};

struct reading {
	struct lt_log *log;
	struct lt_textfile file;
	struct columns columns;
	struct lt_numbering steps, activities, lifecycles;
	bool cases_listed;
	struct lt_err *err;
};

/* -- which files -- */

/* Of PREFIX.PART.csv and PREFIX.PART.csv.gz the one that is there; NULL: neither. */
static char *find_part(const char *prefix, size_t prefix_bytes, const char *part)
{
	for (int i = 0; i < SUFFIXES; i++) {
		char *path = NULL;
		if (asprintf(&path, "%.*s.%s%s", (int)prefix_bytes, prefix, part, suffixes[i]) < 0)
			return NULL;
		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static bool ends_with(const char *text, const char *end, size_t *ret_before)
{
	size_t size = strlen(text), end_size = strlen(end);
	if (size <= end_size || strcmp(text + size - end_size, end) != 0)
		return false;
	*ret_before = size - end_size;
	return true;
}

static int find_files(const char *path, char **ret_events, char **ret_cases, size_t *ret_prefix,
		      struct lt_err *err)
{
	size_t prefix = strlen(path);
	bool whole = ends_with(path, ".events.csv", &prefix) ||
		     ends_with(path, ".events.csv.gz", &prefix);
	*ret_events = whole ? strdup(path) : find_part(path, prefix, "events");
	*ret_cases = find_part(path, prefix, "cases");
	*ret_prefix = prefix;
	if (!*ret_events)
		return lt_err_set(
			err, LT_E_ABSENT,
			"không có %s.events.csv hay %s.events.csv.gz; hãy nêu phần đầu của "
			"tên tệp, ví dụ: data/wabo-receipt",
			path, path);
	return 0;
}

/* -- texts of a row -- */

static int take_text(struct reading *rd, int column, const char **ret)
{
	const char *text = lt_textfile_field(&rd->file, column);
	if (!lt_text_valid(lt_slice_str(text), TEXT_BYTES_MAX))
		return lt_textfile_fault(
			&rd->file, rd->err, LT_E_FORMAT,
			"cột \"%s\" không phải UTF-8, có ký tự điều khiển, hoặc dài "
			"quá %d byte",
			rd->file.csv.columns[column], TEXT_BYTES_MAX);
	*ret = text;
	return 0;
}

static int take_number(struct reading *rd, int column, struct lt_numbering *known, uint32_t *ret)
{
	const char *text = "";
	int r = take_text(rd, column, &text);
	return r < 0 ? r : lt_numbering_add(known, &rd->log->arena, text, ret);
}

static bool is_sign(char c)
{
	return c == '+' || c == '-';
}

/* Also "+0200" and "+02", which ISO 8601 allows and lt_time_parse does not. */
static int parse_time(const char *text, int64_t *ret_us)
{
	char copy[LT_TIME_TEXT_BYTES + 8];
	size_t size = strlen(text);
	if (lt_time_parse(text, ret_us) == 0)
		return 0;
	if (size < 16 || size >= sizeof copy - 4)
		return LT_E_FORMAT;
	memcpy(copy, text, size + 1);
	if (is_sign(copy[size - 5])) {
		memmove(copy + size - 1, copy + size - 2, 3);
		copy[size - 2] = ':';
	} else if (is_sign(copy[size - 3])) {
		memcpy(copy + size, ":00", 4);
	}
	return lt_time_parse(copy, ret_us);
}

static int take_time(struct reading *rd, int column, int64_t *ret_us)
{
	const char *text = lt_textfile_field(&rd->file, column);
	if (parse_time(text, ret_us) == 0)
		return 0;
	return lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT,
				 "không hiểu thời điểm \"%.60s\"; cần dạng "
				 "2011-10-11T13:42:22.688+02:00",
				 text);
}

static int take_seq(struct reading *rd, int64_t otherwise, int64_t *ret)
{
	const char *text = lt_textfile_field(&rd->file, rd->columns.seq);
	char *end;
	errno = 0;
	*ret = *text ? strtoll(text, &end, 10) : otherwise;
	if (*text && (errno || *end || end == text))
		return lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT,
					 "cột \"seq\" phải là số nguyên, không phải \"%.40s\"",
					 text);
	return 0;
}

/* -- cases -- */

static int read_case(struct reading *rd, int column)
{
	uint32_t number;
	size_t known = rd->log->cases.count;
	int r = take_number(rd, column, &rd->log->cases, &number);
	if (r < 0)
		return r;
	const char *id = rd->log->cases.items[number];
	if (!*id)
		return lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT, "thiếu case_id");
	if (rd->log->cases.count == known)
		return lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT,
					 "case_id \"%.80s\" có hai dòng", id);
	return 0;
}

static int take_date(struct reading *rd, int column, int64_t *ret_us)
{
	*ret_us = LT_LOG_NEVER;
	return *lt_textfile_field(&rd->file, column) ? take_time(rd, column, ret_us) : 0;
}

/* Of the case just read. */
static int read_dates(struct reading *rd)
{
	struct lt_log *log = rd->log;
	int start = lt_textfile_find(&rd->file, "startdate"),
	    deadline = lt_textfile_find(&rd->file, "deadline"),
	    end = lt_textfile_find(&rd->file, "enddate");
	if (start < 0 || deadline < 0 || end < 0)
		return 0;
	struct lt_log_dates dates;
	int r = take_date(rd, start, &dates.start_us);
	if (r == 0)
		r = take_date(rd, deadline, &dates.deadline_us);
	if (r == 0)
		r = take_date(rd, end, &dates.end_us);
	if (r == 0 && dates.deadline_us != LT_LOG_NEVER && dates.deadline_us < dates.start_us)
		r = lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT, "deadline trước startdate");
	if (r == 0 && !LT_ARENA_PUSH(&log->arena, log->dates, log->dates_count))
		r = LT_E_NOMEM;
	if (r == 0)
		log->dates[log->dates_count++] = dates;
	return r;
}

static int read_cases(struct reading *rd, const char *path)
{
	int column, r = lt_textfile_open(path, &rd->file, rd->err);
	if (r == 0)
		r = lt_textfile_need(&rd->file, "case_id", &column, rd->err);
	while (r == 0) {
		r = lt_textfile_next(&rd->file, rd->err);
		if (r <= 0)
			break;
		r = read_case(rd, column);
		if (r == 0)
			r = read_dates(rd);
	}
	lt_textfile_done(&rd->file);
	rd->file = (struct lt_textfile){0};
	rd->cases_listed = r == 0;
	return r;
}

/* -- events -- */

static int first_of(const struct lt_textfile *file, const char *const *names)
{
	for (; *names; names++) {
		int column = lt_textfile_find(file, *names);
		if (column >= 0)
			return column;
	}
	return -1;
}

static int find_columns(struct reading *rd)
{
	struct columns *c = &rd->columns;
	int r = lt_textfile_need(&rd->file, "case_id", &c->case_id, rd->err);
	if (r == 0)
		r = lt_textfile_need(&rd->file, "activity", &c->activity, rd->err);
	if (r == 0)
		r = lt_textfile_need(&rd->file, "timestamp", &c->timestamp, rd->err);
	c->seq = lt_textfile_find(&rd->file, "seq");
	c->lifecycle = lt_textfile_find(&rd->file, "lifecycle");
	c->outcome = lt_textfile_find(&rd->file, "outcome");
	c->who = first_of(&rd->file, who_columns);
	c->where = first_of(&rd->file, where_columns);
	struct lt_log *log = rd->log;
	if (r == 0 && c->who >= 0)
		log->who_column = lt_arena_str(&log->arena, rd->file.csv.columns[c->who]);
	if (r == 0 && c->where >= 0)
		log->where_column = lt_arena_str(&log->arena, rd->file.csv.columns[c->where]);
	return r;
}

static int take_case(struct reading *rd, uint32_t *ret)
{
	size_t known = rd->log->cases.count;
	int r = take_number(rd, rd->columns.case_id, &rd->log->cases, ret);
	if (r < 0)
		return r;
	const char *id = rd->log->cases.items[*ret];
	if (!*id)
		return lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT, "thiếu case_id");
	if (rd->cases_listed && rd->log->cases.count > known)
		return lt_textfile_fault(&rd->file, rd->err, LT_E_FORMAT,
					 "hồ sơ \"%.80s\" không có trong tệp cases", id);
	return 0;
}

static int add_step(struct reading *rd, uint32_t activity, uint32_t lifecycle)
{
	struct lt_log *log = rd->log;
	if (!LT_ARENA_PUSH(&log->arena, log->steps, log->steps_count))
		return LT_E_NOMEM;
	struct lt_log_step *step = &log->steps[log->steps_count++];
	*step = (struct lt_log_step){
		.activity = rd->activities.items[activity],
		.lifecycle = rd->lifecycles.items[lifecycle],
		.name = lt_arena_printf(&log->arena, "step_%zu", log->steps_count),
	};
	return step->name ? 0 : LT_E_NOMEM;
}

static int take_step(struct reading *rd, uint32_t *ret)
{
	char key[2 * TEXT_BYTES_MAX + 2];
	uint32_t activity, lifecycle;
	int r = take_number(rd, rd->columns.activity, &rd->activities, &activity);
	if (r == 0 && rd->columns.lifecycle >= 0)
		r = take_number(rd, rd->columns.lifecycle, &rd->lifecycles, &lifecycle);
	else if (r == 0)
		r = lt_numbering_add(&rd->lifecycles, &rd->log->arena, "", &lifecycle);
	if (r < 0)
		return r;
	(void)snprintf(key, sizeof key, "%s" SEPARATOR "%s", rd->activities.items[activity],
		       rd->lifecycles.items[lifecycle]);
	r = lt_numbering_add(&rd->steps, &rd->log->arena, key, ret);
	return r == 0 && *ret == rd->log->steps_count ? add_step(rd, activity, lifecycle) : r;
}

static int take_place(struct reading *rd, int column, struct lt_numbering *known, uint32_t *ret)
{
	return column < 0 ? lt_numbering_add(known, &rd->log->arena, "", ret)
			  : take_number(rd, column, known, ret);
}

static int read_event(struct reading *rd)
{
	struct lt_log *log = rd->log;
	struct lt_log_event e = {.row = (uint32_t)log->events_count, .next = LT_LOG_LAST};
	if (log->events_count == EVENTS_MAX)
		return lt_textfile_fault(&rd->file, rd->err, LT_E_LIMIT, "quá nhiều sự kiện");
	int r = take_case(rd, &e.case_number);
	if (r == 0)
		r = take_step(rd, &e.step);
	if (r == 0)
		r = take_time(rd, rd->columns.timestamp, &e.at_us);
	if (r == 0)
		r = take_seq(rd, e.row, &e.seq);
	if (r == 0)
		r = take_place(rd, rd->columns.who, &log->people, &e.who);
	if (r == 0)
		r = take_place(rd, rd->columns.where, &log->units, &e.where);
	if (r == 0 && rd->columns.outcome >= 0)
		r = take_number(rd, rd->columns.outcome, &log->outcomes, &e.outcome);
	if (r == 0 && !LT_ARENA_PUSH(&log->arena, log->events, log->events_count))
		r = LT_E_NOMEM;
	if (r == 0)
		log->events[log->events_count++] = e;
	return r;
}

static int read_events(struct reading *rd, const char *path)
{
	int r = lt_textfile_open(path, &rd->file, rd->err);
	if (r == 0)
		r = find_columns(rd);
	while (r == 0) {
		r = lt_textfile_next(&rd->file, rd->err);
		if (r <= 0)
			break;
		r = read_event(rd);
	}
	if (r == 0 && rd->log->events_count == 0)
		r = lt_err_set(rd->err, LT_E_FORMAT, "%s: không có sự kiện nào", path);
	lt_textfile_done(&rd->file);
	return r;
}

/* -- what follows from all of it -- */

static int compare(const void *left, const void *right)
{
	const struct lt_log_event *a = left, *b = right;
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	if (a->case_number != b->case_number)
		return a->case_number < b->case_number ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return a->row < b->row ? -1 : 1;
}

static int link_events(struct lt_log *log)
{
	uint32_t *later = lt_arena_alloc(&log->arena, log->cases.count * sizeof *later);
	if (!later)
		return LT_E_NOMEM;
	for (size_t i = 0; i < log->cases.count; i++)
		later[i] = LT_LOG_LAST;
	for (size_t i = log->events_count; i-- > 0;) {
		struct lt_log_event *e = &log->events[i];
		e->next = later[e->case_number];
		if (e->next != LT_LOG_LAST) {
			struct lt_log_event *next = &log->events[e->next];
			next->first = false;
			log->who_changes += next->who != e->who;
			log->where_changes += next->where != e->where;
		}
		e->first = true;
		later[e->case_number] = (uint32_t)i;
	}
	for (size_t i = 0; i < log->cases.count; i++)
		log->idle_cases += later[i] == LT_LOG_LAST;
	return 0;
}

static int name_steps(struct lt_log *log, bool several)
{
	for (size_t i = 0; i < log->steps_count; i++) {
		struct lt_log_step *s = &log->steps[i];
		const char *activity = *s->activity ? s->activity : NAME_EMPTY;
		s->title = several && *s->lifecycle
				   ? lt_arena_printf(&log->arena, "%s (%s)", activity, s->lifecycle)
				   : activity;
		if (!s->title)
			return LT_E_NOMEM;
	}
	return 0;
}

static int read_both(struct reading *rd, const char *events, const char *cases)
{
	struct lt_log *log = rd->log;
	uint32_t untold;
	int r = lt_numbering_add(&log->outcomes, &log->arena, "", &untold);
	LT_ASSERT(r < 0 || untold == 0);
	if (r == 0 && cases)
		r = read_cases(rd, cases);
	if (r == 0)
		r = read_events(rd, events);
	if (r < 0)
		return r;
	qsort(log->events, log->events_count, sizeof *log->events, compare);
	log->activities_count = rd->activities.count;
	r = link_events(log);
	return r < 0 ? r : name_steps(log, rd->lifecycles.count > 1);
}

int lt_log_read(const char *path, struct lt_log *ret, struct lt_err *err)
{
	LT_AUTO(free) char *events = NULL;
	LT_AUTO(free) char *cases = NULL;
	LT_AUTO(free) struct reading *rd = calloc(1, sizeof *rd);
	size_t prefix;
	*ret = (struct lt_log){0};
	lt_arena_init(&ret->arena, LOG_BYTES_MAX);
	if (!rd)
		return LT_E_NOMEM;
	rd->log = ret;
	rd->err = err;
	int r = find_files(path, &events, &cases, &prefix, err);
	if (r == 0) {
		const char *slash = memrchr(path, '/', prefix);
		const char *name = slash ? slash + 1 : path;
		ret->name = lt_arena_copy(&ret->arena, name, (size_t)(path + prefix - name));
		r = ret->name ? read_both(rd, events, cases) : LT_E_NOMEM;
	}
	if (r < 0)
		lt_log_done(ret);
	return r;
}

void lt_log_done(struct lt_log *log)
{
	lt_arena_done(&log->arena);
	*log = (struct lt_log){0};
}

const char *lt_log_person(const struct lt_log *log, uint32_t who)
{
	return *log->people.items[who] ? log->people.items[who] : NAME_UNKNOWN;
}

const char *lt_log_unit(const struct lt_log *log, uint32_t where)
{
	return *log->units.items[where] ? log->units.items[where] : NAME_UNKNOWN;
}
