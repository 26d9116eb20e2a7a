/* SPDX-License-Identifier: EUPL-1.2 */
/* One line an occurrence: UTC time, level, group, subject id, event name, key=value text.
 *
 * Only the shells (coordinator, worker, tools) log above debug, and each error once. No personal
 * data: ids only. What must be provable later is an event of the dossier, never a log line. */
#pragma once

#include <stdint.h>

/** How urgent a line is. */
enum lt_log_level { LT_LOG_ERROR = 1, LT_LOG_WARN, LT_LOG_INFO, LT_LOG_DEBUG };

/* Registered event names: the tidy test refuses any other. */
/* clang-format off */
#define LT_LOG_EVENTS(X)                                                                           \
	X(started) X(stopping) X(stopped) X(recovered) X(checkpoint)                               \
	X(checkpoint_failed) X(append_failed) X(batch_aborted) X(store_full)                       \
	X(store_writable) X(shed) X(published) X(publish_refused) X(hello_refused)                 \
	X(hello) X(message_refused) X(pipe_refused) X(node_lost) X(lease_expired)                  \
	X(offer_expired) X(incident) X(damaged) X(line_down) X(line_up) X(job_killed)              \
	X(job_started) X(job_failed) X(adapter_missing) X(request_refused)                         \
	X(front_refused) X(front_reloaded) X(store_failed) X(fatal) X(replica_dropped)             \
	X(replica_compacted) X(replica_whole) X(feed_failed) X(paper_refused) X(paper_carried)     \
	X(papers_swept) X(enrolment_refused) X(node_cloned) X(node_revoked) X(certified)           \
	X(certificate_ends) X(surveyed)                                                            \
	X(replica_aside) X(copy_of_another)                                                        \
	X(renewal_failed) X(series) X(web_trouble) X(login_refused) X(login_failed)                \
	X(person_unknown) X(access_not_noted) X(form_not_noted)                                    \
	X(lookups_slowed) X(web_refused) X(answer_not_kept) X(not_drawn) X(account_order)
/* clang-format on */

/** LT_LOG_EVENT_started ... */
enum lt_log_event {
#define X(name) LT_LOG_EVENT_##name,
	LT_LOG_EVENTS(X)
#undef X
};

/** Lines above @p level are dropped. Default LT_LOG_INFO. Call before threads start. */
void lt_log_level(enum lt_log_level level);

/** lt_log(LT_LOG_WARN, "engine", dossier_id, lease_expired, "node=%s step=%s", ...); subject 0 =
 * none. Any thread; one write(2) a line to standard error. */
#define lt_log(level, group, subject, event, ...)                                                  \
	lt_log_line((level), (group), (subject), LT_LOG_EVENT_##event, __VA_ARGS__)
/** What lt_log comes to. */
void lt_log_line(enum lt_log_level level, const char *group, uint64_t subject,
		 enum lt_log_event event, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
