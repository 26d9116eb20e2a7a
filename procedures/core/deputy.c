/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/deputy.h"

#include <string.h>

static bool has(const struct lt_directory *directory, const struct lt_deputy *d,
		const struct lt_right *right, int64_t at_us)
{
	if (*right->holder && strcmp(right->holder, d->officer) != 0)
		return false;
	if (right->heads)
		return lt_directory_heads(directory, d->officer, d->unit, right->heads, at_us);
	if (right->assigns)
		return lt_directory_may_assign(directory, d->officer, d->unit, at_us);
	return lt_directory_may(directory, d->officer, d->unit, right->role, at_us);
}

const char *lt_deputy_right(const struct lt_deputies *deputies,
			    const struct lt_directory *directory, const char *deputy,
			    const char *unit, const struct lt_right *right, int64_t at_us)
{
	for (size_t i = 0; i < deputies->count; i++) {
		const struct lt_deputy *d = &deputies->items[i];
		if (strcmp(d->deputy, deputy) == 0 && strcmp(d->unit, unit) == 0 &&
		    lt_span_has(d->span, at_us) && has(directory, d, right, at_us))
			return d->officer;
	}
	return NULL;
}
