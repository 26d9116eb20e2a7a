/* SPDX-License-Identifier: EUPL-1.2 */
/* The coordinator's own engine and shell on a folder, opened and torn down as its process would be.
 */
#include <stdlib.h>

#include "coordinator/engine/shell.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/sim/sim.h"
#include "tests/support/support.h"

static int publish_all(struct sim_world *world, struct lt_err *err)
{
	int r = sim_coordinator_publish(world, LT__COMMAND__BODY_PUBLISH_CALENDAR,
					sim_catalogue_calendar(), "procedures/calendars/vn.lua",
					err);
	if (r == 0)
		r = sim_coordinator_publish(world, LT__COMMAND__BODY_PUBLISH_DIRECTORY,
					    world->province->source, world->province->path, err);
	for (size_t i = 0; i < world->procedures_count && r == 0; i++)
		r = sim_coordinator_publish(world, LT__COMMAND__BODY_PUBLISH_DEFINITION,
					    world->procedures[i]->source,
					    world->procedures[i]->path, err);
	return r;
}

int sim_coordinator_new(struct sim_world *world, struct lt_err *err)
{
	world->coordinator.folder = lt_test_folder();
	int r = sim_coordinator_start(world, err);
	return r < 0 ? r : publish_all(world, err);
}

static void on_call(void *owner, struct lt_call *call)
{
	struct sim_coordinator *c = owner;
	lt_shell_on_call(c->shell, call);
	c->mail = true;
}

static void on_gone(void *owner, uint32_t pipe)
{
	struct sim_coordinator *c = owner;
	lt_shell_on_gone(c->shell, pipe);
	c->mail = true;
}

int sim_coordinator_start(struct sim_world *world, struct lt_err *err)
{
	struct sim_coordinator *c = &world->coordinator;
	struct lt_engine_options engine = {.folder = c->folder,
					   .clock = &world->clock,
					   .journal_faults = &c->journal_faults,
					   .state_faults = &c->state_faults};
	int r = lt_engine_open(&engine, &c->engine, err);
	if (r < 0)
		return r;
	struct lt_shell_options shell = {.engine = c->engine,
					 .clock = &world->clock,
					 .operator_token = "0123456789abcdef",
					 .name = "sim",
					 .epoch = 1};
	r = lt_shell_new(&shell, &c->shell, err);
	if (r < 0)
		return r;
	struct lt_server_options server = {.on_call = on_call, .on_gone = on_gone, .owner = c};
	c->mail = false;
	c->look_us = sim_now(world);
	return lt_fake_line_server(world->line, &server, &c->server);
}

void sim_coordinator_stop(struct sim_world *world, bool clean)
{
	struct sim_coordinator *c = &world->coordinator;
	if (!c->engine)
		return;
	lt_server_stop(c->server);
	lt_shell_free(c->shell);
	lt_server_free(c->server);
	if (clean)
		lt_engine_close(c->engine);
	else
		lt_engine_crash(c->engine);
	c->engine = NULL;
	c->shell = NULL;
	c->server = NULL;
}

void sim_coordinator_step(struct sim_world *world)
{
	struct sim_coordinator *c = &world->coordinator;
	struct lt_err err = {0};
	int64_t now_us = sim_now(world);
	if (!c->engine || now_us < c->frozen_until_us || (!c->mail && now_us < c->look_us))
		return;
	c->mail = false;
	uint64_t batches = lt_engine_stats(c->engine)->batches;
	int r = lt_shell_step(c->shell, 0, &err);
	if (lt_engine_stats(c->engine)->batches != batches)
		c->busy_us = now_us;
	if (r == 0) {
		int64_t saved[2];
		sim_faults_hush(world, saved);
		c->look_us = lt_shell_next_us(c->shell);
		if (lt_engine_wants_checkpoint(c->engine, true) &&
		    c->busy_us + LT_CHECKPOINT_IDLE_US < c->look_us)
			c->look_us = c->busy_us + LT_CHECKPOINT_IDLE_US;
		sim_faults_restore(world, saved);
	}
	sim_faults_look(world, r, &err);
}

int64_t sim_coordinator_next_us(const struct sim_world *world)
{
	const struct sim_coordinator *c = &world->coordinator;
	if (!c->engine)
		return INT64_MAX;
	int64_t next_us = c->mail ? 0 : c->look_us;
	return next_us > c->frozen_until_us ? next_us : c->frozen_until_us;
}

int sim_coordinator_order(struct sim_world *world, Lt__Command *c, struct lt_err *err)
{
	struct lt_origin origin = {
		.node = "operator", .node_key = SIM_OPERATOR_KEY, .boot = 1, .is_operator = true};
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply reply;
	struct lt_engine *engine = world->coordinator.engine;
	struct lt_slice bytes;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "root";
	world->coordinator.look_us = sim_now(world); /* for the sweep that it may begin */
	c->schema = 1;
	c->seq = ++world->coordinator.seq;
	c->actor = &actor;
	lt_arena_reset(&world->arena);
	LT_REQUIRE(lt_encode(&c->base, &world->arena, &bytes) == 0);
	lt_engine_begin(engine);
	int r = lt_engine_command(engine, &origin, c, bytes, &world->arena, &reply, err);
	if (r == 0)
		r = lt_engine_commit(engine, err);
	else
		r = lt_engine_abort(engine, NULL) < 0 ? LT_E_STORE : r;
	if (r == 0 && (reply.refusal || reply.error))
		r = lt_err_set(err, LT_E_REFUSED, "%s", reply.text);
	return r;
}

int sim_coordinator_publish(struct sim_world *world, Lt__Command__BodyCase kind, const char *source,
			    const char *name, struct lt_err *err)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	c.body_case = kind;
	if (kind == LT__COMMAND__BODY_PUBLISH_DEFINITION) {
		c.publish_definition = &definition;
		definition.source = source;
		definition.name = name;
	} else if (kind == LT__COMMAND__BODY_PUBLISH_DIRECTORY) {
		c.publish_directory = &directory;
		directory.source = source;
		directory.name = name;
	} else {
		c.publish_calendar = &calendar;
		calendar.source = source;
		calendar.name = name;
	}
	int r = sim_coordinator_order(world, &c, err);
	return r < 0 ? lt_err_wrap(err, r, "%s", name) : 0;
}

void sim_coordinator_done(struct sim_world *world)
{
	sim_coordinator_stop(world, false);
	lt_test_remove(world->coordinator.folder);
	world->coordinator.folder = NULL;
}
