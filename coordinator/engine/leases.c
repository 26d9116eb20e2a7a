/* SPDX-License-Identifier: EUPL-1.2 */
/* Open addressing with backward-shift deletion: no tombstones, so steady traffic never rehashes. */
#include "coordinator/engine/leases.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 1024 };

void lt_leases_done(struct lt_leases *leases)
{
	free(leases->slots);
	*leases = (struct lt_leases){0};
}

void lt_leases_clear(struct lt_leases *leases)
{
	if (leases->size)
		memset(leases->slots, 0, leases->size * sizeof *leases->slots);
	leases->count = 0;
}

static size_t home(size_t size, uint64_t dossier, uint32_t token)
{
	uint64_t h =
		(dossier * UINT64_C(0x9e3779b97f4a7c15)) ^ (token * UINT64_C(0xd6e8feb86659fd93));
	return (size_t)(h >> 20) & (size - 1);
}

static size_t probe(const struct lt_lease *slots, size_t size, uint64_t dossier, uint32_t token)
{
	size_t i = home(size, dossier, token);
	while (slots[i].deadline_us && (slots[i].dossier != dossier || slots[i].token != token))
		i = (i + 1) & (size - 1);
	return i;
}

static int grow(struct lt_leases *leases)
{
	size_t size = leases->size ? 2 * leases->size : FIRST_SIZE;
	struct lt_lease *slots = calloc(size, sizeof *slots);
	if (!slots)
		return LT_E_NOMEM;
	for (size_t i = 0; i < leases->size; i++)
		if (leases->slots[i].deadline_us)
			slots[probe(slots, size, leases->slots[i].dossier,
				    leases->slots[i].token)] = leases->slots[i];
	free(leases->slots);
	leases->slots = slots;
	leases->size = size;
	return 0;
}

int lt_leases_set(struct lt_leases *leases, struct lt_lease lease)
{
	LT_ASSERT(lease.deadline_us != 0);
	if (2 * leases->count >= leases->size && grow(leases) < 0)
		return LT_E_NOMEM;
	size_t i = probe(leases->slots, leases->size, lease.dossier, lease.token);
	if (leases->count == 0 || lease.deadline_us < leases->first_us)
		leases->first_us = lease.deadline_us;
	leases->count += leases->slots[i].deadline_us == 0;
	leases->slots[i] = lease;
	return 0;
}

void lt_leases_remove(struct lt_leases *leases, uint64_t dossier, uint32_t token)
{
	if (leases->size == 0)
		return;
	size_t mask = leases->size - 1, i = probe(leases->slots, leases->size, dossier, token);
	if (!leases->slots[i].deadline_us)
		return;
	leases->count--;
	for (size_t next = (i + 1) & mask; leases->slots[next].deadline_us;
	     next = (next + 1) & mask) {
		size_t want =
			home(leases->size, leases->slots[next].dossier, leases->slots[next].token);
		if (((next - want) & mask) < ((next - i) & mask))
			continue; /* already between its home and the hole */
		leases->slots[i] = leases->slots[next];
		i = next;
	}
	leases->slots[i].deadline_us = 0;
}

size_t lt_leases_expired(struct lt_leases *leases, int64_t now_us, struct lt_lease *ret, size_t max)
{
	size_t count = 0;
	int64_t first_us = INT64_MAX;
	if (leases->count == 0 || now_us < leases->first_us)
		return 0;
	for (size_t i = 0; i < leases->size; i++) {
		int64_t deadline_us = leases->slots[i].deadline_us;
		if (deadline_us && deadline_us <= now_us && count < max)
			ret[count++] = leases->slots[i];
		else if (deadline_us && deadline_us < first_us)
			first_us = deadline_us;
	}
	leases->first_us = first_us;
	return count;
}
