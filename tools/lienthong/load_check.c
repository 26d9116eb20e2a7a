/* SPDX-License-Identifier: EUPL-1.2 */
/* Nothing of the run is believed: who came in and how it ended is read from the journal. */
#include <string.h>

#include "event.pb-c.h"

#include "records/journal/journal.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/load_check.h"

#define FATES_BYTES_MAX ((size_t)4 << 30)

struct reader {
	const struct lt_load_input *in;
	struct lt_load_fates *fates;
	uint32_t *of_code; /* dossier by number of its code */
	uint32_t *of_id;   /* ... by id in the journal */
	size_t of_id_count;
	struct lt_arena batch;
	struct lt_err *err;
};

/* -- which dossier -- */

static int index_codes(struct reader *rd)
{
	const struct lt_load_input *in = rd->in;
	rd->of_code = lt_arena_alloc(&rd->fates->arena, in->codes.count * sizeof *rd->of_code);
	if (!rd->of_code)
		return LT_E_NOMEM;
	for (uint32_t i = 0; i < in->dossiers_count; i++)
		rd->of_code[lt_numbering_find(&in->codes, in->dossiers[i].code)] = i;
	return 0;
}

static int know(struct reader *rd, uint64_t id, uint32_t dossier)
{
	struct lt_arena *arena = &rd->fates->arena;
	while (rd->of_id_count <= id) { /* ids are 1, 2, 3, ... */
		if (!LT_ARENA_PUSH(arena, rd->of_id, rd->of_id_count))
			return LT_E_NOMEM;
		rd->of_id[rd->of_id_count++] = LT_NO_NUMBER;
	}
	rd->of_id[id] = dossier;
	return 0;
}

/* NULL: a dossier that the file does not have. */
static struct lt_load_fate *fate_of(struct reader *rd, uint64_t id)
{
	uint32_t dossier = id < rd->of_id_count ? rd->of_id[id] : LT_NO_NUMBER;
	return dossier == LT_NO_NUMBER ? NULL : &rd->fates->items[dossier];
}

/* -- events -- */

static int end(struct reader *rd, struct lt_load_fate *fate, const char *outcome)
{
	fate->ended++;
	return lt_numbering_add(&rd->fates->outcomes, &rd->fates->arena, outcome, &fate->outcome);
}

static int take_received(struct reader *rd, uint64_t id, const Lt__DossierReceived *e)
{
	uint32_t number = lt_numbering_find(&rd->in->codes, e->code);
	if (number == LT_NO_NUMBER)
		return 0;
	int r = know(rd, id, rd->of_code[number]);
	struct lt_load_fate *fate = r == 0 ? fate_of(rd, id) : NULL;
	if (fate) {
		fate->received++;
		fate->fee_vnd = e->fee_vnd;
	}
	return r;
}

static int take_finished(struct reader *rd, struct lt_load_fate *fate, const Lt__DossierFinished *e)
{
	uint32_t number;
	if (e->n_deliver == 0)
		return end(rd, fate, e->outcome);
	int r = lt_numbering_add(&rd->fates->outcomes, &rd->fates->arena, e->outcome, &number);
	fate->outcome = number; /* it ends when the result is returned */
	return r;
}

static int take_event(struct reader *rd, const Lt__Event *e)
{
	struct lt_load_fate *fate = fate_of(rd, e->dossier);
	rd->fates->events++;
	if (e->body_case == LT__EVENT__BODY_RECEIVED)
		return take_received(rd, e->dossier, e->received);
	if (!fate || !e->dossier)
		return 0;
	switch (e->body_case) {
	case LT__EVENT__BODY_FEE_SET:
		fate->fee_vnd = e->fee_set->fee_vnd;
		return 0;
	case LT__EVENT__BODY_SIGNAL:
		fate->supplemented++;
		return 0;
	case LT__EVENT__BODY_FINISHED:
		return take_finished(rd, fate, e->finished);
	case LT__EVENT__BODY_RETURNED:
		fate->ended++;
		return 0;
	case LT__EVENT__BODY_WITHDRAWN:
		return end(rd, fate, "withdrawn");
	case LT__EVENT__BODY_STOPPED:
		return end(rd, fate, "stopped");
	default:
		return 0;
	}
}

static int take_entry(struct reader *rd, const Lt__Entry *entry)
{
	int r = 0;
	for (size_t i = 0; r == 0 && entry->dossier && i < entry->n_events; i++) {
		Lt__Event *event;
		r = LT_DECODE_OWN(event, lt_slice(entry->events[i].data, entry->events[i].len),
				  &rd->batch, &event);
		if (r == 0)
			r = take_event(rd, event);
	}
	return r;
}

static int take_batch(struct reader *rd, struct lt_slice bytes)
{
	Lt__Batch *batch;
	lt_arena_reset(&rd->batch);
	int r = LT_DECODE_OWN(batch, bytes, &rd->batch, &batch);
	for (size_t i = 0; r == 0 && i < batch->n_entries; i++)
		r = take_entry(rd, batch->entries[i]);
	return r;
}

static int read_all(struct reader *rd, const char *path)
{
	struct lt_journal *journal = NULL;
	struct lt_slice bytes;
	uint64_t last = 0;
	int r = lt_journal_local_open(path, true, NULL, &journal, rd->err);
	if (r == 0)
		r = lt_journal_last(journal, &last, rd->err);
	for (uint64_t seq = 1; seq <= last && r == 0; seq++) {
		r = lt_journal_read(journal, seq, &bytes, rd->err);
		if (r == 0)
			r = take_batch(rd, bytes);
	}
	lt_journal_free(journal);
	return r;
}

int lt_load_fates_read(const struct lt_load_input *input, const char *folder,
		       struct lt_load_fates *ret, struct lt_err *err)
{
	struct reader rd = {.in = input, .fates = ret, .err = err};
	*ret = (struct lt_load_fates){.items_count = input->dossiers_count};
	lt_arena_init(&ret->arena, FATES_BYTES_MAX);
	lt_arena_init(&rd.batch, LT_BATCH_ARENA_BYTES);
	ret->items = lt_arena_zalloc(&ret->arena, ret->items_count, sizeof *ret->items);
	const char *path = lt_arena_printf(&ret->arena, "%s/journal.mdb", folder);
	int r = ret->items && path ? index_codes(&rd) : LT_E_NOMEM;
	for (size_t i = 0; r == 0 && i < ret->items_count; i++)
		ret->items[i].outcome = LT_NO_NUMBER;
	if (r == 0)
		r = read_all(&rd, path);
	lt_arena_done(&rd.batch);
	if (r < 0)
		lt_load_fates_done(ret);
	return r;
}

void lt_load_fates_done(struct lt_load_fates *fates)
{
	lt_arena_done(&fates->arena);
	*fates = (struct lt_load_fates){0};
}

/* -- against the file -- */

static bool as_its_row_says(const struct lt_load_fates *fates, const struct lt_load_dossier *d,
			    const struct lt_load_fate *fate)
{
	const char *outcome =
		fate->outcome == LT_NO_NUMBER ? "" : fates->outcomes.items[fate->outcome];
	return strcmp(outcome, d->withdrawn ? "withdrawn" : "granted") == 0 &&
	       fate->supplemented == d->supplement && fate->fee_vnd == d->fee_vnd;
}

struct lt_load_tally lt_load_tally(const struct lt_load_input *input,
				   const struct lt_load_fates *fates)
{
	struct lt_load_tally t = {0};
	for (size_t i = 0; i < fates->items_count; i++) {
		const struct lt_load_fate *fate = &fates->items[i];
		const struct lt_load_dossier *d = &input->dossiers[i];
		bool lost = fate->received == 0, doubled = fate->received > 1 || fate->ended > 1;
		bool open = fate->received && !fate->ended;
		bool unlike = fate->ended && !as_its_row_says(fates, d, fate);
		t.received += fate->received > 0;
		t.ended += fate->ended > 0;
		t.supplemented += fate->supplemented > 0;
		t.lost += lost;
		t.doubled += doubled;
		t.open += open;
		t.unlike += unlike;
		if ((lost || doubled || open || unlike) && !t.example)
			t.example = d->code;
	}
	return t;
}

bool lt_load_holds(const struct lt_load_tally *tally)
{
	return tally->lost + tally->doubled + tally->open + tally->unlike == 0;
}

size_t lt_load_ended_as(const struct lt_load_fates *fates, uint32_t outcome)
{
	size_t count = 0;
	for (size_t i = 0; i < fates->items_count; i++)
		count += fates->items[i].ended && fates->items[i].outcome == outcome;
	return count;
}
