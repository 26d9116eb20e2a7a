/* SPDX-License-Identifier: EUPL-1.2 */
/* The report of the nine properties as people and programs read it; also at the end of load and
 * replay. */
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "records/verify/verify.h"

/** The report as an object. @return a new reference; NULL without memory. */
json_t *lt_verify_json(const struct lt_verify_report *report);
int lt_verify_print(FILE *out, bool json, const struct lt_verify_report *report,
		    struct lt_err *err) LT_MUST_USE;
