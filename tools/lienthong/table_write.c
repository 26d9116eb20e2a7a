/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as an analyst would write it down: the standard chain of outcomes, one supplement, the
 * two ends, and in comments what the source does not give. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "tools/lienthong/luatext.h"
#include "procedures/forms/clean.h"
#include "tools/lienthong/table.h"
#include "tools/lienthong/table_chain.h"

enum { COLUMNS_MAX = 100, MINUTES_PER_DAY = 480, LABEL_BYTES = 64 };

struct writing {
	const struct lt_table *table;
	struct lt_arena *arena;
	struct lt_luatext *text;
	const struct lt_chain *chains; /* one a case */
};

static FILE *out(struct writing *w)
{
	return w->text->out;
}

/* -- texts that may be long -- */

/* How many bytes of @p text fit in @p columns, whole words. */
static size_t fitting(const char *text, size_t columns)
{
	size_t best = 0, used = 0;
	for (size_t i = 0; text[i]; i++) {
		used += (text[i] & 0xc0) != 0x80;
		if (used > columns)
			return best ? best : strlen(text);
		if (text[i] == ' ')
			best = i + 1;
	}
	return strlen(text);
}

/* A comment of as many lines as it needs. */
static void comment(struct writing *w, const char *indent, const char *text)
{
	while (*text) {
		size_t n = fitting(text, COLUMNS_MAX - strlen(indent) - 3), shown = n;
		while (shown > 0 && text[shown - 1] == ' ')
			shown--;
		(void)fprintf(out(w), "%s-- %.*s\n", indent, (int)shown, text);
		text += n;
	}
}

/* A text in quotes; @p before letters stand on its line already. */
static void quoted(struct writing *w, const char *text, size_t before)
{
	size_t room = COLUMNS_MAX - 6 - before;
	while (lt_clean_width(text) > room) {
		size_t n = fitting(text, room);
		if (!text[n])
			break;
		lt_luatext_quote(w->text, lt_arena_printf(w->arena, "%.*s", (int)n, text));
		(void)fputs("\n    .. ", out(w));
		text += n;
		room = COLUMNS_MAX - 14;
	}
	lt_luatext_quote(w->text, text);
}

static void number(struct writing *w, const char *word, int32_t minutes, int32_t unit)
{
	int32_t whole = minutes / unit, rest = minutes % unit;
	int64_t parts = (int64_t)rest * 10000 / unit;
	if ((int64_t)rest * 10000 % unit != 0) { /* no short fraction: in hours of one more digit */
		(void)fprintf(out(w), "%s(%" PRId32 " / %" PRId32 ")", word, minutes, unit);
		return;
	}
	int digits = 4;
	for (; digits > 0 && parts % 10 == 0; digits--)
		parts /= 10;
	if (digits == 0)
		(void)fprintf(out(w), "%s(%" PRId32 ")", word, whole);
	else
		(void)fprintf(out(w), "%s(%" PRId32 ".%0*" PRId64 ")", word, whole, digits, parts);
}

static void limit(struct writing *w, struct lt_table_span span)
{
	if (span.unit == LT_SPAN_DAYS)
		number(w, "working_days", span.minutes, MINUTES_PER_DAY);
	else if (span.unit == LT_SPAN_HOURS)
		number(w, "working_hours", span.minutes, 60);
	else
		(void)fputs("untimed", out(w));
}

/* -- the header -- */

static int32_t sum_of(const struct lt_table *t, size_t at_case)
{
	int32_t sum = 0;
	for (size_t i = 0; i < t->rows_count; i++)
		if (t->rows[i].at_case == at_case)
			sum += t->rows[i].span.minutes;
	return sum;
}

static struct lt_table_span limit_of(const struct lt_table *t)
{
	struct lt_table_span most = t->limit;
	for (size_t i = 0; i < t->cases_count; i++)
		if (t->cases[i].limit.minutes > most.minutes)
			most = t->cases[i].limit;
	return most;
}

static void write_notes(struct writing *w)
{
	const struct lt_table *t = w->table;
	if (t->licence)
		(void)fprintf(out(w), "-- SPDX-License-Identifier: %s\n", t->licence);
	comment(w, "", t->name);
	(void)fputs("--\n", out(w));
	if (t->source)
		comment(w, "", lt_arena_printf(w->arena, "Nguồn: %s", t->source));
	for (size_t c = 0; c < t->cases_count || c == 0; c++) {
		const char *name = t->cases_count ? t->cases[c].name : NULL;
		int32_t sum = sum_of(t, c);
		char days[LABEL_BYTES];
		comment(w, "",
			lt_arena_printf(w->arena, "%s%sTổng các bước: %s.", name ? name : "",
					name ? ". " : "", lt_chain_time(sum, days)));
	}
	for (size_t i = 0; i < t->notes_count; i++)
		comment(w, "", lt_arena_printf(w->arena, "Nguồn để ngỏ: %s", t->notes[i]));
	(void)fputc('\n', out(w));
}

static void write_list(struct writing *w, const char *key, const char *const *items, size_t count)
{
	(void)fprintf(out(w), "  %s = {", key);
	for (size_t i = 0; i < count; i++) {
		(void)fputs("\n    ", out(w));
		quoted(w, items[i], 4);
		(void)fputc(',', out(w));
	}
	(void)fputs(count ? "\n  },\n" : "},\n", out(w));
}

static void write_papers(struct writing *w)
{
	const struct lt_table *t = w->table;
	if (t->papers_count == 0) {
		comment(w, "  ",
			"Bảng không nêu thành phần hồ sơ: thêm doc { ... } theo quyết định.");
		(void)fputs("  documents = {},\n", out(w));
		return;
	}
	(void)fputs("  documents = {\n", out(w));
	for (size_t i = 0; i < t->papers_count; i++) {
		(void)fprintf(out(w), "    doc { id = \"giay_to_%zu\", name = ", i + 1);
		quoted(w, t->papers[i], 32);
		(void)fputs(" },\n", out(w));
	}
	(void)fputs("  },\n", out(w));
}

static void write_result_and_fee(struct writing *w)
{
	const struct lt_table *t = w->table;
	(void)fputs("  results = { result { id = \"ket_qua\", name = ", out(w));
	quoted(w, t->result ? t->result : "Kết quả giải quyết", 48);
	(void)fputs(" } },\n", out(w));
	if (!t->fee)
		comment(w, "  ",
			"Bảng không nêu phí, lệ phí: ghi theo quyết định; ở đây tạm là 0.");
	(void)fprintf(out(w), "  fee = vnd(%s),\n", t->fee ? t->fee : "0");
}

static void write_fields(struct writing *w)
{
	const struct lt_table *t = w->table;
	if (t->cases_count < 2)
		return;
	(void)fputs(
		"  fields = {\n    truong_hop = choice { label = \"Trường hợp\", required = true,\n"
		"      choices = {\n",
		out(w));
	for (size_t i = 0; i < t->cases_count; i++) {
		(void)fputs("        ", out(w));
		lt_luatext_quote(w->text, t->cases[i].name);
		(void)fputs(",\n", out(w));
	}
	(void)fputs("      } },\n  },\n", out(w));
}

static void write_header(struct writing *w)
{
	const struct lt_table *t = w->table;
	(void)fputs("return procedure {\n  code = ", out(w));
	lt_luatext_quote(w->text, t->code);
	(void)fputs(", version = ", out(w));
	lt_luatext_quote(w->text, t->version);
	(void)fputs(", field = ", out(w));
	lt_luatext_quote(w->text, t->field);
	(void)fputs(",\n  name = ", out(w));
	quoted(w, t->name, 9);
	(void)fputs(",\n", out(w));
	if (t->basis_count)
		write_list(w, "legal_basis", t->basis, t->basis_count);
	if (t->level)
		(void)fprintf(out(w), "  receive_at = { \"%s\" },\n", t->level);
	(void)fputs("  time_limit = ", out(w));
	limit(w, limit_of(t));
	(void)fputs(",\n", out(w));
	write_fields(w);
	write_papers(w);
	write_result_and_fee(w);
}

/* -- the steps -- */

static void write_desk(struct writing *w, const struct lt_table_row *row)
{
	(void)fprintf(out(w), "      unit = \"%s\",", row->desk.unit ? row->desk.unit : "chua_ro");
	if (row->desk.level)
		(void)fprintf(out(w), " level = \"%s\",", row->desk.level);
	if (row->desk.role)
		(void)fprintf(out(w), " role = \"%s\",", row->desk.role);
	if (row->span.unit != LT_SPAN_NONE) {
		(void)fputs(" limit = ", out(w));
		limit(w, row->span);
		(void)fputc(',', out(w));
	}
	(void)fputc('\n', out(w));
}

static void write_step(struct writing *w, const struct lt_chain *chain, size_t i)
{
	const struct lt_chain_step *s = &chain->steps[i];
	const struct lt_table_row *row = s->row;
	if (!row->desk.unit)
		comment(w, "    ",
			lt_arena_printf(w->arena, "Bảng ghi \"%s\": chưa rõ đơn vị nào.",
					row->who));
	if (row->span.unit == LT_SPAN_NONE)
		comment(w, "    ", "Bảng không ghi thời gian của bước này.");
	(void)fprintf(out(w), "    %s \"%s\" { title = ", s->handoff ? "handoff" : "human",
		      s->name);
	quoted(w, *row->content ? row->content : row->who, 24 + strlen(s->name));
	(void)fputs(",\n", out(w));
	write_desk(w, row);
	if (s->sign || s->makes) {
		(void)fputs("      ", out(w));
		if (s->sign)
			(void)fprintf(out(w), "sign = %d,%s", s->sign, s->makes ? " " : "");
		(void)fprintf(out(w), "%s\n", s->makes ? "makes = { \"ket_qua\" }," : "");
	}
	(void)fputs("      on = {", out(w));
	for (int k = 0; k < s->outcomes_count; k++)
		(void)fprintf(out(w), "%s %s = \"%s\"", k ? "," : "", s->outcomes[k].name,
			      s->outcomes[k].to);
	(void)fputs(" } },\n", out(w));
}

static void write_chain(struct writing *w, const struct lt_chain *chain, size_t at_case)
{
	const struct lt_table *t = w->table;
	if (t->cases_count > 1)
		comment(w, "    ", lt_arena_printf(w->arena, "%s", t->cases[at_case].name));
	for (size_t i = 0; i < chain->count; i++) {
		write_step(w, chain, i);
		if (i > 0 || !chain->supplement)
			continue;
		(void)fprintf(
			out(w),
			"    wait \"%s\" { title = \"Chờ bổ sung hồ sơ\", form = \"02\",\n"
			"      event = \"applicant.supplement\", clock = \"stop\", times = 1,\n"
			"      max = calendar_days(30), on = { arrived = \"%s\", expired = "
			"\"refused\" } },\n",
			chain->supplement, chain->steps[0].name);
	}
	(void)fprintf(out(w), "    finish \"%s\" { outcome = \"granted\"", chain->granted);
	if (t->cases_count > 1 && t->cases[at_case].limit.minutes) {
		(void)fputs(", within = ", out(w));
		limit(w, t->cases[at_case].limit);
	}
	(void)fputs(",\n      deliver = { \"counter\", \"post\", \"online\" } },\n", out(w));
}

static void write_choice(struct writing *w)
{
	const struct lt_table *t = w->table;
	(void)fputs("    choose \"case\" { by = function(d)\n", out(w));
	for (size_t i = 0; i + 1 < t->cases_count; i++) {
		(void)fprintf(out(w), "        %s d.truong_hop == ", i ? "elseif" : "if");
		lt_luatext_quote(w->text, t->cases[i].name);
		(void)fprintf(out(w), " then\n          return \"th_%zu\"\n", i + 1);
	}
	(void)fprintf(out(w), "        end\n        return \"th_%zu\"\n      end,\n      cases = {",
		      t->cases_count);
	for (size_t i = 0; i < t->cases_count; i++)
		(void)fprintf(out(w), "%s th_%zu = \"%s\"", i ? "," : "", i + 1,
			      w->chains[i].steps[0].name);
	(void)fprintf(out(w), " },\n      otherwise = \"%s\" },\n\n",
		      w->chains[t->cases_count - 1].steps[0].name);
}

static void write_steps(struct writing *w)
{
	size_t count = w->table->cases_count ? w->table->cases_count : 1;
	(void)fprintf(out(w), "\n  start = \"%s\",\n  steps = {\n",
		      count > 1 ? "case" : w->chains[0].steps[0].name);
	if (count > 1)
		write_choice(w);
	for (size_t i = 0; i < count; i++) {
		write_chain(w, &w->chains[i], i);
		if (count > 1)
			(void)fputc('\n', out(w));
	}
	(void)fputs("    finish \"refused\" { outcome = \"refused\", form = \"03\",\n"
		    "      deliver = { \"counter\", \"post\", \"online\" } },\n  },\n}\n",
		    out(w));
}

int lt_table_write(const struct lt_table *table, struct lt_arena *arena, struct lt_slice *ret)
{
	LT_AUTO(luatext) struct lt_luatext text = {0};
	struct writing w = {.table = table, .arena = arena};
	int r = lt_chains_of(table, arena, &w.chains);
	if (r == 0)
		r = lt_luatext_begin(&text);
	if (r < 0)
		return r;
	w.text = &text;
	write_notes(&w);
	write_header(&w);
	write_steps(&w);
	return lt_luatext_take(&text, arena, ret);
}
