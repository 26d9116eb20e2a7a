/* SPDX-License-Identifier: EUPL-1.2 */
/* One pass over the tokens with a stack of brackets and blocks. Two questions are answered on the
 * way: is this name a variable of the author's (then it is none of ours), and whose table is this
 * (then its keys are ours)? A table that a word takes from a variable or a function is not seen to
 * be one; the loader reads both forms, so what stays behind means the same. */
#include "procedures/host/rewrite.h"

#include <string.h>

#include "procedures/host/lex.h"
#include "procedures/host/vocabulary.h"

#define TEXT_WRONG "không phải câu lệnh Lua hợp lệ; chạy lienthong check để biết sai ở đâu"
#define TEXT_CLASH "dòng %d: biến \"%s\" trùng tên với từ \"%s\"; đổi tên biến này rồi chạy lại"
#define TEXT_DEEP "lồng nhau quá sâu"

enum { DEPTH_MAX = 200, NAMES_MAX = 4096 };

enum frame_kind {
	FRAME_BLOCK = 1,
	FRAME_LOOP,  /* between for or while and its do */
	FRAME_UNTIL, /* the condition after a block that it still sees */
	FRAME_TABLE,
	FRAME_PAREN /* ( or [ */
};

/* What the names before "=" are in a table, or would be in one that is the argument here. */
enum context {
	CONTEXT_OWN = 0, /* the author's */
	CONTEXT_BODY,	 /* keys of the language */
	CONTEXT_ITEMS,	 /* none of ours, but each entry is a body */
	CONTEXT_TEXTS	 /* a list of what a key takes */
};

struct frame {
	enum frame_kind kind;
	enum context context;
	const struct lt_term *key;  /* of the entry, or of the list; NULL: none of ours */
	bool starts;		    /* an entry begins here */
	bool operand;		    /* what came last may be called, and ends a statement */
	const struct lt_term *head; /* the word that what came last began with */
	unsigned calls;		    /* arguments it had since */
	size_t names;		    /* variables when it was opened */
	size_t hidden;		    /* its own that are not seen yet: the last ones of this many */
};

struct name {
	struct lt_slice text;
	bool seen;
};

struct edit {
	struct lt_slice old;
	const char *with;
};

struct rewriter {
	struct lt_lexer lexer;
	struct lt_token token, next, before;
	enum lt_form form;
	struct frame frames[DEPTH_MAX];
	size_t depth;
	struct name names[NAMES_MAX];
	size_t names_count;
	struct edit *edits;
	size_t edits_count;
	struct lt_arena *arena;
	struct lt_err *err;
	int result;
};

static struct frame *top(struct rewriter *w)
{
	return &w->frames[w->depth - 1];
}

static bool is(const struct lt_token *token, const char *text)
{
	return (token->kind == LT_TOKEN_SIGN || token->kind == LT_TOKEN_KEYWORD) &&
	       lt_slice_equal(token->text, lt_slice_str(text));
}

static void fail(struct rewriter *w, int code, const char *text)
{
	if (w->result == 0)
		w->result = lt_err_set(w->err, code, "dòng %d: %s", (int)w->token.line, text);
}

static void advance(struct rewriter *w)
{
	w->before = w->token;
	w->token = w->next;
	w->next = lt_lexer_next(&w->lexer);
	if (w->token.kind == LT_TOKEN_WRONG)
		fail(w, LT_E_FORMAT, TEXT_WRONG);
}

/* -- variables -- */

static bool is_variable(const struct rewriter *w, struct lt_slice text)
{
	for (size_t i = w->names_count; i-- > 0;)
		if (w->names[i].seen && lt_slice_equal(w->names[i].text, text))
			return true;
	return false;
}

static void declare(struct rewriter *w, bool seen)
{
	if (w->names_count == NAMES_MAX)
		return fail(w, LT_E_LIMIT, TEXT_DEEP);
	w->names[w->names_count++] = (struct name){w->token.text, seen};
	if (!seen)
		top(w)->hidden = w->names_count;
}

static void show_hidden(struct rewriter *w)
{
	for (size_t i = top(w)->hidden; i-- > top(w)->names && !w->names[i].seen;)
		w->names[i].seen = true;
	top(w)->hidden = 0;
}

/* -- frames -- */

static struct frame *push(struct rewriter *w, enum frame_kind kind, enum context context)
{
	if (w->depth == DEPTH_MAX) {
		fail(w, LT_E_LIMIT, TEXT_DEEP);
		return top(w);
	}
	w->frames[w->depth++] = (struct frame){
		.kind = kind, .context = context, .starts = true, .names = w->names_count};
	return top(w);
}

static void drop(struct rewriter *w)
{
	w->names_count = top(w)->names;
	w->depth--;
}

static void drop_untils(struct rewriter *w)
{
	while (w->depth > 1 && top(w)->kind == FRAME_UNTIL)
		drop(w);
}

static void pop(struct rewriter *w, enum frame_kind kind)
{
	if (kind == FRAME_BLOCK)
		drop_untils(w);
	if (w->depth == 1 || top(w)->kind != kind)
		return fail(w, LT_E_FORMAT, TEXT_WRONG);
	drop(w);
	top(w)->operand = true;
}

static void statement(struct rewriter *w)
{
	drop_untils(w);
	show_hidden(w);
	top(w)->operand = false;
	top(w)->head = NULL;
}

static void operand(struct rewriter *w)
{
	top(w)->operand = true;
	top(w)->head = NULL;
}

static void operator(struct rewriter *w)
{
	top(w)->operand = false;
	top(w)->head = NULL;
}

/* -- words, keys, values -- */

static const char *spelling(const struct rewriter *w, const struct lt_term *term)
{
	return w->form == LT_FORM_ENGLISH ? term->english : term->vietnamese;
}

static void replace(struct rewriter *w, struct lt_slice old, const char *with)
{
	if (lt_slice_equal(old, lt_slice_str(with)) || w->result < 0)
		return;
	if (!LT_ARENA_PUSH(w->arena, w->edits, w->edits_count)) {
		w->result = lt_err_set(w->err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
		return;
	}
	w->edits[w->edits_count++] = (struct edit){old, with};
}

static void word(struct rewriter *w)
{
	struct lt_slice text = w->token.text;
	if (top(w)->operand)
		statement(w);
	operand(w);
	const struct lt_term *term = lt_term_find(LT_TERM_WORD, NULL, text);
	if (!term || is_variable(w, text))
		return;
	const char *with = spelling(w, term);
	if (is_variable(w, lt_slice_str(with)) && w->result == 0) {
		w->result = lt_err_set(w->err, LT_E_EXISTS, TEXT_CLASH, (int)w->token.line, with,
				       term->english);
		return;
	}
	replace(w, text, with);
	top(w)->head = term;
	top(w)->calls = 0;
}

static void key(struct rewriter *w)
{
	struct frame *f = top(w);
	f->starts = false;
	f->key = f->context == CONTEXT_BODY ? lt_term_find(LT_TERM_KEY, NULL, w->token.text) : NULL;
	if (f->key)
		replace(w, w->token.text, spelling(w, f->key));
	operand(w);
}

/* A text that is all of what a key takes. */
static void value(struct rewriter *w)
{
	struct frame *f = top(w);
	bool whole = is(&w->next, ",") || is(&w->next, ";") || is(&w->next, "}");
	bool begins = is(&w->before, "=") || is(&w->before, "{") || is(&w->before, ",") ||
		      is(&w->before, ";");
	struct lt_slice text = w->token.text;
	if (f->kind != FRAME_TABLE || !whole || !begins || !f->key || *text.data == '[')
		return;
	text = lt_slice(text.data + 1, text.size - 2);
	const struct lt_term *term = lt_term_find(LT_TERM_VALUE, f->key->english, text);
	if (term)
		replace(w, text, spelling(w, term));
}

/* The argument that comes now: is it the table of a word? */
static enum context argument(struct rewriter *w)
{
	struct frame *f = top(w);
	f->calls++;
	return f->head && f->head->argument == f->calls ? CONTEXT_BODY : CONTEXT_OWN;
}

static enum context held(const struct frame *f)
{
	if (!f->key)
		return f->context == CONTEXT_ITEMS ? CONTEXT_BODY : CONTEXT_OWN;
	switch (f->key->holds) {
	case LT_HOLDS_BODY:
		return CONTEXT_BODY;
	case LT_HOLDS_BODIES:
	case LT_HOLDS_STEPS:
		return CONTEXT_ITEMS;
	case LT_HOLDS_VALUES:
		return CONTEXT_TEXTS;
	case LT_HOLDS_NAMES:
		break;
	}
	return CONTEXT_OWN;
}

static void table(struct rewriter *w)
{
	struct frame *f = top(w);
	enum context context = CONTEXT_OWN;
	if (f->operand)
		context = argument(w);
	else if (f->kind == FRAME_PAREN && is(&w->before, "("))
		context = f->context;
	else if (f->kind == FRAME_TABLE)
		context = held(f);
	const struct lt_term *of = context == CONTEXT_TEXTS ? f->key : NULL;
	push(w, FRAME_TABLE, context)->key = of;
}

static void end_entry(struct rewriter *w)
{
	struct frame *f = top(w);
	operator(w);
	if (f->kind != FRAME_TABLE)
		return;
	f->starts = true;
	if (f->context != CONTEXT_TEXTS)
		f->key = NULL;
}

/* -- functions and variables: names up to the body -- */

static void parameters(struct rewriter *w)
{
	push(w, FRAME_BLOCK, CONTEXT_OWN);
	for (advance(w); !is(&w->token, ")") && w->result == 0; advance(w)) {
		if (w->token.kind == LT_TOKEN_NAME)
			declare(w, true);
		else if (!is(&w->token, ",") && !is(&w->token, "..."))
			fail(w, LT_E_FORMAT, TEXT_WRONG);
	}
}

/* At "function". */
static void function(struct rewriter *w)
{
	bool local = is(&w->before, "local");
	if (w->next.kind == LT_TOKEN_NAME && !local)
		statement(w);
	while (!is(&w->next, "(") && w->result == 0) {
		advance(w);
		if (w->token.kind == LT_TOKEN_NAME && local)
			declare(w, true);
		else if (w->token.kind != LT_TOKEN_NAME && !is(&w->token, ".") &&
			 !is(&w->token, ":"))
			fail(w, LT_E_FORMAT, TEXT_WRONG);
	}
	advance(w);
	parameters(w);
}

/* After "local" or "for": names with commas, perhaps with attributes. */
static void variables(struct rewriter *w)
{
	while (w->next.kind == LT_TOKEN_NAME && w->result == 0) {
		advance(w);
		declare(w, false);
		if (is(&w->next, "<"))
			for (int i = 0; i < 3; i++)
				advance(w);
		if (!is(&w->next, ","))
			break;
		advance(w);
	}
	operand(w);
}

/* -- keywords and signs -- */

static void open_block(struct rewriter *w)
{
	if (top(w)->kind == FRAME_LOOP) { /* the loop's do */
		show_hidden(w);
		top(w)->kind = FRAME_BLOCK;
		operator(w);
		return;
	}
	statement(w);
	push(w, FRAME_BLOCK, CONTEXT_OWN);
}

/* At end, else or elseif. */
static void close_block(struct rewriter *w)
{
	pop(w, FRAME_BLOCK);
	if (!is(&w->token, "end"))
		operator(w);
	if (is(&w->token, "else"))
		push(w, FRAME_BLOCK, CONTEXT_OWN);
}

static void loop(struct rewriter *w)
{
	bool names = is(&w->token, "for");
	statement(w);
	push(w, FRAME_LOOP, CONTEXT_OWN);
	if (names)
		variables(w);
}

static void until(struct rewriter *w)
{
	drop_untils(w);
	if (w->depth == 1 || top(w)->kind != FRAME_BLOCK)
		return fail(w, LT_E_FORMAT, TEXT_WRONG);
	show_hidden(w);
	top(w)->kind = FRAME_UNTIL;
	operator(w);
}

static void keyword(struct rewriter *w)
{
	const struct lt_token *t = &w->token;
	if (is(t, "and") || is(t, "or") || is(t, "not") || is(t, "in"))
		operator(w);
	else if (is(t, "true") || is(t, "false") || is(t, "nil"))
		operand(w);
	else if (is(t, "function"))
		function(w);
	else if (is(t, "for") || is(t, "while"))
		loop(w);
	else if (is(t, "do") || is(t, "repeat"))
		open_block(w);
	else if (is(t, "then"))
		push(w, FRAME_BLOCK, CONTEXT_OWN);
	else if (is(t, "end") || is(t, "else") || is(t, "elseif"))
		close_block(w);
	else if (is(t, "until"))
		until(w);
	else
		statement(w); /* if, local, return, break, goto */
	if (is(t, "local") && !is(&w->next, "function"))
		variables(w);
	if (is(t, "goto") && w->next.kind == LT_TOKEN_NAME)
		advance(w);
}

static void bracket(struct rewriter *w)
{
	enum context context = CONTEXT_OWN;
	if (is(&w->token, "[") && top(w)->operand)
		top(w)->head = NULL;
	else if (top(w)->operand)
		context = argument(w);
	else
		top(w)->head = NULL;
	push(w, FRAME_PAREN, context);
}

static void sign(struct rewriter *w)
{
	const struct lt_token *t = &w->token;
	if (is(t, "{"))
		table(w);
	else if (is(t, "(") || is(t, "["))
		bracket(w);
	else if (is(t, "}"))
		pop(w, FRAME_TABLE);
	else if (is(t, ")") || is(t, "]"))
		pop(w, FRAME_PAREN);
	else if (is(t, ";") && top(w)->kind != FRAME_TABLE)
		statement(w);
	else if (is(t, ",") || is(t, ";"))
		end_entry(w);
	else if (is(t, "..."))
		operand(w);
	else if (is(t, "::"))
		statement(w);
	else
		operator(w);
}

static void name(struct rewriter *w)
{
	struct frame *f = top(w);
	if (is(&w->before, ".") || is(&w->before, ":") || is(&w->before, "::"))
		operand(w);
	else if (f->kind == FRAME_TABLE && f->starts && is(&w->next, "="))
		key(w);
	else
		word(w);
}

static void text(struct rewriter *w)
{
	if (top(w)->operand) {
		(void)argument(w);
		return;
	}
	value(w);
	operand(w);
}

static void one(struct rewriter *w)
{
	size_t depth = w->depth;
	bool entry = top(w)->kind == FRAME_TABLE && top(w)->starts;
	switch (w->token.kind) {
	case LT_TOKEN_NAME:
		name(w);
		break;
	case LT_TOKEN_KEYWORD:
		keyword(w);
		break;
	case LT_TOKEN_NUMBER:
		operand(w);
		break;
	case LT_TOKEN_TEXT:
		text(w);
		break;
	case LT_TOKEN_SIGN:
		sign(w);
		break;
	case LT_TOKEN_END:
	case LT_TOKEN_WRONG:
		fail(w, LT_E_FORMAT, TEXT_WRONG);
		break;
	}
	bool ends = is(&w->token, ",") || is(&w->token, ";");
	if (entry && !ends && w->depth >= depth)
		w->frames[depth - 1].starts = false;
}

static int assemble(struct rewriter *w, struct lt_slice source, struct lt_slice *ret)
{
	size_t size = source.size, from = 0;
	for (size_t i = 0; i < w->edits_count; i++)
		size += strlen(w->edits[i].with) - w->edits[i].old.size;
	char *text = lt_arena_alloc(w->arena, size + 1), *out = text;
	if (!text)
		return lt_err_set(w->err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	for (size_t i = 0; i < w->edits_count; i++) {
		const struct edit *e = &w->edits[i];
		size_t at = (size_t)(e->old.data - source.data);
		out = mempcpy(out, source.data + from, at - from);
		out = stpcpy(out, e->with);
		from = at + e->old.size;
	}
	out = mempcpy(out, source.data + from, source.size - from);
	*out = 0;
	*ret = lt_slice(text, size);
	return 0;
}

int lt_rewrite(struct lt_slice source, enum lt_form form, struct lt_arena *arena,
	       struct lt_slice *ret, struct lt_err *err)
{
	struct rewriter *w = lt_arena_zalloc(arena, 1, sizeof *w);
	if (!w)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	w->form = form;
	w->arena = arena;
	w->err = err;
	w->depth = 1;
	w->frames[0] = (struct frame){.kind = FRAME_BLOCK};
	lt_lexer_init(&w->lexer, source);
	w->next = lt_lexer_next(&w->lexer);
	for (advance(w); w->token.kind != LT_TOKEN_END && w->result == 0; advance(w))
		one(w);
	drop_untils(w);
	if (w->depth != 1)
		fail(w, LT_E_FORMAT, TEXT_WRONG);
	return w->result < 0 ? w->result : assemble(w, source, ret);
}

enum lt_form lt_rewrite_form(struct lt_slice source)
{
	struct lt_lexer lexer;
	enum lt_form form = 0;
	bool returned = false;
	lt_lexer_init(&lexer, source);
	for (;;) {
		struct lt_token t = lt_lexer_next(&lexer);
		if (t.kind == LT_TOKEN_END || t.kind == LT_TOKEN_WRONG)
			return form;
		const struct lt_term *term = returned && t.kind == LT_TOKEN_NAME
						     ? lt_term_find(LT_TERM_WORD, NULL, t.text)
						     : NULL;
		if (term && lt_slice_equal(t.text, lt_slice_str(term->english)))
			form = LT_FORM_ENGLISH;
		else if (term)
			form = LT_FORM_VIETNAMESE;
		returned = is(&t, "return");
	}
}
