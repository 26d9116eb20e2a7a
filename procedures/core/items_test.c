/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/items.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proto/base/limits.h"

static void test_split__lines_and_semicolons__trimmed(void **state)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	struct lt_names items;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(
		lt_items_split("  Lò Văn Anh ;\n\n Cà Thị Bình\r\n;;Lò Văn Anh", &arena, &items),
		0);
	assert_int_equal(items.count, 3);
	assert_string_equal(items.items[0], "Lò Văn Anh");
	assert_string_equal(items.items[1], "Cà Thị Bình");
	assert_string_equal(items.items[2], "Lò Văn Anh"); /* two people of one name */
	assert_int_equal(lt_items_split(" ;\n ; ", &arena, &items), 0);
	assert_int_equal(items.count, 0);
}

static void test_split__too_many__refused(void **state)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	char text[2 * LT_ITEMS_MAX + 3];
	struct lt_names items;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	for (size_t i = 0; i <= LT_ITEMS_MAX; i++) {
		text[2 * i] = 'a';
		text[2 * i + 1] = ';';
	}
	text[2 * LT_ITEMS_MAX] = 0;
	assert_int_equal(lt_items_split(text, &arena, &items), 0);
	assert_int_equal(items.count, LT_ITEMS_MAX);
	text[2 * LT_ITEMS_MAX] = 'a';
	text[2 * LT_ITEMS_MAX + 1] = 0;
	assert_int_equal(lt_items_split(text, &arena, &items), LT_E_LIMIT);
}

static void test_split__long_item__refused(void **state)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	char text[LT_NAME_BYTES_MAX + 2];
	struct lt_names items;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	memset(text, 'a', sizeof text);
	text[LT_NAME_BYTES_MAX + 1] = 0;
	assert_int_equal(lt_items_split(text, &arena, &items), LT_E_LIMIT);
	text[LT_NAME_BYTES_MAX] = 0;
	assert_int_equal(lt_items_split(text, &arena, &items), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split__lines_and_semicolons__trimmed),
		cmocka_unit_test(test_split__too_many__refused),
		cmocka_unit_test(test_split__long_item__refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
