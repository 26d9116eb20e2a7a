/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/engine/rights_fixture.h"

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

static const struct lt_origin operator_origin = {
	.node = "operator", .node_key = 42, .boot = 1, .is_operator = true};

Lt__CommandReply lt_rights_run(struct lt_rights *f, const struct lt_origin *origin, Lt__Command *c)
{
	Lt__CommandReply reply;
	struct lt_slice bytes;
	struct lt_err err = {0};
	c->schema = 1;
	c->seq = ++f->seq;
	assert_int_equal(lt_encode(&c->base, &f->arena, &bytes), 0);
	lt_engine_begin(f->engine);
	assert_int_equal(lt_engine_command(f->engine, origin, c, bytes, &f->arena, &reply, &err),
			 0);
	assert_int_equal(lt_engine_commit(f->engine, &err), 0);
	return reply;
}

Lt__Actor lt_rights_actor(Lt__ActorKind kind, const char *id, const char *unit)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = kind;
	actor.id = id;
	actor.unit = unit;
	return actor;
}

static void publish(struct lt_rights *f, const char *directory_source, const char *procedure_source)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishBundle bundle = LT__PUBLISH_BUNDLE__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	Lt__PublishItem items[] = {LT__PUBLISH_ITEM__INIT, LT__PUBLISH_ITEM__INIT,
				   LT__PUBLISH_ITEM__INIT};
	Lt__PublishItem *list[] = {&items[0], &items[1], &items[2]};
	char *source = lt_test_read("procedures/calendars/vn.lua");
	calendar.source = source;
	directory.source = directory_source;
	definition.source = procedure_source;
	calendar.name = directory.name = definition.name = "test.lua";
	items[0].body_case = LT__PUBLISH_ITEM__BODY_CALENDAR;
	items[0].calendar = &calendar;
	items[1].body_case = LT__PUBLISH_ITEM__BODY_DIRECTORY;
	items[1].directory = &directory;
	items[2].body_case = LT__PUBLISH_ITEM__BODY_DEFINITION;
	items[2].definition = &definition;
	bundle.items = list;
	bundle.n_items = 3;
	c.body_case = LT__COMMAND__BODY_PUBLISH_BUNDLE;
	c.publish_bundle = &bundle;
	Lt__Actor actor = lt_rights_actor(LT__ACTOR_KIND__ACTOR_KIND_OPERATOR, "root", "");
	c.actor = &actor;
	assert_string_equal(lt_rights_run(f, &operator_origin, &c).text, "");
	free(source);
}

void lt_rights_submit(struct lt_rights *f, const struct lt_origin *origin, const char *officer,
		      const char *unit, const char *applicant_name)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	Lt__Actor actor = lt_rights_actor(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, officer, unit);
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &body;
	c.actor = &actor;
	body.procedure = "1.000001";
	body.unit = unit;
	body.channel = LT__CHANNEL__CHANNEL_DIRECT;
	body.applicant = &applicant;
	applicant.name = applicant_name;
	Lt__CommandReply reply = lt_rights_run(f, origin, &c);
	assert_string_equal(reply.text, "");
	f->dossier = reply.dossier;
	f->code = reply.code;
}

struct lt_rights *lt_rights_new(const char *directory, const char *procedure)
{
	struct lt_rights *f = calloc(1, sizeof *f);
	struct lt_err err = {0};
	int64_t at = 0;
	assert_non_null(f);
	assert_int_equal(lt_time_parse("2024-06-03T08:00", &at), 0);
	f->clock = lt_clock_fake(at);
	f->folder = lt_test_folder();
	lt_arena_init(&f->arena, 256u << 20);
	struct lt_engine_options options = {.folder = f->folder, .clock = &f->clock};
	assert_int_equal(lt_engine_open(&options, &f->engine, &err), 0);
	publish(f, directory, procedure);
	return f;
}

void lt_rights_free(struct lt_rights *f)
{
	lt_engine_close(f->engine);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
	free(f);
}
