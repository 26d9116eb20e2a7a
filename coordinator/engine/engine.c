/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch: decide, evolve, write, append; and what happens when the append fails.
 *
 * Invariant: nobody outside learns of an effect before lt_engine_commit has returned 0. */
#include "coordinator/engine/engine_own.h"

#include <stdio.h>
#include <string.h>

#include "records/feeds.h"
#include "procedures/core/evolve.h"
#include "coordinator/engine/publish.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

void lt_engine_begin(struct lt_engine *engine)
{
	int64_t wall_us = lt_clock_wall(engine->clock);
	lt_arena_reset(&engine->records.arena);
	lt_registry_trim(engine->records.registry);
	lt_answers_begin(engine->answers);
	/* A clock that steps back moves no stamp: time in the journal never does. */
	engine->now_us = wall_us > engine->records.state.meta.stamp_us
				 ? wall_us
				 : engine->records.state.meta.stamp_us;
	engine->batch = engine->records.state.meta.batch + 1;
	engine->entries = NULL;
	engine->entries_count = engine->entries_bytes = engine->commands_count = 0;
	lt_feeds_clear_moved(engine->records.state.feeds);
}

bool lt_engine_batch_full(const struct lt_engine *engine)
{
	return engine->commands_count >= LT_BATCH_COMMANDS_MAX ||
	       engine->entries_bytes >= LT_BATCH_EVENT_BYTES_MAX;
}

/* -- what a command is about -- */

static bool is_internal(const Lt__Command *c)
{
	return c->body_case == LT__COMMAND__BODY_OFFER_JOB ||
	       c->body_case == LT__COMMAND__BODY_EXPIRE_JOB ||
	       c->body_case == LT__COMMAND__BODY_FIRE_TIMER ||
	       c->body_case == LT__COMMAND__BODY_CERTIFY_NODE ||
	       c->body_case == LT__COMMAND__BODY_SWEEP;
}

int lt_engine_env(struct lt_engine *engine, const Lt__Dossier *dossier, struct lt_env *ret,
		  struct lt_err *err)
{
	return lt_records_env(&engine->records, engine->now_us, dossier, ret, err);
}

/* -- the line's part of the rules: does this node speak for that unit? -- */

static const char *unit_of(const Lt__Command *c)
{
	return c->body_case == LT__COMMAND__BODY_SUBMIT		? c->submit->unit
	       : c->body_case == LT__COMMAND__BODY_TELL_DROPPED ? c->tell_dropped->by_unit
								: c->actor->unit;
}

/* A machine's own word is its unit's only where a person of that unit stands behind it. A citizen's
 * word about a dossier comes from anywhere: its look-up characters are the right. */
static bool needs_unit(const Lt__Command *c)
{
	if (c->body_case == LT__COMMAND__BODY_FEEDBACK)
		return false;
	return c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_NODE ||
	       c->body_case == LT__COMMAND__BODY_TELL_DROPPED;
}

void lt_engine_refuse(Lt__CommandReply *reply, enum lt_refusal refusal, const char *text)
{
	reply->refusal = refusal;
	reply->text = text ? text : lt_refusal_vietnamese(refusal);
}

/* Does the node serve the unit that received the dossier, or one that has it now? */
static int concerns(const struct lt_env *env, const struct lt_origin *origin, const Lt__Dossier *d,
		    bool *ret)
{
	uint64_t *units;
	size_t count;
	const struct lt_node_spec *node = lt_directory_node(env->directory, origin->node);
	*ret = lt_directory_serves(env->directory, origin->node, d->unit);
	int r = lt_rows_units(d, env->arena, &units, &count);
	for (size_t i = 0; r == 0 && node && i < count; i++)
		for (size_t k = 0; k < node->units_count && !*ret; k++)
			*ret = lt_name_key(node->units[k]) == units[i];
	return r;
}

/* A citizen may come to any desk that has to do with the dossier, and the node answers for it that
 * there was one; an officer's right is looked at with the step. */
static int check_citizen(const struct lt_env *env, const struct lt_origin *origin,
			 const Lt__Command *c, const Lt__Dossier *d, Lt__CommandReply *reply)
{
	bool ok = true;
	int r = 0;
	if (d && !origin->is_operator && c->body_case != LT__COMMAND__BODY_FEEDBACK &&
	    c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_CITIZEN)
		r = concerns(env, origin, d, &ok);
	if (!ok)
		lt_engine_refuse(reply, LT_REFUSAL_NODE, NULL);
	return r;
}

/* Did the dossier ever stand at a unit of the node? */
static int stood_there(struct lt_engine *engine, const struct lt_env *env,
		       const struct lt_origin *origin, const Lt__Dossier *d, bool *ret,
		       struct lt_err *err)
{
	ProtobufCBinaryData *events;
	size_t count;
	int r = lt_records_events(&engine->records, d->id, env->arena, &events, &count, err);
	if (r == LT_E_ABSENT)
		return LT_E_BUSY; /* its last event is of this very batch: the node asks again */
	for (size_t i = 0; r == 0 && i < count && !*ret; i++) {
		Lt__Event *e;
		r = LT_DECODE_OWN(event, lt_slice(events[i].data, events[i].len), env->arena, &e);
		*ret = r == 0 && e->body_case == LT__EVENT__BODY_STARTED &&
		       lt_directory_serves(env->directory, origin->node, e->started->token->unit);
	}
	return r;
}

/* An act that came to nothing belongs in the history of a dossier that the node had to do with. */
static int check_dropped(struct lt_engine *engine, const struct lt_env *env,
			 const struct lt_origin *origin, const Lt__Command *c, const Lt__Dossier *d,
			 Lt__CommandReply *reply, struct lt_err *err)
{
	bool ok = true;
	int r = 0;
	if (d && c->body_case == LT__COMMAND__BODY_TELL_DROPPED)
		r = concerns(env, origin, d, &ok);
	if (r == 0 && !ok)
		r = stood_there(engine, env, origin, d, &ok, err);
	if (r == 0 && !ok)
		lt_engine_refuse(reply, LT_REFUSAL_NODE, NULL);
	return r;
}

static bool operates(const struct lt_directory *directory, const char *node)
{
	const struct lt_node_spec *spec = lt_directory_node(directory, node);
	return spec && spec->operates;
}

bool lt_engine_operates(struct lt_engine *engine, const char *node)
{
	const struct lt_directory *directory;
	return lt_registry_directory(engine->records.registry, engine->now_us, &directory, NULL) ==
		       0 &&
	       operates(directory, node);
}

static bool authorised(const struct lt_engine *engine, const struct lt_origin *origin,
		       const struct lt_env *env, const Lt__Command *c, Lt__CommandReply *reply)
{
	if (!c->actor || is_internal(c) || c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_ENGINE) {
		lt_engine_refuse(reply, c->actor ? LT_REFUSAL_INTERNAL : LT_REFUSAL_MALFORMED,
				 NULL);
	} else if (c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OPERATOR ||
		   c->body_case == LT__COMMAND__BODY_MIGRATE) {
		bool mends = c->body_case == LT__COMMAND__BODY_RETRY &&
			     operates(env->directory, origin->node);
		if (!origin->is_operator && !mends)
			lt_engine_refuse(reply, LT_REFUSAL_INTERNAL, NULL);
	} else if (needs_unit(c) && !origin->is_operator &&
		   !lt_directory_serves(env->directory, origin->node, unit_of(c))) {
		lt_engine_refuse(reply, LT_REFUSAL_NODE, NULL);
	} else if (engine->stats.full && c->body_case == LT__COMMAND__BODY_SUBMIT) {
		lt_engine_refuse(reply, LT_REFUSAL_FULL, NULL);
	}
	return !reply->refusal;
}

/* -- exactly once -- */

/* Answered, and in the journal? */
static int find_stored(struct lt_engine *engine, const struct lt_asked *asked,
		       struct lt_arena *arena, Lt__CommandReply *reply, bool *ret_known,
		       struct lt_err *err)
{
	struct lt_stored_reply stored;
	int r = lt_state_reply(&engine->records.state, asked->node_key, asked->seq, &stored, err);
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	if (stored.boot < asked->boot || (stored.boot == asked->boot && stored.seq < asked->seq))
		return 0; /* an older request's slot: free to be written over */
	*ret_known = true;
	if (stored.boot != asked->boot || stored.seq != asked->seq) {
		lt_engine_refuse(reply, LT_REFUSAL_REQUEST_STALE, NULL);
	} else if (stored.content != asked->content) {
		lt_engine_refuse(reply, LT_REFUSAL_REQUEST_CHANGED, NULL);
	} else {
		Lt__CommandReply *again;
		r = LT_DECODE_OWN(command_reply, stored.reply, arena, &again);
		if (r == 0)
			*reply = *again;
	}
	return r;
}

static int known_request(struct lt_engine *engine, const struct lt_asked *asked,
			 struct lt_arena *arena, Lt__CommandReply *reply, bool *ret_known,
			 struct lt_err *err)
{
	bool same = true;
	*ret_known = false;
	if (!asked->node_key)
		return 0;
	int r = find_stored(engine, asked, arena, reply, ret_known, err);
	if (r < 0 || *ret_known)
		return r;
	*ret_known = lt_answers_find(engine->answers, asked, arena, reply, &same);
	if (!same || (!*ret_known && lt_answers_was(engine->answers, asked))) {
		*ret_known = true;
		lt__command_reply__init(reply);
		reply->seq = asked->seq;
		lt_engine_refuse(
			reply, same ? LT_REFUSAL_REQUEST_STALE : LT_REFUSAL_REQUEST_CHANGED, NULL);
	}
	return 0;
}

/* No room for new dossiers passes; the same request may be asked again then. */
static void keep_answer(struct lt_engine *engine, const struct lt_asked *asked,
			const Lt__CommandReply *reply)
{
	if (asked->node_key && reply->refusal != LT_REFUSAL_FULL)
		lt_answers_keep(engine->answers, asked, reply);
}

/* -- one command -- */

static int fill_reply(const Lt__Command *c, const struct lt_effects *fx, struct lt_arena *arena,
		      Lt__CommandReply *reply)
{
	const Lt__Dossier *d = fx->after;
	reply->refusal = fx->verdict.refusal;
	reply->proposal = fx->proposal;
	if (fx->verdict.text && !(reply->text = lt_arena_str(arena, fx->verdict.text)))
		return LT_E_NOMEM;
	if (!d)
		return 0;
	reply->dossier = d->id;
	reply->events_count = d->events_count;
	if (c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_NODE)
		return 0; /* machines ask for no more */
	return lt_records_reply(d, arena, reply);
}

static int add_entry(struct lt_engine *engine, Lt__Entry *entry, size_t bytes)
{
	if (!LT_ARENA_PUSH(&engine->records.arena, engine->entries, engine->entries_count))
		return LT_E_NOMEM;
	engine->entries[engine->entries_count++] = entry;
	engine->entries_bytes += bytes;
	return 0;
}

static Lt__Entry *new_entry(struct lt_engine *engine, const struct lt_effects *fx)
{
	Lt__Entry *entry = lt_arena_alloc(&engine->records.arena, sizeof *entry);
	if (!entry)
		return NULL;
	lt__entry__init(entry);
	entry->dossier = fx->after ? fx->after->id : 0;
	entry->first_n = fx->first_n;
	entry->events = fx->events;
	entry->n_events = fx->events_count;
	return entry;
}

static int store_reply(struct lt_engine *engine, const struct lt_origin *origin, uint64_t seq,
		       uint64_t content, const Lt__CommandReply *reply, Lt__Entry *entry)
{
	struct lt_slice bytes;
	if (!origin->node_key)
		return 0;
	int r = lt_encode(&reply->base, &engine->records.arena, &bytes);
	entry->node = origin->node_key;
	entry->boot = origin->boot;
	entry->seq = seq;
	entry->content = content;
	entry->reply =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	return r;
}

int lt_engine_record(struct lt_engine *engine, const struct lt_origin *origin,
		     const Lt__Command *command, uint64_t content, const struct lt_seen *before,
		     const struct lt_effects *fx, const Lt__CommandReply *reply, struct lt_err *err)
{
	Lt__Entry *entry = new_entry(engine, fx);
	struct lt_place_in_journal place = {.batch = engine->batch,
					    .entry = (uint32_t)engine->entries_count,
					    .count = (uint32_t)fx->events_count};
	engine->next_known = false;
	if (!entry)
		return LT_E_NOMEM;
	int r = reply ? store_reply(engine, origin, command->seq, content, reply, entry) : 0;
	if (r == 0)
		r = add_entry(engine, entry, fx->events_bytes + 64);
	if (r == 0 && fx->after)
		r = lt_state_write(&engine->records.state, before, fx->after, fx->first_n, place,
				   &engine->records.arena, err);
	else if (r == 0)
		r = lt_registry_apply(engine->records.registry, entry, place,
				      &engine->records.arena, err);
	if (r == 0)
		r = lt_state_request(&engine->records.state, entry, err);
	engine->stats.events += fx->events_count;
	return r;
}

static int decide_registry(struct lt_engine *engine, const struct lt_origin *origin,
			   const Lt__Command *c, Lt__CommandReply *reply, struct lt_effects *fx,
			   struct lt_err *err)
{
	struct lt_asking asking = {c, engine->now_us, &engine->records.arena};
	if (!lt_engine_may_order(engine, origin, c, reply))
		return 0;
	return lt_registry_decide(engine->records.registry, engine->exams, &asking, fx, err);
}

static int decide(struct lt_engine *engine, const struct lt_origin *origin, const Lt__Command *c,
		  Lt__CommandReply *reply, struct lt_seen *before, struct lt_effects *fx,
		  struct lt_err *err)
{
	Lt__Dossier *d = NULL;
	struct lt_env env;
	if (is_internal(c) && origin->node_key)
		return lt_engine_refuse(reply, LT_REFUSAL_INTERNAL, NULL), 0;
	if (lt_registry_decides(c))
		return decide_registry(engine, origin, c, reply, fx, err);
	int r = lt_records_find(&engine->records, c, &d, err);
	if (r == 0)
		r = lt_engine_env(engine, d, &env, err);
	if (r < 0 || !authorised(engine, origin, &env, c, reply))
		return r;
	r = check_citizen(&env, origin, c, d, reply);
	if (r == 0)
		r = check_dropped(engine, &env, origin, c, d, reply, err);
	if (r < 0 || reply->refusal)
		return r;
	if (c->actor)
		c->actor->node = origin->node; /* what the line knows, not what the message says */
	r = lt_engine_check_signature(engine, origin, c, &env, err);
	if (r == 0)
		r = lt_state_before(d, &engine->records.arena, before);
	if (r == 0)
		r = lt_decide(&env, d, c, fx, err);
	if (r == 0 && fx->events_count && fx->after)
		r = lt_engine_offer_fresh(engine, &env, fx, err);
	return r;
}

static int run(struct lt_engine *engine, const struct lt_origin *origin, const Lt__Command *command,
	       const struct lt_asked *asked, struct lt_arena *arena, Lt__CommandReply *ret,
	       struct lt_err *err)
{
	struct lt_effects fx = {0};
	struct lt_seen before = {0};
	struct lt_err why = {0};
	bool known;
	int r = known_request(engine, asked, arena, ret, &known, &why);
	if (r == 0 && !known)
		r = decide(engine, origin, command, ret, &before, &fx, &why);
	if (r < 0) { /* nothing was written: only this command fails */
		ret->error = r;
		ret->text = lt_arena_str(arena, why.text[0] ? why.text : lt_err_vietnamese(r));
		return ret->text ? 0 : LT_E_NOMEM;
	}
	if (known)
		return 0;
	if (!ret->refusal) {
		r = fill_reply(command, &fx, arena, ret);
		engine->stats.refused += ret->refusal != 0;
	}
	if (r == 0 && fx.events_count)
		r = lt_engine_record(engine, origin, command, asked->content, &before, &fx, ret,
				     err);
	else if (r == 0)
		keep_answer(engine, asked, ret);
	if (r == 0)
		r = lt_engine_follow_job(engine, command, &fx);
	return r;
}

int lt_engine_command(struct lt_engine *engine, const struct lt_origin *origin,
		      const Lt__Command *command, struct lt_slice content, struct lt_arena *arena,
		      Lt__CommandReply *ret, struct lt_err *err)
{
	struct lt_origin numbered = *origin;
	if (command->stream && origin->node_key) { /* numbers that outlive the node's restarts */
		numbered.node_key = lt_stream_key(origin->node_key);
		numbered.boot = command->stream;
	}
	struct lt_asked asked = {.node_key = numbered.node_key,
				 .boot = numbered.boot,
				 .seq = command->seq,
				 .content = lt_content_key(content)};
	lt__command_reply__init(ret);
	ret->seq = command->seq;
	lt_exams_begin(engine->exams);
	engine->commands_count++;
	engine->stats.commands++;
	int r = run(engine, &numbered, command, &asked, arena, ret, err);
	if (r == 0 && ret->refusal)
		engine->stats.refused_by[lt_refusal_class((enum lt_refusal)ret->refusal)]++;
	engine->stats.errors += r == 0 && ret->error;
	return r;
}

/* -- the durable point -- */

static int encode_batch(struct lt_engine *engine, struct lt_slice *ret)
{
	Lt__Batch batch = LT__BATCH__INIT;
	batch.schema = 1;
	batch.seq = engine->batch;
	batch.stamp_us = engine->now_us;
	batch.entries = engine->entries;
	batch.n_entries = engine->entries_count;
	return lt_encode(&batch.base, &engine->records.arena, ret);
}

int lt_engine_commit(struct lt_engine *engine, struct lt_err *err)
{
	struct lt_slice bytes;
	if (engine->entries_count == 0)
		return 0; /* refusals and repeated requests leave no trace */
	int64_t started_us = lt_clock_monotonic(engine->clock);
	int r = encode_batch(engine, &bytes);
	engine->append_since_us = started_us;
	if (r == 0)
		r = lt_journal_append(engine->records.journal, engine->batch, bytes, err);
	engine->append_since_us = 0;
	if (r < 0) {
		struct lt_err why = {0};
		int again = lt_engine_abort(engine, &why);
		return again < 0 ? lt_err_wrap(err, again, "rebuilding after a failed append") : r;
	}
	int64_t took_us = lt_clock_monotonic(engine->clock) - started_us;
	engine->stats.append_us_total += took_us;
	lt_histogram_add(&engine->stats.appends, &lt_histogram_times, took_us);
	lt_histogram_add(&engine->stats.batch_sizes, &lt_batch_bounds,
			 (int64_t)engine->commands_count);
	engine->stats.batches++;
	engine->records.state.meta.batch = engine->batch;
	engine->records.state.meta.stamp_us = engine->now_us;
	return 0;
}

int lt_engine_abort(struct lt_engine *engine, struct lt_err *err)
{
	engine->stats.aborts++;
	engine->entries_count = engine->sweep_n = 0;
	lt_answers_undo(engine->answers);
	int r = lt_state_rollback(&engine->records.state, err);
	lt_registry_forget(engine->records.registry);
	if (r == 0)
		r = lt_records_catch_up(&engine->records, err);
	if (r == 0)
		r = lt_engine_load_leases(engine, err);
	engine->broken = r < 0;
	return r;
}

bool lt_engine_healthy(const struct lt_engine *engine)
{
	return !engine->broken;
}

struct lt_arena *lt_engine_arena(struct lt_engine *engine)
{
	return &engine->records.arena;
}

bool lt_engine_wants_checkpoint(const struct lt_engine *engine, bool idle)
{
	return lt_records_wants_checkpoint(&engine->records, idle);
}

int lt_engine_checkpoint(struct lt_engine *engine, struct lt_err *err)
{
	int64_t started_us = lt_clock_monotonic(engine->clock);
	engine->checkpoint_since_us = started_us;
	int r = lt_state_checkpoint(&engine->records.state, err);
	engine->checkpoint_since_us = 0;
	int64_t took_us = lt_clock_monotonic(engine->clock) - started_us;
	engine->stats.checkpoints++;
	engine->stats.checkpoint_us = took_us;
	if (took_us > engine->stats.checkpoint_us_max)
		engine->stats.checkpoint_us_max = took_us;
	return r < 0 ? lt_engine_abort(engine, err) : 0;
}

struct lt_engine_work lt_engine_work(const struct lt_engine *engine)
{
	int64_t append_us = engine->append_since_us, checkpoint_us = engine->checkpoint_since_us;
	if (append_us)
		return (struct lt_engine_work){LT_WORK_APPEND, append_us};
	return (struct lt_engine_work){checkpoint_us ? LT_WORK_CHECKPOINT : LT_WORK_NONE,
				       checkpoint_us};
}

void lt_engine_waited(struct lt_engine *engine, size_t commands)
{
	engine->stats.checkpoint_waits += commands;
}

const uint64_t *lt_engine_moved(const struct lt_engine *engine, size_t *ret_count)
{
	return lt_feeds_moved(engine->records.state.feeds, ret_count);
}

const struct lt_engine_stats *lt_engine_stats(const struct lt_engine *engine)
{
	return &engine->stats;
}

struct lt_records *lt_engine_records(struct lt_engine *engine)
{
	return &engine->records;
}

struct lt_state *lt_engine_state(struct lt_engine *engine)
{
	return &engine->records.state;
}

struct lt_registry *lt_engine_registry(struct lt_engine *engine)
{
	return engine->records.registry;
}

struct lt_journal *lt_engine_journal(struct lt_engine *engine)
{
	return engine->records.journal;
}

int64_t lt_engine_now(const struct lt_engine *engine)
{
	return engine->now_us;
}

void lt_engine_set_hooks(struct lt_engine *engine, struct lt_engine_hooks hooks)
{
	engine->hooks = hooks;
}

void lt_engine_set_exams(struct lt_engine *engine, struct lt_exams *exams)
{
	engine->exams = exams;
}

bool lt_engine_waits(const struct lt_engine *engine)
{
	return lt_exams_waiting(engine->exams);
}
