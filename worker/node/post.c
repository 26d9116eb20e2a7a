/* SPDX-License-Identifier: EUPL-1.2 */
/* One mutex, one eventfd that is written once for many letters. */
#include "worker/node/post.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct lt_post {
	pthread_mutex_t lock;
	int fd;
	bool rung; /* fd is readable, or about to be */
	struct lt_letters letters;
	struct lt_call **calls_last;
	size_t gone_room;
};

int lt_post_new(struct lt_post **ret, struct lt_err *err)
{
	struct lt_post *post = calloc(1, sizeof *post);
	int fd = post ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
	if (fd < 0) {
		free(post);
		return lt_err_set(err, LT_E_NOMEM, "node");
	}
	post->fd = fd;
	post->calls_last = &post->letters.calls;
	LT_REQUIRE(pthread_mutex_init(&post->lock, NULL) == 0);
	*ret = post;
	return 0;
}

void lt_post_free(struct lt_post *post)
{
	if (!post)
		return;
	for (struct lt_call *call = post->letters.calls, *next; call; call = next) {
		next = call->next;
		lt_server_drop(call);
	}
	free(post->letters.gone);
	(void)pthread_mutex_destroy(&post->lock);
	(void)close(post->fd);
	free(post);
}

static void ring(struct lt_post *post)
{
	static const uint64_t one = 1;
	if (!post->rung)
		(void)!write(post->fd, &one, sizeof one);
	post->rung = true;
}

void lt_post_wake(struct lt_post *post)
{
	(void)pthread_mutex_lock(&post->lock);
	ring(post);
	(void)pthread_mutex_unlock(&post->lock);
}

void lt_post_on_done(void *owner, struct lt_talk *talk)
{
	struct lt_post *post = owner;
	(void)pthread_mutex_lock(&post->lock);
	LT_REQUIRE(post->letters.talks_count < LT_CLIENT_TALKS_MAX);
	post->letters.talks[post->letters.talks_count++] = talk;
	ring(post);
	(void)pthread_mutex_unlock(&post->lock);
}

void lt_post_on_line(void *owner, uint32_t line)
{
	struct lt_post *post = owner;
	(void)line; /* a hint; lt_client_line tells */
	(void)pthread_mutex_lock(&post->lock);
	post->letters.line = true;
	ring(post);
	(void)pthread_mutex_unlock(&post->lock);
}

void lt_post_on_call(void *owner, struct lt_call *call)
{
	struct lt_post *post = owner;
	(void)pthread_mutex_lock(&post->lock);
	call->next = NULL;
	*post->calls_last = call;
	post->calls_last = &call->next;
	ring(post);
	(void)pthread_mutex_unlock(&post->lock);
}

static bool room_for_gone(struct lt_post *post)
{
	if (post->letters.gone_count < post->gone_room)
		return true;
	size_t room = post->gone_room ? 2 * post->gone_room : 16;
	uint32_t *grown = realloc(post->letters.gone, room * sizeof *grown);
	if (!grown)
		return false;
	post->letters.gone = grown;
	post->gone_room = room;
	return true;
}

void lt_post_on_gone(void *owner, uint32_t pipe)
{
	struct lt_post *post = owner;
	(void)pthread_mutex_lock(&post->lock);
	if (room_for_gone(post)) /* otherwise its visit ends by age */
		post->letters.gone[post->letters.gone_count++] = pipe;
	ring(post);
	(void)pthread_mutex_unlock(&post->lock);
}

int lt_post_fd(const struct lt_post *post)
{
	return post->fd;
}

void lt_post_take(struct lt_post *post, struct lt_letters *ret)
{
	uint64_t rings;
	(void)pthread_mutex_lock(&post->lock);
	if (post->rung)
		(void)!read(post->fd, &rings, sizeof rings);
	post->rung = false;
	*ret = post->letters;
	post->letters = (struct lt_letters){0};
	post->calls_last = &post->letters.calls;
	post->gone_room = 0;
	(void)pthread_mutex_unlock(&post->lock);
}
