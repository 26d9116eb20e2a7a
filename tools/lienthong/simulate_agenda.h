/* SPDX-License-Identifier: EUPL-1.2 */
/* What will happen next: a heap of moments. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** What. */
enum lt_sim_deed { LT_SIM_DEED_ARRIVE, LT_SIM_DEED_DONE, LT_SIM_DEED_JOB, LT_SIM_DEED_REPLY };

/** Something that will happen. */
struct lt_sim_moment {
	int64_t at_us;
	uint64_t order; /**< of making: ties are settled the same way each time */
	enum lt_sim_deed deed;
	uint64_t dossier;
	uint32_t token;
	size_t pool;
	int64_t worked_us;
};

/** Zero-initialise; @c items is malloc'ed and its owner's to free. The first item is the next one.
 */
struct lt_sim_agenda {
	struct lt_sim_moment *items;
	size_t count, room;
	uint64_t made;
};

/** Adds one; its order is given here. */
void lt_sim_plan_moment(struct lt_sim_agenda *agenda, struct lt_sim_moment moment);
/** Takes the next one; there is one. */
struct lt_sim_moment lt_sim_take_moment(struct lt_sim_agenda *agenda);
/** Room for one more of @p size bytes in an array of the heap; aborts without memory: in a child.
 */
void *lt_sim_grown(void *items, size_t count, size_t *room, size_t size);
