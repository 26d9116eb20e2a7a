/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder's state against the rebuilt one, and each dossier against its own rows and dates. */
#include <string.h>

#include "records/verify/verify_own.h"
#include "procedures/core/evolve.h"
#include "procedures/core/pauses.h"
#include "proto/codec/codec.h"

/* -- property 4: table against table -- */

static int property_of(unsigned table)
{
	return table == LT_TABLE_tally || lt_table_is_row((enum lt_table)table) ? 5 : 4;
}

static const char *key_text(struct lt_verifier *v, struct lt_slice key)
{
	char *text = lt_arena_alloc(&v->arena, 2 * key.size + 1);
	return text ? lt_hex(key, text) : "?";
}

/* A step of the walk; a damaged record is counted and stepped over. @return 1 while
 * there is one. */
static int step(struct lt_verifier *v, struct lt_scan *scan, unsigned table, struct lt_slice *key,
		struct lt_slice *value, struct lt_err *err)
{
	struct lt_err why = {0};
	int r = lt_scan_next(scan, key, value, &why);
	if (r == LT_E_DAMAGED) {
		lt_verifier_count(v, property_of(table), false, "bảng %s, khóa %s: bản ghi bị hỏng",
				  lt_table_name((enum lt_table)table), key_text(v, *key));
		*value = lt_slice("?", 1);
		return 1;
	}
	if (r < 0 && r != LT_E_ABSENT)
		return lt_err_set(err, r, "%s", why.text);
	return r == 0;
}

static int compare_table(struct lt_verifier *v, unsigned table, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan ours = {0};
	LT_AUTO(scan) struct lt_scan theirs = {0};
	struct lt_slice a_key, a_value, b_key, b_value;
	int r = lt_scan_from(v->live, table, lt_slice(NULL, 0), &ours, err);
	if (r == 0)
		r = lt_scan_from(v->scratch.txn, table, lt_slice(NULL, 0), &theirs, err);
	if (r < 0)
		return r;
	int a = step(v, &ours, table, &a_key, &a_value, err);
	int b = step(v, &theirs, table, &b_key, &b_value, err);
	while (a > 0 || b > 0) {
		lt_arena_reset(&v->arena);
		int c = a <= 0 ? 1 : b <= 0 ? -1 : lt_slice_compare(a_key, b_key);
		lt_verifier_count(v, property_of(table), c == 0 && lt_slice_equal(a_value, b_value),
				  "bảng %s, khóa %s: %s", lt_table_name((enum lt_table)table),
				  key_text(v, c <= 0 ? a_key : b_key),
				  c < 0	  ? "thừa so với nhật ký"
				  : c > 0 ? "thiếu so với nhật ký"
					  : "khác nội dung");
		if (c <= 0)
			a = step(v, &ours, table, &a_key, &a_value, err);
		if (c >= 0)
			b = step(v, &theirs, table, &b_key, &b_value, err);
	}
	return a < 0 ? a : b;
}

/* -- properties 5, 6 and 8: each dossier by itself -- */

static int check_rows(struct lt_verifier *v, const Lt__Dossier *d, const struct lt_rows *rows,
		      uint64_t *counts, struct lt_err *err)
{
	for (size_t i = 0; i < rows->count; i++) {
		uint8_t number[LT_ROW_VALUE_BYTES];
		struct lt_slice stored;
		const struct lt_row *row = &rows->items[i];
		int r = lt_txn_get(v->live, row->table, lt_key_slice(&row->key), &stored, err);
		if (r < 0 && r != LT_E_ABSENT && r != LT_E_DAMAGED)
			return r;
		counts[row->table]++;
		lt_verifier_count(v, 5, r == 0 && lt_slice_equal(stored, lt_row_value(row, number)),
				  "hồ sơ %s: dòng của bảng %s %s", d->code,
				  lt_table_name(row->table),
				  r == LT_E_ABSENT ? "bị thiếu" : "khác hồ sơ");
	}
	return 0;
}

static int calendar_of(struct lt_verifier *v, const char *version, const struct lt_calendar **ret)
{
	return lt_registry_calendar_version(v->registry, version, ret, NULL);
}

static int expected_due(struct lt_verifier *v, const Lt__Dossier *d, int64_t *ret_us)
{
	const struct lt_calendar *calendar;
	struct lt_counted counted;
	int r = calendar_of(v, d->calendar, &calendar);
	if (r == 0)
		r = lt_counted_dossier(d, calendar, LT_PAUSE_OPEN, &v->arena, &counted);
	return r < 0 ? r : lt_counted_due(&counted, ret_us);
}

/* ... and the due date of each step that has a limit. */
static void check_steps_due(struct lt_verifier *v, const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		const struct lt_calendar *calendar;
		struct lt_counted counted;
		int64_t due_us = 0;
		if (!t->limit) {
			lt_verifier_count(v, 6, t->due_us == 0,
					  "hồ sơ %s: bước '%s' có hạn mà không có thời hạn",
					  d->code, t->step);
			continue;
		}
		int r = calendar_of(v, t->calendar, &calendar);
		if (r == 0)
			r = lt_counted_token(t, calendar, LT_PAUSE_OPEN, &v->arena, &counted);
		if (r == 0)
			r = lt_counted_due(&counted, &due_us);
		lt_verifier_count(v, 6, r == 0 && due_us == t->due_us,
				  "hồ sơ %s: hạn của bước '%s' khác với tính lại", d->code,
				  t->step);
	}
}

static void check_due(struct lt_verifier *v, const Lt__Dossier *d)
{
	int64_t due_us = 0;
	if (!d->limit || d->limit->unit == LT_LIMIT_NONE) {
		lt_verifier_count(v, 6, d->due_us == 0, "hồ sơ %s: có hẹn trả mà không có thời hạn",
				  d->code);
		return;
	}
	if (lt_dossier_open_pause(d)) {
		lt_verifier_count(v, 6, d->due_us == LT_DUE_SUSPENDED,
				  "hồ sơ %s: đồng hồ đang dừng mà vẫn có hẹn trả", d->code);
		return;
	}
	int r = expected_due(v, d, &due_us);
	bool unknown = r == LT_E_CALENDAR && d->due_us == 0 && d->n_incidents; /* and says so */
	lt_verifier_count(v, 6, (r == 0 && due_us == d->due_us) || unknown,
			  "hồ sơ %s: hẹn trả đang lưu khác với tính lại", d->code);
}

static int check_dossier(struct lt_verifier *v, struct lt_slice bytes, uint64_t *counts,
			 struct lt_err *err)
{
	Lt__Dossier *d;
	struct lt_rows live, fixed;
	struct lt_contributions contributions;
	lt_arena_reset(&v->arena);
	int r = LT_DECODE_OWN(dossier, bytes, &v->arena, &d);
	if (r == 0)
		r = lt_contributions(d, &v->arena, &contributions);
	if (r == 0)
		r = lt_tallies_add(v->sums, &contributions, 1);
	if (r == 0)
		r = lt_rows_live(d, &v->arena, &live);
	if (r == 0)
		r = lt_rows_fixed(d, &v->arena, &fixed);
	if (r == 0)
		r = check_rows(v, d, &live, counts, err);
	if (r == 0)
		r = check_rows(v, d, &fixed, counts, err);
	if (r < 0)
		return r;
	v->report->dossiers++;
	v->report->open_dossiers += d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	check_due(v, d);
	lt_verifier_check_late(v, d);
	lt_verifier_check_handoffs(v, d);
	check_steps_due(v, d);
	lt_verifier_count(v, 8, lt_rows_cover(d, &live), "hồ sơ %s không ở trên danh sách nào",
			  d->code);
	return 0;
}

static int check_dossiers(struct lt_verifier *v, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	uint64_t counts[LT_TABLE_COUNT] = {0};
	int r = lt_scan_from(v->live, LT_TABLE_dossier, lt_slice(NULL, 0), &scan, err), more;
	if (r < 0)
		return r;
	while ((more = step(v, &scan, LT_TABLE_dossier, &key, &value, err)) > 0)
		if (value.size > 1 && (r = check_dossier(v, value, counts, err)) < 0)
			return r;
	for (unsigned table = 0; table < LT_TABLE_COUNT && more == 0; table++) {
		uint64_t stored = 0;
		if (!lt_table_is_row((enum lt_table)table))
			continue;
		r = lt_txn_count(v->live, table, &stored, err);
		if (r < 0)
			return r;
		lt_verifier_count(v, 5, stored == counts[table],
				  "bảng %s có %llu dòng, hồ sơ cho %llu",
				  lt_table_name((enum lt_table)table), (unsigned long long)stored,
				  (unsigned long long)counts[table]);
	}
	return more;
}

/* -- property 5, for counters: each is the sum of what the dossiers contribute -- */

static void compare_tally(void *owner, struct lt_slice key, const struct lt_tally *stored,
			  const struct lt_tally *summed)
{
	struct lt_verifier *v = owner;
	size_t i = 0;
	lt_arena_reset(&v->arena);
	while (stored && summed && i < LT_COUNTER_COUNT &&
	       stored->counters[i] == summed->counters[i])
		i++;
	bool same = i == LT_COUNTER_COUNT;
	const char *what = same ? "" : lt_tally_words(key, &v->arena);
	if (stored && summed && !same)
		lt_verifier_count(v, 5, false, "số đếm của %s: '%s' đang lưu %lld, hồ sơ cho %lld",
				  what, lt_counter_vietnamese((enum lt_counter)i),
				  (long long)stored->counters[i], (long long)summed->counters[i]);
	else
		lt_verifier_count(v, 5, same, "số đếm của %s: %s", what,
				  summed ? "bị thiếu hoặc hỏng" : "thừa so với hồ sơ");
}

static int check_tallies(struct lt_verifier *v, struct lt_err *err)
{
	struct lt_tally_comparer comparer = {.compared = compare_tally, .owner = v};
	return lt_tallies_compare(v->sums, v->live, comparer, err);
}

int lt_verify_tables(struct lt_verifier *v, struct lt_err *err)
{
	int r = 0;
	for (unsigned table = 0; table < LT_TABLE_COUNT && r == 0; table++)
		if (table != LT_TABLE_meta)
			r = compare_table(v, table, err);
	if (r == 0)
		r = check_dossiers(v, err);
	return r < 0 ? r : check_tallies(v, err);
}
