/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue of procedures: what is in force, and how much of it runs. */
#include <string.h>

#include "proto/base/ids.h"
#include "worker/web/pages/procedures.h"

/* -- shared -- */

int lt_procedures_fetch(struct lt_view *v, Lt__Fetch *fetch, Lt__FetchReply **ret, bool *ret_here)
{
	struct lt_err err = {0};
	fetch->scope = LT__TALLY_SCOPE__TALLY_SCOPE_ALL;
	*ret_here = false;
	int r = lt_view_ask(v, fetch, ret, &err);
	if (r == LT_E_LINE) {
		fetch->scope = LT__TALLY_SCOPE__TALLY_SCOPE_UNIT;
		*ret_here = true;
		r = lt_view_ask(v, fetch, ret, &err);
	}
	if (r < 0)
		lt_view_failed(v, r, &err);
	return r;
}

void lt_procedures_tell_whose(struct lt_view *v, const Lt__FetchReply *reply, bool here)
{
	char at[LT_TIME_TEXT_BYTES];
	if (!here)
		return;
	lt_html(&v->html, "<p class=\"problem\" role=\"status\">%s %s.</p>",
		LT_SAY(v,
		       "Mất đường truyền: số hồ sơ dưới đây chỉ của các đơn vị ở máy trạm này, "
		       "tính "
		       "đến",
		       "The line is down: the figures are of this node's units alone, as of"),
		lt_time_vietnamese(reply->copied_us, at));
}

const char *lt_procedures_officer(const Lt__FetchReply *reply, const char *id)
{
	for (size_t i = 0; i < reply->n_labels; i++)
		if (reply->labels[i]->kind == LT__LABEL_KIND__LABEL_KIND_OFFICER &&
		    strcmp(reply->labels[i]->code, id) == 0)
			return reply->labels[i]->text;
	return id;
}

bool lt_procedures_hash(struct lt_view *v, const char *name, ProtobufCBinaryData *ret)
{
	const char *text = lt_http_text(v->request->query, name);
	uint8_t *bytes = lt_arena_alloc(v->arena, LT_HASH_BYTES);
	*ret = (ProtobufCBinaryData){0};
	if (!*text)
		return true;
	if (!bytes || strlen(text) != 2 * LT_HASH_BYTES || !lt_unhex(text, bytes, LT_HASH_BYTES))
		return false;
	*ret = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = bytes};
	return true;
}

const char *lt_procedures_hex(struct lt_view *v, const ProtobufCBinaryData *hash)
{
	char *text = lt_arena_alloc(v->arena, 2 * hash->len + 1);
	return text ? lt_hex(lt_slice(hash->data, hash->len), text) : "";
}

void lt_procedures_head(struct lt_view *v, const char *const (*titles)[2], size_t count)
{
	lt_html(&v->html, "<thead><tr>");
	for (size_t i = 0; i < count; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "</tr></thead>");
}

bool lt_view_is_analyst(const struct lt_view *v)
{
	return v->person && *lt_procedures_desk(v);
}

const char *lt_procedures_desk(const struct lt_view *v)
{
	for (size_t i = 0; i < v->person->n_desks; i++)
		if (v->person->desks[i]->proposes || v->person->desks[i]->publishes)
			return v->person->desks[i]->unit;
	return "";
}

/* -- the catalogue -- */

static void row(struct lt_view *v, const Lt__CatalogueRow *row)
{
	char from[LT_TIME_TEXT_BYTES];
	lt_html(&v->html,
		"<tr><td><a href=\"/thu-tuc/%s\">%s</a></td><td>%s</td><td>%s</td><td>%s</td>"
		"<td>%s</td>",
		row->code, row->code, row->name, row->field,
		*row->version ? row->version : LT_SAY(v, "đã rút", "withdrawn"),
		*row->version ? lt_time_vietnamese(row->from_us, from) : "");
	lt_html(&v->html, "<td class=\"number\">%lld</td><td class=\"number\">",
		(long long)row->open);
	if (row->late)
		lt_html(&v->html, "<span class=\"light late\">%lld</span>", (long long)row->late);
	else
		lt_html(&v->html, "0");
	lt_html(&v->html, "</td><td class=\"number\">");
	if (row->incidents)
		lt_html(&v->html, "<span class=\"light late\">%lld</span>",
			(long long)row->incidents);
	else
		lt_html(&v->html, "0");
	lt_html(&v->html, "</td></tr>");
}

static void table(struct lt_view *v, const Lt__FetchReply *reply)
{
	static const char *const titles[][2] = {
		{"Mã", "Code"},		{"Thủ tục", "Procedure"},
		{"Lĩnh vực", "Field"},	{"Đang áp dụng", "In force"},
		{"Từ", "From"},		{"Đang mở", "Open"},
		{"Quá hạn", "Overdue"}, {"Sự cố", "Incidents"}};
	if (!reply->n_catalogue)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Không có thủ tục nào như vậy.", "There is none such."));
	lt_html(&v->html, "<div class=\"wide\"><table>");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < reply->n_catalogue; i++)
		row(v, reply->catalogue[i]);
	lt_html(&v->html, "</tbody></table></div>");
}

static void catalogue(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	bool here;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CATALOGUE;
	fetch.text = lt_http_text(v->request->query, "q");
	if (lt_procedures_fetch(v, &fetch, &reply, &here) < 0)
		return;
	lt_view_begin(v, LT_SAY(v, "Thủ tục", "Procedures"));
	lt_procedures_tell_whose(v, reply, here);
	lt_html(&v->html,
		"<form class=\"find\" method=\"get\" action=\"/thu-tuc\" role=\"search\">"
		"<label for=\"q\">%s</label><input id=\"q\" name=\"q\" type=\"search\" "
		"value=\"%s\" "
		"autocomplete=\"off\"><button>%s</button></form>",
		LT_SAY(v, "Mã, tên hoặc lĩnh vực, không cần dấu", "Code, name or field"),
		fetch.text, LT_SAY(v, "Tìm", "Search"));
	lt_html(&v->html, "<p><a href=\"/thu-tuc/de-nghi\">%s</a></p>",
		LT_SAY(v, "Đề nghị công bố: soạn, xem, cho phép",
		       "Proposals: write, look, release"));
	table(v, reply);
	lt_view_end(v);
}

const struct lt_route lt_routes_catalogue[] = {
	{LT_HTTP_GET, "/thu-tuc", LT_NEEDS_ANALYST, catalogue},
	{0, NULL, 0, NULL},
};
