/* SPDX-License-Identifier: EUPL-1.2 */
/* fmt: a procedure's words in English or in Vietnamese; the file is rewritten in place. */
#include "procedures/host/rewrite.h"
#include "proto/base/limits.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/writefile.h"

struct formatting {
	struct lt_tool *tool;
	bool english, vietnamese, check;
	size_t changed;
};

/* Asked for, or the one it begins in: what is mixed becomes one. */
static enum lt_form form_of(const struct formatting *f, struct lt_slice text)
{
	if (f->english)
		return LT_FORM_ENGLISH;
	return f->vietnamese ? LT_FORM_VIETNAMESE : lt_rewrite_form(text);
}

static int one(struct formatting *f, const char *path, struct lt_err *err)
{
	struct lt_slice text, new;
	int r = lt_args_file(f->tool, path, LT_SOURCE_BYTES_MAX, &text, err);
	if (r < 0)
		return r;
	enum lt_form form = form_of(f, text);
	if (!form)
		return lt_err_set(
			err, LT_E_FORMAT,
			"%s: không phải tệp thủ tục; tệp phải có return procedure, return "
			"override, return thu_tuc hoặc return sua_doi",
			path);
	r = lt_rewrite(text, form, &f->tool->arena, &new, err);
	if (r < 0)
		return lt_err_wrap(err, r, "%s", path);
	if (lt_slice_equal(text, new))
		return 0;
	f->changed++;
	(void)fprintf(f->tool->out, "%s: %s\n", path, f->check ? "cần viết lại" : "đã viết lại");
	return f->check ? 0 : lt_writefile(path, new, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct formatting f = {.tool = tool};
	const struct lt_arg args[] = {{"--vi", LT_ARG_FLAG, &f.vietnamese},
				      {"--en", LT_ARG_FLAG, &f.english},
				      {"--check", LT_ARG_FLAG, &f.check}};
	struct lt_texts files = {0};
	int r = lt_args_read(tool, args, 3, argc, argv, SIZE_MAX, &files, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", files.count ? files.items[0] : NULL, err);
	if (r == 0 && f.english && f.vietnamese)
		r = lt_err_set(err, LT_E_USAGE, "chọn một trong hai: --vi hoặc --en");
	for (size_t i = 0; i < files.count && r == 0; i++)
		r = one(&f, files.items[i], err);
	if (r == 0 && f.check && f.changed)
		r = lt_err_set(err, LT_E_REFUSED, "%zu trong %zu tệp cần viết lại", f.changed,
			       files.count);
	return r;
}

static const char help[] =
	"lienthong fmt: đổi từ của tệp thủ tục sang tiếng Việt hoặc tiếng Anh (fmt)\n"
	"\n"
	"  lienthong fmt [--vi | --en] [--check] TỆP...\n"
	"\n"
	"Mỗi từ của ngôn ngữ có đúng hai cách viết: human và can_bo, limit và han, ... Lệnh này\n"
	"viết lại tệp theo một cách; nghĩa không đổi, đổi đi đổi lại ra đúng tệp cũ. Chú thích,\n"
	"văn bản trong dấu nháy, tên bước, tên kết quả và biến của người viết giữ nguyên.\n"
	"\n"
	"  --vi     viết bằng từ tiếng Việt không dấu: thu_tuc, can_bo, chuyen, han, neu ...\n"
	"  --en     viết bằng từ tiếng Anh: procedure, human, handoff, limit, on ...\n"
	"           không ghi cả hai: theo từ đứng sau return của tệp\n"
	"  --check  chỉ xem, không ghi; mã thoát 1 nếu có tệp cần viết lại\n"
	"\n"
	"Bảng đầy đủ các từ: docs/language/words.md\n"
	"\n"
	"Ví dụ: lienthong fmt --vi thu-tuc/*.lua\n";

const struct lt_subcommand lt_tool_fmt = {
	.name = "fmt",
	.summary = "đổi từ của tệp thủ tục sang tiếng Việt hoặc tiếng Anh (fmt)",
	.run = run,
	.help = help,
};
