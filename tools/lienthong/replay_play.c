/* SPDX-License-Identifier: EUPL-1.2 */
/* Plays a log through an engine of its own, as the nodes of the log's units would report it.
 *
 * Time. Each command carries its moment in the log as `happened_us`, which is how a node that was
 * cut off reports what was done meanwhile; the fake clock stands at the last moment of the batch.
 * So a batch holds many moments and costs one append, and every event keeps its own to the
 * microsecond. (Moving the clock instead would take a batch, hence a synced write, for each
 * moment.) One moment cannot be told that way: 1970-01-01T00:00Z, for 0 means "now"; batches are
 * cut there, so that now is then.
 *
 * Deadlines. At each deadline of the log the clock stops and the engine runs what is due by then:
 * who is late is its finding. What ends at that very moment has ended before. */
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/engine.h"
#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/replay.h"

enum { CHUNK_EVENTS = 512, REPLY_BYTES_MAX = 64 << 20 };

/* What happens at one moment, in this order: receipts, what was done, ends; then what is due. */
enum moment { MOMENT_RECEIVE, MOMENT_EVENT, MOMENT_END, MOMENT_DEADLINE };

struct item {
	int64_t at_us;
	enum moment moment;
	uint32_t index; /* of the event, or of the dossier with a deadline */
};

struct player {
	const struct lt_log *log;
	const struct lt_replay_dues *dues;
	struct item *items;
	size_t items_count;
	struct lt_engine *engine;
	struct lt_clock clock, real;
	struct lt_arena arena;	/* commands and replies of one batch */
	uint64_t *dossiers;	/* by case number */
	uint64_t *due_dossiers; /* as dues->items */
	uint64_t seq;
	struct lt_replay_figures *figures;
	struct lt_err *err;
};

/* -- one command -- */

/* Whose command it was, for messages: a case and a step, or (NULL) the log. */
struct about {
	const char *case_id, *step;
};

static int refused(struct player *p, const struct about *a, const Lt__CommandReply *reply)
{
	const char *text = *reply->text ? reply->text : lt_refusal_vietnamese(reply->refusal);
	return lt_err_set(p->err, reply->error ? reply->error : LT_E_REFUSED,
			  "máy chủ không nhận %s%.80s%s%s: %s", a ? "hồ sơ \"" : "tệp của ",
			  a ? a->case_id : p->log->name, a ? "\", bước " : "", a ? a->step : "",
			  text);
}

static int send(struct player *p, const struct lt_origin *origin, Lt__Command *c,
		const struct about *about, Lt__CommandReply *ret)
{
	struct lt_slice bytes;
	c->schema = LT_COMMAND_SCHEMA;
	c->seq = ++p->seq;
	int r = lt_encode(&c->base, &p->arena, &bytes);
	if (r == 0)
		r = lt_engine_command(p->engine, origin, c, bytes, &p->arena, ret, p->err);
	if (r == 0 && (ret->refusal || ret->error))
		r = refused(p, about, ret);
	p->figures->commands++;
	return r;
}

/* -- publishing -- */

static int publish(struct player *p, Lt__Command *c)
{
	struct lt_origin origin = {.node = "", .is_operator = true};
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply reply;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "replay";
	c->actor = &actor;
	lt_arena_reset(&p->arena);
	lt_engine_begin(p->engine);
	int r = send(p, &origin, c, NULL, &reply);
	return r < 0 ? r : lt_engine_commit(p->engine, p->err);
}

static int publish_all(struct player *p, const struct lt_replay_sources *sources)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	int64_t from_us, to_us;
	lt_replay_span(p->log, &from_us, &to_us);
	calendar.source = sources->calendar.text;
	calendar.name = "calendar.lua";
	directory.source = sources->directory.text;
	directory.name = "directory.lua";
	definition.source = sources->procedure.text;
	definition.name = LT_REPLAY_FILE;
	calendar.from_us = directory.from_us = definition.from_us = from_us;
	command.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
	command.publish_calendar = &calendar;
	int r = publish(p, &command);
	command.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
	command.publish_directory = &directory;
	if (r == 0)
		r = publish(p, &command);
	command.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
	command.publish_definition = &definition;
	if (r == 0)
		r = publish(p, &command);
	definition.name = "deadline.lua";
	for (size_t i = 0; i < p->dues->procedures_count && r == 0; i++) {
		definition.source = p->dues->procedures[i].text;
		r = publish(p, &command);
	}
	return r;
}

/* -- one event of the log -- */

/* Who does it, from which node; the texts live as long as the caller's. */
struct hand {
	Lt__Actor actor;
	struct lt_origin origin;
	char unit[LT_REPLAY_NAME_BYTES], officer[LT_REPLAY_NAME_BYTES], node[LT_REPLAY_NAME_BYTES];
};

static void take_hand(uint32_t who, uint32_t where, struct hand *h)
{
	lt__actor__init(&h->actor);
	h->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	h->actor.id = lt_replay_officer(who, h->officer);
	h->actor.unit = lt_replay_unit(where, h->unit);
	h->origin = (struct lt_origin){.node = lt_replay_node(where, h->node), .boot = 1};
	h->origin.node_key = lt_name_key(h->node);
}

static struct about about_event(const struct player *p, const struct lt_log_event *e)
{
	return (struct about){p->log->cases.items[e->case_number], p->log->steps[e->step].name};
}

static void set_text(Lt__Field *field, const char *name, const char *text)
{
	lt__field__init(field);
	field->name = name;
	field->value_case = LT__FIELD__VALUE_TEXT;
	field->text = text;
}

static int submit(struct player *p, struct hand *h, const struct lt_log_event *e)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	Lt__CommandReply reply;
	Lt__Field values[3], *fields[3] = {&values[0], &values[1], &values[2]};
	char first[LT_REPLAY_NAME_BYTES];
	set_text(&values[0], LT_REPLAY_FIELD_CASE, p->log->cases.items[e->case_number]);
	set_text(&values[1], LT_REPLAY_FIELD_FIRST, lt_replay_outcome(e->step, first));
	set_text(&values[2], LT_REPLAY_FIELD_DESK, h->unit);
	submit.procedure = LT_REPLAY_PROCEDURE;
	submit.unit = h->unit;
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	submit.fields = fields;
	submit.n_fields = 3;
	c.actor = &h->actor;
	c.happened_us = e->at_us;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	struct about about = about_event(p, e);
	int r = send(p, &h->origin, &c, &about, &reply);
	if (r == 0)
		p->dossiers[e->case_number] = reply.dossier;
	return r;
}

static int act(struct player *p, struct hand *h, const struct lt_log_event *e)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	Lt__CommandReply reply;
	Lt__Field desk, *fields = &desk;
	char outcome[LT_REPLAY_NAME_BYTES], unit[LT_REPLAY_NAME_BYTES];
	const struct lt_log_event *next = e->next == LT_LOG_LAST ? NULL : &p->log->events[e->next];
	act.step = p->log->steps[e->step].name;
	act.outcome = lt_replay_outcome(next ? next->step : LT_LOG_LAST, outcome);
	if (next && next->where != e->where) { /* the dossier goes to another unit's desk */
		set_text(&desk, LT_REPLAY_FIELD_DESK, lt_replay_unit(next->where, unit));
		act.fields = &fields;
		act.n_fields = 1;
	}
	c.dossier = p->dossiers[e->case_number];
	c.actor = &h->actor;
	c.happened_us = e->at_us;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &act;
	struct about about = about_event(p, e);
	return send(p, &h->origin, &c, &about, &reply);
}

static int play_event(struct player *p, const struct lt_log_event *e)
{
	struct hand h;
	take_hand(e->who, e->where, &h);
	int r = e->first ? submit(p, &h, e) : 0;
	return r < 0 ? r : act(p, &h, e);
}

/* -- a case with a deadline: received, ended -- */

static void take_desk(const struct player *p, struct hand *h)
{
	take_hand((uint32_t)p->log->people.count, (uint32_t)p->log->units.count, h);
}

static int receive(struct player *p, uint32_t index)
{
	const struct lt_replay_due *due = &p->dues->items[index];
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	Lt__CommandReply reply;
	Lt__Field values[2], *fields[2] = {&values[0], &values[1]};
	char code[LT_REPLAY_CODE_BYTES];
	struct hand h;
	take_desk(p, &h);
	struct about about = {p->log->cases.items[due->case_number], "nhận"};
	set_text(&values[0], LT_REPLAY_FIELD_CASE, about.case_id);
	set_text(&values[1], LT_REPLAY_FIELD_DESK, h.unit);
	submit.procedure = lt_replay_due_code(due->minutes, code);
	submit.unit = h.unit;
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	submit.fields = fields;
	submit.n_fields = 2;
	c.actor = &h.actor;
	c.happened_us = due->received_us;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	int r = send(p, &h.origin, &c, &about, &reply);
	if (r == 0)
		p->due_dossiers[index] = reply.dossier;
	return r;
}

static int settle(struct player *p, uint32_t index)
{
	const struct lt_replay_due *due = &p->dues->items[index];
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	Lt__CommandReply reply;
	struct hand h;
	take_desk(p, &h);
	struct about about = {p->log->cases.items[due->case_number], "settle"};
	act.step = "settle";
	act.outcome = LT_REPLAY_OUTCOME_DONE;
	c.dossier = p->due_dossiers[index];
	c.actor = &h.actor;
	c.happened_us = due->end_us;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &act;
	return send(p, &h.origin, &c, &about, &reply);
}

/* -- all that happens, in order -- */

static int compare(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	if (a->moment != b->moment)
		return a->moment < b->moment ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static void add(struct player *p, int64_t at_us, enum moment moment, size_t index)
{
	p->items[p->items_count++] = (struct item){at_us, moment, (uint32_t)index};
}

static int collect(struct player *p, struct lt_arena *arena)
{
	size_t most = p->log->events_count + 3 * p->dues->count;
	p->items = lt_arena_zalloc(arena, most, sizeof *p->items);
	if (!p->items)
		return LT_E_NOMEM;
	for (size_t i = 0; i < p->log->events_count; i++)
		add(p, p->log->events[i].at_us, MOMENT_EVENT, i);
	for (size_t i = 0; i < p->dues->count; i++) {
		const struct lt_replay_due *due = &p->dues->items[i];
		add(p, due->received_us, MOMENT_RECEIVE, i);
		add(p, p->log->dates[due->case_number].deadline_us, MOMENT_DEADLINE, i);
		if (due->end_us != LT_LOG_NEVER)
			add(p, due->end_us, MOMENT_END, i);
	}
	qsort(p->items, p->items_count, sizeof *p->items, compare);
	return 0;
}

static int play_item(struct player *p, const struct item *item)
{
	switch (item->moment) {
	case MOMENT_RECEIVE:
		return receive(p, item->index);
	case MOMENT_EVENT:
		return play_event(p, &p->log->events[item->index]);
	case MOMENT_END:
		return settle(p, item->index);
	case MOMENT_DEADLINE:
		break;
	}
	return 0;
}

/* -- batches -- */

/* One past the last item of a chunk: moments up to 1970 and those after it never share one, and a
 * deadline ends one. */
static size_t chunk_end(const struct player *p, size_t from)
{
	size_t to = from + 1;
	bool early = p->items[from].at_us <= 0;
	while (to < p->items_count && to - from < CHUNK_EVENTS &&
	       p->items[to].moment != MOMENT_DEADLINE && (p->items[to].at_us <= 0) == early)
		to++;
	return to;
}

static int commit(struct player *p)
{
	int r = lt_engine_commit(p->engine, p->err);
	if (r == 0 && lt_engine_wants_checkpoint(p->engine, false))
		r = lt_engine_checkpoint(p->engine, p->err);
	p->figures->batches++;
	return r;
}

static void begin(struct player *p)
{
	lt_arena_reset(&p->arena);
	lt_engine_begin(p->engine);
}

static void set_clock(struct player *p, int64_t at_us)
{
	p->clock.fake_wall_us = at_us > 0 ? at_us : 0;
}

static int play_deadline(struct player *p, int64_t at_us)
{
	int r = 0;
	set_clock(p, at_us);
	while (r == 0 && lt_engine_next_timer(p->engine) <= at_us) {
		begin(p);
		r = lt_engine_run_due(p->engine, p->err);
		if (r == 0)
			r = commit(p);
	}
	return r;
}

static int play_chunk(struct player *p, size_t from, size_t to)
{
	int r = 0;
	if (p->items[from].moment == MOMENT_DEADLINE)
		return play_deadline(p, p->items[from].at_us);
	set_clock(p, p->items[to - 1].at_us);
	begin(p);
	for (size_t i = from; i < to && r == 0; i++) {
		if (lt_engine_batch_full(p->engine)) {
			r = commit(p);
			begin(p);
		}
		if (r == 0)
			r = play_item(p, &p->items[i]);
	}
	return r < 0 ? r : commit(p);
}

static int play_all(struct player *p)
{
	int r = 0;
	for (size_t from = 0, to; from < p->items_count && r == 0; from = to) {
		bool deadline = p->items[from].moment == MOMENT_DEADLINE;
		to = deadline ? from + 1 : chunk_end(p, from);
		r = play_chunk(p, from, to);
	}
	return r;
}

static int run(struct player *p, const struct lt_replay_sources *sources)
{
	int64_t begun_us = lt_clock_monotonic(&p->real);
	int r = publish_all(p, sources);
	int64_t published_us = lt_clock_monotonic(&p->real);
	p->figures->publish_us = published_us - begun_us;
	p->figures->commands = 0;
	if (r == 0)
		r = play_all(p);
	p->figures->play_us = lt_clock_monotonic(&p->real) - published_us;
	return r;
}

int lt_replay_play(const struct lt_log *log, const struct lt_replay_sources *sources,
		   const char *folder, struct lt_replay_figures *ret, struct lt_err *err)
{
	struct player p = {.log = log,
			   .dues = &sources->dues,
			   .figures = ret,
			   .err = err,
			   .real = lt_clock_system()};
	int64_t first_us, last_us;
	lt_replay_span(log, &first_us, &last_us);
	*ret = (struct lt_replay_figures){0};
	p.clock = lt_clock_fake(first_us > 0 ? first_us : 0);
	struct lt_engine_options options = {.folder = folder, .clock = &p.clock};
	LT_AUTO(arena) struct lt_arena cases;
	lt_arena_init(&cases, SIZE_MAX);
	lt_arena_init(&p.arena, REPLY_BYTES_MAX);
	p.dossiers = lt_arena_zalloc(&cases, log->cases.count, sizeof *p.dossiers);
	p.due_dossiers = lt_arena_zalloc(&cases, p.dues->count + 1, sizeof *p.due_dossiers);
	int r = p.dossiers && p.due_dossiers ? collect(&p, &cases) : LT_E_NOMEM;
	if (r == 0)
		r = lt_engine_open(&options, &p.engine, err);
	if (r == 0)
		r = run(&p, sources);
	if (p.engine)
		lt_engine_close(p.engine);
	lt_arena_done(&p.arena);
	return r;
}
