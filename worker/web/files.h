/* SPDX-License-Identifier: EUPL-1.2 */
/* Scans that people choose in forms: received while the form is read, held under a number until the
 * form is carried out, then a paper of the node, which sends it on.
 *
 *   form --streamed--> upload --lt_files_given--> paper --lt_files_keep--> on its way
 *
 * A form that is shown again names what it already gave, so nothing is sent twice. */
#pragma once

#include "worker/web/view.h"

/** Where the files of forms go: for lt_http_options. The owner is the lt_web. */
struct lt_http_files lt_files_sink(void);
/** The key under which somebody's uploads lie. */
uint64_t lt_files_owner(const char *account);

/** One scan that a form gives. All in the view's arena. */
struct lt_given {
	const char *number, *name; /**< of the upload; as the person calls the file */
	const char *flaw;	   /**< why it cannot be taken, naming it; NULL */
	const uint8_t *hash;
	uint64_t size;
	const char *media;
};

/** The scan given for a control `tep.ID`: chosen in this form, or held since one before.
 *  @return false: none */
bool lt_files_given(struct lt_view *view, const char *id, struct lt_given *ret);
/** The control for choosing it, and what is held already. @param label  for who cannot see the row
 */
void lt_files_control(struct lt_view *view, const char *id, const char *label,
		      const struct lt_given *held);
/** What sends them in pieces, where the browser can. Once, at the end of a page with controls. */
void lt_files_script(struct lt_view *view);
/** The node keeps it from now on and sends it on; before any dossier names it. @return 0, or why it
 *  could not. */
int lt_files_keep(struct lt_view *view, const struct lt_given *given,
		  struct lt_err *err) LT_MUST_USE;
/** Puts content and facts of it on a paper of a command. */
void lt_files_name(const struct lt_given *given, Lt__Paper *paper);
/** "2,4 MB" */
const char *lt_files_size(struct lt_view *view, uint64_t bytes);
