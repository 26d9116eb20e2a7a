/* SPDX-License-Identifier: EUPL-1.2 */
/* Files judged in a child: alone, together, and such as end it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "procedures/host/judge_wire.h"

struct bench {
	struct lt_arena arena;
	struct lt_judge_file files[4];
	struct lt_judge_case what;
	struct lt_judged *judged;
	struct lt_err err;
};

static void set_up(struct bench *b)
{
	*b = (struct bench){0};
	lt_arena_init(&b->arena, 64 << 20);
	b->what.files = b->files;
}

static void add(struct bench *b, enum lt_judge_kind kind, const char *path, const char *text)
{
	b->files[b->what.count++] =
		(struct lt_judge_file){.kind = kind, .path = path, .text = lt_slice_str(text)};
}

static int judge(struct bench *b)
{
	return lt_judge(&b->what, &b->arena, &b->judged, &b->err);
}

#define HUMAN                                                                                      \
	"human \"a\" { unit = \"one_stop\", limit = working_days(1), "                             \
	"on = { ok = \"f\", no = \"r\" } },"

/* A whole procedure; its steps stand on line 3. */
static const char *whole(struct bench *b, const char *code, const char *version, const char *steps)
{
	return lt_arena_printf(
		&b->arena,
		"return procedure { code = \"%s\", version = \"%s\", name = \"M\", field = \"M\",\n"
		"legal_basis = { \"L\" }, time_limit = untimed, "
		"fee = vnd(0), start = \"a\", steps = {\n%s\n"
		"finish \"f\" { outcome = \"granted\" },\n"
		"finish \"r\" { outcome = \"refused\", form = \"03\" } } }\n",
		code, version, steps);
}

/* One that calls another. */
static const char *caller(struct bench *b, const char *code, const char *other)
{
	return whole(b, code, "1",
		     lt_arena_printf(&b->arena,
				     "call \"a\" { procedure = \"%s\", limit = working_days(1), "
				     "on = { granted = \"f\", refused = \"r\" } },",
				     other));
}

/* Fails unless the file has exactly this one finding, there. */
static void has_one(const struct lt_judged *j, const char *name, int line, int column)
{
	if (j->findings.count != 1)
		fail_msg("%zu findings, %s", j->findings.count, j->why);
	const struct lt_finding *f = &j->findings.items[0];
	assert_string_equal(f->name, name);
	assert_int_equal(f->line, line);
	assert_int_equal(f->column, column);
	assert_int_equal(j->result, LT_E_SCRIPT);
}

static void test_judge__good_files__nothing_to_say(void **state)
{
	struct bench b;
	struct lt_slice calendar = fixture_read("procedures/calendars/vn.lua");
	struct lt_slice directory = fixture_read("procedures/directory/two_levels.lua");
	struct lt_judge_file against = {
		.kind = LT_JUDGE_DIRECTORY, .path = "d.lua", .text = directory};
	(void)state;
	set_up(&b);
	add(&b, LT_JUDGE_CALENDAR, "c.lua", (const char *)calendar.data);
	add(&b, LT_JUDGE_DIRECTORY, "d.lua", (const char *)directory.data);
	add(&b, LT_JUDGE_PROCEDURE, "p.lua", whole(&b, "1.1", "1", HUMAN));
	b.what.directory_file = &against;
	assert_int_equal(judge(&b), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(b.judged[i].result, 0);
		assert_int_equal(b.judged[i].findings.count, 0);
	}
	assert_string_equal(b.judged[2].code, "1.1");
	assert_string_equal(b.judged[2].version, "1");
	free((void *)(uintptr_t)calendar.data);
	free((void *)(uintptr_t)directory.data);
	lt_arena_done(&b.arena);
}

static void test_judge__findings__as_in_the_same_process(void **state)
{
	struct bench b;
	struct fixture f;
	struct lt_slice bad = fixture_read("procedures/host/testdata/bad/syntax_comma.lua");
	struct lt_slice worse = fixture_read("procedures/host/testdata/bad/header.lua");
	const char *texts[] = {(const char *)bad.data, (const char *)worse.data};
	(void)state;
	set_up(&b);
	b.what.directory = fixture_directory();
	add(&b, LT_JUDGE_PROCEDURE, "test.lua", texts[0]);
	add(&b, LT_JUDGE_PROCEDURE, "test.lua", texts[1]);
	assert_int_equal(judge(&b), 0);
	for (int i = 0; i < 2; i++) {
		fixture_load(&f, texts[i], NULL, fixture_directory());
		assert_int_equal(b.judged[i].result, f.result);
		assert_int_equal(b.judged[i].findings.count, f.findings.count);
		assert_int_equal(b.judged[i].findings.errors, f.findings.errors);
		for (size_t k = 0; k < f.findings.count; k++) {
			const struct lt_finding *x = &b.judged[i].findings.items[k];
			const struct lt_finding *y = &f.findings.items[k];
			assert_string_equal(x->rule, y->rule);
			assert_string_equal(x->message, y->message);
			assert_string_equal(x->remedy, y->remedy);
			assert_int_equal(x->line, y->line);
			assert_int_equal(x->column, y->column);
			assert_int_equal(x->warning, y->warning);
		}
		fixture_unload(&f);
	}
	free((void *)(uintptr_t)bad.data);
	free((void *)(uintptr_t)worse.data);
	lt_arena_done(&b.arena);
}

static void test_judge__override__over_the_file_before_it(void **state)
{
	struct bench b;
	(void)state;
	set_up(&b);
	add(&b, LT_JUDGE_PROCEDURE, "p.lua", whole(&b, "1.1", "1", HUMAN));
	add(&b, LT_JUDGE_OVERRIDE, "o.lua",
	    "return override { extends = \"1.1\", version = \"1-X\", remove = { \"r\" } }");
	add(&b, LT_JUDGE_OVERRIDE, "x.lua",
	    "return override { extends = \"1.9\", version = \"1-X\" }");
	assert_int_equal(judge(&b), 0);
	has_one(&b.judged[1], "UNKNOWN_TARGET", 3, 79);
	assert_string_equal(b.judged[1].findings.items[0].file, "p.lua");
	assert_int_equal(b.judged[2].result, LT_E_ABSENT);
	assert_non_null(strstr(b.judged[2].why, "1.9"));
	lt_arena_done(&b.arena);
}

static void test_judge__same_version_other_content__said(void **state)
{
	struct bench b;
	(void)state;
	set_up(&b);
	add(&b, LT_JUDGE_PROCEDURE, "p.lua", whole(&b, "1.1", "1", HUMAN));
	add(&b, LT_JUDGE_PROCEDURE, "same.lua", whole(&b, "1.1", "1", HUMAN));
	add(&b, LT_JUDGE_PROCEDURE, "q.lua",
	    lt_arena_printf(&b.arena, "\n%s", whole(&b, "1.1", "1", HUMAN)));
	assert_int_equal(judge(&b), 0);
	assert_int_equal(b.judged[1].result, 0);
	has_one(&b.judged[2], "VERSION_REUSED", 2, 34);
	assert_non_null(strstr(b.judged[2].findings.items[0].message, "p.lua"));
	lt_arena_done(&b.arena);
}

static void test_judge__calls_in_a_circle__said_once(void **state)
{
	struct bench b;
	(void)state;
	set_up(&b);
	add(&b, LT_JUDGE_PROCEDURE, "1.lua", caller(&b, "1.1", "1.2"));
	add(&b, LT_JUDGE_PROCEDURE, "2.lua", caller(&b, "1.2", "1.3"));
	add(&b, LT_JUDGE_PROCEDURE, "3.lua", caller(&b, "1.3", "1.1"));
	add(&b, LT_JUDGE_PROCEDURE, "4.lua", caller(&b, "1.4", "1.4"));
	assert_int_equal(judge(&b), 0);
	assert_int_equal(b.judged[0].findings.count + b.judged[1].findings.count, 0);
	has_one(&b.judged[2], "CALL_CIRCLE", 3, 12);
	assert_non_null(strstr(b.judged[2].findings.items[0].message, "1.1 → 1.2 → 1.3 → 1.1"));
	has_one(&b.judged[3], "CALL_CIRCLE", 3, 12);
	assert_non_null(strstr(b.judged[3].findings.items[0].message, "1.4 → 1.4"));
	lt_arena_done(&b.arena);
}

#define LOOP "while true do end\n"

static void test_judge__a_loop__ended_inside_and_the_next_goes_on(void **state)
{
	struct bench b;
	(void)state;
	set_up(&b);
	add(&b, LT_JUDGE_PROCEDURE, "loop.lua",
	    lt_arena_printf(&b.arena, LOOP "%s", whole(&b, "1.1", "1", HUMAN)));
	add(&b, LT_JUDGE_PROCEDURE, "good.lua", whole(&b, "1.2", "1", HUMAN));
	assert_int_equal(judge(&b), 0);
	has_one(&b.judged[0], "SCRIPT", 1, 1);
	assert_int_equal(b.judged[1].result, 0);
	lt_arena_done(&b.arena);
}

/* The sandbox of the child would end it in time; a shorter clock does before. */
static void test_judge__a_child_that_hangs__blamed_on_the_file(void **state)
{
	struct bench b;
	(void)state;
	set_up(&b);
	b.what.bounds.silence_ms = 20;
	add(&b, LT_JUDGE_DIRECTORY, "loop.lua", LOOP "return directory { version = \"1\" }");
	assert_int_equal(judge(&b), 0);
	has_one(&b.judged[0], "SCRIPT", 0, 0);
	assert_non_null(strstr(b.judged[0].findings.items[0].message, "quá lâu"));
	lt_arena_done(&b.arena);
}

static void test_judge__memory_eaten__said_and_the_next_goes_on(void **state)
{
	struct bench b;
	(void)state;
	set_up(&b);
	b.what.bounds.memory_bytes = 32 << 20;
	add(&b, LT_JUDGE_DIRECTORY, "eats.lua",
	    "local t = {}\nfor i = 1, 4000000 do t[i] = { i } end\nreturn directory {}");
	add(&b, LT_JUDGE_PROCEDURE, "good.lua", whole(&b, "1.1", "1", HUMAN));
	assert_int_equal(judge(&b), 0);
	assert_true(b.judged[0].result < 0);
	/* the address sanitizer ends a process that gets no memory: then it is a finding */
	const char *said = b.judged[0].findings.count ? b.judged[0].findings.items[0].message
						      : b.judged[0].why;
	assert_non_null(strstr(said, "bộ nhớ"));
	assert_int_equal(b.judged[1].result, 0);
	lt_arena_done(&b.arena);
}

static void test_judge__a_directory_file_that_hangs__an_error(void **state)
{
	struct bench b;
	const char *text = LOOP "return directory { version = \"1\" }";
	struct lt_judge_file directory = {
		.kind = LT_JUDGE_DIRECTORY, .path = "d.lua", .text = lt_slice_str(text)};
	(void)state;
	set_up(&b);
	b.what.bounds.silence_ms = 20;
	b.what.directory_file = &directory;
	add(&b, LT_JUDGE_PROCEDURE, "p.lua", whole(&b, "1.1", "1", HUMAN));
	assert_int_equal(judge(&b), LT_E_SCRIPT);
	assert_non_null(strstr(b.err.text, "d.lua"));
	lt_arena_done(&b.arena);
}

static void test_judge__a_bad_directory_file__its_own_words(void **state)
{
	struct bench b;
	const char *text = "return directory { version = 1 }";
	struct lt_judge_file directory = {
		.kind = LT_JUDGE_DIRECTORY, .path = "d.lua", .text = lt_slice_str(text)};
	(void)state;
	set_up(&b);
	b.what.directory_file = &directory;
	add(&b, LT_JUDGE_PROCEDURE, "p.lua", whole(&b, "1.1", "1", HUMAN));
	assert_int_equal(judge(&b), LT_E_SCRIPT);
	assert_non_null(strstr(b.err.text, "d.lua:1"));
	lt_arena_done(&b.arena);
}

/* Whatever a child says, cut anywhere or changed anywhere: refused, or read within its bounds. */
static void test_judge_unpack__broken_bytes__never_believed(void **state)
{
	struct lt_finding finding = {"E11", "UNKNOWN_TARGET", "p\x1b.lua", 3, 4, true, "sai",
				     "sửa"};
	static const char *const names[] = {"to_khai", "ket_qua"};
	struct lt_judged_field field = {"ho_ten", LT_FIELD_LIST};
	struct lt_judged_call call = {.code = "1.1",
				      .step = "a",
				      .line = 7,
				      .with = &field,
				      .with_count = 1,
				      .papers = {names, 2},
				      .on = {names, 1}};
	struct lt_judged told = {.why = "",
				 .code = "1.1",
				 .findings = {&finding, 1, 0},
				 .calls = &call,
				 .calls_count = 1,
				 .face = {&field, 1, {names, 1}, {names, 2}}},
			 got;
	struct lt_arena arena, packed;
	struct lt_slice bytes;
	uint32_t index = 0;
	(void)state;
	lt_arena_init(&arena, 64 << 20);
	lt_arena_init(&packed, 64 << 20);
	assert_int_equal(lt_judge_pack(5, &told, &packed, &bytes), 0);
	assert_int_equal(lt_judge_unpack(bytes, &arena, &index, &got), 0);
	assert_int_equal(index, 5);
	assert_string_equal(got.findings.items[0].file, "p .lua");
	assert_string_equal(got.calls[0].step, "a");
	assert_int_equal(got.calls[0].with[0].type, LT_FIELD_LIST);
	assert_string_equal(got.calls[0].papers.items[1], "ket_qua");
	assert_int_equal(got.calls[0].on.count, 1);
	assert_string_equal(got.face.fields[0].name, "ho_ten");
	assert_int_equal(got.face.papers.count, 1);
	assert_string_equal(got.face.ends.items[1], "ket_qua");
	assert_null(got.version);
	for (size_t n = 0; n < bytes.size; n++)
		assert_int_equal(lt_judge_unpack(lt_slice(bytes.data, n), &arena, &index, &got),
				 LT_E_FORMAT);
	uint8_t *copy = malloc(bytes.size);
	for (size_t n = 0; n < bytes.size; n++) {
		memcpy(copy, bytes.data, bytes.size);
		copy[n] ^= 0x81;
		int r = lt_judge_unpack(lt_slice(copy, bytes.size), &arena, &index, &got);
		assert_true(r == 0 || r == LT_E_FORMAT);
		lt_arena_reset(&arena);
	}
	free(copy);
	lt_arena_done(&packed);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge__good_files__nothing_to_say),
		cmocka_unit_test(test_judge__findings__as_in_the_same_process),
		cmocka_unit_test(test_judge__override__over_the_file_before_it),
		cmocka_unit_test(test_judge__same_version_other_content__said),
		cmocka_unit_test(test_judge__calls_in_a_circle__said_once),
		cmocka_unit_test(test_judge__a_loop__ended_inside_and_the_next_goes_on),
		cmocka_unit_test(test_judge__a_child_that_hangs__blamed_on_the_file),
		cmocka_unit_test(test_judge__memory_eaten__said_and_the_next_goes_on),
		cmocka_unit_test(test_judge__a_directory_file_that_hangs__an_error),
		cmocka_unit_test(test_judge__a_bad_directory_file__its_own_words),
		cmocka_unit_test(test_judge_unpack__broken_bytes__never_believed),
	};
	return cmocka_run_group_tests_name("host.judge", tests, NULL, fixture_done);
}
