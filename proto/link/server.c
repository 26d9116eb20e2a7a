/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls: from received bytes to the owner, and from the owner's answer to the bytes of a reply.
 *
 * A call given back goes on a list that any thread pushes to and only the receive thread empties,
 * whole: one compare-and-swap each way, and no ABA problem since nobody pops a single element. The
 * arena of such a call keeps its chunk, up to a bound for all of them together. */
#include "proto/link/server_impl.h"

#include <stdlib.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum { KEPT_BYTES_MAX = 32 << 20 };

void lt_server_init(struct lt_server *server, const struct lt_server_ops *ops,
		    const struct lt_server_options *options)
{
	server->ops = ops;
	server->options = *options;
	server->options.address = NULL;
	lt_squeeze_init(&server->squeeze);
}

static size_t call_bytes(const struct lt_call *call)
{
	return sizeof *call + (size_t)(call->arena.end - call->arena.at);
}

static void free_list(struct lt_call *call)
{
	while (call) {
		struct lt_call *next = call->next;
		lt_arena_done(&call->arena);
		free(call);
		call = next;
	}
}

void lt_server_done(struct lt_server *server)
{
	LT_REQUIRE(atomic_load(&server->held) == 0);
	free_list(server->spare);
	free_list(atomic_exchange(&server->freed, NULL));
	server->spare = NULL;
	lt_squeeze_done(&server->squeeze);
}

static struct lt_call *new_call(void)
{
	struct lt_call *call = calloc(1, sizeof *call);
	if (call)
		lt_arena_init(&call->arena, LT_DECODE_BYTES_MAX);
	return call;
}

static struct lt_call *take_call(struct lt_server *server)
{
	if (!server->spare)
		server->spare = atomic_exchange(&server->freed, NULL);
	struct lt_call *call = server->spare;
	if (call) {
		server->spare = call->next;
		atomic_fetch_sub(&server->kept_bytes, call_bytes(call));
	} else {
		call = new_call();
	}
	if (!call)
		return NULL;
	call->server = server;
	call->next = NULL;
	call->accepts = 0;
	atomic_fetch_add(&server->held, 1);
	return call;
}

static void give_back(struct lt_call *call)
{
	struct lt_server *server = call->server;
	call->request = NULL;
	lt_arena_reset(&call->arena);
	size_t bytes = call_bytes(call);
	if (atomic_fetch_add(&server->kept_bytes, bytes) + bytes > KEPT_BYTES_MAX) {
		atomic_fetch_sub(&server->kept_bytes, bytes);
		call->next = NULL;
		free_list(call);
	} else {
		struct lt_call *head = atomic_load(&server->freed);
		do {
			call->next = head;
		} while (!atomic_compare_exchange_weak(&server->freed, &head, call));
	}
	atomic_fetch_sub(&server->held, 1); /* last: the server may be freed from here on */
}

/* The version a message says it has: field 1 comes first from every encoder in use. A message of
 * another version may not decode at all, yet its sender deserves to read why. */
static bool says_other_version(struct lt_slice bytes)
{
	return bytes.size >= 2 && bytes.data[0] == 0x08 && bytes.data[1] != LT_PROTOCOL_VERSION;
}

static int check_version(const char *peer_has, struct lt_err *err)
{
	return lt_err_set(err, LT_E_VERSION,
			  "this coordinator speaks version %u of the line's protocol, %s; "
			  "install the same release on both ends",
			  LT_PROTOCOL_VERSION, peer_has);
}

static int decode_call(struct lt_call *call, struct lt_slice bytes, struct lt_err *err)
{
	int r = lt_squeeze_open(&call->server->squeeze, bytes, &call->arena, &bytes, err);
	if (r < 0)
		return r;
	call->bytes = bytes.size;
	if (says_other_version(bytes))
		return check_version("the message another", err);
	r = LT_DECODE(request, bytes, &call->arena, &call->request, err);
	if (r < 0)
		return r;
	if (call->request->protocol != LT_PROTOCOL_VERSION)
		return check_version("the message names none or another", err);
	if (call->request->body_case == LT__REQUEST__BODY__NOT_SET)
		return lt_err_set(err, LT_E_FORMAT, "the request asks for nothing");
	call->accepts = call->request->accepts & LT_ACCEPTS_ZSTD;
	return 0;
}

void lt_server_receive(struct lt_server *server, uint32_t pipe, uint32_t route,
		       struct lt_slice bytes)
{
	struct lt_err err = {0};
	struct lt_call *call = take_call(server);
	atomic_fetch_add_explicit(&server->received, 1, memory_order_relaxed);
	if (!call)
		return; /* out of memory: as if the message were lost; the peer repeats it */
	call->pipe = pipe;
	call->route = route;
	call->bytes = bytes.size;
	int r = decode_call(call, bytes, &err);
	if (r == 0) {
		server->options.on_call(server->options.owner, call);
		return;
	}
	atomic_fetch_add_explicit(&server->refused, 1, memory_order_relaxed);
	lt_server_refuse(call, r, err.text);
}

static size_t stamp(const struct lt_call *call, Lt__Reply *reply)
{
	reply->protocol = LT_PROTOCOL_VERSION;
	reply->accepts = call->accepts;
	return lt_encoded_size(&reply->base);
}

static void send_refusal(struct lt_call *call, int error, const char *text)
{
	Lt__Refusal refusal = LT__REFUSAL__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	refusal.error = error;
	refusal.text = text && *text ? text : lt_err_english(error);
	reply.body_case = LT__REPLY__BODY_REFUSED;
	reply.refused = &refusal;
	size_t size = stamp(call, &reply);
	call->server->ops->send(call->server, call, &reply, size);
}

void lt_server_refuse(struct lt_call *call, int error, const char *text)
{
	send_refusal(call, error, text);
	give_back(call);
}

void lt_server_reply(struct lt_call *call, const Lt__Reply *reply)
{
	struct lt_server *server = call->server;
	Lt__Reply stamped = *reply;
	size_t size = stamp(call, &stamped);
	if (size > LT_MESSAGE_BYTES_MAX) {
		send_refusal(call, LT_E_LIMIT, "the reply is too long; ask for less at once");
	} else {
		atomic_fetch_add_explicit(&server->replied, 1, memory_order_relaxed);
		server->ops->send(server, call, &stamped, size);
	}
	give_back(call);
}

void lt_server_drop(struct lt_call *call)
{
	give_back(call);
}

void lt_call_trim(struct lt_call *call)
{
	call->request = NULL;
	lt_arena_done(&call->arena);
}

uint16_t lt_call_port(const struct lt_call *call)
{
	return call->server->ops->peer_port(call->server, call->pipe);
}

bool lt_call_identity(const struct lt_call *call, struct lt_front_identity *ret)
{
	return call->server->ops->identity(call->server, call->pipe, ret);
}

void lt_server_hang_up(struct lt_server *server, uint32_t pipe)
{
	server->ops->hang_up(server, pipe);
}

uint16_t lt_server_port(const struct lt_server *server)
{
	return server->port;
}

struct lt_server_stats lt_server_stats(const struct lt_server *server)
{
	return (struct lt_server_stats){
		.received = atomic_load_explicit(&server->received, memory_order_relaxed),
		.replied = atomic_load_explicit(&server->replied, memory_order_relaxed),
		.refused = atomic_load_explicit(&server->refused, memory_order_relaxed),
	};
}

void lt_server_stop(struct lt_server *server)
{
	server->ops->stop(server);
}

void lt_server_free(struct lt_server *server)
{
	if (!server)
		return;
	lt_server_stop(server);
	server->ops->free(server);
}
