/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong replay: does the engine keep a recorded history as it was?
 *
 * Needs nothing running and leaves nothing behind: an engine of its own, in a temporary folder. */
#include "tools/lienthong/replay.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/rig.h"
#include "tools/lienthong/verify_print.h"

#define REPORT_BYTES_MAX ((size_t)2 << 30)

/* What came of it. */
struct outcome {
	struct lt_log log;
	struct lt_arena arena;
	size_t successions_count;
	struct lt_replay_figures figures;
	struct lt_mismatches mismatches;
	bool has_dues;
	struct lt_due_tally dues;
	struct lt_verify_report report;
	const char *kept; /* folder that stays; NULL */
};

static double seconds(int64_t us)
{
	return (double)us / (double)LT_US_PER_SECOND;
}

static double per_second(const struct outcome *o)
{
	return (double)o->log.events_count / (seconds(o->figures.play_us) + 1e-9);
}

static size_t cases_played(const struct outcome *o)
{
	return o->log.cases.count - o->log.idle_cases;
}

/* -- the answer -- */

static void print_log(struct lt_tool *tool, const struct outcome *o)
{
	const struct lt_log *log = &o->log;
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	lt_print_line(tool, "Nhật ký", "%s", log->name);
	lt_print_line(tool, "Hồ sơ", "%zu", cases_played(o));
	if (log->idle_cases)
		lt_print_line(tool, "",
			      "%zu hồ sơ nữa có trong tệp cases nhưng không có sự kiện nào",
			      log->idle_cases);
	lt_print_line(tool, "Sự kiện", "%zu, từ %s đến %s", log->events_count,
		      lt_time_vietnamese(log->events[0].at_us, from),
		      lt_time_vietnamese(log->events[log->events_count - 1].at_us, to));
	lt_print_line(tool, "Thủ tục", "%zu hoạt động, %zu bước, %zu cách đi tiếp",
		      log->activities_count, log->steps_count, o->successions_count);
	lt_print_line(tool, "Danh bạ", "%zu người (cột %s), %zu đơn vị (cột %s)", log->people.count,
		      log->who_column ? log->who_column : "không có", log->units.count,
		      log->where_column ? log->where_column : "không có");
	lt_print_line(tool, "Chuyển tay", "%" PRIu64 " lần đổi người, %" PRIu64 " lần đổi đơn vị",
		      log->who_changes, log->where_changes);
}

static void print_dues(struct lt_tool *tool, const struct lt_due_tally *t)
{
	lt_print_line(tool, "Trễ hạn", "%zu trong %zu hồ sơ đã xong: máy tính hạn và tự báo",
		      t->late, t->ended);
	lt_print_line(tool, "", "%zu trong %zu: cột deadline, enddate của nhật ký", t->log_late,
		      t->log_ended);
	if (t->open)
		lt_print_line(tool, "", "%zu hồ sơ chưa xong, %zu đã quá hạn", t->open,
			      t->open_late);
}

static int print_answer(struct lt_tool *tool, const struct outcome *o, struct lt_err *err)
{
	size_t told =
		o->mismatches.count < LT_MISMATCHES_TOLD ? o->mismatches.count : LT_MISMATCHES_TOLD;
	print_log(tool, o);
	lt_print_line(tool, "Phát lại", "%.2f giây, %.0f sự kiện/giây (%" PRIu64 " lô ghi)",
		      seconds(o->figures.play_us), per_second(o), o->figures.batches);
	if (o->has_dues)
		print_dues(tool, &o->dues);
	lt_print_line(tool, "Sai khác", "%" PRIu64, o->mismatches.count);
	for (size_t i = 0; i < told; i++)
		lt_print_line(tool, "", "%s", o->mismatches.texts[i]);
	if (o->kept)
		lt_print_line(tool, "Dữ liệu", "còn ở %s", o->kept);
	(void)fputc('\n', tool->out);
	return lt_verify_print(tool->out, false, &o->report, err);
}

static json_t *mismatches_json(const struct lt_mismatches *m)
{
	json_t *list = json_array();
	for (size_t i = 0; i < m->count && i < LT_MISMATCHES_TOLD; i++)
		if (json_array_append_new(list, json_string(m->texts[i])) < 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *dues_json(const struct outcome *o)
{
	const struct lt_due_tally *t = &o->dues;
	if (!o->has_dues)
		return json_null();
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "cases", (json_int_t)t->cases,
			 "ended", (json_int_t)t->ended, "late", (json_int_t)t->late, "log_ended",
			 (json_int_t)t->log_ended, "log_late", (json_int_t)t->log_late, "open",
			 (json_int_t)t->open, "open_late", (json_int_t)t->open_late);
}

static json_t *answer_json(const struct outcome *o)
{
	const struct lt_log *log = &o->log;
	return json_pack(
		"{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:{s:I, s:I}, s:f, s:f, s:I, s:I, "
		"s:o, s:o, s:o}",
		"log", log->name, "cases", (json_int_t)cases_played(o), "cases_without_events",
		(json_int_t)log->idle_cases, "events", (json_int_t)log->events_count, "activities",
		(json_int_t)log->activities_count, "steps", (json_int_t)log->steps_count,
		"successions", (json_int_t)o->successions_count, "resources",
		(json_int_t)log->people.count, "units", (json_int_t)log->units.count, "handoffs",
		"resource", (json_int_t)log->who_changes, "unit", (json_int_t)log->where_changes,
		"seconds", seconds(o->figures.play_us), "events_per_second", per_second(o),
		"batches", (json_int_t)o->figures.batches, "mismatches",
		(json_int_t)o->mismatches.count, "first_mismatches",
		mismatches_json(&o->mismatches), "deadlines", dues_json(o), "verify",
		lt_verify_json(&o->report));
}

/* -- the run -- */

static int play_and_compare(struct outcome *o, const char *folder, struct lt_err *err)
{
	LT_AUTO(sources) struct lt_replay_sources sources = {0};
	LT_AUTO(history) struct lt_history history = {0};
	int r = lt_replay_sources(&o->log, &sources, err);
	o->successions_count = sources.successions_count;
	if (r == 0)
		r = lt_replay_play(&o->log, &sources, folder, &o->figures, err);
	if (r == 0)
		r = lt_history_read(&o->log, folder, &history, err);
	if (r == 0)
		r = lt_history_compare(&o->log, &history, &o->arena, &o->mismatches);
	o->has_dues = r == 0 && history.dues;
	if (o->has_dues)
		o->dues = lt_due_count(&o->log, history.dues);
	return r < 0 ? r : lt_verify(folder, &o->report, err);
}

static int answer(struct lt_tool *tool, const struct outcome *o, struct lt_err *err)
{
	int r = tool->json ? lt_json_print(tool, answer_json(o), err) : print_answer(tool, o, err);
	if (r == 0 && o->mismatches.count)
		r = lt_err_set(err, LT_E_REFUSED, "lịch sử đọc lại khác nhật ký ở %" PRIu64 " chỗ",
			       o->mismatches.count);
	if (r == 0 && !lt_verify_holds(&o->report))
		r = lt_err_set(err, LT_E_REFUSED, "có tính chất không được giữ");
	return r;
}

static int replay(struct lt_tool *tool, const char *path, const char *keep, struct lt_err *err)
{
	LT_AUTO(rig) struct lt_rig *rig = NULL;
	struct outcome o = {0};
	lt_arena_init(&o.arena, REPORT_BYTES_MAX);
	int r = lt_log_read(path, &o.log, err);
	if (r == 0)
		r = lt_rig_new(keep, &rig, err);
	/* what the check needs for itself goes away with the rest, also after Ctrl-C */
	if (r == 0 && setenv("TMPDIR", lt_rig_folder(rig), 1) < 0)
		r = LT_E_NOMEM;
	if (r == 0)
		r = play_and_compare(&o, lt_rig_coordinator_folder(rig), err);
	o.kept = r == 0 && keep ? lt_rig_coordinator_folder(rig) : NULL;
	if (r == 0)
		r = answer(tool, &o, err);
	lt_arena_done(&o.arena);
	lt_log_done(&o.log);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *keep = NULL;
	const struct lt_arg args[] = {{"--keep", LT_ARG_TEXT, &keep}};
	struct lt_texts rest;
	int r = lt_args_read(tool, args, 1, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "NHẬT-KÝ", rest.count ? rest.items[0] : NULL, err);
	return r < 0 ? r : replay(tool, rest.items[0], keep, err);
}

const struct lt_subcommand lt_tool_replay = {
	.name = "replay",
	.summary = "phát lại một nhật ký sự kiện có thật và so lại từng sự kiện",
	.help = "lienthong replay NHẬT-KÝ [--json] [--keep THƯ-MỤC]\n"
		"\n"
		"NHẬT-KÝ là phần đầu của tên tệp: TÊN.events.csv[.gz], bên cạnh có "
		"TÊN.cases.csv[.gz].\n"
		"Cột cần có: case_id, activity, timestamp; nếu có thì dùng: seq, lifecycle, "
		"resource,\n"
		"group, role, support_team ... Thời điểm không ghi múi giờ là giờ Việt Nam.\n"
		"\n"
		"Không cần máy chủ nào đang chạy. Lệnh dựng một thủ tục, danh bạ và lịch từ nhật "
		"ký,\n"
		"công bố như mọi tệp khác, cho từng hồ sơ đi lại đúng thứ tự thời gian trong một "
		"thư\n"
		"mục tạm, rồi đọc lại lịch sử từ sổ ghi và so với nhật ký: thứ tự, hoạt động, "
		"người,\n"
		"đơn vị, thời điểm đến từng micrô giây. Cuối cùng kiểm tra chín tính chất.\n"
		"Tệp cases có startdate, deadline, enddate: máy tính hạn từng hồ sơ, tự báo quá\n"
		"hạn, rồi so số hồ sơ trễ với các cột ấy.\n"
		"\n"
		"  --keep THƯ-MỤC   giữ lại dữ liệu trong thư mục mới này\n"
		"  --json           kết quả cho chương trình\n"
		"\n"
		"Mã thoát: 0 khớp hoàn toàn, 1 có sai khác, 65 nhật ký sai dạng, 66 không có "
		"tệp.\n",
	.run = run,
};
