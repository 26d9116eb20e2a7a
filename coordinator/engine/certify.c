/* SPDX-License-Identifier: EUPL-1.2 */
/* Enrolment on the line: a request is signed, recorded, and answered when the record is durable.
 *
 * The certificate is made before the decision, since the event holds it; one that is then refused
 * is thrown away unseen. The same token and keys, asked again, get the same certificate: an answer
 * that was lost costs no new token. */
#include <string.h>

#include "coordinator/engine/shell_own.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/link/certs.h"
#include "records/nodes.h"

static struct lt_slice slice_of(const ProtobufCBinaryData *d)
{
	return lt_slice(d->data, d->len);
}

static ProtobufCBinaryData data_of(struct lt_slice s)
{
	return (ProtobufCBinaryData){.len = s.size, .data = (uint8_t *)(uintptr_t)s.data};
}

static int refuse(struct lt_shell *shell, struct lt_item *item, int error, const char *text)
{
	shell->stats.hellos_refused++;
	lt_log(LT_LOG_WARN, "line", item->call->pipe, enrolment_refused, "%s", lt_err_name(error));
	lt_inbox_done(shell->inbox, item);
	lt_server_refuse(item->call, error, text);
	return 0;
}

/* -- the answer -- */

static Lt__Reply *certified(struct lt_shell *shell, struct lt_arena *arena,
			    const struct lt_cert_issued *cert)
{
	const struct lt_authority *a = shell->authority;
	Lt__Reply *reply = lt_arena_alloc(arena, sizeof *reply);
	Lt__CertifiedReply *body = lt_arena_alloc(arena, sizeof *body);
	if (!reply || !body)
		return NULL;
	lt__reply__init(reply);
	lt__certified_reply__init(body);
	body->certificate = cert->pem;
	body->ca = a->ca;
	body->name = a->name;
	body->port = a->port;
	body->expires_us = cert->expires_us;
	if (shell->key)
		body->public_key = data_of(lt_slice(shell->key->public_half, LT_SIGN_PUBLIC_BYTES));
	reply->body_case = LT__REPLY__BODY_CERTIFIED;
	reply->certified = body;
	return reply;
}

static int await(struct lt_shell *shell, struct lt_item *item, const struct lt_cert_issued *cert)
{
	item->ready = certified(shell, &item->call->arena, cert);
	if (!item->ready)
		return refuse(shell, item, LT_E_NOMEM, NULL);
	lt_shell_await_commit(shell, item);
	return 0;
}

/* -- the record -- */

/* Decided as a command of the engine's own. */
static int record(struct lt_shell *shell, struct lt_item *item, Lt__CertifyNode *body,
		  const struct lt_cert_issued *cert, struct lt_err *err)
{
	static const struct lt_origin self = {.node = "", .is_operator = true};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply reply;
	body->der = data_of(cert->der);
	body->serial = cert->serial;
	body->fingerprint = data_of(lt_slice(cert->fingerprint, sizeof cert->fingerprint));
	body->expires_us = cert->expires_us;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.node = body->node;
	command.schema = 1;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_CERTIFY_NODE;
	command.certify_node = body;
	int r = lt_engine_command(shell->engine, &self, &command, lt_slice(NULL, 0),
				  &item->call->arena, &reply, err);
	if (r < 0)
		return lt_shell_give_up(shell, item, r, err);
	if (reply.refusal || reply.error)
		return refuse(shell, item, reply.error ? reply.error : LT_E_DENIED, reply.text);
	shell->nodes_changed = true;
	return await(shell, item, cert);
}

/* -- enrolment -- */

static bool is_whole(const Lt__Enrol *e)
{
	return e->public_key.len == LT_SIGN_PUBLIC_BYTES && e->token.len &&
	       lt_sign_verify(slice_of(&e->public_key), LT_HELLO_ENROL_LABEL, slice_of(&e->request),
			      slice_of(&e->signature));
}

/* Did this token already let this key in? */
static bool is_repeated(const Lt__NodeRecord *known, const Lt__Enrol *e, struct lt_slice hash)
{
	const Lt__NodeKey *key = lt_nodes_key(known);
	return key && lt_slice_equal(slice_of(&known->used_token), hash) &&
	       lt_slice_equal(slice_of(&key->public_key), slice_of(&e->public_key));
}

static int enrol_again(struct lt_shell *shell, struct lt_item *item, const Lt__NodeRecord *known)
{
	struct lt_cert_issued cert;
	struct lt_err why = {0};
	const Lt__NodeCertificate *last = lt_nodes_certificate(known);
	int r = last ? lt_certs_again(slice_of(&last->der),
				      slice_of(&item->call->request->enrol->request),
				      &item->call->arena, &cert, &why)
		     : LT_E_DENIED;
	return r < 0 ? refuse(shell, item, r, why.text) : await(shell, item, &cert);
}

static bool may_enrol(const Lt__NodeRecord *known, struct lt_slice hash, int64_t now_us)
{
	return known && lt_slice_equal(slice_of(&known->token_hash), hash) &&
	       now_us < known->token_until_us;
}

int lt_shell_enrol(struct lt_shell *shell, struct lt_item *item, struct lt_err *err)
{
	const Lt__Enrol *e = item->call->request->enrol;
	struct lt_arena *arena = &item->call->arena;
	uint8_t hash[LT_HASH_BYTES];
	Lt__NodeRecord *known = NULL;
	Lt__CertifyNode body = LT__CERTIFY_NODE__INIT;
	struct lt_cert_issued cert;
	struct lt_err why = {0};
	if (!shell->authority)
		return refuse(shell, item, LT_E_USAGE, "máy chủ này không cấp chứng thư");
	if (!is_whole(e))
		return refuse(shell, item, LT_E_FORMAT, "yêu cầu ghi danh sai dạng");
	lt_hash(slice_of(&e->token), hash);
	struct lt_slice shown = lt_slice(hash, sizeof hash);
	int r = lt_nodes_read(lt_engine_state(shell->engine)->txn, e->node, arena, &known, &why);
	if (r < 0 && r != LT_E_ABSENT)
		return refuse(shell, item, r, why.text);
	if (is_repeated(known, e, shown))
		return enrol_again(shell, item, known);
	if (!may_enrol(known, shown, lt_engine_now(shell->engine)))
		return refuse(shell, item, LT_E_DENIED, lt_refusal_vietnamese(LT_REFUSAL_TOKEN));
	r = shell->authority->sign(shell->authority->owner, e->node, slice_of(&e->request), arena,
				   &cert, &why);
	if (r < 0)
		return refuse(shell, item, r, why.text);
	body.node = e->node;
	body.public_key = e->public_key;
	body.token_hash = data_of(shown);
	return record(shell, item, &body, &cert, err);
}

int lt_shell_renew(struct lt_shell *shell, const struct lt_peer *peer, struct lt_item *item,
		   struct lt_err *err)
{
	const Lt__Renew *renew = item->call->request->renew;
	struct lt_slice key = lt_slice(peer->key, sizeof peer->key);
	Lt__CertifyNode body = LT__CERTIFY_NODE__INIT;
	struct lt_cert_issued cert;
	struct lt_err why = {0};
	if (!shell->authority)
		return refuse(shell, item, LT_E_USAGE, "máy chủ này không cấp chứng thư");
	if (!peer->proven || !lt_sign_verify(key, LT_HELLO_RENEW_LABEL, slice_of(&renew->request),
					     slice_of(&renew->signature)))
		return refuse(shell, item, LT_E_DENIED,
			      "yêu cầu gia hạn không do khóa của máy trạm này ký");
	int r = shell->authority->sign(shell->authority->owner, peer->origin.node,
				       slice_of(&renew->request), &item->call->arena, &cert, &why);
	if (r < 0)
		return refuse(shell, item, r, why.text);
	body.node = peer->origin.node;
	body.public_key = data_of(key);
	return record(shell, item, &body, &cert, err);
}

/* -- who is no longer proven -- */

static int revoked_serials(Lt__NodeRecord *const *records, size_t count, int64_t now_us,
			   struct lt_arena *arena, const char ***ret, size_t *ret_count)
{
	*ret = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < records[i]->n_certificates; k++) {
			const Lt__NodeCertificate *c = records[i]->certificates[k];
			if (!c->revoked_us || c->expires_us < now_us)
				continue;
			if (!LT_ARENA_PUSH(arena, *ret, *ret_count))
				return LT_E_NOMEM;
			(*ret)[(*ret_count)++] = c->serial;
		}
	return 0;
}

static const Lt__NodeRecord *record_of(Lt__NodeRecord *const *records, size_t count,
				       const char *node)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(records[i]->node, node) == 0)
			return records[i];
	return NULL;
}

static bool still_proven(const struct lt_peer *peer, const Lt__NodeRecord *known)
{
	const Lt__NodeKey *key = lt_nodes_key(known);
	if (!known || !known->n_keys)
		return !peer->proven;
	return peer->proven && key &&
	       lt_slice_equal(slice_of(&key->public_key), lt_slice(peer->key, sizeof peer->key));
}

static void part_unproven(struct lt_shell *shell, Lt__NodeRecord *const *records, size_t count)
{
	const struct lt_peer *peer;
	size_t at = 0;
	while ((peer = lt_peers_next(shell->peers, &at))) {
		if (peer->origin.is_operator ||
		    still_proven(peer, record_of(records, count, peer->origin.node)))
			continue;
		lt_log(LT_LOG_WARN, "line", peer->pipe, node_revoked, "node=%s", peer->origin.node);
		lt_shell_part(shell, peer);
		at = 0; /* others moved up */
	}
}

void lt_shell_review_nodes(struct lt_shell *shell)
{
	Lt__NodeRecord **records;
	const char **serials;
	size_t count, serials_count;
	struct lt_err why = {0};
	lt_arena_reset(&shell->scratch);
	int r = lt_nodes_all(lt_engine_state(shell->engine)->txn, &shell->scratch, &records, &count,
			     &why);
	if (r == 0)
		part_unproven(shell, records, count);
	if (r == 0)
		r = revoked_serials(records, count, lt_clock_wall(shell->clock), &shell->scratch,
				    &serials, &serials_count);
	if (r == 0 && shell->authority)
		r = shell->authority->revoke(shell->authority->owner, serials, serials_count, &why);
	if (r < 0) /* tried again with the next change, and at the next start */
		lt_log(LT_LOG_ERROR, "line", 0, front_refused, "revocation list: %s: %s",
		       lt_err_name(r), why.text);
	shell->nodes_changed = false;
}

/* -- the list -- */

static void fill_proof(Lt__NodeInfo *info, const Lt__NodeRecord *known)
{
	const Lt__NodeKey *key = lt_nodes_key(known);
	const Lt__NodeCertificate *cert = lt_nodes_certificate(known);
	const Lt__NodeKey *last = known->n_keys ? known->keys[known->n_keys - 1] : NULL;
	info->enrolled = key != NULL;
	info->offered_until_us = known->token_hash.len ? known->token_until_us : 0;
	if (last) {
		info->public_key = last->public_key;
		info->enrolled_us = last->from_us;
		info->allowed_by = last->allowed_by;
		info->revoked_us = last->until_us;
		info->reason = last->reason;
	}
	info->expires_us = cert ? cert->expires_us : 0;
}

static void fill_seen(Lt__NodeInfo *info, const struct lt_peer_seen *seen)
{
	info->connected = seen->pipe != 0;
	info->heard_us = seen->heard_us;
	info->software = seen->software;
	info->clones = seen->clones;
	info->clone_us = seen->clone_us;
	info->place = seen->place;
}

static int add_node(struct lt_shell *shell, const char *node, const struct lt_node_spec *spec,
		    const Lt__NodeRecord *known, struct lt_arena *arena, Lt__FetchReply *ret)
{
	const struct lt_peer_seen *seen = lt_peers_seen(shell->peers, lt_name_key(node));
	Lt__NodeInfo *info = lt_arena_alloc(arena, sizeof *info);
	if (!info || !LT_ARENA_PUSH(arena, ret->nodes, ret->n_nodes))
		return LT_E_NOMEM;
	lt__node_info__init(info);
	info->node = node;
	if (spec) {
		info->units = (const char **)(uintptr_t)spec->units;
		info->n_units = spec->units_count;
	}
	if (known)
		fill_proof(info, known);
	if (seen)
		fill_seen(info, seen);
	ret->nodes[ret->n_nodes++] = info;
	return 0;
}

int lt_shell_nodes(struct lt_shell *shell, struct lt_arena *arena, Lt__FetchReply *ret)
{
	const struct lt_directory *directory = NULL;
	Lt__NodeRecord **records;
	size_t count;
	int r = lt_nodes_all(lt_engine_state(shell->engine)->txn, arena, &records, &count, NULL);
	if (r == 0)
		r = lt_registry_directory(lt_engine_registry(shell->engine),
					  lt_clock_wall(shell->clock), &directory, NULL);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	r = 0;
	size_t nodes = directory ? lt_directory_nodes_count(directory) : 0;
	for (size_t i = 0; r == 0 && i < nodes; i++) {
		const struct lt_node_spec *spec = lt_directory_node_at(directory, i);
		r = add_node(shell, spec->id, spec, record_of(records, count, spec->id), arena,
			     ret);
	}
	for (size_t i = 0; r == 0 && i < count; i++) /* no longer in the directory */
		if (!directory || !lt_directory_node(directory, records[i]->node))
			r = add_node(shell, records[i]->node, NULL, records[i], arena, ret);
	return r;
}
