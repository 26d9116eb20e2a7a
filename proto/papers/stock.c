/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/papers/stock.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/time.h"
#include "proto/papers/beside.h"
#include "proto/papers/papers_own.h"

typedef int each_fn(void *owner, const struct lt_paper_lying *paper);

/* "ab": two hex digits name a folder of papers, and nothing else does. */
static bool is_shelf(const char *name)
{
	return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

static DIR *open_in(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (!list && fd >= 0)
		(void)close(fd);
	return list;
}

static int each_of_shelf(int at, const char *name, each_fn *each, void *owner)
{
	struct lt_paper_lying paper;
	struct stat st;
	int r = 0;
	DIR *list = open_in(at, name);
	for (struct dirent *e; r == 0 && list && (e = readdir(list));) {
		if (!lt_unhex(e->d_name, paper.hash, sizeof paper.hash) ||
		    fstatat(dirfd(list), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		paper.size = (uint64_t)st.st_size;
		paper.since_us = (int64_t)st.st_mtime * LT_US_PER_SECOND;
		r = each(owner, &paper);
	}
	if (list)
		(void)closedir(list);
	return r;
}

static int each_of_row(int at, const char *name, each_fn *each, void *owner)
{
	int r = 0;
	DIR *list = open_in(at, name);
	for (struct dirent *e; r == 0 && list && (e = readdir(list));)
		if (is_shelf(e->d_name))
			r = each_of_shelf(dirfd(list), e->d_name, each, owner);
	if (list)
		(void)closedir(list);
	return r;
}

int lt_papers_each(const struct lt_papers *papers, each_fn *each, void *owner, struct lt_err *err)
{
	int r = 0;
	DIR *list = open_in(papers->fd, ".");
	if (!list)
		return lt_papers_io(papers->folder, err);
	for (struct dirent *e; r == 0 && (e = readdir(list));)
		if (is_shelf(e->d_name))
			r = each_of_row(dirfd(list), e->d_name, each, owner);
	(void)closedir(list);
	return r;
}

bool lt_papers_waits(const struct lt_papers *papers, const uint8_t *hash)
{
	char path[LT_PAPER_PATH_BYTES], name[LT_PAPER_NAME_BYTES];
	(void)snprintf(path, sizeof path, "waiting/%s",
		       lt_hex(lt_slice(hash, LT_HASH_BYTES), name));
	return faccessat(papers->fd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void lt_papers_drop(const struct lt_papers *papers, const uint8_t *hash)
{
	char path[LT_PAPER_PATH_BYTES];
	(void)unlinkat(papers->fd, lt_papers_place(hash, path), 0); /* else it is met again */
	const struct lt_beside_spot spot = lt_beside_paper(hash);
	lt_beside_drop(papers, &spot);
}

static int copy_blocks(const struct lt_paper_file *file, const uint8_t *hash, struct lt_papers *to,
		       uint8_t *block, struct lt_err *err)
{
	struct lt_paper_piece piece = {.hash = hash, .size = file->size};
	bool whole = false;
	size_t n = 0;
	int r = lt_papers_add(to, &piece, &piece.offset, &whole,
			      err); /* how far an earlier try came */
	while (r == 0 && !whole) {
		r = lt_paper_file_at(file, piece.offset, block, LT_PAPER_BLOCK_BYTES, &n, err);
		piece.bytes = lt_slice(block, n);
		if (r == 0 && n == 0)
			r = lt_err_set(err, LT_E_DAMAGED, "tệp ngắn lại trong khi đọc");
		if (r == 0)
			r = lt_papers_add(to, &piece, &piece.offset, &whole, err);
	}
	return r;
}

int lt_papers_copy(const struct lt_papers *from, const uint8_t *hash, struct lt_papers *to,
		   struct lt_err *err)
{
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	LT_AUTO(free) uint8_t *block = malloc(LT_PAPER_BLOCK_BYTES);
	uint64_t size;
	if (lt_papers_find(to, hash, &size, NULL) == 0)
		return 0;
	int r = block ? lt_papers_check(from, hash, &file, err) : LT_E_NOMEM;
	return r < 0 ? r : copy_blocks(&file, hash, to, block, err);
}
