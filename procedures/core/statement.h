/* SPDX-License-Identifier: EUPL-1.2 */
/* What a node says of an act, and whether it says what was asked.
 *
 * The node makes a Statement of each ActOnStep and ClaimStep that goes through it, signs its bytes
 * and sends both along. Whoever records the act keeps them in its event, so that everybody who has
 * the event and the node's public key can tell who took a dossier over, or gave it away, and when.
 */
#pragma once

#include <stdbool.h>

#include "command.pb-c.h"
#include "dossier.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/slice.h"

/** What a statement is signed as (proto/codec/sign.h). */
#define LT_STATEMENT_LABEL "lienthong statement 1"

/** What the engine found out about the signature of a command before it is decided. */
enum lt_signature {
	LT_SIGNATURE_NONE = 0, /**< the node has no key: acts are recorded unsigned */
	LT_SIGNATURE_MISSING,  /**< not signed, though the node or one of the unit's nodes has a key
				*/
	LT_SIGNATURE_WRONG,    /**< not this node's, or of another command */
	LT_SIGNATURE_GOOD
};

/** Does a node make statements of such commands? */
bool lt_statement_wanted(const Lt__Command *command);
/** The statement of a command, made by a node.
 *  @param key  public half, Ed25519
 *  @return 0 with bytes in the arena; LT_E_NOMEM. Pure. */
int lt_statement_make(const Lt__Command *command, const char *node, struct lt_slice key,
		      int64_t at_us, struct lt_arena *arena, struct lt_slice *ret) LT_MUST_USE;
/** Does the statement say what the command asks for? @return 0 or LT_E_NOMEM. Pure. */
int lt_statement_matches(const Lt__Statement *statement, const Lt__Command *command,
			 struct lt_arena *arena, bool *ret) LT_MUST_USE;
/** What of a statement does not fit the step it is about, in Vietnamese; NULL: all fits.
 *  @param now_us  when it is recorded */
const char *lt_statement_misfit(const Lt__Statement *statement, const Lt__Dossier *dossier,
				const Lt__Token *token, int64_t now_us);
