/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier in the words of a trace. Each fact has one way to be said, so that comparing is
 * comparing texts. */
#include "tests/scenario/tell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/decide.h"
#include "procedures/core/evolve.h"
#include "procedures/core/late.h"

static const char *const pause_names[] = {"?",
					  "supplement",
					  "financial_duty",
					  "criminal_record",
					  "confirmation",
					  "verification",
					  "posting",
					  "opinion",
					  "explanation",
					  "line"};

void lt_items_add(struct lt_items *items, struct lt_arena *arena, const char *text)
{
	LT_REQUIRE(text && LT_ARENA_PUSH(arena, items->texts, items->count));
	items->texts[items->count++] = text;
}

#define SAY(arena, ...)                                                                            \
	({                                                                                         \
		const char *said_ = lt_arena_printf((arena), __VA_ARGS__);                         \
		LT_REQUIRE(said_ != NULL);                                                         \
		said_;                                                                             \
	})

const char *lt_tell_time(int64_t at_us, struct lt_arena *arena)
{
	if (at_us == 0)
		return "none";
	if (at_us == LT_DUE_SUSPENDED)
		return "stopped";
	struct lt_local local = lt_local_of(at_us);
	struct lt_date date = lt_date_of_day(local.day);
	int seconds = (int)(local.us / LT_US_PER_SECOND);
	const char *minute = SAY(arena, "%04d-%02d-%02d %02d:%02d", date.year, date.month,
				 date.mday, seconds / 3600, seconds / 60 % 60);
	if (local.us % LT_US_PER_MINUTE == 0)
		return minute;
	if (local.us % LT_US_PER_SECOND == 0)
		return SAY(arena, "%s:%02d", minute, seconds % 60);
	return SAY(arena, "%s:%02d.%06d", minute, seconds % 60, (int)(local.us % LT_US_PER_SECOND));
}

/* -- open steps -- */

static bool is_container(const Lt__Token *t)
{
	return (t->kind == LT__STEP_KIND__STEP_KIND_PARALLEL ||
		t->kind == LT__STEP_KIND__STEP_KIND_CALL) &&
	       t->state != LT__TOKEN_STATE__TOKEN_STATE_INCIDENT && !t->overdue;
}

static const char *desk(const Lt__Token *t, struct lt_arena *arena)
{
	const char *text = t->item ? SAY(arena, "%s[%s]", t->step, t->item_text) : t->step;
	text = *t->unit ? SAY(arena, "%s@%s", text, t->unit) : text;
	const char *join = "@";
	for (size_t i = 0; i < t->n_opinions; i++) {
		if (*t->opinions[i]->opinion)
			continue;
		text = SAY(arena, "%s%s%s", text, join, t->opinions[i]->unit);
		join = "+";
	}
	return text;
}

static const char *at_text(const Lt__Token *t, struct lt_arena *arena)
{
	const char *text = SAY(arena, "at %s", desk(t, arena));
	if (*t->officer)
		text = SAY(arena, "%s held by %s", text, t->officer);
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_OFFERED)
		text = SAY(arena, "%s offered to %s attempt %u", text, t->node, t->attempt);
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_RUNNING)
		text = SAY(arena, "%s running at %s attempt %u", text, t->node, t->attempt);
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_BACKOFF)
		text = SAY(arena, "%s again at %s", text, lt_tell_time(t->retry_us, arena));
	if (t->due_us)
		text = SAY(arena, "%s due %s", text, lt_tell_time(t->due_us, arena));
	if (t->overdue)
		text = SAY(arena, "%s overdue", text);
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT)
		text = SAY(arena, "%s in incident", text);
	return text;
}

static bool is_open(const Lt__Dossier *d)
{
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
}

static void tell_open(const Lt__Dossier *d, struct lt_arena *arena, struct lt_items *ret)
{
	size_t before = ret->count;
	for (size_t i = 0; i < d->n_tokens; i++)
		if (!is_container(d->tokens[i]))
			lt_items_add(ret, arena, at_text(d->tokens[i], arena));
	if (ret->count == before && is_open(d))
		lt_items_add(ret, arena, "at nothing");
}

/* -- clock, incidents, end -- */

static const char *due_text(const Lt__Dossier *d, struct lt_arena *arena)
{
	const Lt__Pause *p = lt_dossier_open_pause(d);
	if (p && is_open(d))
		return SAY(arena, "clock stopped: %s", pause_names[p->reason]);
	return SAY(arena, "due %s", lt_tell_time(d->due_us, arena));
}

static void tell_incidents(const Lt__Dossier *d, struct lt_arena *arena, struct lt_items *ret)
{
	for (size_t i = 0; i < d->n_incidents; i++) {
		const Lt__Incident *x = d->incidents[i];
		lt_items_add(ret, arena,
			     *x->step ? SAY(arena, "incident %s@%s", x->point, x->step)
				      : SAY(arena, "incident %s", x->point));
	}
	if (d->n_incidents == 0)
		lt_items_add(ret, arena, "no incident");
}

static const char *end_text(const Lt__Dossier *d, struct lt_arena *arena)
{
	switch (d->status) {
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED:
		return *d->form ? SAY(arena, "finished %s form %s", d->outcome, d->form)
				: SAY(arena, "finished %s", d->outcome);
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED:
		if (*d->way)
			return SAY(arena, "returned %s", d->way);
		return *d->form ? SAY(arena, "closed %s form %s", d->outcome, d->form)
				: SAY(arena, "closed %s", d->outcome);
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN:
		return "withdrawn";
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED:
		return "stopped";
	default:
		return "open";
	}
}

static const char *fee_text(const Lt__Dossier *d, struct lt_arena *arena)
{
	return d->fee_vnd < 0 ? "fee unknown" : SAY(arena, "fee %" PRId64, d->fee_vnd);
}

/* -- what changed -- */

typedef void (*tell_function)(const Lt__Dossier *, struct lt_arena *, struct lt_items *);

static bool same_items(const struct lt_items *a, const struct lt_items *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (strcmp(a->texts[i], b->texts[i]) != 0)
			return false;
	return a->count == b->count;
}

/* Adds what @p tell says now, if it said something else before. */
static void changed(const Lt__Dossier *before, const Lt__Dossier *after, tell_function tell,
		    struct lt_arena *arena, struct lt_items *ret)
{
	struct lt_items was = {0}, is = {0};
	if (before)
		tell(before, arena, &was);
	tell(after, arena, &is);
	if (same_items(&was, &is))
		return;
	for (size_t i = 0; i < is.count; i++)
		lt_items_add(ret, arena, is.texts[i]);
}

static void tell_due(const Lt__Dossier *d, struct lt_arena *arena, struct lt_items *ret)
{
	lt_items_add(ret, arena, due_text(d, arena));
}

static void tell_fee(const Lt__Dossier *d, struct lt_arena *arena, struct lt_items *ret)
{
	lt_items_add(ret, arena, fee_text(d, arena));
}

static void tell_end(const Lt__Dossier *d, struct lt_arena *arena, struct lt_items *ret)
{
	lt_items_add(ret, arena, end_text(d, arena));
}

void lt_tell_changes(const Lt__Dossier *before, const Lt__Dossier *after, struct lt_arena *arena,
		     struct lt_items *ret)
{
	if (is_open(after)) /* an end says it all */
		changed(before, after, tell_due, arena, ret);
	changed(before, after, tell_fee, arena, ret);
	if (is_open(after))
		changed(before, after, tell_open, arena, ret);
	if (before || after->n_incidents)
		changed(before, after, tell_incidents, arena, ret);
	if (before)
		changed(before, after, tell_end, arena, ret);
	else if (!is_open(after))
		tell_end(after, arena, ret);
}

/* -- one item -- */

static const char *field_text(const Lt__Dossier *d, const char *name, struct lt_arena *arena)
{
	const Lt__Field *f = lt_dossier_field(d, name);
	if (!f)
		return SAY(arena, "no field %s", name);
	if (f->value_case == LT__FIELD__VALUE_NUMBER)
		return SAY(arena, "field %s=%" PRId64, name, f->number);
	if (f->value_case == LT__FIELD__VALUE_YES)
		return SAY(arena, "field %s=%s", name, f->yes ? "yes" : "no");
	return SAY(arena, "field %s=%s", name, f->text);
}

static const char *arg_text(const Lt__Dossier *d, const char *name, struct lt_arena *arena)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		for (size_t k = 0; k < d->tokens[i]->n_args; k++) {
			const Lt__Field *f = d->tokens[i]->args[k];
			if (strcmp(f->name, name) != 0)
				continue;
			if (f->value_case == LT__FIELD__VALUE_NUMBER)
				return SAY(arena, "arg %s=%" PRId64, name, f->number);
			return SAY(arena, "arg %s=%s", name,
				   f->value_case == LT__FIELD__VALUE_TEXT ? f->text
				   : f->yes				  ? "yes"
									  : "no");
		}
	return SAY(arena, "no arg %s", name);
}

static const char *opinion_text(const Lt__Dossier *d, const char *unit, struct lt_arena *arena)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		for (size_t k = 0; k < d->tokens[i]->n_opinions; k++) {
			const Lt__Opinion *o = d->tokens[i]->opinions[k];
			if (strcmp(o->unit, unit) == 0)
				return SAY(arena, "opinion %s %s", unit,
					   *o->opinion ? o->opinion : "none");
		}
	return SAY(arena, "no opinion %s", unit);
}

/* "owes apology phan.chinh@H14.40.21 for 1": one for each open duty; the item if it is one. */
static const char *owes_text(const Lt__Dossier *d, const char *item, struct lt_arena *arena)
{
	const char *all = "";
	for (size_t i = 0; i < d->n_duties; i++) {
		const Lt__Duty *duty = d->duties[i];
		bool apology = duty->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY;
		if (!lt_duty_open(duty))
			continue;
		const char *owes =
			SAY(arena, "owes %s %s@%s for %u", apology ? "apology" : "explanation",
			    *duty->officer ? duty->officer : "nobody", duty->unit, duty->lateness);
		if (strcmp(owes, item) == 0)
			return owes;
		all = SAY(arena, "%s%s%s", all, *all ? ", " : "", owes);
	}
	return *all ? all : "owes nothing";
}

/* "lateness 1 since 2025-03-03 14:00 at H14.40.21.01 standing" */
static const char *lateness_text(const Lt__Dossier *d, const char *number, struct lt_arena *arena)
{
	const Lt__Lateness *l = lt_late_find(d, (uint32_t)strtoul(number, NULL, 10));
	if (!l)
		return SAY(arena, "no lateness %s", number);
	return SAY(arena, "lateness %u since %s at %s %s", l->id, lt_tell_time(l->due_us, arena),
		   l->unit,
		   l->lifted	 ? "lifted"
		   : l->ended_us ? "ended"
				 : "standing");
}

static const char *visits_text(const Lt__Dossier *d, const char *step, struct lt_arena *arena)
{
	uint32_t count = 0;
	for (size_t i = 0; i < d->n_visits; i++)
		if (strcmp(d->visits[i]->step, step) == 0)
			count += d->visits[i]->count;
	return SAY(arena, "visits %s %u", step, count);
}

static const char *says_text(const Lt__Dossier *d, const char *item)
{
	const char *text = item + strlen("says \"");
	size_t size = strlen(text) - 1;
	for (size_t i = 0; i < d->n_incidents; i++)
		if (memmem(d->incidents[i]->message, strlen(d->incidents[i]->message), text, size))
			return item;
	return d->n_incidents ? d->incidents[0]->message : "no incident";
}

/* The word after the first one, up to a blank or "=". */
static const char *key_of(const char *item, struct lt_arena *arena)
{
	const char *from = strchrnul(item, ' ');
	while (*from == ' ')
		from++;
	const char *key = lt_arena_copy(arena, from, strcspn(from, " ="));
	LT_REQUIRE(key != NULL);
	return key;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Facts that are looked at only when a line asks. */
static const char *asked(const Lt__Dossier *d, const char *item, struct lt_arena *arena)
{
	const char *key = key_of(item, arena);
	if (begins(item, "field ") || begins(item, "no field "))
		return field_text(d, begins(item, "no ") ? item + strlen("no field ") : key, arena);
	if (begins(item, "arg "))
		return arg_text(d, key, arena);
	if (begins(item, "opinion "))
		return opinion_text(d, key, arena);
	if (begins(item, "visits "))
		return visits_text(d, key, arena);
	if (begins(item, "paper ") || begins(item, "no paper ")) {
		const char *id = item + strlen(begins(item, "no ") ? "no paper " : "paper ");
		return SAY(arena, "%spaper %s", lt_dossier_paper(d, id) ? "" : "no ", id);
	}
	if (begins(item, "status "))
		return SAY(arena, "status %u", lt_portal_status(d));
	if (begins(item, "pauses "))
		return SAY(arena, "pauses %zu", d->n_pauses);
	if (begins(item, "kept "))
		return SAY(arena, "kept %zu", d->n_signals);
	if (begins(item, "owes "))
		return owes_text(d, item, arena);
	if (begins(item, "duties "))
		return SAY(arena, "duties %zu",
			   lt_duties_open(d, LT__DUTY_KIND__DUTY_KIND_UNSPECIFIED));
	if (begins(item, "lateness ") || begins(item, "no lateness "))
		return lateness_text(d, begins(item, "no ") ? item + strlen("no lateness ") : key,
				     arena);
	if (begins(item, "code "))
		return SAY(arena, "code %s", d->code);
	if (begins(item, "received "))
		return SAY(arena, "received %s", lt_tell_time(d->received_us, arena));
	if (begins(item, "counts from "))
		return SAY(arena, "counts from %s", lt_tell_time(d->counts_from_us, arena));
	if (begins(item, "says \""))
		return says_text(d, item);
	if (strcmp(item, "late") == 0 || strcmp(item, "in time") == 0)
		return d->overdue ? "late" : "in time";
	return NULL;
}

/* The item itself if it is among what is told, else all of it. */
static const char *among(const struct lt_items *told, const char *item, struct lt_arena *arena)
{
	const char *all = "";
	for (size_t i = 0; i < told->count; i++) {
		if (strcmp(told->texts[i], item) == 0)
			return item;
		all = SAY(arena, "%s%s%s", all, i ? ", " : "", told->texts[i]);
	}
	return all;
}

const char *lt_tell_actual(const Lt__Dossier *d, const char *item, struct lt_arena *arena)
{
	struct lt_items told = {0};
	if (begins(item, "at "))
		tell_open(d, arena, &told);
	else if (begins(item, "incident ") || strcmp(item, "no incident") == 0)
		tell_incidents(d, arena, &told);
	if (told.count)
		return among(&told, item, arena);
	if (begins(item, "due ") || begins(item, "clock "))
		return due_text(d, arena);
	if (begins(item, "fee "))
		return fee_text(d, arena);
	if (begins(item, "finished ") || begins(item, "returned ") || begins(item, "closed ") ||
	    strcmp(item, "withdrawn") == 0 || strcmp(item, "stopped") == 0 ||
	    strcmp(item, "open") == 0)
		return end_text(d, arena);
	return asked(d, item, arena);
}
