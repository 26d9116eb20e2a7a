/* SPDX-License-Identifier: EUPL-1.2 */
/* A unit's node: the line, the desk, the automatic steps, and the one loop that owns them.
 *
 *   threads of the line and the desk -> post -> lt_node_step: letters, results, commands, polls
 *
 * One thread calls everything here, except lt_node_wake's descriptor. */
#pragma once

#include "proto/base/time.h"
#include "worker/node/settings.h"

struct lt_node;

struct lt_node_options {
	const struct lt_settings *settings; /**< borrowed */
	const char *dir;		    /**< borrowed */
	uint64_t boot;
	const char *token;    /**< of the desk; borrowed */
	const char *software; /**< version, for people */
	struct lt_clock *clock;
	const char *program; /**< of the runner's children; NULL: the present executable */
};

/** Opens the desk, writes desk.port, starts to connect. @return 0; LT_E_USAGE (an address);
 *  LT_E_LINE (the desk's port is taken); LT_E_IO; LT_E_NOMEM. */
int lt_node_new(const struct lt_node_options *options, struct lt_node **ret,
		struct lt_err *err) LT_MUST_USE;
/** Closes everything. NULL is fine. */
void lt_node_free(struct lt_node *node);

/**
 * One round: waits for something to do, then does it.
 * @param wait_us_max  0: does not wait
 * @param fd           another descriptor to wait for; -1: none
 * @return true if @p fd is readable
 */
bool lt_node_step(struct lt_node *node, int64_t wait_us_max, int fd);
/** Starts to stop: asks for no more work, lets what runs come to an end. */
void lt_node_stop(struct lt_node *node);
/** Stopping is done, or has taken long enough: the node may be freed. */
bool lt_node_stopped(const struct lt_node *node);
/** Reads the certificates of the line again. */
void lt_node_reload(struct lt_node *node);
/** Is the line up? */
bool lt_node_bound(const struct lt_node *node);
uint16_t lt_node_desk_port(const struct lt_node *node);
