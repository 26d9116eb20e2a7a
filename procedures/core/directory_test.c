/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/definition.h"
#include "procedures/core/directory.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define EVER ((struct lt_span){0, INT64_MAX})

static const struct lt_level_spec levels[] = {
	{"province", "Cấp tỉnh"}, {"district", "Cấp huyện"}, {"commune", "Cấp xã"}};
static const struct lt_role_spec roles[] = {
	{.name = "receiver", .label = "Tiếp nhận"},
	{.name = "head", .label = "Trưởng bộ phận", .assigns = true},
	{.name = "leader", .assigns = true, .signs = true},
};
static const struct lt_area_spec areas[] = {
	{"04", "Cao Bằng", "province", NULL},
	{"040", "Thành phố Cao Bằng", "district", "04"},
	{"01267", "Phường Sông Hiến", "commune", "040"},
	{"01273", "Phường Hợp Giang", "commune", "040"},
};
static const struct lt_unit_spec units[] = {
	{"H14", "UBND tỉnh", "committee", "04", "VN-STD", NULL, EVER, 1},
	{"H14.9", "Công an tỉnh", "police", "04", "VN-STD", NULL, EVER, 2},
	{"H14.40", "Chi nhánh đất đai", "land", "040", "VN-STD", NULL, {0, 1000}, 3},
	{"H14.41", "Chi nhánh đất đai mới", "land", "040", "VN-STD", NULL, {1000, INT64_MAX}, 4},
	{"H14.40.1", "UBND phường", "committee", "01267", "VN-STD", NULL, EVER, 5},
	{"H14.40.2", "Một cửa phường", "one_stop", "01267", "VN-STD", "H14.40.3", {0, 1000}, 6},
	{"H14.40.3", "Trung tâm PVHCC", "one_stop", "01273", "VN-STD", NULL, {500, INT64_MAX}, 7},
};
static const struct lt_officer_spec officers[] = {{"an", "Nông Văn An"}, {"binh", "Lý Thị Bình"}};
static const struct lt_grant_spec grants[] = {
	{"an", "H14.40.2", "receiver", EVER},
	{"an", "H14.40.2", "head", {100, 200}},
	{"binh", "H14.40.2", "receiver", EVER},
	{"an", "H14.40.1", "leader", EVER},
};
static const char *const node_units[] = {"H14.40.1", "H14.40.2"};
static const char *const node_capabilities[] = {"population.lookup"};
static const char *const node_events[] = {"treasury.paid"};
static const struct lt_node_spec nodes[] = {
	{"song-hien", node_units, 2, node_capabilities, 1, node_events, 1, false},
	{"trong", NULL, 0, NULL, 0, NULL, 0, false}};

static struct lt_directory_spec whole(void)
{
	return (struct lt_directory_spec){
		.version = "2025.1",
		.levels = levels,
		.levels_count = COUNT(levels),
		.roles = roles,
		.roles_count = COUNT(roles),
		.areas = areas,
		.areas_count = COUNT(areas),
		.units = units,
		.units_count = COUNT(units),
		.officers = officers,
		.officers_count = COUNT(officers),
		.grants = grants,
		.grants_count = COUNT(grants),
		.nodes = nodes,
		.nodes_count = COUNT(nodes),
	};
}

static int make(void **state)
{
	struct lt_directory_spec spec = whole();
	struct lt_err err = {0};
	if (lt_directory_new(&spec, (struct lt_directory **)state, &err) < 0)
		fail_msg("%s", err.text);
	return 0;
}

static int drop(void **state)
{
	lt_directory_free(*state);
	return 0;
}

static void test_unit__known_and_unknown__tells_them_apart(void **state)
{
	struct lt_directory *d = *state;
	const struct lt_unit *u = lt_directory_unit(d, "H14.40.1");
	assert_non_null(u);
	assert_string_equal(u->area_name, "Phường Sông Hiến");
	assert_string_equal(u->level, "commune");
	assert_null(lt_directory_unit(d, "H14.40.9"));
	assert_string_equal(lt_directory_version(d), "2025.1");
	assert_string_equal(lt_directory_area_name(d, "040"), "Thành phố Cao Bằng");
	assert_null(lt_directory_area_name(d, "041"));
	assert_string_equal(lt_directory_officer_name(d, "binh"), "Lý Thị Bình");
	assert_null(lt_directory_officer_name(d, "cuong"));
	assert_string_equal(lt_directory_role_label(d, "head"), "Trưởng bộ phận");
	assert_string_equal(lt_directory_role_label(d, "leader"), "leader");
	assert_int_equal(lt_directory_units_count(d), COUNT(units));
	assert_string_equal(lt_directory_unit_at(d, 1)->code, "H14.9");
}

static void test_names__of_each_sort__are_listed(void **state)
{
	struct lt_directory *d = *state;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 1 << 16);
	assert_string_equal(lt_directory_levels_text(d, &arena), "province, district, commune");
	assert_string_equal(lt_directory_roles_text(d, &arena), "receiver, head, leader");
	assert_string_equal(lt_directory_kinds_text(d, &arena),
			    "committee, police, land, one_stop");
	assert_true(lt_directory_has_level(d, "district"));
	assert_false(lt_directory_has_level(d, "region"));
	assert_true(lt_directory_has_role(d, "head"));
	assert_false(lt_directory_has_role(d, "clerk"));
	assert_true(lt_directory_has_kind(d, "land"));
	assert_false(lt_directory_has_kind(d, "tax"));
	assert_int_equal(lt_directory_levels_count(d), 3);
	assert_string_equal(lt_directory_level_at(d, 2)->name, "commune");
	assert_int_equal(lt_directory_roles_count(d), 3);
	assert_string_equal(lt_directory_role_at(d, 1)->name, "head");
	assert_int_equal(lt_directory_areas_count(d), 4);
	assert_string_equal(lt_directory_area_at(d, 3)->parent, "040");
	assert_int_equal(lt_directory_kinds_count(d), 4);
	assert_string_equal(lt_directory_kind_at(d, 2), "land");
}

static void assert_desk(struct lt_directory *d, const char *home, const char *kind,
			const char *level, const char *at, int64_t at_us, const char *expected)
{
	const struct lt_unit *u = NULL;
	struct lt_err err = {0};
	int r = lt_directory_resolve(d, home, kind, level, at, at_us, &u, &err);
	if (!expected) {
		assert_int_equal(r, LT_E_ABSENT);
		return;
	}
	if (r < 0)
		fail_msg("%s", err.text);
	assert_string_equal(u->code, expected);
}

static void test_resolve__upwards__finds_the_nearest(void **state)
{
	struct lt_directory *d = *state;
	assert_desk(d, "H14.40.2", "one_stop", "commune", NULL, 0, "H14.40.2");
	assert_desk(d, "H14.40.2", "committee", NULL, NULL, 0, "H14.40.1");
	assert_desk(d, "H14.40.2", "committee", "province", NULL, 0, "H14");
	assert_desk(d, "H14.40.2", "police", NULL, NULL, 0, "H14.9");
	assert_desk(d, "H14.40.2", "land", "district", NULL, 999, "H14.40");
	assert_desk(d, "H14.40.1", "land", "district", NULL, 1000, "H14.41");
	assert_desk(d, "H14.40.1", "police", NULL, "01273", 0, "H14.9");
	assert_desk(d, "H14.9", "committee", "commune", "H14.40.2", 0, "H14.40.1");
	assert_desk(d, "H14", "one_stop", "commune", "01273", 500, "H14.40.3");
}

static void test_resolve__unit_is_gone__starts_from_its_successor(void **state)
{
	assert_desk(*state, "H14.40.2", "one_stop", "commune", NULL, 2000, "H14.40.3");
}

static void test_resolve__nothing_fits__names_what_is_missing(void **state)
{
	struct lt_directory *d = *state;
	assert_desk(d, "H14", "one_stop", NULL, NULL, 0, NULL);
	assert_desk(d, "H14.40.2", "committee", "region", NULL, 0, NULL);
	assert_desk(d, "H99", "committee", NULL, NULL, 0, NULL);
	assert_desk(d, "H14", "committee", NULL, "99999", 0, NULL);
	const struct lt_unit *u = NULL;
	struct lt_err err = {0};
	assert_int_equal(lt_directory_resolve(d, "H14.40.2", "tax", "commune", NULL, 0, &u, &err),
			 LT_E_ABSENT);
	assert_non_null(strstr(err.text, "tax"));
	assert_non_null(strstr(err.text, "commune"));
	assert_non_null(strstr(err.text, "H14.40.2"));
	assert_non_null(strstr(err.text, "thêm"));
}

static void assert_heir(struct lt_directory *d, const char *code, int64_t at_us,
			const char *expected)
{
	const struct lt_unit *heir = lt_directory_heir(d, code, at_us);
	if (!expected) {
		assert_null(heir);
		return;
	}
	assert_non_null(heir);
	assert_string_equal(heir->code, expected);
}

static void test_heir__gone_and_standing__who_has_the_work(void **state)
{
	struct lt_directory *d = *state;
	assert_heir(d, "H14.40.1", 5000, "H14.40.1"); /* stands: itself */
	assert_heir(d, "H14.40.2", 999, "H14.40.2");  /* the last moment of its own */
	assert_heir(d, "H14.40.2", 1000, "H14.40.3");
	assert_heir(d, "H14.40", 1000, NULL); /* gone, and followed by nobody */
	assert_heir(d, "H14.41", 999, NULL);  /* not there yet */
	assert_heir(d, "H14.40.9", 1000, NULL);
}

static void test_heir__successors_of_successors__the_last_that_stands(void **state)
{
	(void)state;
	struct lt_unit_spec chain[] = {
		{"A", "a", "committee", "04", "VN-STD", "B", {0, 10}, 1},
		{"B", "b", "committee", "04", "VN-STD", "C", {10, 20}, 2},
		{"C", "c", "committee", "04", "VN-STD", NULL, {20, 30}, 3},
	};
	struct lt_directory_spec spec = whole();
	struct lt_directory *d = NULL;
	struct lt_err err = {0};
	spec.units = chain;
	spec.units_count = COUNT(chain);
	spec.grants_count = spec.nodes_count = 0;
	assert_int_equal(lt_directory_new(&spec, &d, &err), 0);
	assert_heir(d, "A", 5, "A");
	assert_heir(d, "A", 15, "B");
	assert_heir(d, "A", 25, "C");
	assert_heir(d, "A", 30, NULL); /* the last is gone too */
	lt_directory_free(d);
}

static void test_may__role_unit_time__all_must_fit(void **state)
{
	struct lt_directory *d = *state;
	assert_true(lt_directory_may(d, "an", "H14.40.2", "receiver", 0));
	assert_true(lt_directory_may(d, "an", "H14.40.2", NULL, 0));
	assert_true(lt_directory_may(d, "an", "H14.40.2", "", 0));
	assert_false(lt_directory_may(d, "an", "H14.40.2", "head", 99));
	assert_true(lt_directory_may(d, "an", "H14.40.2", "head", 100));
	assert_false(lt_directory_may(d, "an", "H14.40.2", "head", 200));
	assert_false(lt_directory_may(d, "an", "H14", NULL, 0));
	assert_false(lt_directory_may(d, "cuong", "H14.40.2", NULL, 0));
	assert_true(lt_directory_may_assign(d, "an", "H14.40.2", 150));
	assert_false(lt_directory_may_assign(d, "an", "H14.40.2", 250));
	assert_true(lt_directory_may_assign(d, "an", "H14.40.1", 250));
	assert_false(lt_directory_may_assign(d, "binh", "H14.40.2", 150));
}

static void test_who__two_roles__lists_each_officer_once(void **state)
{
	struct lt_directory *d = *state;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 1 << 16);
	const char **ids = NULL;
	size_t count = 0;
	assert_int_equal(lt_directory_who(d, "H14.40.2", "", 150, &arena, &ids, &count), 0);
	assert_int_equal(count, 2);
	assert_string_equal(ids[0], "an");
	assert_string_equal(ids[1], "binh");
	assert_int_equal(lt_directory_who(d, "H14.40.2", "head", 150, &arena, &ids, &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(lt_directory_who(d, "H14.40.2", "head", 250, &arena, &ids, &count), 0);
	assert_int_equal(count, 0);
	assert_int_equal(lt_directory_who(d, "H99", NULL, 0, &arena, &ids, &count), 0);
	assert_int_equal(count, 0);
}

static void test_serves__own_units_only__says_so(void **state)
{
	struct lt_directory *d = *state;
	assert_true(lt_directory_serves(d, "song-hien", "H14.40.1"));
	assert_false(lt_directory_serves(d, "song-hien", "H14"));
	assert_false(lt_directory_serves(d, "trong", "H14.40.1"));
	assert_false(lt_directory_serves(d, "la", "H14.40.1"));
	assert_true(lt_directory_announces(d, "song-hien", "treasury.paid"));
	assert_false(lt_directory_announces(d, "song-hien", "treasury.owed"));
	assert_false(lt_directory_announces(d, "trong", "treasury.paid"));
	assert_false(lt_directory_announces(d, "la", "treasury.paid"));
	assert_int_equal(lt_directory_nodes_count(d), 2);
	assert_string_equal(lt_directory_node(d, "song-hien")->capabilities[0],
			    "population.lookup");
	assert_string_equal(lt_directory_node_at(d, 1)->id, "trong");
	assert_null(lt_directory_node(d, "la"));
}

static void assert_refused(const struct lt_directory_spec *spec, int code, const char *says)
{
	struct lt_directory *d = NULL;
	struct lt_err err = {0};
	assert_int_equal(lt_directory_new(spec, &d, &err), code);
	assert_null(d);
	if (!strstr(err.text, says))
		fail_msg("\"%s\" does not say \"%s\"", err.text, says);
}

static void test_new__faulty_areas__are_refused(void **state)
{
	(void)state;
	static const struct lt_area_spec twice[] = {{"04", "A", "province", NULL},
						    {"04", "B", "province", NULL}};
	static const struct lt_area_spec level[] = {{"04", "A", "region", NULL}};
	static const struct lt_area_spec orphan[] = {{"04", "A", "province", "03"}};
	static const struct lt_area_spec loop[] = {{"04", "A", "province", "05"},
						   {"05", "B", "province", "04"}};
	static const struct lt_area_spec nameless[] = {{"04", NULL, "province", NULL}};
	const struct {
		const struct lt_area_spec *areas;
		size_t count;
		const char *says;
	} bad[] = {{twice, 2, "hai lần"},
		   {level, 1, "region"},
		   {orphan, 1, "\"03\""},
		   {loop, 2, "quay vòng"},
		   {nameless, 1, "tên"}};
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct lt_directory_spec spec = whole();
		spec.areas = bad[i].areas;
		spec.areas_count = bad[i].count;
		spec.units_count = spec.grants_count = spec.nodes_count = 0;
		assert_refused(&spec, LT_E_FORMAT, bad[i].says);
	}
}

static void test_new__faulty_unit__is_refused(void **state)
{
	(void)state;
	static const struct lt_unit_spec bad[] = {
		{"h14", "x", "tax", "04", "VN-STD", NULL, EVER, 1},
		{"H14", "x", "Thuế", "04", "VN-STD", NULL, EVER, 1},
		{"H14", "x", "tax", "99", "VN-STD", NULL, EVER, 1},
		{"H14", "x", "tax", "04", NULL, NULL, EVER, 1},
		{"H14", "x", "tax", "04", "VN-STD", "H15", EVER, 1},
		{"H14", "x", "tax", "04", "VN-STD", NULL, {5, 5}, 1},
	};
	static const char *const says[] = {"h14", "Thuế", "\"99\"", "office", "H15", "hiệu lực"};
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct lt_directory_spec spec = whole();
		spec.units = &bad[i];
		spec.units_count = 1;
		spec.grants_count = spec.nodes_count = 0;
		assert_refused(&spec, LT_E_FORMAT, says[i]);
	}
}

static void test_new__faulty_people_and_nodes__are_refused(void **state)
{
	(void)state;
	struct lt_directory_spec spec = whole();
	spec.grants = (const struct lt_grant_spec[]){{"cuong", "H14", "head", EVER}};
	spec.grants_count = 1;
	assert_refused(&spec, LT_E_FORMAT, "cuong");
	spec.grants = (const struct lt_grant_spec[]){{"an", "H1", "head", EVER}};
	assert_refused(&spec, LT_E_FORMAT, "\"H1\"");
	spec.grants = (const struct lt_grant_spec[]){{"an", "H14", "clerk", EVER}};
	assert_refused(&spec, LT_E_FORMAT, "clerk");
	spec = whole();
	spec.officers = (const struct lt_officer_spec[]){{"An", "x"}};
	spec.officers_count = 1;
	assert_refused(&spec, LT_E_FORMAT, "An");
	spec = whole();
	spec.nodes = (const struct lt_node_spec[]){
		{"x", (const char *const[]){"H1"}, 1, NULL, 0, NULL, 0, false}};
	spec.nodes_count = 1;
	assert_refused(&spec, LT_E_FORMAT, "\"H1\"");
	spec = whole();
	spec.version = NULL;
	assert_refused(&spec, LT_E_FORMAT, "version");
	spec = whole();
	spec.units_count = 70000;
	assert_refused(&spec, LT_E_LIMIT, "70000");
}

static void test_definition__lookups__find_by_name(void **state)
{
	(void)state;
	static const struct lt_target on[] = {{"complete", 1, NULL},
					      {"refuse", LT_STEP_DONE, NULL}};
	static const struct lt_step steps[] = {{.name = "a", .on = on, .on_count = 2},
					       {.name = "b"}};
	static const struct lt_field_decl fields[] = {{.name = "purpose"}};
	static const struct lt_paper_decl papers[] = {{.id = "to_khai"}},
					  results[] = {{.id = "gxn"}};
	const struct lt_definition def = {
		.steps = steps,
		.steps_count = 2,
		.fields = fields,
		.fields_count = 1,
		.papers = papers,
		.papers_count = 1,
		.results = results,
		.results_count = 1,
	};
	assert_int_equal(lt_definition_step(&def, "b"), 1);
	assert_int_equal(lt_definition_step(&def, "c"), LT_STEP_NONE);
	assert_int_equal(lt_step_target(&steps[0], "refuse"), LT_STEP_DONE);
	assert_int_equal(lt_step_target(&steps[0], "none"), LT_STEP_NONE);
	assert_ptr_equal(lt_definition_field(&def, "purpose"), &fields[0]);
	assert_null(lt_definition_field(&def, "x"));
	assert_ptr_equal(lt_definition_paper(&def, "gxn"), &results[0]);
	assert_ptr_equal(lt_definition_paper(&def, "to_khai"), &papers[0]);
	assert_null(lt_definition_paper(&def, "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unit__known_and_unknown__tells_them_apart,
						make, drop),
		cmocka_unit_test_setup_teardown(test_names__of_each_sort__are_listed, make, drop),
		cmocka_unit_test_setup_teardown(test_resolve__upwards__finds_the_nearest, make,
						drop),
		cmocka_unit_test_setup_teardown(
			test_resolve__unit_is_gone__starts_from_its_successor, make, drop),
		cmocka_unit_test_setup_teardown(test_resolve__nothing_fits__names_what_is_missing,
						make, drop),
		cmocka_unit_test_setup_teardown(test_heir__gone_and_standing__who_has_the_work,
						make, drop),
		cmocka_unit_test(test_heir__successors_of_successors__the_last_that_stands),
		cmocka_unit_test_setup_teardown(test_may__role_unit_time__all_must_fit, make, drop),
		cmocka_unit_test_setup_teardown(test_who__two_roles__lists_each_officer_once, make,
						drop),
		cmocka_unit_test_setup_teardown(test_serves__own_units_only__says_so, make, drop),
		cmocka_unit_test(test_new__faulty_areas__are_refused),
		cmocka_unit_test(test_new__faulty_unit__is_refused),
		cmocka_unit_test(test_new__faulty_people_and_nodes__are_refused),
		cmocka_unit_test(test_definition__lookups__find_by_name),
	};
	return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
