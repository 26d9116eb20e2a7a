/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts that came from outside, made safe to show. */
#include "procedures/forms/clean.h"

#include <string.h>
#include <utf8proc.h>

/* Only what can be seen, or makes part of what can be seen, is printed. */
static bool is_visible(utf8proc_int32_t point)
{
	switch (utf8proc_category(point)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CS:
		return false;
	default:
		return true;
	}
}

const char *lt_clean(struct lt_arena *arena, const char *text)
{
	size_t size = text ? strlen(text) : 0, at = 0;
	char *clean = lt_arena_alloc(arena, size + 1);
	if (!clean)
		return "";
	for (size_t i = 0; i < size;) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
						      (utf8proc_ssize_t)(size - i), &point);
		if (n > 0 && is_visible(point)) {
			memcpy(clean + at, text + i, (size_t)n);
			at += (size_t)n;
		} else if (n <= 0 || utf8proc_category(point) != UTF8PROC_CATEGORY_CF) {
			clean[at++] = n > 0 ? ' ' : '?';
		}
		i += n > 0 ? (size_t)n : 1;
	}
	clean[at] = 0;
	return clean;
}

size_t lt_clean_width(const char *text)
{
	size_t width = 0, size = strlen(text);
	for (size_t i = 0; i < size;) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
						      (utf8proc_ssize_t)(size - i), &point);
		width += n > 0 ? (size_t)utf8proc_charwidth(point) : 1;
		i += n > 0 ? (size_t)n : 1;
	}
	return width;
}
