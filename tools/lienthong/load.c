/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong load: a file of dossiers goes its whole way, from submission to the result returned.
 *
 * Without -C there is a coordinator of its own, on a practice clock: before the dossiers of a day
 * are handed in the clock moves to that day, so due dates are those the day would have given, and
 * nothing is late because it was played fast. With -C the coordinator of that folder is used; it
 * must be one that serves only this. The nodes are processes of their own either way. */
#include "tools/lienthong/load.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/verdict.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/load_check.h"
#include "tools/lienthong/load_run.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/rig.h"
#include "tools/lienthong/verify_print.h"
#include "procedures/forms/words.h"

#define PUBLISH_TIMEOUT_US (60 * LT_US_PER_SECOND)
#define TELL_TERMINAL_US (LT_US_PER_SECOND / 2)
#define TELL_FILE_US (5 * LT_US_PER_SECOND)
#define SETTLE_US 1000000 /* a coordinator that is idle has made its checkpoint by then */

enum { NODES = 4, PUBLISH_COMMANDS = 64, PUBLISH_BYTES_MAX = 512 << 10 };

static const char node_settings[] = "slots = 1024\n"
				    "adapter." LT_LOAD_CAPABILITY " = builtin:pass\n";

/* One run. */
struct load {
	struct lt_tool *tool;
	struct lt_load_files files;
	struct lt_load_input in;
	struct lt_rig *rig;
	const char *folder;	      /* of the coordinator */
	bool joined, real_clock;      /* joined: somebody else's coordinator */
	struct lt_tool operator_tool; /* with an arena of its own */
	struct lt_session session;
	struct lt_clock clock;
	int64_t begun_us, told_us, took_us;
	struct lt_load_progress progress;
	struct lt_err *err;
};

/* -- progress -- */

static double seconds(int64_t us)
{
	return (double)us / (double)LT_US_PER_SECOND;
}

static void tell(void *owner, const struct lt_load_progress *progress)
{
	struct load *l = owner;
	bool terminal = isatty(fileno(l->tool->errors));
	int64_t now = lt_clock_monotonic(&l->clock);
	size_t done = progress->ended + progress->failed, all = l->in.dossiers_count;
	if (now - l->told_us < (terminal ? TELL_TERMINAL_US : TELL_FILE_US))
		return;
	l->told_us = now;
	double rate = (double)done / seconds(now - l->begun_us + 1);
	(void)fprintf(l->tool->errors, "%s%5.1f%%  %zu/%zu hồ sơ, %.0f hồ sơ/giây, còn %.0f giây%s",
		      terminal ? "\r" : "", 100 * (double)done / (double)all, done, all, rate,
		      rate > 0 ? (double)(all - done) / rate : 0, terminal ? "   " : "\n");
	(void)fflush(l->tool->errors);
}

static void end_telling(const struct load *l)
{
	if (isatty(fileno(l->tool->errors)))
		(void)fputs("\r\033[K", l->tool->errors);
}

/* -- publishing -- */

/* Commands of the operator, several in a report. */
struct parcel {
	ProtobufCBinaryData items[PUBLISH_COMMANDS];
	size_t count, bytes;
};

static int send_parcel(struct load *l, struct parcel *p)
{
	Lt__Report report = LT__REPORT__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply;
	report.commands = p->items;
	report.n_commands = p->count;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	int r = p->count == 0 ? 0
			      : lt_talk_ask(l->session.talk, &request, PUBLISH_TIMEOUT_US,
					    &l->operator_tool.arena, &reply, l->err);
	if (r == 0 && p->count &&
	    (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != p->count))
		r = lt_err_set(l->err, LT_E_FORMAT, "máy chủ trả lời không đúng dạng");
	for (size_t i = 0; r == 0 && i < p->count; i++) {
		const Lt__CommandReply *one = reply->report->replies[i];
		if (one->refusal || one->error)
			r = lt_err_set(l->err, one->error ? one->error : LT_E_REFUSED, "%s",
				       one->text);
	}
	p->count = p->bytes = 0;
	lt_arena_reset(&l->operator_tool.arena);
	return r;
}

static int add_command(struct load *l, struct parcel *p, Lt__Command *c)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	struct lt_slice bytes;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "load";
	c->actor = &actor;
	c->schema = 1;
	c->seq = ++l->session.seq;
	int r = 0;
	if (p->count == PUBLISH_COMMANDS ||
	    p->bytes + lt_encoded_size(&c->base) > PUBLISH_BYTES_MAX)
		r = send_parcel(l, p);
	if (r == 0)
		r = lt_encode(&c->base, &l->operator_tool.arena, &bytes);
	if (r < 0)
		return r;
	p->items[p->count++] =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	p->bytes += bytes.size;
	return 0;
}

static int add_units(struct load *l, struct parcel *p)
{
	LT_AUTO(luatext) struct lt_luatext source = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	calendar.from_us = directory.from_us = l->in.dossiers[0].submitted_us;
	calendar.name = "vn.lua";
	calendar.source = lt_load_calendar;
	command.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
	command.publish_calendar = &calendar;
	int r = add_command(l, p, &command);
	if (r == 0)
		r = lt_load_directory(&l->in, &source);
	if (r < 0)
		return r;
	directory.name = "load-directory.lua";
	directory.source = source.text;
	command.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
	command.publish_directory = &directory;
	return add_command(l, p, &command);
}

static int add_procedure(struct load *l, struct parcel *p, const struct lt_load_procedure *row)
{
	LT_AUTO(luatext) struct lt_luatext source = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	char name[LT_LOAD_NAME_BYTES];
	int r = lt_load_definition(row, &source);
	if (r < 0)
		return r;
	(void)snprintf(name, sizeof name, "%.40s.lua", row->code);
	definition.name = name;
	definition.source = source.text;
	definition.from_us = l->in.dossiers[0].submitted_us;
	command.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
	command.publish_definition = &definition;
	return add_command(l, p, &command);
}

static int publish(struct load *l)
{
	struct parcel p = {0};
	int r = add_units(l, &p);
	if (r == 0)
		r = send_parcel(l, &p);
	for (size_t i = 0; i < l->in.procedures_count && r == 0; i++)
		if (l->in.procedures[i].used)
			r = add_procedure(l, &p, &l->in.procedures[i]);
	return r < 0 ? r : send_parcel(l, &p);
}

/* A directory of made-up units may not take the place of a real one. */
static int check_ours(struct load *l)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	int r = lt_session_fetch(&l->session, &fetch, &reply, l->err);
	if (r == LT_E_ABSENT) /* nothing at all is published there */
		return 0;
	for (size_t i = 0; r == 0 && i < reply->n_procedures; i++)
		if (strcmp(reply->procedures[i]->version, LT_LOAD_VERSION) != 0)
			r = lt_err_set(
				l->err, LT_E_DENIED,
				"%s: máy chủ này đã công bố thủ tục khác (%s); lệnh load chỉ "
				"dùng máy chủ dành riêng để thử",
				l->folder, reply->procedures[i]->code);
	return r;
}

/* -- processes -- */

static int start_coordinator(struct load *l)
{
	char settings[64], iso[LT_TIME_TEXT_BYTES];
	if (l->joined)
		return 0;
	(void)snprintf(settings, sizeof settings, "practice = %s\n",
		       lt_time_iso(l->in.dossiers[0].submitted_us, iso));
	l->folder = lt_rig_coordinator_folder(l->rig);
	return lt_rig_coordinator(l->rig, settings, l->err);
}

static int open_session(struct load *l)
{
	l->operator_tool = *l->tool;
	l->operator_tool.folder = l->folder;
	lt_arena_init(&l->operator_tool.arena, (size_t)64 << 20);
	int r = lt_session_open(&l->operator_tool, &l->session, l->err);
	if (r == 0 && l->joined)
		r = check_ours(l);
	if (r == 0 && l->joined)
		r = lt_rig_join(l->rig, l->session.address, l->err);
	return r;
}

static int start_nodes(struct load *l, const char **folders)
{
	char id[LT_LOAD_NAME_BYTES];
	int r = 0;
	for (uint32_t i = 0; i < l->in.nodes_count && r == 0; i++)
		r = lt_rig_worker(l->rig, lt_load_node(i, id), node_settings, l->err);
	for (uint32_t i = 0; i < l->in.nodes_count && r == 0; i++)
		r = lt_rig_desk(l->rig, lt_load_node(i, id), &folders[i], l->err);
	return r;
}

/* -- waves -- */

static int move_clock(struct load *l, int64_t to_us)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err why = {0};
	char iso[LT_TIME_TEXT_BYTES];
	if (l->real_clock)
		return 0;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PRACTICE;
	fetch.text = lt_time_iso(to_us, iso);
	lt_arena_reset(&l->operator_tool.arena);
	int r = lt_session_fetch(&l->session, &fetch, &reply, &why);
	l->real_clock = r == LT_E_DENIED && l->joined;
	if (l->real_clock || r == LT_E_USAGE) /* not later than that already */
		return 0;
	return r < 0 ? lt_err_set(l->err, r, "%s", why.text) : 0;
}

/* One past the last dossier of a day. */
static size_t day_end(const struct lt_load_input *in, size_t from)
{
	int32_t day = lt_local_of(in->dossiers[from].submitted_us).day;
	size_t to = from + 1;
	while (to < in->dossiers_count && lt_local_of(in->dossiers[to].submitted_us).day == day)
		to++;
	return to;
}

static void print_failures(const struct load *l, const struct lt_load_run *run)
{
	size_t count;
	const char *const *failures = lt_load_failures(run, &count);
	for (size_t i = 0; i < count; i++)
		(void)fprintf(l->tool->errors, "không đi được hết: %s\n",
			      failures[i] ? failures[i] : "");
}

static int carry(struct load *l)
{
	const char *folders[LT_LOAD_NODES_MAX];
	LT_AUTO(load_run) struct lt_load_run *run = NULL;
	int r = start_nodes(l, folders);
	if (r == 0)
		r = lt_load_run_new(l->tool, &l->in, folders, &run, l->err);
	l->begun_us = l->told_us = lt_clock_monotonic(&l->clock);
	for (size_t from = 0, to; r == 0 && from < l->in.dossiers_count; from = to) {
		to = day_end(&l->in, from);
		r = move_clock(l, l->in.dossiers[to - 1].submitted_us);
		if (r == 0)
			r = lt_load_wave(run, from, to, tell, l, l->err);
	}
	l->took_us = lt_clock_monotonic(&l->clock) - l->begun_us;
	end_telling(l);
	if (run) {
		l->progress = *lt_load_progress(run);
		print_failures(l, run);
	}
	return r;
}

static int play(struct load *l)
{
	int r = start_coordinator(l);
	if (r == 0)
		r = open_session(l);
	if (r == 0)
		r = publish(l);
	if (r == 0)
		r = carry(l);
	lt_session_close(&l->session);
	lt_arena_done(&l->operator_tool.arena);
	lt_rig_stop_workers(l->rig); /* while there is a coordinator to say goodbye to */
	if (r == 0 && l->joined)
		(void)usleep(SETTLE_US);
	else if (r == 0)
		r = lt_rig_stop_coordinator(l->rig, l->err);
	return r;
}

/* -- the answer -- */

static int print_outcomes(struct lt_tool *tool, const struct lt_load_fates *fates,
			  const struct lt_load_tally *tally)
{
	static const char *const titles[] = {"Kết quả", "Hồ sơ"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 2};
	int r = 0;
	for (uint32_t i = 0; i < fates->outcomes.count && r == 0; i++) {
		const char *outcome = fates->outcomes.items[i];
		const char *word = strcmp(outcome, "withdrawn") == 0 ? "người nộp rút"
								     : lt_word_outcome(outcome);
		r = lt_sheet_add(
			&table,
			(const char *[]){word, lt_arena_printf(&tool->arena, "%zu",
							       lt_load_ended_as(fates, i))});
	}
	if (r == 0 && tally->open)
		r = lt_sheet_add(&table, (const char *[]){"chưa kết thúc",
							  lt_arena_printf(&tool->arena, "%zu",
									  tally->open)});
	lt_sheet_print(&table, tool->out);
	return r;
}

static int print_answer(const struct load *l, const struct lt_load_fates *fates,
			const struct lt_load_tally *t, const struct lt_verify_report *report)
{
	struct lt_tool *tool = l->tool;
	int r = print_outcomes(tool, fates, t);
	(void)fputc('\n', tool->out);
	lt_print_line(tool, "Nhận vào", "%zu trên %zu hồ sơ, %zu thủ tục, %zu cơ quan", t->received,
		      l->in.dossiers_count, l->in.procedures_used, l->in.agencies_count);
	lt_print_line(tool, "Kết thúc", "%zu, trong đó %zu phải bổ sung giấy tờ", t->ended,
		      t->supplemented);
	lt_print_line(tool, "Sai khác", "mất %zu, trùng %zu, khác với tệp %zu%s%s", t->lost,
		      t->doubled, t->unlike, t->example ? "; ví dụ " : "",
		      t->example ? t->example : "");
	lt_print_line(tool, "Thời gian",
		      "%.1f giây, %.0f hồ sơ/giây, %.0f lệnh/giây qua %zu máy trạm",
		      seconds(l->took_us), (double)t->ended / seconds(l->took_us + 1),
		      (double)l->progress.commands / seconds(l->took_us + 1), l->in.nodes_count);
	(void)fputc('\n', tool->out);
	return r < 0 ? r : lt_verify_print(tool->out, false, report, l->err);
}

static json_t *outcomes_json(const struct lt_load_fates *fates)
{
	json_t *outcomes = json_object();
	for (uint32_t i = 0; i < fates->outcomes.count; i++)
		if (json_object_set_new(outcomes, fates->outcomes.items[i],
					json_integer((json_int_t)lt_load_ended_as(fates, i))) < 0) {
			json_decref(outcomes);
			return NULL;
		}
	return outcomes;
}

static json_t *answer_json(const struct load *l, const struct lt_load_fates *fates,
			   const struct lt_load_tally *t, const struct lt_verify_report *report)
{
	return json_pack(
		"{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:f,s:f,s:I,s:I,s:I,s:o,s:o}",
		"dossiers", (json_int_t)l->in.dossiers_count, "procedures",
		(json_int_t)l->in.procedures_used, "agencies", (json_int_t)l->in.agencies_count,
		"nodes", (json_int_t)l->in.nodes_count, "received", (json_int_t)t->received,
		"ended", (json_int_t)t->ended, "supplemented", (json_int_t)t->supplemented, "lost",
		(json_int_t)t->lost, "doubled", (json_int_t)t->doubled, "open", (json_int_t)t->open,
		"unlike", (json_int_t)t->unlike, "seconds", seconds(l->took_us),
		"dossiers_per_second", (double)t->ended / seconds(l->took_us + 1), "commands",
		(json_int_t)l->progress.commands, "commands_too_early",
		(json_int_t)l->progress.waits, "events", (json_int_t)fates->events, "outcomes",
		outcomes_json(fates), "verify", lt_verify_json(report));
}

static int answer(const struct load *l)
{
	LT_AUTO(load_fates) struct lt_load_fates fates = {0};
	struct lt_verify_report report;
	int r = lt_load_fates_read(&l->in, l->folder, &fates, l->err);
	if (r == 0)
		r = lt_verify(l->folder, &report, l->err);
	if (r < 0)
		return r;
	struct lt_load_tally t = lt_load_tally(&l->in, &fates);
	r = l->tool->json ? lt_json_print(l->tool, answer_json(l, &fates, &t, &report), l->err)
			  : print_answer(l, &fates, &t, &report);
	if (r == 0 && !lt_load_holds(&t))
		r = lt_err_set(l->err, LT_E_REFUSED,
			       "không phải hồ sơ nào cũng đi hết đường của nó: mất %zu, trùng %zu, "
			       "chưa kết thúc %zu, khác với tệp %zu",
			       t.lost, t.doubled, t.open, t.unlike);
	if (r == 0 && !lt_verify_holds(&report))
		r = lt_err_set(l->err, LT_E_REFUSED, "có tính chất không được giữ");
	return r;
}

static int load(struct load *l, const char *keep)
{
	int r = lt_load_read(&l->files, &l->in, l->err);
	if (r == 0)
		r = lt_rig_new(keep, &l->rig, l->err);
	/* what the check needs for itself goes away with the rest, also after Ctrl-C */
	if (r == 0 && setenv("TMPDIR", lt_rig_folder(l->rig), 1) < 0)
		r = LT_E_NOMEM;
	if (r == 0)
		r = play(l);
	if (r == 0)
		r = answer(l);
	lt_rig_free(l->rig);
	lt_load_done(&l->in);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct load l = {.tool = tool, .err = err, .clock = lt_clock_system()};
	const char *keep = NULL;
	int64_t nodes = NODES;
	struct lt_texts rest;
	const struct lt_arg args[] = {{"--catalogue", LT_ARG_TEXT, &l.files.catalogue},
				      {"--applicants", LT_ARG_TEXT, &l.files.applicants},
				      {"--units", LT_ARG_TEXT, &l.files.units},
				      {"--nodes", LT_ARG_NUMBER, &nodes},
				      {"--keep", LT_ARG_TEXT, &keep}};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP hồ sơ", rest.count ? rest.items[0] : NULL, err);
	if (r == 0)
		r = lt_args_need(tool, "--catalogue TỆP", l.files.catalogue, err);
	if (r == 0)
		r = lt_args_need(tool, "--applicants TỆP", l.files.applicants, err);
	if (r == 0)
		r = lt_args_need(tool, "--units THƯ-MỤC", l.files.units, err);
	if (r == 0 && (nodes < 1 || nodes > LT_LOAD_NODES_MAX))
		r = lt_err_set(err, LT_E_USAGE, "--nodes từ 1 tới %d", LT_LOAD_NODES_MAX);
	if (r < 0)
		return r;
	l.files.dossiers = rest.items[0];
	l.files.nodes = (size_t)nodes;
	l.folder = tool->folder;
	l.joined = tool->folder != NULL;
	return load(&l, keep);
}

const struct lt_subcommand lt_tool_load = {
	.name = "load",
	.summary = "cho cả một tệp hồ sơ đi từ lúc nộp tới lúc trả kết quả",
	.help = "lienthong [-C THƯ-MỤC] load HỒ-SƠ.csv[.gz] --catalogue TỆP --applicants TỆP\n"
		"               --units THƯ-MỤC [--nodes N] [--keep THƯ-MỤC] [--json]\n"
		"\n"
		"Mỗi dòng là một hồ sơ: được nộp, tiếp nhận, bổ sung nếu dòng nói vậy, phân công,\n"
		"thẩm định, soát xét, ký, phát hành, trả kết quả; hoặc người nộp rút giữa chừng.\n"
		"Thủ tục lấy từ danh mục (--catalogue), người nộp từ --applicants, cơ quan từ\n"
		"new2_provinces.csv và new2_wards.csv trong --units.\n"
		"\n"
		"Việc đi qua các tiến trình máy trạm thật: việc tự động do máy trạm làm, việc của\n"
		"cán bộ và người dân qua bàn làm việc của máy trạm phục vụ cơ quan đó.\n"
		"\n"
		"  --nodes N        số máy trạm, mặc định 4\n"
		"  --keep THƯ-MỤC   giữ dữ liệu trong thư mục mới này\n"
		"  -C THƯ-MỤC       dùng máy chủ đang chạy của thư mục này, dành riêng để thử;\n"
		"                   không có thì lệnh tự chạy một máy chủ với giờ luyện tập\n"
		"\n"
		"Thoát 0 chỉ khi mọi hồ sơ vào một lần, kết thúc một lần, đúng như dòng của nó,\n"
		"và đủ chín tính chất.\n",
	.run = run,
};
