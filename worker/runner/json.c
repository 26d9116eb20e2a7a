/* SPDX-License-Identifier: EUPL-1.2 */
/* By jansson. Strict: a misspelt key or a number with a fraction is told, not dropped. */
#include "worker/runner/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "worker/runner/notes.h"

enum { IN_ORDER = -1 };

static void cleanup_json(json_t **json)
{
	json_decref(*json);
}

/* -- out -- */

static json_t *json_of_value(const Lt__Field *field)
{
	switch (field->value_case) {
	case LT__FIELD__VALUE_TEXT:
		return json_string(field->text);
	case LT__FIELD__VALUE_NUMBER:
		return json_integer(field->number);
	case LT__FIELD__VALUE_YES:
		return json_boolean(field->yes);
	default:
		return json_null();
	}
}

static json_t *json_of_args(const Lt__RunJob *job)
{
	json_t *args = json_object();
	for (size_t i = 0; args && i < job->n_args; i++)
		if (json_object_set_new(args, job->args[i]->name, json_of_value(job->args[i])) <
		    0) {
			json_decref(args);
			return NULL;
		}
	return args;
}

char *lt_json_of_job(const Lt__RunJob *job, size_t *ret_size)
{
	json_t *args = json_of_args(job);
	if (!args)
		return NULL;
	__attribute__((cleanup(cleanup_json))) json_t *object = json_pack(
		"{s:s, s:s, s:s, s:I, s:o}", "dossier", job->code, "step", job->step, "capability",
		job->capability, "attempt", (json_int_t)job->attempt, "args", args);
	if (!object)
		return NULL;
	size_t size = json_dumpb(object, NULL, 0, JSON_COMPACT);
	char *line = size ? malloc(size + 1) : NULL;
	if (!line)
		return NULL;
	(void)json_dumpb(object, line, size, JSON_COMPACT);
	line[size] = '\n';
	*ret_size = size + 1;
	return line;
}

/* -- in -- */

/* Names the key in the note, if it is fit to be shown. */
static int wrong_type(const char *key, struct lt_arena *arena, Lt__JobResult *ret)
{
	const char *plain = lt_runner_note(LT_RUNNER_NOTE_WRONG_TYPE), *note = NULL;
	if (lt_name_valid(key))
		note = lt_arena_printf(arena, "%s: '%s'", plain, key);
	ret->note = note ? note : plain;
	return LT_RUNNER_NOTE_WRONG_TYPE;
}

static char *text_of(const json_t *value, struct lt_arena *arena)
{
	struct lt_slice text = {0};
	if (json_is_string(value))
		text = lt_slice(json_string_value(value), json_string_length(value));
	if (!text.data || !lt_text_valid(text, LT_TEXT_BYTES_MAX))
		return NULL;
	return lt_arena_copy(arena, text.data, text.size);
}

static bool fill_value(Lt__Field *field, const json_t *value, struct lt_arena *arena)
{
	if (json_is_boolean(value)) {
		field->value_case = LT__FIELD__VALUE_YES;
		field->yes = json_is_true(value);
	} else if (json_is_integer(value)) {
		field->value_case = LT__FIELD__VALUE_NUMBER;
		field->number = json_integer_value(value);
	} else {
		field->value_case = LT__FIELD__VALUE_TEXT;
		field->text = text_of(value, arena);
		return field->text != NULL;
	}
	return true;
}

static int read_fields(json_t *object, struct lt_arena *arena, Lt__JobResult *ret)
{
	const char *key;
	json_t *value;
	if (!json_is_object(object) || json_object_size(object) > LT_FIELDS_MAX)
		return wrong_type("fields", arena, ret);
	json_object_foreach(object, key, value)
	{
		Lt__Field *field = lt_arena_alloc(arena, sizeof *field);
		if (!field || !LT_ARENA_PUSH(arena, ret->fields, ret->n_fields))
			return LT_RUNNER_NOTE_NO_MEMORY;
		lt__field__init(field);
		if (!lt_name_valid(key) || !fill_value(field, value, arena))
			return wrong_type(key, arena, ret);
		field->name = lt_arena_str(arena, key);
		if (!field->name)
			return LT_RUNNER_NOTE_NO_MEMORY;
		ret->fields[ret->n_fields++] = field;
	}
	return IN_ORDER;
}

static bool is_echo(const char *key)
{
	return strcmp(key, "step") == 0 || strcmp(key, "capability") == 0 ||
	       strcmp(key, "attempt") == 0 || strcmp(key, "args") == 0;
}

static int read_pair(const char *key, json_t *value, const char *code, struct lt_arena *arena,
		     Lt__JobResult *ret)
{
	const char *text = text_of(value, arena);
	if (strcmp(key, "failed") == 0 && json_is_boolean(value)) {
		ret->failed = json_is_true(value);
	} else if (strcmp(key, "outcome") == 0 && text && lt_name_valid(text)) {
		ret->outcome = text;
	} else if (strcmp(key, "note") == 0 && text) {
		ret->note = text;
	} else if (strcmp(key, "fields") == 0) {
		return read_fields(value, arena, ret);
	} else if (strcmp(key, "dossier") == 0) {
		return text && strcmp(text, code) == 0 ? IN_ORDER : LT_RUNNER_NOTE_OTHER_DOSSIER;
	} else if (!is_echo(key)) {
		return wrong_type(key, arena, ret);
	}
	return IN_ORDER;
}

int lt_json_to_result(struct lt_slice line, const char *code, struct lt_arena *arena,
		      Lt__JobResult *ret)
{
	const char *key;
	json_t *value;
	int wrong = IN_ORDER;
	__attribute__((cleanup(cleanup_json))) json_t *object =
		json_loadb((const char *)line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object))
		return object ? wrong_type("", arena, ret) : LT_RUNNER_NOTE_NOT_JSON;
	Lt__JobResult read = *ret;
	json_object_foreach(object, key, value)
	{
		wrong = read_pair(key, value, code, arena, &read);
		if (wrong != IN_ORDER)
			break;
	}
	if (wrong == IN_ORDER)
		*ret = read;
	else if (wrong == LT_RUNNER_NOTE_WRONG_TYPE)
		ret->note = read.note;
	return wrong;
}
