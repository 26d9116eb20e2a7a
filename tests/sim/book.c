/* SPDX-License-Identifier: EUPL-1.2 */
/* The simulator's own account of what was asked and what was answered. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "tests/sim/sim.h"
#include "tests/support/support.h"

struct sim_request *sim_book_add(struct sim_world *world)
{
	struct sim_book *book = &world->book;
	struct sim_request *request = calloc(1, sizeof *request);
	LT_REQUIRE(request != NULL);
	book->requests = lt_test_room(book->requests, book->requests_count, sizeof(void *));
	book->requests[book->requests_count++] = request;
	request->mark = book->requests_count;
	request->outcome = SIM_OPEN;
	return request;
}

struct sim_dossier *sim_book_dossier(const struct sim_world *world, uint64_t id)
{
	for (size_t i = 0; i < world->book.dossiers_count; i++)
		if (world->book.dossiers[i].id == id)
			return &world->book.dossiers[i];
	return NULL;
}

/* What of a reply must never change; a refusal's words may, they name who is in the way. */
static uint64_t key_of(const Lt__CommandReply *r)
{
	uint64_t parts[7] = {r->refusal,
			     r->dossier,
			     r->events_count,
			     (uint64_t)r->due_us,
			     (uint64_t)r->received_us,
			     (uint64_t)r->fee_vnd,
			     lt_content_key(lt_slice_str(r->code))};
	if (r->refusal)
		return r->refusal;
	return lt_content_key(lt_slice(parts, sizeof parts));
}

/* A submission that was acknowledged: there is a dossier now. */
static void note_progress(struct sim_world *world, const Lt__CommandReply *reply)
{
	struct sim_dossier *d = sim_book_dossier(world, reply->dossier);
	if (d && reply->events_count > d->events_count)
		d->events_count = reply->events_count;
}

static void note_dossier(struct sim_world *world, const struct sim_request *request,
			 const Lt__CommandReply *reply)
{
	struct sim_book *book = &world->book;
	const struct sim_dossier *known = sim_book_dossier(world, reply->dossier);
	if (known && strcmp(known->code, reply->code) != 0)
		sim_fail(world, reply->dossier, "dossier %llu has two codes, %s and %s",
			 (unsigned long long)reply->dossier, known->code, reply->code);
	if (known)
		return;
	book->dossiers = lt_test_room(book->dossiers, book->dossiers_count, sizeof *book->dossiers);
	struct sim_dossier *d = &book->dossiers[book->dossiers_count++];
	*d = (struct sim_dossier){.id = reply->dossier, .mark = request->mark};
	strncpy(d->code, reply->code, sizeof d->code - 1);
}

bool sim_book_may_be_idle(const struct sim_request *request)
{
	switch (request->kind) {
	case LT__COMMAND__BODY_CLAIM:
	case LT__COMMAND__BODY_RELEASE:
	case LT__COMMAND__BODY_ASSIGN:
	case LT__COMMAND__BODY_ACCEPT_JOB:
		return true;
	case LT__COMMAND__BODY_REPORT_JOB:
		return !request->marked;
	default:
		return request->kind == LT__COMMAND__BODY_SUBMIT && *request->code;
	}
}

/* What left no event is remembered as long as the coordinator lives and is not flooded. */
static uint64_t life_of(const struct sim_world *world)
{
	return world->faults.crashes + world->faults.floods;
}

static void differs(struct sim_world *world, const struct sim_request *request,
		    const Lt__CommandReply *reply)
{
	if (request->reply_key != key_of(reply))
		sim_fail(world, request->at_dossier,
			 "request m%llu of %s (%llu/%llu) was answered %s, and now %s: %s",
			 (unsigned long long)request->mark, request->node->spec->id,
			 (unsigned long long)request->boot, (unsigned long long)request->seq,
			 lt_refusal_name(request->refusal), lt_refusal_name(reply->refusal),
			 reply->text);
}

void sim_book_decided(struct sim_world *world, struct sim_request *request,
		      const Lt__CommandReply *reply)
{
	if (request->outcome == SIM_ACCEPTED || request->outcome == SIM_REFUSED) {
		if (!sim_book_may_be_idle(request) || request->life == life_of(world))
			differs(world, request, reply);
		return;
	}
	request->outcome = reply->refusal ? SIM_REFUSED : SIM_ACCEPTED;
	request->refusal = reply->refusal;
	request->reply_key = key_of(reply);
	request->life = life_of(world);
	request->at_dossier = reply->dossier;
	request->events_count = reply->events_count;
	world->book.accepted += !reply->refusal;
	world->book.refused += reply->refusal != 0;
	sim_happen(world, "%s m%llu d%llu: %s%s", request->node->spec->id,
		   (unsigned long long)request->mark, (unsigned long long)reply->dossier,
		   reply->refusal ? lt_refusal_name(reply->refusal) : "ok",
		   request->provisional ? ", after it was decided alone" : "");
	if (!reply->refusal && request->must_refuse)
		sim_fail(world, reply->dossier, "m%llu of %s by %s should have been refused",
			 (unsigned long long)request->mark, request->node->spec->id,
			 request->officer);
	if (!reply->refusal && request->kind == LT__COMMAND__BODY_SUBMIT)
		note_dossier(world, request, reply);
	if (!reply->refusal)
		note_progress(world, reply);
}

/* Numbers of dossiers and steps may be the node's own until the coordinator has decided. */
static void note_provisional(struct sim_world *world, struct sim_request *request,
			     const Lt__CommandReply *reply)
{
	request->provisional = true;
	request->token = 0;
	world->provisional++;
	if (request->kind == LT__COMMAND__BODY_SUBMIT)
		strncpy(request->code, reply->code, sizeof request->code - 1);
	sim_happen(world, "%s m%llu %s: decided alone", request->node->spec->id,
		   (unsigned long long)request->mark, reply->code);
}

void sim_book_reply(struct sim_world *world, struct sim_request *request,
		    const Lt__CommandReply *reply)
{
	if (reply->provisional && !request->told)
		note_provisional(world, request, reply);
	else if (!reply->provisional)
		sim_book_decided(world, request, reply);
	if (request->told)
		return;
	request->told = true;
	if (request->done)
		request->done(world, request, reply);
}

void sim_book_lost(struct sim_world *world, struct sim_request *request)
{
	if (request->outcome == SIM_OPEN && !request->provisional) {
		request->outcome = SIM_LOST;
		world->book.lost++;
	}
	bool told = request->told;
	request->told = true;
	if (request->done && !told)
		request->done(world, request, NULL);
}

void sim_book_done(struct sim_book *book)
{
	for (size_t i = 0; i < book->requests_count; i++) {
		free(book->requests[i]->bytes);
		free(book->requests[i]);
	}
	free(book->requests);
	free(book->dossiers);
	free(book->batches);
}
