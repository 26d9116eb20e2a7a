/* SPDX-License-Identifier: EUPL-1.2 */
/* What people ask of their node, and what comes back of it.
 *
 * Invariant: an answer is under way exactly as long as its command is in the outbox. */
#include "worker/node/desk_own.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"

static int64_t now_us(const struct lt_desk *desk)
{
	return lt_clock_monotonic(desk->options.clock);
}

/* -- refusals -- */

static void refuse(struct lt_call *call, int code, enum lt_node_text text)
{
	lt_server_refuse(call, code, lt_node_text(text));
}

static void refuse_line_down(struct lt_desk *desk, struct lt_call *call)
{
	char since[LT_TIME_TEXT_BYTES];
	const char *text = lt_arena_printf(
		&call->arena,
		"mất đường truyền tới máy chủ từ %s; "
		"%zu yêu cầu của máy trạm đang chờ gửi đi và sẽ tự gửi khi có lại đường truyền; "
		"hãy thử lại sau (the line is down)",
		lt_time_vietnamese(lt_line_since_us(desk->line), since),
		lt_outbox_count(desk->options.outbox));
	lt_server_refuse(call, LT_E_LINE, text);
}

/* Only the coordinator can answer it. */
static void pass_on_read(void *owner, struct lt_call *call)
{
	struct lt_desk *desk = owner;
	if (!lt_line_bound(desk->line) &&
	    call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_STATUS)
		return lt_desk_status(desk, call, NULL);
	if (!lt_line_bound(desk->line))
		return refuse_line_down(desk, call);
	if (lt_line_relay(desk->line, call) < 0)
		refuse(call, LT_E_BUSY, LT_NODE_TEXT_BUSY);
}

/* -- life -- */

int lt_desk_new(const struct lt_desk_options *options, struct lt_desk **ret, struct lt_err *err)
{
	struct lt_desk *desk = calloc(1, sizeof *desk);
	if (!desk)
		return lt_err_set(err, LT_E_NOMEM, "desk");
	desk->options = *options;
	desk->signing = (struct lt_signing){
		.key = options->key, .node = options->node, .clock = options->clock};
	desk->last = &desk->first;
	struct lt_reads_options reads = {.clock = options->clock,
					 .replica = options->replica,
					 .follow = options->follow,
					 .complete = lt_desk_complete,
					 .pass_on = pass_on_read,
					 .owner = desk};
	int r = lt_reads_new(&reads, &desk->reads, err);
	if (r < 0) {
		lt_desk_free(desk);
		return r;
	}
	*ret = desk;
	return 0;
}

void lt_desk_free(struct lt_desk *desk)
{
	if (!desk)
		return;
	for (struct lt_desk_request *q = desk->first, *next; q; q = next) {
		next = q->next;
		lt_server_drop(q->call);
	}
	lt_reads_free(desk->reads);
	lt_visits_done(&desk->visits);
	free(desk);
}

void lt_desk_set_baggage(struct lt_desk *desk, struct lt_baggage *baggage)
{
	desk->baggage = baggage;
}

void lt_desk_set_line(struct lt_desk *desk, struct lt_line *line, struct lt_renewal *renewal)
{
	desk->line = line;
	desk->renewal = renewal;
	lt_reads_set_line(desk->reads, line);
}

/* -- hello -- */

static void answer_hello(struct lt_desk *desk, struct lt_call *call)
{
	const Lt__Hello *hello = call->request->hello;
	const Lt__HelloReply *greeting = lt_line_greeting(desk->line);
	size_t n = strlen(desk->options.token);
	if (strlen(hello->token) != n || sodium_memcmp(hello->token, desk->options.token, n) != 0) {
		lt_log(LT_LOG_WARN, "desk", call->pipe, hello_refused, "wrong token");
		return refuse(call, LT_E_DENIED, LT_NODE_TEXT_TOKEN);
	}
	if (!lt_visits_bind(&desk->visits, call->pipe, hello->node, hello->boot, now_us(desk)))
		return refuse(call, LT_E_BUSY, LT_NODE_TEXT_BUSY);
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__HelloReply body = *greeting; /* for people the node stands in the coordinator's place */
	body.software = desk->options.software;
	body.now_us = lt_clock_wall(desk->options.clock);
	reply.body_case = LT__REPLY__BODY_HELLO;
	reply.hello = &body;
	lt_server_reply(call, &reply);
}

/* -- one command of a person -- */

static void fill_refusal(Lt__CommandReply *reply, enum lt_refusal refusal, const char *text)
{
	reply->refusal = refusal;
	reply->text = text ? text : lt_refusal_vietnamese(refusal);
}

void lt_desk_fill_error(Lt__CommandReply *reply, int error, enum lt_node_text text)
{
	reply->error = error;
	reply->text = lt_node_text(text);
}

static bool is_persons(const Lt__Command *c)
{
	switch (c->body_case) {
	case LT__COMMAND__BODY_SUBMIT:
	case LT__COMMAND__BODY_ACT:
	case LT__COMMAND__BODY_CLAIM:
	case LT__COMMAND__BODY_RELEASE:
	case LT__COMMAND__BODY_ASSIGN:
	case LT__COMMAND__BODY_ADD_ITEM:
	case LT__COMMAND__BODY_SIGNAL:
	case LT__COMMAND__BODY_WITHDRAW:
	case LT__COMMAND__BODY_STOP:
	case LT__COMMAND__BODY_RETURN_RESULT:
	case LT__COMMAND__BODY_RETRY:
	case LT__COMMAND__BODY_APOLOGISE:
	case LT__COMMAND__BODY_EXPLAIN_LATENESS:
	case LT__COMMAND__BODY_HOLD:
	case LT__COMMAND__BODY_RELEASE_CLOCK:
	case LT__COMMAND__BODY_EXTEND:
	case LT__COMMAND__BODY_ATTACH:
	case LT__COMMAND__BODY_FEEDBACK:
	case LT__COMMAND__BODY_ANSWER_FEEDBACK:
	case LT__COMMAND__BODY_NAME_DEPUTY:
	case LT__COMMAND__BODY_END_DEPUTY:
	case LT__COMMAND__BODY_PUBLISH_BUNDLE:
	case LT__COMMAND__BODY_CLOSE_PROPOSAL:
	case LT__COMMAND__BODY_LINE:
	case LT__COMMAND__BODY_DISMISS_LINE:
		return true;
	default:
		return false;
	}
}

/* What the keeper of a node may do, if that operates the province. */
static bool is_keepers(const Lt__Command *c)
{
	return c->body_case == LT__COMMAND__BODY_RETRY || c->body_case == LT__COMMAND__BODY_LINE ||
	       c->body_case == LT__COMMAND__BODY_DISMISS_LINE;
}

/* @return false: the reply says why it goes no further. */
static bool may_pass(const Lt__Command *c, Lt__CommandReply *reply)
{
	if (!is_persons(c))
		fill_refusal(reply, LT_REFUSAL_INTERNAL, lt_node_text(LT_NODE_TEXT_NOT_HERE));
	else if (!c->actor || c->seq == 0)
		fill_refusal(reply, LT_REFUSAL_MALFORMED, NULL);
	else if (c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
		 c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_CITIZEN &&
		 !(c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OPERATOR && is_keepers(c)))
		fill_refusal(reply, LT_REFUSAL_INTERNAL, lt_node_text(LT_NODE_TEXT_ACTOR));
	return !reply->refusal;
}

/* The stored answer once more. */
static void repeat_answer(struct lt_slice reply_bytes, struct lt_arena *arena,
			  Lt__CommandReply **reply)
{
	if (LT_DECODE_OWN(command_reply, reply_bytes, arena, reply) < 0)
		lt_desk_fill_error(*reply, LT_E_NOMEM, LT_NODE_TEXT_NO_MEMORY);
}

static void take_command(struct lt_desk *desk, struct lt_visit *visit, Lt__Command *c,
			 uint64_t content, struct lt_desk_request *q, size_t i)
{
	struct lt_answer *known = *lt_visit_place(visit, c->seq);
	Lt__CommandReply *reply = q->replies[i];
	reply->seq = c->seq;
	if (c->body_case == LT__COMMAND__BODY_SETTLE)
		return lt_desk_settle_conflict(desk, c, reply);
	if (!may_pass(c, reply))
		return;
	if (*c->request && lt_desk_is_known(desk, c, q, i, &content))
		return;
	bool met = known && known->seq >= c->seq;
	if (!*c->request && !met &&
	    lt_desk_was_told(desk, visit, c, content, &q->call->arena, reply))
		return;
	if (known && known->seq == c->seq && known->content != content)
		fill_refusal(reply, LT_REFUSAL_REQUEST_CHANGED, NULL);
	else if (known && known->seq == c->seq && known->under_way && known->provisional.size &&
		 (!lt_line_bound(desk->line) || lt_alone_lacks_room(desk->options.alone, c)))
		repeat_answer(known->provisional, &q->call->arena, &q->replies[i]);
	else if (known && known->seq == c->seq && known->under_way)
		lt_desk_wait_for(q, i, known);
	else if (known && known->seq == c->seq)
		repeat_answer(known->reply, &q->call->arena, &q->replies[i]);
	else if (known && known->seq > c->seq)
		fill_refusal(reply, LT_REFUSAL_REQUEST_STALE, NULL);
	else if (known && known->under_way)
		lt_desk_fill_error(reply, LT_E_BUSY, LT_NODE_TEXT_BUSY);
	else
		lt_desk_pass_on(desk, visit, c, content, q, i);
}

/* -- a whole request -- */

/* Decodes all commands; a malformed one has its answer already and stays NULL. */
static Lt__Command **decode(struct lt_desk_request *q)
{
	const Lt__Report *report = q->call->request->report;
	Lt__Command **list = lt_arena_zalloc(&q->call->arena, q->count + 1, sizeof *list);
	struct lt_err why;
	for (size_t i = 0; list && i < q->count; i++) {
		struct lt_slice bytes = lt_slice(report->commands[i].data, report->commands[i].len);
		if (LT_DECODE(command, bytes, &q->call->arena, &list[i], &why) < 0) {
			list[i] = NULL;
			lt_desk_fill_error(q->replies[i], LT_E_FORMAT, LT_NODE_TEXT_MALFORMED);
		}
	}
	return list;
}

static void take_report(struct lt_desk *desk, struct lt_visit *visit, struct lt_call *call)
{
	struct lt_desk_request *q = lt_desk_request_new(call);
	Lt__Command **commands = q ? decode(q) : NULL;
	if (!commands)
		return refuse(call, LT_E_LIMIT, LT_NODE_TEXT_TOO_LONG);
	for (size_t i = 0; i < q->count; i++) {
		const ProtobufCBinaryData *bytes = &call->request->report->commands[i];
		if (commands[i])
			take_command(desk, visit, commands[i],
				     lt_content_key(lt_slice(bytes->data, bytes->len)), q, i);
	}
	lt_desk_rest(desk, q);
}

void lt_desk_call(struct lt_desk *desk, struct lt_call *call)
{
	Lt__Request__BodyCase body = call->request->body_case;
	struct lt_visit *visit = lt_visits_find(&desk->visits, call->pipe);
	if (body == LT__REQUEST__BODY_HELLO)
		return answer_hello(desk, call);
	if (!visit)
		return refuse(call, LT_E_DENIED, LT_NODE_TEXT_NO_HELLO);
	visit->seen_us = now_us(desk);
	if (body == LT__REQUEST__BODY_REPORT)
		return take_report(desk, visit, call);
	if (desk->baggage && lt_baggage_takes(call))
		return lt_baggage_call(desk->baggage, call);
	if (body == LT__REQUEST__BODY_RENEW)
		return lt_renewal_ask(desk->renewal, call);
	if (body != LT__REQUEST__BODY_FETCH)
		return refuse(call, LT_E_DENIED, LT_NODE_TEXT_NOT_HERE);
	if (call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_CONFLICTS)
		return lt_desk_conflicts(desk, call);
	lt_reads_take(desk->reads, call);
}

void lt_desk_gone(struct lt_desk *desk, uint32_t pipe)
{
	lt_visits_gone(&desk->visits, pipe);
}

/* -- answers -- */

struct lt_slice lt_desk_packed(const Lt__CommandReply *reply)
{
	size_t size = lt_encoded_size(&reply->base);
	uint8_t *bytes = malloc(size + 1);
	if (bytes)
		lt_encode_to(&reply->base, bytes);
	return lt_slice(bytes, bytes ? size : 0);
}

/* A refusal goes from the disk before anybody hears of it; nobody there to hear: among the
 * conflicts. */
static void settle_refusal(struct lt_desk *desk, struct lt_outgoing *command,
			   const Lt__CommandReply *reply)
{
	struct lt_err err = {0};
	struct lt_outbox *outbox = desk->options.outbox;
	int r = command->told ? lt_outbox_dispute(outbox, command, reply,
						  lt_clock_wall(desk->options.clock), &err)
			      : lt_outbox_forget(outbox, command, &err);
	if (r < 0)
		lt_log(LT_LOG_ERROR, "desk", reply->dossier, store_failed, "%s", err.text);
	if (!command->told && !command->context)
		lt_log(LT_LOG_INFO, "desk", reply->dossier, request_refused,
		       "the node's own word: %s", lt_refusal_name(reply->refusal));
}

/* What it was told is kept under its name; after a restart it would be sent, and told, again. */
static void forget(struct lt_desk *desk, struct lt_outgoing *command)
{
	struct lt_err err = {0};
	if (lt_outbox_forget(desk->options.outbox, command, &err) < 0)
		lt_log(LT_LOG_ERROR, "desk", 0, store_failed, "%s", err.text);
}

void lt_desk_answered(struct lt_desk *desk, struct lt_outgoing *command,
		      const Lt__CommandReply *reply)
{
	struct lt_answer *answer = command->context;
	Lt__CommandReply own = *reply;
	lt_desk_keep_answer(desk, command, reply);
	if (reply->refusal || reply->error) {
		settle_refusal(desk, command, reply);
		lt_alone_changed(desk->options.alone);
	} else {
		bool registrys = answer && !own.dossier; /* who stands in for whom ... */
		if (own.events_count || registrys)
			lt_reads_expect(desk->reads);
		lt_desk_check_receipt(desk, command, reply);
		if (command->detail)
			forget(desk, command);
	}
	if (!answer)
		return; /* kept by an earlier run for a visit that is forgotten */
	own.seq = answer->seq;
	answer->command = NULL;
	while (answer->waiters)
		lt_desk_hand_over(desk, answer->waiters, &own);
	struct lt_slice bytes = lt_desk_packed(&own);
	if (own.error || !bytes.data) {
		free((uint8_t *)(uintptr_t)bytes.data);
		lt_answer_undo(
			answer); /* nothing was decided: the same number may be tried again */
	} else {
		lt_answer_end(answer, bytes);
	}
}

/* Somebody waits at the counter for a new dossier's code. @return NULL: not so, or it has one */
static Lt__Command *new_dossier(struct lt_desk *desk, const struct lt_outgoing *command)
{
	const struct lt_answer *answer = command->context;
	const struct lt_waiter *w = answer ? answer->waiters : NULL;
	Lt__KeptCommand *kept;
	Lt__Command *c;
	if (!w || w->next || command->told || !lt_alone_receives(desk->options.alone))
		return NULL;
	struct lt_arena *arena = &w->request->call->arena;
	if (lt_outbox_record(desk->options.outbox, command, arena, &kept, NULL) < 0 ||
	    LT_DECODE_OWN(command, lt_slice(command->bytes, command->size), arena, &c) < 0 ||
	    c->body_case != LT__COMMAND__BODY_SUBMIT || *c->submit->code)
		return NULL;
	c->seq = answer->seq;
	c->request = kept->request;
	return c;
}

/* It was not decided, nor will it be under this number: another takes its place, with a code of
 * this node's, in one commit. */
bool lt_desk_no_room(struct lt_desk *desk, struct lt_outgoing *command)
{
	Lt__Command *c = new_dossier(desk, command);
	if (!c)
		return false;
	struct lt_answer *answer = command->context;
	struct lt_visit *visit = answer->visit;
	uint64_t content = answer->content;
	struct lt_waiter *w = answer->waiters;
	struct lt_desk_request *q = w->request;
	lt_desk_stop_waiting(w);
	lt_answer_undo(answer);
	command->context = NULL;
	desk->crowded = true;
	lt_desk_pass_on(desk, visit, c, content, q, (size_t)(w - q->waiters));
	desk->crowded = false;
	forget(desk, command);
	lt_desk_rest(desk, q); /* maybe it cannot be received here either, and the reply says why */
	return true;
}

static void pass_back(struct lt_desk *desk, struct lt_call *call, const Lt__Reply *reply)
{
	Lt__Reply own = *reply;
	Lt__FetchReply body = *reply->fetch;
	lt_desk_tell_site(desk, call->request->fetch, &body);
	own.fetch = &body;
	lt_server_reply(call, &own);
}

void lt_desk_relayed(struct lt_desk *desk, struct lt_call *call, const Lt__Reply *reply, int code,
		     const char *text)
{
	bool answered = reply && reply->body_case == LT__REPLY__BODY_FETCH;
	if (answered && call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_STATUS)
		lt_desk_status(desk, call, reply->fetch);
	else if (answered)
		pass_back(desk, call, reply);
	else if (!lt_line_bound(desk->line))
		refuse_line_down(desk, call);
	else if (code == LT_E_DENIED || code == LT_E_LINE || reply)
		refuse(call, LT_E_LINE, LT_NODE_TEXT_LINE_LOST);
	else
		lt_server_refuse(call, code, text);
}

/* -- time -- */

void lt_desk_step(struct lt_desk *desk)
{
	lt_desk_end_patience(desk);
	lt_reads_step(desk->reads);
}

int64_t lt_desk_next_us(const struct lt_desk *desk)
{
	int64_t reads_us = lt_reads_next_us(desk->reads);
	int64_t own_us = desk->first ? desk->first->deadline_us : INT64_MAX;
	return reads_us < own_us ? reads_us : own_us;
}
