/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of an outbox. For outbox.c and outbox_kept.c alone. */
#pragma once

#include "proto/base/limits.h"
#include "worker/node/outbox.h"

enum {
	LT_OUTBOX_WINDOW = LT_REQUESTS_OUTSTANDING_MAX,
	LT_OUTBOX_WORDS = LT_OUTBOX_WINDOW / 64,
	LT_OUTBOX_BYTES_MAX = LT_MESSAGE_BYTES_MAX - 64, /* of one command */
};

/** One stream of numbers: what stands in it, and what is to be sent again. */
struct lt_lane {
	struct lt_outgoing *ring[LT_OUTBOX_WINDOW];
	uint64_t again[LT_OUTBOX_WORDS];
	size_t again_count;
	uint64_t low, next; /**< numbers: the oldest unanswered, the next to be given */
};

struct lt_outbox {
	struct lt_lane jobs, people;
	struct lt_outgoing *first, **last; /**< machines': not yet numbered, free to go */
	struct lt_outgoing
		*urgent[LT_OUTBOX_WINDOW]; /**< people's, free to go: a heap by due date */
	size_t urgent_count;
	struct lt_outgoing **heads; /**< open addressing by subject */
	size_t heads_size, heads_count;
	size_t counts[LT_SENDER_DESK + 1];
	size_t no_room_count, aside_count; /**< commands with that mark */
	/* -- outbox_kept.c -- */
	struct lt_keep *keep;
	uint64_t stream;
	uint64_t settled; /**< people's commands below this number are synced */
	bool noted;	  /**< a number was written that is not yet synced */
	bool torn;	  /**< a write failed: those from there on are lost */
	uint64_t *done;	  /**< numbers answered, and still on disk */
	size_t done_count, done_size;
};

static inline struct lt_outgoing **lt_lane_place(struct lt_lane *lane, uint64_t seq)
{
	return &lane->ring[seq & (LT_OUTBOX_WINDOW - 1)];
}

/** Room for one more head and whatever else admitting a command takes. */
bool lt_outbox_make_room(struct lt_outbox *o);
/** It may be sent now, or once the others of its dossier were answered. */
void lt_outbox_admit(struct lt_outbox *o, struct lt_outgoing *c);
/** What keeps a dossier's commands in order; 0: it is about none. */
uint64_t lt_outbox_subject(const Lt__Command *c);
/** Takes a number back whose command never came to be. */
void lt_lane_drop(struct lt_lane *lane, uint64_t seq);

/** Reads what was kept. */
int lt_outbox_load(struct lt_outbox *o, struct lt_err *err) LT_MUST_USE;
/** A person's command was answered: its record may go. */
void lt_outbox_done(struct lt_outbox *o, uint64_t seq);
/** Writes what is left to write; for a clean stop. */
void lt_outbox_flush(struct lt_outbox *o);
