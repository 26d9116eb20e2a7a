/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong verify: the nine properties over a coordinator's or node's folder, running or not. */
#include "proto/papers/stock.h"
#include "records/verify/verify.h"

#include <unistd.h>

#include "proto/base/done.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/receipt.h"
#include "tools/lienthong/verify_print.h"

static void print_text(FILE *out, const struct lt_verify_report *r)
{
	(void)fprintf(out,
		      "Kiểm tra %llu lô, %llu sự kiện, %llu hồ sơ (%llu đang mở)\n"
		      "(batches, events, dossiers, open)\n",
		      (unsigned long long)r->batches, (unsigned long long)r->events,
		      (unsigned long long)r->dossiers, (unsigned long long)r->open_dossiers);
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++) {
		const struct lt_property *p = &r->properties[i];
		(void)fprintf(out, "  %d. %-4s %10llu lần kiểm, %llu sai  %s\n", i,
			      p->broken ? "SAI" : "đạt", (unsigned long long)p->checked,
			      (unsigned long long)p->broken, lt_property_vietnamese(i));
		if (p->broken)
			(void)fprintf(out, "       ví dụ: %s\n", p->example);
	}
	if (r->journal_batches > r->batches)
		(void)fprintf(out,
			      "  %llu lô cuối của nhật ký chưa có trong điểm lưu; kiểm ở lần sau\n",
			      (unsigned long long)(r->journal_batches - r->batches));
}

json_t *lt_verify_json(const struct lt_verify_report *r)
{
	json_t *list = json_array();
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++) {
		const struct lt_property *p = &r->properties[i];
		(void)json_array_append_new(
			list, json_pack("{s:i,s:s,s:I,s:I,s:s}", "number", i, "name",
					lt_property_english(i), "checked", (json_int_t)p->checked,
					"broken", (json_int_t)p->broken, "example", p->example));
	}
	return json_pack("{s:b,s:I,s:I,s:I,s:I,s:o}", "holds", lt_verify_holds(r), "batches",
			 (json_int_t)r->batches, "events", (json_int_t)r->events, "dossiers",
			 (json_int_t)r->dossiers, "open_dossiers", (json_int_t)r->open_dossiers,
			 "properties", list);
}

static int print_json(FILE *out, const struct lt_verify_report *r, struct lt_err *err)
{
	json_t *all = lt_verify_json(r);
	int failed = all ? json_dumpf(all, out, JSON_INDENT(2)) : -1;
	json_decref(all);
	return failed < 0 || fputc('\n', out) < 0 ? lt_err_set(err, LT_E_NOMEM, "JSON") : 0;
}

int lt_verify_print(FILE *out, bool json, const struct lt_verify_report *report, struct lt_err *err)
{
	if (json)
		return print_json(out, report, err);
	print_text(out, report);
	return 0;
}

/* A node keeps its records in a folder of their own. */
static const char *records_folder(struct lt_tool *tool, bool *ret_is_node)
{
	const char *folder = lt_session_folder(tool);
	const char *node = lt_arena_printf(&tool->arena, "%s/node.conf", folder);
	*ret_is_node = node && access(node, F_OK) == 0;
	return *ret_is_node ? lt_arena_printf(&tool->arena, "%s/records", folder) : folder;
}

/* For whoever watches the folder's process; a copy that nobody runs is only read. */
static void note(struct lt_tool *tool, bool well)
{
	const char *folder = lt_session_folder(tool);
	struct lt_err why = {0};
	const char *conf = lt_arena_printf(&tool->arena, "%s/coordinator.conf", folder);
	if (conf && access(conf, F_OK) == 0 && lt_done_note(folder, LT_DONE_VERIFY, well, &why) < 0)
		(void)fprintf(tool->errors, "%s\n", why.text);
}

static int check_folder(struct lt_tool *tool, struct lt_err *err)
{
	struct lt_verify_report report;
	bool is_node;
	const char *folder = records_folder(tool, &is_node);
	int r = folder ? lt_verify(folder, &report, err) : LT_E_NOMEM;
	if (r == 0)
		r = lt_verify_print(tool->out, tool->json, &report, err);
	if (r == 0 || r == LT_E_DAMAGED)
		note(tool, r == 0 && lt_verify_holds(&report));
	if (r == 0 && !lt_verify_holds(&report) && is_node)
		r = lt_err_set(err, LT_E_DAMAGED,
			       "bản sao tại máy trạm không giữ đủ chín tính chất; hãy ngừng "
			       "máy trạm, "
			       "xóa thư mục %s rồi chạy lại: máy trạm tự lấy lại từ máy chủ",
			       folder);
	else if (r == 0 && !lt_verify_holds(&report))
		r = lt_err_set(
			err, LT_E_DAMAGED,
			"kho dữ liệu không giữ đủ chín tính chất; hãy ngừng máy chủ, giữ nguyên "
			"thư mục và phục hồi từ bản sao lưu");
	return r;
}

/* -- scans -- */

struct scans {
	const struct lt_papers *papers;
	int (*read)(const struct lt_papers *papers, const uint8_t *hash, struct lt_paper_file *ret,
		    struct lt_err *err);
	uint64_t right, broken;
	struct lt_err why;
};

static int check_scan(void *owner, const struct lt_paper_lying *paper)
{
	struct scans *s = owner;
	struct lt_paper_file file = {.fd = -1};
	struct lt_err err = {0};
	int r = s->read(s->papers, paper->hash, &file, &err);
	if (r < 0 && r != LT_E_ABSENT)
		s->why = err;
	lt_paper_file_close(&file);
	s->right += r == 0;
	s->broken += r < 0 && r != LT_E_ABSENT; /* swept meanwhile */
	return 0;
}

static int check_scans(struct lt_tool *tool, bool set_aside, struct lt_err *err)
{
	LT_AUTO(papers) struct lt_papers *papers = NULL;
	const char *folder = lt_arena_printf(&tool->arena, "%s/papers", lt_session_folder(tool));
	struct scans s = {.read = set_aside ? lt_papers_read : lt_papers_check};
	if (!folder)
		return LT_E_NOMEM;
	int r = access(folder, F_OK) == 0 ? lt_papers_view(folder, &papers, err) : 0;
	s.papers = papers;
	if (r == 0 && papers)
		r = lt_papers_each(papers, check_scan, &s, err);
	if (r < 0)
		return r;
	if (!tool->json)
		(void)fprintf(tool->out, "Bản quét: %llu tệp đúng mã băm, %llu hỏng\n",
			      (unsigned long long)s.right, (unsigned long long)s.broken);
	return s.broken ? lt_err_set(err, LT_E_DAMAGED, "%s", s.why.text) : 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *receipt = NULL, *keys = NULL;
	bool papers = false, set_aside = false;
	const struct lt_arg args[] = {{"--receipt", LT_ARG_TEXT, &receipt},
				      {"--keys", LT_ARG_TEXT, &keys},
				      {"--papers", LT_ARG_FLAG, &papers},
				      {"--set-aside", LT_ARG_FLAG, &set_aside}};
	struct lt_texts rest;
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0 && keys && !receipt)
		r = lt_err_set(err, LT_E_USAGE, "--keys đi cùng --receipt TỆP");
	if (r == 0 && set_aside && !papers)
		r = lt_err_set(err, LT_E_USAGE, "--set-aside đi cùng --papers");
	if (r < 0)
		return r;
	if (receipt)
		return lt_receipt_verify(tool, receipt, keys, err);
	r = check_folder(tool, err);
	return r == 0 && papers ? check_scans(tool, set_aside, err) : r;
}

const struct lt_subcommand lt_tool_verify = {
	.name = "verify",
	.summary = "kiểm chín tính chất của kho dữ liệu, kiểm biên nhận (verify)",
	.help = "lienthong [-C THƯ-MỤC] verify [--papers [--set-aside]] [--json]\n"
		"lienthong verify --receipt TỆP --keys TỆP\n"
		"\n"
		"Phát lại toàn bộ nhật ký vào một kho tạm, so từng bảng với kho đang dùng, rồi "
		"kiểm\n"
		"chín tính chất. Chỉ đọc (trừ --set-aside); chạy được cả khi máy chủ đang chạy\n"
		"(khi đó kiểm tới điểm lưu gần nhất). Trong thư mục của máy trạm: kiểm bản sao.\n"
		"Thoát 0 nếu đạt cả chín.\n"
		"\n"
		"  --papers        đọc cả các bản quét trong thư mục papers, so từng mã băm\n"
		"  --set-aside     ... và để riêng tệp hỏng (.damaged), để tệp đúng gửi lại được\n"
		"  --receipt TỆP   kiểm một biên nhận liên thông (lệnh receipt)\n"
		"  --keys TỆP      khóa công khai của tỉnh (lệnh keys): không cần hỏi máy chủ\n"
		"\n"
		"Replays the journal into a scratch store and compares it with the live one, "
		"table\n"
		"by table. Read-only but for --set-aside; works beside a running coordinator.\n"
		"Exit 0 if all nine hold, or the receipt is genuine.\n",
	.run = run,
};
