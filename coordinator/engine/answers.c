/* SPDX-License-Identifier: EUPL-1.2 */
/* One slot for each remainder of a hash; a newer answer takes the slot of an older one. Behind them
 * a bit for each number of a stream, in a ring. */
#include "coordinator/engine/answers.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

struct answer {
	struct lt_asked asked;
	uint64_t round;
	uint8_t *reply; /* NULL: free slot */
	size_t size;
};

enum { WINDOW = LT_REQUEST_WINDOW, WORDS = WINDOW / 64, BUCKETS = 1024 };

/* The numbers of one start of a node. */
struct stream {
	struct stream *next;
	uint64_t node_key, boot;
	uint64_t top; /* the highest that is noted; those within WINDOW of it have a bit */
	uint64_t bits[WORDS];
};

/* A bit that goes again if the batch is given up. */
struct fresh {
	struct stream *stream;
	uint64_t boot, seq;
};

struct lt_answers {
	uint64_t round;
	struct stream *streams[BUCKETS];
	struct fresh *fresh;
	size_t fresh_count, fresh_room;
	struct answer slots[LT_ANSWERS_KEPT];
};

struct lt_answers *lt_answers_new(void)
{
	return calloc(1, sizeof(struct lt_answers));
}

void lt_answers_free(struct lt_answers *answers)
{
	for (size_t i = 0; answers && i < LT_ANSWERS_KEPT; i++)
		free(answers->slots[i].reply);
	for (size_t i = 0; answers && i < BUCKETS; i++)
		for (struct stream *s = answers->streams[i], *next; s; s = next) {
			next = s->next;
			free(s);
		}
	if (answers)
		free(answers->fresh);
	free(answers);
}

void lt_answers_begin(struct lt_answers *answers)
{
	answers->round++;
	answers->fresh_count = 0;
}

/* -- that there was an answer -- */

static struct stream **place_of(const struct lt_answers *answers, uint64_t node_key)
{
	struct stream *const *at = &answers->streams[node_key % BUCKETS];
	while (*at && (*at)->node_key != node_key)
		at = &(*at)->next;
	return (struct stream **)(uintptr_t)at;
}

static uint64_t *word_of(struct stream *s, uint64_t seq, uint64_t *ret_bit)
{
	*ret_bit = UINT64_C(1) << (seq % 64);
	return &s->bits[seq % WINDOW / 64];
}

static void set(struct stream *s, uint64_t seq, bool answered)
{
	uint64_t bit, *word = word_of(s, seq, &bit);
	*word = answered ? *word | bit : *word & ~bit;
}

/* The stream of a request; a newer start takes the place of an older one. NULL: no memory, or it is
 * of an older start. */
static struct stream *stream_of(struct lt_answers *answers, const struct lt_asked *asked)
{
	struct stream **at = place_of(answers, asked->node_key), *s = *at;
	if (!s && !(s = *at = calloc(1, sizeof *s)))
		return NULL;
	if (s->boot > asked->boot)
		return NULL;
	if (s->boot < asked->boot)
		*s = (struct stream){.next = s->next};
	s->node_key = asked->node_key;
	s->boot = asked->boot;
	return s;
}

static bool make_room(struct lt_answers *answers)
{
	if (answers->fresh_count < answers->fresh_room)
		return true;
	size_t room = answers->fresh_room ? 2 * answers->fresh_room : 64;
	struct fresh *grown = realloc(answers->fresh, room * sizeof *grown);
	if (!grown)
		return false;
	answers->fresh = grown;
	answers->fresh_room = room;
	return true;
}

static void note(struct lt_answers *answers, const struct lt_asked *asked)
{
	struct stream *s = make_room(answers) ? stream_of(answers, asked) : NULL;
	if (!s || asked->seq + WINDOW <= s->top)
		return;
	if (asked->seq >= s->top + WINDOW)
		memset(s->bits, 0, sizeof s->bits);
	else
		for (uint64_t seq = s->top + 1; seq < asked->seq; seq++)
			set(s, seq, false);
	set(s, asked->seq, true);
	s->top = asked->seq > s->top ? asked->seq : s->top;
	answers->fresh[answers->fresh_count++] = (struct fresh){s, asked->boot, asked->seq};
}

bool lt_answers_was(const struct lt_answers *answers, const struct lt_asked *asked)
{
	struct stream *s = *place_of(answers, asked->node_key);
	uint64_t bit;
	if (!s || s->boot != asked->boot || asked->seq > s->top)
		return false;
	return asked->seq + WINDOW <= s->top || (*word_of(s, asked->seq, &bit) & bit);
}

/* -- the answers -- */

static size_t slot_of(const struct lt_asked *asked)
{
	uint64_t parts[2] = {asked->node_key ^ asked->boot, asked->seq};
	return lt_content_key(lt_slice(parts, sizeof parts)) & (LT_ANSWERS_KEPT - 1);
}

void lt_answers_keep(struct lt_answers *answers, const struct lt_asked *asked,
		     const Lt__CommandReply *reply)
{
	struct answer *slot = &answers->slots[slot_of(asked)];
	size_t size = lt_encoded_size(&reply->base);
	note(answers, asked);
	uint8_t *bytes = realloc(slot->reply, size + 1);
	if (!bytes)
		return;
	lt_encode_to(&reply->base, bytes);
	*slot = (struct answer){
		.asked = *asked, .round = answers->round, .reply = bytes, .size = size};
}

void lt_answers_undo(struct lt_answers *answers)
{
	for (size_t i = 0; i < LT_ANSWERS_KEPT; i++)
		if (answers->slots[i].reply && answers->slots[i].round == answers->round) {
			free(answers->slots[i].reply);
			answers->slots[i] = (struct answer){0};
		}
	for (size_t i = 0; i < answers->fresh_count; i++) {
		const struct fresh *f = &answers->fresh[i];
		if (f->stream->boot == f->boot)
			set(f->stream, f->seq, false);
	}
	answers->fresh_count = 0;
}

bool lt_answers_find(const struct lt_answers *answers, const struct lt_asked *asked,
		     struct lt_arena *arena, Lt__CommandReply *ret, bool *ret_same)
{
	const struct answer *slot = &answers->slots[slot_of(asked)];
	const struct lt_asked *kept = &slot->asked;
	Lt__CommandReply *reply;
	if (!slot->reply || kept->node_key != asked->node_key || kept->boot != asked->boot ||
	    kept->seq != asked->seq)
		return false;
	*ret_same = kept->content == asked->content;
	if (LT_DECODE_OWN(command_reply, lt_slice(slot->reply, slot->size), arena, &reply) < 0)
		return false;
	*ret = *reply;
	return true;
}
