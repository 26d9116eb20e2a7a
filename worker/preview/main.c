/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong-preview: the node's child that looks at one scan. The file is its standard input; it
 * writes two JPEG pictures of the first page, with a line before them that has their bytes:
 *
 *   <large> <small>\n ...large... ...small...
 *
 * Scans are strangers' files, and the libraries that decode them are large: before a byte is looked
 * at, it has given up all but memory and what is open, and has bounds in memory and time. Whatever
 * a file does to it, its parent hears "none". */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/base/lock_in.h"
#include "proto/base/whole.h"
#include "proto/papers/sniff.h"
#include "worker/preview/decode.h"

enum { LARGE_SIDE = 1400, SMALL_SIDE = 200, CPU_SECONDS = 10 };
#define MEMORY_BYTES_MAX ((rlim_t)512 << 20)

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER true /* whose shadow memory would count */
#elif defined(__has_feature)
#define UNDER_SANITIZER __has_feature(address_sanitizer)
#else
#define UNDER_SANITIZER false
#endif

static bool limit(int resource, rlim_t most)
{
	struct rlimit bound = {.rlim_cur = most, .rlim_max = most};
	return setrlimit((__rlimit_resource_t)resource, &bound) == 0;
}

/* For good. */
static bool shut_in(void)
{
	struct lt_err err = {0};
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || !limit(RLIMIT_CORE, 0) ||
	    !limit(RLIMIT_CPU, CPU_SECONDS))
		return false;
	if (!UNDER_SANITIZER && !limit(RLIMIT_DATA, MEMORY_BYTES_MAX))
		return false;
	return UNDER_SANITIZER || lt_lock_in(&err) == 0;
}

static bool decode(struct lt_slice file, uint32_t side, struct lt_picture_rgb *ret)
{
	switch (lt_sniff(
		lt_slice(file.data, file.size < LT_SNIFF_BYTES ? file.size : LT_SNIFF_BYTES))) {
	case LT_PAPER_JPEG:
		return lt_decode_jpeg(file, side, ret);
	case LT_PAPER_PNG:
		return lt_decode_png(file, side, ret);
	case LT_PAPER_PDF:
		return lt_decode_pdf(file, side, ret);
	default:
		return false;
	}
}

static bool make_small(const struct lt_picture_rgb *large, struct lt_picture_rgb *ret)
{
	struct lt_shrink shrink;
	bool well = lt_shrink_begin(&shrink, large->width, large->height, SMALL_SIDE);
	for (uint32_t y = 0; well && y < large->height; y++)
		lt_shrink_row(&shrink, large->pixels + (size_t)y * large->width * 3);
	if (well)
		*ret = lt_shrink_end(&shrink);
	else
		lt_shrink_done(&shrink);
	return well;
}

static bool answer(struct lt_slice file)
{
	struct lt_picture_rgb large, small;
	size_t large_size = 0, small_size = 0;
	char head[64];
	if (!decode(file, LARGE_SIDE, &large) || !make_small(&large, &small))
		return false;
	const uint8_t *one = lt_encode_jpeg(&large, &large_size);
	const uint8_t *two = lt_encode_jpeg(&small, &small_size);
	int n = snprintf(head, sizeof head, "%zu %zu\n", large_size, small_size);
	return one && two && n > 0 && lt_write_whole(STDOUT_FILENO, head, (size_t)n) &&
	       lt_write_whole(STDOUT_FILENO, one, large_size) &&
	       lt_write_whole(STDOUT_FILENO, two,
			      small_size); /* what is not freed goes with the process */
}

int main(void)
{
	off_t size = lseek(STDIN_FILENO, 0, SEEK_END);
	if (size <= 0 || size > LT_PAPER_BYTES_MAX)
		return EXIT_FAILURE;
	void *at = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (at == MAP_FAILED || !shut_in())
		return EXIT_FAILURE;
	/* at once: what the libraries would do at an orderly end is of no use any more */
	_exit(answer(lt_slice(at, (size_t)size)) ? EXIT_SUCCESS : EXIT_FAILURE);
}
