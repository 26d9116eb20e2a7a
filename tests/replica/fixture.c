/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/replica/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/rows.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "records/query/query.h"
#include "records/verify/verify.h"
#include "tests/support/support.h"

/* The tax office sees the dossier, lets it go, and may get it back. */
static const char procedure_source[] =
	"return procedure {\n"
	"  code = \"1.000001\", version = \"1\", field = \"Thử\", name = \"Thủ tục thử\",\n"
	"  legal_basis = { \"NĐ 1/2024/NĐ-CP\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(30),\n"
	"  fields = { purpose = text { label = \"Mục đích\" } },\n"
	"  documents = {}, results = {}, fee = function(d) return vnd(8000) end,\n"
	"  start = \"receive\",\n"
	"  steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\", limit = "
	"working_hours(4),\n"
	"      on = { complete = \"tax\", simple = \"sign\" } },\n"
	"    human \"tax\" { unit = \"tax\", level = \"district\", role = \"tax_officer\",\n"
	"      limit = working_days(1), on = { done = \"sign\" } },\n"
	"    human \"sign\" { unit = \"committee\", role = \"leader\", limit = working_days(28),\n"
	"      on = { signed = \"granted\", again = \"check\" } },\n"
	"    human \"check\" { unit = \"justice\", level = \"commune\", role = \"specialist\",\n"
	"      limit = working_hours(4),\n"
	"      on = { back = \"tax\", enough = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\", deliver = { \"counter\" } },\n"
	"  },\n"
	"}\n";

/* Of the reply that a page travels in. */
enum { ENVELOPE_BYTES = 1024 };

/* -- the engine -- */

void province_reopen(struct province *p)
{
	struct lt_err err = {0};
	struct lt_engine_options options = {.folder = p->folder, .clock = &p->clock};
	int r = lt_engine_open(&options, &p->engine, &err);
	if (r < 0)
		print_error("%s\n", err.text);
	assert_int_equal(r, 0);
}

void together(struct province *p, size_t commands)
{
	p->together = commands;
	lt_engine_begin(p->engine);
}

/* Runs one command, as a batch of its own unless several are announced. */
static void run(struct province *p, Lt__Command *c, Lt__CommandReply *reply)
{
	struct lt_origin origin = {
		.node = "operator", .node_key = 42, .boot = 1, .is_operator = true};
	struct lt_slice bytes;
	struct lt_err err = {0};
	c->schema = 1;
	c->seq = ++p->seq;
	assert_int_equal(lt_encode(&c->base, &p->arena, &bytes), 0);
	if (p->together == 0)
		lt_engine_begin(p->engine);
	int r = lt_engine_command(p->engine, &origin, c, bytes, &p->arena, reply, &err);
	assert_int_equal(r, 0);
	if (p->together == 0 || --p->together == 0)
		assert_int_equal(lt_engine_commit(p->engine, &err), 0);
	if (reply->error)
		print_error("%s\n", reply->text);
	assert_int_equal(reply->error, 0);
}

static Lt__Actor actor_of(Lt__ActorKind kind, const char *id, const char *unit)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = kind;
	actor.id = id;
	actor.unit = unit;
	return actor;
}

static void order(struct province *p, Lt__Command *c, const char *name)
{
	Lt__CommandReply reply;
	Lt__Actor actor = actor_of(LT__ACTOR_KIND__ACTOR_KIND_OPERATOR, "root", "");
	c->actor = &actor;
	run(p, c, &reply);
	if (reply.refusal)
		print_error("%s: %s\n", name, reply.text);
	assert_int_equal(reply.refusal, 0);
}

static void publish_definition(struct province *p, const char *source)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishDefinition body = LT__PUBLISH_DEFINITION__INIT;
	body.source = source;
	body.name = "test.lua";
	c.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
	c.publish_definition = &body;
	order(p, &c, body.name);
}

static void publish_calendar(struct province *p, const char *path)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishCalendar body = LT__PUBLISH_CALENDAR__INIT;
	LT_AUTO(free) char *source = lt_test_read(path);
	body.source = source;
	body.name = path;
	c.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
	c.publish_calendar = &body;
	order(p, &c, path);
}

void publish_directory(struct province *p, const char *source)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishDirectory body = LT__PUBLISH_DIRECTORY__INIT;
	body.source = source;
	body.name = "directory.lua";
	c.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
	c.publish_directory = &body;
	order(p, &c, body.name);
}

void province_open(struct province *p)
{
	int64_t at_us = 0;
	*p = (struct province){.folder = lt_test_folder()};
	assert_int_equal(lt_time_parse("2024-06-03T08:00", &at_us), 0);
	p->clock = lt_clock_fake(at_us);
	lt_arena_init(&p->arena, 256u << 20);
	province_reopen(p);
	publish_calendar(p, "procedures/calendars/vn.lua");
	LT_AUTO(free) char *directory = lt_test_read("procedures/directory/three_levels.lua");
	publish_directory(p, directory);
	publish_definition(p, procedure_source);
}

void province_close(struct province *p)
{
	if (p->engine)
		lt_engine_close(p->engine);
	lt_arena_done(&p->arena);
	lt_test_remove(p->folder);
}

void province_restart(struct province *p)
{
	lt_engine_close(p->engine);
	province_reopen(p);
}

/* -- people -- */

struct submission {
	const char *unit, *officer, *name;
	Lt__Field **fields;
	size_t fields_count;
};

static void submit(struct province *p, const struct submission *what, Lt__CommandReply *reply)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	applicant.name = what->name;
	body.procedure = "1.000001";
	body.unit = what->unit;
	body.channel = LT__CHANNEL__CHANNEL_DIRECT;
	body.applicant = &applicant;
	body.fields = what->fields;
	body.n_fields = what->fields_count;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &body;
	Lt__Actor actor = actor_of(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, what->officer, what->unit);
	c.actor = &actor;
	lt_arena_reset(&p->arena);
	lt_clock_advance(&p->clock, 1000000);
	run(p, &c, reply);
}

uint64_t receive(struct province *p, const char *unit, const char *officer, const char *name)
{
	Lt__CommandReply reply;
	submit(p, &(struct submission){.unit = unit, .officer = officer, .name = name}, &reply);
	assert_int_equal(reply.refusal, 0);
	return reply.dossier;
}

uint32_t receive_long(struct province *p, size_t bytes, uint64_t *ret)
{
	static char text[LT_TEXT_BYTES_MAX];
	static Lt__Field field, *fields[LT_FIELDS_MAX];
	Lt__CommandReply reply;
	struct submission what = {.unit = DESK,
				  .officer = RECEIVER,
				  .name = "Nguyễn Thị Dài",
				  .fields = fields,
				  .fields_count = bytes / sizeof text};
	memset(text, 'x', sizeof text - 1);
	lt__field__init(&field);
	field.name = "purpose";
	field.value_case = LT__FIELD__VALUE_TEXT;
	field.text = text;
	for (size_t i = 0; i < LT_FIELDS_MAX; i++)
		fields[i] = &field;
	submit(p, &what, &reply);
	*ret = reply.dossier;
	return reply.refusal;
}

uint32_t act(struct province *p, uint64_t dossier, const char *step, const char *outcome,
	     const char *officer, const char *unit)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep body = LT__ACT_ON_STEP__INIT;
	Lt__CommandReply reply;
	body.step = step;
	body.outcome = outcome;
	c.dossier = dossier;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &body;
	Lt__Actor actor = actor_of(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, officer, unit);
	c.actor = &actor;
	lt_arena_reset(&p->arena);
	lt_clock_advance(&p->clock, 1000000);
	run(p, &c, &reply);
	return reply.refusal;
}

void give_back(struct province *p, uint64_t dossier)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ReturnResult body = LT__RETURN_RESULT__INIT;
	Lt__CommandReply reply;
	body.way = "counter";
	c.dossier = dossier;
	c.body_case = LT__COMMAND__BODY_RETURN_RESULT;
	c.return_result = &body;
	Lt__Actor actor = actor_of(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, RECEIVER, DESK);
	c.actor = &actor;
	run(p, &c, &reply);
	if (reply.refusal)
		print_error("%s\n", reply.text);
	assert_int_equal(reply.refusal, 0);
}

void finish_many(struct province *p, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		together(p, 4);
		uint64_t id = receive(p, DESK, RECEIVER, "Nông Văn Xong");
		assert_int_equal(act(p, id, "receive", "simple", RECEIVER, DESK), 0);
		assert_int_equal(act(p, id, "sign", "signed", LEADER, COMMITTEE), 0);
		give_back(p, id);
	}
}

/* -- a node -- */

static void open_replica(struct follower *f)
{
	struct lt_err err = {0};
	struct lt_replica_options options = {.dir = f->folder,
					     .node = f->node,
					     .clock = &f->province->clock,
					     .compact_bytes = f->compact_bytes};
	int r = lt_replica_open(&options, &f->replica, &err);
	if (r < 0)
		print_error("%s\n", err.text);
	assert_int_equal(r, 0);
}

void follower_open(struct follower *f, struct province *p, const char *node)
{
	if (!f->folder)
		*f = (struct follower){.province = p,
				       .node = node,
				       .folder = lt_test_folder(),
				       .compact_bytes = f->compact_bytes};
	open_replica(f);
}

void follower_close(struct follower *f)
{
	lt_replica_close(f->replica);
	f->replica = NULL;
}

void follower_wipe(struct follower *f)
{
	if (f->replica)
		follower_close(f);
	lt_test_remove(f->folder);
	f->folder = NULL;
}

Lt__FetchReply *ask_coordinator(struct follower *f, const Lt__Fetch *fetch)
{
	struct province *p = f->province;
	struct lt_origin origin = {.node = f->node, .node_key = 1, .boot = 1};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT, *copy;
	struct lt_slice bytes;
	struct lt_err err = {0};
	lt_engine_begin(p->engine); /* its clock */
	lt_engine_query(p->engine, &origin, fetch, &p->arena, &reply);
	assert_int_equal(lt_encode(&reply.base, &p->arena, &bytes), 0);
	f->wire_bytes += bytes.size;
	assert_true(bytes.size + ENVELOPE_BYTES <=
		    LT_MESSAGE_BYTES_MAX); /* else it never arrives */
	int r = LT_DECODE(fetch_reply, bytes, &p->arena, &copy, &err);
	if (r < 0)
		print_error("%s\n", err.text);
	assert_int_equal(r, 0);
	return copy;
}

Lt__FetchReply *ask_replica(struct follower *f, const Lt__Fetch *fetch)
{
	Lt__FetchReply *reply = lt_arena_alloc(&f->province->arena, sizeof *reply);
	assert_non_null(reply);
	lt__fetch_reply__init(reply);
	return lt_replica_read(f->replica, fetch, &f->province->arena, reply) ? reply : NULL;
}

int follow_page(struct follower *f, struct lt_err *err)
{
	Lt__Fetch *fetch;
	lt_arena_reset(&f->province->arena);
	assert_int_equal(lt_replica_ask(f->replica, &f->province->arena, &fetch, err), 0);
	Lt__FetchReply *reply = ask_coordinator(f, fetch);
	if (reply->error)
		print_error("%s\n", reply->text);
	assert_int_equal(reply->error, 0);
	assert_non_null(reply->page);
	f->pages++;
	return lt_replica_take(f->replica, reply->page, err);
}

void follow(struct follower *f)
{
	do {
		struct lt_err err = {0};
		int r = follow_page(f, &err);
		if (r < 0)
			print_error("%s\n", err.text);
		assert_int_equal(r, 0);
	} while (lt_replica_wants_more(f->replica));
}

/* -- the same from both -- */

size_t assert_same_reply(struct follower *f, const Lt__Fetch *fetch)
{
	struct lt_arena *arena = &f->province->arena;
	Lt__FetchReply *theirs = ask_coordinator(f, fetch), *ours = ask_replica(f, fetch);
	struct lt_slice a, b;
	assert_non_null(ours);
	ours->as_of_us = theirs->as_of_us;
	assert_int_equal(lt_encode(&theirs->base, arena, &a), 0);
	assert_int_equal(lt_encode(&ours->base, arena, &b), 0);
	if (!lt_slice_equal(a, b))
		print_error("kind %d unit %s: %zu and %zu bytes, %zu and %zu items; %s\n",
			    fetch->kind, fetch->unit, a.size, b.size, theirs->n_items,
			    ours->n_items, ours->text);
	assert_true(lt_slice_equal(a, b));
	return ours->n_items + ours->n_book + ours->n_duties + ours->n_events;
}

static size_t assert_same_lists(struct follower *f, const char *unit)
{
	static const Lt__FetchKind kinds[] = {
		LT__FETCH_KIND__FETCH_KIND_LIST, LT__FETCH_KIND__FETCH_KIND_LATE,
		LT__FETCH_KIND__FETCH_KIND_DUTIES, LT__FETCH_KIND__FETCH_KIND_BOOK};
	size_t listed = 0;
	char month[16];
	int64_t now_us = lt_clock_wall(&f->province->clock);
	struct lt_date today = lt_date_of_day(lt_local_of(now_us).day);
	(void)snprintf(month, sizeof month, "%d-%02d", today.year, today.month);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		Lt__Fetch fetch = LT__FETCH__INIT;
		fetch.kind = kinds[i];
		fetch.unit = unit;
		fetch.text = month;
		fetch.limit = 1000;
		if (i > 0 && i < 3 &&
		    !lt_query_is_covered(lt_replica_records(f->replica), now_us, f->node, unit)) {
			assert_null(ask_replica(f, &fetch)); /* others have a part of it */
			continue;
		}
		size_t n = assert_same_reply(f, &fetch);
		listed += i == 0 ? n : 0;
	}
	return listed;
}

/* Each row of theirs about a dossier that we have is ours too, and the other way round. */
static void assert_same_rows(struct follower *f, const Lt__Dossier *d)
{
	struct lt_records *ours = lt_replica_records(f->replica);
	struct lt_records *theirs = lt_engine_records(f->province->engine);
	struct lt_records *both[] = {ours, theirs};
	struct lt_rows rows;
	struct lt_key key;
	struct lt_slice a, b;
	assert_int_equal(lt_rows_live(d, &f->province->arena, &rows), 0);
	for (size_t i = 0; i < rows.count; i++)
		for (size_t k = 0; k < 2; k++) {
			uint8_t number[LT_ROW_VALUE_BYTES];
			assert_int_equal(lt_txn_get(both[k]->state.txn, rows.items[i].table,
						    lt_key_slice(&rows.items[i].key), &a, NULL),
					 0);
			assert_true(lt_slice_equal(a, lt_row_value(&rows.items[i], number)));
		}
	lt_key_dossier(d->id, &key);
	assert_int_equal(
		lt_txn_get(ours->state.txn, LT_TABLE_dossier, lt_key_slice(&key), &a, NULL), 0);
	assert_int_equal(
		lt_txn_get(theirs->state.txn, LT_TABLE_dossier, lt_key_slice(&key), &b, NULL), 0);
	assert_true(lt_slice_equal(a, b));
}

static bool sees(const struct lt_node_spec *node, const Lt__Dossier *d, struct lt_arena *arena)
{
	uint64_t *units;
	size_t count;
	assert_int_equal(lt_rows_units(d, arena, &units, &count), 0);
	for (size_t i = 0; node && i < node->units_count; i++)
		for (size_t k = 0; k < count; k++)
			if (lt_name_key(node->units[i]) == units[k])
				return true;
	return false;
}

size_t assert_same(struct follower *f)
{
	struct province *p = f->province;
	struct lt_records *ours = lt_replica_records(f->replica);
	struct lt_records *theirs = lt_engine_records(p->engine);
	const struct lt_directory *directory;
	size_t open = 0, rows[LT_TABLE_COUNT] = {0};
	assert_int_equal(
		lt_registry_directory(theirs->registry, lt_clock_wall(&p->clock), &directory, NULL),
		0);
	const struct lt_node_spec *node = lt_directory_node(directory, f->node);
	for (uint64_t id = 1; id <= theirs->state.meta.dossiers; id++) {
		Lt__Dossier *d, *copy;
		struct lt_rows live;
		lt_arena_reset(&p->arena);
		assert_int_equal(lt_state_dossier(theirs->state.txn, id, &p->arena, &d, NULL), 0);
		int r = lt_state_find(ours->state.txn, id, &p->arena, &copy, NULL);
		bool seen = sees(node, d, &p->arena);
		assert_int_equal(lt_rows_live(d, &p->arena, &live), 0);
		if (!seen || (r == LT_E_ABSENT && !lt_rows_wait(&live))) {
			assert_int_equal(r, LT_E_ABSENT);
			continue;
		}
		assert_int_equal(r, 0);
		assert_same_rows(f, d);
		for (size_t i = 0; i < live.count; i++)
			rows[live.items[i].table]++;
		open += lt_rows_wait(&live);
		if (!lt_rows_wait(&live))
			continue;
		Lt__Fetch show = LT__FETCH__INIT;
		show.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
		show.code = d->code;
		assert_true(assert_same_reply(f, &show) >= d->events_count);
		show.kind = LT__FETCH_KIND__FETCH_KIND_EXPLAIN;
		(void)assert_same_reply(f, &show);
	}
	for (unsigned table = 0; table < LT_TABLE_COUNT; table++) {
		uint64_t count = 0;
		if (!lt_table_is_row(table) || table == LT_TABLE_code || table == LT_TABLE_search)
			continue;
		assert_int_equal(lt_txn_count(ours->state.txn, table, &count, NULL), 0);
		assert_int_equal(count, rows[table]);
	}
	for (size_t i = 0; node && i < node->units_count; i++) {
		lt_arena_reset(&p->arena);
		(void)assert_same_lists(f, node->units[i]);
	}
	return open;
}

void assert_verified(const char *folder)
{
	struct lt_verify_report report;
	struct lt_err err = {0};
	int r = lt_verify(folder, &report, &err);
	if (r < 0)
		print_error("%s\n", err.text);
	assert_int_equal(r, 0);
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++) {
		if (report.properties[i].broken)
			print_error("property %d: %s\n", i, report.properties[i].example);
		assert_int_equal(report.properties[i].broken, 0);
	}
}
