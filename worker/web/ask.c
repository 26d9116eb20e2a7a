/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/ask.h"

#include <stdlib.h>

#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "proto/link/client.h"

/* The desk lets people wait 30 s for the coordinator. */
#define PATIENCE_US (35 * LT_US_PER_SECOND)
#define HELLO_US (5 * LT_US_PER_SECOND)
enum { GREETING_BYTES_MAX = 1 << 20, COMMAND_SCHEMA = 1 };

struct lt_ask {
	struct lt_ask_options options;
	struct lt_client *client;
	struct lt_talk *talk;
	uint32_t line; /* the connection that was greeted */
	uint64_t seq;
	struct lt_arena greeting_arena;
};

int lt_ask_new(const struct lt_ask_options *options, struct lt_ask **ret, struct lt_err *err)
{
	struct lt_client_options client = {.address = options->desk};
	struct lt_ask *ask = calloc(1, sizeof *ask);
	if (!ask)
		return lt_err_set(err, LT_E_NOMEM, "web");
	ask->options = *options;
	lt_arena_init(&ask->greeting_arena, GREETING_BYTES_MAX);
	int r = lt_client_start(&client, &ask->client, err);
	if (r == 0)
		r = lt_talk_new(ask->client, &ask->talk, err);
	if (r < 0)
		lt_ask_free(ask);
	else
		*ret = ask;
	return r;
}

void lt_ask_free(struct lt_ask *ask)
{
	if (!ask)
		return;
	lt_talk_free(ask->talk);
	lt_client_free(ask->client);
	lt_arena_done(&ask->greeting_arena);
	free(ask);
}

static int greet(struct lt_ask *ask, struct lt_err *err)
{
	Lt__Hello hello = LT__HELLO__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	uint32_t line = lt_client_line(ask->client);
	hello.node = ask->options.name;
	hello.boot = ask->options.boot;
	hello.software = ask->options.software;
	hello.token = ask->options.token;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	lt_arena_reset(&ask->greeting_arena);
	int r = lt_talk_ask(ask->talk, &request, HELLO_US, &ask->greeting_arena, &reply, err);
	if (r == 0 && reply->body_case != LT__REPLY__BODY_HELLO)
		r = lt_err_set(err, LT_E_FORMAT, "a strange answer to hello");
	if (r < 0)
		return r;
	ask->line = line ? line : lt_client_line(ask->client);
	return 0;
}

/* A connection that has not said hello is greeted first; one that was lost meanwhile was refused as
 * a stranger, so nothing was done and it is asked again. */
static int exchange(struct lt_ask *ask, Lt__Request *request, struct lt_arena *arena,
		    Lt__Reply **ret, struct lt_err *err)
{
	enum { TRIES = 2 };
	int r = LT_E_LINE;
	for (int i = 0; i < TRIES; i++) {
		if (!ask->line || ask->line != lt_client_line(ask->client)) {
			r = greet(ask, err);
			if (r < 0)
				return r;
		}
		r = lt_talk_ask(ask->talk, request, PATIENCE_US, arena, ret, err);
		if (r != LT_E_DENIED || ask->line == lt_client_line(ask->client))
			return r;
	}
	return r;
}

static int own_error(int error, const char *text, struct lt_err *err)
{
	return lt_err_set(err, error, "%s", *text ? text : lt_err_vietnamese(error));
}

int lt_ask_fetch(struct lt_ask *ask, const Lt__Fetch *fetch, struct lt_arena *arena,
		 Lt__FetchReply **ret, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	Lt__Actor nobody = LT__ACTOR__INIT;
	Lt__Fetch own = *fetch;
	if (!own.actor)
		own.actor = &nobody; /* who has no name is not taken for the node itself */
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &own;
	int r = exchange(ask, &request, arena, &reply, err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_FETCH)
		return own_error(LT_E_FORMAT, "", err);
	*ret = reply->fetch;
	return (*ret)->error < 0 ? own_error((*ret)->error, (*ret)->text, err) : 0;
}

int lt_ask_command(struct lt_ask *ask, Lt__Command *command, struct lt_arena *arena,
		   Lt__CommandReply **ret, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report body = LT__REPORT__INIT;
	Lt__Reply *reply;
	struct lt_slice bytes;
	command->schema = COMMAND_SCHEMA;
	command->seq = ++ask->seq;
	int r = lt_encode(&command->base, arena, &bytes);
	if (r < 0)
		return own_error(LT_E_LIMIT, "", err);
	ProtobufCBinaryData item = {.data = (uint8_t *)(uintptr_t)bytes.data, .len = bytes.size};
	body.commands = &item;
	body.n_commands = 1;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &body;
	r = exchange(ask, &request, arena, &reply, err);
	if (r == LT_E_LINE || r == LT_E_TIMEOUT) /* the same number again: it takes effect once */
		r = exchange(ask, &request, arena, &reply, err);
	if (r == LT_E_LINE || r == LT_E_TIMEOUT)
		return own_error(LT_E_UNKNOWN, "", err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != 1)
		return own_error(LT_E_FORMAT, "", err);
	*ret = reply->report->replies[0];
	return (*ret)->error < 0 ? own_error((*ret)->error, (*ret)->text, err) : 0;
}

static ProtobufCBinaryData hash_data(const uint8_t *hash)
{
	return (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = (uint8_t *)(uintptr_t)hash};
}

int lt_ask_keep(struct lt_ask *ask, const uint8_t *hash, uint64_t size, struct lt_arena *arena,
		struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__PaperPut put = LT__PAPER_PUT__INIT;
	Lt__Reply *reply;
	put.hash = hash_data(hash);
	put.size = size;
	request.body_case = LT__REQUEST__BODY_PUT;
	request.put = &put;
	int r = exchange(ask, &request, arena, &reply, err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_PUT || !reply->put->whole)
		return own_error(LT_E_ABSENT, "", err);
	return 0;
}

int lt_ask_bring(struct lt_ask *ask, const uint8_t *hash, struct lt_arena *arena,
		 uint64_t *ret_size, uint64_t *ret_have, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__PaperGet get = LT__PAPER_GET__INIT;
	Lt__Reply *reply;
	get.hash = hash_data(hash);
	request.body_case = LT__REQUEST__BODY_GET;
	request.get = &get;
	int r = exchange(ask, &request, arena, &reply, err);
	if (r < 0)
		return r;
	if (reply->body_case != LT__REPLY__BODY_GET)
		return own_error(LT_E_FORMAT, "", err);
	*ret_size = reply->get->size;
	*ret_have = reply->get->have;
	return 0;
}
