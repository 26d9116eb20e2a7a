/* SPDX-License-Identifier: EUPL-1.2 */
/* What would happen: which due dates a calendar that is not published yet would move, which desks
 * go from units that are gone to their successors. Looks, a page of dossiers at a time, and changes
 * nothing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/proposals.h"
#include "records/query/query_own.h"
#include "procedures/core/pauses.h"
#include "proto/base/limits.h"

enum { LOOKED_AT_MAX = 500, LINES_MAX = 512 };

struct preview {
	struct lt_query *q;
	const struct lt_calendar *calendar; /* NULL: about units */
};

static Lt__Move *add_move(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t)
{
	Lt__Move *move = lt_arena_alloc(q->arena, sizeof *move);
	if (!move || !LT_ARENA_PUSH(q->arena, q->reply->moves, q->reply->n_moves))
		return NULL;
	lt__move__init(move);
	move->dossier = d->id;
	move->code = d->code;
	move->token = t ? t->id : 0;
	move->step = t ? t->step : "";
	q->reply->moves[q->reply->n_moves++] = move;
	return move;
}

/* -- why a date moves: the days that one ledger has and the other has not -- */

static size_t ledger_of(struct lt_query *q, const struct lt_counted *c, struct lt_ledger_line **ret)
{
	size_t count = 0;
	*ret = lt_arena_zalloc(q->arena, LINES_MAX, sizeof **ret);
	if (!*ret || lt_ledger(c->office, c->from_us, c->limit, c->counting, c->pauses.items,
			       c->pauses.count, *ret, LINES_MAX, &count) < 0)
		return 0;
	return count < LINES_MAX ? count : LINES_MAX;
}

static bool is_day(const struct lt_ledger_line *line)
{
	return line->kind == LT_LEDGER_DAY_OFF || line->kind == LT_LEDGER_MAKE_UP ||
	       line->kind == LT_LEDGER_CLOSURE;
}

static bool has_day(const struct lt_ledger_line *lines, size_t count,
		    const struct lt_ledger_line *wanted)
{
	int32_t day = lt_local_of(wanted->until_us - 1).day;
	for (size_t i = 0; i < count; i++)
		if (is_day(&lines[i]) && lines[i].kind == wanted->kind &&
		    lt_local_of(lines[i].until_us - 1).day == day)
			return true;
	return false;
}

static const char *days_text(struct lt_query *q, const char *text, const char *sign,
			     const struct lt_ledger_line *lines, size_t count,
			     const struct lt_ledger_line *others, size_t others_count)
{
	for (size_t i = 0; i < count && text; i++) {
		char at[LT_TIME_TEXT_BYTES];
		if (!is_day(&lines[i]) || has_day(others, others_count, &lines[i]))
			continue;
		struct lt_date date = lt_date_of_day(lt_local_of(lines[i].until_us - 1).day);
		(void)snprintf(at, sizeof at, "%02d/%02d/%04d", date.mday, date.month, date.year);
		text = lt_arena_printf(q->arena, "%s%s%s %s %s%s%s", text, *text ? "; " : "", sign,
				       lines[i].kind == LT_LEDGER_MAKE_UP ? "làm bù" : "nghỉ", at,
				       lines[i].name ? " " : "",
				       lines[i].name ? lines[i].name : "");
	}
	return text;
}

static const char *why(struct lt_query *q, const struct lt_counted *before,
		       const struct lt_counted *after)
{
	struct lt_ledger_line *old, *new;
	size_t old_count = before->office ? ledger_of(q, before, &old) : 0;
	size_t new_count = ledger_of(q, after, &new);
	if (!before->office || !old_count || !new_count)
		return "lịch cũ không còn tính được";
	const char *text = days_text(q, "", "thêm", new, new_count, old, old_count);
	text = text ? days_text(q, text, "bỏ", old, old_count, new, new_count) : NULL;
	return text && *text ? text : "giờ làm việc khác";
}

/* -- calendars -- */

static const struct lt_calendar *old_calendar(struct lt_query *q, const char *version)
{
	const struct lt_calendar *calendar;
	return lt_registry_calendar_version(q->records->registry, version, &calendar, NULL) < 0
		       ? NULL
		       : calendar;
}

static int tell_move(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t, int64_t to_us,
		     const struct lt_counted *before, const struct lt_counted *after)
{
	Lt__Move *move = add_move(q, d, t);
	if (!move)
		return LT_E_NOMEM;
	move->from_us = t ? t->due_us : d->due_us;
	move->to_us = to_us;
	move->why = why(q, before, after);
	return 0;
}

static int preview_dossier(struct preview *p, const Lt__Dossier *d)
{
	struct lt_counted before = {0}, after;
	int64_t due_us;
	const struct lt_calendar *old = old_calendar(p->q, d->calendar);
	if (!d->due_us || lt_dossier_open_pause(d))
		return 0; /* counted anew anyway when its clock goes on */
	int r = lt_counted_dossier(d, p->calendar, LT_PAUSE_OPEN, p->q->arena, &after);
	if (r == 0 && old && lt_counted_dossier(d, old, LT_PAUSE_OPEN, p->q->arena, &before) < 0)
		before.office = NULL;
	if (r < 0 || lt_counted_due(&after, &due_us) < 0 || due_us == d->due_us)
		return r == LT_E_NOMEM ? r : 0;
	return tell_move(p->q, d, NULL, due_us, &before, &after);
}

static int preview_step(struct preview *p, const Lt__Dossier *d, const Lt__Token *t)
{
	struct lt_counted before = {0}, after;
	int64_t due_us;
	const struct lt_calendar *old = old_calendar(p->q, t->calendar);
	if (!t->due_us || t->due_us == LT_DUE_SUSPENDED)
		return 0;
	int r = lt_counted_token(t, p->calendar, LT_PAUSE_OPEN, p->q->arena, &after);
	if (r == 0 && old && lt_counted_token(t, old, LT_PAUSE_OPEN, p->q->arena, &before) < 0)
		before.office = NULL;
	if (r < 0 || lt_counted_due(&after, &due_us) < 0 || due_us == t->due_us)
		return r == LT_E_NOMEM ? r : 0;
	return tell_move(p->q, d, t, due_us, &before, &after);
}

/* -- units -- */

static int preview_unit(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t,
			const char *from)
{
	const struct lt_unit *heir =
		*from ? lt_directory_heir(q->directory, from, q->now_us) : NULL;
	if (!heir || strcmp(heir->code, from) == 0)
		return 0;
	Lt__Move *move = add_move(q, d, t);
	if (!move)
		return LT_E_NOMEM;
	move->from_unit = from;
	move->to_unit = lt_arena_str(q->arena, heir->code);
	return move->to_unit ? 0 : LT_E_NOMEM;
}

static int preview_one(struct preview *p, const Lt__Dossier *d)
{
	struct lt_query *q = p->q;
	int r = p->calendar ? preview_dossier(p, d) : preview_unit(q, d, NULL, d->unit);
	for (size_t i = 0; i < d->n_tokens && r == 0; i++) {
		const Lt__Token *t = d->tokens[i];
		r = p->calendar ? preview_step(p, d, t) : preview_unit(q, d, t, t->unit);
		for (size_t k = 0; !p->calendar && k < t->n_opinions && r == 0; k++)
			if (!*t->opinions[k]->opinion)
				r = preview_unit(q, d, t, t->opinions[k]->unit);
	}
	return r;
}

/* -- a page -- */

static bool concerned(const struct preview *p, const Lt__Dossier *d)
{
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN ||
	       (!p->calendar && d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED);
}

static int page(struct preview *p)
{
	struct lt_query *q = p->q;
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	uint64_t id = strtoull(q->fetch->after, NULL, 10);
	uint32_t seen = 0;
	lt_key_dossier(id + 1, &start);
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_dossier, lt_key_slice(&start), &scan,
			     NULL);
	while (r == 0 && seen < LOOKED_AT_MAX &&
	       (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		Lt__Dossier *d;
		id = lt_get_u64(key.data);
		seen++;
		r = lt_state_dossier(q->records->state.txn, id, q->arena, &d, NULL);
		if (r == 0 && concerned(p, d)) {
			q->reply->looked_at++;
			r = preview_one(p, d);
		}
	}
	if (r == 0)
		q->reply->next = lt_arena_printf(q->arena, "%" PRIu64, id);
	return r == LT_E_ABSENT ? 0 : r < 0 ? r : q->reply->next ? 0 : LT_E_NOMEM;
}

/* A calendar that was proposed has been examined: whoever writes or releases procedures looks at
 * it. One that nobody has seen yet is the operator's alone to show. */
static int proposed_calendar(struct lt_query *q, const char **ret)
{
	Lt__Proposal *p;
	if (!q->directory)
		return lt_query_fail(q, LT_E_ABSENT, "chưa có danh bạ nào");
	int r = lt_query_analyst_right(q);
	if (r < 0)
		return r;
	r = lt_proposal_stored(&q->records->state, q->fetch->limit, q->arena, &p, NULL);
	for (size_t i = 0; r == 0 && i < p->bundle->n_files; i++) {
		const Lt__ProposedFile *f = p->bundle->files[i];
		if (f->kind == LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR &&
		    strcmp(f->name, q->fetch->code) == 0) {
			*ret = f->source;
			return 0;
		}
	}
	return r < 0 && r != LT_E_ABSENT
		       ? r
		       : lt_query_fail(q, LT_E_ABSENT, "đề nghị không có lịch như vậy");
}

int lt_query_calendar_preview(struct lt_query *q)
{
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	const char *source = q->fetch->text;
	struct lt_err err = {0};
	struct preview p = {.q = q};
	if (*source && !q->viewer->is_operator)
		return lt_query_fail(q, LT_E_DENIED,
				     "chỉ quản trị được xem trước một lịch chưa đề nghị; hãy đề "
				     "nghị rồi xem ở đề nghị ấy");
	int r = *source ? 0 : proposed_calendar(q, &source);
	if (r < 0)
		return r;
	r = lt_host_load_calendar(lt_slice_str(source), "lịch", &calendar, &err);
	if (r < 0)
		return lt_query_fail(q, r, err.text);
	p.calendar = calendar;
	return page(&p);
}

int lt_query_rebind_preview(struct lt_query *q)
{
	struct preview p = {.q = q};
	if (!q->viewer->is_operator)
		return lt_query_fail(q, LT_E_DENIED, "chỉ quản trị được xem");
	return page(&p);
}
