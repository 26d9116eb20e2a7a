/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold of the folder: its state, its journal's past, the nine properties. */
#include <stdlib.h>
#include <string.h>

#include "coordinator/engine/shell.h"
#include "records/verify/verify.h"
#include "procedures/core/evolve.h"
#include "procedures/core/rows.h"
#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "tests/sim/sim.h"

static uint64_t mix(uint64_t hash, struct lt_slice bytes)
{
	uint64_t parts[2] = {hash, lt_content_key(bytes)};
	return lt_content_key(lt_slice(parts, sizeof parts));
}

/* `meta` says how far the last checkpoint was, so it differs before and after. */
static int hash_table(struct lt_txn *txn, unsigned table, uint64_t *hash, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	int r = lt_scan_from(txn, table, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		*hash = mix(*hash, key);
		*hash = mix(*hash, value);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

uint64_t sim_check_state(struct sim_world *world)
{
	uint64_t hash = 1;
	struct lt_err err = {0};
	int r = lt_state_settle(lt_engine_state(world->coordinator.engine), &err);
	for (unsigned table = 0; table < LT_TABLE_COUNT && r == 0; table++)
		if (table != LT_TABLE_meta)
			r = hash_table(lt_engine_state(world->coordinator.engine)->txn, table,
				       &hash, &err);
	if (r < 0)
		sim_fail(world, 0, "the state cannot be read: %s", err.text);
	return hash;
}

static void note_batch(struct sim_book *book, size_t at, uint64_t hash)
{
	if (at < book->batches_count)
		return;
	if ((at & 255) == 0) {
		book->batches = realloc(book->batches, (at + 256) * sizeof(uint64_t));
		LT_REQUIRE(book->batches != NULL);
	}
	book->batches[book->batches_count++] = hash;
}

void sim_check_journal(struct sim_world *world)
{
	struct lt_journal *journal = lt_engine_journal(world->coordinator.engine);
	struct sim_book *book = &world->book;
	struct lt_err err = {0};
	struct lt_slice bytes;
	uint64_t last = 0;
	int r = lt_journal_last(journal, &last, &err);
	if (r == 0 && last < book->batches_count)
		sim_fail(world, 0, "the journal ends at batch %llu, it had %zu",
			 (unsigned long long)last, book->batches_count);
	for (uint64_t seq = 1; r == 0 && seq <= last && !world->failed; seq++) {
		r = lt_journal_read(journal, seq, &bytes, &err);
		uint64_t hash = r == 0 ? lt_content_key(bytes) : 0;
		if (r == 0 && seq <= book->batches_count && book->batches[seq - 1] != hash)
			sim_fail(world, 0, "batch %llu of the journal has changed",
				 (unsigned long long)seq);
		if (r == 0)
			note_batch(book, seq - 1, hash);
	}
	if (r < 0)
		sim_fail(world, 0, "the journal cannot be read: %s", err.text);
}

/* Tells the journey of the dossier that a text names. */
static void tell_journey(struct sim_world *world, const char *text)
{
	struct lt_err err = {0};
	if (sim_coordinator_start(world, &err) < 0)
		return;
	for (size_t i = 0; i < world->book.dossiers_count; i++)
		if (strstr(text, world->book.dossiers[i].code))
			sim_journey_print(world, world->book.dossiers[i].id);
	sim_coordinator_stop(world, false);
}

void sim_check_verify(struct sim_world *world)
{
	struct lt_verify_report report;
	struct lt_err err = {0};
	LT_REQUIRE(!world->coordinator.engine);
	if (lt_verify(world->coordinator.folder, &report, &err) < 0) {
		sim_fail(world, 0, "verify: %s", err.text);
		return;
	}
	for (int i = 1; i <= LT_PROPERTIES_COUNT; i++)
		if (report.properties[i].broken && !world->failed) {
			sim_fail(world, 0, "property %d, %s: %s", i, lt_property_english(i),
				 report.properties[i].example);
			tell_journey(world, report.properties[i].example);
		}
}

/* -- liveness -- */

static bool staffed(struct sim_world *world, const char *unit, const char *role)
{
	const char **who;
	size_t count;
	return lt_directory_who(world->province->directory, unit, role, sim_true_us(world),
				&world->arena, &who, &count) == 0 &&
	       count > 0;
}

static bool someone_can(const struct sim_world *world, const char *capability)
{
	for (size_t i = 0; i < world->nodes_count; i++)
		for (size_t k = 0; k < world->nodes[i].spec->capabilities_count; k++)
			if (strcmp(world->nodes[i].spec->capabilities[k], capability) == 0)
				return true;
	return false;
}

static void check_token(struct sim_world *world, const Lt__Dossier *d, const Lt__Token *t)
{
	int64_t now_us = lt_engine_now(world->coordinator.engine);
	int64_t long_ago_us = now_us - 36 * LT_US_PER_HOUR;
	bool overslept = t->due_us && !t->overdue && t->due_us < now_us - LT_US_PER_MINUTE;
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT) {
		if (!d->n_incidents)
			sim_fail(world, d->id, "step %s has an incident without a name", t->step);
		return;
	}
	if (overslept)
		sim_fail(world, d->id, "the timer of step %s did not fire", t->step);
	switch (t->kind) {
	case LT__STEP_KIND__STEP_KIND_AUTO:
		if (!someone_can(world, t->capability))
			world->unstaffed++;
		else if (t->entered_us < long_ago_us && d->stamp_us < long_ago_us)
			sim_fail(world, d->id, "automatic step %s stands still", t->step);
		return;
	case LT__STEP_KIND__STEP_KIND_HUMAN:
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
		world->unstaffed += !staffed(world, t->unit, t->role);
		return;
	default:
		return;
	}
}

static bool stops_clock(const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->clock_stopped)
			return true;
	return false;
}

/* What is told of a history when asked is the history the dossier stands on. */
static void check_told(struct sim_world *world, const Lt__Dossier *d)
{
	ProtobufCBinaryData *events;
	size_t count = 0;
	struct lt_err err = {0};
	uint8_t head[LT_HASH_BYTES];
	int r = lt_records_events(lt_engine_records(world->coordinator.engine), d->id,
				  &world->arena, &events, &count, &err);
	if (r < 0 || count != d->events_count) {
		sim_fail(world, d->id, "the history has %u events, asked for it has %zu: %s",
			 d->events_count, count, err.text);
		return;
	}
	lt_hash(lt_slice(events[count - 1].data, events[count - 1].len), head);
	if (d->head.len != sizeof head || memcmp(head, d->head.data, sizeof head) != 0)
		sim_fail(world, d->id, "the history that is told is not the dossier's");
}

static void check_open(struct sim_world *world, const Lt__Dossier *d)
{
	struct lt_rows rows;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN) {
		world->ended++;
		return;
	}
	world->open++;
	world->incidents += d->n_incidents != 0;
	if (lt_dossier_open_pause(d) && !d->hold && !stops_clock(d))
		sim_fail(world, d->id, "the clock stands still, and no step stops it");
	LT_REQUIRE(lt_rows_live(d, &world->arena, &rows) == 0);
	if (!lt_rows_cover(d, &rows))
		sim_fail(world, d->id, "the dossier is on nobody's list");
	for (size_t i = 0; i < d->n_tokens && world->calm; i++)
		check_token(world, d, d->tokens[i]);
	if (world->calm)
		sim_check_at_desks(world, d);
}

void sim_check_dossiers(struct sim_world *world)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_err err = {0};
	world->ended = world->open = world->incidents = world->unstaffed = 0;
	int r = lt_scan_from(lt_engine_state(world->coordinator.engine)->txn, LT_TABLE_dossier,
			     lt_slice(NULL, 0), &scan, &err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, &err)) == 0) {
		Lt__Dossier *d;
		lt_arena_reset(&world->arena);
		LT_REQUIRE(LT_DECODE_OWN(dossier, value, &world->arena, &d) == 0);
		check_told(world, d);
		check_open(world, d);
	}
	if (r < 0 && r != LT_E_ABSENT)
		sim_fail(world, 0, "the dossiers cannot be read: %s", err.text);
	if (world->calm && !world->failed)
		sim_check_nodes(world);
}
