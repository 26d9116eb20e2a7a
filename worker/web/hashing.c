/* SPDX-License-Identifier: EUPL-1.2 */
#include <sodium.h>
#include <string.h>

#include "proto/base/ids.h"
#include "worker/web/accounts_own.h"

_Static_assert(LT_PASSWORD_TEXT_BYTES >= crypto_pwhash_STRBYTES, "room for libsodium's text");

#define TRIES_US LT_US_PER_MINUTE
enum { TRIES_OF_ACCOUNT = 5, TRIES_OF_PEER = 20 };

void lt_hashing_init(struct lt_hashing *hashing)
{
	(void)sem_init(&hashing->free, 0, LT_ACCOUNTS_HASHES);
	if (!lt_hashing_make(hashing, "nobody", hashing->decoy))
		hashing->decoy[0] = 0;
}

void lt_hashing_done(struct lt_hashing *hashing)
{
	(void)sem_destroy(&hashing->free);
}

static void enter(struct lt_hashing *hashing)
{
	while (sem_wait(&hashing->free) != 0)
		;
}

bool lt_hashing_make(struct lt_hashing *hashing, const char *password,
		     char ret[static LT_PASSWORD_TEXT_BYTES])
{
	enter(hashing);
	int r = crypto_pwhash_str(ret, password, strlen(password),
				  crypto_pwhash_OPSLIMIT_INTERACTIVE,
				  crypto_pwhash_MEMLIMIT_INTERACTIVE);
	(void)sem_post(&hashing->free);
	return r == 0;
}

bool lt_hashing_check(struct lt_hashing *hashing, const char *hash, const char *password)
{
	enter(hashing);
	int r = crypto_pwhash_str_verify(hash ? hash : hashing->decoy, password, strlen(password));
	(void)sem_post(&hashing->free);
	return r == 0 && hash;
}

static bool count(struct lt_tries *tries, const char *what, uint32_t max, int64_t now_us)
{
	size_t i = lt_name_key(what) % LT_TRIES;
	if (now_us - tries->slots[i].since_us >= TRIES_US || tries->slots[i].count == 0) {
		tries->slots[i].since_us = now_us;
		tries->slots[i].count = 0;
	}
	return tries->slots[i].count++ < max;
}

bool lt_tries_may(struct lt_tries *tries, const char *account, const char *peer, int64_t now_us)
{
	bool by_account = count(tries, account, TRIES_OF_ACCOUNT, now_us);
	return (!*peer || count(tries, peer, TRIES_OF_PEER, now_us)) && by_account;
}
