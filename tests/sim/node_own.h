/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of a node share: node.c, visitor.c, numbers.c. */
#pragma once

#include "tests/sim/sim.h"

#define SIM_DESK_TOKEN "simulated"

/** When the node is to be looked at next. */
static inline int64_t *sim_node_next(const struct sim_node *node)
{
	return &node->world->nodes_us[node - node->world->nodes];
}

/* -- who comes to the desk (visitor.c) -- */

int sim_visitor_open(struct sim_node *node, struct lt_err *err) LT_MUST_USE;
/** Whoever waits for a read is told that there is none. */
void sim_visitor_close(struct sim_node *node);
void sim_visitor_step(struct sim_node *node);
int64_t sim_visitor_next_us(const struct sim_node *node);
/** It waits for an answer no more. */
void sim_node_dequeue(struct sim_node *node, struct sim_request *request);

/* -- which of the node's commands is which request (numbers.c) -- */

/** After the desk took calls: notes the numbers that were given to what people asked. */
void sim_node_note_kept(struct sim_node *node);
/** After the line was stepped: ... to what jobs report. */
void sim_node_note_sent(struct sim_node *node);
void sim_node_sent(struct sim_node *node, struct sim_request *request);
/** The request of a kept command, which is answered. NULL: it was made by nobody of the book. */
struct sim_request *sim_node_unkeep(struct sim_node *node, uint64_t seq);
/** The node was told that so many events of the dossier are recorded. */
void sim_node_acknowledge(struct sim_node *node, uint64_t dossier, uint32_t events);
uint32_t sim_node_acknowledged(const struct sim_node *node, uint64_t dossier);
/** The process is gone: nobody will hear of what was asked. @param wiped  its disk too */
void sim_node_forget(struct sim_node *node, bool wiped);
/** A folder as it is on disk now, as kill -9 would leave it. Of the caller. */
char *sim_copy_folder(const char *folder);
