/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the folder of scans share: papers.c, uploads.c. Private to this folder. */
#pragma once

#include "proto/papers/papers.h"

enum {
	LT_PAPER_NAME_BYTES = 2 * LT_HASH_BYTES + 1,
	LT_PAPER_PATH_BYTES = LT_PAPER_NAME_BYTES + 16,
};

struct lt_papers {
	int fd;
	char *folder;
};

/** What errno says, with what to do about a full disk. */
int lt_papers_io(const char *what, struct lt_err *err);
/** Makes a folder unless it is there. */
int lt_papers_folder(int at, const char *name, struct lt_err *err) LT_MUST_USE;
/** Writes all bytes. */
int lt_papers_write(int fd, uint64_t offset, struct lt_slice bytes, struct lt_err *err) LT_MUST_USE;
/** Hash, size and type of a whole file, block by block. */
int lt_papers_survey(int fd, uint8_t ret_hash[static LT_HASH_BYTES], struct lt_paper_file *ret,
		     struct lt_err *err) LT_MUST_USE;
/** Is it neither empty nor too large? Is it of a type that is taken? */
int lt_papers_check_size(uint64_t size, struct lt_err *err) LT_MUST_USE;
int lt_papers_check_type(enum lt_paper_type type, struct lt_err *err) LT_MUST_USE;
/** The last bytes of a disk are for dossiers, not for scans. */
int lt_papers_check_room(const struct lt_papers *papers, uint64_t size,
			 struct lt_err *err) LT_MUST_USE;
/** Where a whole paper lies: "ab/cd/<hash>". */
const char *lt_papers_place(const uint8_t *hash, char path[static LT_PAPER_PATH_BYTES]);
/** Where an upload lies: "uploads/<owner>/<number>". */
enum { LT_UPLOAD_PLACE_BYTES = 32 + 2 * 16 + 2 };
struct lt_upload;
const char *lt_upload_place(const struct lt_upload *upload,
			    char path[static LT_UPLOAD_PLACE_BYTES]);
/** Makes the folders of that place, durably. */
int lt_papers_place_make(const struct lt_papers *papers, const uint8_t *hash,
			 struct lt_err *err) LT_MUST_USE;
/** Makes what was put there durable. */
int lt_papers_sync(const struct lt_papers *papers, const char *path,
		   struct lt_err *err) LT_MUST_USE;
