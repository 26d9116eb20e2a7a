/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/writefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fault(struct lt_err *err, const char *path, int number)
{
	char why[128];
	return lt_err_set(err, number == ENOSPC ? LT_E_FULL : LT_E_IO, "%s: không ghi được: %s",
			  path, strerror_r(number, why, sizeof why));
}

static int fill(int fd, struct lt_slice text)
{
	for (size_t at = 0; at < text.size;) {
		ssize_t n = write(fd, text.data + at, text.size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		at += (size_t)n;
	}
	return fsync(fd) < 0 ? errno : 0;
}

int lt_writefile(const char *path, struct lt_slice text, struct lt_err *err)
{
	char beside[PATH_MAX];
	struct stat old;
	mode_t mask = umask(0);
	(void)umask(mask);
	mode_t mode = stat(path, &old) == 0 ? old.st_mode & 07777 : 0666 & ~mask;
	if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside)
		return fault(err, path, ENAMETOOLONG);
	int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return fault(err, path, errno);
	int number = fill(fd, text);
	if (fchmod(fd, mode) < 0 && number == 0)
		number = errno;
	if (close(fd) < 0 && number == 0)
		number = errno;
	if (number == 0 && rename(beside, path) < 0)
		number = errno;
	if (number == 0)
		return 0;
	(void)unlink(beside);
	return fault(err, path, number);
}

int lt_writefile_or_print(struct lt_tool *tool, const char *path, struct lt_slice text,
			  struct lt_err *err)
{
	if (path)
		return lt_writefile(path, text, err);
	return fwrite(text.data, 1, text.size, tool->out) == text.size
		       ? 0
		       : lt_err_set(err, LT_E_IO, "không viết được kết quả");
}
