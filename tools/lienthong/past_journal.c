/* SPDX-License-Identifier: EUPL-1.2 */
/* From a journal: the dossiers of one procedure are evolved again, event by event, and what people
 * and other agencies did on the way is noted. The journal alone is the record; the state beside it
 * is not asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/evolve.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/past_own.h"

/* A step in somebody's hands. */
struct claim {
	uint32_t token;
	int64_t at_us;
};

struct holder {
	Lt__Dossier *dossier; /* NULL: of another procedure */
	struct lt_past *past;
	struct claim *claims;
	size_t claims_count;
};

struct reading {
	struct lt_archive *record;
	const char *procedure;
	const struct lt_past_choice *choice;
	struct lt_pasts *pasts;
	struct lt_arena batch;	/* one batch */
	struct holder *holders; /* by dossier; malloc */
	size_t holders_count;
	uint64_t order;
	struct lt_err *err;
};

static int read_batch(struct lt_archive *record, uint64_t seq, struct lt_arena *arena,
		      Lt__Batch **ret, struct lt_err *err)
{
	struct lt_slice bytes;
	lt_arena_reset(arena);
	int r = lt_journal_read(record->journal, seq, &bytes, err);
	if (r == 0)
		r = LT_DECODE_OWN(batch, bytes, arena, ret);
	return r < 0 ? lt_err_set(err, r, "lô %llu của nhật ký không đọc được: %s",
				  (unsigned long long)seq, lt_err_vietnamese(r))
		     : 0;
}

/* -- what was published -- */

/* Calendars and directories stay, each from its day; of a procedure the last version takes the
 * place of the one before. */
static int add_file(struct lt_archive *record, struct lt_trial_file file)
{
	for (size_t i = 0; i < record->files_count && file.code; i++)
		if (record->files[i].kind == file.kind &&
		    strcmp(record->files[i].code, file.code) == 0) {
			record->files[i] = file;
			return 0;
		}
	if (!LT_ARENA_PUSH(&record->arena, record->files, record->files_count))
		return LT_E_NOMEM;
	record->files[record->files_count++] = file;
	return 0;
}

static int note_published(struct lt_archive *record, const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_CALENDAR:
		return add_file(record,
				(struct lt_trial_file){.kind = LT_TRIAL_CALENDAR,
						       .name = e->calendar->name,
						       .text = lt_slice_str(e->calendar->source),
						       .from_us = e->calendar->from_us});
	case LT__EVENT__BODY_DIRECTORY:
		return add_file(record,
				(struct lt_trial_file){.kind = LT_TRIAL_DIRECTORY,
						       .name = e->directory->name,
						       .text = lt_slice_str(e->directory->source),
						       .from_us = e->directory->from_us});
	case LT__EVENT__BODY_DEFINITION:
		return add_file(record,
				(struct lt_trial_file){.kind = e->definition->overrides.len
								       ? LT_TRIAL_OVERRIDE
								       : LT_TRIAL_PROCEDURE,
						       .name = e->definition->name,
						       .text = lt_slice_str(e->definition->source),
						       .code = e->definition->procedure});
	default:
		return 0;
	}
}

static int read_published(struct lt_archive *record, const Lt__Batch *batch)
{
	int r = 0;
	for (size_t i = 0; i < batch->n_entries && r == 0; i++) {
		const Lt__Entry *entry = batch->entries[i];
		for (size_t k = 0; !entry->dossier && k < entry->n_events && r == 0; k++) {
			Lt__Event *e;
			r = LT_DECODE_OWN(event,
					  lt_slice(entry->events[k].data, entry->events[k].len),
					  &record->arena, &e);
			if (r == 0)
				r = note_published(record, e);
		}
	}
	return r;
}

/* The first of each kind was there from the beginning. */
static void settle_files(struct lt_archive *record)
{
	bool seen[LT_TRIAL_OVERRIDE + 1] = {false};
	for (size_t i = 0; i < record->files_count; i++) {
		struct lt_trial_file *f = &record->files[i];
		if (!seen[f->kind])
			f->from_us = 0;
		seen[f->kind] = true;
	}
}

int lt_past_open_journal(struct lt_archive *record, const char *path, struct lt_err *err)
{
	LT_AUTO(free) char *file = NULL;
	LT_AUTO(arena) struct lt_arena batches;
	lt_arena_init(&batches, LT_BATCH_ARENA_BYTES);
	if (asprintf(&file, "%s/journal.mdb", path) < 0)
		return LT_E_NOMEM;
	if (access(file, R_OK) < 0)
		return lt_err_set(err, LT_E_ABSENT,
				  "%s: không phải thư mục dữ liệu hay bản sao lưu của máy chủ "
				  "(không có journal.mdb)",
				  path);
	int r = lt_store_check(file, err);
	if (r == 0)
		r = lt_journal_local_open(file, true, NULL, &record->journal, err);
	if (r == 0)
		r = lt_journal_last(record->journal, &record->batches, err);
	if (r == 0 && !record->batches)
		r = lt_err_set(err, LT_E_ABSENT, "%s: nhật ký còn trống", path);
	for (uint64_t seq = 1; seq <= record->batches && r == 0; seq++) {
		Lt__Batch *batch;
		r = read_batch(record, seq, &batches, &batch, err);
		if (r == 0 && seq == 1)
			record->begins_us = batch->stamp_us;
		if (r == 0)
			r = read_published(record, batch);
	}
	settle_files(record);
	return r;
}

/* -- what was done -- */

static int64_t claimed_at(const struct holder *h, uint32_t token)
{
	for (size_t i = h->claims_count; i-- > 0;)
		if (h->claims[i].token == token)
			return h->claims[i].at_us;
	return 0;
}

static struct lt_deed *add_deed(struct reading *rd, struct holder *h, const Lt__Event *e)
{
	struct lt_past *p = h->past;
	if (!LT_ARENA_PUSH(&rd->record->arena, p->deeds, p->deeds_count))
		return NULL;
	struct lt_deed *deed = &p->deeds[p->deeds_count++];
	*deed = (struct lt_deed){.at_us = lt_event_at(e),
				 .begun_us = lt_event_at(e),
				 .order = rd->order++,
				 .actor = e->actor,
				 .step = "",
				 .outcome = "",
				 .officer = "",
				 .note = "",
				 .unit = e->actor ? e->actor->unit : ""};
	if (e->actor && e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		deed->officer = e->actor->id;
	return deed;
}

static int note_completed(struct reading *rd, struct holder *h, const Lt__Event *e, bool follows)
{
	const Lt__StepCompleted *c = e->completed;
	const Lt__Token *t = lt_dossier_token(h->dossier, c->token);
	struct lt_deed *deed = add_deed(rd, h, e);
	if (!deed || !t)
		return deed ? 0 : LT_E_NOMEM;
	int64_t claimed_us = claimed_at(h, c->token);
	deed->kind = LT_DEED_ACT;
	deed->step_kind = t->kind;
	deed->begun_us = claimed_us ? claimed_us : t->entered_us;
	deed->step = c->step;
	deed->outcome = c->outcome;
	deed->note = c->note;
	deed->fields = c->fields;
	deed->fields_count = c->n_fields;
	deed->papers = c->papers;
	deed->papers_count = c->n_papers;
	deed->payment = c->payment;
	deed->follows = follows || !e->actor || e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_ENGINE;
	return 0;
}

static int note_opinion(struct reading *rd, struct holder *h, const Lt__Event *e)
{
	const Lt__OpinionGiven *o = e->opinion_given;
	const Lt__Token *t = lt_dossier_token(h->dossier, o->token);
	struct lt_deed *deed = add_deed(rd, h, e);
	if (!deed || !t)
		return deed ? 0 : LT_E_NOMEM;
	deed->kind = LT_DEED_ACT;
	deed->step_kind = t->kind;
	deed->begun_us = t->entered_us;
	deed->step = t->step;
	deed->outcome = o->opinion->opinion;
	deed->unit = o->opinion->unit;
	deed->note = o->note;
	deed->papers = o->papers;
	deed->papers_count = o->n_papers;
	deed->follows = !e->actor || e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_ENGINE;
	return 0;
}

static int note_whole(struct reading *rd, struct holder *h, const Lt__Event *e)
{
	struct lt_deed *deed = add_deed(rd, h, e);
	if (!deed)
		return LT_E_NOMEM;
	if (e->body_case == LT__EVENT__BODY_SIGNAL) {
		deed->kind = LT_DEED_SIGNAL;
		deed->step = e->signal->signal->event;
		deed->fields = e->signal->signal->fields;
		deed->fields_count = e->signal->signal->n_fields;
		deed->papers = e->signal->papers;
		deed->papers_count = e->signal->n_papers;
		deed->payment = e->signal->payment;
	} else if (e->body_case == LT__EVENT__BODY_RETURNED) {
		deed->kind = LT_DEED_RETURN;
		deed->step = e->returned->way;
	} else {
		bool withdrawn = e->body_case == LT__EVENT__BODY_WITHDRAWN;
		deed->kind = withdrawn ? LT_DEED_WITHDRAW : LT_DEED_STOP;
		deed->note = withdrawn ? e->withdrawn->note : e->stopped->note;
	}
	return 0;
}

static int note_claim(struct reading *rd, struct holder *h, uint32_t token, int64_t at_us)
{
	if (!LT_ARENA_PUSH(&rd->record->arena, h->claims, h->claims_count))
		return LT_E_NOMEM;
	h->claims[h->claims_count++] = (struct claim){token, at_us};
	return 0;
}

/* @p caused: another event of the same command did something before. Seen before it is applied. */
static int note(struct reading *rd, struct holder *h, const Lt__Event *e, bool caused)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_COMPLETED:
		return note_completed(rd, h, e, caused);
	case LT__EVENT__BODY_OPINION_GIVEN:
		return note_opinion(rd, h, e);
	case LT__EVENT__BODY_SIGNAL:
	case LT__EVENT__BODY_RETURNED:
	case LT__EVENT__BODY_WITHDRAWN:
	case LT__EVENT__BODY_STOPPED:
		return note_whole(rd, h, e);
	case LT__EVENT__BODY_CLAIMED:
		return note_claim(rd, h, e->claimed->token, lt_event_at(e));
	case LT__EVENT__BODY_RELEASED:
		return note_claim(rd, h, e->released->token, 0);
	default:
		return 0;
	}
}

static bool causes(const Lt__Event *e)
{
	return e->body_case == LT__EVENT__BODY_COMPLETED ||
	       e->body_case == LT__EVENT__BODY_OPINION_GIVEN ||
	       e->body_case == LT__EVENT__BODY_SIGNAL || e->body_case == LT__EVENT__BODY_STARTED ||
	       e->body_case == LT__EVENT__BODY_RECEIVED;
}

/* -- dossiers -- */

static struct holder *holder_of(struct reading *rd, uint64_t id)
{
	if (id >= rd->holders_count) {
		size_t count = (size_t)id + id / 2 + 1024;
		struct holder *more = realloc(rd->holders, count * sizeof *more);
		if (!more)
			return NULL;
		memset(more + rd->holders_count, 0, (count - rd->holders_count) * sizeof *more);
		rd->holders = more;
		rd->holders_count = count;
	}
	return &rd->holders[id];
}

static int begin(struct reading *rd, struct holder *h, uint64_t id, const Lt__Event *e)
{
	struct lt_arena *arena = &rd->record->arena;
	const Lt__DossierReceived *received = e->received;
	if (strcmp(received->procedure, rd->procedure) != 0 ||
	    !lt_past_wanted(rd->choice, received->received_us)) {
		rd->pasts->others++;
		return 0;
	}
	h->dossier = lt_dossier_new(id, arena);
	h->past = lt_arena_alloc(arena, sizeof *h->past);
	if (!h->dossier || !h->past)
		return LT_E_NOMEM;
	*h->past = (struct lt_past){.code = received->code,
				    .unit = received->unit,
				    .received = received,
				    .actor = e->actor,
				    .at_us = lt_event_at(e),
				    .received_us = received->received_us,
				    .order = rd->order++};
	rd->pasts->count++;
	return 0;
}

static int read_entry(struct reading *rd, const Lt__Entry *entry)
{
	struct holder *h = holder_of(rd, entry->dossier);
	bool caused = false;
	int r = h ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < entry->n_events && r == 0; i++) {
		struct lt_slice bytes = lt_slice(entry->events[i].data, entry->events[i].len);
		Lt__Event *e;
		if (!h->dossier && entry->first_n + i > 1)
			return 0; /* known since its first event not to be wanted */
		r = LT_DECODE_OWN(event, bytes, &rd->record->arena, &e);
		if (r == 0 && e->body_case == LT__EVENT__BODY_RECEIVED)
			r = begin(rd, h, entry->dossier, e);
		if (r < 0 || !h->dossier)
			return r;
		r = note(rd, h, e, caused);
		caused = caused || causes(e);
		if (r == 0)
			r = lt_evolve(h->dossier, e, bytes, &rd->record->arena);
	}
	return r;
}

static const char *outcome_of(const Lt__Dossier *d)
{
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN ? "withdrawn"
	       : d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED ? "stopped"
									 : d->outcome;
}

/* Ids grow with receipt: so does the list. */
static int settle(struct reading *rd)
{
	struct lt_pasts *pasts = rd->pasts;
	size_t at = 0;
	pasts->items = lt_arena_zalloc(&rd->record->arena, pasts->count + 1, sizeof *pasts->items);
	if (!pasts->items)
		return LT_E_NOMEM;
	for (size_t i = 0; i < rd->holders_count; i++) {
		const struct holder *h = &rd->holders[i];
		if (!h->dossier)
			continue;
		h->past->due_us = h->dossier->due_us;
		h->past->finished_us = h->dossier->finished_us;
		h->past->outcome = outcome_of(h->dossier);
		h->past->late = h->dossier->overdue;
		pasts->items[at++] = *h->past;
	}
	LT_ASSERT(at == pasts->count);
	return 0;
}

int lt_past_take_journal(struct lt_archive *record, const struct lt_definition *definition,
			 const struct lt_past_choice *choice, struct lt_pasts *ret,
			 struct lt_err *err)
{
	struct reading rd = {.record = record,
			     .procedure = definition->code,
			     .choice = choice,
			     .pasts = ret,
			     .err = err};
	int r = 0;
	lt_arena_init(&rd.batch, LT_BATCH_ARENA_BYTES);
	for (uint64_t seq = 1; seq <= record->batches && r == 0; seq++) {
		Lt__Batch *batch;
		r = read_batch(record, seq, &rd.batch, &batch, err);
		for (size_t i = 0; r == 0 && i < batch->n_entries; i++)
			if (batch->entries[i]->dossier)
				r = read_entry(&rd, batch->entries[i]);
		if (r == 0)
			ret->as_of_us = batch->stamp_us;
	}
	if (r == 0)
		r = settle(&rd);
	lt_arena_done(&rd.batch);
	free(rd.holders);
	return r;
}
