/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/node/greeter.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

static Lt__HelloReply nobody = LT__HELLO_REPLY__INIT;

void lt_greeter_init(struct lt_greeter *greeter, const struct lt_greeter_options *options)
{
	*greeter = (struct lt_greeter){
		.options = *options, .epoch = options->epoch, .greeting = &nobody};
	lt_arena_init(&greeter->arena, LT_DECODE_BYTES_MAX);
}

void lt_greeter_done(struct lt_greeter *greeter)
{
	lt_arena_done(&greeter->arena);
}

static void keep(struct lt_greeter *g, const Lt__HelloReply *reply)
{
	struct lt_slice bytes;
	Lt__HelloReply *copy;
	lt_arena_reset(&g->arena);
	g->greeting = &nobody;
	g->epoch = reply->epoch;
	if (lt_encode(&reply->base, &g->arena, &bytes) == 0 &&
	    LT_DECODE_OWN(hello_reply, bytes, &g->arena, &copy) == 0)
		g->greeting = copy;
}

static struct lt_hello about(const struct lt_greeter *g)
{
	return (struct lt_hello){
		.node_nonce = lt_slice(g->nonce, sizeof g->nonce),
		.coordinator_nonce = lt_slice(g->coordinator_nonce, sizeof g->coordinator_nonce),
		.node = g->options.node,
		.coordinator = g->coordinator,
		.software = g->options.software,
		.boot = g->options.boot,
		.epoch = g->coordinator_epoch,
		.line = g->line,
		.channel = lt_slice(g->channel, g->channel_bytes)};
}

static int ask_challenge(struct lt_greeter *g, struct lt_arena *arena, Lt__Request *ret)
{
	Lt__Challenge *body = lt_arena_alloc(arena, sizeof *body);
	if (!body)
		return LT_E_NOMEM;
	lt__challenge__init(body);
	randombytes_buf(g->nonce, sizeof g->nonce);
	body->nonce = (ProtobufCBinaryData){.len = sizeof g->nonce, .data = g->nonce};
	ret->body_case = LT__REQUEST__BODY_CHALLENGE;
	ret->challenge = body;
	return 0;
}

static int ask_hello(struct lt_greeter *g, const struct lt_client *client, struct lt_arena *arena,
		     Lt__Request *ret)
{
	Lt__Hello *body = lt_arena_alloc(arena, sizeof *body);
	if (!body)
		return LT_E_NOMEM;
	lt__hello__init(body);
	body->node = g->options.node;
	body->boot = g->options.boot;
	body->software = g->options.software;
	body->line = g->line;
	ret->body_case = LT__REQUEST__BODY_HELLO;
	ret->hello = body;
	if (!g->options.key)
		return 0;
	g->channel_bytes = lt_client_channel(client, g->channel) ? sizeof g->channel : 0;
	struct lt_hello hello = about(g);
	g->challenged = false; /* a nonce serves once */
	return lt_hello_sign(g->options.key, LT_HELLO_LABEL, &hello, arena, &body->proof,
			     &body->signature);
}

int lt_greeter_ask(struct lt_greeter *greeter, const struct lt_client *client, uint32_t connection,
		   struct lt_arena *arena, Lt__Request *ret)
{
	if (connection != greeter->connection) {
		greeter->connection = connection;
		greeter->line++;
		greeter->challenged = false;
	}
	return greeter->options.key && !greeter->challenged
		       ? ask_challenge(greeter, arena, ret)
		       : ask_hello(greeter, client, arena, ret);
}

static int check_epoch(const struct lt_greeter *g, uint64_t epoch, struct lt_err *err)
{
	if (epoch >= g->epoch)
		return 0;
	return lt_err_set(
		err, LT_E_DENIED,
		"máy chủ này thuộc nhiệm kỳ cũ (epoch %llu, đã gặp %llu): đã có máy khác "
		"thay nó; nếu quản trị tỉnh nói đây là máy đúng thì khởi động lại máy chủ đó",
		(unsigned long long)epoch, (unsigned long long)g->epoch);
}

int lt_greeter_challenged(struct lt_greeter *greeter, const Lt__ChallengeReply *reply,
			  struct lt_err *err)
{
	if (reply->nonce.len != LT_HELLO_NONCE_BYTES ||
	    strlen(reply->coordinator) >= sizeof greeter->coordinator)
		return lt_err_set(err, LT_E_FORMAT, "máy chủ trả lời xưng danh sai dạng");
	memcpy(greeter->coordinator_nonce, reply->nonce.data, LT_HELLO_NONCE_BYTES);
	(void)snprintf(greeter->coordinator, sizeof greeter->coordinator, "%s", reply->coordinator);
	greeter->coordinator_epoch = reply->epoch;
	int r = check_epoch(greeter, reply->epoch, err);
	greeter->challenged = r == 0; /* an older one gets no signature to be bound by */
	return r;
}

int lt_greeter_greeted(struct lt_greeter *greeter, const Lt__HelloReply *reply,
		       struct lt_arena *arena, struct lt_err *err)
{
	struct lt_hello hello = about(greeter);
	int r = check_epoch(greeter, reply->epoch, err);
	if (r == 0 && greeter->options.key && greeter->options.coordinator_key)
		r = lt_hello_check(lt_slice(greeter->options.coordinator_key, LT_SIGN_PUBLIC_BYTES),
				   LT_HELLO_GREETING_LABEL, &hello, &reply->proof,
				   &reply->signature, arena, err);
	if (r == 0)
		keep(greeter, reply);
	return r;
}
