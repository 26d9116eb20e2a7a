/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks, what they may, and the node's answers to them. */
#include "worker/web/view.h"

#include <sodium.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "worker/web/web_own.h"

/* -- session -- */

const char *lt_view_cookie_name(const struct lt_http_request *request)
{
	return request->secure ? "__Host-lienthong" : "lienthong";
}

void lt_view_enter(struct lt_view *v, const struct lt_session_of *session)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	v->session = *session;
	lt__actor__init(&v->self);
	if (session->half)
		return;
	v->self.id = session->account;
	v->self.kind = session->admin ? LT__ACTOR_KIND__ACTOR_KIND_OPERATOR
				      : LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	if (session->admin)
		return;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PERSON;
	int r = lt_view_ask(v, &fetch, &reply, &err);
	if (r == 0)
		v->latest = reply;
	if (r == 0 && reply->person->n_desks)
		v->person = reply->person;
	else if (r < 0 && r != LT_E_ABSENT)
		lt_log(LT_LOG_WARN, "web", 0, person_unknown, "%s: %s", session->account, err.text);
}

void lt_view_identify(struct lt_view *v)
{
	const char *cookie = lt_http_text(v->request->cookies, lt_view_cookie_name(v->request));
	struct lt_session_of session;
	if (*cookie && lt_accounts_session(v->web->accounts, cookie, v->arena, &session) == 0)
		lt_view_enter(v, &session);
}

/* A page of ours posts to its own host; a browser that tells where a post comes from must say so.
 */
bool lt_view_is_ours(const struct lt_view *v)
{
	const char *site = v->request->fetch_site;
	const char *token = *v->request->form_token ? v->request->form_token
						    : lt_http_text(v->request->form, "_ma");
	if (*site && strcmp(site, "same-origin") != 0)
		return false;
	if (!v->session.account) /* the login: nobody's session can be ridden */
		return *site != 0 || !*v->request->origin ||
		       strstr(v->request->origin, v->request->host);
	return strlen(token) == strlen(v->session.csrf) &&
	       sodium_memcmp(token, v->session.csrf, strlen(token)) == 0;
}

void lt_view_token(struct lt_view *v)
{
	if (v->session.account)
		lt_html(&v->html, "<input type=\"hidden\" name=\"_ma\" value=\"%s\">",
			v->session.csrf);
}

const Lt__PersonDesk *lt_view_sits(const struct lt_view *v, const char *unit, const char *role)
{
	const Lt__PersonDesk *others = NULL;
	for (size_t i = 0; v->person && i < v->person->n_desks; i++) {
		const Lt__PersonDesk *desk = v->person->desks[i];
		bool fits =
			strcmp(desk->unit, unit) == 0 && (!*role || strcmp(desk->role, role) == 0);
		if (fits && !*desk->instead_of)
			return desk;
		others = fits ? desk : others;
	}
	return others;
}

bool lt_view_is_of(const struct lt_view *v, const char *unit)
{
	return lt_view_sits(v, unit, "") != NULL;
}

void lt_view_looked(struct lt_view *v, const char *code, const char *what)
{
	Lt__Access access = LT__ACCESS__INIT;
	access.account = v->session.account;
	access.at_us = v->now_us;
	access.code = code;
	access.what = what;
	access.peer = v->request->peer;
	lt_accounts_looked(v->web->accounts, &access);
}

/* -- asking -- */

int lt_view_ask(struct lt_view *v, Lt__Fetch *fetch, Lt__FetchReply **ret, struct lt_err *err)
{
	if (!fetch->actor && v->self.kind)
		fetch->actor = &v->self;
	int r = lt_ask_fetch(v->ask, fetch, v->arena, ret, err);
	if (r == LT_E_DENIED && (fetch->kind == LT__FETCH_KIND__FETCH_KIND_SHOW ||
				 fetch->kind == LT__FETCH_KIND__FETCH_KIND_PAPERS))
		lt_view_looked(v, fetch->code, "bị từ chối");
	return r;
}

int lt_view_fetch(struct lt_view *v, Lt__Fetch *fetch, Lt__FetchReply **ret)
{
	struct lt_err err = {0};
	int r = lt_view_ask(v, fetch, ret, &err);
	if (r < 0)
		lt_view_failed(v, r, &err);
	else
		v->latest = *ret;
	return r;
}

int lt_view_try(struct lt_view *v, Lt__Command *command, const char *unit, Lt__CommandReply **ret,
		struct lt_err *err)
{
	Lt__Actor actor = v->self;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = v->session.account;
	actor.unit = unit;
	command->actor = &actor;
	return lt_ask_command(v->ask, command, v->arena, ret, err);
}

/* The line went down while the coordinator was asked: the node has it and goes on by itself. */
static void tell_kept(struct lt_view *v, const char *code)
{
	lt_view_tell(v, "problem",
		     LT_SAY(v,
			    "Đã giữ tại máy trạm: máy chủ chưa kịp trả lời. Không cần làm lại; máy "
			    "trạm tự gửi tiếp, nếu máy chủ không nhận thì việc này có trong mục "
			    "vướng mắc.",
			    "Kept at this node: the coordinator has not answered yet. Do not do it "
			    "again; the node goes on sending it, and tells if it is refused."));
	lt_http_redirect(v->response, lt_arena_printf(v->arena, "/ho-so/%s", code));
}

int lt_view_command(struct lt_view *v, Lt__Command *command, const char *unit,
		    Lt__CommandReply **ret)
{
	struct lt_err err = {0};
	int r = lt_view_try(v, command, unit, ret, &err);
	if (r == LT_E_UNKNOWN && *command->code)
		tell_kept(v, command->code);
	else if (r < 0)
		lt_view_failed(v, r, &err);
	return r;
}

/* -- where this is -- */

const char *lt_view_encode(const struct lt_view *v, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = lt_arena_alloc(v->arena, 3 * strlen(text) + 1), *to = encoded;
	if (!encoded)
		return "";
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || strchr("-._~/", c);
		if (plain) {
			*to++ = (char)c;
		} else {
			*to++ = '%';
			*to++ = digits[c >> 4];
			*to++ = digits[c & 15];
		}
	}
	*to = 0;
	return encoded;
}

const char *lt_view_here(const struct lt_view *v)
{
	const char *here = lt_view_encode(v, v->request->path);
	if (v->request->method != LT_HTTP_GET)
		return "/";
	for (const struct lt_http_field *f = v->request->query; f && here; f = f->next)
		here = lt_arena_printf(v->arena, "%s%s%s=%s", here,
				       f == v->request->query ? "?" : "&",
				       lt_view_encode(v, f->name), lt_view_encode(v, f->value));
	return here ? here : "/";
}

/* -- what went wrong -- */

void lt_view_problem(struct lt_view *v, unsigned status, const char *title, const char *text)
{
	v->response->status = status;
	lt_view_begin(v, title);
	lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>", text);
	lt_html(&v->html, "<p><a href=\"/\">%s</a></p>",
		LT_SAY(v, "Về trang đầu", "To the first page"));
	lt_view_end(v);
}

void lt_view_failed(struct lt_view *v, int error, const struct lt_err *err)
{
	unsigned status = error == LT_E_ABSENT	 ? 404
			  : error == LT_E_DENIED ? 403
			  : error == LT_E_USAGE	 ? 400
						 : 503;
	const char *title =
		status == 404	? LT_SAY(v, "Không tìm thấy", "Not found")
		: status == 403 ? LT_SAY(v, "Không được phép", "Not permitted")
		: status == 400 ? LT_SAY(v, "Chưa hiểu yêu cầu", "Not understood")
				: LT_SAY(v, "Máy trạm chưa trả lời được", "The node cannot answer");
	lt_view_problem(v, status, title, err->text[0] ? err->text : lt_err_vietnamese(error));
}

/* -- a word on the next page -- */

/* A cookie that lasts one request: what it says is shown, escaped, and changes nothing. */
void lt_view_tell(struct lt_view *v, const char *kind, const char *text)
{
	enum { TEXT_BYTES_MAX = 600 };
	size_t n = strlen(text) < TEXT_BYTES_MAX ? strlen(text) : TEXT_BYTES_MAX;
	char *hex = lt_arena_alloc(v->arena, 2 * n + 1);
	if (!hex)
		return;
	(void)sodium_bin2hex(hex, 2 * n + 1, (const unsigned char *)text, n);
	lt_http_header(v->response, "Set-Cookie",
		       lt_arena_printf(v->arena,
				       "loi_nhan=%s.%s; Path=/; HttpOnly; SameSite=Strict; "
				       "Max-Age=60",
				       kind, hex));
}
