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

/* -- time -- */

static void load_header(struct fixture *f, const char *header)
{
	char source[600];
	(void)snprintf(source, sizeof source,
		       "return procedure { code = \"9.1\", version = \"1\", field = \"x\",\n"
		       "name = \"x\", legal_basis = { \"x\" }, fee = vnd(0),\n"
		       "%s,\n"
		       "start = \"a\", steps = {\n"
		       "human \"a\" { unit = \"tax\", limit = untimed, on = { ok = \"f\" } },\n"
		       "finish \"f\" { outcome = \"granted\" } } }\n",
		       header);
	fixture_load(f, source, NULL, fixture_directory());
}

static void test_load__each_way_of_counting__by_its_name(void **state)
{
	static const struct {
		const char *name;
		enum lt_counting counting;
	} names[] = {
		{"rolled", LT_COUNTING_ROLLED},
		{"legal", LT_COUNTING_LEGAL},
		{"same_time", LT_COUNTING_SAME_TIME},
		{"hours8", LT_COUNTING_HOURS8},
		{"restart", LT_COUNTING_RESTART_ROLLED},
		{"restart_rolled", LT_COUNTING_RESTART_ROLLED},
		{"restart_legal", LT_COUNTING_RESTART_LEGAL},
		{"restart_same_time", LT_COUNTING_RESTART_SAME_TIME},
		{"restart_hours8", LT_COUNTING_RESTART_HOURS8},
	};
	(void)state;
	struct fixture f;
	char header[120];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(header, sizeof header,
			       "time_limit = working_days(3), counting = \"%s\"", names[i].name);
		load_header(&f, header);
		assert_clean(&f);
		assert_int_equal(f.definition->counting, names[i].counting);
		fixture_unload(&f);
	}
	load_header(&f, "time_limit = working_days(3)");
	assert_int_equal(f.definition->counting, LT_COUNTING_ROLLED);
	fixture_unload(&f);
	load_header(&f, "time_limit = working_days(3), counting = \"same_tme\"");
	assert_null(f.definition);
	assert_non_null(strstr(f.findings.items[0].remedy, "same_time"));
	fixture_unload(&f);
}

static void test_load__parts_of_days_and_hours__as_meant_or_refused(void **state)
{
	static const struct {
		const char *limit;
		enum lt_limit_unit unit; /* NONE: refused */
		int32_t amount;
	} limits[] = {
		{"working_days(0.25)", LT_LIMIT_WORKING_MINUTES, 120},
		{"working_days(1.75)", LT_LIMIT_WORKING_MINUTES, 840},
		{"working_days(0)", LT_LIMIT_WORKING_DAYS, 0},
		{"working_days(3.0)", LT_LIMIT_WORKING_DAYS, 3},
		{"working_days(0.1)", LT_LIMIT_WORKING_MINUTES, 48},
		{"working_hours(2.05)", LT_LIMIT_WORKING_MINUTES, 123},
		{"working_hours(1.1)", LT_LIMIT_WORKING_MINUTES, 66},
		{"working_hours(1 / 3)", LT_LIMIT_WORKING_MINUTES, 20},
		{"working_hours(80573 / 60)", LT_LIMIT_WORKING_MINUTES, 80573},
		{"working_hours(0.25)", LT_LIMIT_WORKING_MINUTES, 15},
		{"working_hours(0.01)", LT_LIMIT_NONE, 0},
		{"working_hours(2.051)", LT_LIMIT_NONE, 0},
		{"working_days(0.001)", LT_LIMIT_NONE, 0},
		{"working_days(-1)", LT_LIMIT_NONE, 0},
		{"working_hours(-0.25)", LT_LIMIT_NONE, 0},
		{"working_hours(0 / 0)", LT_LIMIT_NONE, 0},
		{"working_hours(1 / 0)", LT_LIMIT_NONE, 0},
		{"working_days(36525)", LT_LIMIT_WORKING_DAYS, 36525},
		{"working_days(36526)", LT_LIMIT_NONE, 0},
		{"calendar_days(36526)", LT_LIMIT_NONE, 0},
		{"calendar_days(0.5)", LT_LIMIT_NONE, 0},
		{"months(1200)", LT_LIMIT_MONTHS, 1200},
		{"months(1201)", LT_LIMIT_NONE, 0},
		{"months(1.5)", LT_LIMIT_NONE, 0},
		{"same_day(\"24:00\")", LT_LIMIT_NONE, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct fixture f;
		char header[120];
		(void)snprintf(header, sizeof header, "time_limit = %s", limits[i].limit);
		load_header(&f, header);
		if (limits[i].unit == LT_LIMIT_NONE) {
			if (f.definition)
				fail_msg("%s is taken", limits[i].limit);
			assert_non_null(strstr(f.findings.items[0].message, "time_limit phải là"));
		} else {
			if (!f.definition)
				fail_msg("%s is refused", limits[i].limit);
			assert_int_equal(f.definition->limit.unit, limits[i].unit);
			assert_int_equal(f.definition->limit.amount, limits[i].amount);
		}
		fixture_unload(&f);
	}
}

static void test_load__extension__in_the_unit_of_the_limit_or_refused(void **state)
{
	static const struct {
		const char *header;
		int32_t amount; /* 0: refused */
	} extensions[] = {
		{"time_limit = calendar_days(15), extension = calendar_days(10)", 10},
		{"time_limit = working_days(15), extension = working_days(5)", 5},
		{"time_limit = working_hours(8), extension = working_hours(2)", 120},
		{"time_limit = calendar_days(15), extension = working_days(10)", 0},
		{"time_limit = calendar_days(15), extension = calendar_days(0)", 0},
		{"time_limit = calendar_days(15), extension = calendar_days(-1)", 0},
		{"time_limit = months(2), extension = months(1)", 0},
		{"time_limit = same_day(), extension = working_hours(1)", 0},
		{"time_limit = untimed, extension = working_days(1)", 0},
		{"time_limit = calendar_days(15), extension = 10", 0},
	};
	(void)state;
	struct fixture f;
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
		load_header(&f, extensions[i].header);
		if (extensions[i].amount) {
			assert_clean(&f);
			assert_int_equal(f.definition->extension.amount, extensions[i].amount);
			assert_int_equal(f.definition->extension.unit, f.definition->limit.unit);
		} else {
			if (f.definition)
				fail_msg("%s is taken", extensions[i].header);
			assert_non_null(strstr(f.findings.items[0].message, "extension"));
		}
		fixture_unload(&f);
	}
	load_header(&f, "time_limit = calendar_days(15)");
	assert_clean(&f);
	assert_int_equal(f.definition->extension.unit, LT_LIMIT_NONE);
	fixture_unload(&f);
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
	size_t size = (size_t)steps * 200 + 1000;
	char *text = malloc(size);
	FILE *out = fmemopen(text, size, "w");
	assert_non_null(out);
	fprintf(out, "return procedure { code = \"1\", version = \"1\", name = \"x\",\n"
		     "field = \"x\", time_limit = untimed, start = \"s0\", steps = {\n");
	for (int i = 0; i < steps; i++)
		fprintf(out,
			"human \"s%d\" { unit = \"tax\", limit = working_hours(1),\n"
			"on = { ok = \"s%d\", back = \"s%d\" } },\n",
			i, i + 1, i / 2);
	fprintf(out, "finish \"s%d\" { outcome = \"granted\" } } }\n", steps);
	assert_int_equal(fclose(out), 0);
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

/* -- what was admitted once -- */

static void test_reload__an_admitted_file__needs_no_checks(void **state)
{
	struct lt_definition *d = NULL;
	struct lt_err err = {0};
	(void)state;
	char *source = fixture_procedure("", "human \"a\" { unit = \"tax\", limt = 4,\n"
					     "on = { ok = \"end\", no = \"nowhere\" } },");
	struct lt_slice none = lt_slice(NULL, 0), text = lt_slice_str(source);
	assert_int_equal(lt_host_reload(text, "a.lua", none, &d, &err), 0);
	assert_int_equal(d->steps_count, 2);
	assert_int_equal(lt_step_target(&d->steps[0], "no"), LT_STEP_NONE);
	lt_definition_free(d);
	d = NULL;
	assert_int_equal(
		lt_host_reload(lt_slice_str("return procedure {"), "a.lua", none, &d, &err),
		LT_E_SCRIPT);
	assert_non_null(strstr(err.text, "a.lua"));
	assert_int_equal(
		lt_host_reload(lt_slice_str("return procedure {}"), "a.lua", none, &d, &err),
		LT_E_SCRIPT);
	assert_null(d);
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
		cmocka_unit_test(test_load__each_way_of_counting__by_its_name),
		cmocka_unit_test(test_load__parts_of_days_and_hours__as_meant_or_refused),
		cmocka_unit_test(test_load__extension__in_the_unit_of_the_limit_or_refused),
		cmocka_unit_test(test_override__changes__are_merged_onto_the_base),
		cmocka_unit_test(test_override__faults__are_findings),
		cmocka_unit_test(test_override__alone__names_its_base),
		cmocka_unit_test(test_load__two_thousand_steps__fit),
		cmocka_unit_test(test_load__caller_has_no_memory__says_so),
		cmocka_unit_test(test_reload__an_admitted_file__needs_no_checks),
	};
	return cmocka_run_group_tests_name("host", tests, NULL, fixture_done);
}
