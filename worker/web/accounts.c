/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts and sessions in LMDB, behind one lock. Cookies and invitations are kept as hashes: who
 * reads the file can log in as nobody. */
#include "worker/web/accounts.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "proto/store/store.h"
#include "worker/web/accounts_own.h"
#include "worker/web/orders.h"
#include "worker/web/totp.h"

static const char *const tables[] = {"account", "session", "access", "sent", "kept"};

enum { CSRF_BYTES = 16, COOKIE_BYTES = 32 };

#define SEEN_AGAIN_US (60 * LT_US_PER_SECOND) /* a session's last sight is written that often */

/* -- records: call with the lock held -- */

static struct lt_slice name_key(const char *name)
{
	return lt_slice_str(name);
}

static int get(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_arena *arena,
	       const ProtobufCMessageDescriptor *type, ProtobufCMessage **ret)
{
	struct lt_slice bytes;
	int r = lt_txn_get(txn, table, key, &bytes, NULL);
	return r < 0 ? r : lt_decode_own(type, bytes, arena, ret);
}

static int get_account(struct lt_txn *txn, const char *name, struct lt_arena *arena,
		       Lt__Account **ret)
{
	if (!lt_name_valid(name))
		return LT_E_ABSENT;
	return get(txn, LT_ACCOUNTS_ACCOUNT, name_key(name), arena, &lt__account__descriptor,
		   (ProtobufCMessage **)ret);
}

static int put(struct lt_txn *txn, unsigned table, struct lt_slice key,
	       const ProtobufCMessage *value, struct lt_arena *arena, struct lt_err *err)
{
	struct lt_slice bytes;
	int r = lt_encode(value, arena, &bytes);
	return r < 0 ? r : lt_txn_put(txn, table, key, bytes, err);
}

static bool cookie_key(const char *cookie, uint8_t ret[static LT_HASH_BYTES])
{
	uint8_t bytes[COOKIE_BYTES];
	if (strlen(cookie) != 2 * sizeof bytes || !lt_unhex(cookie, bytes, sizeof bytes))
		return false;
	lt_hash(lt_slice(bytes, sizeof bytes), ret);
	return true;
}

static int is_of(struct lt_accounts_change *c, struct lt_slice value, const char *name)
{
	Lt__WebSession *s;
	int r = LT_DECODE_OWN(web_session, value, &c->arena, &s);
	return r < 0 ? r : strcmp(s->account, name) == 0;
}

/* -- a change of the store -- */

int lt_accounts_begin(struct lt_accounts *a, struct lt_accounts_change *c, struct lt_err *err)
{
	enum { CHANGE_BYTES_MAX = 16 << 20 };
	*c = (struct lt_accounts_change){.accounts = a, .now_us = lt_clock_wall(a->clock)};
	lt_arena_init(&c->arena, CHANGE_BYTES_MAX);
	(void)pthread_mutex_lock(&a->lock);
	return lt_store_begin(a->store, &c->txn, err);
}

void lt_accounts_leave(struct lt_accounts_change *c)
{
	lt_txn_abort(&c->txn);
	(void)pthread_mutex_unlock(&c->accounts->lock);
	lt_arena_done(&c->arena);
}

int lt_accounts_end(struct lt_accounts_change *c, int r, struct lt_err *err)
{
	if (r == 0)
		r = lt_txn_commit(&c->txn, err);
	lt_accounts_leave(c);
	return r;
}

/* -- life -- */

int lt_accounts_open(const char *dir, struct lt_clock *clock, struct lt_accounts **ret,
		     struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	struct lt_accounts *a = calloc(1, sizeof *a);
	struct lt_store_options options = {.tables = tables,
					   .tables_count = sizeof tables / sizeof *tables};
	if (!a || asprintf(&path, "%s/accounts.mdb", dir) < 0) {
		free(a);
		return lt_err_set(err, LT_E_NOMEM, "accounts");
	}
	a->dir = dir;
	a->clock = clock;
	a->idle_us = LT_SESSION_IDLE_US;
	(void)pthread_mutex_init(&a->lock, NULL);
	lt_sent_init(a);
	lt_hashing_init(&a->hashing);
	int r = lt_store_open(path, &options, &a->store, err);
	if (r < 0)
		lt_accounts_close(a);
	else
		*ret = a;
	return r;
}

void lt_accounts_set_idle(struct lt_accounts *a, int64_t idle_us)
{
	a->idle_us = idle_us;
}

void lt_accounts_close(struct lt_accounts *a)
{
	if (!a)
		return;
	lt_store_close(a->store);
	lt_hashing_done(&a->hashing);
	(void)pthread_cond_destroy(&a->sent);
	(void)pthread_mutex_destroy(&a->lock);
	free(a);
}

/* -- accounts -- */

/* What was ordered about an account since it was last looked at. @param ret_done  to be told of
 * when the change is durable */
static int take_order(struct lt_accounts_change *c, const char *name, bool *ret_done,
		      struct lt_err *err)
{
	struct lt_order order;
	Lt__Account *account = NULL;
	Lt__Account fresh = LT__ACCOUNT__INIT;
	*ret_done = false;
	int r = lt_order_read(c->accounts->dir, name, &order, err);
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	fresh.name = name;
	fresh.made_us = c->now_us;
	r = get_account(c->txn, name, &c->arena, &account);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	account = r == 0 ? account : &fresh;
	account->password = "";
	account->totp = account->invitation = (ProtobufCBinaryData){0};
	account->closed = order.shut;
	account->admin = order.admin;
	account->changed_us = c->now_us;
	account->invited_until_us = order.until_us;
	if (!order.shut)
		account->invitation =
			(ProtobufCBinaryData){.data = order.hash, .len = sizeof order.hash};
	r = put(c->txn, LT_ACCOUNTS_ACCOUNT, name_key(name), &account->base, &c->arena, err);
	if (r == 0) /* its sessions end */
		r = lt_accounts_drop(c, LT_ACCOUNTS_SESSION, is_of, name, err);
	*ret_done = r == 0;
	return r;
}

/* -- sessions -- */

static const char *hex_in(struct lt_arena *arena, const void *bytes, size_t size)
{
	char *text = lt_arena_alloc(arena, 2 * size + 1);
	return text ? lt_hex(lt_slice(bytes, size), text) : NULL;
}

static bool is_over(const struct lt_accounts_change *c, const Lt__WebSession *s)
{
	return c->now_us - s->seen_us > c->accounts->idle_us ||
	       c->now_us - s->begun_us > LT_SESSION_LIFE_US;
}

static bool is_forgotten(const struct lt_accounts_change *c, const Lt__WebSession *s)
{
	return c->now_us - s->seen_us > LT_SESSION_LAPSED_US;
}

/* Nobody may come back for it: the table keeps no more than the sessions of the last days. */
static int is_old(struct lt_accounts_change *c, struct lt_slice value, const char *name)
{
	Lt__WebSession *s;
	int r = LT_DECODE_OWN(web_session, value, &c->arena, &s);
	(void)name;
	return r < 0 ? r : is_forgotten(c, s);
}

static int begin_session(struct lt_accounts_change *c, const Lt__Account *account, const char *peer,
			 struct lt_arena *arena, struct lt_session_of *ret, struct lt_err *err)
{
	uint8_t cookie[COOKIE_BYTES], csrf[CSRF_BYTES], key[LT_HASH_BYTES];
	Lt__WebSession s = LT__WEB_SESSION__INIT;
	randombytes_buf(cookie, sizeof cookie);
	randombytes_buf(csrf, sizeof csrf);
	lt_hash(lt_slice(cookie, sizeof cookie), key);
	s.account = account->name;
	s.begun_us = s.seen_us = c->now_us;
	s.csrf = (ProtobufCBinaryData){.data = csrf, .len = sizeof csrf};
	s.half = account->totp.len > 0;
	s.peer = peer;
	*ret = (struct lt_session_of){.account = lt_arena_str(arena, account->name),
				      .csrf = hex_in(arena, csrf, sizeof csrf),
				      .admin = account->admin,
				      .half = s.half,
				      .has_totp = account->totp.len > 0,
				      .cookie = hex_in(arena, cookie, sizeof cookie)};
	if (!ret->account || !ret->csrf || !ret->cookie)
		return LT_E_NOMEM;
	int r = lt_accounts_drop(c, LT_ACCOUNTS_SESSION, is_old, NULL, err);
	return r < 0 ? r
		     : put(c->txn, LT_ACCOUNTS_SESSION, lt_slice(key, sizeof key), &s.base,
			   &c->arena, err);
}

int lt_accounts_lapsed(struct lt_accounts *a, const char *cookie, struct lt_arena *arena,
		       struct lt_session_of *ret)
{
	struct lt_accounts_change c;
	Lt__WebSession *s = NULL;
	Lt__Account *account = NULL;
	uint8_t key[LT_HASH_BYTES];
	if (!cookie_key(cookie, key))
		return LT_E_ABSENT;
	int r = lt_accounts_begin(a, &c, NULL);
	if (r == 0)
		r = get(c.txn, LT_ACCOUNTS_SESSION, lt_slice(key, sizeof key), arena,
			&lt__web_session__descriptor, (ProtobufCMessage **)&s);
	if (r == 0)
		r = get_account(c.txn, s->account, arena, &account);
	if (r == 0 && (!is_over(&c, s) || is_forgotten(&c, s) || s->half || account->admin ||
		       account->closed))
		r = LT_E_ABSENT;
	lt_accounts_leave(&c);
	if (r < 0)
		return r;
	*ret = (struct lt_session_of){.account = account->name,
				      .csrf = hex_in(arena, s->csrf.data, s->csrf.len)};
	return ret->csrf ? 0 : LT_E_NOMEM;
}

int lt_accounts_session(struct lt_accounts *a, const char *cookie, struct lt_arena *arena,
			struct lt_session_of *ret)
{
	struct lt_accounts_change c;
	Lt__WebSession *s = NULL;
	Lt__Account *account = NULL;
	uint8_t key[LT_HASH_BYTES];
	bool changed = false, ordered = false;
	if (!cookie_key(cookie, key))
		return LT_E_ABSENT;
	struct lt_slice at = lt_slice(key, sizeof key);
	int r = lt_accounts_begin(a, &c, NULL);
	if (r == 0)
		r = get(c.txn, LT_ACCOUNTS_SESSION, at, arena, &lt__web_session__descriptor,
			(ProtobufCMessage **)&s);
	if (r == 0)
		r = take_order(&c, s->account, &ordered, NULL);
	if (r == 0 && ordered) {
		changed = true;
		s = NULL; /* its sessions have just ended */
	}
	if (r == 0 && s)
		r = get_account(c.txn, s->account, arena, &account);
	if (r == 0 && s && is_over(&c, s) && !account->closed && !is_forgotten(&c, s)) {
		changed = s->begun_us != 0;
		s->begun_us = 0; /* for good, whatever the clock and the settings say later */
		if (changed)
			r = put(c.txn, LT_ACCOUNTS_SESSION, at, &s->base, &c.arena, NULL);
		s = NULL; /* what it was about to send is still taken: lt_accounts_lapsed */
	} else if (r == 0 && s && (is_over(&c, s) || account->closed)) {
		r = lt_txn_del(c.txn, LT_ACCOUNTS_SESSION, at, NULL);
		changed = true;
		s = NULL;
	} else if (r == 0 && s && c.now_us - s->seen_us > SEEN_AGAIN_US) {
		s->seen_us = c.now_us;
		r = put(c.txn, LT_ACCOUNTS_SESSION, at, &s->base, &c.arena, NULL);
		changed = true;
	}
	if (changed)
		r = lt_accounts_end(&c, r, NULL);
	else
		lt_accounts_leave(&c);
	if (r < 0 || !s)
		return r < 0 ? r : LT_E_ABSENT;
	*ret = (struct lt_session_of){.account = account->name,
				      .csrf = hex_in(arena, s->csrf.data, s->csrf.len),
				      .admin = account->admin,
				      .half = s->half,
				      .has_totp = account->totp.len > 0,
				      .cookie = lt_arena_str(arena, cookie)};
	return ret->csrf && ret->cookie ? 0 : LT_E_NOMEM;
}

void lt_accounts_logout(struct lt_accounts *a, const char *cookie)
{
	struct lt_accounts_change c;
	uint8_t key[LT_HASH_BYTES];
	if (!cookie_key(cookie, key))
		return;
	int r = lt_accounts_begin(a, &c, NULL);
	if (r == 0)
		r = lt_txn_del(c.txn, LT_ACCOUNTS_SESSION, lt_slice(key, sizeof key), NULL);
	LT_IGNORE(lt_accounts_end(&c, r, NULL));
}

/* -- login -- */

static bool invitation_fits(const Lt__Account *account, const char *password, int64_t now_us)
{
	uint8_t hash[LT_HASH_BYTES];
	lt_hash(lt_slice_str(password), hash);
	return account->invitation.len == sizeof hash && now_us < account->invited_until_us &&
	       sodium_memcmp(account->invitation.data, hash, sizeof hash) == 0;
}

/* Reads an account; what cannot be found is compared with nothing, in the same time. */
static int read_account(struct lt_accounts *a, const char *name, struct lt_arena *arena,
			Lt__Account **ret)
{
	struct lt_accounts_change c;
	struct lt_err err = {0};
	bool ordered;
	int r = lt_accounts_begin(a, &c, &err);
	if (r == 0)
		r = take_order(&c, name, &ordered, &err);
	if (r < 0)
		lt_log(LT_LOG_ERROR, "web", 0, login_failed, "%s", err.text);
	if (r == 0)
		r = get_account(c.txn, name, arena, ret);
	if (r == 0 && ordered) {
		r = lt_accounts_end(&c, r, &err);
		if (r == 0)
			lt_order_done(a->dir, name);
		return r;
	}
	lt_accounts_leave(&c);
	return r;
}

/* A password is looked at without the lock, for it takes long. Meanwhile somebody else may have
 * come with the same invitation, or the account was shut or its password set anew. */
static bool is_as_seen(const Lt__Account *account, const Lt__Account *seen)
{
	return account->closed == seen->closed && strcmp(account->password, seen->password) == 0 &&
	       account->invitation.len == seen->invitation.len &&
	       (!seen->invitation.len ||
		sodium_memcmp(account->invitation.data, seen->invitation.data,
			      seen->invitation.len) == 0);
}

/* @param password  the hash of one that was chosen; NULL: it has one */
static enum lt_login enter(struct lt_accounts *a, const Lt__Account *seen, const char *password,
			   const char *peer, struct lt_arena *arena, struct lt_session_of *ret)
{
	struct lt_accounts_change c;
	Lt__Account *account;
	struct lt_err err = {0};
	int r = lt_accounts_begin(a, &c, &err);
	if (r == 0)
		r = get_account(c.txn, seen->name, &c.arena, &account);
	if (r == 0 && !is_as_seen(account, seen)) {
		lt_accounts_leave(&c);
		return LT_LOGIN_WRONG;
	}
	if (r == 0 && password) {
		account->password = password;
		account->invitation = (ProtobufCBinaryData){0};
		account->changed_us = c.now_us;
		r = put(c.txn, LT_ACCOUNTS_ACCOUNT, name_key(account->name), &account->base,
			&c.arena, &err);
	}
	if (r == 0)
		r = begin_session(&c, account, peer, arena, ret, &err);
	r = lt_accounts_end(&c, r, &err);
	if (r < 0)
		lt_log(LT_LOG_ERROR, "web", 0, login_failed, "%s: %s", lt_err_name(r), err.text);
	return r < 0 ? LT_LOGIN_FAILED : LT_LOGIN_DONE;
}

static enum lt_login open_invitation(struct lt_accounts *a, const Lt__Account *seen,
				     const char *chosen, const char *peer, struct lt_arena *arena,
				     struct lt_session_of *ret)
{
	char hash[LT_PASSWORD_TEXT_BYTES];
	size_t n = strlen(chosen);
	if (n < LT_PASSWORD_BYTES_MIN || n > LT_PASSWORD_BYTES_MAX)
		return LT_LOGIN_CHOOSE;
	if (!lt_hashing_make(&a->hashing, chosen, hash))
		return LT_LOGIN_FAILED;
	return enter(a, seen, hash, peer, arena, ret);
}

enum lt_login lt_accounts_login(struct lt_accounts *a, const char *name, const char *password,
				const char *chosen, const char *peer, struct lt_arena *arena,
				struct lt_session_of *ret)
{
	Lt__Account *account = NULL;
	int64_t now_us = lt_clock_wall(a->clock);
	(void)pthread_mutex_lock(&a->lock);
	bool may_try = lt_tries_may(&a->tries, name, peer, lt_clock_monotonic(a->clock));
	(void)pthread_mutex_unlock(&a->lock);
	if (!may_try)
		return LT_LOGIN_SLOW_DOWN;
	int r = strlen(password) <= LT_PASSWORD_BYTES_MAX ? read_account(a, name, arena, &account)
							  : LT_E_ABSENT;
	if (r < 0 && r != LT_E_ABSENT)
		return LT_LOGIN_FAILED;
	if (account && !account->closed && invitation_fits(account, password, now_us))
		return open_invitation(a, account, chosen, peer, arena, ret);
	bool right = lt_hashing_check(
		&a->hashing, account && *account->password ? account->password : NULL, password);
	if (!right || account->closed) {
		lt_log(LT_LOG_WARN, "web", 0, login_refused, "account=%s peer=%s",
		       account ? account->name : "?", peer);
		return LT_LOGIN_WRONG;
	}
	return enter(a, account, NULL, peer, arena, ret);
}

/* -- the second factor -- */

const char *lt_accounts_totp_offer(struct lt_arena *arena)
{
	uint8_t secret[LT_TOTP_SECRET_BYTES];
	char *text = lt_arena_alloc(arena, LT_TOTP_TEXT_BYTES);
	randombytes_buf(secret, sizeof secret);
	if (text)
		lt_totp_text(secret, text);
	sodium_memzero(secret, sizeof secret);
	return text;
}

/* Both are written together: a code opens once. */
static int pass_totp(struct lt_accounts_change *c, struct lt_slice key, Lt__WebSession *s,
		     const char *code, const char *offered, enum lt_login *ret, struct lt_err *err)
{
	Lt__Account *account;
	uint8_t secret[LT_TOTP_SECRET_BYTES];
	int r = get_account(c->txn, s->account, &c->arena, &account);
	if (r < 0)
		return r;
	bool known = account->totp.len == sizeof secret;
	if (known)
		memcpy(secret, account->totp.data, sizeof secret);
	else if (!lt_totp_parse(offered, secret))
		return 0;
	uint64_t step =
		lt_totp_check(secret, code, c->now_us / LT_US_PER_SECOND, account->totp_step);
	if (!step)
		return 0;
	account->totp = (ProtobufCBinaryData){.data = secret, .len = sizeof secret};
	account->totp_step = step;
	s->half = false;
	*ret = LT_LOGIN_DONE;
	r = put(c->txn, LT_ACCOUNTS_ACCOUNT, name_key(account->name), &account->base, &c->arena,
		err);
	return r < 0 ? r : put(c->txn, LT_ACCOUNTS_SESSION, key, &s->base, &c->arena, err);
}

static int change_session(struct lt_accounts *a, const char *cookie, struct lt_accounts_change *c,
			  uint8_t key[static LT_HASH_BYTES], Lt__WebSession **ret)
{
	int r = lt_accounts_begin(a, c, NULL);
	if (r == 0 && !cookie_key(cookie, key))
		r = LT_E_ABSENT;
	if (r == 0)
		r = get(c->txn, LT_ACCOUNTS_SESSION, lt_slice(key, LT_HASH_BYTES), &c->arena,
			&lt__web_session__descriptor, (ProtobufCMessage **)ret);
	return r;
}

enum lt_login lt_accounts_totp(struct lt_accounts *a, const char *cookie, const char *code,
			       const char *offered)
{
	struct lt_accounts_change c;
	Lt__WebSession *s;
	uint8_t key[LT_HASH_BYTES];
	enum lt_login login = LT_LOGIN_WRONG;
	int r = change_session(a, cookie, &c, key, &s);
	if (r == 0 && !lt_tries_may(&a->tries, s->account, "", lt_clock_monotonic(a->clock))) {
		lt_accounts_leave(&c);
		return LT_LOGIN_SLOW_DOWN;
	}
	if (r == 0)
		r = pass_totp(&c, lt_slice(key, sizeof key), s, code, offered, &login, NULL);
	return lt_accounts_end(&c, r, NULL) < 0 ? LT_LOGIN_FAILED : login;
}

int lt_accounts_ask_totp(struct lt_accounts *a, const char *cookie)
{
	struct lt_accounts_change c;
	Lt__WebSession *s;
	uint8_t key[LT_HASH_BYTES];
	int r = change_session(a, cookie, &c, key, &s);
	if (r == 0) {
		s->half = true;
		r = put(c.txn, LT_ACCOUNTS_SESSION, lt_slice(key, sizeof key), &s->base, &c.arena,
			NULL);
	}
	return lt_accounts_end(&c, r, NULL);
}

/* -- all there are -- */

static int by_name(const void *a, const void *b)
{
	const Lt__Account *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

int lt_accounts_all(struct lt_accounts *a, struct lt_arena *arena, Lt__Account ***ret,
		    size_t *ret_count, struct lt_err *err)
{
	struct lt_accounts_change c;
	struct lt_scan scan = {0};
	struct lt_slice key, value;
	*ret = NULL;
	*ret_count = 0;
	int r = lt_accounts_begin(a, &c, err);
	if (r == 0)
		r = lt_scan_from(c.txn, LT_ACCOUNTS_ACCOUNT, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (!LT_ARENA_PUSH(arena, *ret, *ret_count))
			r = LT_E_NOMEM;
		else
			r = LT_DECODE_OWN(account, value, arena, &(*ret)[(*ret_count)++]);
	}
	lt_scan_done(&scan);
	lt_accounts_leave(&c);
	if (*ret_count)
		qsort(*ret, *ret_count, sizeof **ret, by_name);
	return r == LT_E_ABSENT ? 0 : r;
}
