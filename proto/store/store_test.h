/* SPDX-License-Identifier: EUPL-1.2 */
/* A temporary folder for tests of what lies on disk. */
#pragma once

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEST_PATH_BYTES = 480 };

struct test_folder {
	char path[200];
};

/** Makes a fresh folder under TMPDIR or /tmp. */
static inline void test_folder_make(struct test_folder *folder)
{
	const char *root = getenv("TMPDIR");
	(void)snprintf(folder->path, sizeof folder->path, "%s/lienthong-test-XXXXXX",
		       root ? root : "/tmp");
	if (!mkdtemp(folder->path)) {
		perror(folder->path);
		abort();
	}
}

/** A file in it; one result is valid at a time for each @p text. */
static inline const char *test_folder_file(const struct test_folder *folder, const char *name,
					   char text[static TEST_PATH_BYTES])
{
	(void)snprintf(text, TEST_PATH_BYTES, "%s/%s", folder->path, name);
	return text;
}

/** Removes it and the files in it. */
static inline void test_folder_remove(const struct test_folder *folder)
{
	char text[TEST_PATH_BYTES];
	DIR *dir = opendir(folder->path);
	for (struct dirent *e; dir && (e = readdir(dir));)
		(void)unlink(test_folder_file(folder, e->d_name, text));
	if (dir)
		(void)closedir(dir);
	(void)rmdir(folder->path);
}
