/* SPDX-License-Identifier: EUPL-1.2 */
/* The software's version, as peers and people are told it. */
#pragma once

#define LT_VERSION "0.1.0"
