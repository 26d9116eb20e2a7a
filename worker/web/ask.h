/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages' way to the node: a visitor at its desk, like the tool, so that what a page can do is
 * what the desk lets any person do. One for each thread that answers. */
#pragma once

#include "command.pb-c.h"
#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/time.h"

struct lt_ask;

struct lt_ask_options {
	const char *desk;  /**< "127.0.0.1:40211"; borrowed, as all here */
	const char *token; /**< of the desk */
	const char *name;  /**< of this visitor: "web-0" */
	uint64_t boot;	   /**< grows with every start */
	const char *software;
};

/** Starts to connect; the first question waits for it. */
int lt_ask_new(const struct lt_ask_options *options, struct lt_ask **ret,
	       struct lt_err *err) LT_MUST_USE;
/** NULL is fine. */
void lt_ask_free(struct lt_ask *ask);

/** Asks one question in the name of its actor; without one, as anybody out there. @return 0; the
 * reply's own error, its text in @p err; LT_E_LINE, LT_E_TIMEOUT: the node does not answer. */
int lt_ask_fetch(struct lt_ask *ask, const Lt__Fetch *fetch, struct lt_arena *arena,
		 Lt__FetchReply **ret, struct lt_err *err) LT_MUST_USE;
/** Sends one command under one number. A refusal is in the reply. @return 0; LT_E_UNKNOWN: it is
 * not known whether it was done; the reply's own error. */
int lt_ask_command(struct lt_ask *ask, Lt__Command *command, struct lt_arena *arena,
		   Lt__CommandReply **ret, struct lt_err *err) LT_MUST_USE;
/** The node keeps a scan that lies in its folder, durably, and sends it on. @return 0; errors. */
int lt_ask_keep(struct lt_ask *ask, const uint8_t *hash, uint64_t size, struct lt_arena *arena,
		struct lt_err *err) LT_MUST_USE;
/** Asks for a scan: what is not here is fetched from now on.
 *  @param ret_size  of the whole; 0: it is on its way, *ret_have bytes have come */
int lt_ask_bring(struct lt_ask *ask, const uint8_t *hash, struct lt_arena *arena,
		 uint64_t *ret_size, uint64_t *ret_have, struct lt_err *err) LT_MUST_USE;
