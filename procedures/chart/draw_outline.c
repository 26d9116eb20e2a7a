/* SPDX-License-Identifier: EUPL-1.2 */
/* The same chart in words: each step with who, how long, and where its outcomes lead. */
#include "procedures/chart/draw.h"

#include <string.h>

#include "procedures/forms/words.h"

static void put_target(const struct lt_chart *c, const struct lt_chart_edge *e, unsigned indent,
		       FILE *out)
{
	const struct lt_chart_node *to = &c->nodes[e->to];
	const struct lt_definition *d = c->definition;
	(void)fprintf(out, "%*s→ ", (int)indent, "");
	if (e->label)
		(void)fprintf(out, "%s: ", e->label);
	if (to->kind == LT_NODE_JOIN)
		(void)fprintf(out, "xong nhánh của \"%s\"", d->steps[to->step].title);
	else
		(void)fprintf(out, "%u. %s", to->step + 1, lt_chart_title(c, &d->steps[to->step]));
	(void)fputs(e->back ? " (quay lại)\n" : "\n", out);
}

static bool guarded(const struct lt_step *s)
{
	for (uint32_t i = 0; i < s->branches_count; i++)
		if (s->branches[i].allow)
			return true;
	return false;
}

static void put_step(const struct lt_chart *c, uint32_t node, FILE *out)
{
	const struct lt_definition *d = c->definition;
	const struct lt_step *s = &d->steps[c->nodes[node].step];
	unsigned indent = 4 * lt_chart_depth(d, s);
	const char *who = lt_chart_who(c, s, true);
	bool timed = s->kind != LT__STEP_KIND__STEP_KIND_CHOOSE &&
		     s->kind != LT__STEP_KIND__STEP_KIND_FINISH &&
		     (s->kind != LT__STEP_KIND__STEP_KIND_PARALLEL || s->limit.unit);
	(void)fprintf(out, "%*s%u. %s [%s]", (int)indent, "", c->nodes[node].step + 1,
		      lt_chart_title(c, s), s->name);
	if (*who)
		(void)fprintf(out, " · %s", who);
	if (timed)
		(void)fprintf(out, " · %s", lt_chart_time(c, s));
	if (s->kind == LT__STEP_KIND__STEP_KIND_FINISH && strcmp(s->title, s->name) != 0)
		(void)fprintf(out, " · kết thúc: %s", lt_word_outcome(s->outcome));
	if (s->times)
		(void)fprintf(out, " · tối đa %u lần", s->times);
	(void)fputc('\n', out);
	for (size_t i = 0; i < c->edges_count; i++)
		if (c->edges[i].from == node)
			put_target(c, &c->edges[i], indent + 4, out);
	for (size_t i = 0; i < c->edges_count; i++) {
		const struct lt_chart_node *from = &c->nodes[c->edges[i].from];
		if (from->kind == LT_NODE_JOIN && from->step == c->nodes[node].step) {
			(void)fprintf(out, "%*s", (int)indent + 4, "");
			const char *join = lt_chart_join(c, s);
			if (join)
				(void)fprintf(out, "%s:\n", join);
			else if (s->need < s->branches_count)
				(void)fprintf(out, "xong %u trong %u nhánh:\n", s->need,
					      s->branches_count);
			else
				(void)fputs(guarded(s) ? "xong mọi nhánh đã chạy:\n"
						       : "xong mọi nhánh:\n",
					    out);
			put_target(c, &c->edges[i], indent + 8, out);
		}
	}
}

void lt_draw_outline(const struct lt_chart *c, FILE *out)
{
	const struct lt_definition *d = c->definition;
	(void)fprintf(out, "%s (%s, phiên bản %s)\nThời hạn: %s\nBắt đầu: %u. %s\n\n", d->name,
		      d->code, d->version, lt_chart_limit(c, d->limit), d->start + 1,
		      d->steps[d->start].title);
	for (uint32_t lane = 0; lane < c->lanes_count; lane++)
		(void)fprintf(out, "%s%s", lane ? ", " : "Nơi tham gia: ", c->lanes[lane]);
	(void)fputs("\n\n", out);
	for (uint32_t node = 1; node <= d->steps_count; node++)
		put_step(c, node, out);
}
