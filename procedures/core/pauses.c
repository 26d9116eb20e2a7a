/* SPDX-License-Identifier: EUPL-1.2 */
/* One rule for everybody who computes a due date: decide, the ledger, verify. */
#include "procedures/core/pauses.h"

int lt_pauses_of(const Lt__Dossier *dossier, int64_t open_to_us, struct lt_arena *arena,
		 struct lt_pause **ret)
{
	struct lt_pause *list = lt_arena_zalloc(arena, dossier->n_pauses + 1, sizeof *list);
	int64_t ended_us = dossier->counts_from_us;
	if (!list)
		return LT_E_NOMEM;
	for (size_t i = 0; i < dossier->n_pauses; i++) {
		const Lt__Pause *p = dossier->pauses[i];
		int64_t to_us = p->to_us ? p->to_us : open_to_us;
		list[i].from_us = p->from_us > ended_us ? p->from_us : ended_us;
		list[i].to_us = to_us > list[i].from_us ? to_us : list[i].from_us;
		ended_us = list[i].to_us;
	}
	*ret = list;
	return 0;
}
