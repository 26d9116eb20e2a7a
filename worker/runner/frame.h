/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages over a socket between a node and a child of its own: length, then bytes. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "proto/base/err.h"
#include "proto/base/slice.h"

/** Bytes on their way: read and not yet looked at, or packed and not yet written. Zero-initialise;
 *  one thread. */
struct lt_frames {
	uint8_t *data;
	size_t start, end, room;
};

void lt_frames_done(struct lt_frames *frames);
static inline void lt_cleanup_frames(struct lt_frames *frames)
{
	lt_frames_done(frames);
}

/** Appends a message. @return 0; LT_E_LIMIT (over LT_MESSAGE_BYTES_MAX); LT_E_NOMEM. */
int lt_frames_add(struct lt_frames *frames, const ProtobufCMessage *message) LT_MUST_USE;
/** Writes what waits. @return 0: all of it; LT_E_BUSY: the rest when the socket has room again;
 *  LT_E_LINE: nobody reads any more. */
int lt_frames_send(struct lt_frames *frames, int fd) LT_MUST_USE;
/** Reads once. @return 0: something came; LT_E_BUSY: nothing yet; LT_E_LINE: the other end is gone;
 *  LT_E_NOMEM. */
int lt_frames_receive(struct lt_frames *frames, int fd) LT_MUST_USE;
/** The next whole message; its bytes are valid until the next receive.
 *  @return 0; LT_E_ABSENT: not whole yet; LT_E_LIMIT: longer than any message may be. */
int lt_frames_next(struct lt_frames *frames, struct lt_slice *ret) LT_MUST_USE;
