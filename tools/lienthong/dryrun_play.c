/* SPDX-License-Identifier: EUPL-1.2 */
/* All dossiers of a record on one clock, deed by deed in the order of the record. Between deeds
 * time passes as for an engine that is awake: who is late is its finding. */
#include "tools/lienthong/dryrun.h"

#include <stdlib.h>
#include <string.h>

#include "coordinator/trial/stage.h"
#include "procedures/core/verdict.h"
#include "tools/lienthong/simulate.h"

#define NOTE_DEFAULT "phát lại hồ sơ cũ"

/* A receipt (deed SIZE_MAX), or a deed. */
struct item {
	int64_t at_us;
	uint64_t order;
	size_t number, deed;
};

struct playing {
	const struct lt_dryrun_plan *plan;
	struct lt_arena *arena;
	struct lt_dryrun *told;
	struct lt_stage *stage;
	const struct lt_definition *definition;
	const char *unit; /* that receives what no record says who received */
	struct lt_err *err;
};

/* -- what does not fit -- */

static int misfit(struct playing *p, struct lt_dryrun_case *c, const char *why)
{
	c->fits = false;
	c->why = why ? lt_arena_str(p->arena, why) : NULL;
	return c->why ? 0 : LT_E_NOMEM;
}

static int refused(struct playing *p, struct lt_dryrun_case *c, const char *what,
		   const Lt__CommandReply *reply)
{
	const char *text = *reply->text ? reply->text : lt_refusal_vietnamese(reply->refusal);
	return misfit(p, c, lt_arena_printf(p->arena, "%s: %s", what, text));
}

/* The stage says why it could not even ask. */
static int stage_failed(struct playing *p, struct lt_dryrun_case *c)
{
	int r = misfit(p, c, p->stage->failure);
	p->stage->failure[0] = 0;
	return r;
}

static const char *open_steps(struct playing *p, const Lt__Dossier *d)
{
	const char *text = "";
	for (size_t i = 0; i < d->n_tokens && text; i++)
		text = lt_arena_printf(p->arena, "%s%s%s", text, i ? ", " : "", d->tokens[i]->step);
	return text && !*text ? "không bước nào" : text;
}

/* -- commands -- */

static Lt__Actor *actor_of(struct playing *p, const Lt__Actor *recorded)
{
	Lt__Actor *a = lt_arena_alloc(&p->stage->trial.arena, sizeof *a);
	if (a)
		*a = *recorded;
	return a;
}

static int send(struct playing *p, struct lt_dryrun_case *c, const Lt__Actor *actor,
		Lt__Command *command, Lt__CommandReply **ret)
{
	command->dossier = c->dossier;
	command->actor = actor_of(p, actor);
	return command->actor ? lt_trial_send(&p->stage->trial, command, ret, p->err) : LT_E_NOMEM;
}

/* -- receipt -- */

static bool field_given(const Lt__DossierReceived *r, const char *name)
{
	for (size_t i = 0; i < r->n_fields; i++)
		if (strcmp(r->fields[i]->name, name) == 0)
			return true;
	return false;
}

/* What the new version does not ask for is left out: nothing can depend on it. What it asks for
 * and the record does not have can be given for all. */
static int fill_recorded(struct playing *p, const Lt__DossierReceived *r, Lt__SubmitDossier *s)
{
	struct lt_arena *arena = &p->stage->trial.arena;
	size_t most = r->n_fields + p->plan->fields_count;
	s->fields = lt_arena_zalloc(arena, most + 1, sizeof *s->fields);
	s->papers = lt_arena_zalloc(arena, r->n_papers + 1, sizeof *s->papers);
	if (!s->fields || !s->papers)
		return LT_E_NOMEM;
	for (size_t i = 0; i < r->n_fields; i++)
		if (lt_definition_field(p->definition, r->fields[i]->name))
			s->fields[s->n_fields++] = r->fields[i];
	for (size_t i = 0; i < p->plan->fields_count; i++)
		if (!field_given(r, p->plan->fields[i]->name))
			s->fields[s->n_fields++] = p->plan->fields[i];
	for (size_t i = 0; i < r->n_papers; i++)
		if (lt_definition_paper(p->definition, r->papers[i]->id))
			s->papers[s->n_papers++] = r->papers[i];
	s->procedure = r->procedure;
	s->unit = r->unit;
	s->code = r->code;
	s->channel = r->channel;
	s->applicant = r->applicant;
	s->submitted_us = r->submitted_us;
	s->sets = r->sets;
	s->payment = r->payment;
	return 0;
}

static int receive_recorded(struct playing *p, struct lt_dryrun_case *c, Lt__CommandReply **ret)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	int r = fill_recorded(p, c->past->received, &submit);
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &submit;
	return r < 0 ? r : send(p, c, c->past->actor, &command, ret);
}

/* A case of a log: as an everyday dossier. */
static bool receive_logged(struct playing *p, Lt__CommandReply **ret)
{
	const struct lt_directory *directory = NULL;
	struct lt_stage_args args = {.unit = p->unit};
	size_t number;
	if (lt_trial_directory(&p->stage->trial, &directory, p->err) < 0)
		return lt_stage_fail(p->stage, "%s", p->err->text);
	const struct lt_unit *u = lt_directory_unit(directory, p->unit);
	struct lt_sim_form form = {.given = p->plan->fields,
				   .given_count = p->plan->fields_count,
				   .area = u ? u->area : ""};
	args.fields_count = lt_sim_fill(&form, p->definition, &p->stage->trial.arena, &args.fields);
	p->stage->cases_count = 0;
	return lt_stage_submit(p->stage, &args, &number, ret);
}

static int receive(struct playing *p, struct lt_dryrun_case *c)
{
	Lt__CommandReply *reply = NULL;
	int r = 0;
	if (c->past->received)
		r = receive_recorded(p, c, &reply);
	else if (!receive_logged(p, &reply))
		return stage_failed(p, c);
	if (r < 0)
		return r;
	if (reply->refusal)
		return refused(p, c, "bản mới không nhận", reply);
	c->dossier = reply->dossier;
	return 0;
}

/* -- deeds -- */

static const Lt__Token *token_of(const Lt__Dossier *d, const struct lt_deed *deed)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (strcmp(d->tokens[i]->step, deed->step) == 0)
			return d->tokens[i];
	return NULL;
}

static int step_missing(struct playing *p, struct lt_dryrun_case *c, const Lt__Dossier *d,
			const struct lt_deed *deed)
{
	bool known = lt_definition_step(p->definition, deed->step) != LT_STEP_NONE ||
		     d->n_frames; /* a called procedure's, perhaps */
	if (!known)
		return misfit(
			p, c,
			lt_arena_printf(p->arena, "bước '%s' không còn trong bản mới", deed->step));
	return misfit(p, c,
		      lt_arena_printf(p->arena,
				      "bước '%s' đã làm, nhưng theo bản mới hồ sơ đang ở: %s",
				      deed->step, open_steps(p, d)));
}

static bool has_outcome(struct playing *p, const struct lt_deed *deed)
{
	lt_step_index at = lt_definition_step(p->definition, deed->step);
	return at == LT_STEP_NONE ||
	       p->definition->steps[at].kind == LT__STEP_KIND__STEP_KIND_CONSULT ||
	       lt_step_target(&p->definition->steps[at], deed->outcome) != LT_STEP_NONE;
}

static int act_recorded(struct playing *p, struct lt_dryrun_case *c, const struct lt_deed *deed,
			const Lt__Token *t, Lt__CommandReply **ret)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	act.token = t->id;
	act.step = t->step;
	act.outcome = deed->outcome;
	act.note = *deed->note ? deed->note : NOTE_DEFAULT;
	act.fields = deed->fields;
	act.n_fields = deed->fields_count;
	act.papers = deed->papers;
	act.n_papers = deed->papers_count;
	act.payment = deed->payment;
	command.body_case = LT__COMMAND__BODY_ACT;
	command.act = &act;
	return send(p, c, deed->actor, &command, ret);
}

/* By whoever may; of an automatic step: by the node of trials. */
static bool act_staged(struct playing *p, const struct lt_deed *deed, Lt__CommandReply **ret)
{
	struct lt_stage_args args = {.note = *deed->note ? deed->note : NULL,
				     .fields = deed->fields,
				     .fields_count = deed->fields_count};
	args.papers = lt_arena_zalloc(&p->stage->trial.arena, deed->papers_count + 1,
				      sizeof *args.papers);
	LT_REQUIRE(args.papers != NULL);
	for (size_t i = 0; i < deed->papers_count; i++)
		args.papers[args.papers_count++] = deed->papers[i]->id;
	return lt_stage_act(p->stage, 0, deed->step, deed->outcome, &args, ret);
}

static int act(struct playing *p, struct lt_dryrun_case *c, const struct lt_deed *deed)
{
	Lt__Dossier *d;
	Lt__CommandReply *reply = NULL;
	int r = lt_trial_dossier(&p->stage->trial, c->dossier, &d, p->err);
	if (r < 0)
		return r;
	const Lt__Token *t = token_of(d, deed);
	if (!t)
		return step_missing(p, c, d, deed);
	if (!*deed->outcome)
		return misfit(p, c,
			      lt_arena_printf(p->arena,
					      "nhật ký không ghi kết quả của bước '%s' và bước "
					      "sau không cho biết; hãy thêm cột outcome",
					      deed->step));
	if (!has_outcome(p, deed))
		return misfit(p, c,
			      lt_arena_printf(p->arena,
					      "bước '%s' của bản mới không có kết quả '%s'",
					      deed->step, deed->outcome));
	if (deed->actor && t->kind != LT__STEP_KIND__STEP_KIND_AUTO)
		r = act_recorded(p, c, deed, t, &reply);
	else if (!act_staged(p, deed, &reply))
		return stage_failed(p, c);
	if (r == 0 && reply->refusal)
		r = refused(p, c, lt_arena_printf(p->arena, "bước '%s'", deed->step), reply);
	return r;
}

static int whole(struct playing *p, struct lt_dryrun_case *c, const struct lt_deed *deed)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__CommandReply *reply = NULL;
	Lt__SignalDossier signal = LT__SIGNAL_DOSSIER__INIT;
	Lt__WithdrawDossier withdraw = LT__WITHDRAW_DOSSIER__INIT;
	Lt__StopDossier stop = LT__STOP_DOSSIER__INIT;
	Lt__ReturnResult returned = LT__RETURN_RESULT__INIT;
	const char *what = "trả kết quả";
	switch (deed->kind) {
	case LT_DEED_SIGNAL:
		signal = (Lt__SignalDossier){.base = signal.base,
					     .event = deed->step,
					     .fields = deed->fields,
					     .n_fields = deed->fields_count,
					     .papers = deed->papers,
					     .n_papers = deed->papers_count,
					     .payment = deed->payment};
		command.body_case = LT__COMMAND__BODY_SIGNAL;
		command.signal = &signal;
		what = deed->step;
		break;
	case LT_DEED_WITHDRAW:
		withdraw.note = *deed->note ? deed->note : NOTE_DEFAULT;
		command.body_case = LT__COMMAND__BODY_WITHDRAW;
		command.withdraw = &withdraw;
		what = "rút hồ sơ";
		break;
	case LT_DEED_STOP:
		stop.note = *deed->note ? deed->note : NOTE_DEFAULT;
		command.body_case = LT__COMMAND__BODY_STOP;
		command.stop = &stop;
		what = "dừng hồ sơ";
		break;
	case LT_DEED_RETURN:
	case LT_DEED_ACT:
		returned.way = deed->step;
		command.body_case = LT__COMMAND__BODY_RETURN_RESULT;
		command.return_result = &returned;
		break;
	}
	int r = send(p, c, deed->actor, &command, &reply);
	return r == 0 && reply->refusal ? refused(p, c, what, reply) : r;
}

static int play_deed(struct playing *p, struct lt_dryrun_case *c, const struct lt_deed *deed)
{
	p->stage->cases_count = 1;
	p->stage->cases[0].id = c->dossier;
	int r = deed->kind == LT_DEED_ACT ? act(p, c, deed) : whole(p, c, deed);
	c->played += r == 0 && c->fits;
	return r;
}

/* -- all of them -- */

static int compare(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	return a->order != b->order ? (a->order < b->order ? -1 : 1)
				    : (a->deed != SIZE_MAX) - (b->deed != SIZE_MAX);
}

static int gather(struct playing *p, struct item **ret, size_t *ret_count)
{
	const struct lt_pasts *pasts = &p->told->pasts;
	size_t count = pasts->count;
	for (size_t i = 0; i < pasts->count; i++)
		count += pasts->items[i].deeds_count;
	struct item *items = lt_arena_zalloc(p->arena, count + 1, sizeof *items);
	if (!items)
		return LT_E_NOMEM;
	count = 0;
	for (size_t i = 0; i < pasts->count; i++) {
		const struct lt_past *past = &pasts->items[i];
		items[count++] = (struct item){past->at_us, past->order, i, SIZE_MAX};
		for (size_t k = 0; k < past->deeds_count; k++)
			if (!past->deeds[k].follows)
				items[count++] = (struct item){past->deeds[k].at_us,
							       past->deeds[k].order, i, k};
	}
	qsort(items, count, sizeof *items, compare);
	*ret = items;
	*ret_count = count;
	return 0;
}

static int play_all(struct playing *p)
{
	struct item *items;
	size_t count;
	int r = gather(p, &items, &count);
	for (size_t i = 0; i < count && r == 0; i++) {
		struct lt_dryrun_case *c = &p->told->cases[items[i].number];
		if (!c->fits)
			continue;
		if (items[i].at_us > lt_trial_now(&p->stage->trial))
			r = lt_trial_pass(&p->stage->trial, items[i].at_us, p->err);
		if (r == 0)
			r = items[i].deed == SIZE_MAX
				    ? receive(p, c)
				    : play_deed(p, c, &c->past->deeds[items[i].deed]);
		lt_arena_reset(&p->stage->trial.arena);
	}
	if (r == 0 && p->told->pasts.as_of_us > lt_trial_now(&p->stage->trial))
		r = lt_trial_pass(&p->stage->trial, p->told->pasts.as_of_us, p->err);
	return r;
}

/* -- what came of it -- */

/* Working time from the date to the end; 0 where no calendar knows. */
static int64_t beyond(struct playing *p, const Lt__Dossier *d)
{
	const struct lt_calendar *calendar = NULL;
	int64_t us = 0, to_us = d->finished_us ? d->finished_us : p->told->pasts.as_of_us;
	struct lt_err err = {0};
	if (!d->overdue || !d->due_us || d->due_us == INT64_MAX ||
	    lt_registry_calendar(lt_engine_registry(p->stage->trial.engine),
				 lt_trial_now(&p->stage->trial), &calendar, &err) < 0)
		return 0;
	const struct lt_office *office = lt_calendar_office(calendar, d->office);
	return office && lt_working_between(office, d->due_us, to_us, &us) == 0 ? us : 0;
}

static const char *end_of(const Lt__Dossier *d)
{
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN ? "withdrawn"
	       : d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED ? "stopped"
									 : d->outcome;
}

static int settle(struct playing *p, struct lt_dryrun_case *c)
{
	Lt__Dossier *d;
	if (!c->dossier)
		return 0;
	int r = lt_trial_dossier(&p->stage->trial, c->dossier, &d, p->err);
	if (r < 0)
		return r;
	c->due_us = d->due_us;
	c->finished_us = d->finished_us;
	c->outcome = lt_arena_str(p->arena, end_of(d));
	c->late = c->fits && d->overdue;
	c->late_by_us = c->fits ? beyond(p, d) : 0;
	if (c->fits && c->past->finished_us && !d->finished_us &&
	    c->past->finished_us <= p->told->pasts.as_of_us) {
		c->late = false;
		c->late_by_us = 0;
		r = misfit(p, c,
			   lt_arena_printf(p->arena,
					   "hồ sơ cũ đã xong, theo bản mới còn phải làm: %s",
					   open_steps(p, d)));
	}
	lt_arena_reset(&p->stage->trial.arena);
	return r < 0 || c->outcome ? r : LT_E_NOMEM;
}

static int settle_all(struct playing *p)
{
	struct lt_dryrun *told = p->told;
	int r = 0;
	for (size_t i = 0; i < told->pasts.count && r == 0; i++) {
		struct lt_dryrun_case *c = &told->cases[i];
		r = settle(p, c);
		told->unfit += !c->fits;
		told->late_before += c->fits && c->past->late;
		told->late_now += c->late;
		told->newly_late += c->late && !c->past->late;
		told->no_longer_late += c->fits && !c->late && c->past->late;
	}
	return r;
}

/* -- around it -- */

static bool is_replaced(const struct lt_dryrun_plan *plan, enum lt_trial_kind kind)
{
	return (kind == LT_TRIAL_CALENDAR && plan->calendar_given) ||
	       (kind == LT_TRIAL_DIRECTORY && plan->directory_given);
}

/* The record's own calendars, directories and other procedures, unless others were named. */
static int add_recorded(struct playing *p, struct lt_trial_files *files)
{
	size_t count, kept = files->others_count;
	const struct lt_trial_file *recorded = lt_archive_files(p->plan->record, &count);
	struct lt_trial_file *all = lt_arena_zalloc(p->arena, kept + count + 1, sizeof *all);
	if (!all)
		return LT_E_NOMEM;
	if (kept + count > LT_TRIAL_OTHERS_MAX)
		return lt_err_set(p->err, LT_E_LIMIT, "quá %d tệp đã công bố", LT_TRIAL_OTHERS_MAX);
	for (size_t i = 0; i < kept; i++)
		all[i] = files->others[i];
	for (size_t i = 0; i < count; i++)
		if (!is_replaced(p->plan, recorded[i].kind))
			all[kept++] = recorded[i];
	files->others = all;
	files->others_count = kept;
	return 0;
}

static int prepare(struct playing *p)
{
	struct lt_trial_files files = p->plan->files;
	int64_t start_us = lt_archive_begins(p->plan->record) - LT_US_PER_DAY;
	int r = add_recorded(p, &files);
	if (r == 0)
		r = lt_trial_prepare(&files, p->stage, start_us, true, p->err);
	if (r < 0)
		return r;
	p->stage->commands_max = UINT64_MAX;
	p->definition = lt_stage_definition(p->stage, NULL);
	if (!p->definition)
		return lt_err_set(p->err, LT_E_SCRIPT, "%.200s", p->stage->failure);
	p->told->procedure = lt_arena_str(p->arena, p->definition->code);
	p->told->version = lt_arena_str(p->arena, p->definition->version);
	r = lt_archive_take(p->plan->record, p->definition, &p->plan->choice, &p->told->pasts,
			    p->err);
	p->told->cases =
		lt_arena_zalloc(p->arena, p->told->pasts.count + 1, sizeof *p->told->cases);
	return r == 0 && (!p->told->cases || !p->told->procedure || !p->told->version) ? LT_E_NOMEM
										       : r;
}

/* Where cases of a log are handed in. */
static int find_unit(struct playing *p)
{
	const struct lt_pasts *pasts = &p->told->pasts;
	if (!pasts->count || pasts->items[0].received)
		return 0;
	int r = lt_trial_pass(&p->stage->trial, pasts->first_us, p->err);
	const char *unit = r == 0 ? lt_stage_usual_unit(p->stage, p->definition) : NULL;
	if (r == 0 && !unit)
		return lt_err_set(p->err, LT_E_SCRIPT, "%.200s", p->stage->failure);
	p->unit = unit ? lt_arena_str(p->arena, unit) : NULL;
	return r == 0 && !p->unit ? LT_E_NOMEM : r;
}

int lt_dryrun_play(const struct lt_dryrun_plan *plan, struct lt_arena *arena, struct lt_dryrun *ret,
		   struct lt_err *err)
{
	struct playing p = {.plan = plan, .arena = arena, .told = ret, .err = err};
	*ret = (struct lt_dryrun){0};
	p.stage = calloc(1, sizeof *p.stage);
	int r = p.stage ? prepare(&p) : LT_E_NOMEM;
	for (size_t i = 0; r == 0 && i < ret->pasts.count; i++)
		ret->cases[i] = (struct lt_dryrun_case){
			.past = &ret->pasts.items[i], .fits = true, .why = "", .outcome = ""};
	if (r == 0)
		r = find_unit(&p);
	if (r == 0)
		r = play_all(&p);
	if (r == 0)
		r = settle_all(&p);
	if (p.stage)
		lt_trial_close(&p.stage->trial);
	free(p.stage);
	return r;
}
