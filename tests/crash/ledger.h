/* SPDX-License-Identifier: EUPL-1.2 */
/* What the test's own clients asked for and what they were told, against what the journal says. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "proto/base/err.h"

enum crash_outcome { CRASH_OPEN = 1, CRASH_ACCEPTED, CRASH_REFUSED };

struct crash_ledger;

struct crash_ledger *crash_ledger_new(void);
/** From now on every word is noted with what @p moment counts then. Borrowed. */
void crash_ledger_watch(struct crash_ledger *ledger, const atomic_ulong *moment);
void crash_ledger_free(struct crash_ledger *ledger);
/** A new mark, from 1; any thread. It travels in a note ("m17") or as an id number ("S17"). */
uint64_t crash_ledger_add(struct crash_ledger *ledger);
/** What its owner was told; any thread. A second, contrary word is a failure. */
void crash_ledger_told(struct crash_ledger *ledger, uint64_t mark, enum crash_outcome outcome);

struct crash_audit {
	uint64_t marks, accepted, refused, open; /**< of the ledger */
	uint64_t lost, doubled, contrary;	 /**< must be 0 */
	uint64_t batches, events;
};

/** Reads the journal of a folder nobody has open, and the nine properties. @return 0 with figures;
 *  an error when it cannot be read or a property is broken (the text says which). */
int crash_ledger_audit(struct crash_ledger *ledger, const char *folder, struct crash_audit *ret,
		       struct lt_err *err) LT_MUST_USE;
/** As it was at a moment: what was told later counts as not told. */
int crash_ledger_audit_at(struct crash_ledger *ledger, const char *folder, uint64_t moment,
			  struct crash_audit *ret, struct lt_err *err) LT_MUST_USE;
