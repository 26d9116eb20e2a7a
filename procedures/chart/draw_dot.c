/* SPDX-License-Identifier: EUPL-1.2 */
/* A chart in the language of graphviz: lanes are clusters, steps are boxes with who and how long.
 */
#include "procedures/chart/draw.h"

#include <string.h>

#include "procedures/chart/picture.h"

enum { TITLE_COLUMNS = 28, NAME_COLUMNS = 64 };

#define FONT "DejaVu Sans"
#define INK "#1f2933"
#define BLUE "#1d4ed8"
#define AMBER "#b45309"
#define RED "#b91c1c"

/* A row a line: graphviz sets lines so close that the marks of one touch the letters above. */
static void put_rows(FILE *out, const char *text, size_t columns, const char *before,
		     const char *after)
{
	while (*text) {
		size_t n = lt_chart_line(text, columns);
		(void)fprintf(out, "<tr><td>%s", before);
		lt_chart_escape(out, text, n);
		(void)fprintf(out, "%s</td></tr>", after);
		text += n;
		text += *text == ' ';
	}
}

#define TABLE "<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"1\">"
#define SMALL(colour) "<font point-size=\"10\" color=\"" colour "\">"

#define END(colour) "shape=box, style=\"rounded,filled\", fillcolor=\"" colour "\", penwidth=2"

static const char *shape_of(const struct lt_step *s)
{
	switch (s->kind) {
	case LT__STEP_KIND__STEP_KIND_AUTO:
		return "shape=box, style=\"filled\", fillcolor=\"#eef2f7\", peripheries=1";
	case LT__STEP_KIND__STEP_KIND_CHOOSE:
		return "shape=diamond, style=filled, fillcolor=white, margin=\"0.02,0.02\"";
	case LT__STEP_KIND__STEP_KIND_PARALLEL:
		return "shape=box, style=filled, fillcolor=\"" INK "\", fontcolor=white";
	case LT__STEP_KIND__STEP_KIND_WAIT:
		return "shape=box, style=\"rounded,filled,dashed\", fillcolor=\"#fff7e6\"";
	case LT__STEP_KIND__STEP_KIND_CALL:
		return "shape=box, style=filled, fillcolor=white, peripheries=2";
	case LT__STEP_KIND__STEP_KIND_FINISH:
		return strcmp(s->outcome, "refused") == 0 ? END("#fdecea") : END("#e6f4ea");
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
	case LT__STEP_KIND__STEP_KIND_CONSULT:
		return "shape=cds, style=filled, fillcolor=\"#e8f0fe\", margin=\"0.25,0.12\"";
	default:
		return "shape=box, style=\"rounded,filled\", fillcolor=white";
	}
}

static void put_step(FILE *out, const struct lt_chart *c, uint32_t node, const struct lt_step *s)
{
	bool decides = s->kind == LT__STEP_KIND__STEP_KIND_CHOOSE ||
		       s->kind == LT__STEP_KIND__STEP_KIND_PARALLEL;
	bool ends = s->kind == LT__STEP_KIND__STEP_KIND_FINISH;
	(void)fprintf(out, "    n%u [id=\"" LT_PICTURE_STEP "%s\", %s, label=<" TABLE, node,
		      s->name, shape_of(s));
	put_rows(out, lt_chart_title(c, s), TITLE_COLUMNS, decides ? "" : "<b>",
		 decides ? "" : "</b>");
	if (!decides && !ends) {
		put_rows(out, lt_chart_who(c, s, false), TITLE_COLUMNS, SMALL("#475569"),
			 "</font>");
		put_rows(out, lt_chart_time(c, s), TITLE_COLUMNS,
			 s->clock_stop ? SMALL(AMBER) : SMALL("#475569"), "</font>");
	}
	(void)fputs("</table>>];\n", out);
}

static void put_node(FILE *out, const struct lt_chart *c, uint32_t node)
{
	const struct lt_chart_node *n = &c->nodes[node];
	if (n->kind == LT_NODE_STEP)
		put_step(out, c, node, &c->definition->steps[n->step]);
	else if (n->kind == LT_NODE_START)
		(void)fprintf(out,
			      "    n%u [shape=circle, style=filled, fillcolor=\"" INK "\", "
			      "label=\"\", width=0.25];\n",
			      node);
	else
		(void)fprintf(out,
			      "    n%u [shape=box, style=filled, fillcolor=\"" INK "\", "
			      "label=\"\", height=0.08, width=1.6];\n",
			      node);
}

/* Labels are nodes on the way: those of edges lie over each other where edges run together. */
static void put_label(FILE *out, const struct lt_chart_edge *e, size_t number)
{
	static const char *const colours[] = {
		[LT_EDGE_PLAIN] = "#334155",
		[LT_EDGE_HANDOFF] = BLUE,
		[LT_EDGE_PAUSE] = AMBER,
		[LT_EDGE_LATE] = RED,
	};
	(void)fprintf(out,
		      "    e%zu [shape=plaintext, fontsize=10, fontcolor=\"%s\", height=0.1, "
		      "width=0.1, margin=\"0.02,0.0\", label=<" TABLE,
		      number, colours[e->kind]);
	put_rows(out, e->label, TITLE_COLUMNS, "", "");
	(void)fputs("</table>>];\n", out);
}

static void put_lane(FILE *out, const struct lt_chart *c, uint32_t lane)
{
	(void)fprintf(out, "  subgraph cluster_%u {\n    label=<" TABLE, lane);
	put_rows(out, c->lanes[lane], TITLE_COLUMNS, "<b>", "</b>");
	(void)fprintf(out,
		      "</table>>; style=\"rounded,filled\"; color=\"#cbd5e1\"; fillcolor=\"%s\"; "
		      "fontcolor=\"#334155\"; fontsize=14; margin=14;\n",
		      lane % 2 ? "#f8fafc" : "#f1f5f9");
	for (uint32_t n = 0; n < c->nodes_count; n++)
		if (c->nodes[n].lane == lane)
			put_node(out, c, n);
	for (size_t i = 0; i < c->edges_count; i++)
		if (c->edges[i].label && c->nodes[c->edges[i].from].lane == lane)
			put_label(out, &c->edges[i], i);
	(void)fputs("  }\n", out);
}

static void put_edge(FILE *out, const struct lt_chart_edge *e, size_t number)
{
	static const char *const looks[] = {
		[LT_EDGE_PLAIN] = "color=\"#475569\"",
		[LT_EDGE_HANDOFF] = "color=\"" BLUE "\", penwidth=2",
		[LT_EDGE_PAUSE] = "color=\"" AMBER "\", style=dashed",
		[LT_EDGE_LATE] = "color=\"" RED "\", style=dotted, penwidth=1.6",
	};
	if (!e->label) {
		(void)fprintf(out, "  n%u -> n%u [%s];\n", e->from, e->to, looks[e->kind]);
		return;
	}
	(void)fprintf(out, "  n%u -> e%zu [%s, arrowhead=none];\n  e%zu -> n%u [%s];\n", e->from,
		      number, looks[e->kind], number, e->to, looks[e->kind]);
}

static void put_legend(FILE *out)
{
	(void)fputs("<tr><td><font point-size=\"10\"><font color=\"" BLUE
		    "\">━━ chuyển cơ quan khác</font>   <font color=\"" AMBER
		    "\">╌╌ dừng tính thời hạn</font>   <font color=\"" RED
		    "\">┄┄ quá hạn, hết hạn chờ</font></font></td></tr>"
		    "<tr><td> </td></tr></table>",
		    out);
}

void lt_draw_dot(const struct lt_chart *c, FILE *out)
{
	const struct lt_definition *d = c->definition;
	const char *limit = lt_chart_limit(c, d->limit);
	(void)fputs("digraph procedure {\n  rankdir=TB; newrank=true; nodesep=0.35; ranksep=0.28; "
		    "labelloc=t; fontname=\"" FONT "\"; fontsize=16; fontcolor=\"" INK "\"; "
		    "bgcolor=white; pad=0.3;\n  node [fontname=\"" FONT
		    "\", fontsize=12, color=\"" INK "\", fontcolor=\"" INK
		    "\", margin=\"0.16,0.10\"];\n  edge [fontname=\"" FONT
		    "\", fontsize=10];\n  label=<" TABLE,
		    out);
	put_rows(out, d->name, NAME_COLUMNS, "<b>", "</b>");
	(void)fputs("<tr><td><font point-size=\"12\">", out);
	lt_chart_escape(out, d->code, strlen(d->code));
	(void)fputs(" · phiên bản ", out);
	lt_chart_escape(out, d->version, strlen(d->version));
	(void)fputs(" · thời hạn: ", out);
	lt_chart_escape(out, limit, strlen(limit));
	(void)fputs("</font></td></tr>", out);
	put_legend(out);
	(void)fputs(">;\n", out);
	for (uint32_t lane = 0; lane < c->lanes_count; lane++)
		put_lane(out, c, lane);
	for (size_t i = 0; i < c->edges_count; i++)
		put_edge(out, &c->edges[i], i);
	(void)fputs("}\n", out);
}
