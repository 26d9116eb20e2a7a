/* SPDX-License-Identifier: EUPL-1.2 */
/* Finding the events of a hand-off, and reading them again as strangers would. */
#include "procedures/core/receipt.h"

#include <string.h>

#include "procedures/core/evolve.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

/* -- gathering -- */

struct history {
	const ProtobufCBinaryData *bytes;
	Lt__Event **events;
	size_t count;
	struct lt_arena *arena;
};

static int decode(struct history *h, struct lt_err *err)
{
	h->events = lt_arena_zalloc(h->arena, h->count + 1, sizeof *h->events);
	for (size_t i = 0; h->events && i < h->count; i++) {
		struct lt_slice bytes = lt_slice(h->bytes[i].data, h->bytes[i].len);
		int r = LT_DECODE_OWN(event, bytes, h->arena, &h->events[i]);
		if (r < 0)
			return lt_err_set(err, r, "sự kiện %zu", i + 1);
	}
	return h->events ? 0 : LT_E_NOMEM;
}

static bool is_handoff(const Lt__Event *e, const char *step)
{
	return e->body_case == LT__EVENT__BODY_STARTED && *e->started->token->from &&
	       (!step || strcmp(e->started->token->step, step) == 0);
}

/* Did something begin with this event, that others only follow? */
static bool is_cause(const Lt__Event *e)
{
	return e->actor || (e->body_case == LT__EVENT__BODY_COMPLETED &&
			    (strcmp(e->completed->outcome, "overdue") == 0 ||
			     strcmp(e->completed->outcome, "expired") == 0));
}

static size_t find_cause(const struct history *h, size_t begun)
{
	for (size_t i = begun; i-- > 0 && begun - i <= LT_EVENTS_PER_COMMAND_MAX;)
		if (is_cause(h->events[i]))
			return i;
	return begun;
}

static bool rebinds(const Lt__Event *e, uint32_t token)
{
	for (size_t i = 0; i < e->rebound->n_bindings; i++)
		if (e->rebound->bindings[i]->token == token)
			return true;
	return false;
}

/* What an event does to the hand-off's step. */
enum role { ROLE_NONE, ROLE_TAKES, ROLE_MOVES, ROLE_ENDS };

static enum role role_of(const Lt__Event *e, uint32_t token)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_CLAIMED:
		return e->claimed->token == token ? ROLE_TAKES : ROLE_NONE;
	case LT__EVENT__BODY_REBOUND:
		return rebinds(e, token) ? ROLE_MOVES : ROLE_NONE;
	case LT__EVENT__BODY_COMPLETED:
		return e->completed->token == token ? ROLE_ENDS : ROLE_NONE;
	case LT__EVENT__BODY_CANCELLED:
		return e->cancelled->token == token ? ROLE_ENDS : ROLE_NONE;
	default:
		return ROLE_NONE;
	}
}

static int gather_later(const struct history *h, size_t begun, Lt__HandoffProof *proof)
{
	uint32_t token = h->events[begun]->started->token->id;
	bool taken = false;
	for (size_t i = begun + 1; i < h->count; i++) {
		enum role role = role_of(h->events[i], token);
		if (role == ROLE_NONE || (role == ROLE_TAKES && taken))
			continue; /* given on inside the unit: taken over once */
		if (!LT_ARENA_PUSH(h->arena, proof->later, proof->n_later))
			return LT_E_NOMEM;
		proof->later[proof->n_later++] = h->bytes[i];
		taken = taken || role == ROLE_TAKES;
		if (role == ROLE_ENDS)
			break;
	}
	return 0;
}

static int gather_one(const struct history *h, size_t begun, Lt__HandoffProof *proof)
{
	size_t cause = find_cause(h, begun);
	lt__handoff_proof__init(proof);
	proof->given = lt_arena_zalloc(h->arena, begun - cause + 1, sizeof *proof->given);
	if (!proof->given)
		return LT_E_NOMEM;
	for (size_t i = cause; i <= begun; i++)
		proof->given[proof->n_given++] = h->bytes[i];
	return gather_later(h, begun, proof);
}

int lt_receipt_gather(const ProtobufCBinaryData *events, size_t count, const char *step,
		      struct lt_arena *arena, Lt__HandoffProof ***ret, size_t *ret_count,
		      struct lt_err *err)
{
	struct history h = {.bytes = events, .count = count, .arena = arena};
	Lt__HandoffProof **list = NULL;
	size_t found = 0;
	int r = decode(&h, err);
	for (size_t i = 0; i < count && r == 0; i++) {
		if (!is_handoff(h.events[i], step))
			continue;
		Lt__HandoffProof *proof = lt_arena_alloc(arena, sizeof *proof);
		r = proof && LT_ARENA_PUSH(arena, list, found) ? gather_one(&h, i, proof)
							       : LT_E_NOMEM;
		if (r == 0)
			list[found++] = proof;
	}
	if (r == 0) {
		*ret = list;
		*ret_count = found;
	}
	return r;
}

/* -- reading -- */

struct reading {
	const Lt__HandoffProof *proof;
	const char *code;
	struct lt_arena *arena;
	struct lt_err *err;
	struct lt_receipt_handoff *h;
	const Lt__Event *last; /* event before */
	uint8_t last_hash[LT_HASH_BYTES], offer[LT_HASH_BYTES];
};

static int unfit(struct reading *r, const char *what)
{
	return lt_err_set(r->err, LT_E_FORMAT, "%s", what);
}

static bool equal(ProtobufCBinaryData a, const uint8_t hash[static LT_HASH_BYTES])
{
	return lt_slice_equal(lt_slice(a.data, a.len), lt_slice(hash, LT_HASH_BYTES));
}

/* In the order of the chain: a later number, no earlier stamp, and the hash where it can be seen.
 */
static int next_event(struct reading *r, const ProtobufCBinaryData *from, bool adjacent,
		      struct lt_receipt_stage *ret)
{
	Lt__Event *e;
	ret->bytes = lt_slice(from->data, from->len);
	int failed = LT_DECODE(event, ret->bytes, r->arena, &e, r->err);
	if (failed < 0)
		return failed;
	const Lt__Event *last = r->last;
	if (last &&
	    (e->dossier != last->dossier || e->n <= last->n || e->stamp_us < last->stamp_us))
		return unfit(r, "thứ tự các sự kiện không thể có");
	if (last && (adjacent || e->n == last->n + 1) &&
	    (e->n != last->n + 1 || !equal(e->prev, r->last_hash)))
		return unfit(r, "chuỗi băm đứt");
	ret->event = e;
	r->last = e;
	lt_hash(ret->bytes, r->last_hash);
	return 0;
}

static int read_given(struct reading *r)
{
	struct lt_receipt_stage stage = {0};
	for (size_t i = 0; i < r->proof->n_given; i++) {
		int failed = next_event(r, &r->proof->given[i], true, &stage);
		if (failed < 0)
			return failed;
		if (i == 0 && r->proof->n_given > 1)
			r->h->given = stage;
	}
	const Lt__Event *begun = stage.event;
	if (!begun || !is_handoff(begun, NULL) || !begun->started->token)
		return unfit(r, "không có sự kiện chuyển hồ sơ");
	r->h->begun = stage;
	r->h->token = begun->started->token;
	r->h->to = r->h->token->unit;
	memcpy(r->offer, r->last_hash, LT_HASH_BYTES);
	return 0;
}

static void move(struct reading *r, const Lt__Event *e)
{
	for (size_t i = 0; i < e->rebound->n_bindings; i++)
		if (e->rebound->bindings[i]->token == r->h->token->id &&
		    strcmp(e->rebound->bindings[i]->from, r->h->to) == 0)
			r->h->to = e->rebound->bindings[i]->to;
}

static enum lt_receipt_end end_of(const Lt__Event *e)
{
	if (e->body_case == LT__EVENT__BODY_CANCELLED || !*e->completed->officer)
		return LT_RECEIPT_RECALLED;
	return strcmp(e->completed->outcome, "returned") == 0 ? LT_RECEIPT_RETURNED
							      : LT_RECEIPT_ANSWERED;
}

static int read_later(struct reading *r)
{
	for (size_t i = 0; i < r->proof->n_later; i++) {
		struct lt_receipt_stage stage = {0};
		int failed = next_event(r, &r->proof->later[i], false, &stage);
		if (failed < 0)
			return failed;
		enum role role = role_of(stage.event, r->h->token->id);
		bool again = r->h->ended.event || (role == ROLE_TAKES && r->h->taken.event);
		if (role == ROLE_NONE || again)
			return unfit(r, "sự kiện không thuộc lượt chuyển này");
		if (role == ROLE_MOVES)
			move(r, stage.event);
		else if (role == ROLE_TAKES)
			r->h->taken = stage;
		else
			r->h->ended = stage;
	}
	if (r->h->ended.event)
		r->h->end = end_of(r->h->ended.event);
	return 0;
}

/* -- what was signed must be what was recorded -- */

static bool same_papers(const Lt__Statement *s, const Lt__StepCompleted *c)
{
	bool fits = s->n_papers == c->n_papers;
	for (size_t i = 0; i < c->n_papers && fits; i++)
		fits = lt_slice_equal(lt_slice(s->papers[i]->hash.data, s->papers[i]->hash.len),
				      lt_slice(c->papers[i]->hash.data, c->papers[i]->hash.len));
	return fits; /* ids of called procedures have another name in the dossier */
}

static bool says(const Lt__Statement *s, const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_CLAIMED:
		return s->kind == LT__STATEMENT_KIND__STATEMENT_KIND_TAKEN &&
		       (!s->token || s->token == e->claimed->token) &&
		       strcmp(s->officer, e->claimed->officer) == 0;
	case LT__EVENT__BODY_COMPLETED:
		return s->kind == LT__STATEMENT_KIND__STATEMENT_KIND_DONE &&
		       strcmp(s->step, e->completed->step) == 0 &&
		       (!s->token || s->token == e->completed->token) &&
		       strcmp(s->outcome, e->completed->outcome) == 0 &&
		       same_papers(s, e->completed);
	case LT__EVENT__BODY_OPINION_GIVEN:
		return s->kind == LT__STATEMENT_KIND__STATEMENT_KIND_DONE &&
		       (!s->token || s->token == e->opinion_given->token);
	default:
		return false;
	}
}

static int read_statement(struct reading *r, struct lt_receipt_stage *stage)
{
	Lt__Statement *s;
	const Lt__Event *e = stage->event;
	if (!e || !e->proof)
		return 0;
	stage->statement_bytes = lt_slice(e->proof->statement.data, e->proof->statement.len);
	int failed = LT_DECODE(statement, stage->statement_bytes, r->arena, &s, r->err);
	if (failed < 0)
		return failed;
	const Lt__Actor *a = e->actor;
	if (!a || strcmp(s->code, r->code) != 0 || strcmp(s->unit, a->unit) != 0 ||
	    strcmp(s->officer, a->id) != 0 || strcmp(s->node, a->node) != 0 || !says(s, e))
		return unfit(r, "lời ký không khớp với việc đã ghi");
	if (s->at_us > e->stamp_us + LT_STATEMENT_AHEAD_US)
		return unfit(r, "giờ ký sau giờ ghi nhận");
	stage->statement = s;
	return 0;
}

/* A statement about this hand-off names it, and cannot be older than it. */
static int check_answer(struct reading *r, const struct lt_receipt_stage *stage)
{
	const Lt__Statement *s = stage->statement;
	if (!stage->event || !s)
		return 0;
	if (!equal(s->offer, r->offer) || strcmp(s->step, r->h->token->step) != 0)
		return unfit(r, "lời ký thuộc lượt chuyển khác");
	if (s->at_us + LT_STATEMENT_AHEAD_US < lt_event_at(r->h->begun.event))
		return unfit(r, "giờ ký trước khi hồ sơ được chuyển");
	return 0;
}

static int check_desk(struct reading *r, const struct lt_receipt_stage *stage)
{
	const Lt__Actor *a = stage->event ? stage->event->actor : NULL;
	bool officer = a && a->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	if (officer && strcmp(a->unit, r->h->to) != 0 && strcmp(a->unit, r->h->token->unit) != 0)
		return unfit(r, "người nhận không thuộc đơn vị được chuyển đến");
	return check_answer(r, stage);
}

int lt_receipt_read(const Lt__HandoffProof *proof, const char *code, struct lt_arena *arena,
		    struct lt_receipt_handoff *ret, struct lt_err *err)
{
	struct reading reading = {
		.proof = proof, .code = code, .arena = arena, .err = err, .h = ret};
	*ret = (struct lt_receipt_handoff){0};
	int r = read_given(&reading);
	if (r == 0)
		r = read_later(&reading);
	if (r == 0)
		r = read_statement(&reading, &ret->given);
	if (r == 0)
		r = read_statement(&reading, &ret->taken);
	if (r == 0)
		r = read_statement(&reading, &ret->ended);
	if (r == 0)
		r = check_desk(&reading, &ret->taken);
	return r < 0 ? r : check_desk(&reading, &ret->ended);
}
