/* SPDX-License-Identifier: EUPL-1.2 */
/* A node as the coordinator sees one: Hello, parked polls, Reports numbered within a boot and
 * repeated until they are answered, reads. It keeps what it must keep and nothing more.
 *
 *   off --start--> unbound --HelloReply--> bound --line lost, or "who are you?"--> unbound */
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/sim/sim.h"

#define HELLO_TIMEOUT_US (5 * LT_US_PER_SECOND)
#define REPORT_TIMEOUT_US (10 * LT_US_PER_SECOND)
#define POLL_TIMEOUT_US (LT_POLL_PARK_US + 5 * LT_US_PER_SECOND)
#define RETRY_US_MAX (2 * LT_US_PER_SECOND)

/* -- talks -- */

void sim_node_stir(struct sim_node *node)
{
	node->news = true;
	node->world->nodes_us[node - node->world->nodes] = 0;
}

static void on_done(void *owner, struct lt_talk *talk)
{
	struct sim_talk *t = owner;
	(void)talk;
	t->over = true;
	sim_node_stir(t->node);
}

static void on_line(void *owner, uint32_t line)
{
	struct sim_node *node = owner;
	(void)line;
	sim_node_stir(node);
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

static void unbind(struct sim_node *node)
{
	node->bound = 0;
	retry_later(node);
}

static int open_talk(struct sim_node *node, struct sim_talk *t, enum sim_talk_use use,
		     struct lt_err *err)
{
	*t = (struct sim_talk){.node = node, .use = use};
	return lt_talk_new(node->client, &t->talk, err);
}

int sim_node_start(struct sim_node *node, struct lt_err *err)
{
	struct lt_client_options options = {.on_line = on_line, .owner = node};
	node->boot++;
	node->seq = 0;
	node->bound = 0;
	sim_node_stir(node);
	lt_fake_line_hang_up(node->world->line, node->number);
	int r = lt_fake_line_client(node->world->line, node->number, &options, &node->client);
	if (r == 0)
		r = open_talk(node, &node->hello, SIM_TALK_HELLO, err);
	if (r == 0)
		r = open_talk(node, &node->poll, SIM_TALK_POLL, err);
	for (size_t i = 0; i < SIM_REPORTS && r == 0; i++)
		r = open_talk(node, &node->reports[i], SIM_TALK_REPORT, err);
	for (size_t i = 0; i < SIM_READS && r == 0; i++)
		r = open_talk(node, &node->reads[i], SIM_TALK_READ, err);
	return r;
}

static void close_talk(struct sim_talk *t)
{
	struct sim_world *world = t->node ? t->node->world : NULL;
	sim_read_done *read = t->busy ? t->read : NULL;
	void *owner = t->owner;
	lt_talk_free(t->talk);
	*t = (struct sim_talk){0};
	if (read)
		read(world, owner, NULL);
}

void sim_node_stop(struct sim_node *node)
{
	struct lt_client *client = node->client;
	if (!client)
		return;
	node->client = NULL;
	close_talk(&node->hello);
	close_talk(&node->poll);
	for (size_t i = 0; i < SIM_REPORTS; i++)
		close_talk(&node->reports[i]);
	for (size_t i = 0; i < SIM_READS; i++)
		close_talk(&node->reads[i]);
	lt_client_free(client);
	memset(node->jobs, 0, sizeof node->jobs);
	size_t count = node->queue_count;
	node->queue_count = 0;
	for (size_t i = 0; i < count; i++) {
		node->queue[i]->queued = node->queue[i]->under_way = false;
		sim_book_lost(node->world, node->queue[i]);
	}
}

void sim_node_touch(struct sim_node *node)
{
	int64_t until_us = sim_now(node->world) + LT_US_PER_MINUTE;
	if (node->awake_until_us < until_us)
		node->awake_until_us = until_us;
	sim_node_stir(node);
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
	sim_node_stir(node);
}

static void dequeue(struct sim_node *node, struct sim_request *request)
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

struct sim_request *sim_node_command(struct sim_node *node, Lt__Command *command)
{
	struct lt_slice bytes;
	if (!node->client)
		return NULL;
	struct sim_request *request = sim_book_add(node->world);
	command->schema = 1;
	command->seq = ++node->seq;
	LT_REQUIRE(lt_encode(&command->base, &node->world->arena, &bytes) == 0);
	request->node = node;
	request->boot = node->boot;
	request->seq = node->seq;
	request->kind = command->body_case;
	request->asked_us = sim_now(node->world);
	request->dossier = command->dossier;
	request->bytes = malloc(bytes.size + 1);
	LT_REQUIRE(request->bytes != NULL);
	memcpy(request->bytes, bytes.data, bytes.size);
	request->size = bytes.size;
	if (command->actor)
		strncpy(request->officer, command->actor->id, sizeof request->officer - 1);
	enqueue(node, request);
	sim_happen(node->world, "%s m%llu asks %s d%llu as %s of %s", node->spec->id,
		   (unsigned long long)request->mark, kind_name(command),
		   (unsigned long long)command->dossier, command->actor->id, command->actor->unit);
	return request;
}

void sim_node_repeat(struct sim_node *node, struct sim_request *request)
{
	if (node->client && !request->queued && request->boot == node->boot)
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
	if (!node->client || !node->bound)
		return;
	lt_arena_reset(&world->arena);
	report.commands =
		lt_arena_zalloc(&world->arena, LT_ITEMS_PER_MESSAGE_MAX, sizeof *report.commands);
	command.schema = 1;
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
		if (r->under_way)
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
	if (!start(t, &request, REPORT_TIMEOUT_US))
		return;
	for (size_t i = 0; i < t->count; i++)
		t->requests[i]->under_way = true;
}

/* Is this something a coordinator in trouble may say, so that the same is asked again? */
static bool may_ask_again(const struct sim_world *world, int code)
{
	bool store = code == LT_E_STORE || code == LT_E_FULL;
	return code == LT_E_LINE || code == LT_E_TIMEOUT || code == LT_E_UNKNOWN ||
	       code == LT_E_BUSY || code == LT_E_DENIED || (store && world->knobs.store_faults);
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
		if (!may_ask_again(node->world, reply->error))
			sim_fail(node->world, request->dossier, "m%llu of %s: %s: %s",
				 (unsigned long long)request->mark, node->spec->id,
				 lt_err_name(reply->error), reply->text);
		retry_later(node);
	} else if (reply->refusal == LT_REFUSAL_BUSY || reply->refusal == LT_REFUSAL_FULL) {
		retry_later(node);
	} else {
		dequeue(node, request);
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

/* -- hello, polls, reads -- */

static void send_hello(struct sim_node *node)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello hello = LT__HELLO__INIT;
	hello.node = node->spec->id;
	hello.boot = node->boot;
	hello.software = "sim";
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	(void)start(&node->hello, &request, HELLO_TIMEOUT_US);
}

static void send_poll(struct sim_node *node)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Slots slots[SIM_UNITS_MAX], *slot_list[SIM_UNITS_MAX];
	Lt__Cursor cursors[SIM_UNITS_MAX], *cursor_list[SIM_UNITS_MAX];
	for (size_t i = 0; i < node->spec->capabilities_count && sim_jobs_free(node); i++) {
		lt__slots__init(&slots[i]);
		slots[i].capability = node->spec->capabilities[i];
		slots[i].free = 1;
		slot_list[poll.n_slots++] = &slots[i];
	}
	for (size_t i = 0; i < node->spec->units_count; i++) {
		lt__cursor__init(&cursors[i]);
		cursors[i].unit = node->spec->units[i];
		cursors[i].n = node->feeds[i].cursor;
		cursor_list[poll.n_cursors++] = &cursors[i];
	}
	poll.slots = slot_list;
	poll.cursors = cursor_list;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	(void)start(&node->poll, &request, POLL_TIMEOUT_US);
}

/* News are contiguous, and news told once are the same when told again. */
static void take_news(struct sim_node *node, const Lt__FeedItem *item)
{
	struct sim_feed *feed = &node->feeds[item->cursor];
	const char *unit = node->spec->units[item->cursor];
	uint64_t parts[3] = {item->dossier, item->events_count, item->status};
	uint64_t key = lt_content_key(lt_slice(parts, sizeof parts));
	if (item->n != feed->cursor + 1) {
		sim_fail(node->world, item->dossier, "feed of %s: %llu after %llu", unit,
			 (unsigned long long)item->n, (unsigned long long)feed->cursor);
		return;
	}
	feed->cursor = item->n;
	if (item->n <= feed->items_count) {
		if (feed->items[item->n - 1] != key)
			sim_fail(node->world, item->dossier, "feed of %s: %llu told otherwise",
				 unit, (unsigned long long)item->n);
		return;
	}
	if ((feed->items_count & 63) == 0) {
		feed->items = realloc(feed->items, (feed->items_count + 64) * sizeof(uint64_t));
		LT_REQUIRE(feed->items != NULL);
	}
	feed->items[feed->items_count++] = key;
}

static void take_poll(struct sim_node *node, const Lt__Reply *reply)
{
	if (!reply || reply->body_case != LT__REPLY__BODY_POLL)
		return;
	for (size_t i = 0; i < reply->poll->n_feed && !node->world->failed; i++)
		take_news(node, reply->poll->feed[i]);
	sim_jobs_offered(node, reply->poll->jobs, reply->poll->n_jobs);
	if (reply->poll->n_feed || reply->poll->n_jobs)
		sim_node_touch(node);
}

bool sim_node_read(struct sim_node *node, Lt__Fetch *fetch, sim_read_done *read, void *owner)
{
	Lt__Request request = LT__REQUEST__INIT;
	struct sim_talk *t = NULL;
	for (size_t i = 0; i < SIM_READS && !t; i++)
		t = node->reads[i].busy ? NULL : &node->reads[i];
	if (!node->client || !node->bound || !t)
		return false;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = fetch;
	t->read = read;
	t->owner = owner;
	t->dossier = fetch->kind == LT__FETCH_KIND__FETCH_KIND_SHOW ? fetch->dossier : 0;
	const struct sim_dossier *d = sim_book_dossier(node->world, t->dossier);
	t->least = d ? d->events_count : 0;
	return start(t, &request, REPORT_TIMEOUT_US);
}

/* Everyone reads what was acknowledged to anyone before. */
static void take_read(struct sim_node *node, struct sim_talk *t, const Lt__FetchReply *reply)
{
	if (reply && t->dossier && reply->dossier)
		history_shown(node->world->history, t->dossier, t->least,
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
	if (r < 0 && !may_ask_again(world, r))
		sim_fail(world, 0, "%s: %s: %s", node->spec->id, lt_err_name(r), why.text);
	if (r < 0)
		retry_later(node);
	if (r == LT_E_DENIED)
		unbind(node);
	switch (t->use) {
	case SIM_TALK_HELLO:
		node->bound = r == 0 ? lt_client_line(node->client) : 0;
		return;
	case SIM_TALK_POLL:
		return take_poll(node, r == 0 ? reply : NULL);
	case SIM_TALK_REPORT:
		return take_report(node, t, r == 0 ? reply : NULL);
	case SIM_TALK_READ:
		return take_read(node, t, r == 0 ? reply->fetch : NULL);
	}
}

static void take_all(struct sim_node *node)
{
	take(node, &node->hello);
	take(node, &node->poll);
	for (size_t i = 0; i < SIM_REPORTS; i++)
		take(node, &node->reports[i]);
	for (size_t i = 0; i < SIM_READS; i++)
		take(node, &node->reads[i]);
}

static void wake(struct sim_node *node)
{
	struct sim_world *world = node->world;
	if (sim_now(world) < node->wake_us)
		return;
	sim_node_touch(node);
	int64_t next_us = sim_now(world) +
			  sim_pace(world, sim_between(&world->line_chance, 10 * LT_US_PER_MINUTE,
						      2 * LT_US_PER_HOUR));
	node->wake_us = world->calm ? next_us : sim_office_time(world, next_us);
}

static void send_all(struct sim_node *node)
{
	int64_t now_us = sim_now(node->world);
	if (now_us < node->retry_us || !lt_client_line(node->client))
		return;
	if (!node->bound) {
		if (!node->hello.busy)
			send_hello(node);
		return;
	}
	for (size_t i = 0; i < SIM_REPORTS; i++)
		if (!node->reports[i].busy)
			send_report(node, &node->reports[i]);
	if (!node->poll.busy && now_us < node->awake_until_us)
		send_poll(node);
}

void sim_node_step(struct sim_node *node)
{
	int64_t now_us = sim_now(node->world);
	if (!node->client || now_us < node->frozen_until_us ||
	    (!node->news && now_us < node->next_us))
		return;
	node->news = false;
	wake(node);
	take_all(node);
	if (node->bound && node->bound != lt_client_line(node->client))
		unbind(node);
	sim_jobs_step(node);
	send_all(node);
	node->next_us = sim_jobs_next_us(node);
	if (node->wake_us < node->next_us)
		node->next_us = node->wake_us;
	if (node->retry_us > now_us && node->retry_us < node->next_us)
		node->next_us = node->retry_us;
	if (node->slow_us)
		node->frozen_until_us = now_us + node->slow_us;
}

int64_t sim_node_next_us(const struct sim_node *node)
{
	int64_t next_us = node->news ? 0 : node->next_us;
	if (!node->client)
		return INT64_MAX;
	return next_us > node->frozen_until_us ? next_us : node->frozen_until_us;
}
