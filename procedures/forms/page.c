/* SPDX-License-Identifier: EUPL-1.2 */
/* Building a page: block after block, each text cleaned as it enters. */
#include "procedures/forms/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "procedures/forms/clean.h"
#include "proto/base/time.h"

/* -- texts -- */

static bool is_inside(char byte) /* of a character of several bytes, not its first */
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Bytes of the first LT_PAGE_TEXT_POINTS_MAX characters. */
static size_t kept_bytes(const char *text)
{
	size_t points = 0, i = 0;
	for (; text[i]; i++) {
		if (is_inside(text[i]))
			continue;
		if (points++ == LT_PAGE_TEXT_POINTS_MAX)
			return i;
	}
	return i;
}

const char *lt_page_clean(struct lt_page *page, const char *text)
{
	static const char cut[] = " […]";
	if (!text || !*text)
		return "";
	char *clean = lt_arena_str(page->arena, lt_clean(page->arena, text));
	if (!clean || !*clean) {
		page->failed = page->failed || !clean;
		return "";
	}
	size_t kept = kept_bytes(clean);
	if (!clean[kept])
		return clean;
	clean[kept] = 0;
	return lt_page_say(page, "%s%s", clean, cut);
}

const char *lt_page_say(struct lt_page *page, const char *format, ...)
{
	char *text = NULL;
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	if (n >= 0)
		text = lt_arena_alloc(page->arena, (size_t)n + 1);
	if (text)
		(void)vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	va_end(args);
	if (!text) {
		page->failed = true;
		return "";
	}
	return lt_clean(page->arena, text);
}

char *lt_page_time(int64_t instant_us, char text[static LT_PAGE_TIME_BYTES])
{
	struct lt_local local = lt_local_of(instant_us);
	struct lt_date date = lt_date_of_day(local.day);
	int minutes = (int)(local.us / LT_US_PER_MINUTE);
	(void)snprintf(text, LT_PAGE_TIME_BYTES, "%02d giờ %02d phút, ngày %02d/%02d/%04d",
		       minutes / 60, minutes % 60, date.mday, date.month, date.year);
	return text;
}

/* Days below ten, and the first two months, bear a nought: NĐ 30/2020 on the form of papers. */
char *lt_page_date(int64_t instant_us, char text[static LT_PAGE_TIME_BYTES])
{
	struct lt_date date = lt_date_of_day(lt_local_of(instant_us).day);
	(void)snprintf(text, LT_PAGE_TIME_BYTES, "ngày %02d tháng %s%d năm %04d", date.mday,
		       date.month > 2 ? "" : "0", date.month, date.year);
	return text;
}

/* -- blocks -- */

static struct lt_block *add(struct lt_page *page, enum lt_block_kind kind)
{
	if (!LT_ARENA_PUSH(page->arena, page->blocks, page->blocks_count)) {
		page->failed = true;
		return NULL;
	}
	struct lt_block *block = &page->blocks[page->blocks_count++];
	*block = (struct lt_block){.kind = kind};
	return block;
}

static void add_text(struct lt_page *page, enum lt_block_kind kind, const char *label,
		     const char *text, bool strong)
{
	const char *clean = lt_page_clean(page, text);
	struct lt_block *block = add(page, kind);
	if (!block)
		return;
	block->label = label;
	block->text = clean;
	block->strong = strong;
}

void lt_page_fact(struct lt_page *page, const char *label, const char *text)
{
	add_text(page, LT_BLOCK_FACT, label, text, false);
}

void lt_page_strong(struct lt_page *page, const char *label, const char *text)
{
	add_text(page, LT_BLOCK_FACT, label, text, true);
}

void lt_page_paragraph(struct lt_page *page, const char *text)
{
	add_text(page, LT_BLOCK_PARAGRAPH, "", text, false);
}

void lt_page_note(struct lt_page *page, const char *text)
{
	add_text(page, LT_BLOCK_NOTE, "", text, false);
}

void lt_page_list(struct lt_page *page)
{
	(void)add(page, LT_BLOCK_LIST);
}

static struct lt_block *last(struct lt_page *page, enum lt_block_kind kind)
{
	struct lt_block *block = page->blocks_count ? &page->blocks[page->blocks_count - 1] : NULL;
	LT_ASSERT(page->failed || (block && block->kind == kind));
	return page->failed ? NULL : block;
}

void lt_page_item(struct lt_page *page, const char *text)
{
	const char *clean = lt_page_clean(page, text);
	struct lt_block *block = last(page, LT_BLOCK_LIST);
	if (block && LT_ARENA_PUSH(page->arena, block->items, block->count))
		block->items[block->count++] = clean;
	else
		page->failed = true;
}

void lt_page_table(struct lt_page *page, const struct lt_column *columns, size_t count)
{
	LT_ASSERT(count <= LT_PAGE_COLUMNS_MAX);
	struct lt_block *block = add(page, LT_BLOCK_TABLE);
	if (!block)
		return;
	block->columns = columns;
	block->columns_count = count;
}

void lt_page_row(struct lt_page *page, const struct lt_cell *cells)
{
	struct lt_block *block = last(page, LT_BLOCK_TABLE);
	struct lt_cell *row =
		block ? lt_arena_zalloc(page->arena, block->columns_count, sizeof *row) : NULL;
	if (!row || !LT_ARENA_PUSH(page->arena, block->rows, block->count)) {
		page->failed = true;
		return;
	}
	for (size_t c = 0; c < block->columns_count; c++)
		for (size_t i = 0, at = 0; i < LT_PAGE_CELL_LINES_MAX; i++)
			if (cells[c].lines[i] && *cells[c].lines[i])
				row[c].lines[at++] = lt_page_clean(page, cells[c].lines[i]);
	block->rows[block->count++] = row;
}

void lt_page_sign(struct lt_page *page, const struct lt_signer *left, const struct lt_signer *right)
{
	struct lt_signer signers[LT_PAGE_SIGNERS_MAX];
	size_t count = 0;
	if (left)
		signers[count++] = *left;
	signers[count++] = *right;
	for (size_t i = 0; i < count; i++)
		signers[i].name = lt_page_clean(page, signers[i].name);
	struct lt_block *block = add(page, LT_BLOCK_SIGN);
	if (!block)
		return;
	memcpy(block->signers, signers, count * sizeof *signers);
	block->count = count;
}
