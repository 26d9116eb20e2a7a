/* SPDX-License-Identifier: EUPL-1.2 */
/* The power fails. A real coordinator works, is killed, stopped and started, and every write of its
 * stores is recorded; then the disk is rebuilt as it may be after a power failure among those
 * writes, and the real recovery opens it: all that was acknowledged by then must be there, once,
 * and the nine properties must hold.
 *
 * And who tests this: a disk that confirms a sync it did not make must be caught.
 * LT_LONG=1: many more states. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "coordinator/engine/engine.h"
#include "proto/base/log.h"
#include "tests/crash/stream.h"
#include "tests/crash/watched.h"
#include "tests/support/support.h"

enum {
	LIVES = 4,
	DOSSIERS = 30, /* a life */
	STATES = 400,
	STATES_LONG = 10000,
	WEAK_STATES = 60,
	FORGET = 2, /* syncs of one commit of the journal */
};

struct stage {
	struct crash_watched office;
	char *disk; /* where it is rebuilt */
	struct crash_stream stream;
	struct sim_chance chance;
	struct finding *finding; /* shared with children */
};

enum verdict { VERDICT_FELL = 0, VERDICT_WHOLE, VERDICT_REFUSED, VERDICT_WRONG };

/* What the child that looked at a state has seen. */
struct finding {
	enum verdict verdict;
	char text[1200];
};

/* What became of the states of one disk. */
struct tally {
	uint64_t states, torn, whole, refused, unborn, fell, wrong;
	char example[1400];
};

/* -- what is recorded -- */

static void open_stage(struct stage *s)
{
	crash_watched_open(&s->office, true);
	LT_REQUIRE(asprintf(&s->disk, "%s/disk", s->office.folder) > 0);
	LT_REQUIRE(mkdir(s->disk, 0700) == 0);
	s->finding = crash_share(sizeof *s->finding, -1);
}

/* Some lives of a coordinator: each ends by kill -9 or in good order. */
static bool work(struct stage *s)
{
	struct crash_process *coordinator = &s->office.coordinator;
	bool good = true;
	crash_watched_begin(&s->office);
	for (uint64_t life = 1; good && life <= LIVES; life++) {
		good = crash_watched_carry(&s->office, life * DOSSIERS);
		if (life % 2)
			crash_kill(coordinator);
		else
			good = crash_stop(coordinator, SIGTERM) == 0 && good;
		if (life < LIVES)
			crash_start(coordinator);
	}
	crash_watched_end(&s->office);
	return good;
}

/* -- what comes of it -- */

/* The real recovery, then everything that was told before. */
static void look(struct stage *s, uint64_t moment, struct finding *f)
{
	struct lt_clock clock = lt_clock_fake(INT64_C(1754269200) * LT_US_PER_SECOND);
	struct lt_engine_options options = {.folder = s->disk, .clock = &clock};
	struct lt_engine *engine = NULL;
	struct crash_audit a;
	struct lt_err err = {0};
	if (lt_engine_open(&options, &engine, &err) < 0) {
		f->verdict = VERDICT_REFUSED;
		(void)snprintf(f->text, sizeof f->text, "%s", err.text);
		return;
	}
	lt_engine_close(engine);
	int r = crash_audit(s->office.history, s->disk, moment, &a, &err);
	bool whole = r == 0 && crash_audit_holds(&a);
	f->verdict = whole ? VERDICT_WHOLE : VERDICT_WRONG;
	(void)snprintf(f->text, sizeof f->text,
		       "lost %llu, doubled %llu, contrary %llu, I%d: %s %s",
		       (unsigned long long)a.lost, (unsigned long long)a.doubled,
		       (unsigned long long)a.contrary, a.broken, a.example, err.text);
}

/* Nothing was ever confirmed of one of the files: nobody can have been told anything yet. Such a
 * folder is refused by the name of the file, and made anew by hand. */
static bool is_unborn(const struct crash_disk *disk)
{
	return disk->confirmed[DISK_JOURNAL].size == 0 || disk->confirmed[DISK_STATE].size == 0;
}

/* In a child: what a disk that lies may hold can end whoever trusts it. */
static void try_state(struct stage *s, const struct crash_disk *disk, struct tally *t)
{
	struct finding *f = s->finding;
	*f = (struct finding){.text = "the process fell"};
	pid_t child = fork();
	LT_REQUIRE(child >= 0);
	if (child == 0) {
		if (disk->forget)
			(void)close(STDERR_FILENO); /* its last words are LMDB's */
		look(s, disk->at, f);
		_exit(0);
	}
	LT_REQUIRE(waitpid(child, NULL, 0) == child);
	t->states++;
	t->fell += f->verdict == VERDICT_FELL;
	t->whole += f->verdict == VERDICT_WHOLE;
	t->refused += f->verdict == VERDICT_REFUSED;
	t->unborn += f->verdict == VERDICT_REFUSED && is_unborn(disk);
	t->wrong += f->verdict == VERDICT_WRONG;
	if (f->verdict != VERDICT_WHOLE && !*t->example)
		(void)snprintf(t->example, sizeof t->example, "before call %zu: %s", disk->at,
			       f->text);
}

/* All calls in turn; before each, as many failures of the power as its share of the total. */
static void fail_everywhere(struct stage *s, unsigned forget, uint64_t states, struct tally *t)
{
	struct crash_disk disk;
	*t = (struct tally){0};
	crash_disk_init(&disk, &s->stream);
	disk.forget = forget;
	do {
		uint64_t due = states * (disk.at + 1) / (s->stream.calls_count + 1);
		for (uint64_t k = 0; t->states < due; k++) {
			bool some = crash_disk_open(&disk) > 0;
			enum crash_loss loss = some ? CRASH_LOSS_SOME : CRASH_LOSS_NONE;
			if (k == 0 && some && disk.at % 3 != 0)
				loss = disk.at % 3 == 1 ? CRASH_LOSS_NONE : CRASH_LOSS_ALL;
			t->torn += loss == CRASH_LOSS_SOME;
			crash_disk_fail(&disk, loss, &s->chance, s->disk);
			try_state(s, &disk, t);
		}
	} while (crash_disk_step(&disk));
	crash_disk_done(&disk);
}

static void tell(const char *what, const struct tally *t)
{
	(void)printf("%s: %llu states after a power failure (%llu torn or out of order): %llu "
		     "whole, %llu refused by name (%llu of them as the folder is made), %llu fell, "
		     "%llu wrong\n",
		     what, (unsigned long long)t->states, (unsigned long long)t->torn,
		     (unsigned long long)t->whole, (unsigned long long)t->refused,
		     (unsigned long long)t->unborn, (unsigned long long)t->fell,
		     (unsigned long long)t->wrong);
	if (*t->example)
		(void)printf("  the first: %s\n", t->example);
}

static bool rebuild(struct stage *s, uint64_t states)
{
	struct tally sound, weak;
	crash_stream_read(&s->stream, s->office.record_path);
	(void)printf("%zu calls recorded in %d lives\n", s->stream.calls_count, LIVES);
	fail_everywhere(s, 0, states, &sound);
	tell("an honest disk", &sound);
	fail_everywhere(s, FORGET, WEAK_STATES, &weak);
	tell("a disk that confirms too early", &weak);
	if (weak.wrong == 0)
		(void)printf("a lost sync was not caught: this test is blind\n");
	return sound.whole + sound.unborn == sound.states && sound.states == states &&
	       weak.wrong > 0;
}

static void close_stage(struct stage *s)
{
	crash_stream_done(&s->stream);
	crash_watched_close(&s->office);
	LT_REQUIRE(munmap(s->finding, sizeof *s->finding) == 0);
	free(s->disk);
}

int main(void)
{
	struct stage s = {0};
	const char *seed = getenv("LT_SEED");
	uint64_t number = seed ? strtoull(seed, NULL, 10) : randombytes_random();
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(0);
	lt_test_use_memory();
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	(void)printf("seed %llu\n", (unsigned long long)number);
	sim_chance_seed(&s.chance, number, 0);
	open_stage(&s);
	bool good = work(&s);
	if (!good)
		crash_log_tail(&s.office.coordinator);
	good = good && rebuild(&s, getenv("LT_LONG") ? STATES_LONG : STATES);
	close_stage(&s);
	return good ? 0 : 1;
}
