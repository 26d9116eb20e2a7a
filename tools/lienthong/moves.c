/* SPDX-License-Identifier: EUPL-1.2 */
/* Previews: what would move, for the eyes of a person before it does. */
#include "tools/lienthong/moves.h"

#include <string.h>
#include <unistd.h>

#include "tools/lienthong/print.h"

enum { AGAIN_US = 100000, TELL_AGAIN = 20 };

int lt_moves_read(struct lt_session *session, const Lt__Fetch *ask, struct lt_moves *ret,
		  struct lt_err *err)
{
	Lt__FetchReply *reply;
	const char *after = "";
	*ret = (struct lt_moves){0};
	do {
		Lt__Fetch fetch = *ask;
		fetch.after = after;
		int r = lt_session_fetch(session, &fetch, &reply, err);
		if (r < 0)
			return r;
		for (size_t i = 0; i < reply->n_moves; i++) {
			if (!LT_ARENA_PUSH(&session->tool->arena, ret->items, ret->count))
				return LT_E_NOMEM;
			ret->items[ret->count++] = reply->moves[i];
		}
		ret->looked_at += reply->looked_at;
		after = reply->next;
	} while (*after);
	return 0;
}

static long long counted(const Lt__FetchReply *reply, const char *name)
{
	for (size_t i = 0; i < reply->n_counters; i++)
		if (strcmp(reply->counters[i]->name, name) == 0)
			return reply->counters[i]->value;
	return 0;
}

static void tell_progress(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	(void)fprintf(tool->errors,
		      "đã ghi; đang rà soát hồ sơ: %lld/%lld (ngắt lệnh này thì việc rà soát vẫn "
		      "chạy tiếp)\n",
		      counted(reply, "swept_upto"), counted(reply, "dossiers"));
}

int lt_moves_wait(struct lt_session *session, struct lt_err *err)
{
	for (int turn = 1;; turn++) {
		Lt__FetchReply *reply;
		Lt__Fetch fetch = LT__FETCH__INIT;
		fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
		int r = lt_session_fetch(session, &fetch, &reply, err);
		if (r < 0 || counted(reply, "sweeps") == 0)
			return r;
		if (turn % TELL_AGAIN == 0)
			tell_progress(session->tool, reply);
		(void)usleep(AGAIN_US);
	}
}

static size_t dossiers_in(const struct lt_moves *moves)
{
	size_t count = 0; /* the moves of one dossier stand together */
	for (size_t i = 0; i < moves->count; i++)
		count += i == 0 || moves->items[i]->dossier != moves->items[i - 1]->dossier;
	return count;
}

static const char *what(struct lt_tool *tool, const Lt__Move *m)
{
	return m->token ? lt_arena_printf(&tool->arena, "bước %s", m->step) : NULL;
}

int lt_moves_print_dates(struct lt_tool *tool, const struct lt_moves *moves)
{
	static const char *const titles[] = {"HỒ SƠ", "HẠN CỦA", "ĐANG LÀ", "SẼ LÀ", "VÌ SAO"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 5};
	int r = 0;
	for (size_t i = 0; i < moves->count && r == 0; i++) {
		const Lt__Move *m = moves->items[i];
		char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
		const char *step = what(tool, m);
		const char *const cells[] = {m->code, step ? step : "hồ sơ",
					     lt_due_text(m->from_us, from),
					     lt_due_text(m->to_us, to), m->why};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	(void)fprintf(tool->out, "%zu hồ sơ đang mở đổi hạn, trong %llu hồ sơ đang mở\n",
		      dossiers_in(moves), (unsigned long long)moves->looked_at);
	return r;
}

int lt_moves_print_units(struct lt_tool *tool, const struct lt_moves *moves)
{
	static const char *const titles[] = {"HỒ SƠ", "PHẦN VIỆC", "ĐƠN VỊ CŨ", "ĐƠN VỊ KẾ THỪA"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 4};
	int r = 0;
	for (size_t i = 0; i < moves->count && r == 0; i++) {
		const Lt__Move *m = moves->items[i];
		const char *step = what(tool, m);
		const char *const cells[] = {m->code, step ? step : "nơi tiếp nhận", m->from_unit,
					     m->to_unit};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	(void)fprintf(tool->out, "%zu hồ sơ ở đơn vị đã hết hiệu lực, trong %llu hồ sơ\n",
		      dossiers_in(moves), (unsigned long long)moves->looked_at);
	return r;
}

int lt_moves_print_json(struct lt_tool *tool, const struct lt_moves *moves, struct lt_err *err)
{
	json_t *list = json_array();
	for (size_t i = 0; list && i < moves->count; i++)
		if (json_array_append_new(list, lt_json_message(&moves->items[i]->base)) < 0) {
			json_decref(list);
			list = NULL;
		}
	return lt_json_print(tool, list, err);
}
