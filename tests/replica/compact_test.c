/* SPDX-License-Identifier: EUPL-1.2 */
/* A replica's journal is written anew: it is small again, nothing is lost, whatever moves or is
 * killed meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "records/records.h"
#include "tests/replica/fixture.h"
#include "tests/sim/chance.h"
#include "tests/support/support.h"

#define TAX "thue"
#define TAX_OFFICE "G12.18.14.40"
#define TAX_OFFICER "hoang.tam"

enum { DOSSIERS = 24, ROUNDS = 8, STEPS_MAX = 1000 };

static uint64_t journal_bytes(struct follower *f)
{
	struct lt_store_stats stats;
	struct lt_journal *journal = lt_replica_records(f->replica)->journal;
	assert_int_equal(lt_store_stats(lt_journal_local_store(journal), &stats, NULL), 0);
	return stats.used_bytes;
}

static uint64_t compactions(struct follower *f)
{
	return lt_replica_stats(f->replica).compactions;
}

/* When its size is looked at again. */
static void an_hour_later(struct province *p)
{
	lt_clock_advance(&p->clock, 2 * LT_US_PER_HOUR);
}

/* @return steps */
static size_t compact(struct follower *f)
{
	uint64_t before = compactions(f);
	size_t steps = 0;
	an_hour_later(f->province);
	for (; compactions(f) == before && steps < STEPS_MAX; steps++)
		lt_replica_step(f->replica);
	assert_int_equal(compactions(f), before + 1);
	return steps;
}

static void assert_whole(struct follower *f)
{
	LT_AUTO(free) char *records = NULL;
	assert_true(assert_same(f) > 0);
	assert_int_equal(lt_replica_stats(f->replica).drops, 0);
	assert_true(asprintf(&records, "%s/records", f->folder) > 0);
	follower_close(f);
	assert_verified(records);
	follower_open(f, f->province, f->node);
	assert_true(assert_same(f) > 0);
}

/* Out of the tax office's sight and back, with everybody following. */
static void wander(struct province *p, uint64_t id, struct follower *f)
{
	together(p, 2);
	assert_int_equal(act(p, id, "tax", "done", TAX_OFFICER, TAX_OFFICE), 0);
	assert_int_equal(act(p, id, "sign", "again", LEADER, COMMITTEE), 0);
	follow(f);
	assert_int_equal(act(p, id, "check", "back", SPECIALIST, JUSTICE), 0);
	follow(f);
}

/* A node whose journal has far more in it than it has dossiers. */
static void fill(struct province *p, struct follower *f, const char *node)
{
	f->compact_bytes = 1;
	follower_open(f, p, node);
	for (size_t i = 0; i < DOSSIERS; i++) {
		together(p, 2);
		uint64_t id = receive(p, DESK, RECEIVER, "Nguyễn Thị Ánh");
		assert_int_equal(act(p, id, "receive", "complete", RECEIVER, DESK), 0);
		follow(f);
	}
	for (size_t round = 0; round < ROUNDS; round++)
		for (uint64_t id = 1; id <= DOSSIERS; id += 2)
			wander(p, id, f);
}

static void test_compact__much_that_was_forgotten__all_is_there_in_less(void **state)
{
	struct province p;
	struct follower f = {0};
	(void)state;
	province_open(&p);
	fill(&p, &f, TAX);
	uint64_t entries = lt_replica_stats(f.replica).entries, before = journal_bytes(&f);
	(void)compact(&f);
	uint64_t after = journal_bytes(&f);
	print_message("journal of %llu kB written anew: %llu kB\n",
		      (unsigned long long)before / 1024, (unsigned long long)after / 1024);
	assert_true(after * 2 < before);
	assert_int_equal(lt_replica_stats(f.replica).entries, entries); /* nothing fetched */
	assert_whole(&f);
	wander(&p, 1, &f);
	assert_whole(&f);
	an_hour_later(&p);
	lt_replica_step(f.replica); /* it is not twice as large yet */
	assert_int_equal(compactions(&f), 0);
	province_close(&p);
	follower_wipe(&f);
}

static void test_compact__dossiers_move_meanwhile__the_new_one_has_it_all(void **state)
{
	static const char *const nodes[] = {TAX, COMMUNE};
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		struct province p;
		struct follower f = {0};
		struct sim_chance chance;
		sim_chance_seed(&chance, n + 1, 0);
		province_open(&p);
		fill(&p, &f, nodes[n]);
		an_hour_later(&p);
		size_t steps = 0;
		for (; compactions(&f) == 0 && steps < STEPS_MAX; steps++) {
			lt_replica_step(f.replica);
			wander(&p, 1 + 2 * sim_below(&chance, DOSSIERS / 2), &f);
			uint64_t id = receive(&p, DESK, RECEIVER, "Nông Văn Mới");
			assert_int_equal(act(&p, id, "receive", "complete", RECEIVER, DESK), 0);
			if (sim_percent(&chance, 50))
				follow(&f);
		}
		assert_int_equal(compactions(&f), 1);
		follow(&f);
		assert_whole(&f);
		province_close(&p);
		follower_wipe(&f);
	}
}

/* -- killed -- */

/* A process of its own, that ends after so many steps as by kill -9. @return false: it was done */
static bool kill_after(struct follower *f, size_t steps)
{
	int status = 0;
	follower_close(f);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct lt_err err = {0};
		struct lt_replica_options options = {.dir = f->folder,
						     .node = f->node,
						     .clock = &f->province->clock,
						     .compact_bytes = 1};
		if (lt_replica_open(&options, &f->replica, &err) < 0)
			_exit(2);
		for (size_t i = 0; i < steps && !compactions(f); i++)
			lt_replica_step(f->replica);
		_exit(compactions(f) ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
	f->compact_bytes = UINT64_MAX; /* here it is only looked at */
	follower_open(f, f->province, f->node);
	return WEXITSTATUS(status) == 0;
}

static void move(struct follower *f, const char *from, const char *to)
{
	LT_AUTO(free) char *a = NULL;
	LT_AUTO(free) char *b = NULL;
	assert_true(asprintf(&a, "%s/%s", f->folder, from) > 0);
	assert_true(asprintf(&b, "%s/%s", f->folder, to) > 0);
	assert_int_equal(rename(a, b), 0);
}

static bool has_folder(struct follower *f, const char *name)
{
	LT_AUTO(free) char *path = NULL;
	assert_true(asprintf(&path, "%s/%s", f->folder, name) > 0);
	return access(path, F_OK) == 0;
}

static void make_unfinished(struct follower *f)
{
	LT_AUTO(free) char *folder = NULL;
	LT_AUTO(free) char *path = NULL;
	assert_true(asprintf(&folder, "%s/records.next", f->folder) > 0);
	assert_true(asprintf(&path, "%s/journal.mdb", folder) > 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs("half", file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* Between the two renames there are no records at all. */
static void killed_between_the_folders(struct follower *f)
{
	follower_close(f);
	move(f, "records", "records.old");
	make_unfinished(f);
	follower_open(f, f->province, f->node);
	assert_false(has_folder(f, "records.old"));
	assert_false(has_folder(f, "records.next"));
	assert_whole(f);
}

static void test_compact__killed_after_each_step__is_whole_again(void **state)
{
	struct province p;
	struct follower f = {0};
	size_t steps = 0;
	(void)state;
	province_open(&p);
	fill(&p, &f, TAX);
	while (kill_after(&f, steps)) {
		assert_whole(&f);
		assert_true(++steps < STEPS_MAX);
	}
	assert_true(steps >= 2);
	print_message("killed after each of %zu steps\n", steps);
	killed_between_the_folders(&f);
	follow(&f);
	assert_whole(&f);
	province_close(&p);
	follower_wipe(&f);
}

/* -- years -- */

static void test_compact__years_later__what_is_over_is_left_to_the_coordinator(void **state)
{
	struct province p;
	struct follower f = {0};
	Lt__Fetch book = LT__FETCH__INIT;
	(void)state;
	province_open(&p);
	f.compact_bytes = 1;
	follower_open(&f, &p, COMMUNE);
	uint64_t open = receive(&p, DESK, RECEIVER, "Nguyễn Thị Lâu");
	finish_many(&p, 30);
	follow(&f);
	book.kind = LT__FETCH_KIND__FETCH_KIND_BOOK;
	book.unit = DESK;
	book.text = "2024-06";
	book.limit = 1000;
	lt_arena_reset(&p.arena);
	assert_non_null(ask_replica(&f, &book));
	lt_clock_advance(&p.clock, INT64_C(770) * 24 * LT_US_PER_HOUR);
	finish_many(&p, 10);
	follow(&f);
	(void)compact(&f);
	lt_arena_reset(&p.arena);
	assert_null(ask_replica(&f, &book)); /* it is passed on */
	struct lt_records *records = lt_replica_records(f.replica);
	uint64_t count;
	assert_int_equal(lt_txn_count(records->state.txn, LT_TABLE_dossier, &count, NULL), 0);
	assert_int_equal(count, 11); /* the open one, and this month's */
	assert_int_equal(act(&p, open, "receive", "complete", RECEIVER, DESK), 0);
	follow(&f);
	assert_whole(&f);
	lt_arena_reset(&p.arena);
	assert_null(ask_replica(&f, &book));
	province_close(&p);
	follower_wipe(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compact__much_that_was_forgotten__all_is_there_in_less),
		cmocka_unit_test(test_compact__dossiers_move_meanwhile__the_new_one_has_it_all),
		cmocka_unit_test(test_compact__killed_after_each_step__is_whole_again),
		cmocka_unit_test(
			test_compact__years_later__what_is_over_is_left_to_the_coordinator),
	};
	lt_log_level(LT_LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
