/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that come again, whatever falls or is repeated: each has one answer.
 *
 *   new -> kept with its name -> answered: the answer kept, the command forgotten, in one write
 *
 * A system's is known by the name it gives it, a person's by the visit and its number there: as
 * long as its command waits in the outbox, and then for a month or a day after its answer. What
 * was refused for want of room was not decided: under its name it may be tried again. */
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "worker/node/desk_own.h"

#define KEPT_US (30 * LT_US_PER_DAY)
#define VISIT_KEPT_US LT_US_PER_DAY /* a person's tool asks again for a minute or two */
enum { LOOKED_THROUGH = 4 /* old answers, with each new one */ };

uint64_t lt_desk_key(const char *request)
{
	uint64_t key = *request ? lt_content_key(lt_slice_str(request)) : 0;
	return *request && !key ? 1 : key;
}

/* What is asked, whatever number the visitor gives it. 0: no memory */
static uint64_t content_of(const Lt__Command *c, struct lt_arena *arena)
{
	Lt__Command bare = *c;
	struct lt_slice bytes;
	bare.seq = 0;
	return lt_encode(&bare.base, arena, &bytes) < 0 ? 0 : lt_content_key(bytes);
}

static void refuse_changed(Lt__CommandReply *reply)
{
	reply->refusal = LT_REFUSAL_REQUEST_CHANGED;
	reply->text = lt_refusal_vietnamese(LT_REFUSAL_REQUEST_CHANGED);
}

/* -- people's -- */

static uint64_t visit_key(const char *visit, uint64_t boot, uint64_t seq)
{
	uint64_t parts[3] = {lt_content_key(lt_slice_str(visit)), boot, seq};
	return lt_content_key(lt_slice(parts, sizeof parts));
}

bool lt_desk_was_told(struct lt_desk *desk, const struct lt_visit *visit, const Lt__Command *c,
		      uint64_t content, struct lt_arena *arena, Lt__CommandReply *reply)
{
	Lt__KeptCommand *kept;
	struct lt_err why = {0};
	uint64_t key = visit_key(visit->name, visit->boot, c->seq);
	if (!desk->options.keep)
		return false;
	int r = lt_keep_get(desk->options.keep, LT_KEEP_ANSWERED, key, arena, &kept, &why);
	if (r == LT_E_ABSENT)
		return false;
	if (r < 0) {
		lt_log(LT_LOG_ERROR, "desk", 0, store_failed, "%s", why.text);
		lt_desk_fill_error(reply, LT_E_UNKNOWN, lt_desk_text_of(r));
	} else if (!kept->reply || kept->visit_boot != visit->boot || kept->visit_seq != c->seq ||
		   strcmp(kept->visit, visit->name) != 0) {
		return false; /* another's, under the same key by chance */
	} else if (kept->content != content) {
		refuse_changed(reply);
	} else {
		*reply = *kept->reply;
	}
	reply->seq = c->seq;
	return true;
}

/* -- systems' -- */

static bool was_answered(struct lt_desk *desk, const Lt__Command *c, uint64_t content,
			 struct lt_arena *arena, Lt__CommandReply *reply)
{
	Lt__KeptCommand *kept;
	struct lt_err why = {0};
	if (!desk->options.keep)
		return false;
	int r = lt_keep_get(desk->options.keep, LT_KEEP_ANSWERED, lt_desk_key(c->request), arena,
			    &kept, &why);
	if (r == LT_E_ABSENT)
		return false;
	if (r < 0 || !kept->reply) {
		lt_log(LT_LOG_ERROR, "desk", 0, store_failed, "%s", why.text);
		lt_desk_fill_error(reply, LT_E_UNKNOWN, lt_desk_text_of(r));
	} else if (kept->content != content || strcmp(kept->request, c->request) != 0) {
		refuse_changed(reply);
	} else {
		*reply = *kept->reply;
	}
	reply->seq = c->seq;
	return true;
}

static struct lt_outgoing *under_way(struct lt_desk *desk, uint64_t key)
{
	struct lt_outbox *outbox = desk->options.outbox;
	for (struct lt_outgoing *o = NULL; (o = lt_outbox_next(outbox, o));)
		if (o->detail == key)
			return o;
	return NULL;
}

/* Decided here while the line is down: told again. @return false: nothing was */
static bool tell_provisional(const struct lt_answer *answer, struct lt_desk_request *q, size_t i)
{
	Lt__CommandReply *again;
	uint64_t seq = q->replies[i]->seq;
	if (!answer->provisional.size ||
	    LT_DECODE_OWN(command_reply, answer->provisional, &q->call->arena, &again) < 0)
		return false;
	again->seq = seq;
	q->replies[i] = again;
	return true;
}

bool lt_desk_is_known(struct lt_desk *desk, const Lt__Command *c, struct lt_desk_request *q,
		      size_t i, uint64_t *ret_content)
{
	struct lt_arena *arena = &q->call->arena;
	*ret_content = content_of(c, arena);
	if (!*ret_content) {
		lt_desk_fill_error(q->replies[i], LT_E_NOMEM, LT_NODE_TEXT_NO_MEMORY);
		return true;
	}
	if (was_answered(desk, c, *ret_content, arena, q->replies[i]))
		return true;
	const struct lt_outgoing *o = under_way(desk, lt_desk_key(c->request));
	struct lt_answer *answer = o ? o->context : NULL;
	if (!o)
		return false;
	if (answer && answer->content != *ret_content)
		refuse_changed(q->replies[i]);
	else if (!answer) /* kept by an earlier start, whose visit is forgotten */
		lt_desk_fill_error(q->replies[i], LT_E_UNKNOWN, LT_NODE_TEXT_BUSY);
	else if (lt_line_bound(desk->line) || !tell_provisional(answer, q, i))
		lt_desk_wait_for(q, i, answer);
	return true;
}

/* -- answers -- */

static void trim(struct lt_desk *desk, int64_t now_us)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	struct lt_keep *keep = desk->options.keep;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	for (size_t i = 0; i < LOOKED_THROUGH; i++) {
		uint64_t n;
		lt_arena_reset(&arena);
		if (lt_keep_next(keep, LT_KEEP_ANSWERED, desk->trimmed, &arena, &n, &kept, NULL) <
		    0) {
			desk->trimmed = 0;
			return;
		}
		desk->trimmed = n + 1;
		if (kept->acted_us < now_us - (*kept->request ? KEPT_US : VISIT_KEPT_US))
			LT_IGNORE(lt_keep_remove(keep, LT_KEEP_ANSWERED, n, NULL));
	}
}

void lt_desk_keep_answer(struct lt_desk *desk, struct lt_outgoing *command,
			 const Lt__CommandReply *reply)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept = NULL;
	Lt__CommandReply own = *reply;
	struct lt_err why = {0};
	bool undecided =
		reply->error || lt_refusal_class((enum lt_refusal)reply->refusal) == LT_CLASS_load;
	if (undecided || !desk->options.keep)
		return;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = lt_outbox_record(desk->options.outbox, command, &arena, &kept, &why);
	if (r == 0 && (command->detail || *kept->visit)) {
		uint64_t key = command->detail
				       ? command->detail
				       : visit_key(kept->visit, kept->visit_boot, kept->visit_seq);
		trim(desk, kept->acted_us);
		kept->reply = &own;
		kept->command = (ProtobufCBinaryData){0}; /* what it said is the dossier's now */
		r = lt_outbox_put_answer(desk->options.outbox, key, kept, &why);
	}
	if (r < 0)
		lt_log(LT_LOG_ERROR, "desk", reply->dossier, store_failed, "%s", why.text);
}
