/* SPDX-License-Identifier: EUPL-1.2 */
/* What a failing script says, in the words of the people who write scripts. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/err.h"

/* Names of chunks inside a state: no text of an author can look like them. */
#define LT_CHUNK_OWN "=\001f"	/* the file itself */
#define LT_CHUNK_BASE "=\001b"	/* the national file it overrides */
#define LT_CHUNK_WORDS "=\001w" /* procedures/lua */

/** Begins every text that is ours or an author's: nothing to translate. */
#define LT_OURS "\003"
/** Begins the text of a mistake that is one whatever the data. */
#define LT_CERTAIN "\002"

/** Where and what: taken apart from a Lua error message. */
struct lt_complaint {
	bool base;			/**< in the base file */
	int32_t line;			/**< 0: unknown */
	bool syntax;			/**< it did not compile */
	bool certain;			/**< not for want of data */
	char text[LT_ERR_TEXT_BYTES];	/**< Vietnamese */
	char remedy[LT_ERR_TEXT_BYTES]; /**< Vietnamese; "" if nothing better than the text */
};

/** Takes a message apart and puts Lua's English into Vietnamese. Never runs anything.
 *  @param syntax  it came from the compiler */
void lt_complaint_read(const char *message, bool syntax, struct lt_complaint *ret);

/** Too many instructions; @p cpu: too much time. */
const char *lt_complaint_overrun(bool cpu);
const char *lt_complaint_memory(void);
const char *lt_complaint_not_text(void);
