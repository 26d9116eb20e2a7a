/* SPDX-License-Identifier: EUPL-1.2 */
/* A bundle comes into force whole or not at all, whether its files are checked in a child or here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/publish_fixture.h"
#include "procedures/core/verdict.h"
#include "proto/base/limits.h"

#define OLD "tests/scenario/scripts/version_old.lua"
#define NEW "tests/scenario/scripts/version_new.lua"
#define BASE "procedures/national/noi_vu/tro_cap_mot_lan.lua"
#define OVER "procedures/nghe_an/noi_vu/tro_cap_mot_lan.lua"

static void whole_or_nothing(bool apart)
{
	struct lt_publish_fixture f;
	lt_publish_setup(&f, apart);
	/* nothing to check against yet: the bundle brings it along */
	lt_publish_add_calendar(&f, "procedures/calendars/vn.lua");
	lt_publish_add_directory(&f, "procedures/directory/two_levels.lua",
				 lt_publish_text(&f, "procedures/directory/two_levels.lua"));
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	lt_publish_add_procedure(&f, "bad.lua", "return procedure { code = \"9.1\" }");
	Lt__CommandReply reply = lt_publish_send(&f, NULL);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_non_null(strstr(reply.text, "bad.lua:1"));
	assert_null(strstr(reply.text, OLD ":"));
	assert_int_equal(lt_publish_count(&f), 0);
	assert_int_equal(lt_engine_state(f.engine)->meta.registry_n, 0);

	lt_publish_add_calendar(&f, "procedures/calendars/vn.lua");
	lt_publish_add_directory(&f, "procedures/directory/two_levels.lua",
				 lt_publish_text(&f, "procedures/directory/two_levels.lua"));
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	lt_publish_add_procedure(&f, NEW, lt_publish_text(&f, NEW));
	lt_publish_add_procedure(&f, BASE, lt_publish_text(&f, BASE));
	lt_publish_add_procedure(&f, OVER, lt_publish_text(&f, OVER));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	assert_int_equal(lt_publish_count(&f), 4);
	assert_int_equal(lt_engine_state(f.engine)->meta.registry_n, 6);
	lt_publish_teardown(&f);
}

static void test_publish__a_bundle_checked_here__whole_or_nothing(void **state)
{
	(void)state;
	whole_or_nothing(false);
}

static void test_publish__a_bundle_checked_apart__whole_or_nothing(void **state)
{
	(void)state;
	whole_or_nothing(true);
}

/* The text of a procedure, and so much of a comment behind it. */
static const char *padded(struct lt_publish_fixture *f, const char *path, size_t bytes)
{
	const char *text = lt_publish_text(f, path);
	size_t size = strlen(text);
	char *long_text = lt_arena_alloc(&f->arena, size + bytes + 1);
	assert_non_null(long_text);
	memcpy(long_text, text, size);
	memset(long_text + size, '-', bytes); /* two begin a comment */
	for (size_t i = 63; i < bytes; i += 64)
		long_text[size + i] = '\n';
	long_text[size + bytes] = 0;
	return long_text;
}

/* What no page of the feed can carry would keep every node from what came after it. */
static void test_publish__more_than_a_page_carries__refused(void **state)
{
	enum { HALF = (LT_MESSAGE_BYTES_MAX - (48 << 10)) / 2, LESS = HALF - (32 << 10) };
	struct lt_publish_fixture f;
	(void)state;
	lt_publish_setup(&f, false);
	lt_publish_add_calendar(&f, "procedures/calendars/vn.lua");
	lt_publish_add_directory(&f, "procedures/directory/two_levels.lua",
				 lt_publish_text(&f, "procedures/directory/two_levels.lua"));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_add_procedure(&f, OLD, padded(&f, OLD, HALF));
	lt_publish_add_procedure(&f, BASE, padded(&f, BASE, HALF));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, LT_REFUSAL_LIMIT);
	assert_int_equal(lt_publish_count(&f), 0);
	lt_publish_add_procedure(&f, OLD, padded(&f, OLD, LESS));
	lt_publish_add_procedure(&f, BASE, padded(&f, BASE, LESS));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	assert_int_equal(lt_publish_count(&f), 2);
	lt_publish_teardown(&f);
}

static void test_publish__an_override_without_its_base__refused_until_it_is_there(void **state)
{
	struct lt_publish_fixture f;
	(void)state;
	lt_publish_setup(&f, true);
	lt_publish_add_directory(&f, "procedures/directory/two_levels.lua",
				 lt_publish_text(&f, "procedures/directory/two_levels.lua"));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_add_procedure(&f, OVER, lt_publish_text(&f, OVER));
	Lt__CommandReply reply = lt_publish_send(&f, NULL);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_non_null(strstr(reply.text, "2.001157"));
	lt_publish_add_procedure(&f, BASE, lt_publish_text(&f, BASE));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_add_procedure(&f, OVER, lt_publish_text(&f, OVER));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	assert_int_equal(lt_publish_count(&f), 2);
	lt_publish_teardown(&f);
}

static void test_publish__hostile_files_apart__refused_and_the_engine_goes_on(void **state)
{
	static const char *const hostile[] = {
		"while true do end",
		"local t = {} for i = 1, 1e9 do t[i] = i end return t",
		"return (function(f) return f(f) end)(function(f) return f(f) end)",
		"return procedure { steps = setmetatable({}, {}) }",
	};
	struct lt_publish_fixture f;
	(void)state;
	lt_publish_setup(&f, true);
	lt_publish_add_directory(&f, "procedures/directory/two_levels.lua",
				 lt_publish_text(&f, "procedures/directory/two_levels.lua"));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		lt_publish_add_procedure(&f, "hostile.lua", hostile[i]);
		lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
		Lt__CommandReply reply = lt_publish_send(&f, NULL);
		assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
		assert_non_null(strstr(reply.text, "hostile.lua"));
	}
	assert_int_equal(lt_publish_count(&f), 0);
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_teardown(&f);
}

#define CALLER(with)                                                                               \
	"return procedure { code = \"9.2\", version = \"1\", field = \"F\", name = \"N\",\n"       \
	"legal_basis = { \"L\" }, fee = vnd(0), start = \"a\", time_limit = untimed,\n"            \
	"documents = { doc { id = \"don\", name = \"D\" } }, steps = {\n"                          \
	"call \"a\" { procedure = \"2.001157\", " with "\n"                                        \
	"on = { granted = \"f\", refused = \"r\" } },\n"                                           \
	"finish \"f\" { outcome = \"granted\" },\n"                                                \
	"finish \"r\" { outcome = \"refused\", form = \"03\" } } }\n"

static void test_publish__a_call_of_what_is_published__held_against_it(void **state)
{
	struct lt_publish_fixture f;
	(void)state;
	lt_publish_setup(&f, true);
	lt_publish_add_directory(&f, "procedures/directory/two_levels.lua",
				 lt_publish_text(&f, "procedures/directory/two_levels.lua"));
	lt_publish_add_procedure(&f, BASE, lt_publish_text(&f, BASE));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_add_procedure(&f, "caller.lua", CALLER("sends = { nothing = \"don\" },"));
	Lt__CommandReply reply = lt_publish_send(&f, NULL);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	if (!strstr(reply.text, "caller.lua:4: E39: "))
		fail_msg("%s", reply.text);
	assert_non_null(strstr(reply.text, "nothing"));
	lt_publish_add_procedure(&f, "caller.lua", CALLER(""));
	reply = lt_publish_send(&f, NULL);
	if (reply.refusal)
		fail_msg("%s", reply.text);
	lt_publish_teardown(&f);
}

static void test_publish__an_empty_bundle__malformed(void **state)
{
	struct lt_publish_fixture f;
	(void)state;
	lt_publish_setup(&f, false);
	assert_int_equal(lt_publish_send(&f, NULL).refusal, LT_REFUSAL_MALFORMED);
	(void)lt_publish_add(&f); /* an item of no kind */
	assert_int_equal(lt_publish_send(&f, NULL).refusal, LT_REFUSAL_MALFORMED);
	lt_publish_teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_publish__more_than_a_page_carries__refused),
		cmocka_unit_test(test_publish__a_bundle_checked_here__whole_or_nothing),
		cmocka_unit_test(test_publish__a_bundle_checked_apart__whole_or_nothing),
		cmocka_unit_test(
			test_publish__an_override_without_its_base__refused_until_it_is_there),
		cmocka_unit_test(test_publish__hostile_files_apart__refused_and_the_engine_goes_on),
		cmocka_unit_test(test_publish__a_call_of_what_is_published__held_against_it),
		cmocka_unit_test(test_publish__an_empty_bundle__malformed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
