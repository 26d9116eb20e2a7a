/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes from outside, as a compressed message. With an even first byte the magic number and the
 * mark of a single segment are put before them, so that most inputs get past the first look.
 *
 * Whatever is opened is within the bounds, and nothing is taken from the arena for what is refused
 * by its header. */
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/link/squeeze.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t start[] = {0x28, 0xb5, 0x2f, 0xfd, 0x60};

static void check(struct lt_slice bytes)
{
	static struct lt_squeeze squeeze;
	static bool ready;
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_slice opened = {0};
	struct lt_err err = {0};
	if (!ready)
		lt_squeeze_init(&squeeze);
	ready = true;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = lt_squeeze_open(&squeeze, bytes, &arena, &opened, &err);
	LT_REQUIRE(arena.used <= LT_SQUEEZE_FACTOR_MAX * bytes.size + 64);
	if (r < 0) {
		LT_REQUIRE((r == LT_E_FORMAT || r == LT_E_LIMIT) && err.code == r && err.text[0]);
		return;
	}
	LT_REQUIRE(opened.data == bytes.data || opened.size <= LT_MESSAGE_BYTES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	uint8_t *bytes = malloc(sizeof start + size);
	LT_REQUIRE(bytes);
	size_t skip = data[0] & 1 ? 0 : sizeof start;
	memcpy(bytes, start, skip);
	memcpy(bytes + skip, data + 1, size - 1);
	check(lt_slice(bytes, skip + size - 1));
	free(bytes);
	return 0;
}
