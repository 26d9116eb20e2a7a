/* SPDX-License-Identifier: EUPL-1.2 */
/* Line by line. The months: what is about a receipt is counted in the month of receipt (QĐ 766:
 * "có Ngày tiếp nhận trong kỳ"), what is about an end in the month of the end. */
#include "procedures/core/contributions.h"

#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve.h"
#include "procedures/core/figures.h"
#include "procedures/core/late.h"
#include "procedures/core/progress.h"
#include "proto/base/ids.h"

_Static_assert(LT_COUNTER_COUNT <= 64, "a flag a counter");

#define FLAG(name) (UINT64_C(1) << LT_COUNTER_##name)

struct builder {
	const Lt__Dossier *d;
	struct lt_arena *arena;
	struct lt_contributions lines;
	int error;
};

const char *lt_counter_name(enum lt_counter counter)
{
	static const char *const names[] = {
#define X(name, month, text) #name,
		LT_COUNTERS(X)
#undef X
	};
	LT_ASSERT(counter < LT_COUNTER_COUNT);
	return names[counter];
}

const char *lt_counter_vietnamese(enum lt_counter counter)
{
	static const char *const words[] = {
#define X(name, month, text) text,
		LT_COUNTERS(X)
#undef X
	};
	LT_ASSERT(counter < LT_COUNTER_COUNT);
	return words[counter];
}

uint32_t lt_month_of(int64_t instant_us)
{
	struct lt_date date = lt_date_of_day(lt_local_of(instant_us).day);
	return date.year < 1 ? 0 : (uint32_t)(date.year * 12 + date.month - 1);
}

static struct lt_contribution *add(struct builder *b, uint32_t month)
{
	static struct lt_contribution nowhere;
	if (b->error || !LT_ARENA_PUSH(b->arena, b->lines.items, b->lines.count)) {
		b->error = LT_E_NOMEM;
		return &nowhere;
	}
	struct lt_contribution *line = &b->lines.items[b->lines.count++];
	*line = (struct lt_contribution){.unit = b->d->unit, .month = month};
	return line;
}

/* -- of receipt -- */

static uint64_t channel_flag(const Lt__Dossier *d)
{
	switch (d->channel) {
	case LT__CHANNEL__CHANNEL_ONLINE:
		return FLAG(online);
	case LT__CHANNEL__CHANNEL_POST:
		return FLAG(post);
	default:
		return FLAG(direct); /* "KenhThucHien = 1 hoặc null" */
	}
}

/* A paper made by a step is a result or an answer; the others were handed in. */
static bool handed_in(const Lt__Paper *p)
{
	return !*p->step;
}

/* What is attached to a dossier electronically. */
struct files {
	bool handed_in;	     /* a component has a file */
	bool result;	     /* the result has one: 4.1, 4.2 */
	bool result_indexed; /* ... with its code and link: 3.3 */
};

static uint64_t paper_flags(const Lt__Dossier *d, struct files *files)
{
	uint64_t flags = 0;
	for (size_t i = 0; i < d->n_papers; i++) {
		const Lt__Paper *p = d->papers[i];
		bool file = p->hash.len > 0 || *p->link;
		if (!handed_in(p)) {
			files->result |= file;
			files->result_indexed |= *p->link && *p->result_code;
			continue;
		}
		flags |= p->digitised ? FLAG(digitised) | FLAG(digital_part) : 0;
		flags |= p->reused ? FLAG(reused) | FLAG(digital_part) : 0;
		flags |= p->from_store ? FLAG(from_store) : 0;
		files->handed_in |= p->digitised || file;
	}
	return flags;
}

static uint64_t fee_flags(const Lt__Dossier *d)
{
	if (d->fee_vnd <= 0)
		return 0; /* nothing to pay, or not known: a fee of 0 is taken off the divisor */
	bool online = d->payment == LT__PAYMENT__PAYMENT_PORTAL ||
		      d->payment == LT__PAYMENT__PAYMENT_GATEWAY;
	return FLAG(with_fee) | (online ? FLAG(paid_online) : 0);
}

static uint64_t received_flags(const Lt__Dossier *d)
{
	struct files files = {0};
	uint64_t flags = FLAG(received) | channel_flag(d) | fee_flags(d);
	flags |= paper_flags(d, &files);
	if (d->applicant && (d->applicant->account_verified || d->applicant->population_data))
		flags |= FLAG(population);
	if (d->gives_paper)
		flags |= FLAG(gives_paper) | (files.result ? FLAG(result_electronic) : 0);
	if (d->channel == LT__CHANNEL__CHANNEL_ONLINE && (files.result_indexed || !d->gives_paper))
		flags |= FLAG(online_complete);
	if (files.handed_in && (files.result || !d->gives_paper))
		flags |= FLAG(digitised_complete);
	return flags;
}

/* -- of the end, of becoming late -- */

static uint64_t progress_flag(enum lt_progress progress)
{
	switch (progress) {
	case LT_PROGRESS_NOT_COUNTED:
		return FLAG(not_accepted);
	case LT_PROGRESS_EARLY:
		return FLAG(early);
	case LT_PROGRESS_ON_TIME:
		return FLAG(on_time);
	case LT_PROGRESS_LATE:
		return FLAG(late);
	case LT_PROGRESS_UNDATED:
		return FLAG(undated);
	default:
		return 0;
	}
}

static uint64_t ending_flag(const Lt__Dossier *d)
{
	switch (d->status) {
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN:
		return FLAG(withdrawn);
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED:
		return FLAG(stopped);
	default:
		return strcmp(d->outcome, "refused") == 0 ? FLAG(refused) : 0;
	}
}

static void add_dossier(struct builder *b, uint32_t month, uint64_t flags)
{
	struct lt_contribution *line = add(b, month);
	line->procedure = b->d->procedure;
	line->flags = flags;
}

/* What stands on a day: what falls due, what has been owed since. */
static void add_day(struct builder *b, const char *unit, int64_t at_us, uint64_t flags)
{
	uint32_t day = lt_figure_day(at_us);
	if (day == LT_WHEN_NONE)
		return;
	struct lt_contribution *line = add(b, day);
	line->unit = unit;
	line->is_day = true;
	line->flags = flags;
}

static void add_open(struct builder *b, bool is_late)
{
	const Lt__Dossier *d = b->d;
	bool paused = d->n_pauses && d->pauses[d->n_pauses - 1]->to_us == 0;
	add_dossier(b, LT_MONTH_NOW,
		    (is_late ? FLAG(late_now) : FLAG(in_time_now)) | (paused ? FLAG(paused) : 0));
	if (!is_late)
		add_day(b, d->unit, d->due_us, FLAG(in_time_now));
}

static void add_progress(struct builder *b)
{
	const Lt__Dossier *d = b->d;
	int64_t since_us;
	enum lt_progress progress = lt_progress_dossier(d, &since_us);
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		add_dossier(b, lt_month_of(d->finished_us),
			    FLAG(ended) | progress_flag(progress) | ending_flag(d) |
				    (since_us ? FLAG(late_ended) : 0));
	else
		add_open(b, progress == LT_PROGRESS_OPEN_LATE);
	if (since_us)
		add_dossier(b, lt_month_of(since_us), FLAG(became_late));
}

static void add_duties(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_duties; i++) {
		const Lt__Duty *duty = b->d->duties[i];
		uint64_t flag = duty->kind == LT__DUTY_KIND__DUTY_KIND_APOLOGY
					? FLAG(owed_apologies)
					: FLAG(owed_explanations);
		if (!lt_duty_open(duty))
			continue;
		struct lt_contribution *line = add(b, LT_MONTH_NOW);
		line->unit = duty->unit;
		line->procedure = b->d->procedure;
		line->flags = flag;
		add_day(b, duty->unit, duty->since_us, flag);
	}
}

/* -- of steps -- */

static void add_steps(struct builder *b)
{
	const Lt__Dossier *d = b->d;
	for (size_t i = 0; i < d->n_hands; i++) {
		struct lt_contribution *line = add(b, d->hands[i]->month);
		line->unit = d->hands[i]->unit;
		line->officer = d->hands[i]->officer;
		line->done = d->hands[i]->done;
	}
	for (size_t i = 0; i < d->n_lates; i++) {
		const Lt__Lateness *late = d->lates[i];
		if (!late->token || late->lifted)
			continue; /* the dossier's own is counted with its progress */
		struct lt_contribution *line = add(b, lt_month_of(late->due_us));
		line->unit = late->unit;
		line->officer = late->officer;
		line->step = lt_figure_step(d->procedure, late->step);
		line->flags = FLAG(steps_late);
		if (late->ended_us)
			continue;
		line = add(b, LT_MONTH_NOW);
		line->unit = late->unit;
		line->step = lt_figure_step(d->procedure, late->step);
		line->flags = FLAG(steps_late_now);
	}
	for (size_t i = 0; i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		if (t->state != LT__TOKEN_STATE__TOKEN_STATE_HELD || !*t->officer)
			continue;
		struct lt_contribution *line = add(b, LT_MONTH_NOW);
		line->unit = t->unit;
		line->officer = t->officer;
		line->flags = FLAG(steps_held) | (t->overdue ? FLAG(steps_held_late) : 0);
	}
}

/* -- of what stands at the steps of a version, wherever it is -- */

uint64_t lt_version_key(const uint8_t hash[static LT_HASH_BYTES])
{
	return lt_get_u64(hash);
}

/* The version a token runs in: of the procedure that was called, or the dossier's own. 0: a record
 * of long ago has none. */
static uint64_t version_of(const Lt__Dossier *d, uint32_t frame)
{
	const Lt__Frame *f = frame ? lt_dossier_frame(d, frame) : NULL;
	const ProtobufCBinaryData *hash = f ? &f->definition : &d->definition;
	return hash->len == LT_HASH_BYTES ? lt_version_key(hash->data) : 0;
}

static bool has_incident(const Lt__Dossier *d, uint32_t token)
{
	for (size_t i = 0; i < d->n_incidents; i++)
		if (d->incidents[i]->token == token)
			return true;
	return false;
}

static void add_places(struct builder *b)
{
	const Lt__Dossier *d = b->d;
	if (d->n_incidents)
		add_dossier(b, LT_MONTH_NOW, FLAG(incidents));
	for (size_t i = 0; i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		struct lt_contribution *line = add(b, LT_MONTH_NOW);
		if (*t->unit) /* else nobody's: a wait is with whom received the dossier */
			line->unit = t->unit;
		line->place = t->step;
		line->version = version_of(d, t->frame);
		line->flags = FLAG(steps_open) | (t->overdue ? FLAG(steps_open_late) : 0) |
			      (has_incident(d, t->id) ? FLAG(steps_incident) : 0);
	}
}

/* -- of what the citizen said -- */

static void add_said(struct builder *b)
{
	for (size_t i = 0; i < b->d->n_said; i++) {
		add_dossier(b, lt_month_of(b->d->said[i]->at_us), FLAG(feedbacks));
		if (!b->d->said[i]->answered_us)
			add_dossier(b, LT_MONTH_NOW, FLAG(feedbacks_open));
	}
}

int lt_contributions(const Lt__Dossier *dossier, struct lt_arena *arena,
		     struct lt_contributions *ret)
{
	struct builder b = {.d = dossier, .arena = arena};
	if (dossier && dossier->status) {
		add_dossier(&b, lt_month_of(dossier->received_us), received_flags(dossier));
		add_progress(&b);
		add_steps(&b);
		add_duties(&b);
		add_places(&b);
		add_said(&b);
	}
	if (b.error)
		return b.error;
	*ret = b.lines;
	return 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool lt_contributions_equal(const struct lt_contributions *a, const struct lt_contributions *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct lt_contribution *x = &a->items[i], *y = &b->items[i];
		if (x->month != y->month || x->flags != y->flags || x->done != y->done ||
		    x->step != y->step || x->is_day != y->is_day || !same_text(x->unit, y->unit) ||
		    x->version != y->version || !same_text(x->place, y->place) ||
		    !same_text(x->procedure, y->procedure) || !same_text(x->officer, y->officer))
			return false;
	}
	return true;
}

static uint64_t key_of(const char *name)
{
	return *name ? lt_name_key(name) : 0;
}

size_t lt_contribution_keys(const struct lt_contribution *line,
			    struct lt_key ret[static LT_CONTRIBUTION_KEYS_MAX])
{
	uint64_t unit = key_of(line->unit);
	size_t n = 0;
	if (line->is_day) {
		lt_key_tally(LT_TALLY_DAY, 0, line->month, 0, &ret[n++]);
		lt_key_tally(LT_TALLY_DAY, unit, line->month, 0, &ret[n++]);
		return n;
	}
	lt_key_tally(LT_TALLY_ALL, 0, line->month, 0, &ret[n++]);
	lt_key_tally(LT_TALLY_UNIT, unit, line->month, 0, &ret[n++]);
	if (line->officer)
		lt_key_tally(LT_TALLY_OFFICER, unit, line->month, key_of(line->officer), &ret[n++]);
	if (line->step) {
		lt_key_tally(LT_TALLY_STEP, 0, line->month, line->step, &ret[n++]);
		lt_key_tally(LT_TALLY_STEP, unit, line->month, line->step, &ret[n++]);
	}
	if (line->place)
		lt_key_tally(LT_TALLY_PLACE, line->version, line->month, key_of(line->place),
			     &ret[n++]);
	if (line->procedure) {
		uint64_t procedure = key_of(line->procedure);
		lt_key_tally(LT_TALLY_PROCEDURE, procedure, line->month, 0, &ret[n++]);
		lt_key_tally(LT_TALLY_UNIT_PROCEDURE, unit, line->month, procedure, &ret[n++]);
	}
	return n;
}
