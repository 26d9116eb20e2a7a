/* SPDX-License-Identifier: EUPL-1.2 */
/* One slot for each remainder of a hash; a newer answer takes the slot of an older one. */
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

struct lt_answers {
	uint64_t round;
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
	free(answers);
}

void lt_answers_begin(struct lt_answers *answers)
{
	answers->round++;
}

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
