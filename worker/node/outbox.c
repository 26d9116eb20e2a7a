/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbered commands stand in a ring by their number; a bitmap says which are to be sent again. A
 * hash table knows, for each dossier, the command whose answer the others of it wait for.
 *
 * Invariant: every command is in exactly one place: the queue, behind another one, or the ring. */
#include "worker/node/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum {
	WINDOW = LT_REQUESTS_OUTSTANDING_MAX,
	WORDS = WINDOW / 64,
	HEADS_FIRST = 256,
	SEQ_FIELD_BYTES_MAX = 11, /* tag and varint of the number */
	COMMAND_BYTES_MAX = LT_MESSAGE_BYTES_MAX - 64,
};

#define SEQ_TAG 0x10 /* field 2, varint */

_Static_assert((WINDOW & (WINDOW - 1)) == 0, "numbers are mapped to places by a mask");

struct lt_outbox {
	struct lt_outgoing *first, **last; /* not yet numbered, free to go */
	struct lt_outgoing *ring[WINDOW];
	uint64_t again[WORDS];
	size_t again_count;
	uint64_t low, next;	    /* numbers: the oldest unanswered, the next to be given */
	struct lt_outgoing **heads; /* open addressing by subject */
	size_t heads_size, heads_count;
	size_t counts[LT_SENDER_DESK + 1];
};

struct lt_outbox *lt_outbox_new(void)
{
	struct lt_outbox *o = calloc(1, sizeof *o);
	if (!o)
		return NULL;
	o->last = &o->first;
	o->low = o->next = 1;
	o->heads_size = HEADS_FIRST;
	o->heads = calloc(o->heads_size, sizeof(struct lt_outgoing *));
	if (!o->heads) {
		free(o);
		return NULL;
	}
	return o;
}

static void free_chain(struct lt_outgoing *c)
{
	for (struct lt_outgoing *next; c; c = next) {
		next = c->next;
		struct lt_outgoing *behind = c->behind;
		for (struct lt_outgoing *after; behind; behind = after) {
			after = behind->next;
			free(behind);
		}
		free(c);
	}
}

void lt_outbox_free(struct lt_outbox *outbox)
{
	if (!outbox)
		return;
	free_chain(outbox->first);
	for (size_t i = 0; i < WINDOW; i++)
		free_chain(outbox->ring[i]);
	free(outbox->heads);
	free(outbox);
}

/* -- dossiers -- */

static uint64_t subject_of(const Lt__Command *c)
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

/* -- in -- */

static void enqueue(struct lt_outbox *o, struct lt_outgoing *c)
{
	c->next = NULL;
	*o->last = c;
	o->last = &c->next;
}

static void wait_behind(struct lt_outgoing *head, struct lt_outgoing *c)
{
	if (head->behind)
		head->behind_last->next = c;
	else
		head->behind = c;
	head->behind_last = c;
}

static struct lt_outgoing *new_outgoing(const Lt__Command *command)
{
	Lt__Command unnumbered = *command;
	unnumbered.seq = 0; /* appended when it is known */
	size_t size = lt_encoded_size(&unnumbered.base);
	if (size > COMMAND_BYTES_MAX)
		return NULL;
	struct lt_outgoing *c = malloc(sizeof *c + size + SEQ_FIELD_BYTES_MAX);
	if (!c)
		return NULL;
	*c = (struct lt_outgoing){.subject = subject_of(command), .size = size};
	lt_encode_to(&unnumbered.base, c->bytes);
	return c;
}

struct lt_outgoing *lt_outbox_put(struct lt_outbox *outbox, const Lt__Command *command,
				  enum lt_sender sender)
{
	if (2 * outbox->heads_count >= outbox->heads_size && !grow_heads(outbox))
		return NULL;
	struct lt_outgoing *c = new_outgoing(command);
	if (!c)
		return NULL;
	c->sender = sender;
	outbox->counts[sender]++;
	size_t i = c->subject ? probe(outbox, c->subject) : 0;
	if (c->subject && outbox->heads[i]) {
		wait_behind(outbox->heads[i], c);
		return c;
	}
	if (c->subject) {
		outbox->heads[i] = c;
		outbox->heads_count++;
	}
	enqueue(outbox, c);
	return c;
}

/* -- out -- */

static void number(struct lt_outbox *o, struct lt_outgoing *c)
{
	uint64_t rest = c->seq = o->next++;
	c->bytes[c->size++] = SEQ_TAG;
	for (; rest >= 0x80; rest >>= 7)
		c->bytes[c->size++] = (uint8_t)(rest | 0x80);
	c->bytes[c->size++] = (uint8_t)rest;
	LT_ASSERT(!o->ring[c->seq & (WINDOW - 1)]);
	o->ring[c->seq & (WINDOW - 1)] = c;
}

static bool window_open(const struct lt_outbox *o)
{
	return o->next - o->low < WINDOW;
}

/* The oldest that is to be sent again, at number @p from or after it; NULL: none. */
static struct lt_outgoing *next_again(const struct lt_outbox *o, uint64_t from)
{
	for (uint64_t seq = from; o->again_count && seq < o->next;) {
		size_t place = (size_t)(seq & (WINDOW - 1));
		uint64_t word = o->again[place / 64] >> (place % 64);
		if (word) {
			seq += (uint64_t)__builtin_ctzll(word);
			return seq < o->next ? o->ring[seq & (WINDOW - 1)] : NULL;
		}
		seq += 64 - place % 64;
	}
	return NULL;
}

static void mark(struct lt_outbox *o, uint64_t seq, bool again)
{
	size_t place = (size_t)(seq & (WINDOW - 1));
	uint64_t bit = UINT64_C(1) << (place % 64), *word = &o->again[place / 64];
	o->again_count += again ? (*word & bit) == 0 : 0;
	o->again_count -= again ? 0 : (*word & bit) != 0;
	*word = again ? *word | bit : *word & ~bit;
}

/* What goes next, or NULL: an old one, else a new one while there are numbers. */
static struct lt_outgoing *candidate(const struct lt_outbox *o, uint64_t from)
{
	struct lt_outgoing *c = next_again(o, from);
	return c ? c : window_open(o) ? o->first : NULL;
}

static bool fits(const struct lt_outgoing *c, size_t count, size_t bytes, size_t bytes_max)
{
	return count == 0 || ((c->company == 0 || count < c->company) &&
			      bytes + c->size + SEQ_FIELD_BYTES_MAX <= bytes_max);
}

size_t lt_outbox_take(struct lt_outbox *outbox, struct lt_outgoing **ret, size_t max,
		      size_t bytes_max)
{
	struct lt_outgoing *c;
	size_t count = 0, bytes = 0;
	uint64_t from = outbox->low;
	while (count < max && (c = candidate(outbox, from)) && fits(c, count, bytes, bytes_max)) {
		if (c->seq) {
			mark(outbox, c->seq, false);
		} else {
			outbox->first = c->next;
			if (!outbox->first)
				outbox->last = &outbox->first;
			c->next = NULL;
			number(outbox, c);
		}
		from = c->seq + 1;
		bytes += c->size;
		ret[count++] = c;
		if (c->company && c->company < max)
			max = c->company;
	}
	return count;
}

void lt_outbox_again(struct lt_outbox *outbox, struct lt_outgoing *command)
{
	LT_ASSERT(outbox->ring[command->seq & (WINDOW - 1)] == command);
	mark(outbox, command->seq, true);
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

void lt_outbox_answered(struct lt_outbox *outbox, struct lt_outgoing *command)
{
	LT_ASSERT(outbox->ring[command->seq & (WINDOW - 1)] == command);
	mark(outbox, command->seq, false);
	outbox->ring[command->seq & (WINDOW - 1)] = NULL;
	while (outbox->low < outbox->next && !outbox->ring[outbox->low & (WINDOW - 1)])
		outbox->low++;
	if (command->subject)
		let_next_go(outbox, command);
	outbox->counts[command->sender]--;
	free(command);
}

bool lt_outbox_ready(const struct lt_outbox *outbox)
{
	return candidate(outbox, outbox->low) != NULL;
}

size_t lt_outbox_count(const struct lt_outbox *outbox)
{
	return outbox->counts[LT_SENDER_JOB] + outbox->counts[LT_SENDER_DESK];
}

size_t lt_outbox_count_of(const struct lt_outbox *outbox, enum lt_sender sender)
{
	return outbox->counts[sender];
}
