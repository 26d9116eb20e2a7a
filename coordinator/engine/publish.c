/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands about the registry: who may give them, and what their events are made of. */
#include "coordinator/engine/publish.h"

#include <string.h>

#include "procedures/core/evolve.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

/* -- what they share -- */

void lt_publishing_begin(struct lt_registry *registry, int64_t now_us, struct lt_arena *arena,
			 struct lt_effects *fx, struct lt_publishing *ret)
{
	const struct lt_state_meta *meta = &registry->state->meta;
	*fx = (struct lt_effects){.first_n = meta->registry_n + 1};
	*ret = (struct lt_publishing){.registry = registry,
				      .arena = arena,
				      .fx = fx,
				      .now_us = now_us,
				      .n = meta->registry_n};
	memcpy(ret->head, meta->registry_head, LT_HASH_BYTES);
}

int lt_publishing_refuse(struct lt_publishing *p, enum lt_refusal refusal, const char *text)
{
	p->fx->verdict.refusal = refusal;
	p->fx->verdict.text = text ? text : lt_refusal_vietnamese(refusal);
	return p->fx->verdict.text ? 0 : LT_E_NOMEM;
}

int lt_publishing_emit(struct lt_publishing *p, Lt__Event *event)
{
	struct lt_slice bytes;
	struct lt_effects *fx = p->fx;
	event->schema = LT_EVENT_SCHEMA;
	event->n = ++p->n;
	event->stamp_us = p->now_us;
	event->actor = p->actor;
	if (p->n > 1) {
		event->prev.data = lt_arena_copy(p->arena, p->head, LT_HASH_BYTES);
		event->prev.len = LT_HASH_BYTES;
		if (!event->prev.data)
			return LT_E_NOMEM;
	}
	int r = lt_encode(&event->base, p->arena, &bytes);
	if (r < 0 || !LT_ARENA_PUSH(p->arena, fx->events, fx->events_count))
		return r < 0 ? r : LT_E_NOMEM;
	lt_hash(bytes, p->head);
	fx->events[fx->events_count++] =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	fx->events_bytes += bytes.size;
	return 0;
}

/* -- the commands about the registry -- */

static int publish_one(struct lt_publishing *p, const Lt__Command *command, struct lt_err *err)
{
	Lt__PublishBundle bundle = LT__PUBLISH_BUNDLE__INIT;
	Lt__PublishItem item = LT__PUBLISH_ITEM__INIT, *items[] = {&item};
	bundle.items = items;
	bundle.n_items = 1;
	if (command->body_case == LT__COMMAND__BODY_PUBLISH_DEFINITION) {
		item.body_case = LT__PUBLISH_ITEM__BODY_DEFINITION;
		item.definition = command->publish_definition;
	} else if (command->body_case == LT__COMMAND__BODY_PUBLISH_DIRECTORY) {
		item.body_case = LT__PUBLISH_ITEM__BODY_DIRECTORY;
		item.directory = command->publish_directory;
	} else {
		item.body_case = LT__PUBLISH_ITEM__BODY_CALENDAR;
		item.calendar = command->publish_calendar;
	}
	return lt_publish_bundle(p, &bundle, err);
}

bool lt_registry_decides(const Lt__Command *command)
{
	switch (command->body_case) {
	case LT__COMMAND__BODY_PUBLISH_DEFINITION:
	case LT__COMMAND__BODY_PUBLISH_DIRECTORY:
	case LT__COMMAND__BODY_PUBLISH_CALENDAR:
	case LT__COMMAND__BODY_PUBLISH_BUNDLE:
	case LT__COMMAND__BODY_CLOSE_PROPOSAL:
	case LT__COMMAND__BODY_WITHDRAW_VERSION:
	case LT__COMMAND__BODY_LINE:
	case LT__COMMAND__BODY_REBIND:
	case LT__COMMAND__BODY_OFFER_ENROLMENT:
	case LT__COMMAND__BODY_REVOKE_NODE:
	case LT__COMMAND__BODY_CERTIFY_NODE:
	case LT__COMMAND__BODY_CLAIM_SERIES:
	case LT__COMMAND__BODY_TELL_LINE:
	case LT__COMMAND__BODY_DISMISS_LINE:
	case LT__COMMAND__BODY_NAME_DEPUTY:
	case LT__COMMAND__BODY_END_DEPUTY:
		return true;
	default:
		return false;
	}
}

/* -- who may -- */

static int find_people(struct lt_publishing *p, struct lt_err *err)
{
	const struct lt_directory *directory;
	struct lt_err why = {0};
	int r = p->alone ? LT_E_ABSENT
			 : lt_registry_directory(p->registry, p->now_us, &directory, &why);
	if (r < 0 && r != LT_E_ABSENT)
		return lt_err_set(err, r, "%s", why.text);
	if (r == 0 && lt_directory_may_publish(directory, NULL, p->now_us))
		p->directory = directory;
	return 0;
}

static bool is_person(const Lt__Actor *actor)
{
	return actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER && *actor->id;
}

int lt_publishing_author(struct lt_publishing *p)
{
	if (!p->directory)
		return 0;
	bool named = lt_directory_may_propose(p->directory, NULL, p->now_us);
	if (!is_person(p->actor) ||
	    !(named ? lt_directory_may_propose
		    : lt_directory_serves_anywhere)(p->directory, p->actor->id, p->now_us))
		return lt_publishing_refuse(p, LT_REFUSAL_NO_AUTHOR, NULL);
	return 0;
}

int lt_publishing_releaser(struct lt_publishing *p)
{
	if (!p->directory)
		return 0;
	if (!is_person(p->actor) ||
	    !lt_directory_may_publish(p->directory, p->actor->id, p->now_us))
		return lt_publishing_refuse(p, LT_REFUSAL_NOT_RELEASER, NULL);
	return 0;
}

/* -- one of them -- */

static int decide(struct lt_publishing *p, const Lt__Command *command, struct lt_err *err)
{
	bool own = p->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	switch (command->body_case) {
	case LT__COMMAND__BODY_PUBLISH_BUNDLE:
		return lt_publish_bundle(p, command->publish_bundle, err);
	case LT__COMMAND__BODY_CLOSE_PROPOSAL:
		return lt_publish_close(p, command->close_proposal, err);
	case LT__COMMAND__BODY_WITHDRAW_VERSION:
		return lt_publish_withdraw(p, command->withdraw_version, err);
	case LT__COMMAND__BODY_LINE:
		return own ? lt_order_line(p, command->line, err)
			   : lt_publishing_refuse(p, LT_REFUSAL_INTERNAL, NULL);
	case LT__COMMAND__BODY_DISMISS_LINE:
		return own ? lt_order_line_dismissed(p, command->dismiss_line, err)
			   : lt_publishing_refuse(p, LT_REFUSAL_INTERNAL, NULL);
	case LT__COMMAND__BODY_REBIND:
		return own ? lt_order_rebind(p)
			   : lt_publishing_refuse(p, LT_REFUSAL_INTERNAL, NULL);
	case LT__COMMAND__BODY_OFFER_ENROLMENT:
	case LT__COMMAND__BODY_REVOKE_NODE:
	case LT__COMMAND__BODY_CERTIFY_NODE:
		return own ? lt_order_node(p, command)
			   : lt_publishing_refuse(p, LT_REFUSAL_INTERNAL, NULL);
	default:
		return publish_one(p, command, err);
	}
}

/* A page of the feed carries all that one command brought about, or no node would get further. */
static int check_size(struct lt_publishing *p)
{
	enum { BESIDE_BYTES = 64 << 10 }; /* of a page: its marks of the node's units */
	if (p->fx->events_bytes <= LT_MESSAGE_BYTES_MAX - BESIDE_BYTES)
		return 0;
	*p->fx = (struct lt_effects){.first_n = p->fx->first_n};
	return lt_publishing_refuse(p, LT_REFUSAL_LIMIT,
				    "gói này quá lớn; hãy chia thành nhiều gói");
}

int lt_registry_decide(struct lt_registry *registry, struct lt_exams *exams,
		       const struct lt_asking *asking, struct lt_effects *ret, struct lt_err *err)
{
	struct lt_publishing p;
	const Lt__Command *command = asking->command;
	lt_publishing_begin(registry, asking->now_us, asking->arena, ret, &p);
	p.exams = exams;
	p.actor = command->actor;
	if (p.actor && command->body_case == LT__COMMAND__BODY_CLAIM_SERIES)
		return lt_order_series(&p, command->claim_series, err);
	if (p.actor && command->body_case == LT__COMMAND__BODY_TELL_LINE)
		return lt_order_line_seen(&p, command->tell_line);
	if (p.actor && command->body_case == LT__COMMAND__BODY_NAME_DEPUTY)
		return lt_order_deputy(&p, command->name_deputy, err);
	if (p.actor && command->body_case == LT__COMMAND__BODY_END_DEPUTY)
		return lt_order_deputy_end(&p, command->end_deputy, err);
	p.alone = registry->alone;
	if (!p.actor || (p.actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OPERATOR &&
			 p.actor->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER))
		return lt_publishing_refuse(&p, LT_REFUSAL_INTERNAL, "chỉ quản trị được công bố");
	int r = find_people(&p, err);
	if (r == 0)
		r = decide(&p, command, err);
	return r < 0 ? r : check_size(&p);
}
