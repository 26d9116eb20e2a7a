/* SPDX-License-Identifier: EUPL-1.2 */
/* Fills the wording of a rule in and keeps the findings in order. */
#include "procedures/host/finding.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/host/bounds.h"
#include "procedures/host/vocabulary.h"

#define TEXT_NEAR "sửa thành %s, hoặc "

static const struct {
	const char *name, *number;
	bool warning;
	const char *where, *message, *remedy;
} rules[] = {
#define X(name, number, warning, where, message, remedy)                                           \
	{#name, number, warning, where, message, remedy},
#include "procedures/host/rules.inc"
#undef X
};

/* The piece that stands for a {mark} at @p p, or NULL; its length in @p ret_length. */
static const char *piece_at(const char *p, const char *near, const char *const args[static 4],
			    size_t *ret_length)
{
	if (strncmp(p, "{near}", 6) == 0) {
		*ret_length = 6;
		return near ? near : "";
	}
	if (p[0] != '{' || p[1] < '1' || p[1] > '4' || p[2] != '}')
		return NULL;
	*ret_length = 3;
	const char *arg = args[p[1] - '1'];
	return arg ? arg : "";
}

static const char *fill(struct lt_arena *arena, const char *pattern, const char *near,
			const char *const args[static 4])
{
	size_t size = 0, length = 0;
	for (const char *p = pattern; *p; p += length) {
		const char *piece = piece_at(p, near, args, &length);
		size += piece ? strlen(piece) : 1;
		length = piece ? length : 1;
	}
	char *text = lt_arena_alloc(arena, size + 1);
	char *out = text;
	for (const char *p = pattern; text && *p; p += length) {
		const char *piece = piece_at(p, near, args, &length);
		if (piece) {
			out = stpcpy(out, piece);
		} else {
			*out++ = *p;
			length = 1;
		}
	}
	if (text)
		*out = 0;
	return text;
}

/* In the language of the file. */
static const char *word(struct lt_report *report, enum lt_rule rule, const char *pattern,
			const char *near, const char *const args[static 4])
{
	const char *text = fill(report->arena, pattern, near, args);
	bool own = rule == LT_RULE_SCRIPT; /* says it in the author's words already */
	return text && report->vietnamese && !own ? lt_term_sentence(report->arena, text) : text;
}

/* -- where -- */

static const struct lt_tokens *tokens_of(struct lt_report *report, bool base)
{
	struct lt_tokens *tokens = &report->tokens[base];
	struct lt_slice source = base ? report->base : report->source;
	if (!tokens->source.data && source.data && !lt_tokens_read(source, report->scratch, tokens))
		report->nomem = true;
	return tokens;
}

/* The words a rule points at, filled in; @p pattern is one or two of them. */
static void read_where(struct lt_report *report, const char *pattern,
		       const char *const args[static 4], struct lt_search *search)
{
	const char *blank = strchr(pattern, ' ');
	size_t size = blank ? (size_t)(blank - pattern) : strlen(pattern);
	char *first = lt_arena_copy(report->scratch, pattern, size);
	report->nomem |= !first;
	if (!first || !*first)
		return;
	search->words[0] = fill(report->scratch, first, NULL, args);
	if (blank)
		search->words[1] = fill(report->scratch, blank + 1, NULL, args);
}

static struct lt_position locate(struct lt_report *report, enum lt_rule rule, struct lt_spot spot,
				 const char *const args[static 4])
{
	struct lt_search search = {.line = spot.line, .name = spot.name};
	search.first_word = strcmp(rules[rule].where, "^") == 0;
	if (spot.key)
		search.words[0] = spot.key;
	else if (!search.first_word)
		read_where(report, rules[rule].where, args, &search);
	struct lt_position at = lt_tokens_find(tokens_of(report, spot.base), &search);
	return at.line ? at : (struct lt_position){spot.line, 0};
}

bool lt_report_quotes(struct lt_report *report, const char *text)
{
	return lt_tokens_quote(tokens_of(report, false), text) ||
	       lt_tokens_quote(tokens_of(report, true), text);
}

/* -- adding -- */

void lt_report_add(struct lt_report *report, enum lt_rule rule, struct lt_spot spot,
		   const char *near, const char *const args[static 4])
{
	struct lt_findings *f = report->findings;
	if (near && *near)
		near = lt_arena_printf(report->scratch, TEXT_NEAR, near);
	struct lt_position at = locate(report, rule, spot, args);
	struct lt_finding finding = {
		.rule = rules[rule].number,
		.name = rules[rule].name,
		.file = spot.base ? report->base_file : report->file,
		.line = at.line,
		.column = at.column,
		.warning = rules[rule].warning,
		.message = word(report, rule, rules[rule].message, near, args),
		.remedy = word(report, rule, rules[rule].remedy, near, args),
	};
	if (!finding.message || !finding.remedy ||
	    !LT_ARENA_PUSH(report->arena, f->items, f->count)) {
		report->nomem = true;
		return;
	}
	f->items[f->count++] = finding;
	f->errors += !finding.warning;
}

bool lt_report_full(struct lt_report *report, enum lt_rule rule)
{
	if (report->findings->count < LT_FINDINGS_MAX)
		return false;
	report->findings->errors += !rules[rule].warning;
	return true;
}

static int compare(const void *left, const void *right)
{
	const struct lt_finding *a = left, *b = right;
	int c = strcmp(a->file, b->file);
	c = c ? c : (a->line > b->line) - (a->line < b->line);
	c = c ? c : (a->column > b->column) - (a->column < b->column);
	c = c ? c : strcmp(a->rule, b->rule);
	return c ? c : strcmp(a->message, b->message);
}

void lt_report_sort(struct lt_report *report)
{
	if (report->findings->count > 1)
		qsort(report->findings->items, report->findings->count,
		      sizeof *report->findings->items, compare);
}

const char *lt_report_number(struct lt_report *report, int64_t number)
{
	const char *text = lt_arena_printf(report->scratch, "%" PRId64, number);
	report->nomem |= !text;
	return text ? text : "?";
}
