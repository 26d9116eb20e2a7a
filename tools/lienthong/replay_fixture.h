/* SPDX-License-Identifier: EUPL-1.2 */
/* One log from its file to what was read back, for tests. */
#pragma once

#include "tools/lienthong/replay.h"

struct replay_fixture {
	char *folder;
	struct lt_log log;
	struct lt_replay_sources sources;
	struct lt_replay_figures figures;
	struct lt_history history;
	struct lt_arena arena;
	struct lt_mismatches found;
	struct lt_err err;
};

/** Of one test each: *state is the fixture. */
int replay_setup(void **state);
int replay_teardown(void **state);
/** Writes NAME in the fixture's folder. @return its path, in the arena */
const char *replay_write(struct replay_fixture *f, const char *name, struct lt_slice text);
/** Reads, plays and reads back; fails the test if that fails. */
void replay_play(struct replay_fixture *f, const char *path);
/** How many mismatches there are between the log and the history. */
uint64_t replay_compare(struct replay_fixture *f);
