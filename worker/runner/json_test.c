/* SPDX-License-Identifier: EUPL-1.2 */
/* What adapters read, and everything they may get wrong in what they write. */
#include "worker/runner/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "worker/runner/notes.h"

static struct lt_arena arena;
static Lt__JobResult result;

static int read_answer(const char *line)
{
	lt_arena_reset(&arena);
	lt__job_result__init(&result);
	result.id = 9;
	return lt_json_to_result(lt_slice_str(line), "H01-1", &arena, &result);
}

static void test_json_of_job__all_kinds_of_fields__is_one_line(void **state)
{
	(void)state;
	Lt__Field text = LT__FIELD__INIT, number = LT__FIELD__INIT, yes = LT__FIELD__INIT;
	Lt__Field *args[] = {&text, &number, &yes};
	Lt__RunJob job = LT__RUN_JOB__INIT;
	size_t size;
	text.name = "plot";
	text.value_case = LT__FIELD__VALUE_TEXT;
	text.text = "thửa \"12\"\ntờ 3";
	number.name = "area";
	number.value_case = LT__FIELD__VALUE_NUMBER;
	number.number = INT64_MIN;
	yes.name = "urban";
	yes.value_case = LT__FIELD__VALUE_YES;
	yes.yes = true;
	job.code = "H01-1";
	job.step = "check";
	job.capability = "land.check";
	job.attempt = 2;
	job.args = args;
	job.n_args = 3;
	char *line = lt_json_of_job(&job, &size);
	static const char expected[] =
		"{\"dossier\":\"H01-1\",\"step\":\"check\",\"capability\":\"land.check\","
		"\"attempt\":2,\"args\":{\"plot\":\"thửa \\\"12\\\"\\ntờ 3\","
		"\"area\":-9223372036854775808,\"urban\":true}}\n";
	assert_non_null(line);
	assert_int_equal(size, sizeof expected - 1);
	assert_memory_equal(line, expected, size);
	free(line);
}

static void test_json_to_result__in_order__is_taken(void **state)
{
	(void)state;
	assert_int_equal(read_answer("{}"), -1);
	assert_int_equal(result.id, 9);
	assert_false(result.failed);
	assert_int_equal(read_answer(" {\"failed\":true,\"note\":\"không có\"} "), -1);
	assert_true(result.failed);
	assert_string_equal(result.note, "không có");
	assert_int_equal(read_answer("{\"dossier\":\"H01-1\",\"step\":\"echo\",\"attempt\":1,"
				     "\"args\":{},\"capability\":\"x\",\"outcome\":\"found\","
				     "\"fields\":{\"a\":\"x\",\"b\":-5,\"c\":false}}"),
			 -1);
	assert_string_equal(result.outcome, "found");
	assert_int_equal(result.n_fields, 3);
	assert_string_equal(result.fields[0]->text, "x");
	assert_int_equal(result.fields[1]->number, -5);
	assert_int_equal(result.fields[2]->value_case, LT__FIELD__VALUE_YES);
}

static void test_json_to_result__not_json__is_told(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"",
		"not json",
		"{",
		"{}{}",
		"{} x",
		"{\"a\"}",
		"{\"a\":1,\"a\":1}",
		"{\"note\":\"\xff\"}",
		"{\"note\":\"\\u0000\"}",
		"\xef\xbb\xbf{}",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(read_answer(lines[i]), LT_RUNNER_NOTE_NOT_JSON);
}

static void test_json_to_result__wrong_types__are_told_by_their_key(void **state)
{
	(void)state;
	static const char *const answers[][2] = {
		{"{\"outcome\":7}", "'outcome'"},
		{"{\"outcome\":\"Not A Name\"}", "'outcome'"},
		{"{\"failed\":\"yes\"}", "'failed'"},
		{"{\"note\":null}", "'note'"},
		{"{\"fields\":[1]}", "'fields'"},
		{"{\"fields\":{\"a\":1.5}}", "'a'"},
		{"{\"fields\":{\"a\":null}}", "'a'"},
		{"{\"fields\":{\"a\":{\"b\":1}}}", "'a'"},
		{"{\"fields\":{\"Ơ\":1}}", "sai kiểu"},
		{"{\"note\":\"mine\",\"feilds\":{}}", "'feilds'"},
		{"[]", "sai kiểu"},
		{"7", "sai kiểu"},
	};
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		int note = read_answer(answers[i][0]);
		assert_true(note == LT_RUNNER_NOTE_WRONG_TYPE ||
			    (note == LT_RUNNER_NOTE_NOT_JSON && *answers[i][0] == '7'));
		if (note == LT_RUNNER_NOTE_WRONG_TYPE)
			assert_non_null(strstr(result.note, answers[i][1]));
		assert_int_equal(result.n_fields, 0);
	}
}

static void test_json_to_result__other_dossier__is_told(void **state)
{
	(void)state;
	assert_int_equal(read_answer("{\"dossier\":\"H99-1\"}"), LT_RUNNER_NOTE_OTHER_DOSSIER);
	assert_int_equal(read_answer("{\"dossier\":5}"), LT_RUNNER_NOTE_OTHER_DOSSIER);
}

static void test_json_to_result__too_much__is_told(void **state)
{
	(void)state;
	static char line[LT_TEXT_BYTES_MAX + 64];
	int n = snprintf(line, sizeof line, "{\"note\":\"");
	memset(line + n, 'a', LT_TEXT_BYTES_MAX + 1);
	(void)snprintf(line + n + LT_TEXT_BYTES_MAX + 1, 8, "\"}");
	assert_int_equal(read_answer(line), LT_RUNNER_NOTE_WRONG_TYPE);
	n = snprintf(line, sizeof line, "{\"fields\":{");
	for (unsigned i = 0; i <= LT_FIELDS_MAX; i++)
		n += snprintf(line + n, sizeof line - (size_t)n, "%s\"f%u\":1", i ? "," : "", i);
	(void)snprintf(line + n, sizeof line - (size_t)n, "}}");
	assert_int_equal(read_answer(line), LT_RUNNER_NOTE_WRONG_TYPE);
	assert_non_null(strstr(result.note, "'fields'"));
}

static void test_json_to_result__arena_full__is_told(void **state)
{
	(void)state;
	struct lt_arena small;
	lt_arena_init(&small, 64);
	lt__job_result__init(&result);
	int note = lt_json_to_result(lt_slice_str("{\"fields\":{\"a\":1,\"b\":2,\"c\":3}}"),
				     "H01-1", &small, &result);
	assert_int_equal(note, LT_RUNNER_NOTE_NO_MEMORY);
	lt_arena_done(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_of_job__all_kinds_of_fields__is_one_line),
		cmocka_unit_test(test_json_to_result__in_order__is_taken),
		cmocka_unit_test(test_json_to_result__not_json__is_told),
		cmocka_unit_test(test_json_to_result__wrong_types__are_told_by_their_key),
		cmocka_unit_test(test_json_to_result__other_dossier__is_told),
		cmocka_unit_test(test_json_to_result__too_much__is_told),
		cmocka_unit_test(test_json_to_result__arena_full__is_told),
	};
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = cmocka_run_group_tests(tests, NULL, NULL);
	lt_arena_done(&arena);
	return r;
}
