/* SPDX-License-Identifier: EUPL-1.2 */
/* The stored form of a value: {u8 schema, u64 XXH3 of key and payload, payload}, little-endian.
 * The key is under the checksum too, so a row that moved is as damaged as one that changed. */
#pragma once

#include "proto/base/err.h"
#include "proto/base/slice.h"

enum { LT_RECORD_HEAD_BYTES = 9, LT_RECORD_SCHEMA = 1 };

/** Writes the head of a record. */
void lt_record_seal(struct lt_slice key, struct lt_slice payload,
		    uint8_t ret_head[static LT_RECORD_HEAD_BYTES]);
/** Checks a stored value. @return 0 and the payload (a view into @p stored); LT_E_DAMAGED;
 * LT_E_VERSION (schema unknown to this program). */
int lt_record_open(struct lt_slice key, struct lt_slice stored,
		   struct lt_slice *ret_payload) LT_MUST_USE;
