/* SPDX-License-Identifier: EUPL-1.2 */
#include "records/sightings.h"

#include "proto/codec/codec.h"

static int put(struct lt_state *state, const Lt__LineSighting *sighting, struct lt_arena *arena,
	       struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_line(sighting->number, &key);
	int r = lt_encode(&sighting->base, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, LT_TABLE_line, lt_key_slice(&key), bytes, err);
}

int lt_sighting_read(struct lt_state *state, uint32_t number, struct lt_arena *arena,
		     Lt__LineSighting **ret, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_line(number, &key);
	int r = lt_txn_get(state->txn, LT_TABLE_line, lt_key_slice(&key), &value, err);
	return r < 0 ? r : LT_DECODE_OWN(line_sighting, value, arena, ret);
}

static int settle(struct lt_state *state, uint32_t number, const Lt__Event *event, Lt__LineEnd end,
		  const char *note, struct lt_arena *arena, struct lt_err *err)
{
	Lt__LineSighting *sighting;
	int r = lt_sighting_read(state, number, arena, &sighting, err);
	if (r < 0)
		return r;
	sighting->end = end;
	sighting->closed_by = event->actor ? event->actor->id : "";
	sighting->closed_us = event->stamp_us;
	sighting->note = note;
	return put(state, sighting, arena, err);
}

int lt_sighting_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		      struct lt_err *err)
{
	Lt__LineSighting sighting = LT__LINE_SIGHTING__INIT;
	if (event->body_case == LT__EVENT__BODY_LINE_DISMISSED)
		return settle(state, event->line_dismissed->number, event,
			      LT__LINE_END__LINE_END_DISMISSED, event->line_dismissed->note, arena,
			      err);
	if (event->body_case == LT__EVENT__BODY_LINE_DOWN)
		return !event->line_down->seen ? 0
					       : settle(state, event->line_down->seen, event,
							LT__LINE_END__LINE_END_ACCEPTED,
							event->line_down->note, arena, err);
	sighting.number = event->n;
	sighting.seen = event->line_seen;
	sighting.told_us = event->stamp_us;
	return put(state, &sighting, arena, err);
}
