/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong: one tool for operators, analysts and officers. Finds the subcommand, says what failed.
 */
#include <stdlib.h>
#include <string.h>

#include "procedures/host/near.h"
#include "proto/base/arena.h"
#include "tools/lienthong/tool.h"

/* A run reads a page of dossiers or a paper to be hashed. */
#define ARENA_BYTES_MAX (256u << 20)

/* A screen holds the groups, not a line for each. */
static const struct group {
	const char *title;
	const struct lt_subcommand *commands[12]; /* NULL after the last */
} groups[] = {
	{"Hồ sơ (dossiers): nộp, xử lý, xem, hạn, biểu mẫu",
	 {&lt_tool_submit, &lt_tool_act, &lt_tool_list, &lt_tool_show, &lt_tool_explain,
	  &lt_tool_due, &lt_tool_form, &lt_tool_search, &lt_tool_incidents, &lt_tool_attach,
	  &lt_tool_paper}},
	{"Soạn thủ tục (writing procedures): kiểm tra, thử, vẽ, in, mô phỏng",
	 {&lt_tool_import, &lt_tool_check, &lt_tool_test, &lt_tool_fmt, &lt_tool_diff,
	  &lt_tool_draw, &lt_tool_print, &lt_tool_export, &lt_tool_simulate, &lt_tool_dry_run}},
	{"Công bố (publishing): đề nghị, cho phép, chuyển hồ sơ sang bản mới, rút",
	 {&lt_tool_publish, &lt_tool_release, &lt_tool_procedures, &lt_tool_source,
	  &lt_tool_migrate, &lt_tool_withdraw}},
	{"Vận hành (operations): thư mục, tình trạng, sao lưu, kiểm toàn vẹn",
	 {&lt_tool_init, &lt_tool_status, &lt_tool_report, &lt_tool_backup, &lt_tool_verify,
	  &lt_tool_practice, &lt_tool_line, &lt_tool_conflicts, &lt_tool_rebind, &lt_tool_account,
	  &lt_tool_key}},
	{"Máy trạm (nodes): ghi danh, gia hạn, thu hồi, xem",
	 {&lt_tool_ca, &lt_tool_enrol, &lt_tool_renew, &lt_tool_revoke, &lt_tool_nodes}},
	{"Liên thông (hand-offs): biên nhận, khóa công khai, tỉnh khác",
	 {&lt_tool_receipt, &lt_tool_keys, &lt_tool_reconcile, &lt_tool_relay}},
	{"Thử sức (trials): nhật ký có thật, nạp hàng loạt, đo tốc độ",
	 {&lt_tool_replay, &lt_tool_load, &lt_tool_bench}},
};
enum { GROUPS = sizeof groups / sizeof *groups };

/* Every command in turn: NULL before the first, NULL after the last. */
static const struct lt_subcommand *next_command(const struct lt_subcommand *last)
{
	bool found = last == NULL;
	for (size_t i = 0; i < GROUPS; i++)
		for (size_t k = 0; groups[i].commands[k]; k++) {
			if (found)
				return groups[i].commands[k];
			found = groups[i].commands[k] == last;
		}
	return NULL;
}

static void print_help(FILE *out)
{
	(void)fputs("lienthong: công cụ dòng lệnh của Liên Thông (command-line tool)\n"
		    "  lienthong [-C THƯ-MỤC] LỆNH ...\n"
		    "  lienthong LỆNH --help           một lệnh (one command)\n"
		    "  lienthong help                  mỗi lệnh một dòng (a line each)\n",
		    out);
	for (size_t i = 0; i < GROUPS; i++) {
		(void)fprintf(out, "\n%s\n ", groups[i].title);
		for (size_t k = 0; groups[i].commands[k]; k++)
			(void)fprintf(out, " %s", groups[i].commands[k]->name);
	}
	(void)fputs("\n\n-C: thư mục của máy chủ (quản trị), máy trạm (cán bộ); "
		    "mặc định $LIENTHONG_DIR, hay ở đây\n",
		    out);
}

static void print_commands(FILE *out)
{
	for (const struct lt_subcommand *c = NULL; (c = next_command(c));)
		(void)fprintf(out, "  %-11s %s\n", c->name, c->summary);
}

static const struct lt_subcommand *find(const char *name)
{
	const struct lt_subcommand *c = NULL;
	while ((c = next_command(c)) && strcmp(c->name, name) != 0)
		;
	return c;
}

static int unknown(const char *name)
{
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_near near;
	lt_near_init(&near, name);
	for (const struct lt_subcommand *c = NULL; (c = next_command(c));)
		lt_near_offer(&near, c->name);
	lt_near_text(&near, text);
	(void)fprintf(stderr, "lienthong: không có lệnh '%s'%s%s; xem lienthong --help\n", name,
		      *text ? "; có phải ý bạn là " : "", text);
	return lt_err_exit(LT_E_USAGE);
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static int run(struct lt_tool *tool, int argc, char **argv)
{
	struct lt_err err = {0};
	if (asks_for_help(argc, argv))
		return fputs(tool->command->help, tool->out) < 0;
	int r = tool->command->run(tool, argc, argv, &err);
	if (r == 0 && fflush(tool->out) != 0)
		r = lt_err_set(&err, LT_E_IO, "không viết được kết quả");
	if (r < 0)
		(void)fprintf(tool->errors, "lienthong %s: %s\n", tool->command->name,
			      err.text[0] ? err.text : lt_err_vietnamese(r));
	return lt_err_exit(r);
}

int main(int argc, char **argv)
{
	struct lt_tool tool = {.out = stdout, .errors = stderr};
	int at = 1;
	if (argc > 2 && strcmp(argv[1], "-C") == 0) {
		tool.folder = argv[2];
		at = 3;
	}
	if (at < argc && strcmp(argv[at], "--version") == 0)
		return puts(LT_TOOL_VERSION) < 0;
	if (at + 1 == argc && strcmp(argv[at], "help") == 0) {
		print_commands(stdout);
		return 0;
	}
	if (at >= argc || strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
		print_help(at < argc ? stdout : stderr);
		return at < argc ? 0 : lt_err_exit(LT_E_USAGE);
	}
	tool.command = find(argv[at]);
	if (!tool.command)
		return unknown(argv[at]);
	lt_arena_init(&tool.arena, ARENA_BYTES_MAX);
	int code = run(&tool, argc - at - 1, argv + at + 1);
	lt_arena_done(&tool.arena);
	return code;
}
