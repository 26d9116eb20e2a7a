/* SPDX-License-Identifier: EUPL-1.2 */
/* A coordinator or desk that says what a test wants: a real server on loopback, and the folder by
 * which the tool finds it. */
#pragma once

#include <jansson.h>
#include <pthread.h>

#include "link.pb-c.h"

#include "proto/link/server.h"
#include "tools/lienthong/tool.h"

enum { SERVED_REQUESTS_MAX = 64 };

struct served;
/** Answers one request that is no Hello; ends the call. On the server's thread. */
typedef void served_answer(struct served *served, struct lt_call *call, const Lt__Request *request);

struct served {
	struct lt_server *server;
	served_answer *answer;
	void *owner; /**< the test's own */
	char *folder;
	struct lt_arena arena; /**< what was received */
	pthread_mutex_t lock;
	int deny_hello;	    /**< an error all Hellos are refused with */
	bool odd_hello;	    /**< Hellos are answered with something else */
	const char **units; /**< of the HelloReply */
	size_t units_count;
	/* what came, under the lock */
	Lt__Request *requests[SERVED_REQUESTS_MAX];
	uint64_t boots[SERVED_REQUESTS_MAX]; /**< of the last Hello before each request */
	size_t requests_count, hellos_count;
	Lt__Hello *hello; /**< the last */
};

/** Starts; the folder is a coordinator's (@p desk: a node's). Ended by served_stop. */
void served_start(struct served *served, bool desk, served_answer *answer);
void served_stop(struct served *served);
/** Command number @p n of all that came, decoded; NULL: not so many. */
const Lt__Command *served_command(struct served *served, size_t n);

/** For answers: one reply to a Report, or a FetchReply. */
void served_reply(struct lt_call *call, const Lt__CommandReply *reply);
void served_fetched(struct lt_call *call, const Lt__FetchReply *reply);

/** A tool in a folder, that prints to the test's own output. Ended by lt_arena_done. */
void served_tool(struct lt_tool *tool, const char *folder);
/** A tool by itself, as setup and teardown of a test. */
int served_tool_new(void **state);
int served_tool_end(void **state);
/** Fails unless the error's text has this part. */
void served_says(const struct lt_err *err, const char *part);

/** A file of the folder. */
void served_write(const struct served *served, const char *name, const char *text);

/** Runs a subcommand in the folder; what it printed is in *ret_out, to free.
 *  @return its result, with the error's text in @p err. Words end with NULL. */
int served_run(struct served *served, const struct lt_subcommand *command, const char *const *words,
	       char **ret_out, struct lt_err *err);
/** An answer: accepted, received 08:00 and due 17:00, waiting at sign and survey; or, if owner
 * points to a number, that refusal. */
void served_accept(struct served *s, struct lt_call *call, const Lt__Request *request);
/** Starts with served_accept and runs one subcommand, which must succeed.
 *  @return the command it sent; lives until served_stop. */
const Lt__Command *served_sent(struct served *s, const struct lt_subcommand *command,
			       const char *const *words);
/** Runs one subcommand whose only question is answered with @p reply; it must end with @p result.
 *  @return what it printed, to free. */
char *served_said(const struct lt_subcommand *command, const char *const *words,
		  const Lt__FetchReply *reply, int result, struct lt_err *err);
/** What it printed as JSON, to json_decref; the same otherwise. */
json_t *served_json(const struct lt_subcommand *command, const char *const *words,
		    const Lt__FetchReply *reply);
/** Each of these command lines is refused as wrong usage, and nothing of it is sent. */
void served_wrong_usage(const struct lt_subcommand *command, const char *const *const *lines,
			size_t count);
/** The words of a command line. */
#define SERVED_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
