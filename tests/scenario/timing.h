/* SPDX-License-Identifier: EUPL-1.2 */
/* Decisions about time in a trace: by officers of a dossier, by the operator of all of them. */
#pragma once

#include "tests/scenario/deed.h"

/** "A hold REASON", "A resume", "A extend N". */
bool lt_time_decide(struct lt_deed *deed, struct lt_played *ret);
/** "line UNIT from=TIME to=TIME note=...". */
bool lt_time_line_down(struct lt_deed *deed, struct lt_played *ret);
/** "rebind". */
bool lt_time_rebind(struct lt_deed *deed, struct lt_played *ret);
