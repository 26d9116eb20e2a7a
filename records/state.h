/* SPDX-License-Identifier: EUPL-1.2 */
/* state.mdb: the dossiers and their index rows, as far as the last checkpoint and, in the open
 * transaction, as far as the last batch.
 *
 * One write path for everybody: live commands, recovery after a crash, and the rebuild that verify
 * compares with all end in lt_state_write. Engine thread only. */
#pragma once

#include "dossier.pb-c.h"
#include "event.pb-c.h"

#include "procedures/core/contributions.h"
#include "procedures/core/rows.h"
#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/ids.h"
#include "proto/store/store.h"

/** How far the state has come. Written at each checkpoint, under one key of `meta`. */
struct lt_state_meta {
	uint64_t batch;	     /**< last batch applied */
	int64_t stamp_us;    /**< of that batch */
	uint64_t dossiers;   /**< id of the last dossier */
	uint64_t events;     /**< events applied since the beginning */
	uint32_t registry_n; /**< events of the registry */
	uint8_t registry_head[LT_HASH_BYTES];
};

struct lt_state {
	struct lt_store *store;
	struct lt_txn *txn; /**< stays open between checkpoints */
	struct lt_state_meta meta;
	struct lt_feeds *feeds;	    /**< last feed number of each unit met so far */
	struct lt_tallies *tallies; /**< counters moved since they were last written */
	bool copied; /**< what is being applied was brought by a feed: it feeds nobody from here */
};

/** What "" stands for among the units of the feeds: the registry's own history. */
#define LT_FEED_REGISTRY UINT64_C(0)

/** Opens @p path and its transaction. @param faults may be NULL */
int lt_state_open(const char *path, struct lt_faults *faults, struct lt_state *ret,
		  struct lt_err *err) LT_MUST_USE;
/** Commits what is open (unless @p keep is false) and closes. */
void lt_state_close(struct lt_state *state, bool keep);
/** Writes the counters that are still in memory into the open transaction: before its tally table
 * is read directly. A checkpoint does it too. After an error only a rollback helps. */
int lt_state_settle(struct lt_state *state, struct lt_err *err) LT_MUST_USE;
/** Makes everything applied so far the state a restart begins with; opens the next transaction. */
int lt_state_checkpoint(struct lt_state *state, struct lt_err *err) LT_MUST_USE;
/** Drops everything since the last checkpoint and opens a fresh transaction. */
int lt_state_rollback(struct lt_state *state, struct lt_err *err) LT_MUST_USE;

/** A dossier that may be there or not. @return 0 and the dossier in the arena; LT_E_ABSENT;
 *  LT_E_DAMAGED (the text names it). */
int lt_state_find(struct lt_txn *txn, uint64_t id, struct lt_arena *arena, Lt__Dossier **ret,
		  struct lt_err *err) LT_MUST_USE;
/** As above, of a dossier that must be there, because a row or a code leads to it: LT_E_DAMAGED if
 *  it is not. */
int lt_state_dossier(struct lt_txn *txn, uint64_t id, struct lt_arena *arena, Lt__Dossier **ret,
		     struct lt_err *err) LT_MUST_USE;
/** Id of a dossier code; LT_E_ABSENT. */
int lt_state_code(struct lt_txn *txn, const char *code, uint64_t *ret_id,
		  struct lt_err *err) LT_MUST_USE;

/** Number of a dossier's last event, 0 if it is not known here. Cheaper than the dossier. */
int lt_state_events_count(struct lt_txn *txn, uint64_t dossier, uint32_t *ret,
			  struct lt_err *err) LT_MUST_USE;

/** Where an entry stands in the journal. */
struct lt_place_in_journal {
	uint64_t batch;
	uint32_t entry;
	uint32_t count; /**< events in it */
};

/** What a change is measured against: the dossier's rows, contributions and units before it. */
struct lt_seen {
	struct lt_rows rows;
	struct lt_contributions contributions;
	uint64_t *units;
	size_t units_count;
};
/** Rows, contributions and units before a change; call before evolving. @p dossier NULL: none. */
int lt_state_before(const Lt__Dossier *dossier, struct lt_arena *arena,
		    struct lt_seen *ret) LT_MUST_USE;

/** Writes the dossier, the difference of its rows, its event row and the feeds of its units. After
 * an error only a rollback helps. */
int lt_state_write(struct lt_state *state, const struct lt_seen *before, const Lt__Dossier *after,
		   uint32_t first_n, struct lt_place_in_journal place, struct lt_arena *arena,
		   struct lt_err *err) LT_MUST_USE;
/** Notes where events of a dossier, from @p first_n on, stand. 0: of the registry. */
int lt_state_put_event(struct lt_state *state, uint64_t dossier, uint32_t first_n,
		       struct lt_place_in_journal place, struct lt_err *err) LT_MUST_USE;
/** Removes a dossier with all its rows; its events stay in the journal. For replicas. */
int lt_state_forget(struct lt_state *state, const Lt__Dossier *dossier, struct lt_arena *arena,
		    struct lt_err *err) LT_MUST_USE;
/** Stores the reply of a request. */
int lt_state_request(struct lt_state *state, const Lt__Entry *entry,
		     struct lt_err *err) LT_MUST_USE;

/** A stored reply. Views until the next write. */
struct lt_stored_reply {
	uint64_t boot, seq, content;
	struct lt_slice reply;
};
/** The reply in the slot of (node, seq), whoever's it is; LT_E_ABSENT. */
int lt_state_reply(struct lt_state *state, uint64_t node, uint64_t seq, struct lt_stored_reply *ret,
		   struct lt_err *err) LT_MUST_USE;

/** Sees every event of an entry before it is applied. For verify. */
struct lt_watch {
	void *owner;
	void (*event)(void *owner, const Lt__Dossier *before, const Lt__Event *event);
};

/** Applies an entry of the journal about a dossier: decode, check the chain, evolve, write. For
 * recovery and verify. @p watch may be NULL. LT_E_DAMAGED if the chain does not fit; LT_E_VERSION
 * (unknown event). */
int lt_state_apply(struct lt_state *state, const Lt__Entry *entry, struct lt_place_in_journal place,
		   const struct lt_watch *watch, struct lt_arena *arena,
		   struct lt_err *err) LT_MUST_USE;

/** A row of the feed table. */
struct lt_feed_row {
	uint64_t n, dossier;
	uint32_t events_count; /**< after the change */
	uint32_t status;
	uint32_t since; /**< first event that whoever followed this feed has not had */
};
/** @return false: not a row of this unit. */
bool lt_state_feed_row(uint64_t unit, struct lt_slice key, struct lt_slice value,
		       struct lt_feed_row *ret);
/** Last feed number of a unit, 0 for none. Of LT_FEED_REGISTRY: its events. */
int lt_state_feed_last(struct lt_state *state, uint64_t unit, uint64_t *ret,
		       struct lt_err *err) LT_MUST_USE;
