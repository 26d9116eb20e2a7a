/* SPDX-License-Identifier: EUPL-1.2 */
/* Search: names without accents, numbers, codes; what a scanner reads opens its dossier.
 *
 * Who searches and what for is recorded when the search is sent, not at every letter on the way
 * there: the letters belong to one question, and its results are recorded when one is opened. */
#include <string.h>

#include "proto/base/ids.h"
#include "worker/web/pages/work_list.h"

enum { FOUND_MAX = 50, FOUND_QUICK_MAX = 12 };

void lt_view_search(struct lt_view *v, const char *text)
{
	lt_html(&v->html,
		"<form class=\"find\" method=\"get\" action=\"/tim\" role=\"search\">"
		"<label for=\"q\">%s</label><input id=\"q\" name=\"q\" type=\"search\" "
		"value=\"%s\" autocomplete=\"off\" maxlength=\"200\" data-search "
		"data-results=\"ket-qua\"><button>%s</button></form>",
		LT_SAY(v, "Mã hồ sơ (gõ hoặc quét), họ tên, số giấy tờ hoặc điện thoại",
		       "Code (typed or scanned), name, identity number or telephone"),
		text, LT_SAY(v, "Tìm", "Search"));
	lt_html(&v->html,
		"<div id=\"ket-qua\" role=\"region\" aria-live=\"polite\" aria-label=\"%s\">",
		LT_SAY(v, "Kết quả tìm", "Results"));
}

/* A receipt's QR is an address with the code in it. @return the code; NULL: there is none */
static const char *code_in(struct lt_view *v, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "/?=& ");
		const char *word = lt_arena_printf(v->arena, "%.*s", (int)n, text);
		if (!word)
			return NULL;
		if (lt_dossier_code_valid(word))
			return word;
		text += n + (text[n] != 0);
	}
	return NULL;
}

/* @return false: the page that tells why is there */
static bool found(struct lt_view *v, const char *text, uint32_t limit)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	fetch.text = text;
	fetch.limit = limit;
	if (!text[strspn(text, " ")])
		return true;
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return false;
	const struct lt_work_list list = {
		.reply = reply,
		.empty = LT_SAY(
			v, "Không thấy hồ sơ nào mà bạn được mở, ở các đơn vị của máy trạm này.",
			"Nothing that you may open is found at the units of this node.")};
	lt_work_list(v, &list);
	if (reply->n_items == limit)
		lt_html(&v->html, "<p class=\"quiet\">%s</p>",
			LT_SAY(v, "Còn nữa; hãy gõ thêm để thu hẹp.",
			       "There is more; type on to narrow it down."));
	return true;
}

/* Is it the code of a dossier, not the beginning of one? What is not known here the coordinator may
 * know: its page tells. */
static bool is_whole(struct lt_view *v, const char *code)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	fetch.text = code;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0)
		return false;
	for (size_t i = 0; i < reply->n_items; i++)
		if (strcmp(reply->items[i]->code, code) == 0)
			return true;
	return !reply->n_items && strchr(code, '-');
}

static void search(struct lt_view *v)
{
	const char *text = lt_http_text(v->request->query, "q");
	const char *code = code_in(v, text);
	if (code && is_whole(v, code))
		return lt_http_redirect(v->response, lt_arena_printf(v->arena, "/ho-so/%s", code));
	lt_view_begin(v, LT_SAY(v, "Tìm hồ sơ", "Search"));
	lt_view_search(v, text);
	if (*text)
		lt_view_looked(v, "", lt_arena_printf(v->arena, "tìm: %s", text));
	if (!found(v, text, FOUND_MAX))
		return;
	lt_html(&v->html, "</div>");
	lt_view_end(v);
}

/* As one types: the same list, shorter, for the script to put in its place. */
static void quick(struct lt_view *v)
{
	lt_view_begin(v, LT_SAY(v, "Tìm hồ sơ", "Search"));
	lt_html(&v->html, "<div id=\"ket-qua\">");
	if (!found(v, lt_http_text(v->request->query, "q"), FOUND_QUICK_MAX))
		return;
	lt_html(&v->html, "</div>");
	lt_view_end(v);
}

const struct lt_route lt_routes_find[] = {
	{LT_HTTP_GET, "/tim", LT_NEEDS_PERSON, search},
	{LT_HTTP_GET, "/tim/nhanh", LT_NEEDS_PERSON, quick},
	{0, NULL, 0, NULL},
};
