/* SPDX-License-Identifier: EUPL-1.2 */
/* Small files, written whole and synced before anybody relies on them. */
#include "worker/node/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "proto/base/slice.h"
#include "proto/base/time.h"

enum { PATH_BYTES = 4096, SECRET_BYTES = 32, TEXT_BYTES = 128 };

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

int lt_folder_lock(const char *dir, int *ret_fd, struct lt_err *err)
{
	char path[PATH_BYTES];
	LT_AUTO(fd) int fd = -1;
	int r = path_of(dir, "node.lock", "", path, err);
	if (r < 0)
		return r;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return io_error(path, err);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return lt_err_set(err, LT_E_BUSY, "%s: một máy trạm khác đang dùng thư mục này",
				  dir);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static int write_synced(const char *path, const char *text, struct lt_err *err)
{
	LT_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t size = (ssize_t)strlen(text);
	if (fd < 0 || write(fd, text, (size_t)size) != size || fsync(fd) < 0)
		return io_error(path, err);
	return 0;
}

int lt_folder_write(const char *dir, const char *name, const char *text, struct lt_err *err)
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

void lt_folder_remove(const char *dir, const char *name)
{
	char path[PATH_BYTES];
	if (path_of(dir, name, "", path, NULL) == 0)
		(void)unlink(path);
}

/* @return 0 with the first line; LT_E_ABSENT; LT_E_IO. */
static int read_line(const char *dir, const char *name, char text[TEXT_BYTES], struct lt_err *err)
{
	char path[PATH_BYTES];
	int r = path_of(dir, name, "", path, err);
	if (r < 0)
		return r;
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return LT_E_ABSENT;
	ssize_t n = fd < 0 ? -1 : read(fd, text, TEXT_BYTES - 1);
	if (n < 0)
		return io_error(path, err);
	text[n] = 0;
	text[strcspn(text, "\r\n")] = 0;
	return 0;
}

int lt_folder_boot(const char *dir, uint64_t *ret_boot, struct lt_err *err)
{
	char text[TEXT_BYTES] = "0", *end;
	int r = read_line(dir, "boot", text, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	errno = 0;
	uint64_t boot = strtoull(text, &end, 10);
	if (errno || end == text || *end || boot == UINT64_MAX)
		return lt_err_set(err, LT_E_DAMAGED,
				  "%s/boot: không phải số lần khởi động; hãy ghi vào đó một số lớn "
				  "hơn mọi số 'boot=' trong nhật ký của máy trạm này",
				  dir);
	/* The clock tells a folder made anew from the one before it; the count, starts of one
	 * folder. */
	struct lt_clock clock = lt_clock_system();
	uint64_t now = (uint64_t)lt_clock_wall(&clock);
	boot = boot + 1 > now ? boot + 1 : now;
	(void)snprintf(text, sizeof text, "%" PRIu64 "\n", boot);
	r = lt_folder_write(dir, "boot", text, err);
	if (r == 0)
		*ret_boot = boot;
	return r;
}

int lt_folder_epoch(const char *dir, uint64_t *ret, struct lt_err *err)
{
	char text[TEXT_BYTES] = "0", *end;
	int r = read_line(dir, "epoch", text, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	errno = 0;
	uint64_t epoch = strtoull(text, &end, 10);
	if (errno || end == text || *end)
		return lt_err_set(
			err, LT_E_DAMAGED,
			"%s/epoch: không phải một số; hãy xóa tệp nếu máy chủ hiện nay là "
			"máy đúng",
			dir);
	*ret = epoch;
	return 0;
}

int lt_folder_set_epoch(const char *dir, uint64_t epoch, struct lt_err *err)
{
	char text[TEXT_BYTES];
	(void)snprintf(text, sizeof text, "%" PRIu64 "\n", epoch);
	return lt_folder_write(dir, "epoch", text, err);
}

int lt_folder_token(const char *dir, char ret_token[static LT_FOLDER_TOKEN_BYTES],
		    struct lt_err *err)
{
	char text[TEXT_BYTES];
	uint8_t secret[SECRET_BYTES];
	int r = read_line(dir, "desk.token", text, err);
	if (r == LT_E_ABSENT) {
		randombytes_buf(secret, sizeof secret);
		(void)sodium_bin2hex(text, sizeof text, secret, sizeof secret);
		sodium_memzero(secret, sizeof secret);
		r = lt_folder_write(dir, "desk.token", text, err);
	}
	if (r == 0 && strlen(text) != 2 * SECRET_BYTES)
		r = lt_err_set(err, LT_E_DAMAGED,
			       "%s/desk.token: phải là %d ký tự; hãy xóa tệp để tạo mã mới", dir,
			       2 * SECRET_BYTES);
	if (r == 0)
		memcpy(ret_token, text, LT_FOLDER_TOKEN_BYTES);
	sodium_memzero(text, sizeof text);
	return r;
}
