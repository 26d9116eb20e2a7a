/* SPDX-License-Identifier: EUPL-1.2 */
/* Invited, a password chosen, in, out, shut; tries are counted; the second factor; who looked. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "proto/base/slice.h"
#include "tests/support/support.h"
#include "worker/web/accounts_own.h"
#include "worker/web/orders.h"
#include "worker/web/totp.h"

static const char password[] = "cây đa bến nước";

struct fixture {
	char *dir;
	struct lt_clock clock;
	struct lt_accounts *accounts;
	struct lt_arena arena;
	struct lt_session_of session;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct lt_err err = {0};
	assert_true(sodium_init() >= 0);
	f->dir = lt_test_folder();
	f->clock = lt_clock_fake(INT64_C(1717376400) * LT_US_PER_SECOND);
	lt_arena_init(&f->arena, 8 << 20);
	assert_int_equal(lt_accounts_open(f->dir, &f->clock, &f->accounts, &err), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	lt_accounts_close(f->accounts);
	lt_arena_done(&f->arena);
	lt_test_remove(f->dir);
	free(f);
	return 0;
}

static enum lt_login login(struct fixture *f, const char *word, const char *chosen)
{
	lt_clock_advance(&f->clock, LT_US_PER_MINUTE); /* tries are another matter */
	return lt_accounts_login(f->accounts, "mai.huong", word, chosen, "10.0.0.7", &f->arena,
				 &f->session);
}

static void invite(struct fixture *f, char word[static LT_INVITATION_TEXT_BYTES])
{
	struct lt_err err = {0};
	assert_int_equal(
		lt_order_invite(f->dir, "mai.huong", false, lt_clock_wall(&f->clock), word, &err),
		0);
}

static void enter(struct fixture *f)
{
	char word[LT_INVITATION_TEXT_BYTES];
	invite(f, word);
	assert_int_equal(login(f, word, password), LT_LOGIN_DONE);
}

static void test_login__invited__chooses_a_password_once(void **state)
{
	struct fixture *f = *state;
	char word[LT_INVITATION_TEXT_BYTES];
	assert_int_equal(login(f, "gì cũng sai", ""), LT_LOGIN_WRONG);
	invite(f, word);
	assert_int_equal(login(f, "gì cũng sai", ""), LT_LOGIN_WRONG);
	assert_int_equal(login(f, word, ""), LT_LOGIN_CHOOSE);
	assert_int_equal(login(f, word, "ngắn"), LT_LOGIN_CHOOSE);
	assert_int_equal(login(f, word, password), LT_LOGIN_DONE);
	assert_string_equal(f->session.account, "mai.huong");
	assert_false(f->session.half);
	assert_int_equal(login(f, word, password), LT_LOGIN_WRONG); /* it opens once */
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
}

/* One of those who come with the same one-time password. */
struct comer {
	struct fixture *f;
	const char *word;
	pthread_t thread;
	enum lt_login login;
};

static void *come(void *argument)
{
	struct comer *c = argument;
	struct lt_session_of session;
	struct lt_arena arena;
	lt_arena_init(&arena, 8 << 20);
	c->login = lt_accounts_login(c->f->accounts, "mai.huong", c->word, password, "10.0.0.7",
				     &arena, &session);
	lt_arena_done(&arena);
	return NULL;
}

static void test_login__several_with_one_invitation_at_once__opens_for_one(void **state)
{
	enum { COMERS = 4 };
	struct fixture *f = *state;
	struct comer comers[COMERS];
	char word[LT_INVITATION_TEXT_BYTES];
	int done = 0;
	invite(f, word);
	assert_int_equal(login(f, word, ""), LT_LOGIN_CHOOSE);
	for (size_t i = 0; i < COMERS; i++) {
		comers[i] = (struct comer){.f = f, .word = word};
		assert_int_equal(pthread_create(&comers[i].thread, NULL, come, &comers[i]), 0);
	}
	for (size_t i = 0; i < COMERS; i++) {
		assert_int_equal(pthread_join(comers[i].thread, NULL), 0);
		done += comers[i].login == LT_LOGIN_DONE;
	}
	assert_int_equal(done, 1);
}

static void test_login__invitation_a_day_old__opens_nothing(void **state)
{
	struct fixture *f = *state;
	char word[LT_INVITATION_TEXT_BYTES];
	invite(f, word);
	lt_clock_advance(&f->clock, 24 * LT_US_PER_HOUR);
	assert_int_equal(login(f, word, password), LT_LOGIN_WRONG);
}

static void test_login__six_tries_in_a_minute__slowed_down(void **state)
{
	struct fixture *f = *state;
	enter(f);
	lt_clock_advance(&f->clock, 2 * LT_US_PER_MINUTE);
	for (int i = 0; i < 5; i++)
		assert_int_equal(lt_accounts_login(f->accounts, "mai.huong", "sai", "", "10.0.0.9",
						   &f->arena, &f->session),
				 LT_LOGIN_WRONG);
	assert_int_equal(lt_accounts_login(f->accounts, "mai.huong", password, "", "10.0.0.9",
					   &f->arena, &f->session),
			 LT_LOGIN_SLOW_DOWN);
	lt_clock_advance(&f->clock, 2 * LT_US_PER_MINUTE);
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
}

static void test_session__used_idle_and_left__lives_and_ends(void **state)
{
	struct fixture *f = *state;
	struct lt_session_of found;
	enter(f);
	const char *cookie = f->session.cookie;
	for (int i = 0; i < 4; i++) {
		lt_clock_advance(&f->clock, LT_SESSION_IDLE_US - LT_US_PER_MINUTE);
		assert_int_equal(lt_accounts_session(f->accounts, cookie, &f->arena, &found), 0);
		assert_string_equal(found.csrf, f->session.csrf);
	}
	lt_clock_advance(&f->clock, LT_SESSION_IDLE_US + LT_US_PER_MINUTE);
	assert_int_equal(lt_accounts_session(f->accounts, cookie, &f->arena, &found), LT_E_ABSENT);
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
	lt_accounts_logout(f->accounts, f->session.cookie);
	assert_int_equal(lt_accounts_session(f->accounts, f->session.cookie, &f->arena, &found),
			 LT_E_ABSENT);
	assert_int_equal(lt_accounts_session(f->accounts, "00", &f->arena, &found), LT_E_ABSENT);
}

static void test_lapsed__ended_by_itself__is_known_for_a_day_and_opens_nothing(void **state)
{
	struct fixture *f = *state;
	struct lt_session_of found;
	enter(f);
	const char *cookie = f->session.cookie;
	assert_int_equal(lt_accounts_lapsed(f->accounts, cookie, &f->arena, &found), LT_E_ABSENT);
	lt_clock_advance(&f->clock, LT_SESSION_IDLE_US + LT_US_PER_MINUTE);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(lt_accounts_session(f->accounts, cookie, &f->arena, &found),
				 LT_E_ABSENT);
		assert_int_equal(lt_accounts_lapsed(f->accounts, cookie, &f->arena, &found), 0);
		assert_string_equal(found.account, "mai.huong");
		assert_string_equal(found.csrf, f->session.csrf);
	}
	lt_clock_advance(&f->clock, LT_SESSION_LAPSED_US);
	assert_int_equal(lt_accounts_lapsed(f->accounts, cookie, &f->arena, &found), LT_E_ABSENT);
	assert_int_equal(lt_accounts_session(f->accounts, cookie, &f->arena, &found), LT_E_ABSENT);
}

static uint64_t sessions(struct fixture *f)
{
	struct lt_accounts_change c;
	uint64_t count = 0;
	assert_int_equal(lt_accounts_begin(f->accounts, &c, NULL), 0);
	assert_int_equal(lt_txn_count(c.txn, LT_ACCOUNTS_SESSION, &count, NULL), 0);
	lt_accounts_leave(&c);
	return count;
}

static void test_lapsed__a_day_ago__forgotten_at_the_next_login(void **state)
{
	struct fixture *f = *state;
	struct lt_session_of found;
	enter(f);
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
	lt_clock_advance(&f->clock, LT_SESSION_IDLE_US + LT_US_PER_MINUTE);
	assert_int_equal(lt_accounts_session(f->accounts, f->session.cookie, &f->arena, &found),
			 LT_E_ABSENT);
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
	assert_int_equal(sessions(f), 3); /* their forms may still come */
	lt_clock_advance(&f->clock, LT_SESSION_LAPSED_US - LT_SESSION_IDLE_US);
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
	assert_int_equal(sessions(f), 2); /* the last two */
}

static void test_lapsed__logged_out__is_nobody(void **state)
{
	struct fixture *f = *state;
	struct lt_session_of found;
	enter(f);
	const char *cookie = f->session.cookie;
	lt_accounts_logout(f->accounts, cookie);
	lt_clock_advance(&f->clock, LT_SESSION_IDLE_US + LT_US_PER_MINUTE);
	assert_int_equal(lt_accounts_lapsed(f->accounts, cookie, &f->arena, &found), LT_E_ABSENT);
}

static void test_orders__shut_or_invited_anew__sessions_end_at_once(void **state)
{
	struct fixture *f = *state;
	struct lt_session_of found;
	struct lt_err err = {0};
	char word[LT_INVITATION_TEXT_BYTES];
	enter(f);
	assert_int_equal(lt_order_shut(f->dir, "mai.huong", &err), 0);
	assert_int_equal(lt_accounts_session(f->accounts, f->session.cookie, &f->arena, &found),
			 LT_E_ABSENT);
	assert_int_equal(login(f, password, ""), LT_LOGIN_WRONG);
	invite(f, word);
	assert_int_equal(login(f, password, ""), LT_LOGIN_WRONG); /* the old one is gone */
	assert_int_equal(login(f, word, password), LT_LOGIN_DONE);
	assert_int_equal(lt_order_invite(f->dir, "../mai", false, 0, word, &err), LT_E_USAGE);
}

static void code_of(struct fixture *f, const char *secret, char ret[static 16])
{
	uint8_t bytes[LT_TOTP_SECRET_BYTES];
	assert_true(lt_totp_parse(secret, bytes));
	int64_t now = lt_clock_wall(&f->clock) / LT_US_PER_SECOND;
	(void)snprintf(ret, 16, "%06u", lt_totp_code(bytes, (uint64_t)now / LT_TOTP_STEP_SECONDS));
}

static void test_totp__asked_for__half_until_the_code(void **state)
{
	struct fixture *f = *state;
	struct lt_session_of found;
	char code[16];
	enter(f);
	assert_int_equal(lt_accounts_ask_totp(f->accounts, f->session.cookie), 0);
	assert_int_equal(lt_accounts_session(f->accounts, f->session.cookie, &f->arena, &found), 0);
	assert_true(found.half && !found.has_totp);
	const char *secret = lt_accounts_totp_offer(&f->arena);
	code_of(f, secret, code);
	assert_int_equal(lt_accounts_totp(f->accounts, f->session.cookie, "000000", secret),
			 LT_LOGIN_WRONG);
	assert_int_equal(lt_accounts_totp(f->accounts, f->session.cookie, code, secret),
			 LT_LOGIN_DONE);
	assert_int_equal(lt_accounts_session(f->accounts, f->session.cookie, &f->arena, &found), 0);
	assert_false(found.half);
	/* from now on a password is half of it, and another secret opens nothing */
	assert_int_equal(login(f, password, ""), LT_LOGIN_DONE);
	assert_true(f->session.half && f->session.has_totp);
	const char *other = lt_accounts_totp_offer(&f->arena);
	code_of(f, other, code);
	assert_int_equal(lt_accounts_totp(f->accounts, f->session.cookie, code, other),
			 LT_LOGIN_WRONG);
	code_of(f, secret, code);
	assert_int_equal(lt_accounts_totp(f->accounts, f->session.cookie, code, ""), LT_LOGIN_DONE);
}

static void test_lookers__several_dossiers__newest_first(void **state)
{
	struct fixture *f = *state;
	Lt__Access access = LT__ACCESS__INIT, **list;
	struct lt_err err = {0};
	size_t count;
	access.account = "mai.huong";
	access.what = "xem";
	for (int i = 0; i < 3; i++) {
		access.code = i == 1 ? "H14-240603-000002" : "H14-240603-000001";
		access.at_us = 1000 + i;
		lt_accounts_looked(f->accounts, &access);
	}
	assert_int_equal(lt_accounts_lookers(f->accounts, "H14-240603-000001", 10, &f->arena, &list,
					     &count, &err),
			 0);
	assert_int_equal(count, 2);
	assert_int_equal(list[0]->at_us, 1002);
	assert_int_equal(list[1]->at_us, 1000);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_login__invited__chooses_a_password_once),
		TEST(test_login__several_with_one_invitation_at_once__opens_for_one),
		TEST(test_login__invitation_a_day_old__opens_nothing),
		TEST(test_login__six_tries_in_a_minute__slowed_down),
		TEST(test_session__used_idle_and_left__lives_and_ends),
		TEST(test_lapsed__ended_by_itself__is_known_for_a_day_and_opens_nothing),
		TEST(test_lapsed__a_day_ago__forgotten_at_the_next_login),
		TEST(test_lapsed__logged_out__is_nobody),
		TEST(test_orders__shut_or_invited_anew__sessions_end_at_once),
		TEST(test_totp__asked_for__half_until_the_code),
		TEST(test_lookers__several_dossiers__newest_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
