/* SPDX-License-Identifier: EUPL-1.2 */
/* A queue of calls and one thread that answers them.
 *
 * Files that are being read stay open for a while: opening verifies the whole file, which is not to
 * be done for each of its pieces. */
#include "proto/papers/hatch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/link/front.h"

enum { QUEUE_BYTES_MAX = 64 << 20, OPEN_MAX = 16 };

struct open_paper {
	uint8_t hash[LT_HASH_BYTES];
	struct lt_paper_file file;
	uint64_t used; /* when, in calls */
};

struct lt_hatch {
	struct lt_hatch_options options;
	pthread_t thread;
	bool running;
	struct open_paper open[OPEN_MAX];
	uint64_t calls;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake;
	struct lt_call *first, **last;
	size_t queued_bytes;
	bool stopping;
	struct lt_hatch_stats stats;
};

/* -- pieces out -- */

static int find_open(struct lt_hatch *c, const uint8_t *hash, const struct lt_paper_file **ret,
		     struct lt_err *err)
{
	struct open_paper *slot = &c->open[0];
	for (size_t i = 0; i < OPEN_MAX; i++) {
		struct open_paper *o = &c->open[i];
		if (o->file.fd >= 0 && memcmp(o->hash, hash, sizeof o->hash) == 0) {
			o->used = c->calls;
			*ret = &o->file;
			return 0;
		}
		if (o->used < slot->used)
			slot = o;
	}
	lt_paper_file_close(&slot->file);
	int r = lt_papers_read(c->options.papers, hash, &slot->file, err);
	if (r < 0)
		return r;
	memcpy(slot->hash, hash, sizeof slot->hash);
	slot->used = c->calls;
	*ret = &slot->file;
	return 0;
}

static int tell_missing(struct lt_hatch *c, const uint8_t *hash, Lt__PaperGetReply *reply,
			struct lt_err *err)
{
	const struct lt_hatch_options *o = &c->options;
	if (!o->missing || !o->missing(o->owner, hash))
		return LT_E_ABSENT;
	return lt_papers_arrived(o->papers, hash, &reply->have, err);
}

static int get(struct lt_hatch *c, struct lt_call *call, Lt__PaperGetReply *reply,
	       struct lt_err *err)
{
	const Lt__PaperGet *get = call->request->get;
	const struct lt_paper_file *file;
	size_t room = get->room < LT_PAPER_CHUNK_BYTES_MAX ? get->room : LT_PAPER_CHUNK_BYTES_MAX;
	int r = find_open(c, get->hash.data, &file, err);
	if (r == LT_E_ABSENT)
		return tell_missing(c, get->hash.data, reply, err);
	if (r < 0)
		return r;
	reply->size = file->size;
	reply->piece.data = lt_arena_alloc(&call->arena, room + 1);
	return reply->piece.data ? lt_paper_file_at(file, get->offset, reply->piece.data, room,
						    &reply->piece.len, err)
				 : LT_E_NOMEM;
}

/* -- pieces in -- */

static int put(struct lt_hatch *c, const Lt__PaperPut *put, Lt__PaperPutReply *reply,
	       struct lt_err *err)
{
	const struct lt_hatch_options *o = &c->options;
	const struct lt_paper_piece piece = {.hash = put->hash.data,
					     .size = put->size,
					     .offset = put->offset,
					     .bytes = lt_slice(put->piece.data, put->piece.len)};
	bool whole = false;
	int r = lt_papers_add(o->papers, &piece, &reply->have, &whole, err);
	if (r == 0 && whole && o->arrived)
		r = o->arrived(o->owner, piece.hash, err);
	reply->whole = whole;
	return r;
}

/* -- a call -- */

static bool is_put(const struct lt_call *call)
{
	return call->request->body_case == LT__REQUEST__BODY_PUT;
}

static int check(struct lt_hatch *c, const struct lt_call *call, struct lt_err *err)
{
	struct lt_front_identity who = {0};
	const ProtobufCBinaryData *hash =
		is_put(call) ? &call->request->put->hash : &call->request->get->hash;
	const ProtobufCBinaryData *ticket =
		is_put(call) ? &call->request->put->ticket : &call->request->get->ticket;
	if (hash->len != LT_HASH_BYTES)
		return lt_err_set(err, LT_E_FORMAT, "mã băm của tệp phải là 32 byte");
	if (!c->options.key)
		return 0;
	if (!lt_call_identity(call, &who))
		who.name[0] = 0;
	const struct lt_ticket wanted = {.hash = hash->data, .put = is_put(call), .node = who.name};
	if (lt_ticket_good(c->options.key, &wanted, lt_slice(ticket->data, ticket->len),
			   lt_clock_monotonic(c->options.clock)))
		return 0;
	return lt_err_set(err, LT_E_DENIED,
			  "phiếu gửi nhận tệp không đúng hoặc đã hết hạn; hãy xin lại");
}

static void answer(struct lt_hatch *c, struct lt_call *call)
{
	struct lt_err err = {0};
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__PaperPutReply put_reply = LT__PAPER_PUT_REPLY__INIT;
	Lt__PaperGetReply get_reply = LT__PAPER_GET_REPLY__INIT;
	size_t bytes = is_put(call) ? call->request->put->piece.len : 0;
	int r = check(c, call, &err);
	if (r == 0 && is_put(call)) {
		reply.body_case = LT__REPLY__BODY_PUT;
		reply.put = &put_reply;
		r = put(c, call->request->put, &put_reply, &err);
	} else if (r == 0) {
		reply.body_case = LT__REPLY__BODY_GET;
		reply.get = &get_reply;
		r = get(c, call, &get_reply, &err);
		bytes = get_reply.piece.len;
	}
	(void)pthread_mutex_lock(&c->lock);
	c->stats.pieces++;
	c->stats.bytes += bytes;
	c->stats.papers += put_reply.whole && bytes;
	c->stats.refused += r < 0;
	(void)pthread_mutex_unlock(&c->lock);
	if (r < 0)
		lt_server_refuse(call, r, err.text[0] ? err.text : NULL);
	else
		lt_server_reply(call, &reply);
}

/* -- the queue -- */

static struct lt_call *next_call(struct lt_hatch *c)
{
	(void)pthread_mutex_lock(&c->lock);
	while (!c->first && !c->stopping)
		(void)pthread_cond_wait(&c->wake, &c->lock);
	struct lt_call *call = c->stopping ? NULL : c->first;
	if (call) {
		c->first = call->next;
		if (!c->first)
			c->last = &c->first;
		c->queued_bytes -= call->bytes;
	}
	(void)pthread_mutex_unlock(&c->lock);
	return call;
}

static void *serve(void *argument)
{
	struct lt_hatch *c = argument;
	for (struct lt_call *call; (call = next_call(c)); c->calls++)
		answer(c, call);
	return NULL;
}

bool lt_hatch_takes(const struct lt_call *call)
{
	return is_put(call) || call->request->body_case == LT__REQUEST__BODY_GET;
}

void lt_hatch_call(struct lt_hatch *c, struct lt_call *call)
{
	(void)pthread_mutex_lock(&c->lock);
	bool full = c->queued_bytes + call->bytes > QUEUE_BYTES_MAX;
	if (!full) {
		call->next = NULL;
		*c->last = call;
		c->last = &call->next;
		c->queued_bytes += call->bytes;
		(void)pthread_cond_signal(&c->wake);
	}
	(void)pthread_mutex_unlock(&c->lock);
	if (full)
		lt_server_refuse(call, LT_E_BUSY, NULL);
}

/* -- life -- */

int lt_hatch_start(const struct lt_hatch_options *options, struct lt_hatch **ret,
		   struct lt_err *err)
{
	struct lt_hatch *c = calloc(1, sizeof *c);
	if (!c)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	c->options = *options;
	c->last = &c->first;
	for (size_t i = 0; i < OPEN_MAX; i++)
		c->open[i].file.fd = -1;
	LT_REQUIRE(pthread_mutex_init(&c->lock, NULL) == 0);
	LT_REQUIRE(pthread_cond_init(&c->wake, NULL) == 0);
	if (pthread_create(&c->thread, NULL, serve, c) != 0) {
		lt_hatch_free(c);
		return lt_err_set(err, LT_E_NOMEM, "papers");
	}
	c->running = true;
	*ret = c;
	return 0;
}

static void end_thread(struct lt_hatch *c)
{
	(void)pthread_mutex_lock(&c->lock);
	c->stopping = true;
	(void)pthread_cond_signal(&c->wake);
	(void)pthread_mutex_unlock(&c->lock);
	(void)pthread_join(c->thread, NULL);
}

void lt_hatch_free(struct lt_hatch *c)
{
	if (!c)
		return;
	if (c->running)
		end_thread(c);
	for (struct lt_call *call = c->first, *next; call; call = next) {
		next = call->next;
		lt_server_drop(call);
	}
	for (size_t i = 0; i < OPEN_MAX; i++)
		lt_paper_file_close(&c->open[i].file);
	(void)pthread_cond_destroy(&c->wake);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

struct lt_hatch_stats lt_hatch_stats(struct lt_hatch *c)
{
	(void)pthread_mutex_lock(&c->lock);
	struct lt_hatch_stats stats = c->stats;
	(void)pthread_mutex_unlock(&c->lock);
	return stats;
}
