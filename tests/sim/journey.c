/* SPDX-License-Identifier: EUPL-1.2 */
/* A failure told so that it can be understood: knobs, the last happenings, the dossier's journey.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "coordinator/engine/shell.h"
#include "procedures/core/evolve.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "tests/sim/sim.h"

static uint64_t add(uint64_t hash, const char *text)
{
	uint64_t parts[2] = {hash, lt_content_key(lt_slice_str(text))};
	return lt_content_key(lt_slice(parts, sizeof parts));
}

void sim_happen(struct sim_world *world, const char *format, ...)
{
	char *line = world->happenings[world->happenings_count++ % SIM_HAPPENINGS];
	char at[LT_TIME_TEXT_BYTES];
	va_list args;
	int n = snprintf(line, SIM_HAPPENING_BYTES, "[%s] ", lt_time_iso(sim_true_us(world), at));
	va_start(args, format);
	(void)vsnprintf(line + n, SIM_HAPPENING_BYTES - (size_t)n, format, args);
	va_end(args);
	world->hash = add(world->hash, line);
	if (world->verbose)
		(void)puts(line);
}

static void print_knobs(const struct sim_world *world)
{
	(void)printf("  knobs:");
#define X(name)                                                                                    \
	if (world->knobs.name)                                                                     \
		(void)printf(" " #name);
	SIM_KNOBS(X)
#undef X
	(void)printf("%s\n", world->office_hours ? " office_hours" : "");
}

static void print_happenings(const struct sim_world *world)
{
	uint64_t from = world->happenings_count > SIM_HAPPENINGS
				? world->happenings_count - SIM_HAPPENINGS
				: 0;
	for (uint64_t i = from; i < world->happenings_count; i++)
		(void)printf("  %s\n", world->happenings[i % SIM_HAPPENINGS]);
}

static void describe(const Lt__Event *e, char *text, size_t size)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		(void)snprintf(text, size, "%s %s at %s", e->received->code, e->received->procedure,
			       e->received->unit);
		return;
	case LT__EVENT__BODY_STARTED:
		(void)snprintf(text, size, "t%u %s at %s", e->started->token->id,
			       e->started->token->step, e->started->token->unit);
		return;
	case LT__EVENT__BODY_COMPLETED:
		(void)snprintf(text, size, "t%u %s -> %s by %s%s (%s)", e->completed->token,
			       e->completed->step, e->completed->outcome, e->completed->officer,
			       e->completed->node, e->completed->note);
		return;
	case LT__EVENT__BODY_CLAIMED:
		(void)snprintf(text, size, "t%u by %s", e->claimed->token, e->claimed->officer);
		return;
	case LT__EVENT__BODY_OFFERED:
		(void)snprintf(text, size, "t%u a%u to %s", e->offered->token, e->offered->attempt,
			       e->offered->node);
		return;
	case LT__EVENT__BODY_RELEASED_JOB:
		(void)snprintf(text, size, "t%u a%u %s", e->released_job->token,
			       e->released_job->attempt, e->released_job->reason);
		return;
	case LT__EVENT__BODY_CLOCK_STOPPED:
		(void)snprintf(text, size, "%s", e->clock_stopped->step);
		return;
	case LT__EVENT__BODY_CLOCK_RESUMED:
		(void)snprintf(text, size, "due %lld", (long long)e->clock_resumed->due_us);
		return;
	case LT__EVENT__BODY_INCIDENT:
		(void)snprintf(text, size, "t%u %s: %s", e->incident->incident->token,
			       e->incident->incident->point, e->incident->incident->message);
		return;
	default:
		*text = 0;
	}
}

void sim_journey_print(struct sim_world *world, uint64_t dossier)
{
	LT_AUTO(arena) struct lt_arena arena;
	ProtobufCBinaryData *events;
	size_t count;
	lt_arena_init(&arena, 64u << 20);
	if (!world->coordinator.engine ||
	    lt_records_events(lt_engine_records(world->coordinator.engine), dossier, &arena,
			      &events, &count, NULL) < 0)
		return;
	(void)printf("  journey of dossier %llu:\n", (unsigned long long)dossier);
	for (size_t i = 0; i < count; i++) {
		char at[LT_TIME_TEXT_BYTES], happened[LT_TIME_TEXT_BYTES] = "", text[300];
		Lt__Event *e;
		if (LT_DECODE_OWN(event, lt_slice(events[i].data, events[i].len), &arena, &e) < 0)
			return;
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
			&lt__event__descriptor, (unsigned)e->body_case);
		describe(e, text, sizeof text);
		if (e->happened_us)
			(void)lt_time_iso(e->happened_us, happened);
		(void)printf("  %3u %s %s %s %s\n", e->n, lt_time_iso(e->stamp_us, at), happened,
			     field ? field->name : "?", text);
	}
}

void sim_fail(struct sim_world *world, uint64_t dossier, const char *format, ...)
{
	va_list args;
	int64_t saved[2];
	if (world->failed)
		return;
	world->failed = true;
	(void)printf("seed=%llu mode=%s FAILED: ", (unsigned long long)world->seed,
		     world->mode == SIM_SAFETY ? "safety" : "liveness");
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
	print_knobs(world);
	print_happenings(world);
	sim_faults_hush(world, saved);
	if (dossier)
		sim_journey_print(world, dossier);
	(void)fflush(stdout);
}
