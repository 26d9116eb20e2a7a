/* SPDX-License-Identifier: EUPL-1.2 */
/* The API's own parts: api.c (keys, routes), answer.c (JSON out), write.c (what changes something),
 * portal.c (the national portal's messages), read.c. */
#pragma once

#include <jansson.h>

#include "worker/web/api/api.h"
#include "worker/web/api/body.h"
#include "worker/web/api/keys.h"
#include "worker/web/web_own.h"

/** One request being answered. */
struct lt_api_call {
	struct lt_web *web;
	struct lt_ask *ask;
	const struct lt_http_request *request;
	struct lt_http_response *response;
	struct lt_arena *arena;
	const struct lt_api_key *key;
	const char *parameter; /**< what stands at ":" in the route's path */
	const char *second;    /**< ... at the second one; NULL: there is none */
	int64_t now_us;
};

struct lt_api_route {
	enum lt_http_method method;
	const char *path;
	enum lt_key_act act; /**< that the key must name */
	void (*serve)(struct lt_api_call *call);
};
/** Each list ends with a route without a path. */
extern const struct lt_api_route lt_api_routes_write[], lt_api_routes_portal[],
	lt_api_routes_read[], lt_api_routes_papers[];

/* -- answer.c -- */

/** What went wrong, as RFC 9457 has it. */
struct lt_problem {
	unsigned status;
	const char *code;		  /**< for programs: "key-unknown" */
	const char *vietnamese, *english; /**< what happened, and what to do next */
	const char *dossier;		  /**< NULL: about none */
	const char *pointer;		  /**< into the body; NULL */
	unsigned retry_s;		  /**< 0: again is of no use */
};
void lt_api_problem(struct lt_api_call *call, const struct lt_problem *problem);
/** Answers with JSON. Takes @p json; NULL: no memory. */
void lt_api_answer(struct lt_api_call *call, unsigned status, json_t *json);
/** The body's flaw. */
void lt_api_flawed(struct lt_api_call *call, const struct lt_body *body);
/** An error of the node or of the desk. */
void lt_api_failed(struct lt_api_call *call, int error, const struct lt_err *err,
		   const char *dossier);
/** How a command ended: accepted, provisional or refused. @param fresh  201 rather than 200 */
void lt_api_told(struct lt_api_call *call, const Lt__CommandReply *reply, const char *dossier,
		 bool fresh);
/** "2025-07-01T08:30:00+07:00", or null for 0 and for a clock that stands. */
json_t *lt_api_time(int64_t at_us);
/** A hash in hex, or null. */
json_t *lt_api_hex(const ProtobufCBinaryData *data);
/** "none", "running" or "stopped". */
const char *lt_api_clock(int64_t due_us);
/** "open", "finished" ... */
const char *lt_api_status(Lt__DossierStatus status);

/** Asks as the system of one unit of the key. @return as lt_ask_fetch */
int lt_api_ask(struct lt_api_call *call, Lt__Fetch *fetch, const char *unit, Lt__FetchReply **ret,
	       struct lt_err *err) LT_MUST_USE;

/* -- read.c -- */

/** Asks about the dossier `code` as the system of each of the key's units, until one of them may
 *  open it. @return LT_E_ABSENT: none of them may, or there is none */
int lt_api_ask_any(struct lt_api_call *call, Lt__Fetch *fetch, Lt__FetchReply **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Notes that the key's system looked at a dossier. */
void lt_api_looked(struct lt_api_call *call, const char *code, const char *what);

/* -- write.c -- */

/** Reads the body. @return false: the answer is there */
bool lt_api_body(struct lt_api_call *call, struct lt_body *ret);
/** May the key act for @p unit? @return false: the answer is there */
bool lt_api_unit(struct lt_api_call *call, const char *unit);
/** Sends a command under the request's name, and answers. */
void lt_api_send(struct lt_api_call *call, Lt__Command *command, const char *name, bool fresh);
/** The request's name as it came; NULL: the answer is there. @param otherwise  instead of a header;
 *  NULL: there must be one */
const char *lt_api_name(struct lt_api_call *call, const char *otherwise);
