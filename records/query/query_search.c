/* SPDX-License-Identifier: EUPL-1.2 */
/* Search: dossiers by the beginning of a code, a name, a given name, a number, without case and
 * accents. Asked at every letter, so the first that fit are enough, and no more rows are looked at
 * than an answer in time allows. */
#include <ctype.h>
#include <string.h>

#include "proto/base/limits.h"
#include "records/query/query_own.h"

enum {
	TERM_BYTES = 24,   /* of a term that are in its key */
	ROWS_MAX = 1000,   /* looked at: of dossiers that this asker may not see there is no end */
	CODE_BYTES_MIN = 4 /* shorter beginnings of codes are everybody's */
};

struct found {
	struct lt_query *q;
	const char *term; /* folded; NULL: it is a code */
	size_t rows;
};

static bool is_listed(const struct lt_query *q, uint64_t dossier)
{
	for (size_t i = 0; i < q->reply->n_items; i++)
		if (q->reply->items[i]->dossier == dossier)
			return true;
	return false;
}

static bool is_begun(struct found *f, const char *folded)
{
	return folded && strncmp(folded, f->term, strlen(f->term)) == 0;
}

static bool begins(struct found *f, const char *text)
{
	return is_begun(f, lt_search_fold(text, f->q->arena));
}

/* Also by the given name. */
static bool name_begins(struct found *f, const char *name)
{
	const char *folded = lt_search_fold(name, f->q->arena);
	return is_begun(f, folded) ||
	       (folded && is_begun(f, lt_search_given_first(folded, f->q->arena)));
}

/* Behind the bytes that are in the key, the dossier itself is asked. */
static bool fits(struct found *f, const Lt__Dossier *d)
{
	const Lt__Applicant *a = d->applicant;
	return !f->term || strlen(f->term) <= TERM_BYTES ||
	       (a && (name_begins(f, a->name) || begins(f, a->id_number) || begins(f, a->phone)));
}

static int take(struct found *f, uint64_t id)
{
	struct lt_query *q = f->q;
	Lt__Dossier *d;
	Lt__WorkItem *item;
	if (is_listed(q, id))
		return 0;
	int r = lt_state_dossier(q->records->state.txn, id, q->arena, &d, NULL);
	if (r < 0 || !lt_query_may_see(q, d) || !fits(f, d))
		return r;
	r = lt_query_item(q, d, d->n_tokens ? d->tokens[0] : NULL, d->unit, &item);
	if (r == 0)
		r = lt_query_tell_more(q, d, NULL, item);
	if (r == 0 && !LT_ARENA_PUSH(q->arena, q->reply->items, q->reply->n_items))
		r = LT_E_NOMEM;
	if (r == 0)
		q->reply->items[q->reply->n_items++] = item;
	return r;
}

/* The rows of a table whose keys begin with @p n bytes of @p start. */
static int scan(struct found *f, enum lt_table table, const struct lt_key *start, size_t n)
{
	struct lt_query *q = f->q;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	int r = lt_scan_from(q->records->state.txn, table, lt_key_slice(start), &scan, NULL);
	while (r == 0 && q->reply->n_items < q->limit && f->rows++ < ROWS_MAX &&
	       (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		if (memcmp(key.data, start->bytes, n) != 0)
			break;
		r = take(f,
			 lt_get_u64(table == LT_TABLE_code ? value.data : key.data + TERM_BYTES));
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int by_code(struct found *f, const char *text)
{
	struct lt_key start;
	size_t n = strnlen(text, LT_DOSSIER_CODE_BYTES_MAX + 1);
	char *code = lt_arena_str(f->q->arena, text);
	if (!code)
		return LT_E_NOMEM;
	if (n < CODE_BYTES_MIN || n > LT_DOSSIER_CODE_BYTES_MAX)
		return 0;
	for (char *c = code; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	lt_key_code(code, &start);
	return scan(f, LT_TABLE_code, &start, n);
}

int lt_query_search(struct lt_query *q)
{
	struct lt_key start;
	struct found f = {.q = q};
	const char *term = lt_search_fold(q->fetch->text, q->arena);
	size_t n = term ? strlen(term) : 0;
	if (n == 0)
		return lt_query_fail(q, LT_E_USAGE,
				     "cần một từ để tìm: mã hồ sơ, họ tên, số giấy tờ, điện thoại");
	int r = by_code(&f, q->fetch->text);
	lt_key_search(term, 0, &start);
	f.term = term;
	f.rows = 0;
	return r < 0 ? r : scan(&f, LT_TABLE_search, &start, n < TERM_BYTES ? n : TERM_BYTES);
}
