/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of a whole node share: a coordinator that believes everything and counts it, and
 * a node on it in a folder of its own. */
#pragma once

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "command.pb-c.h"

#include "proto/link/server.h"
#include "worker/node/folder.h"
#include "worker/node/node.h"

enum { NODE_PATH_BYTES = 128, NODE_PARKED_MAX = 8, NODE_JOBS_MAX = 4096, NODE_SLOTS = 8 };

#define NODE_PATIENCE_US (30 * LT_US_PER_SECOND)

/** The scripted coordinator. */
struct coordinator {
	struct lt_server *server;
	char address[32];
	pthread_mutex_t lock; /**< of what follows */
	struct lt_call *parked[NODE_PARKED_MAX];
	size_t parked_count;
	unsigned results[NODE_JOBS_MAX]; /**< reports of a job's result, by dossier */
	unsigned failed, accepted, running, submitted, fetched, hellos;
	unsigned busy; /**< so many submissions are shed first */
	unsigned full; /**< for so many there is no room first */
	char node_seen[64], note[256];
	bool silent; /**< takes reports, and answers none */
	struct lt_call *unanswered[64];
	size_t unanswered_count;
};

/** One node and its surroundings. */
struct world {
	struct coordinator c;
	struct lt_settings settings;
	struct lt_clock clock;
	struct lt_node *node;
	char dir[64], token[LT_FOLDER_TOKEN_BYTES];
};

void coordinator_open(struct coordinator *c, const char *address);
void coordinator_close(struct coordinator *c);
/** Answers a parked poll with jobs for dossiers @p first.. @return how many it had slots for. */
size_t offer(struct world *w, uint64_t first, size_t count, uint32_t attempt);
/** Results reported for these dossiers. */
size_t results_of(struct world *w, uint64_t first, size_t count);
/** One of the coordinator's counts, read under its lock. */
size_t read_count(struct coordinator *c, const void *at, size_t size);
#define COUNT(w, member) read_count(&(w)->c, &(w)->c.member, sizeof(w)->c.member)

void make_folder(struct world *w);
void remove_folder(const struct world *w);
void write_file(const struct world *w, const char *name, const char *text);

/** A node with the capability test.step and NODE_SLOTS slots, not yet bound. Its adapter is a shell
 *  script, which has the path of a file "gate" as $1; NULL: builtin:pass. @param more  settings */
struct world *world_open(const char *script, const char *more);
void world_close(struct world *w);
/** The node's process ends at once, and starts again. */
void restart_node(struct world *w);

/** Lets the node work until the condition holds. */
#define WAIT_UNTIL(w, condition)                                                                   \
	do {                                                                                       \
		int64_t end_us_ = lt_clock_monotonic(&(w)->clock) + NODE_PATIENCE_US;              \
		while (!(condition) && lt_clock_monotonic(&(w)->clock) < end_us_)                  \
			(void)lt_node_step((w)->node, 5000, -1);                                   \
		assert_true(condition);                                                            \
	} while (0)
