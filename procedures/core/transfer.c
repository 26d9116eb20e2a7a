/* SPDX-License-Identifier: EUPL-1.2 */
/* The other province's facts are taken as they are: its step, its limit, the hour it gave the
 * dossier away. Only the calendar is this province's own. */
#include "procedures/core/transfer.h"

#include <string.h>

#include "procedures/core/pauses.h"
#include "proto/base/ids.h"

bool lt_transfer_same(const Lt__Transfer *a, const Lt__Transfer *b)
{
	return a && b && strcmp(a->code, b->code) == 0 &&
	       lt_slice_equal(lt_slice(a->offer.data, a->offer.len),
			      lt_slice(b->offer.data, b->offer.len));
}

bool lt_transfer_check(struct lt_work *w, const Lt__SubmitDossier *cmd)
{
	const Lt__Transfer *t = cmd->transfer;
	bool whole = *cmd->code && *t->code && *t->coordinator && *t->step && t->token &&
		     t->offer.len == LT_HASH_BYTES && t->sent_us > 0;
	if (!whole || w->cmd->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_CITIZEN)
		lt_work_refuse(w, LT_REFUSAL_MALFORMED, "hồ sơ tỉnh khác chuyển đến");
	return !lt_work_stopped(w);
}

static Lt__Field **declared_fields(struct lt_work *w, const struct lt_definition *def,
				   const Lt__SubmitDossier *cmd, size_t *ret_count)
{
	Lt__Field **kept = lt_arena_zalloc(w->env->arena, cmd->n_fields + 1, sizeof(Lt__Field *));
	*ret_count = 0;
	for (size_t i = 0; kept && i < cmd->n_fields; i++)
		if (lt_definition_field(def, cmd->fields[i]->name))
			kept[(*ret_count)++] = cmd->fields[i];
	return kept;
}

static Lt__Paper **declared_papers(struct lt_work *w, const struct lt_definition *def,
				   const Lt__SubmitDossier *cmd, size_t *ret_count)
{
	Lt__Paper **kept = lt_arena_zalloc(w->env->arena, cmd->n_papers + 1, sizeof(Lt__Paper *));
	*ret_count = 0;
	for (size_t i = 0; kept && i < cmd->n_papers; i++)
		for (uint32_t k = 0; k < def->papers_count; k++)
			if (strcmp(def->papers[k].id, cmd->papers[i]->id) == 0)
				kept[(*ret_count)++] = cmd->papers[i];
	return kept;
}

void lt_transfer_sift(struct lt_work *w, const struct lt_definition *def, Lt__SubmitDossier *cmd)
{
	Lt__Transfer *t = lt_arena_copy(w->env->arena, cmd->transfer, sizeof *t);
	size_t fields_count, papers_count;
	Lt__Field **fields = declared_fields(w, def, cmd, &fields_count);
	Lt__Paper **papers = declared_papers(w, def, cmd, &papers_count);
	if (!t || !fields || !papers) {
		w->error = LT_E_NOMEM;
		return;
	}
	t->fields = cmd->fields;
	t->n_fields = cmd->n_fields;
	t->papers = cmd->papers;
	t->n_papers = cmd->n_papers;
	cmd->transfer = t;
	cmd->fields = fields;
	cmd->n_fields = fields_count;
	cmd->papers = papers;
	cmd->n_papers = papers_count;
}

int lt_transfer_due(struct lt_work *w, const struct lt_office *office, Lt__DossierReceived *e)
{
	const Lt__Transfer *t = e->transfer;
	struct lt_pauses pauses;
	struct lt_limit limit = {.unit = t->limit->unit, .amount = t->limit->amount};
	e->limit = t->limit;
	e->counting = t->counting;
	e->counts_from_us = t->sent_us;
	int r = lt_pauses_of(t->pauses, t->n_pauses, t->sent_us, LT_PAUSE_OPEN, w->env->arena,
			     &pauses);
	return r < 0 ? r
		     : lt_due(office, t->sent_us, limit, (enum lt_counting)t->counting,
			      pauses.items, pauses.count, &e->due_us);
}

int lt_transfer_on_received(Lt__Dossier *d, const Lt__DossierReceived *e, struct lt_arena *arena)
{
	if (!e->transfer)
		return 0;
	Lt__Transfer *t = lt_arena_copy(arena, e->transfer, sizeof *t);
	if (!t)
		return LT_E_NOMEM;
	if (t->limit) {
		d->pauses = t->pauses;
		d->n_pauses = t->n_pauses;
	}
	t->pauses = NULL;
	t->n_pauses = 0;
	t->fields = NULL; /* as handed over: in the event */
	t->n_fields = 0;
	t->papers = NULL;
	t->n_papers = 0;
	t->receipt = (ProtobufCBinaryData){0};
	d->transfer = t;
	return 0;
}
