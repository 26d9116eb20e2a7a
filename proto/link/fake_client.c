/* SPDX-License-Identifier: EUPL-1.2 */
/* Clients of the fake line: what client_nng.c does with nng, done with the line's heap of events.
 */
#include <stdlib.h>

#include "proto/codec/codec.h"
#include "proto/link/fake_impl.h"

struct fake_talk {
	struct lt_talk base;
	struct fake_talk *next; /* in the client's list */
	uint32_t route;		/* 0: nothing under way */
	uint32_t pipe;		/* it was sent on; 0: waits for a connection */
	bool cancelled;
	uint8_t *request, *reply;
	size_t request_size, reply_size;
};

struct fake_client {
	struct lt_client base;
	struct lt_fake_line *line; /* NULL after close */
	uint32_t number;
	struct fake_talk *talks;
};

static struct fake_client *client_of(const struct fake_talk *t)
{
	return (struct fake_client *)t->base.client;
}

static void end(struct fake_talk *t, int code, const char *reason)
{
	t->route = 0;
	free(t->request);
	t->request = NULL;
	lt_talk_over(&t->base, code, reason);
}

static struct fake_talk *find(const struct fake_client *c, uint32_t route)
{
	struct fake_talk *t = c->talks;
	while (t && t->route != route)
		t = t->next;
	return t;
}

static void transmit(struct fake_client *c, struct fake_talk *t, uint32_t pipe)
{
	t->pipe = pipe;
	if (!fake_send_request(c->line, c->number, t->route, lt_slice(t->request, t->request_size)))
		end(t, LT_E_NOMEM, "out of memory");
}

/* -- what the line tells -- */

void fake_client_connected(struct fake_client *client, uint32_t pipe)
{
	lt_client_line_up(&client->base, pipe);
	for (struct fake_talk *t = client->talks; t; t = t->next)
		if (t->route && !t->pipe)
			transmit(client, t, pipe);
}

void fake_client_lost(struct fake_client *client, uint32_t pipe)
{
	lt_client_line_down(&client->base, pipe);
	for (struct fake_talk *t = client->talks; t; t = t->next)
		if (t->route && t->pipe == pipe)
			end(t, LT_E_LINE, "connection lost");
}

bool fake_client_waits(const struct fake_client *client, uint32_t route)
{
	return find(client, route) != NULL;
}

void fake_client_deadline(struct fake_client *client, uint32_t route)
{
	struct fake_talk *t = find(client, route);
	if (!t)
		return;
	if (t->cancelled) {
		end(t, LT_E_LINE, "cancelled");
		return;
	}
	bool dead = t->pipe && lt_talk_heard_nothing(&t->base);
	if (t->pipe)
		end(t, LT_E_TIMEOUT, "timed out");
	else
		end(t, LT_E_LINE, "not connected");
	if (dead && client->line)
		lt_fake_line_hang_up(client->line, client->number);
}

bool fake_client_reply(struct fake_client *client, uint32_t route, struct lt_slice bytes)
{
	struct fake_talk *t = find(client, route);
	if (!t)
		return false;
	t->reply = malloc(bytes.size + 1);
	if (!t->reply) {
		end(t, LT_E_NOMEM, "out of memory");
		return true;
	}
	memcpy(t->reply, bytes.data, bytes.size);
	t->reply_size = bytes.size;
	end(t, 0, NULL);
	return true;
}

/* -- talks -- */

static int fake_talk_new(struct lt_client *client, struct lt_talk **ret)
{
	struct fake_client *c = (struct fake_client *)client;
	if (!c->line)
		return LT_E_LINE;
	struct fake_talk *t = calloc(1, sizeof *t);
	if (!t)
		return LT_E_NOMEM;
	t->next = c->talks;
	c->talks = t;
	*ret = &t->base;
	return 0;
}

static void fake_talk_free(struct lt_talk *talk)
{
	struct fake_talk *t = (struct fake_talk *)talk, **at = &client_of(t)->talks;
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	free(t->request);
	free(t->reply);
	free(t);
}

static int fake_talk_send(struct lt_talk *talk, const Lt__Request *request, size_t size)
{
	struct fake_talk *t = (struct fake_talk *)talk;
	struct fake_client *c = client_of(t);
	if (!c->line)
		return LT_E_LINE;
	t->request = malloc(size + 1);
	if (!t->request)
		return LT_E_NOMEM;
	lt_encode_to(&request->base, t->request);
	t->request_size = size;
	t->route = fake_route(c->line);
	t->pipe = 0;
	t->cancelled = false;
	if (!fake_deadline(c->line, c->number, t->route, talk->deadline_us)) {
		free(t->request);
		t->request = NULL;
		t->route = 0;
		return LT_E_NOMEM;
	}
	uint32_t pipe = fake_pipe(c->line, c->number);
	if (pipe)
		transmit(c, t, pipe);
	return 0;
}

static struct lt_slice fake_talk_reply(struct lt_talk *talk)
{
	struct fake_talk *t = (struct fake_talk *)talk;
	return lt_slice(t->reply, t->reply_size);
}

static void fake_talk_reply_done(struct lt_talk *talk)
{
	struct fake_talk *t = (struct fake_talk *)talk;
	free(t->reply);
	t->reply = NULL;
}

static void fake_talk_cancel(struct lt_talk *talk)
{
	struct fake_talk *t = (struct fake_talk *)talk;
	struct fake_client *c = client_of(t);
	t->cancelled = true;
	if (t->route && c->line) /* at the next step, as nothing is told before */
		(void)fake_deadline(c->line, c->number, t->route,
				    lt_clock_monotonic(c->base.clock));
}

/* -- the client -- */

static void fake_client_close(struct lt_client *client)
{
	struct fake_client *c = (struct fake_client *)client;
	(void)fake_attach(c->line, c->number, NULL);
	c->line = NULL;
	for (struct fake_talk *t = c->talks; t; t = t->next)
		if (t->route)
			end(t, LT_E_LINE, "closed");
}

static void fake_client_free(struct lt_client *client)
{
	free(client);
}

static const struct lt_client_ops fake_client_ops = {
	.no_threads = true,
	.talk_new = fake_talk_new,
	.talk_free = fake_talk_free,
	.send = fake_talk_send,
	.reply = fake_talk_reply,
	.reply_done = fake_talk_reply_done,
	.cancel = fake_talk_cancel,
	.close = fake_client_close,
	.free = fake_client_free,
};

int lt_fake_line_client(struct lt_fake_line *line, uint32_t number,
			const struct lt_client_options *options, struct lt_client **ret)
{
	struct fake_client *c = calloc(1, sizeof *c);
	if (!c)
		return LT_E_NOMEM;
	lt_client_init(&c->base, &fake_client_ops, options, fake_clock(line));
	c->line = line;
	c->number = number;
	int r = fake_attach(line, number, c);
	if (r < 0) {
		free(c);
		return r;
	}
	*ret = &c->base;
	return 0;
}
