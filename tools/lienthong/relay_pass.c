/* SPDX-License-Identifier: EUPL-1.2 */
/* One pass over what waits there and what has ended here. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/receipt.h"
#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/base/lookup.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/relay.h"

enum { VISITS_MAX = 9, PAGE = 200 };

static bool same(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
	return lt_slice_equal(lt_slice(a.data, a.len), lt_slice(b.data, b.len));
}

void lt_relay_say(struct lt_relay *r, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)fprintf(r->out, "%s: ", code);
	(void)vfprintf(r->out, format, args);
	(void)fputc('\n', r->out);
	va_end(args);
	(void)fflush(r->out);
}

/* -- looking -- */

/* What a node knows or decides alone is no ground to act on at the other end. */
static int no_line(struct lt_err *err)
{
	return lt_err_set(err, LT_E_LINE,
			  "mất đường truyền tới máy chủ; có lại thì lượt sau làm tiếp");
}

static int ask(struct lt_session *s, Lt__Fetch *fetch, Lt__FetchReply **ret, struct lt_err *err)
{
	int r = lt_session_fetch(s, fetch, ret, err);
	if (r == 0 && ((*ret)->line_down_us || (*ret)->provisional_events))
		return no_line(err);
	return r;
}

int lt_relay_show(struct lt_session *s, const char *code, Lt__Dossier **ret, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = code;
	int r = ask(s, &fetch, &reply, err);
	*ret = r == 0 ? reply->dossier : NULL;
	return r == LT_E_ABSENT ? 0 : r;
}

/* The same code here; a later visit of the same dossier has its number behind it. */
static const char *code_here(struct lt_relay *r, const char *code, unsigned visit)
{
	return visit == 1 ? code : lt_arena_printf(&r->here.tool->arena, "%s.%u", code, visit);
}

/* The dossier here that this hand-off became; NULL: none yet. */
static int find_here(struct lt_relay *r, const char *code, ProtobufCBinaryData offer,
		     Lt__Dossier **ret, struct lt_err *err)
{
	for (unsigned visit = 1; visit <= VISITS_MAX; visit++) {
		const char *here = code_here(r, code, visit);
		int failed = here ? lt_relay_show(&r->here, here, ret, err) : LT_E_NOMEM;
		if (failed < 0 || !*ret)
			return failed;
		if ((*ret)->transfer && same((*ret)->transfer->offer, offer))
			return 0;
	}
	*ret = NULL;
	return 0;
}

static int receipt_there(struct lt_relay *r, const char *code, const char *step, Lt__Sealed **ret,
			 struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_RECEIPT;
	fetch.code = code;
	fetch.text = step;
	int failed = lt_session_fetch(&r->there, &fetch, &reply, err);
	*ret = failed == 0 ? reply->sealed : NULL;
	return failed;
}

/* -- acts there -- */

int lt_relay_act_there(struct lt_relay *r, Lt__Command *c, const char *code, Lt__CommandReply **ret,
		       struct lt_err *err)
{
	c->code = code;
	c->actor = &r->taker;
	int failed = lt_session_command(&r->there, c, ret, err);
	if (failed == 0 && (*ret)->provisional)
		return no_line(err);
	if (failed == 0 && (*ret)->refusal)
		lt_relay_say(r, code, "nơi chuyển không nhận: %s", (*ret)->text);
	return failed;
}

static int claim_there(struct lt_relay *r, const Lt__WorkItem *item, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	Lt__CommandReply *reply;
	claim.token = item->token;
	claim.step = item->step;
	claim.offer = item->offer;
	c.body_case = LT__COMMAND__BODY_CLAIM;
	c.claim = &claim;
	int failed = lt_relay_act_there(r, &c, item->code, &reply, err);
	if (failed < 0 || reply->refusal)
		return failed;
	r->taken++;
	lt_relay_say(r, item->code, "đã tiếp nhận, bước %s", item->step);
	return 0;
}

/* @param papers  that answer it */
static int end_there(struct lt_relay *r, const Lt__WorkItem *item, Lt__ActOnStep *act,
		     bool *ret_done, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__CommandReply *reply;
	act->token = item->token;
	act->step = item->step;
	act->offer = item->offer;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = act;
	int failed = lt_relay_act_there(r, &c, item->code, &reply, err);
	*ret_done = failed == 0 && !reply->refusal;
	if (*ret_done) {
		r->open_count--; /* it was noted last */
		lt_relay_say(r, item->code, "đã báo về nơi chuyển: %s", act->outcome);
	}
	return failed;
}

static int return_there(struct lt_relay *r, const Lt__WorkItem *item, const char *why,
			struct lt_err *err)
{
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	bool done;
	act.outcome = "returned";
	act.note = why;
	int failed = end_there(r, item, &act, &done, err);
	r->returned += failed == 0 && done;
	return failed;
}

/* -- taking over -- */

static const char *procedure_for(const struct lt_relay_wish *wish, const char *step)
{
	const char *fallback = NULL;
	size_t n = strlen(step);
	for (size_t i = 0; i < wish->procedures.count; i++) {
		const char *word = wish->procedures.items[i];
		if (strncmp(word, step, n) == 0 && word[n] == '=')
			return word + n + 1;
		if (!strchr(word, '='))
			fallback = word;
	}
	return fallback;
}

static bool listed(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const Lt__Token *token_of(const Lt__Dossier *d, uint32_t id)
{
	for (size_t i = 0; d && i < d->n_tokens; i++)
		if (d->tokens[i]->id == id)
			return d->tokens[i];
	return NULL;
}

static int fill_pauses(struct lt_relay *r, const Lt__Token *t, Lt__Transfer *transfer)
{
	transfer->pauses =
		lt_arena_zalloc(&r->here.tool->arena, t->n_pauses + 1, sizeof *transfer->pauses);
	for (size_t i = 0; transfer->pauses && i < t->n_pauses; i++)
		if (t->pauses[i]->to_us)
			transfer->pauses[transfer->n_pauses++] = t->pauses[i];
	return transfer->pauses ? 0 : LT_E_NOMEM;
}

static int fill_transfer(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d,
			 const Lt__Token *t, Lt__Transfer *transfer, struct lt_err *err)
{
	Lt__Sealed *sealed;
	struct lt_slice bytes = {0};
	int failed = receipt_there(r, item->code, item->step, &sealed, err);
	if (failed == 0 && sealed)
		failed = lt_encode(&sealed->base, &r->here.tool->arena, &bytes);
	if (failed < 0)
		return failed;
	transfer->coordinator = r->there.hello->coordinator;
	transfer->code = d->code;
	transfer->unit = t->from;
	transfer->step = t->step;
	transfer->token = t->id;
	transfer->offer = t->offer;
	transfer->sent_us = t->entered_us;
	transfer->limit = t->limit;
	transfer->counting = t->counting;
	transfer->due_us = t->due_us;
	transfer->receipt =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	return fill_pauses(r, t, transfer);
}

static Lt__Paper *copied(struct lt_relay *r, const Lt__Paper *paper)
{
	return lt_arena_copy(&r->here.tool->arena, paper, sizeof *paper);
}

/* What a step there made is handed in here. */
static int fill_papers(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d,
		       Lt__SubmitDossier *submit)
{
	submit->papers =
		lt_arena_zalloc(&r->here.tool->arena, d->n_papers + 1, sizeof *submit->papers);
	for (size_t i = 0; submit->papers && i < d->n_papers; i++) {
		if (!listed(item->sends, item->n_sends, d->papers[i]->id))
			continue;
		Lt__Paper *paper = copied(r, d->papers[i]);
		if (!paper)
			return LT_E_NOMEM;
		paper->step = "";
		submit->papers[submit->n_papers++] = paper;
	}
	return submit->papers ? 0 : LT_E_NOMEM;
}

/* Hands it in here, under the first code that is free or its own.
 * @return 0 with the reply; *ret NULL: every code is taken by other visits */
static int submit_here(struct lt_relay *r, const char *code, Lt__SubmitDossier *submit,
		       Lt__CommandReply **ret, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	char check[LT_LOOKUP_BYTES];
	int failed = 0;
	c.actor = &r->receiver;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = submit;
	submit->check = lt_lookup_draw(check);
	*ret = NULL;
	for (unsigned visit = 1; visit <= VISITS_MAX && failed == 0; visit++) {
		submit->code = code_here(r, code, visit);
		failed = submit->code ? lt_session_command(&r->here, &c, ret, err) : LT_E_NOMEM;
		if (failed == 0 && (*ret)->provisional)
			return no_line(err);
		if (failed == 0 && (*ret)->refusal != LT_REFUSAL_CODE_TAKEN)
			return 0;
	}
	return failed;
}

/* Refusals that say nothing of the dossier and pass by themselves; a clock there that is ahead of
 * the one here is caught up with. */
static bool passes(uint32_t refusal)
{
	enum lt_refusal_class class = lt_refusal_class((enum lt_refusal)refusal);
	return class == LT_CLASS_load || refusal == LT_REFUSAL_TIME ||
	       (class == LT_CLASS_request && refusal != LT_REFUSAL_CODE_TAKEN);
}

static int take(struct lt_relay *r, const Lt__WorkItem *item, struct lt_err *err)
{
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	Lt__Transfer transfer = LT__TRANSFER__INIT;
	Lt__CommandReply *reply;
	Lt__Dossier *d;
	int failed = lt_relay_show(&r->there, item->code, &d, err);
	const Lt__Token *t = failed == 0 ? token_of(d, item->token) : NULL;
	if (failed < 0 || !t || !same(t->offer, item->offer))
		return failed; /* it has changed meanwhile: the next pass sees it */
	submit.procedure = procedure_for(r->wish, item->step);
	if (!submit.procedure)
		return return_there(r, item, "nơi nhận không có thủ tục cho bước này", err);
	failed = fill_transfer(r, item, d, t, &transfer, err);
	if (failed == 0)
		failed = fill_papers(r, item, d, &submit);
	if (failed < 0)
		return failed;
	submit.unit = r->wish->home_unit;
	submit.channel = d->channel;
	submit.applicant = d->applicant;
	submit.fields = d->fields;
	submit.n_fields = d->n_fields;
	submit.submitted_us = t->entered_us;
	submit.transfer = &transfer;
	failed = submit_here(r, item->code, &submit, &reply, err);
	if (failed < 0)
		return failed;
	if (reply && !reply->refusal)
		failed = lt_relay_want(r, reply->code, submit.papers, submit.n_papers);
	if (failed < 0)
		return failed;
	if (reply && !reply->refusal)
		return claim_there(r, item, err);
	if (reply && passes(reply->refusal))
		return lt_relay_say(r, item->code, "chưa nhận được: %s", reply->text), 0;
	return return_there(r, item, reply ? reply->text : "đã nhận quá nhiều lần", err);
}

/* -- answering -- */

static Lt__Paper *renamed(struct lt_relay *r, const Lt__Paper *paper, const char *id)
{
	Lt__Paper *copy = copied(r, paper);
	if (copy)
		copy->id = id;
	return copy;
}

/* What was made here and is expected there; the only one of each, under the name it has there. */
static int fill_answer(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d,
		       Lt__ActOnStep *act)
{
	const Lt__Paper *made = NULL;
	size_t count = 0;
	act->papers = lt_arena_zalloc(&r->here.tool->arena, d->n_papers + 1, sizeof *act->papers);
	if (!act->papers)
		return LT_E_NOMEM;
	for (size_t i = 0; i < d->n_papers; i++) {
		if (!*d->papers[i]->step)
			continue;
		made = d->papers[i];
		count++;
		if (listed(item->expects, item->n_expects, made->id))
			act->papers[act->n_papers++] = d->papers[i];
	}
	if (act->n_papers || count != 1 || item->n_expects != 1)
		return 0;
	act->papers[0] = renamed(r, made, item->expects[0]);
	act->n_papers = act->papers[0] ? 1 : 0;
	return act->papers[0] ? 0 : LT_E_NOMEM;
}

static bool is_good(const Lt__Dossier *d)
{
	bool ended_here = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED ||
			  d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	return ended_here && strcmp(d->outcome, "refused") != 0;
}

/* Decided so long ago that what has not come of its scans is waited for no more. */
static bool is_old(const struct lt_relay *r, const Lt__Dossier *d)
{
	return d->finished_us + LT_US_PER_DAY < r->here.hello->now_us;
}

static int close_here(struct lt_relay *r, const Lt__Dossier *d, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ReturnResult result = LT__RETURN_RESULT__INIT;
	Lt__CommandReply *reply;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED || !d->n_deliver)
		return 0;
	result.way = d->deliver[0];
	c.code = d->code;
	c.actor = &r->receiver;
	c.body_case = LT__COMMAND__BODY_RETURN_RESULT;
	c.return_result = &result;
	int failed = lt_session_command(&r->here, &c, &reply, err);
	if (failed == 0 && reply->refusal)
		lt_relay_say(r, d->code, "chưa đóng được hồ sơ: %s", reply->text);
	r->closed += failed == 0 && !reply->refusal;
	return failed;
}

static int carry_out(struct lt_relay *r, const char *code, Lt__Paper *const *papers, size_t count,
		     bool *ret_over, struct lt_err *err)
{
	int failed = 0;
	*ret_over = true;
	for (size_t i = 0; i < count && failed == 0; i++) {
		bool over;
		failed = lt_relay_carry(r, code, papers[i], true, &over, err);
		*ret_over = *ret_over && failed == 0 && over;
	}
	return failed;
}

/* Scans follow the answer while the dossier still waits here to be closed. One that was closed by
 * itself is seen no more once it is answered: there they go first. */
static int answer(struct lt_relay *r, const Lt__WorkItem *item, const Lt__Dossier *d,
		  struct lt_err *err)
{
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	bool done, over = true;
	bool good = is_good(d);
	bool stays = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED && d->n_deliver;
	act.outcome = good ? "answered" : "returned";
	act.note = lt_arena_printf(&r->here.tool->arena, "kết quả tại nơi nhận: %s", d->outcome);
	int failed = act.note ? 0 : LT_E_NOMEM;
	if (failed == 0 && good)
		failed = fill_answer(r, item, d, &act);
	if (failed == 0 && !stays && !is_old(r, d))
		failed = carry_out(r, d->code, act.papers, act.n_papers, &over, err);
	if (failed < 0 || !over)
		return failed;
	failed = end_there(r, item, &act, &done, err);
	r->answered += failed == 0 && done && good;
	r->returned += failed == 0 && done && !good;
	return failed;
}

static int look(struct lt_relay *r, const Lt__WorkItem *item, struct lt_err *err)
{
	Lt__Dossier *d;
	bool told_all;
	if (item->kind != LT__STEP_KIND__STEP_KIND_HANDOFF || !*item->from)
		return 0;
	if (!LT_ARENA_PUSH(&r->here.tool->arena, r->open, r->open_count))
		return LT_E_NOMEM;
	r->open[r->open_count++] = item->offer;
	if (*item->incident)
		return 0;
	if (item->provisional)
		return 0; /* what was done there last has not arrived */
	if (*item->officer && strcmp(item->officer, r->taker.id) != 0)
		return 0; /* somebody over there has it in hand */
	size_t wanted = r->wanted_count;
	if (*item->officer && lt_relay_is_calm(r, item))
		return r->waiting++, 0;
	r->looked++;
	int failed = find_here(r, item->code, item->offer, &d, err);
	if (failed < 0)
		return failed;
	if (!d)
		return take(r, item, err);
	if (!*item->officer)
		return claim_there(r, item, err);
	failed = lt_relay_want(r, d->code, d->papers, d->n_papers);
	if (failed == 0)
		failed = lt_relay_tell_pauses(r, item, d, &told_all, err);
	if (failed < 0)
		return failed;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN && told_all)
		return answer(r, item, d, err);
	if (told_all && r->wanted_count == wanted)
		lt_relay_calm_down(r, item, d);
	r->waiting++;
	return 0;
}

/* -- what has ended there -- */

static int stop_here(struct lt_relay *r, const Lt__WorkItem *item, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__StopDossier stop = LT__STOP_DOSSIER__INIT;
	Lt__CommandReply *reply;
	stop.note = "nơi chuyển đã thu hồi hồ sơ";
	c.code = item->code;
	c.actor = &r->receiver;
	c.body_case = LT__COMMAND__BODY_STOP;
	c.stop = &stop;
	int failed = lt_session_command(&r->here, &c, &reply, err);
	if (failed == 0)
		lt_relay_say(r, item->code, "%s%s%s", stop.note,
			     reply->refusal ? "; chưa dừng được: " : "",
			     reply->refusal ? reply->text : "");
	r->closed += failed == 0 && !reply->refusal;
	return failed;
}

/* How the hand-off ended over there; NULL: it has not. */
static int ended_there(struct lt_relay *r, const Lt__Transfer *t, const Lt__Event **ret,
		       struct lt_err *err)
{
	struct lt_receipt receipt;
	struct lt_err why = {0};
	Lt__Sealed *sealed;
	*ret = NULL;
	int failed = receipt_there(r, t->code, t->step, &sealed, err);
	if (failed < 0 || !sealed)
		return failed;
	failed = lt_receipt_open(sealed, NULL, &r->there.tool->arena, &receipt, &why);
	if (failed == LT_E_NOMEM)
		return failed;
	if (failed < 0) /* of this one alone: the others are not to wait for it */
		return lt_relay_say(r, t->code, "biên nhận của nơi chuyển: %s", why.text), 0;
	for (size_t i = 0; i < receipt.handoffs_count; i++) {
		uint8_t offer[LT_HASH_BYTES];
		lt_hash(receipt.handoffs[i].begun.bytes, offer);
		if (lt_slice_equal(lt_slice(offer, sizeof offer),
				   lt_slice(t->offer.data, t->offer.len)))
			*ret = receipt.handoffs[i].ended.event;
	}
	return 0;
}

static int tidy(struct lt_relay *r, const Lt__WorkItem *item, struct lt_err *err)
{
	struct lt_relay_closing closing = {0};
	const Lt__Transfer *t = item->transfer;
	if (!t || strcmp(t->coordinator, r->there.hello->coordinator) != 0 ||
	    lt_relay_is_open(r, t))
		return 0;
	int failed = ended_there(r, t, &closing.ended, err);
	if (failed < 0 || !closing.ended)
		return failed;
	if (item->token)
		return stop_here(r, item, err);
	failed = lt_relay_show(&r->here, item->code, &closing.dossier, err);
	if (failed < 0 || !closing.dossier)
		return failed;
	if (!LT_ARENA_PUSH(&r->here.tool->arena, r->closing, r->closing_count))
		return LT_E_NOMEM;
	r->closing[r->closing_count++] = closing;
	return lt_relay_want(r, closing.dossier->code, closing.dossier->papers,
			     closing.dossier->n_papers);
}

/* Its scans are over there, then it is closed. */
static int finish(struct lt_relay *r, const struct lt_relay_closing *c, struct lt_err *err)
{
	const Lt__StepCompleted *e =
		c->ended->body_case == LT__EVENT__BODY_COMPLETED ? c->ended->completed : NULL;
	bool over = true;
	r->about = c->dossier->code;
	int failed = e ? carry_out(r, c->dossier->code, e->papers, e->n_papers, &over, err) : 0;
	if (failed < 0 || (!over && !is_old(r, c->dossier)))
		return failed;
	return close_here(r, c->dossier, err);
}

/* -- a pass -- */

typedef int (*look_at)(struct lt_relay *r, const Lt__WorkItem *item, struct lt_err *err);

static int each(struct lt_relay *r, struct lt_session *s, const char *unit, look_at visit,
		struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int failed = 0;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = unit;
	fetch.limit = PAGE;
	fetch.after = "";
	do {
		failed = ask(s, &fetch, &reply, err);
		for (size_t i = 0; failed == 0 && i < reply->n_items; i++) {
			r->about = reply->items[i]->code;
			failed = visit(r, reply->items[i], err);
		}
		if (failed == 0)
			fetch.after = reply->next;
	} while (failed == 0 && *fetch.after);
	return failed;
}

int lt_relay_pass(struct lt_relay *relay, struct lt_err *err)
{
	int r = lt_relay_hear(relay, err);
	if (r == 0)
		r = each(relay, &relay->there, relay->wish->unit, look, err);
	lt_relay_sort_open(relay);
	if (r == 0)
		r = lt_relay_settle(relay, err);
	if (r == 0)
		r = each(relay, &relay->here, relay->wish->home_unit, tidy, err);
	for (size_t i = 0; i < relay->closing_count && r == 0; i++)
		r = finish(relay, &relay->closing[i], err);
	return r < 0 ? r : lt_relay_bring(relay, err);
}
