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

int lt_evolve_branch_ended(const struct lt_applying *a)
{
	const Lt__BranchEnded *e = a->event->branch_ended;
	Lt__Token *block = lt_dossier_token(a->dossier, e->token);
	if (block) {
		block->branches_ended++;
		begins(block, e->begins);
	}
	return 0;
}

/* What follows the block has its own time: the branches left over keep theirs. */
int lt_evolve_block_joined(const struct lt_applying *a)
{
	Lt__Token *block = lt_dossier_token(a->dossier, a->event->block_joined->token);
	if (!block)
		return 0;
	lt_late_end(a->dossier, block->id, a->at_us);
	block->joined = true;
	block->clock_stopped = false;
	block->pause = LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
	block->limit = NULL;
	block->due_us = block->half_us = block->most_us = block->warned_for_us = 0;
	return 0;
}

int lt_evolve_block_ended(const struct lt_applying *a)
{
	lt_evolve_drop(a->dossier, a->event->block_ended->token, a->at_us);
	return 0;
}

int lt_evolve_item_added(const struct lt_applying *a)
{
	const Lt__ItemAdded *e = a->event->item_added;
	Lt__Token *block = lt_dossier_token(a->dossier, e->token);
	if (!block)
		return 0;
	block->branches++;
	block->branches_need = e->need;
	if (APPEND(a->arena, block->items, block->n_items, e->item) < 0)
		return LT_E_NOMEM;
	if (!e->waits)
		return 0;
	return APPEND(a->arena, block->queue.data, block->queue.len, (uint8_t)block->n_items);
}
