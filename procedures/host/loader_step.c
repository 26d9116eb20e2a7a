/* SPDX-License-Identifier: EUPL-1.2 */
/* The steps of a procedure: one reader a kind, in a table at the end. Names become indexes. */
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/loader.h"
#include "procedures/host/near.h"
#include "proto/base/ids.h"

#define WHAT_PLACE "tên thông tin kiểu area, hoặc hàm trả về mã địa bàn, mã đơn vị"
#define WHAT_UNITS "danh sách { unit = \"...\", level = \"...\" }"
#define EXAMPLE_UNITS "{ { unit = \"police\", level = \"province\" } }"
#define WHAT_CASES "bảng truong_hop = \"bước\""
#define STEP_WORDS "human, auto, handoff, consult, parallel, wait, choose, call, finish"

/* One kind of step: its keys beside title, times and on, and what reads them. */
struct kind {
	const char *word;
	Lt__StepKind kind;
	bool has_on, list;
	Lt__PauseReason pause; /* when the clock stops and nothing else is said */
	void (*read)(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft);
	const char *const *known;
};

static const struct kind *kind_of(const char *word);

/* -- parts that several kinds have -- */

static void read_at(struct lt_loader *ld, const struct lt_item *item, struct lt_place *place)
{
	int type = lt_read_push(&ld->rd, item, "at");
	lua_pop(ld->rd.L, 1);
	if (type == LUA_TSTRING)
		place->at_field = lt_read_name(&ld->rd, item, "at");
	else if (type == LUA_TFUNCTION)
		place->at = lt_load_function(ld, item, "at", LT_POINT_AT);
	else if (type != LUA_TNIL)
		lt_read_wrong(&ld->rd, item, "at", WHAT_PLACE, "\"previous_residence\"");
}

struct lt_place lt_load_place(struct lt_loader *ld, const struct lt_item *item)
{
	struct lt_place place = {.unit = lt_read_name(&ld->rd, item, "unit"),
				 .level = lt_read_name(&ld->rd, item, "level")};
	read_at(ld, item, &place);
	if (!place.unit && !lt_read_has(&ld->rd, item, "unit"))
		LT_REPORT(ld->rd.report, STEP_PART, item->spot, item->who, "đơn vị (unit)",
			  "unit = \"one_stop\"");
	return place;
}

static void read_desk(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	struct lt_step *s = &draft->step;
	s->place = lt_load_place(ld, item);
	s->role = lt_read_name(&ld->rd, item, "role");
	s->limit = lt_read_limit(&ld->rd, item, "limit");
	draft->untimed = s->limit.unit == LT_LIMIT_NONE && lt_read_has(&ld->rd, item, "limit");
	if (!lt_read_has(&ld->rd, item, "limit"))
		LT_REPORT(ld->rd.report, STEP_LIMIT, item->spot, item->who);
}

/* Reasons by the first part of the event that is waited for. */
static Lt__PauseReason reason_of_event(const char *event)
{
	static const struct {
		const char *begins;
		Lt__PauseReason reason;
	} reasons[] = {
		{"applicant.expl", LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION},
		{"applicant.pa", LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY},
		{"treasury", LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY},
		{"payment", LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY},
		{"tax", LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY},
		{"police", LT__PAUSE_REASON__PAUSE_REASON_CRIMINAL_RECORD},
		{"relative", LT__PAUSE_REASON__PAUSE_REASON_CONFIRMATION},
		{"vneid", LT__PAUSE_REASON__PAUSE_REASON_CONFIRMATION},
		{"posting", LT__PAUSE_REASON__PAUSE_REASON_POSTING},
	};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strncmp(event, reasons[i].begins, strlen(reasons[i].begins)) == 0)
			return reasons[i].reason;
	return LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
}

static void read_clock(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft,
		       Lt__PauseReason reason)
{
	static const char *const clocks[] = {"run", "stop", NULL};
	static const char *const pauses[] = {"supplement",   "financial_duty", "criminal_record",
					     "confirmation", "verification",   "posting",
					     "opinion",	     "explanation",    NULL};
	struct lt_step *s = &draft->step;
	int pause = lt_read_choice(&ld->rd, item, "pause", pauses);

	s->clock_stop = lt_read_choice(&ld->rd, item, "clock", clocks) == 1;
	if (!s->clock_stop)
		return;
	if (s->kind == LT__STEP_KIND__STEP_KIND_WAIT && s->events_count)
		reason = reason_of_event(s->events[0].event);
	s->pause = pause < 0 ? reason
			     : (Lt__PauseReason)(LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT + pause);
}

/* What people read instead of an outcome's name. */
static void read_labels(struct lt_loader *ld, const struct lt_item *item, struct lt_target *on,
			uint32_t count)
{
	struct lt_pairs labels = lt_read_pairs(&ld->rd, item, "labels");
	for (uint32_t i = 0; i < labels.count; i++) {
		struct lt_near near;
		char text[LT_NEAR_TEXT_BYTES];
		uint32_t k = 0;
		while (k < count && strcmp(on[k].outcome, labels.keys[i]) != 0)
			k++;
		if (k < count) {
			on[k].label = labels.values[i];
			continue;
		}
		lt_near_init(&near, labels.keys[i]);
		for (k = 0; k < count; k++)
			lt_near_offer(&near, on[k].outcome);
		LT_REPORT_NEAR(ld->rd.report, LABEL_UNKNOWN, item->spot, lt_near_text(&near, text),
			       item->who, labels.keys[i]);
	}
}

static void read_on(struct lt_loader *ld, const struct lt_item *item, const char *key,
		    struct lt_draft *draft)
{
	struct lt_pairs pairs = lt_read_pairs(&ld->rd, item, key);
	struct lt_target *on =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, pairs.count + 1, sizeof *on));
	for (uint32_t i = 0; i < pairs.count; i++)
		on[i] = (struct lt_target){.outcome = pairs.keys[i], .step = LT_STEP_NONE};
	draft->step.on = on;
	draft->step.on_count = pairs.count;
	draft->targets = pairs.values;
	read_labels(ld, item, on, pairs.count);
}

void lt_load_outcome(struct lt_loader *ld, struct lt_draft *draft, const char *outcome,
		     const char *target)
{
	uint32_t n = draft->step.on_count;
	struct lt_target *on =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, n + 1, sizeof *on));
	const char **targets =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, n + 1, sizeof *targets));
	for (uint32_t i = 0; i < n; i++) {
		on[i] = draft->step.on[i];
		targets[i] = draft->targets[i];
	}
	on[n] = (struct lt_target){.outcome = outcome, .step = LT_STEP_NONE};
	targets[n] = target;
	draft->step.on = on;
	draft->step.on_count = n + 1;
	draft->targets = targets;
}

/* -- kinds -- */

static const char *const known_human[] = {"title", "times", "on",    "unit",   "level", "at",
					  "role",  "limit", "clock", "pause",  "allow", "sign",
					  "makes", "sends", "form",  "labels", NULL};

static void read_human(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	struct lt_step *s = &draft->step;
	read_desk(ld, item, draft);
	s->allow = lt_load_function(ld, item, "allow", LT_POINT_ALLOW);
	s->sign = (uint32_t)lt_read_number(&ld->rd, item, "sign", 0, 9, 0);
	s->makes = lt_read_names(&ld->rd, item, "makes");
	s->sends = lt_read_names(&ld->rd, item, "sends");
	s->form = lt_read_text(&ld->rd, item, "form");
}

static const char *const known_handoff[] = {"title", "times", "on",	"unit",	 "level", "at",
					    "role",  "limit", "clock",	"pause", "sends", "expects",
					    "makes", "form",  "labels", NULL};

static void read_handoff(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	struct lt_step *s = &draft->step;
	read_desk(ld, item, draft);
	s->sends = lt_read_names(&ld->rd, item, "sends");
	s->expects = lt_read_names(&ld->rd, item, "expects");
	s->makes = lt_read_names(&ld->rd, item, "makes");
	s->form = lt_read_text(&ld->rd, item, "form");
}

static const char *const known_auto[] = {"title", "times", "on",    "call",  "with",   "retry",
					 "limit", "clock", "pause", "makes", "labels", NULL};

static void read_auto(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	static const char *const known_retry[] = {"times", "backoff", NULL};
	struct lt_reader *rd = &ld->rd;
	struct lt_step *s = &draft->step;

	s->capability = lt_read_name(rd, item, "call");
	if (!s->capability && !lt_read_has(rd, item, "call"))
		LT_REPORT(rd->report, STEP_PART, item->spot, item->who, "việc cần làm (call)",
			  "call = \"population.lookup\"");
	s->with = lt_load_function(ld, item, "with", LT_POINT_WITH);
	s->limit = lt_read_limit(rd, item, "limit");
	s->makes = lt_read_names(rd, item, "makes");
	s->attempts = LT_ATTEMPTS_MAX_DEFAULT;
	s->backoff_us = LT_US_PER_MINUTE;
	if (lt_read_push(rd, item, "retry") == LUA_TTABLE) {
		struct lt_item retry = *item;
		retry.body = lua_gettop(rd->L);
		lt_read_known_keys(rd, &retry, false, known_retry);
		s->attempts = (uint32_t)lt_read_number(rd, &retry, "times", 1, 1000, s->attempts);
		int64_t backoff_us = lt_read_duration_us(rd, &retry, "backoff");
		s->backoff_us = backoff_us < 0 ? s->backoff_us : backoff_us;
	} else if (!lua_isnil(rd->L, -1)) {
		lt_read_wrong(rd, item, "retry", "bảng", "{ times = 5, backoff = minutes(10) }");
	}
	lua_pop(rd->L, 1);
}

static const char *const known_consult[] = {"title",   "times",	 "on",	  "units", "role",
					    "silence", "limit",	 "clock", "pause", "sends",
					    "form",    "labels", NULL};

static void read_units(struct lt_loader *ld, const struct lt_item *item, struct lt_step *s)
{
	static const char *const known[] = {"unit", "level", "at", NULL};
	lua_State *L = ld->rd.L;
	int type = lt_read_push(&ld->rd, item, "units"), table = lua_gettop(L);
	size_t length = type == LUA_TTABLE ? lua_rawlen(L, table) : 0;

	if (length > LT_TOKENS_MAX) {
		LT_REPORT(ld->rd.report, TOO_MANY, item->spot, item->who, "units",
			  lt_report_number(ld->rd.report, LT_TOKENS_MAX));
		length = 0;
	}
	struct lt_place *places =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, length, sizeof *places));
	for (size_t i = 0; i < length; i++) {
		struct lt_item unit = *item;
		if (lua_rawgeti(L, table, (lua_Integer)i + 1) == LUA_TTABLE) {
			unit.body = lua_gettop(L);
			lt_read_known_keys(&ld->rd, &unit, false, known);
			places[s->places_count++] = lt_load_place(ld, &unit);
		} else {
			lt_read_wrong(&ld->rd, item, "units", WHAT_UNITS, EXAMPLE_UNITS);
		}
		lua_settop(L, table);
	}
	s->places = places;
	lua_settop(L, table - 1);
}

static void read_consult(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	static const char *const silences[] = {"consent", "explain", NULL};
	struct lt_step *s = &draft->step;
	read_units(ld, item, s);
	s->role = lt_read_name(&ld->rd, item, "role");
	s->limit = lt_read_limit(&ld->rd, item, "limit");
	s->silence = (enum lt_silence)(lt_read_choice(&ld->rd, item, "silence", silences) + 1);
	s->sends = lt_read_names(&ld->rd, item, "sends");
	s->form = lt_read_text(&ld->rd, item, "form");
}

static const char *const known_wait[] = {"title", "times", "on",   "event",  "events", "max",
					 "clock", "pause", "form", "labels", NULL};

static void read_wait(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	struct lt_step *s = &draft->step;
	const char *event = lt_read_name(&ld->rd, item, "event");
	struct lt_pairs pairs = lt_read_pairs(&ld->rd, item, "events");
	struct lt_wait_event *events = lt_read_must(
		&ld->rd, lt_arena_zalloc(ld->rd.keep, pairs.count + 1, sizeof *events));

	if (event)
		events[s->events_count++] = (struct lt_wait_event){event, "arrived"};
	for (uint32_t i = 0; i < pairs.count; i++)
		events[s->events_count++] = (struct lt_wait_event){pairs.values[i], pairs.keys[i]};
	s->events = events;
	if (!s->events_count && !lt_read_has(&ld->rd, item, "event"))
		LT_REPORT(ld->rd.report, STEP_PART, item->spot, item->who,
			  "sự kiện được chờ (event)", "event = \"applicant.supplement\"");
	s->limit = lt_read_limit(&ld->rd, item, "max");
	s->form = lt_read_text(&ld->rd, item, "form");
}

static const char *const known_choose[] = {"title",	"times",  "by", "cases",
					   "otherwise", "labels", NULL};

static void read_choose(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	struct lt_step *s = &draft->step;
	s->by = lt_load_function(ld, item, "by", LT_POINT_BY);
	if (!s->by && !lt_read_has(&ld->rd, item, "by"))
		LT_REPORT(ld->rd.report, STEP_PART, item->spot, item->who, "hàm chọn (by)",
			  "by = function(d) return ... end");
	if (!lt_read_has(&ld->rd, item, "cases"))
		LT_REPORT(ld->rd.report, STEP_PART, item->spot, item->who, "các trường hợp (cases)",
			  "cases = { co = \"...\", khong = \"...\" }");
	read_on(ld, item, "cases", draft);
	draft->otherwise = lt_read_name(&ld->rd, item, "otherwise");
}

static const char *const known_call[] = {"title", "times", "on",     "procedure", "clock",
					 "pause", "makes", "limit",  "with",	  "sends",
					 "gives", "fee",   "labels", NULL};

static struct lt_names join_names(struct lt_loader *ld, struct lt_names a, struct lt_names b)
{
	const char **items = lt_read_must(
		&ld->rd, lt_arena_zalloc(ld->rd.keep, a.count + b.count + 1, sizeof *items));
	for (uint32_t i = 0; i < a.count; i++)
		items[i] = a.items[i];
	for (uint32_t i = 0; i < b.count; i++)
		items[a.count + i] = b.items[i];
	return (struct lt_names){items, a.count + b.count};
}

/* `with`: fields, the called procedure's name = the caller's. `sends` and `gives`: papers, read
 * from either side: what is sent is one of the called procedure's documents, what it gives is what
 * it makes. */
static void read_shared(struct lt_loader *ld, const struct lt_item *item, struct lt_step *s)
{
	struct lt_pairs with = lt_read_pairs(&ld->rd, item, "with");
	struct lt_pairs sends = lt_read_pairs(&ld->rd, item, "sends");
	struct lt_pairs gives = lt_read_pairs(&ld->rd, item, "gives");
	s->shared_fields = (struct lt_names_map){with.keys, with.values, with.count};
	s->shared_papers =
		(struct lt_names_map){join_names(ld, (struct lt_names){sends.keys, sends.count},
						 (struct lt_names){gives.keys, gives.count})
					      .items,
				      join_names(ld, (struct lt_names){sends.values, sends.count},
						 (struct lt_names){gives.values, gives.count})
					      .items,
				      sends.count + gives.count};
	s->sends = (struct lt_names){sends.values, sends.count};
	s->makes = join_names(ld, s->makes, (struct lt_names){gives.values, gives.count});
}

static void read_call(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	static const char *const fees[] = {"added", "included", NULL};
	struct lt_step *s = &draft->step;
	s->procedure = lt_read_text(&ld->rd, item, "procedure");
	if (!s->procedure && !lt_read_has(&ld->rd, item, "procedure"))
		LT_REPORT(ld->rd.report, STEP_PART, item->spot, item->who,
			  "mã thủ tục được gọi (procedure)", "procedure = \"1.004222\"");
	s->makes = lt_read_names(&ld->rd, item, "makes");
	s->limit = lt_read_limit(&ld->rd, item, "limit");
	s->fee_included = lt_read_choice(&ld->rd, item, "fee", fees) == 1;
	read_shared(ld, item, s);
}

static const char *const known_finish[] = {"title", "outcome", "deliver", "form", "within", NULL};

static void read_finish(struct lt_loader *ld, const struct lt_item *item, struct lt_draft *draft)
{
	struct lt_step *s = &draft->step;
	s->outcome = lt_read_name(&ld->rd, item, "outcome");
	if (!s->outcome && !lt_read_has(&ld->rd, item, "outcome"))
		LT_REPORT(ld->rd.report, STEP_PART, item->spot, item->who, "kết cục (outcome)",
			  "outcome = \"granted\"");
	s->deliver = lt_read_names(&ld->rd, item, "deliver");
	s->form = lt_read_text(&ld->rd, item, "form");
	s->limit = lt_read_limit(&ld->rd, item, "within");
}

/* -- a step, and lists of steps -- */

static bool repeated(struct lt_loader *ld, const struct lt_item *item)
{
	uint64_t at = lt_name_key(item->name);
	for (;; at++) {
		uint32_t i = ld->step_index[at & ld->step_index_mask];
		if (i == LT_STEP_NONE)
			break;
		if (strcmp(ld->drafts[i].step.name, item->name) != 0)
			continue;
		LT_REPORT(ld->rd.report, DUPLICATE_STEP, item->spot, item->name,
			  lt_report_number(ld->rd.report, ld->drafts[i].spot.line));
		return true;
	}
	ld->step_index[at & ld->step_index_mask] = (uint32_t)ld->drafts_count;
	return false;
}

static bool acceptable(struct lt_loader *ld, const struct lt_item *item)
{
	if (!item->name || !lt_name_valid(item->name) || strcmp(item->name, LT_WORD_DONE) == 0) {
		LT_REPORT(ld->rd.report, WRONG_VALUE, item->spot, "bước", "tên",
			  item->name ? item->name : "?",
			  "chữ thường không dấu, chữ số, dấu _ (và khác \"done\")");
		return false;
	}
	if (ld->drafts_count == LT_STEPS_MAX)
		LT_REPORT(ld->rd.report, TOO_MANY, ld->header, "thủ tục", "bước",
			  lt_report_number(ld->rd.report, LT_STEPS_MAX));
	return ld->drafts_count < LT_STEPS_MAX && !repeated(ld, item);
}

static void read_step(struct lt_loader *ld, const struct lt_item *item, const struct kind *kind,
		      int depth, lt_step_index block, uint32_t branch)
{
	if (!acceptable(ld, item))
		return;
	if (!LT_ARENA_PUSH(ld->scratch, ld->drafts, ld->drafts_count))
		lt_read_must(&ld->rd, NULL);
	lt_step_index self = (lt_step_index)ld->drafts_count++;
	struct lt_draft draft = {
		.spot = item->spot,
		.step = {.name = item->name,
			 .kind = kind->kind,
			 .line = item->spot.line,
			 .block = block,
			 .branch = branch,
			 .otherwise = LT_STEP_NONE},
	};
	lt_read_known_keys(&ld->rd, item, kind->list, kind->known);
	draft.step.title = lt_read_text(&ld->rd, item, "title");
	if (!draft.step.title)
		draft.step.title = item->name;
	draft.step.times = (uint32_t)lt_read_number(&ld->rd, item, "times", 1, 1000, 0);
	if (kind->has_on)
		read_on(ld, item, "on", &draft);
	if (kind->read)
		kind->read(ld, item, &draft);
	if (kind->pause)
		read_clock(ld, item, &draft, kind->pause);
	ld->drafts[self] = draft;
	if (kind->kind == LT__STEP_KIND__STEP_KIND_PARALLEL)
		lt_load_parallel(ld, item, self, depth);
}

/* Lists hold steps or further lists (what a helper returns); the depth is bounded. */
void lt_load_list(struct lt_loader *ld, int table, const struct lt_item *owner, int depth,
		  lt_step_index block, uint32_t branch)
{
	lua_State *L = ld->rd.L;
	struct lt_item item;

	if (depth > LT_NESTING_MAX) {
		LT_REPORT(ld->rd.report, TOO_MANY, owner->spot, owner->who, "khối lồng nhau",
			  lt_report_number(ld->rd.report, LT_NESTING_MAX));
		return;
	}
	size_t length = lua_rawlen(L, table);
	for (size_t i = 1; i <= length; i++) {
		luaL_checkstack(L, 40, NULL);
		lt_sandbox_charge(L, 20);
		int type = lua_rawgeti(L, table, (lua_Integer)i), index = lua_gettop(L);
		bool word = lt_read_item(&ld->rd, index, &item);
		const struct kind *kind = word ? kind_of(item.word) : NULL;
		if (kind)
			read_step(ld, &item, kind, depth, block, branch);
		else if (!word && type == LUA_TTABLE)
			lt_load_list(ld, index, owner, depth + 1, block, branch);
		else
			LT_REPORT(ld->rd.report, WRONG_WORD, word ? item.spot : owner->spot,
				  owner->who, lt_report_number(ld->rd.report, (int64_t)i), "steps",
				  STEP_WORDS);
		lua_settop(L, index - 1);
	}
}

void lt_load_steps(struct lt_loader *ld, const struct lt_item *procedure)
{
	lua_State *L = ld->rd.L;
	size_t slots = 2 * 2048;
	_Static_assert(2 * 2048 >= 2 * LT_STEPS_MAX, "the index of steps never fills");

	ld->step_index_mask = slots - 1;
	ld->step_index =
		lt_read_must(&ld->rd, lt_arena_alloc(ld->scratch, slots * sizeof *ld->step_index));
	memset(ld->step_index, 0xff, slots * sizeof *ld->step_index);
	if (lt_read_push(&ld->rd, procedure, "steps") == LUA_TTABLE)
		lt_load_list(ld, lua_gettop(L), procedure, 1, LT_STEP_NONE, 0);
	else if (!lua_isnil(L, -1))
		lt_read_wrong(&ld->rd, procedure, "steps", LT_WHAT_STEPS, LT_EXAMPLE_STEPS);
	lua_pop(L, 1);
}

static const struct kind kinds[] = {
	{"human", LT__STEP_KIND__STEP_KIND_HUMAN, true, false,
	 LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION, read_human, known_human},
	{"handoff", LT__STEP_KIND__STEP_KIND_HANDOFF, true, false,
	 LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION, read_handoff, known_handoff},
	{"auto", LT__STEP_KIND__STEP_KIND_AUTO, true, false,
	 LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION, read_auto, known_auto},
	{"consult", LT__STEP_KIND__STEP_KIND_CONSULT, true, false,
	 LT__PAUSE_REASON__PAUSE_REASON_OPINION, read_consult, known_consult},
	{"parallel", LT__STEP_KIND__STEP_KIND_PARALLEL, true, true,
	 LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION, NULL, lt_known_parallel},
	{"wait", LT__STEP_KIND__STEP_KIND_WAIT, true, false,
	 LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT, read_wait, known_wait},
	{"choose", LT__STEP_KIND__STEP_KIND_CHOOSE, false, false, 0, read_choose, known_choose},
	{"call", LT__STEP_KIND__STEP_KIND_CALL, true, false,
	 LT__PAUSE_REASON__PAUSE_REASON_VERIFICATION, read_call, known_call},
	{"finish", LT__STEP_KIND__STEP_KIND_FINISH, false, false, 0, read_finish, known_finish},
};

static const struct kind *kind_of(const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(word, kinds[i].word) == 0)
			return &kinds[i];
	return NULL;
}
