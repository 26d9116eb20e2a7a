/* SPDX-License-Identifier: EUPL-1.2 */
/* The check of wire bytes that comes before protobuf-c sees them. Used by codec.c alone. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "proto/base/err.h"
#include "proto/base/slice.h"

/**
 * Reads @p bytes once as a message of @p type, without recursion and without memory.
 * @return 0: every byte belongs to a declared field of the right wire type, numbers fit their type,
 *         strings are valid text (LT_SOURCE_BYTES_MAX for a field named "source", LT_TEXT_BYTES_MAX
 *         else), enum values are known, no singular field comes twice; LT_E_LIMIT (depth, fields);
 *         LT_E_FORMAT, the text names message and field. Any thread.
 */
int lt_scan_wire(const ProtobufCMessageDescriptor *type, struct lt_slice bytes,
		 struct lt_err *err) LT_MUST_USE;
