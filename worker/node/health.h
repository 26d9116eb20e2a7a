/* SPDX-License-Identifier: EUPL-1.2 */
/* A node's address for those who watch it: /healthz, /readyz, /metrics. Off unless `http.listen` is
 * set. */
#pragma once

#include "worker/node/follow.h"
#include "worker/node/jobs.h"
#include "worker/node/keep.h"
#include "worker/node/settings.h"
#include "worker/web/web.h"

struct lt_node_health;
struct lt_figures;

/** What is asked of. All borrowed. */
struct lt_node_health_source {
	const char *dir;
	const struct lt_settings *settings;
	struct lt_clock *clock;
	struct lt_post *post;
	struct lt_outbox *outbox;
	struct lt_keep *keep;
	struct lt_line *line;
	struct lt_replica *replica;
	struct lt_jobs *jobs;
	struct lt_web *web; /**< NULL: no pages */
};

/** @return 0, with *ret NULL if the settings name no address; LT_E_USAGE, LT_E_LINE, LT_E_NOMEM. */
int lt_node_health_start(const struct lt_node_health_source *source, struct lt_node_health **ret,
			 struct lt_err *err) LT_MUST_USE;
uint16_t lt_node_health_port(const struct lt_node_health *health);
/** A sample as people are told it. The node's thread. @return 0; LT_E_NOMEM. */
int lt_node_health_figures(const struct lt_node_health_source *source,
			   struct lt_figures *ret) LT_MUST_USE;
/** Each round of the node's thread. NULL is fine. */
void lt_node_health_step(struct lt_node_health *health);
/** Before everything it asks. NULL is fine. */
void lt_node_health_stop(struct lt_node_health *health);
