/* SPDX-License-Identifier: EUPL-1.2 */
/* test: do the procedures do what their tests say? Needs nothing that runs, leaves nothing
 * behind. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/codec/codec.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/journey_print.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/suite.h"

enum { SECONDS_DEFAULT = 30 };

struct testing {
	struct lt_tool *tool;
	struct lt_suite_options options;
	struct lt_texts paths; /* of tests' files */
	bool all_outcomes;
	json_t *files; /* with --json */
	size_t tests, failed, missed, broken;
};

/* -- finding files -- */

static int add_path(struct testing *t, const char *path)
{
	if (!path || !LT_ARENA_PUSH(&t->tool->arena, t->paths.items, t->paths.count))
		return LT_E_NOMEM;
	t->paths.items[t->paths.count++] = path;
	return 0;
}

static bool ends_in(const char *name, const char *end)
{
	size_t size = strlen(name), n = strlen(end);
	return size > n && strcmp(name + size - n, end) == 0;
}

/* Folders are walked by a list, not by recursion: their depth is somebody else's. */
struct folders {
	const char **items;
	size_t count;
};

static int look_at(struct testing *t, struct folders *folders, const char *folder,
		   const struct dirent *entry)
{
	struct stat stat_of;
	if (entry->d_name[0] == '.')
		return 0;
	const char *path = lt_arena_printf(&t->tool->arena, "%s/%s", folder, entry->d_name);
	if (!path)
		return LT_E_NOMEM;
	if (lstat(path, &stat_of) < 0)
		return 0;
	if (S_ISREG(stat_of.st_mode))
		return ends_in(path, "_test.lua") ? add_path(t, path) : 0;
	if (!S_ISDIR(stat_of.st_mode))
		return 0;
	if (!LT_ARENA_PUSH(&t->tool->arena, folders->items, folders->count))
		return LT_E_NOMEM;
	folders->items[folders->count++] = path;
	return 0;
}

static int walk(struct testing *t, const char *folder, struct lt_err *err)
{
	struct folders folders = {0};
	int r = 0;
	if (!LT_ARENA_PUSH(&t->tool->arena, folders.items, folders.count))
		return LT_E_NOMEM;
	folders.items[folders.count++] = folder;
	for (size_t i = 0; i < folders.count && r == 0; i++) {
		struct dirent **entries;
		int count = scandir(folders.items[i], &entries, NULL, alphasort);
		if (count < 0)
			return lt_err_set(err, LT_E_IO, "không đọc được thư mục %s",
					  folders.items[i]);
		for (int k = 0; k < count; k++) {
			if (r == 0)
				r = look_at(t, &folders, folders.items[i], entries[k]);
			free(entries[k]);
		}
		free(entries);
	}
	return r;
}

static int find(struct testing *t, const struct lt_texts *words, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < words->count && r == 0; i++) {
		struct stat stat_of;
		if (stat(words->items[i], &stat_of) == 0 && S_ISDIR(stat_of.st_mode))
			r = walk(t, words->items[i], err);
		else
			r = add_path(t, lt_suite_path(t->tool, words->items[i]));
	}
	if (r == 0 && t->paths.count == 0)
		r = lt_err_set(err, LT_E_ABSENT,
			       "không thấy tệp kịch bản nào (tên tệp phải kết thúc bằng "
			       "_test.lua)");
	return r;
}

/* -- telling -- */

static int print_journey(struct testing *t, const ProtobufCBinaryData *bytes)
{
	struct lt_tool *tool = t->tool;
	Lt__FetchReply *reply;
	Lt__Event **events;
	char due[LT_TIME_TEXT_BYTES];
	int r = LT_DECODE(fetch_reply, lt_slice(bytes->data, bytes->len), &tool->arena, &reply,
			  /* err= */ NULL);
	if (r == 0)
		r = lt_journey_read(reply, &tool->arena, &events, NULL);
	if (r < 0 || !reply->dossier)
		return r == LT_E_NOMEM ? r : 0;
	(void)fprintf(tool->out, "\n    Hồ sơ %s, hẹn trả %s, đã đi:\n", reply->dossier->code,
		      lt_due_text(reply->dossier->due_us, due));
	return lt_journey_print(tool, reply, events);
}

static int print_test(struct testing *t, const struct lt_suite *suite, const Lt__TrialTest *test)
{
	FILE *out = t->tool->out;
	int r = 0;
	if (test->passed) {
		(void)fprintf(out, "  đạt   %s\n", test->name);
		return 0;
	}
	(void)fprintf(out, "  HỎNG  %s\n    %s:%u: %s\n", test->name, suite->path,
		      test->failure_line ? test->failure_line : test->line, test->failure);
	for (size_t i = 0; i < test->n_journeys && r == 0; i++)
		r = print_journey(t, &test->journeys[i]);
	if (test->n_journeys)
		(void)fputc('\n', out);
	return r;
}

static void print_coverage(struct testing *t, const struct lt_suite *suite)
{
	FILE *out = t->tool->out;
	(void)fprintf(out, "  đã thử %zu/%zu kết quả của các bước", suite->covered,
		      suite->outcomes_count);
	const char *join = "; chưa thử ";
	for (size_t i = 0; i < suite->outcomes_count; i++) {
		const Lt__TrialOutcome *o = suite->outcomes[i];
		if (o->times)
			continue;
		(void)fprintf(out, "%s%s → %s (dòng %u)", join, o->step, o->outcome, o->line);
		join = ", ";
	}
	(void)fprintf(out, "%s%s\n", suite->covered < suite->outcomes_count ? " của " : "",
		      suite->covered < suite->outcomes_count ? suite->procedure_path : "");
}

static int print_suite(struct testing *t, const struct lt_suite *suite)
{
	int r = 0;
	(void)fprintf(t->tool->out, "%s\n", suite->path);
	if (suite->error) {
		(void)fprintf(t->tool->out, "  HỎNG  không thử được\n    ");
		if (suite->error_line)
			(void)fprintf(t->tool->out, "%s:%d: ", suite->path, suite->error_line);
		(void)fprintf(t->tool->out, "%s\n", suite->error);
		return 0;
	}
	for (size_t i = 0; i < suite->tests_count && r == 0; i++)
		r = print_test(t, suite, suite->tests[i]);
	print_coverage(t, suite);
	return r;
}

static json_t *test_json(const Lt__TrialTest *test)
{
	return json_pack("{s:s, s:I, s:b, s:s, s:I, s:I}", "name", test->name, "line",
			 (json_int_t)test->line, "passed", (int)test->passed, "failure",
			 test->failure, "failure_line", (json_int_t)test->failure_line, "commands",
			 (json_int_t)test->commands);
}

static json_t *outcome_json(const Lt__TrialOutcome *o)
{
	return json_pack("{s:s, s:s, s:I, s:I}", "step", o->step, "outcome", o->outcome, "line",
			 (json_int_t)o->line, "times", (json_int_t)o->times);
}

static int add_json(struct testing *t, const struct lt_suite *suite)
{
	json_t *tests = json_array(), *outcomes = json_array();
	for (size_t i = 0; i < suite->tests_count; i++)
		(void)json_array_append_new(tests, test_json(suite->tests[i]));
	for (size_t i = 0; i < suite->outcomes_count; i++)
		(void)json_array_append_new(outcomes, outcome_json(suite->outcomes[i]));
	return json_array_append_new(t->files, json_pack("{s:s, s:s, s:s, s:s, s:i, s:o, s:o}",
							 "file", suite->path, "procedure_file",
							 suite->procedure_path, "procedure",
							 suite->procedure ? suite->procedure : "",
							 "error", suite->error ? suite->error : "",
							 "error_line", (int)suite->error_line,
							 "tests", tests, "outcomes", outcomes)) < 0
		       ? LT_E_NOMEM
		       : 0;
}

/* -- the run -- */

static int test_one(struct testing *t, const char *path, struct lt_err *err)
{
	struct lt_suite suite;
	int r = lt_suite_play(t->tool, path, &t->options, &suite, err);
	if (r < 0)
		return r;
	t->tests += suite.tests_count;
	t->failed += suite.tests_count - suite.passed;
	t->missed += suite.outcomes_count - suite.covered;
	t->broken += suite.error != NULL;
	return t->files ? add_json(t, &suite) : print_suite(t, &suite);
}

static int sum_up(struct testing *t, struct lt_err *err)
{
	int r = 0;
	if (t->files)
		r = lt_json_print(t->tool,
				  json_pack("{s:O, s:I, s:I, s:I, s:I}", "files", t->files, "tests",
					    (json_int_t)t->tests, "failed", (json_int_t)t->failed,
					    "broken", (json_int_t)t->broken, "outcomes_missed",
					    (json_int_t)t->missed),
				  err);
	else
		(void)fprintf(t->tool->out, "%zu kịch bản trong %zu tệp: %zu đạt, %zu hỏng\n",
			      t->tests, t->paths.count, t->tests - t->failed, t->failed);
	if (r < 0)
		return r;
	if (t->failed || t->broken)
		return lt_err_set(err, LT_E_REFUSED, "%zu kịch bản hỏng, %zu tệp không thử được",
				  t->failed, t->broken);
	if (t->all_outcomes && t->missed)
		return lt_err_set(err, LT_E_REFUSED, "còn %zu kết quả chưa kịch bản nào thử",
				  t->missed);
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct testing t = {.tool = tool, .options.seconds = SECONDS_DEFAULT};
	const struct lt_arg args[] = {{"--directory", LT_ARG_TEXT, &t.options.directory},
				      {"--calendar", LT_ARG_TEXT, &t.options.calendar},
				      {"--seconds", LT_ARG_NUMBER, &t.options.seconds},
				      {"--all-outcomes", LT_ARG_FLAG, &t.all_outcomes}};
	struct lt_texts words = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, SIZE_MAX, &words,
			     err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", words.count ? words.items[0] : NULL, err);
	if (r == 0 && (t.options.seconds < 1 || t.options.seconds > 3600))
		r = lt_err_set(err, LT_E_USAGE, "--seconds: từ 1 đến 3600");
	if (r == 0)
		r = find(&t, &words, err);
	t.files = r == 0 && tool->json ? json_array() : NULL;
	for (size_t i = 0; i < t.paths.count && r == 0; i++)
		r = test_one(&t, t.paths.items[i], err);
	if (r == 0)
		r = sum_up(&t, err);
	json_decref(t.files);
	return r;
}

static const char help[] =
	"lienthong test: thử thủ tục bằng kịch bản, trên đồng hồ ảo (test)\n"
	"\n"
	"  lienthong test TỆP_test.lua... | THƯ-MỤC [--all-outcomes] [--json]\n"
	"\n"
	"Không cần máy chủ nào đang chạy, không để lại gì. ten_test.lua thử ten.lua ở cùng thư\n"
	"mục, bằng đúng bộ máy xử lý hồ sơ thật. Kịch bản hỏng thì in dòng hỏng và hành trình\n"
	"của hồ sơ đến lúc ấy; cuối mỗi tệp là những kết quả chưa kịch bản nào thử.\n"
	"\n"
	"  --directory     danh bạ, nếu kịch bản không tự nêu; mặc định: danh bạ mẫu hai cấp\n"
	"  --calendar      lịch làm việc; mặc định: lịch quốc gia đi kèm\n"
	"  --seconds N     mỗi kịch bản không quá N giây (30)\n"
	"  --all-outcomes  còn kết quả chưa thử thì coi là hỏng\n"
	"  --json          kết quả dạng JSON\n"
	"\n"
	"Các từ dùng trong kịch bản: docs/tests.md. Mã thoát: 0 đạt cả, 1 có kịch bản hỏng.\n";

const struct lt_subcommand lt_tool_test = {
	.name = "test",
	.summary = "thử thủ tục bằng kịch bản trên đồng hồ ảo (test)",
	.run = run,
	.help = help,
};
