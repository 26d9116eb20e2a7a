/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether others notice nodes that only wait: phases alone and beside them in turn, so that what
 * differs between two of a kind shows how much chance there is in one. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/time.h"
#include "tools/lienthong/bench_job.h"

enum { ROUNDS = 2 };

struct phases {
	const struct lt_bench_beside *beside;
	struct lt_bench_client *client;
	struct lt_front *front;
	struct lt_bench_idle *idle;
	double alone_p99_ms[ROUNDS], beside_p99_ms[ROUNDS];
	double alone_cpu, beside_cpu; /* percent of a core, nobody working */
	double kb_each, connect_s;
	size_t connected; /* fewest */
	uint64_t polls, dossiers;
};

double lt_bench_status_mb(pid_t pid, const char *field)
{
	char path[64], line[256];
	double kb = 0;
	size_t n = strlen(field);
	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, field, n) == 0)
			kb = strtod(line + n + 1, NULL);
	if (file)
		(void)fclose(file);
	return kb / 1024;
}

/* Processor time of a process so far. */
static double cpu_seconds(pid_t pid)
{
	enum { UTIME = 14, STIME = 15 }; /* fields of proc(5) stat, from 1 */
	char path[64], line[1024] = "";
	unsigned long ticks = 0;
	(void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "re");
	bool got = file && fgets(line, sizeof line, file);
	if (file)
		(void)fclose(file);
	const char *at = got ? strrchr(line, ')') : NULL; /* the name may hold blanks */
	for (int field = 2; at && field < STIME; field++) {
		at = strchr(at + 1, ' ');
		if (at && field + 1 >= UTIME)
			ticks += strtoul(at, NULL, 10);
	}
	return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

/* Nobody works. @return percent of a core that the coordinator takes all the same */
static double quiet(const struct lt_bench_beside *b)
{
	double before = cpu_seconds(b->coordinator);
	struct timespec t = {.tv_sec = (time_t)b->seconds};
	t.tv_nsec = (long)((b->seconds - (double)t.tv_sec) * 1e9);
	while (nanosleep(&t, &t) < 0)
		;
	return 100 * (cpu_seconds(b->coordinator) - before) / b->seconds;
}

static int pace(struct phases *p, double *ret_p99_ms, struct lt_err *err)
{
	struct lt_bench_result result = {0};
	int r = lt_bench_client_pace(p->client, p->beside->pace, p->beside->seconds, &result, err);
	p->dossiers += result.dossiers;
	*ret_p99_ms = result.p99_ms;
	return r;
}

static void leave(struct phases *p)
{
	lt_bench_idle_free(p->idle);
	lt_front_free(p->front);
	p->idle = NULL;
	p->front = NULL;
}

static int come(struct phases *p, struct lt_err *err)
{
	struct lt_clock clock = lt_clock_system();
	struct lt_client_options line = {0};
	int64_t begun_us = lt_clock_monotonic(&clock);
	int r = lt_front_client_start(&p->beside->front, &p->front, err);
	line.front = p->front;
	if (r == 0)
		r = lt_bench_idle_new(&line, lt_bench_client_boot(p->client), p->beside->idle,
				      &p->idle, err);
	p->connect_s = (double)(lt_clock_monotonic(&clock) - begun_us) / 1e6;
	return r;
}

static int one_round(struct phases *p, int round, struct lt_err *err)
{
	const struct lt_bench_beside *b = p->beside;
	int r = pace(p, &p->alone_p99_ms[round], err);
	if (r == 0 && round == 0)
		p->alone_cpu = quiet(b);
	double before_mb = lt_bench_status_mb(b->coordinator, "RssAnon:");
	if (r == 0)
		r = come(p, err);
	if (r == 0 && round == 0) {
		p->beside_cpu = quiet(b);
		p->kb_each = (lt_bench_status_mb(b->coordinator, "RssAnon:") - before_mb) * 1024 /
			     (double)b->idle;
	}
	if (r == 0)
		r = pace(p, &p->beside_p99_ms[round], err);
	if (r < 0)
		return r;
	size_t connected = lt_bench_idle_connected(p->idle);
	p->connected = connected < p->connected ? connected : p->connected;
	p->polls += lt_bench_idle_polls(p->idle);
	leave(p);
	return 0;
}

static double mean(const double *values)
{
	return (values[0] + values[1]) / 2;
}

static double apart(const double *values)
{
	return values[0] > values[1] ? values[0] / values[1] : values[1] / values[0];
}

static int tell(const struct phases *p, json_t *all, struct lt_err *err)
{
	const double *alone = p->alone_p99_ms, *beside = p->beside_p99_ms;
	_Static_assert(ROUNDS == 2, "two of each kind are told");
	json_t *seen =
		json_pack("{s:I,s:I,s:f,s:f,s:f,s:f,s:I,s:[ff],s:[ff],s:f,s:f,s:f,s:I}",
			  "idle_nodes", (json_int_t)p->beside->idle, "idle_connected",
			  (json_int_t)p->connected, "idle_kb_each", p->kb_each, "idle_connect_s",
			  p->connect_s, "idle_cpu_percent", p->beside_cpu, "alone_cpu_percent",
			  p->alone_cpu, "idle_polls", (json_int_t)p->polls, "alone_p99_ms",
			  alone[0], alone[1], "beside_p99_ms", beside[0], beside[1], "p99_ratio",
			  mean(beside) / mean(alone), "alone_apart", apart(alone), "beside_apart",
			  apart(beside), "paced_dossiers", (json_int_t)p->dossiers);
	if (!seen || json_object_update(all, seen) < 0) {
		json_decref(seen);
		return lt_err_set(err, LT_E_NOMEM, "JSON");
	}
	json_decref(seen);
	return 0;
}

int lt_bench_beside_run(const struct lt_bench_beside *beside, struct lt_bench_client *client,
			json_t *all, struct lt_err *err)
{
	struct phases p = {.beside = beside, .client = client, .connected = beside->idle};
	int r = 0;
	for (int round = 0; r == 0 && round < ROUNDS; round++)
		r = one_round(&p, round, err);
	leave(&p);
	return r < 0 ? r : tell(&p, all, err);
}
