/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch of the shell: the commands of reports, over as many batches as they take, and what
 * becomes of those who wait for it when it ends. Whatever happens, each of them hears of it. */
#include <string.h>

#include "coordinator/engine/shell_own.h"
#include "procedures/core/verdict.h"
#include "proto/base/log.h"

#define UNDONE SIZE_MAX /* of a report: its first commands were undone with their batch */
#define SAY_AGAIN_US (60 * LT_US_PER_SECOND)

static void answer_report(struct lt_shell *shell, struct lt_item *item)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__ReportReply body = LT__REPORT_REPLY__INIT;
	if (item->ready) {
		lt_inbox_done(shell->inbox, item);
		return lt_server_reply(item->call, item->ready);
	}
	Lt__CommandReply **list =
		lt_arena_alloc(&item->call->arena, (item->count + 1) * sizeof *list);
	lt_inbox_done(shell->inbox, item);
	if (!list)
		return lt_server_refuse(item->call, LT_E_NOMEM, NULL);
	for (size_t i = 0; i < item->count; i++)
		list[i] = &item->replies[i];
	body.replies = list;
	body.n_replies = item->count;
	reply.body_case = LT__REPLY__BODY_REPORT;
	reply.report = &body;
	lt_server_reply(item->call, &reply);
}

static void answer_unknown(struct lt_shell *shell, struct lt_item *item, const char *text)
{
	lt_inbox_done(shell->inbox, item);
	lt_server_refuse(item->call, LT_E_UNKNOWN, text);
}

/* On a full disk every batch fails alike, many a second: the same is said once a minute. */
static void tell_aborted(struct lt_shell *shell, const struct lt_err *why)
{
	int64_t now_us = lt_clock_monotonic(shell->clock);
	shell->aborted_count++;
	if (shell->aborted_said_us && strcmp(shell->aborted.text, why->text) == 0 &&
	    now_us - shell->aborted_said_us < SAY_AGAIN_US)
		return;
	lt_log(LT_LOG_ERROR, "engine", 0, batch_aborted, "%s times=%llu", why->text,
	       (unsigned long long)shell->aborted_count);
	shell->aborted = *why;
	shell->aborted_count = 0;
	shell->aborted_said_us = now_us;
}

int lt_shell_end_batch(struct lt_shell *shell, struct lt_item *unfinished, int failed,
		       struct lt_err *err)
{
	struct lt_err why = failed ? *err : (struct lt_err){0};
	struct lt_err rebuilt = {0};
	int r = failed ? lt_engine_abort(shell->engine, &rebuilt)
		       : lt_engine_commit(shell->engine, &why);
	bool durable = !failed && r == 0;
	if (!durable) {
		tell_aborted(shell, &why);
		lt_polls_undo(shell->polls);
	}
	if (durable) /* first: offered jobs still point into the calls of the reports */
		lt_shell_answer_polls(shell);
	for (struct lt_item *item = shell->answered, *next; item; item = next) {
		next = item->next;
		if (durable)
			answer_report(shell, item);
		else
			answer_unknown(shell, item, why.text);
	}
	shell->answered = NULL;
	shell->answered_last = &shell->answered;
	if (!durable && unfinished)
		unfinished->done = UNDONE; /* its first commands were undone with the batch */
	if (failed && r < 0)
		*err = rebuilt;
	/* A failed append was already rebuilt by commit; only a failed rebuild ends the process. */
	return failed ? r : (r == 0 || lt_engine_healthy(shell->engine)) ? 0 : (*err = why, r);
}

static bool is_submission(const Lt__Command *c)
{
	return c->body_case == LT__COMMAND__BODY_SUBMIT;
}

static int run_command(struct lt_shell *shell, const struct lt_origin *origin, struct lt_item *item,
		       struct lt_err *err)
{
	size_t i = item->done;
	const ProtobufCBinaryData *bytes = &item->call->request->report->commands[i];
	Lt__CommandReply *reply = &item->replies[i];
	lt_exams_begin(shell->exams);
	if (!item->commands[i])
		return 0; /* malformed: its reply says so already */
	if (item->shed && is_submission(item->commands[i])) {
		lt__command_reply__init(reply);
		reply->seq = item->commands[i]->seq;
		reply->refusal = LT_REFUSAL_BUSY;
		reply->text = lt_refusal_vietnamese(LT_REFUSAL_BUSY);
		shell->stats.shed++;
		return 0;
	}
	if (item->commands[i]->body_case == LT__COMMAND__BODY_REVOKE_NODE)
		shell->nodes_changed = true;
	return lt_engine_command(shell->engine, origin, item->commands[i],
				 lt_slice(bytes->data, bytes->len), &item->call->arena, reply, err);
}

void lt_shell_await_commit(struct lt_shell *shell, struct lt_item *item)
{
	item->next = NULL;
	*shell->answered_last = item;
	shell->answered_last = &item->next;
}

/* Ends the batch in the middle of a report, and begins the next. @return 1: the report's first
 * commands were undone with it, and it has been told so. */
static int next_batch(struct lt_shell *shell, struct lt_item *item, int failed, struct lt_err *err)
{
	int r = lt_shell_end_batch(shell, item, failed, err);
	if (r < 0)
		return r;
	lt_engine_begin(shell->engine);
	if (item->done != UNDONE)
		return 0;
	answer_unknown(shell, item, NULL);
	return 1;
}

int lt_shell_give_up(struct lt_shell *shell, struct lt_item *item, int failed, struct lt_err *err)
{
	int r = next_batch(shell, item, failed, err);
	return r < 0 ? r : 0;
}

/* What was asked before it in the same report is not to be undone while it waits. */
static int set_aside(struct lt_shell *shell, struct lt_item *item, struct lt_err *err)
{
	int r = item->done ? next_batch(shell, item, 0, err) : 0;
	if (r == 0)
		lt_shell_wait(shell, item);
	return r < 0 ? r : 0;
}

int lt_shell_report(struct lt_shell *shell, const struct lt_peer *peer, struct lt_item *item,
		    struct lt_err *err)
{
	struct lt_origin origin = peer->origin;
	while (item->done < item->count) {
		int r = run_command(shell, &origin, item, err);
		if (r == 0 && lt_engine_waits(shell->engine))
			return set_aside(shell, item, err);
		item->done++;
		if (r < 0 || lt_engine_batch_full(shell->engine)) {
			if (r == 0 && item->done == item->count)
				break; /* answered with the batch that ends next */
			r = next_batch(shell, item, r, err);
			if (r != 0)
				return r < 0 ? r : 0;
		}
	}
	lt_shell_await_commit(shell, item);
	return 0;
}
