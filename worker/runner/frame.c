/* SPDX-License-Identifier: EUPL-1.2 */
/* One growing buffer each way; what was used up is moved out of the way when room is needed. */
#include "worker/runner/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum { HEAD_BYTES = 4, READ_BYTES = 64 << 10 };

void lt_frames_done(struct lt_frames *frames)
{
	free(frames->data);
	*frames = (struct lt_frames){0};
}

/* Makes room for @p bytes behind the end. */
static int reserve(struct lt_frames *f, size_t bytes)
{
	if (f->start == f->end)
		f->start = f->end = 0;
	if (f->room - f->end >= bytes)
		return 0;
	size_t held = f->end - f->start;
	if (f->start)
		memmove(f->data, f->data + f->start, held);
	f->start = 0;
	f->end = held;
	if (f->room - held >= bytes)
		return 0;
	size_t room = f->room ? f->room : READ_BYTES;
	while (room - held < bytes)
		room *= 2;
	uint8_t *grown = realloc(f->data, room);
	if (!grown)
		return LT_E_NOMEM;
	f->data = grown;
	f->room = room;
	return 0;
}

int lt_frames_add(struct lt_frames *frames, const ProtobufCMessage *message)
{
	size_t size = lt_encoded_size(message);
	if (size > LT_MESSAGE_BYTES_MAX)
		return LT_E_LIMIT;
	int r = reserve(frames, HEAD_BYTES + size);
	if (r < 0)
		return r;
	uint8_t *at = frames->data + frames->end;
	for (unsigned i = 0; i < HEAD_BYTES; i++)
		at[i] = (uint8_t)(size >> (8 * i));
	lt_encode_to(message, at + HEAD_BYTES);
	frames->end += HEAD_BYTES + size;
	return 0;
}

int lt_frames_send(struct lt_frames *frames, int fd)
{
	while (frames->start < frames->end) {
		ssize_t n = send(fd, frames->data + frames->start, frames->end - frames->start,
				 MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? LT_E_BUSY : LT_E_LINE;
		frames->start += (size_t)n;
	}
	return 0;
}

int lt_frames_receive(struct lt_frames *frames, int fd)
{
	ssize_t n;
	int r = reserve(frames, READ_BYTES);
	if (r < 0)
		return r;
	do {
		n = recv(fd, frames->data + frames->end, frames->room - frames->end, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? LT_E_BUSY : LT_E_LINE;
	frames->end += (size_t)n;
	return n == 0 ? LT_E_LINE : 0;
}

int lt_frames_next(struct lt_frames *frames, struct lt_slice *ret)
{
	size_t held = frames->end - frames->start, size = 0;
	if (held < HEAD_BYTES)
		return LT_E_ABSENT;
	const uint8_t *at = frames->data + frames->start;
	for (unsigned i = 0; i < HEAD_BYTES; i++)
		size |= (size_t)at[i] << (8 * i);
	if (size > LT_MESSAGE_BYTES_MAX)
		return LT_E_LIMIT;
	if (held - HEAD_BYTES < size)
		return LT_E_ABSENT;
	*ret = lt_slice(at + HEAD_BYTES, size);
	frames->start += HEAD_BYTES + size;
	return 0;
}
