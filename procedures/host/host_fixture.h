/* SPDX-License-Identifier: EUPL-1.2 */
/* What the tests of the host share: files of the source tree, and loading them. */
#pragma once

#include <stdbool.h>

#include "procedures/host/host.h"

/** A file of the source tree, NUL-terminated; free() its data. Fails the test if there is none. */
struct lt_slice fixture_read(const char *path);
/** procedures/directory/two_levels.lua, loaded once. */
const struct lt_directory *fixture_directory(void);
/** Lets go of the directory: a teardown of cmocka's. @return 0 */
int fixture_done(void **state);

/** A load and all it gave. Zero it first, fixture_unload it at the end. */
struct fixture {
	struct lt_arena arena;
	struct lt_findings findings;
	struct lt_definition *definition;
	struct lt_err err;
	int result;
};
void fixture_load(struct fixture *f, const char *source, const char *base,
		  const struct lt_directory *directory);
void fixture_unload(struct fixture *f);
/** Prints the findings, for a failing test. */
void fixture_show(const struct fixture *f);
/** A whole procedure around steps; further header lines in @p header. */
char *fixture_procedure(const char *header, const char *steps);

/** Each procedure of procedures/national, loaded; one that does not load fails the test. */
void fixture_each_procedure(void (*visit)(const char *path, const struct lt_definition *definition,
					  void *owner),
			    void *owner);
