/* SPDX-License-Identifier: EUPL-1.2 */
/* Blocks of branches: who has ended, who begins, what is left over. */
#include "procedures/core/evolve_own.h"
#include "procedures/core/late.h"

static void begins(Lt__Token *block, uint32_t number)
{
	for (size_t i = 0; i < block->queue.len; i++)
		if (block->queue.data[i] == number) {
			REMOVE(block->queue.data, block->queue.len, i);
			return;
		}
}

/* What follows the block has its own time: the branches left over keep theirs. */
static void joined(Lt__Dossier *d, Lt__Token *block, int64_t at_us)
{
	lt_late_end(d, block->id, at_us);
	block->joined = true;
	block->clock_stopped = false;
	block->pause = LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
	block->limit = NULL;
	block->due_us = block->half_us = block->most_us = block->warned_for_us = 0;
}

static int item_added(Lt__Token *block, const Lt__ItemAdded *e, struct lt_arena *arena)
{
	block->branches++;
	block->branches_need = e->need;
	if (APPEND(arena, block->items, block->n_items, e->item) < 0)
		return LT_E_NOMEM;
	if (!e->waits)
		return 0;
	return APPEND(arena, block->queue.data, block->queue.len, (uint8_t)block->n_items);
}

int lt_evolve_block(Lt__Dossier *dossier, const Lt__Event *event, struct lt_arena *arena)
{
	Lt__Token *block;
	switch (event->body_case) {
	case LT__EVENT__BODY_BRANCH_ENDED:
		block = lt_dossier_token(dossier, event->branch_ended->token);
		if (!block)
			return 0;
		block->branches_ended++;
		begins(block, event->branch_ended->begins);
		return 0;
	case LT__EVENT__BODY_BLOCK_JOINED:
		block = lt_dossier_token(dossier, event->block_joined->token);
		if (block)
			joined(dossier, block, lt_event_at(event));
		return 0;
	case LT__EVENT__BODY_BLOCK_ENDED:
		lt_evolve_drop(dossier, event->block_ended->token, lt_event_at(event));
		return 0;
	case LT__EVENT__BODY_ITEM_ADDED:
		block = lt_dossier_token(dossier, event->item_added->token);
		return block ? item_added(block, event->item_added, arena) : 0;
	default:
		return 0;
	}
}
