/* SPDX-License-Identifier: EUPL-1.2 */
/* Scans over real connections: tickets, pieces both ways, cuts, damage, a coordinator that starts
 * anew. The coordinator is a server here that gives out tickets and has a hatch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/link/front.h"
#include "proto/papers/carrier.h"
#include "proto/papers/carry.h"
#include "proto/papers/hatch.h"
#include "proto/papers/papers_fixture.h"

enum { SCAN_BYTES = 2000000, PATIENCE_MS = 20000, CUTS = 5 };

/* What stands for a coordinator. The numbers are changed while its threads run. */
static struct {
	struct paper_folder folder;
	struct lt_papers *papers;
	struct lt_ticket_key key;
	struct lt_server *server;
	struct lt_hatch *hatch;
	atomic_int grant_error; /* refuse tickets so */
	_Atomic int64_t ticket_us;
	atomic_uint pieces, cut_every; /* hang up after so many pieces */
	atomic_int hurries; /* so often, somebody asks again while "absent" is on its way */
} there;

/* ... and for a node. */
static struct {
	struct paper_folder folder;
	struct lt_papers *papers;
	struct lt_client *line, *bulk;
	struct lt_carrier *carrier;
	pthread_mutex_t lock;
	int told_count, told_result;
	bool told_put;
} here = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct lt_clock system_clock;
static struct lt_err err;
static uint8_t scan[SCAN_BYTES], hash[LT_HASH_BYTES];
static char address[32];

/* -- there -- */

static void grant(struct lt_call *call)
{
	const Lt__Fetch *fetch = call->request->fetch;
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	Lt__PaperGrant paper = LT__PAPER_GRANT__INIT;
	uint8_t bytes[LT_TICKET_BYTES];
	const struct lt_ticket ticket = {
		.hash = fetch->hash.data,
		.put = fetch->kind == LT__FETCH_KIND__FETCH_KIND_PAPER_SEND,
		.node = "",
		.until_us = lt_clock_monotonic(&system_clock) + there.ticket_us};
	body.error = there.grant_error;
	if (there.hurries > 0) {
		there.hurries--;
		body.error = LT_E_ABSENT;
		lt_carrier_hurry(here.carrier);
	}
	if (!body.error) {
		lt_ticket_make(&there.key, &ticket, bytes);
		paper.ticket = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
		body.paper = &paper;
	}
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(call, &reply);
}

static void on_call(void *owner, struct lt_call *call)
{
	(void)owner;
	if (!lt_hatch_takes(call)) {
		grant(call);
	} else if (there.cut_every && ++there.pieces % there.cut_every == 0) {
		lt_server_hang_up(there.server, call->pipe);
		lt_server_drop(call);
	} else {
		lt_hatch_call(there.hatch, call);
	}
}

static void open_there(const char *where)
{
	const struct lt_server_options options = {.address = where, .on_call = on_call};
	lt_ticket_key_make(&there.key);
	const struct lt_hatch_options hatch = {
		.papers = there.papers, .clock = &system_clock, .key = &there.key};
	assert_int_equal(lt_hatch_start(&hatch, &there.hatch, &err), 0);
	assert_int_equal(lt_server_start(&options, &there.server, &err), 0);
	(void)snprintf(address, sizeof address, "127.0.0.1:%u", lt_server_port(there.server));
}

static void close_there(void)
{
	lt_server_stop(there.server);
	lt_hatch_free(there.hatch);
	lt_server_free(there.server);
	there.server = NULL;
	there.hatch = NULL;
}

/* -- here -- */

static int connect_bulk(void *owner, struct lt_client **ret, struct lt_err *why)
{
	const struct lt_client_options options = {.address = address};
	(void)owner;
	int r = lt_client_start(&options, &here.bulk, why);
	*ret = here.bulk;
	return r;
}

static void hang_up_bulk(void *owner)
{
	(void)owner;
	lt_client_free(here.bulk);
	here.bulk = NULL;
}

static void told(void *owner, const uint8_t *which, bool put, int result, const char *reason)
{
	(void)owner;
	(void)reason;
	assert_memory_equal(which, hash, LT_HASH_BYTES);
	(void)pthread_mutex_lock(&here.lock);
	here.told_count++;
	here.told_put = put;
	here.told_result = result;
	(void)pthread_mutex_unlock(&here.lock);
}

static int told_count(void)
{
	(void)pthread_mutex_lock(&here.lock);
	int n = here.told_count;
	(void)pthread_mutex_unlock(&here.lock);
	return n;
}

static void wait_told(int n)
{
	for (int ms = 0; told_count() < n; ms++) {
		if (ms == PATIENCE_MS)
			fail_msg("the carrier has not told of %d scans", n);
		(void)usleep(1000);
	}
}

static void start_carrier(void)
{
	const struct lt_carrier_options options = {.papers = here.papers,
						   .clock = &system_clock,
						   .line = here.line,
						   .connect = connect_bulk,
						   .hang_up = hang_up_bulk,
						   .told = told};
	assert_int_equal(lt_carrier_start(&options, &here.carrier, &err), 0);
}

/* -- both -- */

static int setup(void **state)
{
	(void)state;
	err = (struct lt_err){0};
	system_clock = lt_clock_system();
	there.grant_error = 0;
	there.ticket_us = LT_PAPER_TICKET_US;
	there.pieces = there.cut_every = 0;
	there.hurries = 0;
	here.told_count = 0;
	paper_folder_make(&there.folder);
	paper_folder_make(&here.folder);
	assert_int_equal(lt_papers_open(there.folder.path, &there.papers, &err), 0);
	assert_int_equal(lt_papers_open(here.folder.path, &here.papers, &err), 0);
	open_there("127.0.0.1:0");
	const struct lt_client_options options = {.address = address};
	assert_int_equal(lt_client_start(&options, &here.line, &err), 0);
	paper_fill(scan, sizeof scan, 1);
	lt_hash(lt_slice(scan, sizeof scan), hash);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_carrier_free(here.carrier);
	here.carrier = NULL;
	lt_client_free(here.line);
	close_there();
	lt_papers_free(there.papers);
	lt_papers_free(here.papers);
	paper_folder_remove(&there.folder);
	paper_folder_remove(&here.folder);
	return 0;
}

static void lay_down(struct lt_papers *papers)
{
	uint64_t have;
	bool whole = false;
	const struct lt_paper_piece piece = {
		.hash = hash, .size = sizeof scan, .bytes = lt_slice(scan, sizeof scan)};
	assert_int_equal(lt_papers_add(papers, &piece, &have, &whole, &err), 0);
	assert_true(whole);
}

static void expect_in(struct lt_papers *papers)
{
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	static uint8_t back[SCAN_BYTES];
	size_t n = 0;
	assert_int_equal(lt_papers_read(papers, hash, &file, &err), 0);
	assert_int_equal(lt_paper_file_at(&file, 0, back, sizeof back, &n, &err), 0);
	assert_int_equal(n, sizeof back);
	assert_memory_equal(back, scan, sizeof scan);
}

static void send_one(void)
{
	lay_down(here.papers);
	assert_int_equal(lt_papers_wait(here.papers, hash, &err), 0);
	assert_true(lt_carrier_send(here.carrier, hash));
}

/* @return the first errand, once it waits for that reason. */
static struct lt_errand wait_put_off(int reason)
{
	struct lt_errand errand = {0};
	for (int ms = 0; errand.reason != reason; ms++) {
		if (ms == PATIENCE_MS)
			fail_msg("not put off for %d but for %d", reason, errand.reason);
		(void)usleep(1000);
		(void)lt_carrier_errands(here.carrier, &errand, 1);
	}
	return errand;
}

/* Something has happened that lets it be tried at once; and it is put off again. */
static struct lt_errand try_again(void (*happens)(struct lt_carrier *carrier),
				  const struct lt_errand *before)
{
	struct lt_errand errand = *before;
	happens(here.carrier);
	for (int ms = 0; errand.next_us == before->next_us; ms++) {
		if (ms == PATIENCE_MS)
			fail_msg("not tried again");
		(void)usleep(1000);
		(void)lt_carrier_errands(here.carrier, &errand, 1);
	}
	return errand;
}

/* -- tickets -- */

static void test_ticket__for_anything_else__is_no_good(void **state)
{
	(void)state;
	struct lt_ticket_key key, other;
	uint8_t bytes[LT_TICKET_BYTES], another[LT_HASH_BYTES] = {1};
	lt_ticket_key_make(&key);
	lt_ticket_key_make(&other);
	struct lt_ticket t = {.hash = hash, .put = true, .node = "xa-my-tra", .until_us = 1000};
	lt_ticket_make(&key, &t, bytes);
	struct lt_slice whole = lt_slice(bytes, sizeof bytes);
	assert_true(lt_ticket_good(&key, &t, whole, 999));
	assert_false(lt_ticket_good(&key, &t, whole, 1000));
	assert_false(lt_ticket_good(&other, &t, whole, 999));
	assert_false(lt_ticket_good(&key, &t, lt_slice(bytes, sizeof bytes - 1), 999));
	assert_false(lt_ticket_good(&key, &t, lt_slice(NULL, 0), 999));
	t.put = false;
	assert_false(lt_ticket_good(&key, &t, whole, 999));
	t.put = true;
	t.node = "xa-binh-an";
	assert_false(lt_ticket_good(&key, &t, whole, 999));
	t.node = "xa-my-tra";
	t.hash = another;
	assert_false(lt_ticket_good(&key, &t, whole, 999));
	t.hash = hash;
	for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(lt_ticket_good(&key, &t, whole, 999));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void test_hatch__without_a_good_ticket__takes_and_gives_nothing(void **state)
{
	(void)state;
	LT_AUTO(carry) struct lt_carry carry = {0};
	LT_AUTO(talk) struct lt_talk *talk = NULL;
	uint8_t forged[LT_TICKET_BYTES] = {0x7f};
	const struct lt_paper_file file = {.fd = -1, .size = sizeof scan};
	struct lt_cargo cargo = {.hash = hash};
	struct lt_carried came;
	uint64_t offset = LT_CARRY_ASK, size;
	bool whole = false;
	lay_down(there.papers);
	assert_int_equal(lt_talk_new(here.line, &talk, &err), 0);
	assert_int_equal(lt_carry_init(&carry, talk, &system_clock, &err), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(lt_carry_put(&carry, &cargo, &file, &offset, &whole, &err),
				 LT_E_DENIED);
		assert_int_equal(lt_carry_get(&carry, &cargo, 0, &came, &err), LT_E_DENIED);
		cargo.ticket = lt_slice(forged, sizeof forged);
	}
	assert_int_equal(lt_hatch_stats(there.hatch).bytes, 0);
	assert_int_equal(lt_papers_find(here.papers, hash, &size, &err), LT_E_ABSENT);
}

/* -- the carrier -- */

static void test_carrier__sends__whole_and_forgets(void **state)
{
	(void)state;
	start_carrier();
	send_one();
	wait_told(1);
	assert_int_equal(here.told_result, 0);
	assert_true(here.told_put);
	expect_in(there.papers);
	assert_int_equal(lt_carrier_errands(here.carrier, NULL, 0), 0);
	assert_true(lt_hatch_stats(there.hatch).pieces < 60); /* chunks have grown */
}

static void test_carrier__line_cut_again_and_again__goes_on_from_there(void **state)
{
	(void)state;
	there.cut_every = 4;
	start_carrier();
	send_one();
	for (unsigned cuts = 0; cuts < CUTS && told_count() == 0;) {
		lt_carrier_hurry(here.carrier);
		(void)usleep(1000);
		cuts = there.pieces / there.cut_every;
	}
	there.cut_every = 0;
	lt_carrier_hurry(here.carrier);
	wait_told(1);
	assert_int_equal(here.told_result, 0);
	expect_in(there.papers);
	/* what arrived before a cut was not sent again, but for the piece that was cut */
	assert_true(lt_hatch_stats(there.hatch).bytes <= sizeof scan);
}

static void test_carrier__coordinator_started_anew__asks_for_another_ticket(void **state)
{
	(void)state;
	there.ticket_us = 1; /* every ticket is too old at once: as after a restart */
	start_carrier();
	send_one();
	assert_true(wait_put_off(LT_E_DENIED).next_us > 0);
	there.ticket_us = LT_PAPER_TICKET_US;
	lt_carrier_hurry(here.carrier);
	wait_told(1);
	expect_in(there.papers);
}

static void test_carrier__nobody_names_it_yet__waits_and_says_so(void **state)
{
	(void)state;
	there.grant_error = LT_E_ABSENT;
	start_carrier();
	send_one();
	(void)wait_put_off(LT_E_ABSENT);
	lt_carrier_free(here.carrier); /* and it is found again at the next start */
	there.grant_error = 0;
	start_carrier();
	wait_told(1);
	expect_in(there.papers);
}

static void test_carrier__line_was_down_long__waits_no_longer_to_be_named(void **state)
{
	(void)state;
	there.grant_error = LT_E_FULL;
	start_carrier();
	send_one();
	struct lt_errand errand = wait_put_off(LT_E_FULL);
	for (int i = 0; i < 5; i++) /* were they counted, each pause would be twice the last */
		errand = try_again(lt_carrier_hurry, &errand);
	there.grant_error = LT_E_ABSENT;
	lt_carrier_hurry(here.carrier);
	errand = wait_put_off(LT_E_ABSENT);
	for (int i = 0; i < 5; i++) {
		assert_true(errand.next_us - lt_clock_wall(&system_clock) <= 5 * LT_US_PER_SECOND);
		errand = try_again(lt_carrier_hurry, &errand);
	}
}

static void test_carrier__act_accepted__asks_whether_it_is_named(void **state)
{
	(void)state;
	there.grant_error = LT_E_ABSENT;
	start_carrier();
	send_one();
	struct lt_errand errand = wait_put_off(LT_E_ABSENT);
	for (int i = 0; i < 8; i++) /* by itself it would take minutes for that */
		errand = try_again(lt_carrier_named, &errand);
	there.grant_error = 0;
	lt_carrier_named(here.carrier);
	wait_told(1);
	expect_in(there.papers);
}

static void test_carrier__asked_again_while_refused__tries_again(void **state)
{
	(void)state;
	there.hurries = 8; /* were they lost, it would wait for minutes */
	start_carrier();
	send_one();
	wait_told(1);
	expect_in(there.papers);
}

static void test_carrier__fetches__what_is_asked_for(void **state)
{
	(void)state;
	lay_down(there.papers);
	start_carrier();
	assert_true(lt_carrier_fetch(here.carrier, hash));
	assert_true(lt_carrier_fetch(here.carrier, hash));
	wait_told(1);
	assert_int_equal(here.told_result, 0);
	assert_false(here.told_put);
	expect_in(here.papers);
}

static void test_carrier__may_not_see_it__gives_up_and_says_why(void **state)
{
	(void)state;
	uint64_t size;
	there.grant_error = LT_E_DENIED;
	lay_down(there.papers);
	start_carrier();
	assert_true(lt_carrier_fetch(here.carrier, hash));
	wait_told(1);
	assert_int_equal(here.told_result, LT_E_DENIED);
	assert_int_equal(lt_papers_find(here.papers, hash, &size, &err), LT_E_ABSENT);
}

static void test_carrier__damaged_there__never_comes_here(void **state)
{
	(void)state;
	char path[PAPER_PATH_BYTES];
	uint64_t size;
	lay_down(there.papers);
	paper_path(&there.folder, hash, path);
	assert_int_equal(chmod(path, 0600), 0);
	paper_flip(path, 1000000);
	start_carrier();
	assert_true(lt_carrier_fetch(here.carrier, hash));
	(void)wait_put_off(LT_E_DAMAGED);
	assert_int_equal(lt_papers_find(here.papers, hash, &size, &err), LT_E_ABSENT);
}

static void test_free__while_the_line_hangs__does_not_wait(void **state)
{
	(void)state;
	lt_server_stop(there.server); /* nobody answers any more */
	start_carrier();
	send_one();
	int64_t began_us = lt_clock_monotonic(&system_clock);
	lt_carrier_free(here.carrier);
	here.carrier = NULL;
	assert_true(lt_clock_monotonic(&system_clock) - began_us < 5 * LT_US_PER_SECOND);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_ticket__for_anything_else__is_no_good),
		TEST(test_hatch__without_a_good_ticket__takes_and_gives_nothing),
		TEST(test_carrier__sends__whole_and_forgets),
		TEST(test_carrier__line_cut_again_and_again__goes_on_from_there),
		TEST(test_carrier__coordinator_started_anew__asks_for_another_ticket),
		TEST(test_carrier__nobody_names_it_yet__waits_and_says_so),
		TEST(test_carrier__line_was_down_long__waits_no_longer_to_be_named),
		TEST(test_carrier__act_accepted__asks_whether_it_is_named),
		TEST(test_carrier__asked_again_while_refused__tries_again),
		TEST(test_carrier__fetches__what_is_asked_for),
		TEST(test_carrier__may_not_see_it__gives_up_and_says_why),
		TEST(test_carrier__damaged_there__never_comes_here),
		TEST(test_free__while_the_line_hangs__does_not_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
