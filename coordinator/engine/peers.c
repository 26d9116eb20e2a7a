/* SPDX-License-Identifier: EUPL-1.2 */
/* Two small hash tables: pipes that are bound, and the newest boot each node ever
 * spoke with here. */
#include "coordinator/engine/peers.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"

struct boot {
	uint64_t node_key, boot;
};

struct lt_peers {
	struct lt_peer *slots;
	size_t size, count; /* size is a power of two */
	struct boot *boots; /* grows with the nodes there are, not with their connections */
	size_t boots_count;
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
	free(peers->boots);
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

static int check_boot(struct lt_peers *peers, uint64_t node_key, uint64_t boot, struct lt_err *err)
{
	for (size_t i = 0; i < peers->boots_count; i++) {
		if (peers->boots[i].node_key != node_key)
			continue;
		if (boot < peers->boots[i].boot)
			return lt_err_set(err, LT_E_DENIED,
					  "một bản khác của máy trạm này đã khởi động sau; hãy "
					  "tắt bản sao hoặc cấp tên khác");
		peers->boots[i].boot = boot;
		return 0;
	}
	struct boot *grown = realloc(peers->boots, (peers->boots_count + 1) * sizeof *grown);
	if (!grown)
		return LT_E_NOMEM;
	peers->boots = grown;
	peers->boots[peers->boots_count++] = (struct boot){node_key, boot};
	return 0;
}

int lt_peers_bind(struct lt_peers *peers, uint32_t pipe, const char *node, uint64_t boot,
		  bool is_operator, struct lt_err *err)
{
	uint64_t node_key = lt_name_key(node);
	int r = is_operator ? 0 : check_boot(peers, node_key, boot, err);
	if (r < 0)
		return r;
	if (2 * peers->count >= peers->size && grow(peers) < 0)
		return LT_E_NOMEM;
	char *name = strdup(node);
	if (!name)
		return LT_E_NOMEM;
	struct lt_peer *peer = probe(peers->slots, peers->size, pipe);
	peers->count += peer->pipe == 0;
	free_name(peer);
	*peer = (struct lt_peer){.pipe = pipe,
				 .origin = {.node = name,
					    .node_key = node_key,
					    .boot = boot,
					    .is_operator = is_operator}};
	return 0;
}

void lt_peers_drop(struct lt_peers *peers, uint32_t pipe)
{
	struct lt_peer *hole = probe(peers->slots, peers->size, pipe);
	if (!hole->pipe)
		return;
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
