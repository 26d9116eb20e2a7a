/* SPDX-License-Identifier: EUPL-1.2 */
/* The words that do something. */
#include "coordinator/trial/stage_own.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/evolve.h"

bool lt_stage_fail(struct lt_stage *stage, const char *format, ...)
{
	if (stage->failure[0])
		return false;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(stage->failure, sizeof stage->failure, format, args);
	va_end(args);
	return false;
}

bool lt_stage_good(struct lt_stage *stage, int r, const struct lt_err *err)
{
	return r == 0 ? true
		      : lt_stage_fail(stage, "%s", err->text[0] ? err->text : lt_err_vietnamese(r));
}

Lt__Dossier *lt_stage_dossier(struct lt_stage *stage, size_t number)
{
	struct lt_err err = {0};
	struct lt_stage_case *c = &stage->cases[number];
	LT_ASSERT(number < stage->cases_count);
	return lt_stage_good(stage, lt_trial_dossier(&stage->trial, c->id, &c->dossier, &err), &err)
		       ? c->dossier
		       : NULL;
}

const struct lt_definition *lt_stage_definition(struct lt_stage *stage, const char *procedure)
{
	struct lt_err err = {0};
	const struct lt_definition *def = NULL;
	int r = lt_registry_active(lt_engine_registry(stage->trial.engine),
				   procedure ? procedure : stage->procedure,
				   lt_trial_now(&stage->trial), &def, &err);
	if (r == LT_E_ABSENT)
		lt_stage_fail(stage, "không có thủ tục %s; hãy thêm tệp của nó vào use { ... }",
			      procedure ? procedure : stage->procedure);
	return lt_stage_good(stage, r, &err) ? def : NULL;
}

const struct lt_directory *lt_stage_directory(struct lt_stage *stage)
{
	struct lt_err err = {0};
	const struct lt_directory *directory = NULL;
	return lt_stage_good(stage, lt_trial_directory(&stage->trial, &directory, &err), &err)
		       ? directory
		       : NULL;
}

bool lt_stage_send(struct lt_stage *stage, Lt__Command *command, Lt__CommandReply **ret)
{
	struct lt_err err = {0};
	if (stage->trial.commands >= stage->commands_max)
		return lt_stage_fail(stage, "kịch bản dài quá %llu việc; hãy chia nhỏ",
				     (unsigned long long)stage->commands_max);
	return lt_stage_good(stage, lt_trial_send(&stage->trial, command, ret, &err), &err);
}

/* -- who -- */

/* The first officer who has the role at the unit; any role if nobody has it. */
static const char *somebody(struct lt_stage *stage, const struct lt_directory *directory,
			    const char *unit, const char *role)
{
	const char **ids = NULL;
	size_t count = 0;
	int r = lt_directory_who(directory, unit, role, lt_trial_now(&stage->trial),
				 &stage->trial.arena, &ids, &count);
	LT_REQUIRE(r == 0);
	if (count == 0 && role && *role)
		return somebody(stage, directory, unit, NULL);
	return count ? ids[0] : NULL;
}

static Lt__Actor *citizen(struct lt_stage *stage, const char *unit)
{
	Lt__Actor *a = MAKE(stage, Lt__Actor, lt__actor__init);
	a->kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	a->unit = unit;
	return a;
}

/* Who tells of what happens elsewhere: the node that the directory names for it; else the citizen,
 * who is refused unless it is his own. */
static Lt__Actor *teller(struct lt_stage *stage, const char *event, const char *unit)
{
	const struct lt_directory *directory = lt_stage_directory(stage);
	size_t count = directory ? lt_directory_nodes_count(directory) : 0;
	for (size_t i = 0; i < count; i++) {
		const char *node = lt_directory_node_at(directory, i)->id;
		if (!lt_directory_announces(directory, node, event))
			continue;
		Lt__Actor *a = MAKE(stage, Lt__Actor, lt__actor__init);
		a->kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
		a->id = node;
		return a;
	}
	return citizen(stage, unit);
}

/* Who was named, or somebody who may. NULL: failure is set. */
Lt__Actor *lt_stage_officer(struct lt_stage *stage, const char *by, const char *unit,
			    const char *role)
{
	const struct lt_directory *directory = lt_stage_directory(stage);
	if (!directory)
		return NULL;
	if (by && strcmp(by, "citizen") == 0)
		return citizen(stage, unit);
	Lt__Actor *a = MAKE(stage, Lt__Actor, lt__actor__init);
	a->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	a->unit = unit;
	a->id = by ? by : somebody(stage, directory, unit, role);
	if (a->id)
		return a;
	lt_stage_fail(stage, "danh bạ không có cán bộ nào ở đơn vị %s%s%s", unit,
		      role && *role ? " với vai trò " : "", role ? role : "");
	return NULL;
}

/* -- submit -- */

static bool receives_at(const struct lt_definition *def, const char *level)
{
	for (uint32_t i = 0; i < def->receive_at.count; i++)
		if (strcmp(def->receive_at.items[i], level) == 0)
			return true;
	return def->receive_at.count == 0;
}

/* Is there anybody with this role? */
static bool staffed(struct lt_stage *stage, const struct lt_directory *directory, const char *unit,
		    const char *role)
{
	const char **ids = NULL;
	size_t count = 0;
	int r = lt_directory_who(directory, unit, role, lt_trial_now(&stage->trial),
				 &stage->trial.arena, &ids, &count);
	return r == 0 && count;
}

/* Does every desk that does not depend on the dossier exist, with somebody at it, seen from here?
 */
static bool sees_all(struct lt_stage *stage, const struct lt_definition *def,
		     const struct lt_directory *directory, const char *home)
{
	for (uint32_t i = 0; i < def->steps_count; i++) {
		const struct lt_place *p = &def->steps[i].place;
		const struct lt_unit *found;
		if (!p->unit || p->at)
			continue;
		/* an area not filled in means the unit itself */
		if (lt_directory_resolve(directory, home, p->unit, p->level, NULL,
					 lt_trial_now(&stage->trial), &found, NULL) < 0 ||
		    !staffed(stage, directory, found->code, def->steps[i].role))
			return false;
	}
	return true;
}

const char *lt_stage_usual_unit(struct lt_stage *stage, const struct lt_definition *def)
{
	const struct lt_directory *directory = lt_stage_directory(stage);
	const char *first = NULL, *kind = def->steps[def->start].place.unit;
	size_t count = directory ? lt_directory_units_count(directory) : 0;
	for (size_t i = 0; i < count; i++) {
		const struct lt_unit *u = lt_directory_unit_at(directory, i);
		if (!lt_span_has(u->span, lt_trial_now(&stage->trial)) ||
		    !receives_at(def, u->level) || (kind && strcmp(kind, u->kind) != 0) ||
		    !somebody(stage, directory, u->code, NULL))
			continue;
		if (sees_all(stage, def, directory, u->code))
			return u->code;
		first = first ? first : u->code;
	}
	if (!first && directory)
		lt_stage_fail(stage, "danh bạ không có đơn vị nào nhận được thủ tục này vào lúc "
				     "ấy; hãy ghi unit = \"mã đơn vị\" hoặc dùng danh bạ khác");
	return first;
}

static Lt__Paper **papers_of(struct lt_stage *stage, const char *const *ids, size_t count,
			     size_t *ret_count)
{
	Lt__Paper **papers = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		Lt__Paper *p = MAKE(stage, Lt__Paper, lt__paper__init);
		p->id = ids[i];
		p->form = LT__PAPER_FORM__PAPER_FORM_ORIGINAL;
		LT_REQUIRE(LT_ARENA_PUSH(&stage->trial.arena, papers, *ret_count));
		papers[(*ret_count)++] = p;
	}
	return papers;
}

static Lt__Paper **required_papers(struct lt_stage *stage, const struct lt_definition *def,
				   size_t *ret_count)
{
	const char **ids = NULL;
	size_t count = 0;
	for (uint32_t i = 0; i < def->papers_count; i++) {
		if (!def->papers[i].required)
			continue;
		LT_REQUIRE(LT_ARENA_PUSH(&stage->trial.arena, ids, count));
		ids[count++] = lt_arena_str(&stage->trial.arena, def->papers[i].id);
	}
	return papers_of(stage, ids, count, ret_count);
}

static Lt__Channel channel_of(const char *text)
{
	return text && strcmp(text, "online") == 0 ? LT__CHANNEL__CHANNEL_ONLINE
	       : text && strcmp(text, "post") == 0 ? LT__CHANNEL__CHANNEL_POST
						   : LT__CHANNEL__CHANNEL_DIRECT;
}

static bool fill_submission(struct lt_stage *stage, const struct lt_stage_args *args,
			    Lt__SubmitDossier *s)
{
	const struct lt_definition *def = lt_stage_definition(stage, args->procedure);
	if (!def)
		return false;
	s->procedure = args->procedure ? args->procedure : stage->procedure;
	s->unit = args->unit ? args->unit : lt_stage_usual_unit(stage, def);
	s->code = args->code ? args->code : "";
	s->channel = channel_of(args->channel);
	s->applicant = MAKE(stage, Lt__Applicant, lt__applicant__init);
	s->applicant->name = args->applicant ? args->applicant : "Nguyễn Văn Mẫu";
	s->applicant->id_number = args->id_number ? args->id_number : "";
	s->fields = args->fields;
	s->n_fields = args->fields_count;
	s->papers = args->papers_said
			    ? papers_of(stage, args->papers, args->papers_count, &s->n_papers)
			    : required_papers(stage, def, &s->n_papers);
	return s->unit != NULL;
}

bool lt_stage_submit(struct lt_stage *stage, const struct lt_stage_args *args, size_t *ret_number,
		     Lt__CommandReply **ret)
{
	Lt__SubmitDossier *s = MAKE(stage, Lt__SubmitDossier, lt__submit_dossier__init);
	Lt__Command *c = MAKE(stage, Lt__Command, lt__command__init);
	if ((args->at && !lt_stage_advance_to(stage, args->at)) || !fill_submission(stage, args, s))
		return false;
	const struct lt_definition *def = lt_stage_definition(stage, args->procedure);
	c->actor =
		s->channel == LT__CHANNEL__CHANNEL_ONLINE && !args->by
			? citizen(stage, s->unit)
			: lt_stage_officer(stage, args->by, s->unit, def->steps[def->start].role);
	c->body_case = LT__COMMAND__BODY_SUBMIT;
	c->submit = s;
	if (!c->actor || !lt_stage_send(stage, c, ret))
		return false;
	if ((*ret)->refusal)
		return true;
	for (size_t i = 0; i < stage->cases_count; i++)
		if (stage->cases[i].id == (*ret)->dossier) {
			*ret_number = stage->last = i;
			return true;
		}
	if (stage->cases_count == LT_STAGE_CASES_MAX)
		return lt_stage_fail(stage, "một kịch bản không quá %d hồ sơ", LT_STAGE_CASES_MAX);
	stage->cases[stage->cases_count].id = (*ret)->dossier;
	*ret_number = stage->last = stage->cases_count++;
	return true;
}

/* -- a step -- */

static const char *open_steps(struct lt_stage *stage, const Lt__Dossier *d)
{
	const char *text = "";
	for (size_t i = 0; i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		text = lt_arena_printf(&stage->trial.arena, "%s%s%s%s%s", text, i ? ", " : "",
				       t->step, t->item ? ": " : "", t->item_text);
		LT_REQUIRE(text != NULL);
	}
	return *text ? text : "không bước nào";
}

/* The first one of that name; @p item NULL: for whatever item it runs. */
static const Lt__Token *token_of(const Lt__Dossier *d, const char *step, const char *item)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (strcmp(d->tokens[i]->step, step) == 0 &&
		    (!item || strcmp(d->tokens[i]->item_text, item) == 0))
			return d->tokens[i];
	return NULL;
}

Lt__Command *lt_stage_about(struct lt_stage *stage, size_t number)
{
	Lt__Command *c = MAKE(stage, Lt__Command, lt__command__init);
	c->dossier = stage->cases[number].id;
	return c;
}

/* The dossier at the time that was said; NULL: failure is set. */
const Lt__Dossier *lt_stage_arrive(struct lt_stage *stage, size_t number,
				   const struct lt_stage_args *args)
{
	stage->last = number;
	return args->at && !lt_stage_advance_to(stage, args->at) ? NULL
								 : lt_stage_dossier(stage, number);
}

/* What an automatic step brought back. */
static bool report(struct lt_stage *stage, const Lt__Dossier *d, const Lt__Token *t,
		   const char *outcome, const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	struct lt_err err = {0};
	Lt__ReportJob *r = MAKE(stage, Lt__ReportJob, lt__report_job__init);
	r->failed = strcmp(outcome, "failed") == 0;
	r->outcome = r->failed ? "" : outcome;
	r->note = args->note ? args->note : "";
	r->fields = args->fields;
	r->n_fields = args->fields_count;
	r->papers = papers_of(stage, args->papers, args->papers_count, &r->n_papers);
	return lt_stage_good(stage, lt_trial_job(&stage->trial, d, t, r, ret, &err), &err);
}

static bool act_at(struct lt_stage *stage, size_t number, const Lt__Token *t, const char *unit,
		   const char *outcome, const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	Lt__Command *c = lt_stage_about(stage, number);
	Lt__ActOnStep *a = MAKE(stage, Lt__ActOnStep, lt__act_on_step__init);
	const char *by = args->by ? args->by : *t->officer ? t->officer : NULL;
	a->token = t->id;
	a->step = t->step;
	a->outcome = outcome;
	a->note = args->note ? args->note : LT_STAGE_NOTE;
	a->again = true; /* a trial asks knowingly */
	a->fields = args->fields;
	a->n_fields = args->fields_count;
	a->papers = papers_of(stage, args->papers, args->papers_count, &a->n_papers);
	c->actor = lt_stage_officer(stage, by, unit, t->role);
	c->body_case = LT__COMMAND__BODY_ACT;
	c->act = a;
	return c->actor && lt_stage_send(stage, c, ret);
}

/* The engine is the one to refuse a step that is not open. */
static bool act_nowhere(struct lt_stage *stage, size_t number, const Lt__Dossier *d,
			const char *step, const char *outcome, Lt__CommandReply **ret)
{
	Lt__Command *c = lt_stage_about(stage, number);
	c->actor = lt_stage_officer(stage, NULL, d->unit, NULL);
	c->body_case = LT__COMMAND__BODY_ACT;
	c->act = MAKE(stage, Lt__ActOnStep, lt__act_on_step__init);
	c->act->step = step;
	c->act->outcome = outcome;
	return c->actor && lt_stage_send(stage, c, ret);
}

/* Every unit that was asked and has not answered yet says the same. */
static bool opinions(struct lt_stage *stage, size_t number, const Lt__Token *t, const char *outcome,
		     const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	bool any = false;
	for (size_t i = 0; i < t->n_opinions; i++) {
		if (*t->opinions[i]->opinion)
			continue;
		any = true;
		if (!act_at(stage, number, t, t->opinions[i]->unit, outcome, args, ret))
			return false;
		if ((*ret)->refusal)
			return true;
	}
	return any || lt_stage_fail(stage, "bước \"%s\": đơn vị nào cũng đã cho ý kiến", t->step);
}

bool lt_stage_act(struct lt_stage *stage, size_t number, const char *step, const char *outcome,
		  const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	const Lt__Dossier *d = lt_stage_arrive(stage, number, args);
	if (!d)
		return false;
	const Lt__Token *t = token_of(d, step, args->item);
	if (!t && args->to_be_refused)
		return act_nowhere(stage, number, d, step, outcome, ret);
	if (!t)
		return lt_stage_fail(stage, "hồ sơ không ở bước \"%s\"; đang ở: %s", step,
				     open_steps(stage, d));
	if (t->kind == LT__STEP_KIND__STEP_KIND_AUTO)
		return report(stage, d, t, outcome, args, ret);
	if (t->kind == LT__STEP_KIND__STEP_KIND_CONSULT && !args->unit)
		return opinions(stage, number, t, outcome, args, ret);
	const char *unit = args->unit ? args->unit : *t->unit ? t->unit : d->unit;
	return act_at(stage, number, t, unit, outcome, args, ret);
}

/* -- the dossier as a whole -- */

bool lt_stage_signal(struct lt_stage *stage, size_t number, const char *event,
		     const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	const Lt__Dossier *d = lt_stage_arrive(stage, number, args);
	Lt__Command *c = lt_stage_about(stage, number);
	Lt__SignalDossier *s = MAKE(stage, Lt__SignalDossier, lt__signal_dossier__init);
	if (!d)
		return false;
	const char *unit = args->unit ? args->unit : d->unit;
	s->event = event;
	s->fields = args->fields;
	s->n_fields = args->fields_count;
	s->papers = papers_of(stage, args->papers, args->papers_count, &s->n_papers);
	c->actor = args->by ? lt_stage_officer(stage, args->by, unit, NULL)
			    : teller(stage, event, unit);
	c->body_case = LT__COMMAND__BODY_SIGNAL;
	c->signal = s;
	return c->actor && lt_stage_send(stage, c, ret);
}

static Lt__Actor *operator_of(struct lt_stage *stage)
{
	Lt__Actor *a = MAKE(stage, Lt__Actor, lt__actor__init);
	a->kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	a->id = "operator";
	return a;
}

bool lt_stage_end(struct lt_stage *stage, size_t number, const char *how,
		  const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	const Lt__Dossier *d = lt_stage_arrive(stage, number, args);
	Lt__Command *c = lt_stage_about(stage, number);
	if (!d)
		return false;
	const char *unit = args->unit ? args->unit : d->unit;
	const char *note = args->note ? args->note : LT_STAGE_NOTE;
	if (strcmp(how, "withdraw") == 0) {
		c->actor = args->by ? lt_stage_officer(stage, args->by, unit, NULL)
				    : citizen(stage, unit);
		c->body_case = LT__COMMAND__BODY_WITHDRAW;
		c->withdraw = MAKE(stage, Lt__WithdrawDossier, lt__withdraw_dossier__init);
		c->withdraw->note = note;
	} else if (strcmp(how, "stop") == 0) {
		c->actor = lt_stage_officer(stage, args->by, unit, NULL);
		c->body_case = LT__COMMAND__BODY_STOP;
		c->stop = MAKE(stage, Lt__StopDossier, lt__stop_dossier__init);
		c->stop->note = note;
	} else {
		c->actor = operator_of(stage);
		c->body_case = LT__COMMAND__BODY_RETRY;
		c->retry = MAKE(stage, Lt__RetryIncident, lt__retry_incident__init);
	}
	return c->actor && lt_stage_send(stage, c, ret);
}

bool lt_stage_return(struct lt_stage *stage, size_t number, const char *way,
		     const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	const Lt__Dossier *d = lt_stage_arrive(stage, number, args);
	Lt__Command *c = lt_stage_about(stage, number);
	if (!d)
		return false;
	c->actor = lt_stage_officer(stage, args->by, args->unit ? args->unit : d->unit, "receiver");
	c->body_case = LT__COMMAND__BODY_RETURN_RESULT;
	c->return_result = MAKE(stage, Lt__ReturnResult, lt__return_result__init);
	c->return_result->way = way;
	return c->actor && lt_stage_send(stage, c, ret);
}

/* -- time -- */

bool lt_stage_time(struct lt_stage *stage, const char *when, int64_t *ret_us)
{
	int64_t now_us = lt_trial_now(&stage->trial);
	struct lt_date date;
	unsigned hour, minute, second = 0;
	int used = 0;
	if (lt_date_parse(when, &date) == 0) {
		*ret_us =
			lt_instant_of((struct lt_local){lt_day_of_date(date), 8 * LT_US_PER_HOUR});
		return true;
	}
	if (lt_time_parse(when, ret_us) == 0)
		return true;
	if (sscanf(when, "%2u:%2u%n:%2u%n", &hour, &minute, &used, &second, &used) >= 2 &&
	    !when[used] && hour < 24 && minute < 60 && second < 60) {
		int64_t us = ((int64_t)hour * 60 + minute) * LT_US_PER_MINUTE +
			     second * LT_US_PER_SECOND;
		*ret_us = lt_instant_of((struct lt_local){lt_local_of(now_us).day, us});
		return true;
	}
	return lt_stage_fail(stage,
			     "không đọc được thời điểm \"%s\"; hãy viết \"2025-07-01 09:00\", "
			     "\"2025-07-01\" hoặc \"09:00\"",
			     when);
}

static bool pass(struct lt_stage *stage, int64_t to_us)
{
	struct lt_err err = {0};
	return lt_stage_good(stage, lt_trial_pass(&stage->trial, to_us, &err), &err);
}

bool lt_stage_advance_to(struct lt_stage *stage, const char *when)
{
	int64_t to_us;
	if (!lt_stage_time(stage, when, &to_us))
		return false;
	if (to_us < lt_trial_now(&stage->trial))
		return lt_stage_fail(stage,
				     "thời gian không lùi được: đang là %s, kịch bản muốn %s",
				     lt_stage_time_text(stage, lt_trial_now(&stage->trial)),
				     lt_stage_time_text(stage, to_us));
	return pass(stage, to_us);
}

/* Hours of the unit that received the first dossier; there is one, or working time has no sense. */
static const struct lt_office *office_of(struct lt_stage *stage)
{
	struct lt_err err = {0};
	const struct lt_calendar *calendar = NULL;
	const Lt__Dossier *d = stage->cases_count ? lt_stage_dossier(stage, 0) : NULL;
	int r = lt_registry_calendar(lt_engine_registry(stage->trial.engine),
				     lt_trial_now(&stage->trial), &calendar, &err);
	if (!lt_stage_good(stage, r, &err))
		return NULL;
	const struct lt_office *office = d ? lt_calendar_office(calendar, d->office) : NULL;
	if (!office)
		lt_stage_fail(stage, "chưa có hồ sơ nào: chưa biết giờ làm việc của cơ quan nào");
	return office;
}

static bool advance_working(struct lt_stage *stage, struct lt_limit limit)
{
	const struct lt_office *office = office_of(stage);
	int64_t to_us;
	if (!office)
		return false;
	int r = lt_due(office, lt_trial_now(&stage->trial), limit, LT_COUNTING_SAME_TIME, NULL, 0,
		       &to_us);
	if (r < 0)
		return lt_stage_fail(stage, "lịch làm việc không có đến ngày ấy");
	return pass(stage, to_us);
}

bool lt_stage_advance(struct lt_stage *stage, const char *unit, double amount)
{
	static const struct {
		const char *unit;
		int64_t us;
	} plain[] = {{"calendar_days", LT_US_PER_DAY},
		     {"minutes", LT_US_PER_MINUTE},
		     {"seconds", LT_US_PER_SECOND}};
	if (!(amount >= 0) || amount > 100000)
		return lt_stage_fail(stage, "khoảng thời gian không hợp lệ");
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strcmp(unit, plain[i].unit) == 0)
			return pass(stage, lt_trial_now(&stage->trial) +
						   (int64_t)(amount * (double)plain[i].us));
	int32_t whole = (int32_t)amount;
	if (strcmp(unit, "working_hours") == 0)
		return advance_working(
			stage, (struct lt_limit){LT_LIMIT_WORKING_MINUTES, (int32_t)(amount * 60)});
	if (strcmp(unit, "working_days") == 0 && (double)whole == amount)
		return advance_working(stage, (struct lt_limit){LT_LIMIT_WORKING_DAYS, whole});
	if (strcmp(unit, "working_days") == 0)
		return advance_working(stage, (struct lt_limit){LT_LIMIT_WORKING_MINUTES,
								(int32_t)(amount * 480)});
	if (strcmp(unit, "months") == 0)
		return advance_working(stage, (struct lt_limit){LT_LIMIT_MONTHS, whole});
	return lt_stage_fail(stage, "advance không hiểu \"%s\"", unit);
}
