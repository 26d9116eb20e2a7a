/* SPDX-License-Identifier: EUPL-1.2 */
/* What people name by a part of it, or not at all. */
#pragma once

#include "tools/lienthong/connect.h"

/** A published procedure by the first digits of its hash. @return 0; LT_E_ABSENT; LT_E_USAGE
 * (several begin so, or these are no digits). */
int lt_find_version(struct lt_session *session, const char *digits, ProtobufCBinaryData *ret,
		    struct lt_err *err) LT_MUST_USE;

/** The one open step of a dossier that stands at a unit's desk.
 *  @param held  only steps that somebody can hold (claim, release, assign)
 *  @return 0; LT_E_REFUSED: none or several, the text lists the open ones. */
int lt_find_step(struct lt_session *session, const char *code, const char *unit, bool held,
		 uint32_t *ret_token, struct lt_err *err) LT_MUST_USE;
