/* SPDX-License-Identifier: EUPL-1.2 */
/* diff: what a new version, or a province, does differently. */
#include <string.h>

#include "proto/base/limits.h"
#include "tools/lienthong/definition.h"
#include "procedures/chart/differ.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/sources.h"

/* The second file may be an override of the first. */
static int read_both(struct lt_tool *tool, struct lt_wanted *wanted, const char *const names[2],
		     struct lt_procedure ret[2], struct lt_err *err)
{
	struct lt_slice text;
	struct lt_err ignored = {0};
	for (size_t i = 0; i < 2; i++) {
		const char *base = wanted->base;
		wanted->name = names[i];
		bool file = lt_args_file(tool, names[i], LT_SOURCE_BYTES_MAX, &text, &ignored) == 0;
		bool override = file && lt_source_kind(text) == LT_SOURCE_OVERRIDE;
		if (override && !base)
			wanted->base = names[1 - i];
		else if (!override)
			wanted->base = NULL;
		int r = lt_procedure_read(tool, wanted, &ret[i], err);
		wanted->base = base;
		if (r < 0)
			return r;
	}
	return 0;
}

static void print(struct lt_tool *tool, const struct lt_differences *all)
{
	const char *step = "";
	for (size_t i = 0; i < all->count; i++) {
		const struct lt_difference *x = &all->items[i];
		bool whole = strcmp(x->what, "step") == 0;
		if (whole) {
			(void)fprintf(tool->out, "%s bước \"%s\": %s\n",
				      x->before ? "- bỏ" : "+ thêm", x->step,
				      x->before ? x->before : x->after);
			continue;
		}
		if (x->step && strcmp(step, x->step) != 0)
			(void)fprintf(tool->out, "~ bước \"%s\"\n", x->step);
		step = x->step ? x->step : "";
		(void)fprintf(tool->out, "%s%s: %s → %s\n", x->step ? "    " : "", x->label,
			      x->before ? x->before : "(không có)",
			      x->after ? x->after : "(không có)");
	}
	if (all->count == 0)
		(void)fputs("Hai bản như nhau.\n", tool->out);
}

static int as_json(struct lt_tool *tool, const struct lt_differences *all, struct lt_err *err)
{
	json_t *list = json_array();
	for (size_t i = 0; i < all->count; i++) {
		const struct lt_difference *x = &all->items[i];
		(void)json_array_append_new(list,
					    json_pack("{s:s?, s:s, s:s?, s:s?, s:s?}", "step",
						      x->step, "what", x->what, "label", x->label,
						      "before", x->before, "after", x->after));
	}
	return lt_json_print(tool, json_pack("{s:o}", "differences", list), err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_procedure both[2] = {0};
	struct lt_chart charts[2];
	struct lt_differences all;
	struct lt_wanted wanted = {0};
	struct lt_texts rest = {0};
	const struct lt_arg args[] = {LT_WANTED_ARGS(wanted)};
	int r = lt_args_read(tool, args, 2, argc, argv, 2, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "hai TỆP hoặc MÃ BĂM",
				 rest.count == 2 ? rest.items[1] : NULL, err);
	if (r == 0)
		r = read_both(tool, &wanted, rest.items, both, err);
	for (size_t i = 0; i < 2 && r == 0; i++)
		r = lt_chart_make(both[i].definition, both[i].directory, &tool->arena, &charts[i],
				  err);
	if (r == 0)
		r = lt_differ(&charts[0], &charts[1], &all, err);
	if (r == 0 && tool->json)
		r = as_json(tool, &all, err);
	else if (r == 0)
		print(tool, &all);
	lt_procedure_done(&both[0]);
	lt_procedure_done(&both[1]);
	return r;
}

static const char help[] =
	"lienthong diff: hai bản của một thủ tục khác nhau chỗ nào (diff)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] diff TỆP-CŨ TỆP-MỚI [--json]\n"
	"                              [--directory DANH-BẠ] [--base THỦ-TỤC-GỐC]\n"
	"\n"
	"Nói bằng lời: bước thêm, bước bỏ, thời hạn, người làm, kết quả, giấy tờ, phí. Thay cho\n"
	"tệp có thể ghi mã băm của bản đã công bố. Tệp nào là phần riêng của tỉnh thì ghép với\n"
	"tệp kia. Bên trong hàm thì không so.\n"
	"\n"
	"Ví dụ: lienthong diff quoc_gia.lua nghe_an.lua\n";

const struct lt_subcommand lt_tool_diff = {
	.name = "diff",
	.summary = "hai bản của một thủ tục khác nhau chỗ nào (diff)",
	.run = run,
	.help = help,
};
