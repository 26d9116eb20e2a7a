/* SPDX-License-Identifier: EUPL-1.2 */
/* Step tables: how they spell things, what is wrong with them, and the catalogue, which must be
 * what its tables give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/judge.h"
#include "tests/support/support.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/served_fixture.h"
#include "tools/lienthong/table.h"

#define WRONG "tools/lienthong/testdata/wrong_tables"

struct paper {
	struct lt_arena arena;
	struct lt_table table;
	struct lt_slice source;
	struct lt_err err;
	int result;
};

static void read_table(struct paper *p, const char *text)
{
	*p = (struct paper){0};
	lt_arena_init(&p->arena, 64 << 20);
	p->result = lt_table_read(lt_slice_str(text), "t.csv", &p->arena, &p->table, &p->err);
	if (p->result == 0)
		p->result = lt_table_write(&p->table, &p->arena, &p->source);
}

/* -- spellings -- */

static void test_span__as_people_write__minutes(void **state)
{
	static const struct {
		const char *text;
		enum lt_span_unit bare, unit;
		int minutes;
	} cases[] = {
		{"0,5 ngày", 0, LT_SPAN_DAYS, 240},
		{"0.25 ngày", 0, LT_SPAN_DAYS, 120},
		{"04 giờ", 0, LT_SPAN_HOURS, 240},
		{"04 giờ làm việc", 0, LT_SPAN_HOURS, 240},
		{"1/2 ngày", 0, LT_SPAN_DAYS, 240},
		{"½ ngày", 0, LT_SPAN_DAYS, 240},
		{"01 buổi", 0, LT_SPAN_HOURS, 240},
		{"03 NGÀY LÀM VIỆC", 0, LT_SPAN_DAYS, 1440},
		{"Không quá 03 ngày", 0, LT_SPAN_DAYS, 1440},
		{"1 ngày 4 giờ", 0, LT_SPAN_HOURS, 720},
		{"1,5 ngày (12 giờ)", 0, LT_SPAN_DAYS, 720},
		{"16h", 0, LT_SPAN_HOURS, 960},
		{"30 phút", 0, LT_SPAN_HOURS, 30},
		{"4", LT_SPAN_HOURS, LT_SPAN_HOURS, 240},
		{" 0,5 ", LT_SPAN_DAYS, LT_SPAN_DAYS, 240},
		{"Không tính thời gian", 0, LT_SPAN_UNTIMED, 0},
		{"không tính vào thời gian giải quyết", 0, LT_SPAN_UNTIMED, 0},
		{"Giờ hành chính", 0, LT_SPAN_UNTIMED, 0},
		{"", 0, LT_SPAN_NONE, 0},
		{"-", 0, LT_SPAN_NONE, 0},
		{"4", 0, LT_SPAN_UNCLEAR, 0},
		{"vài ngày", 0, LT_SPAN_UNCLEAR, 0},
		{"3 tuần", 0, LT_SPAN_UNCLEAR, 0},
		{"1/7 ngày", 0, LT_SPAN_UNCLEAR, 0},
		{"9999999 ngày", 0, LT_SPAN_UNCLEAR, 0},
		{"ngày", 0, LT_SPAN_UNCLEAR, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lt_table_span got = lt_table_span(cases[i].text, cases[i].bare);
		if (got.unit != cases[i].unit || got.minutes != cases[i].minutes)
			fail_msg("\"%s\": unit %d, %d minutes", cases[i].text, got.unit,
				 (int)got.minutes);
	}
}

static void test_desk__as_people_write__words_of_the_language(void **state)
{
	static const struct {
		const char *text, *unit, *level, *role;
	} cases[] = {
		{"Chuyên viên Sở Y tế", "health", "province", "specialist"},
		{"Lãnh đạo phòng, Sở Nội vụ", "home_affairs", "province", "head"},
		{"LÃNH ĐẠO SỞ NỘI VỤ", "home_affairs", "province", "leader"},
		{"Bộ phận Một cửa", "one_stop", NULL, "receiver"},
		{"Nhân viên bưu điện", "one_stop", NULL, "receiver"},
		{"Văn thư Văn phòng UBND tỉnh", "province_office", "province", "clerk"},
		{"Chủ tịch UBND tỉnh", "committee", "province", "leader"},
		{"Lãnh đạo UBND xã", "committee", "commune", "leader"},
		{"Công chức phòng chuyên môn", NULL, NULL, "specialist"},
		{"Tổ công tác", NULL, NULL, NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lt_table_desk got = lt_table_desk(cases[i].text);
		const char *pairs[][2] = {{got.unit, cases[i].unit},
					  {got.level, cases[i].level},
					  {got.role, cases[i].role}};
		for (int k = 0; k < 3; k++)
			if (!pairs[k][0] != !pairs[k][1] ||
			    (pairs[k][0] && strcmp(pairs[k][0], pairs[k][1]) != 0))
				fail_msg("\"%s\": %s, not %s", cases[i].text, pairs[k][0],
					 pairs[k][1]);
	}
}

/* -- files -- */

#define FACTS "Mã,9.1,,\nTên,Thử,,\nLĩnh vực,Thử,,\nThời hạn,1 ngày,,\nCơ quan,Sở Y tế,,\n"
#define NAMES "Bước,Nội dung,Trách nhiệm,Thời gian\n"

static void test_read__as_spreadsheets_save__one_meaning(void **state)
{
	static const char *const same[] = {
		FACTS NAMES "1,Tiếp nhận,Một cửa,\"0,5 ngày\"\n2,Ký,Lãnh đạo Sở,04 giờ\n"
			    ",Tổng cộng,,1 ngày\n",
		"\xef\xbb\xbfMã;9.1;;\r\nTên;Thử;;\r\nLĩnh vực;Thử;;\r\nThời hạn;1 ngày;;\r\n"
		"Cơ quan;Sở Y tế;;\r\nTT;Nội dung công việc;Trách nhiệm thực hiện;Thời gian\r\n"
		"1;Tiếp nhận;Một cửa;0,5 ngày\r\n2;Ký;Lãnh đạo Sở;04 giờ\r\n",
		"Mã\t9.1\t\t\nTên\tThử\t\t\nLĩnh vực\tThử\t\t\nThời hạn\t1 ngày\t\t\n"
		"Cơ quan\tSở Y tế\t\t\n"
		"STT\tTrình tự\tNgười thực hiện\tThời gian thực hiện\n"
		"1\tTiếp nhận\tMột cửa\t0,5 ngày\n2\tKý\tLãnh đạo Sở\t04 giờ\n",
	};
	struct paper first, p;
	(void)state;
	read_table(&first, same[0]);
	assert_int_equal(first.result, 0);
	assert_int_equal(first.table.rows_count, 2);
	for (int i = 1; i < 3; i++) {
		read_table(&p, same[i]);
		if (p.result < 0)
			fail_msg("%d: %s", i, p.err.text);
		assert_true(lt_slice_equal(p.source, first.source));
		lt_arena_done(&p.arena);
	}
	lt_arena_done(&first.arena);
}

static void test_read__broken_tables__file_line_and_what(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "t.csv"},
		{"Mã,9.1\n", "Tên"},
		{"Mã,9.1\nTên,T\nLĩnh vực,L\n", "Thời gian"},
		{FACTS NAMES, "không có bước nào"},
		{FACTS NAMES "1,Ký,Lãnh đạo,một lát\n", "t.csv:7: không hiểu thời gian"},
		{"Mã,9.1\nTem,T\n", "t.csv:2: không hiểu dòng này"},
		{"Mã,9.1\nThời hạn,lâu\n", "t.csv:2: không hiểu thời hạn"},
		{FACTS "Bước,Nội dung,Thời gian,Trường hợp\n1,Ký,1 ngày,Khác\n"
		       "2,Ký,1 ngày,\n",
		 "trường hợp"},
		{"Mã,9.1,x\nTên,T\n", "2"},
	};
	struct paper p;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		read_table(&p, cases[i].text);
		if (p.result >= 0 || !strstr(p.err.text, cases[i].says))
			fail_msg("%zu: %d %s", i, p.result, p.err.text);
		lt_arena_done(&p.arena);
	}
}

/* -- the tool -- */

static int import(struct served *s, const char *csv, char **ret_out, struct lt_err *err)
{
	LT_AUTO(free) char *to = NULL;
	assert_true(asprintf(&to, "%s/p.lua", s->folder) > 0);
	return served_run(s, &lt_tool_import, SERVED_WORDS("table", csv, "--to", to), ret_out, err);
}

/* Four of the tables that were published in 2025 have wrong sums. */
static void test_import__wrong_published_tables__said_at_once(void **state)
{
	static const struct {
		const char *file, *sum, *finding;
	} tables[] = {
		{"son_la_2969", "quá 4 giờ = 0,5 ngày", "E17: đường receive"},
		{"dong_nai_1_014431", "thiếu 96 giờ = 12 ngày",
		 "mất 15 ngày, thủ tục ghi 27 ngày, thiếu 12 ngày"},
		{"dong_nai_1_014451", "thiếu 16 giờ = 2 ngày",
		 "mất 51 ngày, thủ tục ghi 53 ngày, thiếu 2 ngày"},
		{"cao_bang_1_003999", "thiếu 8 giờ = 1 ngày",
		 "mất 76 giờ (9,5 ngày), thủ tục ghi 84 giờ (10,5 ngày), thiếu 1 ngày"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct served s = {.folder = lt_test_folder()};
		struct lt_err err = {0};
		LT_AUTO(free) char *path = NULL;
		char *out = NULL;
		assert_true(asprintf(&path, "%s/" WRONG "/%s.csv", getenv("LT_SOURCE_ROOT"),
				     tables[i].file) > 0);
		int r = import(&s, path, &out, &err);
		assert_int_equal(r, strstr(tables[i].finding, "E17") ? LT_E_REFUSED : 0);
		if (!strstr(out, tables[i].sum) || !strstr(out, tables[i].finding))
			fail_msg("%s: %s", tables[i].file, out);
		free(out);
		lt_test_remove(s.folder);
	}
}

static void test_import__a_file_is_there__kept(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	LT_AUTO(free) char *csv = NULL;
	char *out = NULL;
	(void)state;
	served_write(&s, "t.csv", FACTS NAMES "1,Tiếp nhận,Một cửa,1 ngày\n");
	served_write(&s, "p.lua", "mine");
	assert_true(asprintf(&csv, "%s/t.csv", s.folder) > 0);
	assert_int_equal(import(&s, csv, &out, &err), LT_E_EXISTS);
	free(out);
	lt_test_remove(s.folder);
}

/* -- the catalogue -- */

static struct lt_slice read_file(struct lt_arena *arena, const char *path)
{
	struct lt_tool tool = {.arena = *arena};
	struct lt_slice text;
	struct lt_err err = {0};
	if (lt_args_file(&tool, path, 1 << 20, &text, &err) < 0)
		fail_msg("%s", err.text);
	*arena = tool.arena;
	return text;
}

/* national/tables/<field>/<name>.csv → national/<field>/<name><ending> */
static const char *made_from(struct lt_arena *arena, const char *csv, const char *ending)
{
	const char *tables = strstr(csv, "/tables/");
	assert_non_null(tables);
	return lt_arena_printf(arena, "%.*s/%.*s%s", (int)(tables - csv), csv,
			       (int)(strlen(tables) - strlen("/tables/") - strlen(".csv")),
			       tables + strlen("/tables/"), ending);
}

static void check_made(struct lt_arena *arena, const char *csv,
		       const struct lt_judge_file *directory)
{
	struct lt_table table;
	struct lt_slice source, play;
	struct lt_err err = {0};
	if (lt_table_read(read_file(arena, csv), csv, arena, &table, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(lt_table_write(&table, arena, &source), 0);
	assert_int_equal(lt_table_write_test(&table, arena, &play), 0);
	const char *lua = made_from(arena, csv, ".lua");
	if (!lt_slice_equal(read_file(arena, lua), source))
		fail_msg("%s is not what lienthong import table makes of %s", lua, csv);
	if (!lt_slice_equal(read_file(arena, made_from(arena, csv, "_test.lua")), play))
		fail_msg("the test of %s is not what its table makes", lua);
	struct lt_judge_file file = {.kind = LT_JUDGE_PROCEDURE, .path = lua, .text = source};
	struct lt_judge_case what = {.files = &file, .count = 1, .directory_file = directory};
	struct lt_judged *judged;
	assert_int_equal(lt_judge(&what, arena, &judged, &err), 0);
	if (judged->findings.count)
		fail_msg("%s:%d: %s", lua, judged->findings.items[0].line,
			 judged->findings.items[0].message);
}

static void test_import__the_catalogue__is_what_its_tables_make(void **state)
{
	struct lt_arena arena;
	LT_AUTO(free) char *pattern = NULL, *path = NULL;
	glob_t found = {0};
	(void)state;
	lt_arena_init(&arena, 256 << 20);
	const char *root = getenv("LT_SOURCE_ROOT");
	assert_true(asprintf(&pattern, "%s/procedures/national/tables/*/*.csv", root) > 0);
	assert_true(asprintf(&path, "%s/procedures/directory/two_levels.lua", root) > 0);
	struct lt_judge_file directory = {
		.kind = LT_JUDGE_DIRECTORY, .path = path, .text = read_file(&arena, path)};
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 40);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_made(&arena, found.gl_pathv[i], &directory);
	globfree(&found);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_span__as_people_write__minutes),
		cmocka_unit_test(test_desk__as_people_write__words_of_the_language),
		cmocka_unit_test(test_read__as_spreadsheets_save__one_meaning),
		cmocka_unit_test(test_read__broken_tables__file_line_and_what),
		cmocka_unit_test(test_import__wrong_published_tables__said_at_once),
		cmocka_unit_test(test_import__a_file_is_there__kept),
		cmocka_unit_test(test_import__the_catalogue__is_what_its_tables_make),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
