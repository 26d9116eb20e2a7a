/* SPDX-License-Identifier: EUPL-1.2 */
/* Talks and what becomes of them.
 *
 * Whether a command took effect is known only from its own reply. So whatever else happens to a
 * Report, its commands go again as the same bytes under the same numbers; the coordinator stored
 * its answers with their effects. A whole Report that is refused for good is taken apart, and only
 * the command at fault is told so. */
#include "worker/node/line.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "worker/node/greeter.h"
#include "worker/node/pacing.h"
#include "worker/node/pause.h"

#define HELLO_TIMEOUT_US (10 * LT_US_PER_SECOND)
#define REPORT_TIMEOUT_US (20 * LT_US_PER_SECOND)
#define POLL_TIMEOUT_US (LT_POLL_PARK_US + 15 * LT_US_PER_SECOND)
#define RELAY_TIMEOUT_US (60 * LT_US_PER_SECOND)

enum {
	REPORT_COMMANDS_MAX = LT_BATCH_COMMANDS_MAX, /* more would only be several batches */
	RELAYS_WAITING_MAX = 256,
};

_Static_assert(REPORT_COMMANDS_MAX <= LT_ITEMS_PER_MESSAGE_MAX, "one message");
_Static_assert(REPORT_COMMANDS_MAX *LT_LINE_REPORTS <= LT_REQUESTS_OUTSTANDING_MAX,
	       "the window of numbers never holds a report back");

enum kind { KIND_HELLO = 1, KIND_POLL, KIND_REPORT, KIND_RELAY };

struct exchange {
	enum kind kind;
	unsigned number; /* of its kind */
	bool under_way;
	struct lt_talk *talk;
	struct lt_outgoing **commands; /* KIND_REPORT */
	size_t count;
	struct lt_paced paced;
	struct lt_call *call; /* KIND_RELAY */
};

struct lt_line {
	struct lt_line_options options;
	struct lt_greeter greeter;
	struct exchange hello, polls[LT_LINE_POLLS], reports[LT_LINE_REPORTS],
		relays[LT_LINE_RELAYS];
	struct lt_pause hello_pause, poll_pause, report_pause, room_pause;
	struct lt_pacing pacing;
	uint32_t greeted; /* connection that the hello under way was, or the line is bound to */
	bool bound, resting;
	int64_t since_us;
	int64_t bound_us, stepped_us; /* monotonic: bound since; now, as of the last step */
	struct lt_call *waiting, **waiting_last; /* reads for which no talk was free */
	size_t waiting_count;
	struct lt_arena arena; /* one reply at a time */
	uint64_t random;
	struct lt_line_stats stats;
};

static int64_t now_us(const struct lt_line *line)
{
	return lt_clock_monotonic(line->options.clock);
}

/* -- pauses -- */

static void pause_longer(struct lt_line *line, struct lt_pause *p)
{
	lt_pause_longer(p, &line->random, now_us(line));
}

/* As of the last step, so that lt_line_next_us never forgets a pause that ended since. */
static bool is_pausing(const struct lt_line *line, const struct lt_pause *p)
{
	return lt_pause_holds(p, line->stepped_us);
}

/* -- life -- */

static int open_exchange(struct lt_line *line, struct exchange *e, enum kind kind, unsigned number,
			 struct lt_err *err)
{
	e->kind = kind;
	e->number = number;
	if (kind == KIND_REPORT) {
		e->commands = calloc(REPORT_COMMANDS_MAX, sizeof *e->commands);
		if (!e->commands)
			return lt_err_set(err, LT_E_NOMEM, "line");
	}
	return lt_talk_new(line->options.client, &e->talk, err);
}

static int open_exchanges(struct lt_line *line, struct lt_err *err)
{
	int r = open_exchange(line, &line->hello, KIND_HELLO, 0, err);
	for (unsigned i = 0; r == 0 && i < LT_LINE_POLLS; i++)
		r = open_exchange(line, &line->polls[i], KIND_POLL, i, err);
	for (unsigned i = 0; r == 0 && i < LT_LINE_REPORTS; i++)
		r = open_exchange(line, &line->reports[i], KIND_REPORT, i, err);
	for (unsigned i = 0; r == 0 && i < LT_LINE_RELAYS; i++)
		r = open_exchange(line, &line->relays[i], KIND_RELAY, i, err);
	return r;
}

int lt_line_new(const struct lt_line_options *options, struct lt_line **ret, struct lt_err *err)
{
	struct lt_line *line = calloc(1, sizeof *line);
	if (!line)
		return lt_err_set(err, LT_E_NOMEM, "line");
	line->options = *options;
	lt_pacing_init(&line->pacing);
	line->waiting_last = &line->waiting;
	line->since_us = lt_clock_wall(options->clock);
	struct lt_greeter_options greeter = {.node = options->node,
					     .software = options->software,
					     .boot = options->boot,
					     .key = options->key,
					     .coordinator_key = options->coordinator_key,
					     .epoch = options->epoch};
	lt_greeter_init(&line->greeter, &greeter);
	line->random = lt_content_key(lt_slice_str(options->node)) ^ options->boot;
	lt_arena_init(&line->arena, LT_DECODE_BYTES_MAX);
	int r = open_exchanges(line, err);
	if (r < 0) {
		lt_line_free(line);
		return r;
	}
	*ret = line;
	return 0;
}

static void close_exchange(struct exchange *e)
{
	lt_talk_free(e->talk);
	if (e->call)
		lt_server_drop(e->call);
	free(e->commands);
}

void lt_line_free(struct lt_line *line)
{
	if (!line)
		return;
	close_exchange(&line->hello);
	for (size_t i = 0; i < LT_LINE_POLLS; i++)
		close_exchange(&line->polls[i]);
	for (size_t i = 0; i < LT_LINE_REPORTS; i++)
		close_exchange(&line->reports[i]);
	for (size_t i = 0; i < LT_LINE_RELAYS; i++)
		close_exchange(&line->relays[i]);
	for (struct lt_call *call = line->waiting, *next; call; call = next) {
		next = call->next;
		lt_server_drop(call);
	}
	lt_arena_done(&line->arena);
	lt_greeter_done(&line->greeter);
	free(line);
}

/* @return false: it could not be sent, as if the line had failed. */
static bool start(struct lt_line *line, struct exchange *e, Lt__Request *request,
		  int64_t timeout_us)
{
	struct lt_err why = {0};
	int r = lt_talk_start(e->talk, request, timeout_us, lt_post_on_done, line->options.post,
			      &why);
	e->under_way = r == 0;
	if (r < 0)
		lt_log(LT_LOG_WARN, "line", 0, message_refused, "%s: %s", lt_err_name(r), why.text);
	return r == 0;
}

/* -- hello -- */

static void unbind(struct lt_line *line)
{
	line->greeted = 0;
	if (!line->bound)
		return;
	if (now_us(line) - line->bound_us >= LT_PAUSE_US_MAX)
		lt_pause_end(&line->hello_pause); /* it had been in order */
	line->bound = false;
	line->since_us = lt_clock_wall(line->options.clock);
	lt_log(LT_LOG_WARN, "line", 0, line_down, "unanswered=%zu",
	       lt_outbox_count(line->options.outbox));
	line->options.hooks.changed(line->options.hooks.owner, false);
}

static void say_hello(struct lt_line *line, uint32_t connection)
{
	Lt__Request request = LT__REQUEST__INIT;
	line->greeted = connection;
	lt_arena_reset(&line->arena);
	int r = lt_greeter_ask(&line->greeter, line->options.client, connection, &line->arena,
			       &request);
	line->stats.hellos += request.body_case == LT__REQUEST__BODY_HELLO;
	if (r < 0 || !start(line, &line->hello, &request, HELLO_TIMEOUT_US))
		pause_longer(line, &line->hello_pause);
}

static void hello_over(struct lt_line *line, int r, const Lt__Reply *reply, struct lt_err *why)
{
	bool challenge = r == 0 && reply->body_case == LT__REPLY__BODY_CHALLENGE;
	if (challenge)
		r = lt_greeter_challenged(&line->greeter, reply->challenge, why);
	else if (r == 0 && reply->body_case == LT__REPLY__BODY_HELLO)
		r = lt_greeter_greeted(&line->greeter, reply->hello, &line->arena, why);
	else if (r == 0)
		r = LT_E_FORMAT;
	if (r < 0) {
		if (r != LT_E_LINE)
			lt_log(LT_LOG_WARN, "line", 0, hello_refused, "%s: %s", lt_err_name(r),
			       why->text);
		line->greeted = 0;
		pause_longer(line, &line->hello_pause);
		return;
	}
	if (line->greeted != lt_client_line(line->options.client)) {
		line->greeted = 0; /* another connection by now: that one has heard nothing */
		return;
	}
	if (challenge)
		return say_hello(line, line->greeted);
	line->bound = true;
	line->bound_us = now_us(line);
	line->since_us = lt_clock_wall(line->options.clock);
	line->options.hooks.changed(line->options.hooks.owner, true);
}

/* -- polls -- */

static bool ask_for_work(struct lt_line *line, struct exchange *e)
{
	Lt__Slots slots[LT_LINE_CAPABILITIES_MAX], *list[LT_LINE_CAPABILITIES_MAX];
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	const struct lt_line_hooks *hooks = &line->options.hooks;
	poll.n_slots = hooks->free_slots(hooks->owner, e->number, slots, LT_LINE_CAPABILITIES_MAX);
	if (poll.n_slots == 0)
		return false;
	for (size_t i = 0; i < poll.n_slots; i++)
		list[i] = &slots[i];
	poll.slots = list;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	line->stats.polls++;
	if (start(line, e, &request, POLL_TIMEOUT_US))
		return true;
	hooks->poll_over(hooks->owner, e->number);
	pause_longer(line, &line->poll_pause);
	return false;
}

/* The coordinator does not know this connection, or no longer: say hello again. */
void lt_line_denied(struct lt_line *line, const struct lt_err *why)
{
	line->stats.denied++;
	if (line->bound)
		lt_log(LT_LOG_WARN, "line", 0, request_refused, "%s", why->text);
	unbind(line);
	pause_longer(line, &line->hello_pause);
}

static void poll_over(struct lt_line *line, struct exchange *e, int r, const Lt__Reply *reply,
		      const struct lt_err *why)
{
	const struct lt_line_hooks *hooks = &line->options.hooks;
	hooks->poll_over(hooks->owner, e->number);
	if (r == 0 && reply->body_case != LT__REPLY__BODY_POLL)
		r = LT_E_FORMAT;
	if (r == LT_E_DENIED && hooks->barred(hooks->owner, why->text)) {
		pause_longer(line, &line->poll_pause); /* then without that capability */
	} else if (r == LT_E_DENIED) {
		lt_line_denied(line, why);
	} else if (r < 0) {
		if (r != LT_E_LINE && r != LT_E_TIMEOUT)
			lt_log(LT_LOG_WARN, "line", 0, request_refused, "poll: %s: %s",
			       lt_err_name(r), why->text);
		pause_longer(line, &line->poll_pause);
	} else {
		lt_pause_end(&line->poll_pause);
		lt_pause_end(&line->hello_pause);
		if (reply->poll->n_jobs)
			hooks->offered(hooks->owner, reply->poll->jobs, reply->poll->n_jobs);
	}
}

/* -- reports -- */

static void repeat_all(struct lt_line *line, struct exchange *e)
{
	line->stats.repeats += e->count;
	for (size_t i = 0; i < e->count; i++)
		lt_outbox_again(line->options.outbox, e->commands[i]);
}

static bool send_report(struct lt_line *line, struct exchange *e)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	lt_arena_reset(&line->arena);
	e->count = lt_outbox_take(line->options.outbox, e->commands, REPORT_COMMANDS_MAX,
				  line->pacing.bytes);
	if (e->count == 0)
		return false;
	e->paced = (struct lt_paced){.started_us = line->stepped_us};
	report.commands = lt_arena_zalloc(&line->arena, e->count, sizeof *report.commands);
	report.n_commands = report.commands ? e->count : 0;
	for (size_t i = 0; i < report.n_commands; i++) {
		report.commands[i].data = e->commands[i]->bytes;
		e->paced.bytes += report.commands[i].len = e->commands[i]->size;
	}
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	line->stats.reports++;
	line->stats.commands += e->count;
	if (report.n_commands && start(line, e, &request, REPORT_TIMEOUT_US))
		return true;
	repeat_all(line, e);
	pause_longer(line, &line->report_pause);
	return false;
}

/* Refused for good as a whole: by eighths, until the one at fault stands alone. */
static void take_apart(struct exchange *e)
{
	size_t company = e->count / 8;
	for (size_t i = 0; i < e->count; i++)
		e->commands[i]->company = company ? company : 1;
}

/* It is kept and tried again by itself; whatever needs no room goes on meanwhile. */
static void no_room_for(struct lt_line *line, struct lt_outgoing *c)
{
	const struct lt_line_hooks *hooks = &line->options.hooks;
	if (!is_pausing(line, &line->room_pause))
		pause_longer(line, &line->room_pause);
	if (hooks->no_room && hooks->no_room(hooks->owner, c))
		lt_outbox_answered(line->options.outbox, c);
	else
		lt_outbox_set_aside(line->options.outbox, c);
}

/* One that is aside asks for all: is there room again? */
static void ask_for_room(struct lt_line *line)
{
	if (lt_outbox_aside(line->options.outbox) && !is_pausing(line, &line->room_pause))
		lt_outbox_bring_back(line->options.outbox, false);
}

static void answer(struct lt_line *line, struct lt_outgoing *c, const Lt__CommandReply *reply)
{
	if (c->no_room) {
		lt_pause_end(&line->room_pause);
		lt_outbox_bring_back(line->options.outbox, true);
	}
	line->options.hooks.answered(line->options.hooks.owner, c, reply);
	lt_outbox_answered(line->options.outbox, c);
}

/* Nothing was decided, for want of room or time: the same is asked again. */
static bool is_undecided(const Lt__CommandReply *reply)
{
	return reply->refusal == LT_REFUSAL_BUSY ||
	       (reply->error && lt_err_retryable(reply->error));
}

/* @return false: some have no usable reply and go again. */
static bool take_replies(struct lt_line *line, struct exchange *e, const Lt__ReportReply *report)
{
	bool all = true;
	for (size_t i = 0; i < e->count; i++) {
		struct lt_outgoing *c = e->commands[i];
		const Lt__CommandReply *reply = report->replies[i];
		bool mismatch = reply->seq != c->seq && !(reply->error && reply->seq == 0);
		if (!mismatch && reply->refusal == LT_REFUSAL_FULL) {
			no_room_for(line, c);
		} else if (mismatch || is_undecided(reply)) {
			line->stats.repeats++;
			lt_outbox_again(line->options.outbox, c);
			all = false;
		} else {
			answer(line, c, reply);
		}
	}
	return all;
}

static void refuse_one(struct lt_line *line, struct exchange *e, int r, const struct lt_err *why)
{
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	reply.seq = e->commands[0]->seq;
	reply.error = r;
	reply.text = why->text;
	lt_log(LT_LOG_WARN, "line", 0, request_refused, "seq=%llu %s",
	       (unsigned long long)reply.seq, lt_err_name(r));
	answer(line, e->commands[0], &reply);
}

static bool is_repeatable(int r)
{
	/* LT_E_VERSION: until the release is the same at both ends, nothing is decided */
	return lt_err_retryable(r) || r == LT_E_DENIED || r == LT_E_VERSION;
}

static void report_over(struct lt_line *line, struct exchange *e, int r, const Lt__Reply *reply,
			const struct lt_err *why)
{
	lt_pacing_over(&line->pacing, &e->paced, r, now_us(line));
	if (r == 0 &&
	    (reply->body_case != LT__REPLY__BODY_REPORT || reply->report->n_replies != e->count))
		r = LT_E_UNKNOWN;
	if (r == 0 && take_replies(line, e, reply->report)) {
		lt_pause_end(&line->report_pause);
		lt_pause_end(&line->hello_pause);
		return;
	}
	if (r < 0 && !is_repeatable(r) && e->count == 1)
		return refuse_one(line, e, r, why);
	if (r < 0 && !is_repeatable(r))
		take_apart(e);
	if (r < 0)
		repeat_all(line, e);
	if (r == LT_E_DENIED)
		lt_line_denied(line, why);
	else
		pause_longer(line, &line->report_pause);
}

/* -- reads passed on -- */

static void relay(struct lt_line *line, struct exchange *e, struct lt_call *call)
{
	const struct lt_line_hooks *hooks = &line->options.hooks;
	if (start(line, e, call->request, RELAY_TIMEOUT_US))
		e->call = call;
	else
		hooks->relayed(hooks->owner, call, NULL, LT_E_LIMIT, NULL);
}

int lt_line_relay(struct lt_line *line, struct lt_call *call)
{
	if (line->waiting_count >= RELAYS_WAITING_MAX)
		return LT_E_BUSY;
	call->next = NULL;
	*line->waiting_last = call;
	line->waiting_last = &call->next;
	line->waiting_count++;
	return 0;
}

static struct lt_call *next_waiting(struct lt_line *line)
{
	struct lt_call *call = line->waiting;
	line->waiting = call->next;
	if (!line->waiting)
		line->waiting_last = &line->waiting;
	line->waiting_count--;
	return call;
}

static void relay_over(struct lt_line *line, struct exchange *e, int r, const Lt__Reply *reply,
		       const struct lt_err *why)
{
	const struct lt_line_hooks *hooks = &line->options.hooks;
	struct lt_call *call = lt_steal(&e->call);
	if (r == LT_E_DENIED)
		lt_line_denied(line, why);
	if (r < 0)
		reply = NULL;
	hooks->relayed(hooks->owner, call, reply, r, why->text);
}

/* Nobody is there to ask: those who wait are told so. */
static void turn_away(struct lt_line *line)
{
	const struct lt_line_hooks *hooks = &line->options.hooks;
	while (line->waiting)
		hooks->relayed(hooks->owner, next_waiting(line), NULL, LT_E_LINE, NULL);
}

/* -- the loop's share -- */

static struct exchange *exchange_of(struct lt_line *line, const struct lt_talk *talk)
{
	if (line->hello.talk == talk)
		return &line->hello;
	for (size_t i = 0; i < LT_LINE_REPORTS; i++)
		if (line->reports[i].talk == talk)
			return &line->reports[i];
	for (size_t i = 0; i < LT_LINE_POLLS; i++)
		if (line->polls[i].talk == talk)
			return &line->polls[i];
	for (size_t i = 0; i < LT_LINE_RELAYS; i++)
		if (line->relays[i].talk == talk)
			return &line->relays[i];
	return NULL;
}

void lt_line_over(struct lt_line *line, struct lt_talk *talk)
{
	struct exchange *e = exchange_of(line, talk);
	Lt__Reply *reply = NULL;
	struct lt_err why = {0};
	LT_REQUIRE(e && e->under_way);
	lt_arena_reset(&line->arena);
	int r = lt_talk_take(talk, &line->arena, &reply, &why);
	e->under_way = false;
	switch (e->kind) {
	case KIND_HELLO:
		return hello_over(line, r, reply, &why);
	case KIND_POLL:
		return poll_over(line, e, r, reply, &why);
	case KIND_REPORT:
		return report_over(line, e, r, reply, &why);
	case KIND_RELAY:
		return relay_over(line, e, r, reply, &why);
	}
}

static void step_bound(struct lt_line *line)
{
	ask_for_room(line);
	if (!is_pausing(line, &line->report_pause))
		for (size_t i = 0; i < LT_LINE_REPORTS; i++)
			if (!line->reports[i].under_way && !send_report(line, &line->reports[i]))
				break;
	if (!line->resting && !is_pausing(line, &line->poll_pause))
		for (size_t i = 0; i < LT_LINE_POLLS; i++)
			if (!line->polls[i].under_way && !ask_for_work(line, &line->polls[i]))
				break;
	for (size_t i = 0; i < LT_LINE_RELAYS && line->waiting; i++)
		if (!line->relays[i].under_way)
			relay(line, &line->relays[i], next_waiting(line));
}

void lt_line_step(struct lt_line *line)
{
	uint32_t connection = lt_client_line(line->options.client);
	line->stepped_us = now_us(line);
	if (line->bound && connection != line->greeted)
		unbind(line);
	if (!line->bound && connection && !line->hello.under_way &&
	    !is_pausing(line, &line->hello_pause))
		say_hello(line, connection);
	if (line->bound)
		step_bound(line);
	else if (line->waiting)
		turn_away(line);
}

static int64_t earlier(const struct lt_line *line, const struct lt_pause *p, int64_t us)
{
	return is_pausing(line, p) && p->until_us < us ? p->until_us : us;
}

int64_t lt_line_next_us(const struct lt_line *line)
{
	int64_t next_us = INT64_MAX;
	if (!line->bound)
		return line->hello.under_way || !lt_client_line(line->options.client)
			       ? INT64_MAX
			       : earlier(line, &line->hello_pause, next_us);
	if (lt_outbox_ready(line->options.outbox))
		next_us = earlier(line, &line->report_pause, next_us);
	if (lt_outbox_aside(line->options.outbox))
		next_us = earlier(line, &line->room_pause, next_us);
	return line->resting ? next_us : earlier(line, &line->poll_pause, next_us);
}

void lt_line_rest(struct lt_line *line)
{
	line->resting = true;
}

bool lt_line_bound(const struct lt_line *line)
{
	return line->bound;
}

int64_t lt_line_since_us(const struct lt_line *line)
{
	return line->since_us;
}

const Lt__HelloReply *lt_line_greeting(const struct lt_line *line)
{
	return line->greeter.greeting;
}

struct lt_line_stats lt_line_stats(const struct lt_line *line)
{
	return line->stats;
}
