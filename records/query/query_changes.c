/* SPDX-License-Identifier: EUPL-1.2 */
/* What happened at a unit since a number of its feed: each dossier that moved once, as it is now.
 * For systems that follow along; a replica has a feed of its own (query_feed.c). */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/decide.h"
#include "proto/base/ids.h"
#include "records/query/query_own.h"

enum { ROWS_MAX = 2048 /* looked at: the engine thread does nothing else meanwhile */ };

struct changes {
	struct lt_query *q;
	uint64_t last; /* number of the last row looked at */
	size_t rows;
};

static Lt__Change *change_of(const Lt__FetchReply *reply, uint64_t dossier)
{
	for (size_t i = 0; i < reply->n_changes; i++)
		if (reply->changes[i]->dossier == dossier)
			return reply->changes[i];
	return NULL;
}

static int fill_steps(struct lt_query *q, const Lt__Dossier *d, Lt__Change *c)
{
	c->steps = lt_arena_alloc(q->arena, (d->n_tokens + 1) * sizeof *c->steps);
	c->units = lt_arena_alloc(q->arena, (d->n_tokens + 1) * sizeof *c->units);
	if (!c->steps || !c->units)
		return LT_E_NOMEM;
	for (size_t i = 0; i < d->n_tokens; i++) {
		c->steps[c->n_steps++] = d->tokens[i]->step;
		c->units[c->n_units++] = d->tokens[i]->unit;
	}
	return 0;
}

static int add(struct changes *x, uint64_t n, uint64_t dossier)
{
	struct lt_query *q = x->q;
	Lt__FetchReply *reply = q->reply;
	Lt__Change *c = change_of(reply, dossier);
	Lt__Dossier *d;
	struct lt_err why = {0};
	if (c) { /* it moved once more */
		c->n = n;
		return 0;
	}
	int r = lt_state_dossier(q->records->state.txn, dossier, q->arena, &d, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	c = lt_arena_alloc(q->arena, sizeof *c);
	if (!c || !LT_ARENA_PUSH(q->arena, reply->changes, reply->n_changes))
		return LT_E_NOMEM;
	lt__change__init(c);
	c->n = n;
	c->dossier = d->id;
	c->code = d->code;
	c->procedure = d->procedure;
	c->unit = d->unit;
	c->status = d->status;
	c->portal = lt_portal_status(d);
	c->events_count = d->events_count;
	c->due_us = d->due_us;
	c->finished_us = d->finished_us;
	c->outcome = d->outcome;
	reply->changes[reply->n_changes++] = c;
	return fill_steps(q, d, c);
}

static int walk(struct changes *x, uint64_t unit)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key start;
	struct lt_slice key, value;
	struct lt_feed_row row;
	struct lt_err why = {0};
	lt_key_feed(unit, x->last + 1, &start);
	int r = lt_scan_from(x->q->records->state.txn, LT_TABLE_feed, lt_key_slice(&start), &scan,
			     &why);
	while (r == 0 && x->q->reply->n_changes < x->q->limit && x->rows++ < ROWS_MAX) {
		r = lt_scan_next(&scan, &key, &value, &why);
		if (r == 0 && !lt_state_feed_row(unit, key, value, &row))
			return 0;
		if (r == 0)
			r = add(x, row.n, row.dossier);
		if (r == 0)
			x->last = row.n;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* @param last  number of the newest row */
static int read_after(struct lt_query *q, uint64_t last, uint64_t *ret)
{
	char *end = NULL;
	errno = 0;
	if (strcmp(q->fetch->after, LT_QUERY_CHANGES_END) == 0) {
		*ret = last;
		return 0;
	}
	*ret = *q->fetch->after ? strtoull(q->fetch->after, &end, 10) : 0;
	if (errno || (end && *end))
		return lt_query_fail(q, LT_E_USAGE, "con trỏ sai dạng; hãy bắt đầu lại từ đầu");
	return 0;
}

int lt_query_changes(struct lt_query *q)
{
	struct changes x = {.q = q};
	uint64_t last, unit = lt_name_key(q->fetch->unit);
	if (!lt_query_list_unit(q))
		return 0;
	int r = lt_state_feed_last(&q->records->state, unit, &last, NULL);
	if (r < 0)
		return r;
	if (read_after(q, last, &x.last) < 0)
		return 0;
	if (x.last > last)
		return lt_query_fail(q, LT_E_VERSION,
				     "con trỏ không thuộc dòng tin này (máy chủ đã được khôi phục "
				     "từ bản sao lưu); hãy bắt đầu lại từ đầu");
	r = walk(&x, unit);
	if (r < 0)
		return r;
	q->reply->next = lt_arena_printf(q->arena, "%" PRIu64, x.last);
	return q->reply->next ? 0 : LT_E_NOMEM;
}
