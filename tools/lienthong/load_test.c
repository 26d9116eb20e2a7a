/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading, the files made of it, the course of a dossier, and the account at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "procedures/host/host.h"
#include "proto/base/slice.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"
#include "tools/lienthong/load_check.h"
#include "tools/lienthong/load_run.h"

struct fixture {
	char *folder;
	struct lt_arena arena;
	struct lt_load_files files;
	struct lt_load_input in;
	struct lt_err err;
};

static const char *sample(struct fixture *f, const char *name)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	return lt_arena_printf(&f->arena, "%s/tests/samples/load/%s", root ? root : ".", name);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	assert_non_null(f);
	f->folder = lt_test_folder();
	lt_arena_init(&f->arena, 64 << 20);
	f->files = (struct lt_load_files){.dossiers = sample(f, "dossiers.csv"),
					  .catalogue = sample(f, "catalogue.csv"),
					  .applicants = sample(f, "applicants.csv"),
					  .units = sample(f, "units"),
					  .nodes = 2};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	lt_load_done(&f->in);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
	free(f);
	return 0;
}

static void read_sample(struct fixture *f)
{
	int r = lt_load_read(&f->files, &f->in, &f->err);
	assert_string_equal(f->err.text, "");
	assert_int_equal(r, 0);
}

/* The dossier of a code. */
static const struct lt_load_dossier *dossier(const struct fixture *f, const char *code)
{
	for (size_t i = 0; i < f->in.dossiers_count; i++)
		if (strcmp(f->in.dossiers[i].code, code) == 0)
			return &f->in.dossiers[i];
	return NULL;
}

/* -- reading -- */

static void test_lt_load_read__sample__joined_and_in_time_order(void **state)
{
	struct fixture *f = *state;
	read_sample(f);
	assert_int_equal(f->in.dossiers_count, 30);
	assert_int_equal(f->in.procedures_used, 6);
	assert_int_equal(f->in.agencies_count, 5);
	assert_int_equal(f->in.nodes_count, 2);
	for (size_t i = 1; i < f->in.dossiers_count; i++)
		assert_true(f->in.dossiers[i - 1].submitted_us <= f->in.dossiers[i].submitted_us);
	const struct lt_load_dossier *d = dossier(f, "X97.97001-250701-0001");
	assert_non_null(d);
	assert_string_equal(f->in.procedures[d->procedure].code, "9.000004");
	assert_string_equal(f->in.people[d->person].id, "T004");
	assert_string_equal(f->in.people[d->person].address, "Thôn 4, Xã Suối Mẫu, Tỉnh Giả Sơn");
	assert_true(d->supplement);
	assert_false(d->withdrawn);
	assert_int_equal(d->fee_vnd, 200000);
	assert_int_equal(d->documents, 3);
	assert_string_equal(lt_load_office(&f->in, d)->code, LT_LOAD_CENTRAL);
	assert_int_equal(d->channel, LT__CHANNEL__CHANNEL_ONLINE);
}

static void test_lt_load_read__levels__the_nearest_decides(void **state)
{
	struct fixture *f = *state;
	read_sample(f);
	assert_int_equal(f->in.procedures[1].level, LT_LOAD_COMMUNE);
	assert_int_equal(f->in.procedures[2].level, LT_LOAD_PROVINCE);
	assert_int_equal(f->in.procedures[3].level, LT_LOAD_COUNTRY);
	assert_int_equal(f->in.procedures[5].level, LT_LOAD_PROVINCE);
	const struct lt_load_dossier *d = dossier(f, "X90.90003-250701-0001");
	assert_string_equal(lt_load_office(&f->in, d)->code, "LT.90");
}

#define HEAD                                                                                       \
	"dossier_code,procedure_code,submitted,channel,applicant_id,ward_code,province_code,"      \
	"n_documents,supplement_requested,withdrawn,fee_due_vnd,agency_code\n"
#define GOOD "X90.90001-1,9.000001,2025-07-01T08:00,online,T001,90001,90,1,0,0,0,X90.90001\n"

static const struct {
	const char *text, *part;
} malformed[] = {
	{HEAD, "không có hồ sơ nào"},
	{"dossier_code\n", ":1: thiếu cột \"procedure_code\""},
	{HEAD GOOD GOOD, ":3: dossier_code \"X90.90001-1\" có hai dòng"},
	{HEAD "x y,9.000001,2025-07-01,online,T001,90001,90,1,0,0,0,X90\n", ":2: mã hồ sơ"},
	{HEAD "X1,9.9,2025-07-01,online,T001,90001,90,1,0,0,0,X90\n",
	 ":2: không có thủ tục \"9.9\""},
	{HEAD "X1,9.000001,2025-07-01,online,T9,90001,90,1,0,0,0,X90\n",
	 "không có người nộp \"T9\""},
	{HEAD "X1,9.000001,2025-07-01,online,T001,1,90,1,0,0,0,X90\n", "không có xã, phường \"1\""},
	{HEAD "X1,9.000001,soon,online,T001,90001,90,1,0,0,0,X90\n",
	 "không hiểu thời điểm \"soon\""},
	{HEAD "X1,9.000001,2025-07-01,fax,T001,90001,90,1,0,0,0,X90\n", "cột \"channel\": \"fax\""},
	{HEAD "X1,9.000001,2025-07-01,online,T001,90001,90,-1,0,0,0,X90\n", "cột \"n_documents\""},
	{HEAD "X1,9.000001,2025-07-01,online,T001,90001,90,1,2,0,0,X90\n",
	 "\"supplement_requested\""},
	{HEAD "X1,9.000001,2025-07-01,online,T001,90001,90,1,0,0,free,X90\n",
	 "cột \"fee_due_vnd\""},
	{HEAD "X1,9.000001,2025-07-01,online,T001,90001,90,1,0,0,0,x90\n", "mã cơ quan \"x90\""},
	{HEAD GOOD "X2,9.000001,2025-07-01,online,T001,90002,90,1,0,0,0,X90.90001\n",
	 ":3: cơ quan \"X90.90001\" đã ở xã, phường khác"},
};

static void test_lt_load_read__malformed__refused_with_file_and_line(void **state)
{
	struct fixture *f = *state;
	f->files.dossiers = lt_arena_printf(&f->arena, "%s/bad.csv", f->folder);
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		FILE *file = fopen(f->files.dossiers, "we");
		assert_non_null(file);
		assert_true(fputs(malformed[i].text, file) >= 0);
		assert_int_equal(fclose(file), 0);
		f->err = (struct lt_err){0};
		assert_int_equal(lt_load_read(&f->files, &f->in, &f->err), LT_E_FORMAT);
		assert_non_null(strstr(f->err.text, "bad.csv"));
		if (!strstr(f->err.text, malformed[i].part))
			fail_msg("'%s' is not in '%s'", malformed[i].part, f->err.text);
	}
}

static void test_lt_load_read__many_nodes__never_more_than_units(void **state)
{
	struct fixture *f = *state;
	f->files.nodes = LT_LOAD_NODES_MAX;
	read_sample(f);
	assert_int_equal(f->in.nodes_count, 8); /* five agencies, two provinces, the country */
	bool served[8] = {0};
	for (size_t i = 0; i < f->in.agencies_count; i++)
		served[f->in.agencies[i].node] = true;
	for (size_t i = 0; i < f->in.offices_count; i++)
		served[f->in.offices[i].node] = true;
	for (size_t i = 0; i < 8; i++)
		assert_true(served[i]);
}

/* -- what is made of it -- */

static void test_lt_load_limit__catalogue_texts__the_longest_that_names_its_unit(void **state)
{
	(void)state;
	assert_string_equal(lt_load_limit("post:60wd|direct:45wd").lua, "working_days(60)");
	assert_string_equal(lt_load_limit("direct:20cd").lua, "calendar_days(20)");
	assert_string_equal(lt_load_limit("direct:1h|online:2h").lua, "working_hours(2)");
	assert_string_equal(lt_load_limit("direct:2mo").lua, "months(2)");
	assert_string_equal(lt_load_limit("direct:120.000?|online:3wd").lua, "working_days(3)");
	assert_string_equal(lt_load_limit("direct:5?").lua, "untimed");
	assert_string_equal(lt_load_limit("direct:0wd").lua, "untimed");
	assert_string_equal(lt_load_limit("direct:|x").lua, "untimed");
	assert_string_equal(lt_load_limit("").lua, "untimed");
	assert_true(lt_load_limit("a:5wd").hours == 40);
	assert_true(lt_load_limit("").hours == 0);
}

static void test_lt_load_definition__every_row__passes_the_check(void **state)
{
	struct fixture *f = *state;
	LT_AUTO(luatext) struct lt_luatext units = {0};
	struct lt_directory *directory = NULL;
	read_sample(f);
	assert_int_equal(lt_load_directory(&f->in, &units), 0);
	int r = lt_host_load_directory(lt_slice_str(units.text), "d.lua", &directory, &f->err);
	assert_string_equal(f->err.text, "");
	assert_int_equal(r, 0);
	for (size_t i = 0; i < f->in.procedures_count; i++) {
		LT_AUTO(luatext) struct lt_luatext text = {0};
		LT_AUTO(definition) struct lt_definition *definition = NULL;
		struct lt_findings findings = {0};
		assert_int_equal(lt_load_definition(&f->in.procedures[i], &text), 0);
		r = lt_host_load(lt_slice_str(text.text), "p.lua", lt_slice(NULL, 0), directory,
				 &f->arena, &findings, &definition, &f->err);
		if (r < 0)
			fail_msg("%s: %s", text.text,
				 findings.count ? findings.items[0].message : f->err.text);
		assert_string_equal(definition->code, f->in.procedures[i].code);
		assert_int_equal(definition->papers_count, f->in.procedures[i].documents);
	}
	lt_directory_free(directory);
}

static void test_lt_load_directory__sample__who_may_do_what(void **state)
{
	struct fixture *f = *state;
	LT_AUTO(luatext) struct lt_luatext units = {0};
	LT_AUTO(directory) struct lt_directory *directory = NULL;
	char id[LT_LOAD_NAME_BYTES];
	read_sample(f);
	assert_int_equal(lt_load_directory(&f->in, &units), 0);
	assert_int_equal(
		lt_host_load_directory(lt_slice_str(units.text), "d.lua", &directory, &f->err), 0);
	assert_string_equal(lt_directory_unit(directory, "X90.90002")->name,
			    "Một cửa Phường Đồi \"Thông\"");
	assert_true(lt_directory_may(directory, lt_load_officer("X90.90002", LT_LOAD_RECEPTION, id),
				     "X90.90002", "receiver", 1));
	assert_true(lt_directory_may(directory, lt_load_officer("LT.97", LT_LOAD_LEADER, id),
				     "LT.97", "leader", 1));
	assert_false(lt_directory_may(directory, id, "LT.90", "leader", 1));
	for (size_t i = 0; i < f->in.agencies_count; i++)
		assert_true(lt_directory_serves(directory, lt_load_node(f->in.agencies[i].node, id),
						f->in.agencies[i].code));
}

/* -- the course -- */

static void expect_course(const struct lt_load_dossier *d, const enum lt_load_stage *stages)
{
	for (enum lt_load_stage at = LT_LOAD_SUBMIT; at != LT_LOAD_ENDED; stages++) {
		assert_int_equal(at, *stages);
		at = lt_load_next(d, at);
	}
	assert_int_equal(*stages, LT_LOAD_ENDED);
}

static void test_lt_load_next__four_kinds_of_rows__four_courses(void **state)
{
	(void)state;
	expect_course(&(struct lt_load_dossier){0},
		      (enum lt_load_stage[]){LT_LOAD_SUBMIT, LT_LOAD_RECEIVE, LT_LOAD_ASSIGN,
					     LT_LOAD_APPRAISE, LT_LOAD_REVIEW, LT_LOAD_SIGN,
					     LT_LOAD_ISSUE, LT_LOAD_RETURN, LT_LOAD_ENDED});
	expect_course(&(struct lt_load_dossier){.supplement = true},
		      (enum lt_load_stage[]){LT_LOAD_SUBMIT, LT_LOAD_RECEIVE, LT_LOAD_SUPPLEMENT,
					     LT_LOAD_RECEIVE_AGAIN, LT_LOAD_ASSIGN,
					     LT_LOAD_APPRAISE, LT_LOAD_REVIEW, LT_LOAD_SIGN,
					     LT_LOAD_ISSUE, LT_LOAD_RETURN, LT_LOAD_ENDED});
	expect_course(&(struct lt_load_dossier){.withdrawn = true},
		      (enum lt_load_stage[]){LT_LOAD_SUBMIT, LT_LOAD_RECEIVE, LT_LOAD_ASSIGN,
					     LT_LOAD_WITHDRAW, LT_LOAD_ENDED});
	expect_course(&(struct lt_load_dossier){.supplement = true, .withdrawn = true},
		      (enum lt_load_stage[]){LT_LOAD_SUBMIT, LT_LOAD_RECEIVE, LT_LOAD_SUPPLEMENT,
					     LT_LOAD_RECEIVE_AGAIN, LT_LOAD_ASSIGN,
					     LT_LOAD_WITHDRAW, LT_LOAD_ENDED});
}

static void test_lt_load_resume__where_an_earlier_run_stopped__goes_on(void **state)
{
	const struct lt_load_dossier plain = {0}, withdrawn = {.withdrawn = true};
	(void)state;
	assert_int_equal(lt_load_resume(&plain, LT_LOAD_LOOKUP), LT_LOAD_RECEIVE);
	assert_int_equal(lt_load_resume(&plain, "receive"), LT_LOAD_RECEIVE);
	assert_int_equal(lt_load_resume(&plain, "supplement"), LT_LOAD_SUPPLEMENT);
	assert_int_equal(lt_load_resume(&plain, "assign"), LT_LOAD_ASSIGN);
	assert_int_equal(lt_load_resume(&plain, "appraise"), LT_LOAD_APPRAISE);
	assert_int_equal(lt_load_resume(&withdrawn, "appraise"), LT_LOAD_WITHDRAW);
	assert_int_equal(lt_load_resume(&plain, "issue"), LT_LOAD_ISSUE);
	assert_int_equal(lt_load_resume(&plain, NULL), LT_LOAD_RETURN);
	assert_int_equal(lt_load_correct(LT_LOAD_RETURN, LT_REFUSAL_NOT_FINISHED), LT_LOAD_ENDED);
	assert_int_equal(lt_load_correct(LT_LOAD_RECEIVE, LT_REFUSAL_TIMES), LT_LOAD_RECEIVE_AGAIN);
	assert_int_equal(lt_load_correct(LT_LOAD_SIGN, LT_REFUSAL_NO_STEP), 0);
}

static void test_lt_load_command__stages__who_does_it_where(void **state)
{
	static const struct {
		enum lt_load_stage stage;
		const char *unit, *officer; /* NULL: the citizen */
	} expected[] = {
		{LT_LOAD_SUBMIT, "X97.97001", NULL},
		{LT_LOAD_RECEIVE, "X97.97001", "o.x97.97001.tn"},
		{LT_LOAD_SUPPLEMENT, "X97.97001", NULL},
		{LT_LOAD_ASSIGN, LT_LOAD_CENTRAL, "o.lt.00.ld"},
		{LT_LOAD_APPRAISE, LT_LOAD_CENTRAL, "o.lt.00.cv"},
		{LT_LOAD_ISSUE, LT_LOAD_CENTRAL, "o.lt.00.tn"},
		{LT_LOAD_RETURN, "X97.97001", "o.x97.97001.tn"},
	};
	struct fixture *f = *state;
	read_sample(f);
	size_t number = (size_t)(dossier(f, "X97.97001-250701-0001") - f->in.dossiers);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct lt_load_course course = {.stage = expected[i].stage, .id = 7, .seq = 9};
		struct lt_slice bytes;
		Lt__Command *c;
		assert_int_equal(lt_load_command(&f->in, number, &course, &f->arena, &bytes), 0);
		assert_int_equal(LT_DECODE(command, bytes, &f->arena, &c, &f->err), 0);
		assert_int_equal(c->seq, 9);
		assert_int_equal(c->dossier, 7);
		assert_string_equal(c->actor->unit, expected[i].unit);
		assert_string_equal(c->actor->id,
				    expected[i].officer ? expected[i].officer : "T004");
	}
}

/* -- the account -- */

static void make_fates(struct fixture *f, struct lt_load_fates *fates)
{
	uint32_t granted, withdrawn;
	*fates = (struct lt_load_fates){.items_count = f->in.dossiers_count};
	lt_arena_init(&fates->arena, 1 << 20);
	fates->items = lt_arena_zalloc(&fates->arena, fates->items_count, sizeof *fates->items);
	assert_non_null(fates->items);
	assert_int_equal(lt_numbering_add(&fates->outcomes, &fates->arena, "granted", &granted), 0);
	assert_int_equal(lt_numbering_add(&fates->outcomes, &fates->arena, "withdrawn", &withdrawn),
			 0);
	for (size_t i = 0; i < fates->items_count; i++) {
		const struct lt_load_dossier *d = &f->in.dossiers[i];
		fates->items[i] =
			(struct lt_load_fate){.received = 1,
					      .ended = 1,
					      .supplemented = d->supplement,
					      .outcome = d->withdrawn ? withdrawn : granted,
					      .fee_vnd = d->fee_vnd};
	}
}

static void test_lt_load_tally__as_the_rows_say__holds(void **state)
{
	struct fixture *f = *state;
	LT_AUTO(load_fates) struct lt_load_fates fates = {0};
	read_sample(f);
	make_fates(f, &fates);
	struct lt_load_tally t = lt_load_tally(&f->in, &fates);
	assert_true(lt_load_holds(&t));
	assert_int_equal(t.received, 30);
	assert_int_equal(t.ended, 30);
	assert_int_equal(t.supplemented, 4);
	assert_null(t.example);
	assert_int_equal(lt_load_ended_as(&fates, 0), 27);
	assert_int_equal(lt_load_ended_as(&fates, 1), 3);
}

static void test_lt_load_tally__one_thing_wrong__counted_once(void **state)
{
	struct fixture *f = *state;
	LT_AUTO(load_fates) struct lt_load_fates fates = {0};
	read_sample(f);
	make_fates(f, &fates);
	struct lt_load_fate *fate = &fates.items[5], good = *fate;
	struct lt_load_tally t;
	*fate = (struct lt_load_fate){.outcome = LT_NO_NUMBER};
	t = lt_load_tally(&f->in, &fates);
	assert_int_equal(t.lost, 1);
	assert_string_equal(t.example, f->in.dossiers[5].code);
	*fate = good;
	fate->received = 2;
	assert_int_equal(lt_load_tally(&f->in, &fates).doubled, 1);
	*fate = good;
	fate->ended = 2;
	assert_int_equal(lt_load_tally(&f->in, &fates).doubled, 1);
	*fate = good;
	fate->ended = 0;
	assert_int_equal(lt_load_tally(&f->in, &fates).open, 1);
	*fate = good;
	fate->fee_vnd++;
	assert_int_equal(lt_load_tally(&f->in, &fates).unlike, 1);
	*fate = good;
	fate->supplemented++;
	assert_int_equal(lt_load_tally(&f->in, &fates).unlike, 1);
	*fate = good;
	fate->outcome ^= 1;
	t = lt_load_tally(&f->in, &fates);
	assert_int_equal(t.unlike, 1);
	assert_false(lt_load_holds(&t));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lt_load_read__sample__joined_and_in_time_order),
		TEST(test_lt_load_read__levels__the_nearest_decides),
		TEST(test_lt_load_read__malformed__refused_with_file_and_line),
		TEST(test_lt_load_read__many_nodes__never_more_than_units),
		TEST(test_lt_load_limit__catalogue_texts__the_longest_that_names_its_unit),
		TEST(test_lt_load_definition__every_row__passes_the_check),
		TEST(test_lt_load_directory__sample__who_may_do_what),
		TEST(test_lt_load_next__four_kinds_of_rows__four_courses),
		TEST(test_lt_load_resume__where_an_earlier_run_stopped__goes_on),
		TEST(test_lt_load_command__stages__who_does_it_where),
		TEST(test_lt_load_tally__as_the_rows_say__holds),
		TEST(test_lt_load_tally__one_thing_wrong__counted_once),
	};
	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
