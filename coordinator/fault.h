/* SPDX-License-Identifier: EUPL-1.2 */
/* LMDB takes the structure of a file on trust: a damaged page may end the process by a signal or an
 * assertion. Such an end leaves a note in the folder, and the next start looks at every page first
 * and names the damage, instead of falling again. */
#pragma once

#include "proto/base/err.h"

/** Looks at every page of the folder's two stores if the last run left a note, and takes the note
 *  away when they are sound. @return 0; LT_E_DAMAGED, the text names file, page and remedy;
 * LT_E_IO. Call before the stores are opened. */
int lt_fault_check(const char *folder, struct lt_err *err) LT_MUST_USE;

/** From now on a fault of this process leaves a note. Once a process, before threads begin. */
int lt_fault_watch(const char *folder, struct lt_err *err) LT_MUST_USE;
