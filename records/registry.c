/* SPDX-License-Identifier: EUPL-1.2 */
/* Lookups of published things, through caches of their compiled forms. */
#include "records/registry_own.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "records/deputies.h"
#include "proto/codec/codec.h"

int lt_registry_new(struct lt_state *state, struct lt_registry **ret, struct lt_err *err)
{
	struct lt_registry *registry = calloc(1, sizeof *registry);
	if (!registry)
		return lt_err_set(err, LT_E_NOMEM, "registry");
	registry->state = state;
	lt_arena_init(&registry->deputies_arena, LT_DEPUTIES_BYTES_MAX);
	*ret = registry;
	return 0;
}

void lt_registry_publish_alone(struct lt_registry *registry)
{
	registry->alone = true;
}

static void free_dated(struct lt_dated *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		lt_directory_free(list[i].directory);
		lt_calendar_free(list[i].calendar);
	}
}

void lt_registry_forget(struct lt_registry *registry)
{
	free_dated(registry->directories, registry->directories_count);
	free_dated(registry->calendars, registry->calendars_count);
	registry->directories_count = registry->calendars_count = 0;
	registry->dated_loaded = false;
	lt_arena_reset(&registry->deputies_arena);
	registry->deputies = (struct lt_deputies){0};
	registry->deputies_loaded = false;
}

void lt_registry_free(struct lt_registry *registry)
{
	if (!registry)
		return;
	lt_registry_forget(registry);
	lt_arena_done(&registry->deputies_arena);
	for (size_t i = 0; i < registry->compiled_count; i++)
		lt_definition_free(registry->compiled[i].definition);
	free(registry->compiled);
	free(registry->directories);
	free(registry->calendars);
	free(registry);
}

/* -- who stands in -- */

int lt_registry_deputies(struct lt_registry *registry, struct lt_deputies *ret, struct lt_err *err)
{
	int r = 0;
	if (!registry->deputies_loaded)
		r = lt_deputies_load(registry->state, &registry->deputies_arena,
				     &registry->deputies, err);
	registry->deputies_loaded = r == 0;
	*ret = registry->deputies;
	return r;
}

/* -- definitions by hash -- */

static uint64_t slot_key(const uint8_t *hash)
{
	uint64_t key;
	memcpy(&key, hash, sizeof key);
	return key;
}

static struct lt_compiled *find_compiled(struct lt_registry *registry, const uint8_t *hash)
{
	size_t mask = LT_COMPILED_INDEX - 1;
	for (size_t i = slot_key(hash) & mask; registry->index[i]; i = (i + 1) & mask) {
		struct lt_compiled *c = &registry->compiled[registry->index[i] - 1];
		if (memcmp(c->definition->hash, hash, LT_HASH_BYTES) == 0)
			return c;
	}
	return NULL;
}

static void index_compiled(struct lt_registry *registry, size_t number)
{
	size_t mask = LT_COMPILED_INDEX - 1;
	size_t i = slot_key(registry->compiled[number].definition->hash) & mask;
	while (registry->index[i])
		i = (i + 1) & mask;
	registry->index[i] = (uint32_t)number + 1;
}

static int older_first(const void *a, const void *b)
{
	const struct lt_compiled *x = a, *y = b;
	return (x->used > y->used) - (x->used < y->used);
}

void lt_registry_trim(struct lt_registry *registry)
{
	if (registry->compiled_count <= LT_DEFINITIONS_CACHED)
		return;
	qsort(registry->compiled, registry->compiled_count, sizeof *registry->compiled,
	      older_first);
	size_t drop = registry->compiled_count / 2;
	for (size_t i = 0; i < drop; i++)
		lt_definition_free(registry->compiled[i].definition);
	registry->compiled_count -= drop;
	memmove(registry->compiled, registry->compiled + drop,
		registry->compiled_count * sizeof *registry->compiled);
	memset(registry->index, 0, sizeof registry->index);
	for (size_t i = 0; i < registry->compiled_count; i++)
		index_compiled(registry, i);
}

int lt_registry_stored(struct lt_registry *registry, const uint8_t *hash, struct lt_arena *arena,
		       Lt__DefinitionPublished **ret, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_definition(hash, &key);
	int r = lt_txn_get(registry->state->txn, LT_TABLE_definition, lt_key_slice(&key), &value,
			   err);
	return r < 0 ? r : LT_DECODE_OWN(definition_published, value, arena, ret);
}

static struct lt_slice source_slice(const char *source)
{
	return source ? lt_slice_str(source) : lt_slice(NULL, 0);
}

static int compile(struct lt_registry *registry, const uint8_t *hash, struct lt_definition **ret,
		   struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 4 * LT_SOURCE_BYTES_MAX + (8u << 20));
	Lt__DefinitionPublished *stored, *base = NULL;
	int r = lt_registry_stored(registry, hash, &arena, &stored, err);
	if (r == 0 && stored->overrides.len == LT_HASH_BYTES)
		r = lt_registry_stored(registry, stored->overrides.data, &arena, &base, err);
	if (r < 0)
		return r;
	/* Checked when it was published; a rule or a unit that changed since strands no dossier. */
	return lt_host_reload(lt_slice_str(stored->source), stored->name,
			      source_slice(base ? base->source : NULL), ret, err);
}

int lt_registry_definition(struct lt_registry *registry, const uint8_t *hash,
			   const struct lt_definition **ret, struct lt_err *err)
{
	struct lt_compiled *known = find_compiled(registry, hash);
	if (known) {
		known->used = ++registry->uses;
		*ret = known->definition;
		return 0;
	}
	LT_AUTO(definition) struct lt_definition *definition = NULL;
	int r = compile(registry, hash, &definition, err);
	if (r < 0)
		return r;
	if (registry->compiled_count == registry->compiled_room) {
		size_t room = registry->compiled_room ? 2 * registry->compiled_room : 64;
		if (room > LT_COMPILED_INDEX / 2)
			return lt_err_set(err, LT_E_LIMIT, "too many procedures in one batch");
		void *grown = realloc(registry->compiled, room * sizeof *registry->compiled);
		if (!grown)
			return lt_err_set(err, LT_E_NOMEM, "compiled procedures");
		registry->compiled = grown;
		registry->compiled_room = room;
	}
	size_t number = registry->compiled_count++;
	registry->compiled[number] =
		(struct lt_compiled){.definition = lt_steal(&definition), .used = ++registry->uses};
	index_compiled(registry, number);
	*ret = registry->compiled[number].definition;
	return 0;
}

bool lt_registry_is_gap(struct lt_slice value)
{
	static const uint8_t none[LT_HASH_BYTES];
	return value.size != LT_HASH_BYTES || memcmp(value.data, none, LT_HASH_BYTES) == 0;
}

int lt_registry_active_hash(struct lt_registry *registry, const char *procedure, int64_t at_us,
			    bool national, uint8_t ret_hash[static LT_HASH_BYTES],
			    struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	uint64_t code = lt_name_key(procedure);
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 4 * LT_SOURCE_BYTES_MAX);
	lt_key_active(code, at_us, &start);
	int r = lt_scan_back(registry->state->txn, LT_TABLE_active, lt_key_slice(&start), &scan,
			     err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (lt_get_u64(key.data) != code || lt_registry_is_gap(value))
			return LT_E_ABSENT;
		Lt__DefinitionPublished *stored = NULL;
		if (national) {
			lt_arena_reset(&arena);
			r = lt_registry_stored(registry, value.data, &arena, &stored, err);
		}
		if (r == 0 && stored && stored->overrides.len)
			continue; /* a province's own: look further back for the base */
		if (r == 0)
			memcpy(ret_hash, value.data, LT_HASH_BYTES);
		return r;
	}
	return r;
}

int lt_registry_active(struct lt_registry *registry, const char *procedure, int64_t at_us,
		       const struct lt_definition **ret, struct lt_err *err)
{
	uint8_t hash[LT_HASH_BYTES];
	int r = lt_registry_active_hash(registry, procedure, at_us, false, hash, err);
	return r < 0 ? r : lt_registry_definition(registry, hash, ret, err);
}

/* -- directories and calendars: few, so all of them are kept compiled -- */

static int add_dated(struct lt_dated **list, size_t *count, struct lt_dated item)
{
	void *grown = realloc(*list, (*count + 1) * sizeof **list);
	if (!grown)
		return LT_E_NOMEM;
	*list = grown;
	(*list)[(*count)++] = item;
	return 0;
}

static int load_directory(struct lt_registry *registry, int64_t from_us, struct lt_slice value,
			  struct lt_arena *arena, struct lt_err *err)
{
	Lt__DirectoryPublished *p;
	struct lt_dated item = {.from_us = from_us};
	int r = LT_DECODE_OWN(directory_published, value, arena, &p);
	if (r == 0)
		r = lt_host_load_directory(lt_slice_str(p->source), p->name, &item.directory, err);
	if (r == 0)
		r = add_dated(&registry->directories, &registry->directories_count, item);
	return r;
}

static int load_calendar(struct lt_registry *registry, int64_t from_us, struct lt_slice value,
			 struct lt_arena *arena, struct lt_err *err)
{
	Lt__CalendarPublished *p;
	struct lt_dated item = {.from_us = from_us};
	int r = LT_DECODE_OWN(calendar_published, value, arena, &p);
	if (r == 0)
		r = lt_host_load_calendar(lt_slice_str(p->source), p->name, &item.calendar, err);
	if (r == 0)
		r = add_dated(&registry->calendars, &registry->calendars_count, item);
	return r;
}

static int load_table(struct lt_registry *registry, enum lt_table table, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_arena_init(&arena, 64u << 20);
	int r = lt_scan_from(registry->state->txn, table, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		int64_t from_us = lt_key_time_back(lt_get_u64(key.data));
		lt_arena_reset(&arena);
		r = table == LT_TABLE_directory
			    ? load_directory(registry, from_us, value, &arena, err)
			    : load_calendar(registry, from_us, value, &arena, err);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int load_dated(struct lt_registry *registry, struct lt_err *err)
{
	if (registry->dated_loaded)
		return 0;
	int r = load_table(registry, LT_TABLE_directory, err);
	if (r == 0)
		r = load_table(registry, LT_TABLE_calendar, err);
	registry->dated_loaded = r == 0;
	return r;
}

static const struct lt_dated *in_force(const struct lt_dated *list, size_t count, int64_t at_us)
{
	for (size_t i = count; i-- > 0;)
		if (list[i].from_us <= at_us || i == 0)
			return &list[i];
	return NULL;
}

int lt_registry_directory(struct lt_registry *registry, int64_t at_us,
			  const struct lt_directory **ret, struct lt_err *err)
{
	int r = load_dated(registry, err);
	const struct lt_dated *found =
		in_force(registry->directories, registry->directories_count, at_us);
	if (r == 0 && !found)
		r = lt_err_set(err, LT_E_ABSENT,
			       "chưa công bố danh bạ; hãy chạy: lienthong publish "
			       "TỆP_DANH_BẠ.lua");
	if (r == 0)
		*ret = found->directory;
	return r;
}

int lt_registry_calendar(struct lt_registry *registry, int64_t at_us,
			 const struct lt_calendar **ret, struct lt_err *err)
{
	int r = load_dated(registry, err);
	const struct lt_dated *found =
		in_force(registry->calendars, registry->calendars_count, at_us);
	if (r == 0 && !found)
		r = lt_err_set(err, LT_E_ABSENT,
			       "chưa công bố lịch làm việc; hãy chạy: lienthong "
			       "publish TỆP_LỊCH.lua");
	if (r == 0)
		*ret = found->calendar;
	return r;
}

int lt_registry_directory_version(struct lt_registry *registry, const char *version,
				  const struct lt_directory **ret, struct lt_err *err)
{
	int r = load_dated(registry, err);
	for (size_t i = registry->directories_count; r == 0 && i-- > 0;)
		if (strcmp(lt_directory_version(registry->directories[i].directory), version) ==
		    0) {
			*ret = registry->directories[i].directory;
			return 0;
		}
	return r < 0 ? r : lt_err_set(err, LT_E_ABSENT, "không còn danh bạ phiên bản %s", version);
}

const struct lt_unit *lt_registry_unit_ever(struct lt_registry *registry, uint64_t key)
{
	const struct lt_unit *unit = NULL;
	if (load_dated(registry, NULL) < 0)
		return NULL;
	for (size_t i = registry->directories_count; !unit && i-- > 0;)
		unit = lt_directory_unit_keyed(registry->directories[i].directory, key);
	return unit;
}

const struct lt_officer_spec *lt_registry_officer_ever(struct lt_registry *registry, uint64_t key)
{
	const struct lt_officer_spec *officer = NULL;
	if (load_dated(registry, NULL) < 0)
		return NULL;
	for (size_t i = registry->directories_count; !officer && i-- > 0;)
		officer = lt_directory_officer_keyed(registry->directories[i].directory, key);
	return officer;
}

int lt_registry_calendar_version(struct lt_registry *registry, const char *version,
				 const struct lt_calendar **ret, struct lt_err *err)
{
	int r = load_dated(registry, err);
	for (size_t i = registry->calendars_count; r == 0 && i-- > 0;)
		if (strcmp(lt_calendar_version(registry->calendars[i].calendar), version) == 0) {
			*ret = registry->calendars[i].calendar;
			return 0;
		}
	return r < 0 ? r : lt_err_set(err, LT_E_ABSENT, "không còn lịch phiên bản %s", version);
}

/* -- what there is -- */

int lt_registry_list(struct lt_registry *registry, struct lt_arena *arena, Lt__ProcedureInfo ***ret,
		     size_t *ret_count, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	*ret = NULL;
	*ret_count = 0;
	int r = lt_scan_from(registry->state->txn, LT_TABLE_active, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		const struct lt_definition *def;
		Lt__DefinitionPublished *stored;
		if (lt_registry_is_gap(value))
			continue;
		Lt__ProcedureInfo *info = lt_arena_alloc(arena, sizeof *info);
		r = lt_registry_definition(registry, value.data, &def, err);
		if (r == 0)
			r = lt_registry_stored(registry, value.data, arena, &stored, err);
		if (r < 0 || !info || !LT_ARENA_PUSH(arena, *ret, *ret_count))
			return r < 0 ? r : LT_E_NOMEM;
		lt__procedure_info__init(info);
		info->code = lt_arena_str(arena, def->code);
		info->version = lt_arena_str(arena, def->version);
		info->name = lt_arena_str(arena, def->name);
		info->hash.data = lt_arena_copy(arena, def->hash, LT_HASH_BYTES);
		info->hash.len = LT_HASH_BYTES;
		info->from_us = lt_key_time_back(lt_get_u64(key.data + 8));
		info->withdrawn_us = stored->withdrawn_us;
		info->proposal = stored->proposal;
		info->author = stored->author;
		info->released_by = stored->released_by;
		info->published_us = stored->published_us;
		info->withdrawn_by = stored->withdrawn_by;
		if (!info->code || !info->version || !info->name || !info->hash.data)
			return LT_E_NOMEM;
		(*ret)[(*ret_count)++] = info;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_registry_dated_source(struct lt_registry *registry, enum lt_table table, const char *version,
			     struct lt_arena *arena, const char **ret, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	int r = lt_scan_from(registry->state->txn, table, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		Lt__CalendarPublished *p; /* DirectoryPublished has the same fields */
		r = LT_DECODE_OWN(calendar_published, value, arena, &p);
		if (r == 0 && strcmp(p->version, version) == 0) {
			*ret = p->source;
			return 0;
		}
	}
	return r;
}

static int any_dated(struct lt_registry *registry, const char *version, struct lt_arena *arena,
		     const char **ret, struct lt_err *err)
{
	int r = lt_registry_dated_source(registry, LT_TABLE_directory, version, arena, ret, err);
	return r == LT_E_ABSENT ? lt_registry_dated_source(registry, LT_TABLE_calendar, version,
							   arena, ret, err)
				: r;
}

int lt_registry_source(struct lt_registry *registry, const ProtobufCBinaryData *hash,
		       const char *version, struct lt_arena *arena, const char **ret,
		       struct lt_err *err)
{
	Lt__DefinitionPublished *stored;
	if (hash->len != LT_HASH_BYTES)
		return any_dated(registry, version, arena, ret, err);
	int r = lt_registry_stored(registry, hash->data, arena, &stored, err);
	if (r == 0)
		*ret = stored->source;
	return r;
}
