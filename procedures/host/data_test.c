/* SPDX-License-Identifier: EUPL-1.2 */
/* Directories and calendars from Lua: the files we ship, and faults in others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"

static int64_t instant(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

/* -- directories -- */

static struct lt_directory *load_directory(const char *path)
{
	struct lt_directory *d = NULL;
	struct lt_err err = {0};
	struct lt_slice source = fixture_read(path);
	if (lt_host_load_directory(source, path, &d, &err) < 0)
		fail_msg("%s", err.text);
	free((void *)(uintptr_t)source.data);
	return d;
}

/* Every unit is served by exactly one node; one that is gone needs none. */
static void check_whole(const struct lt_directory *d)
{
	for (size_t i = 0; i < lt_directory_units_count(d); i++) {
		const struct lt_unit *u = lt_directory_unit_at(d, i);
		size_t nodes = 0;
		for (size_t k = 0; k < lt_directory_nodes_count(d); k++)
			nodes += lt_directory_serves(d, lt_directory_node_at(d, k)->id, u->code);
		if (nodes != 1 && (nodes || !u->successor))
			fail_msg("%s is served by %zu nodes", u->code, nodes);
	}
}

static void assert_desk(const struct lt_directory *d, const char *home, const char *kind,
			const char *level, const char *at_time, const char *expected)
{
	const struct lt_unit *u = NULL;
	struct lt_err err = {0};
	if (lt_directory_resolve(d, home, kind, level, NULL, instant(at_time), &u, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(u->code, expected);
}

static void test_directory__three_levels__serves_a_commune(void **state)
{
	(void)state;
	struct lt_directory *d = load_directory("procedures/directory/three_levels.lua");
	assert_string_equal(lt_directory_version(d), "2025.0");
	check_whole(d);
	assert_desk(d, "H14.40.21.01", "justice", "commune", "2025-03-01", "H14.40.21.02");
	assert_desk(d, "H14.40.21.01", "land", "district", "2025-03-01", "H14.08.40");
	assert_desk(d, "H14.40.21.01", "tax", NULL, "2025-03-01", "G12.18.14.40");
	assert_desk(d, "H14.40.21.01", "committee", "province", "2025-03-01", "H14");
	assert_true(lt_directory_may(d, "mai.huong", "H14.40.21.01", "receiver", 0));
	assert_true(lt_directory_may_assign(d, "nong.an", "H14.40.21.02", 0));
	assert_string_equal(lt_directory_area_name(d, "01267"), "Phường Sông Hiến");
	lt_directory_free(d);
}

static void test_directory__two_levels__has_no_district(void **state)
{
	(void)state;
	struct lt_directory *d = load_directory("procedures/directory/two_levels.lua");
	check_whole(d);
	assert_false(lt_directory_has_level(d, "district"));
	assert_desk(d, "H14.61.01", "land", "commune", "2025-08-01", "H14.08.61");
	assert_desk(d, "H14.61.01", "health", NULL, "2025-08-01", "H14.06");
	assert_int_equal(lt_directory_unit(d, "H14.40")->span.to_us, instant("2025-07-01"));
	assert_int_equal(lt_directory_unit(d, "H14.61")->span.from_us, instant("2025-07-01"));
	lt_directory_free(d);
}

/* Whoever switches from one sample to the other leaves no dossier at a unit nobody follows. */
static void test_directory__from_three_levels_to_two__every_unit_has_an_heir(void **state)
{
	(void)state;
	struct lt_directory *old = load_directory("procedures/directory/three_levels.lua");
	struct lt_directory *d = load_directory("procedures/directory/two_levels.lua");
	for (size_t i = 0; i < lt_directory_units_count(old); i++) {
		const char *code = lt_directory_unit_at(old, i)->code;
		const struct lt_unit *heir = lt_directory_heir(d, code, instant("2025-07-01"));
		if (!heir)
			fail_msg("nobody follows %s", code);
	}
	for (size_t i = 0; i < lt_directory_areas_count(old); i++) {
		const struct lt_area_spec *area = lt_directory_area_at(old, i);
		if (strcmp(area->level, "commune") == 0)
			assert_non_null(lt_directory_area_name(d, area->code));
	}
	assert_desk(d, "H14.61.01", "construction", "commune", "2025-08-01", "H14.61.03");
	lt_directory_free(old);
	lt_directory_free(d);
}

static void refuse_directory(const char *body, const char *says)
{
	struct lt_directory *d = NULL;
	struct lt_err err = {0};
	int r = lt_host_load_directory(lt_slice_str(body), "dir.lua", &d, &err);
	assert_true(r < 0);
	assert_null(d);
	if (!strstr(err.text, says) || !strstr(err.text, "dir.lua"))
		fail_msg("\"%s\" does not say \"%s\"", err.text, says);
}

#define AREA "areas = { area \"04\" { name = \"x\", level = \"province\" } },\n"
#define LEVEL "levels = { level \"province\" { label = \"x\" } },\n"
#define HEAD "return directory { version = \"1\",\n" LEVEL AREA

static void test_directory__faults__are_told_with_their_line(void **state)
{
	(void)state;
	refuse_directory("return { }", "directory");
	refuse_directory("return directory { version = \"1\"", ":1: ");
	refuse_directory("return directory { vresion = \"1\" }", "\"version\"");
	refuse_directory("return directory { }", "version");
	refuse_directory("return directory { version = \"1\", units = 5 }", "units");
	refuse_directory(HEAD "units = { unit \"H14\" { name = \"x\", kind = \"tax\",\n"
			      "area = \"05\", office = \"VN-STD\" } } }",
			 "dòng 4");
	refuse_directory(HEAD "units = { unit \"H14\" { nam = \"x\" } } }", "dir.lua:4: ");
	refuse_directory(HEAD "units = { unit \"H14\" { name = \"x\", kind = \"tax\",\n"
			      "area = \"04\", office = \"VN-STD\", from = \"2025-13-01\" } } }",
			 "from");
	refuse_directory(HEAD "units = { role \"x\" {} } }", "units");
	refuse_directory(HEAD "officers = { officer \"an\" { name = \"An\", roles = 1 } } }",
			 "roles");
	refuse_directory(HEAD "officers = { officer \"an\" { name = \"An\",\n"
			      "roles = { { unit = \"H1\", role = \"x\" } } } } }",
			 "H1");
	refuse_directory(HEAD "nodes = { node \"x\" { units = { \"H1\" } } } }", "H1");
	refuse_directory("return directory { version = \"1\", units = { unit { } } }",
			 "unit \"ten\"");
	refuse_directory("while true do end", "quá");
}

static void test_directory__a_whole_country__loads_in_seconds(void **state)
{
	(void)state;
	static const char source[] =
		"local units, areas = {}, { area \"04\" { name = \"x\", level = \"province\" } }\n"
		"for i = 1, 3321 do\n"
		"  areas[i + 1] = area(tostring(i)) { name = \"x\" .. i, level = \"province\",\n"
		"    parent = \"04\" }\n"
		"  for k = 1, 10 do units[#units + 1] = unit(\"H\" .. i .. \".\" .. k) { name = "
		"\"x\",\n"
		"    kind = \"kind\" .. k, area = tostring(i), office = \"VN-STD\" } end\n"
		"end\n"
		"return directory { version = \"1\", levels = { level \"province\" {} },\n"
		"areas = areas, units = units }";
	struct lt_directory *d = NULL;
	struct lt_err err = {0};
	clock_t began = clock();
	if (lt_host_load_directory(lt_slice_str(source), "dir.lua", &d, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(lt_directory_units_count(d), 33210);
	assert_true((clock() - began) / CLOCKS_PER_SEC < 20);
	assert_desk(d, "H3000.1", "kind9", "province", "2025-01-01", "H3000.9");
	lt_directory_free(d);
}

/* -- calendars -- */

static struct lt_calendar *load_calendar(void)
{
	static const char path[] = "procedures/calendars/vn.lua";
	struct lt_calendar *c = NULL;
	struct lt_err err = {0};
	struct lt_slice source = fixture_read(path);
	if (lt_host_load_calendar(source, path, &c, &err) < 0)
		fail_msg("%s", err.text);
	free((void *)(uintptr_t)source.data);
	return c;
}

static void assert_rolls(const struct lt_calendar *c, const char *office, const char *from,
			 const char *to)
{
	int64_t us = 0;
	char text[LT_TIME_TEXT_BYTES];
	const struct lt_office *o = lt_calendar_office(c, office);
	assert_non_null(o);
	assert_int_equal(lt_roll(o, instant(from), &us), 0);
	if (us != instant(to))
		fail_msg("%s %s rolls to %s, not %s", office, from, lt_time_iso(us, text), to);
}

static void test_calendar__vn__knows_its_days(void **state)
{
	(void)state;
	struct lt_calendar *c = load_calendar();
	assert_string_equal(lt_calendar_version(c), "2026.1");
	assert_rolls(c, "VN-STD", "2025-01-27T09:00", "2025-02-03T07:30");
	assert_rolls(c, "VN-STD", "2025-04-26T09:00", "2025-04-26T09:00");
	assert_rolls(c, "VN-STD", "2026-02-14T09:00", "2026-02-23T07:30");
	assert_rolls(c, "VN-STD", "2026-08-22T08:00", "2026-08-22T08:00");
	assert_rolls(c, "VN-STD", "2026-08-29T08:00", "2026-09-03T07:30");
	assert_rolls(c, "VN-STD", "2026-11-24T08:00", "2026-11-25T07:30");
	assert_rolls(c, "VN-STD", "2025-06-20T17:01", "2025-06-23T07:30");
	assert_rolls(c, "VN-SATC", "2025-06-20T17:01", "2025-06-21T07:30");
	assert_rolls(c, "VN-SATR", "2025-06-21T08:00", "2025-06-23T07:30");
	assert_rolls(c, "VN-OCPS", "2025-06-20T12:00", "2025-06-20T13:00");
	assert_rolls(c, "VN-THRU", "2025-06-20T12:00", "2025-06-20T12:00");
	assert_rolls(c, "VN-LOCAL", "2024-09-09T08:00", "2024-09-11T07:30");
	lt_calendar_free(c);
}

static void test_calendar__worked_cases__agree(void **state)
{
	(void)state;
	struct lt_calendar *c = load_calendar();
	const struct lt_office *o = lt_calendar_office(c, "VN-STD");
	static const struct {
		const char *from;
		int32_t days;
		const char *due;
	} cases[] = {
		{"2026-02-09T08:00", 20, "2026-03-16T17:00"},
		{"2026-08-10T08:00", 25, "2026-09-16T17:00"},
		{"2026-04-24T14:00", 5, "2026-05-06T17:00"},
		{"2026-08-21T14:00", 2, "2026-08-24T17:00"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t due = 0;
		struct lt_limit limit = {LT_LIMIT_WORKING_DAYS, cases[i].days};
		assert_int_equal(
			lt_due(o, instant(cases[i].from), limit, LT_COUNTING_ROLLED, NULL, 0, &due),
			0);
		assert_int_equal(due, instant(cases[i].due));
	}
	lt_calendar_free(c);
}

static void refuse_calendar(const char *body, const char *says)
{
	struct lt_calendar *c = NULL;
	struct lt_err err = {0};
	assert_true(lt_host_load_calendar(lt_slice_str(body), "cal.lua", &c, &err) < 0);
	assert_null(c);
	if (!strstr(err.text, says) || !strstr(err.text, "cal.lua"))
		fail_msg("\"%s\" does not say \"%s\"", err.text, says);
}

#define CALENDAR                                                                                   \
	"return calendar { version = \"1\", first = \"2025-01-01\", last = \"2025-12-31\",\n"
#define OFFICE "offices = { office \"X\" { hours = \"07:30-11:30\" } },\n"

static void test_calendar__faults__are_told(void **state)
{
	(void)state;
	refuse_calendar("return directory {}", "calendar");
	refuse_calendar("return calendar { version = \"1\" }", "first");
	refuse_calendar(CALENDAR "}", "cal.lua");
	refuse_calendar(CALENDAR "offices = { office \"X\" { hours = \"7:30-11:30\" } } }", ":2: ");
	refuse_calendar(CALENDAR "offices = { office \"X\" { hours = \"07:30-\" } } }", "hours");
	refuse_calendar(CALENDAR "offices = { office \"X\" { monday = 7 } } }", "monday");
	refuse_calendar(CALENDAR "offices = { office \"X\" { mondy = \"07:30-11:30\" } } }",
			"\"monday\"");
	refuse_calendar(CALENDAR "offices = { office \"X\" { hours = \"11:30-07:30\" } } }",
			"cal.lua");
	refuse_calendar(CALENDAR OFFICE "special_days = { day_off { \"2025-02-30\" } } }", ":3: ");
	refuse_calendar(CALENDAR OFFICE "special_days = { day_off { } } }", "day_off");
	refuse_calendar(CALENDAR OFFICE
			"special_days = { day_off { \"2025-02-03\", \"2025-02-01\", \"x\" } } }",
			"day_off");
	refuse_calendar(CALENDAR OFFICE "special_days = { \"2025-02-03\" } }", "special_days");
	refuse_calendar(CALENDAR OFFICE "special_days = { day_off { \"2025-02-03\" },\n"
					"make_up { \"2025-02-03\" } } }",
			"cal.lua:4: ");
	refuse_calendar(
		CALENDAR OFFICE "special_days = { make_up { \"2025-04-26\" },\n"
				"day_off { \"2025-05-01\", \"2025-05-02\", \"x\" },\n"
				"make_up { \"2025-04-26\" } } }",
		"cal.lua:5: lịch: special_days không nhận \"2025-04-26\"; dùng mỗi ngày một "
		"lần; ngày này đã có ở dòng 3");
	refuse_calendar("return calendar { version = \"1\", first = \"2025-01-01\",\n"
			"last = \"2026-12-31\", " OFFICE
			"special_days = { day_off { \"2025-01-01\" } } }",
			"first, last không nhận \"2026\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directory__three_levels__serves_a_commune),
		cmocka_unit_test(test_directory__two_levels__has_no_district),
		cmocka_unit_test(test_directory__from_three_levels_to_two__every_unit_has_an_heir),
		cmocka_unit_test(test_directory__faults__are_told_with_their_line),
		cmocka_unit_test(test_directory__a_whole_country__loads_in_seconds),
		cmocka_unit_test(test_calendar__vn__knows_its_days),
		cmocka_unit_test(test_calendar__worked_cases__agree),
		cmocka_unit_test(test_calendar__faults__are_told),
	};
	return cmocka_run_group_tests_name("host.data", tests, NULL, NULL);
}
