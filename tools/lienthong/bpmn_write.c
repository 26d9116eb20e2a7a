/* SPDX-License-Identifier: EUPL-1.2 */
/* The file: semantics first, then the diagram; element order as the schema wants it. */
#include <stdint.h>
#include <string.h>

#include "tools/lienthong/bpmn.h"
#include "tools/lienthong/sketch.h"

enum {
	POOL_X = 120,
	POOL_Y = 80,
	LANE_X = POOL_X + 30,
	BEND = 20,
	SPREAD_MIDDLE = 12,
	COLUMN_WIDTH = 290
};

static void put(FILE *out, const char *text)
{
	lt_chart_escape(out, text, SIZE_MAX);
}

static void put_name(FILE *out, const char *name)
{
	if (!name)
		return;
	(void)fputs(" name=\"", out);
	put(out, name);
	(void)fputc('"', out);
}

static const char *element(enum lt_bpmn_kind kind)
{
	static const char *const names[] = {
		[LT_BPMN_START] = "startEvent",
		[LT_BPMN_END] = "endEvent",
		[LT_BPMN_USER_TASK] = "userTask",
		[LT_BPMN_SERVICE_TASK] = "serviceTask",
		[LT_BPMN_CALL] = "callActivity",
		[LT_BPMN_EXCLUSIVE] = "exclusiveGateway",
		[LT_BPMN_PARALLEL] = "parallelGateway",
		[LT_BPMN_INCLUSIVE] = "inclusiveGateway",
		[LT_BPMN_COMPLEX] = "complexGateway",
		[LT_BPMN_EVENT_BASED] = "eventBasedGateway",
		[LT_BPMN_CATCH_MESSAGE] = "intermediateCatchEvent",
		[LT_BPMN_CATCH_TIMER] = "intermediateCatchEvent",
		[LT_BPMN_BOUNDARY_TIMER] = "boundaryEvent",
	};
	return names[kind];
}

/* -- semantics -- */

static void put_own(const struct lt_bpmn_node *n, FILE *out)
{
	if (n->kind == LT_BPMN_CATCH_MESSAGE)
		(void)fprintf(out, "      <bpmn:messageEventDefinition id=\"%s_message\"/>\n",
			      n->id);
	if (n->timer) {
		(void)fprintf(out,
			      "      <bpmn:timerEventDefinition id=\"%s_timer\"><bpmn:timeDuration "
			      "xsi:type=\"bpmn:tFormalExpression\">",
			      n->id);
		put(out, n->timer);
		(void)fputs("</bpmn:timeDuration></bpmn:timerEventDefinition>\n", out);
	}
	if (n->step && n->step->kind == LT__STEP_KIND__STEP_KIND_CONSULT)
		(void)fputs("      <bpmn:multiInstanceLoopCharacteristics isSequential=\"false\"/>"
			    "\n",
			    out);
	if (n->kind == LT_BPMN_COMPLEX)
		(void)fprintf(out,
			      "      <bpmn:activationCondition "
			      "xsi:type=\"bpmn:tFormalExpression\">%u</bpmn:activationCondition>\n",
			      n->needs);
}

static void put_node(const struct lt_bpmn *b, uint32_t at, FILE *out)
{
	const struct lt_bpmn_node *n = &b->nodes[at];
	(void)fprintf(out, "    <bpmn:%s id=\"%s\"", element(n->kind), n->id);
	put_name(out, n->name);
	if (n->kind == LT_BPMN_BOUNDARY_TIMER)
		(void)fprintf(out, " attachedToRef=\"%s\"", b->nodes[n->attached].id);
	for (size_t i = 0; i < b->flows_count; i++)
		if (b->flows[i].from == at && b->flows[i].otherwise)
			(void)fprintf(out, " default=\"flow_%zu\"", i);
	(void)fputs(">\n", out);
	if (n->documentation) {
		(void)fputs("      <bpmn:documentation>", out);
		put(out, n->documentation);
		(void)fputs("</bpmn:documentation>\n", out);
	}
	for (size_t i = 0; i < b->flows_count; i++)
		if (b->flows[i].to == at)
			(void)fprintf(out, "      <bpmn:incoming>flow_%zu</bpmn:incoming>\n", i);
	for (size_t i = 0; i < b->flows_count; i++)
		if (b->flows[i].from == at)
			(void)fprintf(out, "      <bpmn:outgoing>flow_%zu</bpmn:outgoing>\n", i);
	put_own(n, out);
	(void)fprintf(out, "    </bpmn:%s>\n", element(n->kind));
}

static void put_lanes(const struct lt_bpmn *b, FILE *out)
{
	(void)fputs("    <bpmn:laneSet id=\"lanes\">\n", out);
	for (uint32_t lane = 0; lane < b->chart->lanes_count; lane++) {
		(void)fprintf(out, "      <bpmn:lane id=\"lane_%u\"", lane);
		put_name(out, b->chart->lanes[lane]);
		(void)fputs(">\n", out);
		for (size_t i = 0; i < b->nodes_count; i++)
			if (b->nodes[i].lane == lane)
				(void)fprintf(out,
					      "        <bpmn:flowNodeRef>%s</bpmn:flowNodeRef>\n",
					      b->nodes[i].id);
		(void)fputs("      </bpmn:lane>\n", out);
	}
	(void)fputs("    </bpmn:laneSet>\n", out);
}

static void put_process(const struct lt_bpmn *b, FILE *out)
{
	const struct lt_definition *d = b->chart->definition;
	(void)fputs(
		"  <bpmn:collaboration id=\"collaboration\">\n    <bpmn:participant id=\"pool\"",
		out);
	put_name(out, d->name);
	(void)fputs(" processRef=\"process\"/>\n  </bpmn:collaboration>\n  <bpmn:process "
		    "id=\"process\" isExecutable=\"false\"",
		    out);
	put_name(out, d->name);
	(void)fputs(">\n    <bpmn:documentation>", out);
	put(out, d->code);
	(void)fputs(", ", out);
	put(out, d->version);
	(void)fputs("; ", out);
	put(out, lt_chart_limit(b->chart, d->limit));
	(void)fputs("</bpmn:documentation>\n", out);
	put_lanes(b, out);
	for (uint32_t i = 0; i < b->nodes_count; i++)
		put_node(b, i, out);
	for (size_t i = 0; i < b->flows_count; i++) {
		const struct lt_bpmn_flow *f = &b->flows[i];
		(void)fprintf(out,
			      "    <bpmn:sequenceFlow id=\"flow_%zu\" sourceRef=\"%s\" "
			      "targetRef=\"%s\"",
			      i, b->nodes[f->from].id, b->nodes[f->to].id);
		put_name(out, f->name);
		(void)fputs("/>\n", out);
	}
	(void)fputs("  </bpmn:process>\n", out);
}

/* -- diagram -- */

static void put_bounds(FILE *out, const char *indent, int x, int y, int width, int height)
{
	(void)fprintf(out, "%s<dc:Bounds x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", indent,
		      x, y, width, height);
}

static void put_shape(FILE *out, const char *id, const char *more, int x, int y, int width,
		      int height)
{
	(void)fprintf(out, "      <bpmndi:BPMNShape id=\"shape_%s\" bpmnElement=\"%s\"%s>\n", id,
		      id, more);
	put_bounds(out, "        ", x, y, width, height);
	(void)fputs("      </bpmndi:BPMNShape>\n", out);
}

static void put_point(FILE *out, int x, int y)
{
	(void)fprintf(out, "        <di:waypoint x=\"%d\" y=\"%d\"/>\n", x, y);
}

/* Out at the right, in at the left. What does not go to the next column runs along the free line
 * between two rows, and up and down only between columns, so that it crosses no element. */
static void put_way(const struct lt_bpmn_node *from, const struct lt_bpmn_node *to, int spread,
		    FILE *out)
{
	int fx = from->x + from->width, fy = from->y + from->height / 2;
	int ty = to->y + to->height / 2, in = to->column - BEND - spread;
	bool own = from->column == to->column && to->x > fx;
	bool next = to->column > from->column && to->column - from->column <= COLUMN_WIDTH;
	if (from->kind == LT_BPMN_BOUNDARY_TIMER) {
		fx = from->x + from->width / 2;
		put_point(out, fx, from->y + from->height);
	} else {
		put_point(out, fx, fy);
	}
	if (own || (next && from->kind != LT_BPMN_BOUNDARY_TIMER)) {
		int bend = own ? fx + (to->x - fx) / 2 : in;
		if (fy != ty) {
			put_point(out, bend, fy);
			put_point(out, bend, ty);
		}
	} else {
		int y = from->channel - SPREAD_MIDDLE + spread;
		if (from->kind != LT_BPMN_BOUNDARY_TIMER) {
			fx += BEND / 2 + spread / 2;
			put_point(out, fx, fy);
		}
		put_point(out, fx, y);
		put_point(out, in, y);
		put_point(out, in, ty);
	}
	put_point(out, to->x, ty);
}

static void put_flow(const struct lt_bpmn *b, size_t number, FILE *out)
{
	const struct lt_bpmn_flow *f = &b->flows[number];
	(void)fprintf(out,
		      "      <bpmndi:BPMNEdge id=\"edge_flow_%zu\" bpmnElement=\"flow_%zu\">\n",
		      number, number);
	put_way(&b->nodes[f->from], &b->nodes[f->to], (int)(number % 7) * 4, out);
	(void)fputs("      </bpmndi:BPMNEdge>\n", out);
}

static void put_diagram(const struct lt_bpmn *b, FILE *out)
{
	(void)fputs("  <bpmndi:BPMNDiagram id=\"diagram\">\n    <bpmndi:BPMNPlane id=\"plane\" "
		    "bpmnElement=\"collaboration\">\n",
		    out);
	put_shape(out, "pool", " isHorizontal=\"true\"", POOL_X, POOL_Y, b->width, b->height);
	for (uint32_t lane = 0; lane < b->chart->lanes_count; lane++) {
		char id[24];
		(void)snprintf(id, sizeof id, "lane_%u", lane);
		put_shape(out, id, " isHorizontal=\"true\"", LANE_X, b->lanes[lane].y,
			  b->width - (LANE_X - POOL_X), b->lanes[lane].height);
	}
	for (size_t i = 0; i < b->nodes_count; i++) {
		const struct lt_bpmn_node *n = &b->nodes[i];
		bool marker = n->kind == LT_BPMN_EXCLUSIVE;
		put_shape(out, n->id, marker ? " isMarkerVisible=\"true\"" : "", n->x, n->y,
			  n->width, n->height);
	}
	for (size_t i = 0; i < b->flows_count; i++)
		put_flow(b, i, out);
	(void)fputs("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n", out);
}

void lt_bpmn_write(const struct lt_bpmn *b, FILE *out)
{
	(void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions "
		    "xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
		    "xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
		    "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" "
		    "xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" "
		    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"definitions\" "
		    "targetNamespace=\"urn:lienthong:procedure\" exporter=\"lienthong\">\n",
		    out);
	put_process(b, out);
	put_diagram(b, out);
	(void)fputs("</bpmn:definitions>\n", out);
}
