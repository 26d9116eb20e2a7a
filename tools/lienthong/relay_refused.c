/* SPDX-License-Identifier: EUPL-1.2 */
/* Acts of the gate that the node over there kept when the line dropped, and that its province then
 * refused: nobody sits at that node to settle them. Whatever of them is still to be done, the pass
 * has seen and done anew; so they are given up, with that reason, and the dossier's history there
 * says so. */
#include "tools/lienthong/relay.h"

#include <string.h>

/* Of those that a gate does; whatever else is on the list is for a person. */
static bool is_ours(const struct lt_relay *r, const Lt__Command *c)
{
	bool kind = c->body_case == LT__COMMAND__BODY_CLAIM ||
		    c->body_case == LT__COMMAND__BODY_ACT ||
		    c->body_case == LT__COMMAND__BODY_HOLD ||
		    c->body_case == LT__COMMAND__BODY_RELEASE_CLOCK;
	return kind && c->actor && c->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER &&
	       strcmp(c->actor->id, r->taker.id) == 0 && strcmp(c->actor->unit, r->taker.unit) == 0;
}

static int give_up(struct lt_relay *r, const Lt__Conflict *conflict, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SettleConflict settle = LT__SETTLE_CONFLICT__INIT;
	Lt__CommandReply *reply;
	settle.number = conflict->number;
	settle.note = "cổng liên thông đã xem lại hai bên và làm tiếp phần còn thiếu";
	c.actor = &r->taker;
	c.body_case = LT__COMMAND__BODY_SETTLE;
	c.settle = &settle;
	int failed = lt_session_command(&r->there, &c, &reply, err);
	if (failed < 0)
		return failed;
	if (reply->refusal)
		lt_relay_say(r, conflict->code, "mục vướng mắc chưa thôi được: %s", reply->text);
	else
		lt_relay_say(
			r, conflict->code,
			"việc gửi lúc đứt đường truyền bị từ chối (%s); đã xem lại, thôi mục ấy",
			conflict->text);
	return 0;
}

int lt_relay_settle(struct lt_relay *r, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	if (r->there.side != LT_SESSION_OFFICER)
		return 0; /* a coordinator decides at once */
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CONFLICTS;
	fetch.unit = r->taker.unit;
	int failed = lt_session_fetch(&r->there, &fetch, &reply, err);
	for (size_t i = 0; failed == 0 && i < reply->n_conflicts; i++)
		if (is_ours(r, reply->conflicts[i]->command))
			failed = give_up(r, reply->conflicts[i], err);
	return failed;
}
