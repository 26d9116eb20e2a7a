/* SPDX-License-Identifier: EUPL-1.2 */
/* Frames through a socket pair: in pieces, many at once, too long. */
#include "worker/runner/frame.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "runner.pb-c.h"

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

static char long_text[LT_MESSAGE_BYTES_MAX];

static void open_pair(int pair[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
}

static void close_pair(const int pair[2])
{
	(void)close(pair[0]);
	(void)close(pair[1]);
}

/* The id of a JobResult of that frame. */
static uint64_t id_of(struct lt_slice bytes)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__JobResult *result;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(LT_DECODE(job_result, bytes, &arena, &result, NULL), 0);
	return result->id;
}

static void add(struct lt_frames *frames, uint64_t id, size_t note_bytes)
{
	Lt__JobResult result = LT__JOB_RESULT__INIT;
	result.id = id;
	result.note = long_text + sizeof long_text - 1 - note_bytes;
	assert_int_equal(lt_frames_add(frames, &result.base), 0);
}

static void test_frames__many_of_all_sizes__arrive_in_order(void **state)
{
	(void)state;
	enum { COUNT = 2000 };
	int pair[2];
	LT_AUTO(frames) struct lt_frames out = {0};
	LT_AUTO(frames) struct lt_frames in = {0};
	struct lt_slice bytes;
	uint64_t next = 1;
	open_pair(pair);
	for (uint64_t i = 1; i <= COUNT; i++)
		add(&out, i, (size_t)(i * i * 7) % LT_TEXT_BYTES_MAX);
	while (next <= COUNT) {
		int sent = lt_frames_send(&out, pair[0]);
		assert_true(sent == 0 || sent == LT_E_BUSY);
		while (lt_frames_receive(&in, pair[1]) == 0)
			while (lt_frames_next(&in, &bytes) == 0)
				assert_int_equal(id_of(bytes), next++);
	}
	assert_int_equal(lt_frames_receive(&in, pair[1]), LT_E_BUSY);
	close_pair(pair);
}

static void test_frames_next__byte_by_byte__waits_for_the_whole(void **state)
{
	(void)state;
	int pair[2];
	LT_AUTO(frames) struct lt_frames out = {0};
	LT_AUTO(frames) struct lt_frames in = {0};
	struct lt_slice bytes;
	open_pair(pair);
	add(&out, 7, 300);
	for (size_t i = out.start; i < out.end; i++) {
		assert_int_equal(lt_frames_next(&in, &bytes), LT_E_ABSENT);
		assert_int_equal(write(pair[0], out.data + i, 1), 1);
		assert_int_equal(lt_frames_receive(&in, pair[1]), 0);
	}
	assert_int_equal(lt_frames_next(&in, &bytes), 0);
	assert_int_equal(id_of(bytes), 7);
	close_pair(pair);
}

static void test_frames_add__over_the_limit__is_refused(void **state)
{
	(void)state;
	LT_AUTO(frames) struct lt_frames out = {0};
	Lt__JobResult result = LT__JOB_RESULT__INIT;
	result.note = long_text;
	assert_int_equal(lt_frames_add(&out, &result.base), LT_E_LIMIT);
	assert_int_equal(out.end, 0);
}

static void test_frames_next__length_over_the_limit__is_refused(void **state)
{
	(void)state;
	int pair[2];
	LT_AUTO(frames) struct lt_frames in = {0};
	struct lt_slice bytes;
	open_pair(pair);
	assert_int_equal(write(pair[0], "\xff\xff\xff\xff", 4), 4);
	assert_int_equal(lt_frames_receive(&in, pair[1]), 0);
	assert_int_equal(lt_frames_next(&in, &bytes), LT_E_LIMIT);
	close_pair(pair);
}

static void test_frames__other_end_closed__says_so(void **state)
{
	(void)state;
	int pair[2];
	LT_AUTO(frames) struct lt_frames frames = {0};
	open_pair(pair);
	(void)close(pair[1]);
	add(&frames, 1, 10);
	assert_int_equal(lt_frames_send(&frames, pair[0]), LT_E_LINE);
	assert_int_equal(lt_frames_receive(&frames, pair[0]), LT_E_LINE);
	(void)close(pair[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames__many_of_all_sizes__arrive_in_order),
		cmocka_unit_test(test_frames_next__byte_by_byte__waits_for_the_whole),
		cmocka_unit_test(test_frames_add__over_the_limit__is_refused),
		cmocka_unit_test(test_frames_next__length_over_the_limit__is_refused),
		cmocka_unit_test(test_frames__other_end_closed__says_so),
	};
	memset(long_text, 'a', sizeof long_text - 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
