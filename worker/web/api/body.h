/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies of JSON from outside, read strictly: no member twice, no depth, no invalid UTF-8, no
 * control characters, no fractions; and of each object only the members that are asked for. What is
 * wrong is told by its place (JSON pointer, RFC 6901). Pure; one reader a body. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

enum {
	LT_BODY_DEPTH_MAX = 16,
	LT_BODY_TEXT_BYTES_MAX = 4000,
	LT_BODY_ITEMS_MAX = 512, /**< of one array or object */
};

/** What was wrong first. */
struct lt_body_flaw {
	const char *pointer;		  /**< "/papers/0/id"; in the arena */
	const char *vietnamese, *english; /**< NULL: nothing was */
};

struct lt_body {
	struct lt_arena *arena;
	json_t *root; /**< to be json_decref'd */
	struct lt_body_flaw flaw;
};

/** Reads a whole text. @param ret  its root is NULL after an error, its flaw tells why
 *  @return 0; LT_E_FORMAT; LT_E_LIMIT. */
int lt_body_read(struct lt_slice text, struct lt_arena *arena, struct lt_body *ret) LT_MUST_USE;
static inline void lt_cleanup_body(struct lt_body *body)
{
	json_decref(body->root);
}

/** An object or array of the body, and where it stands. */
struct lt_part {
	struct lt_body *body;
	const json_t *json; /**< NULL: it is not there */
	const char *pointer;
};
struct lt_part lt_body_root(struct lt_body *body);

/** Members that an object may have, with a NULL at the end; any other is a flaw, and so is no
 *  object. @return false: there is a flaw */
bool lt_part_only(struct lt_part part, const char *const *names);
/** A member's text, "" if it is absent or null; not a text, too long: a flaw. In the arena. */
const char *lt_part_text(struct lt_part part, const char *name);
/** As above; absent or empty: a flaw. */
const char *lt_part_need(struct lt_part part, const char *name);
/** A whole number from @p min to @p max, @p otherwise if it is absent. */
int64_t lt_part_number(struct lt_part part, const char *name, int64_t otherwise, int64_t min,
		       int64_t max);
bool lt_part_yes(struct lt_part part, const char *name);
/** An instant; 0 if it is absent. */
int64_t lt_part_time(struct lt_part part, const char *name);
/** Which of the words, which end with a NULL; the first if it is absent; other: a flaw. */
size_t lt_part_word(struct lt_part part, const char *name, const char *const *words);
/** A member that is an object or array; absent: json NULL; of another kind: a flaw. */
struct lt_part lt_part_object(struct lt_part part, const char *name);
struct lt_part lt_part_array(struct lt_part part, const char *name);
size_t lt_part_count(struct lt_part array);
struct lt_part lt_part_item(struct lt_part array, size_t i);

/** Notes a flaw, if none was noted before. @return false */
bool lt_part_flaw(struct lt_part part, const char *name, const char *vietnamese,
		  const char *english);
