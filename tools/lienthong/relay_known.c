/* SPDX-License-Identifier: EUPL-1.2 */
/* What a pass need not ask: the coordinator here tells what has moved at the unit that receives, so
 * a hand-off at which nothing was left to do but wait is looked at again when its dossier here
 * moves. What moves over there shows in the list of what waits there.
 *
 * Known to one process and of one start of the coordinator, in a table of fixed size: what is
 * pushed out of it is only asked for again. */
#include "tools/lienthong/relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/query/query.h"

enum { NEIGHBOURS = 8, CHANGES_PAGE = 1000 };

/* -- what waits there -- */

static int by_offer(const void *a, const void *b)
{
	const ProtobufCBinaryData *x = a, *y = b;
	return x->len != y->len ? (x->len < y->len ? -1 : 1)
	       : x->len		? memcmp(x->data, y->data, x->len)
				: 0;
}

void lt_relay_sort_open(struct lt_relay *r)
{
	if (r->open_count)
		qsort(r->open, r->open_count, sizeof *r->open, by_offer);
}

bool lt_relay_is_open(const struct lt_relay *r, const Lt__Transfer *t)
{
	return r->open_count &&
	       bsearch(&t->offer, r->open, r->open_count, sizeof *r->open, by_offer);
}

/* -- what is only waited for -- */

/* The same for all visits of one dossier: "H14-1.2" is the second of "H14-1". */
static uint64_t key_of(const char *code)
{
	const char *number = strrchr(code, '-');
	size_t n = number ? (size_t)(number - code) + strcspn(number, ".") : strlen(code);
	return lt_content_key(lt_slice(code, n));
}

static struct lt_relay_calm *place(struct lt_relay_known *known, uint64_t key, size_t neighbour)
{
	return &known->calm[(key + neighbour) % LT_RELAY_CALM];
}

bool lt_relay_is_calm(const struct lt_relay *r, const Lt__WorkItem *item)
{
	uint64_t key = key_of(item->code);
	for (size_t i = 0; r->known->follows && i < NEIGHBOURS; i++) {
		const struct lt_relay_calm *c = place(r->known, key, i);
		if (c->key == key && item->offer.len == sizeof c->offer &&
		    memcmp(c->offer, item->offer.data, sizeof c->offer) == 0)
			return true;
	}
	return false;
}

void lt_relay_calm_down(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d)
{
	uint64_t key = key_of(item->code);
	struct lt_relay_calm *c = place(r->known, key, 0);
	if (!r->known->follows || strcmp(d->unit, r->wish->home_unit) != 0 ||
	    item->offer.len != sizeof c->offer)
		return; /* it is not told of here */
	for (size_t i = 0; i < NEIGHBOURS && c->key; i++)
		c = place(r->known, key, i);
	c->key = key;
	memcpy(c->offer, item->offer.data, sizeof c->offer);
}

static void stir(struct lt_relay_known *known, const char *code)
{
	uint64_t key = key_of(code);
	for (size_t i = 0; i < NEIGHBOURS; i++) {
		struct lt_relay_calm *c = place(known, key, i);
		if (c->key == key)
			*c = (struct lt_relay_calm){0};
	}
}

/* -- news -- */

static void forget(struct lt_relay_known *known, uint64_t epoch)
{
	memset(known->calm, 0, sizeof known->calm);
	known->epoch = epoch;
	known->follows = false;
	(void)snprintf(known->cursor, sizeof known->cursor, "%s", LT_QUERY_CHANGES_END);
}

int lt_relay_hear(struct lt_relay *r, struct lt_err *err)
{
	struct lt_relay_known *known = r->known;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	bool more = true;
	int failed = 0;
	if (r->here.side != LT_SESSION_OPERATOR || known->epoch != r->here.hello->epoch)
		forget(known, r->here.hello->epoch);
	if (r->here.side != LT_SESSION_OPERATOR)
		return 0; /* a node does not know what moved when */
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CHANGES;
	fetch.unit = r->wish->home_unit;
	fetch.limit = CHANGES_PAGE;
	while (failed == 0 && more) {
		fetch.after = known->cursor;
		failed = lt_session_fetch(&r->here, &fetch, &reply, err);
		if (failed < 0)
			break;
		for (size_t i = 0; i < reply->n_changes; i++)
			stir(known, reply->changes[i]->code);
		more = reply->n_changes > 0;
		if (strlen(reply->next) >= sizeof known->cursor)
			return lt_err_set(err, LT_E_FORMAT, "con trỏ dài quá");
		(void)snprintf(known->cursor, sizeof known->cursor, "%s", reply->next);
		known->follows = true;
	}
	if (failed == LT_E_VERSION) /* not of this feed: from now on */
		forget(known, known->epoch);
	return failed;
}
