/* SPDX-License-Identifier: EUPL-1.2 */
/* A calendar that comes late, with thousands of open dossiers, and an engine that dies again and
 * again on the way: each is moved once, and nobody is kept waiting for all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/engine.h"
#include "records/sweeps.h"
#include "records/verify/verify.h"
#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

enum { DOSSIERS = 3000, PER_BATCH = 250 };

struct fixture {
	char *folder;
	struct lt_clock clock;
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq;
};

static const char procedure_source[] =
	"return procedure { code = \"1.000001\", version = \"1\", name = \"Thử\",\n"
	"  field = \"Thử\",\n"
	"  legal_basis = { \"NĐ 1/2024/NĐ-CP\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(3), fields = {}, documents = {}, results = {}, fee = vnd(0),\n"
	"  start = \"receive\", steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\",\n"
	"      limit = working_hours(4), on = { complete = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\" } } }\n";

static const char calendar_source[] =
	"return calendar { version = \"%s\", first = \"2024-01-01\", last = \"2024-12-31\",\n"
	"  offices = { office \"VN-STD\" { hours = \"07:30-11:30 13:30-17:00\" },\n"
	"    office \"VN-SATR\" { hours = \"07:30-11:30 13:30-17:00\" } },\n"
	"  special_days = { day_off { \"2024-01-01\", \"Tết\" }, %s } }\n";

static void open_engine(struct fixture *f)
{
	struct lt_err err = {0};
	struct lt_engine_options options = {.folder = f->folder, .clock = &f->clock};
	if (lt_engine_open(&options, &f->engine, &err) < 0)
		fail_msg("%s", err.text);
}

/* One command of the batch that is open. */
static void run(struct fixture *f, Lt__Command *c, Lt__ActorKind kind)
{
	struct lt_origin origin = {
		.node = "operator", .node_key = 42, .boot = 1, .is_operator = true};
	struct lt_slice bytes;
	Lt__CommandReply reply;
	Lt__Actor actor = LT__ACTOR__INIT;
	struct lt_err err = {0};
	actor.kind = kind;
	actor.id = "mai.huong";
	actor.unit = "H14.40.21.01";
	c->actor = &actor;
	c->schema = LT_COMMAND_SCHEMA;
	c->seq = ++f->seq;
	assert_int_equal(lt_encode(&c->base, &f->arena, &bytes), 0);
	int r = lt_engine_command(f->engine, &origin, c, bytes, &f->arena, &reply, &err);
	if (r < 0 || reply.refusal || reply.error)
		fail_msg("%s", r < 0 ? err.text : reply.text);
}

static void publish_calendar(struct fixture *f, const char *version, const char *day)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishCalendar body = LT__PUBLISH_CALENDAR__INIT;
	body.source = lt_arena_printf(&f->arena, calendar_source, version, day);
	body.name = "calendar.lua";
	c.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
	c.publish_calendar = &body;
	run(f, &c, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
}

static void publish_rest(struct fixture *f)
{
	Lt__Command c = LT__COMMAND__INIT, p = LT__COMMAND__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	char *source = lt_test_read("procedures/directory/three_levels.lua");
	directory.source = source;
	directory.name = "directory.lua";
	c.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
	c.publish_directory = &directory;
	run(f, &c, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
	definition.source = procedure_source;
	definition.name = "test.lua";
	p.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
	p.publish_definition = &definition;
	run(f, &p, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
	free(source);
}

static void submit(struct fixture *f)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	applicant.name = "Nguyễn Thị Ánh";
	body.procedure = "1.000001";
	body.unit = "H14.40.21.01";
	body.channel = LT__CHANNEL__CHANNEL_DIRECT;
	body.applicant = &applicant;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &body;
	run(f, &c, LT__ACTOR_KIND__ACTOR_KIND_OFFICER);
}

static void commit(struct fixture *f)
{
	struct lt_err err = {0};
	assert_int_equal(lt_engine_commit(f->engine, &err), 0);
	lt_arena_reset(&f->arena);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	int64_t at_us = 0;
	assert_non_null(f);
	assert_int_equal(lt_time_parse("2024-06-03T08:00", &at_us), 0);
	f->clock = lt_clock_fake(at_us);
	f->folder = lt_test_folder();
	lt_arena_init(&f->arena, 64u << 20);
	open_engine(f);
	lt_engine_begin(f->engine);
	publish_calendar(f, "2024.1", "");
	publish_rest(f);
	commit(f);
	for (int i = 0; i < DOSSIERS; i += PER_BATCH) {
		lt_engine_begin(f->engine);
		for (int k = 0; k < PER_BATCH; k++)
			submit(f);
		commit(f);
	}
	*state = f;
	return 0;
}

static void close_engine(struct fixture *f)
{
	if (f->engine)
		lt_engine_close(f->engine);
	f->engine = NULL;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	close_engine(f);
	lt_test_remove(f->folder);
	lt_arena_done(&f->arena);
	free(f);
	return 0;
}

static void round_of(struct fixture *f)
{
	struct lt_err err = {0};
	lt_clock_advance(&f->clock, LT_US_PER_SECOND / 1000);
	lt_engine_begin(f->engine);
	assert_int_equal(lt_engine_run_due(f->engine, &err), 0);
	commit(f);
}

static Lt__Dossier *dossier(struct fixture *f, uint64_t id)
{
	Lt__Dossier *d = NULL;
	struct lt_err err = {0};
	lt_arena_reset(&f->arena);
	assert_int_equal(lt_state_dossier(lt_engine_state(f->engine)->txn, id, &f->arena, &d, &err),
			 0);
	return d;
}

static uint64_t moved(struct fixture *f)
{
	uint64_t count = 0;
	for (uint64_t id = 1; id <= DOSSIERS; id++) {
		const Lt__Dossier *d = dossier(f, id);
		assert_true(d->n_due_changes <= 1);
		count += d->n_due_changes;
	}
	return count;
}

static size_t under_way(struct fixture *f)
{
	Lt__Sweeps *sweeps;
	struct lt_err err = {0};
	lt_arena_reset(&f->arena);
	assert_int_equal(lt_sweeps_read((struct lt_state *)(uintptr_t)lt_engine_state(f->engine),
					&f->arena, &sweeps, &err),
			 0);
	return sweeps->n_sweeps;
}

static void verify(struct fixture *f)
{
	struct lt_verify_report report;
	struct lt_err err = {0};
	close_engine(f);
	assert_int_equal(lt_verify(f->folder, &report, &err), 0);
	assert_true(lt_verify_holds(&report));
	assert_int_equal(report.dossiers, DOSSIERS);
}

/* Crashes after 1, 2, 3, ... batches of the sweep; checkpoints at some of them. */
static void test_sweep__crash_after_crash__each_dossier_moved_once(void **state)
{
	struct fixture *f = *state;
	char text[LT_TIME_TEXT_BYTES];
	struct lt_err err = {0};
	uint64_t before = 0;
	assert_string_equal(lt_time_vietnamese(dossier(f, 1)->due_us, text), "17:00 06/06/2024");
	lt_engine_begin(f->engine);
	publish_calendar(f, "2024.2", "day_off { \"2024-06-05\", \"Nghỉ bão\" }");
	commit(f);
	for (int crash = 1; under_way(f); crash++) {
		assert_true(crash < DOSSIERS / 2); /* it comes to an end */
		for (int i = 0; i < crash; i++)
			round_of(f);
		if (crash % 2)
			assert_int_equal(lt_engine_checkpoint(f->engine, &err), 0);
		lt_engine_crash(f->engine);
		open_engine(f);
		uint64_t now = moved(f);
		assert_true(now >= before);
		before = now;
	}
	assert_int_equal(moved(f), DOSSIERS);
	assert_string_equal(lt_time_vietnamese(dossier(f, DOSSIERS)->due_us, text),
			    "17:00 07/06/2024");
	for (int i = 0; i < 3; i++)
		round_of(f);
	assert_int_equal(moved(f), DOSSIERS);
	verify(f);
}

/* Other people's commands go between its slices: no batch looks at more than one. */
static void test_sweep__a_batch__moves_no_more_than_a_slice(void **state)
{
	struct fixture *f = *state;
	uint64_t before = 0;
	lt_engine_begin(f->engine);
	publish_calendar(f, "2024.2", "day_off { \"2024-06-05\", \"Nghỉ bão\" }");
	commit(f);
	while (under_way(f)) {
		round_of(f);
		uint64_t now = moved(f);
		assert_true(now - before <= LT_SWEEP_SLICE);
		before = now;
	}
	assert_int_equal(before, DOSSIERS);
	verify(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(test_sweep__crash_after_crash__each_dossier_moved_once),
		T(test_sweep__a_batch__moves_no_more_than_a_slice),
#undef T
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
