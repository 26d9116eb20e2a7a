/* SPDX-License-Identifier: EUPL-1.2 */
/* A page in both its looks, and texts that mean harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/forms/page.h"
#include "procedures/forms/wellformed_fixture.h"
#include "proto/base/time.h"

static struct lt_page page_of(struct lt_arena *arena, enum lt_page_sheet sheet)
{
	int64_t date_us = 0;
	assert_int_equal(lt_time_parse("2025-08-04T08:15", &date_us), 0);
	return (struct lt_page){.arena = arena,
				.sheet = sheet,
				.form = "02",
				.agency = "UBND PHƯỜNG",
				.suffix = "/PBS",
				.place = "Phường Thục Phán",
				.date_us = date_us,
				.title = "PHIẾU THỬ",
				.subtitle = "Mã hồ sơ: X",
				.foot = "Lập tự động."};
}

/* One block of every kind, all of whose values are @p text. */
static void fill(struct lt_page *page, const char *text)
{
	static const struct lt_column columns[] = {{"TT", 10, true}, {"Tên", 90, false}};
	const struct lt_cell cells[] = {{{"1"}}, {{text, text}}};
	lt_page_fact(page, "Họ tên", text);
	lt_page_strong(page, "Địa chỉ", text);
	lt_page_fact(page, "Điện thoại", NULL);
	lt_page_paragraph(page, text);
	lt_page_list(page);
	lt_page_item(page, text);
	lt_page_table(page, columns, 2);
	lt_page_row(page, cells);
	lt_page_note(page, text);
	lt_page_sign(page, &(struct lt_signer){"NGƯỜI NỘP", "(Ký)", text},
		     &(struct lt_signer){"NGƯỜI NHẬN", "(Ký)", NULL});
}

static void test_page_text__every_kind_of_block__as_on_paper(void **state)
{
	struct lt_arena arena;
	struct lt_err err = {0};
	const char *text;
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	struct lt_page page = page_of(&arena, LT_PAGE_A5);
	fill(&page, "Nông Văn Ba");
	assert_int_equal(lt_page_text(&page, &text, &err), 0);
	assert_string_equal(
		text,
		"                                                                       Mẫu số 02\n"
		"            UBND PHƯỜNG                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
		"              -------                       Độc lập - Tự do - Hạnh phúc\n"
		"        Số: .........../PBS                       ---------------\n"
		"                                    Phường Thục Phán, ngày 04 tháng 8 năm 2025\n"
		"\n"
		"                                   PHIẾU THỬ\n"
		"                                  Mã hồ sơ: X\n"
		"\n"
		"Họ tên: Nông Văn Ba\n"
		"Địa chỉ: Nông Văn Ba\n"
		"Điện thoại: ....................................................................\n"
		"Nông Văn Ba\n"
		"  1. Nông Văn Ba\n"
		"\n"
		"--------+-----------------------------------------------------------------------\n"
		"  TT    | Tên\n"
		"--------+-----------------------------------------------------------------------\n"
		"   1    | Nông Văn Ba\n"
		"        | Nông Văn Ba\n"
		"--------+-----------------------------------------------------------------------\n"
		"\n"
		"\n"
		"               NGƯỜI NỘP                               NGƯỜI NHẬN\n"
		"                  (Ký)                                    (Ký)\n"
		"\n\n\n"
		"              Nông Văn Ba\n"
		"\n"
		"--------------------------------------------------------------------------------\n"
		"Nông Văn Ba\n"
		"Lập tự động.\n");
	lt_arena_done(&arena);
}

static void test_page_html__names_that_mean_harm__characters_only(void **state)
{
	static const char *const harm[] = {
		"<script>alert(1)</script>",
		"\" onmouseover=\"alert(1)",
		"' onload='alert(1)",
		"</p></body></html><img src=x>",
		"]]><!-- -->",
		"&lt;script&gt;",
		"\xe2\x80\xaeturned",
		"bad \xff\xc0 bytes",
		"control \x01\x1b[2J",
		"&#x3c;script&#x3e;",
	};
	struct lt_arena arena;
	struct lt_err err = {0};
	(void)state;
	lt_arena_init(&arena, 1u << 24);
	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
		const char *html, *text;
		struct lt_page page = page_of(&arena, LT_PAGE_A4);
		page.qr = "H14";
		fill(&page, harm[i]);
		page.agency = lt_page_clean(&page, harm[i]);
		page.draft = lt_page_clean(&page, harm[i]);
		assert_int_equal(lt_page_html(&page, &html, &err), 0);
		assert_int_equal(lt_page_text(&page, &text, &err), 0);
		assert_string_equal(wellformed_why_not(html), "");
		assert_null(strstr(html, "<script"));
		assert_null(strstr(html, "<img"));
		assert_null(strstr(html, "onload='"));
		assert_null(strstr(html, "onmouseover=\""));
		assert_null(strstr(html, "\xe2\x80\xae"));
		assert_null(strchr(text, '\x1b'));
		assert_null(strstr(html, "http://evil"));
	}
	lt_arena_done(&arena);
}

static void test_page_html__ten_thousand_letters__cut_and_said_so(void **state)
{
	struct lt_arena arena;
	struct lt_err err = {0};
	const char *html, *text;
	char *name = malloc(10001);
	(void)state;
	assert_non_null(name);
	memset(name, 'N', 10000);
	name[10000] = 0;
	lt_arena_init(&arena, 1u << 24);
	struct lt_page page = page_of(&arena, LT_PAGE_A5);
	fill(&page, name);
	assert_int_equal(lt_page_html(&page, &html, &err), 0);
	assert_int_equal(lt_page_text(&page, &text, &err), 0);
	assert_string_equal(wellformed_why_not(html), "");
	assert_non_null(strstr(html, "NNNN […]"));
	name[LT_PAGE_TEXT_POINTS_MAX + 1] = 0;
	assert_null(strstr(html, name));
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 4 * 80);
	free(name);
	lt_arena_done(&arena);
}

static void test_page_html__no_memory_anywhere__said_never_half_a_page(void **state)
{
	struct lt_err err = {0};
	size_t failures = 0;
	(void)state;
	for (size_t bytes = 0; bytes < 200000; bytes += 1000) {
		struct lt_arena arena;
		const char *html = NULL;
		lt_arena_init(&arena, bytes);
		struct lt_page page = page_of(&arena, LT_PAGE_A5);
		fill(&page, "Nông Văn Ba");
		int r = lt_page_html(&page, &html, &err);
		assert_true(r == 0 ? strstr(html, "</html>") != NULL : r == LT_E_NOMEM && !html);
		failures += r < 0;
		lt_arena_done(&arena);
	}
	assert_true(failures > 3 && failures < 200);
}

static void test_page_time__nights_and_short_numbers__two_digits(void **state)
{
	char text[LT_PAGE_TIME_BYTES];
	int64_t at_us;
	(void)state;
	assert_int_equal(lt_time_parse("2025-08-04T08:15", &at_us), 0);
	assert_string_equal(lt_page_time(at_us, text), "08 giờ 15 phút, ngày 04/08/2025");
	assert_string_equal(lt_page_date(at_us, text), "ngày 04 tháng 8 năm 2025");
	assert_int_equal(lt_time_parse("2026-02-01T23:59:59", &at_us), 0);
	assert_string_equal(lt_page_time(at_us, text), "23 giờ 59 phút, ngày 01/02/2026");
	assert_string_equal(lt_page_date(at_us, text), "ngày 01 tháng 02 năm 2026");
}

static void test_wellformed__what_is_broken__is_found(void **state)
{
	static const char *const broken[] = {
		"<p>",		 "<p></b>",	 "<p a=b></p>",	  "<p a=\"<\"></p>",
		"<p>&nbsp;</p>", "<p>a & b</p>", "</p>",	  "<p",
		"<p a=\"x></p>", "text <",	 "<p></p><p></p>"};
	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		assert_string_not_equal(wellformed_why_not(broken[i]), "");
	assert_string_equal(wellformed_why_not("<!DOCTYPE html>\n<p a=\"&quot;\">&lt;<br/></p>\n"),
			    "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_text__every_kind_of_block__as_on_paper),
		cmocka_unit_test(test_page_html__names_that_mean_harm__characters_only),
		cmocka_unit_test(test_page_html__ten_thousand_letters__cut_and_said_so),
		cmocka_unit_test(test_page_html__no_memory_anywhere__said_never_half_a_page),
		cmocka_unit_test(test_page_time__nights_and_short_numbers__two_digits),
		cmocka_unit_test(test_wellformed__what_is_broken__is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
