/* SPDX-License-Identifier: EUPL-1.2 */
/* A province as large as wanted: the sample directory of two levels with more communes, each with
 * all its offices, the people in them, and one node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/sim.h"
#include "tests/support/support.h"

enum { COMMUNES_SAMPLED = 5, FIRST_CODE = 101 };

static const char sample[] = "procedures/directory/two_levels.lua";

/* What is written once a commune behind a place of the sample: # is its number. */
static const struct {
	const char *behind, *text;
} entries[] = {
	{"  areas = {\n", "    area \"9@\" { name = \"Xã Số #\", level = \"commune\", "
			  "parent = \"04\" },\n"},
	{"  units = join(\n", "    { commune_units(\"H14.#\", \"9@\", \"xã Số #\", \"#\") },\n"},
	{"  officers = {\n",
	 "    person(\"nhan#\", \"Nhận #\", \"H14.#.01\", \"receiver\", \"head\"),\n"
	 "    person(\"tu#\", \"Tư #\", \"H14.#.02\", \"specialist\", \"head\"),\n"
	 "    person(\"xay#\", \"Xây #\", \"H14.#.03\", \"specialist\", \"land_officer\", "
	 "\"head\", \"leader\"),\n"
	 "    person(\"van#\", \"Văn #\", \"H14.#.04\", \"specialist\", \"head\", "
	 "\"leader\"),\n"
	 "    person(\"ky#\", \"Ký #\", \"H14.#\", \"leader\", \"clerk\"),\n"
	 "    person(\"dat#\", \"Đất #\", \"H14.08.#\", \"land_officer\", "
	 "\"specialist\", \"head\", \"leader\"),\n"
	 "    person(\"hiem#\", \"Hiểm #\", \"G12.30.14.#\", \"insurance_officer\", "
	 "\"head\", \"leader\"),\n"
	 "    person(\"an#\", \"An #\", \"G01.14.#\", \"police_officer\", \"head\", "
	 "\"leader\"),\n"},
	{"  nodes = {\n", "    node \"xa-#\" { units = { \"H14.#\", \"H14.#.01\", \"H14.#.02\", "
			  "\"H14.#.03\", \"H14.#.04\", \"H14.#.05\", \"H14.08.#\", "
			  "\"G12.18.14.#\", \"G12.30.14.#\", \"G01.14.#\" } },\n"},
};

enum { ENTRIES = sizeof entries / sizeof *entries };

/* Copies up to and with @p behind. @return where the rest begins */
static const char *copy_past(FILE *to, const char *from, const char *behind)
{
	const char *at = strstr(from, behind);
	LT_REQUIRE(at != NULL);
	at += strlen(behind);
	LT_REQUIRE(fwrite(from, 1, (size_t)(at - from), to) == (size_t)(at - from));
	return at;
}

static void write_entry(FILE *to, const char *text, size_t number)
{
	for (; *text; text++) {
		if (*text == '#')
			(void)fprintf(to, "%zu", number);
		else if (*text == '@')
			(void)fprintf(to, "%04zu", number);
		else
			(void)fputc(*text, to);
	}
}

char *sim_province_source(size_t communes)
{
	char *source = lt_test_read(sample), *text = NULL;
	const char *rest = source;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	LT_REQUIRE(to != NULL);
	for (size_t e = 0; e < ENTRIES; e++) {
		rest = copy_past(to, rest, entries[e].behind);
		for (size_t i = COMMUNES_SAMPLED; i < communes; i++)
			write_entry(to, entries[e].text, FIRST_CODE + i);
	}
	(void)fputs(rest, to);
	LT_REQUIRE(fclose(to) == 0);
	free(source);
	return text;
}

/* -- two at a desk -- */

static const char person[] = "    person(\"";

static bool holds(const char *line, size_t size, const char *text)
{
	return memmem(line, size, text, strlen(text)) != NULL;
}

static bool is_clerk(const char *line, size_t size)
{
	return strncmp(line, person, strlen(person)) == 0 && holds(line, size, "\"),\n") &&
	       (holds(line, size, "\"receiver\"") || holds(line, size, "\"specialist\""));
}

char *sim_province_colleagues(const char *source)
{
	enum { EVERY = 3 };
	char *text = NULL;
	size_t size, clerks = 0;
	FILE *to = open_memstream(&text, &size);
	LT_REQUIRE(to != NULL);
	for (const char *line = source; *line;) {
		const char *end = strchr(line, '\n');
		size_t n = end ? (size_t)(end + 1 - line) : strlen(line);
		(void)fwrite(line, 1, n, to);
		if (is_clerk(line, n) && clerks++ % EVERY == 0) {
			const char *id = line + strlen(person), *behind = strchr(id, '"');
			(void)fprintf(to, "%s%.*s.hai%.*s", person, (int)(behind - id), id,
				      (int)(line + n - behind), behind);
		}
		line += n;
	}
	LT_REQUIRE(fclose(to) == 0);
	return text;
}
