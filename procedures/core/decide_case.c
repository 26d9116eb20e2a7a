/* SPDX-License-Identifier: EUPL-1.2 */
/* What concerns the dossier as a whole: signals, withdrawal, stop, return of
 * the result, retries. */
#include <string.h>

#include "procedures/core/work.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

static bool is_open(struct lt_work *w)
{
	if (w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		lt_work_refuse(w, LT_REFUSAL_NOT_OPEN, "%s", w->d->code);
	return !lt_work_stopped(w);
}

/* An officer speaks for the citizen only at the unit that received the dossier. */
static bool may_speak(struct lt_work *w)
{
	const Lt__Actor *a = w->cmd->actor;
	if (a->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
	    (strcmp(a->unit, w->d->unit) != 0 || !lt_work_may(w, NULL, "")))
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT, "hồ sơ %s do %s tiếp nhận", w->d->code,
			       w->d->unit);
	return !lt_work_stopped(w);
}

/* -- signals -- */

/* The citizen tells of what he did himself; what happens elsewhere is told by the node that the
 * directory names for it; an officer of the receiving unit vouches for either. */
static bool may_tell(struct lt_work *w, const char *event)
{
	static const char own[] = "applicant.";
	const Lt__Actor *a = w->cmd->actor;
	if (a->kind == LT__ACTOR_KIND__ACTOR_KIND_CITIZEN &&
	    strncmp(event, own, sizeof own - 1) != 0)
		lt_work_refuse(w, LT_REFUSAL_TELLER, "tin báo '%s'", event);
	if (a->kind == LT__ACTOR_KIND__ACTOR_KIND_NODE &&
	    !lt_directory_announces(w->env->directory, a->node, event))
		lt_work_refuse(w, LT_REFUSAL_TELLER, "tin báo '%s', máy trạm '%s'", event, a->node);
	return !lt_work_stopped(w);
}

static const Lt__Token *waiting_for(struct lt_work *w, const char *event, const char **ret_outcome)
{
	for (size_t i = 0; i < w->d->n_tokens; i++) {
		const Lt__Token *t = w->d->tokens[i];
		if (t->kind != LT__STEP_KIND__STEP_KIND_WAIT ||
		    t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT)
			continue;
		const struct lt_step *step = lt_work_step(w, t);
		for (uint32_t k = 0; step && k < step->events_count; k++)
			if (strcmp(step->events[k].event, event) == 0) {
				*ret_outcome = step->events[k].outcome;
				return t;
			}
	}
	return NULL;
}

static void emit_signal(struct lt_work *w, const Lt__SignalDossier *cmd, const Lt__Token *t)
{
	Lt__Event *e = lt_work_act(w);
	Lt__SignalArrived *arrived = LT_MAKE(w, Lt__SignalArrived, lt__signal_arrived__init);
	Lt__Signal *signal = LT_MAKE(w, Lt__Signal, lt__signal__init);
	if (!e || !arrived || !signal)
		return;
	signal->event = cmd->event;
	signal->fields = lt_work_fields(w, t ? t->frame : 0, cmd->fields, cmd->n_fields);
	signal->n_fields = cmd->n_fields;
	signal->at_us = w->at_us;
	arrived->signal = signal;
	arrived->kept = t == NULL;
	arrived->payment = cmd->payment;
	arrived->papers = lt_work_papers(w, t ? t->frame : 0, cmd->papers, cmd->n_papers);
	arrived->n_papers = cmd->n_papers;
	e->body_case = LT__EVENT__BODY_SIGNAL;
	e->signal = arrived;
	lt_work_emit(w, e);
}

void lt_decide_signal(struct lt_work *w, const Lt__SignalDossier *cmd)
{
	if (!is_open(w) || !may_speak(w))
		return;
	const char *outcome = NULL;
	const Lt__Token *t = waiting_for(w, cmd->event, &outcome);
	if (w->error)
		return;
	/* what comes for a called procedure is named as that procedure names it */
	const struct lt_definition *def = lt_work_definition(w, t ? t->frame : 0);
	bool citizen = w->cmd->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	if (!def || !lt_decide_fields(w, def, cmd->fields, cmd->n_fields) ||
	    !(citizen ? lt_decide_documents : lt_decide_papers)(w, def, cmd->papers, cmd->n_papers))
		return;
	if (!lt_name_valid(cmd->event))
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "tin báo '%s'", cmd->event);
	if (!may_tell(w, cmd->event))
		return;
	if (!t && w->d->n_signals >= LT_SIGNALS_MAX) /* only what nobody waits for takes room */
		return lt_work_refuse(w, LT_REFUSAL_LIMIT, "tin báo '%s'", cmd->event);
	emit_signal(w, cmd, t);
	if (t && !w->error)
		lt_flow_complete_by_engine(w, t, lt_work_step(w, t), outcome);
}

/* -- the end, one way or another -- */

void lt_decide_withdraw(struct lt_work *w, const Lt__WithdrawDossier *cmd)
{
	if (!is_open(w) || !may_speak(w))
		return;
	Lt__Event *e = lt_work_act(w);
	Lt__DossierWithdrawn *withdrawn =
		LT_MAKE(w, Lt__DossierWithdrawn, lt__dossier_withdrawn__init);
	if (!e || !withdrawn)
		return;
	lt_flow_cancel_all(w, "withdrawn");
	withdrawn->note = cmd->note;
	e->body_case = LT__EVENT__BODY_WITHDRAWN;
	e->withdrawn = withdrawn;
	lt_work_emit(w, e);
}

/* NĐ 118/2025 art. 21: stopped on request, only while there is no decision; goes out
 * with form 05. */
void lt_decide_stop(struct lt_work *w, const Lt__StopDossier *cmd)
{
	if (!is_open(w) || !may_speak(w))
		return;
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		return lt_work_refuse(w, LT_REFUSAL_WRONG_ROLE,
				      "dừng giải quyết do cán bộ ghi nhận");
	if (!*cmd->note)
		return lt_work_refuse(w, LT_REFUSAL_NOTE, "dừng giải quyết hồ sơ %s", w->d->code);
	Lt__Event *e = lt_work_act(w);
	Lt__DossierStopped *stopped = LT_MAKE(w, Lt__DossierStopped, lt__dossier_stopped__init);
	if (!e || !stopped)
		return;
	lt_flow_cancel_all(w, "stopped");
	stopped->note = cmd->note;
	stopped->officer = w->cmd->actor->id;
	stopped->unit = w->cmd->actor->unit;
	e->body_case = LT__EVENT__BODY_STOPPED;
	e->stopped = stopped;
	lt_work_emit(w, e);
}

void lt_decide_return(struct lt_work *w, const Lt__ReturnResult *cmd)
{
	const Lt__Dossier *d = w->d;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED)
		return lt_work_refuse(w, LT_REFUSAL_NOT_FINISHED, "%s", d->code);
	for (size_t i = 0; i < d->n_incidents; i++)
		if (strcmp(d->incidents[i]->point, "fee") == 0) /* nobody knows what to collect */
			return lt_work_refuse(w, LT_REFUSAL_INCIDENT, "hồ sơ %s chưa có mức phí",
					      d->code);
	bool known = false;
	for (size_t i = 0; i < d->n_deliver && !known; i++)
		known = strcmp(d->deliver[i], cmd->way) == 0;
	if (!known)
		return lt_work_refuse(w, LT_REFUSAL_WAY, "'%s'", cmd->way);
	if (!may_speak(w))
		return;
	Lt__Event *e = lt_work_act(w);
	Lt__ResultReturned *returned = LT_MAKE(w, Lt__ResultReturned, lt__result_returned__init);
	if (!e || !returned)
		return;
	returned->way = cmd->way;
	returned->officer = w->cmd->actor->id;
	returned->unit = w->cmd->actor->unit;
	e->body_case = LT__EVENT__BODY_RETURNED;
	e->returned = returned;
	lt_work_emit(w, e);
}

/* -- incidents are retried by a person -- */

static bool keeps_open_steps(const Lt__Dossier *d, uint32_t frame, const struct lt_definition *to)
{
	for (size_t i = 0; i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		if (t->frame != frame)
			continue;
		lt_step_index s = lt_definition_step(to, t->step);
		if (s == LT_STEP_NONE || to->steps[s].kind != t->kind)
			return false;
	}
	return true;
}

static void migrate_frame(struct lt_work *w, uint32_t frame, const ProtobufCBinaryData *from,
			  const struct lt_definition *to)
{
	if (!keeps_open_steps(w->d, frame, to))
		return lt_work_refuse(w, LT_REFUSAL_DEFINITION, "%s %s", to->code, to->version);
	Lt__Event *e = lt_work_act(w);
	Lt__DefinitionMigrated *migrated =
		LT_MAKE(w, Lt__DefinitionMigrated, lt__definition_migrated__init);
	if (!e || !migrated)
		return;
	migrated->from = *from;
	migrated->to =
		(ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = (uint8_t *)(uintptr_t)to->hash};
	migrated->by = w->cmd->actor->id;
	migrated->frame = frame;
	e->body_case = LT__EVENT__BODY_MIGRATED;
	e->migrated = migrated;
	lt_work_emit(w, e);
}

/* The repaired version of a script: a recorded migration, of this dossier only; of its own
 * procedure, or of the called ones that it is the new version of. */
static void migrate(struct lt_work *w, const ProtobufCBinaryData *hash)
{
	const struct lt_definition *to = NULL;
	int r = hash->len == LT_HASH_BYTES
			? w->env->lookup->definition(w->env->lookup->owner, hash->data, &to, w->err)
			: LT_E_ABSENT;
	if (r == LT_E_ABSENT)
		return lt_work_refuse(w, LT_REFUSAL_NO_PROCEDURE, "phiên bản chưa công bố");
	if (r < 0) {
		w->error = r;
		return;
	}
	bool concerned = strcmp(to->code, w->d->procedure) == 0;
	if (concerned)
		migrate_frame(w, 0, &w->d->definition, to);
	for (size_t i = 0; i < w->d->n_frames && !lt_work_stopped(w); i++) {
		const Lt__Frame *f = w->d->frames[i];
		if (strcmp(f->procedure, to->code) != 0)
			continue;
		concerned = true;
		migrate_frame(w, f->id, &f->definition, to);
	}
	if (!concerned)
		lt_work_refuse(w, LT_REFUSAL_DEFINITION, "%s %s", to->code, to->version);
}

static void clear_incident(struct lt_work *w, uint32_t token)
{
	Lt__Event *e = lt_work_act(w);
	Lt__IncidentCleared *cleared = LT_MAKE(w, Lt__IncidentCleared, lt__incident_cleared__init);
	if (!e || !cleared)
		return;
	cleared->token = token;
	cleared->by = w->cmd->actor->id;
	e->body_case = LT__EVENT__BODY_INCIDENT_CLEARED;
	e->incident_cleared = cleared;
	lt_work_emit(w, e);
}

/* What the incident kept from being done is done now. */
static void enter_again(struct lt_work *w, const Lt__Token *t)
{
	const struct lt_definition *def = lt_work_definition(w, t->frame);
	struct lt_entry entry = lt_flow_entry(t);
	entry.again = true;
	lt_step_index index = def ? lt_definition_step(def, t->step) : LT_STEP_NONE;
	Lt__Event *e = lt_work_event(w);
	Lt__StepCancelled *cancelled = LT_MAKE(w, Lt__StepCancelled, lt__step_cancelled__init);
	if (w->error || !e || !cancelled)
		return;
	LT_ASSERT(index != LT_STEP_NONE);
	cancelled->token = t->id;
	cancelled->step = t->step;
	cancelled->reason = "retry";
	e->body_case = LT__EVENT__BODY_CANCELLED;
	e->cancelled = cancelled;
	lt_work_emit(w, e);
	lt_flow_enter(w, def, index, entry);
}

static void retry_one(struct lt_work *w, const Lt__Incident *incident)
{
	const Lt__Token *t = lt_dossier_token(w->d, incident->token);
	bool entry = incident->entry;
	clear_incident(w, incident->token);
	if (w->error)
		return;
	if (t && entry)
		enter_again(w, t);
	else if (!t && strcmp(incident->point, "fee") == 0)
		lt_decide_fee(w);
	else if (!t && strcmp(incident->point, "calendar") == 0 &&
		 w->d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		lt_flow_recount(w);
}

void lt_decide_retry(struct lt_work *w, const Lt__RetryIncident *cmd)
{
	/* the fee may be asked again until the result is handed over */
	if (w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED && !is_open(w))
		return;
	if (w->d->n_incidents == 0)
		return lt_work_refuse(w, LT_REFUSAL_NO_INCIDENT, "%s", w->d->code);
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OPERATOR && !may_speak(w))
		return;
	if (cmd->definition.len)
		migrate(w, &cmd->definition);
	size_t count = w->d->n_incidents;
	Lt__Incident **list = lt_arena_copy(w->env->arena, w->d->incidents, count * sizeof *list);
	if (!list) {
		w->error = LT_E_NOMEM;
		return;
	}
	for (size_t i = 0; i < count && !lt_work_stopped(w); i++)
		if (cmd->token == 0 || list[i]->token == cmd->token)
			retry_one(w, list[i]);
}

/* Said by the node, of a dossier in whatever state: nothing changes but its history. */
void lt_decide_dropped(struct lt_work *w, const Lt__ActDropped *cmd)
{
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_NODE)
		return lt_work_refuse(w, LT_REFUSAL_INTERNAL, "chỉ máy trạm ghi việc này");
	if (!*cmd->by || !*cmd->note || !cmd->refusal)
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "thiếu người thôi hoặc lý do");
	Lt__Event *e = lt_work_act(w);
	Lt__ActDropped *dropped = LT_MAKE(w, Lt__ActDropped, lt__act_dropped__init);
	if (!e || !dropped)
		return;
	*dropped = *cmd;
	e->body_case = LT__EVENT__BODY_ACT_DROPPED;
	e->act_dropped = dropped;
	lt_work_emit(w, e);
}
