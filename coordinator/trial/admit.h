/* SPDX-License-Identifier: EUPL-1.2 */
/* The tests that came with a bundle, played before anything of it comes into force. */
#pragma once

#include "event.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

/** Plays them, each in a locked-in child that is killed when it takes too long. Call from a process
 *  with one thread. @param ret  what failed, a line each: "x_test.lua:3: name: why"; what passed,
 * file by file
 *  @return 0, whatever the tests say; LT_E_NOMEM; LT_E_IO. */
int lt_trial_examine(const Lt__BundleProposed *what, struct lt_arena *arena, Lt__TestsPlayed *ret,
		     struct lt_err *err) LT_MUST_USE;
