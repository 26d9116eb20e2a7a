/* SPDX-License-Identifier: EUPL-1.2 */
/* Hello: whom a pipe is bound to, and why that is believed.
 *
 *   operator   knows the secret of the folder
 *   node       its certificate bears its name (TLS), and it signs with the key it enrolled with
 *
 * A node that never enrolled is believed by its name alone where the settings allow it. */
#include <sodium.h>
#include <string.h>

#include "coordinator/engine/shell_own.h"
#include "proto/base/version.h"
#include "proto/base/log.h"
#include "proto/link/front.h"
#include "records/nodes.h"

/* A hello being looked at. */
struct greeting {
	struct lt_shell *shell;
	struct lt_call *call;
	const Lt__Hello *hello;
	struct lt_front_identity identity; /* name[0] 0: no TLS */
	const struct lt_node_spec *node;   /* NULL: an operator */
	const Lt__NodeKey *key;		   /* it signed with; NULL: it did not */
	struct lt_hello about;		   /* what was signed */
	uint8_t nonce[LT_HELLO_NONCE_BYTES];
};

void lt_shell_challenge(struct lt_shell *shell, struct lt_call *call)
{
	const Lt__Challenge *challenge = call->request->challenge;
	uint8_t nonce[LT_HELLO_NONCE_BYTES];
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__ChallengeReply body = LT__CHALLENGE_REPLY__INIT;
	if (challenge->nonce.len != LT_HELLO_NONCE_BYTES)
		return lt_server_refuse(call, LT_E_FORMAT, "số ngẫu nhiên sai dạng");
	lt_hello_nonce(shell->secret, call->pipe,
		       lt_slice(challenge->nonce.data, challenge->nonce.len), nonce);
	body.nonce = (ProtobufCBinaryData){.len = sizeof nonce, .data = nonce};
	body.coordinator = shell->name;
	body.epoch = shell->epoch;
	reply.body_case = LT__REPLY__BODY_CHALLENGE;
	reply.challenge = &body;
	lt_server_reply(call, &reply);
}

static bool is_operator(const struct lt_shell *shell, const Lt__Hello *hello)
{
	size_t n = shell->token ? strlen(shell->token) : 0;
	return n && strlen(hello->token) == n && sodium_memcmp(shell->token, hello->token, n) == 0;
}

static int find_node(struct greeting *g, struct lt_err *err)
{
	const struct lt_directory *directory;
	struct lt_shell *shell = g->shell;
	int r = lt_registry_directory(lt_engine_registry(shell->engine),
				      lt_clock_wall(shell->clock), &directory, err);
	g->node = r == 0 ? lt_directory_node(directory, g->hello->node) : NULL;
	if (r == 0 && !g->node)
		r = lt_err_set(
			err, LT_E_DENIED,
			"danh bạ không có máy trạm '%s'; hãy thêm node \"%s\" vào danh bạ rồi "
			"công bố lại",
			g->hello->node, g->hello->node);
	return r;
}

/* What the certificate says, where there is one, is who it is. */
static int check_certificate(struct greeting *g, struct lt_err *err)
{
	if (!lt_call_identity(g->call, &g->identity) ||
	    strcmp(g->identity.name, g->hello->node) == 0)
		return 0;
	return lt_err_set(err, LT_E_DENIED, "chứng thư của đường truyền này cấp cho máy trạm khác");
}

/* One that was issued for the node here, and is not revoked. */
static int check_issued(const struct greeting *g, const Lt__NodeRecord *record, struct lt_err *err)
{
	struct lt_slice shown = lt_slice(g->identity.fingerprint, LT_FRONT_FINGERPRINT_BYTES);
	if (!g->identity.name[0])
		return 0;
	for (size_t i = 0; i < record->n_certificates; i++) {
		const Lt__NodeCertificate *c = record->certificates[i];
		if (!c->revoked_us &&
		    lt_slice_equal(shown, lt_slice(c->fingerprint.data, c->fingerprint.len)))
			return 0;
	}
	return lt_err_set(err, LT_E_DENIED,
			  "chứng thư này đã bị thu hồi hoặc thay thế; hãy ghi danh lại máy trạm");
}

/* -- the signature -- */

static void fill_about(struct greeting *g, const Lt__HelloProof *proof)
{
	struct lt_shell *shell = g->shell;
	struct lt_slice nonce = lt_slice(proof->node_nonce.data, proof->node_nonce.len);
	bool tls = g->identity.name[0] != 0;
	lt_hello_nonce(shell->secret, g->call->pipe, nonce, g->nonce);
	g->about = (struct lt_hello){
		.node_nonce = nonce,
		.coordinator_nonce = lt_slice(g->nonce, sizeof g->nonce),
		.node = g->hello->node,
		.coordinator = shell->name,
		.software = LT_VERSION,
		.boot = g->hello->boot,
		.epoch = shell->epoch,
		.line = g->hello->line,
		.channel = lt_slice(g->identity.channel, tls ? LT_FRONT_CHANNEL_BYTES : 0)};
}

static int check_signature(struct greeting *g, const Lt__NodeKey *key, struct lt_err *err)
{
	Lt__HelloProof *proof;
	struct lt_arena *arena = &g->call->arena;
	if (!g->hello->signature.len)
		return lt_err_set(err, LT_E_DENIED,
				  "máy trạm '%s' đã ghi danh nên phải xưng danh bằng khóa của nó; "
				  "hãy chạy nó từ thư mục đã ghi danh, hoặc ghi danh lại",
				  g->hello->node);
	int r = lt_hello_read(&g->hello->proof, arena, &proof, err);
	if (r == 0 && (proof->node_nonce.len != LT_HELLO_NONCE_BYTES || !g->hello->line))
		r = lt_err_set(err, LT_E_FORMAT, "lời xưng danh sai dạng");
	if (r < 0)
		return r;
	fill_about(g, proof);
	r = lt_hello_check(lt_slice(key->public_key.data, key->public_key.len), LT_HELLO_LABEL,
			   &g->about, &g->hello->proof, &g->hello->signature, arena, err);
	if (r == 0)
		g->key = key;
	return r;
}

/* A node that never enrolled. */
static int check_unproven(const struct greeting *g, struct lt_err *err)
{
	bool tls = g->identity.name[0] != 0;
	if (g->shell->proof == LT_PROOF_OPTIONAL ||
	    (g->shell->proof == LT_PROOF_BEYOND_LOOPBACK && !tls))
		return 0;
	return lt_err_set(
		err, LT_E_DENIED,
		"máy trạm '%s' chưa ghi danh; hãy xin mã ở máy chủ (lienthong enrol --node "
		"%s) rồi chạy lienthong enrol ở máy trạm",
		g->hello->node, g->hello->node);
}

static int prove(struct greeting *g, struct lt_err *err)
{
	Lt__NodeRecord *record = NULL;
	struct lt_txn *txn = lt_engine_state(g->shell->engine)->txn;
	int r = lt_nodes_read(txn, g->hello->node, &g->call->arena, &record, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	const Lt__NodeKey *key = lt_nodes_key(record);
	if (key) {
		r = check_issued(g, record, err);
		return r < 0 ? r : check_signature(g, key, err);
	}
	if (record && record->n_keys)
		return lt_err_set(
			err, LT_E_DENIED,
			"máy trạm '%s' đã bị thu hồi (%s); muốn dùng lại thì ghi danh lại",
			g->hello->node, record->keys[record->n_keys - 1]->reason);
	return check_unproven(g, err);
}

/* -- the answer -- */

void lt_shell_part(struct lt_shell *shell, const struct lt_peer *peer)
{
	uint32_t pipe = peer->pipe;
	struct lt_server *server = peer->server;
	lt_polls_drop_pipe(shell->polls, pipe);
	lt_peers_drop(shell->peers, pipe);
	lt_server_hang_up(server, pipe);
}

static int bind(struct greeting *g, struct lt_err *err)
{
	struct lt_shell *shell = g->shell;
	struct lt_peer displaced;
	struct lt_peer_hello hello = {.pipe = g->call->pipe,
				      .server = g->call->server,
				      .node = g->hello->node,
				      .software = g->hello->software,
				      .place = g->identity.place,
				      .boot = g->hello->boot,
				      .line = g->hello->line,
				      .is_operator = !g->node,
				      .key = g->key ? g->key->public_key.data : NULL,
				      .now_us = lt_clock_wall(shell->clock)};
	const struct lt_peer_seen *seen = lt_peers_seen(shell->peers, lt_name_key(hello.node));
	uint32_t clones = seen ? seen->clones : 0;
	int r = lt_peers_bind(shell->peers, &hello, &displaced, err);
	if (displaced.pipe)
		lt_shell_part(shell, &displaced);
	seen = lt_peers_seen(shell->peers, lt_name_key(hello.node));
	if (seen && seen->clones != clones)
		lt_log(LT_LOG_ERROR, "line", g->call->pipe, node_cloned,
		       "node=%s place=%s other_place=%s", hello.node, hello.place, seen->place);
	return r;
}

static int answer(struct greeting *g)
{
	struct lt_shell *shell = g->shell;
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__HelloReply body = LT__HELLO_REPLY__INIT;
	body.coordinator = shell->name;
	body.epoch = shell->epoch;
	body.software = LT_VERSION;
	body.now_us = lt_clock_wall(shell->clock);
	if (g->node) {
		body.units = (const char **)(uintptr_t)g->node->units;
		body.n_units = g->node->units_count;
	}
	if (g->key && shell->key &&
	    lt_hello_sign(shell->key, LT_HELLO_GREETING_LABEL, &g->about, &g->call->arena,
			  &body.proof, &body.signature) < 0)
		return LT_E_NOMEM;
	reply.body_case = LT__REPLY__BODY_HELLO;
	reply.hello = &body;
	lt_server_reply(g->call, &reply);
	return 0;
}

void lt_shell_hello(struct lt_shell *shell, struct lt_call *call)
{
	struct greeting g = {.shell = shell, .call = call, .hello = call->request->hello};
	struct lt_err why = {0};
	if (!lt_call_port(call)) /* gone meanwhile: it would stay bound for ever */
		return lt_server_drop(call);
	int r = check_certificate(&g, &why);
	if (r == 0 && !is_operator(shell, g.hello))
		r = find_node(&g, &why);
	if (r == 0 && g.node)
		r = prove(&g, &why);
	if (r == 0)
		r = bind(&g, &why);
	if (r == 0)
		r = answer(&g);
	if (r == 0) {
		shell->stats.hellos++;
		return;
	}
	shell->stats.hellos_refused++;
	lt_log(LT_LOG_WARN, "line", call->pipe, hello_refused, "%s", lt_err_name(r));
	lt_server_refuse(call, r, why.text[0] ? why.text : NULL);
}
