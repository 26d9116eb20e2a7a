/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that wait at the desk until all their commands are answered, or their patience ends.
 *
 * Invariant: a waiter is in the list of one answer, and dies with its call. */
#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "worker/node/desk_own.h"

#define PATIENCE_US (30 * LT_US_PER_SECOND) /* below the tool's own; then: ask again */
#define BLIP_US (3 * LT_US_PER_SECOND)	    /* a line that is soon back */

static int64_t now_us(const struct lt_desk *desk)
{
	return lt_clock_monotonic(desk->options.clock);
}

struct lt_desk_request *lt_desk_request_new(struct lt_call *call)
{
	const Lt__Report *report = call->request->report;
	struct lt_desk_request *q = lt_arena_zalloc(&call->arena, 1, sizeof *q);
	if (!q || report->n_commands > LT_ITEMS_PER_MESSAGE_MAX)
		return NULL;
	q->call = call;
	q->count = report->n_commands;
	q->replies = lt_arena_zalloc(&call->arena, q->count + 1, sizeof *q->replies);
	q->waiters = lt_arena_zalloc(&call->arena, q->count + 1, sizeof *q->waiters);
	if (!q->replies || !q->waiters)
		return NULL;
	for (size_t i = 0; i < q->count; i++) {
		q->replies[i] = lt_arena_alloc(&call->arena, sizeof **q->replies);
		if (!q->replies[i])
			return NULL;
		lt__command_reply__init(q->replies[i]);
	}
	return q;
}

static void finish(struct lt_desk_request *q)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__ReportReply body = LT__REPORT_REPLY__INIT;
	body.replies = q->replies;
	body.n_replies = q->count;
	reply.body_case = LT__REPLY__BODY_REPORT;
	reply.report = &body;
	lt_server_reply(q->call, &reply);
}

void lt_desk_wait_for(struct lt_desk_request *q, size_t i, struct lt_answer *answer)
{
	struct lt_waiter *w = &q->waiters[i];
	w->request = q;
	w->next = answer->waiters;
	w->link = &answer->waiters;
	if (w->next)
		w->next->link = &w->next;
	answer->waiters = w;
	q->missing++;
}

static void leave_list(struct lt_waiter *w)
{
	if (!w->link)
		return;
	*w->link = w->next;
	if (w->next)
		w->next->link = w->link;
	w->link = NULL;
}

void lt_desk_stop_waiting(struct lt_waiter *w)
{
	leave_list(w);
	w->request->missing--;
}

static void park(struct lt_desk *desk, struct lt_desk_request *q)
{
	q->deadline_us = now_us(desk) + (lt_line_bound(desk->line) ? PATIENCE_US : BLIP_US);
	q->link = desk->last;
	*desk->last = q;
	desk->last = &q->next;
}

static void unpark(struct lt_desk *desk, struct lt_desk_request *q)
{
	*q->link = q->next;
	if (q->next)
		q->next->link = q->link;
	else
		desk->last = q->link;
}

void lt_desk_rest(struct lt_desk *desk, struct lt_desk_request *q)
{
	if (q->missing && !q->link)
		park(desk, q);
	if (q->missing)
		return;
	if (q->link)
		unpark(desk, q);
	finish(q);
}

void lt_desk_hand_over(struct lt_desk *desk, struct lt_waiter *w, const Lt__CommandReply *reply)
{
	struct lt_desk_request *q = w->request;
	size_t i = (size_t)(w - q->waiters);
	struct lt_slice bytes;
	lt_desk_stop_waiting(w);
	if (lt_encode(&reply->base, &q->call->arena, &bytes) < 0 ||
	    LT_DECODE_OWN(command_reply, bytes, &q->call->arena, &q->replies[i]) < 0)
		lt_desk_fill_error(q->replies[i], LT_E_NOMEM, LT_NODE_TEXT_NO_MEMORY);
	lt_desk_rest(desk, q);
}

/* Nobody waits for it any more: should it be refused, it is a conflict on the list. */
static void mark_told(struct lt_desk *desk, const struct lt_desk_request *q)
{
	struct lt_outbox *outbox = desk->options.outbox;
	for (struct lt_outgoing *c = NULL; (c = lt_outbox_next(outbox, c));) {
		const struct lt_answer *answer = c->context;
		for (const struct lt_waiter *w = answer ? answer->waiters : NULL; w; w = w->next)
			c->told |= w->request == q;
	}
}

static void ask_to_repeat(struct lt_desk *desk, struct lt_desk_request *q)
{
	mark_told(desk, q);
	for (size_t i = 0; i < q->count; i++)
		leave_list(&q->waiters[i]);
	unpark(desk, q);
	const char *text = lt_arena_printf(
		&q->call->arena,
		"máy trạm đã nhận nhưng chưa có trả lời của máy chủ cho %zu yêu cầu%s; "
		"máy trạm giữ và tự gửi tiếp; "
		"hãy gửi lại đúng yêu cầu này để biết kết quả (kept; ask again)",
		q->missing,
		lt_outbox_no_room(desk->options.outbox)
			? ", vì kho của máy chủ đang hết chỗ cho hồ sơ mới"
			: "");
	lt_server_refuse(q->call, LT_E_UNKNOWN, text);
}

void lt_desk_line_down(struct lt_desk *desk)
{
	int64_t until_us = now_us(desk) + BLIP_US;
	for (struct lt_desk_request *q = desk->first; q; q = q->next)
		if (q->deadline_us > until_us)
			q->deadline_us = until_us;
}

void lt_desk_end_patience(struct lt_desk *desk)
{
	while (desk->first && desk->first->deadline_us <= now_us(desk))
		ask_to_repeat(desk, desk->first);
}
