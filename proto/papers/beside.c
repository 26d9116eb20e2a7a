/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/papers/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/time.h"
#include "proto/papers/papers_own.h"

enum { PATH_BYTES = LT_PAPER_PATH_BYTES + 32 };

static const char *const endings[LT_BESIDE_COUNT] = {[LT_BESIDE_LARGE] = ".large.jpg",
						     [LT_BESIDE_SMALL] = ".small.jpg",
						     [LT_BESIDE_NONE] = ".none"};

struct lt_beside_spot lt_beside_paper(const uint8_t *hash)
{
	struct lt_beside_spot spot = {.is_upload = false};
	memcpy(spot.hash, hash, sizeof spot.hash);
	return spot;
}

struct lt_beside_spot lt_beside_upload(const struct lt_upload *upload)
{
	return (struct lt_beside_spot){.is_upload = true, .upload = *upload};
}

bool lt_beside_same(const struct lt_beside_spot *a, const struct lt_beside_spot *b)
{
	if (a->is_upload != b->is_upload)
		return false;
	if (!a->is_upload)
		return memcmp(a->hash, b->hash, sizeof a->hash) == 0;
	return a->upload.owner == b->upload.owner &&
	       memcmp(a->upload.number, b->upload.number, sizeof a->upload.number) == 0;
}

static void path_of(const struct lt_beside_spot *spot, const char *ending,
		    char path[static PATH_BYTES])
{
	char place[LT_PAPER_PATH_BYTES + LT_UPLOAD_PLACE_BYTES];
	(void)snprintf(path, PATH_BYTES, "%s%s",
		       spot->is_upload ? lt_upload_place(&spot->upload, place)
				       : lt_papers_place(spot->hash, place),
		       ending);
}

static int open_upload(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		       struct lt_paper_file *ret, struct lt_err *err)
{
	char path[PATH_BYTES];
	uint8_t hash[LT_HASH_BYTES];
	path_of(spot, "", path);
	LT_AUTO(fd) int fd = openat(papers->fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? lt_err_set(err, LT_E_ABSENT, "không có tệp này")
				       : lt_papers_io(path, err);
	int r = lt_papers_survey(fd, hash, ret, err);
	if (r == 0)
		r = lt_papers_check_size(ret->size, err);
	if (r == 0)
		r = lt_papers_check_type(ret->type, err);
	ret->fd = r == 0 ? fd : -1;
	fd = r == 0 ? -1 : fd;
	return r;
}

int lt_beside_open(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		   struct lt_paper_file *ret, struct lt_err *err)
{
	return spot->is_upload ? open_upload(papers, spot, ret, err)
			       : lt_papers_read(papers, spot->hash, ret, err);
}

int lt_beside_read(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		   enum lt_beside what, struct lt_paper_file *ret, int64_t *ret_age_us)
{
	char path[PATH_BYTES];
	struct stat at;
	path_of(spot, endings[what], path);
	LT_AUTO(fd) int fd = openat(papers->fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? LT_E_ABSENT : LT_E_IO;
	if (fstat(fd, &at) != 0)
		return LT_E_IO;
	if (at.st_size == 0 && what != LT_BESIDE_NONE) /* of a disk that fell */
		return LT_E_ABSENT;
	*ret_age_us = (int64_t)(time(NULL) - at.st_mtime) * LT_US_PER_SECOND;
	*ret = (struct lt_paper_file){
		.fd = fd, .size = (uint64_t)at.st_size, .type = LT_PAPER_JPEG};
	fd = -1;
	return 0;
}

int lt_beside_write(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		    enum lt_beside what, struct lt_slice bytes, struct lt_err *err)
{
	char path[PATH_BYTES], made[PATH_BYTES];
	path_of(spot, endings[what], path);
	path_of(spot, ".making", made);
	LT_AUTO(fd)
	int fd = openat(papers->fd, made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int r = fd < 0 ? lt_papers_io(made, err) : lt_papers_write(fd, 0, bytes, err);
	if (r == 0 && renameat(papers->fd, made, papers->fd, path) != 0)
		r = lt_papers_io(path, err);
	if (r < 0)
		(void)unlinkat(papers->fd, made, 0);
	return r;
}

void lt_beside_drop(const struct lt_papers *papers, const struct lt_beside_spot *spot)
{
	char path[PATH_BYTES];
	for (size_t i = 0; i < LT_BESIDE_COUNT; i++) {
		path_of(spot, endings[i], path);
		(void)unlinkat(papers->fd, path, 0); /* mostly there is none */
	}
}
