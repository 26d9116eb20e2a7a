/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/node/signing.h"

#include "procedures/core/statement.h"

static int64_t common_time(struct lt_signing *s, const struct lt_line *line, int64_t heard_us,
			   const Lt__Command *c)
{
	if (lt_line_bound(line))
		s->behind_us = lt_line_greeting(line)->now_us - lt_line_since_us(line);
	else if (c->acted_us)
		return c->acted_us; /* decided here alone, by the replica's clock */
	int64_t now_us = lt_clock_wall(s->clock) + s->behind_us;
	return now_us > heard_us ? now_us : heard_us;
}

int lt_signing_sign(struct lt_signing *s, const struct lt_line *line, int64_t heard_us,
		    Lt__Command *c, struct lt_arena *arena)
{
	struct lt_slice statement;
	c->proof = NULL;
	if (!s->key || !lt_statement_wanted(c))
		return 0;
	Lt__Signed *proof = lt_arena_alloc(arena, sizeof *proof);
	uint8_t *signature = lt_arena_alloc(arena, LT_SIGN_BYTES);
	int r = lt_statement_make(c, s->node,
				  lt_slice(s->key->public_half, sizeof s->key->public_half),
				  common_time(s, line, heard_us, c), arena, &statement);
	if (r < 0 || !proof || !signature)
		return LT_E_NOMEM;
	lt_sign(s->key, LT_STATEMENT_LABEL, statement, signature);
	lt__signed__init(proof);
	proof->statement = (ProtobufCBinaryData){.len = statement.size,
						 .data = (uint8_t *)(uintptr_t)statement.data};
	proof->signature = (ProtobufCBinaryData){.len = LT_SIGN_BYTES, .data = signature};
	c->proof = proof;
	return 0;
}
