/* SPDX-License-Identifier: EUPL-1.2 */
/* One procedure: its picture with what stands at each step now, the same as a table, its versions
 * and what they do differently, the table of its internal process for print. */
#include <string.h>

#include "procedures/chart/linediff.h"
#include "worker/web/pages/procedures.h"

static int fetch_version(struct lt_view *v, const ProtobufCBinaryData *hash, Lt__FetchReply **ret,
			 bool *ret_here)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURE;
	fetch.code = v->parameter;
	fetch.hash = *hash;
	return lt_procedures_fetch(v, &fetch, ret, ret_here);
}

/* A version that a link names; a link that names none is an old one. */
static bool wanted(struct lt_view *v, const char *name, ProtobufCBinaryData *ret)
{
	if (lt_procedures_hash(v, name, ret))
		return true;
	lt_view_problem(v, 400, LT_SAY(v, "Chưa hiểu yêu cầu", "Not understood"),
			LT_SAY(v, "Đường dẫn này không chỉ một phiên bản nào; hãy mở lại thủ tục.",
			       "The link names no version; open the procedure again."));
	return false;
}

/* -- picture and steps -- */

static const char *words_of(struct lt_view *v, const Lt__ProcedureStep *s)
{
	const char *text =
		lt_arena_printf(v->arena, "%s: %llu %s, %llu %s, %llu %s", s->title,
				(unsigned long long)s->open, LT_SAY(v, "hồ sơ", "dossiers"),
				(unsigned long long)s->late, LT_SAY(v, "quá hạn", "overdue"),
				(unsigned long long)s->incidents, LT_SAY(v, "sự cố", "incidents"));
	return text ? text : "";
}

static void picture(struct lt_view *v, const Lt__ProcedureView *view)
{
	struct lt_picture_mark *marks = lt_arena_zalloc(v->arena, view->n_steps + 1, sizeof *marks);
	struct lt_view_picture picture = {.dot = view->dot, .marks = marks};
	if (!marks)
		return;
	for (size_t i = 0; i < view->n_steps; i++) {
		const Lt__ProcedureStep *s = view->steps[i];
		marks[picture.marks_count++] = (struct lt_picture_mark){.step = s->name,
									.open = s->open,
									.late = s->late,
									.incidents = s->incidents,
									.words = words_of(v, s)};
	}
	picture.title = lt_arena_printf(v->arena, "%s %s",
					LT_SAY(v, "Hình của thủ tục", "Picture of"), view->name);
	lt_view_picture(v, &picture);
}

static void figure(struct lt_view *v, uint64_t number, bool alarms)
{
	if (number && alarms)
		lt_html(&v->html,
			"<td class=\"number\"><span class=\"light late\">%llu</span></td>",
			(unsigned long long)number);
	else
		lt_html(&v->html, "<td class=\"number\">%llu</td>", (unsigned long long)number);
}

static void steps(struct lt_view *v, const Lt__ProcedureView *view)
{
	static const char *const titles[][2] = {
		{"Bước", "Step"},	{"Ai làm, bao lâu", "Who, how long"},
		{"Rồi", "Then"},	{"Đang ở", "Standing"},
		{"Quá hạn", "Overdue"}, {"Sự cố", "Incidents"}};
	lt_html(&v->html, "<div class=\"wide\"><table id=\"buoc\">");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < view->n_steps; i++) {
		const Lt__ProcedureStep *s = view->steps[i];
		lt_html(&v->html,
			"<tr data-step=\"%s\"><td>%s</td><td>%s%s%s</td><td><ul class=\"plain\">",
			s->name, s->title, s->who, *s->who && *s->time ? " · " : "", s->time);
		for (size_t k = 0; k < s->n_ways; k++)
			lt_html(&v->html, "<li>%s</li>", s->ways[k]);
		lt_html(&v->html, "</ul></td>");
		figure(v, s->open, false);
		figure(v, s->late, true);
		figure(v, s->incidents, true);
		lt_html(&v->html, "</tr>");
	}
	lt_html(&v->html, "</tbody></table></div>");
}

/* -- versions -- */

static const char *state_of(struct lt_view *v, const Lt__FetchReply *reply,
			    const Lt__ProcedureInfo *info)
{
	if (info->withdrawn_us)
		return lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "đã rút, bởi", "withdrawn by"),
				       lt_procedures_officer(reply, info->withdrawn_by));
	if (info->from_us > reply->as_of_us)
		return LT_SAY(v, "sẽ áp dụng", "to come");
	for (size_t i = 0; i < reply->n_procedures; i++) {
		const Lt__ProcedureInfo *other = reply->procedures[i];
		if (!other->withdrawn_us && other->from_us > info->from_us &&
		    other->from_us <= reply->as_of_us)
			return LT_SAY(v, "đã thay", "replaced");
	}
	return LT_SAY(v, "đang áp dụng", "in force");
}

static void people(struct lt_view *v, const Lt__FetchReply *reply, const Lt__ProcedureInfo *info)
{
	const char *author = *info->author ? lt_procedures_officer(reply, info->author)
					   : LT_SAY(v, "quản trị", "operator");
	lt_html(&v->html, "<td>%s", author);
	if (info->proposal)
		lt_html(&v->html, " → %s (<a href=\"/thu-tuc/de-nghi/%u\">%s %u</a>)",
			lt_procedures_officer(reply, info->released_by), info->proposal,
			LT_SAY(v, "đề nghị số", "proposal"), info->proposal);
	lt_html(&v->html, "</td>");
}

static void version_row(struct lt_view *v, const Lt__FetchReply *reply, size_t i)
{
	const Lt__ProcedureInfo *info = reply->procedures[i];
	const char *code = reply->procedure->code, *hex = lt_procedures_hex(v, &info->hash);
	char from[LT_TIME_TEXT_BYTES], published[LT_TIME_TEXT_BYTES];
	bool shown = info->hash.len == reply->procedure->hash.len &&
		     memcmp(info->hash.data, reply->procedure->hash.data, info->hash.len) == 0;
	lt_html(&v->html, "<tr><td><a href=\"/thu-tuc/%s?ban=%s\"", code, hex);
	if (shown)
		lt_html(&v->html, " aria-current=\"true\"");
	lt_html(&v->html, ">%s</a></td><td>%s</td><td>%s</td>", info->version,
		lt_time_vietnamese(info->from_us, from), state_of(v, reply, info));
	people(v, reply, info);
	lt_html(&v->html, "<td>%s</td><td>", lt_time_vietnamese(info->published_us, published));
	if (i > 0)
		lt_html(&v->html, "<a href=\"/thu-tuc/%s/khac?tu=%s&amp;den=%s\">%s %s</a>", code,
			lt_procedures_hex(v, &reply->procedures[i - 1]->hash), hex,
			LT_SAY(v, "khác gì bản", "against"), reply->procedures[i - 1]->version);
	lt_html(&v->html, "</td></tr>");
}

static void choice_of_two(struct lt_view *v, const Lt__FetchReply *reply)
{
	static const char *const names[] = {"tu", "den"};
	lt_html(&v->html, "<form class=\"find\" method=\"get\" action=\"/thu-tuc/%s/khac\">",
		reply->procedure->code);
	for (size_t n = 0; n < 2; n++) {
		lt_html(&v->html, "<p><label for=\"%s\">%s</label><select id=\"%s\" name=\"%s\">",
			names[n],
			n == 0 ? LT_SAY(v, "So bản", "Compare")
			       : LT_SAY(v, "với bản", "with version"),
			names[n], names[n]);
		for (size_t i = 0; i < reply->n_procedures; i++)
			lt_html(&v->html, "<option value=\"%s\"%s>%s</option>",
				lt_procedures_hex(v, &reply->procedures[i]->hash),
				i + 1 == reply->n_procedures && n == 1 ? " selected" : "",
				reply->procedures[i]->version);
		lt_html(&v->html, "</select></p>");
	}
	lt_html(&v->html, "<button>%s</button></form>", LT_SAY(v, "Xem chỗ khác", "Show"));
}

static void versions(struct lt_view *v, const Lt__FetchReply *reply)
{
	static const char *const titles[][2] = {
		{"Phiên bản", "Version"},     {"Áp dụng từ", "From"},
		{"Tình trạng", "State"},      {"Ai soạn → ai cho phép", "Author → released by"},
		{"Công bố lúc", "Published"}, {"So sánh", "Compare"}};
	lt_html(&v->html, "<h2>%s</h2><div class=\"wide\"><table>",
		LT_SAY(v, "Các phiên bản", "Versions"));
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = reply->n_procedures; i > 0; i--)
		version_row(v, reply, i - 1);
	lt_html(&v->html, "</tbody></table></div>");
	if (reply->n_procedures > 1)
		choice_of_two(v, reply);
}

/* -- the page -- */

static void facts(struct lt_view *v, const Lt__ProcedureView *view)
{
	const char *hex = lt_procedures_hex(v, &view->hash);
	lt_html(&v->html, "<dl class=\"facts\"><dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>%s</dd>",
		LT_SAY(v, "Mã", "Code"), view->code, LT_SAY(v, "Lĩnh vực", "Field"), view->field);
	lt_html(&v->html, "<dt>%s</dt><dd>%s</dd><dt>%s</dt><dd>%s</dd>",
		LT_SAY(v, "Đang xem phiên bản", "Version shown"), view->version,
		LT_SAY(v, "Thời hạn", "Limit"), view->limit);
	lt_html(&v->html, "<dt>%s</dt><dd>", LT_SAY(v, "Thành phần hồ sơ", "Papers"));
	for (size_t i = 0; i < view->n_papers; i++)
		lt_html(&v->html, "%s%s%s", i ? "; " : "", view->papers[i]->name,
			view->papers[i]->required ? LT_SAY(v, " (bắt buộc)", " (required)") : "");
	lt_html(&v->html, "</dd></dl><ul class=\"units\">");
	lt_html(&v->html, "<li><a href=\"/thu-tuc/%s/quy-trinh?ban=%s\">%s</a></li>", view->code,
		hex, LT_SAY(v, "In quy trình nội bộ", "Print the internal process"));
	lt_html(&v->html, "<li><a href=\"/thu-tuc/%s/mo-phong?ban=%s\">%s</a></li>", view->code,
		hex, LT_SAY(v, "Mô phỏng", "Simulate"));
	lt_html(&v->html, "<li><a href=\"/thu-tuc/%s/nguon?ban=%s\">%s</a></li></ul>", view->code,
		hex, LT_SAY(v, "Tải tệp nguồn", "Download the source"));
}

static void procedure(struct lt_view *v)
{
	ProtobufCBinaryData hash;
	Lt__FetchReply *reply;
	bool here;
	if (!wanted(v, "ban", &hash) || fetch_version(v, &hash, &reply, &here) < 0)
		return;
	lt_view_begin(v, reply->procedure->name);
	lt_procedures_tell_whose(v, reply, here);
	facts(v, reply->procedure);
	lt_html(&v->html, "<h2>%s</h2><div class=\"beside\">",
		LT_SAY(v, "Hồ sơ của phiên bản này đang ở đâu",
		       "Where the dossiers of this version are"));
	picture(v, reply->procedure);
	steps(v, reply->procedure);
	lt_html(&v->html, "</div>");
	lt_html(&v->html, "<h2>%s</h2>",
		LT_SAY(v, "Kiểm tra khi công bố", "Examined when it was published"));
	lt_proposals_report(v, reply->procedure->report);
	versions(v, reply);
	lt_view_end(v);
}

/* -- the table of a decision's annex (QĐ 2022/QĐ-UBND Cao Bằng 2025), to be printed -- */

static void process(struct lt_view *v)
{
	static const char *const titles[][2] = {{"Bước", "Step"},
						{"Nội dung công việc", "Work"},
						{"Trách nhiệm thực hiện", "Who"},
						{"Thời gian thực hiện", "Time"}};
	ProtobufCBinaryData hash;
	Lt__FetchReply *reply;
	bool here;
	if (!wanted(v, "ban", &hash) || fetch_version(v, &hash, &reply, &here) < 0)
		return;
	const Lt__ProcedureView *view = reply->procedure;
	lt_view_begin(v, LT_SAY(v, "Quy trình nội bộ", "Internal process"));
	lt_html(&v->html, "<p><b>%s</b><br>%s %s · %s %s · %s %s</p>", view->name,
		LT_SAY(v, "Mã thủ tục:", "Code:"), view->code, LT_SAY(v, "Lĩnh vực:", "Field:"),
		view->field, LT_SAY(v, "Phiên bản:", "Version:"), view->version);
	lt_html(&v->html, "<p>%s ", LT_SAY(v, "Căn cứ pháp lý:", "Legal basis:"));
	for (size_t i = 0; i < view->n_legal_basis; i++)
		lt_html(&v->html, "%s%s", i ? "; " : "", view->legal_basis[i]);
	lt_html(&v->html, "</p><div class=\"wide\"><table class=\"printed\">");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < view->n_rows; i++) {
		const Lt__ProcedureRow *row = view->rows[i];
		if (row->heading)
			lt_html(&v->html, "<tr><td>%s</td><td colspan=\"3\"><b>%s</b></td></tr>",
				row->number, row->what);
		else
			lt_html(&v->html, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
				row->number, row->what, row->who, row->time);
	}
	lt_html(&v->html,
		"</tbody><tfoot><tr><td colspan=\"3\"><b>%s</b></td><td><b>%s</b></td></tr>"
		"</tfoot></table></div>",
		LT_SAY(v, "Tổng thời gian giải quyết", "Limit of the whole"), view->limit);
	lt_view_end(v);
}

/* -- the source -- */

static const char *source_of(struct lt_view *v, const ProtobufCBinaryData *hash)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.hash = *hash;
	return lt_view_fetch(v, &fetch, &reply) < 0 ? NULL : reply->source;
}

static void source(struct lt_view *v)
{
	ProtobufCBinaryData hash;
	if (!wanted(v, "ban", &hash))
		return;
	const char *text = source_of(v, &hash);
	if (!text)
		return;
	v->response->type = "text/plain; charset=utf-8";
	lt_http_header(v->response, "Content-Disposition",
		       lt_arena_printf(v->arena, "attachment; filename=\"%s.lua\"", v->parameter));
	v->response->body = lt_slice_str(text);
}

/* -- what differs -- */

void lt_procedures_differences(struct lt_view *v, Lt__Difference *const *items, size_t count)
{
	static const char *const titles[][2] = {
		{"Ở đâu", "Where"}, {"Điều gì", "What"}, {"Trước", "Before"}, {"Sau", "After"}};
	if (!count)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Hai bản cùng một nghĩa.", "Both mean the same."));
	lt_html(&v->html, "<div class=\"wide\"><table>");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < count; i++) {
		const Lt__Difference *d = items[i];
		const char *none = LT_SAY(v, "(không có)", "(none)");
		const char *where = *d->step ? d->step : LT_SAY(v, "cả thủ tục", "the whole");
		const char *what = strcmp(d->what, "step") != 0 ? d->label
				   : d->was ? LT_SAY(v, "bỏ bước", "step removed")
					    : LT_SAY(v, "thêm bước", "step added");
		lt_html(&v->html,
			"<tr><td>%s</td><td>%s</td><td class=\"gone\">%s</td>"
			"<td class=\"new\">%s</td></tr>",
			where, what, d->was ? d->before : none, d->is ? d->after : none);
	}
	lt_html(&v->html, "</tbody></table></div>");
}

void lt_procedures_lines(struct lt_view *v, const char *before, const char *after)
{
	struct lt_line_changes all;
	if (lt_lines_differ(lt_slice_str(before), lt_slice_str(after), v->arena, &all) < 0)
		return;
	if (!all.count)
		return lt_html(
			&v->html, "<p>%s</p>",
			LT_SAY(v, "Hai tệp giống nhau từng dòng.", "The files are the same."));
	lt_html(&v->html, "<p>%s %zu, %s %zu</p><pre class=\"lines\" tabindex=\"0\">",
		LT_SAY(v, "Dòng bỏ:", "Lines removed:"), all.removed,
		LT_SAY(v, "dòng thêm:", "lines added:"), all.added);
	for (size_t i = 0; i < all.count; i++) {
		const struct lt_line_change *c = &all.items[i];
		const char *line = lt_arena_printf(v->arena, "%.*s", (int)c->line.size,
						   (const char *)c->line.data);
		if (c->sign == '+')
			lt_html(&v->html, "<ins>+%d  %s</ins>\n", c->number, line);
		else
			lt_html(&v->html, "<del>-%d  %s</del>\n", c->number, line);
	}
	lt_html(&v->html, "</pre>");
}

static void differences(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_DIFFERENCES;
	if (!wanted(v, "tu", &fetch.before) || !wanted(v, "den", &fetch.hash) ||
	    lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	const char *before = source_of(v, &fetch.before);
	const char *after = before ? source_of(v, &fetch.hash) : NULL;
	if (!after)
		return;
	lt_view_begin(v, lt_arena_printf(v->arena, "%s %s",
					 LT_SAY(v, "Hai bản khác nhau:", "What differs:"),
					 v->parameter));
	lt_html(&v->html, "<p><a href=\"/thu-tuc/%s\">%s</a></p><h2>%s</h2>", v->parameter,
		LT_SAY(v, "Về thủ tục", "Back to the procedure"),
		LT_SAY(v, "Về nghĩa", "In meaning"));
	lt_procedures_differences(v, reply->differences, reply->n_differences);
	lt_html(&v->html, "<h2>%s</h2>", LT_SAY(v, "Từng dòng của tệp", "Line by line"));
	lt_procedures_lines(v, before, after);
	lt_view_end(v);
}

const struct lt_route lt_routes_procedure[] = {
	{LT_HTTP_GET, "/thu-tuc/:", LT_NEEDS_ANALYST, procedure},
	{LT_HTTP_GET, "/thu-tuc/:/quy-trinh", LT_NEEDS_ANALYST, process},
	{LT_HTTP_GET, "/thu-tuc/:/nguon", LT_NEEDS_ANALYST, source},
	{LT_HTTP_GET, "/thu-tuc/:/khac", LT_NEEDS_ANALYST, differences},
	{0, NULL, 0, NULL},
};
