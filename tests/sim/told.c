/* SPDX-License-Identifier: EUPL-1.2 */
/* The book given to the history checker, which walks the journal by itself. */
#include <string.h>

#include "coordinator/engine/shell.h"
#include "tests/history/history.h"
#include "tests/sim/sim.h"

static enum history_outcome outcome_of(const struct sim_request *r)
{
	return r->outcome == SIM_ACCEPTED  ? HISTORY_ACCEPTED
	       : r->outcome == SIM_REFUSED ? HISTORY_REFUSED
					   : HISTORY_OPEN;
}

static void tell(struct history *history, const struct sim_request *r)
{
	bool job = r->kind == LT__COMMAND__BODY_REPORT_JOB;
	struct history_request asked = {
		.node = r->node->spec->id,
		.node_key = r->number ? r->number_key : 0,
		.boot = r->number_boot,
		.seq = r->number,
		.effect = !r->marked				? HISTORY_UNMARKED
			  : r->kind == LT__COMMAND__BODY_SUBMIT ? HISTORY_SUBMITS
								: HISTORY_MARKED,
		.idle = sim_book_may_be_idle(r),
		.same = *r->code != 0,
		.dossier = r->dossier,
		.token = r->token,
		.attempt = job ? r->attempt : 0,
		.officer = job || !*r->officer ? NULL : r->officer,
	};
	struct history_answer told = {.outcome = outcome_of(r),
				      .refusal = r->refusal,
				      .dossier = r->at_dossier,
				      .events_count = r->events_count};
	uint64_t mark = history_ask(history, &asked);
	LT_REQUIRE(mark == r->mark);
	if (told.outcome != HISTORY_OPEN)
		history_told(history, mark, &told);
}

void sim_check_book(struct sim_world *world)
{
	struct history_report report;
	struct lt_err err = {0};
	struct history_source source = {
		.journal = lt_engine_journal(world->coordinator.engine),
		.moment = HISTORY_ALWAYS,
		.now_us = world->calm ? lt_engine_now(world->coordinator.engine) : 0,
		.all_are_known = true,
		.by_hand = SIM_OPERATOR_KEY,
	};
	if (lt_state_settle(lt_engine_state(world->coordinator.engine), &err) == 0)
		source.state = lt_engine_state(world->coordinator.engine)->txn;
	for (size_t i = 0; i < world->book.requests_count; i++)
		tell(world->history, world->book.requests[i]);
	if (history_check(world->history, &source, &report, &err) < 0) {
		sim_fail(world, 0, "the journal cannot be read: %s", err.text);
		return;
	}
	world->events = report.events;
	for (int i = 1; i <= HISTORY_COUNT; i++)
		world->looked[i] += report.items[i].checked;
	int broken = history_broken(&report);
	if (broken)
		sim_fail(world, report.items[broken].dossier, "I%d, %s: %s", broken,
			 history_english(broken), report.items[broken].example);
}
