/* SPDX-License-Identifier: EUPL-1.2 */
/* Names of a called procedure and of the dossier, both ways. What a call step declares is one
 * thing under two names; what both procedures declare alike is one thing; all else is the called
 * procedure's own. */
#include "procedures/core/frame.h"

#include <string.h>

#include "procedures/core/evolve.h"

static const char *dossier_name(Lt__SharedName *const *shared, size_t count, const char *path,
				const char *name, struct lt_arena *arena)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(shared[i]->own, name) == 0)
			return shared[i]->dossier;
	return lt_arena_printf(arena, "%s/%s", path, name);
}

static const char *field_name(const Lt__Frame *f, const char *name, struct lt_arena *arena)
{
	return f ? dossier_name(f->fields, f->n_fields, f->path, name, arena) : name;
}

static const char *paper_name(const Lt__Frame *f, const char *id, struct lt_arena *arena)
{
	return f ? dossier_name(f->papers, f->n_papers, f->path, id, arena) : id;
}

const char *lt_frame_field(const Lt__Dossier *dossier, uint32_t frame, const char *name,
			   struct lt_arena *arena)
{
	return field_name(frame ? lt_dossier_frame(dossier, frame) : NULL, name, arena);
}

const char *lt_frame_paper(const Lt__Dossier *dossier, uint32_t frame, const char *id,
			   struct lt_arena *arena)
{
	return paper_name(frame ? lt_dossier_frame(dossier, frame) : NULL, id, arena);
}

/* -- the dossier under a frame's names -- */

/* The name that follows "path/"; NULL: it is not the frame's own. */
static const char *own_part(const char *name, const char *path)
{
	size_t length = strlen(path);
	if (strncmp(name, path, length) != 0 || name[length] != '/')
		return NULL;
	return strchr(name + length + 1, '/') ? NULL : name + length + 1;
}

static void *copy_of(const void *message, size_t size, struct lt_arena *arena)
{
	return lt_arena_copy(arena, message, size);
}

static bool view_fields(const Lt__Dossier *d, const Lt__Frame *f, Lt__Dossier *view,
			struct lt_arena *arena)
{
	view->n_fields = 0;
	view->fields = lt_arena_zalloc(arena, d->n_fields + f->n_fields + 1, sizeof *view->fields);
	for (size_t i = 0; view->fields && i < d->n_fields + f->n_fields; i++) {
		const Lt__SharedName *shared = i < f->n_fields ? f->fields[i] : NULL;
		const Lt__Field *from =
			shared ? lt_dossier_field(d, shared->dossier) : d->fields[i - f->n_fields];
		const char *own = shared ? shared->own
				  : from ? own_part(from->name, f->path)
					 : NULL;
		if (!from || !own)
			continue;
		Lt__Field *field = copy_of(from, sizeof *from, arena);
		if (!field)
			return false;
		field->name = own;
		view->fields[view->n_fields++] = field;
	}
	return view->fields != NULL;
}

static bool view_papers(const Lt__Dossier *d, const Lt__Frame *f, Lt__Dossier *view,
			struct lt_arena *arena)
{
	view->n_papers = 0;
	view->papers = lt_arena_zalloc(arena, d->n_papers + f->n_papers + 1, sizeof *view->papers);
	for (size_t i = 0; view->papers && i < d->n_papers + f->n_papers; i++) {
		const Lt__SharedName *shared = i < f->n_papers ? f->papers[i] : NULL;
		const Lt__Paper *from =
			shared ? lt_dossier_paper(d, shared->dossier) : d->papers[i - f->n_papers];
		const char *own = shared ? shared->own : from ? own_part(from->id, f->path) : NULL;
		if (!from || !own)
			continue;
		Lt__Paper *paper = copy_of(from, sizeof *from, arena);
		if (!paper)
			return false;
		paper->id = own;
		view->papers[view->n_papers++] = paper;
	}
	return view->papers != NULL;
}

static bool view_visits(const Lt__Dossier *d, const Lt__Frame *f, Lt__Dossier *view,
			struct lt_arena *arena)
{
	view->n_visits = 0;
	view->visits = lt_arena_zalloc(arena, d->n_visits + 1, sizeof *view->visits);
	for (size_t i = 0; view->visits && i < d->n_visits; i++) {
		if (!f->id || d->visits[i]->frame != f->id)
			continue;
		Lt__Visit *visit = copy_of(d->visits[i], sizeof *visit, arena);
		if (!visit)
			return false;
		visit->frame = 0;
		view->visits[view->n_visits++] = visit;
	}
	return view->visits != NULL;
}

const Lt__Dossier *lt_frame_view(const Lt__Dossier *dossier, const Lt__Frame *frame,
				 struct lt_arena *arena)
{
	Lt__Dossier *view = copy_of(dossier, sizeof *dossier, arena);
	bool done = view && view_fields(dossier, frame, view, arena) &&
		    view_papers(dossier, frame, view, arena) &&
		    view_visits(dossier, frame, view, arena);
	return done ? view : NULL;
}

/* -- what a call shares -- */

static const char *declared(const struct lt_names_map *map, const char *own)
{
	for (uint32_t i = 0; i < map->count; i++)
		if (strcmp(map->own[i], own) == 0)
			return map->caller[i];
	return NULL;
}

static bool share(Lt__SharedName ***list, size_t *count, const char *own, const char *dossier,
		  struct lt_arena *arena)
{
	Lt__SharedName *shared = lt_arena_alloc(arena, sizeof *shared);
	if (!shared || !dossier || !LT_ARENA_PUSH(arena, *list, *count))
		return false;
	lt__shared_name__init(shared);
	shared->own = own;
	shared->dossier = dossier;
	(*list)[(*count)++] = shared;
	return true;
}

/* A field that both declare alike is one; with another type it is another thing. */
static const char *alike(const struct lt_definition *caller, const struct lt_field_decl *own)
{
	const struct lt_field_decl *theirs = lt_definition_field(caller, own->name);
	return theirs && theirs->type == own->type ? own->name : NULL;
}

static bool share_fields(const Lt__Frame *caller, const struct lt_definition *caller_def,
			 const struct lt_step *call, const struct lt_definition *child,
			 Lt__Frame *ret, struct lt_arena *arena)
{
	for (uint32_t i = 0; i < child->fields_count; i++) {
		const char *name = declared(&call->shared_fields, child->fields[i].name);
		if (!name)
			name = alike(caller_def, &child->fields[i]);
		if (name && !share(&ret->fields, &ret->n_fields, child->fields[i].name,
				   field_name(caller, name, arena), arena))
			return false;
	}
	return true;
}

static bool share_paper(const Lt__Frame *caller, const struct lt_definition *caller_def,
			const struct lt_step *call, const char *id, Lt__Frame *ret,
			struct lt_arena *arena)
{
	for (size_t i = 0; i < ret->n_papers; i++)
		if (strcmp(ret->papers[i]->own, id) == 0)
			return true;
	const char *name = declared(&call->shared_papers, id);
	if (!name && lt_definition_knows_paper(caller_def, id))
		name = id;
	return !name ||
	       share(&ret->papers, &ret->n_papers, id, paper_name(caller, name, arena), arena);
}

Lt__Frame *lt_frame_of_call(const Lt__Frame *caller, const struct lt_definition *caller_def,
			    const struct lt_step *call, const struct lt_definition *child,
			    struct lt_arena *arena)
{
	Lt__Frame *f = lt_arena_alloc(arena, sizeof *f);
	if (!f)
		return NULL;
	lt__frame__init(f);
	f->procedure = child->code;
	f->definition = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
					      .data = (uint8_t *)(uintptr_t)child->hash};
	f->path = caller ? lt_arena_printf(arena, "%s/%s", caller->path, call->name) : call->name;
	f->fee_included = call->fee_included || (caller && caller->fee_included);
	bool done = f->path && share_fields(caller, caller_def, call, child, f, arena);
	for (uint32_t i = 0; i < child->papers_count && done; i++)
		done = share_paper(caller, caller_def, call, child->papers[i].id, f, arena);
	for (uint32_t i = 0; i < child->results_count && done; i++)
		done = share_paper(caller, caller_def, call, child->results[i].id, f, arena);
	for (uint32_t i = 0; i < child->steps_count && done; i++)
		for (uint32_t k = 0; k < child->steps[i].expects.count && done; k++)
			done = share_paper(caller, caller_def, call,
					   child->steps[i].expects.items[k], f, arena);
	return done ? f : NULL;
}
