/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages as JSON: names, words of enumerations, moments, bytes, one-of and lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "event.pb-c.h"
#include "link.pb-c.h"

#include "tools/lienthong/print.h"

static const char *text_at(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void test_json_message__scalars__under_their_names(void **state)
{
	Lt__WorkItem item = LT__WORK_ITEM__INIT;
	const char *outcomes[] = {"pass", "fail"};
	(void)state;
	item.dossier = 7;
	item.code = "H14-250701-1";
	item.kind = LT__STEP_KIND__STEP_KIND_HANDOFF;
	item.overdue = true;
	item.outcomes = outcomes;
	item.n_outcomes = 2;
	json_t *j = lt_json_message(&item.base);
	assert_int_equal(json_integer_value(json_object_get(j, "dossier")), 7);
	assert_string_equal(text_at(j, "code"), "H14-250701-1");
	assert_string_equal(text_at(j, "officer"), "");
	assert_string_equal(text_at(j, "kind"), "handoff");
	assert_true(json_is_true(json_object_get(j, "overdue")));
	assert_int_equal(json_array_size(json_object_get(j, "outcomes")), 2);
	assert_string_equal(json_string_value(json_array_get(json_object_get(j, "outcomes"), 1)),
			    "fail");
	json_decref(j);
}

static void test_json_message__moments__also_in_iso(void **state)
{
	Lt__Token token = LT__TOKEN__INIT;
	(void)state;
	assert_int_equal(lt_time_parse("2025-07-01T08:30", &token.entered_us), 0);
	token.due_us = INT64_MAX;
	token.backoff_us = 5;
	json_t *j = lt_json_message(&token.base);
	assert_string_equal(text_at(j, "entered"), "2025-07-01T08:30:00+07:00");
	assert_int_equal(json_integer_value(json_object_get(j, "entered_us")), token.entered_us);
	assert_true(json_is_null(json_object_get(j, "due")));
	assert_true(json_is_null(json_object_get(j, "retry")));
	assert_null(json_object_get(j, "backoff")); /* a length of time */
	json_decref(j);
}

static void test_json_message__one_of__only_the_one(void **state)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__StepCompleted completed = LT__STEP_COMPLETED__INIT;
	Lt__Field field = LT__FIELD__INIT, *fields[] = {&field};
	(void)state;
	field.name = "people";
	field.value_case = LT__FIELD__VALUE_NUMBER;
	field.number = -3;
	completed.fields = fields;
	completed.n_fields = 1;
	event.body_case = LT__EVENT__BODY_COMPLETED;
	event.completed = &completed;
	json_t *j = lt_json_message(&event.base);
	assert_non_null(json_object_get(j, "completed"));
	assert_null(json_object_get(j, "received"));
	assert_null(json_object_get(j, "actor")); /* absent message */
	json_t *f = json_array_get(json_object_get(json_object_get(j, "completed"), "fields"), 0);
	assert_int_equal(json_integer_value(json_object_get(f, "number")), -3);
	assert_null(json_object_get(f, "text"));
	json_decref(j);
}

static void test_json_message__bytes__hex(void **state)
{
	Lt__ProcedureInfo info = LT__PROCEDURE_INFO__INIT;
	uint8_t bytes[] = {0x00, 0xab, 0xff};
	(void)state;
	info.hash.data = bytes;
	info.hash.len = sizeof bytes;
	json_t *j = lt_json_message(&info.base);
	assert_string_equal(text_at(j, "hash"), "00abff");
	json_decref(j);
	info.hash.len = 0;
	j = lt_json_message(&info.base);
	assert_string_equal(text_at(j, "hash"), "");
	json_decref(j);
}

static void test_json_message__every_enumeration__words_without_prefix(void **state)
{
	static const ProtobufCEnumDescriptor *const types[] = {
		&lt__step_kind__descriptor,    &lt__token_state__descriptor,
		&lt__pause_reason__descriptor, &lt__dossier_status__descriptor,
		&lt__channel__descriptor,      &lt__actor_kind__descriptor,
		&lt__paper_form__descriptor};
	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		char prefix[64] = "";
		size_t at = 0;
		for (const char *c = types[i]->short_name; *c; c++) {
			if (c != types[i]->short_name && *c >= 'A' && *c <= 'Z')
				prefix[at++] = '_';
			prefix[at++] = (char)(*c >= 'a' ? *c - 32 : *c);
		}
		for (unsigned v = 0; v < types[i]->n_values; v++)
			assert_true(strncmp(types[i]->values[v].name, prefix, at) == 0);
	}
}

static void test_json_print__an_object__whole_with_a_newline(void **state)
{
	struct lt_tool tool = {0};
	struct lt_err err = {0};
	char *text = NULL;
	size_t size;
	(void)state;
	tool.out = open_memstream(&text, &size);
	assert_int_equal(lt_json_print(&tool, json_pack("{s:s}", "a", "đ"), &err), 0);
	assert_int_equal(fclose(tool.out), 0);
	assert_string_equal(text, "{\n  \"a\": \"đ\"\n}\n");
	free(text);
	assert_int_equal(lt_json_print(&tool, NULL, &err), LT_E_NOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_message__scalars__under_their_names),
		cmocka_unit_test(test_json_message__moments__also_in_iso),
		cmocka_unit_test(test_json_message__one_of__only_the_one),
		cmocka_unit_test(test_json_message__bytes__hex),
		cmocka_unit_test(test_json_message__every_enumeration__words_without_prefix),
		cmocka_unit_test(test_json_print__an_object__whole_with_a_newline),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
