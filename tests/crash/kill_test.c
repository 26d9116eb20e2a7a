/* SPDX-License-Identifier: EUPL-1.2 */
/* kill -9 of a coordinator and two nodes under load, at random moments, then: nothing acknowledged
 * is lost, nothing is doubled, the nine properties hold. LT_LONG=1: for ten minutes. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "proto/base/log.h"
#include "tests/crash/load.h"
#include "tests/crash/process.h"
#include "tests/sim/chance.h"
#include "tests/support/support.h"

enum { LOADS = 3, SECONDS = 22, SECONDS_LONG = 600, CLOSING_SECONDS = 180 };

struct stage {
	char *folder;
	uint16_t port;
	struct crash_process coordinator, workers[2];
	struct history *history;
	struct crash_load *loads[LOADS];
	struct sim_chance chance;
	uint32_t coordinator_kills, worker_kills;
};

static void open_stage(struct stage *s)
{
	static const char *const names[] = {"load-a", "load-b", "load-c"};
	s->folder = lt_test_folder();
	s->port = crash_port();
	crash_office(&s->coordinator, s->workers, s->folder, s->port);
	crash_start(&s->coordinator);
	crash_publish(s->port);
	crash_start(&s->workers[0]);
	crash_start(&s->workers[1]);
	s->history = history_new();
	for (size_t i = 0; i < LOADS; i++) {
		struct crash_load_options options = {
			.name = names[i], .port = s->port, .history = s->history};
		s->loads[i] = crash_load_start(&options);
	}
}

/* Most live until they have begun: on a busy machine nobody would ever carry a job otherwise, and
 * jobs that nobody takes are offered ever more rarely. */
static void kill_one(struct stage *s)
{
	uint64_t dice = sim_below(&s->chance, 10);
	struct crash_process *victim = dice < 6 ? &s->coordinator : &s->workers[dice & 1];
	crash_kill(victim);
	if (victim == &s->coordinator)
		s->coordinator_kills++;
	else
		s->worker_kills++;
	if (sim_percent(&s->chance, 30))
		crash_sleep_ms(sim_between(&s->chance, 1, 400));
	long size = crash_log_size(victim);
	crash_start(victim);
	if (sim_percent(&s->chance, 80))
		(void)crash_log_wait(victim, size, "started ");
}

static bool run(struct stage *s, int seconds)
{
	double end = crash_seconds() + seconds;
	while (crash_seconds() < end) {
		crash_sleep_ms(sim_between(&s->chance, 30, 900));
		if (crash_ended(&s->coordinator) || crash_ended(&s->workers[0]) ||
		    crash_ended(&s->workers[1]))
			return false;
		kill_one(s);
	}
	return true;
}

/* Everything begun is brought to its end by whoever is left standing. */
static bool settle(struct stage *s)
{
	double end = crash_seconds() + CLOSING_SECONDS;
	bool done = false;
	for (size_t i = 0; i < LOADS; i++)
		crash_load_close(s->loads[i]);
	while (!done && crash_seconds() < end) {
		done = true;
		for (size_t i = 0; i < LOADS; i++)
			done = done && crash_load_done(s->loads[i]);
		crash_sleep_ms(20);
	}
	if (!done)
		(void)printf("some dossiers did not reach their end\n");
	return done;
}

/* A clean stop leaves nothing to recover; a second coordinator on the folder is refused. */
static bool stop_cleanly(struct stage *s)
{
	struct crash_process second = s->coordinator;
	second.pid = 0;
	long size = crash_log_size(&s->coordinator);
	crash_start(&second);
	int status = crash_stop(&second, 0);
	if (status != lt_err_exit(LT_E_BUSY) ||
	    !crash_log_count(&s->coordinator, size, "một máy chủ khác đang dùng thư mục này")) {
		(void)printf("a second coordinator on the folder ended with %d\n", status);
		return false;
	}
	status = crash_stop(&s->coordinator, SIGTERM);
	size = crash_log_size(&s->coordinator);
	crash_start(&s->coordinator);
	bool none = crash_log_wait(&s->coordinator, size, "recovered batches=0 ");
	int again = crash_stop(&s->coordinator, SIGTERM);
	if (status != 0 || again != 0 || !none)
		(void)printf("SIGTERM: status %d and %d, recovered batches %s\n", status, again,
			     none ? "0" : "not 0");
	return status == 0 && again == 0 && none;
}

static bool audit(struct stage *s)
{
	struct crash_audit a;
	struct lt_err err = {0};
	int r = crash_audit(s->history, s->coordinator.folder, HISTORY_ALWAYS, &a, &err);
	if (r < 0)
		(void)printf("%s\n", err.text);
	(void)printf("%u kills of the coordinator, %u of nodes; %llu requests, %llu accepted, "
		     "%llu refused, %llu without answer; %llu events in %llu batches; lost %llu, "
		     "doubled %llu, contrary %llu\n",
		     s->coordinator_kills, s->worker_kills, (unsigned long long)a.marks,
		     (unsigned long long)a.accepted, (unsigned long long)a.refused,
		     (unsigned long long)a.open, (unsigned long long)a.events,
		     (unsigned long long)a.batches, (unsigned long long)a.lost,
		     (unsigned long long)a.doubled, (unsigned long long)a.contrary);
	crash_audit_tell(&a);
	return r == 0 && crash_audit_holds(&a) && !a.open && a.accepted > 100;
}

static void close_stage(struct stage *s, bool good)
{
	for (size_t i = 0; i < LOADS; i++)
		crash_load_stop(s->loads[i]);
	history_free(s->history);
	if (!good) {
		crash_log_tail(&s->coordinator);
		crash_log_tail(&s->workers[0]);
	}
	crash_done(&s->coordinator);
	crash_done(&s->workers[0]);
	crash_done(&s->workers[1]);
	lt_test_remove(s->folder);
}

int main(void)
{
	struct stage s = {0};
	const char *seed = getenv("LT_SEED");
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(LT_LOG_ERROR);
	sim_chance_seed(&s.chance, seed ? strtoull(seed, NULL, 10) : randombytes_random(), 0);
	open_stage(&s);
	bool good = run(&s, getenv("LT_LONG") ? SECONDS_LONG : SECONDS) && settle(&s);
	good = good && stop_cleanly(&s);
	for (size_t i = 0; i < LOADS; i++) {
		struct crash_seen seen = crash_load_seen(s.loads[i]);
		(void)printf("client %zu: %llu dossiers to their end, %llu refusals, %llu times no "
			     "answer, %llu unknown\n",
			     i + 1, (unsigned long long)seen.dossiers,
			     (unsigned long long)seen.refused, (unsigned long long)seen.lines,
			     (unsigned long long)seen.unknown);
	}
	crash_kill(&s.coordinator);
	crash_kill(&s.workers[0]);
	crash_kill(&s.workers[1]);
	good = audit(&s) && good;
	close_stage(&s, good);
	return good ? 0 : 1;
}
