/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/papers/uploads.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/papers/content.h"
#include "proto/papers/papers_own.h"

enum { OWNER_BYTES = 32, PLACE_BYTES = LT_UPLOAD_PLACE_BYTES };
_Static_assert(PLACE_BYTES >= OWNER_BYTES + LT_UPLOAD_TEXT_BYTES + 1, "a place fits");

/* -- numbers -- */

void lt_upload_begin(uint64_t owner, struct lt_upload *ret)
{
	ret->owner = owner;
	randombytes_buf(ret->number, sizeof ret->number);
}

void lt_upload_named(uint64_t owner, const char *mark, struct lt_upload *ret)
{
	ret->owner = owner;
	(void)crypto_generichash(ret->number, sizeof ret->number, (const unsigned char *)mark,
				 strlen(mark), NULL, 0);
}

const char *lt_upload_text(const struct lt_upload *upload, char ret[static LT_UPLOAD_TEXT_BYTES])
{
	return lt_hex(lt_slice(upload->number, sizeof upload->number), ret);
}

bool lt_upload_parse(uint64_t owner, const char *text, struct lt_upload *ret)
{
	ret->owner = owner;
	return lt_unhex(text, ret->number, sizeof ret->number);
}

/* -- places -- */

static const char *folder_of(uint64_t owner, char path[static OWNER_BYTES])
{
	(void)snprintf(path, OWNER_BYTES, "uploads/%016llx", (unsigned long long)owner);
	return path;
}

const char *lt_upload_place(const struct lt_upload *upload, char path[static PLACE_BYTES])
{
	char folder[OWNER_BYTES], number[LT_UPLOAD_TEXT_BYTES];
	(void)snprintf(path, PLACE_BYTES, "%s/%s", folder_of(upload->owner, folder),
		       lt_upload_text(upload, number));
	return path;
}

static int make_place(const struct lt_papers *papers, uint64_t owner, struct lt_err *err)
{
	char folder[OWNER_BYTES];
	int r = lt_papers_folder(papers->fd, "uploads", err);
	return r < 0 ? r : lt_papers_folder(papers->fd, folder_of(owner, folder), err);
}

static DIR *list_of(const struct lt_papers *papers, const char *path)
{
	int fd = openat(papers->fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (!list && fd >= 0)
		(void)close(fd);
	return list;
}

/* -- adding -- */

int lt_uploads_have(const struct lt_papers *papers, const struct lt_upload *upload,
		    uint64_t *ret_have, struct lt_err *err)
{
	char path[PLACE_BYTES];
	struct stat at;
	if (fstatat(papers->fd, lt_upload_place(upload, path), &at, AT_SYMLINK_NOFOLLOW) != 0) {
		*ret_have = 0;
		return errno == ENOENT ? 0 : lt_papers_io(path, err);
	}
	*ret_have = (uint64_t)at.st_size;
	return 0;
}

/* What one person has sent that nothing took: a paper has a second name. */
static uint64_t idle_bytes(const struct lt_papers *papers, uint64_t owner)
{
	char folder[OWNER_BYTES];
	struct stat at;
	uint64_t sum = 0;
	DIR *list = list_of(papers, folder_of(owner, folder));
	for (struct dirent *e; list && (e = readdir(list));)
		if (fstatat(dirfd(list), e->d_name, &at, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(at.st_mode) && at.st_nlink == 1)
			sum += (uint64_t)at.st_size;
	if (list)
		(void)closedir(list);
	return sum;
}

static int check_first(const struct lt_papers *papers, const struct lt_upload *upload,
		       struct lt_slice bytes, struct lt_err *err)
{
	/* a few bytes tell nothing yet: lt_uploads_take looks again */
	int r = bytes.size < LT_SNIFF_BYTES ? 0 : lt_papers_check_type(lt_sniff(bytes), err);
	if (r == 0)
		r = lt_papers_check_room(papers, LT_PAPER_BYTES_MAX, err);
	if (r == 0 && idle_bytes(papers, upload->owner) > LT_UPLOADS_BYTES_MAX)
		r = lt_err_set(err, LT_E_LIMIT,
			       "đang giữ hơn %u MB tệp của bạn chưa gắn vào hồ sơ nào; hãy hoàn "
			       "tất các hồ sơ đang dở, tệp thừa tự xóa sau %d ngày",
			       LT_UPLOADS_BYTES_MAX >> 20, LT_UPLOAD_DAYS);
	return r;
}

static int add_at(const struct lt_papers *papers, const char *path, uint64_t offset,
		  struct lt_slice bytes, struct lt_err *err)
{
	LT_AUTO(fd) int fd = openat(papers->fd, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return fd < 0 ? lt_papers_io(path, err) : lt_papers_write(fd, offset, bytes, err);
}

int lt_uploads_add(const struct lt_papers *papers, const struct lt_upload *upload, uint64_t offset,
		   struct lt_slice bytes, uint64_t *ret_have, struct lt_err *err)
{
	char path[PLACE_BYTES];
	uint64_t have;
	int r = lt_uploads_have(papers, upload, &have, err);
	if (r == 0 && (offset != have || bytes.size == 0)) {
		*ret_have = have;
		return 0;
	}
	if (r == 0 && have == 0)
		r = make_place(papers, upload->owner, err);
	if (r == 0 && have == 0)
		r = check_first(papers, upload, bytes, err);
	if (r == 0)
		r = lt_papers_check_size(have + bytes.size, err);
	(void)lt_upload_place(upload, path);
	if (r == 0)
		r = add_at(papers, path, offset, bytes, err);
	if (r == LT_E_LIMIT || r == LT_E_FORMAT)
		(void)unlinkat(papers->fd, path, 0);
	if (r == 0)
		*ret_have = have + bytes.size;
	return r;
}

/* -- taking -- */

/* What lies there already has the name, but has it still the content? A damaged one is moved aside
 * by reading it. */
static int link_beside(const struct lt_papers *papers, const char *from, const char *to,
		       const uint8_t *hash, struct lt_err *err)
{
	struct lt_paper_file file = {.fd = -1};
	struct lt_err why = {0};
	int r = lt_papers_read(papers, hash, &file, &why);
	lt_paper_file_close(&file);
	if (r == 0)
		return 0;
	if (r != LT_E_DAMAGED || linkat(papers->fd, from, papers->fd, to, 0) != 0)
		return lt_err_set(err, r, "%s", why.text);
	return 0;
}

static int link_paper(const struct lt_papers *papers, const char *from, int fd, const uint8_t *hash,
		      struct lt_err *err)
{
	char to[LT_PAPER_PATH_BYTES];
	int r = lt_papers_place_make(papers, hash, err);
	if (r < 0)
		return r;
	(void)lt_papers_place(hash, to);
	if (fchmod(fd, 0400) != 0 || fsync(fd) != 0)
		return lt_papers_io(to, err);
	if (linkat(papers->fd, from, papers->fd, to, 0) != 0)
		r = errno == EEXIST ? link_beside(papers, from, to, hash, err)
				    : lt_papers_io(to, err);
	return r < 0 ? r : lt_papers_sync(papers, to, err);
}

int lt_uploads_take(const struct lt_papers *papers, const struct lt_upload *upload,
		    const char *name, uint8_t ret_hash[static LT_HASH_BYTES],
		    struct lt_paper_file *ret, struct lt_err *err)
{
	char path[PLACE_BYTES];
	LT_AUTO(fd)
	int fd = openat(papers->fd, lt_upload_place(upload, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT
			       ? lt_err_set(err, LT_E_ABSENT,
					    "máy trạm không còn giữ tệp này; hãy chọn lại tệp")
			       : lt_papers_io(path, err);
	int r = lt_papers_survey(fd, ret_hash, ret, err);
	if (r == 0)
		r = lt_papers_check_size(ret->size, err);
	if (r == 0)
		r = lt_papers_check_type(ret->type, err);
	if (r == 0)
		r = lt_paper_check_name(name, ret->type, err);
	if (r == 0)
		r = lt_paper_check_pixels(fd, ret, err);
	if (r == LT_E_FORMAT || r == LT_E_LIMIT)
		(void)unlinkat(papers->fd, path, 0);
	if (r == 0)
		r = link_paper(papers, path, fd, ret_hash, err);
	ret->fd = -1;
	return r;
}

/* -- sweeping -- */

static size_t sweep_owner(DIR *owners, const char *name, int64_t before_us)
{
	struct stat at;
	size_t count = 0;
	int fd = openat(dirfd(owners), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (!list && fd >= 0)
		(void)close(fd);
	for (struct dirent *e; list && (e = readdir(list));)
		if (fstatat(fd, e->d_name, &at, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(at.st_mode) &&
		    (int64_t)at.st_mtime * LT_US_PER_SECOND < before_us &&
		    unlinkat(fd, e->d_name, 0) == 0)
			count++;
	if (list)
		(void)closedir(list);
	return count;
}

size_t lt_uploads_sweep(const struct lt_papers *papers, int64_t before_us)
{
	size_t count = 0;
	DIR *owners = list_of(papers, "uploads");
	for (struct dirent *e; owners && (e = readdir(owners));)
		if (e->d_name[0] != '.')
			count += sweep_owner(owners, e->d_name, before_us);
	if (owners)
		(void)closedir(owners);
	return count;
}
