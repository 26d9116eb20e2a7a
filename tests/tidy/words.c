/* SPDX-License-Identifier: EUPL-1.2 */
/* Words that have no place in a finished tree: work left over, and talk about how the work was
 * done. The project speaks of itself alone. Some words are cut in two here, or this file would be
 * found. */
#include <ctype.h>
#include <string.h>

#include "tests/tidy/tidy.h"

static const char *const left_over[] = {"TO"
					"DO",
					"FIX"
					"ME"};

/** Papers that are not part of the tree: a reader cannot open them. */
static const char *const foreign[] = {"DES"
				      "IGN",
				      "STY"
				      "LE.md",
				      "pit"
				      "falls.md",
				      "meas"
				      "ured.md",
				      "dom"
				      "ain.md"};

/** A ticket and its number: numbers that mean nothing to who reads the tree later. */
static bool names_ticket(const char *text)
{
	static const char *const before[] = {"issue", "Issue", "issues", "PR", "bug", "Bug"};
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		const char *at = lt_tidy_word(text, before[i]);
		if (!at)
			continue;
		at = lt_tidy_skip(at + strlen(before[i]));
		at += *at == '#';
		if (isdigit((unsigned char)*at))
			return true;
	}
	return false;
}

/** A sitting at work, in prose. Programs may hold ones of their own: a TLS one says so, and
 *  whoever has them in the code may talk of them (@p own). */
static bool names_sitting(const struct lt_tidy_line *line, bool own)
{
	static const char *const words[] = {"ses"
					    "sion",
					    "Ses"
					    "sion",
					    "ses"
					    "sions"};
	if (own)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const char *at = lt_tidy_word(line->text, words[i]);
		if (!at || !isspace((unsigned char)line->code[at - line->text]))
			continue;
		bool tls = at - line->text >= 4 &&
			   (strncmp(at - 4, "TLS ", 4) == 0 || strncmp(at - 4, "SSL ", 4) == 0);
		if (!tls)
			return true;
	}
	return false;
}

/** Paths of one machine, and of the folder beside the checkout but for its data. */
static bool names_place(const char *text)
{
	static const char beside[] = "../sha"
				     "red",
			  machine[] = "/wo"
				      "rk/";
	const char *at = strstr(text, beside);
	if (at && !lt_tidy_starts(at + strlen(beside), "/data"))
		return true;
	at = strstr(text, machine);
	return at && (at == text || !(lt_tidy_in_name(at[-1]) || strchr(".}", at[-1])));
}

static void check_line(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t n,
		       bool sessions)
{
	const struct lt_tidy_line *line = &source->lines[n - 1];
	for (size_t i = 0; i < sizeof left_over / sizeof *left_over; i++)
		if (lt_tidy_word(line->text, left_over[i]))
			lt_tidy_find(tidy, source, n, "unfinished",
				     "finish it, or say in words what is missing and why");
	bool odd = names_ticket(line->text) || names_sitting(line, sessions) ||
		   names_place(line->text);
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign && !odd; i++)
		odd = lt_tidy_word(line->text, foreign[i]) != NULL;
	if (odd)
		lt_tidy_find(tidy, source, n, "word",
			     "speak of the project alone, in words that stay true");
}

void lt_tidy_words(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		bool sessions = false;
		for (size_t n = 0; n < source->lines_count && !sessions; n++)
			sessions = strstr(source->lines[n].code, "ses"
								 "sion") != NULL;
		for (size_t n = 1; n <= source->lines_count; n++)
			check_line(tidy, source, n, sessions);
	}
}
