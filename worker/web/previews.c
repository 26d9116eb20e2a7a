/* SPDX-License-Identifier: EUPL-1.2 */
/* What is asked for waits in a short queue; more than that is asked for again by whoever looks
 * again. Why none could be made is noted beside the scan, so that a broken one is tried once a day
 * and not with every look. */
#include "worker/web/previews.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/arena.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/base/program.h"
#include "proto/base/time.h"

enum {
	QUEUE_MAX = 128,
	TIMEOUT_MS = 20000,
	PICTURES_BYTES_MAX = 4 << 20,
	PATH_BYTES = 4096,
};
#define TRY_AGAIN_US LT_US_PER_DAY

struct lt_previews {
	const struct lt_papers *papers;
	void (*made)(void *owner);
	void *owner;
	pthread_mutex_t lock;
	pthread_cond_t more;
	pthread_t thread;
	struct lt_beside_spot queue[QUEUE_MAX]; /* the first is under way, or is next */
	size_t count;
	bool stopping;
	char program[PATH_BYTES];
};

/* -- making -- */

/* It lies beside this program. */
static bool find_program(char path[static PATH_BYTES])
{
	static const char name[] = "lienthong-preview";
	ssize_t n = readlink("/proc/self/exe", path, PATH_BYTES - sizeof name - 1);
	if (n <= 0)
		return false;
	path[n] = 0;
	char *slash = strrchr(path, '/');
	LT_ASSERT(slash);
	memcpy(slash + 1, name, sizeof name);
	return true;
}

/* "<large> <small>\n", and so many bytes. */
static bool split(struct lt_slice out, struct lt_slice *ret_large, struct lt_slice *ret_small)
{
	unsigned long large = 0, small = 0;
	const char *end = memchr(out.data, '\n', out.size);
	if (!end || sscanf((const char *)out.data, "%lu %lu\n", &large, &small) != 2)
		return false;
	size_t head = (size_t)(end + 1 - (const char *)out.data);
	if (!large || !small || large > out.size || small > out.size ||
	    head + large + small != out.size)
		return false;
	*ret_large = lt_slice(out.data + head, large);
	*ret_small = lt_slice(out.data + head + large, small);
	return true;
}

static int look_at(struct lt_previews *p, const struct lt_beside_spot *spot, int fd,
		   struct lt_arena *arena, struct lt_err *err)
{
	const char *const argv[] = {p->program, NULL};
	const struct lt_program_bounds bounds = {
		.timeout_ms = TIMEOUT_MS, .bytes = PICTURES_BYTES_MAX, .input = fd};
	struct lt_program_end end;
	struct lt_slice large, small;
	int r = lt_program_try(argv, lt_slice(NULL, 0), &bounds, arena, &end, err);
	if (r < 0)
		return r;
	if (end.status != 0 || !split(end.out, &large, &small))
		return lt_err_set(err, LT_E_FORMAT, "no picture can be made of it");
	r = lt_beside_write(p->papers, spot, LT_BESIDE_LARGE, large, err);
	return r < 0 ? r : lt_beside_write(p->papers, spot, LT_BESIDE_SMALL, small, err);
}

static void make(struct lt_previews *p, const struct lt_beside_spot *spot)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	struct lt_err err = {0};
	char hex[2 * LT_HASH_BYTES + 1] = "upload";
	lt_arena_init(&arena, PICTURES_BYTES_MAX + (64 << 10));
	int r = lt_beside_open(p->papers, spot, &file, &err);
	if (r == 0)
		r = lt_previews_takes(file.type) ? look_at(p, spot, file.fd, &arena, &err)
						 : LT_E_FORMAT;
	if (r == 0)
		return;
	if (!spot->is_upload)
		(void)lt_hex(lt_slice(spot->hash, LT_HASH_BYTES), hex);
	lt_log(LT_LOG_WARN, "web", 0, web_trouble, "no_preview=%s %s: %s", hex, lt_err_name(r),
	       err.text);
	if (file.fd >= 0 &&
	    lt_beside_write(p->papers, spot, LT_BESIDE_NONE, lt_slice(NULL, 0), &err) < 0)
		lt_log(LT_LOG_WARN, "web", 0, web_trouble, "no_preview %s", err.text);
}

static void *work(void *arg)
{
	struct lt_previews *p = arg;
	(void)pthread_mutex_lock(&p->lock);
	while (!p->stopping) {
		if (!p->count) {
			(void)pthread_cond_wait(&p->more, &p->lock);
			continue;
		}
		struct lt_beside_spot spot = p->queue[0];
		(void)pthread_mutex_unlock(&p->lock);
		make(p, &spot);
		(void)pthread_mutex_lock(&p->lock);
		memmove(p->queue, p->queue + 1, --p->count * sizeof *p->queue);
		(void)pthread_mutex_unlock(&p->lock);
		p->made(p->owner);
		(void)pthread_mutex_lock(&p->lock);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* -- asking -- */

bool lt_previews_takes(enum lt_paper_type type)
{
	return type == LT_PAPER_JPEG || type == LT_PAPER_PNG || type == LT_PAPER_PDF;
}

/* Under the lock. */
static bool is_queued(const struct lt_previews *p, const struct lt_beside_spot *spot)
{
	for (size_t i = 0; i < p->count; i++)
		if (lt_beside_same(&p->queue[i], spot))
			return true;
	return false;
}

int lt_previews_find(struct lt_previews *p, const struct lt_beside_spot *spot, enum lt_beside what,
		     struct lt_paper_file *ret)
{
	int64_t age_us = 0;
	(void)pthread_mutex_lock(&p->lock);
	bool queued = is_queued(p, spot); /* first: it leaves the queue when it is there */
	(void)pthread_mutex_unlock(&p->lock);
	int r = lt_beside_read(p->papers, spot, what, ret, &age_us);
	return r == LT_E_ABSENT && queued ? LT_E_BUSY : r;
}

int lt_previews_get(struct lt_previews *p, const struct lt_beside_spot *spot, enum lt_beside what,
		    struct lt_paper_file *ret)
{
	LT_AUTO(paper_file) struct lt_paper_file none = {.fd = -1};
	int64_t age_us = 0;
	int r = lt_previews_find(p, spot, what, ret);
	if (r != LT_E_ABSENT)
		return r;
	if (lt_beside_read(p->papers, spot, LT_BESIDE_NONE, &none, &age_us) == 0 &&
	    age_us < TRY_AGAIN_US)
		return LT_E_ABSENT;
	(void)pthread_mutex_lock(&p->lock);
	if (!is_queued(p, spot) && p->count < QUEUE_MAX) {
		p->queue[p->count++] = *spot;
		(void)pthread_cond_signal(&p->more);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return LT_E_BUSY;
}

/* -- life -- */

int lt_previews_new(const struct lt_papers *papers, void (*made)(void *owner), void *owner,
		    struct lt_previews **ret, struct lt_err *err)
{
	struct lt_previews *p = calloc(1, sizeof *p);
	if (!p)
		return lt_err_set(err, LT_E_NOMEM, "previews");
	p->papers = papers;
	p->made = made;
	p->owner = owner;
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->more, NULL);
	if (!find_program(p->program) || pthread_create(&p->thread, NULL, work, p) != 0) {
		free(p);
		return lt_err_set(err, LT_E_IO, "previews: no thread");
	}
	*ret = p;
	return 0;
}

void lt_previews_stop(struct lt_previews *p)
{
	if (!p)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->stopping = true;
	(void)pthread_cond_signal(&p->more);
	(void)pthread_mutex_unlock(&p->lock);
	(void)pthread_join(p->thread, NULL);
}

void lt_previews_free(struct lt_previews *p)
{
	if (!p)
		return;
	(void)pthread_cond_destroy(&p->more);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
