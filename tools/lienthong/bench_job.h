/* SPDX-License-Identifier: EUPL-1.2 */
/* The standard job: what is published for it, and the client that hands dossiers in and sees them
 * end. */
#pragma once

#include <jansson.h>
#include <sys/types.h>

#include "proto/link/front.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/rig.h"

/** Directory, calendar and procedures of the benchmark, as Lua. */
extern const char *const lt_bench_directory,
	*const lt_bench_calendar, *const lt_bench_procedure, *const lt_bench_waiting;

#define LT_BENCH_UNIT "X01"
#define LT_BENCH_QUIET_UNIT "X02" /**< where nothing happens */
#define LT_BENCH_CLIENT "bench-client"
#define LT_BENCH_WORKER "bench-worker"
#define LT_BENCH_CAPABILITY "bench.step"
enum { LT_BENCH_STEPS = 4 };

/** What one stage measured. */
struct lt_bench_result {
	size_t in_flight;
	double steps_per_s, p50_ms, p99_ms;
	uint64_t dossiers;
};

struct lt_bench_client;

/** Connects as the client node. */
int lt_bench_client_new(const struct lt_client_options *line, struct lt_bench_client **ret,
			struct lt_err *err) LT_MUST_USE;
/** Hands in one dossier and waits for its receipt. */
int lt_bench_client_submit_one(struct lt_bench_client *client, struct lt_err *err) LT_MUST_USE;
void lt_bench_client_free(struct lt_bench_client *client);
/** Keeps @p in_flight dossiers under way for @p seconds, after @p warm seconds that
 * do not count. */
int lt_bench_client_run(struct lt_bench_client *client, size_t in_flight, double warm,
			double seconds, struct lt_bench_result *ret,
			struct lt_err *err) LT_MUST_USE;

/** Hands in @p per_s dossiers a second, whatever ends, for @p seconds; then lets them end. */
int lt_bench_client_pace(struct lt_bench_client *client, double per_s, double seconds,
			 struct lt_bench_result *ret, struct lt_err *err) LT_MUST_USE;

/** The client's start, that other connections in its name must bear. */
uint64_t lt_bench_client_boot(const struct lt_bench_client *client);

struct lt_bench_idle;

/** So many nodes that are connected and wait for news of a unit where nothing happens, in the
 *  client's name: each as a node does, a poll always there. A thread of its own asks again for
 * those whose poll was answered. @param line  with a front @param ret  to be freed also after an
 * error, unless it is untouched */
int lt_bench_idle_new(const struct lt_client_options *line, uint64_t boot, size_t count,
		      struct lt_bench_idle **ret, struct lt_err *err) LT_MUST_USE;
/** How many have their connection now, and a poll there that was never refused. */
size_t lt_bench_idle_connected(struct lt_bench_idle *idle);
/** Polls of theirs that were answered. */
uint64_t lt_bench_idle_polls(struct lt_bench_idle *idle);
/** All hang up, and do not come back. NULL is fine. */
void lt_bench_idle_free(struct lt_bench_idle *idle);

/** A steady stream of dossiers, alone and beside nodes that wait, in turn. */
struct lt_bench_beside {
	pid_t coordinator;
	struct lt_front_client_options front; /**< how those who wait connect */
	size_t idle;
	double pace, seconds; /**< dossiers a second; of each phase, and of each quiet time */
};

/** Adds to @p all what was seen: memory and processor time of those who wait, p99 of each phase. */
int lt_bench_beside_run(const struct lt_bench_beside *beside, struct lt_bench_client *client,
			json_t *all, struct lt_err *err) LT_MUST_USE;

/** A field of /proc/PID/status ("RssAnon:"), in MB. */
double lt_bench_status_mb(pid_t pid, const char *field);

/** Publishes the job into a folder and fills it with @p open waiting dossiers, without any process;
 *  progress on @p progress (may be NULL). */
int lt_bench_fill(const char *folder, uint64_t open, FILE *progress,
		  struct lt_err *err) LT_MUST_USE;
