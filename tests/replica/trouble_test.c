/* SPDX-License-Identifier: EUPL-1.2 */
/* A copy that is damaged, a coordinator that forgot, and chance: what is served is what the
 * coordinator has, or nothing. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "tests/replica/fixture.h"
#include "tests/sim/chance.h"
#include "tests/support/support.h"
#include "tests/support/tables.h"

#define TAX_OFFICE "G12.18.14.40"
#define TAX_OFFICER "hoang.tam"

static char *path_of(const char *folder, const char *name)
{
	char *path = NULL;
	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	return path;
}

static void copy_file(const char *from_folder, const char *to_folder, const char *name)
{
	static char bytes[1 << 20];
	LT_AUTO(free) char *from = path_of(from_folder, name);
	LT_AUTO(free) char *to = path_of(to_folder, name);
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;
	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof bytes, in)) > 0)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(in), 0);
	assert_int_equal(fclose(out), 0);
}

/* -- a coordinator restored from an old backup -- */

static void assert_aside(const struct follower *f, const char *name, size_t dossiers)
{
	LT_AUTO(free) char *folder = path_of(f->folder, name);
	struct lt_records_options options = {.folder = folder};
	struct lt_records records;
	struct lt_err err = {0};
	if (lt_records_open(&options, &records, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	uint64_t count = 0;
	assert_int_equal(lt_txn_count(records.state.txn, LT_TABLE_dossier, &count, &err), 0);
	assert_int_equal(count, dossiers);
	lt_records_close(&records, true);
}

static void test_follow__coordinator_from_a_backup__set_aside_and_fetched_anew(void **state)
{
	struct province p;
	struct follower f = {0};
	char *backup = lt_test_folder();
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Trước");
	lt_engine_close(p.engine);
	p.engine = NULL;
	copy_file(p.folder, backup, "journal.mdb");
	copy_file(p.folder, backup, "state.mdb");
	province_reopen(&p);
	for (size_t i = 0; i < 5; i++)
		(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Mất");
	follow(&f);
	assert_int_equal(assert_same(&f), 6);
	lt_engine_close(p.engine);
	p.engine = NULL;
	copy_file(backup, p.folder, "journal.mdb");
	copy_file(backup, p.folder, "state.mdb");
	province_reopen(&p);
	follow(&f); /* it ends before what the node has seen */
	assert_int_equal(lt_replica_stats(f.replica).drops, 1);
	assert_int_equal(assert_same(&f), 1);
	assert_int_equal(lt_replica_aside(f.replica), 1);
	assert_aside(&f, "records.aside-1", 6);
	for (size_t i = 0; i < 3; i++)
		(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Trước");
	follow(&f);
	lt_engine_close(p.engine);
	p.engine = NULL;
	copy_file(backup, p.folder, "journal.mdb");
	copy_file(backup, p.folder, "state.mdb");
	province_reopen(&p);
	for (size_t i = 0; i < 8; i++)
		(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Sau");
	follow(&f); /* it has counted beyond that again, with other things */
	assert_int_equal(lt_replica_stats(f.replica).drops, 2);
	assert_int_equal(assert_same(&f), 9);
	assert_int_equal(lt_replica_aside(f.replica), 2);
	assert_aside(&f, "records.aside-2", 4);
	province_close(&p);
	follower_wipe(&f);
	lt_test_remove(backup);
}

/* A unit that came while the first copy was under way: the same history, asked for from the
 * beginning. */
static void test_take__begin_anew_in_the_same_history__nothing_is_set_aside(void **state)
{
	struct province p;
	struct follower f = {0};
	struct lt_err err = {0};
	Lt__FeedPage page = LT__FEED_PAGE__INIT;
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&f);
	page.anew = true;
	assert_int_equal(lt_replica_take(f.replica, &page, &err), 0);
	assert_int_equal(lt_replica_stats(f.replica).drops, 1);
	assert_int_equal(lt_replica_aside(f.replica), 0);
	follow(&f);
	assert_int_equal(assert_same(&f), 1);
	province_close(&p);
	follower_wipe(&f);
}

/* -- damage -- */

static void flip(const char *path, off_t at)
{
	uint8_t byte;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x10;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	(void)close(fd);
}

static bool is_same_list(struct follower *f)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	lt_arena_reset(&f->province->arena);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = DESK;
	fetch.limit = 1000;
	if (!ask_replica(f, &fetch))
		return false; /* not served at all */
	(void)assert_same_reply(f, &fetch);
	return true;
}

static void test_open__a_byte_flipped_anywhere__is_dropped_or_has_no_effect(void **state)
{
	static const char *const names[] = {"journal.mdb", "state.mdb"};
	struct province p;
	struct follower f = {0};
	size_t dropped = 0, flips = 0;
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	for (size_t i = 0; i < 40; i++)
		(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&f);
	follower_close(&f);
	char *good = lt_test_folder();
	LT_AUTO(free) char *records = path_of(f.folder, "records");
	for (size_t i = 0; i < 2; i++)
		copy_file(records, good, names[i]);
	for (size_t i = 0; i < 30; i++) {
		struct stat st;
		LT_AUTO(free) char *path = path_of(records, names[i % 2]);
		for (size_t k = 0; k < 2; k++)
			copy_file(good, records, names[k]);
		assert_int_equal(stat(path, &st), 0);
		flip(path, (off_t)(((uint64_t)st.st_size * (2 * i + 1)) / 60));
		follower_open(&f, &p, COMMUNE);
		if (!is_same_list(&f))
			follow(&f);
		assert_true(is_same_list(&f));
		dropped += lt_replica_stats(f.replica).drops > 0;
		flips++;
		follower_close(&f);
	}
	print_message("%zu flips, %zu noticed and dropped, 0 served\n", flips, dropped);
	assert_true(dropped > 0);
	province_close(&p);
	follower_wipe(&f);
	lt_test_remove(good);
}

static void test_open__a_file_cut_short_or_gone__is_fetched_anew(void **state)
{
	struct province p;
	struct follower f = {0};
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&f);
	LT_AUTO(free) char *journal = path_of(f.folder, "records/journal.mdb");
	LT_AUTO(free) char *copy = path_of(f.folder, "records/state.mdb");
	for (int i = 0; i < 4; i++) {
		follower_close(&f);
		const char *path = i % 2 ? journal : copy;
		assert_int_equal(i < 2 ? truncate(path, 5000) : unlink(path), 0);
		follower_open(&f, &p, COMMUNE);
		follow(&f);
		assert_int_equal(assert_same(&f), 1);
	}
	province_close(&p);
	follower_wipe(&f);
}

static uint8_t *read_whole(const char *path, size_t *ret_size)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	uint8_t *bytes = malloc((size_t)st.st_size);
	assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
	(void)close(fd);
	*ret_size = (size_t)st.st_size;
	return bytes;
}

/* The folder's file with one table lost. */
static void spoil(const char *path, const struct lt_test_table *table, enum lt_test_loss loss)
{
	size_t size;
	LT_AUTO(free) uint8_t *bytes = read_whole(path, &size);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	lt_test_lose(bytes, table, loss);
	assert_int_equal(pwrite(fd, bytes, size, 0), size);
	(void)close(fd);
}

/* @return how many were lost, each noticed and fetched anew */
static size_t lose_tables(struct follower *f, const char *good, const char *name)
{
	struct lt_test_table tables[LT_TEST_TABLES_MAX];
	size_t size, lost = 0;
	LT_AUTO(free) char *records = path_of(f->folder, "records");
	LT_AUTO(free) char *path = path_of(records, name);
	LT_AUTO(free) char *whole = path_of(good, name);
	LT_AUTO(free) uint8_t *bytes = read_whole(whole, &size);
	size_t count = lt_test_tables(bytes, tables);
	for (size_t i = 0; i < count; i++)
		for (int way = 1; tables[i].entries && way < LT_TEST_LOSSES; way++) {
			copy_file(good, records, "journal.mdb");
			copy_file(good, records, "state.mdb");
			spoil(path, &tables[i], (enum lt_test_loss)way);
			follower_open(f, f->province, COMMUNE);
			assert_int_equal(lt_replica_stats(f->replica).drops, 1);
			follow(f);
			assert_int_equal(assert_same(f), 5);
			follower_close(f);
			lost++;
		}
	return lost;
}

static void test_open__any_table_lost_in_any_way__is_fetched_anew(void **state)
{
	struct province p;
	struct follower f = {0};
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	for (size_t i = 0; i < 5; i++)
		(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&f);
	follower_close(&f);
	char *good = lt_test_folder();
	LT_AUTO(free) char *records = path_of(f.folder, "records");
	copy_file(records, good, "journal.mdb");
	copy_file(records, good, "state.mdb");
	size_t lost = lose_tables(&f, good, "journal.mdb") + lose_tables(&f, good, "state.mdb");
	print_message("%zu tables lost, each noticed and fetched anew\n", lost);
	assert_true(lost > 40);
	province_close(&p);
	follower_wipe(&f);
	lt_test_remove(good);
}

/* -- chance -- */

enum { DOSSIERS_MAX = 120, NODES = 3 };

struct run {
	struct province p;
	struct follower nodes[NODES];
	struct sim_chance chance;
	uint64_t ids[DOSSIERS_MAX];
	size_t count;
	size_t restarts, wipes;
};

/* One act that is possible in one of the steps, or none. */
static void act_somehow(struct run *r)
{
	static const struct {
		const char *step, *outcome, *officer, *unit;
	} acts[] = {
		{"receive", "complete", RECEIVER, DESK},  {"receive", "simple", RECEIVER, DESK},
		{"tax", "done", TAX_OFFICER, TAX_OFFICE}, {"sign", "again", LEADER, COMMITTEE},
		{"sign", "signed", LEADER, COMMITTEE},	  {"check", "back", SPECIALIST, JUSTICE}};
	uint64_t id = r->ids[sim_below(&r->chance, r->count)];
	size_t i = sim_below(&r->chance, sizeof acts / sizeof *acts);
	(void)act(&r->p, id, acts[i].step, acts[i].outcome, acts[i].officer, acts[i].unit);
}

static void trouble_node(struct run *r, struct follower *f)
{
	struct lt_err err = {0};
	uint64_t dice = sim_below(&r->chance, 40);
	if (dice == 0) {
		follower_wipe(f);
		r->wipes++;
	} else if (dice < 4) {
		follower_close(f);
		r->restarts++;
	}
	if (!f->replica)
		follower_open(f, &r->p, f->node);
	if (dice < 30)
		assert_int_equal(follow_page(f, &err), 0);
	else if (dice < 33)
		follow(f);
}

static void turn(struct run *r, unsigned step)
{
	if (r->count < DOSSIERS_MAX && (r->count == 0 || sim_percent(&r->chance, 20))) {
		bool other = sim_percent(&r->chance, 20);
		r->ids[r->count++] = receive(&r->p, other ? "H14.40.22.01" : DESK,
					     other ? "nguyen.linh" : RECEIVER, "Nguyễn Thị Ánh");
	} else {
		act_somehow(r);
	}
	if (step % 3 == 0)
		trouble_node(r, &r->nodes[sim_below(&r->chance, NODES)]);
	if (sim_below(&r->chance, 100) == 0)
		province_restart(&r->p);
	if (sim_below(&r->chance, 300) == 0)
		lt_clock_advance(&r->p.clock, INT64_C(70) * 24 * 3600 * LT_US_PER_SECOND);
}

static void test_follow__whatever_happens_by_chance__is_the_same_in_the_end(void **state)
{
	static const char *const nodes[NODES] = {COMMUNE, "thue", "hop-giang"};
	enum { SEEDS = 3, STEPS = 400 };
	size_t compared = 0, restarts = 0, wipes = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct run *r = calloc(1, sizeof *r);
		assert_non_null(r);
		sim_chance_seed(&r->chance, seed, 0);
		province_open(&r->p);
		for (size_t i = 0; i < NODES; i++)
			follower_open(&r->nodes[i], &r->p, nodes[i]);
		for (unsigned i = 0; i < STEPS; i++)
			turn(r, i);
		for (size_t i = 0; i < NODES; i++) {
			if (!r->nodes[i].replica)
				follower_open(&r->nodes[i], &r->p, nodes[i]);
			follow(&r->nodes[i]);
			compared += assert_same(&r->nodes[i]);
			assert_int_equal(lt_replica_stats(r->nodes[i].replica).drops, 0);
			follower_close(&r->nodes[i]);
			LT_AUTO(free) char *records = path_of(r->nodes[i].folder, "records");
			assert_verified(records);
		}
		restarts += r->restarts;
		wipes += r->wipes;
		province_close(&r->p);
		for (size_t i = 0; i < NODES; i++)
			follower_wipe(&r->nodes[i]);
		free(r);
	}
	print_message("%d runs, %zu restarts, %zu wipes: %zu open dossiers the same\n", SEEDS,
		      restarts, wipes, compared);
	assert_true(restarts > 0 && wipes > 0 && compared > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_follow__coordinator_from_a_backup__set_aside_and_fetched_anew),
		cmocka_unit_test(test_take__begin_anew_in_the_same_history__nothing_is_set_aside),
		cmocka_unit_test(test_open__a_byte_flipped_anywhere__is_dropped_or_has_no_effect),
		cmocka_unit_test(test_open__a_file_cut_short_or_gone__is_fetched_anew),
		cmocka_unit_test(test_open__any_table_lost_in_any_way__is_fetched_anew),
		cmocka_unit_test(test_follow__whatever_happens_by_chance__is_the_same_in_the_end),
	};
	lt_log_level(LT_LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
