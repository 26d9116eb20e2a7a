/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's folder: node.conf, boot, epoch, desk.token, desk.port, node.lock. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

enum { LT_FOLDER_TOKEN_BYTES = 65 }; /* 32 random bytes in hex, and the end */

/** Takes the folder for this process. @param ret_fd  to be kept open as long
 *  @return 0; LT_E_BUSY (another worker has it); LT_E_IO. */
int lt_folder_lock(const char *dir, int *ret_fd, struct lt_err *err) LT_MUST_USE;
/** Numbers this start: above that of any earlier start of this folder, and at least the wall clock
 * in microseconds, so that a folder made anew goes on above the lost one; on disk before it is
 * returned. @return 0; LT_E_DAMAGED (the file is not a number); LT_E_IO. */
int lt_folder_boot(const char *dir, uint64_t *ret_boot, struct lt_err *err) LT_MUST_USE;
/** The desk's secret, made at the first start. @return 0; LT_E_DAMAGED (too short); LT_E_IO. */
int lt_folder_token(const char *dir, char ret_token[static LT_FOLDER_TOKEN_BYTES],
		    struct lt_err *err) LT_MUST_USE;
/** Newest epoch of a coordinator that the node was answered by; 0: none yet.
 *  @return 0; LT_E_DAMAGED (not a number); LT_E_IO. */
int lt_folder_epoch(const char *dir, uint64_t *ret, struct lt_err *err) LT_MUST_USE;
int lt_folder_set_epoch(const char *dir, uint64_t epoch, struct lt_err *err) LT_MUST_USE;
