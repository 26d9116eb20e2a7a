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
		const char *const cells[] = {lt_time_vietnamese(lt_event_at(events[i]), at),
					     lt_journey_who(&journey, events[i]),
					     lt_journey_what(&journey, events[i])};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	return r;
}
