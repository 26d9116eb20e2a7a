/* SPDX-License-Identifier: EUPL-1.2 */
/* Standing in for an officer: whoever does has the officer's rights at one unit for a while, and no
 * more than these. It is not handed on: a deputy's deputy has nothing of it (Bộ luật Dân sự 2015,
 * art. 564: who was empowered empowers no other unless that was agreed). Pure; any thread. */
#pragma once

#include "procedures/core/directory.h"

/** One who stands in. */
struct lt_deputy {
	const char *officer; /**< who is away */
	const char *deputy;  /**< who stands in */
	const char *unit;
	struct lt_span span;
};

/** All of them; {0}: nobody. */
struct lt_deputies {
	const struct lt_deputy *items;
	size_t count;
};

/** What is to be done at a unit: one of these. */
struct lt_right {
	const char *role;   /**< a step of this role; NULL or "": of any */
	const char *holder; /**< ... which this officer holds; "": nobody. Never NULL */
	bool assigns;	    /**< assign others' work there */
	const char *heads;  /**< answer as the head for this unit; NULL: no */
};

/** The officer in whose stead @p deputy may do this at @p unit; NULL: nobody.
 *  @param directory  says what that officer may */
const char *lt_deputy_right(const struct lt_deputies *deputies,
			    const struct lt_directory *directory, const char *deputy,
			    const char *unit, const struct lt_right *right, int64_t at_us);
