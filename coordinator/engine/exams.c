/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/engine/exams.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "procedures/host/judge_wire.h"
#include "proto/codec/codec.h"

enum {
	KEPT_MAX = 8,
	RUNNING_MAX = 2,
	SECONDS_MAX = 600, /* a bundle of hundreds of tests; then it is given up */
	ARENA_BYTES_MAX = 256 << 20
};

/* One examination, under way or answered. */
struct exam {
	bool taken, running, used;
	uint8_t key[LT_HASH_BYTES];
	struct lt_child child; /* the listener's, until it is joined */
	pid_t pid;
	pthread_t listener;
	atomic_bool over;
	struct lt_arena arena;
	struct lt_slice *pieces; /* told by the examiner: head, one a file, tests */
	size_t pieces_count;
	struct lt_exams *owner;
};

struct lt_exams {
	struct lt_exams_options options;
	struct exam list[KEPT_MAX];
	bool waiting;
};

/* -- in the examiner -- */

struct examining {
	const struct lt_exam *exam;
	lt_exam_tests tests;
};

struct head {
	int32_t result;
	char text[LT_ERR_TEXT_BYTES];
};

static bool all_good(const struct lt_exam *exam, const struct lt_judged *judged)
{
	for (size_t i = 0; i < exam->what.count; i++)
		if (judged[i].result < 0)
			return false;
	return true;
}

static int tell_files(const struct lt_exam *exam, const struct lt_judged *judged,
		      struct lt_arena *arena, int fd)
{
	int r = 0;
	for (size_t i = 0; i < exam->what.count && r == 0; i++) {
		struct lt_slice bytes;
		r = lt_judge_pack((uint32_t)i, &judged[i], arena, &bytes);
		if (r == 0)
			r = lt_child_tell(fd, bytes);
	}
	return r;
}

static void examine(void *argument, int fd)
{
	const struct examining *e = argument;
	struct lt_arena arena;
	struct lt_judged *judged = NULL;
	Lt__TestsPlayed played = LT__TESTS_PLAYED__INIT;
	struct lt_slice packed;
	struct head head = {0};
	struct lt_err why = {0};
	lt_arena_init(&arena, ARENA_BYTES_MAX);
	int r = lt_judge(&e->exam->what, &arena, &judged, &why);
	if (r == 0 && e->tests && e->exam->bundle && all_good(e->exam, judged))
		r = e->tests(e->exam->bundle, &arena, &played, &why);
	if (r == 0)
		r = lt_encode(&played.base, &arena, &packed);
	head.result = r;
	memcpy(head.text, why.text, sizeof head.text);
	if (lt_child_tell(fd, lt_slice(&head, sizeof head)) < 0 || r < 0)
		return;
	if (tell_files(e->exam, judged, &arena, fd) == 0)
		LT_IGNORE(lt_child_tell(fd, packed)); /* nobody to tell it to */
}

/* -- on the listener's thread -- */

static void *listen(void *argument)
{
	struct exam *e = argument;
	struct lt_slice piece;
	while (lt_child_next(&e->child, &e->arena, &piece) == 0) {
		if (!LT_ARENA_PUSH(&e->arena, e->pieces, e->pieces_count))
			break;
		e->pieces[e->pieces_count++] = piece;
	}
	atomic_store(&e->over, true);
	if (e->owner->options.wake)
		e->owner->options.wake(e->owner->options.owner);
	return NULL;
}

/* -- on the engine's -- */

int lt_exams_new(const struct lt_exams_options *options, struct lt_exams **ret, struct lt_err *err)
{
	struct lt_exams *exams = calloc(1, sizeof *exams);
	if (!exams)
		return lt_err_set(err, LT_E_NOMEM, "exams");
	exams->options = *options;
	*ret = exams;
	return 0;
}

static void join(struct exam *e)
{
	if (!e->running)
		return;
	(void)pthread_join(e->listener, NULL);
	lt_child_stop(&e->child);
	e->running = false;
}

static void forget(struct exam *e)
{
	join(e);
	if (e->taken)
		lt_arena_done(&e->arena);
	*e = (struct exam){0};
}

void lt_exams_free(struct lt_exams *exams)
{
	if (!exams)
		return;
	for (size_t i = 0; i < KEPT_MAX; i++) {
		if (exams->list[i].running && !atomic_load(&exams->list[i].over))
			(void)kill(exams->list[i].pid, SIGKILL);
		forget(&exams->list[i]);
	}
	free(exams);
}

void lt_exams_begin(struct lt_exams *exams)
{
	if (!exams)
		return;
	exams->waiting = false;
	for (size_t i = 0; i < KEPT_MAX; i++)
		exams->list[i].used = false;
}

bool lt_exams_waiting(const struct lt_exams *exams)
{
	return exams && exams->waiting;
}

void lt_exams_await(struct lt_exams *exams)
{
	for (size_t i = 0; i < KEPT_MAX; i++)
		if (exams->list[i].running)
			return join(&exams->list[i]);
}

/* -- what is asked, as one number -- */

struct writer {
	struct lt_arena *arena;
	uint8_t *bytes;
	size_t size, room;
	bool failed;
};

static void put(struct writer *w, const void *data, size_t size)
{
	if (w->size + size > w->room && !w->failed) {
		size_t room = 2 * (w->room + size) + 4096;
		uint8_t *grown = lt_arena_alloc(w->arena, room);
		w->failed = grown == NULL;
		if (grown && w->size)
			memcpy(grown, w->bytes, w->size);
		w->bytes = grown;
		w->room = room;
	}
	if (w->failed)
		return;
	if (size)
		memcpy(w->bytes + w->size, data, size);
	w->size += size;
}

static void put_text(struct writer *w, const char *text)
{
	put(w, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void put_file(struct writer *w, const struct lt_judge_file *file)
{
	uint64_t size = file ? file->text.size : UINT64_MAX;
	put(w, &size, sizeof size);
	if (!file)
		return;
	put(w, &file->kind, sizeof file->kind);
	put_text(w, file->path);
	put(w, file->text.data, file->text.size);
}

static void put_tests(struct writer *w, const Lt__BundleProposed *b)
{
	for (size_t i = 0; b && i < b->n_files; i++) {
		put_text(w, b->files[i]->tests);
		put(w, b->files[i]->uses, b->files[i]->n_uses * sizeof *b->files[i]->uses);
	}
	for (size_t i = 0; b && i < b->n_support; i++) {
		put(w, &b->support[i]->kind, sizeof b->support[i]->kind);
		put_text(w, b->support[i]->source);
	}
}

static int key_of(const struct lt_exam *exam, struct lt_arena *arena,
		  uint8_t ret[static LT_HASH_BYTES])
{
	struct writer w = {.arena = arena};
	const struct lt_judge_case *c = &exam->what;
	for (size_t i = 0; i < c->count; i++) {
		put_file(&w, &c->files[i]);
		put_file(&w, c->files[i].base);
	}
	put_file(&w, c->directory_file);
	put_text(&w, c->directory ? lt_directory_version(c->directory) : NULL);
	put_tests(&w, exam->bundle);
	if (w.failed)
		return LT_E_NOMEM;
	lt_hash(lt_slice(w.bytes, w.size), ret);
	return 0;
}

/* -- asking -- */

static struct exam *find(struct lt_exams *exams, const uint8_t *key)
{
	for (size_t i = 0; i < KEPT_MAX; i++)
		if (exams->list[i].taken && memcmp(exams->list[i].key, key, LT_HASH_BYTES) == 0)
			return &exams->list[i];
	return NULL;
}

/* NULL: all are needed, or enough are under way. */
static struct exam *room_for(struct lt_exams *exams)
{
	struct exam *free_one = NULL;
	size_t running = 0;
	for (size_t i = 0; i < KEPT_MAX; i++) {
		struct exam *e = &exams->list[i];
		running += e->running && !atomic_load(&e->over);
		if (!e->taken || (!e->used && (!e->running || atomic_load(&e->over))))
			free_one = e;
	}
	return running < RUNNING_MAX ? free_one : NULL;
}

static int start(struct lt_exams *exams, struct exam *e, const struct lt_exam *what,
		 const uint8_t *key, struct lt_err *err)
{
	struct lt_child_bounds bounds = {.silence_ms = SECONDS_MAX * INT64_C(1000),
					 .examines = true};
	struct examining examining = {what, exams->options.tests};
	forget(e);
	e->owner = exams;
	memcpy(e->key, key, LT_HASH_BYTES);
	lt_arena_init(&e->arena, ARENA_BYTES_MAX);
	e->taken = e->used = true;
	int r = lt_child_start(&e->child, &bounds, examine, &examining, err);
	e->pid = r == 0 ? e->child.pid : 0;
	if (r == 0 && pthread_create(&e->listener, NULL, listen, e) != 0) {
		lt_child_stop(&e->child);
		r = lt_err_set(err, LT_E_NOMEM, "listener");
	}
	e->running = r == 0;
	if (r < 0)
		forget(e);
	return r;
}

static int read_answer(struct exam *e, size_t count, struct lt_arena *arena,
		       struct lt_judged **ret_judged, Lt__TestsPlayed **ret_tests,
		       struct lt_err *err)
{
	struct head head;
	struct lt_judged *judged = lt_arena_zalloc(arena, count + 1, sizeof *judged);
	if (!judged)
		return LT_E_NOMEM;
	if (e->pieces_count == 0 || e->pieces[0].size != sizeof head)
		return lt_err_set(
			err, LT_E_TIMEOUT,
			"kiểm tra gói này không xong trong %d giây; hãy chia gói nhỏ hơn, "
			"bớt kịch bản",
			SECONDS_MAX);
	memcpy(&head, e->pieces[0].data, sizeof head);
	if (head.result < 0)
		return lt_err_set(err, head.result, "%s", head.text);
	if (e->pieces_count != count + 2)
		return lt_err_set(err, LT_E_IO, "bộ kiểm tra dừng giữa chừng");
	for (size_t i = 0; i < count; i++) {
		uint32_t index;
		int r = lt_judge_unpack(e->pieces[i + 1], arena, &index, &judged[i]);
		if (r < 0)
			return r;
	}
	*ret_judged = judged;
	return LT_DECODE_OWN(tests_played, e->pieces[count + 1], arena, ret_tests);
}

int lt_exams_ask(struct lt_exams *exams, const struct lt_exam *exam, struct lt_arena *arena,
		 struct lt_judged **ret_judged, Lt__TestsPlayed **ret_tests, struct lt_err *err)
{
	uint8_t key[LT_HASH_BYTES];
	int r = key_of(exam, arena, key);
	struct exam *e = r == 0 ? find(exams, key) : NULL;
	if (r == 0 && !e && (e = room_for(exams)))
		r = start(exams, e, exam, key, err);
	if (r < 0)
		return r;
	if (!e || !atomic_load(&e->over)) {
		if (e)
			e->used = true;
		exams->waiting = true;
		return LT_E_BUSY;
	}
	join(e);
	e->used = true;
	r = read_answer(e, exam->what.count, arena, ret_judged, ret_tests, err);
	if (r < 0) /* what was the machine's fault may go better the next time */
		forget(e);
	return r;
}
