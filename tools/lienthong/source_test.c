/* SPDX-License-Identifier: EUPL-1.2 */
/* By hash or by version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/served_fixture.h"

static void answer(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	static uint8_t hash[32] = {0xab, 0xcd, 0xef};
	Lt__ProcedureInfo info = LT__PROCEDURE_INFO__INIT, *list[] = {&info};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	const Lt__Fetch *f = request->fetch;
	(void)s;
	info.hash.data = hash;
	info.hash.len = sizeof hash;
	reply.procedures = list;
	reply.n_procedures = f->kind == LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	reply.source = f->hash.len ? "by hash\n" : f->text;
	served_fetched(call, &reply);
}

static char *source_of(const char *name, int result)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	served_start(&s, false, answer);
	assert_int_equal(served_run(&s, &lt_tool_source, SERVED_WORDS(name), &out, &err), result);
	served_stop(&s);
	return out;
}

static void test_source__digits_version_or_both__found(void **state)
{
	static const struct {
		const char *name, *out;
		int result;
	} rows[] = {{"abcdef0", "by hash\n", 0},
		    {"2025.1", "2025.1", 0},
		    {"20250701", "20250701", 0},
		    {"abcde", "", LT_E_USAGE}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *out = source_of(rows[i].name, rows[i].result);
		assert_string_equal(out, rows[i].out);
		free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_source__digits_version_or_both__found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
