/* SPDX-License-Identifier: EUPL-1.2 */
/* A migration that is only tried: each running dossier of a version is decided as the command would
 * be, and nothing is kept. Page by page, over all dossiers in the order of their ids. */
#include <string.h>

#include "records/query/query_own.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"

enum { EXAMINED_MAX = 512, ITEMS_MAX = 200, TRY_BYTES_MAX = 32 << 20, CURSOR_BYTES = 8 };

struct trying {
	struct lt_query *q;
	struct lt_arena arena; /* of one dossier */
	Lt__Command command;
	Lt__Actor actor;
	uint8_t last[CURSOR_BYTES];
};

static int note_steps(struct lt_query *q, const Lt__Dossier *d, Lt__MigrationItem *item)
{
	for (size_t i = 0; i < d->n_tokens; i++) {
		if (!LT_ARENA_PUSH(q->arena, item->steps, item->n_steps))
			return LT_E_NOMEM;
		item->steps[item->n_steps] = lt_arena_str(q->arena, d->tokens[i]->step);
		if (!item->steps[item->n_steps++])
			return LT_E_NOMEM;
	}
	return 0;
}

static int try_one(struct trying *t, Lt__Dossier *d)
{
	struct lt_query *q = t->q;
	Lt__MigrationItem *item = lt_arena_alloc(q->arena, sizeof *item);
	struct lt_effects fx = {0};
	struct lt_err why = {0};
	struct lt_env env;
	if (!item || !LT_ARENA_PUSH(q->arena, q->reply->migrations, q->reply->n_migrations))
		return LT_E_NOMEM;
	lt__migration_item__init(item);
	item->code = lt_arena_str(q->arena, d->code);
	item->due_us = d->due_us;
	if (!item->code || note_steps(q, d, item) < 0)
		return LT_E_NOMEM;
	int r = lt_records_env(q->records, q->now_us, d, &env, &why);
	env.arena = &t->arena;
	if (r == 0)
		r = lt_decide(&env, d, &t->command, &fx, &why);
	if (r < 0)
		item->why = lt_arena_str(q->arena, why.text[0] ? why.text : lt_err_vietnamese(r));
	else if (fx.verdict.refusal)
		item->why = lt_arena_str(q->arena, fx.verdict.text);
	else
		item->new_due_us = fx.after->due_us;
	q->reply->migrations[q->reply->n_migrations++] = item;
	return item->why ? 0 : LT_E_NOMEM;
}

static int one(struct trying *t, struct lt_txn *txn, const uint8_t *key)
{
	Lt__Dossier *d;
	memcpy(t->last, key, sizeof t->last);
	lt_arena_reset(&t->arena);
	int r = lt_state_dossier(txn, lt_get_u64(key), &t->arena, &d, NULL);
	if (r < 0)
		return r == LT_E_NOMEM ? r : 0; /* a damaged record is told of by verify */
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN ||
	    !lt_dossier_runs(d, &t->command.migrate->from))
		return 0;
	return try_one(t, d);
}

static int walk(struct trying *t, uint64_t first)
{
	struct lt_query *q = t->q;
	struct lt_txn *txn = q->records->state.txn;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key start;
	struct lt_slice key, value;
	size_t limit = q->limit < ITEMS_MAX ? q->limit : ITEMS_MAX, examined = 0;
	lt_key_dossier(first, &start);
	int r = lt_scan_from(txn, LT_TABLE_dossier, lt_key_slice(&start), &scan, NULL);
	while (r == 0 &&
	       ((r = lt_scan_next(&scan, &key, &value, NULL)) == 0 || r == LT_E_DAMAGED)) {
		if (examined++ == EXAMINED_MAX || q->reply->n_migrations == limit) {
			char *next = lt_arena_alloc(q->arena, 2 * CURSOR_BYTES + 1);
			q->reply->next = next ? lt_hex(lt_slice(t->last, CURSOR_BYTES), next) : "";
			return next ? 0 : LT_E_NOMEM;
		}
		r = one(t, txn, key.data);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_query_migration(struct lt_query *q)
{
	struct trying t = {.q = q};
	uint8_t after[CURSOR_BYTES] = {0};
	if (!q->viewer->is_operator)
		return lt_query_fail(q, LT_E_DENIED, "chỉ quản trị chuyển phiên bản");
	if (!q->fetch->migrate)
		return lt_query_fail(q, LT_E_USAGE, "thiếu phiên bản cũ và mới");
	if (*q->fetch->after && !lt_unhex(q->fetch->after, after, sizeof after))
		return lt_query_fail(q, LT_E_USAGE, "dấu trang sai (--after)");
	lt__command__init(&t.command);
	lt__actor__init(&t.actor);
	t.actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	if (q->fetch->actor) { /* in whose name it will be done */
		t.actor.kind = q->fetch->actor->kind;
		t.actor.id = q->fetch->actor->id;
	}
	t.command.schema = LT_COMMAND_SCHEMA;
	t.command.actor = &t.actor;
	t.command.body_case = LT__COMMAND__BODY_MIGRATE;
	t.command.migrate = q->fetch->migrate;
	lt_arena_init(&t.arena, TRY_BYTES_MAX);
	int r = walk(&t, *q->fetch->after ? lt_get_u64(after) + 1 : 0);
	lt_arena_done(&t.arena);
	return r;
}
