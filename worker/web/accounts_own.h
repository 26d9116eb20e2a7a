/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the accounts share: accounts.c, accounts_access.c, hashing.c, sent.c, kept.c,
 * forget.c. */
#pragma once

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "proto/store/store.h"
#include "worker/web/accounts.h"

enum {
	LT_ACCOUNTS_ACCOUNT,
	LT_ACCOUNTS_SESSION,
	LT_ACCOUNTS_ACCESS,
	LT_ACCOUNTS_SENT,
	LT_ACCOUNTS_KEPT
};

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

struct lt_accounts {
	const char *dir;
	struct lt_store *store;
	struct lt_clock *clock;
	int64_t idle_us;
	pthread_mutex_t lock;
	pthread_cond_t sent; /**< how a form that was being sent came out is known */
	struct lt_hashing hashing;
	struct lt_tries tries;
};

/** One change of the store, under the lock. */
struct lt_accounts_change {
	struct lt_accounts *accounts;
	struct lt_txn *txn;
	struct lt_arena arena;
	int64_t now_us;
};

/** Takes the lock and begins to write. After an error, lt_accounts_leave is still due. */
int lt_accounts_begin(struct lt_accounts *accounts, struct lt_accounts_change *ret,
		      struct lt_err *err) LT_MUST_USE;
/** Lets go of what was begun; nothing is written. */
void lt_accounts_leave(struct lt_accounts_change *change);
/** Writes it if @p r is 0; lets go. @return @p r, or why it could not be written. */
int lt_accounts_end(struct lt_accounts_change *change, int r, struct lt_err *err) LT_MUST_USE;

/** @return 1: this record; 0: not this one; < 0: it cannot be read */
typedef int lt_accounts_pick(struct lt_accounts_change *change, struct lt_slice value,
			     const char *name);
/** Deletes the records of a table that @p pick wants (forget.c); for tables of a few thousand.
 *  @param name  for @p pick @return 0; of the store; of @p pick */
int lt_accounts_drop(struct lt_accounts_change *change, unsigned table, lt_accounts_pick *pick,
		     const char *name, struct lt_err *err) LT_MUST_USE;

/** Makes accounts->sent. */
void lt_sent_init(struct lt_accounts *accounts);
