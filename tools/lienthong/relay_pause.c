/* SPDX-License-Identifier: EUPL-1.2 */
/* When the clock stands here, the province that handed the dossier over hears since when and why,
 * and when it goes on: its ledger says whose time it is.
 *
 * The news of one hand-off are numbered, as the standstills here stand in the dossier: the first
 * begins with 1 and ends with 2, the second begins with 3 ... Each is told until it is recorded
 * there, and nothing is answered before. So what is seen of the other side may be old. */
#include "tools/lienthong/relay.h"

#include "procedures/core/verdict.h"
#include "proto/codec/codec.h"

/* What it knows of the clock here. */
struct heard {
	const Lt__WorkItem *item; /* NULL: nothing waits there any more */
	uint32_t told;
	int64_t entered_us;
};

enum told { TOLD, TOLD_LATER, TOLD_NEVER };

/* Another province may note no more than so many standstills of one step: then not this one. */
static int send(struct lt_relay *r, struct heard *h, Lt__Command *c, int64_t at_us, uint32_t news,
		enum told *ret, struct lt_err *err)
{
	Lt__CommandReply *reply;
	c->happened_us = at_us;
	int failed = lt_relay_act_there(r, c, h->item->code, &reply, err);
	if (failed < 0)
		return failed;
	*ret = !reply->refusal ? TOLD
	       : c->body_case == LT__COMMAND__BODY_HOLD && reply->refusal == LT_REFUSAL_CLOCK
		       ? TOLD_NEVER
		       : TOLD_LATER;
	if (*ret == TOLD) {
		h->told = news;
		r->told++;
	}
	return 0;
}

static int tell_stand(struct lt_relay *r, struct heard *h, const Lt__Pause *p, int64_t from_us,
		      uint32_t news, enum told *ret, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__HoldClock hold = LT__HOLD_CLOCK__INIT;
	hold.reason = p->reason;
	hold.paper = p->paper;
	hold.note = *p->note ? p->note : "theo quy trình của nơi nhận";
	hold.token = h->item->token;
	hold.offer = h->item->offer;
	hold.news = news;
	c.body_case = LT__COMMAND__BODY_HOLD;
	c.hold = &hold;
	int failed = send(r, h, &c, from_us, news, ret, err);
	if (failed == 0 && *ret == TOLD)
		lt_relay_say(r, h->item->code, "đã báo về nơi chuyển: đồng hồ ở đây dừng");
	return failed;
}

static int tell_run(struct lt_relay *r, struct heard *h, int64_t at_us, uint32_t news,
		    enum told *ret, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ReleaseClock release = LT__RELEASE_CLOCK__INIT;
	release.note = "nơi nhận giải quyết tiếp";
	release.token = h->item->token;
	release.offer = h->item->offer;
	release.news = news;
	c.body_case = LT__COMMAND__BODY_RELEASE_CLOCK;
	c.release_clock = &release;
	int failed = send(r, h, &c, at_us, news, ret, err);
	if (failed == 0 && *ret == TOLD)
		lt_relay_say(r, h->item->code, "đã báo về nơi chuyển: đồng hồ ở đây chạy tiếp");
	return failed;
}

/* A line that was down here is this province's own affair. */
static bool is_told(const Lt__Pause *p)
{
	return p->reason >= LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT &&
	       p->reason <= LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION;
}

/* How many of its standstills came with the dossier: they stand before those of this province. By
 * the hour they cannot be told apart, as no two provinces have quite the same. */
static int count_brought(struct lt_relay *r, const Lt__Dossier *d, size_t *ret, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	Lt__Event *e = NULL;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = d->code;
	int failed = lt_session_fetch(&r->here, &fetch, &reply, err);
	if (failed == 0 && reply->n_events)
		failed = LT_DECODE_OWN(event, lt_slice(reply->events[0].data, reply->events[0].len),
				       &r->here.tool->arena, &e);
	if (failed == 0 && e && e->body_case == LT__EVENT__BODY_RECEIVED && e->received->transfer)
		*ret = e->received->transfer->limit ? e->received->transfer->n_pauses : 0;
	return failed;
}

/* @param begins  number of the news that it began */
static int tell_one(struct lt_relay *r, struct heard *h, const Lt__Pause *p, uint32_t begins,
		    enum told *ret, struct lt_err *err)
{
	int64_t from_us = p->from_us > h->entered_us ? p->from_us : h->entered_us;
	int failed = 0;
	*ret = TOLD;
	if (h->told < begins)
		failed = tell_stand(r, h, p, from_us, begins, ret, err);
	if (failed < 0 || *ret != TOLD || !p->to_us || h->told > begins)
		return failed;
	return tell_run(r, h, p->to_us > from_us ? p->to_us : from_us, begins + 1, ret, err);
}

static int hear(struct lt_relay *r, const Lt__WorkItem *item, struct heard *ret, struct lt_err *err)
{
	Lt__Dossier *d;
	*ret = (struct heard){0};
	int failed = lt_relay_show(&r->there, item->code, &d, err);
	for (size_t i = 0; failed == 0 && d && i < d->n_tokens; i++)
		if (d->tokens[i]->id == item->token)
			*ret = (struct heard){.item = item,
					      .told = d->tokens[i]->told,
					      .entered_us = d->tokens[i]->entered_us};
	return failed;
}

int lt_relay_tell_pauses(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d,
			 bool *ret_all, struct lt_err *err)
{
	struct heard heard = {0};
	size_t brought = d->n_pauses;
	uint32_t begins = 1;
	*ret_all = true;
	int failed = d->n_pauses ? count_brought(r, d, &brought, err) : 0;
	if (failed < 0 || brought == d->n_pauses)
		return failed;
	failed = hear(r, item, &heard, err);
	*ret_all = heard.item != NULL;
	for (size_t i = brought; i < d->n_pauses && failed == 0 && *ret_all; i++) {
		enum told told;
		if (!is_told(d->pauses[i]))
			continue;
		failed = tell_one(r, &heard, d->pauses[i], begins, &told, err);
		*ret_all = failed == 0 && told != TOLD_LATER;
		begins += 2;
	}
	return failed;
}
