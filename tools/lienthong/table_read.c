/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows "name, value" about the procedure, then the row that names the columns, then the steps. A
 * file from a spreadsheet may be parted by commas, semicolons or tabs. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/csv.h"
#include "tools/lienthong/table.h"

enum { CELL_BYTES = 256 };

/** The columns that are known; -1: the file has none. */
struct columns {
	int content, who, time, unit, level, role, at_case;
	enum lt_span_unit bare; /* what a number without a word is */
};

struct reading {
	struct lt_arena *arena;
	struct lt_table *table;
	struct lt_csv *csv;
	struct columns columns;
	bool in_steps;
	struct lt_err *err;
};

/* -- one form of parting -- */

static char separator_of(struct lt_slice text)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	for (size_t i = 0; i < text.size; i++) {
		commas += text.data[i] == ',';
		semicolons += text.data[i] == ';';
		tabs += text.data[i] == '\t';
	}
	size_t end = 0;
	while (end < text.size && text.data[end] != '\n')
		end++;
	bool first_semicolon = memchr(text.data, ';', end) != NULL;
	bool first_tab = memchr(text.data, '\t', end) != NULL;
	if (first_tab && tabs > semicolons)
		return '\t';
	return first_semicolon && (semicolons > commas || !memchr(text.data, ',', end)) ? ';' : ',';
}

/* Every cell in quotes and parted by commas. */
static int with_commas(struct lt_slice text, char separator, struct lt_arena *arena,
		       struct lt_slice *ret)
{
	size_t n = 0;
	bool quoted = false, open = false;
	char *to = lt_arena_alloc(arena, 3 * text.size + 16);
	if (!to)
		return LT_E_NOMEM;
	for (size_t i = 0; i < text.size; i++) {
		char c = (char)text.data[i];
		bool ends = !quoted && (c == separator || c == '\n' || c == '\r');
		if (!open && !ends && c != '"')
			to[n++] = '"';
		open |= !ends;
		if (c == '"')
			quoted = !quoted;
		if (ends && open && to[n - 1] != '"')
			to[n++] = '"';
		open &= !ends;
		to[n++] = ends && c == separator ? ',' : c;
	}
	if (open && to[n - 1] != '"')
		to[n++] = '"';
	*ret = lt_slice(to, n);
	return 0;
}

/* -- rows about the procedure -- */

static const char *keep(struct reading *r, const char *text)
{
	while (*text == ' ' || *text == '\t' || *text == '\n')
		text++;
	size_t n = strlen(text);
	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		n--;
	return lt_arena_copy(r->arena, text, n);
}

static int wrong(struct reading *r, const char *what, const char *value)
{
	return lt_err_set(r->err, LT_E_FORMAT, "%s:%zu: %s: \"%s\"", r->table->path,
			  r->csv->row_line, what, value);
}

static int add_case(struct reading *r, const char *name, const char *limit)
{
	struct lt_table *t = r->table;
	if (t->cases_count == LT_TABLE_CASES_MAX)
		return wrong(r, "quá nhiều trường hợp", name);
	struct lt_table_case *c = &t->cases[t->cases_count++];
	*c = (struct lt_table_case){keep(r, name), lt_table_span(limit, LT_SPAN_NONE)};
	if (c->limit.unit == LT_SPAN_UNCLEAR)
		return wrong(r, "không hiểu thời hạn của trường hợp", limit);
	return c->name ? 0 : LT_E_NOMEM;
}

static int add_text(struct reading *r, const char **list, size_t *count, const char *value)
{
	if (*count == LT_TABLE_NOTES_MAX)
		return wrong(r, "quá nhiều dòng", value);
	list[*count] = keep(r, value);
	return list[(*count)++] ? 0 : LT_E_NOMEM;
}

static int set_fee(struct reading *r, const char *value)
{
	char digits[16];
	size_t n = 0;
	for (const char *p = value; *p && n + 1 < sizeof digits; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	digits[n] = 0;
	if (n == 0)
		return wrong(r, "phí phải là số tiền", value);
	r->table->fee = lt_arena_str(r->arena, digits);
	return r->table->fee ? 0 : LT_E_NOMEM;
}

static int set_limit(struct reading *r, const char *value)
{
	r->table->limit = lt_table_span(value, LT_SPAN_NONE);
	if (r->table->limit.unit == LT_SPAN_UNCLEAR)
		return wrong(r, "không hiểu thời hạn", value);
	return 0;
}

static const char **place_of(struct lt_table *t, const char *key)
{
	const struct {
		const char *key, **to;
	} texts[] = {
		{"ma", &t->code},	    {"ma thu tuc", &t->code},  {"ma tthc", &t->code},
		{"ten", &t->name},	    {"ten thu tuc", &t->name}, {"linh vuc", &t->field},
		{"phien ban", &t->version}, {"ket qua", &t->result},   {"nguon", &t->source},
		{"co quan", &t->agency},    {"cap", &t->level},	       {"giay phep", &t->licence},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(key, texts[i].key) == 0)
			return texts[i].to;
	return NULL;
}

/* A row before the steps: what about the procedure it says. */
static int read_fact(struct reading *r)
{
	struct lt_table *t = r->table;
	char key[CELL_BYTES];
	const char *value = r->csv->columns_count > 1 ? r->csv->fields[1] : "";
	const char *more = r->csv->columns_count > 2 ? r->csv->fields[2] : "";
	lt_table_fold(r->csv->fields[0], key, sizeof key);
	size_t n = strlen(key);
	if (n > 0 && key[n - 1] == ':')
		key[n - 1] = 0;
	if (!*key)
		return 0;
	const char **place = place_of(t, key);
	if (place) {
		*place = *value ? keep(r, value) : NULL;
		return *place || !*value ? 0 : LT_E_NOMEM;
	}
	if (strcmp(key, "thoi han") == 0 || strcmp(key, "thoi han giai quyet") == 0)
		return set_limit(r, value);
	if (strcmp(key, "phi") == 0 || strcmp(key, "le phi") == 0)
		return set_fee(r, value);
	if (strcmp(key, "truong hop") == 0)
		return add_case(r, value, more);
	if (strcmp(key, "can cu") == 0)
		return add_text(r, t->basis, &t->basis_count, value);
	if (strcmp(key, "de ngo") == 0 || strcmp(key, "ghi chu") == 0)
		return add_text(r, t->notes, &t->notes_count, value);
	if (strcmp(key, "giay to") == 0 || strcmp(key, "thanh phan ho so") == 0)
		return add_text(r, t->papers, &t->papers_count, value);
	return wrong(r, "không hiểu dòng này (xem docs/tables.md)", r->csv->fields[0]);
}

/* -- the row that names the columns -- */

static int *column_of(struct columns *c, const char *name)
{
	const struct {
		const char *begins;
		int *to;
	} known[] = {
		{"noi dung", &c->content},    {"ten buoc", &c->content},
		{"trinh tu", &c->content},    {"trach nhiem", &c->who},
		{"nguoi thuc hien", &c->who}, {"don vi thuc hien", &c->who},
		{"bo phan", &c->who},	      {"thoi gian", &c->time},
		{"thoi han", &c->time},	      {"co quan", &c->unit},
		{"unit", &c->unit},	      {"cap", &c->level},
		{"level", &c->level},	      {"vai tro", &c->role},
		{"role", &c->role},	      {"truong hop", &c->at_case},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strncmp(name, known[i].begins, strlen(known[i].begins)) == 0)
			return known[i].to;
	return NULL;
}

static bool read_columns(struct reading *r)
{
	struct columns c = {-1, -1, -1, -1, -1, -1, -1, LT_SPAN_NONE};
	char name[CELL_BYTES];
	for (size_t i = 0; i < r->csv->columns_count; i++) {
		lt_table_fold(r->csv->fields[i], name, sizeof name);
		int *to = column_of(&c, name);
		if (!to || *to >= 0)
			continue;
		*to = (int)i;
		if (to == &c.time)
			c.bare = strstr(name, "gio")	? LT_SPAN_HOURS
				 : strstr(name, "ngay") ? LT_SPAN_DAYS
							: LT_SPAN_NONE;
	}
	if (c.content < 0 || c.time < 0)
		return false;
	r->columns = c;
	return true;
}

/* -- the steps -- */

static const char *cell(const struct reading *r, int column)
{
	return column >= 0 ? r->csv->fields[column] : "";
}

/* A row "Tổng cộng" is the table's own sum. */
static bool is_sum(const char *content, const char *first)
{
	char a[CELL_BYTES], b[CELL_BYTES];
	lt_table_fold(content, a, sizeof a);
	lt_table_fold(first, b, sizeof b);
	return strncmp(a, "tong", 4) == 0 || strncmp(b, "tong", 4) == 0;
}

static int find_case(struct reading *r, const char *name, size_t *ret)
{
	char wanted[CELL_BYTES], known[CELL_BYTES];
	lt_table_fold(name, wanted, sizeof wanted);
	*ret = 0;
	if (!*wanted && r->table->cases_count <= 1)
		return 0;
	for (size_t i = 0; i < r->table->cases_count; i++) {
		lt_table_fold(r->table->cases[i].name ? r->table->cases[i].name : "", known,
			      sizeof known);
		*ret = i;
		if (strcmp(known, wanted) == 0)
			return 0;
	}
	return wrong(r, "không có trường hợp này ở đầu tệp", name);
}

static void settle_desk(struct reading *r, struct lt_table_row *row)
{
	struct lt_table_desk own = lt_table_desk(row->who), all = {0};
	const char *unit = cell(r, r->columns.unit), *level = cell(r, r->columns.level),
		   *role = cell(r, r->columns.role);
	if (r->table->agency)
		all = lt_table_desk(r->table->agency);
	row->desk = own;
	if (!own.unit) {
		row->desk.unit = all.unit;
		row->desk.level = all.level;
	}
	row->desk.unit = *unit ? keep(r, unit) : row->desk.unit;
	row->desk.role = *role ? keep(r, role) : row->desk.role;
	row->desk.level = *level ? keep(r, level) : row->desk.level;
	if (!row->desk.level)
		row->desk.level = r->table->level;
}

static int read_step(struct reading *r)
{
	struct lt_table *t = r->table;
	const char *content = cell(r, r->columns.content), *time = cell(r, r->columns.time);
	if (is_sum(content, r->csv->fields[0]) || (!*content && !*time))
		return 0;
	if (t->rows_count == LT_TABLE_ROWS_MAX)
		return wrong(r, "quá nhiều bước", content);
	if (!LT_ARENA_PUSH(r->arena, t->rows, t->rows_count))
		return LT_E_NOMEM;
	struct lt_table_row *row = &t->rows[t->rows_count++];
	*row = (struct lt_table_row){.line = r->csv->row_line,
				     .content = keep(r, content),
				     .who = keep(r, cell(r, r->columns.who)),
				     .span = lt_table_span(time, r->columns.bare)};
	if (!row->content || !row->who)
		return LT_E_NOMEM;
	if (row->span.unit == LT_SPAN_UNCLEAR)
		return wrong(r, "không hiểu thời gian", time);
	settle_desk(r, row);
	return find_case(r, cell(r, r->columns.at_case), &row->at_case);
}

static int read_row(struct reading *r)
{
	if (r->in_steps)
		return read_step(r);
	r->in_steps = read_columns(r);
	return r->in_steps ? 0 : read_fact(r);
}

/* -- all of it -- */

static int check(struct reading *r)
{
	const struct {
		const char *what, *value;
	} needed[] = {
		{"Mã", r->table->code}, {"Tên", r->table->name}, {"Lĩnh vực", r->table->field}};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!needed[i].value)
			return lt_err_set(r->err, LT_E_FORMAT,
					  "%s: thiếu dòng \"%s\" ở đầu tệp (xem docs/tables.md)",
					  r->table->path, needed[i].what);
	if (!r->in_steps)
		return lt_err_set(r->err, LT_E_FORMAT,
				  "%s: không có dòng tên cột; cần ít nhất hai cột \"Nội dung\" và "
				  "\"Thời gian\" (xem docs/tables.md)",
				  r->table->path);
	if (r->table->rows_count == 0)
		return lt_err_set(r->err, LT_E_FORMAT, "%s: bảng không có bước nào",
				  r->table->path);
	return 0;
}

int lt_table_read(struct lt_slice text, const char *path, struct lt_arena *arena,
		  struct lt_table *ret, struct lt_err *err)
{
	struct lt_csv *csv = lt_arena_zalloc(arena, 1, sizeof *csv);
	struct reading r = {.arena = arena, .table = ret, .csv = csv, .err = err};
	*ret = (struct lt_table){.path = path, .version = "1"};
	if (!csv)
		return LT_E_NOMEM;
	if (text.size >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		text = lt_slice(text.data + 3, text.size - 3);
	int n = with_commas(text, separator_of(text), arena, &text);
	if (n == 0)
		n = lt_csv_open(csv, path, text, err);
	if (n == 0) { /* the first row is like the others */
		memcpy(csv->fields, csv->columns, sizeof csv->fields);
		csv->row_line = 1;
		n = read_row(&r);
	}
	while (n == 0) {
		n = lt_csv_next(csv, err);
		if (n <= 0)
			return n < 0 ? n : check(&r);
		n = read_row(&r);
	}
	return n;
}
