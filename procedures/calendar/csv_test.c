/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of comma-separated text, and calendars made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"
#include "procedures/calendar/csv.h"

static struct lt_csv csv; /* too large for a stack */

static void test_csv_next__quotes_crlf_blank_lines__fields_as_meant(void **state)
{
	(void)state;
	static const char text[] = "\xef\xbb\xbf"
				   "a,b,c\r\n\r\n1,\"x, \"\"y\"\"\nz\",\r\n2,,3";
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice_str(text), NULL), 0);
	assert_int_equal(lt_csv_column(&csv, "c", NULL), 2);
	assert_int_equal(lt_csv_next(&csv, NULL), 1);
	assert_int_equal(csv.row_line, 3);
	assert_string_equal(csv.fields[0], "1");
	assert_string_equal(csv.fields[1], "x, \"y\"\nz");
	assert_string_equal(csv.fields[2], "");
	assert_int_equal(lt_csv_next(&csv, NULL), 1);
	assert_int_equal(csv.row_line, 5);
	assert_string_equal(csv.fields[1], "");
	assert_string_equal(csv.fields[2], "3");
	assert_int_equal(lt_csv_next(&csv, NULL), 0);
	assert_int_equal(lt_csv_next(&csv, NULL), 0);
}

static void test_csv_next__damaged_rows__name_the_line(void **state)
{
	(void)state;
	static const char *const texts[] = {"a,b\n1\n",	     "a,b\n1,2,3\n",	"a,b\n1,\"2\n",
					    "a,b\n1,x\"y\n", "a,b\n1,\"x\"y\n", "a,b\n1,2\r3\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct lt_err err = {0};
		assert_int_equal(lt_csv_open(&csv, "t", lt_slice_str(texts[i]), &err), 0);
		assert_int_equal(lt_csv_next(&csv, &err), LT_E_FORMAT);
		assert_memory_equal(err.text, "t:2: ", 5);
	}
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice("a\0b", 3), NULL), LT_E_FORMAT);
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice("", 0), NULL), LT_E_FORMAT);
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice("\n\n", 2), NULL), LT_E_FORMAT);
}

static void test_csv_next__over_bounds__limit_error(void **state)
{
	(void)state;
	static char wide[LT_CSV_COLUMNS_MAX + 1], deep[LT_CSV_ROW_BYTES_MAX + 3] = "a\n";
	memset(wide, ',', sizeof wide);
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice(wide, LT_CSV_COLUMNS_MAX - 1), NULL), 0);
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice(wide, LT_CSV_COLUMNS_MAX), NULL),
			 LT_E_LIMIT);
	memset(deep + 2, 'x', LT_CSV_ROW_BYTES_MAX);
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice(deep, LT_CSV_ROW_BYTES_MAX + 1), NULL), 0);
	assert_int_equal(lt_csv_next(&csv, NULL), 1);
	assert_int_equal(lt_csv_open(&csv, "t", lt_slice(deep, LT_CSV_ROW_BYTES_MAX + 2), NULL), 0);
	assert_int_equal(lt_csv_next(&csv, NULL), LT_E_LIMIT);
}

static const char good_offices[] = "calendar,weekday,intervals,counts\n"
				   "A,0,07:30-11:30 13:30-17:00,1\n"
				   "A,5,07:30-11:30,0\n";
static const char good_days[] = "date,weekday,day_status,kind,name,source\n"
				"2025-01-01,Wed,off,pub,Tết Dương lịch,6150\n";

static int load(const char *offices, const char *days, const char *closures, struct lt_err *err)
{
	const struct lt_calendar_texts texts = {.offices = lt_slice_str(offices),
						.public_days = lt_slice_str(days),
						.closures = lt_slice_str(closures)};
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	return lt_calendar_from_csv("1", &texts, &calendar, err);
}

static void test_calendar_from_csv__columns_moved__same_calendar(void **state)
{
	(void)state;
	const struct lt_calendar_texts texts = {
		.offices = lt_slice_str(
			"counts,note,weekday,calendar,intervals\n1,x,0,A,08:00-12:00\n"),
		.public_days = lt_slice_str(
			"name,date,day_status\nTết,2024-01-01,off\nbù,2025-01-04,work\n"),
		.closures = lt_slice_str("reason,date,calendar\nbão,2024-01-08,A\n")};
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	assert_int_equal(lt_calendar_from_csv("2", &texts, &calendar, NULL), 0);
	assert_string_equal(lt_calendar_version(calendar), "2");
	const struct lt_office *office = lt_calendar_office(calendar, "A");
	int64_t at_us;
	assert_int_equal(lt_roll(office, lt_fixture_at("2024-01-01"), &at_us), 0);
	assert_int_equal(at_us, lt_fixture_at("2024-01-15T08:00"));
	assert_int_equal(lt_roll(office, lt_fixture_at("2024-12-31"), &at_us), 0);
	assert_int_equal(at_us, lt_fixture_at("2025-01-04T08:00"));
	assert_int_equal(lt_roll(office, lt_fixture_at("2025-12-29"), &at_us), 0);
	assert_int_equal(lt_roll(office, lt_fixture_at("2026-01-01"), &at_us), LT_E_CALENDAR);
}

static void test_calendar_from_csv__years_without_a_row__are_gaps(void **state)
{
	(void)state;
	const struct lt_calendar_texts texts = {
		.offices = lt_slice_str(good_offices),
		.public_days = lt_slice_str("date,day_status,name\n2026-01-01,off,x\n"
					    "2022-01-01,off,x\n2023-05-01,off,x\n")};
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	assert_int_equal(lt_calendar_from_csv("3", &texts, &calendar, NULL), 0);
	assert_string_equal(lt_calendar_known_text(calendar),
			    "01/01/2022–31/12/2023, 01/01/2026–31/12/2026");
}

static void test_calendar_from_csv__bad_rows__refused_with_line(void **state)
{
	(void)state;
	static const struct {
		const char *offices, *days, *closures, *text;
	} cases[] = {
		{"calendar,weekday,counts\n", good_days, "", "thiếu cột \"intervals\""},
		{"calendar,weekday,intervals,counts\nA,7,,0\n", good_days, "",
		 ":2: cột \"weekday\""},
		{"calendar,weekday,intervals,counts\nA,0,,2\n", good_days, "",
		 ":2: cột \"counts\""},
		{"calendar,weekday,intervals,counts\nA,0,7:30-11:30,1\n", good_days, "",
		 ":2: cột \"intervals\""},
		{"calendar,weekday,intervals,counts\nA,0,07:30-11:30x,1\n", good_days, "",
		 ":2: cột \"intervals\""},
		{"calendar,weekday,intervals,counts\nA,0,07:30-24:00,1\n", good_days, "",
		 ":2: cột \"intervals\""},
		{"calendar,weekday,intervals,counts\nA,0,,0\nA,0,,0\n", good_days, "",
		 ":3: cột \"weekday\" = \"0\": ngày này"},
		{"calendar,weekday,intervals,counts\nA,0,09:00-08:00,1\n", good_days, "",
		 ":2: cột \"intervals\" = \"09:00-08:00\": có khoảng giờ"},
		{"calendar,weekday,intervals,counts\n", good_days, "", "không có giờ làm việc nào"},
		{good_offices, "date,day_status\n", "", "thiếu cột \"name\""},
		{good_offices, "date,day_status,name\n", "", "không có ngày nào"},
		{good_offices, "date,day_status,name\n2025-02-29,off,x\n", "", ":2: cột \"date\""},
		{good_offices, "date,day_status,name\n2025-02-28,free,x\n", "",
		 ":2: cột \"day_status\""},
		{good_offices, "date,weekday,day_status,name\n2025-01-01,Thu,off,x\n", "",
		 ":2: cột \"weekday\" = \"Thu\""},
		{good_offices, "date,day_status,name\n2025-02-28,off,x\n2025-02-28,off,x\n", "",
		 ":3: cột \"date\" = \"2025-02-28\": ngày này đã có ở dòng 2"},
		{good_offices, good_days, "calendar,date,reason\nB,2025-01-02,x\n",
		 ":2: cột \"calendar\" = \"B\""},
		{good_offices, good_days, "calendar,date,reason\nA,2025-1-2,x\n",
		 ":2: cột \"date\""},
		{good_offices, good_days, "calendar,date\n", "thiếu cột \"reason\""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lt_err err = {0};
		assert_int_equal(load(cases[i].offices, cases[i].days, cases[i].closures, &err),
				 LT_E_FORMAT);
		if (!strstr(err.text, cases[i].text))
			fail_msg("\"%s\" instead of \"%s\"", err.text, cases[i].text);
	}
	assert_int_equal(load(good_offices, good_days, "", NULL), 0);
}

/* Whatever is cut off or flipped: an error or a calendar, never a crash. */
static void test_calendar_from_csv__mutants__answer(void **state)
{
	(void)state;
	struct lt_slice files[3] = {lt_fixture_file("calendars.csv"),
				    lt_fixture_file("vn_public_calendar_2018_2025.csv"),
				    lt_fixture_file("local_closures.csv")};
	uint64_t seed = 766;
	for (int i = 0; i < 2000; i++) {
		size_t which = (size_t)lt_fixture_random(&seed, 3);
		size_t size = files[which].size;
		uint8_t *copy = malloc(size); /* exact size: a sanitizer sees one byte too far */
		assert_non_null(copy);
		memcpy(copy, files[which].data, size);
		copy[lt_fixture_random(&seed, (int64_t)size)] =
			(uint8_t)lt_fixture_random(&seed, 256);
		struct lt_slice texts[3] = {files[0], files[1], files[2]};
		texts[which] = lt_slice(
			copy, i % 2 ? size : (size_t)lt_fixture_random(&seed, (int64_t)size));
		const struct lt_calendar_texts all = {
			.offices = texts[0], .public_days = texts[1], .closures = texts[2]};
		LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
		int r = lt_calendar_from_csv("1", &all, &calendar, NULL);
		assert_true(r == 0 || r == LT_E_FORMAT || r == LT_E_LIMIT);
		free(copy);
	}
	for (int i = 0; i < 3; i++)
		free((void *)(uintptr_t)files[i].data);
}

/* malloc and calloc fail at their n-th call; the build wraps them for this test. 0: never. */
static int fail_at;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
	return fail_at > 0 && --fail_at == 0 ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fail_at > 0 && --fail_at == 0 ? NULL : __real_calloc(count, size);
}

static void test_calendar_from_csv__each_allocation_fails__no_memory(void **state)
{
	(void)state;
	struct lt_slice files[3] = {lt_fixture_file("calendars.csv"),
				    lt_fixture_file("vn_public_calendar_2018_2025.csv"),
				    lt_fixture_file("local_closures.csv")};
	const struct lt_calendar_texts texts = {
		.offices = files[0], .public_days = files[1], .closures = files[2]};
	int failures = 0, r = LT_E_NOMEM;
	for (; r != 0; failures++) {
		LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
		struct lt_err err = {0};
		fail_at = failures + 1;
		r = lt_calendar_from_csv("1", &texts, &calendar, &err);
		fail_at = 0;
		assert_true(r == 0 || (r == LT_E_NOMEM && err.code == r && !calendar));
	}
	assert_true(failures > 4); /* loader, its arena, calendar, its arena and its growth */
	for (int i = 0; i < 3; i++)
		free((void *)(uintptr_t)files[i].data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_next__quotes_crlf_blank_lines__fields_as_meant),
		cmocka_unit_test(test_csv_next__damaged_rows__name_the_line),
		cmocka_unit_test(test_csv_next__over_bounds__limit_error),
		cmocka_unit_test(test_calendar_from_csv__columns_moved__same_calendar),
		cmocka_unit_test(test_calendar_from_csv__years_without_a_row__are_gaps),
		cmocka_unit_test(test_calendar_from_csv__bad_rows__refused_with_line),
		cmocka_unit_test(test_calendar_from_csv__mutants__answer),
		cmocka_unit_test(test_calendar_from_csv__each_allocation_fails__no_memory),
	};
	return cmocka_run_group_tests_name("calendar.csv", tests, NULL, NULL);
}
