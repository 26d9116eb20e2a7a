/* SPDX-License-Identifier: EUPL-1.2 */
/* Publishing is two people's act: who wrote the files proposes them, and somebody else, whom the
 * directory names, releases them.
 *
 *   PublishBundle --checked--> BundleProposed        nothing is in force
 *   CloseProposal --checked again, today--> ProposalClosed, DefinitionPublished ...  in one entry
 *
 * Where the directory names nobody who could release (there is none yet, or it is for practice),
 * one person publishes at once. */
#include "coordinator/engine/bundle.h"

#include <string.h>

#include "records/proposals.h"

static int propose(struct lt_publishing *p, const struct lt_bundle *b, Lt__BundleProposed *what,
		   struct lt_err *err)
{
	Lt__Event event = LT__EVENT__INIT;
	uint32_t last = 0;
	int r = lt_proposal_last(p->registry->state, &last, err);
	if (r == 0)
		r = lt_bundle_note(b, what);
	if (r < 0)
		return r;
	what->number = p->fx->proposal = last + 1;
	event.body_case = LT__EVENT__BODY_BUNDLE_PROPOSED;
	event.bundle_proposed = what;
	return lt_publishing_emit(p, &event);
}

int lt_publish_bundle(struct lt_publishing *p, const Lt__PublishBundle *cmd, struct lt_err *err)
{
	struct lt_bundle b;
	Lt__BundleProposed *what = lt_arena_alloc(p->arena, sizeof *what);
	if (!what)
		return LT_E_NOMEM;
	int r = lt_bundle_read(cmd, p->arena, what);
	if (r == LT_E_FORMAT)
		return lt_publishing_refuse(p, LT_REFUSAL_MALFORMED, NULL);
	if (r == 0)
		r = lt_publishing_author(p);
	if (r < 0 || p->fx->verdict.refusal)
		return r;
	r = lt_bundle_check(p, what, &b, err);
	if (r < 0 || p->fx->verdict.refusal)
		return r;
	return p->directory ? propose(p, &b, what, err) : lt_bundle_emit(&b, 0, "");
}

/* -- the other person -- */

static int close_as(struct lt_publishing *p, uint32_t number, Lt__ProposalEnd end, const char *note)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__ProposalClosed e = LT__PROPOSAL_CLOSED__INIT;
	e.number = number;
	e.end = end;
	e.note = note;
	event.body_case = LT__EVENT__BODY_PROPOSAL_CLOSED;
	event.proposal_closed = &e;
	return lt_publishing_emit(p, &event);
}

static int release(struct lt_publishing *p, const Lt__Proposal *proposal,
		   const Lt__CloseProposal *cmd, struct lt_err *err)
{
	struct lt_bundle b;
	if (p->directory && strcmp(p->actor->id, proposal->author) == 0)
		return lt_publishing_refuse(p, LT_REFUSAL_SAME_PERSON, NULL);
	int r = lt_bundle_check(p, proposal->bundle, &b, err);
	if (r == 0 && !p->fx->verdict.refusal)
		r = close_as(p, cmd->number, cmd->end, cmd->note);
	return r < 0 || p->fx->verdict.refusal ? r
					       : lt_bundle_emit(&b, cmd->number, proposal->author);
}

static int take_back(struct lt_publishing *p, const Lt__Proposal *proposal,
		     const Lt__CloseProposal *cmd)
{
	if (p->directory && strcmp(p->actor->id, proposal->author) != 0)
		return lt_publishing_refuse(p, LT_REFUSAL_NOT_AUTHOR, NULL);
	return close_as(p, cmd->number, cmd->end, cmd->note);
}

static int refuse(struct lt_publishing *p, const Lt__CloseProposal *cmd)
{
	if (!*cmd->note)
		return lt_publishing_refuse(p, LT_REFUSAL_NOTE, NULL);
	return close_as(p, cmd->number, cmd->end, cmd->note);
}

int lt_publish_close(struct lt_publishing *p, const Lt__CloseProposal *cmd, struct lt_err *err)
{
	Lt__Proposal *proposal;
	int r = lt_proposal_stored(p->registry->state, cmd->number, p->arena, &proposal, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	if (r == LT_E_ABSENT || proposal->end)
		return lt_publishing_refuse(p, LT_REFUSAL_NO_PROPOSAL, NULL);
	if (cmd->end == LT__PROPOSAL_END__PROPOSAL_END_WITHDRAWN)
		return take_back(p, proposal, cmd);
	r = lt_publishing_releaser(p);
	if (r < 0 || p->fx->verdict.refusal)
		return r;
	if (cmd->end == LT__PROPOSAL_END__PROPOSAL_END_RELEASED)
		return release(p, proposal, cmd, err);
	return cmd->end == LT__PROPOSAL_END__PROPOSAL_END_REFUSED
		       ? refuse(p, cmd)
		       : lt_publishing_refuse(p, LT_REFUSAL_MALFORMED, NULL);
}
