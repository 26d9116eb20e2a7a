/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures of the first pages of scans: JPEG, PNG, PDF. One thread makes them, one scan at a time,
 * in a child that is locked in (worker/preview); they are kept beside the scan and served to whom
 * the scan is served.
 *
 *   page -> lt_previews_get -> there | none can be made | later: asked for, whoever waits is woken
 */
#pragma once

#include "proto/papers/beside.h"

struct lt_previews;

/** @param papers  borrowed @param made  called when one more is known, on the maker's thread
 *  @return 0; LT_E_NOMEM; LT_E_IO (no thread). */
int lt_previews_new(const struct lt_papers *papers, void (*made)(void *owner), void *owner,
		    struct lt_previews **ret, struct lt_err *err) LT_MUST_USE;
/** Lets the one under way finish and ends the thread; what is asked for from now on waits for ever.
 *  NULL is fine. */
void lt_previews_stop(struct lt_previews *previews);
/** After lt_previews_stop. NULL is fine. */
void lt_previews_free(struct lt_previews *previews);

/** Is there a picture? Any thread.
 *  @param what  LT_BESIDE_LARGE or LT_BESIDE_SMALL
 *  @param ret   open, of a JPEG
 *  @return 0; LT_E_BUSY: it is being made, or waits for that; LT_E_ABSENT: it is not there and
 *  nobody makes it; LT_E_IO. */
int lt_previews_find(struct lt_previews *previews, const struct lt_beside_spot *spot,
		     enum lt_beside what, struct lt_paper_file *ret) LT_MUST_USE;
/** As above, and what is not there is asked for. @return LT_E_ABSENT: none can be made */
int lt_previews_get(struct lt_previews *previews, const struct lt_beside_spot *spot,
		    enum lt_beside what, struct lt_paper_file *ret) LT_MUST_USE;
/** Is it a type of which pictures are made? */
bool lt_previews_takes(enum lt_paper_type type);
