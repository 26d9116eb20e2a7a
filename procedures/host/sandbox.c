/* SPDX-License-Identifier: EUPL-1.2 */
/* The state, its allocator and its hook.
 *
 * A count hook alone does not bound a run: one instruction may compare or copy megabytes. So blocks
 * are capped (no operand is big), the sum of all allocations is capped, C words charge for their
 * loops, and every LT_HOOK_INSTRUCTIONS the thread's CPU clock is read. A short call never reads
 * it. */
#include "procedures/host/sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>
#include <lualib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/complaint.h"
#include "procedures/host/globals.h"

const struct lt_budget lt_budget_load = {
	.instructions = LT_SCRIPT_LOAD_INSTRUCTIONS,
	.cpu_us = LT_SCRIPT_LOAD_CPU_US,
	.live_bytes = LT_SCRIPT_LOAD_BYTES / 2,
	.total_bytes = LT_SCRIPT_LOAD_BYTES,
	.block_bytes = LT_LOAD_BLOCK_BYTES,
};
const struct lt_budget lt_budget_call = {
	.instructions = LT_SCRIPT_CALL_INSTRUCTIONS,
	.cpu_us = LT_SCRIPT_CALL_CPU_US,
	.live_bytes = LT_SCRIPT_LIVE_BYTES,
	.total_bytes = LT_SCRIPT_CALL_ALLOC_BYTES,
	.block_bytes = LT_CALL_BLOCK_BYTES,
};
const struct lt_budget lt_budget_data = {
	.instructions = LT_DATA_INSTRUCTIONS,
	.cpu_us = LT_DATA_CPU_US,
	.live_bytes = LT_DATA_BYTES,
	.total_bytes = LT_DATA_BYTES,
	.block_bytes = LT_DATA_BYTES,
};

enum overrun { OVER_NOTHING = 0, OVER_INSTRUCTIONS, OVER_CPU, OVER_MEMORY };

struct lt_sandbox {
	lua_State *lua;
	struct lt_budget budget;
	int64_t left;	    /* instructions */
	int64_t cpu_end_us; /* 0: the clock was not read yet */
	size_t live, live_max, total;
	enum overrun over;
	bool refused;	/* the allocator said no because of a cap */
	bool compiling; /* an error now is one of syntax */
	struct lt_complaint complaint;
};

static struct lt_sandbox *box_of(lua_State *L)
{
	return *(struct lt_sandbox **)lua_getextraspace(L);
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
	struct lt_sandbox *box = user;
	size_t held = block ? old_size : 0;

	if (new_size == 0) {
		free(block);
		box->live -= held;
		return NULL;
	}
	if (new_size > held) {
		size_t more = new_size - held;
		if (new_size > box->budget.block_bytes || box->live + more > box->live_max ||
		    box->total + more > box->budget.total_bytes) {
			box->refused = true;
			return NULL;
		}
		box->total += more;
	}
	void *moved = realloc(block, new_size);
	if (!moved && new_size > held)
		return NULL;
	moved = moved ? moved : block; /* Lua relies on shrinking */
	box->live = box->live - held + new_size;
	return moved;
}

static int64_t cpu_now_us(void)
{
	struct timespec t;
	LT_REQUIRE(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void on_count(lua_State *L, lua_Debug *ar);

static void stop(lua_State *L, struct lt_sandbox *box, enum overrun over)
{
	if (box->over == OVER_NOTHING)
		box->over = over;
	lua_sethook(L, on_count, LUA_MASKCOUNT, 1); /* nothing may run on */
	lt_raise(L, "%s", lt_complaint_overrun(over == OVER_CPU));
}

static void spend(lua_State *L, size_t instructions)
{
	struct lt_sandbox *box = box_of(L);
	box->left -= (int64_t)instructions;
	if (box->over != OVER_NOTHING || box->left < 0)
		stop(L, box, OVER_INSTRUCTIONS);
}

static void on_count(lua_State *L, lua_Debug *ar)
{
	struct lt_sandbox *box = box_of(L);
	(void)ar;
	spend(L, LT_HOOK_INSTRUCTIONS);
	int64_t now_us = cpu_now_us();
	if (box->cpu_end_us == 0)
		box->cpu_end_us = now_us + box->budget.cpu_us;
	else if (now_us > box->cpu_end_us)
		stop(L, box, OVER_CPU);
}

void lt_sandbox_charge(lua_State *L, size_t instructions)
{
	spend(L, instructions);
}

static int on_panic(lua_State *L)
{
	(void)L;
	LT_REQUIRE(L == NULL); /* never: everything is inside lua_pcall */
	return 0;
}

/* The error value becomes text without running anything of the script's. */
static int explain(struct lt_sandbox *box, int status)
{
	lua_State *L = box->lua;
	const char *message = lt_complaint_not_text();
	if (status == LUA_ERRMEM && !box->refused)
		return LT_E_NOMEM;
	if (status == LUA_ERRMEM)
		message = lt_complaint_memory();
	else if (lua_type(L, -1) == LUA_TSTRING)
		message = lua_tostring(L, -1);
	lt_complaint_read(message, box->compiling, &box->complaint);
	return LT_E_SCRIPT;
}

int lt_sandbox_run(struct lt_sandbox *box, const struct lt_budget *budget, lua_CFunction function,
		   void *argument)
{
	lua_State *L = box->lua;
	LT_ASSERT(lua_gettop(L) == 0);
	box->budget = *budget;
	box->left = budget->instructions;
	box->cpu_end_us = 0;
	box->total = 0;
	box->live_max = box->live + budget->live_bytes;
	box->over = OVER_NOTHING;
	box->refused = box->compiling = false;
	lua_sethook(L, on_count, LUA_MASKCOUNT, LT_HOOK_INSTRUCTIONS);
	lua_pushcfunction(L, function);
	lua_pushlightuserdata(L, argument);
	int status = lua_pcall(L, 1, 0, 0);
	int r = status == LUA_OK ? 0 : explain(box, status);
	if (status == LUA_OK && box->over != OVER_NOTHING) {
		lt_complaint_read(lt_complaint_overrun(box->over == OVER_CPU), false,
				  &box->complaint);
		r = LT_E_SCRIPT;
	}
	lua_settop(L, 0);
	return r;
}

const struct lt_complaint *lt_sandbox_complaint(const struct lt_sandbox *box)
{
	return &box->complaint;
}

static int open_words(lua_State *L)
{
	lt_globals_open(L);
	return 0;
}

int lt_sandbox_new(struct lt_sandbox **ret)
{
	struct lt_sandbox *box = calloc(1, sizeof *box);
	if (!box)
		return LT_E_NOMEM;
	box->budget = lt_budget_load;
	box->live_max = lt_budget_load.live_bytes;
	box->lua = lua_newstate(allocate, box);
	if (!box->lua) {
		free(box);
		return LT_E_NOMEM;
	}
	*(struct lt_sandbox **)lua_getextraspace(box->lua) = box;
	lua_atpanic(box->lua, on_panic);
	int r = lt_sandbox_run(box, &lt_budget_load, open_words, NULL);
	if (r < 0) {
		lt_sandbox_free(box);
		return r;
	}
	*ret = box;
	return 0;
}

void lt_sandbox_free(struct lt_sandbox *box)
{
	if (!box)
		return;
	lua_close(box->lua);
	LT_ASSERT(box->live == 0);
	free(box);
}

void lt_sandbox_compile(lua_State *L, struct lt_slice source, const char *chunk_name)
{
	static const uint8_t mark[] = {0xef, 0xbb, 0xbf}; /* what Windows editors put first */
	if (source.size >= sizeof mark && memcmp(source.data, mark, sizeof mark) == 0)
		source = lt_slice(source.data + sizeof mark, source.size - sizeof mark);
	box_of(L)->compiling = true;
	if (luaL_loadbufferx(L, (const char *)source.data, source.size, chunk_name, "t") != LUA_OK)
		lua_error(L);
	box_of(L)->compiling = false;
}

/* Line of the return at the left margin, or of the last one. */
static lua_Integer return_line(struct lt_slice source)
{
	static const char word[] = "return";
	lua_Integer line = 1, last = 0;
	bool margin = true;
	for (size_t i = 0; i < source.size; i++) {
		if (i + sizeof word - 1 <= source.size &&
		    memcmp(source.data + i, word, sizeof word - 1) == 0) {
			last = line;
			if (margin)
				break;
		}
		margin = source.data[i] == '\n';
		line += margin;
	}
	return last;
}

void lt_sandbox_run_chunk(lua_State *L, struct lt_slice source, const char *chunk_name)
{
	lt_sandbox_compile(L, source, chunk_name);
	lua_call(L, 0, 1);
	if (!lua_istable(L, -1) || lua_getmetatable(L, -1))
		return;
	lua_pushliteral(L, "line");
	if (lua_rawget(L, -2) == LUA_TNUMBER && lua_tointeger(L, -1) == 0) {
		lua_pushliteral(L, "line");
		lua_pushinteger(L, return_line(source));
		lua_rawset(L, -4);
	}
	lua_pop(L, 1);
}

void lt_sandbox_seal(lua_State *L)
{
	lt_globals_seal(L);
	lua_gc(L, LUA_GCCOLLECT);
}
