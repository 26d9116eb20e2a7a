/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/wellformed_fixture.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 64, NAME_BYTES = 24 };

struct reader {
	const char *at;
	char open[DEPTH_MAX][NAME_BYTES];
	size_t depth, roots;
	const char *fault;
};

static bool fail(struct reader *r, const char *fault)
{
	r->fault = r->fault ? r->fault : fault;
	return false;
}

static bool entity(struct reader *r)
{
	static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strncmp(r->at, known[i], strlen(known[i])) == 0) {
			r->at += strlen(known[i]);
			return true;
		}
	return fail(r, "an entity XML does not know");
}

static bool characters(struct reader *r, const char *until)
{
	while (*r->at && !strchr(until, *r->at)) {
		if (*r->at == '&') {
			if (!entity(r))
				return false;
		} else if ((unsigned char)*r->at < 0x20 && *r->at != '\n' && *r->at != '\t') {
			return fail(r, "a control character");
		} else {
			r->at++;
		}
	}
	return true;
}

static bool name(struct reader *r, char ret[static NAME_BYTES])
{
	size_t n = 0;
	while (isalnum((unsigned char)r->at[n]) || r->at[n] == '-')
		n++;
	if (n == 0 || n >= NAME_BYTES)
		return fail(r, "no name where one must be");
	memcpy(ret, r->at, n);
	ret[n] = 0;
	r->at += n;
	return true;
}

static bool attributes(struct reader *r)
{
	char unused[NAME_BYTES];
	while (*r->at == ' ') {
		r->at++;
		if (!name(r, unused))
			return false;
		if (strncmp(r->at, "=\"", 2) != 0)
			return fail(r, "an attribute without a quoted value");
		r->at += 2;
		if (!characters(r, "\"<") || *r->at != '"')
			return fail(r, "an attribute that does not end");
		r->at++;
	}
	return true;
}

static bool close_tag(struct reader *r)
{
	char closing[NAME_BYTES];
	r->at += 2;
	if (!name(r, closing))
		return false;
	if (*r->at++ != '>' || r->depth == 0 || strcmp(r->open[--r->depth], closing) != 0)
		return fail(r, "an end that has no beginning");
	return true;
}

static bool open_tag(struct reader *r)
{
	char opening[NAME_BYTES];
	r->at++;
	if (r->depth == 0 && r->roots++)
		return fail(r, "a second element at the top");
	if (!name(r, opening) || !attributes(r))
		return false;
	if (strncmp(r->at, "/>", 2) == 0) {
		r->at += 2;
		return true;
	}
	if (*r->at != '>' || r->depth == DEPTH_MAX)
		return fail(r, "a tag that does not end");
	r->at++;
	memcpy(r->open[r->depth++], opening, NAME_BYTES);
	return true;
}

const char *wellformed_why_not(const char *text)
{
	static char why[200];
	static const char doctype[] = "<!DOCTYPE html>\n";
	struct reader r = {.at = text};
	if (strncmp(r.at, doctype, sizeof doctype - 1) == 0)
		r.at += sizeof doctype - 1;
	while (*r.at && !r.fault) {
		if (*r.at != '<') {
			if (r.depth == 0 && !isspace((unsigned char)*r.at))
				(void)fail(&r, "text outside");
			else
				(void)characters(&r, "<");
		} else if (r.at[1] == '/') {
			(void)close_tag(&r);
		} else {
			(void)open_tag(&r);
		}
	}
	if (!r.fault && (r.depth || !r.roots))
		r.fault = "an element that does not end";
	(void)snprintf(why, sizeof why, "%s%s%.60s", r.fault ? r.fault : "", r.fault ? " at: " : "",
		       r.fault ? r.at : "");
	return why;
}
