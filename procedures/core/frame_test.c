/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/core/frame.h"

#include "procedures/core/evolve.h"

/* A caller with two fields and a paper; what it calls has a field under another name, one of the
 * same name but another type, one of its own, and a result that the caller keeps. */
static const struct lt_field_decl caller_fields[] = {
	{.name = "child_name", .type = LT_FIELD_TEXT},
	{.name = "count", .type = LT_FIELD_NUMBER},
	{.name = "place", .type = LT_FIELD_AREA},
};
static const struct lt_field_decl child_fields[] = {
	{.name = "name", .type = LT_FIELD_TEXT},
	{.name = "count", .type = LT_FIELD_TEXT},
	{.name = "place", .type = LT_FIELD_AREA},
};
static const struct lt_paper_decl caller_papers[] = {{.id = "birth"}};
static const struct lt_paper_decl child_results[] = {{.id = "made"}, {.id = "slip"}};
static const struct lt_definition caller = {
	.fields = caller_fields, .fields_count = 3, .papers = caller_papers, .papers_count = 1};
static const struct lt_definition child = {.code = "9",
					   .fields = child_fields,
					   .fields_count = 3,
					   .results = child_results,
					   .results_count = 2};
static const char *const own_fields[] = {"name"}, *const their_fields[] = {"child_name"};
static const char *const own_papers[] = {"made"}, *const their_papers[] = {"birth"};
static const struct lt_step call = {.name = "ask",
				    .shared_fields = {own_fields, their_fields, 1},
				    .shared_papers = {own_papers, their_papers, 1}};

struct told {
	struct lt_arena arena;
	Lt__Dossier *d;
};

static void add_field(struct told *t, const char *name, const char *text)
{
	Lt__Field *f = lt_arena_alloc(&t->arena, sizeof *f);
	assert_true(f && LT_ARENA_PUSH(&t->arena, t->d->fields, t->d->n_fields));
	lt__field__init(f);
	f->name = name;
	f->value_case = LT__FIELD__VALUE_TEXT;
	f->text = text;
	t->d->fields[t->d->n_fields++] = f;
}

static void told_init(struct told *t, uint32_t frame)
{
	lt_arena_init(&t->arena, 1 << 20);
	t->d = lt_dossier_new(1, &t->arena);
	Lt__Frame *f = lt_frame_of_call(NULL, &caller, &call, &child, &t->arena);
	assert_true(t->d && f && LT_ARENA_PUSH(&t->arena, t->d->frames, t->d->n_frames));
	f->id = frame;
	t->d->frames[t->d->n_frames++] = f;
}

static void test_frame_names__shared_alike_and_own__each_where_it_is(void **state)
{
	struct told t;
	(void)state;
	told_init(&t, 3);
	assert_string_equal(lt_frame_field(t.d, 3, "name", &t.arena), "child_name");
	assert_string_equal(lt_frame_field(t.d, 3, "place", &t.arena), "place");
	assert_string_equal(lt_frame_field(t.d, 3, "count", &t.arena), "ask/count");
	assert_string_equal(lt_frame_paper(t.d, 3, "made", &t.arena), "birth");
	assert_string_equal(lt_frame_paper(t.d, 3, "slip", &t.arena), "ask/slip");
	assert_string_equal(lt_frame_field(t.d, 0, "count", &t.arena), "count");
	lt_arena_done(&t.arena);
}

static void test_frame_of_call__inside_a_called_one__names_lead_to_the_dossier(void **state)
{
	struct told t;
	(void)state;
	told_init(&t, 3);
	const struct lt_step inner = {.name = "again", .fee_included = true};
	Lt__Frame *f = lt_frame_of_call(t.d->frames[0], &child, &inner, &child, &t.arena);
	assert_string_equal(f->path, "ask/again");
	assert_true(f->fee_included);
	assert_int_equal(f->n_fields, 3);
	assert_string_equal(f->fields[0]->dossier, "child_name");
	assert_string_equal(f->fields[1]->dossier, "ask/count");
	assert_string_equal(f->papers[1]->dossier, "ask/slip");
	lt_arena_done(&t.arena);
}

static void test_frame_view__what_is_anothers__is_not_seen(void **state)
{
	struct told t;
	(void)state;
	told_init(&t, 3);
	add_field(&t, "child_name", "An");
	add_field(&t, "count", "the caller's");
	add_field(&t, "ask/count", "two");
	add_field(&t, "other/count", "another call's");
	add_field(&t, "ask/again/count", "a deeper call's");
	const Lt__Dossier *seen = lt_frame_view(t.d, lt_dossier_frame(t.d, 3), &t.arena);
	assert_int_equal(seen->n_fields, 2);
	assert_string_equal(lt_dossier_field(seen, "name")->text, "An");
	assert_string_equal(lt_dossier_field(seen, "count")->text, "two");
	assert_int_equal(t.d->n_fields, 5);
	assert_string_equal(t.d->fields[0]->name, "child_name");
	lt_arena_done(&t.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frame_names__shared_alike_and_own__each_where_it_is),
		cmocka_unit_test(
			test_frame_of_call__inside_a_called_one__names_lead_to_the_dossier),
		cmocka_unit_test(test_frame_view__what_is_anothers__is_not_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
