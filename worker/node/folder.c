/* SPDX-License-Identifier: EUPL-1.2 */
/* Each of its files is small (proto/base/smallfile.h). */
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
#include "proto/base/smallfile.h"

enum { PATH_BYTES = 4096, SECRET_BYTES = 32 };

int lt_folder_lock(const char *dir, int *ret_fd, struct lt_err *err)
{
	char path[PATH_BYTES];
	LT_AUTO(fd) int fd = -1;
	if (snprintf(path, sizeof path, "%s/node.lock", dir) >= PATH_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "%s: đường dẫn quá dài", dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return lt_err_set(err, LT_E_BUSY, "%s: một máy trạm khác đang dùng thư mục này",
				  dir);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

int lt_folder_boot(const char *dir, uint64_t *ret_boot, struct lt_err *err)
{
	return lt_smallfile_rise(dir, "boot", ret_boot, err);
}

int lt_folder_epoch(const char *dir, uint64_t *ret, struct lt_err *err)
{
	char text[LT_SMALLFILE_LINE_BYTES] = "0", *end;
	int r = lt_smallfile_line(dir, "epoch", text, err);
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
	char text[LT_SMALLFILE_LINE_BYTES];
	(void)snprintf(text, sizeof text, "%" PRIu64 "\n", epoch);
	return lt_smallfile_write(dir, "epoch", text, err);
}

int lt_folder_token(const char *dir, char ret_token[static LT_FOLDER_TOKEN_BYTES],
		    struct lt_err *err)
{
	char text[LT_SMALLFILE_LINE_BYTES];
	uint8_t secret[SECRET_BYTES];
	int r = lt_smallfile_line(dir, "desk.token", text, err);
	if (r == LT_E_ABSENT) {
		randombytes_buf(secret, sizeof secret);
		(void)sodium_bin2hex(text, sizeof text, secret, sizeof secret);
		sodium_memzero(secret, sizeof secret);
		r = lt_smallfile_write(dir, "desk.token", text, err);
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
