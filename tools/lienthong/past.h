/* SPDX-License-Identifier: EUPL-1.2 */
/* What happened to dossiers before, whoever kept the record: a coordinator's journal or an event
 * log (replay_log.h). One form for those that play it again or learn from it.
 *
 * The record is only read; the journal may belong to a coordinator that runs. One thread. */
#pragma once

#include "event.pb-c.h"

#include "coordinator/trial/play.h"
#include "procedures/core/definition.h"
#include "proto/base/arena.h"

enum lt_deed_kind {
	LT_DEED_ACT = 1, /**< a step ended, or one unit asked gave its opinion */
	LT_DEED_SIGNAL,
	LT_DEED_WITHDRAW,
	LT_DEED_STOP,
	LT_DEED_RETURN,
};

/** Something that was done to a dossier. */
struct lt_deed {
	enum lt_deed_kind kind;
	Lt__StepKind step_kind; /**< act; 0: the record does not say */
	int64_t at_us;
	int64_t begun_us;    /**< act: reached the desk, or was taken by whoever did it */
	uint64_t order;	     /**< in the record, over all dossiers: settles ties of time */
	const char *step;    /**< act; the event of a signal; the way of a return */
	const char *outcome; /**< act; "": the record does not say */
	const char *officer; /**< who did it; "": the record does not say */
	const char *unit, *note;
	const Lt__Actor *actor; /**< NULL: whoever may */
	bool follows;		/**< came of another deed, or of time alone */
	Lt__Field **fields;
	size_t fields_count;
	Lt__Paper **papers;
	size_t papers_count;
	Lt__Payment payment;
};

/** A dossier, from its receipt as far as the record goes. */
struct lt_past {
	const char *code;
	const char *unit;		     /**< that received it; "": the record does not say */
	const Lt__DossierReceived *received; /**< NULL: an event log */
	const Lt__Actor *actor;		     /**< who handed it in; NULL: whoever may */
	int64_t at_us, received_us;
	uint64_t order;
	int64_t due_us;	     /**< 0: none known; INT64_MAX: the clock stands */
	int64_t finished_us; /**< 0: still open */
	const char *outcome; /**< "": still open, or the record does not say */
	bool late;
	struct lt_deed *deeds; /**< in the order in which they were done */
	size_t deeds_count;
};

struct lt_pasts {
	struct lt_past *items;
	size_t count, others;	    /**< others: dossiers of other procedures, or of other days */
	int64_t first_us, as_of_us; /**< first receipt; how far the record goes */
};

/** Which dossiers are wanted. */
struct lt_past_choice {
	int64_t since_us, until_us; /**< received in [since, until); 0: no bound */
};

struct lt_archive;

/** Is @p path a coordinator's folder, or the name of an event log? */
bool lt_archive_is(const char *path);
/** Opens it and reads what had been published. @return 0; LT_E_ABSENT; LT_E_IO; LT_E_FORMAT (file
 * and line); LT_E_DAMAGED; LT_E_LIMIT; LT_E_NOMEM. */
int lt_archive_open(const char *path, struct lt_archive **ret, struct lt_err *err) LT_MUST_USE;
/** Accepts NULL. */
void lt_archive_free(struct lt_archive *record);
/** All calendars and directories, each from its day, and of each procedure its last version. An
 * event log has none. Lives as long as the record. */
const struct lt_trial_file *lt_archive_files(const struct lt_archive *record, size_t *ret_count);
/** No moment of the record is before this one. */
int64_t lt_archive_begins(const struct lt_archive *record);
/** The dossiers of one procedure; of an event log: its cases, their activities taken for steps by
 * name or title, an outcome that is not told inferred where only one leads on to the next. Opens no
 * file. Lives as long as the record. @return as lt_archive_open. */
int lt_archive_take(struct lt_archive *record, const struct lt_definition *definition,
		    const struct lt_past_choice *choice, struct lt_pasts *ret,
		    struct lt_err *err) LT_MUST_USE;
