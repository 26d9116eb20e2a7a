/* SPDX-License-Identifier: EUPL-1.2 */
/* Months of work on a virtual clock: dossiers arrive, officers of a given number handle them in
 * given times, the real engine routes and dates them. */
#pragma once

#include <jansson.h>

#include "coordinator/trial/play.h"
#include "procedures/core/definition.h"
#include "tools/lienthong/args.h"

enum { LT_SIM_STEPS_MAX = 512, LT_SIM_POOLS_MAX = 256, LT_SIM_SHARES_MAX = 1024 };

/** A number for a name: officers of a role, minutes of a step. */
struct lt_sim_number {
	const char *name;
	double number;
};

/** How often a step ends so. */
struct lt_sim_share {
	const char *step, *outcome;
	double share; /**< of all that were given for the step */
};

/** What is assumed. Names live as long as the plan. */
struct lt_sim_plan {
	double arrivals; /**< a working day */
	int64_t from_us, to_us;
	uint64_t seed;
	const char *unit;  /**< that receives; NULL: the usual one */
	double forward;	   /**< share of steps that end the way that leads to a grant */
	double minutes;	   /**< of work at a step that is not in handling */
	double reply_days; /**< until the citizen answers */
	struct lt_sim_number officers[LT_SIM_POOLS_MAX], handling[LT_SIM_STEPS_MAX];
	size_t officers_count, handling_count;
	struct lt_sim_share shares[LT_SIM_SHARES_MAX];
	size_t shares_count;
	Lt__Field **fields; /**< the same in every dossier */
	size_t fields_count;
	const char *more_role; /**< one officer more of this role; NULL */
	const char *without;   /**< this step takes no time; NULL */
};

/** What came of a step or a desk. */
struct lt_sim_step {
	const char *name;
	uint64_t entered, done, overdue;
	int64_t waited_us, worked_us; /**< working time, sums */
};

struct lt_sim_pool {
	const char *unit, *role;
	uint32_t officers;
	uint64_t done;
	int64_t busy_us, waited_us;
	size_t waiting, waiting_max; /**< now (at the end), and at worst */
};

struct lt_sim_result {
	uint64_t received, finished, late, open_late, refused_intake, incidents, commands;
	int64_t took_us_sum, working_us; /**< working time of finished ones; of the whole period */
	struct lt_sim_step steps[LT_SIM_STEPS_MAX];
	size_t steps_count;
	struct lt_sim_pool pools[LT_SIM_POOLS_MAX];
	size_t pools_count;
};

/** Plays it; everything it names lives in @p arena. @return 0; LT_E_SCRIPT (the files, or no
 * dossier can be handed in so); LT_E_LIMIT; LT_E_NOMEM. Belongs into a child of its own: it locks
 * the process in before the files are read. */
int lt_sim_play(const struct lt_trial_files *files, const struct lt_sim_plan *plan,
		struct lt_arena *arena, struct lt_sim_result *ret, struct lt_err *err) LT_MUST_USE;

/** What learning may change of a plan, to be sent out of the child that learnt. */
json_t *lt_sim_plan_json(const struct lt_sim_plan *plan);
/** ... and read; names live in @p json from then on. */
void lt_sim_plan_read(const json_t *json, struct lt_sim_plan *plan);

/** Draws: the same for one seed on every machine. */
struct lt_sim_chance {
	uint64_t state;
};
enum lt_sim_purpose { LT_SIM_GAP = 1, LT_SIM_FIELDS, LT_SIM_WORK, LT_SIM_REPLY, LT_SIM_WAY };
/** Luck of its own for each thing that is drawn: one officer more changes nobody else's. */
struct lt_sim_chance lt_sim_chance(uint64_t seed, uint64_t dossier, uint32_t token,
				   enum lt_sim_purpose purpose);
double lt_sim_uniform(struct lt_sim_chance *chance);
/** Exponential with this mean. */
double lt_sim_wait(struct lt_sim_chance *chance, double mean);

/** Which way a step ends: the given shares, else forward or one of the others. NULL: nobody
 * does anything, time ends it. @p distances from lt_sim_distances. */
const char *lt_sim_outcome(const struct lt_sim_plan *plan, const struct lt_definition *definition,
			   const struct lt_step *step, const uint32_t *distances,
			   struct lt_sim_chance *chance);
/** Steps to the nearest "granted", or end that is no refusal; UINT32_MAX: none. One a step, in the
 * arena. */
uint32_t *lt_sim_distances(const struct lt_definition *definition,
			   struct lt_arena *arena) LT_MUST_USE;
/** Minutes of work at a step. */
double lt_sim_minutes(const struct lt_sim_plan *plan, const char *step);
/** Officers of a role at a unit: "unit:role", else "role", else one. */
uint32_t lt_sim_officers(const struct lt_sim_plan *plan, const char *unit, const char *role);

/** A form to be filled in. */
struct lt_sim_form {
	Lt__Field **given; /**< as they are */
	size_t given_count;
	const char *area;	    /**< of fields that ask for one */
	struct lt_sim_chance *luck; /**< NULL: "no", and the first choice */
};
/** What steers the way is drawn, what must be there is there. Aborts without memory: in a child.
 * @return how many fields; they live in @p arena */
size_t lt_sim_fill(const struct lt_sim_form *form, const struct lt_definition *definition,
		   struct lt_arena *arena, Lt__Field ***ret);
