/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/crash/ledger.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.pb-c.h"

#include "records/verify/verify.h"
#include "records/journal/journal.h"
#include "proto/codec/codec.h"
#include "proto/store/store.h"

struct entry {
	enum crash_outcome outcome;
	uint64_t told_at;
	uint32_t times; /* in the journal */
	bool contrary;
};

struct crash_ledger {
	pthread_mutex_t lock;
	struct entry *entries; /* by mark - 1 */
	size_t count, room;
	const atomic_ulong *moment;
};

struct crash_ledger *crash_ledger_new(void)
{
	struct crash_ledger *ledger = calloc(1, sizeof *ledger);
	LT_REQUIRE(ledger && pthread_mutex_init(&ledger->lock, NULL) == 0);
	return ledger;
}

void crash_ledger_watch(struct crash_ledger *ledger, const atomic_ulong *moment)
{
	ledger->moment = moment;
}

void crash_ledger_free(struct crash_ledger *ledger)
{
	(void)pthread_mutex_destroy(&ledger->lock);
	free(ledger->entries);
	free(ledger);
}

uint64_t crash_ledger_add(struct crash_ledger *ledger)
{
	(void)pthread_mutex_lock(&ledger->lock);
	if (ledger->count == ledger->room) {
		ledger->room = ledger->room ? 2 * ledger->room : 1024;
		ledger->entries = realloc(ledger->entries, ledger->room * sizeof *ledger->entries);
		LT_REQUIRE(ledger->entries != NULL);
	}
	ledger->entries[ledger->count++] = (struct entry){.outcome = CRASH_OPEN};
	uint64_t mark = ledger->count;
	(void)pthread_mutex_unlock(&ledger->lock);
	return mark;
}

void crash_ledger_told(struct crash_ledger *ledger, uint64_t mark, enum crash_outcome outcome)
{
	(void)pthread_mutex_lock(&ledger->lock);
	struct entry *e = &ledger->entries[mark - 1];
	e->contrary |= e->outcome != CRASH_OPEN && e->outcome != outcome;
	if (e->outcome == CRASH_OPEN)
		e->told_at = ledger->moment ? *ledger->moment : 0;
	e->outcome = outcome;
	(void)pthread_mutex_unlock(&ledger->lock);
}

/* -- the journal -- */

static void count_mark(struct crash_ledger *ledger, const char *text)
{
	if (!text || (*text != 'm' && *text != 'S'))
		return;
	uint64_t mark = strtoull(text + 1, NULL, 10);
	if (mark && mark <= ledger->count)
		ledger->entries[mark - 1].times++;
}

static int read_event(struct crash_ledger *ledger, struct lt_slice bytes, struct lt_arena *arena)
{
	Lt__Event *e;
	int r = LT_DECODE_OWN(event, bytes, arena, &e);
	if (r < 0)
		return r;
	if (e->body_case == LT__EVENT__BODY_RECEIVED && e->received->applicant)
		count_mark(ledger, e->received->applicant->id_number);
	if (e->body_case == LT__EVENT__BODY_COMPLETED)
		count_mark(ledger, e->completed->note);
	return 0;
}

static int read_batch(struct crash_ledger *ledger, struct lt_slice bytes, struct lt_arena *arena,
		      struct crash_audit *ret)
{
	Lt__Batch *batch;
	int r = LT_DECODE_OWN(batch, bytes, arena, &batch);
	for (size_t i = 0; r == 0 && i < batch->n_entries; i++)
		for (size_t k = 0; r == 0 && k < batch->entries[i]->n_events; k++) {
			const ProtobufCBinaryData *e = &batch->entries[i]->events[k];
			r = read_event(ledger, lt_slice(e->data, e->len), arena);
			ret->events++;
		}
	return r;
}

static int read_journal(struct crash_ledger *ledger, const char *folder, struct crash_audit *ret,
			struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_journal *journal = NULL;
	LT_REQUIRE(asprintf(&path, "%s/journal.mdb", folder) > 0);
	lt_arena_init(&arena, 64u << 20);
	int r = lt_store_check(path, err);
	if (r == 0)
		r = lt_journal_local_open(path, true, NULL, &journal, err);
	if (r == 0)
		r = lt_journal_last(journal, &ret->batches, err);
	for (uint64_t seq = 1; r == 0 && seq <= ret->batches; seq++) {
		struct lt_slice bytes;
		lt_arena_reset(&arena);
		r = lt_journal_read(journal, seq, &bytes, err);
		if (r == 0)
			r = read_batch(ledger, bytes, &arena, ret);
	}
	lt_journal_free(journal);
	return r;
}

static void count(struct crash_ledger *ledger, uint64_t moment, struct crash_audit *ret)
{
	for (size_t i = 0; i < ledger->count; i++) {
		const struct entry *e = &ledger->entries[i];
		enum crash_outcome outcome = e->told_at <= moment ? e->outcome : CRASH_OPEN;
		ret->marks++;
		ret->accepted += outcome == CRASH_ACCEPTED;
		ret->refused += outcome == CRASH_REFUSED;
		ret->open += outcome == CRASH_OPEN;
		ret->doubled += e->times > 1;
		ret->lost += outcome == CRASH_ACCEPTED && e->times == 0;
		ret->contrary += e->contrary || (outcome == CRASH_REFUSED && e->times > 0);
	}
}

int crash_ledger_audit(struct crash_ledger *ledger, const char *folder, struct crash_audit *ret,
		       struct lt_err *err)
{
	return crash_ledger_audit_at(ledger, folder, UINT64_MAX, ret, err);
}

int crash_ledger_audit_at(struct crash_ledger *ledger, const char *folder, uint64_t moment,
			  struct crash_audit *ret, struct lt_err *err)
{
	struct lt_verify_report report;
	*ret = (struct crash_audit){0};
	for (size_t i = 0; i < ledger->count; i++)
		ledger->entries[i].times = 0;
	int r = read_journal(ledger, folder, ret, err);
	if (r < 0)
		return r;
	count(ledger, moment, ret);
	r = lt_verify(folder, &report, err);
	for (int i = 1; r == 0 && i <= LT_PROPERTIES_COUNT; i++)
		if (report.properties[i].broken)
			r = lt_err_set(err, LT_E_DAMAGED, "property %d, %s: %s", i,
				       lt_property_english(i), report.properties[i].example);
	return r;
}
