/* SPDX-License-Identifier: EUPL-1.2 */
/* A signed hello is good for one node, one start, one connection, one coordinator, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/link/hello.h"

static struct lt_arena arena;
static struct lt_sign_key key, other;
static const uint8_t node_nonce[LT_HELLO_NONCE_BYTES] = {1},
		     fresh_nonce[LT_HELLO_NONCE_BYTES] = {2};
static const uint8_t channel[32] = {3}, other_channel[32] = {4};
static const uint8_t secret[LT_HELLO_SECRET_BYTES] = {5}, next_secret[LT_HELLO_SECRET_BYTES] = {6};
static uint8_t coordinator_nonce[LT_HELLO_NONCE_BYTES];
static ProtobufCBinaryData proof, signature;

static struct lt_hello hello(void)
{
	return (struct lt_hello){.node_nonce = lt_slice(node_nonce, sizeof node_nonce),
				 .coordinator_nonce =
					 lt_slice(coordinator_nonce, sizeof coordinator_nonce),
				 .node = "xa-a",
				 .coordinator = "tinh",
				 .software = "1",
				 .boot = 7,
				 .epoch = 3,
				 .line = 2,
				 .channel = lt_slice(channel, sizeof channel)};
}

static int setup(void **state)
{
	(void)state;
	struct lt_hello said;
	lt_arena_init(&arena, 1 << 20);
	lt_sign_make(&key);
	lt_sign_make(&other);
	lt_hello_nonce(secret, 11, lt_slice(node_nonce, sizeof node_nonce), coordinator_nonce);
	said = hello();
	return lt_hello_sign(&key, LT_HELLO_LABEL, &said, &arena, &proof, &signature);
}

static int teardown(void **state)
{
	(void)state;
	lt_arena_done(&arena);
	return 0;
}

static int check(const struct lt_sign_key *by, const char *label, const struct lt_hello *expected,
		 struct lt_err *err)
{
	*err = (struct lt_err){0};
	return lt_hello_check(lt_slice(by->public_half, LT_SIGN_PUBLIC_BYTES), label, expected,
			      &proof, &signature, &arena, err);
}

static void refused(const struct lt_hello *expected, const char *words)
{
	struct lt_err err;
	assert_int_equal(check(&key, LT_HELLO_LABEL, expected, &err), LT_E_DENIED);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void test_lt_hello_check__as_it_was_said__is_believed(void **state)
{
	(void)state;
	struct lt_hello said = hello();
	struct lt_err err;
	assert_int_equal(check(&key, LT_HELLO_LABEL, &said, &err), 0);
	assert_int_equal(check(&other, LT_HELLO_LABEL, &said, &err), LT_E_DENIED);
	assert_int_equal(check(&key, LT_HELLO_GREETING_LABEL, &said, &err), LT_E_DENIED);
	signature.data[9] ^= 1;
	assert_int_equal(check(&key, LT_HELLO_LABEL, &said, &err), LT_E_DENIED);
	signature.data[9] ^= 1;
	proof.data[proof.len - 1] ^= 1;
	assert_int_equal(check(&key, LT_HELLO_LABEL, &said, &err), LT_E_DENIED);
}

/* The coordinator's nonce is another for each connection, each of the node's, each process. */
static void test_lt_hello_check__said_again_elsewhere__is_refused(void **state)
{
	(void)state;
	struct lt_hello expected = hello();
	uint8_t nonce[LT_HELLO_NONCE_BYTES];
	expected.coordinator_nonce = lt_slice(nonce, sizeof nonce);
	lt_hello_nonce(secret, 12, expected.node_nonce, nonce);
	refused(&expected, "phát lại");
	lt_hello_nonce(next_secret, 11, expected.node_nonce, nonce);
	refused(&expected, "phát lại");
	expected.node_nonce = lt_slice(fresh_nonce, sizeof fresh_nonce);
	lt_hello_nonce(secret, 11, expected.node_nonce, nonce);
	refused(&expected, "phát lại");
}

/* Somebody whom the node takes for the coordinator hands its words on. */
static void test_lt_hello_check__passed_on_over_another_channel__is_refused(void **state)
{
	(void)state;
	struct lt_hello expected = hello();
	expected.channel = lt_slice(other_channel, sizeof other_channel);
	refused(&expected, "chuyển tiếp");
	expected.channel = lt_slice(NULL, 0);
	refused(&expected, "chuyển tiếp");
}

static void test_lt_hello_check__about_something_else__says_what(void **state)
{
	(void)state;
	struct lt_hello expected = hello();
	expected.epoch = 4;
	refused(&expected, "epoch");
	expected = hello();
	expected.coordinator = "tinh-khac";
	refused(&expected, "máy chủ khác");
	expected = hello();
	expected.node = "xa-b";
	refused(&expected, "máy trạm khác");
	expected = hello();
	expected.boot = 8;
	refused(&expected, "khởi động khác");
	expected = hello();
	expected.line = 3;
	refused(&expected, "khởi động khác");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lt_hello_check__as_it_was_said__is_believed,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_hello_check__said_again_elsewhere__is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_hello_check__passed_on_over_another_channel__is_refused, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_hello_check__about_something_else__says_what, setup, teardown),
	};
	return cmocka_run_group_tests_name("hello", tests, NULL, NULL);
}
