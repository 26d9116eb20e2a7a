/* SPDX-License-Identifier: EUPL-1.2 */
/* A round is a run of questions up to a page behind which there is no more. What was decided before
 * a round's first question is in the replica after its last page. */
#include "worker/node/follow.h"

#include <stdlib.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"

#define FEED_TIMEOUT_US (60 * LT_US_PER_SECOND)
#define SIGNAL_TIMEOUT_US (LT_POLL_PARK_US + 15 * LT_US_PER_SECOND)
#define GATHER_US                                                                                  \
	INT64_C(50000) /* between rounds: a busy unit's news come by the page, not singly */
#define PAUSE_US_MIN INT64_C(200000)
#define PAUSE_US_MAX (10 * LT_US_PER_SECOND)

struct lt_follow {
	struct lt_follow_options options;
	struct lt_talk *feed, *signal;
	bool feeding, signalling; /* an exchange of that kind is under way */
	bool wanted;		  /* a round is to begin */
	bool hurried;		  /* ... at once: somebody here waits for it */
	int64_t gather_until_us;  /* ... else not before; monotonic */
	bool in_round;
	bool told;		    /* that the replica is whole */
	uint64_t begun, ended;	    /* rounds */
	int64_t pause_us, until_us; /* after failures; monotonic */
	struct lt_arena arena;
};

int lt_follow_new(const struct lt_follow_options *options, struct lt_follow **ret,
		  struct lt_err *err)
{
	struct lt_follow *follow = calloc(1, sizeof *follow);
	if (!follow)
		return lt_err_set(err, LT_E_NOMEM, "feed");
	follow->options = *options;
	lt_arena_init(&follow->arena, 2 * LT_DECODE_BYTES_MAX);
	int r = lt_talk_new(options->client, &follow->feed, err);
	if (r == 0)
		r = lt_talk_new(options->client, &follow->signal, err);
	if (r < 0) {
		lt_follow_free(follow);
		return r;
	}
	*ret = follow;
	return 0;
}

void lt_follow_free(struct lt_follow *follow)
{
	if (!follow)
		return;
	lt_talk_free(follow->feed);
	lt_talk_free(follow->signal);
	lt_arena_done(&follow->arena);
	free(follow);
}

static void pause_longer(struct lt_follow *follow)
{
	follow->pause_us = follow->pause_us ? 2 * follow->pause_us : PAUSE_US_MIN;
	if (follow->pause_us > PAUSE_US_MAX)
		follow->pause_us = PAUSE_US_MAX;
	follow->until_us = lt_clock_monotonic(follow->options.clock) + follow->pause_us;
	follow->in_round = false;
	follow->wanted = true;
}

void lt_follow_bound(struct lt_follow *follow)
{
	follow->wanted = true;
	follow->pause_us = 0;
}

uint64_t lt_follow_hurry(struct lt_follow *follow)
{
	follow->wanted = follow->hurried = true;
	return follow->begun + 1;
}

bool lt_follow_has(const struct lt_follow *follow, uint64_t number)
{
	return follow->ended >= number;
}

/* -- the exchanges -- */

static bool start(struct lt_follow *follow, struct lt_talk *talk, Lt__Request *request,
		  int64_t timeout_us)
{
	struct lt_err why = {0};
	int r = lt_talk_start(talk, request, timeout_us, lt_post_on_done, follow->options.post,
			      &why);
	if (r == 0)
		return true;
	lt_log(LT_LOG_WARN, "replica", 0, feed_failed, "%s: %s", lt_err_name(r), why.text);
	pause_longer(follow);
	return false;
}

static void ask(struct lt_follow *follow)
{
	Lt__Request request = LT__REQUEST__INIT;
	struct lt_err why = {0};
	lt_arena_reset(&follow->arena);
	request.body_case = LT__REQUEST__BODY_FETCH;
	int r = lt_replica_ask(follow->options.replica, &follow->arena, &request.fetch, &why);
	if (r < 0) {
		lt_log(LT_LOG_ERROR, "replica", 0, feed_failed, "%s: %s", lt_err_name(r), why.text);
		return pause_longer(follow);
	}
	if (!follow->in_round) {
		follow->wanted = follow->hurried = false;
		follow->in_round = true;
		follow->begun++;
	}
	follow->feeding = start(follow, follow->feed, &request, FEED_TIMEOUT_US);
}

static void wait_for_news(struct lt_follow *follow)
{
	Lt__Request request = LT__REQUEST__INIT;
	lt_arena_reset(&follow->arena);
	request.body_case = LT__REQUEST__BODY_POLL;
	if (lt_replica_wait(follow->options.replica, &follow->arena, &request.poll) < 0)
		return pause_longer(follow);
	follow->signalling = start(follow, follow->signal, &request, SIGNAL_TIMEOUT_US);
}

static void end_round(struct lt_follow *follow)
{
	struct lt_replica_stats stats = lt_replica_stats(follow->options.replica);
	follow->in_round = false;
	follow->ended = follow->begun;
	follow->gather_until_us = lt_clock_monotonic(follow->options.clock) + GATHER_US;
	if (follow->told)
		return;
	follow->told = true;
	lt_log(LT_LOG_INFO, "replica", 0, replica_whole,
	       "pages=%llu dossiers=%llu events=%llu bytes=%llu", (unsigned long long)stats.pages,
	       (unsigned long long)stats.entries, (unsigned long long)stats.events,
	       (unsigned long long)stats.bytes);
}

static void feed_over(struct lt_follow *follow, int r, const Lt__Reply *reply, struct lt_err *why)
{
	if (r == 0 && (reply->body_case != LT__REPLY__BODY_FETCH ||
		       (reply->fetch->error == 0 && !reply->fetch->page)))
		r = LT_E_FORMAT;
	if (r == 0 && reply->fetch->error)
		r = lt_err_set(why, reply->fetch->error, "%s", reply->fetch->text);
	if (r == LT_E_DENIED)
		lt_line_denied(follow->options.line, why);
	if (r == 0)
		r = lt_replica_take(follow->options.replica, reply->fetch->page, why);
	if (r < 0) {
		if (r != LT_E_LINE && r != LT_E_TIMEOUT)
			lt_log(LT_LOG_WARN, "replica", 0, feed_failed, "%s: %s", lt_err_name(r),
			       why->text);
		return pause_longer(follow);
	}
	follow->pause_us = 0;
	if (!lt_replica_wants_more(follow->options.replica))
		end_round(follow);
}

static void signal_over(struct lt_follow *follow, int r, const Lt__Reply *reply)
{
	if (r == 0 && reply->body_case != LT__REPLY__BODY_POLL)
		r = LT_E_FORMAT;
	if (r < 0) {
		pause_longer(follow); /* also when a unit went: the feed will tell */
	} else if (reply->poll->news) {
		follow->wanted = true;
	} else {
		lt_replica_heard(follow->options.replica, reply->poll->now_us);
		follow->wanted = lt_replica_units_moved(follow->options.replica);
	}
}

bool lt_follow_over(struct lt_follow *follow, struct lt_talk *talk)
{
	Lt__Reply *reply = NULL;
	struct lt_err why = {0};
	if (talk != follow->feed && talk != follow->signal)
		return false;
	lt_arena_reset(&follow->arena);
	int r = lt_talk_take(talk, &follow->arena, &reply, &why);
	if (talk == follow->feed) {
		follow->feeding = false;
		feed_over(follow, r, reply, &why);
	} else {
		follow->signalling = false;
		signal_over(follow, r, reply);
	}
	return true;
}

/* -- the loop's share -- */

/* When the next question may go out; INT64_MAX: there is none. */
static int64_t ask_us(const struct lt_follow *follow)
{
	if (follow->feeding || !(follow->wanted || follow->in_round))
		return INT64_MAX;
	if (follow->pause_us)
		return follow->until_us;
	return follow->in_round || follow->hurried ? 0 : follow->gather_until_us;
}

/* ... and the next signal. */
static int64_t wait_us(const struct lt_follow *follow)
{
	if (follow->feeding || follow->signalling || follow->wanted || follow->in_round)
		return INT64_MAX;
	return follow->pause_us ? follow->until_us : 0;
}

void lt_follow_step(struct lt_follow *follow)
{
	int64_t now_us = lt_clock_monotonic(follow->options.clock);
	if (!lt_line_bound(follow->options.line))
		return;
	if (ask_us(follow) <= now_us)
		ask(follow);
	else if (wait_us(follow) <= now_us)
		wait_for_news(follow);
}

int64_t lt_follow_next_us(const struct lt_follow *follow)
{
	int64_t next_us = ask_us(follow), signal_us = wait_us(follow);
	if (!lt_line_bound(follow->options.line))
		return INT64_MAX;
	return next_us < signal_us ? next_us : signal_us;
}
