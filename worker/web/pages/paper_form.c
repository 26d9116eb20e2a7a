/* SPDX-License-Identifier: EUPL-1.2 */
/* The official forms of a dossier, as they are printed. */
#include <stdlib.h>
#include <string.h>

#include "procedures/forms/form.h"
#include "worker/web/web_own.h"

static void print(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_page page;
	struct lt_err err = {0};
	const char *number = lt_http_text(v->request->query, "so"), *text;
	unsigned nth = (unsigned)strtoul(lt_http_text(v->request->query, "lan"), NULL, 10);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = lt_http_text(v->request->query, "ma");
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	const struct lt_form_input input = lt_form_input_of(reply);
	int r = lt_form_make(&input, number, nth, v->arena, &page, &err);
	if (r == 0) {
		page.style = lt_asset_path(v->web->assets, "phieu.css");
		page.script = lt_asset_path(v->web->assets, "desk.js");
		page.back = lt_arena_printf(v->arena, "/ho-so/%s", reply->dossier->code);
		r = lt_page_html(&page, &text, &err);
	}
	if (r < 0)
		return lt_view_failed(v, r == LT_E_REFUSED ? LT_E_USAGE : r, &err);
	lt_view_looked(v, reply->dossier->code,
		       lt_arena_printf(v->arena, "in phiếu %s", page.form));
	v->response->body = lt_slice_str(text);
}

void lt_view_forms(struct lt_view *v, const Lt__FetchReply *show)
{
	struct lt_form_offer offers[LT_FORMS_OF_DOSSIER];
	struct lt_err err = {0};
	const struct lt_form_input input = lt_form_input_of(show);
	if (lt_form_offers(&input, v->arena, offers, &err) < 0)
		return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	lt_html(&v->html, "<h2>%s</h2><ul class=\"next\">",
		LT_SAY(v, "Phiếu để in", "Forms to print"));
	for (size_t i = 0; i < LT_FORMS_OF_DOSSIER; i++)
		for (unsigned nth = 1; nth <= offers[i].times; nth++) {
			lt_html(&v->html,
				"<li><a href=\"/phieu?ma=%s&amp;so=%s&amp;lan=%u\">%s %s: %s</a>",
				show->dossier->code, offers[i].number, nth,
				LT_SAY(v, "Mẫu", "Form"), offers[i].number, offers[i].title);
			if (offers[i].times > 1)
				lt_html(&v->html, " (%u/%u)", nth, offers[i].times);
			lt_html(&v->html, "</li>");
		}
	lt_html(&v->html, "</ul>");
}

const struct lt_route lt_routes_forms[] = {
	{LT_HTTP_GET, "/phieu", LT_NEEDS_PERSON, print},
	{0, NULL, 0, NULL},
};
