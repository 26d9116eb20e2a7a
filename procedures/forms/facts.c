/* SPDX-License-Identifier: EUPL-1.2 */
/* One walk over the history finds the moments that papers are about. */
#include "procedures/forms/facts.h"

#include <string.h>
#include <utf8proc.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve.h"
#include "procedures/forms/words.h"
#include "proto/codec/codec.h"

/* -- words -- */

const char *lt_facts_name(const struct lt_form_input *in, Lt__LabelKind kind, const char *code)
{
	for (size_t i = 0; i < in->labels_count; i++)
		if (in->labels[i]->kind == kind && strcmp(in->labels[i]->code, code) == 0)
			return in->labels[i]->text;
	return code;
}

const char *lt_facts_officer(const struct lt_facts *facts, const Lt__Event *event)
{
	const Lt__Actor *a = event ? event->actor : NULL;
	if (!a || a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		return "";
	return lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_OFFICER, a->id);
}

const char *lt_facts_outcome(const char *outcome)
{
	const char *word = lt_word_outcome(outcome);
	return word == outcome ? "" : word;
}

const char *lt_facts_where(const struct lt_facts *facts, const Lt__StepCompleted *e)
{
	const char *code = lt_arena_printf(facts->arena, "%s/%s", e->step, e->outcome);
	const char *label =
		code ? lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_OUTCOME, code) : code;
	const char *outcome = label == code ? lt_facts_outcome(e->outcome) : label;
	const char *text =
		lt_arena_printf(facts->arena, "%s%sở bước “%s”", outcome, *outcome ? " " : "",
				lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_STEP, e->step));
	return text ? text : "";
}

const char *lt_facts_reason(const struct lt_facts *facts, const Lt__Event *cause)
{
	const Lt__StepCompleted *e = cause ? cause->completed : NULL;
	if (!e)
		return "";
	if (*e->note)
		return e->note;
	return lt_facts_where(facts, e);
}

const char *lt_facts_capitals(struct lt_arena *arena, const char *text)
{
	size_t size = strlen(text), at = 0;
	/* A capital is never longer than four bytes, its small letter at least one. */
	char *out = lt_arena_alloc(arena, 4 * size + 1);
	if (!out)
		return "";
	for (size_t i = 0; i < size;) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
						      (utf8proc_ssize_t)(size - i), &point);
		if (n > 0)
			at += (size_t)utf8proc_encode_char(utf8proc_toupper(point),
							   (utf8proc_uint8_t *)out + at);
		i += n > 0 ? (size_t)n : 1;
	}
	out[at] = 0;
	return out;
}

const char *lt_facts_limit(struct lt_arena *arena, const Lt__Limit *limit)
{
	const char *text;
	if (!limit || limit->unit == LT_LIMIT_NONE)
		return "không quy định";
	if (limit->unit == LT_LIMIT_SAME_DAY)
		text = lt_arena_printf(arena, "trong ngày (hồ sơ nhận trước %02d giờ %02d phút)",
				       limit->amount / 60, limit->amount % 60);
	else if (limit->unit == LT_LIMIT_WORKING_MINUTES && limit->amount % 60 == 0)
		text = lt_arena_printf(arena, "%02d giờ làm việc", limit->amount / 60);
	else
		text = lt_arena_printf(arena, "%02d %s", limit->amount, lt_word_limit(limit->unit));
	return text ? text : "";
}

enum lt_timing lt_timing_of(int64_t done_us, int64_t due_us)
{
	if (due_us <= 0 || due_us >= INT64_MAX - 1)
		return LT_TIMING_NONE;
	if (done_us > due_us)
		return LT_TIMING_LATE;
	return lt_local_of(done_us).day < lt_local_of(due_us).day ? LT_TIMING_EARLY
								  : LT_TIMING_ON_TIME;
}

const char *lt_timing_word(enum lt_timing timing)
{
	static const char *const words[] = {"", "Trước hạn", "Đúng hạn", "Quá hạn"};
	return words[timing];
}

/* -- the history -- */

int lt_facts_events(const struct lt_form_input *in, struct lt_arena *arena, Lt__Event ***ret,
		    struct lt_err *err)
{
	Lt__Event **events = lt_arena_zalloc(arena, in->events_count + 1, sizeof *events);
	int r = events ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < in->events_count && r == 0; i++)
		r = LT_DECODE(event, lt_slice(in->events[i].data, in->events[i].len), arena,
			      &events[i], err);
	if (r == 0 && (!in->events_count || !events[0]->received))
		r = lt_err_set(err, LT_E_FORMAT, "lịch sử không bắt đầu bằng việc tiếp nhận");
	if (r == 0)
		*ret = events;
	return r;
}

/* A supplement is asked for when the dossier comes to a step that waits for one, however the
 * procedure names that step; entering again after an incident is no new request. */
static bool asks_supplement(const Lt__Event *e)
{
	const Lt__Token *t = e->body_case == LT__EVENT__BODY_STARTED ? e->started->token : NULL;
	return t && !e->started->again && t->kind == LT__STEP_KIND__STEP_KIND_WAIT &&
	       t->pause == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
}

static bool refuses(const Lt__Event *e)
{
	return e->body_case == LT__EVENT__BODY_FINISHED &&
	       (strcmp(e->finished->form, "03") == 0 ||
		strcmp(e->finished->outcome, "refused") == 0);
}

static int note_moment(struct lt_facts *f, const Lt__Event *e, const Lt__Event *cause)
{
	struct lt_moment moment = {e, cause};
	if (asks_supplement(e)) {
		if (!LT_ARENA_PUSH(f->arena, f->requests, f->requests_count))
			return LT_E_NOMEM;
		f->requests[f->requests_count++] = moment;
	} else if (refuses(e)) {
		f->refusal = moment;
	} else if (e->body_case == LT__EVENT__BODY_STOPPED) {
		f->stop = moment;
	}
	return 0;
}

/* Those of a lateness that was lifted are owed no more. */
static int find_apologies(struct lt_facts *f)
{
	const Lt__Dossier *d = f->in->dossier;
	for (size_t i = 0; i < d->n_duties; i++) {
		const Lt__Duty *duty = d->duties[i];
		if (duty->kind != LT__DUTY_KIND__DUTY_KIND_APOLOGY || duty->dropped)
			continue;
		if (!LT_ARENA_PUSH(f->arena, f->apologies, f->apologies_count))
			return LT_E_NOMEM;
		f->apologies[f->apologies_count++] = duty;
	}
	return 0;
}

int lt_facts_read(const struct lt_form_input *in, struct lt_arena *arena, struct lt_facts *ret,
		  struct lt_err *err)
{
	const Lt__Event *cause = NULL;
	*ret = (struct lt_facts){.in = in, .arena = arena, .count = in->events_count};
	int r = lt_facts_events(in, arena, &ret->events, err);
	for (size_t i = 0; i < ret->count && r == 0; i++) {
		if (ret->events[i]->body_case == LT__EVENT__BODY_COMPLETED)
			cause = ret->events[i];
		r = note_moment(ret, ret->events[i], cause);
	}
	if (r < 0)
		return r;
	ret->received = ret->events[0];
	return find_apologies(ret);
}
