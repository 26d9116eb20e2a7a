/* SPDX-License-Identifier: EUPL-1.2 */
/* The book numbers requests as people make them; the node numbers commands anew. Here is which is
 * which, so that the journal can be read against the book. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "tests/sim/node_own.h"
#include "tests/support/support.h"
#include "worker/node/visits.h"

/* -- people's -- */

static struct sim_request *asked_under(const struct sim_node *node, uint64_t seq)
{
	for (size_t i = 0; i < node->queue_count; i++)
		if (node->queue[i]->seq == seq)
			return node->queue[i];
	return NULL;
}

static void note_kept(struct sim_node *node, const struct lt_outgoing *c)
{
	const struct lt_answer *answer = c->context;
	struct sim_request *request =
		answer && answer->visit->boot == node->boot ? asked_under(node, answer->seq) : NULL;
	if (!request || request->number)
		return;
	request->number_key = lt_stream_key(node->key);
	request->number_boot = lt_keep_stream(node->keep);
	request->number = c->seq;
	node->kept = lt_test_room(node->kept, node->kept_count, sizeof(void *));
	node->kept[node->kept_count++] = request;
}

void sim_node_note_kept(struct sim_node *node)
{
	struct lt_outgoing *c = NULL;
	if (lt_outbox_count_of(node->outbox, LT_SENDER_DESK) == 0)
		return;
	while ((c = lt_outbox_next(node->outbox, c)))
		if (c->seq > node->kept_seq) {
			node->kept_seq = c->seq;
			note_kept(node, c);
		}
}

struct sim_request *sim_node_unkeep(struct sim_node *node, uint64_t seq)
{
	for (size_t i = 0; i < node->kept_count; i++)
		if (node->kept[i]->number == seq) {
			struct sim_request *request = node->kept[i];
			node->kept[i] = node->kept[--node->kept_count];
			return request;
		}
	return NULL;
}

/* -- jobs' -- */

void sim_node_sent(struct sim_node *node, struct sim_request *request)
{
	if (request->number || !request->out->seq)
		return;
	request->number_key = node->key;
	request->number_boot = node->boot;
	request->number = request->out->seq;
}

void sim_node_note_sent(struct sim_node *node)
{
	for (size_t i = 0; i < node->queue_count; i++)
		if (node->queue[i]->out)
			sim_node_sent(node, node->queue[i]);
}

/* -- what the node was told -- */

static struct sim_acknowledged *place_of(const struct sim_node *node, uint64_t dossier)
{
	for (size_t i = 0; i < node->acknowledged_count; i++)
		if (node->acknowledged[i].dossier == dossier)
			return &node->acknowledged[i];
	return NULL;
}

void sim_node_acknowledge(struct sim_node *node, uint64_t dossier, uint32_t events)
{
	struct sim_acknowledged *known = place_of(node, dossier);
	if (!known) {
		node->acknowledged =
			lt_test_room(node->acknowledged, node->acknowledged_count, sizeof *known);
		known = &node->acknowledged[node->acknowledged_count++];
		*known = (struct sim_acknowledged){.dossier = dossier};
	}
	if (events > known->events)
		known->events = events;
}

uint32_t sim_node_acknowledged(const struct sim_node *node, uint64_t dossier)
{
	const struct sim_acknowledged *known = place_of(node, dossier);
	return known ? known->events : 0;
}

/* -- the process is gone -- */

void sim_node_forget(struct sim_node *node, bool wiped)
{
	size_t count = node->queue_count;
	node->queue_count = 0;
	node->acknowledged_count = 0; /* a replica put back may be older, until it has caught up */
	for (size_t i = 0; i < count; i++) {
		struct sim_request *request = node->queue[i];
		request->queued = request->under_way = false;
		request->out = NULL;
		sim_book_lost(node->world, request);
	}
	if (!wiped)
		return;
	node->kept_seq = 0;
	node->kept_count = 0;
}

static void copy_file(const char *from, const char *to)
{
	struct stat st;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	LT_REQUIRE(in >= 0 && out >= 0 && fstat(in, &st) == 0);
	for (off_t left = st.st_size; left > 0;) {
		ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)left, 0);
		LT_REQUIRE(n > 0);
		left -= n;
	}
	(void)close(in);
	(void)close(out);
}

/* Files of LMDB but for their locks, which belong to the process that dies. */
static void copy_files(const char *from, const char *to)
{
	static const char *const names[] = {"own.mdb", "records/journal.mdb", "records/state.mdb"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		LT_AUTO(free) char *source = NULL;
		LT_AUTO(free) char *target = NULL;
		LT_REQUIRE(asprintf(&source, "%s/%s", from, names[i]) > 0 &&
			   asprintf(&target, "%s/%s", to, names[i]) > 0);
		if (access(source, F_OK) == 0)
			copy_file(source, target);
	}
}

char *sim_copy_folder(const char *folder)
{
	LT_AUTO(free) char *records = NULL;
	char *copy = lt_test_folder();
	LT_REQUIRE(asprintf(&records, "%s/records", copy) > 0 && mkdir(records, 0700) == 0);
	copy_files(folder, copy);
	return copy;
}
