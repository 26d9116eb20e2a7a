/* SPDX-License-Identifier: EUPL-1.2 */
/* People's commands on disk. A record is written with the command's number, and the next number
 * with it, in one commit: no number is ever given to two commands.
 *
 * An answered command's record may stay a while: a restart would send the command again, and the
 * coordinator knows the number. Only refusals are not known there, so they go from the disk before
 * anybody is told. */
#include <stdlib.h>
#include <string.h>

#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "worker/node/outbox_own.h"

static const char next_name[] = "next";

enum { DONE_LAZY_MAX = 256 };

/* -- loading -- */

static struct lt_outgoing *new_kept(struct lt_outbox *o, const Lt__Command *command,
				    struct lt_slice bytes, const Lt__KeptCommand *about)
{
	struct lt_outgoing *c = malloc(sizeof *c + bytes.size);
	if (!c)
		return NULL;
	*c = (struct lt_outgoing){.seq = command->seq,
				  .subject = lt_outbox_subject(command),
				  .size = bytes.size,
				  .sender = LT_SENDER_DESK,
				  .acted_us = about->acted_us,
				  .urgent_us = about->urgent_us};
	memcpy(c->bytes, bytes.data, bytes.size);
	LT_ASSERT(!*lt_lane_place(&o->people, c->seq));
	*lt_lane_place(&o->people, c->seq) = c;
	o->counts[LT_SENDER_DESK]++;
	return c;
}

static int load_one(struct lt_outbox *o, uint64_t n, const Lt__KeptCommand *kept,
		    struct lt_arena *arena, struct lt_err *err)
{
	Lt__Command *command;
	struct lt_slice bytes = lt_slice(kept->command.data, kept->command.len);
	int r = LT_DECODE_OWN(command, bytes, arena, &command);
	if (r < 0 || command->seq != n || n >= o->people.next ||
	    n - o->people.low >= LT_OUTBOX_WINDOW)
		return lt_err_set(err, LT_E_DAMAGED, "own.mdb: kept command %llu",
				  (unsigned long long)n);
	if (!lt_outbox_make_room(o))
		return LT_E_NOMEM;
	struct lt_outgoing *c = new_kept(o, command, bytes, kept);
	if (!c)
		return LT_E_NOMEM;
	/* whoever asked may have heard, and waits no more; a machine's word is nobody's act */
	c->told = !command->actor || command->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_NODE;
	lt_outbox_admit(o, c);
	return 0;
}

int lt_outbox_load(struct lt_outbox *o, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	uint64_t next, n = 0;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = lt_keep_number(o->keep, next_name, &next, err);
	if (r < 0 || next == 0)
		return r;
	o->people.low = o->people.next = o->settled = next;
	while (r == 0) {
		lt_arena_reset(&arena);
		r = lt_keep_next(o->keep, LT_KEEP_PENDING, n, &arena, &n, &kept, err);
		if (r == 0 && n < o->people.low && o->people.low == next)
			o->people.low = n; /* the oldest */
		if (r == 0)
			r = load_one(o, n++, kept, &arena, err);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- the durable point -- */

void lt_outbox_done(struct lt_outbox *o, uint64_t seq)
{
	if (!o->keep)
		return;
	if (o->done_count == o->done_size) {
		size_t size = o->done_size ? 2 * o->done_size : 256;
		uint64_t *grown = realloc(o->done, size * sizeof *grown);
		if (!grown)
			return; /* it will be sent once more after a restart, and known */
		o->done = grown;
		o->done_size = size;
	}
	o->done[o->done_count++] = seq;
}

/* A failed write has dropped all that was not committed: those who wait for it must hear so. */
static int checked(struct lt_outbox *o, int r)
{
	o->torn |= r < 0;
	return r;
}

static int commit(struct lt_outbox *o, struct lt_err *err)
{
	int r = o->torn ? lt_err_set(err, LT_E_STORE, "own.mdb: an earlier write failed") : 0;
	for (size_t i = 0; i < o->done_count && r == 0; i++)
		r = lt_keep_remove(o->keep, LT_KEEP_PENDING, o->done[i], err);
	if (r == 0)
		r = lt_keep_commit(o->keep, err);
	if (checked(o, r) < 0)
		return r;
	o->done_count = 0;
	o->noted = false;
	for (; o->settled < o->people.next; o->settled++)
		lt_outbox_admit(o, *lt_lane_place(&o->people, o->settled));
	return 0;
}

void lt_outbox_flush(struct lt_outbox *o)
{
	if (o->done_count)
		LT_IGNORE(commit(o, NULL)); /* a restart asks again, and is told again */
}

/* As if it had never been: nobody has seen its number. */
static void undo(struct lt_outbox *o, struct lt_outgoing *c)
{
	LT_ASSERT(c->seq + 1 == o->people.next && c->seq >= o->settled);
	o->people.next--;
	*lt_lane_place(&o->people, c->seq) = NULL;
	if (o->people.low > o->people.next)
		o->people.low = o->people.next;
	o->counts[LT_SENDER_DESK]--;
	free(c);
}

int lt_outbox_settle(struct lt_outbox *outbox,
		     void (*lost)(void *owner, struct lt_outgoing *command, int error), void *owner,
		     struct lt_err *err)
{
	bool fresh = outbox->people.next > outbox->settled;
	int r = 0;
	if (fresh && !outbox->keep)
		for (; outbox->settled < outbox->people.next; outbox->settled++)
			lt_outbox_admit(outbox, *lt_lane_place(&outbox->people, outbox->settled));
	else if (fresh || outbox->noted || outbox->torn || outbox->done_count >= DONE_LAZY_MAX)
		r = commit(outbox, err);
	while (outbox->people.next > outbox->settled) {
		struct lt_outgoing *c = *lt_lane_place(&outbox->people, outbox->people.next - 1);
		lost(owner, c, r);
		undo(outbox, c);
	}
	outbox->torn = outbox->noted = false;
	return r;
}

/* -- keeping -- */

static int write_record(struct lt_outbox *o, struct lt_outgoing *c, const Lt__KeptCommand *about,
			struct lt_err *err)
{
	Lt__KeptCommand kept = *about;
	if (!o->keep)
		return 0;
	if (o->torn)
		return lt_err_set(err, LT_E_STORE, "own.mdb: an earlier write failed");
	kept.command = (ProtobufCBinaryData){.data = c->bytes, .len = c->size};
	int r = lt_keep_put(o->keep, LT_KEEP_PENDING, c->seq, &kept, err);
	if (r == 0)
		r = lt_keep_set_number(o->keep, next_name, c->seq + 1, err);
	return checked(o, r);
}

static struct lt_outgoing *number_it(struct lt_outbox *o, const Lt__Command *command,
				     const Lt__KeptCommand *about)
{
	Lt__Command numbered = *command;
	LT_AUTO(free) uint8_t *bytes = NULL;
	numbered.seq = o->people.next;
	numbered.stream = o->stream;
	size_t size = lt_encoded_size(&numbered.base);
	bytes = malloc(size + 1);
	if (!bytes)
		return NULL;
	lt_encode_to(&numbered.base, bytes);
	return new_kept(o, &numbered, lt_slice(bytes, size), about);
}

int lt_outbox_keep(struct lt_outbox *outbox, const Lt__Command *command,
		   const Lt__KeptCommand *about, struct lt_outgoing **ret, struct lt_err *err)
{
	if (outbox->people.next - outbox->people.low >= LT_OUTBOX_WINDOW)
		return lt_err_set(err, LT_E_BUSY, "%u commands are unanswered", LT_OUTBOX_WINDOW);
	if (lt_encoded_size(&command->base) > LT_OUTBOX_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "the command is too long");
	struct lt_outgoing *c =
		lt_outbox_make_room(outbox) ? number_it(outbox, command, about) : NULL;
	if (!c)
		return LT_E_NOMEM;
	outbox->people.next++;
	int r = write_record(outbox, c, about, err);
	if (r < 0) {
		undo(outbox, c);
		return r;
	}
	*ret = c;
	return 0;
}

/* -- afterwards -- */

int lt_outbox_record(struct lt_outbox *outbox, const struct lt_outgoing *command,
		     struct lt_arena *arena, Lt__KeptCommand **ret, struct lt_err *err)
{
	return outbox->keep
		       ? lt_keep_get(outbox->keep, LT_KEEP_PENDING, command->seq, arena, ret, err)
		       : LT_E_ABSENT;
}

int lt_outbox_dispute(struct lt_outbox *outbox, struct lt_outgoing *command,
		      const Lt__CommandReply *reply, int64_t now_us, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	Lt__CommandReply own = *reply;
	if (!outbox->keep)
		return 0;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = lt_outbox_record(outbox, command, &arena, &kept, err);
	if (r < 0)
		return r;
	kept->refused_us = now_us;
	kept->reply = &own;
	r = checked(outbox, lt_keep_put(outbox->keep, LT_KEEP_CONFLICT, command->seq, kept, err));
	return r < 0 ? r : lt_outbox_forget(outbox, command, err);
}

int lt_outbox_put_answer(struct lt_outbox *outbox, uint64_t key, const Lt__KeptCommand *answered,
			 struct lt_err *err)
{
	return outbox->keep ? checked(outbox, lt_keep_put(outbox->keep, LT_KEEP_ANSWERED, key,
							  answered, err))
			    : 0;
}

int lt_outbox_forget(struct lt_outbox *outbox, struct lt_outgoing *command, struct lt_err *err)
{
	if (!outbox->keep)
		return 0;
	int r = checked(outbox, lt_keep_remove(outbox->keep, LT_KEEP_PENDING, command->seq, err));
	return r < 0 ? r : commit(outbox, err);
}

int lt_outbox_count_up(struct lt_outbox *outbox, const char *name, uint64_t max, uint64_t *ret,
		       struct lt_err *err)
{
	uint64_t number;
	if (!outbox->keep || outbox->torn)
		return outbox->keep ? LT_E_STORE : LT_E_ABSENT;
	int r = lt_keep_number(outbox->keep, name, &number, err);
	if (r == 0 && number >= max)
		return lt_err_set(err, LT_E_LIMIT, "%s", name);
	if (r == 0)
		r = lt_keep_set_number(outbox->keep, name, number + 1, err);
	if (checked(outbox, r) == 0)
		*ret = number + 1;
	return r;
}

int lt_outbox_set_number(struct lt_outbox *outbox, const char *name, uint64_t value,
			 struct lt_err *err)
{
	if (!outbox->keep || outbox->torn)
		return lt_err_set(err, outbox->keep ? LT_E_STORE : LT_E_ABSENT, "own.mdb: %s",
				  name);
	int r = checked(outbox, lt_keep_set_number(outbox->keep, name, value, err));
	outbox->noted |= r == 0;
	return r;
}

static int send_once_more(struct lt_outbox *o, Lt__KeptCommand *kept, struct lt_arena *arena,
			  struct lt_outgoing **ret, struct lt_err *err)
{
	Lt__Command *command;
	struct lt_slice bytes = lt_slice(kept->command.data, kept->command.len);
	int r = LT_DECODE_OWN(command, bytes, arena, &command);
	if (r < 0)
		return r;
	kept->reply = NULL;
	kept->refused_us = 0;
	command->seen_n = 0; /* it was refused: more has happened since */
	return lt_outbox_keep(o, command, kept, ret, err);
}

static void name_deed(const Lt__Command *c, Lt__ActDropped *ret)
{
	ret->command = (uint32_t)c->body_case;
	if (c->body_case == LT__COMMAND__BODY_ACT) {
		ret->step = c->act->step;
		ret->outcome = c->act->outcome;
	} else if (c->body_case == LT__COMMAND__BODY_CLAIM) {
		ret->step = c->claim->step;
	}
}

/* For the history of the dossier it was about; where there is none, the coordinator says so, and
 * that is that. */
static int tell_dropped(struct lt_outbox *o, const Lt__KeptCommand *kept,
			const struct lt_settling *settling, struct lt_arena *arena,
			struct lt_err *err)
{
	Lt__Command told = LT__COMMAND__INIT, *c;
	Lt__ActDropped dropped = LT__ACT_DROPPED__INIT;
	Lt__Actor machine = LT__ACTOR__INIT;
	Lt__KeptCommand about = LT__KEPT_COMMAND__INIT;
	struct lt_outgoing *out;
	if (!kept->reply || !kept->reply->refusal)
		return 0; /* it took effect, or never could */
	int r = LT_DECODE_OWN(command, lt_slice(kept->command.data, kept->command.len), arena, &c);
	if (r < 0 || !c->actor)
		return r;
	told.code = c->body_case == LT__COMMAND__BODY_SUBMIT ? c->submit->code : c->code;
	told.dossier = *told.code ? 0 : c->dossier;
	if (!*told.code && !told.dossier)
		return 0;
	machine.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	machine.id = machine.node = settling->actor->node;
	name_deed(c, &dropped);
	dropped.officer = c->actor->id;
	dropped.unit = c->actor->unit;
	dropped.acted_us = kept->acted_us;
	dropped.refusal = kept->reply->refusal;
	dropped.text = kept->reply->text;
	dropped.by = settling->actor->id;
	dropped.by_unit = settling->actor->unit;
	dropped.note = settling->note;
	told.schema = c->schema;
	told.actor = &machine;
	told.acted_us = about.acted_us = settling->now_us;
	told.body_case = LT__COMMAND__BODY_TELL_DROPPED;
	told.tell_dropped = &dropped;
	about.urgent_us = INT64_MAX;
	return lt_outbox_keep(o, &told, &about, &out, err);
}

static int give_up(struct lt_outbox *o, Lt__KeptCommand *kept, const struct lt_settling *settling,
		   struct lt_arena *arena, struct lt_err *err)
{
	int r = tell_dropped(o, kept, settling, arena, err);
	if (r < 0)
		return r;
	kept->given_up_us = settling->now_us;
	kept->given_up_by = settling->actor;
	kept->given_up_note = settling->note;
	return checked(o, lt_keep_put(o->keep, LT_KEEP_GIVEN_UP, settling->number, kept, err));
}

int lt_outbox_settle_conflict(struct lt_outbox *outbox, const struct lt_settling *settling,
			      struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	struct lt_outgoing *c = NULL;
	if (!outbox->keep)
		return LT_E_ABSENT;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = lt_keep_get(outbox->keep, LT_KEEP_CONFLICT, settling->number, &arena, &kept, err);
	if (r < 0)
		return r;
	r = settling->again ? send_once_more(outbox, kept, &arena, &c, err)
			    : give_up(outbox, kept, settling, &arena, err);
	if (r == 0)
		r = checked(outbox,
			    lt_keep_remove(outbox->keep, LT_KEEP_CONFLICT, settling->number, err));
	if (r == 0)
		r = commit(outbox, err);
	if (r == 0 && c)
		c->told = true;
	return r;
}

struct lt_outgoing *lt_outbox_next(struct lt_outbox *outbox, const struct lt_outgoing *last)
{
	uint64_t seq = last ? last->seq + 1 : outbox->people.low;
	for (; seq < outbox->people.next; seq++)
		if (*lt_lane_place(&outbox->people, seq))
			return *lt_lane_place(&outbox->people, seq);
	return NULL;
}
