/* SPDX-License-Identifier: EUPL-1.2 */
/* The child judges file after file and tells of each; the parent writes down what it hears, and
 * where a child ends in the middle, that is what there is to say of the file. */
#include "procedures/host/judge.h"

#include <string.h>
#include <time.h>

#include "procedures/host/bounds.h"
#include "procedures/host/finding.h"
#include "procedures/host/judge_wire.h"

#define TEXT_SILENT "kiểm tra tệp này quá lâu nên đã bị dừng"
#define TEXT_CPU "tệp này dùng quá nhiều thời gian máy nên đã bị dừng"
#define TEXT_CRASHED "bộ kiểm tra chết khi đọc tệp này, có thể vì hết bộ nhớ"
#define TEXT_NO_MEMORY "%s: không đủ bộ nhớ để kiểm tra tệp này"
#define TEXT_ADVICE "bỏ vòng lặp, chuỗi hoặc bảng quá lớn trong tệp; tệp thủ tục chỉ khai báo"
#define TEXT_NO_BASE "cần tệp của thủ tục gốc %s: hãy thêm --base TỆP, hoặc kiểm tra cùng một lần"

enum {
	SILENCE_MS = 45000, /* longer than a directory may take: the sandbox ends it first */
	CPU_S_BASE = 60,
	CPU_S_FILE = 5,
	JUDGE_ARENA_BYTES = 64 << 20
};
#define MEMORY_BYTES ((size_t)3 << 30)

/* -- in the child -- */

struct judging {
	const struct lt_judge_case *what;
	const struct lt_judged *before; /* what is known of files already judged */
	struct lt_judged *own;
	size_t from;
	int fd;
	struct lt_directory *directory;
};

static int64_t cpu_now_us(void)
{
	struct timespec t;
	LT_REQUIRE(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0);
	return (int64_t)t.tv_sec * LT_US_PER_SECOND + t.tv_nsec / 1000;
}

static const struct lt_judged *known(const struct judging *j, size_t i)
{
	return i < j->from ? &j->before[i] : &j->own[i];
}

/* The file an override lies over; NULL in @p ret: it is no override. */
static int find_base(struct judging *j, size_t index, struct lt_arena *arena,
		     const struct lt_judge_file **ret, const char **ret_extends, struct lt_err *err)
{
	const struct lt_judge_case *w = j->what;
	const char *code = NULL;
	*ret = NULL;
	if (w->files[index].kind != LT_JUDGE_OVERRIDE)
		return 0;
	*ret = w->files[index].base ? w->files[index].base : w->base;
	if (*ret)
		return 0;
	int r = lt_host_base_of(w->files[index].text, w->files[index].path, arena, &code, err);
	if (r < 0 || !*code)
		return r;
	*ret_extends = code;
	for (size_t i = 0; i < index; i++)
		if (known(j, i)->code && !known(j, i)->extends &&
		    strcmp(known(j, i)->code, code) == 0) {
			*ret = &w->files[i];
			return 0;
		}
	return lt_err_set(err, LT_E_ABSENT, TEXT_NO_BASE, code);
}

static int judge_procedure(struct judging *j, size_t index, struct lt_arena *arena,
			   struct lt_judged *ret, struct lt_err *err)
{
	LT_AUTO(definition) struct lt_definition *d = NULL;
	const struct lt_judge_file *file = &j->what->files[index];
	const struct lt_judge_file *base = NULL;
	int r = find_base(j, index, arena, &base, &ret->extends, err);
	if (r == 0)
		r = lt_host_load(file->text, file->path, base ? base->text : lt_slice(NULL, 0),
				 j->directory ? j->directory : j->what->directory, arena,
				 &ret->findings, &d, err);
	for (size_t i = 0; base && i < ret->findings.count; i++) /* the loader knows no name */
		if (strcmp(ret->findings.items[i].file, file->path) != 0)
			ret->findings.items[i].file = base->path;
	if (r < 0)
		return r;
	ret->code = lt_arena_str(arena, d->code);
	ret->version = lt_arena_str(arena, d->version);
	memcpy(ret->hash, d->hash, sizeof ret->hash);
	return lt_judge_note(d, arena, ret);
}

static int judge_file(struct judging *j, size_t index, struct lt_arena *arena,
		      struct lt_judged *ret, struct lt_err *err)
{
	LT_AUTO(directory) struct lt_directory *directory = NULL;
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	const struct lt_judge_file *file = &j->what->files[index];
	if (file->kind >= LT_JUDGE_PROCEDURE)
		return judge_procedure(j, index, arena, ret, err);
	int r = file->kind == LT_JUDGE_DIRECTORY
			? lt_host_load_directory(file->text, file->path, &directory, err)
			: lt_host_load_calendar(file->text, file->path, &calendar, err);
	if (r == 0)
		ret->version = lt_arena_str(arena, directory ? lt_directory_version(directory)
							     : lt_calendar_version(calendar));
	return r;
}

/* @param err  where judged->why may lie */
static void judge_one(struct judging *j, size_t i, struct lt_arena *arena, struct lt_judged *judged,
		      struct lt_err *err)
{
	int64_t began_us = cpu_now_us();
	judged->result = judge_file(j, i, arena, judged, err);
	judged->cpu_us = cpu_now_us() - began_us;
	if (judged->result == LT_E_NOMEM)
		(void)lt_err_set(err, LT_E_NOMEM, TEXT_NO_MEMORY, j->what->files[i].path);
	judged->why = judged->result < 0 && judged->findings.errors == 0 ? err->text : "";
}

static int tell(struct judging *j, uint32_t index, const struct lt_judged *judged,
		struct lt_arena *arena)
{
	struct lt_slice bytes;
	int r = lt_judge_pack(index, judged, arena, &bytes);
	return r < 0 ? r : lt_child_tell(j->fd, bytes);
}

/* @return false: there is nothing to check against. */
static bool read_directory(struct judging *j, struct lt_arena *arena)
{
	const struct lt_judge_file *file = j->what->directory_file;
	struct lt_err err = {0};
	struct lt_judged judged = {.why = err.text};
	if (!file)
		return true;
	judged.result = lt_host_load_directory(file->text, file->path, &j->directory, &err);
	return tell(j, LT_JUDGE_DIRECTORY_INDEX, &judged, arena) == 0 && judged.result == 0;
}

static void work(void *argument, int fd)
{
	struct judging *j = argument;
	struct lt_arena arena;
	lt_arena_init(&arena, JUDGE_ARENA_BYTES);
	j->fd = fd;
	if (!read_directory(j, &arena))
		return;
	for (size_t i = j->from; i < j->what->count; i++) {
		struct lt_err err = {0};
		struct lt_judged *judged = &j->own[i];
		judge_one(j, i, &arena, judged, &err);
		if (tell(j, (uint32_t)i, judged, &arena) < 0)
			return;
		*judged = (struct lt_judged){.code = judged->code, .extends = judged->extends};
	}
}

/* -- in the parent -- */

static struct lt_child_bounds bounds_of(const struct lt_judge_case *what)
{
	struct lt_child_bounds b = what->bounds;
	b.silence_ms = b.silence_ms ? b.silence_ms : SILENCE_MS;
	b.cpu_s = b.cpu_s ? b.cpu_s : CPU_S_BASE + CPU_S_FILE * (int64_t)what->count;
	b.memory_bytes = b.memory_bytes ? b.memory_bytes : MEMORY_BYTES;
	return b;
}

static const char *text_of(enum lt_child_end end)
{
	return end == LT_CHILD_SILENT ? TEXT_SILENT : end == LT_CHILD_CPU ? TEXT_CPU : TEXT_CRASHED;
}

/* The file on which a child ended. */
static int blame(const struct lt_judge_file *file, enum lt_child_end end, struct lt_arena *arena,
		 struct lt_judged *ret)
{
	LT_AUTO(arena) struct lt_arena scratch;
	struct lt_report report = {.findings = &ret->findings,
				   .arena = arena,
				   .scratch = &scratch,
				   .file = file->path};
	lt_arena_init(&scratch, JUDGE_ARENA_BYTES);
	*ret = (struct lt_judged){.result = LT_E_SCRIPT, .why = ""};
	LT_REPORT(&report, SCRIPT, ((struct lt_spot){.line = 0}), text_of(end), TEXT_ADVICE);
	return report.nomem ? LT_E_NOMEM : 0;
}

struct hearing {
	const struct lt_judge_case *what;
	struct lt_arena *arena;
	struct lt_judged *judged;
	size_t heard; /* files told of */
};

/* One telling. @return 0; LT_E_FORMAT: no child of ours says this; what the directory file is like.
 */
static int hear(struct hearing *h, struct lt_slice bytes, struct lt_err *err)
{
	struct lt_judged judged;
	uint32_t index = 0;
	int r = lt_judge_unpack(bytes, h->arena, &index, &judged);
	if (r == 0 && index == LT_JUDGE_DIRECTORY_INDEX && h->what->directory_file)
		return judged.result < 0 ? lt_err_set(err, judged.result, "%s", judged.why) : 0;
	if (r == 0 && index != h->heard)
		r = LT_E_FORMAT;
	if (r == 0)
		h->judged[h->heard++] = judged;
	return r;
}

/* From one start of a child to its end. */
static int listen(struct hearing *h, struct lt_err *err)
{
	struct lt_child_bounds bounds = bounds_of(h->what);
	struct judging j = {.what = h->what, .before = h->judged, .from = h->heard};
	struct lt_child child;
	struct lt_slice bytes;
	bool said = false;
	j.own = lt_arena_zalloc(h->arena, h->what->count, sizeof *j.own);
	if (!j.own)
		return LT_E_NOMEM;
	int r = lt_child_start(&child, &bounds, work, &j, err);
	while (r == 0) {
		r = lt_child_next(&child, h->arena, &bytes);
		if (r == 0)
			r = hear(h, bytes, err);
		said |= r == 0;
	}
	lt_child_stop(&child);
	if (r != LT_E_ABSENT && r != LT_E_FORMAT)
		return r;
	if (!said && h->what->directory_file) /* what it ended on was not a file of the list */
		return lt_err_set(err, LT_E_SCRIPT, "%s: %s", h->what->directory_file->path,
				  text_of(child.end));
	if (h->heard == h->what->count)
		return 0;
	size_t i = h->heard++;
	return blame(&h->what->files[i], child.end, h->arena, &h->judged[i]);
}

/* The same without a child. */
static int judge_here(struct hearing *h, struct lt_err *err)
{
	const struct lt_judge_file *file = h->what->directory_file;
	LT_AUTO(directory) struct lt_directory *directory = NULL;
	struct judging j = {.what = h->what, .own = h->judged};
	int r = file ? lt_host_load_directory(file->text, file->path, &directory, err) : 0;
	j.directory = directory;
	for (; h->heard < h->what->count && r == 0; h->heard++) {
		struct lt_err why = {0};
		struct lt_judged *judged = &h->judged[h->heard];
		judge_one(&j, h->heard, h->arena, judged, &why);
		judged->why = lt_arena_str(h->arena, judged->why);
		r = judged->result == LT_E_NOMEM || !judged->why ? LT_E_NOMEM : 0;
	}
	return r;
}

int lt_judge(const struct lt_judge_case *what, struct lt_arena *arena, struct lt_judged **ret,
	     struct lt_err *err)
{
	struct hearing h = {.what = what, .arena = arena};
	h.judged = lt_arena_zalloc(arena, what->count + 1, sizeof *h.judged);
	int r = h.judged ? 0 : LT_E_NOMEM;
	do {
		if (r == 0)
			r = what->here ? judge_here(&h, err) : listen(&h, err);
	} while (r == 0 && h.heard < what->count);
	if (r == 0)
		r = lt_judge_bundle(what, arena, h.judged);
	if (r == 0)
		*ret = h.judged;
	return r;
}
