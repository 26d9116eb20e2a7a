/* SPDX-License-Identifier: EUPL-1.2 */
/* A unit's work by tab: how much is in each, and a page of one in due order. Every line of the
 * unit's list is looked at once; a line may be in several tabs. What the unit only follows (it
 * waits for the applicant, or is open where it was handed over) has tabs of its own. */
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "records/query/query_own.h"

enum { ORDER_BYTES = 20, DOSSIER_BYTES_MAX = 8 << 20, SOON_PERCENT = 80 };

/* The names are the pages'. "all" is every line that is the unit's to act on. */
enum tab { ALL, NEW, HELD, SOON, LATE, WAIT, SIGN, GIVE, FROM, SENT, TABS };
static const char *const names[TABS] = {"all",	"new",	"held", "soon", "late",
					"wait", "sign", "give", "from", "sent"};

struct line {
	uint8_t order[ORDER_BYTES]; /* due, dossier, token */
	bool signs;
	enum lt_elsewhere elsewhere; /* 0: the unit's to act on */
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

/* The rows whose keys begin as @p start does, up to the order. */
static int collect(struct inbox *in, enum lt_table table, const struct lt_key *start,
		   struct line kind)
{
	struct lt_query *q = in->q;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	size_t prefix = start->size - ORDER_BYTES;
	int r = lt_scan_from(q->records->state.txn, table, lt_key_slice(start), &scan, NULL);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		if (memcmp(key.data, start->bytes, prefix) != 0)
			return 0;
		if (!LT_ARENA_PUSH(q->arena, in->lines, in->count))
			return LT_E_NOMEM;
		memcpy(kind.order, key.data + prefix, ORDER_BYTES);
		in->lines[in->count++] = kind;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int collect_tasks(struct inbox *in, const char *role, bool signs)
{
	struct lt_key start;
	lt_key_task(lt_name_key(in->q->fetch->unit), *role ? lt_name_key(role) : 0, INT64_MIN, 0, 0,
		    &start);
	return collect(in, LT_TABLE_task, &start, (struct line){.signs = signs});
}

static int collect_elsewhere(struct inbox *in, enum lt_elsewhere kind)
{
	struct lt_key start;
	lt_key_elsewhere(lt_name_key(in->q->fetch->unit), kind, INT64_MIN, 0, 0, &start);
	return collect(in, LT_TABLE_elsewhere, &start, (struct line){.elsewhere = kind});
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
	ret[WAIT] = line->elsewhere == LT_ELSEWHERE_APPLICANT;
	ret[SENT] = line->elsewhere == LT_ELSEWHERE_SENT;
	if (line->elsewhere)
		return;
	ret[ALL] = true;
	ret[GIVE] = t == NULL;
	ret[NEW] = t && !*t->officer;
	ret[HELD] = t && *t->officer;
	ret[SIGN] = t && line->signs;
	ret[FROM] = t && *t->from;
	ret[LATE] = (t && t->overdue) || (due_us && due_us < in->q->now_us);
	ret[SOON] = !ret[LATE] && (t ? t->warned : d->warned) >= SOON_PERCENT;
}

int lt_query_tell_more(struct lt_query *q, const Lt__Dossier *d, const struct lt_unit *there,
		       Lt__WorkItem *item)
{
	const char *officer = lt_directory_officer_name(q->directory, item->officer);
	item->received_us = d->received_us;
	item->has_name = lt_arena_str(q->arena, there ? there->name : lt_query_lead(q, d));
	item->officer_name = lt_arena_str(q->arena, officer ? officer : item->officer);
	return item->has_name && item->officer_name ? 0 : LT_E_NOMEM;
}

static int push(struct lt_query *q, Lt__WorkItem *item)
{
	if (!LT_ARENA_PUSH(q->arena, q->reply->items, q->reply->n_items))
		return LT_E_NOMEM;
	q->reply->items[q->reply->n_items++] = item;
	return 0;
}

/* A handed-over step is told with the unit that has it now. */
static int add(struct inbox *in, const struct line *line, uint64_t id)
{
	struct lt_query *q = in->q;
	Lt__Dossier *d;
	Lt__WorkItem *item;
	int r = lt_state_dossier(q->records->state.txn, id, q->arena, &d, NULL);
	if (r < 0)
		return r;
	const Lt__Token *t = lt_dossier_token(d, lt_get_u32(line->order + 16));
	const struct lt_unit *there = line->elsewhere == LT_ELSEWHERE_SENT && t
					      ? lt_directory_unit(q->directory, t->unit)
					      : NULL;
	r = lt_query_item(q, d, t, there ? there->code : q->fetch->unit, &item);
	if (r == 0)
		r = lt_query_tell_more(q, d, there, item);
	return r < 0 ? r : push(q, item);
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
	return add(in, line, id);
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
	int r = collect_tasks(in, "", false);
	for (size_t i = 0; r == 0 && i < lt_directory_roles_count(directory); i++) {
		const struct lt_role_spec *role = lt_directory_role_at(directory, i);
		r = collect_tasks(in, role->name, role->signs);
	}
	if (r == 0)
		r = collect_elsewhere(in, LT_ELSEWHERE_APPLICANT);
	if (r == 0)
		r = collect_elsewhere(in, LT_ELSEWHERE_SENT);
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

/* "CODE/token". @return 0 also for what is open no more or not the asker's to see: it is left out
 */
static int add_named(struct lt_query *q, const char *name)
{
	const char *slash = strrchr(name, '/');
	uint64_t id;
	Lt__Dossier *d;
	Lt__WorkItem *item;
	struct lt_txn *txn = q->records->state.txn;
	const char *code =
		slash ? lt_arena_printf(q->arena, "%.*s", (int)(slash - name), name) : NULL;
	int r = code ? lt_state_code(txn, code, &id, NULL) : LT_E_ABSENT;
	if (r == 0)
		r = lt_state_dossier(txn, id, q->arena, &d, NULL);
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	const Lt__Token *t = lt_dossier_token(d, (uint32_t)strtoul(slash + 1, NULL, 10));
	if (!t || !lt_query_may_see(q, d))
		return 0;
	r = lt_query_item(q, d, t, t->unit, &item);
	if (r == 0)
		r = lt_query_tell_more(q, d, NULL, item);
	return r < 0 ? r : push(q, item);
}

int lt_query_steps(struct lt_query *q)
{
	int r = 0;
	if (q->fetch->n_codes > q->limit)
		return lt_query_fail(q, LT_E_USAGE, "chọn quá nhiều hồ sơ một lần");
	for (size_t i = 0; i < q->fetch->n_codes && r == 0; i++)
		r = add_named(q, q->fetch->codes[i]);
	return r;
}
