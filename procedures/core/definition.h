/* SPDX-License-Identifier: EUPL-1.2 */
/* A procedure as the core sees it: compiled from an analyst's file by procedures/host, then
 * constant.
 *
 * Everything lives in the definition's own arena. Only `ask` reaches Lua, at the five function
 * points; the core never knows what is behind it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dossier.pb-c.h"

#include "procedures/calendar/calendar.h"
#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/ids.h"

/** Index of a step in lt_definition.steps. */
typedef uint32_t lt_step_index;
#define LT_STEP_NONE UINT32_MAX	      /* no such step */
#define LT_STEP_DONE (UINT32_MAX - 1) /* target "done": this branch of a parallel ends */
#define LT_NEED_ALL UINT32_MAX	      /* every branch of a parallel must end */

/** A function of the script; 0: there is none. */
typedef uint32_t lt_function;

/** Where an outcome leads. */
struct lt_target {
	const char *outcome;
	lt_step_index step; /**< or LT_STEP_DONE */
	const char *label;  /**< for people; NULL: none was given */
};

/** Which desk: the nearest unit of a kind, seen from the unit that received the dossier (or from
 *  the place `at` names), at a level if one is given. See lt_directory_resolve. */
struct lt_place {
	const char *unit;     /**< kind of unit: "one_stop", "tax" */
	const char *level;    /**< "commune"; NULL: the nearest at any level */
	const char *at_field; /**< field with an area or unit code; NULL: none */
	lt_function at;	      /**< function that returns an area or unit code; 0: none */
};

/** What a wait step waits for. */
struct lt_wait_event {
	const char *event;   /**< "treasury.paid" */
	const char *outcome; /**< taken when it arrives */
};

/** A branch of a parallel step. */
struct lt_branch {
	const char *name;
	const char *title; /**< for people; NULL: none was given */
	lt_step_index start;
	lt_function allow; /**< is it started? 0: always */
	const char *lock;  /**< branches of one block with the same word never run together; NULL */
};

/** What it means that a consulted unit has not answered in time. */
enum lt_silence { LT_SILENCE_NONE = 0, LT_SILENCE_CONSENT, LT_SILENCE_EXPLAIN };

/** A list of names. */
struct lt_names {
	const char *const *items;
	uint32_t count;
};

/** Names of a called procedure, each with the caller's name for the same thing. */
struct lt_names_map {
	const char *const *own, *const *caller;
	uint32_t count;
};

/** One step. Only the members of its kind are set. */
struct lt_step {
	const char *name;
	const char *title; /**< what people read; the name if none was given */
	Lt__StepKind kind;
	int32_t line;	     /**< in the source */
	lt_step_index block; /**< the parallel step it stands in; LT_STEP_NONE: top */
	uint32_t branch;     /**< number of the branch, from 1; 0: top */
	const struct lt_target *on;
	uint32_t on_count;

	struct lt_place place; /**< human, handoff */
	const char *role;      /**< human, handoff, consult; NULL: any officer of the unit */
	struct lt_limit limit;
	bool clock_stop; /**< the statutory clock stands while the step is open */
	Lt__PauseReason pause;
	uint32_t times;			       /**< how often it may be entered; 0: any */
	lt_function allow;		       /**< human: may it be done now? */
	uint32_t sign;			       /**< human: layers of signature */
	struct lt_names makes, sends, expects; /**< result and document ids */
	const char *form;		       /**< form number that goes out */

	const char *capability; /**< auto */
	lt_function with;
	uint32_t attempts; /**< auto: tries, >= 1 */
	int64_t backoff_us;

	const struct lt_place *places; /**< consult */
	uint32_t places_count;
	enum lt_silence silence;

	const struct lt_branch *branches; /**< parallel */
	uint32_t branches_count;
	uint32_t need;		/**< branches that must end; LT_NEED_ALL: all of them */
	bool rest_continues;	/**< branches left over go on; else they are cancelled */
	const char *each_field; /**< list field: the one branch runs once for each item; NULL */
	struct lt_names each;	/**< ... or the items themselves */
	struct lt_place more;	/**< whose officers may add items; unit NULL: nobody */
	const char *more_role;	/**< ... with this role; NULL: any */

	const struct lt_wait_event *events; /**< wait */
	uint32_t events_count;

	lt_function by;		 /**< choose */
	lt_step_index otherwise; /**< choose; cases are in `on` */

	const char *procedure;		   /**< call */
	struct lt_names_map shared_fields; /**< call: `with` */
	struct lt_names_map shared_papers; /**< call: `sends` and `gives` together */
	bool fee_included;		   /**< call: the caller's fee covers it */

	const char *outcome; /**< finish: "granted", "refused" ... */
	struct lt_names deliver;
};

enum lt_field_type {
	LT_FIELD_TEXT = 1,
	LT_FIELD_NUMBER,
	LT_FIELD_YESNO,
	LT_FIELD_DATE, /**< text "2025-07-01" */
	LT_FIELD_AREA, /**< text: code of an administrative area */
	LT_FIELD_CHOICE,
	LT_FIELD_LIST /**< text: items, one a line */
};

/** A field of the form, as the procedure declares it. */
struct lt_field_decl {
	const char *name, *label;
	enum lt_field_type type;
	bool required;
	struct lt_names choices, choice_words; /**< what people read for each choice */
};

/** A document or a result, as the procedure declares it. */
struct lt_paper_decl {
	const char *id, *name;
	bool required;
	struct lt_limit reuse_for; /**< of a document: so long after it was handed in it serves
				      again, in days or months; NONE: always; 0: never */
};

struct lt_answer;

/** A compiled procedure. Immutable; used by the engine thread (its Lua state is not shared). */
struct lt_definition {
	uint8_t hash[LT_HASH_BYTES]; /**< BLAKE2b-256 of the source; of base and override together
				      */
	const char *code, *version, *name, *field, *file;
	struct lt_names legal_basis, receive_at; /**< levels that may receive; none: any */
	struct lt_limit limit;
	struct lt_limit extension; /**< how much may be added by decision, in all; unit of limit, or
				      NONE */
	enum lt_counting counting;
	int32_t cutoff_minute; /**< minutes after midnight; -1: none */
	const struct lt_field_decl *fields;
	uint32_t fields_count;
	const struct lt_paper_decl *papers, *results;
	uint32_t papers_count, results_count;
	lt_function fee;
	const struct lt_step *steps;
	uint32_t steps_count;
	lt_step_index start;

	/** Asks one of the functions about a dossier. LT_E_SCRIPT: it raised, ran over its budget,
	 * or answered nonsense; the text is for the incident. NULL when the definition has none. */
	int (*ask)(const struct lt_definition *definition, lt_function function,
		   const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_answer *ret,
		   struct lt_err *err);
	void *host; /**< the host's own */
};

/** Which member of an answer counts. */
enum lt_answer_type {
	LT_ANSWER_NONE = 0,
	LT_ANSWER_TEXT,
	LT_ANSWER_NUMBER,
	LT_ANSWER_YESNO,
	LT_ANSWER_FIELDS
};

/** What a function said; in the arena that was given. */
struct lt_answer {
	enum lt_answer_type type;
	const char *text; /**< TEXT; with YESNO false: the reason, or NULL */
	int64_t number;	  /**< NUMBER, YESNO */
	Lt__Field **fields;
	size_t fields_count;
	const char **fields_read; /**< names it looked at, in order of first reading */
	size_t fields_read_count;
};

/** @return the step, or LT_STEP_NONE. */
lt_step_index lt_definition_step(const struct lt_definition *definition, const char *name);
/** Where @p outcome leads: a step, LT_STEP_DONE, or LT_STEP_NONE if it is not declared. */
lt_step_index lt_step_target(const struct lt_step *step, const char *outcome);
/** Does the step hold a branch that runs once for each item? */
bool lt_step_each(const struct lt_step *step);
const struct lt_field_decl *lt_definition_field(const struct lt_definition *definition,
						const char *name);
const struct lt_paper_decl *lt_definition_paper(const struct lt_definition *definition,
						const char *id);
/** Is the paper a document, a result, or an answer that a step expects? */
bool lt_definition_knows_paper(const struct lt_definition *definition, const char *id);
