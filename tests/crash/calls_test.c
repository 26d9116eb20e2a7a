/* SPDX-License-Identifier: EUPL-1.2 */
/* A real coordinator is killed at its first call that writes, started again, killed at its second,
 * and so on: before the call, half-way, behind it. Then single calls fail, with an input/output
 * error or for want of space. After each lot: nothing acknowledged is lost, nothing is doubled, the
 * nine properties hold. LT_LONG=1: at every call of the first hundreds. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "proto/base/log.h"
#include "tests/crash/watched.h"
#include "tests/support/support.h"

enum {
	KILLS = 45,
	FAILURES = 24,
	KILLS_LONG = 900,
	FAILURES_LONG = 400,
	LOT = 15,	   /* lives between two audits */
	LOTS_A_FOLDER = 6, /* then a new folder */
	PATIENCE_MS = 30000,
	AFTERMATH_MS = 150, /* a coordinator whose call has failed goes on, or ends by itself */
};

struct totals {
	uint64_t lives, kills, failures, ended, accepted, lost, doubled, contrary;
};

/* What is done at the n-th call. */
static const char *const deaths[] = {"kill", "half", "after"};
static const char *const troubles[] = {"eio", "enospc"};

/* Waits until the order was carried out. */
static bool is_hit(struct crash_watched *w, unsigned long before)
{
	for (int ms = 0; w->count->hits == before; ms++) {
		if (ms > PATIENCE_MS)
			return false;
		crash_sleep_ms(1);
	}
	return true;
}

/* @return false: what ended was not meant to end so. */
static bool is_named_end(struct crash_watched *w, int status, const char *order)
{
	if (status > 0)
		return true; /* it said why, and will look again when it starts */
	(void)printf("\"%s\" ended it with %d\n", order, status);
	crash_log_tail(&w->coordinator);
	return false;
}

static bool die(struct crash_watched *w, const char *order, struct totals *t)
{
	int status = crash_stop(&w->coordinator, 0);
	t->kills += status == -SIGKILL;
	if (status != -SIGKILL)
		(void)printf("\"%s\" ended it with %d\n", order, status);
	return status == -SIGKILL;
}

static bool suffer(struct crash_watched *w, const char *order, struct totals *t)
{
	int status = CRASH_RUNS;
	t->failures++;
	for (int ms = 0; status == CRASH_RUNS && ms < AFTERMATH_MS; ms++) {
		crash_sleep_ms(1);
		status = crash_poll(&w->coordinator);
	}
	t->ended += status != CRASH_RUNS;
	crash_kill(&w->coordinator);
	return status == CRASH_RUNS || is_named_end(w, status, order);
}

/* One life that comes to its n-th call. */
static bool live(struct crash_watched *w, const char *what, uint64_t n, struct totals *t)
{
	char order[32];
	bool dies = strcmp(what, troubles[0]) != 0 && strcmp(what, troubles[1]) != 0;
	unsigned long before = w->count->hits;
	(void)snprintf(order, sizeof order, "%s %llu", what, (unsigned long long)n);
	w->coordinator.disk_order = order;
	crash_start(&w->coordinator);
	t->lives++;
	bool good = is_hit(w, before);
	if (!good) {
		(void)printf("it never came to \"%s\"\n", order);
		crash_log_tail(&w->coordinator);
	} else {
		good = dies ? die(w, order, t) : suffer(w, order, t);
	}
	crash_kill(&w->coordinator);
	w->coordinator.disk_order = NULL;
	return good;
}

static bool audit(struct crash_watched *w, struct totals *t)
{
	struct crash_audit a;
	struct lt_err err = {0};
	int r = crash_audit(w->history, w->coordinator.folder, HISTORY_ALWAYS, &a, &err);
	if (r < 0)
		(void)printf("%s\n", err.text);
	t->lost += a.lost;
	t->doubled += a.doubled;
	t->contrary += a.contrary;
	crash_audit_tell(&a);
	if (a.lost || a.doubled || a.contrary)
		(void)printf("lost %llu, doubled %llu, contrary %llu\n", (unsigned long long)a.lost,
			     (unsigned long long)a.doubled, (unsigned long long)a.contrary);
	return r == 0 && crash_audit_holds(&a);
}

static void count_accepted(struct crash_watched *w, struct totals *t)
{
	struct crash_audit a;
	struct lt_err err = {0};
	if (crash_audit(w->history, w->coordinator.folder, HISTORY_ALWAYS, &a, &err) == 0)
		t->accepted += a.accepted;
}

/* After all that it works as ever. */
static bool recovers(struct crash_watched *w)
{
	crash_start(&w->coordinator);
	uint64_t dossiers = crash_load_seen(w->load).dossiers;
	bool good = crash_watched_carry(w, dossiers + 1);
	if (!good)
		(void)printf("it does not work any more\n");
	return crash_stop(&w->coordinator, SIGTERM) == 0 && good;
}

/* Some lots on one folder. */
static bool run_folder(const char *const *what, size_t what_count, uint64_t *n, uint64_t last,
		       struct totals *t)
{
	struct crash_watched w;
	bool good = true;
	crash_watched_open(&w, false);
	crash_watched_begin(&w);
	good = crash_watched_carry(&w, 1);
	crash_kill(&w.coordinator);
	for (int lot = 0; good && lot < LOTS_A_FOLDER && *n < last; lot++) {
		for (int i = 0; good && i < LOT && *n < last; i++, ++*n)
			good = live(&w, what[*n % what_count], *n / what_count + 1, t);
		good = good && audit(&w, t);
	}
	good = good && recovers(&w) && audit(&w, t);
	count_accepted(&w, t);
	crash_watched_close(&w);
	return good;
}

static bool run(const char *const *what, size_t what_count, uint64_t last, struct totals *t)
{
	uint64_t n = 0;
	bool good = true;
	while (good && n < last)
		good = run_folder(what, what_count, &n, last, t);
	return good;
}

int main(void)
{
	struct totals t = {0};
	bool is_long = getenv("LT_LONG") != NULL;
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(LT_LOG_ERROR);
	lt_test_use_memory();
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	bool good = run(deaths, 3, is_long ? KILLS_LONG : KILLS, &t) &&
		    run(troubles, 2, is_long ? FAILURES_LONG : FAILURES, &t);
	(void)printf(
		"%llu lives: killed at %llu calls that write, %llu calls failed (%llu times it "
		"ended and said why); %llu accepted, lost %llu, doubled %llu, contrary %llu\n",
		(unsigned long long)t.lives, (unsigned long long)t.kills,
		(unsigned long long)t.failures, (unsigned long long)t.ended,
		(unsigned long long)t.accepted, (unsigned long long)t.lost,
		(unsigned long long)t.doubled, (unsigned long long)t.contrary);
	return good ? 0 : 1;
}
