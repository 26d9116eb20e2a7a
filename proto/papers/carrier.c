/* SPDX-License-Identifier: EUPL-1.2 */
/* Errands, a list under one lock; the thread takes the next whose turn it is, carries one chunk of
 * it without the lock, and puts down how far it got. Only the thread frees an errand. */
#include "proto/papers/carrier.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/base/limits.h"
#include "proto/papers/carry.h"
#include "proto/papers/ticket.h"

#define TICKET_TIMEOUT_US (20 * LT_US_PER_SECOND)
#define IDLE_US (30 * LT_US_PER_SECOND) /* then the connection is given up */
#define PAUSE_US_MIN LT_US_PER_SECOND
#define PAUSE_US_MAX (60 * LT_US_PER_SECOND)
#define UNNAMED_US_MAX (LT_PAPER_ARRIVING_DAYS * LT_US_PER_DAY)
#define NAMED_SOON_US (10 * LT_US_PER_MINUTE) /* or never: its bringer has gone */
#define UNNAMED_US (5 * LT_US_PER_SECOND)     /* no dossier names it yet: the act comes soon */

enum { ERRANDS_MAX = 4096 };

struct errand {
	struct lt_errand told; /* what others see; under the lock */
	struct errand *next;
	uint64_t offset;   /* of the next chunk; LT_CARRY_ASK: not asked yet */
	int64_t due_us;	   /* monotonic: not before */
	unsigned failures; /* in a row, for the same reason */
	bool again;	   /* asked for while it was being carried: not put off */
	bool has_ticket;
	uint8_t ticket[LT_TICKET_BYTES];
	struct lt_paper_file file; /* that is sent */
};

struct lt_carrier {
	struct lt_carrier_options options;
	struct lt_talk *line, *bulk; /* bulk NULL: not connected */
	struct lt_carry carry;
	int64_t carried_us;    /* monotonic: when the connection was last used */
	struct lt_arena arena; /* a ticket's reply */
	pthread_t thread;
	bool running;
	bool put_last; /* what had the last turn */

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake;
	struct errand *first; /* oldest first */
	size_t count;
	bool stopping;
};

static int64_t now_us(const struct lt_carrier *c)
{
	return lt_clock_monotonic(c->options.clock);
}

/* -- errands; under the lock -- */

static struct errand *find(struct lt_carrier *c, const uint8_t *hash, bool put)
{
	struct errand *e = c->first;
	while (e && (e->told.put != put || memcmp(e->told.hash, hash, LT_HASH_BYTES) != 0))
		e = e->next;
	return e;
}

static bool add(struct lt_carrier *c, const uint8_t *hash, bool put, int64_t since_us)
{
	struct errand **at = &c->first, *e;
	if (find(c, hash, put))
		return true;
	e = c->count < ERRANDS_MAX ? calloc(1, sizeof *e) : NULL;
	if (!e)
		return false;
	memcpy(e->told.hash, hash, LT_HASH_BYTES);
	e->told.put = put;
	e->told.since_us = since_us;
	e->offset = put ? LT_CARRY_ASK : 0;
	e->file.fd = -1;
	while (*at && (*at)->told.since_us <= since_us)
		at = &(*at)->next;
	e->next = *at;
	*at = e;
	c->count++;
	return true;
}

static void free_errand(struct errand *e)
{
	lt_paper_file_close(&e->file);
	free(e);
}

static void drop(struct lt_carrier *c, struct errand *e)
{
	struct errand **at = &c->first;
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	c->count--;
	free_errand(e);
}

/* The oldest of each way that may go now; by turns. */
static struct errand *whose_turn(struct lt_carrier *c, int64_t *ret_next_us)
{
	struct errand *ways[2] = {NULL, NULL};
	int64_t now = now_us(c);
	*ret_next_us = INT64_MAX;
	for (struct errand *e = c->first; e; e = e->next) {
		if (e->due_us > now)
			*ret_next_us = e->due_us < *ret_next_us ? e->due_us : *ret_next_us;
		else if (!ways[e->told.put])
			ways[e->told.put] = e;
	}
	struct errand *e = ways[!c->put_last] ? ways[!c->put_last] : ways[c->put_last];
	if (e)
		c->put_last = e->told.put;
	return e;
}

/* -- one step of an errand; without the lock -- */

static int get_ticket(struct lt_carrier *c, struct errand *e, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__Reply *reply;
	fetch.kind = e->told.put ? LT__FETCH_KIND__FETCH_KIND_PAPER_SEND
				 : LT__FETCH_KIND__FETCH_KIND_PAPER_READ;
	fetch.hash = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = e->told.hash};
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &fetch;
	lt_arena_reset(&c->arena);
	int r = lt_talk_ask(c->line, &request, TICKET_TIMEOUT_US, &c->arena, &reply, err);
	if (r < 0) /* denied as a whole: the line has not said hello yet */
		return r == LT_E_DENIED ? LT_E_LINE : r;
	if (reply->body_case != LT__REPLY__BODY_FETCH)
		return lt_err_set(err, LT_E_VERSION, "câu trả lời không phải về giấy tờ");
	if (reply->fetch->error)
		return lt_err_set(err, reply->fetch->error, "%s", reply->fetch->text);
	const Lt__PaperGrant *grant = reply->fetch->paper;
	if (!grant || grant->ticket.len != LT_TICKET_BYTES)
		return lt_err_set(
			err, LT_E_VERSION,
			"máy chủ không cấp phiếu gửi nhận tệp; hãy cài cùng một phiên bản");
	memcpy(e->ticket, grant->ticket.data, sizeof e->ticket);
	e->has_ticket = true;
	return 0;
}

static void hang_up(struct lt_carrier *c)
{
	if (!c->bulk)
		return;
	(void)pthread_mutex_lock(&c->lock); /* lt_carrier_free may be about to cancel it */
	struct lt_talk *bulk = lt_steal(&c->bulk);
	(void)pthread_mutex_unlock(&c->lock);
	lt_carry_done(&c->carry);
	lt_talk_free(bulk);
	c->options.hang_up(c->options.owner);
}

static int connect_bulk(struct lt_carrier *c, struct lt_err *err)
{
	struct lt_client *client;
	struct lt_talk *talk = NULL;
	int r = c->options.connect(c->options.owner, &client, err);
	if (r == 0)
		r = lt_talk_new(client, &talk, err);
	if (r == 0)
		r = lt_carry_init(&c->carry, talk, c->options.clock, err);
	if (r < 0) {
		lt_talk_free(talk);
		c->options.hang_up(c->options.owner);
		return r;
	}
	(void)pthread_mutex_lock(&c->lock);
	c->bulk = talk;
	(void)pthread_mutex_unlock(&c->lock);
	return 0;
}

/* @return 1: done; 0: goes on; negative: failed for now. */
static int send_chunk(struct lt_carrier *c, struct errand *e, const struct lt_cargo *cargo,
		      struct lt_err *err)
{
	bool whole = false;
	int r = e->file.fd >= 0 ? 0
				: lt_papers_read(c->options.papers, e->told.hash, &e->file, err);
	if (r == 0)
		r = lt_carry_put(&c->carry, cargo, &e->file, &e->offset, &whole, err);
	return r < 0 ? r : whole;
}

static int fetch_chunk(struct lt_carrier *c, struct errand *e, const struct lt_cargo *cargo,
		       uint64_t *ret_size, struct lt_err *err)
{
	struct lt_carried came;
	bool whole = false;
	uint64_t size;
	if (lt_papers_find(c->options.papers, e->told.hash, &size, NULL) == 0)
		return 1;
	int r = lt_papers_arrived(c->options.papers, e->told.hash, &e->offset, err);
	if (r == 0)
		r = lt_carry_get(&c->carry, cargo, e->offset, &came, err);
	if (r < 0)
		return r;
	if (came.size == 0)
		return lt_err_set(err, LT_E_ABSENT, "nơi giữ tệp chưa gửi xong về máy chủ");
	const struct lt_paper_piece piece = {
		.hash = e->told.hash, .size = came.size, .offset = e->offset, .bytes = came.bytes};
	*ret_size = came.size;
	r = lt_papers_add(c->options.papers, &piece, &e->offset, &whole, err);
	return r < 0 ? r : whole;
}

static int carry(struct lt_carrier *c, struct errand *e, uint64_t *ret_size, struct lt_err *err)
{
	int r = e->has_ticket ? 0 : get_ticket(c, e, err);
	if (r == 0 && !c->bulk)
		r = connect_bulk(c, err);
	if (r < 0)
		return r;
	c->carried_us = now_us(c);
	const struct lt_cargo cargo = {.hash = e->told.hash,
				       .ticket = lt_slice(e->ticket, sizeof e->ticket)};
	if (!e->told.put)
		return fetch_chunk(c, e, &cargo, ret_size, err);
	r = send_chunk(c, e, &cargo, err);
	*ret_size = e->file.size;
	return r;
}

/* -- what came of it -- */

/* What no later try can change: refused for what it is; gone from the folder; nobody's, or nobody
 * has named it for a month; not to be seen by this node. */
static bool is_final(const struct lt_carrier *c, const struct errand *e, int r)
{
	int64_t age_us = lt_clock_wall(c->options.clock) - e->told.since_us;
	if (r == LT_E_FORMAT || r == LT_E_LIMIT)
		return true;
	if (!e->told.put)
		return !e->has_ticket && (r == LT_E_DENIED || r == LT_E_ABSENT);
	return r == LT_E_ABSENT && (e->has_ticket ? e->file.fd < 0 : age_us > UNNAMED_US_MAX);
}

static void put_off(struct lt_carrier *c, struct errand *e, int r, const char *text)
{
	int64_t pause_us = r == LT_E_ABSENT ? UNNAMED_US : PAUSE_US_MIN;
	if (e->told.reason != r) /* a line that was down says nothing of who names it */
		e->failures = 0;
	for (unsigned i = 0; i < e->failures && pause_us < PAUSE_US_MAX; i++)
		pause_us *= 2;
	pause_us = pause_us < PAUSE_US_MAX ? pause_us : PAUSE_US_MAX;
	e->failures++;
	if (e->again)
		pause_us = 0;
	e->due_us = now_us(c) + pause_us;
	e->told.next_us = lt_clock_wall(c->options.clock) + pause_us;
	e->told.reason = r;
	(void)snprintf(e->told.text, sizeof e->told.text, "%s", text);
	lt_paper_file_close(&e->file);
	e->has_ticket = false; /* it may be the reason, and costs one question */
	e->offset = e->told.put ? LT_CARRY_ASK : 0;
}

static void tell(struct lt_carrier *c, const struct errand *e, int r, const char *text)
{
	if (c->options.told)
		c->options.told(c->options.owner, e->told.hash, e->told.put, r, text);
}

/* Under the lock. */
static void after_step(struct lt_carrier *c, struct errand *e, int r, uint64_t size,
		       const char *text)
{
	bool final = r < 0 && is_final(c, e, r);
	if (r == 0) {
		e->failures = 0;
		e->told.reason = 0;
		e->told.next_us = 0;
		e->told.size = size;
		e->told.done = e->offset == LT_CARRY_ASK ? 0 : e->offset;
		return;
	}
	if (r > 0 || final) {
		if (e->told.put)
			lt_papers_sent(c->options.papers, e->told.hash);
		tell(c, e, r > 0 ? 0 : r, text);
		drop(c, e);
		return;
	}
	put_off(c, e, r, text);
}

/* -- the thread -- */

/* Waits under the lock until the monotonic instant, or news. */
static void wait_until(struct lt_carrier *c, int64_t until_us)
{
	struct timespec until;
	if (until_us == INT64_MAX) {
		(void)pthread_cond_wait(&c->wake, &c->lock);
		return;
	}
	until.tv_sec = (time_t)(until_us / LT_US_PER_SECOND);
	until.tv_nsec = (long)(until_us % LT_US_PER_SECOND) * 1000;
	(void)pthread_cond_timedwait(&c->wake, &c->lock, &until);
}

/* Nothing may be carried before then. Under the lock. */
static void rest(struct lt_carrier *c, int64_t next_us)
{
	int64_t idle_us = c->bulk ? c->carried_us + IDLE_US : INT64_MAX;
	if (idle_us > now_us(c)) {
		wait_until(c, idle_us < next_us ? idle_us : next_us);
		return;
	}
	(void)pthread_mutex_unlock(&c->lock);
	hang_up(c);
	(void)pthread_mutex_lock(&c->lock);
}

static void *run(void *argument)
{
	struct lt_carrier *c = argument;
	int64_t next_us;
	(void)pthread_mutex_lock(&c->lock);
	while (!c->stopping) {
		struct errand *e = whose_turn(c, &next_us);
		if (!e) {
			rest(c, next_us);
			continue;
		}
		struct lt_err err = {0};
		uint64_t size = 0;
		e->again = false;
		(void)pthread_mutex_unlock(&c->lock);
		int r = carry(c, e, &size, &err);
		if (r == LT_E_LINE || r == LT_E_TIMEOUT)
			hang_up(c);
		(void)pthread_mutex_lock(&c->lock);
		if (!c->stopping)
			after_step(c, e, r, size, err.text);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* -- life -- */

static bool found_waiting(void *owner, const uint8_t *hash, int64_t since_us)
{
	return add(owner, hash, true, since_us);
}

static int set_up(struct lt_carrier *c, struct lt_err *err)
{
	int r = lt_talk_new(c->options.line, &c->line, err);
	if (r == 0)
		r = lt_papers_waiting(c->options.papers, found_waiting, c, err);
	if (r == 0 && pthread_create(&c->thread, NULL, run, c) != 0)
		r = lt_err_set(err, LT_E_NOMEM, "papers");
	c->running = r == 0;
	return r;
}

int lt_carrier_start(const struct lt_carrier_options *options, struct lt_carrier **ret,
		     struct lt_err *err)
{
	pthread_condattr_t attributes;
	struct lt_carrier *c = calloc(1, sizeof *c);
	if (!c)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	c->options = *options;
	lt_arena_init(&c->arena, LT_DECODE_BYTES_MAX);
	LT_REQUIRE(pthread_mutex_init(&c->lock, NULL) == 0);
	LT_REQUIRE(pthread_condattr_init(&attributes) == 0);
	LT_REQUIRE(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	LT_REQUIRE(pthread_cond_init(&c->wake, &attributes) == 0);
	(void)pthread_condattr_destroy(&attributes);
	int r = set_up(c, err);
	if (r < 0) {
		lt_carrier_free(c);
		return r;
	}
	*ret = c;
	return 0;
}

/* A cancel may come just before the exchange it is to end, so it is said again. */
static void end_thread(struct lt_carrier *c)
{
	enum { AGAIN_NS = 20000000, SECOND_NS = 1000000000 };
	struct timespec until;
	do {
		(void)pthread_mutex_lock(&c->lock);
		c->stopping = true;
		(void)pthread_cond_signal(&c->wake);
		lt_talk_cancel(c->line);
		if (c->bulk)
			lt_talk_cancel(c->bulk);
		(void)pthread_mutex_unlock(&c->lock);
		LT_REQUIRE(clock_gettime(CLOCK_REALTIME, &until) == 0);
		until.tv_nsec += AGAIN_NS;
		until.tv_sec += until.tv_nsec / SECOND_NS;
		until.tv_nsec %= SECOND_NS;
	} while (pthread_timedjoin_np(c->thread, NULL, &until) != 0);
}

void lt_carrier_free(struct lt_carrier *c)
{
	if (!c)
		return;
	if (c->running)
		end_thread(c);
	for (struct errand *e = c->first, *next; e; e = next) {
		next = e->next;
		free_errand(e);
	}
	hang_up(c);
	lt_talk_free(c->line);
	lt_arena_done(&c->arena);
	(void)pthread_cond_destroy(&c->wake);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

/* -- for others -- */

/* Under the lock. The one that is being carried does not know: what it was told may be old. */
static void hurry(struct errand *e)
{
	e->due_us = 0;
	e->again = true;
	e->failures = 0;
}

static bool order(struct lt_carrier *c, const uint8_t *hash, bool put)
{
	(void)pthread_mutex_lock(&c->lock);
	bool added = add(c, hash, put, lt_clock_wall(c->options.clock));
	struct errand *e = added ? find(c, hash, put) : NULL;
	if (e) /* somebody asks again: it may be there by now */
		hurry(e);
	(void)pthread_cond_signal(&c->wake);
	(void)pthread_mutex_unlock(&c->lock);
	return added;
}

bool lt_carrier_send(struct lt_carrier *carrier, const uint8_t *hash)
{
	return order(carrier, hash, true);
}

bool lt_carrier_fetch(struct lt_carrier *carrier, const uint8_t *hash)
{
	return order(carrier, hash, false);
}

void lt_carrier_hurry(struct lt_carrier *c)
{
	(void)pthread_mutex_lock(&c->lock);
	for (struct errand *e = c->first; e; e = e->next)
		hurry(e);
	(void)pthread_cond_signal(&c->wake);
	(void)pthread_mutex_unlock(&c->lock);
}

void lt_carrier_named(struct lt_carrier *c)
{
	int64_t since_us = lt_clock_wall(c->options.clock) - NAMED_SOON_US;
	(void)pthread_mutex_lock(&c->lock);
	for (struct errand *e = c->first; e; e = e->next)
		if (e->told.put && e->told.since_us > since_us &&
		    (!e->told.reason || e->told.reason == LT_E_ABSENT))
			hurry(e);
	(void)pthread_cond_signal(&c->wake);
	(void)pthread_mutex_unlock(&c->lock);
}

size_t lt_carrier_errands(struct lt_carrier *c, struct lt_errand *ret, size_t max)
{
	(void)pthread_mutex_lock(&c->lock);
	size_t n = 0;
	for (const struct errand *e = c->first; e && n < max; e = e->next)
		ret[n++] = e->told;
	n = c->count;
	(void)pthread_mutex_unlock(&c->lock);
	return n;
}
