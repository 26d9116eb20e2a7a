/* SPDX-License-Identifier: EUPL-1.2 */
/* A good node with a dossier that is not its units': every kind of command and of question there
 * is, by the descriptors, so that a new one is in here on the day it is added. */
#include "coordinator/engine/rights_fixture.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

#define SECRET "Nguyễn Thị Bí Mật"
#define OURS "H1" /* of node "a", who asks */
#define THEIRS "H2"

static const char directory_source[] =
	"local function desk(code, area_code)\n"
	"  return unit(code) { name = code, kind = \"one_stop\", area = area_code,\n"
	"    office = \"VN-STD\" }\n"
	"end\n"
	"local function person(id, code)\n"
	"  return officer(id) { name = id, roles = { { unit = code, role = \"receiver\" } } }\n"
	"end\n"
	"return directory {\n"
	"  version = \"1\", levels = { level \"commune\" { label = \"Cấp xã\" } },\n"
	"  roles = { role \"receiver\" { label = \"Tiếp nhận\", assigns = true } },\n"
	"  areas = { area \"1\" { name = \"Xã A\", level = \"commune\" },\n"
	"    area \"2\" { name = \"Xã B\", level = \"commune\" } },\n"
	"  units = { desk(\"H1\", \"1\"), desk(\"H2\", \"2\") },\n"
	"  officers = { person(\"an\", \"H1\"), person(\"binh\", \"H2\") },\n"
	"  nodes = { node \"a\" { units = { \"H1\" }, capabilities = { \"look\" } },\n"
	"    node \"b\" { units = { \"H2\" } } },\n"
	"}\n";

static const char procedure_source[] =
	"return procedure {\n"
	"  code = \"1.000001\", version = \"1\", field = \"Thử\", name = \"Thủ tục thử\",\n"
	"  legal_basis = { \"NĐ 1/2024/NĐ-CP\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(3), fee = vnd(0), start = \"receive\",\n"
	"  steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\",\n"
	"      limit = working_days(1),\n"
	"      on = { complete = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\", deliver = { \"counter\" } },\n"
	"  },\n"
	"}\n";

static const struct lt_origin stranger = {.node = "a", .node_key = 43, .boot = 1};
static const struct lt_origin owner = {.node = "b", .node_key = 44, .boot = 1};

static void submit(struct lt_rights *f)
{
	lt_rights_submit(f, &owner, "binh", THEIRS, SECRET);
}

static int setup(void **state)
{
	struct lt_rights *f = lt_rights_new(directory_source, procedure_source);
	submit(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	lt_rights_free(*state);
	return 0;
}

/* -- any command -- */

/* What a text of that name would hold, were the sender in earnest. */
static const char *text_for(const char *name)
{
	static const struct {
		const char *name, *text;
	} texts[] = {{"unit", THEIRS},	  {"procedure", "1.000001"}, {"step", "receive"},
		     {"officer", "binh"}, {"outcome", "complete"},   {"node", "b"},
		     {"way", "counter"},  {"source", "return 1"},    {"event", "applicant.came"}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i].name, name) == 0)
			return texts[i].text;
	return "x";
}

/* A message of any type with what a sender would put into it; nested ones stay away. */
static ProtobufCMessage *fill(struct lt_rights *f, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *m = lt_arena_zalloc(&f->arena, 1, type->sizeof_message);
	assert_non_null(m);
	protobuf_c_message_init(type, m);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		void *at = (uint8_t *)m + field->offset;
		if (field->label == PROTOBUF_C_LABEL_REPEATED || field->quantifier_offset)
			continue;
		if (field->type == PROTOBUF_C_TYPE_STRING && strcmp(field->name, "code") != 0)
			*(const char **)at = text_for(field->name);
	}
	return m;
}

static void make_command(struct lt_rights *f, const ProtobufCFieldDescriptor *body, Lt__Command *c)
{
	const ProtobufCMessageDescriptor *type = body->descriptor;
	lt__command__init(c);
	c->body_case = (Lt__Command__BodyCase)body->id;
	*(ProtobufCMessage **)(void *)((uint8_t *)c + body->offset) = fill(f, type);
	if (c->body_case != LT__COMMAND__BODY_SUBMIT) {
		c->dossier = f->dossier;
		c->code = f->code;
	} else {
		c->submit->channel = LT__CHANNEL__CHANNEL_DIRECT;
	}
}

static bool is_body(const ProtobufCFieldDescriptor *field)
{
	return field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
}

static struct lt_slice state_of(struct lt_rights *f)
{
	Lt__Dossier *d;
	struct lt_slice bytes;
	struct lt_err err = {0};
	assert_int_equal(
		lt_state_dossier(lt_engine_state(f->engine)->txn, f->dossier, &f->arena, &d, &err),
		0);
	assert_int_equal(lt_encode(&d->base, &f->arena, &bytes), 0);
	return bytes;
}

static void test_command__every_kind_at_anothers_unit__changes_nothing(void **state)
{
	static const char *const units[] = {OURS, THEIRS, ""}, *const people[] = {"an", "binh"};
	struct lt_rights *f = *state;
	struct lt_slice before = state_of(f);
	const struct lt_state_meta meta = lt_engine_state(f->engine)->meta;
	size_t tried = 0;
	for (unsigned i = 0; i < lt__command__descriptor.n_fields; i++) {
		const ProtobufCFieldDescriptor *body = &lt__command__descriptor.fields[i];
		for (size_t n = 0; is_body(body) && n < 5 * 3 * 2; n++, tried++) {
			Lt__Command c;
			Lt__Actor actor;
			make_command(f, body, &c);
			actor = lt_rights_actor((Lt__ActorKind)(1 + n % 5), people[n / 15],
						units[n / 5 % 3]);
			c.actor = &actor;
			Lt__CommandReply reply = lt_rights_run(f, &stranger, &c);
			if (!reply.refusal && !reply.error)
				fail_msg("%s as kind %u of '%s' was carried out", body->name,
					 actor.kind, actor.unit);
		}
	}
	assert_true(tried > 30 * 30); /* they were all there */
	assert_int_equal(lt_engine_state(f->engine)->meta.events, meta.events);
	assert_true(lt_slice_equal(state_of(f), before));
}

/* The same commands, by the node and the officer whose they are. */
static void test_command__the_same_by_its_own_node__are_carried_out(void **state)
{
	struct lt_rights *f = *state;
	size_t done = 0;
	for (unsigned i = 0; i < lt__command__descriptor.n_fields; i++) {
		const ProtobufCFieldDescriptor *body = &lt__command__descriptor.fields[i];
		Lt__Command c;
		Lt__Actor actor;
		if (!is_body(body))
			continue;
		submit(f);
		make_command(f, body, &c);
		actor = lt_rights_actor(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, "binh", THEIRS);
		c.actor = &actor;
		Lt__CommandReply reply = lt_rights_run(f, &owner, &c);
		done += !reply.refusal && !reply.error;
	}
	assert_true(done >= 5); /* received, done, claimed, assigned, stopped ... */
}

/* -- any question -- */

static bool tells(struct lt_rights *f, const struct lt_origin *origin, Lt__FetchKind kind,
		  const char *unit)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	struct lt_slice bytes;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = "binh";
	actor.unit = unit;
	fetch.kind = kind;
	fetch.unit = unit;
	fetch.code = f->code;
	fetch.dossier = f->dossier;
	fetch.actor = &actor;
	fetch.text = kind == LT__FETCH_KIND__FETCH_KIND_BOOK ? "2024-06" : "nguyen";
	lt_engine_begin(f->engine);
	lt_engine_query(f->engine, origin, &fetch, &f->arena, &reply);
	assert_int_equal(lt_encode(&reply.base, &f->arena, &bytes), 0);
	return memmem(bytes.data, bytes.size, SECRET, sizeof SECRET - 1) != NULL;
}

static void test_fetch__every_kind_about_anothers_unit__tells_nothing(void **state)
{
	static const char *const units[] = {OURS, THEIRS, ""};
	struct lt_rights *f = *state;
	const ProtobufCEnumDescriptor *kinds = &lt__fetch_kind__descriptor;
	size_t told = 0;
	for (unsigned i = 0; i < kinds->n_values; i++) {
		Lt__FetchKind kind = (Lt__FetchKind)kinds->values[i].value;
		bool owners = false;
		for (size_t u = 0; u < 3; u++) {
			if (tells(f, &stranger, kind, units[u]))
				fail_msg("%s tells node a of unit '%s'", kinds->values[i].name,
					 units[u]);
			owners |= tells(f, &owner, kind, units[u]);
		}
		told += owners;
	}
	assert_true(told >= 5); /* list, book, show, explain, search: to whom it concerns */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_command__every_kind_at_anothers_unit__changes_nothing, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			test_command__the_same_by_its_own_node__are_carried_out, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_fetch__every_kind_about_anothers_unit__tells_nothing, setup, teardown),
	};
	return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
