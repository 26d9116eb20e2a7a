/* SPDX-License-Identifier: EUPL-1.2 */
/* The citizen's page: track.c (asking, limits, what is said back), track_show.c (the dossier as it
 * is told). */
#pragma once

#include "worker/web/web_own.h"

/** The page of a dossier that was found. */
void lt_track_show(struct lt_view *view, const Lt__FetchReply *reply);
