/* SPDX-License-Identifier: EUPL-1.2 */
/* What the engine says about a dossier, in the words of a trace: what changed, and whether what a
 * line tells holds. */
#pragma once

#include "dossier.pb-c.h"

#include "proto/base/arena.h"

/** Items of a trace line. */
struct lt_items {
	const char **texts;
	size_t count;
};

/** Adds one; @p text NULL aborts: no memory. */
void lt_items_add(struct lt_items *items, struct lt_arena *arena, const char *text);

/** What is not as it was: due date or clock, fee, open steps, incidents, the end. These a line must
 * tell.
 *  @param before  NULL: just received */
void lt_tell_changes(const Lt__Dossier *before, const Lt__Dossier *after, struct lt_arena *arena,
		     struct lt_items *ret);
/** How the dossier really stands to the same question: the item as it would be true, or NULL when
 * the item is no word of the grammar. */
const char *lt_tell_actual(const Lt__Dossier *dossier, const char *item, struct lt_arena *arena);
/** "2024-06-03 08:00", with seconds when there are any; "none", "stopped". */
const char *lt_tell_time(int64_t at_us, struct lt_arena *arena);
/** The history, a line an event, and how it stands, for people who look at a failure. */
void lt_tell_journey(const Lt__Dossier *dossier, const ProtobufCBinaryData *events, size_t count,
		     struct lt_arena *arena);
