/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier from another province: the same code, the clock goes on, taken over once. Parts of
 * decide and evolve; pure. */
#pragma once

#include "procedures/core/work.h"

/** Are both the same hand-off of the same dossier? NULL: none. */
bool lt_transfer_same(const Lt__Transfer *a, const Lt__Transfer *b);
/** Refuses a transfer that does not say what it is. */
bool lt_transfer_check(struct lt_work *w, const Lt__SubmitDossier *cmd);
/** All fields and papers go into the transfer; what the procedure declares stays in the form too.
 *  Nobody here can ask the other province to declare less. */
void lt_transfer_sift(struct lt_work *w, const struct lt_definition *def, Lt__SubmitDossier *cmd);
/** Due by the limit of the step that waits, from when the dossier was given, with the pauses there.
 *  @return as lt_due. */
int lt_transfer_due(struct lt_work *w, const struct lt_office *office,
		    Lt__DossierReceived *e) LT_MUST_USE;
/** What the dossier keeps of its transfer. @return 0 or LT_E_NOMEM. */
int lt_transfer_on_received(Lt__Dossier *dossier, const Lt__DossierReceived *e,
			    struct lt_arena *arena) LT_MUST_USE;
