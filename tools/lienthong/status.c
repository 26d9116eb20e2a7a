/* SPDX-License-Identifier: EUPL-1.2 */
/* status: is it alive, and what has it done. */
#include <inttypes.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/waiting.h"
#include "procedures/forms/words.h"

static json_t *as_json(const struct lt_session *s, const Lt__FetchReply *reply)
{
	json_t *counters = json_object();
	for (size_t i = 0; i < reply->n_counters; i++)
		(void)json_object_set_new(counters, reply->counters[i]->name,
					  json_integer(reply->counters[i]->value));
	char now[LT_TIME_TEXT_BYTES];
	json_t *waiting = reply->waiting ? lt_json_message(&reply->waiting->base) : json_null();
	return json_pack("{s:s, s:s, s:s, s:I, s:s, s:o, s:o}", "address", s->address, "name",
			 s->hello->coordinator, "software", s->hello->software, "epoch",
			 (json_int_t)s->hello->epoch, "as_of", lt_time_iso(reply->as_of_us, now),
			 "counters", counters, "waiting", waiting);
}

static int as_text(struct lt_session *s, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"SỐ ĐẾM", "GIÁ TRỊ", "Ý NGHĨA"};
	struct lt_sheet table = {.arena = &s->tool->arena, .titles = titles, .columns = 3};
	char now[LT_TIME_TEXT_BYTES];
	bool coordinator = s->side == LT_SESSION_OPERATOR;
	int r = 0;
	lt_print_line(s->tool, coordinator ? "Máy chủ" : "Máy trạm", "%s (%s)",
		      s->hello->coordinator, s->address);
	lt_print_line(s->tool, "Phần mềm", "%s", s->hello->software);
	if (reply->as_of_us)
		lt_print_line(s->tool, "Lúc", "%s", lt_time_vietnamese(reply->as_of_us, now));
	lt_waiting_print(s->tool, reply);
	(void)fputc('\n', s->tool->out);
	for (size_t i = 0; i < reply->n_counters && r == 0; i++) {
		const Lt__Counter *c = reply->counters[i];
		const char *word = lt_word_counter(c->name);
		char value[32];
		(void)snprintf(value, sizeof value, "%" PRId64, c->value);
		const char *const cells[] = {c->name, value, word != c->name ? word : ""};
		r = lt_sheet_add(&table, cells);
	}
	if (r == 0)
		lt_sheet_print(&table, s->tool->out);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct lt_texts rest;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_read(tool, NULL, 0, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &reply, err);
	if (r < 0)
		return r;
	return tool->json ? lt_json_print(tool, as_json(&s, reply), err) : as_text(&s, reply);
}

static const char help[] =
	"lienthong status: tình trạng hoạt động (status)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] status [--json]\n"
	"\n"
	"Ở thư mục của máy chủ điều phối (coordinator): tên, phiên bản và các số đếm của máy\n"
	"chủ. Ở thư mục của máy trạm (node): tình trạng của máy trạm đó.\n"
	"\n"
	"  --json    kết quả dạng JSON, cho chương trình khác đọc\n";

const struct lt_subcommand lt_tool_status = {
	.name = "status",
	.summary = "tình trạng hoạt động và các số đếm (health, counters)",
	.run = run,
	.help = help,
};
