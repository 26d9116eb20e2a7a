/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of waiting nodes: by age, by unit, by readiness. */
#include "coordinator/engine/polls.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "records/state.h"

enum { BUCKETS = 4096 };

struct lt_polls {
	struct lt_poll *first, **last;
	struct lt_poll *ready, **ready_last;
	struct lt_poll *able, **able_last;
	struct lt_poll_cursor *waiting[BUCKETS];
	size_t count;
};

struct lt_polls *lt_polls_new(void)
{
	struct lt_polls *polls = calloc(1, sizeof *polls);
	if (polls) {
		polls->last = &polls->first;
		polls->ready_last = &polls->ready;
		polls->able_last = &polls->able;
	}
	return polls;
}

size_t lt_polls_count(const struct lt_polls *polls)
{
	return polls->count;
}

static void free_poll(struct lt_poll *poll)
{
	for (size_t i = 0; i < poll->slots_count; i++)
		free(poll->slots[i].capability);
	free(poll->slots);
	free(poll->cursors);
	free(poll->node);
	free(poll);
}

static void link_cursor(struct lt_polls *polls, struct lt_poll_cursor *cursor)
{
	struct lt_poll_cursor **head = &polls->waiting[cursor->unit & (BUCKETS - 1)];
	cursor->next = *head;
	cursor->link = head;
	if (*head)
		(*head)->link = &cursor->next;
	*head = cursor;
}

static void unlink_cursor(struct lt_poll_cursor *cursor)
{
	*cursor->link = cursor->next;
	if (cursor->next)
		cursor->next->link = cursor->link;
}

static int copy_request(struct lt_poll *poll, const Lt__Poll *asked)
{
	poll->slots = calloc(asked->n_slots + 1, sizeof *poll->slots);
	poll->cursors = calloc(asked->n_cursors + 2, sizeof *poll->cursors);
	if (!poll->slots || !poll->cursors)
		return LT_E_NOMEM;
	for (size_t i = 0; i < asked->n_slots; i++) {
		struct lt_poll_slot *slot = &poll->slots[poll->slots_count++];
		slot->capability = strdup(asked->slots[i]->capability);
		slot->free = asked->slots[i]->free;
		if (!slot->capability)
			return LT_E_NOMEM;
	}
	for (size_t i = 0; i < asked->n_cursors; i++)
		poll->cursors[poll->cursors_count++] =
			(struct lt_poll_cursor){.unit = lt_name_key(asked->cursors[i]->unit),
						.n = asked->cursors[i]->n,
						.poll = poll};
	poll->signal = asked->signal;
	if (poll->signal)
		poll->cursors[poll->cursors_count++] = (struct lt_poll_cursor){
			.unit = LT_FEED_REGISTRY, .n = asked->registry_n, .poll = poll};
	return 0;
}

int lt_polls_park(struct lt_polls *polls, struct lt_call *call, const char *node,
		  int64_t deadline_us, struct lt_poll **ret)
{
	struct lt_poll *poll = calloc(1, sizeof *poll);
	if (!poll)
		return LT_E_NOMEM;
	poll->node = strdup(node);
	if (!poll->node || copy_request(poll, call->request->poll) < 0) {
		free_poll(poll);
		return LT_E_NOMEM;
	}
	poll->call = call;
	poll->pipe = call->pipe;
	poll->deadline_us = deadline_us;
	lt_call_trim(call);
	for (size_t i = 0; i < poll->cursors_count; i++)
		link_cursor(polls, &poll->cursors[i]);
	poll->link = polls->last;
	*polls->last = poll;
	polls->last = &poll->next;
	if (poll->slots_count) {
		poll->link_able = polls->able_last;
		*polls->able_last = poll;
		polls->able_last = &poll->next_able;
	}
	polls->count++;
	*ret = poll;
	return 0;
}

static void unlink_ready(struct lt_polls *polls, struct lt_poll *poll)
{
	if (!poll->link_ready)
		return;
	*poll->link_ready = poll->next_ready;
	if (poll->next_ready)
		poll->next_ready->link_ready = poll->link_ready;
	else
		polls->ready_last = poll->link_ready;
	poll->link_ready = NULL;
}

static void unlink_able(struct lt_polls *polls, struct lt_poll *poll)
{
	if (!poll->link_able)
		return;
	*poll->link_able = poll->next_able;
	if (poll->next_able)
		poll->next_able->link_able = poll->link_able;
	else
		polls->able_last = poll->link_able;
}

struct lt_call *lt_polls_take(struct lt_polls *polls, struct lt_poll *poll)
{
	struct lt_call *call = poll->call;
	unlink_ready(polls, poll);
	unlink_able(polls, poll);
	*poll->link = poll->next;
	if (poll->next)
		poll->next->link = poll->link;
	else
		polls->last = poll->link;
	for (size_t i = 0; i < poll->cursors_count; i++)
		unlink_cursor(&poll->cursors[i]);
	polls->count--;
	free_poll(poll);
	return call;
}

void lt_polls_drop_pipe(struct lt_polls *polls, uint32_t pipe)
{
	for (struct lt_poll *poll = polls->first, *next; poll; poll = next) {
		next = poll->next;
		if (poll->pipe == pipe)
			lt_server_drop(lt_polls_take(polls, poll));
	}
}

void lt_polls_free(struct lt_polls *polls)
{
	if (!polls)
		return;
	while (polls->first)
		lt_server_drop(lt_polls_take(polls, polls->first));
	free(polls);
}

struct lt_poll *lt_polls_take_slot(struct lt_polls *polls, const char *capability)
{
	for (struct lt_poll *poll = polls->able; poll; poll = poll->next_able)
		for (size_t i = 0; i < poll->slots_count; i++) {
			struct lt_poll_slot *slot = &poll->slots[i];
			if (slot->free > slot->taken && strcmp(slot->capability, capability) == 0) {
				slot->taken++;
				return poll;
			}
		}
	return NULL;
}

void lt_polls_make_ready(struct lt_polls *polls, struct lt_poll *poll)
{
	if (poll->link_ready)
		return;
	poll->next_ready = NULL;
	poll->link_ready = polls->ready_last;
	*polls->ready_last = poll;
	polls->ready_last = &poll->next_ready;
}

int lt_polls_add_job(struct lt_polls *polls, struct lt_poll *poll, Lt__Job *job,
		     struct lt_arena *arena)
{
	if (!LT_ARENA_PUSH(arena, poll->jobs, poll->jobs_count))
		return LT_E_NOMEM;
	poll->jobs[poll->jobs_count++] = job;
	lt_polls_make_ready(polls, poll);
	return 0;
}

void lt_polls_undo(struct lt_polls *polls)
{
	for (struct lt_poll *poll = polls->able; poll; poll = poll->next_able) {
		poll->jobs = NULL;
		poll->jobs_count = 0;
		for (size_t i = 0; i < poll->slots_count; i++)
			poll->slots[i].taken = 0;
	}
}

void lt_polls_news(struct lt_polls *polls, uint64_t unit)
{
	for (struct lt_poll_cursor *c = polls->waiting[unit & (BUCKETS - 1)]; c; c = c->next)
		if (c->unit == unit) {
			c->poll->news = true;
			lt_polls_make_ready(polls, c->poll);
		}
}

struct lt_poll *lt_polls_ready(struct lt_polls *polls)
{
	return polls->ready;
}

struct lt_poll *lt_polls_oldest(struct lt_polls *polls)
{
	return polls->first;
}

static bool seen_before(const struct lt_polls *polls, const struct lt_poll *stop, size_t slot,
			const char *capability)
{
	for (const struct lt_poll *poll = polls->able; poll; poll = poll->next_able)
		for (size_t i = 0; i < poll->slots_count; i++) {
			if (poll == stop && i == slot)
				return false;
			if (poll->slots[i].free > poll->slots[i].taken &&
			    strcmp(poll->slots[i].capability, capability) == 0)
				return true;
		}
	return false;
}

int lt_polls_each_capability(struct lt_polls *polls,
			     int (*each)(void *owner, const char *capability), void *owner)
{
	for (struct lt_poll *poll = polls->able; poll; poll = poll->next_able)
		for (size_t i = 0; i < poll->slots_count; i++) {
			const struct lt_poll_slot *slot = &poll->slots[i];
			if (slot->free == slot->taken ||
			    seen_before(polls, poll, i, slot->capability))
				continue;
			int r = each(owner, slot->capability);
			if (r < 0)
				return r;
		}
	return 0;
}
