/* SPDX-License-Identifier: EUPL-1.2 */
/* What only a running engine can answer: its counters, its clock. All else is read from its
 * records. */
#include "coordinator/engine/engine_own.h"
#include "coordinator/engine/exams.h"
#include "proto/base/log.h"
#include "records/query/query.h"

struct read {
	struct lt_engine *engine;
	const struct lt_origin *origin;
	const Lt__Fetch *fetch;
	struct lt_arena *arena;
	Lt__FetchReply *reply;
};

static int fail(struct read *q, int error, const char *text)
{
	q->reply->error = error;
	q->reply->text = lt_arena_str(q->arena, text);
	return error;
}

static int counter(struct read *q, const char *name, int64_t value)
{
	Lt__Counter *c = lt_arena_alloc(q->arena, sizeof *c);
	if (!c || !LT_ARENA_PUSH(q->arena, q->reply->counters, q->reply->n_counters))
		return LT_E_NOMEM;
	lt__counter__init(c);
	c->name = name;
	c->value = value;
	q->reply->counters[q->reply->n_counters++] = c;
	return 0;
}

static int status(struct read *q)
{
	static const struct {
		const char *name;
		enum lt_table table;
	} tables[] = {{"dossiers", LT_TABLE_dossier}, {"tasks", LT_TABLE_task},
		      {"timers", LT_TABLE_timer},     {"jobs_waiting", LT_TABLE_job},
		      {"jobs_held", LT_TABLE_lease},  {"incidents", LT_TABLE_incident},
		      {"procedures", LT_TABLE_active}};
	const struct lt_engine_stats *s = &q->engine->stats;
	struct lt_state *state = &q->engine->records.state;
	int r = 0;
	for (size_t i = 0; i < sizeof tables / sizeof *tables && r == 0; i++) {
		uint64_t count = 0;
		r = lt_txn_count(state->txn, tables[i].table, &count, NULL);
		if (r == 0)
			r = counter(q, tables[i].name, (int64_t)count);
	}
	int64_t sweeps = 0;
	uint64_t swept = 0;
	if (r == 0)
		r = lt_engine_sweeping(q->engine, q->arena, &sweeps, &swept);
	if (r < 0 || counter(q, "sweeps", sweeps) < 0 ||
	    counter(q, "swept_upto", (int64_t)swept) < 0 ||
	    counter(q, "events", (int64_t)state->meta.events) < 0 ||
	    counter(q, "batches", (int64_t)state->meta.batch) < 0 ||
	    counter(q, "commands_since_start", (int64_t)s->commands) < 0 ||
	    counter(q, "refused_since_start", (int64_t)s->refused) < 0 ||
	    counter(q, "checkpoints_since_start", (int64_t)s->checkpoints) < 0 ||
	    counter(q, "checkpoint_us_max", s->checkpoint_us_max) < 0 ||
	    counter(q, "checkpoint_waits", (int64_t)s->checkpoint_waits) < 0 ||
	    counter(q, "append_us_total", s->append_us_total) < 0 ||
	    counter(q, "aborts_since_start", (int64_t)s->aborts) < 0 ||
	    counter(q, "strange_copies", (int64_t)s->strange_copies) < 0 ||
	    counter(q, "recovered_batches", (int64_t)s->recovered_batches) < 0 ||
	    counter(q, "recovered_us", s->recovered_us) < 0 || counter(q, "full", s->full) < 0)
		return r < 0 ? r : LT_E_NOMEM;
	return 0;
}

/* Time is moved by hand only where it stands still: in a folder made for practice. */
static int practice(struct read *q)
{
	int64_t to_us;
	if (!q->origin->is_operator || lt_time_parse(q->fetch->text, &to_us) < 0)
		return fail(q, LT_E_USAGE, "cần thời điểm, ví dụ 2024-06-03T08:00");
	int r = lt_clock_set(q->engine->clock, to_us);
	if (r == LT_E_DENIED)
		return fail(q, r,
			    "máy chủ này chạy giờ thật; chỉ thư mục luyện tập (practice) "
			    "mới dời giờ được");
	if (r < 0)
		return fail(q, r, "giờ luyện tập không lùi lại được");
	q->reply->as_of_us = to_us;
	return 0;
}

/* A calendar that nobody has checked yet is first looked at beside the engine. @return 0: go on. */
static int examine_calendar(struct read *q)
{
	struct lt_judge_file file = {
		.kind = LT_JUDGE_CALENDAR, .path = "lịch", .text = lt_slice_str(q->fetch->text)};
	struct lt_exam exam = {.what = {.files = &file, .count = 1}};
	struct lt_judged *judged;
	Lt__TestsPlayed *none;
	struct lt_err why = {0};
	if (!q->engine->exams || !q->origin->is_operator || !*q->fetch->text)
		return 0; /* here, or not at all; what was proposed has been looked at */
	int r = lt_exams_ask(q->engine->exams, &exam, q->arena, &judged, &none, &why);
	if (r < 0)
		return fail(q, r, why.text[0] ? why.text : lt_err_vietnamese(r));
	if (judged->result == 0)
		return 0;
	const struct lt_findings *found = &judged->findings;
	return fail(q, judged->result, found->count ? found->items[0].message : judged->why);
}

/* The node knows what this coordinator does not: it came back from an old backup. */
static void look_at_copy(struct lt_engine *engine, const struct lt_origin *origin,
			 const Lt__Fetch *fetch, const Lt__FetchReply *reply)
{
	if (!reply->page || !reply->page->other_history)
		return;
	engine->stats.strange_copies++;
	lt_log(LT_LOG_ERROR, "engine", 0, copy_of_another,
	       "node=%s its_batch=%llu batch=%llu: its copy is of another history; after an old "
	       "backup it has what is lost here, and keeps it (records.aside-1)",
	       origin->node, (unsigned long long)fetch->feed->mark->batch,
	       (unsigned long long)engine->records.state.meta.batch);
}

void lt_engine_query(struct lt_engine *engine, const struct lt_origin *origin,
		     const Lt__Fetch *fetch, struct lt_arena *arena, Lt__FetchReply *ret)
{
	struct read q = {engine, origin, fetch, arena, ret};
	struct lt_viewer viewer = {.node = origin->node, .is_operator = origin->is_operator};
	int r = 0;
	ret->as_of_us = engine->now_us;
	lt_exams_begin(engine->exams);
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW && examine_calendar(&q) < 0)
		return;
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_STATUS)
		r = status(&q);
	else if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_PRACTICE)
		r = practice(&q);
	else
		lt_query(&engine->records, &viewer, engine->now_us, fetch, arena, ret);
	look_at_copy(engine, origin, fetch, ret);
	if (r < 0 && !ret->error)
		(void)fail(&q, LT_E_LIMIT, lt_err_vietnamese(LT_E_LIMIT));
}
