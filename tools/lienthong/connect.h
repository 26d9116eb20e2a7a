/* SPDX-License-Identifier: EUPL-1.2 */
/* Finding whom to talk to from a folder, and talking: as operator to the coordinator, or as an
 * officer to the desk of a node. */
#pragma once

#include "link.pb-c.h"

#include "proto/link/client.h"
#include "tools/lienthong/tool.h"

/** As whom the tool speaks: the operator to a coordinator, an officer to the desk of a node. */
enum lt_session_side { LT_SESSION_OPERATOR = 1, LT_SESSION_OFFICER };

/** One connection for one run of a subcommand. */
struct lt_session {
	struct lt_tool *tool;	       /**< borrowed; replies live in its arena */
	struct lt_arena own, greeting; /**< address and token; hello: for the session's life */
	enum lt_session_side side;
	const char *address; /**< "127.0.0.1:7400" */
	const char *token;
	struct lt_client *client;
	struct lt_talk *talk;
	uint32_t line; /**< the connection that has said hello; 0: none */
	uint64_t boot, seq;
	Lt__HelloReply *hello;
	int64_t patience_us; /**< how long a command may take; 0: as most do */
	/** While an answer is waited for, as struct lt_talk_watch has it; of a command that goes
	 *  again and again, all of its time. NULL: nobody looks */
	bool (*on_wait)(void *owner, int64_t waited_us);
	void *wait_owner;
};

/** For requests that are meant for the connection that was greeted. */
static inline struct lt_talk_watch lt_session_watch(const struct lt_session *session)
{
	return (struct lt_talk_watch){
		.line = session->line, .on_wait = session->on_wait, .owner = session->wait_owner};
}

/** The folder: -C, else $LIENTHONG_DIR, else ".". Never NULL. */
const char *lt_session_folder(const struct lt_tool *tool);
/** Names that coordinator.conf may have; NULL-terminated. */
extern const char *const lt_coordinator_settings[];

/**
 * Reads the folder, connects, says hello.
 * @return 0 and a session to lt_session_close; LT_E_ABSENT (no such folder, or nothing runs there),
 *         LT_E_DENIED (the secret cannot be read, or is refused), LT_E_LINE, LT_E_FORMAT.
 */
int lt_session_open(struct lt_tool *tool, struct lt_session *ret, struct lt_err *err) LT_MUST_USE;
void lt_session_close(struct lt_session *session);
static inline void lt_cleanup_session(struct lt_session *session)
{
	lt_session_close(session);
}

/** Says hello on the connection there is. For ask.c. @return as lt_session_open. */
int lt_session_hello(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
/** A start's own number, under which its requests are counted: nobody has used one before, and of
 *  two starts of one name the later has the higher. For connect.c. @param now_us  wall */
uint64_t lt_session_boot(int64_t now_us);
/** Connects anew, as a tool that has just started. For ask.c. @return as lt_session_open. */
int lt_session_renew(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
/** The line is lost: looks whether the folder names another place by now, and goes there as the
 * same one, with the same numbers; hello is still to be said. For ask.c.
 *  @return 0, also if nothing has changed; LT_E_NOMEM, LT_E_USAGE. */
int lt_session_follow(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
/** Is the connection gone that has said hello? On another nothing but hello is answered, and where
 *  there is none a request waits for it in vain. */
bool lt_session_lost(const struct lt_session *session);
/** Says hello again if so, where the folder says now: before whoever uses the talk itself.
 *  @return as lt_session_open. */
int lt_session_greet(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
/** "máy chủ điều phối" or "máy trạm", for messages. */
const char *lt_session_whom(const struct lt_session *session);

/**
 * Sends one command under one request number, and repeats exactly that while its outcome is
 * unknown. Sets schema and seq. A refusal is in the reply.
 * @return 0; LT_E_UNKNOWN (the text says how to find out what became of it); the reply's own error.
 */
int lt_session_command(struct lt_session *session, Lt__Command *command, Lt__CommandReply **ret,
		       struct lt_err *err) LT_MUST_USE;
/** Asks one question. @return 0; the reply's own error with its text. */
int lt_session_fetch(struct lt_session *session, Lt__Fetch *fetch, Lt__FetchReply **ret,
		     struct lt_err *err) LT_MUST_USE;

/**
 * A subcommand that only reads: opens, asks, closes. What it is about is in @p fetch already.
 * @param ret  in the tool's arena, so it outlives the connection
 * @return as lt_session_open and lt_session_fetch.
 */
int lt_session_read(struct lt_tool *tool, Lt__Fetch *fetch, Lt__FetchReply **ret,
		    struct lt_err *err) LT_MUST_USE;
/** Login name of the operator, for the record of who did it. */
const char *lt_session_person(struct lt_tool *tool);
/** The unit meant: @p unit, else the only one this node serves. LT_E_USAGE lists them. */
int lt_session_unit(const struct lt_session *session, const char *unit, const char **ret,
		    struct lt_err *err) LT_MUST_USE;
/** Who does it: an officer (@p as), a citizen, or, in a coordinator's folder, its operator.
 *  @return LT_E_USAGE (nobody named, or two; no unit). */
int lt_session_actor(const struct lt_session *session, const char *as, bool citizen,
		     const char *unit, Lt__Actor *ret, struct lt_err *err) LT_MUST_USE;
/** Longer than files and their tests may take to be examined. */
#define LT_SESSION_EXAM_US (660 * INT64_C(1000000))
/** Who answers for what is published: a person of the directory, or (@p as NULL) the operator. */
void lt_session_signer(const struct lt_session *session, const char *as, Lt__Actor *ret);
/** Words for a refusal. @return LT_E_REFUSED. */
int lt_session_refused(const char *subject, const Lt__CommandReply *reply,
		       struct lt_err *err) LT_MUST_USE;
