/* SPDX-License-Identifier: EUPL-1.2 */
/* The names that dashboards and alerts build on: one that is here stays, and means the same. */
#include "coordinator/http/vitals.h"

#include "proto/base/version.h"

#define AT(field) offsetof(struct lt_vitals, field)
#define GAUGE(name, field, help)                                                                   \
	{                                                                                          \
		name, LT_METRIC_GAUGE, help, NULL, AT(field), false, NULL                          \
	}
#define LABELLED(name, label, field, help)                                                         \
	{                                                                                          \
		name, LT_METRIC_GAUGE, help, label, AT(field), false, NULL                         \
	}
#define SECONDS(name, label, field, help)                                                          \
	{                                                                                          \
		name, LT_METRIC_GAUGE, help, label, AT(field), true, NULL                          \
	}
#define COUNTER(name, field, help)                                                                 \
	{                                                                                          \
		name, LT_METRIC_COUNTER, help, NULL, AT(field), false, NULL                        \
	}

static const char refusals[] = "Requests refused, by kind of reason";

const struct lt_metric lt_vitals_metrics[] = {
	LABELLED("lienthong_build_info", "program=\"coordinator\",version=\"" LT_VERSION "\"", one,
		 "Which program this is"),
	SECONDS("lienthong_start_time_seconds", NULL, started_us, "When it was started"),
	SECONDS("lienthong_clock_seconds", NULL, clock_us, "The machine's clock"),
	GAUGE("lienthong_memory_bytes", memory_bytes, "Resident memory, page cache included"),

	GAUGE("lienthong_queue_commands", queued, "Requests that wait for the engine now"),
	COUNTER("lienthong_queue_shed_total", shed, "New dossiers turned away: too much queued"),
	COUNTER("lienthong_calls_total", calls, "Messages taken from the line"),
	COUNTER("lienthong_commands_total", commands, "Requests decided"),
	COUNTER("lienthong_command_errors_total", errors, "Requests that could not be decided"),
	COUNTER("lienthong_events_total", events, "Events in the journal, since it began"),
	COUNTER("lienthong_batches_total", batches, "Batches written to the journal"),
	COUNTER("lienthong_batches_undone_total", undone, "Batches given up and done again"),
	COUNTER("lienthong_timers_fired_total", timers, "Dates that came"),
	{"lienthong_batch_commands", LT_METRIC_HISTOGRAM, "Requests in one batch", NULL,
	 AT(batch_sizes), false, &lt_batch_bounds},
	{"lienthong_append_seconds", LT_METRIC_HISTOGRAM,
	 "Time to make one batch durable in the journal", NULL, AT(appends), true,
	 &lt_histogram_times},
#define X(name, meaning)                                                                           \
	{"lienthong_refusals_total",                                                               \
	 LT_METRIC_COUNTER,                                                                        \
	 refusals,                                                                                 \
	 "class=\"" #name "\"",                                                                    \
	 AT(refused) + LT_CLASS_##name * sizeof(int64_t),                                          \
	 false,                                                                                    \
	 NULL},
	LT_REFUSAL_CLASSES(X)
#undef X
		COUNTER("lienthong_checkpoints_total", checkpoints, "Checkpoints of the state"),
	SECONDS("lienthong_checkpoint_last_seconds", NULL, checkpoint_us,
		"How long the last checkpoint took"),
	SECONDS("lienthong_checkpoint_longest_seconds", NULL, checkpoint_us_max,
		"How long the longest one took"),
	COUNTER("lienthong_checkpoint_waits_total", checkpoint_waits,
		"Requests that waited for a checkpoint"),
	SECONDS("lienthong_recovery_seconds", NULL, recovered_us, "How long the start took"),
	COUNTER("lienthong_strange_copies_total", strange_copies,
		"Nodes' copies that were of another history: after an old backup it is lost here"),
	GAUGE("lienthong_engine_healthy", healthy, "0: the state could not be rebuilt"),
	GAUGE("lienthong_store_full", full, "1: new dossiers are refused, disk or map is full"),

	GAUGE("lienthong_dossiers", dossiers, "Dossiers in the store"),
	GAUGE("lienthong_dossiers_open", open, "Dossiers received and not ended"),
	GAUGE("lienthong_dossiers_overdue", overdue, "Open dossiers whose date has passed"),
	GAUGE("lienthong_dossiers_paused", paused, "Dossiers whose clock stands still"),
	COUNTER("lienthong_dossiers_received_total", received, "Dossiers received, ever"),
	COUNTER("lienthong_dossiers_ended_total", ended, "Dossiers ended, ever"),
	COUNTER("lienthong_steps_done_total", steps_done, "Steps done by people, ever"),
	GAUGE("lienthong_steps_held", steps_held, "Steps at people's desks"),
	GAUGE("lienthong_steps_overdue", steps_overdue,
	      "Steps at people's desks whose date has passed"),
	GAUGE("lienthong_tasks", tasks, "Rows of work lists"),
	GAUGE("lienthong_timers", timers_set, "Dates to come"),
	LABELLED("lienthong_jobs", "state=\"waiting\"", jobs_waiting, "Automatic steps"),
	LABELLED("lienthong_jobs", "state=\"held\"", jobs_held, "Automatic steps"),
	COUNTER("lienthong_job_offers_total", offers, "Automatic steps offered to nodes"),
	COUNTER("lienthong_jobs_lost_total", jobs_lost, "Offers and leases that ran out"),
	GAUGE("lienthong_incidents", incidents, "Incidents that wait for a person"),
	GAUGE("lienthong_procedures", procedures, "Procedures in force"),

	LABELLED("lienthong_nodes", "state=\"connected\"", nodes_connected,
		 "Nodes of the directory"),
	LABELLED("lienthong_nodes", "state=\"away\"", nodes_away, "Nodes of the directory"),
	SECONDS("lienthong_node_silence_seconds", NULL, silence_us,
		"Since the node that is away longest was last heard of, of those heard of"),
	GAUGE("lienthong_node_clones", clones, "Hellos of copies of a node, turned away"),
	GAUGE("lienthong_connections", peers, "Connections that have said who they are"),
	GAUGE("lienthong_polls_parked", parked, "Nodes that wait for work or news"),
	COUNTER("lienthong_hellos_total", hellos, "Connections admitted"),
	COUNTER("lienthong_hellos_refused_total", hellos_refused, "Connections refused"),

	LABELLED("lienthong_store_used_bytes", "store=\"journal\"", journal_used,
		 "Used of the map"),
	LABELLED("lienthong_store_used_bytes", "store=\"state\"", state_used, "Used of the map"),
	LABELLED("lienthong_store_map_bytes", "store=\"journal\"", journal_map, "Size of the map"),
	LABELLED("lienthong_store_map_bytes", "store=\"state\"", state_map, "Size of the map"),
	LABELLED("lienthong_disk_free_bytes", "store=\"journal\"", journal_disk_free,
		 "Free on its disk"),
	LABELLED("lienthong_disk_free_bytes", "store=\"state\"", state_disk_free,
		 "Free on its disk"),

	SECONDS("lienthong_certificate_expiry_seconds", "of=\"coordinator\"", coordinator_cert_us,
		"When a certificate ends; of node: the first of all; 0: there is none"),
	SECONDS("lienthong_certificate_expiry_seconds", "of=\"ca\"", ca_cert_us,
		"When a certificate ends"),
	SECONDS("lienthong_certificate_expiry_seconds", "of=\"node\"", node_cert_us,
		"When a certificate ends"),
	SECONDS("lienthong_backup_last_seconds", NULL, backup_us,
		"When the last backup was made; 0: never"),
	SECONDS("lienthong_verify_last_seconds", NULL, verify_us,
		"When the store was last verified; 0: never"),
	GAUGE("lienthong_verify_holds", verify_holds, "1: the last check found nothing broken"),
};

const size_t lt_vitals_metrics_count = sizeof lt_vitals_metrics / sizeof *lt_vitals_metrics;
