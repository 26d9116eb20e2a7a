/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening: the state of the last checkpoint, then the journal's tail through evolve. Restart,
 * rollback and replay are this one code. */
#include "records/records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/codec/nth.h"
#include "records/apply.h"
#include "records/overlay.h"

/* -- what decide asks -- */

static int ask_definition(void *owner, const uint8_t *hash, const struct lt_definition **ret,
			  struct lt_err *err)
{
	struct lt_records *records = owner;
	return lt_registry_definition(records->registry, hash, ret, err);
}

static int ask_active(void *owner, const char *procedure, int64_t at_us,
		      const struct lt_definition **ret, struct lt_err *err)
{
	struct lt_records *records = owner;
	return lt_registry_active(records->registry, procedure, at_us, ret, err);
}

static int ask_dossier(void *owner, const char *code, Lt__Dossier **ret, struct lt_err *err)
{
	struct lt_records *records = owner;
	uint64_t id;
	*ret = NULL;
	int r = lt_state_code(records->state.txn, code, &id, err);
	if (r == 0)
		r = lt_state_dossier(records->state.txn, id, &records->arena, ret, err);
	return r == LT_E_ABSENT ? 0 : r;
}

/* Numbers minted here have six digits; codes of another shape under the same prefix are passed
 * over. */
enum { NUMBER_DIGITS = 6 };

static bool is_number(const uint8_t *text)
{
	for (int i = 0; i < NUMBER_DIGITS; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return text[NUMBER_DIGITS] == 0;
}

static int ask_number(void *owner, const char *prefix, uint32_t *ret, struct lt_err *err)
{
	struct lt_records *records = owner;
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	size_t n = strlen(prefix);
	LT_ASSERT(n + NUMBER_DIGITS + 1 <= LT_DOSSIER_CODE_BYTES_MAX);
	lt_key_code(prefix, &start);
	memset(start.bytes + n, '9' + 1, start.size - n);
	*ret = 1;
	int r = lt_scan_back(records->state.txn, LT_TABLE_code, lt_key_slice(&start), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (memcmp(key.data, prefix, n) != 0)
			return 0;
		if (is_number(key.data + n)) {
			*ret = (uint32_t)strtoul((const char *)key.data + n, NULL, 10) + 1;
			return 0;
		}
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- what decide sees -- */

int lt_records_env(struct lt_records *records, int64_t now_us, const Lt__Dossier *dossier,
		   struct lt_env *ret, struct lt_err *err)
{
	*ret = (struct lt_env){.now_us = now_us,
			       .arena = &records->arena,
			       .lookup = &records->lookup,
			       .next_id = records->state.meta.dossiers + 1};
	int r = lt_registry_directory(records->registry, now_us, &ret->directory, err);
	if (r == 0)
		r = lt_registry_calendar(records->registry, now_us, &ret->calendar, err);
	if (r == 0)
		r = lt_registry_deputies(records->registry, &ret->deputies, err);
	ret->pinned = ret->directory;
	if (r == 0 && dossier &&
	    strcmp(dossier->directory, lt_directory_version(ret->directory)) != 0)
		r = lt_registry_directory_version(records->registry, dossier->directory,
						  &ret->pinned, err);
	return r;
}

int lt_records_find(struct lt_records *records, const Lt__Command *c, Lt__Dossier **ret,
		    struct lt_err *err)
{
	uint64_t id = c->dossier;
	int r = 0;
	*ret = NULL;
	if (c->body_case == LT__COMMAND__BODY_SUBMIT)
		return 0;
	if (!id && *c->code)
		r = lt_state_code(records->state.txn, c->code, &id, err);
	if (r == 0 && id)
		r = c->dossier
			    ? lt_state_find(records->state.txn, id, &records->arena, ret, err)
			    : lt_state_dossier(records->state.txn, id, &records->arena, ret, err);
	return r == LT_E_ABSENT ? 0 : r; /* decide refuses what it cannot find */
}

int lt_records_reply(const Lt__Dossier *d, struct lt_arena *arena, Lt__CommandReply *reply)
{
	reply->code = lt_arena_str(arena, d->code);
	reply->due_us = d->due_us;
	reply->received_us = d->received_us;
	reply->fee_vnd = d->fee_vnd;
	for (size_t i = 0; i < d->n_tokens; i++) {
		if (!LT_ARENA_PUSH(arena, reply->open_steps, reply->n_open_steps))
			return LT_E_NOMEM;
		reply->open_steps[reply->n_open_steps] = lt_arena_str(arena, d->tokens[i]->step);
		if (!reply->open_steps[reply->n_open_steps++])
			return LT_E_NOMEM;
	}
	return reply->code ? 0 : LT_E_NOMEM;
}

/* -- history -- */

enum { BATCH_ENTRIES = 4 }; /* number of the field Batch.entries */

int lt_records_entry(struct lt_records *records, struct lt_slice row, struct lt_arena *arena,
		     Lt__Entry **ret, struct lt_err *err)
{
	struct lt_slice bytes;
	uint64_t batch = lt_get_u64(row.data);
	uint32_t number = lt_get_u32(row.data + 8);
	int r = lt_journal_read(records->journal, batch, &bytes, err);
	if (r < 0)
		return r;
	if (lt_nth(bytes, BATCH_ENTRIES, number, &bytes) < 0)
		return lt_err_set(err, LT_E_DAMAGED, "no entry %u in batch %llu", number,
				  (unsigned long long)batch);
	void *copy = lt_arena_copy(arena, bytes.data, bytes.size);
	return copy ? LT_DECODE_OWN(entry, lt_slice(copy, bytes.size), arena, ret) : LT_E_NOMEM;
}

static int copy_events(struct lt_records *records, struct lt_slice row, struct lt_arena *arena,
		       ProtobufCBinaryData **items, size_t *count, struct lt_err *err)
{
	Lt__Entry *entry;
	int r = lt_records_entry(records, row, arena, &entry, err);
	for (size_t i = 0; r == 0 && i < entry->n_events; i++) {
		if (!LT_ARENA_PUSH(arena, *items, *count))
			return LT_E_NOMEM;
		(*items)[(*count)++] = entry->events[i];
	}
	return r;
}

static int stored_events(struct lt_records *records, uint64_t dossier, struct lt_arena *arena,
			 ProtobufCBinaryData **ret, size_t *ret_count, struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	*ret = NULL;
	*ret_count = 0;
	lt_key_event(dossier, 0, &start);
	int r = lt_scan_from(records->state.txn, LT_TABLE_event, lt_key_slice(&start), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (lt_get_u64(key.data) != dossier)
			return 0;
		r = copy_events(records, value, arena, ret, ret_count, err);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_records_events(struct lt_records *records, uint64_t dossier, struct lt_arena *arena,
		      ProtobufCBinaryData **ret, size_t *ret_count, struct lt_err *err)
{
	int r = stored_events(records, dossier, arena, ret, ret_count, err);
	return r < 0 || !records->overlay
		       ? r
		       : lt_overlay_events(records->overlay, dossier, arena, ret, ret_count);
}

/* -- the journal's tail -- */

bool lt_records_wants_checkpoint(const struct lt_records *records, bool idle)
{
	size_t dirty = lt_txn_dirty_pages(records->state.txn);
	return dirty >= LT_CHECKPOINT_DIRTY_PAGES || (idle && dirty > 0);
}

static int apply_one(struct lt_records *records, uint64_t seq, struct lt_slice bytes,
		     struct lt_err *err)
{
	lt_arena_reset(&records->arena);
	return lt_apply_batch(&records->state, records->registry, seq, bytes, NULL, &records->arena,
			      err);
}

int lt_records_catch_up(struct lt_records *records, struct lt_err *err)
{
	uint64_t last;
	int r = lt_journal_last(records->journal, &last, err);
	if (r == 0 && last < records->state.meta.batch)
		return lt_err_set(err, LT_E_DAMAGED,
				  "the journal ends at batch %llu, before the state's %llu: "
				  "restore both files of one backup",
				  (unsigned long long)last,
				  (unsigned long long)records->state.meta.batch);
	while (r == 0 && records->state.meta.batch < last) {
		struct lt_slice bytes;
		uint64_t seq = records->state.meta.batch + 1;
		r = lt_journal_read(records->journal, seq, &bytes, err);
		if (r == 0)
			r = apply_one(records, seq, bytes, err);
		records->recovered_batches++;
		if (r == 0 && lt_records_wants_checkpoint(records, false))
			r = lt_state_checkpoint(&records->state, err);
	}
	return r;
}

/* -- batches made elsewhere -- */

bool lt_records_healthy(const struct lt_records *records)
{
	return !records->broken;
}

/* Drops what was applied and not appended. */
static void rebuild(struct lt_records *records, struct lt_err *err)
{
	struct lt_err why = {0};
	int r = lt_state_rollback(&records->state, &why);
	lt_registry_forget(records->registry);
	if (r == 0)
		r = lt_records_catch_up(records, &why);
	records->broken = r < 0;
	if (r < 0)
		(void)lt_err_set(err, r, "rebuilding: %s", why.text);
}

int lt_records_append(struct lt_records *records, Lt__Batch *batch, struct lt_err *err)
{
	struct lt_slice bytes;
	struct lt_state_meta *meta = &records->state.meta;
	lt_arena_reset(&records->arena);
	batch->schema = 1;
	batch->seq = meta->batch + 1;
	if (batch->stamp_us < meta->stamp_us)
		batch->stamp_us = meta->stamp_us;
	int r = lt_encode(&batch->base, &records->arena, &bytes);
	if (r < 0)
		return lt_err_set(err, r, "batch %llu", (unsigned long long)batch->seq);
	r = lt_apply_batch(&records->state, records->registry, batch->seq, bytes, NULL,
			   &records->arena, err);
	if (r == 0)
		r = lt_journal_append(records->journal, batch->seq, bytes, err);
	if (r < 0)
		rebuild(records, err);
	return r;
}

/* -- opening and closing -- */

static int open_files(struct lt_records *records, const struct lt_records_options *options,
		      struct lt_err *err)
{
	LT_AUTO(free) char *journal = NULL;
	LT_AUTO(free) char *state = NULL;
	if (asprintf(&journal, "%s/journal.mdb", options->folder) < 0 ||
	    asprintf(&state, "%s/state.mdb", options->folder) < 0)
		return LT_E_NOMEM;
	if (mkdir(options->folder, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", options->folder, strerror(errno));
	int r = lt_journal_local_open(journal, false, options->journal_faults, &records->journal,
				      err);
	if (r == 0)
		r = lt_state_open(state, options->state_faults, &records->state, err);
	return r;
}

int lt_records_open(const struct lt_records_options *options, struct lt_records *ret,
		    struct lt_err *err)
{
	*ret = (struct lt_records){.lookup = {.owner = ret,
					      .definition = ask_definition,
					      .active = ask_active,
					      .dossier_of = ask_dossier,
					      .next_number = ask_number}};
	lt_arena_init(&ret->arena, LT_BATCH_ARENA_BYTES);
	int r = open_files(ret, options, err);
	if (r == 0)
		r = lt_registry_new(&ret->state, &ret->registry, err);
	return r < 0 ? r : lt_records_catch_up(ret, err);
}

void lt_records_close(struct lt_records *records, bool keep)
{
	lt_registry_free(records->registry);
	if (records->state.store)
		lt_state_close(&records->state, keep);
	lt_journal_free(records->journal);
	lt_arena_done(&records->arena);
}
