/* SPDX-License-Identifier: EUPL-1.2 */
/* At most LT_TOOLS_MAX at a time, so that pages are answered while somebody simulates. */
#include "worker/web/tool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/whole.h"
#include "worker/web/web_own.h"

enum {
	LT_TOOLS_MAX = 2,
	TIMEOUT_MS = 120000,
	BYTES_MAX = 4 << 20,
	NAME_BYTES_MAX = 100,
	WORDS_MAX = 62
};

const char *lt_tool_folder(struct lt_view *v)
{
	char *real = realpath(v->web->options.dir, NULL);
	const char *kept = real ? lt_arena_str(v->arena, real) : NULL;
	free(real);
	return kept ? kept : v->web->options.dir;
}

/* -- files -- */

/* A name and nothing else: no way out of the folder, no option of the tool. */
static bool is_plain(const char *name)
{
	size_t n = strlen(name);
	return n > strlen(".lua") && n < NAME_BYTES_MAX && name[0] != '.' && name[0] != '-' &&
	       strcmp(name + n - strlen(".lua"), ".lua") == 0 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
		       n;
}

static int make_folder(struct lt_view *v, struct lt_tool_files *files, struct lt_err *err)
{
	const char *base = getenv("TMPDIR");
	const char *pattern =
		lt_arena_printf(v->arena, "%s/lienthong-web-XXXXXX", base && *base ? base : "/tmp");
	files->dir = pattern ? strdup(pattern) : NULL;
	if (!files->dir)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	if (mkdtemp(files->dir))
		return 0;
	free(files->dir);
	files->dir = NULL;
	return lt_err_set(err, LT_E_IO, "máy trạm không có chỗ cho tệp tạm; hãy báo quản trị");
}

static int write_file(int dir, const char *name, const char *text)
{
	LT_AUTO(fd)
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd >= 0 && lt_write_whole(fd, text, strlen(text)) ? 0 : LT_E_IO;
}

int lt_tool_put(struct lt_view *v, struct lt_tool_files *files, const char *name, const char *text,
		struct lt_err *err)
{
	if (!is_plain(name))
		return lt_err_set(
			err, LT_E_USAGE,
			"'%.60s': tên tệp phải là chữ không dấu, số, '.', '_', '-' và kết "
			"thúc bằng .lua; hãy đổi tên tệp rồi gửi lại",
			name);
	if (files->count == sizeof files->names / sizeof *files->names)
		return lt_err_set(err, LT_E_LIMIT, "quá %zu tệp một lần; hãy chia ra",
				  files->count);
	int r = files->dir ? 0 : make_folder(v, files, err);
	if (r < 0)
		return r;
	int dir = open(files->dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	r = dir < 0 ? LT_E_IO : write_file(dir, name, text);
	if (dir >= 0)
		(void)close(dir);
	if (r < 0)
		return lt_err_set(err, r, "'%s': hai tệp cùng tên, hoặc máy trạm không ghi được",
				  name);
	files->names[files->count++] = lt_arena_str(v->arena, name);
	return files->names[files->count - 1] ? 0 : LT_E_NOMEM;
}

void lt_tool_done(struct lt_tool_files *files)
{
	int dir = files->dir ? open(files->dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	for (size_t i = 0; dir >= 0 && i < files->count; i++)
		if (files->names[i])
			(void)unlinkat(dir, files->names[i], 0);
	if (dir >= 0)
		(void)close(dir);
	if (files->dir)
		(void)rmdir(files->dir);
	free(files->dir);
	*files = (struct lt_tool_files){0};
}

/* -- running -- */

int lt_tool_run(struct lt_view *v, const struct lt_tool_files *files, const char *const *words,
		struct lt_program_end *ret, struct lt_err *err)
{
	const char *argv[WORDS_MAX + 2] = {"lienthong"};
	struct lt_program_bounds bounds = {
		.timeout_ms = TIMEOUT_MS, .bytes = BYTES_MAX, .dir = files->dir};
	size_t count = 1;
	for (; words[count - 1]; count++) {
		LT_REQUIRE(count < WORDS_MAX);
		argv[count] = words[count - 1];
	}
	int r = LT_E_BUSY;
	if (atomic_fetch_add(&v->web->tools, 1) < LT_TOOLS_MAX)
		r = lt_program_try(argv, lt_slice(NULL, 0), &bounds, v->arena, ret, err);
	else
		(void)lt_err_set(err, r,
				 "máy trạm đang kiểm tra hoặc mô phỏng cho người khác; hãy thử lại "
				 "sau một phút");
	(void)atomic_fetch_sub(&v->web->tools, 1);
	if (r == LT_E_ABSENT)
		return lt_err_set(
			err, r,
			"máy trạm này chưa có chương trình lienthong (trong PATH); hãy báo "
			"quản trị cài");
	return r;
}
