/* SPDX-License-Identifier: EUPL-1.2 */
/* Every function is asked about two made-up dossiers, one with nothing filled in and one with all
 * of it. What depends on the data may fail there and is left to the tests of the procedure; a name
 * that does not exist, an answer of another type, a write to the outside, a runaway and a
 * misspelled case are wrong whatever the data. */
#include <string.h>
#include <time.h>

#include "procedures/host/check.h"
#include "procedures/host/complaint.h"
#include "procedures/host/near.h"

enum { CPU_US_MAX = 400000 /* for all of them */ };

/* This thread's alone: others may be busy. */
static int64_t cpu_now_us(void)
{
	struct timespec t;
	LT_REQUIRE(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0);
	return (int64_t)t.tv_sec * LT_US_PER_SECOND + t.tv_nsec / 1000;
}

static void fill_field(Lt__Field *f, const struct lt_field_decl *decl)
{
	lt__field__init(f);
	f->name = decl->name;
	f->value_case = LT__FIELD__VALUE_TEXT;
	switch (decl->type) {
	case LT_FIELD_NUMBER:
		f->value_case = LT__FIELD__VALUE_NUMBER;
		f->number = 1;
		break;
	case LT_FIELD_YESNO:
		f->value_case = LT__FIELD__VALUE_YES;
		f->yes = true;
		break;
	case LT_FIELD_CHOICE:
		f->text = decl->choices.count ? decl->choices.items[0] : "x";
		break;
	case LT_FIELD_DATE:
		f->text = "2025-07-01";
		break;
	case LT_FIELD_TEXT:
	case LT_FIELD_LIST:
	case LT_FIELD_AREA:
		f->text = "x";
		break;
	}
}

static bool fill(struct lt_check *c, Lt__Dossier *dossier)
{
	const struct lt_definition *d = c->definition;
	Lt__Field *fields = lt_check_alloc(c, d->fields_count, sizeof *fields);
	dossier->fields = lt_check_alloc(c, d->fields_count, sizeof *dossier->fields);
	if (!fields || !dossier->fields)
		return false;
	for (uint32_t i = 0; i < d->fields_count; i++) {
		fill_field(&fields[i], &d->fields[i]);
		dossier->fields[i] = &fields[i];
	}
	dossier->n_fields = d->fields_count;
	dossier->channel = LT__CHANNEL__CHANNEL_ONLINE;
	dossier->unit = "H14";
	dossier->item = "x";
	return true;
}

static const char *label(struct lt_check *c, const struct lt_function_point *p)
{
	const char *name = lt_point_name(p->point);
	const char *text =
		p->step ? lt_arena_printf(c->report->scratch, "%s (bước \"%s\")", name, p->step)
			: name;
	c->report->nomem |= !text;
	return text ? text : "";
}

/* What the made-up dossier was filled with may be any answer. */
static bool is_from_data(struct lt_check *c, const char *text)
{
	const struct lt_definition *d = c->definition;
	for (uint32_t i = 0; i < d->fields_count; i++)
		for (uint32_t k = 0; k < d->fields[i].choices.count; k++)
			if (strcmp(d->fields[i].choices.items[k], text) == 0)
				return true;
	return !lt_report_quotes(c->report, text);
}

/* An answer that the author wrote and that is near a case was likely meant to be that case; it may
 * also be meant for "otherwise", so this refuses nothing. */
static bool misspelled_case(struct lt_check *c, const struct lt_function_point *p,
			    const struct lt_answer *answer)
{
	lt_step_index s = p->step ? lt_definition_step(c->definition, p->step) : LT_STEP_NONE;
	const struct lt_step *step = s != LT_STEP_NONE ? &c->definition->steps[s] : NULL;
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_near near;

	if (p->point != LT_POINT_BY || !step || is_from_data(c, answer->text))
		return false;
	lt_near_init(&near, answer->text);
	for (uint32_t i = 0; i < step->on_count; i++) {
		if (strcmp(step->on[i].outcome, answer->text) == 0)
			return false;
		lt_near_offer(&near, step->on[i].outcome);
	}
	if (near.count)
		LT_REPORT_NEAR(c->report, UNKNOWN_CASE, p->spot, lt_near_text(&near, text),
			       label(c, p), answer->text);
	return near.count > 0;
}

/* @return true: it is wrong whatever the data, and said. */
static bool ask(struct lt_check *c, lt_function function, const Lt__Dossier *dossier)
{
	const struct lt_compiled *compiled = c->loader->compiled;
	const struct lt_function_point *p = &compiled->points[function - 1];
	struct lt_answer answer;
	int r = lt_compiled_ask(c->definition, function, dossier, c->scratch, &answer, NULL);
	if (r == 0)
		return misspelled_case(c, p, &answer);
	c->report->nomem |= r == LT_E_NOMEM;
	const struct lt_complaint *why = lt_sandbox_complaint(compiled->box);
	if (r != LT_E_SCRIPT || !why->certain)
		return false;
	struct lt_spot spot =
		why->line ? (struct lt_spot){.line = why->line, .base = why->base} : p->spot;
	LT_REPORT(c->report, FUNCTION, spot, label(c, p), why->text);
	return true;
}

void lt_check_functions(struct lt_check *check)
{
	Lt__Dossier empty, full;
	int64_t began_us = cpu_now_us();

	lt__dossier__init(&empty);
	lt__dossier__init(&full);
	if (!fill(check, &full))
		return;
	for (size_t i = 0; i < check->loader->compiled->points_count; i++) {
		lt_function function = (lt_function)(i + 1);
		if (!ask(check, function, &empty))
			(void)ask(check, function, &full);
		if (cpu_now_us() - began_us > CPU_US_MAX)
			return;
	}
}
