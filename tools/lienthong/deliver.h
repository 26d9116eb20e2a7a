/* SPDX-License-Identifier: EUPL-1.2 */
/* The content of the scans that a command names: on a command line they are files.
 *
 * A node's desk has them before the command, synced, and sends them on when the line allows; a
 * coordinator gets them behind it, as it takes only what a dossier names. */
#pragma once

#include "tools/lienthong/connect.h"

/** Notes a file that the next command names. @param hash  borrowed, as @p path */
int lt_deliver_note(struct lt_tool *tool, const char *path, const uint8_t *hash) LT_MUST_USE;
/** What is noted goes to the desk. @return 0; why not: the command must not be sent then. */
int lt_deliver_before(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
/** What is noted goes to the coordinator, and is forgotten. @return 0; the command stands, and the
 *  text says how its content gets there. */
int lt_deliver_after(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
