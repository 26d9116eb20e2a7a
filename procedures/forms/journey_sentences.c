/* SPDX-License-Identifier: EUPL-1.2 */
/* One sentence an event. Every fact in it is in the event: nothing is computed, and only the words
 * for codes are looked up. */
#include <inttypes.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/forms/journey_own.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"

/* Tokens are numbered 1, 2, 3: a reply of one message cannot hold more. */
enum { TOKENS_MAX = 1 << 20 };

static const char *role(const struct lt_journey *j, const char *name)
{
	return lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_ROLE, name);
}

/* “Tiếp nhận, số hóa hồ sơ”; a step without a title by its name. */
static const char *step(struct lt_journey *j, const char *name)
{
	const char *title = lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_STEP, name);
	return title == name ? name : SAY(j, "“%s”", title);
}

/* -- parts of sentences -- */

static const char *step_of(struct lt_journey *j, uint32_t token)
{
	return token < j->steps_count && j->steps[token] ? step(j, j->steps[token]) : "?";
}

static void remember(struct lt_journey *j, const Lt__Token *t)
{
	if (t->id >= TOKENS_MAX)
		return;
	if (t->id >= j->steps_count) {
		uint32_t count = 2 * t->id + 16;
		const char **steps = lt_arena_zalloc(j->arena, count, sizeof *steps);
		if (!steps)
			return;
		if (j->steps_count)
			memcpy(steps, j->steps, j->steps_count * sizeof *steps);
		j->steps = steps;
		j->steps_count = count;
	}
	j->steps[t->id] = t->step;
}

/* "chấp thuận (granted)"; a name without a word of its own stands alone */
static const char *with_code(struct lt_journey *j, const char *word, const char *name)
{
	return word == name || j->plain ? word : SAY(j, "%s (%s)", word, name);
}

static const char *outcome(struct lt_journey *j, const char *name)
{
	return with_code(j, lt_word_outcome(name), name);
}

static const char *signal(struct lt_journey *j, const char *event)
{
	return with_code(j, lt_word_signal(event), event);
}

/* ": Thiếu tờ khai" */
static const char *note(struct lt_journey *j, const char *text)
{
	return *text ? SAY(j, ": %s", text) : "";
}

/* Which fields a function looked at: the why of its answer. */
static const char *because(struct lt_journey *j, const Lt__Decision *d)
{
	const char *text = "";
	for (size_t i = 0; d && i < d->n_fields_read && text; i++)
		text = SAY(j, "%s%s%s", text, i ? ", " : "; căn cứ: ",
			   lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_FIELD,
					   d->fields_read[i]));
	return text;
}

static const char *fields(struct lt_journey *j, Lt__Field *const *list, size_t count)
{
	const char *text = "";
	for (size_t i = 0; i < count && text; i++) {
		const Lt__Field *f = list[i];
		text = SAY(j, "%s%s%s: ", text, i ? ", " : "; ",
			   lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_FIELD, f->name));
		const char *value = lt_journey_value(j->arena, j->labels, f);
		text = value && text ? SAY(j, "%s%s", text, value) : NULL;
	}
	return text;
}

static const char *papers(struct lt_journey *j, Lt__Paper *const *list, size_t count)
{
	const char *text = "";
	for (size_t i = 0; i < count && text; i++)
		text = SAY(
			j, "%s%s%s", text, i ? ", " : "; giấy tờ: ",
			lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_PAPER, list[i]->id));
	return text;
}

/* ", tại H14.1.2, vai trò leader, hạn 17:00 03/07/2025" */
static const char *desk(struct lt_journey *j, const Lt__Token *t)
{
	char due[LT_TIME_TEXT_BYTES];
	const char *text = *t->unit ? SAY(j, ", tại %s", lt_journey_unit(j, t->unit)) : "";
	if (*t->role)
		text = SAY(j, "%s, vai trò %s", text, role(j, t->role));
	for (size_t i = 0; i < t->n_events; i++)
		text = SAY(j, "%s%s%s", text, i ? ", " : ", chờ tin: ", signal(j, t->events[i]));
	for (size_t i = 0; i < t->n_opinions; i++)
		text = SAY(j, "%s%s%s", text, i ? ", " : ", hỏi ",
			   lt_journey_unit(j, t->opinions[i]->unit));
	if (*t->capability && !j->plain)
		text = SAY(j, "%s, việc %s", text, t->capability);
	return t->due_us ? SAY(j, "%s, hạn %s", text, lt_due_text(t->due_us, due)) : text;
}

/* -- sentences -- */

static const char *received(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__DossierReceived *e = event->received;
	char due[LT_TIME_TEXT_BYTES];
	const char *channel = lt_word_channel(e->channel);
	return SAY(j, "tiếp nhận hồ sơ tại %s (%s), hẹn trả %s", lt_journey_unit(j, e->unit),
		   channel ? channel : "?", lt_due_text(e->due_us, due));
}

static const char *started(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__StepStarted *e = event->started;
	const Lt__Token *t = e->token;
	const char *kind = t ? lt_word_step_kind(t->kind) : NULL;
	if (!t)
		return NULL;
	remember(j, t);
	return SAY(j, "%s bước %s%s%s (%s)%s%s", e->again ? "vào lại" : "bắt đầu", step(j, t->step),
		   t->item ? ": " : "", t->item_text, kind ? kind : "?", desk(j, t),
		   because(j, e->decision));
}

/* ... the procedure's own word for it before ours */
static const char *outcome_of(struct lt_journey *j, const char *step, const char *name)
{
	const char *code = SAY(j, "%s/%s", step, name);
	const char *word =
		lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_OUTCOME, code ? code : "");
	return word == code ? outcome(j, name) : with_code(j, word, name);
}

static const char *completed(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__StepCompleted *e = event->completed;
	return SAY(j, "hoàn thành bước %s: %s%s%s%s%s", step(j, e->step),
		   outcome_of(j, e->step, e->outcome), note(j, e->note),
		   fields(j, e->fields, e->n_fields), papers(j, e->papers, e->n_papers),
		   because(j, e->decision));
}

static const char *claimed(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__StepClaimed *e = event->claimed;
	const char *taken = step_of(j, e->token);
	return *e->by ? SAY(j, "giao bước %s cho %s", taken, lt_journey_officer(j, e->officer))
		      : SAY(j, "nhận bước %s", taken);
}

static const char *opinion(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__OpinionGiven *e = event->opinion_given;
	const Lt__Opinion *o = e->opinion;
	if (!o)
		return NULL;
	return SAY(j, "ý kiến của %s ở bước %s: %s%s%s", lt_journey_unit(j, o->unit),
		   step_of(j, e->token), outcome(j, o->opinion), note(j, e->note),
		   papers(j, e->papers, e->n_papers));
}

static const char *released_job(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__JobReleased *e = event->released_job;
	char retry[LT_TIME_TEXT_BYTES];
	const char *again =
		e->retry_us ? SAY(j, ", làm lại lúc %s", lt_due_text(e->retry_us, retry)) : "";
	return SAY(j, "thu hồi việc tự động ở bước %s, lượt %u%s%s", step_of(j, e->token),
		   e->attempt, note(j, e->reason), again);
}

static const char *signalled(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__SignalArrived *e = event->signal;
	if (!e->signal)
		return NULL;
	return SAY(j, "nhận tin báo: %s%s%s%s", signal(j, e->signal->event),
		   e->kept ? " (chưa bước nào chờ, giữ lại)" : "",
		   fields(j, e->signal->fields, e->signal->n_fields),
		   papers(j, e->papers, e->n_papers));
}

static const char *stopped_clock(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__ClockStopped *e = event->clock_stopped;
	const char *reason = lt_word_pause(e->reason);
	reason = reason ? reason : "?";
	return *e->step ? SAY(j, "dừng tính thời hạn: %s (bước %s)", reason, step(j, e->step))
			: SAY(j, "dừng tính thời hạn: %s", reason);
}

static const char *held_clock(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__ClockHeld *e = event->clock_held;
	const Lt__Hold *h = e->hold;
	const char *reason = h ? lt_word_pause(h->reason) : NULL;
	if (h && e->token)
		return SAY(j, "%s báo đồng hồ ở đó dừng (bước %s): %s%s",
			   lt_journey_unit(j, h->unit), step_of(j, e->token), reason ? reason : "?",
			   note(j, h->note));
	return h ? SAY(j, "quyết định dừng tính thời hạn: %s, theo văn bản %s%s",
		       reason ? reason : "?", h->paper, note(j, h->note))
		 : NULL;
}

static const char *released_clock(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__ClockReleased *e = event->clock_released;
	if (e->token)
		return SAY(j, "%s báo đồng hồ ở đó chạy tiếp (bước %s)%s",
			   lt_journey_unit(j, e->unit), step_of(j, e->token), note(j, e->note));
	return SAY(j, "quyết định tính tiếp thời hạn%s", note(j, e->note));
}

static const char *due_changed(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__DueChanged *e = event->due_changed;
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	const Lt__DueChange *c = e->change;
	if (!c)
		return NULL;
	const char *text =
		c->cause == LT__DUE_CAUSE__DUE_CAUSE_EXTENSION ? "gia hạn"
		: c->cause == LT__DUE_CAUSE__DUE_CAUSE_CALENDAR
			? SAY(j, "tính lại theo lịch %s", c->calendar)
			: SAY(j, "đường truyền tới %s gián đoạn", lt_journey_unit(j, c->unit));
	if (e->dossier)
		text = SAY(j, "%s, hẹn trả %s → %s", text, lt_due_text(c->due_before_us, from),
			   lt_due_text(c->due_after_us, to));
	for (size_t i = 0; i < e->n_steps && text; i++)
		text = SAY(j, "%s, hạn bước %s %s → %s", text, step_of(j, e->steps[i]->token),
			   lt_due_text(e->steps[i]->due_before_us, from),
			   lt_due_text(e->steps[i]->due_us, to));
	return text ? SAY(j, "%s%s", text, note(j, c->note)) : NULL;
}

static const char *rebound(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__UnitsRebound *e = event->rebound;
	const char *text = SAY(j, "chuyển sang đơn vị kế thừa theo danh bạ %s", e->directory);
	for (size_t i = 0; i < e->n_bindings && text; i++) {
		const Lt__Rebinding *b = e->bindings[i];
		text = SAY(j, "%s; %s: %s → %s", text,
			   b->token ? step_of(j, b->token) : "nơi tiếp nhận",
			   lt_journey_unit(j, b->from), lt_journey_unit(j, b->to));
	}
	return text;
}

/* ", tại Tư pháp xã Mỹ Trà, người giữ Nông Văn An" */
static const char *held(struct lt_journey *j, const char *at, const char *by)
{
	return SAY(j, "%s%s%s%s", *at ? ", tại " : "", lt_journey_unit(j, at),
		   *by ? ", người giữ " : "", lt_journey_officer(j, by));
}

static const char *step_overdue(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__StepOverdue *e = event->step_overdue;
	char due[LT_TIME_TEXT_BYTES];
	return SAY(j, "bước %s QUÁ HẠN %s%s", step(j, e->step), lt_due_text(e->due_us, due),
		   held(j, e->unit, e->officer));
}

static const char *overdue(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__DossierOverdue *e = event->overdue;
	char due[LT_TIME_TEXT_BYTES];
	const Lt__Lateness *l = e->lateness;
	return SAY(j, "hồ sơ QUÁ HẠN %s%s", lt_due_text(e->due_us, due),
		   l ? held(j, l->unit, l->officer) : "");
}

static const char *runs_out(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__TimeRunsOut *e = event->runs_out;
	char due[LT_TIME_TEXT_BYTES];
	return SAY(j, "%s%s đã dùng %u %% thời hạn (hạn %s)%s%s%s", *e->step ? "bước " : "hồ sơ",
		   step(j, e->step), e->percent, lt_due_text(e->due_us, due),
		   held(j, e->unit, e->officer), *e->head ? "; báo " : "",
		   lt_journey_officer(j, e->head));
}

static const char *duty_done(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__DutyDone *e = event->duty_done;
	char due[LT_TIME_TEXT_BYTES], promised[LT_TIME_TEXT_BYTES];
	const char *kind = lt_word_duty(e->kind);
	return SAY(j, "%s, về hạn %s%s%s%s", kind ? kind : "?", lt_due_text(e->due_us, due),
		   e->new_due_us ? ", hẹn lại " : "",
		   e->new_due_us ? lt_due_text(e->new_due_us, promised) : "", note(j, e->text));
}

static const char *fee(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__FeeSet *e = event->fee_set;
	char money[LT_MONEY_TEXT_BYTES];
	return SAY(j, "phí, lệ phí %s%s", lt_money_text(e->fee_vnd, money),
		   because(j, e->decision));
}

static const char *fee_added(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__FeeAdded *e = event->fee_added;
	char money[LT_MONEY_TEXT_BYTES];
	if (!e->line)
		return NULL;
	return SAY(j, "phí, lệ phí của %s (bước %s) %s%s", e->line->name, e->line->path,
		   lt_money_text(e->line->fee_vnd, money), because(j, e->decision));
}

static const char *branch_decided(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__BranchDecided *e = event->branch_decided;
	return SAY(j, "bước %s: %s nhánh %s%s%s", step(j, e->step), e->starts ? "chạy" : "bỏ qua",
		   e->name, note(j, e->reason), because(j, e->decision));
}

static const char *incident(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__Incident *i = event->incident->incident;
	if (!i)
		return NULL;
	return SAY(j, "SỰ CỐ%s%s, %s: %s", *i->step ? " ở bước " : "", step(j, i->step),
		   lt_word_point(i->point), i->message);
}

static const char *routed(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__RouteChosen *e = event->routed;
	const char *which = j->plain ? "" : SAY(j, " %s: %s", step(j, e->step), e->case_name);
	return SAY(j, "rẽ nhánh%s, sang bước %s%s", which, step(j, e->target),
		   because(j, e->decision));
}

static const char *finished(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__DossierFinished *e = event->finished;
	return SAY(j, "có kết quả: %s%s%s", outcome(j, e->outcome), *e->form ? ", mẫu số " : "",
		   e->form);
}

static const char *due_line(struct lt_journey *j, const char *what, int64_t due_us)
{
	char due[LT_TIME_TEXT_BYTES];
	return SAY(j, "%s %s", what, lt_due_text(due_us, due));
}

/* What a node's people did alone, was refused, and rests. */
static const char *dropped(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__ActDropped *a = event->act_dropped;
	char at[LT_TIME_TEXT_BYTES];
	const char *what = *a->step ? SAY(j, " ở bước %s", step(j, a->step)) : "";
	return SAY(j,
		   "thôi việc \"%s\"%s do %s làm lúc %s khi mất đường truyền, máy chủ không nhận "
		   "(%s); %s thôi%s",
		   lt_word_command(a->command), what, lt_journey_officer(j, a->officer),
		   lt_time_vietnamese(a->acted_us, at), a->text, lt_journey_officer(j, a->by),
		   note(j, a->note));
}

static const char *attached(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__Paper *p = event->attached->paper;
	if (!p)
		return NULL;
	return SAY(j, "đính kèm bản điện tử của %s: %s, %llu byte",
		   lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_PAPER, p->id),
		   lt_word_media(p->media), (unsigned long long)p->bytes);
}

static const char *feedback(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__FeedbackGiven *e = event->feedback;
	const char *said = *e->text ? SAY(j, ": “%s”", e->text) : "";
	if (!e->rating)
		return SAY(j, "công dân góp ý%s", said ? said : "");
	return SAY(j, "công dân đánh giá %u/5%s", e->rating, said ? said : "");
}

static const char *cancelled(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__StepCancelled *e = event->cancelled;
	return SAY(j, "hủy bước %s: %s", step(j, e->step), lt_word_cancelled(e->reason));
}

static const char *released(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "trả lại bước %s", step_of(j, event->released->token));
}

static const char *branch_ended(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__BranchEnded *e = event->branch_ended;
	return SAY(j, "xong %s %u của bước %s", e->item ? "mục" : "nhánh",
		   e->item ? e->item : e->branch, step_of(j, e->token));
}

static const char *block_joined(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "bước %s đã đủ nhánh, làm tiếp bước sau; nhánh còn lại vẫn chạy",
		   step(j, event->block_joined->step));
}

static const char *block_ended(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "xong nhánh cuối của bước %s", step(j, event->block_ended->step));
}

static const char *item_added(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__ItemAdded *e = event->item_added;
	return SAY(j, "thêm \"%s\" vào bước %s%s%s", e->item, step(j, e->step),
		   e->waits ? ", chờ đến lượt" : "", note(j, e->note));
}

static const char *offered(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__JobOffered *e = event->offered;
	return SAY(j, "giao việc tự động ở bước %s cho máy trạm %s, lượt %u", step_of(j, e->token),
		   e->node, e->attempt);
}

static const char *accepted(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "máy trạm nhận việc tự động ở bước %s, lượt %u",
		   step_of(j, event->accepted->token), event->accepted->attempt);
}

static const char *answered(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "trả lời ý kiến số %u của công dân: “%s”", event->feedback_answered->number,
		   event->feedback_answered->text);
}

static const char *resumed_clock(struct lt_journey *j, const Lt__Event *event)
{
	return due_line(j, "tính tiếp thời hạn, hẹn trả mới", event->clock_resumed->due_us);
}

static const char *lifted(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "làm đúng hạn, chỉ ghi nhận muộn: xóa lần trễ số %u",
		   event->lateness_lifted->lateness);
}

static const char *called(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__Frame *frame = event->called->frame;
	return frame ? SAY(j, "bắt đầu thủ tục con %s", frame->procedure) : NULL;
}

static const char *call_ended(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "xong thủ tục con: %s", outcome(j, event->call_ended->outcome));
}

static const char *migrated(struct lt_journey *j, const Lt__Event *event)
{
	const Lt__Recount *recount = event->migrated->recount;
	return recount ? due_line(j, "chuyển sang phiên bản thủ tục khác, hẹn trả mới",
				  recount->due_us)
		       : lt_word_event(event->body_case);
}

static const char *returned(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "trả kết quả %s", lt_word_way(event->returned->way));
}

static const char *withdrawn(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "công dân rút hồ sơ%s", note(j, event->withdrawn->note));
}

static const char *stopped(struct lt_journey *j, const Lt__Event *event)
{
	return SAY(j, "dừng giải quyết hồ sơ%s", note(j, event->stopped->note));
}

typedef const char *sentence(struct lt_journey *j, const Lt__Event *event);

static sentence *const sentences[] = {
	[LT__EVENT__BODY_RECEIVED] = received,
	[LT__EVENT__BODY_STARTED] = started,
	[LT__EVENT__BODY_COMPLETED] = completed,
	[LT__EVENT__BODY_CANCELLED] = cancelled,
	[LT__EVENT__BODY_CLAIMED] = claimed,
	[LT__EVENT__BODY_RELEASED] = released,
	[LT__EVENT__BODY_ROUTED] = routed,
	[LT__EVENT__BODY_BRANCH_DECIDED] = branch_decided,
	[LT__EVENT__BODY_BRANCH_ENDED] = branch_ended,
	[LT__EVENT__BODY_BLOCK_JOINED] = block_joined,
	[LT__EVENT__BODY_BLOCK_ENDED] = block_ended,
	[LT__EVENT__BODY_ITEM_ADDED] = item_added,
	[LT__EVENT__BODY_OPINION_GIVEN] = opinion,
	[LT__EVENT__BODY_OFFERED] = offered,
	[LT__EVENT__BODY_ACCEPTED] = accepted,
	[LT__EVENT__BODY_RELEASED_JOB] = released_job,
	[LT__EVENT__BODY_SIGNAL] = signalled,
	[LT__EVENT__BODY_ACT_DROPPED] = dropped,
	[LT__EVENT__BODY_ATTACHED] = attached,
	[LT__EVENT__BODY_FEEDBACK] = feedback,
	[LT__EVENT__BODY_FEEDBACK_ANSWERED] = answered,
	[LT__EVENT__BODY_CLOCK_STOPPED] = stopped_clock,
	[LT__EVENT__BODY_CLOCK_RESUMED] = resumed_clock,
	[LT__EVENT__BODY_CLOCK_HELD] = held_clock,
	[LT__EVENT__BODY_CLOCK_RELEASED] = released_clock,
	[LT__EVENT__BODY_DUE_CHANGED] = due_changed,
	[LT__EVENT__BODY_REBOUND] = rebound,
	[LT__EVENT__BODY_STEP_OVERDUE] = step_overdue,
	[LT__EVENT__BODY_OVERDUE] = overdue,
	[LT__EVENT__BODY_RUNS_OUT] = runs_out,
	[LT__EVENT__BODY_LATENESS_LIFTED] = lifted,
	[LT__EVENT__BODY_DUTY_DONE] = duty_done,
	[LT__EVENT__BODY_INCIDENT] = incident,
	[LT__EVENT__BODY_FEE_SET] = fee,
	[LT__EVENT__BODY_FEE_ADDED] = fee_added,
	[LT__EVENT__BODY_CALLED] = called,
	[LT__EVENT__BODY_CALL_ENDED] = call_ended,
	[LT__EVENT__BODY_MIGRATED] = migrated,
	[LT__EVENT__BODY_FINISHED] = finished,
	[LT__EVENT__BODY_RETURNED] = returned,
	[LT__EVENT__BODY_WITHDRAWN] = withdrawn,
	[LT__EVENT__BODY_STOPPED] = stopped,
};

const char *lt_journey_sentence(struct lt_journey *journey, const Lt__Event *event)
{
	size_t kind = (size_t)event->body_case;
	sentence *tell = kind < sizeof sentences / sizeof *sentences ? sentences[kind] : NULL;
	return tell ? tell(journey, event) : lt_word_event(event->body_case);
}
