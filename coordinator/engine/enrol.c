/* SPDX-License-Identifier: EUPL-1.2 */
/* Decisions about what proves a node: a token is offered, used once, everything is revoked. Each is
 * an event of the registry, so that every key ever valid can be shown with who allowed it. */
#include <string.h>

#include "coordinator/engine/publish.h"
#include "proto/base/limits.h"
#include "proto/codec/sign.h"
#include "records/nodes.h"

static bool is_hash(const ProtobufCBinaryData *bytes)
{
	return bytes->len == LT_HASH_BYTES;
}

static bool same(const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
	return lt_slice_equal(lt_slice(a->data, a->len), lt_slice(b->data, b->len));
}

/* @return 0, with *ret NULL for a node that was never heard of. */
static int find(struct lt_publishing *p, const char *node, Lt__NodeRecord **ret)
{
	int r = lt_nodes_read(p->registry->state->txn, node, p->arena, ret, NULL);
	if (r != LT_E_ABSENT)
		return r;
	*ret = NULL;
	return 0;
}

static int offer(struct lt_publishing *p, const Lt__OfferEnrolment *cmd)
{
	const struct lt_directory *directory;
	Lt__Event event = LT__EVENT__INIT;
	Lt__EnrolmentOffered e = LT__ENROLMENT_OFFERED__INIT;
	int r = lt_registry_directory(p->registry, p->now_us, &directory, NULL);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	if (r == LT_E_ABSENT || !lt_directory_node(directory, cmd->node))
		return lt_publishing_refuse(
			p, LT_REFUSAL_NO_NODE,
			lt_arena_printf(p->arena,
					"danh bạ không có máy trạm '%s'; hãy thêm node \"%s\" vào "
					"danh bạ, công bố lại, rồi xin mã",
					cmd->node, cmd->node));
	if (!is_hash(&cmd->token_hash) || cmd->until_us <= p->now_us ||
	    cmd->until_us > p->now_us + LT_ENROLMENT_US_MAX)
		return lt_publishing_refuse(p, LT_REFUSAL_MALFORMED, NULL);
	e.node = cmd->node;
	e.token_hash = cmd->token_hash;
	e.until_us = cmd->until_us;
	event.body_case = LT__EVENT__BODY_ENROLMENT_OFFERED;
	event.enrolment_offered = &e;
	return lt_publishing_emit(p, &event);
}

static int revoke_all(struct lt_publishing *p, const Lt__RevokeNode *cmd)
{
	Lt__NodeRecord *record;
	Lt__Event event = LT__EVENT__INIT;
	Lt__NodeRevoked e = LT__NODE_REVOKED__INIT;
	int r = find(p, cmd->node, &record);
	if (r < 0)
		return r;
	if (!*cmd->reason)
		return lt_publishing_refuse(p, LT_REFUSAL_NOTE, "phải ghi rõ lý do (--reason)");
	if (!lt_nodes_key(record) && !(record && record->token_hash.len))
		return lt_publishing_refuse(p, LT_REFUSAL_NOT_ENROLLED, NULL);
	e.node = cmd->node;
	e.reason = cmd->reason;
	event.body_case = LT__EVENT__BODY_NODE_REVOKED;
	event.node_revoked = &e;
	return lt_publishing_emit(p, &event);
}

/* -- certificates: only the coordinator itself asks -- */

static void fill_certificate(const Lt__CertifyNode *cmd, Lt__NodeCertificate *ret)
{
	lt__node_certificate__init(ret);
	ret->der = cmd->der;
	ret->serial = cmd->serial;
	ret->fingerprint = cmd->fingerprint;
	ret->expires_us = cmd->expires_us;
}

static int renew(struct lt_publishing *p, const Lt__CertifyNode *cmd, const Lt__NodeRecord *record)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__NodeRenewed e = LT__NODE_RENEWED__INIT;
	Lt__NodeCertificate certificate;
	const Lt__NodeKey *key = lt_nodes_key(record);
	if (!key || !same(&key->public_key, &cmd->public_key))
		return lt_publishing_refuse(p, LT_REFUSAL_NOT_ENROLLED, NULL);
	fill_certificate(cmd, &certificate);
	e.node = cmd->node;
	e.certificate = &certificate;
	event.body_case = LT__EVENT__BODY_NODE_RENEWED;
	event.node_renewed = &e;
	return lt_publishing_emit(p, &event);
}

static int certify(struct lt_publishing *p, const Lt__CertifyNode *cmd)
{
	Lt__NodeRecord *record;
	Lt__Event event = LT__EVENT__INIT;
	Lt__NodeEnrolled e = LT__NODE_ENROLLED__INIT;
	Lt__NodeCertificate certificate;
	int r = find(p, cmd->node, &record);
	if (r < 0)
		return r;
	if (!cmd->token_hash.len)
		return renew(p, cmd, record);
	if (!record || !is_hash(&record->token_hash) ||
	    !same(&record->token_hash, &cmd->token_hash) || p->now_us >= record->token_until_us ||
	    cmd->public_key.len != LT_SIGN_PUBLIC_BYTES)
		return lt_publishing_refuse(p, LT_REFUSAL_TOKEN, NULL);
	fill_certificate(cmd, &certificate);
	e.node = cmd->node;
	e.public_key = cmd->public_key;
	e.token_hash = cmd->token_hash;
	e.allowed_by = record->token_by;
	e.certificate = &certificate;
	event.body_case = LT__EVENT__BODY_NODE_ENROLLED;
	event.node_enrolled = &e;
	return lt_publishing_emit(p, &event);
}

int lt_order_node(struct lt_publishing *p, const Lt__Command *command)
{
	if (command->body_case == LT__COMMAND__BODY_OFFER_ENROLMENT)
		return offer(p, command->offer_enrolment);
	if (command->body_case == LT__COMMAND__BODY_REVOKE_NODE)
		return revoke_all(p, command->revoke_node);
	return certify(p, command->certify_node);
}
