/* SPDX-License-Identifier: EUPL-1.2 */
/* Many dossiers under way at the desks of several nodes, by one thread.
 *
 * Each desk has two lanes: while one report is away, the next is filled. A dossier has at most one
 * command under way. What may have been done and was not answered is sent again as the same bytes,
 * so it is done once. A dossier that meets its automatic step still open is tried again a moment
 * later. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/load_run.h"

#define ANSWER_TIMEOUT_US (45 * LT_US_PER_SECOND) /* longer than a desk lets people wait */
#define PATIENCE_US (120 * LT_US_PER_SECOND) /* then a desk, or an automatic step, is given up */
#define AGAIN_US (200 * INT64_C(1000))
#define LATER_US (10 * INT64_C(1000)) /* an automatic step takes about that */
#define TELL_US (200 * INT64_C(1000))
#define ARENA_BYTES_MAX (64u << 20)

enum { LANES = 2, LANE_COMMANDS = 256, LANE_BYTES_MAX = 512 << 10 };

struct list {
	uint32_t *items; /* a ring that holds all dossiers */
	size_t from, count;
};

/* One conversation with a desk: a report, under way or to be repeated. */
struct lane {
	struct lt_load_run *run;
	struct desk *desk;
	struct lt_talk *talk;
	struct lt_arena arena, reply_arena;
	uint32_t dossiers[LANE_COMMANDS];
	ProtobufCBinaryData commands[LANE_COMMANDS];
	size_t count; /* 0: free */
	bool away;
	int64_t again_us, since_us;
	struct lane *next; /* answered */
};

struct desk {
	struct lt_tool tool; /* with a folder and an arena of its own */
	struct lt_session session;
	uint64_t seq;
	struct list ready;
	struct lane lanes[LANES];
};

struct lt_load_run {
	const struct lt_load_input *in;
	struct lt_arena arena;
	struct lt_clock clock;
	struct desk *desks;
	size_t desks_count;
	struct lt_load_course *courses;
	struct list later; /* all wait equally long: in the order of their due times */
	struct lt_load_progress progress;
	const char *failures[LT_LOAD_FAILURES_TOLD];

	pthread_mutex_t lock; /* of what the line's threads touch: */
	pthread_cond_t news;
	struct lane *answered;
};

static int64_t now_us(struct lt_load_run *run)
{
	return lt_clock_monotonic(&run->clock);
}

/* -- lists -- */

static void push(struct lt_load_run *run, struct list *list, uint32_t dossier)
{
	size_t room = run->in->dossiers_count;
	LT_ASSERT(list->count < room);
	list->items[(list->from + list->count++) % room] = dossier;
}

static uint32_t pop(struct lt_load_run *run, struct list *list)
{
	uint32_t dossier = list->items[list->from];
	list->from = (list->from + 1) % run->in->dossiers_count;
	list->count--;
	return dossier;
}

static struct desk *desk_of(struct lt_load_run *run, uint32_t dossier)
{
	const struct lt_load_unit *unit =
		lt_load_unit_of(run->in, &run->in->dossiers[dossier], run->courses[dossier].stage);
	return &run->desks[unit->node];
}

static void make_ready(struct lt_load_run *run, uint32_t dossier)
{
	push(run, &desk_of(run, dossier)->ready, dossier);
}

static void make_later(struct lt_load_run *run, uint32_t dossier)
{
	run->courses[dossier].due_us = now_us(run) + LATER_US;
	push(run, &run->later, dossier);
}

static void wake_later(struct lt_load_run *run)
{
	int64_t now = now_us(run);
	while (run->later.count && run->courses[run->later.items[run->later.from]].due_us <= now)
		make_ready(run, pop(run, &run->later));
}

/* -- answers -- */

static void fail(struct lt_load_run *run, uint32_t dossier, const char *why)
{
	struct lt_load_course *course = &run->courses[dossier];
	size_t n = run->progress.failed++;
	if (n < LT_LOAD_FAILURES_TOLD)
		run->failures[n] = lt_arena_printf(&run->arena, "%s (dòng %u): %s",
						   run->in->dossiers[dossier].code,
						   run->in->dossiers[dossier].line, why);
	course->stage = LT_LOAD_FAILED;
}

static void enter(struct lt_load_run *run, uint32_t dossier, enum lt_load_stage stage)
{
	struct lt_load_course *course = &run->courses[dossier];
	course->stage = stage;
	course->since_us = now_us(run);
	if (stage == LT_LOAD_ENDED)
		run->progress.ended++;
	else if (stage == LT_LOAD_RECEIVE)
		make_later(run, dossier); /* the automatic step comes first */
	else
		make_ready(run, dossier);
}

static void go_on(struct lt_load_run *run, uint32_t dossier, const Lt__CommandReply *reply)
{
	const struct lt_load_dossier *d = &run->in->dossiers[dossier];
	struct lt_load_course *course = &run->courses[dossier];
	if (course->stage != LT_LOAD_SUBMIT)
		return enter(run, dossier, lt_load_next(d, course->stage));
	course->id = reply->dossier;
	run->progress.received++;
	enter(run, dossier, lt_load_resume(d, reply->n_open_steps ? reply->open_steps[0] : NULL));
}

static void take_refusal(struct lt_load_run *run, uint32_t dossier, const Lt__CommandReply *reply)
{
	const struct lt_load_course *course = &run->courses[dossier];
	enum lt_load_stage corrected = lt_load_correct(course->stage, reply->refusal);
	bool early = course->stage == LT_LOAD_RECEIVE && reply->refusal == LT_REFUSAL_NO_STEP;
	if (corrected) {
		enter(run, dossier, corrected);
	} else if ((reply->error || early) && now_us(run) - course->since_us < PATIENCE_US) {
		run->progress.waits++;
		make_later(run, dossier);
	} else {
		fail(run, dossier, reply->text);
	}
}

static void take_reply(struct lt_load_run *run, uint32_t dossier, const Lt__CommandReply *reply)
{
	if (reply->error != LT_E_UNKNOWN) /* nothing is in doubt: the next try is another request */
		run->courses[dossier].seq = 0;
	if (reply->error || reply->refusal)
		take_refusal(run, dossier, reply);
	else
		go_on(run, dossier, reply);
}

/* -- lanes -- */

static void on_done(void *owner, struct lt_talk *talk)
{
	struct lane *lane = owner;
	(void)talk;
	(void)pthread_mutex_lock(&lane->run->lock);
	lane->next = lane->run->answered;
	lane->run->answered = lane;
	(void)pthread_cond_signal(&lane->run->news);
	(void)pthread_mutex_unlock(&lane->run->lock);
}

static int fill(struct lt_load_run *run, struct lane *lane)
{
	size_t bytes = 0;
	lt_arena_reset(&lane->arena);
	while (lane->desk->ready.count && lane->count < LANE_COMMANDS && bytes < LANE_BYTES_MAX) {
		struct lt_slice packed;
		uint32_t dossier = pop(run, &lane->desk->ready);
		struct lt_load_course *course = &run->courses[dossier];
		if (!course->seq)
			course->seq = ++lane->desk->seq;
		int r = lt_load_command(run->in, dossier, course, &lane->arena, &packed);
		if (r < 0)
			return r;
		lane->dossiers[lane->count] = dossier;
		lane->commands[lane->count++] = (ProtobufCBinaryData){
			.len = packed.size, .data = (uint8_t *)(uintptr_t)packed.data};
		bytes += packed.size;
	}
	lane->since_us = now_us(run);
	run->progress.commands += lane->count;
	return 0;
}

static int start(struct lane *lane, struct lt_err *err)
{
	Lt__Report report = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	struct lt_session *session = &lane->desk->session;
	int r = 0;
	report.commands = lane->commands;
	report.n_commands = lane->count;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	if (session->line != lt_client_line(session->client))
		r = lt_session_hello(session, err);
	if (r == 0)
		r = lt_talk_start(lane->talk, &request, ANSWER_TIMEOUT_US, on_done, lane, err);
	lane->away = r == 0;
	return r;
}

/* @return 0: it is answered, or will be sent again */
static int take(struct lt_load_run *run, struct lane *lane, struct lt_err *err)
{
	Lt__Reply *reply;
	lane->away = false;
	lt_arena_reset(&lane->reply_arena);
	int r = lt_talk_take(lane->talk, &lane->reply_arena, &reply, err);
	if (r == 0 &&
	    (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != lane->count))
		return lt_err_set(err, LT_E_FORMAT, "máy trạm trả lời không đúng dạng");
	if (r < 0) {
		bool hope =
			lt_err_retryable(r) || r == LT_E_DENIED; /* denied: it knows us no more */
		lane->again_us = now_us(run) + AGAIN_US;
		if (r == LT_E_DENIED)
			lane->desk->session.line = 0;
		return hope && now_us(run) - lane->since_us < PATIENCE_US ? 0 : r;
	}
	size_t count = lane->count;
	lane->count = 0;
	for (size_t i = 0; i < count; i++)
		take_reply(run, lane->dossiers[i], reply->report->replies[i]);
	return 0;
}

static int take_answered(struct lt_load_run *run, struct lt_err *err)
{
	int r = 0;
	(void)pthread_mutex_lock(&run->lock);
	struct lane *lane = run->answered;
	run->answered = NULL;
	(void)pthread_mutex_unlock(&run->lock);
	for (; lane && r == 0; lane = lane->next)
		r = take(run, lane, err);
	return r;
}

static int start_lane(struct lt_load_run *run, struct lane *lane, struct lt_err *err)
{
	struct lt_err why = {0};
	if (lane->away || (!lane->count && !lane->desk->ready.count))
		return 0;
	if (!lane->count) {
		int r = fill(run, lane);
		if (r < 0)
			return r;
	} else if (lane->again_us > now_us(run)) {
		return 0;
	}
	int r = start(lane, &why);
	lane->again_us = now_us(run) + AGAIN_US;
	if (r < 0 && (!lt_err_retryable(r) || now_us(run) - lane->since_us > PATIENCE_US))
		return lt_err_set(err, r, "%s", why.text);
	return 0;
}

static int start_all(struct lt_load_run *run, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < run->desks_count; i++)
		for (size_t k = 0; k < LANES && r == 0; k++)
			r = start_lane(run, &run->desks[i].lanes[k], err);
	return r;
}

/* -- waiting -- */

static int64_t next_us(struct lt_load_run *run, int64_t tell_us)
{
	int64_t next = tell_us;
	if (run->later.count) {
		int64_t due = run->courses[run->later.items[run->later.from]].due_us;
		next = due < next ? due : next;
	}
	for (size_t i = 0; i < run->desks_count; i++)
		for (size_t k = 0; k < LANES; k++) {
			const struct lane *lane = &run->desks[i].lanes[k];
			if (lane->count && !lane->away && lane->again_us < next)
				next = lane->again_us;
		}
	return next;
}

static void wait_until(struct lt_load_run *run, int64_t until_us)
{
	struct timespec until = {.tv_sec = until_us / LT_US_PER_SECOND,
				 .tv_nsec = until_us % LT_US_PER_SECOND * 1000};
	(void)pthread_mutex_lock(&run->lock);
	if (!run->answered)
		(void)pthread_cond_timedwait(&run->news, &run->lock, &until);
	(void)pthread_mutex_unlock(&run->lock);
}

int lt_load_wave(struct lt_load_run *run, size_t from, size_t to, lt_load_told *told, void *owner,
		 struct lt_err *err)
{
	size_t settled = run->progress.ended + run->progress.failed + (to - from);
	int64_t tell_us = now_us(run) + TELL_US;
	int r = 0;
	for (size_t i = from; i < to; i++) {
		run->courses[i].stage = LT_LOAD_SUBMIT;
		run->courses[i].since_us = now_us(run);
		make_ready(run, (uint32_t)i);
	}
	while (r == 0 && run->progress.ended + run->progress.failed < settled) {
		wake_later(run);
		r = start_all(run, err);
		if (r == 0)
			wait_until(run, next_us(run, tell_us));
		if (r == 0)
			r = take_answered(run, err);
		if (now_us(run) >= tell_us) {
			told(owner, &run->progress);
			tell_us = now_us(run) + TELL_US;
		}
	}
	return r;
}

/* -- life -- */

static int open_desk(struct lt_load_run *run, struct desk *desk, const struct lt_tool *tool,
		     const char *folder, struct lt_err *err)
{
	desk->tool = *tool;
	desk->tool.folder = folder;
	lt_arena_init(&desk->tool.arena, ARENA_BYTES_MAX);
	desk->ready.items =
		lt_arena_alloc(&run->arena, run->in->dossiers_count * sizeof *desk->ready.items);
	int r = desk->ready.items ? lt_session_open(&desk->tool, &desk->session, err) : LT_E_NOMEM;
	for (size_t i = 0; i < LANES && r == 0; i++) {
		struct lane *lane = &desk->lanes[i];
		lane->run = run;
		lane->desk = desk;
		lt_arena_init(&lane->arena, ARENA_BYTES_MAX);
		lt_arena_init(&lane->reply_arena, ARENA_BYTES_MAX);
		r = lt_talk_new(desk->session.client, &lane->talk, err);
	}
	return r;
}

static void init_waiting(struct lt_load_run *run)
{
	pthread_condattr_t monotonic;
	LT_REQUIRE(pthread_condattr_init(&monotonic) == 0);
	LT_REQUIRE(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
	LT_REQUIRE(pthread_cond_init(&run->news, &monotonic) == 0);
	LT_REQUIRE(pthread_mutex_init(&run->lock, NULL) == 0);
	(void)pthread_condattr_destroy(&monotonic);
}

int lt_load_run_new(struct lt_tool *tool, const struct lt_load_input *input,
		    const char *const *folders, struct lt_load_run **ret, struct lt_err *err)
{
	struct lt_load_run *run = calloc(1, sizeof *run);
	if (!run)
		return LT_E_NOMEM;
	run->in = input;
	run->clock = lt_clock_system();
	lt_arena_init(&run->arena, SIZE_MAX);
	init_waiting(run);
	size_t count = input->dossiers_count;
	run->courses = lt_arena_zalloc(&run->arena, count, sizeof *run->courses);
	run->later.items = lt_arena_alloc(&run->arena, count * sizeof *run->later.items);
	run->desks = lt_arena_zalloc(&run->arena, input->nodes_count, sizeof *run->desks);
	int r = run->courses && run->later.items && run->desks ? 0 : LT_E_NOMEM;
	for (; r == 0 && run->desks_count < input->nodes_count; run->desks_count++)
		r = open_desk(run, &run->desks[run->desks_count], tool, folders[run->desks_count],
			      err);
	if (r < 0)
		lt_load_run_free(run);
	else
		*ret = run;
	return r;
}

static void close_desk(struct desk *desk)
{
	for (size_t i = 0; i < LANES; i++) {
		lt_talk_free(desk->lanes[i].talk);
		lt_arena_done(&desk->lanes[i].arena);
		lt_arena_done(&desk->lanes[i].reply_arena);
	}
	lt_session_close(&desk->session);
	lt_arena_done(&desk->tool.arena);
}

void lt_load_run_free(struct lt_load_run *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->desks_count; i++)
		close_desk(&run->desks[i]);
	(void)pthread_cond_destroy(&run->news);
	(void)pthread_mutex_destroy(&run->lock);
	lt_arena_done(&run->arena);
	free(run);
}

const struct lt_load_progress *lt_load_progress(const struct lt_load_run *run)
{
	return &run->progress;
}

const char *const *lt_load_failures(const struct lt_load_run *run, size_t *ret_count)
{
	size_t failed = run->progress.failed;
	*ret_count = failed < LT_LOAD_FAILURES_TOLD ? failed : LT_LOAD_FAILURES_TOLD;
	return run->failures;
}
