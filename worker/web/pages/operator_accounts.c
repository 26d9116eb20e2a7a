/* SPDX-License-Identifier: EUPL-1.2 */
/* Who has an account at this node: invited and shut out by whoever runs it. */
#include <string.h>

#include "proto/base/log.h"
#include "worker/web/orders.h"
#include "worker/web/pages/operator.h"
#include "worker/web/pages/procedures.h"

/* -- the table -- */

static void account_row(struct lt_view *v, const Lt__Account *account)
{
	lt_html(&v->html, "<tr><td>%s</td><td>%s</td><td>", account->name,
		account->closed	 ? LT_SAY(v, "đã đóng", "shut")
		: account->admin ? LT_SAY(v, "quản trị máy trạm", "runs the node")
				 : LT_SAY(v, "cán bộ", "officer"));
	if (!account->closed && strcmp(account->name, v->session.account) != 0) {
		lt_html(&v->html,
			"<form method=\"post\" action=\"/van-hanh/dong\"><input type=\"hidden\" "
			"name=\"ten\" value=\"%s\">",
			account->name);
		lt_view_token(v);
		lt_html(&v->html, "<button class=\"second\">%s</button></form>",
			LT_SAY(v, "Đóng", "Shut"));
	}
	lt_html(&v->html, "</td></tr>");
}

void lt_operator_accounts(struct lt_view *v)
{
	static const char *const titles[][2] = {
		{"Tài khoản", "Account"}, {"Loại", "Kind"}, {"", ""}};
	Lt__Account **list;
	size_t count;
	struct lt_err err = {0};
	lt_html(&v->html, "<h2>%s</h2>",
		LT_SAY(v, "Tài khoản ở máy trạm này", "Accounts of this node"));
	if (lt_accounts_all(v->web->accounts, v->arena, &list, &count, &err) < 0)
		return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	lt_html(&v->html, "<div class=\"wide\" tabindex=\"0\"><table id=\"tai-khoan\">");
	lt_procedures_head(v, titles, 3);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < count; i++)
		account_row(v, list[i]);
	lt_html(&v->html, "</tbody></table></div>");
	lt_html(&v->html, "<form class=\"narrow\" method=\"post\" action=\"/van-hanh/moi\">");
	lt_view_token(v);
	lt_html(&v->html,
		"<label for=\"ten\">%s</label><input id=\"ten\" name=\"ten\" required "
		"maxlength=\"64\" "
		"autocomplete=\"off\"><button>%s</button></form>",
		LT_SAY(v, "Mời cán bộ (mã trong danh bạ); mật khẩu cũ hết hiệu lực",
		       "Invite an officer (code of the directory); an old password ends"),
		LT_SAY(v, "Mời", "Invite"));
}

/* -- doing -- */

void lt_operator_invite(struct lt_view *v)
{
	char word[LT_INVITATION_TEXT_BYTES];
	struct lt_err err = {0};
	const char *name = lt_http_text(v->request->form, "ten");
	int r = lt_order_invite(v->web->options.dir, name, false, v->now_us, word, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	lt_log(LT_LOG_INFO, "web", 0, account_order, "invite by=%s", v->session.account);
	/* on this page alone: a word in a cookie may be kept somewhere */
	lt_view_begin(v, LT_SAY(v, "Mật khẩu dùng một lần", "One-time password"));
	lt_html(&v->html,
		"<p class=\"done\">%s <b>%s</b>: <span "
		"class=\"code\">%s</span></p><p>%s</p>",
		LT_SAY(v, "Của", "Of"), name, word,
		LT_SAY(v,
		       "Đưa tận tay người đó; có hiệu lực 24 giờ, dùng một lần. Trang này không "
		       "hiện lại.",
		       "Hand it over in person; it lasts 24 hours and opens once. This page is "
		       "not shown "
		       "again."));
	lt_html(&v->html, "<p><a href=\"/van-hanh\">%s</a></p>",
		LT_SAY(v, "Về trang vận hành", "Back to operations"));
	lt_view_end(v);
}

void lt_operator_shut(struct lt_view *v)
{
	struct lt_err err = {0};
	const char *name = lt_http_text(v->request->form, "ten");
	if (strcmp(name, v->session.account) == 0)
		return lt_view_problem(v, 400, LT_SAY(v, "Chưa ghi gì", "Nothing was done"),
				       LT_SAY(v, "Không tự đóng tài khoản của mình được.",
					      "You cannot shut your own account."));
	int r = lt_order_shut(v->web->options.dir, name, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	lt_log(LT_LOG_INFO, "web", 0, account_order, "shut by=%s", v->session.account);
	lt_view_tell(v, "done", LT_SAY(v, "Đã đóng tài khoản.", "The account is shut."));
	lt_http_redirect(v->response, "/van-hanh");
}
