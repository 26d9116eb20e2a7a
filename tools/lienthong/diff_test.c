/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

#define BASE "procedures/national/noi_vu/tro_cap_mot_lan.lua"
#define PROVINCE "procedures/son_la/noi_vu/tro_cap_mot_lan.lua"

static char *diff(const char *before, const char *after, const char *option)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char one[1024], other[1024], *out = NULL;
	const char *root = getenv("LT_SOURCE_ROOT");
	(void)snprintf(one, sizeof one, "%s/%s", root, before);
	(void)snprintf(other, sizeof other, "%s/%s", root, after);
	if (served_run(&s, &lt_tool_diff, SERVED_WORDS(one, other, option), &out, &err) != 0)
		fail_msg("%s", err.text);
	lt_test_remove(s.folder);
	return out;
}

static void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

static void test_diff__a_province_and_its_base__in_words(void **state)
{
	char *out = diff(BASE, PROVINCE, NULL);
	(void)state;
	assert_says(out, "→ 2025.1-SL\n");
	assert_says(out, "~ bước \"appraise\"\n    tên bước: Thẩm định hồ sơ → Kiểm tra ban đầu\n"
			 "    thời hạn: 20 giờ làm việc → 2 giờ làm việc\n");
	assert_says(out, "    kết quả agreed: sign → council\n");
	assert_says(out, "- bỏ bước \"sign\": Lãnh đạo UBND cấp xã ký văn bản đề nghị\n");
	assert_says(out, "+ thêm bước \"council\": Hội đồng xã họp xét\n");
	free(out);
}

static void test_diff__the_other_way__turns_it_round(void **state)
{
	char *out = diff(PROVINCE, BASE, NULL);
	(void)state;
	assert_says(out, "2025.1-SL → ");
	assert_says(out, "+ thêm bước \"sign\"");
	assert_says(out, "- bỏ bước \"council\"");
	free(out);
}

static void test_diff__a_file_and_itself__nothing(void **state)
{
	char *out = diff(BASE, BASE, NULL);
	(void)state;
	assert_string_equal(out, "Hai bản như nhau.\n");
	free(out);
}

static void test_diff__json__one_object_a_difference(void **state)
{
	char *out = diff(BASE, PROVINCE, "--json");
	json_t *json = json_loads(out, 0, NULL), *list = json_object_get(json, "differences"), *x;
	size_t i, removed = 0;
	(void)state;
	assert_true(json_array_size(list) > 15);
	json_array_foreach(list, i, x) removed +=
		strcmp(json_string_value(json_object_get(x, "what")), "step") == 0 &&
		json_is_null(json_object_get(x, "after"));
	assert_int_equal(removed, 5);
	json_decref(json);
	free(out);
}

static void test_diff__every_property__is_told(void **state)
{
	static const char frame[] =
		"return procedure { code = \"9.1\", version = \"1\", field = \"x\", name = \"x\",\n"
		"  legal_basis = { \"L\" }, time_limit = working_days(1), fee = vnd(%s),\n"
		"  start = \"a\", steps = {\n"
		"    human \"a\" { unit = \"%s\", limit = working_hours(8), sign = %s,\n"
		"      form = \"%s\", on = { %s = \"f\" } },\n"
		"    finish \"f\" { outcome = \"granted\", deliver = { \"%s\" } } } }\n";
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char text[1024], one[1024], other[1024], *out = NULL;
	(void)state;
	(void)snprintf(text, sizeof text, frame, "0", "tax", "1", "01", "ok", "counter");
	served_write(&s, "a.lua", text);
	(void)snprintf(text, sizeof text, frame, "8000", "land", "2", "02", "done_so", "post");
	served_write(&s, "b.lua", text);
	(void)snprintf(one, sizeof one, "%s/a.lua", s.folder);
	(void)snprintf(other, sizeof other, "%s/b.lua", s.folder);
	if (served_run(&s, &lt_tool_diff, SERVED_WORDS(one, other), &out, &err) != 0)
		fail_msg("%s", err.text);
	assert_string_equal(out, "phí, lệ phí: 0 đồng → 8.000 đồng\n"
				 "~ bước \"a\"\n"
				 "    người làm: tax → land\n"
				 "    lớp chữ ký: 1 → 2\n"
				 "    mẫu: 01 → 02\n"
				 "    kết quả ok: f → (không có)\n"
				 "    kết quả done_so: (không có) → f\n"
				 "~ bước \"f\"\n"
				 "    trả kết quả: counter → post\n");
	free(out);
	lt_test_remove(s.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diff__a_province_and_its_base__in_words),
		cmocka_unit_test(test_diff__the_other_way__turns_it_round),
		cmocka_unit_test(test_diff__a_file_and_itself__nothing),
		cmocka_unit_test(test_diff__json__one_object_a_difference),
		cmocka_unit_test(test_diff__every_property__is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
