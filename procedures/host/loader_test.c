/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"

static void load_header(struct fixture *f, const char *entry)
{
	char source[600];
	(void)snprintf(source, sizeof source,
		       "return procedure { code = \"9.1\", version = \"1\", field = \"x\",\n"
		       "name = \"x\", legal_basis = { \"x\" }, fee = vnd(0),\n"
		       "time_limit = working_days(3), %s,\n"
		       "start = \"a\", steps = {\n"
		       "human \"a\" { unit = \"tax\", limit = untimed, on = { ok = \"f\" } },\n"
		       "finish \"f\" { outcome = \"granted\" } } }\n",
		       entry);
	fixture_load(f, source, NULL, fixture_directory());
}

static void test_load__reuse_for__days_or_months_or_refused(void **state)
{
	static const struct {
		const char *what;
		enum lt_limit_unit unit; /* NONE: refused */
		int32_t amount;
	} cases[] = {
		{"months(6)", LT_LIMIT_MONTHS, 6},
		{"calendar_days(30)", LT_LIMIT_CALENDAR_DAYS, 30},
		{"calendar_days(0)", LT_LIMIT_CALENDAR_DAYS, 0},
		{"working_days(3)", LT_LIMIT_NONE, 0},
		{"working_hours(8)", LT_LIMIT_NONE, 0},
		{"months(-1)", LT_LIMIT_NONE, 0},
		{"months(1.5)", LT_LIMIT_NONE, 0},
		{"untimed", LT_LIMIT_NONE, 0},
		{"same_day()", LT_LIMIT_NONE, 0},
		{"6", LT_LIMIT_NONE, 0},
		{"\"6 tháng\"", LT_LIMIT_NONE, 0},
	};
	(void)state;
	struct fixture f;
	char header[200];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		(void)snprintf(header, sizeof header,
			       "documents = { doc { id = \"a\", "
			       "name = \"A\", reuse_for = %s } }",
			       cases[i].what);
		load_header(&f, header);
		if (cases[i].unit) {
			assert_int_equal(f.findings.count, 0);
			assert_non_null(f.definition);
			assert_int_equal(f.definition->papers[0].reuse_for.unit, cases[i].unit);
			assert_int_equal(f.definition->papers[0].reuse_for.amount, cases[i].amount);
		} else {
			if (f.definition)
				fail_msg("%s is taken", cases[i].what);
			assert_non_null(strstr(f.findings.items[0].message, "reuse_for"));
		}
		fixture_unload(&f);
	}
}

static void test_load__reuse_for_of_a_result__is_unknown(void **state)
{
	(void)state;
	struct fixture f;
	load_header(&f, "results = { result { id = \"a\", "
			"name = \"A\", reuse_for = months(6) } }");
	assert_null(f.definition);
	bool unknown = false;
	for (size_t i = 0; i < f.findings.count; i++)
		unknown |= strcmp(f.findings.items[i].rule, "E26") == 0 &&
			   strstr(f.findings.items[i].message, "reuse_for");
	assert_true(unknown);
	fixture_unload(&f);
}

/* Whoever fills the form in reads the label; rules go on reading the choice. */
static void test_load__labels_of_choices__read_instead_of_them(void **state)
{
	(void)state;
	struct fixture f;
	load_header(&f, "fields = { kind = choice { label = \"Loại\", "
			"choices = { \"moi\", \"cap_lai\" }, "
			"labels = { cap_lai = \"Cấp lại\" } } }");
	assert_int_equal(f.findings.count, 0);
	const struct lt_field_decl *kind = lt_definition_field(f.definition, "kind");
	assert_int_equal(kind->choice_words.count, 2);
	assert_string_equal(kind->choices.items[1], "cap_lai");
	assert_string_equal(kind->choice_words.items[0], "moi");
	assert_string_equal(kind->choice_words.items[1], "Cấp lại");
	fixture_unload(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load__reuse_for__days_or_months_or_refused),
		cmocka_unit_test(test_load__reuse_for_of_a_result__is_unknown),
		cmocka_unit_test(test_load__labels_of_choices__read_instead_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, fixture_done);
}
