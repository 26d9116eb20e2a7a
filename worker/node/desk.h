/* SPDX-License-Identifier: EUPL-1.2 */
/* The desk: where the unit's own people reach the node with the tool, in the coordinator's stead.
 *
 *   Hello with the desk's token -> Report, Fetch ... as to the coordinator
 *
 * What people send is checked, numbered anew among the node's own commands, and sent on; the answer
 * goes back under the person's number. A request repeated in the same visit (same name and boot)
 * gets the same answer. One thread; the server's threads only fill the post. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/time.h"
#include "proto/link/server.h"
#include "worker/node/baggage.h"
#include "worker/node/alone.h"
#include "worker/node/follow.h"
#include "worker/node/line.h"
#include "worker/node/outbox.h"
#include "worker/node/renewal.h"

struct lt_desk;
struct lt_sign_key;

struct lt_figures;

struct lt_desk_options {
	const char *node;  /**< id; borrowed, as everything here */
	const char *token; /**< secret that opens the desk */
	const char *software;
	struct lt_clock *clock;
	struct lt_outbox *outbox;
	struct lt_replica *replica; /**< answers what it can */
	struct lt_follow *follow;
	struct lt_alone *alone; /**< decides while the line is down */
	const char *web_url;	/**< where citizens look dossiers up; NULL: nowhere */
	/** All that the node counts; may be NULL. @return 0; LT_E_NOMEM. */
	int (*figures)(void *owner, struct lt_figures *ret);
	void *figures_owner;
	struct lt_keep *keep; /**< holds the conflicts; may be NULL */
	const struct lt_sign_key
		*key; /**< acts of officers are signed with it; NULL: they are not */
};

int lt_desk_new(const struct lt_desk_options *options, struct lt_desk **ret,
		struct lt_err *err) LT_MUST_USE;
/** Drops what waits. Its server must have been stopped. NULL is fine. */
void lt_desk_free(struct lt_desk *desk);
/** The line commands and reads go to, and who gets new certificates (may be NULL). Before the
 *  first call. */
void lt_desk_set_line(struct lt_desk *desk, struct lt_line *line, struct lt_renewal *renewal);
/** Who takes scans. Before the first call; none: they are refused. */
void lt_desk_set_baggage(struct lt_desk *desk, struct lt_baggage *baggage);

/** A request of a person. Takes the call. */
void lt_desk_call(struct lt_desk *desk, struct lt_call *call);
/** A person's connection closed. */
void lt_desk_gone(struct lt_desk *desk, uint32_t pipe);
/** Commands that were kept before this start find their visits again. Before the first call.
 *  @return errors of the keep; LT_E_NOMEM. */
int lt_desk_restore(struct lt_desk *desk, struct lt_err *err) LT_MUST_USE;
/** The durable point of what came since the last one: before anything is sent.
 *  @return false: nothing of it holds. */
bool lt_desk_settle(struct lt_desk *desk);
/** The coordinator has no room for a command of LT_SENDER_DESK: is it a new dossier that can be
 *  received here? Then it is, under another number. @return true: it is to be freed */
bool lt_desk_no_room(struct lt_desk *desk, struct lt_outgoing *command);
/** For commands of LT_SENDER_DESK. */
void lt_desk_answered(struct lt_desk *desk, struct lt_outgoing *command,
		      const Lt__CommandReply *reply);
/** For struct lt_line_hooks. */
void lt_desk_relayed(struct lt_desk *desk, struct lt_call *call, const Lt__Reply *reply, int code,
		     const char *text);
/** The line went down: whoever waits for the coordinator waits no longer than a blip takes. */
void lt_desk_line_down(struct lt_desk *desk);
/** Tells those who have waited long enough that their request is kept and how to ask again. */
void lt_desk_step(struct lt_desk *desk);
int64_t lt_desk_next_us(const struct lt_desk *desk);
