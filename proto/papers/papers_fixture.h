/* SPDX-License-Identifier: EUPL-1.2 */
/* Scans for tests: bytes that begin as a PDF, files of them, and the folder they lie in. */
#pragma once

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/papers/papers.h"

enum { PAPER_PATH_BYTES = 480 };

struct paper_folder {
	char root[200], path[240];
};

static inline void paper_folder_make(struct paper_folder *folder)
{
	const char *root = getenv("TMPDIR");
	(void)snprintf(folder->root, sizeof folder->root, "%s/lienthong-papers-XXXXXX",
		       root ? root : "/tmp");
	LT_REQUIRE(mkdtemp(folder->root));
	(void)snprintf(folder->path, sizeof folder->path, "%s/papers", folder->root);
}

static inline int paper_drop(const char *path, const struct stat *at, int type, struct FTW *ftw)
{
	(void)at, (void)type, (void)ftw;
	return remove(path);
}

static inline void paper_folder_remove(struct paper_folder *folder)
{
	(void)nftw(folder->root, paper_drop, 16, FTW_DEPTH | FTW_PHYS);
}

/** Bytes that no two seeds share and nothing compresses. */
static inline void paper_fill(uint8_t *bytes, size_t size, uint64_t seed)
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (size_t i = 0; i < size; i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		bytes[i] = (uint8_t)(x >> 24);
	}
	memcpy(bytes, "%PDF-1.7\n", 9);
}

/** A store of scans in a folder of its own, and a scan for it. */
static inline struct lt_papers *paper_store(struct paper_folder *folder, uint8_t *scan, size_t size,
					    uint8_t ret_hash[static LT_HASH_BYTES])
{
	struct lt_papers *papers = NULL;
	paper_folder_make(folder);
	LT_REQUIRE(lt_papers_open(folder->path, &papers, NULL) == 0);
	paper_fill(scan, size, 1);
	lt_hash(lt_slice(scan, size), ret_hash);
	return papers;
}

static inline void paper_write(const char *path, const char *bytes, size_t size)
{
	FILE *file = fopen(path, "we");
	LT_REQUIRE(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

/** A file of @p size bytes, written in pieces. */
static inline void paper_make_file(const char *path, size_t size, uint64_t seed)
{
	static uint8_t block[64 << 10];
	FILE *file = fopen(path, "we");
	LT_REQUIRE(file);
	for (size_t at = 0; at < size; at += sizeof block) {
		size_t n = size - at < sizeof block ? size - at : sizeof block;
		paper_fill(block, sizeof block, seed + at);
		LT_REQUIRE(fwrite(block, 1, n, file) == n);
	}
	LT_REQUIRE(fclose(file) == 0);
}

static inline void paper_path(const struct paper_folder *folder, const uint8_t *hash,
			      char path[static PAPER_PATH_BYTES])
{
	char name[2 * LT_HASH_BYTES + 1];
	(void)snprintf(path, PAPER_PATH_BYTES, "%s/%02x/%02x/%s", folder->path, hash[0], hash[1],
		       lt_hex(lt_slice(hash, LT_HASH_BYTES), name));
}

static inline void paper_arriving_path(const struct paper_folder *folder, const uint8_t *hash,
				       char path[static PAPER_PATH_BYTES])
{
	char name[2 * LT_HASH_BYTES + 1];
	(void)snprintf(path, PAPER_PATH_BYTES, "%s/arriving/%s", folder->path,
		       lt_hex(lt_slice(hash, LT_HASH_BYTES), name));
}

/** Turns one bit of a file. */
static inline void paper_flip(const char *path, long offset)
{
	FILE *file = fopen(path, "r+e");
	LT_REQUIRE(file && fseek(file, offset, SEEK_SET) == 0);
	int c = fgetc(file);
	LT_REQUIRE(fseek(file, offset, SEEK_SET) == 0 && fputc(c ^ 1, file) != EOF &&
		   fclose(file) == 0);
}
