/* SPDX-License-Identifier: EUPL-1.2 */
/* A running dossier goes on under another version of its procedure: every open step must have its
 * place there, and every date is counted anew by the new limits. What has no place stays. */
#include <string.h>

#include "procedures/core/pauses.h"
#include "procedures/core/work.h"
#include "proto/base/ids.h"

struct migration {
	struct lt_work *w;
	const struct lt_definition *from, *to;
	Lt__StepMove **moves;
	size_t moves_count;
	Lt__DefinitionMigrated *event;
};

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void stay(struct migration *m, const char *step, const char *why)
{
	lt_work_refuse(m->w, LT_REFUSAL_MIGRATE, "bước '%s' %s", step, why);
}

/* -- which step -- */

static const char *name_after(const struct migration *m, const char *name)
{
	for (size_t i = 0; i < m->moves_count; i++)
		if (strcmp(m->moves[i]->from, name) == 0)
			return m->moves[i]->to;
	return name;
}

static void check_moves(struct migration *m)
{
	for (size_t i = 0; i < m->moves_count && !lt_work_stopped(m->w); i++) {
		const Lt__StepMove *move = m->moves[i];
		if (lt_definition_step(m->from, move->from) == LT_STEP_NONE)
			stay(m, move->from, "không có ở phiên bản cũ");
		else if (lt_definition_step(m->to, move->to) == LT_STEP_NONE)
			stay(m, move->to, "không có ở phiên bản mới");
	}
}

/* Its branch of the same parallel block, or none. */
static bool same_place(const struct migration *m, const Lt__Token *t, const struct lt_step *step)
{
	const Lt__Token *parent = t->parent ? lt_dossier_token(m->w->d, t->parent) : NULL;
	if (!parent)
		return step->block == LT_STEP_NONE;
	return step->block != LT_STEP_NONE && step->branch == t->branch &&
	       strcmp(m->to->steps[step->block].name, name_after(m, parent->step)) == 0;
}

static bool same_desk(const struct lt_place *a, const struct lt_place *b)
{
	return same(a->unit, b->unit) && same(a->level, b->level) &&
	       same(a->at_field, b->at_field) && !a->at == !b->at;
}

static bool same_desks(const struct lt_step *a, const struct lt_step *b)
{
	bool alike = a->places_count == b->places_count && same_desk(&a->place, &b->place);
	for (uint32_t i = 0; i < a->places_count && alike; i++)
		alike = same_desk(&a->places[i], &b->places[i]);
	return alike;
}

/* What the step began to do must be what the new one does. NULL: it is. */
static const char *differs(const struct migration *m, const Lt__Token *t, const struct lt_step *old,
			   const struct lt_step *step)
{
	bool held = t->state == LT__TOKEN_STATE__TOKEN_STATE_HELD;
	if (!same_place(m, t, step))
		return "đứng ở chỗ khác trong khối song song của phiên bản mới";
	if (!same_desks(old, step))
		return "ở phiên bản mới do đơn vị khác làm";
	if (held && !same(old->role, step->role))
		return "đang có người giữ mà phiên bản mới giao vai trò khác; hãy trả lại bước";
	if (old->branches_count != step->branches_count || old->need != step->need)
		return "ở phiên bản mới có số nhánh khác";
	if (lt_step_each(old) != lt_step_each(step) || old->rest_continues != step->rest_continues)
		return "ở phiên bản mới chạy các nhánh theo cách khác";
	if (!same(old->procedure, step->procedure))
		return "ở phiên bản mới gọi thủ tục khác";
	if (!same(old->capability, step->capability))
		return "ở phiên bản mới giao cho máy khác";
	return NULL;
}

/* -- dates -- */

static const char *office_of(struct lt_work *w, const Lt__Token *t)
{
	const struct lt_unit *unit = *t->unit ? lt_directory_unit(w->env->pinned, t->unit) : NULL;
	return unit ? unit->office : w->d->office;
}

static bool same_limit(struct lt_limit a, struct lt_limit b)
{
	return a.unit == b.unit && a.amount == b.amount;
}

static void recount_step(struct migration *m, Lt__Token *t, const struct lt_step *old,
			 const struct lt_step *step)
{
	struct lt_work *w = m->w;
	struct lt_counted counted;
	int64_t due_us = 0;
	if (same_limit(old->limit, step->limit) && m->from->counting == m->to->counting)
		return;
	int64_t before_us = t->due_us;
	t->limit = NULL;
	t->due_us = 0;
	if (step->limit.unit == LT_LIMIT_NONE)
		return;
	int r = lt_flow_step_facts(w, m->to, step, office_of(w, t), t);
	if (r == 0)
		r = lt_counted_token(t, w->env->calendar, LT_PAUSE_OPEN, w->env->arena, &counted);
	if (r == 0)
		r = lt_counted_due(&counted, &due_us);
	if (r < 0)
		return lt_work_refuse(w, LT_REFUSAL_NO_CALENDAR, "bước '%s'", t->step);
	if (due_us <= w->at_us && (!before_us || before_us > w->at_us))
		return stay(m, t->step, "theo phiên bản mới thì đã quá hạn");
	t->due_us = due_us;
}

/* Instants and limit the dossier is counted by from now on. NULL: refused, or nothing changes. */
static Lt__Recount *recount(struct migration *m)
{
	struct lt_work *w = m->w;
	const struct lt_definition *to = m->to;
	const struct lt_office *office = lt_calendar_office(w->env->calendar, w->d->office);
	Lt__Dossier moved = *w->d;
	struct lt_counted counted;
	if (same_limit(m->from->limit, to->limit) && m->from->counting == to->counting &&
	    m->from->cutoff_minute == to->cutoff_minute)
		return NULL;
	if ((m->from->limit.unit == LT_LIMIT_NONE) != (to->limit.unit == LT_LIMIT_NONE)) {
		lt_work_refuse(w, LT_REFUSAL_MIGRATE,
			       "một phiên bản có thời hạn giải quyết, phiên bản kia không");
		return NULL;
	}
	if (m->from->limit.unit != to->limit.unit && lt_dossier_extended(w->d)) {
		lt_work_refuse(w, LT_REFUSAL_MIGRATE,
			       "đã gia hạn theo đơn vị thời gian của phiên bản cũ");
		return NULL;
	}
	Lt__Recount *e = LT_MAKE(w, Lt__Recount, lt__recount__init);
	Lt__Limit *limit = LT_MAKE(w, Lt__Limit, lt__limit__init);
	if (!e || !limit)
		return NULL;
	limit->unit = to->limit.unit;
	limit->amount = to->limit.amount;
	e->limit = limit;
	e->counting = to->counting;
	e->calendar = lt_calendar_version(w->env->calendar);
	e->due_us = w->d->due_us;
	int r = office ? lt_counts_from(office, to, w->d->received_us, &e->counts_from_us)
		       : LT_E_CALENDAR;
	moved.counts_from_us = e->counts_from_us;
	moved.counting = e->counting;
	moved.limit = limit;
	if (r == 0 && !lt_dossier_open_pause(w->d) && to->limit.unit != LT_LIMIT_NONE) {
		r = lt_counted_dossier(&moved, w->env->calendar, w->at_us, w->env->arena, &counted);
		if (r == 0)
			r = lt_counted_due(&counted, &e->due_us);
	}
	if (r < 0)
		lt_work_refuse(w, LT_REFUSAL_NO_CALENDAR, "hẹn trả");
	else if (e->due_us <= w->at_us && w->d->due_us > w->at_us)
		lt_work_refuse(w, LT_REFUSAL_MIGRATE, "theo phiên bản mới thì đã quá hẹn trả");
	return e;
}

/* -- the open steps -- */

static int wait_for(struct lt_work *w, Lt__Token *t, const struct lt_step *step)
{
	t->events = NULL;
	t->n_events = 0;
	for (uint32_t i = 0; i < step->events_count; i++) {
		if (!LT_ARENA_PUSH(w->env->arena, t->events, t->n_events))
			return w->error = LT_E_NOMEM;
		t->events[t->n_events++] = step->events[i].event;
	}
	return 0;
}

static void move_token(struct migration *m, const Lt__Token *t, const struct lt_step *step)
{
	struct lt_work *w = m->w;
	lt_step_index index = lt_definition_step(m->from, t->step);
	LT_ASSERT(index != LT_STEP_NONE);
	const struct lt_step *old = &m->from->steps[index];
	bool again = t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT; /* a retry enters it */
	const char *why = again ? NULL : differs(m, t, old, step);
	Lt__Token *moved = LT_MAKE(w, Lt__Token, lt__token__init);
	if (why)
		return stay(m, t->step, why);
	if (!moved || !LT_ARENA_PUSH(w->env->arena, m->event->tokens, m->event->n_tokens)) {
		w->error = LT_E_NOMEM;
		return;
	}
	*moved = *t;
	moved->step = step->name;
	moved->role = step->role ? step->role : "";
	moved->clock_stopped = step->clock_stop;
	moved->pause = step->clock_stop ? step->pause : LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
	moved->attempts_max = step->attempts;
	moved->backoff_us = step->backoff_us;
	if (wait_for(w, moved, step) == 0 && !again)
		recount_step(m, moved, old, step);
	m->event->tokens[m->event->n_tokens++] = moved;
}

static bool is_with_a_machine(const Lt__Token *t)
{
	return t->state == LT__TOKEN_STATE__TOKEN_STATE_OFFERED ||
	       t->state == LT__TOKEN_STATE__TOKEN_STATE_RUNNING;
}

static void move_tokens(struct migration *m)
{
	const Lt__Dossier *d = m->w->d;
	for (size_t i = 0; i < d->n_tokens && !lt_work_stopped(m->w); i++) {
		const Lt__Token *t = d->tokens[i];
		if (t->frame)
			continue; /* a called procedure keeps its own version until it ends */
		lt_step_index s = lt_definition_step(m->to, name_after(m, t->step));
		if (s == LT_STEP_NONE)
			lt_work_refuse(m->w, LT_REFUSAL_DEFINITION, "bước '%s', %s %s", t->step,
				       m->to->code, m->to->version);
		else if (m->to->steps[s].kind != t->kind)
			stay(m, t->step, "ở phiên bản mới là loại bước khác");
		else if (is_with_a_machine(t))
			stay(m, t->step, "đang giao cho máy chạy; hãy thử lại khi máy xong");
		else
			move_token(m, t, &m->to->steps[s]);
	}
}

/* -- what the citizen handed in -- */

static void check_fields(struct migration *m)
{
	struct lt_work *w = m->w;
	const Lt__Dossier *d = w->d;
	Lt__Field **kept = NULL;
	size_t count = 0;
	for (uint32_t i = 0; i < m->to->fields_count && !lt_work_stopped(w); i++)
		if (m->to->fields[i].required && !lt_dossier_field(d, m->to->fields[i].name))
			lt_work_refuse(w, LT_REFUSAL_FIELD_MISSING, "'%s'", m->to->fields[i].name);
	for (size_t i = 0; i < d->n_fields && !lt_work_stopped(w); i++) {
		if (!lt_definition_field(m->to, d->fields[i]->name))
			continue; /* no longer asked for: kept, read by nobody */
		if (!LT_ARENA_PUSH(w->env->arena, kept, count)) {
			w->error = LT_E_NOMEM;
			return;
		}
		kept[count++] = d->fields[i];
	}
	if (!lt_work_stopped(w))
		(void)lt_decide_fields(w, m->to, kept, count);
}

/* -- the whole -- */

static const struct lt_definition *find(struct lt_work *w, const ProtobufCBinaryData *hash)
{
	const struct lt_definition *def = NULL;
	int r = hash->len == LT_HASH_BYTES ? w->env->lookup->definition(w->env->lookup->owner,
									hash->data, &def, w->err)
					   : LT_E_ABSENT;
	if (r == LT_E_ABSENT)
		lt_work_refuse(w, LT_REFUSAL_NO_PROCEDURE, "phiên bản chưa công bố");
	else if (r < 0)
		w->error = r;
	return r < 0 ? NULL : def;
}

static void migrate(struct migration *m, const ProtobufCBinaryData *hash)
{
	struct lt_work *w = m->w;
	m->to = find(w, hash);
	m->from = m->to ? lt_work_definition(w, 0) : NULL;
	Lt__Event *e = lt_work_act(w);
	m->event = LT_MAKE(w, Lt__DefinitionMigrated, lt__definition_migrated__init);
	if (!m->from || lt_work_stopped(w) || !e || !m->event)
		return;
	if (strcmp(m->to->code, w->d->procedure) != 0)
		return lt_work_refuse(w, LT_REFUSAL_DEFINITION, "%s %s", m->to->code,
				      m->to->version);
	check_moves(m);
	if (!lt_work_stopped(w))
		check_fields(m);
	if (!lt_work_stopped(w))
		move_tokens(m);
	if (!lt_work_stopped(w))
		m->event->recount = recount(m);
	if (lt_work_stopped(w))
		return;
	m->event->from = w->d->definition;
	m->event->to = *hash;
	m->event->by = w->cmd->actor->id;
	m->event->moves = m->moves;
	m->event->n_moves = m->moves_count;
	e->body_case = LT__EVENT__BODY_MIGRATED;
	e->migrated = m->event;
	lt_work_emit(w, e);
}

static bool runs_inside(const Lt__Dossier *d, const ProtobufCBinaryData *hash)
{
	for (size_t i = 0; i < d->n_frames; i++)
		if (lt_slice_equal(
			    lt_slice(d->frames[i]->definition.data, d->frames[i]->definition.len),
			    lt_slice(hash->data, hash->len)))
			return true;
	return false;
}

bool lt_dossier_runs(const Lt__Dossier *d, const ProtobufCBinaryData *hash)
{
	return lt_slice_equal(lt_slice(d->definition.data, d->definition.len),
			      lt_slice(hash->data, hash->len)) ||
	       runs_inside(d, hash);
}

/* Where the directory names who publishes, one of them answers for the migration too. */
static bool may_migrate(const struct lt_work *w)
{
	const Lt__Actor *actor = w->cmd->actor;
	const struct lt_directory *d = w->env->directory;
	if (lt_directory_may_publish(d, NULL, w->env->now_us))
		return actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
		       lt_directory_may_publish(d, actor->id, w->env->now_us);
	return actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OPERATOR ||
	       lt_directory_serves_anywhere(d, actor->id, w->env->now_us);
}

void lt_decide_migrate(struct lt_work *w, const Lt__MigrateDossier *cmd)
{
	const Lt__Dossier *d = w->d;
	struct migration m = {.w = w, .moves = cmd->moves, .moves_count = cmd->n_moves};
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OPERATOR &&
	    w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		return lt_work_refuse(w, LT_REFUSAL_INTERNAL, "chỉ quản trị chuyển phiên bản");
	if (!may_migrate(w))
		return lt_work_refuse(w, LT_REFUSAL_NOT_RELEASER, "'%s'", w->cmd->actor->id);
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return lt_work_refuse(w, LT_REFUSAL_NOT_OPEN, "%s", d->code);
	if (!lt_slice_equal(lt_slice(d->definition.data, d->definition.len),
			    lt_slice(cmd->from.data, cmd->from.len)))
		return lt_work_refuse(
			w, LT_REFUSAL_MIGRATE, "%s",
			runs_inside(d, &cmd->from)
				? "phiên bản này chạy như thủ tục con; thủ tục con giữ "
				  "phiên bản của nó đến khi xong"
				: "hồ sơ đang theo một phiên bản khác");
	migrate(&m, &cmd->to);
}
