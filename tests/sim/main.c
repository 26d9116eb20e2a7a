/* SPDX-License-Identifier: EUPL-1.2 */
/* sim: runs seeds, one line each; a failing seed tells its story.
 *
 *   sim --seeds A..B [--seconds S] [--mode safety|liveness] [--twice] [--first] [--verbose]
 *   sim --share K/N   the seeds of seeds.txt and the first 500, of each N the K-th: N processes
 *                     together do them all. LT_LONG=1: thousands */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "proto/base/log.h"
#include "tests/sim/sim.h"
#include "tests/support/support.h"

enum { TWICE_COUNT = 20, SEEDS_SHORT = 500, SEEDS_LONG = 5000 };

struct plan {
	uint64_t first, last, share,
		shares; /* of each `shares` seeds the one whose rest is `share` */
	double seconds;
	bool safety, liveness, twice, verbose, given, first_failure;
};

struct totals {
	uint64_t runs, failed, events, dossiers, ended, crashes, requests, lost, doubled;
	uint64_t provisional, conflicts, put_off, copies;
	uint64_t looked[HISTORY_COUNT + 1];
};

static double seconds_now(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run_one(const struct plan *plan, uint64_t seed, enum sim_mode mode,
		   struct totals *totals)
{
	struct sim_summary s, again;
	struct lt_err err = {0};
	int r = sim_run(seed, mode, plan->verbose, &s, &err);
	if (r == 0 && plan->twice && !s.failed)
		r = sim_run(seed, mode, false, &again, &err);
	if (r < 0) {
		(void)printf("seed=%llu: %s\n", (unsigned long long)seed, err.text);
		totals->failed++;
		return r;
	}
	if (plan->twice && !s.failed && (again.failed || s.hash != again.hash)) {
		(void)printf("seed=%llu FAILED: two runs, hashes %016llx and %016llx\n",
			     (unsigned long long)seed, (unsigned long long)s.hash,
			     (unsigned long long)again.hash);
		s.failed = true;
	}
	(void)printf("seed=%llu mode=%s events=%llu dossiers=%llu ended=%llu incidents=%llu "
		     "crashes=%llu hash=%016llx%s\n",
		     (unsigned long long)seed, mode == SIM_SAFETY ? "safety" : "liveness",
		     (unsigned long long)s.events, (unsigned long long)s.dossiers,
		     (unsigned long long)s.ended, (unsigned long long)s.incidents,
		     (unsigned long long)s.crashes, (unsigned long long)s.hash,
		     s.failed ? " FAILED" : "");
	totals->runs++;
	totals->failed += s.failed;
	totals->events += s.events;
	totals->dossiers += s.dossiers;
	totals->ended += s.ended;
	totals->crashes += s.crashes;
	totals->requests += s.requests;
	totals->lost += s.lost;
	totals->doubled += s.doubled;
	totals->provisional += s.provisional;
	totals->conflicts += s.conflicts;
	totals->put_off += s.put_off;
	totals->copies += s.copies;
	for (int i = 1; i <= HISTORY_COUNT; i++)
		totals->looked[i] += s.looked[i];
	sim_shelf_clear(false);
	return 0;
}

static void run_seed(const struct plan *plan, uint64_t seed, struct totals *totals)
{
	if (plan->safety)
		(void)run_one(plan, seed, SIM_SAFETY, totals);
	if (plan->liveness)
		(void)run_one(plan, seed, SIM_LIVENESS, totals);
}

/* "17 liveness # why", one a line. */
static void run_known(const struct plan *plan, struct totals *totals)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	LT_AUTO(free) char *path = NULL;
	char line[256];
	LT_REQUIRE(asprintf(&path, "%s/tests/sim/seeds.txt", root ? root : ".") > 0);
	FILE *file = fopen(path, "re");
	LT_REQUIRE(file != NULL);
	while (fgets(line, sizeof line, file)) {
		char *end;
		uint64_t seed = strtoull(line, &end, 10);
		if (end != line)
			(void)run_one(plan, seed,
				      strstr(end, "liveness") ? SIM_LIVENESS : SIM_SAFETY, totals);
	}
	(void)fclose(file);
}

static void tell_totals(const struct totals *t, double seconds)
{
	(void)printf(
		"%llu runs in %.1f s, %llu failed; %llu events, %llu requests, %llu dossiers "
		"(%llu ended), %llu crashes, %llu messages lost, %llu doubled; %llu decided by "
		"nodes alone, %llu of them refused later; %llu put off for want of room; %llu "
		"copies compared\n",
		(unsigned long long)t->runs, seconds, (unsigned long long)t->failed,
		(unsigned long long)t->events, (unsigned long long)t->requests,
		(unsigned long long)t->dossiers, (unsigned long long)t->ended,
		(unsigned long long)t->crashes, (unsigned long long)t->lost,
		(unsigned long long)t->doubled, (unsigned long long)t->provisional,
		(unsigned long long)t->conflicts, (unsigned long long)t->put_off,
		(unsigned long long)t->copies);
	(void)printf("looked at:");
	for (int i = 1; i <= HISTORY_COUNT; i++)
		(void)printf(" I%d %llu", i, (unsigned long long)t->looked[i]);
	(void)printf("\n");
}

static void run_plan(const struct plan *plan)
{
	struct totals totals = {0};
	double started = seconds_now();
	if (!plan->given)
		run_known(plan, &totals);
	for (uint64_t seed = plan->first;
	     seed <= plan->last && seconds_now() - started < plan->seconds; seed++) {
		if (totals.failed && plan->first_failure)
			break;
		if (seed % plan->shares != plan->share)
			continue;
		struct plan one = *plan;
		one.twice = plan->twice || (!plan->given && seed - plan->first < TWICE_COUNT);
		if (!plan->given) { /* alternate: a seed's own parity */
			one.safety = seed % 3 != 0;
			one.liveness = !one.safety;
		}
		run_seed(&one, seed, &totals);
	}
	tell_totals(&totals, seconds_now() - started);
	sim_catalogue_free();
	sim_shelf_clear(true);
	exit(totals.failed ? 1 : 0);
}

static bool read_plan(int argc, char **argv, struct plan *plan)
{
	for (int i = 1; i < argc; i++) {
		char *end = NULL;
		if (strcmp(argv[i], "--first") == 0) {
			plan->first_failure = true;
		} else if (strcmp(argv[i], "--twice") == 0) {
			plan->twice = true;
		} else if (strcmp(argv[i], "--verbose") == 0) {
			plan->verbose = true;
		} else if (i + 1 < argc && strcmp(argv[i], "--seconds") == 0) {
			plan->seconds = strtod(argv[++i], NULL);
		} else if (i + 1 < argc && strcmp(argv[i], "--mode") == 0) {
			plan->safety = strcmp(argv[++i], "safety") == 0;
			plan->liveness = strcmp(argv[i], "liveness") == 0;
		} else if (i + 1 < argc && strcmp(argv[i], "--share") == 0) {
			plan->share = strtoull(argv[++i], &end, 10) - 1;
			plan->shares = *end == '/' ? strtoull(end + 1, NULL, 10) : 0;
		} else if (i + 1 < argc && strcmp(argv[i], "--seeds") == 0) {
			plan->first = plan->last = strtoull(argv[++i], &end, 10);
			if (strncmp(end, "..", 2) == 0)
				plan->last = strtoull(end + 2, NULL, 10);
			plan->given = true;
		} else {
			return false;
		}
	}
	return (plan->safety || plan->liveness) && plan->share < plan->shares;
}

int main(int argc, char **argv)
{
	bool is_long = getenv("LT_LONG") != NULL;
	struct plan plan = {.first = 1,
			    .last = is_long ? SEEDS_LONG : SEEDS_SHORT,
			    .seconds = 1e9,
			    .shares = 1,
			    .safety = true,
			    .liveness = true};
	struct lt_err err = {0};
	if (!read_plan(argc, argv, &plan)) {
		(void)fputs("sim [--seeds A..B] [--share K/N] [--seconds S] [--mode "
			    "safety|liveness] [--twice] [--first] [--verbose]\n",
			    stderr);
		return 2;
	}
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(0);
	lt_test_use_memory();
	if (sim_catalogue_load(&err) < 0) {
		(void)printf("%s\n", err.text);
		return 1;
	}
	run_plan(&plan);
}
