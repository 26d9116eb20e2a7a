/* SPDX-License-Identifier: EUPL-1.2 */
/* Papers for the pages: those of a dossier, and those somebody handed in before.
 *
 * "Không yêu cầu tổ chức, cá nhân nộp lại giấy tờ đã có" (Nghị định 61/2018/NĐ-CP and the decrees
 * that amend it: what the administration has already, it does not ask for again): so what was
 * handed in at any unit of the province is offered to the desk that receives, by the applicant's
 * identity number. Only that desk's node is told. */
#include <string.h>

#include "procedures/core/definition.h"
#include "procedures/core/rows.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "records/query/query_own.h"

enum { DOSSIERS_LOOKED_AT = 100, LINES_MAX = 100 };

static Lt__PaperLine *add_line(struct lt_query *q, const char *id, const char *name,
			       const Lt__Paper *paper)
{
	Lt__PaperLine *line = lt_arena_alloc(q->arena, sizeof *line);
	if (!line || !LT_ARENA_PUSH(q->arena, q->reply->papers, q->reply->n_papers))
		return NULL;
	lt__paper_line__init(line);
	line->id = lt_arena_str(q->arena, id);
	line->name = lt_arena_str(q->arena, name);
	line->paper = (Lt__Paper *)(uintptr_t)paper; /* only read from here on */
	if (!line->id || !line->name)
		return NULL;
	q->reply->papers[q->reply->n_papers++] = line;
	return line;
}

static bool listed(const struct lt_query *q, const char *id)
{
	for (size_t i = 0; i < q->reply->n_papers; i++)
		if (strcmp(q->reply->papers[i]->id, id) == 0)
			return true;
	return false;
}

/* -- of a dossier -- */

static int add_declared(struct lt_query *q, const Lt__Dossier *d, const struct lt_paper_decl *decls,
			uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (listed(q, decls[i].id))
			continue;
		const Lt__Paper *p = lt_dossier_paper(d, decls[i].id);
		const char *name = decls[i].name ? decls[i].name : decls[i].id;
		Lt__PaperLine *line = add_line(q, decls[i].id, name, p);
		if (!line)
			return LT_E_NOMEM;
		line->required = decls[i].required;
	}
	return 0;
}

/* Answers of other units, that no list of documents has. */
static int add_expected(struct lt_query *q, const Lt__Dossier *d, const struct lt_definition *def)
{
	for (uint32_t i = 0; i < def->steps_count; i++)
		for (uint32_t k = 0; k < def->steps[i].expects.count; k++) {
			const char *id = def->steps[i].expects.items[k];
			const Lt__Paper *p = lt_dossier_paper(d, id);
			if (!listed(q, id) && !add_line(q, id, p && *p->name ? p->name : id, p))
				return LT_E_NOMEM;
		}
	return 0;
}

int lt_query_papers(struct lt_query *q)
{
	Lt__Dossier *d;
	if (lt_query_find(q, &d) < 0)
		return 0;
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	int r = def ? add_declared(q, d, def->papers, def->papers_count) : 0;
	if (r == 0 && def)
		r = add_declared(q, d, def->results, def->results_count);
	if (r == 0 && def)
		r = add_expected(q, d, def);
	for (size_t i = 0; i < d->n_papers && r == 0; i++) {
		const Lt__Paper *p = d->papers[i];
		if (!listed(q, p->id) && !add_line(q, p->id, *p->name ? p->name : p->id, p))
			r = LT_E_NOMEM;
	}
	q->reply->dossier = d;
	return r;
}

/* -- handed in before -- */

/* What is asked for in one request only: its own application. */
static bool is_application(const char *folded)
{
	return strncmp(folded, "to khai", 7) == 0 || strncmp(folded, "don ", 4) == 0 ||
	       strncmp(folded, "phieu ", 6) == 0;
}

/* Two procedures mean one document when they call it the same. */
static const struct lt_paper_decl *asked_for(struct lt_query *q, const struct lt_definition *def,
					     const char *name)
{
	const char *folded = lt_search_fold(name, q->arena);
	if (!folded || !*folded || is_application(folded))
		return NULL;
	for (uint32_t i = 0; i < def->papers_count; i++) {
		const char *own =
			def->papers[i].name ? lt_search_fold(def->papers[i].name, q->arena) : NULL;
		if (own && strcmp(own, folded) == 0)
			return &def->papers[i];
	}
	return NULL;
}

/* The newest of each document is enough, if it serves still. One that was used again then is not
 * newer for that: it is found with the dossier it was handed in with. */
static int add_before(struct lt_query *q, const struct lt_definition *def, const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_papers && q->reply->n_papers < LINES_MAX; i++) {
		const Lt__Paper *p = d->papers[i];
		const struct lt_paper_decl *decl = p->reused ? NULL : asked_for(q, def, p->name);
		if (!decl || p->hash.len != LT_HASH_BYTES || !p->bytes || listed(q, decl->id))
			continue;
		int64_t handed_us = p->at_us ? p->at_us : d->received_us;
		int64_t until_us = lt_limit_lasts_until(decl->reuse_for, handed_us);
		if (until_us <= q->now_us)
			continue;
		const struct lt_definition *of = lt_query_definition(q, d, 0);
		const struct lt_unit *unit = lt_directory_unit(q->directory, d->unit);
		Lt__PaperLine *line = add_line(q, decl->id, decl->name, p);
		if (!line)
			return LT_E_NOMEM;
		line->required = decl->required;
		line->code = d->code;
		line->received_us = handed_us;
		line->until_us = until_us == INT64_MAX ? 0 : until_us;
		line->unit_name = lt_arena_str(q->arena, unit ? unit->name : d->unit);
		line->procedure_name = lt_arena_str(q->arena, of ? of->name : "");
		if (!line->unit_name || !line->procedure_name)
			return LT_E_NOMEM;
	}
	return 0;
}

static bool is_theirs(struct lt_query *q, const Lt__Dossier *d, const char *number)
{
	const char *own = d->applicant ? lt_search_fold(d->applicant->id_number, q->arena) : NULL;
	return own && strcmp(own, number) == 0;
}

static int scan_before(struct lt_query *q, const struct lt_definition *def, const char *number)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key last;
	enum { DOSSIER_BYTES = 8 };
	lt_key_search(number, UINT64_MAX, &last);
	size_t prefix = last.size - DOSSIER_BYTES;
	int r = lt_scan_back(q->records->state.txn, LT_TABLE_search, lt_key_slice(&last), &scan,
			     NULL);
	for (int i = 0; i < DOSSIERS_LOOKED_AT && r == 0; i++) {
		Lt__Dossier *d;
		r = lt_scan_next(&scan, &key, &value, NULL);
		if (r < 0 || memcmp(key.data, last.bytes, prefix) != 0)
			break;
		r = lt_state_dossier(q->records->state.txn, lt_get_u64(key.data + prefix), q->arena,
				     &d, NULL);
		if (r == 0 && is_theirs(q, d, number))
			r = add_before(q, def, d);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_query_papers_before(struct lt_query *q)
{
	const struct lt_lookup *lookup = &q->records->lookup;
	const struct lt_definition *def;
	const struct lt_unit *unit = lt_query_list_unit(q);
	const char *number = lt_search_fold(q->fetch->text, q->arena);
	if (!unit)
		return q->reply->error;
	if (strcmp(unit->kind, "one_stop") != 0)
		return lt_query_fail(q, LT_E_DENIED,
				     "chỉ nơi tiếp nhận mới xem được giấy tờ đã nộp");
	if (lookup->active(lookup->owner, q->fetch->code, q->now_us, &def, NULL) < 0)
		return lt_query_fail(q, LT_E_ABSENT,
				     lt_arena_printf(q->arena,
						     "không có thủ tục '%s' đang được áp dụng",
						     q->fetch->code));
	return number && *number ? scan_before(q, def, number) : 0;
}
