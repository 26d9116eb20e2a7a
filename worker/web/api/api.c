/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks, and the way of a request to what answers it. */
#include "worker/web/api/api.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/log.h"
#include "worker/web/api/api_own.h"
#include "worker/web/api/openapi.h"

enum {
	METERS = 1024,
	KEY_BURST = 200, /* requests at once; then: */
	KEY_PER_SECOND = 50,
	WRONG_BURST = 20, /* wrong keys from one address; then: */
	WRONG_PER_MINUTE = 20,
};

/* How much each key and each address has asked of late; who shares a slot shares the count. */
struct meter {
	double left;
	int64_t at_us; /* monotonic; 0: full */
};

struct lt_api {
	pthread_mutex_t lock;
	struct meter meters[METERS];
};

struct lt_api *lt_api_new(void)
{
	struct lt_api *api = calloc(1, sizeof *api);
	if (api)
		(void)pthread_mutex_init(&api->lock, NULL);
	return api;
}

void lt_api_free(struct lt_api *api)
{
	if (!api)
		return;
	(void)pthread_mutex_destroy(&api->lock);
	free(api);
}

/* Takes one of what is left. @param takes  false: only asks @return false: nothing is left */
static bool may(struct lt_api *api, const char *whose, double burst, double per_second, bool takes)
{
	struct lt_clock clock = lt_clock_system();
	int64_t now_us = lt_clock_monotonic(&clock);
	struct meter *m = &api->meters[lt_name_key(whose) % METERS];
	(void)pthread_mutex_lock(&api->lock);
	double left = burst;
	if (m->at_us)
		left = m->left + (double)(now_us - m->at_us) / LT_US_PER_SECOND * per_second;
	left = left < burst ? left : burst;
	bool ok = left >= 1;
	m->left = ok && takes ? left - 1 : left;
	m->at_us = now_us;
	(void)pthread_mutex_unlock(&api->lock);
	return ok;
}

static void slow_down(struct lt_api_call *call)
{
	lt_api_problem(call,
		       &(struct lt_problem){
			       .status = 429,
			       .code = "too-many",
			       .vietnamese = "quá nhiều yêu cầu; hãy gửi chậm lại rồi gửi lại",
			       .english = "too many requests; slow down, then send again",
			       .retry_s = 2});
}

/* -- the key -- */

static void refuse_key(struct lt_api_call *call, const char *code, const char *vietnamese,
		       const char *english)
{
	lt_log(LT_LOG_WARN, "web", 0, login_refused, "api=%s peer=%s", code, call->request->peer);
	lt_api_problem(call, &(struct lt_problem){.status = 401,
						  .code = code,
						  .vietnamese = vietnamese,
						  .english = english});
}

/* @return false: the answer is there */
static bool admit(struct lt_api *api, struct lt_api_call *call, struct lt_api_key *key)
{
	const char *from = lt_arena_printf(call->arena, "peer %s", call->request->peer);
	if (!from || !may(api, from, WRONG_BURST, WRONG_PER_MINUTE / 60.0, false))
		return slow_down(call), false;
	if (lt_keys_find(call->web->options.dir, call->request->bearer, key) < 0) {
		(void)may(api, from, WRONG_BURST, WRONG_PER_MINUTE / 60.0, true);
		refuse_key(call, "key-unknown",
			   "thiếu khóa hoặc khóa sai; gửi Authorization: Bearer KHÓA, khóa do máy "
			   "trạm cấp bằng lienthong key new",
			   "no key, or a wrong one: send Authorization: Bearer KEY");
		return false;
	}
	if (key->revoked_us || key->until_us <= call->now_us) {
		refuse_key(call, key->revoked_us ? "key-revoked" : "key-expired",
			   "khóa đã bị thu hồi hoặc hết hạn; hãy xin người quản trị máy trạm khóa "
			   "mới",
			   "the key was revoked or has expired; ask for a new one");
		return false;
	}
	/* one that waits is one request, however often it is looked at */
	if (!call->request->waited_us && !may(api, key->id, KEY_BURST, KEY_PER_SECOND, true))
		return slow_down(call), false;
	return true;
}

/* -- routes -- */

static const struct lt_api_route *find(struct lt_api_call *call, bool *ret_other_method)
{
	static const struct lt_api_route *const all[] = {lt_api_routes_write, lt_api_routes_portal,
							 lt_api_routes_read, lt_api_routes_papers};
	const char *parameters[2];
	*ret_other_method = false;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		for (const struct lt_api_route *r = all[i]; r->path; r++) {
			if (!lt_web_fits(r->path, call->request->path, call->arena, parameters))
				continue;
			call->parameter = parameters[0];
			call->second = parameters[1];
			if (r->method == call->request->method)
				return r;
			*ret_other_method = true;
		}
	return NULL;
}

static void openapi(struct lt_api_call *call)
{
	call->response->status = 200;
	call->response->type = "application/json";
	call->response->body = lt_slice_str(lt_api_openapi);
}

static void refuse_path(struct lt_api_call *call, bool other_method)
{
	lt_api_problem(call,
		       &(struct lt_problem){
			       .status = other_method ? 405 : 404,
			       .code = other_method ? "method" : "no-path",
			       .vietnamese = "API không có đường dẫn hoặc phương thức này; "
					     "xem /api/v1/openapi.json",
			       .english = "no such path or method; see /api/v1/openapi.json"});
}

static void answer(struct lt_api *api, struct lt_api_call *call)
{
	LT_AUTO(api_key) struct lt_api_key key = {0};
	bool other_method;
	if (strcmp(call->request->path, "/api/v1/openapi.json") == 0 &&
	    call->request->method == LT_HTTP_GET)
		return openapi(call);
	if (!admit(api, call, &key))
		return;
	call->key = &key;
	const struct lt_api_route *route = find(call, &other_method);
	if (!route)
		return refuse_path(call, other_method);
	if (!key.acts[route->act])
		return lt_api_problem(
			call,
			&(struct lt_problem){
				.status = 403,
				.code = "key-act",
				.vietnamese = "khóa này không được cấp cho việc đó; xin khóa có "
					      "--may phù hợp",
				.english = "the key is not for this; ask for one that is"});
	route->serve(call);
}

void lt_api_word(const struct lt_http_request *request, struct lt_http_response *response)
{
	static const struct lt_problem words[] = {
		{.status = 400,
		 .code = "malformed",
		 .vietnamese = "yêu cầu HTTP sai dạng; chưa có gì được ghi",
		 .english = "the HTTP request is malformed; nothing was done"},
		{.status = 405,
		 .code = "method",
		 .vietnamese = "API chỉ nhận GET và POST; xem /api/v1/openapi.json",
		 .english = "only GET and POST; see /api/v1/openapi.json"},
		{.status = 408,
		 .code = "too-slow",
		 .vietnamese = "nội dung tới quá chậm nên máy trạm đã ngừng chờ; chưa có gì được "
			       "ghi, hãy gửi lại cùng mã",
		 .english = "the body came too slowly; nothing was done, send it again",
		 .retry_s = 60},
		{.status = 413,
		 .code = "too-large",
		 .vietnamese = "nội dung quá lớn; chưa có gì được ghi. Mỗi yêu cầu nhiều nhất 1 "
			       "MiB, mỗi tệp giấy tờ 50 MB",
		 .english = "too large: 1 MiB a request, 50 MB a paper; nothing was done"},
	};
	struct lt_api_call call = {
		.request = request, .response = response, .arena = request->arena};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].status == response->status)
			return lt_api_problem(&call, &words[i]);
}

bool lt_api_takes(const struct lt_http_request *request)
{
	static const char prefix[] = "/api/";
	return strncmp(request->path, prefix, sizeof prefix - 1) == 0;
}

void lt_api_serve(struct lt_api *api, struct lt_web *web, struct lt_ask *ask,
		  const struct lt_http_request *request, struct lt_http_response *response)
{
	struct lt_clock machine = lt_clock_system();
	struct lt_api_call call = {.web = web,
				   .ask = ask,
				   .request = request,
				   .response = response,
				   .arena = request->arena,
				   .parameter = "",
				   .now_us = lt_clock_wall(&machine)};
	answer(api, &call);
}
