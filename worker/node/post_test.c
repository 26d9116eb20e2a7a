/* SPDX-License-Identifier: EUPL-1.2 */
/* Letters from many threads: each arrives once, and none is left while the descriptor is silent. */
#include "worker/node/post.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

enum { THREADS = 4, LETTERS = 20000, PATIENCE_MS = 30000 };

struct sender {
	struct lt_post *post;
	uint32_t number;
	pthread_t thread;
};

static void *send_letters(void *arg)
{
	const struct sender *s = arg;
	for (uint32_t i = 0; i < LETTERS; i++)
		lt_post_on_gone(s->post, s->number * LETTERS + i);
	lt_post_on_line(s->post, 1);
	return NULL;
}

static void test_post__letters_of_many_threads__each_arrives_once(void **state)
{
	(void)state;
	struct lt_err err = {0};
	struct lt_post *post;
	struct sender senders[THREADS];
	uint8_t *seen = calloc(THREADS, LETTERS);
	size_t count = 0;
	assert_non_null(seen);
	assert_int_equal(lt_post_new(&post, &err), 0);
	for (uint32_t i = 0; i < THREADS; i++) {
		senders[i] = (struct sender){.post = post, .number = i};
		assert_int_equal(
			pthread_create(&senders[i].thread, NULL, send_letters, &senders[i]), 0);
	}
	while (count < (size_t)THREADS * LETTERS) {
		struct lt_letters letters;
		struct pollfd fd = {.fd = lt_post_fd(post), .events = POLLIN};
		assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
		lt_post_take(post, &letters);
		for (size_t i = 0; i < letters.gone_count; i++)
			assert_int_equal(seen[letters.gone[i]]++, 0);
		count += letters.gone_count;
		free(letters.gone);
	}
	for (uint32_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(senders[i].thread, NULL), 0);
	lt_post_free(post);
	free(seen);
}

static void test_post_take__nothing_there__gives_nothing(void **state)
{
	(void)state;
	struct lt_err err = {0};
	struct lt_post *post;
	struct lt_letters letters;
	assert_int_equal(lt_post_new(&post, &err), 0);
	struct pollfd fd = {.fd = lt_post_fd(post), .events = POLLIN};
	lt_post_take(post, &letters);
	assert_int_equal(letters.talks_count + letters.gone_count, 0);
	assert_null(letters.calls);
	lt_post_on_line(post, 3);
	assert_int_equal(poll(&fd, 1, 0), 1);
	lt_post_take(post, &letters);
	assert_true(letters.line);
	assert_int_equal(poll(&fd, 1, 0), 0);
	lt_post_free(post);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_post__letters_of_many_threads__each_arrives_once),
		cmocka_unit_test(test_post_take__nothing_there__gives_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
