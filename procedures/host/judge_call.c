/* SPDX-License-Identifier: EUPL-1.2 */
/* The two sides of a call: what the caller says of the called procedure, against what that
 * procedure declares. Each side alone is checked with its own file. */
#include <string.h>

#include "procedures/host/finding.h"
#include "procedures/host/judge.h"
#include "procedures/host/near.h"

enum { SCRATCH_BYTES_MAX = 64 << 20 };

static const char *const type_words[] = {"?",	 "text", "number", "yesno",
					 "date", "area", "choice", "list"};

/* -- what a procedure shows to those that call it -- */

static bool add_name(struct lt_names *list, const char ***items, const char *name,
		     struct lt_arena *arena)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (strcmp((*items)[i], name) == 0)
			return true;
	const char *copy = lt_arena_str(arena, name);
	size_t count = list->count;
	if (!copy || !LT_ARENA_PUSH(arena, *items, count))
		return false;
	(*items)[list->count++] = copy;
	list->items = *items;
	return true;
}

static bool read_papers(const struct lt_definition *d, struct lt_arena *arena, struct lt_names *ret)
{
	const char **items = NULL;
	bool done = true;
	for (uint32_t i = 0; i < d->papers_count && done; i++)
		done = add_name(ret, &items, d->papers[i].id, arena);
	for (uint32_t i = 0; i < d->results_count && done; i++)
		done = add_name(ret, &items, d->results[i].id, arena);
	for (uint32_t i = 0; i < d->steps_count && done; i++)
		for (uint32_t k = 0; k < d->steps[i].expects.count && done; k++)
			done = add_name(ret, &items, d->steps[i].expects.items[k], arena);
	return done;
}

static bool read_ends(const struct lt_definition *d, struct lt_arena *arena, struct lt_names *ret)
{
	const char **items = NULL;
	bool done = true;
	for (uint32_t i = 0; i < d->steps_count && done; i++)
		if (d->steps[i].outcome)
			done = add_name(ret, &items, d->steps[i].outcome, arena);
	return done;
}

int lt_judge_face(const struct lt_definition *definition, struct lt_arena *arena,
		  struct lt_judged_face *ret)
{
	struct lt_judged_field *fields =
		lt_arena_zalloc(arena, definition->fields_count + 1, sizeof *fields);
	*ret = (struct lt_judged_face){.fields = fields};
	for (uint32_t i = 0; i < definition->fields_count && fields; i++) {
		const struct lt_field_decl *f = &definition->fields[i];
		fields[i] = (struct lt_judged_field){lt_arena_str(arena, f->name), f->type};
		if (!fields[i].name)
			return LT_E_NOMEM;
		ret->fields_count = i + 1;
	}
	return fields && read_papers(definition, arena, &ret->papers) &&
			       read_ends(definition, arena, &ret->ends)
		       ? 0
		       : LT_E_NOMEM;
}

/* -- what a step says of the procedure it calls -- */

static bool copy_names(const char *const *items, uint32_t count, struct lt_arena *arena,
		       struct lt_names *ret)
{
	const char **copies = lt_arena_zalloc(arena, count + 1, sizeof *copies);
	for (uint32_t i = 0; i < count && copies; i++)
		if (!(copies[i] = lt_arena_str(arena, items[i])))
			return false;
	*ret = (struct lt_names){copies, count};
	return copies != NULL;
}

static int read_call(const struct lt_definition *d, const struct lt_step *s, struct lt_arena *arena,
		     struct lt_judged_call *ret)
{
	const struct lt_names_map *with = &s->shared_fields;
	struct lt_judged_field *fields = lt_arena_zalloc(arena, with->count + 1, sizeof *fields);
	const char **on = lt_arena_zalloc(arena, s->on_count + 1, sizeof *on);
	if (!fields || !on)
		return LT_E_NOMEM;
	for (uint32_t i = 0; i < with->count; i++) {
		const struct lt_field_decl *f = lt_definition_field(d, with->caller[i]);
		fields[i] = (struct lt_judged_field){lt_arena_str(arena, with->own[i]),
						     f ? f->type : (enum lt_field_type)0};
		if (!fields[i].name)
			return LT_E_NOMEM;
	}
	for (uint32_t i = 0; i < s->on_count; i++)
		on[i] = s->on[i].outcome;
	*ret = (struct lt_judged_call){.code = lt_arena_str(arena, s->procedure),
				       .step = lt_arena_str(arena, s->name),
				       .line = s->line,
				       .with = fields,
				       .with_count = with->count};
	return ret->code && ret->step &&
			       copy_names(s->shared_papers.own, s->shared_papers.count, arena,
					  &ret->papers) &&
			       copy_names(on, s->on_count, arena, &ret->on)
		       ? 0
		       : LT_E_NOMEM;
}

int lt_judge_note(const struct lt_definition *definition, struct lt_arena *arena,
		  struct lt_judged *ret)
{
	struct lt_judged_call *calls =
		lt_arena_zalloc(arena, definition->steps_count + 1, sizeof *calls);
	int r = calls ? lt_judge_face(definition, arena, &ret->face) : LT_E_NOMEM;
	for (uint32_t i = 0; i < definition->steps_count && r == 0; i++)
		if (definition->steps[i].procedure)
			r = read_call(definition, &definition->steps[i], arena,
				      &calls[ret->calls_count++]);
	ret->calls = calls;
	return r;
}

/* -- one against the other -- */

static bool has(const struct lt_names *names, const char *name)
{
	for (uint32_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

static const char *near_names(const struct lt_names *names, const char *wanted,
			      char text[static LT_NEAR_TEXT_BYTES])
{
	struct lt_near near;
	lt_near_init(&near, wanted);
	for (uint32_t i = 0; i < names->count; i++)
		lt_near_offer(&near, names->items[i]);
	return lt_near_text(&near, text);
}

static const struct lt_judged_field *find_field(const struct lt_judged_face *face, const char *name)
{
	for (uint32_t i = 0; i < face->fields_count; i++)
		if (strcmp(face->fields[i].name, name) == 0)
			return &face->fields[i];
	return NULL;
}

static void check_field(struct lt_report *report, struct lt_spot spot,
			const struct lt_judged_call *call, const struct lt_judged_face *face,
			const struct lt_judged_field *with)
{
	const struct lt_judged_field *own = find_field(face, with->name);
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_near near;
	if (own && own->type != with->type && with->type) {
		const char *types = lt_arena_printf(report->scratch, "%s, bên kia %s",
						    type_words[with->type], type_words[own->type]);
		LT_REPORT(report, CALL_TYPE, spot, call->step, with->name, call->code,
			  types ? types : "");
	}
	if (own)
		return;
	lt_near_init(&near, with->name);
	for (uint32_t i = 0; i < face->fields_count; i++)
		lt_near_offer(&near, face->fields[i].name);
	LT_REPORT_NEAR(report, CALL_FIELD, spot, lt_near_text(&near, text), call->step, with->name,
		       call->code);
}

static void hold_call(struct lt_report *report, const struct lt_judged_call *call,
		      const struct lt_judged_face *face)
{
	struct lt_spot spot = {.line = call->line, .name = call->step};
	char text[LT_NEAR_TEXT_BYTES];
	for (uint32_t i = 0; i < call->with_count; i++)
		check_field(report, spot, call, face, &call->with[i]);
	for (uint32_t i = 0; i < call->papers.count; i++)
		if (!has(&face->papers, call->papers.items[i]))
			LT_REPORT_NEAR(report, CALL_PAPER, spot,
				       near_names(&face->papers, call->papers.items[i], text),
				       call->step, call->papers.items[i], call->code);
	for (uint32_t i = 0; i < face->ends.count; i++)
		if (!has(&call->on, face->ends.items[i]))
			LT_REPORT(report, CALL_END, spot, call->step, face->ends.items[i],
				  call->code);
}

/* -- all of them -- */

static const struct lt_judged_face *among_files(const struct lt_judge_case *what,
						const struct lt_judged *judged, const char *code)
{
	for (size_t i = 0; i < what->count; i++)
		if (judged[i].code && strcmp(judged[i].code, code) == 0)
			return &judged[i].face;
	return NULL;
}

static const struct lt_judged_face *among_others(const struct lt_judged_other *others, size_t count,
						 const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(others[i].code, code) == 0)
			return &others[i].face;
	return NULL;
}

/* What an override took over as it was is its base's to mend. */
static bool is_own(const struct lt_judge_case *what, size_t i, const struct lt_judged *judged,
		   struct lt_report *report, const struct lt_judged_call *call)
{
	const struct lt_judge_file *file = &what->files[i];
	bool over =
		judged->extends || (file->kind == LT_JUDGE_OVERRIDE && (file->base || what->base));
	return !over || lt_report_quotes(report, call->step);
}

static int hold(const struct lt_judge_case *what, const struct lt_judged_other *others,
		size_t others_count, size_t i, struct lt_arena *arena, struct lt_judged *all)
{
	LT_AUTO(arena) struct lt_arena scratch;
	struct lt_judged *judged = &all[i];
	struct lt_report report = {.findings = &judged->findings,
				   .arena = arena,
				   .scratch = &scratch,
				   .file = what->files[i].path,
				   .source = what->files[i].text};
	lt_arena_init(&scratch, SCRATCH_BYTES_MAX);
	for (uint32_t k = 0; k < judged->calls_count; k++) {
		const struct lt_judged_call *call = &judged->calls[k];
		const struct lt_judged_face *face = among_files(what, all, call->code);
		if (others)
			face = face ? NULL : among_others(others, others_count, call->code);
		if (face && is_own(what, i, judged, &report, call))
			hold_call(&report, call, face);
	}
	lt_report_sort(&report);
	if (judged->findings.errors)
		judged->result = LT_E_SCRIPT;
	return report.nomem ? LT_E_NOMEM : 0;
}

int lt_judge_calls(const struct lt_judge_case *what, const struct lt_judged_other *others,
		   size_t others_count, struct lt_arena *arena, struct lt_judged *judged)
{
	int r = 0;
	for (size_t i = 0; i < what->count && r == 0; i++)
		if (judged[i].calls_count)
			r = hold(what, others, others_count, i, arena, judged);
	return r;
}

int lt_judge_missing(const struct lt_judge_case *what, const struct lt_judged *judged,
		     struct lt_arena *arena, struct lt_names *ret)
{
	const char **items = NULL;
	*ret = (struct lt_names){0};
	for (size_t i = 0; i < what->count; i++)
		for (uint32_t k = 0; k < judged[i].calls_count; k++)
			if (!among_files(what, judged, judged[i].calls[k].code) &&
			    !add_name(ret, &items, judged[i].calls[k].code, arena))
				return LT_E_NOMEM;
	return 0;
}

int lt_judge_untested(const struct lt_judge_file *file, const struct lt_judge_miss *miss,
		      struct lt_arena *arena, struct lt_judged *judged)
{
	LT_AUTO(arena) struct lt_arena scratch;
	struct lt_report report = {.findings = &judged->findings,
				   .arena = arena,
				   .scratch = &scratch,
				   .file = file->path,
				   .source = file->text};
	struct lt_spot spot = {.line = miss->line, .name = miss->step};
	const char *slash = strrchr(file->path, '/'), *name = slash ? slash + 1 : file->path;
	size_t size = strlen(name), end = strlen(".lua");
	lt_arena_init(&scratch, SCRATCH_BYTES_MAX);
	if (miss->step && file->kind == LT_JUDGE_OVERRIDE && !lt_report_quotes(&report, miss->step))
		return report.nomem ? LT_E_NOMEM : 0; /* for the tests of its base */
	const char *tests = lt_arena_printf(&scratch, "%.*s_test.lua",
					    (int)(size > end ? size - end : size), name);
	if (tests && !miss->step)
		LT_REPORT(&report, TESTS_BROKEN, ((struct lt_spot){.line = 1}), tests,
			  miss->broken);
	else if (tests)
		LT_REPORT(&report, UNTESTED, spot, miss->step, miss->outcome, tests);
	lt_report_sort(&report);
	return report.nomem || !tests ? LT_E_NOMEM : 0;
}
