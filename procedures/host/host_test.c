/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

#define DATA "procedures/host/testdata/"

static void load_file(struct fixture *f, const char *path, const char *base,
		      const struct lt_directory *directory)
{
	struct lt_slice source = fixture_read(path);
	struct lt_slice below = base ? fixture_read(base) : (struct lt_slice){0};
	fixture_load(f, (const char *)source.data, base ? (const char *)below.data : NULL,
		     directory);
	free((void *)(uintptr_t)source.data);
	free((void *)(uintptr_t)below.data);
}

static void assert_clean(const struct fixture *f)
{
	if (f->result < 0 || f->findings.count)
		fixture_show(f);
	assert_int_equal(f->result, 0);
	assert_int_equal(f->findings.count, 0);
	assert_non_null(f->definition);
}

static const struct lt_step *step(const struct fixture *f, const char *name)
{
	lt_step_index i = lt_definition_step(f->definition, name);
	if (i == LT_STEP_NONE)
		fail_msg("no step %s", name);
	return &f->definition->steps[i];
}

static lt_step_index index_of(const struct fixture *f, const char *name)
{
	return lt_definition_step(f->definition, name);
}

/* -- the sample of the design -- */

static void test_load__marital_status__is_clean_and_complete(void **state)
{
	struct fixture f;
	uint8_t hash[LT_HASH_BYTES];
	(void)state;
	load_file(&f, DATA "marital_status.lua", NULL, fixture_directory());
	assert_clean(&f);
	const struct lt_definition *d = f.definition;
	assert_string_equal(d->code, "1.004873");
	assert_string_equal(d->field, "Hộ tịch");
	assert_int_equal(d->limit.unit, LT_LIMIT_WORKING_DAYS);
	assert_int_equal(d->limit.amount, 3);
	assert_int_equal(d->cutoff_minute, 900);
	assert_int_equal(d->steps_count, 8);
	assert_int_equal(d->start, 0);
	assert_string_equal(d->receive_at.items[0], "commune");
	assert_string_equal(d->fields[0].name, "purpose");
	assert_int_equal(d->fields[1].type, LT_FIELD_YESNO);
	assert_int_equal(d->fields[2].type, LT_FIELD_AREA); /* named by "at" alone */
	assert_string_equal(d->fields[2].name, "previous_residence");
	assert_true(d->papers[0].required);
	const struct lt_step *wait = step(&f, "supplement");
	assert_true(wait->clock_stop);
	assert_int_equal(wait->pause, LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT);
	assert_int_equal(wait->times, 1);
	assert_string_equal(wait->events[0].outcome, "arrived");
	assert_int_equal(wait->line, 14);
	const struct lt_step *verify = step(&f, "verify");
	assert_int_equal(verify->pause, LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION);
	assert_int_equal(lt_step_target(verify, "overdue"), index_of(&f, "appraise"));
	assert_int_equal(step(&f, "sign")->sign, 2);
	assert_string_equal(step(&f, "refused")->form, "03");
	struct lt_slice source = fixture_read(DATA "marital_status.lua");
	lt_hash(source, hash);
	assert_memory_equal(d->hash, hash, sizeof hash);
	free((void *)(uintptr_t)source.data);
	fixture_unload(&f);
}

static void test_load__without_directory__leaves_units_unchecked(void **state)
{
	struct fixture f;
	(void)state;
	load_file(&f, DATA "marital_status.lua", NULL, NULL);
	assert_clean(&f);
	fixture_unload(&f);
}

/* -- every kind and key -- */

static void check_header(const struct fixture *f)
{
	const struct lt_definition *d = f->definition;
	assert_int_equal(d->counting, LT_COUNTING_RESTART_LEGAL);
	assert_int_equal(d->limit.unit, LT_LIMIT_CALENDAR_DAYS);
	assert_int_equal(d->receive_at.count, 2);
	assert_int_equal(d->fields_count, 6);
	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(d->fields[i].type, LT_FIELD_TEXT + i);
	assert_true(d->fields[0].required);
	assert_string_equal(d->fields[5].choices.items[1], "field");
	assert_int_equal(d->papers_count, 2);
	assert_string_equal(d->results[0].name, "Giấy chứng nhận");
}

static void check_people(const struct fixture *f)
{
	const struct lt_step *receive = step(f, "receive"), *tax = step(f, "tax"),
			     *opinions = step(f, "opinions");
	assert_string_equal(receive->title, "Tiếp nhận hồ sơ");
	assert_int_equal(receive->limit.unit, LT_LIMIT_WORKING_MINUTES);
	assert_int_equal(receive->limit.amount, 240);
	assert_int_not_equal(receive->allow, 0);
	assert_string_equal(receive->form, "01");
	assert_string_equal(tax->title, "tax");
	assert_null(tax->place.level);
	assert_null(tax->place.at_field);
	assert_int_not_equal(tax->place.at, 0);
	assert_int_equal(tax->pause, LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY);
	assert_int_equal(tax->sends.count, 2);
	assert_string_equal(tax->expects.items[0], "notice");
	assert_int_equal(opinions->places_count, 2);
	assert_string_equal(opinions->places[0].level, "province");
	assert_string_equal(opinions->places[1].at_field, "place");
	assert_int_equal(opinions->silence, LT_SILENCE_EXPLAIN);
	assert_int_equal(opinions->pause, LT__PAUSE_REASON__PAUSE_REASON_OPINION);
	assert_string_equal(opinions->role, "specialist");
}

static void check_machines(const struct fixture *f)
{
	const struct lt_step *check = step(f, "check"), *wait = step(f, "supplement"),
			     *kind = step(f, "kind"), *child = step(f, "child");
	assert_string_equal(check->capability, "land.parcel");
	assert_int_not_equal(check->with, 0);
	assert_int_equal(check->attempts, 5);
	assert_int_equal(check->backoff_us, 10 * LT_US_PER_MINUTE);
	assert_int_equal(wait->events_count, 2);
	assert_string_equal(wait->events[1].event, "applicant.withdraw");
	assert_int_equal(wait->limit.amount, 30);
	assert_int_equal(kind->on_count, 2);
	assert_int_equal(kind->otherwise, index_of(f, "check"));
	assert_string_equal(child->procedure, "1.000003");
	assert_string_equal(child->makes.items[0], "gcn");
	assert_string_equal(step(f, "refused")->deliver.items[0], "counter");
	assert_string_equal(step(f, "granted")->outcome, "granted");
}

static void check_blocks(const struct fixture *f)
{
	const struct lt_step *survey = step(f, "survey"), *ask = step(f, "ask");
	assert_int_equal(survey->branches_count, 2);
	assert_int_equal(survey->need, 2);
	assert_int_equal(survey->block, LT_STEP_NONE);
	assert_int_equal(survey->branches[0].start, index_of(f, "draw"));
	assert_int_equal(survey->branches[1].start, index_of(f, "ask"));
	assert_int_equal(ask->block, index_of(f, "survey"));
	assert_int_equal(ask->branch, 2);
	assert_int_equal(ask->need, 1);
	assert_int_equal(lt_step_target(ask, "joined"), index_of(f, "collect"));
	assert_int_equal(step(f, "ask_right")->block, index_of(f, "ask"));
	assert_int_equal(step(f, "ask_right")->branch, 2);
	assert_int_equal(step(f, "measure")->branch, 1);
	assert_int_equal(lt_step_target(step(f, "measure"), "done"), LT_STEP_DONE);
	assert_int_equal(step(f, "measure")->limit.amount, 2);
}

static void test_load__all_kinds__are_read(void **state)
{
	struct fixture f;
	(void)state;
	load_file(&f, DATA "all_kinds.lua", NULL, fixture_directory());
	if (f.findings.errors)
		fixture_show(&f);
	assert_int_equal(f.result, 0);
	check_header(&f);
	check_people(&f);
	check_machines(&f);
	check_blocks(&f);
	fixture_unload(&f);
}

static void test_load__steps_stand_in_the_order_of_the_file__blocks_inside(void **state)
{
	static const char *const order[] = {"receive",	"supplement", "kind",	 "check",
					    "survey",	"measure",    "draw",	 "ask",
					    "ask_left", "ask_right",  "collect", "opinions",
					    "tax",	"child",      "granted", "refused"};
	struct fixture f;
	(void)state;
	load_file(&f, DATA "all_kinds.lua", NULL, NULL);
	assert_int_equal(f.definition->steps_count, sizeof order / sizeof *order);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		assert_string_equal(f.definition->steps[i].name, order[i]);
	fixture_unload(&f);
}

static void test_load__standard_chain__is_nine_steps_on_the_line_of_its_call(void **state)
{
	static const char source[] =
		"return procedure { code = \"1.001806\", version = \"1\", field = \"Y tế\",\n"
		"name = \"x\", legal_basis = { \"x\" }, time_limit = working_days(10), fee = "
		"vnd(0),\n"
		"results = { result { id = \"gcn\", name = \"x\" } },\n"
		"start = \"receive\", steps = {\n"
		"standard_chain { unit = \"health\", level = \"province\",\n"
		"hours = { 4, 4, 56, 4, 8, 4 }, makes = { \"gcn\" } } } }\n";
	struct fixture f;
	(void)state;
	fixture_load(&f, source, NULL, fixture_directory());
	assert_clean(&f);
	assert_int_equal(f.definition->steps_count, 9);
	assert_int_equal(step(&f, "sign")->line, 5);
	assert_int_equal(step(&f, "appraise")->limit.amount, 56 * 60);
	fixture_unload(&f);
}

/* -- asking -- */

struct asked {
	struct fixture f;
	Lt__Dossier dossier;
	Lt__Field fields[8], *field_list[8];
	Lt__Paper paper, *papers[1];
	Lt__Visit visit, *visits[1];
	struct lt_answer answer;
};

static void set_text(struct asked *a, const char *name, const char *text)
{
	Lt__Field *f = &a->fields[a->dossier.n_fields];
	lt__field__init(f);
	f->name = name;
	f->value_case = LT__FIELD__VALUE_TEXT;
	f->text = text;
	a->field_list[a->dossier.n_fields++] = f;
}

static void begin(struct asked *a, const char *header, const char *steps)
{
	char *source = fixture_procedure(header, steps);
	memset(a, 0, sizeof *a);
	fixture_load(&a->f, source, NULL, NULL);
	if (!a->f.definition)
		fixture_show(&a->f);
	assert_non_null(a->f.definition);
	free(source);
	lt__dossier__init(&a->dossier);
	a->dossier.fields = a->field_list;
	a->dossier.unit = "H14.61.01";
	a->dossier.channel = LT__CHANNEL__CHANNEL_POST;
}

static int ask(struct asked *a, lt_function function)
{
	a->answer = (struct lt_answer){0};
	a->f.err = (struct lt_err){0};
	return a->f.definition->ask(a->f.definition, function, &a->dossier, &a->f.arena, &a->answer,
				    &a->f.err);
}

static int ask_fee(struct asked *a)
{
	return ask(a, a->f.definition->fee);
}

static void end(struct asked *a)
{
	fixture_unload(&a->f);
}

#define ONE_STEP "human \"a\" { unit = \"tax\", limit = untimed, on = { ok = \"end\" } },"
#define FIELDS                                                                                     \
	"fields = { purpose = text { label = \"x\" }, children = number { label = \"x\" },\n"      \
	"poor = yesno { label = \"x\" } },\n"                                                      \
	"documents = { doc { id = \"to_khai\", name = \"x\" } },\n"

static void test_ask__unset_fields__are_nil_and_false(void **state)
{
	struct asked a;
	(void)state;
	begin(&a,
	      FIELDS "fee = function(d) return (d.purpose == nil and 1 or 0)\n"
		     "+ (d.children == nil and 10 or 0) + (d.poor == false and 100 or 0)\n"
		     "+ (d.papers.to_khai == false and 1000 or 0) + d.visits.a * 10000\n"
		     "+ (d.outcome == nil and 100000 or 0) end,",
	      ONE_STEP);
	assert_int_equal(ask_fee(&a), 0);
	assert_int_equal(a.answer.type, LT_ANSWER_NUMBER);
	assert_int_equal(a.answer.number, 101111);
	static const char *const read[] = {"purpose",	     "children", "poor",
					   "papers.to_khai", "visits.a", "outcome"};
	assert_int_equal(a.answer.fields_read_count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(a.answer.fields_read[i], read[i]);
	end(&a);
}

static void test_ask__set_fields__are_seen(void **state)
{
	struct asked a;
	(void)state;
	begin(&a,
	      FIELDS
	      "fee = function(d) return (d.purpose == \"vay\" and 1 or 0) + d.children * 10\n"
	      "+ (d.poor and 100 or 0) + (d.papers.to_khai and 1000 or 0)\n"
	      "+ d.visits.a * 10000 + (d.channel == \"post\" and 100000 or 0)\n"
	      "+ (d.unit == \"H14.61.01\" and 1000000 or 0) + (d.purpose and 0 or 1) end,",
	      ONE_STEP);
	set_text(&a, "purpose", "vay");
	set_text(&a, "children", "");
	a.fields[1].value_case = LT__FIELD__VALUE_NUMBER;
	a.fields[1].number = 3;
	set_text(&a, "poor", "");
	a.fields[2].value_case = LT__FIELD__VALUE_YES;
	a.fields[2].yes = true;
	lt__paper__init(&a.paper);
	a.paper.id = "to_khai";
	a.papers[0] = &a.paper;
	a.dossier.papers = a.papers;
	a.dossier.n_papers = 1;
	lt__visit__init(&a.visit);
	a.visit.step = "a";
	a.visit.count = 4;
	a.visits[0] = &a.visit;
	a.dossier.visits = a.visits;
	a.dossier.n_visits = 1;
	assert_int_equal(ask_fee(&a), 0);
	assert_int_equal(a.answer.number, 1141131);
	assert_int_equal(a.answer.fields_read_count, 7); /* purpose once */
	a.visit.frame = 7;				 /* another procedure's */
	assert_int_equal(ask_fee(&a), 0);
	assert_int_equal(a.answer.number, 1101131);
	end(&a);
}

static void test_ask__undeclared_name__is_an_error_that_names_near_ones(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, FIELDS "fee = function(d) return d.unit == \"H1\" and d.purpos or 0 end,",
	      ONE_STEP);
	a.dossier.unit = "H1";
	assert_int_equal(ask_fee(&a), LT_E_SCRIPT);
	assert_non_null(strstr(a.f.err.text, "test.lua:7"));
	assert_non_null(strstr(a.f.err.text, "\"purpos\""));
	assert_non_null(strstr(a.f.err.text, "\"purpose\""));
	end(&a);
}

static void test_ask__choose__answers_text(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, FIELDS,
	      "choose \"a\" { by = function(d) return d.purpose or \"none\" end,\n"
	      "cases = { vay = \"end\" }, otherwise = \"end\" },");
	set_text(&a, "purpose", "vay");
	assert_int_equal(ask(&a, a.f.definition->steps[0].by), 0);
	assert_int_equal(a.answer.type, LT_ANSWER_TEXT);
	assert_string_equal(a.answer.text, "vay");
	end(&a);
}

static void test_ask__allow__answers_yes_no_and_why(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, FIELDS,
	      "human \"a\" { unit = \"tax\", limit = untimed, on = { ok = \"end\" },\n"
	      "allow = function(d) return d.purpose and true, \"Chưa ghi mục đích\" end },");
	assert_int_equal(ask(&a, a.f.definition->steps[0].allow), 0);
	assert_int_equal(a.answer.type, LT_ANSWER_YESNO);
	assert_int_equal(a.answer.number, 0);
	assert_string_equal(a.answer.text, "Chưa ghi mục đích");
	set_text(&a, "purpose", "vay");
	assert_int_equal(ask(&a, a.f.definition->steps[0].allow), 0);
	assert_int_equal(a.answer.number, 1);
	assert_null(a.answer.text);
	end(&a);
}

static void test_ask__with__answers_fields_in_order_of_names(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, FIELDS,
	      "auto \"a\" { call = \"x\", on = { ok = \"end\", failed = \"end\" },\n"
	      "with = function(d) return { z = d.purpose, b = 7, a = true, c = 2.0 } end },");
	set_text(&a, "purpose", "vay");
	assert_int_equal(ask(&a, a.f.definition->steps[0].with), 0);
	assert_int_equal(a.answer.type, LT_ANSWER_FIELDS);
	assert_int_equal(a.answer.fields_count, 4);
	assert_string_equal(a.answer.fields[0]->name, "a");
	assert_true(a.answer.fields[0]->yes);
	assert_int_equal(a.answer.fields[1]->number, 7);
	assert_int_equal(a.answer.fields[2]->number, 2);
	assert_string_equal(a.answer.fields[3]->text, "vay");
	end(&a);
}

static void test_ask__with__refuses_what_is_no_field(void **state)
{
	static const char *const bad[] = {"{ x = {} }",
					  "{ 1 }",
					  "{ [\"Tên\"] = 1 }",
					  "{ x = 0.5 }",
					  "{ x = function() end }",
					  "\"x\"",
					  "{ x = \"\\1\" }"};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct asked a;
		char steps[256];
		(void)snprintf(
			steps, sizeof steps,
			"auto \"a\" { call = \"x\", on = { ok = \"end\", failed = \"end\" },\n"
			"with = function() return %s end },",
			bad[i]);
		begin(&a, FIELDS, steps);
		assert_int_equal(ask(&a, a.f.definition->steps[0].with), LT_E_SCRIPT);
		assert_non_null(strstr(a.f.err.text, "auto.with (bước \"a\")"));
		end(&a);
	}
}

static void test_ask__at__answers_a_code_or_nothing(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, FIELDS,
	      "human \"a\" { unit = \"tax\", limit = untimed, on = { ok = \"end\" },\n"
	      "at = function(d) return d.purpose end },");
	assert_int_equal(ask(&a, a.f.definition->steps[0].place.at), 0);
	assert_int_equal(a.answer.type, LT_ANSWER_NONE);
	set_text(&a, "purpose", "01273");
	assert_int_equal(ask(&a, a.f.definition->steps[0].place.at), 0);
	assert_string_equal(a.answer.text, "01273");
	end(&a);
}

static void test_ask__constant_fee__needs_no_state(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, "fee = vnd(8000),", ONE_STEP);
	assert_int_equal(ask_fee(&a), 0);
	assert_int_equal(a.answer.number, 8000);
	end(&a);
}

static void test_ask__no_functions__there_is_nothing_to_ask(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, "", ONE_STEP);
	assert_null(a.f.definition->ask);
	assert_int_equal(a.f.definition->fee, 0);
	end(&a);
}

static void test_ask__arena_is_full__is_out_of_memory_and_survives(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, FIELDS "fee = function(d) return d.purpose and 1 or 2 end,", ONE_STEP);
	struct lt_arena none;
	lt_arena_init(&none, 0);
	assert_int_equal(a.f.definition->ask(a.f.definition, a.f.definition->fee, &a.dossier, &none,
					     &a.answer, &a.f.err),
			 LT_E_NOMEM);
	assert_int_equal(ask_fee(&a), 0);
	assert_int_equal(a.answer.number, 2);
	end(&a);
}

/* -- purity -- */

/* A fee that would count calls if it could; for dossiers of unit H1 only, so that the try-out at
 * loading does not see it. */
static void check_impure(const char *before, const char *body, const char *says)
{
	struct asked a;
	char *source = NULL, *steps = fixture_procedure("fee = FEE,", ONE_STEP);
	char *fee = strstr(steps, "FEE");
	*fee = 0;
	assert_true(
		asprintf(&source,
			 "%s\nlocal function fee(d)\nif d.unit ~= \"H1\" then return 0 end\n%s\n"
			 "end\n%sfee%s",
			 before, body, steps, fee + 3) > 0);
	memset(&a, 0, sizeof a);
	fixture_load(&a.f, source, NULL, NULL);
	if (!a.f.definition)
		fixture_show(&a.f);
	assert_non_null(a.f.definition);
	lt__dossier__init(&a.dossier);
	a.dossier.unit = "H1";
	int64_t first = -1;
	for (int i = 0; i < 3; i++) {
		int r = ask_fee(&a);
		if (says) {
			assert_int_equal(r, LT_E_SCRIPT);
			if (!strstr(a.f.err.text, says))
				fail_msg("%s: does not say %s", a.f.err.text, says);
			continue;
		}
		if (r < 0)
			fail_msg("%s", a.f.err.text);
		first = first < 0 ? a.answer.number : first;
		assert_int_equal(a.answer.number, first);
	}
	end(&a);
	free(source);
	free(steps);
}

static void test_purity__changed_variables__are_found_and_put_back(void **state)
{
	(void)state;
	check_impure("local n = 0", "n = n + 1 return n", "\"n\"");
	check_impure("local n", "n = (n or 0) + 1 return n", "\"n\"");
	check_impure("local n = 0", "n = n + 1 error(\"x\" .. n)", "x1");
	check_impure("local t = { 1 }", "t = { t[1] + 1 } return t[1]", "\"t\"");
	check_impure("local f = function() return 1 end",
		     "local g = f f = function() return g() + 1 end return f()", "\"f\"");
	check_impure("local n = 0 local function count() n = n + 1 return n end", "return count()",
		     "\"n\"");
	check_impure("local n = 0 local t = { count = function() n = n + 1 return n end }",
		     "return t.count()", "\"n\"");
	check_impure("local keep", "keep = d return 1", "\"keep\"");
	check_impure("", "_ENV = { n = 1 } return n", "_ENV");
}

static void test_purity__changed_tables__are_refused(void **state)
{
	(void)state;
	check_impure("local t = {}", "t[1] = 1 return 1", "chỉ đọc");
	check_impure("local t = { a = { b = { n = 0 } } }", "t.a.b.n = 1 return 1", "chỉ đọc");
	check_impure("local t = { 1 }", "table.insert(t, 2) return #t", "chỉ đọc");
	check_impure("local t = { 1, 2 }", "table.remove(t) return #t", "chỉ đọc");
	check_impure("local t = { 2, 1 }", "table.sort(t) return t[1]", "chỉ đọc");
	check_impure("local t = {} t.t = t", "t.t.t.x = 1 return 1", "chỉ đọc");
	check_impure("local k = {} local t = { [k] = k }", "t[k].x = 1 return 1", "chỉ đọc");
	check_impure("local function make() local _ENV = { n = 1 } return function() n = 2\n"
		     "return n end end local f = make()",
		     "return f()", "chỉ đọc");
	check_impure("local function make() local t = { n = 0 } return function() t.n = t.n + 1\n"
		     "return t.n end end local f = make()",
		     "return f()", "chỉ đọc");
}

static void test_purity__reading_and_own_tables__are_free(void **state)
{
	(void)state;
	check_impure("local t = { 1, 2, 3 }", "return #t + t[3]", NULL);
	check_impure("local t = { a = 1, b = 2 }",
		     "local n = 0 for _, v in pairs(t) do n = n * 10 + v end return n", NULL);
	check_impure("local t = { 5, 6 }",
		     "local n = 0 for i, v in ipairs(t) do n = n + i * v end return n", NULL);
	check_impure("local t = { \"1\", \"2\" }", "return tonumber(table.concat(t)) * 1", NULL);
	check_impure("local t = { 1, 2 }", "local a, b = table.unpack(t) return a * 10 + b", NULL);
	check_impure("local t = { { n = 1 } }",
		     "local mine = {} for i, v in ipairs(t) do mine[i] = v.n end\n"
		     "table.insert(mine, 4) return #mine",
		     NULL);
	check_impure("local n = 1", "local function f() n = 2 n = 1 end f() return n", NULL);
}

/* -- base words -- */

static void test_words__pairs__goes_by_number_then_name(void **state)
{
	(void)state;
	check_impure("local t = { 10, 20, b = 1, a = 2, [true] = 3, [-5] = 4, [\"é\"] = 5 }",
		     "local s = \"\" for k in pairs(t) do s = s .. tostring(k) .. \" \" end\n"
		     "if s ~= \"-5 1 2 a b é true \" then error(s) end return 1",
		     NULL);
}

static void test_words__texts__are_cut_by_letters(void **state)
{
	(void)state;
	check_impure(
		"local function is(a, b) if a ~= b then error(tostring(a) .. \" ~= \" .. "
		"tostring(b)) "
		"end end",
		"local s = \"  Hộ tịch, đất đai  \"\n"
		"is(s:trim(), \"Hộ tịch, đất đai\") is(s:trim():len(), 16) is(#\"é\", 2)\n"
		"is(s:trim():sub(1, 2), \"Hộ\") is(s:trim():sub(-3), \"đai\") is((\"é\"):sub(2), "
		"\"\")\n"
		"is((\"abc\"):sub(2, 2), \"b\") is((\"abc\"):sub(-9, 9), \"abc\")\n"
		"is(s:contains(\"đất\"), true) is(s:contains(\"x\"), false) is(s:contains(\"\"), "
		"true)\n"
		"is((\"abc\"):starts_with(\"ab\"), true) is((\"abc\"):ends_with(\"bc\"), true)\n"
		"is((\"b\"):ends_with(\"ab\"), false)\n"
		"local parts = (\"a;b;;c\"):split(\";\") is(#parts, 4) is(parts[3], \"\")\n"
		"is(string.len(\"đ\"), 1) is(tostring({}), \"table\") is(tostring(1.5), \"1.5\")\n"
		"is(tonumber(\"12\"), 12) is(tonumber(\"x\"), nil) is(tonumber(\"0x10\"), 16)\n"
		"is(select(\"#\", 1, nil), 2) is((select(2, 1, 5)), 5) is(type(d), \"userdata\")\n"
		"is(math.max(1, 3), 3) is(math.floor(-3.5), -4) is(math.tointeger(3.0), 3)\n"
		"return 1",
		NULL);
}

static void test_words__sort__is_stable_whatever_the_comparison(void **state)
{
	(void)state;
	check_impure(
		"local function text(t) local s = \"\" for _, v in ipairs(t) do s = s .. v end "
		"return s end",
		"local t = { \"b1\", \"a1\", \"b2\", \"a2\", \"c1\", \"a3\", \"b3\" }\n"
		"table.sort(t, function(x, y) return x:sub(1, 1) < y:sub(1, 1) end)\n"
		"if text(t) ~= \"a1a2a3b1b2b3c1\" then error(text(t)) end\n"
		"table.sort(t, function() return true end) table.sort(t)\n"
		"if text(t) ~= \"a1a2a3b1b2b3c1\" then error(text(t)) end return 1",
		NULL);
}

/* -- overrides -- */

static void test_override__changes__are_merged_onto_the_base(void **state)
{
	static const char source[] =
		"return override {\n"
		"  extends = \"1.004873\", version = \"2025.1-CB\", time_limit = working_days(2),\n"
		"  legal_basis = none,\n"
		"  fee = function(d) return d.channel == \"online\" and vnd(0) or vnd(10000) end,\n"
		"  fields = { phone = text { label = \"Điện thoại\" }, purpose = none },\n"
		"  documents = { doc { id = \"to_khai\", name = \"Tờ khai mẫu mới\" },\n"
		"    doc { id = \"cccd\", name = \"Căn cước\" } },\n"
		"  remove = { \"verify\" },\n"
		"  steps = {\n"
		"    route = { cases = { here = \"appraise\" } },\n"
		"    appraise = { limit = working_hours(4), on = { fail = none, back = \"check\" } "
		"},\n"
		"  },\n"
		"  add = {\n"
		"    human \"check\" { after = \"appraise\", unit = \"justice\", limit = untimed,\n"
		"      on = { ok = \"appraise\", bad = \"refused\" } },\n"
		"  },\n"
		"}\n";
	struct fixture f;
	(void)state;
	struct lt_slice base = fixture_read(DATA "marital_status.lua");
	fixture_load(&f, source, (const char *)base.data, fixture_directory());
	if (f.findings.errors)
		fixture_show(&f);
	assert_int_equal(f.result, 0);
	const struct lt_definition *d = f.definition;
	assert_string_equal(d->code, "1.004873");
	assert_string_equal(d->version, "2025.1-CB");
	assert_int_equal(d->limit.amount, 2);
	assert_int_equal(d->legal_basis.count, 0);
	assert_null(lt_definition_field(d, "purpose"));
	assert_non_null(lt_definition_field(d, "phone"));
	assert_int_equal(d->papers_count, 2);
	assert_string_equal(d->papers[0].name, "Tờ khai mẫu mới");
	assert_int_equal(index_of(&f, "verify"), LT_STEP_NONE);
	assert_int_equal(step(&f, "appraise")->limit.amount, 240);
	assert_string_equal(step(&f, "appraise")->role, "specialist");
	assert_int_equal(step(&f, "appraise")->on_count, 2);
	assert_int_equal(lt_step_target(step(&f, "appraise"), "back"), index_of(&f, "check"));
	assert_int_equal(index_of(&f, "check"), index_of(&f, "appraise") + 1);
	assert_int_equal(step(&f, "receive")->line, 12);
	uint8_t own[LT_HASH_BYTES];
	lt_hash(lt_slice_str(source), own);
	assert_memory_not_equal(d->hash, own, sizeof own);
	Lt__Dossier dossier;
	struct lt_answer answer;
	lt__dossier__init(&dossier);
	assert_int_equal(d->ask(d, d->fee, &dossier, &f.arena, &answer, &f.err), 0);
	assert_int_equal(answer.number, 10000);
	fixture_unload(&f);
	free((void *)(uintptr_t)base.data);
}

static void check_override(const char *source, const char *rule, const char *says, bool in_base)
{
	struct fixture f;
	struct lt_slice base = fixture_read(DATA "marital_status.lua");
	fixture_load(&f, source, (const char *)base.data, NULL);
	assert_int_equal(f.result, LT_E_SCRIPT);
	bool found = false;
	for (size_t i = 0; i < f.findings.count; i++)
		found |= strcmp(f.findings.items[i].rule, rule) == 0 &&
			 strstr(f.findings.items[i].message, says) &&
			 (strcmp(f.findings.items[i].file, "test.lua") != 0) == in_base;
	if (!found)
		fixture_show(&f);
	assert_true(found);
	fixture_unload(&f);
	free((void *)(uintptr_t)base.data);
}

static void test_override__faults__are_findings(void **state)
{
	(void)state;
	check_override("return override { extends = \"1.004874\" }", "E31", "1.004874", false);
	check_override("return override { extends = \"1.004873\", steps = { aprise = {} } }", "E31",
		       "aprise", false);
	check_override("return override { extends = \"1.004873\", remove = { \"nothing\" } }",
		       "E31", "nothing", false);
	check_override(
		"return override { extends = \"1.004873\", steps = { sign = { limit = 4 } } }",
		"E27", "sign", false);
	check_override("return override { extends = \"1.004873\", remove = { \"sign\" } }", "E11",
		       "sign", true);
	check_override("return procedure {}", "E31", "trọn vẹn", false);
	check_override("return override { extends = \"1.004873\", rol = 1 }", "E26", "rol", false);
}

static void test_override__alone__names_its_base(void **state)
{
	struct fixture f;
	const char *code = NULL;
	struct lt_err err = {0};
	(void)state;
	static const char source[] = "return override { extends = \"1.004873\" }";
	fixture_load(&f, source, NULL, NULL);
	assert_int_equal(f.result, LT_E_SCRIPT);
	assert_string_equal(f.findings.items[0].rule, "E31");
	assert_int_equal(lt_host_base_of(lt_slice_str(source), "x.lua", &f.arena, &code, &err), 0);
	assert_string_equal(code, "1.004873");
	assert_int_equal(lt_host_base_of(lt_slice_str("return procedure {}"), "x.lua", &f.arena,
					 &code, &err),
			 0);
	assert_string_equal(code, "");
	assert_int_equal(lt_host_base_of(lt_slice_str("return {"), "x.lua", &f.arena, &code, &err),
			 LT_E_SCRIPT);
	assert_non_null(strstr(err.text, "x.lua:1"));
	fixture_unload(&f);
}

/* -- size and time -- */

static char *big_procedure(int steps)
{
	char *text = malloc((size_t)steps * 200 + 1000);
	int n = sprintf(text, "return procedure { code = \"1\", version = \"1\", name = \"x\",\n"
			      "field = \"x\", time_limit = untimed, start = \"s0\", steps = {\n");
	for (int i = 0; i < steps; i++)
		n += sprintf(text + n,
			     "human \"s%d\" { unit = \"tax\", limit = working_hours(1),\n"
			     "on = { ok = \"s%d\", back = \"s%d\" } },\n",
			     i, i + 1, i / 2);
	(void)sprintf(text + n, "finish \"s%d\" { outcome = \"granted\" } } }\n", steps);
	return text;
}

static void test_load__two_thousand_steps__fit(void **state)
{
	struct fixture f;
	(void)state;
	char *source = big_procedure((int)LT_STEPS_MAX - 1);
	fixture_load(&f, source, NULL, NULL);
	if (f.findings.errors)
		fixture_show(&f);
	assert_int_equal(f.result, 0);
	assert_int_equal(f.definition->steps_count, LT_STEPS_MAX);
	fixture_unload(&f);
	free(source);
	source = big_procedure((int)LT_STEPS_MAX);
	fixture_load(&f, source, NULL, NULL);
	assert_int_equal(f.result, LT_E_SCRIPT);
	fixture_unload(&f);
	free(source);
}

static void test_load__caller_has_no_memory__says_so(void **state)
{
	(void)state;
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_findings findings;
	struct lt_definition *d = NULL;
	struct lt_err err = {0};
	lt_arena_init(&arena, 64);
	assert_int_equal(lt_host_load(lt_slice_str("return procedure {}"), "x.lua",
				      (struct lt_slice){0}, NULL, &arena, &findings, &d, &err),
			 LT_E_NOMEM);
	assert_null(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load__marital_status__is_clean_and_complete),
		cmocka_unit_test(test_load__without_directory__leaves_units_unchecked),
		cmocka_unit_test(test_load__all_kinds__are_read),
		cmocka_unit_test(test_load__steps_stand_in_the_order_of_the_file__blocks_inside),
		cmocka_unit_test(test_load__standard_chain__is_nine_steps_on_the_line_of_its_call),
		cmocka_unit_test(test_ask__unset_fields__are_nil_and_false),
		cmocka_unit_test(test_ask__set_fields__are_seen),
		cmocka_unit_test(test_ask__undeclared_name__is_an_error_that_names_near_ones),
		cmocka_unit_test(test_ask__choose__answers_text),
		cmocka_unit_test(test_ask__allow__answers_yes_no_and_why),
		cmocka_unit_test(test_ask__with__answers_fields_in_order_of_names),
		cmocka_unit_test(test_ask__with__refuses_what_is_no_field),
		cmocka_unit_test(test_ask__at__answers_a_code_or_nothing),
		cmocka_unit_test(test_ask__constant_fee__needs_no_state),
		cmocka_unit_test(test_ask__no_functions__there_is_nothing_to_ask),
		cmocka_unit_test(test_ask__arena_is_full__is_out_of_memory_and_survives),
		cmocka_unit_test(test_purity__changed_variables__are_found_and_put_back),
		cmocka_unit_test(test_purity__changed_tables__are_refused),
		cmocka_unit_test(test_purity__reading_and_own_tables__are_free),
		cmocka_unit_test(test_words__pairs__goes_by_number_then_name),
		cmocka_unit_test(test_words__texts__are_cut_by_letters),
		cmocka_unit_test(test_words__sort__is_stable_whatever_the_comparison),
		cmocka_unit_test(test_override__changes__are_merged_onto_the_base),
		cmocka_unit_test(test_override__faults__are_findings),
		cmocka_unit_test(test_override__alone__names_its_base),
		cmocka_unit_test(test_load__two_thousand_steps__fit),
		cmocka_unit_test(test_load__caller_has_no_memory__says_so),
	};
	int failed = cmocka_run_group_tests_name("host", tests, NULL, NULL);
	fixture_done();
	return failed;
}
