/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/writer.h"

#include <stdio.h>
#include <string.h>

enum { ROOM_FIRST = 8192 };

void lt_writer_add(struct lt_writer *writer, const char *bytes, size_t size)
{
	if (writer->failed)
		return;
	if (size >= writer->room - writer->size) {
		size_t room = writer->room ? 2 * writer->room : ROOM_FIRST;
		while (room <= writer->size + size)
			room *= 2;
		char *grown = lt_arena_alloc(writer->arena, room);
		if (!grown) {
			writer->failed = true;
			return;
		}
		if (writer->size)
			memcpy(grown, writer->bytes, writer->size);
		writer->bytes = grown;
		writer->room = room;
	}
	if (size)
		memcpy(writer->bytes + writer->size, bytes, size);
	writer->size += size;
}

void lt_writer_plain(struct lt_writer *writer, const char *text)
{
	lt_writer_add(writer, text, strlen(text));
}

void lt_writer_escape(struct lt_writer *writer, const char *text)
{
	for (const char *at = text; *at;) {
		size_t n = strcspn(at, "&<>\"'");
		lt_writer_add(writer, at, n);
		at += n;
		switch (*at) {
		case '&':
			LT_MARKUP(writer, "&amp;");
			break;
		case '<':
			LT_MARKUP(writer, "&lt;");
			break;
		case '>':
			LT_MARKUP(writer, "&gt;");
			break;
		case '"':
			LT_MARKUP(writer, "&quot;");
			break;
		case '\'':
			LT_MARKUP(writer, "&#39;");
			break;
		default:
			return;
		}
		at++;
	}
}

void lt_writer_number(struct lt_writer *writer, unsigned long number)
{
	char digits[24];
	(void)snprintf(digits, sizeof digits, "%lu", number);
	lt_writer_plain(writer, digits);
}

const char *lt_writer_text(struct lt_writer *writer)
{
	lt_writer_add(writer, "", 0); /* always room for the end */
	if (writer->failed)
		return NULL;
	writer->bytes[writer->size] = 0;
	return writer->bytes;
}
