/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/engine.h"
#include "records/verify/verify.h"
#include "procedures/core/late.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

/* A folder with an engine on a clock of its own, and one operator who does everything. */
struct fixture {
	char *folder;
	struct lt_clock clock;
	struct lt_faults journal_faults, state_faults;
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq;
	uint64_t boot, stream; /* of the origin: later ones than the first; of the commands */
	int64_t acted_us;
	uint32_t seen_n;
};

static const char procedure_source[] =
	"return procedure {\n"
	"  code = \"1.000001\", version = \"1\", field = \"Thử\", name = \"Thủ tục thử\",\n"
	"  legal_basis = { \"NĐ 1/2024/NĐ-CP\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(3),\n"
	"  fields = { purpose = text { label = \"Mục đích\" } },\n"
	"  documents = {}, results = {}, fee = function(d) return vnd(8000) end,\n"
	"  start = \"receive\",\n"
	"  steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\", limit = "
	"working_hours(4),\n"
	"      on = { complete = \"sign\" } },\n"
	"    human \"sign\" { unit = \"committee\", role = \"leader\", limit = working_days(1),\n"
	"      on = { signed = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\", deliver = { \"counter\" } },\n"
	"  },\n"
	"}\n";

static void open_engine(struct fixture *f)
{
	struct lt_err err = {0};
	struct lt_engine_options options = {.folder = f->folder,
					    .clock = &f->clock,
					    .journal_faults = &f->journal_faults,
					    .state_faults = &f->state_faults};
	int r = lt_engine_open(&options, &f->engine, &err);
	if (r < 0)
		print_error("%s\n", err.text);
	assert_int_equal(r, 0);
}

static void add_actor(Lt__Command *c, Lt__Actor *actor, Lt__ActorKind kind, const char *id,
		      const char *unit)
{
	lt__actor__init(actor);
	actor->kind = kind;
	actor->id = id;
	actor->unit = unit;
	c->actor = actor;
}

/* Runs one command as a batch of its own. */
static int run(struct fixture *f, Lt__Command *c, Lt__CommandReply *reply, struct lt_err *err)
{
	struct lt_origin origin = {
		.node = "operator", .node_key = 42, .boot = 1 + f->boot, .is_operator = true};
	struct lt_slice bytes;
	c->schema = 1;
	c->stream = f->stream;
	c->acted_us = f->acted_us;
	c->seen_n = f->seen_n;
	if (!c->seq)
		c->seq = ++f->seq;
	assert_int_equal(lt_encode(&c->base, &f->arena, &bytes), 0);
	lt_engine_begin(f->engine);
	int r = lt_engine_command(f->engine, &origin, c, bytes, &f->arena, reply, err);
	return r < 0 ? r : lt_engine_commit(f->engine, err);
}

static void publish(struct fixture *f, const char *source, const char *name, int kind)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__PublishDefinition body = LT__PUBLISH_DEFINITION__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__CommandReply reply;
	struct lt_err err = {0};
	add_actor(&c, &actor, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR, "root", "");
	body.source = directory.source = calendar.source = source;
	body.name = directory.name = calendar.name = name;
	c.body_case = (Lt__Command__BodyCase)kind;
	if (kind == LT__COMMAND__BODY_PUBLISH_DEFINITION)
		c.publish_definition = &body;
	else if (kind == LT__COMMAND__BODY_PUBLISH_DIRECTORY)
		c.publish_directory = &directory;
	else
		c.publish_calendar = &calendar;
	assert_int_equal(run(f, &c, &reply, &err), 0);
	if (reply.refusal || reply.error)
		print_error("%s: %s\n", name, reply.text);
	assert_int_equal(reply.refusal, 0);
	assert_int_equal(reply.error, 0);
}

static void publish_file(struct fixture *f, const char *path, int kind)
{
	char *source = lt_test_read(path);
	publish(f, source, path, kind);
	free(source);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	int64_t at = 0;
	assert_non_null(f);
	assert_int_equal(lt_time_parse("2024-06-03T08:00", &at), 0);
	f->clock = lt_clock_fake(at);
	f->folder = lt_test_folder();
	lt_arena_init(&f->arena, 64u << 20);
	open_engine(f);
	publish_file(f, "procedures/calendars/vn.lua", LT__COMMAND__BODY_PUBLISH_CALENDAR);
	publish_file(f, "procedures/directory/three_levels.lua",
		     LT__COMMAND__BODY_PUBLISH_DIRECTORY);
	publish(f, procedure_source, "test.lua", LT__COMMAND__BODY_PUBLISH_DEFINITION);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	if (f->engine)
		lt_engine_close(f->engine);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
	free(f);
	return 0;
}

static int submit_as(struct fixture *f, const char *code, const char *name, uint64_t seq,
		     Lt__CommandReply *reply, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	applicant.name = name;
	body.procedure = "1.000001";
	body.unit = "H14.40.21.01";
	body.code = code;
	body.channel = LT__CHANNEL__CHANNEL_DIRECT;
	body.applicant = &applicant;
	c.seq = seq;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &body;
	add_actor(&c, &actor, LT__ACTOR_KIND__ACTOR_KIND_OFFICER, "mai.huong", body.unit);
	return run(f, &c, reply, err);
}

static void submit(struct fixture *f, Lt__CommandReply *reply)
{
	struct lt_err err = {0};
	assert_int_equal(submit_as(f, "", "Nguyễn Thị Ánh", 0, reply, &err), 0);
	if (reply->refusal || reply->error)
		print_error("%s\n", reply->text);
	assert_int_equal(reply->refusal, 0);
	assert_int_equal(reply->error, 0);
}

static uint32_t act_as(struct fixture *f, uint64_t seq, uint64_t dossier, const char *step,
		       const char *outcome, const char *officer, const char *unit)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__ActOnStep body = LT__ACT_ON_STEP__INIT;
	Lt__CommandReply reply;
	struct lt_err err = {0};
	body.step = step;
	body.outcome = outcome;
	c.seq = seq;
	c.dossier = dossier;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &body;
	add_actor(&c, &actor, LT__ACTOR_KIND__ACTOR_KIND_OFFICER, officer, unit);
	assert_int_equal(run(f, &c, &reply, &err), 0);
	assert_int_equal(reply.error, 0);
	return reply.refusal;
}

static uint32_t act(struct fixture *f, uint64_t dossier, const char *step, const char *outcome,
		    const char *officer, const char *unit)
{
	return act_as(f, 0, dossier, step, outcome, officer, unit);
}

/* Closes, checks the nine properties, opens again. */
static void verify(struct fixture *f)
{
	struct lt_verify_report report;
	struct lt_err err = {0};
	lt_engine_close(f->engine);
	f->engine = NULL;
	assert_int_equal(lt_verify(f->folder, &report, &err), 0);
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++) {
		if (report.properties[i].broken)
			print_error("property %d: %s\n", i, report.properties[i].example);
		assert_int_equal(report.properties[i].broken, 0);
	}
	assert_true(report.dossiers > 0);
	open_engine(f);
}

static void test_command__dossier_through_two_desks__finishes_and_verifies(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply reply;
	char text[LT_TIME_TEXT_BYTES];
	submit(f, &reply);
	assert_string_equal(reply.code, "H14.40.21.01-240603-000001");
	assert_string_equal(lt_time_vietnamese(reply.due_us, text), "17:00 06/06/2024");
	assert_true(reply.fee_vnd == 8000);
	assert_string_equal(reply.open_steps[0], "receive");
	assert_int_equal(act(f, reply.dossier, "receive", "complete", "nong.an", "H14.40.21.02"),
			 LT_REFUSAL_WRONG_UNIT);
	assert_int_equal(act(f, reply.dossier, "receive", "nonsense", "mai.huong", "H14.40.21.01"),
			 LT_REFUSAL_OUTCOME);
	assert_int_equal(act(f, reply.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"),
			 0);
	assert_int_equal(act(f, reply.dossier, "sign", "signed", "ly.suong", "H14.40.21"),
			 LT_REFUSAL_WRONG_ROLE);
	assert_int_equal(act(f, reply.dossier, "sign", "signed", "phan.chinh", "H14.40.21"), 0);
	assert_int_equal(act(f, reply.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NOT_OPEN);
	verify(f);
}

static void test_open__after_a_crash__goes_on_from_the_journal(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply one, two;
	submit(f, &one);
	assert_int_equal(act(f, one.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"),
			 0);
	lt_engine_crash(f->engine);
	open_engine(f);
	assert_true(lt_engine_stats(f->engine)->recovered_batches >= 5);
	assert_int_equal(act(f, one.dossier, "sign", "signed", "phan.chinh", "H14.40.21"), 0);
	submit(f, &two);
	assert_string_equal(two.code, "H14.40.21.01-240603-000002");
	verify(f);
}

static void test_command__same_request_again__gets_the_stored_reply(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply one, again, other;
	struct lt_err err = {0};
	assert_int_equal(submit_as(f, "", "Nguyễn A", 100, &one, &err), 0);
	assert_int_equal(submit_as(f, "", "Nguyễn A", 100, &again, &err), 0);
	assert_true(one.dossier == again.dossier);
	assert_string_equal(one.code, again.code);
	assert_int_equal(submit_as(f, "", "Trần B", 100, &other, &err), 0);
	assert_int_equal(other.refusal, LT_REFUSAL_REQUEST_CHANGED);
	assert_int_equal(lt_engine_state(f->engine)->meta.dossiers, 1);
	verify(f);
}

/* A node's people have numbers of their own, which do not begin anew with its next start. */
static void test_command__kept_over_a_restart_of_the_node__gets_the_stored_reply(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply one, again, other;
	struct lt_err err = {0};
	f->stream = 500;
	assert_int_equal(submit_as(f, "", "Nguyễn A", 1, &one, &err), 0);
	f->boot = 9;
	lt_engine_crash(f->engine);
	open_engine(f);
	assert_int_equal(submit_as(f, "", "Nguyễn A", 1, &again, &err), 0);
	assert_true(one.dossier == again.dossier && !again.refusal);
	f->stream = 0; /* number 1 of the node itself is another one */
	assert_int_equal(submit_as(f, "", "Nguyễn A", 1, &other, &err), 0);
	assert_true(other.dossier != one.dossier && !other.refusal);
	f->stream = 501; /* a node that was wiped begins another stream */
	assert_int_equal(submit_as(f, "", "Nguyễn A", 1, &other, &err), 0);
	assert_true(other.dossier != one.dossier && !other.refusal);
	f->stream = 500;
	assert_int_equal(submit_as(f, "", "Nguyễn A", 1, &other, &err), 0);
	assert_int_equal(other.refusal, LT_REFUSAL_REQUEST_STALE);
	verify(f);
}

/* Received and done at a node while its line was down; told at ten at night. */
static void test_command__acted_long_ago__counts_from_then(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply r, late;
	struct lt_err err = {0};
	char text[LT_TIME_TEXT_BYTES];
	f->acted_us = lt_clock_wall(&f->clock);
	lt_clock_advance(&f->clock, 14 * LT_US_PER_HOUR);
	assert_int_equal(submit_as(f, "H14.40.21.01-240603-00100001", "Lò Thị B", 0, &r, &err), 0);
	assert_true(r.received_us == f->acted_us);
	assert_string_equal(lt_time_vietnamese(r.due_us, text), "17:00 06/06/2024");
	f->acted_us += LT_US_PER_HOUR; /* the step is due at noon: done in time */
	assert_int_equal(act(f, r.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"), 0);
	f->acted_us = 0;
	submit(f, &late);
	f->acted_us = lt_clock_wall(&f->clock) - LT_US_PER_HOUR; /* before it was handed in */
	assert_int_equal(act(f, late.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"),
			 LT_REFUSAL_TIME);
	f->acted_us = lt_clock_wall(&f->clock) + LT_US_PER_HOUR; /* its clock is ahead: now */
	assert_int_equal(act(f, late.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"),
			 0);
	f->acted_us = lt_clock_wall(&f->clock) + LT_US_PER_MINUTE;
	lt_clock_advance(&f->clock, LT_US_PER_HOUR);
	f->acted_us -= 2 * LT_US_PER_MINUTE; /* before an event that the node says it knew */
	f->seen_n = 99;
	assert_int_equal(act(f, late.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_TIME);
	f->acted_us += 2 * LT_US_PER_MINUTE;
	assert_int_equal(act(f, late.dossier, "sign", "signed", "phan.chinh", "H14.40.21"), 0);
	f->acted_us = f->seen_n = 0;
	verify(f);
}

/* The first copy was refused; the second comes when it would be accepted. */
static void test_command__refused_request_again__stays_refused(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply r;
	submit(f, &r);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NO_STEP);
	assert_int_equal(act(f, r.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"), 0);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NO_STEP);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "other", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_REQUEST_CHANGED);
	assert_int_equal(act_as(f, 91, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"), 0);
	verify(f);
}

/* So many others were refused since that what it was told is no longer there. */
static void test_command__refused_and_its_answer_forgotten__is_not_decided_anew(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply r;
	submit(f, &r);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NO_STEP);
	f->stream = 7; /* another's numbers */
	for (uint64_t i = 1; i <= 6 * LT_ANSWERS_KEPT; i++) {
		lt_arena_reset(&f->arena);
		assert_int_equal(act_as(f, i, r.dossier, "sign", "x", "phan.chinh", "H14.40.21"),
				 LT_REFUSAL_NO_STEP);
	}
	f->stream = 0;
	assert_int_equal(act(f, r.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"), 0);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_REQUEST_STALE);
	assert_int_equal(act_as(f, 89, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"), 0);
	verify(f);
}

/* Its batch came to nothing, so nobody was told. */
static void test_command__refused_in_a_batch_given_up__is_decided_anew(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply r;
	struct lt_err err = {0};
	submit(f, &r);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NO_STEP);
	lt_engine_begin(f->engine);
	assert_int_equal(act_as(f, 91, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NO_STEP);
	assert_int_equal(lt_engine_abort(f->engine, &err), 0);
	assert_int_equal(act(f, r.dossier, "receive", "complete", "mai.huong", "H14.40.21.01"), 0);
	assert_int_equal(act_as(f, 90, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"),
			 LT_REFUSAL_NO_STEP);
	assert_int_equal(act_as(f, 91, r.dossier, "sign", "signed", "phan.chinh", "H14.40.21"), 0);
	verify(f);
}

static void test_command__same_code_again__is_the_same_dossier_or_refused(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply one, again, other;
	struct lt_err err = {0};
	assert_int_equal(submit_as(f, "H14.X-240603-0001", "Nguyễn A", 0, &one, &err), 0);
	assert_int_equal(submit_as(f, "H14.X-240603-0001", "Nguyễn A", 0, &again, &err), 0);
	assert_int_equal(again.refusal, 0);
	assert_true(one.dossier == again.dossier);
	assert_int_equal(submit_as(f, "H14.X-240603-0001", "Trần B", 0, &other, &err), 0);
	assert_int_equal(other.refusal, LT_REFUSAL_CODE_TAKEN);
	verify(f);
}

static void test_commit__append_fails__nothing_of_the_batch_counts(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply reply;
	struct lt_err err = {0};
	submit(f, &reply);
	for (int64_t n = 1; n <= 3; n++) {
		f->journal_faults = (struct lt_faults){.countdown = n, .code = LT_E_STORE};
		int r = submit_as(f, "", "Trần B", 0, &reply, &err);
		f->journal_faults.countdown = 0;
		if (r == 0)
			continue;
		assert_true(lt_engine_healthy(f->engine));
		assert_int_equal(lt_engine_state(f->engine)->meta.dossiers, n);
		submit(f, &reply); /* goes on as if it had not happened */
	}
	verify(f);
}

static void test_run_due__step_and_dossier_late__recorded_once(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply reply;
	struct lt_err err = {0};
	submit(f, &reply);
	lt_clock_advance(&f->clock, 30 * LT_US_PER_DAY);
	for (int i = 0; i < 3; i++) {
		lt_engine_begin(f->engine);
		assert_int_equal(lt_engine_run_due(f->engine, &err), 0);
		assert_int_equal(lt_engine_commit(f->engine, &err), 0);
	}
	Lt__Dossier *d = NULL;
	assert_int_equal(lt_state_dossier(lt_engine_state(f->engine)->txn, 1,
					  lt_engine_arena(f->engine), &d, &err),
			 0);
	assert_int_equal(d->n_lates, 2); /* the first timer finds both */
	assert_int_equal(d->lates[0]->token, 0);
	assert_int_equal(d->lates[1]->token, 1);
	assert_int_equal(d->n_duties, 4);
	assert_int_equal(lt_engine_stats(f->engine)->timers_fired, 1);
	verify(f);
}

static void run_due_once(struct fixture *f)
{
	struct lt_err err = {0};
	lt_engine_begin(f->engine);
	assert_int_equal(lt_engine_run_due(f->engine, &err), 0);
	assert_int_equal(lt_engine_commit(f->engine, &err), 0);
}

/* More than one batch may fire, all in one second; the engine dies between two batches. */
static void test_run_due__hundreds_in_one_second_and_a_crash__each_late_once(void **state)
{
	enum { LATE = 600 };
	struct fixture *f = *state;
	Lt__CommandReply reply;
	struct lt_err err = {0};
	uint64_t batches = 0;
	for (int i = 0; i < LATE; i++)
		submit(f, &reply);
	lt_clock_advance(&f->clock, 30 * LT_US_PER_DAY);
	run_due_once(f);
	assert_int_equal(lt_engine_stats(f->engine)->timers_fired, LT_TIMERS_PER_BATCH_MAX);
	submit(f, &reply); /* who comes in between is not kept waiting for the rest */
	run_due_once(f);
	lt_engine_crash(f->engine);
	open_engine(f);
	while (batches != lt_engine_state(f->engine)->meta.batch) {
		batches = lt_engine_state(f->engine)->meta.batch;
		run_due_once(f);
	}
	for (uint64_t id = 1; id <= LATE; id++) {
		Lt__Dossier *d = NULL;
		lt_arena_reset(&f->arena);
		assert_int_equal(
			lt_state_dossier(lt_engine_state(f->engine)->txn, id, &f->arena, &d, &err),
			0);
		assert_int_equal(d->n_lates, 2);
		assert_int_equal(lt_duties_open(d, LT__DUTY_KIND__DUTY_KIND_APOLOGY), 2);
		assert_int_equal(lt_duties_open(d, LT__DUTY_KIND__DUTY_KIND_EXPLANATION), 2);
	}
	verify(f);
}

static void test_query__list_show_explain__tell_where_it_is(void **state)
{
	struct fixture *f = *state;
	Lt__CommandReply reply;
	submit(f, &reply);
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply got = LT__FETCH_REPLY__INIT;
	struct lt_origin origin = {.node = "song-hien"};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = "H14.40.21.01";
	lt_engine_query(f->engine, &origin, &fetch, &f->arena, &got);
	assert_int_equal(got.error, 0);
	assert_int_equal(got.n_items, 1);
	assert_string_equal(got.items[0]->code, reply.code);
	assert_string_equal(got.items[0]->applicant, "Nguyễn Thị Ánh");
	lt__fetch_reply__init(&got);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_EXPLAIN;
	fetch.code = reply.code;
	lt_engine_query(f->engine, &origin, &fetch, &f->arena, &got);
	assert_int_equal(got.n_explanations, 1);
	assert_non_null(strstr(got.explanations[0]->why, "tiếp nhận"));
	assert_string_equal(got.explanations[0]->officers[0], "Mai Thị Hương (mai.huong)");
	lt__fetch_reply__init(&got);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	fetch.text = "nguyen thi anh";
	lt_engine_query(f->engine, &origin, &fetch, &f->arena, &got);
	assert_int_equal(got.n_items, 1);
	origin.node = "thue";
	lt__fetch_reply__init(&got);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	lt_engine_query(f->engine, &origin, &fetch, &f->arena, &got);
	assert_int_equal(got.error, LT_E_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(test_command__dossier_through_two_desks__finishes_and_verifies),
		T(test_open__after_a_crash__goes_on_from_the_journal),
		T(test_command__same_request_again__gets_the_stored_reply),
		T(test_command__kept_over_a_restart_of_the_node__gets_the_stored_reply),
		T(test_command__acted_long_ago__counts_from_then),
		T(test_command__refused_request_again__stays_refused),
		T(test_command__refused_and_its_answer_forgotten__is_not_decided_anew),
		T(test_command__refused_in_a_batch_given_up__is_decided_anew),
		T(test_command__same_code_again__is_the_same_dossier_or_refused),
		T(test_commit__append_fails__nothing_of_the_batch_counts),
		T(test_run_due__step_and_dossier_late__recorded_once),
		T(test_run_due__hundreds_in_one_second_and_a_crash__each_late_once),
		T(test_query__list_show_explain__tell_where_it_is),
#undef T
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
