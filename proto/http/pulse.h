/* SPDX-License-Identifier: EUPL-1.2 */
/* A sample of what one thread owns, taken by that thread when another asks for it.
 *
 *   any thread: lt_pulse_ask -> wake -> its owner's loop: lt_pulse_wanted, lt_pulse_give
 *
 * An owner that is stuck gives none: whoever asks is told so after a while, never made to wait on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

struct lt_pulse;

/** @param wake  makes the owner's loop go round; any thread @param size  of a sample, in bytes */
int lt_pulse_new(void (*wake)(void *owner), void *owner, size_t size, struct lt_pulse **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Nobody may be asking. NULL is fine. */
void lt_pulse_free(struct lt_pulse *pulse);

/** Does anybody wait for a sample? The owner's thread, each round. */
bool lt_pulse_wanted(struct lt_pulse *pulse);
/** Gives one to all who wait. The owner's thread. */
void lt_pulse_give(struct lt_pulse *pulse, const void *sample);

/** Asks for a fresh sample. Any other thread.
 *  @param ret  the newest there is: zeros before the first
 *  @return false: the owner did not answer in time, and *ret is an old one. */
bool lt_pulse_ask(struct lt_pulse *pulse, int64_t patience_us, void *ret);
