/* SPDX-License-Identifier: EUPL-1.2 */
/* Which rows a dossier has, kind of row by kind of row. */
#include "procedures/core/rows.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/figures.h"
#include "procedures/core/late.h"
#include "proto/base/ids.h"

struct builder {
	const Lt__Dossier *d;
	struct lt_arena *arena;
	struct lt_rows rows;
	int error;
};

static struct lt_row *add(struct builder *b, enum lt_table table)
{
	static struct lt_row nowhere;
	if (b->error || !LT_ARENA_PUSH(b->arena, b->rows.items, b->rows.count)) {
		b->error = LT_E_NOMEM;
		return &nowhere;
	}
	struct lt_row *row = &b->rows.items[b->rows.count++];
	row->table = table;
	row->text = NULL;
	row->number_bytes = 0;
	return row;
}

static uint64_t key_of(const char *name)
{
	return name && *name ? lt_name_key(name) : 0;
}

static int64_t list_due(int64_t due_us)
{
	return due_us ? due_us : LT_DUE_NONE_KEY;
}

static void add_task(struct builder *b, const char *unit, const Lt__Token *t)
{
	struct lt_row *row = add(b, LT_TABLE_task);
	lt_key_task(key_of(unit), key_of(t->role), list_due(t->due_us), b->d->id, t->id, &row->key);
	row->text = t->officer;
}

static void add_timer(struct builder *b, int64_t due_us, uint32_t token, enum lt_timer_kind kind)
{
	struct lt_row *row = add(b, LT_TABLE_timer);
	lt_key_timer(due_us, b->d->id, token, kind, &row->key);
}

static void add_auto(struct builder *b, const Lt__Token *t)
{
	struct lt_row *row;
	switch (t->state) {
	case LT__TOKEN_STATE__TOKEN_STATE_READY:
		row = add(b, LT_TABLE_job);
		lt_key_job(key_of(t->capability), list_due(t->due_us), b->d->id, t->id, &row->key);
		break;
	case LT__TOKEN_STATE__TOKEN_STATE_OFFERED:
	case LT__TOKEN_STATE__TOKEN_STATE_RUNNING:
		row = add(b, LT_TABLE_lease);
		lt_key_lease(key_of(t->node), b->d->id, t->id, &row->key);
		row->number = t->attempt;
		row->number_bytes = 4;
		break;
	default: /* BACKOFF: its timer */
		break;
	}
}

static void add_consult(struct builder *b, const Lt__Token *t)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		if (!*t->opinions[i]->opinion)
			add_task(b, t->opinions[i]->unit, t);
}

/* For superiors: what is late, and what will be. */
static void add_late(struct builder *b, uint32_t token, int64_t due_us, uint32_t warned)
{
	enum { AT_RISK = 80 };
	const Lt__Lateness *l = b->d->n_lates ? lt_late_standing(b->d, token) : NULL;
	if (!l && (warned < AT_RISK || due_us == LT_DUE_SUSPENDED))
		return; /* what stands still is not at risk */
	struct lt_row *row = add(b, LT_TABLE_late);
	lt_key_late(key_of(l ? l->unit : lt_late_holder(b->d, token).unit), l ? l->due_us : due_us,
		    b->d->id, token, &row->key);
	row->number = l ? LT_LATE_PERCENT : AT_RISK;
	row->number_bytes = 4;
}

static void add_duties(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_duties; i++) {
		const Lt__Duty *duty = b->d->duties[i];
		if (!lt_duty_open(duty))
			continue;
		struct lt_row *row = add(b, LT_TABLE_duty);
		lt_key_duty(key_of(duty->unit), duty->due_us, b->d->id, duty->lateness,
			    (uint8_t)duty->kind, &row->key);
		row->text = duty->officer;
	}
}

static void add_elsewhere(struct builder *b, const char *unit, enum lt_elsewhere kind,
			  const Lt__Token *t)
{
	struct lt_row *row = add(b, LT_TABLE_elsewhere);
	lt_key_elsewhere(key_of(unit), kind, list_due(t->due_us), b->d->id, t->id, &row->key);
}

/* "Chờ bổ sung": a wait for the citizen's papers, or for anything else of theirs. */
static bool is_for_applicant(const Lt__Token *t)
{
	if (t->kind != LT__STEP_KIND__STEP_KIND_WAIT)
		return false;
	for (size_t i = 0; i < t->n_events; i++)
		if (strncmp(t->events[i], "applicant.", 10) == 0)
			return true;
	return t->pause == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
}

/* What a unit has not to do itself and yet is asked about. */
static void add_elsewheres(struct builder *b, const Lt__Token *t)
{
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT)
		return; /* it is on the list of incidents */
	if (is_for_applicant(t))
		add_elsewhere(b, b->d->unit, LT_ELSEWHERE_APPLICANT, t);
	if (*t->from && strcmp(t->from, t->unit) != 0)
		add_elsewhere(b, t->from, LT_ELSEWHERE_SENT, t);
}

static void add_token(struct builder *b, const Lt__Token *t)
{
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT) {
		struct lt_row *row = add(b, LT_TABLE_incident);
		lt_key_incident(key_of(*t->unit ? t->unit : b->d->unit), b->d->id, t->id,
				&row->key);
	} else if (t->kind == LT__STEP_KIND__STEP_KIND_AUTO) {
		add_auto(b, t);
	} else if (t->kind == LT__STEP_KIND__STEP_KIND_CONSULT) {
		add_consult(b, t);
	} else if (t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
		   t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF) {
		add_task(b, t->unit, t);
	} else if (t->kind == LT__STEP_KIND__STEP_KIND_WAIT && t->overdue) {
		add_task(b, b->d->unit, t); /* waited in vain: the receiving desk follows it up */
	}
	enum lt_timer_kind kind;
	int64_t fires_us = lt_late_step_timer(t, &kind);
	if (fires_us)
		add_timer(b, fires_us, t->id, kind);
	add_late(b, t->id, t->due_us, t->warned);
	add_elsewheres(b, t);
}

static void add_return(struct builder *b)
{
	struct lt_row *row = add(b, LT_TABLE_task);
	lt_key_task(key_of(b->d->unit), 0, list_due(b->d->due_us), b->d->id, 0, &row->key);
	row->text = "";
}

/* The dossier's own: its fee, its date. Until the result is handed over, so that neither is
 * forgotten. */
static void add_own_incident(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_incidents; i++) {
		if (b->d->incidents[i]->token)
			continue;
		struct lt_row *row = add(b, LT_TABLE_incident);
		lt_key_incident(key_of(b->d->unit), b->d->id, 0, &row->key);
		return;
	}
}

static int by_key(const void *a, const void *b)
{
	return lt_row_compare(a, b);
}

static int finish(struct builder *b, struct lt_rows *ret)
{
	if (b->error)
		return b->error;
	if (b->rows.count > 1)
		qsort(b->rows.items, b->rows.count, sizeof *b->rows.items, by_key);
	*ret = b->rows;
	return 0;
}

/* Which dossiers have this scan: who may see one of them may fetch it, also when it is long
 * closed. */
static void add_papers(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_papers; i++) {
		const Lt__Paper *p = b->d->papers[i];
		bool again = p->hash.len != LT_HASH_BYTES;
		for (size_t k = 0; k < i && !again; k++) /* one file for two documents */
			again = b->d->papers[k]->hash.len == p->hash.len &&
				memcmp(b->d->papers[k]->hash.data, p->hash.data, p->hash.len) == 0;
		if (!again)
			lt_key_paper(p->hash.data, b->d->id, &add(b, LT_TABLE_paper)->key);
	}
}

/* Where the figures of reports lead. */
static void add_figures(struct builder *b)
{
	struct lt_figureds figures = {0};
	if (lt_figures(b->d, b->arena, &figures) < 0)
		b->error = LT_E_NOMEM;
	for (size_t i = 0; i < figures.count; i++) {
		const struct lt_figured *f = &figures.items[i];
		struct lt_row *row = add(b, LT_TABLE_figure);
		lt_key_figure(key_of(f->unit), (uint8_t)f->figure, f->when, f->item, b->d->id, f->n,
			      &row->key);
		row->number = (uint64_t)f->due_us;
		row->number_bytes = f->due_us ? 8 : 0;
	}
}

int lt_rows_live(const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_rows *ret)
{
	struct builder b = {.d = dossier, .arena = arena};
	if (!dossier)
		return finish(&b, ret);
	bool finished = dossier->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED;
	if (finished)
		add_return(&b);
	if (finished || dossier->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		add_own_incident(&b);
	if (dossier->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN) {
		for (size_t i = 0; i < dossier->n_tokens; i++)
			add_token(&b, dossier->tokens[i]);
		enum lt_timer_kind kind;
		int64_t fires_us = lt_late_dossier_timer(dossier, &kind);
		if (fires_us)
			add_timer(&b, fires_us, 0, kind);
		add_late(&b, 0, dossier->due_us, dossier->warned);
	}
	add_duties(&b); /* also when the dossier has ended */
	add_papers(&b);
	add_figures(&b);
	return finish(&b, ret);
}

static void add_term(struct builder *b, const char *term)
{
	struct lt_row *row = term && *term ? add(b, LT_TABLE_search) : NULL;
	if (!row)
		return;
	lt_key_search(term, b->d->id, &row->key);
	for (struct lt_row *known = b->rows.items; known < row && !b->error; known++)
		if (lt_row_compare(known, row) == 0) {
			b->rows.count--; /* one row is enough for two that begin alike */
			return;
		}
}

static void add_search(struct builder *b, const char *text)
{
	add_term(b, *text ? lt_search_fold(text, b->arena) : NULL);
}

/* By the whole name, and by the given name, which comes last. */
static void add_name(struct builder *b, const char *name)
{
	const char *whole = *name ? lt_search_fold(name, b->arena) : NULL;
	const char *given = whole ? lt_search_given_first(whole, b->arena) : NULL;
	add_term(b, whole);
	if (given && strcmp(given, whole) != 0)
		add_term(b, given);
}

int lt_rows_fixed(const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_rows *ret)
{
	struct builder b = {.d = dossier, .arena = arena};
	if (!dossier || !dossier->status)
		return finish(&b, ret);
	struct lt_row *row = add(&b, LT_TABLE_code);
	lt_key_code(dossier->code, &row->key);
	row->number = dossier->id;
	row->number_bytes = 8;
	if (dossier->applicant) {
		add_name(&b, dossier->applicant->name);
		add_search(&b, dossier->applicant->id_number);
		add_search(&b, dossier->applicant->phone);
	}
	return finish(&b, ret);
}

int lt_row_compare(const struct lt_row *a, const struct lt_row *b)
{
	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	return lt_slice_compare(lt_key_slice(&a->key), lt_key_slice(&b->key));
}

struct lt_slice lt_row_value(const struct lt_row *row, uint8_t number[static LT_ROW_VALUE_BYTES])
{
	if (row->text)
		return lt_slice_str(row->text);
	if (row->number_bytes == 4)
		lt_put_u32(number, (uint32_t)row->number);
	else if (row->number_bytes == 8)
		lt_put_u64(number, row->number);
	return lt_slice(number, row->number_bytes);
}

bool lt_rows_cover(const Lt__Dossier *dossier, const struct lt_rows *live)
{
	if (dossier->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return true;
	if (dossier->n_tokens == 0)
		return false;
	bool timer = false;
	for (size_t i = 0; i < live->count; i++) {
		enum lt_table table = live->items[i].table;
		timer |= table == LT_TABLE_timer;
		if (table != LT_TABLE_timer && table != LT_TABLE_late && table != LT_TABLE_duty &&
		    table != LT_TABLE_paper && table != LT_TABLE_elsewhere &&
		    table != LT_TABLE_figure)
			return true;
	}
	return timer; /* only timers: a wait that will run out */
}

bool lt_rows_wait(const struct lt_rows *live)
{
	for (size_t i = 0; i < live->count; i++)
		if (live->items[i].table != LT_TABLE_figure)
			return true;
	return false;
}

/* đ and Đ are letters of their own: no decomposition turns them into d. */
static utf8proc_int32_t plain_letter(utf8proc_int32_t c, void *data)
{
	(void)data;
	return c == 0x111 || c == 0x110 ? 'd' : c;
}

static bool ascii_only(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static const char *squeeze(char *text)
{
	char *to = text;
	for (char *from = text; *from; from++)
		if (*from != ' ' || (to > text && to[-1] != ' '))
			*to++ = (char)(*from >= 'A' && *from <= 'Z' ? *from + 32 : *from);
	while (to > text && to[-1] == ' ')
		to--;
	*to = 0;
	return text;
}

const char *lt_search_fold(const char *text, struct lt_arena *arena)
{
	char *copy = lt_arena_str(arena, text);
	if (!copy || ascii_only(text))
		return copy ? squeeze(copy) : NULL;
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n = utf8proc_map_custom(
		(const utf8proc_uint8_t *)text, 0, &folded,
		UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
			UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_STRIPCC,
		plain_letter, NULL);
	if (n < 0)
		return squeeze(copy); /* not Unicode: searched for as it stands */
	char *result = lt_arena_str(arena, (const char *)folded);
	free(folded);
	return result ? squeeze(result) : NULL;
}

const char *lt_search_given_first(const char *folded, struct lt_arena *arena)
{
	const char *last = strrchr(folded, ' ');
	if (!last)
		return folded;
	return lt_arena_printf(arena, "%s %.*s", last + 1, (int)(last - folded), folded);
}

static int add_unit(uint64_t key, struct lt_arena *arena, uint64_t **items, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		if ((*items)[i] == key)
			return 0;
	if (!LT_ARENA_PUSH(arena, *items, *count))
		return LT_E_NOMEM;
	(*items)[(*count)++] = key;
	return 0;
}

int lt_rows_units(const Lt__Dossier *dossier, struct lt_arena *arena, uint64_t **ret,
		  size_t *ret_count)
{
	uint64_t *items = NULL;
	size_t count = 0;
	int r = add_unit(key_of(dossier->unit), arena, &items, &count);
	for (size_t i = 0; i < dossier->n_tokens && r == 0; i++) {
		const Lt__Token *t = dossier->tokens[i];
		if (*t->unit)
			r = add_unit(key_of(t->unit), arena, &items, &count);
		if (r == 0 && *t->from) /* whoever handed it over sees what becomes of it */
			r = add_unit(key_of(t->from), arena, &items, &count);
		for (size_t k = 0; k < t->n_opinions && r == 0; k++)
			r = add_unit(key_of(t->opinions[k]->unit), arena, &items, &count);
	}
	for (size_t i = 0; i < dossier->n_duties && r == 0; i++)
		if (lt_duty_open(dossier->duties[i]))
			r = add_unit(key_of(dossier->duties[i]->unit), arena, &items, &count);
	*ret = items;
	*ret_count = count;
	return r;
}

int lt_rows_units_ever(const Lt__Dossier *dossier, struct lt_arena *arena, uint64_t **ret,
		       size_t *ret_count)
{
	uint64_t *items;
	size_t count;
	int r = lt_rows_units(dossier, arena, &items, &count);
	for (size_t i = 0; i < dossier->n_exchanges && r == 0; i++) {
		r = add_unit(key_of(dossier->exchanges[i]->from), arena, &items, &count);
		if (r == 0)
			r = add_unit(key_of(dossier->exchanges[i]->to), arena, &items, &count);
	}
	for (size_t i = 0; i < dossier->n_hands && r == 0; i++)
		r = add_unit(key_of(dossier->hands[i]->unit), arena, &items, &count);
	for (size_t i = 0; i < dossier->n_duties && r == 0; i++)
		r = add_unit(key_of(dossier->duties[i]->unit), arena, &items, &count);
	*ret = items;
	*ret_count = count;
	return r;
}
