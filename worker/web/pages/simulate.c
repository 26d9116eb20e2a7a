/* SPDX-License-Identifier: EUPL-1.2 */
/* Months of work on a virtual clock, for a version that is published or a file that is still being
 * written: the tool plays it with the province's directory and calendar. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker/web/pages/procedures.h"
#include "worker/web/tool.h"

enum { ROLES_MAX = 16, OFFICERS_MAX = 500, MONTHS_MAX = 6, ARRIVALS_MAX = 200 };

/* -- the form -- */

struct roles {
	const Lt__ProcedureStep *steps[ROLES_MAX]; /* one for each role */
	size_t count;
};

static void find_roles(const Lt__ProcedureView *view, struct roles *ret)
{
	for (size_t i = 0; i < view->n_steps && ret->count < ROLES_MAX; i++) {
		bool known = !*view->steps[i]->role;
		for (size_t k = 0; k < ret->count; k++)
			known |= strcmp(ret->steps[k]->role, view->steps[i]->role) == 0;
		if (!known)
			ret->steps[ret->count++] = view->steps[i];
	}
}

static void number(struct lt_view *v, const char *name, const char *label, long value, long max)
{
	const char *given = lt_http_text(v->request->form, name);
	lt_html(&v->html,
		"<p><label for=\"%s\">%s</label><input id=\"%s\" name=\"%s\" type=\"number\" "
		"min=\"1\" max=\"%lld\" value=\"%s\" required></p>",
		name, label, name, name, (long long)max,
		*given ? given : lt_arena_printf(v->arena, "%ld", value));
}

static void form(struct lt_view *v, const Lt__ProcedureView *view)
{
	struct roles roles = {0};
	find_roles(view, &roles);
	lt_html(&v->html,
		"<form method=\"post\" enctype=\"multipart/form-data\" "
		"action=\"/thu-tuc/%s/mo-phong?ban=%s\"><div class=\"intake\">",
		view->code, lt_procedures_hex(v, &view->hash));
	lt_view_token(v);
	number(v, "den", LT_SAY(v, "Hồ sơ đến mỗi ngày làm việc", "Dossiers a working day"), 20,
	       ARRIVALS_MAX);
	number(v, "thang", LT_SAY(v, "Số tháng", "Months"), 2, MONTHS_MAX);
	number(v, "phut", LT_SAY(v, "Phút làm mỗi bước, trung bình", "Minutes a step"), 20, 480);
	for (size_t i = 0; i < roles.count; i++)
		number(v, lt_arena_printf(v->arena, "nguoi-%s", roles.steps[i]->role),
		       lt_arena_printf(v->arena, "%s: %s", LT_SAY(v, "Số người", "Officers"),
				       roles.steps[i]->role_name),
		       1, OFFICERS_MAX);
	lt_html(&v->html,
		"<p class=\"whole\"><label for=\"tep\">%s</label><input id=\"tep\" name=\"tep\" "
		"type=\"file\" accept=\".lua\"></p></div><button>%s</button></form>",
		LT_SAY(v, "Thử tệp đang soạn thay cho bản này (không bắt buộc)",
		       "Try a file that is being written instead (optional)"),
		LT_SAY(v, "Mô phỏng", "Simulate"));
}

/* -- what came of it -- */

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

static long long whole_of(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static const char *decimal(struct lt_view *v, double value)
{
	char text[32];
	(void)snprintf(text, sizeof text, "%.1f", value);
	if (v->html.language == LT_VIETNAMESE && strchr(text, '.'))
		*strchr(text, '.') = ',';
	const char *kept = lt_arena_str(v->arena, text);
	return kept ? kept : "";
}

static void desks(struct lt_view *v, const json_t *json)
{
	static const char *const titles[][2] = {{"Đơn vị", "Unit"},
						{"Vai trò", "Role"},
						{"Số người", "Officers"},
						{"Đã làm", "Done"},
						{"Bận (%)", "Busy (%)"},
						{"Chờ (ngày)", "Wait (days)"},
						{"Chờ nhiều nhất", "Longest queue"}};
	const json_t *desk;
	size_t i;
	lt_html(&v->html, "<h2>%s</h2><div class=\"wide\"><table>",
		LT_SAY(v, "Hàng chờ ở đâu", "Where the queues are"));
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	json_array_foreach(json_object_get(json, "desks"), i, desk)
		lt_html(&v->html,
			"<tr><td>%s</td><td>%s</td><td class=\"number\">%lld</td><td "
			"class=\"number\">%lld</td><td class=\"number\">%s</td><td "
			"class=\"number\">%s</td><td class=\"number\">%lld</td></tr>",
			text_of(desk, "unit"), text_of(desk, "role"), whole_of(desk, "officers"),
			whole_of(desk, "done"), decimal(v, 100 * real_of(desk, "busy_share")),
			decimal(v, real_of(desk, "waiting_days")), whole_of(desk, "waiting_max"));
	lt_html(&v->html, "</tbody></table></div>");
}

static void advice(struct lt_view *v, const json_t *json)
{
	const json_t *a;
	size_t i;
	lt_html(&v->html, "<h2>%s</h2><ul>", LT_SAY(v, "Nếu đổi một điều", "If one thing changed"));
	json_array_foreach(json_object_get(json, "advice"), i, a)
	{
		bool officer = strcmp(text_of(a, "change"), "officer") == 0;
		lt_html(&v->html, "<li>%s %s: %s %s %%, %s %lld</li>",
			officer ? LT_SAY(v, "Thêm một người ở", "One officer more at")
				: LT_SAY(v, "Bước này không mất công nữa:", "Without work at step"),
			text_of(a, "what"), LT_SAY(v, "trễ", "late"),
			decimal(v, 100 * real_of(a, "late_share")),
			LT_SAY(v, "còn dở", "still open"), whole_of(a, "open"));
	}
	lt_html(&v->html, "</ul>");
}

static void result(struct lt_view *v, const json_t *json)
{
	lt_html(&v->html, "<section class=\"done\" id=\"ket-qua\"><h2>%s</h2><p>",
		LT_SAY(v, "Kết quả mô phỏng", "Result"));
	lt_html(&v->html, "%s %lld, %s %lld, %s %lld. ", LT_SAY(v, "Nhận", "Received"),
		whole_of(json, "received"), LT_SAY(v, "xong", "finished"),
		whole_of(json, "finished"), LT_SAY(v, "còn dở", "still open"),
		whole_of(json, "open"));
	lt_html(&v->html, "<b>%s %lld (%s %%)</b>. %s %s %s.</p></section>",
		LT_SAY(v, "Trễ hẹn", "Late"), whole_of(json, "late"),
		decimal(v, 100 * real_of(json, "late_share")),
		LT_SAY(v, "Trung bình", "On average"), decimal(v, real_of(json, "took_days")),
		LT_SAY(v, "ngày làm việc một hồ sơ", "working days a dossier"));
	desks(v, json);
	advice(v, json);
}

/* -- doing -- */

static const char *source(struct lt_view *v, Lt__PublishKind kind, const char *version,
			  const ProtobufCBinaryData *hash, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.publish = kind;
	fetch.text = version;
	if (hash)
		fetch.hash = *hash;
	return lt_view_ask(v, &fetch, &reply, err) == 0 ? reply->source : NULL;
}

static bool is_override(const char *text)
{
	return strstr(text, "return override") != NULL;
}

/* What a province changed needs what it changed: the newest version that is whole. */
static const char *base_of(struct lt_view *v, const Lt__FetchReply *reply, struct lt_err *err)
{
	for (size_t i = reply->n_procedures; i > 0; i--) {
		const char *text = source(v, LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE, "",
					  &reply->procedures[i - 1]->hash, err);
		if (text && !is_override(text))
			return text;
	}
	return NULL;
}

static int gather(struct lt_view *v, const Lt__FetchReply *reply, struct lt_tool_files *files,
		  struct lt_err *err)
{
	const Lt__ProcedureView *view = reply->procedure;
	const char *text = NULL;
	for (const struct lt_http_field *f = v->request->form; f && !text; f = f->next)
		if (strcmp(f->name, "tep") == 0 && f->file && *f->file)
			text = f->value;
	if (!text)
		text = source(v, LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE, "", &view->hash, err);
	const char *directory =
		source(v, LT__PUBLISH_KIND__PUBLISH_KIND_DIRECTORY, view->directory, NULL, err);
	const char *calendar =
		source(v, LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR, view->calendar, NULL, err);
	if (!text || !directory || !calendar)
		return lt_err_set(err, LT_E_ABSENT, "không đọc được thủ tục, danh bạ hoặc lịch");
	int r = lt_tool_put(v, files, "thu_tuc.lua", text, err);
	if (r == 0)
		r = lt_tool_put(v, files, "danh_ba.lua", directory, err);
	if (r == 0)
		r = lt_tool_put(v, files, "lich.lua", calendar, err);
	const char *base = r == 0 && is_override(text) ? base_of(v, reply, err) : NULL;
	return base ? lt_tool_put(v, files, "goc.lua", base, err) : r;
}

/* A whole number of the form within its bounds; otherwise the nearest that is. */
static long number_of(const struct lt_view *v, const char *name, long max)
{
	long n = strtol(lt_http_text(v->request->form, name), NULL, 10);
	return n < 1 ? 1 : n > max ? max : n;
}

static int play(struct lt_view *v, const Lt__ProcedureView *view, const struct lt_tool_files *files,
		struct lt_program_end *ret, struct lt_err *err)
{
	const char *words[20 + 2 * ROLES_MAX];
	struct roles roles = {0};
	size_t n = 0;
	find_roles(view, &roles);
	words[n++] = "simulate";
	words[n++] = "thu_tuc.lua";
	words[n++] = "--json";
	words[n++] = "--directory";
	words[n++] = "danh_ba.lua";
	words[n++] = "--calendar";
	words[n++] = "lich.lua";
	if (files->count > 3) {
		words[n++] = "--with";
		words[n++] = "goc.lua";
	}
	words[n++] = "--arrivals";
	words[n++] = lt_arena_printf(v->arena, "%ld", number_of(v, "den", ARRIVALS_MAX));
	words[n++] = "--months";
	words[n++] = lt_arena_printf(v->arena, "%ld", number_of(v, "thang", MONTHS_MAX));
	words[n++] = "--minutes-else";
	words[n++] = lt_arena_printf(v->arena, "%ld", number_of(v, "phut", 480));
	for (size_t i = 0; i < roles.count; i++) {
		const char *role = roles.steps[i]->role;
		words[n++] = "--officers";
		words[n++] = lt_arena_printf(
			v->arena, "%s=%ld", role,
			number_of(v, lt_arena_printf(v->arena, "nguoi-%s", role), OFFICERS_MAX));
	}
	words[n] = NULL;
	return lt_tool_run(v, files, words, ret, err);
}

/* -- the pages -- */

static int begin(struct lt_view *v, Lt__FetchReply **ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	bool here;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURE;
	fetch.code = v->parameter;
	if (!lt_procedures_hash(v, "ban", &fetch.hash)) {
		lt_view_problem(v, 400, LT_SAY(v, "Chưa hiểu yêu cầu", "Not understood"),
				LT_SAY(v, "Hãy mở lại thủ tục.", "Open the procedure again."));
		return LT_E_USAGE;
	}
	return lt_procedures_fetch(v, &fetch, ret, &here);
}

static void head(struct lt_view *v, const Lt__ProcedureView *view)
{
	lt_view_begin(v, lt_arena_printf(v->arena, "%s: %s", LT_SAY(v, "Mô phỏng", "Simulate"),
					 view->name));
	lt_html(&v->html, "<p><a href=\"/thu-tuc/%s\">%s</a> · %s %s</p>", view->code,
		LT_SAY(v, "Về thủ tục", "Back to the procedure"), LT_SAY(v, "phiên bản", "version"),
		view->version);
}

static void ask(struct lt_view *v)
{
	Lt__FetchReply *reply;
	if (begin(v, &reply) < 0)
		return;
	head(v, reply->procedure);
	lt_html(&v->html, "<p>%s</p>",
		LT_SAY(v,
		       "Hồ sơ đến ngẫu nhiên trong giờ làm việc, cán bộ rảnh làm việc đến hạn "
		       "trước; "
		       "không có gì của máy chủ bị đụng tới.",
		       "Dossiers come at random in working hours, whoever is free takes what is "
		       "due "
		       "first; nothing that runs is touched."));
	form(v, reply->procedure);
	lt_view_end(v);
}

static void simulate(struct lt_view *v)
{
	LT_AUTO(tool_files) struct lt_tool_files files = {0};
	struct lt_program_end end;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	if (begin(v, &reply) < 0)
		return;
	int r = gather(v, reply, &files, &err);
	if (r == 0)
		r = play(v, reply->procedure, &files, &end, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	head(v, reply->procedure);
	json_t *json = end.status == 0 ? json_loads((const char *)end.out.data, 0, NULL) : NULL;
	if (json)
		result(v, json);
	else
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>", end.complaints);
	json_decref(json);
	form(v, reply->procedure);
	lt_view_end(v);
}

const struct lt_route lt_routes_simulate[] = {
	{LT_HTTP_GET, "/thu-tuc/:/mo-phong", LT_NEEDS_ANALYST, ask},
	{LT_HTTP_POST, "/thu-tuc/:/mo-phong", LT_NEEDS_ANALYST, simulate},
	{0, NULL, 0, NULL},
};
