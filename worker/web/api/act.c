/* SPDX-License-Identifier: EUPL-1.2 */
/* Acts on a dossier. */
#include <string.h>

#include "worker/web/api/write_own.h"

static const char *const act_names[] = {"do",	   "unit",  "officer",	   "step", "token",
					"outcome", "note",  "event",	   "way",  "fields",
					"papers",  "again", "happened_at", NULL};

/* All that an act may be; which of it, the command tells. */
struct act {
	Lt__ActOnStep step;
	Lt__ClaimStep claim;
	Lt__SignalDossier signal;
	Lt__WithdrawDossier withdraw;
	Lt__ReturnResult back;
};

static void need_step(struct lt_part part, const char *step, uint32_t token)
{
	if (!*step && !token)
		(void)lt_part_flaw(part, "step", "phải nêu step hoặc token",
				   "step or token is needed");
}

static bool read_step(struct lt_part part, Lt__ActOnStep *ret)
{
	lt__act_on_step__init(ret);
	ret->step = lt_part_text(part, "step");
	ret->token = (uint32_t)lt_part_number(part, "token", 0, 0, INT32_MAX);
	need_step(part, ret->step, ret->token);
	ret->outcome = lt_part_need(part, "outcome");
	ret->note = lt_part_text(part, "note");
	ret->again = lt_part_yes(part, "again");
	return lt_api_fields(part, "fields", &ret->fields, &ret->n_fields) &&
	       lt_api_papers(part, &ret->papers, &ret->n_papers);
}

static void read_claim(struct lt_part part, Lt__ClaimStep *ret)
{
	lt__claim_step__init(ret);
	ret->step = lt_part_text(part, "step");
	ret->token = (uint32_t)lt_part_number(part, "token", 0, 0, INT32_MAX);
	need_step(part, ret->step, ret->token);
}

static bool read_signal(struct lt_part part, Lt__SignalDossier *ret)
{
	lt__signal_dossier__init(ret);
	ret->event = lt_part_need(part, "event");
	return lt_api_fields(part, "fields", &ret->fields, &ret->n_fields) &&
	       lt_api_papers(part, &ret->papers, &ret->n_papers);
}

/* @param ret_citizen  a citizen may do it */
static bool read_act(struct lt_part part, struct act *act, Lt__Command *ret, bool *ret_citizen)
{
	enum { COMPLETE, CLAIM, SIGNAL, WITHDRAW, RETURN };
	static const char *const words[] = {"complete", "claim",  "signal",
					    "withdraw", "return", NULL};
	if (!lt_part_only(part, act_names))
		return false;
	ret->happened_us = lt_part_time(part, "happened_at");
	*ret_citizen = false;
	switch (lt_part_word(part, "do", words)) {
	case CLAIM:
		read_claim(part, &act->claim);
		ret->body_case = LT__COMMAND__BODY_CLAIM;
		ret->claim = &act->claim;
		break;
	case SIGNAL:
		*ret_citizen = true;
		ret->body_case = LT__COMMAND__BODY_SIGNAL;
		ret->signal = &act->signal;
		return read_signal(part, &act->signal) && !part.body->flaw.vietnamese;
	case WITHDRAW:
		*ret_citizen = true;
		lt__withdraw_dossier__init(&act->withdraw);
		act->withdraw.note = lt_part_need(part, "note");
		ret->body_case = LT__COMMAND__BODY_WITHDRAW;
		ret->withdraw = &act->withdraw;
		break;
	case RETURN:
		lt__return_result__init(&act->back);
		act->back.way = lt_part_need(part, "way");
		ret->body_case = LT__COMMAND__BODY_RETURN_RESULT;
		ret->return_result = &act->back;
		break;
	default:
		ret->body_case = LT__COMMAND__BODY_ACT;
		ret->act = &act->step;
		return read_step(part, &act->step) && !part.body->flaw.vietnamese;
	}
	return !part.body->flaw.vietnamese;
}

static void send_act(struct lt_api_call *call, struct lt_part part, Lt__Command *command,
		     bool citizen, const char *name)
{
	Lt__Actor actor;
	if (!lt_api_actor(call, part, citizen, &actor))
		return;
	command->actor = &actor;
	command->code = call->parameter;
	lt_api_send(call, command, name, false);
}

void lt_api_act(struct lt_api_call *call)
{
	LT_AUTO(body) struct lt_body body = {0};
	Lt__Command command = LT__COMMAND__INIT;
	struct act act;
	bool citizen;
	const char *name = lt_api_name(call, NULL);
	if (!name || !lt_api_body(call, &body))
		return;
	struct lt_part part = lt_body_root(&body);
	if (!read_act(part, &act, &command, &citizen))
		return lt_api_flawed(call, &body);
	send_act(call, part, &command, citizen, name);
}

/* -- the answer to a hand-off: it names the hand-off it answers -- */

static bool read_offer(struct lt_part part, ProtobufCBinaryData *ret)
{
	const char *hex = lt_part_need(part, "offer");
	uint8_t *hash = lt_arena_alloc(part.body->arena, LT_HASH_BYTES);
	if (!hash || !lt_unhex(hex, hash, LT_HASH_BYTES))
		return lt_part_flaw(part, "offer", "phải là 64 chữ số hex, như GET hồ sơ đã cho",
				    "must be 64 hex digits, as the dossier's GET gave it");
	*ret = (ProtobufCBinaryData){.data = hash, .len = LT_HASH_BYTES};
	return true;
}

void lt_api_answer_handoff(struct lt_api_call *call)
{
	static const char *const names[] = {"unit",    "officer",     "step",  "token",
					    "outcome", "note",	      "offer", "fields",
					    "papers",  "happened_at", NULL};
	LT_AUTO(body) struct lt_body body = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__ActOnStep act;
	const char *name = lt_api_name(call, NULL);
	if (!name || !lt_api_body(call, &body))
		return;
	struct lt_part part = lt_body_root(&body);
	if (!lt_part_only(part, names) || !read_step(part, &act) || !read_offer(part, &act.offer))
		return lt_api_flawed(call, &body);
	command.happened_us = lt_part_time(part, "happened_at");
	command.body_case = LT__COMMAND__BODY_ACT;
	command.act = &act;
	if (body.flaw.vietnamese)
		return lt_api_flawed(call, &body);
	send_act(call, part, &command, false, name);
}
