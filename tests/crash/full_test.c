/* SPDX-License-Identifier: EUPL-1.2 */
/* The disk fills under load, again and again: new dossiers are refused first, then everything, in
 * words; reads go on; with space again all goes on, without a restart; nothing acknowledged is
 * lost. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sodium.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "tests/crash/load.h"
#include "tests/crash/process.h"
#include "tests/support/support.h"

enum { SKIPPED = 77, ROUNDS = 3, PATIENCE_SECONDS = 30, BLOCK = 1 << 16, SAID_MAX = 8 };

struct stage {
	char *folder, *disk, *ballast;
	uint16_t port;
	struct crash_process coordinator, worker[2];
	struct history *history;
	struct crash_load *load;
};

static char *join(const char *folder, const char *name)
{
	char *path;
	LT_REQUIRE(asprintf(&path, "%s/%s", folder, name) > 0);
	return path;
}

/* A disk of our own that is gone with this process. @return false where that is not permitted. */
static bool mount_disk(const char *path)
{
	return geteuid() == 0 && unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", path, "tmpfs", 0, "size=420m") == 0;
}

static void open_stage(struct stage *s)
{
	s->folder = lt_test_folder();
	s->disk = join(s->folder, "disk");
	s->ballast = join(s->disk, "ballast");
	LT_REQUIRE(mkdir(s->disk, 0700) == 0);
	if (!mount_disk(s->disk)) {
		(void)printf("skipped: a small disk cannot be mounted: %s\n", strerror(errno));
		lt_test_remove(s->folder);
		exit(SKIPPED);
	}
	s->port = crash_port();
	LT_AUTO(free) char *coordinator = join(s->disk, "co");
	LT_AUTO(free) char *one = join(s->folder, "mot");
	LT_AUTO(free) char *two = join(s->folder, "hai");
	crash_coordinator(&s->coordinator, coordinator, s->port);
	free(s->coordinator.log); /* not on the disk that fills */
	s->coordinator.log = join(s->folder, "co.log");
	crash_worker(&s->worker[0], one, "mot", "do.one", s->port);
	crash_worker(&s->worker[1], two, "hai", "do.two", s->port);
	crash_start(&s->coordinator);
	crash_publish(s->port);
	crash_start(&s->worker[0]);
	crash_start(&s->worker[1]);
	s->history = history_new();
	struct crash_load_options load = {.name = "load", .port = s->port, .history = s->history};
	s->load = crash_load_start(&load);
}

static uint64_t space(const struct stage *s)
{
	struct statvfs fs;
	LT_REQUIRE(statvfs(s->disk, &fs) == 0);
	return (uint64_t)fs.f_bavail * fs.f_frsize;
}

/* Writes until only @p left bytes are free. */
static void fill(const struct stage *s, uint64_t left)
{
	static const char block[BLOCK];
	LT_AUTO(fd) int fd = open(s->ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	LT_REQUIRE(fd >= 0);
	while (space(s) > left) {
		uint64_t more = space(s) - left;
		size_t size = more < BLOCK ? (size_t)more : BLOCK;
		if (write(fd, block, size) < 0)
			break;
	}
}

/* Waits until a counter of the load has moved. */
static bool moves(const struct stage *s, uint64_t (*counter)(const struct crash_seen *),
		  const char *what)
{
	struct crash_seen seen = crash_load_seen(s->load);
	uint64_t from = counter(&seen);
	double end = crash_seconds() + PATIENCE_SECONDS;
	while (crash_seconds() < end) {
		seen = crash_load_seen(s->load);
		if (counter(&seen) > from)
			return true;
		crash_sleep_ms(10);
	}
	(void)printf("within %d s there was no %s\n", PATIENCE_SECONDS, what);
	return false;
}

static uint64_t dossiers(const struct crash_seen *seen)
{
	return seen->dossiers;
}

static uint64_t full(const struct crash_seen *seen)
{
	return seen->full;
}

static uint64_t held(const struct crash_seen *seen)
{
	return seen->held;
}

static bool reads(const struct stage *s)
{
	double started = crash_seconds();
	int r = crash_read(s->port);
	if (r < 0)
		(void)printf("a list cannot be read: %s\n", lt_err_name(r));
	else if (crash_seconds() - started > 2)
		(void)printf("a read took %.1f s\n", crash_seconds() - started);
	return r == 0;
}

/* Fills the disk while some dossiers are open. */
static bool fill_beside_work(struct stage *s, uint64_t left)
{
	crash_load_hold(s->load, true);
	bool good = moves(s, held, "dossier that waits to be signed");
	fill(s, left);
	return good;
}

/* Below the mark new dossiers are refused; what is open goes on, and the store has room for it. */
static bool nearly_full(struct stage *s)
{
	bool good = fill_beside_work(s, LT_DISK_FREE_REFUSE_BYTES - (16u << 20)) &&
		    moves(s, full, "refusal for want of space");
	crash_load_hold(s->load, false);
	return good && moves(s, dossiers, "end of an open dossier") && reads(s);
}

/* Nothing at all can be written. The log names the cause, not at every batch that it stops; the
 * process stays. */
static bool quite_full(struct stage *s)
{
	long size = crash_log_size(&s->coordinator);
	bool good = fill_beside_work(s, 0);
	crash_load_hold(s->load, false);
	if (!good)
		return false;
	for (int i = 0; i < 20; i++) {
		crash_sleep_ms(100);
		if (crash_ended(&s->coordinator) || !reads(s))
			return false;
	}
	unsigned said = crash_log_count(&s->coordinator, size, "batch_aborted");
	if (said > SAID_MAX)
		(void)printf("the log says it %u times in 2 s\n", said);
	return said <= SAID_MAX && crash_log_wait(&s->coordinator, size, "the disk is full");
}

static bool goes_on(struct stage *s)
{
	LT_REQUIRE(unlink(s->ballast) == 0);
	return moves(s, dossiers, "progress with space again") && !crash_ended(&s->coordinator);
}

static bool rounds(struct stage *s)
{
	bool good = moves(s, dossiers, "progress");
	for (int i = 0; good && i < ROUNDS; i++) {
		good = i % 2 || (nearly_full(s) && goes_on(s));
		good = good && quite_full(s) && goes_on(s);
	}
	return good;
}

static bool settle(struct stage *s)
{
	double end = crash_seconds() + PATIENCE_SECONDS;
	crash_load_close(s->load);
	while (!crash_load_done(s->load) && crash_seconds() < end)
		crash_sleep_ms(20);
	return crash_load_done(s->load);
}

static bool audit(struct stage *s)
{
	struct crash_audit a;
	struct crash_seen seen = crash_load_seen(s->load);
	struct lt_err err = {0};
	int r = crash_audit(s->history, s->coordinator.folder, HISTORY_ALWAYS, &a, &err);
	if (r < 0)
		(void)printf("%s\n", err.text);
	(void)printf("%llu dossiers to their end, %llu times full, %llu batches unknown; "
		     "%llu accepted; lost %llu, doubled %llu, contrary %llu, open %llu\n",
		     (unsigned long long)seen.dossiers, (unsigned long long)seen.full,
		     (unsigned long long)seen.unknown, (unsigned long long)a.accepted,
		     (unsigned long long)a.lost, (unsigned long long)a.doubled,
		     (unsigned long long)a.contrary, (unsigned long long)a.open);
	crash_audit_tell(&a);
	return r == 0 && crash_audit_holds(&a) && !a.open;
}

int main(void)
{
	struct stage s = {0};
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(LT_LOG_ERROR);
	open_stage(&s);
	bool good = rounds(&s) && settle(&s);
	int status = s.coordinator.pid ? crash_stop(&s.coordinator, SIGTERM) : -1;
	good = good && status == 0 && s.coordinator.lives == 1;
	good = audit(&s) && good;
	if (!good || getenv("LT_VERBOSE"))
		crash_log_tail(&s.coordinator);
	crash_load_stop(s.load);
	history_free(s.history);
	crash_done(&s.coordinator);
	crash_done(&s.worker[0]);
	crash_done(&s.worker[1]);
	LT_REQUIRE(umount2(s.disk, MNT_DETACH) == 0);
	lt_test_remove(s.folder);
	free(s.disk);
	free(s.ballast);
	return good ? 0 : 1;
}
