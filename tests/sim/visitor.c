/* SPDX-License-Identifier: EUPL-1.2 */
/* People at the desk of a node: one visit a start of the node, over a line of their own that never
 * fails: hello, reports of what they want, repeated until answered, reads. What machines report
 * goes past the desk into the outbox, as the runner's results do. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/decide.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/sim/node_own.h"

/* The desk asks for patience first; and a node that looks at its mail every 20 s needs some looks.
 */
#define ASK_TIMEOUT_US (2 * LT_US_PER_MINUTE)
#define RETRY_US_MAX (2 * LT_US_PER_SECOND)

/* -- talks -- */

static void on_done(void *owner, struct lt_talk *talk)
{
	struct sim_talk *t = owner;
	(void)talk;
	t->over = true;
	sim_node_stir(t->node);
}

static void on_line(void *owner, uint32_t line)
{
	(void)line;
	sim_node_stir(owner);
}

static bool start(struct sim_talk *t, Lt__Request *request, int64_t timeout_us)
{
	t->over = false;
	t->busy = lt_talk_start(t->talk, request, timeout_us, on_done, t, NULL) == 0;
	return t->busy;
}

static void retry_later(struct sim_node *node)
{
	node->retry_us =
		sim_now(node->world) + sim_between(&node->world->line_chance, 20000, RETRY_US_MAX);
}

static int open_talk(struct sim_node *node, struct sim_talk *t, enum sim_talk_use use,
		     struct lt_err *err)
{
	*t = (struct sim_talk){.node = node, .use = use};
	return lt_talk_new(node->visitor, &t->talk, err);
}

int sim_visitor_open(struct sim_node *node, struct lt_err *err)
{
	struct lt_client_options options = {.on_line = on_line, .owner = node};
	int r = lt_fake_line_client(node->hall, 0, &options, &node->visitor);
	node->welcome = false;
	if (r == 0)
		r = open_talk(node, &node->hello, SIM_TALK_HELLO, err);
	for (size_t i = 0; i < SIM_REPORTS && r == 0; i++)
		r = open_talk(node, &node->reports[i], SIM_TALK_REPORT, err);
	for (size_t i = 0; i < SIM_READS && r == 0; i++)
		r = open_talk(node, &node->reads[i], SIM_TALK_READ, err);
	return r;
}

static void close_talk(struct sim_talk *t)
{
	struct sim_world *world = t->node->world;
	sim_read_done *read = t->busy ? t->read : NULL;
	void *owner = t->owner;
	lt_talk_free(t->talk);
	t->talk = NULL;
	t->busy = false;
	if (read)
		read(world, owner, NULL);
}

void sim_visitor_close(struct sim_node *node)
{
	struct lt_client *visitor = node->visitor;
	node->welcome = false;
	close_talk(&node->hello);
	for (size_t i = 0; i < SIM_REPORTS; i++)
		close_talk(&node->reports[i]);
	for (size_t i = 0; i < SIM_READS; i++)
		close_talk(&node->reads[i]);
	node->visitor = NULL;
	lt_client_free(visitor);
}

/* -- commands -- */

static void enqueue(struct sim_node *node, struct sim_request *request)
{
	if (node->queue_count == node->queue_room) {
		node->queue_room = node->queue_room ? 2 * node->queue_room : 16;
		node->queue = realloc(node->queue, node->queue_room * sizeof(void *));
		LT_REQUIRE(node->queue != NULL);
	}
	node->queue[node->queue_count++] = request;
	request->queued = true;
	request->under_way = false;
	sim_node_touch(node);
}

void sim_node_dequeue(struct sim_node *node, struct sim_request *request)
{
	size_t i = 0;
	while (i < node->queue_count && node->queue[i] != request)
		i++;
	LT_REQUIRE(i < node->queue_count);
	node->queue_count--;
	memmove(&node->queue[i], &node->queue[i + 1], (node->queue_count - i) * sizeof(void *));
	request->queued = request->under_way = false;
}

static const char *kind_name(const Lt__Command *c)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
		&lt__command__descriptor, (unsigned)c->body_case);
	return field ? field->name : "?";
}

/* What a machine has to say needs no desk. */
static void put(struct sim_node *node, struct sim_request *request, Lt__Command *command)
{
	command->actor->node = node->spec->id;
	request->out = lt_outbox_put(node->outbox, command);
	LT_REQUIRE(request->out != NULL);
	request->out->tag = request->mark;
}

static void pack(struct sim_node *node, struct sim_request *request, Lt__Command *command)
{
	struct lt_slice bytes;
	request->boot = node->boot;
	request->seq = command->seq = ++node->seq;
	LT_REQUIRE(lt_encode(&command->base, &node->world->arena, &bytes) == 0);
	request->bytes = malloc(bytes.size + 1);
	LT_REQUIRE(request->bytes != NULL);
	memcpy(request->bytes, bytes.data, bytes.size);
	request->size = bytes.size;
}

struct sim_request *sim_node_command(struct sim_node *node, Lt__Command *command)
{
	if (!node->client)
		return NULL;
	struct sim_request *request = sim_book_add(node->world);
	command->schema = LT_COMMAND_SCHEMA;
	request->node = node;
	request->kind = command->body_case;
	request->asked_us = sim_now(node->world);
	request->dossier = command->dossier;
	strncpy(request->officer, command->actor->id, sizeof request->officer - 1);
	if (command->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_NODE)
		put(node, request, command);
	else
		pack(node, request, command);
	enqueue(node, request);
	sim_happen(node->world, "%s m%llu asks %s d%llu as %s of %s", node->spec->id,
		   (unsigned long long)request->mark, kind_name(command),
		   (unsigned long long)command->dossier, command->actor->id, command->actor->unit);
	return request;
}

void sim_node_repeat(struct sim_node *node, struct sim_request *request)
{
	if (node->client && !request->queued && request->bytes && request->boot == node->boot)
		enqueue(node, request);
}

void sim_node_flood(struct sim_node *node)
{
	enum { MESSAGES = 5, FIRST_SEQ = 1 << 24 };
	struct sim_world *world = node->world;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	Lt__Command command = LT__COMMAND__INIT;
	struct lt_slice bytes;
	if (!node->client || !lt_line_bound(node->line))
		return;
	lt_arena_reset(&world->arena);
	report.commands =
		lt_arena_zalloc(&world->arena, LT_ITEMS_PER_MESSAGE_MAX, sizeof *report.commands);
	command.schema = LT_COMMAND_SCHEMA;
	command.code = "NOBODY-000000-1";
	command.seq = FIRST_SEQ;
	LT_REQUIRE(report.commands && lt_encode(&command.base, &world->arena, &bytes) == 0);
	for (size_t i = 0; i < LT_ITEMS_PER_MESSAGE_MAX; i++)
		report.commands[i] = (ProtobufCBinaryData){
			.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	report.n_commands = LT_ITEMS_PER_MESSAGE_MAX;
	request.protocol = LT_PROTOCOL_VERSION;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	LT_REQUIRE(lt_encode(&request.base, &world->arena, &bytes) == 0);
	for (int i = 0; i < MESSAGES; i++)
		LT_REQUIRE(lt_fake_line_send(world->line, node->number, bytes, NULL) == 0);
	sim_happen(world, "%s sends a flood", node->spec->id);
}

static void send_report(struct sim_node *node, struct sim_talk *t)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	ProtobufCBinaryData items[SIM_REPORT_ITEMS];
	size_t most = 1 + sim_below(&node->world->line_chance, SIM_REPORT_ITEMS);
	t->count = 0;
	for (size_t i = 0; i < node->queue_count && t->count < most; i++) {
		struct sim_request *r = node->queue[i];
		if (r->under_way || !r->bytes)
			continue;
		items[t->count] = (ProtobufCBinaryData){.len = r->size, .data = r->bytes};
		t->requests[t->count++] = r;
	}
	if (t->count == 0)
		return;
	report.commands = items;
	report.n_commands = t->count;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	if (!start(t, &request, ASK_TIMEOUT_US))
		return;
	for (size_t i = 0; i < t->count; i++)
		t->requests[i]->under_way = true;
}

/* Is this something a desk may say, so that the same is asked again? */
static bool may_ask_again(int code)
{
	return code == LT_E_LINE || code == LT_E_TIMEOUT || code == LT_E_UNKNOWN ||
	       code == LT_E_BUSY || code == LT_E_DENIED;
}

static void take_reply(struct sim_node *node, struct sim_request *request,
		       const Lt__CommandReply *reply)
{
	request->under_way = false;
	if (reply->seq != request->seq) {
		sim_fail(node->world, request->dossier, "reply %llu to request %llu of %s",
			 (unsigned long long)reply->seq, (unsigned long long)request->seq,
			 node->spec->id);
	} else if (reply->error) {
		if (!may_ask_again(reply->error))
			sim_fail(node->world, request->dossier, "m%llu of %s: %s: %s",
				 (unsigned long long)request->mark, node->spec->id,
				 lt_err_name(reply->error), reply->text);
		retry_later(node);
	} else {
		sim_node_dequeue(node, request);
		sim_book_reply(node->world, request, reply);
	}
}

static void take_report(struct sim_node *node, struct sim_talk *t, const Lt__Reply *reply)
{
	size_t count = t->count;
	struct sim_request *requests[SIM_REPORT_ITEMS];
	memcpy(requests, t->requests, sizeof requests);
	if (reply &&
	    (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != count)) {
		sim_fail(node->world, 0, "%s: a report of %zu commands got %zu replies",
			 node->spec->id, count, reply->report ? reply->report->n_replies : 0);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (reply)
			take_reply(node, requests[i], reply->report->replies[i]);
		else
			requests[i]->under_way = false;
	}
}

/* -- hello, reads -- */

static void send_hello(struct sim_node *node)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello hello = LT__HELLO__INIT;
	hello.node = "people";
	hello.boot = node->boot;
	hello.token = SIM_DESK_TOKEN;
	hello.software = "sim";
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	(void)start(&node->hello, &request, ASK_TIMEOUT_US);
}

bool sim_node_read(struct sim_node *node, Lt__Fetch *fetch, sim_read_done *read, void *owner)
{
	Lt__Request request = LT__REQUEST__INIT;
	struct sim_talk *t = NULL;
	for (size_t i = 0; i < SIM_READS && !t; i++)
		t = node->reads[i].busy ? NULL : &node->reads[i];
	if (!node->client)
		return false;
	sim_node_stir(node);
	if (!node->welcome || !t)
		return false;
	sim_node_touch(node);
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = fetch;
	t->read = read;
	t->owner = owner;
	t->dossier = fetch->kind == LT__FETCH_KIND__FETCH_KIND_SHOW ||
				     fetch->kind == LT__FETCH_KIND__FETCH_KIND_SEARCH
			     ? fetch->dossier
			     : 0;
	*t->sought = 0;
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_SEARCH)
		strncpy(t->sought, fetch->text, sizeof t->sought - 1);
	const struct sim_dossier *d = sim_book_dossier(node->world, t->dossier);
	t->least = d ? d->events_count : 0;
	t->least_here = sim_node_acknowledged(node, t->dossier);
	return start(t, &request, ASK_TIMEOUT_US);
}

/* From the coordinator: what was acknowledged to anyone; from the replica with the line up: what
 * was acknowledged here; with the line down it says since when. */
static void take_read(struct sim_node *node, struct sim_talk *t, const Lt__FetchReply *reply)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	if (reply && t->dossier && *t->sought) {
		fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
		fetch.dossier = t->dossier;
		fetch.text = t->sought;
		sim_check_found(node->world, node, &fetch, t->least_here, reply);
	}
	if (reply && t->dossier && reply->dossier)
		history_shown(node->world->history, t->dossier,
			      !reply->copied_us	     ? t->least
			      : !reply->line_down_us ? t->least_here
						     : 0,
			      reply->dossier->events_count);
	t->read(node->world, t->owner, reply);
}

/* -- one step -- */

static void take(struct sim_node *node, struct sim_talk *t)
{
	Lt__Reply *reply = NULL;
	struct lt_err why = {0};
	struct sim_world *world = node->world;
	if (!t->busy || !t->over)
		return;
	lt_arena_reset(&world->mail);
	int r = lt_talk_take(t->talk, &world->mail, &reply, &why);
	t->busy = t->over = false;
	if (r < 0 && !may_ask_again(r))
		sim_fail(world, 0, "%s: %s: %s", node->spec->id, lt_err_name(r), why.text);
	if (r < 0)
		retry_later(node);
	if (r == LT_E_DENIED)
		node->welcome = false; /* the desk has forgotten the visit */
	switch (t->use) {
	case SIM_TALK_HELLO:
		node->welcome = r == 0;
		return;
	case SIM_TALK_REPORT:
		return take_report(node, t, r == 0 ? reply : NULL);
	case SIM_TALK_READ:
		return take_read(node, t, r == 0 ? reply->fetch : NULL);
	}
}

static bool has_more(const struct sim_node *node)
{
	for (size_t i = 0; i < node->queue_count; i++)
		if (node->queue[i]->bytes && !node->queue[i]->under_way)
			return true;
	return false;
}

int64_t sim_visitor_next_us(const struct sim_node *node)
{
	return node->retry_us > sim_now(node->world) && (!node->welcome || has_more(node))
		       ? node->retry_us
		       : INT64_MAX;
}

void sim_visitor_step(struct sim_node *node)
{
	take(node, &node->hello);
	for (size_t i = 0; i < SIM_REPORTS; i++)
		take(node, &node->reports[i]);
	for (size_t i = 0; i < SIM_READS; i++)
		take(node, &node->reads[i]);
	if (sim_now(node->world) < node->retry_us || !lt_client_line(node->visitor))
		return;
	if (!node->welcome && !node->hello.busy)
		send_hello(node);
	for (size_t i = 0; i < SIM_REPORTS && node->welcome; i++)
		if (!node->reports[i].busy)
			send_report(node, &node->reports[i]);
}
