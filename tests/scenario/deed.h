/* SPDX-License-Identifier: EUPL-1.2 */
/* One line of a trace while it is played, and what all verbs are made of: time, people, values,
 * sending. */
#pragma once

#include "tests/scenario/play.h"

/** A line while it is played. */
struct lt_deed {
	struct lt_world *w;
	const struct lt_trace_line *line;
	struct lt_case *c; /**< NULL: a line about no dossier, or a submission */
	const Lt__Dossier *d;
	Lt__Command command;
	Lt__Actor actor;
	const char *node;
};

/** A fresh message in the world's arena. */
#define LT_DEED_MAKE(p, type, init)                                                                \
	({                                                                                         \
		type *made_ = lt_arena_alloc(&(p)->w->arena, sizeof *made_);                       \
		LT_REQUIRE(made_ != NULL);                                                         \
		init(made_);                                                                       \
		made_;                                                                             \
	})

/** Notes what went wrong. @return false. */
bool lt_deed_fail(struct lt_deed *p, const char *what, const char *about);
/** "8d 10:00", "2h", "30m", "5s" after @p now_us. @return false: no such time. */
bool lt_deed_later(const char *text, int64_t now_us, int64_t *ret_us);
/** Word @p i of the line; "" beyond the last. */
const char *lt_deed_word(const struct lt_deed *p, size_t i);
/** The value of key=value, or @p otherwise. */
const char *lt_deed_value(struct lt_deed *p, const char *key, const char *otherwise);
/** ... as an instant; 0: absent. */
int64_t lt_deed_time(struct lt_deed *p, const char *key);
/** All words key=value that are no words of the grammar, as fields; in the world's arena. */
Lt__Field **lt_deed_fields(struct lt_deed *p, size_t *ret_count);
/** papers=a,b */
Lt__Paper **lt_deed_papers(struct lt_deed *p, size_t *ret_count);
/** Sets who speaks and through which node. @param who  as written after "by"; NULL: the citizen
 *  @param home  the unit a citizen speaks to */
void lt_deed_actor(struct lt_deed *p, const char *who, const char *home);
/** A machine by itself: its jobs, and the events it is the one to tell of. */
void lt_deed_machine(struct lt_deed *p, const char *node);
/** The node that the directory names for an event; NULL: none. */
const char *lt_deed_teller(struct lt_deed *p, const char *event);
/** Sends the command that was made. @return false: failure is set. */
bool lt_deed_send(struct lt_deed *p, struct lt_played *ret);
