/* SPDX-License-Identifier: EUPL-1.2 */
/* An engine with a directory and a procedure of the test's own, and commands run on it one by one.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/engine.h"

struct lt_rights {
	char *folder;
	struct lt_clock clock;
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq, dossier;
	const char *code;
};

/** Opens an engine and publishes the vn calendar and these two. Monday, 2024-06-03 08:00. */
struct lt_rights *lt_rights_new(const char *directory, const char *procedure);
void lt_rights_free(struct lt_rights *rights);
/** Runs one command as a batch of its own. */
Lt__CommandReply lt_rights_run(struct lt_rights *f, const struct lt_origin *origin, Lt__Command *c);
/** Who acts. */
Lt__Actor lt_rights_actor(Lt__ActorKind kind, const char *id, const char *unit);
/** Receives a dossier of @p applicant at @p unit; its code and id are in @p f. */
void lt_rights_submit(struct lt_rights *f, const struct lt_origin *origin, const char *officer,
		      const char *unit, const char *applicant);
