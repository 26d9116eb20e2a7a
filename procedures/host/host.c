/* SPDX-License-Identifier: EUPL-1.2 */
/* The door: a source becomes a definition, or findings that say why not. */
#include "procedures/host/host.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/check.h"
#include "procedures/host/compiled.h"
#include "procedures/host/complaint.h"
#include "procedures/host/globals.h"
#include "procedures/host/load.h"
#include "procedures/host/loader.h"
#include "proto/base/ids.h"

#define TEXT_BASE "bản gốc"
#define TEXT_TOO_BIG "tệp quá lớn"
#define TEXT_SHORTEN "chia thành các thủ tục nhỏ hơn"
#define TEXT_NO_ADVICE "sửa chỗ này"
#define TEXT_REFUSED "%s: %zu lỗi; lỗi đầu tiên ở dòng %d: %s"

enum { COMPILED_BYTES_MAX = 256 << 20, SCRATCH_BYTES_MAX = 64 << 20 };

struct load {
	struct lt_slice source, base;
	struct lt_loader loader;
	struct lt_report report;
	struct lt_compiled *compiled;
	bool admitted; /* checked when it was published: only what cannot run is refused */
};

static bool is_word(struct lt_reader *rd, int index, const char *word, struct lt_item *ret)
{
	int top = lua_gettop(rd->L);
	if (lt_read_item(rd, index, ret) && strcmp(ret->word, word) == 0)
		return true;
	lua_settop(rd->L, top);
	return false;
}

/* A file that begins in Vietnamese is told in Vietnamese what to write. */
static void note_language(struct load *l, int index)
{
	lua_State *L = l->loader.rd.L;
	if (!lua_istable(L, index) || lua_getmetatable(L, index))
		return;
	lua_pushvalue(L, index);
	lua_pushliteral(L, "spelled");
	l->report.vietnamese = lua_rawget(L, -2) == LUA_TSTRING;
	lua_pop(L, 2);
}

/* Problems that helpers.merge found: a list of { kind, name }. */
static void report_problems(struct load *l, int list, struct lt_spot spot)
{
	lua_State *L = l->loader.rd.L;
	lua_Integer n = (lua_Integer)lua_rawlen(L, list);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, list, i);
		lua_getfield(L, -1, "name");
		const char *name = lt_read_must(
			&l->loader.rd, lt_arena_str(l->report.scratch, lua_tostring(L, -1)));
		LT_REPORT(&l->report, OVERRIDE_STEP, spot, name);
		lua_settop(L, list);
	}
}

/* Stack: what the override's chunk returned. Leaves the merged procedure on top. */
static bool merge_base(struct load *l)
{
	lua_State *L = l->loader.rd.L;
	struct lt_item over, base;
	int own = lua_gettop(L);

	lt_sandbox_run_chunk(L, l->base, LT_CHUNK_BASE);
	int national = lua_gettop(L);
	if (!is_word(&l->loader.rd, national, "procedure", &base)) {
		LT_REPORT(&l->report, NO_PROCEDURE, ((struct lt_spot){.base = true}), "procedure");
		return false;
	}
	if (!is_word(&l->loader.rd, own, "override", &over)) {
		struct lt_spot spot = {.line = 0};
		if (is_word(&l->loader.rd, own, "procedure", &over))
			spot = over.spot;
		LT_REPORT(&l->report, OVERRIDE_OF_WHOLE, spot,
			  lt_read_text(&l->loader.rd, &base, "code"));
		return false;
	}
	const char *extends = lt_read_text(&l->loader.rd, &over, "extends");
	const char *code = lt_read_text(&l->loader.rd, &base, "code");
	if (!extends || !code || strcmp(extends, code) != 0)
		LT_REPORT(&l->report, OVERRIDE_BASE, over.spot, extends ? extends : "?",
			  code ? code : "?");
	lt_globals_push_helper(L, "merge");
	lua_pushvalue(L, national);
	lua_pushvalue(L, own);
	lua_call(L, 2, 2);
	report_problems(l, lua_gettop(L), over.spot);
	lua_settop(L, lua_gettop(L) - 1);
	return true;
}

static bool alone(struct load *l)
{
	struct lt_item over;
	if (!is_word(&l->loader.rd, -1, "override", &over))
		return true;
	const char *extends = lt_read_text(&l->loader.rd, &over, "extends");
	LT_REPORT(&l->report, OVERRIDE_ALONE, over.spot, extends ? extends : "?");
	return false;
}

static int load_source(lua_State *L)
{
	struct load *l = lua_touserdata(L, 1);
	struct lt_compiled *c = l->compiled;
	struct lt_item procedure;

	l->loader.rd.L = L;
	lua_newtable(L);
	l->loader.watches = lua_gettop(L);
	lt_sandbox_run_chunk(L, l->source, LT_CHUNK_OWN);
	note_language(l, lua_gettop(L));
	if (l->base.size ? !merge_base(l) : !alone(l))
		return 0;
	if (!is_word(&l->loader.rd, -1, "procedure", &procedure)) {
		LT_REPORT(&l->report, NO_PROCEDURE, ((struct lt_spot){.line = 0}), "procedure");
		return 0;
	}
	lt_load_procedure(&l->loader, &procedure);
	lua_pushvalue(L, l->loader.watches);
	c->watches_reference = luaL_ref(L, LUA_REGISTRYINDEX);
	lt_view_open(L, c);
	return 0;
}

static int seal(lua_State *L)
{
	lt_sandbox_seal(L);
	return 0;
}

static void hash_sources(struct lt_slice source, struct lt_slice base, uint8_t *ret_hash)
{
	uint8_t both[2 * LT_HASH_BYTES];
	lt_hash(source, ret_hash);
	if (base.size == 0)
		return;
	lt_hash(base, both);
	memcpy(both + LT_HASH_BYTES, ret_hash, LT_HASH_BYTES);
	lt_hash(lt_slice(both, sizeof both), ret_hash);
}

/* A script that does not even run is one finding. */
static void report_complaint(struct load *l)
{
	const struct lt_complaint *why = lt_sandbox_complaint(l->compiled->box);
	struct lt_spot spot = {.line = why->line, .base = why->base};
	LT_REPORT(&l->report, SCRIPT, spot, why->text, *why->remedy ? why->remedy : TEXT_NO_ADVICE);
}

/* The lines from @p first to @p last, blanks and breaks squeezed. */
static char *lines_of(struct lt_slice source, int32_t first, int32_t last, struct lt_arena *arena)
{
	const char *at = (const char *)source.data, *end = at + source.size;
	char *text = lt_arena_alloc(arena, source.size + 1);
	size_t size = 0;
	for (int32_t line = 1; text && at < end && line <= last; at++) {
		bool blank = *at == ' ' || *at == '\t' || *at == '\r' || *at == '\n';
		if (line >= first && !blank)
			text[size++] = *at;
		else if (line >= first && size && text[size - 1] != ' ')
			text[size++] = ' ';
		line += *at == '\n';
	}
	if (text)
		text[size] = 0;
	return text;
}

/* Of those lines, from the word that begins it to the one that ends it. */
static const char *only_function(char *text)
{
	char *from = strstr(text, "function"), *last = NULL;
	for (char *at = from; at && (at = strstr(at, "end")); at++)
		last = at;
	if (!last)
		return text;
	last[strlen("end")] = 0;
	return from;
}

static void keep_texts(struct load *l)
{
	struct lt_compiled *c = l->compiled;
	for (size_t i = 0; i < c->points_count; i++) {
		struct lt_function_point *p = &c->points[i];
		if (p->reference == LUA_NOREF)
			continue;
		char *text = lines_of(p->spot.base ? l->base : l->source, p->spot.line,
				      p->last_line, l->report.scratch);
		p->text = text ? lt_arena_str(&c->arena, only_function(text)) : NULL;
		l->report.nomem |= !p->text;
	}
}

const char *lt_definition_function_text(const struct lt_definition *definition,
					lt_function function)
{
	const struct lt_compiled *c = lt_compiled_of(definition);
	LT_ASSERT(function >= 1 && function <= c->points_count);
	const char *text = c->points[function - 1].text;
	return text ? text : "";
}

/* A state that nothing will be asked of is let go; one that stays is made small. */
static int settle(struct lt_compiled *c, struct lt_err *err)
{
	bool functions = false;
	for (size_t i = 0; i < c->points_count; i++)
		functions |= c->points[i].reference != LUA_NOREF;
	if (c->points_count)
		c->definition.ask = lt_compiled_ask;
	if (functions) {
		int r = lt_sandbox_run(c->box, &lt_budget_load, seal, NULL);
		return r < 0 ? lt_err_set(err, r, "%s", c->definition.file) : 0;
	}
	lt_sandbox_free(c->box);
	c->box = NULL;
	return 0;
}

/* The last check runs functions, so it sees the state as it will be asked. */
static int check_all(struct load *l, const struct lt_directory *directory, struct lt_err *err)
{
	struct lt_check check = {
		.definition = &l->compiled->definition,
		.loader = &l->loader,
		.directory = directory,
		.scratch = l->loader.scratch,
		.report = &l->report,
	};
	lt_check_steps(&check);
	lt_check_papers(&check);
	lt_check_directory(&check);
	lt_check_graph(&check);
	lt_check_duties(&check);
	lt_check_time(&check);
	int r = settle(l->compiled, err);
	if (r == 0)
		lt_check_functions(&check);
	return r;
}

/* Findings as one error; a file that was admitted before fails only if nothing can be made of it.
 */
static int verdict(const struct load *l, struct lt_err *err)
{
	const struct lt_definition *d = &l->compiled->definition;
	const struct lt_findings *f = l->report.findings;
	if (l->admitted && d->steps_count && d->start != LT_STEP_NONE && d->code)
		return 0;
	for (size_t i = 0; i < f->count && f->errors; i++)
		if (!f->items[i].warning)
			return lt_err_set(err, LT_E_SCRIPT, TEXT_REFUSED, f->items[i].file,
					  f->errors, (int)f->items[i].line, f->items[i].message);
	return 0;
}

static int compile(struct load *l, const struct lt_directory *directory, struct lt_err *err)
{
	struct lt_compiled *c = l->compiled;
	int r = lt_sandbox_new(&c->box);
	if (r == 0)
		r = lt_sandbox_run(c->box, &lt_budget_load, load_source, l);
	if (r == LT_E_SCRIPT && !l->report.nomem) {
		report_complaint(l);
		c->definition.steps_count = 0; /* whatever was read before it stopped */
	} else if (r == 0 && c->definition.steps) {
		if (!l->admitted)
			keep_texts(l);
		r = l->admitted ? settle(c, err) : check_all(l, directory, err);
	}
	if (l->report.nomem || r == LT_E_NOMEM)
		return lt_err_set(err, LT_E_NOMEM, "%s", c->definition.file);
	lt_report_sort(&l->report);
	return verdict(l, err);
}

static struct lt_compiled *compiled_new(struct lt_slice source, const char *file,
					struct lt_slice base)
{
	struct lt_compiled *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	lt_arena_init(&c->arena, COMPILED_BYTES_MAX);
	c->definition.host = c;
	c->definition.file = lt_arena_str(&c->arena, file);
	c->base_file = TEXT_BASE;
	c->definition.cutoff_minute = -1;
	hash_sources(source, base, c->definition.hash);
	if (!c->definition.file) {
		lt_definition_free(&c->definition);
		return NULL;
	}
	return c;
}

/* With l->report.scratch ready to be used. */
static int load(struct load *l, const char *file, const struct lt_directory *directory,
		struct lt_definition **ret, struct lt_err *err)
{
	l->report.file = lt_arena_str(l->report.arena, file);
	l->report.base_file = TEXT_BASE;
	l->report.source = l->source;
	l->report.base = l->base;
	l->compiled = compiled_new(l->source, file, l->base);
	if (!l->compiled || !l->report.file) {
		lt_definition_free(l->compiled ? &l->compiled->definition : NULL);
		return lt_err_set(err, LT_E_NOMEM, "%s", file);
	}
	if (l->source.size > LT_SOURCE_BYTES_MAX || l->base.size > LT_SOURCE_BYTES_MAX) {
		LT_REPORT(&l->report, SCRIPT, ((struct lt_spot){.line = 0}), TEXT_TOO_BIG,
			  TEXT_SHORTEN);
		lt_definition_free(&l->compiled->definition);
		return lt_err_set(err, LT_E_LIMIT, "%s: %s", file, TEXT_TOO_BIG);
	}
	l->loader = (struct lt_loader){
		.rd = {.keep = &l->compiled->arena,
		       .report = &l->report,
		       .names_max = LT_NAMES_MAX},
		.compiled = l->compiled,
		.scratch = l->report.scratch,
	};
	int r = compile(l, directory, err);
	if (r < 0) {
		lt_definition_free(&l->compiled->definition);
		return r;
	}
	*ret = &l->compiled->definition;
	return 0;
}

int lt_host_load(struct lt_slice source, const char *file, struct lt_slice base,
		 const struct lt_directory *directory, struct lt_arena *arena,
		 struct lt_findings *findings, struct lt_definition **ret, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena scratch;
	struct load l = {.source = source, .base = base};
	lt_arena_init(&scratch, SCRATCH_BYTES_MAX);
	*findings = (struct lt_findings){0};
	l.report = (struct lt_report){.findings = findings, .arena = arena, .scratch = &scratch};
	return load(&l, file, directory, ret, err);
}

int lt_host_reload(struct lt_slice source, const char *file, struct lt_slice base,
		   struct lt_definition **ret, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena scratch;
	struct lt_findings findings = {0};
	struct load l = {.source = source, .base = base, .admitted = true};
	lt_arena_init(&scratch, SCRATCH_BYTES_MAX);
	l.report =
		(struct lt_report){.findings = &findings, .arena = &scratch, .scratch = &scratch};
	return load(&l, file, /* directory: */ NULL, ret, err);
}

void lt_definition_free(struct lt_definition *definition)
{
	if (!definition)
		return;
	struct lt_compiled *c = lt_compiled_of(definition);
	lt_sandbox_free(c->box);
	lt_arena_done(&c->arena);
	free(c);
}

struct base_of {
	struct lt_slice source;
	struct lt_arena *arena;
	const char *code;
};

static int read_base_of(lua_State *L)
{
	struct base_of *b = lua_touserdata(L, 1);
	lt_sandbox_run_chunk(L, b->source, LT_CHUNK_OWN);
	b->code = "";
	if (!lua_istable(L, -1))
		return 0;
	lua_getfield(L, -1, "word");
	if (lua_type(L, -1) != LUA_TSTRING || strcmp(lua_tostring(L, -1), "override") != 0)
		return 0;
	lua_getfield(L, -2, "body");
	lua_getfield(L, -1, "extends");
	if (lua_type(L, -1) == LUA_TSTRING)
		b->code = lt_arena_str(b->arena, lua_tostring(L, -1));
	return 0;
}

int lt_host_base_of(struct lt_slice source, const char *file, struct lt_arena *arena,
		    const char **ret_code, struct lt_err *err)
{
	struct base_of b = {.source = source, .arena = arena};
	if (source.size > LT_SOURCE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s: %s", file, TEXT_TOO_BIG);
	int r = lt_host_read(&lt_budget_load, file, read_base_of, &b, err);
	if (r == 0 && !b.code)
		r = lt_err_set(err, LT_E_NOMEM, "%s", file);
	if (r == 0)
		*ret_code = b.code;
	return r;
}
