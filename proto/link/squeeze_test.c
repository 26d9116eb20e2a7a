/* SPDX-License-Identifier: EUPL-1.2 */
/* Compressed messages: what they save, what a hostile one gets, and which lines have them. */
#include "proto/link/front_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/client_impl.h"
#include "proto/link/fake.h"
#include "proto/link/server_impl.h"

enum { ROWS = 50, LONG_LIST_ROWS = 2000, TEXT_BYTES = 64 };

/* A page of a work list, every row with a code, dates and an applicant of its own. */
struct list {
	Lt__WorkItem rows[LONG_LIST_ROWS], *row[LONG_LIST_ROWS];
	char codes[LONG_LIST_ROWS][TEXT_BYTES], names[LONG_LIST_ROWS][TEXT_BYTES];
	Lt__FetchReply fetch;
	Lt__Reply reply;
};

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

static void fill_row(struct list *l, size_t i, uint64_t *random)
{
	static const char *const families[] = {"Nguyễn", "Trần", "Lê", "Hoàng", "Nông", "Đàm"};
	static const char *const given[] = {"Thị Hoa",	"Văn Sơn",  "Minh Đức",	 "Thu Hà",
					    "Quốc Bảo", "Ngọc Lan", "Đình Phúc", "Kim Oanh"};
	Lt__WorkItem *row = &l->rows[i];
	lt__work_item__init(row);
	(void)snprintf(l->codes[i], TEXT_BYTES, "H14.1-250701-%06u",
		       (unsigned)(next_random(random) % 900000));
	(void)snprintf(l->names[i], TEXT_BYTES, "%s %s", families[next_random(random) % 6],
		       given[next_random(random) % 8]);
	row->dossier = 1000 + next_random(random) % 100000;
	row->code = l->codes[i];
	row->procedure = "1.004873";
	row->procedure_name = "Cấp giấy xác nhận tình trạng hôn nhân";
	row->token = 3;
	row->step = "tham_dinh";
	row->step_title = "Thẩm định hồ sơ";
	row->unit = "H14.1.1";
	row->role = "tu_phap";
	row->applicant = l->names[i];
	row->due_us = INT64_C(1751360000000000) + (int64_t)next_random(random);
	row->dossier_due_us = row->due_us + (int64_t)next_random(random);
	row->entered_us = row->due_us - (int64_t)next_random(random);
	l->row[i] = row;
}

static struct list *list_of(size_t rows)
{
	uint64_t random = 7;
	struct list *l = calloc(1, sizeof *l);
	LT_REQUIRE(l);
	for (size_t i = 0; i < rows; i++)
		fill_row(l, i, &random);
	lt__fetch_reply__init(&l->fetch);
	l->fetch.n_items = rows;
	l->fetch.items = l->row;
	lt__reply__init(&l->reply);
	l->reply.protocol = LT_PROTOCOL_VERSION;
	l->reply.body_case = LT__REPLY__BODY_FETCH;
	l->reply.fetch = &l->fetch;
	return l;
}

/* -- packing and opening -- */

struct bytes {
	uint8_t data[LT_MESSAGE_BYTES_MAX];
	size_t size, calls;
};

static uint8_t *room_in(void *owner, size_t size)
{
	struct bytes *b = owner;
	LT_REQUIRE(size <= sizeof b->data);
	b->size = size;
	b->calls++;
	return b->data;
}

static uint8_t *no_room(void *owner, size_t size)
{
	(void)owner;
	(void)size;
	return NULL;
}

static int setup(void **state)
{
	struct lt_squeeze *s = calloc(1, sizeof *s);
	LT_REQUIRE(s);
	lt_squeeze_init(s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	lt_squeeze_done(*state);
	free(*state);
	return 0;
}

static void test_squeeze_pack__a_list__is_a_fraction_and_comes_back(void **state)
{
	static struct bytes b;
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_err err = {0};
	struct lt_slice plain = {0}, opened = {0};
	struct list *l = list_of(ROWS);
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	b = (struct bytes){0};
	assert_int_equal(lt_encode(&l->reply.base, &arena, &plain), 0);
	assert_true(lt_squeeze_reply(&l->reply, plain.size));
	for (int again = 0; again < 3; again++)
		assert_int_equal(
			lt_squeeze_pack(*state, &l->reply.base, plain.size, true, room_in, &b), 0);
	assert_int_equal(b.calls, 3);
	print_message("# a list of %d rows: %zu bytes become %zu\n", ROWS, plain.size, b.size);
	assert_true(b.size * 3 < plain.size);
	assert_int_equal(lt_squeeze_open(*state, lt_slice(b.data, b.size), &arena, &opened, &err),
			 0);
	assert_true(lt_slice_equal(opened, plain));
	assert_int_equal(lt_squeeze_pack(*state, &l->reply.base, plain.size, true, no_room, NULL),
			 LT_E_NOMEM);
	free(l);
}

/* The reply with such a source, packed: is it a frame? */
static bool becomes_frame(struct lt_squeeze *s, char *source)
{
	static struct bytes b;
	Lt__FetchReply fetch = LT__FETCH_REPLY__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	fetch.source = source;
	reply.protocol = LT_PROTOCOL_VERSION;
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &fetch;
	size_t size = lt_encoded_size(&reply.base);
	assert_int_equal(lt_squeeze_pack(s, &reply.base, size, true, room_in, &b), 0);
	if (b.data[0] == 0x08)
		assert_int_equal(b.size, size);
	return b.data[0] != 0x08;
}

static void test_squeeze_pack__noise_or_nothing_at_all__stays_plain(void **state)
{
	static char text[200001];
	uint64_t random = 1;
	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = (char)(1 + next_random(&random) % 127);
	assert_false(becomes_frame(*state, text)); /* an eighth is not saved */
	memset(text, 'a', sizeof text - 1);
	assert_false(becomes_frame(*state, text)); /* would look like a bomb */
	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = (char)('a' + next_random(&random) % 8);
	assert_true(becomes_frame(*state, text));
}

static void test_squeeze_request__secrets_scans_and_short_ones__are_left_alone(void **state)
{
	(void)state;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	request.body_case = LT__REQUEST__BODY_REPORT;
	assert_true(lt_squeeze_request(&request, LT_SQUEEZE_BYTES_MIN));
	assert_false(lt_squeeze_request(&request, LT_SQUEEZE_BYTES_MIN - 1));
	request.body_case = LT__REQUEST__BODY_HELLO;
	assert_false(lt_squeeze_request(&request, LT_SQUEEZE_BYTES_MIN));
	request.body_case = LT__REQUEST__BODY_PUT;
	assert_false(lt_squeeze_request(&request, LT_SQUEEZE_BYTES_MIN));
	reply.body_case = LT__REPLY__BODY_CERTIFIED;
	assert_false(lt_squeeze_reply(&reply, LT_SQUEEZE_BYTES_MIN));
	reply.body_case = LT__REPLY__BODY_POLL;
	assert_true(lt_squeeze_reply(&reply, LT_SQUEEZE_BYTES_MIN));
	assert_false(lt_squeeze_reply(&reply, LT_SQUEEZE_BYTES_MIN - 1));
}

/* -- hostile frames -- */

/* A frame of @p size bytes, a single segment also when it is too long. */
static size_t frame_of(const void *data, size_t size, void *ret, size_t room)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();
	LT_REQUIRE(z);
	LT_REQUIRE(!ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, 21)));
	size_t n = ZSTD_compress2(z, ret, room, data, size);
	LT_REQUIRE(!ZSTD_isError(n));
	(void)ZSTD_freeCCtx(z);
	return n;
}

/* ... that does not say how long it is, or has a window of its own. */
static size_t odd_frame_of(const struct lt_slice *plain, int parameter, int value, void *ret,
			   size_t room)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();
	LT_REQUIRE(z);
	LT_REQUIRE(!ZSTD_isError(ZSTD_CCtx_setParameter(z, (ZSTD_cParameter)parameter, value)));
	size_t n = ZSTD_compress2(z, ret, room, plain->data, plain->size);
	LT_REQUIRE(!ZSTD_isError(n));
	(void)ZSTD_freeCCtx(z);
	return n;
}

static void assert_opens_as(struct lt_squeeze *s, const void *data, size_t size, int expected)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_err err = {0};
	struct lt_slice ret = {0};
	uint8_t *copy = malloc(size); /* so that reading beyond it is seen */
	LT_REQUIRE(copy);
	memcpy(copy, data, size);
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_squeeze_open(s, lt_slice(copy, size), &arena, &ret, &err), expected);
	if (expected < 0) {
		assert_null(ret.data);
		assert_true(err.code == expected && err.text[0]);
	}
	free(copy);
}

static struct lt_slice plain_list(struct lt_arena *arena)
{
	struct lt_slice plain = {0};
	struct list *l = list_of(ROWS);
	assert_int_equal(lt_encode(&l->reply.base, arena, &plain), 0);
	free(l);
	return plain;
}

static void test_squeeze_open__cut_short_or_followed__is_refused(void **state)
{
	static uint8_t frame[1 << 16];
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	struct lt_slice plain = plain_list(&arena);
	size_t n = frame_of(plain.data, plain.size, frame, sizeof frame);
	assert_opens_as(*state, frame, n, 0);
	/* So short a frame that what it promises is too much is a bomb; both are refusals. */
	for (size_t cut = 4; cut < n; cut++) {
		struct lt_err err = {0};
		struct lt_slice ret = {0};
		int r = lt_squeeze_open(*state, lt_slice(frame, cut), &arena, &ret, &err);
		assert_true(r == LT_E_FORMAT || r == LT_E_LIMIT);
	}
	assert_opens_as(*state, frame, n - 1, LT_E_FORMAT);
	assert_opens_as(*state, frame, 4, LT_E_FORMAT);
	assert_opens_as(*state, frame, n + 1, LT_E_FORMAT);
	memcpy(frame + n, frame, n);
	assert_opens_as(*state, frame, 2 * n, LT_E_FORMAT);
}

static void test_squeeze_open__no_size_or_a_wrong_one__is_refused(void **state)
{
	static uint8_t frame[1 << 16];
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	struct lt_slice plain = plain_list(&arena);
	size_t n = odd_frame_of(&plain, ZSTD_c_contentSizeFlag, 0, frame, sizeof frame);
	assert_opens_as(*state, frame, n, LT_E_FORMAT);
	n = odd_frame_of(&plain, ZSTD_c_windowLog, 10, frame, sizeof frame);
	assert_opens_as(*state, frame, n, LT_E_FORMAT); /* a window beside the content */
	n = frame_of(plain.data, plain.size, frame, sizeof frame);
	assert_int_equal(frame[4] >> 6, 1); /* the size has two bytes, less 256 */
	frame[5]++;
	assert_opens_as(*state, frame, n, LT_E_FORMAT);
	frame[5] -= 2;
	assert_opens_as(*state, frame, n, LT_E_FORMAT);
	frame[5]++;
	assert_opens_as(*state, frame, n, 0);
	frame[4] |= 1; /* made with a dictionary */
	assert_opens_as(*state, frame, n, LT_E_FORMAT);
}

static void test_squeeze_open__a_bomb__is_refused_before_any_memory(void **state)
{
	static uint8_t zeros[LT_MESSAGE_BYTES_MAX + 1], frame[LT_MESSAGE_BYTES_MAX];
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_err err = {0};
	struct lt_slice ret = {0};
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	size_t sizes[] = {sizeof zeros, LT_MESSAGE_BYTES_MAX, 100000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		size_t n = frame_of(zeros, sizes[i], frame, sizeof frame);
		assert_int_equal(lt_squeeze_open(*state, lt_slice(frame, n), &arena, &ret, &err),
				 LT_E_LIMIT);
		assert_int_equal(arena.used, 0);
	}
	/* Says 2^64 - 1 bytes, and that it is a single segment. */
	uint8_t huge[64] = {0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0xff, 0xff,
			    0xff, 0xff, 0xff, 0xff, 0xff, 0xfc, 0x01};
	assert_int_equal(lt_squeeze_open(*state, lt_slice(huge, sizeof huge), &arena, &ret, &err),
			 LT_E_LIMIT);
	assert_int_equal(arena.used, 0);
}

/* -- on the line -- */

/* Lets these bytes reach a server that never tells its owner. @return how many it has refused */
static uint64_t send_bytes(struct lt_fake_line *line, struct lt_clock *clock, struct lt_server *s,
			   struct lt_slice bytes)
{
	assert_int_equal(lt_fake_line_send(line, 3, bytes, NULL), 0);
	clock->fake_monotonic_us += SECOND;
	(void)lt_fake_line_step(line);
	return lt_server_stats(s).refused;
}

static void never_called(void *owner, struct lt_call *call)
{
	(void)owner;
	(void)call;
	fail_msg("the owner saw a malformed message");
}

static void test_server_receive__frames_that_are_wrong__are_refused_and_counted(void **state)
{
	(void)state;
	static uint8_t inner[1 << 16], outer[1 << 16];
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_clock clock = lt_clock_fake(0);
	struct lt_fake_line *line = NULL;
	struct lt_server *s = NULL;
	struct lt_server_options options = {.on_call = never_called};
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_fake_line_new(1, &clock, NULL, &line), 0);
	assert_int_equal(lt_fake_line_server(line, &options, &s), 0);
	struct lt_slice plain = plain_list(&arena);
	size_t n = frame_of(plain.data, plain.size, inner, sizeof inner);
	assert_int_equal(send_bytes(line, &clock, s, lt_slice(inner, n - 1)), 1);
	assert_int_equal(s->squeeze.opened, 0);
	/* It opens, but is no Request. */
	assert_int_equal(send_bytes(line, &clock, s, lt_slice(inner, n)), 2);
	assert_int_equal(s->squeeze.opened, 1);
	/* A frame in a frame: opened once. */
	size_t m = frame_of(inner, n, outer, sizeof outer);
	assert_int_equal(send_bytes(line, &clock, s, lt_slice(outer, m)), 3);
	assert_int_equal(s->squeeze.opened, 2);
	lt_server_free(s);
	lt_fake_line_free(line);
}

/* Asks for a long list; the desk answers. @return its bytes at the client */
static size_t ask_for_list(struct desk *d, struct lt_talk *talk, size_t rows)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_err err = {0};
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct list *l = list_of(rows);
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	start_fetch(talk, "list", &inbox);
	desk_wait(d, &d->parked_count, 1);
	lt_call_trim(d->parked[0]); /* what the peer accepts is still known */
	lt_server_reply(d->parked[0], &l->reply);
	d->parked_count = 0;
	inbox_wait(&inbox, 1);
	assert_int_equal(lt_talk_take(talk, &arena, &reply, &err), 0);
	assert_int_equal(reply->fetch->n_items, rows);
	assert_string_equal(reply->fetch->items[rows - 1]->code, l->codes[rows - 1]);
	free(l);
	return lt_encoded_size(&reply->base);
}

/* Reports commands that shrink. @return size of the request, as the desk sees it */
static size_t report(struct desk *d, struct lt_talk *talk)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_err err = {0};
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	Lt__Report body = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	struct lt_slice plain = plain_list(&arena);
	ProtobufCBinaryData command = {plain.size, lt_arena_copy(&arena, plain.data, plain.size)};
	body.n_commands = 1;
	body.commands = &command;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &body;
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, inbox_on_done, &inbox, &err),
			 0);
	desk_wait(d, &d->parked_count, 1);
	size_t size = d->parked[0]->bytes;
	assert_int_equal(size, lt_encoded_size(&request.base)); /* not that of the frame */
	assert_memory_equal(d->parked[0]->request->report->commands[0].data, plain.data,
			    plain.size);
	lt_server_refuse(d->parked[0], LT_E_BUSY, "seen");
	d->parked_count = 0;
	inbox_wait(&inbox, 1);
	assert_int_equal(take(talk, &err), LT_E_BUSY);
	return size;
}

static void test_link__line_with_tls__carries_frames_both_ways_once_both_know(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	make_folders(NULL);
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_true(report(&d, n.talk) > LT_SQUEEZE_BYTES_MIN);
	assert_int_equal(n.client->squeeze.packed, 0); /* it has heard nothing of the other yet */
	assert_true(ask_for_list(&d, n.talk, LONG_LIST_ROWS) > 100000);
	assert_int_equal(d.server->squeeze.packed, 1);
	assert_int_equal(n.client->squeeze.opened, 1);
	assert_true(report(&d, n.talk) > LT_SQUEEZE_BYTES_MIN);
	assert_int_equal(n.client->squeeze.packed, 1);
	assert_int_equal(d.server->squeeze.opened, 1);
	node_close(&n);
	front_close(&d);
	remove_folders(NULL);
}

static void test_link__line_without_tls__carries_none(void **state)
{
	(void)state;
	struct duo duo;
	duo_open(&duo);
	assert_true(ask_for_list(&duo.desk, duo.talk, LONG_LIST_ROWS) > 100000);
	assert_true(report(&duo.desk, duo.talk) > LT_SQUEEZE_BYTES_MIN);
	assert_int_equal(duo.desk.server->squeeze.packed, 0);
	assert_int_equal(duo.client->squeeze.packed, 0);
	duo_close(&duo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_squeeze_pack__a_list__is_a_fraction_and_comes_back, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_squeeze_pack__noise_or_nothing_at_all__stays_plain, setup, teardown),
		cmocka_unit_test(
			test_squeeze_request__secrets_scans_and_short_ones__are_left_alone),
		cmocka_unit_test_setup_teardown(
			test_squeeze_open__cut_short_or_followed__is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_squeeze_open__no_size_or_a_wrong_one__is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_squeeze_open__a_bomb__is_refused_before_any_memory, setup, teardown),
		cmocka_unit_test(
			test_server_receive__frames_that_are_wrong__are_refused_and_counted),
		cmocka_unit_test(test_link__line_with_tls__carries_frames_both_ways_once_both_know),
		cmocka_unit_test(test_link__line_without_tls__carries_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
