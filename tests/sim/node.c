/* SPDX-License-Identifier: EUPL-1.2 */
/* A node of the real parts: keep, outbox, line, replica, feed, node alone and desk, stepped as
 * lt_node_step does. Of the process only the loop around them is here; what executes jobs (jobs.c)
 * and who comes to the desk (visitor.c) are models.
 *
 * Nobody can afford to park polls for days: a node that nobody uses and that has nothing to do asks
 * for no more work and for no more news until it wakes. All else goes on as ever. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/sim/node_own.h"
#include "tests/support/support.h"

/* Shorter than a poll is parked: who rests has asked once for work and once for news. */
#define AWAKE_US (20 * LT_US_PER_SECOND)
#define SLEEP_US_MIN (20 * LT_US_PER_MINUTE)
#define SLEEP_US_MAX (4 * LT_US_PER_HOUR)

/* -- what rings -- */

void __real_lt_post_on_done(void *post, struct lt_talk *talk);
void __wrap_lt_post_on_done(void *post, struct lt_talk *talk);

static struct sim_world *present;

/* The parts know their post only; whose it is must be looked at. */
void __wrap_lt_post_on_done(void *post, struct lt_talk *talk)
{
	__real_lt_post_on_done(post, talk);
	for (size_t i = 0; i < present->nodes_count; i++)
		if (present->nodes_posts[i] == post)
			sim_node_stir(&present->nodes[i]);
}

void sim_node_stir(struct sim_node *node)
{
	node->world->nodes_us[node - node->world->nodes] = 0;
}

static void on_line(void *owner, uint32_t line)
{
	struct sim_node *node = owner;
	lt_post_on_line(node->post, line);
	sim_node_stir(node);
}

static void on_call(void *owner, struct lt_call *call)
{
	struct sim_node *node = owner;
	lt_post_on_call(node->post, call);
	sim_node_stir(node);
}

static void on_gone(void *owner, uint32_t pipe)
{
	struct sim_node *node = owner;
	lt_post_on_gone(node->post, pipe);
	sim_node_stir(node);
}

void sim_node_keep_awake(struct sim_node *node, int64_t until_us)
{
	if (node->awake_until_us < until_us)
		node->awake_until_us = until_us;
	sim_node_stir(node);
}

void sim_node_touch(struct sim_node *node)
{
	sim_node_keep_awake(node, sim_now(node->world) + AWAKE_US);
}

static bool is_awake(const struct sim_node *node)
{
	return sim_now(node->world) < node->awake_until_us;
}

/* -- hooks of the line -- */

/* Of a person's command: what the coordinator says counts, whoever is still there to hear it. */
static void person_answered(struct sim_node *node, struct lt_outgoing *command,
			    const Lt__CommandReply *reply)
{
	struct lt_err err = {0};
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	bool told = command->told;
	uint64_t seq = command->seq;
	struct sim_request *request = sim_node_unkeep(node, seq);
	if (request)
		sim_book_decided(node->world, request, reply);
	if (!reply->refusal && reply->dossier)
		sim_node_acknowledge(node, reply->dossier, reply->events_count);
	lt_desk_answered(node->desk, command, reply);
	if (!told || !reply->refusal)
		return;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	if (lt_keep_get(node->keep, LT_KEEP_CONFLICT, seq, &arena, &kept, &err) < 0)
		sim_fail(node->world, reply->dossier,
			 "%s: number %llu was refused (%s) after somebody was told it is kept, and "
			 "is no conflict",
			 node->spec->id, (unsigned long long)seq, lt_refusal_name(reply->refusal));
	node->world->conflicts++;
}

static void answered(void *owner, struct lt_outgoing *command, const Lt__CommandReply *reply)
{
	struct sim_node *node = owner;
	struct sim_world *world = node->world;
	sim_node_touch(node);
	if (reply->error) {
		sim_fail(world, reply->dossier, "%s: number %llu: %s: %s", node->spec->id,
			 (unsigned long long)command->seq, lt_err_name(reply->error), reply->text);
	} else if (command->sender == LT_SENDER_DESK) {
		person_answered(node, command, reply);
	} else if (command->tag != UINT64_MAX) {
		struct sim_request *request = world->book.requests[command->tag - 1];
		sim_node_sent(node, request);
		request->out = NULL;
		sim_node_dequeue(node, request);
		sim_book_reply(world, request, reply);
	}
}

/* Taken in here instead, it goes out under another number. */
static bool no_room(void *owner, struct lt_outgoing *command)
{
	struct sim_node *node = owner;
	uint64_t seq = command->seq;
	if (command->sender != LT_SENDER_DESK)
		return false;
	node->world->put_off += !command->no_room; /* it is tried again and again */
	if (!lt_desk_no_room(node->desk, command))
		return false;
	struct sim_request *request = sim_node_unkeep(node, seq);
	if (request)
		request->number_key = request->number_boot = request->number = 0;
	return true;
}

static void offered(void *owner, Lt__Job *const *jobs, size_t count)
{
	sim_node_touch(owner);
	sim_jobs_offered(owner, jobs, count);
}

/* One poll at a time, for one job of each kind. */
static size_t free_slots(void *owner, unsigned poll, Lt__Slots *ret, size_t max)
{
	const struct sim_node *node = owner;
	size_t count = 0;
	if (poll > 0 || !is_awake(node) || sim_jobs_free(node) == 0)
		return 0;
	for (; count < node->spec->capabilities_count && count < max; count++) {
		lt__slots__init(&ret[count]);
		ret[count].capability = node->spec->capabilities[count];
		ret[count].free = 1;
	}
	return count;
}

static void poll_over(void *owner, unsigned poll)
{
	(void)owner, (void)poll;
}

static bool barred(void *owner, const char *text)
{
	(void)owner, (void)text;
	return false;
}

static void relayed(void *owner, struct lt_call *call, const Lt__Reply *reply, int code,
		    const char *text)
{
	const struct sim_node *node = owner;
	lt_desk_relayed(node->desk, call, reply, code, text);
}

static void changed(void *owner, bool bound)
{
	struct sim_node *node = owner;
	if (bound)
		lt_follow_bound(node->follow);
	sim_node_touch(node);
}

static const struct lt_line_hooks hooks = {
	.changed = changed,
	.relayed = relayed,
	.answered = answered,
	.offered = offered,
	.free_slots = free_slots,
	.poll_over = poll_over,
	.barred = barred,
	.no_room = no_room,
};

/* -- life -- */

static int open_line(struct sim_node *node, struct lt_err *err)
{
	struct lt_client_options client = {.on_line = on_line, .owner = node};
	int r = lt_fake_line_client(node->world->line, node->number, &client, &node->client);
	struct lt_line_options line = {.node = node->spec->id,
				       .software = "sim",
				       .boot = node->boot,
				       .clock = &node->clock,
				       .client = node->client,
				       .post = node->post,
				       .outbox = node->outbox,
				       .hooks = hooks};
	line.hooks.owner = node;
	return r < 0 ? r : lt_line_new(&line, &node->line, err);
}

static int open_replica(struct sim_node *node, struct lt_err *err)
{
	struct lt_replica_options replica = {.dir = node->folder,
					     .node = node->spec->id,
					     .clock = &node->clock,
					     .compact_bytes = 1 /* written anew again and again */};
	struct lt_follow_options follow = {.clock = &node->clock, .client = node->client};
	struct lt_alone_options alone = {.node = node->spec->id, .keep = node->keep};
	int r = lt_replica_open(&replica, &node->replica, err);
	follow.replica = alone.replica = node->replica;
	follow.post = node->post;
	follow.line = node->line;
	alone.outbox = node->outbox;
	if (r == 0)
		r = lt_follow_new(&follow, &node->follow, err);
	return r < 0 ? r : lt_alone_new(&alone, &node->alone, err);
}

static int open_desk(struct sim_node *node, struct lt_err *err)
{
	struct lt_desk_options desk = {.node = node->spec->id,
				       .token = SIM_DESK_TOKEN,
				       .software = "sim",
				       .clock = &node->clock,
				       .outbox = node->outbox,
				       .replica = node->replica,
				       .follow = node->follow,
				       .alone = node->alone,
				       .keep = node->keep};
	struct lt_server_options server = {.on_call = on_call, .on_gone = on_gone, .owner = node};
	int r = lt_desk_new(&desk, &node->desk, err);
	if (r < 0)
		return r;
	lt_desk_set_line(node->desk, node->line, NULL);
	r = lt_desk_restore(node->desk, err);
	if (r == 0)
		r = lt_fake_line_new(node->boot, &node->world->clock, NULL, &node->hall);
	return r < 0 ? r : lt_fake_line_server(node->hall, &server, &node->server);
}

static void set_clock(struct sim_node *node)
{
	node->clock = node->world->clock;
	node->clock.fake_wall_us += node->skew_us;
}

int sim_node_start(struct sim_node *node, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	struct sim_world *world = node->world;
	if (!node->folder)
		node->folder = lt_test_folder();
	node->boot++;
	node->seq = 0;
	present = world;
	set_clock(node);
	lt_fake_line_hang_up(world->line, node->number);
	LT_REQUIRE(asprintf(&path, "%s/own.mdb", node->folder) > 0);
	int r = lt_keep_open(path, node->boot, NULL, &node->keep, err);
	struct lt_outbox_options outbox = {.keep = node->keep};
	if (r == 0)
		r = lt_outbox_open(&outbox, &node->outbox, err);
	if (r == 0)
		r = lt_post_new(&node->post, err);
	if (r == 0)
		r = open_line(node, err);
	if (r == 0)
		r = open_replica(node, err);
	if (r == 0)
		r = open_desk(node, err);
	if (r == 0)
		r = sim_visitor_open(node, err);
	world->nodes_posts[node - world->nodes] = node->post;
	sim_node_touch(node);
	return r;
}

static void close_parts(struct sim_node *node)
{
	lt_server_stop(node->server);
	lt_follow_free(node->follow);
	lt_line_free(node->line);
	lt_client_free(node->client);
	sim_visitor_close(node);
	lt_post_free(node->post);
	lt_desk_free(node->desk);
	lt_server_free(node->server);
	lt_outbox_free(node->outbox);
	lt_keep_close(node->keep);
	lt_alone_free(node->alone);
	lt_replica_close(node->replica);
	lt_fake_line_free(node->hall);
	node->client = NULL;
	node->world->nodes_posts[node - node->world->nodes] = NULL;
}

void sim_node_stop(struct sim_node *node, enum sim_stop how)
{
	if (!node->client)
		return;
	char *as_now = how == SIM_STOP_KILLED ? sim_copy_folder(node->folder) : NULL;
	close_parts(node);
	memset(node->jobs, 0, sizeof node->jobs);
	if (how == SIM_STOP_KILLED || how == SIM_STOP_WIPED) {
		lt_test_remove(node->folder);
		node->folder = as_now;
	}
	sim_node_forget(node, how == SIM_STOP_WIPED);
}

/* -- the loop -- */

static void talk_over(struct sim_node *node, struct lt_talk *talk)
{
	if (!lt_follow_over(node->follow, talk))
		lt_line_over(node->line, talk);
}

static void read_letters(struct sim_node *node)
{
	struct lt_letters letters;
	struct lt_call *call, *next;
	lt_post_take(node->post, &letters);
	for (size_t i = 0; i < letters.talks_count; i++)
		talk_over(node, letters.talks[i]);
	for (call = letters.calls; call; call = next) {
		next = call->next; /* the desk takes the call */
		lt_desk_call(node->desk, call);
	}
	while (letters.gone_count)
		lt_desk_gone(node->desk, letters.gone[--letters.gone_count]);
	free(letters.gone);
}

/* Only to park a signal would the feed be stepped: that can wait until somebody is there. */
static bool may_follow(const struct sim_node *node)
{
	return is_awake(node) || lt_replica_wants_more(node->replica) ||
	       lt_follow_next_us(node->follow) != 0;
}

static void work(struct sim_node *node)
{
	read_letters(node);
	sim_node_note_kept(node);
	sim_jobs_step(node);
	lt_desk_settle(node->desk);
	lt_line_step(node->line);
	sim_node_note_sent(node);
	if (may_follow(node))
		lt_follow_step(node->follow);
	if (lt_line_bound(node->line) && lt_alone_wants_series(node->alone))
		lt_alone_ask_series(node->alone);
	lt_replica_step(node->replica);
	lt_desk_step(node->desk);
}

static void wake(struct sim_node *node)
{
	struct sim_world *world = node->world;
	if (sim_now(world) < node->wake_us)
		return;
	sim_node_touch(node);
	int64_t sleep_us = sim_between(&world->line_chance, SLEEP_US_MIN, SLEEP_US_MAX);
	sleep_us *= 1 + (int64_t)world->nodes_count / 20; /* the more there are, the less each */
	int64_t next_us = sim_now(world) + sim_pace(world, sleep_us);
	node->wake_us = world->calm ? next_us : sim_office_time(world, next_us);
}

static void sooner(int64_t *next_us, int64_t at_us)
{
	if (at_us < *next_us)
		*next_us = at_us;
}

static int64_t next_of_parts(const struct sim_node *node)
{
	int64_t next_us = node->wake_us;
	sooner(&next_us, lt_fake_line_next_us(node->hall));
	sooner(&next_us, sim_visitor_next_us(node));
	sooner(&next_us, sim_jobs_next_us(node));
	sooner(&next_us, lt_line_next_us(node->line));
	sooner(&next_us, lt_desk_next_us(node->desk));
	sooner(&next_us, lt_replica_next_us(node->replica));
	if (may_follow(node))
		sooner(&next_us, lt_follow_next_us(node->follow));
	return next_us;
}

void sim_node_step(struct sim_node *node)
{
	int64_t now_us = sim_now(node->world), *next_us = sim_node_next(node);
	*next_us = INT64_MAX;
	if (!node->client)
		return;
	*next_us = node->frozen_until_us;
	if (now_us < node->frozen_until_us)
		return;
	set_clock(node);
	*next_us = INT64_MAX; /* whoever stirs it from here on wants another step */
	(void)lt_fake_line_step(node->hall);
	wake(node);
	sim_visitor_step(node);
	work(node);
	if (node->slow_us)
		node->frozen_until_us = now_us + node->slow_us;
	sooner(next_us, next_of_parts(node));
	if (*next_us < node->frozen_until_us)
		*next_us = node->frozen_until_us;
	if (*next_us <= now_us)
		*next_us = now_us + 1;
}
