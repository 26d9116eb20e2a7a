/* SPDX-License-Identifier: EUPL-1.2 */
/* Interactive reads, from the open transaction of the records: everyone reads their own writes. The
 * thread that owns the records. */
#pragma once

#include "link.pb-c.h"

#include "records/records.h"

/** Who asks, as the line has established it. */
struct lt_viewer {
	const char *node; /**< sees the dossiers of its units; "" */
	bool is_operator; /**< sees all */
};

/** Does the node serve @p unit and every unit below that its head answers for? Then records of
 * the node's own units know all that is late or owed there. */
bool lt_query_is_covered(struct lt_records *records, int64_t now_us, const char *node,
			 const char *unit);
/** CHANGES `after` this: only what comes from now on; `next` says from where. */
#define LT_QUERY_CHANGES_END "end"
/** Answers one Fetch into @p ret (in @p arena). Failures are in ret->error and ret->text;
 * LT_E_USAGE for a kind that the records cannot answer (the counters of an engine, its clock). */
void lt_query(struct lt_records *records, const struct lt_viewer *viewer, int64_t now_us,
	      const Lt__Fetch *fetch, struct lt_arena *arena, Lt__FetchReply *ret);
