/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may carry which scan. The ticket itself is made by whoever serves the second connection.
 *
 * Reading is for those who see a dossier that has it. Sending is for any node: what is taken is
 * only what some dossier names, and only under the hash it is named by, so that a node that has
 * handed the dossier on can still deliver the scan it promised. */
#include <string.h>

#include "proto/base/ids.h"
#include "records/query/query_own.h"

static int grant(struct lt_query *q, const Lt__Dossier *d, const Lt__Paper *p)
{
	Lt__PaperGrant *grant = lt_arena_alloc(q->arena, sizeof *grant);
	if (!grant)
		return LT_E_NOMEM;
	lt__paper_grant__init(grant);
	grant->hash = p->hash;
	grant->bytes = p->bytes;
	grant->media = p->media;
	grant->dossier = d->id;
	grant->code = d->code;
	grant->id = p->id;
	grant->name = p->name;
	q->reply->paper = grant;
	return 0;
}

static const Lt__Paper *paper_with(const Lt__Dossier *d, const ProtobufCBinaryData *hash)
{
	for (size_t i = 0; i < d->n_papers; i++)
		if (d->papers[i]->hash.len == hash->len &&
		    memcmp(d->papers[i]->hash.data, hash->data, hash->len) == 0)
			return d->papers[i];
	return NULL;
}

/* The first dossier with this scan that the asker may see; @p any: that there is. */
static int grant_by_hash(struct lt_query *q, bool any)
{
	const ProtobufCBinaryData *hash = &q->fetch->hash;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start;
	bool found = false;
	if (hash->len != LT_HASH_BYTES)
		return lt_query_fail(q, LT_E_USAGE, "mã băm của tệp phải là 32 byte");
	lt_key_paper(hash->data, 0, &start);
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_paper, lt_key_slice(&start), &scan,
			     NULL);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		Lt__Dossier *d;
		if (memcmp(key.data, hash->data, LT_HASH_BYTES) != 0)
			break;
		found = true;
		r = lt_state_dossier(q->records->state.txn, lt_get_u64(key.data + LT_HASH_BYTES),
				     q->arena, &d, NULL);
		if (r == 0 && (any || lt_query_may_see(q, d)))
			return grant(q, d, paper_with(d, hash));
	}
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	return found ? lt_query_fail(q, LT_E_DENIED,
				     "giấy tờ này không thuộc hồ sơ nào mà máy trạm phục vụ")
		     : lt_query_fail(q, LT_E_ABSENT, "chưa có hồ sơ nào ghi giấy tờ này");
}

int lt_query_paper_send(struct lt_query *q)
{
	if (!q->viewer->is_operator && !lt_directory_node(q->directory, q->viewer->node))
		return lt_query_fail(q, LT_E_DENIED, "máy trạm không còn trong danh bạ");
	return grant_by_hash(q, true);
}

int lt_query_paper_read(struct lt_query *q)
{
	Lt__Dossier *d;
	const char *id = q->fetch->text;
	if (!*q->fetch->code && !q->fetch->dossier)
		return grant_by_hash(q, false);
	int r = lt_query_find(q, &d);
	if (r < 0)
		return 0;
	const Lt__Paper *p = lt_dossier_paper(d, id);
	if (!p)
		return lt_query_fail(
			q, LT_E_ABSENT,
			lt_arena_printf(q->arena, "hồ sơ %s không có giấy tờ '%s'", d->code, id));
	if (p->hash.len != LT_HASH_BYTES)
		return lt_query_fail(q, LT_E_ABSENT,
				     lt_arena_printf(q->arena,
						     "giấy tờ '%s' của hồ sơ %s chưa có bản điện "
						     "tử; hãy quét rồi đính kèm (lienthong attach)",
						     id, d->code));
	return grant(q, d, p);
}
