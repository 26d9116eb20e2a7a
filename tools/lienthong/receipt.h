/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts of hand-offs and lists of keys as files: a text that people read, and below it the
 * sealed message it was made from. The text is made anew when the file is read and must be the
 * same, so every byte of the file is covered by the seal. */
#pragma once

#include "procedures/core/receipt.h"
#include "tools/lienthong/tool.h"

/** What people read. @return in the arena; NULL without memory. */
const char *lt_receipt_text(const struct lt_receipt *receipt, struct lt_arena *arena);
const char *lt_receipt_keys_text(const Lt__ProofKeys *keys, struct lt_arena *arena);

/** The file of a receipt that was just received. @return 0; LT_E_FORMAT; LT_E_NOMEM. */
int lt_receipt_file(const Lt__Sealed *sealed, struct lt_arena *arena, struct lt_slice *ret,
		    struct lt_err *err) LT_MUST_USE;
/** ... and of a list of keys. */
int lt_receipt_keys_file(const Lt__Sealed *sealed, struct lt_arena *arena, struct lt_slice *ret,
			 struct lt_err *err) LT_MUST_USE;

/** Reads the bytes of a file of keys. @return 0; LT_E_FORMAT, LT_E_DENIED: the text says why it is
 *  no such file, or what was altered. */
int lt_receipt_read_keys(struct lt_slice file, struct lt_arena *arena, Lt__ProofKeys **ret,
			 struct lt_err *err) LT_MUST_USE;
/** Reads the bytes of a receipt's file and checks it with the keys. @return as above. */
int lt_receipt_check(struct lt_slice file, const Lt__ProofKeys *keys, struct lt_arena *arena,
		     struct lt_receipt *ret, struct lt_err *err) LT_MUST_USE;
/** `lienthong verify --receipt FILE --keys FILE`. */
int lt_receipt_verify(struct lt_tool *tool, const char *receipt, const char *keys,
		      struct lt_err *err) LT_MUST_USE;
