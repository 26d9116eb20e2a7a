/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts of hand-offs: gathered from a dossier's history, and read again by whoever is shown one.
 *
 *   history --lt_receipt_gather--> HandoffProof ... sealed by the coordinator ...
 * --lt_receipt_read--> who gave, took and ended it, when, signed by which node
 *
 * What binds them: the event that began the step is named by its hash (the offer); it follows the
 * giver's act without a gap in the chain; the taker's and the answer's statements name the offer.
 * So nobody can put another dossier, step or order under a signature. */
#pragma once

#include "event.pb-c.h"
#include "receipt.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

#define LT_RECEIPT_SCHEMA 1u
/** What receipts and lists of keys are sealed as (proto/codec/sign.h). */
#define LT_RECEIPT_LABEL "lienthong receipt 1"
#define LT_RECEIPT_KEYS_LABEL "lienthong keys 1"

/** One stage of a hand-off. */
struct lt_receipt_stage {
	const Lt__Event *event; /**< NULL: it has not come to that */
	struct lt_slice bytes;	/**< of the event */
	struct lt_slice statement_bytes;
	const Lt__Statement *statement; /**< NULL: nobody signed */
};

/** How it ended. */
enum lt_receipt_end {
	LT_RECEIPT_OPEN = 0, /**< it has not */
	LT_RECEIPT_ANSWERED,
	LT_RECEIPT_RETURNED,
	LT_RECEIPT_RECALLED /**< cancelled, or ended by its date */
};

/** A hand-off as its proof tells it. Views of the proof and of the arena. */
struct lt_receipt_handoff {
	const Lt__Token *token;	       /**< as it began */
	const char *to;		       /**< unit it is at: the token's, or its successor */
	struct lt_receipt_stage given; /**< the act that led to it; none: the engine's doing */
	struct lt_receipt_stage begun; /**< the step began: recorded by the coordinator */
	struct lt_receipt_stage taken, ended; /**< taken may be none: ended without a claim */
	enum lt_receipt_end end;
};

/**
 * Finds the hand-offs in a history.
 * @param events  all of one dossier, in order, as stored
 * @param step    only of this step; NULL: all
 * @param ret     in the arena, views of @p events
 * @return 0; LT_E_NOMEM; LT_E_FORMAT. Pure.
 */
int lt_receipt_gather(const ProtobufCBinaryData *events, size_t count, const char *step,
		      struct lt_arena *arena, Lt__HandoffProof ***ret, size_t *ret_count,
		      struct lt_err *err) LT_MUST_USE;

/**
 * Reads a proof, and refuses what cannot have happened so: a gap in the chain, stages of other
 * steps or in another order, statements that say something else than the events.
 * @param code  of the dossier
 * @return 0; LT_E_FORMAT (the text says what does not fit); LT_E_NOMEM. Signatures are not looked
 *         at. Pure.
 */
int lt_receipt_read(const Lt__HandoffProof *proof, const char *code, struct lt_arena *arena,
		    struct lt_receipt_handoff *ret, struct lt_err *err) LT_MUST_USE;

/** A receipt whose seal and signatures were checked. */
struct lt_receipt {
	const Lt__Receipt *message;
	struct lt_receipt_handoff *handoffs;
	size_t handoffs_count;
};

/** Opens a sealed list of keys. The key that seals it is its own: compare its fingerprint with what
 *  the province says. @return 0; LT_E_FORMAT; LT_E_DENIED (the seal is broken). */
int lt_receipt_open_keys(const Lt__Sealed *sealed, struct lt_arena *arena, Lt__ProofKeys **ret,
			 struct lt_err *err) LT_MUST_USE;
/** Opens a receipt: its seal must be of the coordinator of @p keys, and every statement must be
 *  signed with a key that proved its node when it was recorded.
 *  @param keys  NULL: nothing is verified, for printing what was just made
 *  @return 0; LT_E_FORMAT; LT_E_DENIED; the text says what is wrong. */
int lt_receipt_open(const Lt__Sealed *sealed, const Lt__ProofKeys *keys, struct lt_arena *arena,
		    struct lt_receipt *ret, struct lt_err *err) LT_MUST_USE;
