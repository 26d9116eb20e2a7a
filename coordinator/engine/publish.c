/* SPDX-License-Identifier: EUPL-1.2 */
/* Publishing: a file is checked in the sandbox, then its source becomes an event
 * of the registry. */
#include <string.h>

#include "coordinator/engine/registry_own.h"
#include "coordinator/engine/sweep.h"
#include "procedures/core/evolve.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

struct publishing {
	struct lt_registry *registry;
	struct lt_arena *arena;
	struct lt_effects *fx;
	Lt__Event *event;
	int64_t now_us;
};

/* -- decide -- */

static int refuse(struct publishing *p, enum lt_refusal refusal, const char *text)
{
	p->fx->verdict.refusal = refusal;
	p->fx->verdict.text = text ? text : lt_refusal_vietnamese(refusal);
	return 0;
}

static const char *findings_text(struct publishing *p, const struct lt_findings *findings,
				 const struct lt_err *why)
{
	const char *text = findings->count ? "" : lt_arena_str(p->arena, why->text);
	for (size_t i = 0; i < findings->count && text; i++) {
		const struct lt_finding *f = &findings->items[i];
		text = lt_arena_printf(p->arena, "%s%s%s:%d: %s: %s; %s", text, i ? "\n" : "",
				       f->file, f->line, f->rule, f->message,
				       f->remedy ? f->remedy : "");
	}
	return text;
}

static int emit(struct publishing *p)
{
	struct lt_slice bytes;
	const struct lt_state_meta *meta = &p->registry->state->meta;
	p->event->schema = LT_EVENT_SCHEMA;
	p->event->n = meta->registry_n + 1;
	p->event->stamp_us = p->now_us;
	if (meta->registry_n)
		p->event->prev = (ProtobufCBinaryData){
			.len = LT_HASH_BYTES, .data = (uint8_t *)(uintptr_t)meta->registry_head};
	int r = lt_encode(&p->event->base, p->arena, &bytes);
	ProtobufCBinaryData *item = r == 0 ? lt_arena_alloc(p->arena, sizeof *item) : NULL;
	if (!item)
		return LT_E_NOMEM;
	*item = (ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	p->fx->events = item;
	p->fx->events_count = 1;
	p->fx->events_bytes = bytes.size;
	p->fx->first_n = p->event->n;
	return 0;
}

/* Files in force from one instant (a base and its overrides, a correction of the same day) may not
 * take each other's row: each gets a moment of its own. @p code NULL: not a procedure. */
static int free_moment(struct publishing *p, enum lt_table table, const char *code,
		       int64_t *from_us)
{
	struct lt_key key;
	struct lt_slice value;
	for (;; (*from_us)++) {
		if (code)
			lt_key_active(lt_name_key(code), *from_us, &key);
		else
			lt_key_from(*from_us, &key);
		int r = lt_txn_get(p->registry->state->txn, table, lt_key_slice(&key), &value,
				   /* err: */ NULL);
		if (r < 0)
			return r == LT_E_ABSENT ? 0 : r;
	}
}

static int find_base(struct publishing *p, const Lt__PublishDefinition *cmd, int64_t from_us,
		     Lt__DefinitionPublished **ret_base, uint8_t *ret_hash, struct lt_err *err)
{
	const char *code;
	*ret_base = NULL;
	int r = lt_host_base_of(lt_slice_str(cmd->source), cmd->name, p->arena, &code, err);
	if (r < 0 || !*code)
		return r;
	r = lt_registry_active_hash(p->registry, code, from_us, true, ret_hash, err);
	if (r == LT_E_ABSENT)
		return lt_err_set(err, LT_E_SCRIPT,
				  "%s: chưa công bố thủ tục gốc %s; hãy công bố tệp gốc trước",
				  cmd->name, code);
	return r < 0 ? r : lt_registry_stored(p->registry, ret_hash, p->arena, ret_base, err);
}

static int decide_definition(struct publishing *p, const Lt__PublishDefinition *cmd,
			     struct lt_err *err)
{
	LT_AUTO(definition) struct lt_definition *def = NULL;
	const struct lt_directory *directory;
	struct lt_findings findings = {0};
	Lt__DefinitionPublished *base = NULL;
	struct lt_err why = {0};
	int64_t from_us = cmd->from_us ? cmd->from_us : p->now_us;
	uint8_t *base_hash = lt_arena_alloc(p->arena, LT_HASH_BYTES);
	int r = lt_registry_directory(p->registry, from_us, &directory, err);
	if (r == LT_E_ABSENT)
		return refuse(p, LT_REFUSAL_CHECK, err ? lt_arena_str(p->arena, err->text) : NULL);
	if (r == 0)
		r = find_base(p, cmd, from_us, &base, base_hash, &why);
	if (r == 0)
		r = lt_host_load(lt_slice_str(cmd->source), cmd->name,
				 base ? lt_slice_str(base->source) : lt_slice(NULL, 0), directory,
				 p->arena, &findings, &def, &why);
	if (r == LT_E_SCRIPT || r == LT_E_LIMIT || r == LT_E_FORMAT)
		return refuse(p, LT_REFUSAL_CHECK, findings_text(p, &findings, &why));
	Lt__DefinitionPublished *e = lt_arena_alloc(p->arena, sizeof *e);
	if (r == 0)
		r = free_moment(p, LT_TABLE_active, def->code, &from_us);
	if (r < 0 || !e)
		return r < 0 ? r : LT_E_NOMEM;
	lt__definition_published__init(e);
	e->hash.data = lt_arena_copy(p->arena, def->hash, LT_HASH_BYTES);
	e->hash.len = LT_HASH_BYTES;
	e->procedure = lt_arena_str(p->arena, def->code);
	e->version = lt_arena_str(p->arena, def->version);
	e->source = cmd->source;
	e->name = cmd->name;
	e->from_us = from_us;
	if (base)
		e->overrides = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = base_hash};
	p->event->body_case = LT__EVENT__BODY_DEFINITION;
	p->event->definition = e;
	return e->hash.data && e->procedure && e->version ? emit(p) : LT_E_NOMEM;
}

static int decide_directory(struct publishing *p, const Lt__PublishDirectory *cmd)
{
	LT_AUTO(directory) struct lt_directory *directory = NULL;
	struct lt_err why = {0};
	int r = lt_host_load_directory(lt_slice_str(cmd->source), cmd->name, &directory, &why);
	if (r < 0)
		return r == LT_E_NOMEM
			       ? r
			       : refuse(p, LT_REFUSAL_CHECK, lt_arena_str(p->arena, why.text));
	Lt__DirectoryPublished *e = lt_arena_alloc(p->arena, sizeof *e);
	if (!e)
		return LT_E_NOMEM;
	lt__directory_published__init(e);
	e->version = lt_arena_str(p->arena, lt_directory_version(directory));
	e->source = cmd->source;
	e->name = cmd->name;
	e->from_us = cmd->from_us ? cmd->from_us : p->now_us;
	p->event->body_case = LT__EVENT__BODY_DIRECTORY;
	p->event->directory = e;
	r = free_moment(p, LT_TABLE_directory, NULL, &e->from_us);
	return r < 0 ? r : e->version ? emit(p) : LT_E_NOMEM;
}

/* A due date names the calendar it was counted with: a version says one thing for ever. */
static int check_version(struct publishing *p, const char *version, const char *source)
{
	const char *known;
	const ProtobufCBinaryData none = {0};
	int r = lt_registry_source(p->registry, &none, version, p->arena, &known, NULL);
	if (r == LT_E_ABSENT || (r == 0 && strcmp(known, source) == 0))
		return 0;
	if (r < 0)
		return r;
	return refuse(p, LT_REFUSAL_CHECK,
		      lt_arena_printf(p->arena,
				      "đã công bố phiên bản %s với nội dung khác; hãy đổi version "
				      "trong tệp rồi công bố lại",
				      version));
}

static int decide_calendar(struct publishing *p, const Lt__PublishCalendar *cmd)
{
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	struct lt_err why = {0};
	int r = lt_host_load_calendar(lt_slice_str(cmd->source), cmd->name, &calendar, &why);
	if (r < 0)
		return r == LT_E_NOMEM
			       ? r
			       : refuse(p, LT_REFUSAL_CHECK, lt_arena_str(p->arena, why.text));
	r = check_version(p, lt_calendar_version(calendar), cmd->source);
	Lt__CalendarPublished *e = lt_arena_alloc(p->arena, sizeof *e);
	if (r < 0 || p->fx->verdict.refusal || !e)
		return r < 0 ? r : e ? 0 : LT_E_NOMEM;
	lt__calendar_published__init(e);
	e->version = lt_arena_str(p->arena, lt_calendar_version(calendar));
	e->source = cmd->source;
	e->name = cmd->name;
	e->from_us = cmd->from_us ? cmd->from_us : p->now_us;
	p->event->body_case = LT__EVENT__BODY_CALENDAR;
	p->event->calendar = e;
	r = free_moment(p, LT_TABLE_calendar, NULL, &e->from_us);
	return r < 0 ? r : e->version ? emit(p) : LT_E_NOMEM;
}

/* -- orders to all open dossiers -- */

static int decide_line(struct publishing *p, const Lt__LineDown *cmd)
{
	const struct lt_directory *directory;
	int r = lt_registry_directory(p->registry, p->now_us, &directory, NULL);
	if (r < 0)
		return r == LT_E_ABSENT ? refuse(p, LT_REFUSAL_NO_UNIT, NULL) : r;
	if (!lt_directory_unit(directory, cmd->unit))
		return refuse(p, LT_REFUSAL_NO_UNIT, NULL);
	if (!*cmd->note)
		return refuse(p, LT_REFUSAL_NOTE, NULL);
	if (cmd->from_us <= 0 || cmd->from_us >= cmd->to_us || cmd->to_us > p->now_us)
		return refuse(
			p, LT_REFUSAL_TIME,
			"đường truyền gián đoạn phải có lúc bắt đầu, rồi lúc kết thúc, đều đã "
			"qua");
	Lt__LineDown *e = lt_arena_copy(p->arena, cmd, sizeof *cmd);
	if (!e)
		return LT_E_NOMEM;
	p->event->body_case = LT__EVENT__BODY_LINE_DOWN;
	p->event->line_down = e;
	return emit(p);
}

static int decide_rebind(struct publishing *p)
{
	const struct lt_directory *directory;
	Lt__RebindOrdered *e = lt_arena_alloc(p->arena, sizeof *e);
	int r = lt_registry_directory(p->registry, p->now_us, &directory, NULL);
	if (r < 0 || !e)
		return r == LT_E_ABSENT ? refuse(p, LT_REFUSAL_NO_UNIT, NULL)
		       : r < 0		? r
					: LT_E_NOMEM;
	lt__rebind_ordered__init(e);
	e->directory = lt_arena_str(p->arena, lt_directory_version(directory));
	p->event->body_case = LT__EVENT__BODY_REBIND;
	p->event->rebind = e;
	return e->directory ? emit(p) : LT_E_NOMEM;
}

static int new_publishing(struct publishing *p)
{
	*p->fx = (struct lt_effects){0};
	p->event = lt_arena_alloc(p->arena, sizeof *p->event);
	if (!p->event)
		return LT_E_NOMEM;
	lt__event__init(p->event);
	return 0;
}

int lt_registry_progress(struct lt_registry *registry, Lt__SweepAdvanced *advanced, int64_t now_us,
			 struct lt_arena *arena, struct lt_effects *ret)
{
	struct publishing p = {.registry = registry, .arena = arena, .fx = ret, .now_us = now_us};
	if (new_publishing(&p) < 0)
		return LT_E_NOMEM;
	p.event->body_case = LT__EVENT__BODY_SWEEP;
	p.event->sweep = advanced;
	return emit(&p);
}

int lt_registry_decide(struct lt_registry *registry, const Lt__Command *command, int64_t now_us,
		       struct lt_arena *arena, struct lt_effects *ret, struct lt_err *err)
{
	struct publishing p = {.registry = registry, .arena = arena, .fx = ret, .now_us = now_us};
	if (new_publishing(&p) < 0)
		return LT_E_NOMEM;
	p.event->actor = command->actor;
	if (!command->actor || command->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OPERATOR)
		return refuse(&p, LT_REFUSAL_INTERNAL, "chỉ quản trị được công bố");
	switch (command->body_case) {
	case LT__COMMAND__BODY_PUBLISH_DEFINITION:
		return decide_definition(&p, command->publish_definition, err);
	case LT__COMMAND__BODY_PUBLISH_DIRECTORY:
		return decide_directory(&p, command->publish_directory);
	case LT__COMMAND__BODY_PUBLISH_CALENDAR:
		return decide_calendar(&p, command->publish_calendar);
	case LT__COMMAND__BODY_LINE:
		return decide_line(&p, command->line);
	case LT__COMMAND__BODY_REBIND:
		return decide_rebind(&p);
	default:
		return refuse(&p, LT_REFUSAL_MALFORMED, NULL);
	}
}

/* -- apply -- */

static int put_message(struct lt_state *state, enum lt_table table, const struct lt_key *key,
		       const ProtobufCMessage *message, struct lt_arena *arena, struct lt_err *err)
{
	struct lt_slice bytes;
	int r = lt_encode(message, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, table, lt_key_slice(key), bytes, err);
}

static int apply_definition(struct lt_registry *registry, const Lt__DefinitionPublished *e,
			    struct lt_arena *arena, struct lt_err *err)
{
	struct lt_key key;
	lt_key_definition(e->hash.data, &key);
	int r = put_message(registry->state, LT_TABLE_definition, &key, &e->base, arena, err);
	lt_key_active(lt_name_key(e->procedure), e->from_us, &key);
	return r < 0 ? r
		     : lt_txn_put(registry->state->txn, LT_TABLE_active, lt_key_slice(&key),
				  lt_slice(e->hash.data, e->hash.len), err);
}

static int apply_dated(struct lt_registry *registry, enum lt_table table, int64_t from_us,
		       const ProtobufCMessage *message, struct lt_arena *arena, struct lt_err *err)
{
	struct lt_key key;
	lt_key_from(from_us, &key);
	lt_registry_forget(registry);
	return put_message(registry->state, table, &key, message, arena, err);
}

/* The new calendar is in force before the first dossier is asked about it. */
static int apply_calendar(struct lt_registry *registry, const Lt__Event *e, struct lt_arena *arena,
			  struct lt_err *err)
{
	Lt__Sweep sweep = LT__SWEEP__INIT;
	sweep.n = e->n;
	sweep.from_us = e->calendar->from_us;
	sweep.what_case = LT__SWEEP__WHAT_CALENDAR;
	sweep.calendar = e->calendar->version;
	int r = apply_dated(registry, LT_TABLE_calendar, e->calendar->from_us, &e->calendar->base,
			    arena, err);
	return r < 0 ? r : lt_sweeps_add(registry->state, &sweep, arena, err);
}

static int apply_order(struct lt_registry *registry, const Lt__Event *e, struct lt_arena *arena,
		       struct lt_err *err)
{
	Lt__Sweep sweep = LT__SWEEP__INIT;
	bool line = e->body_case == LT__EVENT__BODY_LINE_DOWN;
	sweep.n = e->n;
	sweep.from_us = e->stamp_us;
	sweep.what_case = line ? LT__SWEEP__WHAT_LINE : LT__SWEEP__WHAT_DIRECTORY;
	if (line)
		sweep.line = e->line_down;
	else
		sweep.directory = e->rebind->directory;
	return lt_sweeps_add(registry->state, &sweep, arena, err);
}

static int apply_event(struct lt_registry *registry, const Lt__Event *e, struct lt_arena *arena,
		       struct lt_err *err)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_DEFINITION:
		return apply_definition(registry, e->definition, arena, err);
	case LT__EVENT__BODY_DIRECTORY:
		return apply_dated(registry, LT_TABLE_directory, e->directory->from_us,
				   &e->directory->base, arena, err);
	case LT__EVENT__BODY_CALENDAR:
		return apply_calendar(registry, e, arena, err);
	case LT__EVENT__BODY_LINE_DOWN:
	case LT__EVENT__BODY_REBIND:
		return apply_order(registry, e, arena, err);
	case LT__EVENT__BODY_SWEEP:
		return lt_sweeps_advance(registry->state, e->sweep, arena, err);
	default:
		return lt_err_set(err, LT_E_VERSION, "registry event %d", e->body_case);
	}
}

int lt_registry_apply(struct lt_registry *registry, const Lt__Entry *entry, struct lt_arena *arena,
		      struct lt_err *err)
{
	struct lt_state_meta *meta = &registry->state->meta;
	for (size_t i = 0; i < entry->n_events; i++) {
		struct lt_slice bytes = lt_slice(entry->events[i].data, entry->events[i].len);
		Lt__Event *event;
		int r = LT_DECODE_OWN(event, bytes, arena, &event);
		if (r == 0 && (event->n != meta->registry_n + 1 ||
			       (meta->registry_n && (event->prev.len != LT_HASH_BYTES ||
						     memcmp(event->prev.data, meta->registry_head,
							    LT_HASH_BYTES) != 0))))
			r = lt_err_set(err, LT_E_DAMAGED,
				       "registry event %u does not continue its "
				       "history",
				       event->n);
		if (r == 0)
			r = apply_event(registry, event, arena, err);
		if (r < 0)
			return r;
		lt_hash(bytes, meta->registry_head);
		meta->registry_n = event->n;
		meta->events++;
	}
	return 0;
}
