/* SPDX-License-Identifier: EUPL-1.2 */
/* Receiving, in parts: receive.c (the way through), receive_read.c (what was typed, checked),
 * receive_form.c (the form, with all that was typed). */
#pragma once

#include "worker/web/files.h"
#include "worker/web/web_own.h"

/** Something to mend: where in the form, and what. */
struct lt_flaw {
	const char *id;	  /**< of the control; "" if it is about the whole */
	const char *text; /**< for people */
};

/** One form being filled in. All in the view's arena. */
struct lt_receiving {
	struct lt_view *view;
	const char *unit, *unit_name;
	const Lt__Intake *intake;
	struct lt_flaw *flaws;
	size_t flaws_count;
	struct lt_given *given; /**< scans, one for each paper asked for */
	Lt__PaperLine **before; /**< handed in before by this applicant */
	size_t before_count;
	const char *before_failed;	 /**< why it could not be looked for; NULL */
	const Lt__CommandReply *preview; /**< accepted as it stands; NULL: not tried */
};

/** What was typed under a name; "" */
const char *lt_receiving_typed(const struct lt_receiving *r, const char *prefix, const char *name);
/** Id of a control, for links to it. */
const char *lt_receiving_id(const struct lt_receiving *r, const char *prefix, const char *name);
void lt_receiving_flaw(struct lt_receiving *r, const char *id, const char *text);
/** Makes of what was typed what is handed in. All that is missing or of another type is noted at
 *  once. @return false: without memory */
bool lt_receiving_read(struct lt_receiving *r, Lt__SubmitDossier *ret);
/** The whole page. @param number  of the form, see sent.h */
void lt_receiving_show(struct lt_receiving *r, const char *number);

/** Looks for what this applicant handed in before. */
void lt_receiving_before(struct lt_receiving *r);
/** ... of one paper; NULL. ... if it was ticked; NULL. */
const Lt__PaperLine *lt_receiving_offer(const struct lt_receiving *r, const char *id);
const Lt__PaperLine *lt_receiving_reused(const struct lt_receiving *r, const char *id);
/** Makes it a paper of the new dossier. */
void lt_receiving_reuse(const Lt__PaperLine *offer, Lt__Paper *paper);
/** The offer in a paper's row; what was found, above all rows. */
void lt_receiving_show_offer(struct lt_receiving *r, const char *id);
void lt_receiving_before_note(struct lt_receiving *r);
