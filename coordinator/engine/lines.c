/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that were down: a node tells what it saw; an operator gives the time back, from a node's
 * word or from his own, or does not. */
#include <string.h>

#include "coordinator/engine/publish.h"
#include "records/sightings.h"

static int directory_of(struct lt_publishing *p, const struct lt_directory **ret)
{
	*ret = NULL;
	int r = lt_registry_directory(p->registry, p->now_us, ret, NULL);
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- what a node saw -- */

int lt_order_line_seen(struct lt_publishing *p, const Lt__LineSeen *cmd)
{
	const struct lt_directory *directory;
	Lt__Event event = LT__EVENT__INIT;
	Lt__LineSeen e = *cmd;
	int r = directory_of(p, &directory);
	if (r < 0)
		return r;
	const struct lt_node_spec *node =
		directory ? lt_directory_node(directory, p->actor->node) : NULL;
	if (!node || !node->units_count)
		return lt_publishing_refuse(p, LT_REFUSAL_NODE, NULL);
	if (e.to_us > p->now_us)
		e.to_us = p->now_us; /* its clock is ahead of this one */
	if (e.from_us <= 0 || e.from_us >= e.to_us)
		return lt_publishing_refuse(p, LT_REFUSAL_TIME, NULL);
	e.node = p->actor->node;
	e.units = (const char **)(uintptr_t)node->units;
	e.n_units = node->units_count;
	event.body_case = LT__EVENT__BODY_LINE_SEEN;
	event.line_seen = &e;
	return lt_publishing_emit(p, &event);
}

/* @return 0 with an open one, or NULL after a refusal. */
static int find_open(struct lt_publishing *p, uint32_t number, Lt__LineSighting **ret,
		     struct lt_err *err)
{
	int r = lt_sighting_read(p->registry->state, number, p->arena, ret, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	if (r == 0 && !(*ret)->end)
		return 0;
	*ret = NULL;
	return lt_publishing_refuse(p, LT_REFUSAL_NO_SIGHTING, NULL);
}

int lt_order_line_dismissed(struct lt_publishing *p, const Lt__LineDismissed *cmd,
			    struct lt_err *err)
{
	Lt__LineSighting *sighting;
	Lt__Event event = LT__EVENT__INIT;
	Lt__LineDismissed e = *cmd;
	if (!*cmd->note)
		return lt_publishing_refuse(p, LT_REFUSAL_NOTE, NULL);
	int r = find_open(p, cmd->number, &sighting, err);
	if (r < 0 || !sighting)
		return r;
	event.body_case = LT__EVENT__BODY_LINE_DISMISSED;
	event.line_dismissed = &e;
	return lt_publishing_emit(p, &event);
}

/* -- time given back -- */

static int give_back(struct lt_publishing *p, const Lt__LineDown *line)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__LineDown e = *line;
	event.body_case = LT__EVENT__BODY_LINE_DOWN;
	event.line_down = &e;
	return lt_publishing_emit(p, &event);
}

/* The stretch as seen, or a part of it. @return false: it is no part. */
static bool take_stretch(const Lt__LineSeen *seen, Lt__LineDown *line)
{
	if (!line->from_us)
		line->from_us = seen->from_us;
	if (!line->to_us)
		line->to_us = seen->to_us;
	return line->from_us >= seen->from_us && line->to_us <= seen->to_us &&
	       line->from_us < line->to_us;
}

/* Of the node's units those the order names, or all that there are still. */
static int accept(struct lt_publishing *p, const struct lt_directory *directory, Lt__LineDown *line,
		  struct lt_err *err)
{
	Lt__LineSighting *sighting;
	const char *only = line->unit;
	size_t before = p->fx->events_count;
	int r = find_open(p, line->seen, &sighting, err);
	if (r < 0 || !sighting)
		return r;
	if (!take_stretch(sighting->seen, line))
		return lt_publishing_refuse(
			p, LT_REFUSAL_TIME,
			"khoảng ghi nhận phải nằm trong khoảng máy trạm đã báo");
	if (!*line->note)
		line->note = lt_arena_printf(p->arena, "theo máy trạm %s", sighting->seen->node);
	if (!line->note)
		return LT_E_NOMEM;
	for (size_t i = 0; i < sighting->seen->n_units && r == 0; i++) {
		line->unit = sighting->seen->units[i];
		if (lt_directory_unit(directory, line->unit) &&
		    (!*only || strcmp(only, line->unit) == 0))
			r = give_back(p, line);
	}
	if (r == 0 && p->fx->events_count == before)
		return lt_publishing_refuse(p, LT_REFUSAL_NO_UNIT, NULL);
	return r;
}

int lt_order_line(struct lt_publishing *p, const Lt__LineDown *cmd, struct lt_err *err)
{
	const struct lt_directory *directory;
	Lt__LineDown line = *cmd;
	int r = directory_of(p, &directory);
	if (r < 0)
		return r;
	if (!directory)
		return lt_publishing_refuse(p, LT_REFUSAL_NO_UNIT, NULL);
	if (cmd->seen)
		return accept(p, directory, &line, err);
	if (!lt_directory_unit(directory, cmd->unit))
		return lt_publishing_refuse(p, LT_REFUSAL_NO_UNIT, NULL);
	if (!*cmd->note)
		return lt_publishing_refuse(p, LT_REFUSAL_NOTE, NULL);
	if (cmd->from_us <= 0 || cmd->from_us >= cmd->to_us || cmd->to_us > p->now_us)
		return lt_publishing_refuse(
			p, LT_REFUSAL_TIME,
			"đường truyền gián đoạn phải có lúc bắt đầu, rồi lúc kết thúc, đều đã "
			"qua");
	return give_back(p, &line);
}
