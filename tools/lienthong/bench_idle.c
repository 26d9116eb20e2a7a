/* SPDX-License-Identifier: EUPL-1.2 */
/* Nodes that are connected and wait: each says hello and leaves a poll at the coordinator. */
#include <stdlib.h>
#include <sys/resource.h>

#include "proto/base/time.h"
#include "proto/link/front_gate.h"
#include "tools/lienthong/bench_job.h"

#define ASK_US (30 * LT_US_PER_SECOND)

enum { FILES = 16384, ARENA_BYTES = 1 << 20 };

struct idle {
	struct lt_client *client;
	struct lt_talk *talk;
};

struct lt_bench_idle {
	struct lt_front *front; /* borrowed; theirs alone */
	struct idle *nodes;
	size_t count;
};

static void ignore(void *owner, struct lt_talk *talk)
{
	(void)owner;
	(void)talk;
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
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	int r = lt_client_start(line, &node->client, err);
	if (r == 0)
		r = lt_talk_new(node->client, &node->talk, err);
	if (r == 0)
		r = say_hello(node->talk, boot, arena, err);
	return r < 0 ? r : lt_talk_start(node->talk, &request, LT_US_PER_HOUR, ignore, NULL, err);
}

int lt_bench_idle_new(const struct lt_client_options *line, uint64_t boot, size_t count,
		      struct lt_bench_idle **ret, struct lt_err *err)
{
	struct rlimit files;
	struct lt_arena arena;
	struct lt_bench_idle *idle = calloc(1, sizeof *idle);
	if (!idle || !(idle->nodes = calloc(count, sizeof *idle->nodes))) {
		free(idle);
		return lt_err_set(err, LT_E_NOMEM, "bench");
	}
	idle->front = line->front;
	*ret = idle;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < FILES) {
		files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	lt_arena_init(&arena, ARENA_BYTES);
	int r = 0;
	for (; r == 0 && idle->count < count; idle->count++)
		r = open_one(&idle->nodes[idle->count], line, boot, &arena, err);
	lt_arena_done(&arena);
	return r;
}

size_t lt_bench_idle_connected(const struct lt_bench_idle *idle)
{
	size_t count = 0;
	for (size_t i = 0; i < idle->count; i++)
		count += lt_client_line(idle->nodes[i].client) != 0;
	return count;
}

void lt_bench_idle_leave(struct lt_bench_idle *idle)
{
	front_stop(idle->front);
}

void lt_bench_idle_free(struct lt_bench_idle *idle)
{
	if (idle) /* else each that goes hangs up for all, and they come back */
		lt_bench_idle_leave(idle);
	for (size_t i = 0; idle && i < idle->count; i++) {
		lt_talk_free(idle->nodes[i].talk);
		lt_client_free(idle->nodes[i].client);
	}
	if (idle)
		free(idle->nodes);
	free(idle);
}
