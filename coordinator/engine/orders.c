/* SPDX-License-Identifier: EUPL-1.2 */
/* Orders to all open dossiers: recorded once, then carried out dossier by dossier (sweep.c). */
#include "coordinator/engine/publish.h"
#include "records/series.h"

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

int lt_order_series(struct lt_publishing *p, const Lt__ClaimSeries *cmd, struct lt_err *err)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__SeriesGranted e = LT__SERIES_GRANTED__INIT;
	uint32_t series = 0, last = 0;
	if (cmd->stream == 0 || !*p->actor->node)
		return lt_publishing_refuse(p, LT_REFUSAL_MALFORMED, NULL);
	int r = lt_series_of(p->registry->state->txn, p->actor->node, cmd->stream, &series, err);
	if (r == 0)
		r = lt_series_last(p->registry->state->txn, &last, err);
	if (r < 0 || series)
		return r; /* granted before: no event */
	e.node = p->actor->node;
	e.stream = cmd->stream;
	e.series = last + 1;
	event.body_case = LT__EVENT__BODY_SERIES_GRANTED;
	event.series_granted = &e;
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
