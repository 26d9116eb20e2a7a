/* SPDX-License-Identifier: EUPL-1.2 */
/* The first tests of a procedure that came from a table: all the way, and every refusal, return and
 * supplement on it. What a table does not say is left to the analyst. */
#include <stdbool.h>
#include <string.h>

#include "tools/lienthong/luatext.h"
#include "tools/lienthong/table.h"
#include "tools/lienthong/table_chain.h"

struct playing {
	const struct lt_table *table;
	const struct lt_chain *chains;
	struct lt_luatext *text;
	struct lt_arena *arena;
};

static FILE *out(struct playing *p)
{
	return p->text->out;
}

/* _2 for the second case, nothing where there is one. */
static void suffix(struct playing *p, size_t at_case)
{
	if (p->table->cases_count > 1)
		(void)fprintf(out(p), "_%zu", at_case + 1);
}

static void write_way(struct playing *p, size_t at_case)
{
	const struct lt_chain *chain = &p->chains[at_case];
	(void)fputs("local way", out(p));
	suffix(p, at_case);
	(void)fputs(" = {\n", out(p));
	for (size_t i = 0; i < chain->count; i++)
		(void)fprintf(out(p), "  { \"%s\", \"%s\" },\n", chain->steps[i].name,
			      chain->steps[i].outcomes[0].name);
	(void)fputs("}\n\n", out(p));
}

static void write_submit(struct playing *p, size_t at_case, size_t steps)
{
	(void)fputs("  d = t:submit { at = \"2025-09-08 08:00\"", out(p));
	if (p->table->cases_count > 1) {
		(void)fputs(",\n    truong_hop = ", out(p));
		lt_luatext_quote(p->text, p->table->cases[at_case].name);
	}
	(void)fputs(" }\n", out(p));
	if (steps == 0)
		return;
	(void)fputs("  t:walk(d, way", out(p));
	suffix(p, at_case);
	(void)fprintf(out(p), ", %zu)\n", steps);
}

static void write_test(struct playing *p, size_t at_case, const char *what)
{
	const char *name = at_case < p->table->cases_count ? p->table->cases[at_case].name : NULL;
	const char *text = name ? lt_arena_printf(p->arena, "%s: %s", name, what) : what;
	(void)fputs("test ", out(p));
	lt_luatext_quote(p->text, text ? text : what);
	(void)fputs(" (function(t)\n  local d\n", out(p));
}

/* One outcome that is not the way on. */
static void write_turn(struct playing *p, size_t at_case, size_t i, int k)
{
	const struct lt_chain *chain = &p->chains[at_case];
	const struct lt_chain_step *s = &chain->steps[i];
	const char *name = s->outcomes[k].name, *to = s->outcomes[k].to;
	write_submit(p, at_case, i);
	(void)fprintf(out(p), "  t:%s(d, \"%s\", \"%s\"%s)\n", s->handoff ? "answer" : "act",
		      s->name, name, s->handoff ? ", { note = \"chưa đủ căn cứ\" }" : "");
	if (strcmp(to, "refused") == 0)
		(void)fputs("  t:ended(d, \"refused\")\n", out(p));
	else if (chain->supplement && strcmp(to, chain->supplement) == 0)
		(void)fprintf(out(p),
			      "  t:due(d, \"stopped\")\n  t:signal(d, \"applicant.supplement\")\n"
			      "  t:at(d, \"%s\")\n",
			      chain->steps[0].name);
	else
		(void)fprintf(out(p), "  t:at(d, \"%s\")\n", to);
}

static void write_case(struct playing *p, size_t at_case)
{
	const struct lt_chain *chain = &p->chains[at_case];
	write_test(p, at_case, "đi trọn");
	write_submit(p, at_case, chain->count);
	(void)fputs("  t:ended(d, \"granted\")\nend)\n\n", out(p));
	write_test(p, at_case, "từ chối, trả lại, bổ sung ở mỗi bước");
	for (size_t i = 0; i < chain->count; i++)
		for (int k = 1; k < chain->steps[i].outcomes_count; k++)
			write_turn(p, at_case, i, k);
	(void)fputs("end)\n", out(p));
	if (!chain->supplement)
		return;
	(void)fputc('\n', out(p));
	write_test(p, at_case, "không bổ sung trong 30 ngày");
	write_submit(p, at_case, 0);
	(void)fprintf(out(p),
		      "  t:act(d, \"%s\", \"missing\")\n  t:advance(calendar_days(40))\n"
		      "  t:ended(d, \"refused\")\nend)\n",
		      chain->steps[0].name);
}

static void write_all(struct playing *p)
{
	const struct lt_table *t = p->table;
	size_t count = t->cases_count ? t->cases_count : 1;
	if (t->licence)
		(void)fprintf(out(p), "-- SPDX-License-Identifier: %s\n", t->licence);
	(void)fprintf(
		out(p),
		"-- Kịch bản đầu tiên của %s, viết từ bảng các bước; thêm những gì bảng không "
		"nói.\n\n",
		t->code);
	for (size_t i = 0; i < count; i++)
		write_way(p, i);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			(void)fputc('\n', out(p));
		write_case(p, i);
	}
}

int lt_table_write_test(const struct lt_table *table, struct lt_arena *arena, struct lt_slice *ret)
{
	LT_AUTO(luatext) struct lt_luatext text = {0};
	struct playing p = {.table = table, .text = &text, .arena = arena};
	int r = lt_chains_of(table, arena, &p.chains);
	if (r == 0)
		r = lt_luatext_begin(&text);
	if (r < 0)
		return r;
	write_all(&p);
	return lt_luatext_take(&text, arena, ret);
}
