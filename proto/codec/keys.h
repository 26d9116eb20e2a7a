/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables and the keys of state.mdb: big-endian, fixed width, one function each.
 *
 * Names (units, roles, nodes, capabilities, procedures) enter keys as lt_name_key numbers. */
#pragma once

#include <stdint.h>

#include "proto/base/limits.h"
#include "proto/base/slice.h"

/* name, key bytes, is it a row of a dossier (a pure function of its state)? */
#define LT_TABLES(X)                                                                               \
	X(meta, 16, false)    /* name, zero-padded -> value */                                     \
	X(dossier, 8, false)  /* id -> Dossier */                                                  \
	X(event, 12, false)   /* dossier, first n -> u64 batch, u32 entry, u32 count */            \
	X(feed, 16, false)    /* unit, n -> u64 dossier, u32 events_count, status, since */        \
	X(request, 10, false) /* node, slot -> boot, seq, content, reply */                        \
	X(code, 56, true)     /* dossier code, zero-padded -> u64 id */                            \
	X(task, 36, true)     /* unit, role, due, dossier, token -> officer who holds it */        \
	X(timer, 21, true)    /* due, dossier, token, kind -> */                                   \
	X(job, 28, true)      /* capability, due, dossier, token -> (free: nobody works on it) */  \
	X(lease, 20, true)    /* node, dossier, token -> u32 attempt */                            \
	X(search, 32, true)   /* folded term, zero-padded to 24, dossier -> */                     \
	X(incident, 20, true) /* unit, dossier, token -> */                                        \
	X(definition, 32, false) /* hash -> DefinitionPublished */                                 \
	X(active, 16, false)	 /* procedure, from -> hash */                                     \
	X(directory, 8, false)	 /* from -> DirectoryPublished */                                  \
	X(calendar, 8, false)	 /* from -> CalendarPublished */                                   \
	X(proposal, 8, false)	 /* number -> Proposal */                                          \
	X(version, 16, false)	 /* procedure, version -> hash: one content for ever */            \
	X(late, 28, true)	 /* unit, due, dossier, token -> u32 percent: 80, or 100: late */  \
	X(duty, 29, true)	 /* unit, due, dossier, lateness, kind -> officer who owes it */   \
	X(node, 8, false)	 /* node -> NodeRecord: all that ever proved it */                 \
	X(tally, 21, false)	 /* scope, owner, month, item -> Tally: sums over the dossiers */  \
	X(paper, 40, true)	 /* hash of a scan, dossier -> */                                  \
	X(elsewhere, 29, true) /* unit, kind, due, dossier, token -> : followed, not done here */  \
	X(figure, 33, true)    /* unit, figure, when, item, dossier, n -> u64 due, or none */      \
	X(line, 8, false)      /* number -> LineSighting: a line that a node saw down */           \
	X(deputy, 8, false)    /* number -> Deputy */

/** LT_TABLE_meta ... */
enum lt_table {
#define X(name, bytes, row) LT_TABLE_##name,
	LT_TABLES(X)
#undef X
		LT_TABLE_COUNT
};

/** "task" and its key width. */
const char *lt_table_name(enum lt_table table);
size_t lt_table_key_bytes(enum lt_table table);
/** Is it an index that rows(dossier) derives? */
bool lt_table_is_row(enum lt_table table);

/** A key of any table. */
struct lt_key {
	uint8_t size;
	uint8_t bytes[LT_KEY_BYTES_MAX];
};

static inline struct lt_slice lt_key_slice(const struct lt_key *key)
{
	return lt_slice(key->bytes, key->size);
}

/** Instants in keys: signed, order kept (sign bit flipped). */
uint64_t lt_key_time(int64_t instant_us);
int64_t lt_key_time_back(uint64_t ordered);
/** Big-endian numbers out of a key or a row's value. */
uint64_t lt_get_u64(const uint8_t *at);
uint32_t lt_get_u32(const uint8_t *at);
void lt_put_u64(uint8_t *at, uint64_t v);
void lt_put_u32(uint8_t *at, uint32_t v);

/** What is due; part of a timer's key, so never renumbered. */
enum lt_timer_kind {
	LT_TIMER_STEP_DUE = 1,
	LT_TIMER_DOSSIER_DUE,
	LT_TIMER_JOB_RETRY,
	LT_TIMER_STEP_WARN,   /**< half, then four fifths of a step's time have gone */
	LT_TIMER_DOSSIER_WARN /**< four fifths of the dossier's */
};

/** Why a unit follows a step that is not its own to do; part of a key, so never renumbered. */
enum lt_elsewhere {
	LT_ELSEWHERE_APPLICANT =
		1,	  /**< it waits for the applicant, whose papers come to this unit */
	LT_ELSEWHERE_SENT /**< this unit handed it over to another, where it is open */
};

/** The key of each table, from what identifies its row. */
void lt_key_meta(const char *name, struct lt_key *ret);
void lt_key_dossier(uint64_t id, struct lt_key *ret);
void lt_key_event(uint64_t dossier, uint32_t n, struct lt_key *ret);
void lt_key_feed(uint64_t unit, uint64_t n, struct lt_key *ret);
void lt_key_request(uint64_t node, uint64_t seq, struct lt_key *ret); /**< slot = seq % window */
void lt_key_code(const char *code, struct lt_key *ret);
void lt_key_task(uint64_t unit, uint64_t role, int64_t due_us, uint64_t dossier, uint32_t token,
		 struct lt_key *ret);
void lt_key_timer(int64_t due_us, uint64_t dossier, uint32_t token, enum lt_timer_kind kind,
		  struct lt_key *ret);
void lt_key_job(uint64_t capability, int64_t due_us, uint64_t dossier, uint32_t token,
		struct lt_key *ret);
void lt_key_lease(uint64_t node, uint64_t dossier, uint32_t token, struct lt_key *ret);
/** @p term is folded UTF-8 of any length; the first 24 bytes count. */
void lt_key_search(const char *term, uint64_t dossier, struct lt_key *ret);
void lt_key_incident(uint64_t unit, uint64_t dossier, uint32_t token, struct lt_key *ret);
/** @param token  0: the dossier itself */
void lt_key_late(uint64_t unit, int64_t due_us, uint64_t dossier, uint32_t token,
		 struct lt_key *ret);
/** @param kind  DutyKind */
void lt_key_duty(uint64_t unit, int64_t due_us, uint64_t dossier, uint32_t lateness, uint8_t kind,
		 struct lt_key *ret);
void lt_key_definition(const uint8_t *hash, struct lt_key *ret);
void lt_key_active(uint64_t procedure, int64_t from_us, struct lt_key *ret);
void lt_key_paper(const uint8_t *hash, uint64_t dossier, struct lt_key *ret);
void lt_key_elsewhere(uint64_t unit, enum lt_elsewhere kind, int64_t due_us, uint64_t dossier,
		      uint32_t token, struct lt_key *ret);
void lt_key_from(int64_t from_us, struct lt_key *ret); /**< directory, calendar */
void lt_key_proposal(uint64_t number, struct lt_key *ret);
void lt_key_deputy(uint64_t number, struct lt_key *ret);
void lt_key_version(uint64_t procedure, uint64_t version, struct lt_key *ret);
void lt_key_node(uint64_t node, struct lt_key *ret);
void lt_key_line(uint64_t number, struct lt_key *ret);
/** @p scope enum lt_tally_scope of procedures/core; @p month year * 12 + month - 1 */
void lt_key_tally(uint8_t scope, uint64_t owner, uint32_t month, uint64_t item, struct lt_key *ret);
/** @p figure enum lt_figure of procedures/core; @p when month or day; @p n 0, or a lateness */
void lt_key_figure(uint64_t unit, uint8_t figure, uint32_t when, uint64_t item, uint64_t dossier,
		   uint32_t n, struct lt_key *ret);
