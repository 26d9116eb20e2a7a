/* SPDX-License-Identifier: EUPL-1.2 */
/* Events make the dossier. Total: no event is refused, no clock, disk or script is asked, so a
 * replay of ten years gives the same bytes on every machine. */
#pragma once

#include "event.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/ids.h"
#include "proto/base/slice.h"

#define LT_EVENT_SCHEMA 1u

/** An empty dossier, before its first event. */
Lt__Dossier *lt_dossier_new(uint64_t id, struct lt_arena *arena) LT_MUST_USE;

/**
 * Applies one event to the dossier it belongs to.
 * @param dossier  changed in place; grows in @p arena and may borrow strings of @p event
 * @param bytes    the event as stored: its hash becomes the dossier's head
 * @return 0; LT_E_NOMEM; LT_E_VERSION (an event this program does not know: stop, never guess).
 * Pure.
 */
int lt_evolve(Lt__Dossier *dossier, const Lt__Event *event, struct lt_slice bytes,
	      struct lt_arena *arena) LT_MUST_USE;

/** Does the event continue the dossier's history? Number and previous hash must fit. */
bool lt_chain_fits(const Lt__Dossier *dossier, const Lt__Event *event);

/** When the event happened: as recorded later, or the stamp of its batch. */
static inline int64_t lt_event_at(const Lt__Event *event)
{
	return event->happened_us ? event->happened_us : event->stamp_us;
}

/** Open token by id; NULL. */
Lt__Token *lt_dossier_token(const Lt__Dossier *dossier, uint32_t id);
const Lt__Frame *lt_dossier_frame(const Lt__Dossier *dossier, uint32_t id);
const Lt__Field *lt_dossier_field(const Lt__Dossier *dossier, const char *name);
const Lt__Paper *lt_dossier_paper(const Lt__Dossier *dossier, const char *id);
uint32_t lt_dossier_visits(const Lt__Dossier *dossier, const char *step, uint32_t frame,
			   uint32_t item);
/** The pause that stands open; NULL: the clock runs. */
Lt__Pause *lt_dossier_open_pause(const Lt__Dossier *dossier);
