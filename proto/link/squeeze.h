/* SPDX-License-Identifier: EUPL-1.2 */
/* Compression of long messages on the line.
 *
 * What travels is either a plain message, whose first byte is 0x08 (field 1, the protocol), or one
 * zstd frame (RFC 8878) that holds a plain message and says how long it is. Only a peer that said
 * so (`accepts` in Request and Reply) gets frames, and only lines with TLS say so: on a line within
 * one machine bytes cost less than squeezing them.
 *
 * Compressed is what people and nodes ask for all day: polls, reports, reads. Not the hello and the
 * papers of an enrolment, which hold secrets (the length of a compressed message tells about what
 * is beside it), nor pieces of scans, which do not shrink. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/** A bit of `accepts`: frames of zstd. */
#define LT_ACCEPTS_ZSTD 1u

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

/** What one end of a line keeps for it. The contexts and the room come with the first message that
 * needs them and stay: a steady load allocates nothing. */
struct lt_squeeze {
	pthread_mutex_t lock; /**< of what is needed to pack */
	struct ZSTD_CCtx_s *packer;
	uint8_t *room; /**< a plain message, then its frame */
	size_t room_bytes;
	pthread_mutex_t open_lock;
	struct ZSTD_DCtx_s *opener;
	atomic_uint_fast64_t packed, opened; /**< messages */
};

void lt_squeeze_init(struct lt_squeeze *squeeze);
void lt_squeeze_done(struct lt_squeeze *squeeze);

/** Is this one of the messages that may be compressed? */
bool lt_squeeze_request(const Lt__Request *request, size_t size);
bool lt_squeeze_reply(const Lt__Reply *reply, size_t size);

/** Gives room of so many bytes, or NULL. */
typedef uint8_t *lt_squeeze_room(void *owner, size_t size);

/**
 * Packs a message, compressed if that saves an eighth of it.
 * @param size   lt_encoded_size of @p message, at most LT_MESSAGE_BYTES_MAX
 * @param try    whether to compress at all
 * @param room   called once, for exactly what is then written there
 * @return 0 or LT_E_NOMEM (@p room has none). Any thread.
 */
int lt_squeeze_pack(struct lt_squeeze *squeeze, const ProtobufCMessage *message, size_t size,
		    bool try, lt_squeeze_room *room, void *owner) LT_MUST_USE;

/**
 * Opens what came: a frame into @p arena, anything else stays as it is.
 *
 * A frame is only taken if it is alone, is a single segment (its window is its content), names its
 * size, that size is within LT_MESSAGE_BYTES_MAX and LT_SQUEEZE_FACTOR_MAX times its own, and just
 * so much comes out of it. Nothing is allocated before that. What was in it is not opened again.
 * @return 0; LT_E_FORMAT; LT_E_LIMIT (too long, or a bomb); LT_E_NOMEM. Any thread.
 */
int lt_squeeze_open(struct lt_squeeze *squeeze, struct lt_slice bytes, struct lt_arena *arena,
		    struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;
