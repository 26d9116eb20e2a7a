/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may order what is about no dossier: provincial IT at the coordinator, all of it; a node, what
 * is its own to tell; its people, who stands in for whom; analysts, what they propose and release;
 * who keeps a node that operates the province, what becomes of a line that was seen down. */
#include "coordinator/engine/engine_own.h"

static const struct lt_directory *directory_now(struct lt_engine *engine)
{
	const struct lt_directory *directory;
	return lt_registry_directory(engine->records.registry, engine->now_us, &directory, NULL) ==
			       0
		       ? directory
		       : NULL;
}

static bool serves(struct lt_engine *engine, const struct lt_origin *origin, const char *unit)
{
	const struct lt_directory *directory = directory_now(engine);
	return directory && lt_directory_serves(directory, origin->node, unit);
}

/* Analysts propose and release from where they sit: a node that serves their unit answers for who
 * they are. Only where there is a second person; one who publishes alone is an operator. */
static bool analyst_may(struct lt_engine *engine, const struct lt_origin *origin,
			const Lt__Command *c, Lt__CommandReply *reply)
{
	const struct lt_directory *directory = directory_now(engine);
	if (!directory || c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER)
		lt_engine_refuse(reply, LT_REFUSAL_INTERNAL, NULL);
	else if (!serves(engine, origin, c->actor->unit) ||
		 !lt_directory_may(directory, c->actor->id, c->actor->unit, NULL, engine->now_us))
		lt_engine_refuse(reply, LT_REFUSAL_NODE, NULL);
	else if (!lt_directory_may_publish(directory, NULL, engine->now_us))
		lt_engine_refuse(
			reply, LT_REFUSAL_INTERNAL,
			"danh bạ chưa có ai được cho phép công bố (vai trò có publishes), nên chỉ "
			"quản trị máy chủ công bố được");
	return !reply->refusal;
}

static bool people_may(struct lt_engine *engine, const struct lt_origin *origin,
		       const Lt__Command *c, Lt__CommandReply *reply)
{
	if (!origin->is_operator && !serves(engine, origin, c->actor->unit))
		lt_engine_refuse(reply, LT_REFUSAL_NODE, NULL);
	return !reply->refusal;
}

/* Time is given back from a node's word alone, not from a page's. */
static bool keeper_may(struct lt_engine *engine, const struct lt_origin *origin,
		       const Lt__Command *c, Lt__CommandReply *reply)
{
	bool seen = c->body_case == LT__COMMAND__BODY_DISMISS_LINE || c->line->seen != 0;
	if (!seen || c->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OPERATOR ||
	    !lt_engine_operates(engine, origin->node))
		lt_engine_refuse(reply, LT_REFUSAL_INTERNAL, NULL);
	return !reply->refusal;
}

static bool may(struct lt_engine *engine, const struct lt_origin *origin, const Lt__Command *c,
		Lt__CommandReply *reply)
{
	switch (c->body_case) {
	case LT__COMMAND__BODY_NAME_DEPUTY:
	case LT__COMMAND__BODY_END_DEPUTY:
		return people_may(engine, origin, c, reply);
	case LT__COMMAND__BODY_CLAIM_SERIES:
	case LT__COMMAND__BODY_TELL_LINE:
		return true;
	case LT__COMMAND__BODY_PUBLISH_BUNDLE:
	case LT__COMMAND__BODY_CLOSE_PROPOSAL:
		return analyst_may(engine, origin, c, reply);
	case LT__COMMAND__BODY_LINE:
	case LT__COMMAND__BODY_DISMISS_LINE:
		return keeper_may(engine, origin, c, reply);
	default:
		lt_engine_refuse(reply, LT_REFUSAL_INTERNAL, NULL);
		return false;
	}
}

bool lt_engine_may_order(struct lt_engine *engine, const struct lt_origin *origin,
			 const Lt__Command *c, Lt__CommandReply *reply)
{
	bool own = c->body_case == LT__COMMAND__BODY_CLAIM_SERIES ||
		   c->body_case == LT__COMMAND__BODY_TELL_LINE ||
		   c->body_case == LT__COMMAND__BODY_NAME_DEPUTY ||
		   c->body_case == LT__COMMAND__BODY_END_DEPUTY;
	if (!c->actor && !origin->is_operator) {
		lt_engine_refuse(reply, LT_REFUSAL_INTERNAL, NULL);
		return false;
	}
	if (!origin->is_operator && !may(engine, origin, c, reply))
		return false;
	if (c->actor && (own || !origin->is_operator))
		c->actor->node = origin->node; /* what the line knows, not what the message says */
	return true;
}
