/* SPDX-License-Identifier: EUPL-1.2 */
/* testdata/hostile.txt, and the list of everything a script can reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include <lauxlib.h>

#include "procedures/host/host_fixture.h"
#include "procedures/host/sandbox.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

/* Under a sanitizer each run may take ten times as long: what frees and allocates is watched. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOWER 10
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLOWER 10
#endif
#endif
#ifndef SLOWER
#define SLOWER 1
#endif

/* Twice the budget is the most a run may take, whatever it does. */
enum {
	LOAD_MS_MAX = SLOWER * 2 * LT_SCRIPT_LOAD_CPU_US / 1000,
	CALL_MS_MAX = SLOWER * 2 * LT_SCRIPT_CALL_CPU_US / 1000,
	NAMES_MAX = 256,
	GOLDEN_BYTES_MAX = 1 << 16
};

static long cpu_ms(void)
{
	return (long)(clock() * 1000 / CLOCKS_PER_SEC);
}

static int complain(const char *name, const char *what, const struct lt_err *err)
{
	(void)fprintf(stderr, "-- %s: %s: %d %s\n", name, what, err->code, err->text);
	return 1;
}

/* An error for people: short, printable, with its file, without addresses or Lua's own words. */
static int check_text(const char *name, const struct lt_err *err)
{
	if (!lt_text_valid(lt_slice_str(err->text), LT_ERR_TEXT_BYTES) ||
	    !strstr(err->text, "test.lua") || strstr(err->text, "0x") ||
	    strstr(err->text, "attempt to") || strstr(err->text, "stack traceback"))
		return complain(name, "unclean text", err);
	return 0;
}

static int run_load(const char *name, const char *body)
{
	struct fixture f;
	char *source = NULL;
	assert_true(asprintf(&source, "local function run()\n%s\nend\nrun()\nreturn {}\n", body) >
		    0);
	long began = cpu_ms();
	fixture_load(&f, source, NULL, NULL);
	long took = cpu_ms() - began;
	int wrong = 0;
	if (f.result != LT_E_SCRIPT || f.findings.count != 1 ||
	    strcmp(f.findings.items[0].rule, "E00") != 0 || took > LOAD_MS_MAX ||
	    strstr(f.findings.items[0].message, "tệp không trả về"))
		wrong = complain(name, "load", &f.err);
	else
		wrong = check_text(name, &f.err);
	fixture_unload(&f);
	free(source);
	return wrong;
}

static int run_call(const char *name, const char *body)
{
	char *header = NULL;
	struct fixture f;
	assert_true(asprintf(&header,
			     "fields = { purpose = text { label = \"x\" } },\n"
			     "documents = { doc { id = \"to_khai\", name = \"x\" } },\n"
			     "fee = function(d)\nif d.unit ~= \"H99\" then return 0 end\n%s\n"
			     "return 0 end,",
			     body) > 0);
	char *source = fixture_procedure(header, "human \"a\" { unit = \"tax\", limit = untimed, "
						 "on = { ok = \"end\" } },");
	fixture_load(&f, source, NULL, NULL);
	int wrong = 0;
	if (!f.definition) {
		wrong = complain(name, "does not load", &f.err);
	} else {
		Lt__Dossier d;
		struct lt_answer answer = {0};
		lt__dossier__init(&d);
		d.unit = "H99";
		for (int again = 0; again < 2; again++) { /* the state survives */
			long began = cpu_ms();
			int r = f.definition->ask(f.definition, f.definition->fee, &d, &f.arena,
						  &answer, &f.err);
			if (r != LT_E_SCRIPT || cpu_ms() - began > CALL_MS_MAX)
				wrong |= complain(name, "call", &f.err);
			else
				wrong |= check_text(name, &f.err);
		}
		d.unit = "H14";
		if (f.definition->ask(f.definition, f.definition->fee, &d, &f.arena, &answer,
				      &f.err) != 0)
			wrong |= complain(name, "broken for good", &f.err);
	}
	fixture_unload(&f);
	free(source);
	free(header);
	return wrong;
}

static void test_sandbox__hostile_scripts__end_in_time_with_a_clean_error(void **state)
{
	struct lt_slice file = fixture_read("procedures/host/testdata/hostile.txt");
	char *text = (char *)(uintptr_t)file.data, *next = strstr(text, "\n-- @");
	int wrong = 0, count = 0;
	(void)state;
	while (next) {
		char *entry = next + 5;
		next = strstr(entry, "\n-- @");
		if (next)
			*next = 0;
		char *body = strchr(entry, '\n');
		*body++ = 0;
		count++;
		if (strncmp(entry, "both ", 5) == 0)
			wrong += run_load(entry, body);
		wrong += run_call(entry, body);
	}
	free(text);
	assert_true(count >= 60);
	assert_int_equal(wrong, 0);
}

/* -- sources that are no Lua at all -- */

static void test_load__sources_that_are_no_text__are_findings(void **state)
{
	static const struct {
		const char *text;
		size_t size;
	} sources[] = {
		{"", 0},
		{"\0", 1},
		{"\033Lua\x54\0\x19\x93\r\n\x1a\n", 12},
		{"\xef\xbb\xbf", 3},
		{"\xff\xfe\0\0", 4},
		{"return", 6},
		{"return 1", 8},
		{"return nil", 10},
		{"#!/usr/bin/lua\nreturn 1", 23},
		{"return {} return", 16},
		{"--[[", 4},
		{"\"", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		LT_AUTO(arena) struct lt_arena arena;
		struct lt_findings findings;
		struct lt_definition *d = NULL;
		struct lt_err err = {0};
		lt_arena_init(&arena, 1 << 20);
		int r = lt_host_load(lt_slice(sources[i].text, sources[i].size), "test.lua",
				     (struct lt_slice){0}, NULL, &arena, &findings, &d, &err);
		assert_int_equal(r, LT_E_SCRIPT);
		assert_null(d);
		assert_int_equal(findings.errors, 1);
		assert_string_equal(findings.items[0].rule, "E00");
	}
}

static void test_load__deep_nesting__is_a_finding(void **state)
{
	static const char open[] = "({[", close[] = ")}]";
	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		char source[20100] = "return ";
		memset(source + 7, open[kind], 10000);
		memset(source + 10007, close[kind], 10000);
		struct fixture f;
		fixture_load(&f, source, NULL, NULL);
		assert_int_equal(f.result, LT_E_SCRIPT);
		assert_int_equal(f.findings.errors, 1);
		fixture_unload(&f);
	}
}

static void test_load__too_big__is_a_limit(void **state)
{
	(void)state;
	char *source = malloc((1 << 20) + 1);
	memset(source, ' ', 1 << 20);
	source[1 << 20] = 0;
	struct fixture f;
	fixture_load(&f, source, NULL, NULL);
	assert_int_equal(f.result, LT_E_LIMIT);
	assert_int_equal(f.findings.errors, 1);
	fixture_unload(&f);
	free(source);
}

/* -- files that are small and mean much -- */

#define HEAD                                                                                       \
	"return procedure { code = \"1\", version = \"1\", name = \"x\", field = \"x\",\n"         \
	"time_limit = untimed, start = \"s1\", steps = "

static const char *const bombs[] = {
	"local t = {} for i = 1, 100 do t[i] = t end\n" HEAD "t }",
	"local t = {} for i = 1, 12 do t = { t, t, t, t, t, t } end\n" HEAD "t }",
	"local on, steps = {}, {} for i = 1, 1024 do on[\"o\" .. i] = \"s\" .. i end\n"
	"for i = 1, 2048 do steps[i] = human(\"s\" .. i) { unit = \"x\", on = on } end\n" HEAD
	"steps }",
	"local on, steps = {}, {} for i = 1, 1024 do on[\"o\" .. i] = \"nowhere\" .. i end\n"
	"for i = 1, 60 do steps[i] = human(\"s\" .. i) { unit = \"x\", on = on } end\n" HEAD
	"steps }",
	"local body, steps = {}, {} for i = 1, 100000 do body[\"k\" .. i] = i end\n"
	"for i = 1, 2000 do steps[i] = human(\"s\" .. i)(body) end\n" HEAD "steps }",
	"local body, steps = {}, {} for i = 1, 100000 do body[i] = i end\n"
	"for i = 1, 2000 do steps[i] = human(\"s\" .. i)(body) end\n" HEAD "steps }",
	"local s, names, steps = \"0123456789abcdef\", {}, {} for i = 1, 9 do s = s .. s end\n"
	"for i = 1, 1000 do names[i] = s end\n"
	"for i = 1, 2000 do steps[i] = human(\"s\" .. i) { sends = names } end\n" HEAD "steps }",
	"local steps = {} for i = 1, 2000 do steps[i] = choose(\"s\" .. i) {\n"
	"by = function() while true do end end, cases = {}, otherwise = \"s1\" } end\n" HEAD
	"steps }",
	"local steps = {} for i = 1, 2000 do steps[i] = choose(\"s\" .. i) {\n"
	"by = function() return \"x\" end, cases = {},\n"
	"otherwise = \"s\" .. (i % 2000 + 1) } end\n" HEAD "steps }",
	"local b = {} local p = parallel \"s1\" (b) b[1] = branch \"a\" { p }\n"
	"b[2] = branch \"b\" { b }\n" HEAD "{ p } }",
	"local fs = {} for i = 1, 5000 do fs[i] = function() return fs, i end end\n"
	"local steps = {} for i = 1, 2000 do\n"
	"steps[i] = choose(\"s\" .. i) { by = fs[i], cases = {},\n"
	"otherwise = \"s1\" } end\n" HEAD "steps }",
	"return setmetatable",
	"return human",
	"return d",
	"return procedure(procedure {})",
	"return procedure { steps = { human } }",
	"return procedure { steps = { human \"x\" } }",
	"return procedure { steps = procedure {} }",
	"return procedure { fields = procedure {} }",
	"return procedure { [{}] = 1, [1.5] = 2, [true] = 3 }",
	"return procedure { code = {}, version = 1, name = true, steps = 5, fee = \"x\" }",
	"return { word = \"procedure\", body = 5, line = \"x\", name = {} }",
	"return { word = \"procedure\", body = { steps = { { word = \"human\" } } } }",
};

static void test_load__small_files_that_mean_much__end_in_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		struct fixture f;
		long began = cpu_ms();
		fixture_load(&f, bombs[i], NULL, NULL);
		long took = cpu_ms() - began;
		if (f.result != LT_E_SCRIPT || f.findings.errors == 0 || took > LOAD_MS_MAX) {
			fixture_show(&f);
			fail_msg("bomb %zu: %d after %ld ms", i, f.result, took);
		}
		fixture_unload(&f);
	}
}

/* -- what can be reached -- */

struct names {
	char *items[NAMES_MAX];
	size_t count;
};

static void add_name(struct names *n, const char *prefix, const char *name, const char *type)
{
	assert_true(n->count < NAMES_MAX);
	assert_true(asprintf(&n->items[n->count++], "%s%s %s\n", prefix, name, type) > 0);
}

/* Entries of the table on top, and of those its metatable sends readers to. */
static void walk(lua_State *L, const char *prefix, struct names *n, int depth)
{
	assert_true(depth < 6);
	luaL_checkstack(L, 20, NULL);
	int table = lua_gettop(L);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		assert_int_equal(lua_type(L, -2), LUA_TSTRING);
		const char *name = lua_tostring(L, -2);
		add_name(n, prefix, name, luaL_typename(L, -1));
		if (lua_istable(L, -1)) {
			char inner[256];
			(void)snprintf(inner, sizeof inner, "%s%s.", prefix, name);
			walk(L, inner, n, depth + 1);
		}
		lua_pop(L, 1);
	}
	if (lua_getmetatable(L, table)) {
		if (lua_getfield(L, -1, "__index") == LUA_TTABLE)
			walk(L, prefix, n, depth + 1);
		lua_pop(L, 2);
	}
}

static int walk_globals(lua_State *L)
{
	struct names *n = lua_touserdata(L, 1);
	lua_pushglobaltable(L);
	walk(L, "", n, 0);
	lua_pushliteral(L, "");
	assert_true(lua_getmetatable(L, -1));
	lua_getfield(L, -1, "__index");
	walk(L, "\"\":", n, 0);
	return 0;
}

static int seal_and_walk(lua_State *L)
{
	lt_sandbox_seal(L);
	return walk_globals(L);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_names(lua_CFunction function, const char *golden)
{
	struct names n = {.count = 0};
	struct lt_sandbox *box = NULL;
	char *text = calloc(1, GOLDEN_BYTES_MAX);
	size_t size = 0;
	assert_int_equal(lt_sandbox_new(&box), 0);
	assert_int_equal(lt_sandbox_run(box, &lt_budget_load, function, &n), 0);
	lt_sandbox_free(box);
	qsort(n.items, n.count, sizeof *n.items, compare);
	for (size_t i = 0; i < n.count; i++) {
		size += (size_t)snprintf(text + size, GOLDEN_BYTES_MAX - size, "%s", n.items[i]);
		free(n.items[i]);
	}
	struct lt_slice wanted = fixture_read(golden);
	if (strcmp(text, (const char *)wanted.data) != 0)
		fail_msg("what scripts reach differs from %s:\n%s", golden, text);
	free((void *)(uintptr_t)wanted.data);
	free(text);
}

static void test_globals__while_loading__are_the_golden_list(void **state)
{
	(void)state;
	check_names(walk_globals, "procedures/host/testdata/globals_loading.txt");
}

static void test_globals__while_running__are_the_golden_list(void **state)
{
	(void)state;
	check_names(seal_and_walk, "procedures/host/testdata/globals_running.txt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sandbox__hostile_scripts__end_in_time_with_a_clean_error),
		cmocka_unit_test(test_load__sources_that_are_no_text__are_findings),
		cmocka_unit_test(test_load__deep_nesting__is_a_finding),
		cmocka_unit_test(test_load__too_big__is_a_limit),
		cmocka_unit_test(test_load__small_files_that_mean_much__end_in_time),
		cmocka_unit_test(test_globals__while_loading__are_the_golden_list),
		cmocka_unit_test(test_globals__while_running__are_the_golden_list),
	};
	return cmocka_run_group_tests_name("host.sandbox", tests, NULL, NULL);
}
