/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/scenario/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/forms/form.h"
#include "proto/base/ids.h"
#include "tests/support/support.h"

static bool fetch(struct lt_deed *p, Lt__Fetch *ask, Lt__FetchReply *ret)
{
	struct lt_origin origin = {.node = "", .is_operator = true};
	lt__fetch_reply__init(ret);
	lt_engine_query(p->w->engine, &origin, ask, &p->w->arena, ret);
	return ret->error == 0 || lt_world_fail(p->w, "%s", ret->text);
}

static bool write_file(struct lt_deed *p, const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	bool good = file && fputs(text, file) >= 0;
	good = file && fclose(file) == 0 && good;
	return good || lt_world_fail(p->w, "cannot write %s", path);
}

/* The first line that differs, of both. */
static bool differs(struct lt_deed *p, const char *path, const char *want, const char *got)
{
	size_t same = 0, start = 0;
	int line = 1;
	for (; want[same] && want[same] == got[same]; same++)
		if (want[same] == '\n') {
			line++;
			start = same + 1;
		}
	return lt_world_fail(p->w, "%s:%d:\n  the file says: %.*s\n  the form says: %.*s", path,
			     line, (int)strcspn(want + start, "\n"), want + start,
			     (int)strcspn(got + start, "\n"), got + start);
}

static bool compare(struct lt_deed *p, const struct lt_page *page, const char *path)
{
	struct lt_err err = {0};
	const char *text = NULL, *html = NULL;
	if (lt_page_text(page, &text, &err) < 0 || lt_page_html(page, &html, &err) < 0)
		return lt_world_fail(p->w, "%s", err.text);
	if (getenv("LT_WRITE_FORMS"))
		return write_file(p, path, text);
	LT_AUTO(free) char *want = lt_test_read(path);
	return strcmp(want, text) == 0 || differs(p, path, want, text);
}

bool lt_paper_form(struct lt_deed *p, struct lt_played *ret)
{
	Lt__Fetch ask = LT__FETCH__INIT;
	Lt__FetchReply reply;
	struct lt_page page;
	struct lt_err err = {0};
	const char *number = lt_deed_word(p, 2), *path = lt_trace_after(p->line, "is");
	unsigned nth = (unsigned)strtoul(lt_deed_value(p, "nth", "0"), NULL, 10);
	(void)ret;
	ask.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	ask.dossier = p->c->id;
	if (!path)
		return lt_deed_fail(p, "form needs \"is FILE\"", NULL);
	if (!fetch(p, &ask, &reply))
		return false;
	struct lt_form_input in = lt_form_input_of(&reply);
	int r = lt_form_make(&in, number, nth, &p->w->arena, &page, &err);
	if (strcmp(path, "none") == 0)
		return r == LT_E_REFUSED || lt_world_fail(p->w, "there is a form %s", number);
	return r == 0 ? compare(p, &page, path) : lt_world_fail(p->w, "%s", err.text);
}

bool lt_paper_book(struct lt_deed *p, struct lt_played *ret)
{
	Lt__Fetch ask = LT__FETCH__INIT;
	Lt__FetchReply reply;
	struct lt_page page;
	struct lt_err err = {0};
	struct lt_date month;
	const char *path = lt_trace_after(p->line, "is");
	(void)ret;
	ask.kind = LT__FETCH_KIND__FETCH_KIND_BOOK;
	ask.unit = lt_deed_word(p, 1);
	ask.text = lt_deed_word(p, 2);
	const char *first = lt_arena_printf(&p->w->arena, "%s-01", ask.text);
	LT_REQUIRE(first != NULL);
	if (!path || lt_date_parse(first, &month) < 0)
		return lt_deed_fail(p, "book needs a unit, a month and \"is FILE\"", NULL);
	if (!fetch(p, &ask, &reply))
		return false;
	struct lt_book_input book = {reply.unit_name, reply.place_name, month.year,    month.month,
				     reply.book,      reply.n_book,	reply.as_of_us};
	int r = lt_form_book(&book, &p->w->arena, &page, &err);
	return r == 0 ? compare(p, &page, path) : lt_world_fail(p->w, "%s", err.text);
}

bool lt_paper_attach(struct lt_deed *p, struct lt_played *ret)
{
	const char *content = lt_deed_value(p, "content", "");
	Lt__AttachPaper *attach = LT_DEED_MAKE(p, Lt__AttachPaper, lt__attach_paper__init);
	attach->paper = LT_DEED_MAKE(p, Lt__Paper, lt__paper__init);
	attach->paper->id = lt_deed_word(p, 2);
	attach->paper->media = "application/pdf";
	attach->paper->bytes = strlen(content);
	attach->paper->hash.data = lt_arena_alloc(&p->w->arena, LT_HASH_BYTES);
	LT_REQUIRE(attach->paper->hash.data);
	attach->paper->hash.len = LT_HASH_BYTES;
	lt_hash(lt_slice_str(content), attach->paper->hash.data);
	p->command.body_case = LT__COMMAND__BODY_ATTACH;
	p->command.attach = attach;
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}
