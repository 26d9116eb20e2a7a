/* SPDX-License-Identifier: EUPL-1.2 */
/* backup: a copy of everything while it runs. */
#include <stdlib.h>
#include <unistd.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

/* The coordinator stands somewhere else: a relative folder is meant from here. */
static const char *absolute(struct lt_tool *tool, const char *folder)
{
	LT_AUTO(free) char *here = folder[0] == '/' ? NULL : getcwd(NULL, 0);
	return here ? lt_arena_printf(&tool->arena, "%s/%s", here, folder) : folder;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *folder;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_word(tool, argc, argv, "THƯ-MỤC-SAO-LƯU", &folder, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_BACKUP;
	fetch.text = r == 0 ? absolute(tool, folder) : "";
	if (r < 0 || !fetch.text)
		return r < 0 ? r : LT_E_NOMEM;
	r = lt_session_read(tool, &fetch, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "sao lưu vào %s", fetch.text);
	if (tool->json)
		return lt_json_print(
			tool, json_pack("{s:s, s:s}", "folder", fetch.text, "text", reply->text),
			err);
	(void)fprintf(tool->out, "Đã sao lưu vào %s.%s%s\n", fetch.text, *reply->text ? " " : "",
		      reply->text);
	return 0;
}

static const char help[] =
	"lienthong backup: sao lưu toàn bộ dữ liệu khi máy chủ đang chạy (backup)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] backup THƯ-MỤC-SAO-LƯU [--json]\n"
	"\n"
	"Bản sao nằm trên máy của máy chủ điều phối (coordinator), gồm nhật ký và trạng thái tại\n"
	"một thời điểm. Khôi phục: chép vào một thư mục trống cùng coordinator.conf và\n"
	"operator.token rồi chạy lienthong-coordinator --dir THƯ-MỤC.\n";

const struct lt_subcommand lt_tool_backup = {
	.name = "backup",
	.summary = "sao lưu toàn bộ khi đang chạy (backup)",
	.run = run,
	.help = help,
};
