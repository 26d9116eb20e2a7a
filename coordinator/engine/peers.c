/* SPDX-License-Identifier: EUPL-1.2 */
/* A small hash table of the pipes that are bound, and a line for each node that ever spoke here. */
#include "coordinator/engine/peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"

struct lt_peers {
	struct lt_peer *slots;
	size_t size, count;	   /* size is a power of two */
	struct lt_peer_seen *seen; /* grows with the nodes there are, not with their connections */
	size_t seen_count;
};

enum { FIRST_SIZE = 256 };

struct lt_peers *lt_peers_new(void)
{
	struct lt_peers *peers = calloc(1, sizeof *peers);
	if (!peers)
		return NULL;
	peers->size = FIRST_SIZE;
	peers->slots = calloc(peers->size, sizeof *peers->slots);
	if (!peers->slots) {
		free(peers);
		return NULL;
	}
	return peers;
}

static void free_name(struct lt_peer *peer)
{
	free((char *)(uintptr_t)peer->origin.node);
}

void lt_peers_free(struct lt_peers *peers)
{
	if (!peers)
		return;
	for (size_t i = 0; i < peers->size; i++)
		free_name(&peers->slots[i]);
	free(peers->slots);
	free(peers->seen);
	free(peers);
}

static size_t home(size_t size, uint32_t pipe)
{
	return (size_t)(pipe * UINT32_C(2654435761)) & (size - 1);
}

static struct lt_peer *probe(struct lt_peer *slots, size_t size, uint32_t pipe)
{
	size_t i = home(size, pipe);
	while (slots[i].pipe && slots[i].pipe != pipe)
		i = (i + 1) & (size - 1);
	return &slots[i];
}

const struct lt_peer *lt_peers_find(const struct lt_peers *peers, uint32_t pipe)
{
	const struct lt_peer *peer = probe(peers->slots, peers->size, pipe);
	return peer->pipe ? peer : NULL;
}

static int grow(struct lt_peers *peers)
{
	size_t size = 2 * peers->size;
	struct lt_peer *slots = calloc(size, sizeof *slots);
	if (!slots)
		return LT_E_NOMEM;
	for (size_t i = 0; i < peers->size; i++)
		if (peers->slots[i].pipe)
			*probe(slots, size, peers->slots[i].pipe) = peers->slots[i];
	free(peers->slots);
	peers->slots = slots;
	peers->size = size;
	return 0;
}

static struct lt_peer_seen *find_seen(const struct lt_peers *peers, uint64_t node_key)
{
	for (size_t i = 0; i < peers->seen_count; i++)
		if (peers->seen[i].node_key == node_key)
			return &peers->seen[i];
	return NULL;
}

static struct lt_peer_seen *add_seen(struct lt_peers *peers, uint64_t node_key)
{
	size_t count = peers->seen_count;
	if ((count & (count - 1)) == 0) { /* a power of two, or none: full */
		size_t room = count ? 2 * count : 1;
		struct lt_peer_seen *grown = realloc(peers->seen, room * sizeof *grown);
		if (!grown)
			return NULL;
		peers->seen = grown;
	}
	peers->seen[count] = (struct lt_peer_seen){.node_key = node_key};
	peers->seen_count++;
	return &peers->seen[count];
}

/* Another copy of the node? A start has a number that grows, and so has each connection of a start;
 * what comes twice or backwards comes from elsewhere. */
static int check_copy(struct lt_peer_seen *seen, const struct lt_peer_hello *hello,
		      struct lt_err *err)
{
	bool older = hello->boot < seen->boot;
	bool again = hello->boot == seen->boot && hello->line && hello->pipe != seen->pipe &&
		     hello->line <= seen->line;
	if (!older && !again)
		return 0;
	seen->clones++;
	seen->clone_us = hello->now_us;
	return lt_err_set(
		err, LT_E_DENIED,
		older ? "một bản khác của máy trạm này đã khởi động sau; hãy tắt bản "
			"sao hoặc cấp tên khác"
		      : "cùng một lần khởi động của máy trạm này đang chạy ở hai nơi; hãy "
			"tắt bản sao");
}

static void note(struct lt_peer_seen *seen, const struct lt_peer_hello *hello)
{
	seen->boot = hello->boot;
	seen->line = hello->line;
	seen->pipe = hello->pipe;
	seen->heard_us = hello->now_us;
	(void)snprintf(seen->place, sizeof seen->place, "%s", hello->place);
	(void)snprintf(seen->software, sizeof seen->software, "%s", hello->software);
}

/* Nodes that count their connections, or that start again, have only one. */
static void displace(struct lt_peers *peers, const struct lt_peer_seen *seen,
		     const struct lt_peer_hello *hello, struct lt_peer *ret)
{
	bool newer = hello->boot > seen->boot || hello->line;
	const struct lt_peer *old = seen->pipe ? lt_peers_find(peers, seen->pipe) : NULL;
	if (!old || !newer || seen->pipe == hello->pipe)
		return;
	*ret = *old;
	ret->origin.node = NULL; /* it goes now */
	lt_peers_drop(peers, old->pipe);
}

static int see(struct lt_peers *peers, const struct lt_peer_hello *hello, uint32_t *ret_seen,
	       struct lt_peer *ret_displaced, struct lt_err *err)
{
	struct lt_peer_seen *seen = find_seen(peers, lt_name_key(hello->node));
	int r = seen ? check_copy(seen, hello, err) : 0;
	if (r < 0)
		return r;
	if (!seen)
		seen = add_seen(peers, lt_name_key(hello->node));
	if (!seen)
		return LT_E_NOMEM;
	displace(peers, seen, hello, ret_displaced);
	note(seen, hello);
	*ret_seen = (uint32_t)(seen - peers->seen) + 1;
	return 0;
}

int lt_peers_bind(struct lt_peers *peers, const struct lt_peer_hello *hello,
		  struct lt_peer *ret_displaced, struct lt_err *err)
{
	const struct lt_peer *bound = lt_peers_find(peers, hello->pipe);
	uint32_t seen = 0;
	*ret_displaced = (struct lt_peer){0};
	if (bound && strcmp(bound->origin.node, hello->node) != 0)
		return lt_err_set(err, LT_E_DENIED, "đường truyền này đã là của '%s'",
				  bound->origin.node);
	if (2 * peers->count >= peers->size && grow(peers) < 0)
		return LT_E_NOMEM;
	char *name = strdup(hello->node);
	int r = !name		     ? LT_E_NOMEM
		: hello->is_operator ? 0
				     : see(peers, hello, &seen, ret_displaced, err);
	if (r < 0) {
		free(name);
		return r;
	}
	struct lt_peer *peer = probe(peers->slots, peers->size, hello->pipe);
	peers->count += peer->pipe == 0;
	free_name(peer);
	*peer = (struct lt_peer){.pipe = hello->pipe,
				 .server = hello->server,
				 .origin = {.node = name,
					    .node_key = lt_name_key(hello->node),
					    .boot = hello->boot,
					    .is_operator = hello->is_operator},
				 .proven = hello->key != NULL,
				 .seen = seen};
	if (hello->key)
		memcpy(peer->key, hello->key, sizeof peer->key);
	return 0;
}

void lt_peers_heard(struct lt_peers *peers, const struct lt_peer *peer, int64_t now_us)
{
	if (peer->seen)
		peers->seen[peer->seen - 1].heard_us = now_us;
}

const struct lt_peer_seen *lt_peers_seen(const struct lt_peers *peers, uint64_t node_key)
{
	return find_seen(peers, node_key);
}

const struct lt_peer *lt_peers_next(const struct lt_peers *peers, size_t *at)
{
	while (*at < peers->size) {
		const struct lt_peer *peer = &peers->slots[(*at)++];
		if (peer->pipe)
			return peer;
	}
	return NULL;
}

void lt_peers_drop(struct lt_peers *peers, uint32_t pipe)
{
	struct lt_peer *hole = probe(peers->slots, peers->size, pipe);
	if (!hole->pipe)
		return;
	if (hole->seen && peers->seen[hole->seen - 1].pipe == pipe)
		peers->seen[hole->seen - 1].pipe = 0;
	free_name(hole);
	peers->count--;
	size_t mask = peers->size - 1, i = (size_t)(hole - peers->slots);
	for (size_t next = (i + 1) & mask; peers->slots[next].pipe; next = (next + 1) & mask) {
		size_t want = home(peers->size, peers->slots[next].pipe);
		if (((next - want) & mask) < ((next - i) & mask))
			continue;
		peers->slots[i] = peers->slots[next];
		i = next;
	}
	peers->slots[i] = (struct lt_peer){0};
}

size_t lt_peers_count(const struct lt_peers *peers)
{
	return peers->count;
}
