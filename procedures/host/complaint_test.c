/* SPDX-License-Identifier: EUPL-1.2 */
/* What people read instead of Lua's own words, and which names are offered for a misspelled one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/complaint.h"
#include "procedures/host/near.h"
#include "proto/base/ids.h"

static void check(const char *message, bool syntax, int line, const char *text, const char *remedy)
{
	struct lt_complaint c;
	lt_complaint_read(message, syntax, &c);
	assert_int_equal(c.line, line);
	if (strcmp(c.text, text) != 0)
		fail_msg("\"%s\" is not \"%s\"", c.text, text);
	if (!strstr(c.remedy, remedy))
		fail_msg("\"%s\" does not say \"%s\"", c.remedy, remedy);
}

static void test_read__syntax__is_vietnamese_with_a_remedy(void **state)
{
	(void)state;
	check("\001f:12: '}' expected (to close '{' at line 5) near 'human'", true, 12,
	      "'}' bị thiếu (để đóng '{' ở dòng 5) gần 'human'", "dấu phẩy");
	check("\001f:3: unexpected symbol near 'do'", true, 3, "không hiểu ký hiệu gần 'do'",
	      "[\"do\"]");
	check("\001f:3: unexpected symbol near '<\\196>'", true, 3,
	      "không hiểu ký hiệu gần '<\\196>'", "không dấu");
	check("\001f:3: unexpected symbol near '<\\226>'", true, 3,
	      "không hiểu ký hiệu gần '<\\226>'", "nháy cong");
	check("\001f:3: unexpected symbol near '<\\194>'", true, 3,
	      "không hiểu ký hiệu gần '<\\194>'", "dấu cách");
	check("\001f:7: unfinished string near '\"abc'", true, 7,
	      "chuỗi chưa đóng ngoặc kép gần '\"abc'", "ngoặc kép");
	check("\001f:1: <name> expected near '5'", true, 1, "tên bị thiếu gần '5'", "cú pháp");
}

static void test_read__runtime__is_vietnamese(void **state)
{
	(void)state;
	check("\001f:4: attempt to index a nil value (field 'x')", false, 4,
	      "không lấy được thành phần của giá trị nil (chưa có) (mục 'x')", "");
	check("\001f:4: attempt to compare number with nil", false, 4,
	      "không so sánh được số với nil (chưa có)", "");
	check("\001f:4: attempt to perform arithmetic on a nil value (local 'number')", false, 4,
	      "không tính toán được trên giá trị nil (chưa có) (biến 'number')", "");
	check("\001f:4: attempt to call a table value", false, 4, "không gọi được bảng", "");
	check("bad argument #1 to 'insert' (table expected, got nil)", false, 0,
	      "sai đối số thứ 1 của 'insert' (bảng là kiểu cần có, nhưng nhận được nil (chưa có))",
	      "");
}

static void test_read__an_authors_own_words__stay_as_they_are(void **state)
{
	struct lt_complaint c;
	(void)state;
	check("\001f:9: " LT_OURS "table with nil near 'x'", false, 9, "table with nil near 'x'",
	      "");
	lt_complaint_read("\001b:9: " LT_OURS LT_CERTAIN "sai", false, &c);
	assert_true(c.base);
	assert_true(c.certain);
	assert_string_equal(c.text, "sai");
	lt_complaint_read("\001f:x: \001f:99999999999: \033[0m\xff", false, &c);
	assert_int_equal(c.line, 0);
	assert_true(lt_text_valid(lt_slice_str(c.text), sizeof c.text));
	lt_complaint_read("", true, &c);
	assert_string_equal(c.text, "");
}

static void test_read__too_long__is_cut_at_a_letter(void **state)
{
	char message[2000] = "\001f:1: " LT_OURS;
	struct lt_complaint c;
	(void)state;
	for (int shift = 0; shift < 3; shift++) {
		size_t n = strlen("\001f:1: " LT_OURS);
		memset(message + n, 'a', (size_t)shift);
		for (n += (size_t)shift; n + 4 < sizeof message; n += 3)
			memcpy(message + n, "ộ", 4);
		lt_complaint_read(message, false, &c);
		assert_true(strlen(c.text) > sizeof c.text - 5);
		assert_true(lt_text_valid(lt_slice_str(c.text), sizeof c.text));
		assert_null(strchr(c.text, '?'));
	}
}

static void test_near__distances__count_letters(void **state)
{
	(void)state;
	assert_int_equal(lt_near_distance("receive", "receive", 3), 0);
	assert_int_equal(lt_near_distance("recieve", "receive", 3), 1); /* swapped */
	assert_int_equal(lt_near_distance("receiv", "receive", 3), 1);
	assert_int_equal(lt_near_distance("rceve", "receive", 3), 2);
	assert_int_equal(lt_near_distance("", "abc", 3), 3);
	assert_int_equal(lt_near_distance("abc", "xyz", 2), 3); /* more than asked for */
	assert_int_equal(lt_near_distance("sign", "appraise", 3), 4);
}

static void test_near__names__nearest_first(void **state)
{
	static const char *const names[] = {"sign",    "receive",  "deceive",
					    "relieve", "receiver", "route"};
	struct lt_near near;
	char text[LT_NEAR_TEXT_BYTES];
	(void)state;
	lt_near_init(&near, "recieve");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		lt_near_offer(&near, names[i]);
	lt_near_offer(&near, NULL);
	lt_near_offer(&near, "receive"); /* twice is once */
	assert_string_equal(lt_near_text(&near, text), "\"receive\", \"relieve\" hoặc \"deceive\"");
	lt_near_init(&near, "x");
	lt_near_offer(&near, "appraise");
	assert_string_equal(lt_near_text(&near, text), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read__syntax__is_vietnamese_with_a_remedy),
		cmocka_unit_test(test_read__runtime__is_vietnamese),
		cmocka_unit_test(test_read__an_authors_own_words__stay_as_they_are),
		cmocka_unit_test(test_read__too_long__is_cut_at_a_letter),
		cmocka_unit_test(test_near__distances__count_letters),
		cmocka_unit_test(test_near__names__nearest_first),
	};
	return cmocka_run_group_tests_name("host.complaint", tests, NULL, NULL);
}
