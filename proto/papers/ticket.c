/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/papers/ticket.h"

#include <sodium.h>
#include <string.h>

enum { UNTIL_BYTES = 8, MAC_BYTES = LT_TICKET_BYTES - UNTIL_BYTES };

void lt_ticket_key_make(struct lt_ticket_key *ret)
{
	randombytes_buf(ret->bytes, sizeof ret->bytes);
}

static void put_time(uint8_t *to, int64_t us)
{
	for (int i = 0; i < UNTIL_BYTES; i++)
		to[i] = (uint8_t)((uint64_t)us >> (56 - 8 * i));
}

static int64_t get_time(const uint8_t *from)
{
	uint64_t us = 0;
	for (int i = 0; i < UNTIL_BYTES; i++)
		us = us << 8 | from[i];
	return (int64_t)us;
}

static void seal(const struct lt_ticket_key *key, const struct lt_ticket *ticket,
		 const uint8_t *until, uint8_t ret_mac[static MAC_BYTES])
{
	crypto_generichash_state state;
	const uint8_t way = ticket->put;
	(void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes, MAC_BYTES);
	(void)crypto_generichash_update(&state, until, UNTIL_BYTES);
	(void)crypto_generichash_update(&state, &way, 1);
	(void)crypto_generichash_update(&state, ticket->hash, LT_HASH_BYTES);
	(void)crypto_generichash_update(&state, (const uint8_t *)ticket->node,
					strlen(ticket->node));
	(void)crypto_generichash_final(&state, ret_mac, MAC_BYTES);
}

void lt_ticket_make(const struct lt_ticket_key *key, const struct lt_ticket *ticket,
		    uint8_t ret[static LT_TICKET_BYTES])
{
	put_time(ret, ticket->until_us);
	seal(key, ticket, ret, ret + UNTIL_BYTES);
}

bool lt_ticket_good(const struct lt_ticket_key *key, const struct lt_ticket *ticket,
		    struct lt_slice bytes, int64_t now_us)
{
	uint8_t mac[MAC_BYTES];
	if (bytes.size != LT_TICKET_BYTES)
		return false;
	seal(key, ticket, bytes.data, mac);
	return sodium_memcmp(mac, bytes.data + UNTIL_BYTES, sizeof mac) == 0 &&
	       get_time(bytes.data) > now_us;
}
