/* SPDX-License-Identifier: EUPL-1.2 */
/* The papers of one dossier on its page: which there are, their scans, a place for more. */
#pragma once

#include "worker/web/web_own.h"

/** The section of a dossier's page. */
void lt_papers_section(struct lt_view *view, const Lt__Dossier *dossier);
