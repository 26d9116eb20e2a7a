/* SPDX-License-Identifier: EUPL-1.2 */
/* The square code a citizen's telephone reads. */
#pragma once

#include "procedures/forms/writer.h"
#include "proto/base/err.h"

/** Adds an <svg class="qr"> that says @p text, dark on white with its quiet border.
 *  @return 0; LT_E_LIMIT: too long for a code; LT_E_NOMEM. */
int lt_qr_svg(struct lt_writer *writer, const char *text, struct lt_err *err) LT_MUST_USE;
