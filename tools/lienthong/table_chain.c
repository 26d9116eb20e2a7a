/* SPDX-License-Identifier: EUPL-1.2 */
/* What a row does is told by its role and its place: a head before a specialist assigns, after one
 * reviews; the last to sign, or the authority after the agency, makes the result. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/lienthong/table_chain.h"

enum { MINUTES_PER_DAY = 480 };

struct making {
	const struct lt_table *table;
	struct lt_arena *arena;
	struct lt_chain *chain;
	size_t at_case;
	bool nomem;
};

static bool is(const struct lt_chain_step *s, const char *role)
{
	return s->row->desk.role && strcmp(s->row->desk.role, role) == 0;
}

static bool equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_agency(const struct lt_chain_step *a, const struct lt_chain_step *b)
{
	return equal(a->row->desk.unit, b->row->desk.unit) &&
	       equal(a->row->desk.level, b->row->desk.level);
}

/* Offices of one people's committee of a commune work as one agency. */
static bool of_commune(const struct lt_chain_step *s)
{
	static const char *const units[] = {"committee", "culture_social", "justice",
					    "construction", "home_affairs"};
	for (size_t i = 0; equal(s->row->desk.level, "commune") && i < 5; i++)
		if (equal(s->row->desk.unit, units[i]))
			return true;
	return false;
}

static bool at_desk(const struct lt_chain_step *s)
{
	return equal(s->row->desk.unit, "one_stop");
}

/* A name, and its number unless that is 0. */
static const char *numbered(struct making *m, const char *name, size_t n)
{
	const char *text =
		n ? lt_arena_printf(m->arena, "%s_%zu", name, n) : lt_arena_str(m->arena, name);
	m->nomem |= !text;
	return text ? text : name;
}

/* A name of one of several cases: "sign_th2". */
static const char *in_case(struct making *m, const char *name, size_t suffix)
{
	const char *text = lt_arena_printf(m->arena, "%s_th%zu", name, suffix);
	m->nomem |= !text;
	return text ? text : name;
}

/* -- names -- */

/* Has somebody of this agency worked on it before? */
static bool after_specialist(const struct lt_chain *c, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (same_agency(&c->steps[k], &c->steps[i]) && is(&c->steps[k], "specialist"))
			return true;
	return false;
}

static bool before_specialist(const struct lt_chain *c, size_t i)
{
	for (size_t k = i + 1; k < c->count; k++)
		if (same_agency(&c->steps[k], &c->steps[i]) && is(&c->steps[k], "specialist"))
			return true;
	return false;
}

static const char *base_name(const struct lt_chain *c, size_t i)
{
	const struct lt_chain_step *s = &c->steps[i];
	bool assigns = !after_specialist(c, i) && before_specialist(c, i);
	if (i == 0 && (is(s, "receiver") || at_desk(s)))
		return "receive";
	if (i > 0 && i + 1 == c->count && at_desk(s))
		return "hand_over";
	if (is(s, "head"))
		return assigns ? "assign" : "review";
	if (is(s, "leader"))
		return assigns ? "assign" : "sign";
	if (is(s, "clerk"))
		return "issue";
	return is(s, "receiver") ? "intake" : "appraise";
}

static bool taken(const struct lt_chain *c, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(c->steps[i].name, name) == 0)
			return true;
	return false;
}

static void name_steps(struct making *m)
{
	struct lt_chain *c = m->chain;
	size_t suffix = m->table->cases_count > 1 ? m->at_case + 1 : 0;
	for (size_t i = 0; i < c->count; i++) {
		const char *base = base_name(c, i), *own = base;
		for (size_t n = 2; taken(c, i, own); n++)
			own = numbered(m, base, n);
		c->steps[i].name = own;
	}
	c->granted = "granted";
	c->supplement = at_desk(&c->steps[0]) ? "supplement" : NULL;
	if (!suffix)
		return;
	for (size_t i = 0; i < c->count; i++)
		c->steps[i].name = in_case(m, c->steps[i].name, suffix);
	c->granted = in_case(m, c->granted, suffix);
	if (c->supplement)
		c->supplement = in_case(m, c->supplement, suffix);
}

/* -- outcomes -- */

static void add(struct lt_chain_step *s, const char *outcome, const char *to)
{
	s->outcomes[s->outcomes_count].name = outcome;
	s->outcomes[s->outcomes_count++].to = to;
}

/* Where what is not agreed with goes back to: who worked on it last. */
static const char *back_of(const struct lt_chain *c, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (strncmp(c->steps[k].name, "appraise", 8) == 0)
			return c->steps[k].name;
	return i > 0 ? c->steps[i - 1].name : NULL;
}

static void lead_on(const struct lt_chain *c, size_t i, const char *next)
{
	struct lt_chain_step *s = &c->steps[i];
	const char *back = back_of(c, i);
	const char *base = base_name(c, i);
	if (strcmp(base, "receive") == 0) {
		add(s, "complete", next);
		if (c->supplement)
			add(s, "missing", c->supplement);
		add(s, "refuse", "refused");
	} else if (s->handoff) {
		add(s, "answered", next);
		add(s, "returned", back ? back : "refused");
	} else if (strcmp(base, "appraise") == 0) {
		add(s, "pass", next);
		add(s, "fail", "refused");
	} else if (strcmp(base, "review") == 0 || strcmp(base, "sign") == 0) {
		add(s, strcmp(base, "sign") == 0 ? "signed" : "agreed", next);
		if (back)
			add(s, "back", back);
	} else {
		add(s,
		    strcmp(base, "assign") == 0	 ? "assigned"
		    : strcmp(base, "issue") == 0 ? "issued"
						 : "done",
		    next);
	}
}

/* The last to sign; but where a higher authority comes after the agency, there. */
static size_t maker_of(const struct lt_chain *c)
{
	size_t maker = c->count;
	for (size_t i = 0; i < c->count; i++)
		if (strncmp(c->steps[i].name, "sign", 4) == 0)
			maker = i;
	for (size_t i = 0; i < c->count; i++)
		if ((maker == c->count || i > maker) && i > 0 && !at_desk(&c->steps[i]) &&
		    !is(&c->steps[i], "clerk") && c->steps[i].handoff)
			maker = i;
	for (size_t i = c->count; maker == c->count && i-- > 0;)
		if (!at_desk(&c->steps[i]) || i == 0)
			maker = i;
	return maker;
}

static int make(struct making *m)
{
	const struct lt_table *t = m->table;
	struct lt_chain *c = m->chain;
	c->steps = lt_arena_zalloc(m->arena, t->rows_count, sizeof *c->steps);
	if (!c->steps)
		return LT_E_NOMEM;
	for (size_t i = 0; i < t->rows_count; i++)
		if (t->rows[i].at_case == m->at_case)
			c->steps[c->count++].row = &t->rows[i];
	for (size_t i = 1; i < c->count; i++)
		c->steps[i].handoff = !same_agency(&c->steps[i - 1], &c->steps[i]) &&
				      !at_desk(&c->steps[i - 1]) && !at_desk(&c->steps[i]) &&
				      !(of_commune(&c->steps[i - 1]) && of_commune(&c->steps[i]));
	name_steps(m);
	size_t maker = maker_of(c);
	for (size_t i = 0; i < c->count; i++) {
		lead_on(c, i, i + 1 < c->count ? c->steps[i + 1].name : c->granted);
		c->steps[i].makes = i == maker;
		if (strncmp(c->steps[i].name, "sign", 4) == 0 && !c->steps[i].handoff)
			c->steps[i].sign = i == maker ? 2 : 1;
	}
	return m->nomem ? LT_E_NOMEM : 0;
}

int lt_chains_of(const struct lt_table *table, struct lt_arena *arena, const struct lt_chain **ret)
{
	size_t count = table->cases_count ? table->cases_count : 1;
	struct lt_chain *chains = lt_arena_zalloc(arena, count, sizeof *chains);
	int r = chains ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		struct making m = {table, arena, &chains[i], i, false};
		r = make(&m);
	}
	*ret = chains;
	return r;
}

const char *lt_chain_time(int32_t minutes, char text[static LT_CHAIN_TIME_BYTES])
{
	int hours = minutes / 60, days = minutes / MINUTES_PER_DAY;
	int parts = minutes % MINUTES_PER_DAY * 1000 / MINUTES_PER_DAY, digits = 3;
	for (; digits > 0 && parts % 10 == 0; digits--)
		parts /= 10;
	char rest[16] = "";
	if (minutes % 60)
		(void)snprintf(rest, sizeof rest, " %d phút", minutes % 60);
	if (digits)
		(void)snprintf(text, LT_CHAIN_TIME_BYTES, "%d giờ%s = %d,%0*d ngày", hours, rest,
			       days, digits, parts);
	else
		(void)snprintf(text, LT_CHAIN_TIME_BYTES, "%d giờ%s = %d ngày", hours, rest, days);
	return text;
}
