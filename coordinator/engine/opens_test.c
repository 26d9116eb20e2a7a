/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may open a dossier on its way: by unit, by role, from above, in another's stead; what may not
 * be opened is not found either.
 *
 *   one_stop H1.1 -> justice H1.2 (specialist) -> tax H.5 (specialist) -> justice H1.2 -> granted
 */
#include "coordinator/engine/rights_fixture.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

#define APPLICANT "Nguyễn Thị Lan"
#define PEOPLE "hoa", "an", "lan", "dat", "chinh", "xa2", "chinh2", "thue", "tinh"

static const char directory_source[] =
	"local function desk(code, kind_name, area_code)\n"
	"  return unit(code) { name = code, kind = kind_name, area = area_code,\n"
	"    office = \"VN-STD\" }\n"
	"end\n"
	"local function person(id, code, role_name)\n"
	"  return officer(id) { name = id, roles = { { unit = code, role = role_name } } }\n"
	"end\n"
	"return directory {\n"
	"  version = \"1\",\n"
	"  levels = { level \"province\" { label = \"Tỉnh\" },\n"
	"    level \"commune\" { label = \"Xã\" } },\n"
	"  roles = { role \"receiver\" { label = \"Tiếp nhận\" },\n"
	"    role \"specialist\" { label = \"Chuyên viên\" },\n"
	"    role \"clerk\" { label = \"Văn thư\" },\n"
	"    role \"leader\" { label = \"Lãnh đạo\", assigns = true } },\n"
	"  areas = { area \"1\" { name = \"Tỉnh\", level = \"province\" },\n"
	"    area \"2\" { name = \"Xã A\", level = \"commune\", parent = \"1\" },\n"
	"    area \"3\" { name = \"Xã B\", level = \"commune\", parent = \"1\" } },\n"
	"  units = { desk(\"H\", \"committee\", \"1\"), desk(\"G.5\", \"tax\", \"1\"),\n"
	"    desk(\"H1\", \"committee\", \"2\"), desk(\"H1.1\", \"one_stop\", \"2\"),\n"
	"    desk(\"H1.2\", \"justice\", \"2\"), desk(\"H1.3\", \"land\", \"2\"),\n"
	"    desk(\"H2\", \"committee\", \"3\"), desk(\"H2.1\", \"one_stop\", \"3\") },\n"
	"  officers = { person(\"hoa\", \"H1.1\", \"receiver\"),\n"
	"    person(\"an\", \"H1.2\", \"specialist\"), person(\"lan\", \"H1.2\", \"clerk\"),\n"
	"    person(\"dat\", \"H1.3\", \"specialist\"), person(\"chinh\", \"H1\", \"leader\"),\n"
	"    person(\"xa2\", \"H2.1\", \"receiver\"), person(\"chinh2\", \"H2\", \"leader\"),\n"
	"    person(\"thue\", \"G.5\", \"specialist\"), person(\"tinh\", \"H\", \"leader\") },\n"
	"  nodes = { node \"a\" { units = { \"H1\", \"H1.1\", \"H1.2\", \"H1.3\" } },\n"
	"    node \"b\" { units = { \"H2\", \"H2.1\" } }, node \"t\" { units = { \"G.5\" } },\n"
	"    node \"p\" { units = { \"H\" } } },\n"
	"}\n";

static const char procedure_source[] =
	"return procedure {\n"
	"  code = \"1.000001\", version = \"1\", field = \"Thử\", name = \"Thủ tục thử\",\n"
	"  legal_basis = { \"NĐ 1/2024/NĐ-CP\" }, receive_at = { \"commune\" },\n"
	"  time_limit = working_days(9), fee = vnd(0), start = \"receive\",\n"
	"  steps = {\n"
	"    human \"receive\" { unit = \"one_stop\", role = \"receiver\",\n"
	"      limit = working_days(1), on = { complete = \"appraise\" } },\n"
	"    human \"appraise\" { unit = \"justice\", role = \"specialist\",\n"
	"      limit = working_days(2), on = { pass = \"pay\", fail = \"refused\" } },\n"
	"    human \"pay\" { unit = \"tax\", role = \"specialist\",\n"
	"      limit = working_days(2), on = { paid = \"close\" } },\n"
	"    human \"close\" { unit = \"justice\", role = \"specialist\",\n"
	"      limit = working_days(2), on = { done = \"granted\" } },\n"
	"    finish \"granted\" { outcome = \"granted\", deliver = { \"counter\" } },\n"
	"    finish \"refused\" { outcome = \"refused\" },\n"
	"  },\n"
	"}\n";

static const struct lt_origin node_a = {.node = "a", .node_key = 43, .boot = 1},
			      node_b = {.node = "b", .node_key = 44, .boot = 1},
			      node_t = {.node = "t", .node_key = 45, .boot = 1},
			      node_p = {.node = "p", .node_key = 46, .boot = 1};

static int setup(void **state)
{
	struct lt_rights *f = lt_rights_new(directory_source, procedure_source);
	lt_rights_submit(f, &node_a, "hoa", "H1.1", APPLICANT);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	lt_rights_free(*state);
	return 0;
}

static const struct lt_origin *node_of(const char *person)
{
	return strcmp(person, "thue") == 0   ? &node_t
	       : strcmp(person, "tinh") == 0 ? &node_p
	       : strchr(person, '2') != NULL ? &node_b
					     : &node_a;
}

/* One question about the dossier. @return the answer's error */
static int ask(struct lt_rights *f, const struct lt_origin *origin, Lt__Actor *actor,
	       Lt__FetchKind kind, Lt__FetchReply *ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	lt__fetch_reply__init(ret);
	fetch.kind = kind;
	fetch.actor = actor;
	fetch.code = f->code;
	fetch.text = "nguyen thi";
	fetch.unit = "H1.1";
	lt_engine_begin(f->engine);
	lt_engine_query(f->engine, origin, &fetch, &f->arena, ret);
	return ret->error;
}

/* Page, papers and search agree. */
static bool opens_from(struct lt_rights *f, const struct lt_origin *origin, Lt__Actor *actor)
{
	Lt__FetchReply reply;
	int r = ask(f, origin, actor, LT__FETCH_KIND__FETCH_KIND_SHOW, &reply);
	assert_true(r == 0 || r == LT_E_DENIED);
	assert_int_equal(reply.dossier != NULL, r == 0);
	assert_int_equal(reply.n_events > 0, r == 0);
	assert_int_equal(ask(f, origin, actor, LT__FETCH_KIND__FETCH_KIND_PAPERS, &reply), r);
	assert_int_equal(reply.dossier != NULL, r == 0);
	assert_int_equal(ask(f, origin, actor, LT__FETCH_KIND__FETCH_KIND_EXPLAIN, &reply), r);
	int s = ask(f, origin, actor, LT__FETCH_KIND__FETCH_KIND_SEARCH, &reply);
	assert_int_equal(reply.n_items, s == 0 && r == 0);
	return r == 0;
}

static bool opens(struct lt_rights *f, const char *person)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = person;
	return opens_from(f, node_of(person), &actor);
}

/* @param expected  who may, with blanks between */
static void expect(struct lt_rights *f, const char *expected)
{
	static const char *const people[] = {PEOPLE};
	const char *found = "";
	for (size_t i = 0; i < sizeof people / sizeof *people && found; i++)
		if (opens(f, people[i]))
			found = lt_arena_printf(&f->arena, "%s%s%s", found, *found ? " " : "",
						people[i]);
	assert_string_equal(found, expected);
}

static void act(struct lt_rights *f, const char *person, const char *unit, const char *step,
		const char *outcome)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__ActOnStep body = LT__ACT_ON_STEP__INIT;
	body.step = step;
	body.outcome = outcome;
	body.note = "đủ";
	c.code = f->code;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &body;
	actor = lt_rights_actor(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, person, unit);
	c.actor = &actor;
	assert_string_equal(lt_rights_run(f, node_of(person), &c).text, "");
}

/* Received at H1.1: the specialist of justice and the tax office have it before them, the clerk of
 * justice has not; nobody at the other commune; all above. */
static void test_open__on_its_way__by_role_until_it_is_there(void **state)
{
	struct lt_rights *f = *state;
	expect(f, "hoa an chinh thue tinh");
	act(f, "hoa", "H1.1", "receive", "complete");
	expect(f, "hoa an lan chinh thue tinh"); /* at justice: whoever sits there */
	act(f, "an", "H1.2", "appraise", "pass");
	expect(f, "hoa an lan chinh thue tinh");
}

static void test_open__ended__who_had_it_not_who_would_have(void **state)
{
	struct lt_rights *f = *state;
	act(f, "hoa", "H1.1", "receive", "complete");
	act(f, "an", "H1.2", "appraise", "fail"); /* it never came to the tax office */
	expect(f, "hoa an lan chinh tinh");
}

static void name_deputy(struct lt_rights *f, const char *officer, const char *unit,
			const char *deputy)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__NameDeputy body = LT__NAME_DEPUTY__INIT;
	body.officer = officer;
	body.deputy = deputy;
	body.unit = unit;
	body.from_us = lt_clock_wall(&f->clock);
	body.to_us = body.from_us + LT_US_PER_DAY;
	body.note = "QĐ 1";
	c.body_case = LT__COMMAND__BODY_NAME_DEPUTY;
	c.name_deputy = &body;
	actor = lt_rights_actor(LT__ACTOR_KIND__ACTOR_KIND_OFFICER, officer, unit);
	c.actor = &actor;
	assert_string_equal(lt_rights_run(f, &node_a, &c).text, "");
}

static void test_open__in_anothers_stead__as_long_as_it_lasts(void **state)
{
	struct lt_rights *f = *state;
	assert_false(opens(f, "dat"));
	name_deputy(f, "an", "H1.2", "dat");
	assert_true(opens(f, "dat"));
	lt_clock_advance(&f->clock, 2 * LT_US_PER_DAY);
	assert_false(opens(f, "dat"));
	name_deputy(f, "chinh", "H1", "dat"); /* what is above goes along */
	assert_true(opens(f, "dat"));
}

static void test_open__not_a_person__by_unit_or_not_at_all(void **state)
{
	struct lt_rights *f = *state;
	Lt__Actor system = LT__ACTOR__INIT, keeper = LT__ACTOR__INIT, nobody = LT__ACTOR__INIT;
	Lt__FetchReply reply;
	system.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	system.id = "phan-mem";
	system.unit = "H1.2";
	assert_int_equal(ask(f, &node_a, &system, LT__FETCH_KIND__FETCH_KIND_SHOW, &reply), 0);
	system.unit = "H1.3";
	assert_int_equal(ask(f, &node_a, &system, LT__FETCH_KIND__FETCH_KIND_SHOW, &reply),
			 LT_E_DENIED);
	system.unit = "H1.1"; /* not that node's */
	assert_int_equal(ask(f, &node_b, &system, LT__FETCH_KIND__FETCH_KIND_SHOW, &reply),
			 LT_E_DENIED);
	keeper.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	keeper.id = "quan-tri";
	assert_int_equal(ask(f, &node_a, &keeper, LT__FETCH_KIND__FETCH_KIND_SHOW, &reply),
			 LT_E_DENIED);
	assert_int_equal(ask(f, &node_a, &keeper, LT__FETCH_KIND__FETCH_KIND_SEARCH, &reply), 0);
	assert_false(opens_from(f, &node_a, &nobody));
	nobody.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	assert_false(opens_from(f, &node_a, &nobody));
	assert_true(opens_from(f, &node_a, NULL)); /* the node itself */
	assert_false(opens_from(f, &node_b, NULL));
}

static void test_lists__of_a_unit__to_who_sits_there(void **state)
{
	static const Lt__FetchKind kinds[] = {LT__FETCH_KIND__FETCH_KIND_LIST,
					      LT__FETCH_KIND__FETCH_KIND_INBOX,
					      LT__FETCH_KIND__FETCH_KIND_DEPUTIES};
	struct lt_rights *f = *state;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__FetchReply reply;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		actor.id = "hoa";
		assert_int_equal(ask(f, &node_a, &actor, kinds[i], &reply), 0);
		actor.id = "an";
		assert_int_equal(ask(f, &node_a, &actor, kinds[i], &reply), LT_E_DENIED);
		assert_int_equal(reply.n_items, 0);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_open__on_its_way__by_role_until_it_is_there),
		T(test_open__ended__who_had_it_not_who_would_have),
		T(test_open__in_anothers_stead__as_long_as_it_lasts),
		T(test_open__not_a_person__by_unit_or_not_at_all),
		T(test_lists__of_a_unit__to_who_sits_there),
	};
	return cmocka_run_group_tests_name("opens", tests, NULL, NULL);
}
