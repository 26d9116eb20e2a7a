/* SPDX-License-Identifier: EUPL-1.2 */
/* A table of cases with its due moments, and each way in which a row or a file can be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

#define IN "case_id,calendar,received,unit,amount,pauses\n"
#define DUES "due_legal,due_rolled,due_sametime,due_hours8,due_restart_legal,due_restart_rolled"
#define OUT "case_id,calendar,received,unit,amount,pauses," DUES ",tags\n"

static const char offices[] = "calendar,weekday,intervals,counts\n"
			      "A,0,07:30-11:30 13:30-17:00,1\n"
			      "A,1,07:30-11:30 13:30-17:00,1\n"
			      "A,2,07:30-11:30 13:30-17:00,1\n"
			      "A,3,07:30-11:30 13:30-17:00,1\n"
			      "A,4,07:30-11:30 13:30-17:00,1\n"
			      "A,5,07:30-11:30,0\n";
/* 2024 is missing: a gap. */
static const char days[] = "date,weekday,day_status,kind,name,source\n"
			   "2023-01-02,Mon,off,comp,Tết Dương lịch,1\n"
			   "2025-01-01,Wed,off,pub,Tết Dương lịch,1\n"
			   "2025-04-26,Sat,work,swap_makeup,Làm bù,1\n"
			   "2025-05-01,Thu,off,pub,Quốc tế Lao động,1\n"
			   "2025-05-02,Fri,off,swap,Hoán đổi,1\n";
static const char closures[] = "calendar,date,reason\nA,2025-06-10,bão\n";

/* Runs the tool over these texts. @return what it printed, to free. */
static char *due(const char *cases, const char *with_offices, const char *with_days, int result,
		 struct lt_err *err)
{
	struct served s = {.folder = lt_test_folder()};
	LT_AUTO(free) char *c = NULL, *o = NULL, *d = NULL, *l = NULL;
	char *out = NULL;
	*err = (struct lt_err){0};
	served_write(&s, "c.csv", cases);
	served_write(&s, "o.csv", with_offices);
	served_write(&s, "d.csv", with_days);
	served_write(&s, "l.csv", closures);
	assert_true(asprintf(&c, "--cases=%s/c.csv", s.folder) > 0);
	assert_true(asprintf(&o, "--calendars=%s/o.csv", s.folder) > 0);
	assert_true(asprintf(&d, "--public=%s/d.csv", s.folder) > 0);
	assert_true(asprintf(&l, "--closures=%s/l.csv", s.folder) > 0);
	int r = served_run(&s, &lt_tool_due, SERVED_WORDS(c, o, d, l), &out, err);
	if (r != result)
		fail_msg("%d: %s\n%s", r, err->text, out);
	lt_test_remove(s.folder);
	return out;
}

static void expect(const char *cases, const char *printed)
{
	struct lt_err err;
	LT_AUTO(free) char *out = due(cases, offices, days, 0, &err);
	assert_string_equal(out, printed);
}

static void test_due_cases__eighty_samples__come_back_as_they_are(void **state)
{
	(void)state;
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char *out = NULL, *paths[4];
	static const char *const words[4][2] = {{"--cases", "samples.csv"},
						{"--calendars", "calendars.csv"},
						{"--public", "vn_public_calendar_2018_2025.csv"},
						{"--closures", "local_closures.csv"}};
	for (int i = 0; i < 4; i++)
		assert_true(asprintf(&paths[i], "%s=%s/procedures/calendar/testdata/%s",
				     words[i][0], getenv("LT_SOURCE_ROOT"), words[i][1]) > 0);
	int r = served_run(&s, &lt_tool_due, SERVED_WORDS(paths[0], paths[1], paths[2], paths[3]),
			   &out, &err);
	if (r != 0)
		fail_msg("%s", err.text);
	LT_AUTO(free) char *samples = lt_test_read("procedures/calendar/testdata/samples.csv");
	assert_string_equal(out, samples);
	for (int i = 0; i < 4; i++)
		free(paths[i]);
	free(out);
	lt_test_remove(s.folder);
}

static void test_due_cases__each_unit__its_columns(void **state)
{
	(void)state;
	expect(IN "1,A,2025-06-06T18:00:00,wd,1,\n"
		  "2,A,2025-06-09T09:00:00,cd,1,\n"
		  "3,A,2025-01-31T09:00:00,mo,1,\n"
		  "4,A,2025-06-11T16:30:00,wh,0.75,\n"
		  "5,A,2025-06-11T15:30:01,sd,15.5,\n",
	       OUT "1,A,2025-06-06T18:00:00,wd,1,,2025-06-09T17:00:00,2025-06-09T17:00:00,"
		   "2025-06-11T07:30:00,2025-06-11T08:00:00,,,\n"
		   "2,A,2025-06-09T09:00:00,cd,1,,2025-06-11T17:00:00,2025-06-11T17:00:00,,,,,\n"
		   "3,A,2025-01-31T09:00:00,mo,1,,2025-02-28T17:00:00,2025-02-28T17:00:00,,,,,\n"
		   "4,A,2025-06-11T16:30:00,wh,0.75,,2025-06-12T07:45:00,2025-06-12T07:45:00,"
		   ",,,,\n"
		   "5,A,2025-06-11T15:30:01,sd,15.5,,2025-06-12T17:00:00,2025-06-12T17:00:00,"
		   ",,,,\n");
}

static void test_due_cases__a_quarter_day__is_two_working_hours(void **state)
{
	(void)state;
	expect(IN "1,A,2025-06-11T16:00:00,wd,0.25,\n"
		  "2,A,2025-06-11T16:00:00,wd,1.5,\n",
	       OUT "1,A,2025-06-11T16:00:00,wd,0.25,,2025-06-12T08:30:00,2025-06-12T08:30:00,"
		   "2025-06-12T08:30:00,2025-06-12T08:30:00,,,\n"
		   "2,A,2025-06-11T16:00:00,wd,1.5,,2025-06-13T11:00:00,2025-06-13T11:00:00,"
		   "2025-06-13T11:00:00,2025-06-13T11:00:00,,,\n");
}

static void test_due_cases__an_open_pause__suspends_where_it_is_reached(void **state)
{
	(void)state;
	expect(IN "1,A,2025-06-11T09:00:00,wh,2,2025-06-11T10:00:00/\n"
		  "2,A,2025-06-11T09:00:00,wh,1,2025-06-11T10:00:00/\n",
	       OUT "1,A,2025-06-11T09:00:00,wh,2,2025-06-11T10:00:00/,SUSPENDED,SUSPENDED,,,"
		   "SUSPENDED,SUSPENDED,\n"
		   "2,A,2025-06-11T09:00:00,wh,1,2025-06-11T10:00:00/,2025-06-11T10:00:00,"
		   "2025-06-11T10:00:00,,,SUSPENDED,SUSPENDED,\n");
}

/* Columns stand as they came; old due moments give way; what is missing comes where it belongs. */
static void test_due_cases__columns_moved_and_added__stay_in_place(void **state)
{
	(void)state;
	expect("note,due_rolled,unit,pauses,amount,received,calendar,case_id\n"
	       "\"a, \"\"b\"\"\",soon,cd,,1,2025-06-11T09:00:00,A,1\n",
	       "note,due_rolled,due_sametime,due_hours8,due_restart_legal,due_restart_rolled,tags,"
	       "unit,pauses,due_legal,amount,received,calendar,case_id\n"
	       "\"a, \"\"b\"\"\",2025-06-12T17:00:00,,,,,,cd,,2025-06-12T17:00:00,1,"
	       "2025-06-11T09:00:00,A,1\n");
}

#define ROW(rest) IN "K7,A,2025-06-11T09:00:00," rest "\n"
static const struct {
	const char *cases, *says;
} wrong_rows[] = {
	{IN "K7,B,2025-06-11T09:00:00,wd,1,\n", "cột \"calendar\" = \"B\": không có"},
	{IN "K7,,2025-06-11T09:00:00,wd,1,\n", "cột \"calendar\": để trống"},
	{IN ",A,2025-06-11T09:00:00,wd,1,\n", "cột \"case_id\": để trống"},
	{IN "K7,A,2025-06-11,wd,1,\n", "cột \"received\" = \"2025-06-11\": không hiểu"},
	{IN "K7,A,2025-02-29T09:00:00,wd,1,\n", "cột \"received\""},
	{IN "K7,A,2024-06-11T09:00:00,wd,1,\n",
	 "cột \"received\" = \"2024-06-11T09:00:00\": ngày này ngoài lịch công vụ; "
	 "chỉ có 01/01/2023–31/12/2023, 01/01/2025–31/12/2025"},
	{IN "K7,A,2026-01-01T00:00:00,wd,1,\n", "cột \"received\""},
	{IN "K7,A,2022-12-31T23:59:59,wd,1,\n", "cột \"received\""},
	{IN "K7,A,2023-12-29T09:00:00,wd,1,\n", "cột \"due_legal\": thời hạn kéo tới"},
	{IN "K7,A,2023-12-29T16:00:00,wh,9,\n", "cột \"due_legal\": thời hạn kéo tới"},
	{IN "K7,A,2023-06-29T16:00:00,mo,24,\n", "cột \"due_legal\": thời hạn kéo tới"},
	{IN "K7,A,2025-12-30T09:00:00,wd,2,\n", "cột \"due_legal\": thời hạn kéo tới"},
	{IN "K7,A,2025-12-30T16:31:00,wd,1,\n", "cột \"due_hours8\": thời hạn kéo tới"},
	{ROW("day,1,"), "cột \"unit\" = \"day\": đơn vị phải là"},
	{ROW("wd,,"), "cột \"amount\": không phải số"},
	{ROW("wd,ba,"), "cột \"amount\" = \"ba\": không phải số"},
	{ROW("wd,1e3,"), "cột \"amount\""},
	{ROW("wd,0x10,"), "cột \"amount\""},
	{ROW("wd,nan,"), "cột \"amount\""},
	{ROW("wd, 1,"), "cột \"amount\""},
	{ROW("wd,1.,"), "cột \"amount\""},
	{ROW("wd,-1,"), "cột \"amount\" = \"-1\": thời hạn âm"},
	{ROW("wh,-0.25,"), "cột \"amount\" = \"-0.25\": thời hạn âm"},
	{ROW("wd,36526,"), "cột \"amount\" = \"36526\": thời hạn quá lớn"},
	{ROW("cd,99999999999999999999,"), "thời hạn quá lớn"},
	{ROW("wh,1000001,"), "thời hạn quá lớn"},
	{ROW("mo,1201,"), "thời hạn quá lớn"},
	{ROW("sd,24,"), "thời hạn quá lớn"},
	{ROW("wh,0.01,"), "cột \"amount\" = \"0.01\": không phải số phút làm việc nguyên"},
	{ROW("wd,0.001,"), "cột \"amount\" = \"0.001\": không phải số phút"},
	{ROW("cd,1.5,"), "số ngày phải là số nguyên"},
	{ROW("mo,0.5,"), "số tháng phải là số nguyên"},
	{ROW("wh,0.00000001,"), "không phải số"},
	{ROW("wd,9,2025-06-12T09:00:00"), "cột \"pauses\" = \"2025-06-12T09:00:00\": mỗi"},
	{ROW("wd,9,2025-06-12T09:00:00/soon"), "cột \"pauses\""},
	{ROW("wd,9,2025-06-12T09:00:00/2025-06-13T09:00:00;"), "cột \"pauses\""},
	{ROW("wd,9,2025-06-12T09:00:00/2025-06-12T08:00:00"), "kết thúc trước khi bắt đầu"},
	{ROW("wd,9,2025-06-11T08:00:00/2025-06-12T08:00:00"), "sau khi tiếp nhận"},
	{ROW("wd,9,2025-06-11T09:00:00/2025-06-12T08:00:00"), "sau khi tiếp nhận"},
	{ROW("wd,9,2025-06-13T09:00:00/2025-06-14T09:00:00;"
	     "2025-06-12T09:00:00/2025-06-12T10:00:00"),
	 "không theo thứ tự"},
	{ROW("wd,9,2025-06-13T09:00:00/2025-06-16T09:00:00;"
	     "2025-06-15T09:00:00/2025-06-17T10:00:00"),
	 "chồng lên nhau"},
	{ROW("wd,9,2025-06-13T09:00:00/;2025-06-15T09:00:00/2025-06-17T10:00:00"),
	 "chỉ lần dừng cuối"},
	{ROW("wd,9,2025-06-13T09:00:00/2026-06-17T10:00:00"),
	 "cột \"pauses\" = \"2025-06-13T09:00:00/2026-06-17T10:00:00\": có ngày ngoài lịch"},
	{ROW("mo,1,2025-06-13T09:00:00/2025-06-17T10:00:00"), "mo và sd không có"},
	{ROW("sd,15,2025-06-13T09:00:00/2025-06-17T10:00:00"), "mo và sd không có"},
};
#undef ROW

static void test_due_cases__a_wrong_row__is_named_and_has_no_due_moment(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong_rows / sizeof *wrong_rows; i++) {
		char cases[600];
		struct lt_err err;
		(void)snprintf(cases, sizeof cases, "%sK8,A,2025-06-11T09:00:00,cd,1,\n",
			       wrong_rows[i].cases);
		LT_AUTO(free) char *out = due(cases, offices, days, LT_E_FORMAT, &err);
		served_says(&err, "1 trong 2 dòng sai");
		if (!strstr(out, "c.csv:2: hồ sơ ") || !strstr(out, wrong_rows[i].says))
			fail_msg("\"%s\" does not say \"%s\"", out, wrong_rows[i].says);
		assert_non_null(strstr(out, "\nK8,A,2025-06-11T09:00:00,cd,1,,2025-06-12T17"));
		assert_null(strstr(out, "\nK7,"));
	}
}

static void test_due_cases__a_limit_over_a_gap_of_years__restart_after_it(void **state)
{
	(void)state;
	struct lt_err err;
	/* a limit that ends before the gap does not need it */
	expect(IN "1,A,2023-12-28T09:00:00,wd,1,\n",
	       OUT "1,A,2023-12-28T09:00:00,wd,1,,2023-12-29T17:00:00,2023-12-29T17:00:00,"
		   "2023-12-29T09:00:00,2023-12-29T09:30:00,,,\n");
	LT_AUTO(free)
	char *out = due(IN "1,A,2023-12-28T09:00:00,wh,9,2023-12-28T10:00:00/2025-01-02T10:00:00\n",
			offices, days, LT_E_FORMAT, &err);
	assert_non_null(strstr(out, "c.csv:2: hồ sơ 1, cột \"due_legal\": thời hạn kéo tới"));
}

static void test_due_cases__a_wrong_file__file_and_line(void **state)
{
	(void)state;
	static const char row[] = IN "1,A,2025-06-11T09:00:00,wd,1,\n";
	static const struct {
		const char *cases, *offices, *days, *says;
	} wrong[] = {
		{"case_id,calendar,received,unit,amount\n", offices, days, "thiếu cột \"pauses\""},
		{"case_id,calendar,received,unit,amount,pauses,amount\n", offices, days,
		 "hai cột \"amount\""},
		{IN "1,A,2025\n", offices, days,
		 "c.csv:2: dòng không đúng dạng CSV: có 3 ô, cần 6"},
		{"", offices, days, "c.csv:1: "},
		{row, "calendar,weekday,intervals,counts\nA,0,13:30-17:00 07:30-11:30,1\n", days,
		 "o.csv:2: cột \"intervals\""},
		{row, "calendar,weekday,intervals,counts\nA,0,,1\n", days, "o.csv:2: cột"},
		{row, "calendar,weekday,intervals,counts\nA,0,,0\nA,0,,0\n", days, "o.csv:3: cột"},
		{row, offices, "date,day_status,name\n", "d.csv: không có ngày nào"},
		{row, offices,
		 "date,day_status,name\n2025-04-26,work,x\n2025-05-02,off,y\n2025-04-26,work,x\n",
		 "d.csv:4: cột \"date\" = \"2025-04-26\": ngày này đã có ở dòng 2"},
		{row, offices, "date,weekday,day_status,name\n2025-04-26,Sun,work,x\n",
		 "d.csv:2: cột \"weekday\""},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct lt_err err;
		LT_AUTO(free)
		char *out = due(wrong[i].cases, wrong[i].offices, wrong[i].days, LT_E_FORMAT, &err);
		served_says(&err, wrong[i].says);
		assert_null(strstr(out, "2025-06"));
	}
}

static void test_due__words_missing_or_too_many__usage(void **state)
{
	(void)state;
	static const char *const lines[][8] = {
		{"--cases", "x", "--public", "y", NULL},
		{"--cases", "x", "--calendars", "y", NULL},
		{"--calendars", "x", "--public", "y", NULL},
		{"--cases", "x", "--calendars", "y", "--public", "z", "--json", NULL},
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct served s = {.folder = lt_test_folder()};
		struct lt_err err = {0};
		char *out = NULL;
		assert_int_equal(served_run(&s, &lt_tool_due, lines[i], &out, &err), LT_E_USAGE);
		free(out);
		lt_test_remove(s.folder);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due_cases__eighty_samples__come_back_as_they_are),
		cmocka_unit_test(test_due_cases__each_unit__its_columns),
		cmocka_unit_test(test_due_cases__a_quarter_day__is_two_working_hours),
		cmocka_unit_test(test_due_cases__an_open_pause__suspends_where_it_is_reached),
		cmocka_unit_test(test_due_cases__columns_moved_and_added__stay_in_place),
		cmocka_unit_test(test_due_cases__a_wrong_row__is_named_and_has_no_due_moment),
		cmocka_unit_test(test_due_cases__a_limit_over_a_gap_of_years__restart_after_it),
		cmocka_unit_test(test_due_cases__a_wrong_file__file_and_line),
		cmocka_unit_test(test_due__words_missing_or_too_many__usage),
	};
	return cmocka_run_group_tests_name("tool.due_cases", tests, NULL, NULL);
}
