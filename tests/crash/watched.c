/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/crash/watched.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/support/support.h"

enum { PATIENCE_MS = 30000 };

void *crash_share(size_t size, int fd)
{
	int flags = MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0);
	void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
	LT_REQUIRE(shared != MAP_FAILED);
	return shared;
}

void crash_watched_open(struct crash_watched *ret, bool record)
{
	struct crash_watched *w = ret;
	*w = (struct crash_watched){.folder = lt_test_folder()};
	LT_REQUIRE(asprintf(&w->count_path, "%s/count", w->folder) > 0 &&
		   asprintf(&w->record_path, "%s/record", w->folder) > 0);
	LT_AUTO(fd) int fd = open(w->count_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	LT_REQUIRE(fd >= 0 && ftruncate(fd, sizeof *w->count) == 0);
	w->count = crash_share(sizeof *w->count, fd);
	w->port = crash_port();
	crash_office(&w->coordinator, w->workers, w->folder, w->port);
	w->coordinator.disk_count = w->count_path;
	w->coordinator.disk_record = record ? w->record_path : NULL;
	w->history = history_new();
	history_watch(w->history, &w->count->recorded);
}

void crash_watched_begin(struct crash_watched *w)
{
	struct crash_load_options options = {
		.name = "load", .port = w->port, .history = w->history};
	crash_start(&w->coordinator);
	crash_publish(w->port);
	crash_start(&w->workers[0]);
	crash_start(&w->workers[1]);
	w->load = crash_load_start(&options);
}

bool crash_watched_carry(struct crash_watched *w, uint64_t dossiers)
{
	for (int ms = 0; crash_load_seen(w->load).dossiers < dossiers; ms += 5) {
		if (crash_ended(&w->coordinator) || ms > PATIENCE_MS)
			return false;
		crash_sleep_ms(5);
	}
	return true;
}

void crash_watched_end(struct crash_watched *w)
{
	crash_load_stop(w->load);
	w->load = NULL;
	crash_kill(&w->workers[0]);
	crash_kill(&w->workers[1]);
}

void crash_watched_close(struct crash_watched *w)
{
	if (w->load)
		crash_watched_end(w);
	history_free(w->history);
	crash_done(&w->coordinator);
	crash_done(&w->workers[0]);
	crash_done(&w->workers[1]);
	LT_REQUIRE(munmap(w->count, sizeof *w->count) == 0);
	lt_test_remove(w->folder);
	free(w->count_path);
	free(w->record_path);
}
