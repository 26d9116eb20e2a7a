/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields, papers and files as they are written on a command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/ids.h"
#include "tests/support/support.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/served_fixture.h"

/* -- fields -- */

static Lt__Field *field(struct lt_tool *tool, const char *text)
{
	struct lt_texts texts = {&text, 1};
	struct lt_err err = {0};
	Lt__Field **fields;
	size_t count;
	assert_int_equal(lt_args_fields(tool, &texts, &fields, &count, &err), 0);
	assert_int_equal(count, 1);
	return fields[0];
}

static void test_args_fields__by_their_looks__typed(void **state)
{
	static const char *const yes[] = {"a=true", "a=có", "a=co"};
	static const char *const no[] = {"a=false", "a=không", "a=khong"};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(field(*state, yes[i])->value_case, LT__FIELD__VALUE_YES);
		assert_true(field(*state, yes[i])->yes);
		assert_int_equal(field(*state, no[i])->value_case, LT__FIELD__VALUE_YES);
		assert_false(field(*state, no[i])->yes);
	}
	assert_int_equal(field(*state, "a=15000")->number, 15000);
	assert_int_equal(field(*state, "a=-7")->number, -7);
	assert_string_equal(field(*state, "a=Đăng ký kết hôn")->text, "Đăng ký kết hôn");
	assert_string_equal(field(*state, "a=-")->text, "-");
	assert_string_equal(field(*state, "a=")->text, "");
	assert_string_equal(field(*state, "a=b=c:d")->text, "b=c:d");
	assert_string_equal(field(*state, "a=2025-07-01")->text, "2025-07-01");
	assert_string_equal(field(*state, "a=15.000")->text, "15.000");
}

static void test_args_fields__text_forced__stays_text(void **state)
{
	Lt__Field *f = field(*state, "parcel:text=0123");
	assert_string_equal(f->name, "parcel");
	assert_int_equal(f->value_case, LT__FIELD__VALUE_TEXT);
	assert_string_equal(f->text, "0123");
	assert_string_equal(field(*state, "a:text=true")->text, "true");
}

static void test_args_fields__malformed__refused(void **state)
{
	static const char *const texts[] = {"a", "=1", "", "a:number=1", "a=99999999999999999999"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct lt_texts one = {(const char *[]){texts[i]}, 1};
		struct lt_err err = {0};
		Lt__Field **fields;
		size_t count;
		if (lt_args_fields(*state, &one, &fields, &count, &err) != LT_E_USAGE)
			fail_msg("'%s' was taken", texts[i]);
		assert_true(err.text[0]);
	}
}

static void test_args_fields__none__empty_list(void **state)
{
	struct lt_texts none = {0};
	struct lt_err err = {0};
	Lt__Field **fields;
	size_t count = 9;
	assert_int_equal(lt_args_fields(*state, &none, &fields, &count, &err), 0);
	assert_int_equal(count, 0);
}

/* -- papers and files -- */

static char *write_file(const char *folder, const char *name, const char *text)
{
	char *path = NULL;
	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

static int papers(struct lt_tool *tool, const char *text, Lt__Paper **ret, struct lt_err *err)
{
	struct lt_texts texts = {&text, 1};
	Lt__Paper **list;
	size_t count;
	int r = lt_args_papers(tool, &texts, &list, &count, err);
	if (r == 0)
		*ret = list[0];
	return r;
}

static void test_args_papers__with_form__recorded(void **state)
{
	struct lt_err err = {0};
	Lt__Paper *p = NULL;
	assert_int_equal(papers(*state, "don", &p, &err), 0);
	assert_string_equal(p->id, "don");
	assert_int_equal(p->form, LT__PAPER_FORM__PAPER_FORM_UNSPECIFIED);
	assert_int_equal(papers(*state, "don:original", &p, &err), 0);
	assert_int_equal(p->form, LT__PAPER_FORM__PAPER_FORM_ORIGINAL);
	assert_int_equal(papers(*state, "don:sao", &p, &err), 0);
	assert_int_equal(p->form, LT__PAPER_FORM__PAPER_FORM_COPY);
	assert_int_equal(papers(*state, "don:copy:digitised:store", &p, &err), 0);
	assert_true(p->digitised && p->from_store && !p->reused);
	assert_int_equal(p->form, LT__PAPER_FORM__PAPER_FORM_COPY);
	assert_int_equal(papers(*state, "gxn:electronic@https://kho.example/a:b=1#KQ.7", &p, &err),
			 0);
	assert_string_equal(p->id, "gxn");
	assert_string_equal(p->link, "https://kho.example/a:b=1");
	assert_string_equal(p->result_code, "KQ.7");
	assert_int_equal(papers(*state, "don:copy:stone", &p, &err), LT_E_USAGE);
	assert_int_equal(papers(*state, "don:stone", &p, &err), LT_E_USAGE);
	assert_int_equal(papers(*state, ":copy", &p, &err), LT_E_USAGE);
}

static void test_args_papers__with_a_file__its_hash(void **state)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(free) char *text = NULL;
	char *folder = lt_test_folder();
	struct lt_err err = {0};
	uint8_t hash[LT_HASH_BYTES];
	Lt__Paper *p = NULL;
	path = write_file(folder, "to khai.txt", "nội dung");
	assert_true(asprintf(&text, "don=%s", path) > 0);
	assert_int_equal(papers(*state, text, &p, &err), 0);
	lt_hash(lt_slice_str("nội dung"), hash);
	assert_int_equal(p->hash.len, LT_HASH_BYTES);
	assert_memory_equal(p->hash.data, hash, LT_HASH_BYTES);
	assert_int_equal(p->form, LT__PAPER_FORM__PAPER_FORM_ELECTRONIC);
	assert_int_equal(papers(*state, "don=/nowhere/at/all", &p, &err), LT_E_ABSENT);
	assert_non_null(strstr(err.text, "/nowhere/at/all"));
	lt_test_remove(folder);
}

static void test_args_file__small_or_none__read_or_refused(void **state)
{
	LT_AUTO(free) char *path = NULL;
	char *folder = lt_test_folder();
	struct lt_err err = {0};
	struct lt_slice content;
	path = write_file(folder, "f", "12345");
	assert_int_equal(lt_args_file(*state, path, 5, &content, &err), 0);
	assert_int_equal(content.size, 5);
	assert_string_equal((const char *)content.data, "12345");
	assert_int_equal(lt_args_file(*state, path, 4, &content, &err), LT_E_LIMIT);
	assert_int_equal(lt_args_file(*state, folder, 4096, &content, &err), LT_E_IO);
	lt_test_remove(folder);
	assert_int_equal(lt_args_file(*state, path, 5, &content, &err), LT_E_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_args_fields__by_their_looks__typed,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_fields__text_forced__stays_text,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_fields__malformed__refused,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_fields__none__empty_list, served_tool_new,
						served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_papers__with_form__recorded,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_papers__with_a_file__its_hash,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_file__small_or_none__read_or_refused,
						served_tool_new, served_tool_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
