/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine, its clock and what it does by itself.
 *
 * A dossier is always looked at through its events, replayed; and each time the stored state must
 * be the same, byte for byte. */
#include "tests/scenario/world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "records/verify/verify.h"
#include "coordinator/trial/trial.h"
#include "event.pb-c.h"
#include "procedures/core/evolve.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

enum { WORLD_BYTES_MAX = 1 << 30, IDLE_ROUNDS_MAX = 1000 };

bool lt_world_fail(struct lt_world *w, const char *format, ...)
{
	if (!w->failure[0]) {
		va_list args;
		va_start(args, format);
		(void)vsnprintf(w->failure, sizeof w->failure, format, args);
		va_end(args);
	}
	return false;
}

static bool good(struct lt_world *w, int r, const struct lt_err *err)
{
	return r == 0 ? true
		      : lt_world_fail(w, "%s: %s", lt_err_name(r),
				      err->text[0] ? err->text : lt_err_english(r));
}

int64_t lt_world_now(const struct lt_world *w)
{
	return w->clock.fake_wall_us;
}

/* -- the node that waits for a job -- */

static void *take_slot(void *owner, const char *capability, const char **ret_node)
{
	struct lt_world *w = owner;
	if (!w->slot_node || strcmp(w->slot_capability, capability) != 0)
		return NULL;
	*ret_node = w->slot_node;
	return w;
}

static void offered(void *owner, void *slot, const Lt__Dossier *dossier, const Lt__Token *token)
{
	struct lt_world *w = owner;
	LT_ASSERT(slot == owner);
	w->slot_node = NULL;
	w->slot_dossier = dossier->id;
	w->slot_token = token->id;
	w->slot_attempt = token->attempt;
}

/* -- opening and closing -- */

static bool open_engine(struct lt_world *w)
{
	struct lt_err err = {0};
	struct lt_engine_options options = {.folder = w->folder, .clock = &w->clock};
	if (!good(w, lt_engine_open(&options, &w->engine, &err), &err))
		return false;
	lt_engine_set_hooks(w->engine, (struct lt_engine_hooks){w, take_slot, offered});
	return true;
}

bool lt_world_open(struct lt_world *w)
{
	int64_t start_us = 0;
	LT_REQUIRE(lt_time_parse("2020-01-01 00:00", &start_us) == 0);
	*w = (struct lt_world){.folder = lt_test_folder(), .clock = lt_clock_fake(start_us)};
	lt_arena_init(&w->arena, WORLD_BYTES_MAX);
	return open_engine(w);
}

void lt_world_close(struct lt_world *w)
{
	if (w->engine)
		lt_engine_close(w->engine);
	w->engine = NULL;
	lt_test_remove(w->folder);
	w->folder = NULL;
	lt_arena_done(&w->arena);
}

/* -- dossiers -- */

struct lt_case *lt_world_case(struct lt_world *w, const char *label)
{
	for (size_t i = 0; i < w->cases_count; i++)
		if (strcmp(w->cases[i]->label, label) == 0)
			return w->cases[i];
	return NULL;
}

struct lt_case *lt_world_add_case(struct lt_world *w, const char *label, uint64_t id)
{
	LT_REQUIRE(w->cases_count < sizeof w->cases / sizeof *w->cases);
	struct lt_case *c = lt_arena_zalloc(&w->arena, 1, sizeof *c);
	LT_REQUIRE(c != NULL);
	*c = (struct lt_case){.label = label, .id = id};
	w->cases[w->cases_count++] = c;
	return c;
}

static struct lt_case *case_of(struct lt_world *w, uint64_t id)
{
	for (size_t i = 0; i < w->cases_count; i++)
		if (w->cases[i]->id == id)
			return w->cases[i];
	return NULL;
}

static bool same_as_stored(struct lt_world *w, const Lt__Dossier *replayed)
{
	struct lt_err err = {0};
	struct lt_slice stored_bytes, replayed_bytes;
	Lt__Dossier *stored;
	int r = lt_state_dossier(lt_engine_state(w->engine)->txn, replayed->id, &w->arena, &stored,
				 &err);
	if (r == 0)
		r = lt_encode(&stored->base, &w->arena, &stored_bytes);
	if (r == 0)
		r = lt_encode(&replayed->base, &w->arena, &replayed_bytes);
	if (!good(w, r, &err))
		return false;
	return lt_slice_equal(stored_bytes, replayed_bytes) ||
	       lt_world_fail(w, "dossier %s: its events do not give the stored state",
			     replayed->code);
}

Lt__Dossier *lt_world_replay(struct lt_world *w, const struct lt_case *of, uint32_t n)
{
	struct lt_err err = {0};
	ProtobufCBinaryData *events;
	size_t count;
	Lt__Dossier *d = lt_dossier_new(of->id, &w->arena);
	int r = lt_records_events(lt_engine_records(w->engine), of->id, &w->arena, &events, &count,
				  &err);
	LT_REQUIRE(d != NULL);
	for (size_t i = 0; i < count && i < n && r == 0; i++) {
		struct lt_slice bytes = lt_slice(events[i].data, events[i].len);
		Lt__Event *event;
		r = LT_DECODE_OWN(event, bytes, &w->arena, &event);
		if (r == 0 && !lt_chain_fits(d, event))
			r = lt_err_set(&err, LT_E_DAMAGED, "event %zu breaks the chain", i + 1);
		if (r == 0)
			r = lt_evolve(d, event, bytes, &w->arena);
	}
	if (!good(w, r, &err) || (n >= count && !same_as_stored(w, d)))
		return NULL;
	return d;
}

const struct lt_directory *lt_world_directory(struct lt_world *w)
{
	struct lt_err err = {0};
	const struct lt_directory *directory = NULL;
	int r = lt_registry_directory(lt_engine_registry(w->engine), lt_world_now(w), &directory,
				      &err);
	return good(w, r, &err) ? directory : NULL;
}

/* -- what the engine does by itself -- */

const struct lt_happening *lt_world_happening(const struct lt_world *w)
{
	return w->happenings_from < w->happenings_count ? &w->happenings[w->happenings_from] : NULL;
}

void lt_world_take_happening(struct lt_world *w)
{
	LT_ASSERT(w->happenings_from < w->happenings_count);
	w->happenings_from++;
	if (w->happenings_from == w->happenings_count)
		w->happenings_from = w->happenings_count = 0;
}

static const char *step_of(struct lt_world *w, const struct lt_case *c, uint32_t token, uint32_t n,
			   bool *ret_backoff)
{
	const Lt__Dossier *before = lt_world_replay(w, c, n - 1);
	const Lt__Token *t = before ? lt_dossier_token(before, token) : NULL;
	*ret_backoff = t && t->state == LT__TOKEN_STATE__TOKEN_STATE_BACKOFF;
	return t ? t->step : "?";
}

static const char *happening_text(struct lt_world *w, const struct lt_case *c, const Lt__Event *e)
{
	bool backoff = false;
	const char *step;
	switch (e->body_case) {
	case LT__EVENT__BODY_STEP_OVERDUE:
		return lt_arena_printf(&w->arena, "%s: overdue", e->step_overdue->step);
	case LT__EVENT__BODY_OVERDUE:
		return "overdue";
	case LT__EVENT__BODY_RUNS_OUT:
		return *e->runs_out->step
			       ? lt_arena_printf(&w->arena, "%s: %u%%", e->runs_out->step,
						 e->runs_out->percent)
			       : lt_arena_printf(&w->arena, "%u%%", e->runs_out->percent);
	case LT__EVENT__BODY_RELEASED_JOB:
		step = step_of(w, c, e->released_job->token, e->n, &backoff);
		return lt_arena_printf(&w->arena, "%s: %s", step, backoff ? "retry" : "lost");
	case LT__EVENT__BODY_COMPLETED: /* a wait ran out; or the last try of a job was lost */
		return lt_arena_printf(&w->arena, "%s: %s", e->completed->step,
				       strcmp(e->completed->outcome, "failed") == 0
					       ? "lost"
					       : e->completed->outcome);
	case LT__EVENT__BODY_DUE_CHANGED:
		return e->due_changed->change->cause == LT__DUE_CAUSE__DUE_CAUSE_LINE
			       ? "due: line"
			       : "due: calendar";
	case LT__EVENT__BODY_REBOUND:
		return "units: rebound";
	case LT__EVENT__BODY_INCIDENT:
		return lt_arena_printf(&w->arena, "%s: incident", e->incident->incident->step);
	default:
		return lt_arena_printf(&w->arena, "event %d", (int)e->body_case);
	}
}

static bool add_happening(struct lt_world *w, const Lt__Entry *entry)
{
	struct lt_case *c = case_of(w, entry->dossier);
	Lt__Event *e;
	if (entry->dossier == 0)
		return true; /* how far a sweep has come: what it did is told of each dossier */
	if (!c || entry->n_events == 0)
		return lt_world_fail(w, "the engine changed a dossier the trace does not know");
	LT_REQUIRE(w->happenings_count < sizeof w->happenings / sizeof *w->happenings);
	LT_REQUIRE(LT_DECODE_OWN(event, lt_slice(entry->events[0].data, entry->events[0].len),
				 &w->arena, &e) == 0);
	if (!w->tells_warnings && (e->body_case == LT__EVENT__BODY_RUNS_OUT))
		return true;
	w->happenings[w->happenings_count++] =
		(struct lt_happening){.at_us = lt_event_at(e),
				      .of = c,
				      .text = happening_text(w, c, e),
				      .n = entry->first_n + (uint32_t)entry->n_events - 1};
	return true;
}

static bool collect(struct lt_world *w)
{
	struct lt_err err = {0};
	struct lt_slice bytes;
	Lt__Batch *batch = NULL;
	int r = lt_journal_read(lt_engine_journal(w->engine),
				lt_engine_state(w->engine)->meta.batch, &bytes, &err);
	void *copy = r == 0 ? lt_arena_copy(&w->arena, bytes.data, bytes.size) : NULL;
	if (r == 0)
		r = copy ? LT_DECODE_OWN(batch, lt_slice(copy, bytes.size), &w->arena, &batch)
			 : LT_E_NOMEM;
	if (!good(w, r, &err))
		return false;
	for (size_t i = 0; i < batch->n_entries; i++)
		if (!add_happening(w, batch->entries[i]))
			return false;
	return true;
}

/* One round of what is due now. */
static bool run_due(struct lt_world *w)
{
	struct lt_err err = {0};
	bool changed = false;
	return good(w, lt_trial_round(w->engine, &changed, &err), &err) && (!changed || collect(w));
}

bool lt_world_pass(struct lt_world *w, int64_t to_us)
{
	for (int idle = 0; !lt_world_happening(w);) {
		int64_t from_us = lt_world_now(w);
		if (!run_due(w))
			return false;
		if (lt_world_happening(w))
			break;
		int64_t next_us = lt_trial_next(w->engine, &w->clock);
		if (next_us <= from_us && ++idle > IDLE_ROUNDS_MAX)
			return lt_world_fail(w, "a timer fires for ever and does nothing");
		if (next_us > to_us) {
			lt_clock_advance(&w->clock, to_us > from_us ? to_us - from_us : 0);
			return true;
		}
		if (next_us > from_us)
			lt_clock_advance(&w->clock, next_us - from_us);
	}
	return true;
}

/* -- commands -- */

static uint64_t *seq_of(struct lt_world *w, const char *node)
{
	for (size_t i = 0; i < w->nodes_count; i++)
		if (strcmp(w->nodes[i].name, node) == 0)
			return &w->nodes[i].seq;
	LT_REQUIRE(w->nodes_count < LT_WORLD_NODES_MAX);
	w->nodes[w->nodes_count].name = lt_arena_str(&w->arena, node); /* outlives the directory */
	LT_REQUIRE(w->nodes[w->nodes_count].name != NULL);
	return &w->nodes[w->nodes_count++].seq;
}

static bool run_bytes(struct lt_world *w, const struct lt_origin *origin, struct lt_slice bytes,
		      Lt__CommandReply **ret)
{
	struct lt_err err = {0};
	Lt__Command *command = NULL;
	Lt__CommandReply *reply = lt_arena_alloc(&w->arena, sizeof *reply);
	LT_REQUIRE(reply != NULL);
	lt_engine_begin(w->engine);
	int r = LT_DECODE(command, bytes, &w->arena, &command, &err);
	if (r == 0)
		r = lt_engine_command(w->engine, origin, command, bytes, &w->arena, reply, &err);
	if (r == 0)
		r = lt_engine_commit(w->engine, &err);
	if (!good(w, r, &err))
		return false;
	*ret = reply;
	return true;
}

static struct lt_slice copied(struct lt_world *w, const Lt__CommandReply *reply)
{
	struct lt_slice bytes;
	LT_REQUIRE(lt_encode(&reply->base, &w->arena, &bytes) == 0);
	return bytes;
}

bool lt_world_send(struct lt_world *w, Lt__Command *command, const char *node,
		   Lt__CommandReply **ret)
{
	struct lt_slice bytes;
	const char *name = lt_arena_str(&w->arena, *node ? node : "operator");
	LT_REQUIRE(name != NULL);
	struct lt_origin origin = {
		.node = name, .node_key = lt_name_key(name), .boot = 1, .is_operator = !*node};
	command->schema = LT_COMMAND_SCHEMA;
	command->seq = ++*seq_of(w, name);
	LT_REQUIRE(lt_encode(&command->base, &w->arena, &bytes) == 0);
	if (!run_bytes(w, &origin, bytes, ret))
		return false;
	w->sent = (struct lt_sent){origin, bytes, copied(w, *ret)};
	if ((*ret)->error)
		return lt_world_fail(w, "not decided: %s: %s", lt_err_name((*ret)->error),
				     (*ret)->text);
	return true;
}

bool lt_world_repeat(struct lt_world *w)
{
	Lt__CommandReply *reply;
	uint64_t before = lt_engine_state(w->engine)->meta.batch;
	if (!w->sent.bytes.size)
		return lt_world_fail(w, "nothing was sent yet");
	if (!run_bytes(w, &w->sent.origin, w->sent.bytes, &reply))
		return false;
	if (!lt_slice_equal(copied(w, reply), w->sent.reply))
		return lt_world_fail(w, "the repeated request got another reply");
	return lt_engine_state(w->engine)->meta.batch == before ||
	       lt_world_fail(w, "the repeated request took effect again");
}

bool lt_world_offer(struct lt_world *w, const char *node, const char *capability)
{
	struct lt_err err = {0};
	w->slot_node = node;
	w->slot_capability = capability;
	w->slot_dossier = 0;
	lt_engine_begin(w->engine);
	int r = lt_engine_offer_waiting(w->engine, capability, &err);
	if (r == 0)
		r = lt_engine_commit(w->engine, &err);
	w->slot_node = NULL;
	if (!good(w, r, &err))
		return false;
	return w->slot_dossier || lt_world_fail(w, "no job '%s' waits to be taken", capability);
}

/* -- restart, verify -- */

static struct lt_slice stored_bytes(struct lt_world *w, const struct lt_case *c)
{
	struct lt_err err = {0};
	Lt__Dossier *d = NULL;
	struct lt_slice bytes = {0};
	int r = lt_state_dossier(lt_engine_state(w->engine)->txn, c->id, &w->arena, &d, &err);
	if (r == 0)
		r = lt_encode(&d->base, &w->arena, &bytes);
	(void)good(w, r, &err);
	return bytes;
}

static bool reopen(struct lt_world *w, void (*leave)(struct lt_engine *),
		   bool (*meanwhile)(struct lt_world *))
{
	struct lt_slice before[sizeof w->cases / sizeof *w->cases];
	int64_t timer_us = lt_engine_next_timer(w->engine);
	for (size_t i = 0; i < w->cases_count; i++)
		before[i] = stored_bytes(w, w->cases[i]);
	leave(w->engine);
	w->engine = NULL;
	if ((meanwhile && !meanwhile(w)) || !open_engine(w))
		return false;
	for (size_t i = 0; i < w->cases_count; i++)
		if (!lt_slice_equal(before[i], stored_bytes(w, w->cases[i])))
			return lt_world_fail(w, "dossier %s is not what it was before",
					     w->cases[i]->label);
	return lt_engine_next_timer(w->engine) == timer_us ||
	       lt_world_fail(w, "the next timer is another one than before");
}

bool lt_world_restart(struct lt_world *w, bool crash, int64_t away_us)
{
	lt_clock_advance(&w->clock, away_us); /* nothing asks it before it is open again */
	return reopen(w, crash ? lt_engine_crash : lt_engine_close, NULL);
}

static bool check_properties(struct lt_world *w)
{
	struct lt_err err = {0};
	struct lt_verify_report report;
	if (!good(w, lt_verify(w->folder, &report, &err), &err))
		return false;
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++)
		if (report.properties[i].broken)
			return lt_world_fail(w, "property %d is broken (%s), %" PRIu64 " times: %s",
					     i, lt_property_english(i), report.properties[i].broken,
					     report.properties[i].example);
	return report.dossiers == w->cases_count ||
	       lt_world_fail(w, "%" PRIu64 " dossiers in the store, %zu in the trace",
			     report.dossiers, w->cases_count);
}

bool lt_world_verify(struct lt_world *w)
{
	return reopen(w, lt_engine_close, check_properties);
}
