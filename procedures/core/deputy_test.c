/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/deputy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct lt_level_spec levels[] = {{"commune", "Cấp xã"}};
static const struct lt_role_spec roles[] = {
	{.name = "specialist", .label = "Chuyên viên"},
	{.name = "leader", .label = "Lãnh đạo", .assigns = true}};
static const struct lt_area_spec areas[] = {{"1", "Xã", "commune", NULL}};
static const struct lt_unit_spec units[] = {{.code = "H1",
					     .name = "UBND",
					     .kind = "committee",
					     .area = "1",
					     .office = "STD",
					     .span = {0, INT64_MAX}},
					    {.code = "H1.01",
					     .name = "Tư pháp",
					     .kind = "justice",
					     .area = "1",
					     .office = "STD",
					     .span = {0, INT64_MAX}}};
static const struct lt_officer_spec officers[] = {{"an", "An"}, {"binh", "Bình"}, {"chi", "Chi"}};
static const struct lt_grant_spec grants[] = {{"an", "H1", "leader", {0, 100}}, /* until 100 */
					      {"binh", "H1.01", "specialist", {0, INT64_MAX}},
					      {"chi", "H1.01", "specialist", {0, INT64_MAX}}};
static const struct lt_deputy both[] = {
	{"an", "binh", "H1", {10, 20}},	 /* Bình for An */
	{"binh", "chi", "H1", {10, 20}}, /* Chi for Bình, who is nobody there */
	{"an", "chi", "H1", {50, INT64_MAX}}};
static const struct lt_deputies deputies = {both, 3};

static int begin(void **state)
{
	const struct lt_directory_spec spec = {.version = "1",
					       .levels = levels,
					       .levels_count = 1,
					       .roles = roles,
					       .roles_count = 2,
					       .areas = areas,
					       .areas_count = 1,
					       .units = units,
					       .units_count = 2,
					       .officers = officers,
					       .officers_count = 3,
					       .grants = grants,
					       .grants_count = 3};
	struct lt_err err = {0};
	return lt_directory_new(&spec, (struct lt_directory **)state, &err);
}

static int end(void **state)
{
	lt_directory_free(*state);
	return 0;
}

static const char *ask(void **state, const char *deputy, struct lt_right right, int64_t at_us)
{
	return lt_deputy_right(&deputies, *state, deputy, "H1", &right, at_us);
}

static void test_right__while_it_lasts__is_the_officers(void **state)
{
	const struct lt_right leader = {.role = "leader", .holder = ""};
	assert_null(ask(state, "binh", leader, 9));
	assert_string_equal(ask(state, "binh", leader, 10), "an");
	assert_string_equal(ask(state, "binh", leader, 19), "an");
	assert_null(ask(state, "binh", leader, 20));
	assert_null(ask(state, "binh", (struct lt_right){.role = "specialist", .holder = ""}, 10));
}

static void test_right__deputy_of_a_deputy__has_none(void **state)
{
	assert_null(ask(state, "chi", (struct lt_right){.role = "leader", .holder = ""}, 10));
}

static void test_right__officer_left__ends_with_theirs(void **state)
{
	const struct lt_right leader = {.role = "leader", .holder = ""};
	assert_string_equal(ask(state, "chi", leader, 99), "an");
	assert_null(ask(state, "chi", leader, 100));
}

static void test_right__held_step__only_of_its_holder(void **state)
{
	assert_string_equal(ask(state, "binh", (struct lt_right){.holder = "an"}, 10), "an");
	assert_null(ask(state, "binh", (struct lt_right){.holder = "chi"}, 10));
}

static void test_right__assigning_and_heading__as_the_officer_may(void **state)
{
	assert_string_equal(
		ask(state, "binh", (struct lt_right){.holder = "", .assigns = true}, 10), "an");
	assert_string_equal(
		ask(state, "binh", (struct lt_right){.holder = "", .heads = "H1.01"}, 10), "an");
	assert_null(ask(state, "binh", (struct lt_right){.holder = "", .heads = "H2"}, 10));
}

static void test_is_near__own_agency__and_no_other(void **state)
{
	assert_true(lt_directory_is_near(*state, "binh", "H1", 10));
	assert_true(lt_directory_is_near(*state, "binh", "H1.02", 10));
	assert_false(lt_directory_is_near(*state, "binh", "H2.01", 10));
	assert_false(lt_directory_is_near(*state, "an", "H1", 100)); /* has left */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_right__while_it_lasts__is_the_officers),
		TEST(test_right__deputy_of_a_deputy__has_none),
		TEST(test_right__officer_left__ends_with_theirs),
		TEST(test_right__held_step__only_of_its_holder),
		TEST(test_right__assigning_and_heading__as_the_officer_may),
		TEST(test_is_near__own_agency__and_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
