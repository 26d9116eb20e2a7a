/* SPDX-License-Identifier: EUPL-1.2 */
/* A grid: columns are ranks, rows are made inside each lane as they are needed. A cell holds what
 * one step became, from left to right; a wait with many events takes several rows. */
#include <stdlib.h>

#include "tools/lienthong/bpmn.h"

enum {
	POOL_X = 120,
	POOL_Y = 80,
	POOL_LABEL = 30, /* of the pool, and of a lane */
	COLUMN_WIDTH = 290,
	ROW_HEIGHT = 130,
	CELL_MARGIN = 40,
	TASK_WIDTH = 120,
	TASK_HEIGHT = 80,
	GATE_SIZE = 50,
	EVENT_SIZE = 36,
	EVENT_STEP = 62, /* between events of one wait */
	SECOND_X = 170	 /* of what stands second in a cell */
};

struct grid {
	struct lt_bpmn *bpmn;
	uint32_t *row;	 /* of a node of the chart, in its lane */
	uint32_t *used;	 /* rows taken, by lane and rank */
	uint32_t *rows;	 /* of a lane */
	uint32_t *first; /* row of a lane from the top of the pool */
	uint32_t ranks;
};

static uint32_t rows_needed(const struct lt_bpmn *b, uint32_t chart_node)
{
	uint32_t events = 0;
	for (size_t i = 0; i < b->nodes_count; i++)
		events += b->nodes[i].chart_node == chart_node &&
			  (b->nodes[i].kind == LT_BPMN_CATCH_MESSAGE ||
			   b->nodes[i].kind == LT_BPMN_CATCH_TIMER);
	return 1 + events * EVENT_STEP / (ROW_HEIGHT + 1);
}

static void take_rows(struct grid *g)
{
	const struct lt_chart *c = g->bpmn->chart;
	for (uint32_t n = 0; n < c->nodes_count; n++) {
		const struct lt_chart_node *node = &c->nodes[n];
		uint32_t *used = &g->used[node->lane * g->ranks + node->rank];
		g->row[n] = *used;
		*used += rows_needed(g->bpmn, n);
		if (g->rows[node->lane] < *used)
			g->rows[node->lane] = *used;
	}
	for (uint32_t lane = 1; lane <= c->lanes_count; lane++) {
		g->rows[lane - 1] += g->rows[lane - 1] == 0;
		g->first[lane] = g->first[lane - 1] + g->rows[lane - 1];
	}
}

static void size_of(struct lt_bpmn_node *n)
{
	switch (n->kind) {
	case LT_BPMN_USER_TASK:
	case LT_BPMN_SERVICE_TASK:
	case LT_BPMN_CALL:
		n->width = TASK_WIDTH;
		n->height = TASK_HEIGHT;
		break;
	case LT_BPMN_EXCLUSIVE:
	case LT_BPMN_PARALLEL:
	case LT_BPMN_INCLUSIVE:
	case LT_BPMN_COMPLEX:
	case LT_BPMN_EVENT_BASED:
		n->width = n->height = GATE_SIZE;
		break;
	default:
		n->width = n->height = EVENT_SIZE;
	}
}

static bool stands_second(const struct lt_bpmn *b, const struct lt_bpmn_node *n)
{
	bool event = n->kind == LT_BPMN_CATCH_MESSAGE || n->kind == LT_BPMN_CATCH_TIMER;
	return (event || n->kind == LT_BPMN_EXCLUSIVE) && !n->step && n != &b->nodes[0];
}

static void place(const struct grid *g, struct lt_bpmn_node *n)
{
	struct lt_bpmn *b = g->bpmn;
	const struct lt_chart_node *c = &b->chart->nodes[n->chart_node];
	int left = POOL_X + 2 * POOL_LABEL + CELL_MARGIN + (int)c->rank * COLUMN_WIDTH;
	int middle = POOL_Y + (int)(g->first[c->lane] + g->row[n->chart_node]) * ROW_HEIGHT +
		     ROW_HEIGHT / 2;
	size_of(n);
	n->column = left;
	n->channel =
		middle + ROW_HEIGHT / 2 + ((int)rows_needed(b, n->chart_node) - 1) * ROW_HEIGHT;
	if (n->kind == LT_BPMN_BOUNDARY_TIMER) {
		const struct lt_bpmn_node *task = &b->nodes[n->attached];
		n->x = task->x + task->width - EVENT_SIZE;
		n->y = task->y + task->height - EVENT_SIZE / 2;
		return;
	}
	bool second = stands_second(b, n);
	bool event = second && n->kind != LT_BPMN_EXCLUSIVE;
	n->x = left + (second ? SECOND_X : (TASK_WIDTH - n->width) / 2);
	n->y = middle - n->height / 2 + (event ? (int)n->order * EVENT_STEP : 0);
}

int lt_bpmn_lay_out(struct lt_bpmn *b, struct lt_err *err)
{
	const struct lt_chart *c = b->chart;
	struct grid g = {.bpmn = b};
	for (size_t i = 0; i < c->nodes_count; i++)
		if (g.ranks <= c->nodes[i].rank)
			g.ranks = c->nodes[i].rank + 1;
	g.row = lt_arena_zalloc(c->arena, c->nodes_count, sizeof *g.row);
	g.used = lt_arena_zalloc(c->arena, c->lanes_count * g.ranks, sizeof *g.used);
	g.rows = lt_arena_zalloc(c->arena, c->lanes_count, sizeof *g.rows);
	g.first = lt_arena_zalloc(c->arena, c->lanes_count + 1, sizeof *g.first);
	b->lanes = lt_arena_zalloc(c->arena, c->lanes_count, sizeof *b->lanes);
	if (!g.row || !g.used || !g.rows || !g.first || !b->lanes)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	take_rows(&g);
	for (size_t i = 0; i < b->nodes_count; i++)
		place(&g, &b->nodes[i]);
	for (uint32_t lane = 0; lane < c->lanes_count; lane++)
		b->lanes[lane] = (struct lt_bpmn_lane){POOL_Y + (int)g.first[lane] * ROW_HEIGHT,
						       (int)g.rows[lane] * ROW_HEIGHT};
	b->width = 2 * POOL_LABEL + 2 * CELL_MARGIN + (int)g.ranks * COLUMN_WIDTH;
	b->height = (int)g.first[c->lanes_count] * ROW_HEIGHT;
	return 0;
}
