/* SPDX-License-Identifier: EUPL-1.2 */
/* The words after "t:", taken apart and handed to the stage. Nothing here owns anything: an error
 * jumps over it. */
#include "coordinator/trial/script_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "procedures/core/evolve.h"
#include "procedures/host/complaint.h"
#include "procedures/host/globals.h"

static const char dossier_type[] = "hồ sơ";

/* -- what the words share -- */

static struct lt_stage *stage_of(lua_State *L)
{
	struct lt_stage *stage = lt_script_of(L)->stage;
	if (!stage)
		lt_raise(L, "từ này chỉ dùng trong phần function(t) của test");
	return stage;
}

/* What went wrong is said at the line of the test that asked for it. */
static void must(lua_State *L, bool well)
{
	if (!well)
		lt_raise(L, "%s", stage_of(L)->failure);
}

static const char *kept(lua_State *L, int index)
{
	const char *text = lt_arena_str(&stage_of(L)->trial.arena, lua_tostring(L, index));
	if (!text)
		lt_raise(L, "%s", lt_complaint_memory());
	return text;
}

static const char *need_text(lua_State *L, int index, const char *word, const char *what)
{
	if (lua_type(L, index) != LUA_TSTRING)
		lt_raise(L, "%s cần %s, không phải %s", word, what, luaL_typename(L, index));
	return kept(L, index);
}

/* Tables of words (working_days(3), d) may be read-only ones: their content stands behind. */
static int push_key(lua_State *L, int table, const char *key)
{
	lua_pushstring(L, key);
	return lua_rawget(L, table);
}

static size_t *push_dossier(lua_State *L, size_t number)
{
	size_t *d = lua_newuserdatauv(L, sizeof *d, 0);
	*d = number;
	luaL_setmetatable(L, dossier_type);
	return d;
}

static size_t need_dossier(lua_State *L, int index, const char *word)
{
	const size_t *d = luaL_testudata(L, index, dossier_type);
	if (!d)
		lt_raise(L, "%s cần một hồ sơ: %s(d, ...), với d = t:submit { ... }", word, word);
	if (lt_script_of(L)->stage)
		lt_script_of(L)->stage->last = *d;
	return *d;
}

/* -- what stands in braces -- */

static Lt__Field *field_at(lua_State *L, int key, int value)
{
	struct lt_arena *arena = &stage_of(L)->trial.arena;
	Lt__Field *f = lt_arena_alloc(arena, sizeof *f);
	int whole = 0;
	if (!f)
		lt_raise(L, "%s", lt_complaint_memory());
	lt__field__init(f);
	f->name = kept(L, key);
	switch (lua_type(L, value)) {
	case LUA_TSTRING:
		f->value_case = LT__FIELD__VALUE_TEXT;
		f->text = kept(L, value);
		return f;
	case LUA_TBOOLEAN:
		f->value_case = LT__FIELD__VALUE_YES;
		f->yes = lua_toboolean(L, value);
		return f;
	default:
		f->value_case = LT__FIELD__VALUE_NUMBER;
		f->number = lua_tointegerx(L, value, &whole);
		if (!whole)
			lt_raise(L, "%s = ...: cần văn bản, số nguyên, true hoặc false", f->name);
		return f;
	}
}

static void add_field(lua_State *L, struct lt_stage_args *args, int key, int value)
{
	Lt__Field *f = field_at(L, key, value);
	if (!LT_ARENA_PUSH(&stage_of(L)->trial.arena, args->fields, args->fields_count))
		lt_raise(L, "%s", lt_complaint_memory());
	args->fields[args->fields_count++] = f;
}

static void read_papers(lua_State *L, struct lt_stage_args *args, int list)
{
	if (!lua_istable(L, list))
		lt_raise(L, "papers cần danh sách mã giấy tờ: papers = { \"to_khai\" }");
	args->papers_said = true;
	for (lua_Integer i = 1; lua_rawgeti(L, list, i) != LUA_TNIL; i++) {
		const char *id = need_text(L, -1, "papers", "mã giấy tờ");
		if (!LT_ARENA_PUSH(&stage_of(L)->trial.arena, args->papers, args->papers_count))
			lt_raise(L, "%s", lt_complaint_memory());
		args->papers[args->papers_count++] = id;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static const char **place_for(struct lt_stage_args *args, const char *key)
{
	const struct {
		const char *key;
		const char **to;
	} known[] = {{"at", &args->at},
		     {"unit", &args->unit},
		     {"by", &args->by},
		     {"channel", &args->channel},
		     {"applicant", &args->applicant},
		     {"id_number", &args->id_number},
		     {"note", &args->note},
		     {"procedure", &args->procedure},
		     {"code", &args->code},
		     {"says", &args->says}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].key, key) == 0)
			return known[i].to;
	return NULL;
}

/* Value on top of the stack, its key below. */
static void read_arg(lua_State *L, struct lt_stage_args *args)
{
	int value = lua_gettop(L), key = value - 1;
	if (lua_type(L, key) != LUA_TSTRING)
		lt_raise(L, "phần trong { } phải có tên: { pages = 2 }");
	const char *name = lua_tostring(L, key);
	const char **place = place_for(args, name);
	if (strcmp(name, "papers") == 0) {
		read_papers(L, args, value);
	} else if (strcmp(name, "fields") == 0 && lua_istable(L, value)) {
		for (lua_pushnil(L); lua_next(L, value); lua_pop(L, 1)) {
			lua_pushvalue(L, -2); /* the key stays what lua_next knows */
			add_field(L, args, lua_gettop(L), lua_gettop(L) - 1);
			lua_pop(L, 1);
		}
	} else if (place) {
		*place = need_text(L, value, name, "văn bản");
	} else {
		add_field(L, args, key, value);
	}
}

static int compare_fields(const void *a, const void *b)
{
	return strcmp((*(Lt__Field *const *)a)->name, (*(Lt__Field *const *)b)->name);
}

/* The table at @p index, or nothing at all. */
static struct lt_stage_args read_args(lua_State *L, int index, const char *word)
{
	struct lt_stage_args args = {0};
	if (lua_isnoneornil(L, index))
		return args;
	if (!lua_istable(L, index))
		lt_raise(L, "%s: phần thêm phải là bảng { ... }", word);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		read_arg(L, &args);
	if (args.fields_count) /* tables forget their order; what is sent must not differ */
		qsort(args.fields, args.fields_count, sizeof *args.fields, compare_fields);
	return args;
}

/* -- words that do something -- */

static int word_submit(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	struct lt_stage_args args = read_args(L, 2, "submit");
	Lt__CommandReply *reply = NULL;
	size_t number = 0;
	must(L, lt_stage_submit(stage, &args, &number, &reply));
	must(L, lt_stage_expect_accepted(stage, reply, "nộp hồ sơ"));
	(void)push_dossier(L, number);
	return 1;
}

static int word_act(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	size_t number = need_dossier(L, 2, "act");
	const char *step = need_text(L, 3, "act", "tên bước");
	const char *outcome = need_text(L, 4, "act", "kết quả");
	struct lt_stage_args args = read_args(L, 5, "act");
	Lt__CommandReply *reply = NULL;
	char what[LT_NAME_BYTES_MAX];
	must(L, lt_stage_act(stage, number, step, outcome, &args, &reply));
	(void)snprintf(what, sizeof what, "bước \"%s\", kết quả \"%s\"", step, outcome);
	must(L, lt_stage_expect_accepted(stage, reply, what));
	return 0;
}

static int word_signal(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	size_t number = need_dossier(L, 2, "signal");
	const char *event = need_text(L, 3, "signal", "tên tin báo");
	struct lt_stage_args args = read_args(L, 4, "signal");
	Lt__CommandReply *reply = NULL;
	must(L, lt_stage_signal(stage, number, event, &args, &reply));
	must(L, lt_stage_expect_accepted(stage, reply, "tin báo"));
	return 0;
}

static int end(lua_State *L, const char *how)
{
	struct lt_stage *stage = stage_of(L);
	size_t number = need_dossier(L, 2, how);
	struct lt_stage_args args = read_args(L, 3, how);
	Lt__CommandReply *reply = NULL;
	must(L, lt_stage_end(stage, number, how, &args, &reply));
	must(L, lt_stage_expect_accepted(stage, reply, how));
	return 0;
}

static int word_withdraw(lua_State *L)
{
	return end(L, "withdraw");
}

static int word_stop(lua_State *L)
{
	return end(L, "stop");
}

static int word_retry(lua_State *L)
{
	return end(L, "retry");
}

static int word_give(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	size_t number = need_dossier(L, 2, "give");
	const char *way = need_text(L, 3, "give", "cách trả kết quả");
	struct lt_stage_args args = read_args(L, 4, "give");
	Lt__CommandReply *reply = NULL;
	must(L, lt_stage_return(stage, number, way, &args, &reply));
	must(L, lt_stage_expect_accepted(stage, reply, "trả kết quả"));
	return 0;
}

/* refuses { ... } a submission, refuses(d, "withdraw"), refuses(d, "sign", "signed", { ... }) */
static int word_refuses(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	Lt__CommandReply *reply = NULL;
	struct lt_stage_args args;
	if (lua_istable(L, 2)) {
		size_t number;
		args = read_args(L, 2, "refuses");
		must(L, lt_stage_submit(stage, &args, &number, &reply));
	} else {
		size_t number = need_dossier(L, 2, "refuses");
		const char *step = need_text(L, 3, "refuses", "tên bước");
		bool whole = lua_type(L, 4) != LUA_TSTRING;
		args = read_args(L, whole ? 4 : 5, "refuses");
		args.to_be_refused = true;
		must(L, whole ? lt_stage_end(stage, number, step, &args, &reply)
			      : lt_stage_act(stage, number, step, kept(L, 4), &args, &reply));
	}
	must(L, lt_stage_expect_refusal(stage, reply, args.says));
	return 0;
}

static int word_advance(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	if (lua_type(L, 2) == LUA_TSTRING) {
		must(L, lt_stage_advance_to(stage, kept(L, 2)));
		return 0;
	}
	if (!lua_istable(L, 2) || push_key(L, 2, "name") != LUA_TSTRING ||
	    push_key(L, 2, "amount") != LUA_TNUMBER)
		lt_raise(L, "advance cần khoảng thời gian hoặc thời điểm: "
			    "t:advance(working_days(3)), t:advance \"2025-07-01 09:00\"");
	must(L, lt_stage_advance(stage, lua_tostring(L, -2), lua_tonumber(L, -1)));
	return 0;
}

/* -- words that look -- */

static int word_due(lua_State *L)
{
	size_t number = need_dossier(L, 2, "due");
	must(L, lt_stage_expect_due(stage_of(L), number, need_text(L, 3, "due", "ngày hẹn")));
	return 0;
}

static int word_fee(lua_State *L)
{
	size_t number = need_dossier(L, 2, "fee");
	if (!lua_isinteger(L, 3))
		lt_raise(L, "fee cần số đồng");
	must(L, lt_stage_expect_fee(stage_of(L), number, lua_tointeger(L, 3)));
	return 0;
}

static int word_at(lua_State *L)
{
	size_t number = need_dossier(L, 2, "at");
	int top = lua_gettop(L);
	for (int i = 3; i <= top || i == 3; i++)
		must(L, lt_stage_expect_at(stage_of(L), number, need_text(L, i, "at", "tên bước")));
	return 0;
}

static int word_desk(lua_State *L)
{
	size_t number = need_dossier(L, 2, "desk");
	const char *step = need_text(L, 3, "desk", "tên bước");
	const char *unit = need_text(L, 4, "desk", "mã đơn vị");
	must(L, lt_stage_expect_desk(stage_of(L), number, step, unit));
	return 0;
}

static int word_overdue(lua_State *L)
{
	size_t number = need_dossier(L, 2, "overdue");
	const char *step = lua_isnoneornil(L, 3) ? NULL : need_text(L, 3, "overdue", "tên bước");
	must(L, lt_stage_expect_overdue(stage_of(L), number, step));
	return 0;
}

static int word_ended(lua_State *L)
{
	size_t number = need_dossier(L, 2, "ended");
	const char *outcome = lua_isnoneornil(L, 3) ? NULL : need_text(L, 3, "ended", "kết quả");
	must(L, lt_stage_expect_end(stage_of(L), number, outcome));
	return 0;
}

static int word_incident(lua_State *L)
{
	size_t number = need_dossier(L, 2, "incident");
	const char *says = lua_isnoneornil(L, 3) ? NULL : need_text(L, 3, "incident", "văn bản");
	must(L, lt_stage_expect_incident(stage_of(L), number, says));
	return 0;
}

/* "2", "\"abc\"", "{ \"a\", \"b\" }": of a plain value, for a message */
static const char *value_text(lua_State *L, int index)
{
	struct lt_arena *arena = &stage_of(L)->trial.arena;
	const char *text;
	index = lua_absindex(L, index);
	if (lua_type(L, index) == LUA_TSTRING) {
		text = lt_arena_printf(arena, "\"%s\"", lua_tostring(L, index));
	} else if (lua_istable(L, index)) {
		text = "{";
		for (lua_Integer i = 1; text && lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
			text = lt_arena_printf(arena, "%s%s%s", text, i > 1 ? ", " : " ",
					       lua_istable(L, -1) ? "{ ... }" : value_text(L, -1));
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
		text = text ? lt_arena_printf(arena, "%s }", text) : NULL;
	} else {
		lua_pushvalue(L, index);
		text = lua_isnil(L, -1)	      ? "nil"
		       : lua_isboolean(L, -1) ? (lua_toboolean(L, -1) ? "true" : "false")
		       : lua_isnumber(L, -1)  ? lt_arena_str(arena, lua_tostring(L, -1))
					      : luaL_typename(L, -1);
		lua_pop(L, 1);
	}
	if (!text)
		lt_raise(L, "%s", lt_complaint_memory());
	return text;
}

/* Plain values, or lists of them. */
static bool equal(lua_State *L, int a, int b)
{
	if (lua_rawequal(L, a, b))
		return true;
	if (!lua_istable(L, a) || !lua_istable(L, b) || lua_rawlen(L, a) != lua_rawlen(L, b))
		return false;
	bool same = true;
	for (lua_Integer i = 1; same && i <= (lua_Integer)lua_rawlen(L, a); i++) {
		lua_rawgeti(L, a, i);
		lua_rawgeti(L, b, i);
		same = lua_rawequal(L, -1, -2);
		lua_pop(L, 2);
	}
	return same;
}

static int word_eq(lua_State *L)
{
	lua_settop(L, 3);
	if (!equal(L, 2, 3))
		lt_raise(L, "kịch bản muốn %s, thực tế là %s", value_text(L, 3), value_text(L, 2));
	return 0;
}

/* -- the dossier as the test sees it -- */

static void push_list(lua_State *L, const char *const *items, size_t count)
{
	lua_createtable(L, (int)count, 0);
	for (size_t i = 0; i < count; i++) {
		lua_pushstring(L, items[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void push_steps(lua_State *L, const Lt__Dossier *d)
{
	lua_createtable(L, (int)d->n_tokens, 0);
	for (size_t i = 0; i < d->n_tokens; i++) {
		lua_pushstring(L, d->tokens[i]->step);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void push_fields(lua_State *L, const Lt__Dossier *d)
{
	lua_createtable(L, 0, (int)d->n_fields);
	for (size_t i = 0; i < d->n_fields; i++) {
		const Lt__Field *f = d->fields[i];
		if (f->value_case == LT__FIELD__VALUE_NUMBER)
			lua_pushinteger(L, f->number);
		else if (f->value_case == LT__FIELD__VALUE_YES)
			lua_pushboolean(L, f->yes);
		else
			lua_pushstring(L, f->text ? f->text : "");
		lua_setfield(L, -2, f->name);
	}
}

static void push_papers(lua_State *L, const Lt__Dossier *d)
{
	lua_createtable(L, 0, (int)d->n_papers);
	for (size_t i = 0; i < d->n_papers; i++) {
		lua_pushboolean(L, 1);
		lua_setfield(L, -2, d->papers[i]->id);
	}
}

static int push_number(lua_State *L, int64_t number)
{
	lua_pushinteger(L, number);
	return 1;
}

static int push_text(lua_State *L, const char *text)
{
	lua_pushstring(L, text);
	return 1;
}

static int dossier_index(lua_State *L)
{
	struct lt_stage *stage = stage_of(L);
	size_t number = need_dossier(L, 1, "d");
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	const char **steps;
	size_t count;
	must(L, d != NULL);
	if (strcmp(name, "fee") == 0)
		return push_number(L, d->fee_vnd);
	if (strcmp(name, "code") == 0)
		return push_text(L, d->code);
	if (strcmp(name, "unit") == 0)
		return push_text(L, d->unit);
	if (strcmp(name, "outcome") == 0)
		return push_text(L, d->outcome);
	if (strcmp(name, "form") == 0)
		return push_text(L, d->form);
	if (strcmp(name, "due") == 0)
		return push_text(L, lt_stage_time_text(stage, d->due_us));
	if (strcmp(name, "late") == 0)
		return lua_pushboolean(L, d->overdue), 1;
	if (strcmp(name, "pauses") == 0)
		return push_number(L, (int64_t)d->n_pauses);
	if (strcmp(name, "overdue") == 0) {
		must(L, lt_stage_overdue(stage, number, &steps, &count));
		return push_list(L, steps, count), 1;
	}
	if (strcmp(name, "steps") == 0)
		return push_steps(L, d), 1;
	if (strcmp(name, "fields") == 0)
		return push_fields(L, d), 1;
	if (strcmp(name, "papers") == 0)
		return push_papers(L, d), 1;
	return lt_raise(L,
			"hồ sơ không có \"%s\"; có: code, unit, due, fee, late, overdue, "
			"steps, outcome, form, pauses, fields, papers",
			name);
}

static int dossier_newindex(lua_State *L)
{
	return lt_raise(L, "hồ sơ chỉ đọc; dùng t:act, t:signal để làm nó thay đổi");
}

/* -- t -- */

static const luaL_Reg stage_words[] = {
	{"submit", word_submit},
	{"act", word_act},
	{"answer", word_act},
	{"signal", word_signal},
	{"withdraw", word_withdraw},
	{"stop", word_stop},
	{"retry", word_retry},
	{"give", word_give},
	{"refuses", word_refuses},
	{"advance", word_advance},
	{"due", word_due},
	{"fee", word_fee},
	{"at", word_at},
	{"desk", word_desk},
	{"overdue", word_overdue},
	{"ended", word_ended},
	{"incident", word_incident},
	{"eq", word_eq},
	{NULL, NULL},
};

static int no_word(lua_State *L)
{
	return lt_raise(L,
			"t không có từ \"%s\"; các từ: submit, act, answer, signal, advance, at, "
			"desk, due, fee, overdue, ended, incident, eq, refuses, withdraw, stop, "
			"retry, give",
			lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

void lt_words_push(lua_State *L)
{
	lua_createtable(L, 0, 20);
	luaL_setfuncs(L, stage_words, 0);
	lua_createtable(L, 0, 2);
	lua_pushcfunction(L, no_word);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}

void lt_words_open(lua_State *L)
{
	luaL_newmetatable(L, dossier_type);
	lua_pushcfunction(L, dossier_index);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, dossier_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
}
