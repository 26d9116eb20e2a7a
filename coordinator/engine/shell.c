/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine's loop: batch after batch, and only after the commit whatever others may see.
 *
 *   take mail -> hello, park, run commands -> commit -> replies, jobs, news -> reads -> checkpoint
 *
 * There is no timer that collects a batch: what queued while the last one was being appended is the
 * next. */
#include "coordinator/engine/shell.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/shell_own.h"
#include "coordinator/engine/tickets.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"

enum { FEED_ITEMS_MAX = 2048, POLL_REPLY_ARENA_BYTES = 16 << 20 };

/* -- hooks of the engine: who waits for work -- */

static void *take_slot(void *owner, const char *capability, const char **ret_node)
{
	struct lt_shell *shell = owner;
	struct lt_poll *poll = lt_polls_take_slot(shell->polls, capability);
	if (poll)
		*ret_node = poll->node;
	return poll;
}

static void offered(void *owner, void *slot, const Lt__Dossier *d, const Lt__Token *t)
{
	struct lt_shell *shell = owner;
	struct lt_arena *arena = lt_engine_arena(shell->engine);
	Lt__Job *job = lt_arena_alloc(arena, sizeof *job);
	if (!job)
		return; /* not told: the offer is not acknowledged and goes to the next */
	lt__job__init(job);
	job->dossier = d->id;
	job->token = t->id;
	job->attempt = t->attempt;
	job->capability = t->capability;
	job->code = d->code;
	job->step = t->step;
	job->args = t->args;
	job->n_args = t->n_args;
	if (lt_polls_add_job(shell->polls, slot, job, arena) == 0)
		shell->stats.offered++;
}

/* -- life -- */

int lt_shell_new(const struct lt_shell_options *options, struct lt_shell **ret, struct lt_err *err)
{
	struct lt_shell *shell = calloc(1, sizeof *shell);
	if (!shell)
		return lt_err_set(err, LT_E_NOMEM, "shell");
	shell->engine = options->engine;
	shell->clock = options->clock;
	shell->epoch = options->epoch;
	shell->tickets = options->tickets;
	shell->proof = options->proof;
	shell->key = options->key;
	shell->authority = options->authority;
	shell->nodes_changed = true; /* before the last end of the process, maybe */
	randombytes_buf(shell->secret, sizeof shell->secret);
	shell->figures = options->figures;
	shell->figures_owner = options->figures_owner;
	shell->token = options->operator_token ? strdup(options->operator_token) : NULL;
	shell->name = strdup(options->name ? options->name : "lienthong");
	shell->inbox = lt_inbox_new();
	shell->peers = lt_peers_new();
	shell->polls = lt_polls_new();
	shell->answered_last = &shell->answered;
	lt_arena_init(&shell->scratch, POLL_REPLY_ARENA_BYTES);
	if (!shell->name || !shell->inbox || !shell->peers || !shell->polls) {
		lt_shell_free(shell);
		return lt_err_set(err, LT_E_NOMEM, "shell");
	}
	lt_engine_records(shell->engine)->seal =
		(struct lt_seal){.key = shell->key, .name = shell->name};
	int r = lt_shell_open_exams(shell, options, err);
	if (r < 0) {
		lt_shell_free(shell);
		return r;
	}
	lt_engine_set_hooks(shell->engine, (struct lt_engine_hooks){.owner = shell,
								    .take_slot = take_slot,
								    .offered = offered});
	*ret = shell;
	return 0;
}

static void drop_list(struct lt_item *item)
{
	for (struct lt_item *next; item; item = next) {
		next = item->next;
		lt_server_drop(item->call);
	}
}

void lt_shell_free(struct lt_shell *shell)
{
	if (!shell)
		return;
	lt_engine_set_hooks(shell->engine, (struct lt_engine_hooks){0});
	lt_engine_records(shell->engine)->seal = (struct lt_seal){0};
	lt_engine_set_exams(shell->engine, NULL);
	lt_exams_free(shell->exams); /* first: its listeners wake the inbox */
	drop_list(shell->waiting);
	drop_list(shell->todo);
	drop_list(shell->answered);
	lt_polls_free(shell->polls);
	lt_peers_free(shell->peers);
	lt_inbox_free(shell->inbox);
	lt_arena_done(&shell->scratch);
	if (shell->token)
		sodium_memzero(shell->token, strlen(shell->token));
	sodium_memzero(shell->secret, sizeof shell->secret);
	free(shell->token);
	free(shell->name);
	free(shell);
}

void lt_shell_on_call(void *shell, struct lt_call *call)
{
	lt_inbox_call(((struct lt_shell *)shell)->inbox, call);
}

void lt_shell_on_gone(void *shell, uint32_t pipe)
{
	lt_inbox_gone(((struct lt_shell *)shell)->inbox, pipe);
}

void lt_shell_wake(struct lt_shell *shell)
{
	lt_inbox_wake(shell->inbox);
}

/* -- polls -- */

static void park(struct lt_shell *shell, const struct lt_peer *peer, struct lt_call *call)
{
	struct lt_poll *poll;
	struct lt_err why = {0};
	int r = lt_shell_check_poll(shell, peer, call->request->poll, &why);
	if (r == 0 && lt_polls_count(shell->polls) >= LT_PARKED_POLLS_MAX)
		r = lt_err_set(&why, LT_E_BUSY, "quá nhiều máy trạm đang chờ");
	if (r == 0)
		r = lt_polls_park(shell->polls, call, peer->origin.node,
				  lt_clock_monotonic(shell->clock) + LT_POLL_PARK_US, &poll);
	if (r < 0)
		return lt_server_refuse(call, r, why.text[0] ? why.text : NULL);
	for (size_t i = 0; i < poll->cursors_count; i++) {
		uint64_t last = 0;
		if (lt_state_feed_last(lt_engine_state(shell->engine), poll->cursors[i].unit, &last,
				       NULL) == 0 &&
		    last > poll->cursors[i].n) {
			poll->news = true;
			lt_polls_make_ready(shell->polls, poll);
		}
	}
}

struct feed_filler {
	Lt__FeedItem **items;
	size_t count;
};

static int fill_feed(struct lt_shell *shell, const struct lt_poll_cursor *cursor, uint32_t number,
		     struct feed_filler *filler)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_feed(cursor->unit, cursor->n + 1, &start);
	int r = lt_scan_from(lt_engine_state(shell->engine)->txn, LT_TABLE_feed,
			     lt_key_slice(&start), &scan, NULL);
	while (r == 0 && filler->count < FEED_ITEMS_MAX) {
		struct lt_feed_row row;
		r = lt_scan_next(&scan, &key, &value, NULL);
		if (r < 0 || !lt_state_feed_row(cursor->unit, key, value, &row))
			break;
		Lt__FeedItem *item = lt_arena_alloc(&shell->scratch, sizeof *item);
		if (!item || !LT_ARENA_PUSH(&shell->scratch, filler->items, filler->count))
			return LT_E_NOMEM;
		lt__feed_item__init(item);
		item->n = row.n;
		item->dossier = row.dossier;
		item->events_count = row.events_count;
		item->status = (Lt__DossierStatus)row.status;
		item->cursor = number;
		filler->items[filler->count++] = item;
	}
	return 0;
}

static void answer_poll(struct lt_shell *shell, struct lt_poll *poll)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__PollReply body = LT__POLL_REPLY__INIT;
	struct feed_filler filler = {0};
	lt_arena_reset(&shell->scratch);
	for (size_t i = 0; poll->news && !poll->signal && i < poll->cursors_count; i++)
		if (fill_feed(shell, &poll->cursors[i], (uint32_t)i, &filler) < 0)
			break; /* what fits goes; the cursor asks for the rest */
	body.feed = filler.items;
	body.n_feed = filler.count;
	body.jobs = poll->jobs;
	body.n_jobs = poll->jobs_count;
	body.news = poll->signal && poll->news;
	body.now_us = poll->signal ? lt_clock_wall(shell->clock) : 0;
	reply.body_case = LT__REPLY__BODY_POLL;
	reply.poll = &body;
	lt_server_reply(lt_polls_take(shell->polls, poll), &reply);
}

void lt_shell_answer_polls(struct lt_shell *shell)
{
	size_t moved;
	const uint64_t *units = lt_engine_moved(shell->engine, &moved);
	for (size_t i = 0; i < moved; i++)
		lt_polls_news(shell->polls, units[i]);
	for (struct lt_poll *poll; (poll = lt_polls_ready(shell->polls));)
		answer_poll(shell, poll);
	int64_t now_us = lt_clock_monotonic(shell->clock);
	for (struct lt_poll *poll;
	     (poll = lt_polls_oldest(shell->polls)) && poll->deadline_us <= now_us;)
		answer_poll(shell, poll);
}

/* Only the shell knows who is there. */
static void answer_nodes(struct lt_shell *shell, const struct lt_peer *peer, struct lt_arena *arena,
			 Lt__FetchReply *body)
{
	bool may = peer->origin.is_operator || lt_engine_operates(shell->engine, peer->origin.node);
	int r = may ? lt_shell_nodes(shell, arena, body) : LT_E_DENIED;
	body->as_of_us = lt_clock_wall(shell->clock);
	body->error = r;
	if (r < 0)
		body->text = lt_err_vietnamese(r);
}

/* With "figures": all that is counted, too. */
static void answer_status(struct lt_shell *shell, const struct lt_peer *peer, struct lt_call *call,
			  Lt__FetchReply *body)
{
	const Lt__Fetch *fetch = call->request->fetch;
	lt_engine_query(shell->engine, &peer->origin, fetch, &call->arena, body);
	if (body->error || !shell->figures || strcmp(fetch->text, "figures") != 0)
		return;
	body->error = shell->figures(shell->figures_owner, &call->arena, body);
	if (body->error)
		body->text = lt_err_vietnamese(body->error);
}

static void answer_fetch(struct lt_shell *shell, const struct lt_peer *peer, struct lt_item *item)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	lt_exams_begin(shell->exams);
	if (item->call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_NODES)
		answer_nodes(shell, peer, &item->call->arena, &body);
	else if (item->call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_STATUS)
		answer_status(shell, peer, item->call, &body);
	else
		lt_engine_query(shell->engine, &peer->origin, item->call->request->fetch,
				&item->call->arena, &body);
	if (lt_engine_waits(shell->engine))
		return lt_shell_wait(shell, item);
	lt_tickets_add(shell->tickets, shell->clock, item->call, &body);
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_inbox_done(shell->inbox, item);
	lt_server_reply(item->call, &reply);
}

static bool greets(const Lt__Request *request)
{
	return request->body_case == LT__REQUEST__BODY_HELLO ||
	       request->body_case == LT__REQUEST__BODY_CHALLENGE;
}

static void greet(struct lt_shell *shell, struct lt_call *call)
{
	if (call->request->body_case == LT__REQUEST__BODY_CHALLENGE)
		lt_shell_challenge(shell, call);
	else
		lt_shell_hello(shell, call);
}

/* One call. Reads wait in *reads for the commit. @return negative: the coordinator cannot go on,
 * and the call is not answered */
static int handle(struct lt_shell *shell, struct lt_item *item, struct lt_item ***reads,
		  struct lt_err *err)
{
	struct lt_call *call = item->call;
	shell->stats.calls++;
	bool stranger = call->server == shell->strangers;
	bool enrols = call->request->body_case == LT__REQUEST__BODY_ENROL;
	if (stranger && enrols)
		return lt_shell_enrol(shell, item, err);
	const struct lt_peer *peer = lt_peers_find(shell->peers, call->pipe);
	if (!stranger && greets(call->request)) {
		lt_inbox_done(shell->inbox, item);
		greet(shell, call);
		return 0;
	}
	if (stranger || enrols || !peer) {
		lt_inbox_done(shell->inbox, item);
		lt_server_refuse(call, LT_E_DENIED,
				 stranger ? "cổng này chỉ để ghi danh máy trạm"
				 : enrols ? "hãy ghi danh ở cổng ghi danh của máy chủ (tls.enrol)"
					  : "đường truyền này chưa xưng danh (Hello)");
		return 0;
	}
	lt_peers_heard(shell->peers, peer, lt_engine_now(shell->engine));
	switch (call->request->body_case) {
	case LT__REQUEST__BODY_POLL:
		lt_inbox_done(shell->inbox, item);
		park(shell, peer, call);
		return 0;
	case LT__REQUEST__BODY_REPORT:
		return lt_shell_report(shell, peer, item, err);
	case LT__REQUEST__BODY_RENEW:
		return lt_shell_renew(shell, peer, item, err);
	case LT__REQUEST__BODY_FETCH:
		item->next = NULL;
		**reads = item;
		*reads = &item->next;
		return 0;
	default: /* of a connection that is not for this thread */
		lt_inbox_done(shell->inbox, item);
		lt_server_refuse(call, LT_E_USAGE, NULL);
		return 0;
	}
}

static int offer_one(void *owner, const char *capability)
{
	struct lt_shell *shell = owner;
	return lt_engine_offer_waiting(shell->engine, capability, NULL);
}

static int run_mail(struct lt_shell *shell, struct lt_err *err)
{
	struct lt_item *reads = NULL, **reads_last = &reads;
	int failed = 0, r = 0;
	lt_engine_watch_space(shell->engine);
	lt_engine_begin(shell->engine);
	while (shell->todo) {
		struct lt_item *item = shell->todo;
		shell->todo = item->next;
		r = handle(shell, item, &reads_last, err);
		if (r < 0) {
			lt_server_drop(item->call);
			drop_list(reads);
			return r;
		}
	}
	failed = lt_engine_run_due(shell->engine, err);
	if (failed == 0)
		failed = lt_polls_each_capability(shell->polls, offer_one, shell);
	r = lt_shell_end_batch(shell, NULL, failed, err);
	for (struct lt_item *item = reads, *next; item; item = next) {
		next = item->next;
		const struct lt_peer *peer = lt_peers_find(shell->peers, item->call->pipe);
		if (peer)
			answer_fetch(shell, peer, item);
		else
			lt_server_drop(item->call);
	}
	return r;
}

/* -- the loop -- */

int64_t lt_shell_next_us(struct lt_shell *shell)
{
	int64_t now_us = lt_clock_monotonic(shell->clock), next_us = INT64_MAX;
	const struct lt_poll *oldest = lt_polls_oldest(shell->polls);
	if (oldest)
		next_us = oldest->deadline_us;
	int64_t timer_us = lt_engine_next_timer(shell->engine);
	if (timer_us != INT64_MAX) {
		int64_t wait_us = timer_us - lt_clock_wall(shell->clock);
		int64_t at_us = now_us + (wait_us > 0 ? wait_us : 0);
		next_us = at_us < next_us ? at_us : next_us;
	}
	int64_t lease_us = lt_engine_next_lease(shell->engine);
	return lease_us < next_us ? lease_us : next_us;
}

static int checkpoint(struct lt_shell *shell, bool idle, struct lt_err *err)
{
	if (!lt_engine_wants_checkpoint(shell->engine, idle))
		return 0;
	int r = lt_engine_checkpoint(shell->engine, err);
	lt_engine_waited(shell->engine, lt_inbox_commands(shell->inbox));
	return r;
}

static int64_t waiting_time(struct lt_shell *shell, int64_t wait_us_max)
{
	int64_t now_us = lt_clock_monotonic(shell->clock);
	if (wait_us_max <= 0)
		return 0;
	int64_t wait_us = lt_shell_next_us(shell) - now_us;
	if (lt_engine_wants_checkpoint(shell->engine, true)) {
		int64_t quiet_us = shell->busy_us + LT_CHECKPOINT_IDLE_US - now_us;
		wait_us = quiet_us < wait_us ? quiet_us : wait_us;
	}
	if (wait_us < 0)
		wait_us = 0;
	return wait_us < wait_us_max ? wait_us : wait_us_max;
}

int lt_shell_step(struct lt_shell *shell, int64_t wait_us_max, struct lt_err *err)
{
	struct lt_mail mail = lt_inbox_take(shell->inbox, waiting_time(shell, wait_us_max));
	for (size_t i = 0; i < mail.gone_count; i++) {
		lt_polls_drop_pipe(shell->polls, mail.gone[i]);
		lt_peers_drop(shell->peers, mail.gone[i]);
	}
	int64_t now_us = lt_clock_monotonic(shell->clock);
	uint64_t batches = lt_engine_stats(shell->engine)->batches;
	shell->todo = mail.items;
	lt_shell_ask_again(shell);
	int r = run_mail(shell, err);
	if (r == 0 && shell->nodes_changed)
		lt_shell_review_nodes(shell);
	if (lt_engine_stats(shell->engine)->batches != batches) /* reads leave nothing to keep */
		shell->busy_us = now_us;
	if (r == 0)
		r = checkpoint(shell, now_us - shell->busy_us >= LT_CHECKPOINT_IDLE_US, err);
	return r;
}

void lt_shell_set_strangers(struct lt_shell *shell, const struct lt_server *server)
{
	shell->strangers = server;
}

struct lt_shell_stats lt_shell_stats(const struct lt_shell *shell)
{
	struct lt_shell_stats stats = shell->stats;
	stats.queued = lt_inbox_commands(shell->inbox);
	stats.peers = lt_peers_count(shell->peers);
	stats.parked = lt_polls_count(shell->polls);
	return stats;
}
