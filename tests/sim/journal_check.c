/* SPDX-License-Identifier: EUPL-1.2 */
/* The journal against the book, event by event, without the coordinator's own replay: histories are
 * gapless and chained, stamps never go back, each request is there once or not at all, as it was
 * answered. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "tests/sim/sim.h"

/* What the journal says of one request. */
struct found {
	uint32_t entries, marks, submissions;
	uint32_t refusal;
	uint64_t dossier;
};

struct history {
	uint32_t n;
	uint8_t head[LT_HASH_BYTES];
};

struct audit {
	struct sim_world *world;
	struct lt_arena arena;
	struct found *found; /* by mark - 1 */
	uint32_t *index;     /* hash table of (node, boot, seq) -> mark */
	size_t index_size;
	struct history *histories; /* by dossier id */
	size_t histories_count;
	uint64_t *offers; /* made, as the journal says; sorted */
	size_t offers_count;
	int64_t stamp_us;
};

/* -- finding a request -- */

static size_t slot_of(const struct audit *a, uint64_t node, uint64_t boot, uint64_t seq)
{
	uint64_t parts[3] = {node, boot, seq};
	return lt_content_key(lt_slice(parts, sizeof parts)) & (a->index_size - 1);
}

static void index_requests(struct audit *a)
{
	const struct sim_book *book = &a->world->book;
	a->index_size = 64;
	while (a->index_size < 2 * book->requests_count)
		a->index_size *= 2;
	a->index = calloc(a->index_size, sizeof *a->index);
	a->found = calloc(book->requests_count + 1, sizeof *a->found);
	LT_REQUIRE(a->index && a->found);
	for (size_t i = 0; i < book->requests_count; i++) {
		const struct sim_request *r = book->requests[i];
		size_t at = slot_of(a, r->node->key, r->boot, r->seq);
		while (a->index[at])
			at = (at + 1) & (a->index_size - 1);
		a->index[at] = (uint32_t)r->mark;
	}
}

static const struct sim_request *find(const struct audit *a, const Lt__Entry *e)
{
	size_t at = slot_of(a, e->node, e->boot, e->seq);
	for (; a->index[at]; at = (at + 1) & (a->index_size - 1)) {
		const struct sim_request *r = a->world->book.requests[a->index[at] - 1];
		if (r->node->key == e->node && r->boot == e->boot && r->seq == e->seq)
			return r;
	}
	return NULL;
}

/* -- marks in events -- */

static struct found *marked(struct audit *a, const char *text, char letter)
{
	if (!text || text[0] != letter || text[1] < '0' || text[1] > '9')
		return NULL;
	uint64_t mark = strtoull(text + 1, NULL, 10);
	return mark && mark <= a->world->book.requests_count ? &a->found[mark - 1] : NULL;
}

static void check_completed(struct audit *a, const Lt__Event *e, const struct found *found)
{
	const struct sim_request *r = a->world->book.requests[found - a->found];
	const Lt__StepCompleted *c = e->completed;
	bool job = r->kind == LT__COMMAND__BODY_REPORT_JOB;
	if (r->dossier != e->dossier || r->token != c->token ||
	    (job && (r->attempt != c->attempt || strcmp(r->node->spec->id, c->node) != 0)) ||
	    (!job && strcmp(r->officer, c->officer) != 0))
		sim_fail(a->world, e->dossier,
			 "m%llu spoke of token %u attempt %u, and ended token %u attempt %u",
			 (unsigned long long)r->mark, r->token, r->attempt, c->token, c->attempt);
}

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

static void add_offer(struct audit *a, const Lt__Event *e)
{
	const Lt__JobOffered *o = e->offered;
	if ((a->offers_count & 255) == 0) {
		a->offers = realloc(a->offers, (a->offers_count + 256) * sizeof(uint64_t));
		LT_REQUIRE(a->offers != NULL);
	}
	a->offers[a->offers_count++] = sim_offer_key(e->dossier, o->token, o->attempt, o->node);
}

static int by_number(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

/* Nobody is told of a job before it is recorded as his. */
static void check_offers(struct audit *a)
{
	const struct sim_book *book = &a->world->book;
	if (a->offers_count)
		qsort(a->offers, a->offers_count, sizeof(uint64_t), by_number);
	for (size_t i = 0; i < book->offers_count; i++)
		if (!a->offers_count || !bsearch(&book->offers[i], a->offers, a->offers_count,
						 sizeof(uint64_t), by_number))
			sim_fail(a->world, 0, "a node was told of a job that was not offered");
}

static void read_marks(struct audit *a, const Lt__Event *e)
{
	if (e->body_case == LT__EVENT__BODY_OFFERED)
		add_offer(a, e);
	struct found *found = marked(a, note_of(e), 'm');
	if (found) {
		found->marks++;
		if (e->body_case == LT__EVENT__BODY_COMPLETED)
			check_completed(a, e, found);
	}
	if (e->body_case == LT__EVENT__BODY_RECEIVED && e->received->applicant) {
		found = marked(a, e->received->applicant->id_number, 'S');
		if (found)
			found->submissions++;
	}
}

/* -- histories -- */

static struct history *history_of(struct audit *a, uint64_t dossier)
{
	if (dossier >= a->histories_count) {
		size_t count = a->histories_count ? a->histories_count : 64;
		while (count <= dossier)
			count *= 2;
		a->histories = realloc(a->histories, count * sizeof *a->histories);
		LT_REQUIRE(a->histories != NULL);
		memset(a->histories + a->histories_count, 0,
		       (count - a->histories_count) * sizeof *a->histories);
		a->histories_count = count;
	}
	return &a->histories[dossier];
}

static void read_event(struct audit *a, const Lt__Entry *entry, struct lt_slice bytes)
{
	struct history *h = history_of(a, entry->dossier);
	Lt__Event *e;
	LT_REQUIRE(LT_DECODE_OWN(event, bytes, &a->arena, &e) == 0);
	bool chained = h->n == 0 ? e->prev.len == 0
				 : e->prev.len == LT_HASH_BYTES &&
					   memcmp(e->prev.data, h->head, LT_HASH_BYTES) == 0;
	if (e->dossier != entry->dossier || e->n != h->n + 1 || !chained)
		sim_fail(a->world, entry->dossier, "event %u does not follow event %u", e->n, h->n);
	if (e->stamp_us != a->stamp_us)
		sim_fail(a->world, entry->dossier, "event %u has another stamp than its batch",
			 e->n);
	h->n = e->n;
	lt_hash(bytes, h->head);
	a->world->events++;
	read_marks(a, e);
}

static void read_request(struct audit *a, const Lt__Entry *entry)
{
	const struct sim_request *r = find(a, entry);
	Lt__CommandReply *reply;
	if (!r) {
		if (entry->node != 42) /* the operator's own hand */
			sim_fail(a->world, entry->dossier, "a request nobody made is recorded");
		return;
	}
	struct found *found = &a->found[r->mark - 1];
	LT_REQUIRE(LT_DECODE_OWN(command_reply, lt_slice(entry->reply.data, entry->reply.len),
				 &a->arena, &reply) == 0);
	found->entries++;
	found->refusal = reply->refusal;
	found->dossier = entry->dossier;
}

static void read_batch(struct audit *a, uint64_t seq)
{
	struct lt_slice bytes;
	struct lt_err err = {0};
	Lt__Batch *batch;
	lt_arena_reset(&a->arena);
	if (lt_journal_read(lt_engine_journal(a->world->coordinator.engine), seq, &bytes, &err) <
	    0) {
		sim_fail(a->world, 0, "batch %llu: %s", (unsigned long long)seq, err.text);
		return;
	}
	LT_REQUIRE(LT_DECODE_OWN(batch, bytes, &a->arena, &batch) == 0);
	if (batch->seq != seq || batch->stamp_us < a->stamp_us)
		sim_fail(a->world, 0, "the stamp of batch %llu goes back", (unsigned long long)seq);
	a->stamp_us = batch->stamp_us;
	for (size_t i = 0; i < batch->n_entries && !a->world->failed; i++) {
		const Lt__Entry *entry = batch->entries[i];
		if (entry->node)
			read_request(a, entry);
		for (size_t k = 0; k < entry->n_events; k++)
			read_event(a, entry, lt_slice(entry->events[k].data, entry->events[k].len));
	}
}

/* -- each request -- */

static void tell(struct audit *a, const struct sim_request *r, const char *what)
{
	const struct found *f = &a->found[r->mark - 1];
	sim_fail(a->world,
		 f->dossier	 ? f->dossier
		 : r->at_dossier ? r->at_dossier
				 : r->dossier,
		 "m%llu of %s (%llu/%llu, %s) %s: %u entries, %u marks, %u submissions",
		 (unsigned long long)r->mark, r->node->spec->id, (unsigned long long)r->boot,
		 (unsigned long long)r->seq,
		 r->outcome == SIM_ACCEPTED  ? "accepted"
		 : r->outcome == SIM_REFUSED ? lt_refusal_name(r->refusal)
					     : "no answer",
		 what, f->entries, f->marks, f->submissions);
}

static void check_accepted(struct audit *a, const struct sim_request *r, const struct found *f)
{
	bool submission = r->kind == LT__COMMAND__BODY_SUBMIT;
	if (f->entries == 0 && !sim_book_may_be_idle(r))
		tell(a, r, "was acknowledged and is lost");
	else if (f->entries && (f->refusal || f->dossier != r->at_dossier))
		tell(a, r, "was acknowledged and is recorded otherwise");
	else if (submission && f->submissions != 1 && !*r->code)
		tell(a, r, "was acknowledged, its dossier is not there once");
	else if (!submission && r->marked && f->marks != 1)
		tell(a, r, "was acknowledged, its effect is not there once");
}

static void check_request(struct audit *a, const struct sim_request *r)
{
	const struct found *f = &a->found[r->mark - 1];
	if (f->entries > 1 || f->marks > 1 || f->submissions > 1)
		tell(a, r, "took effect twice");
	else if (r->outcome == SIM_ACCEPTED)
		check_accepted(a, r, f);
	else if (r->outcome == SIM_REFUSED && ((f->entries && f->refusal != r->refusal) ||
					       f->marks || (f->submissions && !*r->code)))
		tell(a, r, "was refused and took effect");
}

/* -- each dossier: what queries say is what the journal says -- */

static void check_query(struct audit *a, uint64_t dossier)
{
	const struct history *h = &a->histories[dossier];
	ProtobufCBinaryData *events;
	size_t count;
	struct lt_err err = {0};
	uint8_t head[LT_HASH_BYTES];
	lt_arena_reset(&a->arena);
	int r = lt_records_events(lt_engine_records(a->world->coordinator.engine), dossier,
				  &a->arena, &events, &count, &err);
	if (r < 0 || count != h->n) {
		sim_fail(a->world, dossier, "the history has %u events, asked for it has %zu: %s",
			 h->n, count, err.text);
		return;
	}
	lt_hash(lt_slice(events[count - 1].data, events[count - 1].len), head);
	if (memcmp(head, h->head, sizeof head) != 0)
		sim_fail(a->world, dossier, "the history that is told is not the journal's");
}

void sim_check_book(struct sim_world *world)
{
	struct audit a = {.world = world};
	uint64_t last = 0;
	struct lt_err err = {0};
	lt_arena_init(&a.arena, 64u << 20);
	index_requests(&a);
	world->events = 0;
	if (lt_journal_last(lt_engine_journal(world->coordinator.engine), &last, &err) < 0)
		sim_fail(world, 0, "the journal cannot be read: %s", err.text);
	for (uint64_t seq = 1; seq <= last && !world->failed; seq++)
		read_batch(&a, seq);
	for (size_t i = 0; i < world->book.requests_count && !world->failed; i++)
		check_request(&a, world->book.requests[i]);
	for (uint64_t id = 1; id < a.histories_count && !world->failed; id++)
		if (a.histories[id].n)
			check_query(&a, id);
	for (size_t i = 0; i < world->book.dossiers_count && !world->failed; i++)
		if (world->book.dossiers[i].id >= a.histories_count ||
		    !a.histories[world->book.dossiers[i].id].n)
			sim_fail(world, 0, "dossier %s was acknowledged and is lost",
				 world->book.dossiers[i].code);
	if (!world->failed)
		check_offers(&a);
	lt_arena_done(&a.arena);
	free(a.offers);
	free(a.found);
	free(a.index);
	free(a.histories);
}
