/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a dossier is in its procedure: on the picture, and as a list of the steps. */
#pragma once

#include "worker/web/web_own.h"

/** The section of a dossier's page. Nothing where the procedure cannot be had here. */
void lt_place_section(struct lt_view *view, const Lt__FetchReply *show);
