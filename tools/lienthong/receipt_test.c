/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/core/statement.h"
#include "proto/codec/codec.h"
#include "proto/codec/sign.h"
#include "tools/lienthong/receipt.h"

#define CODE "H14.1-250701-000001"
#define NOON_US INT64_C(1751346000000000)
#define MINUTE_US INT64_C(60000000)

/* A commune completes a step, the tax office takes the next one over and answers: four events.
 * Tests change one thing before it is packed and sealed. */
struct story {
	struct lt_arena arena;
	struct lt_sign_key coordinator, commune, tax, stranger;
	const struct lt_sign_key *tax_signs;
	Lt__Token token;
	Lt__Event events[4];
	Lt__StepCompleted completed, answered;
	Lt__StepStarted started;
	Lt__StepClaimed claimed;
	Lt__Actor giver, taker;
	ProtobufCBinaryData packed[4];
	uint8_t hashes[4][LT_HASH_BYTES];
	int64_t said_us[4];
	const char *says_step;	 /* in the tax office's statements */
	bool swapped, unsigned_; /* the later events change places; the claim is not signed */
	Lt__ProofKeys keys;
	Lt__ProofKey nodes[2], *node_list[2];
};

static void actor(Lt__Actor *a, const char *id, const char *unit, const char *node)
{
	lt__actor__init(a);
	a->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	a->id = id;
	a->unit = unit;
	a->node = node;
}

static void set_key(Lt__ProofKey *k, const char *node, struct lt_sign_key *key)
{
	lt__proof_key__init(k);
	k->node = node;
	k->key = (ProtobufCBinaryData){.len = LT_SIGN_PUBLIC_BYTES, .data = key->public_half};
	k->from_us = NOON_US - MINUTE_US;
}

static void story_events(struct story *s)
{
	for (uint32_t i = 0; i < 4; i++) {
		lt__event__init(&s->events[i]);
		s->events[i].schema = LT_EVENT_SCHEMA;
		s->events[i].dossier = 7;
		s->events[i].n = i + 3;
		s->said_us[i] = s->events[i].stamp_us = NOON_US + (i > 1 ? i : 0) * MINUTE_US;
	}
	s->events[0].actor = &s->giver;
	s->events[0].body_case = LT__EVENT__BODY_COMPLETED;
	s->events[0].completed = &s->completed;
	s->events[1].body_case = LT__EVENT__BODY_STARTED;
	s->events[1].started = &s->started;
	s->events[2].actor = &s->taker;
	s->events[2].body_case = LT__EVENT__BODY_CLAIMED;
	s->events[2].claimed = &s->claimed;
	s->events[3].actor = &s->taker;
	s->events[3].body_case = LT__EVENT__BODY_COMPLETED;
	s->events[3].completed = &s->answered;
}

static struct story *story(void)
{
	struct story *s = calloc(1, sizeof *s);
	assert_non_null(s);
	lt_arena_init(&s->arena, 64 << 20);
	lt_sign_make(&s->coordinator);
	lt_sign_make(&s->commune);
	lt_sign_make(&s->tax);
	lt_sign_make(&s->stranger);
	s->tax_signs = &s->tax;
	s->says_step = "duty";
	actor(&s->giver, "hoa", "H14.1", "my-tra");
	actor(&s->taker, "thue", "G12.1", "thue");
	lt__step_completed__init(&s->completed);
	s->completed.step = "receive";
	s->completed.outcome = "complete";
	s->completed.officer = "hoa";
	lt__token__init(&s->token);
	s->token.id = 2;
	s->token.step = "duty";
	s->token.unit = "G12.1";
	s->token.from = "H14.1";
	lt__step_started__init(&s->started);
	s->started.token = &s->token;
	lt__step_claimed__init(&s->claimed);
	s->claimed.token = 2;
	s->claimed.officer = "thue";
	lt__step_completed__init(&s->answered);
	s->answered.token = 2;
	s->answered.step = "duty";
	s->answered.outcome = "answered";
	s->answered.officer = "thue";
	story_events(s);
	lt__proof_keys__init(&s->keys);
	set_key(&s->nodes[0], "my-tra", &s->commune);
	set_key(&s->nodes[1], "thue", &s->tax);
	s->node_list[0] = &s->nodes[0];
	s->node_list[1] = &s->nodes[1];
	s->keys.nodes = s->node_list;
	s->keys.n_nodes = 2;
	return s;
}

static void story_free(struct story *s)
{
	lt_arena_done(&s->arena);
	free(s);
}

/* What the node would have signed of the event. */
static Lt__Signed *sign(struct story *s, size_t i, const struct lt_sign_key *key)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	struct lt_slice bytes;
	Lt__Signed *proof = lt_arena_alloc(&s->arena, sizeof *proof);
	uint8_t *signature = lt_arena_alloc(&s->arena, LT_SIGN_BYTES);
	assert_true(proof && signature);
	c.code = CODE;
	c.actor = s->events[i].actor;
	ProtobufCBinaryData offer = {.len = i ? LT_HASH_BYTES : 0, .data = s->hashes[1]};
	act.offer = claim.offer = offer;
	act.step = claim.step = i ? s->says_step : "receive";
	c.body_case = i == 2 ? LT__COMMAND__BODY_CLAIM : LT__COMMAND__BODY_ACT;
	if (i == 2) {
		c.claim = &claim;
	} else {
		act.outcome = s->events[i].completed->outcome;
		c.act = &act;
	}
	assert_int_equal(lt_statement_make(&c, c.actor->node,
					   lt_slice(key->public_half, LT_SIGN_PUBLIC_BYTES),
					   s->said_us[i], &s->arena, &bytes),
			 0);
	lt_sign(key, LT_STATEMENT_LABEL, bytes, signature);
	lt__signed__init(proof);
	proof->statement =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	proof->signature = (ProtobufCBinaryData){.len = LT_SIGN_BYTES, .data = signature};
	return proof;
}

static void pack(struct story *s)
{
	for (size_t i = 0; i < 4; i++) {
		struct lt_slice bytes;
		Lt__Event *e = &s->events[i];
		if (i && e->n == s->events[i - 1].n + 1)
			e->prev = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
							.data = s->hashes[i - 1]};
		if (i != 1 && !(i == 2 && s->unsigned_))
			e->proof = sign(s, i, i ? s->tax_signs : &s->commune);
		assert_int_equal(lt_encode(&e->base, &s->arena, &bytes), 0);
		s->packed[i] = (ProtobufCBinaryData){.len = bytes.size,
						     .data = (uint8_t *)(uintptr_t)bytes.data};
		lt_hash(bytes, s->hashes[i]);
	}
}

static Lt__Sealed *seal(struct story *s, const ProtobufCMessage *message, const char *label)
{
	struct lt_slice bytes;
	Lt__Sealed *sealed = lt_arena_alloc(&s->arena, sizeof *sealed);
	uint8_t *signature = lt_arena_alloc(&s->arena, LT_SIGN_BYTES);
	assert_int_equal(lt_encode(message, &s->arena, &bytes), 0);
	assert_true(sealed && signature);
	lt__sealed__init(sealed);
	lt_sign(&s->coordinator, label, bytes, signature);
	sealed->bytes =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	sealed->signature = (ProtobufCBinaryData){.len = LT_SIGN_BYTES, .data = signature};
	return sealed;
}

static Lt__Sealed *sealed_receipt(struct story *s)
{
	Lt__Receipt receipt = LT__RECEIPT__INIT;
	Lt__HandoffProof proof = LT__HANDOFF_PROOF__INIT, *proofs[] = {&proof};
	ProtobufCBinaryData later[2];
	pack(s);
	later[0] = s->packed[s->swapped ? 3 : 2];
	later[1] = s->packed[s->swapped ? 2 : 3];
	proof.given = s->packed;
	proof.n_given = 2;
	proof.later = later;
	proof.n_later = 2;
	receipt.schema = LT_RECEIPT_SCHEMA;
	receipt.coordinator = "tinh";
	receipt.key = (ProtobufCBinaryData){.len = LT_SIGN_PUBLIC_BYTES,
					    .data = s->coordinator.public_half};
	receipt.code = CODE;
	receipt.handoffs = proofs;
	receipt.n_handoffs = 1;
	return seal(s, &receipt.base, LT_RECEIPT_LABEL);
}

static Lt__ProofKeys *keys(struct story *s)
{
	struct lt_slice file;
	Lt__ProofKeys *read;
	s->keys.schema = LT_RECEIPT_SCHEMA;
	s->keys.coordinator = "tinh";
	s->keys.key = (ProtobufCBinaryData){.len = LT_SIGN_PUBLIC_BYTES,
					    .data = s->coordinator.public_half};
	Lt__Sealed *sealed = seal(s, &s->keys.base, LT_RECEIPT_KEYS_LABEL);
	assert_int_equal(lt_receipt_keys_file(sealed, &s->arena, &file, NULL), 0);
	assert_int_equal(lt_receipt_read_keys(file, &s->arena, &read, NULL), 0);
	return read;
}

/* Opens the story's receipt as a stranger with the keys. */
static int open_story(struct story *s, struct lt_err *err)
{
	struct lt_receipt read;
	return lt_receipt_open(sealed_receipt(s), keys(s), &s->arena, &read, err);
}

static void expect_refused(struct story *s, const char *why)
{
	struct lt_err err = {0};
	assert_true(open_story(s, &err) < 0);
	if (!strstr(err.text, why))
		fail_msg("'%s', expected '%s'", err.text, why);
	story_free(s);
}

static void test_receipt_check__genuine__tells_who_and_when(void **state)
{
	(void)state;
	struct story *s = story();
	struct lt_slice file;
	struct lt_receipt read;
	struct lt_err err = {0};
	assert_int_equal(lt_receipt_file(sealed_receipt(s), &s->arena, &file, &err), 0);
	assert_int_equal(lt_receipt_check(file, keys(s), &s->arena, &read, &err), 0);
	assert_int_equal(read.handoffs_count, 1);
	assert_int_equal(read.handoffs[0].end, LT_RECEIPT_ANSWERED);
	assert_string_equal(read.handoffs[0].taken.statement->officer, "thue");
	assert_int_equal(read.handoffs[0].given.statement->at_us, NOON_US);
	assert_non_null(memmem(file.data, file.size, "G12.1", 5));
	story_free(s);
}

static void test_receipt_check__every_byte__counts(void **state)
{
	(void)state;
	struct story *s = story();
	struct lt_slice file;
	assert_int_equal(lt_receipt_file(sealed_receipt(s), &s->arena, &file, NULL), 0);
	const Lt__ProofKeys *known = keys(s);
	uint8_t *copy = lt_arena_copy(&s->arena, file.data, file.size);
	assert_non_null(copy);
	for (size_t i = 0; i <= file.size; i++) {
		struct lt_arena scratch;
		struct lt_receipt read;
		lt_arena_init(&scratch, 4 << 20);
		if (i < file.size)
			copy[i] ^= (uint8_t)(1u << i % 8);
		struct lt_slice bytes = lt_slice(copy, i < file.size ? file.size : file.size - 1);
		if (lt_receipt_check(bytes, known, &scratch, &read, NULL) >= 0)
			fail_msg("byte %zu of %zu may change", i, file.size);
		if (i < file.size)
			copy[i] ^= (uint8_t)(1u << i % 8);
		lt_arena_done(&scratch);
	}
	story_free(s);
}

static void test_receipt_read_keys__every_byte__counts(void **state)
{
	(void)state;
	struct story *s = story();
	struct lt_slice file;
	Lt__ProofKeys *read = keys(s);
	Lt__Sealed *sealed = seal(s, &s->keys.base, LT_RECEIPT_KEYS_LABEL);
	assert_int_equal(lt_receipt_keys_file(sealed, &s->arena, &file, NULL), 0);
	uint8_t *copy = lt_arena_copy(&s->arena, file.data, file.size);
	for (size_t i = 0; copy && i < file.size; i++) {
		struct lt_arena scratch;
		lt_arena_init(&scratch, 4 << 20);
		copy[i] ^= (uint8_t)(1u << i % 8);
		if (lt_receipt_read_keys(lt_slice(copy, file.size), &scratch, &read, NULL) >= 0)
			fail_msg("byte %zu of %zu may change", i, file.size);
		copy[i] ^= (uint8_t)(1u << i % 8);
		lt_arena_done(&scratch);
	}
	story_free(s);
}

/* The rest is sealed rightly: what is refused cannot have happened so. */

static void test_receipt_open__stages_swapped__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->swapped = true;
	expect_refused(s, "thứ tự");
}

static void test_receipt_open__recorded_before_it_was_given__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->events[2].stamp_us = s->said_us[2] = NOON_US - MINUTE_US;
	expect_refused(s, "thứ tự");
}

static void test_receipt_open__signed_before_it_was_given__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->said_us[2] = NOON_US - 6 * MINUTE_US;
	expect_refused(s, "giờ ký trước");
}

static void test_receipt_open__signed_after_it_was_recorded__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->said_us[3] = NOON_US + 60 * MINUTE_US;
	expect_refused(s, "giờ ký sau");
}

static void test_receipt_open__a_gap_in_the_chain__refused(void **state)
{
	(void)state;
	struct story *s = story();
	for (size_t i = 1; i < 4; i++)
		s->events[i].n++;
	expect_refused(s, "chuỗi băm");
}

static void test_receipt_open__statement_of_another_step__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->says_step = "other";
	expect_refused(s, "lời ký");
}

static void test_receipt_open__another_unit_took_it__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->taker.unit = "H14.9";
	expect_refused(s, "không thuộc đơn vị");
}

static void test_receipt_open__a_strangers_key__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->tax_signs = &s->stranger;
	expect_refused(s, "khóa ký không phải của máy trạm thue");
}

static void test_receipt_open__key_revoked_by_then__refused(void **state)
{
	(void)state;
	struct story *s = story();
	s->nodes[1].until_us = NOON_US + 3 * MINUTE_US; /* the answer is of that minute */
	expect_refused(s, "thu hồi");
	s = story();
	s->nodes[1].until_us = NOON_US + 3 * MINUTE_US + 1;
	assert_int_equal(open_story(s, NULL), 0); /* revoked later: what it signed still holds */
	story_free(s);
}

static void test_receipt_open__another_coordinators_keys__refused(void **state)
{
	(void)state;
	struct story *s = story();
	struct lt_receipt read;
	struct lt_err err = {0};
	Lt__Sealed *sealed = sealed_receipt(s);
	lt_sign_make(&s->coordinator);
	assert_int_equal(lt_receipt_open(sealed, keys(s), &s->arena, &read, &err), LT_E_DENIED);
	story_free(s);
}

static void test_receipt_text__nobody_signed__says_so(void **state)
{
	(void)state;
	struct story *s = story();
	struct lt_slice file;
	s->unsigned_ = true;
	assert_int_equal(open_story(s, NULL), 0);
	assert_int_equal(lt_receipt_file(sealed_receipt(s), &s->arena, &file, NULL), 0);
	assert_non_null(memmem(file.data, file.size, "KHÔNG CÓ CHỮ KÝ", strlen("KHÔNG CÓ CHỮ KÝ")));
	story_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_receipt_check__genuine__tells_who_and_when),
		cmocka_unit_test(test_receipt_check__every_byte__counts),
		cmocka_unit_test(test_receipt_read_keys__every_byte__counts),
		cmocka_unit_test(test_receipt_open__stages_swapped__refused),
		cmocka_unit_test(test_receipt_open__recorded_before_it_was_given__refused),
		cmocka_unit_test(test_receipt_open__signed_before_it_was_given__refused),
		cmocka_unit_test(test_receipt_open__signed_after_it_was_recorded__refused),
		cmocka_unit_test(test_receipt_open__a_gap_in_the_chain__refused),
		cmocka_unit_test(test_receipt_open__statement_of_another_step__refused),
		cmocka_unit_test(test_receipt_open__another_unit_took_it__refused),
		cmocka_unit_test(test_receipt_open__a_strangers_key__refused),
		cmocka_unit_test(test_receipt_open__key_revoked_by_then__refused),
		cmocka_unit_test(test_receipt_open__another_coordinators_keys__refused),
		cmocka_unit_test(test_receipt_text__nobody_signed__says_so),
	};
	return cmocka_run_group_tests_name("tool.receipt", tests, NULL, NULL);
}
