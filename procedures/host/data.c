/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/host/data.h"

#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/complaint.h"
#include "procedures/host/load.h"
#include "procedures/host/sandbox.h"
#include "proto/base/time.h"

#define WHAT_DAY "ngày dạng năm-tháng-ngày"
#define EXAMPLE_DAY "\"2025-07-01\""
#define WHAT_LIST "danh sách"
#define TEXT_TOO_BIG "tệp quá lớn"

enum { SOURCE_BYTES_MAX = 256 << 20, ARENA_BYTES_MAX = 1 << 30 };

bool lt_data_run(struct lt_data *data, lua_State *L, const char *word)
{
	data->rd.L = L;
	lt_sandbox_run_chunk(L, data->source, LT_CHUNK_OWN);
	if (lt_read_item(&data->rd, -1, &data->item) && strcmp(data->item.word, word) == 0)
		return true;
	LT_REPORT(&data->report, NO_PROCEDURE, ((struct lt_spot){.line = 0}), word);
	return false;
}

size_t lt_data_list(struct lt_data *data, const char *key)
{
	lua_State *L = data->rd.L;
	int type = lt_read_push(&data->rd, &data->item, key);
	if (type == LUA_TTABLE)
		return lua_rawlen(L, -1);
	if (type != LUA_TNIL)
		lt_read_wrong(&data->rd, &data->item, key, WHAT_LIST, "{ ... }");
	lua_pop(L, 1);
	lua_newtable(L);
	return 0;
}

bool lt_data_entry(struct lt_data *data, size_t i, const char *key, const char *word,
		   struct lt_item *ret)
{
	lua_State *L = data->rd.L;
	int list = lua_gettop(L);
	lua_rawgeti(L, list, (lua_Integer)i + 1);
	if (lt_read_item(&data->rd, -1, ret) && strcmp(ret->word, word) == 0)
		return true;
	LT_REPORT(&data->report, WRONG_WORD, data->item.spot, data->item.who,
		  lt_report_number(&data->report, (int64_t)i + 1), key, word);
	lua_settop(L, list);
	return false;
}

int64_t lt_data_day_us(struct lt_data *data, const struct lt_item *item, const char *key,
		       int64_t otherwise)
{
	struct lt_date date;
	const char *text = lt_read_text(&data->rd, item, key);
	if (!text)
		return otherwise;
	if (lt_date_parse(text, &date) < 0) {
		lt_read_wrong(&data->rd, item, key, WHAT_DAY, EXAMPLE_DAY);
		return otherwise;
	}
	return lt_instant_of((struct lt_local){lt_day_of_date(date), 0});
}

int lt_data_load(struct lt_data *data, struct lt_slice source, const char *file,
		 lua_CFunction function, struct lt_err *err)
{
	*data = (struct lt_data){.source = source, .file = file};
	lt_arena_init(&data->arena, ARENA_BYTES_MAX);
	data->report = (struct lt_report){
		.findings = &data->findings,
		.arena = &data->arena,
		.scratch = &data->arena,
		.file = file,
		.base_file = file,
	};
	data->rd = (struct lt_reader){
		.keep = &data->arena, .report = &data->report, .names_max = LT_DATA_NAMES_MAX};
	if (source.size > SOURCE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s: %s", file, TEXT_TOO_BIG);
	int r = lt_host_read(&lt_budget_data, file, function, data, err);
	if (r < 0)
		return r;
	lt_report_sort(&data->report);
	if (data->report.nomem)
		return lt_err_set(err, LT_E_NOMEM, "%s", file);
	if (data->findings.count) {
		const struct lt_finding *f = &data->findings.items[0];
		return lt_err_set(err, LT_E_SCRIPT, "%s:%d: %s; %s", file, (int)f->line, f->message,
				  f->remedy);
	}
	return 0;
}

void lt_data_done(struct lt_data *data)
{
	lt_arena_done(&data->arena);
}
