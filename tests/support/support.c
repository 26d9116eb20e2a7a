/* SPDX-License-Identifier: EUPL-1.2 */
/* Folders come and go with the test that made them. */
#include "tests/support/support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "proto/base/err.h"

char *lt_test_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = NULL;
	LT_REQUIRE(asprintf(&folder, "%s/lienthong-test-XXXXXX", tmp && *tmp ? tmp : "/tmp") > 0);
	LT_REQUIRE(mkdtemp(folder) != NULL);
	return folder;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat, (void)type, (void)ftw;
	return remove(path);
}

void lt_test_remove(char *folder)
{
	enum { DESCRIPTORS = 16 };
	if (!folder)
		return;
	(void)nftw(folder, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
	free(folder);
}

char *lt_test_read(const char *path)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	LT_AUTO(free) char *full = NULL;
	char *text = NULL;
	size_t size = 0;
	LT_REQUIRE(asprintf(&full, "%s/%s", root ? root : ".", path) > 0);
	FILE *file = fopen(full, "re");
	LT_REQUIRE(file != NULL);
	LT_REQUIRE(getdelim(&text, &size, 0, file) >= 0);
	LT_REQUIRE(fclose(file) == 0);
	return text;
}

void lt_test_use_memory(void)
{
	struct statvfs fs;
	if (!getenv("TMPDIR") && statvfs("/dev/shm", &fs) == 0 &&
	    (uint64_t)fs.f_bavail * fs.f_frsize > (UINT64_C(1) << 30))
		(void)setenv("TMPDIR", "/dev/shm", 1);
}

const char *lt_test_program(void)
{
	static char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	LT_REQUIRE(n > 0);
	path[n] = 0;
	return path;
}

void *lt_test_room(void *items, size_t count, size_t size)
{
	enum { FIRST = 64 };
	if (count & (count - 1) || (count && count < FIRST))
		return items;
	void *grown = realloc(items, (count ? 2 * count : FIRST) * size);
	LT_REQUIRE(grown != NULL);
	return grown;
}
