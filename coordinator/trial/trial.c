/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder is unlinked as soon as the engine has its files open: a process that is killed leaves
 * nothing, and one that may open no files any more still has its engine. */
#include "coordinator/trial/trial.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/evolve.h"
#include "proto/codec/codec.h"

enum { TRIAL_BYTES_MAX = 1 << 29, IDLE_ROUNDS_MAX = 1000, FTW_DESCRIPTORS = 8 };

/* Who does automatic steps in a trial. */
static const char trial_node[] = "may-tram-thu";

/* -- the folder -- */

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat, (void)type, (void)ftw;
	return remove(path);
}

static void remove_folder(const char *folder)
{
	(void)nftw(folder, remove_one, FTW_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

/* In memory if the machine has such a place: nothing of a trial is worth a disk. */
static int make_folder(struct lt_arena *arena, char **ret, struct lt_err *err)
{
	const char *tmp = getenv("TMPDIR");
	const char *places[] = {"/dev/shm", tmp && *tmp ? tmp : "/tmp"};
	for (size_t i = 0; i < 2; i++) {
		char *folder = lt_arena_printf(arena, "%s/lienthong-thu-XXXXXX", places[i]);
		if (!folder)
			return LT_E_NOMEM;
		if (access(places[i], W_OK) == 0 && mkdtemp(folder)) {
			*ret = folder;
			return 0;
		}
	}
	return lt_err_set(err, LT_E_IO, "không tạo được thư mục tạm trong %s", places[1]);
}

/* -- jobs -- */

static void *take_slot(void *owner, const char *capability, const char **ret_node)
{
	struct lt_trial *t = owner;
	if (!t->capability || t->attempt || strcmp(t->capability, capability) != 0)
		return NULL;
	*ret_node = trial_node;
	return t;
}

static void offered(void *owner, void *slot, const Lt__Dossier *dossier, const Lt__Token *token)
{
	struct lt_trial *t = owner;
	LT_ASSERT(slot == owner);
	if (dossier->id == t->wanted_dossier && token->id == t->wanted_token)
		t->attempt = token->attempt;
}

/* -- opening and closing -- */

int lt_trial_open(struct lt_trial *ret, int64_t start_us, struct lt_err *err)
{
	char *folder = NULL;
	*ret = (struct lt_trial){.clock = lt_clock_fake(start_us)};
	lt_arena_init(&ret->arena, TRIAL_BYTES_MAX);
	int r = make_folder(&ret->arena, &folder, err);
	if (r < 0)
		return r;
	struct lt_engine_options options = {
		.folder = folder, .clock = &ret->clock, .publish_alone = true};
	r = lt_engine_open(&options, &ret->engine, err);
	remove_folder(folder);
	if (r < 0)
		return r;
	lt_engine_set_hooks(ret->engine, (struct lt_engine_hooks){ret, take_slot, offered});
	return 0;
}

void lt_trial_close(struct lt_trial *trial)
{
	if (trial->engine)
		lt_engine_crash(trial->engine);
	trial->engine = NULL;
	lt_arena_done(&trial->arena);
}

/* -- commands -- */

int lt_trial_send(struct lt_trial *trial, Lt__Command *command, Lt__CommandReply **ret,
		  struct lt_err *err)
{
	struct lt_origin origin = {.node = "", .is_operator = true};
	Lt__CommandReply *reply = lt_arena_alloc(&trial->arena, sizeof *reply);
	if (!reply)
		return LT_E_NOMEM;
	lt__command_reply__init(reply);
	command->schema = LT_COMMAND_SCHEMA;
	command->seq = ++trial->commands;
	if (command->actor && command->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_NODE)
		origin.node = command->actor->id;
	lt_engine_begin(trial->engine);
	int r = lt_engine_command(trial->engine, &origin, command, lt_slice(NULL, 0), &trial->arena,
				  reply, err);
	if (r == 0)
		r = lt_engine_commit(trial->engine, err);
	if (r == 0 && reply->error)
		r = lt_err_set(err, reply->error, "%s", reply->text);
	*ret = reply;
	return r;
}

static int offer(struct lt_trial *t, const Lt__Dossier *dossier, const Lt__Token *token,
		 struct lt_err *err)
{
	t->wanted_dossier = dossier->id;
	t->wanted_token = token->id;
	t->attempt = 0;
	if (token->state == LT__TOKEN_STATE__TOKEN_STATE_OFFERED &&
	    strcmp(token->node, trial_node) == 0) { /* while another one was looked for */
		t->attempt = token->attempt;
		return 0;
	}
	t->capability = token->capability;
	lt_engine_begin(t->engine);
	int r = lt_engine_offer_waiting(t->engine, token->capability, err);
	if (r == 0)
		r = lt_engine_commit(t->engine, err);
	t->capability = NULL;
	if (r == 0 && !t->attempt)
		r = lt_err_set(err, LT_E_ABSENT, "việc tự động ở bước %s chưa đến lượt làm",
			       token->step);
	return r;
}

int lt_trial_job(struct lt_trial *trial, const Lt__Dossier *dossier, const Lt__Token *token,
		 Lt__ReportJob *report, Lt__CommandReply **ret, struct lt_err *err)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__Command command = LT__COMMAND__INIT;
	Lt__AcceptJob accept = LT__ACCEPT_JOB__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	actor.id = trial_node;
	int r = offer(trial, dossier, token, err);
	if (r < 0)
		return r;
	accept.token = report->token = token->id;
	accept.attempt = report->attempt = trial->attempt;
	command.actor = &actor;
	command.dossier = dossier->id;
	command.body_case = LT__COMMAND__BODY_ACCEPT_JOB;
	command.accept_job = &accept;
	r = lt_trial_send(trial, &command, ret, err);
	if (r < 0 || (*ret)->refusal)
		return r;
	command.body_case = LT__COMMAND__BODY_REPORT_JOB;
	command.report_job = report;
	return lt_trial_send(trial, &command, ret, err);
}

/* -- time -- */

int lt_trial_round(struct lt_engine *engine, bool *ret_changed, struct lt_err *err)
{
	uint64_t before = lt_engine_state(engine)->meta.batch;
	lt_engine_begin(engine);
	int r = lt_engine_run_due(engine, err);
	if (r == 0)
		r = lt_engine_commit(engine, err);
	*ret_changed = r == 0 && lt_engine_state(engine)->meta.batch != before;
	return r;
}

int64_t lt_trial_next(struct lt_engine *engine, const struct lt_clock *clock)
{
	int64_t timer_us = lt_engine_next_timer(engine);
	int64_t lease_us = lt_engine_next_lease(engine);
	if (lease_us != INT64_MAX) /* monotonic: as far from now as on the wall */
		lease_us += clock->fake_wall_us - clock->fake_monotonic_us;
	return timer_us < lease_us ? timer_us : lease_us;
}

/* The dossiers of the batch that was just committed. */
static int tell_touched(struct lt_trial *t, struct lt_err *err)
{
	struct lt_slice bytes;
	Lt__Batch *batch;
	int r = lt_journal_read(lt_engine_journal(t->engine),
				lt_engine_state(t->engine)->meta.batch, &bytes, err);
	if (r == 0)
		r = LT_DECODE_OWN(batch, bytes, &t->arena, &batch);
	for (size_t i = 0; r == 0 && i < batch->n_entries; i++)
		t->touched(t->owner, batch->entries[i]->dossier);
	return r;
}

int lt_trial_pass(struct lt_trial *trial, int64_t to_us, struct lt_err *err)
{
	for (int idle = 0;;) {
		bool changed = false;
		int r = lt_trial_round(trial->engine, &changed, err);
		if (r == 0 && changed && trial->touched)
			r = tell_touched(trial, err);
		if (r < 0)
			return r;
		int64_t now_us = lt_trial_now(trial);
		int64_t next_us = lt_trial_next(trial->engine, &trial->clock);
		if (next_us <= now_us && (changed || ++idle < IDLE_ROUNDS_MAX))
			continue;
		if (next_us <= now_us)
			return lt_err_set(err, LT_E_LIMIT, "một hẹn giờ tới hạn mãi không xong");
		idle = 0;
		int64_t step_us = next_us < to_us ? next_us : to_us;
		if (step_us > now_us)
			lt_clock_advance(&trial->clock, step_us - now_us);
		if (next_us > to_us)
			return 0;
	}
}

/* -- reading -- */

int lt_trial_dossier(struct lt_trial *trial, uint64_t id, Lt__Dossier **ret, struct lt_err *err)
{
	return lt_state_find(lt_engine_state(trial->engine)->txn, id, &trial->arena, ret, err);
}

int lt_trial_events(struct lt_trial *trial, uint64_t id, Lt__Event ***ret, size_t *ret_count,
		    struct lt_err *err)
{
	ProtobufCBinaryData *bytes;
	size_t count;
	int r = lt_records_events(lt_engine_records(trial->engine), id, &trial->arena, &bytes,
				  &count, err);
	Lt__Event **events =
		r == 0 ? lt_arena_zalloc(&trial->arena, count + 1, sizeof *events) : NULL;
	if (r == 0 && !events)
		r = LT_E_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++)
		r = LT_DECODE_OWN(event, lt_slice(bytes[i].data, bytes[i].len), &trial->arena,
				  &events[i]);
	if (r < 0)
		return r;
	*ret = events;
	*ret_count = count;
	return 0;
}

int lt_trial_show(struct lt_trial *trial, uint64_t id, Lt__FetchReply **ret, struct lt_err *err)
{
	struct lt_origin origin = {.node = "", .is_operator = true};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply = lt_arena_alloc(&trial->arena, sizeof *reply);
	if (!reply)
		return LT_E_NOMEM;
	lt__fetch_reply__init(reply);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.dossier = id;
	lt_engine_query(trial->engine, &origin, &fetch, &trial->arena, reply);
	*ret = reply;
	return reply->error ? lt_err_set(err, reply->error, "%s", reply->text) : 0;
}

int lt_trial_directory(struct lt_trial *trial, const struct lt_directory **ret, struct lt_err *err)
{
	return lt_registry_directory(lt_engine_registry(trial->engine), lt_trial_now(trial), ret,
				     err);
}
