/* SPDX-License-Identifier: EUPL-1.2 */
/* The people of a node: passwords, second factors, sessions, and who looked at what.
 *
 * An account is named after an officer of the directory; what its owner may do is the directory's
 * to say, day by day. Kept in accounts.mdb of the node's folder. Any thread; one at a time inside,
 * but for the hashing of passwords (argon2id, libsodium's interactive limits), of which at most
 * LT_ACCOUNTS_HASHES run at once. */
#pragma once

#include "web.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/time.h"

struct lt_accounts;

enum {
	LT_ACCOUNTS_HASHES = 2,
	LT_SESSION_TEXT_BYTES = 2 * 32 + 1, /**< the cookie: 256 random bits in hex */
	LT_PASSWORD_BYTES_MIN = 12,	    /**< ASVS 5.0, 6.2.1 asks 8; we have no forced change */
	LT_PASSWORD_BYTES_MAX = 256,
};

/** @param dir  the node's folder; borrowed @param clock  borrowed */
int lt_accounts_open(const char *dir, struct lt_clock *clock, struct lt_accounts **ret,
		     struct lt_err *err) LT_MUST_USE;
/** After so long without a request a session ends; LT_SESSION_IDLE_US unless set. Before any other
 *  thread knows of the accounts. */
void lt_accounts_set_idle(struct lt_accounts *accounts, int64_t idle_us);
/** NULL is fine. */
void lt_accounts_close(struct lt_accounts *accounts);

/** How a login ended. */
enum lt_login {
	LT_LOGIN_DONE = 0,
	LT_LOGIN_WRONG,	    /**< name or password: which, nobody is told */
	LT_LOGIN_SLOW_DOWN, /**< too many tries: 5 a minute for an account, 20 for an address */
	LT_LOGIN_CHOOSE,    /**< the invitation was right: a password is to be chosen first */
	LT_LOGIN_FAILED,    /**< the store: the log says why */
};

/** A session, as found by its cookie. In the caller's arena. */
struct lt_session_of {
	const char *account;
	const char *csrf; /**< hex */
	bool admin;
	bool half; /**< knows the password; the second factor is still asked for */
	bool has_totp;
	const char *cookie;
};

/** Checks a password (or an invitation together with the password chosen) and begins a session.
 *  @param chosen  new password, with an invitation; "" otherwise */
enum lt_login lt_accounts_login(struct lt_accounts *accounts, const char *name,
				const char *password, const char *chosen, const char *peer,
				struct lt_arena *arena, struct lt_session_of *ret);
/** The session of a cookie, and notes that it was seen. Ends it after LT_SESSION_IDLE_US without a
 *  request, after LT_SESSION_LIFE_US in any case. LT_E_ABSENT. */
int lt_accounts_session(struct lt_accounts *accounts, const char *cookie, struct lt_arena *arena,
			struct lt_session_of *ret) LT_MUST_USE;
/** The session of a cookie that has ended by itself less than LT_SESSION_LAPSED_US ago. It opens
 *  nothing any more; but what its person was sending is kept for their next one. LT_E_ABSENT: none
 *  such, one that was ended (logged out, invited anew), of an administrator, or still open. */
int lt_accounts_lapsed(struct lt_accounts *accounts, const char *cookie, struct lt_arena *arena,
		       struct lt_session_of *ret) LT_MUST_USE;
void lt_accounts_logout(struct lt_accounts *accounts, const char *cookie);

/** A fresh secret for the second factor, in base32, to be confirmed by a first code. In the arena;
 *  NULL without memory. */
const char *lt_accounts_totp_offer(struct lt_arena *arena);
/** The second factor of a half session: a code of the account's secret or, where it has none yet,
 * of the one that was offered. @return LT_LOGIN_DONE: the session is whole. */
enum lt_login lt_accounts_totp(struct lt_accounts *accounts, const char *cookie, const char *code,
			       const char *offered);
/** Asks a session for its second factor from now on. */
int lt_accounts_ask_totp(struct lt_accounts *accounts, const char *cookie) LT_MUST_USE;

/** Every account, by name. @return 0; errors of the store. */
int lt_accounts_all(struct lt_accounts *accounts, struct lt_arena *arena, Lt__Account ***ret,
		    size_t *ret_count, struct lt_err *err) LT_MUST_USE;
/** Notes that somebody looked at a dossier. */
void lt_accounts_looked(struct lt_accounts *accounts, const Lt__Access *access);
/** Who looked at a dossier, newest first, at most @p max. */
int lt_accounts_lookers(struct lt_accounts *accounts, const char *code, size_t max,
			struct lt_arena *arena, Lt__Access ***ret, size_t *ret_count,
			struct lt_err *err) LT_MUST_USE;

#define LT_SESSION_IDLE_US (30 * LT_US_PER_MINUTE)
#define LT_SESSION_LAPSED_US LT_US_PER_DAY	 /* since its last request */
#define LT_SESSION_LIFE_US (10 * LT_US_PER_HOUR) /* a working day with its noon */
