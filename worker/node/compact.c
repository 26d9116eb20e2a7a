/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder `records` is exchanged for one that was written beside it.
 *
 *   records.next is filled, closed   -> records becomes records.old -> records.next becomes records
 *                                    -> it opens and every byte is right -> records.old goes
 *
 * A start that finds no `records` was in between: records.old comes back, and it is done again some
 * day. The file `compacted` in the folder says how large its journal was then. */
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/base/smallfile.h"
#include "worker/node/replica_own.h"

#define LOOK_US LT_US_PER_HOUR
#define GIVEN_UP_US LT_US_PER_DAY

static const char next_name[] = "records.next", old_name[] = "records.old";

int lt_replica_compact_recover(struct lt_replica *replica, struct lt_err *err)
{
	int r = 0;
	lt_replica_remove_folder(replica, next_name);
	if (lt_replica_has_folder(replica, "records"))
		lt_replica_remove_folder(replica, old_name);
	else if (lt_replica_has_folder(replica, old_name))
		r = lt_replica_rename_folder(replica, old_name, "records", err);
	return r;
}

/* -- is it time? -- */

static uint64_t journal_bytes(struct lt_replica *replica)
{
	struct lt_store_stats stats;
	struct lt_store *store = lt_journal_local_store(replica->records.journal);
	return lt_store_stats(store, &stats, NULL) == 0 ? stats.used_bytes : 0;
}

/* What it came down to the last time. */
static uint64_t last_bytes(const struct lt_replica *replica)
{
	char line[LT_SMALLFILE_LINE_BYTES];
	return lt_smallfile_line(replica->folder, LT_REPLICA_SIZE_FILE, line, NULL) == 0
		       ? strtoull(line, NULL, 10)
		       : 0;
}

static bool is_worth_it(struct lt_replica *replica)
{
	uint64_t least = replica->options.compact_bytes ? replica->options.compact_bytes
							: LT_REPLICA_COMPACT_BYTES;
	uint64_t bytes = journal_bytes(replica);
	return replica->mark && !replica->mark->more && bytes >= least &&
	       bytes >= 2 * last_bytes(replica);
}

/* 00:00 on the first of this month, years ago. */
static int64_t keep_from_us(const struct lt_replica *replica)
{
	struct lt_date date = lt_date_of_day(lt_local_of(lt_replica_now_us(replica)).day);
	date.year -= LT_REPLICA_KEPT_YEARS;
	date.mday = 1;
	return lt_instant_of((struct lt_local){.day = lt_day_of_date(date)});
}

/* -- doing it -- */

void lt_replica_compact_stop(struct lt_replica *replica)
{
	if (!replica->rewrite)
		return;
	lt_rewrite_free(lt_steal(&replica->rewrite));
	lt_replica_remove_folder(replica, next_name);
}

static int begin(struct lt_replica *replica, struct lt_err *err)
{
	LT_AUTO(free) char *folder = lt_replica_path_of(replica, next_name);
	lt_replica_remove_folder(replica, next_name);
	return folder ? lt_rewrite_begin(&replica->records, folder, keep_from_us(replica),
					 &replica->rewrite, err)
		      : LT_E_NOMEM;
}

/* The old ones are there until the new ones have been read. */
static int exchange(struct lt_replica *replica, struct lt_err *err)
{
	struct lt_err ignored;
	lt_replica_close_records(replica, true);
	int r = lt_replica_rename_folder(replica, "records", old_name, err);
	if (r == 0)
		r = lt_replica_rename_folder(replica, next_name, "records", err);
	if (r == 0)
		r = lt_replica_open_records(replica, err);
	if (r == 0) {
		lt_replica_remove_folder(replica, old_name);
		return 0;
	}
	if (lt_replica_has_folder(replica, old_name)) {
		lt_replica_remove_folder(replica, "records");
		LT_IGNORE(lt_replica_rename_folder(replica, old_name, "records", &ignored));
	}
	if (lt_replica_open_records(replica, &ignored) < 0)
		lt_log(LT_LOG_ERROR, "replica", 0, feed_failed, "%s", ignored.text);
	return r;
}

static int note_size(struct lt_replica *replica, struct lt_err *err)
{
	char text[32];
	(void)snprintf(text, sizeof text, "%llu\n", (unsigned long long)journal_bytes(replica));
	return lt_smallfile_write(replica->folder, LT_REPLICA_SIZE_FILE, text, err);
}

static int finish(struct lt_replica *replica, struct lt_err *err)
{
	uint64_t before = journal_bytes(replica), left = lt_rewrite_left_out(replica->rewrite);
	int r = lt_rewrite_end(replica->rewrite, err);
	if (r < 0)
		return r;
	lt_rewrite_free(lt_steal(&replica->rewrite));
	r = exchange(replica, err);
	if (r == 0)
		r = note_size(replica, err);
	if (r < 0)
		return r;
	replica->stats.compactions++;
	lt_log(LT_LOG_INFO, "replica", 0, replica_compacted,
	       "journal=%llu before=%llu dossiers_left_out=%llu",
	       (unsigned long long)journal_bytes(replica), (unsigned long long)before,
	       (unsigned long long)left);
	return 0;
}

static int go_on(struct lt_replica *replica, struct lt_err *err)
{
	bool done = false;
	lt_replica_lift(replica);
	int r = replica->rewrite ? lt_rewrite_step(replica->rewrite, &done, err)
				 : begin(replica, err);
	return r == 0 && done ? finish(replica, err) : r;
}

void lt_replica_compact_step(struct lt_replica *replica, int64_t now_us)
{
	struct lt_err why = {0};
	if (lt_replica_compact_next_us(replica) > now_us)
		return;
	replica->looked_us = now_us > 0 ? now_us : 1;
	if (!replica->open || (!replica->rewrite && !is_worth_it(replica)))
		return;
	if (go_on(replica, &why) == 0)
		return;
	lt_log(LT_LOG_WARN, "replica", 0, checkpoint_failed, "not compacted: %s", why.text);
	lt_replica_compact_stop(replica);
	replica->looked_us = now_us + GIVEN_UP_US;
}

int64_t lt_replica_compact_next_us(const struct lt_replica *replica)
{
	if (replica->rewrite || !replica->looked_us)
		return 0;
	return replica->looked_us + LOOK_US;
}
