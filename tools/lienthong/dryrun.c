/* SPDX-License-Identifier: EUPL-1.2 */
/* dry-run: what a new version would have meant for the dossiers there were. The record is only
 * read; nothing that runs is asked, nothing is left behind. */
#include "tools/lienthong/dryrun.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/suite.h"

#define ANSWER_BYTES_MAX (256u << 20)
#define DAY_US (8 * LT_US_PER_HOUR)

enum { SECONDS_MAX = 3600 };

struct dryrunning {
	struct lt_tool *tool;
	const char *from;
	struct lt_suite_options files_from;
	struct lt_dryrun_plan plan;
	bool all;
};

/* -- in the child -- */

static json_t *moment(int64_t at_us)
{
	char text[LT_TIME_TEXT_BYTES];
	return at_us == 0 || at_us == INT64_MAX ? json_null()
						: json_string(lt_time_iso(at_us, text));
}

static json_t *side(int64_t due_us, int64_t finished_us, const char *outcome, bool late)
{
	return json_pack("{s:I, s:o, s:o, s:s, s:b}", "due_us", (json_int_t)due_us, "due",
			 moment(due_us), "finished", moment(finished_us), "outcome", outcome,
			 "late", late);
}

static json_t *case_json(const struct lt_dryrun_case *c)
{
	const struct lt_past *p = c->past;
	json_t *new =
		c->dossier ? side(c->due_us, c->finished_us, c->outcome, c->late) : json_null();
	if (c->dossier)
		(void)json_object_set_new(
			new, "late_minutes",
			json_integer((json_int_t)(c->late_by_us / LT_US_PER_MINUTE)));
	return json_pack("{s:s, s:o, s:b, s:s, s:I, s:o, s:o}", "code", p->code, "received",
			 moment(p->received_us), "fits", c->fits, "why", c->why, "played",
			 (json_int_t)c->played, "old",
			 side(p->due_us, p->finished_us, p->outcome, p->late), "new", new);
}

static json_t *dryrun_json(const struct lt_dryrun *d)
{
	json_t *list = json_array();
	for (size_t i = 0; i < d->pasts.count; i++)
		(void)json_array_append_new(list, case_json(&d->cases[i]));
	return json_pack("{s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "procedure",
			 d->procedure, "version", d->version, "as_of", moment(d->pasts.as_of_us),
			 "dossiers", (json_int_t)d->pasts.count, "others",
			 (json_int_t)d->pasts.others, "unfit", (json_int_t)d->unfit, "late_before",
			 (json_int_t)d->late_before, "late_now", (json_int_t)d->late_now,
			 "newly_late", (json_int_t)d->newly_late, "no_longer_late",
			 (json_int_t)d->no_longer_late, "list", list);
}

static int play(void *owner, struct lt_slice *ret_answer, struct lt_err *err)
{
	struct dryrunning *s = owner;
	struct lt_dryrun told;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, (size_t)1 << 30);
	int r = lt_archive_open(s->from, &s->plan.record, err);
	if (r == 0)
		r = lt_dryrun_play(&s->plan, &arena, &told, err);
	if (r == 0)
		r = lt_json_answer(dryrun_json(&told), ret_answer);
	lt_archive_free(s->plan.record);
	return r;
}

/* -- telling -- */

static long long whole_of(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

static bool is(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static int add_row(const struct dryrunning *s, struct lt_sheet *sheet, const json_t *c)
{
	char old_due[LT_TIME_TEXT_BYTES], new_due[LT_TIME_TEXT_BYTES], by[LT_TIME_TEXT_BYTES];
	const json_t *old = json_object_get(c, "old"), *new = json_object_get(c, "new");
	const char *verdict = "kịp";
	if (!is(c, "fits"))
		verdict = "không khớp";
	else if (is(new, "late"))
		verdict = lt_arena_printf(
			&s->tool->arena, "trễ %s",
			lt_span_text(whole_of(new, "late_minutes") * LT_US_PER_MINUTE, DAY_US, by));
	const char *outcome = *text_of(old, "outcome") ? text_of(old, "outcome")
			      : json_is_null(json_object_get(old, "finished")) ? "đang làm"
									       : "xong";
	const char *const cells[] = {
		text_of(c, "code"),
		lt_due_text(whole_of(old, "due_us"), old_due),
		is(old, "late") ? lt_arena_printf(&s->tool->arena, "%s, trễ", outcome) : outcome,
		json_is_object(new) ? lt_due_text(whole_of(new, "due_us"), new_due) : "",
		verdict,
		text_of(c, "why")};
	return lt_sheet_add(sheet, cells);
}

static int print(const struct dryrunning *s, const json_t *json)
{
	static const char *const titles[] = {"MÃ HỒ SƠ", "HẠN CŨ",  "KẾT QUẢ CŨ",
					     "HẠN MỚI",	 "BẢN MỚI", "VÌ SAO"};
	struct lt_tool *tool = s->tool;
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 6};
	const json_t *list = json_object_get(json, "list"), *c;
	size_t i;
	int r = 0;
	lt_print_line(tool, "Bản mới", "%s, thủ tục %s, bản %s", s->plan.files.procedure.name,
		      text_of(json, "procedure"), text_of(json, "version"));
	lt_print_line(tool, "Phát lại", "%lld hồ sơ của %s", whole_of(json, "dossiers"), s->from);
	lt_print_line(tool, "Trễ hẹn", "%lld hồ sơ theo bản mới, %lld khi làm thật",
		      whole_of(json, "late_now"), whole_of(json, "late_before"));
	lt_print_line(tool, "Khác đi", "%lld thành trễ, %lld hết trễ", whole_of(json, "newly_late"),
		      whole_of(json, "no_longer_late"));
	lt_print_line(tool, "Không khớp", "%lld hồ sơ, không tính vào trên",
		      whole_of(json, "unfit"));
	json_array_foreach((json_t *)(uintptr_t)list, i, c)
	{
		bool told = s->all || !is(c, "fits") || is(json_object_get(c, "new"), "late") ||
			    is(json_object_get(c, "old"), "late");
		if (told && r == 0)
			r = add_row(s, &sheet, c);
	}
	if (sheet.rows_count)
		(void)fputc('\n', tool->out);
	lt_sheet_print(&sheet, tool->out);
	return r;
}

static int tell(const struct dryrunning *s, json_t *json, struct lt_err *err)
{
	if (whole_of(json, "dossiers") == 0)
		return lt_err_set(err, LT_E_ABSENT, "%s: không có hồ sơ nào của thủ tục %s%s",
				  s->from, text_of(json, "procedure"),
				  whole_of(json, "others") ? " trong khoảng ấy" : "");
	return s->tool->json ? lt_json_print(s->tool, json_incref(json), err) : print(s, json);
}

static int dryrun(struct dryrunning *s, struct lt_err *err)
{
	json_t *json = NULL;
	struct lt_apart_limits limits = {.wall_us = SECONDS_MAX * LT_US_PER_SECOND,
					 .cpu_s = SECONDS_MAX,
					 .memory_bytes = (size_t)5 << 30,
					 .answer_bytes = ANSWER_BYTES_MAX};
	int r = lt_json_apart(play, s, &limits, &json, err);
	r = r < 0 ? r : tell(s, json, err);
	json_decref(json);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct dryrunning s = {.tool = tool};
	struct lt_texts fields = {0}, words = {0};
	const struct lt_arg args[] = {{"--from", LT_ARG_TEXT, &s.from},
				      {"--since", LT_ARG_TIME, &s.plan.choice.since_us},
				      {"--until", LT_ARG_TIME, &s.plan.choice.until_us},
				      {"--field", LT_ARG_LIST, &fields},
				      {"--all", LT_ARG_FLAG, &s.all},
				      {"--with", LT_ARG_LIST, &s.files_from.others},
				      {"--directory", LT_ARG_TEXT, &s.files_from.directory},
				      {"--calendar", LT_ARG_TEXT, &s.files_from.calendar}};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &words, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", words.count ? words.items[0] : NULL, err);
	if (r == 0)
		r = lt_args_need(tool, "--from", s.from, err);
	if (r == 0)
		r = lt_args_fields(tool, &fields, &s.plan.fields, &s.plan.fields_count, err);
	if (r == 0)
		r = lt_suite_files(tool, words.items[0], &s.files_from, &s.plan.files, err);
	s.plan.calendar_given = s.files_from.calendar != NULL;
	s.plan.directory_given = s.files_from.directory != NULL;
	return r < 0 ? r : dryrun(&s, err);
}

static const char help[] =
	"lienthong dry-run: phát lại hồ sơ cũ theo bản mới của thủ tục (dry-run)\n"
	"\n"
	"  lienthong dry-run TỆP --from THƯ-MỤC|NHẬT-KÝ [--since NGÀY] [--until NGÀY] [--all]\n"
	"      [--field n=v] [--with TỆP] [--directory TỆP] [--calendar TỆP] [--json]\n"
	"\n"
	"Việc đã ghi (bước, kết quả, người làm, lúc nào) được làm lại theo TỆP, đúng người, đúng\n"
	"giờ; bộ máy thật tính lại hạn. Liệt kê hồ sơ sẽ trễ, trễ bao lâu, và hồ sơ không khớp\n"
	"bản mới thì vì sao: phát lại hồ sơ ấy dừng ở việc đầu tiên không làm lại được.\n"
	"Chỉ đọc; máy chủ đang chạy cũng được.\n"
	"\n"
	"  --from       thư mục dữ liệu hay bản sao lưu của máy chủ; hoặc nhật ký dạng CSV\n"
	"               (TÊN.events.csv[.gz]: case_id, activity, timestamp; nên có outcome)\n"
	"  --since, --until  chỉ hồ sơ tiếp nhận trong khoảng [từ, đến)\n"
	"  --field      trường mà bản mới đòi còn hồ sơ cũ không có\n"
	"  --all        in cả hồ sơ kịp hạn\n"
	"  --with       thủ tục gốc, thủ tục con không có trong thư mục\n"
	"  --directory, --calendar  thay cho danh bạ, lịch đã ghi trong thư mục\n";

const struct lt_subcommand lt_tool_dry_run = {
	.name = "dry-run",
	.summary = "phát lại hồ sơ cũ theo bản mới: hồ sơ nào sẽ trễ (dry-run)",
	.run = run,
	.help = help,
};
