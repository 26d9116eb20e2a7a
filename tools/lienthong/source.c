/* SPDX-License-Identifier: EUPL-1.2 */
/* source: a published file, exactly as it was published. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/find.h"
#include "tools/lienthong/print.h"

/* A hash by its first digits; whatever else is the version of a directory or calendar. */
static int name_it(struct lt_session *s, const char *name, Lt__Fetch *fetch, struct lt_err *err)
{
	int r = lt_find_version(s, name, &fetch->hash, err);
	if (r != LT_E_ABSENT && strspn(name, "0123456789abcdef") == strlen(name))
		return r;
	if (r < 0)
		fetch->text = name;
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	const char *name;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_word(tool, argc, argv, "MÃ-BĂM hoặc PHIÊN-BẢN", &name, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	if (r == 0)
		r = name_it(&s, name, &fetch, err);
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &reply, err);
	if (r < 0)
		return r;
	if (tool->json)
		return lt_json_print(tool, json_pack("{s:s}", "source", reply->source), err);
	return fputs(reply->source, tool->out) < 0
		       ? lt_err_set(err, LT_E_IO, "không viết được kết quả")
		       : 0;
}

static const char help[] =
	"lienthong source: in lại đúng tệp đã công bố (source)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] source MÃ-BĂM | PHIÊN-BẢN [--json]\n"
	"\n"
	"  MÃ-BĂM      của một thủ tục, như lệnh procedures và show in ra; đủ phần đầu là được\n"
	"  PHIÊN-BẢN   của một danh bạ hoặc lịch làm việc\n"
	"\n"
	"Ví dụ: lienthong source 3f9a0c1d > thu-tuc.lua\n";

const struct lt_subcommand lt_tool_source = {
	.name = "source",
	.summary = "xem lại đúng tệp đã công bố (published source)",
	.run = run,
	.help = help,
};
