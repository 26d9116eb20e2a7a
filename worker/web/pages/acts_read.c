/* SPDX-License-Identifier: EUPL-1.2 */
/* What a form asks to be done, as the command for it. */
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/definition.h"
#include "worker/web/controls.h"
#include "worker/web/files.h"
#include "worker/web/pages/acts.h"

/* The end of a working day stands for a date that was promised. */
#define DAY_END_US (17 * LT_US_PER_HOUR)

const char *lt_acts_day(struct lt_view *v, int64_t instant_us)
{
	struct lt_date day = lt_date_of_day(lt_local_of(instant_us).day);
	return lt_arena_printf(v->arena, "%04d-%02d-%02d", day.year, day.month, day.mday);
}

static int64_t instant_of(const char *text)
{
	struct lt_date day;
	if (lt_date_parse(text, &day) < 0)
		return 0;
	return lt_instant_of((struct lt_local){.day = lt_day_of_date(day)}) + DAY_END_US;
}

const char *lt_acts_scan(struct lt_view *v, uint32_t token, const char *paper)
{
	const char *id = lt_arena_printf(v->arena, "%u.%s", token, paper);
	return id ? id : "";
}

/* The papers a form names: ticked, or with a scan. */
struct named {
	struct lt_view *v;
	uint32_t token;
	Lt__Paper ***papers;
	size_t *count;
	const char **flaw;
};

static Lt__Paper *name_paper(const struct named *n, const char *id)
{
	for (size_t i = 0; i < *n->count; i++)
		if (strcmp((*n->papers)[i]->id, id) == 0)
			return (*n->papers)[i];
	Lt__Paper *paper = lt_arena_alloc(n->v->arena, sizeof *paper);
	if (!paper || !LT_ARENA_PUSH(n->v->arena, *n->papers, *n->count))
		return NULL;
	lt__paper__init(paper);
	paper->id = id;
	(*n->papers)[(*n->count)++] = paper;
	return paper;
}

/* "tep.3.to_khai", chosen now, or "teps.3.to_khai", held before. */
static const char *scanned(const struct named *n, const char *field)
{
	static const char *const before[] = {"tep.", "teps."};
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		const char *start = lt_arena_printf(n->v->arena, "%s%u.", before[i], n->token);
		if (start && strncmp(field, start, strlen(start)) == 0)
			return field + strlen(start);
	}
	return NULL;
}

static bool read_scan(const struct named *n, const char *field)
{
	const char *id = scanned(n, field);
	struct lt_given given;
	struct lt_err err = {0};
	if (!id || !lt_files_given(n->v, lt_acts_scan(n->v, n->token, id), &given))
		return true;
	Lt__Paper *paper = name_paper(n, id);
	if (!paper)
		return false;
	if (!given.flaw && lt_files_keep(n->v, &given, &err) < 0)
		given.flaw = lt_arena_str(n->v->arena, err.text);
	if (given.flaw)
		*n->flaw = given.flaw;
	else
		lt_files_name(&given, paper);
	return true;
}

static bool read_papers(const struct named *n)
{
	for (const struct lt_http_field *f = n->v->request->form; f; f = f->next)
		if (strcmp(f->name, "g") == 0 ? !name_paper(n, f->value) : !read_scan(n, f->name))
			return false;
	for (const struct lt_http_file *f = n->v->request->files; f; f = f->next)
		if (!read_scan(n, f->field))
			return false;
	return true;
}

/* "t2.amount_due": the type, then the name. What is of another type goes on as text, and the core
 * says which field it is. */
static bool read_fields(const struct lt_view *v, Lt__Field ***fields, size_t *count)
{
	for (const struct lt_http_field *f = v->request->form; f; f = f->next) {
		Lt__IntakeField decl = LT__INTAKE_FIELD__INIT;
		Lt__Field *field;
		char *end;
		if (f->name[0] != 't' || !*f->value)
			continue;
		decl.type = (uint32_t)strtoul(f->name + 1, &end, 10);
		if (end == f->name + 1 || *end != '.')
			continue;
		if (decl.type == LT_FIELD_CHOICE) /* the core has the list */
			decl.type = LT_FIELD_TEXT;
		decl.name = end + 1;
		field = lt_arena_alloc(v->arena, sizeof *field);
		if (!field || !LT_ARENA_PUSH(v->arena, *fields, *count))
			return false;
		if (!lt_control_read(&decl, f->value, field)) {
			field->value_case = LT__FIELD__VALUE_TEXT;
			field->text = f->value;
		}
		(*fields)[(*count)++] = field;
	}
	return true;
}

/* What was said on a form. */
struct said {
	const char *deed, *what, *note, *paper;
	uint32_t number; /* token, or lateness */
};

static bool on_step(struct lt_view *v, const struct said *said, Lt__Command *c,
		    union lt_act_body *b, const char **flaw)
{
	if (strcmp(said->deed, "xong") == 0) {
		lt__act_on_step__init(&b->act);
		b->act.token = said->number;
		b->act.outcome = said->what;
		b->act.note = said->note;
		b->act.again = *lt_http_text(v->request->form, "lai") != 0;
		c->body_case = LT__COMMAND__BODY_ACT;
		c->act = &b->act;
		const struct named n = {v, said->number, &b->act.papers, &b->act.n_papers, flaw};
		return read_papers(&n) && read_fields(v, &b->act.fields, &b->act.n_fields);
	}
	if (strcmp(said->deed, "bao") == 0) {
		lt__signal_dossier__init(&b->signal);
		b->signal.event = said->what;
		c->body_case = LT__COMMAND__BODY_SIGNAL;
		c->signal = &b->signal;
		const struct named n = {v, said->number, &b->signal.papers, &b->signal.n_papers,
					flaw};
		return read_papers(&n) && read_fields(v, &b->signal.fields, &b->signal.n_fields);
	}
	if (strcmp(said->deed, "nhan") == 0) {
		lt__claim_step__init(&b->claim);
		b->claim.token = said->number;
		c->body_case = LT__COMMAND__BODY_CLAIM;
		c->claim = &b->claim;
	} else if (strcmp(said->deed, "nha") == 0) {
		lt__release_step__init(&b->release);
		b->release.token = said->number;
		c->body_case = LT__COMMAND__BODY_RELEASE;
		c->release = &b->release;
	} else if (strcmp(said->deed, "giao") == 0) {
		lt__assign_step__init(&b->assign);
		b->assign.token = said->number;
		b->assign.officer = said->what;
		c->body_case = LT__COMMAND__BODY_ASSIGN;
		c->assign = &b->assign;
	} else {
		return false;
	}
	return true;
}

static bool on_end(const struct said *said, Lt__Command *c, union lt_act_body *b)
{
	if (strcmp(said->deed, "tra") == 0) {
		lt__return_result__init(&b->back);
		b->back.way = said->what;
		c->body_case = LT__COMMAND__BODY_RETURN_RESULT;
		c->return_result = &b->back;
	} else if (strcmp(said->deed, "rut") == 0) {
		lt__withdraw_dossier__init(&b->withdraw);
		b->withdraw.note = said->note;
		c->body_case = LT__COMMAND__BODY_WITHDRAW;
		c->withdraw = &b->withdraw;
	} else if (strcmp(said->deed, "dung") == 0) {
		lt__stop_dossier__init(&b->stop);
		b->stop.note = said->note;
		c->body_case = LT__COMMAND__BODY_STOP;
		c->stop = &b->stop;
	} else {
		return false;
	}
	return true;
}

static bool on_clock(const struct said *said, Lt__Command *c, union lt_act_body *b)
{
	if (strcmp(said->deed, "giu") == 0) {
		lt__hold_clock__init(&b->hold);
		b->hold.reason = (Lt__PauseReason)strtol(said->what, NULL, 10);
		b->hold.paper = said->paper;
		b->hold.note = said->note;
		c->body_case = LT__COMMAND__BODY_HOLD;
		c->hold = &b->hold;
	} else if (strcmp(said->deed, "tiep") == 0) {
		lt__release_clock__init(&b->go_on);
		b->go_on.note = said->note;
		c->body_case = LT__COMMAND__BODY_RELEASE_CLOCK;
		c->release_clock = &b->go_on;
	} else if (strcmp(said->deed, "gia_han") == 0) {
		lt__extend_dossier__init(&b->extend);
		b->extend.amount = (int32_t)strtol(said->what, NULL, 10);
		b->extend.paper = said->paper;
		b->extend.note = said->note;
		c->body_case = LT__COMMAND__BODY_EXTEND;
		c->extend = &b->extend;
	} else {
		return false;
	}
	return true;
}

static bool on_duty(const struct said *said, Lt__Command *c, union lt_act_body *b)
{
	if (strcmp(said->deed, "xin_loi") == 0) {
		lt__apologise__init(&b->apologise);
		b->apologise.lateness = said->number;
		b->apologise.reason = said->note;
		b->apologise.new_due_us = instant_of(said->paper);
		c->body_case = LT__COMMAND__BODY_APOLOGISE;
		c->apologise = &b->apologise;
	} else if (strcmp(said->deed, "giai_trinh") == 0) {
		lt__explain_lateness__init(&b->explain);
		b->explain.lateness = said->number;
		b->explain.text = said->note;
		c->body_case = LT__COMMAND__BODY_EXPLAIN_LATENESS;
		c->explain_lateness = &b->explain;
	} else if (strcmp(said->deed, "tra_loi") == 0) {
		lt__answer_feedback__init(&b->answer);
		b->answer.number = said->number;
		b->answer.text = said->note;
		c->body_case = LT__COMMAND__BODY_ANSWER_FEEDBACK;
		c->answer_feedback = &b->answer;
	} else {
		return false;
	}
	return true;
}

bool lt_acts_read(struct lt_view *v, Lt__Command *c, union lt_act_body *b, const char **ret_flaw)
{
	const struct lt_http_field *form = v->request->form;
	const struct said said = {.deed = lt_http_text(form, "viec"),
				  .what = lt_http_text(form, "kq"),
				  .note = lt_http_text(form, "ghi"),
				  .paper = lt_http_text(form, "vb"),
				  .number =
					  (uint32_t)strtoul(lt_http_text(form, "buoc"), NULL, 10)};
	*ret_flaw = NULL;
	return on_step(v, &said, c, b, ret_flaw) || on_end(&said, c, b) || on_clock(&said, c, b) ||
	       on_duty(&said, c, b);
}
