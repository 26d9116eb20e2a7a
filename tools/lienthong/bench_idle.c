/* SPDX-License-Identifier: EUPL-1.2 */
/* Nodes that are connected and wait: each says hello and leaves a poll at the coordinator, as a
 * node waits for news of its units; when that is answered, for nothing has happened, it leaves
 * another. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "proto/base/time.h"
#include "proto/link/front_gate.h"
#include "tools/lienthong/bench_job.h"

#define ASK_US (30 * LT_US_PER_SECOND)

enum { FILES = 16384, ARENA_BYTES = 1 << 20 };

struct idle {
	struct lt_bench_idle *all;
	struct lt_client *client;
	struct lt_talk *talk;
	struct idle *next; /* among those whose poll is over */
	bool refused;
};

struct lt_bench_idle {
	struct lt_front *front; /* borrowed; theirs alone */
	struct idle *nodes;
	size_t count;
	pthread_t waiter;
	bool waiting; /* the thread is there */

	pthread_mutex_t lock; /* of what follows, and of the marks of each */
	pthread_cond_t news;
	struct idle *over;
	bool leaving;
	uint64_t polls;
};

static void on_over(void *owner, struct lt_talk *talk)
{
	struct idle *node = owner;
	struct lt_bench_idle *all = node->all;
	(void)talk;
	(void)pthread_mutex_lock(&all->lock);
	node->next = all->over;
	all->over = node;
	(void)pthread_cond_signal(&all->news);
	(void)pthread_mutex_unlock(&all->lock);
}

/* It knows all there is: only what is new moves it. */
static int wait_for_news(struct idle *node, struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Cursor cursor = LT__CURSOR__INIT, *cursors[] = {&cursor};
	cursor.unit = LT_BENCH_QUIET_UNIT;
	cursor.n = INT64_MAX;
	poll.registry_n = UINT32_MAX;
	poll.cursors = cursors;
	poll.n_cursors = 1;
	poll.signal = true;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	return lt_talk_start(node->talk, &request, LT_US_PER_HOUR, on_over, node, err);
}

static int say_hello(struct lt_talk *talk, uint64_t boot, struct lt_arena *arena,
		     struct lt_err *err)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello hello = LT__HELLO__INIT;
	Lt__Reply *reply;
	hello.node = LT_BENCH_CLIENT;
	hello.boot = boot;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	lt_arena_reset(arena);
	return lt_talk_ask(talk, &request, ASK_US, arena, &reply, err);
}

static int open_one(struct idle *node, const struct lt_client_options *line, uint64_t boot,
		    struct lt_arena *arena, struct lt_err *err)
{
	int r = lt_client_start(line, &node->client, err);
	if (r == 0)
		r = lt_talk_new(node->client, &node->talk, err);
	if (r == 0)
		r = say_hello(node->talk, boot, arena, err);
	return r < 0 ? r : wait_for_news(node, err);
}

/* -- their thread -- */

static struct idle *next_over(struct lt_bench_idle *all)
{
	(void)pthread_mutex_lock(&all->lock);
	while (!all->over && !all->leaving)
		(void)pthread_cond_wait(&all->news, &all->lock);
	struct idle *node = all->leaving ? NULL : all->over;
	if (node)
		all->over = node->next;
	(void)pthread_mutex_unlock(&all->lock);
	return node;
}

static void *wait_loop(void *argument)
{
	struct lt_bench_idle *all = argument;
	struct lt_arena arena;
	struct idle *node;
	lt_arena_init(&arena, ARENA_BYTES);
	while ((node = next_over(all))) {
		Lt__Reply *reply;
		lt_arena_reset(&arena);
		bool answered = lt_talk_take(node->talk, &arena, &reply, NULL) == 0 &&
				wait_for_news(node, NULL) == 0;
		(void)pthread_mutex_lock(&all->lock);
		node->refused |= !answered;
		all->polls += answered;
		(void)pthread_mutex_unlock(&all->lock);
	}
	lt_arena_done(&arena);
	return NULL;
}

/* -- all of them -- */

static struct lt_bench_idle *new_idle(struct lt_front *front, size_t count)
{
	struct lt_bench_idle *idle = calloc(1, sizeof *idle);
	if (!idle || !(idle->nodes = calloc(count, sizeof *idle->nodes))) {
		free(idle);
		return NULL;
	}
	idle->front = front;
	(void)pthread_mutex_init(&idle->lock, NULL);
	(void)pthread_cond_init(&idle->news, NULL);
	return idle;
}

static void allow_files(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur >= FILES)
		return;
	files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
	(void)setrlimit(RLIMIT_NOFILE, &files);
}

int lt_bench_idle_new(const struct lt_client_options *line, uint64_t boot, size_t count,
		      struct lt_bench_idle **ret, struct lt_err *err)
{
	struct lt_arena arena;
	struct lt_bench_idle *idle = new_idle(line->front, count);
	if (!idle)
		return lt_err_set(err, LT_E_NOMEM, "bench");
	*ret = idle;
	allow_files();
	if (pthread_create(&idle->waiter, NULL, wait_loop, idle) != 0)
		return lt_err_set(err, LT_E_NOMEM, "thread");
	idle->waiting = true;
	lt_arena_init(&arena, ARENA_BYTES);
	int r = 0;
	for (; r == 0 && idle->count < count; idle->count++) {
		idle->nodes[idle->count].all = idle;
		r = open_one(&idle->nodes[idle->count], line, boot, &arena, err);
	}
	lt_arena_done(&arena);
	return r;
}

size_t lt_bench_idle_connected(struct lt_bench_idle *idle)
{
	size_t count = 0;
	(void)pthread_mutex_lock(&idle->lock);
	for (size_t i = 0; i < idle->count; i++)
		count += !idle->nodes[i].refused && lt_client_line(idle->nodes[i].client) != 0;
	(void)pthread_mutex_unlock(&idle->lock);
	return count;
}

uint64_t lt_bench_idle_polls(struct lt_bench_idle *idle)
{
	(void)pthread_mutex_lock(&idle->lock);
	uint64_t polls = idle->polls;
	(void)pthread_mutex_unlock(&idle->lock);
	return polls;
}

static void end_thread(struct lt_bench_idle *idle)
{
	(void)pthread_mutex_lock(&idle->lock);
	idle->leaving = true;
	(void)pthread_cond_signal(&idle->news);
	(void)pthread_mutex_unlock(&idle->lock);
	if (idle->waiting)
		(void)pthread_join(idle->waiter, NULL);
}

void lt_bench_idle_free(struct lt_bench_idle *idle)
{
	if (!idle)
		return;
	end_thread(idle);
	front_stop(idle->front); /* else each that goes hangs up for all, and they come back */
	for (size_t i = 0; i < idle->count; i++) {
		lt_talk_free(idle->nodes[i].talk);
		lt_client_free(idle->nodes[i].client);
	}
	(void)pthread_mutex_destroy(&idle->lock);
	(void)pthread_cond_destroy(&idle->news);
	free(idle->nodes);
	free(idle);
}
