/* SPDX-License-Identifier: EUPL-1.2 */
/* A unit's work list in due order: the task table has one run of rows a role, merged here. The page
 * cursor is the (due, dossier, token) of its last line, in hex. */
#include <string.h>

#include "records/query/query_own.h"
#include "proto/base/limits.h"

enum { ROLES_MAX = 64, ORDER_BYTES = 20, PREFIX_BYTES = 16 };

/* The rows of one role, as far as they have been read. */
struct run {
	struct lt_scan scan;
	uint64_t role;
	bool has;
	uint8_t order[ORDER_BYTES]; /* due, dossier, token */
};

struct merge {
	struct run runs[ROLES_MAX];
	size_t count;
	uint64_t unit;
};

static int advance(struct merge *m, struct run *run)
{
	struct lt_slice key, value;
	int r = lt_scan_next(&run->scan, &key, &value, NULL);
	run->has =
		r == 0 && lt_get_u64(key.data) == m->unit && lt_get_u64(key.data + 8) == run->role;
	if (run->has)
		memcpy(run->order, key.data + PREFIX_BYTES, ORDER_BYTES);
	return r == LT_E_ABSENT ? 0 : r;
}

static int add_run(struct lt_query *q, struct merge *m, uint64_t role, const uint8_t *after)
{
	struct lt_key start;
	if (m->count == ROLES_MAX)
		return LT_E_LIMIT;
	struct run *run = &m->runs[m->count++];
	*run = (struct run){.role = role};
	lt_key_task(m->unit, role, INT64_MIN, 0, 0, &start);
	if (after)
		memcpy(start.bytes + PREFIX_BYTES, after, ORDER_BYTES);
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_task, lt_key_slice(&start), &run->scan,
			     NULL);
	return r < 0 ? r : advance(m, run);
}

static int start_runs(struct lt_query *q, struct merge *m, const uint8_t *after)
{
	if (*q->fetch->role)
		return add_run(q, m, lt_name_key(q->fetch->role), after);
	int r = add_run(q, m, 0, after);
	for (size_t i = 0; r == 0 && i < lt_directory_roles_count(q->directory); i++)
		r = add_run(q, m, lt_name_key(lt_directory_role_at(q->directory, i)->name), after);
	return r;
}

static struct run *first_due(struct merge *m)
{
	struct run *best = NULL;
	for (size_t i = 0; i < m->count; i++)
		if (m->runs[i].has &&
		    (!best || memcmp(m->runs[i].order, best->order, ORDER_BYTES) < 0))
			best = &m->runs[i];
	return best;
}

static int fill(struct lt_query *q, struct merge *m, const uint8_t *after)
{
	uint8_t last[ORDER_BYTES];
	struct run *run;
	int r = 0;
	while (r == 0 && (run = first_due(m)) && q->reply->n_items < q->limit) {
		memcpy(last, run->order, ORDER_BYTES);
		if (!after || memcmp(last, after, ORDER_BYTES) != 0)
			r = lt_query_add(q, lt_get_u64(last + 8), lt_get_u32(last + 16),
					 q->fetch->unit);
		if (r == 0)
			r = advance(m, run);
	}
	if (r == 0 && first_due(m) && q->reply->n_items) {
		char *next = lt_arena_alloc(q->arena, 2 * ORDER_BYTES + 1);
		if (!next)
			return LT_E_NOMEM;
		q->reply->next = lt_hex(lt_slice(last, ORDER_BYTES), next);
	}
	return r;
}

const struct lt_unit *lt_query_list_unit(struct lt_query *q)
{
	const struct lt_unit *unit = lt_directory_unit(q->directory, q->fetch->unit);
	if (!unit)
		(void)lt_query_fail(
			q, LT_E_ABSENT,
			lt_arena_printf(q->arena, "danh bạ không có đơn vị '%s'", q->fetch->unit));
	else if (!q->viewer->is_operator &&
		 !lt_directory_serves(q->directory, q->viewer->node, unit->code))
		(void)lt_query_fail(q, LT_E_DENIED, "máy trạm này không phục vụ đơn vị đó");
	else if (!lt_query_sits(q, unit))
		(void)lt_query_fail(
			q, LT_E_DENIED,
			"bạn không làm việc tại đơn vị đó; danh bạ của tỉnh nói ai làm ở "
			"đâu");
	return q->reply->error ? NULL : unit;
}

int lt_query_list(struct lt_query *q)
{
	struct merge m = {.unit = lt_name_key(q->fetch->unit)};
	uint8_t after[ORDER_BYTES];
	const struct lt_unit *unit = lt_query_list_unit(q);
	bool paged = *q->fetch->after;
	if (!unit)
		return q->reply->error;
	if (paged && !lt_unhex(q->fetch->after, after, sizeof after))
		return lt_query_fail(q, LT_E_USAGE, "dấu trang sai (--after)");
	int r = start_runs(q, &m, paged ? after : NULL);
	if (r == 0)
		r = fill(q, &m, paged ? after : NULL);
	for (size_t i = 0; i < m.count; i++)
		lt_scan_done(&m.runs[i].scan);
	q->reply->unit_name = lt_arena_str(q->arena, unit->name);
	return r;
}
