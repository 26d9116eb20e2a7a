/* SPDX-License-Identifier: EUPL-1.2 */
/* How a date came about, line by line: of the dossier, and of each open step. */
#pragma once

#include "worker/web/web_own.h"

/** The section of a dossier's page. @param show  as FETCH_KIND_SHOW answers */
void lt_ledger_section(struct lt_view *view, const Lt__FetchReply *show);
