/* SPDX-License-Identifier: EUPL-1.2 */
/* Publishing: all files of a bundle are checked together, apart from the engine; then each becomes
 * an event of the registry, all in one entry of the journal, or none does. */
#include <string.h>

#include "coordinator/engine/publish.h"
#include "procedures/core/evolve.h"
#include "procedures/host/judge.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

/* One file and the moment it comes into force. */
struct planned {
	struct lt_judge_file *file;
	const struct lt_judged *judged;
	const char *source;
	int64_t from_us; /* as asked, then as it will be */
	const uint8_t *overrides;
};

struct bundle {
	struct lt_publishing *p;
	struct lt_judge_file *files;
	struct planned *items;
	size_t count;
};

/* -- what the registry's own commands share -- */

void lt_publishing_begin(struct lt_registry *registry, int64_t now_us, struct lt_arena *arena,
			 struct lt_effects *fx, struct lt_publishing *ret)
{
	const struct lt_state_meta *meta = &registry->state->meta;
	*fx = (struct lt_effects){.first_n = meta->registry_n + 1};
	*ret = (struct lt_publishing){.registry = registry,
				      .arena = arena,
				      .fx = fx,
				      .now_us = now_us,
				      .n = meta->registry_n};
	memcpy(ret->head, meta->registry_head, LT_HASH_BYTES);
}

int lt_publishing_refuse(struct lt_publishing *p, enum lt_refusal refusal, const char *text)
{
	p->fx->verdict.refusal = refusal;
	p->fx->verdict.text = text ? text : lt_refusal_vietnamese(refusal);
	return p->fx->verdict.text ? 0 : LT_E_NOMEM;
}

int lt_publishing_emit(struct lt_publishing *p, Lt__Event *event)
{
	struct lt_slice bytes;
	struct lt_effects *fx = p->fx;
	event->schema = LT_EVENT_SCHEMA;
	event->n = ++p->n;
	event->stamp_us = p->now_us;
	event->actor = p->actor;
	if (p->n > 1) {
		event->prev.data = lt_arena_copy(p->arena, p->head, LT_HASH_BYTES);
		event->prev.len = LT_HASH_BYTES;
		if (!event->prev.data)
			return LT_E_NOMEM;
	}
	int r = lt_encode(&event->base, p->arena, &bytes);
	if (r < 0 || !LT_ARENA_PUSH(p->arena, fx->events, fx->events_count))
		return r < 0 ? r : LT_E_NOMEM;
	lt_hash(bytes, p->head);
	fx->events[fx->events_count++] =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	fx->events_bytes += bytes.size;
	return 0;
}

/* -- what is in the bundle -- */

static int read_item(struct bundle *b, size_t i, enum lt_judge_kind kind, const char *source,
		     const char *name, int64_t from_us)
{
	b->files[i] =
		(struct lt_judge_file){.kind = kind, .path = name, .text = lt_slice_str(source)};
	b->items[i] = (struct planned){.file = &b->files[i],
				       .source = source,
				       .from_us = from_us ? from_us : b->p->now_us};
	return 0;
}

static int read_bundle(struct bundle *b, const Lt__PublishBundle *cmd)
{
	for (size_t i = 0; i < cmd->n_items; i++) {
		const Lt__PublishItem *item = cmd->items[i];
		int r = LT_E_FORMAT;
		if (item->body_case == LT__PUBLISH_ITEM__BODY_DEFINITION)
			r = read_item(b, i, LT_JUDGE_OVERRIDE, item->definition->source,
				      item->definition->name, item->definition->from_us);
		else if (item->body_case == LT__PUBLISH_ITEM__BODY_DIRECTORY)
			r = read_item(b, i, LT_JUDGE_DIRECTORY, item->directory->source,
				      item->directory->name, item->directory->from_us);
		else if (item->body_case == LT__PUBLISH_ITEM__BODY_CALENDAR)
			r = read_item(b, i, LT_JUDGE_CALENDAR, item->calendar->source,
				      item->calendar->name, item->calendar->from_us);
		if (r < 0)
			return r;
	}
	return 0;
}

/* -- the check -- */

static const char *findings_text(struct bundle *b, const char *text, const struct lt_judged *judged)
{
	struct lt_arena *arena = b->p->arena;
	if (judged->result == LT_E_ABSENT && judged->extends)
		return lt_arena_printf(
			arena,
			"%s%schưa công bố thủ tục gốc %s; hãy công bố tệp gốc trước, "
			"hoặc cùng một lần",
			text, *text ? "\n" : "", judged->extends);
	if (judged->findings.count == 0)
		return lt_arena_printf(arena, "%s%s%s", text, *text ? "\n" : "", judged->why);
	for (size_t i = 0; i < judged->findings.count && text; i++) {
		const struct lt_finding *f = &judged->findings.items[i];
		text = lt_arena_printf(arena, "%s%s%s:%d: %s: %s; %s", text, *text ? "\n" : "",
				       f->file, f->line, f->rule, f->message,
				       f->remedy ? f->remedy : "");
	}
	return text;
}

/* What the files are checked against: the bundle's own directory, or the one in force. */
static int find_directory(struct bundle *b, struct lt_judge_case *what, struct lt_err *err)
{
	int64_t from_us = 0;
	bool needed = false;
	for (size_t i = 0; i < b->count; i++) {
		if (b->files[i].kind == LT_JUDGE_DIRECTORY)
			what->directory_file = &b->files[i];
		if (b->files[i].kind >= LT_JUDGE_PROCEDURE) {
			needed = true;
			from_us = b->items[i].from_us;
		}
	}
	if (what->directory_file || !needed)
		return 0;
	return lt_registry_directory(b->p->registry, from_us, &what->directory, err);
}

/* An override whose base is published already. @return 1: it is known now. */
static int find_base(struct bundle *b, size_t i, const struct lt_judged *judged, struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	Lt__DefinitionPublished *stored;
	uint8_t *hash = lt_arena_alloc(p->arena, LT_HASH_BYTES);
	struct lt_judge_file *base = lt_arena_alloc(p->arena, sizeof *base);
	if (!hash || !base)
		return LT_E_NOMEM;
	int r = lt_registry_active_hash(p->registry, judged->extends, b->items[i].from_us, true,
					hash, err);
	if (r == 0)
		r = lt_registry_stored(p->registry, hash, p->arena, &stored, err);
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	*base = (struct lt_judge_file){.kind = LT_JUDGE_PROCEDURE,
				       .path = stored->name,
				       .text = lt_slice_str(stored->source)};
	b->files[i].base = base;
	b->items[i].overrides = hash;
	return 1;
}

/* Overrides name their base in the file, which only a child reads: those that did not find it
 * among the files are judged once more with it. */
static int judge(struct bundle *b, struct lt_judge_case *what, struct lt_judged **ret,
		 struct lt_err *err)
{
	int again = 0;
	int r = lt_judge(what, b->p->arena, ret, err);
	for (size_t i = 0; i < b->count && r == 0; i++) {
		const struct lt_judged *judged = &(*ret)[i];
		if (judged->result != LT_E_ABSENT || !judged->extends)
			continue;
		int found = find_base(b, i, judged, err);
		r = found < 0 ? found : 0;
		again |= found > 0;
	}
	return r == 0 && again ? lt_judge(what, b->p->arena, ret, err) : r;
}

/* A due date names the calendar it was counted with: a version says one thing for ever. */
static int check_version(struct bundle *b, size_t i)
{
	struct lt_publishing *p = b->p;
	const struct planned *item = &b->items[i];
	const ProtobufCBinaryData none = {0};
	const char *known;
	if (item->file->kind != LT_JUDGE_CALENDAR)
		return 0;
	int r = lt_registry_source(p->registry, &none, item->judged->version, p->arena, &known,
				   NULL);
	if (r < 0 || strcmp(known, item->source) == 0)
		return r == LT_E_ABSENT ? 0 : r;
	return lt_publishing_refuse(
		p, LT_REFUSAL_CHECK,
		lt_arena_printf(p->arena,
				"%s: đã công bố phiên bản %s với nội dung khác; hãy đổi version "
				"trong tệp rồi công bố lại",
				item->file->path, item->judged->version));
}

/* @return 0 with a verdict: admitted, or refused with what was found. */
static int check(struct bundle *b, struct lt_err *err)
{
	struct lt_publishing *p = b->p;
	struct lt_judge_case what = {
		.files = b->files, .count = b->count, .here = !p->registry->judges_apart};
	struct lt_judged *judged;
	struct lt_err why = {0};
	const char *text = "";
	int r = find_directory(b, &what, &why);
	if (r == 0)
		r = judge(b, &what, &judged, &why);
	if (r == LT_E_ABSENT || r == LT_E_SCRIPT || r == LT_E_LIMIT || r == LT_E_FORMAT)
		return lt_publishing_refuse(p, LT_REFUSAL_CHECK, lt_arena_str(p->arena, why.text));
	if (r < 0)
		return err ? (*err = why, r) : r;
	for (size_t i = 0; i < b->count && text; i++) {
		b->items[i].judged = &judged[i];
		if (judged[i].result < 0)
			text = findings_text(b, text, &judged[i]);
	}
	if (!text)
		return LT_E_NOMEM;
	if (*text)
		return lt_publishing_refuse(p, LT_REFUSAL_CHECK, text);
	for (size_t i = 0; i < b->count && r == 0 && !p->fx->verdict.refusal; i++)
		r = check_version(b, i);
	return r;
}

/* -- the events -- */

static bool same_row(const struct planned *a, const struct planned *b)
{
	bool procedure = a->file->kind >= LT_JUDGE_PROCEDURE;
	return a->from_us == b->from_us && procedure == (b->file->kind >= LT_JUDGE_PROCEDURE) &&
	       (procedure ? strcmp(a->judged->code, b->judged->code) == 0
			  : a->file->kind == b->file->kind);
}

/* Files in force from one instant (a base and its overrides, a correction of the same day) may not
 * take each other's row: each gets a moment of its own. */
static int free_moment(struct bundle *b, size_t i)
{
	struct planned *item = &b->items[i];
	enum lt_table table = item->file->kind == LT_JUDGE_DIRECTORY  ? LT_TABLE_directory
			      : item->file->kind == LT_JUDGE_CALENDAR ? LT_TABLE_calendar
								      : LT_TABLE_active;
	struct lt_key key;
	struct lt_slice value;
	for (;; item->from_us++) {
		bool taken = false;
		for (size_t k = 0; k < i && !taken; k++)
			taken = same_row(item, &b->items[k]);
		if (taken)
			continue;
		if (table == LT_TABLE_active)
			lt_key_active(lt_name_key(item->judged->code), item->from_us, &key);
		else
			lt_key_from(item->from_us, &key);
		int r = lt_txn_get(b->p->registry->state->txn, table, lt_key_slice(&key), &value,
				   /* err: */ NULL);
		if (r < 0)
			return r == LT_E_ABSENT ? 0 : r;
	}
}

static int emit_definition(struct bundle *b, size_t i)
{
	struct planned *item = &b->items[i];
	Lt__Event event = LT__EVENT__INIT;
	Lt__DefinitionPublished e = LT__DEFINITION_PUBLISHED__INIT;
	const struct lt_judged *judged = item->judged;
	for (size_t k = 0; judged->extends && !item->overrides && k < i; k++)
		if (b->items[k].judged->code && !b->items[k].judged->extends &&
		    strcmp(b->items[k].judged->code, judged->extends) == 0)
			item->overrides = b->items[k].judged->hash;
	e.hash.data = (uint8_t *)(uintptr_t)judged->hash;
	e.hash.len = LT_HASH_BYTES;
	e.procedure = judged->code;
	e.version = judged->version;
	e.source = item->source;
	e.name = item->file->path;
	e.from_us = item->from_us;
	if (item->overrides)
		e.overrides = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
						    .data = (uint8_t *)(uintptr_t)item->overrides};
	event.body_case = LT__EVENT__BODY_DEFINITION;
	event.definition = &e;
	return lt_publishing_emit(b->p, &event);
}

static int emit_directory(struct bundle *b, const struct planned *item)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__DirectoryPublished e = LT__DIRECTORY_PUBLISHED__INIT;
	e.version = item->judged->version;
	e.source = item->source;
	e.name = item->file->path;
	e.from_us = item->from_us;
	event.body_case = LT__EVENT__BODY_DIRECTORY;
	event.directory = &e;
	return lt_publishing_emit(b->p, &event);
}

static int emit_calendar(struct bundle *b, const struct planned *item)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__CalendarPublished e = LT__CALENDAR_PUBLISHED__INIT;
	e.version = item->judged->version;
	e.source = item->source;
	e.name = item->file->path;
	e.from_us = item->from_us;
	event.body_case = LT__EVENT__BODY_CALENDAR;
	event.calendar = &e;
	return lt_publishing_emit(b->p, &event);
}

static int emit_all(struct bundle *b)
{
	int r = 0;
	for (size_t i = 0; i < b->count && r == 0; i++) {
		enum lt_judge_kind kind = b->files[i].kind;
		r = free_moment(b, i);
		if (r == 0)
			r = kind == LT_JUDGE_DIRECTORY	? emit_directory(b, &b->items[i])
			    : kind == LT_JUDGE_CALENDAR ? emit_calendar(b, &b->items[i])
							: emit_definition(b, i);
	}
	return r;
}

int lt_publish_bundle(struct lt_publishing *p, const Lt__PublishBundle *cmd, struct lt_err *err)
{
	struct bundle b = {.p = p, .count = cmd->n_items};
	b.files = lt_arena_zalloc(p->arena, b.count + 1, sizeof *b.files);
	b.items = lt_arena_zalloc(p->arena, b.count + 1, sizeof *b.items);
	if (!b.files || !b.items)
		return LT_E_NOMEM;
	if (b.count == 0 || read_bundle(&b, cmd) < 0)
		return lt_publishing_refuse(p, LT_REFUSAL_MALFORMED, NULL);
	int r = check(&b, err);
	return r < 0 || p->fx->verdict.refusal ? r : emit_all(&b);
}

/* -- the commands about the registry -- */

static int publish_one(struct lt_publishing *p, const Lt__Command *command, struct lt_err *err)
{
	Lt__PublishBundle bundle = LT__PUBLISH_BUNDLE__INIT;
	Lt__PublishItem item = LT__PUBLISH_ITEM__INIT, *items[] = {&item};
	bundle.items = items;
	bundle.n_items = 1;
	if (command->body_case == LT__COMMAND__BODY_PUBLISH_DEFINITION) {
		item.body_case = LT__PUBLISH_ITEM__BODY_DEFINITION;
		item.definition = command->publish_definition;
	} else if (command->body_case == LT__COMMAND__BODY_PUBLISH_DIRECTORY) {
		item.body_case = LT__PUBLISH_ITEM__BODY_DIRECTORY;
		item.directory = command->publish_directory;
	} else {
		item.body_case = LT__PUBLISH_ITEM__BODY_CALENDAR;
		item.calendar = command->publish_calendar;
	}
	return lt_publish_bundle(p, &bundle, err);
}

bool lt_registry_decides(const Lt__Command *command)
{
	switch (command->body_case) {
	case LT__COMMAND__BODY_PUBLISH_DEFINITION:
	case LT__COMMAND__BODY_PUBLISH_DIRECTORY:
	case LT__COMMAND__BODY_PUBLISH_CALENDAR:
	case LT__COMMAND__BODY_PUBLISH_BUNDLE:
	case LT__COMMAND__BODY_WITHDRAW_VERSION:
	case LT__COMMAND__BODY_LINE:
	case LT__COMMAND__BODY_REBIND:
		return true;
	default:
		return false;
	}
}

int lt_registry_decide(struct lt_registry *registry, const Lt__Command *command, int64_t now_us,
		       struct lt_arena *arena, struct lt_effects *ret, struct lt_err *err)
{
	struct lt_publishing p;
	lt_publishing_begin(registry, now_us, arena, ret, &p);
	p.actor = command->actor;
	if (!command->actor || command->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OPERATOR)
		return lt_publishing_refuse(&p, LT_REFUSAL_INTERNAL, "chỉ quản trị được công bố");
	switch (command->body_case) {
	case LT__COMMAND__BODY_PUBLISH_BUNDLE:
		return lt_publish_bundle(&p, command->publish_bundle, err);
	case LT__COMMAND__BODY_WITHDRAW_VERSION:
		return lt_publish_withdraw(&p, command->withdraw_version, err);
	case LT__COMMAND__BODY_LINE:
		return lt_order_line(&p, command->line);
	case LT__COMMAND__BODY_REBIND:
		return lt_order_rebind(&p);
	default:
		return publish_one(&p, command, err);
	}
}
