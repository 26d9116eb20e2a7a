/* SPDX-License-Identifier: EUPL-1.2 */
/* What write.c (handing in) and act.c (acts on a dossier) share. */
#pragma once

#include "worker/web/api/api_own.h"

/** Who acts for @p unit: that officer, or if it is "" the key's one officer. Checks both against
 * the key. @return false: the answer is there */
bool lt_api_officer(struct lt_api_call *call, const char *unit, const char *officer,
		    Lt__Actor *ret);
/** Who acts: the officer of the body, the key's one officer, or (@p citizen, no officer told) the
 *  citizen. Checks unit and officer against the key. @return false: the answer is there */
bool lt_api_actor(struct lt_api_call *call, struct lt_part part, bool citizen, Lt__Actor *ret);
/** Values by name, in the member @p name; "papers" of a body. @return false: there is a flaw */
bool lt_api_fields(struct lt_part part, const char *name, Lt__Field ***ret, size_t *ret_count);
bool lt_api_papers(struct lt_part part, Lt__Paper ***ret, size_t *ret_count);

/* -- act.c -- */

void lt_api_act(struct lt_api_call *call);
void lt_api_answer_handoff(struct lt_api_call *call);
