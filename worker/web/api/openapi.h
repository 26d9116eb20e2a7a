/* SPDX-License-Identifier: EUPL-1.2 */
/* The description of the API, as part of the program (tools/lienthong/embed.sh). */
#pragma once

/** openapi.json */
extern const char lt_api_openapi[];
