/* SPDX-License-Identifier: EUPL-1.2 */
/* The front of decide: the parts its families share, and the table of commands. */
#include "procedures/core/decide.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "procedures/core/frame.h"
#include "procedures/core/shown.h"
#include "procedures/core/work.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

Lt__Event *lt_work_event(struct lt_work *w)
{
	Lt__Event *e = LT_MAKE(w, Lt__Event, lt__event__init);
	if (!e)
		return NULL;
	e->schema = LT_EVENT_SCHEMA;
	e->dossier = w->d->id;
	e->stamp_us = w->env->now_us;
	e->happened_us = w->happened_us;
	return e;
}

/* As the command has it, and whose right was used. */
static Lt__Actor *actor_of(struct lt_work *w)
{
	if (!w->instead_of)
		return w->cmd->actor;
	Lt__Actor *actor = lt_arena_copy(w->env->arena, w->cmd->actor, sizeof *actor);
	if (actor)
		actor->instead_of = w->instead_of;
	else
		w->error = LT_E_NOMEM;
	return actor;
}

Lt__Event *lt_work_act(struct lt_work *w)
{
	Lt__Event *e = lt_work_event(w);
	if (e)
		e->actor = actor_of(w);
	if (e && w->env->signature == LT_SIGNATURE_GOOD)
		e->proof = w->cmd->proof;
	return e;
}

static void record(struct lt_work *w, struct lt_slice bytes)
{
	struct lt_effects *fx = w->fx;
	if (fx->events_count >= LT_EVENTS_PER_COMMAND_MAX) {
		w->error = lt_err_set(w->err, LT_E_LIMIT, "hồ sơ %s: một lệnh sinh quá %u sự kiện",
				      w->d->code, LT_EVENTS_PER_COMMAND_MAX);
		return;
	}
	if (!LT_ARENA_PUSH(w->env->arena, fx->events, fx->events_count)) {
		w->error = LT_E_NOMEM;
		return;
	}
	/* protobuf-c has no const bytes; nobody writes through this pointer */
	fx->events[fx->events_count++] =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	fx->events_bytes += bytes.size;
}

void lt_work_emit(struct lt_work *w, Lt__Event *event)
{
	if (w->error || !event)
		return;
	struct lt_slice bytes;
	event->n = w->d->events_count + 1;
	event->prev = w->d->head;
	w->error = lt_encode(&event->base, w->env->arena, &bytes);
	if (w->error)
		return;
	w->error = lt_evolve(w->d, event, bytes, w->env->arena);
	if (!w->error)
		record(w, bytes);
}

void lt_work_refuse(struct lt_work *w, enum lt_refusal refusal, const char *format, ...)
{
	if (lt_work_stopped(w))
		return; /* the first reason is the one that is told */
	char particulars[512];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(particulars, sizeof particulars, format, args);
	va_end(args);
	w->fx->verdict.refusal = refusal;
	w->fx->verdict.text =
		lt_arena_printf(w->env->arena, "%s%s%s", lt_refusal_vietnamese(refusal),
				particulars[0] ? ": " : "", particulars);
	if (!w->fx->verdict.text)
		w->error = LT_E_NOMEM;
}

bool lt_work_stopped(const struct lt_work *w)
{
	return w->error || w->fx->verdict.refusal;
}

const struct lt_definition *lt_work_definition(struct lt_work *w, uint32_t frame)
{
	const ProtobufCBinaryData *hash = &w->d->definition;
	if (frame) {
		const Lt__Frame *f = lt_dossier_frame(w->d, frame);
		LT_ASSERT(f != NULL);
		hash = &f->definition;
	}
	const struct lt_definition *def = NULL;
	LT_ASSERT(hash->len == LT_HASH_BYTES);
	int r = w->env->lookup->definition(w->env->lookup->owner, hash->data, &def, w->err);
	if (r < 0)
		w->error = lt_err_wrap(w->err, r, "hồ sơ %s", w->d->code);
	return r < 0 ? NULL : def;
}

const struct lt_step *lt_work_step(struct lt_work *w, const Lt__Token *token)
{
	const struct lt_definition *def = lt_work_definition(w, token->frame);
	if (!def)
		return NULL;
	lt_step_index i = lt_definition_step(def, token->step);
	LT_ASSERT(i != LT_STEP_NONE); /* pinned, and migration keeps open steps */
	return &def->steps[i];
}

static const char *answer_text(struct lt_work *w, const struct lt_answer *answer)
{
	struct lt_arena *arena = w->env->arena;
	switch (answer->type) {
	case LT_ANSWER_TEXT:
		return answer->text;
	case LT_ANSWER_NUMBER:
		return lt_arena_printf(arena, "%lld", (long long)answer->number);
	case LT_ANSWER_YESNO:
		return answer->number ? "true" : "false";
	case LT_ANSWER_FIELDS:
		return lt_arena_printf(arena, "{%zu}", answer->fields_count);
	default:
		return "nil";
	}
}

int lt_work_ask(struct lt_work *w, const struct lt_question *q, struct lt_answer *ret,
		Lt__Decision **ret_decision, const char **ret_text)
{
	struct lt_err why = {0};
	LT_ASSERT(q->def->ask != NULL);
	const struct lt_shown shown = {q->frame, q->item, q->item_text, q->act};
	const Lt__Dossier *seen = lt_shown(w->d, &shown, w->env->arena);
	int r = seen ? q->def->ask(q->def, q->function, seen, w->env->arena, ret, &why)
		     : LT_E_NOMEM;
	if (r == LT_E_NOMEM)
		return w->error = r;
	if (r < 0) {
		*ret_text = lt_arena_str(w->env->arena, why.text);
		return LT_E_SCRIPT;
	}
	Lt__Decision *decision = LT_MAKE(w, Lt__Decision, lt__decision__init);
	if (!decision)
		return LT_E_NOMEM;
	decision->function = q->name;
	decision->step = q->step;
	decision->frame = q->frame ? q->frame->id : 0;
	decision->item = q->item;
	if (q->item)
		decision->item_text = q->item_text;
	decision->definition = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
						     .data = (uint8_t *)(uintptr_t)q->def->hash};
	decision->fields_read = ret->fields_read;
	decision->n_fields_read = ret->fields_read_count;
	decision->result = answer_text(w, ret);
	*ret_decision = decision;
	return 0;
}

Lt__Field **lt_work_fields(struct lt_work *w, uint32_t frame, Lt__Field **fields, size_t count)
{
	if (!frame || !count)
		return fields;
	Lt__Field **renamed = lt_arena_zalloc(w->env->arena, count, sizeof *renamed);
	for (size_t i = 0; i < count && renamed; i++) {
		const char *name = lt_frame_field(w->d, frame, fields[i]->name, w->env->arena);
		renamed[i] = lt_arena_copy(w->env->arena, fields[i], sizeof *fields[i]);
		if (!name || !renamed[i])
			renamed = NULL;
		else
			renamed[i]->name = name;
	}
	if (!renamed)
		w->error = LT_E_NOMEM;
	return renamed;
}

Lt__Paper **lt_work_papers(struct lt_work *w, uint32_t frame, Lt__Paper **papers, size_t count)
{
	if (!frame || !count)
		return papers;
	Lt__Paper **renamed = lt_arena_zalloc(w->env->arena, count, sizeof *renamed);
	for (size_t i = 0; i < count && renamed; i++) {
		const char *id = lt_frame_paper(w->d, frame, papers[i]->id, w->env->arena);
		renamed[i] = lt_arena_copy(w->env->arena, papers[i], sizeof *papers[i]);
		if (!id || !renamed[i])
			renamed = NULL;
		else
			renamed[i]->id = id;
	}
	if (!renamed)
		w->error = LT_E_NOMEM;
	return renamed;
}

void lt_work_incident(struct lt_work *w, uint32_t token, const char *point, const char *step,
		      const char *message, bool entry)
{
	Lt__Event *e = lt_work_event(w);
	Lt__IncidentRaised *raised = LT_MAKE(w, Lt__IncidentRaised, lt__incident_raised__init);
	Lt__Incident *incident = LT_MAKE(w, Lt__Incident, lt__incident__init);
	if (!e || !raised || !incident)
		return;
	incident->token = token;
	incident->point = point;
	incident->step = step;
	incident->message = message;
	incident->at_us = w->env->now_us;
	incident->entry = entry;
	raised->incident = incident;
	e->body_case = LT__EVENT__BODY_INCIDENT;
	e->incident = raised;
	lt_work_emit(w, e);
}

/* long: one line a command */
static void dispatch(struct lt_work *w)
{
	const Lt__Command *c = w->cmd;
	switch (c->body_case) {
	case LT__COMMAND__BODY_SUBMIT:
		return lt_decide_submit(w, c->submit);
	case LT__COMMAND__BODY_ACT:
		return lt_decide_act(w, c->act);
	case LT__COMMAND__BODY_CLAIM:
		return lt_decide_claim(w, c->claim);
	case LT__COMMAND__BODY_RELEASE:
		return lt_decide_release(w, c->release);
	case LT__COMMAND__BODY_ASSIGN:
		return lt_decide_assign(w, c->assign);
	case LT__COMMAND__BODY_ADD_ITEM:
		return lt_decide_add_item(w, c->add_item);
	case LT__COMMAND__BODY_SIGNAL:
		return lt_decide_signal(w, c->signal);
	case LT__COMMAND__BODY_WITHDRAW:
		return lt_decide_withdraw(w, c->withdraw);
	case LT__COMMAND__BODY_STOP:
		return lt_decide_stop(w, c->stop);
	case LT__COMMAND__BODY_RETURN_RESULT:
		return lt_decide_return(w, c->return_result);
	case LT__COMMAND__BODY_ACCEPT_JOB:
		return lt_decide_accept_job(w, c->accept_job);
	case LT__COMMAND__BODY_REPORT_JOB:
		return lt_decide_report_job(w, c->report_job);
	case LT__COMMAND__BODY_RETRY:
		return lt_decide_retry(w, c->retry);
	case LT__COMMAND__BODY_MIGRATE:
		return lt_decide_migrate(w, c->migrate);
	case LT__COMMAND__BODY_APOLOGISE:
		return lt_decide_apologise(w, c->apologise);
	case LT__COMMAND__BODY_EXPLAIN_LATENESS:
		return lt_decide_explain_lateness(w, c->explain_lateness);
	case LT__COMMAND__BODY_OFFER_JOB:
		return lt_decide_offer_job(w, c->offer_job);
	case LT__COMMAND__BODY_EXPIRE_JOB:
		return lt_decide_expire_job(w, c->expire_job);
	case LT__COMMAND__BODY_FIRE_TIMER:
		return lt_decide_timer(w, c->fire_timer);
	case LT__COMMAND__BODY_HOLD:
		return lt_decide_hold(w, c->hold);
	case LT__COMMAND__BODY_RELEASE_CLOCK:
		return lt_decide_release_clock(w, c->release_clock);
	case LT__COMMAND__BODY_EXTEND:
		return lt_decide_extend(w, c->extend);
	case LT__COMMAND__BODY_ATTACH:
		return lt_decide_attach(w, c->attach);
	case LT__COMMAND__BODY_TELL_DROPPED:
		return lt_decide_dropped(w, c->tell_dropped);
	case LT__COMMAND__BODY_FEEDBACK:
		return lt_decide_feedback(w, c->feedback);
	case LT__COMMAND__BODY_ANSWER_FEEDBACK:
		return lt_decide_answer_feedback(w, c->answer_feedback);
	case LT__COMMAND__BODY_SWEEP:
		return lt_decide_sweep(w, c->sweep);
	default:
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "lệnh không xác định");
	}
}

/* -- whose right it is -- */

static bool stands_in(struct lt_work *w, const struct lt_right *right)
{
	const Lt__Actor *a = w->cmd->actor;
	const char *officer = lt_deputy_right(&w->env->deputies, w->env->directory, a->id, a->unit,
					      right, w->at_us);
	w->instead_of = officer ? officer : w->instead_of;
	return officer != NULL;
}

bool lt_work_may(struct lt_work *w, const char *role, const char *holder)
{
	const Lt__Actor *a = w->cmd->actor;
	const struct lt_right right = {.role = role, .holder = holder};
	bool free = !*holder || strcmp(holder, a->id) == 0;
	return (free && lt_directory_may(w->env->directory, a->id, a->unit, role, w->at_us)) ||
	       stands_in(w, &right);
}

bool lt_work_may_assign(struct lt_work *w)
{
	const Lt__Actor *a = w->cmd->actor;
	const struct lt_right right = {.holder = "", .assigns = true};
	return lt_directory_may_assign(w->env->directory, a->id, a->unit, w->at_us) ||
	       stands_in(w, &right);
}

bool lt_work_heads(struct lt_work *w, const char *unit)
{
	const Lt__Actor *a = w->cmd->actor;
	const struct lt_right right = {.holder = "", .heads = unit};
	return lt_directory_heads(w->env->directory, a->id, a->unit, unit, w->at_us) ||
	       stands_in(w, &right);
}

/* A machine does jobs and tells of events; it is nobody's hand at a desk. */
static bool machine_may(const Lt__Command *c)
{
	return c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_NODE ||
	       c->body_case == LT__COMMAND__BODY_ACCEPT_JOB ||
	       c->body_case == LT__COMMAND__BODY_REPORT_JOB ||
	       c->body_case == LT__COMMAND__BODY_TELL_DROPPED ||
	       c->body_case == LT__COMMAND__BODY_SIGNAL;
}

/* Nothing is done to a dossier before it was received, nor before what the node knew of it. */
static int64_t known_until(const struct lt_work *w)
{
	bool knew_all = w->cmd->seen_n && w->cmd->seen_n >= w->d->events_count;
	return knew_all && w->d->stamp_us > w->d->received_us ? w->d->stamp_us : w->d->received_us;
}

/* Short ones are let through unmeasured: they alone make no dossier long. */
static bool is_too_long(const struct lt_work *w)
{
	enum { SHORT_BYTES = 1024 };
	size_t brings = lt_encoded_size(&w->cmd->base);
	if (brings <= SHORT_BYTES)
		return false;
	return brings + (w->d ? lt_encoded_size(&w->d->base) : 0) > LT_DOSSIER_BYTES_MAX;
}

static bool well_formed(struct lt_work *w)
{
	const Lt__Command *c = w->cmd;
	if (c->schema != LT_COMMAND_SCHEMA || !c->actor || *c->actor->instead_of)
		lt_work_refuse(w, LT_REFUSAL_MALFORMED, "thiếu phiên bản hoặc người thực hiện");
	else if (!machine_may(c))
		lt_work_refuse(w, LT_REFUSAL_WRONG_ROLE, "máy trạm không làm thay người");
	else if (c->happened_us > w->env->now_us + LT_US_PER_MINUTE)
		lt_work_refuse(w, LT_REFUSAL_TIME, "giờ của máy trạm đi trước máy chủ");
	else if (c->body_case != LT__COMMAND__BODY_SUBMIT && !w->d)
		lt_work_refuse(w, LT_REFUSAL_NO_DOSSIER, "%s", c->code);
	else if (is_too_long(w))
		lt_work_refuse(w, LT_REFUSAL_LIMIT,
			       "nội dung một hồ sơ tối đa %u KB, không kể bản quét; hãy rút gọn, "
			       "phần dài đưa vào bản quét",
			       LT_DOSSIER_BYTES_MAX >> 10);
	else if (w->d && w->happened_us && c->acted_us == w->happened_us &&
		 w->happened_us < known_until(w))
		lt_work_refuse(w, LT_REFUSAL_TIME,
			       "máy trạm ghi giờ làm sớm hơn việc trước đó của hồ sơ");
	return !lt_work_stopped(w);
}

/* When it was done, if that is not now. What a node took while the line was down was done then; a
 * moment on the line is no delay, and a node whose clock is ahead did it at the latest now. */
static int64_t happened(const Lt__Command *c, int64_t now_us)
{
	bool late = c->acted_us && c->acted_us < now_us - LT_ACTED_LATE_US;
	return c->happened_us ? c->happened_us : late ? c->acted_us : 0;
}

int lt_decide(const struct lt_env *env, Lt__Dossier *before, const Lt__Command *command,
	      struct lt_effects *ret, struct lt_err *err)
{
	*ret = (struct lt_effects){0};
	struct lt_work w = {.env = env,
			    .cmd = command,
			    .d = before,
			    .fx = ret,
			    .err = err,
			    .happened_us = happened(command, env->now_us)};
	w.at_us = w.happened_us ? w.happened_us : env->now_us;
	ret->first_n = before ? before->events_count + 1 : 1;
	if (well_formed(&w)) {
		if (before && command->body_case != LT__COMMAND__BODY_OFFER_JOB)
			lt_late_catch_up(&w);
		dispatch(&w);
	}
	if (!w.error && w.d && ret->events_count)
		lt_flow_settle_clock(&w);
	if (!w.error && w.d && ret->events_count)
		lt_late_settle(&w);
	if (w.error)
		return w.error;
	ret->after = w.d;
	return 0;
}
