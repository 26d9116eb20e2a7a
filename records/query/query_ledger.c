/* SPDX-License-Identifier: EUPL-1.2 */
/* Ledgers: why the dossier is due when it is, and each of its open steps, line by line, from what
 * was recorded. */
#include <string.h>

#include "records/query/query_own.h"
#include "procedures/core/pauses.h"

enum { LINES_MAX = 512 };

struct telling {
	struct lt_query *q;
	struct lt_counted counted;
	Lt__Pause *const *recorded; /* what counted.pauses.of points into */
	Lt__LedgerLine **lines;
	size_t count;
};

static Lt__LedgerLine *add_line(struct telling *t)
{
	Lt__LedgerLine *line = lt_arena_alloc(t->q->arena, sizeof *line);
	if (!line || !LT_ARENA_PUSH(t->q->arena, t->lines, t->count))
		return NULL;
	lt__ledger_line__init(line);
	t->lines[t->count++] = line;
	return line;
}

static void justify(Lt__LedgerLine *line, const Lt__Pause *p)
{
	line->reason = p->reason;
	line->step = p->step;
	line->paper = p->paper;
	line->note = p->note;
	line->officer = p->officer;
	line->unit = p->unit;
	line->before_us = p->due_before_us;
	line->after_us = p->due_after_us;
}

static int tell_line(struct telling *t, const struct lt_ledger_line *from)
{
	Lt__LedgerLine *line = add_line(t);
	if (!line)
		return LT_E_NOMEM;
	line->kind = from->kind;
	line->at_us = from->at_us;
	line->until_us = from->until_us;
	line->amount = from->amount;
	line->name = lt_arena_str(t->q->arena, from->name ? from->name : "");
	if (from->kind == LT_LEDGER_PAUSE || from->kind == LT_LEDGER_PAUSE_IGNORED)
		justify(line, t->recorded[t->counted.pauses.of[from->pause]]);
	return line->name ? 0 : LT_E_NOMEM;
}

/* A line that was down is a pause and told as one. */
static int tell_change(struct telling *t, const Lt__DueChange *change)
{
	if (change->cause == LT__DUE_CAUSE__DUE_CAUSE_LINE)
		return 0;
	bool extended = change->cause == LT__DUE_CAUSE__DUE_CAUSE_EXTENSION;
	Lt__LedgerLine *line = add_line(t);
	if (!line)
		return LT_E_NOMEM;
	line->kind = extended ? LT_LEDGER_EXTENDED : LT_LEDGER_CALENDAR;
	line->at_us = line->until_us = change->at_us;
	line->amount = change->amount;
	line->name = extended ? "" : change->calendar;
	line->note = change->note;
	line->paper = change->paper;
	line->officer = change->officer;
	line->unit = change->unit;
	line->before_us = change->due_before_us;
	line->after_us = change->due_after_us;
	return 0;
}

/* The calendar's lines with the recorded changes between them, in time order; the due line last. */
static int tell(struct telling *t, Lt__DueChange *const *changes, size_t changes_count)
{
	struct lt_ledger_line *lines = lt_arena_zalloc(t->q->arena, LINES_MAX, sizeof *lines);
	const struct lt_counted *c = &t->counted;
	size_t count, next = 0;
	if (!lines)
		return LT_E_NOMEM;
	int r = lt_ledger(c->office, c->from_us, c->limit, c->counting, c->pauses.items,
			  c->pauses.count, lines, LINES_MAX, &count);
	if (r < 0)
		return r == LT_E_NOMEM ? r : LT_E_CALENDAR;
	count = count < LINES_MAX ? count : LINES_MAX;
	for (size_t i = 0; i < count && r == 0; i++) {
		bool last = lines[i].kind == LT_LEDGER_DUE;
		while (r == 0 && next < changes_count &&
		       (last || changes[next]->at_us < lines[i].at_us))
			r = tell_change(t, changes[next++]);
		if (r == 0)
			r = tell_line(t, &lines[i]);
	}
	return r;
}

/* Of what has ended: as of its end. */
static int add_up(struct telling *t, int64_t ended_us, Lt__LedgerSum **ret)
{
	int64_t as_of_us = ended_us && ended_us < t->q->now_us ? ended_us : t->q->now_us;
	struct lt_ledger_sum sum;
	const struct lt_counted *c = &t->counted;
	Lt__LedgerSum *s = lt_arena_alloc(t->q->arena, sizeof *s);
	if (!s)
		return LT_E_NOMEM;
	if (lt_ledger_add_up(c->office, c->from_us, c->limit, c->counting, c->pauses.items,
			     c->pauses.count, as_of_us, &sum) < 0)
		return 0; /* now lies beyond the calendar it was counted with */
	lt__ledger_sum__init(s);
	s->days = sum.days;
	s->calendar_days = sum.calendar_days;
	s->limit = sum.limit;
	s->used = sum.used;
	s->remaining = sum.remaining;
	s->paused = sum.paused;
	s->pushed = sum.pushed;
	s->total = sum.total;
	*ret = s;
	return 0;
}

/* A ledger explains the date that stands, so it is read in the calendar that date was made with. */
static const struct lt_calendar *calendar_of(struct lt_query *q, const char *version)
{
	const struct lt_calendar *calendar;
	return lt_registry_calendar_version(q->records->registry, version, &calendar, NULL) < 0
		       ? NULL
		       : calendar;
}

static int tell_dossier(struct lt_query *q, const Lt__Dossier *d)
{
	struct telling t = {.q = q, .recorded = d->pauses};
	const struct lt_calendar *calendar = calendar_of(q, d->calendar);
	if (!calendar)
		return 0;
	int r = lt_counted_dossier(d, calendar, LT_PAUSE_OPEN, q->arena, &t.counted);
	if (r == 0)
		r = tell(&t, d->due_changes, d->n_due_changes);
	if (r == 0)
		r = add_up(&t, d->finished_us, &q->reply->ledger_sum);
	if (r == LT_E_NOMEM)
		return r;
	if (r == 0) {
		q->reply->ledger = t.lines;
		q->reply->n_ledger = t.count;
	}
	return 0;
}

static int tell_step(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *token)
{
	struct telling t = {.q = q, .recorded = token->pauses};
	const struct lt_calendar *calendar = calendar_of(q, token->calendar);
	const struct lt_definition *def = lt_query_definition(q, d, token->frame);
	lt_step_index at = def ? lt_definition_step(def, token->step) : LT_STEP_NONE;
	Lt__StepLedger *step = lt_arena_alloc(q->arena, sizeof *step);
	if (!step)
		return LT_E_NOMEM;
	if (!calendar || !token->limit)
		return 0;
	lt__step_ledger__init(step);
	int r = lt_counted_token(token, calendar, LT_PAUSE_OPEN, q->arena, &t.counted);
	if (r == 0)
		r = tell(&t, NULL, 0);
	if (r == 0)
		r = add_up(&t, 0, &step->sum);
	if (r < 0)
		return r == LT_E_NOMEM ? r : 0;
	step->token = token->id;
	step->step = token->step;
	step->title = lt_arena_str(q->arena, at == LT_STEP_NONE ? "" : def->steps[at].title);
	step->limit = token->limit;
	step->office = token->office;
	step->calendar = token->calendar;
	step->due_us = token->due_us;
	step->lines = t.lines;
	step->n_lines = t.count;
	if (!step->title ||
	    !LT_ARENA_PUSH(q->arena, q->reply->step_ledgers, q->reply->n_step_ledgers))
		return LT_E_NOMEM;
	q->reply->step_ledgers[q->reply->n_step_ledgers++] = step;
	return 0;
}

int lt_query_ledger(struct lt_query *q, const Lt__Dossier *d)
{
	int r = tell_dossier(q, d);
	for (size_t i = 0; i < d->n_tokens && r == 0; i++)
		r = tell_step(q, d, d->tokens[i]);
	return r;
}
