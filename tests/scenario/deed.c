/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a line's parts and sending what they make. */
#include "tests/scenario/deed.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"

bool lt_deed_fail(struct lt_deed *p, const char *what, const char *about)
{
	return lt_world_fail(p->w, "%s%s%s%s", what, about ? " '" : "", about ? about : "",
			     about ? "'" : "");
}

/* -- time -- */

static bool parse_hour(const char *text, int64_t *ret_us)
{
	char *end;
	long hour = strtol(text, &end, 10);
	if (end == text || *end != ':')
		return false;
	long minute = strtol(end + 1, &end, 10), second = 0;
	if (*end == ':')
		second = strtol(end + 1, &end, 10);
	*ret_us = ((hour * 60 + minute) * 60 + second) * LT_US_PER_SECOND;
	return *end == 0;
}

/* "+8d 10:00", "+2h", "+30m", "+5s" */
bool lt_deed_later(const char *text, int64_t now_us, int64_t *ret_us)
{
	static const struct {
		char letter;
		int64_t us;
	} units[] = {{'d', LT_US_PER_DAY},
		     {'h', LT_US_PER_HOUR},
		     {'m', LT_US_PER_MINUTE},
		     {'s', LT_US_PER_SECOND}};
	char *end;
	long amount = strtol(text, &end, 10);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (*end != units[i].letter)
			continue;
		int64_t hour_us;
		*ret_us = now_us + amount * units[i].us;
		if (!end[1])
			return true;
		struct lt_local local = lt_local_of(*ret_us);
		if (end[1] != ' ' || !parse_hour(end + 2, &hour_us))
			return false;
		*ret_us = lt_instant_of((struct lt_local){local.day, hour_us});
		return true;
	}
	return false;
}

bool lt_deed_stamp(struct lt_world *w, const struct lt_trace_line *line, int64_t *ret_us)
{
	int64_t now_us = lt_world_now(w), hour_us;
	const char *stamp = line->stamp;
	*ret_us = now_us;
	if (!stamp)
		return true;
	if (*stamp == '+' ? !lt_deed_later(stamp + 1, now_us, ret_us)
			  : lt_time_parse(stamp, ret_us) < 0) {
		if (!parse_hour(stamp, &hour_us))
			return lt_world_fail(w, "no such time: [%s]", stamp);
		*ret_us = lt_instant_of((struct lt_local){lt_local_of(now_us).day, hour_us});
	}
	/* due dates of one moment are told a second after it, each by a line of its own */
	int64_t from_us = lt_play_is_happening(line) ? now_us - LT_DUE_GRACE_US : now_us;
	return *ret_us >= from_us || lt_world_fail(w, "[%s] is before the line above", stamp);
}

/* -- who, through which node -- */

static const char *node_of_unit(struct lt_deed *p, const char *unit)
{
	const struct lt_directory *d = lt_world_directory(p->w);
	size_t count = d ? lt_directory_nodes_count(d) : 0;
	for (size_t i = 0; i < count; i++)
		if (lt_directory_serves(d, lt_directory_node_at(d, i)->id, unit))
			return lt_directory_node_at(d, i)->id;
	return "nobody"; /* the engine refuses what no node may say */
}

static const char *unit_of_officer(struct lt_deed *p, const char *officer)
{
	const struct lt_directory *d = lt_world_directory(p->w);
	size_t count = d ? lt_directory_units_count(d) : 0;
	for (size_t i = 0; i < count; i++)
		if (lt_directory_may(d, officer, lt_directory_unit_at(d, i)->code, NULL,
				     lt_world_now(p->w)))
			return lt_directory_unit_at(d, i)->code;
	return "";
}

/* "mai.huong", "mai.huong@H14.40.21.01", "citizen", "operator", or nothing said. */
void lt_deed_actor(struct lt_deed *p, const char *who, const char *home)
{
	struct lt_arena *arena = &p->w->arena;
	const char *via = lt_trace_after(p->line, "via");
	lt__actor__init(&p->actor);
	p->command.actor = &p->actor;
	p->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_CITIZEN;
	p->actor.unit = home;
	if (who && strcmp(who, "operator") == 0) {
		p->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
		p->actor.id = who;
		p->actor.unit = "";
	} else if (who && strcmp(who, "citizen") != 0) {
		const char *at = strchrnul(who, '@');
		p->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
		p->actor.id = lt_arena_copy(arena, who, (size_t)(at - who));
		LT_REQUIRE(p->actor.id != NULL);
		p->actor.unit = *at ? at + 1 : unit_of_officer(p, p->actor.id);
	}
	const char *unit = p->command.body_case == LT__COMMAND__BODY_SUBMIT
				   ? p->command.submit->unit
				   : p->actor.unit;
	p->node = via ? via : who && strcmp(who, "operator") == 0 ? "" : node_of_unit(p, unit);
}

void lt_deed_machine(struct lt_deed *p, const char *node)
{
	lt__actor__init(&p->actor);
	p->command.actor = &p->actor;
	p->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	p->actor.id = node;
	p->node = node;
}

const char *lt_deed_teller(struct lt_deed *p, const char *event)
{
	const struct lt_directory *d = lt_world_directory(p->w);
	size_t count = d ? lt_directory_nodes_count(d) : 0;
	for (size_t i = 0; i < count; i++)
		if (lt_directory_announces(d, lt_directory_node_at(d, i)->id, event))
			return lt_directory_node_at(d, i)->id;
	return NULL;
}

/* -- fields and papers -- */

static bool reserved(const char *word)
{
	static const char *const keys[] = {"note",	"papers", "channel",   "applicant",
					   "id_number", "code",	  "submitted", "done",
					   "attempt",	"again",  "basis",     "item",
					   "from",	"to",	  NULL};
	for (size_t i = 0; keys[i]; i++) {
		size_t size = strlen(keys[i]);
		if (strncmp(word, keys[i], size) == 0 && word[size] == '=')
			return true;
	}
	return false;
}

static void set_field(Lt__Field *f, const char *value)
{
	char *end;
	long long number = strtoll(value, &end, 10);
	if (*value != '"' && end != value && !*end) {
		f->value_case = LT__FIELD__VALUE_NUMBER;
		f->number = number;
	} else if (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0) {
		f->value_case = LT__FIELD__VALUE_YES;
		f->yes = strcmp(value, "yes") == 0;
	} else {
		f->value_case = LT__FIELD__VALUE_TEXT;
		f->text = value;
	}
}

Lt__Field **lt_deed_fields(struct lt_deed *p, size_t *ret_count)
{
	struct lt_arena *arena = &p->w->arena;
	Lt__Field **items = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < p->line->words_count; i++) {
		const char *word = p->line->words[i], *equals = strchr(word, '=');
		if (!equals || *word == '"' || reserved(word))
			continue;
		Lt__Field *f = LT_DEED_MAKE(p, Lt__Field, lt__field__init);
		f->name = lt_arena_copy(arena, word, (size_t)(equals - word));
		set_field(f, equals + 1);
		if (f->value_case == LT__FIELD__VALUE_TEXT)
			f->text = lt_trace_unquoted(f->text, arena);
		LT_REQUIRE(f->name && LT_ARENA_PUSH(arena, items, *ret_count));
		items[(*ret_count)++] = f;
	}
	return items;
}

Lt__Paper **lt_deed_papers(struct lt_deed *p, size_t *ret_count)
{
	struct lt_arena *arena = &p->w->arena;
	const char *list = lt_trace_value(p->line, "papers", arena, NULL);
	Lt__Paper **items = NULL;
	*ret_count = 0;
	while (list && *list) {
		const char *end = strchrnul(list, ',');
		Lt__Paper *paper = LT_DEED_MAKE(p, Lt__Paper, lt__paper__init);
		paper->id = lt_arena_copy(arena, list, (size_t)(end - list));
		paper->form = LT__PAPER_FORM__PAPER_FORM_ORIGINAL;
		LT_REQUIRE(paper->id && LT_ARENA_PUSH(arena, items, *ret_count));
		items[(*ret_count)++] = paper;
		list = *end ? end + 1 : end;
	}
	return items;
}

const char *lt_deed_value(struct lt_deed *p, const char *key, const char *otherwise)
{
	const char *text = lt_trace_value(p->line, key, &p->w->arena, NULL);
	return text ? text : otherwise;
}

int64_t lt_deed_time(struct lt_deed *p, const char *key)
{
	int64_t at_us = 0;
	const char *text = lt_deed_value(p, key, NULL);
	if (text && lt_time_parse(text, &at_us) < 0)
		(void)lt_world_fail(p->w, "no such time: %s=%s", key, text);
	return at_us;
}

bool lt_deed_send(struct lt_deed *p, struct lt_played *ret)
{
	p->command.happened_us = lt_deed_time(p, "done");
	if (!p->command.dossier && p->c)
		p->command.dossier = p->c->id;
	if (p->w->failure[0] || !lt_world_send(p->w, &p->command, p->node, &ret->reply))
		return false;
	ret->of = p->c;
	ret->n = UINT32_MAX;
	return true;
}

const char *lt_deed_word(const struct lt_deed *p, size_t i)
{
	return i < p->line->words_count ? p->line->words[i] : "";
}
