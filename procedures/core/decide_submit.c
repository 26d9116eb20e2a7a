/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier is handed in: checked against the procedure's declarations, coded, dated, priced,
 * started.
 *
 * Submitting is idempotent by code: the same content under a known code gets the same receipt
 * again, other content is refused. */
#include <stdio.h>
#include <string.h>

#include "procedures/core/items.h"
#include "procedures/core/transfer.h"
#include "procedures/core/work.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/lookup.h"

/* -- fields and papers against their declarations -- */

/* What a step's desk is looked for by: a place nobody knows would end in an incident. Another
 * province's dossier brings places of its own. */
static bool is_place(struct lt_work *w, const char *code)
{
	const struct lt_directory *dir = w->env->directory;
	bool from_elsewhere = w->cmd->body_case == LT__COMMAND__BODY_SUBMIT
				      ? w->cmd->submit->transfer != NULL
				      : w->d && w->d->transfer;
	return from_elsewhere || lt_directory_area_name(dir, code) || lt_directory_unit(dir, code);
}

static bool fits(struct lt_work *w, const struct lt_field_decl *decl, const Lt__Field *field)
{
	struct lt_names items;
	struct lt_date date;
	switch (decl->type) {
	case LT_FIELD_NUMBER:
		return field->value_case == LT__FIELD__VALUE_NUMBER;
	case LT_FIELD_YESNO:
		return field->value_case == LT__FIELD__VALUE_YES;
	case LT_FIELD_DATE:
		return field->value_case == LT__FIELD__VALUE_TEXT &&
		       lt_date_parse(field->text, &date) == 0;
	case LT_FIELD_CHOICE:
		for (uint32_t i = 0;
		     field->value_case == LT__FIELD__VALUE_TEXT && i < decl->choices.count; i++)
			if (strcmp(decl->choices.items[i], field->text) == 0)
				return true;
		return false;
	case LT_FIELD_LIST:
		return field->value_case == LT__FIELD__VALUE_TEXT &&
		       lt_items_split(field->text, w->env->arena, &items) != LT_E_LIMIT;
	case LT_FIELD_AREA:
		return field->value_case == LT__FIELD__VALUE_TEXT && is_place(w, field->text);
	default:
		return field->value_case == LT__FIELD__VALUE_TEXT;
	}
}

static const char *type_text(const struct lt_field_decl *decl)
{
	static const char *const words[] = {[LT_FIELD_TEXT] = "chuỗi",
					    [LT_FIELD_NUMBER] = "số nguyên",
					    [LT_FIELD_YESNO] = "có/không",
					    [LT_FIELD_DATE] = "ngày (2025-07-01)",
					    [LT_FIELD_AREA] = "mã địa bàn có trong danh bạ",
					    [LT_FIELD_CHOICE] = "một trong các lựa chọn",
					    [LT_FIELD_LIST] = "danh sách, cách nhau bằng dấu ;"};
	return words[decl->type];
}

bool lt_decide_fields(struct lt_work *w, const struct lt_definition *def, Lt__Field *const *fields,
		      size_t count)
{
	if (count > LT_FIELDS_MAX)
		lt_work_refuse(w, LT_REFUSAL_LIMIT, "quá %u trường", LT_FIELDS_MAX);
	for (size_t i = 0; i < count && !lt_work_stopped(w); i++) {
		const struct lt_field_decl *decl = lt_definition_field(def, fields[i]->name);
		if (!decl)
			lt_work_refuse(w, LT_REFUSAL_FIELD_UNKNOWN, "'%s'", fields[i]->name);
		else if (!fits(w, decl, fields[i]))
			lt_work_refuse(w, LT_REFUSAL_FIELD_TYPE, "'%s' (%s) phải là %s", decl->name,
				       decl->label ? decl->label : "", type_text(decl));
	}
	return !lt_work_stopped(w);
}

bool lt_decide_papers(struct lt_work *w, const struct lt_definition *def, Lt__Paper *const *papers,
		      size_t count)
{
	if (count > LT_PAPERS_MAX)
		lt_work_refuse(w, LT_REFUSAL_LIMIT, "quá %u giấy tờ", LT_PAPERS_MAX);
	for (size_t i = 0; i < count && !lt_work_stopped(w); i++)
		if (!lt_definition_knows_paper(def, papers[i]->id))
			lt_work_refuse(w, LT_REFUSAL_PAPER_UNKNOWN, "'%s'", papers[i]->id);
	return !lt_work_stopped(w) && lt_decide_papers_room(w, papers, count);
}

bool lt_decide_documents(struct lt_work *w, const struct lt_definition *def,
			 Lt__Paper *const *papers, size_t count)
{
	if (count > LT_PAPERS_MAX)
		lt_work_refuse(w, LT_REFUSAL_LIMIT, "quá %u giấy tờ", LT_PAPERS_MAX);
	for (size_t i = 0; i < count && !lt_work_stopped(w); i++) {
		bool declared = false;
		for (uint32_t k = 0; k < def->papers_count && !declared; k++)
			declared = strcmp(def->papers[k].id, papers[i]->id) == 0;
		if (!declared)
			lt_work_refuse(w, LT_REFUSAL_PAPER_UNKNOWN,
				       "'%s' không thuộc thành phần hồ sơ phải nộp", papers[i]->id);
	}
	return !lt_work_stopped(w) && lt_decide_papers_room(w, papers, count);
}

static bool check_required(struct lt_work *w, const struct lt_definition *def,
			   const Lt__SubmitDossier *cmd)
{
	for (uint32_t i = 0; i < def->fields_count; i++) {
		bool found = !def->fields[i].required;
		for (size_t k = 0; k < cmd->n_fields && !found; k++)
			found = strcmp(cmd->fields[k]->name, def->fields[i].name) == 0;
		if (!found)
			lt_work_refuse(w, LT_REFUSAL_FIELD_MISSING, "'%s' (%s)",
				       def->fields[i].name,
				       def->fields[i].label ? def->fields[i].label : "");
	}
	for (uint32_t i = 0; i < def->papers_count; i++) {
		bool found = !def->papers[i].required;
		for (size_t k = 0; k < cmd->n_papers && !found; k++)
			found = strcmp(cmd->papers[k]->id, def->papers[i].id) == 0;
		if (!found)
			lt_work_refuse(w, LT_REFUSAL_PAPER_MISSING, "'%s' (%s)", def->papers[i].id,
				       def->papers[i].name ? def->papers[i].name : "");
	}
	return !lt_work_stopped(w);
}

/* -- who receives, under which code -- */

static const struct lt_unit *receiving_unit(struct lt_work *w, const struct lt_definition *def,
					    const Lt__SubmitDossier *cmd, int64_t at_us)
{
	const struct lt_directory *dir = w->env->directory;
	const Lt__Actor *actor = w->cmd->actor;
	const struct lt_unit *unit = lt_directory_unit(dir, cmd->unit);
	if (!unit || !lt_span_has(unit->span, at_us)) {
		lt_work_refuse(w, LT_REFUSAL_NO_UNIT, "'%s'%s%s", cmd->unit,
			       unit && unit->successor ? ", đơn vị kế tục là " : "",
			       unit && unit->successor ? unit->successor : "");
		return NULL;
	}
	bool level = def->receive_at.count == 0;
	for (uint32_t i = 0; i < def->receive_at.count && !level; i++)
		level = strcmp(def->receive_at.items[i], unit->level) == 0;
	if (!level)
		lt_work_refuse(w, LT_REFUSAL_LEVEL, "%s (%s)", unit->name, unit->level);
	else if (actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
		 !lt_directory_may(dir, actor->id, unit->code, NULL, w->env->now_us) &&
		 (strcmp(actor->unit, unit->code) != 0 || !lt_work_may(w, NULL, "")))
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT, "cán bộ %s không thuộc %s", actor->id,
			       unit->name);
	return unit;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_applicant(const Lt__Applicant *a, const Lt__Applicant *b)
{
	return !a || !b ? a == b
			: same_text(a->name, b->name) && same_text(a->id_number, b->id_number);
}

/* A code that is known: the same submission again, or another one? */
static void submit_again(struct lt_work *w, const Lt__SubmitDossier *cmd, Lt__Dossier *known)
{
	if (cmd->transfer || known->transfer) {
		if (lt_transfer_same(cmd->transfer, known->transfer))
			w->d = known;
		else
			lt_work_refuse(w, LT_REFUSAL_CODE_TAKEN, "%s", cmd->code);
	} else if (same_text(known->procedure, cmd->procedure) &&
		   same_text(known->unit, cmd->unit) &&
		   same_applicant(known->applicant, cmd->applicant))
		w->d = known; /* accepted once more, with no event */
	else
		lt_work_refuse(w, LT_REFUSAL_CODE_TAKEN, "%s", cmd->code);
}

/* {agency}-{yymmdd}-{number of the day}: domain "mã hồ sơ"; gaps are tolerated,
 * duplicates are not. */
static const char *mint_code(struct lt_work *w, const struct lt_unit *unit, int64_t received_us)
{
	struct lt_date day = lt_date_of_day(lt_local_of(received_us).day);
	char prefix[LT_DOSSIER_CODE_BYTES_MAX];
	(void)snprintf(prefix, sizeof prefix, "%s-%02d%02d%02d-", unit->code, day.year % 100,
		       day.month, day.mday);
	uint32_t number = 0;
	int r = w->env->lookup->next_number(w->env->lookup->owner, prefix, &number, w->err);
	if (r < 0) {
		w->error = r;
		return NULL;
	}
	const char *code = lt_arena_printf(w->env->arena, "%s%06u", prefix, number);
	if (!code)
		w->error = LT_E_NOMEM;
	return code;
}

/* -- when it is due -- */

int lt_counts_from(const struct lt_office *office, const struct lt_definition *def,
		   int64_t received_us, int64_t *ret_us)
{
	*ret_us = received_us;
	if (def->cutoff_minute < 0 || def->limit.unit == LT_LIMIT_SAME_DAY ||
	    def->limit.unit == LT_LIMIT_NONE)
		return 0;
	int64_t day_end_us, rolled_us;
	int r = lt_roll(office, received_us, &rolled_us);
	if (r == 0)
		r = lt_due(office, received_us,
			   (struct lt_limit){LT_LIMIT_SAME_DAY, def->cutoff_minute},
			   LT_COUNTING_LEGAL, NULL, 0, &day_end_us);
	if (r == 0 && lt_local_of(day_end_us).day != lt_local_of(rolled_us).day)
		*ret_us = day_end_us;
	return r;
}

static bool set_dates(struct lt_work *w, const struct lt_definition *def,
		      const struct lt_unit *unit, Lt__DossierReceived *e)
{
	const struct lt_office *office = lt_calendar_office(w->env->calendar, unit->office);
	int r = office ? lt_counts_from(office, def, e->received_us, &e->counts_from_us)
		       : LT_E_CALENDAR;
	if (r == 0 && e->transfer && e->transfer->limit)
		r = lt_transfer_due(w, office, e);
	else if (r == 0 && def->limit.unit != LT_LIMIT_NONE)
		r = lt_due(office, e->counts_from_us, def->limit, def->counting, NULL, 0,
			   &e->due_us);
	if (r == 0)
		e->most_us = lt_late_plan_dossier(office, e->counts_from_us, e->due_us);
	if (r < 0)
		lt_work_refuse(w, LT_REFUSAL_NO_CALENDAR, "cơ quan %s, lịch %s có %s", unit->office,
			       lt_calendar_version(w->env->calendar),
			       lt_calendar_known_text(w->env->calendar));
	return r == 0;
}

static Lt__Limit *limit_of(struct lt_work *w, const struct lt_definition *def)
{
	Lt__Limit *limit = LT_MAKE(w, Lt__Limit, lt__limit__init);
	if (limit) {
		limit->unit = def->limit.unit;
		limit->amount = def->limit.amount;
	}
	return limit;
}

static void fill_received(struct lt_work *w, const struct lt_definition *def,
			  const Lt__SubmitDossier *cmd, const struct lt_unit *unit,
			  Lt__DossierReceived *e)
{
	e->procedure = def->code;
	e->definition = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
					      .data = (uint8_t *)(uintptr_t)def->hash};
	e->directory = lt_directory_version(w->env->directory);
	e->calendar = lt_calendar_version(w->env->calendar);
	e->unit = unit->code;
	e->office = unit->office;
	e->channel = cmd->channel;
	e->applicant = cmd->applicant;
	e->fields = cmd->fields;
	e->n_fields = cmd->n_fields;
	e->papers = cmd->papers;
	e->n_papers = cmd->n_papers;
	e->sets = cmd->sets;
	e->payment = cmd->payment;
	e->gives_paper = def->results_count > 0;
	e->limit = limit_of(w, def);
	e->counting = def->counting;
	e->transfer = cmd->transfer;
	e->check = cmd->check;
}

static void receive(struct lt_work *w, const struct lt_definition *def,
		    const Lt__SubmitDossier *cmd, const struct lt_unit *unit, int64_t received_us)
{
	w->d = lt_dossier_new(w->env->next_id, w->env->arena);
	Lt__DossierReceived *e = LT_MAKE(w, Lt__DossierReceived, lt__dossier_received__init);
	if (!w->d || !e) {
		w->error = LT_E_NOMEM;
		return;
	}
	fill_received(w, def, cmd, unit, e);
	e->received_us = received_us;
	e->submitted_us = cmd->submitted_us ? cmd->submitted_us : received_us;
	e->fee_vnd = def->fee ? -1 : 0; /* asked once the dossier is there to be looked at */
	if (!set_dates(w, def, unit, e))
		return;
	e->code = *cmd->code ? cmd->code : mint_code(w, unit, received_us);
	Lt__Event *event = lt_work_act(w);
	if (w->error || !event)
		return;
	event->body_case = LT__EVENT__BODY_RECEIVED;
	event->received = e;
	lt_work_emit(w, event);
	if (!w->error)
		lt_decide_fee(w);
	lt_flow_enter(w, def, def->start, (struct lt_entry){0});
}

static bool check_code(struct lt_work *w, const Lt__SubmitDossier *cmd, bool *ret_known)
{
	*ret_known = false;
	if (!*cmd->code)
		return true;
	if (!lt_dossier_code_valid(cmd->code)) {
		lt_work_refuse(w, LT_REFUSAL_CODE_FORM, "%s", cmd->code);
		return false;
	}
	Lt__Dossier *known = NULL;
	w->error = w->env->lookup->dossier_of(w->env->lookup->owner, cmd->code, &known, w->err);
	if (!w->error && known) {
		*ret_known = true;
		submit_again(w, cmd, known);
	}
	return !lt_work_stopped(w);
}

void lt_decide_submit(struct lt_work *w, const Lt__SubmitDossier *asked)
{
	const struct lt_definition *def = NULL;
	bool known;
	Lt__SubmitDossier own = *asked;
	const Lt__SubmitDossier *cmd = &own;
	int64_t at_us = cmd->submitted_us ? cmd->submitted_us : w->at_us;
	if (*cmd->check && !lt_lookup_valid(cmd->check))
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "mã tra cứu");
	if ((cmd->transfer && !lt_transfer_check(w, cmd)) || !check_code(w, cmd, &known) || known)
		return;
	if (at_us > w->env->now_us + LT_US_PER_MINUTE)
		return lt_work_refuse(w, LT_REFUSAL_TIME, "ngày nộp ở tương lai");
	int r = w->env->lookup->active(w->env->lookup->owner, cmd->procedure, at_us, &def, w->err);
	if (r == LT_E_ABSENT)
		return lt_work_refuse(w, LT_REFUSAL_NO_PROCEDURE, "'%s'", cmd->procedure);
	if (r < 0) {
		w->error = r;
		return;
	}
	if (cmd->transfer)
		lt_transfer_sift(w, def, &own);
	const struct lt_unit *unit = receiving_unit(w, def, cmd, at_us);
	if (lt_work_stopped(w) || !lt_decide_fields(w, def, cmd->fields, cmd->n_fields) ||
	    !lt_decide_documents(w, def, cmd->papers, cmd->n_papers) ||
	    !check_required(w, def, cmd))
		return;
	receive(w, def, cmd, unit, at_us);
}
