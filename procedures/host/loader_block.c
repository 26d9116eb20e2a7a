/* SPDX-License-Identifier: EUPL-1.2 */
/* A parallel and its branches: the one kind of step that holds others. */
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/loader.h"
#include "proto/base/limits.h"

#define WHAT_MORE "bảng nói cơ quan nào được thêm"
#define EXAMPLE_MORE "{ unit = \"land\", role = \"specialist\" }"

const char *const lt_known_parallel[] = {"title", "times", "on",    "branches", "join",
					 "next",  "clock", "pause", "limit",	"each",
					 "rest",  "more",  NULL};

/* Branches start with the step their start names, or with their first. */
static void read_branch(struct lt_loader *ld, const struct lt_item *branch, int depth,
			lt_step_index block, struct lt_branch *ret, const char **ret_start)
{
	static const char *const known[] = {"start", "steps", "title", "allow", "lock", NULL};
	lua_State *L = ld->rd.L;
	uint32_t number = ld->drafts[block].step.branches_count + 1;
	size_t first = ld->drafts_count;

	lt_read_known_keys(&ld->rd, branch, true, known);
	*ret_start = lt_read_name(&ld->rd, branch, "start");
	if (lt_read_push(&ld->rd, branch, "steps") == LUA_TTABLE)
		lt_load_list(ld, lua_gettop(L), branch, depth + 1, block, number);
	else if (lua_isnil(L, -1))
		lt_load_list(ld, branch->body, branch, depth + 1, block, number);
	else
		lt_read_wrong(&ld->rd, branch, "steps", LT_WHAT_STEPS, LT_EXAMPLE_STEPS);
	lua_pop(L, 1);
	if (!*ret_start && ld->drafts_count > first)
		*ret_start = ld->drafts[first].step.name;
	if (ld->drafts_count == first)
		LT_REPORT(ld->rd.report, STEP_PART, branch->spot, branch->who, "các bước (steps)",
			  "steps = { human \"...\" { ... } }");
	*ret = (struct lt_branch){
		.name = branch->name,
		.title = lt_read_text(&ld->rd, branch, "title"),
		.start = LT_STEP_NONE,
		.allow = lt_load_function(ld, branch, "allow", LT_POINT_ALLOW),
		.lock = lt_read_name(&ld->rd, branch, "lock"),
	};
}

/* "all", "any", "none", or how many. Of a branch that runs for each item, how many there are is
 * known when it starts. */
static void read_join(struct lt_loader *ld, const struct lt_item *item, struct lt_step *s)
{
	int type = lt_read_push(&ld->rd, item, "join"), whole = 0;
	lua_Integer n = type == LUA_TNUMBER ? lua_tointegerx(ld->rd.L, -1, &whole) : 0;
	const char *text = type == LUA_TSTRING ? lua_tostring(ld->rd.L, -1) : "";
	uint32_t most = lt_step_each(s) ? LT_ITEMS_MAX : s->branches_count;

	s->need = lt_step_each(s) ? LT_NEED_ALL : s->branches_count;
	if (strcmp(text, "any") == 0)
		s->need = 1;
	else if (strcmp(text, "none") == 0)
		s->need = 0;
	else if (whole && n >= 1 && n <= most)
		s->need = (uint32_t)n;
	else if (type != LUA_TNIL && strcmp(text, "all") != 0)
		LT_REPORT(ld->rd.report, PARALLEL_JOIN, item->spot, item->who,
			  lt_report_number(ld->rd.report, most));
	lua_pop(ld->rd.L, 1);
}

/* The items themselves, or the field that lists them. */
static void read_each(struct lt_loader *ld, const struct lt_item *item, struct lt_step *s)
{
	int type = lt_read_push(&ld->rd, item, "each");
	lua_pop(ld->rd.L, 1);
	if (type == LUA_TSTRING)
		s->each_field = lt_read_name(&ld->rd, item, "each");
	else
		s->each = lt_read_names(&ld->rd, item, "each");
	if (s->each.count > LT_ITEMS_MAX)
		LT_REPORT(ld->rd.report, TOO_MANY, item->spot, item->who, "each",
			  lt_report_number(ld->rd.report, LT_ITEMS_MAX));
}

static void read_more(struct lt_loader *ld, const struct lt_item *item, struct lt_step *s)
{
	static const char *const known[] = {"unit", "level", "at", "role", NULL};
	lua_State *L = ld->rd.L;
	if (lt_read_push(&ld->rd, item, "more") == LUA_TTABLE) {
		struct lt_item more = *item;
		more.body = lua_gettop(L);
		lt_read_known_keys(&ld->rd, &more, false, known);
		s->more = lt_load_place(ld, &more);
		s->more_role = lt_read_name(&ld->rd, &more, "role");
	} else if (!lua_isnil(L, -1)) {
		lt_read_wrong(&ld->rd, item, "more", WHAT_MORE, EXAMPLE_MORE);
	}
	lua_pop(L, 1);
}

static void read_branches(struct lt_loader *ld, const struct lt_item *item, int table, int depth,
			  lt_step_index self)
{
	lua_State *L = ld->rd.L;
	size_t length = lua_rawlen(L, table);
	int top = lua_gettop(L); /* the table may be the step's own, further down */
	struct lt_item branch;

	if (length > LT_TOKENS_MAX) {
		LT_REPORT(ld->rd.report, TOO_MANY, item->spot, item->who, "branch",
			  lt_report_number(ld->rd.report, LT_TOKENS_MAX));
		length = 0;
	}
	struct lt_branch *branches =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, length, sizeof *branches));
	const char **starts =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->scratch, length, sizeof *starts));
	for (size_t i = 0; i < length; i++) {
		lua_rawgeti(L, table, (lua_Integer)i + 1);
		if (lt_read_item(&ld->rd, -1, &branch) && strcmp(branch.word, "branch") == 0) {
			uint32_t n = ld->drafts[self].step.branches_count;
			read_branch(ld, &branch, depth, self, &branches[n], &starts[n]);
			ld->drafts[self].step.branches_count++;
		} else {
			LT_REPORT(ld->rd.report, WRONG_WORD, item->spot, item->who,
				  lt_report_number(ld->rd.report, (int64_t)i + 1), "branches",
				  "branch \"...\" { ... }");
		}
		lua_settop(L, top);
	}
	ld->drafts[self].step.branches = branches; /* drafts may have moved */
	ld->drafts[self].starts = starts;
}

void lt_load_parallel(struct lt_loader *ld, const struct lt_item *item, lt_step_index self,
		      int depth)
{
	static const char *const rests[] = {"cancel", "continue", NULL};
	lua_State *L = ld->rd.L;
	int type = lt_read_push(&ld->rd, item, "branches");
	read_branches(ld, item, type == LUA_TTABLE ? lua_gettop(L) : item->body, depth, self);
	lua_pop(L, 1);
	struct lt_draft *draft = &ld->drafts[self];
	const char *next = lt_read_name(&ld->rd, item, "next");
	if (next)
		lt_load_outcome(ld, draft, "joined", next);
	draft->step.limit = lt_read_limit(&ld->rd, item, "limit");
	read_each(ld, item, &draft->step);
	read_more(ld, item, &draft->step);
	read_join(ld, item, &draft->step);
	int rest = lt_read_choice(&ld->rd, item, "rest", rests);
	draft->step.rest_continues = rest == 1 || (rest < 0 && draft->step.need == 0);
}
