/* SPDX-License-Identifier: EUPL-1.2 */
/* In and out: password, second factor, language. */
#include <string.h>

#include "worker/web/typed.h"
#include "worker/web/web_own.h"

static const char *text_of(const struct lt_view *v, const char *name)
{
	return lt_http_text(v->request->form, name);
}

/* Only a path of ours: "//elsewhere" and "/\elsewhere" lead away. */
static const char *way_back(const struct lt_view *v)
{
	const char *path = lt_http_text(
		v->request->method == LT_HTTP_GET ? v->request->query : v->request->form, "toi");
	return path[0] == '/' && path[1] != '/' && !strpbrk(path, "\\\r\n") ? path : "/";
}

static void set_cookie(struct lt_view *v, const char *value, const char *life)
{
	lt_http_header(v->response, "Set-Cookie",
		       lt_arena_printf(v->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
				       lt_view_cookie_name(v->request), value,
				       v->request->secure ? "; Secure" : "", life));
}

static void first(struct lt_view *v)
{
	bool in = v->session.account != NULL;
	lt_http_redirect(v->response, !in ? "/vao" : v->session.admin ? "/van-hanh" : "/viec");
}

/* A page with one form that comes back to itself. */
static void begin_form(struct lt_view *v, const char *title, const char *problem,
		       const char *action)
{
	lt_view_begin(v, title);
	if (*problem)
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>", problem);
	lt_html(&v->html,
		"<form class=\"narrow\" method=\"post\" action=\"%s\">"
		"<input type=\"hidden\" name=\"toi\" value=\"%s\">",
		action, way_back(v));
	lt_view_token(v);
	lt_typed_go_along(v);
}

/* -- password -- */

static void ask_password(struct lt_view *v, const char *problem, const char *name, bool choose)
{
	begin_form(v, LT_SAY(v, "Đăng nhập", "Log in"), problem, "/vao");
	lt_html(&v->html,
		"<label for=\"ten\">%s</label><input id=\"ten\" name=\"ten\" value=\"%s\" "
		"autocomplete=\"username\" autocapitalize=\"none\" required>",
		LT_SAY(v, "Mã cán bộ", "Officer id"), name);
	lt_html(&v->html,
		"<label for=\"mk\">%s</label><input id=\"mk\" name=\"mk\" type=\"password\" "
		"autocomplete=\"current-password\" required>",
		choose ? LT_SAY(v, "Mật khẩu dùng một lần (nhập lại)", "One-time password (again)")
		       : LT_SAY(v, "Mật khẩu, hoặc mật khẩu dùng một lần",
				"Password, or the one-time password"));
	if (choose)
		lt_html(&v->html,
			"<label for=\"moi\">%s</label><input id=\"moi\" name=\"moi\" "
			"type=\"password\" autocomplete=\"new-password\" minlength=\"%d\" "
			"required>",
			LT_SAY(v, "Mật khẩu mới, từ 12 ký tự",
			       "New password, 12 characters at least"),
			LT_PASSWORD_BYTES_MIN);
	lt_html(&v->html, "<button>%s</button></form><p><a href=\"/tra-cuu\">%s</a></p>",
		LT_SAY(v, "Vào", "Enter"),
		LT_SAY(v, "Công dân: tra cứu hồ sơ", "Citizens: look up a dossier"));
	lt_view_end(v);
}

static void show_password(struct lt_view *v)
{
	ask_password(v, "", "", false);
}

/* Who signs or decides for others needs a second factor (ASVS 5.0, 6.3.3). */
static bool needs_totp(const struct lt_view *v)
{
	bool needs = v->session.admin;
	for (size_t i = 0; v->person && i < v->person->n_desks; i++)
		needs = needs || v->person->desks[i]->signs || v->person->desks[i]->assigns;
	return needs;
}

static void ask_code(struct lt_view *v, const char *problem, const char *offered);

static const char *offer(struct lt_view *v)
{
	const char *offered = lt_accounts_totp_offer(v->arena);
	return offered ? offered : "";
}

static void come_in(struct lt_view *v, const struct lt_session_of *session)
{
	const char *way = way_back(v);
	set_cookie(v, session->cookie, "");
	lt_view_enter(v, session);
	bool second = session->half;
	if (!second && needs_totp(v))
		second = lt_accounts_ask_totp(v->web->accounts, session->cookie) == 0;
	if (second && lt_typed_is_there(v))
		return ask_code(v, "", offer(v));
	if (lt_typed_is_there(v))
		return lt_typed_offer(v);
	lt_http_redirect(v->response,
			 second ? lt_arena_printf(v->arena, "/vao/ma?toi=%s", way) : way);
}

static void refuse_password(struct lt_view *v, unsigned status, const char *problem)
{
	v->response->status = status;
	ask_password(v, problem, text_of(v, "ten"), false);
}

static void take_password(struct lt_view *v)
{
	struct lt_session_of session = {0};
	const char *name = text_of(v, "ten"), *chosen = text_of(v, "moi");
	enum lt_login login = lt_accounts_login(v->web->accounts, name, text_of(v, "mk"), chosen,
						v->request->peer, v->arena, &session);
	lt_web_login(v->web, login);
	switch (login) {
	case LT_LOGIN_DONE:
		return come_in(v, &session);
	case LT_LOGIN_CHOOSE:
		v->response->status = *chosen ? 422 : 200;
		return ask_password(
			v,
			LT_SAY(v,
			       "Mật khẩu dùng một lần đúng. Hãy chọn mật khẩu của mình: "
			       "từ 12 ký tự, dễ nhớ với riêng bạn.",
			       "The one-time password is right. Choose a password of your own: 12 "
			       "characters or more."),
			name, true);
	case LT_LOGIN_SLOW_DOWN:
		return refuse_password(v, 429,
				       LT_SAY(v,
					      "Đã thử quá nhiều lần. Hãy đợi một phút rồi thử lại.",
					      "Too many tries. Wait a minute, then try again."));
	case LT_LOGIN_WRONG:
		return refuse_password(
			v, 401,
			LT_SAY(v,
			       "Mã cán bộ hoặc mật khẩu không đúng. Quên mật khẩu: nhờ người "
			       "quản trị máy trạm cấp mật khẩu dùng một lần.",
			       "The officer id or the password is wrong. Forgotten: ask the node's "
			       "administrator for a one-time password."));
	default:
		return refuse_password(v, 503,
				       LT_SAY(v, "Chưa đăng nhập được; hãy thử lại sau ít phút.",
					      "Logging in failed; try again in a few minutes."));
	}
}

/* -- the second factor -- */

static void ask_code(struct lt_view *v, const char *problem, const char *offered)
{
	begin_form(v, LT_SAY(v, "Mã xác nhận", "Confirmation code"), problem, "/vao/ma");
	if (!v->session.has_totp)
		lt_html(&v->html,
			"<p>%s</p><p class=\"secret\"><code>%s</code></p>"
			"<input type=\"hidden\" name=\"khoa\" value=\"%s\">",
			LT_SAY(v,
			       "Người ký, người phân công và người quản trị cần thêm một mã "
			       "từ điện thoại. Mở ứng dụng xác thực, thêm tài khoản bằng khóa "
			       "này rồi nhập mã sáu số đang hiện:",
			       "Who signs, assigns or administers needs a code from a phone. Add "
			       "an account with this key to an authenticator app, then type its "
			       "six digits:"),
			offered, offered);
	lt_html(&v->html,
		"<label for=\"ma\">%s</label><input id=\"ma\" name=\"ma\" inputmode=\"numeric\" "
		"autocomplete=\"one-time-code\" pattern=\"[0-9]{6}\" required>"
		"<button>%s</button></form>",
		LT_SAY(v, "Mã sáu số", "Six digits"), LT_SAY(v, "Xác nhận", "Confirm"));
	lt_view_end(v);
}

static void show_code(struct lt_view *v)
{
	if (!v->session.account)
		return lt_http_redirect(v->response, "/vao");
	ask_code(v, "", offer(v));
}

static void take_code(struct lt_view *v)
{
	if (!v->session.account)
		return lt_http_redirect(v->response, "/vao");
	enum lt_login login = lt_accounts_totp(v->web->accounts, v->session.cookie,
					       text_of(v, "ma"), text_of(v, "khoa"));
	lt_web_login(v->web, login);
	if (login == LT_LOGIN_DONE && lt_typed_is_there(v))
		return lt_typed_offer(v);
	if (login == LT_LOGIN_DONE)
		return lt_http_redirect(v->response, way_back(v));
	v->response->status = login == LT_LOGIN_SLOW_DOWN ? 429 : 401;
	ask_code(
		v,
		login == LT_LOGIN_SLOW_DOWN
			? LT_SAY(v, "Đã thử quá nhiều lần. Hãy đợi một phút rồi thử lại.",
				 "Too many tries. Wait a minute, then try again.")
			: LT_SAY(v,
				 "Mã không đúng hoặc đã dùng. Hãy đợi mã kế tiếp; nếu vẫn sai, xem "
				 "lại giờ của điện thoại.",
				 "The code is wrong or was used already. Wait for the next one; if "
				 "it is wrong again, check the phone's clock."),
		text_of(v, "khoa"));
}

void lt_view_login_again(struct lt_view *v)
{
	const char *text = LT_SAY(v,
				  "Phiên làm việc đã hết. Hãy đăng nhập lại; phiếu đang làm vẫn "
				  "còn nguyên.",
				  "Your session has ended. Log in again; your form is still here.");
	v->response->status = 401;
	if (v->session.account)
		return ask_code(v, text, offer(v));
	ask_password(v, text, "", false);
}

/* -- out, and the language -- */

static void leave(struct lt_view *v)
{
	if (v->session.account)
		lt_accounts_logout(v->web->accounts, v->session.cookie);
	set_cookie(v, "", "; Max-Age=0");
	lt_http_redirect(v->response, "/vao");
}

static void switch_language(struct lt_view *v)
{
	bool english = strcmp(text_of(v, "sang"), "en") == 0;
	lt_http_header(v->response, "Set-Cookie",
		       lt_arena_printf(v->arena,
				       "ngon_ngu=%s; Path=/; HttpOnly; SameSite=Strict; "
				       "Max-Age=31536000",
				       english ? "en" : "vi"));
	lt_http_redirect(v->response, way_back(v));
}

const struct lt_route lt_routes_login[] = {
	{LT_HTTP_GET, "/", LT_NEEDS_NOBODY, first},
	{LT_HTTP_GET, "/vao", LT_NEEDS_NOBODY, show_password},
	{LT_HTTP_POST, "/vao", LT_NEEDS_NOBODY, take_password},
	{LT_HTTP_GET, "/vao/ma", LT_NEEDS_NOBODY, show_code},
	{LT_HTTP_POST, "/vao/ma", LT_NEEDS_NOBODY, take_code},
	{LT_HTTP_POST, "/ra", LT_NEEDS_NOBODY, leave},
	{LT_HTTP_POST, "/ngon-ngu", LT_NEEDS_NOBODY, switch_language},
	{0, NULL, 0, NULL},
};
