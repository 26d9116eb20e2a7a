/* SPDX-License-Identifier: EUPL-1.2 */
/* What the desk keeps: commands on their way, what is decided here while the line is down, and the
 * conflicts that come of it. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/log.h"
#include "proto/base/lookup.h"
#include "proto/codec/codec.h"
#include "records/figures.h"
#include "worker/node/desk_own.h"

enum { CONFLICTS_PAGE = 200 };

enum lt_node_text lt_desk_text_of(int error)
{
	return error == LT_E_BUSY    ? LT_NODE_TEXT_BUSY
	       : error == LT_E_LIMIT ? LT_NODE_TEXT_TOO_LONG
	       : error == LT_E_NOMEM ? LT_NODE_TEXT_NO_MEMORY
				     : LT_NODE_TEXT_DISK_FULL;
}

/* -- in -- */

static int64_t wall_us(const struct lt_desk *desk)
{
	return lt_replica_now_us(desk->options.replica);
}

static bool is_registrys(const Lt__Command *c)
{
	return c->body_case == LT__COMMAND__BODY_PUBLISH_BUNDLE ||
	       c->body_case == LT__COMMAND__BODY_CLOSE_PROPOSAL ||
	       c->body_case == LT__COMMAND__BODY_LINE ||
	       c->body_case == LT__COMMAND__BODY_DISMISS_LINE;
}

/* The line is down, or there is no room. @return false: the reply says why it is not kept. */
static bool decide_here(struct lt_desk *desk, Lt__Command *c, Lt__KeptCommand *about,
			struct lt_arena *arena, Lt__CommandReply *reply)
{
	char since[LT_TIME_TEXT_BYTES];
	struct lt_err why = {0};
	uint64_t seq = c->seq;
	int r = lt_alone_decide(desk->options.alone, c, about, arena, reply, &why);
	reply->seq = seq;
	if (r == 0)
		return reply->refusal == 0;
	reply->error = LT_E_LINE;
	reply->text = lt_arena_printf(
		arena, "mất đường truyền tới máy chủ từ %s, máy trạm chưa tự làm được: %s",
		lt_time_vietnamese(lt_line_since_us(desk->line), since), why.text);
	return false;
}

/* Whoever takes a dossier from the citizen draws what the citizen will look it up with: kept with
 * the command, so it is the same however often that is sent. */
static bool draw_check(Lt__Command *c, struct lt_arena *arena)
{
	char check[LT_LOOKUP_BYTES];
	if (c->body_case != LT__COMMAND__BODY_SUBMIT || *c->submit->check)
		return true;
	c->submit->check = lt_arena_str(arena, lt_lookup_draw(check));
	return c->submit->check != NULL;
}

void lt_desk_pass_on(struct lt_desk *desk, struct lt_visit *visit, Lt__Command *c, uint64_t content,
		     struct lt_desk_request *q, size_t i)
{
	Lt__KeptCommand about = LT__KEPT_COMMAND__INIT;
	struct lt_outgoing *out;
	uint64_t seq = c->seq;
	bool cut = !lt_line_bound(desk->line);
	bool alone = cut || desk->crowded || lt_alone_lacks_room(desk->options.alone, c);
	about.visit = visit->name;
	about.visit_boot = visit->boot;
	about.visit_seq = seq;
	about.content = content;
	about.acted_us = wall_us(desk);
	c->acted_us = 0; /* with the line up the coordinator's clock is the one that counts */
	about.urgent_us = INT64_MAX;
	about.request = c->request;
	c->request = ""; /* the coordinator knows it by its number */
	c->actor->node = desk->options.node;
	if (!draw_check(c, &q->call->arena))
		return lt_desk_fill_error(q->replies[i], LT_E_NOMEM, LT_NODE_TEXT_NO_MEMORY);
	if (cut && is_registrys(c)) {
		q->replies[i]->error = LT_E_LINE;
		q->replies[i]->text = lt_node_text(LT_NODE_TEXT_NEEDS_LINE);
		return;
	}
	if (alone && !decide_here(desk, c, &about, &q->call->arena, q->replies[i]))
		return;
	if (alone && !cut)
		q->replies[i]->text = lt_node_text(LT_NODE_TEXT_NO_ROOM);
	struct lt_answer *answer = lt_visit_begin(visit, seq, content);
	if (!answer)
		return lt_desk_fill_error(q->replies[i], LT_E_NOMEM, LT_NODE_TEXT_NO_MEMORY);
	const struct lt_replica *replica = desk->options.replica;
	int64_t heard_us = replica ? lt_replica_as_of_us(replica) : 0;
	int r = lt_signing_sign(&desk->signing, desk->line, heard_us, c, &q->call->arena);
	if (r == 0)
		r = lt_outbox_keep(desk->options.outbox, c, &about, &out, NULL);
	if (r < 0) {
		lt_answer_undo(answer);
		lt_alone_changed(desk->options.alone);
		lt__command_reply__init(q->replies[i]);
		q->replies[i]->seq = seq;
		return lt_desk_fill_error(q->replies[i], r, lt_desk_text_of(r));
	}
	out->context = answer;
	out->detail = lt_desk_key(about.request);
	answer->command = out;
	if (alone) {
		answer->provisional = lt_desk_packed(q->replies[i]);
		lt_alone_kept(desk->options.alone, out->seq);
		desk->decided = true;
	}
	lt_desk_wait_for(q, i, answer);
}

/* -- the sync -- */

static void lost(void *owner, struct lt_outgoing *command, int error)
{
	struct lt_desk *desk = owner;
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_answer *answer = command->context;
	if (!answer)
		return; /* the node's own word: whoever kept it keeps it again */
	reply.seq = answer->seq;
	lt_desk_fill_error(&reply, error, lt_desk_text_of(error));
	while (answer->waiters)
		lt_desk_hand_over(desk, answer->waiters, &reply);
	lt_answer_undo(answer);
	lt_alone_changed(desk->options.alone);
}

/* It is on disk: whoever waits is told what was decided here. */
static void tell_decided(struct lt_desk *desk)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	for (struct lt_outgoing *c = NULL; (c = lt_outbox_next(desk->options.outbox, c));) {
		struct lt_answer *answer = c->context;
		Lt__CommandReply *reply;
		if (!answer || !answer->provisional.size || !answer->waiters)
			continue;
		lt_arena_reset(&arena);
		if (LT_DECODE_OWN(command_reply, answer->provisional, &arena, &reply) < 0)
			continue; /* they wait for the coordinator */
		c->told = true;
		while (answer->waiters)
			lt_desk_hand_over(desk, answer->waiters, reply);
	}
}

bool lt_desk_settle(struct lt_desk *desk)
{
	struct lt_err err = {0};
	int r = lt_outbox_settle(desk->options.outbox, lost, desk, &err);
	if (r < 0)
		lt_log(LT_LOG_ERROR, "desk", 0, store_failed, "%s", err.text);
	if (desk->decided)
		tell_decided(desk);
	desk->decided = false;
	return r == 0;
}

/* -- over restarts -- */

static int restore_one(struct lt_desk *desk, struct lt_outgoing *c, struct lt_arena *arena,
		       struct lt_err *err)
{
	Lt__KeptCommand *kept;
	int r = lt_outbox_record(desk->options.outbox, c, arena, &kept, err);
	if (r < 0 || !*kept->visit)
		return r; /* the node's own word has no visit */
	c->detail = lt_desk_key(kept->request);
	struct lt_visit *visit = lt_visits_bind(&desk->visits, 0, kept->visit, kept->visit_boot,
						lt_clock_monotonic(desk->options.clock));
	struct lt_answer **place = visit ? lt_visit_place(visit, kept->visit_seq) : NULL;
	if (!place || (*place && (*place)->under_way))
		return 0; /* more than one visit can remember: asked again, it is another request */
	struct lt_answer *answer = lt_visit_begin(visit, kept->visit_seq, kept->content);
	if (!answer)
		return LT_E_NOMEM;
	answer->command = c;
	c->context = answer;
	return 0;
}

int lt_desk_restore(struct lt_desk *desk, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	int r = 0;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	for (struct lt_outgoing *c = NULL;
	     r == 0 && (c = lt_outbox_next(desk->options.outbox, c));) {
		lt_arena_reset(&arena);
		r = restore_one(desk, c, &arena, err);
	}
	return r;
}

/* -- conflicts -- */

/* What a command is about, as people call it. */
static const char *code_of(const Lt__KeptCommand *kept, const Lt__Command *c)
{
	if (kept->reply && *kept->reply->code)
		return kept->reply->code;
	return c->body_case == LT__COMMAND__BODY_SUBMIT ? c->submit->code : c->code;
}

/* The desks of an officer today; NULL: none. */
static const Lt__Person *desks_of(struct lt_desk *desk, const Lt__Actor *officer,
				  struct lt_arena *arena)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply reply;
	Lt__Actor actor = *officer;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PERSON;
	fetch.actor = &actor;
	return lt_replica_read(desk->options.replica, &fetch, arena, &reply) ? reply.person : NULL;
}

/* Is it the business of who sits there? A citizen's word is no unit's: anybody's here. */
static bool is_theirs(const Lt__Person *person, const Lt__Command *c)
{
	const char *unit = c->actor ? c->actor->unit : "";
	for (size_t i = 0; person && i < person->n_desks; i++)
		if (!*unit || strcmp(person->desks[i]->unit, unit) == 0)
			return true;
	return false;
}

/* A list of conflicts being made. */
struct conflicts {
	const Lt__Fetch *fetch;
	const Lt__Person *person; /* who asks; with an actor in the fetch */
	struct lt_arena *arena;
	Lt__FetchReply *reply;
};

static bool is_asked_for(const struct conflicts *of, const Lt__Command *c, const char *code)
{
	const Lt__Fetch *fetch = of->fetch;
	if (fetch->actor && !is_theirs(of->person, c))
		return false;
	if (*fetch->code)
		return strcmp(fetch->code, code) == 0;
	return !*fetch->unit || (c->actor && strcmp(fetch->unit, c->actor->unit) == 0);
}

static int add_conflict(const struct conflicts *of, uint64_t number, const Lt__KeptCommand *kept)
{
	struct lt_arena *arena = of->arena;
	Lt__FetchReply *reply = of->reply;
	Lt__Command *command;
	struct lt_slice bytes = lt_slice(kept->command.data, kept->command.len);
	int r = LT_DECODE_OWN(command, bytes, arena, &command);
	if (r < 0 || !is_asked_for(of, command, code_of(kept, command)))
		return r;
	Lt__Conflict *item = lt_arena_alloc(arena, sizeof *item);
	if (!item || !LT_ARENA_PUSH(arena, reply->conflicts, reply->n_conflicts))
		return LT_E_NOMEM;
	lt__conflict__init(item);
	item->number = number;
	item->command = command;
	item->acted_us = kept->acted_us;
	item->refused_us = kept->refused_us;
	item->refusal = kept->reply ? kept->reply->refusal : 0;
	item->text = kept->reply ? kept->reply->text : "";
	item->code = code_of(kept, command);
	reply->conflicts[reply->n_conflicts++] = item;
	return 0;
}

void lt_desk_check_receipt(struct lt_desk *desk, struct lt_outgoing *command,
			   const Lt__CommandReply *reply)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	Lt__CommandReply notice = *reply;
	struct lt_err why = {0};
	char told[LT_TIME_TEXT_BYTES], now[LT_TIME_TEXT_BYTES];
	if (!command->told)
		return;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	if (lt_outbox_record(desk->options.outbox, command, &arena, &kept, NULL) < 0 ||
	    !kept->told_due_us || kept->told_due_us == reply->due_us)
		return;
	notice.text = lt_arena_printf(
		&arena, "đã nhận, nhưng hẹn trả là %s, khác giấy đã in (%s); hãy in lại giấy",
		lt_time_vietnamese(reply->due_us, now),
		lt_time_vietnamese(kept->told_due_us, told));
	if (notice.text &&
	    lt_outbox_dispute(desk->options.outbox, command, &notice, wall_us(desk), &why) < 0)
		lt_log(LT_LOG_ERROR, "desk", reply->dossier, store_failed, "%s", why.text);
}

void lt_desk_conflicts(struct lt_desk *desk, struct lt_call *call)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	Lt__KeptCommand *kept;
	struct lt_err why = {0};
	uint64_t n = 0;
	int r = desk->options.keep ? 0 : LT_E_ABSENT;
	struct conflicts of = {
		.fetch = call->request->fetch, .arena = &call->arena, .reply = &body};
	if (of.fetch->actor)
		of.person = desks_of(desk, of.fetch->actor, &call->arena);
	while (r == 0 && body.n_conflicts < CONFLICTS_PAGE) {
		r = lt_keep_next(desk->options.keep, LT_KEEP_CONFLICT, n, &call->arena, &n, &kept,
				 &why);
		if (r == 0)
			r = add_conflict(&of, n++, kept);
	}
	if (r < 0 && r != LT_E_ABSENT) {
		body.error = r;
		body.text = why.text[0] ? why.text : lt_err_vietnamese(r);
	}
	lt_desk_complete(desk, call->request->fetch, &body, &call->arena);
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(call, &reply);
}

/* A number alone says nothing of whose it is. */
static bool may_settle(struct lt_desk *desk, const Lt__Command *c)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	Lt__Command *refused;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	if (!desk->options.keep ||
	    lt_keep_get(desk->options.keep, LT_KEEP_CONFLICT, c->settle->number, &arena, &kept,
			NULL) < 0 ||
	    LT_DECODE_OWN(command, lt_slice(kept->command.data, kept->command.len), &arena,
			  &refused) < 0)
		return false;
	return is_theirs(desks_of(desk, c->actor, &arena), refused);
}

void lt_desk_settle_conflict(struct lt_desk *desk, const Lt__Command *c, Lt__CommandReply *reply)
{
	struct lt_err why = {0};
	const Lt__SettleConflict *settle = c->settle;
	struct lt_settling settling = {.number = settle->number,
				       .again = settle->again,
				       .actor = c->actor,
				       .note = settle->note,
				       .now_us = wall_us(desk)};
	if (c->actor)
		c->actor->node = desk->options.node;
	if (!c->actor || c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER) {
		reply->refusal = LT_REFUSAL_MALFORMED;
	} else if (!settle->again && !*settle->note) {
		reply->refusal = LT_REFUSAL_NOTE;
	} else if (!may_settle(desk, c)) {
		reply->refusal = LT_REFUSAL_NO_CONFLICT;
	} else {
		int r = lt_outbox_settle_conflict(desk->options.outbox, &settling, &why);
		if (r == LT_E_ABSENT)
			reply->refusal = LT_REFUSAL_NO_CONFLICT;
		else if (r < 0)
			lt_desk_fill_error(reply, r, lt_desk_text_of(r));
		lt_alone_changed(desk->options.alone);
	}
	if (reply->refusal)
		reply->text = lt_refusal_vietnamese(reply->refusal);
}

/* -- what the officer sees at every moment -- */

static uint32_t count_conflicts(struct lt_desk *desk, struct lt_arena *arena)
{
	Lt__KeptCommand *kept;
	uint32_t count = 0;
	uint64_t n = 0;
	while (desk->options.keep && count < CONFLICTS_PAGE &&
	       lt_keep_next(desk->options.keep, LT_KEEP_CONFLICT, n, arena, &n, &kept, NULL) == 0) {
		n++;
		count++;
	}
	return count;
}

/* Connecting is tried all the time, with a pause that is known only by its bound. */
static int64_t retry_us(const struct lt_desk *desk, int64_t wall_now_us)
{
	int64_t next_us = lt_line_next_us(desk->line);
	if (lt_line_bound(desk->line))
		return 0;
	if (next_us == INT64_MAX)
		return wall_now_us + LT_CLIENT_RECONNECT_MS * INT64_C(1000);
	return wall_now_us + next_us - lt_clock_monotonic(desk->options.clock);
}

void lt_desk_tell_site(const struct lt_desk *desk, const Lt__Fetch *fetch, Lt__FetchReply *reply)
{
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_SHOW && desk->options.web_url)
		reply->web_url = desk->options.web_url;
}

/* @return false: nobody asked for them, or there are none */
static bool tell_figures(struct lt_desk *desk, const Lt__Fetch *fetch, struct lt_arena *arena,
			 Lt__Waiting *waiting)
{
	struct lt_figures figures = {.arena = arena};
	if (fetch->kind != LT__FETCH_KIND__FETCH_KIND_STATUS ||
	    strcmp(fetch->text, "figures") != 0 || !desk->options.figures ||
	    desk->options.figures(desk->options.figures_owner, &figures) < 0)
		return false;
	waiting->figures = figures.items;
	waiting->n_figures = figures.count;
	return true;
}

void lt_desk_complete(void *owner, const Lt__Fetch *fetch, Lt__FetchReply *reply,
		      struct lt_arena *arena)
{
	struct lt_desk *desk = owner;
	struct lt_outbox *outbox = desk->options.outbox;
	const struct lt_outgoing *oldest = lt_outbox_next(outbox, NULL);
	Lt__Waiting *waiting = lt_arena_alloc(arena, sizeof *waiting);
	lt_alone_mark(desk->options.alone, reply);
	lt_desk_tell_site(desk, fetch, reply);
	if (!waiting)
		return;
	lt__waiting__init(waiting);
	waiting->commands = (uint32_t)lt_outbox_count_of(outbox, LT_SENDER_DESK);
	waiting->no_room = (uint32_t)lt_outbox_no_room(outbox);
	waiting->oldest_us = oldest ? oldest->acted_us : 0;
	waiting->now_us = wall_us(desk);
	waiting->retry_us = retry_us(desk, waiting->now_us);
	waiting->conflicts = count_conflicts(desk, arena);
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_LIST ||
	    fetch->kind == LT__FETCH_KIND__FETCH_KIND_INBOX ||
	    fetch->kind == LT__FETCH_KIND__FETCH_KIND_STATUS)
		lt_alone_awaited(desk->options.alone, arena, waiting);
	bool counted = tell_figures(desk, fetch, arena, waiting);
	if (counted || waiting->commands || waiting->conflicts || waiting->n_awaited ||
	    waiting->retry_us)
		reply->waiting = waiting;
}

void lt_desk_status(struct lt_desk *desk, struct lt_call *call, const Lt__FetchReply *theirs)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	if (theirs)
		body = *theirs;
	else
		body.as_of_us = wall_us(desk);
	body.copied_us = lt_replica_as_of_us(desk->options.replica);
	body.line_down_us = lt_line_bound(desk->line) ? 0 : lt_line_since_us(desk->line);
	lt_desk_complete(desk, call->request->fetch, &body, &call->arena);
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(call, &reply);
}
