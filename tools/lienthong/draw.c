/* SPDX-License-Identifier: EUPL-1.2 */
/* draw: a procedure as a picture, or as an outline in words. */
#include "procedures/chart/draw.h"

#include "procedures/chart/picture.h"
#include "tools/lienthong/sketch.h"

static int sketch(const struct lt_chart *chart, const struct lt_procedure *procedure, bool text,
		  FILE *out, struct lt_err *err)
{
	(void)procedure, (void)err;
	if (text)
		lt_draw_outline(chart, out);
	else
		lt_draw_dot(chart, out);
	return 0;
}

static int picture(struct lt_tool *tool, bool text, struct lt_slice *drawn, struct lt_err *err)
{
	if (text)
		return 0;
	int r = lt_picture_draw(*drawn, &tool->arena, drawn, err);
	if (r == LT_E_ABSENT)
		r = lt_err_set(err, r,
			       "không có chương trình dot; cài gói graphviz, hoặc dùng --text");
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	static const struct lt_sketch draw = {"--text", sketch, picture};
	return lt_sketch_run(tool, &draw, argc, argv, err);
}

static const char help[] =
	"lienthong draw: vẽ thủ tục thành hình (draw)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] draw TỆP | MÃ [--out HÌNH.svg] [--text]\n"
	"                              [--directory DANH-BẠ] [--base THỦ-TỤC-GỐC]\n"
	"\n"
	"  TỆP          tệp thủ tục; MÃ: thủ tục đã công bố trên máy chủ của thư mục\n"
	"  --out        ghi vào tệp này; không có thì in ra\n"
	"  --text       bản lời, từng bước một, thay cho hình\n"
	"  --directory  danh bạ, để ghi tên cấp, cơ quan, vai trò thay cho mã\n"
	"  --base       thủ tục gốc, nếu TỆP là phần riêng của tỉnh\n"
	"\n"
	"Mỗi cấp một làn; mỗi bước ghi ai làm, bao lâu, có tính vào thời hạn không; mũi tên xanh\n"
	"là chuyển cơ quan khác, cam là dừng tính thời hạn, đỏ là quá hạn. Cần gói graphviz.\n"
	"\n"
	"Ví dụ: lienthong draw ban_sao.lua --directory danh_ba.lua --out ban_sao.svg\n";

const struct lt_subcommand lt_tool_draw = {
	.name = "draw",
	.summary = "vẽ thủ tục thành hình, hoặc kể thành lời (draw)",
	.run = run,
	.help = help,
};
