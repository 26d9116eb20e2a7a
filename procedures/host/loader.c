/* SPDX-License-Identifier: EUPL-1.2 */
/* The header of a procedure: who it is, its time, fields, papers, fee. */
#include "procedures/host/loader.h"

#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/complaint.h"
#include "procedures/host/freeze.h"
#include "procedures/host/near.h"
#include "proto/base/ids.h"

#define WHAT_FUNCTION "hàm function(d) ... end"
#define EXAMPLE_FUNCTION "function(d) return ... end"
#define WHAT_CODE "mã thủ tục"
#define EXAMPLE_CODE "\"1.004873\""
#define WHAT_EXTENSION "thời gian được gia hạn, cùng đơn vị với time_limit (ngày hoặc giờ)"
#define EXAMPLE_EXTENSION "calendar_days(10)"
#define WHAT_FIELDS "bảng ten = text { label = \"...\" }"
#define EXAMPLE_FIELDS "{ purpose = text { label = \"Mục đích\" } }"
#define WHAT_FIELD "thông tin: text, number, yesno, date, area, choice hoặc list"
#define EXAMPLE_FIELD "text { label = \"Mục đích\" }"
#define WHAT_CHOICES "danh sách lựa chọn"
#define EXAMPLE_CHOICES "{ \"a\", \"b\" }"
#define WHAT_DOCS "danh sách giấy tờ"
#define WHAT_REUSE "số ngày hoặc số tháng dùng lại được kể từ ngày nộp"
#define EXAMPLE_REUSE "months(6), calendar_days(30); calendar_days(0) là không dùng lại"
#define WHAT_FIELD_NAME "tên thông tin gồm chữ thường không dấu, chữ số và _"

static const char *const field_words[] = {"text", "number", "yesno", "date",
					  "area", "choice", "list"};

lt_function lt_load_function(struct lt_loader *ld, const struct lt_item *item, const char *key,
			     enum lt_point point)
{
	lua_State *L = ld->rd.L;
	struct lt_compiled *c = ld->compiled;
	int type = lt_read_push(&ld->rd, item, key);
	bool constant = point == LT_POINT_FEE && lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 0;
	bool step = strcmp(item->word, "procedure") != 0;

	if (type != LUA_TFUNCTION && !constant) {
		lua_pop(L, 1);
		if (type != LUA_TNIL)
			lt_read_wrong(&ld->rd, item, key, WHAT_FUNCTION, EXAMPLE_FUNCTION);
		return 0;
	}
	if (c->points_count >= LT_FUNCTIONS_MAX ||
	    !LT_ARENA_PUSH(&c->arena, c->points, c->points_count))
		lt_read_must(&ld->rd, NULL);
	struct lt_function_point *p = &c->points[c->points_count];
	*p = (struct lt_function_point){
		.point = point,
		.step = step ? item->name : NULL,
		.reference = LUA_NOREF,
		.constant = constant ? lua_tointeger(L, -1) : 0,
	};
	if (constant) {
		lua_pop(L, 1);
	} else {
		lua_Debug ar;
		lua_pushvalue(L, -1);
		lua_getinfo(L, ">S", &ar);
		p->spot = (struct lt_spot){.line = ar.linedefined,
					   .base = strcmp(ar.source, LT_CHUNK_BASE) == 0};
		p->last_line = ar.lastlinedefined;
		p->reference = luaL_ref(L, LUA_REGISTRYINDEX);
	}
	return (lt_function)++c->points_count;
}

/* Only when everything is read: a table may be a step's list and a function's at once. */
static void make_pure(struct lt_loader *ld)
{
	lua_State *L = ld->rd.L;
	for (size_t i = 0; i < ld->compiled->points_count; i++) {
		struct lt_function_point *p = &ld->compiled->points[i];
		if (p->reference == LUA_NOREF)
			continue;
		lua_rawgeti(L, LUA_REGISTRYINDEX, p->reference);
		p->watches_from = (uint32_t)(lua_rawlen(L, ld->watches) / 3);
		p->watches_count = lt_freeze_function(L, lua_gettop(L), ld->watches);
		lua_pop(L, 1);
	}
}

/* -- fields -- */

static bool field_name_valid(const char *name)
{
	for (const char *p = name; *p; p++)
		if (*p == '.' || *p == '-')
			return false;
	return lt_name_valid(name);
}

/* What people read for each choice: its label, else the choice itself. */
static struct lt_names choice_words(struct lt_loader *ld, const struct lt_item *item,
				    const char *field, struct lt_names choices)
{
	struct lt_pairs labels = lt_read_pairs(&ld->rd, item, "labels");
	const char **words = lt_read_must(
		&ld->rd, lt_arena_zalloc(ld->rd.keep, choices.count + 1, sizeof *words));
	for (uint32_t k = 0; k < choices.count; k++)
		words[k] = choices.items[k];
	for (uint32_t i = 0; i < labels.count; i++) {
		struct lt_near near;
		char text[LT_NEAR_TEXT_BYTES];
		uint32_t k = 0;
		lt_near_init(&near, labels.keys[i]);
		while (k < choices.count && strcmp(choices.items[k], labels.keys[i]) != 0)
			lt_near_offer(&near, choices.items[k++]);
		if (k < choices.count)
			words[k] = labels.values[i];
		else
			LT_REPORT_NEAR(ld->rd.report, CHOICE_UNKNOWN, item->spot,
				       lt_near_text(&near, text), field, labels.keys[i]);
	}
	return (struct lt_names){words, choices.count};
}

static void read_field(struct lt_loader *ld, const struct lt_item *owner, const char *name,
		       const struct lt_item *item)
{
	static const char *const known[] = {"label", "required", "choices", "labels", NULL};
	static const char *const reserved[] = {"channel", "unit", "papers", "visits",
					       "outcome", "item", NULL};
	struct lt_reader *rd = &ld->rd;
	struct lt_field_decl field = {.name = name};

	lt_read_known_keys(rd, item, false, known);
	for (int i = 0; reserved[i]; i++)
		if (strcmp(name, reserved[i]) == 0)
			LT_REPORT(rd->report, FIELD_RESERVED, item->spot, name);
	for (size_t i = 0; i < sizeof field_words / sizeof *field_words; i++)
		if (strcmp(item->name, field_words[i]) == 0)
			field.type = (enum lt_field_type)(LT_FIELD_TEXT + i);
	field.label = lt_read_text(rd, item, "label");
	if (!field.label)
		field.label = name;
	field.required = lt_read_yesno(rd, item, "required");
	field.choices = lt_read_names(rd, item, "choices");
	field.choice_words = choice_words(ld, item, name, field.choices);
	if (field.type == LT_FIELD_CHOICE && field.choices.count == 0)
		lt_read_wrong(rd, item, "choices", WHAT_CHOICES, EXAMPLE_CHOICES);
	if (ld->fields_count == LT_FIELDS_MAX)
		LT_REPORT(rd->report, TOO_MANY, owner->spot, owner->who, "fields",
			  lt_report_number(rd->report, LT_FIELDS_MAX));
	if (ld->fields_count >= LT_FIELDS_MAX)
		return;
	ld->fields[ld->fields_count] = field;
	ld->fields_order[ld->fields_count++] = item->order - (item->spot.base ? INT32_MAX : 0);
}

/* Fields in the order they were written, as people fill them in; the national file's first. */
static void sort_fields(struct lt_loader *ld)
{
	for (size_t i = 1; i < ld->fields_count; i++) {
		struct lt_field_decl field = ld->fields[i];
		int64_t order = ld->fields_order[i];
		size_t at = i;
		for (; at > 0 && ld->fields_order[at - 1] > order; at--) {
			ld->fields[at] = ld->fields[at - 1];
			ld->fields_order[at] = ld->fields_order[at - 1];
		}
		ld->fields[at] = field;
		ld->fields_order[at] = order;
	}
}

static void read_fields(struct lt_loader *ld, const struct lt_item *item)
{
	lua_State *L = ld->rd.L;
	int type = lt_read_push(&ld->rd, item, "fields"), table = lua_gettop(L);
	struct lt_item field;

	if (type == LUA_TTABLE) {
		lua_pushnil(L);
		while (lua_next(L, table)) {
			int value = lua_gettop(L);
			const char *name =
				lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
			name = lt_read_must(&ld->rd, lt_arena_str(ld->rd.keep, name));
			if (!lt_read_item(&ld->rd, value, &field) ||
			    strcmp(field.word, "field") != 0)
				lt_read_wrong(&ld->rd, item, *name ? name : "fields", WHAT_FIELD,
					      EXAMPLE_FIELD);
			else if (!field_name_valid(name))
				lt_read_wrong(&ld->rd, &field, "fields", WHAT_FIELD_NAME,
					      EXAMPLE_FIELDS);
			else
				read_field(ld, item, name, &field);
			lua_settop(L, value - 1);
		}
		sort_fields(ld);
	} else if (type != LUA_TNIL) {
		lt_read_wrong(&ld->rd, item, "fields", WHAT_FIELDS, EXAMPLE_FIELDS);
	}
	lua_settop(L, table - 1);
}

/* -- documents and results -- */

/* How long a paper lasts is counted as people count it: by the day. */
static struct lt_limit read_reuse(struct lt_reader *rd, const struct lt_item *item)
{
	struct lt_limit limit = lt_read_limit(rd, item, "reuse_for");
	if (limit.unit == LT_LIMIT_MONTHS || limit.unit == LT_LIMIT_CALENDAR_DAYS ||
	    !lt_read_has(rd, item, "reuse_for"))
		return limit;
	lt_read_wrong(rd, item, "reuse_for", WHAT_REUSE, EXAMPLE_REUSE);
	return (struct lt_limit){LT_LIMIT_NONE, 0};
}

static bool read_paper(struct lt_loader *ld, const struct lt_item *item,
		       const struct lt_paper_decl *papers, size_t count, struct lt_paper_decl *ret)
{
	static const char *const of_doc[] = {"id", "name", "required", "reuse_for", NULL};
	static const char *const of_result[] = {"id", "name", "required", NULL};
	struct lt_reader *rd = &ld->rd;
	bool is_doc = strcmp(item->word, "doc") == 0;

	lt_read_known_keys(rd, item, false, is_doc ? of_doc : of_result);
	*ret = (struct lt_paper_decl){.id = lt_read_name(rd, item, "id"),
				      .name = lt_read_text(rd, item, "name"),
				      .required = lt_read_yesno(rd, item, "required")};
	if (is_doc)
		ret->reuse_for = read_reuse(rd, item);
	if (!ret->id && !lt_read_has(rd, item, "id"))
		LT_REPORT(rd->report, STEP_PART, item->spot, item->who, "id", "id = \"to_khai\"");
	if (!ret->name && !lt_read_has(rd, item, "name"))
		LT_REPORT(rd->report, STEP_PART, item->spot, item->who, "name",
			  "name = \"Tờ khai\"");
	for (size_t i = 0; ret->id && i < count; i++)
		if (strcmp(papers[i].id, ret->id) == 0) {
			LT_REPORT(rd->report, DUPLICATE, item->spot, item->word, ret->id);
			return false;
		}
	return ret->id && ret->name;
}

static const struct lt_paper_decl *read_papers(struct lt_loader *ld, const struct lt_item *item,
					       const char *key, const char *word,
					       uint32_t *ret_count)
{
	lua_State *L = ld->rd.L;
	int type = lt_read_push(&ld->rd, item, key), table = lua_gettop(L);
	size_t length = type == LUA_TTABLE ? lua_rawlen(L, table) : 0, count = 0;
	struct lt_item paper;

	if (type != LUA_TTABLE && type != LUA_TNIL)
		lt_read_wrong(&ld->rd, item, key, WHAT_DOCS, "{ doc { ... } }");
	if (length > LT_PAPERS_MAX) {
		LT_REPORT(ld->rd.report, TOO_MANY, item->spot, item->who, key,
			  lt_report_number(ld->rd.report, LT_PAPERS_MAX));
		length = 0;
	}
	struct lt_paper_decl *papers =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, length, sizeof *papers));
	for (size_t i = 0; i < length; i++) {
		lua_rawgeti(L, table, (lua_Integer)i + 1);
		if (!lt_read_item(&ld->rd, -1, &paper) || strcmp(paper.word, word) != 0)
			LT_REPORT(ld->rd.report, WRONG_WORD, item->spot, item->who,
				  lt_report_number(ld->rd.report, (int64_t)i + 1), key, word);
		else if (read_paper(ld, &paper, papers, count, &papers[count]))
			count++;
		lua_settop(L, table);
	}
	lua_settop(L, table - 1);
	*ret_count = (uint32_t)count;
	return papers;
}

/* -- places named by a field -- */

static bool may_be_place(const struct lt_field_decl *field)
{
	return field->type == LT_FIELD_AREA || field->type == LT_FIELD_TEXT ||
	       field->type == LT_FIELD_CHOICE;
}

/* A place may name a field nobody declared: it is then an area that the application form asks for.
 */
static void declare_place(struct lt_loader *ld, const struct lt_draft *draft, const char *name)
{
	struct lt_reader *rd = &ld->rd;
	struct lt_near near;
	char text[LT_NEAR_TEXT_BYTES];
	const char *who = lt_read_must(
		rd, lt_arena_printf(rd->report->scratch, "bước \"%s\"", draft->step.name));
	for (size_t i = 0; i < ld->fields_count; i++)
		if (strcmp(ld->fields[i].name, name) == 0) {
			if (!may_be_place(&ld->fields[i]))
				LT_REPORT(rd->report, FIELD_NOT_PLACE, draft->spot, who, name);
			return;
		}
	lt_sandbox_charge(rd->L, 100 * ld->fields_count);
	lt_near_init(&near, name);
	for (size_t i = 0; i < ld->fields_count; i++)
		lt_near_offer(&near, ld->fields[i].name);
	if (near.count || !field_name_valid(name) || ld->fields_count >= LT_FIELDS_MAX) {
		LT_REPORT_NEAR(rd->report, FIELD_UNKNOWN, draft->spot, lt_near_text(&near, text),
			       who, name);
		return;
	}
	ld->fields[ld->fields_count] =
		(struct lt_field_decl){.name = name, .label = name, .type = LT_FIELD_AREA};
	ld->fields_count++;
}

static void declare_places(struct lt_loader *ld)
{
	for (size_t i = 0; i < ld->drafts_count; i++) {
		const struct lt_step *step = &ld->drafts[i].step;
		if (step->place.at_field)
			declare_place(ld, &ld->drafts[i], step->place.at_field);
		for (uint32_t k = 0; k < step->places_count; k++)
			if (step->places[k].at_field)
				declare_place(ld, &ld->drafts[i], step->places[k].at_field);
	}
}

/* -- the header -- */

static bool code_valid(const char *code)
{
	size_t n = 0;
	for (; code[n]; n++) {
		char c = code[n];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
		if (!plain || n >= LT_PROCEDURE_CODE_BYTES_MAX)
			return false;
	}
	return n > 0;
}

static void need(struct lt_loader *ld, const struct lt_item *item, const char *key,
		 const char *what, const char *example)
{
	if (!lt_read_has(&ld->rd, item, key))
		LT_REPORT(ld->rd.report, HEADER, item->spot, what, example);
}

static void advise(struct lt_loader *ld, const struct lt_item *item, const char *key,
		   const char *what, const char *example)
{
	if (!lt_read_has(&ld->rd, item, key))
		LT_REPORT(ld->rd.report, HEADER_ADVICE, item->spot, what, example);
}

static void check_header(struct lt_loader *ld, const struct lt_item *item)
{
	static const char *const known[] = {
		"code",	      "version", "name",     "field",	  "legal_basis", "receive_at",
		"time_limit", "cutoff",	 "counting", "fields",	  "documents",	 "results",
		"fee",	      "start",	 "steps",    "extension", NULL,
	};
	lt_read_known_keys(&ld->rd, item, false, known);
	need(ld, item, "code", "mã thủ tục (code)", "code = \"1.004873\"");
	need(ld, item, "version", "phiên bản (version)", "version = \"2025.1\"");
	need(ld, item, "name", "tên thủ tục (name)", "name = \"...\"");
	need(ld, item, "field", "lĩnh vực (field)", "field = \"Hộ tịch\"");
	need(ld, item, "time_limit", "thời hạn giải quyết (time_limit)",
	     "time_limit = working_days(3), hoặc time_limit = untimed");
	need(ld, item, "start", "bước đầu (start)", "start = \"receive\"");
	need(ld, item, "steps", "các bước (steps)", "steps = { human \"receive\" { ... } }");
	advise(ld, item, "legal_basis", "căn cứ pháp lý (legal_basis)",
	       "legal_basis = { \"Luật ...\" }");
	advise(ld, item, "fee", "phí, lệ phí (fee)", "fee = vnd(0) nếu không thu");
}

/* More time that may be given by decision: added to the limit, so in the limit's own unit. */
static void read_extension(struct lt_loader *ld, const struct lt_item *item)
{
	struct lt_definition *d = &ld->compiled->definition;
	d->extension = lt_read_limit(&ld->rd, item, "extension");
	bool countable = d->limit.unit == LT_LIMIT_WORKING_DAYS ||
			 d->limit.unit == LT_LIMIT_CALENDAR_DAYS ||
			 d->limit.unit == LT_LIMIT_WORKING_MINUTES;
	if (d->extension.unit == LT_LIMIT_NONE ||
	    (countable && d->extension.unit == d->limit.unit && d->extension.amount > 0))
		return;
	lt_read_wrong(&ld->rd, item, "extension", WHAT_EXTENSION, EXAMPLE_EXTENSION);
	d->extension = (struct lt_limit){LT_LIMIT_NONE, 0};
}

static void read_header(struct lt_loader *ld, const struct lt_item *item)
{
	static const char *const countings[] = {[LT_COUNTING_ROLLED] = "rolled",
						[LT_COUNTING_LEGAL] = "legal",
						[LT_COUNTING_SAME_TIME] = "same_time",
						[LT_COUNTING_HOURS8] = "hours8",
						[LT_COUNTING_RESTART_ROLLED] = "restart_rolled",
						[LT_COUNTING_RESTART_LEGAL] = "restart_legal",
						[LT_COUNTING_RESTART_SAME_TIME] =
							"restart_same_time",
						[LT_COUNTING_RESTART_HOURS8] = "restart_hours8",
						[LT_COUNTINGS] = "restart",
						NULL};
	struct lt_reader *rd = &ld->rd;
	struct lt_definition *d = &ld->compiled->definition;

	d->code = lt_read_text(rd, item, "code");
	if (d->code && !code_valid(d->code))
		lt_read_wrong(rd, item, "code", WHAT_CODE, EXAMPLE_CODE);
	d->version = lt_read_text(rd, item, "version");
	d->name = lt_read_text(rd, item, "name");
	d->field = lt_read_text(rd, item, "field");
	d->legal_basis = lt_read_names(rd, item, "legal_basis");
	d->receive_at = lt_read_names(rd, item, "receive_at");
	d->limit = lt_read_limit(rd, item, "time_limit");
	read_extension(ld, item);
	d->cutoff_minute = lt_read_hour(rd, item, "cutoff");
	int counting = lt_read_choice(rd, item, "counting", countings);
	if (counting == LT_COUNTINGS) /* the short form */
		counting = LT_COUNTING_RESTART_ROLLED;
	d->counting = counting < 0 ? LT_COUNTING_ROLLED : (enum lt_counting)counting;
	d->papers = read_papers(ld, item, "documents", "doc", &d->papers_count);
	d->results = read_papers(ld, item, "results", "result", &d->results_count);
	d->fee = lt_load_function(ld, item, "fee", LT_POINT_FEE);
	ld->start = lt_read_name(rd, item, "start");
}

void lt_load_procedure(struct lt_loader *ld, const struct lt_item *procedure)
{
	struct lt_definition *d = &ld->compiled->definition;
	size_t fields_max = LT_FIELDS_MAX;

	ld->header = procedure->spot;
	ld->fields =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->scratch, fields_max, sizeof *ld->fields));
	ld->fields_order = lt_read_must(
		&ld->rd, lt_arena_zalloc(ld->scratch, fields_max, sizeof *ld->fields_order));
	check_header(ld, procedure);
	read_header(ld, procedure);
	read_fields(ld, procedure);
	lt_load_steps(ld, procedure);
	declare_places(ld);
	d->fields = lt_read_must(&ld->rd, lt_arena_copy(ld->rd.keep, ld->fields,
							ld->fields_count * sizeof *ld->fields));
	d->fields_count = (uint32_t)ld->fields_count;
	lt_load_resolve(ld);
	make_pure(ld);
}
