/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder of scans.
 *
 * What arrives is written in place and not synced: after a crash any byte of it may be wrong, which
 * the hash of the whole finds, and then it begins anew. Only what was found right is synced, and
 * moved by a rename that is synced too. */
#include "proto/papers/papers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/papers/content.h"
#include "proto/papers/papers_own.h"

enum {
	NAME_BYTES = LT_PAPER_NAME_BYTES,
	PATH_BYTES = LT_PAPER_PATH_BYTES,
	ARRIVING_SECONDS_MAX = LT_PAPER_ARRIVING_DAYS * 24 * 3600,
};

int lt_papers_io(const char *what, struct lt_err *err)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return lt_err_set(err, LT_E_FULL,
				  "%s: đĩa đầy; hãy giải phóng đĩa, tệp sẽ tự gửi tiếp", what);
	return lt_err_set(err, LT_E_IO, "%s: %s", what, strerror(errno));
}

/* "arriving/<hash>" */
static const char *place(const char *folder, const uint8_t *hash, char path[static PATH_BYTES])
{
	char name[NAME_BYTES];
	(void)snprintf(path, PATH_BYTES, "%s/%s", folder,
		       lt_hex(lt_slice(hash, LT_HASH_BYTES), name));
	return path;
}

/* "ab/cd/<hash>" */
const char *lt_papers_place(const uint8_t *hash, char path[static PATH_BYTES])
{
	char folder[8];
	(void)snprintf(folder, sizeof folder, "%02x/%02x", hash[0], hash[1]);
	return place(folder, hash, path);
}

/* -- the folder -- */

int lt_papers_folder(int at, const char *name, struct lt_err *err)
{
	if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
		return lt_papers_io(name, err);
	return 0;
}

static DIR *open_list(const struct lt_papers *papers, const char *name)
{
	int fd = openat(papers->fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (!list && fd >= 0)
		(void)close(fd);
	return list;
}

static void drop_stale(const struct lt_papers *papers)
{
	struct stat at;
	DIR *list = open_list(papers, "arriving");
	time_t before = time(NULL) - ARRIVING_SECONDS_MAX;
	for (struct dirent *e; list && (e = readdir(list));)
		if (fstatat(dirfd(list), e->d_name, &at, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(at.st_mode) && at.st_mtime < before)
			(void)unlinkat(dirfd(list), e->d_name, 0);
	if (list)
		(void)closedir(list);
}

int lt_papers_view(const char *folder, struct lt_papers **ret, struct lt_err *err)
{
	struct lt_papers *papers = calloc(1, sizeof *papers);
	if (!papers)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	papers->folder = strdup(folder);
	papers->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = !papers->folder	 ? lt_err_set(err, LT_E_NOMEM, "papers")
		: papers->fd < 0 ? lt_papers_io(folder, err)
				 : 0;
	if (r < 0)
		lt_papers_free(papers);
	else
		*ret = papers;
	return r;
}

int lt_papers_open(const char *folder, struct lt_papers **ret, struct lt_err *err)
{
	LT_AUTO(papers) struct lt_papers *papers = NULL;
	int r = lt_papers_folder(AT_FDCWD, folder, err);
	if (r == 0)
		r = lt_papers_view(folder, &papers, err);
	if (r == 0)
		r = lt_papers_folder(papers->fd, "arriving", err);
	if (r == 0)
		r = lt_papers_folder(papers->fd, "waiting", err);
	if (r < 0)
		return r;
	drop_stale(papers);
	*ret = lt_steal(&papers);
	return 0;
}

void lt_papers_free(struct lt_papers *papers)
{
	if (!papers)
		return;
	if (papers->fd >= 0)
		(void)close(papers->fd);
	free(papers->folder);
	free(papers);
}

static int size_at(const struct lt_papers *papers, const char *path, uint64_t *ret_size,
		   struct lt_err *err)
{
	struct stat at;
	if (fstatat(papers->fd, path, &at, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? LT_E_ABSENT : lt_papers_io(path, err);
	*ret_size = (uint64_t)at.st_size;
	return 0;
}

int lt_papers_find(const struct lt_papers *papers, const uint8_t *hash, uint64_t *ret_size,
		   struct lt_err *err)
{
	char path[PATH_BYTES];
	int r = size_at(papers, lt_papers_place(hash, path), ret_size, err);
	return r == LT_E_ABSENT ? lt_err_set(err, r, "tệp này chưa có ở đây") : r;
}

int lt_papers_arrived(const struct lt_papers *papers, const uint8_t *hash, uint64_t *ret_size,
		      struct lt_err *err)
{
	char path[PATH_BYTES];
	int r = size_at(papers, place("arriving", hash, path), ret_size, err);
	if (r == LT_E_ABSENT)
		*ret_size = 0;
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- blocks -- */

static int read_at(int fd, uint64_t offset, uint8_t *to, size_t room, size_t *ret_size,
		   struct lt_err *err)
{
	size_t have = 0;
	while (have < room) {
		ssize_t n = pread(fd, to + have, room - have, (off_t)(offset + have));
		if (n < 0 && errno != EINTR)
			return lt_papers_io("đọc tệp giấy tờ", err);
		if (n == 0)
			break;
		have += n > 0 ? (size_t)n : 0;
	}
	*ret_size = have;
	return 0;
}

int lt_papers_write(int fd, uint64_t offset, struct lt_slice bytes, struct lt_err *err)
{
	while (bytes.size > 0) {
		ssize_t n = pwrite(fd, bytes.data, bytes.size, (off_t)offset);
		if (n < 0 && errno != EINTR)
			return lt_papers_io("ghi tệp giấy tờ", err);
		size_t done = n > 0 ? (size_t)n : 0;
		bytes = lt_slice(bytes.data + done, bytes.size - done);
		offset += done;
	}
	return 0;
}

/* Hash and type of a whole file, block by block. */
int lt_papers_survey(int fd, uint8_t ret_hash[static LT_HASH_BYTES], struct lt_paper_file *ret,
		     struct lt_err *err)
{
	LT_AUTO(free) uint8_t *block = malloc(LT_PAPER_BLOCK_BYTES);
	crypto_generichash_state state;
	size_t n = 0;
	if (!block)
		return lt_err_set(err, LT_E_NOMEM, "papers");
	(void)crypto_generichash_init(&state, NULL, 0, LT_HASH_BYTES);
	*ret = (struct lt_paper_file){.fd = fd};
	do {
		int r = read_at(fd, ret->size, block, LT_PAPER_BLOCK_BYTES, &n, err);
		if (r < 0)
			return r;
		if (ret->size == 0)
			ret->type = lt_sniff(lt_slice(block, n));
		(void)crypto_generichash_update(&state, block, n);
		ret->size += n;
	} while (n == LT_PAPER_BLOCK_BYTES && ret->size <= LT_PAPER_BYTES_MAX);
	(void)crypto_generichash_final(&state, ret_hash, LT_HASH_BYTES);
	if (ret->type == LT_PAPER_ZIP)
		ret->type = lt_paper_office_type(fd, ret->size);
	return 0;
}

/* -- arriving -- */

int lt_papers_check_size(uint64_t size, struct lt_err *err)
{
	if (size == 0)
		return lt_err_set(err, LT_E_LIMIT, "tệp rỗng; hãy quét lại");
	if (size > LT_PAPER_BYTES_MAX)
		return lt_err_set(
			err, LT_E_LIMIT,
			"tệp %llu byte, mỗi tệp nhiều nhất %u MB; hãy quét với độ phân giải "
			"thấp hơn hoặc chia thành nhiều tệp",
			(unsigned long long)size, LT_PAPER_BYTES_MAX >> 20);
	return 0;
}

int lt_papers_check_type(enum lt_paper_type type, struct lt_err *err)
{
	return type ? 0
		    : lt_err_set(err, LT_E_FORMAT,
				 "không phải loại tệp được nhận (%s); hãy quét hoặc xuất lại",
				 lt_paper_types_words());
}

/* The last bytes of a disk are for dossiers, not for scans. */
int lt_papers_check_room(const struct lt_papers *papers, uint64_t size, struct lt_err *err)
{
	struct statvfs fs;
	if (fstatvfs(papers->fd, &fs) == 0 &&
	    (uint64_t)fs.f_bavail * fs.f_frsize < size + LT_DISK_FREE_REFUSE_BYTES)
		return lt_err_set(
			err, LT_E_FULL,
			"%s: đĩa sắp đầy, chưa nhận thêm tệp giấy tờ; hãy giải phóng đĩa, "
			"tệp sẽ tự gửi tiếp",
			papers->folder);
	return 0;
}

int lt_papers_sync(const struct lt_papers *papers, const char *path, struct lt_err *err)
{
	char folder[PATH_BYTES];
	(void)snprintf(folder, sizeof folder, "%s", path);
	char *slash = strrchr(folder, '/');
	LT_ASSERT(slash);
	*slash = 0;
	LT_AUTO(fd) int fd = openat(papers->fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fsync(fd) != 0 ? lt_papers_io(folder, err) : 0;
}

int lt_papers_place_make(const struct lt_papers *papers, const uint8_t *hash, struct lt_err *err)
{
	char folder[8];
	(void)snprintf(folder, sizeof folder, "%02x", hash[0]);
	int r = lt_papers_folder(papers->fd, folder, err);
	(void)snprintf(folder, sizeof folder, "%02x/%02x", hash[0], hash[1]);
	if (r == 0)
		r = lt_papers_folder(papers->fd, folder, err);
	if (r == 0)
		r = lt_papers_sync(papers, folder, err); /* the second in the first */
	return r == 0 && fsync(papers->fd) != 0 ? lt_papers_io(papers->folder, err) : r;
}

/* All of it has come: is it what its name says? */
static int finish(struct lt_papers *papers, const struct lt_paper_piece *piece, int fd,
		  const char *arriving, struct lt_err *err)
{
	uint8_t hash[LT_HASH_BYTES];
	char path[PATH_BYTES];
	struct lt_paper_file file;
	int r = lt_papers_survey(fd, hash, &file, err);
	if (r == 0 && (file.size != piece->size || memcmp(hash, piece->hash, sizeof hash) != 0)) {
		(void)unlinkat(papers->fd, arriving, 0);
		return lt_err_set(err, LT_E_DAMAGED,
				  "tệp nhận đủ nhưng khác với mã băm đã báo; sẽ nhận lại từ đầu");
	}
	if (r == 0)
		r = lt_papers_check_type(file.type, err);
	if (r == 0)
		r = lt_paper_check_pixels(fd, &file, err);
	if (r == LT_E_FORMAT || r == LT_E_LIMIT)
		(void)unlinkat(papers->fd, arriving, 0);
	if (r == 0)
		r = lt_papers_place_make(papers, piece->hash, err);
	if (r < 0)
		return r;
	(void)lt_papers_place(piece->hash, path);
	if (fchmod(fd, 0400) != 0 || fsync(fd) != 0 ||
	    renameat(papers->fd, arriving, papers->fd, path) != 0)
		return lt_papers_io(path, err);
	return lt_papers_sync(papers, path, err);
}

static int begin(struct lt_papers *papers, const struct lt_paper_piece *piece, const char *path,
		 uint64_t *ret_have, struct lt_err *err)
{
	int r = lt_papers_check_size(piece->size, err);
	if (r == 0)
		r = lt_papers_arrived(papers, piece->hash, ret_have, err);
	if (r == 0 && *ret_have > piece->size) { /* of a sender who said another size */
		(void)unlinkat(papers->fd, path, 0);
		*ret_have = 0;
	}
	if (r == 0 && *ret_have == 0)
		r = lt_papers_check_room(papers, piece->size, err);
	if (r == 0 && *ret_have == 0 && piece->offset == 0 && piece->bytes.size > 0)
		r = lt_papers_check_type(lt_sniff(piece->bytes), err);
	return r;
}

int lt_papers_add(struct lt_papers *papers, const struct lt_paper_piece *piece, uint64_t *ret_have,
		  bool *ret_whole, struct lt_err *err)
{
	char path[PATH_BYTES];
	uint64_t have = 0;
	*ret_whole = lt_papers_find(papers, piece->hash, ret_have, err) == 0;
	if (*ret_whole)
		return 0;
	int r = begin(papers, piece, place("arriving", piece->hash, path), &have, err);
	if (r < 0)
		return r;
	*ret_have = have;
	if (piece->bytes.size == 0 && have < piece->size)
		return 0;
	if (piece->offset != have || piece->bytes.size > piece->size - have)
		return 0; /* it hears where to go on from */
	LT_AUTO(fd) int fd = openat(papers->fd, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	r = fd < 0 ? lt_papers_io(path, err) : lt_papers_write(fd, have, piece->bytes, err);
	have += piece->bytes.size;
	if (r == 0 && have == piece->size)
		r = finish(papers, piece, fd, path, err);
	if (r < 0)
		return r;
	*ret_have = have;
	*ret_whole = have == piece->size;
	return 0;
}

/* -- reading -- */

int lt_papers_check(const struct lt_papers *papers, const uint8_t *hash, struct lt_paper_file *ret,
		    struct lt_err *err)
{
	char path[PATH_BYTES];
	uint8_t found[LT_HASH_BYTES];
	LT_AUTO(fd) int fd = openat(papers->fd, lt_papers_place(hash, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? lt_err_set(err, LT_E_ABSENT, "tệp này chưa có ở đây")
				       : lt_papers_io(path, err);
	int r = lt_papers_survey(fd, found, ret, err);
	if (r == 0 && memcmp(found, hash, sizeof found) != 0)
		r = lt_err_set(err, LT_E_DAMAGED,
			       "%s/%s: tệp bị hỏng, không còn đúng mã băm; hãy gửi lại tệp hoặc "
			       "khôi phục từ bản sao lưu",
			       papers->folder, path);
	if (r < 0) {
		ret->fd = -1;
		return r;
	}
	fd = -1;
	return 0;
}

int lt_papers_read(const struct lt_papers *papers, const uint8_t *hash, struct lt_paper_file *ret,
		   struct lt_err *err)
{
	char path[PATH_BYTES], aside[PATH_BYTES + 16];
	int r = lt_papers_check(papers, hash, ret, err);
	if (r != LT_E_DAMAGED)
		return r;
	(void)snprintf(aside, sizeof aside, "%s.damaged", lt_papers_place(hash, path));
	if (renameat(papers->fd, path, papers->fd, aside) != 0)
		return r;
	return lt_err_set(err, r,
			  "%s/%s: tệp bị hỏng, không còn đúng mã băm; đã để riêng (.damaged); hãy "
			  "gửi lại tệp hoặc khôi phục từ bản sao lưu",
			  papers->folder, path);
}

int lt_paper_file_at(const struct lt_paper_file *file, uint64_t offset, uint8_t *to, size_t room,
		     size_t *ret_size, struct lt_err *err)
{
	return read_at(file->fd, offset, to, room, ret_size, err);
}

void lt_paper_file_close(struct lt_paper_file *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
}

int lt_paper_look(const char *path, uint8_t ret_hash[static LT_HASH_BYTES],
		  struct lt_paper_file *ret, struct lt_err *err)
{
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return lt_err_set(err, LT_E_ABSENT, "%s: không có tệp này", path);
	int r = fd < 0 ? lt_papers_io(path, err) : lt_papers_survey(fd, ret_hash, ret, err);
	if (r == 0)
		r = lt_papers_check_size(ret->size, err);
	if (r == 0)
		r = lt_papers_check_type(ret->type, err);
	if (r == 0)
		r = lt_paper_check_pixels(fd, ret, err);
	if (r < 0) {
		ret->fd = -1;
		return lt_err_wrap(err, r, "%s", path);
	}
	fd = -1;
	return 0;
}

/* -- what is still to be sent on -- */

int lt_papers_wait(struct lt_papers *papers, const uint8_t *hash, struct lt_err *err)
{
	char path[PATH_BYTES];
	LT_AUTO(fd)
	int fd = openat(papers->fd, place("waiting", hash, path), O_WRONLY | O_CREAT | O_CLOEXEC,
			0600);
	return fd < 0 ? lt_papers_io(path, err) : lt_papers_sync(papers, path, err);
}

void lt_papers_sent(struct lt_papers *papers, const uint8_t *hash)
{
	char path[PATH_BYTES];
	(void)unlinkat(papers->fd, place("waiting", hash, path),
		       0); /* else it is asked about again */
}

int lt_papers_waiting(const struct lt_papers *papers,
		      bool (*each)(void *owner, const uint8_t *hash, int64_t since_us), void *owner,
		      struct lt_err *err)
{
	struct stat at;
	uint8_t hash[LT_HASH_BYTES];
	DIR *list = open_list(papers, "waiting");
	if (!list)
		return lt_papers_io(papers->folder, err);
	for (struct dirent *e; (e = readdir(list));) {
		if (!lt_unhex(e->d_name, hash, sizeof hash) ||
		    fstatat(dirfd(list), e->d_name, &at, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (!each(owner, hash, (int64_t)at.st_mtime * LT_US_PER_SECOND))
			break;
	}
	(void)closedir(list);
	return 0;
}
