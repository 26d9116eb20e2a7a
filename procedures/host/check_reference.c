/* SPDX-License-Identifier: EUPL-1.2 */
/* Names that must exist elsewhere: papers in the header, desks in the directory. */
#include <string.h>

#include "procedures/host/check.h"
#include "procedures/host/keyset.h"
#include "procedures/host/near.h"

/* -- papers: declared in the header, or brought by a step that expects them -- */

static void add_names(struct lt_keyset *set, const struct lt_names *names)
{
	for (uint32_t i = 0; i < names->count; i++)
		lt_keyset_add(set, names->items[i]);
}

/* Names of the lists of all steps together. */
static size_t count_names(const struct lt_definition *d)
{
	size_t count = 0;
	for (uint32_t i = 0; i < d->steps_count; i++)
		count += d->steps[i].expects.count + d->steps[i].makes.count;
	return count;
}

static const char *near_papers(const struct lt_definition *d, const char *id,
			       char text[static LT_NEAR_TEXT_BYTES])
{
	struct lt_near near;
	lt_near_init(&near, id);
	for (uint32_t i = 0; i < d->papers_count; i++)
		lt_near_offer(&near, d->papers[i].id);
	for (uint32_t i = 0; i < d->results_count; i++)
		lt_near_offer(&near, d->results[i].id);
	for (uint32_t i = 0; i < d->steps_count; i++)
		for (uint32_t k = 0; k < d->steps[i].expects.count; k++)
			lt_near_offer(&near, d->steps[i].expects.items[k]);
	return lt_near_text(&near, text);
}

static void check_names(struct lt_check *c, const struct lt_keyset *known, lt_step_index s,
			const struct lt_names *names, const char *key)
{
	char text[LT_NEAR_TEXT_BYTES];
	const char *where = strcmp(key, "makes") == 0 ? "results" : "documents";
	for (uint32_t i = 0; i < names->count; i++)
		if (!lt_keyset_has(known, names->items[i]))
			LT_REPORT_NEAR(c->report, UNKNOWN_PAPER, lt_load_spot(c->loader, s),
				       near_papers(c->definition, names->items[i], text),
				       lt_check_who(c, s), key, names->items[i], where);
}

void lt_check_papers(struct lt_check *check)
{
	const struct lt_definition *d = check->definition;
	struct lt_keyset known, made;
	size_t count = count_names(d);

	if (!lt_keyset_init(&known, check->scratch, count + d->papers_count + d->results_count) ||
	    !lt_keyset_init(&made, check->scratch, count)) {
		check->report->nomem = true;
		return;
	}
	for (uint32_t i = 0; i < d->papers_count; i++)
		lt_keyset_add(&known, d->papers[i].id);
	for (uint32_t i = 0; i < d->results_count; i++)
		lt_keyset_add(&known, d->results[i].id);
	for (uint32_t i = 0; i < d->steps_count; i++) {
		add_names(&known, &d->steps[i].expects);
		add_names(&made, &d->steps[i].expects);
		add_names(&made, &d->steps[i].makes);
	}
	for (uint32_t i = 0; i < d->steps_count; i++) {
		check_names(check, &known, i, &d->steps[i].sends, "sends");
		check_names(check, &known, i, &d->steps[i].makes, "makes");
	}
	for (uint32_t i = 0; i < d->results_count; i++)
		if (!lt_keyset_has(&made, d->results[i].id))
			LT_REPORT(check->report, RESULT_NOT_MADE, check->loader->header,
				  d->results[i].id);
}

/* -- desks -- */

static const char *near_of(const struct lt_directory *d, const char *name, size_t count,
			   const char *(*at)(const struct lt_directory *, size_t),
			   char text[static LT_NEAR_TEXT_BYTES])
{
	struct lt_near near;
	lt_near_init(&near, name);
	for (size_t i = 0; i < count; i++)
		lt_near_offer(&near, at(d, i));
	return lt_near_text(&near, text);
}

static const char *level_at(const struct lt_directory *d, size_t i)
{
	return lt_directory_level_at(d, i)->name;
}

static const char *role_at(const struct lt_directory *d, size_t i)
{
	return lt_directory_role_at(d, i)->name;
}

static bool check_level(struct lt_check *c, struct lt_spot spot, const char *who, const char *level)
{
	char text[LT_NEAR_TEXT_BYTES];
	const struct lt_directory *d = c->directory;
	if (!level || lt_directory_has_level(d, level))
		return true;
	LT_REPORT_NEAR(c->report, UNKNOWN_LEVEL, spot,
		       near_of(d, level, lt_directory_levels_count(d), level_at, text), who, level,
		       lt_directory_levels_text(d, c->report->scratch));
	return false;
}

static bool check_kind(struct lt_check *c, struct lt_spot spot, const char *who, const char *kind)
{
	char text[LT_NEAR_TEXT_BYTES];
	const struct lt_directory *d = c->directory;
	if (lt_directory_has_kind(d, kind))
		return true;
	LT_REPORT_NEAR(c->report, UNKNOWN_KIND, spot,
		       near_of(d, kind, lt_directory_kinds_count(d), lt_directory_kind_at, text),
		       who, kind, lt_directory_kinds_text(d, c->report->scratch));
	return false;
}

static void check_place(struct lt_check *c, lt_step_index s, const struct lt_place *place)
{
	struct lt_spot spot = lt_load_spot(c->loader, s);
	const char *who = lt_check_who(c, s);
	if (!place->unit)
		return;
	bool level = check_level(c, spot, who, place->level);
	bool kind = check_kind(c, spot, who, place->unit);
	if (level && kind && place->level &&
	    !lt_directory_has_desk(c->directory, place->unit, place->level))
		LT_REPORT(c->report, UNKNOWN_DESK, spot, who, place->unit, place->level);
}

static void check_role(struct lt_check *c, lt_step_index s, const char *role)
{
	const struct lt_directory *d = c->directory;
	char text[LT_NEAR_TEXT_BYTES];
	if (role && !lt_directory_has_role(d, role))
		LT_REPORT_NEAR(c->report, UNKNOWN_ROLE, lt_load_spot(c->loader, s),
			       near_of(d, role, lt_directory_roles_count(d), role_at, text),
			       lt_check_who(c, s), role,
			       lt_directory_roles_text(d, c->report->scratch));
}

void lt_check_directory(struct lt_check *check)
{
	const struct lt_definition *d = check->definition;
	if (!check->directory)
		return;
	for (uint32_t i = 0; i < d->receive_at.count; i++)
		(void)check_level(check, check->loader->header, "receive_at",
				  d->receive_at.items[i]);
	for (uint32_t i = 0; i < d->steps_count; i++) {
		const struct lt_step *s = &d->steps[i];
		check_place(check, i, &s->place);
		check_place(check, i, &s->more);
		for (uint32_t k = 0; k < s->places_count; k++)
			check_place(check, i, &s->places[k]);
		check_role(check, i, s->role);
		check_role(check, i, s->more_role);
	}
}
