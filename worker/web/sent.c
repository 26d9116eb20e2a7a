/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/sent.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "worker/web/accounts_own.h"

enum { NUMBER_BYTES = 16, PATIENCE_S = 20 };

void lt_sent_init(struct lt_accounts *a)
{
	pthread_condattr_t attributes;
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&a->sent, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

void lt_sent_number(char ret[static LT_SENT_TEXT_BYTES])
{
	uint8_t bytes[NUMBER_BYTES];
	randombytes_buf(bytes, sizeof bytes);
	(void)lt_hex(lt_slice(bytes, sizeof bytes), ret);
}

static int read_sent(struct lt_accounts_change *c, const uint8_t *number, Lt__FormSent **ret)
{
	struct lt_slice bytes;
	int r = lt_txn_get(c->txn, LT_ACCOUNTS_SENT, lt_slice(number, NUMBER_BYTES), &bytes, NULL);
	*ret = NULL;
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	return LT_DECODE_OWN(form_sent, bytes, &c->arena, ret);
}

static int write_sent(struct lt_accounts_change *c, const uint8_t *number, const Lt__FormSent *sent)
{
	struct lt_slice bytes;
	int r = lt_encode(&sent->base, &c->arena, &bytes);
	return r < 0 ? r
		     : lt_txn_put(c->txn, LT_ACCOUNTS_SENT, lt_slice(number, NUMBER_BYTES), bytes,
				  NULL);
}

static int is_old(struct lt_accounts_change *c, struct lt_slice value, const char *name)
{
	Lt__FormSent *sent;
	int r = LT_DECODE_OWN(form_sent, value, &c->arena, &sent);
	(void)name;
	return r < 0 ? r : sent->at_us < c->now_us - LT_SENT_KEPT_US;
}

static int add(struct lt_accounts_change *c, const uint8_t *number, const char *account,
	       uint64_t boot)
{
	Lt__FormSent sent = LT__FORM_SENT__INIT;
	sent.account = account;
	sent.at_us = c->now_us;
	sent.boot = boot;
	/* whenever one is added: the table cannot grow without end */
	int r = lt_accounts_drop(c, LT_ACCOUNTS_SENT, is_old, NULL, NULL);
	return r < 0 ? r : write_sent(c, number, &sent);
}

/* Until what is being done is done; the transaction is let go of meanwhile. */
static int wait(struct lt_accounts_change *c, const uint8_t *number, uint64_t boot,
		Lt__FormSent **ret)
{
	struct timespec until;
	int late = 0, r = read_sent(c, number, ret);
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE_S;
	while (r == 0 && !late && *ret && !*(*ret)->code && (*ret)->boot == boot) {
		lt_txn_abort(&c->txn);
		late = pthread_cond_timedwait(&c->accounts->sent, &c->accounts->lock, &until);
		r = lt_store_begin(c->accounts->store, &c->txn, NULL);
		if (r == 0)
			r = read_sent(c, number, ret);
	}
	return r;
}

enum lt_sent lt_sent_begin(struct lt_accounts *accounts, const char *text, const char *account,
			   uint64_t boot, struct lt_arena *arena, const char **ret_code)
{
	uint8_t number[NUMBER_BYTES];
	struct lt_accounts_change c;
	Lt__FormSent *sent = NULL;
	enum lt_sent found = LT_SENT_FIRST;
	*ret_code = "";
	if (strlen(text) != 2 * sizeof number || !lt_unhex(text, number, sizeof number))
		return LT_SENT_FAILED;
	int r = lt_accounts_begin(accounts, &c, NULL);
	if (r == 0)
		r = wait(&c, number, boot, &sent);
	if (r == 0 && sent && strcmp(sent->account, account) != 0)
		r = LT_E_DENIED; /* somebody else's form */
	if (r == 0 && !sent) {
		r = add(&c, number, account, boot);
	} else if (r == 0) {
		*ret_code = lt_arena_str(arena, sent->code);
		found = *sent->code ? LT_SENT_DONE : LT_SENT_UNKNOWN;
	}
	return lt_accounts_end(&c, r, NULL) < 0 || !*ret_code ? LT_SENT_FAILED : found;
}

void lt_sent_end(struct lt_accounts *accounts, const char *text, const char *code)
{
	uint8_t number[NUMBER_BYTES];
	struct lt_accounts_change c;
	Lt__FormSent *sent;
	if (strlen(text) != 2 * sizeof number || !lt_unhex(text, number, sizeof number))
		return;
	int r = lt_accounts_begin(accounts, &c, NULL);
	if (r == 0)
		r = read_sent(&c, number, &sent);
	if (r == 0 && sent && !*code)
		r = lt_txn_del(c.txn, LT_ACCOUNTS_SENT, lt_slice(number, sizeof number), NULL);
	if (r == 0 && sent && *code) {
		sent->code = code;
		r = write_sent(&c, number, sent);
	}
	(void)pthread_cond_broadcast(&accounts->sent);
	if (lt_accounts_end(&c, r, NULL) < 0)
		lt_log(LT_LOG_ERROR, "web", 0, form_not_noted, "code=%s", code);
}
