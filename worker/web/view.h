/* SPDX-License-Identifier: EUPL-1.2 */
/* One request being answered: who asks, what, and the page that is written for it.
 *
 *   route table -> lt_view: session, person, form token checked -> serve() -> html or redirect */
#pragma once

#include "worker/web/accounts.h"
#include "worker/web/ask.h"
#include "worker/web/html.h"
#include "proto/http/http.h"

struct lt_web;

struct lt_view {
	struct lt_web *web;
	struct lt_ask *ask;
	const struct lt_http_request *request;
	struct lt_http_response *response;
	struct lt_arena *arena;
	struct lt_html html;
	struct lt_session_of session; /**< account NULL: nobody is logged in */
	const Lt__Person *person;     /**< as the directory has them today; NULL as above */
	const char *parameter;	      /**< what stands at ":" in the route's path */
	const char *second;	      /**< ... at the second one; NULL: there is none */
	Lt__Actor self; /**< in whose name is asked and acted: this person; kind 0: nobody */
	const Lt__FetchReply *latest; /**< of the node: tells of the line; NULL: not asked */
	int64_t now_us;
};

/** Who may see a route. */
enum lt_needs {
	LT_NEEDS_NOBODY = 0, /**< public; limited by address */
	LT_NEEDS_PERSON,     /**< a whole session of an officer of this node's units */
	LT_NEEDS_ANALYST,    /**< ... with a role that writes or releases procedures */
	LT_NEEDS_ADMIN,	     /**< runs this node */
	LT_NEEDS_SESSION,    /**< either of them */
	LT_NEEDS_SENDER, /**< an officer, or one whose session has just ended by itself: for scans
			    that go up in pieces. Programs ask: refused without a page */
};

struct lt_route {
	enum lt_http_method method;
	const char *path; /**< "/ho-so/:/giay/:" : two segments may vary */
	enum lt_needs needs;
	void (*serve)(struct lt_view *view);
};

/** Begins a page: head, who is here, the way around. @param title  in the page's language */
void lt_view_begin(struct lt_view *view, const char *title);
/** Ends it: how old the view is, what waits; the page becomes the answer. */
void lt_view_end(struct lt_view *view);
/** A whole page that says what went wrong and what to do next. */
void lt_view_problem(struct lt_view *view, unsigned status, const char *title, const char *text);
/** As above for a question the node could not answer. */
void lt_view_failed(struct lt_view *view, int error, const struct lt_err *err);
/** Where this page is, with its question: "/viec?dv=H14.40&ngan=new"; of a POST: "/". Encoded as an
 * address; in the arena. */
const char *lt_view_here(const struct lt_view *view);
/** A text as a part of an address; "/" stays. In the arena. */
const char *lt_view_encode(const struct lt_view *view, const char *text);
/** The hidden field every form carries against posts from elsewhere. */
void lt_view_token(struct lt_view *view);
/** A text in the language of the page. */
#define LT_SAY(view, vietnamese, english) lt_say(&(view)->html, (vietnamese), (english))

/** Asks the node as this person; what they may not open is refused there, and noted here. @return
 * 0, or the error, and no page is made of it. */
int lt_view_ask(struct lt_view *view, Lt__Fetch *fetch, Lt__FetchReply **ret,
		struct lt_err *err) LT_MUST_USE;
/** As above. @return 0; otherwise the page that tells why is there. */
int lt_view_fetch(struct lt_view *view, Lt__Fetch *fetch, Lt__FetchReply **ret) LT_MUST_USE;
/** Fills in who acts, for @p unit, and sends. @return 0 with a reply, which may refuse; otherwise
 * the page that tells why is there. */
int lt_view_command(struct lt_view *view, Lt__Command *command, const char *unit,
		    Lt__CommandReply **ret) LT_MUST_USE;
/** As above, but leaves it to the caller to tell what went wrong. @return 0, or the error. */
int lt_view_try(struct lt_view *view, Lt__Command *command, const char *unit,
		Lt__CommandReply **ret, struct lt_err *err) LT_MUST_USE;
/** Why a command was refused, in the words of a page; in the arena. */
const char *lt_view_refusal(struct lt_view *view, const Lt__CommandReply *reply);
/** A desk of this person's at that unit, in that role ("": any): their own before one of somebody
 * they stand in for. NULL: none. */
const Lt__PersonDesk *lt_view_sits(const struct lt_view *view, const char *unit, const char *role);
/** May this person sit at a desk of that unit today? */
bool lt_view_is_of(const struct lt_view *view, const char *unit);
/** Notes that this person looked at a dossier. @param what  "xem" */
void lt_view_looked(struct lt_view *view, const char *code, const char *what);
/** Says something on the next page: after a POST. @param kind "done" or "problem" */
void lt_view_tell(struct lt_view *view, const char *kind, const char *text);
