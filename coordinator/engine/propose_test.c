/* SPDX-License-Identifier: EUPL-1.2 */
/* One proposes, another releases; what is asked of each, and what stays of it after a crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/bundle.h"
#include "coordinator/engine/publish_fixture.h"
#include "procedures/core/verdict.h"
#include "records/proposals.h"

#define OLD "tests/scenario/scripts/version_old.lua"
#define NEW "tests/scenario/scripts/version_new.lua"
#define DIRECTORY "procedures/directory/two_levels.lua"
#define RELEASED LT__PROPOSAL_END__PROPOSAL_END_RELEASED
#define REFUSED LT__PROPOSAL_END__PROPOSAL_END_REFUSED
#define WITHDRAWN LT__PROPOSAL_END__PROPOSAL_END_WITHDRAWN

/* An officer who may do no more than propose, and two who may release. */
#define AUTHOR "be.hanh"
#define LEADER "phan.chinh"

/* A text with every @p from replaced. */
static const char *with(struct lt_publish_fixture *f, const char *text, const char *from,
			const char *to)
{
	const char *at = strstr(text, from);
	assert_non_null(at);
	return lt_arena_printf(&f->arena, "%.*s%s%s", (int)(at - text), text, to,
			       at + strlen(from));
}

/* Leaders publish. */
static void begin(struct lt_publish_fixture *f)
{
	lt_publish_setup(f, false);
	lt_publish_add_calendar(f, "procedures/calendars/vn.lua");
	lt_publish_add_directory(f, DIRECTORY,
				 with(f, lt_publish_text(f, DIRECTORY), ", signs = true",
				      ", signs = true, publishes = true"));
	Lt__CommandReply reply = lt_publish_send(f, NULL);
	assert_int_equal(reply.refusal, 0);
	assert_int_equal(reply.proposal, 0); /* nobody could release it yet */
}

static uint32_t propose(struct lt_publish_fixture *f, const char *path, const char *as)
{
	lt_publish_add_procedure(f, path, lt_publish_text(f, path));
	Lt__CommandReply reply = lt_publish_send(f, as);
	assert_int_equal(reply.refusal, 0);
	assert_int_not_equal(reply.proposal, 0);
	return reply.proposal;
}

static const Lt__Proposal *stored(struct lt_publish_fixture *f, uint32_t number)
{
	Lt__Proposal *p;
	assert_int_equal(
		lt_proposal_stored(lt_engine_state(f->engine), number, &f->arena, &p, NULL), 0);
	return p;
}

static void test_release__by_another__in_force_and_both_named(void **state)
{
	struct lt_publish_fixture f;
	Lt__ProcedureInfo **list;
	size_t count;
	(void)state;
	begin(&f);
	uint32_t number = propose(&f, OLD, AUTHOR);
	assert_int_equal(number, 1);
	assert_int_equal(lt_publish_count(&f), 0);
	lt_publish_crash(&f);
	assert_int_equal(lt_publish_count(&f), 0);
	const Lt__Proposal *p = stored(&f, number);
	assert_string_equal(p->author, AUTHOR);
	assert_int_equal(p->bundle->files[0]->hash.len, LT_HASH_BYTES);
	assert_true(*p->bundle->files[0]->version != 0);
	assert_int_equal(lt_publish_close_as(&f, number, RELEASED, LEADER, "").refusal, 0);
	lt_publish_crash(&f);
	assert_int_equal(
		lt_registry_list(lt_engine_registry(f.engine), &f.arena, &list, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(list[0]->author, AUTHOR);
	assert_string_equal(list[0]->released_by, LEADER);
	assert_int_equal(list[0]->proposal, number);
	assert_int_equal(stored(&f, number)->end, RELEASED);
	assert_int_equal(lt_publish_close_as(&f, number, RELEASED, LEADER, "").refusal,
			 LT_REFUSAL_NO_PROPOSAL);
	lt_publish_teardown(&f);
}

static void test_release__by_the_author_or_without_the_role__refused(void **state)
{
	struct lt_publish_fixture f;
	(void)state;
	begin(&f);
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, LT_REFUSAL_NO_AUTHOR);
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	assert_int_equal(lt_publish_send(&f, "nobody").refusal, LT_REFUSAL_NO_AUTHOR);
	uint32_t own = propose(&f, OLD, LEADER), other = propose(&f, OLD, AUTHOR);
	assert_int_equal(lt_publish_close_as(&f, own, RELEASED, LEADER, "").refusal,
			 LT_REFUSAL_SAME_PERSON);
	assert_int_equal(lt_publish_close_as(&f, other, RELEASED, AUTHOR, "").refusal,
			 LT_REFUSAL_NOT_RELEASER);
	assert_int_equal(lt_publish_close_as(&f, other, RELEASED, NULL, "").refusal,
			 LT_REFUSAL_NOT_RELEASER);
	assert_int_equal(lt_publish_close_as(&f, other, REFUSED, AUTHOR, "x").refusal,
			 LT_REFUSAL_NOT_RELEASER);
	assert_int_equal(lt_publish_close_as(&f, other, REFUSED, LEADER, "").refusal,
			 LT_REFUSAL_NOTE);
	assert_int_equal(lt_publish_close_as(&f, other, 0, LEADER, "").refusal,
			 LT_REFUSAL_MALFORMED);
	assert_int_equal(lt_publish_close_as(&f, 9, RELEASED, LEADER, "").refusal,
			 LT_REFUSAL_NO_PROPOSAL);
	assert_int_equal(lt_publish_close_as(&f, other, WITHDRAWN, LEADER, "").refusal,
			 LT_REFUSAL_NOT_AUTHOR);
	assert_int_equal(lt_publish_close_as(&f, other, REFUSED, LEADER, "no basis").refusal, 0);
	assert_int_equal(lt_publish_close_as(&f, own, WITHDRAWN, LEADER, "").refusal, 0);
	assert_string_equal(stored(&f, other)->closed_note, "no basis");
	assert_int_equal(lt_publish_count(&f), 0);
	lt_publish_teardown(&f);
}

/* Between proposal and release another took the version: checked again, and nothing comes. */
static void test_release__what_no_longer_passes__refused_whole(void **state)
{
	struct lt_publish_fixture f;
	(void)state;
	begin(&f);
	uint32_t first = propose(&f, OLD, AUTHOR);
	const char *text = lt_publish_text(&f, OLD);
	lt_publish_add_procedure(&f, NEW, lt_publish_text(&f, NEW));
	lt_publish_add_procedure(&f, "other.lua",
				 lt_arena_printf(&f.arena, "%s\n-- other\n", text));
	uint32_t second = lt_publish_send(&f, AUTHOR).proposal;
	assert_int_equal(second, 2);
	assert_int_equal(lt_publish_close_as(&f, first, RELEASED, LEADER, "").refusal, 0);
	Lt__CommandReply reply = lt_publish_close_as(&f, second, RELEASED, LEADER, "");
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_non_null(strstr(reply.text, "other.lua: đã công bố phiên bản"));
	assert_int_equal(lt_publish_count(&f), 1);
	assert_int_equal(stored(&f, second)->end, 0);
	/* the very same content again is no other content */
	uint32_t third = propose(&f, OLD, AUTHOR);
	assert_int_equal(lt_publish_close_as(&f, third, RELEASED, LEADER, "").refusal, 0);
	lt_publish_teardown(&f);
}

static void test_publish__the_same_version_of_a_directory__refused(void **state)
{
	struct lt_publish_fixture f;
	(void)state;
	lt_publish_setup(&f, false);
	lt_publish_add_directory(&f, DIRECTORY, lt_publish_text(&f, DIRECTORY));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_add_directory(&f, DIRECTORY,
				 with(&f, lt_publish_text(&f, DIRECTORY), "Văn thư", "Thủ thư"));
	Lt__CommandReply reply = lt_publish_send(&f, NULL);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_non_null(strstr(reply.text, "với nội dung khác"));
	lt_publish_add_directory(&f, DIRECTORY, lt_publish_text(&f, DIRECTORY));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_teardown(&f);
}

/* The hook stands for tests that are played: those of this bundle fail if they say so. */
static int play(const Lt__BundleProposed *what, struct lt_arena *arena, Lt__TestsPlayed *ret,
		struct lt_err *err)
{
	(void)arena;
	(void)err;
	ret->failed = strcmp(what->files[0]->tests, "fails") == 0 ? "old_test.lua:1: fails" : "";
	return 0;
}

static void test_publish__tests_that_fail_apart__refused_and_nothing_in_force(void **state)
{
	struct lt_publish_fixture f;
	struct lt_exams_options options = {.tests = play};
	(void)state;
	lt_publish_setup(&f, false);
	assert_int_equal(lt_exams_new(&options, &f.exams, NULL), 0);
	lt_engine_set_exams(f.engine, f.exams);
	lt_publish_add_directory(&f, DIRECTORY, lt_publish_text(&f, DIRECTORY));
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	f.list[0]->definition->tests = "fails";
	Lt__CommandReply reply = lt_publish_send(&f, NULL);
	assert_int_equal(reply.refusal, LT_REFUSAL_CHECK);
	assert_string_equal(reply.text, "old_test.lua:1: fails");
	assert_int_equal(lt_publish_count(&f), 0);
	lt_publish_add_procedure(&f, OLD, lt_publish_text(&f, OLD));
	f.list[0]->definition->tests = "passes";
	assert_int_equal(lt_publish_send(&f, NULL).refusal, 0);
	assert_int_equal(lt_publish_count(&f), 1);
	lt_publish_teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_release__by_another__in_force_and_both_named),
		cmocka_unit_test(test_release__by_the_author_or_without_the_role__refused),
		cmocka_unit_test(test_release__what_no_longer_passes__refused_whole),
		cmocka_unit_test(test_publish__tests_that_fail_apart__refused_and_nothing_in_force),
		cmocka_unit_test(test_publish__the_same_version_of_a_directory__refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
