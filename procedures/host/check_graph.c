/* SPDX-License-Identifier: EUPL-1.2 */
/* The graph of steps. Parallels are blocks, so a sound join is a matter of who may lead where; the
 * rest is reachability forwards and backwards. Everything walks lists, nothing recurses. */
#include <string.h>

#include "procedures/host/bounds.h"
#include "procedures/host/check.h"
#include "procedures/host/near.h"

struct graph {
	struct lt_check *c;
	const struct lt_step *steps;
	uint32_t count;
	bool *reached;
	uint32_t guesses;
	bool *ends;	 /* can come to a finish, or to the end of its branch */
	uint32_t *queue; /* steps still to visit */
};

static bool is_step(const struct graph *g, lt_step_index step)
{
	return step < g->count;
}

/* -- who may lead where -- */

static bool same_branch(const struct lt_step *a, const struct lt_step *b)
{
	return a->block == b->block && a->branch == b->branch;
}

/* Does @p to stand in a block that @p from is inside of? */
static bool leads_out(const struct graph *g, const struct lt_step *from, const struct lt_step *to)
{
	while (from->block != LT_STEP_NONE) {
		from = &g->steps[from->block];
		if (same_branch(from, to))
			return true;
	}
	return false;
}

static void check_jump(struct graph *g, lt_step_index s, const struct lt_edge *edge)
{
	const struct lt_step *from = &g->steps[s];
	struct lt_spot spot = lt_load_spot(g->c->loader, s);
	const char *who = lt_check_who(g->c, s);

	if (edge->step == LT_STEP_DONE) {
		if (from->block == LT_STEP_NONE)
			LT_REPORT(g->c->report, DONE_OUTSIDE, spot, who, edge->outcome);
		return;
	}
	if (!is_step(g, edge->step))
		return;
	const struct lt_step *to = &g->steps[edge->step];
	bool inside =
		edge->branch ? to->block == s && to->branch == edge->branch : same_branch(from, to);
	if (inside)
		return;
	if (!edge->branch && leads_out(g, from, to))
		LT_REPORT(g->c->report, JUMP_OUT, spot, who, edge->outcome, to->name);
	else
		LT_REPORT(g->c->report, JUMP_IN, spot, who, edge->outcome, to->name);
}

static void check_jumps(struct graph *g)
{
	struct lt_edge edge;
	for (uint32_t s = 0; s < g->count; s++)
		for (uint32_t i = 0; lt_check_edge(&g->steps[s], i, &edge); i++)
			check_jump(g, s, &edge);
	lt_step_index start = g->c->definition->start;
	if (is_step(g, start) && g->steps[start].block != LT_STEP_NONE)
		LT_REPORT(g->c->report, JUMP_IN, g->c->loader->header, "thủ tục", "start",
			  g->steps[start].name);
}

/* -- reachability -- */

static void reach(struct graph *g, lt_step_index step, uint32_t *count)
{
	if (!is_step(g, step) || g->reached[step])
		return;
	g->reached[step] = true;
	g->queue[(*count)++] = step;
}

/* A misspelled target is one mistake, not two: the steps it may mean count as reached. */
static void reach_near(struct graph *g, const char *name, uint32_t *count)
{
	struct lt_near near;
	if (g->guesses++ > LT_FINDINGS_MAX)
		return;
	lt_near_init(&near, name);
	for (uint32_t i = 0; i < g->count; i++)
		lt_near_offer(&near, g->steps[i].name);
	for (size_t n = 0; n < near.count; n++)
		for (uint32_t i = 0; i < g->count; i++)
			if (strcmp(near.items[n].name, g->steps[i].name) == 0)
				reach(g, i, count);
}

static void reach_from(struct graph *g, lt_step_index from, uint32_t *count)
{
	const struct lt_draft *draft = &g->c->loader->drafts[from];
	struct lt_edge edge;
	for (uint32_t i = 0; lt_check_edge(&g->steps[from], i, &edge); i++) {
		reach(g, edge.step, count);
		if (edge.step == LT_STEP_NONE && i < g->steps[from].on_count)
			reach_near(g, draft->targets[i], count);
	}
	if (draft->otherwise && g->steps[from].otherwise == LT_STEP_NONE)
		reach_near(g, draft->otherwise, count);
}

static void check_reached(struct graph *g)
{
	uint32_t count = 0;
	if (!is_step(g, g->c->definition->start))
		return;
	reach(g, g->c->definition->start, &count);
	for (uint32_t i = 0; i < count; i++)
		reach_from(g, g->queue[i], &count);
	for (uint32_t i = 0; i < g->count; i++)
		if (!g->reached[i] && !g->c->loose)
			LT_REPORT(g->c->report, UNREACHABLE, lt_load_spot(g->c->loader, i),
				  lt_check_who(g->c, i));
}

/* -- ends: what another rule already complains of counts as an end here -- */

static bool ends_now(const struct graph *g, lt_step_index s)
{
	const struct lt_step *step = &g->steps[s];
	struct lt_edge edge;
	bool leads = false;
	if (step->kind == LT__STEP_KIND__STEP_KIND_FINISH)
		return true;
	for (uint32_t i = 0; lt_check_edge(step, i, &edge); i++) {
		if (edge.branch)
			continue; /* the end of a branch is not the end of the block */
		if (edge.step == LT_STEP_DONE || edge.step == LT_STEP_NONE || g->ends[edge.step])
			return true;
		leads = true;
	}
	return !leads;
}

static void find_ends(struct graph *g)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = g->count; i-- > 0;)
			if (!g->ends[i] && ends_now(g, i))
				g->ends[i] = changed = true;
	}
}

static void check_ends(struct graph *g)
{
	find_ends(g);
	for (uint32_t s = 0; s < g->count; s++)
		for (uint32_t i = 0; i < g->steps[s].branches_count; i++) {
			const struct lt_branch *b = &g->steps[s].branches[i];
			if (!is_step(g, b->start) || g->ends[b->start])
				continue;
			LT_REPORT(g->c->report, PARALLEL_DONE, lt_load_spot(g->c->loader, s),
				  lt_check_who(g->c, s), b->name);
			for (uint32_t k = 0; k < g->count; k++) /* said once */
				if (g->steps[k].block == s && g->steps[k].branch == i + 1)
					g->ends[k] = true;
		}
	for (uint32_t s = 0; s < g->count; s++)
		if (g->reached[s] && !g->ends[s]) {
			LT_REPORT(g->c->report, NO_END, lt_load_spot(g->c->loader, s),
				  lt_check_who(g->c, s),
				  g->steps[s].block == LT_STEP_NONE ? "" : ", hoặc \"done\"");
			return; /* the others follow from the first */
		}
}

/* -- loops -- */

/* Can @p from be entered again after itself, through steps that @p passes? */
static bool loops(struct graph *g, lt_step_index from, bool (*passes)(const struct lt_step *))
{
	uint32_t count = 0;
	struct lt_edge edge;
	memset(g->reached, 0, g->count * sizeof *g->reached);
	g->queue[count++] = from;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; lt_check_edge(&g->steps[g->queue[i]], k, &edge); k++) {
			if (edge.step == from)
				return true;
			if (is_step(g, edge.step) && passes(&g->steps[edge.step]))
				reach(g, edge.step, &count);
		}
	return false;
}

static bool at_once(const struct lt_step *step)
{
	return step->kind == LT__STEP_KIND__STEP_KIND_CHOOSE;
}

static bool any(const struct lt_step *step)
{
	(void)step;
	return true;
}

static void check_loops(struct graph *g)
{
	bool said = false;
	for (uint32_t i = 0; i < g->count; i++) {
		const struct lt_step *s = &g->steps[i];
		if (!said && at_once(s) && loops(g, i, at_once)) {
			LT_REPORT(g->c->report, TIGHT_LOOP, lt_load_spot(g->c->loader, i),
				  lt_check_who(g->c, i));
			said = true;
		}
		if (s->kind == LT__STEP_KIND__STEP_KIND_WAIT && s->times == 0 && loops(g, i, any))
			LT_REPORT(g->c->report, UNBOUNDED, lt_load_spot(g->c->loader, i),
				  lt_check_who(g->c, i));
	}
}

void lt_check_graph(struct lt_check *check)
{
	const struct lt_definition *d = check->definition;
	struct graph g = {.c = check, .steps = d->steps, .count = d->steps_count};
	g.reached = lt_check_alloc(check, g.count, sizeof *g.reached);
	g.ends = lt_check_alloc(check, g.count, sizeof *g.ends);
	g.queue = lt_check_alloc(check, (size_t)g.count + 1, sizeof *g.queue);
	if (!g.reached || !g.ends || !g.queue)
		return;
	check_jumps(&g);
	check_reached(&g);
	check_ends(&g);
	check_loops(&g);
}
