/* SPDX-License-Identifier: EUPL-1.2 */
/* A unit's work by tab: how much is in each, and a page of one in due order. Every line of the
 * unit's list is looked at once; a line may be in several tabs. */
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "records/query/query_own.h"

enum { ORDER_BYTES = 20, PREFIX_BYTES = 16, DOSSIER_BYTES_MAX = 8 << 20, SOON_PERCENT = 80 };

/* The names are the pages'. "all" is every line. */
enum tab { ALL, NEW, HELD, SOON, LATE, SIGN, GIVE, FROM, TABS };
static const char *const names[TABS] = {"all",	"new",	"held", "soon",
					"late", "sign", "give", "from"};

struct line {
	uint8_t order[ORDER_BYTES]; /* due, dossier, token */
	bool signs;
};

struct inbox {
	struct lt_query *q;
	struct line *lines;
	size_t count;
	struct lt_arena arena; /* of one dossier */
	int64_t counts[TABS];
	enum tab tab;
	uint8_t after[ORDER_BYTES], last[ORDER_BYTES];
	bool more;
};

static int collect(struct inbox *in, const char *role, bool signs)
{
	struct lt_query *q = in->q;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start;
	lt_key_task(lt_name_key(q->fetch->unit), *role ? lt_name_key(role) : 0, INT64_MIN, 0, 0,
		    &start);
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_task, lt_key_slice(&start), &scan,
			     NULL);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		if (memcmp(key.data, start.bytes, PREFIX_BYTES) != 0)
			return 0;
		if (!LT_ARENA_PUSH(q->arena, in->lines, in->count))
			return LT_E_NOMEM;
		memcpy(in->lines[in->count].order, key.data + PREFIX_BYTES, ORDER_BYTES);
		in->lines[in->count++].signs = signs;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int by_order(const void *a, const void *b)
{
	return memcmp(((const struct line *)a)->order, ((const struct line *)b)->order,
		      ORDER_BYTES);
}

static void sort_out(const struct inbox *in, const struct line *line, const Lt__Dossier *d,
		     bool ret[static TABS])
{
	const Lt__Token *t = lt_dossier_token(d, lt_get_u32(line->order + 16));
	int64_t due_us = t && t->due_us ? t->due_us : d->due_us;
	ret[ALL] = true;
	ret[GIVE] = t == NULL;
	ret[NEW] = t && !*t->officer;
	ret[HELD] = t && *t->officer;
	ret[SIGN] = t && line->signs;
	ret[FROM] = t && *t->from;
	ret[LATE] = (t && t->overdue) || (due_us && due_us < in->q->now_us);
	ret[SOON] = !ret[LATE] && (t ? t->warned : d->warned) >= SOON_PERCENT;
}

static int look(struct inbox *in, const struct line *line)
{
	bool tabs[TABS] = {0};
	Lt__Dossier *d;
	struct lt_query *q = in->q;
	uint64_t id = lt_get_u64(line->order + 8);
	lt_arena_reset(&in->arena);
	int r = lt_state_dossier(q->records->state.txn, id, &in->arena, &d, NULL);
	if (r < 0)
		return r;
	sort_out(in, line, d, tabs);
	for (size_t i = 0; i < TABS; i++)
		in->counts[i] += tabs[i];
	if (!tabs[in->tab] || memcmp(line->order, in->after, ORDER_BYTES) <= 0)
		return 0;
	in->more = q->reply->n_items == q->limit;
	if (in->more)
		return 0;
	memcpy(in->last, line->order, ORDER_BYTES);
	return lt_query_add(q, id, lt_get_u32(line->order + 16), q->fetch->unit);
}

static int tell(struct inbox *in)
{
	struct lt_query *q = in->q;
	char *next = lt_arena_alloc(q->arena, 2 * ORDER_BYTES + 1);
	q->reply->counters = lt_arena_alloc(q->arena, TABS * sizeof *q->reply->counters);
	if (!next || !q->reply->counters)
		return LT_E_NOMEM;
	if (in->more)
		q->reply->next = lt_hex(lt_slice(in->last, ORDER_BYTES), next);
	for (size_t i = 0; i < TABS; i++) {
		Lt__Counter *counter = lt_arena_alloc(q->arena, sizeof *counter);
		if (!counter)
			return LT_E_NOMEM;
		lt__counter__init(counter);
		counter->name = lt_arena_str(q->arena, names[i]);
		counter->value = in->counts[i];
		q->reply->counters[q->reply->n_counters++] = counter;
	}
	return 0;
}

static int collect_all(struct inbox *in)
{
	const struct lt_directory *directory = in->q->directory;
	int r = collect(in, "", false);
	for (size_t i = 0; r == 0 && i < lt_directory_roles_count(directory); i++) {
		const struct lt_role_spec *role = lt_directory_role_at(directory, i);
		r = collect(in, role->name, role->signs);
	}
	if (r == 0 && in->count > 1)
		qsort(in->lines, in->count, sizeof *in->lines, by_order);
	return r;
}

int lt_query_inbox(struct lt_query *q)
{
	struct inbox in = {.q = q};
	const struct lt_unit *unit = lt_query_list_unit(q);
	if (!unit)
		return q->reply->error;
	for (size_t i = 0; i < TABS; i++)
		if (strcmp(names[i], q->fetch->text) == 0)
			in.tab = (enum tab)i;
	if (*q->fetch->after && !lt_unhex(q->fetch->after, in.after, sizeof in.after))
		return lt_query_fail(q, LT_E_USAGE, "dấu trang sai");
	lt_arena_init(&in.arena, DOSSIER_BYTES_MAX);
	int r = collect_all(&in);
	for (size_t i = 0; i < in.count && r == 0; i++)
		r = look(&in, &in.lines[i]);
	lt_arena_done(&in.arena);
	q->reply->unit_name = lt_arena_str(q->arena, unit->name);
	return r == 0 ? tell(&in) : r;
}
