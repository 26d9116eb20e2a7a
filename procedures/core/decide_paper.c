/* SPDX-License-Identifier: EUPL-1.2 */
/* A document of the dossier gets its electronic copy: who may say so, and what is recorded. The
 * content itself comes on the second connection, to whoever has this record. */
#include <string.h>

#include "procedures/core/work.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

/* Is the dossier in these hands: received there, or an open step of it? */
static bool has_it(const Lt__Dossier *d, const char *unit)
{
	if (strcmp(d->unit, unit) == 0)
		return true;
	for (size_t i = 0; i < d->n_tokens; i++) {
		if (strcmp(d->tokens[i]->unit, unit) == 0)
			return true;
		for (size_t k = 0; k < d->tokens[i]->n_opinions; k++)
			if (strcmp(d->tokens[i]->opinions[k]->unit, unit) == 0)
				return true;
	}
	return false;
}

static bool may_attach(struct lt_work *w)
{
	const Lt__Actor *a = w->cmd->actor;
	const Lt__Dossier *d = w->d;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN &&
	    d->status !=
		    LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED) /* its result may be scanned */
		lt_work_refuse(w, LT_REFUSAL_NOT_OPEN, "%s", d->code);
	else if (a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		lt_work_refuse(w, LT_REFUSAL_WRONG_ROLE, "cán bộ đính kèm bản điện tử");
	else if (!has_it(d, a->unit) || !lt_work_may(w, NULL, ""))
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT,
			       "cán bộ '%s', đơn vị '%s' không giữ hồ sơ %s", a->id, a->unit,
			       d->code);
	return !lt_work_stopped(w);
}

static bool is_content(const Lt__Paper *p)
{
	return p->hash.len == LT_HASH_BYTES && p->bytes > 0 && p->bytes <= LT_PAPER_BYTES_MAX &&
	       *p->media;
}

static bool is_replaced(const Lt__Paper *old, Lt__Paper *const *papers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(old->id, papers[i]->id) == 0)
			return true;
	return false;
}

bool lt_decide_papers_room(struct lt_work *w, Lt__Paper *const *papers, size_t count)
{
	uint64_t sum = 0;
	for (size_t i = 0; w->d && i < w->d->n_papers; i++)
		if (!is_replaced(w->d->papers[i], papers, count))
			sum += w->d->papers[i]->bytes;
	for (size_t i = 0; i < count && sum <= LT_DOSSIER_PAPERS_BYTES_MAX; i++)
		sum = papers[i]->bytes > LT_DOSSIER_PAPERS_BYTES_MAX ? papers[i]->bytes
								     : sum + papers[i]->bytes;
	if (sum > LT_DOSSIER_PAPERS_BYTES_MAX)
		lt_work_refuse(w, LT_REFUSAL_LIMIT,
			       "bản quét của một hồ sơ có nhiều nhất %u MB; hãy quét với độ phân "
			       "giải thấp hơn",
			       LT_DOSSIER_PAPERS_BYTES_MAX >> 20);
	return !lt_work_stopped(w);
}

/* What is known of the document stays; its content is new. */
static Lt__Paper *renewed(struct lt_work *w, const Lt__Paper *given)
{
	Lt__Paper *p = LT_MAKE(w, Lt__Paper, lt__paper__init);
	const Lt__Paper *known = lt_dossier_paper(w->d, given->id);
	if (!p)
		return NULL;
	if (known)
		*p = *known;
	p->id = given->id;
	p->hash = given->hash;
	p->bytes = given->bytes;
	p->media = given->media;
	p->at_us = w->at_us;
	p->digitised = true;
	if (*given->name)
		p->name = given->name;
	if (!p->form)
		p->form = LT__PAPER_FORM__PAPER_FORM_ELECTRONIC;
	return p;
}

void lt_decide_attach(struct lt_work *w, const Lt__AttachPaper *cmd)
{
	if (!may_attach(w))
		return;
	if (!cmd->paper || !is_content(cmd->paper))
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED,
				      "thiếu mã băm, kích thước hoặc loại tệp");
	const struct lt_definition *def = lt_work_definition(w, 0);
	const Lt__Paper *known = lt_dossier_paper(w->d, cmd->paper->id);
	if (!def)
		return;
	if (!known && !lt_definition_knows_paper(def, cmd->paper->id))
		return lt_work_refuse(w, LT_REFUSAL_PAPER_UNKNOWN, "'%s'", cmd->paper->id);
	if (!known && w->d->n_papers >= LT_PAPERS_MAX)
		return lt_work_refuse(w, LT_REFUSAL_LIMIT, "quá %u giấy tờ", LT_PAPERS_MAX);
	if (!lt_decide_papers_room(w, &cmd->paper, 1))
		return;
	if (known && known->hash.len == LT_HASH_BYTES &&
	    memcmp(known->hash.data, cmd->paper->hash.data, LT_HASH_BYTES) == 0)
		return; /* said before: once is enough */
	Lt__Event *e = lt_work_act(w);
	Lt__PaperAttached *attached = LT_MAKE(w, Lt__PaperAttached, lt__paper_attached__init);
	Lt__Paper *paper = renewed(w, cmd->paper);
	if (!e || !attached || !paper)
		return;
	attached->paper = paper;
	attached->officer = w->cmd->actor->id;
	attached->unit = w->cmd->actor->unit;
	e->body_case = LT__EVENT__BODY_ATTACHED;
	e->attached = attached;
	lt_work_emit(w, e);
}
