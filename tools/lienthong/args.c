/* SPDX-License-Identifier: EUPL-1.2 */
/* Options by table. A misspelled one is refused with what it may have meant, never passed over. */
#include "tools/lienthong/args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/host/near.h"
#include "proto/base/ids.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"

struct reading {
	struct lt_tool *tool;
	const struct lt_arg *args;
	size_t args_count;
	int argc, at;
	char **argv;
	struct lt_err *err;
};

int lt_args_time(const char *text, int64_t *ret_us)
{
	int hour = 0, minute = 0, day, month, year, end = 0;
	if (lt_time_parse(text, ret_us) == 0)
		return 0;
	if (sscanf(text, "%2d:%2d %2d/%2d/%4d%n", &hour, &minute, &day, &month, &year, &end) != 5 ||
	    text[end]) {
		hour = minute = end = 0;
		if (sscanf(text, "%2d/%2d/%4d%n", &day, &month, &year, &end) != 3 || text[end])
			return LT_E_FORMAT;
	}
	char iso[LT_TIME_TEXT_BYTES];
	(void)snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d", year, month, day, hour, minute);
	return lt_time_parse(iso, ret_us);
}

static int push(struct reading *rd, struct lt_texts *texts, const char *text)
{
	if (!LT_ARENA_PUSH(&rd->tool->arena, texts->items, texts->count))
		return lt_err_set(rd->err, LT_E_NOMEM, "quá nhiều tham số");
	texts->items[texts->count++] = text;
	return 0;
}

static int read_number(struct reading *rd, const char *name, const char *value, int64_t *ret)
{
	char *end;
	errno = 0;
	long long number = strtoll(value, &end, 10);
	if (errno || end == value || *end || number < 0)
		return lt_err_set(rd->err, LT_E_USAGE,
				  "%s cần một số nguyên không âm, không phải '%s'", name, value);
	*ret = number;
	return 0;
}

static int store(struct reading *rd, const struct lt_arg *arg, const char *value)
{
	switch (arg->kind) {
	case LT_ARG_FLAG:
		*(bool *)arg->to = true;
		return 0;
	case LT_ARG_TEXT:
		*(const char **)arg->to = value;
		return 0;
	case LT_ARG_NUMBER:
		return read_number(rd, arg->name, value, arg->to);
	case LT_ARG_TIME:
		if (lt_args_time(value, arg->to) == 0)
			return 0;
		return lt_err_set(rd->err, LT_E_USAGE,
				  "%s: không hiểu thời điểm '%s'; viết 2025-07-01T08:30 hoặc "
				  "'08:30 01/07/2025'",
				  arg->name, value);
	case LT_ARG_LIST:
		return push(rd, arg->to, value);
	}
	return LT_E_USAGE;
}

static int unknown(struct reading *rd, const char *name, size_t bytes)
{
	char text[LT_NEAR_TEXT_BYTES], wanted[LT_NEAR_NAME_BYTES];
	struct lt_near near;
	(void)snprintf(wanted, sizeof wanted, "%.*s", (int)bytes, name);
	lt_near_init(&near, wanted);
	for (size_t i = 0; i < rd->args_count; i++)
		lt_near_offer(&near, rd->args[i].name);
	lt_near_text(&near, text);
	return lt_err_set(rd->err, LT_E_USAGE, "không có tùy chọn %s%s%s; xem lienthong %s --help",
			  wanted, *text ? "; có phải ý bạn là " : "", text,
			  rd->tool->command->name);
}

static const struct lt_arg *find(const struct reading *rd, const char *name, size_t bytes)
{
	for (size_t i = 0; i < rd->args_count; i++)
		if (strncmp(rd->args[i].name, name, bytes) == 0 && !rd->args[i].name[bytes])
			return &rd->args[i];
	return NULL;
}

static int read_option(struct reading *rd, const char *text)
{
	const struct lt_arg everywhere[] = {{"-C", LT_ARG_TEXT, &rd->tool->folder},
					    {"--json", LT_ARG_FLAG, &rd->tool->json}};
	size_t bytes = strcspn(text, "=");
	const struct lt_arg *arg = find(rd, text, bytes);
	for (size_t i = 0; i < 2 && !arg; i++)
		if (strlen(everywhere[i].name) == bytes &&
		    strncmp(everywhere[i].name, text, bytes) == 0)
			arg = &everywhere[i];
	if (!arg)
		return unknown(rd, text, bytes);
	if (arg->kind == LT_ARG_FLAG)
		return text[bytes]
			       ? lt_err_set(rd->err, LT_E_USAGE, "%s không nhận giá trị", arg->name)
			       : store(rd, arg, NULL);
	if (text[bytes])
		return store(rd, arg, text + bytes + 1);
	/* another option is no value of this one; a value that looks so is written --note=--as */
	if (rd->at >= rd->argc || find(rd, rd->argv[rd->at], strlen(rd->argv[rd->at])))
		return lt_err_set(rd->err, LT_E_USAGE, "%s cần một giá trị theo sau", arg->name);
	return store(rd, arg, rd->argv[rd->at++]);
}

int lt_args_read(struct lt_tool *tool, const struct lt_arg *args, size_t args_count, int argc,
		 char **argv, size_t rest_max, struct lt_texts *ret_rest, struct lt_err *err)
{
	struct reading rd = {.tool = tool,
			     .args = args,
			     .args_count = args_count,
			     .argc = argc,
			     .argv = argv,
			     .err = err};
	struct lt_texts rest = {0};
	bool options = true;
	int r = 0;
	while (r == 0 && rd.at < argc) {
		const char *text = argv[rd.at++];
		if (!lt_text_valid(lt_slice_str(text), SIZE_MAX))
			return lt_err_set(
				err, LT_E_USAGE,
				"tham số thứ %d không phải UTF-8 hoặc có ký tự điều khiển", rd.at);
		if (options && strcmp(text, "--") == 0)
			options = false;
		else if (options && text[0] == '-' && text[1])
			r = read_option(&rd, text);
		else if (rest.count == rest_max)
			r = lt_err_set(err, LT_E_USAGE,
				       "thừa tham số '%s'; xem lienthong %s --help", text,
				       tool->command->name);
		else
			r = push(&rd, &rest, text);
	}
	if (r == 0)
		*ret_rest = rest;
	return r;
}

int lt_args_need(const struct lt_tool *tool, const char *name, const char *value,
		 struct lt_err *err)
{
	if (value && *value)
		return 0;
	return lt_err_set(err, LT_E_USAGE, "thiếu %s; xem lienthong %s --help", name,
			  tool->command->name);
}

int lt_args_word(struct lt_tool *tool, int argc, char **argv, const char *what, const char **ret,
		 struct lt_err *err)
{
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, NULL, 0, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, what, rest.count ? rest.items[0] : NULL, err);
	if (r == 0)
		*ret = rest.items[0];
	return r;
}
