/* SPDX-License-Identifier: EUPL-1.2 */
/* What is published for the standard job, and a store filled with dossiers that wait, made by the
 * engine itself in this process before any other opens the folder. */
#include <string.h>

#include "coordinator/engine/engine.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/bench_job.h"

const char *const lt_bench_directory =
	"return directory { version = \"bench\",\n"
	"  levels = { level \"commune\" { label = \"Cấp xã\" } },\n"
	"  roles = { role \"receiver\" { label = \"Cán bộ một cửa\" } },\n"
	"  areas = { area \"00001\" { level = \"commune\", name = \"Xã Đo Lường\" },\n"
	"    area \"00002\" { level = \"commune\", name = \"Xã Nằm Chờ\" } },\n"
	"  units = { unit \"" LT_BENCH_UNIT "\" { kind = \"one_stop\", area = \"00001\",\n"
	"    name = \"Bộ phận Một cửa\", office = \"VN-STD\" },\n"
	"    unit \"" LT_BENCH_QUIET_UNIT "\" { kind = \"one_stop\", area = \"00002\",\n"
	"    name = \"Bộ phận Một cửa\", office = \"VN-STD\" } },\n"
	"  officers = {},\n"
	"  nodes = {\n"
	"    node \"" LT_BENCH_CLIENT "\" { units = { \"" LT_BENCH_UNIT "\", \"" LT_BENCH_QUIET_UNIT
	"\" } },\n"
	"    node \"" LT_BENCH_WORKER
	"\" { units = {},\n" /* does steps, has no desk to show them */
	"      capabilities = { \"" LT_BENCH_CAPABILITY "\" } },\n"
	"  },\n"
	"}\n";

const char *const lt_bench_calendar =
	"return calendar { version = \"bench\", first = \"2020-01-01\", last = \"2049-12-31\",\n"
	"  offices = { office \"VN-STD\" { hours = \"07:30-11:30 13:30-17:00\" } },\n"
	"  special_days = {},\n"
	"}\n";

const char *const lt_bench_procedure =
	"return procedure {\n"
	"  code = \"1.000001\", version = \"1\", field = \"Đo tốc độ\", name = \"Việc chuẩn\",\n"
	"  legal_basis = { \"Việc chuẩn bốn bước\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(20), fields = {}, documents = {}, results = {},\n"
	"  fee = function(d) return vnd(d.channel == \"online\" and 8000 or 15000) end,\n"
	"  start = \"receive\",\n"
	"  steps = {\n"
	"    auto \"receive\" { call = \"" LT_BENCH_CAPABILITY "\",\n"
	"      on = { ok = \"appraise\", failed = \"failed\" } },\n"
	"    auto \"appraise\" { call = \"" LT_BENCH_CAPABILITY "\",\n"
	"      on = { ok = \"approve\", failed = \"failed\" } },\n"
	"    auto \"approve\" { call = \"" LT_BENCH_CAPABILITY "\",\n"
	"      on = { ok = \"hand_over\", failed = \"failed\" } },\n"
	"    auto \"hand_over\" { call = \"" LT_BENCH_CAPABILITY "\",\n"
	"      on = { ok = \"granted\", failed = \"failed\" } },\n"
	"    finish \"granted\" { outcome = \"granted\" },\n"
	"    finish \"failed\" { outcome = \"failed\" },\n"
	"  },\n"
	"}\n";

const char *const lt_bench_waiting =
	"return procedure {\n"
	"  code = \"1.000002\", version = \"1\", field = \"Đo tốc độ\", name = \"Hồ sơ nằm chờ\",\n"
	"  legal_basis = { \"Việc chuẩn bốn bước\" }, receive_at = { \"commune\" },\n"
	"  time_limit = months(12), fields = {}, documents = {}, results = {},\n"
	"  fee = function(d) return vnd(0) end,\n"
	"  start = \"receive\",\n"
	"  steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\", limit = months(6),\n"
	"      on = { complete = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\" },\n"
	"  },\n"
	"}\n";

/* The engine of the folder, and the one who fills it. */
struct filler {
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq;
};

static int run(struct filler *f, Lt__Command *c, struct lt_err *err)
{
	struct lt_origin origin = {.node = "operator", .is_operator = true};
	Lt__CommandReply reply;
	c->schema = 1;
	c->seq = ++f->seq;
	int r = lt_engine_command(f->engine, &origin, c, lt_slice(NULL, 0), &f->arena, &reply, err);
	if (r == 0 && (reply.refusal || reply.error))
		r = lt_err_set(err, reply.error ? reply.error : LT_E_REFUSED, "%s", reply.text);
	return r;
}

static int publish(struct filler *f, const char *source, Lt__Command__BodyCase kind,
		   struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "bench";
	c.actor = &actor;
	c.body_case = kind;
	definition.source = directory.source = calendar.source = source;
	definition.name = directory.name = calendar.name = "bench.lua";
	if (kind == LT__COMMAND__BODY_PUBLISH_DEFINITION)
		c.publish_definition = &definition;
	else if (kind == LT__COMMAND__BODY_PUBLISH_DIRECTORY)
		c.publish_directory = &directory;
	else
		c.publish_calendar = &calendar;
	return run(f, &c, err);
}

static int submit_waiting(struct filler *f, uint64_t n, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	char id_number[32];
	(void)snprintf(id_number, sizeof id_number, "999%09llu", (unsigned long long)n);
	applicant.name = "Trần Văn Chờ";
	applicant.id_number = id_number;
	submit.procedure = "1.000002";
	submit.unit = LT_BENCH_UNIT;
	submit.channel = LT__CHANNEL__CHANNEL_ONLINE;
	submit.applicant = &applicant;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	c.actor = &actor;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	return run(f, &c, err);
}

static int commit(struct filler *f, struct lt_err *err)
{
	int r = lt_engine_commit(f->engine, err);
	if (r == 0 && lt_engine_wants_checkpoint(f->engine, false))
		r = lt_engine_checkpoint(f->engine, err);
	lt_engine_begin(f->engine);
	lt_arena_reset(&f->arena);
	return r;
}

static int publish_all(struct filler *f, struct lt_err *err)
{
	int r = publish(f, lt_bench_calendar, LT__COMMAND__BODY_PUBLISH_CALENDAR, err);
	if (r == 0)
		r = publish(f, lt_bench_directory, LT__COMMAND__BODY_PUBLISH_DIRECTORY, err);
	if (r == 0)
		r = publish(f, lt_bench_procedure, LT__COMMAND__BODY_PUBLISH_DEFINITION, err);
	if (r == 0)
		r = publish(f, lt_bench_waiting, LT__COMMAND__BODY_PUBLISH_DEFINITION, err);
	return r == 0 ? commit(f, err) : r;
}

static int submit_all(struct filler *f, uint64_t open, FILE *progress, struct lt_err *err)
{
	enum { TELL_EVERY = 100000 };
	int r = 0;
	for (uint64_t n = 0; n < open && r == 0; n++) {
		r = submit_waiting(f, n, err);
		if (r == 0 && (lt_engine_batch_full(f->engine) || n + 1 == open))
			r = commit(f, err);
		if (progress && (n + 1) % TELL_EVERY == 0)
			(void)fprintf(progress, "đã nạp %llu/%llu hồ sơ nằm chờ\n",
				      (unsigned long long)(n + 1), (unsigned long long)open);
	}
	return r;
}

int lt_bench_fill(const char *folder, uint64_t open, FILE *progress, struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	struct filler f = {0};
	struct lt_engine_options options = {.folder = folder, .clock = &clock};
	lt_arena_init(&f.arena, 64u << 20);
	int r = lt_engine_open(&options, &f.engine, err);
	if (r == 0)
		r = publish_all(&f, err);
	if (r == 0)
		r = submit_all(&f, open, progress, err);
	if (f.engine)
		lt_engine_close(f.engine);
	lt_arena_done(&f.arena);
	return r;
}
