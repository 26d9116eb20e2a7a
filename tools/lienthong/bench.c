/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong bench: the standard job, measured. A coordinator and a worker as processes of their
 * own, a client in this one, all on tcp loopback; every transition is durable before it is
 * acknowledged. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/base/time.h"
#include "proto/link/certs.h"
#include "proto/link/front.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/bench_job.h"

struct bench {
	struct lt_tool *tool;
	struct lt_rig *rig;
	struct lt_clock clock;
	int64_t open, in_flight, seconds, pace, idle;
	bool light, tls;
	char address[64];
	struct lt_front *front, *idle_front; /* NULL: no TLS; nobody waits */
	struct lt_bench_idle *waiting;
	double first_accepted_ms; /* from the start of the coordinator's process */
};

/* -- reading the processes and the engine -- */

/* What the coordinator counts. */
struct counts {
	int64_t append_us, batches, commands, checkpoint_us_max, checkpoint_waits;
};

/* Asked as its operator. */
static int counters(struct bench *b, struct counts *ret, struct lt_err *err)
{
	const struct {
		const char *name;
		int64_t *value;
	} wanted[] = {{"append_us_total", &ret->append_us},
		      {"batches", &ret->batches},
		      {"commands_since_start", &ret->commands},
		      {"checkpoint_us_max", &ret->checkpoint_us_max},
		      {"checkpoint_waits", &ret->checkpoint_waits}};
	struct lt_tool tool = *b->tool;
	LT_AUTO(session) struct lt_session session = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	tool.folder = lt_rig_coordinator_folder(b->rig);
	int r = lt_session_open(&tool, &session, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
	if (r == 0)
		r = lt_session_fetch(&session, &fetch, &reply, err);
	for (size_t i = 0; r == 0 && i < reply->n_counters; i++)
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (strcmp(reply->counters[i]->name, wanted[k].name) == 0)
				*wanted[k].value = reply->counters[i]->value;
	return r;
}

/* -- the line -- */

static const char *path_of(struct bench *b, const char *name)
{
	const char *path =
		lt_arena_printf(&b->tool->arena, "%s/certs/%s", lt_rig_folder(b->rig), name);
	return path ? path : "";
}

static struct lt_front_client_options front_options(struct bench *b)
{
	return (struct lt_front_client_options){
		.address = b->address,
		.server_name = "localhost",
		.files = {.ca = path_of(b, "ca.crt"),
			  .cert = path_of(b, LT_BENCH_CLIENT ".crt"),
			  .key = path_of(b, LT_BENCH_CLIENT ".key")}};
}

/* -- stages -- */

static void tell(const struct bench *b, const struct lt_bench_result *r)
{
	if (!b->tool->json)
		(void)fprintf(b->tool->errors,
			      "%5zu hồ sơ cùng lúc: %8.0f bước/giây, p50 %.1f ms, p99 %.1f ms\n",
			      r->in_flight, r->steps_per_s, r->p50_ms, r->p99_ms);
}

/* Doubles what is in flight until it no longer pays. */
static int find_best(struct bench *b, struct lt_bench_client *client, struct lt_bench_result *best,
		     struct lt_err *err)
{
	enum { FIRST = 256, LAST = 4096 };
	const double warm = 1, pays = 1.05;
	size_t first = b->in_flight ? (size_t)b->in_flight : FIRST;
	size_t last = b->in_flight ? (size_t)b->in_flight : LAST;
	*best = (struct lt_bench_result){0};
	for (size_t n = first; n <= last; n *= 2) {
		struct lt_bench_result now;
		int r = lt_bench_client_run(client, n, warm, (double)b->seconds, &now, err);
		if (r < 0)
			return r;
		tell(b, &now);
		bool better = now.steps_per_s > best->steps_per_s * pays;
		if (now.steps_per_s > best->steps_per_s)
			*best = now;
		if (!better)
			break;
	}
	return 0;
}

static json_t *row(struct bench *b, const struct lt_bench_result *r)
{
	double rss = lt_bench_status_mb(lt_rig_coordinator_pid(b->rig), "RssAnon:");
	return json_pack("{s:s,s:s,s:f,s:f,s:f,s:f,s:I,s:i,s:s,s:f,s:f}", "peer", "lienthong",
			 "version", LT_TOOL_VERSION, "steps_per_s", r->steps_per_s, "p50_ms",
			 r->p50_ms, "p99_ms", r->p99_ms, "rss_mb", rss, "open", (json_int_t)b->open,
			 "in_flight", (int)r->in_flight, "line", b->tls ? "tls" : "tcp",
			 "first_accepted_ms", b->first_accepted_ms, "worker_rss_mb",
			 lt_bench_status_mb(lt_rig_worker_pid(b->rig, 0), "RssAnon:"));
}

static int add_light(struct bench *b, struct lt_bench_client *client, json_t *all,
		     struct lt_err *err)
{
	enum { APPENDS = LT_BENCH_STEPS + 1 };
	struct lt_bench_result result;
	struct counts before = {0}, after = {0};
	int r = counters(b, &before, err);
	if (r == 0)
		r = lt_bench_client_run(client, 1, 1, (double)b->seconds, &result, err);
	if (r == 0)
		r = counters(b, &after, err);
	if (r < 0)
		return r;
	double append_ms = (double)(after.append_us - before.append_us) /
			   (double)(after.batches - before.batches) / 1000 * APPENDS;
	tell(b, &result);
	(void)json_object_set_new(all, "light_p50_ms", json_real(result.p50_ms));
	(void)json_object_set_new(all, "light_p99_ms", json_real(result.p99_ms));
	(void)json_object_set_new(all, "light_appends_ms", json_real(append_ms));
	(void)json_object_set_new(all, "light_to_appends", json_real(result.p50_ms / append_ms));
	return 0;
}

static int add_checkpoint(struct bench *b, json_t *all, struct lt_err *err)
{
	struct counts now = {0};
	int r = counters(b, &now, err);
	if (r == 0)
		(void)json_object_set_new(all, "checkpoint_ms_max",
					  json_real((double)now.checkpoint_us_max / 1000));
	return r;
}

/* Nodes that only wait: what they take, while others work as hard as they can. */
static int add_idle(struct bench *b, struct lt_bench_client *client, double *ret_kb,
		    struct lt_err *err)
{
	struct lt_client_options line = {.front = b->idle_front};
	double before = lt_bench_status_mb(lt_rig_coordinator_pid(b->rig), "RssAnon:");
	int r = lt_bench_idle_new(&line, lt_bench_client_boot(client), (size_t)b->idle, &b->waiting,
				  err);
	double after = lt_bench_status_mb(lt_rig_coordinator_pid(b->rig), "RssAnon:");
	*ret_kb = (after - before) * 1024 / (double)b->idle;
	return r;
}

static void tell_idle(const struct bench *b, double kb, json_t *all)
{
	(void)json_object_set_new(all, "idle_nodes", json_integer(b->idle));
	(void)json_object_set_new(all, "idle_kb_each", json_real(kb));
	(void)json_object_set_new(all, "idle_connected",
				  json_integer((json_int_t)lt_bench_idle_connected(b->waiting)));
}

/* A steady stream, far below what it can do: how many commands find a checkpoint in their way? */
static int add_pace(struct bench *b, struct lt_bench_client *client, json_t *all,
		    struct lt_err *err)
{
	struct lt_bench_result result;
	struct counts before = {0}, after = {0};
	int64_t started_us = lt_clock_monotonic(&b->clock);
	int r = counters(b, &before, err);
	if (r == 0)
		r = lt_bench_client_pace(client, (double)b->pace, (double)b->seconds, &result, err);
	if (r == 0)
		r = counters(b, &after, err);
	if (r < 0)
		return r;
	double took_s = (double)(lt_clock_monotonic(&b->clock) - started_us) / 1e6;
	double commands = (double)(after.commands - before.commands);
	tell(b, &result);
	(void)json_object_set_new(all, "commands_per_s", json_real(commands / took_s));
	(void)json_object_set_new(all, "paced_p50_ms", json_real(result.p50_ms));
	(void)json_object_set_new(all, "paced_p99_ms", json_real(result.p99_ms));
	(void)json_object_set_new(
		all, "behind_checkpoint_percent",
		json_real(100 * (double)(after.checkpoint_waits - before.checkpoint_waits) /
			  commands));
	return 0;
}

static int add_beside(struct bench *b, struct lt_bench_client *client, json_t *all,
		      struct lt_err *err)
{
	struct lt_bench_beside beside = {.coordinator = lt_rig_coordinator_pid(b->rig),
					 .front = front_options(b),
					 .idle = (size_t)b->idle,
					 .pace = (double)b->pace,
					 .seconds = (double)b->seconds};
	return lt_bench_beside_run(&beside, client, all, err);
}

static int measure(struct bench *b, struct lt_bench_client *client, struct lt_err *err)
{
	struct lt_bench_result best = {0};
	double kb = 0;
	bool crowd = b->idle && !b->pace;
	int r = crowd ? add_idle(b, client, &kb, err) : 0;
	if (r == 0 && !b->light && !b->pace)
		r = find_best(b, client, &best, err);
	json_t *all = r == 0 ? row(b, &best) : NULL;
	if (r == 0 && b->light)
		r = add_light(b, client, all, err);
	if (r == 0 && b->pace)
		r = b->idle ? add_beside(b, client, all, err) : add_pace(b, client, all, err);
	if (r == 0 && crowd)
		tell_idle(b, kb, all);
	if (r == 0)
		r = add_checkpoint(b, all, err);
	if (r == 0 && (json_dumpf(all, b->tool->out, JSON_COMPACT | JSON_REAL_PRECISION(6)) < 0 ||
		       fputc('\n', b->tool->out) < 0))
		r = lt_err_set(err, LT_E_NOMEM, "JSON");
	json_decref(all);
	return r;
}

/* -- the processes -- */

/* Certificates of a throw-away province; what the coordinator must be told of them. */
static int make_certs(struct bench *b, const char **ret_settings, struct lt_err *err)
{
	static const char *const names[] = {"coordinator", LT_BENCH_CLIENT, LT_BENCH_WORKER, NULL};
	*ret_settings = "";
	if (!b->tls)
		return 0;
	const char *folder = lt_arena_printf(&b->tool->arena, "%s/certs", lt_rig_folder(b->rig));
	if (!folder || (mkdir(folder, 0700) < 0 && errno != EEXIST))
		return lt_err_set(err, LT_E_IO, "%s", folder ? folder : "certs");
	*ret_settings = lt_arena_printf(&b->tool->arena,
					"unproven = yes\ntls.per_address = 4096\n"
					"tls.listen = 127.0.0.1:0\ntls.ca = %s\ntls.cert = %s\n"
					"tls.key = %s\n",
					path_of(b, "ca.crt"), path_of(b, "coordinator.crt"),
					path_of(b, "coordinator.key"));
	return *ret_settings ? lt_certs_make(folder, names, err) : LT_E_NOMEM;
}

static int find_address(struct bench *b, struct lt_err *err)
{
	char path[4096], port[16] = "";
	(void)snprintf(path, sizeof path, "%s/coordinator%s.port",
		       lt_rig_coordinator_folder(b->rig), b->tls ? ".tls" : "");
	FILE *file = fopen(path, "re");
	bool got = file && fgets(port, sizeof port, file);
	if (file)
		(void)fclose(file);
	port[strcspn(port, "\n")] = 0;
	(void)snprintf(b->address, sizeof b->address, "127.0.0.1:%s", port);
	return got ? 0 : lt_err_set(err, LT_E_IO, "%s", path);
}

static int start_front(struct bench *b, struct lt_front **ret, struct lt_err *err)
{
	struct lt_front_client_options front = front_options(b);
	return b->tls ? lt_front_client_start(&front, ret, err) : 0;
}

static int start_client(struct bench *b, struct lt_bench_client **ret, struct lt_err *err)
{
	struct lt_client_options line = {.address = b->address};
	int r = start_front(b, &b->front, err);
	if (r == 0 && b->idle &&
	    !b->pace) /* whoever leaves a front takes all its connections with him */
		r = start_front(b, &b->idle_front, err);
	line.front = b->front;
	return r < 0 ? r : lt_bench_client_new(&line, ret, err);
}

static int start_worker(struct bench *b, struct lt_err *err)
{
	const char *plain = "slots = 4096\nadapter." LT_BENCH_CAPABILITY " = builtin:pass\n";
	if (!b->tls)
		return lt_rig_worker(b->rig, LT_BENCH_WORKER, plain, err);
	const char *settings = lt_arena_printf(
		&b->tool->arena,
		"%stls.name = localhost\ntls.ca = %s\ntls.cert = %s\ntls.key = %s\n", plain,
		path_of(b, "ca.crt"), path_of(b, LT_BENCH_WORKER ".crt"),
		path_of(b, LT_BENCH_WORKER ".key"));
	int r = lt_rig_join(b->rig, b->address, err);
	if (r == 0)
		r = settings ? lt_rig_worker(b->rig, LT_BENCH_WORKER, settings, err) : LT_E_NOMEM;
	return r;
}

static int start(struct bench *b, struct lt_bench_client **ret, struct lt_err *err)
{
	FILE *progress = b->tool->json ? NULL : b->tool->errors;
	const char *settings;
	int r = lt_bench_fill(lt_rig_coordinator_folder(b->rig), (uint64_t)b->open, progress, err);
	if (r == 0)
		r = make_certs(b, &settings, err);
	int64_t started_us = lt_clock_monotonic(&b->clock);
	if (r == 0)
		r = lt_rig_coordinator(b->rig, settings, err);
	if (r == 0)
		r = find_address(b, err);
	if (r == 0)
		r = start_client(b, ret, err);
	if (r == 0)
		r = lt_bench_client_submit_one(*ret, err);
	b->first_accepted_ms = (double)(lt_clock_monotonic(&b->clock) - started_us) / 1000;
	return r < 0 ? r : start_worker(b, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct bench b = {.tool = tool, .clock = lt_clock_system(), .seconds = 3};
	LT_AUTO(rig) struct lt_rig *rig = NULL;
	struct lt_bench_client *client = NULL;
	struct lt_texts rest;
	const struct lt_arg args[] = {
		{"--open", LT_ARG_NUMBER, &b.open}, {"--in-flight", LT_ARG_NUMBER, &b.in_flight},
		{"--pace", LT_ARG_NUMBER, &b.pace}, {"--seconds", LT_ARG_NUMBER, &b.seconds},
		{"--light", LT_ARG_FLAG, &b.light}, {"--tls", LT_ARG_FLAG, &b.tls},
		{"--idle", LT_ARG_NUMBER, &b.idle}};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0 && b.idle && !b.tls)
		r = lt_err_set(err, LT_E_USAGE, "--idle cần --tls");
	if (r == 0)
		r = lt_rig_new(NULL, &rig, err);
	b.rig = rig;
	if (r == 0)
		r = start(&b, &client, err);
	if (r == 0)
		r = measure(&b, client, err);
	lt_bench_idle_free(b.waiting);
	lt_bench_client_free(client);
	lt_front_free(b.idle_front);
	lt_front_free(b.front);
	return r;
}

const struct lt_subcommand lt_tool_bench = {
	.name = "bench",
	.summary = "đo tốc độ việc chuẩn (measure the standard job)",
	.help = "lienthong bench [--open N] [--light] [--tls] [--in-flight N]\n"
		"                [--pace N] [--idle N] [--seconds S] [--json]\n"
		"\n"
		"Việc chuẩn: bốn bước nối tiếp, mỗi bước do một tiến trình máy trạm làm, mọi bước "
		"đều\n"
		"ghi bền trước khi báo nhận. Tự khởi động máy chủ và máy trạm trong thư mục tạm, "
		"in\n"
		"một dòng JSON, không để lại gì.\n"
		"\n"
		"  --open N       nạp trước N hồ sơ nằm chờ (waiting dossiers in the store)\n"
		"  --light        một hồ sơ một lúc: độ trễ (latency, one dossier in flight)\n"
		"  --tls          đường truyền qua TLS (the line through the TLS front)\n"
		"  --in-flight N  giữ đúng N hồ sơ cùng lúc (otherwise doubled while it pays)\n"
		"  --pace N       nộp đều N hồ sơ mỗi giây (a steady stream, dossiers a second)\n"
		"  --idle N       thêm N máy trạm chỉ nối và chờ, cần --tls (nodes that wait);\n"
		"                 với --pace: đo hai lượt không có và có chúng (alone, beside)\n"
		"  --seconds S    thời gian đo mỗi mức, mặc định 3 (measured time of a stage)\n",
	.run = run,
};
