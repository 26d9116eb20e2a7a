/* SPDX-License-Identifier: EUPL-1.2 */
/* One trace's world: a real engine on real LMDB in a folder of its own, on a clock that only the
 * trace moves. What the engine does by itself (timers, lost leases) queues up as happenings, which
 * the trace must tell too. */
#pragma once

#include "command.pb-c.h"
#include "dossier.pb-c.h"

#include "coordinator/engine/engine.h"
#include "procedures/core/directory.h"
#include "proto/base/arena.h"

enum { LT_FAILURE_BYTES = 2048, LT_WORLD_NODES_MAX = 32 };

/** A dossier under the name the trace gives it. */
struct lt_case {
	const char *label;
	uint64_t id;
	uint32_t seen_n;      /**< last event anybody looked at */
	Lt__Dossier *told;    /**< as of the last line about it; NULL: none yet */
	const char *job_step; /**< the job a node took last */
	uint32_t job_token, job_attempt;
};

/** Something the engine did by itself. */
struct lt_happening {
	int64_t at_us;
	struct lt_case *of;
	const char *text; /**< "tax: overdue", "overdue", "lookup: lost" */
	uint32_t n;	  /**< the dossier's last event of it */
};

/** The last command, to send it once more. */
struct lt_sent {
	struct lt_origin origin;
	struct lt_slice bytes;
	struct lt_slice reply;
};

struct lt_world {
	struct lt_arena arena;
	char *folder;
	struct lt_clock clock;
	struct lt_engine *engine;
	struct lt_case *cases[64];
	size_t cases_count;
	bool tells_warnings; /**< warnings are happenings too: "use warnings" */
	struct lt_happening happenings[256];
	size_t happenings_from, happenings_count;
	struct {
		const char *name;
		uint64_t seq;
	} nodes[LT_WORLD_NODES_MAX]; /**< last request number of each */
	size_t nodes_count;
	const char *slot_node, *slot_capability; /**< a node waits for this job; NULL: nobody */
	uint64_t slot_dossier;			 /**< who was offered to it */
	uint32_t slot_token, slot_attempt;
	struct lt_sent sent;
	char failure[LT_FAILURE_BYTES]; /**< "" while all is well */
};

/** Opens an engine in a fresh folder; the clock stands at 2020-01-01 00:00. */
bool lt_world_open(struct lt_world *world);
void lt_world_close(struct lt_world *world);
static inline void lt_cleanup_world(struct lt_world *world)
{
	lt_world_close(world);
}

/** Notes what went wrong, if it is the first. @return false. */
bool lt_world_fail(struct lt_world *world, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

int64_t lt_world_now(const struct lt_world *world);
/** Lets time pass up to an instant as an engine that is awake would see it: what is due on the way
 * is done at its own moment. Stops when something has happened. */
bool lt_world_pass(struct lt_world *world, int64_t to_us);
/** The oldest happening not taken yet; NULL. */
const struct lt_happening *lt_world_happening(const struct lt_world *world);
void lt_world_take_happening(struct lt_world *world);

/** Sends a command as a batch of its own, over its bytes, as the line does. @p node "": the
 * operator's tool. Afterwards *ret lives as long as the world. */
bool lt_world_send(struct lt_world *world, Lt__Command *command, const char *node,
		   Lt__CommandReply **ret);
/** Sends the last command again under its old number: the reply must be the same, and no batch
 * more. */
bool lt_world_repeat(struct lt_world *world);
/** Offers the most urgent job of a capability to a node; fails if there is none. */
bool lt_world_offer(struct lt_world *world, const char *node, const char *capability);

/** Closes and opens again after a while: with a last checkpoint, or as after kill -9. Every dossier
 * must be the same. */
bool lt_world_restart(struct lt_world *world, bool crash, int64_t away_us);
/** Closes, checks the nine properties, opens again. */
bool lt_world_verify(struct lt_world *world);

struct lt_case *lt_world_case(struct lt_world *world, const char *label);
struct lt_case *lt_world_add_case(struct lt_world *world, const char *label, uint64_t id);
/** The dossier as its first @p n events make it; UINT32_MAX: all of them. NULL: failure is set. */
Lt__Dossier *lt_world_replay(struct lt_world *world, const struct lt_case *of, uint32_t n);
const struct lt_directory *lt_world_directory(struct lt_world *world);
