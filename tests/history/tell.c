/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/history/tell.h"

#include <stdio.h>
#include <stdlib.h>

#include "event.pb-c.h"

#include "proto/codec/codec.h"
#include "records/journal/journal.h"
#include "tests/support/support.h"

static const char *kind_of(const Lt__Event *e)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field(e->base.descriptor, (unsigned)e->body_case);
	return field ? field->name : "";
}

static const char *step_of(const Lt__Event *e)
{
	if (e->body_case == LT__EVENT__BODY_COMPLETED)
		return e->completed->step;
	return e->body_case == LT__EVENT__BODY_STARTED ? e->started->token->step : "";
}

static int tell_event(struct lt_slice bytes, struct lt_arena *arena, FILE *out)
{
	Lt__Event *e;
	int r = LT_DECODE_OWN(event, bytes, arena, &e);
	if (r < 0 || !e->dossier)
		return r;
	(void)fprintf(out, "%llu\t%u\t%s\t%s\t%s\t%lld\t%lld\n", (unsigned long long)e->dossier,
		      e->n, kind_of(e), step_of(e),
		      e->body_case == LT__EVENT__BODY_RECEIVED ? e->received->code : "",
		      (long long)e->stamp_us, (long long)e->happened_us);
	return 0;
}

static int tell_batch(struct lt_journal *journal, uint64_t seq, struct lt_arena *arena, FILE *out,
		      struct lt_err *err)
{
	struct lt_slice bytes;
	Lt__Batch *batch;
	lt_arena_reset(arena);
	int r = lt_journal_read(journal, seq, &bytes, err);
	if (r == 0)
		r = LT_DECODE_OWN(batch, bytes, arena, &batch);
	for (size_t i = 0; r == 0 && i < batch->n_entries; i++)
		for (size_t k = 0; r == 0 && k < batch->entries[i]->n_events; k++)
			r = tell_event(lt_slice(batch->entries[i]->events[k].data,
						batch->entries[i]->events[k].len),
				       arena, out);
	return r < 0 ? lt_err_wrap(err, r, "batch %llu", (unsigned long long)seq) : 0;
}

int history_tell_events(const char *folder, FILE *out, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(arena) struct lt_arena arena = {0};
	struct lt_journal *journal = NULL;
	uint64_t last = 0;
	LT_REQUIRE(asprintf(&path, "%s/journal.mdb", folder) > 0);
	lt_arena_init(&arena, 4 * LT_DECODE_BYTES_MAX);
	int r = lt_journal_local_open(path, true, NULL, &journal, err);
	if (r == 0)
		r = lt_journal_last(journal, &last, err);
	for (uint64_t seq = 1; r == 0 && seq <= last; seq++)
		r = tell_batch(journal, seq, &arena, out, err);
	lt_journal_free(journal);
	return r;
}
