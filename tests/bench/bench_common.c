/* SPDX-License-Identifier: EUPL-1.2 */
/* Commands of a benchmark: what fails ends it. */
#include "tests/bench/bench_common.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/codec/codec.h"

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
