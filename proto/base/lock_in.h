/* SPDX-License-Identifier: EUPL-1.2 */
/* A process that gives up what it does not need, for good. */
#pragma once

#include "proto/base/err.h"

/**
 * From now on no file, socket, process or signal to others for this process: the kernel refuses
 * them with EPERM. What is open stays open for reading, writing and syncing. For a child with one
 * thread, before it reads what a stranger wrote.
 * @return 0; LT_E_IO: this kernel cannot (the caller must not go on).
 */
int lt_lock_in(struct lt_err *err) LT_MUST_USE;
