/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's word for what is done through it: statements of acts, signed (procedures/core:
 * statement.h). One thread. */
#pragma once

#include "command.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/time.h"
#include "proto/codec/sign.h"
#include "worker/node/line.h"

struct lt_signing {
	const struct lt_sign_key *key; /**< borrowed; NULL: the node has none, nothing is signed */
	const char *node;
	struct lt_clock *clock;
	int64_t behind_us; /**< the coordinator's clock, less this machine's */
};

/**
 * Signs a command that asks for it (lt_statement_wanted), in the arena; drops any other signature.
 * The hour is the node's, put right by what the coordinator said when it greeted: both sides of a
 * hand-off speak of the same hour, also where a clock is wrong or only for practice.
 * @param heard_us  what the coordinator's clock had when it was heard of last: nothing is signed as
 *                  of before what the node knows of
 * @return 0 or LT_E_NOMEM.
 */
int lt_signing_sign(struct lt_signing *signing, const struct lt_line *line, int64_t heard_us,
		    Lt__Command *command, struct lt_arena *arena) LT_MUST_USE;
