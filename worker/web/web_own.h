/* SPDX-License-Identifier: EUPL-1.2 */
/* The web's own parts: web.c (start, routes), view.c (one request), layout.c (what pages share). */
#pragma once

#include <stdatomic.h>

#include "proto/papers/papers.h"
#include "worker/web/api/api.h"
#include "worker/web/assets.h"
#include "worker/web/picture.h"
#include "worker/web/previews.h"
#include "worker/web/view.h"
#include "worker/web/web.h"

enum { LT_WEB_WORKERS = 4 };

struct lt_web {
	struct lt_web_options options;
	struct lt_accounts *accounts;
	struct lt_assets *assets;
	struct lt_pictures *pictures;
	atomic_int tools; /**< programs that run now for people */
	struct lt_ask *asks[LT_WEB_WORKERS];
	char names[LT_WEB_WORKERS][16];
	struct lt_papers *papers; /**< the node's folder of scans */
	struct lt_previews *previews;
	struct lt_pace *pace;
	struct lt_http *http;
	struct lt_web_counts *counts;
	struct lt_api *api;
};

/** Does this person write or release procedures, at a desk of this node? */
bool lt_view_is_analyst(const struct lt_view *view);
struct lt_web_counts *lt_web_counts_new(void);
/** NULL is fine. */
void lt_web_counts_free(struct lt_web_counts *counts);
/** Does a path fit a route's, segment by segment? @param ret  what stands at each ":" */
bool lt_web_fits(const char *pattern, const char *path, struct lt_arena *arena,
		 const char *ret[static 2]);
/** Counts a request that was answered. */
void lt_web_answered(struct lt_web *web, enum lt_web_class class, unsigned status, int64_t took_us);
/** Counts how a login ended. */
void lt_web_login(struct lt_web *web, enum lt_login login);

/** Every page, by what it is about: each name has its routes; a list of them ends with one without
 * a path. */
#define LT_PAGES(X)                                                                                \
	X(login)                                                                                   \
	X(desk)                                                                                    \
	X(find)                                                                                    \
	X(many)                                                                                    \
	X(dossier)                                                                                 \
	X(receive)                                                                                 \
	X(forms)                                                                                   \
	X(papers)                                                                                  \
	X(paper_pictures)                                                                          \
	X(uploads)                                                                                 \
	X(conflicts)                                                                               \
	X(board)                                                                                   \
	X(track)                                                                                   \
	X(people)                                                                                  \
	X(catalogue)                                                                               \
	X(proposals)                                                                               \
	X(simulate)                                                                                \
	X(procedure)                                                                               \
	X(operator)
#define LT_ROUTES_OF(name) extern const struct lt_route lt_routes_##name[];
LT_PAGES(LT_ROUTES_OF)
#undef LT_ROUTES_OF

/** The cookie of a session: "__Host-lienthong" over TLS (RFC 6265bis §4.1.3.2). */
const char *lt_view_cookie_name(const struct lt_http_request *request);
/** The login, that a form which came too late goes along through (worker/web/typed.h). */
void lt_view_login_again(struct lt_view *view);
/** Reads the session and, if it is whole, the person. */
void lt_view_identify(struct lt_view *view);
/** This request goes on as one of a session. */
void lt_view_enter(struct lt_view *view, const struct lt_session_of *session);
/** Does the form carry this session's token, and come from a page of ours? */
bool lt_view_is_ours(const struct lt_view *view);
/** The unit a request is about: `dv` if the person has a desk there, else the first of their units
 *  of @p kind, else their first. */
const char *lt_view_unit(const struct lt_view *view, const char *kind);
/** The units of the person's desks, as links to @p path with `dv`. @return lt_view_unit */
const char *lt_view_units(struct lt_view *view, const char *path, const char *kind);
/** May they see who looked at what: heads of units, and who runs the node? */
bool lt_view_may_see_looks(const struct lt_view *view);
/** The search field, and the beginning of the place for results: the caller ends the div. */
void lt_view_search(struct lt_view *view, const char *text);
/** Does this person head a unit: is there a board for them? */
bool lt_board_heads(const struct lt_view *view);
/** Links to the printed forms that apply to a dossier. */
void lt_view_forms(struct lt_view *view, const Lt__FetchReply *show);
/** Whether the line is up, how old the view is, what waits for it: on every page of an officer. */
void lt_view_band(struct lt_view *view);
