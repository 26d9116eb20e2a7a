/* SPDX-License-Identifier: EUPL-1.2 */
/* Before a dossier is there: what a procedure asks for, and what would come of handing it in. */
#include <string.h>

#include "procedures/core/decide.h"
#include "records/query/query_own.h"

static bool receives(const struct lt_definition *def, const struct lt_unit *unit)
{
	for (uint32_t i = 0; i < def->receive_at.count; i++)
		if (strcmp(def->receive_at.items[i], unit->level) == 0)
			return true;
	return def->receive_at.count == 0;
}

static bool add_choice(struct lt_query *q, Lt__IntakeField *field, const char *choice,
		       const char *words)
{
	char *own = lt_arena_str(q->arena, choice), *own_words = lt_arena_str(q->arena, words);
	field->choices[field->n_choices++] = own;
	field->choice_words[field->n_choice_words++] = own_words;
	return own && own_words;
}

/* "Phường Sông Hiến, Thành phố Cao Bằng"; what lies in the province itself goes without it. */
static const char *area_words(struct lt_query *q, const struct lt_directory *directory,
			      const struct lt_area_spec *area)
{
	const struct lt_area_spec *parent = lt_directory_area(directory, area->parent);
	return parent && parent->parent
		       ? lt_arena_printf(q->arena, "%s, %s", area->name, parent->name)
		       : area->name;
}

static bool add_areas(struct lt_query *q, Lt__IntakeField *field)
{
	const struct lt_directory *directory = q->pinned ? q->pinned : q->directory;
	bool all = true;
	for (size_t i = 0; i < lt_directory_areas_count(directory) && all; i++) {
		const struct lt_area_spec *area = lt_directory_area_at(directory, i);
		all = add_choice(q, field, area->code, area_words(q, directory, area));
	}
	return all;
}

Lt__IntakeField *lt_query_field(struct lt_query *q, const struct lt_field_decl *decl)
{
	Lt__IntakeField *field = lt_arena_alloc(q->arena, sizeof *field);
	size_t count = decl->type == LT_FIELD_AREA
			       ? lt_directory_areas_count(q->pinned ? q->pinned : q->directory)
			       : decl->choices.count;
	if (!field)
		return NULL;
	lt__intake_field__init(field);
	field->name = lt_arena_str(q->arena, decl->name);
	field->label = lt_arena_str(q->arena, decl->label ? decl->label : decl->name);
	field->type = decl->type;
	field->required = decl->required;
	field->choices = lt_arena_zalloc(q->arena, count + 1, sizeof *field->choices);
	field->choice_words = lt_arena_zalloc(q->arena, count + 1, sizeof *field->choice_words);
	if (!field->name || !field->label || !field->choices || !field->choice_words)
		return NULL;
	bool all = decl->type != LT_FIELD_AREA || add_areas(q, field);
	for (uint32_t k = 0; k < decl->choices.count && all; k++)
		all = add_choice(q, field, decl->choices.items[k], decl->choice_words.items[k]);
	return all ? field : NULL;
}

static int add_fields(struct lt_query *q, const struct lt_definition *def, Lt__Intake *intake)
{
	intake->fields = lt_arena_alloc(q->arena, (def->fields_count + 1) * sizeof *intake->fields);
	for (uint32_t i = 0; intake->fields && i < def->fields_count; i++) {
		intake->fields[i] = lt_query_field(q, &def->fields[i]);
		if (!intake->fields[i])
			return LT_E_NOMEM;
		intake->n_fields++;
	}
	return intake->fields ? 0 : LT_E_NOMEM;
}

static int add_papers(struct lt_query *q, const struct lt_definition *def, Lt__Intake *intake)
{
	intake->papers = lt_arena_alloc(q->arena, (def->papers_count + 1) * sizeof *intake->papers);
	for (uint32_t i = 0; intake->papers && i < def->papers_count; i++) {
		const struct lt_paper_decl *decl = &def->papers[i];
		Lt__IntakePaper *paper = lt_arena_alloc(q->arena, sizeof *paper);
		if (!paper)
			return LT_E_NOMEM;
		lt__intake_paper__init(paper);
		paper->id = lt_arena_str(q->arena, decl->id);
		paper->name = lt_arena_str(q->arena, decl->name ? decl->name : decl->id);
		paper->required = decl->required;
		if (!paper->id || !paper->name)
			return LT_E_NOMEM;
		intake->papers[intake->n_papers++] = paper;
	}
	return intake->papers ? 0 : LT_E_NOMEM;
}

static int add_intake(struct lt_query *q, const struct lt_definition *def, bool whole)
{
	Lt__Intake *intake = lt_arena_alloc(q->arena, sizeof *intake);
	Lt__Limit *limit = lt_arena_alloc(q->arena, sizeof *limit);
	if (!intake || !limit || !LT_ARENA_PUSH(q->arena, q->reply->intakes, q->reply->n_intakes))
		return LT_E_NOMEM;
	lt__intake__init(intake);
	lt__limit__init(limit);
	limit->unit = def->limit.unit;
	limit->amount = def->limit.amount;
	intake->limit = limit;
	intake->procedure = lt_arena_str(q->arena, def->code);
	intake->version = lt_arena_str(q->arena, def->version);
	intake->name = lt_arena_str(q->arena, def->name);
	intake->field = lt_arena_str(q->arena, def->field ? def->field : "");
	intake->priced = def->fee != 0;
	if (!intake->procedure || !intake->version || !intake->name || !intake->field)
		return LT_E_NOMEM;
	q->reply->intakes[q->reply->n_intakes++] = intake;
	int r = whole ? add_fields(q, def, intake) : 0;
	return r == 0 && whole ? add_papers(q, def, intake) : r;
}

static int active(struct lt_query *q, const char *code, const struct lt_definition **ret)
{
	const struct lt_lookup *lookup = &q->records->lookup;
	return lookup->active(lookup->owner, code, q->now_us, ret, NULL);
}

/* Every version that is published is listed; each procedure counts once, as it is in force. */
static int catalogue(struct lt_query *q, const struct lt_unit *unit)
{
	Lt__ProcedureInfo **infos;
	size_t count;
	struct lt_err why = {0};
	int r = lt_registry_list(q->records->registry, q->arena, &infos, &count, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	for (size_t i = 0; i < count && r == 0; i++) {
		const struct lt_definition *def;
		if (active(q, infos[i]->code, &def) < 0 || !receives(def, unit) ||
		    infos[i]->hash.len != LT_HASH_BYTES ||
		    memcmp(infos[i]->hash.data, def->hash, LT_HASH_BYTES) != 0)
			continue;
		r = add_intake(q, def, false);
	}
	return r;
}

int lt_query_intake(struct lt_query *q)
{
	const struct lt_definition *def;
	const struct lt_unit *unit = lt_query_list_unit(q);
	if (!unit)
		return q->reply->error;
	q->reply->unit_name = lt_arena_str(q->arena, unit->name);
	if (!*q->fetch->code)
		return catalogue(q, unit);
	if (active(q, q->fetch->code, &def) < 0)
		return lt_query_fail(q, LT_E_ABSENT,
				     lt_arena_printf(q->arena,
						     "không có thủ tục '%s' đang được áp dụng",
						     q->fetch->code));
	if (!receives(def, unit))
		return lt_query_fail(q, LT_E_DENIED,
				     lt_arena_printf(q->arena, "%s không tiếp nhận thủ tục %s",
						     unit->name, def->code));
	return add_intake(q, def, true);
}

/* -- what would come of it -- */

int lt_query_preview_submit(struct lt_query *q)
{
	Lt__Command command = LT__COMMAND__INIT;
	struct lt_effects fx = {0};
	struct lt_err why = {0};
	struct lt_env env;
	Lt__CommandReply *preview = lt_arena_alloc(q->arena, sizeof *preview);
	if (!preview)
		return LT_E_NOMEM;
	if (!q->fetch->submit || !q->fetch->actor)
		return lt_query_fail(q, LT_E_USAGE, "thiếu nội dung hồ sơ hoặc người tiếp nhận");
	if (!q->viewer->is_operator &&
	    !lt_directory_serves(q->directory, q->viewer->node, q->fetch->submit->unit))
		return lt_query_fail(q, LT_E_DENIED, "máy trạm này không phục vụ đơn vị đó");
	lt__command_reply__init(preview);
	command.schema = LT_COMMAND_SCHEMA;
	command.actor = q->fetch->actor;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = q->fetch->submit;
	int r = lt_records_env(q->records, q->now_us, NULL, &env, &why);
	env.arena = q->arena;
	if (r == 0)
		r = lt_decide(&env, NULL, &command, &fx, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	preview->refusal = (uint32_t)fx.verdict.refusal;
	preview->text = lt_arena_str(q->arena, fx.verdict.text ? fx.verdict.text : "");
	q->reply->preview = preview;
	if (!preview->text)
		return LT_E_NOMEM;
	return fx.verdict.refusal ? 0 : lt_records_reply(fx.after, q->arena, preview);
}
