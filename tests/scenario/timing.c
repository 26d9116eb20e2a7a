/* SPDX-License-Identifier: EUPL-1.2 */
/* Verbs of the trace that decide about time. */
#include "tests/scenario/timing.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static Lt__PauseReason pause_reason(struct lt_deed *p, const char *word)
{
	const ProtobufCEnumDescriptor *words = &lt__pause_reason__descriptor;
	for (unsigned i = 0; i < words->n_values; i++) {
		const char *name = words->values[i].name + strlen("PAUSE_REASON_");
		if (strcasecmp(name, word) == 0)
			return (Lt__PauseReason)words->values[i].value;
	}
	(void)lt_deed_fail(p, "no such reason:", word);
	return LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
}

/* step=NAME: told of a hand-off by who has it. NULL: a decision about the dossier. */
static const Lt__Token *told_of(struct lt_deed *p)
{
	const char *step = lt_deed_value(p, "step", NULL);
	for (size_t i = 0; step && i < p->d->n_tokens; i++)
		if (strcmp(p->d->tokens[i]->step, step) == 0)
			return p->d->tokens[i];
	if (step)
		(void)lt_deed_fail(p, "no such open step:", step);
	return NULL;
}

/* Its number: the next, or news=N. */
static uint32_t news_of(struct lt_deed *p, const Lt__Token *t)
{
	const char *news = lt_deed_value(p, "news", NULL);
	return news ? (uint32_t)strtoul(news, NULL, 10) : t ? t->told + 1 : 0;
}

bool lt_time_decide(struct lt_deed *p, struct lt_played *ret)
{
	const char *verb = lt_deed_word(p, 1), *note = lt_deed_value(p, "note", "");
	const char *basis = lt_deed_value(p, "basis", "");
	const Lt__Token *t = told_of(p);
	if (strcmp(verb, "hold") == 0) {
		Lt__HoldClock *h = LT_DEED_MAKE(p, Lt__HoldClock, lt__hold_clock__init);
		h->reason = pause_reason(p, lt_deed_word(p, 2));
		h->note = note;
		h->paper = basis;
		h->token = t ? t->id : 0;
		h->offer = t ? t->offer : h->offer;
		h->news = news_of(p, t);
		p->command.body_case = LT__COMMAND__BODY_HOLD;
		p->command.hold = h;
	} else if (strcmp(verb, "resume") == 0) {
		p->command.body_case = LT__COMMAND__BODY_RELEASE_CLOCK;
		p->command.release_clock =
			LT_DEED_MAKE(p, Lt__ReleaseClock, lt__release_clock__init);
		p->command.release_clock->note = note;
		p->command.release_clock->token = t ? t->id : 0;
		p->command.release_clock->news = news_of(p, t);
		if (t)
			p->command.release_clock->offer = t->offer;
	} else {
		Lt__ExtendDossier *x = LT_DEED_MAKE(p, Lt__ExtendDossier, lt__extend_dossier__init);
		x->amount = (int32_t)strtol(lt_deed_word(p, 2), NULL, 10);
		x->note = note;
		x->paper = basis;
		p->command.body_case = LT__COMMAND__BODY_EXTEND;
		p->command.extend = x;
	}
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}

bool lt_time_line_down(struct lt_deed *p, struct lt_played *ret)
{
	Lt__LineDown *l = LT_DEED_MAKE(p, Lt__LineDown, lt__line_down__init);
	l->unit = lt_deed_word(p, 1);
	l->from_us = lt_deed_time(p, "from");
	l->to_us = lt_deed_time(p, "to");
	l->note = lt_deed_value(p, "note", "");
	p->command.body_case = LT__COMMAND__BODY_LINE;
	p->command.line = l;
	lt_deed_actor(p, "operator", "");
	return lt_deed_send(p, ret);
}

bool lt_time_rebind(struct lt_deed *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_REBIND;
	p->command.rebind = LT_DEED_MAKE(p, Lt__RebindUnits, lt__rebind_units__init);
	lt_deed_actor(p, "operator", "");
	return lt_deed_send(p, ret);
}
