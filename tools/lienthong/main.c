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

static const struct lt_subcommand *const commands[] = {
	&lt_tool_init,	 &lt_tool_check,      &lt_tool_publish, &lt_tool_submit, &lt_tool_list,
	&lt_tool_act,	 &lt_tool_show,	      &lt_tool_explain, &lt_tool_search, &lt_tool_incidents,
	&lt_tool_status, &lt_tool_procedures, &lt_tool_source,	&lt_tool_backup, &lt_tool_practice,
	&lt_tool_due,	 &lt_tool_fmt,	      &lt_tool_test,	&lt_tool_form,	 &lt_tool_simulate,
	&lt_tool_draw,	 &lt_tool_print,      &lt_tool_export,	&lt_tool_diff,	 &lt_tool_import,
#ifdef LT_TOOL_VERIFY
	&lt_tool_verify,
#endif
#ifdef LT_TOOL_REPLAY
	&lt_tool_replay,
#endif
#ifdef LT_TOOL_LOAD
	&lt_tool_load,
#endif
#ifdef LT_TOOL_BENCH
	&lt_tool_bench,
#endif
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
	(void)fputs("lienthong: công cụ dòng lệnh của Liên Thông (command-line tool)\n"
		    "  lienthong [-C THƯ-MỤC] LỆNH ...      lienthong LỆNH --help\n\n",
		    out);
	for (size_t i = 0; i < COMMANDS; i++)
		(void)fprintf(out, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
	(void)fputs("\n-C: thư mục của máy chủ (quản trị), máy trạm (cán bộ); "
		    "mặc định $LIENTHONG_DIR, hay ở đây\n",
		    out);
}

static const struct lt_subcommand *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_near near;
	lt_near_init(&near, name);
	for (size_t i = 0; i < COMMANDS; i++)
		lt_near_offer(&near, commands[i]->name);
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
	if (at >= argc || strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0 ||
	    (strcmp(argv[at], "help") == 0 && at + 1 == argc)) {
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
