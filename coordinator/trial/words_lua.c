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

/* -- what the words share -- */

struct lt_stage *lt_words_stage(lua_State *L)
{
	struct lt_stage *stage = lt_script_of(L)->stage;
	if (!stage)
		lt_raise(L, "từ này chỉ dùng trong phần function(t) của test");
	return stage;
}

/* What went wrong is said at the line of the test that asked for it. */
void lt_words_must(lua_State *L, bool well)
{
	if (!well)
		lt_raise(L, "%s", lt_words_stage(L)->failure);
}

static const char *kept(lua_State *L, int index)
{
	const char *text = lt_arena_str(&lt_words_stage(L)->trial.arena, lua_tostring(L, index));
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
	luaL_setmetatable(L, lt_words_dossier_type);
	return d;
}

size_t lt_words_dossier(lua_State *L, int index, const char *word)
{
	const size_t *d = luaL_testudata(L, index, lt_words_dossier_type);
	if (!d)
		lt_raise(L, "%s cần một hồ sơ: %s(d, ...), với d = t:submit { ... }", word, word);
	if (lt_script_of(L)->stage)
		lt_script_of(L)->stage->last = *d;
	return *d;
}

/* -- what stands in braces -- */

static Lt__Field *field_at(lua_State *L, int key, int value)
{
	struct lt_arena *arena = &lt_words_stage(L)->trial.arena;
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
	if (!LT_ARENA_PUSH(&lt_words_stage(L)->trial.arena, args->fields, args->fields_count))
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
		if (!LT_ARENA_PUSH(&lt_words_stage(L)->trial.arena, args->papers,
				   args->papers_count))
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
		     {"item", &args->item},
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
	struct lt_stage *stage = lt_words_stage(L);
	struct lt_stage_args args = read_args(L, 2, "submit");
	Lt__CommandReply *reply = NULL;
	size_t number = 0;
	lt_words_must(L, lt_stage_submit(stage, &args, &number, &reply));
	lt_words_must(L, lt_stage_expect_accepted(stage, reply, "nộp hồ sơ"));
	(void)push_dossier(L, number);
	return 1;
}

static int word_act(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 2, "act");
	const char *step = need_text(L, 3, "act", "tên bước");
	const char *outcome = need_text(L, 4, "act", "kết quả");
	struct lt_stage_args args = read_args(L, 5, "act");
	Lt__CommandReply *reply = NULL;
	char what[LT_NAME_BYTES_MAX];
	lt_words_must(L, lt_stage_act(stage, number, step, outcome, &args, &reply));
	(void)snprintf(what, sizeof what, "bước \"%s\", kết quả \"%s\"", step, outcome);
	lt_words_must(L, lt_stage_expect_accepted(stage, reply, what));
	return 0;
}

/* walk(d, { { "receive", "complete" }, ... }, n): the first n steps of a way, or all of it */
static int word_walk(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 2, "walk");
	struct lt_stage_args none = {0};
	if (!lua_istable(L, 3) || !(lua_isnoneornil(L, 4) || lua_isinteger(L, 4)))
		lt_raise(L,
			 "walk cần danh sách { \"bước\", \"kết quả\" }, và số bước nếu chỉ đi một "
			 "phần");
	lua_Integer length = (lua_Integer)lua_rawlen(L, 3);
	lua_Integer count = lua_isinteger(L, 4) ? lua_tointeger(L, 4) : length;
	if (count < 0 || count > length)
		lt_raise(L, "walk: đường chỉ có %d bước", (int)length);
	for (lua_Integer i = 1; i <= count; i++) {
		Lt__CommandReply *reply = NULL;
		if (lua_rawgeti(L, 3, i) != LUA_TTABLE)
			lt_raise(L, "walk: mục thứ %d phải là { \"bước\", \"kết quả\" }", (int)i);
		lua_rawgeti(L, -1, 1);
		lua_rawgeti(L, -2, 2);
		const char *step = need_text(L, -2, "walk", "tên bước");
		const char *outcome = need_text(L, -1, "walk", "kết quả");
		lt_words_must(L, lt_stage_act(stage, number, step, outcome, &none, &reply));
		lt_words_must(L, lt_stage_expect_accepted(stage, reply, step));
		lua_pop(L, 3);
	}
	return 0;
}

static int word_add(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 2, "add");
	const char *step = need_text(L, 3, "add", "tên bước parallel");
	const char *item = need_text(L, 4, "add", "mục thêm vào");
	struct lt_stage_args args = read_args(L, 5, "add");
	Lt__CommandReply *reply = NULL;
	lt_words_must(L, lt_stage_add(stage, number, step, item, &args, &reply));
	lt_words_must(L, lt_stage_expect_accepted(stage, reply, "thêm mục"));
	return 0;
}

static int word_signal(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 2, "signal");
	const char *event = need_text(L, 3, "signal", "tên tin báo");
	struct lt_stage_args args = read_args(L, 4, "signal");
	Lt__CommandReply *reply = NULL;
	lt_words_must(L, lt_stage_signal(stage, number, event, &args, &reply));
	lt_words_must(L, lt_stage_expect_accepted(stage, reply, "tin báo"));
	return 0;
}

static int end(lua_State *L, const char *how)
{
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 2, how);
	struct lt_stage_args args = read_args(L, 3, how);
	Lt__CommandReply *reply = NULL;
	lt_words_must(L, lt_stage_end(stage, number, how, &args, &reply));
	lt_words_must(L, lt_stage_expect_accepted(stage, reply, how));
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
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 2, "give");
	const char *way = need_text(L, 3, "give", "cách trả kết quả");
	struct lt_stage_args args = read_args(L, 4, "give");
	Lt__CommandReply *reply = NULL;
	lt_words_must(L, lt_stage_return(stage, number, way, &args, &reply));
	lt_words_must(L, lt_stage_expect_accepted(stage, reply, "trả kết quả"));
	return 0;
}

/* refuses { ... } a submission, refuses(d, "withdraw"), refuses(d, "sign", "signed", { ... }) */
static int word_refuses(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	Lt__CommandReply *reply = NULL;
	struct lt_stage_args args;
	if (lua_istable(L, 2)) {
		size_t number;
		args = read_args(L, 2, "refuses");
		lt_words_must(L, lt_stage_submit(stage, &args, &number, &reply));
	} else {
		size_t number = lt_words_dossier(L, 2, "refuses");
		const char *step = need_text(L, 3, "refuses", "tên bước");
		bool whole = lua_type(L, 4) != LUA_TSTRING;
		args = read_args(L, whole ? 4 : 5, "refuses");
		args.to_be_refused = true;
		lt_words_must(L,
			      whole ? lt_stage_end(stage, number, step, &args, &reply)
				    : lt_stage_act(stage, number, step, kept(L, 4), &args, &reply));
	}
	lt_words_must(L, lt_stage_expect_refusal(stage, reply, args.says));
	return 0;
}

static int word_advance(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	if (lua_type(L, 2) == LUA_TSTRING) {
		lt_words_must(L, lt_stage_advance_to(stage, kept(L, 2)));
		return 0;
	}
	if (!lua_istable(L, 2) || push_key(L, 2, "name") != LUA_TSTRING ||
	    push_key(L, 2, "amount") != LUA_TNUMBER)
		lt_raise(L, "advance cần khoảng thời gian hoặc thời điểm: "
			    "t:advance(working_days(3)), t:advance \"2025-07-01 09:00\"");
	lt_words_must(L, lt_stage_advance(stage, lua_tostring(L, -2), lua_tonumber(L, -1)));
	return 0;
}

/* -- words that look -- */

static int word_due(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "due");
	lt_words_must(L, lt_stage_expect_due(lt_words_stage(L), number,
					     need_text(L, 3, "due", "ngày hẹn")));
	return 0;
}

static int word_fee(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "fee");
	if (!lua_isinteger(L, 3))
		lt_raise(L, "fee cần số đồng");
	lt_words_must(L, lt_stage_expect_fee(lt_words_stage(L), number, lua_tointeger(L, 3)));
	return 0;
}

static int word_at(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "at");
	int top = lua_gettop(L);
	for (int i = 3; i <= top || i == 3; i++)
		lt_words_must(L, lt_stage_expect_at(lt_words_stage(L), number,
						    need_text(L, i, "at", "tên bước")));
	return 0;
}

static int word_desk(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "desk");
	const char *step = need_text(L, 3, "desk", "tên bước");
	const char *unit = need_text(L, 4, "desk", "mã đơn vị");
	lt_words_must(L, lt_stage_expect_desk(lt_words_stage(L), number, step, unit));
	return 0;
}

static int word_overdue(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "overdue");
	const char *step = lua_isnoneornil(L, 3) ? NULL : need_text(L, 3, "overdue", "tên bước");
	lt_words_must(L, lt_stage_expect_overdue(lt_words_stage(L), number, step));
	return 0;
}

static int word_ended(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "ended");
	const char *outcome = lua_isnoneornil(L, 3) ? NULL : need_text(L, 3, "ended", "kết quả");
	lt_words_must(L, lt_stage_expect_end(lt_words_stage(L), number, outcome));
	return 0;
}

static int word_incident(lua_State *L)
{
	size_t number = lt_words_dossier(L, 2, "incident");
	const char *says = lua_isnoneornil(L, 3) ? NULL : need_text(L, 3, "incident", "văn bản");
	lt_words_must(L, lt_stage_expect_incident(lt_words_stage(L), number, says));
	return 0;
}

/* "2", "\"abc\"", "{ \"a\", \"b\" }": of a plain value, for a message */
static const char *value_text(lua_State *L, int index)
{
	struct lt_arena *arena = &lt_words_stage(L)->trial.arena;
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

/* -- t -- */

static const luaL_Reg stage_words[] = {
	{"submit", word_submit},     {"act", word_act},		{"answer", word_act},
	{"add", word_add},	     {"walk", word_walk},	{"signal", word_signal},
	{"withdraw", word_withdraw}, {"stop", word_stop},	{"retry", word_retry},
	{"give", word_give},	     {"refuses", word_refuses}, {"advance", word_advance},
	{"due", word_due},	     {"fee", word_fee},		{"at", word_at},
	{"desk", word_desk},	     {"overdue", word_overdue}, {"ended", word_ended},
	{"incident", word_incident}, {"eq", word_eq},		{NULL, NULL},
};

static int no_word(lua_State *L)
{
	return lt_raise(L,
			"t không có từ \"%s\"; các từ: submit, act, answer, walk, add, signal, "
			"advance, at, desk, due, fee, overdue, ended, incident, eq, refuses, "
			"withdraw, stop, retry, give",
			lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

void lt_words_push(lua_State *L)
{
	lua_createtable(L, 0, 22);
	luaL_setfuncs(L, stage_words, 0);
	lua_createtable(L, 0, 2);
	lua_pushcfunction(L, no_word);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}
