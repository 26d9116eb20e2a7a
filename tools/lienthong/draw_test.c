/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures, outlines and tables of real procedures. */
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

#define PERMIT "procedures/national/xay_dung/cap_giay_phep_nha_o.lua"
#define COPY "procedures/national/chung_thuc/chung_thuc_ban_sao.lua"
#define WATER "procedures/national/tai_nguyen_nuoc/cap_phep_tham_do_nuoc_duoi_dat.lua"
#define DIRECTORY "procedures/directory/two_levels.lua"

/* Runs a subcommand about a file of the source tree; its output, to free. */
static char *told(const struct lt_subcommand *command, const char *file, const char *option)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char path[1024], directory[1024], *out = NULL;
	const char *root = getenv("LT_SOURCE_ROOT");
	(void)snprintf(path, sizeof path, "%s/%s", root, file);
	(void)snprintf(directory, sizeof directory, "%s/" DIRECTORY, root);
	int r = served_run(&s, command, SERVED_WORDS(path, "--directory", directory, option), &out,
			   &err);
	if (r != 0)
		fail_msg("%s", err.text);
	lt_test_remove(s.folder);
	return out;
}

static void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;
	for (const char *p = strstr(text, part); p; p = strstr(p + 1, part))
		n++;
	return n;
}

static void test_draw__text__every_step_with_where_it_leads(void **state)
{
	char *out = told(&lt_tool_draw, PERMIT, "--text");
	(void)state;
	assert_says(out, "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ (1.013225, phiên bản ");
	assert_says(out, "Thời hạn: 15 ngày\nBắt đầu: 1. Tiếp nhận hồ sơ\n");
	assert_says(out,
		    "\n1. Tiếp nhận hồ sơ [receive] · Cán bộ tiếp nhận, Trung tâm Phục vụ hành "
		    "chính công · 4 giờ làm việc\n    → hồ sơ đầy đủ: 2. Thẩm định và lấy ý "
		    "kiến\n");
	assert_says(out, "    xong mọi nhánh:\n        → 13. conclusion\n");
	assert_says(out, "chờ tối đa 30 ngày, không tính vào thời hạn · tối đa 1 lần\n");
	assert_says(out, "→ đạt: xong nhánh của \"Thẩm định và lấy ý kiến\"\n");
	assert_says(out,
		    "→ trả lại bước trước: 14. Trưởng bộ phận soát xét, trình ký (quay lại)\n");
	assert_says(out, "\n20. Kết thúc: từ chối [refused]\n");
	free(out);
}

static void test_draw__picture__a_lane_a_level_and_all_titles(void **state)
{
	char *out = told(&lt_tool_draw, PERMIT, NULL);
	(void)state;
	assert_says(out, "<svg");
	assert_int_equal(count(out, "class=\"cluster\""), 5);
	assert_says(out, "Soạn thông báo lý do không<");
	assert_says(out, "7 ngày làm việc");
	assert_says(out, "Kết thúc: chấp thuận");
	free(out);
	out = told(&lt_tool_draw, COPY, NULL);
	assert_int_equal(count(out, "class=\"cluster\""), 1);
	assert_says(out, "Cấp xã");
	free(out);
}

static void test_draw__picture__branches_by_their_titles_refusals_in_their_colour(void **state)
{
	char *out = told(&lt_tool_draw, WATER, NULL);
	(void)state;
	assert_says(out, "Thẩm định đề án<");
	assert_says(out, "Phí thẩm định<");
	assert_int_equal(count(out, ">phi<"), 0);
	assert_int_equal(count(out, "#fdecea"), 1);
	free(out);
}

/* The diagram names what stands in each lane; the picture is of the same chart. */
static void test_draw__a_choice_before_all__stands_with_whom_it_leads_to(void **state)
{
	char *out = told(&lt_tool_export, WATER, "--bpmn");
	(void)state;
	assert_says(out, "name=\"Cấp tỉnh\">\n        <bpmn:flowNodeRef>start</bpmn:flowNodeRef>\n"
			 "        <bpmn:flowNodeRef>step_scale</bpmn:flowNodeRef>\n");
	free(out);
}

static void test_draw__no_graphviz__says_what_to_do(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char path[1024], *out = NULL, *before = strdup(getenv("PATH"));
	(void)state;
	(void)snprintf(path, sizeof path, "%s/" COPY, getenv("LT_SOURCE_ROOT"));
	(void)setenv("PATH", "/invalid", 1);
	assert_int_equal(served_run(&s, &lt_tool_draw, SERVED_WORDS(path), &out, &err),
			 LT_E_ABSENT);
	(void)setenv("PATH", before, 1);
	served_says(&err, "cài gói graphviz, hoặc dùng --text");
	lt_test_remove(s.folder);
	free(before);
	free(out);
}

static void test_draw__a_bad_file__tells_its_findings(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char path[1024], *out = NULL;
	(void)state;
	(void)snprintf(path, sizeof path, "%s/procedures/host/testdata/bad/unreachable.lua",
		       getenv("LT_SOURCE_ROOT"));
	assert_int_equal(served_run(&s, &lt_tool_draw, SERVED_WORDS(path), &out, &err),
			 LT_E_SCRIPT);
	served_says(&err, "1 lỗi");
	lt_test_remove(s.folder);
	free(out);
}

static void test_print__text__rows_as_the_decision_has_them(void **state)
{
	char *out = told(&lt_tool_print, PERMIT, NULL);
	(void)state;
	assert_says(out, "Bước      Nội dung công việc ");
	assert_says(out, "\n1         Tiếp nhận hồ sơ ");
	assert_says(out, "\n2         Thẩm định và lấy ý kiến (2 nhánh song song)\n");
	assert_says(out, "\n2.1.1     Thẩm định, kiểm tra thực địa ");
	assert_says(out, "\n2.2.1     Lấy ý kiến");
	assert_says(out, "\n3         Trưởng bộ phận soát xét, trình ký ");
	assert_says(out, "Ký giấy phép xây dựng. Kết quả: Giấy phép");
	assert_says(out, "Tổng thời gian giải quyết ");
	assert_int_equal(count(out, "conclusion"), 0);
	free(out);
}

static void test_print__html__is_escaped_and_whole(void **state)
{
	static const char source[] =
		"return procedure { code = \"9.1\", version = \"1\", field = \"x\",\n"
		"  name = \"A <b> & B\",\n"
		"  legal_basis = { \"L\" }, time_limit = working_days(2),\n"
		"  fee = vnd(0), start = \"a\", steps = {\n"
		"    human \"a\" { title = \"x < y\", unit = \"one_stop\", limit = "
		"working_hours(8),\n      on = { ok = \"f\" } },\n"
		"    finish \"f\" { outcome = \"granted\" } } }\n";
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char path[1024], *out = NULL;
	(void)state;
	served_write(&s, "p.lua", source);
	(void)snprintf(path, sizeof path, "%s/p.lua", s.folder);
	int r = served_run(&s, &lt_tool_print, SERVED_WORDS(path, "--html"), &out, &err);
	if (r != 0)
		fail_msg("%s", err.text);
	assert_says(out, "<h1>A &lt;b&gt; &amp; B</h1>");
	assert_says(out, "<td>x &lt; y</td>");
	assert_says(out, "Tổng thời gian giải quyết</td><td>2 ngày làm việc</td>");
	assert_says(out, "mất 1 ngày, thủ tục ghi 2 ngày");
	assert_says(out, "</html>");
	lt_test_remove(s.folder);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draw__text__every_step_with_where_it_leads),
		cmocka_unit_test(test_draw__picture__a_lane_a_level_and_all_titles),
		cmocka_unit_test(
			test_draw__picture__branches_by_their_titles_refusals_in_their_colour),
		cmocka_unit_test(test_draw__a_choice_before_all__stands_with_whom_it_leads_to),
		cmocka_unit_test(test_draw__no_graphviz__says_what_to_do),
		cmocka_unit_test(test_draw__a_bad_file__tells_its_findings),
		cmocka_unit_test(test_print__text__rows_as_the_decision_has_them),
		cmocka_unit_test(test_print__html__is_escaped_and_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
