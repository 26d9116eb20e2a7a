/* SPDX-License-Identifier: EUPL-1.2 */
/* The directory of a file's agencies and the procedures of its catalogue rows, as Lua.
 *
 * A directory of thousands of units must fit a message of the line, so it is written as a helper
 * and one short call a unit, as an analyst would. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/lienthong/load.h"

/* -- limits -- */

/* Working hours that steps may take within a limit; calendar days are counted without weekends. */
static double working_hours(double amount, const char *unit)
{
	const double day = 8, week = 5.0 / 7, month = 20;
	if (strcmp(unit, "wd") == 0)
		return amount * day;
	if (strcmp(unit, "cd") == 0)
		return floor(amount * week) * day;
	return strcmp(unit, "h") == 0 ? amount : amount * month * day;
}

static const char *word_of(const char *unit)
{
	static const char *const words[][2] = {{"wd", "working_days"},
					       {"cd", "calendar_days"},
					       {"h", "working_hours"},
					       {"mo", "months"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], unit) == 0)
			return words[i][1];
	return NULL; /* "?": the portal shows a bare number, which may be a fee */
}

struct lt_load_limit lt_load_limit(const char *limits)
{
	const double most = 1000;
	struct lt_load_limit longest = {.lua = "untimed"};
	while (*limits) {
		double amount = 0;
		char unit[4] = "";
		const char *colon = strchr(limits, ':');
		if (colon && sscanf(colon + 1, "%lf%3[a-z]", &amount, unit) == 2 && word_of(unit) &&
		    amount > 0 && amount <= most && floor(amount) == amount &&
		    working_hours(amount, unit) > longest.hours) {
			longest.hours = working_hours(amount, unit);
			(void)snprintf(longest.lua, sizeof longest.lua, "%s(%.0f)", word_of(unit),
				       amount);
		}
		limits += strcspn(limits, "|");
		limits += *limits == '|';
	}
	return longest;
}

/* -- a procedure -- */

enum { DESKS = 6 };

/* A share of the hours in quarters, or for short limits in twentieths: both are whole minutes. */
static double desk_hours(double hours, double share)
{
	const double enough = 16, quarters = 4, twentieths = 20;
	double grain = hours >= enough ? quarters : twentieths;
	double part = floor(hours * share * grain);
	return (part < 1 ? 1 : part) / grain;
}

static void write_hours(FILE *out, double hours)
{
	static const double shares[DESKS] = {0.1, 0.05, 0.5, 0.1, 0.1, 0.1};
	const double any = 8; /* untimed: a day each */
	for (int i = 0; i < DESKS; i++)
		(void)fprintf(out, "%s%g", i ? ", " : "",
			      hours > 0 ? desk_hours(hours, shares[i]) : any);
}

static void write_head(const struct lt_load_procedure *p, struct lt_luatext *s, const char *limit)
{
	(void)fprintf(s->out, "return procedure {\n  code = ");
	lt_luatext_quote(s, p->code);
	(void)fprintf(s->out, ", version = \"" LT_LOAD_VERSION "\",\n  field = ");
	lt_luatext_quote(s, *p->field ? p->field : "Chưa phân loại");
	(void)fprintf(s->out, ",\n  name = ");
	lt_luatext_quote(s, *p->name ? p->name : p->code);
	(void)fprintf(s->out, ",\n  legal_basis = { ");
	lt_luatext_quote(s, *p->decision ? p->decision : "Danh mục thủ tục hành chính");
	(void)fprintf(s->out, " },\n  receive_at = { \"commune\" }, time_limit = %s,\n", limit);
}

int lt_load_definition(const struct lt_load_procedure *procedure, struct lt_luatext *ret)
{
	static const char *const places[] = {
		[LT_LOAD_COMMUNE] = "unit = \"one_stop\", level = \"commune\"",
		[LT_LOAD_PROVINCE] = "unit = \"office\", level = \"province\"",
		[LT_LOAD_COUNTRY] = "unit = \"office\", level = \"country\""};
	struct lt_load_limit limit = lt_load_limit(procedure->limits);
	int r = lt_luatext_begin(ret);
	if (r < 0)
		return r;
	write_head(procedure, ret, limit.lua);
	(void)fprintf(ret->out, "  fields = { " LT_LOAD_FIELD_FEE
				" = number \"Phí, lệ phí\" },\n  documents = {\n");
	for (uint32_t i = 1; i <= procedure->documents; i++)
		(void)fprintf(ret->out,
			      "    doc { id = \"paper_%u\", name = \"Giấy tờ số %u\" },\n", i, i);
	(void)fprintf(
		ret->out,
		"  },\n  results = { result { id = \"result\", name = \"Kết quả giải quyết\" } },\n"
		"  fee = function(d) return d." LT_LOAD_FIELD_FEE " end,\n"
		"  start = \"" LT_LOAD_LOOKUP "\",\n  steps = {\n"
		"    auto \"" LT_LOAD_LOOKUP "\" { title = \"Đối chiếu người nộp\", "
		"call = \"" LT_LOAD_CAPABILITY "\", limit = untimed,\n"
		"      on = { ok = \"receive\", failed = \"receive\" } },\n"
		"    standard_chain { %s, receive_level = \"commune\",\n      hours = { ",
		places[procedure->level]);
	write_hours(ret->out, limit.hours);
	(void)fprintf(ret->out, " }, makes = { \"result\" } },\n  },\n}\n");
	return lt_luatext_end(ret);
}

/* -- the directory -- */

/* Stands in load_directory.lua where the units go. */
#define UNITS_MARK "--@ units\n"

static void write_texts(struct lt_luatext *s, const char *const *texts)
{
	for (size_t i = 0; texts[i]; i++) {
		if (i)
			(void)fputs(", ", s->out);
		lt_luatext_quote(s, texts[i]);
	}
	(void)fputs(")\n", s->out);
}

/* WORD(node, code, staff, AREA, name); without an area code it is the country's office. */
static void write_unit(struct lt_luatext *s, const char *word, const struct lt_load_unit *unit,
		       const char *area)
{
	char id[LT_LOAD_NAME_BYTES];
	(void)fprintf(s->out, "%s(%u, ", word, unit->node + 1);
	lt_load_staff(unit->code, id);
	if (area)
		write_texts(s, (const char *[]){unit->code, id, area, unit->name, NULL});
	else
		write_texts(s, (const char *[]){unit->code, id, unit->name, NULL});
}

int lt_load_directory(const struct lt_load_input *input, struct lt_luatext *ret)
{
	LT_AUTO(free) bool *written = calloc(input->wards_count + 1, sizeof *written);
	const char *mark = strstr(lt_load_directory_frame, UNITS_MARK);
	int r = written ? lt_luatext_begin(ret) : LT_E_NOMEM;
	LT_REQUIRE(mark != NULL);
	if (r < 0)
		return r;
	(void)fwrite(lt_load_directory_frame, 1, (size_t)(mark - lt_load_directory_frame),
		     ret->out);
	write_unit(ret, "top", &input->offices[input->provinces_count], NULL);
	for (size_t i = 0; i < input->provinces_count; i++)
		write_unit(ret, "p", &input->offices[i], input->provinces[i].code);
	for (size_t i = 0; i < input->agencies_count; i++) {
		const struct lt_load_unit *u = &input->agencies[i];
		const struct lt_load_ward *ward = &input->wards[u->ward];
		const char *province = input->provinces[ward->province].code;
		if (!written[u->ward]) {
			(void)fputs("w(", ret->out);
			write_texts(ret, (const char *[]){ward->code, province, ward->name, NULL});
		}
		written[u->ward] = true;
		write_unit(ret, "a", u, ward->code);
	}
	(void)fputs(mark + strlen(UNITS_MARK), ret->out);
	return lt_luatext_end(ret);
}
