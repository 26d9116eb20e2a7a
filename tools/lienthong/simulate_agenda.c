/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/simulate_agenda.h"

#include <stdbool.h>
#include <stdlib.h>

#include "proto/base/err.h"

static bool before(const struct lt_sim_moment *a, const struct lt_sim_moment *b)
{
	return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

void *lt_sim_grown(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
	*room = *room ? 2 * *room : 256;
	void *more = realloc(items, *room * size);
	LT_REQUIRE(more != NULL); /* in a child, whose end it is */
	return more;
}

void lt_sim_plan_moment(struct lt_sim_agenda *agenda, struct lt_sim_moment m)
{
	agenda->items = lt_sim_grown(agenda->items, agenda->count, &agenda->room, sizeof m);
	m.order = agenda->made++;
	size_t i = agenda->count++;
	for (; i && before(&m, &agenda->items[(i - 1) / 2]); i = (i - 1) / 2)
		agenda->items[i] = agenda->items[(i - 1) / 2];
	agenda->items[i] = m;
}

struct lt_sim_moment lt_sim_take_moment(struct lt_sim_agenda *agenda)
{
	struct lt_sim_moment first = agenda->items[0], last = agenda->items[--agenda->count];
	size_t i = 0;
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= agenda->count)
			break;
		if (child + 1 < agenda->count &&
		    before(&agenda->items[child + 1], &agenda->items[child]))
			child++;
		if (!before(&agenda->items[child], &last))
			break;
		agenda->items[i] = agenda->items[child];
		i = child;
	}
	agenda->items[i] = last;
	return first;
}
