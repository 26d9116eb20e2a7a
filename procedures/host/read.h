/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading an author's table, one key at a time: what is wrong becomes a finding, never an error.
 *
 * All of it runs inside lt_sandbox_run and may raise (memory, budget); what it makes is in arenas.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <lua.h>

#include "procedures/host/finding.h"
#include "proto/base/arena.h"

struct lt_reader {
	lua_State *L;
	struct lt_arena *keep; /**< strings that outlive the load */
	struct lt_report *report;
	uint32_t names_max, names_count; /**< entries of all lists of names of the file */
};

/** A word of the file: { word, name, line, base, body }. */
struct lt_item {
	int body; /**< stack index of its table */
	const char *word, *name;
	const char *who; /**< for messages: bước "receive" */
	struct lt_spot spot;
	int64_t order; /**< of fields: as written */
};

/** Takes the value at @p index as a word. Pushes its body. @return false: it is none; nothing
 * pushed. */
bool lt_read_item(struct lt_reader *rd, int index, struct lt_item *ret);
/** Raises when the arena gave NULL. @return @p memory. */
void *lt_read_must(struct lt_reader *rd, void *memory);

/** Pushes body[key]. @return its type. */
int lt_read_push(struct lt_reader *rd, const struct lt_item *item, const char *key);
bool lt_read_has(struct lt_reader *rd, const struct lt_item *item, const char *key);

/** Text of any letters. @return NULL: absent or wrong (then reported). */
const char *lt_read_text(struct lt_reader *rd, const struct lt_item *item, const char *key);
/** Name in small letters. @return NULL: absent or wrong (then reported). */
const char *lt_read_name(struct lt_reader *rd, const struct lt_item *item, const char *key);
bool lt_read_yesno(struct lt_reader *rd, const struct lt_item *item, const char *key);
/** Whole number in [min, max]; @p otherwise if absent or wrong. */
int64_t lt_read_number(struct lt_reader *rd, const struct lt_item *item, const char *key,
		       int64_t min, int64_t max, int64_t otherwise);
struct lt_limit lt_read_limit(struct lt_reader *rd, const struct lt_item *item, const char *key);
/** A length of clock time: minutes(10). @return -1: absent. */
int64_t lt_read_duration_us(struct lt_reader *rd, const struct lt_item *item, const char *key);
/** List of texts, or one text. */
struct lt_names lt_read_names(struct lt_reader *rd, const struct lt_item *item, const char *key);

/** A name and what it leads to, of a table like on = { ok = "next" }, sorted by name. */
struct lt_pairs {
	const char *const *keys, *const *values;
	uint32_t count;
};
struct lt_pairs lt_read_pairs(struct lt_reader *rd, const struct lt_item *item, const char *key);

/** Reports keys that are not in the list, which ends with NULL. @p list: numbered entries allowed.
 */
void lt_read_known_keys(struct lt_reader *rd, const struct lt_item *item, bool list,
			const char *const *known);
/** Which of the words a text is; reports others. @return 0-based index, -1: absent or reported. */
int lt_read_choice(struct lt_reader *rd, const struct lt_item *item, const char *key,
		   const char *const *choices);
/** Local hour "15:00" as minutes after midnight; -1: absent or reported. */
int32_t lt_read_hour(struct lt_reader *rd, const struct lt_item *item, const char *key);
/** Reports a value of the wrong type. */
void lt_read_wrong(struct lt_reader *rd, const struct lt_item *item, const char *key,
		   const char *expected, const char *example);
