/* SPDX-License-Identifier: EUPL-1.2 */
/* Orders to all open dossiers: recorded once, then carried out dossier by dossier (sweep.c). */
#include "coordinator/engine/publish.h"

int lt_order_line(struct lt_publishing *p, const Lt__LineDown *cmd)
{
	const struct lt_directory *directory;
	Lt__Event event = LT__EVENT__INIT;
	Lt__LineDown e = *cmd;
	int r = lt_registry_directory(p->registry, p->now_us, &directory, NULL);
	if (r < 0)
		return r == LT_E_ABSENT ? lt_publishing_refuse(p, LT_REFUSAL_NO_UNIT, NULL) : r;
	if (!lt_directory_unit(directory, cmd->unit))
		return lt_publishing_refuse(p, LT_REFUSAL_NO_UNIT, NULL);
	if (!*cmd->note)
		return lt_publishing_refuse(p, LT_REFUSAL_NOTE, NULL);
	if (cmd->from_us <= 0 || cmd->from_us >= cmd->to_us || cmd->to_us > p->now_us)
		return lt_publishing_refuse(
			p, LT_REFUSAL_TIME,
			"đường truyền gián đoạn phải có lúc bắt đầu, rồi lúc kết thúc, đều đã "
			"qua");
	event.body_case = LT__EVENT__BODY_LINE_DOWN;
	event.line_down = &e;
	return lt_publishing_emit(p, &event);
}

int lt_order_rebind(struct lt_publishing *p)
{
	const struct lt_directory *directory;
	Lt__Event event = LT__EVENT__INIT;
	Lt__RebindOrdered e = LT__REBIND_ORDERED__INIT;
	int r = lt_registry_directory(p->registry, p->now_us, &directory, NULL);
	if (r < 0)
		return r == LT_E_ABSENT ? lt_publishing_refuse(p, LT_REFUSAL_NO_UNIT, NULL) : r;
	e.directory = lt_directory_version(directory);
	event.body_case = LT__EVENT__BODY_REBIND;
	event.rebind = &e;
	return lt_publishing_emit(p, &event);
}

int lt_registry_progress(struct lt_registry *registry, Lt__SweepAdvanced *advanced, int64_t now_us,
			 struct lt_arena *arena, struct lt_effects *ret)
{
	struct lt_publishing p;
	Lt__Event event = LT__EVENT__INIT;
	lt_publishing_begin(registry, now_us, arena, ret, &p);
	event.body_case = LT__EVENT__BODY_SWEEP;
	event.sweep = advanced;
	return lt_publishing_emit(&p, &event);
}
