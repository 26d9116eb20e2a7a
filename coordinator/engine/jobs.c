/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine's own commands: offers of jobs, lost leases, due timers. */
#include <string.h>

#include "coordinator/engine/engine_own.h"
#include "procedures/core/evolve.h"
#include "procedures/core/late.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"

enum { LOOK_AT_LEASES_US = 250000, EXPIRED_PER_BATCH_MAX = 256 };

static Lt__Actor *engine_actor(struct lt_engine *engine)
{
	Lt__Actor *actor = lt_arena_alloc(&engine->records.arena, sizeof *actor);
	if (!actor)
		return NULL;
	lt__actor__init(actor);
	actor->kind = LT__ACTOR_KIND__ACTOR_KIND_ENGINE;
	return actor;
}

Lt__Command *lt_engine_own_command(struct lt_engine *engine, uint64_t dossier)
{
	Lt__Command *c = lt_arena_alloc(&engine->records.arena, sizeof *c);
	if (!c)
		return NULL;
	lt__command__init(c);
	c->schema = LT_COMMAND_SCHEMA;
	c->dossier = dossier;
	c->actor = engine_actor(engine);
	return c->actor ? c : NULL;
}

/* -- deadlines -- */

static int set_deadline(struct lt_engine *engine, uint64_t dossier, uint32_t token,
			uint32_t attempt, int64_t after_us)
{
	return lt_leases_set(
		&engine->leases,
		(struct lt_lease){.dossier = dossier,
				  .token = token,
				  .attempt = attempt,
				  .deadline_us = lt_clock_monotonic(engine->clock) + after_us});
}

int lt_engine_follow_job(struct lt_engine *engine, const Lt__Command *c,
			 const struct lt_effects *fx)
{
	if (!fx->after)
		return 0;
	uint64_t id = fx->after->id;
	if (c->body_case == LT__COMMAND__BODY_REPORT_JOB &&
	    (!fx->verdict.refusal || fx->events_count)) {
		if (c->report_job->running)
			return set_deadline(engine, id, c->report_job->token,
					    c->report_job->attempt, LT_LEASE_US);
		lt_leases_remove(&engine->leases, id, c->report_job->token);
	}
	if (c->body_case == LT__COMMAND__BODY_ACCEPT_JOB && !fx->verdict.refusal)
		return set_deadline(engine, id, c->accept_job->token, c->accept_job->attempt,
				    LT_LEASE_US);
	return 0;
}

int lt_engine_load_leases(struct lt_engine *engine, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_leases_clear(&engine->leases);
	engine->next_known = false;
	int r = lt_scan_from(engine->records.state.txn, LT_TABLE_lease, lt_slice(NULL, 0), &scan,
			     err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0)
		r = set_deadline(engine, lt_get_u64(key.data + 8), lt_get_u32(key.data + 16),
				 lt_get_u32(value.data), LT_LEASE_US);
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- offers -- */

static int append_effects(struct lt_engine *engine, struct lt_effects *fx,
			  const struct lt_effects *more)
{
	for (size_t i = 0; i < more->events_count; i++) {
		if (!LT_ARENA_PUSH(&engine->records.arena, fx->events, fx->events_count))
			return LT_E_NOMEM;
		fx->events[fx->events_count++] = more->events[i];
	}
	fx->events_bytes += more->events_bytes;
	return 0;
}

/* Decides the offer of one token; the slot is taken only if it comes to pass. */
static int offer(struct lt_engine *engine, const struct lt_env *env, Lt__Dossier *d, uint32_t token,
		 void *slot, const char *node, struct lt_effects *ret, struct lt_err *err)
{
	Lt__Command *c = lt_engine_own_command(engine, d->id);
	Lt__OfferJob *body = lt_arena_alloc(&engine->records.arena, sizeof *body);
	if (!c || !body)
		return LT_E_NOMEM;
	lt__offer_job__init(body);
	body->token = token;
	body->node = node;
	c->body_case = LT__COMMAND__BODY_OFFER_JOB;
	c->offer_job = body;
	int r = lt_decide(env, d, c, ret, err);
	if (r < 0)
		return r;
	LT_ASSERT(ret->verdict.refusal == LT_REFUSAL_NONE);
	const Lt__Token *t = lt_dossier_token(d, token);
	engine->hooks.offered(engine->hooks.owner, slot, d, t);
	return set_deadline(engine, d->id, token, t->attempt, LT_OFFER_ACK_US);
}

int lt_engine_offer_fresh(struct lt_engine *engine, const struct lt_env *env, struct lt_effects *fx,
			  struct lt_err *err)
{
	if (!engine->hooks.take_slot)
		return 0;
	for (size_t i = 0; i < fx->after->n_tokens; i++) {
		const Lt__Token *t = fx->after->tokens[i];
		const char *node = NULL;
		if (t->kind != LT__STEP_KIND__STEP_KIND_AUTO ||
		    t->state != LT__TOKEN_STATE__TOKEN_STATE_READY)
			continue;
		void *slot = engine->hooks.take_slot(engine->hooks.owner, t->capability, &node);
		if (!slot)
			continue;
		struct lt_effects more;
		int r = offer(engine, env, fx->after, t->id, slot, node, &more, err);
		if (r == 0)
			r = append_effects(engine, fx, &more);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A dossier, what decide sees of it, and what its change will be measured against. */
static int take_up(struct lt_engine *engine, uint64_t dossier, Lt__Dossier **ret,
		   struct lt_env *ret_env, struct lt_seen *ret_before, struct lt_err *err)
{
	int r = lt_state_dossier(engine->records.state.txn, dossier, &engine->records.arena, ret,
				 err);
	if (r == 0)
		r = lt_engine_env(engine, *ret, ret_env, err);
	return r < 0 ? r : lt_state_before(*ret, &engine->records.arena, ret_before);
}

static int offer_stored(struct lt_engine *engine, uint64_t dossier, uint32_t token, void *slot,
			const char *node, struct lt_err *err)
{
	Lt__Dossier *d;
	struct lt_env env;
	struct lt_seen before;
	struct lt_effects fx;
	struct lt_origin origin = {.node = ""};
	int r = take_up(engine, dossier, &d, &env, &before, err);
	if (r == 0)
		r = offer(engine, &env, d, token, slot, node, &fx, err);
	return r < 0 ? r : lt_engine_record(engine, &origin, NULL, 0, &before, &fx, NULL, err);
}

/* The most urgent free job of a capability; LT_E_ABSENT. */
static int first_job(struct lt_engine *engine, uint64_t capability, uint64_t *ret_dossier,
		     uint32_t *ret_token, struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_job(capability, INT64_MIN, 0, 0, &start);
	int r = lt_scan_from(engine->records.state.txn, LT_TABLE_job, lt_key_slice(&start), &scan,
			     err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r < 0)
		return r;
	if (lt_get_u64(key.data) != capability)
		return LT_E_ABSENT;
	*ret_dossier = lt_get_u64(key.data + 16);
	*ret_token = lt_get_u32(key.data + 24);
	return 0;
}

int lt_engine_offer_waiting(struct lt_engine *engine, const char *capability, struct lt_err *err)
{
	uint64_t key = lt_name_key(capability), dossier;
	uint32_t token;
	while (!lt_engine_batch_full(engine)) {
		const char *node = NULL;
		int r = first_job(engine, key, &dossier, &token, err);
		if (r < 0)
			return r == LT_E_ABSENT ? 0 : r;
		void *slot = engine->hooks.take_slot(engine->hooks.owner, capability, &node);
		if (!slot)
			return 0;
		engine->commands_count++;
		r = offer_stored(engine, dossier, token, slot, node, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* -- timers and lost leases -- */

int lt_engine_internal(struct lt_engine *engine, Lt__Command *c, struct lt_err *err)
{
	Lt__Dossier *d = NULL;
	struct lt_env env;
	struct lt_seen before;
	struct lt_effects fx;
	struct lt_origin origin = {.node = ""};
	engine->commands_count++;
	int r = take_up(engine, c->dossier, &d, &env, &before, err);
	if (r == 0)
		r = lt_decide(&env, d, c, &fx, err);
	if (r < 0 || fx.events_count == 0)
		return r;
	r = lt_engine_offer_fresh(engine, &env, &fx, err);
	return r < 0 ? r : lt_engine_record(engine, &origin, c, 0, &before, &fx, NULL, err);
}

/* A timer that fires promptly says it happened at its own moment, so what begins then begins on the
 * hour; after an outage it happens now. */
static int64_t happened(const struct lt_engine *engine, enum lt_timer_kind kind, int64_t fires_us)
{
	int64_t at_us = lt_late_moment(kind, fires_us);
	return kind != LT_TIMER_JOB_RETRY && engine->now_us - at_us <= LT_TIMER_PROMPT_US ? at_us
											  : 0;
}

static int fire(struct lt_engine *engine, const struct lt_key *at, struct lt_err *err)
{
	int64_t due_us = lt_key_time_back(lt_get_u64(at->bytes));
	uint64_t dossier = lt_get_u64(at->bytes + 8);
	Lt__Command *c = lt_engine_own_command(engine, dossier);
	Lt__FireTimer *body = lt_arena_alloc(&engine->records.arena, sizeof *body);
	if (!c || !body)
		return LT_E_NOMEM;
	lt__fire_timer__init(body);
	body->token = lt_get_u32(at->bytes + 16);
	body->due_us = due_us;
	c->happened_us = happened(engine, (enum lt_timer_kind)at->bytes[20], due_us);
	c->body_case = LT__COMMAND__BODY_FIRE_TIMER;
	c->fire_timer = body;
	engine->stats.timers_fired++;
	return lt_engine_internal(engine, c, err);
}

/* Key of the first timer; LT_E_ABSENT. */
static int first_timer(struct lt_engine *engine, const struct lt_key *from, struct lt_key *ret,
		       struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	int r = lt_scan_from(engine->records.state.txn, LT_TABLE_timer,
			     from ? lt_key_slice(from) : lt_slice(NULL, 0), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r < 0)
		return r;
	ret->size = (uint8_t)key.size;
	memcpy(ret->bytes, key.data, key.size);
	return 0;
}

static void behind(struct lt_key *key)
{
	for (size_t i = key->size; i-- > 0 && ++key->bytes[i] == 0;)
		;
}

static int run_timers(struct lt_engine *engine, struct lt_err *err)
{
	struct lt_key at, from = {0};
	bool started = false;
	int64_t began_us = lt_clock_monotonic(engine->clock);
	for (uint32_t i = 0; i < LT_TIMERS_PER_BATCH_MAX && !lt_engine_batch_full(engine); i++) {
		if (lt_clock_monotonic(engine->clock) - began_us > LT_TIMERS_PER_BATCH_US)
			return 0; /* the rest is due still, and first in the next batch */
		int r = first_timer(engine, started ? &from : NULL, &at, err);
		if (r < 0)
			return r == LT_E_ABSENT ? 0 : r;
		if (lt_key_time_back(lt_get_u64(at.bytes)) > engine->now_us)
			return 0;
		r = fire(engine, &at, err);
		if (r == LT_E_DAMAGED || r == LT_E_ABSENT) {
			/* One unreadable dossier keeps its timer; the others get theirs. */
			lt_log(LT_LOG_ERROR, "engine", lt_get_u64(at.bytes + 8), damaged,
			       "timer not fired: %s", err ? err->text : "");
		} else if (r < 0) {
			return r;
		}
		from = at;
		behind(&from);
		started = true;
	}
	return 0;
}

static int expire(struct lt_engine *engine, const struct lt_lease *lease, struct lt_err *err)
{
	Lt__Command *c = lt_engine_own_command(engine, lease->dossier);
	Lt__ExpireJob *body = lt_arena_alloc(&engine->records.arena, sizeof *body);
	if (!c || !body)
		return LT_E_NOMEM;
	lt__expire_job__init(body);
	body->token = lease->token;
	body->attempt = lease->attempt;
	body->reason = "máy trạm không trả lời đúng hạn";
	c->body_case = LT__COMMAND__BODY_EXPIRE_JOB;
	c->expire_job = body;
	lt_leases_remove(&engine->leases, lease->dossier, lease->token);
	engine->stats.jobs_lost++;
	return lt_engine_internal(engine, c, err);
}

static int run_leases(struct lt_engine *engine, struct lt_err *err)
{
	struct lt_lease lost[EXPIRED_PER_BATCH_MAX];
	int64_t now_us = lt_clock_monotonic(engine->clock);
	if (now_us - engine->leases_looked_us < LOOK_AT_LEASES_US)
		return 0;
	engine->leases_looked_us = now_us;
	size_t count = lt_leases_expired(&engine->leases, now_us, lost, EXPIRED_PER_BATCH_MAX);
	int r = 0;
	for (size_t i = 0; i < count && r == 0; i++)
		r = expire(engine, &lost[i], err);
	return r;
}

/* Timer or sweep, whichever is first. Looked for again only after an entry: between two of them the
 * loop asks many times. */
static int find_next(struct lt_engine *engine, int64_t *ret, struct lt_err *err)
{
	struct lt_key at;
	if (engine->next_known) {
		*ret = engine->next_us;
		return 0;
	}
	int r = lt_engine_next_sweep(engine, ret, err);
	if (r == 0)
		r = first_timer(engine, NULL, &at, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	int64_t timer_us = r == 0 ? lt_key_time_back(lt_get_u64(at.bytes)) : INT64_MAX;
	*ret = timer_us < *ret ? timer_us : *ret;
	engine->next_us = *ret;
	engine->next_known = true;
	return 0;
}

int lt_engine_run_due(struct lt_engine *engine, struct lt_err *err)
{
	int64_t next_us = 0;
	int r = run_leases(engine, err);
	if (r == 0)
		r = find_next(engine, &next_us, err);
	if (r < 0 || next_us > engine->now_us)
		return r;
	r = run_timers(engine, err);
	return r < 0 ? r : lt_engine_run_sweeps(engine, err);
}

int64_t lt_engine_next_timer(struct lt_engine *engine)
{
	int64_t next_us = INT64_MAX;
	LT_IGNORE(find_next(engine, &next_us, NULL));
	return next_us;
}

int64_t lt_engine_next_lease(const struct lt_engine *engine)
{
	int64_t look_us = engine->leases_looked_us + LOOK_AT_LEASES_US;
	if (engine->leases.count == 0)
		return INT64_MAX;
	return engine->leases.first_us > look_us ? engine->leases.first_us : look_us;
}
