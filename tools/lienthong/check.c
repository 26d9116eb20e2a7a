/* SPDX-License-Identifier: EUPL-1.2 */
/* check: what is wrong with these files? Needs nothing that runs. The files are judged in a process
 * of their own. */
#include <string.h>

#include "procedures/host/judge.h"
#include "proto/base/limits.h"
#include "tools/lienthong/beside.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/sources.h"

struct checking {
	struct lt_tool *tool;
	const struct lt_source *sources;
	size_t count, faulty; /* the first ones cannot be judged at all */
	json_t *files;	      /**< with --json */
	bool editor;	      /**< lines as compilers write them */
	bool no_tests;
	size_t errors, warnings;
};

static void print_finding(struct checking *c, const struct lt_finding *f)
{
	bool remedy = f->remedy && *f->remedy;
	if (c->editor) {
		(void)fprintf(c->tool->out, "%s:%d:%d: %s: %s%s%s [%s]\n", f->file,
			      f->line ? f->line : 1, f->column ? f->column : 1,
			      f->warning ? "warning" : "error", f->message, remedy ? "; " : "",
			      remedy ? f->remedy : "", f->rule);
		return;
	}
	(void)fprintf(c->tool->out, "%s:%d:%d: %s%s: %s%s%s\n", f->file, f->line, f->column,
		      f->rule, f->warning ? " (cảnh báo)" : "", f->message, remedy ? "; " : "",
		      remedy ? f->remedy : "");
}

/* A failure that names its place itself, if it has one. */
static void print_silent(struct checking *c, const struct lt_source *source, const char *why)
{
	if (c->editor)
		(void)fprintf(c->tool->out, "%s:1:1: error: %s [E00]\n", source->path, why);
	else
		(void)fprintf(c->tool->out, "%s\n", why);
}

static json_t *finding_json(const struct lt_finding *f)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:b, s:s, s:s}", "rule", f->rule, "name",
			 f->name, "file", f->file, "line", (int)f->line, "column", (int)f->column,
			 "warning", f->warning, "message", f->message, "remedy",
			 f->remedy ? f->remedy : "");
}

static void tell(struct checking *c, const struct lt_source *source, const struct lt_judged *judged)
{
	const struct lt_findings *findings = &judged->findings;
	json_t *list = json_array();
	bool silent = judged->result < 0 && findings->errors == 0; /* no line to point at */
	for (size_t i = 0; i < findings->count; i++) {
		if (c->tool->json)
			(void)json_array_append_new(list, finding_json(&findings->items[i]));
		else
			print_finding(c, &findings->items[i]);
	}
	if (!c->tool->json && silent)
		print_silent(c, source, judged->why);
	else if (!c->tool->json && !c->editor && findings->count == 0)
		(void)fprintf(c->tool->out, "%s: %s đạt\n", source->path,
			      lt_source_word(source->kind));
	if (c->files)
		(void)json_array_append_new(
			c->files,
			json_pack("{s:s, s:s, s:b, s:s, s:I, s:O}", "file", source->path, "kind",
				  lt_source_name(source->kind), "ok", judged->result == 0, "text",
				  silent ? judged->why : "", "cpu_us", (json_int_t)judged->cpu_us,
				  "findings", list));
	json_decref(list);
	c->errors += findings->errors + silent;
	c->warnings += findings->count - findings->errors;
}

/* -- all of them -- */

static int read_one(struct lt_tool *tool, const char *option, const char *path,
		    enum lt_source_kind kind, const struct lt_source **ret, struct lt_err *err)
{
	struct lt_source *source;
	struct lt_texts texts = {&path, 1};
	if (!path)
		return 0;
	int r = lt_sources_read(tool, &texts, &source, err);
	if (r == 0 && source->kind != kind)
		r = lt_err_set(err, LT_E_USAGE, "%s %s: tệp này là %s, cần %s", option, path,
			       lt_source_word(source->kind), lt_source_word(kind));
	if (r == 0)
		*ret = source;
	return r;
}

static int sum_up(struct checking *c, struct lt_err *err)
{
	if (c->files) {
		int r = lt_json_print(c->tool,
				      json_pack("{s:O, s:I, s:I}", "files", c->files, "errors",
						(json_int_t)c->errors, "warnings",
						(json_int_t)c->warnings),
				      err);
		if (r < 0)
			return r;
	}
	return c->errors ? lt_err_set(err, LT_E_REFUSED, "%zu lỗi, %zu cảnh báo trong %zu tệp",
				      c->errors, c->warnings, c->count)
			 : 0;
}

static struct lt_judge_file judge_file(const struct lt_source *source)
{
	static const enum lt_judge_kind kinds[] = {
		[LT_SOURCE_CALENDAR] = LT_JUDGE_CALENDAR,
		[LT_SOURCE_DIRECTORY] = LT_JUDGE_DIRECTORY,
		[LT_SOURCE_PROCEDURE] = LT_JUDGE_PROCEDURE,
		[LT_SOURCE_OVERRIDE] = LT_JUDGE_OVERRIDE,
	};
	return (struct lt_judge_file){
		.kind = kinds[source->kind], .path = source->path, .text = source->text};
}

/* What the two options name is borrowed until the end. */
static int judge_all(struct checking *c, const struct lt_source *directory,
		     const struct lt_source *base, struct lt_err *err)
{
	struct lt_arena *arena = &c->tool->arena;
	struct lt_judge_file *files = lt_arena_zalloc(arena, c->count + 2, sizeof *files);
	struct lt_judge_case what = {.files = files, .count = c->count};
	struct lt_judged *judged = NULL;
	if (!files)
		return LT_E_NOMEM;
	const struct lt_source *good = c->sources + c->faulty;
	what.count = c->count - c->faulty;
	for (size_t i = 0; i < what.count; i++)
		files[i] = judge_file(&good[i]);
	if (directory) {
		files[c->count] = judge_file(directory);
		what.directory_file = &files[c->count];
	}
	if (base) {
		files[c->count + 1] = judge_file(base);
		what.base = &files[c->count + 1];
	}
	int r = lt_judge(&what, arena, &judged, err);
	struct lt_beside beside = {.tool = c->tool,
				   .sources = good,
				   .directory = directory ? directory->path : NULL,
				   .what = &what,
				   .judged = judged};
	if (r == 0)
		r = lt_beside_judge(&beside, !c->no_tests, err);
	for (size_t i = 0; i < what.count && r == 0; i++)
		tell(c, &good[i], &judged[i]);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct checking c = {.tool = tool};
	const char *directory = NULL, *base = NULL;
	const struct lt_arg args[] = {{"--directory", LT_ARG_TEXT, &directory},
				      {"--base", LT_ARG_TEXT, &base},
				      {"--editor", LT_ARG_FLAG, &c.editor},
				      {"--no-tests", LT_ARG_FLAG, &c.no_tests}};
	struct lt_texts files = {0};
	struct lt_source *sources = NULL;
	const struct lt_source *from = NULL, *under = NULL;
	int r = lt_args_read(tool, args, 4, argc, argv, SIZE_MAX, &files, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", files.count ? files.items[0] : NULL, err);
	if (r == 0)
		r = read_one(tool, "--directory", directory, LT_SOURCE_DIRECTORY, &from, err);
	if (r == 0)
		r = read_one(tool, "--base", base, LT_SOURCE_PROCEDURE, &under, err);
	if (r == 0)
		r = lt_sources_read_each(tool, &files, &sources, &c.faulty, err);
	c.sources = sources;
	c.count = files.count;
	c.files = r == 0 && tool->json ? json_array() : NULL;
	for (size_t i = 0; i < c.faulty && r == 0; i++)
		tell(&c, &sources[i],
		     &(struct lt_judged){.result = LT_E_FORMAT, .why = sources[i].fault});
	if (r == 0)
		r = judge_all(&c, from, under, err);
	if (r == 0)
		r = sum_up(&c, err);
	json_decref(c.files);
	return r;
}

static const char help[] =
	"lienthong check: kiểm tra tệp thủ tục, danh bạ, lịch (check)\n"
	"\n"
	"  lienthong check TỆP... [--directory DANH-BẠ] [--base THỦ-TỤC-GỐC] [--json]\n"
	"\n"
	"Không cần máy chủ nào đang chạy. Mỗi lỗi một dòng:\n"
	"  tệp:dòng:cột: mã lỗi: sai ở đâu; sửa thế nào\n"
	"\n"
	"  --directory  danh bạ để đối chiếu đơn vị, cấp, vai trò\n"
	"  --base       thủ tục quốc gia mà tệp riêng của tỉnh (override) sửa đổi; không cần nếu\n"
	"               thủ tục đó cũng nằm trong các TỆP\n"
	"  --editor     dạng mà vim, emacs, VS Code nhảy tới được:\n"
	"               tệp:dòng:cột: error: ... [E17]\n"
	"  --no-tests   không chạy kịch bản nằm cạnh tệp (ten_test.lua) để tìm kết quả chưa thử\n"
	"  --json       kết quả dạng JSON\n"
	"\n"
	"Mã thoát: 0 không có lỗi (có thể còn cảnh báo), 1 có lỗi.\n"
	"\n"
	"Ví dụ: lienthong check thu-tuc/*.lua --directory danh-ba.lua\n";

const struct lt_subcommand lt_tool_check = {
	.name = "check",
	.summary = "kiểm tra thủ tục, danh bạ, lịch trước khi công bố (check)",
	.run = run,
	.help = help,
};
