/* SPDX-License-Identifier: EUPL-1.2 */
/* Hashing of passwords, and the count of tries. Private to accounts.c and hashing.c. */
#pragma once

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "worker/web/accounts.h"

enum { LT_PASSWORD_TEXT_BYTES = 128, LT_TRIES = 1024 };

/** At most LT_ACCOUNTS_HASHES at once: each takes 64 MiB and a core for 0.15 s. */
struct lt_hashing {
	sem_t free;
	char decoy[LT_PASSWORD_TEXT_BYTES]; /**< for names that are not there */
};

void lt_hashing_init(struct lt_hashing *hashing);
void lt_hashing_done(struct lt_hashing *hashing);
bool lt_hashing_make(struct lt_hashing *hashing, const char *password,
		     char ret[static LT_PASSWORD_TEXT_BYTES]);
/** @param hash  NULL: there is none; false, and in the same time. */
bool lt_hashing_check(struct lt_hashing *hashing, const char *hash, const char *password);

/** Tries of late, by account and by address; who shares a slot shares the count. */
struct lt_tries {
	struct {
		int64_t since_us; /**< monotonic */
		uint32_t count;
	} slots[LT_TRIES];
};

/** Counts a try. @param peer  "": not counted by address. */
bool lt_tries_may(struct lt_tries *tries, const char *account, const char *peer, int64_t now_us);
