/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages as JSON, led by their descriptors: a field added to the .proto is here at once. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/slice.h"
#include "tools/lienthong/print.h"

/* A length of time, not a moment: the one such field of the messages. */
#define DURATION "backoff_us"

/* Messages nest less deeply than this: LT_MESSAGE_DEPTH_MAX on the wire, checked when decoded. */
enum { DEPTH_MAX = 16 };

static json_t *of_message(const ProtobufCMessage *message, int depth);

/* LT__STEP_KIND__STEP_KIND_HUMAN of enum StepKind: "human" */
static json_t *of_enum(const ProtobufCEnumDescriptor *type, int value)
{
	const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(type, value);
	char text[64];
	size_t at = 0, prefix = 0;
	if (!v)
		return json_integer(value);
	/* the prefix is the type's name in capitals: StepKind, STEP_KIND_ */
	for (const char *c = type->short_name; *c; c++)
		prefix += 1 + (c != type->short_name && isupper((unsigned char)*c));
	const char *name = strlen(v->name) > prefix ? v->name + prefix + 1 : v->name;
	for (; *name && at + 1 < sizeof text; name++)
		text[at++] = (char)tolower((unsigned char)*name);
	text[at] = 0;
	return json_string(text);
}

static json_t *of_bytes(const ProtobufCBinaryData *bytes)
{
	char *text = malloc(2 * bytes->len + 1);
	json_t *value = text ? json_string(lt_hex(lt_slice(bytes->data, bytes->len), text)) : NULL;
	free(text);
	return value;
}

static json_t *of_value(const ProtobufCFieldDescriptor *f, const void *at, int depth)
{
	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
		return json_string(*(const char *const *)at ? *(const char *const *)at : "");
	case PROTOBUF_C_TYPE_BYTES:
		return of_bytes(at);
	case PROTOBUF_C_TYPE_BOOL:
		return json_boolean(*(const protobuf_c_boolean *)at);
	case PROTOBUF_C_TYPE_ENUM:
		return of_enum(f->descriptor, *(const int *)at);
	case PROTOBUF_C_TYPE_MESSAGE:
		return of_message(*(const ProtobufCMessage *const *)at, depth + 1);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		return json_integer(*(const int64_t *)at);
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return json_integer((json_int_t) * (const uint64_t *)at);
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		return json_integer(*(const uint32_t *)at);
	default:
		return json_integer(*(const int32_t *)at);
	}
}

static size_t value_bytes(const ProtobufCFieldDescriptor *f)
{
	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_ENUM:
		return sizeof(int);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return 8;
	default:
		return 4;
	}
}

static json_t *of_list(const ProtobufCFieldDescriptor *f, const uint8_t *message, int depth)
{
	size_t count = *(const size_t *)(message + f->quantifier_offset);
	const uint8_t *items = *(const uint8_t *const *)(message + f->offset);
	json_t *list = json_array();
	for (size_t i = 0; i < count && list; i++)
		if (json_array_append_new(list, of_value(f, items + i * value_bytes(f), depth)) <
		    0) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

static json_t *moment(int64_t at_us)
{
	char text[LT_TIME_TEXT_BYTES];
	return at_us == 0 || at_us == INT64_MAX ? json_null()
						: json_string(lt_time_iso(at_us, text));
}

static int add_field(json_t *object, const ProtobufCFieldDescriptor *f, const uint8_t *message,
		     int depth)
{
	size_t bytes = strlen(f->name);
	char name[64];
	if (f->label == PROTOBUF_C_LABEL_REPEATED)
		return json_object_set_new(object, f->name, of_list(f, message, depth));
	int r = json_object_set_new(object, f->name, of_value(f, message + f->offset, depth));
	if (r < 0 || f->type != PROTOBUF_C_TYPE_INT64 || bytes >= sizeof name || bytes < 4 ||
	    strcmp(f->name + bytes - 3, "_us") != 0 || strcmp(f->name, DURATION) == 0)
		return r;
	(void)snprintf(name, sizeof name, "%.*s", (int)(bytes - 3), f->name);
	return json_object_set_new(object, name, moment(*(const int64_t *)(message + f->offset)));
}

static bool is_set(const ProtobufCFieldDescriptor *f, const uint8_t *message)
{
	if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		return *(const uint32_t *)(message + f->quantifier_offset) == f->id;
	return f->type != PROTOBUF_C_TYPE_MESSAGE || f->label == PROTOBUF_C_LABEL_REPEATED ||
	       *(const void *const *)(message + f->offset) != NULL;
}

static json_t *of_message(const ProtobufCMessage *message, int depth)
{
	json_t *object = json_object();
	LT_REQUIRE(depth < DEPTH_MAX);
	for (unsigned i = 0; i < message->descriptor->n_fields && object; i++) {
		const ProtobufCFieldDescriptor *f = &message->descriptor->fields[i];
		if (is_set(f, (const uint8_t *)message) &&
		    add_field(object, f, (const uint8_t *)message, depth) < 0) {
			json_decref(object);
			object = NULL;
		}
	}
	return object;
}

json_t *lt_json_message(const ProtobufCMessage *message)
{
	return of_message(message, 0);
}

int lt_json_print(struct lt_tool *tool, json_t *take, struct lt_err *err)
{
	if (!take)
		return lt_err_set(err, LT_E_NOMEM, "không đủ bộ nhớ để viết JSON");
	int r = json_dumpf(take, tool->out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(take);
	if (r < 0 || fputc('\n', tool->out) == EOF)
		return lt_err_set(err, LT_E_IO, "không viết được kết quả");
	return 0;
}

int lt_json_answer(json_t *take, struct lt_slice *ret)
{
	char *text = take ? json_dumps(take, JSON_COMPACT) : NULL;
	json_decref(take);
	if (!text)
		return LT_E_NOMEM;
	*ret = lt_slice(text, strlen(text) + 1);
	return 0;
}

int lt_json_apart(lt_apart_work work, void *owner, const struct lt_apart_limits *limits,
		  json_t **ret, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_slice answer;
	lt_arena_init(&arena, limits->answer_bytes + 4096);
	int r = lt_apart_run(work, owner, limits, &arena, &answer, err);
	if (r < 0)
		return r;
	*ret = json_loadb((const char *)answer.data, answer.size ? answer.size - 1 : 0, 0, NULL);
	return *ret ? 0 : lt_err_set(err, LT_E_FORMAT, "kết quả tính không đọc được");
}
