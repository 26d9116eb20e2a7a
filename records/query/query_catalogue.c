/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue as those who write procedures look at it: what is published, and how much of it
 * runs. Counters come from the tallies, so a million dossiers cost nothing. */
#include <string.h>

#include "records/query/query_own.h"
#include "records/tallies.h"
#include "proto/base/ids.h"

/* A desk of the asking node, by somebody who writes or releases procedures. */
int lt_query_analyst_right(struct lt_query *q)
{
	const char *id = q->fetch->actor ? q->fetch->actor->id : "";
	const struct lt_node_spec *node = lt_directory_node(q->directory, q->viewer->node);
	if (q->viewer->is_operator)
		return 0;
	bool here = false;
	for (size_t i = 0; node && *id && i < node->units_count && !here; i++)
		here = lt_directory_may(q->directory, id, node->units[i], NULL, q->now_us);
	if (here && lt_directory_may_propose(q->directory, id, q->now_us))
		return 0;
	return lt_query_fail(q, LT_E_DENIED,
			     "chỉ người soạn hoặc người cho phép công bố thủ tục (danh bạ: vai trò "
			     "có proposes hoặc publishes) xem được trang này");
}

/* -- what runs -- */

struct counting {
	struct lt_query *q;
	uint64_t *keys; /* of reply->catalogue */
};

static int count(void *owner, const struct lt_tally *row)
{
	struct counting *c = owner;
	const int64_t *n = row->counters;
	for (size_t i = 0; i < c->q->reply->n_catalogue; i++) {
		Lt__CatalogueRow *to = c->q->reply->catalogue[i];
		if (c->keys[i] != lt_tally_owner(row))
			continue;
		to->open += n[LT_COUNTER_received] - n[LT_COUNTER_ended];
		to->late += n[LT_COUNTER_became_late] - n[LT_COUNTER_late_ended];
		to->incidents += n[LT_COUNTER_incidents];
		break;
	}
	return 0;
}

static int count_all(struct lt_query *q)
{
	struct lt_state *state = &q->records->state;
	struct lt_tally_range range = {.scope = LT_TALLY_PROCEDURE,
				       .all_owners = true,
				       .from = LT_MONTH_NOW,
				       .to = UINT32_MAX};
	struct counting counting = {.q = q};
	struct lt_tally_reader reader = {.seen = count, .owner = &counting};
	struct lt_err why = {0};
	counting.keys = lt_arena_alloc(q->arena, (q->reply->n_catalogue + 1) * sizeof(uint64_t));
	if (!counting.keys)
		return LT_E_NOMEM;
	for (size_t i = 0; i < q->reply->n_catalogue; i++)
		counting.keys[i] = lt_name_key(q->reply->catalogue[i]->code);
	int r = lt_tallies_read(state->tallies, state->txn, &range, reader, &why);
	return r < 0 ? lt_query_fail(q, r, why.text) : 0;
}

/* -- what is published -- */

static Lt__CatalogueRow *row_of(struct lt_query *q, const char *code)
{
	Lt__FetchReply *reply = q->reply;
	if (reply->n_catalogue && /* versions of one procedure come one after the other */
	    strcmp(reply->catalogue[reply->n_catalogue - 1]->code, code) == 0)
		return reply->catalogue[reply->n_catalogue - 1];
	Lt__CatalogueRow *row = lt_arena_alloc(q->arena, sizeof *row);
	if (!row || !LT_ARENA_PUSH(q->arena, reply->catalogue, reply->n_catalogue))
		return NULL;
	lt__catalogue_row__init(row);
	row->code = code;
	reply->catalogue[reply->n_catalogue++] = row;
	return row;
}

/* As it is in force, or else as it is going to be. */
static void describe(struct lt_query *q, const Lt__ProcedureInfo *info, Lt__CatalogueRow *row)
{
	const struct lt_definition *def;
	bool later = info->from_us > q->now_us;
	row->versions++;
	if (info->withdrawn_us || (later && *row->version) || info->hash.len != LT_HASH_BYTES)
		return;
	row->name = info->name;
	row->version = info->version;
	row->hash = info->hash;
	row->from_us = info->from_us;
	if (lt_registry_definition(q->records->registry, info->hash.data, &def, NULL) == 0)
		row->field = lt_arena_str(q->arena, def->field ? def->field : "");
}

static bool contains(struct lt_query *q, const char *text, const char *wanted)
{
	const char *folded = lt_search_fold(text, q->arena);
	return folded && strstr(folded, wanted);
}

/* Only those that are looked for stay. */
static int choose(struct lt_query *q)
{
	Lt__FetchReply *reply = q->reply;
	const char *wanted = *q->fetch->text ? lt_search_fold(q->fetch->text, q->arena) : "";
	size_t kept = 0;
	if (!wanted)
		return LT_E_NOMEM;
	for (size_t i = 0; i < reply->n_catalogue; i++) {
		Lt__CatalogueRow *row = reply->catalogue[i];
		if (!*wanted || contains(q, row->code, wanted) || contains(q, row->name, wanted) ||
		    contains(q, row->field, wanted))
			reply->catalogue[kept++] = row;
	}
	reply->n_catalogue = kept;
	return 0;
}

int lt_query_catalogue(struct lt_query *q)
{
	Lt__ProcedureInfo **list;
	size_t n;
	struct lt_err why = {0};
	if (lt_query_analyst_right(q) < 0)
		return 0;
	int r = lt_registry_list(q->records->registry, q->arena, &list, &n, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	for (size_t i = 0; i < n; i++) {
		Lt__CatalogueRow *row = row_of(q, list[i]->code);
		if (!row)
			return LT_E_NOMEM;
		describe(q, list[i], row);
	}
	r = choose(q);
	return r < 0 ? r : count_all(q);
}
