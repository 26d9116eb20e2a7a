/* SPDX-License-Identifier: EUPL-1.2 */
/* A bundle comes into force whole or not at all, whether its files are checked in a child or here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/engine.h"
#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

enum { FILES_MAX = 8 };

struct fixture {
	struct lt_clock clock;
	char *folder;
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq;
	Lt__PublishItem items[FILES_MAX], *list[FILES_MAX];
	Lt__PublishBundle bundle;
};

static void setup(struct fixture *f, bool apart)
{
	struct lt_err err = {0};
	int64_t at = 0;
	*f = (struct fixture){.folder = lt_test_folder()};
	assert_int_equal(lt_time_parse("2025-07-07T08:00", &at), 0);
	f->clock = lt_clock_fake(at);
	lt_arena_init(&f->arena, 64u << 20);
	struct lt_engine_options options = {
		.folder = f->folder, .clock = &f->clock, .judge_apart = apart};
	assert_int_equal(lt_engine_open(&options, &f->engine, &err), 0);
	lt__publish_bundle__init(&f->bundle);
	f->bundle.items = f->list;
}

static void teardown(struct fixture *f)
{
	lt_engine_close(f->engine);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
}

static Lt__PublishItem *add(struct fixture *f)
{
	size_t n = f->bundle.n_items++;
	assert_true(n < FILES_MAX);
	f->list[n] = &f->items[n];
	lt__publish_item__init(&f->items[n]);
	return f->list[n];
}

static const char *text_of(struct fixture *f, const char *path)
{
	LT_AUTO(free) char *read = lt_test_read(path);
	return lt_arena_str(&f->arena, read);
}

static void add_calendar(struct fixture *f, const char *path)
{
	Lt__PublishItem *item = add(f);
	item->body_case = LT__PUBLISH_ITEM__BODY_CALENDAR;
	item->calendar = lt_arena_alloc(&f->arena, sizeof *item->calendar);
	lt__publish_calendar__init(item->calendar);
	item->calendar->source = text_of(f, path);
	item->calendar->name = path;
}

static void add_directory(struct fixture *f, const char *path)
{
	Lt__PublishItem *item = add(f);
	item->body_case = LT__PUBLISH_ITEM__BODY_DIRECTORY;
	item->directory = lt_arena_alloc(&f->arena, sizeof *item->directory);
	lt__publish_directory__init(item->directory);
	item->directory->source = text_of(f, path);
	item->directory->name = path;
}

static void add_procedure(struct fixture *f, const char *name, const char *source)
{
	Lt__PublishItem *item = add(f);
	item->body_case = LT__PUBLISH_ITEM__BODY_DEFINITION;
	item->definition = lt_arena_alloc(&f->arena, sizeof *item->definition);
	lt__publish_definition__init(item->definition);
	item->definition->source = source;
	item->definition->name = name;
}

/* Publishes what was added, and begins anew. */
static Lt__CommandReply publish(struct fixture *f)
{
	struct lt_origin origin = {
		.node = "operator", .node_key = 42, .boot = 1, .is_operator = true};
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply reply;
	struct lt_slice bytes;
	struct lt_err err = {0};
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "an.nguyen";
	c.schema = 1;
	c.seq = ++f->seq;
	c.actor = &actor;
	c.body_case = LT__COMMAND__BODY_PUBLISH_BUNDLE;
	c.publish_bundle = &f->bundle;
	assert_int_equal(lt_encode(&c.base, &f->arena, &bytes), 0);
	lt_engine_begin(f->engine);
	assert_int_equal(lt_engine_command(f->engine, &origin, &c, bytes, &f->arena, &reply, &err),
			 0);
	assert_int_equal(reply.error, 0);
	assert_int_equal(lt_engine_commit(f->engine, &err), 0);
	f->bundle.n_items = 0;
	return reply;
}

static size_t published(struct fixture *f)
{
	Lt__ProcedureInfo **list;
	size_t count;
	assert_int_equal(
		lt_registry_list(lt_engine_registry(f->engine), &f->arena, &list, &count, NULL), 0);
	return count;
}

#define OLD "tests/scenario/scripts/version_old.lua"
#define NEW "tests/scenario/scripts/version_new.lua"
#define BASE "procedures/national/noi_vu/tro_cap_mot_lan.lua"
#define OVER "procedures/nghe_an/noi_vu/tro_cap_mot_lan.lua"

static void whole_or_nothing(bool apart)
{
	struct fixture f;
	setup(&f, apart);
	/* nothing to check against yet: the bundle brings it along */
	add_calendar(&f, "procedures/calendars/vn.lua");
	add_directory(&f, "procedures/directory/two_levels.lua");
	add_procedure(&f, OLD, text_of(&f, OLD));
	add_procedure(&f, "bad.lua", "return procedure { code = \"9.1\" }");
	Lt__CommandReply reply = publish(&f);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_non_null(strstr(reply.text, "bad.lua:1"));
	assert_null(strstr(reply.text, OLD ":"));
	assert_int_equal(published(&f), 0);
	assert_int_equal(lt_engine_state(f.engine)->meta.registry_n, 0);

	add_calendar(&f, "procedures/calendars/vn.lua");
	add_directory(&f, "procedures/directory/two_levels.lua");
	add_procedure(&f, OLD, text_of(&f, OLD));
	add_procedure(&f, NEW, text_of(&f, NEW));
	add_procedure(&f, BASE, text_of(&f, BASE));
	add_procedure(&f, OVER, text_of(&f, OVER));
	assert_int_equal(publish(&f).refusal, 0);
	assert_int_equal(published(&f), 4);
	assert_int_equal(lt_engine_state(f.engine)->meta.registry_n, 6);
	teardown(&f);
}

static void test_publish__a_bundle_checked_here__whole_or_nothing(void **state)
{
	(void)state;
	whole_or_nothing(false);
}

static void test_publish__a_bundle_checked_apart__whole_or_nothing(void **state)
{
	(void)state;
	whole_or_nothing(true);
}

static void test_publish__an_override_without_its_base__refused_until_it_is_there(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, true);
	add_directory(&f, "procedures/directory/two_levels.lua");
	assert_int_equal(publish(&f).refusal, 0);
	add_procedure(&f, OVER, text_of(&f, OVER));
	Lt__CommandReply reply = publish(&f);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_non_null(strstr(reply.text, "2.001157"));
	add_procedure(&f, BASE, text_of(&f, BASE));
	assert_int_equal(publish(&f).refusal, 0);
	add_procedure(&f, OVER, text_of(&f, OVER));
	assert_int_equal(publish(&f).refusal, 0);
	assert_int_equal(published(&f), 2);
	teardown(&f);
}

static void test_publish__hostile_files_apart__refused_and_the_engine_goes_on(void **state)
{
	static const char *const hostile[] = {
		"while true do end",
		"local t = {} for i = 1, 1e9 do t[i] = i end return t",
		"return (function(f) return f(f) end)(function(f) return f(f) end)",
		"return procedure { steps = setmetatable({}, {}) }",
	};
	struct fixture f;
	(void)state;
	setup(&f, true);
	add_directory(&f, "procedures/directory/two_levels.lua");
	assert_int_equal(publish(&f).refusal, 0);
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		add_procedure(&f, "hostile.lua", hostile[i]);
		add_procedure(&f, OLD, text_of(&f, OLD));
		Lt__CommandReply reply = publish(&f);
		assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
		assert_non_null(strstr(reply.text, "hostile.lua"));
	}
	assert_int_equal(published(&f), 0);
	add_procedure(&f, OLD, text_of(&f, OLD));
	assert_int_equal(publish(&f).refusal, 0);
	teardown(&f);
}

static void test_publish__an_empty_bundle__malformed(void **state)
{
	struct fixture f;
	(void)state;
	setup(&f, false);
	assert_int_equal(publish(&f).refusal, LT_REFUSAL_MALFORMED);
	(void)add(&f); /* an item of no kind */
	assert_int_equal(publish(&f).refusal, LT_REFUSAL_MALFORMED);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_publish__a_bundle_checked_here__whole_or_nothing),
		cmocka_unit_test(test_publish__a_bundle_checked_apart__whole_or_nothing),
		cmocka_unit_test(
			test_publish__an_override_without_its_base__refused_until_it_is_there),
		cmocka_unit_test(test_publish__hostile_files_apart__refused_and_the_engine_goes_on),
		cmocka_unit_test(test_publish__an_empty_bundle__malformed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
