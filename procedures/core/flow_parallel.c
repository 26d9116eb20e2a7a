/* SPDX-License-Identifier: EUPL-1.2 */
/* Blocks of branches. What starts is a branch, or, where the one branch runs for each item of a
 * list, the branch once more for every item: a lane, known by the number of either.
 *
 *   started -> branches run, some wait for another (lock) -> as many as must have ended
 *       rest = "cancel":    the others are cancelled, the block is completed
 *       rest = "continue":  the block is joined and stays, what follows begins; it ends with the
 *                           last of its branches */
#include <string.h>

#include "procedures/core/flow_own.h"
#include "procedures/core/frame.h"
#include "procedures/core/items.h"
#include "proto/base/limits.h"

struct lane {
	uint32_t branch; /* index */
	uint32_t number; /* of the branch, or of the item; from 1 */
	uint32_t item;	 /* 0: none */
	const char *item_text;
	bool starts, waits;
	Lt__BranchDecided *decided; /* NULL: it has no guard */
};

struct block {
	struct lt_work *w;
	const struct lt_definition *def;
	const struct lt_step *step;
	struct lt_entry entry;
	struct lane *lanes;
	uint32_t count;
};

/* -- which lanes there are -- */

static int items_of(struct block *b, struct lt_names *ret, const char **ret_text)
{
	struct lt_work *w = b->w;
	*ret = b->step->each;
	if (!b->step->each_field)
		return 0;
	const char *name = lt_frame_field(w->d, b->entry.frame, b->step->each_field, w->env->arena);
	const Lt__Field *f = name ? lt_dossier_field(w->d, name) : NULL;
	if (!name)
		return w->error = LT_E_NOMEM;
	if (!f || f->value_case != LT__FIELD__VALUE_TEXT)
		return 0;
	int r = lt_items_split(f->text, w->env->arena, ret);
	if (r == LT_E_NOMEM)
		w->error = r;
	else if (r < 0)
		*ret_text = lt_arena_printf(w->env->arena, "danh sách \"%s\" quá dài (tối đa %u)",
					    b->step->each_field, LT_ITEMS_MAX);
	return r;
}

static int make_lanes(struct block *b, Lt__Token *t, const char **ret_text)
{
	struct lt_work *w = b->w;
	struct lt_names items = {0};
	bool each = lt_step_each(b->step);
	int r = each ? items_of(b, &items, ret_text) : 0;
	if (r < 0)
		return r;
	b->count = each ? items.count : b->step->branches_count;
	b->lanes = lt_arena_zalloc(w->env->arena, b->count + 1, sizeof *b->lanes);
	t->items = each ? lt_arena_zalloc(w->env->arena, items.count + 1, sizeof *t->items) : NULL;
	if (!b->lanes || (each && !t->items))
		return w->error = LT_E_NOMEM;
	for (uint32_t i = 0; i < b->count; i++) {
		b->lanes[i] = (struct lane){.number = i + 1, .branch = i, .starts = true};
		if (!each)
			continue;
		b->lanes[i].branch = 0;
		b->lanes[i].item = i + 1;
		b->lanes[i].item_text = t->items[t->n_items++] = items.items[i];
	}
	return 0;
}

/* What the guard of a branch says. false: it failed; *ret_text says why, or work->error is set. */
static bool ask_lane(struct block *b, struct lane *lane, const char **ret_text)
{
	struct lt_work *w = b->w;
	const struct lt_branch *branch = &b->step->branches[lane->branch];
	struct lt_answer answer = {0};
	Lt__BranchDecided *decided = LT_MAKE(w, Lt__BranchDecided, lt__branch_decided__init);
	if (!decided)
		return false;
	const struct lt_question q = {.def = b->def,
				      .function = branch->allow,
				      .name = "allow",
				      .step = b->step->name,
				      .frame = lt_dossier_frame(w->d, b->entry.frame),
				      .item = lane->item ? lane->item : b->entry.item,
				      .item_text =
					      lane->item ? lane->item_text : b->entry.item_text};
	int r = lt_work_ask(w, &q, &answer, &decided->decision, ret_text);
	if (w->error || r < 0)
		return false;
	if (answer.type != LT_ANSWER_YESNO) {
		*ret_text = "hàm allow phải trả về true hoặc false";
		return false;
	}
	decided->decision->branch = branch->name;
	decided->step = b->step->name;
	decided->branch = lane->branch + 1;
	decided->item = lane->item;
	decided->name = branch->name;
	decided->starts = lane->starts = answer.number != 0;
	if (!answer.number && answer.text)
		decided->reason = answer.text;
	lane->decided = decided;
	return true;
}

/* All guards are asked before any branch starts: what a branch does decides about no other.
 * @return how many branches start; UINT32_MAX: a guard failed. */
static uint32_t ask_lanes(struct block *b, const char **ret_text)
{
	uint32_t starts = 0;
	for (uint32_t i = 0; i < b->count; i++) {
		if (b->step->branches[b->lanes[i].branch].allow &&
		    !ask_lane(b, &b->lanes[i], ret_text))
			return UINT32_MAX;
		starts += b->lanes[i].starts;
	}
	return starts;
}

static bool same_lock(const struct lt_step *step, uint32_t a, uint32_t b)
{
	const char *x = step->branches[a].lock, *y = step->branches[b].lock;
	return x && y && strcmp(x, y) == 0;
}

/* Of branches with the same lock the first begins; the others wait in their order. */
static int make_queue(struct block *b, Lt__Token *t)
{
	_Static_assert(LT_TOKENS_MAX <= UINT8_MAX, "a lane's number is a byte");
	t->queue.data = lt_arena_zalloc(b->w->env->arena, b->count + 1, 1);
	if (!t->queue.data)
		return b->w->error = LT_E_NOMEM;
	for (uint32_t i = 0; i < b->count; i++) {
		struct lane *lane = &b->lanes[i];
		for (uint32_t k = 0; k < i && lane->starts && !lane->waits; k++)
			lane->waits = b->lanes[k].starts &&
				      same_lock(b->step, b->lanes[k].branch, lane->branch);
		if (lane->waits)
			t->queue.data[t->queue.len++] = (uint8_t)lane->number;
	}
	return 0;
}

/* -- starting -- */

static void emit_decided(struct lt_work *w, Lt__BranchDecided *decided, uint32_t token)
{
	Lt__Event *e = lt_work_event(w);
	if (!e)
		return;
	decided->token = token;
	e->body_case = LT__EVENT__BODY_BRANCH_DECIDED;
	e->branch_decided = decided;
	lt_work_emit(w, e);
}

/* Starts the branch, or the one branch for the item, of that number. */
static void start_lane(struct lt_work *w, const Lt__Token *t, uint32_t number)
{
	const struct lt_definition *def = lt_work_definition(w, t->frame);
	const struct lt_step *step = def ? lt_work_step(w, t) : NULL;
	if (!step || w->error)
		return;
	bool each = t->n_items != 0;
	struct lt_entry entry = {.frame = t->frame,
				 .parent = t->id,
				 .branch = each ? 1 : number,
				 .item = each ? number : t->item,
				 .item_text = each ? t->items[number - 1] : t->item_text};
	lt_flow_enter(w, def, step->branches[entry.branch - 1].start, entry);
}

static void join(struct lt_work *w, uint32_t id);

static void start_lanes(struct block *b, uint32_t id)
{
	struct lt_work *w = b->w;
	for (uint32_t i = 0; i < b->count && !w->error; i++) {
		const Lt__Token *t = lt_dossier_token(w->d, id);
		if (!t)
			return; /* a branch of no steps, or of automatic ones, was already enough */
		if (b->lanes[i].starts && !b->lanes[i].waits)
			start_lane(w, t, b->lanes[i].number);
	}
	join(w, id); /* where none must end */
}

void lt_flow_enter_parallel(struct lt_work *w, const struct lt_definition *def,
			    const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL;
	struct block b = {.w = w, .def = def, .step = step, .entry = entry};
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (!t)
		return;
	int r = make_lanes(&b, t, &text);
	if (w->error)
		return;
	if (r < 0)
		return lt_flow_fail(w, t, entry.again, "each", text);
	uint32_t starts = ask_lanes(&b, &text);
	if (w->error)
		return;
	if (starts == UINT32_MAX)
		return lt_flow_fail(w, t, entry.again, "allow", text);
	t->branches = starts;
	t->branches_need = step->need < starts ? step->need : starts;
	if (make_queue(&b, t) < 0)
		return;
	uint32_t id = t->id;
	for (uint32_t i = 0; i < b.count; i++)
		if (b.lanes[i].decided)
			emit_decided(w, b.lanes[i].decided, id);
	lt_flow_started(w, t, entry.again, NULL);
	if (w->error)
		return;
	if (starts == 0) /* nobody is needed: joined at once */
		return lt_flow_complete_by_engine(w, lt_dossier_token(w->d, id), step, "joined");
	start_lanes(&b, id);
}

/* -- ending -- */

static void emit_joined(struct lt_work *w, const Lt__Token *block)
{
	Lt__Event *e = lt_work_event(w);
	Lt__BlockJoined *joined = LT_MAKE(w, Lt__BlockJoined, lt__block_joined__init);
	if (!e || !joined)
		return;
	joined->token = block->id;
	joined->step = block->step;
	e->body_case = LT__EVENT__BODY_BLOCK_JOINED;
	e->block_joined = joined;
	lt_work_emit(w, e);
}

static void emit_ended(struct lt_work *w, const Lt__Token *block)
{
	Lt__Event *e = lt_work_event(w);
	Lt__BlockEnded *ended = LT_MAKE(w, Lt__BlockEnded, lt__block_ended__init);
	if (!e || !ended)
		return;
	ended->token = block->id;
	ended->step = block->step;
	e->body_case = LT__EVENT__BODY_BLOCK_ENDED;
	e->block_ended = ended;
	lt_work_emit(w, e);
}

/* Enough have ended, or all that were left over. */
static void join(struct lt_work *w, uint32_t id)
{
	const Lt__Token *block = lt_dossier_token(w->d, id);
	if (w->error || !block || block->branches_ended < block->branches_need)
		return;
	const struct lt_step *step = lt_work_step(w, block);
	const struct lt_definition *def = lt_work_definition(w, block->frame);
	bool all = block->branches_ended >= block->branches;
	if (!step || !def)
		return;
	if (block->joined) {
		if (all)
			emit_ended(w, block);
		return;
	}
	if (all || !step->rest_continues) {
		lt_flow_cancel_inside(w, id, "joined");
		return lt_flow_complete_by_engine(w, block, step, "joined");
	}
	struct lt_entry entry = lt_flow_entry(block);
	emit_joined(w, block);
	lt_flow_enter(w, def, lt_step_target(step, "joined"), entry);
}

/* Who waited for the lane that ends. 0: nobody, or nobody need begin any more. */
static uint32_t who_begins(const struct lt_step *step, const Lt__Token *block, uint32_t number)
{
	bool enough = block->branches_ended + 1 >= block->branches_need;
	if (enough && !step->rest_continues)
		return 0;
	for (size_t i = 0; i < block->queue.len; i++)
		if (block->n_items || same_lock(step, block->queue.data[i] - 1U, number - 1))
			return block->queue.data[i];
	return 0;
}

void lt_flow_end_branch(struct lt_work *w, struct lt_entry entry)
{
	const Lt__Token *block = lt_dossier_token(w->d, entry.parent);
	LT_ASSERT(block && block->kind == LT__STEP_KIND__STEP_KIND_PARALLEL);
	const struct lt_step *step = lt_work_step(w, block);
	Lt__Event *e = lt_work_event(w);
	Lt__BranchEnded *ended = LT_MAKE(w, Lt__BranchEnded, lt__branch_ended__init);
	if (!step || !e || !ended)
		return;
	bool each = block->n_items != 0;
	uint32_t id = block->id;
	ended->token = id;
	ended->branch = entry.branch;
	ended->item = each ? entry.item : 0;
	ended->begins = who_begins(step, block, each ? entry.item : entry.branch);
	uint32_t begins = ended->begins;
	e->body_case = LT__EVENT__BODY_BRANCH_ENDED;
	e->branch_ended = ended;
	lt_work_emit(w, e);
	if (begins && !w->error)
		start_lane(w, block, begins);
	join(w, id);
}

/* -- one item more -- */

static bool is_running(const struct lt_work *w, const Lt__Token *block)
{
	for (size_t i = 0; i < w->d->n_tokens; i++)
		if (w->d->tokens[i]->parent == block->id)
			return true;
	return false;
}

void lt_flow_add_item(struct lt_work *w, const Lt__Token *block, const Lt__AddItem *cmd)
{
	const struct lt_step *step = lt_work_step(w, block);
	Lt__Event *e = lt_work_act(w);
	Lt__ItemAdded *added = LT_MAKE(w, Lt__ItemAdded, lt__item_added__init);
	if (!step || !e || !added)
		return;
	uint32_t need = step->need < block->branches + 1 ? step->need : block->branches + 1;
	added->token = block->id;
	added->step = block->step;
	added->item = cmd->item;
	added->note = cmd->note;
	added->need = need;
	added->waits = step->branches[0].lock && is_running(w, block);
	bool waits = added->waits;
	e->body_case = LT__EVENT__BODY_ITEM_ADDED;
	e->item_added = added;
	lt_work_emit(w, e);
	if (!w->error && !waits)
		start_lane(w, block, (uint32_t)block->n_items);
}
