/* SPDX-License-Identifier: EUPL-1.2 */
/* Events of the registry's history become rows: live and in recovery alike. */
#include <string.h>

#include "records/deputies.h"
#include "records/feeds.h"
#include "records/nodes.h"
#include "records/proposals.h"
#include "records/registry_own.h"
#include "records/series.h"
#include "records/sightings.h"
#include "records/sweeps.h"
#include "proto/codec/codec.h"

static int put_message(struct lt_state *state, enum lt_table table, const struct lt_key *key,
		       const ProtobufCMessage *message, struct lt_arena *arena, struct lt_err *err)
{
	struct lt_slice bytes;
	int r = lt_encode(message, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, table, lt_key_slice(key), bytes, err);
}

static int apply_definition(struct lt_registry *registry, const Lt__Event *event,
			    struct lt_arena *arena, struct lt_err *err)
{
	struct lt_key key;
	Lt__DefinitionPublished *e = event->definition;
	e->released_by = event->actor ? event->actor->id : "";
	e->published_us = event->stamp_us;
	lt_key_definition(e->hash.data, &key);
	int r = lt_version_note(registry->state, e->procedure, e->version, e->hash.data, err);
	if (r == 0)
		r = put_message(registry->state, LT_TABLE_definition, &key, &e->base, arena, err);
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

/* Versions of a procedure that were to come into force after a moment: those of @p hash go. */
static int drop_later(struct lt_state *state, const Lt__DefinitionWithdrawn *e, struct lt_err *err)
{
	uint64_t code = lt_name_key(e->procedure);
	int64_t after_us = e->from_us;
	for (;;) {
		LT_AUTO(scan) struct lt_scan scan = {0};
		struct lt_key start;
		struct lt_slice key, value;
		lt_key_active(code, after_us + 1, &start);
		int r = lt_scan_from(state->txn, LT_TABLE_active, lt_key_slice(&start), &scan, err);
		if (r == 0)
			r = lt_scan_next(&scan, &key, &value, err);
		if (r < 0 || lt_get_u64(key.data) != code)
			return r == LT_E_ABSENT ? 0 : r;
		after_us = lt_key_time_back(lt_get_u64(key.data + 8));
		lt_key_active(code, after_us, &start);
		if (lt_slice_equal(value, lt_slice(e->hash.data, e->hash.len)))
			r = lt_txn_del(state->txn, LT_TABLE_active, lt_key_slice(&start), err);
		if (r < 0)
			return r;
	}
}

static int apply_withdrawn(struct lt_registry *registry, const Lt__Event *event,
			   struct lt_arena *arena, struct lt_err *err)
{
	const Lt__DefinitionWithdrawn *e = event->definition_withdrawn;
	static const uint8_t none[LT_HASH_BYTES];
	Lt__DefinitionPublished *stored;
	struct lt_key key;
	int r = lt_registry_stored(registry, e->hash.data, arena, &stored, err);
	if (r < 0)
		return r;
	stored->withdrawn_us = e->from_us;
	stored->withdrawn_by = event->actor ? event->actor->id : "";
	lt_key_definition(e->hash.data, &key);
	r = put_message(registry->state, LT_TABLE_definition, &key, &stored->base, arena, err);
	if (r == 0)
		r = drop_later(registry->state, e, err);
	if (r < 0 || !e->in_force)
		return r;
	lt_key_active(lt_name_key(e->procedure), e->from_us, &key);
	return lt_txn_put(registry->state->txn, LT_TABLE_active, lt_key_slice(&key),
			  lt_slice(e->next.len ? e->next.data : none, LT_HASH_BYTES), err);
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
	int r = line ? lt_sighting_apply(registry->state, e, arena, err) : 0;
	if (r < 0)
		return r;
	sweep.n = e->n;
	sweep.from_us = e->stamp_us;
	sweep.what_case = line ? LT__SWEEP__WHAT_LINE : LT__SWEEP__WHAT_DIRECTORY;
	if (line)
		sweep.line = e->line_down;
	else
		sweep.directory = e->rebind->directory;
	return lt_sweeps_add(registry->state, &sweep, arena, err);
}

static int apply_deputy(struct lt_registry *registry, const Lt__Event *e, struct lt_arena *arena,
			struct lt_err *err)
{
	lt_arena_reset(&registry->deputies_arena);
	registry->deputies = (struct lt_deputies){0};
	registry->deputies_loaded = false;
	return lt_deputies_apply(registry->state, e, arena, err);
}

static int apply_event(struct lt_registry *registry, const Lt__Event *e, struct lt_arena *arena,
		       struct lt_err *err)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_DEFINITION:
		return apply_definition(registry, e, arena, err);
	case LT__EVENT__BODY_DEFINITION_WITHDRAWN:
		return apply_withdrawn(registry, e, arena, err);
	case LT__EVENT__BODY_BUNDLE_PROPOSED:
	case LT__EVENT__BODY_PROPOSAL_CLOSED:
		return lt_proposal_apply(registry->state, e, arena, err);
	case LT__EVENT__BODY_DIRECTORY:
		return apply_dated(registry, LT_TABLE_directory, e->directory->from_us,
				   &e->directory->base, arena, err);
	case LT__EVENT__BODY_CALENDAR:
		return apply_calendar(registry, e, arena, err);
	case LT__EVENT__BODY_LINE_DOWN:
	case LT__EVENT__BODY_REBIND:
		return apply_order(registry, e, arena, err);
	case LT__EVENT__BODY_LINE_SEEN:
	case LT__EVENT__BODY_LINE_DISMISSED:
		return lt_sighting_apply(registry->state, e, arena, err);
	case LT__EVENT__BODY_ENROLMENT_OFFERED:
	case LT__EVENT__BODY_NODE_ENROLLED:
	case LT__EVENT__BODY_NODE_RENEWED:
	case LT__EVENT__BODY_NODE_REVOKED:
		return lt_nodes_apply(registry->state, e, arena, err);
	case LT__EVENT__BODY_SWEEP:
		return lt_sweeps_advance(registry->state, e->sweep, arena, err);
	case LT__EVENT__BODY_DEPUTY_NAMED:
	case LT__EVENT__BODY_DEPUTY_ENDED:
		return apply_deputy(registry, e, arena, err);
	case LT__EVENT__BODY_SERIES_GRANTED:
		return lt_series_apply(registry->state->txn, e->series_granted, err);
	default:
		return lt_err_set(err, LT_E_VERSION, "registry event %d", e->body_case);
	}
}

/* Whoever waits for news of the registry is told as of a unit's. */
static int feed(struct lt_state *state, struct lt_err *err)
{
	if (state->copied)
		return 0;
	int r = lt_feeds_insert(state->feeds, LT_FEED_REGISTRY, state->meta.registry_n);
	if (r < 0)
		return lt_err_set(err, r, "feed of the registry");
	lt_feeds_move(state->feeds, LT_FEED_REGISTRY);
	return 0;
}

int lt_registry_apply(struct lt_registry *registry, const Lt__Entry *entry,
		      struct lt_place_in_journal place, struct lt_arena *arena, struct lt_err *err)
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
	int r = lt_state_put_event(registry->state, 0, entry->first_n, place, err);
	return r < 0 ? r : feed(registry->state, err);
}
