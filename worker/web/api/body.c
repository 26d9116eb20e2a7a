/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/api/body.h"

#include <string.h>

#include "proto/base/time.h"

/* -- the text -- */

/* jansson's own bound on depth is far above ours and fixed when it is built. */
static bool is_deep(struct lt_slice text)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > LT_BODY_DEPTH_MAX)
				return true;
		} else if ((c == ']' || c == '}') && depth) {
			depth--;
		}
	}
	return false;
}

static int refuse(struct lt_body *body, int error, const char *vietnamese, const char *english)
{
	body->flaw = (struct lt_body_flaw){"", vietnamese, english};
	return error;
}

int lt_body_read(struct lt_slice text, struct lt_arena *arena, struct lt_body *ret)
{
	json_error_t why;
	*ret = (struct lt_body){.arena = arena};
	if (text.size == 0)
		return refuse(ret, LT_E_FORMAT, "thiếu nội dung JSON", "there is no JSON body");
	if (is_deep(text))
		return refuse(ret, LT_E_LIMIT, "JSON lồng quá 16 tầng",
			      "JSON nested more than 16 deep");
	ret->root = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, &why);
	if (ret->root)
		return 0;
	const char *detail = lt_arena_printf(arena, "not JSON, or a member twice: line %d: %s",
					     why.line, why.text);
	return refuse(ret, LT_E_FORMAT,
		      "không phải JSON hợp lệ (UTF-8, không có tên thành phần trùng nhau)",
		      detail ? detail : "not JSON");
}

/* -- places -- */

bool lt_part_flaw(struct lt_part part, const char *name, const char *vietnamese,
		  const char *english)
{
	struct lt_body_flaw *flaw = &part.body->flaw;
	if (flaw->vietnamese)
		return false;
	const char *pointer = *name ? lt_arena_printf(part.body->arena, "%s/%s", part.pointer, name)
				    : part.pointer;
	*flaw = (struct lt_body_flaw){pointer ? pointer : "", vietnamese, english};
	return false;
}

struct lt_part lt_body_root(struct lt_body *body)
{
	return (struct lt_part){body, body->root, ""};
}

static struct lt_part inside(struct lt_part part, const char *name, const json_t *json)
{
	const char *pointer = lt_arena_printf(part.body->arena, "%s/%s", part.pointer, name);
	return (struct lt_part){part.body, json, pointer ? pointer : ""};
}

/* Null is as good as absent. */
static const json_t *member(struct lt_part part, const char *name)
{
	const json_t *json = part.json ? json_object_get(part.json, name) : NULL;
	return json_is_null(json) ? NULL : json;
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

bool lt_part_only(struct lt_part part, const char *const *names)
{
	if (!json_is_object(part.json))
		return lt_part_flaw(part, "", "phải là một đối tượng JSON", "must be an object");
	if (json_object_size(part.json) > LT_BODY_ITEMS_MAX)
		return lt_part_flaw(part, "", "quá nhiều thành phần", "too many members");
	json_t *any = (json_t *)(uintptr_t)part.json; /* jansson's iterators are not const */
	for (void *at = json_object_iter(any); at; at = json_object_iter_next(any, at))
		if (!is_one_of(json_object_iter_key(at), names))
			return lt_part_flaw(
				part, "",
				lt_arena_printf(part.body->arena, "không có thành phần '%.60s' này",
						json_object_iter_key(at)),
				lt_arena_printf(part.body->arena, "unknown member '%.60s'",
						json_object_iter_key(at)));
	return !part.body->flaw.vietnamese;
}

/* -- values -- */

/* Lines and tabs apart, no control characters. */
static bool is_plain(const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if (*at == 0x7f || (*at < ' ' && *at != '\n' && *at != '\r' && *at != '\t'))
			return false;
	return true;
}

const char *lt_part_text(struct lt_part part, const char *name)
{
	const json_t *json = member(part, name);
	if (!json)
		return "";
	if (!json_is_string(json))
		return lt_part_flaw(part, name, "phải là chuỗi", "must be a string"), "";
	if (json_string_length(json) > LT_BODY_TEXT_BYTES_MAX)
		return lt_part_flaw(part, name, "chuỗi quá dài", "the string is too long"), "";
	if (!is_plain(json_string_value(json)))
		return lt_part_flaw(part, name, "chuỗi có ký tự điều khiển",
				    "the string has control characters"),
		       "";
	const char *own = lt_arena_str(part.body->arena, json_string_value(json));
	return own ? own : "";
}

const char *lt_part_need(struct lt_part part, const char *name)
{
	const char *text = lt_part_text(part, name);
	if (!*text)
		(void)lt_part_flaw(part, name, "bắt buộc phải có", "is required");
	return text;
}

int64_t lt_part_number(struct lt_part part, const char *name, int64_t otherwise, int64_t min,
		       int64_t max)
{
	const json_t *json = member(part, name);
	if (!json)
		return otherwise;
	int64_t value = json_is_integer(json) ? json_integer_value(json) : min - 1;
	if (value >= min && value <= max)
		return value;
	(void)lt_part_flaw(part, name,
			   lt_arena_printf(part.body->arena, "phải là số nguyên từ %lld đến %lld",
					   (long long)min, (long long)max),
			   lt_arena_printf(part.body->arena,
					   "must be a whole number from %lld to %lld",
					   (long long)min, (long long)max));
	return otherwise;
}

bool lt_part_yes(struct lt_part part, const char *name)
{
	const json_t *json = member(part, name);
	if (json && !json_is_boolean(json))
		(void)lt_part_flaw(part, name, "phải là true hoặc false", "must be true or false");
	return json_is_true(json);
}

int64_t lt_part_time(struct lt_part part, const char *name)
{
	const char *text = lt_part_text(part, name);
	int64_t at_us = 0;
	if (*text && lt_time_parse(text, &at_us) < 0)
		(void)lt_part_flaw(part, name, "phải là thời điểm, ví dụ 2025-07-01T08:30:00+07:00",
				   "must be an instant, e.g. 2025-07-01T08:30:00+07:00");
	return at_us;
}

size_t lt_part_word(struct lt_part part, const char *name, const char *const *words)
{
	const char *text = lt_part_text(part, name), *all = "";
	size_t i = 0;
	if (!*text)
		return 0;
	for (; words[i]; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	for (i = 0; words[i] && all; i++)
		all = lt_arena_printf(part.body->arena, "%s%s%s", all, i ? ", " : "", words[i]);
	(void)lt_part_flaw(part, name,
			   lt_arena_printf(part.body->arena, "phải là một trong: %s", all),
			   lt_arena_printf(part.body->arena, "must be one of: %s", all));
	return 0;
}

/* -- parts -- */

struct lt_part lt_part_object(struct lt_part part, const char *name)
{
	const json_t *json = member(part, name);
	if (json && !json_is_object(json))
		(void)lt_part_flaw(part, name, "phải là một đối tượng JSON", "must be an object");
	return inside(part, name, json_is_object(json) ? json : NULL);
}

struct lt_part lt_part_array(struct lt_part part, const char *name)
{
	const json_t *json = member(part, name);
	if (json && !json_is_array(json))
		(void)lt_part_flaw(part, name, "phải là một mảng JSON", "must be an array");
	if (json_is_array(json) && json_array_size(json) > LT_BODY_ITEMS_MAX)
		(void)lt_part_flaw(part, name, "quá nhiều phần tử", "too many items");
	return inside(part, name, json_is_array(json) ? json : NULL);
}

size_t lt_part_count(struct lt_part array)
{
	return array.json ? json_array_size(array.json) : 0;
}

struct lt_part lt_part_item(struct lt_part array, size_t i)
{
	char name[24];
	(void)snprintf(name, sizeof name, "%zu", i);
	return inside(array, name, json_array_get(array.json, i));
}
