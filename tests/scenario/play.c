/* SPDX-License-Identifier: EUPL-1.2 */
/* Verbs of the trace, each a command, in a table at the end. */
#include "tests/scenario/play.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "tests/support/support.h"

/* One line while it is played. */
struct play {
	struct lt_world *w;
	const struct lt_trace_line *line;
	struct lt_case *c; /**< NULL: a line about no dossier, or a submission */
	const Lt__Dossier *d;
	Lt__Command command;
	Lt__Actor actor;
	const char *node;
};

#define MAKE(p, type, init)                                                                        \
	({                                                                                         \
		type *made_ = lt_arena_alloc(&(p)->w->arena, sizeof *made_);                       \
		LT_REQUIRE(made_ != NULL);                                                         \
		init(made_);                                                                       \
		made_;                                                                             \
	})

static bool fail(struct play *p, const char *what, const char *about)
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
static bool parse_later(const char *text, int64_t now_us, int64_t *ret_us)
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

bool lt_play_time(struct lt_world *w, const struct lt_trace_line *line, int64_t *ret_us)
{
	int64_t now_us = lt_world_now(w), hour_us;
	const char *stamp = line->stamp;
	*ret_us = now_us;
	if (!stamp)
		return true;
	if (*stamp == '+' ? !parse_later(stamp + 1, now_us, ret_us)
			  : lt_time_parse(stamp, ret_us) < 0) {
		if (!parse_hour(stamp, &hour_us))
			return lt_world_fail(w, "no such time: [%s]", stamp);
		*ret_us = lt_instant_of((struct lt_local){lt_local_of(now_us).day, hour_us});
	}
	return *ret_us >= now_us || lt_world_fail(w, "[%s] is before the line above", stamp);
}

/* -- who, through which node -- */

static const char *node_of_unit(struct play *p, const char *unit)
{
	const struct lt_directory *d = lt_world_directory(p->w);
	size_t count = d ? lt_directory_nodes_count(d) : 0;
	for (size_t i = 0; i < count; i++)
		if (lt_directory_serves(d, lt_directory_node_at(d, i)->id, unit))
			return lt_directory_node_at(d, i)->id;
	return "nobody"; /* the engine refuses what no node may say */
}

static const char *unit_of_officer(struct play *p, const char *officer)
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
static void set_actor(struct play *p, const char *who, const char *home)
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

/* -- fields and papers -- */

static bool reserved(const char *word)
{
	static const char *const keys[] = {"note", "papers",	"channel", "applicant", "id_number",
					   "code", "submitted", "done",	   "attempt",	NULL};
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

static Lt__Field **fields(struct play *p, size_t *ret_count)
{
	struct lt_arena *arena = &p->w->arena;
	Lt__Field **items = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < p->line->words_count; i++) {
		const char *word = p->line->words[i], *equals = strchr(word, '=');
		if (!equals || *word == '"' || reserved(word))
			continue;
		Lt__Field *f = MAKE(p, Lt__Field, lt__field__init);
		f->name = lt_arena_copy(arena, word, (size_t)(equals - word));
		set_field(f, equals + 1);
		if (f->value_case == LT__FIELD__VALUE_TEXT)
			f->text = lt_trace_unquoted(f->text, arena);
		LT_REQUIRE(f->name && LT_ARENA_PUSH(arena, items, *ret_count));
		items[(*ret_count)++] = f;
	}
	return items;
}

static Lt__Paper **papers(struct play *p, size_t *ret_count)
{
	struct lt_arena *arena = &p->w->arena;
	const char *list = lt_trace_value(p->line, "papers", arena, NULL);
	Lt__Paper **items = NULL;
	*ret_count = 0;
	while (list && *list) {
		const char *end = strchrnul(list, ',');
		Lt__Paper *paper = MAKE(p, Lt__Paper, lt__paper__init);
		paper->id = lt_arena_copy(arena, list, (size_t)(end - list));
		paper->form = LT__PAPER_FORM__PAPER_FORM_ORIGINAL;
		LT_REQUIRE(paper->id && LT_ARENA_PUSH(arena, items, *ret_count));
		items[(*ret_count)++] = paper;
		list = *end ? end + 1 : end;
	}
	return items;
}

static const char *value(struct play *p, const char *key, const char *otherwise)
{
	const char *text = lt_trace_value(p->line, key, &p->w->arena, NULL);
	return text ? text : otherwise;
}

static int64_t time_value(struct play *p, const char *key)
{
	int64_t at_us = 0;
	const char *text = value(p, key, NULL);
	if (text && lt_time_parse(text, &at_us) < 0)
		(void)lt_world_fail(p->w, "no such time: %s=%s", key, text);
	return at_us;
}

static bool send(struct play *p, struct lt_played *ret)
{
	p->command.happened_us = time_value(p, "done");
	if (!p->command.dossier && p->c)
		p->command.dossier = p->c->id;
	if (p->w->failure[0] || !lt_world_send(p->w, &p->command, p->node, &ret->reply))
		return false;
	ret->of = p->c;
	ret->n = UINT32_MAX;
	return true;
}

static const char *word(const struct play *p, size_t i)
{
	return i < p->line->words_count ? p->line->words[i] : "";
}

/* -- publishing: use directory FILE, use calendar FILE, publish FILE -- */

static bool publish(struct play *p, struct lt_played *ret)
{
	bool use = strcmp(word(p, 0), "use") == 0;
	const char *path = use ? word(p, 2) : word(p, 1);
	const char *from = lt_trace_after(p->line, "from");
	int64_t from_us = 0;
	if (from && lt_time_parse(from, &from_us) < 0)
		return fail(p, "no such day:", from);
	LT_AUTO(free) char *read = lt_test_read(path);
	const char *source = lt_arena_str(&p->w->arena, read);
	LT_REQUIRE(source != NULL);
	if (use && strcmp(word(p, 1), "directory") == 0) {
		p->command.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
		p->command.publish_directory =
			MAKE(p, Lt__PublishDirectory, lt__publish_directory__init);
		p->command.publish_directory->source = source;
		p->command.publish_directory->name = path;
		p->command.publish_directory->from_us = from_us;
	} else if (use) {
		p->command.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
		p->command.publish_calendar =
			MAKE(p, Lt__PublishCalendar, lt__publish_calendar__init);
		p->command.publish_calendar->source = source;
		p->command.publish_calendar->name = path;
		p->command.publish_calendar->from_us = from_us;
	} else {
		p->command.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
		p->command.publish_definition =
			MAKE(p, Lt__PublishDefinition, lt__publish_definition__init);
		p->command.publish_definition->source = source;
		p->command.publish_definition->name = path;
		p->command.publish_definition->from_us = from_us;
	}
	set_actor(p, "operator", "");
	return send(p, ret);
}

static bool restart(struct play *p, struct lt_played *ret)
{
	int64_t now_us = lt_world_now(p->w), back_us = now_us;
	const char *away = lt_trace_after(p->line, "for");
	(void)ret;
	if (away && !parse_later(away, now_us, &back_us))
		return fail(p, "no such while:", away);
	return lt_world_restart(p->w, strcmp(word(p, 0), "crash") == 0, back_us - now_us);
}

static bool verify(struct play *p, struct lt_played *ret)
{
	(void)ret;
	return lt_world_verify(p->w);
}

static bool checkpoint(struct play *p, struct lt_played *ret)
{
	struct lt_err err = {0};
	(void)ret;
	return lt_engine_checkpoint(p->w->engine, &err) == 0 || lt_world_fail(p->w, "%s", err.text);
}

static bool repeat(struct play *p, struct lt_played *ret)
{
	(void)ret;
	return lt_world_repeat(p->w);
}

/* -- submit -- */

static Lt__Channel channel(struct play *p)
{
	const char *text = value(p, "channel", "direct");
	return strcmp(text, "online") == 0 ? LT__CHANNEL__CHANNEL_ONLINE
	       : strcmp(text, "post") == 0 ? LT__CHANNEL__CHANNEL_POST
					   : LT__CHANNEL__CHANNEL_DIRECT;
}

static bool submit(struct play *p, struct lt_played *ret)
{
	Lt__SubmitDossier *s = MAKE(p, Lt__SubmitDossier, lt__submit_dossier__init);
	const char *unit = lt_trace_after(p->line, "at");
	s->procedure = word(p, 2);
	s->unit = unit ? unit : "";
	s->code = value(p, "code", "");
	s->channel = channel(p);
	s->applicant = MAKE(p, Lt__Applicant, lt__applicant__init);
	s->applicant->name = value(p, "applicant", "Nguyễn Văn Mẫu");
	s->applicant->id_number = value(p, "id_number", "");
	s->fields = fields(p, &s->n_fields);
	s->papers = papers(p, &s->n_papers);
	s->submitted_us = time_value(p, "submitted");
	p->command.body_case = LT__COMMAND__BODY_SUBMIT;
	p->command.submit = s;
	set_actor(p, lt_trace_after(p->line, "by"), s->unit);
	p->command.dossier = 0;
	struct lt_case *known = p->c;
	p->c = NULL;
	if (!send(p, ret))
		return false;
	if (ret->reply->refusal)
		return true;
	ret->of = known ? known : lt_world_add_case(p->w, word(p, 0), ret->reply->dossier);
	return ret->of->id == ret->reply->dossier ||
	       fail(p, "another dossier than the one of this name:", word(p, 0));
}

/* -- a step: "receive: complete by mai.huong" -- */

/* "receive#7:" -> "receive", 7 */
static const char *step_word(struct play *p, const char *text, uint32_t *ret_token)
{
	size_t size = strcspn(text, "#:");
	*ret_token = text[size] == '#' ? (uint32_t)strtoul(text + size + 1, NULL, 10) : 0;
	const char *name = lt_arena_copy(&p->w->arena, text, size);
	LT_REQUIRE(name != NULL);
	return name;
}

static const Lt__Token *open_step(const Lt__Dossier *d, const char *step)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (strcmp(d->tokens[i]->step, step) == 0)
			return d->tokens[i];
	return NULL;
}

static bool node_can(struct play *p, const char *node, const char *capability)
{
	const struct lt_directory *d = lt_world_directory(p->w);
	const struct lt_node_spec *spec = d ? lt_directory_node(d, node) : NULL;
	for (size_t i = 0; spec && i < spec->capabilities_count; i++)
		if (strcmp(spec->capabilities[i], capability) == 0)
			return true;
	return false;
}

/* A node asks for the step's capability and takes what it is offered. */
static bool take_job(struct play *p, const char *step, const char *node, bool accept,
		     struct lt_played *ret)
{
	const Lt__Token *t = open_step(p->d, step);
	if (!t || !*t->capability)
		return fail(p, "no job waits at step", step);
	if (!node_can(p, node, t->capability))
		return fail(p, "this node does not ask for such work:", node);
	if (!lt_world_offer(p->w, node, t->capability))
		return false;
	if (p->w->slot_dossier != p->c->id)
		return fail(p, "the job offered is another dossier's, not", p->c->label);
	p->c->job_step = step;
	p->c->job_token = p->w->slot_token;
	p->c->job_attempt = p->w->slot_attempt;
	ret->of = p->c;
	ret->n = UINT32_MAX;
	if (!accept)
		return true;
	p->command.body_case = LT__COMMAND__BODY_ACCEPT_JOB;
	p->command.accept_job = MAKE(p, Lt__AcceptJob, lt__accept_job__init);
	p->command.accept_job->token = p->c->job_token;
	p->command.accept_job->attempt = p->c->job_attempt;
	return send(p, ret);
}

static bool report_job(struct play *p, const char *step, const char *outcome, struct lt_played *ret)
{
	Lt__ReportJob *r = MAKE(p, Lt__ReportJob, lt__report_job__init);
	const char *attempt = value(p, "attempt", NULL);
	if (!p->c->job_step || strcmp(p->c->job_step, step) != 0)
		return fail(p, "no node has taken step", step);
	r->token = p->c->job_token;
	r->attempt = attempt ? (uint32_t)strtoul(attempt, NULL, 10) : p->c->job_attempt;
	r->running = strcmp(outcome, "running") == 0;
	r->failed = strcmp(outcome, "failed") == 0;
	r->outcome = r->running || r->failed ? "" : outcome;
	r->note = value(p, "note", "");
	r->fields = fields(p, &r->n_fields);
	r->papers = papers(p, &r->n_papers);
	p->command.body_case = LT__COMMAND__BODY_REPORT_JOB;
	p->command.report_job = r;
	return send(p, ret);
}

static bool job(struct play *p, const char *step, const char *what, const char *node,
		struct lt_played *ret)
{
	lt__actor__init(&p->actor);
	p->command.actor = &p->actor;
	p->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	p->actor.id = node;
	p->node = node;
	if (strcmp(what, "taken") == 0 || strcmp(what, "offered") == 0)
		return take_job(p, step, node, strcmp(what, "taken") == 0, ret);
	return report_job(p, step, what, ret);
}

static bool act(struct play *p, struct lt_played *ret)
{
	Lt__ActOnStep *a = MAKE(p, Lt__ActOnStep, lt__act_on_step__init);
	const struct lt_directory *directory = lt_world_directory(p->w);
	const char *who = lt_trace_after(p->line, "by");
	a->step = step_word(p, word(p, 1), &a->token);
	a->outcome = word(p, 2);
	if (directory && who && lt_directory_node(directory, who))
		return job(p, a->step, a->outcome, who, ret);
	a->note = value(p, "note", "");
	a->fields = fields(p, &a->n_fields);
	a->papers = papers(p, &a->n_papers);
	p->command.body_case = LT__COMMAND__BODY_ACT;
	p->command.act = a;
	set_actor(p, who, p->d->unit);
	return send(p, ret);
}

static bool hold(struct play *p, struct lt_played *ret)
{
	uint32_t token;
	const char *verb = word(p, 1), *step = step_word(p, word(p, 2), &token);
	if (strcmp(verb, "claim") == 0) {
		p->command.body_case = LT__COMMAND__BODY_CLAIM;
		p->command.claim = MAKE(p, Lt__ClaimStep, lt__claim_step__init);
		p->command.claim->token = token;
		p->command.claim->step = step;
	} else if (strcmp(verb, "release") == 0) {
		p->command.body_case = LT__COMMAND__BODY_RELEASE;
		p->command.release = MAKE(p, Lt__ReleaseStep, lt__release_step__init);
		p->command.release->token = token;
		p->command.release->step = step;
	} else {
		const char *officer = lt_trace_after(p->line, "to");
		p->command.body_case = LT__COMMAND__BODY_ASSIGN;
		p->command.assign = MAKE(p, Lt__AssignStep, lt__assign_step__init);
		p->command.assign->token = token;
		p->command.assign->step = step;
		p->command.assign->officer = officer ? officer : "";
	}
	set_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return send(p, ret);
}

/* -- the dossier as a whole -- */

static bool signal_dossier(struct play *p, struct lt_played *ret)
{
	Lt__SignalDossier *s = MAKE(p, Lt__SignalDossier, lt__signal_dossier__init);
	s->event = lt_trace_unquoted(word(p, 2), &p->w->arena);
	s->fields = fields(p, &s->n_fields);
	s->papers = papers(p, &s->n_papers);
	p->command.body_case = LT__COMMAND__BODY_SIGNAL;
	p->command.signal = s;
	set_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return send(p, ret);
}

static bool withdraw(struct play *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_WITHDRAW;
	p->command.withdraw = MAKE(p, Lt__WithdrawDossier, lt__withdraw_dossier__init);
	p->command.withdraw->note = value(p, "note", "");
	set_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return send(p, ret);
}

static bool stop(struct play *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_STOP;
	p->command.stop = MAKE(p, Lt__StopDossier, lt__stop_dossier__init);
	p->command.stop->note = value(p, "note", "");
	set_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return send(p, ret);
}

static bool return_result(struct play *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_RETURN_RESULT;
	p->command.return_result = MAKE(p, Lt__ReturnResult, lt__return_result__init);
	p->command.return_result->way = word(p, 2);
	set_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return send(p, ret);
}

static bool retry(struct play *p, struct lt_played *ret)
{
	const char *path = lt_trace_after(p->line, "with");
	Lt__RetryIncident *r = MAKE(p, Lt__RetryIncident, lt__retry_incident__init);
	if (path) {
		LT_AUTO(free) char *source = lt_test_read(path);
		uint8_t *hash = lt_arena_alloc(&p->w->arena, LT_HASH_BYTES);
		LT_REQUIRE(hash != NULL);
		lt_hash(lt_slice_str(source), hash);
		r->definition = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = hash};
	}
	p->command.body_case = LT__COMMAND__BODY_RETRY;
	p->command.retry = r;
	const char *who = lt_trace_after(p->line, "by");
	set_actor(p, who ? who : "operator", p->d->unit);
	return send(p, ret);
}

/* -- what the engine does by itself -- */

bool lt_play_is_happening(const struct lt_trace_line *line)
{
	if (line->words_count == 2 && strcmp(line->words[1], "overdue") == 0)
		return true;
	return line->words_count == 3 && line->words[1][strlen(line->words[1]) - 1] == ':';
}

static bool happened(struct play *p, struct lt_played *ret)
{
	const struct lt_happening *h = lt_world_happening(p->w);
	const char *told = lt_arena_printf(&p->w->arena, "%s%s%s", word(p, 1),
					   *word(p, 2) ? " " : "", word(p, 2));
	LT_REQUIRE(told != NULL);
	if (!h)
		return fail(p, "the engine did not do this by itself:", told);
	if (h->of != p->c || strcmp(h->text, told) != 0)
		return lt_world_fail(p->w, "the engine did something else: %s  %s", h->of->label,
				     h->text);
	*ret = (struct lt_played){.of = h->of, .n = h->n};
	lt_world_take_happening(p->w);
	return true;
}

/* -- verbs -- */

struct verb {
	const char *name;
	bool (*play)(struct play *p, struct lt_played *ret);
};

static const struct verb world_verbs[] = {
	{"use", publish},   {"publish", publish},	{"restart", restart}, {"crash", restart},
	{"verify", verify}, {"checkpoint", checkpoint}, {"repeat", repeat},   {NULL, NULL},
};

static const struct verb case_verbs[] = {
	{"submit", submit},
	{"claim", hold},
	{"release", hold},
	{"assign", hold},
	{"signal", signal_dossier},
	{"withdraw", withdraw},
	{"stop", stop},
	{"return", return_result},
	{"retry", retry},
	{NULL, NULL},
};

static const struct verb *find_verb(const struct verb *verbs, const char *name)
{
	for (; verbs->name; verbs++)
		if (strcmp(verbs->name, name) == 0)
			return verbs;
	return NULL;
}

static bool play_case(struct play *p, struct lt_played *ret)
{
	const char *what = word(p, 1);
	const struct verb *verb = find_verb(case_verbs, what);
	p->c = lt_world_case(p->w, word(p, 0));
	if (!p->c && (!verb || verb->play != submit))
		return fail(p, "no dossier of this name, and no such verb:", word(p, 0));
	p->d = p->c ? lt_world_replay(p->w, p->c, UINT32_MAX) : NULL;
	if (p->c && !p->d)
		return false;
	if (verb)
		return verb->play(p, ret);
	if (strchr(what, ':'))
		return act(p, ret);
	return fail(p, "no such verb:", what);
}

bool lt_play_line(struct lt_world *w, const struct lt_trace_line *line, struct lt_played *ret)
{
	struct play p = {.w = w, .line = line};
	const struct verb *verb = find_verb(world_verbs, word(&p, 0));
	*ret = (struct lt_played){0};
	lt__command__init(&p.command);
	if (verb)
		return verb->play(&p, ret);
	if (lt_play_is_happening(line)) {
		p.c = lt_world_case(w, word(&p, 0));
		return happened(&p, ret);
	}
	return play_case(&p, ret);
}
