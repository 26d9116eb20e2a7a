/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that nodes saw down, for the operator who decides about them. */
#include <string.h>

#include "proto/codec/codec.h"
#include "records/query/query_own.h"

int lt_query_lines(struct lt_query *q)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key start;
	struct lt_slice key, value;
	bool all = strcmp(q->fetch->text, "all") == 0;
	if (!lt_query_operates(q))
		return lt_query_fail(q, LT_E_DENIED, NULL);
	lt_key_line(UINT64_MAX, &start);
	int r = lt_scan_back(q->records->state.txn, LT_TABLE_line, lt_key_slice(&start), &scan,
			     NULL);
	while (r == 0 && q->reply->n_lines < q->limit &&
	       (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		Lt__LineSighting *s;
		r = LT_DECODE_OWN(line_sighting, value, q->arena, &s);
		if (r < 0 || (s->end && !all))
			continue;
		if (!LT_ARENA_PUSH(q->arena, q->reply->lines, q->reply->n_lines))
			return LT_E_NOMEM;
		q->reply->lines[q->reply->n_lines++] = s;
	}
	return r == LT_E_ABSENT ? 0 : r;
}
