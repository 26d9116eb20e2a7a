/* SPDX-License-Identifier: EUPL-1.2 */
/* Makes the chart: edges in the order of their first node, then ranks along them, then lanes. */
#include "procedures/chart/chart.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/forms/words.h"

#define TEXT_OUTSIDE "Công dân, tổ chức"
#define TEXT_ASKED "Cơ quan được lấy ý kiến"
#define TEXT_ENGINE "Hệ thống"
#define TEXT_OTHERWISE "còn lại"

enum { LANE_NONE = UINT32_MAX };

struct maker {
	struct lt_chart *chart;
	uint32_t *joins; /* node of the join, by step */
	uint32_t *first; /* first edge of a node; one more at the end */
	size_t joins_count;
	bool nomem;
};

static const struct lt_step *step_of(const struct lt_chart *c, uint32_t node)
{
	return c->nodes[node].kind == LT_NODE_STEP ? &c->definition->steps[c->nodes[node].step]
						   : NULL;
}

/* -- edges -- */

static enum lt_edge_kind kind_of(const struct lt_chart *c, uint32_t to, const char *outcome)
{
	const struct lt_step *s = step_of(c, to);
	if (outcome && (strcmp(outcome, "overdue") == 0 || strcmp(outcome, "expired") == 0))
		return LT_EDGE_LATE;
	if (s && (s->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
		  s->kind == LT__STEP_KIND__STEP_KIND_CONSULT))
		return LT_EDGE_HANDOFF;
	return s && s->clock_stop ? LT_EDGE_PAUSE : LT_EDGE_PLAIN;
}

/* Outcomes that lead to the same place the same way share an edge. */
static bool share(struct maker *m, uint32_t from, uint32_t to, enum lt_edge_kind kind,
		  const char *label)
{
	struct lt_chart *c = m->chart;
	for (size_t i = m->first[from]; i < c->edges_count; i++) {
		struct lt_chart_edge *e = &c->edges[i];
		if (e->to != to || e->kind != kind || !e->label || !label)
			continue;
		e->label = lt_arena_printf(c->arena, "%s, %s", e->label, label);
		m->nomem |= !e->label;
		return true;
	}
	return false;
}

static void connect(struct maker *m, uint32_t from, uint32_t to, const char *outcome,
		    const char *label)
{
	struct lt_chart *c = m->chart;
	enum lt_edge_kind kind = kind_of(c, to, outcome);
	if (share(m, from, to, kind, label))
		return;
	if (!LT_ARENA_PUSH(c->arena, c->edges, c->edges_count)) {
		m->nomem = true;
		return;
	}
	c->edges[c->edges_count++] = (struct lt_chart_edge){
		.from = from, .to = to, .outcome = outcome, .label = label, .kind = kind};
}

/* What people read for an outcome; many agree in a consultation, one elsewhere. */
static const char *label_of(const struct lt_step *s, const struct lt_target *target)
{
	const char *outcome = target->outcome;
	if (target->label)
		return target->label;
	bool many = s->kind == LT__STEP_KIND__STEP_KIND_CONSULT;
	if (s->kind == LT__STEP_KIND__STEP_KIND_CHOOSE)
		return outcome;
	if (!many && strcmp(outcome, "agreed") == 0)
		return lt_word_outcome("agree");
	if (!many && strcmp(outcome, "opposed") == 0)
		return lt_word_outcome("oppose");
	return lt_word_outcome(outcome);
}

static void connect_step(struct maker *m, const struct lt_step *s, uint32_t node, uint32_t from)
{
	bool choose = s->kind == LT__STEP_KIND__STEP_KIND_CHOOSE;
	for (uint32_t i = 0; i < s->on_count; i++) {
		const struct lt_target *t = &s->on[i];
		uint32_t to = t->step == LT_STEP_DONE ? m->joins[s->block] : lt_chart_node(t->step);
		bool only = from != node; /* out of a join */
		connect(m, from, to, t->outcome, only ? NULL : label_of(s, t));
	}
	if (choose && s->otherwise != LT_STEP_NONE)
		connect(m, from,
			s->otherwise == LT_STEP_DONE ? m->joins[s->block]
						     : lt_chart_node(s->otherwise),
			"otherwise", TEXT_OTHERWISE);
}

/* A branch with a guard may be left out. */
static const char *branch_label(struct maker *m, const struct lt_branch *branch)
{
	const char *name = branch->title ? branch->title : branch->name;
	if (!branch->allow)
		return name;
	const char *text = lt_arena_printf(m->chart->arena, "%s (nếu đủ điều kiện)", name);
	m->nomem |= !text;
	return text;
}

static void connect_node(struct maker *m, uint32_t node)
{
	struct lt_chart *c = m->chart;
	const struct lt_step *s = step_of(c, node);
	m->first[node] = (uint32_t)c->edges_count;
	if (c->nodes[node].kind == LT_NODE_START)
		connect(m, node, lt_chart_node(c->definition->start), NULL, NULL);
	else if (c->nodes[node].kind == LT_NODE_JOIN)
		connect_step(m, &c->definition->steps[c->nodes[node].step], 0, node);
	else if (s->kind != LT__STEP_KIND__STEP_KIND_PARALLEL)
		connect_step(m, s, node, node);
	for (uint32_t i = 0; s && i < s->branches_count; i++)
		connect(m, node, lt_chart_node(s->branches[i].start), NULL,
			branch_label(m, &s->branches[i]));
}

/* -- ranks: depth first to find the returns, then the longest way to each node -- */

struct visit {
	uint32_t node, edge;
};

static bool find_returns(struct maker *m, uint32_t *order)
{
	struct lt_chart *c = m->chart;
	size_t depth = 0, last = c->nodes_count;
	uint8_t *state = lt_arena_zalloc(c->arena, c->nodes_count, 1);
	struct visit *stack = lt_arena_zalloc(c->arena, c->nodes_count + 1, sizeof *stack);
	if (!state || !stack)
		return false;
	for (uint32_t start = 0; start < c->nodes_count; start++) {
		if (state[start])
			continue;
		state[start] = 1;
		stack[depth++] = (struct visit){start, m->first[start]};
		while (depth > 0) {
			struct visit *top = &stack[depth - 1];
			if (top->edge == m->first[top->node + 1]) {
				state[top->node] = 2;
				order[--last] = top->node;
				depth--;
				continue;
			}
			struct lt_chart_edge *e = &c->edges[top->edge++];
			e->back = state[e->to] == 1;
			if (state[e->to] == 0) {
				state[e->to] = 1;
				stack[depth++] = (struct visit){e->to, m->first[e->to]};
			}
		}
	}
	return true;
}

static void set_ranks(struct maker *m, const uint32_t *order)
{
	struct lt_chart *c = m->chart;
	for (size_t i = 0; i < c->nodes_count; i++)
		for (uint32_t e = m->first[order[i]]; e < m->first[order[i] + 1]; e++) {
			struct lt_chart_node *to = &c->nodes[c->edges[e].to];
			uint32_t rank = c->nodes[order[i]].rank + 1;
			if (!c->edges[e].back && to->rank < rank)
				to->rank = rank;
		}
}

/* -- lanes -- */

/* The one level at which the directory has such units; NULL: several, or none. */
static const char *only_level(const struct lt_chart *c, const char *kind)
{
	const char *level = NULL;
	if (!c->directory)
		return NULL;
	for (size_t i = 0; i < lt_directory_units_count(c->directory); i++) {
		const struct lt_unit *u = lt_directory_unit_at(c->directory, i);
		if (strcmp(u->kind, kind) != 0)
			continue;
		if (level && strcmp(level, u->level) != 0)
			return NULL;
		level = u->level;
	}
	return level;
}

static const char *lane_of_place(const struct lt_chart *c, const struct lt_place *p)
{
	const char *kind = p->unit ? p->unit : "?";
	const char *level = p->level ? p->level : only_level(c, kind);
	return level ? lt_chart_level(c, level) : lt_chart_unit(c, kind, NULL);
}

/* NULL: stands where what leads to it stands. */
static const char *lane_of(const struct lt_chart *c, const struct lt_step *s)
{
	switch (s->kind) {
	case LT__STEP_KIND__STEP_KIND_HUMAN:
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
		return lane_of_place(c, &s->place);
	case LT__STEP_KIND__STEP_KIND_CONSULT:
		return s->places_count == 1 ? lane_of_place(c, &s->places[0]) : TEXT_ASKED;
	case LT__STEP_KIND__STEP_KIND_WAIT:
		return lt_chart_who(c, s, false);
	case LT__STEP_KIND__STEP_KIND_AUTO:
		return TEXT_ENGINE;
	default:
		return NULL;
	}
}

static uint32_t lane_named(struct maker *m, const char *label)
{
	struct lt_chart *c = m->chart;
	for (uint32_t i = 0; i < c->lanes_count; i++)
		if (strcmp(c->lanes[i], label) == 0)
			return i;
	if (!LT_ARENA_PUSH(c->arena, c->lanes, c->lanes_count)) {
		m->nomem = true;
		return 0;
	}
	c->lanes[c->lanes_count++] = label;
	return (uint32_t)c->lanes_count - 1;
}

/* Of what comes first: the machine may choose before anybody sees the dossier. */
static uint32_t first_lane(const struct maker *m)
{
	const struct lt_chart *c = m->chart;
	uint32_t n = lt_chart_node(c->definition->start);
	for (uint32_t i = 0; i < c->nodes_count; i++) {
		if (c->nodes[n].lane != LANE_NONE || m->first[n] == m->first[n + 1])
			break;
		n = c->edges[m->first[n]].to;
	}
	return c->nodes[n].lane;
}

/* Steps with a desk say their lane; the others take that of the first step that leads to them. */
static void set_lanes(struct maker *m, const uint32_t *order)
{
	struct lt_chart *c = m->chart;
	bool outside = false;
	for (uint32_t i = 0; i < c->definition->steps_count; i++) {
		const char *label = lane_of(c, &c->definition->steps[i]);
		outside |= label && strcmp(label, TEXT_OUTSIDE) == 0;
	}
	if (outside)
		(void)lane_named(m, TEXT_OUTSIDE);
	for (uint32_t n = 0; n < c->nodes_count; n++) {
		const struct lt_step *s = step_of(c, n);
		const char *label = s ? lane_of(c, s) : NULL;
		c->nodes[n].lane = label ? lane_named(m, label) : LANE_NONE;
	}
	c->nodes[0].lane = first_lane(m);
	for (size_t i = 0; i < c->nodes_count; i++)
		for (uint32_t e = m->first[order[i]]; e < m->first[order[i] + 1]; e++)
			if (c->nodes[c->edges[e].to].lane == LANE_NONE)
				c->nodes[c->edges[e].to].lane = c->nodes[order[i]].lane;
	if (c->lanes_count == 0)
		(void)lane_named(m, TEXT_ENGINE);
	for (uint32_t n = 0; n < c->nodes_count; n++)
		if (c->nodes[n].lane == LANE_NONE)
			c->nodes[n].lane = 0;
}

/* -- all of it -- */

static bool make_nodes(struct maker *m)
{
	struct lt_chart *c = m->chart;
	const struct lt_definition *d = c->definition;
	c->nodes = lt_arena_zalloc(c->arena, 2 * (size_t)d->steps_count + 1, sizeof *c->nodes);
	m->joins = lt_arena_zalloc(c->arena, d->steps_count + 1, sizeof *m->joins);
	m->first = lt_arena_zalloc(c->arena, 2 * (size_t)d->steps_count + 2, sizeof *m->first);
	if (!c->nodes || !m->joins || !m->first)
		return false;
	c->nodes[c->nodes_count++] = (struct lt_chart_node){.kind = LT_NODE_START};
	for (uint32_t i = 0; i < d->steps_count; i++)
		c->nodes[c->nodes_count++] =
			(struct lt_chart_node){.kind = LT_NODE_STEP, .step = i};
	for (uint32_t i = 0; i < d->steps_count; i++)
		if (d->steps[i].kind == LT__STEP_KIND__STEP_KIND_PARALLEL) {
			m->joins[i] = (uint32_t)c->nodes_count;
			c->nodes[c->nodes_count++] =
				(struct lt_chart_node){.kind = LT_NODE_JOIN, .step = i};
		}
	return true;
}

int lt_chart_make(const struct lt_definition *definition, const struct lt_directory *directory,
		  struct lt_arena *arena, struct lt_chart *ret, struct lt_err *err)
{
	struct lt_chart chart = {.definition = definition, .directory = directory, .arena = arena};
	struct maker m = {.chart = &chart};
	m.nomem = !make_nodes(&m);
	uint32_t *order = lt_arena_zalloc(arena, chart.nodes_count + 1, sizeof *order);
	for (uint32_t n = 0; n < chart.nodes_count && !m.nomem; n++)
		connect_node(&m, n);
	if (m.nomem || !order)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	m.first[chart.nodes_count] = (uint32_t)chart.edges_count;
	if (find_returns(&m, order)) {
		set_ranks(&m, order);
		set_lanes(&m, order);
	} else {
		m.nomem = true;
	}
	if (m.nomem)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	*ret = chart;
	return 0;
}
