/* SPDX-License-Identifier: EUPL-1.2 */
/* Verbs of the trace, each a command, in a table at the end. */
#include "tests/scenario/deed.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "tests/scenario/paper.h"
#include "tests/scenario/timing.h"
#include "tests/support/support.h"

/* -- publishing: use directory FILE, use calendar FILE, publish FILE -- */

static bool publish(struct lt_deed *p, struct lt_played *ret)
{
	bool use = strcmp(lt_deed_word(p, 0), "use") == 0;
	if (use && strcmp(lt_deed_word(p, 1), "warnings") == 0)
		return p->w->tells_warnings = true;
	const char *path = use ? lt_deed_word(p, 2) : lt_deed_word(p, 1);
	const char *from = lt_trace_after(p->line, "from");
	int64_t from_us = 0;
	if (from && lt_time_parse(from, &from_us) < 0)
		return lt_deed_fail(p, "no such day:", from);
	LT_AUTO(free) char *read = lt_test_read(path);
	const char *source = lt_arena_str(&p->w->arena, read);
	LT_REQUIRE(source != NULL);
	if (use && strcmp(lt_deed_word(p, 1), "directory") == 0) {
		p->command.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
		p->command.publish_directory =
			LT_DEED_MAKE(p, Lt__PublishDirectory, lt__publish_directory__init);
		p->command.publish_directory->source = source;
		p->command.publish_directory->name = path;
		p->command.publish_directory->from_us = from_us;
	} else if (use) {
		p->command.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
		p->command.publish_calendar =
			LT_DEED_MAKE(p, Lt__PublishCalendar, lt__publish_calendar__init);
		p->command.publish_calendar->source = source;
		p->command.publish_calendar->name = path;
		p->command.publish_calendar->from_us = from_us;
	} else {
		p->command.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
		p->command.publish_definition =
			LT_DEED_MAKE(p, Lt__PublishDefinition, lt__publish_definition__init);
		p->command.publish_definition->source = source;
		p->command.publish_definition->name = path;
		p->command.publish_definition->from_us = from_us;
	}
	lt_deed_actor(p, "operator", "");
	return lt_deed_send(p, ret);
}

static bool restart(struct lt_deed *p, struct lt_played *ret)
{
	int64_t now_us = lt_world_now(p->w), back_us = now_us;
	const char *away = lt_trace_after(p->line, "for");
	(void)ret;
	if (away && !lt_deed_later(away, now_us, &back_us))
		return lt_deed_fail(p, "no such while:", away);
	return lt_world_restart(p->w, strcmp(lt_deed_word(p, 0), "crash") == 0, back_us - now_us);
}

static bool verify(struct lt_deed *p, struct lt_played *ret)
{
	(void)ret;
	return lt_world_verify(p->w);
}

static bool checkpoint(struct lt_deed *p, struct lt_played *ret)
{
	struct lt_err err = {0};
	(void)ret;
	return lt_engine_checkpoint(p->w->engine, &err) == 0 || lt_world_fail(p->w, "%s", err.text);
}

static bool repeat(struct lt_deed *p, struct lt_played *ret)
{
	(void)ret;
	return lt_world_repeat(p->w);
}

/* -- submit -- */

static Lt__Channel channel(struct lt_deed *p)
{
	const char *text = lt_deed_value(p, "channel", "direct");
	return strcmp(text, "online") == 0 ? LT__CHANNEL__CHANNEL_ONLINE
	       : strcmp(text, "post") == 0 ? LT__CHANNEL__CHANNEL_POST
					   : LT__CHANNEL__CHANNEL_DIRECT;
}

static bool submit(struct lt_deed *p, struct lt_played *ret)
{
	Lt__SubmitDossier *s = LT_DEED_MAKE(p, Lt__SubmitDossier, lt__submit_dossier__init);
	const char *unit = lt_trace_after(p->line, "at");
	s->procedure = lt_deed_word(p, 2);
	s->unit = unit ? unit : "";
	s->code = lt_deed_value(p, "code", "");
	s->channel = channel(p);
	s->applicant = LT_DEED_MAKE(p, Lt__Applicant, lt__applicant__init);
	s->applicant->name = lt_deed_value(p, "applicant", "Nguyễn Văn Mẫu");
	s->applicant->id_number = lt_deed_value(p, "id_number", "");
	s->fields = lt_deed_fields(p, &s->n_fields);
	s->papers = lt_deed_papers(p, &s->n_papers);
	s->submitted_us = lt_deed_time(p, "submitted");
	p->command.body_case = LT__COMMAND__BODY_SUBMIT;
	p->command.submit = s;
	lt_deed_actor(p, lt_trace_after(p->line, "by"), s->unit);
	p->command.dossier = 0;
	struct lt_case *known = p->c;
	p->c = NULL;
	if (!lt_deed_send(p, ret))
		return false;
	if (ret->reply->refusal)
		return true;
	ret->of = known ? known : lt_world_add_case(p->w, lt_deed_word(p, 0), ret->reply->dossier);
	return ret->of->id == ret->reply->dossier ||
	       lt_deed_fail(p, "another dossier than the one of this name:", lt_deed_word(p, 0));
}

/* -- a step: "receive: complete by mai.huong" -- */

/* "receive#7:" -> "receive", 7 */
static const char *step_word(struct lt_deed *p, const char *text, uint32_t *ret_token)
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

static bool node_can(struct lt_deed *p, const char *node, const char *capability)
{
	const struct lt_directory *d = lt_world_directory(p->w);
	const struct lt_node_spec *spec = d ? lt_directory_node(d, node) : NULL;
	for (size_t i = 0; spec && i < spec->capabilities_count; i++)
		if (strcmp(spec->capabilities[i], capability) == 0)
			return true;
	return false;
}

/* A node asks for the step's capability and takes what it is offered. */
static bool take_job(struct lt_deed *p, const char *step, const char *node, bool accept,
		     struct lt_played *ret)
{
	const Lt__Token *t = open_step(p->d, step);
	if (!t || !*t->capability)
		return lt_deed_fail(p, "no job waits at step", step);
	if (!node_can(p, node, t->capability))
		return lt_deed_fail(p, "this node does not ask for such work:", node);
	if (!lt_world_offer(p->w, node, t->capability))
		return false;
	if (p->w->slot_dossier != p->c->id)
		return lt_deed_fail(p, "the job offered is another dossier's, not", p->c->label);
	p->c->job_step = step;
	p->c->job_token = p->w->slot_token;
	p->c->job_attempt = p->w->slot_attempt;
	ret->of = p->c;
	ret->n = UINT32_MAX;
	if (!accept)
		return true;
	p->command.body_case = LT__COMMAND__BODY_ACCEPT_JOB;
	p->command.accept_job = LT_DEED_MAKE(p, Lt__AcceptJob, lt__accept_job__init);
	p->command.accept_job->token = p->c->job_token;
	p->command.accept_job->attempt = p->c->job_attempt;
	return lt_deed_send(p, ret);
}

static bool report_job(struct lt_deed *p, const char *step, const char *outcome,
		       struct lt_played *ret)
{
	Lt__ReportJob *r = LT_DEED_MAKE(p, Lt__ReportJob, lt__report_job__init);
	const char *attempt = lt_deed_value(p, "attempt", NULL);
	if (!p->c->job_step || strcmp(p->c->job_step, step) != 0)
		return lt_deed_fail(p, "no node has taken step", step);
	r->token = p->c->job_token;
	r->attempt = attempt ? (uint32_t)strtoul(attempt, NULL, 10) : p->c->job_attempt;
	r->running = strcmp(outcome, "running") == 0;
	r->failed = strcmp(outcome, "failed") == 0;
	r->outcome = r->running || r->failed ? "" : outcome;
	r->note = lt_deed_value(p, "note", "");
	r->fields = lt_deed_fields(p, &r->n_fields);
	r->papers = lt_deed_papers(p, &r->n_papers);
	p->command.body_case = LT__COMMAND__BODY_REPORT_JOB;
	p->command.report_job = r;
	return lt_deed_send(p, ret);
}

static bool job(struct lt_deed *p, const char *step, const char *what, const char *node,
		struct lt_played *ret)
{
	lt_deed_machine(p, node);
	if (strcmp(what, "taken") == 0 || strcmp(what, "offered") == 0)
		return take_job(p, step, node, strcmp(what, "taken") == 0, ret);
	return report_job(p, step, what, ret);
}

static bool act(struct lt_deed *p, struct lt_played *ret)
{
	Lt__ActOnStep *a = LT_DEED_MAKE(p, Lt__ActOnStep, lt__act_on_step__init);
	const struct lt_directory *directory = lt_world_directory(p->w);
	const char *who = lt_trace_after(p->line, "by");
	a->step = step_word(p, lt_deed_word(p, 1), &a->token);
	a->outcome = lt_deed_word(p, 2);
	if (directory && who && lt_directory_node(directory, who))
		return job(p, a->step, a->outcome, who, ret);
	a->note = lt_deed_value(p, "note", "");
	a->again = strcmp(lt_deed_value(p, "again", "no"), "yes") == 0;
	a->fields = lt_deed_fields(p, &a->n_fields);
	a->papers = lt_deed_papers(p, &a->n_papers);
	p->command.body_case = LT__COMMAND__BODY_ACT;
	p->command.act = a;
	lt_deed_actor(p, who, p->d->unit);
	return lt_deed_send(p, ret);
}

static bool hold(struct lt_deed *p, struct lt_played *ret)
{
	uint32_t token;
	const char *verb = lt_deed_word(p, 1), *step = step_word(p, lt_deed_word(p, 2), &token);
	if (strcmp(verb, "claim") == 0) {
		p->command.body_case = LT__COMMAND__BODY_CLAIM;
		p->command.claim = LT_DEED_MAKE(p, Lt__ClaimStep, lt__claim_step__init);
		p->command.claim->token = token;
		p->command.claim->step = step;
	} else if (strcmp(verb, "release") == 0) {
		p->command.body_case = LT__COMMAND__BODY_RELEASE;
		p->command.release = LT_DEED_MAKE(p, Lt__ReleaseStep, lt__release_step__init);
		p->command.release->token = token;
		p->command.release->step = step;
	} else if (strcmp(verb, "add") == 0) {
		p->command.body_case = LT__COMMAND__BODY_ADD_ITEM;
		p->command.add_item = LT_DEED_MAKE(p, Lt__AddItem, lt__add_item__init);
		p->command.add_item->token = token;
		p->command.add_item->step = step;
		p->command.add_item->item = lt_deed_value(p, "item", "");
		p->command.add_item->note = lt_deed_value(p, "note", "");
	} else {
		const char *officer = lt_trace_after(p->line, "to");
		p->command.body_case = LT__COMMAND__BODY_ASSIGN;
		p->command.assign = LT_DEED_MAKE(p, Lt__AssignStep, lt__assign_step__init);
		p->command.assign->token = token;
		p->command.assign->step = step;
		p->command.assign->officer = officer ? officer : "";
	}
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}

/* -- the dossier as a whole -- */

static bool signal_dossier(struct lt_deed *p, struct lt_played *ret)
{
	Lt__SignalDossier *s = LT_DEED_MAKE(p, Lt__SignalDossier, lt__signal_dossier__init);
	s->event = lt_trace_unquoted(lt_deed_word(p, 2), &p->w->arena);
	s->fields = lt_deed_fields(p, &s->n_fields);
	s->papers = lt_deed_papers(p, &s->n_papers);
	p->command.body_case = LT__COMMAND__BODY_SIGNAL;
	p->command.signal = s;
	const char *who = lt_trace_after(p->line, "by");
	const char *teller = who ? NULL : lt_deed_teller(p, s->event);
	if (teller)
		lt_deed_machine(p, teller);
	else
		lt_deed_actor(p, who, p->d->unit);
	return lt_deed_send(p, ret);
}

static bool withdraw(struct lt_deed *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_WITHDRAW;
	p->command.withdraw = LT_DEED_MAKE(p, Lt__WithdrawDossier, lt__withdraw_dossier__init);
	p->command.withdraw->note = lt_deed_value(p, "note", "");
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}

static bool stop(struct lt_deed *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_STOP;
	p->command.stop = LT_DEED_MAKE(p, Lt__StopDossier, lt__stop_dossier__init);
	p->command.stop->note = lt_deed_value(p, "note", "");
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}

static bool return_result(struct lt_deed *p, struct lt_played *ret)
{
	p->command.body_case = LT__COMMAND__BODY_RETURN_RESULT;
	p->command.return_result = LT_DEED_MAKE(p, Lt__ReturnResult, lt__return_result__init);
	p->command.return_result->way = lt_deed_word(p, 2);
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}

/* What is owed for a lateness: apologise, explain. */
static bool duty(struct lt_deed *p, struct lt_played *ret)
{
	const char *number = lt_deed_value(p, "lateness", "0");
	uint32_t lateness = (uint32_t)strtoul(number, NULL, 10);
	if (strcmp(lt_deed_word(p, 1), "apologise") == 0) {
		p->command.body_case = LT__COMMAND__BODY_APOLOGISE;
		p->command.apologise = LT_DEED_MAKE(p, Lt__Apologise, lt__apologise__init);
		p->command.apologise->lateness = lateness;
		p->command.apologise->reason = lt_deed_value(p, "note", "");
		p->command.apologise->new_due_us = lt_deed_time(p, "promise");
	} else {
		p->command.body_case = LT__COMMAND__BODY_EXPLAIN_LATENESS;
		p->command.explain_lateness =
			LT_DEED_MAKE(p, Lt__ExplainLateness, lt__explain_lateness__init);
		p->command.explain_lateness->lateness = lateness;
		p->command.explain_lateness->text = lt_deed_value(p, "note", "");
	}
	lt_deed_actor(p, lt_trace_after(p->line, "by"), p->d->unit);
	return lt_deed_send(p, ret);
}

/* The version a file is, if it overrides nothing. */
static ProtobufCBinaryData version_of(struct lt_deed *p, const char *path)
{
	LT_AUTO(free) char *source = lt_test_read(path);
	uint8_t *hash = lt_arena_alloc(&p->w->arena, LT_HASH_BYTES);
	LT_REQUIRE(hash != NULL);
	lt_hash(lt_slice_str(source), hash);
	return (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = hash};
}

/* map=old:new */
static bool migrate(struct lt_deed *p, struct lt_played *ret)
{
	const char *from = lt_trace_after(p->line, "from"), *to = lt_trace_after(p->line, "to");
	const char *map = lt_deed_value(p, "map", "");
	Lt__MigrateDossier *m = LT_DEED_MAKE(p, Lt__MigrateDossier, lt__migrate_dossier__init);
	if (!from || !to)
		return lt_deed_fail(p, "migrate from FILE to FILE", "");
	m->from = version_of(p, from);
	m->to = version_of(p, to);
	const char *colon = strchr(map, ':');
	if (colon) {
		Lt__StepMove *move = LT_DEED_MAKE(p, Lt__StepMove, lt__step_move__init);
		m->moves = lt_arena_alloc(&p->w->arena, sizeof *m->moves);
		LT_REQUIRE(m->moves != NULL);
		move->from = lt_arena_printf(&p->w->arena, "%.*s", (int)(colon - map), map);
		move->to = colon + 1;
		m->moves[m->n_moves++] = move;
	}
	p->command.body_case = LT__COMMAND__BODY_MIGRATE;
	p->command.migrate = m;
	lt_deed_actor(p, "operator", p->d->unit);
	return lt_deed_send(p, ret);
}

static bool withdraw_version(struct lt_deed *p, struct lt_played *ret)
{
	const char *path = lt_deed_word(p, 1);
	Lt__WithdrawVersion *v = LT_DEED_MAKE(p, Lt__WithdrawVersion, lt__withdraw_version__init);
	v->definition = version_of(p, path);
	v->last = strcmp(lt_deed_word(p, 2), "yes") == 0;
	p->command.body_case = LT__COMMAND__BODY_WITHDRAW_VERSION;
	p->command.withdraw_version = v;
	lt_deed_actor(p, "operator", "");
	return lt_deed_send(p, ret);
}

static bool retry(struct lt_deed *p, struct lt_played *ret)
{
	const char *path = lt_trace_after(p->line, "with");
	Lt__RetryIncident *r = LT_DEED_MAKE(p, Lt__RetryIncident, lt__retry_incident__init);
	if (path)
		r->definition = version_of(p, path);
	p->command.body_case = LT__COMMAND__BODY_RETRY;
	p->command.retry = r;
	const char *who = lt_trace_after(p->line, "by");
	lt_deed_actor(p, who ? who : "operator", p->d->unit);
	return lt_deed_send(p, ret);
}

/* -- what the engine does by itself -- */

bool lt_play_is_happening(const struct lt_trace_line *line)
{
	if (line->words_count == 2 &&
	    (strcmp(line->words[1], "overdue") == 0 || strcmp(line->words[1], "80%") == 0))
		return true;
	return line->words_count == 3 && line->words[1][strlen(line->words[1]) - 1] == ':';
}

static bool happened(struct lt_deed *p, struct lt_played *ret)
{
	const struct lt_happening *h = lt_world_happening(p->w);
	const char *told = lt_arena_printf(&p->w->arena, "%s%s%s", lt_deed_word(p, 1),
					   *lt_deed_word(p, 2) ? " " : "", lt_deed_word(p, 2));
	LT_REQUIRE(told != NULL);
	if (!h)
		return lt_deed_fail(p, "the engine did not do this by itself:", told);
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
	bool (*play)(struct lt_deed *p, struct lt_played *ret);
};

static const struct verb world_verbs[] = {
	{"use", publish},
	{"publish", publish},
	{"restart", restart},
	{"crash", restart},
	{"verify", verify},
	{"checkpoint", checkpoint},
	{"repeat", repeat},
	{"book", lt_paper_book},
	{"line", lt_time_line_down},
	{"rebind", lt_time_rebind},
	{"withdraw_version", withdraw_version},
	{NULL, NULL},
};

static const struct verb case_verbs[] = {
	{"submit", submit},
	{"claim", hold},
	{"release", hold},
	{"assign", hold},
	{"add", hold},
	{"signal", signal_dossier},
	{"withdraw", withdraw},
	{"stop", stop},
	{"return", return_result},
	{"retry", retry},
	{"migrate", migrate},
	{"form", lt_paper_form},
	{"apologise", duty},
	{"explain", duty},
	{"attach", lt_paper_attach},
	{"hold", lt_time_decide},
	{"resume", lt_time_decide},
	{"extend", lt_time_decide},
	{NULL, NULL},
};

static const struct verb *find_verb(const struct verb *verbs, const char *name)
{
	for (; verbs->name; verbs++)
		if (strcmp(verbs->name, name) == 0)
			return verbs;
	return NULL;
}

static bool play_case(struct lt_deed *p, struct lt_played *ret)
{
	const char *what = lt_deed_word(p, 1);
	const struct verb *verb = find_verb(case_verbs, what);
	p->c = lt_world_case(p->w, lt_deed_word(p, 0));
	if (!p->c && (!verb || verb->play != submit))
		return lt_deed_fail(
			p, "no dossier of this name, and no such verb:", lt_deed_word(p, 0));
	p->d = p->c ? lt_world_replay(p->w, p->c, UINT32_MAX) : NULL;
	if (p->c && !p->d)
		return false;
	if (verb)
		return verb->play(p, ret);
	if (strchr(what, ':'))
		return act(p, ret);
	return lt_deed_fail(p, "no such verb:", what);
}

bool lt_play_line(struct lt_world *w, const struct lt_trace_line *line, struct lt_played *ret)
{
	struct lt_deed p = {.w = w, .line = line};
	const struct verb *verb = find_verb(world_verbs, lt_deed_word(&p, 0));
	*ret = (struct lt_played){0};
	lt__command__init(&p.command);
	if (verb)
		return verb->play(&p, ret);
	if (lt_play_is_happening(line)) {
		p.c = lt_world_case(w, lt_deed_word(&p, 0));
		return happened(&p, ret);
	}
	return play_case(&p, ret);
}
