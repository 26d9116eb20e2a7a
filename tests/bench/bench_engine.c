/* SPDX-License-Identifier: EUPL-1.2 */
/* What the engine thread alone costs a step: the standard job without line and worker. One JSON
 * line. usage: bench_engine [in-flight=256] [seconds=3] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/engine.h"
#include "procedures/core/evolve.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

static const char directory_source[] =
	"return directory { version = \"1\", levels = { level \"commune\" { label = \"Xã\" } },\n"
	"  roles = { role \"receiver\" { label = \"Một cửa\" } },\n"
	"  areas = { area \"00001\" { level = \"commune\", name = \"Xã\" } },\n"
	"  units = { unit \"X1\" { kind = \"one_stop\", area = \"00001\", name = \"Một cửa\",\n"
	"    office = \"VN-STD\" } },\n"
	"  officers = {}, nodes = { node \"bench\" { units = { \"X1\" },\n"
	"    capabilities = { \"bench.step\" } } } }\n";

static const char procedure_source[] =
	"return procedure { code = \"1.000001\", version = \"1\", field = \"Đo\", name = \"Việc "
	"chuẩn\",\n"
	"  legal_basis = { \"đo tốc độ\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(20), fields = {}, documents = {}, results = {},\n"
	"  fee = function(d) return vnd(0) end, start = \"receive\",\n"
	"  steps = {\n"
	"    auto \"receive\" { call = \"bench.step\", on = { ok = \"appraise\", failed = \"no\" } "
	"},\n"
	"    auto \"appraise\" { call = \"bench.step\", on = { ok = \"approve\", failed = \"no\" } "
	"},\n"
	"    auto \"approve\" { call = \"bench.step\", on = { ok = \"hand_over\", failed = \"no\" "
	"} },\n"
	"    auto \"hand_over\" { call = \"bench.step\", on = { ok = \"yes\", failed = \"no\" } "
	"},\n"
	"    finish \"yes\" { outcome = \"granted\" }, finish \"no\" { outcome = \"failed\" },\n"
	"  } }\n";

enum { IN_FLIGHT_MAX = 4096 };

struct job {
	uint64_t dossier;
	uint32_t token, attempt;
};

struct bench {
	struct lt_engine *engine;
	struct lt_arena arena;
	struct job now[IN_FLIGHT_MAX], next[IN_FLIGHT_MAX];
	size_t now_count, next_count;
	uint64_t seq, steps, ended;
};

static void *take_slot(void *owner, const char *capability, const char **ret_node)
{
	(void)capability;
	*ret_node = "bench";
	return owner;
}

static void offered(void *owner, void *slot, const Lt__Dossier *d, const Lt__Token *t)
{
	(void)slot;
	struct bench *b = owner;
	b->next[b->next_count++] = (struct job){d->id, t->id, t->attempt};
}

static void run(struct bench *b, Lt__Command *c, bool is_operator)
{
	struct lt_origin origin = {
		.node = "bench", .node_key = 7, .boot = 1, .is_operator = is_operator};
	struct lt_slice bytes;
	Lt__CommandReply reply;
	struct lt_err err = {0};
	c->schema = 1;
	c->seq = ++b->seq;
	LT_REQUIRE(lt_encode(&c->base, &b->arena, &bytes) == 0);
	LT_REQUIRE(lt_engine_command(b->engine, &origin, c, bytes, &b->arena, &reply, &err) == 0);
	if (reply.refusal || reply.error)
		(void)fprintf(stderr, "%s\n", reply.text);
	LT_REQUIRE(!reply.refusal && !reply.error);
}

static void submit(struct bench *b)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	Lt__SubmitDossier s = LT__SUBMIT_DOSSIER__INIT;
	applicant.name = "Nguyễn Văn A";
	s.procedure = "1.000001";
	s.unit = "X1";
	s.channel = LT__CHANNEL__CHANNEL_ONLINE;
	s.applicant = &applicant;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	c.actor = &actor;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &s;
	run(b, &c, false);
}

static void report(struct bench *b, const struct job *job)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__ReportJob r = LT__REPORT_JOB__INIT;
	r.token = job->token;
	r.attempt = job->attempt;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	c.actor = &actor;
	c.dossier = job->dossier;
	c.body_case = LT__COMMAND__BODY_REPORT_JOB;
	c.report_job = &r;
	run(b, &c, false);
	b->steps++;
}

static void publish(struct bench *b)
{
	char *calendar = lt_test_read("procedures/calendars/vn.lua");
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishCalendar p1 = LT__PUBLISH_CALENDAR__INIT;
	Lt__PublishDirectory p2 = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishDefinition p3 = LT__PUBLISH_DEFINITION__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	c.actor = &actor;
	p1.source = calendar;
	c.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
	c.publish_calendar = &p1;
	run(b, &c, true);
	p2.source = directory_source;
	c.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
	c.publish_directory = &p2;
	run(b, &c, true);
	p3.source = procedure_source;
	p3.name = "bench.lua";
	c.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
	c.publish_definition = &p3;
	run(b, &c, true);
	free(calendar);
}

static void commit(struct bench *b)
{
	struct lt_err err = {0};
	LT_REQUIRE(lt_engine_commit(b->engine, &err) == 0);
	if (lt_engine_wants_checkpoint(b->engine, false))
		LT_REQUIRE(lt_engine_checkpoint(b->engine, &err) == 0);
	lt_engine_begin(b->engine);
	lt_arena_reset(&b->arena);
}

int main(int argc, char **argv)
{
	size_t in_flight = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 3;
	static struct bench b;
	struct lt_err err = {0};
	struct lt_clock clock = lt_clock_system();
	char *folder = lt_test_folder();
	struct lt_engine_options options = {.folder = folder, .clock = &clock};
	LT_REQUIRE(in_flight <= IN_FLIGHT_MAX);
	lt_arena_init(&b.arena, 256u << 20);
	LT_REQUIRE(lt_engine_open(&options, &b.engine, &err) == 0);
	publish(&b);
	commit(&b);
	lt_engine_set_hooks(b.engine, (struct lt_engine_hooks){&b, take_slot, offered});
	int64_t start_us = lt_clock_monotonic(&clock), used_us = 0;
	while (used_us < seconds * 1e6) {
		b.now_count = b.next_count;
		memcpy(b.now, b.next, sizeof b.next);
		b.next_count = 0;
		for (size_t i = 0; i < b.now_count; i++)
			report(&b, &b.now[i]);
		while (b.next_count < in_flight)
			submit(&b);
		commit(&b);
		used_us = lt_clock_monotonic(&clock) - start_us;
	}
	const struct lt_engine_stats *s = lt_engine_stats(b.engine);
	double us = (double)used_us;
	printf("{\"bench\":\"engine\",\"in_flight\":%zu,\"steps_per_s\":%.0f,\"us_per_step\":%.2f,"
	       "\"us_per_step_without_append\":%.2f,\"append_us\":%.0f,\"checkpoints\":%llu,"
	       "\"checkpoint_ms_max\":%.1f}\n",
	       in_flight, (double)b.steps / us * 1e6, us / (double)b.steps,
	       (us - (double)s->append_us_total) / (double)b.steps,
	       (double)s->append_us_total / (double)s->batches, (unsigned long long)s->checkpoints,
	       (double)s->checkpoint_us_max / 1e3);
	lt_engine_close(b.engine);
	lt_arena_done(&b.arena);
	lt_test_remove(folder);
	return 0;
}
