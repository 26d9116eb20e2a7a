/* SPDX-License-Identifier: EUPL-1.2 */
/* What is proposed for publishing, and what became of what was. */
#include <string.h>

#include "records/proposals.h"
#include "records/query/query_own.h"
#include "proto/codec/codec.h"
#include "records/registry_own.h"

static const char *name_of(struct lt_query *q, const char *officer)
{
	const struct lt_officer_spec *spec =
		*officer ? lt_registry_officer_ever(q->records->registry, lt_name_key(officer))
			 : NULL;
	return lt_arena_str(q->arena, spec ? spec->name : officer);
}

/* What a file of this kind, or of this procedure, would take the place of. */
static int fill_in_force(struct lt_query *q, const Lt__ProposedFile *f, Lt__ProposedItem *item)
{
	struct lt_registry *registry = q->records->registry;
	int64_t at_us = f->from_us > q->now_us ? f->from_us : q->now_us;
	const char *version = NULL;
	int r;
	if (f->kind == LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR) {
		const struct lt_calendar *calendar;
		r = lt_registry_calendar(registry, at_us, &calendar, NULL);
		version = r == 0 ? lt_calendar_version(calendar) : NULL;
	} else if (f->kind == LT__PUBLISH_KIND__PUBLISH_KIND_DIRECTORY) {
		const struct lt_directory *directory;
		r = lt_registry_directory(registry, at_us, &directory, NULL);
		version = r == 0 ? lt_directory_version(directory) : NULL;
	} else {
		uint8_t *hash = lt_arena_alloc(q->arena, LT_HASH_BYTES);
		Lt__DefinitionPublished *stored;
		if (!hash)
			return LT_E_NOMEM;
		r = lt_registry_active_hash(registry, f->procedure, at_us, false, hash, NULL);
		if (r == 0)
			r = lt_registry_stored(registry, hash, q->arena, &stored, NULL);
		if (r == 0) {
			version = stored->version;
			item->in_force_hash =
				(ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = hash};
		}
	}
	if (version && !(item->in_force = lt_arena_str(q->arena, version)))
		return LT_E_NOMEM;
	return r == LT_E_ABSENT ? 0 : r;
}

static int add_file(struct lt_query *q, Lt__ProposedFile *f, bool sources, bool open,
		    Lt__ProposalInfo *info)
{
	Lt__ProposedItem *item = lt_arena_alloc(q->arena, sizeof *item);
	if (!item || !LT_ARENA_PUSH(q->arena, info->items, info->n_items))
		return LT_E_NOMEM;
	lt__proposed_item__init(item);
	item->file = f;
	item->has_tests = *f->tests != 0;
	info->items[info->n_items++] = item;
	if (!sources) {
		f->source = f->tests = "";
		f->n_uses = 0;
	}
	return open ? fill_in_force(q, f, item) : 0;
}

static int add(struct lt_query *q, Lt__Proposal *p, bool sources)
{
	Lt__ProposalInfo *info = lt_arena_alloc(q->arena, sizeof *info);
	if (!info || !LT_ARENA_PUSH(q->arena, q->reply->proposals, q->reply->n_proposals))
		return LT_E_NOMEM;
	lt__proposal_info__init(info);
	q->reply->proposals[q->reply->n_proposals++] = info;
	info->number = p->bundle->number;
	info->author = p->author;
	info->author_name = name_of(q, p->author);
	info->at_us = p->at_us;
	info->note = p->bundle->note;
	info->end = p->end;
	info->closed_by = p->closed_by;
	info->closed_by_name = name_of(q, p->closed_by);
	info->closed_us = p->closed_us;
	info->closed_note = p->closed_note;
	int r = info->author_name && info->closed_by_name ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < p->bundle->n_files && r == 0; i++)
		r = add_file(q, p->bundle->files[i], sources, !p->end, info);
	return r;
}

int lt_query_proposals(struct lt_query *q)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key start;
	struct lt_slice key, value;
	lt_key_proposal(UINT64_MAX, &start);
	int r = lt_scan_back(q->records->state.txn, LT_TABLE_proposal, lt_key_slice(&start), &scan,
			     NULL);
	while (r == 0 && q->reply->n_proposals < q->limit &&
	       (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		Lt__Proposal *p;
		r = LT_DECODE_OWN(proposal, value, q->arena, &p);
		if (r == 0)
			r = add(q, p, false);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_query_proposal(struct lt_query *q)
{
	Lt__Proposal *p;
	int r = lt_proposal_stored(&q->records->state, q->fetch->limit, q->arena, &p, NULL);
	if (r == LT_E_ABSENT)
		return lt_query_fail(q, r, "không có đề nghị công bố số này");
	return r < 0 ? r : add(q, p, true);
}
