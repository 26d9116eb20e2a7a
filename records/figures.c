/* SPDX-License-Identifier: EUPL-1.2 */
#include "records/figures.h"

#include <string.h>

int lt_figures_add(struct lt_figures *f, const struct lt_metric *metrics, size_t count,
		   const void *sample)
{
	for (size_t i = 0; i < count; i++) {
		const struct lt_metric *m = &metrics[i];
		if (m->kind == LT_METRIC_HISTOGRAM)
			continue;
		Lt__Counter *c = lt_arena_alloc(f->arena, sizeof *c);
		if (!c || !LT_ARENA_PUSH(f->arena, f->items, f->count))
			return LT_E_NOMEM;
		lt__counter__init(c);
		c->name = m->labels ? lt_arena_printf(f->arena, "%s{%s}", m->name, m->labels)
				    : m->name;
		memcpy(&c->value, (const char *)sample + m->at, sizeof c->value);
		f->items[f->count++] = c;
		if (!c->name)
			return LT_E_NOMEM;
	}
	return 0;
}
