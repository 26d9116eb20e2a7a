/* SPDX-License-Identifier: EUPL-1.2 */
/* The test vectors of RFC 6238, appendix B (their last six digits), and a code that opens once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "worker/web/totp.h"

static const uint8_t secret[LT_TOTP_SECRET_BYTES] = "12345678901234567890";

static void test_totp_code__vectors_of_the_rfc__their_digits(void **state)
{
	(void)state;
	assert_int_equal(lt_totp_code(secret, 59 / 30), 287082);
	assert_int_equal(lt_totp_code(secret, 1111111109 / 30), 81804);
	assert_int_equal(lt_totp_code(secret, 1234567890 / 30), 5924);
	assert_int_equal(lt_totp_code(secret, UINT64_C(20000000000) / 30), 353130);
}

static void test_totp_text__there_and_back__the_same(void **state)
{
	char text[LT_TOTP_TEXT_BYTES];
	uint8_t back[LT_TOTP_SECRET_BYTES];
	(void)state;
	lt_totp_text(secret, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_true(lt_totp_parse(text, back));
	assert_memory_equal(back, secret, sizeof back);
	assert_false(lt_totp_parse("GEZDGNBVGY3TQOJQ", back));
	text[5] = '1';
	assert_false(lt_totp_parse(text, back));
}

static void test_totp_check__early_late_and_used__opens_once(void **state)
{
	(void)state;
	uint64_t step = lt_totp_check(secret, "081804", 1111111109, 0);
	assert_int_equal(step, 1111111109 / 30);
	assert_int_equal(lt_totp_check(secret, "081804", 1111111109 + 30, 0), step);
	assert_int_equal(lt_totp_check(secret, "081804", 1111111109 + 90, 0), 0);
	assert_int_equal(lt_totp_check(secret, "081804", 1111111109, step), 0);
	assert_int_equal(lt_totp_check(secret, "81804", 1111111109, 0), 0);
	assert_int_equal(lt_totp_check(secret, "081805", 1111111109, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_totp_code__vectors_of_the_rfc__their_digits),
		cmocka_unit_test(test_totp_text__there_and_back__the_same),
		cmocka_unit_test(test_totp_check__early_late_and_used__opens_once)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
