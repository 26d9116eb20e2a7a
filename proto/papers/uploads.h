/* SPDX-License-Identifier: EUPL-1.2 */
/* Scans on their way in from a person's browser, before anybody knows their hash.
 *
 *   papers/uploads/<owner>/<number>   so far as it has come; goes on from its size after any cut
 *
 *   add, add, ... --take--> papers/ab/cd/<hash> (the same file under a second name)
 *
 * Only who began an upload may add to it or take it. What was taken stays under its number for a
 * while, so that a form which is sent again finds it again; LT_UPLOAD_DAYS after its last byte the
 * number is forgotten. Any thread; two that add to one number at once add the same bytes or one of
 * them is told where to go on. Memory: one block of LT_PAPER_BLOCK_BYTES a call. */
#pragma once

#include "proto/papers/papers.h"

enum { LT_UPLOAD_NUMBER_BYTES = 16, LT_UPLOAD_TEXT_BYTES = 2 * LT_UPLOAD_NUMBER_BYTES + 1 };

/** Which upload, and whose. */
struct lt_upload {
	uint64_t owner; /**< key of the account's name */
	uint8_t number[LT_UPLOAD_NUMBER_BYTES];
};

/** A fresh number. */
void lt_upload_begin(uint64_t owner, struct lt_upload *ret);
/** The number that one person's upload of one file always has, so that it goes on wherever it was
 *  left. @param mark  what tells the file from others: name, size, day, a hash of its ends */
void lt_upload_named(uint64_t owner, const char *mark, struct lt_upload *ret);
/** Hex of the number; back. @return false: none */
const char *lt_upload_text(const struct lt_upload *upload, char ret[static LT_UPLOAD_TEXT_BYTES]);
bool lt_upload_parse(uint64_t owner, const char *text, struct lt_upload *ret);

/** How many bytes there are. @return 0; LT_E_IO. */
int lt_uploads_have(const struct lt_papers *papers, const struct lt_upload *upload,
		    uint64_t *ret_have, struct lt_err *err) LT_MUST_USE;
/**
 * Adds a piece. A piece that does not begin where the last one ended is not added.
 * @param ret_have  bytes there are now; the sender goes on from there
 * @return 0; LT_E_LIMIT (too large; too much of this person's that nothing took); LT_E_FORMAT (a
 *         type that is not taken, told by the first piece); LT_E_FULL; LT_E_IO. After LT_E_LIMIT
 *         and LT_E_FORMAT nothing of it is kept.
 */
int lt_uploads_add(const struct lt_papers *papers, const struct lt_upload *upload, uint64_t offset,
		   struct lt_slice bytes, uint64_t *ret_have, struct lt_err *err) LT_MUST_USE;
/** A whole upload becomes a paper, durably; as often as it is said.
 *  @param name  the file's name as the person has it: its ending must be of its type
 *  @param ret   size and type; fd is -1
 *  @return 0; LT_E_ABSENT (no such upload, or forgotten); LT_E_FORMAT; LT_E_LIMIT (also: an image
 *          of too many pixels); LT_E_FULL; LT_E_IO. */
int lt_uploads_take(const struct lt_papers *papers, const struct lt_upload *upload,
		    const char *name, uint8_t ret_hash[static LT_HASH_BYTES],
		    struct lt_paper_file *ret, struct lt_err *err) LT_MUST_USE;
/** Drops what came last before an instant. @param before_us  wall clock @return how many */
size_t lt_uploads_sweep(const struct lt_papers *papers, int64_t before_us);
