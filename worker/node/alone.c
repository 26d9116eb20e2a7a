/* SPDX-License-Identifier: EUPL-1.2 */
/* Invariant: everything in the outbox up to `laid` lies over the replica, and nothing else does;
 * `laid` 0 with a stale overlay means: lift it first. */
#include "worker/node/alone.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "records/awaited.h"
#include "records/overlay.h"
#include "records/records.h"
#include "records/series.h"

static const char number_name[] = "series.number";

struct lt_alone {
	struct lt_alone_options options;
	struct lt_overlay *overlay;
	struct lt_arena arena; /* one waiting command being decided again */
	uint64_t laid;	       /* number of the last waiting command that lies over the replica */
	uint32_t series;       /* of dossier codes; 0: none yet */
	bool stale, asked;
};

/* -- what lies over the replica -- */

static void lift(void *owner)
{
	struct lt_alone *alone = owner;
	struct lt_records *records = lt_replica_records(alone->options.replica);
	struct lt_err why = {0};
	alone->laid = 0;
	alone->stale = false;
	if (lt_overlay_lift(alone->overlay, records, &why) == 0)
		return;
	lt_log(LT_LOG_ERROR, "alone", 0, store_failed, "%s", why.text);
	LT_IGNORE(lt_state_rollback(&records->state, NULL)); /* what follows will tell */
	LT_IGNORE(lt_records_catch_up(records, NULL));
}

static void gone(void *owner)
{
	struct lt_alone *alone = owner;
	lt_overlay_forget(alone->overlay);
	alone->laid = 0;
	alone->stale = false;
}

/* The clock of what is decided here: never before what the coordinator has told. */
static int64_t decided_at(struct lt_records *records, const Lt__Command *c)
{
	int64_t stamp_us = records->state.meta.stamp_us;
	return c->acted_us > stamp_us ? c->acted_us : stamp_us;
}

static int lay_one(struct lt_alone *alone, struct lt_records *records,
		   const struct lt_outgoing *waiting)
{
	Lt__Command *command;
	struct lt_effects fx;
	struct lt_err why = {0};
	lt_arena_reset(&alone->arena);
	int r = LT_DECODE_OWN(command, lt_slice(waiting->bytes, waiting->size), &alone->arena,
			      &command);
	if (r < 0)
		return r;
	if (command->body_case == LT__COMMAND__BODY_SUBMIT && !*command->submit->code)
		return 0; /* its code is the coordinator's to give */
	if (command->body_case == LT__COMMAND__BODY_TELL_LINE)
		return 0; /* about no dossier */
	return lt_overlay_lay(alone->overlay, records, command, decided_at(records, command), &fx,
			      &why);
}

static void lay(void *owner)
{
	struct lt_alone *alone = owner;
	struct lt_records *records = lt_replica_records(alone->options.replica);
	const struct lt_outgoing *c = NULL;
	if (alone->stale)
		lift(alone);
	while ((c = lt_outbox_next(alone->options.outbox, c))) {
		if (c->seq <= alone->laid)
			continue;
		alone->laid = c->seq;
		if (lay_one(alone, records, c) < 0)
			lt_log(LT_LOG_WARN, "alone", 0, request_refused, "not shown seq=%llu",
			       (unsigned long long)c->seq);
	}
}

/* -- life -- */

int lt_alone_new(const struct lt_alone_options *options, struct lt_alone **ret, struct lt_err *err)
{
	struct lt_alone *alone = calloc(1, sizeof *alone);
	if (!alone || !(alone->overlay = lt_overlay_new())) {
		free(alone);
		return lt_err_set(err, LT_E_NOMEM, "alone");
	}
	alone->options = *options;
	lt_arena_init(&alone->arena, LT_DECODE_BYTES_MAX);
	lt_replica_set_cover(options->replica, &(struct lt_replica_cover){.owner = alone,
									  .overlay = alone->overlay,
									  .lay = lay,
									  .lift = lift,
									  .gone = gone});
	*ret = alone;
	return 0;
}

void lt_alone_free(struct lt_alone *alone)
{
	if (!alone)
		return;
	lift(alone);
	lt_replica_set_cover(alone->options.replica, NULL);
	lt_overlay_free(alone->overlay);
	lt_arena_done(&alone->arena);
	free(alone);
}

void lt_alone_changed(struct lt_alone *alone)
{
	alone->stale = true;
}

void lt_alone_kept(struct lt_alone *alone, uint64_t seq)
{
	alone->laid = seq;
}

/* -- codes of its own -- */

static uint32_t series_of(struct lt_alone *alone)
{
	const struct lt_records *records = lt_replica_records(alone->options.replica);
	if (alone->series || !alone->options.keep ||
	    lt_replica_as_of_us(alone->options.replica) == 0)
		return alone->series;
	if (lt_series_of(records->state.txn, alone->options.node,
			 lt_keep_stream(alone->options.keep), &alone->series, NULL) < 0)
		alone->series = 0;
	if (alone->series)
		lt_log(LT_LOG_INFO, "alone", 0, series, "codes of its own: %03u.....",
		       alone->series);
	return alone->series;
}

bool lt_alone_wants_series(struct lt_alone *alone)
{
	return alone->options.keep && lt_replica_as_of_us(alone->options.replica) != 0 &&
	       series_of(alone) == 0 && !alone->asked;
}

void lt_alone_ask_series(struct lt_alone *alone)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__ClaimSeries claim = LT__CLAIM_SERIES__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	actor.id = actor.node = alone->options.node;
	claim.stream = lt_keep_stream(alone->options.keep);
	command.schema = LT_COMMAND_SCHEMA;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_CLAIM_SERIES;
	command.claim_series = &claim;
	struct lt_outgoing *c = lt_outbox_put(alone->options.outbox, &command);
	if (c)
		c->tag = UINT64_MAX; /* nobody waits for its answer: the feed brings the series */
	alone->asked = c != NULL;
}

/* The number is on disk with the command that uses it, or before. */
static int mint(struct lt_alone *alone, const Lt__SubmitDossier *submit, int64_t at_us,
		struct lt_arena *arena, const char **ret, struct lt_err *err)
{
	uint64_t number;
	uint32_t series = series_of(alone);
	if (!series)
		return lt_err_set(err, LT_E_BUSY,
				  "máy trạm chưa được cấp dãy số mã hồ sơ; khi có đường truyền "
				  "lần đầu máy trạm sẽ tự xin");
	int r = lt_outbox_count_up(alone->options.outbox, number_name, LT_SERIES_NUMBER_MAX,
				   &number, err);
	if (r == LT_E_LIMIT)
		return lt_err_set(err, LT_E_BUSY, "dãy số mã hồ sơ của máy trạm đã hết");
	if (r < 0)
		return r;
	*ret = lt_series_code(submit->unit, at_us, series, number, arena);
	return *ret ? 0 : LT_E_NOMEM;
}

/* -- deciding -- */

static void refuse(Lt__CommandReply *reply, enum lt_refusal refusal, const char *text)
{
	reply->refusal = refusal;
	reply->text = text ? text : lt_refusal_vietnamese(refusal);
}

/* The line's part of the rules, as the coordinator will ask it. */
static bool may_speak(struct lt_alone *alone, struct lt_records *records, const Lt__Command *c,
		      int64_t now_us, Lt__CommandReply *reply)
{
	const struct lt_directory *directory;
	const char *unit =
		c->body_case == LT__COMMAND__BODY_SUBMIT ? c->submit->unit : c->actor->unit;
	if (c->body_case == LT__COMMAND__BODY_FEEDBACK)
		return true;
	if (lt_registry_directory(records->registry, now_us, &directory, NULL) == 0 &&
	    lt_directory_serves(directory, alone->options.node, unit))
		return true;
	refuse(reply, LT_REFUSAL_NODE, NULL);
	return false;
}

static int fill_reply(const Lt__Dossier *d, struct lt_arena *arena, Lt__CommandReply *reply)
{
	reply->provisional = true;
	reply->dossier = d->id;
	reply->events_count = d->events_count;
	return lt_records_reply(d, arena, reply);
}

static const char *step_of(const Lt__Dossier *d, uint32_t token)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->id == token)
			return d->tokens[i]->step;
	return "";
}

/* On a dossier that something lies over, the numbers of steps are a guess: their names are not. */
static void name_steps(Lt__Command *c, const Lt__Dossier *after)
{
	if (c->body_case == LT__COMMAND__BODY_ACT && *c->act->step) {
		c->act->token = 0;
		c->act->offer = (ProtobufCBinaryData){0};
	} else if (c->body_case == LT__COMMAND__BODY_CLAIM && *c->claim->step) {
		c->claim->token = 0;
		c->claim->offer = (ProtobufCBinaryData){0};
	} else if (c->body_case == LT__COMMAND__BODY_RELEASE && c->release->token) {
		c->release->step = step_of(after, c->release->token);
		c->release->token = 0;
	} else if (c->body_case == LT__COMMAND__BODY_ASSIGN && c->assign->token) {
		c->assign->step = step_of(after, c->assign->token);
		c->assign->token = 0;
	}
}

/* Does anything lie over the dossier that the command is about? */
static bool is_covered(struct lt_alone *alone, struct lt_records *records, const Lt__Command *c)
{
	bool found = false;
	uint64_t id = c->dossier;
	if (!id && *c->code && lt_state_code(records->state.txn, c->code, &id, NULL) < 0)
		return false;
	(void)lt_overlay_confirmed(alone->overlay, id, &found);
	return found;
}

bool lt_alone_receives(struct lt_alone *alone)
{
	return lt_replica_as_of_us(alone->options.replica) != 0 && series_of(alone);
}

bool lt_alone_lacks_room(struct lt_alone *alone, const Lt__Command *command)
{
	struct lt_replica *replica = alone->options.replica;
	if (!lt_outbox_no_room(alone->options.outbox) || lt_replica_as_of_us(replica) == 0)
		return false;
	if (command->body_case == LT__COMMAND__BODY_SUBMIT)
		return lt_alone_receives(alone);
	lay(alone);
	return is_covered(alone, lt_replica_records(replica), command);
}

/* As it will be kept: by the code, which is the same here and there. */
static void prepare(struct lt_alone *alone, Lt__Command *c, const Lt__CommandReply *reply,
		    Lt__KeptCommand *about)
{
	bool found;
	about->acted_us = c->acted_us;
	about->urgent_us = reply->due_us ? reply->due_us : INT64_MAX;
	c->seen_n = lt_overlay_confirmed(alone->overlay, reply->dossier, &found);
	if (c->body_case == LT__COMMAND__BODY_SUBMIT) {
		about->told_due_us = reply->due_us;
		return;
	}
	c->dossier = 0;
	c->code = reply->code;
}

int lt_alone_decide(struct lt_alone *alone, Lt__Command *command, Lt__KeptCommand *about,
		    struct lt_arena *arena, Lt__CommandReply *ret, struct lt_err *err)
{
	struct lt_replica *replica = alone->options.replica;
	struct lt_records *records = lt_replica_records(replica);
	struct lt_effects fx;
	int r = 0;
	if (lt_replica_as_of_us(replica) == 0)
		return lt_err_set(err, LT_E_BUSY, "máy trạm chưa có bản sao hồ sơ nào");
	if (command->body_case == LT__COMMAND__BODY_NAME_DEPUTY ||
	    command->body_case == LT__COMMAND__BODY_END_DEPUTY) {
		refuse(ret, LT_REFUSAL_DEPUTY,
		       "không làm thay được: chưa ghi gì, vì cử người làm thay cần đường truyền "
		       "tới máy chủ; hãy làm lại khi có");
		return 0;
	}
	lay(alone);
	command->acted_us = lt_replica_now_us(replica);
	if (!may_speak(alone, records, command, command->acted_us, ret))
		return 0;
	if (command->body_case == LT__COMMAND__BODY_SUBMIT && !*command->submit->code)
		r = mint(alone, command->submit, command->acted_us, arena, &command->submit->code,
			 err);
	bool covered = is_covered(alone, records, command);
	if (r == 0)
		r = lt_overlay_lay(alone->overlay, records, command, decided_at(records, command),
				   &fx, err);
	if (r < 0) {
		lt_alone_changed(alone);
		return r;
	}
	if (fx.verdict.refusal || !fx.after) {
		refuse(ret, fx.verdict.refusal, lt_arena_str(arena, fx.verdict.text));
		return 0;
	}
	r = fill_reply(fx.after, arena, ret);
	if (r == 0 && covered)
		name_steps(command, fx.after);
	if (r == 0)
		prepare(alone, command, ret, about);
	return r;
}

/* -- marking -- */

void lt_alone_mark(struct lt_alone *alone, Lt__FetchReply *reply)
{
	bool found;
	for (size_t i = 0; i < reply->n_items; i++) {
		(void)lt_overlay_confirmed(alone->overlay, reply->items[i]->dossier, &found);
		reply->items[i]->provisional = found;
	}
	if (!reply->dossier)
		return;
	uint32_t confirmed = lt_overlay_confirmed(alone->overlay, reply->dossier->id, &found);
	reply->provisional_events = found ? reply->dossier->events_count - confirmed : 0;
}

void lt_alone_awaited(struct lt_alone *alone, struct lt_arena *arena, Lt__Waiting *ret)
{
	struct lt_replica *replica = alone->options.replica;
	struct lt_err why = {0};
	if (lt_replica_as_of_us(replica) == 0)
		return;
	lay(alone);
	int r = lt_awaited(lt_replica_records(replica), alone->options.node,
			   lt_replica_now_us(replica), LT_AWAITED_STEPS_MAX, arena, ret, &why);
	if (r < 0 && r != LT_E_ABSENT)
		lt_log(LT_LOG_WARN, "alone", 0, store_failed, "hand-offs not counted: %s",
		       why.text);
}
