/* SPDX-License-Identifier: EUPL-1.2 */
/* The form of the files: text, a line, base64 (RFC 4648) in lines of 76, a line. Any other way to
 * write the same message is refused, so that two files that say the same are the same. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/codec/codec.h"
#include "tools/lienthong/receipt.h"

#define RECEIPT "LIENTHONG RECEIPT"
#define KEYS "LIENTHONG KEYS"
enum { COLUMNS = 76 };

/* -- writing -- */

static size_t add(char *to, const char *text, size_t size)
{
	memcpy(to, text, size);
	return size;
}

static size_t add_lines(char *to, const char *digits, size_t count)
{
	size_t n = 0;
	for (size_t at = 0; at < count; at += COLUMNS) {
		n += add(to + n, digits + at, count - at < COLUMNS ? count - at : COLUMNS);
		to[n++] = '\n';
	}
	return n;
}

static int compose(const char *text, const char *kind, const Lt__Sealed *sealed,
		   struct lt_arena *arena, struct lt_slice *ret)
{
	struct lt_slice bytes;
	int r = text ? lt_encode(&sealed->base, arena, &bytes) : LT_E_NOMEM;
	if (r < 0)
		return r;
	size_t digits_size = sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_ORIGINAL);
	char *digits = lt_arena_alloc(arena, digits_size);
	const char *head = lt_arena_printf(arena, "\n-----BEGIN %s-----\n", kind);
	const char *tail = lt_arena_printf(arena, "-----END %s-----\n", kind);
	if (!digits || !head || !tail)
		return LT_E_NOMEM;
	(void)sodium_bin2base64(digits, digits_size, bytes.data, bytes.size,
				sodium_base64_VARIANT_ORIGINAL);
	size_t size = strlen(text) + strlen(head) + strlen(tail) + digits_size +
		      digits_size / COLUMNS + 2;
	char *file = lt_arena_alloc(arena, size), *to = file;
	if (!file)
		return LT_E_NOMEM;
	to += add(to, text, strlen(text));
	to += add(to, head, strlen(head));
	to += add_lines(to, digits, strlen(digits));
	to += add(to, tail, strlen(tail));
	*ret = lt_slice(file, (size_t)(to - file));
	return 0;
}

int lt_receipt_file(const Lt__Sealed *sealed, struct lt_arena *arena, struct lt_slice *ret,
		    struct lt_err *err)
{
	struct lt_receipt receipt;
	int r = lt_receipt_open(sealed, NULL, arena, &receipt, err);
	return r < 0 ? r : compose(lt_receipt_text(&receipt, arena), RECEIPT, sealed, arena, ret);
}

int lt_receipt_keys_file(const Lt__Sealed *sealed, struct lt_arena *arena, struct lt_slice *ret,
			 struct lt_err *err)
{
	Lt__ProofKeys *keys;
	int r = lt_receipt_open_keys(sealed, arena, &keys, err);
	return r < 0 ? r : compose(lt_receipt_keys_text(keys, arena), KEYS, sealed, arena, ret);
}

/* -- reading -- */

static int damaged(struct lt_err *err, const char *what)
{
	return lt_err_set(err, LT_E_FORMAT, "%s", what);
}

static int unpack(struct lt_slice file, const char *kind, struct lt_arena *arena, Lt__Sealed **ret,
		  struct lt_err *err)
{
	const char *head = lt_arena_printf(arena, "\n-----BEGIN %s-----\n", kind);
	const char *tail = lt_arena_printf(arena, "-----END %s-----\n", kind);
	uint8_t *bytes = lt_arena_alloc(arena, file.size + 1);
	size_t size, tail_size = tail ? strlen(tail) : 0;
	if (!head || !tail || !bytes)
		return LT_E_NOMEM;
	const char *begin = memmem(file.data, file.size, head, strlen(head));
	const char *end = (const char *)file.data + file.size - tail_size;
	if (!begin || file.size < tail_size || begin + strlen(head) > end ||
	    memcmp(end, tail, tail_size) != 0)
		return damaged(err, "không phải tệp loại này, hoặc bị cắt");
	begin += strlen(head);
	if (sodium_base642bin(bytes, file.size, begin, (size_t)(end - begin), "\n", &size, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0)
		return damaged(err, "phần mã hóa bị sửa");
	return LT_DECODE(sealed, lt_slice(bytes, size), arena, ret, err);
}

/* Is this file what would be written of the same message? */
static int same(struct lt_slice file, int r, struct lt_slice again, struct lt_err *err)
{
	if (r < 0)
		return r;
	return lt_slice_equal(file, again)
		       ? 0
		       : lt_err_set(err, LT_E_DENIED, "phần chữ của tệp đã bị sửa");
}

int lt_receipt_read_keys(struct lt_slice file, struct lt_arena *arena, Lt__ProofKeys **ret,
			 struct lt_err *err)
{
	Lt__Sealed *sealed;
	struct lt_slice again;
	int r = unpack(file, KEYS, arena, &sealed, err);
	if (r == 0)
		r = lt_receipt_open_keys(sealed, arena, ret, err);
	return r < 0 ? r : same(file, lt_receipt_keys_file(sealed, arena, &again, err), again, err);
}

int lt_receipt_check(struct lt_slice file, const Lt__ProofKeys *keys, struct lt_arena *arena,
		     struct lt_receipt *ret, struct lt_err *err)
{
	Lt__Sealed *sealed;
	struct lt_slice again;
	int r = unpack(file, RECEIPT, arena, &sealed, err);
	if (r == 0)
		r = lt_receipt_open(sealed, keys, arena, ret, err);
	return r < 0 ? r : same(file, lt_receipt_file(sealed, arena, &again, err), again, err);
}
