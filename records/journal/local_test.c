/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "records/journal/journal.h"
#include "proto/store/store_test.h"

enum { BATCH_BYTES_MAX = 70000 };

static struct test_folder folder;
static char path[TEST_PATH_BYTES];
static struct lt_err err;
static struct lt_faults faults;
static struct lt_journal *journal;

static int setup(void **state)
{
	(void)state;
	journal = NULL;
	faults = (struct lt_faults){0};
	test_folder_make(&folder);
	(void)test_folder_file(&folder, "journal.mdb", path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_journal_free(journal);
	test_folder_remove(&folder);
	return 0;
}

static int open_journal(bool read_only)
{
	lt_journal_free(journal);
	journal = NULL;
	err = (struct lt_err){0};
	return lt_journal_local_open(path, read_only, &faults, &journal, &err);
}

/* Batch n has a size and bytes of its own. */
static struct lt_slice batch_of(uint64_t n)
{
	static uint8_t bytes[BATCH_BYTES_MAX];
	size_t size = n * 7919 % BATCH_BYTES_MAX;
	memset(bytes, (int)(n * 31 % 251), size);
	if (size >= 8)
		lt_put_u64(bytes, n);
	return lt_slice(bytes, size);
}

static void append(uint64_t from, uint64_t to)
{
	for (uint64_t n = from; n <= to; n++)
		if (lt_journal_append(journal, n, batch_of(n), &err) != 0)
			fail_msg("batch %d: %s", (int)n, err.text);
}

static uint64_t last(void)
{
	uint64_t n = UINT64_MAX;
	if (lt_journal_last(journal, &n, &err) != 0)
		fail_msg("%s", err.text);
	return n;
}

static void expect(uint64_t from, uint64_t to)
{
	struct lt_slice got;
	for (uint64_t n = from; n <= to; n++) {
		if (lt_journal_read(journal, n, &got, &err) != 0)
			fail_msg("batch %d: %s", (int)n, err.text);
		assert_true(lt_slice_equal(got, batch_of(n)));
	}
	assert_int_equal(lt_journal_read(journal, to + 1, &got, &err), LT_E_ABSENT);
	assert_int_equal(last(), to);
}

static void test_append__then_reopen__reads_back_every_batch(void **state)
{
	(void)state;
	struct lt_slice got;
	assert_int_equal(open_journal(false), 0);
	assert_int_equal(last(), 0);
	assert_int_equal(lt_journal_read(journal, 1, &got, &err), LT_E_ABSENT);
	append(1, 50);
	expect(1, 50);
	append(51, 60);
	assert_int_equal(open_journal(false), 0);
	expect(1, 60);
	append(61, 61);
	assert_int_equal(open_journal(true), 0);
	expect(1, 61);
}

static void test_append__wrong_number__is_refused(void **state)
{
	(void)state;
	assert_int_equal(open_journal(false), 0);
	append(1, 3);
	static const uint64_t wrong[] = {0, 1, 3, 5, UINT64_MAX};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(lt_journal_append(journal, wrong[i], batch_of(1), &err),
				 LT_E_REFUSED);
		assert_int_equal(err.code, LT_E_REFUSED);
		assert_non_null(strstr(err.text, "cannot follow 3"));
	}
	append(4, 4);
	expect(1, 4);
}

static void test_append__any_call_fails__is_refused_with_the_cause(void **state)
{
	(void)state;
	assert_int_equal(open_journal(false), 0);
	append(1, 2);
	struct lt_slice got;
	assert_int_equal(lt_journal_read(journal, 2, &got, &err), 0);
	for (int64_t at = 1; at <= 3; at++) { /* begin, append, commit */
		faults = (struct lt_faults){.countdown = at, .code = LT_E_FULL};
		assert_int_equal(lt_journal_append(journal, 3, batch_of(3), &err), LT_E_REFUSED);
		assert_int_equal(err.code, LT_E_FULL);
		assert_non_null(strstr(err.text, "batch 3: "));
		expect(1, 2);
	}
	append(3, 3);
	expect(1, 3);
}

static void test_append__commit_in_doubt__is_unknown_until_read(void **state)
{
	(void)state;
	assert_int_equal(open_journal(false), 0);
	append(1, 2);
	faults = (struct lt_faults){.countdown = 3, .code = LT_E_UNKNOWN};
	assert_int_equal(lt_journal_append(journal, 3, batch_of(3), &err), LT_E_UNKNOWN);
	assert_int_equal(lt_journal_append(journal, 3, batch_of(3), &err), LT_E_UNKNOWN);
	assert_int_equal(last(), 3); /* the log decides: it was kept */
	append(4, 4);
	expect(1, 4);
}

static void test_read__fault__surfaces_and_recovers(void **state)
{
	(void)state;
	assert_int_equal(open_journal(false), 0);
	append(1, 2);
	struct lt_slice got;
	for (int64_t at = 1; at <= 2; at++) {
		faults = (struct lt_faults){.countdown = at, .code = LT_E_STORE};
		assert_int_equal(lt_journal_read(journal, 1, &got, &err), LT_E_STORE);
		expect(1, 2);
	}
	uint64_t n;
	for (int64_t at = 1; at <= 3; at++) {
		faults = (struct lt_faults){.countdown = at, .code = LT_E_STORE};
		assert_int_equal(lt_journal_last(journal, &n, &err), LT_E_STORE);
	}
	expect(1, 2);
}

/* Flips a bit in the file where the batch begins. */
static void damage(uint64_t n)
{
	int fd = open(path, O_RDWR);
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	uint8_t *bytes = malloc((size_t)st.st_size);
	assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
	struct lt_slice batch = batch_of(n);
	uint8_t *at = memmem(bytes, (size_t)st.st_size, batch.data, batch.size);
	assert_non_null(at);
	at[batch.size / 2] ^= 1;
	off_t offset = at - bytes + (off_t)(batch.size / 2);
	assert_int_equal(pwrite(fd, bytes + offset, 1, offset), 1);
	free(bytes);
	(void)close(fd);
}

static void test_read__damaged_batch__is_named(void **state)
{
	(void)state;
	struct lt_slice got;
	assert_int_equal(open_journal(false), 0);
	append(1, 20);
	lt_journal_free(journal);
	journal = NULL;
	damage(7);
	assert_int_equal(open_journal(false), 0);
	assert_int_equal(lt_journal_read(journal, 7, &got, &err), LT_E_DAMAGED);
	assert_non_null(strstr(err.text, "table batch, key 0000000000000007"));
	assert_int_equal(lt_journal_read(journal, 6, &got, &err), 0);
	assert_int_equal(lt_journal_read(journal, 8, &got, &err), 0);
	append(21, 21);
	lt_journal_free(journal);
	journal = NULL;
	damage(21); /* nothing may be written behind a last batch that cannot be read */
	assert_int_equal(open_journal(false), LT_E_DAMAGED);
	assert_int_equal(open_journal(true), 0);
	assert_int_equal(last(), 21);
	assert_int_equal(lt_journal_read(journal, 20, &got, &err), 0);
}

/* Appends for ever; says the number of each batch that is durable. */
static _Noreturn void write_until_killed(int acks)
{
	uint64_t n = 0;
	if (open_journal(false) != 0 || lt_journal_last(journal, &n, &err) != 0)
		_exit(1);
	for (;;) {
		n++;
		if (lt_journal_append(journal, n, batch_of(n), &err) != 0 ||
		    write(acks, &n, sizeof n) != sizeof n)
			_exit(1);
	}
}

static void test_append__killed_at_any_moment__keeps_all_it_acknowledged(void **state)
{
	(void)state;
	uint64_t seed = 1, total = 0;
	for (int round = 0; round < 20; round++) {
		int acks[2];
		assert_int_equal(pipe(acks), 0);
		pid_t child = fork();
		if (child == 0)
			write_until_killed(acks[1]);
		(void)close(acks[1]);
		seed = seed * UINT64_C(6364136223846793005) + 1;
		uint64_t acked = total;
		for (uint64_t i = 0; i < (seed >> 60); i++)
			assert_int_equal(read(acks[0], &acked, sizeof acked), sizeof acked);
		(void)usleep((useconds_t)(seed >> 32 & 2047)); /* and somewhere inside the next */
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		while (read(acks[0], &acked, sizeof acked) == sizeof acked)
			; /* said before it died */
		(void)close(acks[0]);
		assert_int_equal(open_journal(false), 0);
		total = last();
		assert_in_range(total, acked, acked + 1);
		expect(1, total);
		lt_journal_free(journal);
		journal = NULL;
	}
	assert_int_equal(lt_store_check(path, &err), 0);
}

static void test_open__reader_beside_a_writer__sees_what_is_durable(void **state)
{
	(void)state;
	assert_int_equal(open_journal(false), 0);
	append(1, 30);
	static struct lt_journal *parents; /* held by both to the end: nowhere lost */
	parents = journal;
	pid_t child = fork();
	if (child == 0) {
		journal = NULL; /* the parent's; not ours to touch */
		struct lt_slice got;
		uint64_t n = 0;
		bool ok = open_journal(true) == 0 && lt_journal_last(journal, &n, &err) == 0 &&
			  n == 30 && lt_journal_read(journal, 30, &got, &err) == 0 &&
			  lt_slice_equal(got, batch_of(30));
		_exit(ok ? 0 : 1);
	}
	int status = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_ptr_equal(journal, parents);
	append(31, 31);
}

static void test_backup__of_a_journal__holds_every_batch(void **state)
{
	(void)state;
	char copy[TEST_PATH_BYTES];
	(void)test_folder_file(&folder, "copy.mdb", copy);
	assert_int_equal(open_journal(false), 0);
	append(1, 25);
	assert_int_equal(lt_store_backup(lt_journal_local_store(journal), copy, &err), 0);
	append(26, 30);
	memcpy(path, copy, sizeof path);
	assert_int_equal(open_journal(false), 0);
	expect(1, 25);
}

static void test_append__disk_full__is_refused_and_goes_on_with_space(void **state)
{
	(void)state;
	if (mount("tmpfs", folder.path, "tmpfs", 0, "size=8m") != 0) {
		print_message("skipped: cannot mount a small disk: %s\n", strerror(errno));
		skip();
	}
	char ballast[TEST_PATH_BYTES];
	int fd = open(test_folder_file(&folder, "ballast", ballast), O_WRONLY | O_CREAT, 0600);
	int r = fd < 0 || posix_fallocate(fd, 0, 4 << 20) ? -1 : open_journal(false);
	(void)close(fd);
	uint64_t n = 0;
	while (r == 0 && n < 1000) {
		n++;
		r = lt_journal_append(journal, n, batch_of(n), &err);
	}
	int code = err.code;
	bool readable = true;
	struct lt_slice got;
	for (uint64_t i = 1; i < n; i++)
		readable = readable && lt_journal_read(journal, i, &got, &err) == 0;
	(void)unlink(ballast);
	int again = lt_journal_append(journal, n, batch_of(n), &err);
	uint64_t found = 0;
	int r_last = lt_journal_last(journal, &found, &err);
	lt_journal_free(journal);
	journal = NULL;
	test_folder_remove(&folder);
	assert_int_equal(umount(folder.path), 0);
	assert_int_equal(r, LT_E_REFUSED);
	assert_int_equal(code, LT_E_FULL);
	assert_true(readable && n > 10);
	assert_int_equal(again, 0);
	assert_int_equal(r_last, 0);
	assert_int_equal(found, n);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_append__then_reopen__reads_back_every_batch),
		T(test_append__wrong_number__is_refused),
		T(test_append__any_call_fails__is_refused_with_the_cause),
		T(test_append__commit_in_doubt__is_unknown_until_read),
		T(test_read__fault__surfaces_and_recovers),
		T(test_read__damaged_batch__is_named),
		T(test_append__killed_at_any_moment__keeps_all_it_acknowledged),
		T(test_open__reader_beside_a_writer__sees_what_is_durable),
		T(test_backup__of_a_journal__holds_every_batch),
		T(test_append__disk_full__is_refused_and_goes_on_with_space),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
