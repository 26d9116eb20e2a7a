/* SPDX-License-Identifier: EUPL-1.2 */
/* Citizens: hand in once (or twice, or wrongly), look where it is, bring what is asked for, pay,
 * withdraw; and the receiving desk that speaks for them and retries incidents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/definition.h"
#include "proto/base/ids.h"
#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/base/lookup.h"
#include "tests/sim/sim.h"

#define LOOK_US_MAX (12 * LT_US_PER_HOUR)
#define CALM_LOOK_US_MAX (2 * LT_US_PER_HOUR)

enum { CALM_RETRIES_MAX = 2 };

static const char *const poisons[] = {"fee",  "spin",  "memory", "by",	"twice",
				      "with", "allow", "at",	 "none"};

static void wake_at(struct sim_world *world, struct sim_citizen *c, int64_t at_us)
{
	c->wake_us = at_us;
	if (at_us < world->citizens_us)
		world->citizens_us = at_us;
}

static void later(struct sim_world *world, struct sim_citizen *c)
{
	int64_t most_us = world->calm ? CALM_LOOK_US_MAX : LOOK_US_MAX;
	c->waits = false;
	wake_at(world, c,
		sim_now(world) +
			sim_pace(world, sim_between(&world->chance, LT_US_PER_MINUTE, most_us)));
}

/* -- what is written on forms -- */

static const char *text_of(struct sim_world *world, const struct lt_field_decl *decl,
			   struct sim_chance *chance)
{
	static const char *const words[] = {"một", "hai ba", "Đường Lê Lợi", "x", "Hòa-2", ""};
	const struct lt_directory *directory = world->province->directory;
	switch (decl->type) {
	case LT_FIELD_DATE:
		return lt_arena_printf(&world->arena, "19%02d-%02d-%02d",
				       (int)sim_below(chance, 100), 1 + (int)sim_below(chance, 12),
				       1 + (int)sim_below(chance, 28));
	case LT_FIELD_CHOICE:
		return decl->choices.count
			       ? decl->choices.items[sim_below(chance, decl->choices.count)]
			       : "";
	case LT_FIELD_AREA:
		return lt_directory_area_at(directory,
					    sim_below(chance, lt_directory_areas_count(directory)))
			->code;
	default:
		if (strcmp(decl->name, "poison") != 0)
			return words[sim_below(chance, sizeof words / sizeof *words)];
		return world->knobs.poison ? poisons[sim_below(chance, 9)] : "none";
	}
}

static Lt__Field *field_of(struct sim_world *world, const struct lt_field_decl *decl,
			   struct sim_chance *chance)
{
	Lt__Field *f = lt_arena_zalloc(&world->arena, 1, sizeof *f);
	LT_REQUIRE(f != NULL);
	lt__field__init(f);
	f->name = decl->name;
	if (decl->type == LT_FIELD_NUMBER) {
		f->value_case = LT__FIELD__VALUE_NUMBER;
		f->number = sim_between(chance, 0, 1000);
	} else if (decl->type == LT_FIELD_YESNO) {
		f->value_case = LT__FIELD__VALUE_YES;
		f->yes = sim_percent(chance, 50);
	} else {
		f->value_case = LT__FIELD__VALUE_TEXT;
		f->text = text_of(world, decl, chance);
	}
	return f;
}

void sim_fields(struct sim_world *world, const struct lt_definition *definition, bool all,
		struct sim_chance *chance, Lt__Field ***ret, size_t *ret_count)
{
	Lt__Field **list =
		lt_arena_zalloc(&world->arena, definition->fields_count + 1, sizeof(void *));
	size_t count = 0;
	LT_REQUIRE(list != NULL);
	for (uint32_t i = 0; i < definition->fields_count; i++)
		if ((all && definition->fields[i].required) || sim_percent(chance, 35))
			list[count++] = field_of(world, &definition->fields[i], chance);
	*ret = list;
	*ret_count = count;
}

static void add_papers(struct sim_world *world, const struct lt_definition *d,
		       Lt__SubmitDossier *body)
{
	body->papers = lt_arena_zalloc(&world->arena, d->papers_count + 1, sizeof(void *));
	LT_REQUIRE(body->papers != NULL);
	for (uint32_t i = 0; i < d->papers_count; i++) {
		Lt__Paper *paper = lt_arena_zalloc(&world->arena, 1, sizeof *paper);
		LT_REQUIRE(paper != NULL);
		lt__paper__init(paper);
		paper->id = d->papers[i].id;
		paper->form = LT__PAPER_FORM__PAPER_FORM_COPY;
		if (d->papers[i].required || sim_percent(&world->chance, 50))
			body->papers[body->n_papers++] = paper;
	}
}

/* -- where to hand in -- */

static bool receives(const struct sim_world *world, const struct lt_definition *d, const char *code)
{
	const struct lt_unit *unit = lt_directory_unit(world->province->directory, code);
	if (!unit || strcmp(unit->kind, "one_stop") != 0)
		return false;
	for (uint32_t i = 0; i < d->receive_at.count; i++)
		if (strcmp(d->receive_at.items[i], unit->level) == 0)
			return true;
	return d->receive_at.count == 0;
}

static void choose_desk(struct sim_world *world, struct sim_citizen *c)
{
	size_t seen = 0;
	c->node = NULL;
	for (size_t i = 0; i < world->nodes_count; i++)
		for (size_t k = 0; k < world->nodes[i].spec->units_count; k++) {
			const char *code = world->nodes[i].spec->units[k];
			if (!receives(world, c->procedure->definition, code) ||
			    sim_below(&world->chance, ++seen) != 0)
				continue;
			c->node = &world->nodes[i];
			c->unit = code;
		}
}

/* -- handing in -- */

static Lt__Command *command_of(struct sim_world *world, const struct sim_citizen *c,
			       Lt__Command__BodyCase kind)
{
	Lt__Command *command = lt_arena_zalloc(&world->arena, 1, sizeof *command);
	Lt__Actor *actor = lt_arena_zalloc(&world->arena, 1, sizeof *actor);
	LT_REQUIRE(command && actor);
	lt__command__init(command);
	lt__actor__init(actor);
	actor->kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	actor->id = lt_arena_printf(&world->arena, "c%llu", (unsigned long long)c->number);
	actor->unit = c->unit;
	command->actor = actor;
	command->dossier = c->dossier;
	command->body_case = kind;
	return command;
}

static void submitted(struct sim_world *world, struct sim_request *request,
		      const Lt__CommandReply *reply)
{
	struct sim_citizen *c = request->owner;
	later(world, c);
	if (!reply) { /* under a code of its own it may be asked again by a node that forgot */
		c->done = !*c->code;
		return;
	}
	/* a node alone has a number of its own for it until the coordinator has spoken */
	if (c->first_dossier && !reply->provisional && reply->dossier != c->first_dossier)
		sim_fail(world, c->first_dossier,
			 "%s was handed in as dossier %llu, and again as %llu (%s)", c->code,
			 (unsigned long long)c->first_dossier, (unsigned long long)reply->dossier,
			 lt_refusal_name(reply->refusal));
	if (reply->refusal) {
		*c->code = 0;
		return;
	}
	if (reply->provisional) { /* it has a code, and no number before it is asked again */
		strncpy(c->code, reply->code, sizeof c->code - 1);
		return;
	}
	if (*c->code && !c->first_dossier && world->knobs.repeats &&
	    sim_percent(&world->chance, 50)) {
		c->first_dossier = reply->dossier; /* handed in once more, by another hand */
		return;
	}
	c->dossier = reply->dossier;
	if (world->knobs.repeats && sim_percent(&world->chance, 30))
		sim_node_repeat(request->node, request);
}

/* Faults of a form that nobody may accept. @return true if one was made. */
static bool spoil(struct sim_world *world, const struct lt_definition *d, Lt__SubmitDossier *body)
{
	if (!world->knobs.mistakes || !sim_percent(&world->chance, 15))
		return false;
	if (sim_percent(&world->chance, 30)) {
		body->submitted_us = sim_true_us(world) + 400 * LT_US_PER_DAY;
		return true;
	}
	for (uint32_t i = 0; i < d->papers_count; i++)
		if (d->papers[i].required) {
			body->n_papers = 0;
			return true;
		}
	body->procedure = "0.000000";
	return true;
}

static void mint(struct sim_world *world, struct sim_citizen *c)
{
	struct lt_date day = lt_date_of_day(lt_local_of(sim_true_us(world)).day);
	if (!*c->code && sim_percent(&world->chance, 30))
		(void)snprintf(c->code, sizeof c->code, "%s-%02d%02d%02d-S%llu", c->unit,
			       day.year % 100, day.month, day.mday,
			       (unsigned long long)world->book.requests_count + 1);
}

/* Drawn by nobody: the same seed makes the same history. */
static const char *check_of(const struct sim_citizen *c, char ret[static LT_LOOKUP_BYTES])
{
	uint8_t bits[LT_LOOKUP_RANDOM_BYTES];
	for (size_t i = 0; i < sizeof bits; i++)
		bits[i] = (uint8_t)(c->number >> 8 * i);
	return lt_lookup_of(bits, ret);
}

static void submit(struct sim_world *world, struct sim_citizen *c)
{
	char check[LT_LOOKUP_BYTES];
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	if (!*c->code) {
		c->procedure =
			world->procedures[sim_below(&world->chance, world->procedures_count)];
		choose_desk(world, c);
	}
	if (!c->node || !c->node->client)
		return later(world, c);
	const struct lt_definition *d = c->procedure->definition;
	bool again = *c->code;
	mint(world, c);
	applicant.name =
		lt_arena_printf(&world->arena, "Người thứ %llu", (unsigned long long)c->number);
	/* The mark of a submission; under a code, all tries are one and bear the first one's. */
	if (!again)
		(void)snprintf(c->id_number, sizeof c->id_number, "S%zu",
			       world->book.requests_count + 1);
	applicant.id_number = c->id_number;
	body.applicant = &applicant;
	body.procedure = d->code;
	body.unit = c->unit;
	body.code = c->code;
	body.check = check_of(c, check);
	body.channel = (Lt__Channel)(1 + sim_below(&world->chance, 3));
	sim_fields(world, d, true, &world->chance, &body.fields, &body.n_fields);
	add_papers(world, d, &body);
	bool bad = !again && spoil(world, d, &body);
	Lt__Command *command = command_of(world, c, LT__COMMAND__BODY_SUBMIT);
	command->submit = &body;
	struct sim_request *request = sim_node_command(c->node, command);
	request->marked = true;
	request->must_refuse = bad;
	request->done = submitted;
	request->owner = c;
	memcpy(request->code, c->code, sizeof request->code);
	c->waits = true;
	sim_node_touch(c->node);
}

/* -- following it up -- */

static void answered(struct sim_world *world, struct sim_request *request,
		     const Lt__CommandReply *reply)
{
	later(world, request->owner);
	if (reply && !reply->refusal && world->knobs.repeats && sim_percent(&world->chance, 20))
		sim_node_repeat(request->node, request);
}

static struct sim_request *send_through(struct sim_node *node, struct sim_citizen *c,
					Lt__Command *command)
{
	struct sim_request *request = sim_node_command(node, command);
	if (!request)
		return NULL;
	request->done = answered;
	request->owner = c;
	c->waits = true;
	sim_node_touch(node);
	return request;
}

static struct sim_request *send(struct sim_citizen *c, Lt__Command *command)
{
	return send_through(c->node, c, command);
}

/* Who is asked to tell of what happens elsewhere; NULL: nobody but the citizen. */
static struct sim_node *teller(struct sim_world *world, const char *event)
{
	for (size_t i = 0; i < world->nodes_count; i++)
		if (lt_directory_announces(world->province->directory, world->nodes[i].spec->id,
					   event))
			return &world->nodes[i];
	return NULL;
}

static const Lt__Token *waiting(const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->n_events &&
		    d->tokens[i]->state == LT__TOKEN_STATE__TOKEN_STATE_WAITING)
			return d->tokens[i];
	return NULL;
}

static void signal_it(struct sim_world *world, struct sim_citizen *c, const char *event)
{
	Lt__SignalDossier *body = lt_arena_zalloc(&world->arena, 1, sizeof *body);
	LT_REQUIRE(body != NULL);
	lt__signal_dossier__init(body);
	body->event = event;
	if (sim_percent(&world->chance, 30))
		sim_fields(world, c->procedure->definition, false, &world->chance, &body->fields,
			   &body->n_fields);
	Lt__Command *command = command_of(world, c, LT__COMMAND__BODY_SIGNAL);
	command->signal = body;
	if (world->knobs.offline && sim_percent(&world->chance, 30))
		command->happened_us =
			sim_true_us(world) - sim_between(&world->chance, 0, 3 * LT_US_PER_DAY);
	struct sim_node *node = teller(world, event);
	if (node) {
		command->actor->kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
		command->actor->id = node->spec->id;
	}
	(void)send_through(node ? node : c->node, c, command);
}

static void leave(struct sim_world *world, struct sim_citizen *c)
{
	Lt__WithdrawDossier body = LT__WITHDRAW_DOSSIER__INIT;
	Lt__Command *command = command_of(world, c, LT__COMMAND__BODY_WITHDRAW);
	body.note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
	command->withdraw = &body;
	struct sim_request *request = send(c, command);
	if (request)
		request->marked = true;
}

static const char *officer_at(struct sim_world *world, const char *unit)
{
	for (size_t i = 0; i < world->officers_count; i++)
		if (strcmp(world->officers[i].unit, unit) == 0)
			return world->officers[i].id;
	return NULL;
}

/* The receiving desk: stops the dossier on request, or retries its incidents. */
static void ask_desk(struct sim_world *world, struct sim_citizen *c, bool retry)
{
	Lt__StopDossier stop = LT__STOP_DOSSIER__INIT;
	Lt__RetryIncident again = LT__RETRY_INCIDENT__INIT;
	const char *officer = officer_at(world, c->unit);
	if (!officer)
		return;
	Lt__Command *command =
		command_of(world, c, retry ? LT__COMMAND__BODY_RETRY : LT__COMMAND__BODY_STOP);
	command->actor->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	command->actor->id = officer;
	stop.note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
	if (retry)
		command->retry = &again;
	else
		command->stop = &stop;
	c->retries += retry && world->calm;
	struct sim_request *request = send(c, command);
	if (request)
		request->marked = !retry;
}

/* Asked for too early: whoever was refused must not find it done. */
static void ask_early(struct sim_world *world, struct sim_citizen *c)
{
	Lt__ReturnResult body = LT__RETURN_RESULT__INIT;
	const char *officer = officer_at(world, c->unit);
	if (!officer)
		return;
	Lt__Command *command = command_of(world, c, LT__COMMAND__BODY_RETURN_RESULT);
	command->actor->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	command->actor->id = officer;
	body.way = "counter";
	command->return_result = &body;
	(void)send(c, command);
}

static void nothing(struct sim_world *world, void *owner, const Lt__FetchReply *reply)
{
	(void)world, (void)owner, (void)reply;
}

static void probed(struct sim_world *world, void *owner, const Lt__FetchReply *reply)
{
	const struct sim_node *node = owner;
	bool shown = reply && !reply->error && reply->dossier;
	if (shown ? !sim_concerns(world, node, reply->dossier)
		  : reply && reply->error == LT_E_DENIED)
		history_probed(world->history, node->spec->id, !shown);
}

/* Somebody at some node asks for somebody's dossier. */
static void probe(struct sim_world *world)
{
	const struct sim_book *book = &world->book;
	Lt__Fetch fetch = LT__FETCH__INIT;
	struct sim_node *node = &world->nodes[sim_below(&world->chance, world->nodes_count)];
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.dossier = book->dossiers[sim_below(&world->chance, book->dossiers_count)].id;
	(void)sim_node_read(node, &fetch, probed, node);
}

/* Every kind of read is asked for by somebody; what it says is for the unit tests. */
static void be_curious(struct sim_world *world, struct sim_citizen *c)
{
	static const Lt__FetchKind kinds[] = {
		LT__FETCH_KIND__FETCH_KIND_STATUS, LT__FETCH_KIND__FETCH_KIND_EXPLAIN,
		LT__FETCH_KIND__FETCH_KIND_SEARCH, LT__FETCH_KIND__FETCH_KIND_INCIDENTS,
		LT__FETCH_KIND__FETCH_KIND_PROCEDURES};
	Lt__Fetch fetch = LT__FETCH__INIT;
	if (world->book.dossiers_count)
		probe(world);
	fetch.kind = kinds[sim_below(&world->chance, sizeof kinds / sizeof *kinds)];
	fetch.unit = c->unit;
	fetch.dossier = c->dossier;
	fetch.text = "nguoi thu";
	(void)sim_node_read(c->node, &fetch, nothing, NULL);
}

/* The receiving desk orders something of the dossier. */
static void order(struct sim_world *world, struct sim_citizen *c, const Lt__Dossier *d)
{
	Lt__Command *command = command_of(world, c, LT__COMMAND__BODY__NOT_SET);
	const char *officer = officer_at(world, c->unit);
	if (!officer || !sim_order(world, d, command))
		return;
	command->actor->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	command->actor->id = officer;
	(void)send(c, command);
}

static void follow_up(struct sim_world *world, struct sim_citizen *c, const Lt__Dossier *d)
{
	uint64_t dice = sim_below(&world->chance, 100);
	const Lt__Token *t = waiting(d);
	if (world->knobs.orders && (d->hold || (!world->calm && sim_percent(&world->chance, 20))))
		order(world, c, d);
	else if (t && dice < (world->calm ? 90 : 50))
		signal_it(world, c, t->events[sim_below(&world->chance, t->n_events)]);
	else if (d->n_incidents && dice < 60 && c->retries < CALM_RETRIES_MAX)
		ask_desk(world, c, true);
	else if (!world->calm && dice < 63)
		signal_it(world, c, "applicant.supplement");
	else if (!world->calm && world->knobs.mistakes && dice > 90)
		ask_early(world, c);
	else if (dice > 85)
		be_curious(world, c);
	else if (!world->calm && world->knobs.withdrawals && dice < 66)
		leave(world, c);
	else if (!world->calm && world->knobs.withdrawals && dice < 68)
		ask_desk(world, c, false);
}

static void seen(struct sim_world *world, void *owner, const Lt__FetchReply *reply)
{
	struct sim_citizen *c = owner;
	lt_arena_reset(&world->arena);
	c->waits = false;
	if (reply && !reply->error && reply->dossier) {
		c->done = reply->dossier->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
		if (!c->done)
			follow_up(world, c, reply->dossier);
	} else if (reply && reply->error == LT_E_ABSENT) {
		sim_fail(world, c->dossier, "dossier %llu was acknowledged and is not found",
			 (unsigned long long)c->dossier);
	}
	if (!c->waits)
		later(world, c);
}

static void look(struct sim_world *world, struct sim_citizen *c)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.dossier = c->dossier;
	c->waits = sim_node_read(c->node, &fetch, seen, c);
	if (!c->waits)
		wake_at(world, c,
			sim_now(world) +
				sim_pace(world, sim_between(&world->chance, LT_US_PER_SECOND,
							    10 * LT_US_PER_MINUTE)));
}

void sim_citizens_step(struct sim_world *world)
{
	if (sim_now(world) < world->citizens_us)
		return;
	world->citizens_us = INT64_MAX;
	for (size_t i = 0; i < world->citizens_count; i++) {
		struct sim_citizen *c = &world->citizens[i];
		if (c->waits || c->done)
			continue;
		if (c->wake_us > sim_now(world)) {
			wake_at(world, c, c->wake_us);
			continue;
		}
		lt_arena_reset(&world->arena);
		if (c->dossier)
			look(world, c);
		else
			submit(world, c);
	}
}

int sim_citizens_new(struct sim_world *world, struct lt_err *err)
{
	size_t count = (size_t)sim_between(&world->chance, 4, 24);
	world->citizens = calloc(count, sizeof *world->citizens);
	if (!world->citizens)
		return lt_err_set(err, LT_E_NOMEM, "citizens");
	world->citizens_count = count;
	for (size_t i = 0; i < count; i++)
		world->citizens[i] = (struct sim_citizen){
			.number = i + 1,
			.wake_us =
				sim_office_time(world, sim_between(&world->chance, LT_US_PER_SECOND,
								   world->end_us / 2))};
	return 0;
}
