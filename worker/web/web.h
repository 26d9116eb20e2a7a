/* SPDX-License-Identifier: EUPL-1.2 */
/* The web desk of a node: pages for the unit's people and for citizens.
 *
 *   browser -> http (threads of libmicrohttpd) -> route -> page -> ask -> the node's desk
 *
 * Pages know nothing of the line or the replica: they ask the desk, as the tool does. */
#pragma once

#include "proto/base/err.h"
#include "proto/base/time.h"

struct lt_web;

/** All borrowed, and to outlive the web. */
struct lt_web_options {
	const char *dir;	/**< the node's folder: accounts.mdb, web.port */
	const char *address;	/**< "127.0.0.1:7480" */
	const char *cert, *key; /**< NULL: plain HTTP on loopback */
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
/** NULL is fine. */
void lt_web_stop(struct lt_web *web);
