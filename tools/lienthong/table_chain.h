/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of a table as steps: what each is called and where its outcomes lead. */
#pragma once

#include "tools/lienthong/table.h"

enum { LT_CHAIN_OUTCOMES_MAX = 3, LT_CHAIN_TIME_BYTES = 64 };

/** A row as a step. */
struct lt_chain_step {
	const struct lt_table_row *row;
	const char *name;
	bool handoff; /**< the first of another agency */
	int sign;     /**< layers of signature; 0: none */
	bool makes;   /**< the result comes into being here */
	struct {
		const char *name, *to;
	} outcomes[LT_CHAIN_OUTCOMES_MAX];
	int outcomes_count;
};

/** The steps of one case, in order. */
struct lt_chain {
	struct lt_chain_step *steps;
	size_t count;
	const char *granted; /**< name of its end */
	const char *
		supplement; /**< name of the wait for more papers; NULL: it has no receiving desk */
};

/** One chain a case, at least one. @return 0, LT_E_NOMEM. */
int lt_chains_of(const struct lt_table *table, struct lt_arena *arena,
		 const struct lt_chain **ret) LT_MUST_USE;
/** "80 giờ = 10 ngày". @return @p text. */
const char *lt_chain_time(int32_t minutes, char text[static LT_CHAIN_TIME_BYTES]);
