/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/lienthong/past_own.h"

#define RECORD_BYTES_MAX ((size_t)2 << 30)

static bool is_folder(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

bool lt_archive_is(const char *path)
{
	static const char *const ends[] = {"", ".events.csv", ".events.csv.gz"};
	size_t size = strlen(path);
	if (is_folder(path))
		return true;
	for (size_t i = 1; i < 3; i++) {
		size_t end = strlen(ends[i]);
		LT_AUTO(free) char *made = NULL;
		if (size > end && strcmp(path + size - end, ends[i]) == 0)
			return true;
		if (asprintf(&made, "%s%s", path, ends[i]) >= 0 && access(made, F_OK) == 0)
			return true;
	}
	return false;
}

bool lt_past_wanted(const struct lt_past_choice *choice, int64_t received_us)
{
	return (!choice->since_us || received_us >= choice->since_us) &&
	       (!choice->until_us || received_us < choice->until_us);
}

int lt_archive_open(const char *path, struct lt_archive **ret, struct lt_err *err)
{
	struct lt_archive *record = calloc(1, sizeof *record);
	if (!record)
		return LT_E_NOMEM;
	lt_arena_init(&record->arena, RECORD_BYTES_MAX);
	int r = is_folder(path) ? lt_past_open_journal(record, path, err)
				: lt_log_read(path, &record->log, err);
	if (r == 0 && !record->journal)
		record->begins_us = record->log.events[0].at_us;
	for (size_t i = 0; r == 0 && i < record->log.dates_count; i++) {
		int64_t start_us = record->log.dates[i].start_us;
		if (start_us != LT_LOG_NEVER && start_us < record->begins_us)
			record->begins_us = start_us;
	}
	if (r < 0) {
		lt_archive_free(record);
		return r;
	}
	*ret = record;
	return 0;
}

void lt_archive_free(struct lt_archive *record)
{
	if (!record)
		return;
	lt_journal_free(record->journal);
	lt_log_done(&record->log);
	lt_arena_done(&record->arena);
	free(record);
}

const struct lt_trial_file *lt_archive_files(const struct lt_archive *record, size_t *ret_count)
{
	*ret_count = record->files_count;
	return record->files;
}

int64_t lt_archive_begins(const struct lt_archive *record)
{
	return record->begins_us;
}

int lt_archive_take(struct lt_archive *record, const struct lt_definition *definition,
		    const struct lt_past_choice *choice, struct lt_pasts *ret, struct lt_err *err)
{
	*ret = (struct lt_pasts){.first_us = INT64_MAX};
	int r = record->journal ? lt_past_take_journal(record, definition, choice, ret, err)
				: lt_past_take_log(record, definition, choice, ret);
	for (size_t i = 0; r == 0 && i < ret->count; i++)
		if (ret->items[i].at_us < ret->first_us)
			ret->first_us = ret->items[i].at_us;
	return r == LT_E_NOMEM && record->arena.used > RECORD_BYTES_MAX / 2
		       ? lt_err_set(err, LT_E_LIMIT,
				    "quá nhiều hồ sơ cho một lần; hãy chọn bớt bằng --since, "
				    "--until")
		       : r;
}
