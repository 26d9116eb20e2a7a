/* SPDX-License-Identifier: EUPL-1.2 */
/* A small log with everything odd in it, forged histories, and logs nobody should accept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "records/verify/verify.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "tests/support/support.h"
#include "tools/lienthong/luatext.h"
#include "tools/lienthong/replay_fixture.h"
#include "tools/lienthong/textfile.h"

static const char *sample(struct replay_fixture *f, const char *name)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	return lt_arena_printf(&f->arena, "%s/tests/samples/%s", root ? root : ".", name);
}

/* -- the sample -- */

static void test_lt_log_read__sample__time_then_cases_then_seq(void **state)
{
	static const char *const cases[] = {"HS-4", "HS-4", "HS-4", "HS-3", "HS-2", "HS-2", "HS-1",
					    "HS-3", "HS-1", "HS-2", "HS-1", "HS-1", "HS-1", "HS-1"};
	static const int64_t seqs[] = {0, 1, 2, 1, 1, 2, 1, 2, 2, 3, 3, 4, 5, 6};
	struct replay_fixture *f = *state;
	assert_int_equal(lt_log_read(sample(f, "permits"), &f->log, &f->err), 0);
	assert_int_equal(f->log.events_count, 14);
	for (size_t i = 0; i < f->log.events_count; i++) {
		const struct lt_log_event *e = &f->log.events[i];
		assert_string_equal(f->log.cases.items[e->case_number], cases[i]);
		assert_int_equal(e->seq, seqs[i]);
	}
	assert_string_equal(f->log.name, "permits");
	assert_string_equal(f->log.who_column, "resource");
	assert_string_equal(f->log.where_column, "group");
	assert_int_equal(f->log.idle_cases, 1);
	assert_int_equal(f->log.who_changes, 4);
	assert_int_equal(f->log.where_changes, 4);
}

static void test_lt_log_read__sample__steps_and_names(void **state)
{
	struct replay_fixture *f = *state;
	assert_int_equal(lt_log_read(sample(f, "permits.events.csv"), &f->log, &f->err), 0);
	assert_int_equal(f->log.activities_count, 7);
	assert_int_equal(f->log.steps_count, 8);
	assert_string_equal(f->log.steps[0].name, "step_1");
	assert_string_equal(f->log.steps[0].title, "(để trống) (complete)");
	assert_string_equal(f->log.steps[1].title, "Trả lại \"bổ sung\", lần 1 (complete)");
	const struct lt_log_event *last = &f->log.events[13];
	assert_string_equal(lt_log_person(&f->log, last->who), "Lê Thị Ánh");
	assert_string_equal(lt_log_unit(&f->log, last->where), "(không rõ)");
	assert_int_equal(f->log.events[0].at_us, 0);
	assert_int_equal(f->log.events[2].at_us, 1);
}

static void test_lt_replay_play__sample__history_equals_log(void **state)
{
	struct replay_fixture *f = *state;
	struct lt_verify_report report;
	replay_play(f, sample(f, "permits"));
	assert_int_equal(replay_compare(f), 0);
	assert_int_equal(f->history.items_count, 14);
	assert_int_equal(lt_verify(f->folder, &report, &f->err), 0);
	assert_true(lt_verify_holds(&report));
	assert_int_equal(report.dossiers, 4);
	assert_int_equal(report.open_dossiers, 0);
}

/* -- forged histories -- */

static void expect_one(struct replay_fixture *f, const char *part)
{
	assert_int_equal(replay_compare(f), 1);
	assert_non_null(strstr(f->found.texts[0], part));
}

static void test_lt_history_compare__one_event_changed__one_mismatch(void **state)
{
	struct replay_fixture *f = *state;
	replay_play(f, sample(f, "permits"));
	struct lt_history_item *item = &f->history.items[9], good = *item;
	item->at_us++;
	expect_one(f, "hồ sơ HS-2, sự kiện 3: nhật ký \"Hai dòng");
	*item = good;
	item->title = "Thẩm định (start)";
	expect_one(f, "lịch sử \"Thẩm định (start)\"");
	*item = good;
	item->step = "step_1";
	expect_one(f, "HS-2");
	*item = good;
	item->officer_name = "An";
	expect_one(f, "An");
	*item = good;
	item->officer = "r99";
	expect_one(f, "HS-2");
	*item = good;
	item->unit_name = "Một cửa";
	expect_one(f, "Một cửa");
	*item = good;
	item->unit = "RP.99";
	expect_one(f, "HS-2");
	*item = good;
	assert_int_equal(replay_compare(f), 0);
}

static void test_lt_history_compare__tied_events_swapped__two_mismatches(void **state)
{
	struct replay_fixture *f = *state;
	replay_play(f, sample(f, "permits"));
	struct lt_history_item *items = f->history.items, first = items[4];
	assert_int_equal(items[4].at_us, items[5].at_us);
	items[4] = items[5];
	items[5] = first;
	assert_int_equal(replay_compare(f), 2);
}

static void test_lt_history_compare__events_lost_or_added__told(void **state)
{
	struct replay_fixture *f = *state;
	replay_play(f, sample(f, "permits"));
	f->history.items_count--; /* the last event of HS-1 */
	expect_one(f, "lịch sử không có");
	f->history.items_count++;
	f->history.items[13].case_number = f->history.items[0].case_number;
	assert_int_equal(replay_compare(f), 2); /* HS-1 lacks it, HS-4 has one too many */
	assert_non_null(strstr(f->found.texts[1], "thừa bước"));
	f->history.items[13].case_number = LT_NO_NUMBER;
	assert_int_equal(replay_compare(f), 2);
}

static void test_lt_history_compare__dossier_twice_or_open__told(void **state)
{
	struct replay_fixture *f = *state;
	replay_play(f, sample(f, "permits"));
	f->history.received[0]++;
	expect_one(f, "tiếp nhận 2 lần");
	f->history.received[0]--;
	f->history.finished[1] = 0;
	expect_one(f, "kết thúc 0 lần");
}

/* -- logs nobody should accept -- */

#define HEAD "case_id,seq,activity,timestamp\n"

static const struct {
	const char *text, *part;
	int code;
} malformed[] = {
	{"", ":1: ", LT_E_FORMAT},
	{HEAD, "không có sự kiện", LT_E_FORMAT},
	{"case_id,seq,activity\na,1,x\n", ":1: thiếu cột \"timestamp\"", LT_E_FORMAT},
	{"seq,activity,timestamp\n1,x,2020-01-01\n", ":1: thiếu cột \"case_id\"", LT_E_FORMAT},
	{HEAD "a,1,x,2020-01-01\na,2,x\n", ":3: dòng không đúng dạng CSV", LT_E_FORMAT},
	{HEAD "a,1,x,2020-01-01,y\n", ":2: dòng không đúng dạng CSV", LT_E_FORMAT},
	{HEAD "a,1,\"x,2020-01-01\n", ":2: dòng không đúng dạng CSV", LT_E_FORMAT},
	{HEAD "\na,1,x,yesterday\n", ":3: không hiểu thời điểm \"yesterday\"", LT_E_FORMAT},
	{HEAD "a,1,x,\n", ":2: không hiểu thời điểm", LT_E_FORMAT},
	{HEAD "a,1,x,2020-02-30T00:00:00Z\n", ":2: không hiểu thời điểm", LT_E_FORMAT},
	{HEAD "a,1,x,2020-02-01T25:00:00Z\n", ":2: không hiểu thời điểm", LT_E_FORMAT},
	{HEAD ",1,x,2020-01-01\n", ":2: thiếu case_id", LT_E_FORMAT},
	{HEAD "a,1.5,x,2020-01-01\n", ":2: cột \"seq\"", LT_E_FORMAT},
	{HEAD "a,1,\xff,2020-01-01\n", ":2: cột \"activity\"", LT_E_FORMAT},
	{HEAD "a\x01,1,x,2020-01-01\n", ":2: cột \"case_id\"", LT_E_FORMAT},
};

static void test_lt_log_read__malformed__refused_with_file_and_line(void **state)
{
	struct replay_fixture *f = *state;
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		const char *path =
			replay_write(f, "bad.events.csv", lt_slice_str(malformed[i].text));
		f->err = (struct lt_err){0};
		assert_int_equal(lt_log_read(path, &f->log, &f->err), malformed[i].code);
		assert_non_null(strstr(f->err.text, "bad.events.csv"));
		assert_non_null(strstr(f->err.text, malformed[i].part));
	}
}

static void test_lt_log_read__cases_file__must_fit(void **state)
{
	struct replay_fixture *f = *state;
	const char *path = replay_write(f, "l.events.csv", lt_slice_str(HEAD "a,1,x,2020-01-01\n"));
	(void)replay_write(f, "l.cases.csv", lt_slice_str("case_id\nb\n"));
	assert_int_equal(lt_log_read(path, &f->log, &f->err), LT_E_FORMAT);
	assert_non_null(strstr(f->err.text, "l.events.csv:2: hồ sơ \"a\" không có"));
	(void)replay_write(f, "l.cases.csv", lt_slice_str("case_id\na\na\n"));
	assert_int_equal(lt_log_read(path, &f->log, &f->err), LT_E_FORMAT);
	assert_non_null(strstr(f->err.text, "l.cases.csv:3: case_id \"a\" có hai dòng"));
}

static void test_lt_log_read__no_file_or_damaged_gzip__told(void **state)
{
	static const uint8_t cut[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4e};
	struct replay_fixture *f = *state;
	const char *nothing = lt_arena_printf(&f->arena, "%s/nothing", f->folder);
	assert_int_equal(lt_log_read(nothing, &f->log, &f->err), LT_E_ABSENT);
	const char *path = replay_write(f, "z.events.csv.gz", lt_slice(cut, sizeof cut));
	assert_int_equal(lt_log_read(path, &f->log, &f->err), LT_E_IO);
	assert_non_null(strstr(f->err.text, "gzip"));
}

/* -- big ones -- */

/* @p leaves activities that all follow one and the same. */
static const char *write_hub(struct replay_fixture *f, unsigned leaves)
{
	struct lt_luatext text;
	assert_int_equal(lt_luatext_begin(&text), 0);
	(void)fputs(HEAD, text.out);
	for (unsigned i = 0; i < leaves; i++)
		(void)fprintf(
			text.out,
			"c%u,1,hub,2020-01-01T00:00:00Z\nc%u,2,leaf %u,2020-01-01T00:00:01Z\n", i,
			i, i);
	assert_int_equal(lt_luatext_end(&text), 0);
	const char *path = replay_write(f, "hub.events.csv", lt_slice(text.text, text.size));
	lt_luatext_done(&text);
	return path;
}

static void test_lt_replay_play__a_thousand_outcomes__no_mismatch(void **state)
{
	struct replay_fixture *f = *state;
	replay_play(f, write_hub(f, 1000));
	assert_int_equal(f->log.steps_count, 1001);
	assert_int_equal(f->sources.successions_count, 2000);
	assert_int_equal(replay_compare(f), 0);
}

static void test_lt_replay_sources__over_a_bound__refused(void **state)
{
	struct replay_fixture *f = *state;
	assert_int_equal(lt_log_read(write_hub(f, LT_OUTCOMES_MAX + 1), &f->log, &f->err), 0);
	assert_int_equal(lt_replay_sources(&f->log, &f->sources, &f->err), LT_E_LIMIT);
	assert_non_null(strstr(f->err.text, "sau \"hub\" có 1025 bước khác nhau"));
	lt_log_done(&f->log);
	assert_int_equal(lt_log_read(write_hub(f, LT_STEPS_MAX), &f->log, &f->err), 0);
	assert_int_equal(lt_replay_sources(&f->log, &f->sources, &f->err), LT_E_LIMIT);
	assert_non_null(strstr(f->err.text, "2049 bước khác nhau; tối đa 2046"));
}

/* -- the parts -- */

static void test_lt_luatext_quote__anything__is_one_lua_string(void **state)
{
	struct lt_luatext text;
	(void)state;
	assert_int_equal(lt_luatext_begin(&text), 0);
	lt_luatext_quote(&text, "a\"b\\c\nd\x01"
				"2é]]");
	assert_int_equal(lt_luatext_end(&text), 0);
	assert_string_equal(text.text, "\"a\\\"b\\\\c\\010d\\0012é]]\"");
	lt_luatext_done(&text);
}

static void test_lt_numbering_add__many_texts__one_number_each(void **state)
{
	struct replay_fixture *f = *state;
	struct lt_numbering texts = {0};
	char text[16];
	uint32_t number = 0;
	assert_int_equal(lt_numbering_find(&texts, "0"), LT_NO_NUMBER);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 5000; i++) {
			(void)snprintf(text, sizeof text, "%u", i);
			assert_int_equal(lt_numbering_add(&texts, &f->arena, text, &number), 0);
			assert_int_equal(number, i);
		}
	assert_int_equal(texts.count, 5000);
	assert_int_equal(lt_numbering_find(&texts, "4999"), 4999);
	assert_int_equal(lt_numbering_find(&texts, "5000"), LT_NO_NUMBER);
}

static void test_lt_textfile_fault__row__names_file_and_line(void **state)
{
	struct replay_fixture *f = *state;
	LT_AUTO(free) struct lt_textfile *file = calloc(1, sizeof *file);
	assert_non_null(file);
	const char *path = replay_write(f, "t.csv", lt_slice_str("a,b\n1,2\n\n3,4\n"));
	int column = 0;
	assert_int_equal(lt_textfile_open(path, file, &f->err), 0);
	assert_int_equal(lt_textfile_need(file, "b", &column, &f->err), 0);
	assert_int_equal(lt_textfile_need(file, "c", &column, &f->err), LT_E_FORMAT);
	assert_int_equal(lt_textfile_next(file, &f->err), 1);
	assert_int_equal(lt_textfile_next(file, &f->err), 1);
	assert_string_equal(lt_textfile_field(file, column), "4");
	assert_string_equal(lt_textfile_field(file, -1), "");
	assert_int_equal(lt_textfile_fault(file, &f->err, LT_E_LIMIT, "x %d", 1), LT_E_LIMIT);
	assert_non_null(strstr(f->err.text, "t.csv:4: x 1"));
	assert_int_equal(lt_textfile_next(file, &f->err), 0);
	lt_textfile_done(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, replay_setup, replay_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lt_log_read__sample__time_then_cases_then_seq),
		TEST(test_lt_log_read__sample__steps_and_names),
		TEST(test_lt_replay_play__sample__history_equals_log),
		TEST(test_lt_history_compare__one_event_changed__one_mismatch),
		TEST(test_lt_history_compare__tied_events_swapped__two_mismatches),
		TEST(test_lt_history_compare__events_lost_or_added__told),
		TEST(test_lt_history_compare__dossier_twice_or_open__told),
		TEST(test_lt_log_read__malformed__refused_with_file_and_line),
		TEST(test_lt_log_read__cases_file__must_fit),
		TEST(test_lt_log_read__no_file_or_damaged_gzip__told),
		TEST(test_lt_replay_play__a_thousand_outcomes__no_mismatch),
		TEST(test_lt_replay_sources__over_a_bound__refused),
		TEST(test_lt_luatext_quote__anything__is_one_lua_string),
		TEST(test_lt_numbering_add__many_texts__one_number_each),
		TEST(test_lt_textfile_fault__row__names_file_and_line),
	};
	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
