/* SPDX-License-Identifier: EUPL-1.2 */
/* A coordinator's files are damaged while it is down: bits flipped, sectors zeroed, ends cut off.
 * Started again it either says that a file is damaged and ends, or serves; what it serves is whole:
 * the journal holds all that was acknowledged, or verify names the damage. With a damaged state.mdb
 * it serves only if the damage has no effect: nothing is left for verify to name. A lost state.mdb
 * is made anew from the journal. First each table is lost in each way, by hand. LT_LONG=1: many
 * more. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "proto/base/log.h"
#include "tests/crash/load.h"
#include "tests/crash/process.h"
#include "tests/sim/chance.h"
#include "tests/support/support.h"
#include "tests/support/tables.h"

enum { ROUNDS = 40, ROUNDS_LONG = 2000, DOSSIERS = 60, PATIENCE_MS = 30000, SECTOR = 512 };

/* A file as it was, whole. */
struct original {
	char *path;
	uint8_t *bytes;
	size_t size;
};

struct stage {
	char *folder;
	uint16_t port;
	struct crash_process coordinator, workers[2];
	struct history *history;
	struct original files[2]; /* the journal, the state */
	struct sim_chance chance;
	struct {
		uint32_t rounds, refused, named, whole, lost;
	} seen;
};

static char *inside(const struct stage *s, const char *name)
{
	char *path;
	LT_REQUIRE(asprintf(&path, "%s/%s", s->folder, name) > 0);
	return path;
}

/* -- a store worth damaging -- */

static void carry(struct stage *s)
{
	struct crash_load_options options = {
		.name = "load", .port = s->port, .history = s->history};
	struct crash_load *load = crash_load_start(&options);
	while (crash_load_seen(load).dossiers < DOSSIERS && !crash_ended(&s->coordinator))
		crash_sleep_ms(10);
	crash_load_close(load);
	for (int ms = 0; !crash_load_done(load) && ms < PATIENCE_MS; ms += 10)
		crash_sleep_ms(10);
	LT_REQUIRE(crash_load_done(load));
	crash_load_stop(load);
}

static void keep(struct original *file, char *path)
{
	struct stat st;
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	LT_REQUIRE(fd >= 0 && fstat(fd, &st) == 0);
	*file = (struct original){.path = path, .size = (size_t)st.st_size};
	file->bytes = malloc(file->size);
	LT_REQUIRE(file->bytes && read(fd, file->bytes, file->size) == (ssize_t)file->size);
}

static void open_stage(struct stage *s)
{
	s->folder = lt_test_folder();
	s->port = crash_port();
	crash_office(&s->coordinator, s->workers, s->folder, s->port);
	s->history = history_new();
	crash_start(&s->coordinator);
	crash_publish(s->port);
	crash_start(&s->workers[0]);
	crash_start(&s->workers[1]);
	carry(s);
	crash_done(&s->workers[0]);
	crash_done(&s->workers[1]);
	LT_REQUIRE(crash_stop(&s->coordinator, SIGTERM) == 0);
	keep(&s->files[0], inside(s, "co/journal.mdb"));
	keep(&s->files[1], inside(s, "co/state.mdb"));
}

static void write_file(const struct original *file, const uint8_t *bytes)
{
	LT_AUTO(fd) int fd = open(file->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	LT_REQUIRE(fd >= 0 && write(fd, bytes, file->size) == (ssize_t)file->size);
}

/* As they were, and no note of a fall. */
static void restore(const struct stage *s)
{
	LT_AUTO(free) char *note = inside(s, "co/coordinator.fault");
	(void)unlink(note);
	for (size_t i = 0; i < 2; i++)
		write_file(&s->files[i], s->files[i].bytes);
}

/* -- damage -- */

static void damage(struct stage *s, const struct original *file, char *ret, size_t size)
{
	static const uint8_t zeros[SECTOR];
	LT_AUTO(fd) int fd = open(file->path, O_WRONLY | O_CLOEXEC);
	const char *name = strrchr(file->path, '/') + 1;
	size_t at = (size_t)sim_below(&s->chance, file->size);
	uint8_t flipped = (uint8_t)(file->bytes[at] ^ (1u << sim_below(&s->chance, 8)));
	LT_REQUIRE(fd >= 0);
	switch (sim_below(&s->chance, 4)) {
	case 0:
		(void)snprintf(ret, size, "%s cut off at %zu of %zu", name, at, file->size);
		LT_REQUIRE(ftruncate(fd, (off_t)at) == 0);
		return;
	case 1:
		at = at / SECTOR * SECTOR;
		(void)snprintf(ret, size, "%s zero at %zu", name, at);
		LT_REQUIRE(pwrite(fd, zeros, SECTOR, (off_t)at) == SECTOR);
		return;
	default:
		(void)snprintf(ret, size, "%s bit flipped at %zu", name, at);
		LT_REQUIRE(pwrite(fd, &flipped, 1, (off_t)at) == 1);
	}
}

/* -- what comes of it -- */

static bool says_damaged(const struct crash_process *p, long from)
{
	return crash_log_count(p, from, "DAMAGED");
}

/* A page that LMDB trusts in vain ends the process; the next start must then name it. */
static bool fell(int status)
{
	return status == -SIGABRT || status == -SIGSEGV || status == -SIGBUS;
}

/* Starts it. @return 1 it serves, 0 it said that a file is damaged and ended, -1 anything else */
static int serves(struct stage *s, long from)
{
	bool again = false;
	crash_start(&s->coordinator);
	for (int ms = 0; ms < PATIENCE_MS; ms += 10) {
		int status = crash_poll(&s->coordinator);
		if (status == lt_err_exit(LT_E_DAMAGED) && says_damaged(&s->coordinator, from))
			return 0;
		if (status == CRASH_RUNS && crash_log_count(&s->coordinator, from, " started "))
			return 1;
		if (status != CRASH_RUNS && (again || !fell(status))) {
			(void)printf("it ended with %d\n", status);
			return -1;
		}
		if (status != CRASH_RUNS) {
			again = true;
			crash_start(&s->coordinator);
		}
		crash_sleep_ms(10);
	}
	return -1;
}

/* Stops it. A fall while it served is named by the next start. */
static bool stops(struct stage *s, long from)
{
	int status = crash_poll(&s->coordinator);
	if (status == CRASH_RUNS)
		status = crash_stop(&s->coordinator, SIGTERM);
	if (fell(status))
		return serves(s, from) == 0;
	if (status != 0 && !says_damaged(&s->coordinator, from)) {
		(void)printf("it stopped with %d\n", status);
		return false;
	}
	return true;
}

/* It serves: people read; afterwards all is there, or what is not is named. */
static bool whole_or_named(struct stage *s, const struct original *file, long from)
{
	struct crash_audit a;
	struct lt_err err = {0};
	int r = crash_read(s->port);
	if (!stops(s, from))
		return false;
	if (r < 0 && r != LT_E_DAMAGED && r != LT_E_STORE && !says_damaged(&s->coordinator, from)) {
		(void)printf("a list cannot be read: %s\n", lt_err_name(r));
		return false;
	}
	r = crash_audit(s->history, s->coordinator.folder, HISTORY_ALWAYS, &a, &err);
	s->seen.named += r < 0;
	s->seen.whole += r == 0;
	if (r < 0 && file == &s->files[1] && !says_damaged(&s->coordinator, from)) {
		(void)printf("a damaged state was served: %s\n", err.text);
		return false;
	}
	if (r == 0 && !crash_audit_holds(&a)) {
		crash_audit_tell(&a);
		(void)printf("lost %llu, doubled %llu, and nobody says so\n",
			     (unsigned long long)a.lost, (unsigned long long)a.doubled);
		return false;
	}
	return true;
}

/* The state follows from the journal: without it a start makes it anew. */
static bool made_anew(struct stage *s)
{
	struct crash_audit a;
	struct lt_err err = {0};
	LT_REQUIRE(unlink(s->files[1].path) == 0);
	long size = crash_log_size(&s->coordinator);
	bool good = serves(s, size) == 1 && crash_stop(&s->coordinator, SIGTERM) == 0 &&
		    crash_audit(s->history, s->coordinator.folder, HISTORY_ALWAYS, &a, &err) == 0 &&
		    crash_audit_holds(&a) && a.accepted > DOSSIERS;
	if (!good)
		(void)printf("the state was not made anew from the journal: %s\n", err.text);
	return good;
}

static bool round_of(struct stage *s)
{
	char what[128];
	const struct original *file = &s->files[sim_below(&s->chance, 2)];
	restore(s);
	damage(s, file, what, sizeof what);
	long size = crash_log_size(&s->coordinator);
	s->seen.rounds++;
	int r = serves(s, size);
	s->seen.refused += r == 0;
	bool good = r == 0 || (r > 0 && whole_or_named(s, file, size));
	good = good && (r > 0 || file == &s->files[0] || made_anew(s));
	if (!good)
		(void)printf("after %s\n", what);
	return good;
}

/* -- by hand: tables that are lost, and look as if there had been nothing -- */

static bool is_refused(struct stage *s, const char *what, const char *table)
{
	long size = crash_log_size(&s->coordinator);
	bool refused = serves(s, size) == 0;
	if (!refused) {
		(void)printf("served with table %s lost (%s)\n", table, what);
		(void)stops(s, size);
	}
	return refused;
}

static bool lose_tables(struct stage *s, const struct original *file)
{
	static const char *const ways[LT_TEST_LOSSES] = {
		[LT_TEST_LOSE_NAME] = "name",
		[LT_TEST_LOSE_ROOT] = "root",
		[LT_TEST_LOSE_ALL] = "all",
		[LT_TEST_LOSE_ENTRY] = "entry",
	};
	struct lt_test_table tables[LT_TEST_TABLES_MAX];
	size_t count = lt_test_tables(file->bytes, tables);
	LT_AUTO(free) uint8_t *bytes = malloc(file->size);
	bool good = bytes != NULL;
	for (size_t i = 0; i < count; i++)
		for (int way = 1; good && tables[i].entries && way < LT_TEST_LOSSES; way++) {
			if (way == LT_TEST_LOSE_ENTRY && file == &s->files[0])
				continue; /* named when somebody wants that batch */
			restore(s);
			memcpy(bytes, file->bytes, file->size);
			lt_test_lose(bytes, &tables[i], (enum lt_test_loss)way);
			write_file(file, bytes);
			good = is_refused(s, ways[way], tables[i].name);
			s->seen.lost++;
		}
	return good;
}

static void allow_unread(const struct stage *s)
{
	LT_AUTO(free) char *path = inside(s, "co/coordinator.conf");
	FILE *conf = fopen(path, "a");
	LT_REQUIRE(conf && fputs("check.mib = 0\n", conf) >= 0 && fclose(conf) == 0);
}

/* A state too large to be read first is read while it is served; then that ends, and no start
 * serves it again. */
static bool ends_when_found(struct stage *s)
{
	struct lt_test_table tables[LT_TEST_TABLES_MAX];
	const struct original *file = &s->files[1];
	size_t i = 0, count = lt_test_tables(file->bytes, tables);
	int status = CRASH_RUNS;
	long size = 0;
	LT_AUTO(free) uint8_t *bytes = malloc(file->size);
	while (i < count && strcmp(tables[i].name, "feed") != 0)
		i++;
	LT_REQUIRE(bytes && i < count);
	allow_unread(s);
	restore(s);
	memcpy(bytes, file->bytes, file->size);
	lt_test_lose(bytes, &tables[i], LT_TEST_LOSE_ENTRY);
	write_file(file, bytes);
	size = crash_log_size(&s->coordinator);
	crash_start(&s->coordinator);
	for (int ms = 0; status == CRASH_RUNS && ms < PATIENCE_MS; ms += 10) {
		status = crash_poll(&s->coordinator);
		crash_sleep_ms(10);
	}
	bool good = status == lt_err_exit(LT_E_DAMAGED) && says_damaged(&s->coordinator, size) &&
		    crash_log_count(&s->coordinator, size, " started ") > 0;
	if (!good)
		(void)printf("a damaged state, read while it was served: it ended with %d\n",
			     status);
	return good && is_refused(s, "entry, found before", tables[i].name);
}

int main(void)
{
	struct stage s = {0};
	const char *seed = getenv("LT_SEED");
	uint64_t number = seed ? strtoull(seed, NULL, 10) : randombytes_random();
	uint32_t rounds = getenv("LT_LONG") ? ROUNDS_LONG : ROUNDS;
	bool good = true;
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(LT_LOG_ERROR);
	sim_chance_seed(&s.chance, number, 0);
	open_stage(&s);
	good = lose_tables(&s, &s.files[0]) && lose_tables(&s, &s.files[1]);
	while (good && s.seen.rounds < rounds)
		good = round_of(&s);
	good = good && ends_when_found(&s);
	(void)printf("seed %llu: %u tables lost; %u times damaged: %u starts refused with the "
		     "file's name, %u served and verify named it, %u served whole\n",
		     (unsigned long long)number, s.seen.lost, s.seen.rounds, s.seen.refused,
		     s.seen.named, s.seen.whole);
	if (!good)
		crash_log_tail(&s.coordinator);
	history_free(s.history);
	crash_done(&s.coordinator);
	for (size_t i = 0; i < 2; i++) {
		free(s.files[i].bytes);
		free(s.files[i].path);
	}
	lt_test_remove(s.folder);
	return good ? 0 : 1;
}
