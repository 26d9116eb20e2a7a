/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages about procedures share: who may see them, where their figures come from. */
#pragma once

#include "worker/web/web_own.h"

/** Asks about procedures as this person: everywhere, or, without the line, in the records here.
 *  @param ret_here  the figures are of the units of this node alone
 *  @return 0; otherwise the page that tells why is there. */
int lt_procedures_fetch(struct lt_view *view, Lt__Fetch *fetch, Lt__FetchReply **ret,
			bool *ret_here) LT_MUST_USE;
/** Says whose figures these are, if they are not everybody's. */
void lt_procedures_tell_whose(struct lt_view *view, const Lt__FetchReply *reply, bool here);
/** What the reply calls an officer; the id, if it does not. */
const char *lt_procedures_officer(const Lt__FetchReply *reply, const char *id);
/** A hash as a request names it: `name` of the query, 64 hex digits. Without one, empty.
 *  @return false: it is none */
bool lt_procedures_hash(struct lt_view *view, const char *name, ProtobufCBinaryData *ret);
/** ... and back, for a link; in the view's arena. */
const char *lt_procedures_hex(struct lt_view *view, const ProtobufCBinaryData *hash);
/** A column's head. */
void lt_procedures_head(struct lt_view *view, const char *const (*titles)[2], size_t count);
/** The rows of what differs in meaning. */
void lt_procedures_differences(struct lt_view *view, Lt__Difference *const *items, size_t count);
/** Lines that are in one of the texts only. */
void lt_procedures_lines(struct lt_view *view, const char *before, const char *after);
/** The unit in whose name this person writes procedures. */
const char *lt_procedures_desk(const struct lt_view *view);

/** A table of findings, from lines "file:line: what; how to mend it". */
void lt_proposals_findings(struct lt_view *view, const char *text);
/** What an examination found. @param report  NULL: there was none */
void lt_proposals_report(struct lt_view *view, const Lt__ExamReport *report);
/** One proposal, and its end (proposal.c). */
void lt_proposals_show(struct lt_view *view);
void lt_proposals_close(struct lt_view *view);
