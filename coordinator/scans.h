/* SPDX-License-Identifier: EUPL-1.2 */
/* The coordinator's folder of scans and the hatch where nodes hand them in and out. */
#pragma once

#include "proto/papers/hatch.h"

/** Zero-initialise. */
struct lt_scans {
	struct lt_papers *papers;
	struct lt_hatch *hatch;
	struct lt_ticket_key key; /**< of this process alone */
};

/** Opens `papers` in the folder and starts the hatch. @p scans and @p clock are borrowed by it.
 *  @return 0; LT_E_IO; LT_E_NOMEM. */
int lt_scans_start(struct lt_scans *scans, const char *dir, struct lt_clock *clock,
		   struct lt_err *err) LT_MUST_USE;
/** Ends the hatch; the server must have been stopped. Started or not. */
void lt_scans_stop(struct lt_scans *scans);
