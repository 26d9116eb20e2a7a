/* SPDX-License-Identifier: EUPL-1.2 */
/* A small province of one's own for the length of one command: a temporary folder, a coordinator
 * and nodes as real processes on loopback. Nothing of it is left behind, not even after Ctrl-C.
 *
 * Children die with the tool (PR_SET_PDEATHSIG) and are only ever signalled by their own process
 * id. */
#pragma once

#include <sys/types.h>

#include "proto/base/err.h"
#include "tools/lienthong/tool.h"

struct lt_rig;

/** Makes the folder. Call before any thread is started: SIGINT and SIGTERM are taken over, to clean
 * up.
 *  @param keep  a folder to use and leave there; NULL: a temporary one */
int lt_rig_new(const char *keep, struct lt_rig **ret, struct lt_err *err) LT_MUST_USE;
/** Stops what runs (SIGTERM, after ten seconds SIGKILL) and removes the folder. NULL is fine. */
void lt_rig_free(struct lt_rig *rig);
static inline void lt_cleanup_rig(struct lt_rig **rig)
{
	lt_rig_free(*rig);
}
const char *lt_rig_folder(const struct lt_rig *rig);
/** The coordinator's own folder, for -C; it exists from lt_rig_new on (with its operator token). */
const char *lt_rig_coordinator_folder(const struct lt_rig *rig);

/** Starts the coordinator and waits until it listens. @p settings: more lines for its settings
 * file, or "". */
int lt_rig_coordinator(struct lt_rig *rig, const char *settings, struct lt_err *err) LT_MUST_USE;
/** Nodes started from now on dial this coordinator ("127.0.0.1:7400"), not one of the rig's. */
int lt_rig_join(struct lt_rig *rig, const char *address, struct lt_err *err) LT_MUST_USE;
/** Starts a node, in the folder node-<id>. @p settings: more lines of node.conf. Does not wait. */
int lt_rig_worker(struct lt_rig *rig, const char *id, const char *settings,
		  struct lt_err *err) LT_MUST_USE;
/** Waits until the node's desk listens. @return its folder in *ret_folder (owned by the rig). */
int lt_rig_desk(struct lt_rig *rig, const char *id, const char **ret_folder,
		struct lt_err *err) LT_MUST_USE;
/** Process id of the coordinator, and of the node number @p n; 0: not running. */
pid_t lt_rig_coordinator_pid(const struct lt_rig *rig);
pid_t lt_rig_worker_pid(const struct lt_rig *rig, size_t n);
/** Stops the nodes alone (SIGTERM to all, waits for each). */
void lt_rig_stop_workers(struct lt_rig *rig);
/** Stops the coordinator alone (SIGTERM, waits). */
int lt_rig_stop_coordinator(struct lt_rig *rig, struct lt_err *err) LT_MUST_USE;
