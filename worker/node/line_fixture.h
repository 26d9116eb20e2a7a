/* SPDX-License-Identifier: EUPL-1.2 */
/* A line and its outbox on a fake line in virtual time, against a coordinator that is scripted to
 * be as troublesome as one can be: it forgets, refuses, is cut off before and after the effect. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/link/fake.h"
#include "worker/node/line.h"
#include "worker/node/outbox.h"
#include "worker/node/post.h"

enum {
	DOSSIERS = 40,
	SEQS_MAX = 16384,
	BAD_TIME = -1, /* a command with this happened_us is refused for good */
};

/** What the coordinator remembers of a request, as the real one does. */
struct stored {
	uint64_t content;
	bool decided;
	unsigned times;
};

/** The whole of it; tests turn its knobs. */
struct world {
	struct lt_clock clock;
	struct lt_fake_line *fake;
	struct lt_server *server;
	struct lt_client *client;
	struct lt_post *post;
	struct lt_outbox *outbox;
	struct lt_line *line;
	uint64_t random;
	/* the coordinator */
	uint32_t bound_pipe;
	struct stored book[SEQS_MAX];
	int64_t done_of[DOSSIERS + 1]; /* last act of each dossier that took effect */
	uint64_t no_room_for;	       /* a dossier; 0: there is room for all */
	unsigned refuse_per_mille, hang_up_per_mille, error_per_mille;
	unsigned hang_ups_left; /* the next so many messages end in a cut, before or after */
	int whole_error;	/* every Report is refused with it; 0: none */
	bool forgetful;		/* forgets who is bound now and then */
	uint64_t seq_max;
	size_t reports, in_report_max, bytes_max, parked_max;
	struct lt_call *parked[64];
	size_t parked_count;
	/* the node */
	size_t answered, errors, jobs_offered, relayed;
	int64_t acts_of[DOSSIERS + 1];
	uint32_t free;
	uint32_t told[LT_LINE_POLLS];
	const char *barred;
};

struct world *open_world(uint64_t seed, const struct lt_fake_knobs *knobs);
void close_world(struct world *w);
/** The coordinator's process ends, and starts again. */
void close_server(struct world *w);
void open_server(struct world *w);
/** Chance by the world's seed. */
uint64_t next_random(struct world *w);

/** Lets virtual time pass. */
void run_for(struct world *w, int64_t us);
/** ... until so many commands were answered, for at most an hour. */
void run_until_answered(struct world *w, size_t count);
/** One more act on a dossier; 0: about none. */
void put(struct world *w, uint64_t dossier);
/** Every act took effect, and nothing waits. */
void assert_all_done(const struct world *w);
/** Answers a parked poll with so many jobs. */
void answer_poll(struct world *w, size_t jobs);
