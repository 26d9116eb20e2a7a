/* SPDX-License-Identifier: EUPL-1.2 */
/* What people name by a part of it, or not at all. */
#pragma once

#include "tools/lienthong/connect.h"

/** A published procedure by the first digits of its hash. @return 0; LT_E_ABSENT; LT_E_USAGE
 * (several begin so, or these are no digits). */
int lt_find_version(struct lt_session *session, const char *digits, ProtobufCBinaryData *ret,
		    struct lt_err *err) LT_MUST_USE;

/** Which open step of a dossier is meant. */
struct lt_find_step {
	const char *code, *unit; /**< the one that stands at this unit's desk, or */
	const char *step;	 /**< ... that has this name; "": any, or */
	uint32_t token;		 /**< ... this number; 0: any */
	bool held;		 /**< only steps that somebody can hold (claim, release, assign) */
};
/** Looks it up as it stands now. @param ret  in the tool's arena; NULL: a step named by token or
 *  step is not to be seen as open, which is for the coordinator to say
 *  @return 0; LT_E_REFUSED: not named, and none or several are there; the text lists the open ones.
 */
int lt_find_step(struct lt_session *session, const struct lt_find_step *what, const Lt__Token **ret,
		 struct lt_err *err) LT_MUST_USE;
