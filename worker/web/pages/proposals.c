/* SPDX-License-Identifier: EUPL-1.2 */
/* Proposals for publishing: what is open, what became of the others, and the form with which an
 * analyst proposes files. What is wrong with them is told line by line. */
#include <string.h>

#include "worker/web/pages/procedures.h"
#include "worker/web/tool.h"

enum { PAGE_ITEMS = 50, FINDINGS_MAX = 300 };

/* -- what was found -- */

/* "x.lua:12: E17: what; how to mend it", as the checker and the tests say it. */
static void finding(struct lt_view *v, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
	size_t file = colon ? (size_t)(colon - line) : 0;
	bool placed = digits && colon[1 + digits] == ':';
	const char *text = placed ? colon + 2 + digits : line;
	const char *mend = NULL, *end = line + size;
	for (const char *at = text; at + 1 < end && !mend; at++)
		if (at[0] == ';' && at[1] == ' ')
			mend = at + 2;
	lt_html(&v->html, "<tr><td>%s</td><td class=\"number\">%s</td>",
		placed ? lt_arena_printf(v->arena, "%.*s", (int)file, line) : "",
		placed ? lt_arena_printf(v->arena, "%.*s", (int)digits, colon + 1) : "");
	lt_html(&v->html, "<td>%s</td><td>%s</td></tr>",
		lt_arena_printf(v->arena, "%.*s", (int)((mend ? mend - 2 : end) - text), text),
		mend ? lt_arena_printf(v->arena, "%.*s", (int)(end - mend), mend) : "");
}

void lt_proposals_findings(struct lt_view *v, const char *text)
{
	static const char *const titles[][2] = {{"Tệp", "File"},
						{"Dòng", "Line"},
						{"Sai ở đâu", "What"},
						{"Sửa thế nào", "Remedy"}};
	size_t count = 0;
	lt_html(&v->html, "<div class=\"wide\"><table id=\"loi\">");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	while (*text && count++ < FINDINGS_MAX) {
		size_t n = strcspn(text, "\n");
		if (n)
			finding(v, text, n);
		text += n + (text[n] == '\n');
	}
	lt_html(&v->html, "</tbody></table></div>");
}

/* -- the list -- */

static const char *end_of(struct lt_view *v, const Lt__ProposalInfo *p)
{
	switch (p->end) {
	case LT__PROPOSAL_END__PROPOSAL_END_RELEASED:
		return LT_SAY(v, "đã cho phép", "released");
	case LT__PROPOSAL_END__PROPOSAL_END_REFUSED:
		return LT_SAY(v, "đã từ chối", "refused");
	case LT__PROPOSAL_END__PROPOSAL_END_WITHDRAWN:
		return LT_SAY(v, "đã rút lại", "taken back");
	default:
		return LT_SAY(v, "chờ cho phép", "waits");
	}
}

static void row(struct lt_view *v, const Lt__ProposalInfo *p)
{
	char at[LT_TIME_TEXT_BYTES];
	lt_html(&v->html,
		"<tr><td><a href=\"/thu-tuc/de-nghi/%u\">%u</a></td><td>%s</td><td>%s</td><td>",
		p->number, p->number, p->author_name, lt_time_vietnamese(p->at_us, at));
	for (size_t i = 0; i < p->n_items; i++)
		lt_html(&v->html, "%s%s %s", i ? "; " : "", p->items[i]->file->name,
			p->items[i]->file->version);
	lt_html(&v->html, "</td><td>%s%s%s</td><td>%s</td></tr>", end_of(v, p),
		*p->closed_by_name ? ": " : "", p->closed_by_name, p->closed_note);
}

static void list(struct lt_view *v, const Lt__FetchReply *reply)
{
	static const char *const titles[][2] = {{"Số", "No."},		 {"Ai soạn", "Author"},
						{"Lúc", "When"},	 {"Tệp", "Files"},
						{"Tình trạng", "State"}, {"Lý do", "Reason"}};
	if (!reply->n_proposals)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Chưa có đề nghị nào.", "There is none yet."));
	lt_html(&v->html, "<div class=\"wide\"><table>");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < reply->n_proposals; i++)
		row(v, reply->proposals[i]);
	lt_html(&v->html, "</tbody></table></div>");
}

static void form(struct lt_view *v)
{
	static const char vietnamese[] =
		"Chọn mọi tệp của gói: thủ tục, phần riêng của tỉnh, lịch làm việc (ngày "
		"nghỉ, làm bù, nơi đóng cửa), danh bạ; kịch bản thử (ten_test.lua) và các "
		"tệp mà kịch bản dùng. Tất cả được kiểm tra và thử ngay; có lỗi thì chưa "
		"gửi gì, và từng lỗi được chỉ ra. Gói đạt thì chờ một người khác cho phép: "
		"người soạn không bao giờ tự cho phép. Lịch đổi hạn của hồ sơ nào thì đề "
		"nghị ghi rõ trước khi cho phép.";
	static const char english[] =
		"Choose all files of the bundle: procedures, the province's overrides, the "
		"calendar (holidays, make-up days, closures), the directory; tests "
		"(name_test.lua) and what the tests use. All are checked and tried at once;"
		" with an error nothing is sent, and each is shown. A good bundle waits for"
		" somebody else: its author never releases it. Which due dates a calendar "
		"moves is shown before it is released.";
	lt_html(&v->html, "<h2>%s</h2><p>%s</p>", LT_SAY(v, "Đề nghị công bố", "Propose"),
		LT_SAY(v, vietnamese, english));
	lt_html(&v->html,
		"<ul class=\"units\"><li><a href=\"/thu-tuc/de-nghi/lich\">%s</a></li><li><a "
		"href=\"/thu-tuc/de-nghi/danh-ba\">%s</a></li></ul>",
		LT_SAY(v, "Tải lịch đang áp dụng để sửa", "Download the calendar in force"),
		LT_SAY(v, "Tải danh bạ đang áp dụng để sửa", "Download the directory in force"));
	lt_html(&v->html, "<form class=\"narrow\" method=\"post\" action=\"/thu-tuc/de-nghi\" "
			  "enctype=\"multipart/form-data\">");
	lt_view_token(v);
	lt_html(&v->html,
		"<label for=\"tep\">%s</label><input id=\"tep\" name=\"tep\" type=\"file\" "
		"multiple "
		"required accept=\".lua\"><label for=\"tu\">%s</label><input id=\"tu\" name=\"tu\" "
		"type=\"date\"><label for=\"loi-nhan\">%s</label><textarea id=\"loi-nhan\" "
		"name=\"loi_nhan\" rows=\"2\" "
		"maxlength=\"1000\"></textarea><button>%s</button></form>",
		LT_SAY(v, "Các tệp .lua", "Files (.lua)"),
		LT_SAY(v, "Có hiệu lực từ ngày (để trống: ngay khi được cho phép)",
		       "In force from (empty: as soon as it is released)"),
		LT_SAY(v, "Lời gửi người cho phép", "To whoever releases it"),
		LT_SAY(v, "Kiểm tra rồi đề nghị", "Check and propose"));
}

static void proposals(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROPOSALS;
	fetch.limit = PAGE_ITEMS;
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	lt_view_begin(v, LT_SAY(v, "Đề nghị công bố", "Proposals"));
	lt_html(&v->html, "<p><a href=\"/thu-tuc\">%s</a></p>",
		LT_SAY(v, "Về danh mục thủ tục", "Back to the catalogue"));
	list(v, reply);
	form(v);
	lt_view_end(v);
}

/* -- proposing -- */

static int gather(struct lt_view *v, struct lt_tool_files *files, struct lt_err *err)
{
	int r = 0;
	for (const struct lt_http_field *f = v->request->form; f && r == 0; f = f->next)
		if (strcmp(f->name, "tep") == 0 && f->file && *f->file)
			r = lt_tool_put(v, files, f->file, f->value, err);
	if (r == 0 && files->count == 0)
		r = lt_err_set(err, LT_E_USAGE, "%s",
			       LT_SAY(v, "Hãy chọn ít nhất một tệp .lua.",
				      "Choose at least one .lua file."));
	return r;
}

static bool is_test(const char *name)
{
	size_t n = strlen(name), end = strlen("_test.lua");
	return n > end && strcmp(name + n - end, "_test.lua") == 0;
}

/* Tests go with their files; whatever else the tests use lies beside them. */
static int propose(struct lt_view *v, const struct lt_tool_files *files, struct lt_program_end *ret,
		   struct lt_err *err)
{
	enum { OPTIONS_MAX = 14 };
	const char *words[OPTIONS_MAX + sizeof files->names / sizeof *files->names];
	const char *from = lt_http_text(v->request->form, "tu");
	size_t n = 0;
	if (files->count > 44)
		return lt_err_set(err, LT_E_LIMIT, "quá 44 tệp một lần; hãy chia ra");
	words[n++] = "-C";
	words[n++] = lt_tool_folder(v);
	words[n++] = "publish";
	words[n++] = "--as";
	words[n++] = v->session.account;
	words[n++] = "--unit";
	words[n++] = lt_procedures_desk(v);
	words[n++] = "--note";
	words[n++] = lt_http_text(v->request->form, "loi_nhan");
	if (*from) {
		words[n++] = "--from";
		words[n++] = from;
	}
	for (size_t i = 0; i < files->count; i++)
		if (!is_test(files->names[i]))
			words[n++] = files->names[i];
	words[n] = NULL;
	return lt_tool_run(v, files, words, ret, err);
}

static void refused(struct lt_view *v, const char *text)
{
	v->response->status = 422;
	lt_view_begin(v, LT_SAY(v, "Chưa đề nghị gì", "Nothing was proposed"));
	lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>",
		LT_SAY(v,
		       "Gói có lỗi nên chưa gửi đi. Hãy sửa các dòng sau trong tệp của bạn rồi "
		       "chọn "
		       "lại các tệp.",
		       "The bundle has errors and was not sent. Mend the lines below in your "
		       "files and "
		       "choose them again."));
	lt_proposals_findings(v, text);
	form(v);
	lt_view_end(v);
}

static void post(struct lt_view *v)
{
	LT_AUTO(tool_files) struct lt_tool_files files = {0};
	struct lt_program_end end;
	struct lt_err err = {0};
	int r = gather(v, &files, &err);
	if (r == 0)
		r = propose(v, &files, &end, &err);
	if (r < 0)
		return lt_view_failed(v, r == LT_E_LIMIT ? LT_E_USAGE : r, &err);
	if (end.status != 0)
		return refused(v, end.complaints);
	lt_view_tell(v, "done",
		     LT_SAY(v, "Đã đề nghị; chờ người khác cho phép.",
			    "Proposed; it waits for somebody else's release."));
	lt_http_redirect(v->response, "/thu-tuc/de-nghi");
}

/* -- what a new version begins with -- */

static void in_force(struct lt_view *v, Lt__PublishKind kind, const char *name)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.publish = kind;
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	v->response->type = "text/plain; charset=utf-8";
	lt_http_header(v->response, "Content-Disposition",
		       lt_arena_printf(v->arena, "attachment; filename=\"%s\"", name));
	v->response->body = lt_slice_str(reply->source);
}

static void calendar(struct lt_view *v)
{
	in_force(v, LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR, "lich.lua");
}

static void directory(struct lt_view *v)
{
	in_force(v, LT__PUBLISH_KIND__PUBLISH_KIND_DIRECTORY, "danh_ba.lua");
}

const struct lt_route lt_routes_proposals[] = {
	{LT_HTTP_GET, "/thu-tuc/de-nghi", LT_NEEDS_ANALYST, proposals},
	{LT_HTTP_GET, "/thu-tuc/de-nghi/lich", LT_NEEDS_ANALYST, calendar},
	{LT_HTTP_GET, "/thu-tuc/de-nghi/danh-ba", LT_NEEDS_ANALYST, directory},
	{LT_HTTP_POST, "/thu-tuc/de-nghi", LT_NEEDS_ANALYST, post},
	{LT_HTTP_GET, "/thu-tuc/de-nghi/:", LT_NEEDS_ANALYST, lt_proposals_show},
	{LT_HTTP_POST, "/thu-tuc/de-nghi/:/xong", LT_NEEDS_ANALYST, lt_proposals_close},
	{0, NULL, 0, NULL},
};
