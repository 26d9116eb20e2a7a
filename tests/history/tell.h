/* SPDX-License-Identifier: EUPL-1.2 */
/* The journal as lines, for tests that look at every dossier. */
#pragma once

#include <stdio.h>

#include "proto/base/err.h"

/**
 * Prints a line for each event of each dossier, in the journal's order, its parts divided by tabs:
 * number of the dossier, number of the event, its kind ("completed"), its step ("" if it is of
 * none), the dossier's code with the event "received" ("" otherwise), its stamp, and when it
 * happened if it was recorded later (0: at the stamp); microseconds.
 * @param folder  a coordinator's, that nobody has open
 */
int history_tell_events(const char *folder, FILE *out, struct lt_err *err) LT_MUST_USE;
