/* SPDX-License-Identifier: EUPL-1.2 */
/* The names that dashboards and alerts build on: one that is here stays, and means the same. What a
 * coordinator counts too has the same name there. */
#include "worker/node/health.h"

#include <stdlib.h>
#include <sys/statvfs.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/base/version.h"
#include "proto/http/health.h"
#include "proto/link/certs.h"
#include "records/figures.h"

enum { CERT_ARENA_BYTES = 1 << 20 };

struct lt_node_health {
	struct lt_node_health_source source;
	struct lt_health *health;
	int64_t started_us;
};

/* Instants: the machine's clock; 0: never, or there is none. */
struct sample {
	int64_t one, started_us, clock_us, memory_bytes;
	int64_t waiting_people, waiting_jobs, oldest_us, conflicts;
	int64_t line_up, line_since_us;
	struct lt_line_stats line;
	int64_t copied_us, behind_us;
	struct lt_replica_stats replica;
	int64_t jobs_running;
	struct lt_pool_stats jobs;
	int64_t disk_free, cert_us, aside;
	struct lt_web_stats web;
};

#define AT(field) offsetof(struct sample, field)
#define GAUGE(name, labels, field, help)                                                           \
	{                                                                                          \
		name, LT_METRIC_GAUGE, help, labels, AT(field), false, NULL                        \
	}
#define SECONDS(name, labels, field, help)                                                         \
	{                                                                                          \
		name, LT_METRIC_GAUGE, help, labels, AT(field), true, NULL                         \
	}
#define COUNTER(name, labels, field, help)                                                         \
	{                                                                                          \
		name, LT_METRIC_COUNTER, help, labels, AT(field), false, NULL                      \
	}

static const char requests_help[] = "Requests of browsers and systems that were answered";

static const struct lt_metric metrics[] = {
	GAUGE("lienthong_build_info", "program=\"node\",version=\"" LT_VERSION "\"", one,
	      "Which program this is"),
	SECONDS("lienthong_start_time_seconds", NULL, started_us, "When it was started"),
	SECONDS("lienthong_clock_seconds", NULL, clock_us, "The machine's clock"),
	GAUGE("lienthong_memory_bytes", NULL, memory_bytes, "Resident memory, page cache included"),
	GAUGE("lienthong_outbox_commands", "of=\"people\"", waiting_people,
	      "Commands the coordinator has not answered"),
	GAUGE("lienthong_outbox_commands", "of=\"jobs\"", waiting_jobs,
	      "Commands the coordinator has not answered"),
	SECONDS("lienthong_outbox_oldest_seconds", NULL, oldest_us,
		"How long the oldest of people's commands has waited"),
	GAUGE("lienthong_conflicts", NULL, conflicts, "Refused by the coordinator, not settled"),
	GAUGE("lienthong_line_up", NULL, line_up, "1: the coordinator answers"),
	SECONDS("lienthong_line_since_seconds", NULL, line_since_us,
		"Since when the line is as it is"),
	COUNTER("lienthong_line_hellos_total", NULL, line.hellos, "Connections greeted"),
	COUNTER("lienthong_line_polls_total", NULL, line.polls, "Polls for work"),
	COUNTER("lienthong_line_reports_total", NULL, line.reports, "Messages with commands"),
	COUNTER("lienthong_line_commands_total", NULL, line.commands, "Commands sent"),
	COUNTER("lienthong_line_repeats_total", NULL, line.repeats, "Commands sent once more"),
	COUNTER("lienthong_line_denied_total", NULL, line.denied, "Messages that were denied"),
	SECONDS("lienthong_replica_whole_seconds", NULL, copied_us,
		"Coordinator's time up to which the copy is whole; 0: it never was"),
	SECONDS("lienthong_replica_behind_seconds", NULL, behind_us,
		"How far the copy is behind that clock"),
	COUNTER("lienthong_replica_pages_total", NULL, replica.pages, "Pages of the feed taken"),
	COUNTER("lienthong_replica_events_total", NULL, replica.events, "Events taken"),
	COUNTER("lienthong_replica_bytes_total", NULL, replica.bytes, "Bytes taken"),
	COUNTER("lienthong_replica_drops_total", NULL, replica.drops, "Copies fetched anew"),
	GAUGE("lienthong_replica_aside", NULL, aside,
	      "Copies of another history, kept for a person to look at"),
	GAUGE("lienthong_jobs_running", NULL, jobs_running, "Automatic steps at work here"),
	COUNTER("lienthong_jobs_given_total", NULL, jobs.given, "Automatic steps begun here"),
	COUNTER("lienthong_jobs_failed_total", NULL, jobs.failed, "... that failed"),
	COUNTER("lienthong_jobs_killed_total", NULL, jobs.killed, "... that took too long"),
	GAUGE("lienthong_disk_free_bytes", "store=\"node\"", disk_free, "Free on its disk"),
	SECONDS("lienthong_certificate_expiry_seconds", "of=\"node\"", cert_us,
		"When a certificate ends; 0: there is none"),
	COUNTER("lienthong_logins_total", "outcome=\"done\"", web.logins, "Logins to the pages"),
	COUNTER("lienthong_logins_total", "outcome=\"refused\"", web.logins_refused,
		"Logins to the pages"),
	COUNTER("lienthong_logins_total", "outcome=\"slowed\"", web.logins_slowed,
		"Logins to the pages"),
#define STATUS(name, digit, status)                                                                \
	{"lienthong_web_requests_total",                                                           \
	 LT_METRIC_COUNTER,                                                                        \
	 requests_help,                                                                            \
	 "class=\"" #name "\",status=\"" digit "xx\"",                                             \
	 AT(web.requests[LT_WEB_##name][status]),                                                  \
	 false,                                                                                    \
	 NULL},
#define X(name) STATUS(name, "2", 0) STATUS(name, "3", 1) STATUS(name, "4", 2) STATUS(name, "5", 3)
	LT_WEB_CLASSES(X)
#undef X
#define X(name)                                                                                    \
	{"lienthong_web_seconds", LT_METRIC_HISTOGRAM,		"Time to answer a whole request",  \
	 "class=\"" #name "\"",	  AT(web.times[LT_WEB_##name]), true,                              \
	 &lt_histogram_times},
		LT_WEB_CLASSES(X)
#undef X
};

/* -- a sample -- */

static int64_t count_conflicts(struct lt_keep *keep)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__KeptCommand *kept;
	uint64_t n = 0;
	int64_t count = 0;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	while (lt_keep_next(keep, LT_KEEP_CONFLICT, n, &arena, &n, &kept, NULL) == 0) {
		lt_arena_reset(&arena);
		n++;
		count++;
	}
	return count;
}

static void take_outbox(const struct lt_node_health_source *from, struct sample *s)
{
	const struct lt_outgoing *oldest = lt_outbox_next(from->outbox, NULL);
	s->waiting_people = (int64_t)lt_outbox_count_of(from->outbox, LT_SENDER_DESK);
	s->waiting_jobs = (int64_t)lt_outbox_count_of(from->outbox, LT_SENDER_JOB);
	s->oldest_us = oldest ? lt_replica_now_us(from->replica) - oldest->acted_us : 0;
	s->conflicts = count_conflicts(from->keep);
}

static void take_room(const struct lt_node_health_source *from, struct sample *s)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	struct lt_cert_issued cert;
	struct statvfs disk;
	lt_arena_init(&arena, CERT_ARENA_BYTES);
	if (statvfs(from->dir, &disk) == 0)
		s->disk_free = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
	if (from->settings->tls_cert &&
	    lt_certs_read_file(from->settings->tls_cert, &arena, &cert, NULL) == 0)
		s->cert_us = cert.expires_us;
}

static void take(void *owner, void *sample)
{
	struct lt_node_health *health = owner;
	const struct lt_node_health_source *from = &health->source;
	struct lt_clock machine = lt_clock_system();
	struct sample *s = sample;
	s->one = 1;
	s->started_us = health->started_us;
	s->clock_us = lt_clock_wall(&machine);
	s->memory_bytes = lt_health_memory();
	take_outbox(from, s);
	s->line_up = lt_line_bound(from->line);
	s->line_since_us = lt_line_since_us(from->line);
	s->line = lt_line_stats(from->line);
	s->copied_us = lt_replica_as_of_us(from->replica);
	s->behind_us = s->copied_us ? lt_replica_now_us(from->replica) - s->copied_us : 0;
	s->replica = lt_replica_stats(from->replica);
	s->aside = lt_replica_aside(from->replica);
	s->jobs_running = (int64_t)lt_jobs_running(from->jobs);
	s->jobs = lt_jobs_stats(from->jobs);
	take_room(from, s);
	if (from->web)
		lt_web_stats(from->web, &s->web);
}

/* -- ready -- */

static void ready(void *owner, const void *sample, bool fresh, FILE *out)
{
	const struct sample *s = sample;
	(void)owner;
	if (!fresh) {
		(void)fputs("máy trạm không trả lời (the node's loop does not answer)\n", out);
		return;
	}
	if (s->disk_free < (int64_t)LT_DISK_FREE_REFUSE_BYTES)
		(void)fputs("đĩa gần đầy; hãy thêm chỗ (the disk is nearly full)\n", out);
	if (!s->copied_us)
		(void)fputs("chưa có bản sao hồ sơ của đơn vị; cần đường truyền tới máy chủ "
			    "(no copy of the unit's dossiers yet)\n",
			    out);
}

static void wake(void *owner)
{
	lt_post_wake(((struct lt_node_health *)owner)->source.post);
}

/* -- life -- */

int lt_node_health_start(const struct lt_node_health_source *source, struct lt_node_health **ret,
			 struct lt_err *err)
{
	struct lt_clock machine = lt_clock_system();
	const struct lt_settings *s = source->settings;
	*ret = NULL;
	if (!s->http)
		return 0;
	struct lt_node_health *health = calloc(1, sizeof *health);
	if (!health)
		return lt_err_set(err, LT_E_NOMEM, "http.listen");
	health->source = *source;
	health->started_us = lt_clock_wall(&machine);
	struct lt_health_options options = {.setting = "http.listen",
					    .address = s->http,
					    .cert = s->http_cert,
					    .key = s->http_key,
					    .metrics = metrics,
					    .metrics_count = sizeof metrics / sizeof *metrics,
					    .sample_size = sizeof(struct sample),
					    .wake = wake,
					    .ready = ready,
					    .owner = health};
	int r = lt_health_start(&options, &health->health, err);
	if (r < 0) {
		free(health);
		return r;
	}
	lt_log(LT_LOG_INFO, "http", 0, started, "port=%u", lt_health_port(health->health));
	*ret = health;
	return 0;
}

int lt_node_health_figures(const struct lt_node_health_source *source, struct lt_figures *ret)
{
	struct lt_node_health health = {.source = *source};
	struct sample *s = lt_arena_zalloc(ret->arena, 1, sizeof *s);
	if (!s)
		return LT_E_NOMEM;
	take(&health, s);
	return lt_figures_add(ret, metrics, sizeof metrics / sizeof *metrics, s);
}

uint16_t lt_node_health_port(const struct lt_node_health *health)
{
	return lt_health_port(health->health);
}

void lt_node_health_step(struct lt_node_health *health)
{
	if (health)
		lt_health_step(health->health, take);
}

void lt_node_health_stop(struct lt_node_health *health)
{
	if (!health)
		return;
	lt_health_stop(health->health);
	free(health);
}
