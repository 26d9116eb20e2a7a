/* SPDX-License-Identifier: EUPL-1.2 */
/* A client that keeps a handful of dossiers moving through four steps, and repeats under the same
 * number whatever was not answered, for ever. One thread each. */
#pragma once

#include <stdatomic.h>

#include "tests/crash/audit.h"

struct crash_load;

struct crash_load_options {
	const char *name;
	uint16_t port;
	struct history *history;
};

/** What a client saw so far. */
struct crash_seen {
	uint64_t dossiers, refused, unknown, lines;
	uint64_t full; /**< answers that there is no room */
	uint64_t held; /**< dossiers that could be signed now, and wait */
};

/** Publishes calendar, directory and procedure; blocks until they are in force. */
void crash_publish(uint16_t port);
struct crash_load *crash_load_start(const struct crash_load_options *options);
/** No new dossiers: those begun are brought to their end. */
void crash_load_close(struct crash_load *load);
/** Half of the dossiers are not signed from now on, or they are again. */
void crash_load_hold(struct crash_load *load, bool hold);
/** Has it brought everything to its end? */
bool crash_load_done(const struct crash_load *load);
struct crash_seen crash_load_seen(const struct crash_load *load);
/** Stops at once and frees. */
void crash_load_stop(struct crash_load *load);
/** Asks one read: a unit's list. @return 0 or LT_E_* of the line or of the answer. */
int crash_read(uint16_t port);
