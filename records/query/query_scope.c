/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose figures a head may see. Under a unit stands what its code says (QĐ 20/2020 art. 4, levels
 * between dots); the committee and the office of the highest level stand above everything. */
#include <string.h>

#include "records/query/query_own.h"

/* The first they head, if none is asked for. NULL: none that they may see. */
static const struct lt_unit *allowed(struct lt_query *q)
{
	const char *wanted = q->fetch->unit;
	if (*wanted && lt_query_sees_everything(q))
		return lt_directory_unit(q->directory, wanted);
	for (size_t i = 0; i < lt_directory_units_count(q->directory); i++) {
		const struct lt_unit *unit = lt_directory_unit_at(q->directory, i);
		if ((!*wanted || lt_query_is_under(wanted, unit->code)) && lt_query_heads(q, unit))
			return *wanted ? lt_directory_unit(q->directory, wanted) : unit;
	}
	return NULL;
}

static int add_units(struct lt_query *q, struct lt_query_scope *scope)
{
	bool alone = q->fetch->board && q->fetch->board->alone;
	size_t count = lt_directory_units_count(q->directory);
	uint64_t *units = lt_arena_alloc(q->arena, (count + 1) * sizeof *units);
	if (!units)
		return LT_E_NOMEM;
	for (size_t i = 0; i < count; i++) {
		const struct lt_unit *unit = lt_directory_unit_at(q->directory, i);
		if (unit == scope->unit ||
		    (!alone && lt_query_is_under(unit->code, scope->unit->code)))
			units[scope->count++] = unit->key;
	}
	scope->units = units;
	return 0;
}

int lt_query_board_scope(struct lt_query *q, struct lt_query_scope *ret)
{
	*ret = (struct lt_query_scope){0};
	if (!*q->fetch->unit && lt_query_sees_everything(q))
		return 0;
	ret->unit = allowed(q);
	if (!ret->unit)
		return lt_query_fail(
			q, LT_E_DENIED,
			"chỉ người phụ trách xem được số liệu của đơn vị mình và các đơn "
			"vị dưới quyền; lãnh đạo tỉnh xem được toàn tỉnh");
	return add_units(q, ret);
}
