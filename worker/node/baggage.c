/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/node/baggage.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/papers/carrier.h"
#include "proto/papers/hatch.h"
#include "proto/papers/stock.h"
#include "proto/papers/uploads.h"
#include "worker/node/connect.h"

enum { ERRANDS_SHOWN = 200, SHORT_HASH_BYTES = 8 };

struct lt_baggage {
	struct lt_baggage_options options;
	struct lt_papers *papers;
	struct lt_hatch *hatch;
	struct lt_carrier *carrier;
	struct lt_connection bulk;
	int64_t sweep_us; /* monotonic: the next sweep */
};

/* -- hooks of the carrier, on its thread -- */

static int connect_bulk(void *owner, struct lt_client **ret, struct lt_err *err)
{
	struct lt_baggage *b = owner;
	int r = lt_connect(b->options.settings, NULL, &b->bulk, err);
	*ret = b->bulk.client;
	return r;
}

static void hang_up_bulk(void *owner)
{
	lt_disconnect(&((struct lt_baggage *)owner)->bulk);
}

static void told(void *owner, const uint8_t *hash, bool put, int result, const char *reason)
{
	char name[2 * SHORT_HASH_BYTES + 1];
	(void)owner;
	(void)lt_hex(lt_slice(hash, SHORT_HASH_BYTES), name);
	if (result < 0)
		lt_log(LT_LOG_WARN, "papers", 0, paper_refused, "hash=%s put=%d %s: %s", name, put,
		       lt_err_name(result), reason);
	else
		lt_log(LT_LOG_INFO, "papers", 0, paper_carried, "hash=%s put=%d", name, put);
}

/* -- hooks of the hatch, on its thread -- */

static int arrived(void *owner, const uint8_t *hash, struct lt_err *err)
{
	struct lt_baggage *b = owner;
	int r = lt_papers_wait(b->papers, hash, err); /* durable before its bringer hears of it */
	if (r == 0)
		(void)lt_carrier_send(b->carrier, hash); /* too many: at the next start */
	return r;
}

static bool missing(void *owner, const uint8_t *hash)
{
	return lt_carrier_fetch(((struct lt_baggage *)owner)->carrier, hash);
}

/* -- life -- */

static int start(struct lt_baggage *b, struct lt_err *err)
{
	LT_AUTO(free) char *folder = NULL;
	if (asprintf(&folder, "%s/papers", b->options.dir) < 0)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	int r = lt_papers_open(folder, &b->papers, err);
	const struct lt_carrier_options carrier = {.papers = b->papers,
						   .clock = b->options.clock,
						   .line = b->options.line,
						   .connect = connect_bulk,
						   .hang_up = hang_up_bulk,
						   .told = told,
						   .owner = b};
	if (r == 0)
		r = lt_carrier_start(&carrier, &b->carrier, err);
	const struct lt_hatch_options hatch = {.papers = b->papers,
					       .clock = b->options.clock,
					       .arrived = arrived,
					       .missing = missing,
					       .owner = b};
	return r < 0 ? r : lt_hatch_start(&hatch, &b->hatch, err);
}

int lt_baggage_new(const struct lt_baggage_options *options, struct lt_baggage **ret,
		   struct lt_err *err)
{
	struct lt_baggage *b = calloc(1, sizeof *b);
	if (!b)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	b->options = *options;
	int r = start(b, err);
	if (r < 0) {
		lt_baggage_free(b);
		return r;
	}
	*ret = b;
	return 0;
}

void lt_baggage_free(struct lt_baggage *b)
{
	if (!b)
		return;
	lt_hatch_free(b->hatch);
	lt_carrier_free(b->carrier);
	lt_papers_free(b->papers);
	free(b);
}

/* -- calls -- */

static Lt__PaperErrand *line_of(const struct lt_errand *e, struct lt_arena *arena)
{
	Lt__PaperErrand *line = lt_arena_alloc(arena, sizeof *line);
	if (!line)
		return NULL;
	lt__paper_errand__init(line);
	line->hash.data = lt_arena_copy(arena, e->hash, sizeof e->hash);
	line->hash.len = line->hash.data ? sizeof e->hash : 0;
	line->put = e->put;
	line->size = e->size;
	line->done = e->done;
	line->since_us = e->since_us;
	line->next_us = e->next_us;
	line->reason = e->reason;
	line->text = lt_arena_str(arena, e->text);
	return line->text ? line : NULL;
}

static void answer_waiting(struct lt_baggage *b, struct lt_call *call)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	struct lt_arena *arena = &call->arena;
	struct lt_errand *errands = lt_arena_zalloc(arena, ERRANDS_SHOWN, sizeof *errands);
	body.errands = lt_arena_zalloc(arena, ERRANDS_SHOWN, sizeof(Lt__PaperErrand *));
	if (!errands || !body.errands)
		return lt_server_refuse(call, LT_E_NOMEM, NULL);
	body.errands_count = lt_carrier_errands(b->carrier, errands, ERRANDS_SHOWN);
	body.as_of_us = lt_clock_wall(b->options.clock);
	for (size_t i = 0; i < body.errands_count && i < ERRANDS_SHOWN; i++) {
		Lt__PaperErrand *line = line_of(&errands[i], arena);
		if (!line)
			return lt_server_refuse(call, LT_E_NOMEM, NULL);
		body.errands[body.n_errands++] = line;
	}
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(call, &reply);
}

bool lt_baggage_takes(const struct lt_call *call)
{
	return lt_hatch_takes(call) ||
	       (call->request->body_case == LT__REQUEST__BODY_FETCH &&
		call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_PAPERS_WAITING);
}

void lt_baggage_call(struct lt_baggage *b, struct lt_call *call)
{
	if (lt_hatch_takes(call))
		lt_hatch_call(b->hatch, call);
	else
		answer_waiting(b, call);
}

void lt_baggage_hurry(struct lt_baggage *b)
{
	lt_carrier_hurry(b->carrier);
}

void lt_baggage_named(struct lt_baggage *b)
{
	lt_carrier_named(b->carrier);
}

/* -- what nobody needs here any more -- */

struct sweep {
	struct lt_baggage *b;
	bool (*named)(void *owner, const uint8_t *hash);
	void *owner;
	int64_t before_us;
	size_t dropped;
};

static int sweep_one(void *owner, const struct lt_paper_lying *paper)
{
	struct sweep *s = owner;
	if (paper->since_us >= s->before_us || lt_papers_waits(s->b->papers, paper->hash) ||
	    s->named(s->owner, paper->hash))
		return 0;
	lt_papers_drop(s->b->papers, paper->hash);
	s->dropped++;
	return 0;
}

void lt_baggage_sweep(struct lt_baggage *b, bool (*named)(void *owner, const uint8_t *hash),
		      void *owner)
{
	struct lt_err err = {0};
	int64_t now_us = lt_clock_monotonic(b->options.clock);
	int64_t wall_us = lt_clock_wall(b->options.clock);
	struct sweep sweep = {.b = b,
			      .named = named,
			      .owner = owner,
			      .before_us = wall_us - LT_PAPER_KEPT_DAYS * LT_US_PER_DAY};
	if (b->sweep_us > now_us)
		return;
	b->sweep_us = now_us + LT_US_PER_DAY;
	if (lt_papers_each(b->papers, sweep_one, &sweep, &err) < 0)
		lt_log(LT_LOG_WARN, "papers", 0, papers_swept, "%s", err.text);
	size_t uploads = lt_uploads_sweep(b->papers, wall_us - LT_UPLOAD_DAYS * LT_US_PER_DAY);
	if (sweep.dropped || uploads)
		lt_log(LT_LOG_INFO, "papers", 0, papers_swept, "papers=%zu uploads=%zu",
		       sweep.dropped, uploads);
}
