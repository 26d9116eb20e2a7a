/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/engine/publish_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/codec/codec.h"

static void open_engine(struct lt_publish_fixture *f)
{
	struct lt_err err = {0};
	struct lt_engine_options options = {.folder = f->folder, .clock = &f->clock};
	assert_int_equal(lt_engine_open(&options, &f->engine, &err), 0);
	lt_engine_set_exams(f->engine, f->exams);
}

void lt_publish_setup(struct lt_publish_fixture *f, bool apart)
{
	int64_t at = 0;
	*f = (struct lt_publish_fixture){.folder = lt_test_folder()};
	if (apart)
		assert_int_equal(lt_exams_new(&(struct lt_exams_options){0}, &f->exams, NULL), 0);
	assert_int_equal(lt_time_parse("2025-07-07T08:00", &at), 0);
	f->clock = lt_clock_fake(at);
	lt_arena_init(&f->arena, 64u << 20);
	open_engine(f);
	lt__publish_bundle__init(&f->bundle);
	f->bundle.items = f->list;
}

void lt_publish_teardown(struct lt_publish_fixture *f)
{
	lt_engine_close(f->engine);
	lt_exams_free(f->exams);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
}

void lt_publish_crash(struct lt_publish_fixture *f)
{
	lt_engine_crash(f->engine);
	open_engine(f);
}

Lt__PublishItem *lt_publish_add(struct lt_publish_fixture *f)
{
	size_t n = f->bundle.n_items++;
	assert_true(n < LT_FILES_MAX);
	f->list[n] = &f->items[n];
	lt__publish_item__init(&f->items[n]);
	return f->list[n];
}

const char *lt_publish_text(struct lt_publish_fixture *f, const char *path)
{
	LT_AUTO(free) char *read = lt_test_read(path);
	return lt_arena_str(&f->arena, read);
}

void lt_publish_add_calendar(struct lt_publish_fixture *f, const char *path)
{
	Lt__PublishItem *item = lt_publish_add(f);
	item->body_case = LT__PUBLISH_ITEM__BODY_CALENDAR;
	item->calendar = lt_arena_alloc(&f->arena, sizeof *item->calendar);
	lt__publish_calendar__init(item->calendar);
	item->calendar->source = lt_publish_text(f, path);
	item->calendar->name = path;
}

void lt_publish_add_directory(struct lt_publish_fixture *f, const char *name, const char *source)
{
	Lt__PublishItem *item = lt_publish_add(f);
	item->body_case = LT__PUBLISH_ITEM__BODY_DIRECTORY;
	item->directory = lt_arena_alloc(&f->arena, sizeof *item->directory);
	lt__publish_directory__init(item->directory);
	item->directory->source = source;
	item->directory->name = name;
}

void lt_publish_add_procedure(struct lt_publish_fixture *f, const char *name, const char *source)
{
	Lt__PublishItem *item = lt_publish_add(f);
	item->body_case = LT__PUBLISH_ITEM__BODY_DEFINITION;
	item->definition = lt_arena_alloc(&f->arena, sizeof *item->definition);
	lt__publish_definition__init(item->definition);
	item->definition->source = source;
	item->definition->name = name;
}

Lt__CommandReply lt_publish_command(struct lt_publish_fixture *f, Lt__Command *c, const char *as)
{
	struct lt_origin origin = {
		.node = "operator", .node_key = 42, .boot = 1, .is_operator = true};
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply reply;
	struct lt_slice bytes;
	struct lt_err err = {0};
	actor.kind = as ? LT__ACTOR_KIND__ACTOR_KIND_OFFICER : LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = as ? as : "root";
	c->schema = 1;
	c->seq = ++f->seq;
	c->actor = &actor;
	assert_int_equal(lt_encode(&c->base, &f->arena, &bytes), 0);
	lt_engine_begin(f->engine);
	for (;;) {
		assert_int_equal(
			lt_engine_command(f->engine, &origin, c, bytes, &f->arena, &reply, &err),
			0);
		if (!lt_engine_waits(f->engine))
			break;
		lt_exams_await(f->exams);
	}
	assert_int_equal(reply.error, 0);
	assert_int_equal(lt_engine_commit(f->engine, &err), 0);
	return reply;
}

Lt__CommandReply lt_publish_send(struct lt_publish_fixture *f, const char *as)
{
	Lt__Command c = LT__COMMAND__INIT;
	c.body_case = LT__COMMAND__BODY_PUBLISH_BUNDLE;
	c.publish_bundle = &f->bundle;
	Lt__CommandReply reply = lt_publish_command(f, &c, as);
	f->bundle.n_items = 0;
	return reply;
}

Lt__CommandReply lt_publish_close_as(struct lt_publish_fixture *f, uint32_t number,
				     Lt__ProposalEnd end, const char *as, const char *note)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__CloseProposal body = LT__CLOSE_PROPOSAL__INIT;
	body.number = number;
	body.end = end;
	body.note = note;
	c.body_case = LT__COMMAND__BODY_CLOSE_PROPOSAL;
	c.close_proposal = &body;
	return lt_publish_command(f, &c, as);
}

size_t lt_publish_count(struct lt_publish_fixture *f)
{
	Lt__ProcedureInfo **list;
	size_t count;
	assert_int_equal(
		lt_registry_list(lt_engine_registry(f->engine), &f->arena, &list, &count, NULL), 0);
	return count;
}
