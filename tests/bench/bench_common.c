/* SPDX-License-Identifier: EUPL-1.2 */
/* Commands of a benchmark: what fails ends it. */
#include "tests/bench/bench_common.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/codec/codec.h"
#include "tests/support/support.h"

uint64_t bench_run(struct bench_engine *b, Lt__Command *c, Lt__ActorKind kind)
{
	struct lt_origin origin = {.node = "bench", .node_key = 7, .boot = 1, .is_operator = true};
	struct lt_slice bytes;
	Lt__CommandReply reply;
	Lt__Actor actor = LT__ACTOR__INIT;
	struct lt_err err = {0};
	actor.kind = kind;
	actor.id = "o";
	actor.unit = "X1";
	c->actor = &actor;
	c->schema = LT_COMMAND_SCHEMA;
	c->seq = ++b->seq;
	int r = lt_encode(&c->base, &b->arena, &bytes);
	if (r == 0)
		r = lt_engine_command(b->engine, &origin, c, bytes, &b->arena, &reply, &err);
	if (r < 0 || reply.refusal || reply.error) {
		(void)fprintf(stderr, "%s\n", r < 0 ? err.text : reply.text);
		exit(1);
	}
	return reply.dossier;
}

void bench_commit(struct bench_engine *b)
{
	struct lt_err err = {0};
	LT_REQUIRE(lt_engine_commit(b->engine, &err) == 0);
	if (lt_engine_wants_checkpoint(b->engine, false))
		LT_REQUIRE(lt_engine_checkpoint(b->engine, &err) == 0);
	lt_arena_reset(&b->arena);
}

void bench_publish(struct bench_engine *b, const char *text, int kind)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	calendar.source = directory.source = definition.source = text;
	definition.name = "bench.lua";
	c.body_case = (Lt__Command__BodyCase)kind;
	if (kind == LT__COMMAND__BODY_PUBLISH_CALENDAR)
		c.publish_calendar = &calendar;
	else if (kind == LT__COMMAND__BODY_PUBLISH_DIRECTORY)
		c.publish_directory = &directory;
	else
		c.publish_definition = &definition;
	(void)bench_run(b, &c, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
}

void bench_open(struct bench_engine *b, const char *folder)
{
	struct lt_err err = {0};
	int64_t at_us;
	b->folder = folder ? NULL : lt_test_folder();
	LT_REQUIRE(lt_time_parse("2024-01-03T08:00", &at_us) == 0);
	b->clock = lt_clock_practice(at_us);
	lt_arena_init(&b->arena, 256u << 20);
	struct lt_engine_options options = {.folder = folder ? folder : b->folder,
					    .clock = &b->clock};
	LT_REQUIRE(lt_engine_open(&options, &b->engine, &err) == 0);
	lt_engine_begin(b->engine);
}

void bench_close(struct bench_engine *b)
{
	lt_engine_close(b->engine);
	lt_arena_done(&b->arena);
	lt_test_remove(b->folder);
}

void bench_next(struct bench_engine *b)
{
	bench_commit(b);
	lt_engine_begin(b->engine);
}

FILE *bench_directory(int units, char **ret_text, size_t *ret_size)
{
	FILE *out = open_memstream(ret_text, ret_size);
	LT_REQUIRE(out != NULL);
	(void)fputs("return directory { version = \"1\",\n"
		    "levels = { level \"commune\" { label = \"Xã\" } },\n"
		    "roles = { role \"receiver\" { label = \"Một cửa\", assigns = true } },\n"
		    "areas = { area \"1\" { level = \"commune\", name = \"Xã\" } }, units = {\n",
		    out);
	for (int i = 0; i < units; i++)
		(void)fprintf(out,
			      "unit \"X%03d\" { kind = \"one_stop\", area = \"1\",\n"
			      "  name = \"Một cửa %d\", office = \"VN-STD\" },\n",
			      i, i);
	(void)fputs("}, officers = {\n", out);
	return out;
}

double bench_read_ms(struct bench_engine *b, const struct lt_origin *origin, const Lt__Fetch *fetch,
		     Lt__FetchReply *ret)
{
	*ret = (Lt__FetchReply)LT__FETCH_REPLY__INIT;
	lt_arena_reset(&b->arena);
	int64_t from_us = lt_clock_monotonic(&b->clock);
	lt_engine_query(b->engine, origin, fetch, &b->arena, ret);
	double ms = (double)(lt_clock_monotonic(&b->clock) - from_us) / 1000;
	if (ret->error)
		(void)fprintf(stderr, "%s\n", ret->text);
	LT_REQUIRE(ret->error == 0);
	return ms;
}

int bench_by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void bench_publish_places(struct bench_engine *b, char *directory)
{
	char *calendar = lt_test_read("procedures/calendars/vn.lua");
	bench_publish(b, calendar, LT__COMMAND__BODY_PUBLISH_CALENDAR);
	bench_publish(b, directory, LT__COMMAND__BODY_PUBLISH_DIRECTORY);
	free(calendar);
	free(directory);
}
