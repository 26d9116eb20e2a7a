/* SPDX-License-Identifier: EUPL-1.2 */
/* An event log as procedure, directory and calendar; played through an engine; read back and
 * compared.
 *
 *   lt_log_read -> lt_replay_sources -> lt_replay_play -> lt_history_read -> lt_history_compare
 *
 * Each event of a case is the end of a human step: the activity is the step, what the case did next
 * is the outcome, the unit of what it did next is where the next step waits. Where the log says
 * when cases were due, each has a second dossier beside it (replay_due.h). */
#pragma once

#include "procedures/core/definition.h"
#include "procedures/core/directory.h"
#include "tools/lienthong/luatext.h"
#include "tools/lienthong/replay_due.h"
#include "tools/lienthong/replay_log.h"

/** Names in the sources. */
#define LT_REPLAY_PROCEDURE "replay"
#define LT_REPLAY_FILE "replay.lua"
#define LT_REPLAY_ROLE "member"
#define LT_REPLAY_AREA "RP"
#define LT_REPLAY_FIELD_CASE "case_id"
#define LT_REPLAY_FIELD_FIRST "first"
#define LT_REPLAY_FIELD_DESK "desk"
/* One node serves at most this many units: a list in a file has its bound. */
enum { LT_REPLAY_UNITS_PER_NODE = 1000, LT_REPLAY_NAME_BYTES = 24 };

struct lt_replay_sources {
	struct lt_luatext procedure, directory, calendar;
	struct lt_replay_dues dues;
	size_t successions_count; /**< different pairs of step and next step */
};

/** Writes the three files. @return 0; LT_E_LIMIT (more steps or outcomes than a procedure may
 * have); LT_E_NOMEM. */
int lt_replay_sources(struct lt_log *log, struct lt_replay_sources *ret,
		      struct lt_err *err) LT_MUST_USE;
void lt_replay_sources_done(struct lt_replay_sources *sources);
static inline void lt_cleanup_sources(struct lt_replay_sources *sources)
{
	lt_replay_sources_done(sources);
}

/** The first and last moment of which the log speaks, a minute before the first receipt. */
void lt_replay_span(const struct lt_log *log, int64_t *ret_from_us, int64_t *ret_to_us);

/** "RP.1", "r1", "replay_1": unit, officer and node of numbers in the log. @return @p text. */
char *lt_replay_unit(uint32_t where, char text[static LT_REPLAY_NAME_BYTES]);
char *lt_replay_officer(uint32_t who, char text[static LT_REPLAY_NAME_BYTES]);
char *lt_replay_node(uint32_t where, char text[static LT_REPLAY_NAME_BYTES]);
/** "to_1", or "ended" for LT_LOG_LAST. @return @p text. */
char *lt_replay_outcome(uint32_t step, char text[static LT_REPLAY_NAME_BYTES]);

struct lt_replay_figures {
	uint64_t commands, batches;
	int64_t publish_us, play_us; /**< time it took */
};

/** Plays the log into a new engine in @p folder. @return 0; LT_E_REFUSED (the engine would not; the
 * text says what); an error of the engine. */
int lt_replay_play(const struct lt_log *log, const struct lt_replay_sources *sources,
		   const char *folder, struct lt_replay_figures *ret,
		   struct lt_err *err) LT_MUST_USE;

/** One event of a case as the journal tells it. Texts belong to the history. */
struct lt_history_item {
	uint32_t case_number; /**< in the log; LT_NO_NUMBER: a case the log does not have */
	const char *step, *title, *officer, *officer_name, *unit, *unit_name;
	int64_t at_us;
};

/** All that was done, in the order of the journal, with the names of the published files. */
struct lt_history {
	struct lt_arena arena;
	struct lt_history_item *items;
	size_t items_count;
	uint32_t *received, *finished; /**< how often, of each case of the log */
	uint32_t *cases;	       /**< case number of each dossier id */
	size_t cases_count;
	struct lt_due_history *dues; /**< of each case; NULL: the log has no deadlines */
	bool *is_due;		     /**< of each dossier id: is it the one with the deadline? */
	struct lt_definition *definition;
	struct lt_directory *directory;
};

/** Reads @p folder's journal from its first batch to its last. The engine must be closed. */
int lt_history_read(const struct lt_log *log, const char *folder, struct lt_history *ret,
		    struct lt_err *err) LT_MUST_USE;
void lt_history_done(struct lt_history *history);
static inline void lt_cleanup_history(struct lt_history *history)
{
	lt_history_done(history);
}

enum { LT_MISMATCHES_TOLD = 10 };
struct lt_mismatches {
	uint64_t count;
	const char *texts[LT_MISMATCHES_TOLD]; /**< the first ones; in the arena given */
};

/** Sets history against log, case by case, event by event: step, title, officer, unit, time; events
 * too few or too many; dossiers received or finished other than once. @return 0 or LT_E_NOMEM. */
int lt_history_compare(const struct lt_log *log, const struct lt_history *history,
		       struct lt_arena *arena, struct lt_mismatches *ret) LT_MUST_USE;
