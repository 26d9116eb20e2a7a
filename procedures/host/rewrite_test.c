/* SPDX-License-Identifier: EUPL-1.2 */
/* Both forms of a file mean the same, and going there and back changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "procedures/host/rewrite.h"
#include "procedures/host/vocabulary.h"

/* -- a definition in words, all but its hash -- */

static void put_names(FILE *out, const char *label, struct lt_names names)
{
	(void)fprintf(out, " %s", label);
	for (uint32_t i = 0; i < names.count; i++)
		(void)fprintf(out, ",%s", names.items[i]);
}

static void put_place(FILE *out, const struct lt_place *p)
{
	(void)fprintf(out, " [%s %s %s %u]", p->unit, p->level, p->at_field, p->at);
}

static void put_step(FILE *out, const struct lt_step *s)
{
	(void)fprintf(out, "\n%s|%s|%d|%d|%u.%u|", s->name, s->title, s->kind, s->line, s->block,
		      s->branch);
	put_place(out, &s->place);
	(void)fprintf(out, " %s %d:%d %d %d %u %u %u %s", s->role, s->limit.unit, s->limit.amount,
		      s->clock_stop, s->pause, s->times, s->allow, s->sign, s->form);
	put_names(out, "makes", s->makes);
	put_names(out, "sends", s->sends);
	put_names(out, "expects", s->expects);
	put_names(out, "deliver", s->deliver);
	(void)fprintf(out, " %s %u %u %lld %d %u %u %u %s %s", s->capability, s->with, s->attempts,
		      (long long)s->backoff_us, s->silence, s->need, s->by, s->otherwise,
		      s->procedure, s->outcome);
	for (uint32_t i = 0; i < s->on_count; i++)
		(void)fprintf(out, " %s>%u", s->on[i].outcome, s->on[i].step);
	for (uint32_t i = 0; i < s->places_count; i++)
		put_place(out, &s->places[i]);
	for (uint32_t i = 0; i < s->branches_count; i++)
		(void)fprintf(out, " {%s %u}", s->branches[i].name, s->branches[i].start);
	for (uint32_t i = 0; i < s->events_count; i++)
		(void)fprintf(out, " (%s %s)", s->events[i].event, s->events[i].outcome);
}

static char *in_words(const struct lt_definition *d)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	(void)fprintf(out, "%s|%s|%s|%s|%d:%d|%d|%d|%u|%u", d->code, d->version, d->name, d->field,
		      d->limit.unit, d->limit.amount, d->counting, d->cutoff_minute, d->fee,
		      d->start);
	put_names(out, "basis", d->legal_basis);
	put_names(out, "at", d->receive_at);
	for (uint32_t i = 0; i < d->fields_count; i++) {
		const struct lt_field_decl *f = &d->fields[i];
		(void)fprintf(out, "\n%s|%s|%d|%d", f->name, f->label, f->type, f->required);
		put_names(out, "choices", f->choices);
	}
	for (uint32_t i = 0; i < d->papers_count + d->results_count; i++) {
		const struct lt_paper_decl *p =
			i < d->papers_count ? &d->papers[i] : &d->results[i - d->papers_count];
		(void)fprintf(out, "\n%s|%s|%d", p->id, p->name, p->required);
	}
	for (uint32_t i = 0; i < d->steps_count; i++)
		put_step(out, &d->steps[i]);
	(void)fclose(out);
	return text;
}

static char *loaded(const char *source, const char *base)
{
	struct fixture f;
	fixture_load(&f, source, base, fixture_directory());
	if (f.result < 0)
		fixture_show(&f);
	assert_int_equal(f.result, 0);
	char *text = in_words(f.definition);
	fixture_unload(&f);
	return text;
}

/* -- rewriting -- */

struct rewritten {
	struct lt_arena arena;
	struct lt_err err;
	struct lt_slice text;
	int result;
};

static void rewrite(struct rewritten *r, const char *source, enum lt_form form)
{
	*r = (struct rewritten){0};
	lt_arena_init(&r->arena, 64 << 20);
	r->result = lt_rewrite(lt_slice_str(source), form, &r->arena, &r->text, &r->err);
}

static void assert_becomes(const char *source, enum lt_form form, const char *expected)
{
	struct rewritten r;
	rewrite(&r, source, form);
	if (r.result < 0)
		fail_msg("%s", r.err.text);
	assert_string_equal((const char *)r.text.data, expected);
	lt_arena_done(&r.arena);
}

static void there_and_back(const char *source, const char *base)
{
	enum lt_form here = lt_rewrite_form(lt_slice_str(source));
	enum lt_form there = here == LT_FORM_ENGLISH ? LT_FORM_VIETNAMESE : LT_FORM_ENGLISH;
	struct rewritten other, again;
	rewrite(&other, source, there);
	if (other.result < 0)
		fail_msg("%s", other.err.text);
	assert_int_equal(lt_rewrite_form(other.text), there);
	assert_string_not_equal(source, (const char *)other.text.data);
	rewrite(&again, (const char *)other.text.data, there);
	assert_string_equal((const char *)other.text.data, (const char *)again.text.data);
	lt_arena_done(&again.arena);
	rewrite(&again, (const char *)other.text.data, here);
	assert_string_equal(source, (const char *)again.text.data);
	lt_arena_done(&again.arena);
	char *before = loaded(source, base), *after = loaded((const char *)other.text.data, base);
	assert_string_equal(before, after);
	free(before);
	free(after);
	lt_arena_done(&other.arena);
}

static void file_there_and_back(const char *path, const char *base)
{
	struct lt_slice source = fixture_read(path);
	struct lt_slice below = base ? fixture_read(base) : (struct lt_slice){0};
	there_and_back((const char *)source.data, (const char *)below.data);
	free((void *)(uintptr_t)source.data);
	free((void *)(uintptr_t)below.data);
}

/* Procedures of one folder, not their tests. @return how many. */
static size_t folder_there_and_back(const char *folder)
{
	char whole[1024];
	size_t count = 0;
	(void)snprintf(whole, sizeof whole, "%s/%s", getenv("LT_SOURCE_ROOT"), folder);
	DIR *dir = opendir(whole);
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		const char *dot = strrchr(e->d_name, '.');
		char path[1024];
		(void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (e->d_type == DT_DIR && e->d_name[0] != '.')
			count += folder_there_and_back(path);
		if (!dot || strcmp(dot, ".lua") != 0 || strstr(e->d_name, "_test.lua"))
			continue;
		file_there_and_back(path, NULL);
		count++;
	}
	(void)closedir(dir);
	return count;
}

static void test_rewrite__every_national_procedure__there_and_back(void **state)
{
	(void)state;
	assert_true(folder_there_and_back("procedures/national") >= 6);
}

static void test_rewrite__overrides_and_every_kind__there_and_back(void **state)
{
	static const char base[] = "procedures/national/noi_vu/tro_cap_mot_lan.lua";
	(void)state;
	file_there_and_back("procedures/host/testdata/all_kinds.lua", NULL);
	file_there_and_back("procedures/son_la/noi_vu/tro_cap_mot_lan.lua", base);
	file_there_and_back("procedures/nghe_an/noi_vu/tro_cap_mot_lan.lua", base);
}

/* -- what is ours and what is not -- */

static void test_rewrite__names_of_the_author__stay(void **state)
{
	static const struct {
		const char *english, *vietnamese;
	} cases[] = {
		{"human \"wait\" { on = { limit = \"on\", wait = \"x\" } } -- limit\n",
		 "can_bo \"wait\" { neu = { limit = \"on\", wait = \"x\" } } -- limit\n"},
		{"procedure { fields = { number = number { label = [[number]] } } }",
		 "thu_tuc { bien = { number = so { nhan_de = [[number]] } } }"},
		{"local text = 1 f { text = text } g(text, date)",
		 "local text = 1 f { text = text } g(text, ngay_thang)"},
		{"local t = { limit = 1 } return d.limit + t.call.unit, working_days(2)",
		 "local t = { limit = 1 } return d.limit + t.call.unit, ngay_lam_viec(2)"},
		{"auto \"a\" { retry = { times = 2, backoff = minutes(1) }, with = function(d)\n"
		 "return { times = d.times, call = 1 } end }",
		 "tu_dong \"a\" { thu_lai = { so_lan = 2, cach = phut(1) }, kem = function(d)\n"
		 "return { times = d.times, call = 1 } end }"},
		{"consult \"c\" { units = { { unit = \"unit\", at = \"x\" }, }, role = \"role\" }",
		 "lay_y_kien \"c\" { cac_co_quan = { { co_quan = \"unit\", tai = \"x\" }, }, "
		 "vai_tro = \"role\" }"},
		{"wait \"w\" { clock = \"stop\", form = \"stop\", event = 'stop' }",
		 "cho \"w\" { dong_ho = \"dung\", mau = \"stop\", cho_su_kien = 'stop' }"},
		{"finish('f')({ deliver = { \"post\", 'counter', x .. \"post\" } })",
		 "ket_thuc('f')({ giao = { \"buu_chinh\", 'quay', x .. \"post\" } })"},
		{"override { steps = { limit = { limit = months(1), on = { on = \"on\" } } } }",
		 "sua_doi { cac_buoc = { limit = { han = thang(1), neu = { on = \"on\" } } } }"},
		{"for number = 1, number do print(number) end print(number)",
		 "for number = 1, so do print(number) end print(so)"},
		{"local number = number(1) local function text() return text, date end date()",
		 "local number = so(1) local function text() return text, ngay_thang end "
		 "ngay_thang()"},
		{"repeat local text = 1 until text == 2 text()",
		 "repeat local text = 1 until text == 2 chuoi()"},
		{"if x then local text = 1 elseif text then y = text else z = text end",
		 "if x then local text = 1 elseif chuoi then y = chuoi else z = chuoi end"},
		{"goto text ::text:: local x <const> = none",
		 "goto text ::text:: local x <const> = khong_co"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_becomes(cases[i].english, LT_FORM_VIETNAMESE, cases[i].vietnamese);
		assert_becomes(cases[i].vietnamese, LT_FORM_ENGLISH, cases[i].english);
	}
}

static void assert_refused(const char *source, enum lt_form form, int code, const char *part)
{
	struct rewritten r;
	rewrite(&r, source, form);
	assert_int_equal(r.result, code);
	if (!strstr(r.err.text, part))
		fail_msg("%s", r.err.text);
	lt_arena_done(&r.arena);
}

static void test_rewrite__what_cannot_be_rewritten__is_refused(void **state)
{
	char *deep = calloc(1, 1001);
	(void)state;
	assert_refused("x = 1\nlocal so = 2\nreturn number(so)", LT_FORM_VIETNAMESE, LT_E_EXISTS,
		       "dòng 3: biến \"so\" trùng tên với từ \"number\"");
	assert_refused("x = \"never ends\n", LT_FORM_ENGLISH, LT_E_FORMAT, "dòng 1");
	assert_refused("\n--[[ never ends", LT_FORM_ENGLISH, LT_E_FORMAT, "dòng 2");
	assert_refused("f { end }", LT_FORM_ENGLISH, LT_E_FORMAT, "dòng 1");
	assert_refused("f {", LT_FORM_ENGLISH, LT_E_FORMAT, "dòng 1");
	assert_refused("end", LT_FORM_ENGLISH, LT_E_FORMAT, "dòng 1");
	assert_refused("x = thủ_tục", LT_FORM_ENGLISH, LT_E_FORMAT, "dòng 1");
	memset(deep, '{', 1000);
	assert_refused(deep, LT_FORM_ENGLISH, LT_E_LIMIT, "quá sâu");
	free(deep);
}

static void test_rewrite_form__by_the_word_returned__or_none(void **state)
{
	(void)state;
	assert_int_equal(lt_rewrite_form(lt_slice_str("return procedure {}")), LT_FORM_ENGLISH);
	assert_int_equal(lt_rewrite_form(lt_slice_str("-- return procedure\nreturn sua_doi {}")),
			 LT_FORM_VIETNAMESE);
	assert_int_equal(lt_rewrite_form(lt_slice_str("return directory {}")), 0);
}

/* -- the table -- */

static void test_terms__names__stand_for_one_thing(void **state)
{
	(void)state;
	for (size_t i = 0; i < lt_terms_count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct lt_term *a = &lt_terms[i], *b = &lt_terms[k];
			bool values = a->kind == LT_TERM_VALUE || b->kind == LT_TERM_VALUE;
			if (values && (a->kind != b->kind || strcmp(a->key, b->key) != 0))
				continue;
			bool english = strcmp(a->english, b->english) == 0;
			bool vietnamese = strcmp(a->vietnamese, b->vietnamese) == 0;
			if (english != vietnamese || (english && a->kind == b->kind) ||
			    strcmp(a->english, b->vietnamese) == 0)
				fail_msg("%s/%s and %s/%s", a->english, a->vietnamese, b->english,
					 b->vietnamese);
		}
}

static void test_terms__every_row__is_in_the_reference(void **state)
{
	struct lt_slice page = fixture_read("docs/language/words.md");
	size_t rows = 0;
	(void)state;
	for (size_t i = 0; i < lt_terms_count; i++) {
		const struct lt_term *t = &lt_terms[i];
		const char *q = t->kind == LT_TERM_VALUE ? "\"" : "";
		char row[256];
		(void)snprintf(row, sizeof row, "%s%s%s| `%s%s%s` | `%s%s%s` |\n",
			       t->key ? "| `" : "\n", t->key ? t->key : "", t->key ? "` " : "", q,
			       t->english, q, q, t->vietnamese, q);
		if (!strstr((const char *)page.data, row))
			fail_msg("docs/language/words.md lacks %s", row);
	}
	for (const char *p = strstr((const char *)page.data, "\n| `"); p;
	     p = strstr(p + 1, "\n| `"))
		rows++;
	assert_int_equal(rows, lt_terms_count);
	free((void *)(uintptr_t)page.data);
}

static void test_load__vietnamese_words__findings_speak_them(void **state)
{
	struct fixture f;
	(void)state;
	fixture_load(
		&f,
		"return thu_tuc { ma = \"1\", phien_ban = \"1\", linh_vuc = \"x\", ten = "
		"\"x\",\n"
		"can_cu = {}, thoi_han = ngay(3), phi = dong(0), bat_dau = \"a\", cac_buoc = {\n"
		"cho \"a\" { cho_su_kien = \"b\", dong_ho = \"dugn\", tieude = \"x\",\n"
		"neu = { arrived = \"a\" } } } }",
		NULL, NULL);
	assert_int_equal(f.result, LT_E_SCRIPT);
	bool value = false, key = false, on = false;
	for (size_t i = 0; i < f.findings.count; i++) {
		const struct lt_finding *x = &f.findings.items[i];
		value |= strstr(x->message, "dong_ho không nhận \"dugn\"") &&
			 strstr(x->remedy, "\"dung\"") && strstr(x->remedy, "chay, dung");
		key |= strstr(x->remedy, "sửa thành \"tieu_de\"") != NULL;
		on |= strstr(x->remedy, "thêm expired = \"...\" vào neu") != NULL;
	}
	assert_true(value && key && on);
	fixture_unload(&f);
}

static void test_load__a_key_in_both_forms__is_refused(void **state)
{
	struct fixture f;
	(void)state;
	fixture_load(&f, "return human \"a\" { limit = months(1), han = thang(1) }", NULL, NULL);
	assert_int_equal(f.result, LT_E_SCRIPT);
	assert_non_null(strstr(f.findings.items[0].message, "\"limit\" ghi hai lần"));
	fixture_unload(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rewrite__every_national_procedure__there_and_back),
		cmocka_unit_test(test_rewrite__overrides_and_every_kind__there_and_back),
		cmocka_unit_test(test_rewrite__names_of_the_author__stay),
		cmocka_unit_test(test_rewrite__what_cannot_be_rewritten__is_refused),
		cmocka_unit_test(test_rewrite_form__by_the_word_returned__or_none),
		cmocka_unit_test(test_terms__names__stand_for_one_thing),
		cmocka_unit_test(test_terms__every_row__is_in_the_reference),
		cmocka_unit_test(test_load__vietnamese_words__findings_speak_them),
		cmocka_unit_test(test_load__a_key_in_both_forms__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, fixture_done);
}
