/* SPDX-License-Identifier: EUPL-1.2 */
/* publish: procedures, directories and calendars come into force. */
#include <string.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/moves.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/sources.h"
#include "tools/lienthong/suite.h"

enum { SECONDS_A_TEST = 30 };

/* How to publish. */
struct wishes {
	const char *as, *note, *unit;
	int64_t from_us;
	bool preview, yes;
};

/* What is to go, and the tests of each that have been played. */
struct files {
	struct lt_source *sources;
	struct lt_trial_files *tests; /* of a file without tests: nothing */
	size_t count;
};

/* -- one bundle -- */

/* Room for the item of one file. */
struct item {
	Lt__PublishItem item;
	Lt__PublishDefinition definition;
	Lt__PublishDirectory directory;
	Lt__PublishCalendar calendar;
};

/* A file that tests were played with, once for all of them. @return its number; < 0: LT_E_NOMEM. */
static int64_t add_support(struct lt_tool *tool, const struct lt_trial_file *file,
			   Lt__PublishBundle *bundle)
{
	const char *text = (const char *)file->text.data;
	for (size_t i = 0; i < bundle->n_support; i++)
		if (strcmp(bundle->support[i]->source, text) == 0)
			return (int64_t)i;
	Lt__SupportFile *support = lt_arena_alloc(&tool->arena, sizeof *support);
	if (!support || !LT_ARENA_PUSH(&tool->arena, bundle->support, bundle->n_support))
		return LT_E_NOMEM;
	lt__support_file__init(support);
	support->kind = (Lt__PublishKind)file->kind;
	support->name = file->name;
	support->source = text;
	bundle->support[bundle->n_support++] = support;
	return (int64_t)bundle->n_support - 1;
}

static int add_use(struct lt_tool *tool, const struct lt_trial_file *file,
		   Lt__PublishBundle *bundle, Lt__PublishDefinition *d)
{
	int64_t number = add_support(tool, file, bundle);
	if (number < 0 || !LT_ARENA_PUSH(&tool->arena, d->uses, d->n_uses))
		return LT_E_NOMEM;
	d->uses[d->n_uses++] = number;
	return 0;
}

/* The tests go with the file, and everything they need: they are played again before it comes into
 * force, where nobody has this machine's files. */
static int add_tests(struct lt_tool *tool, const struct lt_trial_files *files,
		     Lt__PublishBundle *bundle, Lt__PublishDefinition *d)
{
	bool calendar = false, directory = false;
	int r = 0;
	d->tests_name = files->tests_name;
	d->tests = (const char *)files->tests.data;
	for (size_t i = 0; i < files->others_count && r == 0; i++) {
		calendar |= files->others[i].kind == LT_TRIAL_CALENDAR;
		directory |= files->others[i].kind == LT_TRIAL_DIRECTORY;
		r = add_use(tool, &files->others[i], bundle, d);
	}
	if (r == 0 && !calendar)
		r = add_use(tool, &files->calendar, bundle, d);
	if (r == 0 && !directory)
		r = add_use(tool, &files->directory, bundle, d);
	return r;
}

static void fill(struct item *to, const struct lt_source *source, int64_t from_us)
{
	const char *text = (const char *)source->text.data;
	lt__publish_item__init(&to->item);
	switch (source->kind) {
	case LT_SOURCE_CALENDAR:
		lt__publish_calendar__init(&to->calendar);
		to->item.body_case = LT__PUBLISH_ITEM__BODY_CALENDAR;
		to->item.calendar = &to->calendar;
		to->calendar.source = text;
		to->calendar.name = source->path;
		to->calendar.from_us = from_us;
		break;
	case LT_SOURCE_DIRECTORY:
		lt__publish_directory__init(&to->directory);
		to->item.body_case = LT__PUBLISH_ITEM__BODY_DIRECTORY;
		to->item.directory = &to->directory;
		to->directory.source = text;
		to->directory.name = source->path;
		to->directory.from_us = from_us;
		break;
	default:
		lt__publish_definition__init(&to->definition);
		to->item.body_case = LT__PUBLISH_ITEM__BODY_DEFINITION;
		to->item.definition = &to->definition;
		to->definition.source = text;
		to->definition.name = source->path;
		to->definition.from_us = from_us;
	}
}

static int make_bundle(struct lt_tool *tool, const struct files *files, int64_t from_us,
		       Lt__PublishBundle *ret, struct lt_err *err)
{
	size_t count = files->count;
	struct item *items = lt_arena_zalloc(&tool->arena, count, sizeof *items);
	ret->items = lt_arena_zalloc(&tool->arena, count, sizeof *ret->items);
	int r = items && ret->items ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		fill(&items[i], &files->sources[i], from_us);
		ret->items[i] = &items[i].item;
		if (files->tests[i].tests.size)
			r = add_tests(tool, &files->tests[i], ret, &items[i].definition);
	}
	ret->n_items = count;
	if (r == 0 && lt_encoded_size(&ret->base) > LT_MESSAGE_BYTES_MAX - 4096)
		return lt_err_set(err, LT_E_LIMIT,
				  "gói này quá lớn (%zu byte, cả kịch bản và tệp đi kèm); hãy chia "
				  "thành nhiều gói",
				  lt_encoded_size(&ret->base));
	return r < 0 ? lt_err_set(err, r, "publish") : 0;
}

static int tell_proposed(struct lt_tool *tool, const struct lt_source *sources, size_t count,
			 uint32_t number)
{
	for (size_t i = 0; i < count; i++)
		(void)fprintf(tool->out, "%s: đề nghị công bố %s\n", sources[i].path,
			      lt_source_word(sources[i].kind));
	(void)fprintf(tool->out,
		      "Đề nghị số %u: chưa tệp nào có hiệu lực; người khác cho phép bằng lệnh: "
		      "lienthong release %u --as CÁN-BỘ\n",
		      number, number);
	return 0;
}

static int tell(struct lt_tool *tool, const struct lt_source *sources, size_t count,
		const Lt__CommandReply *reply, struct lt_err *err)
{
	if (reply->refusal) {
		/* findings, one a line: more than an error text holds */
		(void)fprintf(tool->errors, "%s\n", reply->text);
		return lt_err_set(err, LT_E_REFUSED,
				  "chưa công bố tệp nào; hãy sửa theo các dòng trên");
	}
	if (reply->proposal)
		return tell_proposed(tool, sources, count, reply->proposal);
	for (size_t i = 0; i < count; i++)
		(void)fprintf(tool->out, "%s: đã công bố %s\n", sources[i].path,
			      lt_source_word(sources[i].kind));
	(void)fprintf(tool->errors, "Một người công bố: danh bạ đang dùng chưa có ai được cho phép "
				    "(role có publishes = true).\n");
	return 0;
}

static int publish(struct lt_session *s, const struct files *files, const struct wishes *wishes,
		   struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__PublishBundle bundle = LT__PUBLISH_BUNDLE__INIT;
	Lt__CommandReply *reply;
	int r = make_bundle(s->tool, files, wishes->from_us, &bundle, err);
	lt_session_signer(s, wishes->as, &actor);
	actor.unit = wishes->unit ? wishes->unit : "";
	bundle.note = wishes->note ? wishes->note : "";
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_PUBLISH_BUNDLE;
	command.publish_bundle = &bundle;
	s->patience_us = LT_SESSION_EXAM_US;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	return r < 0 ? r : tell(s->tool, files->sources, files->count, reply, err);
}

/* -- tests before anything is sent -- */

/* The tests that lie beside a procedure, each in a locked-in child. Failures go to the errors, a
 * line each. */
static int try_tests(struct lt_tool *tool, const struct lt_source *source,
		     struct lt_trial_files *ret, struct lt_err *err)
{
	struct lt_suite_options options = {.seconds = SECONDS_A_TEST};
	struct lt_suite suite;
	const char *path = lt_suite_path(tool, source->path);
	if (source->kind < LT_SOURCE_PROCEDURE || access(path, R_OK) != 0)
		return 0;
	int r = lt_suite_play(tool, path, &options, &suite, err);
	if (r < 0)
		return r;
	if (suite.error)
		(void)fprintf(tool->errors, "%s:%d: %s\n", path, suite.error_line, suite.error);
	for (size_t i = 0; i < suite.tests_count; i++)
		if (!suite.tests[i]->passed)
			(void)fprintf(tool->errors, "%s:%u: %s: %s\n", path,
				      suite.tests[i]->failure_line, suite.tests[i]->name,
				      suite.tests[i]->failure);
	if (suite.error || suite.passed < suite.tests_count)
		return lt_err_set(err, LT_E_REFUSED,
				  "%s: chưa công bố gì cả: kịch bản hỏng; xem lienthong test %s",
				  source->path, path);
	(void)fprintf(tool->out, "%s: %zu kịch bản đạt\n", source->path, suite.passed);
	*ret = suite.files;
	return 0;
}

/* What a calendar would move is shown before it does, and it moves only when somebody has said so.
 * @return 1: publish it */
static int look_first(struct lt_session *s, const struct lt_source *source, bool preview, bool yes,
		      struct lt_err *err)
{
	struct lt_moves moves;
	Lt__Fetch ask = LT__FETCH__INIT;
	ask.kind = LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW;
	ask.text = (const char *)source->text.data;
	int r = lt_moves_read(s, &ask, &moves, err);
	if (r < 0)
		return lt_err_wrap(err, r, "%s", source->path);
	if (moves.count || preview)
		r = s->tool->json ? lt_moves_print_json(s->tool, &moves, err)
				  : lt_moves_print_dates(s->tool, &moves);
	if (r < 0 || preview)
		return r;
	if (moves.count == 0 || yes)
		return 1;
	return lt_err_set(
		err, LT_E_REFUSED,
		"%s: chưa công bố, vì lịch này đổi hạn của các hồ sơ trên; đồng ý thì chạy "
		"lại với --yes",
		source->path);
}

/* Every calendar is looked at first; then all files go together. From a node they are only
 * proposed: what they would move is looked at there, before somebody releases them. */
static int publish_all(struct lt_session *s, const struct files *files, const struct wishes *wishes,
		       struct lt_err *err)
{
	bool calendars = false;
	for (size_t i = 0; i < files->count; i++) {
		if (files->sources[i].kind != LT_SOURCE_CALENDAR ||
		    (s->side != LT_SESSION_OPERATOR && !wishes->preview))
			continue;
		int go = look_first(s, &files->sources[i], wishes->preview, wishes->yes, err);
		if (go < 0)
			return go;
		calendars = true;
	}
	int r = wishes->preview ? 0 : publish(s, files, wishes, err);
	if (r == 0 && calendars && !wishes->preview && !wishes->from_us)
		r = lt_moves_wait(s, err); /* then the dates are what was shown */
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct wishes wishes = {0};
	const struct lt_arg args[] = {{"--from", LT_ARG_TIME, &wishes.from_us},
				      {"--preview", LT_ARG_FLAG, &wishes.preview},
				      {"--yes", LT_ARG_FLAG, &wishes.yes},
				      {"--as", LT_ARG_TEXT, &wishes.as},
				      {"--note", LT_ARG_TEXT, &wishes.note},
				      {"--unit", LT_ARG_TEXT, &wishes.unit}};
	struct lt_texts paths = {0};
	struct files files = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, SIZE_MAX, &paths,
			     err);
	if (r == 0)
		r = lt_args_need(tool, "TỆP", paths.count ? paths.items[0] : NULL, err);
	if (r == 0)
		r = lt_sources_read(tool, &paths, &files.sources, err);
	files.count = paths.count;
	files.tests = lt_arena_zalloc(&tool->arena, files.count + 1, sizeof *files.tests);
	if (r == 0 && !files.tests)
		r = lt_err_set(err, LT_E_NOMEM, "publish");
	for (size_t i = 0; i < files.count && r == 0; i++)
		r = try_tests(tool, &files.sources[i], &files.tests[i], err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0 && s.side != LT_SESSION_OPERATOR && (!wishes.as || !wishes.unit))
		r = lt_err_set(
			err, LT_E_USAGE,
			"ở máy trạm: hãy ghi ai đề nghị và ở đơn vị nào (--as, --unit); công "
			"bố một mình thì dùng -C với thư mục của máy chủ điều phối");
	if (r == 0)
		r = publish_all(&s, &files, &wishes, err);
	return r;
}

static const char help[] =
	"lienthong publish: đề nghị công bố thủ tục, danh bạ, lịch làm việc (publish)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] publish TỆP... --as CÁN-BỘ [--from NGÀY] [--preview | --yes]\n"
	"\n"
	"Loại tệp nhận theo chữ đầu: return procedure | override | directory | calendar.\n"
	"Mọi tệp cùng có hiệu lực hoặc không tệp nào: một tệp chưa qua kiểm tra thì cả gói không\n"
	"được nhận; mỗi lỗi một dòng: tệp:dòng: mã: lỗi; cách sửa. Kịch bản ten_test.lua cạnh\n"
	"ten.lua đi cùng gói và phải đạt cả. Hồ sơ đang chạy giữ phiên bản đã nhận.\n"
	"\n"
	"Danh bạ có người được cho phép (role có publishes = true) thì lệnh này chỉ đề nghị;\n"
	"người khác cho phép bằng lệnh release. Chưa có ai thì quản trị một mình công bố ngay.\n"
	"\n"
	"Lịch mới làm đổi hạn của hồ sơ đang mở thì in từng hồ sơ (từ, sang, vì sao) và dừng lại;\n"
	"chạy lại với --yes mới đi tiếp, và mỗi hồ sơ ghi một dòng sổ tính hạn.\n"
	"\n"
	"  --as      ai soạn: mã cán bộ trong danh bạ     --note  lời gửi người cho phép\n"
	"  --from    ngày có hiệu lực, ví dụ 2025-07-01; mặc định: ngay khi được cho phép\n"
	"  --unit    đơn vị của người soạn: khi dùng -C với thư mục của máy trạm\n"
	"  --preview chỉ xem lịch sẽ đổi hạn của hồ sơ nào, không công bố gì\n"
	"\n"
	"Ví dụ: lienthong publish thu-tuc/*.lua --as nong.an --from 2026-01-01\n";

const struct lt_subcommand lt_tool_publish = {
	.name = "publish",
	.summary = "đề nghị công bố thủ tục, danh bạ, lịch làm việc (publish)",
	.run = run,
	.help = help,
};
