/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier: submit -> act "receive" -> two automatic steps at the nodes -> act "sign", tried until
 * it may be. One request a dossier is under way; its bytes stay the same until it is answered. */
#include "tests/crash/load.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.pb-c.h"

#include "procedures/core/verdict.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "proto/link/client.h"
#include "tests/crash/process.h"
#include "tests/support/support.h"

enum { SLOTS = 12, PAUSE_MS = 8, READ_MS = 2000, ARENA_BYTES = 8 << 20 };

#define ASK_US (3 * LT_US_PER_SECOND)

static const char token[] = "0123456789abcdef0123456789abcdef";

static const char directory[] =
	"return directory { version = \"1\", levels = { level \"commune\" { label = \"Xã\" } },\n"
	"  roles = { role \"receiver\" { label = \"Một cửa\" } },\n"
	"  areas = { area \"00001\" { level = \"commune\", name = \"Xã\" } },\n"
	"  units = { unit \"X1\" { kind = \"one_stop\", area = \"00001\", name = \"Một cửa\",\n"
	"    office = \"VN-STD\" } },\n"
	"  officers = { officer \"an\" { name = \"An\", roles = {\n"
	"    { unit = \"X1\", role = \"receiver\" } } } },\n"
	"  nodes = { node \"mot\" { units = { \"X1\" }, capabilities = { \"do.one\" } },\n"
	"    node \"hai\" { units = {}, capabilities = { \"do.two\" } } } }\n";

static const char procedure[] =
	"return procedure { code = \"9.000010\", version = \"1\", name = \"Thử\",\n"
	"  field = \"Thử\",\n"
	"  legal_basis = { \"thử độ bền\" }, time_limit = working_days(20),\n"
	"  fields = {}, documents = {}, results = {}, fee = vnd(0), start = \"receive\",\n"
	"  steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\",\n"
	"      limit = working_hours(4), on = { complete = \"one\" } },\n"
	"    auto \"one\" { call = \"do.one\", retry = { times = 1000, backoff = seconds(0) },\n"
	"      limit = working_hours(4), on = { ok = \"two\", failed = \"sign\" } },\n"
	"    auto \"two\" { call = \"do.two\", retry = { times = 1000, backoff = seconds(0) },\n"
	"      limit = working_hours(4), on = { ok = \"sign\", failed = \"sign\" } },\n"
	"    human \"sign\" { unit = \"one_stop\", role = \"receiver\",\n"
	"      limit = working_hours(4), on = { signed = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\" },\n"
	"  } }\n";

enum stage { STAGE_IDLE = 0, STAGE_SUBMIT, STAGE_RECEIVE, STAGE_SIGN };

struct slot {
	enum stage stage;
	uint64_t dossier, mark, seq;
	uint8_t *bytes; /* NULL: nothing asked */
	size_t size;
};

struct crash_load {
	struct crash_load_options options;
	struct lt_client *client;
	struct lt_talk *talk;
	struct lt_arena arena;
	uint32_t bound;
	uint64_t boot, seq;
	struct slot slots[SLOTS];
	pthread_t thread;
	atomic_bool closing, stopping, holding, done;
	atomic_ulong dossiers, refused, full, held, unknown, lines;
};

/* -- the line -- */

static int ask(struct crash_load *l, Lt__Request *request, Lt__Reply **ret)
{
	int r = lt_talk_ask(l->talk, request, ASK_US, &l->arena, ret, NULL);
	if (r == LT_E_DENIED || r == LT_E_LINE)
		l->bound = 0;
	if (r < 0)
		l->lines++;
	return r;
}

static int greet(struct crash_load *l)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello hello = LT__HELLO__INIT;
	Lt__Reply *reply;
	uint32_t line = lt_client_line(l->client);
	if (l->bound && l->bound == line)
		return 0;
	hello.node = l->options.name;
	hello.boot = l->boot;
	hello.software = "crash test";
	hello.token = token;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	int r = ask(l, &request, &reply);
	l->bound = r == 0 ? lt_client_line(l->client) : 0;
	return r == 0 && !l->bound ? LT_E_LINE : r;
}

/* -- what is asked -- */

static void keep(struct crash_load *l, struct slot *s, Lt__Command *c, const char *unit)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	struct lt_slice bytes;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = "an";
	actor.unit = unit;
	c->schema = 1;
	c->seq = s->seq = ++l->seq;
	c->dossier = s->dossier;
	c->actor = &actor;
	LT_REQUIRE(lt_encode(&c->base, &l->arena, &bytes) == 0);
	s->bytes = malloc(bytes.size + 1);
	LT_REQUIRE(s->bytes != NULL);
	memcpy(s->bytes, bytes.data, bytes.size);
	s->size = bytes.size;
}

static void make_submission(struct crash_load *l, struct slot *s)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	char number[32];
	s->mark = history_ask(l->options.history,
			      &(struct history_request){.effect = HISTORY_SUBMITS});
	s->dossier = 0;
	(void)snprintf(number, sizeof number, "S%llu", (unsigned long long)s->mark);
	applicant.name = "Người thử";
	applicant.id_number = number;
	body.procedure = "9.000010";
	body.unit = "X1";
	body.channel = LT__CHANNEL__CHANNEL_DIRECT;
	body.applicant = &applicant;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &body;
	keep(l, s, &c, "X1");
}

static void make_act(struct crash_load *l, struct slot *s, const char *step, const char *outcome)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep body = LT__ACT_ON_STEP__INIT;
	char note[32];
	struct history_request asked = {
		.effect = HISTORY_MARKED, .dossier = s->dossier, .officer = "an"};
	s->mark = history_ask(l->options.history, &asked);
	(void)snprintf(note, sizeof note, "m%llu", (unsigned long long)s->mark);
	body.step = step;
	body.outcome = outcome;
	body.note = note;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &body;
	keep(l, s, &c, "X1");
}

static void make(struct crash_load *l, struct slot *s)
{
	if (s->bytes)
		return;
	if (s->stage == STAGE_IDLE && !l->closing)
		s->stage = STAGE_SUBMIT;
	if (s->stage == STAGE_SUBMIT)
		make_submission(l, s);
	else if (s->stage == STAGE_RECEIVE)
		make_act(l, s, "receive", "complete");
	else if (s->stage == STAGE_SIGN)
		make_act(l, s, "sign", "signed");
}

/* -- what is answered -- */

static void take(struct crash_load *l, struct slot *s, const Lt__CommandReply *reply)
{
	bool full = reply->refusal == LT_REFUSAL_FULL;
	LT_REQUIRE(reply->seq == s->seq);
	l->full += full || reply->error == LT_E_FULL;
	LT_REQUIRE(!full || *reply->text);
	if (full || reply->refusal == LT_REFUSAL_BUSY || reply->error)
		return; /* the same again */
	struct history_answer told = {.outcome =
					      reply->refusal ? HISTORY_REFUSED : HISTORY_ACCEPTED,
				      .refusal = reply->refusal,
				      .dossier = reply->dossier,
				      .events_count = reply->events_count};
	history_told(l->options.history, s->mark, &told);
	free(s->bytes);
	s->bytes = NULL;
	l->refused += reply->refusal != 0;
	if (reply->refusal)
		return;
	s->dossier = reply->dossier;
	l->dossiers += s->stage == STAGE_SIGN;
	s->stage = s->stage == STAGE_SIGN ? STAGE_IDLE : (enum stage)(s->stage + 1);
}

static bool waits(const struct crash_load *l, size_t i)
{
	return l->holding && i % 2 && l->slots[i].stage == STAGE_SIGN && !l->slots[i].bytes;
}

static void report(struct crash_load *l)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report body = LT__REPORT__INIT;
	Lt__Reply *reply;
	ProtobufCBinaryData items[SLOTS];
	struct slot *asked[SLOTS];
	uint64_t held = 0;
	for (size_t i = 0; i < SLOTS; i++) {
		if (waits(l, i))
			held++;
		else
			make(l, &l->slots[i]);
		if (!l->slots[i].bytes)
			continue;
		asked[body.n_commands] = &l->slots[i];
		items[body.n_commands++] =
			(ProtobufCBinaryData){.len = l->slots[i].size, .data = l->slots[i].bytes};
	}
	l->held = held;
	l->done = body.n_commands == 0 && held == 0;
	if (body.n_commands == 0)
		return;
	body.commands = items;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &body;
	int r = ask(l, &request, &reply);
	l->unknown += r == LT_E_UNKNOWN;
	if (r < 0 || reply->body_case != LT__REPLY__BODY_REPORT)
		return;
	LT_REQUIRE(reply->report->n_replies == body.n_commands);
	for (size_t i = 0; i < body.n_commands; i++)
		take(l, asked[i], reply->report->replies[i]);
}

static void *work(void *argument)
{
	struct crash_load *l = argument;
	while (!l->stopping && !l->done) {
		lt_arena_reset(&l->arena);
		if (greet(l) == 0)
			report(l);
		crash_sleep_ms(PAUSE_MS);
	}
	return NULL;
}

/* -- life -- */

static struct crash_load *open_load(const struct crash_load_options *options)
{
	char address[32];
	struct lt_err err = {0};
	struct crash_load *l = calloc(1, sizeof *l);
	LT_REQUIRE(l != NULL);
	l->options = *options;
	l->boot = (uint64_t)(crash_seconds() * 1e6);
	lt_arena_init(&l->arena, ARENA_BYTES);
	(void)snprintf(address, sizeof address, "127.0.0.1:%u", options->port);
	struct lt_client_options client = {.address = address, .reconnect_ms_max = 100};
	LT_REQUIRE(lt_client_start(&client, &l->client, &err) == 0);
	LT_REQUIRE(lt_talk_new(l->client, &l->talk, &err) == 0);
	return l;
}

static void close_load(struct crash_load *l)
{
	lt_talk_free(l->talk);
	lt_client_free(l->client);
	lt_arena_done(&l->arena);
	for (size_t i = 0; i < SLOTS; i++)
		free(l->slots[i].bytes);
	free(l);
}

struct crash_load *crash_load_start(const struct crash_load_options *options)
{
	struct crash_load *l = open_load(options);
	LT_REQUIRE(pthread_create(&l->thread, NULL, work, l) == 0);
	return l;
}

void crash_load_close(struct crash_load *l)
{
	l->closing = true;
}

void crash_load_hold(struct crash_load *l, bool hold)
{
	l->holding = hold;
}

bool crash_load_done(const struct crash_load *l)
{
	return l->done;
}

struct crash_seen crash_load_seen(const struct crash_load *l)
{
	return (struct crash_seen){.dossiers = l->dossiers,
				   .refused = l->refused,
				   .full = l->full,
				   .held = l->held,
				   .unknown = l->unknown,
				   .lines = l->lines};
}

void crash_load_stop(struct crash_load *l)
{
	l->stopping = true;
	(void)pthread_join(l->thread, NULL);
	close_load(l);
}

/* -- once -- */

static void publish_one(struct crash_load *l, Lt__Command__BodyCase kind, const char *source)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	Lt__PublishDirectory units = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	Lt__Reply *reply;
	struct lt_slice bytes;
	definition.source = units.source = calendar.source = source;
	definition.name = units.name = calendar.name = "crash.lua";
	c.body_case = kind;
	if (kind == LT__COMMAND__BODY_PUBLISH_DEFINITION)
		c.publish_definition = &definition;
	else if (kind == LT__COMMAND__BODY_PUBLISH_DIRECTORY)
		c.publish_directory = &units;
	else
		c.publish_calendar = &calendar;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "root";
	c.schema = 1;
	c.seq = ++l->seq;
	c.actor = &actor;
	LT_REQUIRE(lt_encode(&c.base, &l->arena, &bytes) == 0);
	ProtobufCBinaryData item = {.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	report.commands = &item;
	report.n_commands = 1;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	while (greet(l) < 0 || ask(l, &request, &reply) < 0)
		crash_sleep_ms(PAUSE_MS);
	if (reply->report->replies[0]->refusal || reply->report->replies[0]->error)
		(void)printf("%s\n", reply->report->replies[0]->text);
	LT_REQUIRE(!reply->report->replies[0]->refusal && !reply->report->replies[0]->error);
}

void crash_publish(uint16_t port)
{
	struct crash_load_options options = {.name = "publisher", .port = port};
	struct crash_load *l = open_load(&options);
	LT_AUTO(free) char *calendar = lt_test_read("procedures/calendars/vn.lua");
	publish_one(l, LT__COMMAND__BODY_PUBLISH_CALENDAR, calendar);
	publish_one(l, LT__COMMAND__BODY_PUBLISH_DIRECTORY, directory);
	publish_one(l, LT__COMMAND__BODY_PUBLISH_DEFINITION, procedure);
	close_load(l);
}

int crash_read(uint16_t port)
{
	struct crash_load_options options = {.name = "reader", .port = port};
	struct crash_load *l = open_load(&options);
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__Reply *reply;
	int r = LT_E_LINE;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = "X1";
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &fetch;
	/* a hello may be answered before this end is told which connection it was on */
	for (int ms = 0; r < 0 && ms < READ_MS; ms += PAUSE_MS) {
		if (ms)
			crash_sleep_ms(PAUSE_MS);
		r = greet(l);
		if (r == 0)
			r = ask(l, &request, &reply);
	}
	if (r == 0)
		r = reply->fetch->error;
	close_load(l);
	return r;
}
