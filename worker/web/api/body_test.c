/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies from outside: the hostile ones of JSONTestSuite, and every way of being wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/ids.h"
#include "worker/web/api/body.h"

enum { LINE_BYTES = 64 << 10, BODY_BYTES_MAX = LINE_BYTES / 2 };

static int read_body(struct lt_slice text, struct lt_arena *arena, struct lt_body *ret)
{
	int r = lt_body_read(text, arena, ret);
	assert_true(r == 0 || r == LT_E_FORMAT || r == LT_E_LIMIT);
	assert_true((r == 0) == (ret->root != NULL));
	assert_true((r == 0) == (ret->flaw.vietnamese == NULL));
	return r;
}

/* Only what our bodies never are: a bare value, a NUL in a string, a member twice. */
static bool may_be_refused(const char *name, struct lt_slice text)
{
	static const char *const names[] = {"y_object_duplicated_key",
					    "y_object_duplicated_key_and_value",
					    "y_object_escaped_null_in_key", "y_string_null_escape"};
	size_t at = 0;
	while (at < text.size && strchr(" \t\r\n", text.data[at]))
		at++;
	if (at == text.size || (text.data[at] != '[' && text.data[at] != '{'))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void test_read__json_test_suite__accepts_and_refuses_as_named(void **state)
{
	static char line[LINE_BYTES];
	static uint8_t bytes[BODY_BYTES_MAX];
	char path[4096], name[200], hex[LINE_BYTES];
	size_t accepted = 0, refused = 0;
	(void)state;
	(void)snprintf(path, sizeof path, "%s/worker/web/api/testdata/json-parsing.txt",
		       getenv("LT_SOURCE_ROOT"));
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		LT_AUTO(arena) struct lt_arena arena = {0};
		LT_AUTO(body) struct lt_body body = {0};
		if (line[0] == '#' || sscanf(line, "%199s %65535s", name, hex) != 2)
			continue;
		size_t size = strcmp(hex, "-") == 0 ? 0 : strlen(hex) / 2;
		assert_true(size == 0 || lt_unhex(hex, bytes, size));
		lt_arena_init(&arena, 1 << 20);
		int r = read_body(lt_slice(bytes, size), &arena, &body);
		if (name[0] == 'n' && r == 0)
			fail_msg("%s was accepted", name);
		if (name[0] == 'y' && r < 0 && !may_be_refused(name, lt_slice(bytes, size)))
			fail_msg("%s was refused: %s", name, body.flaw.english);
		accepted += r == 0;
		refused += r < 0;
	}
	(void)fclose(file);
	assert_true(accepted > 80 && refused > 180 && accepted + refused == 316);
}

static void test_read__nested_or_doubled_or_broken__is_refused(void **state)
{
	static char deep[LT_BODY_DEPTH_MAX + 2];
	struct lt_slice bad[] = {
		lt_slice_str("{\"a\":1,\"a\":2}"),
		lt_slice_str("{\"a\":\"\xff\"}"),
		lt_slice_str("{\"a\":\"\\u0000\"}"),
		lt_slice_str("{} {}"),
		lt_slice_str(""),
		lt_slice_str("{\"a\":1e999}"),
		lt_slice("{\"a\":\"b\0\"}", 10),
		lt_slice_str(deep),
	};
	(void)state;
	memset(deep, '[', LT_BODY_DEPTH_MAX + 1);
	bad[7] = lt_slice_str(deep);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		LT_AUTO(arena) struct lt_arena arena = {0};
		LT_AUTO(body) struct lt_body body = {0};
		lt_arena_init(&arena, 1 << 20);
		assert_true(read_body(bad[i], &arena, &body) < 0);
	}
	LT_AUTO(arena) struct lt_arena arena = {0};
	LT_AUTO(body) struct lt_body body = {0};
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(
		read_body(lt_slice_str("{\"a\":\"[[[[[[[[[[[[[[[[[[[[ \\\" [\"}"), &arena, &body),
		0);
}

/* -- members -- */

static const char *flaw_of(const char *text, void (*read)(struct lt_part part))
{
	static char pointer[100];
	LT_AUTO(arena) struct lt_arena arena = {0};
	LT_AUTO(body) struct lt_body body = {0};
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(read_body(lt_slice_str(text), &arena, &body), 0);
	read(lt_body_root(&body));
	(void)snprintf(pointer, sizeof pointer, "%s",
		       body.flaw.vietnamese ? body.flaw.pointer : "none");
	return pointer;
}

static void read_all(struct lt_part part)
{
	static const char *const names[] = {"text", "number", "yes", "at", "word", "list", NULL};
	static const char *const words[] = {"one", "two", NULL};
	if (!lt_part_only(part, names))
		return;
	(void)lt_part_need(part, "text");
	(void)lt_part_number(part, "number", 1, 0, 9);
	(void)lt_part_yes(part, "yes");
	(void)lt_part_time(part, "at");
	(void)lt_part_word(part, "word", words);
	struct lt_part list = lt_part_array(part, "list");
	for (size_t i = 0; i < lt_part_count(list); i++)
		(void)lt_part_need(lt_part_item(list, i), "id");
}

static void test_part__every_kind__is_read_or_refused_by_its_place(void **state)
{
	(void)state;
	assert_string_equal(flaw_of("{\"text\":\"a\",\"number\":9,\"yes\":true,\"word\":\"two\","
				    "\"at\":\"2025-07-01T08:00\",\"list\":[{\"id\":\"x\"}]}",
				    read_all),
			    "none");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"number\":null}", read_all), "none");
	assert_string_equal(flaw_of("[]", read_all), "");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"more\":1}", read_all), "");
	assert_string_equal(flaw_of("{}", read_all), "/text");
	assert_string_equal(flaw_of("{\"text\":5}", read_all), "/text");
	assert_string_equal(flaw_of("{\"text\":\"a\\u0007\"}", read_all), "/text");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"number\":10}", read_all), "/number");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"number\":1.0}", read_all), "/number");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"yes\":1}", read_all), "/yes");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"at\":\"x\"}", read_all), "/at");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"word\":\"three\"}", read_all), "/word");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"list\":{}}", read_all), "/list");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"list\":[{\"id\":\"x\"},{}]}", read_all),
			    "/list/1/id");
	assert_string_equal(flaw_of("{\"text\":\"a\",\"list\":[3]}", read_all), "/list/0/id");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read__json_test_suite__accepts_and_refuses_as_named),
		cmocka_unit_test(test_read__nested_or_doubled_or_broken__is_refused),
		cmocka_unit_test(test_part__every_kind__is_read_or_refused_by_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
