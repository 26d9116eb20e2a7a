/* SPDX-License-Identifier: EUPL-1.2 */
/* Source: RFC 8878, section 3.1.1 (the frame and its header). */
#include "proto/link/squeeze.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum {
	LEVEL = 1,
	WINDOW_LOG = 20, /* a whole message, so that every frame is a single segment */
	MAGIC_BYTES = 4,
	SINGLE_SEGMENT = 0x20, /* in the byte after the magic number */
	ROOM_BYTES_MIN = 64 << 10,
};

_Static_assert(LT_MESSAGE_BYTES_MAX <= 1u << WINDOW_LOG, "a message fits into the window");

void lt_squeeze_init(struct lt_squeeze *squeeze)
{
	*squeeze = (struct lt_squeeze){0};
	(void)pthread_mutex_init(&squeeze->lock, NULL);
	(void)pthread_mutex_init(&squeeze->open_lock, NULL);
}

void lt_squeeze_done(struct lt_squeeze *squeeze)
{
	(void)ZSTD_freeCCtx(squeeze->packer);
	(void)ZSTD_freeDCtx(squeeze->opener);
	free(squeeze->room);
	(void)pthread_mutex_destroy(&squeeze->lock);
	(void)pthread_mutex_destroy(&squeeze->open_lock);
}

/* -- packing -- */

bool lt_squeeze_request(const Lt__Request *request, size_t size)
{
	return size >= LT_SQUEEZE_BYTES_MIN && (request->body_case == LT__REQUEST__BODY_POLL ||
						request->body_case == LT__REQUEST__BODY_REPORT ||
						request->body_case == LT__REQUEST__BODY_FETCH);
}

bool lt_squeeze_reply(const Lt__Reply *reply, size_t size)
{
	return size >= LT_SQUEEZE_BYTES_MIN && (reply->body_case == LT__REPLY__BODY_POLL ||
						reply->body_case == LT__REPLY__BODY_REPORT ||
						reply->body_case == LT__REPLY__BODY_FETCH);
}

static bool ready_to_pack(struct lt_squeeze *squeeze, size_t bytes)
{
	if (!squeeze->packer) {
		ZSTD_CCtx *packer = ZSTD_createCCtx();
		if (!packer ||
		    ZSTD_isError(ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel, LEVEL)) ||
		    ZSTD_isError(ZSTD_CCtx_setParameter(packer, ZSTD_c_windowLog, WINDOW_LOG))) {
			(void)ZSTD_freeCCtx(packer);
			return false;
		}
		squeeze->packer = packer;
	}
	if (squeeze->room_bytes >= bytes)
		return true;
	size_t more = ROOM_BYTES_MIN;
	while (more < bytes)
		more *= 2;
	uint8_t *room = realloc(squeeze->room, more);
	if (!room)
		return false;
	squeeze->room = room;
	squeeze->room_bytes = more;
	return true;
}

/* The frame of a message, in the room; nothing: it does not pay. The lock is held. */
static struct lt_slice frame_of(struct lt_squeeze *squeeze, const ProtobufCMessage *message,
				size_t size)
{
	size_t most = size - size / 8;
	if (!ready_to_pack(squeeze, size + most))
		return lt_slice(NULL, 0);
	uint8_t *frame = squeeze->room + size;
	lt_encode_to(message, squeeze->room);
	size_t n = ZSTD_compress2(squeeze->packer, frame, most, squeeze->room, size);
	/* The other end takes what shrank beyond all measure for a bomb. */
	if (ZSTD_isError(n) || size > n * LT_SQUEEZE_FACTOR_MAX)
		return lt_slice(NULL, 0);
	return lt_slice(frame, n);
}

int lt_squeeze_pack(struct lt_squeeze *squeeze, const ProtobufCMessage *message, size_t size,
		    bool try, lt_squeeze_room *room, void *owner)
{
	struct lt_slice frame = {0};
	LT_REQUIRE(size <= LT_MESSAGE_BYTES_MAX);
	if (try) {
		(void)pthread_mutex_lock(&squeeze->lock);
		frame = frame_of(squeeze, message, size);
	}
	uint8_t *to = room(owner, frame.size ? frame.size : size);
	if (to && frame.size) {
		memcpy(to, frame.data, frame.size);
		atomic_fetch_add_explicit(&squeeze->packed, 1, memory_order_relaxed);
	} else if (to) {
		lt_encode_to(message, to);
	}
	if (try)
		(void)pthread_mutex_unlock(&squeeze->lock);
	return to ? 0 : LT_E_NOMEM;
}

/* -- opening -- */

static bool is_frame(struct lt_slice bytes)
{
	static const uint8_t magic[MAGIC_BYTES] = {0x28, 0xb5, 0x2f, 0xfd};
	return bytes.size >= MAGIC_BYTES && memcmp(bytes.data, magic, MAGIC_BYTES) == 0;
}

/* What the header promises, if the rest may be looked at. */
static int check_frame(struct lt_slice bytes, size_t *ret, struct lt_err *err)
{
	if (bytes.size <= MAGIC_BYTES || !(bytes.data[MAGIC_BYTES] & SINGLE_SEGMENT))
		return lt_err_set(err, LT_E_FORMAT, "a compressed message without its size");
	unsigned long long size = ZSTD_getFrameContentSize(bytes.data, bytes.size);
	if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size == 0)
		return lt_err_set(err, LT_E_FORMAT, "a compressed message without its size");
	if (size > LT_MESSAGE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "a compressed message of %llu bytes, at most %u",
				  size, LT_MESSAGE_BYTES_MAX);
	if (size > bytes.size * LT_SQUEEZE_FACTOR_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%llu bytes in a compressed message of %zu",
				  size, bytes.size);
	if (ZSTD_findFrameCompressedSize(bytes.data, bytes.size) != bytes.size)
		return lt_err_set(err, LT_E_FORMAT, "a compressed message cut short, or not alone");
	*ret = (size_t)size;
	return 0;
}

static int open_frame(struct lt_squeeze *squeeze, struct lt_slice bytes, uint8_t *to, size_t size,
		      struct lt_err *err)
{
	size_t n = 0;
	(void)pthread_mutex_lock(&squeeze->open_lock);
	if (!squeeze->opener)
		squeeze->opener = ZSTD_createDCtx();
	bool opener = squeeze->opener != NULL;
	if (opener)
		n = ZSTD_decompressDCtx(squeeze->opener, to, size, bytes.data, bytes.size);
	(void)pthread_mutex_unlock(&squeeze->open_lock);
	if (!opener)
		return lt_err_set(err, LT_E_NOMEM, "no memory to open a compressed message");
	if (n != size)
		return lt_err_set(err, LT_E_FORMAT, "a compressed message is malformed");
	atomic_fetch_add_explicit(&squeeze->opened, 1, memory_order_relaxed);
	return 0;
}

int lt_squeeze_open(struct lt_squeeze *squeeze, struct lt_slice bytes, struct lt_arena *arena,
		    struct lt_slice *ret, struct lt_err *err)
{
	size_t size = 0;
	if (!is_frame(bytes)) {
		*ret = bytes;
		return 0;
	}
	int r = check_frame(bytes, &size, err);
	if (r < 0)
		return r;
	uint8_t *to = lt_arena_alloc(arena, size);
	if (!to)
		return lt_err_set(err, LT_E_NOMEM, "no memory to open a compressed message");
	r = open_frame(squeeze, bytes, to, size, err);
	if (r == 0)
		*ret = lt_slice(to, size);
	return r;
}
