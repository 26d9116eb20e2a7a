/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking a function: one protected call in which the view is shown, the function runs, its answer
 * is read into the caller's arena, and every variable outside it is compared with what it was. */
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/complaint.h"
#include "procedures/host/compiled.h"
#include "procedures/host/freeze.h"
#include "procedures/host/globals.h"
#include "proto/base/ids.h"

#define TEXT_NO_NUMBER "phải trả về số nguyên đồng không âm, ví dụ vnd(8000)"
#define TEXT_NO_TEXT "phải trả về tên trường hợp, ví dụ \"co\""
#define TEXT_NO_TABLE "phải trả về bảng { ten = gia_tri }"
#define TEXT_NO_YESNO "phải trả về true hoặc false (kèm lý do nếu muốn)"
#define TEXT_NO_PLACE "phải trả về mã địa bàn hoặc mã đơn vị"
#define TEXT_BAD_FIELD                                                                             \
	"mục \"%s\" trong bảng trả về không hợp lệ; "                                 \
	"tên là chữ thường không dấu, "                                                  \
	"giá trị là văn bản, số nguyên hoặc đúng/sai"
#define TEXT_MANY_FIELDS "bảng trả về có quá nhiều mục"
#define TEXT_BAD_TEXT "văn bản trả về quá dài hoặc có ký tự không hợp lệ"
#define TEXT_IMPURE LT_CERTAIN "hàm đã sửa biến \"%s\" bên ngoài nó; hàm chỉ được đọc"
#define TEXT_BROKEN "%s:%d: hàm %s%s%s%s: %s"

struct question {
	struct lt_compiled *compiled;
	const struct lt_function_point *point;
	struct lt_arena *arena;
	struct lt_answer answer;
	bool nomem;
};

static const char *const point_names[] = {"?", "fee", "choose.by", "auto.with", "allow", "at"};

const char *lt_point_name(enum lt_point point)
{
	return point_names[point];
}

static void *must(lua_State *L, struct question *q, void *memory)
{
	if (!memory) {
		q->nomem = true;
		luaL_error(L, "not enough memory");
	}
	return memory;
}

static const char *copy_text(lua_State *L, struct question *q, int index)
{
	size_t size = 0;
	const char *text = lua_tolstring(L, index, &size);
	if (!lt_text_valid(lt_slice(text, size), LT_TEXT_BYTES_MAX))
		lt_raise(L, "%s", TEXT_BAD_TEXT);
	return must(L, q, lt_arena_copy(q->arena, text, size));
}

/* Nothing may come of a form not filled in; another type comes of a mistake. */
static void wrong_type(lua_State *L, int index, bool certain, const char *text)
{
	lt_raise(L, "%s%s", certain && !lua_isnil(L, index) ? LT_CERTAIN : "", text);
}

static void read_fee(lua_State *L, struct question *q, int index)
{
	int whole = 0;
	lua_Integer fee = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &whole) : 0;
	if (!whole || fee < 0)
		wrong_type(L, index, lua_type(L, index) != LUA_TNUMBER, TEXT_NO_NUMBER);
	q->answer.type = LT_ANSWER_NUMBER;
	q->answer.number = fee;
}

static void read_case(lua_State *L, struct question *q, int index)
{
	if (lua_type(L, index) != LUA_TSTRING)
		wrong_type(L, index, true, TEXT_NO_TEXT);
	q->answer.type = LT_ANSWER_TEXT;
	q->answer.text = copy_text(L, q, index);
}

static void read_place(lua_State *L, struct question *q, int index)
{
	if (lua_isnil(L, index))
		return;
	if (lua_type(L, index) != LUA_TSTRING)
		wrong_type(L, index, true, TEXT_NO_PLACE);
	q->answer.type = LT_ANSWER_TEXT;
	q->answer.text = copy_text(L, q, index);
}

static void read_allow(lua_State *L, struct question *q, int index)
{
	if (!lua_isboolean(L, index) && !lua_isnil(L, index))
		wrong_type(L, index, true, TEXT_NO_YESNO);
	q->answer.type = LT_ANSWER_YESNO;
	q->answer.number = lua_toboolean(L, index);
	if (!q->answer.number && lua_type(L, index + 1) == LUA_TSTRING)
		q->answer.text = copy_text(L, q, index + 1);
}

/* Key at -2, value at -1. */
static Lt__Field *read_field(lua_State *L, struct question *q)
{
	const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
	Lt__Field *f = must(L, q, lt_arena_alloc(q->arena, sizeof *f));
	int type = lua_type(L, -1), whole = 0;

	lt__field__init(f);
	if (!lt_name_valid(name))
		lt_raise(L, TEXT_BAD_FIELD, name);
	f->name = copy_text(L, q, -2);
	if (type == LUA_TSTRING) {
		f->value_case = LT__FIELD__VALUE_TEXT;
		f->text = copy_text(L, q, -1);
	} else if (type == LUA_TBOOLEAN) {
		f->value_case = LT__FIELD__VALUE_YES;
		f->yes = lua_toboolean(L, -1);
	} else {
		f->value_case = LT__FIELD__VALUE_NUMBER;
		f->number = type == LUA_TNUMBER ? lua_tointegerx(L, -1, &whole) : 0;
		if (!whole)
			lt_raise(L, TEXT_BAD_FIELD, name);
	}
	return f;
}

/* In order of names: what is sent must not differ from run to run. */
static void insert_field(Lt__Field **fields, size_t count, Lt__Field *f)
{
	while (count > 0 && strcmp(fields[count - 1]->name, f->name) > 0) {
		fields[count] = fields[count - 1];
		count--;
	}
	fields[count] = f;
}

static void read_with(lua_State *L, struct question *q, int index)
{
	q->answer.type = LT_ANSWER_FIELDS;
	if (lua_isnil(L, index))
		return;
	if (!lua_istable(L, index))
		wrong_type(L, index, true, TEXT_NO_TABLE);
	q->answer.fields =
		must(L, q, lt_arena_alloc(q->arena, LT_ARGS_MAX * sizeof *q->answer.fields));
	lt_freeze_push_content(L, index);
	int table = lua_gettop(L);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		if (q->answer.fields_count >= LT_ARGS_MAX)
			lt_raise(L, "%s", TEXT_MANY_FIELDS);
		insert_field(q->answer.fields, q->answer.fields_count, read_field(L, q));
		q->answer.fields_count++;
		lua_pop(L, 1);
	}
}

static void (*const readers[])(lua_State *, struct question *, int) = {
	[LT_POINT_FEE] = read_fee,     [LT_POINT_BY] = read_case,  [LT_POINT_WITH] = read_with,
	[LT_POINT_ALLOW] = read_allow, [LT_POINT_AT] = read_place,
};

static void take_read(lua_State *L, struct question *q)
{
	const struct lt_view *view = &q->compiled->view;
	if (view->read_count == 0)
		return;
	const char **names = must(L, q, lt_arena_alloc(q->arena, view->read_count * sizeof *names));
	for (uint32_t i = 0; i < view->read_count; i++)
		names[i] = must(L, q, lt_arena_str(q->arena, view->read[i]->read));
	q->answer.fields_read = names;
	q->answer.fields_read_count = view->read_count;
}

static void check_pure(lua_State *L, const struct question *q)
{
	if (q->point->watches_count == 0)
		return;
	lua_rawgeti(L, LUA_REGISTRYINDEX, q->compiled->watches_reference);
	const char *name = lt_freeze_restore(L, lua_gettop(L), q->point->watches_from,
					     q->point->watches_count);
	if (name)
		lt_raise(L, TEXT_IMPURE, name);
}

static int asked(lua_State *L)
{
	struct question *q = lua_touserdata(L, 1);
	const struct lt_compiled *c = q->compiled;
	lua_rawgeti(L, LUA_REGISTRYINDEX, q->point->reference);
	lua_rawgeti(L, LUA_REGISTRYINDEX, c->view_reference);
	if (c->view.dossier->act && *c->view.dossier->act)
		lua_pushstring(L, c->view.dossier->act);
	else
		lua_pushnil(L);
	lua_call(L, 2, 2);
	readers[q->point->point](L, q, lua_gettop(L) - 1);
	take_read(L, q);
	check_pure(L, q);
	return 0;
}

static int restore(lua_State *L)
{
	check_pure(L, lua_touserdata(L, 1));
	return 0;
}

static int fail(const struct lt_compiled *c, const struct lt_function_point *p, int code,
		struct lt_err *err)
{
	const struct lt_complaint *why = lt_sandbox_complaint(c->box);
	bool base = why->line ? why->base : p->spot.base;
	const char *file = base ? c->base_file : c->definition.file;
	if (code == LT_E_NOMEM)
		return lt_err_set(err, code, "%s", lt_err_english(code));
	return lt_err_set(err, LT_E_SCRIPT, TEXT_BROKEN, file,
			  (int)(why->line ? why->line : p->spot.line), lt_point_name(p->point),
			  p->step ? " (bước \"" : "", p->step ? p->step : "", p->step ? "\")" : "",
			  why->text);
}

int lt_compiled_ask(const struct lt_definition *definition, lt_function function,
		    const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_answer *ret,
		    struct lt_err *err)
{
	struct lt_compiled *c = lt_compiled_of(definition);
	LT_ASSERT(function >= 1 && function <= c->points_count);
	const struct lt_function_point *p = &c->points[function - 1];
	struct question q = {.compiled = c, .point = p, .arena = arena};

	if (p->reference == LUA_NOREF) {
		*ret = (struct lt_answer){.type = LT_ANSWER_NUMBER, .number = p->constant};
		return 0;
	}
	lt_view_show(c, dossier);
	int r = lt_sandbox_run(c->box, &lt_budget_call, asked, &q);
	lt_view_show(c, NULL);
	if (q.nomem)
		r = LT_E_NOMEM;
	if (r == 0) {
		*ret = q.answer;
		return 0;
	}
	r = fail(c, p, r, err);
	if (p->watches_count) /* it may have stopped half way */
		(void)!lt_sandbox_run(c->box, &lt_budget_call, restore, &q);
	return r;
}
