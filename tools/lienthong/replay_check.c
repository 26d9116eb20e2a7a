/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads a history out of a journal and sets it against the log it came from.
 *
 * Nothing of the run that played it is used: the files are those the journal holds, published again
 * in memory, so a name that changed on the way is seen. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "event.pb-c.h"

#include "records/journal/journal.h"
#include "procedures/host/host.h"
#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/replay.h"

#define HISTORY_BYTES_MAX ((size_t)8 << 30)

struct reader {
	const struct lt_log *log;
	struct lt_history *history;
	struct lt_numbering steps; /* of the definition */
	struct lt_arena batch;
	struct lt_err *err;
};

/* -- the registry's events: what steps, people and units are called -- */

static int take_definition(struct reader *rd, const Lt__DefinitionPublished *e)
{
	struct lt_history *h = rd->history;
	if (strcmp(e->name, LT_REPLAY_FILE) != 0)
		return 0; /* of deadlines: its step is no activity of the log */
	struct lt_findings findings = {0};
	uint32_t number = 0;
	lt_definition_free(h->definition);
	h->definition = NULL;
	int r = lt_host_load(lt_slice_str(e->source), e->name, lt_slice(NULL, 0), NULL, &h->arena,
			     &findings, &h->definition, rd->err);
	for (uint32_t i = 0; r == 0 && i < h->definition->steps_count; i++)
		r = lt_numbering_add(&rd->steps, &h->arena, h->definition->steps[i].name, &number);
	return r;
}

static int take_directory(struct reader *rd, const Lt__DirectoryPublished *e)
{
	lt_directory_free(rd->history->directory);
	rd->history->directory = NULL;
	return lt_host_load_directory(lt_slice_str(e->source), e->name, &rd->history->directory,
				      rd->err);
}

/* -- the dossiers' events -- */

static const char *case_of(const Lt__DossierReceived *e)
{
	for (size_t i = 0; i < e->n_fields; i++)
		if (strcmp(e->fields[i]->name, LT_REPLAY_FIELD_CASE) == 0 &&
		    e->fields[i]->value_case == LT__FIELD__VALUE_TEXT)
			return e->fields[i]->text;
	return "";
}

static int take_received(struct reader *rd, uint64_t dossier, const Lt__DossierReceived *e)
{
	struct lt_history *h = rd->history;
	while (h->cases_count <= dossier) { /* ids are 1, 2, 3, ... */
		if (!LT_ARENA_PUSH(&h->arena, h->cases, h->cases_count) ||
		    !LT_ARENA_PUSH(&h->arena, h->is_due, h->cases_count))
			return LT_E_NOMEM;
		h->is_due[h->cases_count] = false;
		h->cases[h->cases_count++] = LT_NO_NUMBER;
	}
	uint32_t number = lt_numbering_find(&rd->log->cases, case_of(e));
	h->cases[dossier] = number;
	h->is_due[dossier] = h->dues && lt_replay_is_due_code(e->procedure);
	if (number == LT_NO_NUMBER)
		return 0;
	if (h->is_due[dossier]) {
		h->dues[number].received++;
		h->dues[number].due_us = e->due_us;
	} else {
		h->received[number]++;
	}
	return 0;
}

/* The case of a dossier with a deadline; NULL: it is none, or of no known case. */
static struct lt_due_history *due_of(struct lt_history *h, uint64_t dossier)
{
	if (dossier >= h->cases_count || !h->is_due[dossier] || h->cases[dossier] == LT_NO_NUMBER)
		return NULL;
	return &h->dues[h->cases[dossier]];
}

static uint32_t case_number(const struct lt_history *h, uint64_t dossier)
{
	return dossier < h->cases_count ? h->cases[dossier] : LT_NO_NUMBER;
}

static const char *step_title(const struct reader *rd, const char *name, const char **ret_name)
{
	uint32_t number = lt_numbering_find(&rd->steps, name);
	*ret_name = number == LT_NO_NUMBER ? "" : rd->steps.items[number];
	return number == LT_NO_NUMBER ? "" : rd->history->definition->steps[number].title;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static int take_completed(struct reader *rd, const Lt__Event *e)
{
	struct lt_history *h = rd->history;
	const struct lt_unit *unit = NULL;
	struct lt_history_item item = {.case_number = case_number(h, e->dossier),
				       .officer_name = ""};
	if (h->directory)
		unit = lt_directory_unit(h->directory, e->completed->unit);
	item.title = step_title(rd, e->completed->step, &item.step);
	item.officer = lt_arena_str(&h->arena, e->completed->officer);
	if (h->directory)
		item.officer_name =
			or_empty(lt_directory_officer_name(h->directory, e->completed->officer));
	item.unit = unit ? unit->code : "";
	item.unit_name = unit ? unit->name : "";
	item.at_us = e->happened_us ? e->happened_us : e->stamp_us;
	if (!item.officer || !LT_ARENA_PUSH(&h->arena, h->items, h->items_count))
		return LT_E_NOMEM;
	h->items[h->items_count++] = item;
	return 0;
}

static void take_finished(struct lt_history *h, uint64_t dossier)
{
	struct lt_due_history *due = due_of(h, dossier);
	uint32_t number = case_number(h, dossier);
	if (due)
		due->finished++;
	else if (number != LT_NO_NUMBER)
		h->finished[number]++;
}

static void take_overdue(struct lt_history *h, uint64_t dossier)
{
	struct lt_due_history *due = due_of(h, dossier);
	if (due)
		due->overdue++;
}

static int take_event(struct reader *rd, const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_DEFINITION:
		return take_definition(rd, e->definition);
	case LT__EVENT__BODY_DIRECTORY:
		return take_directory(rd, e->directory);
	case LT__EVENT__BODY_RECEIVED:
		return take_received(rd, e->dossier, e->received);
	case LT__EVENT__BODY_COMPLETED:
		return due_of(rd->history, e->dossier) ? 0 : take_completed(rd, e);
	case LT__EVENT__BODY_FINISHED:
		take_finished(rd->history, e->dossier);
		return 0;
	case LT__EVENT__BODY_OVERDUE:
		take_overdue(rd->history, e->dossier);
		return 0;
	default:
		return 0;
	}
}

/* -- the journal -- */

static int read_batch(struct reader *rd, struct lt_slice bytes)
{
	Lt__Batch *batch;
	lt_arena_reset(&rd->batch);
	int r = LT_DECODE_OWN(batch, bytes, &rd->batch, &batch);
	for (size_t i = 0; r == 0 && i < batch->n_entries; i++) {
		const Lt__Entry *entry = batch->entries[i];
		for (size_t k = 0; r == 0 && k < entry->n_events; k++) {
			Lt__Event *event;
			r = LT_DECODE_OWN(event,
					  lt_slice(entry->events[k].data, entry->events[k].len),
					  &rd->batch, &event);
			if (r == 0)
				r = take_event(rd, event);
		}
	}
	return r;
}

static int read_journal(struct reader *rd, struct lt_journal *journal)
{
	uint64_t last = 0;
	struct lt_slice bytes;
	int r = lt_journal_last(journal, &last, rd->err);
	for (uint64_t seq = 1; seq <= last && r == 0; seq++) {
		r = lt_journal_read(journal, seq, &bytes, rd->err);
		if (r == 0)
			r = read_batch(rd, bytes);
	}
	return r;
}

int lt_history_read(const struct lt_log *log, const char *folder, struct lt_history *ret,
		    struct lt_err *err)
{
	struct reader rd = {.log = log, .history = ret, .err = err};
	struct lt_journal *journal = NULL;
	*ret = (struct lt_history){0};
	lt_arena_init(&ret->arena, HISTORY_BYTES_MAX);
	lt_arena_init(&rd.batch, LT_BATCH_ARENA_BYTES);
	ret->received = lt_arena_zalloc(&ret->arena, log->cases.count, sizeof *ret->received);
	ret->finished = lt_arena_zalloc(&ret->arena, log->cases.count, sizeof *ret->finished);
	const char *path = lt_arena_printf(&ret->arena, "%s/journal.mdb", folder);
	int r = path && ret->received && ret->finished ? 0 : LT_E_NOMEM;
	if (log->dates)
		ret->dues = lt_arena_zalloc(&ret->arena, log->dates_count, sizeof *ret->dues);
	if (log->dates && !ret->dues)
		r = LT_E_NOMEM;
	if (r == 0)
		r = lt_journal_local_open(path, true, NULL, &journal, err);
	if (r == 0)
		r = read_journal(&rd, journal);
	lt_journal_free(journal);
	lt_arena_done(&rd.batch);
	if (r < 0)
		lt_history_done(ret);
	return r;
}

void lt_history_done(struct lt_history *history)
{
	lt_definition_free(history->definition);
	lt_directory_free(history->directory);
	lt_arena_done(&history->arena);
	*history = (struct lt_history){0};
}

/* -- the comparison -- */

struct comparison {
	const struct lt_log *log;
	const struct lt_history *history;
	struct lt_arena *arena;
	uint32_t *next; /* of each item: the next one of its case */
	uint32_t *head; /* of each case: the first item not yet compared */
	uint32_t *done; /* of each case: events compared */
	struct lt_mismatches *found;
};

static int tell(struct comparison *c, const char *text)
{
	if (c->found->count < LT_MISMATCHES_TOLD) {
		if (!text)
			return LT_E_NOMEM;
		c->found->texts[c->found->count] = text;
	}
	c->found->count++;
	return 0;
}

static int link_items(struct comparison *c)
{
	const struct lt_history *h = c->history;
	size_t cases = c->log->cases.count;
	int r = 0;
	c->next = lt_arena_zalloc(c->arena, h->items_count, sizeof *c->next);
	c->head = lt_arena_zalloc(c->arena, cases, sizeof *c->head);
	c->done = lt_arena_zalloc(c->arena, cases, sizeof *c->done);
	if (!c->next || !c->head || !c->done)
		return LT_E_NOMEM;
	memset(c->head, 0xff, cases * sizeof *c->head);
	for (size_t i = h->items_count; i-- > 0;) {
		uint32_t number = h->items[i].case_number;
		if (number == LT_NO_NUMBER) {
			r = tell(c, "lịch sử có một bước của hồ sơ mà nhật ký không có");
			if (r < 0)
				return r;
			continue;
		}
		c->next[i] = c->head[number];
		c->head[number] = (uint32_t)i;
	}
	return 0;
}

static bool same(const struct lt_log *log, const struct lt_log_event *e,
		 const struct lt_history_item *item)
{
	char unit[LT_REPLAY_NAME_BYTES], officer[LT_REPLAY_NAME_BYTES];
	const struct lt_log_step *step = &log->steps[e->step];
	return e->at_us == item->at_us && strcmp(step->name, item->step) == 0 &&
	       strcmp(step->title, item->title) == 0 &&
	       strcmp(lt_replay_officer(e->who, officer), item->officer) == 0 &&
	       strcmp(lt_log_person(log, e->who), item->officer_name) == 0 &&
	       strcmp(lt_replay_unit(e->where, unit), item->unit) == 0 &&
	       strcmp(lt_log_unit(log, e->where), item->unit_name) == 0;
}

static const char *describe(struct comparison *c, const char *title, const char *officer,
			    const char *unit, int64_t at_us)
{
	char iso[LT_TIME_TEXT_BYTES];
	return lt_arena_printf(c->arena, "\"%s\", %s, %s, %s", title, officer, unit,
			       lt_time_iso(at_us, iso));
}

static int differ(struct comparison *c, const struct lt_log_event *e,
		  const struct lt_history_item *item, uint32_t number)
{
	const struct lt_log *log = c->log;
	if (c->found->count >= LT_MISMATCHES_TOLD)
		return tell(c, NULL);
	const char *wanted = describe(c, log->steps[e->step].title, lt_log_person(log, e->who),
				      lt_log_unit(log, e->where), e->at_us);
	const char *got =
		item ? describe(c, item->title, item->officer_name, item->unit_name, item->at_us)
		     : "không có";
	return wanted && got
		       ? tell(c, lt_arena_printf(
					 c->arena,
					 "hồ sơ %s, sự kiện %" PRIu32 ": nhật ký %s; lịch sử %s",
					 log->cases.items[e->case_number], number, wanted, got))
		       : LT_E_NOMEM;
}

static int compare_events(struct comparison *c)
{
	int r = 0;
	for (size_t i = 0; i < c->log->events_count && r == 0; i++) {
		const struct lt_log_event *e = &c->log->events[i];
		uint32_t at = c->head[e->case_number], number = ++c->done[e->case_number];
		const struct lt_history_item *item =
			at == UINT32_MAX ? NULL : &c->history->items[at];
		if (!item || !same(c->log, e, item))
			r = differ(c, e, item, number);
		if (item)
			c->head[e->case_number] = c->next[at];
	}
	return r;
}

/* What is left over, and dossiers that came or ended other than once. */
static int compare_cases(struct comparison *c)
{
	int r = 0;
	for (size_t i = 0; i < c->log->cases.count && r == 0; i++) {
		const char *id = c->log->cases.items[i];
		uint32_t once = c->done[i] > 0, received = c->history->received[i],
			 finished = c->history->finished[i];
		for (uint32_t at = c->head[i]; at != UINT32_MAX && r == 0; at = c->next[at])
			r = tell(c, lt_arena_printf(c->arena, "hồ sơ %s: lịch sử thừa bước \"%s\"",
						    id, c->history->items[at].title));
		if (r == 0 && (received != once || finished != once))
			r = tell(c, lt_arena_printf(c->arena,
						    "hồ sơ %s: tiếp nhận %u lần, kết thúc %u lần",
						    id, received, finished));
	}
	return r;
}

static int compare_dues(struct comparison *c)
{
	int r = 0;
	for (size_t i = 0; c->history->dues && i < c->log->dates_count && r == 0; i++) {
		const char *why = lt_due_differs(&c->log->dates[i], &c->history->dues[i]);
		if (why)
			r = tell(c, lt_arena_printf(c->arena, "hồ sơ %s: %s",
						    c->log->cases.items[i], why));
	}
	return r;
}

int lt_history_compare(const struct lt_log *log, const struct lt_history *history,
		       struct lt_arena *arena, struct lt_mismatches *ret)
{
	struct comparison c = {.log = log, .history = history, .arena = arena, .found = ret};
	*ret = (struct lt_mismatches){0};
	int r = link_items(&c);
	if (r == 0)
		r = compare_events(&c);
	if (r == 0)
		r = compare_cases(&c);
	return r < 0 ? r : compare_dues(&c);
}
