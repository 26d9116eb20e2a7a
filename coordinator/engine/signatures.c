/* SPDX-License-Identifier: EUPL-1.2 */
/* Who signed an act: looked up here, where the nodes' keys are, and judged in decide. */
#include <string.h>

#include "coordinator/engine/engine_own.h"
#include "procedures/core/statement.h"
#include "proto/codec/codec.h"
#include "proto/codec/sign.h"
#include "records/nodes.h"

static struct lt_slice slice(ProtobufCBinaryData bytes)
{
	return lt_slice(bytes.data, bytes.len);
}

/* NULL in *ret: nothing proves the node now. */
static int key_of(struct lt_engine *engine, const char *node, const Lt__NodeKey **ret,
		  struct lt_err *err)
{
	Lt__NodeRecord *record = NULL;
	int r = lt_nodes_read(engine->records.state.txn, node, &engine->records.arena, &record,
			      err);
	*ret = r == 0 ? lt_nodes_key(record) : NULL;
	return r == LT_E_ABSENT ? 0 : r;
}

/* Is there a node that could have signed for this unit? */
static int could_sign(struct lt_engine *engine, const struct lt_directory *directory,
		      const char *unit, bool *ret, struct lt_err *err)
{
	const Lt__NodeKey *key = NULL;
	int r = 0;
	for (size_t i = 0; i < lt_directory_nodes_count(directory) && r == 0 && !key; i++) {
		const struct lt_node_spec *node = lt_directory_node_at(directory, i);
		if (lt_directory_serves(directory, node->id, unit))
			r = key_of(engine, node->id, &key, err);
	}
	*ret = key != NULL;
	return r;
}

/* @param ret  in the arena of the batch; NULL: it is not what this node signed */
static int open_statement(struct lt_engine *engine, const char *node, const Lt__NodeKey *key,
			  const Lt__Command *c, Lt__Statement **ret)
{
	struct lt_arena *arena = &engine->records.arena;
	Lt__Statement *s = NULL;
	bool matches = false;
	*ret = NULL;
	if (!lt_sign_verify(slice(key->public_key), LT_STATEMENT_LABEL, slice(c->proof->statement),
			    slice(c->proof->signature)) ||
	    LT_DECODE(statement, slice(c->proof->statement), arena, &s, NULL) < 0)
		return 0;
	int r = lt_statement_matches(s, c, arena, &matches);
	if (r == 0 && matches && strcmp(s->node, node) == 0 &&
	    lt_slice_equal(slice(s->key), slice(key->public_key)))
		*ret = s;
	return r;
}

int lt_engine_check_signature(struct lt_engine *engine, const struct lt_origin *origin,
			      const Lt__Command *c, struct lt_env *env, struct lt_err *err)
{
	const Lt__NodeKey *key = NULL;
	Lt__Statement *statement;
	bool missing;
	if (!lt_statement_wanted(c))
		return 0;
	int r = origin->is_operator ? 0 : key_of(engine, origin->node, &key, err);
	if (r == 0 && !key) {
		r = could_sign(engine, env->directory, c->actor->unit, &missing, err);
		env->signature = missing ? LT_SIGNATURE_MISSING : LT_SIGNATURE_NONE;
		return r;
	}
	env->signature = LT_SIGNATURE_MISSING;
	if (r < 0 || !c->proof)
		return r;
	r = open_statement(engine, origin->node, key, c, &statement);
	env->signature = statement ? LT_SIGNATURE_GOOD : LT_SIGNATURE_WRONG;
	env->statement = statement;
	return r;
}
