/* SPDX-License-Identifier: EUPL-1.2 */
/* Names and numbers of things: codes people read, and the fixed-width keys made of them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/slice.h"

enum { LT_HASH_BYTES = 32 };

/** A 64-bit number for a name (unit, role, node, capability, step ...), stable for ever: XXH3-64
 *  of its bytes. Names of one kind that collide are refused when a directory is published. */
uint64_t lt_name_key(const char *name);

/** The key under which the numbers of a node's people are known, beside those of the node itself.
 */
uint64_t lt_stream_key(uint64_t node_key);

/** XXH3-64 of bytes: tells a repeated request from another one under its number. */
uint64_t lt_content_key(struct lt_slice bytes);

/** BLAKE2b-256 of bytes. Identifies sources and papers, chains events. */
void lt_hash(struct lt_slice bytes, uint8_t ret_hash[static LT_HASH_BYTES]);

/** Lower-case hex. @p text holds 2 * size + 1 bytes. @return @p text. */
char *lt_hex(struct lt_slice bytes, char *text);
/** Reads exactly 2 * size hex digits. @return false if they are not. */
bool lt_unhex(const char *text, uint8_t *bytes, size_t size);

/** May this be a dossier code? 1..LT_DOSSIER_CODE_BYTES_MAX of A-Z 0-9 . - (the shapes in use:
 *  H15.50.05.13-261008-0975, G09.20-20260609-0092637, 000.00.00.H11-240615-0001). */
bool lt_dossier_code_valid(const char *code);
/** Agency code: 1..35 of A-Z 0-9 and dot, no empty group (QĐ 20/2020/QĐ-TTg art. 4). */
bool lt_agency_code_valid(const char *code);
/** Name of a step, role, field, outcome, node: [a-z][a-z0-9_.-]*, up to 64 bytes. */
bool lt_name_valid(const char *name);
/** Valid UTF-8 without NUL or other control characters except tab, newline and carriage return
 * (text areas of browsers send CRLF), at most @p max bytes. */
bool lt_text_valid(struct lt_slice text, size_t max);
