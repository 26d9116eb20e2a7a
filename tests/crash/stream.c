/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/crash/stream.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/err.h"

enum { SECTOR = 512, GROW = 1 << 20 };

static const char *const names[DISK_FILES] = {"journal.mdb", "state.mdb"};

/* -- the record -- */

static uint8_t *read_whole(const char *path, size_t *ret_size)
{
	struct stat st;
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	LT_REQUIRE(fd >= 0 && fstat(fd, &st) == 0);
	uint8_t *bytes = malloc((size_t)st.st_size + 1);
	LT_REQUIRE(bytes && read(fd, bytes, (size_t)st.st_size) == st.st_size);
	*ret_size = (size_t)st.st_size;
	return bytes;
}

void crash_stream_read(struct crash_stream *ret, const char *path)
{
	size_t size, room = 0;
	*ret = (struct crash_stream){.record = read_whole(path, &size)};
	for (size_t at = 0; at < size;) {
		struct crash_call call;
		if (ret->calls_count == room) {
			room = room ? 2 * room : 1024;
			ret->calls = realloc(ret->calls, room * sizeof *ret->calls);
			LT_REQUIRE(ret->calls != NULL);
		}
		LT_REQUIRE(size - at >= sizeof call.head);
		memcpy(&call.head, ret->record + at, sizeof call.head);
		at += sizeof call.head;
		LT_REQUIRE(call.head.file < DISK_FILES && size - at >= call.head.size);
		call.bytes = ret->record + at;
		at += call.head.size;
		ret->calls[ret->calls_count++] = call;
	}
}

void crash_stream_done(struct crash_stream *stream)
{
	free(stream->record);
	free(stream->calls);
}

/* -- images -- */

/* A file that grows is zero in between. */
static void resize(struct crash_image *image, size_t size)
{
	if (size > image->room) {
		image->room = size + GROW;
		image->bytes = realloc(image->bytes, image->room);
		LT_REQUIRE(image->bytes != NULL);
	}
	if (size > image->size)
		memset(image->bytes + image->size, 0, size - image->size);
	image->size = size;
}

static void copy(struct crash_image *to, const struct crash_image *from)
{
	resize(to, from->size);
	if (from->size)
		memcpy(to->bytes, from->bytes, from->size);
}

static void put(struct crash_image *image, const struct crash_call *call, size_t from, size_t size)
{
	size_t end = (size_t)call->head.at + from + size;
	if (end > image->size)
		resize(image, end);
	memcpy(image->bytes + call->head.at + from, call->bytes + from, size);
}

static void apply(struct crash_image *image, const struct crash_call *call)
{
	if (call->head.failed)
		return;
	if (call->head.kind == DISK_SIZE)
		resize(image, (size_t)call->head.at);
	else if (call->head.kind == DISK_WRITE)
		put(image, call, 0, (size_t)call->head.size);
}

/* Sectors are written or not, each by itself. */
static void apply_torn(struct crash_image *image, const struct crash_call *call,
		       struct sim_chance *chance)
{
	uint32_t percent = (uint32_t)sim_below(chance, 100);
	if (call->head.failed || call->head.kind != DISK_WRITE)
		return;
	for (size_t from = 0; from < call->head.size;) {
		size_t size = SECTOR - (call->head.at + from) % SECTOR;
		if (size > call->head.size - from)
			size = call->head.size - from;
		if (sim_percent(chance, percent))
			put(image, call, from, size);
		from += size;
	}
}

static void apply_somehow(struct crash_image *image, const struct crash_call *call,
			  struct sim_chance *chance)
{
	uint64_t dice = sim_below(chance, 3);
	if (dice == 0)
		apply(image, call);
	else if (dice == 1)
		apply_torn(image, call, chance);
}

/* -- the disk -- */

void crash_disk_init(struct crash_disk *disk, const struct crash_stream *stream)
{
	*disk = (struct crash_disk){.stream = stream};
}

void crash_disk_done(struct crash_disk *disk)
{
	for (size_t f = 0; f < DISK_FILES; f++) {
		free(disk->confirmed[f].bytes);
		free(disk->open[f].items);
	}
}

static const struct crash_call *next_call(const struct crash_disk *disk)
{
	return disk->at < disk->stream->calls_count ? &disk->stream->calls[disk->at] : NULL;
}

static void leave_open(struct crash_disk *disk, size_t file, size_t number)
{
	if (disk->open[file].count == disk->open[file].room) {
		disk->open[file].room = disk->open[file].room ? 2 * disk->open[file].room : 64;
		disk->open[file].items =
			realloc(disk->open[file].items, disk->open[file].room * sizeof(size_t));
		LT_REQUIRE(disk->open[file].items != NULL);
	}
	disk->open[file].items[disk->open[file].count++] = number;
}

/* Everything up to the sync that is the `keep`-th last becomes firm. */
static void confirm(struct crash_disk *disk, size_t file, unsigned keep)
{
	const struct crash_call *calls = disk->stream->calls;
	size_t *items = disk->open[file].items, count = disk->open[file].count, upto = count;
	for (unsigned seen = 0; upto > 0; upto--) {
		const struct disk_call *head = &calls[items[upto - 1]].head;
		bool syncs = head->kind == DISK_SYNC || head->durable;
		if (syncs && seen++ == keep)
			break;
	}
	for (size_t i = 0; i < upto; i++)
		apply(&disk->confirmed[file], &calls[items[i]]);
	memmove(items, items + upto, (count - upto) * sizeof *items);
	disk->open[file].count = count - upto;
}

bool crash_disk_step(struct crash_disk *disk)
{
	const struct crash_call *call = next_call(disk);
	if (!call)
		return false;
	size_t file = call->head.file, number = disk->at++;
	leave_open(disk, file, number);
	/* A descriptor that syncs its own writes says nothing of writes before, but the store never
	 * relies on that: it syncs those first, and so nothing else is open then. */
	if (!call->head.failed && (call->head.kind == DISK_SYNC || disk->forget))
		confirm(disk, file, disk->forget);
	return true;
}

size_t crash_disk_open(const struct crash_disk *disk)
{
	const struct crash_call *call = next_call(disk);
	size_t count = call && call->head.kind == DISK_WRITE;
	for (size_t f = 0; f < DISK_FILES; f++)
		for (size_t i = 0; i < disk->open[f].count; i++)
			count += !disk->stream->calls[disk->open[f].items[i]].head.durable;
	return count;
}

static void write_file(const char *folder, const char *name, const struct crash_image *image)
{
	LT_AUTO(free) char *path = NULL;
	LT_REQUIRE(asprintf(&path, "%s/%s", folder, name) > 0);
	LT_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	LT_REQUIRE(fd >= 0);
	LT_REQUIRE(write(fd, image->bytes ? image->bytes : (const uint8_t *)"", image->size) ==
		   (ssize_t)image->size);
}

void crash_disk_fail(const struct crash_disk *disk, enum crash_loss loss, struct sim_chance *chance,
		     const char *folder)
{
	const struct crash_call *calls = disk->stream->calls, *now = next_call(disk);
	for (size_t f = 0; f < DISK_FILES; f++) {
		struct crash_image image = {0};
		copy(&image, &disk->confirmed[f]);
		for (size_t i = 0; i < disk->open[f].count; i++) {
			const struct crash_call *call = &calls[disk->open[f].items[i]];
			bool firm = call->head.durable && !disk->forget;
			if (firm || loss == CRASH_LOSS_NONE)
				apply(&image, call);
			else if (loss == CRASH_LOSS_SOME)
				apply_somehow(&image, call, chance);
		}
		if (now && now->head.file == f && loss == CRASH_LOSS_SOME)
			apply_somehow(&image, now, chance);
		write_file(folder, names[f], &image);
		free(image.bytes);
	}
}
