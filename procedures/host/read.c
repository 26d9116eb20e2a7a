/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/host/read.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/near.h"
#include "procedures/host/sandbox.h"
#include "procedures/host/vocabulary.h"
#include "proto/base/ids.h"

#define WHAT_TEXT "văn bản"
#define WHAT_NAME "tên chữ thường không dấu"
#define WHAT_YESNO "true hoặc false"
#define WHAT_NUMBER "số nguyên trong khoảng cho phép"
#define WHAT_LIMIT "thời hạn không âm, tròn phút, không quá một trăm năm"
#define WHAT_DURATION "khoảng thời gian"
#define WHAT_LIST "danh sách văn bản"
#define WHAT_PAIRS "bảng tên = \"bước\""
#define WHAT_HOUR "giờ trong ngày"
#define EXAMPLE_NAME "\"tiep_nhan\""
#define EXAMPLE_LIMIT "working_days(3), working_hours(4), calendar_days(30), months(1)"
#define EXAMPLE_DURATION "minutes(10)"
#define EXAMPLE_LIST "{ \"to_khai\", \"hop_dong\" }"
#define EXAMPLE_PAIRS "{ complete = \"appraise\" }"
#define EXAMPLE_HOUR "\"15:00\""
#define EXAMPLE_TEXT "\"...\""

enum { MINUTES_PER_DAY = 480 /* one working day is 8 hours */, LIMIT_MAX = 100000 };

void *lt_read_must(struct lt_reader *rd, void *memory)
{
	if (!memory) {
		rd->report->nomem = true;
		luaL_error(rd->L, "not enough memory");
	}
	return memory;
}

/* The text at the top of the stack, kept; popped. NULL if it is none or not fit to be shown. */
static const char *take_text(struct lt_reader *rd)
{
	size_t size = 0;
	const char *text =
		lua_type(rd->L, -1) == LUA_TSTRING ? lua_tolstring(rd->L, -1, &size) : NULL;
	lt_sandbox_charge(rd->L, 4 + size / 2); /* one table may be read by every step */
	if (text && !lt_text_valid(lt_slice(text, size), LT_TEXT_BYTES_MAX))
		text = NULL;
	if (text)
		text = lt_read_must(rd, lt_arena_copy(rd->keep, text, size));
	lua_pop(rd->L, 1);
	return text;
}

static const char *raw_text(struct lt_reader *rd, int table, const char *key)
{
	lua_pushstring(rd->L, key);
	lua_rawget(rd->L, table);
	return take_text(rd);
}

/* How messages call an item: bước "receive". */
static const char *who_is(struct lt_reader *rd, const struct lt_item *item)
{
	static const struct {
		const char *word, *people;
	} sorts[] = {
		{"procedure", "thủ tục"},   {"override", "bản sửa đổi"},
		{"doc", "giấy tờ (doc)"},   {"result", "kết quả (result)"},
		{"branch", "nhánh"},	    {"field", "thông tin kiểu"},
		{"level", "cấp"},	    {"role", "vai trò"},
		{"area", "địa bàn"},	    {"unit", "đơn vị"},
		{"officer", "cán bộ"},	    {"node", "nút"},
		{"office", "giờ làm việc"}, {"directory", "danh bạ"},
		{"calendar", "lịch"},
	};
	const char *people = "bước";
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (strcmp(item->word, sorts[i].word) == 0)
			people = sorts[i].people;
	if (!item->name)
		return people;
	return lt_read_must(rd, lt_arena_printf(rd->keep, "%s \"%s\"", people, item->name));
}

bool lt_read_item(struct lt_reader *rd, int index, struct lt_item *ret)
{
	lua_State *L = rd->L;
	index = lua_absindex(L, index);
	luaL_checkstack(L, 20, NULL);
	if (!lua_istable(L, index))
		return false;
	const char *word = raw_text(rd, index, "word");
	if (!word)
		return false;
	*ret = (struct lt_item){.word = word, .name = raw_text(rd, index, "name")};
	lua_pushliteral(L, "line");
	lua_rawget(L, index);
	ret->spot.line = (int32_t)lua_tointeger(L, -1);
	lua_pushliteral(L, "base");
	lua_rawget(L, index);
	ret->spot.base = lua_toboolean(L, -1);
	ret->spot.name = strcmp(word, "field") == 0 ? NULL : ret->name;
	lua_pushliteral(L, "order");
	lua_rawget(L, index);
	ret->order = lua_tointeger(L, -1);
	lua_pop(L, 3);
	lua_pushliteral(L, "body");
	lua_rawget(L, index);
	if (!lua_istable(L, -1)) { /* untimed, none, limits */
		lua_pop(L, 1);
		lua_newtable(L);
	}
	ret->body = lua_gettop(L);
	ret->who = who_is(rd, ret);
	return true;
}

int lt_read_push(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	luaL_checkstack(rd->L, 20, NULL);
	lua_pushstring(rd->L, key);
	return lua_rawget(rd->L, item->body);
}

bool lt_read_has(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	bool has = lt_read_push(rd, item, key) != LUA_TNIL;
	lua_pop(rd->L, 1);
	return has;
}

void lt_read_wrong(struct lt_reader *rd, const struct lt_item *item, const char *key,
		   const char *expected, const char *example)
{
	const char *shown =
		lt_read_must(rd, lt_arena_printf(rd->report->scratch, "%s = %s", key, example));
	LT_REPORT(rd->report, WRONG_TYPE, item->spot, item->who, key, expected, shown);
}

const char *lt_read_text(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	if (lt_read_push(rd, item, key) == LUA_TNIL) {
		lua_pop(rd->L, 1);
		return NULL;
	}
	const char *text = take_text(rd);
	if (!text || !*text) {
		lt_read_wrong(rd, item, key, WHAT_TEXT, EXAMPLE_TEXT);
		return NULL;
	}
	return text;
}

const char *lt_read_name(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	if (lt_read_push(rd, item, key) == LUA_TNIL) {
		lua_pop(rd->L, 1);
		return NULL;
	}
	const char *name = take_text(rd);
	if (!name || !lt_name_valid(name)) {
		lt_read_wrong(rd, item, key, WHAT_NAME, EXAMPLE_NAME);
		return NULL;
	}
	return name;
}

bool lt_read_yesno(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	int type = lt_read_push(rd, item, key);
	bool yes = lua_toboolean(rd->L, -1);
	lua_pop(rd->L, 1);
	if (type != LUA_TBOOLEAN && type != LUA_TNIL)
		lt_read_wrong(rd, item, key, WHAT_YESNO, "true");
	return type == LUA_TBOOLEAN && yes;
}

int64_t lt_read_number(struct lt_reader *rd, const struct lt_item *item, const char *key,
		       int64_t min, int64_t max, int64_t otherwise)
{
	int type = lt_read_push(rd, item, key), whole = 0;
	lua_Integer n = type == LUA_TNUMBER ? lua_tointegerx(rd->L, -1, &whole) : 0;
	lua_pop(rd->L, 1);
	if (type == LUA_TNIL)
		return otherwise;
	if (!whole || n < min || n > max) {
		lt_read_wrong(rd, item, key, WHAT_NUMBER, lt_report_number(rd->report, min));
		return otherwise;
	}
	return n;
}

/* -- limits: { word = "limit", name = unit, amount = n } -- */

static int32_t minutes_of_hour(const char *text)
{
	if (!text || strlen(text) != 5 || text[2] != ':')
		return -1;
	for (int i = 0; i < 5; i++)
		if (i != 2 && (text[i] < '0' || text[i] > '9'))
			return -1;
	int hour = 10 * (text[0] - '0') + text[1] - '0',
	    minute = 10 * (text[3] - '0') + text[4] - '0';
	return hour < 24 && minute < 60 ? 60 * hour + minute : -1;
}

/* amount times minutes, if that is a whole number of minutes but for what binary fractions lose:
 * 2.05 hours are 123 minutes, though the product is 122.99999999999999. */
static bool to_minutes(lua_Number amount, int factor, struct lt_limit *ret)
{
	static const lua_Number lost = 1e-6;
	lua_Number minutes = amount * factor;
	if (!(minutes >= 0 && minutes <= (lua_Number)LIMIT_MAX * factor))
		return false;
	int32_t nearest = (int32_t)(minutes + 0.5);
	lua_Number off = minutes - nearest;
	if (off > lost || off < -lost)
		return false;
	*ret = (struct lt_limit){LT_LIMIT_WORKING_MINUTES, nearest};
	return true;
}

static bool limit_of(const char *unit, lua_Number amount, const char *cutoff, struct lt_limit *ret)
{
	static const struct {
		const char *name;
		enum lt_limit_unit unit;
	} units[] = {{"working_days", LT_LIMIT_WORKING_DAYS},
		     {"calendar_days", LT_LIMIT_CALENDAR_DAYS},
		     {"months", LT_LIMIT_MONTHS}};

	if (strcmp(unit, "untimed") == 0) {
		*ret = (struct lt_limit){LT_LIMIT_NONE, 0};
		return true;
	}
	if (strcmp(unit, "same_day") == 0) {
		*ret = (struct lt_limit){LT_LIMIT_SAME_DAY, minutes_of_hour(cutoff)};
		return ret->amount >= 0;
	}
	if (strcmp(unit, "working_hours") == 0)
		return to_minutes(amount, 60, ret);
	if (!(amount >= 0 && amount <= LIMIT_MAX))
		return false;
	bool whole = amount == (lua_Number)(int32_t)amount;
	if (!whole)
		return strcmp(unit, "working_days") == 0 &&
		       to_minutes(amount, MINUTES_PER_DAY, ret);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(unit, units[i].name) == 0) {
			*ret = (struct lt_limit){units[i].unit, (int32_t)amount};
			return true;
		}
	return false;
}

struct lt_limit lt_read_limit(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	struct lt_limit limit = {LT_LIMIT_NONE, 0};
	struct lt_item value;
	int top = lua_gettop(rd->L);

	if (lt_read_push(rd, item, key) != LUA_TNIL) {
		int index = lua_gettop(rd->L);
		bool good = lt_read_item(rd, index, &value) && strcmp(value.word, "limit") == 0 &&
			    value.name;
		if (good) {
			lua_getfield(rd->L, index, "amount");
			lua_getfield(rd->L, index, "cutoff");
			good = limit_of(value.name, lua_tonumber(rd->L, -2),
					lua_type(rd->L, -1) == LUA_TSTRING ? lua_tostring(rd->L, -1)
									   : NULL,
					&limit);
		}
		if (!good || (limit.unit != LT_LIMIT_NONE && lt_limit_check(limit) < 0)) {
			limit = (struct lt_limit){LT_LIMIT_NONE, 0};
			lt_read_wrong(rd, item, key, WHAT_LIMIT, EXAMPLE_LIMIT);
		}
	}
	lua_settop(rd->L, top);
	return limit;
}

int64_t lt_read_duration_us(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	struct lt_item value;
	int top = lua_gettop(rd->L);
	int64_t us = -1;

	if (lt_read_push(rd, item, key) != LUA_TNIL) {
		int index = lua_gettop(rd->L);
		if (lt_read_item(rd, index, &value) && value.name) {
			lua_getfield(rd->L, index, "amount");
			lua_Number amount = lua_tonumber(rd->L, -1);
			bool minutes = strcmp(value.name, "minutes") == 0;
			if ((minutes || strcmp(value.name, "seconds") == 0) && amount >= 0 &&
			    amount <= LIMIT_MAX)
				us = (int64_t)(amount * (lua_Number)(minutes ? LT_US_PER_MINUTE
									     : LT_US_PER_SECOND));
		}
		if (us < 0)
			lt_read_wrong(rd, item, key, WHAT_DURATION, EXAMPLE_DURATION);
	}
	lua_settop(rd->L, top);
	return us;
}

int32_t lt_read_hour(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	if (lt_read_push(rd, item, key) == LUA_TNIL) {
		lua_pop(rd->L, 1);
		return -1;
	}
	int32_t minute = minutes_of_hour(take_text(rd));
	if (minute < 0)
		lt_read_wrong(rd, item, key, WHAT_HOUR, EXAMPLE_HOUR);
	return minute;
}

/* -- lists and tables of names -- */

/* All lists of a file together are bounded: checks walk them. */
static size_t take_room(struct lt_reader *rd, const struct lt_item *item, const char *key,
			size_t count)
{
	if (rd->names_count + count > rd->names_max) {
		LT_REPORT(rd->report, TOO_MANY, item->spot, item->who, key,
			  lt_report_number(rd->report, rd->names_max));
		return 0;
	}
	rd->names_count += (uint32_t)count;
	return count;
}

struct lt_names lt_read_names(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	lua_State *L = rd->L;
	struct lt_names names = {NULL, 0};
	int type = lt_read_push(rd, item, key), table = lua_gettop(L);

	if (type == LUA_TSTRING) { /* one is written without braces */
		lua_createtable(L, 1, 0);
		lua_insert(L, table);
		lua_rawseti(L, table, 1);
		type = LUA_TTABLE;
	}
	size_t count = type == LUA_TTABLE ? lua_rawlen(L, table) : 0;
	if ((type != LUA_TNIL && type != LUA_TTABLE) || count > LT_OUTCOMES_MAX) {
		lt_read_wrong(rd, item, key, WHAT_LIST, EXAMPLE_LIST);
		count = 0;
	}
	count = take_room(rd, item, key, count);
	const char **items = lt_read_must(rd, lt_arena_zalloc(rd->keep, count, sizeof *items));
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(L, table, (lua_Integer)i + 1);
		items[names.count] = take_text(rd);
		if (items[names.count])
			names.count++;
		else
			lt_read_wrong(rd, item, key, WHAT_LIST, EXAMPLE_LIST);
	}
	names.items = items;
	lua_settop(L, table - 1);
	return names;
}

struct pair {
	const char *key, *value;
};

static int compare_pairs(const void *left, const void *right)
{
	return strcmp(((const struct pair *)left)->key, ((const struct pair *)right)->key);
}

static uint32_t count_entries(lua_State *L, int table)
{
	uint32_t count = 0;
	lua_pushnil(L);
	while (count < LT_OUTCOMES_MAX && lua_next(L, table)) {
		lua_pop(L, 1);
		count++;
	}
	lua_settop(L, table);
	return count;
}

static uint32_t collect_pairs(struct lt_reader *rd, const struct lt_item *item, const char *key,
			      int table, struct pair *pairs, size_t max)
{
	lua_State *L = rd->L;
	uint32_t count = 0;

	lua_pushnil(L);
	while (lua_next(L, table)) {
		struct pair p = {.value = take_text(rd)};
		lua_pushvalue(L, -1);
		p.key = take_text(rd);
		if (p.key && p.value && lt_name_valid(p.key) && count < max)
			pairs[count++] = p;
		else
			lt_read_wrong(rd, item, key, WHAT_PAIRS, EXAMPLE_PAIRS);
	}
	qsort(pairs, count, sizeof *pairs, compare_pairs);
	return count;
}

struct lt_pairs lt_read_pairs(struct lt_reader *rd, const struct lt_item *item, const char *key)
{
	lua_State *L = rd->L;
	int type = lt_read_push(rd, item, key), table = lua_gettop(L);
	uint32_t count = 0;
	struct pair *pairs = NULL;

	if (type == LUA_TTABLE) {
		size_t max = take_room(rd, item, key, count_entries(L, table));
		pairs = lt_read_must(rd, lt_arena_zalloc(rd->keep, max, sizeof *pairs));
		count = max ? collect_pairs(rd, item, key, table, pairs, max) : 0;
	}
	if (type != LUA_TTABLE && type != LUA_TNIL)
		lt_read_wrong(rd, item, key, WHAT_PAIRS, EXAMPLE_PAIRS);
	const char **keys = lt_read_must(rd, lt_arena_zalloc(rd->keep, count, sizeof *keys));
	const char **values = lt_read_must(rd, lt_arena_zalloc(rd->keep, count, sizeof *values));
	for (uint32_t i = 0; i < count; i++) {
		keys[i] = pairs[i].key;
		values[i] = pairs[i].value;
	}
	lua_settop(L, table - 1);
	return (struct lt_pairs){.keys = keys, .values = values, .count = count};
}

/* A key, or a value of @p of, as the author of this file would write it. */
static const char *spelled(struct lt_reader *rd, const char *of, const char *english)
{
	const char *other = NULL;
	if (rd->report->vietnamese)
		other = lt_term_vietnamese(of ? LT_TERM_VALUE : LT_TERM_KEY, of, english);
	return other ? other : english;
}

static const char *join(struct lt_reader *rd, const char *of, const char *const *names)
{
	char *text = lt_read_must(rd, lt_arena_str(rd->report->scratch, ""));
	for (size_t i = 0; names[i]; i++)
		text = lt_read_must(rd, lt_arena_printf(rd->report->scratch, "%s%s%s", text,
							i ? ", " : "", spelled(rd, of, names[i])));
	return text;
}

static const char *near_of(struct lt_reader *rd, const char *name, const char *of,
			   const char *const *known)
{
	struct lt_near near;
	char text[LT_NEAR_TEXT_BYTES];
	lt_near_init(&near, name);
	for (size_t i = 0; known[i]; i++)
		lt_near_offer(&near, spelled(rd, of, known[i]));
	return lt_read_must(rd, lt_arena_str(rd->report->scratch, lt_near_text(&near, text)));
}

static bool is_one_of(const char *name, const char *const *known)
{
	for (size_t i = 0; known[i]; i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return false;
}

void lt_read_known_keys(struct lt_reader *rd, const struct lt_item *item, bool list,
			const char *const *known)
{
	lua_State *L = rd->L;
	luaL_checkstack(L, 20, NULL);
	lua_pushnil(L);
	while (lua_next(L, item->body)) {
		lua_pop(L, 1);
		lt_sandbox_charge(L, 4);
		if (lua_type(L, -1) == LUA_TNUMBER) {
			if (!list)
				LT_REPORT(rd->report, WRONG_WORD, item->spot, item->who,
					  lt_report_number(rd->report, lua_tointeger(L, -1)),
					  "{ ... }", "ten = ...");
			continue;
		}
		lua_pushvalue(L, -1);
		const char *name = take_text(rd);
		if (!name || !is_one_of(name, known))
			LT_REPORT_NEAR(rd->report, UNKNOWN_KEY, item->spot,
				       near_of(rd, name ? name : "", NULL, known), item->who,
				       name ? name : "?", join(rd, NULL, known));
	}
}

int lt_read_choice(struct lt_reader *rd, const struct lt_item *item, const char *key,
		   const char *const *choices)
{
	if (lt_read_push(rd, item, key) == LUA_TNIL) {
		lua_pop(rd->L, 1);
		return -1;
	}
	const char *text = take_text(rd);
	for (int i = 0; text && choices[i]; i++)
		if (strcmp(text, choices[i]) == 0)
			return i;
	LT_REPORT_NEAR(rd->report, WRONG_VALUE, item->spot,
		       near_of(rd, text ? text : "", key, choices), item->who, key,
		       text ? text : "?", join(rd, key, choices));
	return -1;
}
