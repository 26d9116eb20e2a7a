/* SPDX-License-Identifier: EUPL-1.2 */
/* What somebody typed outlives their login: a form that arrives when nobody is logged in any more
 * goes along through the login, in hidden fields, and is offered again behind it. The server keeps
 * nothing of it. */
#pragma once

#include "worker/web/view.h"

/** Can this post be kept? Only a form of a page of ours: another site must not put one into
 * somebody's hands. */
bool lt_typed_can(const struct lt_view *view);
/** Does this request bring one along? */
bool lt_typed_is_there(const struct lt_view *view);
/** Adds it to the form being written: what was just posted, or what a login form brought along. */
void lt_typed_go_along(struct lt_view *view);
/** The page behind the login: go on with it. */
void lt_typed_offer(struct lt_view *view);
