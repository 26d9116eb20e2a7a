/* SPDX-License-Identifier: EUPL-1.2 */
/* Codes into words: whoever reads a history should not need the procedure and the directory beside
 * it. */
#include <string.h>

#include "records/query/query_own.h"
#include "proto/codec/codec.h"

static bool has(const struct lt_query *q, Lt__LabelKind kind, const char *code)
{
	for (size_t i = 0; i < q->reply->n_labels; i++)
		if (q->reply->labels[i]->kind == kind &&
		    strcmp(q->reply->labels[i]->code, code) == 0)
			return true;
	return false;
}

static int add(struct lt_query *q, Lt__LabelKind kind, const char *code, const char *text)
{
	if (!code || !*code || !text || !*text || has(q, kind, code))
		return 0;
	Lt__Label *label = lt_arena_alloc(q->arena, sizeof *label);
	if (!label || !LT_ARENA_PUSH(q->arena, q->reply->labels, q->reply->n_labels))
		return LT_E_NOMEM;
	lt__label__init(label);
	label->kind = kind;
	label->code = lt_arena_str(q->arena, code);
	label->text = lt_arena_str(q->arena, text);
	q->reply->labels[q->reply->n_labels++] = label;
	return label->code && label->text ? 0 : LT_E_NOMEM;
}

static int add_unit(struct lt_query *q, const char *code)
{
	const struct lt_unit *unit = lt_directory_unit(q->pinned, code);
	if (!unit)
		unit = lt_directory_unit(q->directory, code);
	return add(q, LT__LABEL_KIND__LABEL_KIND_UNIT, code, unit ? unit->name : NULL);
}

static int add_officer(struct lt_query *q, const char *id)
{
	const char *name = *id ? lt_directory_officer_name(q->pinned, id) : NULL;
	if (*id && !name)
		name = lt_directory_officer_name(q->directory, id);
	return add(q, LT__LABEL_KIND__LABEL_KIND_OFFICER, id, name);
}

static int add_outcomes(struct lt_query *q, const struct lt_step *step)
{
	int r = 0;
	for (uint32_t i = 0; i < step->on_count && r == 0; i++)
		if (step->on[i].label)
			r = add(q, LT__LABEL_KIND__LABEL_KIND_OUTCOME,
				lt_arena_printf(q->arena, "%s/%s", step->name, step->on[i].outcome),
				step->on[i].label);
	return r;
}

static int add_definition(struct lt_query *q, const struct lt_definition *def)
{
	int r = 0;
	for (uint32_t i = 0; def && i < def->steps_count && r == 0; i++)
		r = add_outcomes(q, &def->steps[i]);
	for (uint32_t i = 0; def && i < def->steps_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_STEP, def->steps[i].name,
			def->steps[i].title);
	for (uint32_t i = 0; def && i < def->fields_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_FIELD, def->fields[i].name,
			def->fields[i].label);
	for (uint32_t i = 0; def && i < def->papers_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_PAPER, def->papers[i].id,
			def->papers[i].name);
	for (uint32_t i = 0; def && i < def->results_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_PAPER, def->results[i].id,
			def->results[i].name);
	return r;
}

/* What people read for a value that is a code: a choice, a place. */
static const char *value_words(struct lt_query *q, const struct lt_field_decl *decl,
			       const char *value)
{
	for (uint32_t i = 0; i < decl->choices.count; i++)
		if (strcmp(decl->choices.items[i], value) == 0)
			return decl->choice_words.items[i];
	if (decl->type != LT_FIELD_AREA)
		return NULL;
	const char *name = lt_directory_area_name(q->pinned, value);
	return name ? name : lt_directory_area_name(q->directory, value);
}

static int add_values(struct lt_query *q, const struct lt_definition *def, Lt__Field *const *fields,
		      size_t count)
{
	int r = 0;
	for (size_t i = 0; def && i < count && r == 0; i++) {
		const struct lt_field_decl *decl = lt_definition_field(def, fields[i]->name);
		if (decl && fields[i]->value_case == LT__FIELD__VALUE_TEXT)
			r = add(q, LT__LABEL_KIND__LABEL_KIND_VALUE,
				lt_arena_printf(q->arena, "%s/%s", decl->name, fields[i]->text),
				value_words(q, decl, fields[i]->text));
	}
	return r;
}

static int add_token(struct lt_query *q, const Lt__Token *t)
{
	int r = add_unit(q, t->unit);
	if (r == 0)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_ROLE, t->role,
			*t->role ? lt_directory_role_label(q->pinned, t->role) : NULL);
	for (size_t i = 0; i < t->n_opinions && r == 0; i++)
		r = add_unit(q, t->opinions[i]->unit);
	return r;
}

/* Procedures called from this one: their frames may be gone, their hashes are in the history. */
/* ... what is a called procedure's own goes by the path of its call. */
static int add_own_names(struct lt_query *q, const struct lt_definition *def, const char *path)
{
	int r = 0;
	for (uint32_t i = 0; i < def->fields_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_FIELD,
			lt_arena_printf(q->arena, "%s/%s", path, def->fields[i].name),
			def->fields[i].label);
	for (uint32_t i = 0; i < def->papers_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_PAPER,
			lt_arena_printf(q->arena, "%s/%s", path, def->papers[i].id),
			def->papers[i].name);
	for (uint32_t i = 0; i < def->results_count && r == 0; i++)
		r = add(q, LT__LABEL_KIND__LABEL_KIND_PAPER,
			lt_arena_printf(q->arena, "%s/%s", path, def->results[i].id),
			def->results[i].name);
	return r;
}

static int add_called(struct lt_query *q, const Lt__Frame *frame)
{
	const struct lt_definition *def;
	if (frame->definition.len != LT_HASH_BYTES ||
	    lt_registry_definition(q->records->registry, frame->definition.data, &def, NULL) < 0)
		return 0;
	int r = add_definition(q, def);
	return r < 0 ? r : add_own_names(q, def, frame->path);
}

static int add_event(struct lt_query *q, const Lt__Event *e, const struct lt_definition *def)
{
	int r = 0;
	if (e->body_case == LT__EVENT__BODY_COMPLETED)
		r = add_values(q, def, e->completed->fields, e->completed->n_fields);
	if (r == 0 && e->actor) {
		r = add_unit(q, e->actor->unit);
		if (r == 0)
			r = add_officer(q, e->actor->id);
		if (r == 0 && *e->actor->instead_of)
			r = add_officer(q, e->actor->instead_of);
	}
	if (r == 0 && e->body_case == LT__EVENT__BODY_STARTED)
		r = add_token(q, e->started->token);
	if (r == 0 && e->body_case == LT__EVENT__BODY_CLAIMED)
		r = add_officer(q, e->claimed->officer);
	if (r == 0 && e->body_case == LT__EVENT__BODY_ACT_DROPPED)
		r = add_officer(q, e->act_dropped->officer);
	if (r == 0 && e->body_case == LT__EVENT__BODY_ACT_DROPPED)
		r = add_officer(q, e->act_dropped->by);
	if (r == 0 && e->body_case == LT__EVENT__BODY_CALLED)
		r = add_called(q, e->called->frame);
	return r;
}

void lt_query_pin(struct lt_query *q, const Lt__Dossier *d)
{
	if (lt_registry_directory_version(q->records->registry, d->directory, &q->pinned, NULL) < 0)
		q->pinned = q->directory;
}

int lt_query_labels(struct lt_query *q, const Lt__Dossier *d, const ProtobufCBinaryData *events,
		    size_t count)
{
	lt_query_pin(q, d);
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	int r = add_definition(q, def);
	if (r == 0)
		r = add_values(q, def, d->fields, d->n_fields);
	if (r == 0)
		r = add_unit(q, d->unit);
	if (r == 0 && q->reply->draft)
		r = add_unit(q, q->reply->draft->head_unit);
	for (size_t i = 0; i < d->n_duties && r == 0; i++) {
		r = add_unit(q, d->duties[i]->unit);
		if (r == 0)
			r = add_officer(q, d->duties[i]->officer);
	}
	for (size_t i = 0; i < count && r == 0; i++) {
		Lt__Event *e;
		r = LT_DECODE_OWN(event, lt_slice(events[i].data, events[i].len), q->arena, &e);
		if (r == 0)
			r = add_event(q, e, def);
	}
	return r;
}

int lt_query_label_officer(struct lt_query *q, const char *officer)
{
	const struct lt_officer_spec *spec =
		*officer ? lt_registry_officer_ever(q->records->registry, lt_name_key(officer))
			 : NULL;
	return add(q, LT__LABEL_KIND__LABEL_KIND_OFFICER, officer, spec ? spec->name : NULL);
}
