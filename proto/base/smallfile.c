/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/smallfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/base/whole.h"

enum { PATH_BYTES = 4096 };

static int path_of(const char *dir, const char *name, const char *suffix, char path[PATH_BYTES],
		   struct lt_err *err)
{
	int n = snprintf(path, PATH_BYTES, "%s/%s%s", dir, name, suffix);
	if (n < 0 || n >= PATH_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "%s: đường dẫn quá dài", dir);
	return 0;
}

static int io_error(const char *path, struct lt_err *err)
{
	return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
}

static int write_synced(const char *path, const char *text, struct lt_err *err)
{
	LT_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || !lt_write_whole(fd, text, strlen(text)) || fsync(fd) < 0)
		return io_error(path, err);
	return 0;
}

int lt_smallfile_write(const char *dir, const char *name, const char *text, struct lt_err *err)
{
	char path[PATH_BYTES], fresh[PATH_BYTES];
	LT_AUTO(fd) int folder = -1;
	int r = path_of(dir, name, "", path, err);
	if (r == 0)
		r = path_of(dir, name, ".new", fresh, err);
	if (r == 0)
		r = write_synced(fresh, text, err);
	if (r < 0)
		return r;
	folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rename(fresh, path) < 0 || folder < 0 || fsync(folder) < 0)
		return io_error(path, err);
	return 0;
}

void lt_smallfile_remove(const char *dir, const char *name)
{
	char path[PATH_BYTES];
	if (path_of(dir, name, "", path, NULL) == 0)
		(void)unlink(path);
}

int lt_smallfile_line(const char *dir, const char *name, char ret[static LT_SMALLFILE_LINE_BYTES],
		      struct lt_err *err)
{
	char path[PATH_BYTES];
	int r = path_of(dir, name, "", path, err);
	if (r < 0)
		return r;
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return LT_E_ABSENT;
	ssize_t n = fd < 0 ? -1 : read(fd, ret, LT_SMALLFILE_LINE_BYTES - 1);
	if (n < 0)
		return io_error(path, err);
	ret[n] = 0;
	ret[strcspn(ret, "\r\n")] = 0;
	return 0;
}

int lt_smallfile_rise(const char *dir, const char *name, uint64_t *ret, struct lt_err *err)
{
	char text[LT_SMALLFILE_LINE_BYTES] = "0", *end;
	int r = lt_smallfile_line(dir, name, text, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	errno = 0;
	uint64_t n = strtoull(text, &end, 10);
	if (errno || end == text || *end || n == UINT64_MAX)
		return lt_err_set(err, LT_E_DAMAGED,
				  "%s/%s: không phải một số; hãy ghi vào đó một số lớn hơn mọi số "
				  "'%s=' trong nhật ký",
				  dir, name, name);
	struct lt_clock clock = lt_clock_system();
	uint64_t now = (uint64_t)lt_clock_wall(&clock);
	n = n + 1 > now ? n + 1 : now;
	(void)snprintf(text, sizeof text, "%" PRIu64 "\n", n);
	r = lt_smallfile_write(dir, name, text, err);
	if (r == 0)
		*ret = n;
	return r;
}
