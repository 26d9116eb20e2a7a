/* SPDX-License-Identifier: EUPL-1.2 */
/* What functions see, what they may answer, and that they cannot remember. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"

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
			"with = function(d) return d.unit == \"H1\" and %s or nil end },",
			bad[i]);
		begin(&a, FIELDS, steps);
		a.dossier.unit = "H1";
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

static void test_purity__iterators__keep_no_place(void **state)
{
	(void)state;
	check_impure("local go, t = pairs({ a = 1, b = 2, c = 3 })",
		     "local _, first = go(t) local _, again = go(t) return first * 10 + again",
		     NULL);
	check_impure("local go, t, at = ipairs({ 5, 6 })", "local _, v = go(t, at) return v", NULL);
}

/* What two functions share is watched for both. */
static void test_purity__two_functions_one_counter__both_are_found(void **state)
{
	struct asked a;
	(void)state;
	static const char source[] =
		"local n = 0\n"
		"local shared = { count = function() n = n + 1 return n end }\n"
		"local papers = { \"to_khai\" }\n"
		"return procedure { code = \"1\", version = \"1\", name = \"x\", field = \"x\",\n"
		"time_limit = untimed, start = \"a\",\n"
		"documents = { doc { id = \"to_khai\", name = \"x\" } },\n"
		"fee = function(d) return d.unit == \"H1\" and shared.count() or #papers end,\n"
		"steps = { human \"a\" { unit = \"tax\", limit = untimed, on = { ok = \"end\" },\n"
		"sends = papers,\n"
		"at = function(d)\n"
		"  return d.unit == \"H1\" and \"\" .. shared.count() or papers[1] end },\n"
		"finish \"end\" { outcome = \"granted\" } } }\n";
	memset(&a, 0, sizeof a);
	fixture_load(&a.f, source, NULL, NULL);
	if (!a.f.definition)
		fixture_show(&a.f);
	assert_non_null(a.f.definition);
	lt__dossier__init(&a.dossier);
	a.dossier.unit = "H1";
	const struct lt_step *step = &a.f.definition->steps[0];
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask_fee(&a), LT_E_SCRIPT);
		assert_int_equal(ask(&a, step->place.at), LT_E_SCRIPT);
		assert_non_null(strstr(a.f.err.text, "\"n\""));
	}
	a.dossier.unit = "H2";
	assert_int_equal(ask_fee(&a), 0);
	assert_int_equal(a.answer.number, 1);
	assert_int_equal(step->sends.count, 1); /* read before it was locked */
	end(&a);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
		cmocka_unit_test(test_purity__iterators__keep_no_place),
		cmocka_unit_test(test_purity__two_functions_one_counter__both_are_found),
		cmocka_unit_test(test_purity__reading_and_own_tables__are_free),
		cmocka_unit_test(test_words__pairs__goes_by_number_then_name),
		cmocka_unit_test(test_words__texts__are_cut_by_letters),
		cmocka_unit_test(test_words__sort__is_stable_whatever_the_comparison),
	};
	return cmocka_run_group_tests_name("host.ask", tests, NULL, NULL);
}
