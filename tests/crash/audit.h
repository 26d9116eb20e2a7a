/* SPDX-License-Identifier: EUPL-1.2 */
/* A folder after the fact: what its clients were told against what it holds. */
#pragma once

#include "tests/history/history.h"

struct crash_audit {
	uint64_t marks, accepted, refused, open; /**< requests of the history */
	uint64_t lost, doubled, contrary;	 /**< must be 0 */
	uint64_t batches, events;
	int broken; /**< an invariant that does not hold, though the folder's own check says nothing
		     */
	char example[HISTORY_EXAMPLE_BYTES];
};

/** Reads a folder nobody has open, as history_check_folder. @param moment  or
 *  HISTORY_ALWAYS.
 *  @return 0 with figures; an error when the folder cannot be read, or when the check that people
 *  have (verify) names what is broken: the text says which. */
int crash_audit(struct history *history, const char *folder, uint64_t moment,
		struct crash_audit *ret, struct lt_err *err) LT_MUST_USE;
/** Does all of it hold? */
bool crash_audit_holds(const struct crash_audit *audit);
/** Prints what does not. */
void crash_audit_tell(const struct crash_audit *audit);
