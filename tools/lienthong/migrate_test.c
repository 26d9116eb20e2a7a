/* SPDX-License-Identifier: EUPL-1.2 */
/* A migration is tried before it is made; what stays is told with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "tools/lienthong/served_fixture.h"

#define OLD "aaaaaa"
#define NEW "bbbbbb"

/* Two versions; two dossiers of the old one, of which one moves. */
static void answer(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	static uint8_t old[32] = {0xaa, 0xaa, 0xaa}, new[32] = {0xbb, 0xbb, 0xbb};
	Lt__ProcedureInfo infos[2] = {LT__PROCEDURE_INFO__INIT, LT__PROCEDURE_INFO__INIT};
	Lt__ProcedureInfo *versions[] = {&infos[0], &infos[1]};
	Lt__MigrationItem one = LT__MIGRATION_ITEM__INIT, two = LT__MIGRATION_ITEM__INIT;
	Lt__MigrationItem *items[] = {&one, &two};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__CommandReply done = LT__COMMAND_REPLY__INIT;
	if (request->body_case == LT__REQUEST__BODY_REPORT) {
		if (s->owner) {
			done.refusal = LT_REFUSAL_MIGRATE;
			done.text = "vừa sang bước khác";
		}
		return served_reply(call, &done);
	}
	infos[0].hash = (ProtobufCBinaryData){sizeof old, old};
	infos[1].hash = (ProtobufCBinaryData){sizeof new, new};
	one.code = "H1-250701-000001";
	two.code = "H1-250701-000002";
	two.why = "bước 'sign' ở phiên bản mới do đơn vị khác làm";
	bool trying = request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_MIGRATION;
	bool first = trying && !*request->fetch->after;
	reply.procedures = versions;
	reply.n_procedures = trying ? 0 : 2;
	reply.migrations = first ? &items[0] : &items[1];
	reply.n_migrations = trying;
	reply.next = first ? "0000000000000001" : "";
	served_fetched(call, &reply);
}

static int migrate(struct served *s, const char *flag, char **ret_out, struct lt_err *err)
{
	return served_run(
		s, &lt_tool_migrate,
		SERVED_WORDS("--from", OLD, "--to", NEW, "--map", "appraise=review", flag), ret_out,
		err);
}

static void test_migrate__tried__both_pages_told_nothing_sent(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	assert_int_equal(migrate(&s, "--dry-run", &out, &err), 0);
	assert_non_null(strstr(out, "H1-250701-000001  chuyển được"));
	assert_non_null(strstr(out, "do đơn vị khác làm"));
	assert_non_null(strstr(out, "Chuyển được: 1 hồ sơ; ở lại phiên bản cũ: 1"));
	assert_non_null(strstr(out, "--apply"));
	assert_int_equal(s.requests_count, 4);
	free(out);
	served_stop(&s);
}

static void test_migrate__applied__one_command_a_dossier_that_moves(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	assert_int_equal(migrate(&s, "--apply", &out, &err), 0);
	assert_non_null(strstr(out, "Đã chuyển: 1 hồ sơ"));
	assert_int_equal(s.requests_count, 5);
	const Lt__Command *c = served_command(&s, 0);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_MIGRATE);
	assert_string_equal(c->code, "H1-250701-000001");
	assert_int_equal(c->migrate->n_moves, 1);
	assert_string_equal(c->migrate->moves[0]->from, "appraise");
	assert_string_equal(c->migrate->moves[0]->to, "review");
	assert_int_equal(c->migrate->from.data[0], 0xaa);
	assert_int_equal(c->migrate->to.data[0], 0xbb);
	free(out);
	served_stop(&s);
}

static void test_migrate__refused_meanwhile__stays(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	s.owner = &s;
	assert_int_equal(migrate(&s, "--apply", &out, &err), 0);
	assert_non_null(strstr(out, "vừa sang bước khác"));
	assert_non_null(strstr(out, "Đã chuyển: 0 hồ sơ; ở lại phiên bản cũ: 2"));
	free(out);
	served_stop(&s);
}

static void test_migrate__wrong_words__usage(void **state)
{
	const char *const *const lines[] = {
		SERVED_WORDS("--to", NEW),
		SERVED_WORDS("--from", OLD),
		SERVED_WORDS("--from", OLD, "--to", NEW, "--map", "appraise"),
		SERVED_WORDS("--from", OLD, "--to", NEW, "--map", "=review"),
		SERVED_WORDS("--from", OLD, "--to", NEW, "--apply", "--dry-run"),
	};
	(void)state;
	served_wrong_usage(&lt_tool_migrate, lines, sizeof lines / sizeof *lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_migrate__tried__both_pages_told_nothing_sent),
		cmocka_unit_test(test_migrate__applied__one_command_a_dossier_that_moves),
		cmocka_unit_test(test_migrate__refused_meanwhile__stays),
		cmocka_unit_test(test_migrate__wrong_words__usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
