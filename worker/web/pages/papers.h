/* SPDX-License-Identifier: EUPL-1.2 */
/* The papers of one dossier on its page: which there are, their scans, a place for more. */
#pragma once

#include "worker/web/web_own.h"

/** The section of a dossier's page. */
void lt_papers_section(struct lt_view *view, const Lt__Dossier *dossier);
/** The scan that a path /ho-so/:/giay/:... names, for who may see it. @return NULL: the answer is
 *  there */
const Lt__Paper *lt_papers_wanted(struct lt_view *view, Lt__FetchReply **ret_reply);
/** Nothing in such an answer runs, loads or is taken for something else, whatever it is. */
extern const char lt_papers_shut_in[];

/** A small picture of a paper's first page that leads to a large one; nothing where none can be
 *  made, or the scan is not at this node yet. */
void lt_papers_picture(struct lt_view *view, const char *code, const Lt__PaperLine *line);
/** ... of a scan that a form holds. */
void lt_papers_held_picture(struct lt_view *view, const char *number, const char *media);
