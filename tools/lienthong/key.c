/* SPDX-License-Identifier: EUPL-1.2 */
/* key: what agencies' systems come to a node's API with. */
#include <stdio.h>
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "worker/web/api/keys.h"

/* "a b c"; "" of none. */
static const char *words(struct lt_tool *tool, const struct lt_texts *list)
{
	const char *all = "";
	for (size_t i = 0; i < list->count && all; i++)
		all = lt_arena_printf(&tool->arena, "%s%s%s", all, i ? " " : "", list->items[i]);
	return all ? all : "";
}

static int64_t now_us(void)
{
	struct lt_clock clock = lt_clock_system();
	return lt_clock_wall(&clock);
}

static int make(struct lt_tool *tool, const struct lt_key_terms *terms, struct lt_err *err)
{
	char text[LT_KEY_TEXT_BYTES];
	int r = lt_keys_make(lt_session_folder(tool), terms, now_us(), text, err);
	if (r < 0)
		return r;
	(void)fprintf(
		tool->out,
		"Khóa của %s, trong %d ngày; chỉ hiện một lần, hãy chuyển qua đường tin cậy:\n"
		"%s\n",
		terms->agency, terms->days, text);
	return 0;
}

struct listing {
	struct lt_tool *tool;
	struct lt_sheet sheet;
	json_t *json;
	const char *agency; /* NULL: all */
};

static const char *acts_of(struct lt_tool *tool, const struct lt_api_key *key)
{
	const char *all = "";
	for (int i = 0; i < LT_KEY_ACTS_COUNT && all; i++)
		if (key->acts[i])
			all = lt_arena_printf(&tool->arena, "%s%s%s", all, *all ? " " : "",
					      lt_key_act_name((enum lt_key_act)i));
	return all ? all : "";
}

static const char *state_of(const struct lt_api_key *key)
{
	return key->revoked_us ? "đã thu hồi" : key->until_us <= now_us() ? "hết hạn" : "đang dùng";
}

static int list_one(void *owner, const struct lt_api_key *key)
{
	struct listing *l = owner;
	char until[LT_TIME_TEXT_BYTES];
	const char *acts = acts_of(l->tool, key);
	if (l->agency && strcmp(l->agency, key->agency) != 0)
		return 0;
	(void)lt_time_vietnamese(key->until_us, until);
	if (l->tool->json)
		return json_array_append_new(l->json,
					     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "id",
						       key->id, "agency", key->agency, "units",
						       key->units, "officers", key->officers,
						       "acts", acts, "until", until, "revoked",
						       key->revoked_us != 0)) < 0
			       ? LT_E_NOMEM
			       : 0;
	const char *const cells[] = {key->id, key->agency, key->units,	 key->officers,
				     acts,    until,	   state_of(key)};
	return lt_sheet_add(&l->sheet, cells);
}

static int list(struct lt_tool *tool, const char *agency, struct lt_err *err)
{
	static const char *const titles[] = {"KHÓA", "HỆ THỐNG", "ĐƠN VỊ",    "CÁN BỘ",
					     "VIỆC", "ĐẾN",	 "TÌNH TRẠNG"};
	struct listing l = {
		.tool = tool,
		.sheet = {.arena = &tool->arena, .titles = titles, .columns = 7},
		.agency = agency,
		.json = tool->json ? json_array() : NULL,
	};
	int r = lt_keys_each(lt_session_folder(tool), list_one, &l, err);
	if (r == 0 && tool->json)
		return lt_json_print(tool, l.json, err);
	json_decref(l.json);
	if (r == 0)
		lt_sheet_print(&l.sheet, tool->out);
	return r;
}

struct revoking {
	struct lt_tool *tool;
	const char *what; /* an agency, or one key */
	size_t count;
	struct lt_err *err;
};

static int revoke_one(void *owner, const struct lt_api_key *key)
{
	struct revoking *v = owner;
	if ((strcmp(v->what, key->agency) != 0 && strcmp(v->what, key->id) != 0) || key->revoked_us)
		return 0;
	v->count++;
	return lt_keys_revoke(lt_session_folder(v->tool), key->id, now_us(), v->err);
}

static int revoke(struct lt_tool *tool, const char *what, struct lt_err *err)
{
	struct revoking v = {.tool = tool, .what = what, .err = err};
	int r = lt_keys_each(lt_session_folder(tool), revoke_one, &v, err);
	if (r == 0 && v.count == 0)
		return lt_err_set(err, LT_E_ABSENT,
				  "'%s' không có khóa nào đang dùng; xem: key list", what);
	if (r == 0)
		(void)fprintf(tool->out, "Đã thu hồi %zu khóa của %s; có hiệu lực ngay.\n", v.count,
			      what);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	enum { DAYS = 365 };
	int64_t days = DAYS;
	struct lt_texts units = {0}, officers = {0}, may = {0}, rest = {0};
	const struct lt_arg args[] = {{"--unit", LT_ARG_LIST, &units},
				      {"--as", LT_ARG_LIST, &officers},
				      {"--may", LT_ARG_LIST, &may},
				      {"--days", LT_ARG_NUMBER, &days}};
	int r = lt_args_read(tool, args, 4, argc, argv, 2, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "new, list hoặc revoke", rest.count ? rest.items[0] : NULL,
				 err);
	if (r < 0)
		return r;
	const char *what = rest.count > 1 ? rest.items[1] : NULL;
	if (strcmp(rest.items[0], "list") == 0)
		return list(tool, what, err);
	r = lt_args_need(tool, "HỆ-THỐNG", what, err);
	if (r < 0)
		return r;
	if (strcmp(rest.items[0], "revoke") == 0)
		return revoke(tool, what, err);
	if (strcmp(rest.items[0], "new") != 0)
		return lt_err_set(err, LT_E_USAGE, "'%s' không phải new, list hay revoke",
				  rest.items[0]);
	struct lt_key_terms terms = {.agency = what,
				     .units = words(tool, &units),
				     .officers = words(tool, &officers),
				     .acts = words(tool, &may),
				     .days = days > INT32_MAX ? 0 : (int32_t)days};
	return make(tool, &terms, err);
}

static const char help[] =
	"lienthong key: khóa cho hệ thống khác gọi API của máy trạm (keys of agencies' systems)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] key new HỆ-THỐNG --unit ĐƠN-VỊ... --may VIỆC...\n"
	"                             [--as CÁN-BỘ...] [--days 365]\n"
	"  lienthong [-C THƯ-MỤC] key list [HỆ-THỐNG] [--json]\n"
	"  lienthong [-C THƯ-MỤC] key revoke HỆ-THỐNG | KHÓA\n"
	"\n"
	"  --unit   chỉ cho đơn vị này; nêu nhiều lần được\n"
	"  --may    read xem hồ sơ, feed theo dõi, submit nộp, act xử lý bước, answer trả lời\n"
	"           hồ sơ liên thông; nêu nhiều lần được\n"
	"  --as     cán bộ mà hệ thống được làm thay; làm được gì vẫn là do danh bạ\n"
	"  --days   số ngày dùng được, nhiều nhất 825\n"
	"\n"
	"Khóa chỉ hiện một lần; máy trạm giữ bản băm. Thu hồi có hiệu lực ngay, không phải khởi\n"
	"động lại. Chạy trên máy trạm. Cách gọi API: docs/api.md.\n"
	"Ví dụ: lienthong key new cong-dvc --unit H14.61.01 --may submit --may read\n";

const struct lt_subcommand lt_tool_key = {
	.name = "key",
	.summary = "khóa cho hệ thống khác gọi API của máy trạm (key)",
	.run = run,
	.help = help,
};
