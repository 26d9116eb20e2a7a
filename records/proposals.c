/* SPDX-License-Identifier: EUPL-1.2 */
#include "records/proposals.h"

#include <string.h>

#include "proto/codec/codec.h"

static int put(struct lt_state *state, const Lt__Proposal *proposal, struct lt_arena *arena,
	       struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_proposal(proposal->bundle->number, &key);
	int r = lt_encode(&proposal->base, arena, &bytes);
	return r < 0 ? r
		     : lt_txn_put(state->txn, LT_TABLE_proposal, lt_key_slice(&key), bytes, err);
}

int lt_proposal_stored(struct lt_state *state, uint32_t number, struct lt_arena *arena,
		       Lt__Proposal **ret, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_proposal(number, &key);
	int r = lt_txn_get(state->txn, LT_TABLE_proposal, lt_key_slice(&key), &value, err);
	return r < 0 ? r : LT_DECODE_OWN(proposal, value, arena, ret);
}

int lt_proposal_last(struct lt_state *state, uint32_t *ret, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key end;
	struct lt_slice key, value;
	lt_key_proposal(UINT64_MAX, &end);
	int r = lt_scan_back(state->txn, LT_TABLE_proposal, lt_key_slice(&end), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	*ret = r == 0 ? (uint32_t)lt_get_u64(key.data) : 0;
	return 0;
}

static const char *who(const Lt__Event *event)
{
	return event->actor ? event->actor->id : "";
}

static int apply_proposed(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
			  struct lt_err *err)
{
	Lt__Proposal proposal = LT__PROPOSAL__INIT;
	proposal.bundle = event->bundle_proposed;
	proposal.author = who(event);
	proposal.at_us = event->stamp_us;
	return put(state, &proposal, arena, err);
}

static int apply_closed(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
			struct lt_err *err)
{
	Lt__Proposal *proposal;
	const Lt__ProposalClosed *e = event->proposal_closed;
	int r = lt_proposal_stored(state, e->number, arena, &proposal, err);
	if (r < 0)
		return r;
	proposal->end = e->end;
	proposal->closed_by = who(event);
	proposal->closed_us = event->stamp_us;
	proposal->closed_note = e->note;
	return put(state, proposal, arena, err);
}

int lt_proposal_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		      struct lt_err *err)
{
	return event->body_case == LT__EVENT__BODY_BUNDLE_PROPOSED
		       ? apply_proposed(state, event, arena, err)
		       : apply_closed(state, event, arena, err);
}

/* -- versions -- */

static void version_key(const char *procedure, const char *version, struct lt_key *ret)
{
	lt_key_version(lt_name_key(procedure), lt_name_key(version), ret);
}

int lt_version_note(struct lt_state *state, const char *procedure, const char *version,
		    const uint8_t *hash, struct lt_err *err)
{
	struct lt_key key;
	version_key(procedure, version, &key);
	return lt_txn_put(state->txn, LT_TABLE_version, lt_key_slice(&key),
			  lt_slice(hash, LT_HASH_BYTES), err);
}

int lt_version_hash(struct lt_state *state, const char *procedure, const char *version,
		    uint8_t ret_hash[static LT_HASH_BYTES], struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	version_key(procedure, version, &key);
	int r = lt_txn_get(state->txn, LT_TABLE_version, lt_key_slice(&key), &value, err);
	if (r == 0 && value.size != LT_HASH_BYTES)
		r = lt_err_set(err, LT_E_DAMAGED, "version row of %zu bytes", value.size);
	if (r == 0)
		memcpy(ret_hash, value.data, LT_HASH_BYTES);
	return r;
}
