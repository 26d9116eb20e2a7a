/* SPDX-License-Identifier: EUPL-1.2 */
/* Invariant: `kept` is what the disk has, or will have with the next settle if `written`. */
#include "worker/node/outage.h"

#include <string.h>

#include "procedures/core/decide.h"
#include "proto/base/log.h"

static const char since_name[] = "line.since", until_name[] = "line.until",
		  drops_name[] = "line.drops", starts_name[] = "line.starts";

static bool is_down(const struct lt_outage_stretch *s)
{
	return s->since_us && !s->until_us;
}

static bool same(const struct lt_outage_stretch *a, const struct lt_outage_stretch *b)
{
	return a->since_us == b->since_us && a->until_us == b->until_us && a->drops == b->drops &&
	       a->starts == b->starts;
}

static int64_t wall_us(const struct lt_outage *o)
{
	return lt_replica_now_us(o->options.replica);
}

/* A short one needs no longer to be over than it lasted. */
static int64_t hold_us(const struct lt_outage *o)
{
	return o->options.min_us < LT_OUTAGE_HOLD_US ? o->options.min_us : LT_OUTAGE_HOLD_US;
}

/* -- life -- */

static int read_kept(struct lt_outage *o, struct lt_err *err)
{
	const char *const names[] = {since_name, until_name, drops_name, starts_name};
	uint64_t numbers[4] = {0};
	int r = 0;
	for (size_t i = 0; i < 4 && r == 0; i++)
		r = lt_keep_number(o->options.keep, names[i], &numbers[i], err);
	if (r == 0)
		o->kept = (struct lt_outage_stretch){.since_us = (int64_t)numbers[0],
						     .until_us = (int64_t)numbers[1],
						     .drops = numbers[2],
						     .starts = numbers[3]};
	return r;
}

/* Of what the clock says before the coordinator was heard, only the time since then is true. */
static void begin_unheard(struct lt_outage *o)
{
	o->now.since_us = wall_us(o);
	o->began_us = lt_clock_monotonic(o->options.clock);
	o->guessed = true;
}

int lt_outage_open(struct lt_outage *outage, const struct lt_outage_options *options,
		   struct lt_err *err)
{
	*outage = (struct lt_outage){.options = *options};
	int r = options->keep ? read_kept(outage, err) : 0;
	if (r < 0)
		return r;
	outage->now = outage->kept;
	if (is_down(&outage->now))
		outage->now.starts++;
	else if (!outage->now.since_us)
		begin_unheard(outage);
	return 0;
}

void lt_outage_changed(struct lt_outage *outage, bool bound, int64_t now_us)
{
	struct lt_outage_stretch *s = &outage->now;
	outage->bound = bound;
	if (bound && outage->guessed && now_us)
		s->since_us =
			now_us - (lt_clock_monotonic(outage->options.clock) - outage->began_us);
	outage->guessed = false;
	if (bound && is_down(s)) {
		s->until_us = now_us ? now_us : wall_us(outage);
		outage->held_us = lt_clock_monotonic(outage->options.clock);
	} else if (!bound && s->until_us) {
		s->until_us = 0;
		s->drops++;
	} else if (!bound && !s->since_us) {
		s->since_us = wall_us(outage);
	}
}

/* -- telling -- */

static int tell(struct lt_outage *o, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__LineSeen seen = LT__LINE_SEEN__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__KeptCommand about = LT__KEPT_COMMAND__INIT;
	struct lt_outgoing *kept;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	actor.id = actor.node = o->options.node;
	seen.from_us = o->now.since_us;
	seen.to_us = o->now.until_us;
	seen.drops = (uint32_t)o->now.drops;
	seen.starts = (uint32_t)o->now.starts;
	command.schema = LT_COMMAND_SCHEMA;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_TELL_LINE;
	command.tell_line = &seen;
	about.acted_us = o->now.until_us;
	about.urgent_us = INT64_MAX;
	return lt_outbox_keep(o->options.outbox, &command, &about, &kept, err);
}

/* Its end was seen by an earlier run, or it has held since. */
static bool is_over(const struct lt_outage *o)
{
	return o->now.until_us &&
	       (!o->bound || lt_clock_monotonic(o->options.clock) - o->held_us >= hold_us(o));
}

/* Short ones are forgotten; after a clock that went back nobody knows how long it was. */
static bool is_worth_telling(const struct lt_outage *o)
{
	return o->now.until_us - o->now.since_us >= o->options.min_us;
}

static int write_numbers(struct lt_outage *o, struct lt_err *err)
{
	struct lt_outbox *outbox = o->options.outbox;
	int r = lt_outbox_set_number(outbox, since_name, (uint64_t)o->now.since_us, err);
	if (r == 0)
		r = lt_outbox_set_number(outbox, until_name, (uint64_t)o->now.until_us, err);
	if (r == 0)
		r = lt_outbox_set_number(outbox, drops_name, o->now.drops, err);
	return r < 0 ? r : lt_outbox_set_number(outbox, starts_name, o->now.starts, err);
}

static void fail(struct lt_outage *o, const struct lt_err *why)
{
	o->retry_us = lt_clock_monotonic(o->options.clock) + LT_OUTAGE_RETRY_US;
	if (o->tells) {
		o->now = o->telling;
		o->guessed = false;
	}
	o->tells = o->written = false;
	lt_log(LT_LOG_ERROR, "line", 0, store_failed, "when it was down: %s", why->text);
}

/* The next stretch has begun already if the line is not there. */
static int end_stretch(struct lt_outage *o, struct lt_err *err)
{
	int r = is_worth_telling(o) ? tell(o, err) : 0;
	if (r < 0)
		return r;
	o->telling = o->now;
	o->tells = true;
	o->now = (struct lt_outage_stretch){0};
	if (!o->bound)
		begin_unheard(o);
	return 0;
}

void lt_outage_step(struct lt_outage *outage)
{
	struct lt_err why = {0};
	int64_t now_us = lt_clock_monotonic(outage->options.clock);
	if (!outage->options.keep || outage->written ||
	    (outage->retry_us && now_us < outage->retry_us))
		return;
	outage->retry_us = 0;
	int r = is_over(outage) ? end_stretch(outage, &why) : 0;
	if (r == 0 && same(&outage->now, &outage->kept))
		return;
	if (r == 0)
		r = write_numbers(outage, &why);
	outage->written = r == 0;
	if (r < 0)
		fail(outage, &why);
}

void lt_outage_settled(struct lt_outage *outage, bool kept)
{
	static const struct lt_err lost = {.text = "it is tried again"};
	if (!outage->written)
		return;
	if (!kept)
		return fail(outage, &lost);
	outage->written = outage->tells = false;
	outage->kept = outage->now;
}

int64_t lt_outage_next_us(const struct lt_outage *outage)
{
	if (!outage->options.keep)
		return INT64_MAX;
	if (outage->retry_us)
		return outage->retry_us;
	if (!same(&outage->now, &outage->kept))
		return 0;
	return outage->now.until_us && outage->bound ? outage->held_us + hold_us(outage)
						     : INT64_MAX;
}
