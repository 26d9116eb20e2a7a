/* SPDX-License-Identifier: EUPL-1.2 */
/* A form on the command line, the form on the line, and the receipt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "tools/lienthong/served_fixture.h"

#define SUBMIT(s, ...)                                                                             \
	served_sent((s), &lt_tool_submit,                                                          \
		    SERVED_WORDS("--procedure", "1.004873", "--unit", "H14.1", "--applicant",      \
				 "Nguyễn Thị Bình", __VA_ARGS__))

static void test_submit__all_of_a_form__goes_over_the_line(void **state)
{
	struct served s;
	int64_t at_us;
	(void)state;
	const Lt__Command *c = SUBMIT(&s, "--as", "hoa", "--id-number", "040190001234", "--phone",
				      "0912", "--email", "b@x.vn", "--address", "Mỹ Trà",
				      "--channel", "post", "--code", "H14-250701-9", "--submitted",
				      "16:20 30/06/2025", "--field", "a=có", "--paper", "don");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_SUBMIT);
	const Lt__SubmitDossier *d = c->submit;
	assert_string_equal(d->procedure, "1.004873");
	assert_string_equal(d->unit, "H14.1");
	assert_string_equal(d->code, "H14-250701-9");
	assert_int_equal(d->channel, LT__CHANNEL__CHANNEL_POST);
	assert_string_equal(d->applicant->name, "Nguyễn Thị Bình");
	assert_string_equal(d->applicant->id_number, "040190001234");
	assert_string_equal(d->applicant->phone, "0912");
	assert_string_equal(d->applicant->email, "b@x.vn");
	assert_string_equal(d->applicant->address, "Mỹ Trà");
	assert_true(d->fields[0]->yes);
	assert_string_equal(d->papers[0]->id, "don");
	assert_int_equal(lt_time_parse("2025-06-30T16:20", &at_us), 0);
	assert_int_equal(d->submitted_us, at_us);
	served_stop(&s);
}

static void test_submit__no_channel_named__by_who_hands_in(void **state)
{
	struct served s;
	(void)state;
	assert_int_equal(SUBMIT(&s, "--as", "hoa")->submit->channel, LT__CHANNEL__CHANNEL_DIRECT);
	served_stop(&s);
	assert_int_equal(SUBMIT(&s, "--citizen")->submit->channel, LT__CHANNEL__CHANNEL_ONLINE);
	served_stop(&s);
}

static void test_submit__accepted__a_receipt(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, served_accept);
	assert_int_equal(served_run(&s, &lt_tool_submit,
				    SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant",
						 "A", "--as", "hoa"),
				    &out, &err),
			 0);
	assert_string_equal(out, "Mã hồ sơ       H14-250701-1\n"
				 "Tiếp nhận      08:00 01/07/2025\n"
				 "Hẹn trả        17:00 04/07/2025\n"
				 "Phí, lệ phí    15.000 đ\n"
				 "Đang chờ       sign\n"
				 "               survey\n");
	free(out);
	served_stop(&s);
}

static void test_submit__incomplete__nothing_sent(void **state)
{
	const char *const *const lines[] = {
		SERVED_WORDS("--unit", "H14", "--applicant", "A", "--as", "hoa"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--as", "hoa"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant", "A"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant", "A", "--as", "hoa",
			     "--citizen"),
		SERVED_WORDS("--procedure", "1", "--applicant", "A", "--as", "hoa"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant", "A", "--as", "hoa",
			     "--channel", "pigeon"),
	};
	(void)state;
	served_wrong_usage(&lt_tool_submit, lines, sizeof lines / sizeof *lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_submit__all_of_a_form__goes_over_the_line),
		cmocka_unit_test(test_submit__no_channel_named__by_who_hands_in),
		cmocka_unit_test(test_submit__accepted__a_receipt),
		cmocka_unit_test(test_submit__incomplete__nothing_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
