/* SPDX-License-Identifier: EUPL-1.2 */
/* At most one number is waited for: the newest. */
#include "worker/node/reads.h"

#include <stdlib.h>

#define PATIENCE_US (2 * LT_US_PER_SECOND)

struct lt_reads {
	struct lt_reads_options options;
	struct lt_line *line;
	uint64_t expected; /* lt_follow_hurry's number; 0: none */
	int64_t until_us;  /* monotonic: for how long it is waited for */
	struct lt_call *waiting, **last;
};

int lt_reads_new(const struct lt_reads_options *options, struct lt_reads **ret, struct lt_err *err)
{
	struct lt_reads *reads = calloc(1, sizeof *reads);
	if (!reads)
		return lt_err_set(err, LT_E_NOMEM, "reads");
	reads->options = *options;
	reads->last = &reads->waiting;
	*ret = reads;
	return 0;
}

static struct lt_call *next_waiting(struct lt_reads *reads)
{
	struct lt_call *call = reads->waiting;
	reads->waiting = call->next;
	if (!reads->waiting)
		reads->last = &reads->waiting;
	return call;
}

void lt_reads_free(struct lt_reads *reads)
{
	if (!reads)
		return;
	while (reads->waiting)
		lt_server_drop(next_waiting(reads));
	free(reads);
}

void lt_reads_set_line(struct lt_reads *reads, struct lt_line *line)
{
	reads->line = line;
}

static void answer(struct lt_reads *reads, struct lt_call *call)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	if (!lt_replica_read(reads->options.replica, call->request->fetch, &call->arena, &body))
		return reads->options.pass_on(reads->options.owner, call);
	body.copied_us = lt_replica_as_of_us(reads->options.replica);
	body.line_down_us = lt_line_bound(reads->line) ? 0 : lt_line_since_us(reads->line);
	if (reads->options.complete)
		reads->options.complete(reads->options.owner, call->request->fetch, &body,
					&call->arena);
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(call, &reply);
}

static bool is_waiting(struct lt_reads *reads)
{
	if (reads->expected && lt_follow_has(reads->options.follow, reads->expected))
		reads->expected = 0;
	/* Without the line nothing newer will come; when it is back, it is waited for again. */
	return reads->expected && lt_line_bound(reads->line);
}

static bool is_late(const struct lt_reads *reads)
{
	return lt_clock_monotonic(reads->options.clock) >= reads->until_us;
}

void lt_reads_take(struct lt_reads *reads, struct lt_call *call)
{
	if (!is_waiting(reads))
		return answer(reads, call);
	if (is_late(reads))
		return reads->options.pass_on(reads->options.owner, call);
	call->next = NULL;
	*reads->last = call;
	reads->last = &call->next;
}

void lt_reads_expect(struct lt_reads *reads)
{
	reads->expected = lt_follow_hurry(reads->options.follow);
	reads->until_us = lt_clock_monotonic(reads->options.clock) + PATIENCE_US;
}

void lt_reads_step(struct lt_reads *reads)
{
	while (reads->waiting && !is_waiting(reads))
		answer(reads, next_waiting(reads));
	while (reads->waiting && is_late(reads))
		reads->options.pass_on(reads->options.owner, next_waiting(reads));
}

int64_t lt_reads_next_us(const struct lt_reads *reads)
{
	return reads->waiting ? reads->until_us : INT64_MAX;
}
