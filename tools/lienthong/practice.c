/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong practice: moves the clock of a practice folder on. */

#include "proto/base/time.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"

static int move(struct lt_tool *tool, int64_t to_us, Lt__FetchReply **ret, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session session = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	char text[LT_TIME_TEXT_BYTES];
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PRACTICE;
	fetch.text = lt_time_iso(to_us, text);
	int r = lt_session_open(tool, &session, err);
	return r < 0 ? r : lt_session_fetch(&session, &fetch, ret, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_texts rest;
	Lt__FetchReply *reply;
	int64_t to_us;
	char text[LT_TIME_TEXT_BYTES];
	int r = lt_args_read(tool, NULL, 0, argc, argv, 1, &rest, err);
	if (r < 0)
		return r;
	if (rest.count != 1 || lt_args_time(rest.items[0], &to_us) < 0)
		return lt_err_set(err, LT_E_USAGE, "cần một thời điểm, ví dụ '08:00 03/06/2024'");
	r = move(tool, to_us, &reply, err);
	if (r == 0 && !tool->json)
		(void)fprintf(tool->out, "Bây giờ là %s (giờ luyện tập)\n",
			      lt_time_vietnamese(reply->as_of_us, text));
	else if (r == 0)
		(void)fprintf(tool->out, "{\"now\":\"%s\"}\n", lt_time_iso(reply->as_of_us, text));
	return r;
}

const struct lt_subcommand lt_tool_practice = {
	.name = "practice",
	.summary = "dời giờ của thư mục luyện tập (move a practice clock)",
	.help = "lienthong practice: dời giờ của một máy chủ luyện tập (move a practice clock)\n"
		"\n"
		"  lienthong [-C THƯ-MỤC] practice '08:00 03/06/2024'\n"
		"\n"
		"Máy chủ luyện tập có dòng  practice = 2024-06-03T08:00  trong coordinator.conf: "
		"giờ của\n"
		"nó đứng yên cho tới khi được dời tới, để đi hết một thủ tục nhiều tuần trong vài "
		"phút.\n"
		"Các hẹn giờ đến hạn khi giờ dời qua. Không dùng cho hồ sơ thật.\n",
	.run = run,
};
