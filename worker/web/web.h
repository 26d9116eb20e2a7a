/* SPDX-License-Identifier: EUPL-1.2 */
/* The web desk of a node: pages for the unit's people and for citizens.
 *
 *   browser -> http (threads of libmicrohttpd) -> route -> page -> ask -> the node's desk
 *
 * Pages know nothing of the line or the replica: they ask the desk, as the tool does. */
#pragma once

#include "proto/base/err.h"
#include "proto/base/histogram.h"
#include "proto/base/time.h"

struct lt_web;

/** All borrowed, and to outlive the web. */
struct lt_web_options {
	const char *dir;	/**< the node's folder: accounts.mdb, web.port */
	const char *address;	/**< "127.0.0.1:7480" */
	const char *cert, *key; /**< NULL: plain HTTP on loopback */
	const char *proxy;	/**< address of the web server in front; NULL: none */
	int64_t idle_us;	/**< a login lasts so long without a request; 0: 30 min */
	const char *desk, *token;
	uint64_t boot;
	const char *software;
	struct lt_clock *clock;
};

/** @return 0; LT_E_USAGE, LT_E_LINE (the address); errors of the store. */
int lt_web_start(const struct lt_web_options *options, struct lt_web **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Where it listens. */
uint16_t lt_web_port(const struct lt_web *web);
/** Something that requests may wait for has changed: what the node knows of dossiers. Any thread.
 */
void lt_web_moved(struct lt_web *web);
/** NULL is fine. */
void lt_web_stop(struct lt_web *web);

/* What is counted of requests: by kind of page ... */
#define LT_WEB_CLASSES(X) X(page) X(act) X(open) X(asset) X(api)
/** LT_WEB_page: people's pages; LT_WEB_act: what they send; LT_WEB_open: pages without a login. */
enum lt_web_class {
#define X(name) LT_WEB_##name,
	LT_WEB_CLASSES(X)
#undef X
		LT_WEB_CLASS_COUNT
};
enum { LT_WEB_STATUS_COUNT = 4 }; /**< 2xx, 3xx, 4xx, 5xx */

/** Since the start. */
struct lt_web_stats {
	int64_t requests[LT_WEB_CLASS_COUNT][LT_WEB_STATUS_COUNT];
	struct lt_histogram times[LT_WEB_CLASS_COUNT]; /**< lt_histogram_times */
	int64_t logins, logins_refused, logins_slowed;
};
/** Any thread. */
void lt_web_stats(struct lt_web *web, struct lt_web_stats *ret);
