/* SPDX-License-Identifier: EUPL-1.2 */
/* Start, stop, and the way of a request to its page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "worker/web/files.h"
#include "worker/web/typed.h"
#include "worker/web/pace.h"
#include "worker/web/web_own.h"

#define ROUTES(name) lt_routes_##name,
static const struct lt_route *const routes[] = {LT_PAGES(ROUTES)};
#undef ROUTES

bool lt_web_fits(const char *pattern, const char *path, struct lt_arena *arena,
		 const char *ret[static 2])
{
	ret[0] = ret[1] = NULL;
	for (size_t i = 0; i < 3; i++) {
		size_t n = strcspn(pattern, ":");
		if (strncmp(pattern, path, n) != 0)
			return false;
		if (!pattern[n])
			return path[n] == 0;
		size_t size = strcspn(path + n, "/");
		if (i == 2 || size == 0)
			return false;
		ret[i] = lt_arena_printf(arena, "%.*s", (int)size, path + n);
		if (!ret[i])
			return false;
		pattern += n + 1;
		path += n + size;
	}
	return false;
}

static const struct lt_route *find(struct lt_view *v, bool *ret_other_method)
{
	const char *parameters[2];
	*ret_other_method = false;
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
		for (const struct lt_route *r = routes[i]; r->path; r++) {
			if (!lt_web_fits(r->path, v->request->path, v->arena, parameters))
				continue;
			v->parameter = parameters[0];
			v->second = parameters[1];
			if (r->method == v->request->method)
				return r;
			*ret_other_method = true;
		}
	return NULL;
}

static bool is_for(const struct lt_view *v, enum lt_needs needs)
{
	switch (needs) {
	case LT_NEEDS_ADMIN:
		return v->session.admin;
	case LT_NEEDS_ANALYST:
		return lt_view_is_analyst(v);
	case LT_NEEDS_SESSION:
		return v->session.admin || v->person;
	default:
		return v->person != NULL;
	}
}

/* Who sends a scan in pieces. @return false: the answer is there. */
static bool may_send(struct lt_view *v)
{
	const char *cookie = lt_http_text(v->request->cookies, lt_view_cookie_name(v->request));
	if (v->person && !v->session.half)
		return true;
	if (!v->session.account && *cookie &&
	    lt_accounts_lapsed(v->web->accounts, cookie, v->arena, &v->session) == 0)
		return true;
	v->response->status = 401;
	v->response->type = "application/json; charset=utf-8";
	v->response->body = lt_slice_str(
		LT_SAY(v, "{\"loi\":\"phiên làm việc đã hết; hãy đăng nhập lại rồi chọn lại tệp\"}",
		       "{\"loi\":\"the session is over; log in and choose the file again\"}"));
	return false;
}

/* Who may come in. @return false: the answer is there. */
static bool admitted(struct lt_view *v, const struct lt_route *route)
{
	if (route->needs == LT_NEEDS_NOBODY)
		return true;
	if (route->needs == LT_NEEDS_SENDER)
		return may_send(v);
	if (!v->session.account || v->session.half) {
		if (lt_typed_can(v))
			return lt_view_login_again(v), false;
		const char *back = lt_view_encode(v, lt_view_here(v));
		lt_http_redirect(v->response,
				 lt_arena_printf(v->arena, "%s?toi=%s",
						 v->session.half ? "/vao/ma" : "/vao", back));
		return false;
	}
	if (is_for(v, route->needs))
		return true;
	lt_view_problem(
		v, 403, LT_SAY(v, "Không được phép", "Not permitted"),
		LT_SAY(v,
		       "Tài khoản này không có việc ở trang đó. Nếu vừa đổi đơn vị hoặc vai "
		       "trò, hãy hỏi người quản trị danh bạ của tỉnh.",
		       "This account has no business on that page. If your unit or role has "
		       "just changed, ask whoever keeps the province's directory."));
	return false;
}

static enum lt_web_class class_of(const struct lt_route *route)
{
	return route->needs == LT_NEEDS_NOBODY ? LT_WEB_open
	       : route->method == LT_HTTP_POST ? LT_WEB_act
					       : LT_WEB_page;
}

static void answer(struct lt_web *web, unsigned worker, const struct lt_http_request *request,
		   struct lt_http_response *response, enum lt_web_class *ret_class)
{
	struct lt_view view = {.web = web,
			       .ask = web->asks[worker],
			       .request = request,
			       .response = response,
			       .arena = request->arena,
			       .html = {.out = {.arena = request->arena}},
			       .now_us = lt_clock_wall(web->options.clock)};
	bool other_method;
	const char *language = lt_http_text(request->cookies, "ngon_ngu");
	view.html.language = strcmp(language, "en") == 0 ? LT_ENGLISH : LT_VIETNAMESE;
	*ret_class = LT_WEB_api;
	if (lt_api_takes(request))
		return lt_api_serve(web->api, web, web->asks[worker], request, response);
	*ret_class = LT_WEB_asset;
	if (lt_assets_serve(web->assets, request, response))
		return;
	*ret_class = LT_WEB_open;
	lt_view_identify(&view);
	const struct lt_route *route = find(&view, &other_method);
	if (!route)
		return lt_view_problem(&view, other_method ? 405 : 404,
				       LT_SAY(&view, "Không có trang này", "No such page"),
				       LT_SAY(&view, "Hãy quay lại trang đầu và chọn từ đó.",
					      "Go back to the first page and choose from there."));
	*ret_class = class_of(route);
	if (!admitted(&view, route))
		return;
	if (request->method == LT_HTTP_POST && !lt_view_is_ours(&view))
		return lt_view_problem(
			&view, 403, LT_SAY(&view, "Chưa ghi gì", "Nothing was done"),
			LT_SAY(&view,
			       "Phiếu gửi lên không phải từ một trang của phiên làm việc này, hoặc "
			       "phiên đã đổi. Hãy mở lại trang rồi gửi lại.",
			       "The form does not come from a page of this session, or the session "
			       "has changed. Open the page again and send it once more."));
	route->serve(&view);
}

static void serve(void *owner, unsigned worker, const struct lt_http_request *request,
		  struct lt_http_response *response)
{
	struct lt_web *web = owner;
	enum lt_web_class class;
	int64_t began_us = lt_clock_monotonic(web->options.clock);
	answer(web, worker, request, response, &class);
	if (response->wait_us) /* counted when it is answered */
		return;
	if (response->status == 403 || response->status == 405)
		lt_log(LT_LOG_WARN, "web", 0, web_refused, "status=%u peer=%s", response->status,
		       request->peer);
	lt_web_answered(web, class, response->status,
			lt_clock_monotonic(web->options.clock) - began_us);
}

/* Programs are told in their own way what the server refuses by itself. */
static void word(void *owner, const struct lt_http_request *request,
		 struct lt_http_response *response)
{
	(void)owner;
	if (request->path && lt_api_takes(request))
		lt_api_word(request, response);
}

/* -- start and stop -- */

static int start_asks(struct lt_web *web, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < LT_WEB_WORKERS && r == 0; i++) {
		(void)snprintf(web->names[i], sizeof web->names[i], "web-%zu", i);
		struct lt_ask_options ask = {.desk = web->options.desk,
					     .token = web->options.token,
					     .name = web->names[i],
					     .boot = web->options.boot,
					     .software = web->options.software};
		r = lt_ask_new(&ask, &web->asks[i], err);
	}
	return r;
}

/* Somebody may be waiting for it. */
static void preview_made(void *owner)
{
	lt_web_moved(owner);
}

static int open_papers(struct lt_web *web, struct lt_err *err)
{
	LT_AUTO(free) char *folder = NULL;
	if (asprintf(&folder, "%s/papers", web->options.dir) < 0)
		return lt_err_set(err, LT_E_NOMEM, "web");
	int r = lt_papers_open(folder, &web->papers, err);
	return r < 0 ? r : lt_previews_new(web->papers, preview_made, web, &web->previews, err);
}

int lt_web_start(const struct lt_web_options *options, struct lt_web **ret, struct lt_err *err)
{
	struct lt_web *web = calloc(1, sizeof *web);
	if (!web)
		return lt_err_set(err, LT_E_NOMEM, "web");
	web->options = *options;
	web->counts = lt_web_counts_new();
	web->pictures = lt_pictures_new();
	web->api = lt_api_new();
	struct lt_http_options http = {.address = options->address,
				       .cert = options->cert,
				       .key = options->key,
				       .proxy = options->proxy,
				       .workers = LT_WEB_WORKERS,
				       .serve = serve,
				       .word = word,
				       .files = lt_files_sink(),
				       .owner = web};
	web->pace = lt_pace_new();
	bool made = web->counts && web->pace && web->pictures && web->api;
	int r = made ? lt_assets_new(&web->assets, err) : LT_E_NOMEM;
	if (r == 0)
		r = open_papers(web, err);
	if (r == 0)
		r = lt_accounts_open(options->dir, options->clock, &web->accounts, err);
	if (r == 0 && options->idle_us)
		lt_accounts_set_idle(web->accounts, options->idle_us);
	if (r == 0)
		r = start_asks(web, err);
	if (r == 0)
		r = lt_http_start(&http, &web->http, err);
	if (r < 0) {
		lt_web_stop(web);
		return r;
	}
	lt_log(LT_LOG_INFO, "web", 0, started, "port=%u tls=%d", lt_http_port(web->http),
	       options->cert != NULL);
	*ret = web;
	return 0;
}

void lt_web_moved(struct lt_web *web)
{
	lt_http_wake(web->http);
}

uint16_t lt_web_port(const struct lt_web *web)
{
	return lt_http_port(web->http);
}

void lt_web_stop(struct lt_web *web)
{
	if (!web)
		return;
	lt_previews_stop(web->previews); /* it wakes who waits there */
	lt_http_stop(web->http);
	for (size_t i = 0; i < LT_WEB_WORKERS; i++)
		lt_ask_free(web->asks[i]);
	lt_accounts_close(web->accounts);
	lt_previews_free(web->previews);
	lt_papers_free(web->papers);
	lt_assets_free(web->assets);
	lt_pictures_free(web->pictures);
	lt_web_counts_free(web->counts);
	lt_pace_free(web->pace);
	lt_api_free(web->api);
	free(web);
}
