/* SPDX-License-Identifier: EUPL-1.2 */
/* The walk: batch by batch, entry by entry; then every request, every offer, every dossier. */
#include "tests/history/history_own.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link.pb-c.h"

#include "procedures/core/evolve.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "proto/store/store.h"
#include "records/tallies.h"
#include "records/verify/verify.h"

enum { ARENA_BYTES = 1 << 30 };

void history_see(struct history_walk *w, int number, bool holds, uint64_t dossier,
		 const char *format, ...)
{
	struct history_invariant *i = &w->report->items[number];
	i->checked++;
	if (holds)
		return;
	if (i->broken++ == 0) {
		va_list args;
		int n = dossier ? snprintf(i->example, sizeof i->example,
					   "dossier %llu: ", (unsigned long long)dossier)
				: 0;
		i->dossier = dossier;
		va_start(args, format);
		(void)vsnprintf(i->example + n, sizeof i->example - (size_t)n, format, args);
		va_end(args);
	}
}

/* -- finding a request -- */

static size_t slot_of(const struct history_walk *w, uint64_t node, uint64_t boot, uint64_t seq)
{
	uint64_t parts[3] = {node, boot, seq};
	return lt_content_key(lt_slice(parts, sizeof parts)) & (w->index_size - 1);
}

static void index_requests(struct history_walk *w)
{
	struct history *h = w->history;
	w->index_size = 64;
	while (w->index_size < 2 * h->records_count)
		w->index_size *= 2;
	w->index = calloc(w->index_size, sizeof *w->index);
	LT_REQUIRE(w->index != NULL);
	for (size_t i = 0; i < h->records_count; i++) {
		struct history_record *r = &h->records[i];
		r->entries = r->marks = r->submissions = r->refusal = 0;
		r->dossier = 0;
		if (!r->request.node_key)
			continue;
		size_t at = slot_of(w, r->request.node_key, r->request.boot, r->request.seq);
		while (w->index[at])
			at = (at + 1) & (w->index_size - 1);
		w->index[at] = (uint32_t)i + 1;
	}
}

static struct history_record *find(const struct history_walk *w, const Lt__Entry *e)
{
	size_t at = slot_of(w, e->node, e->boot, e->seq);
	for (; w->index[at]; at = (at + 1) & (w->index_size - 1)) {
		struct history_record *r = &w->history->records[w->index[at] - 1];
		if (r->request.node_key == e->node && r->request.boot == e->boot &&
		    r->request.seq == e->seq)
			return r;
	}
	return NULL;
}

/* -- marks in events -- */

static const char *note_of(const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_COMPLETED:
		return e->completed->note;
	case LT__EVENT__BODY_OPINION_GIVEN:
		return e->opinion_given->note;
	case LT__EVENT__BODY_RELEASED_JOB:
		return e->released_job->reason;
	case LT__EVENT__BODY_WITHDRAWN:
		return e->withdrawn->note;
	case LT__EVENT__BODY_STOPPED:
		return e->stopped->note;
	default:
		return NULL;
	}
}

static struct history_record *marked(struct history_walk *w, const char *text, char letter)
{
	if (!text || text[0] != letter || text[1] < '0' || text[1] > '9')
		return NULL;
	uint64_t mark = strtoull(text + 1, NULL, 10);
	return mark && mark <= w->history->records_count ? &w->history->records[mark - 1] : NULL;
}

/* What was done is what was asked for, by whom it was asked. */
static void see_asked(struct history_walk *w, const struct history_record *r, const Lt__Event *e)
{
	const struct history_request *q = &r->request;
	const Lt__StepCompleted *c = e->completed;
	bool fits = !q->token || (q->dossier == e->dossier && q->token == c->token);
	if (q->attempt)
		fits = fits && q->attempt == c->attempt && strcmp(r->node, c->node) == 0;
	else if (r->officer)
		fits = fits && strcmp(r->officer, c->officer) == 0;
	history_see(w, 13, fits, e->dossier,
		    "token %u attempt %u was asked for by %s%s, token %u attempt %u ended by %s%s",
		    q->token, q->attempt, r->officer ? r->officer : "", r->node ? r->node : "",
		    c->token, c->attempt, c->officer, c->node);
}

static void read_marks(struct history_walk *w, const Lt__Event *e)
{
	struct history_record *r = marked(w, note_of(e), 'm');
	if (r) {
		r->marks++;
		if (e->body_case == LT__EVENT__BODY_COMPLETED)
			see_asked(w, r, e);
	}
	if (e->body_case == LT__EVENT__BODY_RECEIVED && e->received->applicant) {
		r = marked(w, e->received->applicant->id_number, 'S');
		if (r) {
			r->submissions++;
			r->dossier = e->dossier;
		}
	}
}

static void read_offer(struct history_walk *w, const Lt__Event *e)
{
	if ((w->offers_count & 255) == 0) {
		w->offers = realloc(w->offers, (w->offers_count + 256) * sizeof *w->offers);
		LT_REQUIRE(w->offers != NULL);
	}
	w->offers[w->offers_count++] = history_offer_key(e->offered->node, e->dossier,
							 e->offered->token, e->offered->attempt);
}

/* -- the journal -- */

static struct history_dossier *dossier_of(struct history_walk *w, uint64_t id)
{
	if (id >= w->dossiers_count) {
		size_t count = w->dossiers_count ? w->dossiers_count : 64;
		while (count <= id)
			count *= 2;
		w->dossiers = realloc(w->dossiers, count * sizeof *w->dossiers);
		LT_REQUIRE(w->dossiers != NULL);
		memset(w->dossiers + w->dossiers_count, 0,
		       (count - w->dossiers_count) * sizeof *w->dossiers);
		w->dossiers_count = count;
	}
	struct history_dossier *d = &w->dossiers[id];
	if (!d->fold) {
		d->fold = lt_dossier_new(id, &w->arena);
		LT_REQUIRE(d->fold != NULL);
	}
	return d;
}

static void read_event(struct history_walk *w, const Lt__Entry *entry, struct lt_slice bytes)
{
	struct history_dossier *d = dossier_of(w, entry->dossier);
	Lt__Event *e;
	LT_REQUIRE(LT_DECODE_OWN(event, bytes, &w->arena, &e) == 0);
	uint32_t n = d->fold->events_count;
	bool chained = n == 0 ? e->prev.len == 0
			      : e->prev.len == LT_HASH_BYTES &&
					memcmp(e->prev.data, d->head, LT_HASH_BYTES) == 0;
	history_see(w, 3, e->dossier == entry->dossier && e->n == n + 1 && chained, entry->dossier,
		    "event %u does not follow event %u", e->n, n);
	lt_hash(bytes, d->head);
	w->report->events++;
	if (entry->dossier == 0) { /* of the registry: a history, and no dossier to fold */
		d->fold->events_count = e->n;
		return;
	}
	read_marks(w, e);
	if (e->body_case == LT__EVENT__BODY_OFFERED)
		read_offer(w, e);
	history_see_event(w, d, e);
	history_see_fold(w, d, e, bytes);
}

/* A node may ask for a series of codes on its own account: nobody's request. */
static bool is_own_need(struct history_walk *w, const Lt__Entry *entry)
{
	Lt__Event *e;
	if (entry->dossier || entry->n_events != 1)
		return false;
	struct lt_slice bytes = lt_slice(entry->events[0].data, entry->events[0].len);
	LT_REQUIRE(LT_DECODE_OWN(event, bytes, &w->arena, &e) == 0);
	return e->body_case == LT__EVENT__BODY_SERIES_GRANTED;
}

static void read_request(struct history_walk *w, const Lt__Entry *entry)
{
	struct history_record *r = find(w, entry);
	Lt__CommandReply *reply;
	if (!r) {
		history_see(w, 13,
			    !w->source->all_are_known || entry->node == w->source->by_hand ||
				    is_own_need(w, entry),
			    entry->dossier, "a request nobody made is recorded");
		return;
	}
	LT_REQUIRE(LT_DECODE_OWN(command_reply, lt_slice(entry->reply.data, entry->reply.len),
				 &w->arena, &reply) == 0);
	r->entries++;
	r->refusal = reply->refusal;
	r->dossier = entry->dossier;
}

static int read_batch(struct history_walk *w, uint64_t seq, struct lt_err *err)
{
	struct lt_slice bytes, kept;
	Lt__Batch *batch;
	int r = lt_journal_read(w->source->journal, seq, &bytes, err);
	if (r < 0)
		return r;
	uint8_t *copy = lt_arena_alloc(&w->arena, bytes.size + 1); /* folds borrow from it */
	if (!copy)
		return lt_err_set(err, LT_E_NOMEM, "history");
	memcpy(copy, bytes.data, bytes.size);
	kept = lt_slice(copy, bytes.size);
	r = LT_DECODE_OWN(batch, kept, &w->arena, &batch);
	if (r < 0)
		return lt_err_set(err, r, "batch %llu", (unsigned long long)seq);
	history_see(w, 3, batch->seq == seq, 0, "batch %llu says it is %llu",
		    (unsigned long long)seq, (unsigned long long)batch->seq);
	history_see(w, 6, batch->stamp_us >= w->stamp_us, 0, "the stamp of batch %llu goes back",
		    (unsigned long long)seq);
	w->stamp_us = batch->stamp_us;
	w->report->batches++;
	for (size_t i = 0; i < batch->n_entries; i++) {
		const Lt__Entry *entry = batch->entries[i];
		if (entry->node)
			read_request(w, entry);
		for (size_t k = 0; k < entry->n_events; k++)
			read_event(w, entry, lt_slice(entry->events[k].data, entry->events[k].len));
	}
	return 0;
}

/* -- each request -- */

static void see_request(struct history_walk *w, const struct history_record *r, uint64_t mark)
{
	const struct history_request *q = &r->request;
	bool counts = r->told_at <= w->source->moment;
	enum history_outcome outcome = counts ? r->answer.outcome : HISTORY_OPEN;
	uint64_t dossier = r->dossier ? r->dossier : q->dossier;
	bool once = r->entries <= 1 && r->marks <= 1 && r->submissions <= 1;
	bool lost = false, otherwise = r->contrary;
	if (outcome == HISTORY_ACCEPTED) {
		lost = (q->node_key && !q->idle && !r->entries) ||
		       (q->effect == HISTORY_MARKED && !r->marks) ||
		       (q->effect == HISTORY_SUBMITS && !q->same && !r->submissions);
		otherwise |= r->entries &&
			     (r->refusal || (r->answer.dossier && r->dossier != r->answer.dossier));
	} else if (outcome == HISTORY_REFUSED) {
		otherwise |= (r->entries && r->refusal != r->answer.refusal) || r->marks ||
			     (r->submissions && !q->same);
	}
	w->report->lost += lost;
	w->report->doubled += !once;
	w->report->contrary += otherwise;
	history_see(w, 1, !lost, dossier, "m%llu of %s (%llu/%llu) was acknowledged and is lost",
		    (unsigned long long)mark, r->node ? r->node : "a client",
		    (unsigned long long)q->boot, (unsigned long long)q->seq);
	history_see(w, 2, once && !otherwise, dossier,
		    "m%llu of %s (%llu/%llu), outcome %d, refusal %u: %u entries, %u marks, %u "
		    "submissions, recorded refusal %u",
		    (unsigned long long)mark, r->node ? r->node : "a client",
		    (unsigned long long)q->boot, (unsigned long long)q->seq, (int)outcome,
		    r->answer.refusal, r->entries, r->marks, r->submissions, r->refusal);
	if (outcome == HISTORY_ACCEPTED && r->answer.dossier) {
		const struct history_dossier *d = r->answer.dossier < w->dossiers_count
							  ? &w->dossiers[r->answer.dossier]
							  : NULL;
		history_see(w, 1, d && d->fold && d->fold->events_count >= r->answer.events_count,
			    r->answer.dossier, "m%llu was told of %u events, there are fewer",
			    (unsigned long long)mark, r->answer.events_count);
	}
}

/* -- the end -- */

static int by_number(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

/* Nobody is told of a job before it is recorded as his. */
static void see_offers(struct history_walk *w)
{
	const struct history *h = w->history;
	if (w->offers_count)
		qsort(w->offers, w->offers_count, sizeof(uint64_t), by_number);
	for (size_t i = 0; i < h->offers_count; i++)
		history_see(w, 7,
			    w->offers_count && bsearch(&h->offers[i], w->offers, w->offers_count,
						       sizeof(uint64_t), by_number),
			    0, "a node was told of a job that was not offered");
}

static void see_readers(struct history_walk *w)
{
	const struct history *h = w->history;
	w->report->items[15].checked += h->reads_count - h->stale_count;
	for (size_t i = 0; i < h->stale_count; i++)
		history_see(w, 15, false, h->reads[i].dossier,
			    "a read showed %u events, %u were acknowledged", h->reads[i].events,
			    h->reads[i].least);
	w->report->items[16].checked += h->probes_count - h->leaks_count;
	if (h->leaks_count)
		history_see(w, 16, false, 0, "%s was shown what is not his", h->leaked_to);
}

static void see_counter(void *owner, struct lt_slice key, const struct lt_tally *stored,
			const struct lt_tally *summed)
{
	struct history_walk *w = owner;
	bool same = stored && summed &&
		    memcmp(stored->counters, summed->counters, sizeof stored->counters) == 0;
	history_see(w, 14, same, 0, "counters of %s are not the sums of the histories",
		    same ? "" : lt_tally_words(key, &w->arena));
}

static void add_to_counters(struct history_walk *w, const Lt__Dossier *d)
{
	struct lt_contributions own;
	LT_REQUIRE(lt_contributions(d, &w->arena, &own) == 0 &&
		   lt_tallies_add(w->sums, &own, 1) == 0);
}

static void see_counters(struct history_walk *w)
{
	struct lt_tally_comparer comparer = {.compared = see_counter, .owner = w};
	struct lt_err why = {0};
	w->sums = lt_tallies_new();
	LT_REQUIRE(w->sums != NULL);
	for (uint64_t id = 1; id < w->dossiers_count; id++)
		if (w->dossiers[id].fold)
			add_to_counters(w, w->dossiers[id].fold);
	int r = lt_tallies_compare(w->sums, w->source->state, comparer, &why);
	history_see(w, 14, r == 0, 0, "counters cannot be read: %s", why.text);
	lt_tallies_free(w->sums);
}

static void see_all(struct history_walk *w)
{
	for (size_t i = 0; i < w->history->records_count; i++)
		see_request(w, &w->history->records[i], i + 1);
	for (uint64_t id = 1; id < w->dossiers_count; id++)
		if (w->dossiers[id].fold) {
			w->report->dossiers++;
			history_see_end(w, id, &w->dossiers[id]);
		}
	see_offers(w);
	see_readers(w);
	if (w->source->state)
		see_counters(w);
}

int history_check(struct history *history, const struct history_source *source,
		  struct history_report *ret, struct lt_err *err)
{
	struct history_walk w = {.history = history, .source = source, .report = ret};
	uint64_t last = 0;
	*ret = (struct history_report){0};
	lt_arena_init(&w.arena, ARENA_BYTES);
	index_requests(&w);
	int r = lt_journal_last(source->journal, &last, err);
	for (uint64_t seq = 1; r == 0 && seq <= last; seq++)
		r = read_batch(&w, seq, err);
	if (r == 0)
		see_all(&w);
	lt_arena_done(&w.arena);
	free(w.index);
	free(w.dossiers);
	free(w.offers);
	return r;
}

/* -- a folder -- */

/* Which of ours a property of lt_verify speaks of. */
static void add_properties(struct history_report *report, const struct lt_verify_report *v)
{
	static const int of[] = {0, 1, 2, 3, 4, 14, 5, 8, 11, 9};
	_Static_assert(sizeof of / sizeof *of == LT_PROPERTIES_COUNT + 1, "each has its place");
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++) {
		struct history_invariant *to = &report->items[of[i]];
		const struct lt_property *p = &v->properties[i];
		to->checked += p->checked;
		if (p->broken && !to->broken)
			(void)snprintf(to->example, sizeof to->example, "verify, property %d: %s",
				       i, p->example);
		to->broken += p->broken;
		report->named |= p->broken > 0;
	}
}

int history_check_folder(struct history *history, const char *folder, uint64_t moment,
			 struct history_report *ret, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	struct history_source source = {.moment = moment};
	struct lt_verify_report verify;
	LT_REQUIRE(asprintf(&path, "%s/journal.mdb", folder) > 0);
	*ret = (struct history_report){0};
	int r = lt_store_check(path, err);
	if (r == 0)
		r = lt_journal_local_open(path, true, NULL, &source.journal, err);
	if (r == 0)
		r = history_check(history, &source, ret, err);
	lt_journal_free(source.journal);
	if (r == 0)
		r = lt_verify(folder, &verify, err);
	if (r == 0)
		add_properties(ret, &verify);
	return r;
}
