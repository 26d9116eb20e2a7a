/* SPDX-License-Identifier: EUPL-1.2 */
/* Files over the line, in the order in which they need each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "proto/base/time.h"
#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

/* What the calendar would move: two pages of it, if the test says so. */
static struct {
	bool moves;
	int64_t from_us, to_us;
} preview;

static void answer_fetch(struct served *s, struct lt_call *call, const Lt__Fetch *fetch)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Move move = LT__MOVE__INIT, *moves[] = {&move};
	(void)s;
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW && preview.moves) {
		bool first = !*fetch->after;
		move.code = first ? "H14-1" : "H14-2";
		move.dossier = first ? 1 : 2;
		move.from_us = preview.from_us;
		move.to_us = preview.to_us;
		move.why = "thêm nghỉ 04/01/2027 Hoán đổi";
		reply.moves = moves;
		reply.n_moves = 1;
		reply.looked_at = 5;
		reply.next = first ? "500" : "";
	}
	served_fetched(call, &reply);
}

static void answer(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	const int *refuse_from = s->owner;
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	if (request->body_case == LT__REQUEST__BODY_FETCH)
		return answer_fetch(s, call, request->fetch);
	if (refuse_from && (int)s->requests_count >= *refuse_from) {
		reply.refusal = LT_REFUSAL_CHECK;
		reply.text = "p.lua:3: E01: sai; sửa";
	}
	served_reply(call, &reply);
}

static int publish(struct served *s, char **ret_out, struct lt_err *err)
{
	LT_AUTO(free) char *p = NULL;
	LT_AUTO(free) char *c = NULL;
	served_write(s, "p.lua", "return procedure { }\n");
	served_write(s, "c.lua", "return calendar { }\n");
	assert_true(asprintf(&p, "%s/p.lua", s->folder) > 0);
	assert_true(asprintf(&c, "%s/c.lua", s->folder) > 0);
	return served_run(s, &lt_tool_publish, SERVED_WORDS(p, c, "--from", "01/07/2025"), ret_out,
			  err);
}

static void test_publish__two_files__one_bundle_calendar_first(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	int64_t from_us;
	(void)state;
	served_start(&s, false, answer);
	assert_int_equal(publish(&s, &out, &err), 0);
	assert_non_null(strstr(out, "p.lua: đã công bố thủ tục"));
	free(out);
	assert_int_equal(s.requests[0]->fetch->kind,
			 LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW); /* looked first */
	assert_int_equal(s.requests_count, 2);
	assert_int_equal(lt_time_parse("2025-07-01", &from_us), 0);
	const Lt__Command *c = served_command(&s, 0);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_PUBLISH_BUNDLE);
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
	assert_int_equal(c->publish_bundle->n_items, 2);
	const Lt__PublishItem *first = c->publish_bundle->items[0];
	assert_int_equal(first->body_case, LT__PUBLISH_ITEM__BODY_CALENDAR);
	assert_string_equal(first->calendar->source, "return calendar { }\n");
	assert_int_equal(first->calendar->from_us, from_us);
	const Lt__PublishItem *second = c->publish_bundle->items[1];
	assert_int_equal(second->body_case, LT__PUBLISH_ITEM__BODY_DEFINITION);
	assert_non_null(strstr(second->definition->name, "p.lua"));
	served_stop(&s);
}

static void test_publish__refused__findings_shown_nothing_published(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	int refuse_from = 1;
	(void)state;
	served_start(&s, false, answer);
	s.owner = &refuse_from;
	assert_int_equal(publish(&s, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua:3: E01: sai; sửa"));
	assert_non_null(strstr(err.text, "chưa công bố tệp nào"));
	assert_null(strstr(out, "đã công bố"));
	free(out);
	served_stop(&s);
}

static int calendar_alone(struct served *s, const char *option, char **ret_out, struct lt_err *err)
{
	LT_AUTO(free) char *c = NULL;
	served_write(s, "c.lua", "return calendar { }\n");
	assert_true(asprintf(&c, "%s/c.lua", s->folder) > 0);
	return served_run(s, &lt_tool_publish, SERVED_WORDS(c, option), ret_out, err);
}

static void test_publish__calendar_moves_dates__shown_and_not_published(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	preview.moves = true;
	assert_int_equal(lt_time_parse("2027-01-14T17:00", &preview.from_us), 0);
	assert_int_equal(lt_time_parse("2027-01-15T17:00", &preview.to_us), 0);
	assert_int_equal(calendar_alone(&s, NULL, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "H14-1"));
	assert_non_null(strstr(out, "H14-2"));
	assert_non_null(strstr(out, "17:00 14/01/2027"));
	assert_non_null(strstr(out, "17:00 15/01/2027"));
	assert_non_null(strstr(out, "thêm nghỉ 04/01/2027 Hoán đổi"));
	assert_non_null(strstr(out, "2 hồ sơ đang mở đổi hạn, trong 10 hồ sơ đang mở"));
	served_says(&err, "--yes");
	free(out);
	assert_int_equal(calendar_alone(&s, "--preview", &out, &err), 0);
	free(out);
	assert_null(served_command(&s, 0));
	assert_int_equal(calendar_alone(&s, "--yes", &out, &err), 0);
	assert_non_null(strstr(out, "đã công bố lịch"));
	free(out);
	assert_int_equal(served_command(&s, 0)->body_case, LT__COMMAND__BODY_PUBLISH_BUNDLE);
	preview.moves = false;
	served_stop(&s);
}

static void test_publish__at_a_desk_unnamed__not_sent(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, true, answer);
	assert_int_equal(publish(&s, &out, &err), LT_E_USAGE);
	assert_non_null(strstr(err.text, "--as"));
	assert_int_equal(s.requests_count, 0);
	free(out);
	served_stop(&s);
}

static void test_publish__tests_that_fail__nothing_is_sent(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	LT_AUTO(free) char *permit = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(free) char *calendar = NULL;
	served_write(&s, "permit.lua", permit);
	served_write(&s, "c.lua", "return calendar { }\n");
	served_write(&s, "permit_test.lua", "test \"a\" (function(t) t:eq(1, 2) end)");
	assert_true(asprintf(&path, "%s/permit.lua", s.folder) > 0);
	assert_true(asprintf(&calendar, "%s/c.lua", s.folder) > 0);
	assert_int_equal(served_run(&s, &lt_tool_publish, SERVED_WORDS(path, calendar), &out, &err),
			 LT_E_REFUSED);
	assert_non_null(strstr(err.text, "chưa công bố gì cả"));
	assert_int_equal(s.requests_count, 0);
	free(out);
	served_write(&s, "permit_test.lua", "test \"a\" (function(t) t:eq(1, 1) end)");
	assert_int_equal(served_run(&s, &lt_tool_publish, SERVED_WORDS(path, calendar), &out, &err),
			 0);
	assert_non_null(strstr(out, "1 kịch bản đạt"));
	free(out);
	served_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_publish__two_files__one_bundle_calendar_first),
		cmocka_unit_test(test_publish__refused__findings_shown_nothing_published),
		cmocka_unit_test(test_publish__calendar_moves_dates__shown_and_not_published),
		cmocka_unit_test(test_publish__at_a_desk_unnamed__not_sent),
		cmocka_unit_test(test_publish__tests_that_fail__nothing_is_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
