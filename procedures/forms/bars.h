/* SPDX-License-Identifier: EUPL-1.2 */
/* The bar code a desk's scanner reads: Code 128 (ISO/IEC 15417). */
#pragma once

#include "procedures/forms/writer.h"
#include "proto/base/err.h"

/** Adds an <svg class="bars"> that says @p text, a quarter of a millimetre a module if the paper is
 *  wide enough.
 *  @return 0; LT_E_LIMIT: longer than a dossier code; LT_E_FORMAT: not printable ASCII. */
int lt_bars_svg(struct lt_writer *writer, const char *text, struct lt_err *err) LT_MUST_USE;
