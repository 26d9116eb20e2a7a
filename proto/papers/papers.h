/* SPDX-License-Identifier: EUPL-1.2 */
/* Scans, by the hash of their content: a folder that both a coordinator and a node keep.
 *
 *   papers/ab/cd/<hash>     whole, verified, read-only
 *   papers/arriving/<hash>  so far as it has come; goes on from its size after any cut
 *   papers/waiting/<hash>   empty: this one is still to be sent on
 *
 * The name is the BLAKE2b-256 of the content, so a file that is whole is either right or damaged,
 * never another version. It moves to its place only when the hash was right and it was synced. One
 * thread at a time may add to one hash; reading is for any thread. Memory: one block of
 * LT_PAPER_BLOCK_BYTES a call, however large the file. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"
#include "proto/base/ids.h"
#include "proto/base/slice.h"
#include "proto/papers/sniff.h"

enum { LT_PAPER_BLOCK_BYTES = 64 << 10 };

struct lt_papers;

/** Opens or makes the folder; drops what began to arrive more than LT_PAPER_ARRIVING_DAYS ago.
 *  @return 0; LT_E_IO; LT_E_NOMEM. */
int lt_papers_open(const char *folder, struct lt_papers **ret, struct lt_err *err) LT_MUST_USE;
/** Opens a folder that is there to look at it: nothing is made, dropped or moved, also beside the
 *  process whose folder it is. Only for calls that read; lt_papers_read is none of them.
 *  @return 0; LT_E_IO; LT_E_NOMEM. */
int lt_papers_view(const char *folder, struct lt_papers **ret, struct lt_err *err) LT_MUST_USE;
/** NULL is fine. */
void lt_papers_free(struct lt_papers *papers);
static inline void lt_cleanup_papers(struct lt_papers **papers)
{
	lt_papers_free(*papers);
}

/** Size of a paper that is whole here. @return 0; LT_E_ABSENT; LT_E_IO. */
int lt_papers_find(const struct lt_papers *papers, const uint8_t *hash, uint64_t *ret_size,
		   struct lt_err *err) LT_MUST_USE;
/** How many bytes have arrived: 0..size of a file that is not whole. @return 0; LT_E_IO. */
int lt_papers_arrived(const struct lt_papers *papers, const uint8_t *hash, uint64_t *ret_size,
		      struct lt_err *err) LT_MUST_USE;

/** A piece of a file that arrives. */
struct lt_paper_piece {
	const uint8_t *hash; /**< of the whole */
	uint64_t size;	     /**< of the whole: 1..LT_PAPER_BYTES_MAX */
	uint64_t offset;     /**< of this piece */
	struct lt_slice bytes;
};
/**
 * Adds a piece. With no bytes it only asks.
 * @param ret_have   bytes there are now; the sender goes on from there, whatever it sent
 * @param ret_whole  all there, hash right, synced, in its place
 * @return 0; LT_E_LIMIT (size); LT_E_FORMAT (a type that is not taken); LT_E_DAMAGED (all there,
 *         another hash: dropped, begin anew); LT_E_FULL; LT_E_IO. The text says what to do.
 */
int lt_papers_add(struct lt_papers *papers, const struct lt_paper_piece *piece, uint64_t *ret_have,
		  bool *ret_whole, struct lt_err *err) LT_MUST_USE;

/** A whole paper that is open for reading, its hash found right when it was opened. */
struct lt_paper_file {
	int fd; /**< -1: closed */
	uint64_t size;
	enum lt_paper_type type;
};
/** @return 0; LT_E_ABSENT; LT_E_DAMAGED (names the file, and leaves it where it is); LT_E_IO. */
int lt_papers_check(const struct lt_papers *papers, const uint8_t *hash, struct lt_paper_file *ret,
		    struct lt_err *err) LT_MUST_USE;
/** As above, but a damaged file is moved aside, so that it can come anew. */
int lt_papers_read(const struct lt_papers *papers, const uint8_t *hash, struct lt_paper_file *ret,
		   struct lt_err *err) LT_MUST_USE;
/** At most @p room bytes from an offset. @return 0 with how many in *ret_size (0: the end); LT_E_IO
 */
int lt_paper_file_at(const struct lt_paper_file *file, uint64_t offset, uint8_t *to, size_t room,
		     size_t *ret_size, struct lt_err *err) LT_MUST_USE;
void lt_paper_file_close(struct lt_paper_file *file);
static inline void lt_cleanup_paper_file(struct lt_paper_file *file)
{
	lt_paper_file_close(file);
}

/** Hash, size and type of any file, read block by block. @return 0; LT_E_ABSENT; LT_E_IO;
 *  LT_E_LIMIT (over LT_PAPER_BYTES_MAX, or empty); LT_E_FORMAT (a type that is not taken). */
int lt_paper_look(const char *path, uint8_t ret_hash[static LT_HASH_BYTES],
		  struct lt_paper_file *ret, struct lt_err *err) LT_MUST_USE;

/** Notes that a paper is still to be sent on, durably; forgets it. @return 0; LT_E_IO. */
int lt_papers_wait(struct lt_papers *papers, const uint8_t *hash, struct lt_err *err) LT_MUST_USE;
void lt_papers_sent(struct lt_papers *papers, const uint8_t *hash);
/** Calls @p each for every paper that waits, in no order; stops when it returns false.
 *  @param since_us  wall clock: noted then */
int lt_papers_waiting(const struct lt_papers *papers,
		      bool (*each)(void *owner, const uint8_t *hash, int64_t since_us), void *owner,
		      struct lt_err *err) LT_MUST_USE;
