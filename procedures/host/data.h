/* SPDX-License-Identifier: EUPL-1.2 */
/* What the readers of directories and calendars share: lists of words, each reported where it
 * stands. The first finding is the error; nothing else is kept of them. */
#pragma once

#include "procedures/host/host.h"
#include "procedures/host/read.h"

struct lt_data {
	struct lt_reader rd;
	struct lt_report report;
	struct lt_findings findings;
	struct lt_arena arena;
	struct lt_slice source;
	const char *file;
	struct lt_item item; /**< the word the file returned */
};

/** Runs the source; leaves the body of the word it returns on the stack, described by data->item.
 *  @return false: it returns something else, which is reported. */
bool lt_data_run(struct lt_data *data, lua_State *L, const char *word);
/** Pushes list[key] of the item; reports anything but a list. @return its length, 0 if absent. */
size_t lt_data_list(struct lt_data *data, const char *key);
/** Takes entry @p i of the list on top of the stack as a word of this sort. @return false:
 * reported. */
bool lt_data_entry(struct lt_data *data, size_t i, const char *key, const char *word,
		   struct lt_item *ret);
/** A date as the instant its day begins, local; @p otherwise if absent. */
int64_t lt_data_day_us(struct lt_data *data, const struct lt_item *item, const char *key,
		       int64_t otherwise);
/** Runs @p function(data) in a state of its own. @return 0, or the first finding as an error. */
int lt_data_load(struct lt_data *data, struct lt_slice source, const char *file,
		 lua_CFunction function, struct lt_err *err) LT_MUST_USE;
/** Frees what lt_data_load made. */
void lt_data_done(struct lt_data *data);
