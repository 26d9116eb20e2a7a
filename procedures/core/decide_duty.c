/* SPDX-License-Identifier: EUPL-1.2 */
/* What is owed for a lateness is done: the apology that the head signs (form 04), the written
 * explanation. Also after the dossier has ended: a duty stays open until it is done. */
#include <stdio.h>
#include <string.h>

#include "procedures/core/late.h"
#include "procedures/core/work.h"

enum { IDS_BYTES = 256 };

static bool may_sign(struct lt_work *w, const Lt__Duty *duty)
{
	return lt_work_heads(w, duty->unit);
}

/* Whoever had it; anybody of the unit if nobody had taken it; or the head of either. */
static bool may_explain(struct lt_work *w, const Lt__Duty *duty)
{
	const Lt__Actor *a = w->cmd->actor;
	return may_sign(w, duty) ||
	       (strcmp(duty->unit, a->unit) == 0 && lt_work_may(w, NULL, duty->officer));
}

static bool may_do(struct lt_work *w, const Lt__Duty *duty)
{
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		return false;
	return duty->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY ? may_sign(w, duty)
							      : may_explain(w, duty);
}

static void refuse_person(struct lt_work *w, const Lt__Duty *duty)
{
	const char *person = *duty->officer ? duty->officer : "người của đơn vị";
	if (duty->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY)
		lt_work_refuse(w, LT_REFUSAL_NOT_HEAD,
			       "hồ sơ %s: thủ trưởng của %s (%s), không phải '%s'", w->d->code,
			       duty->unit,
			       *duty->officer ? duty->officer : "chưa ghi trong danh bạ",
			       w->cmd->actor->id);
	else
		lt_work_refuse(w, LT_REFUSAL_NOT_RESPONSIBLE,
			       "hồ sơ %s: %s tại %s, không phải '%s'", w->d->code, person,
			       duty->unit, w->cmd->actor->id);
}

static bool is_meant(const Lt__Duty *duty, Lt__DutyKind kind, uint32_t lateness)
{
	return duty->kind == kind && lt_duty_open(duty) &&
	       (!lateness || duty->lateness == lateness);
}

/* The one open duty that a command means and this person may do. */
static const Lt__Duty *meant(struct lt_work *w, Lt__DutyKind kind, uint32_t lateness)
{
	const Lt__Duty *mine = NULL, *others = NULL;
	char ids[IDS_BYTES] = "";
	size_t count = 0, size = 0;
	for (size_t i = 0; i < w->d->n_duties; i++) {
		const Lt__Duty *duty = w->d->duties[i];
		if (!is_meant(duty, kind, lateness))
			continue;
		if (!may_do(w, duty)) {
			others = duty;
			continue;
		}
		mine = duty;
		if (size < sizeof ids)
			size += (size_t)snprintf(ids + size, sizeof ids - size, "%s%u",
						 count ? ", " : "", duty->lateness);
		count++;
	}
	if (count > 1)
		lt_work_refuse(w, LT_REFUSAL_DUTIES, "hồ sơ %s: lần trễ %s", w->d->code, ids);
	else if (!mine && others)
		refuse_person(w, others);
	return count == 1 ? mine : NULL;
}

static void emit_done(struct lt_work *w, const Lt__Duty *duty, const char *text, int64_t new_due_us)
{
	Lt__Event *e = lt_work_act(w);
	Lt__DutyDone *done = LT_MAKE(w, Lt__DutyDone, lt__duty_done__init);
	if (!e || !done)
		return;
	done->kind = duty->kind;
	done->lateness = duty->lateness;
	done->token = duty->token;
	done->due_us = duty->due_us;
	done->unit = w->cmd->actor->unit;
	done->officer = w->cmd->actor->id;
	done->text = text;
	done->new_due_us = new_due_us;
	e->body_case = LT__EVENT__BODY_DUTY_DONE;
	e->duty_done = done;
	lt_work_emit(w, e);
}

/* -- apology -- */

static bool apologised_for(const Lt__Dossier *d, int64_t due_us)
{
	for (size_t i = 0; i < d->n_duties; i++)
		if (d->duties[i]->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY &&
		    d->duties[i]->token == 0 && d->duties[i]->due_us == due_us)
			return true;
	return false;
}

/* Nothing is owed yet: the head may apologise for the dossier's date before it passes. */
static bool owed_soon(struct lt_work *w, Lt__Duty *ret)
{
	const Lt__Dossier *d = w->d;
	const struct lt_unit *above = NULL;
	struct lt_holder holder = lt_late_holder(d, 0);
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN || !d->due_us ||
	    d->due_us == LT_DUE_SUSPENDED || apologised_for(d, d->due_us))
		return false;
	*ret = (Lt__Duty)LT__DUTY__INIT;
	ret->kind = LT__DUTY_KIND__DUTY_KIND_APOLOGY;
	ret->officer = lt_directory_head(w->env->directory, holder.unit, w->at_us, &above);
	ret->unit = above ? above->code : holder.unit;
	ret->due_us = d->due_us;
	if (!may_do(w, ret))
		refuse_person(w, ret);
	return true;
}

static uint32_t own_lateness(const Lt__Dossier *d)
{
	for (size_t i = d->n_duties; i-- > 0;)
		if (d->duties[i]->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY &&
		    d->duties[i]->token == 0 && lt_duty_open(d->duties[i]))
			return d->duties[i]->lateness;
	return 0;
}

/* Form 04 is about the date the citizen was given: without a number the dossier's own lateness is
 * meant, then its date to come, then the one step that was late. */
void lt_decide_apologise(struct lt_work *w, const Lt__Apologise *cmd)
{
	Lt__Duty soon;
	uint32_t lateness = cmd->lateness ? cmd->lateness : own_lateness(w->d);
	const Lt__Duty *duty = !lateness && owed_soon(w, &soon)
				       ? &soon
				       : meant(w, LT__DUTY_KIND__DUTY_KIND_APOLOGY, lateness);
	if (lt_work_stopped(w))
		return;
	if (!duty)
		return lt_work_refuse(w, LT_REFUSAL_NO_DUTY, "hồ sơ %s, xin lỗi", w->d->code);
	if (!*cmd->reason)
		return lt_work_refuse(w, LT_REFUSAL_NOTE, "xin lỗi về hồ sơ %s", w->d->code);
	if (cmd->new_due_us <= w->at_us || cmd->new_due_us <= duty->due_us)
		return lt_work_refuse(w, LT_REFUSAL_NEW_DATE, "hồ sơ %s", w->d->code);
	emit_done(w, duty, cmd->reason, cmd->new_due_us);
}

/* -- explanation -- */

void lt_decide_explain_lateness(struct lt_work *w, const Lt__ExplainLateness *cmd)
{
	const Lt__Duty *duty = meant(w, LT__DUTY_KIND__DUTY_KIND_EXPLANATION, cmd->lateness);
	if (!duty)
		return lt_work_refuse(w, LT_REFUSAL_NO_DUTY, "hồ sơ %s, giải trình", w->d->code);
	if (!*cmd->text)
		return lt_work_refuse(w, LT_REFUSAL_NOTE, "giải trình việc trễ của hồ sơ %s",
				      w->d->code);
	emit_done(w, duty, cmd->text, 0);
}
