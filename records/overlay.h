/* SPDX-License-Identifier: EUPL-1.2 */
/* Dossiers as they will be if the coordinator agrees: what was decided at this node alone, laid
 * over the replica for whoever reads, and lifted before the replica changes or is written down.
 *
 *   replica, as fed --lt_overlay_lay, one command after the other--> what people see
 *                   <--lt_overlay_lift, byte for byte--------------
 *
 * Nothing of it ever reaches the disk: the commands themselves are kept elsewhere. The records'
 * thread. */
#pragma once

#include "procedures/core/decide.h"
#include "proto/base/arena.h"

struct lt_records;
struct lt_overlay;

/** A new dossier that only this node knows has an id with this bit. */
#define LT_OVERLAY_ID (UINT64_C(1) << 63)

/** @return NULL: no memory. */
struct lt_overlay *lt_overlay_new(void);
/** Lifts nothing. NULL is fine. */
void lt_overlay_free(struct lt_overlay *overlay);

/**
 * Decides a command on what is there now, laid over by the commands before it; if it is accepted,
 * lays its effect over the records.
 * @param ret  the verdict; its texts and the dossier live in the records' arena until the next call
 * @return 0; errors of decide and the store: then the records are to be rolled back.
 */
int lt_overlay_lay(struct lt_overlay *overlay, struct lt_records *records, Lt__Command *command,
		   int64_t now_us, struct lt_effects *ret, struct lt_err *err) LT_MUST_USE;
/** Puts everything back as it was fed. */
int lt_overlay_lift(struct lt_overlay *overlay, struct lt_records *records,
		    struct lt_err *err) LT_MUST_USE;
/** The records were rolled back or dropped: nothing lies over them. */
void lt_overlay_forget(struct lt_overlay *overlay);

/** Number of the last event of the dossier that the coordinator has told; 0: it knows nothing of
 *  it, or nothing lies over it. @p ret_found: does anything? */
uint32_t lt_overlay_confirmed(const struct lt_overlay *overlay, uint64_t dossier, bool *ret_found);
/** Adds the dossier's provisional events to its history. */
int lt_overlay_events(const struct lt_overlay *overlay, uint64_t dossier, struct lt_arena *arena,
		      ProtobufCBinaryData **items, size_t *count) LT_MUST_USE;
