/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of a read share. Private to this folder. */
#pragma once

#include "records/query/query.h"
#include "procedures/core/contributions.h"
#include "procedures/core/evolve.h"

/** In whose name is asked. */
enum lt_query_who {
	LT_ASKED_BY_NODE = 1, /**< no actor: the node itself, or the coordinator's operator */
	LT_ASKED_BY_OFFICER,
	LT_ASKED_BY_UNIT,   /**< a system that works for one unit of the node */
	LT_ASKED_BY_KEEPER, /**< who runs the node, on its pages */
	LT_ASKED_BY_NOBODY, /**< anybody out there */
};

/** A place where whoever asks may sit today. */
struct lt_query_seat {
	const struct lt_unit *unit;
	const struct lt_role_spec *role; /**< NULL: any, and none that assigns */
	const char *instead_of;		 /**< officer whose desk it is; "": their own. Borrowed */
};
/** In the order of the directory, those of others behind. In the arena. */
struct lt_query_seats {
	struct lt_query_seat *items;
	size_t count;
};

struct lt_query {
	struct lt_records *records;
	const struct lt_viewer *viewer;
	const Lt__Fetch *fetch;
	struct lt_arena *arena;
	Lt__FetchReply *reply;
	const struct lt_directory *directory; /**< in force now */
	const struct lt_directory
		*pinned; /**< the dossier's own, for names of those who are gone */
	int64_t now_us;
	uint32_t limit;
	bool seated; /**< seats is filled: lt_query_seats */
	struct lt_query_seats seats;
};

/** In whose name is asked; whoever passed the question on has made sure of it. */
enum lt_query_who lt_query_who(const struct lt_query *q);
/** Where whoever asks may sit, worked out once for a question; without memory: nowhere. */
const struct lt_query_seats *lt_query_seats(struct lt_query *q);
/** Where an officer may sit, at the units of the asking node. */
int lt_query_seats_of(struct lt_query *q, const char *officer,
		      struct lt_query_seats *ret) LT_MUST_USE;
/** Does whoever asks sit at the unit? */
bool lt_query_sits(struct lt_query *q, const struct lt_unit *unit);
/** Is it provincial IT: at the coordinator, or at a node that operates the province? */
bool lt_query_operates(const struct lt_query *q);
/** Is a unit the other one, or below it? By their codes, levels between dots. */
bool lt_query_is_under(const char *code, const char *above);
/** The unit where a step's place lies for this dossier, `at` functions left out; NULL: nowhere. */
const struct lt_unit *lt_query_desk(struct lt_query *q, const Lt__Dossier *d, uint32_t frame,
				    const struct lt_place *place);
/** Records why a dossier may not be opened. @return LT_E_DENIED */
int lt_query_refuse_dossier(struct lt_query *q, const Lt__Dossier *d);

/** Records why the read failed. @return @p error */
int lt_query_fail(struct lt_query *q, int error, const char *text);
/** One line of a list. @p token NULL: the dossier's result waits to be returned. */
int lt_query_item(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *token,
		  const char *unit, Lt__WorkItem **ret) LT_MUST_USE;
/** Reads a dossier and adds its line. */
int lt_query_add(struct lt_query *q, uint64_t dossier, uint32_t token,
		 const char *unit) LT_MUST_USE;
/** The dossier's own directory, for what is asked about it from here on. */
void lt_query_pin(struct lt_query *q, const Lt__Dossier *d);
/** Adds what people call the steps, units, officers, roles, papers and fields of a dossier's
 * history. */
int lt_query_labels(struct lt_query *q, const Lt__Dossier *d, const ProtobufCBinaryData *events,
		    size_t count) LT_MUST_USE;
/** Adds what people call an officer, of today or of long ago; "" is nobody. */
int lt_query_label_officer(struct lt_query *q, const char *officer) LT_MUST_USE;
/** The definition of a frame of the dossier; NULL if it cannot be had. */
const struct lt_definition *lt_query_definition(struct lt_query *q, const Lt__Dossier *d,
						uint32_t frame);
/** Name of the unit that decides the dossier; "" if it cannot be told. In the directory's memory.
 */
const char *lt_query_lead(struct lt_query *q, const Lt__Dossier *d);
/** What happened to the dossiers of the asking node's units since its last page. */
int lt_query_feed(struct lt_query *q) LT_MUST_USE;
/** What happened at a unit since a number of its feed, for systems that follow along. */
int lt_query_changes(struct lt_query *q) LT_MUST_USE;
/** May whoever asks open the dossier? The rule is in query_rights.c, and nowhere else. */
bool lt_query_may_see(struct lt_query *q, const Lt__Dossier *d);
/** The dossier the Fetch names, if the asker may see it. @return negative: the reply says why not.
 */
int lt_query_find(struct lt_query *q, Lt__Dossier **ret) LT_MUST_USE;
int lt_query_paper_send(struct lt_query *q) LT_MUST_USE;
int lt_query_paper_read(struct lt_query *q) LT_MUST_USE;
/** The papers a dossier has or may have. */
int lt_query_papers(struct lt_query *q) LT_MUST_USE;
/** What somebody handed in before, anywhere, and need not hand in again. */
int lt_query_papers_before(struct lt_query *q) LT_MUST_USE;
/** Hand-offs of a dossier as a sealed receipt; units that ever took part may have it. */
int lt_query_receipt(struct lt_query *q) LT_MUST_USE;
/** What a citizen is told who knows a dossier's look-up characters. */
int lt_query_track(struct lt_query *q) LT_MUST_USE;
/** The keys receipts are checked with. */
int lt_query_keys(struct lt_query *q) LT_MUST_USE;
int lt_query_book(struct lt_query *q) LT_MUST_USE;
int lt_query_list(struct lt_query *q) LT_MUST_USE;
/** The unit a list is asked for; NULL, with the reason in the reply: there is none, or it is not
 * the node's. */
const struct lt_unit *lt_query_list_unit(struct lt_query *q);
/** What is late or soon will be, and what is owed for it, of a unit and those below it that have no
 * head of their own; without a unit, everywhere. */
int lt_query_late(struct lt_query *q) LT_MUST_USE;
int lt_query_duties(struct lt_query *q) LT_MUST_USE;
/** How much of a step's time (NULL: the dossier's) is used and left. */
void lt_query_light(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t,
		    Lt__WorkItem *item);
/** The apology slip's draft, if one is needed. */
int lt_query_draft(struct lt_query *q, const Lt__Dossier *d) LT_MUST_USE;
int lt_query_tallies(struct lt_query *q) LT_MUST_USE;
/** Rows keep units and officers as numbers: what stands for one that no directory has.
 */
#define LT_QUERY_GONE "(không có trong danh bạ nào)"
/** "#0123456789abcdef": in place of its code. Never NULL. */
const char *lt_query_key_text(struct lt_query *q, uint64_t key);
int lt_query_what_if(struct lt_query *q) LT_MUST_USE;
/** Whose figures. In the arena. */
struct lt_query_scope {
	const uint64_t *units; /**< keys; NULL: everything */
	size_t count;
	const struct lt_unit *unit; /**< that was asked for; NULL: everything */
};
/** What the asking person may see of Fetch.unit and all under it: heads see their units and those
 *  below, the province's office sees everything. @return negative: the reply says why not. */
int lt_query_board_scope(struct lt_query *q, struct lt_query_scope *ret) LT_MUST_USE;
/** May the asking person see everything? */
bool lt_query_sees_everything(struct lt_query *q);
/** Does the asking person assign work at the unit, themselves or in another's stead? */
bool lt_query_heads(struct lt_query *q, const struct lt_unit *unit);
int lt_query_board(struct lt_query *q) LT_MUST_USE;
int lt_query_board_list(struct lt_query *q) LT_MUST_USE;
/** What a migration would do to the running dossiers of a version. */
int lt_query_migration(struct lt_query *q) LT_MUST_USE;
/** Counters of a scope: of a month, and of all up to it. @return 0; an error that has been
 *  recorded. */
int lt_query_counters(struct lt_query *q, const struct lt_query_scope *scope, uint32_t month,
		      int64_t *ret_month, int64_t *ret_to_month) LT_MUST_USE;
/** Counters that add up, by what they are of. */
struct lt_query_sum {
	uint64_t owner, item;
	int64_t month[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT], now[LT_COUNTER_COUNT];
};
/** Zero-initialise but for the arena. In the order they came. */
struct lt_query_sums {
	struct lt_arena *arena;
	struct lt_query_sum **items, **places;
	size_t count, places_count;
	struct lt_query_sum *last;
};
/** The sum of these, made if there is none. NULL: no memory. */
struct lt_query_sum *lt_query_sum_for(struct lt_query_sums *sums, uint64_t owner, uint64_t item);
/** May the asker see the reports of Fetch.unit, or of all? @return 0; an error that has been
 *  recorded. */
int lt_query_report_right(struct lt_query *q) LT_MUST_USE;
int lt_query_explain(struct lt_query *q, const Lt__Dossier *d) LT_MUST_USE;
/** Its open steps, from a history that is at hand. */
int lt_query_explain_steps(struct lt_query *q, const Lt__Dossier *d,
			   const ProtobufCBinaryData *events, size_t count) LT_MUST_USE;
/** The ledger of the dossier's date, and one a step that has a limit. */
int lt_query_ledger(struct lt_query *q, const Lt__Dossier *d) LT_MUST_USE;
/** What a calendar would move, what a directory's successors would take over: open dossiers by the
 *  page. */
int lt_query_calendar_preview(struct lt_query *q) LT_MUST_USE;
int lt_query_rebind_preview(struct lt_query *q) LT_MUST_USE;
/** Where an officer may sit, of the units the asker sees. */
int lt_query_person(struct lt_query *q) LT_MUST_USE;
/** Who stands in for whom at a unit, and who could. */
int lt_query_deputies(struct lt_query *q) LT_MUST_USE;
/** A unit's work by tab. */
int lt_query_inbox(struct lt_query *q) LT_MUST_USE;
/** Dossiers by the beginning of a name, a number or a code. */
int lt_query_search(struct lt_query *q) LT_MUST_USE;
/** Some open steps, as lines of a list. */
int lt_query_steps(struct lt_query *q) LT_MUST_USE;
/** What a list of the one-stop office shows besides. @param there  unit that has it now, if that is
 * to be told; NULL: the one that decides it */
int lt_query_tell_more(struct lt_query *q, const Lt__Dossier *d, const struct lt_unit *there,
		       Lt__WorkItem *item) LT_MUST_USE;
/** A declared field, for a form; NULL: no memory. */
Lt__IntakeField *lt_query_field(struct lt_query *q, const struct lt_field_decl *decl);
/** What a procedure asks for, or what a unit may receive. */
int lt_query_intake(struct lt_query *q) LT_MUST_USE;
/** A submission that is only tried. */
int lt_query_preview_submit(struct lt_query *q) LT_MUST_USE;
/** Procedures, with what runs of each; one version, with what stands at its steps; what differs
 * between two. */
int lt_query_catalogue(struct lt_query *q) LT_MUST_USE;
int lt_query_procedure(struct lt_query *q) LT_MUST_USE;
int lt_query_differences(struct lt_query *q) LT_MUST_USE;
/** May the asker see counters of all units? For who writes procedures. @return 0; an error that has
 * been recorded. */
int lt_query_analyst_right(struct lt_query *q) LT_MUST_USE;
/** Proposals for publishing, the newest first, without sources; one of them with its sources. */
int lt_query_proposals(struct lt_query *q) LT_MUST_USE;
/** Lines that nodes saw down, the newest first. */
int lt_query_lines(struct lt_query *q) LT_MUST_USE;
int lt_query_proposal(struct lt_query *q) LT_MUST_USE;
