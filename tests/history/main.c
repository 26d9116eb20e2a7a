/* SPDX-License-Identifier: EUPL-1.2 */
/* history-check FOLDER --events: prints the events of all its dossiers, as tell.h says.
 *
 * history-check FOLDER [CODES]: looks at a coordinator's folder that nobody has open, as
 * history.h says. CODES is a file of dossier codes, one a line, that somebody was given: each must
 * be there. Prints what does not hold, with LT_VERBOSE everything; ends with 1 if anything does
 * not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "proto/base/log.h"
#include "records/state.h"
#include "tests/history/history.h"
#include "tests/history/tell.h"

static void tell(const struct history_report *report, bool all)
{
	for (int i = 1; i <= HISTORY_COUNT; i++) {
		const struct history_invariant *n = &report->items[i];
		if (!all && !n->broken)
			continue;
		(void)printf("I%d, %s: %llu times looked, %llu times broken\n", i,
			     history_english(i), (unsigned long long)n->checked,
			     (unsigned long long)n->broken);
		if (n->broken)
			(void)printf("  %s\n", n->example);
	}
}

/* Every code that was given is that of a dossier. @return how many are not */
static int look_for_codes(const char *folder, const char *codes, struct lt_err *err)
{
	char line[256];
	int missing = 0, r = 0;
	struct lt_store_options options = {.read_only = true};
	LT_AUTO(store) struct lt_store *store = NULL;
	LT_AUTO(txn) struct lt_txn *txn = NULL;
	LT_AUTO(free) char *path = NULL;
	FILE *file = fopen(codes, "re");
	if (!file)
		return 0; /* nobody was given any */
	LT_REQUIRE(asprintf(&path, "%s/state.mdb", folder) > 0);
	r = lt_store_open(path, &options, &store, err);
	if (r == 0)
		r = lt_store_snapshot(store, &txn, err);
	while (r == 0 && fgets(line, sizeof line, file)) {
		uint64_t id;
		line[strcspn(line, "\n")] = 0;
		if (*line && lt_state_code(txn, line, &id, NULL) < 0) {
			(void)printf("dossier %s was acknowledged and is not there\n", line);
			missing++;
		}
	}
	(void)fclose(file);
	return r < 0 ? r : missing;
}

int main(int argc, char **argv)
{
	struct history_report report;
	struct lt_err err = {0};
	if (argc < 2) {
		(void)fputs("history-check FOLDER [CODES | --events]\n", stderr);
		return 2;
	}
	LT_REQUIRE(sodium_init() >= 0);
	lt_log_level(LT_LOG_ERROR);
	if (argc > 2 && strcmp(argv[2], "--events") == 0) {
		if (history_tell_events(argv[1], stdout, &err) == 0)
			return 0;
		(void)fprintf(stderr, "%s: %s\n", argv[1], err.text);
		return 1;
	}
	struct history *history = history_new();
	int r = history_check_folder(history, argv[1], HISTORY_ALWAYS, &report, &err);
	history_free(history);
	int missing = r == 0 && argc > 2 ? look_for_codes(argv[1], argv[2], &err) : 0;
	if (r < 0 || missing < 0) {
		(void)printf("%s: %s\n", argv[1], err.text);
		return 1;
	}
	tell(&report, getenv("LT_VERBOSE") != NULL);
	return missing || history_broken(&report) ? 1 : 0;
}
