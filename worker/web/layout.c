/* SPDX-License-Identifier: EUPL-1.2 */
/* What all pages share: the head, who is here, the way around, the foot. */
#include <sodium.h>
#include <string.h>

#include "proto/base/ids.h"
#include "worker/web/web_own.h"

static void link_to(struct lt_view *v, const char *path, const char *text)
{
	bool here = strcmp(v->request->path, path) == 0;
	if (here)
		lt_html(&v->html, "<li><a href=\"%s\" aria-current=\"page\">%s</a></li>", path,
			text);
	else
		lt_html(&v->html, "<li><a href=\"%s\">%s</a></li>", path, text);
}

/* Has this person a desk at a one-stop unit? */
static bool receives(const struct lt_view *v)
{
	for (size_t i = 0; v->person && i < v->person->n_desks; i++)
		if (strcmp(v->person->desks[i]->unit_kind, "one_stop") == 0)
			return true;
	return false;
}

static void navigation(struct lt_view *v)
{
	lt_html(&v->html, "<nav aria-label=\"%s\"><ul>", LT_SAY(v, "Các trang", "Pages"));
	if (v->person)
		link_to(v, "/viec", LT_SAY(v, "Việc của tôi", "My work"));
	if (receives(v))
		link_to(v, "/tiep-nhan", LT_SAY(v, "Tiếp nhận", "Receive"));
	if (lt_board_heads(v))
		link_to(v, "/lanh-dao", LT_SAY(v, "Lãnh đạo", "Leader"));
	if (v->person)
		link_to(v, "/lam-thay", LT_SAY(v, "Làm thay", "Standing in"));
	if (lt_view_may_see_looks(v))
		link_to(v, "/da-xem", LT_SAY(v, "Ai đã xem", "Who looked"));
	if (lt_view_is_analyst(v))
		link_to(v, "/thu-tuc", LT_SAY(v, "Thủ tục", "Procedures"));
	if (v->session.admin && !v->session.half)
		link_to(v, "/van-hanh", LT_SAY(v, "Vận hành", "Operations"));
	lt_html(&v->html, "</ul></nav>");
}

static void who(struct lt_view *v)
{
	const char *name = v->person ? v->person->name : v->session.account;
	if (!v->session.account || v->session.half)
		return;
	lt_html(&v->html, "<form class=\"who\" method=\"post\" action=\"/ra\"><span>%s</span>",
		name);
	lt_view_token(v);
	lt_html(&v->html, "<button class=\"plain\">%s</button></form>",
		LT_SAY(v, "Đăng xuất", "Log out"));
}

static bool is_citizens(const struct lt_view *v)
{
	return strncmp(v->request->path, "/tra-cuu", strlen("/tra-cuu")) == 0;
}

/* Where the same page is got again. */
static const char *way_back(const struct lt_view *v)
{
	bool posted = v->request->method == LT_HTTP_POST;
	return posted && is_citizens(v) ? "/tra-cuu" : lt_view_here(v);
}

static void language(struct lt_view *v)
{
	bool english = v->html.language == LT_ENGLISH;
	lt_html(&v->html,
		"<form class=\"language\" method=\"post\" action=\"/ngon-ngu\">"
		"<input type=\"hidden\" name=\"toi\" value=\"%s\">"
		"<input type=\"hidden\" name=\"sang\" value=\"%s\">",
		way_back(v), english ? "vi" : "en");
	lt_view_token(v);
	lt_html(&v->html, "<button class=\"plain\" lang=\"%s\">%s</button></form>",
		english ? "vi" : "en", english ? "Tiếng Việt" : "English");
}

/* What the page before wanted said; forgotten once it is. */
static void told(struct lt_view *v)
{
	enum { TEXT_BYTES = 601 };
	char text[TEXT_BYTES];
	size_t n = 0;
	const char *cookie = lt_http_text(v->request->cookies, "loi_nhan");
	const char *dot = strchr(cookie, '.');
	if (!dot)
		return;
	lt_http_header(v->response, "Set-Cookie",
		       "loi_nhan=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
	if (sodium_hex2bin((unsigned char *)text, sizeof text - 1, dot + 1, strlen(dot + 1), NULL,
			   &n, NULL) != 0 ||
	    !lt_text_valid(lt_slice(text, n), TEXT_BYTES))
		return;
	text[n] = 0;
	if (strncmp(cookie, "done.", 5) == 0)
		lt_html(&v->html, "<p class=\"done\" role=\"status\">%s</p>", text);
	else
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>", text);
}

void lt_view_begin(struct lt_view *v, const char *title)
{
	const struct lt_assets *assets = v->web->assets;
	v->html.out = (struct lt_writer){.arena = v->arena}; /* what was begun before is dropped */
	lt_html(&v->html,
		"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
		"<title>%s · Liên Thông</title><link rel=\"stylesheet\" href=\"%s\">"
		"<script type=\"module\" src=\"%s\"></script></head><body>",
		v->html.language == LT_ENGLISH ? "en" : "vi", title,
		lt_asset_path(assets, "style.css"), lt_asset_path(assets, "desk.js"));
	lt_html(&v->html, "<a class=\"skip\" href=\"#noi-dung\">%s</a>",
		LT_SAY(v, "Đến nội dung", "Skip to the content"));
	lt_html(&v->html, "<header><a class=\"brand\" href=\"%s\">Liên Thông</a>",
		is_citizens(v) ? "/tra-cuu" : "/");
	if (v->session.account)
		navigation(v);
	who(v);
	language(v);
	lt_html(&v->html, "</header>");
	lt_view_band(v);
	lt_html(&v->html, "<main id=\"noi-dung\"><h1>%s</h1>", title);
	told(v);
}

static void key(struct lt_view *v, const char *name, const char *does)
{
	lt_html(&v->html, "<dt><kbd>%s</kbd></dt><dd>%s</dd>", name, does);
}

/* Shown by "?"; without scripts, nothing is lost: every key stands for a link or a field. */
static void keys(struct lt_view *v)
{
	lt_html(&v->html,
		"<dialog data-help aria-labelledby=\"phim\"><h2 id=\"phim\">%s</h2>"
		"<dl class=\"facts\">",
		LT_SAY(v, "Phím tắt", "Keys"));
	key(v, "/", LT_SAY(v, "tới ô tìm", "to the search field"));
	key(v, "↓ j", LT_SAY(v, "dòng sau của danh sách", "next line of the list"));
	key(v, "↑ k", LT_SAY(v, "dòng trước", "line before"));
	key(v, "Enter", LT_SAY(v, "mở hồ sơ của dòng đó", "open the dossier of the line"));
	key(v, "x", LT_SAY(v, "chọn hoặc bỏ chọn dòng đó", "tick the line or not"));
	key(v, "l", LT_SAY(v, "về danh sách việc", "to the list of work"));
	key(v, "Esc", LT_SAY(v, "rời ô đang gõ, đóng bảng này", "leave a field, close this"));
	key(v, LT_SAY(v, "máy quét", "scanner"),
	    LT_SAY(v, "quét mã vạch hoặc QR của giấy tiếp nhận ở bất kỳ trang nào: mở hồ sơ",
		   "read a receipt's bar code or QR on any page: opens the dossier"));
	lt_html(&v->html, "</dl><form method=\"dialog\"><button>%s</button></form></dialog>",
		LT_SAY(v, "Đóng", "Close"));
}

void lt_view_end(struct lt_view *v)
{
	char at[LT_TIME_TEXT_BYTES];
	bool asked = v->latest && v->latest->as_of_us; /* a practice has an hour of its own */
	lt_html(&v->html, "</main><footer><p>%s %s</p></footer>",
		LT_SAY(v, "Trang lập lúc", "Page made at"),
		lt_time_vietnamese(asked ? v->latest->as_of_us : v->now_us, at));
	if (v->person)
		keys(v);
	lt_html(&v->html, "</body></html>\n");
	const char *text = lt_writer_text(&v->html.out);
	if (!text) {
		v->response->status = 503;
		text = "Hết bộ nhớ; hãy thử lại. (Out of memory; try again.)\n";
		v->response->type = "text/plain; charset=utf-8";
	}
	v->response->body = lt_slice_str(text);
}
