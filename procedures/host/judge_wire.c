/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers as they lie in memory, texts with their length before them: both ends are one program. */
#include "procedures/host/judge_wire.h"

#include <string.h>

#include "procedures/host/bounds.h"

enum {
	FINDING_BYTES_MIN = 33,
	CALL_BYTES_MIN = 40,
	FIELD_BYTES_MIN = 12,
	NAME_BYTES_MIN = 4,
	NO_TEXT = UINT32_MAX
};

/* -- packing: once to measure, once to write -- */

struct packer {
	uint8_t *to; /* NULL: only measure */
	size_t size;
};

static void put(struct packer *p, const void *data, size_t size)
{
	if (p->to)
		memcpy(p->to + p->size, data, size);
	p->size += size;
}

static void put_number(struct packer *p, int64_t number)
{
	put(p, &number, sizeof number);
}

static void put_text(struct packer *p, const char *text)
{
	uint32_t size = text ? (uint32_t)strlen(text) : NO_TEXT;
	put(p, &size, sizeof size);
	if (text)
		put(p, text, size);
}

static void put_finding(struct packer *p, const struct lt_finding *f)
{
	put_text(p, f->rule);
	put_text(p, f->name);
	put_text(p, f->file);
	put_number(p, f->line);
	put_number(p, f->column);
	put(p, &f->warning, 1);
	put_text(p, f->message);
	put_text(p, f->remedy);
}

static void put_names(struct packer *p, const struct lt_names *names)
{
	put_number(p, names->count);
	for (uint32_t i = 0; i < names->count; i++)
		put_text(p, names->items[i]);
}

static void put_fields(struct packer *p, const struct lt_judged_field *fields, uint32_t count)
{
	put_number(p, count);
	for (uint32_t i = 0; i < count; i++) {
		put_text(p, fields[i].name);
		put_number(p, fields[i].type);
	}
}

static void put_call(struct packer *p, const struct lt_judged_call *call)
{
	put_text(p, call->code);
	put_text(p, call->step);
	put_number(p, call->line);
	put_fields(p, call->with, call->with_count);
	put_names(p, &call->papers);
	put_names(p, &call->on);
}

static void put_all(struct packer *p, uint32_t index, const struct lt_judged *j)
{
	put(p, &index, sizeof index);
	put_number(p, j->result);
	put_number(p, j->cpu_us);
	put_text(p, j->why);
	put_text(p, j->code);
	put_text(p, j->version);
	put_text(p, j->extends);
	put(p, j->hash, sizeof j->hash);
	put_number(p, (int64_t)j->findings.errors);
	put_number(p, (int64_t)j->findings.count);
	for (size_t i = 0; i < j->findings.count; i++)
		put_finding(p, &j->findings.items[i]);
	put_number(p, j->calls_count);
	for (uint32_t i = 0; i < j->calls_count; i++)
		put_call(p, &j->calls[i]);
	put_fields(p, j->face.fields, j->face.fields_count);
	put_names(p, &j->face.papers);
	put_names(p, &j->face.ends);
}

int lt_judge_pack(uint32_t index, const struct lt_judged *judged, struct lt_arena *arena,
		  struct lt_slice *ret)
{
	struct packer p = {0};
	put_all(&p, index, judged);
	p.to = lt_arena_alloc(arena, p.size);
	if (!p.to)
		return LT_E_NOMEM;
	size_t size = p.size;
	p.size = 0;
	put_all(&p, index, judged);
	*ret = lt_slice(p.to, size);
	return 0;
}

/* -- unpacking -- */

struct unpacker {
	struct lt_slice left;
	struct lt_arena *arena;
	int result;
};

static void take(struct unpacker *u, void *to, size_t size)
{
	if (u->result == 0 && u->left.size < size)
		u->result = LT_E_FORMAT;
	if (u->result < 0) {
		memset(to, 0, size);
		return;
	}
	memcpy(to, u->left.data, size);
	u->left = lt_slice(u->left.data + size, u->left.size - size);
}

static int64_t take_number(struct unpacker *u, int64_t min, int64_t max)
{
	int64_t number = 0;
	take(u, &number, sizeof number);
	if (u->result == 0 && (number < min || number > max))
		u->result = LT_E_FORMAT;
	return u->result < 0 ? 0 : number;
}

/* @param must  there has to be one: "" stands for what is broken */
static const char *take_text(struct unpacker *u, bool must)
{
	uint32_t size = 0;
	take(u, &size, sizeof size);
	if (u->result == 0 && size == NO_TEXT && !must)
		return NULL;
	if (u->result == 0 && size > u->left.size)
		u->result = LT_E_FORMAT;
	char *text = u->result == 0 ? lt_arena_copy(u->arena, u->left.data, size) : NULL;
	if (u->result == 0 && !text)
		u->result = LT_E_NOMEM;
	if (u->result < 0)
		return "";
	u->left = lt_slice(u->left.data + size, u->left.size - size);
	for (char *p = text; p < text + size; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return text;
}

static void take_findings(struct unpacker *u, struct lt_findings *ret)
{
	ret->errors = (size_t)take_number(u, 0, INT32_MAX);
	size_t count = (size_t)take_number(u, 0, (int64_t)(u->left.size / FINDING_BYTES_MIN));
	ret->items = lt_arena_zalloc(u->arena, count + 1, sizeof *ret->items);
	if (!ret->items)
		u->result = u->result < 0 ? u->result : LT_E_NOMEM;
	for (size_t i = 0; i < count && u->result == 0; i++) {
		struct lt_finding *f = &ret->items[i];
		uint8_t warning = 0;
		f->rule = take_text(u, true);
		f->name = take_text(u, true);
		f->file = take_text(u, true);
		f->line = (int32_t)take_number(u, 0, INT32_MAX);
		f->column = (int32_t)take_number(u, 0, INT32_MAX);
		take(u, &warning, 1);
		f->warning = warning != 0;
		f->message = take_text(u, true);
		f->remedy = take_text(u, true);
		ret->count = i + 1;
	}
}

/* A count of things that take at least so many bytes each. */
static size_t take_count(struct unpacker *u, size_t bytes_min)
{
	return (size_t)take_number(u, 0, (int64_t)(u->left.size / bytes_min));
}

static void *take_room(struct unpacker *u, size_t count, size_t size)
{
	void *room = lt_arena_zalloc(u->arena, count + 1, size);
	if (!room && u->result == 0)
		u->result = LT_E_NOMEM;
	return room;
}

static void take_names(struct unpacker *u, struct lt_names *ret)
{
	size_t count = take_count(u, NAME_BYTES_MIN);
	const char **items = take_room(u, count, sizeof *items);
	for (; ret->count < count && u->result == 0; ret->count++)
		items[ret->count] = take_text(u, true);
	ret->items = items;
}

static void take_fields(struct unpacker *u, const struct lt_judged_field **ret, uint32_t *ret_count)
{
	size_t count = take_count(u, FIELD_BYTES_MIN);
	struct lt_judged_field *fields = take_room(u, count, sizeof *fields);
	for (; *ret_count < count && u->result == 0; (*ret_count)++) {
		fields[*ret_count].name = take_text(u, true);
		fields[*ret_count].type = (enum lt_field_type)take_number(u, 0, LT_FIELD_LIST);
	}
	*ret = fields;
}

static void take_calls(struct unpacker *u, struct lt_judged *ret)
{
	size_t count = take_count(u, CALL_BYTES_MIN);
	struct lt_judged_call *calls = take_room(u, count, sizeof *calls);
	for (size_t i = 0; i < count && u->result == 0; i++) {
		calls[i].code = take_text(u, true);
		calls[i].step = take_text(u, true);
		calls[i].line = (int32_t)take_number(u, 0, INT32_MAX);
		take_fields(u, &calls[i].with, &calls[i].with_count);
		take_names(u, &calls[i].papers);
		take_names(u, &calls[i].on);
		ret->calls_count = (uint32_t)i + 1;
	}
	ret->calls = calls;
}

int lt_judge_unpack(struct lt_slice bytes, struct lt_arena *arena, uint32_t *ret_index,
		    struct lt_judged *ret)
{
	struct unpacker u = {bytes, arena, 0};
	struct lt_judged j = {0};
	uint32_t index = 0;
	take(&u, &index, sizeof index);
	j.result = (int)take_number(&u, -1000, 0);
	j.cpu_us = take_number(&u, 0, INT64_MAX);
	j.why = take_text(&u, true);
	j.code = take_text(&u, false);
	j.version = take_text(&u, false);
	j.extends = take_text(&u, false);
	take(&u, j.hash, sizeof j.hash);
	take_findings(&u, &j.findings);
	take_calls(&u, &j);
	take_fields(&u, &j.face.fields, &j.face.fields_count);
	take_names(&u, &j.face.papers);
	take_names(&u, &j.face.ends);
	if (u.result == 0 && u.left.size)
		u.result = LT_E_FORMAT;
	if (u.result < 0)
		return u.result;
	*ret_index = index;
	*ret = j;
	return 0;
}
