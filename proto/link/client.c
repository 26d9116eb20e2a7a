/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of a talk, whatever carries it. The client is counted by its talks, so either may be
 * freed first. */
#include "proto/link/client_impl.h"
#include "proto/link/front.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum { NS_PER_SECOND = 1000000000, LOOK_NS = NS_PER_SECOND / 10 };

/* -- for the kinds of clients -- */

void lt_client_init(struct lt_client *client, const struct lt_client_ops *ops,
		    const struct lt_client_options *options, struct lt_clock *clock)
{
	client->ops = ops;
	client->options = *options;
	client->options.address = NULL;
	client->clock = clock;
	lt_squeeze_init(&client->squeeze);
	atomic_init(&client->references, 1);
}

void lt_client_line_up(struct lt_client *client, uint32_t line)
{
	atomic_store(&client->accepts, 0);
	atomic_store(&client->line, line);
	if (client->options.on_line)
		client->options.on_line(client->options.owner, line);
}

void lt_client_line_down(struct lt_client *client, uint32_t line)
{
	unsigned expected = line;
	if (atomic_compare_exchange_strong(&client->line, &expected, 0) && client->options.on_line)
		client->options.on_line(client->options.owner, 0);
}

void lt_talk_over(struct lt_talk *talk, int code, const char *reason)
{
	struct lt_client *client = talk->client;
	if (code == 0)
		atomic_store(&client->heard_us, lt_clock_monotonic(client->clock));
	talk->code = code;
	talk->reason = reason;
	atomic_store(&talk->stage, LT_TALK_OVER);
	if (!atomic_load(&talk->ending))
		talk->on_done(talk->owner, talk);
}

bool lt_talk_heard_nothing(const struct lt_talk *talk)
{
	return atomic_load(&talk->client->heard_us) < talk->started_us;
}

/* -- the client -- */

static void release(struct lt_client *client)
{
	if (atomic_fetch_sub(&client->references, 1) != 1)
		return;
	lt_squeeze_done(&client->squeeze);
	client->ops->free(client);
}

bool lt_client_channel(const struct lt_client *client, uint8_t *ret)
{
	return client->options.front && lt_front_channel(client->options.front, ret);
}

uint32_t lt_client_line(const struct lt_client *client)
{
	return atomic_load(&client->line);
}

void lt_client_free(struct lt_client *client)
{
	if (!client)
		return;
	client->ops->close(client);
	release(client);
}

/* -- a talk -- */

/* The hour may be set while somebody waits. */
static void init_wake(struct lt_talk *talk)
{
	pthread_condattr_t attributes;
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&talk->wake, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

int lt_talk_new(struct lt_client *client, struct lt_talk **ret, struct lt_err *err)
{
	struct lt_talk *talk;
	if (atomic_fetch_add(&client->talks_count, 1) >= LT_CLIENT_TALKS_MAX) {
		atomic_fetch_sub(&client->talks_count, 1);
		return lt_err_set(err, LT_E_LIMIT, "more than %u talks on one connection",
				  LT_CLIENT_TALKS_MAX);
	}
	int r = client->ops->talk_new(client, &talk);
	if (r < 0) {
		atomic_fetch_sub(&client->talks_count, 1);
		return lt_err_set(err, r, "a talk cannot be opened");
	}
	talk->client = client;
	atomic_store(&talk->stage, LT_TALK_IDLE);
	(void)pthread_mutex_init(&talk->lock, NULL);
	init_wake(talk);
	atomic_fetch_add(&client->references, 1);
	*ret = talk;
	return 0;
}

void lt_talk_free(struct lt_talk *talk)
{
	if (!talk)
		return;
	struct lt_client *client = talk->client;
	atomic_store(&talk->ending, true);
	client->ops->cancel(talk);
	client->ops->talk_free(talk);
	atomic_fetch_sub(&client->talks_count, 1);
	release(client);
}

int lt_talk_start(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		  lt_talk_done *on_done, void *owner, struct lt_err *err)
{
	struct lt_client *client = talk->client;
	if (atomic_load(&talk->stage) != LT_TALK_IDLE)
		return lt_err_set(err, LT_E_BUSY, "this talk is under way");
	request->protocol = LT_PROTOCOL_VERSION;
	request->accepts = client->options.front ? LT_ACCEPTS_ZSTD : 0;
	size_t size = lt_encoded_size(&request->base);
	if (size > LT_MESSAGE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "a request of %zu bytes; at most %u", size,
				  LT_MESSAGE_BYTES_MAX);
	talk->on_done = on_done;
	talk->owner = owner;
	talk->started_us = lt_clock_monotonic(client->clock);
	talk->deadline_us = talk->started_us + timeout_us;
	atomic_store(&talk->stage, LT_TALK_UNDER_WAY);
	int r = client->ops->send(talk, request, size);
	if (r < 0) {
		atomic_store(&talk->stage, LT_TALK_IDLE);
		return lt_err_set(err, r, "a request cannot be sent");
	}
	return 0;
}

static bool known_error(int code)
{
	return strcmp(lt_err_name(code), "NONE") != 0;
}

static int read_reply(struct lt_client *client, struct lt_slice bytes, struct lt_arena *arena,
		      Lt__Reply **ret, struct lt_err *err)
{
	Lt__Reply *reply;
	int r = lt_squeeze_open(&client->squeeze, bytes, arena, &bytes, err);
	if (r == 0)
		r = LT_DECODE(reply, bytes, arena, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "reply");
	if (reply->body_case == LT__REPLY__BODY_REFUSED) {
		int code = reply->refused->error;
		return lt_err_set(err, known_error(code) ? code : LT_E_REFUSED, "%s",
				  reply->refused->text);
	}
	if (reply->protocol != LT_PROTOCOL_VERSION)
		return lt_err_set(err, LT_E_VERSION,
				  "the reply speaks version %u of the line's protocol, "
				  "this program %u",
				  reply->protocol, LT_PROTOCOL_VERSION);
	if (reply->body_case == LT__REPLY__BODY__NOT_SET)
		return lt_err_set(err, LT_E_FORMAT, "the reply says nothing");
	atomic_store(&client->accepts, reply->accepts);
	*ret = reply;
	return 0;
}

int lt_talk_take(struct lt_talk *talk, struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err)
{
	const struct lt_client_ops *ops = talk->client->ops;
	if (atomic_load(&talk->stage) != LT_TALK_OVER)
		return lt_err_set(err, LT_E_BUSY, "this talk is not over");
	int r = talk->code;
	if (r == 0) {
		r = read_reply(talk->client, ops->reply(talk), arena, ret, err);
		ops->reply_done(talk);
	} else {
		(void)lt_err_set(err, r, "the line: %s", talk->reason);
	}
	atomic_store(&talk->stage, LT_TALK_IDLE);
	return r;
}

static void wake_asker(void *owner, struct lt_talk *talk)
{
	(void)owner;
	(void)pthread_mutex_lock(&talk->lock);
	talk->answered = true;
	(void)pthread_cond_signal(&talk->wake);
	(void)pthread_mutex_unlock(&talk->lock);
}

static bool goes_on(const struct lt_talk *talk, const struct lt_talk_watch *watch)
{
	if (watch->line && watch->line != lt_client_line(talk->client))
		return false;
	int64_t waited_us = lt_clock_monotonic(talk->client->clock) - talk->started_us;
	return !watch->on_wait || watch->on_wait(watch->owner, waited_us);
}

/* Until it is answered or it is time to look. The lock is held. */
static void wait_a_moment(struct lt_talk *talk)
{
	struct timespec until;
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_NS;
	until.tv_sec += until.tv_nsec / NS_PER_SECOND;
	until.tv_nsec %= NS_PER_SECOND;
	(void)pthread_cond_timedwait(&talk->wake, &talk->lock, &until);
}

static void wait_for_answer(struct lt_talk *talk, const struct lt_talk_watch *watch)
{
	(void)pthread_mutex_lock(&talk->lock);
	while (!talk->answered && watch) {
		wait_a_moment(talk);
		if (talk->answered)
			break;
		(void)pthread_mutex_unlock(&talk->lock);
		if (!goes_on(talk, watch)) {
			lt_talk_cancel(talk);
			watch = NULL;
		}
		(void)pthread_mutex_lock(&talk->lock);
	}
	while (!talk->answered)
		(void)pthread_cond_wait(&talk->wake, &talk->lock);
	(void)pthread_mutex_unlock(&talk->lock);
}

int lt_talk_ask_on(struct lt_talk *talk, const struct lt_talk_watch *watch, Lt__Request *request,
		   int64_t timeout_us, struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err)
{
	if (talk->client->ops->no_threads)
		return lt_err_set(err, LT_E_USAGE, "lt_talk_ask on a line without threads");
	talk->answered = false;
	int r = lt_talk_start(talk, request, timeout_us, wake_asker, NULL, err);
	if (r < 0)
		return r;
	wait_for_answer(talk, watch);
	return lt_talk_take(talk, arena, ret, err);
}

int lt_talk_ask(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err)
{
	return lt_talk_ask_on(talk, NULL, request, timeout_us, arena, ret, err);
}

void lt_talk_cancel(struct lt_talk *talk)
{
	talk->client->ops->cancel(talk);
}
