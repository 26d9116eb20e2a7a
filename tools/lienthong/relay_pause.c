/* SPDX-License-Identifier: EUPL-1.2 */
/* When the clock stands here, the province that handed the dossier over hears since when and why,
 * and when it goes on: its ledger says whose time it is. Each standstill is told once; what it has
 * heard of, its hand-off says. */
#include "tools/lienthong/relay.h"

#include "proto/codec/codec.h"

/* What it knows of the clock here. */
struct heard {
	const Lt__WorkItem *item;
	int64_t told_us, entered_us;
	bool held;
};

static int send(struct lt_relay *r, struct heard *h, Lt__Command *c, int64_t at_us, bool *ret_done,
		struct lt_err *err)
{
	Lt__CommandReply *reply;
	c->happened_us = at_us;
	int failed = lt_relay_act_there(r, c, h->item->code, &reply, err);
	*ret_done = failed == 0 && !reply->refusal;
	return failed;
}

static int tell_stand(struct lt_relay *r, struct heard *h, const Lt__Pause *p, int64_t from_us,
		      bool *ret_done, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__HoldClock hold = LT__HOLD_CLOCK__INIT;
	hold.reason = p->reason;
	hold.paper = p->paper;
	hold.note = *p->note ? p->note : "theo quy trình của nơi nhận";
	hold.token = h->item->token;
	hold.offer = h->item->offer;
	c.body_case = LT__COMMAND__BODY_HOLD;
	c.hold = &hold;
	int failed = send(r, h, &c, from_us, ret_done, err);
	if (failed < 0 || !*ret_done)
		return failed;
	h->told_us = from_us;
	h->held = true;
	r->told++;
	lt_relay_say(r, h->item->code, "đã báo về nơi chuyển: đồng hồ ở đây dừng");
	return 0;
}

static int tell_run(struct lt_relay *r, struct heard *h, int64_t at_us, bool *ret_done,
		    struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ReleaseClock release = LT__RELEASE_CLOCK__INIT;
	release.note = "nơi nhận giải quyết tiếp";
	release.token = h->item->token;
	release.offer = h->item->offer;
	c.body_case = LT__COMMAND__BODY_RELEASE_CLOCK;
	c.release_clock = &release;
	int failed = send(r, h, &c, at_us, ret_done, err);
	if (failed < 0 || !*ret_done)
		return failed;
	h->held = false;
	r->told++;
	lt_relay_say(r, h->item->code, "đã báo về nơi chuyển: đồng hồ ở đây chạy tiếp");
	return 0;
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

static int tell_one(struct lt_relay *r, struct heard *h, const Lt__Pause *p, bool *ret_done,
		    struct lt_err *err)
{
	int64_t from_us = p->from_us > h->entered_us ? p->from_us : h->entered_us;
	int failed = 0;
	if (from_us < h->told_us)
		return 0;
	if (from_us > h->told_us)
		failed = tell_stand(r, h, p, from_us, ret_done, err);
	if (failed == 0 && *ret_done && h->held && p->to_us)
		failed = tell_run(r, h, p->to_us > from_us ? p->to_us : from_us, ret_done, err);
	return failed;
}

static int hear(struct lt_relay *r, const Lt__WorkItem *item, struct heard *ret, struct lt_err *err)
{
	Lt__Dossier *d;
	*ret = (struct heard){0};
	int failed = lt_relay_show(&r->there, item->code, &d, err);
	for (size_t i = 0; failed == 0 && d && i < d->n_tokens; i++)
		if (d->tokens[i]->id == item->token)
			*ret = (struct heard){.item = item,
					      .told_us = d->tokens[i]->told_us,
					      .entered_us = d->tokens[i]->entered_us,
					      .held = d->tokens[i]->held != NULL};
	return failed;
}

int lt_relay_tell_pauses(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d,
			 struct lt_err *err)
{
	struct heard heard = {0};
	bool done = true;
	size_t brought = d->n_pauses;
	int failed = d->n_pauses ? count_brought(r, d, &brought, err) : 0;
	if (failed == 0 && brought < d->n_pauses)
		failed = hear(r, item, &heard, err);
	for (size_t i = brought; i < d->n_pauses && failed == 0 && done && heard.item; i++)
		if (is_told(d->pauses[i]))
			failed = tell_one(r, &heard, d->pauses[i], &done, err);
	return failed;
}
