/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is at the desk, and what they were answered: so that a repeated request is not a second one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/limits.h"
#include "proto/base/slice.h"
#include "proto/link/server.h"

enum {
	LT_VISIT_ANSWERS = 1024, /* kept of one visit; more only while they are under way */
	LT_VISIT_ANSWERS_MAX = LT_REQUESTS_OUTSTANDING_MAX,
	LT_VISITS_MAX =
		LT_REQUESTS_OUTSTANDING_MAX + 1024, /* each with one under way, and others */
};

struct lt_waiter;
struct lt_outgoing;

/** One request of a person: under way, or answered. */
struct lt_answer {
	struct lt_visit *visit;
	uint64_t seq, content;
	bool under_way;
	struct lt_outgoing *command; /**< while it is under way */
	struct lt_waiter *waiters;   /**< calls that wait for it */
	struct lt_slice provisional; /**< what was decided here meanwhile, packed; owned */
	struct lt_slice reply;	     /**< CommandReply, packed; owned */
};

/** A person's tool, over all its connections. */
struct lt_visit {
	char *name;
	uint64_t boot;
	uint32_t pipe; /**< 0: not connected */
	size_t under_way;
	int64_t seen_us; /**< monotonic */
	struct lt_visit *next;
	struct lt_answer **answers; /**< by seq; grows with what is under way */
	size_t answers_size;
};

/** All of them. Zero-initialise. */
struct lt_visits {
	struct lt_visit *first;
	size_t count;
};

/** Frees all. No answer may be under way in the outbox any more. */
void lt_visits_done(struct lt_visits *visits);
/** The visit of a connection; NULL: it has not said hello. */
struct lt_visit *lt_visits_find(const struct lt_visits *visits, uint32_t pipe);
/** Binds a connection to the visit of that name and boot, an old one or a new one.
 *  @return NULL: no memory, or too many that have requests under way. */
struct lt_visit *lt_visits_bind(struct lt_visits *visits, uint32_t pipe, const char *name,
				uint64_t boot, int64_t now_us);
void lt_visits_gone(struct lt_visits *visits, uint32_t pipe);

/** Place of a request number; may hold another number's answer, or NULL. */
struct lt_answer **lt_visit_place(struct lt_visit *visit, uint64_t seq);
/** A new answer under way in that place; what was there, and not under way, is forgotten.
 *  @return NULL: no memory. */
struct lt_answer *lt_visit_begin(struct lt_visit *visit, uint64_t seq, uint64_t content);
/** It is answered; takes @p reply. */
void lt_answer_end(struct lt_answer *answer, struct lt_slice reply);
/** It never happened: forgets it. */
void lt_answer_undo(struct lt_answer *answer);
