/* SPDX-License-Identifier: EUPL-1.2 */
/* What happens to a dossier, stage by stage, and the command that does it.
 *
 *   SUBMIT -> RECEIVE -> ASSIGN -> APPRAISE -> REVIEW -> SIGN -> ISSUE -> RETURN -> ENDED
 *               | papers are missing   | the citizen withdraws
 *               v                      v
 *          SUPPLEMENT -> RECEIVE_AGAIN WITHDRAW -> ENDED
 */
#include <stdio.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/slice.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/load_run.h"

enum { SCHEMA = 1 };

/* What an officer does in a stage: step of standard_chain, its outcome, whose duty. */
static const struct act {
	const char *step, *outcome, *duty;
} acts[] = {
	[LT_LOAD_RECEIVE] = {"receive", "complete", LT_LOAD_RECEPTION},
	[LT_LOAD_RECEIVE_AGAIN] = {"receive", "complete", LT_LOAD_RECEPTION},
	[LT_LOAD_ASSIGN] = {"assign", "assigned", LT_LOAD_LEADER},
	[LT_LOAD_APPRAISE] = {"appraise", "pass", LT_LOAD_SPECIALIST},
	[LT_LOAD_REVIEW] = {"review", "agreed", LT_LOAD_LEADER},
	[LT_LOAD_SIGN] = {"sign", "signed", LT_LOAD_LEADER},
	[LT_LOAD_ISSUE] = {"issue", "issued", LT_LOAD_RECEPTION},
	[LT_LOAD_FAILED] = {0},
};

enum lt_load_stage lt_load_next(const struct lt_load_dossier *dossier, enum lt_load_stage stage)
{
	switch (stage) {
	case LT_LOAD_RECEIVE:
		return dossier->supplement ? LT_LOAD_SUPPLEMENT : LT_LOAD_ASSIGN;
	case LT_LOAD_ASSIGN:
		return dossier->withdrawn ? LT_LOAD_WITHDRAW : LT_LOAD_APPRAISE;
	case LT_LOAD_RECEIVE_AGAIN:
		return LT_LOAD_ASSIGN;
	case LT_LOAD_WITHDRAW:
		return LT_LOAD_ENDED;
	default:
		LT_ASSERT(stage < LT_LOAD_ENDED);
		return stage + 1;
	}
}

enum lt_load_stage lt_load_resume(const struct lt_load_dossier *dossier, const char *step)
{
	if (!step)
		return LT_LOAD_RETURN; /* decided, or long over */
	if (strcmp(step, "supplement") == 0)
		return LT_LOAD_SUPPLEMENT;
	for (enum lt_load_stage at = LT_LOAD_ASSIGN; at <= LT_LOAD_ISSUE; at++)
		if (acts[at].step && strcmp(acts[at].step, step) == 0)
			return at == LT_LOAD_APPRAISE && dossier->withdrawn ? LT_LOAD_WITHDRAW : at;
	return LT_LOAD_RECEIVE;
}

enum lt_load_stage lt_load_correct(enum lt_load_stage stage, uint32_t refusal)
{
	if (stage == LT_LOAD_RECEIVE && refusal == LT_REFUSAL_TIMES)
		return LT_LOAD_RECEIVE_AGAIN; /* was supplemented already */
	if (stage == LT_LOAD_RETURN && refusal == LT_REFUSAL_NOT_FINISHED)
		return LT_LOAD_ENDED;
	return 0;
}

const struct lt_load_unit *lt_load_unit_of(const struct lt_load_input *input,
					   const struct lt_load_dossier *dossier,
					   enum lt_load_stage stage)
{
	bool elsewhere =
		stage == LT_LOAD_ASSIGN || (stage >= LT_LOAD_APPRAISE && stage <= LT_LOAD_ISSUE);
	return elsewhere ? lt_load_office(input, dossier) : &input->agencies[dossier->agency];
}

/* -- one command; everything it points to lives until it is packed -- */

struct draft {
	const struct lt_load_input *in;
	const struct lt_load_dossier *dossier;
	struct lt_arena *arena;
	Lt__Command command;
	Lt__Actor actor;
	char officer[LT_LOAD_NAME_BYTES];
	Lt__SubmitDossier submit;
	Lt__Applicant applicant;
	Lt__Field fee, *fields;
	Lt__ActOnStep act;
	Lt__SignalDossier signal;
	Lt__WithdrawDossier withdraw;
	Lt__ReturnResult result;
};

static int add_papers(struct draft *d)
{
	uint32_t count = d->dossier->documents;
	d->submit.papers = lt_arena_alloc(d->arena, (count + 1) * sizeof *d->submit.papers);
	if (!d->submit.papers)
		return LT_E_NOMEM;
	for (uint32_t i = 0; i < count; i++) {
		Lt__Paper *paper = lt_arena_alloc(d->arena, sizeof *paper);
		if (!paper)
			return LT_E_NOMEM;
		lt__paper__init(paper);
		paper->id = lt_arena_printf(d->arena, "paper_%u", i + 1);
		paper->form = d->dossier->channel == LT__CHANNEL__CHANNEL_ONLINE
				      ? LT__PAPER_FORM__PAPER_FORM_ELECTRONIC
				      : LT__PAPER_FORM__PAPER_FORM_COPY;
		if (!paper->id)
			return LT_E_NOMEM;
		d->submit.papers[d->submit.n_papers++] = paper;
	}
	return 0;
}

static void set_applicant(struct draft *d)
{
	const struct lt_load_person *person = &d->in->people[d->dossier->person];
	lt__applicant__init(&d->applicant);
	d->applicant.name = person->name;
	d->applicant.id_number = person->id_number;
	d->applicant.phone = person->phone;
	d->applicant.email = person->email;
	d->applicant.address = person->address;
	d->submit.applicant = &d->applicant;
}

static int set_submit(struct draft *d)
{
	lt__submit_dossier__init(&d->submit);
	lt__field__init(&d->fee);
	d->fee.name = LT_LOAD_FIELD_FEE;
	d->fee.value_case = LT__FIELD__VALUE_NUMBER;
	d->fee.number = d->dossier->fee_vnd;
	d->fields = &d->fee;
	d->submit.fields = &d->fields;
	d->submit.n_fields = 1;
	d->submit.procedure = d->in->procedures[d->dossier->procedure].code;
	d->submit.unit = d->in->agencies[d->dossier->agency].code;
	d->submit.code = d->dossier->code;
	d->submit.channel = d->dossier->channel;
	d->submit.submitted_us = d->dossier->submitted_us;
	set_applicant(d);
	d->command.body_case = LT__COMMAND__BODY_SUBMIT;
	d->command.submit = &d->submit;
	return add_papers(d);
}

static void set_act(struct draft *d, enum lt_load_stage stage)
{
	bool missing = stage == LT_LOAD_RECEIVE && d->dossier->supplement;
	lt__act_on_step__init(&d->act);
	d->act.step = acts[stage].step;
	d->act.outcome = missing ? "missing" : acts[stage].outcome;
	d->act.note = missing ? "Đề nghị bổ sung giấy tờ còn thiếu" : "";
	d->command.body_case = LT__COMMAND__BODY_ACT;
	d->command.act = &d->act;
}

static int set_body(struct draft *d, enum lt_load_stage stage)
{
	switch (stage) {
	case LT_LOAD_SUBMIT:
		return set_submit(d);
	case LT_LOAD_SUPPLEMENT:
		lt__signal_dossier__init(&d->signal);
		d->signal.event = "applicant.supplement";
		d->command.body_case = LT__COMMAND__BODY_SIGNAL;
		d->command.signal = &d->signal;
		return 0;
	case LT_LOAD_WITHDRAW:
		lt__withdraw_dossier__init(&d->withdraw);
		d->withdraw.note = "Người nộp xin rút hồ sơ";
		d->command.body_case = LT__COMMAND__BODY_WITHDRAW;
		d->command.withdraw = &d->withdraw;
		return 0;
	case LT_LOAD_RETURN:
		lt__return_result__init(&d->result);
		d->result.way = d->dossier->channel == LT__CHANNEL__CHANNEL_ONLINE ? "online"
				: d->dossier->channel == LT__CHANNEL__CHANNEL_POST ? "post"
										   : "counter";
		d->command.body_case = LT__COMMAND__BODY_RETURN_RESULT;
		d->command.return_result = &d->result;
		return 0;
	default:
		set_act(d, stage);
		return 0;
	}
}

/* Citizens hand in, supplement and withdraw themselves; at the counter the officer writes it down.
 */
static void set_actor(struct draft *d, enum lt_load_stage stage)
{
	const char *unit = lt_load_unit_of(d->in, d->dossier, stage)->code;
	bool citizen =
		stage == LT_LOAD_SUPPLEMENT || stage == LT_LOAD_WITHDRAW ||
		(stage == LT_LOAD_SUBMIT && d->dossier->channel == LT__CHANNEL__CHANNEL_ONLINE);
	const char *duty = acts[stage].duty ? acts[stage].duty : LT_LOAD_RECEPTION;
	lt__actor__init(&d->actor);
	d->actor.kind =
		citizen ? LT__ACTOR_KIND__ACTOR_KIND_CITIZEN : LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	d->actor.id = citizen ? d->in->people[d->dossier->person].id
			      : lt_load_officer(unit, duty, d->officer);
	d->actor.unit = unit;
	d->command.actor = &d->actor;
}

int lt_load_command(const struct lt_load_input *input, size_t dossier,
		    const struct lt_load_course *course, struct lt_arena *arena,
		    struct lt_slice *ret)
{
	struct draft d = {.in = input, .dossier = &input->dossiers[dossier], .arena = arena};
	LT_ASSERT(course->stage < LT_LOAD_ENDED);
	lt__command__init(&d.command);
	d.command.schema = SCHEMA;
	d.command.seq = course->seq;
	d.command.dossier = course->id;
	set_actor(&d, course->stage);
	int r = set_body(&d, course->stage);
	return r < 0 ? r : lt_encode(&d.command.base, arena, ret);
}
