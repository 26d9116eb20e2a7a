/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking a dossier up by its code and look-up characters: anybody, from anywhere, a few times a
 * minute. The characters stand in a form or a cookie, never in an address; a wrong code and wrong
 * characters are told apart by nobody. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/base/lookup.h"
#include "worker/web/pace.h"
#include "worker/web/pages/track_own.h"

enum {
	TRIES_OF_ADDRESS = 10, /* a minute */
	TRIES_OF_CODE = 30,    /* whoever wants to shut somebody out needs many addresses */
	COOKIE_S = 15 * 60,
};

static const char cookie_name[] = "tra_cuu";

/* What is looked for: as typed, made ready for the question. */
struct wish {
	const char *code, *typed;
	char check[LT_LOOKUP_BYTES]; /* "": none that could be any */
};

/* -- the form -- */

static void form(struct lt_view *v, const char *code, const char *flaw)
{
	lt_view_begin(v, LT_SAY(v, "Tra cứu hồ sơ", "Look up a dossier"));
	if (flaw)
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\" id=\"sai\">%s</p>", flaw);
	lt_html(&v->html,
		"<p>%s</p><form class=\"narrow\" method=\"post\" action=\"/tra-cuu\" data-track>",
		LT_SAY(v,
		       "Nhập mã hồ sơ và mã tra cứu in ở đầu giấy tiếp nhận, hoặc quét mã vuông "
		       "trên giấy.",
		       "Type the dossier code and the look-up code printed at the top of your "
		       "receipt, or scan its square code."));
	lt_view_token(v);
	lt_html(&v->html,
		"<label for=\"ma\">%s</label><input id=\"ma\" name=\"ma\" value=\"%s\" "
		"maxlength=\"80\" autocomplete=\"off\" autocapitalize=\"characters\" "
		"spellcheck=\"false\" required>",
		LT_SAY(v, "Mã hồ sơ", "Dossier code"), code);
	lt_html(&v->html,
		"<label for=\"tra\">%s</label><input id=\"tra\" name=\"tra\" maxlength=\"20\" "
		"autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" required>"
		"<button>%s</button></form>",
		LT_SAY(v, "Mã tra cứu (8 ký tự)", "Look-up code (8 characters)"),
		LT_SAY(v, "Tra cứu", "Look up"));
	lt_html(&v->html, "<p class=\"quiet\">%s</p>",
		LT_SAY(v,
		       "Mất giấy, hoặc giấy không có mã tra cứu: hãy mang giấy tờ tùy thân đến nơi "
		       "đã nộp hồ sơ để được xem giúp.",
		       "Receipt lost, or without a look-up code: come to the office where you "
		       "handed the dossier in, with your identity card."));
	lt_html(&v->html, "<script type=\"module\" src=\"%s\"></script>",
		lt_asset_path(v->web->assets, "track.js"));
	lt_view_end(v);
}

static void begin(struct lt_view *v)
{
	form(v, v->parameter ? v->parameter : "", NULL);
}

/* -- limits -- */

/* @return false: the answer is there */
static bool in_time(struct lt_view *v, const struct wish *wish)
{
	struct lt_pace *pace = v->web->pace;
	int64_t at_us = lt_clock_monotonic(v->web->options.clock);
	unsigned wait_s = lt_pace_try(pace, 'a', v->request->peer, TRIES_OF_ADDRESS, at_us);
	unsigned code_s = lt_pace_try(pace, 'c', wish->code, TRIES_OF_CODE, at_us);
	if (!wait_s && !code_s)
		return true;
	wait_s = wait_s > code_s ? wait_s : code_s;
	lt_log(LT_LOG_WARN, "web", 0, lookups_slowed, "peer=%s wait_s=%u", v->request->peer,
	       wait_s);
	lt_http_header(v->response, "Retry-After", lt_arena_printf(v->arena, "%u", wait_s));
	const char *text = lt_arena_printf(
		v->arena, "%s %u %s",
		LT_SAY(v, "Đã tra cứu quá nhiều lần trong một phút. Hãy thử lại sau",
		       "Too many look-ups within a minute. Try again in"),
		wait_s, LT_SAY(v, "giây.", "seconds."));
	lt_view_problem(v, 429, LT_SAY(v, "Xin đợi một chút", "A moment, please"),
			text ? text : "");
	return false;
}

/* -- asking -- */

static const char *capitals(struct lt_view *v, const char *typed)
{
	char *code = lt_arena_str(v->arena, typed + strspn(typed, " \t\r\n"));
	if (!code)
		return "";
	code[strcspn(code, " \t\r\n")] = 0;
	for (char *c = code; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return code;
}

static struct wish wish_of(struct lt_view *v, const char *code, const char *check)
{
	struct wish wish = {.code = capitals(v, code), .typed = code};
	if (!lt_lookup_read(check, wish.check))
		wish.check[0] = 0;
	return wish;
}

static int ask(struct lt_view *v, const struct wish *wish, Lt__FetchReply **ret, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_TRACK;
	fetch.code = wish->code;
	fetch.text = wish->check; /* also where it can be none: that takes its time as well */
	return lt_ask_fetch(v->ask, &fetch, v->arena, ret, err);
}

static void not_found(struct lt_view *v, const struct wish *wish)
{
	v->response->status = 404;
	form(v, wish->typed,
	     LT_SAY(v,
		    "Không tìm thấy hồ sơ với hai mã này. Hãy xem lại từng ký tự trên giấy tiếp "
		    "nhận. Hồ sơ vừa nộp ở nơi đang mất đường truyền có thể chậm hiện ra.",
		    "There is no dossier with these two codes. Check each character on your "
		    "receipt. What was handed in where the line is cut may take a while to "
		    "appear."));
}

static void failed(struct lt_view *v, int error, const struct lt_err *err)
{
	if (error != LT_E_LINE && error != LT_E_TIMEOUT && error != LT_E_BUSY)
		return lt_view_failed(v, error, err);
	lt_view_problem(
		v, 503, LT_SAY(v, "Chưa tra cứu được lúc này", "Not possible right now"),
		LT_SAY(v,
		       "Đường truyền tới máy chủ của tỉnh đang gián đoạn, nên trang này chưa xem "
		       "được hồ sơ. Hồ sơ của bạn vẫn được giữ và giải quyết; hãy thử lại sau ít "
		       "phút.",
		       "The line to the province's server is cut, so this page cannot see the "
		       "dossier. It is safe and goes on; try again in a few minutes."));
}

static void set_cookie(struct lt_view *v, const char *value, int seconds)
{
	lt_http_header(v->response, "Set-Cookie",
		       lt_arena_printf(v->arena,
				       "%s=%s; Path=/tra-cuu; HttpOnly; SameSite=Strict; "
				       "Max-Age=%d%s",
				       cookie_name, value, seconds,
				       v->request->secure ? "; Secure" : ""));
}

static void look_up(struct lt_view *v)
{
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	struct wish wish = wish_of(v, lt_http_text(v->request->form, "ma"),
				   lt_http_text(v->request->form, "tra"));
	if (!in_time(v, &wish))
		return;
	int r = ask(v, &wish, &reply, &err);
	if (r == LT_E_ABSENT)
		return not_found(v, &wish);
	if (r < 0)
		return failed(v, r, &err);
	lt_pace_undo(v->web->pace, 'a', v->request->peer); /* the page that shows it counts */
	lt_pace_undo(v->web->pace, 'c', wish.code);
	set_cookie(v, lt_arena_printf(v->arena, "%s~%s", wish.code, wish.check), COOKIE_S);
	lt_http_redirect(v->response, "/tra-cuu/xem");
}

/* What was looked up a moment ago. @return false: nothing, the answer is there */
static bool wish_again(struct lt_view *v, struct wish *ret)
{
	const char *cookie = lt_http_text(v->request->cookies, cookie_name);
	const char *between = strchr(cookie, '~');
	if (!between) {
		lt_http_redirect(v->response, "/tra-cuu");
		return false;
	}
	const char *code = lt_arena_printf(v->arena, "%.*s", (int)(between - cookie), cookie);
	*ret = wish_of(v, code ? code : "", between + 1);
	return in_time(v, ret);
}

static void show(struct lt_view *v)
{
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	struct wish wish;
	if (!wish_again(v, &wish))
		return;
	int r = ask(v, &wish, &reply, &err);
	if (r == LT_E_ABSENT)
		not_found(v, &wish);
	else if (r < 0)
		failed(v, r, &err);
	else
		lt_track_show(v, reply);
}

static void leave(struct lt_view *v)
{
	set_cookie(v, "", 0);
	lt_http_redirect(v->response, "/tra-cuu");
}

/* -- feedback -- */

static void tell_outcome(struct lt_view *v, int r, const Lt__CommandReply *reply)
{
	if (r == 0 && !reply->refusal)
		lt_view_tell(v, "done",
			     LT_SAY(v, "Đã ghi ý kiến của bạn. Xin cảm ơn.",
				    "Your feedback is recorded. Thank you."));
	else if (r == 0 && reply->refusal == LT_REFUSAL_LIMIT)
		lt_view_tell(v, "problem",
			     LT_SAY(v, "Hồ sơ này đã có đủ ý kiến; ý kiến mới chưa được ghi.",
				    "This dossier has all the feedback it can take."));
	else
		lt_view_tell(v, "problem",
			     LT_SAY(v, "Chưa ghi được ý kiến; hãy thử lại sau ít phút.",
				    "The feedback could not be recorded; try again later."));
}

static void feedback(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__GiveFeedback body = LT__GIVE_FEEDBACK__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply *reply = NULL;
	struct lt_err err = {0};
	struct wish wish;
	if (!wish_again(v, &wish))
		return;
	body.check = wish.check;
	body.rating = (uint32_t)strtoul(lt_http_text(v->request->form, "diem"), NULL, 10);
	body.text = lt_http_text(v->request->form, "y");
	if ((!body.rating && !*body.text) || strlen(body.text) > LT_FEEDBACK_BYTES_MAX) {
		lt_view_tell(v, "problem",
			     LT_SAY(v, "Hãy chọn mức hài lòng hoặc viết vài dòng (không quá dài).",
				    "Choose how satisfied you are, or write a few lines."));
		return lt_http_redirect(v->response, "/tra-cuu/xem");
	}
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	command.actor = &actor;
	command.code = wish.code;
	command.body_case = LT__COMMAND__BODY_FEEDBACK;
	command.feedback = &body;
	int r = lt_ask_command(v->ask, &command, v->arena, &reply, &err);
	tell_outcome(v, r, reply);
	lt_http_redirect(v->response, "/tra-cuu/xem");
}

const struct lt_route lt_routes_track[] = {
	{LT_HTTP_GET, "/tra-cuu", LT_NEEDS_NOBODY, begin},
	{LT_HTTP_POST, "/tra-cuu", LT_NEEDS_NOBODY, look_up},
	{LT_HTTP_GET, "/tra-cuu/xem", LT_NEEDS_NOBODY, show},
	{LT_HTTP_POST, "/tra-cuu/xong", LT_NEEDS_NOBODY, leave},
	{LT_HTTP_POST, "/tra-cuu/gop-y", LT_NEEDS_NOBODY, feedback},
	{LT_HTTP_GET, "/tra-cuu/:", LT_NEEDS_NOBODY, begin},
	{0, NULL, 0, NULL},
};
