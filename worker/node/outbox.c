/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbered commands stand in a ring by their number, machines' and people's each in their own; a
 * bitmap says which are to be sent again. A hash table knows, for each dossier, the command whose
 * answer the others of it wait for.
 *
 * Invariant: a machine's command is in exactly one place: the queue, behind another one, or its
 * ring. A person's is in its ring from the beginning, and besides in the heap, or behind another
 * one, or under way, or not yet synced. */
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "worker/node/outbox_own.h"

enum {
	HEADS_FIRST = 256,
	SEQ_FIELD_BYTES_MAX = 11, /* tag and varint of the number */
};

#define SEQ_TAG 0x10 /* field 2, varint */

_Static_assert((LT_OUTBOX_WINDOW & (LT_OUTBOX_WINDOW - 1)) == 0,
	       "numbers are mapped to places by a mask");

/* -- life -- */

int lt_outbox_open(const struct lt_outbox_options *options, struct lt_outbox **ret,
		   struct lt_err *err)
{
	struct lt_outbox *o = calloc(1, sizeof *o);
	if (!o)
		return lt_err_set(err, LT_E_NOMEM, "outbox");
	o->last = &o->first;
	o->jobs.low = o->jobs.next = o->people.low = o->people.next = o->settled = 1;
	o->keep = options->keep;
	o->stream = o->keep ? lt_keep_stream(o->keep) : options->stream;
	o->heads_size = HEADS_FIRST;
	o->heads = calloc(o->heads_size, sizeof(struct lt_outgoing *));
	int r = o->heads ? 0 : lt_err_set(err, LT_E_NOMEM, "outbox");
	if (r == 0 && o->keep)
		r = lt_outbox_load(o, err);
	if (r < 0) {
		lt_outbox_free(o);
		return r;
	}
	*ret = o;
	return 0;
}

/* The machines' commands behind one; people's are freed by their ring alone. */
static void free_behind(struct lt_outgoing *c)
{
	for (struct lt_outgoing *behind = c->behind, *next; behind; behind = next) {
		next = behind->next;
		if (behind->sender == LT_SENDER_JOB)
			free(behind);
	}
}

void lt_outbox_free(struct lt_outbox *outbox)
{
	if (!outbox)
		return;
	if (outbox->keep)
		lt_outbox_flush(outbox);
	for (size_t i = 0; i < LT_OUTBOX_WINDOW; i++)
		if (outbox->people.ring[i])
			free_behind(outbox->people.ring[i]);
	for (struct lt_outgoing *c = outbox->first, *next; c; c = next) {
		next = c->next;
		free_behind(c);
		free(c);
	}
	for (size_t i = 0; i < LT_OUTBOX_WINDOW; i++) {
		if (outbox->jobs.ring[i])
			free_behind(outbox->jobs.ring[i]);
		free(outbox->jobs.ring[i]);
	}
	for (size_t i = 0; i < LT_OUTBOX_WINDOW; i++)
		free(outbox->people.ring[i]);
	free(outbox->heads);
	free(outbox->done);
	free(outbox);
}

/* -- dossiers -- */

uint64_t lt_outbox_subject(const Lt__Command *c)
{
	if (c->dossier)
		return c->dossier;
	const char *code = *c->code				      ? c->code
			   : c->body_case == LT__COMMAND__BODY_SUBMIT ? c->submit->code
								      : "";
	return *code ? lt_name_key(code) : 0;
}

static size_t home(const struct lt_outbox *o, uint64_t subject)
{
	return (size_t)((subject * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (o->heads_size - 1);
}

static size_t probe(const struct lt_outbox *o, uint64_t subject)
{
	size_t i = home(o, subject);
	while (o->heads[i] && o->heads[i]->subject != subject)
		i = (i + 1) & (o->heads_size - 1);
	return i;
}

static bool grow_heads(struct lt_outbox *o)
{
	struct lt_outgoing **old = o->heads;
	size_t old_size = o->heads_size;
	struct lt_outgoing **grown = calloc(2 * old_size, sizeof(struct lt_outgoing *));
	if (!grown)
		return false;
	o->heads = grown;
	o->heads_size = 2 * old_size;
	for (size_t i = 0; i < old_size; i++)
		if (old[i])
			o->heads[probe(o, old[i]->subject)] = old[i];
	free(old);
	return true;
}

/* Backward-shift deletion: no tombstones. */
static void remove_head(struct lt_outbox *o, size_t hole)
{
	size_t mask = o->heads_size - 1;
	for (size_t i = (hole + 1) & mask; o->heads[i]; i = (i + 1) & mask) {
		size_t want = home(o, o->heads[i]->subject);
		if (((i - want) & mask) < ((i - hole) & mask))
			continue;
		o->heads[hole] = o->heads[i];
		hole = i;
	}
	o->heads[hole] = NULL;
	o->heads_count--;
}

/* -- the heap of people's commands: due first, then oldest first -- */

static bool before(const struct lt_outgoing *a, const struct lt_outgoing *b)
{
	return a->urgent_us != b->urgent_us ? a->urgent_us < b->urgent_us : a->seq < b->seq;
}

static void push_urgent(struct lt_outbox *o, struct lt_outgoing *c)
{
	size_t i = o->urgent_count++;
	LT_ASSERT(i < LT_OUTBOX_WINDOW);
	for (size_t up; i && before(c, o->urgent[up = (i - 1) / 2]); i = up)
		o->urgent[i] = o->urgent[up];
	o->urgent[i] = c;
}

static struct lt_outgoing *pop_urgent(struct lt_outbox *o)
{
	struct lt_outgoing *top = o->urgent[0], *c = o->urgent[--o->urgent_count];
	size_t i = 0, n = o->urgent_count;
	for (size_t down; (down = 2 * i + 1) < n; i = down) {
		if (down + 1 < n && before(o->urgent[down + 1], o->urgent[down]))
			down++;
		if (!before(o->urgent[down], c))
			break;
		o->urgent[i] = o->urgent[down];
	}
	if (n)
		o->urgent[i] = c;
	return top;
}

/* -- in -- */

static void enqueue(struct lt_outbox *o, struct lt_outgoing *c)
{
	c->next = NULL;
	if (c->sender == LT_SENDER_DESK)
		return push_urgent(o, c);
	*o->last = c;
	o->last = &c->next;
}

static void wait_behind(struct lt_outgoing *head, struct lt_outgoing *c)
{
	c->next = NULL;
	if (head->behind)
		head->behind_last->next = c;
	else
		head->behind = c;
	head->behind_last = c;
}

bool lt_outbox_make_room(struct lt_outbox *o)
{
	size_t unsettled = (size_t)(o->people.next - o->settled);
	while (2 * (o->heads_count + unsettled + 1) > o->heads_size)
		if (!grow_heads(o))
			return false;
	return true;
}

void lt_outbox_admit(struct lt_outbox *o, struct lt_outgoing *c)
{
	size_t i = c->subject ? probe(o, c->subject) : 0;
	if (c->subject && o->heads[i])
		return wait_behind(o->heads[i], c);
	if (c->subject) {
		o->heads[i] = c;
		o->heads_count++;
	}
	enqueue(o, c);
}

struct lt_outgoing *lt_outbox_put(struct lt_outbox *outbox, const Lt__Command *command)
{
	Lt__Command unnumbered = *command;
	unnumbered.seq = 0; /* appended when it is known */
	size_t size = lt_encoded_size(&unnumbered.base);
	if (size > LT_OUTBOX_BYTES_MAX || !lt_outbox_make_room(outbox))
		return NULL;
	struct lt_outgoing *c = malloc(sizeof *c + size + SEQ_FIELD_BYTES_MAX);
	if (!c)
		return NULL;
	*c = (struct lt_outgoing){
		.subject = lt_outbox_subject(command), .size = size, .sender = LT_SENDER_JOB};
	lt_encode_to(&unnumbered.base, c->bytes);
	outbox->counts[LT_SENDER_JOB]++;
	lt_outbox_admit(outbox, c);
	return c;
}

/* -- out -- */

static void number(struct lt_outbox *o, struct lt_outgoing *c)
{
	uint64_t rest = c->seq = o->jobs.next++;
	c->bytes[c->size++] = SEQ_TAG;
	for (; rest >= 0x80; rest >>= 7)
		c->bytes[c->size++] = (uint8_t)(rest | 0x80);
	c->bytes[c->size++] = (uint8_t)rest;
	LT_ASSERT(!*lt_lane_place(&o->jobs, c->seq));
	*lt_lane_place(&o->jobs, c->seq) = c;
}

/* The oldest that is to be sent again, at number @p from or after it; NULL: none. */
static struct lt_outgoing *next_again(const struct lt_lane *lane, uint64_t from)
{
	for (uint64_t seq = from; lane->again_count && seq < lane->next;) {
		size_t place = (size_t)(seq & (LT_OUTBOX_WINDOW - 1));
		uint64_t word = lane->again[place / 64] >> (place % 64);
		if (word) {
			seq += (uint64_t)__builtin_ctzll(word);
			return seq < lane->next ? lane->ring[seq & (LT_OUTBOX_WINDOW - 1)] : NULL;
		}
		seq += 64 - place % 64;
	}
	return NULL;
}

static void mark(struct lt_lane *lane, uint64_t seq, bool again)
{
	size_t place = (size_t)(seq & (LT_OUTBOX_WINDOW - 1));
	uint64_t bit = UINT64_C(1) << (place % 64), *word = &lane->again[place / 64];
	lane->again_count += again ? (*word & bit) == 0 : 0;
	lane->again_count -= again ? 0 : (*word & bit) != 0;
	*word = again ? *word | bit : *word & ~bit;
}

/* What goes next, or NULL: people's before machines', old ones before new ones. Of the old ones
 * those with numbers from @p people and @p jobs on. */
static struct lt_outgoing *candidate(const struct lt_outbox *o, uint64_t people, uint64_t jobs)
{
	struct lt_outgoing *c = next_again(&o->people, people);
	if (!c && o->urgent_count)
		c = o->urgent[0];
	if (!c)
		c = next_again(&o->jobs, jobs);
	if (!c && o->jobs.next - o->jobs.low < LT_OUTBOX_WINDOW)
		c = o->first;
	return c;
}

static bool fits(const struct lt_outgoing *c, size_t count, size_t bytes, size_t bytes_max)
{
	return count == 0 || ((c->company == 0 || count < c->company) &&
			      bytes + c->size + SEQ_FIELD_BYTES_MAX <= bytes_max);
}

/* Out of the place where the candidate was found. */
static void take_out(struct lt_outbox *o, struct lt_outgoing *c)
{
	bool persons = c->sender == LT_SENDER_DESK;
	struct lt_lane *lane = persons ? &o->people : &o->jobs;
	if (persons && o->urgent_count && o->urgent[0] == c) {
		(void)pop_urgent(o);
	} else if (c->seq) {
		mark(lane, c->seq, false);
	} else {
		o->first = c->next;
		if (!o->first)
			o->last = &o->first;
		c->next = NULL;
		number(o, c);
	}
}

size_t lt_outbox_take(struct lt_outbox *outbox, struct lt_outgoing **ret, size_t max,
		      size_t bytes_max)
{
	struct lt_outgoing *c;
	size_t count = 0, bytes = 0;
	uint64_t people = outbox->people.low, jobs = outbox->jobs.low;
	while (count < max && (c = candidate(outbox, people, jobs)) &&
	       fits(c, count, bytes, bytes_max)) {
		bool again = c->seq && !(outbox->urgent_count && outbox->urgent[0] == c);
		take_out(outbox, c);
		if (again && c->sender == LT_SENDER_DESK)
			people = c->seq + 1;
		else if (again)
			jobs = c->seq + 1;
		bytes += c->size;
		ret[count++] = c;
		if (c->company && c->company < max)
			max = c->company;
	}
	return count;
}

static struct lt_lane *lane_of(struct lt_outbox *o, const struct lt_outgoing *c)
{
	struct lt_lane *lane = c->sender == LT_SENDER_DESK ? &o->people : &o->jobs;
	LT_ASSERT(*lt_lane_place(lane, c->seq) == c);
	return lane;
}

void lt_outbox_again(struct lt_outbox *outbox, struct lt_outgoing *command)
{
	mark(lane_of(outbox, command), command->seq, true);
}

void lt_outbox_set_aside(struct lt_outbox *outbox, struct lt_outgoing *command)
{
	LT_ASSERT(*lt_lane_place(lane_of(outbox, command), command->seq) == command);
	LT_ASSERT(!command->aside);
	outbox->no_room_count += !command->no_room;
	outbox->aside_count++;
	command->no_room = command->aside = true;
}

static void bring_back(struct lt_outbox *o, struct lt_lane *lane, bool all)
{
	for (uint64_t seq = lane->low; o->aside_count && seq < lane->next; seq++) {
		struct lt_outgoing *c = *lt_lane_place(lane, seq);
		if (!c || !c->aside)
			continue;
		c->aside = false;
		o->aside_count--;
		mark(lane, seq, true);
		if (!all)
			return;
	}
}

void lt_outbox_bring_back(struct lt_outbox *outbox, bool all)
{
	size_t before = outbox->aside_count;
	bring_back(outbox, &outbox->people, all);
	if (all || outbox->aside_count == before)
		bring_back(outbox, &outbox->jobs, all);
}

size_t lt_outbox_aside(const struct lt_outbox *outbox)
{
	return outbox->aside_count;
}

size_t lt_outbox_no_room(const struct lt_outbox *outbox)
{
	return outbox->no_room_count;
}

/* The next of the same dossier takes its place. */
static void let_next_go(struct lt_outbox *o, struct lt_outgoing *c)
{
	size_t i = probe(o, c->subject);
	LT_ASSERT(o->heads[i] == c);
	struct lt_outgoing *next = c->behind;
	if (!next) {
		remove_head(o, i);
		return;
	}
	next->behind = next->next;
	next->behind_last = next->behind ? c->behind_last : NULL;
	o->heads[i] = next;
	enqueue(o, next);
}

void lt_lane_drop(struct lt_lane *lane, uint64_t seq)
{
	*lt_lane_place(lane, seq) = NULL;
	while (lane->low < lane->next && !*lt_lane_place(lane, lane->low))
		lane->low++;
}

void lt_outbox_answered(struct lt_outbox *outbox, struct lt_outgoing *command)
{
	struct lt_lane *lane = lane_of(outbox, command);
	mark(lane, command->seq, false);
	lt_lane_drop(lane, command->seq);
	outbox->no_room_count -= command->no_room;
	outbox->aside_count -= command->aside;
	if (command->subject)
		let_next_go(outbox, command);
	if (command->sender == LT_SENDER_DESK)
		lt_outbox_done(outbox, command->seq);
	outbox->counts[command->sender]--;
	free(command);
}

bool lt_outbox_ready(const struct lt_outbox *outbox)
{
	return candidate(outbox, outbox->people.low, outbox->jobs.low) != NULL;
}

size_t lt_outbox_count(const struct lt_outbox *outbox)
{
	return outbox->counts[LT_SENDER_JOB] + outbox->counts[LT_SENDER_DESK];
}

size_t lt_outbox_count_of(const struct lt_outbox *outbox, enum lt_sender sender)
{
	return outbox->counts[sender];
}
