/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's scans: its folder of them, the hatch where its people hand them in and out, and the
 * carrier that takes them to the coordinator and back on a connection of its own.
 *
 *   desk --PaperPut--> hatch --synced, noted--> carrier ==second connection==> coordinator
 *   desk <--PaperGet-- hatch <----------------- carrier <==
 */
#pragma once

#include "link.pb-c.h"

#include "proto/base/time.h"
#include "proto/link/server.h"
#include "worker/node/settings.h"

struct lt_baggage;

/** All borrowed. */
struct lt_baggage_options {
	const char *dir; /**< the node's folder; scans lie in `papers` in it */
	const struct lt_settings *settings;
	struct lt_clock *clock;
	struct lt_client *line; /**< the line proper */
};

int lt_baggage_new(const struct lt_baggage_options *options, struct lt_baggage **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Ends its threads; what is under way goes on at the next start. After the desk's server has
 *  stopped, before the line's client is freed. NULL is fine. */
void lt_baggage_free(struct lt_baggage *baggage);

/** Is this a call about scans: a piece of one, or the list of those on their way? */
bool lt_baggage_takes(const struct lt_call *call);
/** Takes such a call of somebody the desk has let in. The node's thread. */
void lt_baggage_call(struct lt_baggage *baggage, struct lt_call *call);
/** Once a day: drops scans that lie here for LT_PAPER_KEPT_DAYS, are not to be sent on, and that no
 * dossier here names. The coordinator has what some dossier names. The node's thread. */
void lt_baggage_sweep(struct lt_baggage *baggage, bool (*named)(void *owner, const uint8_t *hash),
		      void *owner);
/** The line is bound again: what waits for a next try is tried now. */
void lt_baggage_hurry(struct lt_baggage *baggage);
/** A person's act was accepted: it may name a scan that waits for that. */
void lt_baggage_named(struct lt_baggage *baggage);
