/* SPDX-License-Identifier: EUPL-1.2 */
/* The fake line: one heap of things to come, ordered by time and then by when they were queued.
 *
 * A connection is a number made of the client's number and a generation. What travels carries it,
 * and is thrown away on arrival if the client has another by then, as bytes of a closed socket are.
 */
#include "proto/link/fake.h"

#include <stdlib.h>

#include "proto/codec/codec.h"
#include "proto/link/fake_impl.h"
#include "proto/link/server_impl.h"

enum {
	RECONNECT_US_MIN = 100000, /* as the real client's first try */
	DELAY_US_MIN = 1,	   /* so that a step ends, whoever answers whom at once */
	PIPE_NUMBER_BITS = 16,
	LATE_PER_MILLE = 200, /* of second copies: later than their sender reckons with */
	LATE_TIMES = 30,
};

enum kind { KIND_REQUEST = 1, KIND_REPLY, KIND_DEADLINE, KIND_CONNECT, KIND_GONE };

struct packet {
	int64_t due_us;
	uint64_t n;
	enum kind kind;
	uint32_t number, pipe, route;
	size_t size;
	uint8_t bytes[];
};

struct peer {
	struct fake_client *client;
	unsigned failures; /* tries to connect in a row */
	uint32_t pipe;	   /* 0: not connected */
	uint16_t generation;
	bool known, connecting; /* it tries to connect or did; a try is queued */
	unsigned cut;
	int64_t last_due_us[2]; /* up, down: what is not reordered stays behind it */
};

struct fake_server {
	struct lt_server base;
	struct lt_fake_line *line;
};

struct lt_fake_line {
	struct lt_clock *clock;
	struct lt_fake_knobs knobs;
	struct lt_fake_stats stats;
	uint64_t random, n;
	uint32_t route;
	uint32_t servers_count;	    /* so far: a late GONE is not told to the next one */
	struct fake_server *server; /* NULL: nobody listens */
	struct peer *peers;
	size_t peers_count;
	struct packet **heap;
	size_t heap_count, heap_size;
	lt_fake_reply *on_reply;
	void *owner;
};

/* -- chance and time -- */

/* Source: S. Vigna, splitmix64. */
static uint64_t next_random(struct lt_fake_line *line)
{
	uint64_t z = line->random += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static bool chance(struct lt_fake_line *line, uint32_t per_mille)
{
	return per_mille && next_random(line) % 1000 < per_mille;
}

static int64_t delay_us(struct lt_fake_line *line)
{
	const struct lt_fake_knobs *k = &line->knobs;
	int64_t range = k->delay_us_max - k->delay_us_min;
	int64_t us = k->delay_us_min;
	if (range > 0)
		us += (int64_t)(next_random(line) % ((uint64_t)range + 1));
	return us < DELAY_US_MIN ? DELAY_US_MIN : us;
}

static int64_t now_us(const struct lt_fake_line *line)
{
	return lt_clock_monotonic(line->clock);
}

/* -- the heap -- */

static bool before(const struct packet *a, const struct packet *b)
{
	return a->due_us < b->due_us || (a->due_us == b->due_us && a->n < b->n);
}

static bool heap_room(struct lt_fake_line *line)
{
	if (line->heap_count < line->heap_size)
		return true;
	size_t size = line->heap_size ? 2 * line->heap_size : 64;
	struct packet **grown = realloc(line->heap, size * sizeof(struct packet *));
	if (!grown)
		return false;
	line->heap = grown;
	line->heap_size = size;
	return true;
}

static void heap_push(struct lt_fake_line *line, struct packet *p)
{
	size_t i = line->heap_count++;
	while (i > 0 && before(p, line->heap[(i - 1) / 2])) {
		line->heap[i] = line->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	line->heap[i] = p;
}

static struct packet *heap_pop(struct lt_fake_line *line)
{
	struct packet **heap = line->heap, *top = heap[0], *last = heap[--line->heap_count];
	size_t i = 0, count = line->heap_count;
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= count)
			break;
		if (child + 1 < count && before(heap[child + 1], heap[child]))
			child++;
		if (!before(heap[child], last))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = last;
	return top;
}

/* Queues a copy of what @p head describes. */
static bool queue(struct lt_fake_line *line, const struct packet *head, struct lt_slice bytes)
{
	struct packet *p = heap_room(line) ? malloc(sizeof *p + bytes.size) : NULL;
	if (!p)
		return false;
	*p = *head;
	p->n = line->n++;
	p->size = bytes.size;
	if (bytes.size)
		memcpy(p->bytes, bytes.data, bytes.size);
	heap_push(line, p);
	return true;
}

/* As queue, for what the line itself needs: a test without memory cannot go on. */
static void queue_event(struct lt_fake_line *line, const struct packet *head)
{
	LT_REQUIRE(queue(line, head, lt_slice(NULL, 0)));
}

/* -- connections -- */

static struct peer *peer_of(struct lt_fake_line *line, uint32_t number)
{
	if (number >= LT_FAKE_CLIENTS_MAX)
		return NULL;
	if (number >= line->peers_count) {
		size_t count = line->peers_count ? line->peers_count : 16;
		while (count <= number)
			count *= 2;
		struct peer *grown = realloc(line->peers, count * sizeof *grown);
		if (!grown)
			return NULL;
		memset(grown + line->peers_count, 0, (count - line->peers_count) * sizeof *grown);
		line->peers = grown;
		line->peers_count = count;
	}
	return &line->peers[number];
}

static bool admitted(struct lt_fake_line *line, uint32_t number)
{
	const struct lt_server_options *o = &line->server->base.options;
	return !o->admit || o->admit(o->owner, (uint16_t)(number + 1));
}

static void connect_later(struct lt_fake_line *line, uint32_t number, int64_t due_us)
{
	struct peer *peer = &line->peers[number];
	struct packet head = {.due_us = due_us, .kind = KIND_CONNECT, .number = number};
	peer->known = true;
	if (!peer->connecting)
		queue_event(line, &head);
	peer->connecting = true;
}

/* As the real client's: doubling, up to LT_CLIENT_RECONNECT_MS. */
static int64_t reconnect_us(unsigned failures)
{
	int64_t us = (int64_t)RECONNECT_US_MIN << (failures < 8 ? failures : 8);
	return us < LT_CLIENT_RECONNECT_MS * INT64_C(1000) ? us
							   : LT_CLIENT_RECONNECT_MS * INT64_C(1000);
}

static void connect_now(struct lt_fake_line *line, uint32_t number)
{
	struct peer *peer = &line->peers[number];
	peer->known = true;
	if (peer->pipe)
		return;
	if (!line->server || peer->cut || !admitted(line, number)) {
		connect_later(line, number, now_us(line) + reconnect_us(peer->failures++));
		return;
	}
	peer->failures = 0;
	peer->generation++;
	peer->pipe = (uint32_t)peer->generation << PIPE_NUMBER_BITS | (number + 1);
	if (peer->client)
		fake_client_connected(peer->client, peer->pipe);
}

void lt_fake_line_hang_up(struct lt_fake_line *line, uint32_t number)
{
	struct peer *peer = peer_of(line, number);
	if (!peer || !peer->pipe)
		return;
	struct packet gone = {.due_us = now_us(line),
			      .kind = KIND_GONE,
			      .number = number,
			      .pipe = peer->pipe,
			      .route = line->server ? line->servers_count : 0};
	queue_event(line, &gone);
	connect_later(line, number, now_us(line) + RECONNECT_US_MIN);
	peer->pipe = 0;
	line->stats.hang_ups++;
}

static void tell_gone(struct lt_fake_line *line, const struct packet *p)
{
	if (line->server && p->route == line->servers_count && line->server->base.options.on_gone)
		line->server->base.options.on_gone(line->server->base.options.owner, p->pipe);
	if (line->peers[p->number].client)
		fake_client_lost(line->peers[p->number].client, p->pipe);
}

/* -- messages -- */

/* Puts a message on the line, with the line's troubles. @return false without memory. */
static bool transmit(struct lt_fake_line *line, struct packet *head, struct lt_slice bytes)
{
	struct peer *peer = &line->peers[head->number];
	bool up = head->kind == KIND_REQUEST;
	int copies = 1 + chance(line, line->knobs.doubled_per_mille);
	if (chance(line, line->knobs.lost_per_mille) ||
	    (peer->cut & (up ? LT_FAKE_UP : LT_FAKE_DOWN))) {
		line->stats.lost++;
		return true;
	}
	line->stats.doubled += copies > 1;
	for (int i = 0; i < copies; i++) {
		int64_t *last = &peer->last_due_us[up ? 0 : 1];
		head->due_us = now_us(line) + delay_us(line);
		if (i > 0 && chance(line, LATE_PER_MILLE)) /* a copy nobody reckons with any more */
			head->due_us += LATE_TIMES * delay_us(line);
		else if (!chance(line, line->knobs.reordered_per_mille) && head->due_us < *last)
			head->due_us = *last;
		else if (head->due_us > *last)
			*last = head->due_us;
		if (!queue(line, head, bytes))
			return false;
	}
	return true;
}

bool fake_send_request(struct lt_fake_line *line, uint32_t number, uint32_t route,
		       struct lt_slice bytes)
{
	struct packet head = {.kind = KIND_REQUEST,
			      .number = number,
			      .pipe = line->peers[number].pipe,
			      .route = route};
	return transmit(line, &head, bytes);
}

static void deliver_message(struct lt_fake_line *line, const struct packet *p)
{
	struct peer *peer = &line->peers[p->number];
	bool up = p->kind == KIND_REQUEST;
	struct lt_slice bytes = lt_slice(p->bytes, p->size);
	if (peer->pipe != p->pipe || !p->pipe || !line->server) {
		line->stats.stale++;
	} else if (peer->cut & (up ? LT_FAKE_UP : LT_FAKE_DOWN)) {
		line->stats.lost++;
	} else if (up) {
		line->stats.requests++;
		lt_server_receive(&line->server->base, p->pipe, p->route, bytes);
	} else {
		line->stats.replies++;
		if (!(peer->client && fake_client_reply(peer->client, p->route, bytes)) &&
		    line->on_reply)
			line->on_reply(line->owner, p->number, p->route, bytes);
	}
}

static void deliver(struct lt_fake_line *line, const struct packet *p)
{
	switch (p->kind) {
	case KIND_REQUEST:
	case KIND_REPLY:
		deliver_message(line, p);
		break;
	case KIND_DEADLINE:
		if (line->peers[p->number].client)
			fake_client_deadline(line->peers[p->number].client, p->route);
		break;
	case KIND_CONNECT:
		line->peers[p->number].connecting = false;
		connect_now(line, p->number);
		break;
	case KIND_GONE:
		tell_gone(line, p);
		break;
	}
}

/* -- the server -- */

static uint32_t number_of(uint32_t pipe)
{
	return (pipe & ((1u << PIPE_NUMBER_BITS) - 1)) - 1;
}

static void fake_server_send(struct lt_server *server, const struct lt_call *call,
			     const Lt__Reply *reply, size_t size)
{
	struct lt_fake_line *line = ((struct fake_server *)server)->line;
	struct packet head = {.kind = KIND_REPLY,
			      .number = number_of(call->pipe),
			      .pipe = call->pipe,
			      .route = call->route};
	uint8_t *bytes = malloc(size + 1);
	if (!bytes)
		return; /* as if lost on the way */
	lt_encode_to(&reply->base, bytes);
	(void)transmit(line, &head, lt_slice(bytes, size));
	free(bytes);
}

static uint16_t fake_server_peer_port(const struct lt_server *server, uint32_t pipe)
{
	const struct lt_fake_line *line = ((const struct fake_server *)server)->line;
	uint32_t number = number_of(pipe);
	return line->peers[number].pipe == pipe ? (uint16_t)(number + 1) : 0;
}

static void fake_server_hang_up(struct lt_server *server, uint32_t pipe)
{
	struct lt_fake_line *line = ((struct fake_server *)server)->line;
	uint32_t number = number_of(pipe);
	if (number < line->peers_count && line->peers[number].pipe == pipe)
		lt_fake_line_hang_up(line, number);
}

static bool fake_server_identity(struct lt_server *server, uint32_t pipe,
				 struct lt_front_identity *ret)
{
	(void)server;
	(void)pipe;
	(void)ret;
	return false;
}

static int fake_server_attach(struct lt_server *server, struct lt_front *front)
{
	(void)server;
	(void)front;
	return LT_E_USAGE;
}

static void fake_server_stop(struct lt_server *server)
{
	struct lt_fake_line *line = ((struct fake_server *)server)->line;
	if (!line->server || &line->server->base != server)
		return;
	line->server = NULL;
	for (uint32_t i = 0; i < line->peers_count; i++)
		lt_fake_line_hang_up(line, i);
}

static void fake_server_free(struct lt_server *server)
{
	lt_server_done(server);
	free(server);
}

static const struct lt_server_ops fake_server_ops = {
	.send = fake_server_send,
	.peer_port = fake_server_peer_port,
	.hang_up = fake_server_hang_up,
	.identity = fake_server_identity,
	.attach = fake_server_attach,
	.stop = fake_server_stop,
	.free = fake_server_free,
};

int lt_fake_line_server(struct lt_fake_line *line, const struct lt_server_options *options,
			struct lt_server **ret)
{
	if (line->server)
		return LT_E_EXISTS;
	struct fake_server *server = calloc(1, sizeof *server);
	if (!server)
		return LT_E_NOMEM;
	lt_server_init(&server->base, &fake_server_ops, options);
	server->line = line;
	line->server = server;
	line->servers_count++;
	*ret = &server->base;
	return 0;
}

/* -- for the clients -- */

uint32_t fake_route(struct lt_fake_line *line)
{
	return ++line->route;
}

bool fake_deadline(struct lt_fake_line *line, uint32_t number, uint32_t route, int64_t due_us)
{
	struct packet head = {
		.due_us = due_us, .kind = KIND_DEADLINE, .number = number, .route = route};
	return queue(line, &head, lt_slice(NULL, 0));
}

uint32_t fake_pipe(const struct lt_fake_line *line, uint32_t number)
{
	return line->peers[number].pipe;
}

struct lt_clock *fake_clock(struct lt_fake_line *line)
{
	return line->clock;
}

int fake_attach(struct lt_fake_line *line, uint32_t number, struct fake_client *client)
{
	struct peer *peer = peer_of(line, number);
	if (!peer)
		return number >= LT_FAKE_CLIENTS_MAX ? LT_E_LIMIT : LT_E_NOMEM;
	if (client && peer->client)
		return LT_E_EXISTS;
	peer->client = client;
	if (!client)
		lt_fake_line_hang_up(line, number);
	else if (!peer->known)
		connect_later(line, number, now_us(line));
	return 0;
}

/* -- the line -- */

int lt_fake_line_new(uint64_t seed, struct lt_clock *clock, const struct lt_fake_knobs *knobs,
		     struct lt_fake_line **ret)
{
	struct lt_fake_line *line = calloc(1, sizeof *line);
	if (!line)
		return LT_E_NOMEM;
	line->random = seed;
	line->clock = clock;
	if (knobs)
		line->knobs = *knobs;
	*ret = line;
	return 0;
}

void lt_fake_line_free(struct lt_fake_line *line)
{
	if (!line)
		return;
	LT_REQUIRE(!line->server);
	for (size_t i = 0; i < line->peers_count; i++)
		LT_REQUIRE(!line->peers[i].client);
	for (size_t i = 0; i < line->heap_count; i++)
		free(line->heap[i]);
	free(line->heap);
	free(line->peers);
	free(line);
}

struct lt_fake_knobs *lt_fake_line_knobs(struct lt_fake_line *line)
{
	return &line->knobs;
}

struct lt_fake_stats lt_fake_line_stats(const struct lt_fake_line *line)
{
	return line->stats;
}

void lt_fake_line_listen(struct lt_fake_line *line, lt_fake_reply *on_reply, void *owner)
{
	line->on_reply = on_reply;
	line->owner = owner;
}

int lt_fake_line_send(struct lt_fake_line *line, uint32_t number, struct lt_slice bytes,
		      uint32_t *ret_route)
{
	struct peer *peer = peer_of(line, number);
	if (!peer)
		return number >= LT_FAKE_CLIENTS_MAX ? LT_E_LIMIT : LT_E_NOMEM;
	if (!peer->known)
		connect_now(line, number);
	uint32_t route = fake_route(line);
	if (!fake_send_request(line, number, route, bytes))
		return LT_E_NOMEM;
	if (ret_route)
		*ret_route = route;
	return 0;
}

void lt_fake_line_cut(struct lt_fake_line *line, uint32_t number, unsigned directions)
{
	struct peer *peer = peer_of(line, number);
	LT_REQUIRE(peer);
	peer->cut = directions;
}

size_t lt_fake_line_step(struct lt_fake_line *line)
{
	size_t count = 0;
	while (line->heap_count && line->heap[0]->due_us <= now_us(line)) {
		struct packet *p = heap_pop(line);
		deliver(line, p);
		free(p);
		count++;
	}
	return count;
}

/* The deadline of a talk that is over. */
static bool is_void(const struct lt_fake_line *line, const struct packet *p)
{
	const struct fake_client *client = line->peers[p->number].client;
	return p->kind == KIND_DEADLINE && !(client && fake_client_waits(client, p->route));
}

int64_t lt_fake_line_next_us(struct lt_fake_line *line)
{
	while (line->heap_count && is_void(line, line->heap[0]))
		free(heap_pop(line));
	return line->heap_count ? line->heap[0]->due_us : INT64_MAX;
}
