/* SPDX-License-Identifier: EUPL-1.2 */
/* A list under a mutex, two counters, and the decoding of commands. */
#include "coordinator/engine/inbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

struct lt_inbox {
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct lt_item *first, **last;
	uint32_t *gone, *taken_gone; /* swapped at each take */
	size_t gone_count, gone_room, taken_room;
	size_t commands, bytes; /* queued or being worked on */
	bool woken;
};

struct lt_inbox *lt_inbox_new(void)
{
	struct lt_inbox *inbox = calloc(1, sizeof *inbox);
	pthread_condattr_t monotonic;
	if (!inbox)
		return NULL;
	inbox->last = &inbox->first;
	LT_REQUIRE(pthread_condattr_init(&monotonic) == 0);
	LT_REQUIRE(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
	LT_REQUIRE(pthread_mutex_init(&inbox->lock, NULL) == 0);
	LT_REQUIRE(pthread_cond_init(&inbox->news, &monotonic) == 0);
	(void)pthread_condattr_destroy(&monotonic);
	return inbox;
}

void lt_inbox_free(struct lt_inbox *inbox)
{
	if (!inbox)
		return;
	for (struct lt_item *item = inbox->first, *next; item; item = next) {
		next = item->next;
		lt_server_drop(item->call);
	}
	(void)pthread_mutex_destroy(&inbox->lock);
	(void)pthread_cond_destroy(&inbox->news);
	free(inbox->gone);
	free(inbox->taken_gone);
	free(inbox);
}

/* -- decoding, on the receive thread -- */

static int decode_command(struct lt_item *item, size_t i, const ProtobufCBinaryData *bytes)
{
	struct lt_err why = {0};
	Lt__CommandReply *reply = &item->replies[i];
	lt__command_reply__init(reply);
	int r = LT_DECODE(command, lt_slice(bytes->data, bytes->len), &item->call->arena,
			  &item->commands[i], &why);
	if (r == 0)
		return 0;
	item->commands[i] = NULL;
	reply->error = r;
	reply->text = lt_arena_printf(&item->call->arena, "%s: %s", lt_err_vietnamese(r), why.text);
	return reply->text ? 0 : LT_E_NOMEM;
}

static struct lt_item *new_item(struct lt_call *call)
{
	struct lt_item *item = lt_arena_zalloc(&call->arena, 1, sizeof *item);
	if (!item)
		return NULL;
	item->call = call;
	if (call->request->body_case != LT__REQUEST__BODY_REPORT)
		return item;
	const Lt__Report *report = call->request->report;
	item->count = report->n_commands;
	item->commands = lt_arena_zalloc(&call->arena, item->count, sizeof *item->commands);
	item->replies = lt_arena_zalloc(&call->arena, item->count, sizeof *item->replies);
	if (!item->commands || !item->replies || item->count > LT_ITEMS_PER_MESSAGE_MAX)
		return NULL;
	for (size_t i = 0; i < item->count; i++)
		if (decode_command(item, i, &report->commands[i]) < 0)
			return NULL;
	return item;
}

static bool admit(struct lt_inbox *inbox, struct lt_item *item)
{
	if (inbox->bytes + item->call->bytes > LT_QUEUE_BYTES_MAX ||
	    inbox->commands + item->count > LT_QUEUE_COMMANDS_MAX)
		return false;
	item->shed = inbox->commands > LT_QUEUE_SUBMISSIONS_MAX;
	inbox->bytes += item->call->bytes;
	inbox->commands += item->count;
	*inbox->last = item;
	inbox->last = &item->next;
	return true;
}

void lt_inbox_call(struct lt_inbox *inbox, struct lt_call *call)
{
	struct lt_item *item = new_item(call);
	if (!item)
		return lt_server_refuse(call, LT_E_LIMIT, "thông điệp quá lớn");
	(void)pthread_mutex_lock(&inbox->lock);
	bool admitted = admit(inbox, item);
	(void)pthread_cond_signal(&inbox->news);
	(void)pthread_mutex_unlock(&inbox->lock);
	if (!admitted)
		lt_server_refuse(call, LT_E_BUSY, "máy chủ đang quá tải, hãy gửi lại sau");
}

void lt_inbox_gone(struct lt_inbox *inbox, uint32_t pipe)
{
	(void)pthread_mutex_lock(&inbox->lock);
	if (inbox->gone_count == inbox->gone_room) {
		size_t room = inbox->gone_room ? 2 * inbox->gone_room : 64;
		uint32_t *grown = realloc(inbox->gone, room * sizeof *grown);
		LT_REQUIRE(grown != NULL);
		inbox->gone = grown;
		inbox->gone_room = room;
	}
	inbox->gone[inbox->gone_count++] = pipe;
	(void)pthread_cond_signal(&inbox->news);
	(void)pthread_mutex_unlock(&inbox->lock);
}

void lt_inbox_wake(struct lt_inbox *inbox)
{
	(void)pthread_mutex_lock(&inbox->lock);
	inbox->woken = true;
	(void)pthread_cond_signal(&inbox->news);
	(void)pthread_mutex_unlock(&inbox->lock);
}

/* -- taking, on the engine thread -- */

static void wait_for_news(struct lt_inbox *inbox, int64_t wait_us)
{
	struct timespec until;
	LT_REQUIRE(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_sec += wait_us / 1000000;
	until.tv_nsec += (wait_us % 1000000) * 1000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	int r = 0;
	while (!inbox->first && !inbox->gone_count && !inbox->woken && r == 0)
		r = pthread_cond_timedwait(&inbox->news, &inbox->lock, &until);
}

struct lt_mail lt_inbox_take(struct lt_inbox *inbox, int64_t wait_us)
{
	(void)pthread_mutex_lock(&inbox->lock);
	if (wait_us > 0)
		wait_for_news(inbox, wait_us);
	struct lt_mail mail = {
		.items = inbox->first, .gone = inbox->gone, .gone_count = inbox->gone_count};
	inbox->first = NULL;
	inbox->last = &inbox->first;
	inbox->gone = inbox->taken_gone;
	inbox->taken_gone = mail.gone;
	size_t room = inbox->gone_room;
	inbox->gone_room = inbox->taken_room;
	inbox->taken_room = room;
	inbox->gone_count = 0;
	inbox->woken = false;
	(void)pthread_mutex_unlock(&inbox->lock);
	return mail;
}

void lt_inbox_done(struct lt_inbox *inbox, const struct lt_item *item)
{
	(void)pthread_mutex_lock(&inbox->lock);
	inbox->bytes -= item->call->bytes;
	inbox->commands -= item->count;
	(void)pthread_mutex_unlock(&inbox->lock);
}

size_t lt_inbox_commands(struct lt_inbox *inbox)
{
	(void)pthread_mutex_lock(&inbox->lock);
	size_t count = inbox->commands;
	(void)pthread_mutex_unlock(&inbox->lock);
	return count;
}
