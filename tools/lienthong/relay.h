/* SPDX-License-Identifier: EUPL-1.2 */
/* Between provinces: what another province hands to a unit here is carried over, and the answer
 * carried back.
 *
 *   there: offered ----> submit here, same code ----> claim there      (taken over)
 *   here:  ended   ----> answer or return there ----> result returned here
 *   there: recalled ---> stopped here
 *
 * Nothing is remembered between passes: each looks at both sides and does what is missing, and each
 * act is one that may be repeated. So it may be killed at any moment. */
#pragma once

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"

/** Where to carry what, as the operator said. */
struct lt_relay_wish {
	const char *partner;	    /**< folder of this province's node over there */
	const char *as, *unit;	    /**< who takes over there, for which unit */
	const char *home_as;	    /**< who receives here; NULL: the operator */
	const char *home_unit;	    /**< receiving unit here */
	struct lt_texts procedures; /**< "step=code", "code": what is begun here */
};

/** Both ends, for one pass. */
struct lt_relay {
	const struct lt_relay_wish *wish;
	struct lt_session there, here;
	Lt__Actor taker, receiver;
	size_t taken, answered, returned, closed, waiting;
	FILE *out;
};

/** One pass. @return 0; an error of either line: what is missing is done by the next pass. */
int lt_relay_pass(struct lt_relay *relay, struct lt_err *err) LT_MUST_USE;
