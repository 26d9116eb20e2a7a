/* SPDX-License-Identifier: EUPL-1.2 */
/* What officers do at their desks: act, claim, release, assign; and who may. */
#include <string.h>

#include "procedures/core/items.h"
#include "procedures/core/work.h"
#include "proto/base/limits.h"

static bool is_open(struct lt_work *w)
{
	if (w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		lt_work_refuse(w, LT_REFUSAL_NOT_OPEN, "%s", w->d->code);
	return !lt_work_stopped(w);
}

/* Is this token one of the officer's unit? A consultation has a desk in every unit it asks. */
static bool at_desk(const Lt__Dossier *d, const Lt__Token *t, const char *unit)
{
	if (t->kind == LT__STEP_KIND__STEP_KIND_WAIT)
		return strcmp(d->unit, unit) == 0;
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, unit) == 0)
			return true;
	return strcmp(t->unit, unit) == 0;
}

/* The open step a command means: by token, or by name when only one is open under it. */
static Lt__Token *meant(struct lt_work *w, uint32_t id, const char *step)
{
	Lt__Token *found = NULL;
	if (!is_open(w))
		return NULL;
	if (id)
		found = lt_dossier_token(w->d, id);
	for (size_t i = 0; !id && i < w->d->n_tokens; i++) {
		if (strcmp(w->d->tokens[i]->step, step) != 0)
			continue;
		if (found) {
			lt_work_refuse(w, LT_REFUSAL_AMBIGUOUS, "%s", step);
			return NULL;
		}
		found = w->d->tokens[i];
	}
	if (!found || (*step && strcmp(found->step, step) != 0)) {
		lt_work_refuse(w, LT_REFUSAL_NO_STEP, "hồ sơ %s, bước '%s'", w->d->code, step);
		return NULL;
	}
	if (found->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT) {
		lt_work_refuse(w, LT_REFUSAL_INCIDENT, "hồ sơ %s, bước '%s'", w->d->code,
			       found->step);
		return NULL;
	}
	return found;
}

static bool is_desk_step(const Lt__Token *t)
{
	return t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
	       t->kind == LT__STEP_KIND__STEP_KIND_CONSULT ||
	       t->kind == LT__STEP_KIND__STEP_KIND_WAIT;
}

/* No step is done by a unit or role that may not (property 7). */
static bool may_act(struct lt_work *w, const Lt__Token *t)
{
	const Lt__Actor *a = w->cmd->actor;
	const struct lt_unit *mine = lt_directory_unit(w->env->directory, a->unit);
	if (a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER || !is_desk_step(t))
		lt_work_refuse(w, LT_REFUSAL_WRONG_ROLE, "bước '%s' không do cán bộ làm", t->step);
	else if (!at_desk(w->d, t, a->unit))
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT,
			       "bước '%s' của hồ sơ %s đang ở %s, không ở %s", t->step, w->d->code,
			       *t->unit ? t->unit : w->d->unit, mine ? mine->name : a->unit);
	else if (lt_work_may(w, t->role, t->officer))
		return true;
	else if (lt_directory_may(w->env->directory, a->id, a->unit, t->role, w->at_us))
		lt_work_refuse(w, LT_REFUSAL_HELD, "người đang giữ: %s", t->officer);
	else
		lt_work_refuse(w, LT_REFUSAL_WRONG_ROLE, "bước '%s' cần vai trò '%s', cán bộ '%s'",
			       t->step, t->role, a->id);
	return !lt_work_stopped(w);
}

/* Who tells which hand-off they answer means that one and no later one. */
static bool means_this_offer(const Lt__Command *c, const Lt__Token *t)
{
	const ProtobufCBinaryData *told = c->body_case == LT__COMMAND__BODY_ACT ? &c->act->offer
					  : c->body_case == LT__COMMAND__BODY_CLAIM
						  ? &c->claim->offer
						  : NULL;
	return !told || !told->len ||
	       lt_slice_equal(lt_slice(told->data, told->len),
			      lt_slice(t->offer.data, t->offer.len));
}

/* Where nodes have keys, no dossier changes hands without a signature of the node that did it. */
static bool proven(struct lt_work *w, const Lt__Token *t)
{
	const char *misfit = NULL;
	if (w->env->signature == LT_SIGNATURE_GOOD)
		misfit = lt_statement_misfit(w->env->statement, w->d, t, w->env->now_us);
	else if (!means_this_offer(w->cmd, t))
		lt_work_refuse(w, LT_REFUSAL_OFFER, "bước '%s' của hồ sơ %s", t->step, w->d->code);
	if (w->env->signature == LT_SIGNATURE_MISSING && *t->from)
		lt_work_refuse(w, LT_REFUSAL_UNSIGNED, "bước '%s' của hồ sơ %s tại %s", t->step,
			       w->d->code, t->unit);
	else if (w->env->signature == LT_SIGNATURE_WRONG || misfit)
		lt_work_refuse(w, LT_REFUSAL_SIGNATURE, "bước '%s' của hồ sơ %s%s%s", t->step,
			       w->d->code, misfit ? ": " : "", misfit ? misfit : "");
	return !lt_work_stopped(w);
}

/* -- act -- */

static const char *outcomes_text(struct lt_work *w, const struct lt_step *step)
{
	const char *text = "";
	for (uint32_t i = 0; i < step->on_count && text; i++)
		text = lt_arena_printf(w->env->arena, "%s%s%s", text, i ? ", " : "",
				       step->on[i].outcome);
	return text ? text : "";
}

static bool is_refusal(const struct lt_definition *def, lt_step_index target)
{
	return target < def->steps_count &&
	       def->steps[target].kind == LT__STEP_KIND__STEP_KIND_FINISH &&
	       strcmp(def->steps[target].outcome, "refused") == 0;
}

/* The outcomes that only the engine may give. */
static bool reserved(const Lt__Token *t, const char *outcome)
{
	bool wait = t->kind == LT__STEP_KIND__STEP_KIND_WAIT;
	return strcmp(outcome, wait ? "expired" : "overdue") == 0;
}

/* QĐ 766/QĐ-TTg (2.1): "hồ sơ yêu cầu bổ sung quá một lần" counts as overdue, whatever the date. So
 * nobody does it unawares: it takes a reason and a word that says so. */
static void check_supplement(struct lt_work *w, const struct lt_step *target,
			     const Lt__ActOnStep *cmd)
{
	if (!target || target->kind != LT__STEP_KIND__STEP_KIND_WAIT || !target->clock_stop ||
	    target->pause != LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT || !w->d->supplements)
		return;
	if (!cmd->again || !*cmd->note)
		return lt_work_refuse(w, LT_REFUSAL_SECOND_SUPPLEMENT,
				      "hồ sơ %s, đã yêu cầu %u lần", w->d->code, w->d->supplements);
	w->fx->verdict.text = lt_arena_printf(
		w->env->arena,
		"đây là lần thứ %u yêu cầu bổ sung; theo Quyết định 766/QĐ-TTg hồ sơ bị tính là "
		"quá hạn khi chấm điểm",
		w->d->supplements + 1);
}

static bool check_outcome(struct lt_work *w, const struct lt_definition *def,
			  const struct lt_step *step, const Lt__Token *t, const Lt__ActOnStep *cmd)
{
	lt_step_index target = lt_step_target(step, cmd->outcome);
	if (target == LT_STEP_NONE || reserved(t, cmd->outcome)) {
		lt_work_refuse(w, LT_REFUSAL_OUTCOME, "'%s'; các kết quả của bước '%s': %s",
			       cmd->outcome, t->step, outcomes_text(w, step));
		return false;
	}
	bool back = t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF &&
		    strcmp(cmd->outcome, "returned") == 0;
	if ((back || is_refusal(def, target)) && !*cmd->note)
		lt_work_refuse(w, LT_REFUSAL_NOTE, "bước '%s', kết quả '%s'", t->step,
			       cmd->outcome);
	else if (target < def->steps_count && def->steps[target].times &&
		 lt_dossier_visits(w->d, def->steps[target].name, t->frame, t->item) >=
			 def->steps[target].times)
		lt_work_refuse(w, LT_REFUSAL_TIMES, "bước '%s', tối đa %u lần",
			       def->steps[target].name, def->steps[target].times);
	return !lt_work_stopped(w);
}

/* Where the machine's choices lead after the act. A script that fails, or a way that is not
 * declared, is the flow's to tell. */
static const struct lt_step *led_to(struct lt_work *w, const struct lt_definition *def,
				    const Lt__Token *t, const Lt__StepCompleted *completed,
				    lt_step_index target)
{
	for (uint32_t passed = 0; target < def->steps_count; passed++) {
		const struct lt_step *s = &def->steps[target];
		struct lt_answer answer = {0};
		Lt__Decision *decision;
		const char *text;
		if (s->kind != LT__STEP_KIND__STEP_KIND_CHOOSE || passed > LT_STRAIGHT_STEPS_MAX)
			return s;
		const struct lt_question q = {.def = def,
					      .function = s->by,
					      .name = "by",
					      .step = s->name,
					      .frame = lt_dossier_frame(w->d, t->frame),
					      .item = t->item,
					      .item_text = t->item_text,
					      .act = completed};
		if (lt_work_ask(w, &q, &answer, &decision, &text) < 0 ||
		    answer.type != LT_ANSWER_TEXT)
			return NULL;
		target = lt_step_target(s, answer.text);
		target = target == LT_STEP_NONE ? s->otherwise : target;
	}
	return NULL;
}

/* The procedure's guard, which sees what the act would make of the dossier. A guard that raises
 * stops this dossier only: an incident. */
static bool allowed(struct lt_work *w, const struct lt_definition *def, const struct lt_step *step,
		    const Lt__Token *t, Lt__StepCompleted *completed)
{
	struct lt_answer answer = {0};
	const char *text = NULL;
	if (!step->allow)
		return true;
	const struct lt_question q = {.def = def,
				      .function = step->allow,
				      .name = "allow",
				      .step = step->name,
				      .frame = lt_dossier_frame(w->d, t->frame),
				      .item = t->item,
				      .item_text = t->item_text,
				      .act = completed};
	int r = lt_work_ask(w, &q, &answer, &completed->decision, &text);
	if (w->error)
		return false;
	if (r == 0 && answer.type == LT_ANSWER_YESNO) {
		if (!answer.number)
			lt_work_refuse(w, LT_REFUSAL_GUARD, "%s",
				       answer.text ? answer.text : t->step);
		return answer.number;
	}
	lt_work_incident(w, t->id, "allow", step->name,
			 r < 0 ? text : "hàm allow phải trả về true hoặc false", false);
	lt_work_refuse(w, LT_REFUSAL_SCRIPT, "bước '%s' của hồ sơ %s", t->step, w->d->code);
	return false;
}

/* A paper that is only named is the one whose scan was attached while the step was open: naming it
 * takes nothing away. One with an older scan is a new paper, and the old scan is not its own. */
static void keep_scan(const struct lt_work *w, const Lt__Token *t, Lt__Paper *paper)
{
	const Lt__Paper *known = lt_dossier_paper(w->d, paper->id);
	if (t->frame || paper->hash.len || !known || !known->hash.len ||
	    known->at_us < t->entered_us)
		return;
	paper->hash = known->hash;
	paper->bytes = known->bytes;
	paper->media = known->media;
	paper->digitised = known->digitised;
}

static void stamp_papers(struct lt_work *w, const Lt__ActOnStep *cmd, const Lt__Token *t)
{
	for (size_t i = 0; i < cmd->n_papers; i++) {
		keep_scan(w, t, cmd->papers[i]);
		cmd->papers[i]->step = t->step;
		cmd->papers[i]->at_us = w->at_us;
	}
}

static bool all_answered(const Lt__Token *t)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		if (!*t->opinions[i]->opinion)
			return false;
	return true;
}

/* What the opinions say together: one against is against. */
static const char *joint_opinion(const Lt__Token *t)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->opinion, "oppose") == 0)
			return "opposed";
	return "agreed";
}

static void give_opinion(struct lt_work *w, const struct lt_step *step, const Lt__Token *t,
			 const Lt__ActOnStep *cmd)
{
	const Lt__Actor *a = w->cmd->actor;
	if (strcmp(cmd->outcome, "agree") != 0 && strcmp(cmd->outcome, "oppose") != 0)
		return lt_work_refuse(w, LT_REFUSAL_OUTCOME, "'%s'; ý kiến là agree hoặc oppose",
				      cmd->outcome);
	if (strcmp(cmd->outcome, "oppose") == 0 && !*cmd->note)
		return lt_work_refuse(w, LT_REFUSAL_NOTE, "không đồng ý thì phải nêu lý do");
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, a->unit) == 0 && *t->opinions[i]->opinion)
			return lt_work_refuse(w, LT_REFUSAL_ANSWERED, "%s", a->unit);
	Lt__Event *e = lt_work_act(w);
	Lt__OpinionGiven *given = LT_MAKE(w, Lt__OpinionGiven, lt__opinion_given__init);
	Lt__Opinion *opinion = LT_MAKE(w, Lt__Opinion, lt__opinion__init);
	if (!e || !given || !opinion)
		return;
	opinion->unit = a->unit;
	opinion->opinion = cmd->outcome;
	opinion->officer = a->id;
	opinion->at_us = w->at_us;
	given->token = t->id;
	given->opinion = opinion;
	given->note = cmd->note;
	given->papers = lt_work_papers(w, t->frame, cmd->papers, cmd->n_papers);
	given->n_papers = cmd->n_papers;
	e->body_case = LT__EVENT__BODY_OPINION_GIVEN;
	e->opinion_given = given;
	lt_work_emit(w, e);
	if (!w->error && all_answered(t))
		lt_flow_complete_by_engine(w, t, step, joint_opinion(t));
}

static void complete(struct lt_work *w, const struct lt_definition *def, const struct lt_step *step,
		     const Lt__Token *t, const Lt__ActOnStep *cmd)
{
	Lt__Event *e = lt_work_act(w);
	Lt__StepCompleted *completed = LT_MAKE(w, Lt__StepCompleted, lt__step_completed__init);
	if (!e || !completed)
		return;
	completed->outcome = cmd->outcome;
	completed->unit = w->cmd->actor->unit;
	completed->officer = w->cmd->actor->id;
	completed->note = cmd->note;
	completed->fields = lt_work_fields(w, t->frame, cmd->fields, cmd->n_fields);
	completed->n_fields = cmd->n_fields;
	completed->payment = cmd->payment;
	completed->papers = lt_work_papers(w, t->frame, cmd->papers, cmd->n_papers);
	completed->n_papers = cmd->n_papers;
	if (w->d->supplements && !w->error)
		check_supplement(
			w, led_to(w, def, t, completed, lt_step_target(step, cmd->outcome)), cmd);
	if (!lt_work_stopped(w) && allowed(w, def, step, t, completed))
		lt_flow_complete(w, t, step, e, completed);
}

/* Who prepares does not sign, also not in another's name: the person counts, not the desk. */
static bool is_anothers(struct lt_work *w, const struct lt_step *step)
{
	const char *person = w->cmd->actor->id;
	for (size_t i = 0; w->instead_of && step->sign && i < w->d->n_hands; i++)
		if (strcmp(w->d->hands[i]->officer, person) == 0)
			lt_work_refuse(
				w, LT_REFUSAL_DEPUTY,
				"hồ sơ %s: '%s' đã làm một bước của hồ sơ này, không ký thay "
				"'%s' được",
				w->d->code, person, w->instead_of);
	return !lt_work_stopped(w);
}

void lt_decide_act(struct lt_work *w, const Lt__ActOnStep *cmd)
{
	const Lt__Token *t = meant(w, cmd->token, cmd->step);
	if (!t || !may_act(w, t) || !proven(w, t))
		return;
	const struct lt_definition *def = lt_work_definition(w, t->frame);
	const struct lt_step *step = def ? lt_work_step(w, t) : NULL;
	if (!step || !is_anothers(w, step) ||
	    !lt_decide_fields(w, def, cmd->fields, cmd->n_fields) ||
	    !lt_decide_papers(w, def, cmd->papers, cmd->n_papers))
		return;
	stamp_papers(w, cmd, t);
	if (t->kind == LT__STEP_KIND__STEP_KIND_CONSULT)
		return give_opinion(w, step, t, cmd);
	if (check_outcome(w, def, step, t, cmd))
		complete(w, def, step, t, cmd);
}

/* -- one item more for a branch that runs for each -- */

static bool may_add(struct lt_work *w, const struct lt_step *step, const Lt__Token *t)
{
	const Lt__Actor *a = w->cmd->actor;
	const struct lt_unit *unit = NULL;
	Lt__Decision *decision = NULL;
	const char *text = NULL;
	const struct lt_definition *def = lt_work_definition(w, t->frame);
	if (!def)
		return false;
	int r = lt_flow_desk(w, def, t, &step->more, &unit, &decision, &text);
	if (w->error)
		return false;
	if (r < 0)
		lt_work_refuse(w, LT_REFUSAL_NO_UNIT, "%s", text);
	else if (a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER || strcmp(unit->code, a->unit) != 0)
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT, "chỉ %s thêm được vào bước '%s'",
			       unit->name, t->step);
	else if (!lt_work_may(w, step->more_role, ""))
		lt_work_refuse(w, LT_REFUSAL_WRONG_ROLE, "bước '%s' cần vai trò '%s', cán bộ '%s'",
			       t->step, step->more_role ? step->more_role : "", a->id);
	return !lt_work_stopped(w);
}

void lt_decide_add_item(struct lt_work *w, const Lt__AddItem *cmd)
{
	struct lt_names items;
	const Lt__Token *t = meant(w, cmd->token, cmd->step);
	const struct lt_step *step = t ? lt_work_step(w, t) : NULL;
	if (!step)
		return;
	if (!step->more.unit)
		return lt_work_refuse(w, LT_REFUSAL_NO_ITEMS, "hồ sơ %s, bước '%s'", w->d->code,
				      t->step);
	if (!may_add(w, step, t))
		return;
	int r = lt_items_split(cmd->item, w->env->arena, &items);
	if (r == LT_E_NOMEM)
		w->error = r;
	else if (r < 0 || items.count != 1)
		lt_work_refuse(w, LT_REFUSAL_MALFORMED, "mỗi lần thêm đúng một nơi hoặc một người");
	else if (t->n_items >= LT_ITEMS_MAX)
		lt_work_refuse(w, LT_REFUSAL_LIMIT, "bước '%s' tối đa %u", t->step, LT_ITEMS_MAX);
	else if (t->n_items == 0)
		lt_work_refuse(w, LT_REFUSAL_NO_ITEMS, "hồ sơ %s, bước '%s'", w->d->code, t->step);
	if (lt_work_stopped(w))
		return;
	lt_flow_add_item(w, t, cmd);
}

/* -- claim, release, assign -- */

static void emit_claim(struct lt_work *w, const Lt__Token *t, const char *officer, const char *by)
{
	Lt__Event *e = lt_work_act(w);
	Lt__StepClaimed *claimed = LT_MAKE(w, Lt__StepClaimed, lt__step_claimed__init);
	if (!e || !claimed)
		return;
	claimed->token = t->id;
	claimed->officer = officer;
	claimed->by = by;
	e->body_case = LT__EVENT__BODY_CLAIMED;
	e->claimed = claimed;
	lt_work_emit(w, e);
}

static bool one_holder(struct lt_work *w, const Lt__Token *t)
{
	if (t->kind != LT__STEP_KIND__STEP_KIND_HUMAN &&
	    t->kind != LT__STEP_KIND__STEP_KIND_HANDOFF)
		lt_work_refuse(w, LT_REFUSAL_NO_STEP, "bước '%s' không nhận riêng được", t->step);
	return !lt_work_stopped(w);
}

void lt_decide_claim(struct lt_work *w, const Lt__ClaimStep *cmd)
{
	const Lt__Token *t = meant(w, cmd->token, cmd->step);
	if (!t || !one_holder(w, t) || !may_act(w, t) || !proven(w, t))
		return;
	/* who stands in takes it for whose desk it is: when they are back, it is there */
	const char *whose = w->instead_of ? w->instead_of : w->cmd->actor->id;
	if (!*t->officer) /* held by the same officer already: nothing new to record */
		emit_claim(w, t, whose, "");
}

void lt_decide_release(struct lt_work *w, const Lt__ReleaseStep *cmd)
{
	const Lt__Token *t = meant(w, cmd->token, cmd->step);
	if (!t || !one_holder(w, t) || !may_act(w, t) || !*t->officer)
		return;
	Lt__Event *e = lt_work_act(w);
	Lt__StepReleased *released = LT_MAKE(w, Lt__StepReleased, lt__step_released__init);
	if (!e || !released)
		return;
	released->token = t->id;
	released->officer = t->officer;
	e->body_case = LT__EVENT__BODY_RELEASED;
	e->released = released;
	lt_work_emit(w, e);
}

void lt_decide_assign(struct lt_work *w, const Lt__AssignStep *cmd)
{
	const Lt__Actor *a = w->cmd->actor;
	const struct lt_directory *dir = w->env->directory;
	const Lt__Token *t = meant(w, cmd->token, cmd->step);
	if (!t || !one_holder(w, t))
		return;
	if (strcmp(t->unit, a->unit) != 0)
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT, "bước '%s' thuộc %s", t->step, t->unit);
	else if (!lt_work_may_assign(w))
		lt_work_refuse(w, LT_REFUSAL_NOT_ASSIGNER, "%s", a->id);
	else if (!lt_directory_may(dir, cmd->officer, t->unit, t->role, w->at_us))
		lt_work_refuse(w, LT_REFUSAL_OFFICER, "'%s' với vai trò '%s'", cmd->officer,
			       t->role);
	else if (strcmp(t->officer, cmd->officer) != 0)
		emit_claim(w, t, cmd->officer, a->id);
}
