/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/beside.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "tools/lienthong/suite.h"

enum { SECONDS_A_TEST = 30, CANDIDATES_MAX = 256 };

/** Files that may be called. */
struct candidates {
	struct lt_judge_file *files; /* CANDIDATES_MAX */
	size_t count;
};

/* -- outcomes that no test reaches: E24 -- */

static int add_missed(const struct lt_beside *b, size_t i, const struct lt_suite *suite)
{
	struct lt_judged *judged = &b->judged[i];
	for (size_t k = 0; k < suite->outcomes_count; k++) {
		const Lt__TrialOutcome *o = suite->outcomes[k];
		struct lt_judge_miss miss = {
			.step = o->step, .outcome = o->outcome, .line = (int32_t)o->line};
		if (o->times == 0 &&
		    lt_judge_untested(&b->what->files[i], &miss, &b->tool->arena, judged) < 0)
			return LT_E_NOMEM;
	}
	return 0;
}

/* Procedures that are called may be among what the tests use. */
static void keep_others(const struct lt_trial_files *files, struct candidates *candidates)
{
	for (size_t i = 0; i < files->others_count && candidates->count < CANDIDATES_MAX; i++)
		if (files->others[i].kind == LT_TRIAL_PROCEDURE)
			candidates->files[candidates->count++] =
				(struct lt_judge_file){.kind = LT_JUDGE_PROCEDURE,
						       .path = files->others[i].name,
						       .text = files->others[i].text};
}

/* @param ret_broken  why they cannot be tried; NULL */
static int try_tests(const struct lt_beside *b, size_t i, struct candidates *candidates,
		     const char **ret_broken, struct lt_err *err)
{
	struct lt_suite_options options = {.directory = b->directory, .seconds = SECONDS_A_TEST};
	struct lt_suite suite;
	const char *own = b->sources[i].path, *path = lt_suite_path(b->tool, own);
	if (path == own || access(path, R_OK) != 0)
		return 0;
	int r = lt_suite_play(b->tool, path, &options, &suite, err);
	keep_others(&suite.files, candidates);
	*ret_broken = r == 0 ? suite.error : NULL;
	return r == 0 && !suite.error ? add_missed(b, i, &suite) : r;
}

/* -- what is called: E39 -- */

static bool names_one(struct lt_slice text, const struct lt_names *codes)
{
	for (uint32_t i = 0; i < codes->count; i++)
		if (memmem(text.data, text.size, codes->items[i], strlen(codes->items[i])))
			return true;
	return false;
}

static bool is_script(const char *name)
{
	size_t size = strlen(name);
	return name[0] != '.' && size > 4 && strcmp(name + size - 4, ".lua") == 0 &&
	       !(size > 9 && strcmp(name + size - 9, "_test.lua") == 0);
}

static int look_at(const struct lt_beside *b, const char *path, const struct lt_names *codes,
		   struct candidates *candidates)
{
	struct lt_source *source;
	struct lt_texts texts = {&path, 1};
	struct lt_err why = {0};
	if (!path)
		return LT_E_NOMEM;
	int r = lt_sources_read(b->tool, &texts, &source, &why);
	if (r < 0) /* not asked for: whatever it is */
		return r == LT_E_NOMEM ? r : 0;
	if (source->kind == LT_SOURCE_PROCEDURE && names_one(source->text, codes) &&
	    candidates->count < CANDIDATES_MAX)
		candidates->files[candidates->count++] = (struct lt_judge_file){
			.kind = LT_JUDGE_PROCEDURE, .path = path, .text = source->text};
	return 0;
}

static int look_around(const struct lt_beside *b, const char *path, const struct lt_names *codes,
		       struct candidates *candidates)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
		lt_arena_copy(&b->tool->arena, path, slash ? (size_t)(slash - path) + 1 : 0);
	DIR *dir = folder ? opendir(*folder ? folder : ".") : NULL;
	int r = folder ? 0 : LT_E_NOMEM;
	for (struct dirent *e; dir && r == 0 && (e = readdir(dir));)
		if (is_script(e->d_name))
			r = look_at(b, lt_arena_printf(&b->tool->arena, "%s%s", folder, e->d_name),
				    codes, candidates);
	if (dir)
		(void)closedir(dir);
	return r;
}

/* A candidate with errors of its own has no face, and is of no use here. */
static int hold_calls(const struct lt_beside *b, const struct candidates *candidates,
		      struct lt_err *err)
{
	struct lt_arena *arena = &b->tool->arena;
	struct lt_judged *judged;
	struct lt_judged_other *others =
		lt_arena_zalloc(arena, candidates->count + 1, sizeof *others);
	size_t count = 0;
	struct lt_judge_case what = {.files = candidates->files, .count = candidates->count};
	int r = others ? lt_judge(&what, arena, &judged, err) : LT_E_NOMEM;
	for (size_t i = 0; r == 0 && i < candidates->count; i++)
		if (judged[i].code)
			others[count++] = (struct lt_judged_other){judged[i].code, judged[i].face};
	return r < 0 ? r : lt_judge_calls(b->what, others, count, arena, b->judged);
}

/* Tests fail with what they test: that has been said then. */
static int tell_broken(const struct lt_beside *b, const char *const *broken)
{
	int r = 0;
	for (size_t i = 0; i < b->what->count && r == 0; i++) {
		struct lt_judge_miss miss = {.broken = broken[i]};
		if (broken[i] && b->judged[i].result == 0)
			r = lt_judge_untested(&b->what->files[i], &miss, &b->tool->arena,
					      &b->judged[i]);
	}
	return r;
}

int lt_beside_judge(const struct lt_beside *b, bool tests, struct lt_err *err)
{
	struct candidates candidates = {0};
	struct lt_names codes = {0};
	candidates.files =
		lt_arena_zalloc(&b->tool->arena, CANDIDATES_MAX, sizeof *candidates.files);
	const char **broken = lt_arena_zalloc(&b->tool->arena, b->what->count + 1, sizeof *broken);
	int r = candidates.files && broken ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < b->what->count && r == 0 && tests; i++)
		if (b->sources[i].kind >= LT_SOURCE_PROCEDURE && b->judged[i].result == 0)
			r = try_tests(b, i, &candidates, &broken[i], err);
	if (r == 0)
		r = lt_judge_missing(b->what, b->judged, &b->tool->arena, &codes);
	for (size_t i = 0; r == 0 && codes.count && i < b->what->count; i++)
		if (b->judged[i].calls_count)
			r = look_around(b, b->sources[i].path, &codes, &candidates);
	if (r == 0 && codes.count && candidates.count)
		r = hold_calls(b, &candidates, err);
	return r == 0 ? tell_broken(b, broken) : r;
}
