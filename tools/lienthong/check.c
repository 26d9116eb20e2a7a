/* SPDX-License-Identifier: EUPL-1.2 */
/* check: what is wrong with these files? Needs nothing that runs. */
#include <string.h>

#include "procedures/host/host.h"
#include "proto/base/limits.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/sources.h"

struct checking {
	struct lt_tool *tool;
	const struct lt_source *sources;
	size_t count;
	struct lt_directory *directory;
	const struct lt_source *base; /**< --base; NULL: looked for among the files */
	json_t *files;		      /**< with --json */
	size_t errors, warnings;
};

/* -- the national file that an override names -- */

static bool is_procedure(struct checking *c, const struct lt_source *source, const char *code)
{
	LT_AUTO(definition) struct lt_definition *def = NULL;
	struct lt_findings findings = {0};
	struct lt_err why = {0};
	return source->kind == LT_SOURCE_PROCEDURE &&
	       lt_host_load(source->text, source->path, lt_slice(NULL, 0), NULL, &c->tool->arena,
			    &findings, &def, &why) == 0 &&
	       strcmp(def->code, code) == 0;
}

static int find_base(struct checking *c, const struct lt_source *source, struct lt_slice *ret,
		     struct lt_err *err)
{
	const char *code;
	*ret = lt_slice(NULL, 0);
	if (source->kind != LT_SOURCE_OVERRIDE)
		return 0;
	if (c->base) {
		*ret = c->base->text;
		return 0;
	}
	int r = lt_host_base_of(source->text, source->path, &c->tool->arena, &code, err);
	for (size_t i = 0; i < c->count && r == 0; i++)
		if (is_procedure(c, &c->sources[i], code)) {
			*ret = c->sources[i].text;
			return 0;
		}
	return r < 0 ? r
		     : lt_err_set(err, LT_E_ABSENT,
				  "cần tệp của thủ tục gốc %s: hãy thêm --base TỆP, hoặc kiểm tra "
				  "cùng "
				  "một lần",
				  code);
}

/* -- one file -- */

static int load(struct checking *c, const struct lt_source *source, struct lt_findings *findings,
		struct lt_err *err)
{
	LT_AUTO(definition) struct lt_definition *def = NULL;
	LT_AUTO(directory) struct lt_directory *directory = NULL;
	LT_AUTO(calendar) struct lt_calendar *calendar = NULL;
	struct lt_slice base;
	if (source->kind == LT_SOURCE_DIRECTORY)
		return lt_host_load_directory(source->text, source->path, &directory, err);
	if (source->kind == LT_SOURCE_CALENDAR)
		return lt_host_load_calendar(source->text, source->path, &calendar, err);
	int r = find_base(c, source, &base, err);
	return r < 0 ? r
		     : lt_host_load(source->text, source->path, base, c->directory, &c->tool->arena,
				    findings, &def, err);
}

static void print_finding(struct checking *c, const struct lt_finding *f)
{
	bool remedy = f->remedy && *f->remedy;
	(void)fprintf(c->tool->out, "%s:%d: %s%s: %s%s%s\n", f->file, f->line, f->rule,
		      f->warning ? " (cảnh báo)" : "", f->message, remedy ? "; " : "",
		      remedy ? f->remedy : "");
}

static json_t *finding_json(const struct lt_finding *f)
{
	return json_pack("{s:s, s:s, s:i, s:b, s:s, s:s}", "rule", f->rule, "file", f->file, "line",
			 (int)f->line, "warning", f->warning, "message", f->message, "remedy",
			 f->remedy ? f->remedy : "");
}

static void tell(struct checking *c, const struct lt_source *source, int error,
		 const struct lt_findings *findings, const struct lt_err *why)
{
	json_t *list = json_array();
	bool silent = error < 0 && findings->errors == 0; /* failed without a line to point at */
	for (size_t i = 0; i < findings->count; i++) {
		if (c->tool->json)
			(void)json_array_append_new(list, finding_json(&findings->items[i]));
		else
			print_finding(c, &findings->items[i]);
	}
	if (!c->tool->json && silent)
		(void)fprintf(c->tool->out, "%s\n", why->text);
	else if (!c->tool->json && findings->count == 0)
		(void)fprintf(c->tool->out, "%s: %s đạt\n", source->path,
			      lt_source_word(source->kind));
	if (c->files)
		(void)json_array_append_new(
			c->files, json_pack("{s:s, s:s, s:b, s:s, s:O}", "file", source->path,
					    "kind", lt_source_name(source->kind), "ok", error == 0,
					    "text", silent ? why->text : "", "findings", list));
	json_decref(list);
	c->errors += findings->errors + silent;
	c->warnings += findings->count - findings->errors;
}

static int check_one(struct checking *c, const struct lt_source *source, struct lt_err *err)
{
	struct lt_findings findings = {0};
	struct lt_err why = {0};
	int r = load(c, source, &findings, &why);
	if (r == LT_E_NOMEM)
		return lt_err_set(err, r, "%s: không đủ bộ nhớ", source->path);
	tell(c, source, r, &findings, &why);
	return 0;
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

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *directory = NULL, *base = NULL;
	const struct lt_arg args[] = {{"--directory", LT_ARG_TEXT, &directory},
				      {"--base", LT_ARG_TEXT, &base}};
	struct lt_texts files = {0};
	struct lt_source *sources = NULL;
	const struct lt_source *from = NULL;
	struct checking c = {.tool = tool};
	int r = lt_args_read(tool, args, 2, argc, argv, SIZE_MAX, &files, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", files.count ? files.items[0] : NULL, err);
	if (r == 0)
		r = read_one(tool, "--directory", directory, LT_SOURCE_DIRECTORY, &from, err);
	if (r == 0)
		r = read_one(tool, "--base", base, LT_SOURCE_PROCEDURE, &c.base, err);
	if (r == 0)
		r = lt_sources_read(tool, &files, &sources, err);
	if (r == 0 && from)
		r = lt_host_load_directory(from->text, from->path, &c.directory, err);
	c.sources = sources;
	c.count = files.count;
	c.files = r == 0 && tool->json ? json_array() : NULL;
	for (size_t i = 0; i < c.count && r == 0; i++)
		r = check_one(&c, &sources[i], err);
	if (r == 0)
		r = sum_up(&c, err);
	json_decref(c.files);
	lt_directory_free(c.directory);
	return r;
}

static const char help[] =
	"lienthong check: kiểm tra tệp thủ tục, danh bạ, lịch (check)\n"
	"\n"
	"  lienthong check TỆP... [--directory DANH-BẠ] [--base THỦ-TỤC-GỐC] [--json]\n"
	"\n"
	"Không cần máy chủ nào đang chạy. Mỗi lỗi một dòng:\n"
	"  tệp:dòng: mã lỗi: sai ở đâu; sửa thế nào\n"
	"\n"
	"  --directory  danh bạ để đối chiếu đơn vị, cấp, vai trò\n"
	"  --base       thủ tục quốc gia mà tệp riêng của tỉnh (override) sửa đổi; không cần nếu\n"
	"               thủ tục đó cũng nằm trong các TỆP\n"
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
