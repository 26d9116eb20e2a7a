/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine: commands in batches, decided, evolved, journaled, answered.
 *
 *   lt_engine_begin ... lt_engine_command (many) ... lt_engine_commit     one batch
 *
 * No threads, sockets or clocks of its own: the shell (shell.h) feeds it from the line, the tool
 * and the simulator call it directly. One thread owns it. */
#pragma once

#include "command.pb-c.h"
#include "link.pb-c.h"

#include "procedures/core/verdict.h"
#include "proto/base/histogram.h"
#include "proto/base/time.h"
#include "records/records.h"

struct lt_engine;
struct lt_exams;

/** What the engine asks of whoever holds the waiting nodes. All on the engine's thread. */
struct lt_engine_hooks {
	void *owner;
	/** A waiting node that can do @p capability, and one of its free slots; NULL: nobody. */
	void *(*take_slot)(void *owner, const char *capability, const char **ret_node);
	/** The slot's job. Strings live until the next lt_engine_begin. Goes out
	 * after the commit. */
	void (*offered)(void *owner, void *slot, const Lt__Dossier *dossier,
			const Lt__Token *token);
};

struct lt_engine_options {
	const char *folder;				 /**< holds journal.mdb and state.mdb */
	struct lt_clock *clock;				 /**< borrowed */
	struct lt_faults *state_faults, *journal_faults; /**< test aids; may be NULL */
	bool publish_alone; /**< by one person, whoever the directory names: for trials */
};

/** Opens the folder and recovers: state as of its checkpoint, plus the journal's tail. */
int lt_engine_open(const struct lt_engine_options *options, struct lt_engine **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Clean stop: a last checkpoint, then close. */
void lt_engine_close(struct lt_engine *engine);
/** As after kill -9: closes without the checkpoint. For tests and the simulator. */
void lt_engine_crash(struct lt_engine *engine);
static inline void lt_cleanup_engine(struct lt_engine **engine)
{
	if (*engine)
		lt_engine_close(*engine);
}
/** From now on files to be published are examined there. @param exams  borrowed; NULL: here */
void lt_engine_set_exams(struct lt_engine *engine, struct lt_exams *exams);
/** Does the command or read just asked wait for an examination? Then it was not decided, and is to
 *  be asked again when there is an answer. */
/** May the administrators of this node see and mend what hangs anywhere, as the directory in force
 *  says? */
bool lt_engine_operates(struct lt_engine *engine, const char *node);
bool lt_engine_waits(const struct lt_engine *engine);
void lt_engine_set_hooks(struct lt_engine *engine, struct lt_engine_hooks hooks);

/** Where a command comes from, as the line has established it. */
struct lt_origin {
	const char *node;  /**< "" for the engine itself */
	uint64_t node_key; /**< lt_name_key(node); 0: no request is stored */
	uint64_t boot;
	bool is_operator;
};

/** Starts a batch: its stamp, its arena. */
void lt_engine_begin(struct lt_engine *engine);
/**
 * Decides and applies one command; its effect is durable only after lt_engine_commit.
 * @param content  the command's bytes as received: a request number repeated with others is refused
 * @param arena    for the reply
 * @return 0 with a reply (which may be a refusal, or an error that concerns this command alone);
 *         otherwise the whole batch must be given up with lt_engine_abort.
 */
int lt_engine_command(struct lt_engine *engine, const struct lt_origin *origin,
		      const Lt__Command *command, struct lt_slice content, struct lt_arena *arena,
		      Lt__CommandReply *ret, struct lt_err *err) LT_MUST_USE;
/** Fires due timers and lost leases as commands of this batch, at most a bounded number of them. */
int lt_engine_run_due(struct lt_engine *engine, struct lt_err *err) LT_MUST_USE;
/** Offers waiting jobs of a capability, most urgent first, as long as
 * hooks.take_slot gives slots. */
int lt_engine_offer_waiting(struct lt_engine *engine, const char *capability,
			    struct lt_err *err) LT_MUST_USE;
/** Is the batch as large as it may get? */
bool lt_engine_batch_full(const struct lt_engine *engine);
/** Makes the batch durable. On any error nothing of it counts yet: the state has been rebuilt from
 * the journal, and the callers must be told UNKNOWN. */
int lt_engine_commit(struct lt_engine *engine, struct lt_err *err) LT_MUST_USE;
/** Gives the batch up and rebuilds the state. */
int lt_engine_abort(struct lt_engine *engine, struct lt_err *err) LT_MUST_USE;

/** Does the checkpoint's budget ask for one now? @p idle: nobody is waiting. */
bool lt_engine_wants_checkpoint(const struct lt_engine *engine, bool idle);
int lt_engine_checkpoint(struct lt_engine *engine, struct lt_err *err) LT_MUST_USE;
/** So many commands were queued when the checkpoint ended: counted. */
void lt_engine_waited(struct lt_engine *engine, size_t commands);

/** When the next timer is due, wall clock; INT64_MAX: none. */
int64_t lt_engine_next_timer(struct lt_engine *engine);
/** When leases must be looked at again, monotonic; INT64_MAX: none is under way. */
int64_t lt_engine_next_lease(const struct lt_engine *engine);
/** false: the state could not be rebuilt; the process must end and start anew. */
bool lt_engine_healthy(const struct lt_engine *engine);
/** The batch's arena, reset by lt_engine_begin. */
struct lt_arena *lt_engine_arena(struct lt_engine *engine);
/** Units whose feed the last batch moved. */
const uint64_t *lt_engine_moved(const struct lt_engine *engine, size_t *ret_count);

struct lt_engine_stats {
	uint64_t batches, commands, events, refused, incidents, checkpoints, aborts, timers_fired;
	uint64_t refused_by[LT_CLASS_COUNT]; /**< every answer that was a refusal, by its kind */
	uint64_t errors;		     /**< commands that could not be decided at all */
	uint64_t jobs_lost;		     /**< offers and leases that ran out */
	uint64_t strange_copies;     /**< nodes whose copy was of another history than this one */
	struct lt_histogram appends; /**< how long a batch's append took; lt_histogram_times */
	struct lt_histogram batch_sizes; /**< commands in a batch; lt_batch_bounds */
	int64_t checkpoint_us;		 /**< how long the last one took */
	uint64_t checkpoint_waits;	 /**< commands that waited for a checkpoint */
	int64_t checkpoint_us_max, append_us_total, recovered_us;
	uint64_t recovered_batches;
	bool full; /**< new dossiers are refused: disk or map */
};
/** Bounds of batch_sizes. */
static const struct lt_histogram_bounds lt_batch_bounds = {
	.count = 11, .at = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}};

/** What the engine's thread is in the middle of ... */
enum lt_work_kind { LT_WORK_NONE = 0, LT_WORK_APPEND, LT_WORK_CHECKPOINT };
/** ... and since when. */
struct lt_engine_work {
	enum lt_work_kind kind;
	int64_t since_us; /**< monotonic */
};
/** Any thread: tells what a stuck engine is stuck in. */
struct lt_engine_work lt_engine_work(const struct lt_engine *engine);
const struct lt_engine_stats *lt_engine_stats(const struct lt_engine *engine);
struct lt_records *lt_engine_records(struct lt_engine *engine);
struct lt_state *lt_engine_state(struct lt_engine *engine);
struct lt_registry *lt_engine_registry(struct lt_engine *engine);
struct lt_journal *lt_engine_journal(struct lt_engine *engine);
int64_t lt_engine_now(const struct lt_engine *engine);
/** Answers one Fetch, between batches, from the open transaction: everyone reads their own writes.
 *  Failures are in ret->error and ret->text. */
void lt_engine_query(struct lt_engine *engine, const struct lt_origin *origin,
		     const Lt__Fetch *fetch, struct lt_arena *arena, Lt__FetchReply *ret);
/** Disk and map are looked at, at most once a second; sets stats.full. */
void lt_engine_watch_space(struct lt_engine *engine);
