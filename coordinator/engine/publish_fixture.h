/* SPDX-License-Identifier: EUPL-1.2 */
/* An engine and a bundle to be sent to it; for tests of publishing. */
#pragma once

#include "coordinator/engine/engine.h"
#include "coordinator/engine/exams.h"
#include "tests/support/support.h"

enum { LT_FILES_MAX = 8 };

/** The people of a test: NULL is the operator. */
struct lt_publish_fixture {
	struct lt_clock clock;
	char *folder;
	struct lt_engine *engine;
	struct lt_arena arena;
	uint64_t seq;
	struct lt_exams *exams; /* NULL: files are checked here */
	Lt__PublishItem items[LT_FILES_MAX], *list[LT_FILES_MAX];
	Lt__PublishBundle bundle;
};

void lt_publish_setup(struct lt_publish_fixture *f, bool apart);
void lt_publish_teardown(struct lt_publish_fixture *f);
/** Ends the engine without a checkpoint, and opens it anew. */
void lt_publish_crash(struct lt_publish_fixture *f);
/** An item of no kind yet. */
Lt__PublishItem *lt_publish_add(struct lt_publish_fixture *f);
const char *lt_publish_text(struct lt_publish_fixture *f, const char *path);
void lt_publish_add_calendar(struct lt_publish_fixture *f, const char *path);
void lt_publish_add_directory(struct lt_publish_fixture *f, const char *name, const char *source);
void lt_publish_add_procedure(struct lt_publish_fixture *f, const char *name, const char *source);
/** Sends a command in a batch of its own. @param as  an officer; NULL: the operator */
Lt__CommandReply lt_publish_command(struct lt_publish_fixture *f, Lt__Command *c, const char *as);
/** Sends what was added, and begins anew. */
Lt__CommandReply lt_publish_send(struct lt_publish_fixture *f, const char *as);
/** Closes a proposal. */
Lt__CommandReply lt_publish_close_as(struct lt_publish_fixture *f, uint32_t number,
				     Lt__ProposalEnd end, const char *as, const char *note);
/** How many versions of procedures are in force or were. */
size_t lt_publish_count(struct lt_publish_fixture *f);
