/* SPDX-License-Identifier: EUPL-1.2 */
/* What was made of a scan and can be made again: pictures of its first page, in files beside it.
 *
 *   papers/ab/cd/<hash>.large.jpg, .small.jpg       of a paper; go with it
 *   papers/uploads/<owner>/<number>.large.jpg, ...  of an upload; go when it is forgotten
 *   ....none                                        empty: no picture can be made of it
 *
 * Nothing here is named in a dossier, sent on, or copied for safety. Any thread; two that write one
 * file write the same. */
#pragma once

#include "proto/papers/papers.h"
#include "proto/papers/uploads.h"

/** Which file. */
enum lt_beside { LT_BESIDE_LARGE, LT_BESIDE_SMALL, LT_BESIDE_NONE, LT_BESIDE_COUNT };

/** Beside what. */
struct lt_beside_spot {
	bool is_upload;
	uint8_t hash[LT_HASH_BYTES];
	struct lt_upload upload;
};
struct lt_beside_spot lt_beside_paper(const uint8_t *hash);
struct lt_beside_spot lt_beside_upload(const struct lt_upload *upload);
bool lt_beside_same(const struct lt_beside_spot *a, const struct lt_beside_spot *b);

/** Opens the scan itself, of a paper only if its hash is right. @return 0; LT_E_ABSENT;
 *  LT_E_DAMAGED; LT_E_LIMIT, LT_E_FORMAT (an upload that is not whole); LT_E_IO. */
int lt_beside_open(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		   struct lt_paper_file *ret, struct lt_err *err) LT_MUST_USE;
/** Opens one of the files. @return 0, and its age; LT_E_ABSENT; LT_E_IO. */
int lt_beside_read(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		   enum lt_beside what, struct lt_paper_file *ret, int64_t *ret_age_us) LT_MUST_USE;
/** Writes one, whole or not at all. @return 0; LT_E_FULL; LT_E_IO. */
int lt_beside_write(const struct lt_papers *papers, const struct lt_beside_spot *spot,
		    enum lt_beside what, struct lt_slice bytes, struct lt_err *err) LT_MUST_USE;
/** Drops all of them. */
void lt_beside_drop(const struct lt_papers *papers, const struct lt_beside_spot *spot);
