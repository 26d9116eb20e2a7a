/* SPDX-License-Identifier: EUPL-1.2 */
/* What every run reads again is read once: directories, calendars and procedures by their content,
 * for all seeds, all starts of the coordinator and all nodes of this process. They are immutable,
 * and a procedure gives one answer to one question, so nobody can tell. And the disk beneath has
 * room, whatever the machine's has: full disks are injected.
 *
 * Done by the linker's --wrap, so that the code under test stays as it is. */
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "procedures/host/host.h"
#include "procedures/host/judge.h"
#include "proto/base/ids.h"
#include "tests/sim/sim.h"

/* Procedures beyond so many are let go between two runs. */
enum { SHELF_SLOTS = 4096, SHELF_ITEMS_MAX = 1500 };

enum { VERDICT_ARENA_BYTES = 64 << 20 };

enum kind { KIND_DIRECTORY = 1, KIND_CALENDAR, KIND_DEFINITION, KIND_VERDICT };

/* What the checker said of some files. */
struct verdict {
	struct lt_arena arena;
	struct lt_judged *judged;
};

struct item {
	uint64_t key;
	enum kind kind;
	void *thing;
};

static struct item shelf[SHELF_SLOTS];
static size_t items_count;
static const char *full; /* the folder without room on its disk */

int __real_lt_host_load_directory(struct lt_slice source, const char *file,
				  struct lt_directory **ret, struct lt_err *err);
int __real_lt_host_load_calendar(struct lt_slice source, const char *file, struct lt_calendar **ret,
				 struct lt_err *err);
int __real_lt_host_reload(struct lt_slice source, const char *file, struct lt_slice base,
			  struct lt_definition **ret, struct lt_err *err);
void __real_lt_directory_free(struct lt_directory *directory);
void __real_lt_calendar_free(struct lt_calendar *calendar);
void __real_lt_definition_free(struct lt_definition *definition);

int __wrap_lt_host_load_directory(struct lt_slice source, const char *file,
				  struct lt_directory **ret, struct lt_err *err);
int __wrap_lt_host_load_calendar(struct lt_slice source, const char *file, struct lt_calendar **ret,
				 struct lt_err *err);
int __wrap_lt_host_reload(struct lt_slice source, const char *file, struct lt_slice base,
			  struct lt_definition **ret, struct lt_err *err);
void __wrap_lt_directory_free(struct lt_directory *directory);
void __wrap_lt_calendar_free(struct lt_calendar *calendar);
void __wrap_lt_definition_free(struct lt_definition *definition);
int __real_lt_judge(const struct lt_judge_case *what, struct lt_arena *arena,
		    struct lt_judged **ret, struct lt_err *err);
int __wrap_lt_judge(const struct lt_judge_case *what, struct lt_arena *arena,
		    struct lt_judged **ret, struct lt_err *err);
int __wrap_statvfs(const char *path, struct statvfs *ret);
int __wrap_statvfs64(const char *path, struct statvfs *ret);

/* -- the shelf -- */

static struct item *place_of_key(uint64_t key, enum kind kind)
{
	size_t i = key % SHELF_SLOTS;
	while (shelf[i].key && shelf[i].key != key)
		i = (i + 1) % SHELF_SLOTS;
	shelf[i].key = key;
	shelf[i].kind = kind;
	return &shelf[i];
}

static struct item *place_of(enum kind kind, struct lt_slice source, const char *file,
			     struct lt_slice base)
{
	uint64_t parts[4] = {kind, lt_content_key(source), lt_content_key(lt_slice_str(file)),
			     base.size ? lt_content_key(base) : 0};
	return place_of_key(lt_content_key(lt_slice(parts, sizeof parts)) | 1, kind);
}

static void put(struct item *item, void *thing)
{
	item->thing = thing;
	items_count++;
	LT_REQUIRE(items_count < SHELF_SLOTS);
}

static bool is_shelved(const void *thing)
{
	for (size_t i = 0; thing && i < SHELF_SLOTS; i++)
		if (shelf[i].thing == thing)
			return true;
	return false;
}

static void let_go(const struct item *item)
{
	struct verdict *verdict = item->thing;
	if (item->kind == KIND_DIRECTORY)
		__real_lt_directory_free(item->thing);
	else if (item->kind == KIND_CALENDAR)
		__real_lt_calendar_free(item->thing);
	else if (item->kind == KIND_DEFINITION)
		__real_lt_definition_free(item->thing);
	else
		lt_arena_done(&verdict->arena);
	if (item->kind == KIND_VERDICT)
		free(verdict);
}

void sim_shelf_clear(bool all)
{
	if (!all && items_count < SHELF_ITEMS_MAX)
		return;
	struct item *old = calloc(SHELF_SLOTS, sizeof *old);
	LT_REQUIRE(old != NULL);
	memcpy(old, shelf, sizeof shelf);
	memset(shelf, 0, sizeof shelf);
	items_count = 0;
	for (size_t i = 0; i < SHELF_SLOTS; i++) {
		if (!old[i].thing)
			continue;
		if (all || old[i].kind >= KIND_DEFINITION)
			let_go(&old[i]);
		else
			put(place_of_key(old[i].key, old[i].kind), old[i].thing);
	}
	free(old);
}

/* -- in place of the host's -- */

int __wrap_lt_host_load_directory(struct lt_slice source, const char *file,
				  struct lt_directory **ret, struct lt_err *err)
{
	struct item *item = place_of(KIND_DIRECTORY, source, file, lt_slice(NULL, 0));
	struct lt_directory *directory = NULL;
	if (!item->thing) {
		int r = __real_lt_host_load_directory(source, file, &directory, err);
		if (r < 0)
			return r;
		put(item, directory);
	}
	*ret = item->thing;
	return 0;
}

int __wrap_lt_host_load_calendar(struct lt_slice source, const char *file, struct lt_calendar **ret,
				 struct lt_err *err)
{
	struct item *item = place_of(KIND_CALENDAR, source, file, lt_slice(NULL, 0));
	struct lt_calendar *calendar = NULL;
	if (!item->thing) {
		int r = __real_lt_host_load_calendar(source, file, &calendar, err);
		if (r < 0)
			return r;
		put(item, calendar);
	}
	*ret = item->thing;
	return 0;
}

int __wrap_lt_host_reload(struct lt_slice source, const char *file, struct lt_slice base,
			  struct lt_definition **ret, struct lt_err *err)
{
	struct item *item = place_of(KIND_DEFINITION, source, file, base);
	struct lt_definition *definition = NULL;
	if (!item->thing) {
		int r = __real_lt_host_reload(source, file, base, &definition, err);
		if (r < 0)
			return r;
		put(item, definition);
	}
	*ret = item->thing;
	return 0;
}

void __wrap_lt_directory_free(struct lt_directory *directory)
{
	if (!is_shelved(directory))
		__real_lt_directory_free(directory);
}

void __wrap_lt_calendar_free(struct lt_calendar *calendar)
{
	if (!is_shelved(calendar))
		__real_lt_calendar_free(calendar);
}

void __wrap_lt_definition_free(struct lt_definition *definition)
{
	if (!is_shelved(definition))
		__real_lt_definition_free(definition);
}

static uint64_t file_key(const struct lt_judge_file *file)
{
	if (!file)
		return 0;
	uint64_t parts[4] = {file->kind, lt_content_key(lt_slice_str(file->path)),
			     lt_content_key(file->text), file_key(file->base)};
	return lt_content_key(lt_slice(parts, sizeof parts));
}

/* What is judged under a directory of the shelf, which stays as long as the verdict. */
static struct item *verdict_place(const struct lt_judge_case *what)
{
	if (!what->here || what->directory_file || !is_shelved(what->directory))
		return NULL;
	uint64_t key = lt_content_key(lt_slice(&what->directory, sizeof what->directory));
	for (size_t i = 0; i <= what->count; i++) {
		const struct lt_judge_file *file = i < what->count ? &what->files[i] : what->base;
		uint64_t parts[2] = {key, file_key(file)};
		key = lt_content_key(lt_slice(parts, sizeof parts));
	}
	return place_of_key(key | 1, KIND_VERDICT);
}

int __wrap_lt_judge(const struct lt_judge_case *what, struct lt_arena *arena,
		    struct lt_judged **ret, struct lt_err *err)
{
	struct item *item = verdict_place(what);
	if (!item)
		return __real_lt_judge(what, arena, ret, err);
	struct verdict *verdict = item->thing;
	if (!verdict) {
		verdict = calloc(1, sizeof *verdict);
		LT_REQUIRE(verdict != NULL);
		lt_arena_init(&verdict->arena, VERDICT_ARENA_BYTES);
		int r = __real_lt_judge(what, &verdict->arena, &verdict->judged, err);
		if (r < 0) {
			lt_arena_done(&verdict->arena);
			free(verdict);
			return r;
		}
		put(item, verdict);
	}
	*ret = lt_arena_copy(arena, verdict->judged, what->count * sizeof **ret);
	return *ret ? 0 : LT_E_NOMEM;
}

/* -- the disk -- */

void sim_shelf_fill_disk(const char *path)
{
	full = path;
}

int __wrap_statvfs(const char *path, struct statvfs *ret)
{
	*ret = (struct statvfs){.f_bsize = 4096, .f_frsize = 4096};
	ret->f_blocks = ret->f_bfree = ret->f_bavail = UINT64_C(1) << 28;
	if (full && strncmp(path, full, strlen(full)) == 0)
		ret->f_bfree = ret->f_bavail = 1;
	return 0;
}

int __wrap_statvfs64(const char *path, struct statvfs *ret)
{
	return __wrap_statvfs(path, ret);
}
