/* SPDX-License-Identifier: EUPL-1.2 */
/* A text that grows, and the one door through which values enter markup.
 *
 * Markup is only ever written by LT_MARKUP, which takes nothing but a literal of the source; all
 * else goes through lt_writer_escape. So what comes from outside cannot become markup, whatever it
 * is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "proto/base/arena.h"

/** Zero-initialise but for the arena, which holds the bytes. */
struct lt_writer {
	struct lt_arena *arena;
	char *bytes;
	size_t size, room;
	bool failed; /**< there was no memory; all that follows is dropped */
};

/** Adds bytes as they are. For plain text, and for LT_MARKUP. */
void lt_writer_add(struct lt_writer *writer, const char *bytes, size_t size);
/** Adds a text as it is: plain text only. */
void lt_writer_plain(struct lt_writer *writer, const char *text);
/** Adds a text as characters of an element or of a quoted attribute. */
void lt_writer_escape(struct lt_writer *writer, const char *text);
/** Adds markup: @p literal must be a string literal. */
#define LT_MARKUP(writer, literal) lt_writer_add((writer), "" literal "", sizeof(literal) - 1)
/** Adds a number. */
void lt_writer_number(struct lt_writer *writer, unsigned long number);
/** The whole, NUL-terminated; NULL if there was no memory. */
const char *lt_writer_text(struct lt_writer *writer);
