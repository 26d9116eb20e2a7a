/* SPDX-License-Identifier: EUPL-1.2 */
/* Steps and versions that people did not name in full. */
#include "tools/lienthong/find.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/ids.h"
#include "tools/lienthong/served_fixture.h"

/* -- a dossier with a step of each kind -- */

static void token(Lt__Token *t, uint32_t id, const char *step, Lt__StepKind kind, const char *unit)
{
	lt__token__init(t);
	t->id = id;
	t->step = step;
	t->kind = kind;
	t->unit = unit;
}

static void show(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Token t[6], *tokens[6];
	Lt__Opinion open = LT__OPINION__INIT, given = LT__OPINION__INIT;
	Lt__Opinion *opinions[] = {&open, &given};
	(void)s, (void)request;
	token(&t[0], 1, "appraise", LT__STEP_KIND__STEP_KIND_HUMAN, "H1");
	token(&t[1], 2, "duty", LT__STEP_KIND__STEP_KIND_HANDOFF, "G1");
	token(&t[2], 3, "ask", LT__STEP_KIND__STEP_KIND_CONSULT, "");
	token(&t[3], 4, "supplement", LT__STEP_KIND__STEP_KIND_WAIT, "");
	token(&t[4], 5, "second", LT__STEP_KIND__STEP_KIND_HUMAN, "H3");
	token(&t[5], 6, "third", LT__STEP_KIND__STEP_KIND_HUMAN, "H3");
	open.unit = "H2";
	given.unit = "G1";
	given.opinion = "agree";
	t[2].opinions = opinions;
	t[2].n_opinions = 2;
	for (size_t i = 0; i < 6; i++)
		tokens[i] = &t[i];
	d.unit = "H0";
	d.tokens = tokens;
	d.n_tokens = 6;
	reply.dossier = &d;
	served_fetched(call, &reply);
}

static int step_at(struct served *s, const char *unit, bool held, uint32_t *ret, struct lt_err *err)
{
	static const struct lt_subcommand command = {.name = "try"};
	struct lt_tool tool = {.command = &command, .folder = s->folder};
	LT_AUTO(session) struct lt_session session = {0};
	const struct lt_find_step what = {.code = "X", .unit = unit, .step = "", .held = held};
	const Lt__Token *token = NULL;
	lt_arena_init(&tool.arena, 4u << 20);
	int r = lt_session_open(&tool, &session, err);
	if (r == 0)
		r = lt_find_step(&session, &what, &token, err);
	*ret = r == 0 && token ? token->id : 0;
	lt_session_close(&session);
	lt_arena_done(&tool.arena);
	return r;
}

static void test_find_step__one_at_the_desk__its_token(void **state)
{
	static const struct {
		const char *unit;
		bool held;
		uint32_t token; /* 0: none or several */
	} rows[] = {{"H1", false, 1}, {"H1", true, 1}, {"G1", false, 2}, {"G1", true, 2},
		    {"H2", false, 3}, {"H2", true, 0}, {"H0", false, 4}, {"H0", true, 0},
		    {"H3", false, 0}, {"H9", false, 0}};
	struct served s;
	(void)state;
	served_start(&s, false, show);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lt_err err = {0};
		uint32_t found = 0;
		int r = step_at(&s, rows[i].unit, rows[i].held, &found, &err);
		assert_int_equal(r, rows[i].token ? 0 : LT_E_REFUSED);
		assert_int_equal(found, rows[i].token);
		if (!rows[i].token)
			assert_non_null(strstr(err.text, "appraise (thẻ 1, tại H1)"));
	}
	served_stop(&s);
}

static void test_find_step__several_there__asked_to_name_one(void **state)
{
	struct served s;
	struct lt_err err = {0};
	uint32_t found = 0;
	(void)state;
	served_start(&s, false, show);
	assert_int_equal(step_at(&s, "H3", false, &found, &err), LT_E_REFUSED);
	assert_non_null(strstr(err.text, "--token"));
	served_stop(&s);
}

/* -- versions -- */

static void procedures(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	static uint8_t hashes[3][LT_HASH_BYTES] = {
		{0xab, 0xcd, 0xef, 1}, {0xab, 0xcd, 0xef, 2}, {9}};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__ProcedureInfo p[4], *list[4];
	(void)s;
	assert_int_equal(request->fetch->kind, LT__FETCH_KIND__FETCH_KIND_PROCEDURES);
	for (size_t i = 0; i < 4; i++) {
		lt__procedure_info__init(&p[i]);
		p[i].hash.data = hashes[i % 3]; /* the first one is in force twice */
		p[i].hash.len = LT_HASH_BYTES;
		list[i] = &p[i];
	}
	reply.procedures = list;
	reply.n_procedures = 4;
	served_fetched(call, &reply);
}

static int version_of(struct served *s, const char *digits, uint8_t *ret_fourth, struct lt_err *err)
{
	static const struct lt_subcommand command = {.name = "try"};
	struct lt_tool tool = {.command = &command, .folder = s->folder};
	LT_AUTO(session) struct lt_session session = {0};
	ProtobufCBinaryData hash = {0};
	lt_arena_init(&tool.arena, 4u << 20);
	int r = lt_session_open(&tool, &session, err);
	if (r == 0)
		r = lt_find_version(&session, digits, &hash, err);
	if (r == 0)
		*ret_fourth = hash.data[3];
	lt_session_close(&session);
	lt_arena_done(&tool.arena);
	return r;
}

static void test_find_version__beginning_of_a_hash__the_only_one(void **state)
{
	struct served s;
	struct lt_err err = {0};
	uint8_t fourth = 0;
	(void)state;
	served_start(&s, false, procedures);
	assert_int_equal(version_of(&s, "abcdef01", &fourth, &err), 0);
	assert_int_equal(fourth, 1);
	assert_int_equal(version_of(&s, "090000", &fourth, &err), 0);
	assert_int_equal(fourth, 0);
	assert_int_equal(version_of(&s, "abcdef", &fourth, &err), LT_E_USAGE);
	assert_int_equal(version_of(&s, "123456", &fourth, &err), LT_E_ABSENT);
	assert_int_equal(version_of(&s, "abcde", &fourth, &err), LT_E_USAGE);
	assert_int_equal(version_of(&s, "ABCDEF", &fourth, &err), LT_E_USAGE);
	served_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find_step__one_at_the_desk__its_token),
		cmocka_unit_test(test_find_step__several_there__asked_to_name_one),
		cmocka_unit_test(test_find_version__beginning_of_a_hash__the_only_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
