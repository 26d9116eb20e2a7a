/* SPDX-License-Identifier: EUPL-1.2 */
/* Puts the parts together; holds no state of theirs. */
#include "worker/node/node.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/log.h"
#include "proto/base/smallfile.h"
#include "proto/link/client.h"
#include "proto/link/server.h"
#include "worker/node/alone.h"
#include "worker/node/connect.h"
#include "worker/node/desk.h"
#include "worker/node/folder.h"
#include "worker/node/follow.h"
#include "worker/node/health.h"
#include "worker/node/jobs.h"
#include "worker/node/line.h"
#include "worker/node/outage.h"
#include "worker/node/outbox.h"
#include "worker/node/post.h"
#include "worker/node/renewal.h"
#include "worker/node/replica.h"
#include "worker/web/web.h"

#define FINISH_US (10 * LT_US_PER_SECOND) /* for running jobs, when stopping */
#define REPORT_US (5 * LT_US_PER_SECOND)  /* for the answers to their reports */

static const char port_file[] = "desk.port", web_port_file[] = "web.port",
		  http_port_file[] = "http.port";

enum stage { STAGE_WORKING = 1, STAGE_FINISHING, STAGE_REPORTING, STAGE_STOPPED };

struct lt_node {
	struct lt_node_options options;
	struct lt_post *post;
	struct lt_keep *keep;
	struct lt_outbox *outbox;
	struct lt_jobs *jobs;
	struct lt_alone *alone;
	struct lt_desk *desk;
	struct lt_baggage *baggage;
	struct lt_server *server;
	struct lt_web *web;	       /* NULL: no pages */
	uint64_t told;		       /* what of the copy the pages were last told to look at */
	struct lt_node_health *health; /* NULL: nobody watches */
	char desk_address[64];
	struct lt_connection connection;
	struct lt_line *line;
	struct lt_replica *replica;
	struct lt_follow *follow;
	struct lt_sign_key key; /* of an enrolled node */
	struct lt_renewal *renewal;
	struct lt_outage outage;
	uint64_t epoch; /* newest of a coordinator, as the folder knows it */
	enum stage stage;
	int64_t stage_until_us;
	bool was_ready;
};

/* -- hooks of the line -- */

static void answered(void *owner, struct lt_outgoing *command, const Lt__CommandReply *reply)
{
	struct lt_node *node = owner;
	if (command->sender == LT_SENDER_JOB) {
		lt_jobs_answered(node->jobs, command, reply);
		return;
	}
	lt_desk_answered(node->desk, command, reply);
	if (node->baggage)
		lt_baggage_named(node->baggage);
}

static bool no_room(void *owner, struct lt_outgoing *command)
{
	return command->sender == LT_SENDER_DESK &&
	       lt_desk_no_room(((struct lt_node *)owner)->desk, command);
}

static void offered(void *owner, Lt__Job *const *jobs, size_t count)
{
	lt_jobs_offered(((struct lt_node *)owner)->jobs, jobs, count);
}

static size_t free_slots(void *owner, unsigned poll, Lt__Slots *ret, size_t max)
{
	return lt_jobs_free_slots(((struct lt_node *)owner)->jobs, poll, ret, max);
}

static void poll_over(void *owner, unsigned poll)
{
	lt_jobs_poll_over(((struct lt_node *)owner)->jobs, poll);
}

static bool barred(void *owner, const char *text)
{
	return lt_jobs_barred(((struct lt_node *)owner)->jobs, text);
}

static void relayed(void *owner, struct lt_call *call, const Lt__Reply *reply, int code,
		    const char *text)
{
	lt_desk_relayed(((struct lt_node *)owner)->desk, call, reply, code, text);
}

/* A coordinator that was replaced must not be believed after a restart either. */
static void keep_epoch(struct lt_node *node, uint64_t epoch)
{
	struct lt_err why = {0};
	if (epoch <= node->epoch)
		return;
	node->epoch = epoch;
	if (lt_folder_set_epoch(node->options.dir, epoch, &why) < 0)
		lt_log(LT_LOG_ERROR, "node", 0, line_up, "epoch not kept: %s", why.text);
}

static void changed(void *owner, bool bound)
{
	struct lt_node *node = owner;
	const Lt__HelloReply *greeting = lt_line_greeting(node->line);
	lt_outage_changed(&node->outage, bound, bound ? greeting->now_us : 0);
	if (!bound)
		return lt_desk_line_down(node->desk);
	lt_follow_bound(node->follow);
	if (node->baggage)
		lt_baggage_hurry(node->baggage);
	keep_epoch(node, greeting->epoch);
	if (node->was_ready) {
		lt_log(LT_LOG_INFO, "node", 0, line_up, "coordinator=%s", greeting->coordinator);
		return;
	}
	node->was_ready = true;
	lt_log(LT_LOG_INFO, "node", 0, started,
	       "ready node=%s boot=%" PRIu64 " desk=%u coordinator=%s units=%zu",
	       node->options.settings->node, node->options.boot, lt_server_port(node->server),
	       greeting->coordinator, greeting->n_units);
}

/* -- life -- */

static int open_outbox(struct lt_node *node, struct lt_err *err)
{
	LT_AUTO(free) char *path = NULL;
	if (asprintf(&path, "%s/own.mdb", node->options.dir) < 0)
		return lt_err_set(err, LT_E_NOMEM, "node");
	int r = lt_keep_open(path, node->options.boot, NULL, &node->keep, err);
	struct lt_outbox_options outbox = {.keep = node->keep};
	return r < 0 ? r : lt_outbox_open(&outbox, &node->outbox, err);
}

static int open_jobs(struct lt_node *node, struct lt_err *err)
{
	const struct lt_settings *s = node->options.settings;
	struct lt_jobs_options jobs = {.node = s->node,
				       .slots = s->slots,
				       .clock = node->options.clock,
				       .outbox = node->outbox,
				       .program = node->options.program};
	int r = lt_jobs_new(&jobs, &node->jobs, err);
	for (size_t i = 0; r == 0 && i < s->capabilities_count; i++)
		r = lt_jobs_add(node->jobs, &s->capabilities[i], err);
	return r;
}

static int open_baggage(struct lt_node *node, struct lt_err *err)
{
	struct lt_baggage_options baggage = {.dir = node->options.dir,
					     .settings = node->options.settings,
					     .clock = node->options.clock,
					     .line = node->connection.client};
	int r = lt_baggage_new(&baggage, &node->baggage, err);
	if (r == 0)
		lt_desk_set_baggage(node->desk, node->baggage);
	return r;
}

static int tell_figures(void *owner, struct lt_figures *ret);

static int open_desk(struct lt_node *node, struct lt_err *err)
{
	char port[16];
	struct lt_desk_options desk = {.node = node->options.settings->node,
				       .web_url = node->options.settings->web_url,
				       .token = node->options.token,
				       .software = node->options.software,
				       .clock = node->options.clock,
				       .outbox = node->outbox,
				       .replica = node->replica,
				       .follow = node->follow,
				       .alone = node->alone,
				       .figures = tell_figures,
				       .figures_owner = node,
				       .keep = node->keep,
				       .key = node->options.settings->sign_key ? &node->key : NULL};
	int r = lt_desk_new(&desk, &node->desk, err);
	if (r == 0)
		lt_desk_set_line(node->desk, node->line, node->renewal);
	if (r == 0)
		r = lt_desk_restore(node->desk, err);
	if (r == 0)
		r = open_baggage(node, err);
	struct lt_server_options server = {.address = node->options.settings->desk,
					   .on_call = lt_post_on_call,
					   .on_gone = lt_post_on_gone,
					   .owner = node->post};
	if (r == 0)
		r = lt_server_start(&server, &node->server, err);
	if (r < 0)
		return r;
	(void)snprintf(port, sizeof port, "%u\n", lt_server_port(node->server));
	return lt_smallfile_write(node->options.dir, port_file, port, err);
}

static int open_renewal(struct lt_node *node, struct lt_err *err)
{
	struct lt_renewal_options options = {.settings = node->options.settings,
					     .key = &node->key,
					     .clock = node->options.clock,
					     .connection = &node->connection,
					     .post = node->post};
	return lt_renewal_new(&options, &node->renewal, err);
}

/* The pages come to the desk like any visitor, from this very process. */
static int open_web(struct lt_node *node, struct lt_err *err)
{
	char port[16];
	const struct lt_settings *s = node->options.settings;
	struct lt_web_options web = {.dir = node->options.dir,
				     .address = s->web,
				     .cert = s->web_cert,
				     .key = s->web_key,
				     .proxy = s->web_proxy,
				     .idle_us = s->web_idle_us,
				     .desk = node->desk_address,
				     .token = node->options.token,
				     .boot = node->options.boot,
				     .software = node->options.software,
				     .clock = node->options.clock};
	if (!s->web)
		return 0;
	bool everywhere = strncmp(s->desk, "0.0.0.0:", 8) == 0;
	(void)snprintf(node->desk_address, sizeof node->desk_address, "%.*s:%u",
		       everywhere ? 9 : (int)strcspn(s->desk, ":"),
		       everywhere ? "127.0.0.1" : s->desk, lt_server_port(node->server));
	int r = lt_web_start(&web, &node->web, err);
	if (r < 0)
		return r;
	(void)snprintf(port, sizeof port, "%u\n", lt_web_port(node->web));
	return lt_smallfile_write(node->options.dir, web_port_file, port, err);
}

static struct lt_node_health_source health_source(const struct lt_node *node)
{
	return (struct lt_node_health_source){.dir = node->options.dir,
					      .settings = node->options.settings,
					      .clock = node->options.clock,
					      .post = node->post,
					      .outbox = node->outbox,
					      .keep = node->keep,
					      .line = node->line,
					      .replica = node->replica,
					      .jobs = node->jobs,
					      .web = node->web};
}

/* For people who ask at the desk. */
static int tell_figures(void *owner, struct lt_figures *ret)
{
	struct lt_node_health_source source = health_source(owner);
	return lt_node_health_figures(&source, ret);
}

static int open_health(struct lt_node *node, struct lt_err *err)
{
	char port[16];
	struct lt_node_health_source source = health_source(node);
	int r = lt_node_health_start(&source, &node->health, err);
	if (r < 0 || !node->health)
		return r;
	(void)snprintf(port, sizeof port, "%u\n", lt_node_health_port(node->health));
	return lt_smallfile_write(node->options.dir, http_port_file, port, err);
}

static int open_line(struct lt_node *node, struct lt_err *err)
{
	struct lt_line_options line = {.node = node->options.settings->node,
				       .software = node->options.software,
				       .boot = node->options.boot,
				       .clock = node->options.clock,
				       .post = node->post,
				       .outbox = node->outbox,
				       .hooks = {.owner = node,
						 .answered = answered,
						 .no_room = no_room,
						 .offered = offered,
						 .free_slots = free_slots,
						 .poll_over = poll_over,
						 .barred = barred,
						 .relayed = relayed,
						 .changed = changed}};
	const struct lt_settings *s = node->options.settings;
	int r = s->sign_key ? lt_sign_load(s->sign_key, &node->key, err) : 0;
	if (r == 0)
		r = lt_folder_epoch(node->options.dir, &node->epoch, err);
	if (r == 0)
		r = lt_connect(s, node->post, &node->connection, err);
	line.client = node->connection.client;
	line.key = s->sign_key ? &node->key : NULL;
	line.coordinator_key = s->has_coordinator_key ? s->coordinator_key : NULL;
	line.epoch = node->epoch;
	if (r == 0)
		r = lt_line_new(&line, &node->line, err);
	return r < 0 ? r : open_renewal(node, err);
}

static int open_replica(struct lt_node *node, struct lt_err *err)
{
	struct lt_replica_options replica = {.dir = node->options.dir,
					     .node = node->options.settings->node,
					     .clock = node->options.clock};
	int r = lt_replica_open(&replica, &node->replica, err);
	struct lt_follow_options follow = {.clock = node->options.clock,
					   .client = node->connection.client,
					   .post = node->post,
					   .line = node->line,
					   .replica = node->replica};
	return r < 0 ? r : lt_follow_new(&follow, &node->follow, err);
}

static int open_outage(struct lt_node *node, struct lt_err *err)
{
	struct lt_outage_options outage = {.node = node->options.settings->node,
					   .clock = node->options.clock,
					   .keep = node->keep,
					   .outbox = node->outbox,
					   .replica = node->replica,
					   .min_us = node->options.settings->down_us_min};
	return lt_outage_open(&node->outage, &outage, err);
}

int lt_node_new(const struct lt_node_options *options, struct lt_node **ret, struct lt_err *err)
{
	struct lt_node *node = calloc(1, sizeof *node);
	if (!node)
		return lt_err_set(err, LT_E_NOMEM, "node");
	node->options = *options;
	node->stage = STAGE_WORKING;
	int r = open_outbox(node, err);
	if (r == 0)
		r = lt_post_new(&node->post, err);
	if (r == 0)
		r = open_jobs(node, err);
	if (r == 0)
		r = open_line(node, err);
	if (r == 0)
		r = open_replica(node, err);
	if (r == 0)
		r = open_outage(node, err);
	struct lt_alone_options alone = {.node = options->settings->node,
					 .keep = node->keep,
					 .outbox = node->outbox,
					 .replica = node->replica};
	if (r == 0)
		r = lt_alone_new(&alone, &node->alone, err);
	if (r == 0)
		r = open_desk(node, err);
	if (r == 0)
		r = open_web(node, err);
	if (r == 0)
		r = open_health(node, err);
	if (r < 0) {
		lt_node_free(node);
		return r;
	}
	*ret = node;
	return 0;
}

static void tell_stats(const struct lt_node *node)
{
	struct lt_line_stats line = lt_line_stats(node->line);
	struct lt_pool_stats jobs = lt_jobs_stats(node->jobs);
	lt_log(LT_LOG_INFO, "node", 0, stopped,
	       "polls=%" PRIu64 " reports=%" PRIu64 " commands=%" PRIu64 " repeats=%" PRIu64
	       " jobs=%" PRIu64 " failed=%" PRIu64 " unanswered=%zu",
	       line.polls, line.reports, line.commands, line.repeats, jobs.given, jobs.failed,
	       lt_outbox_count(node->outbox));
}

void lt_node_free(struct lt_node *node)
{
	if (!node)
		return;
	if (node->web)
		lt_smallfile_remove(node->options.dir, web_port_file);
	if (node->health)
		lt_smallfile_remove(node->options.dir, http_port_file);
	lt_node_health_stop(node->health);
	lt_web_stop(node->web); /* its visitors leave the desk first */
	if (node->server)
		lt_server_stop(node->server);
	if (node->line)
		tell_stats(node);
	lt_renewal_free(node->renewal);
	lt_follow_free(node->follow);
	lt_line_free(node->line);
	lt_smallfile_remove(node->options.dir, port_file); /* nobody is to look for the desk */
	lt_baggage_free(node->baggage);
	lt_disconnect(&node->connection);
	lt_post_free(node->post); /* after everybody who fills it */
	lt_desk_free(node->desk);
	lt_server_free(node->server); /* after everybody who holds its calls */
	lt_jobs_free(node->jobs);
	lt_outbox_free(node->outbox);
	lt_keep_close(node->keep);
	lt_alone_free(node->alone);
	lt_replica_close(node->replica);
	lt_sign_wipe(&node->key);
	free(node);
}

/* -- the loop -- */

static void read_letters(struct lt_node *node)
{
	struct lt_letters letters;
	lt_post_take(node->post, &letters);
	for (size_t i = 0; i < letters.talks_count; i++)
		if (!lt_follow_over(node->follow, letters.talks[i]) &&
		    !lt_renewal_over(node->renewal, letters.talks[i]))
			lt_line_over(node->line, letters.talks[i]);
	for (struct lt_call *call = letters.calls, *next; call; call = next) {
		next = call->next;
		lt_desk_call(node->desk, call);
	}
	for (size_t i = 0; i < letters.gone_count; i++)
		lt_desk_gone(node->desk, letters.gone[i]);
	free(letters.gone);
}

static void next_stage(struct lt_node *node)
{
	int64_t now_us = lt_clock_monotonic(node->options.clock);
	bool late = now_us >= node->stage_until_us;
	bool alone = !lt_line_bound(node->line); /* nobody would hear of a result */
	if (node->stage == STAGE_FINISHING && (late || alone || lt_jobs_running(node->jobs) == 0)) {
		lt_jobs_give_back(node->jobs);
		node->stage = STAGE_REPORTING;
		node->stage_until_us = now_us + REPORT_US;
		late = false;
	}
	if (node->stage == STAGE_REPORTING && (late || alone || lt_outbox_count(node->outbox) == 0))
		node->stage = STAGE_STOPPED;
}

static int64_t earliest(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int wait_ms(const struct lt_node *node, int64_t wait_us_max)
{
	int64_t next_us = earliest(lt_jobs_next_us(node->jobs), lt_line_next_us(node->line));
	next_us = earliest(next_us, lt_desk_next_us(node->desk));
	next_us = earliest(next_us, lt_follow_next_us(node->follow));
	next_us = earliest(next_us, lt_replica_next_us(node->replica));
	next_us = earliest(next_us, lt_renewal_next_us(node->renewal));
	next_us = earliest(next_us, lt_outage_next_us(&node->outage));
	if (node->stage != STAGE_WORKING)
		next_us = earliest(next_us, node->stage_until_us);
	int64_t wait_us = wait_us_max;
	if (next_us != INT64_MAX)
		wait_us = earliest(wait_us, next_us - lt_clock_monotonic(node->options.clock));
	return wait_us <= 0 ? 0 : (int)earliest(wait_us / 1000 + 1, INT32_MAX);
}

static bool is_named(void *owner, const uint8_t *hash)
{
	return lt_replica_names(((struct lt_node *)owner)->replica, hash);
}

/* Who follows along hears of it. */
static void tell_web(struct lt_node *node)
{
	struct lt_replica_stats stats = lt_replica_stats(node->replica);
	uint64_t now = stats.events + stats.entries + stats.drops;
	if (!node->web || now == node->told)
		return;
	node->told = now;
	lt_web_moved(node->web);
}

bool lt_node_step(struct lt_node *node, int64_t wait_us_max, int fd)
{
	struct pollfd fds[] = {{.fd = lt_post_fd(node->post), .events = POLLIN},
			       {.fd = lt_jobs_fd(node->jobs), .events = POLLIN},
			       {.fd = fd, .events = POLLIN}};
	(void)poll(fds, sizeof fds / sizeof *fds, wait_ms(node, wait_us_max));
	read_letters(node);
	lt_jobs_step(node->jobs);
	lt_outage_step(&node->outage);
	lt_outage_settled(&node->outage, lt_desk_settle(node->desk));
	lt_line_step(node->line);
	lt_follow_step(node->follow);
	if (lt_line_bound(node->line) && lt_alone_wants_series(node->alone))
		lt_alone_ask_series(node->alone);
	lt_replica_step(node->replica);
	tell_web(node);
	lt_desk_step(node->desk);
	lt_renewal_step(node->renewal, lt_line_bound(node->line));
	lt_node_health_step(node->health);
	if (node->baggage)
		lt_baggage_sweep(node->baggage, is_named, node);
	if (node->stage != STAGE_WORKING)
		next_stage(node);
	return fds[2].revents != 0;
}

void lt_node_stop(struct lt_node *node)
{
	if (node->stage != STAGE_WORKING)
		return;
	lt_line_rest(node->line);
	node->stage = STAGE_FINISHING;
	node->stage_until_us = lt_clock_monotonic(node->options.clock) + FINISH_US;
	lt_log(LT_LOG_INFO, "node", 0, stopping, "running=%zu unanswered=%zu",
	       lt_jobs_running(node->jobs), lt_outbox_count(node->outbox));
	next_stage(node); /* mostly there is nothing to wait for */
}

bool lt_node_stopped(const struct lt_node *node)
{
	return node->stage == STAGE_STOPPED;
}

void lt_node_reload(struct lt_node *node)
{
	lt_connection_reload(&node->connection);
}

bool lt_node_bound(const struct lt_node *node)
{
	return lt_line_bound(node->line);
}

uint16_t lt_node_desk_port(const struct lt_node *node)
{
	return lt_server_port(node->server);
}
