/* SPDX-License-Identifier: EUPL-1.2 */
/* One element of a repeated field, without decoding all the others. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"
#include "proto/base/slice.h"

/** The bytes of element @p number (from 0) of the length-delimited field @p field of a message this
 *  program wrote. A view into @p message. @return 0; LT_E_ABSENT: it has fewer; LT_E_FORMAT. Any
 *  thread. */
int lt_nth(struct lt_slice message, uint32_t field, uint32_t number,
	   struct lt_slice *ret) LT_MUST_USE;
