/* SPDX-License-Identifier: EUPL-1.2 */
/* What watches a process asks of it, on an address of its own:
 *
 *   GET /healthz  the process is there
 *   GET /readyz   200, or 503 and, line by line, what is not ready
 *   GET /metrics  its numbers, in the text format of Prometheus
 *
 * No name of a person, no code of a dossier: numbers only. */
#pragma once

#include "proto/http/http.h"
#include "proto/http/metrics.h"

struct lt_health;

struct lt_health_options {
	const char *setting;	/**< for complaints: "http.listen" */
	const char *address;	/**< "127.0.0.1:7410"; borrowed, as all here */
	const char *cert, *key; /**< NULL: loopback only */
	const struct lt_metric *metrics;
	size_t metrics_count;
	size_t sample_size;
	void (*wake)(void *owner); /**< of the thread that gives samples; see pulse.h */
	/** Writes a line for each thing that is not ready. Any thread.
	 *  @param fresh  the owner's thread answered; otherwise the sample is an old one */
	void (*ready)(void *owner, const void *sample, bool fresh, FILE *out);
	void *owner;
};

/** @return 0; LT_E_USAGE, LT_E_LINE (the address); LT_E_NOMEM. */
int lt_health_start(const struct lt_health_options *options, struct lt_health **ret,
		    struct lt_err *err) LT_MUST_USE;
uint16_t lt_health_port(const struct lt_health *health);
/** NULL is fine. The owner's thread need not go on meanwhile. */
void lt_health_stop(struct lt_health *health);

/** Each round of the owner's thread: gives a sample if one is wanted. NULL is fine.
 *  @param take  fills a zeroed sample */
void lt_health_step(struct lt_health *health, void (*take)(void *owner, void *sample));
/** Resident memory of this process, in bytes, page cache of its maps included; 0: not known. */
int64_t lt_health_memory(void);
