/* SPDX-License-Identifier: EUPL-1.2 */
/* A node that only hands in dossiers and hears of their end through its unit's feed: one thread
 * polls, one submits. What ended since the last report goes out as one message
 * of new submissions. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/bench_job.h"

enum { STARTS = 1 << 20, ASK_US = 40000000, LATENCIES_MAX = 1 << 22, ARENA_BYTES = 64 << 20 };

struct lt_bench_client {
	struct lt_client *line;
	struct lt_talk *poll, *report;
	struct lt_arena poll_arena, report_arena;
	struct lt_clock clock;
	pthread_t poller;
	bool polling;
	uint64_t boot, seq, feed;

	pthread_mutex_t lock;
	pthread_cond_t news;
	bool stop;
	int error; /* of the poller */
	struct lt_err why;
	size_t loose;	    /* under way, and of no stage */
	size_t ended;	    /* not yet replaced */
	uint64_t ended_all; /* since the beginning */
	int64_t *
		started_us; /* by dossier id modulo STARTS; negative: ended before its reply came */
	float *latencies;
	size_t latencies_count;
	bool counting;
};

/* -- hello -- */

static int say_hello(struct lt_bench_client *c, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello hello = LT__HELLO__INIT;
	Lt__Reply *reply;
	hello.node = LT_BENCH_CLIENT;
	hello.boot = c->boot;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	return lt_talk_ask(c->report, &request, ASK_US, &c->report_arena, &reply, err);
}

/* -- the poller -- */

static void add_latency(struct lt_bench_client *c, int64_t us)
{
	if (c->counting && c->latencies_count < LATENCIES_MAX)
		c->latencies[c->latencies_count++] = (float)us / 1000;
}

static void take_feed(struct lt_bench_client *c, const Lt__PollReply *reply)
{
	int64_t now_us = lt_clock_monotonic(&c->clock);
	(void)pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < reply->n_feed; i++) {
		const Lt__FeedItem *item = reply->feed[i];
		c->feed = item->n;
		if (item->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
			continue;
		int64_t *started_us = &c->started_us[item->dossier % STARTS];
		if (*started_us > 0)
			add_latency(c, now_us - *started_us);
		*started_us = *started_us > 0 ? 0 : -now_us;
		c->ended++;
		c->ended_all++;
	}
	(void)pthread_cond_signal(&c->news);
	(void)pthread_mutex_unlock(&c->lock);
}

static int poll_once(struct lt_bench_client *c, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Cursor cursor = LT__CURSOR__INIT, *cursors[] = {&cursor};
	Lt__Reply *reply;
	cursor.unit = LT_BENCH_UNIT;
	cursor.n = c->feed;
	poll.cursors = cursors;
	poll.n_cursors = 1;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	lt_arena_reset(&c->poll_arena);
	int r = lt_talk_ask(c->poll, &request, ASK_US, &c->poll_arena, &reply, err);
	if (r == 0 && reply->body_case == LT__REPLY__BODY_POLL)
		take_feed(c, reply->poll);
	return r;
}

static void *poll_loop(void *argument)
{
	struct lt_bench_client *c = argument;
	struct lt_err why = {0};
	int r = 0;
	while (r == 0 && !__atomic_load_n(&c->stop, __ATOMIC_ACQUIRE))
		r = poll_once(c, &why);
	(void)pthread_mutex_lock(&c->lock);
	c->error = c->stop ? 0 : r;
	c->why = why;
	(void)pthread_cond_signal(&c->news);
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* -- submitting -- */

static int encode_submission(struct lt_bench_client *c, ProtobufCBinaryData *ret)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	struct lt_slice bytes;
	applicant.name = "Nguyễn Thị Minh Khai";
	applicant.id_number = "999055000001";
	applicant.phone = "0000000001";
	submit.procedure = "1.000001";
	submit.unit = LT_BENCH_UNIT;
	submit.channel = LT__CHANNEL__CHANNEL_ONLINE;
	submit.applicant = &applicant;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	command.schema = 1;
	command.seq = ++c->seq;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &submit;
	int r = lt_encode(&command.base, &c->report_arena, &bytes);
	*ret = (ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	return r;
}

static int remember(struct lt_bench_client *c, const Lt__ReportReply *reply, int64_t sent_us,
		    struct lt_err *err)
{
	(void)pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < reply->n_replies; i++) {
		const Lt__CommandReply *one = reply->replies[i];
		if (one->refusal || one->error) {
			(void)pthread_mutex_unlock(&c->lock);
			return lt_err_set(err, LT_E_REFUSED, "%s", one->text);
		}
		int64_t *started_us = &c->started_us[one->dossier % STARTS];
		if (*started_us < 0) /* its end was heard of before this reply */
			add_latency(c, -*started_us - sent_us);
		*started_us = *started_us < 0 ? 0 : sent_us;
	}
	(void)pthread_mutex_unlock(&c->lock);
	return 0;
}

static int submit(struct lt_bench_client *c, size_t count, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	Lt__Reply *reply;
	int64_t sent_us = lt_clock_monotonic(&c->clock);
	lt_arena_reset(&c->report_arena);
	report.commands = lt_arena_zalloc(&c->report_arena, count, sizeof *report.commands);
	for (; report.commands && report.n_commands < count; report.n_commands++)
		if (encode_submission(c, &report.commands[report.n_commands]) < 0)
			return lt_err_set(err, LT_E_NOMEM, "bench");
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	int r = lt_talk_ask(c->report, &request, ASK_US, &c->report_arena, &reply, err);
	if (r == 0 && reply->body_case != LT__REPLY__BODY_REPORT)
		r = lt_err_set(err, LT_E_FORMAT, "bench: unexpected reply");
	return r < 0 ? r : remember(c, reply->report, sent_us, err);
}

/* Waits for dossiers to end. @return how many may be submitted anew. */
static size_t wait_for_ended(struct lt_bench_client *c, struct lt_err *err)
{
	(void)pthread_mutex_lock(&c->lock);
	while (!c->ended && !c->error)
		(void)pthread_cond_wait(&c->news, &c->lock);
	size_t count = c->error ? 0 : c->ended;
	if (count > LT_ITEMS_PER_MESSAGE_MAX)
		count = LT_ITEMS_PER_MESSAGE_MAX;
	c->ended -= count;
	if (c->error)
		*err = c->why;
	(void)pthread_mutex_unlock(&c->lock);
	return count;
}

/* -- stages -- */

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

static void measure(struct lt_bench_client *c, uint64_t dossiers, double seconds,
		    struct lt_bench_result *ret)
{
	(void)pthread_mutex_lock(&c->lock);
	size_t n = c->latencies_count;
	qsort(c->latencies, n, sizeof *c->latencies, by_value);
	ret->dossiers = dossiers;
	ret->steps_per_s = (double)dossiers * LT_BENCH_STEPS / seconds;
	ret->p50_ms = n ? c->latencies[n / 2] : 0;
	ret->p99_ms = n ? c->latencies[n - 1 - n / 100] : 0;
	c->counting = false;
	(void)pthread_mutex_unlock(&c->lock);
}

static uint64_t start_counting(struct lt_bench_client *c)
{
	(void)pthread_mutex_lock(&c->lock);
	c->counting = true;
	c->latencies_count = 0;
	uint64_t ended = c->ended_all;
	(void)pthread_mutex_unlock(&c->lock);
	return ended;
}

/* Lets everything under way end, so that the next stage starts from nothing. */
static int drain(struct lt_bench_client *c, size_t under_way, struct lt_err *err)
{
	while (under_way) {
		size_t count = wait_for_ended(c, err);
		if (!count)
			return err->code ? err->code : LT_E_LINE;
		under_way -= count;
	}
	return 0;
}

int lt_bench_client_submit_one(struct lt_bench_client *c, struct lt_err *err)
{
	c->loose++;
	return submit(c, 1, err);
}

int lt_bench_client_run(struct lt_bench_client *c, size_t in_flight, double warm, double seconds,
			struct lt_bench_result *ret, struct lt_err *err)
{
	int64_t begun_us = lt_clock_monotonic(&c->clock), from_us = 0, now_us = begun_us;
	uint64_t before = 0;
	size_t fresh = in_flight;
	int r = drain(c, c->loose, err);
	c->loose = 0;
	*ret = (struct lt_bench_result){.in_flight = in_flight};
	while (r == 0 && (!from_us || (double)(now_us - from_us) < seconds * 1e6)) {
		for (size_t part; fresh && r == 0; fresh -= part) {
			part = fresh < LT_ITEMS_PER_MESSAGE_MAX ? fresh : LT_ITEMS_PER_MESSAGE_MAX;
			r = submit(c, part, err);
		}
		if (r == 0 && (fresh = wait_for_ended(c, err)) == 0)
			r = err->code ? err->code : LT_E_LINE;
		now_us = lt_clock_monotonic(&c->clock);
		if (!from_us && (double)(now_us - begun_us) >= warm * 1e6) {
			from_us = now_us;
			before = start_counting(c);
		}
	}
	if (r < 0)
		return r;
	measure(c, c->ended_all - before, (double)(now_us - from_us) / 1e6, ret);
	return drain(c, in_flight - fresh, err);
}

static void sleep_until(struct lt_bench_client *c, int64_t at_us)
{
	int64_t us = at_us - lt_clock_monotonic(&c->clock);
	struct timespec t = {.tv_sec = us / LT_US_PER_SECOND,
			     .tv_nsec = us % LT_US_PER_SECOND * 1000};
	while (us > 0 && nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

int lt_bench_client_pace(struct lt_bench_client *c, double per_s, double seconds,
			 struct lt_bench_result *ret, struct lt_err *err)
{
	const int64_t tick_us = 10000;
	int64_t begun_us = lt_clock_monotonic(&c->clock);
	uint64_t wanted = (uint64_t)(per_s * seconds), sent = 0;
	int r = drain(c, c->loose, err);
	c->loose = 0;
	*ret = (struct lt_bench_result){0};
	uint64_t before = start_counting(c);
	for (int64_t tick = 1; r == 0 && sent < wanted; tick++) {
		uint64_t due = (uint64_t)(per_s * (double)(tick * tick_us) / 1e6);
		size_t count = due > sent ? (size_t)(due - sent) : 0;
		if (count > LT_ITEMS_PER_MESSAGE_MAX)
			count = LT_ITEMS_PER_MESSAGE_MAX;
		r = count ? submit(c, count, err) : 0;
		sent += r == 0 ? count : 0;
		sleep_until(c, begun_us + tick * tick_us);
	}
	if (r == 0)
		r = drain(c, sent, err);
	double took_s = (double)(lt_clock_monotonic(&c->clock) - begun_us) / 1e6;
	if (r == 0)
		measure(c, c->ended_all - before, took_s, ret);
	return r;
}

/* -- life -- */

int lt_bench_client_new(const struct lt_client_options *line, struct lt_bench_client **ret,
			struct lt_err *err)
{
	struct lt_bench_client *c = calloc(1, sizeof *c);
	if (!c)
		return lt_err_set(err, LT_E_NOMEM, "bench");
	c->clock = lt_clock_system();
	c->boot = (uint64_t)lt_clock_wall(&c->clock);
	lt_arena_init(&c->poll_arena, ARENA_BYTES);
	lt_arena_init(&c->report_arena, ARENA_BYTES);
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->news, NULL);
	c->started_us = calloc(STARTS, sizeof *c->started_us);
	c->latencies = calloc(LATENCIES_MAX, sizeof *c->latencies);
	int r = c->started_us && c->latencies ? lt_client_start(line, &c->line, err) : LT_E_NOMEM;
	if (r == 0)
		r = lt_talk_new(c->line, &c->poll, err);
	if (r == 0)
		r = lt_talk_new(c->line, &c->report, err);
	if (r == 0)
		r = say_hello(c, err);
	if (r == 0 && pthread_create(&c->poller, NULL, poll_loop, c) != 0)
		r = lt_err_set(err, LT_E_NOMEM, "thread");
	c->polling = r == 0;
	if (r < 0)
		lt_bench_client_free(c);
	else
		*ret = c;
	return r;
}

uint64_t lt_bench_client_boot(const struct lt_bench_client *c)
{
	return c->boot;
}

void lt_bench_client_free(struct lt_bench_client *c)
{
	if (!c)
		return;
	__atomic_store_n(&c->stop, true, __ATOMIC_RELEASE);
	if (c->polling) {
		lt_talk_cancel(c->poll);
		(void)pthread_join(c->poller, NULL);
	}
	lt_talk_free(c->poll);
	lt_talk_free(c->report);
	lt_client_free(c->line);
	lt_arena_done(&c->poll_arena);
	lt_arena_done(&c->report_arena);
	(void)pthread_mutex_destroy(&c->lock);
	(void)pthread_cond_destroy(&c->news);
	free(c->started_us);
	free(c->latencies);
	free(c);
}
