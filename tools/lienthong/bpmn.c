/* SPDX-License-Identifier: EUPL-1.2 */
/* What a step becomes: a task and, if it has several outcomes, a gateway behind it; a wait becomes
 * a gateway of events with one event for each thing that may come; what is late is a timer. */
#include "tools/lienthong/bpmn.h"

#include <string.h>

struct making {
	struct lt_bpmn *bpmn;
	uint32_t *enters, *leaves; /* element where a node of the chart is entered, left */
	bool nomem;
};

static const char *text(struct making *m, const char *made)
{
	m->nomem |= !made;
	return made ? made : "";
}

static uint32_t add(struct making *m, struct lt_bpmn_node node)
{
	struct lt_bpmn *b = m->bpmn;
	node.lane = b->chart->nodes[node.chart_node].lane;
	if (!LT_ARENA_PUSH(b->chart->arena, b->nodes, b->nodes_count)) {
		m->nomem = true;
		return 0;
	}
	b->nodes[b->nodes_count++] = node;
	return (uint32_t)b->nodes_count - 1;
}

static void flow(struct making *m, uint32_t from, uint32_t to, const char *name, bool otherwise)
{
	struct lt_bpmn *b = m->bpmn;
	if (!LT_ARENA_PUSH(b->chart->arena, b->flows, b->flows_count))
		m->nomem = true;
	else
		b->flows[b->flows_count++] = (struct lt_bpmn_flow){from, to, name, otherwise};
}

static const char *id(struct making *m, const char *prefix, const char *name)
{
	return text(m, lt_arena_printf(m->bpmn->chart->arena, "%s_%s", prefix, name));
}

/* BPMN knows no working days: what is no span of ISO 8601 stays in words. */
static const char *timer(struct making *m, struct lt_limit limit)
{
	struct lt_arena *arena = m->bpmn->chart->arena;
	if (limit.unit == LT_LIMIT_CALENDAR_DAYS)
		return text(m, lt_arena_printf(arena, "P%dD", limit.amount));
	if (limit.unit == LT_LIMIT_MONTHS)
		return text(m, lt_arena_printf(arena, "P%dM", limit.amount));
	return lt_chart_limit(m->bpmn->chart, limit);
}

static size_t edges_of(const struct lt_chart *c, uint32_t node, bool late)
{
	size_t count = 0;
	for (size_t i = 0; i < c->edges_count; i++)
		count += c->edges[i].from == node && (late || c->edges[i].kind != LT_EDGE_LATE);
	return count;
}

/* Source: BPMN 2.0.2, 10.6.3: an inclusive join waits for the branches that were started. */
static enum lt_bpmn_kind block_kind(const struct lt_step *s)
{
	for (uint32_t i = 0; i < s->branches_count; i++)
		if (s->branches[i].allow)
			return LT_BPMN_INCLUSIVE;
	return LT_BPMN_PARALLEL;
}

static enum lt_bpmn_kind kind_of(const struct lt_chart *c, uint32_t node)
{
	const struct lt_chart_node *n = &c->nodes[node];
	const struct lt_step *s = &c->definition->steps[n->step];
	if (n->kind == LT_NODE_START)
		return LT_BPMN_START;
	if (n->kind == LT_NODE_JOIN)
		return s->need < s->branches_count ? LT_BPMN_COMPLEX : block_kind(s);
	switch (s->kind) {
	case LT__STEP_KIND__STEP_KIND_AUTO:
		return LT_BPMN_SERVICE_TASK;
	case LT__STEP_KIND__STEP_KIND_PARALLEL:
		return block_kind(s);
	case LT__STEP_KIND__STEP_KIND_CHOOSE:
		return LT_BPMN_EXCLUSIVE;
	case LT__STEP_KIND__STEP_KIND_CALL:
		return LT_BPMN_CALL;
	case LT__STEP_KIND__STEP_KIND_FINISH:
		return LT_BPMN_END;
	case LT__STEP_KIND__STEP_KIND_WAIT:
		return edges_of(c, node, true) > 1 ? LT_BPMN_EVENT_BASED : LT_BPMN_CATCH_MESSAGE;
	default:
		return LT_BPMN_USER_TASK;
	}
}

static bool is_task(enum lt_bpmn_kind kind)
{
	return kind == LT_BPMN_USER_TASK || kind == LT_BPMN_SERVICE_TASK || kind == LT_BPMN_CALL;
}

/* Who and how long; for what has neither, nothing. */
static const char *documentation(struct making *m, const struct lt_step *s)
{
	const struct lt_chart *c = m->bpmn->chart;
	const char *who = lt_chart_who(c, s, true);
	if (!*who)
		return NULL;
	return text(m, lt_arena_printf(c->arena, "%s; %s", who, lt_chart_time(c, s)));
}

static void make_node(struct making *m, uint32_t node)
{
	const struct lt_chart *c = m->bpmn->chart;
	const struct lt_chart_node *n = &c->nodes[node];
	const struct lt_step *s = &c->definition->steps[n->step];
	struct lt_bpmn_node element = {.kind = kind_of(c, node), .chart_node = node};
	if (n->kind == LT_NODE_START) {
		element.id = "start";
		element.name = "Nộp hồ sơ";
	} else if (n->kind == LT_NODE_JOIN) {
		element.id = id(m, "join", s->name);
		element.needs = s->need;
	} else {
		element.id = id(m, "step", s->name);
		element.name = lt_chart_title(c, s);
		element.step = s;
		element.documentation = documentation(m, s);
	}
	m->enters[node] = m->leaves[node] = add(m, element);
	if (is_task(element.kind) && edges_of(c, node, false) > 1)
		m->leaves[node] = add(m, (struct lt_bpmn_node){.kind = LT_BPMN_EXCLUSIVE,
							       .id = id(m, "gate", s->name),
							       .chart_node = node});
}

/* What stands between the node and where this edge leads. @return the element the flow leaves. */
static uint32_t between(struct making *m, const struct lt_chart_edge *e, uint32_t order)
{
	const struct lt_chart *c = m->bpmn->chart;
	const struct lt_bpmn_node *from = &m->bpmn->nodes[m->enters[e->from]];
	const struct lt_step *s = from->step;
	bool late = e->kind == LT_EDGE_LATE;
	struct lt_bpmn_node event = {.chart_node = e->from, .name = e->label, .order = order};
	if (from->kind == LT_BPMN_EVENT_BASED) {
		event.kind = late ? LT_BPMN_CATCH_TIMER : LT_BPMN_CATCH_MESSAGE;
		event.id = text(m, lt_arena_printf(c->arena, "event_%s_%u", s->name, order));
		event.timer = late ? timer(m, s->limit) : NULL;
		uint32_t at = add(m, event);
		flow(m, m->enters[e->from], at, NULL, false);
		return at;
	}
	if (!late || !is_task(from->kind))
		return m->leaves[e->from];
	event.kind = LT_BPMN_BOUNDARY_TIMER;
	event.id = id(m, "late", s->name);
	event.attached = m->enters[e->from];
	event.timer = timer(m, s->limit);
	return add(m, event);
}

static void make_flows(struct making *m)
{
	const struct lt_chart *c = m->bpmn->chart;
	uint32_t order = 0;
	for (uint32_t node = 0; node < c->nodes_count; node++)
		if (m->leaves[node] != m->enters[node])
			flow(m, m->enters[node], m->leaves[node], NULL, false);
	for (size_t i = 0; i < c->edges_count && !m->nomem; i++) {
		const struct lt_chart_edge *e = &c->edges[i];
		order = i && c->edges[i - 1].from == e->from ? order + 1 : 0;
		bool gate = m->bpmn->nodes[m->enters[e->from]].kind == LT_BPMN_EXCLUSIVE;
		size_t length = e->label ? strlen(e->label) : 0;
		static const char last[] = "còn lại";
		bool otherwise = gate && length >= sizeof last - 1 &&
				 strcmp(e->label + length - (sizeof last - 1), last) == 0;
		uint32_t from = between(m, e, order);
		bool named = from == m->leaves[e->from];
		flow(m, from, m->enters[e->to], named ? e->label : NULL, otherwise);
	}
}

int lt_bpmn_make(const struct lt_chart *chart, struct lt_bpmn *ret, struct lt_err *err)
{
	struct lt_bpmn bpmn = {.chart = chart};
	struct making m = {.bpmn = &bpmn};
	m.enters = lt_arena_zalloc(chart->arena, chart->nodes_count, sizeof *m.enters);
	m.leaves = lt_arena_zalloc(chart->arena, chart->nodes_count, sizeof *m.leaves);
	m.nomem = !m.enters || !m.leaves;
	for (uint32_t node = 0; node < chart->nodes_count && !m.nomem; node++)
		make_node(&m, node);
	if (!m.nomem)
		make_flows(&m);
	if (m.nomem)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	*ret = bpmn;
	return 0;
}
