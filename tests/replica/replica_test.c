/* SPDX-License-Identifier: EUPL-1.2 */
/* A node's copy is the coordinator's, whatever happened to either. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "tests/replica/fixture.h"
#include "tests/support/support.h"

#define TAX "thue"
#define TAX_OFFICE "G12.18.14.40"
#define TAX_OFFICER "hoang.tam"

static void test_follow__dossier_moves__node_sees_what_the_coordinator_sees(void **state)
{
	struct province p;
	struct follower commune = {0}, tax = {0};
	(void)state;
	province_open(&p);
	follower_open(&commune, &p, COMMUNE);
	follower_open(&tax, &p, TAX);
	follow(&commune);
	follow(&tax);
	uint64_t id = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&commune);
	follow(&tax);
	assert_int_equal(assert_same(&commune), 1);
	assert_int_equal(assert_same(&tax), 0);
	assert_int_equal(act(&p, id, "receive", "complete", RECEIVER, DESK), 0);
	follow(&commune);
	follow(&tax);
	assert_int_equal(assert_same(&commune), 1);
	assert_int_equal(assert_same(&tax), 1);
	province_close(&p);
	follower_wipe(&commune);
	follower_wipe(&tax);
}

/* What no message can carry would keep the whole node from what came after it. */
static void test_follow__as_long_as_may_be__arrives_and_is_shown(void **state)
{
	struct province p;
	struct follower commune = {0};
	uint64_t id = 0;
	(void)state;
	province_open(&p);
	follower_open(&commune, &p, COMMUNE);
	assert_int_equal(receive_long(&p, LT_MESSAGE_BYTES_MAX - LT_TEXT_BYTES_MAX, &id),
			 LT_REFUSAL_LIMIT);
	assert_int_equal(receive_long(&p, LT_DOSSIER_BYTES_MAX, &id), LT_REFUSAL_LIMIT);
	assert_int_equal(receive_long(&p, LT_DOSSIER_BYTES_MAX - LT_TEXT_BYTES_MAX, &id), 0);
	follow(&commune);
	assert_int_equal(assert_same(&commune), 1); /* shown, too */
	province_close(&p);
	follower_wipe(&commune);
}

/* To the tax office and back. */
static void round_trip(struct province *p, uint64_t id)
{
	assert_int_equal(act(p, id, "tax", "done", TAX_OFFICER, TAX_OFFICE), 0);
	assert_int_equal(act(p, id, "sign", "again", LEADER, COMMITTEE), 0);
	assert_int_equal(act(p, id, "check", "back", SPECIALIST, JUSTICE), 0);
}

static void test_follow__dossier_leaves_and_returns__is_forgotten_and_whole_again(void **state)
{
	struct province p;
	struct follower tax = {0};
	(void)state;
	province_open(&p);
	follower_open(&tax, &p, TAX);
	uint64_t id = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	assert_int_equal(act(&p, id, "receive", "complete", RECEIVER, DESK), 0);
	follow(&tax);
	assert_int_equal(assert_same(&tax), 1);
	assert_int_equal(act(&p, id, "tax", "done", TAX_OFFICER, TAX_OFFICE), 0);
	follow(&tax);
	assert_int_equal(assert_same(&tax), 1); /* who handed it over still sees it */
	assert_int_equal(act(&p, id, "sign", "again", LEADER, COMMITTEE), 0);
	follow(&tax);
	assert_int_equal(assert_same(&tax), 0);
	assert_int_equal(act(&p, id, "check", "back", SPECIALIST, JUSTICE), 0);
	follow(&tax);
	assert_int_equal(assert_same(&tax), 1);
	round_trip(&p, id); /* both within one page */
	follow(&tax);
	assert_int_equal(assert_same(&tax), 1);
	assert_int_equal(lt_replica_stats(tax.replica).drops, 0);
	province_close(&p);
	follower_wipe(&tax);
}

static void test_follow__away_for_a_week__takes_only_what_happened_since(void **state)
{
	enum { OPEN = 300, MOVED = 20 };
	struct province p;
	struct follower f = {0};
	uint64_t ids[OPEN];
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	together(&p, OPEN);
	for (size_t i = 0; i < OPEN; i++)
		ids[i] = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&f);
	size_t whole = f.wire_bytes;
	struct lt_replica_stats before = lt_replica_stats(f.replica);
	follower_close(&f);
	lt_clock_advance(&p.clock, 7 * 24 * 3600 * LT_US_PER_SECOND);
	for (size_t i = 0; i < MOVED; i++)
		assert_int_equal(act(&p, ids[7 * i], "receive", "complete", RECEIVER, DESK), 0);
	uint64_t fresh = receive(&p, DESK, RECEIVER, "Nông Văn Mới");
	f.wire_bytes = f.pages = 0;
	follower_open(&f, &p, COMMUNE);
	follow(&f);
	struct lt_replica_stats stats = lt_replica_stats(f.replica);
	assert_int_equal(before.entries, OPEN + 1); /* and the registry */
	assert_int_equal(stats.entries, MOVED + 1);
	assert_true(f.wire_bytes < whole / 5);
	print_message("a week away: %zu bytes for %d dossiers that moved; all %d are %zu bytes\n",
		      f.wire_bytes, MOVED + 1, OPEN, whole);
	assert_int_equal(assert_same(&f), OPEN + 1);
	assert_true(fresh > 0);
	province_close(&p);
	follower_wipe(&f);
}

/* A commune with a past that is closed, and some open dossiers; one has a very long history. */
static void fill(struct province *p, size_t finished, size_t open)
{
	finish_many(p, finished);
	lt_clock_advance(&p->clock, INT64_C(100) * 24 * 3600 * LT_US_PER_SECOND);
	uint64_t id = receive(p, DESK, RECEIVER, "Nguyễn Thị Lâu");
	assert_int_equal(act(p, id, "receive", "complete", RECEIVER, DESK), 0);
	for (size_t i = 0; i < 300; i++) {
		together(p, 3);
		round_trip(p, id);
	}
	together(p, open - 1);
	for (size_t i = 1; i < open; i++)
		(void)receive(p, DESK, RECEIVER, "Nguyễn Thị Ánh");
}

static void test_follow__wiped__has_the_open_dossiers_again_and_not_the_past(void **state)
{
	enum { FINISHED = 200, OPEN = 30 };
	struct province p;
	struct follower f = {0};
	(void)state;
	province_open(&p);
	fill(&p, FINISHED, OPEN);
	for (int i = 0; i < 2; i++) {
		follower_open(&f, &p, COMMUNE);
		follow(&f);
		struct lt_replica_stats stats = lt_replica_stats(f.replica);
		assert_true(stats.entries < OPEN + 8); /* the long one comes in parts */
		assert_int_equal(assert_same(&f), OPEN);
		follower_wipe(&f);
	}
	province_close(&p);
}

static void test_read__what_is_not_here__is_left_to_the_coordinator(void **state)
{
	struct province p;
	struct follower f = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = DESK;
	assert_null(ask_replica(&f, &fetch)); /* nothing was fetched yet */
	fill(&p, 3, 2);
	follow(&f);
	assert_non_null(ask_replica(&f, &fetch));
	fetch.unit = TAX_OFFICE;
	assert_null(ask_replica(&f, &fetch));
	fetch = (Lt__Fetch)LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.dossier = 1; /* closed long ago */
	assert_null(ask_replica(&f, &fetch));
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_BOOK;
	fetch.unit = DESK;
	fetch.text = "2024-06";
	assert_null(ask_replica(&f, &fetch));
	fetch.text = "2024-09";
	assert_non_null(ask_replica(&f, &fetch));
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
	assert_null(ask_replica(&f, &fetch));
	province_close(&p);
	follower_wipe(&f);
}

static void test_follow__things_go_on_during_the_walk__ends_the_same(void **state)
{
	enum { OPEN = 1100 };
	struct province p;
	struct follower f = {0};
	struct lt_err err = {0};
	uint64_t ids[OPEN];
	(void)state;
	province_open(&p);
	for (size_t i = 0; i < OPEN; i++) {
		if (i % 100 == 0)
			together(&p, 100);
		ids[i] = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	}
	lt_clock_advance(&p.clock, INT64_C(100) * 24 * 3600 * LT_US_PER_SECOND);
	follower_open(&f, &p, COMMUNE);
	for (size_t i = 0; i < 4; i++) { /* early and late in the walk, closed and moved */
		uint64_t early = ids[3 * i], late = ids[OPEN - 1 - 3 * i];
		assert_int_equal(follow_page(&f, &err), 0);
		assert_true(i > 2 || lt_replica_wants_more(f.replica));
		assert_false(i < 2 && lt_replica_has_unit(f.replica, DESK));
		assert_int_equal(act(&p, early, "receive", "simple", RECEIVER, DESK), 0);
		assert_int_equal(act(&p, early, "sign", "signed", LEADER, COMMITTEE), 0);
		assert_int_equal(act(&p, late, "receive", "complete", RECEIVER, DESK), 0);
		follower_close(&f); /* and the node starts anew */
		follower_open(&f, &p, COMMUNE);
	}
	follow(&f);
	assert_int_equal(assert_same(&f), OPEN);
	assert_int_equal(lt_replica_stats(f.replica).drops, 0);
	follower_close(&f);
	char *records = NULL;
	assert_true(asprintf(&records, "%s/records", f.folder) > 0);
	assert_verified(records);
	free(records);
	province_close(&p);
	follower_wipe(&f);
}

static void test_follow__closed_during_the_walk_and_known_from_before_it__is_closed(void **state)
{
	enum { OPEN = 600 };
	struct province p;
	struct follower f = {0};
	struct lt_err err = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	uint32_t count = 0;
	(void)state;
	province_open(&p);
	lt_clock_advance(&p.clock, INT64_C(27) * 24 * 3600 * LT_US_PER_SECOND); /* 30 June */
	for (size_t i = 0; i < OPEN; i++) {
		if (i % 100 == 0)
			together(&p, 100);
		fetch.dossier = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	}
	assert_int_equal(act(&p, fetch.dossier, "receive", "simple", RECEIVER, DESK), 0);
	lt_clock_advance(&p.clock, INT64_C(33) * 24 * 3600 * LT_US_PER_SECOND); /* August */
	follower_open(&f, &p, COMMUNE);
	assert_int_equal(follow_page(&f, &err), 0);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	assert_int_equal(lt_state_events_count(lt_replica_records(f.replica)->state.txn,
					       fetch.dossier, &count, &err),
			 0);
	assert_true(count > 0); /* the committee's copy has it, the desk's is far behind */
	assert_false(lt_replica_has_unit(f.replica, DESK));
	assert_int_equal(act(&p, fetch.dossier, "sign", "again", LEADER, COMMITTEE), 0);
	assert_int_equal(act(&p, fetch.dossier, "check", "enough", SPECIALIST, JUSTICE), 0);
	give_back(&p, fetch.dossier); /* the committee sees nothing of that any more */
	follow(&f);
	assert_same_reply(&f, &fetch);
	assert_int_equal(assert_same(&f), OPEN - 1);
	follower_wipe(&f);
	follower_open(&f, &p, COMMUNE);
	follow(&f);
	assert_null(ask_replica(&f, &fetch)); /* nobody asks for it who comes now */
	province_close(&p);
	follower_wipe(&f);
}

/* The sample directory with another version, and the receiving desk of the neighbours at this
 * commune's node instead of theirs if @p with. */
static void publish_units(struct province *p, const char *version, bool with)
{
	LT_AUTO(free) char *source = lt_test_read("procedures/directory/three_levels.lua");
	LT_AUTO(free) char *changed = NULL;
	char *at = strstr(source, "version = \"2025.0\"");
	char *node = strstr(source, "\n      \"H14.40.21.04\" } }");
	assert_non_null(at);
	assert_non_null(node);
	*at = *node = 0;
	const char *rest = node + 1 + strlen("      \"H14.40.21.04\" } }");
	char *theirs = strstr(rest, "{ \"H14.40.22\", \"H14.40.22.01\",");
	assert_non_null(theirs);
	if (with)
		memset(theirs + strlen("{ \"H14.40.22\","), ' ', strlen(" \"H14.40.22.01\","));
	assert_true(asprintf(&changed, "%sversion = \"%s\"%s\n\"H14.40.21.04\"%s } }%s", source,
			     version, at + strlen("version = \"2025.0\""),
			     with ? ", \"H14.40.22.01\"" : "", rest) > 0);
	publish_directory(p, changed);
}

static void test_follow__units_given_and_taken__come_whole_and_go(void **state)
{
	struct province p;
	struct follower f = {0}, neighbour = {0};
	(void)state;
	province_open(&p);
	follower_open(&f, &p, COMMUNE);
	follower_open(&neighbour, &p, "hop-giang");
	for (size_t i = 0; i < 5; i++) {
		(void)receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
		(void)receive(&p, "H14.40.22.01", "nguyen.linh", "Lê Văn Bên");
	}
	for (int i = 0; i < 3; i++) {
		char version[16];
		bool with = i % 2 == 0;
		follow(&f);
		follow(&neighbour);
		(void)snprintf(version, sizeof version, "2025.%d", i + 1);
		lt_clock_advance(&p.clock, LT_US_PER_SECOND);
		publish_units(&p, version, with);
		lt_clock_advance(&p.clock, LT_US_PER_SECOND);
		follow(&f);
		follow(&neighbour);
		assert_int_equal(assert_same(&f), with ? 10 + i : 5);
		assert_int_equal(assert_same(&neighbour), with ? 0 : 5 + i);
		assert_false(lt_replica_units_moved(f.replica));
		uint64_t id = receive(&p, "H14.40.22.01", "nguyen.linh", "Lê Văn Sau");
		assert_int_equal(act(&p, id, "receive", "simple", "nguyen.linh", "H14.40.22.01"),
				 0);
		assert_int_equal(act(&p, id, "sign", "signed", "hoang.kim", "H14.40.22"), 0);
	}
	assert_int_equal(lt_replica_stats(f.replica).drops, 0);
	province_close(&p);
	follower_wipe(&f);
	follower_wipe(&neighbour);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_follow__dossier_moves__node_sees_what_the_coordinator_sees),
		cmocka_unit_test(test_follow__as_long_as_may_be__arrives_and_is_shown),
		cmocka_unit_test(
			test_follow__dossier_leaves_and_returns__is_forgotten_and_whole_again),
		cmocka_unit_test(test_follow__away_for_a_week__takes_only_what_happened_since),
		cmocka_unit_test(test_follow__wiped__has_the_open_dossiers_again_and_not_the_past),
		cmocka_unit_test(test_read__what_is_not_here__is_left_to_the_coordinator),
		cmocka_unit_test(test_follow__things_go_on_during_the_walk__ends_the_same),
		cmocka_unit_test(
			test_follow__closed_during_the_walk_and_known_from_before_it__is_closed),
		cmocka_unit_test(test_follow__units_given_and_taken__come_whole_and_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
