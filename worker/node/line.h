/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's end of the line to the coordinator: says hello, asks for work, carries commands until
 * they are answered, passes reads on.
 *
 *   OFFLINE --connected--> GREETING --HelloReply--> BOUND --connection lost, or "who are you?"-->
 *
 * Everything is asked for in lt_line_step and answered through the hooks, on the node's thread; the
 * line's own threads only fill the post. The simulator drives the same code on a fake line. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/time.h"
#include "proto/codec/sign.h"
#include "proto/link/client.h"
#include "worker/node/outbox.h"
#include "worker/node/post.h"

struct lt_line;

/** What the line asks of the node. All on the node's thread, inside lt_line_step or _over. */
struct lt_line_hooks {
	void *owner;
	/** An answer to a command; the command is freed afterwards. */
	void (*answered)(void *owner, struct lt_outgoing *command, const Lt__CommandReply *reply);
	/** The coordinator has no room for it. NULL: it is set aside. @return true: it was taken
	 * back, another stands in its place; it is freed afterwards. false: it is set aside */
	bool (*no_room)(void *owner, struct lt_outgoing *command);
	/** Jobs offered to this node. They live during the call. */
	void (*offered)(void *owner, Lt__Job *const *jobs, size_t count);
	/** Free slots not yet told. Writes at most @p max capabilities that have any and notes them
	 *  as told in poll number @p poll. @return how many; 0: nothing worth a poll. */
	size_t (*free_slots)(void *owner, unsigned poll, Lt__Slots *ret, size_t max);
	/** That poll is over: what was told to it is no longer told. */
	void (*poll_over)(void *owner, unsigned poll);
	/** A poll was denied: does the text name a capability of this node? It is then not asked
	 * for for a while. @return false: the denial concerns the connection. */
	bool (*barred)(void *owner, const char *text);
	/** A relayed read is over. @p reply is NULL on failure, which @p code and @p text tell. */
	void (*relayed)(void *owner, struct lt_call *call, const Lt__Reply *reply, int code,
			const char *text);
	/** Bound or lost. */
	void (*changed)(void *owner, bool bound);
};

struct lt_line_options {
	const char *node; /**< id; borrowed */
	const char *software;
	uint64_t boot;
	const struct lt_sign_key *key;	/**< that hello is signed with; NULL: not enrolled */
	const uint8_t *coordinator_key; /**< of whom alone it may be answered; NULL: any */
	uint64_t epoch;			/**< newest that was seen of a coordinator */
	struct lt_clock *clock;		/**< borrowed */
	struct lt_client *client;	/**< borrowed; its on_line goes to the post */
	struct lt_post *post;		/**< borrowed */
	struct lt_outbox *outbox;	/**< borrowed */
	struct lt_line_hooks hooks;
};

enum {
	LT_LINE_REPORTS = 8, /* reports under way */
	LT_LINE_POLLS = 2,   /* one with what was free first, one for what became free since */
	LT_LINE_RELAYS = 16,
	LT_LINE_CAPABILITIES_MAX = 64,
};

int lt_line_new(const struct lt_line_options *options, struct lt_line **ret,
		struct lt_err *err) LT_MUST_USE;
/** Cancels what is under way; calls being relayed are dropped. NULL is fine. */
void lt_line_free(struct lt_line *line);

/** An exchange of this line is over (struct lt_letters). */
void lt_line_over(struct lt_line *line, struct lt_talk *talk);
/** Starts whatever can be started now. */
void lt_line_step(struct lt_line *line);
/** Monotonic time of the next try; INT64_MAX: only news can move it. */
int64_t lt_line_next_us(const struct lt_line *line);
/** Passes a read on; the call comes back through hooks.relayed. @return 0; LT_E_BUSY: too many. */
int lt_line_relay(struct lt_line *line, struct lt_call *call) LT_MUST_USE;
/** Somebody else's request on this connection was denied: it is greeted anew. */
void lt_line_denied(struct lt_line *line, const struct lt_err *why);
/** No more polls: the node is stopping. */
void lt_line_rest(struct lt_line *line);

/** Has the coordinator of the present connection answered this node's hello? */
bool lt_line_bound(const struct lt_line *line);
/** Wall clock: since when the line is as it is now. */
int64_t lt_line_since_us(const struct lt_line *line);
/** What the coordinator last said of itself and of this node. Never NULL; empty before that. */
const Lt__HelloReply *lt_line_greeting(const struct lt_line *line);

/** Counters since the start. repeats: commands that had to go again. */
struct lt_line_stats {
	uint64_t hellos, polls, reports, commands, repeats, denied;
};
/** The counters now. */
struct lt_line_stats lt_line_stats(const struct lt_line *line);
