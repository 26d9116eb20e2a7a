/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "procedures/chart/picture.h"

static const char drawn[] =
	"<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"x\"\n \"y\">\n<!-- by graphviz\n -->\n"
	"<svg width=\"637pt\" height=\"919pt\"\n viewBox=\"0.00 0.00 637.20 919.20\" xmlns=\"z\">\n"
	"<g id=\"graph0\">\n<title>procedure</title>\n"
	"<!-- n1 -->\n<g id=\"step_receive\" class=\"node\">\n<title>n1</title>\n"
	"<path fill=\"white\" d=\"M40,-50C40,-50 10,-90 10,-90 10,-60 30,-55 35,-52\"/>\n"
	"<text>Tiếp nhận</text>\n</g>\n"
	"<g id=\"step_receive_more\" class=\"node\">\n<polygon points=\"1,-2 3,-4\"/>\n</g>\n"
	"</g>\n</svg>\n";

static char *mark(const struct lt_picture_mark *marks, size_t count)
{
	struct lt_arena arena;
	lt_arena_init(&arena, 1 << 20);
	struct lt_writer out = {.arena = &arena};
	struct lt_picture picture = {.drawn = lt_slice_str(drawn),
				     .title = "Hình & \"chữ\"",
				     .marks = marks,
				     .marks_count = count};
	lt_picture_mark(&picture, &out);
	char *text = strdup(lt_writer_text(&out));
	lt_arena_done(&arena);
	return text;
}

static void test_picture_mark__no_marks__is_an_element_and_nothing_else_changes(void **state)
{
	char *text = mark(NULL, 0);
	(void)state;
	assert_int_equal(strncmp(text, "<svg class=\"picture\" role=\"img\"", 30), 0);
	assert_non_null(strstr(text, "aria-label=\"Hình &amp; &quot;chữ&quot;\""));
	assert_non_null(strstr(text, " width=\"637\" viewBox=\"0.00 0.00 637.20 919.20\">"));
	assert_null(strstr(text, "<title>"));
	assert_null(strstr(text, "<!"));
	assert_null(strstr(text, "class=\"mark\""));
	assert_non_null(strstr(text, "<text>Tiếp nhận</text>\n</g>\n"));
	free(text);
}

static void test_picture_mark__a_step_of_that_very_name__bears_what_stands_there(void **state)
{
	const struct lt_picture_mark marks[] = {
		{.step = "receive", .open = 120, .incidents = 3, .words = "120 hồ sơ <3>"},
		{.step = "gone", .open = 1, .words = "x"}};
	char *text = mark(marks, 2);
	(void)state;
	char *at = strstr(text, "<g class=\"mark\"><title>120 hồ sơ &lt;3&gt;</title>");
	assert_non_null(at);
	assert_null(strstr(at + 4, "class=\"mark\"")); /* one step bears it, and no other */
	assert_true(at < strstr(text, "step_receive_more"));
	/* the upper edge of the shape is at -90, its right one at 40 */
	assert_non_null(strstr(at, "y=\"-99.0\" width=\"37.0\" height=\"18\" rx=\"9\""));
	assert_non_null(strstr(at, "x=\"3.0\""));
	assert_non_null(strstr(at, ">120</text>"));
	assert_non_null(strstr(at, ">!3</text>"));
	free(text);
}

static void test_picture_mark__here__is_framed(void **state)
{
	const struct lt_picture_mark here = {.step = "receive_more", .here = true, .words = "đây"};
	char *text = mark(&here, 1);
	(void)state;
	assert_non_null(
		strstr(text, "<rect x=\"-5.0\" y=\"-10.0\" width=\"14.0\" height=\"14.0\""));
	assert_non_null(strstr(text, "<title>đây</title>"));
	free(text);
}

static void test_picture_mark__what_is_no_picture__gives_nothing(void **state)
{
	struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 1 << 16);
	struct lt_writer out = {.arena = &arena};
	struct lt_picture picture = {.drawn = lt_slice_str("Error: syntax"), .title = ""};
	lt_picture_mark(&picture, &out);
	assert_string_equal(lt_writer_text(&out), "");
	picture.drawn = lt_slice_str("<svg width=\"3"); /* cut off */
	lt_picture_mark(&picture, &out);
	assert_non_null(lt_writer_text(&out));
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_picture_mark__no_marks__is_an_element_and_nothing_else_changes),
		cmocka_unit_test(
			test_picture_mark__a_step_of_that_very_name__bears_what_stands_there),
		cmocka_unit_test(test_picture_mark__here__is_framed),
		cmocka_unit_test(test_picture_mark__what_is_no_picture__gives_nothing),
	};
	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
