/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/journey_print.h"

#include "procedures/core/evolve.h"
#include "tools/lienthong/print.h"

int lt_journey_print(struct lt_tool *tool, const Lt__FetchReply *reply, Lt__Event *const *events)
{
	static const char *const titles[] = {"LÚC", "AI", "VIỆC"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 3};
	struct lt_journey journey = {.arena = &tool->arena, .labels = reply};
	int r = 0;
	for (size_t i = 0; i < reply->n_events && r == 0; i++) {
		char at[LT_TIME_TEXT_BYTES];
		const char *what = lt_journey_what(&journey, events[i]);
		if (what && i + reply->provisional_events >= reply->n_events)
			what = lt_arena_printf(&tool->arena, "(tạm) %s", what);
		const char *const cells[] = {lt_time_vietnamese(lt_event_at(events[i]), at),
					     lt_journey_who(&journey, events[i]), what};
		r = what ? lt_sheet_add(&table, cells) : LT_E_NOMEM;
	}
	lt_sheet_print(&table, tool->out);
	if (reply->provisional_events)
		(void)fprintf(tool->out,
			      "%u mục cuối ghi (tạm): máy trạm tự quyết lúc mất đường truyền, còn "
			      "chờ máy chủ xác nhận\n",
			      reply->provisional_events);
	return r;
}
