/* SPDX-License-Identifier: EUPL-1.2 */
/* A Lua state that cannot get out, run long or grow: the only place where Lua is entered.
 *
 * One state a definition. The allocator has a cap on live bytes, on bytes handed out in one run,
 * and on one block; a count hook ends a run over its budget of instructions or CPU time and keeps
 * firing, so nothing can swallow it. Metatables, coroutines, protected calls and code loading do
 * not exist inside. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <lua.h>

#include "proto/base/err.h"
#include "proto/base/slice.h"

struct lt_sandbox;

/** What one run may use. */
struct lt_budget {
	int64_t instructions, cpu_us;
	size_t live_bytes; /**< beyond what was live before the run */
	size_t total_bytes, block_bytes;
};

/** For a file that is loaded, a function that is asked, a directory or calendar that is read. */
extern const struct lt_budget lt_budget_load, lt_budget_call, lt_budget_data;

/** A state with the base words and those of procedures/lua. @return 0, LT_E_NOMEM, LT_E_SCRIPT. */
int lt_sandbox_new(struct lt_sandbox **ret) LT_MUST_USE;
/** Frees the state. Accepts NULL. */
void lt_sandbox_free(struct lt_sandbox *box);

/**
 * Runs @p function(L) with @p argument as its one argument, a light userdata, in one protected
 * call.
 * @return 0; LT_E_SCRIPT it raised or ran over its budget: lt_sandbox_complaint says what;
 * LT_E_NOMEM.
 */
int lt_sandbox_run(struct lt_sandbox *box, const struct lt_budget *budget, lua_CFunction function,
		   void *argument) LT_MUST_USE;

struct lt_complaint;
/** Why the last run failed. */
const struct lt_complaint *lt_sandbox_complaint(const struct lt_sandbox *box);

/** Pushes the function a source compiles to, text only; raises on a syntax error. Inside a run. */
void lt_sandbox_compile(lua_State *L, struct lt_slice source, const char *chunk_name);
/** Compiles, runs, and pushes the one value the chunk returns. A word returned by a tail call does
 * not know its line: it gets that of the return. Inside a run. */
void lt_sandbox_run_chunk(lua_State *L, struct lt_slice source, const char *chunk_name);
/** Counts work that no instruction counts; raises when the budget is gone. Inside a run. */
void lt_sandbox_charge(lua_State *L, size_t instructions);

/** Takes away the words that make sense only while a file is loaded. Inside a run. */
void lt_sandbox_seal(lua_State *L);
