/* SPDX-License-Identifier: EUPL-1.2 */
/* Sources: ISO/IEC 15948 11.2.2 (PNG, IHDR); ITU-T T.81 B.1.1, B.2.2 (JPEG, frame header); TIFF 6.0
 * section 2 (image file directories); APPNOTE.TXT 6.3, 4.3.12 and 4.3.16 (zip, central directory);
 * ECMA-376 part 1, 11.3.10 and 12.3.23 (main parts). */
#include "proto/papers/content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	JPEG_SEGMENTS_MAX = 4096,
	TIFF_PAGES_MAX = 512,
	TIFF_ENTRIES_MAX = 1024,
	TIFF_ENTRY_BYTES = 12,
	ZIP_END_BYTES = 22,
	ZIP_COMMENT_MAX = 1024, /* office programs write none */
	ZIP_ENTRY_BYTES = 46,
	ZIP_LIST_MAX = 1 << 20,
};

/* All of the bytes or nothing. */
static bool read_at(int fd, uint64_t offset, uint8_t *to, size_t size)
{
	for (size_t have = 0; have < size;) {
		ssize_t n = pread(fd, to + have, size - have, (off_t)(offset + have));
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		have += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static uint32_t number(const uint8_t *at, size_t size, bool big)
{
	uint32_t n = 0;
	for (size_t i = 0; i < size; i++)
		n = n << 8 | at[big ? i : size - 1 - i];
	return n;
}

/* -- pixels -- */

static bool png_pixels(int fd, uint64_t *ret)
{
	uint8_t head[24];
	if (!read_at(fd, 0, head, sizeof head) || memcmp(head + 12, "IHDR", 4) != 0)
		return false;
	*ret = (uint64_t)number(head + 16, 4, true) * number(head + 20, 4, true);
	return *ret > 0;
}

static bool is_frame(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

static bool jpeg_pixels(int fd, uint64_t *ret)
{
	uint8_t at[9];
	uint64_t offset = 2;
	for (int i = 0; i < JPEG_SEGMENTS_MAX; i++) {
		if (!read_at(fd, offset, at, 4) || at[0] != 0xff)
			return false;
		if (at[1] == 0xff) { /* fill */
			offset++;
			continue;
		}
		if (is_frame(at[1])) {
			if (!read_at(fd, offset, at, sizeof at))
				return false;
			*ret = (uint64_t)number(at + 5, 2, true) * number(at + 7, 2, true);
			return *ret > 0;
		}
		uint32_t size = number(at + 2, 2, true);
		if (size < 2 || at[1] == 0xda) /* its lines before its frame */
			return false;
		offset += 2 + size;
	}
	return false;
}

/* One directory. @return false: broken */
static bool tiff_page(int fd, uint64_t *offset, bool big, uint64_t *ret)
{
	uint8_t at[TIFF_ENTRY_BYTES];
	uint64_t width = 0, height = 0;
	if (!read_at(fd, *offset, at, 2))
		return false;
	uint32_t count = number(at, 2, big);
	if (count > TIFF_ENTRIES_MAX)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (!read_at(fd, *offset + 2 + i * (uint64_t)sizeof at, at, sizeof at))
			return false;
		uint32_t tag = number(at, 2, big), type = number(at + 2, 2, big);
		uint32_t value = number(at + 8, type == 3 ? 2 : 4, big); /* 3: SHORT, 4: LONG */
		width = tag == 256 ? value : width;
		height = tag == 257 ? value : height;
	}
	if (!read_at(fd, *offset + 2 + count * (uint64_t)sizeof at, at, 4))
		return false;
	*offset = number(at, 4, big);
	*ret = width * height > *ret ? width * height : *ret;
	return width > 0 && height > 0;
}

static bool tiff_pixels(int fd, uint64_t *ret)
{
	uint8_t head[8];
	*ret = 0;
	if (!read_at(fd, 0, head, sizeof head))
		return false;
	bool big = head[0] == 'M';
	uint64_t offset = number(head + 4, 4, big);
	if (!offset)
		return false;
	for (int i = 0; offset && i < TIFF_PAGES_MAX; i++)
		if (!tiff_page(fd, &offset, big, ret))
			return false;
	return offset == 0;
}

int lt_paper_pixels(int fd, const struct lt_paper_file *file, uint64_t *ret)
{
	bool found;
	switch (file->type) {
	case LT_PAPER_PNG:
		found = png_pixels(fd, ret);
		break;
	case LT_PAPER_JPEG:
		found = jpeg_pixels(fd, ret);
		break;
	case LT_PAPER_TIFF:
		found = tiff_pixels(fd, ret);
		break;
	default:
		return LT_E_ABSENT;
	}
	return found ? 0 : LT_E_FORMAT;
}

int lt_paper_check_pixels(int fd, const struct lt_paper_file *file, struct lt_err *err)
{
	uint64_t pixels = 0;
	int r = lt_paper_pixels(fd, file, &pixels);
	if (r == LT_E_ABSENT)
		return 0;
	if (r < 0)
		return lt_err_set(err, r, "ảnh bị hỏng, không đọc được kích thước; hãy quét lại");
	if (pixels > LT_PAPER_PIXELS_MAX)
		return lt_err_set(err, LT_E_LIMIT,
				  "ảnh có %llu triệu điểm ảnh, nhiều nhất %u triệu; hãy quét với "
				  "độ phân giải thấp hơn (300 dpi là đủ)",
				  (unsigned long long)pixels / 1000000,
				  LT_PAPER_PIXELS_MAX / 1000000);
	return 0;
}

/* -- office documents -- */

static bool is_part(struct lt_slice name, const char *part)
{
	return name.size == strlen(part) && memcmp(name.data, part, name.size) == 0;
}

static bool ends_in(struct lt_slice name, const char *end)
{
	size_t n = strlen(end);
	return name.size >= n && memcmp(name.data + name.size - n, end, n) == 0;
}

static enum lt_paper_type type_of_parts(const uint8_t *list, size_t size, uint32_t count)
{
	enum lt_paper_type type = LT_PAPER_UNKNOWN;
	size_t at = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (size - at < ZIP_ENTRY_BYTES || memcmp(list + at, "PK\x01\x02", 4) != 0)
			return LT_PAPER_UNKNOWN;
		const uint8_t *e = list + at;
		size_t name = number(e + 28, 2, false);
		size_t whole = ZIP_ENTRY_BYTES + name + number(e + 30, 2, false) +
			       number(e + 32, 2, false);
		if (size - at < whole)
			return LT_PAPER_UNKNOWN;
		const struct lt_slice part = lt_slice(e + ZIP_ENTRY_BYTES, name);
		if (is_part(part, "word/document.xml"))
			type = LT_PAPER_DOCX;
		else if (is_part(part, "xl/workbook.xml"))
			type = LT_PAPER_XLSX;
		else if (ends_in(part, "vbaProject.bin")) /* macros */
			return LT_PAPER_UNKNOWN;
		at += whole;
	}
	return type;
}

enum lt_paper_type lt_paper_office_type(int fd, uint64_t size)
{
	uint8_t tail[ZIP_END_BYTES + ZIP_COMMENT_MAX];
	size_t n = size < sizeof tail ? (size_t)size : sizeof tail;
	if (n < ZIP_END_BYTES || !read_at(fd, size - n, tail, n))
		return LT_PAPER_UNKNOWN;
	size_t at = n - ZIP_END_BYTES;
	while (at > 0 && memcmp(tail + at, "PK\x05\x06", 4) != 0)
		at--;
	const uint8_t *end = tail + at;
	if (memcmp(end, "PK\x05\x06", 4) != 0)
		return LT_PAPER_UNKNOWN;
	uint32_t list_size = number(end + 12, 4, false), offset = number(end + 16, 4, false);
	if (list_size > ZIP_LIST_MAX || (uint64_t)offset + list_size > size)
		return LT_PAPER_UNKNOWN;
	LT_AUTO(free) uint8_t *list = malloc(list_size + 1u);
	if (!list || !read_at(fd, offset, list, list_size))
		return LT_PAPER_UNKNOWN;
	return type_of_parts(list, list_size, number(end + 10, 2, false));
}

/* -- names -- */

int lt_paper_check_name(const char *name, enum lt_paper_type type, struct lt_err *err)
{
	if (lt_paper_named_so(name, type))
		return 0;
	return lt_err_set(err, LT_E_FORMAT,
			  "tên tệp không hợp với nội dung (nội dung là %s); hãy đổi đuôi tên tệp "
			  "thành %s, hoặc quét và xuất lại",
			  lt_paper_ending(type) + 1, lt_paper_ending(type));
}
