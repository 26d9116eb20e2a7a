/* SPDX-License-Identifier: EUPL-1.2 */
/* What every party was told, against what is recorded. One checker for the simulator, the crash
 * tests and the end-to-end tests; it trusts no single log.
 *
 *   clients: asked, told ─┐
 *   nodes: offered a job ─┼─> history ──┐
 *   readers: were shown ──┘             ├─> sixteen invariants, each counted
 *   journal, event by event, folded ────┘
 *   state, compared with a replay (lt_verify)
 *
 * The journal is walked here with nothing of the coordinator but the event's form and evolve. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "procedures/core/directory.h"
#include "proto/base/err.h"
#include "records/journal/journal.h"

/* number, what holds */
#define HISTORY_INVARIANTS(X)                                                                      \
	X(1, "nothing acknowledged is missing")                                                    \
	X(2, "each effect is recorded once")                                                       \
	X(3, "histories are gapless and chained")                                                  \
	X(4, "the state is the fold of the history")                                               \
	X(5, "a due date moves by a recorded event of an allowed kind only")                       \
	X(6, "times of a history never go back")                                                   \
	X(7, "only the holder of the present attempt ends a step")                                 \
	X(8, "no desk or role acts that may not")                                                  \
	X(9, "hand-offs: sent = answered + withdrawn + in flight")                                 \
	X(10, "whoever is late is found late, an apology and an explanation are owed")             \
	X(11, "every open dossier has somebody, a timer or an incident")                           \
	X(12, "a dossier keeps its procedure's version unless a migration names who")              \
	X(13, "every record names who did it, as he asked for it")                                 \
	X(14, "published counters are the sums of the histories")                                  \
	X(15, "everyone reads what was acknowledged before")                                       \
	X(16, "nobody reads what he has no right to")

enum { HISTORY_COUNT = 16, HISTORY_EXAMPLE_BYTES = 400 };

struct history;

enum history_outcome { HISTORY_OPEN = 1, HISTORY_ACCEPTED, HISTORY_REFUSED };

/** How a request can be found again. */
enum history_effect {
	HISTORY_UNMARKED = 0, /**< by its number alone */
	HISTORY_MARKED,	      /**< the event's note says "m" and the mark */
	HISTORY_SUBMITS,      /**< the applicant's number says "S" and the mark */
};

/** One request of a client. Texts are copied. */
struct history_request {
	const char *node;  /**< who asked; NULL: only its mark is known */
	uint64_t node_key; /**< lt_name_key(node); 0: numbers are given on the way */
	uint64_t boot, seq;
	enum history_effect effect;
	bool idle; /**< may be accepted and leave nothing: what it asks for is so already */
	bool same; /**< asks for what another request may have brought about, under one code */
	uint64_t dossier;
	uint32_t token, attempt;
	const char *officer; /**< who it was asked for; NULL: not known */
};

struct history_answer {
	enum history_outcome outcome;
	uint32_t refusal;
	uint64_t dossier; /**< 0: not told */
	uint32_t events_count;
};

struct history *history_new(void);
void history_free(struct history *history);
/** From now on every word is noted with what @p moment counts then. Borrowed. */
void history_watch(struct history *history, const atomic_ulong *moment);

/** Any thread. @return the request's mark, from 1 */
uint64_t history_ask(struct history *history, const struct history_request *request);
/** What its owner was told; any thread. A second, contrary word breaks invariant 2. */
void history_told(struct history *history, uint64_t mark, const struct history_answer *answer);
/** A node was told of a job. */
void history_offered(struct history *history, const char *node, uint64_t dossier, uint32_t token,
		     uint32_t attempt);
/** A read showed @p events of a dossier, after @p least had been acknowledged. */
void history_shown(struct history *history, uint64_t dossier, uint32_t least, uint32_t events);
/** Somebody without a right asked to see something. */
void history_probed(struct history *history, const char *who, bool denied);

/** How many requests; of them with this outcome. */
uint64_t history_count(const struct history *history, enum history_outcome outcome);

struct history_invariant {
	uint64_t checked, broken;
	uint64_t dossier; /**< of the first broken case; 0: none in particular */
	char example[HISTORY_EXAMPLE_BYTES];
};

struct history_report {
	struct history_invariant items[HISTORY_COUNT + 1]; /**< by number, from 1 */
	uint64_t batches, events, dossiers;
	uint64_t lost, doubled, contrary; /**< requests, of invariants 1 and 2 */
	bool named; /**< of a folder: lt_verify, which people have too, says that it is broken */
};

/** The moment of all that was ever told. */
#define HISTORY_ALWAYS UINT64_MAX

struct history_source {
	struct lt_journal *journal;
	uint64_t moment;    /**< what was told later counts as not told */
	int64_t now_us;	    /**< lateness is looked for up to then; 0: it is not */
	bool all_are_known; /**< every request in the journal is one of the history's ... */
	uint64_t by_hand;   /**< ... but for those of this node key */
	/** Of who may act where; NULL: the journal's own record is not compared with it. */
	const struct lt_directory *directory;
	struct lt_txn *state; /**< of the same moment: its counters are compared; NULL: not */
};

/** Walks an open journal. @return 0 with a report; an error if it cannot be read. */
int history_check(struct history *history, const struct history_source *source,
		  struct history_report *ret, struct lt_err *err) LT_MUST_USE;
/** A folder nobody has open: its pages, its journal, and its state by replay.
 *  @param moment  as in the source. @return as history_check */
int history_check_folder(struct history *history, const char *folder, uint64_t moment,
			 struct history_report *ret, struct lt_err *err) LT_MUST_USE;
/** The number of the first invariant that does not hold; 0: all do. */
int history_broken(const struct history_report *report);
const char *history_english(int number);
